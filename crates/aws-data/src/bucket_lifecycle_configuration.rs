//! `aws_s3_bucket_lifecycle_configuration`

use crate::bucket_part::{At, Part, part};
use crate::lifecycle_plan;
use crate::lifecycle_rules::{rule_sent, rule_told};
use crate::s3::{a_time, account, s3};
use aws_sdk_s3::operation::get_bucket_lifecycle_configuration::GetBucketLifecycleConfigurationOutput;
use aws_sdk_s3::types::{BucketLifecycleConfiguration, TransitionDefaultMinimumObjectSize};
use provision_aws_core::prelude::*;
use serde_json::Value as Json;
use std::time::Duration;

/// When the objects of a bucket move to other classes of storage, and when they go. (S3 PutBucketLifecycleConfiguration)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_s3_bucket_lifecycle_configuration",
    sdk = "framework",
    version = 1,
    timeouts(create, update),
    seconds(5, 1)
)]
pub struct BucketLifecycle {
    /// The bucket's name, with its owner where one is expected.
    #[attr(id, stable)]
    pub id: String,
    /// The bucket.
    #[attr(required, replace, length(1, 63))]
    pub bucket: String,
    /// The account that must own it.
    #[attr(optional, computed, stable, replace, validate = account)]
    pub expected_bucket_owner: Option<String>,
    /// How small an object may be to move: `all_storage_classes_128K`, or `varies_by_storage_class` as it was before.
    #[attr(
        optional,
        computed,
        default = "all_storage_classes_128K",
        one_of("all_storage_classes_128K", "varies_by_storage_class")
    )]
    pub transition_default_minimum_object_size: Option<String>,
    /// The rules.
    #[block(list)]
    pub rule: Vec<Rule>,
}

/// A rule.
#[derive(Nested, Clone, Default)]
pub struct Rule {
    /// Its name.
    #[attr(required, length(1, 255))]
    pub id: String,
    /// Objects it is about.
    #[attr(optional, computed, deprecated = "Use the block filter.")]
    pub prefix: Option<String>,
    /// Whether it counts.
    #[attr(required, one_of("Disabled", "Enabled"))]
    pub status: String,
    /// When unfinished uploads go.
    #[block(list)]
    pub abort_incomplete_multipart_upload: Vec<Abort>,
    /// When objects go.
    #[block(list)]
    pub expiration: Vec<Expiration>,
    /// Objects it is about.
    #[block(list)]
    pub filter: Vec<Filter>,
    /// When old versions go.
    #[block(list)]
    pub noncurrent_version_expiration: Vec<NoncurrentExpiration>,
    /// When old versions move.
    #[block(set)]
    pub noncurrent_version_transition: Set<NoncurrentTransition>,
    /// When objects move.
    #[block(set)]
    pub transition: Set<Transition>,
}

/// When unfinished uploads go.
#[derive(Nested, Clone, Default)]
pub struct Abort {
    /// Days after their begin.
    #[attr(optional)]
    pub days_after_initiation: Option<i64>,
}

/// When objects go.
#[derive(Nested, Clone, Default)]
pub struct Expiration {
    /// On a day (its midnight in UTC).
    #[attr(optional, validate = a_time)]
    pub date: Option<String>,
    /// After days.
    #[attr(optional, computed)]
    pub days: Option<i64>,
    /// Delete markers without versions go.
    #[attr(optional, computed)]
    pub expired_object_delete_marker: Option<bool>,
}

/// Objects that a rule is about: one of these, or `and`.
#[derive(Nested, Clone, Default)]
pub struct Filter {
    /// Larger ones, in bytes.
    #[attr(optional, computed)]
    pub object_size_greater_than: Option<i64>,
    /// Smaller ones, in bytes.
    #[attr(optional, computed)]
    pub object_size_less_than: Option<i64>,
    /// Start of their names.
    #[attr(optional, computed)]
    pub prefix: Option<String>,
    /// Several of these at once.
    #[block(list)]
    pub and: Vec<And>,
    /// A tag that they have.
    #[block(list)]
    pub tag: Vec<OneTag>,
}

/// Several conditions at once.
#[derive(Nested, Clone, Default)]
pub struct And {
    /// Larger ones, in bytes.
    #[attr(optional, computed)]
    pub object_size_greater_than: Option<i64>,
    /// Smaller ones, in bytes.
    #[attr(optional, computed)]
    pub object_size_less_than: Option<i64>,
    /// Start of their names.
    #[attr(optional, computed)]
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

/// When old versions go.
#[derive(Nested, Clone, Default)]
pub struct NoncurrentExpiration {
    /// So many newer ones are kept beside the current.
    #[attr(optional, computed, stable)]
    pub newer_noncurrent_versions: Option<i64>,
    /// Days after they stopped being current.
    #[attr(required)]
    pub noncurrent_days: i64,
}

/// When old versions move.
#[derive(Nested, Clone, Default)]
pub struct NoncurrentTransition {
    /// So many newer ones stay where they are.
    #[attr(optional, computed, stable)]
    pub newer_noncurrent_versions: Option<i64>,
    /// Days after they stopped being current.
    #[attr(required)]
    pub noncurrent_days: i64,
    /// Where to.
    #[attr(
        required,
        one_of("DEEP_ARCHIVE", "GLACIER", "GLACIER_IR", "INTELLIGENT_TIERING", "ONEZONE_IA", "STANDARD_IA")
    )]
    pub storage_class: String,
}

