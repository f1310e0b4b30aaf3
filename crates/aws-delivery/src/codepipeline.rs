//! What all CodePipeline types share: the client and tags.

use aws_sdk_codepipeline::types::Tag;
use provision_aws_core::prelude::*;

provision_aws_core::client!(
    /// The CodePipeline client.
    codepipeline, aws_sdk_codepipeline, ["codepipeline"]
);

/// Tags as CodePipeline tells them.
pub fn told_tags(told: Option<Vec<Tag>>) -> Tags {
    told.into_iter().flatten().map(|t| (t.key, t.value)).collect()
}

/// Tags as CodePipeline takes them; `None` for none.
pub fn tag_list(tags: &Tags) -> Result<Option<Vec<Tag>>, Error> {
    let tags = tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build());
    Ok(given(&tags.collect::<Result<Vec<_>, _>>()?))
}

/// The tags of a pipeline or a webhook. (CodePipeline ListTagsForResource)
pub async fn tags(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let pages = codepipeline(cx).list_tags_for_resource().resource_arn(arn).into_paginator().items().send();
    let told: Vec<Tag> = pages.try_collect().await?;
    Ok(told_tags(Some(told)))
}

/// Changes tags: one call to remove, one to set, each only where there is something to do.
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let call = codepipeline(cx).untag_resource().resource_arn(arn);
        call.set_tag_keys(Some(diff.remove.clone())).send().await?;
    }
    if let Some(tags) = tag_list(&diff.set)? {
        codepipeline(cx).tag_resource().resource_arn(arn).set_tags(Some(tags)).send().await?;
    }
    Ok(())
}
