//! What is sent, how many calls reading takes, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod associations;
mod cloudfront;
mod distributions;
mod shield;
mod web_acls;

use provision_aws_core::testing::{self, Reply, ok};

/// The ARN of a web ACL.
fn acl_arn(name: &str) -> String {
    format!("arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/{name}/id-{name}")
}

fn refused(code: &str) -> Reply {
    testing::refused(code, "no")
}
