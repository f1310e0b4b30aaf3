//! `aws_s3_bucket_ownership_controls`

use crate::bucket_part::{At, Part, part};
use crate::s3::s3;
use aws_sdk_s3::types::{ObjectOwnership, OwnershipControls, OwnershipControlsRule};
use provision_aws_core::prelude::*;

/// Who owns the objects that others put into a bucket. (S3 PutBucketOwnershipControls)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_s3_bucket_ownership_controls", seconds(1, 1))]
pub struct BucketOwnershipControls {
    /// The bucket's name.
    #[attr(id)]
    pub id: String,
    /// The bucket.
    #[attr(required, replace)]
    pub bucket: String,
    /// The rule.
    #[block(list, min = 1, max = 1)]
    pub rule: Vec<Rule>,
}

/// The rule.
#[derive(Nested, Clone, Default)]
pub struct Rule {
    /// With `BucketOwnerEnforced` access control lists do not count.
    #[attr(required, one_of("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"))]
    pub object_ownership: String,
}

part!(BucketOwnershipControls);

#[async_trait]
impl Part for BucketOwnershipControls {
    fn at(&self) -> At {
        At::of(&self.bucket, &None)
    }

    fn placed(at: At) -> Self {
        Self { id: at.id(), bucket: at.bucket, ..Self::default() }
    }

    async fn put(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let rule = |r: &Rule| {
            let ownership = ObjectOwnership::from(r.object_ownership.as_str());
            OwnershipControlsRule::builder().object_ownership(ownership).build()
        };
        let rules = self.rule.iter().map(rule).collect::<Result<Vec<_>, _>>()?;
        let controls = OwnershipControls::builder().set_rules(Some(rules)).build()?;
        let call = s3(cx).put_bucket_ownership_controls().bucket(&at.bucket);
        call.ownership_controls(controls).send().await?;
        Ok(())
    }

    async fn told(cx: &Cx, at: &At, _: &Req<Self>) -> Result<Option<Self>, Error> {
        let told = s3(cx).get_bucket_ownership_controls().bucket(&at.bucket).send().await?;
        let rule = |r: OwnershipControlsRule| Rule { object_ownership: r.object_ownership.to_string() };
        Ok(told.ownership_controls.map(|told| Self {
            rule: told.rules.into_iter().map(rule).collect(),
            ..Self::placed(at.clone())
        }))
    }

    async fn take(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        s3(cx).delete_bucket_ownership_controls().bucket(&at.bucket).send().await?;
        Ok(())
    }
}
