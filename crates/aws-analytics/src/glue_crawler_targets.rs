//! What a crawler looks at, to and from Glue.

use crate::common::long;
use aws_sdk_glue::types;
use provision_aws_core::prelude::*;

/// Tables of the catalogue whose data a crawler looks at.
#[derive(Nested, Clone, Default)]
pub struct CatalogTarget {
    /// The connection by which it does.
    #[attr(optional)]
    pub connection_name: Option<String>,
    /// Their database.
    #[attr(required)]
    pub database_name: String,
    /// The queue for events that cannot be handled.
    #[attr(optional, arn)]
    pub dlq_event_queue_arn: Option<String>,
    /// The queue of events.
    #[attr(optional, arn)]
    pub event_queue_arn: Option<String>,
    /// Their names.
    #[attr(required)]
    pub tables: Vec<String>,
}

/// Delta Lake tables.
#[derive(Nested, Clone, Default)]
pub struct DeltaTarget {
    /// The connection by which they are read.
    #[attr(optional)]
    pub connection_name: Option<String>,
    /// They become tables that engines can read by Delta's own log.
    #[attr(optional)]
    pub create_native_delta_table: Option<bool>,
    /// Where they lie in S3.
    #[attr(required)]
    pub delta_tables: Set<String>,
    /// Manifests are written beside them.
    #[attr(required)]
    pub write_manifest: bool,
}

/// A DynamoDB table.
#[derive(Nested, Clone, Default)]
pub struct DynamoTarget {
    /// Its name.
    #[attr(required)]
    pub path: String,
    /// All of it is read, not a sample.
    #[attr(optional, default = true)]
    pub scan_all: Option<bool>,
    /// The part of its read capacity that is used.
    #[attr(optional, validate = scan_rate)]
    pub scan_rate: Option<f64>,
}

/// Iceberg or Hudi tables.
#[derive(Nested, Clone, Default)]
pub struct IcebergTarget {
    /// The connection by which they are read.
    #[attr(optional)]
    pub connection_name: Option<String>,
    /// What is left out.
    #[attr(optional)]
    pub exclusions: Vec<String>,
    /// How deep folders are looked into.
    #[attr(required, between(1, 20))]
    pub maximum_traversal_depth: i64,
    /// Where they lie in S3.
    #[attr(required)]
    pub paths: Set<String>,
}

/// A database behind a connection.
#[derive(Nested, Clone, Default)]
pub struct JdbcTarget {
    /// The connection.
    #[attr(required)]
    pub connection_name: String,
    /// What is kept beside names and types: `COMMENTS`, `RAWTYPES`.
    #[attr(optional)]
    pub enable_additional_metadata: Vec<String>,
    /// What is left out.
    #[attr(optional)]
    pub exclusions: Vec<String>,
    /// Database, schema and table, with `%` for any.
    #[attr(required)]
    pub path: String,
}

/// A collection of MongoDB.
#[derive(Nested, Clone, Default)]
pub struct MongoTarget {
    /// The connection.
    #[attr(required)]
    pub connection_name: String,
    /// Database and collection.
    #[attr(required)]
    pub path: String,
    /// All of it is read, not a sample.
    #[attr(optional, default = true)]
    pub scan_all: Option<bool>,
}

/// A place in S3.
#[derive(Nested, Clone, Default)]
pub struct S3Target {
    /// The connection by which it is read.
    #[attr(optional)]
    pub connection_name: Option<String>,
    /// The queue for events that cannot be handled.
    #[attr(optional, arn)]
    pub dlq_event_queue_arn: Option<String>,
    /// The queue of events.
    #[attr(optional, arn)]
    pub event_queue_arn: Option<String>,
    /// What is left out.
    #[attr(optional)]
    pub exclusions: Vec<String>,
    /// `s3://bucket/prefix`.
    #[attr(required)]
    pub path: String,
    /// How many files of a folder are read.
    #[attr(optional, between(1, 249))]
    pub sample_size: Option<i64>,
}

fn scan_rate(value: &Value) -> Result<(), String> {
    match value.as_number().map(|n| n.to_f64()) {
        Some(rate) if !(0.1..=1.5).contains(&rate) => Err("must be 0.1 to 1.5".into()),
        _ => Ok(()),
    }
}

impl CatalogTarget {
    /// As Glue takes it.
    pub fn request(&self) -> Result<types::CatalogTarget, Error> {
        Ok(types::CatalogTarget::builder()
            .set_connection_name(text(&self.connection_name))
            .database_name(&self.database_name)
            .set_dlq_event_queue_arn(text(&self.dlq_event_queue_arn))
            .set_event_queue_arn(text(&self.event_queue_arn))
            .set_tables(Some(self.tables.clone()))
            .build()?)
    }
    /// As Glue tells it.
    pub fn told(told: &types::CatalogTarget) -> CatalogTarget {
        CatalogTarget {
            connection_name: told.connection_name.clone(),
            database_name: told.database_name.clone(),
            dlq_event_queue_arn: told.dlq_event_queue_arn.clone(),
            event_queue_arn: told.event_queue_arn.clone(),
            tables: told.tables.clone(),
        }
    }
}

