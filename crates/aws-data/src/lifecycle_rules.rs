//! Between the rules of `aws_s3_bucket_lifecycle_configuration` and those of S3's API.

use crate::bucket_lifecycle_configuration::{
    Abort, And, Expiration, Filter, NoncurrentExpiration, NoncurrentTransition, OneTag, Rule, Transition,
};
use crate::s3::{moment, tag_list, tag_map, time};
use aws_sdk_s3::types as sdk;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::long;

/// A rule as the call takes it.
pub fn rule_sent(rule: &Rule) -> Result<sdk::LifecycleRule, Error> {
    let old = text(&rule.prefix);
    // S3 wants a filter, be it an empty one, but where a rule has a prefix in the old way.
    let filter = match rule.filter.first() {
        Some(filter) => Some(filter_sent(filter)?),
        None => old.is_none().then(|| sdk::LifecycleRuleFilter::builder().build()),
    };
    let transitions = rule.transition.iter().map(transition_sent).collect::<Result<Vec<_>, _>>()?;
    let noncurrent: Vec<_> = rule.noncurrent_version_transition.iter().map(noncurrent_sent).collect();
    let abort = |a: &Abort| {
        let days = int(a.days_after_initiation);
        sdk::AbortIncompleteMultipartUpload::builder().set_days_after_initiation(days).build()
    };
    let old_versions = |e: &NoncurrentExpiration| {
        sdk::NoncurrentVersionExpiration::builder()
            .set_noncurrent_days(int(Some(e.noncurrent_days)))
            .set_newer_noncurrent_versions(positive(e.newer_noncurrent_versions))
            .build()
    };
    let call = sdk::LifecycleRule::builder().id(&rule.id).status(rule.status.as_str().into());
    #[allow(deprecated)] // Rules of before there were filters have it.
    let call = call.set_prefix(old);
    Ok(call
        .set_filter(filter)
        .set_abort_incomplete_multipart_upload(rule.abort_incomplete_multipart_upload.first().map(abort))
        .set_expiration(rule.expiration.first().map(expiration_sent).transpose()?)
        .set_transitions(given(&transitions))
        .set_noncurrent_version_transitions(given(&noncurrent))
        .set_noncurrent_version_expiration(rule.noncurrent_version_expiration.first().map(old_versions))
        .build()?)
}

fn expiration_sent(e: &Expiration) -> Result<sdk::LifecycleExpiration, Error> {
    let date = text(&e.date).map(|d| time(&d)).transpose()?;
    let days = positive(e.days);
    // The three exclude each other, and one has to be said.
    let markers =
        (date.is_none() && days.is_none()).then(|| e.expired_object_delete_marker.unwrap_or_default());
    let call = sdk::LifecycleExpiration::builder().set_date(date).set_days(days);
    Ok(call.set_expired_object_delete_marker(markers).build())
}

fn filter_sent(filter: &Filter) -> Result<sdk::LifecycleRuleFilter, Error> {
    let and = |and: &And| {
        let tags = and.tags.as_ref().map(tag_list).transpose()?.filter(|t| !t.is_empty());
        Ok::<_, Error>(
            sdk::LifecycleRuleAndOperator::builder()
                .set_object_size_greater_than(and.object_size_greater_than)
                .set_object_size_less_than(and.object_size_less_than.filter(|size| *size > 0))
                .set_prefix(and.prefix.clone())
                .set_tags(tags)
                .build(),
        )
    };
    let tag = |t: &OneTag| sdk::Tag::builder().key(&t.key).value(&t.value).build();
    Ok(sdk::LifecycleRuleFilter::builder()
        .set_object_size_greater_than(filter.object_size_greater_than)
        .set_object_size_less_than(filter.object_size_less_than)
        .set_prefix(filter.prefix.clone())
        .set_and(filter.and.first().map(and).transpose()?)
        .set_tag(filter.tag.first().map(tag).transpose()?)
        .build())
}

