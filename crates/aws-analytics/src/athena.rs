//! What all Athena types share: the client, tags, and how Athena says that something is not there.

use crate::common;
use aws_sdk_athena::types::Tag;
use provision_aws_core::prelude::*;

provision_aws_core::client!(
    /// The Athena client.
    athena, aws_sdk_athena, ["athena"]
);

/// The answer to a call about something that may be gone: Athena says so with an `InvalidRequestException`, too.
pub fn present<T, E: Into<Error>>(answer: Result<T, E>) -> Result<Option<T>, Error> {
    match answer.map_err(Into::into) {
        Ok(told) => Ok(Some(told)),
        Err(e) if is_gone(&e) => Ok(None),
        Err(e) => Err(e),
    }
}

fn is_gone(e: &Error) -> bool {
    let words = ["is not found", "was not found", "does not exist"];
    e.is_not_found()
        || (e.is(&["InvalidRequestException"]) && words.iter().any(|words| e.message.contains(words)))
}

/// Tags as Athena takes them; `None` where there are none.
pub fn tag_list(tags: &Tags) -> Option<Vec<Tag>> {
    (!tags.is_empty()).then(|| tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect())
}

/// The tags of one thing. (Athena ListTagsForResource)
pub async fn tags(cx: &Cx, arn: Key) -> Result<Tags, Error> {
    let pages = athena(cx).list_tags_for_resource().resource_arn(arn).into_paginator().send();
    let pages: Vec<_> = pages.try_collect().await.map_err(Error::from)?;
    let all = pages.into_iter().flat_map(|page| page.tags.unwrap_or_default());
    Ok(all.filter_map(|tag| Some((tag.key?, tag.value.unwrap_or_default()))).collect())
}

/// The tags of what a read found, by ARN.
pub async fn tags_of<R: Resource>(cx: &Cx, reads: &[(Key, &Req<R>)]) -> Result<HashMap<Key, Tags>, Error> {
    common::tags_of(cx, reads, |arn| tags(cx, arn)).await
}

/// Changes tags: one call to remove, one to set, each only where there is something to do.
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let call = athena(cx).untag_resource().resource_arn(arn);
        call.set_tag_keys(Some(diff.remove.clone())).send().await?;
    }
    if let Some(set) = tag_list(&diff.set) {
        athena(cx).tag_resource().resource_arn(arn).set_tags(Some(set)).send().await?;
    }
    Ok(())
}

/// Answers reads of what Athena tells one by one, each with its tags; `kind` is what its ARN calls it.
pub async fn answer<R: Resource, T>(
    cx: &Cx,
    reqs: &[Req<R>],
    kind: &str,
    told: Vec<Result<Option<T>, Error>>,
    found: impl Fn(&Req<R>, String, &T) -> R,
) -> Vec<Answer<R>> {
    let arn = |req: &Req<R>| cx.arn("athena", &format!("{kind}/{}", req.key));
    let there = reqs.iter().zip(&told).filter(|(_, told)| matches!(told, Ok(Some(_))));
    let reads: Vec<(Key, &Req<R>)> = there.map(|(req, _)| (arn(req), req)).collect();
    let tags = match tags_of(cx, &reads).await {
        Ok(tags) => tags,
        Err(e) => return answers(reqs, Err(e)),
    };
    let one = |(req, told): (&Req<R>, Result<Option<T>, Error>)| {
        let tags = tags.get(&arn(req)).cloned().unwrap_or_default();
        Ok(told?.map(|thing| Found::ready(found(req, arn(req), &thing)).tagged(tags)))
    };
    reqs.iter().zip(told).map(one).collect()
}
