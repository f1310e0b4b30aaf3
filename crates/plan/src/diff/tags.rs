//! `tags_all`: the provider's `default_tags` with the resource's own `tags` over them, less what `ignore_tags` names.

use provision_schema::{Block, Facts};
use provision_value::{Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The argument.
pub(super) const TAGS: &str = "tags";
/// The computed sum.
pub(super) const TAGS_ALL: &str = "tags_all";

/// What the older SDK's hook makes of `tags_all`.
pub(super) enum TagsAll {
    /// As it is, or as a computed attribute would be.
    Keep,
    /// Known after apply.
    Unknown,
    /// This.
    Known(Value),
}

/// True for a type whose tags the framework handles.
pub(super) fn has_tags(block: &Block) -> bool {
    block.attributes.contains_key(TAGS) && block.attributes.contains_key(TAGS_ALL)
}

type Tags = BTreeMap<Arc<str>, Value>;

fn known(v: Option<&Value>) -> Tags {
    let items = v.and_then(Value::as_map).into_iter().flatten();
    items.filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// Default tags with `own` over them, less the ignored ones.
fn merged(facts: &Facts, own: &Tags) -> Tags {
    let mut all: Tags =
        facts.default_tags.iter().map(|(k, v)| (Arc::from(k.as_str()), Value::string(v.as_str()))).collect();
    all.extend(own.clone());
    all.retain(|k, _| {
        !facts.ignore_tag_keys.contains(k.as_ref())
            && !facts.ignore_tag_prefixes.iter().any(|p| k.starts_with(p))
    });
    all
}

fn has_empty_value(tags: &Tags) -> bool {
    tags.values().any(|v| v.as_str() == Some(""))
}

fn map(tags: Tags) -> Value {
    Value::map(Type::String, tags)
}

/// The older SDK's rule. A tag with an empty value makes the sum known only after apply.
pub(super) fn tags_all(facts: &Facts, prior: Option<&Value>, proposed: &Value) -> TagsAll {
    let configured = proposed.get(TAGS);
    if configured.is_some_and(|t| !t.is_wholly_known()) {
        return TagsAll::Unknown;
    }
    let own = known(configured);
    let all = merged(facts, &own);
    if own != known(prior.and_then(|p| p.get(TAGS))) {
        return match has_empty_value(&own) && has_empty_value(&all) {
            true => TagsAll::Unknown,
            false => TagsAll::Known(map(all)),
        };
    }
    if all.is_empty() {
        return TagsAll::Keep;
    }
    if !has_empty_value(&all) {
        return TagsAll::Known(map(all));
    }
    match all == known(prior.and_then(|p| p.get(TAGS_ALL))) {
        true => TagsAll::Keep,
        false => TagsAll::Unknown,
    }
}

/// The plugin framework's rule.
pub(super) fn tags_all_framework(facts: &Facts, planned: &Value) -> Value {
    match planned.get(TAGS) {
        Some(t) if !t.is_wholly_known() => Value::unknown(Type::map(Type::String)),
        own => map(merged(facts, &known(own))),
    }
}
