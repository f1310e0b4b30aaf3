//! Places in S3 that a delivery stream writes to, to and from Firehose.

use crate::common::{choice, long, word};
use crate::firehose::{Logging, Processing};
use crate::firehose_format::Conversion;
use aws_sdk_firehose::types::{self, NoEncryptionConfig};
use provision_aws_core::prelude::*;
use provision_schema::suppress::missing_block;

/// A place in S3 for backups, or for what other destinations do not take.
#[derive(Nested, Clone, Default)]
pub struct Place {
    /// The bucket.
    #[attr(required, arn)]
    pub bucket_arn: String,
    /// Seconds that records are gathered.
    #[attr(optional, default = 300)]
    pub buffering_interval: Option<i64>,
    /// Or so many MiB of them.
    #[attr(optional, default = 5, between(1, 2_147_483_647))]
    pub buffering_size: Option<i64>,
    /// Where errors are logged.
    #[block(list, max = 1, computed)]
    pub cloudwatch_logging_options: Option<Logging>,
    /// How files are packed: `UNCOMPRESSED`, `GZIP`, `ZIP`, `Snappy` or `HADOOP_SNAPPY`.
    #[attr(
        optional,
        default = "UNCOMPRESSED",
        one_of("UNCOMPRESSED", "GZIP", "ZIP", "Snappy", "HADOOP_SNAPPY")
    )]
    pub compression_format: Option<String>,
    /// What the names of files begin with that hold failed records.
    #[attr(optional, length(0, 1024))]
    pub error_output_prefix: Option<String>,
    /// The key that encrypts files.
    #[attr(optional, arn)]
    pub kms_key_arn: Option<String>,
    /// What the names of files begin with.
    #[attr(optional)]
    pub prefix: Option<String>,
    /// The role that writes.
    #[attr(required, arn)]
    pub role_arn: String,
}

/// The place in S3 that records are delivered to.
#[derive(Nested, Clone, Default)]
pub struct ExtendedS3 {
    /// The bucket.
    #[attr(required, arn)]
    pub bucket_arn: String,
    /// Seconds that records are gathered.
    #[attr(optional, default = 300)]
    pub buffering_interval: Option<i64>,
    /// Or so many MiB of them.
    #[attr(optional, default = 5)]
    pub buffering_size: Option<i64>,
    /// Where errors are logged.
    #[block(list, max = 1, computed)]
    pub cloudwatch_logging_options: Option<Logging>,
    /// How files are packed.
    #[attr(
        optional,
        default = "UNCOMPRESSED",
        one_of("UNCOMPRESSED", "GZIP", "ZIP", "Snappy", "HADOOP_SNAPPY")
    )]
    pub compression_format: Option<String>,
    /// The zone of times in the names of files.
    #[attr(optional, default = "UTC", length(0, 50))]
    pub custom_time_zone: Option<String>,
    /// Records become Parquet or ORC.
    #[block(list, max = 1)]
    pub data_format_conversion_configuration: Option<Conversion>,
    /// Files are put apart by what is in records.
    #[block(list, max = 1, replace)]
    pub dynamic_partitioning_configuration: Option<Partitioning>,
    /// What the names of files begin with that hold failed records.
    #[attr(optional, length(0, 1024))]
    pub error_output_prefix: Option<String>,
    /// What the names of files end with.
    #[attr(optional, length(0, 50), validate = extension)]
    pub file_extension: Option<String>,
    /// The key that encrypts files.
    #[attr(optional, arn)]
    pub kms_key_arn: Option<String>,
    /// What the names of files begin with.
    #[attr(optional)]
    pub prefix: Option<String>,
    /// What happens to records on their way.
    #[block(list, max = 1, suppress = missing_block)]
    pub processing_configuration: Option<Processing>,
    /// The role that writes.
    #[attr(required, arn)]
    pub role_arn: String,
    /// Where records go as they came.
    #[block(list, max = 1)]
    pub s3_backup_configuration: Option<Place>,
    /// Whether they do: `Disabled` or `Enabled`.
    #[attr(optional, default = "Disabled", one_of("Disabled", "Enabled"))]
    pub s3_backup_mode: Option<String>,
}

/// Files are put apart by what is in records.
#[derive(Nested, Clone, Default)]
pub struct Partitioning {
    /// They are.
    #[attr(optional, default = false, replace)]
    pub enabled: Option<bool>,
    /// Seconds that a delivery is tried again.
    #[attr(optional, default = 300, between(0, 7200))]
    pub retry_duration: Option<i64>,
}

