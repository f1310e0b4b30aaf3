//! Tags of many things: those that the Tagging API confirms a hundred a call, the others as their service tells them, one by one.

pub use provision_aws_core::tagging::{Told, tags_read};
