//! Configuration for what exists: from an object that was read, the block whose plan leaves it as it is.
//!
//! What is written is what can be configured and is not the default. Whether that leaves the object alone is not guessed but
//! planned: what differs is corrected ([`settle`]), and what cannot be settled is told.

mod print;

use crate::diff::{IgnoreChanges, Request, as_configured, equivalent, plan_instance};
use crate::model::Action;
use provision_schema::{Attribute, Block, Facts, Nested, Nesting, ResourceType, Sdk, StandIn, is_zero};
use provision_value::{Kind, Type, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A generated block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The `resource` block, and the `variable` blocks of the secrets that it needs.
    pub text: String,
    /// Names of these variables, each with its type.
    pub variables: Vec<String>,
    /// What has to be done about arguments that AWS does not tell, and for which something else stands.
    pub notes: Vec<String>,
    /// Why a plan of it changes something or is refused; nothing when it does neither.
    pub left: Vec<String>,
}

/// What is to be generated.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The type.
    pub ty: &'a ResourceType,
    /// Region, account, tags of the provider configuration.
    pub facts: &'a Facts,
    /// The block's name.
    pub name: &'a str,
    /// `aws.west`, where it is not the type's own provider configuration.
    pub provider: Option<&'a str>,
    /// The id that it is imported by.
    pub id: &'a str,
    /// The object as it was read.
    pub object: &'a Value,
}

/// The block for an object.
pub fn generate(wanted: &Wanted<'_>) -> Generated {
    let object = wanted.object.clone().unmark_deep().0;
    let block = &wanted.ty.block;
    let told = given(block, &object, Depth::Top, false);
    let stand_ins = stand_ins(block, &object, &told);
    let config = stand_ins.iter().fold(told, |config, (name, s)| config.with(name, s.value.clone()));
    let mut config = resolved(block, &config, "");
    let left = settle(wanted, &object, &mut config);
    let notes = stand_ins.into_iter().filter_map(|(name, s)| Some((name, s.note?))).collect();
    let (text, variables) = print::resource(wanted, &config, &left, &notes);
    let notes = notes.into_iter().map(|(name, note)| format!("`{name}`: {note}")).collect();
    Generated { text, variables, notes, left }
}

/// Where in an object a block stands.
#[derive(Clone, Copy, PartialEq)]
enum Depth {
    Top,
    Inner,
}

/// The configurable part of an object. With `whole`, values that look like defaults stay too.
fn given(block: &Block, object: &Value, depth: Depth, whole: bool) -> Value {
    let mut items: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    for (name, attribute) in &block.attributes {
        let value = object.get(name).filter(|v| is_given(name, attribute, v, depth, whole));
        let value = match (value, &attribute.as_block) {
            (Some(value), Some(inner)) if !whole => each(value, |one| given(inner, one, Depth::Inner, false)),
            (Some(value), _) => value.clone(),
            (None, _) => Value::null(attribute.ty.clone()),
        };
        items.insert((*name).into(), value);
    }
    for (name, nested) in &block.blocks {
        let value = object.get(name).filter(|_| *name != "timeouts" && nested.deprecated.is_none());
        items.insert((*name).into(), blocks(nested, value, whole));
    }
    Value::object(items)
}

/// What stands for arguments of the block that AWS does not tell.
fn stand_ins(block: &Block, object: &Value, told: &Value) -> BTreeMap<&'static str, StandIn> {
    let untold = block.attributes.iter().filter(|(name, _)| told.get(name).is_none_or(Value::is_null));
    untold.filter_map(|(name, a)| Some((*name, (a.stand_in?)(object)?))).collect()
}

fn is_given(name: &str, attribute: &Attribute, value: &Value, depth: Depth, whole: bool) -> bool {
    if value.is_null() || !value.is_wholly_known() || attribute.write_only {
        return false;
    }
    if attribute.required {
        return true;
    }
    if !attribute.optional || (attribute.deprecated.is_some() && !whole) {
        return false;
    }
    // An id that may be given is still what the cloud calls it.
    if depth == Depth::Top && (name == "tags_all" || (name == "id" && attribute.computed)) {
        return false;
    }
    whole || !(is_zero(value) || attribute.default.as_ref() == Some(value))
}

