//! What all CodeDeploy types share: the client, ARNs, tags.

use aws_sdk_codedeploy::types::Tag;
use provision_aws_core::prelude::*;

provision_aws_core::client!(
    /// The CodeDeploy client.
    codedeploy, aws_sdk_codedeploy, ["codedeploy", "deploy"]
);

/// Names that one call of a batch operation takes.
pub const BATCH: usize = 100;

/// The ARN of something of CodeDeploy in this account.
pub fn arn(cx: &Cx, kind: &str, name: &str) -> String {
    cx.arn("codedeploy", &format!("{kind}:{name}"))
}

/// Tags as CodeDeploy takes them.
pub fn tag_list(tags: &Tags) -> Vec<Tag> {
    tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect()
}

/// The tags of an application or a group. (CodeDeploy ListTagsForResource)
pub async fn tags(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let mut all = Tags::new();
    let mut token = None;
    loop {
        let call = codedeploy(cx).list_tags_for_resource().resource_arn(arn).set_next_token(token);
        let told = call.send().await?;
        let pair = |t: Tag| Some((t.key?, t.value.unwrap_or_default()));
        all.extend(told.tags.into_iter().flatten().filter_map(pair));
        token = told.next_token.filter(|t| !t.is_empty());
        if token.is_none() {
            return Ok(all);
        }
    }
}

/// Changes tags: one call to remove, one to set, each only where there is something to do.
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let call = codedeploy(cx).untag_resource().resource_arn(arn);
        call.set_tag_keys(Some(diff.remove.clone())).send().await?;
    }
    if !diff.set.is_empty() {
        let tags = Some(tag_list(&diff.set));
        codedeploy(cx).tag_resource().resource_arn(arn).set_tags(tags).send().await?;
    }
    Ok(())
}
