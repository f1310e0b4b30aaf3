//! `aws_s3_bucket_cors_configuration`

use crate::bucket_part::{At, Part, part};
use crate::s3::{account, s3};
use aws_sdk_s3::types as sdk;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::long;

/// Which requests from pages of other origins a bucket answers. (S3 PutBucketCors)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_s3_bucket_cors_configuration", seconds(1, 1))]
pub struct BucketCors {
    /// The bucket's name, with its owner where one is expected.
    #[attr(id)]
    pub id: String,
    /// The bucket.
    #[attr(required, replace, length(1, 63))]
    pub bucket: String,
    /// The account that must own it.
    #[attr(optional, replace, validate = account)]
    pub expected_bucket_owner: Option<String>,
    /// The rules.
    #[block(set, min = 1, max = 100)]
    pub cors_rule: Set<Rule>,
}

/// A rule.
#[derive(Nested, Clone, Default)]
pub struct Rule {
    /// Headers that may be sent.
    #[attr(optional)]
    pub allowed_headers: Option<Set<String>>,
    /// Methods.
    #[attr(required)]
    pub allowed_methods: Set<String>,
    /// Origins.
    #[attr(required)]
    pub allowed_origins: Set<String>,
    /// Headers that may be read.
    #[attr(optional)]
    pub expose_headers: Option<Set<String>>,
    /// Its name.
    #[attr(optional, length(0, 255))]
    pub id: Option<String>,
    /// How long a browser may remember.
    #[attr(optional)]
    pub max_age_seconds: Option<i64>,
}

part!(BucketCors);

#[async_trait]
impl Part for BucketCors {
    fn at(&self) -> At {
        At::of(&self.bucket, &self.expected_bucket_owner)
    }

    fn placed(at: At) -> Self {
        Self { id: at.id(), bucket: at.bucket, expected_bucket_owner: at.owner, ..Self::default() }
    }

    async fn put(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let rules = self.cors_rule.iter().map(Rule::sent).collect::<Result<Vec<_>, _>>()?;
        s3(cx)
            .put_bucket_cors()
            .bucket(&at.bucket)
            .set_expected_bucket_owner(at.owner.clone())
            .cors_configuration(sdk::CorsConfiguration::builder().set_cors_rules(Some(rules)).build()?)
            .send()
            .await?;
        Ok(())
    }

    async fn told(cx: &Cx, at: &At, _: &Req<Self>) -> Result<Option<Self>, Error> {
        let call = s3(cx).get_bucket_cors().bucket(&at.bucket);
        let told = call.set_expected_bucket_owner(at.owner.clone()).send().await?;
        let cors_rule = told.cors_rules.unwrap_or_default().into_iter().map(Rule::told).collect();
        Ok(Some(Self { cors_rule, ..Self::placed(at.clone()) }))
    }

    async fn take(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let call = s3(cx).delete_bucket_cors().bucket(&at.bucket);
        call.set_expected_bucket_owner(at.owner.clone()).send().await?;
        Ok(())
    }
}

impl Rule {
    fn sent(&self) -> Result<sdk::CorsRule, Error> {
        let some = |set: &Option<Set<String>>| set.as_ref().and_then(|s| given(s));
        Ok(sdk::CorsRule::builder()
            .set_allowed_headers(some(&self.allowed_headers))
            .set_allowed_methods(Some(self.allowed_methods.0.clone()))
            .set_allowed_origins(Some(self.allowed_origins.0.clone()))
            .set_expose_headers(some(&self.expose_headers))
            .set_id(text(&self.id))
            .max_age_seconds(int(self.max_age_seconds).unwrap_or_default())
            .build()?)
    }
    fn told(told: sdk::CorsRule) -> Rule {
        Rule {
            allowed_headers: told.allowed_headers.map(Set),
            allowed_methods: Set(told.allowed_methods),
            allowed_origins: Set(told.allowed_origins),
            expose_headers: told.expose_headers.map(Set),
            id: told.id,
            max_age_seconds: long(told.max_age_seconds),
        }
    }
}
