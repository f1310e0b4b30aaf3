//! The destinations of a delivery stream that are not carried out: what may be written of them, so that an error can point at them.

use crate::firehose::{Logging, Network, Processing, Secret};
use crate::firehose_s3::Place;
use provision_aws_core::prelude::*;
use provision_schema::suppress::missing_block;

/// A domain of Elasticsearch.
#[derive(Nested, Clone, Default)]
pub struct Elasticsearch {
    /// Seconds that records are gathered.
    #[attr(optional, default = 300, between(0, 900))]
    pub buffering_interval: Option<i64>,
    /// Or so many MiB of them.
    #[attr(optional, default = 5, between(1, 100))]
    pub buffering_size: Option<i64>,
    /// Where errors are logged.
    #[block(list, max = 1, computed)]
    pub cloudwatch_logging_options: Option<Logging>,
    /// The domain, by its address.
    #[attr(optional, conflicts("elasticsearch_configuration.0.domain_arn"))]
    pub cluster_endpoint: Option<String>,
    /// The domain, by its ARN.
    #[attr(optional, arn, conflicts("elasticsearch_configuration.0.cluster_endpoint"))]
    pub domain_arn: Option<String>,
    /// The index.
    #[attr(required)]
    pub index_name: String,
    /// How often there is a new one.
    #[attr(optional, default = "OneDay", one_of("NoRotation", "OneHour", "OneDay", "OneWeek", "OneMonth"))]
    pub index_rotation_period: Option<String>,
    /// What happens to records on their way.
    #[block(list, max = 1, suppress = missing_block)]
    pub processing_configuration: Option<Processing>,
    /// Seconds that a delivery is tried again.
    #[attr(optional, default = 300, between(0, 7200))]
    pub retry_duration: Option<i64>,
    /// The role that writes.
    #[attr(required, arn)]
    pub role_arn: String,
    /// Which records go to S3.
    #[attr(
        optional,
        replace,
        default = "FailedDocumentsOnly",
        one_of("FailedDocumentsOnly", "AllDocuments")
    )]
    pub s3_backup_mode: Option<String>,
    /// Where they go there.
    #[block(list, min = 1, max = 1)]
    pub s3_configuration: Option<Place>,
    /// The type of documents.
    #[attr(optional, length(0, 100))]
    pub type_name: Option<String>,
    /// The network.
    #[block(list, max = 1, replace)]
    pub vpc_config: Option<Network>,
}

/// Tables of Iceberg.
#[derive(Nested, Clone, Default)]
pub struct Iceberg {
    /// Seconds that records are gathered.
    #[attr(optional, default = 300)]
    pub buffering_interval: Option<i64>,
    /// Or so many MiB of them.
    #[attr(optional, default = 5)]
    pub buffering_size: Option<i64>,
    /// Their catalogue.
    #[attr(required, replace, arn)]
    pub catalog_arn: String,
    /// Where errors are logged.
    #[block(list, max = 1, computed)]
    pub cloudwatch_logging_options: Option<Logging>,
    /// The tables.
    #[block(list, replace)]
    pub destination_table_configuration: Vec<IcebergTable>,
    /// What happens to records on their way.
    #[block(list, max = 1, suppress = missing_block)]
    pub processing_configuration: Option<Processing>,
    /// Seconds that a delivery is tried again.
    #[attr(optional, default = 300, between(0, 7200))]
    pub retry_duration: Option<i64>,
    /// The role that writes.
    #[attr(required, arn)]
    pub role_arn: String,
    /// Which records go to S3.
    #[attr(optional, default = "FailedDataOnly", one_of("FailedDataOnly", "AllData"))]
    pub s3_backup_mode: Option<String>,
    /// Where they go there.
    #[block(list, min = 1, max = 1)]
    pub s3_configuration: Option<Place>,
}

/// A table of Iceberg.
#[derive(Nested, Clone, Default)]
pub struct IcebergTable {
    /// Its database.
    #[attr(required)]
    pub database_name: String,
    /// What the names of files begin with that hold failed records.
    #[attr(optional, length(0, 1024))]
    pub s3_error_output_prefix: Option<String>,
    /// Its name.
    #[attr(required)]
    pub table_name: String,
    /// The columns that know a row.
    #[attr(optional)]
    pub unique_keys: Vec<String>,
}

