//! `aws_s3_bucket_replication_configuration`

use crate::bucket_part::{At, Part, part};
use crate::replication_rules::{rule_sent, rule_told};
use crate::s3::s3;
use aws_sdk_s3::types::ReplicationConfiguration;
use provision_aws_core::prelude::*;

/// Where a bucket's objects are copied to. (S3 PutBucketReplication)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_s3_bucket_replication_configuration", seconds(1, 1))]
pub struct BucketReplication {
    /// The bucket's name.
    #[attr(id)]
    pub id: String,
    /// The bucket.
    #[attr(required, replace, length(1, 63))]
    pub bucket: String,
    /// The role that copies.
    #[attr(required, arn)]
    pub role: String,
    /// What AWS gives for a bucket whose objects can be locked.
    #[attr(optional, sensitive, config_only, length(0, 1024))]
    pub token: Option<String>,
    /// The rules.
    #[block(list, min = 1, max = 1000)]
    pub rule: Vec<Rule>,
}

/// A rule.
#[derive(Nested, Clone, Default)]
pub struct Rule {
    /// Its name.
    #[attr(optional, computed, length(0, 255))]
    pub id: Option<String>,
    /// Objects it is about.
    #[attr(optional, length(0, 1024), deprecated = "Use the block filter.")]
    pub prefix: Option<String>,
    /// Its rank: of two rules about the same object the higher one counts.
    #[attr(optional)]
    pub priority: Option<i64>,
    /// Whether it counts.
    #[attr(required, one_of("Disabled", "Enabled"))]
    pub status: String,
    /// Whether delete markers are copied.
    #[block(list, max = 1)]
    pub delete_marker_replication: Vec<Whether>,
    /// Where to.
    #[block(list, min = 1, max = 1)]
    pub destination: Vec<Destination>,
    /// Whether objects of before are copied.
    #[block(list, max = 1)]
    pub existing_object_replication: Vec<Whether>,
    /// Objects it is about.
    #[block(list, max = 1)]
    pub filter: Vec<Filter>,
    /// Objects that are copied though they are encrypted, or copies themselves.
    #[block(list, max = 1)]
    pub source_selection_criteria: Vec<Criteria>,
}

/// Whether something is done.
#[derive(Nested, Clone, Default)]
pub struct Whether {
    /// Whether it is.
    #[attr(required, one_of("Disabled", "Enabled"))]
    pub status: String,
}

/// Where objects are copied to.
#[derive(Nested, Clone, Default)]
pub struct Destination {
    /// The account that owns the bucket.
    #[attr(optional, validate = crate::s3::account)]
    pub account: Option<String>,
    /// The bucket's ARN.
    #[attr(required, arn)]
    pub bucket: String,
    /// The class of storage of the copies; that of the objects where none is given.
    #[attr(
        optional,
        one_of(
            "DEEP_ARCHIVE",
            "EXPRESS_ONEZONE",
            "GLACIER",
            "GLACIER_IR",
            "INTELLIGENT_TIERING",
            "ONEZONE_IA",
            "OUTPOSTS",
            "REDUCED_REDUNDANCY",
            "SNOW",
            "STANDARD",
            "STANDARD_IA"
        )
    )]
    pub storage_class: Option<String>,
    /// Who owns the copies.
    #[block(list, max = 1)]
    pub access_control_translation: Vec<Translation>,
    /// How the copies are encrypted.
    #[block(list, max = 1)]
    pub encryption_configuration: Vec<Encryption>,
    /// Figures of the copying.
    #[block(list, max = 1)]
    pub metrics: Vec<Metrics>,
    /// How long copying may take.
    #[block(list, max = 1)]
    pub replication_time: Vec<ReplicationTime>,
}

/// Who owns the copies.
#[derive(Nested, Clone, Default)]
pub struct Translation {
    /// `Destination`
    #[attr(required, one_of("Destination"))]
    pub owner: String,
}

/// How the copies are encrypted.
#[derive(Nested, Clone, Default)]
pub struct Encryption {
    /// The key of KMS.
    #[attr(required)]
    pub replica_kms_key_id: String,
}

