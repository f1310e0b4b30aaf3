//! The blocks of `aws_db_instance`.

use aws_sdk_rds::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::long;

/// Changes are made on a copy.
#[derive(Nested, Clone, Default)]
pub struct BlueGreen {
    /// They are.
    #[attr(optional, config_only)]
    pub enabled: Option<bool>,
}

/// Where something is reached.
#[derive(Nested, Clone, Default)]
pub struct Endpoint {
    /// Its name.
    #[attr(computed)]
    pub address: String,
    /// The zone that the name lies in.
    #[attr(computed)]
    pub hosted_zone_id: String,
    /// The port.
    #[attr(computed)]
    pub port: i64,
}

impl Endpoint {
    /// As RDS tells it.
    pub fn told(told: &types::Endpoint) -> Endpoint {
        Endpoint {
            address: told.address.clone().unwrap_or_default(),
            hosted_zone_id: told.hosted_zone_id.clone().unwrap_or_default(),
            port: long(told.port).unwrap_or_default(),
        }
    }
}

/// A password that AWS keeps.
#[derive(Nested, Clone, Default)]
pub struct MasterSecret {
    /// The key that encrypts the secret.
    #[attr(computed)]
    pub kms_key_id: String,
    /// The secret.
    #[attr(computed)]
    pub secret_arn: String,
    /// `active`, or where it stands.
    #[attr(computed)]
    pub secret_status: String,
}

impl MasterSecret {
    /// As RDS tells it.
    pub fn told(told: &types::MasterUserSecret) -> MasterSecret {
        MasterSecret {
            kms_key_id: told.kms_key_id.clone().unwrap_or_default(),
            secret_arn: told.secret_arn.clone().unwrap_or_default(),
            secret_status: told.secret_status.clone().unwrap_or_default(),
        }
    }
}

/// An instance as it was at a time.
#[derive(Nested, Clone, Default)]
pub struct PointInTime {
    /// The time: `2024-01-31T10:00:00Z`.
    #[attr(optional, config_only, validate = utc, conflicts("restore_to_point_in_time.0.use_latest_restorable_time"))]
    pub restore_time: Option<String>,
    /// Backups of it that were copied from another region.
    #[attr(optional, config_only)]
    pub source_db_instance_automated_backups_arn: Option<String>,
    /// Its name.
    #[attr(optional, config_only)]
    pub source_db_instance_identifier: Option<String>,
    /// Its id, by which one that is deleted is known, too.
    #[attr(optional, config_only)]
    pub source_dbi_resource_id: Option<String>,
    /// The last time that can be restored.
    #[attr(optional, config_only, conflicts("restore_to_point_in_time.0.restore_time"))]
    pub use_latest_restorable_time: Option<bool>,
}

fn utc(value: &Value) -> Result<(), String> {
    use aws_smithy_types::{DateTime, date_time::Format};
    match value.as_str() {
        Some(time) if DateTime::from_str(time, Format::DateTime).is_err() => {
            Err("must be a time in UTC, such as `2024-01-31T10:00:00Z`".into())
        }
        _ => Ok(()),
    }
}

/// A backup of MySQL in a bucket.
#[derive(Nested, Clone, Default)]
pub struct Import {
    /// The bucket.
    #[attr(required, replace, config_only)]
    pub bucket_name: String,
    /// How its objects begin.
    #[attr(optional, replace, config_only)]
    pub bucket_prefix: Option<String>,
    /// The role by which RDS reads them.
    #[attr(required, replace, config_only)]
    pub ingestion_role: String,
    /// `mysql`.
    #[attr(required, replace, config_only)]
    pub source_engine: String,
    /// The version that made it.
    #[attr(required, replace, config_only)]
    pub source_engine_version: String,
}
