//! Between the rules of `aws_s3_bucket_replication_configuration` and those of S3's API.

use crate::bucket_replication_configuration::{
    And, Criteria, Destination, Encryption, Filter, Metrics, Minutes, OneTag, ReplicationTime, Rule,
    Translation, Whether,
};
use crate::s3::{tag_list, tag_map};
use aws_sdk_s3::types as sdk;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, long, word};

/// The status of a block that says whether something is done.
fn status<T: for<'a> From<&'a str>>(block: &Whether) -> T {
    T::from(block.status.as_str())
}

fn whether(told: &impl AsRef<str>) -> Vec<Whether> {
    vec![Whether { status: told.as_ref().to_owned() }]
}

/// A rule as the call takes it. With a filter it is of the API's second version, which has ranks; without one of the first.
pub fn rule_sent(rule: &Rule) -> Result<sdk::ReplicationRule, Error> {
    let filter = rule.filter.first().map(filter_sent).transpose()?;
    let (priority, prefix) = match filter.is_some() {
        true => (Some(int(rule.priority).unwrap_or_default()), None),
        false => (None, Some(rule.prefix.clone().unwrap_or_default())),
    };
    let markers = |w: &Whether| sdk::DeleteMarkerReplication::builder().status(status(w)).build();
    let existing = |w: &Whether| sdk::ExistingObjectReplication::builder().status(status(w)).build();
    let call = sdk::ReplicationRule::builder().set_id(text(&rule.id)).status(rule.status.as_str().into());
    #[allow(deprecated)] // Rules of before there were filters have it.
    let call = call.set_prefix(prefix);
    Ok(call
        .set_priority(priority)
        .set_filter(filter)
        .set_delete_marker_replication(rule.delete_marker_replication.first().map(markers))
        .set_destination(rule.destination.first().map(destination_sent).transpose()?)
        .set_existing_object_replication(rule.existing_object_replication.first().map(existing).transpose()?)
        .set_source_selection_criteria(rule.source_selection_criteria.first().map(criteria_sent).transpose()?)
        .build()?)
}

fn filter_sent(filter: &Filter) -> Result<sdk::ReplicationRuleFilter, Error> {
    let call = sdk::ReplicationRuleFilter::builder();
    if let Some(and) = filter.and.first() {
        let tags = tag_list(&and.tags.clone().unwrap_or_default())?;
        let and = sdk::ReplicationRuleAndOperator::builder()
            .set_prefix(text(&and.prefix))
            .set_tags(given(&tags))
            .build();
        return Ok(call.and(and).build());
    }
    Ok(match filter.tag.first() {
        Some(tag) => call.tag(sdk::Tag::builder().key(&tag.key).value(&tag.value).build()?).build(),
        // One that says nothing is about every name.
        None => call.set_prefix(text(&filter.prefix)).build(),
    })
}

fn destination_sent(to: &Destination) -> Result<sdk::Destination, Error> {
    let minutes =
        |m: &Minutes| sdk::ReplicationTimeValue::builder().set_minutes(int(Some(m.minutes))).build();
    let translation =
        |t: &Translation| sdk::AccessControlTranslation::builder().owner(t.owner.as_str().into()).build();
    let encryption = |e: &Encryption| {
        sdk::EncryptionConfiguration::builder().replica_kms_key_id(&e.replica_kms_key_id).build()
    };
    let metrics = |m: &Metrics| {
        let call = sdk::Metrics::builder().status(m.status.as_str().into());
        call.set_event_threshold(m.event_threshold.first().map(minutes)).build()
    };
    let time = |t: &ReplicationTime| {
        let call = sdk::ReplicationTime::builder().status(t.status.as_str().into());
        call.set_time(t.time.first().map(minutes)).build()
    };
    Ok(sdk::Destination::builder()
        .bucket(&to.bucket)
        .set_account(text(&to.account))
        .set_storage_class(choice(&to.storage_class))
        .set_access_control_translation(to.access_control_translation.first().map(translation).transpose()?)
        .set_encryption_configuration(to.encryption_configuration.first().map(encryption))
        .set_metrics(to.metrics.first().map(metrics).transpose()?)
        .set_replication_time(to.replication_time.first().map(time).transpose()?)
        .build()?)
}

fn criteria_sent(criteria: &Criteria) -> Result<sdk::SourceSelectionCriteria, Error> {
    let copies = |w: &Whether| sdk::ReplicaModifications::builder().status(status(w)).build();
    let encrypted = |w: &Whether| sdk::SseKmsEncryptedObjects::builder().status(status(w)).build();
    Ok(sdk::SourceSelectionCriteria::builder()
        .set_replica_modifications(criteria.replica_modifications.first().map(copies).transpose()?)
        .set_sse_kms_encrypted_objects(criteria.sse_kms_encrypted_objects.first().map(encrypted).transpose()?)
        .build())
}

/// A rule as the state holds it.
pub fn rule_told(told: sdk::ReplicationRule) -> Rule {
    #[allow(deprecated)] // Rules of before there were filters have it.
    let prefix = told.prefix;
    let criteria = |c: sdk::SourceSelectionCriteria| Criteria {
        replica_modifications: c.replica_modifications.map(|r| whether(&r.status)).unwrap_or_default(),
        sse_kms_encrypted_objects: c
            .sse_kms_encrypted_objects
            .map(|o| whether(&o.status))
            .unwrap_or_default(),
    };
    let markers = told.delete_marker_replication.and_then(|d| d.status);
    Rule {
        id: told.id,
        prefix,
        priority: long(told.priority),
        status: told.status.to_string(),
        delete_marker_replication: markers.map(|s| whether(&s)).unwrap_or_default(),
        destination: told.destination.map(destination_told).into_iter().collect(),
        existing_object_replication: told
            .existing_object_replication
            .map(|e| whether(&e.status))
            .unwrap_or_default(),
        filter: told.filter.map(filter_told).into_iter().collect(),
        source_selection_criteria: told.source_selection_criteria.map(criteria).into_iter().collect(),
    }
}

fn filter_told(told: sdk::ReplicationRuleFilter) -> Filter {
    let and = |and: sdk::ReplicationRuleAndOperator| And { prefix: and.prefix, tags: and.tags.map(tag_map) };
    Filter {
        prefix: told.prefix,
        and: told.and.map(and).into_iter().collect(),
        tag: told.tag.map(|t| OneTag { key: t.key, value: t.value }).into_iter().collect(),
    }
}

fn destination_told(told: sdk::Destination) -> Destination {
    let minutes = |t: Option<sdk::ReplicationTimeValue>| {
        t.and_then(|t| long(t.minutes)).map(|minutes| Minutes { minutes }).into_iter().collect()
    };
    Destination {
        account: told.account,
        bucket: told.bucket,
        storage_class: word(told.storage_class.as_ref()),
        access_control_translation: told
            .access_control_translation
            .map(|t| Translation { owner: t.owner.to_string() })
            .into_iter()
            .collect(),
        encryption_configuration: told
            .encryption_configuration
            .and_then(|e| e.replica_kms_key_id)
            .map(|replica_kms_key_id| Encryption { replica_kms_key_id })
            .into_iter()
            .collect(),
        metrics: told
            .metrics
            .map(|m| Metrics { status: m.status.to_string(), event_threshold: minutes(m.event_threshold) })
            .into_iter()
            .collect(),
        replication_time: told
            .replication_time
            .map(|t| ReplicationTime { status: t.status.to_string(), time: minutes(t.time) })
            .into_iter()
            .collect(),
    }
}
