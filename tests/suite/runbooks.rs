//! The runbooks, as they are printed: what a page has people do is done in the local environment, and answers what the page says.

use crate::harness::{Project, Run, binary, root};
use std::fmt::Write as _;
use std::path::Path;

/// Commands between two fences, and the answer that follows them on the page.
#[derive(Debug)]
struct Block {
    section: String,
    /// Its place among the blocks of its section.
    number: usize,
    commands: String,
    answer: String,
}

/// What the emulator cannot do, or nobody there can: section, block and why.
const NOT_HERE: &[(&str, &[usize], &str)] = &[
    (
        "First rollout to production",
        &[2, 4, 5],
        "no registrar, nobody who confirms a connection, no site that answers",
    ),
    ("Change an image", &[0], "nobody pushed an image"),
    ("Scale a tier", &[2], "Auto Scaling there refreshes nothing"),
    ("Rotate the database's secret", &[1], "tasks never run there"),
    ("Restore the database to a point in time", &[0, 1, 2, 3, 4], "databases there have no past"),
    ("Add a table to the lake", &[3], "workflows there do not run"),
    ("An apply failed", &[0], "nothing fails there"),
    ("The state is lost", &[0, 1, 3, 4], "it is not lost"),
    ("Moving to EKS", &[2, 3, 4], "clusters there have no nodes, pipelines there do not run"),
];

/// The blocks of a page, section by section.
fn blocks(page: &Path) -> Vec<Block> {
    let text = std::fs::read_to_string(page).expect("the page is there");
    let mut found: Vec<Block> = Vec::new();
    let (mut section, mut number, mut fence) = (String::new(), 0, None::<String>);
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(kind) = trimmed.strip_prefix("```") {
            fence = if fence.is_some() { None } else { Some(kind.to_owned()) };
            if fence.as_deref() == Some("sh") {
                found.push(Block {
                    section: section.clone(),
                    number,
                    commands: String::new(),
                    answer: String::new(),
                });
                number += 1;
            }
            continue;
        }
        match (fence.as_deref(), found.last_mut()) {
            (Some("sh"), Some(block)) => writeln!(block.commands, "{line}").expect("strings take text"),
            (Some("text"), Some(block)) => writeln!(block.answer, "{line}").expect("strings take text"),
            (None, _) => {
                if let Some(title) = line.strip_prefix("## ") {
                    (section, number) = (title.to_owned(), 0);
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether what was told has what the page says, in its order; `…` on the page is anything.
fn answers(page: &str, told: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (page, told) = (plain(page), plain(told));
    let mut rest = told.as_str();
    page.split('…').map(str::trim).filter(|piece| !piece.is_empty()).all(|piece| {
        rest.split_once(piece).is_some_and(|(_, after)| {
            rest = after;
            true
        })
    })
}

#[test]
fn answers_are_held_against_the_page() {
    assert!(answers("…\nPlan: 1 to add.\n…\nDone: … added\n", "x\nPlan: 1 to add.\ny\nDone: 12 added, z"));
    assert!(!answers("Plan: 1 to add.\n", "Plan: 2 to add."));
    assert!(!answers("b\n…\na\n", "a b"), "in the order of the page");
}

#[test]
fn each_runbook_does_what_it_says() {
    let project = Project::copy_of("plans/shop");
    let tools = tempfile::tempdir().expect("a temporary directory");
    std::os::unix::fs::symlink(binary(), tools.path().join("provision")).expect("a link can be made");
    let python = std::env::var("PROVISION_TEST_PYTHON").expect("tests/localstack/run exec sets it");
    let aws = Path::new(&python).parent().expect("a program lies in a folder");
    let path = std::env::var("PATH").expect("there is a path");
    let path = format!("{}:{}:{path}", tools.path().display(), aws.display());
    let bash = |commands: &str| {
        let mut command = project.command("bash");
        command.args(["-euo", "pipefail", "-c", commands]).current_dir(project.home());
        command.env("PATH", &path).env("PROVISION_ENV", "local").env("AWS_DEFAULT_REGION", "ap-northeast-2");
        Run::of(&mut command).ok()
    };

    let all = blocks(&root().join("docs/runbooks.md"));
    for (section, numbers, why) in NOT_HERE {
        for number in *numbers {
            let there = all.iter().any(|block| block.section == *section && block.number == *number);
            assert!(there, "{section}, block {number} is not there any more ({why})");
        }
    }
    let left_out = |block: &Block| {
        NOT_HERE
            .iter()
            .any(|(section, numbers, _)| *section == block.section && numbers.contains(&block.number))
    };
    let mut at = String::new();
    for block in all.iter().filter(|block| !left_out(block)) {
        if !at.is_empty() && at != block.section {
            bash("provision plan --detailed-exitcode");
        }
        at.clone_from(&block.section);
        let run = bash(&block.commands);
        assert!(answers(&block.answer, &run.out), "{block:#?} answered\n{}", run.out);
    }
    project.destroy();
}
