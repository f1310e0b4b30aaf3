//! `aws_s3_bucket_policy`

use crate::bucket_part::{At, Part, part};
use crate::s3::s3;
use provision_aws_core::prelude::*;

/// Whom a bucket lets do what. (S3 PutBucketPolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_s3_bucket_policy", seconds(1, 1))]
pub struct BucketPolicy {
    /// The bucket's name.
    #[attr(id)]
    pub id: String,
    /// The bucket.
    #[attr(required, replace)]
    pub bucket: String,
    /// What it says.
    #[attr(required, equal_by = json_policy, normalize = provision_schema::compact_json, json)]
    pub policy: String,
}

part!(BucketPolicy);

#[async_trait]
impl Part for BucketPolicy {
    fn at(&self) -> At {
        At::of(&self.bucket, &None)
    }

    fn placed(at: At) -> Self {
        Self { id: at.id(), bucket: at.bucket, ..Self::default() }
    }

    async fn put(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        s3(cx).put_bucket_policy().bucket(&at.bucket).policy(&self.policy).send().await?;
        Ok(())
    }

    async fn told(cx: &Cx, at: &At, _: &Req<Self>) -> Result<Option<Self>, Error> {
        let told = s3(cx).get_bucket_policy().bucket(&at.bucket).send().await?;
        let policy = told.policy.map(|p| provision_schema::compact_json(&p));
        Ok(policy.map(|policy| Self { policy, ..Self::placed(at.clone()) }))
    }

    async fn take(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        s3(cx).delete_bucket_policy().bucket(&at.bucket).send().await?;
        Ok(())
    }

    /// A role or user that was just made is no principal yet.
    fn again(e: &Error) -> bool {
        e.is(&["MalformedPolicy"]) && e.message.to_ascii_lowercase().contains("principal")
    }
}
