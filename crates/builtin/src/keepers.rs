//! `keepers` and `triggers`: maps whose change needs a new resource. Keys that are null on one side and absent on the other are no
//! change: older providers did not store them.

use crate::schema::attr;
use provision_schema::{Attribute, PlanCx};
use provision_value::{Kind, Type, Value};

/// The argument.
pub(crate) fn keepers() -> (&'static str, Attribute) {
    ("keepers", attr(Type::map(Type::String), "Values whose change makes a new one.").optional())
}

/// Replaces where the map really changes.
pub(crate) fn plan(cx: &mut PlanCx<'_>, name: &str) {
    if cx.changed(name) && really_changed(&cx.before(name), &cx.get(name)) {
        cx.force_replace(name);
    }
}

fn really_changed(before: &Value, after: &Value) -> bool {
    let (Some(before), Some(after)) = (entries(before), entries(after)) else { return true };
    let told = |v: &&Value| !v.is_null();
    let added = after.iter().filter(|(k, v)| !before.contains_key(*k) && !v.is_null()).count();
    let kept = before.iter().all(|(k, v)| after.get(k).is_some_and(|new| new == v));
    let nothing_before = before.values().filter(told).count() == 0 && before.is_empty();
    added > 0 || (!kept && !nothing_before)
}

/// The entries of a map, none for null; `None` where it is not known yet.
fn entries(map: &Value) -> Option<std::collections::BTreeMap<std::sync::Arc<str>, Value>> {
    match map.kind() {
        Kind::Map(_, items) => Some(items.as_ref().clone()),
        Kind::Null(_) => Some(Default::default()),
        _ => None,
    }
}