fn extension(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "!-_.*'()".contains(c);
    match value.as_str() {
        Some(text) if !text.is_empty() && !text.strip_prefix('.').is_some_and(|t| t.chars().all(plain)) => {
            Err("must begin with a period and hold lower-case letters, digits and `!-_.*'()`".into())
        }
        _ => Ok(()),
    }
}

/// How long and how much records are gathered.
fn hints(interval: Option<i64>, size: Option<i64>) -> types::BufferingHints {
    types::BufferingHints::builder().set_interval_in_seconds(int(interval)).set_size_in_mbs(int(size)).build()
}

/// How files are encrypted.
fn encryption(key: &Option<String>) -> Result<types::EncryptionConfiguration, Error> {
    let builder = types::EncryptionConfiguration::builder();
    Ok(match text(key) {
        Some(key) => {
            let key = types::KmsEncryptionConfig::builder().awskms_key_arn(key).build()?;
            builder.kms_encryption_config(key).build()
        }
        None => builder.no_encryption_config(NoEncryptionConfig::NoEncryption).build(),
    })
}

/// The key that encrypts files.
fn key(told: Option<&types::EncryptionConfiguration>) -> Option<String> {
    told.and_then(|e| e.kms_encryption_config.as_ref()).map(|k| k.awskms_key_arn.clone())
}

impl Place {
    /// As Firehose takes it for a new stream.
    pub fn request(&self) -> Result<types::S3DestinationConfiguration, Error> {
        Ok(types::S3DestinationConfiguration::builder()
            .bucket_arn(&self.bucket_arn)
            .buffering_hints(hints(self.buffering_interval, self.buffering_size))
            .set_cloud_watch_logging_options(self.cloudwatch_logging_options.as_ref().map(Logging::request))
            .set_compression_format(choice(&self.compression_format))
            .encryption_configuration(encryption(&self.kms_key_arn)?)
            .set_error_output_prefix(text(&self.error_output_prefix))
            .prefix(self.prefix.clone().unwrap_or_default())
            .role_arn(&self.role_arn)
            .build()?)
    }
    /// As Firehose takes it for a change.
    pub fn update(&self) -> Result<types::S3DestinationUpdate, Error> {
        Ok(types::S3DestinationUpdate::builder()
            .bucket_arn(&self.bucket_arn)
            .buffering_hints(hints(self.buffering_interval, self.buffering_size))
            .set_cloud_watch_logging_options(self.cloudwatch_logging_options.as_ref().map(Logging::request))
            .set_compression_format(choice(&self.compression_format))
            .encryption_configuration(encryption(&self.kms_key_arn)?)
            .error_output_prefix(self.error_output_prefix.clone().unwrap_or_default())
            .prefix(self.prefix.clone().unwrap_or_default())
            .role_arn(&self.role_arn)
            .build())
    }
    /// As Firehose tells it.
    pub fn told(told: &types::S3DestinationDescription) -> Place {
        let hints = told.buffering_hints.as_ref();
        Place {
            bucket_arn: told.bucket_arn.clone(),
            buffering_interval: hints.and_then(|h| long(h.interval_in_seconds)),
            buffering_size: hints.and_then(|h| long(h.size_in_mbs)),
            cloudwatch_logging_options: told.cloud_watch_logging_options.as_ref().map(Logging::told),
            compression_format: word(Some(&told.compression_format)),
            error_output_prefix: told.error_output_prefix.clone(),
            kms_key_arn: key(told.encryption_configuration.as_ref()),
            prefix: told.prefix.clone(),
            role_arn: told.role_arn.clone(),
        }
    }
}

impl Partitioning {
    fn request(&self) -> types::DynamicPartitioningConfiguration {
        let retry = types::RetryOptions::builder().set_duration_in_seconds(int(self.retry_duration)).build();
        types::DynamicPartitioningConfiguration::builder()
            .enabled(self.enabled.unwrap_or_default())
            .retry_options(retry)
            .build()
    }
    fn told(told: &types::DynamicPartitioningConfiguration) -> Partitioning {
        Partitioning {
            enabled: told.enabled,
            retry_duration: told.retry_options.as_ref().and_then(|r| long(r.duration_in_seconds)),
        }
    }
}

