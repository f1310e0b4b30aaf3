//! The rules of terraform-plugin-framework: null and zero are different things, and when anything differs every computed
//! value that is not marked `stable` becomes unknown.

use super::{Planned, tags};
use provision_schema::{Attribute, Block, Facts, Nested, Nesting};
use provision_value::{Kind, Path, Step, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Plans by the rules of the plugin framework.
pub(super) fn plan(
    block: &Block,
    facts: &Facts,
    prior: Option<&Value>,
    config: &Value,
    proposed: Value,
) -> Planned {
    let with_defaults = each(block, &proposed, Some(config), &mut |a, value, config| match &a.default {
        Some(default) if config.is_none_or(Value::is_null) => default.clone(),
        _ => value.clone(),
    });
    let mut value = with_defaults;
    if prior != Some(&value) {
        value = each(block, &value, Some(config), &mut |a, value, config| {
            let open = a.computed && a.default.is_none() && config.is_none_or(Value::is_null);
            if open && (!a.stable || value.is_null()) { Value::unknown(a.ty.clone()) } else { value.clone() }
        });
    }
    if tags::has_tags(block) {
        value = value.with(tags::TAGS_ALL, tags::tags_all_framework(facts, &value));
    }
    let mut replace = BTreeSet::new();
    if let Some(prior) = prior {
        replacements(block, prior, &value, &Path::default(), &mut replace);
    }
    Planned { value, replace }
}

/// The object with every attribute, at every depth, put through `f(attribute, value, configured value)`.
fn each(
    block: &Block,
    value: &Value,
    config: Option<&Value>,
    f: &mut dyn FnMut(&Attribute, &Value, Option<&Value>) -> Value,
) -> Value {
    let Kind::Object(items) = value.kind() else { return value.clone() };
    let mut items = items.as_ref().clone();
    let given = |name: &str| config.and_then(|c| c.get(name));
    for (name, a) in &block.attributes {
        if let Some(v) = items.get_mut(*name) {
            *v = f(a, v, given(name));
        }
    }
    for (name, nested) in &block.blocks {
        if let Some(v) = items.get_mut(*name) {
            *v = each_nested(nested, v, given(name), f);
        }
    }
    Value::object(items)
}

fn each_nested(
    nested: &Nested,
    value: &Value,
    config: Option<&Value>,
    f: &mut dyn FnMut(&Attribute, &Value, Option<&Value>) -> Value,
) -> Value {
    let block = &nested.block;
    let given = config.and_then(Value::as_seq).unwrap_or_default();
    match (nested.nesting, value.kind()) {
        (Nesting::Single, Kind::Object(_)) => each(block, value, config, f),
        (_, Kind::List(ty, items)) => {
            let inner = items.iter().enumerate().map(|(i, v)| each(block, v, given.get(i), f)).collect();
            Value::list(ty.clone(), inner)
        }
        // The proposed set has its configured blocks in some order: each finds its own by what was configured.
        (_, Kind::Set(ty, items)) => {
            let own = |v: &Value| given.iter().find(|g| fits(block, g, v));
            Value::set(ty.clone(), items.iter().map(|v| each(block, v, own(v), f)).collect())
        }
        _ => value.clone(),
    }
}

/// True when `value` is `config` with computed values and defaults filled in.
fn fits(block: &Block, config: &Value, value: &Value) -> bool {
    block.attributes.keys().all(|name| match (config.get(name), value.get(name)) {
        (Some(c), Some(v)) => c == v || c.is_null(),
        _ => true,
    })
}

/// Paths of arguments marked `replace` whose value differs. Paths end at a set.
fn replacements(block: &Block, prior: &Value, planned: &Value, at: &Path, out: &mut BTreeSet<Path>) {
    for (name, a) in &block.attributes {
        if a.replace && prior.get(name) != planned.get(name) {
            out.insert(at.join(Step::Attr(Arc::from(*name))));
        }
    }
    for (name, nested) in &block.blocks {
        let path = at.join(Step::Attr(Arc::from(*name)));
        let (Some(old), Some(new)) = (prior.get(name), planned.get(name)) else { continue };
        if old == new {
            continue;
        }
        if nested.replace {
            out.insert(path.clone());
        }
        match (old.kind(), new.kind()) {
            (Kind::Object(_), Kind::Object(_)) => replacements(&nested.block, old, new, &path, out),
            (Kind::List(_, old), Kind::List(_, new)) => {
                for (i, (old, new)) in old.iter().zip(new.iter()).enumerate() {
                    replacements(&nested.block, old, new, &path.join(Step::Index(i)), out);
                }
            }
            _ => {}
        }
    }
}