impl DeltaTarget {
    /// As Glue takes it.
    pub fn request(&self) -> types::DeltaTarget {
        types::DeltaTarget::builder()
            .set_connection_name(text(&self.connection_name))
            .create_native_delta_table(self.create_native_delta_table.unwrap_or_default())
            .set_delta_tables(Some(self.delta_tables.to_vec()))
            .write_manifest(self.write_manifest)
            .build()
    }
    /// As Glue tells it.
    pub fn told(told: &types::DeltaTarget) -> DeltaTarget {
        DeltaTarget {
            connection_name: told.connection_name.clone(),
            create_native_delta_table: told.create_native_delta_table,
            delta_tables: told.delta_tables().iter().cloned().collect(),
            write_manifest: told.write_manifest.unwrap_or_default(),
        }
    }
}

impl DynamoTarget {
    /// As Glue takes it.
    pub fn request(&self) -> types::DynamoDbTarget {
        types::DynamoDbTarget::builder()
            .path(&self.path)
            .set_scan_all(self.scan_all)
            .set_scan_rate(self.scan_rate.filter(|r| *r > 0.0))
            .build()
    }
    /// As Glue tells it.
    pub fn told(told: &types::DynamoDbTarget) -> DynamoTarget {
        DynamoTarget {
            path: told.path.clone().unwrap_or_default(),
            scan_all: told.scan_all,
            scan_rate: told.scan_rate,
        }
    }
}

impl IcebergTarget {
    /// As Glue takes Iceberg tables.
    pub fn request(&self) -> types::IcebergTarget {
        types::IcebergTarget::builder()
            .set_connection_name(text(&self.connection_name))
            .set_exclusions(given(&self.exclusions))
            .set_maximum_traversal_depth(int(Some(self.maximum_traversal_depth)))
            .set_paths(Some(self.paths.to_vec()))
            .build()
    }
    /// As Glue takes Hudi tables.
    pub fn hudi(&self) -> types::HudiTarget {
        types::HudiTarget::builder()
            .set_connection_name(text(&self.connection_name))
            .set_exclusions(given(&self.exclusions))
            .set_maximum_traversal_depth(int(Some(self.maximum_traversal_depth)))
            .set_paths(Some(self.paths.to_vec()))
            .build()
    }
    /// As Glue tells Iceberg tables.
    pub fn told(told: &types::IcebergTarget) -> IcebergTarget {
        IcebergTarget {
            connection_name: told.connection_name.clone(),
            exclusions: told.exclusions().to_vec(),
            maximum_traversal_depth: long(told.maximum_traversal_depth).unwrap_or_default(),
            paths: told.paths().iter().cloned().collect(),
        }
    }
    /// As Glue tells Hudi tables.
    pub fn told_hudi(told: &types::HudiTarget) -> IcebergTarget {
        IcebergTarget {
            connection_name: told.connection_name.clone(),
            exclusions: told.exclusions().to_vec(),
            maximum_traversal_depth: long(told.maximum_traversal_depth).unwrap_or_default(),
            paths: told.paths().iter().cloned().collect(),
        }
    }
}

impl JdbcTarget {
    /// As Glue takes it.
    pub fn request(&self) -> types::JdbcTarget {
        let metadata: Vec<types::JdbcMetadataEntry> =
            self.enable_additional_metadata.iter().map(|m| m.as_str().into()).collect();
        types::JdbcTarget::builder()
            .connection_name(&self.connection_name)
            .set_enable_additional_metadata(given(&metadata))
            .set_exclusions(given(&self.exclusions))
            .path(&self.path)
            .build()
    }
    /// As Glue tells it.
    pub fn told(told: &types::JdbcTarget) -> JdbcTarget {
        let metadata = told.enable_additional_metadata().iter();
        JdbcTarget {
            connection_name: told.connection_name.clone().unwrap_or_default(),
            enable_additional_metadata: metadata.map(|m| m.as_str().to_owned()).collect(),
            exclusions: told.exclusions().to_vec(),
            path: told.path.clone().unwrap_or_default(),
        }
    }
}

impl MongoTarget {
    /// As Glue takes it.
    pub fn request(&self) -> types::MongoDbTarget {
        types::MongoDbTarget::builder()
            .connection_name(&self.connection_name)
            .path(&self.path)
            .set_scan_all(self.scan_all)
            .build()
    }
    /// As Glue tells it.
    pub fn told(told: &types::MongoDbTarget) -> MongoTarget {
        MongoTarget {
            connection_name: told.connection_name.clone().unwrap_or_default(),
            path: told.path.clone().unwrap_or_default(),
            scan_all: told.scan_all,
        }
    }
}

impl S3Target {
    /// As Glue takes it.
    pub fn request(&self) -> types::S3Target {
        types::S3Target::builder()
            .set_connection_name(text(&self.connection_name))
            .set_dlq_event_queue_arn(text(&self.dlq_event_queue_arn))
            .set_event_queue_arn(text(&self.event_queue_arn))
            .set_exclusions(given(&self.exclusions))
            .path(&self.path)
            .set_sample_size(positive(self.sample_size))
            .build()
    }
    /// As Glue tells it.
    pub fn told(told: &types::S3Target) -> S3Target {
        S3Target {
            connection_name: told.connection_name.clone(),
            dlq_event_queue_arn: told.dlq_event_queue_arn.clone(),
            event_queue_arn: told.event_queue_arn.clone(),
            exclusions: told.exclusions().to_vec(),
            path: told.path.clone().unwrap_or_default(),
            sample_size: long(told.sample_size),
        }
    }
}
