//! Keys and secrets: KMS, Secrets Manager. And what watches over an account: CloudTrail, Config, GuardDuty, Access Analyzer.

pub mod accessanalyzer_analyzer;
#[cfg(test)]
mod accessanalyzer_tests;
#[cfg(test)]
mod audit_tests;
pub mod config;
pub mod config_config_rule;
pub mod config_configuration_recorder;
pub mod config_configuration_recorder_status;
pub mod config_delivery_channel;
pub mod data_kms_alias;
pub mod data_kms_key;
pub mod data_random_password;
pub mod data_secret;
pub mod data_secret_version;
pub mod guardduty_detector;
pub mod kms;
pub mod kms_alias;
pub mod kms_grant;
pub mod kms_key;
pub mod kms_key_policy;
pub mod secret;
pub mod secret_policy;
pub mod secret_rotation;
pub mod secret_values;
pub mod secret_version;
pub mod secrets;
#[cfg(test)]
mod tests;
pub mod trail;
pub mod trail_selectors;
pub mod trails;

use provision_aws_core::{ErasedData, ErasedResource, Family, data_source, resource};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<accessanalyzer_analyzer::Analyzer>(), // aws_accessanalyzer_analyzer
        resource::<config_config_rule::Rule>(),          // aws_config_config_rule
        resource::<config_configuration_recorder::Recorder>(), // aws_config_configuration_recorder
        resource::<config_configuration_recorder_status::RecorderStatus>(), // aws_config_configuration_recorder_status
        resource::<config_delivery_channel::DeliveryChannel>(),             // aws_config_delivery_channel
        resource::<guardduty_detector::Detector>(),                         // aws_guardduty_detector
        resource::<kms_alias::KmsAlias>(),
        resource::<kms_grant::KmsGrant>(),
        resource::<kms_key::KmsKey>(),
        resource::<kms_key_policy::KmsKeyPolicy>(),
        resource::<secret::Secret>(),
        resource::<secret_policy::SecretPolicy>(),
        resource::<secret_rotation::SecretRotation>(),
        resource::<secret_version::SecretVersion>(),
        resource::<trail::Trail>(), // aws_cloudtrail
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![
        data_source::<data_kms_alias::KmsAliasData>(),
        data_source::<data_kms_key::KmsKeyData>(),
        data_source::<data_random_password::RandomPasswordData>(),
        data_source::<data_secret::SecretData>(),
        data_source::<data_secret_version::SecretVersionData>(),
    ]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
