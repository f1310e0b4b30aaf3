//! What CloudTrail needs beside the trail itself: the client, tags, selectors, and what is not known everywhere yet.

use crate::trail_selectors::Selector;
use aws_sdk_cloudtrail::types::{self, ReadWriteType, Tag};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use provision_aws_core::tagging::confirmed;
use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;

provision_aws_core::client!(
    /// The CloudTrail client.
    trails, aws_sdk_cloudtrail, ["cloudtrail"]
);

/// Trails whose tags one call tells.
const TAGGED: usize = 20;

/// How long a policy of a bucket, a topic or a key may take to be known that lets CloudTrail in. A policy that does not is told then.
const LET_IN: Duration = Duration::from_secs(30);

/// What CloudTrail says of a log group or a role that it cannot use yet.
const LOGS: [&str; 2] =
    ["InvalidCloudWatchLogsRoleArnException", "InvalidCloudWatchLogsLogGroupArnException"];

/// What it says where the policy of a bucket, a topic or a key that was just made does not let it in.
const POLICIES: [&str; 4] = [
    "InsufficientS3BucketPolicyException",
    "InsufficientSnsTopicPolicyException",
    "InsufficientEncryptionPolicyException",
    "S3BucketDoesNotExistException",
];

/// Repeats a call while what it names, or the policy of that, is not known to CloudTrail yet.
pub async fn until_settled<T, E, F, Fut>(cx: &Cx, call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let role = |e: &Error| e.is(&LOGS) && e.message.contains("Access denied");
    let logs = || cx.retry(PROPAGATION, role, || async { call().await.map_err(Into::into) });
    cx.retry(LET_IN, |e| e.is(&POLICIES), logs).await
}

/// Tags as CloudTrail takes them.
pub fn tag_list(tags: &Tags) -> Result<Option<Vec<Tag>>, Error> {
    let tags = tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build());
    let tags = tags.collect::<Result<Vec<Tag>, _>>()?;
    Ok(Some(tags).filter(|t| !t.is_empty()))
}

/// The tags of what was found, by ARN, where there may be some that matter: those that the Tagging API confirms, and of the others
/// what the service tells, twenty a call. (CloudTrail ListTags)
pub async fn tags_of<R: Resource>(
    cx: &Cx,
    reqs: &[Req<R>],
    found: &HashMap<Key, types::Trail>,
) -> Result<HashMap<Key, Tags>, Error> {
    let asked = reqs.iter().filter(|req| req.tagged && req.phase != Phase::Deleted);
    let asked: Vec<(&Key, &Req<R>)> =
        asked.filter_map(|req| Some((found.get(&req.key)?.trail_arn.as_ref()?, req))).collect();
    let mut all = confirmed(cx, &asked).await;
    let left = asked.into_iter().map(|(arn, _)| arn).filter(|arn| !all.contains_key(*arn));
    let arns: Vec<Key> = left.cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let told = each(arns.chunks(TAGGED), 5, |some| async {
        let call = trails(cx).list_tags().set_resource_id_list(Some(some.to_vec()));
        call.into_paginator().items().send().try_collect().await
    });
    for answer in told.await {
        for resource in answer? {
            let tags = resource.tags_list.unwrap_or_default();
            let tags: Tags = tags.into_iter().map(|t| (t.key, t.value.unwrap_or_default())).collect();
            all.insert(resource.resource_id.unwrap_or_default(), tags);
        }
    }
    Ok(all)
}

/// Changes tags: one call to remove, one to set, each only where there is something to do. (CloudTrail RemoveTags, AddTags)
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let gone: Result<Vec<Tag>, _> =
            diff.remove.iter().map(|key| Tag::builder().key(key).build()).collect();
        trails(cx).remove_tags().resource_id(arn).set_tags_list(Some(gone?)).send().await?;
    }
    if let Some(set) = tag_list(&diff.set)? {
        trails(cx).add_tags().resource_id(arn).set_tags_list(Some(set)).send().await?;
    }
    Ok(())
}

/// The selectors of a trail; the one of which nothing was said is none.
pub fn selectors(told: &[types::EventSelector]) -> Vec<Selector> {
    match told {
        [one]
            if one.data_resources().is_empty()
                && one.exclude_management_event_sources().is_empty()
                && one.read_write_type == Some(ReadWriteType::All) =>
        {
            Vec::new()
        }
        all => all.iter().map(Selector::told).collect(),
    }
}
