//! Databases: RDS, DynamoDB.

pub mod data_db_instance;
pub mod data_db_snapshot;
pub mod data_engine_version;
pub mod db_event_subscription;
pub mod db_instance;
mod db_instance_blocks;
mod db_instance_blue_green;
mod db_instance_create;
mod db_instance_modify;
mod db_instance_read;
pub mod db_option_group;
pub mod db_parameter_group;
pub mod db_snapshot;
pub mod db_subnet_group;
pub mod dynamodb;
pub mod dynamodb_table;
mod dynamodb_table_blocks;
mod dynamodb_table_change;
pub mod rds;
#[cfg(test)]
mod tests;

use provision_aws_core::{ErasedData, ErasedResource, Family, data_source, resource};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<db_event_subscription::EventSubscription>(),
        resource::<db_instance::DbInstance>(),
        resource::<db_option_group::OptionGroup>(),
        resource::<db_parameter_group::ParameterGroup>(),
        resource::<db_snapshot::Snapshot>(),
        resource::<db_subnet_group::SubnetGroup>(),
        resource::<dynamodb_table::Table>(),
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![
        data_source::<data_db_instance::DbInstanceData>(),
        data_source::<data_db_snapshot::SnapshotData>(),
        data_source::<data_engine_version::EngineVersionData>(), // aws_rds_engine_version
    ]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
