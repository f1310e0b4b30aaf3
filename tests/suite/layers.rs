//! What decides is pure: the crates below the engine reach neither runtime, nor cloud, nor clock.

use crate::harness::{Run, root};
use std::collections::BTreeSet;
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

/// What a crate is built from, a package a line. Of this crate alone: in the workspace, what others ask for would count too.
fn tree(name: &str, pruned: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "tree",
        "--locked",
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
        "--package",
        name,
    ]);
    cargo.args(pruned.iter().flat_map(|n| ["--prune", n])).current_dir(root());
    Run::of(&mut cargo).ok().out
}

#[test]
fn pure_crates_reach_no_runtime_no_cloud_and_no_clock() {
    let mut broken = Vec::new();
    for short in PURE {
        let name = format!("provision-{short}");
        // Of this crate alone: in the workspace, what others ask for would count too.
        let whole = tree(&name, &[]);
        let pruned: Vec<&str> =
            NOT_FOLLOWED.into_iter().filter(|n| whole.contains(&format!("\n{n} v"))).collect();
        let tree = tree(&name, &pruned);
        let reached: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
        assert!(reached.contains(name.as_str()), "{tree}");
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