fn transition_sent(t: &Transition) -> Result<sdk::Transition, Error> {
    let date = text(&t.date).map(|d| time(&d)).transpose()?;
    let days = int(t.days).or(date.is_none().then_some(0));
    let call = sdk::Transition::builder().set_date(date).set_days(days);
    Ok(call.storage_class(t.storage_class.as_str().into()).build())
}

fn noncurrent_sent(t: &NoncurrentTransition) -> sdk::NoncurrentVersionTransition {
    sdk::NoncurrentVersionTransition::builder()
        .set_noncurrent_days(int(Some(t.noncurrent_days)))
        .set_newer_noncurrent_versions(positive(t.newer_noncurrent_versions))
        .storage_class(t.storage_class.as_str().into())
        .build()
}

/// A rule as the state holds it.
pub fn rule_told(told: sdk::LifecycleRule) -> Rule {
    #[allow(deprecated)] // Rules of before there were filters have it.
    let prefix = told.prefix;
    let transition = |t: sdk::Transition| Transition {
        date: t.date.map(moment),
        days: long(t.days),
        storage_class: t.storage_class.map(|c| c.to_string()).unwrap_or_default(),
    };
    let noncurrent = |t: sdk::NoncurrentVersionTransition| NoncurrentTransition {
        newer_noncurrent_versions: long(t.newer_noncurrent_versions),
        noncurrent_days: long(t.noncurrent_days).unwrap_or_default(),
        storage_class: t.storage_class.map(|c| c.to_string()).unwrap_or_default(),
    };
    let old_versions = |e: sdk::NoncurrentVersionExpiration| NoncurrentExpiration {
        newer_noncurrent_versions: long(e.newer_noncurrent_versions),
        noncurrent_days: long(e.noncurrent_days).unwrap_or_default(),
    };
    let expiration = |e: sdk::LifecycleExpiration| Expiration {
        date: e.date.map(moment),
        days: Some(long(e.days).unwrap_or_default()),
        expired_object_delete_marker: Some(e.expired_object_delete_marker.unwrap_or_default()),
    };
    Rule {
        id: told.id.unwrap_or_default(),
        prefix: Some(prefix.unwrap_or_default()),
        status: told.status.to_string(),
        abort_incomplete_multipart_upload: told
            .abort_incomplete_multipart_upload
            .map(|a| Abort { days_after_initiation: long(a.days_after_initiation) })
            .into_iter()
            .collect(),
        expiration: told.expiration.map(expiration).into_iter().collect(),
        filter: told.filter.and_then(filter_told).into_iter().collect(),
        noncurrent_version_expiration: told
            .noncurrent_version_expiration
            .map(old_versions)
            .into_iter()
            .collect(),
        noncurrent_version_transition: told
            .noncurrent_version_transitions
            .unwrap_or_default()
            .into_iter()
            .map(noncurrent)
            .collect(),
        transition: told.transitions.unwrap_or_default().into_iter().map(transition).collect(),
    }
}

/// A filter; an empty one stands for none.
fn filter_told(told: sdk::LifecycleRuleFilter) -> Option<Filter> {
    let and = |and: sdk::LifecycleRuleAndOperator| And {
        object_size_greater_than: Some(and.object_size_greater_than.unwrap_or_default()),
        object_size_less_than: Some(and.object_size_less_than.unwrap_or_default()),
        prefix: Some(and.prefix.unwrap_or_default()),
        tags: and.tags.filter(|t| !t.is_empty()).map(tag_map),
    };
    let filter = Filter {
        object_size_greater_than: told.object_size_greater_than,
        object_size_less_than: told.object_size_less_than,
        prefix: told.prefix,
        and: told.and.map(and).into_iter().collect(),
        tag: told.tag.map(|t| OneTag { key: t.key, value: t.value }).into_iter().collect(),
    };
    let sized = filter.object_size_greater_than.is_some() || filter.object_size_less_than.is_some();
    (sized || filter.prefix.is_some() || !filter.and.is_empty() || !filter.tag.is_empty()).then_some(filter)
}
