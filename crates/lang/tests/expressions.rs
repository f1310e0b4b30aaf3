//! Expressions and what Terraform's console prints for them, recorded in `expressions.txt`.
//!
//! `cargo test -p provision-lang --test expressions -- --ignored` records anew (it needs the `terraform` binary of the
//! version that the file names). Where this program differs on purpose, `differences.txt` says what it gives and why.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used)]

mod console;

use console::{Console, folder};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Expressions (lines that begin with `> `) and the lines below each.
fn read(file: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(folder().join(file)).unwrap();
    let mut cases: Vec<(String, String)> = Vec::new();
    // A carriage return is part of the output.
    for line in text.split_terminator('\n') {
        match (line.strip_prefix("> "), cases.last_mut()) {
            (Some(expression), _) => cases.push((expression.into(), String::new())),
            (None, Some((_, output))) => {
                output.push_str(line);
                output.push('\n');
            }
            (None, None) => {}
        }
    }
    cases
}

#[test]
fn as_recorded() {
    let differences: BTreeMap<_, _> = read("differences.txt").into_iter().collect();
    let mut cases = read("expressions.txt");
    assert!(cases.len() >= 3000, "only {} expressions", cases.len());
    // Recorded by hand, as they need the provider.
    cases.extend(read("provider-functions.txt"));
    let console = Console::new();
    let mut wrong = Vec::new();
    for (expression, recorded) in &cases {
        let found = console.answer(expression);
        let expected = differences.get(expression).map_or(recorded.clone(), |d| {
            d.lines().filter(|l| !l.starts_with("# ")).map(|l| format!("{l}\n")).collect()
        });
        if found != expected {
            wrong.push(format!("> {expression}\nexpected:\n{expected}found:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// A difference that has gone is taken off the list.
#[test]
fn differences_are_real() {
    let recorded: BTreeMap<_, _> = read("expressions.txt").into_iter().collect();
    let console = Console::new();
    for (expression, _) in read("differences.txt") {
        let theirs = recorded.get(&expression).unwrap_or_else(|| panic!("not recorded: {expression}"));
        assert_ne!(*theirs, console.answer(&expression), "no difference any more: {expression}");
    }
}

/// A fresh copy of the fixture in which Terraform has been initialised.
fn scratch(number: usize) -> PathBuf {
    fn copy(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let target = to.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                copy(&entry.path(), &target);
            } else {
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
    }
    let dir = std::env::temp_dir().join(format!("expressions-{}-{number}", std::process::id()));
    copy(&folder().join("files"), &dir);
    assert!(terraform(&dir, "init").output().unwrap().status.success());
    std::fs::remove_file(dir.join(".terraform.lock.hcl")).ok();
    dir
}

fn terraform(dir: &Path, command: &str) -> Command {
    let mut terraform = Command::new("terraform");
    terraform.args([command, "-no-color"]).current_dir(dir);
    terraform.env("CHECKPOINT_DISABLE", "1").env("HOME", "/home/ops").env("TF_CLI_CONFIG_FILE", "/dev/null");
    terraform
}

/// What Terraform's console answers: one process an expression.
fn theirs(dir: &Path, expression: &str) -> String {
    let mut console = terraform(dir, "console");
    let mut child =
        console.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{expression}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    // It leaves a state behind, which `fileset` would see.
    for left in ["terraform.tfstate", ".terraform.tfstate.lock.info"] {
        std::fs::remove_file(dir.join(left)).ok();
    }
    if output.status.success() {
        String::from_utf8_lossy(&output.stdout).into_owned()
    } else {
        "ERROR\n".into()
    }
}

/// Every so many expressions are asked of Terraform anew, so that no record can rot.
const STRIDE: usize = 40;

mod live {
    use super::*;

    /// `PROVISION_EXPRESSIONS` names another file of expressions, one a line, which is compared whole.
    #[test]
    fn a_sample_is_as_terraform_answers_now() {
        let differences: Vec<String> = read("differences.txt").into_iter().map(|(e, _)| e).collect();
        let expressions: Vec<String> = match std::env::var_os("PROVISION_EXPRESSIONS") {
            Some(file) => std::fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect(),
            None => read("expressions.txt").into_iter().map(|(e, _)| e).step_by(STRIDE).collect(),
        };
        let answers = answers(&expressions);
        let console = Console::new();
        let mut wrong = Vec::new();
        for (expression, theirs) in expressions.iter().zip(answers) {
            let ours = console.answer(expression);
            if ours != theirs && !differences.contains(expression) {
                wrong.push(format!("> {expression}\nTerraform:\n{theirs}ours:\n{ours}"));
            }
        }
        assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), expressions.len(), wrong.join("\n"));
    }
}

/// What Terraform answers to each expression.
fn answers(expressions: &[String]) -> Vec<String> {
    let (next, answers) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for number in 0..2 {
            let (next, answers) = (&next, &answers);
            scope.spawn(move || {
                let dir = scratch(number);
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(expression) = expressions.get(at) else { break };
                    let answer = theirs(&dir, expression);
                    answers.lock().unwrap().insert(at, answer);
                }
                std::fs::remove_dir_all(dir).unwrap();
            });
        }
    });
    answers.into_inner().unwrap().into_values().collect()
}

#[test]
#[ignore = "needs the terraform binary"]
fn record() {
    let expressions: Vec<String> = read("expressions.txt").into_iter().map(|(e, _)| e).collect();
    let mut out = String::from("Recorded from terraform 1.11.4.\n\n");
    for (expression, answer) in expressions.iter().zip(answers(&expressions)) {
        out.push_str(&format!("> {expression}\n{answer}"));
    }
    std::fs::write(folder().join("expressions.txt"), out).unwrap();
}