/// A collection of OpenSearch Serverless.
#[derive(Nested, Clone, Default)]
pub struct Serverless {
    /// Seconds that records are gathered.
    #[attr(optional, default = 300, between(0, 900))]
    pub buffering_interval: Option<i64>,
    /// Or so many MiB of them.
    #[attr(optional, default = 5, between(1, 100))]
    pub buffering_size: Option<i64>,
    /// Where errors are logged.
    #[block(list, max = 1, computed)]
    pub cloudwatch_logging_options: Option<Logging>,
    /// Its address.
    #[attr(required)]
    pub collection_endpoint: String,
    /// The index.
    #[attr(required)]
    pub index_name: String,
    /// What happens to records on their way.
    #[block(list, max = 1, suppress = missing_block)]
    pub processing_configuration: Option<Processing>,
    /// Seconds that a delivery is tried again.
    #[attr(optional, default = 300, between(0, 7200))]
    pub retry_duration: Option<i64>,
    /// The role that writes.
    #[attr(required, arn)]
    pub role_arn: String,
    /// Which records go to S3.
    #[attr(
        optional,
        replace,
        default = "FailedDocumentsOnly",
        one_of("FailedDocumentsOnly", "AllDocuments")
    )]
    pub s3_backup_mode: Option<String>,
    /// Where they go there.
    #[block(list, min = 1, max = 1)]
    pub s3_configuration: Option<Place>,
    /// The network.
    #[block(list, max = 1, replace)]
    pub vpc_config: Option<Network>,
}

/// A table of Redshift.
#[derive(Nested, Clone, Default)]
pub struct Redshift {
    /// Where errors are logged.
    #[block(list, max = 1, computed)]
    pub cloudwatch_logging_options: Option<Logging>,
    /// The address of its cluster.
    #[attr(required)]
    pub cluster_jdbcurl: String,
    /// Options of its COPY.
    #[attr(optional)]
    pub copy_options: Option<String>,
    /// Its columns.
    #[attr(optional)]
    pub data_table_columns: Option<String>,
    /// Its name.
    #[attr(required)]
    pub data_table_name: String,
    /// What opens it.
    #[attr(optional, sensitive, config_only)]
    pub password: Option<String>,
    /// What happens to records on their way.
    #[block(list, max = 1, suppress = missing_block)]
    pub processing_configuration: Option<Processing>,
    /// Seconds that a delivery is tried again.
    #[attr(optional, default = 3600, between(0, 7200))]
    pub retry_duration: Option<i64>,
    /// The role that writes.
    #[attr(required, arn)]
    pub role_arn: String,
    /// Where records go as they came.
    #[block(list, max = 1)]
    pub s3_backup_configuration: Option<Place>,
    /// Which records go to S3.
    #[attr(optional, default = "Disabled", one_of("Disabled", "Enabled"))]
    pub s3_backup_mode: Option<String>,
    /// Where they go there.
    #[block(list, min = 1, max = 1)]
    pub s3_configuration: Option<Place>,
    /// The secret that opens it.
    #[block(list, max = 1, computed)]
    pub secrets_manager_configuration: Option<Secret>,
    /// Who writes.
    #[attr(optional)]
    pub username: Option<String>,
}

