//! What all KMS types share: the client, keys, tags, and how long KMS takes to know what it was told.

use aws_sdk_kms::types::{KeyMetadata, KeyState, Tag};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use std::future::Future;
use std::time::Duration;

provision_aws_core::client!(
    /// The KMS client.
    kms, aws_sdk_kms, ["kms"]
);

/// The only policy that a key has.
pub const POLICY: &str = "default";
/// How long KMS may take to tell everywhere what it was told; policies and tags are the slowest.
const SETTLED: Duration = Duration::from_secs(600);
/// Looks in a row that must agree: KMS answers from many places.
const LOOKS: usize = 3;

/// Tags as KMS takes them.
pub fn tag_list(tags: &Tags) -> Result<Option<Vec<Tag>>, Error> {
    let tags = tags.iter().map(|(k, v)| Tag::builder().tag_key(k).tag_value(v).build());
    let tags = tags.collect::<Result<Vec<Tag>, _>>()?;
    Ok(Some(tags).filter(|t| !t.is_empty()))
}

/// The tags of a key. (KMS ListResourceTags)
pub async fn tags_of(cx: &Cx, key: &str) -> Result<Tags, Error> {
    let told: Vec<Tag> =
        kms(cx).list_resource_tags().key_id(key).into_paginator().items().send().try_collect().await?;
    Ok(told.into_iter().map(|t| (t.tag_key, t.tag_value)).collect())
}

/// A key as it is; `None` for one that is gone or that will be when its waiting time is over. (KMS DescribeKey)
pub async fn key(cx: &Cx, id: &str) -> Result<Option<KeyMetadata>, Error> {
    let told = there(kms(cx).describe_key().key_id(id).send().await)?.and_then(|t| t.key_metadata);
    let going = [KeyState::PendingDeletion, KeyState::PendingReplicaDeletion];
    Ok(told.filter(|k| k.key_state.as_ref().is_none_or(|s| !going.contains(s))))
}

/// The policy of a key. (KMS GetKeyPolicy)
pub async fn policy_of(cx: &Cx, id: &str) -> Result<Option<String>, Error> {
    let told = there(kms(cx).get_key_policy().key_id(id).policy_name(POLICY).send().await)?;
    Ok(told.and_then(|t| t.policy))
}

/// Gives a key a policy, again while KMS does not know a principal that was just made, and waits until KMS tells it.
/// (KMS PutKeyPolicy)
pub async fn put_policy(cx: &Cx, id: &str, policy: &str, unsafe_too: bool) -> Result<(), Error> {
    let call = kms(cx).put_key_policy().key_id(id).policy_name(POLICY).policy(policy);
    let call = call.bypass_policy_lockout_safety_check(unsafe_too);
    let soon = |e: &Error| e.is(&["MalformedPolicyDocumentException", "NotFoundException"]);
    cx.retry(PROPAGATION, soon, || call.clone().send()).await?;
    settled(cx, || async {
        let told = policy_of(cx, id).await?;
        Ok(told.is_some_and(|told| provision_schema::EqualBy::JsonPolicy.same(&told, policy)))
    })
    .await
}

/// Waits until KMS tells the same several times in a row. One that never does is left to the next read: what it then tells is
/// what stands.
pub async fn settled<F, Fut>(cx: &Cx, mut is: F) -> Result<(), Error>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<bool, Error>>,
{
    let end = tokio::time::Instant::now() + cx.scaled(SETTLED);
    let mut agreed = 0;
    while agreed < LOOKS && tokio::time::Instant::now() < end {
        match is().await {
            Ok(true) => agreed += 1,
            Ok(false) => agreed = 0,
            Err(e) if e.is_not_found() => agreed = 0,
            Err(e) => return Err(e),
        }
        if agreed < LOOKS {
            tokio::time::sleep(cx.scaled(Duration::from_secs(1))).await;
        }
    }
    Ok(())
}

/// The policy that KMS gives a key by itself: the account decides by its IAM policies.
pub fn default_policy(cx: &Cx) -> String {
    let root = cx.arn_of("iam", "", cx.account(), "root");
    let statement = serde_json::json!({
        "Sid": "Enable IAM User Permissions", "Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*",
    });
    serde_json::json!({"Version": "2012-10-17", "Id": "default", "Statement": [statement]}).to_string()
}

/// True for an id and an ARN of the same key.
pub fn same_key(a: &str, b: &str) -> bool {
    let id = |text: &str| match text.strip_prefix("arn:") {
        Some(arn) => arn.rsplit_once(":key/").map(|(_, id)| id.to_owned()).unwrap_or_else(|| text.to_owned()),
        None => text.to_owned(),
    };
    let both = a.starts_with("arn:") && b.starts_with("arn:");
    if both { a == b } else { id(a) == id(b) }
}

/// A time as the provider's attributes hold it: `2024-01-31T10:00:00Z`.
pub fn time(at: Option<&DateTime>) -> String {
    let whole = at.map(|t| DateTime::from_secs(t.secs()));
    whole.and_then(|t| t.fmt(Format::DateTime).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_same_by_id_and_by_arn() {
        let arn = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd";
        assert!(same_key("1234abcd", arn) && same_key(arn, "1234abcd") && same_key(arn, arn));
        assert!(
            !same_key("1234abce", arn) && !same_key(arn, "arn:aws:kms:eu-west-2:123456789012:key/1234abcd")
        );
    }
}