impl ExtendedS3 {
    /// As Firehose takes it for a new stream.
    pub fn request(&self) -> Result<types::ExtendedS3DestinationConfiguration, Error> {
        let partitioning = self.dynamic_partitioning_configuration.as_ref().map(Partitioning::request);
        Ok(types::ExtendedS3DestinationConfiguration::builder()
            .bucket_arn(&self.bucket_arn)
            .buffering_hints(hints(self.buffering_interval, self.buffering_size))
            .set_cloud_watch_logging_options(self.cloudwatch_logging_options.as_ref().map(Logging::request))
            .set_compression_format(choice(&self.compression_format))
            .set_custom_time_zone(text(&self.custom_time_zone))
            .data_format_conversion_configuration(Conversion::request(
                self.data_format_conversion_configuration.as_ref(),
            ))
            .set_dynamic_partitioning_configuration(partitioning)
            .encryption_configuration(encryption(&self.kms_key_arn)?)
            .set_error_output_prefix(text(&self.error_output_prefix))
            .file_extension(self.file_extension.clone().unwrap_or_default())
            .prefix(self.prefix.clone().unwrap_or_default())
            .processing_configuration(Processing::request(
                self.processing_configuration.as_ref(),
                &self.role_arn,
            )?)
            .role_arn(&self.role_arn)
            .set_s3_backup_configuration(
                self.s3_backup_configuration.as_ref().map(Place::request).transpose()?,
            )
            .set_s3_backup_mode(choice(&self.s3_backup_mode))
            .build()?)
    }
    /// As Firehose takes it for a change.
    pub fn update(&self) -> Result<types::ExtendedS3DestinationUpdate, Error> {
        let partitioning = self.dynamic_partitioning_configuration.as_ref().map(Partitioning::request);
        Ok(types::ExtendedS3DestinationUpdate::builder()
            .bucket_arn(&self.bucket_arn)
            .buffering_hints(hints(self.buffering_interval, self.buffering_size))
            .set_cloud_watch_logging_options(self.cloudwatch_logging_options.as_ref().map(Logging::request))
            .set_compression_format(choice(&self.compression_format))
            .set_custom_time_zone(text(&self.custom_time_zone))
            .data_format_conversion_configuration(Conversion::request(
                self.data_format_conversion_configuration.as_ref(),
            ))
            .set_dynamic_partitioning_configuration(partitioning)
            .encryption_configuration(encryption(&self.kms_key_arn)?)
            .error_output_prefix(self.error_output_prefix.clone().unwrap_or_default())
            .file_extension(self.file_extension.clone().unwrap_or_default())
            .prefix(self.prefix.clone().unwrap_or_default())
            .processing_configuration(Processing::request(
                self.processing_configuration.as_ref(),
                &self.role_arn,
            )?)
            .role_arn(&self.role_arn)
            .set_s3_backup_update(self.s3_backup_configuration.as_ref().map(Place::update).transpose()?)
            .set_s3_backup_mode(choice(&self.s3_backup_mode))
            .build())
    }
    /// As Firehose tells it.
    pub fn told(told: &types::ExtendedS3DestinationDescription) -> ExtendedS3 {
        let hints = told.buffering_hints.as_ref();
        let role = &told.role_arn;
        ExtendedS3 {
            bucket_arn: told.bucket_arn.clone(),
            buffering_interval: hints.and_then(|h| long(h.interval_in_seconds)),
            buffering_size: hints.and_then(|h| long(h.size_in_mbs)),
            cloudwatch_logging_options: told.cloud_watch_logging_options.as_ref().map(Logging::told),
            compression_format: word(Some(&told.compression_format)),
            custom_time_zone: told.custom_time_zone.clone(),
            data_format_conversion_configuration: told
                .data_format_conversion_configuration
                .as_ref()
                .and_then(Conversion::told),
            dynamic_partitioning_configuration: told
                .dynamic_partitioning_configuration
                .as_ref()
                .map(Partitioning::told),
            error_output_prefix: told.error_output_prefix.clone(),
            file_extension: told.file_extension.clone(),
            kms_key_arn: key(told.encryption_configuration.as_ref()),
            prefix: told.prefix.clone(),
            processing_configuration: told
                .processing_configuration
                .as_ref()
                .map(|p| Processing::told(p, role)),
            role_arn: role.clone(),
            s3_backup_configuration: told.s3_backup_description.as_ref().map(Place::told),
            s3_backup_mode: word(told.s3_backup_mode.as_ref()),
        }
    }
}
