//! What a CodeBuild project keeps, logs and reaches.

use crate::words::words;
use aws_sdk_codebuild::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, long, word};

/// Builds of many parts.
#[derive(Nested, Clone, Default)]
pub struct Batch {
    /// What the parts make is put together.
    #[attr(optional)]
    pub combine_artifacts: Option<bool>,
    /// How much a build may take.
    #[block(list, max = 1)]
    pub restrictions: Option<Restrictions>,
    /// The role that starts the parts.
    #[attr(required, arn)]
    pub service_role: String,
    /// Minutes that all of it may take.
    #[attr(optional, between(5, 2160))]
    pub timeout_in_mins: Option<i64>,
}

/// How much a build of many parts may take.
#[derive(Nested, Clone, Default)]
pub struct Restrictions {
    /// How large its machines may be.
    #[attr(optional)]
    pub compute_types_allowed: Vec<String>,
    /// How many parts it may have.
    #[attr(optional, between(1, 100))]
    pub maximum_builds_allowed: Option<i64>,
}

/// What one build leaves to the next.
#[derive(Nested, Clone, Default)]
pub struct Cache {
    /// The bucket and a prefix in it.
    #[attr(optional)]
    pub location: Option<String>,
    /// What is kept on the machine.
    #[attr(optional)]
    pub modes: Vec<String>,
    /// `NO_CACHE`, `LOCAL` or `S3`.
    #[attr(optional, default = "NO_CACHE", validate = cache_kind)]
    pub r#type: Option<String>,
}

/// A file system that a build sees.
#[derive(Nested, Clone, Default)]
pub struct FileSystem {
    /// The end of the variable that holds its place.
    #[attr(optional)]
    pub identifier: Option<String>,
    /// Where it lies.
    #[attr(optional)]
    pub location: Option<String>,
    /// How it is mounted.
    #[attr(optional)]
    pub mount_options: Option<String>,
    /// Where it is mounted.
    #[attr(optional)]
    pub mount_point: Option<String>,
    /// `EFS`.
    #[attr(optional, default = "EFS", validate = file_system_kind)]
    pub r#type: Option<String>,
}

/// Where builds log to.
#[derive(Nested, Clone, Default)]
pub struct Logs {
    /// A log group.
    #[block(list, max = 1, stays)]
    pub cloudwatch_logs: Option<LogGroup>,
    /// A bucket.
    #[block(list, max = 1, stays)]
    pub s3_logs: Option<LogBucket>,
}

/// A log group that builds log to.
#[derive(Nested, Clone, Default)]
pub struct LogGroup {
    /// Its name.
    #[attr(optional)]
    pub group_name: Option<String>,
    /// `ENABLED` or `DISABLED`.
    #[attr(optional, default = "ENABLED", validate = log_status)]
    pub status: Option<String>,
    /// What its streams begin with.
    #[attr(optional)]
    pub stream_name: Option<String>,
}

/// A bucket that builds log to.
#[derive(Nested, Clone, Default)]
pub struct LogBucket {
    /// What the bucket's owner may: `NONE`, `READ_ONLY` or `FULL`.
    #[attr(optional, validate = owner_access)]
    pub bucket_owner_access: Option<String>,
    /// Logs are not encrypted.
    #[attr(optional, default = false)]
    pub encryption_disabled: Option<bool>,
    /// The bucket, by name or ARN, and a prefix in it.
    #[attr(optional, validate = log_place)]
    pub location: Option<String>,
    /// `ENABLED` or `DISABLED`.
    #[attr(optional, default = "DISABLED", validate = log_status)]
    pub status: Option<String>,
}

/// The network that builds run in.
#[derive(Nested, Clone, Default)]
pub struct Network {
    /// Security groups.
    #[attr(required)]
    pub security_group_ids: Set<String>,
    /// Subnets.
    #[attr(required)]
    pub subnets: Set<String>,
    /// The VPC.
    #[attr(required)]
    pub vpc_id: String,
}

words! {
    /// Checks the `type` of a cache.
    cache_kind: types::CacheType,
    /// Checks the `type` of a file system.
    file_system_kind: types::FileSystemType,
    /// Checks the `status` of logs.
    log_status: types::LogsConfigStatusType,
    /// Checks `bucket_owner_access`.
    owner_access: types::BucketOwnerAccess,
}

/// An ARN, or a bucket's name and a prefix.
fn log_place(value: &Value) -> Result<(), String> {
    let good = |place: &str| {
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let begins = bucket.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
        place.starts_with("arn:") || (begins && !prefix.is_empty())
    };
    match value.as_str() {
        Some(place) if !good(place) => Err("must be an ARN, or `BUCKET/PREFIX`".into()),
        _ => Ok(()),
    }
}

