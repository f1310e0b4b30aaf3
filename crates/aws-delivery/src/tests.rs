//! What is sent, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod builds;
mod connections;
mod deployments;
mod pipelines;
mod repositories;

use provision_aws_core::testing::{Sent, ok, refused, rig::Rig};
use serde_json::Value as Json;

/// What a call was asked, as JSON.
fn asked(sent: &Sent) -> Json {
    serde_json::from_str(&sent.body).unwrap()
}

/// The last request of an operation.
fn last(rig: &Rig, operation: &str) -> Json {
    let sent = rig.fake.sent();
    asked(sent.iter().rfind(|s| s.call.ends_with(operation)).expect("a request"))
}

/// The texts of a list in what was asked.
fn texts(asked: &Json, name: &str) -> Vec<String> {
    asked[name].as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
}
