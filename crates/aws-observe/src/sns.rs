//! What all SNS types share: the client, attributes, tags, and what SNS does not know yet.

use crate::attributes::Attributes;
use aws_sdk_sns::types::Tag;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use provision_aws_core::share::share;

provision_aws_core::client!(
    /// The SNS client.
    sns, aws_sdk_sns, ["sns"]
);

/// Whose attributes are asked for: a topic and its policy are read in one call.
#[derive(Clone, PartialEq, Eq, Hash)]
struct TopicOf(String);

/// A topic's attributes; `None` where it is gone. (SNS GetTopicAttributes)
pub async fn topic(cx: &Cx, arn: &str) -> Result<Option<Attributes>, Error> {
    let ask = || async {
        let told = there(sns(cx).get_topic_attributes().topic_arn(arn).send().await)?;
        Ok(told.and_then(|t| t.attributes).map(Attributes))
    };
    share(cx, TopicOf(arn.to_owned()), ask).await
}

/// Sets one attribute of a topic. Roles and principals that it names may be as new as the policy that allows the call.
/// (SNS SetTopicAttributes)
pub async fn set_topic(cx: &Cx, arn: &str, name: &str, value: &str) -> Result<(), Error> {
    let call = sns(cx).set_topic_attributes().topic_arn(arn).attribute_name(name).attribute_value(value);
    let denied = ["no identity-based policy allows", "is not authorized to perform"];
    let soon = |e: &Error| {
        names_unknown(e) || e.is(&["AuthorizationError"]) && denied.iter().any(|d| e.message.contains(d))
    };
    cx.retry(PROPAGATION, soon, || call.clone().send()).await?;
    Ok(())
}

/// True for what SNS answers while it does not know a principal or a role yet.
pub fn names_unknown(e: &Error) -> bool {
    let words = ["rincipal", "Policy Error", "role", "Role"];
    e.is(&["InvalidParameter"]) && words.iter().any(|w| e.message.contains(w))
}

/// The tags of a topic. (SNS ListTagsForResource)
pub async fn tags_of(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let told = sns(cx).list_tags_for_resource().resource_arn(arn).send().await?;
    Ok(told.tags.unwrap_or_default().into_iter().map(|t| (t.key, t.value)).collect())
}

/// Tags as SNS takes them; `None` for none.
pub fn tag_list(tags: &Tags) -> Result<Option<Vec<Tag>>, Error> {
    let tags: Result<Vec<Tag>, _> =
        tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
    Ok(Some(tags?).filter(|t| !t.is_empty()))
}

/// Changes tags: one call to remove, one to set, each only where there is something to do.
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let keys = Some(diff.remove.clone());
        sns(cx).untag_resource().resource_arn(arn).set_tag_keys(keys).send().await?;
    }
    if !diff.set.is_empty() {
        sns(cx).tag_resource().resource_arn(arn).set_tags(tag_list(&diff.set)?).send().await?;
    }
    Ok(())
}
