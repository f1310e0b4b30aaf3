//! What all DynamoDB types share: the client, here and in other regions, and tags.

use aws_sdk_dynamodb::types::Tag;
use provision_aws_core::prelude::*;

provision_aws_core::client!(
    /// The DynamoDB client.
    dynamodb, aws_sdk_dynamodb, ["dynamodb"]
);

/// A call's settings for another region.
pub fn elsewhere(region: &str) -> aws_sdk_dynamodb::config::Builder {
    aws_sdk_dynamodb::config::Builder::new().region(aws_sdk_dynamodb::config::Region::new(region.to_owned()))
}

/// Tags as DynamoDB takes them.
pub fn tag_list(tags: &Tags) -> Result<Option<Vec<Tag>>, Error> {
    let tags = tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build());
    let tags = tags.collect::<Result<Vec<Tag>, _>>()?;
    Ok(Some(tags).filter(|t| !t.is_empty()))
}

/// The tags of a table. (DynamoDB ListTagsOfResource)
pub async fn tags_of(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let mut all = Tags::new();
    let mut from = None;
    loop {
        let call = dynamodb(cx).list_tags_of_resource().resource_arn(arn).set_next_token(from);
        let told = call.send().await?;
        all.extend(told.tags.unwrap_or_default().into_iter().map(|t| (t.key, t.value)));
        from = told.next_token;
        if from.is_none() {
            return Ok(all);
        }
    }
}

/// Changes the tags of a table. (DynamoDB TagResource, UntagResource)
pub async fn retag(cx: &Cx, arn: &str, tags: &TagDiff) -> Result<(), Error> {
    // A table that was just made or changed takes none for a moment.
    let soon: &[&str] = &["ResourceInUseException", "ResourceNotFoundException"];
    if !tags.remove.is_empty() {
        let call = dynamodb(cx).untag_resource().resource_arn(arn).set_tag_keys(Some(tags.remove.clone()));
        cx.until_known(soon, || call.clone().send()).await?;
    }
    if !tags.set.is_empty() {
        let call = dynamodb(cx).tag_resource().resource_arn(arn).set_tags(tag_list(&tags.set)?);
        cx.until_known(soon, || call.clone().send()).await?;
    }
    Ok(())
}