fn blocks(nested: &Nested, value: Option<&Value>, whole: bool) -> Value {
    let ty = nested.block.ty();
    // AWS tells some blocks empty that must hold something where they are written.
    let says = |one: &&Value| {
        let lacks =
            |(name, a): (&&'static str, &Attribute)| a.required && one.get(name).is_none_or(Value::is_null);
        nested.min > 0 || !nested.block.attributes.iter().any(lacks)
    };
    let items = value.and_then(Value::as_seq).unwrap_or_default().iter().filter(says);
    let inner = |one: &Value| given(&nested.block, one, Depth::Inner, whole);
    match nested.nesting {
        Nesting::Single => match value.filter(|v| !v.is_null() && v.is_wholly_known()) {
            Some(one) => inner(one),
            None => Value::null(ty),
        },
        Nesting::List => Value::list(ty, items.map(inner).collect()),
        Nesting::Set => Value::set(ty, items.map(inner).collect()),
    }
}

/// The elements of a list or set of objects, each made anew.
fn each(value: &Value, make: impl Fn(&Value) -> Value) -> Value {
    match value.kind() {
        Kind::List(ty, items) => Value::list(ty.clone(), items.iter().map(make).collect()),
        Kind::Set(ty, items) => Value::set(ty.clone(), items.iter().map(make).collect()),
        _ => value.clone(),
    }
}

/// Nothing that a configuration says.
fn is_none(value: &Value) -> bool {
    value.is_null()
        || value.as_seq().is_some_and(<[Value]>::is_empty)
        || (matches!(value.kind(), Kind::Map(..)) && value.as_map().is_some_and(|m| m.is_empty()))
}

/// Without what may not stand beside something else that is there: of those, the one stays that must be given, else the one that the
/// cloud does not fill in by itself, else the first. `at` is the path of the block, with dots.
fn resolved(block: &Block, config: &Value, at: &str) -> Value {
    let mut config = config.clone();
    let set = |config: &Value, name: &str| config.get(name).is_some_and(|v| !is_none(v));
    let rank = |name: &str| match (block.attributes.get(name), block.blocks.get(name)) {
        (Some(a), _) => (!a.required, a.computed, a.deprecated.is_some()),
        (_, Some(b)) => (b.min == 0, b.computed, b.deprecated.is_some()),
        _ => (true, true, true),
    };
    let names: Vec<&'static str> = block.attributes.keys().chain(block.blocks.keys()).copied().collect();
    let mut order = names.clone();
    order.sort_by_key(|name| (rank(name), *name));
    for name in order {
        if !set(&config, name) {
            continue;
        }
        let (conflicts, exactly) = match (block.attributes.get(name), block.blocks.get(name)) {
            (Some(a), _) => (&a.conflicts[..], &a.exactly_one_of[..]),
            (_, Some(b)) => (&b.conflicts[..], &[][..]),
            _ => continue,
        };
        for other in conflicts.iter().chain(exactly).filter_map(|path| sibling(path, at)) {
            if other != name && names.contains(&other) && !rank_required(block, other) {
                config = without(block, &config, other);
            }
        }
    }
    let lacks = |config: &Value, a: &Attribute| {
        a.required_with.iter().filter_map(|path| sibling(path, at)).any(|other| !set(config, other))
    };
    for (name, attribute) in &block.attributes {
        if !attribute.required && set(&config, name) && lacks(&config, attribute) {
            config = without(block, &config, name);
        }
    }
    for (name, nested) in &block.blocks {
        let inner = if at.is_empty() { (*name).to_owned() } else { format!("{at}.{name}") };
        let Some(value) = config.get(name).cloned() else { continue };
        let value = match value.kind() {
            Kind::Object(_) => resolved(&nested.block, &value, &inner),
            _ => each(&value, |one| resolved(&nested.block, one, &inner)),
        };
        config = config.with(name, value);
    }
    config
}

fn rank_required(block: &Block, name: &str) -> bool {
    block.attributes.get(name).is_some_and(|a| a.required)
        || block.blocks.get(name).is_some_and(|b| b.min > 0)
}

/// The last name of a path that stands in the block at `at`: `rule.0.id` is `id` in `rule`.
fn sibling<'p>(path: &'p str, at: &str) -> Option<&'p str> {
    let names: Vec<&str> = path.split('.').filter(|n| n.parse::<u32>().is_err()).collect();
    let (last, rest) = names.split_last()?;
    (rest.join(".") == at).then_some(*last)
}

