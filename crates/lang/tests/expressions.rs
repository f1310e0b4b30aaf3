//! Expressions and what Terraform's console prints for them, recorded in `expressions.txt`.
//!
//! `cargo test -p provision-lang --test expressions -- --ignored` records anew (it needs the `terraform` binary of the
//! version that the file names). Where this program differs on purpose, `differences.txt` says what it gives and why.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used)]

use provision_lang::{Scope, Subject, World, console, syntax};
use provision_value::{Diagnostic, SourceId, Span, Type, Value};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The fixture files, and a clock that stands still.
struct Fixture(PathBuf);

impl World for Fixture {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }
    fn list(&self, dir: &Path) -> std::io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(dir)? {
            let entry = entry?;
            let slash = if entry.file_type()?.is_dir() { "/" } else { "" };
            names.push(format!("{}{slash}", entry.file_name().to_string_lossy()));
        }
        names.sort();
        Ok(names)
    }
    fn exists(&self, path: &Path) -> bool {
        path.is_file()
    }
    fn home(&self) -> Option<String> {
        Some("/home/ops".into())
    }
    fn env(&self, _prefix: &str) -> Vec<(String, String)> {
        Vec::new()
    }
    fn now(&self) -> String {
        "2026-01-31T12:00:00Z".into()
    }
    fn random(&self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}

struct Console(Fixture);

impl Scope for Console {
    fn resolve(&self, subject: &Subject, span: Span) -> Result<Value, Diagnostic> {
        match subject {
            Subject::Path(name) if matches!(&**name, "module" | "root") => Ok(Value::string(".")),
            Subject::Path(name) if &**name == "cwd" => Ok(Value::string("/plans/shop")),
            Subject::Terraform(name) if &**name == "workspace" => Ok(Value::string("default")),
            // What `files/main.tf` takes from a resource that does not exist yet.
            Subject::Local(name) if matches!(&**name, "s" | "d") => Ok(Value::unknown(Type::Dynamic)),
            other => Err(Diagnostic::error("Not declared", format!("{other:?}")).at(span)),
        }
    }
    fn world(&self) -> &dyn World {
        &self.0
    }
    fn base_dir(&self) -> &Path {
        &self.0.0
    }
    fn planning(&self) -> bool {
        false
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// Expressions (lines that begin with `> `) and the lines below each.
fn read(file: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(folder().join(file)).unwrap();
    let mut cases: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
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

fn ours(expression: &str) -> String {
    let (expr, mut diags) = syntax::parse_expression(SourceId::default(), expression);
    let scope = Console(Fixture(folder().join("files")));
    let (answer, found) = console::answer(&expr, &scope);
    diags.extend(found);
    if diags.has_errors() { "ERROR\n".into() } else { answer + "\n" }
}

#[test]
fn as_recorded() {
    let differences: BTreeMap<_, _> = read("differences.txt").into_iter().collect();
    let mut cases = read("expressions.txt");
    assert!(cases.len() >= 1000, "only {} expressions", cases.len());
    // Recorded by hand, as they need the provider.
    cases.extend(read("provider-functions.txt"));
    let mut wrong = Vec::new();
    for (expression, recorded) in &cases {
        let found = ours(expression);
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
    for (expression, _) in read("differences.txt") {
        let theirs = recorded.get(&expression).unwrap_or_else(|| panic!("not recorded: {expression}"));
        assert_ne!(*theirs, ours(&expression), "no difference any more: {expression}");
    }
}

#[test]
#[ignore = "needs the terraform binary"]
fn record() {
    let mut out = String::from("Recorded from terraform 1.11.4.\n\n");
    // The console leaves a state file behind.
    let scratch = std::env::temp_dir().join(format!("expressions-{}", std::process::id()));
    let files = folder().join("files");
    std::fs::create_dir_all(scratch.join("sub")).unwrap();
    for name in Fixture(files.clone())
        .list(&files)
        .unwrap()
        .iter()
        .chain(&["sub/b.yaml".into(), "sub/inner.txt".into()])
    {
        if !name.ends_with('/') {
            std::fs::copy(files.join(name), scratch.join(name)).unwrap();
        }
    }
    let init = Command::new("terraform")
        .arg("init")
        .current_dir(&scratch)
        .env("TF_CLI_CONFIG_FILE", "/dev/null")
        .output();
    assert!(init.unwrap().status.success());
    std::fs::remove_file(scratch.join(".terraform.lock.hcl")).ok();
    for (expression, _) in read("expressions.txt") {
        let mut child = Command::new("terraform")
            .args(["console", "-no-color"])
            .current_dir(&scratch)
            .env("CHECKPOINT_DISABLE", "1")
            .env("HOME", "/home/ops")
            .env("TF_CLI_CONFIG_FILE", "/dev/null")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(format!("{expression}\n").as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        for left in ["terraform.tfstate", ".terraform.tfstate.lock.info"] {
            std::fs::remove_file(scratch.join(left)).ok();
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let text = if output.status.success() { &*text } else { "ERROR\n" };
        out.push_str(&format!("> {expression}\n{text}"));
    }
    std::fs::remove_dir_all(scratch).unwrap();
    std::fs::write(folder().join("expressions.txt"), out).unwrap();
}
