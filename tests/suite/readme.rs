//! The README's own commands, one after the other, as somebody types them who has read nothing else.

use crate::harness::{Project, Run, binary, root};
use crate::readback::{estate, nothing_left};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

/// A terminal on which `yes` has been typed, since the commands ask there.
const TERMINAL: &str = "import os, pty, sys\n\
    sys.exit(os.waitstatus_to_exitcode(pty.spawn(['bash', '-euo', 'pipefail', '-c', sys.argv[1]])))\n";

/// What stands between the fences of shell commands, in order.
fn blocks() -> Vec<String> {
    let text = fs::read_to_string(root().join("README.md")).expect("it is there");
    let fenced = text.split("```sh\n").skip(1);
    fenced.map(|rest| rest.split("\n```").next().unwrap_or_default().to_owned()).collect()
}

fn executable(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("creatable");
    fs::write(path, text).expect("writable");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("settable");
}

/// A checkout as the reader has it. What `quickstart` builds is built, and what it starts runs: `cargo` and `tests/localstack/run` only
/// note that they were called.
fn checkout() -> Project {
    let project = Project::copy_of("plans/shop");
    let home = project.home();
    fs::copy(root().join("quickstart"), home.join("quickstart")).expect("copyable");
    let note = format!("#!/bin/sh\necho \"${{0##*/}} $*\" >> '{}'\n", home.join("called").display());
    executable(&home.join("tools/cargo"), &note);
    executable(&home.join("tests/localstack/run"), &note);
    fs::create_dir_all(home.join("target/debug")).expect("creatable");
    symlink(binary(), home.join("target/debug/provision")).expect("a link can be made");
    project
}

#[test]
fn the_readme_brings_the_estate_up_changes_it_and_takes_it_away() {
    let [start, tests, change, away, prod] = &blocks()[..] else { panic!("five blocks: {:#?}", blocks()) };
    assert_eq!(tests, "./test", "this is it");
    let project = checkout();
    let python = std::env::var("PROVISION_TEST_PYTHON").expect("tests/localstack/run exec sets it");
    let path = std::env::var("PATH").expect("there is a path");
    let exports: Vec<&str> = change.lines().filter(|line| line.starts_with("export ")).collect();
    let exports = exports.join("\n");
    let typed = |commands: &str| {
        let mut command = project.command(&python);
        command.args(["-c", TERMINAL, &format!("{exports}\n{commands}")]).current_dir(project.home());
        command
            .env("PATH", format!("{}:{path}", project.home().join("tools").display()))
            .env("TERM", "xterm");
        Run::fed(&mut command, "yes\n")
    };

    let up = typed(start).ok().out;
    assert!(up.contains(" added, 0 changed, 0 destroyed.") && up.contains("aws_vpc.main"), "{up}");
    let called = fs::read_to_string(project.home().join("called")).expect("both were called");
    assert_eq!(called, "cargo build --package provision\nrun start\n");

    // The change is shown, then shown again and made, then found in the history and drawn.
    let changed = typed(change).ok().out;
    let (shown, done) = changed.split_once("Plan: ").expect("a plan is shown");
    for part in ["nginx:1.27.4", "\"db.t4g.medium\" -> \"db.t4g.large\"", "\"public\" -> \"edge\""] {
        assert!(shown.contains(part), "the plan tells of {part}: {shown}");
    }
    assert!(done.starts_with("1 to add, 4 to change, 1 to destroy."), "{done}");
    assert!(done.contains("Done: 1 added, 4 changed, 1 destroyed."), "{done}");
    let history = done.split_once("Done: ").map(|(_, rest)| rest).unwrap_or_default();
    for part in
        ["+1 ~4 -1", "\"aws_db_instance.main\"", "\"aws_subnet.public[", "aws_ecs_task_definition.main\""]
    {
        assert!(history.contains(part), "the history tells of {part}: {history}");
    }
    assert!(history.contains("No drift."), "{history}");
    let drawn = fs::read_to_string(project.home().join("shop.svg")).expect("it was drawn");
    assert!(drawn.starts_with("<svg") && drawn.contains("aws_db_instance.main"), "{drawn}");
    let after = estate(&project);
    let held = after.to_string();
    assert!(held.contains("nginx:1.27.4") && !held.contains("nginx:1.27.3"), "{after:#}");
    assert!(held.contains("db.t4g.large") && !held.contains("db.t4g.medium"), "{after:#}");
    let subnets = after["subnets"].as_array().map(Vec::as_slice).unwrap_or_default();
    let moved = subnets.iter().filter(|subnet| subnet["Tags"].to_string().contains("edge")).count();
    assert_eq!(moved, 2, "{subnets:#?}");

    let gone = typed(away).ok().out;
    assert!(gone.contains("Done: 0 added, 0 changed,"), "{gone}");
    nothing_left(&project, "the README's destroy");

    let refused = typed(prod).expect(&[5]);
    assert!(refused.out.contains("111122223333"), "{refused:?}");
}
