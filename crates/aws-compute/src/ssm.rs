//! What all types of Systems Manager share: the client and tags.

use aws_sdk_ssm::types::{ResourceTypeForTagging, Tag};
use provision_aws_core::prelude::*;

provision_aws_core::client!(
    /// The Systems Manager client.
    ssm, aws_sdk_ssm, ["ssm"]
);

/// Tags as Systems Manager tells them.
pub fn tags(told: Option<Vec<Tag>>) -> Tags {
    told.into_iter().flatten().map(|t| (t.key, t.value)).collect()
}

/// Tags as Systems Manager takes them; `None` where there are none.
pub fn tag_list(tags: &Tags) -> Result<Option<Vec<Tag>>, Error> {
    let tags: Result<Vec<Tag>, _> =
        tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
    Ok(Some(tags?).filter(|t| !t.is_empty()))
}

/// The tags of one thing: nothing tells those of many. (SSM ListTagsForResource)
pub async fn tags_of(cx: &Cx, kind: ResourceTypeForTagging, id: &str) -> Result<Tags, Error> {
    let told = ssm(cx).list_tags_for_resource().resource_type(kind).resource_id(id).send().await?;
    Ok(tags(told.tag_list))
}

/// The tags of what is read, where there may be some that matter.
pub async fn tags_read<R>(
    cx: &Cx,
    kind: ResourceTypeForTagging,
    req: &Req<R>,
    id: &str,
) -> Result<Tags, Error> {
    match req.tagged && req.phase != Phase::Deleted {
        true => tags_of(cx, kind, id).await,
        false => Ok(Tags::new()),
    }
}

/// Changes tags: one call to set, one to remove, each only when there is something to do.
pub async fn retag(cx: &Cx, kind: ResourceTypeForTagging, id: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let call = ssm(cx).remove_tags_from_resource().resource_type(kind.clone()).resource_id(id);
        call.set_tag_keys(Some(diff.remove.clone())).send().await?;
    }
    if !diff.set.is_empty() {
        let call = ssm(cx).add_tags_to_resource().resource_type(kind).resource_id(id);
        call.set_tags(tag_list(&diff.set)?).send().await?;
    }
    Ok(())
}

/// The names of documents and associations.
pub fn name(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    match value.as_str() {
        Some(text) if !(3..=128).contains(&text.len()) || !text.chars().all(plain) => {
            Err("must be 3 to 128 letters, digits, `_`, `-` or `.`".into())
        }
        _ => Ok(()),
    }
}
