//! What the plan of a lifecycle rule holds where the configuration gives nothing: the provider fills in what its older SDK would have.
//! And what a rule may not hold, of which the schema says nothing.

use provision_value::{Diagnostic, Diagnostics, Kind, Type, Value};

/// Refuses what S3 has one of in a rule, and what excludes each other.
pub fn check(config: &Value) -> Result<(), Diagnostics> {
    let once = ["abort_incomplete_multipart_upload", "expiration", "filter", "noncurrent_version_expiration"];
    let wrong =
        |detail: String| Err(Diagnostic::error("Lifecycle rule that S3 does not take", detail).into());
    for rule in config.as_seq().unwrap_or_default() {
        let id = rule.get("id").and_then(Value::as_str).unwrap_or_default();
        let blocks = |name: &str| rule.get(name).and_then(Value::as_seq).unwrap_or_default();
        if let Some(name) = once.iter().find(|name| blocks(name).len() > 1) {
            return wrong(format!("The rule \"{id}\" has more than one block `{name}`."));
        }
        let said = |it: &Value, name: &str| it.get(name).is_some_and(|v| v.is_known() && !v.is_null());
        if blocks("transition").iter().any(|t| said(t, "date") && said(t, "days")) {
            return wrong(format!("A transition of the rule \"{id}\" has both `date` and `days`."));
        }
    }
    Ok(())
}

/// The planned rules with what is open filled in.
pub fn rules(config: &Value, planned: &Value) -> Value {
    each(planned, config, |rule, config| {
        let rule = if_open(rule, config, "prefix", Value::string(""));
        let rule = within(&rule, config, "expiration", |it, config| {
            let it = if_open(it, config, "days", Value::number(0));
            if_open(&it, config, "expired_object_delete_marker", Value::bool(false))
        });
        let rule = within(&rule, config, "filter", filter);
        let versions = |it: &Value, config: &Value| none_if_open(it, config, "newer_noncurrent_versions");
        let rule = within(&rule, config, "noncurrent_version_expiration", versions);
        let rule = within(&rule, config, "noncurrent_version_transition", versions);
        within(&rule, config, "transition", |it, config| {
            let dated = config.get("date").is_some_and(|d| !d.is_null());
            if dated {
                none_if_open(it, config, "days")
            } else {
                if_open(it, config, "days", Value::number(0))
            }
        })
    })
}

/// A filter that says nothing is about every name; one that says something holds no more than that.
fn filter(it: &Value, config: &Value) -> Value {
    let names = ["object_size_greater_than", "object_size_less_than", "prefix"];
    let of = |name: &str| config.get(name).cloned().unwrap_or_else(|| Value::null(Type::Dynamic));
    let said = |name: &str| of(name).as_seq().is_some_and(|s| !s.is_empty());
    let (and, tag) = (of("and"), of("tag"));
    if !and.is_known() || !tag.is_known() || names.iter().any(|n| !of(n).is_known()) {
        let sizes = ["object_size_greater_than", "object_size_less_than"];
        return sizes.iter().fold(it.clone(), |it, name| none_if_open(&it, config, name));
    }
    let it = within(it, config, "and", |it, config| {
        let it = if_open(it, config, "object_size_greater_than", Value::number(0));
        let it = if_open(&it, config, "object_size_less_than", Value::number(0));
        if_open(&it, config, "prefix", Value::string(""))
    });
    let silent = !said("and") && !said("tag") && names.iter().all(|n| of(n).is_null());
    let filled = names.iter().fold(it, |it, name| it.with(name, of(name)));
    if silent { filled.with("prefix", Value::string("")) } else { filled }
}

/// The object with `value` where neither plan nor configuration say anything.
fn if_open(it: &Value, config: &Value, name: &str, value: Value) -> Value {
    let open = it.get(name).is_some_and(|v| !v.is_known()) && config.get(name).is_none_or(Value::is_null);
    if open { it.with(name, value) } else { it.clone() }
}

/// The object with nothing where the configuration says nothing.
fn none_if_open(it: &Value, config: &Value, name: &str) -> Value {
    let ty = it.get(name).map_or(Type::Dynamic, Value::ty);
    if_open(it, config, name, Value::null(ty))
}

fn within(it: &Value, config: &Value, name: &str, f: impl Fn(&Value, &Value) -> Value) -> Value {
    let nothing = Value::null(Type::Dynamic);
    match it.get(name) {
        Some(items) => it.with(name, each(items, config.get(name).unwrap_or(&nothing), f)),
        None => it.clone(),
    }
}

/// Each block with the one of the configuration: in a list by place; in a set one that says the same where it says anything.
fn each(items: &Value, config: &Value, f: impl Fn(&Value, &Value) -> Value) -> Value {
    let nothing = Value::null(Type::Dynamic);
    let given = config.as_seq().unwrap_or_default();
    match items.kind() {
        Kind::List(ty, all) => {
            let done = all.iter().enumerate().map(|(i, v)| f(v, given.get(i).unwrap_or(&nothing)));
            Value::list(ty.clone(), done.collect())
        }
        Kind::Set(ty, all) => {
            let own = |v: &Value| given.iter().find(|g| says(g, v)).unwrap_or(&nothing).clone();
            Value::set(ty.clone(), all.iter().map(|v| f(v, &own(v))).collect())
        }
        _ => items.clone(),
    }
}

/// True when `value` is what `config` says, with what that leaves open filled in.
fn says(config: &Value, value: &Value) -> bool {
    config.as_map().is_some_and(|m| m.iter().all(|(name, c)| c.is_null() || value.get(name) == Some(c)))
}
