//! `aws_s3_bucket_server_side_encryption_configuration`

use crate::bucket_part::{At, Part, part};
use crate::s3::{account, s3};
use aws_sdk_s3::types::{
    ServerSideEncryption, ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration,
    ServerSideEncryptionRule,
};
use provision_aws_core::prelude::*;

/// How a bucket's new objects are encrypted. Without one S3 encrypts with keys of its own. (S3 PutBucketEncryption)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_s3_bucket_server_side_encryption_configuration", seconds(1, 1))]
pub struct BucketEncryption {
    /// The bucket's name, with its owner where one is expected.
    #[attr(id)]
    pub id: String,
    /// The bucket.
    #[attr(required, replace, length(1, 63))]
    pub bucket: String,
    /// The account that must own it.
    #[attr(optional, replace, validate = account)]
    pub expected_bucket_owner: Option<String>,
    /// The rule.
    #[block(set, min = 1)]
    pub rule: Set<Rule>,
}

/// The rule.
#[derive(Nested, Clone, Default)]
pub struct Rule {
    /// Whether a key of the bucket saves calls to KMS.
    #[attr(optional)]
    pub bucket_key_enabled: Option<bool>,
    /// The default of new objects.
    #[block(list, max = 1)]
    pub apply_server_side_encryption_by_default: Vec<ByDefault>,
}

/// The default of new objects.
#[derive(Nested, Clone, Default)]
pub struct ByDefault {
    /// The key of KMS.
    #[attr(optional)]
    pub kms_master_key_id: Option<String>,
    /// With whose keys.
    #[attr(required, one_of("AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"))]
    pub sse_algorithm: String,
}

part!(BucketEncryption);

#[async_trait]
impl Part for BucketEncryption {
    fn at(&self) -> At {
        At::of(&self.bucket, &self.expected_bucket_owner)
    }

    fn placed(at: At) -> Self {
        Self { id: at.id(), bucket: at.bucket, expected_bucket_owner: at.owner, ..Self::default() }
    }

    async fn put(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let rules = self.rule.iter().map(Rule::sent).collect::<Result<Vec<_>, _>>()?;
        let configuration = ServerSideEncryptionConfiguration::builder().set_rules(Some(rules)).build()?;
        s3(cx)
            .put_bucket_encryption()
            .bucket(&at.bucket)
            .set_expected_bucket_owner(at.owner.clone())
            .server_side_encryption_configuration(configuration)
            .send()
            .await?;
        Ok(())
    }

    async fn told(cx: &Cx, at: &At, _: &Req<Self>) -> Result<Option<Self>, Error> {
        let call = s3(cx).get_bucket_encryption().bucket(&at.bucket);
        let told = call.set_expected_bucket_owner(at.owner.clone()).send().await?;
        Ok(told.server_side_encryption_configuration.map(|told| Self {
            rule: told.rules.into_iter().map(Rule::told).collect(),
            ..Self::placed(at.clone())
        }))
    }

    async fn take(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let call = s3(cx).delete_bucket_encryption().bucket(&at.bucket);
        call.set_expected_bucket_owner(at.owner.clone()).send().await?;
        Ok(())
    }
}

impl Rule {
    fn sent(&self) -> Result<ServerSideEncryptionRule, Error> {
        let by_default = |d: &ByDefault| {
            let algorithm = ServerSideEncryption::from(d.sse_algorithm.as_str());
            let call = ServerSideEncryptionByDefault::builder().sse_algorithm(algorithm);
            call.set_kms_master_key_id(text(&d.kms_master_key_id)).build()
        };
        let by_default = self.apply_server_side_encryption_by_default.first().map(by_default).transpose()?;
        Ok(ServerSideEncryptionRule::builder()
            .set_apply_server_side_encryption_by_default(by_default)
            .bucket_key_enabled(self.bucket_key_enabled.unwrap_or_default())
            .build())
    }

    fn told(told: ServerSideEncryptionRule) -> Rule {
        let by_default = |d: ServerSideEncryptionByDefault| ByDefault {
            kms_master_key_id: d.kms_master_key_id,
            sse_algorithm: d.sse_algorithm.to_string(),
        };
        Rule {
            bucket_key_enabled: told.bucket_key_enabled,
            apply_server_side_encryption_by_default: told
                .apply_server_side_encryption_by_default
                .map(by_default)
                .into_iter()
                .collect(),
        }
    }
}