/// When objects move.
#[derive(Nested, Clone, Default)]
pub struct Transition {
    /// On a day (its midnight in UTC).
    #[attr(optional, validate = a_time)]
    pub date: Option<String>,
    /// After days.
    #[attr(optional, computed, stable)]
    pub days: Option<i64>,
    /// Where to.
    #[attr(
        required,
        one_of("DEEP_ARCHIVE", "GLACIER", "GLACIER_IR", "INTELLIGENT_TIERING", "ONEZONE_IA", "STANDARD_IA")
    )]
    pub storage_class: String,
}

part!(BucketLifecycle; fn upgrade(_: u64, attributes: Json) -> Result<Json, Error> { Ok(numbers(attributes)) });

#[async_trait]
impl Part for BucketLifecycle {
    const PACE: Waits =
        Waits { create: Duration::from_secs(180), update: Duration::from_secs(180), ..Waits::QUICK };

    fn foresee(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let (config, planned) = (cx.configured("rule"), cx.get("rule"));
        lifecycle_plan::check(&config)?;
        cx.set("rule", lifecycle_plan::rules(&config, &planned));
        Ok(())
    }

    fn at(&self) -> At {
        At::of(&self.bucket, &self.expected_bucket_owner)
    }

    fn placed(at: At) -> Self {
        // The provider writes an owner that nobody expects as an empty text.
        let owner = at.owner.clone().unwrap_or_default();
        Self { id: at.id(), bucket: at.bucket, expected_bucket_owner: Some(owner), ..Self::default() }
    }

    async fn put(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let rules = self.rule.iter().map(rule_sent).collect::<Result<Vec<_>, _>>()?;
        let smallest = text(&self.transition_default_minimum_object_size);
        s3(cx)
            .put_bucket_lifecycle_configuration()
            .bucket(&at.bucket)
            .set_expected_bucket_owner(at.owner.clone())
            .lifecycle_configuration(BucketLifecycleConfiguration::builder().set_rules(Some(rules)).build()?)
            .set_transition_default_minimum_object_size(
                smallest.map(|s| TransitionDefaultMinimumObjectSize::from(s.as_str())),
            )
            .send()
            .await?;
        Ok(())
    }

    /// For a while after a change S3 tells now of the new rules and now of the old, so what is not as the state holds it is asked for
    /// twice.
    async fn told(cx: &Cx, at: &At, req: &Req<Self>) -> Result<Option<Self>, Error> {
        let told = get(cx, at, &req.prior).await?;
        if req.phase == Phase::Refresh && told.differs(&req.prior) {
            return Ok(Some(get(cx, at, &req.prior).await?));
        }
        Ok(Some(told))
    }

    async fn take(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let call = s3(cx).delete_bucket_lifecycle().bucket(&at.bucket);
        call.set_expected_bucket_owner(at.owner.clone()).send().await?;
        Ok(())
    }

    fn awaited(told: &Self, wanted: &Self) -> Option<String> {
        let wanted_any = !wanted.rule.is_empty();
        (wanted_any && told.differs(wanted)).then(|| "the rules are those of before".to_owned())
    }
}

impl BucketLifecycle {
    /// True where it has other rules, or another smallest size.
    fn differs(&self, other: &Self) -> bool {
        let rules = |it: &Self| it.rule.iter().map(|r| (r.id.clone(), r.status.clone())).collect::<Vec<_>>();
        let size = |it: &Self| text(&it.transition_default_minimum_object_size);
        let sizes = (size(self), size(other));
        rules(self) != rules(other) || matches!(&sizes, (Some(told), Some(other)) if told != other)
    }
}

/// The rules in the order of `like`, which AWS need not keep.
async fn get(cx: &Cx, at: &At, like: &BucketLifecycle) -> Result<BucketLifecycle, Error> {
    let call = s3(cx).get_bucket_lifecycle_configuration().bucket(&at.bucket);
    let told = call.set_expected_bucket_owner(at.owner.clone()).send().await?;
    let GetBucketLifecycleConfigurationOutput { rules, transition_default_minimum_object_size: size, .. } =
        told;
    let mut rule: Vec<Rule> = rules.unwrap_or_default().into_iter().map(rule_told).collect();
    rule.sort_by_key(|r| like.rule.iter().position(|l| l.id == r.id).unwrap_or(usize::MAX));
    Ok(BucketLifecycle {
        rule,
        transition_default_minimum_object_size: size.map(|s| s.to_string()),
        ..BucketLifecycle::placed(at.clone())
    })
}

/// What version 0 of the schema held as text: sizes, and numbers of versions.
fn numbers(mut state: Json) -> Json {
    const TEXTS: [&str; 3] =
        ["object_size_greater_than", "object_size_less_than", "newer_noncurrent_versions"];
    match &mut state {
        Json::Object(members) => {
            for (name, value) in members {
                let number = value.as_str().filter(|_| TEXTS.contains(&name.as_str())).map(str::parse::<i64>);
                *value = match number {
                    Some(number) => number.map_or(Json::Null, Json::from),
                    None => numbers(value.take()),
                };
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| *item = numbers(item.take())),
        _ => {}
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn older_states_hold_numbers_as_text() {
        let state = json!({ "rule": [{ "id": "7", "filter": [{ "object_size_greater_than": "500", "object_size_less_than": "" }] }] });
        let now = json!({ "rule": [{ "id": "7", "filter": [{ "object_size_greater_than": 500, "object_size_less_than": null }] }] });
        assert_eq!(numbers(state), now);
    }
}
