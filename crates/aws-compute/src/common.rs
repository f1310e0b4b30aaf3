//! What the types of the family share: the small things that requests and answers are made of.

use aws_sdk_ec2::primitives::{DateTime, DateTimeFormat};
use provision_aws_core::prelude::*;
pub use provision_aws_core::requests::{choice, long, word};

/// A time as RFC 3339 has it.
pub fn time(written: &str) -> Option<DateTime> {
    DateTime::from_str(written, DateTimeFormat::DateTimeWithOffset).ok()
}

/// `2030-01-02T15:04:05Z`, or nothing.
pub fn is_time(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(s) if !s.is_empty() && time(s).is_none() => {
            Err("must be a time of RFC 3339, such as 2030-01-02T15:04:05Z".into())
        }
        _ => Ok(()),
    }
}

/// A time as the provider writes it, in whole seconds.
pub fn time_told(told: &DateTime) -> Option<String> {
    DateTime::from_secs(told.secs()).fmt(DateTimeFormat::DateTime).ok()
}

/// True for a type of instance that earns CPU credits, whose families begin with a `t`.
pub fn is_burstable(instance_type: &str) -> bool {
    let mut letters = instance_type.chars();
    letters.next() == Some('t') && letters.next().is_some_and(|c| c.is_ascii_digit())
}
