//! `lifecycle { ignore_changes }`.

use provision_value::{Kind, Path, Step, Value};
use std::collections::BTreeMap;

/// What `ignore_changes` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IgnoreChanges {
    /// `all`
    All,
    /// The listed paths; empty where nothing is ignored.
    Paths(Vec<Path>),
}

impl Default for IgnoreChanges {
    fn default() -> IgnoreChanges {
        IgnoreChanges::Paths(Vec::new())
    }
}

/// `new` with the prior object's values at the ignored paths. Elements of maps may be ignored singly, absence included.
pub(super) fn apply(prior: &Value, new: &Value, ignore: &IgnoreChanges) -> Value {
    match ignore {
        IgnoreChanges::All => prior.clone(),
        IgnoreChanges::Paths(paths) => {
            paths.iter().fold(new.clone(), |v, path| keep(Some(prior), v, &path.0))
        }
    }
}

/// `new` with what `prior` holds at `steps`; unchanged where the path leads nowhere.
fn keep(prior: Option<&Value>, new: Value, steps: &[Step]) -> Value {
    let Some((step, rest)) = steps.split_first() else {
        return prior.cloned().unwrap_or(new);
    };
    let Some(prior) = prior else { return new };
    match (step, prior.kind(), new.kind()) {
        // A key in brackets where there is no map stands for the whole.
        (Step::Key(_), Kind::Object(_), _) if rest.is_empty() => prior.clone(),
        (Step::Attr(name) | Step::Key(name), Kind::Object(old), Kind::Object(items)) => {
            match (old.get(name), items.get(name)) {
                (Some(o), Some(n)) => new.with(name, keep(Some(o), n.clone(), rest)),
                _ => new,
            }
        }
        (
            Step::Attr(name) | Step::Key(name),
            Kind::Map(..) | Kind::Null(_),
            Kind::Map(..) | Kind::Null(_),
        ) if rest.is_empty() => keep_element(prior, new, name),
        (Step::Index(i), Kind::List(_, old), Kind::List(ty, items)) => match (old.get(*i), items.get(*i)) {
            (Some(o), Some(n)) => {
                let mut items = Vec::clone(items);
                items[*i] = keep(Some(o), n.clone(), rest);
                Value::list(ty.clone(), items)
            }
            _ => new,
        },
        _ => new,
    }
}

/// One element of a map as it was: its value, or its absence.
fn keep_element(prior: &Value, new: Value, key: &std::sync::Arc<str>) -> Value {
    let old = prior.get(key);
    if old == new.get(key) {
        return new;
    }
    let Some(element) = new.ty().element().cloned().or_else(|| prior.ty().element().cloned()) else {
        return new;
    };
    let mut items: BTreeMap<_, _> = new.as_map().cloned().unwrap_or_default();
    match old {
        Some(v) => items.insert(key.clone(), v.clone()),
        None => items.remove(key),
    };
    if items.is_empty() && prior.is_null() {
        return prior.clone();
    }
    Value::map(element, items)
}
