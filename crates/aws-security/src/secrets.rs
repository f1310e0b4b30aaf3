//! What all Secrets Manager types share: the client, secrets one and many at a time, tags.

use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;
use aws_sdk_secretsmanager::operation::list_secrets::ListSecretsOutput;
use aws_sdk_secretsmanager::types::{SecretListEntry, Tag};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;

provision_aws_core::client!(
    /// The Secrets Manager client.
    secrets, aws_sdk_secretsmanager, ["secretsmanager"]
);

/// Tags as Secrets Manager takes them.
pub fn tag_list(tags: &Tags) -> Option<Vec<Tag>> {
    let tags: Vec<Tag> = tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
    Some(tags).filter(|t| !t.is_empty())
}

/// Tags as Secrets Manager tells them.
pub fn tags(told: &[Tag]) -> Tags {
    told.iter().map(|t| (t.key.clone().unwrap_or_default(), t.value.clone().unwrap_or_default())).collect()
}

/// True for what AWS answers about a secret that is deleted, and waits until its recovery window is over.
pub fn is_going(e: &Error) -> bool {
    let deleted = ["was deleted", "marked for deletion", "scheduled for deletion", "marked deleted"];
    e.is(&["InvalidRequestException"]) && deleted.iter().any(|words| e.message.contains(words))
}

/// The answer about a secret that may be gone, or going.
pub fn held<T, E: Into<Error>>(answer: Result<T, E>) -> Result<Option<T>, Error> {
    match there(answer) {
        Err(e) if is_going(&e) => Ok(None),
        other => other,
    }
}

/// A secret by its ARN or name; `None` for one that is gone or going. (Secrets Manager DescribeSecret)
pub async fn secret(cx: &Cx, id: &str) -> Result<Option<DescribeSecretOutput>, Error> {
    let told = held(secrets(cx).describe_secret().secret_id(id).send().await)?;
    Ok(told.filter(|s| s.deleted_date.is_none()))
}

/// All secrets of the account and region by ARN. What this tells lags minutes behind. (Secrets Manager ListSecrets)
pub async fn listed(cx: &Cx) -> Result<HashMap<String, SecretListEntry>, Error> {
    let call = secrets(cx).list_secrets().max_results(100);
    let pages: Vec<ListSecretsOutput> = call.into_paginator().send().try_collect().await?;
    let all = pages.into_iter().flat_map(|page| page.secret_list.unwrap_or_default());
    Ok(all.filter_map(|s| Some((s.arn.clone()?, s))).collect())
}

/// The policy of a secret that is there: empty where it has none. (Secrets Manager GetResourcePolicy)
pub async fn policy_of(cx: &Cx, id: &str) -> Result<Option<String>, Error> {
    let told = held(secrets(cx).get_resource_policy().secret_id(id).send().await)?;
    let text = |policy: Option<String>| provision_schema::compact_json(&policy.unwrap_or_default());
    Ok(told.map(|t| text(t.resource_policy)))
}

/// Sets the policy of a secret, and again while a principal that was just made is not known. Answers with the secret's ARN.
/// (Secrets Manager PutResourcePolicy)
pub async fn put_policy(
    cx: &Cx,
    id: &str,
    policy: &str,
    private: Option<bool>,
) -> Result<Option<String>, Error> {
    let call = secrets(cx).put_resource_policy().secret_id(id).resource_policy(policy);
    let call = call.set_block_public_policy(private);
    let soon = |e: &Error| {
        e.is(&["ResourceNotFoundException"])
            || (e.is(&["MalformedPolicyDocumentException"]) && e.message.contains("unsupported principal"))
    };
    Ok(cx.retry(PROPAGATION, soon, || call.clone().send()).await?.arn)
}
