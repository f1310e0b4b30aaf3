//! What is sent for launch templates and Auto Scaling, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod autoscaling;
mod launch_templates;

use provision_aws_core::testing::Reply;
use provision_aws_core::testing::rig::{Rig, ec2_result as ec2, query_refusal, query_result as query};

/// An error as Auto Scaling tells it.
fn error(code: &str, message: &str) -> Reply {
    query_refusal(400, code, message)
}

/// Items of a list.
fn members(items: impl IntoIterator<Item = String>) -> String {
    items.into_iter().map(|item| format!("<member>{item}</member>")).collect()
}
