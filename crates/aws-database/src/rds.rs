//! What all RDS types share: the client, tags, names, times.

use aws_sdk_rds::types::Tag;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use provision_aws_core::prelude::*;

provision_aws_core::client!(
    /// The RDS client.
    rds, aws_sdk_rds, ["rds"]
);

/// Most things of a page.
pub const PAGE: i32 = 100;

/// Tags as RDS takes them.
pub fn tag_list(tags: &Tags) -> Option<Vec<Tag>> {
    let tags: Vec<Tag> = tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
    Some(tags).filter(|t| !t.is_empty())
}

/// Tags as RDS tells them.
pub fn tags(told: &[Tag]) -> Tags {
    told.iter().map(|t| (t.key.clone().unwrap_or_default(), t.value.clone().unwrap_or_default())).collect()
}

/// The tags of what RDS does not tell them with. (RDS ListTagsForResource)
pub async fn tags_of(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let told = rds(cx).list_tags_for_resource().resource_name(arn).send().await?;
    Ok(tags(told.tag_list()))
}

/// Adds each answer's tags: those that many things share a call for, and those that it takes one call for.
pub async fn with_tags<R: Resource + Clone>(
    cx: &Cx,
    reqs: &[Req<R>],
    found: Result<HashMap<Key, (String, Found<R>)>, Error>,
) -> Vec<Answer<R>> {
    let found = match found {
        Ok(found) => found,
        Err(e) => return reqs.iter().map(|_| Err(e.clone())).collect(),
    };
    let arns: Vec<(&Key, &Req<R>)> = reqs.iter().filter_map(|r| Some((&found.get(&r.key)?.0, r))).collect();
    let confirmed = provision_aws_core::tagging::confirmed(cx, &arns).await;
    each(reqs, 10, |req| async {
        let Some((arn, one)) = found.get(&req.key) else { return Ok(None) };
        let tags = match confirmed.get(arn) {
            Some(tags) => tags.clone(),
            None if req.phase == Phase::Deleted => Tags::new(),
            None => tags_of(cx, arn).await?,
        };
        Ok(Some(one.clone().tagged(tags)))
    })
    .await
}

/// Changes tags. (RDS AddTagsToResource, RemoveTagsFromResource)
pub async fn retag(cx: &Cx, arn: &str, tags: &TagDiff) -> Result<(), Error> {
    if !tags.remove.is_empty() {
        let keys = Some(tags.remove.clone());
        rds(cx).remove_tags_from_resource().resource_name(arn).set_tag_keys(keys).send().await?;
    }
    if !tags.set.is_empty() {
        rds(cx).add_tags_to_resource().resource_name(arn).set_tags(tag_list(&tags.set)).send().await?;
    }
    Ok(())
}

/// An error that says that something else still uses it: the framework waits for that.
pub fn in_use(answer: Result<(), Error>, code: &str) -> Result<(), Error> {
    answer.map_err(|e| if e.code.starts_with(code) { e.with_class(Class::Dependency) } else { e })
}

/// A time as the provider's attributes hold it: `2024-01-31T10:00:00Z`.
pub fn time(at: Option<&DateTime>) -> String {
    let whole = at.map(|t| DateTime::from_secs(t.secs()));
    whole.and_then(|t| t.fmt(Format::DateTime).ok()).unwrap_or_default()
}

/// RDS keeps names in lowercase.
pub fn lower(text: &str) -> String {
    text.to_lowercase()
}

/// A name of letters, digits and hyphens that begins with a letter; `others` may stand in it, too.
fn plain(name: &str, others: &str) -> Result<(), String> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || others.contains(c);
    match name {
        "" => Err("must not be empty".into()),
        n if !n.chars().all(good) => Err(format!("must hold lowercase letters, digits and `-{others}` only")),
        n if !n.starts_with(|c: char| c.is_ascii_lowercase()) => Err("must begin with a letter".into()),
        n if n.contains("--") => Err("must not hold two hyphens in a row".into()),
        _ => Ok(()),
    }
}

/// The name of an instance or a group.
pub fn name(value: &Value) -> Result<(), String> {
    let Some(name) = value.as_str() else { return Ok(()) };
    plain(name, ".")?;
    if name.ends_with('-') { Err("must not end with a hyphen".into()) } else { Ok(()) }
}

/// The beginning of such a name.
pub fn prefix(value: &Value) -> Result<(), String> {
    value.as_str().map_or(Ok(()), |name| plain(name, "."))
}
