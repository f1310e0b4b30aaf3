//! What the types of the family share: the small things that requests and answers are made of.

use provision_aws_core::prelude::*;
pub use provision_aws_core::requests::{choice, long, word};

/// True for a type of instance that earns CPU credits, whose families begin with a `t`.
pub fn is_burstable(instance_type: &str) -> bool {
    let mut letters = instance_type.chars();
    letters.next() == Some('t') && letters.next().is_some_and(|c| c.is_ascii_digit())
}

/// True for what AWS answers while an instance profile that was just made is not known everywhere yet.
pub fn is_unknown_profile(e: &Error) -> bool {
    e.is(&["InvalidParameterValue", "ValidationError", "InvalidLaunchTemplate"])
        && e.message.contains("Invalid IAM Instance Profile")
}
