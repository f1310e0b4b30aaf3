//! Observation: logs.

pub mod log_group;
pub mod logs;
#[cfg(test)]
mod tests;

use provision_aws_core::{ErasedData, ErasedResource, Family, resource};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<log_group::LogGroup>(), // aws_cloudwatch_log_group
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
