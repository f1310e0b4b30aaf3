//! What the types of the family share: the small things that requests and answers are made of, and tags.

pub use provision_aws_core::requests::{among, choice, long, map, told_map, word};
pub use provision_aws_core::tagging::tags_of;
