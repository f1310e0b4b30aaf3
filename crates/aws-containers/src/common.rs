//! What all types of the family share.

pub use provision_aws_core::requests::*;
