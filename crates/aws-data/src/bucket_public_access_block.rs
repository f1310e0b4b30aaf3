//! `aws_s3_bucket_public_access_block`

use crate::bucket_part::{At, Part, part};
use crate::s3::s3;
use aws_sdk_s3::types::PublicAccessBlockConfiguration;
use provision_aws_core::prelude::*;

/// What keeps a bucket and its objects from the public. (S3 PutPublicAccessBlock)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_s3_bucket_public_access_block", seconds(1, 1))]
pub struct BucketPublicAccessBlock {
    /// The bucket's name.
    #[attr(id)]
    pub id: String,
    /// Access control lists that let the public in are refused.
    #[attr(optional, default = false)]
    pub block_public_acls: bool,
    /// Policies that let the public in are refused.
    #[attr(optional, default = false)]
    pub block_public_policy: bool,
    /// The bucket.
    #[attr(required, replace)]
    pub bucket: String,
    /// Access control lists that let the public in do not count.
    #[attr(optional, default = false)]
    pub ignore_public_acls: bool,
    /// Where the policy lets the public in, only AWS services and the owner's account get in.
    #[attr(optional, default = false)]
    pub restrict_public_buckets: bool,
}

part!(BucketPublicAccessBlock);

#[async_trait]
impl Part for BucketPublicAccessBlock {
    fn at(&self) -> At {
        At::of(&self.bucket, &None)
    }

    fn placed(at: At) -> Self {
        Self { id: at.id(), bucket: at.bucket, ..Self::default() }
    }

    async fn put(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let block = PublicAccessBlockConfiguration::builder()
            .block_public_acls(self.block_public_acls)
            .block_public_policy(self.block_public_policy)
            .ignore_public_acls(self.ignore_public_acls)
            .restrict_public_buckets(self.restrict_public_buckets)
            .build();
        s3(cx)
            .put_public_access_block()
            .bucket(&at.bucket)
            .public_access_block_configuration(block)
            .send()
            .await?;
        Ok(())
    }

    async fn told(cx: &Cx, at: &At, _: &Req<Self>) -> Result<Option<Self>, Error> {
        let told = s3(cx).get_public_access_block().bucket(&at.bucket).send().await?;
        Ok(told.public_access_block_configuration.map(|block| Self {
            block_public_acls: block.block_public_acls.unwrap_or_default(),
            block_public_policy: block.block_public_policy.unwrap_or_default(),
            ignore_public_acls: block.ignore_public_acls.unwrap_or_default(),
            restrict_public_buckets: block.restrict_public_buckets.unwrap_or_default(),
            ..Self::placed(at.clone())
        }))
    }

    async fn take(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        s3(cx).delete_public_access_block().bucket(&at.bucket).send().await?;
        Ok(())
    }
}