/// With nothing at a name.
fn without(block: &Block, config: &Value, name: &str) -> Value {
    let nothing = match (block.attributes.get(name), block.blocks.get(name)) {
        (Some(a), _) => Value::null(a.ty.clone()),
        (_, Some(b)) => blocks(b, None, false),
        _ => return config.clone(),
    };
    config.with(name, nothing)
}

/// So many times a plan is corrected.
const ROUNDS: usize = 8;

/// Plans the configuration over the object, and corrects it until the plan leaves the object alone: a value that only differs in form
/// is left to the cloud, a block that lost something gets it back, and what the plan would take away is written down. Gives what
/// stays open.
fn settle(wanted: &Wanted<'_>, object: &Value, config: &mut Value) -> Vec<String> {
    let block = &wanted.ty.block;
    let mut whole: BTreeSet<&'static str> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let prior = as_configured(block, object, config);
        let request = Request {
            ty: wanted.ty,
            facts: wanted.facts,
            prior: Some(&prior),
            tainted: false,
            config: &*config,
            ignore_changes: IgnoreChanges::Paths(Vec::new()),
            replace: None,
            create_before_destroy: false,
            unconfirmed: &[],
        };
        let outcome = match plan_instance(&request) {
            Ok(outcome) if outcome.action == Action::NoOp => return Vec::new(),
            Ok(outcome) => outcome,
            Err(found) => return found.into_iter().map(|d| format!("{}: {}", d.summary, d.detail)).collect(),
        };
        // The older SDK sees no difference between nothing and zero.
        let same = |a: &Value, b: &Value| match wanted.ty.sdk {
            Sdk::V2 => equivalent(a, b),
            Sdk::Framework => a == b,
        };
        let differs = |name: &&&'static str| match (prior.get(name), outcome.planned.get(name)) {
            (Some(a), Some(b)) => !same(a, b),
            (a, b) => a != b,
        };
        let open: Vec<&'static str> =
            block.attributes.keys().chain(block.blocks.keys()).filter(differs).copied().collect();
        let mut next = config.clone();
        for name in open.iter().copied() {
            next = corrected(block, object, &next, name, &mut whole);
        }
        if next == *config {
            let configurable = |name: &&&'static str| !is_only_computed(block, name);
            return open.iter().filter(configurable).map(|n| format!("a plan changes `{n}`")).collect();
        }
        *config = resolved(block, &next, "");
    }
    vec!["no form was found in which a plan changes nothing".into()]
}

fn is_only_computed(block: &Block, name: &str) -> bool {
    name == "tags_all" || block.attributes.get(name).is_some_and(|a| !a.required && !a.optional)
}

fn corrected(
    block: &Block,
    object: &Value,
    config: &Value,
    name: &'static str,
    whole: &mut BTreeSet<&'static str>,
) -> Value {
    if is_only_computed(block, name) {
        return config.clone();
    }
    let (is_block, computed, required) = match (block.attributes.get(name), block.blocks.get(name)) {
        (Some(a), _) => (a.as_block.is_some(), a.computed, a.required),
        (_, Some(b)) => (true, b.computed, b.min > 0),
        _ => return config.clone(),
    };
    let is_set = config.get(name).is_some_and(|v| !is_none(v));
    let all = given(block, object, Depth::Top, true);
    match all.get(name).filter(|v| !is_none(v) || !computed) {
        Some(value) if (is_block || !is_set) && whole.insert(name) => config.with(name, value.clone()),
        _ if is_set && computed && !required => without(block, config, name),
        _ => config.clone(),
    }
}

/// The type of a variable for a value, as the language writes it.
fn type_text(ty: &Type) -> &'static str {
    match ty {
        Type::String => "string",
        Type::Number => "number",
        Type::Bool => "bool",
        _ => "any",
    }
}

#[cfg(test)]
mod tests;
