//! What all EventBridge types share: the client, ids, pages, tags, and what EventBridge does not know yet.

use aws_sdk_eventbridge::types::{Rule, Tag, Target};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use std::future::Future;

provision_aws_core::client!(
    /// The EventBridge client.
    events, aws_sdk_eventbridge, ["events", "eventbridge", "cloudwatchevents"]
);

/// The bus that every account has.
pub const DEFAULT_BUS: &str = "default";

/// Most items of a page.
const PAGE: i32 = 100;

/// The bus that an argument means.
pub fn bus_of(name: &Option<String>) -> String {
    text(name).unwrap_or_else(|| DEFAULT_BUS.to_owned())
}

/// An id of something on a bus: that of the default bus is left out.
pub fn id_on(bus: &str, rest: &str, between: &str) -> String {
    if bus == DEFAULT_BUS { rest.to_owned() } else { format!("{bus}{between}{rest}") }
}

/// The bus and the rest of an id. A bus may be given by its ARN or be a partner's, and then holds slashes itself.
pub fn split_bus(id: &str) -> (String, String) {
    match id.rsplit_once('/') {
        Some((bus, rest)) => (bus.to_owned(), rest.to_owned()),
        None => (DEFAULT_BUS.to_owned(), id.to_owned()),
    }
}

/// State of the time when there was only one bus, with its name.
pub fn on_a_bus(mut attributes: serde_json::Value) -> serde_json::Value {
    let empty = attributes["event_bus_name"].as_str().is_none_or(str::is_empty);
    if let Some(all) = attributes.as_object_mut().filter(|_| empty) {
        all.insert("event_bus_name".into(), DEFAULT_BUS.into());
    }
    attributes
}

/// A name of a rule or the id of a target.
pub fn name(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    match value.as_str() {
        Some(text) if !(1..=64).contains(&text.len()) || !text.chars().all(plain) => {
            Err("must be 1 to 64 letters, digits, `_`, `.` or `-`".into())
        }
        _ => Ok(()),
    }
}

/// A name of a bus, or its ARN.
pub fn bus_name(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/_.-".contains(c);
    match value.as_str() {
        Some(text) if text.starts_with("arn:") => match text.contains(":event-bus/") && text.len() <= 1600 {
            true => Ok(()),
            false => Err("must be a bus's name or ARN".into()),
        },
        Some(text) if !(1..=256).contains(&text.len()) || !text.chars().all(plain) => {
            Err("must be 1 to 256 letters, digits, `/`, `_`, `.` or `-`, or an ARN".into())
        }
        _ => Ok(()),
    }
}

/// Repeats a call while EventBridge does not know a role that was just made, or is carrying out another change of the same thing.
pub async fn until_settled<T, E, F, Fut>(cx: &Cx, call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let soon = |e: &Error| {
        let role = e.is(&["ValidationException"]) && e.message.contains("cannot be assumed by principal");
        role || e.is(&["ConcurrentModificationException"])
    };
    cx.retry(PROPAGATION, soon, call).await
}

/// All rules of a bus. (EventBridge ListRules)
pub async fn rules(cx: &Cx, bus: &str) -> Result<Vec<Rule>, Error> {
    let (mut all, mut next) = (Vec::new(), None);
    loop {
        let call = events(cx).list_rules().event_bus_name(bus).limit(PAGE).set_next_token(next);
        let page = call.send().await?;
        all.extend(page.rules.unwrap_or_default());
        match page.next_token {
            Some(token) => next = Some(token),
            None => return Ok(all),
        }
    }
}

/// All targets of a rule; none where the rule is gone. (EventBridge ListTargetsByRule)
pub async fn targets(cx: &Cx, bus: &str, rule: &str) -> Result<Vec<Target>, Error> {
    let (mut all, mut next) = (Vec::new(), None);
    loop {
        let call = events(cx).list_targets_by_rule().event_bus_name(bus).rule(rule).limit(PAGE);
        let Some(page) = there(call.set_next_token(next).send().await)? else { return Ok(Vec::new()) };
        all.extend(page.targets.unwrap_or_default());
        match page.next_token {
            Some(token) => next = Some(token),
            None => return Ok(all),
        }
    }
}

/// The tags of a rule or a bus. (EventBridge ListTagsForResource)
pub async fn tags_of(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let told = events(cx).list_tags_for_resource().resource_arn(arn).send().await?;
    Ok(told.tags.unwrap_or_default().into_iter().map(|t| (t.key, t.value)).collect())
}

/// Tags as EventBridge takes them; `None` for none.
pub fn tag_list(tags: &Tags) -> Result<Option<Vec<Tag>>, Error> {
    let tags: Result<Vec<Tag>, _> =
        tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
    Ok(Some(tags?).filter(|t| !t.is_empty()))
}

/// Changes tags: one call to remove, one to set, each only where there is something to do.
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let keys = Some(diff.remove.clone());
        events(cx).untag_resource().resource_arn(arn).set_tag_keys(keys).send().await?;
    }
    if !diff.set.is_empty() {
        events(cx).tag_resource().resource_arn(arn).set_tags(tag_list(&diff.set)?).send().await?;
    }
    Ok(())
}
