//! What all IAM types share: the client, policy texts, tags, times, and what tells whose a thing is.

use aws_sdk_iam::types::{AttachedPermissionsBoundary, Tag};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;

provision_aws_core::client!(
    /// The IAM client. IAM is global: one endpoint for each partition.
    iam, aws_sdk_iam, ["iam"]
);

/// Seconds by which AWS's clock and ours may differ.
const CLOCK_SKEW: i64 = 300;

/// A trust policy as IAM tells it (percent-encoded) in the provider's normal form: keys sorted, no white space. Text that is no
/// JSON stays as it is.
pub fn trust_policy(told: &str) -> String {
    provision_schema::compact_json(&percent_decode(told))
}

/// As [`trust_policy`], for policies that say what is allowed: `Version` comes first.
pub fn policy(told: &str) -> String {
    provision_schema::compact_policy(&percent_decode(told))
}

/// A policy's text as IAM keeps it.
pub fn percent_decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Tags as IAM tells them.
pub fn tags(told: Option<&[Tag]>) -> Tags {
    told.into_iter().flatten().map(|t| (t.key.clone(), t.value.clone())).collect()
}

/// Tags as IAM takes them.
pub fn tag_list(tags: &Tags) -> Result<Option<Vec<Tag>>, Error> {
    let tags: Result<Vec<Tag>, _> =
        tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
    let tags = tags.map_err(|_| Error::incomplete("a tag's key"))?;
    Ok(Some(tags).filter(|t| !t.is_empty()))
}

/// A time to the second, as the provider writes it.
pub fn seconds(time: &DateTime) -> String {
    DateTime::from_secs(time.secs()).fmt(Format::DateTime).unwrap_or_default()
}

/// The policy that bounds what a role or user may do.
pub fn boundary(told: Option<&AttachedPermissionsBoundary>) -> Option<String> {
    told.and_then(|b| b.permissions_boundary_arn.clone())
}

/// The outcome of taking something away that may be gone.
pub fn ignore_gone<T, E: Into<Error>>(answer: Result<T, E>) -> Result<(), Error> {
    there(answer).map(drop)
}

/// True where a thing is what a lost create call made: its tags say so, or nothing of its name was there before and it is no older
/// than the call.
pub fn is_ours(intent: &Intent, tags: &Tags, made: Option<&DateTime>) -> bool {
    let tagged = !intent.ownership.is_empty() && intent.ownership.iter().all(|(k, v)| tags.get(k) == Some(v));
    tagged || (intent.absent && is_young(intent, made))
}

/// True for a time that is not before the intent's.
pub fn is_young(intent: &Intent, made: Option<&DateTime>) -> bool {
    made.is_some_and(|at| at.secs() >= intent.at - CLOCK_SKEW)
}

/// Repeats a call while IAM does not know a principal that was just made.
pub async fn principals_known<T, E, F, Fut>(cx: &Cx, call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    cx.retry(PROPAGATION, is_settling, call).await
}

/// True for an error that goes away by itself: another change is being made, or a principal was made a moment ago.
pub fn is_settling(e: &Error) -> bool {
    e.is(&["ConcurrentModification"])
        || (e.is(&["MalformedPolicyDocument"]) && e.message.contains("Invalid principal in policy"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_come_decoded_and_in_normal_form() {
        let told = "%7B%22Version%22%3A%201%2C%22Statement%22%3A%5B%22x%22%5D%7D";
        assert_eq!(trust_policy(told), r#"{"Statement":["x"],"Version":1}"#);
        assert_eq!(policy(told), r#"{"Version":1,"Statement":["x"]}"#);
        assert_eq!(policy("not%20json"), "not json");
    }
}
