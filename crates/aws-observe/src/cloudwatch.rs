//! What all CloudWatch types share: the client, alarms by name, dimensions, tags.

use aws_sdk_cloudwatch::operation::describe_alarms::DescribeAlarmsOutput;
use aws_sdk_cloudwatch::types::{AlarmType, Dimension, Tag};
use provision_aws_core::prelude::*;
use provision_aws_core::share::together;
use std::collections::BTreeSet;
use std::sync::Arc;

provision_aws_core::client!(
    /// The CloudWatch client.
    cloudwatch, aws_sdk_cloudwatch, ["cloudwatch"]
);

/// Names that one call takes, and alarms that a page holds.
const ALARMS: usize = 100;

/// An alarm that is looked for: its kind and name.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Alarm(AlarmType, String);

/// What AWS tells of the alarms of some names, those that are there, of both kinds: a hundred a call, together with those that are
/// looked for elsewhere at the same time. (CloudWatch DescribeAlarms)
pub async fn alarms(
    cx: &Cx,
    kind: AlarmType,
    names: impl Iterator<Item = String>,
) -> Result<Arc<Vec<DescribeAlarmsOutput>>, Error> {
    together(cx, names.map(|name| Alarm(kind.clone(), name)), |wanted| described(cx, wanted)).await
}

async fn described(cx: &Cx, wanted: BTreeSet<Alarm>) -> Result<Arc<Vec<DescribeAlarmsOutput>>, Error> {
    let kinds: BTreeSet<&AlarmType> = wanted.iter().map(|alarm| &alarm.0).collect();
    let kinds: Vec<AlarmType> = kinds.into_iter().cloned().collect();
    let names: BTreeSet<&String> = wanted.iter().map(|alarm| &alarm.1).collect();
    let names: Vec<String> = names.into_iter().cloned().collect();
    let told = each(names.chunks(ALARMS), 5, |some| {
        let call = cloudwatch(cx).describe_alarms().set_alarm_names(Some(some.to_vec()));
        let call = call.set_alarm_types(Some(kinds.clone())).max_records(ALARMS as i32);
        async move {
            let pages: Vec<DescribeAlarmsOutput> = call.into_paginator().send().try_collect().await?;
            Ok::<_, Error>(pages)
        }
    });
    let told = told.await.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(told.into_iter().flatten().collect()))
}

/// Takes an alarm away. (CloudWatch DeleteAlarms)
pub async fn delete_alarm(cx: &Cx, name: &str) -> Result<(), Error> {
    match cloudwatch(cx).delete_alarms().alarm_names(name).send().await.map_err(Error::from) {
        // One that a composite alarm looks at stays until that has gone.
        Err(e) if e.is(&["ValidationError"]) && e.message.contains("omposite") => {
            Err(e.with_class(Class::Dependency))
        }
        other => other.map(drop),
    }
}

/// Dimensions as CloudWatch takes them; `None` for none.
pub fn dimensions(map: &BTreeMap<String, String>) -> Option<Vec<Dimension>> {
    let dimension = |(name, value): (&String, &String)| Dimension::builder().name(name).value(value).build();
    Some(map.iter().map(dimension).collect()).filter(|d: &Vec<_>| !d.is_empty())
}

/// Dimensions as the state holds them.
pub fn dimensions_told(told: Option<&[Dimension]>) -> BTreeMap<String, String> {
    let pair = |d: &Dimension| Some((d.name.clone()?, d.value.clone().unwrap_or_default()));
    told.into_iter().flatten().filter_map(pair).collect()
}

/// At most five things may be done when an alarm changes its state.
pub fn five(value: &Value) -> Result<(), String> {
    match value.as_seq() {
        Some(actions) if actions.len() > 5 => Err("may hold five at most".into()),
        _ => Ok(()),
    }
}

/// The tags of an alarm. (CloudWatch ListTagsForResource)
pub async fn tags_of(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let told = cloudwatch(cx).list_tags_for_resource().resource_arn(arn).send().await?;
    let pair = |t: Tag| Some((t.key?, t.value.unwrap_or_default()));
    Ok(told.tags.unwrap_or_default().into_iter().filter_map(pair).collect())
}

/// Tags as CloudWatch takes them; `None` for none.
pub fn tag_list(tags: &Tags) -> Option<Vec<Tag>> {
    let tags: Vec<Tag> = tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
    (!tags.is_empty()).then_some(tags)
}

/// Changes tags: one call to remove, one to set, each only where there is something to do.
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let keys = Some(diff.remove.clone());
        cloudwatch(cx).untag_resource().resource_arn(arn).set_tag_keys(keys).send().await?;
    }
    if !diff.set.is_empty() {
        cloudwatch(cx).tag_resource().resource_arn(arn).set_tags(tag_list(&diff.set)).send().await?;
    }
    Ok(())
}
