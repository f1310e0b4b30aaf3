//! What an account holds, read by an independent client (boto3, in `tests/readback/estate.py`).

use crate::harness::{Project, REGION, Run, endpoint, root};
use serde_json::Value;
use std::process::Command;

/// Everything that the project's account holds, in canonical form: equal plans give equal estates.
#[track_caller]
pub fn estate(project: &Project) -> Value {
    estate_of(&project.account)
}

/// The same, of any account.
#[track_caller]
pub fn estate_of(account: &str) -> Value {
    held(read(account, &["--canonical"]))
}

/// True when something in the account carries a tag of ours, which the canonical form leaves out.
#[track_caller]
pub fn is_marked(project: &Project) -> bool {
    read(&project.account, &[]).to_string().contains("\"provision:")
}

/// Sends clicks to a Firehose stream of the project's account: which pages lie under which prefix of the bucket then.
#[track_caller]
pub fn clicks(project: &Project, stream: &str, bucket: &str) -> Value {
    program("clicks.py", &project.account, &[stream, bucket, REGION])
}

#[track_caller]
fn read(account: &str, form: &[&str]) -> Value {
    program("estate.py", account, &[&["--region", REGION], form].concat())
}

/// What a program of `tests/readback` says of an account.
#[track_caller]
fn program(name: &str, account: &str, arguments: &[&str]) -> Value {
    let python = std::env::var_os("PROVISION_TEST_PYTHON")
        .expect("PROVISION_TEST_PYTHON names the Python with boto3; tests/localstack/run exec sets it");
    let mut command = Command::new(python);
    command
        .arg(root().join("tests/readback").join(name))
        .args([&endpoint(), account])
        .args(arguments)
        .env("AWS_EC2_METADATA_DISABLED", "true");
    Run::of(&mut command).ok().json()
}

/// An estate without the kinds of which it has nothing, so that what was recorded stays valid when there are more kinds.
pub fn held(mut estate: Value) -> Value {
    if let Some(kinds) = estate.as_object_mut() {
        kinds.retain(|_, things| things.as_array().is_none_or(|things| !things.is_empty()));
    }
    estate
}

/// Fails where something of ours is left in the project's account.
#[track_caller]
pub fn nothing_left(project: &Project, when: &str) {
    let left = estate(project);
    assert!(is_empty(&left), "{when} left {}\n{left:#}", counts(&left));
}

/// True when nothing of ours is left.
pub fn is_empty(estate: &Value) -> bool {
    estate
        .as_object()
        .is_some_and(|kinds| kinds.values().all(|things| things.as_array().is_some_and(Vec::is_empty)))
}

/// How many things of each kind there are, for messages.
pub fn counts(estate: &Value) -> String {
    let kinds = estate.as_object().into_iter().flatten();
    kinds
        .map(|(kind, things)| format!("{kind}={}", things.as_array().map_or(0, Vec::len)))
        .collect::<Vec<_>>()
        .join(" ")
}
