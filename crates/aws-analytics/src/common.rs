//! What the types of the family share: the small things that requests and answers are made of, and tags.

use provision_aws_core::prelude::*;
pub use provision_aws_core::requests::{choice, long, word};
use provision_aws_core::tagging::confirmed;
use std::future::Future;

/// A map as requests take it; an empty one is "not given".
pub fn map(items: &BTreeMap<String, String>) -> Option<HashMap<String, String>> {
    (!items.is_empty()).then(|| items.clone().into_iter().collect())
}

/// A map as the state holds it.
pub fn told_map(told: Option<&HashMap<String, String>>) -> BTreeMap<String, String> {
    told.into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// One of AWS's words that an argument has to be.
pub fn among(value: &Value, words: &[&str]) -> Result<(), String> {
    match value.as_str() {
        Some(text) if !words.contains(&text) => Err(format!("must be one of {}", words.join(", "))),
        _ => Ok(()),
    }
}

/// The tags of what a read found, by ARN: as the state holds them where that is confirmed, else asked one by one. What is looked at
/// to be gone, and what has no tags, is not asked for.
pub async fn tags_of<R, Fut>(
    cx: &Cx,
    reads: &[(Key, &Req<R>)],
    ask: impl Fn(Key) -> Fut,
) -> Result<HashMap<Key, Tags>, Error>
where
    Fut: Future<Output = Result<Tags, Error>>,
{
    let held: Vec<(&Key, &Req<R>)> = reads.iter().map(|(arn, req)| (arn, *req)).collect();
    let mut found = confirmed(cx, &held).await;
    let matters =
        |arn: &Key, req: &Req<R>| req.tagged && req.phase != Phase::Deleted && !found.contains_key(arn);
    let left = reads.iter().filter(|(arn, req)| matters(arn, req)).map(|(arn, _)| arn.clone());
    let left: Vec<Key> = left.collect();
    let told = each(left.iter(), 10, |arn| ask(arn.clone())).await;
    for (arn, tags) in left.into_iter().zip(told) {
        found.insert(arn, tags?);
    }
    Ok(found)
}
