//! What is sent, how many calls reading takes, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use provision_aws_core::testing::rig::Rig;
use provision_aws_core::testing::{Reply, Sent};
use provision_value::Value;
use serde_json::{Value as Json, json};

mod backups;
mod buckets;
mod objects;

async fn rig(script: impl Fn(&Sent, usize) -> Reply + Send + Sync + 'static) -> Rig {
    Rig::new(crate::family(), script).await
}

fn operation(sent: &Sent) -> &str {
    sent.call.rsplit(' ').next().unwrap_or_default()
}

/// A refusal of S3.
fn refused(status: u16, code: &str, message: &str) -> Reply {
    (status, format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>"))
}

fn done() -> Reply {
    (200, String::new())
}

fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}