/// Figures of the copying.
#[derive(Nested, Clone, Default)]
pub struct Metrics {
    /// Whether they are kept.
    #[attr(required, one_of("Disabled", "Enabled"))]
    pub status: String,
    /// From when on a copy is late.
    #[block(list, max = 1)]
    pub event_threshold: Vec<Minutes>,
}

/// How long copying may take.
#[derive(Nested, Clone, Default)]
pub struct ReplicationTime {
    /// Whether there is a limit.
    #[attr(required, one_of("Disabled", "Enabled"))]
    pub status: String,
    /// The limit.
    #[block(list, min = 1, max = 1)]
    pub time: Vec<Minutes>,
}

/// A time.
#[derive(Nested, Clone, Default)]
pub struct Minutes {
    /// In minutes; S3 takes 15.
    #[attr(required)]
    pub minutes: i64,
}

/// Objects that a rule is about.
#[derive(Nested, Clone, Default)]
pub struct Filter {
    /// Start of their names.
    #[attr(optional, unset = "null", length(0, 1024))]
    pub prefix: Option<String>,
    /// Several conditions at once.
    #[block(list, max = 1)]
    pub and: Vec<And>,
    /// A tag that they have.
    #[block(list, max = 1)]
    pub tag: Vec<OneTag>,
}

/// Several conditions at once.
#[derive(Nested, Clone, Default)]
pub struct And {
    /// Start of their names.
    #[attr(optional, length(0, 1024))]
    pub prefix: Option<String>,
    /// Tags that they have.
    #[attr(optional)]
    pub tags: Option<BTreeMap<String, String>>,
}

/// A tag.
#[derive(Nested, Clone, Default)]
pub struct OneTag {
    /// Its key.
    #[attr(required)]
    pub key: String,
    /// Its value.
    #[attr(required)]
    pub value: String,
}

/// Objects that are copied though they are encrypted, or copies themselves.
#[derive(Nested, Clone, Default)]
pub struct Criteria {
    /// Changes of copies.
    #[block(list, max = 1)]
    pub replica_modifications: Vec<Whether>,
    /// Objects that are encrypted with a key of KMS.
    #[block(list, max = 1)]
    pub sse_kms_encrypted_objects: Vec<Whether>,
}

part!(BucketReplication);

#[async_trait]
impl Part for BucketReplication {
    fn at(&self) -> At {
        At::of(&self.bucket, &None)
    }

    fn placed(at: At) -> Self {
        Self { id: at.id(), bucket: at.bucket, ..Self::default() }
    }

    async fn put(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let rules = self.rule.iter().map(rule_sent).collect::<Result<Vec<_>, _>>()?;
        s3(cx)
            .put_bucket_replication()
            .bucket(&at.bucket)
            .set_token(text(&self.token))
            .replication_configuration(
                ReplicationConfiguration::builder().role(&self.role).set_rules(Some(rules)).build()?,
            )
            .send()
            .await?;
        Ok(())
    }

    async fn told(cx: &Cx, at: &At, req: &Req<Self>) -> Result<Option<Self>, Error> {
        let told = s3(cx).get_bucket_replication().bucket(&at.bucket).send().await?;
        let Some(told) = told.replication_configuration else { return Ok(None) };
        let mut rule: Vec<Rule> = told.rules.into_iter().map(rule_told).collect();
        // In the order of the state or plan, which AWS need not keep.
        let place = |r: &Rule| req.prior.rule.iter().position(|p| p.id == r.id).unwrap_or(usize::MAX);
        rule.sort_by_key(place);
        Ok(Some(Self { role: told.role, rule, ..Self::placed(at.clone()) }))
    }

    async fn take(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        s3(cx).delete_bucket_replication().bucket(&at.bucket).send().await?;
        Ok(())
    }

    /// Versions that were just asked for are not known everywhere yet.
    fn again(e: &Error) -> bool {
        e.is(&["InvalidRequest"]) && e.message.contains("Versioning must be 'Enabled' on the bucket")
    }
}
