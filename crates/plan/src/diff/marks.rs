//! Marks are taken off for planning and put back on the planned object.

use provision_schema::{Attribute, Block, Nesting};
use provision_value::{Kind, Marks, Path, Step, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Marks the planned object: what the configuration marks at the same place, and what the schema calls sensitive.
pub(crate) fn with_marks(planned: Value, config: &Value, block: &Block) -> Value {
    mark_block(copy_marks(planned, config), block)
}

fn copy_marks(to: Value, from: &Value) -> Value {
    if from.marks_deep().is_empty() {
        return to;
    }
    let own = to.marks().union(from.marks());
    let inner: Value = match (to.kind(), from.kind()) {
        (Kind::Object(a), Kind::Object(b)) => Value::object(
            a.iter()
                .map(|(k, v)| (k.clone(), b.get(k).map_or(v.clone(), |f| copy_marks(v.clone(), f))))
                .collect(),
        ),
        (Kind::Map(t, a), Kind::Map(_, b)) => Value::map(
            t.clone(),
            a.iter()
                .map(|(k, v)| (k.clone(), b.get(k).map_or(v.clone(), |f| copy_marks(v.clone(), f))))
                .collect(),
        ),
        (Kind::List(t, a), Kind::List(_, b)) => Value::list(
            t.clone(),
            a.iter()
                .enumerate()
                .map(|(i, v)| b.get(i).map_or(v.clone(), |f| copy_marks(v.clone(), f)))
                .collect(),
        ),
        _ => to.with_marks(from.marks_deep()),
    };
    inner.with_marks(own)
}

fn mark_block(value: Value, block: &Block) -> Value {
    let Kind::Object(items) = value.kind() else { return value };
    let marks = value.marks();
    let mut items = BTreeMap::clone(items);
    for (name, attribute) in &block.attributes {
        if let Some(v) = items.get_mut(*name) {
            *v = mark_attribute(v.clone(), attribute);
        }
    }
    for (name, nested) in &block.blocks {
        if let Some(v) = items.get_mut(*name) {
            *v = mark_nested(v.clone(), nested.nesting, &nested.block);
        }
    }
    Value::object(items).with_marks(marks)
}

fn mark_attribute(value: Value, attribute: &Attribute) -> Value {
    let value = match (&attribute.as_block, value.kind()) {
        (Some(block), Kind::List(..)) => mark_nested(value, Nesting::List, block),
        (Some(block), Kind::Set(..)) => mark_nested(value, Nesting::Set, block),
        _ => value,
    };
    if attribute.sensitive { value.sensitive() } else { value }
}

fn mark_nested(value: Value, nesting: Nesting, block: &Arc<Block>) -> Value {
    let own = value.marks();
    let marked = match (nesting, value.kind()) {
        (Nesting::Single, Kind::Object(_)) => mark_block(value, block),
        (_, Kind::List(t, v)) => {
            Value::list(t.clone(), v.iter().map(|v| mark_block(v.clone(), block)).collect())
        }
        (_, Kind::Set(t, v)) => {
            Value::set(t.clone(), v.iter().map(|v| mark_block(v.clone(), block)).collect())
        }
        _ => value,
    };
    marked.with_marks(own)
}

/// Where a value is sensitive.
pub(super) fn marked_paths(value: &Value) -> BTreeSet<Path> {
    fn walk(value: &Value, path: Path, out: &mut BTreeSet<Path>) {
        if value.marks().contains(Marks::SENSITIVE) {
            out.insert(path);
            return;
        }
        match value.kind() {
            Kind::Object(m) => m.iter().for_each(|(k, v)| walk(v, path.join(Step::Attr(k.clone())), out)),
            Kind::Map(_, m) => m.iter().for_each(|(k, v)| walk(v, path.join(Step::Key(k.clone())), out)),
            Kind::List(_, v) | Kind::Tuple(v) => {
                v.iter().enumerate().for_each(|(i, v)| walk(v, path.join(Step::Index(i)), out));
            }
            _ => {}
        }
    }
    let mut out = BTreeSet::new();
    walk(value, Path::default(), &mut out);
    out
}
