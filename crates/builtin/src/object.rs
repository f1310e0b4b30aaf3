//! Looking into objects.

use provision_schema::Block;
use provision_value::{Kind, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A text attribute; `None` where it is null or unknown.
pub(crate) fn text<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

/// An object of which nothing is known: every attribute is null, every list of blocks empty.
pub(crate) fn empty(block: &Block) -> Value {
    provision_value::json::from_json(&serde_json::json!({}), &block.ty())
        .unwrap_or_else(|_| Value::null(block.ty()))
}

/// The object with these attributes.
pub(crate) fn filled<const N: usize>(object: &Value, attributes: [(&str, Value); N]) -> Value {
    attributes.into_iter().fold(object.clone(), |object, (name, value)| object.with(name, value))
}

/// The attributes of `object` that are not those of `planned`.
pub(crate) fn beyond(object: &Value, planned: &Value) -> BTreeMap<String, Value> {
    let Kind::Object(items) = object.kind() else { return BTreeMap::new() };
    let new = |(name, value): &(&Arc<str>, &Value)| planned.get(name) != Some(*value);
    items.iter().filter(new).map(|(name, value)| (name.to_string(), value.clone())).collect()
}
