//! What all CodeCommit types share: the client and tags.

use provision_aws_core::prelude::*;
use provision_aws_core::requests::map;

provision_aws_core::client!(
    /// The CodeCommit client.
    codecommit, aws_sdk_codecommit, ["codecommit"]
);

/// The tags of a repository. (CodeCommit ListTagsForResource)
pub async fn tags(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let mut all = Tags::new();
    let mut token = None;
    loop {
        let call = codecommit(cx).list_tags_for_resource().resource_arn(arn).set_next_token(token);
        let told = call.send().await?;
        all.extend(told.tags.into_iter().flatten());
        token = told.next_token.filter(|t| !t.is_empty());
        if token.is_none() {
            return Ok(all);
        }
    }
}

/// Changes tags: one call to remove, one to set, each only where there is something to do.
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let call = codecommit(cx).untag_resource().resource_arn(arn);
        call.set_tag_keys(Some(diff.remove.clone())).send().await?;
    }
    if let Some(tags) = map(&diff.set) {
        codecommit(cx).tag_resource().resource_arn(arn).set_tags(Some(tags)).send().await?;
    }
    Ok(())
}
