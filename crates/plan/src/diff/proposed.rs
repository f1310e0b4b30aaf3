//! The proposed object: the configuration, with the prior object's computed values where it gives none.

use provision_schema::{Attribute, Block, Nested, Nesting};
use provision_value::{Kind, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Merges `config` with the computed values of `prior`. Nested blocks are matched by index; in sets, a prior block is
/// matched when it could have come from the configured one.
pub(super) fn proposed_new(block: &Block, prior: Option<&Value>, config: &Value) -> Value {
    let Kind::Object(given) = config.kind() else {
        return prior.cloned().unwrap_or_else(|| config.clone());
    };
    let prior = prior.filter(|p| !p.is_null());
    let old = |name: &str| prior.and_then(|p| p.get(name)).filter(|v| !v.is_null());
    let mut items: BTreeMap<Arc<str>, Value> = given.as_ref().clone();
    for (name, attribute) in &block.attributes {
        let Some(value) = items.get_mut(*name) else { continue };
        if attribute.computed && value.is_null() {
            *value = old(name).cloned().unwrap_or_else(|| Value::null(attribute.ty.clone()));
        }
    }
    for (name, nested) in &block.blocks {
        if let Some(value) = items.get_mut(*name) {
            *value = nested_new(nested, old(name), value);
        }
    }
    Value::object(items)
}

fn nested_new(nested: &Nested, prior: Option<&Value>, config: &Value) -> Value {
    let block = &nested.block;
    let ty = block.ty();
    match (nested.nesting, config.kind()) {
        (_, Kind::Unknown(..)) => config.clone(),
        (Nesting::Single, Kind::Null(_)) => config.clone(),
        (Nesting::Single, _) => proposed_new(block, prior, config),
        (Nesting::List, Kind::List(_, items)) => {
            let old = prior.and_then(Value::as_seq).unwrap_or_default();
            let propose = |(i, item): (usize, &Value)| match old.get(i) {
                Some(o) => proposed_new(block, Some(o), item),
                None => item.clone(),
            };
            Value::list(ty, items.iter().enumerate().map(propose).collect())
        }
        (Nesting::Set, Kind::Set(_, items)) => {
            let mut free: Vec<&Value> = prior.and_then(Value::as_seq).unwrap_or_default().iter().collect();
            let propose = |item: &Value| {
                let found = free.iter().position(|o| could_come_from(block, o, item));
                let old = found.map(|at| free.remove(at));
                proposed_new(block, old, item)
            };
            Value::set(ty, items.iter().map(propose).collect())
        }
        (Nesting::List, _) => Value::list(ty, Vec::new()),
        (Nesting::Set, _) => Value::set(ty, Vec::new()),
    }
}

/// True when `prior` is `config` with nothing but computed values added.
fn could_come_from(block: &Block, prior: &Value, config: &Value) -> bool {
    let (Kind::Object(old), Kind::Object(new)) = (prior.kind(), config.kind()) else {
        return prior == config;
    };
    let differs = |name: &str| old.get(name) != new.get(name);
    let attribute_fits = |(name, a): (&&str, &Attribute)| {
        !differs(name) || (a.computed && new.get(*name).is_none_or(Value::is_null))
    };
    let block_fits = |(name, nested): (&&str, &Nested)| {
        if !differs(name) {
            return true;
        }
        let (Some(old), Some(new)) = (old.get(*name), new.get(*name)) else { return false };
        match (nested.nesting, old.as_seq(), new.as_seq()) {
            (Nesting::Single, ..) => could_come_from(&nested.block, old, new),
            (Nesting::List, Some(old), Some(new)) if old.len() == new.len() => {
                old.iter().zip(new).all(|(o, n)| could_come_from(&nested.block, o, n))
            }
            _ => false,
        }
    };
    block.attributes.iter().all(attribute_fits) && block.blocks.iter().all(block_fits)
}
