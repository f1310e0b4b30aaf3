//! What decides is pure: the crates below the engine reach neither runtime, nor cloud, nor clock.

use crate::harness::{Run, root};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

const PURE: [&str; 5] = ["value", "schema", "lang", "graph", "plan"];

/// Crates that do I/O, keep time or make random numbers.
const FORBIDDEN: [&str; 14] = [
    "tokio",
    "async-std",
    "smol",
    "mio",
    "hyper",
    "reqwest",
    "chrono",
    "jiff",
    "time",
    "getrandom",
    "rand",
    "fastrand",
    "uuid",
    "tempfile",
];

/// Crates whose own dependencies are not followed, and why: `rsa` and `bcrypt` can make keys and salts from randomness; the
/// language only decrypts with the one, and gives the other a salt of its `World`.
const NOT_FOLLOWED: [&str; 2] = ["rsa", "bcrypt"];

/// Calls that pure crates deny to themselves, in a `clippy.toml` beside their manifest.
const DENIED: [&str; 5] = [
    "std::time::SystemTime::now",
    "std::time::Instant::now",
    "std::env::var",
    "std::fs::read",
    "std::fs::write",
];

/// Package id to the ids that it is built with; development dependencies do not count.
fn dependencies(metadata: &Value) -> BTreeMap<&str, Vec<&str>> {
    let nodes = metadata["resolve"]["nodes"].as_array().expect("resolved nodes");
    nodes
        .iter()
        .map(|node| {
            let built = |dep: &&Value| {
                let kinds = dep["dep_kinds"].as_array().expect("kinds");
                kinds.iter().any(|kind| kind["kind"].is_null())
            };
            let deps = node["deps"].as_array().expect("dependencies").iter().filter(built);
            (node["id"].as_str().expect("an id"), deps.filter_map(|dep| dep["pkg"].as_str()).collect())
        })
        .collect()
}

#[test]
fn pure_crates_reach_no_runtime_no_cloud_and_no_clock() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--locked"]).current_dir(root());
    let metadata = Run::of(&mut cargo).ok().json();
    let names: BTreeMap<&str, &str> = metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|package| (package["id"].as_str().expect("an id"), package["name"].as_str().expect("a name")))
        .collect();
    let graph = dependencies(&metadata);
    let mut broken = Vec::new();
    for short in PURE {
        let name = format!("provision-{short}");
        let start = *names.iter().find(|(_, n)| **n == name).unwrap_or_else(|| panic!("no crate {name}")).0;
        let mut came_from = BTreeMap::from([(start, start)]);
        let mut waiting = vec![start];
        while let Some(id) = waiting.pop() {
            if NOT_FOLLOWED.contains(&names[id]) {
                continue;
            }
            for next in &graph[id] {
                if came_from.insert(next, id).is_none() {
                    waiting.push(next);
                }
            }
        }
        let reached: BTreeSet<&str> = came_from.keys().map(|id| names[id]).collect();
        let bad =
            |n: &&&str| FORBIDDEN.contains(*n) || n.starts_with("aws-") || n.starts_with("provision-aws");
        for name_reached in reached.iter().filter(bad) {
            broken.push(format!("{name} reaches {name_reached}"));
        }
        println!("layer {name}: {} crates reached", reached.len());
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn pure_crates_deny_clock_disk_and_environment_to_themselves() {
    for short in PURE {
        let path = root().join("crates").join(short).join("clippy.toml");
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        for call in DENIED {
            assert!(text.contains(&format!("\"{call}\"")), "{} does not deny {call}", path.display());
        }
    }
}