/// A table of Snowflake.
#[derive(Nested, Clone, Default)]
pub struct Snowflake {
    /// The address of its account.
    #[attr(required)]
    pub account_url: String,
    /// Seconds that records are gathered.
    #[attr(optional, default = 0, between(0, 900))]
    pub buffering_interval: Option<i64>,
    /// Or so many MiB of them.
    #[attr(optional, default = 1, between(1, 128))]
    pub buffering_size: Option<i64>,
    /// Where errors are logged.
    #[block(list, max = 1, computed)]
    pub cloudwatch_logging_options: Option<Logging>,
    /// The column that records go to.
    #[attr(optional, length(1, 255))]
    pub content_column_name: Option<String>,
    /// How records become rows.
    #[attr(
        optional,
        default = "JSON_MAPPING",
        one_of("JSON_MAPPING", "VARIANT_CONTENT_MAPPING", "VARIANT_CONTENT_AND_METADATA_MAPPING")
    )]
    pub data_loading_option: Option<String>,
    /// Its database.
    #[attr(required, length(1, 255))]
    pub database: String,
    /// What opens the key.
    #[attr(optional, sensitive, config_only, length(7, 255))]
    pub key_passphrase: Option<String>,
    /// The column that what is known of records goes to.
    #[attr(optional, length(1, 255))]
    pub metadata_column_name: Option<String>,
    /// The key that opens it.
    #[attr(optional, sensitive, config_only)]
    pub private_key: Option<String>,
    /// What happens to records on their way.
    #[block(list, max = 1, suppress = missing_block)]
    pub processing_configuration: Option<Processing>,
    /// Seconds that a delivery is tried again.
    #[attr(optional, default = 60, between(0, 7200))]
    pub retry_duration: Option<i64>,
    /// The role that writes.
    #[attr(required, arn)]
    pub role_arn: String,
    /// Which records go to S3.
    #[attr(optional, default = "FailedDataOnly", one_of("FailedDataOnly", "AllData"))]
    pub s3_backup_mode: Option<String>,
    /// Where they go there.
    #[block(list, min = 1, max = 1)]
    pub s3_configuration: Option<Place>,
    /// Its schema.
    #[attr(required, length(1, 255))]
    pub schema: String,
    /// The secret that opens it.
    #[block(list, max = 1, computed)]
    pub secrets_manager_configuration: Option<Secret>,
    /// The role that writes there.
    #[block(list, max = 1, suppress = missing_block)]
    pub snowflake_role_configuration: Option<SnowflakeRole>,
    /// How its account is reached.
    #[block(list, max = 1)]
    pub snowflake_vpc_configuration: Option<SnowflakeVpc>,
    /// Its name.
    #[attr(required, length(1, 255))]
    pub table: String,
    /// Who writes.
    #[attr(optional, length(1, 255))]
    pub user: Option<String>,
}

/// The role that writes to Snowflake.
#[derive(Nested, Clone, Default)]
pub struct SnowflakeRole {
    /// There is one.
    #[attr(optional, default = false)]
    pub enabled: Option<bool>,
    /// Its name.
    #[attr(optional, length(1, 255))]
    pub snowflake_role: Option<String>,
}

/// How an account of Snowflake is reached.
#[derive(Nested, Clone, Default)]
pub struct SnowflakeVpc {
    /// By this endpoint.
    #[attr(required)]
    pub private_link_vpce_id: String,
}

/// An event collector of Splunk.
#[derive(Nested, Clone, Default)]
pub struct Splunk {
    /// Seconds that records are gathered.
    #[attr(optional, default = 60, between(0, 60))]
    pub buffering_interval: Option<i64>,
    /// Or so many MiB of them.
    #[attr(optional, default = 5, between(1, 5))]
    pub buffering_size: Option<i64>,
    /// Where errors are logged.
    #[block(list, max = 1, computed)]
    pub cloudwatch_logging_options: Option<Logging>,
    /// Seconds that an answer is waited for.
    #[attr(optional, default = 180, between(180, 600))]
    pub hec_acknowledgment_timeout: Option<i64>,
    /// Its address.
    #[attr(required)]
    pub hec_endpoint: String,
    /// Its kind.
    #[attr(optional, default = "Raw", one_of("Raw", "Event"))]
    pub hec_endpoint_type: Option<String>,
    /// What opens it.
    #[attr(optional)]
    pub hec_token: Option<String>,
    /// What happens to records on their way.
    #[block(list, max = 1, suppress = missing_block)]
    pub processing_configuration: Option<Processing>,
    /// Seconds that a delivery is tried again.
    #[attr(optional, default = 3600, between(0, 7200))]
    pub retry_duration: Option<i64>,
    /// Which records go to S3.
    #[attr(optional, default = "FailedEventsOnly", one_of("FailedEventsOnly", "AllEvents"))]
    pub s3_backup_mode: Option<String>,
    /// Where they go there.
    #[block(list, min = 1, max = 1)]
    pub s3_configuration: Option<Place>,
    /// The secret that opens it.
    #[block(list, max = 1, computed)]
    pub secrets_manager_configuration: Option<Secret>,
}
