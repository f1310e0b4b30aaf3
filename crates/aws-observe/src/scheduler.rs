//! What all EventBridge Scheduler types share: the client, names, times.

use aws_sdk_scheduler::primitives::{DateTime, DateTimeFormat};
use provision_aws_core::prelude::*;

provision_aws_core::client!(
    /// The EventBridge Scheduler client.
    scheduler, aws_sdk_scheduler, ["scheduler"]
);

/// A name of a schedule or a group.
pub fn name(value: &Value) -> Result<(), String> {
    named(value, 64)
}

/// The start of one that is made unique.
pub fn prefix(value: &Value) -> Result<(), String> {
    named(value, 38)
}

fn named(value: &Value, most: usize) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    match value.as_str() {
        Some(text) if !(1..=most).contains(&text.len()) || !text.chars().all(plain) => {
            Err(format!("must be 1 to {most} letters, digits, `_`, `.` or `-`"))
        }
        _ => Ok(()),
    }
}

/// A time as the state holds it: to the second.
pub fn seconds(time: &DateTime) -> String {
    DateTime::from_secs(time.secs()).fmt(DateTimeFormat::DateTime).unwrap_or_default()
}

/// A time as it is written; `None` for none, and for what is no time.
pub fn time(written: &Option<String>) -> Option<DateTime> {
    text(written).and_then(|t| DateTime::from_str(&t, DateTimeFormat::DateTimeWithOffset).ok())
}

/// Checks that a time is one.
pub fn is_time(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if DateTime::from_str(text, DateTimeFormat::DateTimeWithOffset).is_err() => {
            Err("must be a time such as 2026-01-31T09:00:00Z".into())
        }
        _ => Ok(()),
    }
}
