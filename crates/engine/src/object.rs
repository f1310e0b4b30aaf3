//! Between an instance of the state (JSON) and an object (a value of its type's schema, with marks).

use crate::provider::Session;
use provision_plan::diff::mark_tags_all;
use provision_schema::{Attribute, Block, Nesting, ResourceType};
use provision_state::Instance;
use provision_value::{Diagnostic, InstanceAddr, Kind, Marks, Path, Step, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The object of an instance: upgraded to the type's schema version, with the marks of schema and state.
pub fn from_instance(
    addr: &InstanceAddr,
    instance: &Instance,
    ty: &ResourceType,
    session: &dyn Session,
) -> Result<Value, Diagnostic> {
    let upgraded;
    let attributes = match instance.schema_version.cmp(&ty.version) {
        std::cmp::Ordering::Equal => &instance.attributes,
        std::cmp::Ordering::Less => {
            upgraded = session
                .upgrade(ty.name, instance.schema_version, instance.attributes.clone())
                .map_err(|e| e.to_diagnostic(&addr.to_string()))?;
            &upgraded
        }
        std::cmp::Ordering::Greater => {
            let detail = format!(
                "The state holds schema version {} of {}; this program knows versions up to {}.",
                instance.schema_version, ty.name, ty.version
            );
            let help = "Use the newer version of `provision` (or of the provider) that wrote this state.";
            return Err(Diagnostic::error("State is newer than this program", detail).on(addr).help(help));
        }
    };
    from_json(addr, attributes, &instance.sensitive_attributes, ty)
}

/// The object that JSON attributes stand for, with the marks of the schema and of `sensitive`.
pub fn from_json(
    addr: &InstanceAddr,
    attributes: &serde_json::Value,
    sensitive: &[Path],
    ty: &ResourceType,
) -> Result<Value, Diagnostic> {
    let value = json::from_typed_json(attributes, &ty.block.ty()).map_err(|e| {
        Diagnostic::error("State does not fit the schema", format!("{}: {e}.", ty.name))
            .on(addr)
            .help("The state was edited or written by another provider version; correct that attribute in the state.")
    })?;
    Ok(mark(value, &ty.block, sensitive))
}

/// The object with everything marked that the schema calls sensitive, and what stands at `paths`.
pub fn mark(value: Value, block: &Block, paths: &[Path]) -> Value {
    let marked = paths.iter().fold(mark_block(value, block), |value, path| mark_path(value, &path.0));
    mark_tags_all(marked)
}

/// Where an object is sensitive, as the state says it; outermost places only, in order. What [`mark`] marks in `tags_all` because it
/// is sensitive in `tags` is not said: Terraform does not, and would plan to take it back.
pub fn sensitive_paths(value: &Value) -> Vec<Path> {
    let mut found = BTreeSet::new();
    collect(value, &Path::default(), &mut found);
    let own = |path: &Path| match path.0.split_first() {
        Some((Step::Attr(name), rest)) if **name == *"tags_all" => {
            let tags = [Step::Attr("tags".into())];
            Some(Path(tags.into_iter().chain(rest.iter().cloned()).collect()))
        }
        _ => None,
    };
    let follows = |path: &Path| own(path).is_some_and(|own| found.contains(&own));
    found.iter().filter(|path| !follows(path)).cloned().collect()
}

/// The attributes as the state holds them: values of any type go with their types.
pub fn to_attributes(value: &Value, block: &Block) -> serde_json::Value {
    let mut attributes = json::to_json(value);
    for (name, a) in block.attributes.iter().filter(|(_, a)| a.ty.has_dynamic()) {
        if let Some(v) = value.get(name) {
            attributes[*name] = json::to_typed_json(v, &a.ty);
        }
    }
    attributes
}

/// The object's `id`, where it has one.
pub fn id(value: &Value) -> Option<String> {
    value.get("id").and_then(Value::as_str).map(str::to_owned)
}

/// Arguments that an update from `prior` to `planned` sends and that AWS cannot tell back.
pub fn unreadable(block: &Block, prior: &Value, planned: &Value) -> Vec<Arc<str>> {
    let hidden = |a: &Attribute| a.config_only || a.write_only;
    let changed = |name: &str| prior.get(name) != planned.get(name);
    block.attributes.iter().filter(|(n, a)| hidden(a) && changed(n)).map(|(n, _)| Arc::from(*n)).collect()
}

fn mark_block(value: Value, block: &Block) -> Value {
    let Kind::Object(items) = value.kind() else { return value };
    let mut items: BTreeMap<Arc<str>, Value> = BTreeMap::clone(items);
    for (name, item) in &mut items {
        if block.attributes.get(&**name).is_some_and(|a| a.sensitive) {
            *item = item.clone().sensitive();
        } else if let Some(nested) = block.blocks.get(&**name) {
            *item = mark_nested(item.clone(), nested.nesting, &nested.block);
        }
    }
    Value::object(items).with_marks(value.marks())
}

fn mark_nested(value: Value, nesting: Nesting, block: &Block) -> Value {
    let marks = value.marks();
    let each = |items: &[Value]| items.iter().map(|v| mark_block(v.clone(), block)).collect();
    let marked = match (nesting, value.kind()) {
        (Nesting::Single, _) => return mark_block(value, block),
        (_, Kind::List(t, items)) => Value::list(t.clone(), each(items)),
        (_, Kind::Set(t, items)) => Value::set(t.clone(), each(items)),
        _ => return value,
    };
    marked.with_marks(marks)
}

fn mark_path(value: Value, path: &[Step]) -> Value {
    let Some((step, rest)) = path.split_first() else { return value.sensitive() };
    let marks = value.marks();
    let put = |items: &BTreeMap<Arc<str>, Value>, name: &Arc<str>| {
        let mut items = items.clone();
        if let Some(item) = items.get_mut(name) {
            *item = mark_path(item.clone(), rest);
        }
        items
    };
    let put_at = |items: &[Value], i: usize| {
        let mut items = items.to_vec();
        if let Some(item) = items.get_mut(i) {
            *item = mark_path(item.clone(), rest);
        }
        items
    };
    let marked = match (step, value.kind()) {
        (Step::Attr(n) | Step::Key(n), Kind::Object(m)) => Value::object(put(m, n)),
        (Step::Attr(n) | Step::Key(n), Kind::Map(t, m)) => Value::map(t.clone(), put(m, n)),
        (Step::Index(i), Kind::List(t, v)) => Value::list(t.clone(), put_at(v, *i)),
        (Step::Index(i), Kind::Tuple(v)) => Value::tuple(put_at(v, *i)),
        // Something in a set: the whole set is what can be marked.
        (_, Kind::Set(..)) => value.sensitive(),
        _ => value,
    };
    marked.with_marks(marks)
}

fn collect(value: &Value, at: &Path, found: &mut BTreeSet<Path>) {
    if value.marks().contains(Marks::SENSITIVE) {
        found.insert(at.clone());
        return;
    }
    match value.kind() {
        Kind::Object(m) => m.iter().for_each(|(n, v)| collect(v, &at.join(Step::Attr(n.clone())), found)),
        Kind::Map(_, m) => m.iter().for_each(|(n, v)| collect(v, &at.join(Step::Key(n.clone())), found)),
        Kind::List(_, v) | Kind::Tuple(v) => {
            v.iter().enumerate().for_each(|(i, v)| collect(v, &at.join(Step::Index(i)), found));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use provision_value::Type;

    #[test]
    fn marks_go_where_paths_point_and_come_back() {
        let value = Value::object_of([
            ("a", Value::string("x")),
            ("l", Value::list(Type::String, vec![Value::string("y"), Value::string("z")])),
            ("s", Value::set(Type::String, vec![Value::string("q")])),
        ]);
        let paths = [
            Path(vec![Step::Attr("l".into()), Step::Index(1)]),
            Path(vec![Step::Attr("s".into()), Step::Element]),
            Path(vec![Step::Attr("gone".into())]),
        ];
        let marked = mark(value.clone(), &Block::default(), &paths);
        assert_eq!(marked, value);
        let found: Vec<String> = sensitive_paths(&marked).iter().map(Path::to_string).collect();
        assert_eq!(found, ["l[1]", "s"]);
    }

    #[test]
    fn all_tags_are_marked_but_the_state_names_the_own_ones() {
        let tags = || Value::map(Type::String, [(Arc::from("Secret"), Value::string("x"))].into());
        let value = Value::object_of([("tags", tags()), ("tags_all", tags())]);
        for path in [vec![], vec![Step::Key("Secret".into())]] {
            let at = |name: &str| {
                Path([Step::Attr(name.into())].into_iter().chain(path.iter().cloned()).collect())
            };
            let marked = mark(value.clone(), &Block::default(), &[at("tags")]);
            assert!(!marked.get("tags_all").unwrap().marks_deep().is_empty());
            assert_eq!(sensitive_paths(&marked), [at("tags")]);
            let alone = mark(value.clone(), &Block::default(), &[at("tags_all")]);
            assert_eq!(sensitive_paths(&alone), [at("tags_all")]);
        }
    }

    #[test]
    fn the_schema_marks_inside_blocks() {
        let secret = Attribute { sensitive: true, ..Attribute::new(Type::String) };
        let inner = Arc::new(Block { attributes: [("key", secret)].into(), ..Block::default() });
        let nested = |nesting| provision_schema::Nested::new(nesting, inner.clone());
        let block = Block {
            blocks: [("many", nested(Nesting::List)), ("set", nested(Nesting::Set))].into(),
            ..Block::default()
        };
        let one = || Value::object_of([("key", Value::string("s"))]);
        let ty = one().ty();
        let value = Value::object_of([
            ("many", Value::list(ty.clone(), vec![one()])),
            ("set", Value::set(ty, vec![one()])),
        ]);
        let found: Vec<String> =
            sensitive_paths(&mark(value, &block, &[])).iter().map(Path::to_string).collect();
        assert_eq!(found, ["many[0].key", "set"]);
    }
}
