//! What the older SDK does to a planned object before it is shown: nulls and zeros are brought back to what the
//! configuration said, `timeouts` are copied, computed values of a new object become unknown.

use provision_schema::{Block, Nesting, is_zero};
use provision_value::{Kind, Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// `planned`, with what it lost of `proposed`: empty texts and lists, and unknown values.
pub(super) fn normalize_nulls(planned: &Value, proposed: &Value) -> Value {
    if !proposed.is_known() {
        return if planned.is_null() { proposed.clone() } else { planned.clone() };
    }
    if proposed.is_null() || !planned.is_known() {
        return planned.clone();
    }
    match (planned.kind(), proposed.kind()) {
        (Kind::Object(to), Kind::Object(from)) => Value::object(both(to, from)),
        (Kind::Map(ty, to), Kind::Map(_, from)) if !to.is_empty() => Value::map(ty.clone(), both(to, from)),
        (Kind::Null(Type::List(_)), Kind::List(_, from)) if from.iter().all(|v| !v.is_known()) => {
            proposed.clone()
        }
        (Kind::List(ty, to), Kind::List(_, from)) if to.len() == from.len() => {
            Value::list(ty.clone(), to.iter().zip(from.iter()).map(|(t, f)| normalize_nulls(t, f)).collect())
        }
        (Kind::Null(Type::String), Kind::String(s)) if s.is_empty() => proposed.clone(),
        _ => planned.clone(),
    }
}

fn both(to: &BTreeMap<Arc<str>, Value>, from: &BTreeMap<Arc<str>, Value>) -> BTreeMap<Arc<str>, Value> {
    let merged =
        |(k, v): (&Arc<str>, &Value)| (k.clone(), from.get(k).map_or(v.clone(), |f| normalize_nulls(v, f)));
    to.iter().map(merged).collect()
}

/// `timeouts` are no part of the comparison; what is configured is what is planned.
pub(super) fn copy_timeouts(planned: Value, proposed: &Value) -> Value {
    let Some(ty) = planned.get("timeouts").map(Value::ty) else { return planned };
    let configured = proposed.get("timeouts").filter(|v| v.is_wholly_known()).cloned();
    planned.with("timeouts", configured.unwrap_or_else(|| Value::null(ty)))
}

/// Computed values of a new object that nothing has set are known after apply.
pub(super) fn set_unknowns(value: &Value, block: &Block) -> Value {
    let Kind::Object(items) = value.kind() else { return value.clone() };
    let mut items = items.as_ref().clone();
    for (name, a) in &block.attributes {
        if let Some(v) = items.get_mut(*name)
            && a.computed
            && v.is_null()
        {
            *v = Value::unknown(a.ty.clone());
        }
    }
    for (name, nested) in &block.blocks {
        let Some(v) = items.get_mut(*name) else { continue };
        let each = |inner: &[Value]| inner.iter().map(|i| set_unknowns(i, &nested.block)).collect();
        let new = match (nested.nesting, v.kind()) {
            (Nesting::Single, Kind::Object(_)) => set_unknowns(v, &nested.block),
            (_, Kind::List(ty, inner)) => Value::list(ty.clone(), each(inner)),
            (_, Kind::Set(ty, inner)) => Value::set(ty.clone(), each(inner)),
            _ => continue,
        };
        *v = new;
    }
    Value::object(items)
}

/// True when the older SDK sees no difference: null and zero are the same at every depth.
pub fn equivalent(a: &Value, b: &Value) -> bool {
    if a == b {
        return true;
    }
    if !a.is_known() || !b.is_known() {
        return a.is_known() == b.is_known();
    }
    if is_zero(a) || is_zero(b) {
        return is_zero(a) == is_zero(b);
    }
    match (a.kind(), b.kind()) {
        (Kind::Set(_, x), Kind::Set(_, y)) => {
            let found = |v: &Value, within: &[Value]| within.iter().any(|w| equivalent(v, w));
            x.len() == y.len() && x.iter().all(|v| found(v, y)) && y.iter().all(|v| found(v, x))
        }
        (Kind::List(_, x), Kind::List(_, y)) | (Kind::Tuple(x), Kind::Tuple(y)) => {
            x.len() == y.len() && x.iter().zip(y.iter()).all(|(v, w)| equivalent(v, w))
        }
        (Kind::Map(_, x), Kind::Map(_, y)) | (Kind::Object(x), Kind::Object(y)) => {
            x.len() == y.len() && x.iter().all(|(k, v)| y.get(k).is_some_and(|w| equivalent(v, w)))
        }
        _ => false,
    }
}
