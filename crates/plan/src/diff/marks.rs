//! Marks are taken off for planning and put back on the planned object.

use provision_schema::{Attribute, Block, Nesting};
use provision_value::{Kind, Marks, Path, Step, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Marks the planned object: what the configuration marks at the same place, and what the schema calls sensitive.
pub(crate) fn with_marks(planned: Value, config: &Value, block: &Block) -> Value {
    mark_tags_all(mark_block(copy_marks(planned, config), block))
}

/// `tags_all` repeats `tags`, and so it is as sensitive.
pub fn mark_tags_all(object: Value) -> Value {
    match (object.get("tags"), object.get("tags_all")) {
        (Some(tags), Some(all)) if !tags.marks_deep().is_empty() => {
            let all = copy_marks(all.clone(), tags);
            object.with("tags_all", all)
        }
        _ => object,
    }
}

/// What is ephemeral was given to a write-only argument, and of that nothing is kept.
fn lasting(marks: Marks) -> Marks {
    marks.without(Marks::EPHEMERAL)
}

fn copy_marks(to: Value, from: &Value) -> Value {
    if from.marks_deep().is_empty() {
        return to;
    }
    let own = to.marks().union(lasting(from.marks()));
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
        (Kind::Tuple(a), Kind::Tuple(b)) => Value::tuple(
            a.iter()
                .enumerate()
                .map(|(i, v)| b.get(i).map_or(v.clone(), |f| copy_marks(v.clone(), f)))
                .collect(),
        ),
        _ => to.with_marks(lasting(from.marks_deep())),
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

#[cfg(test)]
mod tests {
    use super::*;
    use provision_value::Type;

    #[test]
    fn a_sensitive_tag_is_sensitive_in_all_tags_too() {
        let tags = |secret: Value, more: &[(&str, &str)]| {
            let plain = more.iter().map(|(k, v)| (Arc::from(*k), Value::string(*v)));
            Value::map(Type::String, plain.chain([(Arc::from("Secret"), secret)]).collect())
        };
        let object = |own: Value| {
            let all = tags(Value::string("x"), &[("Name", "n"), ("Default", "d")]);
            Value::object_of([("tags", own), ("tags_all", all)])
        };
        let marked = |own: Value| {
            marked_paths(&mark_tags_all(object(own))).into_iter().map(|p| p.to_string()).collect::<Vec<_>>()
        };
        let one = tags(Value::string("x").sensitive(), &[("Name", "n")]);
        assert_eq!(marked(one), ["tags[\"Secret\"]", "tags_all[\"Secret\"]"]);
        assert_eq!(marked(tags(Value::string("x"), &[]).sensitive()), ["tags", "tags_all"]);
        assert!(marked(tags(Value::string("x"), &[])).is_empty());
    }
}
