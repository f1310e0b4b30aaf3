//! What all SQS types share: the client, queues by name and URL, attributes, tags, and what SQS tells late.

use crate::attributes::Attributes;
use aws_sdk_sqs::types::QueueAttributeName;
use provision_aws_core::cx::too_long;
use provision_aws_core::prelude::*;
use provision_aws_core::share::share;
use provision_schema::EqualBy;
use std::time::Duration;

provision_aws_core::client!(
    /// The SQS client.
    sqs, aws_sdk_sqs, ["sqs"]
);

/// The class that an error has: SQS's word for "gone" is its own.
fn sorted(e: impl Into<Error>) -> Error {
    let e = e.into();
    let gone = e.code.ends_with("NonExistentQueue") || e.code.ends_with("QueueDoesNotExist");
    if gone { e.with_class(Class::NotFound) } else { e }
}

/// Whose attributes are asked for: a queue and its policies are read in one call.
#[derive(Clone, PartialEq, Eq, Hash)]
struct QueueOf(String);

/// A queue's attributes; `None` where it is gone. (SQS GetQueueAttributes)
pub async fn queue(cx: &Cx, url: &str) -> Result<Option<Attributes>, Error> {
    share(cx, QueueOf(url.to_owned()), || attributes(cx, url)).await
}

async fn attributes(cx: &Cx, url: &str) -> Result<Option<Attributes>, Error> {
    let call = sqs(cx).get_queue_attributes().queue_url(url).attribute_names(QueueAttributeName::All);
    let told = there(call.send().await.map_err(sorted))?;
    let told = told.and_then(|t| t.attributes).filter(|all| !all.is_empty());
    let texts = |all: HashMap<QueueAttributeName, String>| {
        all.into_iter().map(|(name, value)| (name.as_str().to_owned(), value)).collect()
    };
    Ok(told.map(texts).map(Attributes))
}

/// The URL of a queue of ours; `None` where there is none. (SQS GetQueueUrl)
pub async fn url_of(cx: &Cx, name: &str) -> Result<Option<String>, Error> {
    let told = there(sqs(cx).get_queue_url().queue_name(name).send().await.map_err(sorted))?;
    Ok(told.and_then(|t| t.queue_url))
}

/// How often in a row a queue must show what was set: its servers tell apart for up to a minute.
const LOOKS: u32 = 3;

/// Sets attributes of a queue and waits until it shows them; again while a principal that the policy names is not known yet.
/// (SQS SetQueueAttributes)
pub async fn set_queue(
    cx: &Cx,
    url: &str,
    wanted: HashMap<String, String>,
    step: &Step,
) -> Result<(), Error> {
    let named = wanted.iter().map(|(name, value)| (QueueAttributeName::from(name.as_str()), value.clone()));
    let call = sqs(cx).set_queue_attributes().queue_url(url).set_attributes(Some(named.collect()));
    let soon = |e: &Error| {
        e.code.ends_with("InvalidAttributeValue")
            && e.message.contains("Invalid value for the parameter Policy")
    };
    cx.retry(step.limit() / 2, soon, || async { call.clone().send().await.map_err(sorted) }).await?;
    let end = tokio::time::Instant::now() + cx.scaled(step.limit());
    let mut shown = 0;
    loop {
        let told = attributes(cx, url).await?.unwrap_or_default();
        shown = if shows(&told, &wanted) { shown + 1 } else { 0 };
        if shown == LOOKS {
            return Ok(());
        }
        if tokio::time::Instant::now() > end {
            return Err(too_long(&format!("What was set of {url}"), step.limit(), "not shown everywhere"));
        }
        step.progress("waiting for all of SQS to know it");
        cx.tick(Duration::from_secs(2)).await;
    }
}

/// True for a queue that shows what was set.
fn shows(told: &Attributes, wanted: &HashMap<String, String>) -> bool {
    wanted.iter().all(|(name, wanted)| {
        let told = told.0.get(name).map(String::as_str).unwrap_or_default();
        match name.as_str() {
            "Policy" => EqualBy::JsonPolicy.same(told, wanted),
            "RedrivePolicy" | "RedriveAllowPolicy" => EqualBy::Json.same(told, wanted),
            // Not told of a queue that no key of ours encrypts.
            "KmsDataKeyReusePeriodSeconds" => told.is_empty() || told == wanted,
            _ => told == wanted,
        }
    })
}

/// The tags of a queue. (SQS ListQueueTags)
pub async fn tags_of(cx: &Cx, url: &str) -> Result<Tags, Error> {
    let told = sqs(cx).list_queue_tags().queue_url(url).send().await.map_err(sorted)?;
    Ok(told.tags.unwrap_or_default().into_iter().collect())
}

/// Changes tags: one call to remove, one to set, each only where there is something to do.
pub async fn retag(cx: &Cx, url: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        sqs(cx).untag_queue().queue_url(url).set_tag_keys(Some(diff.remove.clone())).send().await?;
    }
    if !diff.set.is_empty() {
        let tags = diff.set.clone().into_iter().collect();
        sqs(cx).tag_queue().queue_url(url).set_tags(Some(tags)).send().await?;
    }
    Ok(())
}

/// Takes a queue away. (SQS DeleteQueue)
pub async fn delete_queue(cx: &Cx, url: &str) -> Result<(), Error> {
    sqs(cx).delete_queue().queue_url(url).send().await.map_err(sorted)?;
    Ok(())
}
