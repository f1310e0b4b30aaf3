//! What all CloudWatch Logs types share: the client, groups by name, tags.

use aws_sdk_cloudwatchlogs::types::LogGroup;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

provision_aws_core::client!(
    /// The CloudWatch Logs client.
    logs, aws_sdk_cloudwatchlogs, ["logs", "cloudwatchlogs", "cloudwatchlog"]
);

/// Most groups of a page.
const PAGE: i32 = 50;

/// Log groups by name, those that are there. AWS lists by prefix only, so names that begin alike are listed together.
/// (CloudWatch Logs DescribeLogGroups)
pub async fn groups(
    cx: &Cx,
    names: impl Iterator<Item = String>,
) -> Result<HashMap<String, LogGroup>, Error> {
    let names: BTreeSet<String> = names.collect();
    let listed = each(prefixes(&names), 5, |prefix| async move {
        let call = logs(cx).describe_log_groups().log_group_name_prefix(prefix).limit(PAGE);
        let found: Vec<LogGroup> = call.into_paginator().items().send().try_collect().await?;
        Ok::<_, Error>(found)
    });
    let mut found = HashMap::new();
    for group in listed.await.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
        if let Some(name) = group.log_group_name.clone().filter(|n| names.contains(n)) {
            found.insert(name, group);
        }
    }
    Ok(found)
}

/// The prefixes under which names are listed: one for all names of a folder (`/ecs/`), and as long as they allow, since others
/// may have groups there too.
pub(crate) fn prefixes(names: &BTreeSet<String>) -> Vec<String> {
    let folder = |name: &str| name.match_indices('/').nth(1).map_or(name.len(), |(at, _)| at + 1);
    let mut folders: BTreeMap<&str, &str> = BTreeMap::new();
    for name in names {
        let common = folders.entry(&name[..folder(name)]).or_insert(name);
        let same = common.chars().zip(name.chars()).take_while(|(a, b)| a == b);
        *common = &common[..same.map(|(a, _)| a.len_utf8()).sum()];
    }
    folders.into_values().map(str::to_owned).collect()
}

/// The tags of a group, by its ARN without the `:*` at its end. (CloudWatch Logs ListTagsForResource)
pub async fn tags_of(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let told = logs(cx).list_tags_for_resource().resource_arn(arn).send().await?;
    Ok(told.tags.unwrap_or_default().into_iter().collect())
}

/// The group and the rest of a key.
pub(crate) fn group_and(key: &str, between: char) -> (&str, &str) {
    key.split_once(between).unwrap_or((key, ""))
}

/// True while another change of the same group is under way.
pub(crate) fn busy(e: &Error) -> bool {
    e.is(&["OperationAbortedException"])
}

/// A name of a stream or a filter.
pub(crate) fn part_name(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if !(1..=512).contains(&text.chars().count()) || text.contains([':', '*']) => {
            Err("must be 1 to 512 characters without `:` and `*`".into())
        }
        _ => Ok(()),
    }
}
