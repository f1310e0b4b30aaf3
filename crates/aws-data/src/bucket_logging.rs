//! `aws_s3_bucket_logging`

use crate::bucket_part::{At, Part, part};
use crate::grants::Grantee;
use crate::s3::{account, s3};
use aws_sdk_s3::types as sdk;
use provision_aws_core::prelude::*;

/// Where the requests to a bucket are written down. (S3 PutBucketLogging)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_s3_bucket_logging", seconds(1, 1))]
pub struct BucketLogging {
    /// The bucket's name, with its owner where one is expected.
    #[attr(id)]
    pub id: String,
    /// The bucket.
    #[attr(required, replace, length(1, 63))]
    pub bucket: String,
    /// The account that must own it.
    #[attr(optional, replace, validate = account)]
    pub expected_bucket_owner: Option<String>,
    /// The bucket of the logs.
    #[attr(required)]
    pub target_bucket: String,
    /// Start of their names.
    #[attr(required)]
    pub target_prefix: String,
    /// Who may read them.
    #[block(set)]
    pub target_grant: Set<Grant>,
    /// How their names are made.
    #[block(list, max = 1)]
    pub target_object_key_format: Vec<KeyFormat>,
}

/// Who may read the logs.
#[derive(Nested, Clone, Default)]
pub struct Grant {
    /// What it may.
    #[attr(required, one_of("FULL_CONTROL", "READ", "WRITE"))]
    pub permission: String,
    /// Who.
    #[block(list, min = 1, max = 1)]
    pub grantee: Vec<Grantee>,
}

/// How names of logs are made: in one of these ways.
#[derive(Nested, Clone, Default)]
pub struct KeyFormat {
    /// With account, region, bucket and date.
    #[block(list, max = 1, conflicts("target_object_key_format.0.simple_prefix"))]
    pub partitioned_prefix: Vec<Partitioned>,
    /// With the time alone.
    #[block(list, max = 1)]
    pub simple_prefix: Vec<Simple>,
}

/// Names with account, region, bucket and date.
#[derive(Nested, Clone, Default)]
pub struct Partitioned {
    /// The date of the event, or of the log's delivery.
    #[attr(required, one_of("DeliveryTime", "EventTime"))]
    pub partition_date_source: String,
}

/// Names with the time alone.
#[derive(Nested, Clone, Default)]
pub struct Simple {}

part!(BucketLogging);

#[async_trait]
impl Part for BucketLogging {
    fn at(&self) -> At {
        At::of(&self.bucket, &self.expected_bucket_owner)
    }

    fn placed(at: At) -> Self {
        Self { id: at.id(), bucket: at.bucket, expected_bucket_owner: at.owner, ..Self::default() }
    }

    async fn put(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let grants = self.target_grant.iter().map(Grant::sent).collect::<Result<Vec<_>, _>>()?;
        let logging = sdk::LoggingEnabled::builder()
            .target_bucket(&self.target_bucket)
            .target_prefix(&self.target_prefix)
            .set_target_grants(given(&grants))
            .set_target_object_key_format(self.target_object_key_format.first().map(KeyFormat::sent))
            .build()?;
        send(cx, at, Some(logging)).await
    }

    async fn told(cx: &Cx, at: &At, _: &Req<Self>) -> Result<Option<Self>, Error> {
        let call = s3(cx).get_bucket_logging().bucket(&at.bucket);
        let told = call.set_expected_bucket_owner(at.owner.clone()).send().await?;
        Ok(told.logging_enabled.map(|told| Self {
            target_bucket: told.target_bucket,
            target_prefix: told.target_prefix,
            target_grant: told.target_grants.unwrap_or_default().into_iter().map(Grant::told).collect(),
            target_object_key_format: told
                .target_object_key_format
                .map(KeyFormat::told)
                .into_iter()
                .collect(),
            ..Self::placed(at.clone())
        }))
    }

    async fn take(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        send(cx, at, None).await
    }
}

async fn send(cx: &Cx, at: &At, logging: Option<sdk::LoggingEnabled>) -> Result<(), Error> {
    s3(cx)
        .put_bucket_logging()
        .bucket(&at.bucket)
        .set_expected_bucket_owner(at.owner.clone())
        .bucket_logging_status(sdk::BucketLoggingStatus::builder().set_logging_enabled(logging).build())
        .send()
        .await?;
    Ok(())
}

impl Grant {
    fn sent(&self) -> Result<sdk::TargetGrant, Error> {
        let grantee = self.grantee.first().map(Grantee::sent).transpose()?;
        let permission = sdk::BucketLogsPermission::from(self.permission.as_str());
        Ok(sdk::TargetGrant::builder().set_grantee(grantee).permission(permission).build())
    }
    fn told(told: sdk::TargetGrant) -> Grant {
        Grant {
            permission: told.permission.map(|p| p.to_string()).unwrap_or_default(),
            grantee: told.grantee.map(Grantee::told).into_iter().collect(),
        }
    }
}

impl KeyFormat {
    fn sent(&self) -> sdk::TargetObjectKeyFormat {
        let partitioned = |p: &Partitioned| {
            let date = sdk::PartitionDateSource::from(p.partition_date_source.as_str());
            sdk::PartitionedPrefix::builder().partition_date_source(date).build()
        };
        sdk::TargetObjectKeyFormat::builder()
            .set_partitioned_prefix(self.partitioned_prefix.first().map(partitioned))
            .set_simple_prefix(self.simple_prefix.first().map(|_| sdk::SimplePrefix::builder().build()))
            .build()
    }
    fn told(told: sdk::TargetObjectKeyFormat) -> KeyFormat {
        let partitioned = |p: sdk::PartitionedPrefix| Partitioned {
            partition_date_source: p.partition_date_source.map(|d| d.to_string()).unwrap_or_default(),
        };
        KeyFormat {
            partitioned_prefix: told.partitioned_prefix.map(partitioned).into_iter().collect(),
            simple_prefix: told.simple_prefix.map(|_| Simple {}).into_iter().collect(),
        }
    }
}
