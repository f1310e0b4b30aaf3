//! What all EC2 types share, of whichever family: the client, filtered describes, tags.

pub mod common;
pub mod filters;
pub mod interfaces;
pub mod lingering;

use aws_sdk_ec2::types::{Filter, ResourceType, Tag, TagSpecification};
use provision_aws_core::prelude::*;
pub use provision_aws_core::requests::int;
use provision_aws_core::tags::is_ownership;
use std::future::Future;

provision_aws_core::client!(
    /// The EC2 client.
    ec2, aws_sdk_ec2, ["ec2"]
);

/// Values that one filter takes at most.
const FILTER_VALUES: usize = 200;

/// A filter of one value.
pub fn filter(name: &str, value: impl Into<String>) -> Filter {
    Filter::builder().name(name).values(value).build()
}

/// Describes by a filter over many values, 200 at a time: unlike a list of ids, a filter does not fail for one that is missing.
pub async fn filtered<T, E, F, Fut>(
    name: &str,
    values: impl IntoIterator<Item = String>,
    describe: F,
) -> Result<Vec<T>, Error>
where
    E: Into<Error>,
    F: Fn(Filter) -> Fut,
    Fut: Future<Output = Result<Vec<T>, E>>,
{
    let mut values: Vec<String> = values.into_iter().filter(|v| !v.is_empty()).collect();
    values.sort();
    values.dedup();
    let mut all = Vec::new();
    for chunk in values.chunks(FILTER_VALUES) {
        let filter = Filter::builder().name(name).set_values(Some(chunk.to_vec())).build();
        all.extend(describe(filter).await.map_err(Into::into)?);
    }
    Ok(all)
}

/// The keys of some reads.
pub fn keys<R>(reqs: &[Req<R>]) -> impl Iterator<Item = String> + '_ {
    reqs.iter().map(|r| r.key.clone())
}

/// The tags of a create call.
pub fn tag_spec(kind: ResourceType, step: &Step) -> Option<Vec<TagSpecification>> {
    let tag = |(k, v): (&String, &String)| Tag::builder().key(k).value(v).build();
    let tags: Vec<Tag> = step.tags.iter().map(tag).collect();
    (!tags.is_empty())
        .then(|| vec![TagSpecification::builder().resource_type(kind).set_tags(Some(tags)).build()])
}

/// Tags as EC2 tells them.
pub fn tags(told: Option<&Vec<Tag>>) -> Tags {
    let pair = |t: &Tag| Some((t.key.clone()?, t.value.clone().unwrap_or_default()));
    told.into_iter().flatten().filter_map(pair).collect()
}

/// Changes tags: one call to set, one to remove, each only when there is something to do.
pub async fn retag(cx: &Cx, id: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let gone = diff.remove.iter().map(|k| Tag::builder().key(k).build()).collect();
        ec2(cx).delete_tags().resources(id).set_tags(Some(gone)).send().await?;
    }
    if !diff.set.is_empty() {
        let set = diff.set.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
        ec2(cx).create_tags().resources(id).set_tags(Some(set)).send().await?;
    }
    Ok(())
}

/// Filters for the thing that carries an intent's ownership tags; `None` where ownership is off.
pub fn owned(intent: &Intent) -> Option<Vec<Filter>> {
    let ours = intent.ownership.iter().filter(|(k, _)| is_ownership(k));
    let filters: Vec<Filter> = ours.map(|(k, v)| filter(&format!("tag:{k}"), v)).collect();
    (!filters.is_empty()).then_some(filters)
}

/// The thing among those told that carries all of an intent's ownership tags; a filter alone is not proof enough.
pub fn ours<'a, T>(
    intent: &Intent,
    told: &'a [T],
    tags_of: impl Fn(&T) -> Option<&Vec<Tag>>,
) -> Option<&'a T> {
    told.iter().find(|t| carries(intent, &tags(tags_of(t))))
}
