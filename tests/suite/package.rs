//! What this program is built from: under licences that let it be given away, from the registry alone, and without what is banned.

use crate::harness::{Run, binary, root};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

/// Licences under which a dependency may be used. One of several that are joined by OR is enough; of those joined by AND all count.
const ALLOWED: [&str; 8] = [
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-3-Clause",
    "BlueOak-1.0.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Zlib",
];

/// Crates that must not be in the program, and why.
const BANNED: [(&str, &str); 7] = [
    ("openssl", "TLS is rustls"),
    ("openssl-sys", "TLS is rustls"),
    ("native-tls", "TLS is rustls"),
    ("aws-lc-sys", "cryptography of TLS is ring's, which builds in seconds and without CMake"),
    ("reqwest", "calls go through the SDK's HTTP layer, which counts them and keeps to limits"),
    ("chrono", "time is jiff's"),
    ("async-std", "the runtime is tokio"),
];

/// Every package that a build for this platform, tests included, is made from.
fn packages() -> Vec<Value> {
    let mut cargo = Command::new(env!("CARGO"));
    let platform = "x86_64-unknown-linux-gnu";
    cargo.args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", platform]);
    let told = Run::of(cargo.current_dir(root())).ok().json();
    let used: Vec<&Value> =
        told["resolve"]["nodes"].as_array().into_iter().flatten().map(|n| &n["id"]).collect();
    let all = told["packages"].as_array().cloned().unwrap_or_default();
    all.into_iter().filter(|p| used.contains(&&p["id"])).collect()
}

fn text<'p>(package: &'p Value, key: &str) -> &'p str {
    package[key].as_str().unwrap_or_default()
}

/// True when an expression of SPDX can be met with what is allowed.
fn is_allowed(expression: &str) -> bool {
    // Older crates write `MIT/Apache-2.0` for OR.
    let expression = expression.replace('/', " OR ");
    let plain = expression.trim();
    if let Some((before, rest)) = plain.split_once('(') {
        let (inner, after) = rest.split_once(')').unwrap_or((rest, ""));
        // A bracket stands for one licence that is allowed, or for one that is not.
        let word = if is_allowed(inner) { "MIT" } else { "none" };
        return is_allowed(&format!("{before}{word}{after}"));
    }
    let all = |part: &str| part.split(" AND ").all(|one| ALLOWED.contains(&one.trim()));
    plain.split(" OR ").any(all)
}

#[test]
fn licences_are_allowed() {
    let packages = packages();
    assert!(packages.len() > 200, "{} packages", packages.len());
    let wrong: Vec<String> = packages
        .iter()
        .filter(|p| !is_allowed(text(p, "license")))
        .map(|p| format!("{} {}: {:?}", text(p, "name"), text(p, "version"), p["license"]))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_banned_is_in_it() {
    let packages = packages();
    let found: Vec<String> = packages
        .iter()
        .filter_map(|p| {
            let (name, why) = BANNED.iter().find(|(name, _)| *name == text(p, "name"))?;
            Some(format!("{name}: {why}"))
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn all_of_it_is_ours_or_from_the_registry() {
    let foreign = |p: &&Value| match p["source"].as_str() {
        None => !text(p, "name").starts_with("provision"),
        Some(source) => source != "registry+https://github.com/rust-lang/crates.io-index",
    };
    let packages = packages();
    let found: Vec<&str> = packages.iter().filter(foreign).map(|p| text(p, "name")).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn expressions_of_licences_are_understood() {
    for allowed in ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR MIT", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
        assert!(is_allowed(allowed), "{allowed}");
    }
    for refused in ["", "GPL-3.0", "MIT AND GPL-3.0", "(GPL-3.0 OR AGPL-3.0) AND MIT", "MIT AND (GPL-3.0)"] {
        assert!(!is_allowed(refused), "{refused}");
    }
}

/// What `cargo install --path crates/cli` goes by: one program, called `provision`, that says what it is.
#[test]
fn cargo_installs_one_program() {
    let packages = packages();
    let ours = packages.iter().find(|p| text(p, "name") == "provision").expect("the program's package");
    for key in ["description", "license", "rust_version"] {
        assert!(!text(ours, key).is_empty(), "{key}");
    }
    let manifest = std::path::Path::new(text(ours, "manifest_path"));
    assert!(manifest.parent().is_some_and(|dir| dir.join(text(ours, "readme")).exists()));
    let targets = ours["targets"].as_array().cloned().unwrap_or_default();
    let programs: Vec<&str> =
        targets.iter().filter(|t| t["kind"][0] == "bin").map(|t| text(t, "name")).collect();
    assert_eq!(programs, ["provision"]);
}

/// What goes with a program that is given away.
#[test]
fn papers_are_in_order() {
    for paper in ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "SECURITY.md"] {
        let text = std::fs::read_to_string(root().join(paper)).unwrap_or_default();
        assert!(text.lines().count() > 5, "{paper}");
    }
}

/// The package holds the program with its pages and completions. A script that calls the program stands for it: it is smaller.
#[test]
fn the_debian_package_is_whole() {
    if Command::new("dpkg-deb").arg("--version").output().is_err() {
        eprintln!("no dpkg-deb here: no Debian package is made");
        return;
    }
    let dir = tempfile::tempdir().expect("a temporary directory");
    let stand_in = dir.path().join("provision");
    std::fs::write(&stand_in, format!("#!/bin/sh\nexec '{}' \"$@\"\n", binary().display()))
        .expect("writable");
    std::fs::set_permissions(&stand_in, std::fs::Permissions::from_mode(0o755)).expect("settable");
    let mut make = Command::new(root().join("packaging/deb"));
    make.arg("--binary").arg(&stand_in).arg("--out").arg(dir.path());
    let package = Run::of(&mut make).ok().out.trim().to_owned();
    let held = Run::of(Command::new("dpkg-deb").args(["--contents", &package])).ok().out;
    for path in [
        "./usr/bin/provision",
        "./usr/share/man/man1/provision.1.gz",
        "./usr/share/man/man1/provision-state-mv.1.gz",
        "./usr/share/bash-completion/completions/provision",
        "./usr/share/zsh/vendor-completions/_provision",
        "./usr/share/fish/vendor_completions.d/provision.fish",
        "./usr/share/doc/provision/copyright",
    ] {
        assert!(
            held.lines().any(|line| line.ends_with(path) && line.contains("root/root")),
            "{path}\n{held}"
        );
    }
    let control = Run::of(Command::new("dpkg-deb").args(["--field", &package])).ok().out;
    assert!(control.contains(&format!("Version: {}", env!("CARGO_PKG_VERSION"))), "{control}");
}
