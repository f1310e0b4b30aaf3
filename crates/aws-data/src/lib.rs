//! Data: buckets and what is in them, and backups.

pub mod account_public_access_block;
pub mod backup;
pub mod backup_plan;
pub mod backup_region_settings;
pub mod backup_selection;
pub mod backup_vault;
pub mod backup_vault_lock_configuration;
pub mod backup_vault_notifications;
pub mod backup_vault_policy;
pub mod bucket;
pub mod bucket_acl;
mod bucket_blocks;
pub mod bucket_cors_configuration;
mod bucket_empty;
pub mod bucket_intelligent_tiering_configuration;
pub mod bucket_lifecycle_configuration;
pub mod bucket_logging;
pub mod bucket_notification;
pub mod bucket_ownership_controls;
pub mod bucket_part;
pub mod bucket_policy;
pub mod bucket_public_access_block;
pub mod bucket_replication_configuration;
pub mod bucket_server_side_encryption_configuration;
mod bucket_told;
pub mod bucket_versioning;
pub mod bucket_website_configuration;
pub mod canonical_user_id;
pub mod data_bucket;
pub mod data_object;
pub mod grants;
mod lifecycle_plan;
mod lifecycle_rules;
pub mod object;
mod object_upload;
mod replication_rules;
pub mod s3;
pub mod s3control;
pub mod state_bucket;
#[cfg(test)]
mod tests;

use provision_aws_core::{ErasedData, ErasedResource, Family, data_source, resource};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<account_public_access_block::AccountPublicAccessBlock>(), // aws_s3_account_public_access_block
        resource::<backup_plan::BackupPlan>(),                               // aws_backup_plan
        resource::<backup_region_settings::BackupRegionSettings>(),          // aws_backup_region_settings
        resource::<backup_selection::BackupSelection>(),                     // aws_backup_selection
        resource::<backup_vault::BackupVault>(),                             // aws_backup_vault
        resource::<backup_vault_lock_configuration::BackupVaultLock>(), // aws_backup_vault_lock_configuration
        resource::<backup_vault_notifications::BackupVaultNotifications>(), // aws_backup_vault_notifications
        resource::<backup_vault_policy::BackupVaultPolicy>(),           // aws_backup_vault_policy
        resource::<bucket::Bucket>(),                                   // aws_s3_bucket
        resource::<bucket_acl::BucketAcl>(),                            // aws_s3_bucket_acl
        resource::<bucket_cors_configuration::BucketCors>(),            // aws_s3_bucket_cors_configuration
        resource::<bucket_intelligent_tiering_configuration::BucketTiering>(), // aws_s3_bucket_intelligent_tiering_configuration
        resource::<bucket_lifecycle_configuration::BucketLifecycle>(), // aws_s3_bucket_lifecycle_configuration
        resource::<bucket_logging::BucketLogging>(),                   // aws_s3_bucket_logging
        resource::<bucket_notification::BucketNotification>(),         // aws_s3_bucket_notification
        resource::<bucket_ownership_controls::BucketOwnershipControls>(), // aws_s3_bucket_ownership_controls
        resource::<bucket_policy::BucketPolicy>(),                     // aws_s3_bucket_policy
        resource::<bucket_public_access_block::BucketPublicAccessBlock>(), // aws_s3_bucket_public_access_block
        resource::<bucket_replication_configuration::BucketReplication>(), // aws_s3_bucket_replication_configuration
        resource::<bucket_server_side_encryption_configuration::BucketEncryption>(), // aws_s3_bucket_server_side_encryption_configuration
        resource::<bucket_versioning::BucketVersioning>(), // aws_s3_bucket_versioning
        resource::<bucket_website_configuration::BucketWebsite>(), // aws_s3_bucket_website_configuration
        resource::<object::Object>(),                      // aws_s3_object
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![
        data_source::<canonical_user_id::CanonicalUserId>(), // aws_canonical_user_id
        data_source::<data_bucket::BucketData>(),            // aws_s3_bucket
        data_source::<data_object::ObjectData>(),            // aws_s3_object
    ]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
