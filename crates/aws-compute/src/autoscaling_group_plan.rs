//! What is planned of the launch templates of an Auto Scaling group: one that is given by another name than before has an id that only
//! AWS knows, and the provider writes a word for it. The call then names the template by its name.

use crate::autoscaling_group_blocks::UNKNOWN;
use provision_aws_core::prelude::*;
use provision_aws_core::state::same;
use provision_schema::EqualBy;
use provision_value::Kind;
use std::sync::Arc;

/// Plans the ids of templates whose names change.
pub fn plan_templates(cx: &mut PlanCx<'_>) {
    let (before, planned) = (cx.before("launch_template"), cx.get("launch_template"));
    if let Some(template) = first(&planned)
        && name_in(first(&before), "name") != name_in(Some(template), "name")
    {
        cx.set("launch_template", one(&planned, template.with("id", Value::string(UNKNOWN))));
    }
    let (before, planned) = (cx.before("mixed_instances_policy"), cx.get("mixed_instances_policy"));
    let Some(policy) = first(&planned) else { return };
    let (mixed, named) = (renamed(first(&before), policy), overridden(first(&before), policy));
    if let Some(policy) = mixed.or(named.then(|| policy.clone())) {
        let policy = overrides_renamed(first(&before), policy);
        cx.set("mixed_instances_policy", one(&planned, written(first(&before), &policy)));
    }
}

/// The only item of a list of blocks.
fn first(blocks: &Value) -> Option<&Value> {
    blocks.as_seq().and_then(<[Value]>::first)
}

/// A list of blocks with that one in it.
fn one(like: &Value, item: Value) -> Value {
    match like.kind() {
        Kind::List(ty, _) => Value::list(ty.clone(), vec![item]),
        _ => like.clone(),
    }
}

/// A text of a block; nothing where it is not known yet.
fn name_in(block: Option<&Value>, name: &str) -> String {
    let text = block.and_then(|b| b.get(name)).filter(|v| v.is_known());
    text.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The block inside a policy that holds the template and what differs from it.
fn launch(policy: Option<&Value>) -> Option<&Value> {
    first(policy?.get("launch_template")?)
}

fn specification(block: Option<&Value>) -> Option<&Value> {
    first(block?.get("launch_template_specification")?)
}

/// The name of the template that a block names.
fn template_name(block: Option<&Value>) -> String {
    name_in(specification(block), "launch_template_name")
}

fn overrides(policy: Option<&Value>) -> Vec<Value> {
    launch(policy).and_then(|l| l.get("override")).and_then(Value::as_seq).unwrap_or_default().to_vec()
}

/// A block whose template has a word for its id.
fn unknown_id(block: &Value) -> Value {
    let Some(list) = block.get("launch_template_specification") else { return block.clone() };
    let Some(template) = first(list) else { return block.clone() };
    let template = template.with("launch_template_id", Value::string(UNKNOWN));
    block.with("launch_template_specification", one(list, template))
}

/// The policy whose template has another name than before; `None` where it has the same.
fn renamed(before: Option<&Value>, policy: &Value) -> Option<Value> {
    let list = policy.get("launch_template")?;
    let block = launch(Some(policy)).filter(|b| template_name(launch(before)) != template_name(Some(b)))?;
    Some(policy.with("launch_template", one(list, unknown_id(block))))
}

/// True where the overrides are not those of before.
fn overridden(before: Option<&Value>, policy: &Value) -> bool {
    let known = |all: Vec<Value>| all.iter().map(without_unknown).collect::<Vec<_>>();
    let (before, after) = (known(overrides(before)), known(overrides(Some(policy))));
    before.len() != after.len() || before.iter().zip(&after).any(|(b, a)| !same(EqualBy::Exact, b, a))
}

fn without_unknown(value: &Value) -> Value {
    match value.kind() {
        Kind::Unknown(..) => Value::null(value.ty()),
        Kind::Object(items) => Value::object(
            items.iter().map(|(n, v)| (n.clone(), without_unknown(v))).collect::<BTreeMap<_, _>>(),
        ),
        Kind::List(ty, items) => Value::list(ty.clone(), items.iter().map(without_unknown).collect()),
        _ => value.clone(),
    }
}

/// The policy with a word for the ids of those overrides' templates that have another name than before.
fn overrides_renamed(before: Option<&Value>, policy: Value) -> Value {
    let earlier = overrides(before);
    let new = |(i, block): (usize, &Value)| {
        if template_name(earlier.get(i)) == template_name(Some(block)) {
            block.clone()
        } else {
            unknown_id(block)
        }
    };
    let list = policy.get("launch_template").cloned();
    let block = launch(Some(&policy)).cloned();
    let (Some(list), Some(block)) = (list, block) else { return policy };
    let Some(Kind::List(ty, items)) = block.get("override").map(Value::kind) else { return policy };
    let items = items.iter().enumerate().map(new).collect();
    let block = block.with("override", Value::list(ty.clone(), items));
    policy.with("launch_template", one(&list, block))
}

/// A policy that the provider writes anew: numbers and truth values that are left open are zero, a distribution that is left open is
/// none, and a text that went is empty.
fn written(before: Option<&Value>, value: &Value) -> Value {
    match value.kind() {
        Kind::Object(items) => {
            let item =
                |(name, v): (&Arc<str>, &Value)| (name.clone(), written(before.and_then(|b| b.get(name)), v));
            Value::object(items.iter().map(item).collect::<BTreeMap<_, _>>())
        }
        Kind::List(ty, items) => {
            let earlier = before.and_then(Value::as_seq).unwrap_or_default();
            let items = items.iter().enumerate().map(|(i, v)| written(earlier.get(i), v)).collect();
            Value::list(ty.clone(), items)
        }
        Kind::Null(_) | Kind::Unknown(..) => match value.ty() {
            Type::Number => Value::number(0),
            Type::Bool => Value::bool(false),
            Type::List(item) if !value.is_known() => Value::list(Type::clone(&item), Vec::new()),
            Type::String
                if before.and_then(Value::as_str).is_some_and(|b| !b.is_empty()) && value.is_null() =>
            {
                Value::string("")
            }
            _ => value.clone(),
        },
        _ => value.clone(),
    }
}