impl Batch {
    /// As CodeBuild takes it.
    pub fn request(&self) -> types::ProjectBuildBatchConfig {
        let restrictions = |r: &Restrictions| {
            types::BatchRestrictions::builder()
                .set_compute_types_allowed(given(&r.compute_types_allowed))
                .set_maximum_builds_allowed(positive(r.maximum_builds_allowed))
                .build()
        };
        types::ProjectBuildBatchConfig::builder()
            .combine_artifacts(self.combine_artifacts.unwrap_or_default())
            .set_restrictions(self.restrictions.as_ref().map(restrictions))
            .service_role(&self.service_role)
            .set_timeout_in_mins(positive(self.timeout_in_mins))
            .build()
    }
    /// As CodeBuild tells it.
    pub fn told(told: &types::ProjectBuildBatchConfig) -> Batch {
        let restrictions = |r: &types::BatchRestrictions| Restrictions {
            compute_types_allowed: r.compute_types_allowed.clone().unwrap_or_default(),
            maximum_builds_allowed: long(r.maximum_builds_allowed),
        };
        Batch {
            combine_artifacts: told.combine_artifacts,
            restrictions: told.restrictions.as_ref().map(restrictions),
            service_role: told.service_role.clone().unwrap_or_default(),
            timeout_in_mins: long(told.timeout_in_mins),
        }
    }
}

impl Cache {
    /// As CodeBuild takes it: modes are those of a cache on the machine.
    pub fn request(&self) -> Result<types::ProjectCache, Error> {
        let kind = text(&self.r#type).unwrap_or_else(|| "NO_CACHE".into());
        let modes = self.modes.iter().filter(|_| kind == "LOCAL").map(|m| m.as_str().into());
        let modes: Vec<types::CacheMode> = modes.collect();
        let built = types::ProjectCache::builder()
            .location(self.location.clone().unwrap_or_default())
            .set_modes(given(&modes))
            .r#type(kind.as_str().into())
            .build()?;
        Ok(built)
    }
    /// As CodeBuild tells it.
    pub fn told(told: &types::ProjectCache) -> Cache {
        Cache {
            location: told.location.clone(),
            modes: told.modes.iter().flatten().map(|m| m.as_str().to_owned()).collect(),
            r#type: word(Some(&told.r#type)),
        }
    }
}

impl FileSystem {
    /// As CodeBuild takes it.
    pub fn request(&self) -> types::ProjectFileSystemLocation {
        types::ProjectFileSystemLocation::builder()
            .set_identifier(text(&self.identifier))
            .set_location(text(&self.location))
            .set_mount_options(text(&self.mount_options))
            .set_mount_point(text(&self.mount_point))
            .set_type(choice(&self.r#type))
            .build()
    }
    /// As CodeBuild tells it.
    pub fn told(told: &types::ProjectFileSystemLocation) -> FileSystem {
        FileSystem {
            identifier: told.identifier.clone(),
            location: told.location.clone(),
            mount_options: told.mount_options.clone(),
            mount_point: told.mount_point.clone(),
            r#type: word(told.r#type.as_ref()),
        }
    }
}

impl Logs {
    /// As CodeBuild takes it. What is not configured is said to be as AWS has it by default, for what is left out stays as it was.
    pub fn request(logs: Option<&Logs>) -> Result<types::LogsConfig, Error> {
        let group = logs.and_then(|l| l.cloudwatch_logs.clone()).unwrap_or_default();
        let bucket = logs.and_then(|l| l.s3_logs.clone()).unwrap_or_default();
        let status =
            |status: &Option<String>, default: types::LogsConfigStatusType| choice(status).unwrap_or(default);
        let to_group = types::CloudWatchLogsConfig::builder()
            .set_group_name(text(&group.group_name))
            .status(status(&group.status, types::LogsConfigStatusType::Enabled))
            .set_stream_name(text(&group.stream_name))
            .build()?;
        let to_bucket = types::S3LogsConfig::builder()
            .set_bucket_owner_access(choice(&bucket.bucket_owner_access))
            .encryption_disabled(bucket.encryption_disabled.unwrap_or_default())
            .set_location(text(&bucket.location))
            .status(status(&bucket.status, types::LogsConfigStatusType::Disabled))
            .build()?;
        Ok(types::LogsConfig::builder().cloud_watch_logs(to_group).s3_logs(to_bucket).build())
    }
    /// As CodeBuild tells it: of what it does not speak, nothing is logged there.
    pub fn told(told: &types::LogsConfig) -> Logs {
        let off = || word(Some(&types::LogsConfigStatusType::Disabled));
        let group = told.cloud_watch_logs.as_ref().map(|group| LogGroup {
            group_name: group.group_name.clone(),
            status: word(Some(&group.status)),
            stream_name: group.stream_name.clone(),
        });
        let bucket = told.s3_logs.as_ref().map(|bucket| LogBucket {
            bucket_owner_access: word(bucket.bucket_owner_access.as_ref()),
            encryption_disabled: bucket.encryption_disabled,
            location: bucket.location.clone(),
            status: word(Some(&bucket.status)),
        });
        Logs {
            cloudwatch_logs: group.or_else(|| Some(LogGroup { status: off(), ..LogGroup::default() })),
            s3_logs: bucket.or_else(|| Some(LogBucket { status: off(), ..LogBucket::default() })),
        }
    }
}

impl Network {
    /// As CodeBuild takes it.
    pub fn request(&self) -> types::VpcConfig {
        types::VpcConfig::builder()
            .set_security_group_ids(Some(self.security_group_ids.to_vec()))
            .set_subnets(Some(self.subnets.to_vec()))
            .vpc_id(&self.vpc_id)
            .build()
    }
    /// As CodeBuild tells it.
    pub fn told(told: &types::VpcConfig) -> Network {
        Network {
            security_group_ids: told.security_group_ids.iter().flatten().cloned().collect(),
            subnets: told.subnets.iter().flatten().cloned().collect(),
            vpc_id: told.vpc_id.clone().unwrap_or_default(),
        }
    }
}
