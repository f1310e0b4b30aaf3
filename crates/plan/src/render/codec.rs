//! Values, addresses and changes as JSON that loses nothing: types, unknowns and marks included. For saved plans.
//!
//! Text, numbers and bools stand for themselves; everything else is an array that begins with its kind:
//! `["null", TYPE]`, `["unknown", TYPE, {...}]`, `["list", TYPE, [...]]`, `["marked", "s", VALUE]`. Within a row (a change, an
//! output, an object of the state) a type that came before is its number, see [`super::types`].

use super::types::{Known, Written};
use crate::model::{Action, Change, Join, OutputChange, Prior, Reason, Step, StepAction, StepId};
use provision_lang::functions::ephemeral_as_null;
use provision_value::json::{from_json, to_json};
use provision_value::value::Refinement;
use provision_value::{Diagnostic, InstanceAddr, Kind, Marks, Number, Path, Severity, Type, Value};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What could not be read, in a few words.
pub type Bad = String;

/// A value as JSON; `types` are those that the row has named so far.
pub fn value<'v>(v: &'v Value, types: &mut Written<'v>) -> Json {
    let marks: String = [(Marks::SENSITIVE, 's'), (Marks::EPHEMERAL, 'e')]
        .into_iter()
        .filter(|(mark, _)| v.marks().contains(*mark))
        .map(|(_, letter)| letter)
        .collect();
    let plain = match v.kind() {
        Kind::Null(t) => json!(["null", types.write(t)]),
        Kind::Unknown(t, r) => json!(["unknown", types.write(t), refinement(r)]),
        Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => to_json(v),
        Kind::List(t, v) => json!(["list", types.write(t), sequence(v, types)]),
        Kind::Set(t, v) => json!(["set", types.write(t), sequence(v, types)]),
        Kind::Tuple(v) => json!(["tuple", sequence(v, types)]),
        Kind::Map(t, m) => json!(["map", types.write(t), members(m, types)]),
        Kind::Object(m) => json!(["object", members(m, types)]),
    };
    if marks.is_empty() { plain } else { json!(["marked", marks, plain]) }
}

fn sequence<'v>(values: &'v [Value], types: &mut Written<'v>) -> Json {
    values.iter().map(|v| value(v, types)).collect()
}

fn members<'v>(values: &'v BTreeMap<Arc<str>, Value>, types: &mut Written<'v>) -> Json {
    Json::Object(values.iter().map(|(name, v)| (name.to_string(), value(v, types))).collect())
}

fn refinement(r: &Refinement) -> Json {
    let bound = |n: &Option<Number>| n.as_ref().map(Number::to_string);
    json!({
        "not_null": r.not_null, "prefix": r.prefix.as_deref(), "min": r.min_len, "max": r.max_len,
        "low": bound(&r.low), "high": bound(&r.high)
    })
}

/// Reads what [`value`] writes, in the same order.
pub fn read_value(json: &Json, types: &mut Known) -> Result<Value, Bad> {
    let bad = || "a value".to_string();
    let Json::Array(parts) = json else {
        let ty = match json {
            Json::Bool(_) => Type::Bool,
            Json::Number(_) => Type::Number,
            Json::String(_) => Type::String,
            _ => return Err(bad()),
        };
        return from_json(json, &ty).map_err(|_| bad());
    };
    let kind = parts.first().and_then(Json::as_str).ok_or_else(bad)?;
    let last = parts.last().ok_or_else(bad)?;
    let ty = match kind {
        "null" | "unknown" | "list" | "set" | "map" => types.read(parts.get(1).unwrap_or(&Json::Null))?,
        _ => Type::Dynamic,
    };
    let mut items = || -> Result<Vec<Value>, Bad> {
        last.as_array().ok_or_else(bad)?.iter().map(|item| read_value(item, types)).collect()
    };
    Ok(match kind {
        "null" => Value::null(ty),
        "unknown" => Value::unknown_refined(ty, read_refinement(last)),
        "list" => Value::list(ty, items()?),
        "set" => Value::set(ty, items()?),
        "tuple" => Value::tuple(items()?),
        "map" => Value::map(ty, read_members(last, types)?),
        "object" => Value::object(read_members(last, types)?),
        "marked" => {
            let letters = parts.get(1).and_then(Json::as_str).ok_or_else(bad)?;
            let mark = |all: Marks, letter| match letter {
                's' => all.union(Marks::SENSITIVE),
                'e' => all.union(Marks::EPHEMERAL),
                _ => all,
            };
            read_value(last, types)?.with_marks(letters.chars().fold(Marks::NONE, mark))
        }
        _ => return Err(bad()),
    })
}

fn read_members(json: &Json, types: &mut Known) -> Result<BTreeMap<Arc<str>, Value>, Bad> {
    let members = json.as_object().ok_or("named values")?;
    members.iter().map(|(name, v)| Ok((name.as_str().into(), read_value(v, types)?))).collect()
}

fn read_refinement(json: &Json) -> Refinement {
    Refinement {
        not_null: json["not_null"].as_bool().unwrap_or(false),
        prefix: json["prefix"].as_str().map(Arc::from),
        min_len: json["min"].as_u64(),
        max_len: json["max"].as_u64(),
        low: json["low"].as_str().and_then(|n| n.parse().ok()),
        high: json["high"].as_str().and_then(|n| n.parse().ok()),
    }
}

fn optional<'v>(v: &'v Option<Value>, types: &mut Written<'v>) -> Json {
    v.as_ref().map_or(Json::Null, |v| value(v, types))
}

fn read_optional(json: &Json, types: &mut Known) -> Result<Option<Value>, Bad> {
    if json.is_null() { Ok(None) } else { read_value(json, types).map(Some) }
}

pub(super) fn read_text(json: &Json, what: &str) -> Result<Arc<str>, Bad> {
    json.as_str().map(Arc::from).ok_or_else(|| what.to_string())
}

fn read_address(json: &Json) -> Result<InstanceAddr, Bad> {
    let text = json.as_str().ok_or("an address")?;
    text.parse::<InstanceAddr>().map_err(|_| format!("the address {text}"))
}

fn read_list<T>(json: &Json, what: &str, read: impl Fn(&Json) -> Result<T, Bad>) -> Result<Vec<T>, Bad> {
    json.as_array().ok_or_else(|| what.to_string())?.iter().map(read).collect()
}

fn read_count(json: &Json, what: &str) -> Result<usize, Bad> {
    json.as_u64().and_then(|n| usize::try_from(n).ok()).ok_or_else(|| what.to_string())
}

const ACTIONS: [(Action, &str); 8] = [
    (Action::NoOp, "no-op"),
    (Action::Create, "create"),
    (Action::Update, "update"),
    (Action::DeleteThenCreate, "delete-create"),
    (Action::CreateThenDelete, "create-delete"),
    (Action::Delete, "delete"),
    (Action::Read, "read"),
    (Action::Forget, "forget"),
];

const STEP_ACTIONS: [(StepAction, &str); 6] = [
    (StepAction::Create, "create"),
    (StepAction::Update, "update"),
    (StepAction::Delete, "delete"),
    (StepAction::Depose, "depose"),
    (StepAction::Read, "read"),
    (StepAction::Forget, "forget"),
];

const REASONS: [Reason; 12] = [
    Reason::ReplaceTainted,
    Reason::ReplaceRequested,
    Reason::ReplaceTriggered,
    Reason::CannotUpdate,
    Reason::NoResourceConfig,
    Reason::NoModule,
    Reason::NoMoveTarget,
    Reason::WrongRepetition,
    Reason::CountIndex,
    Reason::EachKey,
    Reason::ConfigUnknown,
    Reason::DependencyPending,
];

fn word<T: Copy + PartialEq>(table: &[(T, &'static str)], of: T) -> &'static str {
    table.iter().find(|(t, _)| *t == of).map_or("", |(_, w)| w)
}

fn read_word<T: Copy>(table: &[(T, &str)], json: &Json, what: &str) -> Result<T, Bad> {
    let text = json.as_str().unwrap_or_default();
    table.iter().find(|(_, w)| *w == text).map(|(t, _)| *t).ok_or_else(|| format!("{what} {text:?}"))
}

/// A change as JSON.
pub fn change(c: &Change) -> Json {
    // Nothing ephemeral is stored.
    let config = c.config.as_ref().map(ephemeral_as_null);
    let mut types = Written::default();
    json!({
        "addr": c.addr.to_string(),
        "previous_addr": c.previous_addr.as_ref().map(ToString::to_string),
        "deposed": c.deposed.as_deref(),
        "action": word(&ACTIONS, c.action),
        "reason": c.reason.map(super::json::action_reason),
        "before": optional(&c.before, &mut types),
        "after": optional(&c.after, &mut types),
        "config": optional(&config, &mut types),
        "replace_paths": c.replace_paths.iter().map(path).collect::<Json>(),
        "importing": c.importing,
        "stage": c.stage,
        "provider": &*c.provider,
        "dependencies": c.dependencies.iter().map(|d| &**d).collect::<Vec<_>>(),
        "create_before_destroy": c.create_before_destroy,
    })
}

/// Reads what [`change`] writes.
pub fn read_change(json: &Json) -> Result<Change, Bad> {
    let mut types = Known::default();
    let reason = |text: &str| REASONS.into_iter().find(|r| super::json::action_reason(*r) == text);
    let previous = &json["previous_addr"];
    Ok(Change {
        addr: read_address(&json["addr"])?,
        previous_addr: if previous.is_null() { None } else { Some(read_address(previous)?) },
        deposed: json["deposed"].as_str().map(Arc::from),
        action: read_word(&ACTIONS, &json["action"], "the action")?,
        reason: json["reason"].as_str().and_then(reason),
        before: read_optional(&json["before"], &mut types)?,
        after: read_optional(&json["after"], &mut types)?,
        config: read_optional(&json["config"], &mut types)?,
        replace_paths: read_list(&json["replace_paths"], "paths", read_path)?.into_iter().collect(),
        importing: json["importing"].as_str().map(String::from),
        stage: read_count(&json["stage"], "a stage")?,
        provider: read_text(&json["provider"], "a provider")?,
        dependencies: read_list(&json["dependencies"], "dependencies", |d| read_text(d, "a dependency"))?,
        create_before_destroy: json["create_before_destroy"].as_bool().unwrap_or(false),
    })
}

/// A path: attribute names as text, indexes as numbers, keys in an array, set elements as null.
fn path(path: &Path) -> Json {
    use provision_value::Step;
    path.0
        .iter()
        .map(|step| match step {
            Step::Attr(n) => Json::from(&**n),
            Step::Index(i) => Json::from(*i),
            Step::Key(k) => json!([&**k]),
            Step::Element => Json::Null,
        })
        .collect()
}

fn read_path(json: &Json) -> Result<Path, Bad> {
    use provision_value::Step;
    let step = |json: &Json| match json {
        Json::String(n) => Ok(Step::Attr(n.as_str().into())),
        Json::Array(k) => read_text(k.first().unwrap_or(&Json::Null), "a path").map(Step::Key),
        Json::Null => Ok(Step::Element),
        other => read_count(other, "a path").map(Step::Index),
    };
    read_list(json, "a path", step).map(Path)
}

/// A step as JSON.
pub fn step(s: &Step) -> Json {
    json!({
        "change": s.change,
        "action": word(&STEP_ACTIONS, s.action),
        "stage": s.stage,
        "needs": s.needs.iter().map(|n| n.0).collect::<Vec<_>>(),
        "joins": s.joins,
        "seconds": s.seconds,
    })
}

/// Reads what [`step`] writes, as step number `id`.
pub fn read_step(id: usize, json: &Json) -> Result<Step, Bad> {
    Ok(Step {
        id: StepId(id),
        change: read_count(&json["change"], "a change")?,
        action: read_word(&STEP_ACTIONS, &json["action"], "the step")?,
        stage: read_count(&json["stage"], "a stage")?,
        needs: read_list(&json["needs"], "needs", |n| read_count(n, "a step").map(StepId))?,
        joins: read_list(&json["joins"], "joins", |n| read_count(n, "a join"))?,
        seconds: json["seconds"].as_f64().unwrap_or(0.0),
    })
}

/// A join as JSON: the numbers of its steps.
pub fn join(j: &Join) -> Json {
    j.0.iter().map(|n| n.0).collect()
}

/// Reads what [`join`] writes.
pub fn read_join(json: &Json) -> Result<Join, Bad> {
    read_list(json, "a join", |n| read_count(n, "a step").map(StepId)).map(Join)
}

/// An output's change as JSON.
pub fn output(o: &OutputChange) -> Json {
    let mut types = Written::default();
    json!({
        "name": &*o.name,
        "before": optional(&o.before, &mut types),
        "after": optional(&o.after, &mut types),
        "sensitive": o.sensitive,
    })
}

/// Reads what [`output`] writes.
pub fn read_output(json: &Json) -> Result<OutputChange, Bad> {
    let mut types = Known::default();
    Ok(OutputChange {
        name: read_text(&json["name"], "an output")?,
        before: read_optional(&json["before"], &mut types)?,
        after: read_optional(&json["after"], &mut types)?,
        sensitive: json["sensitive"].as_bool().unwrap_or(true),
    })
}

/// An object of the state as JSON.
pub fn prior(p: &Prior) -> Json {
    let mut types = Written::default();
    json!({
        "addr": p.addr.to_string(),
        "deposed": p.deposed.as_deref(),
        "value": value(&p.value, &mut types),
        "before_refresh": optional(&p.before_refresh, &mut types),
        "tainted": p.tainted,
        "create_before_destroy": p.create_before_destroy,
        "dependencies": p.dependencies.iter().map(|d| &**d).collect::<Vec<_>>(),
        "provider": &*p.provider,
        "stage": p.stage.as_deref(),
    })
}

/// Reads what [`prior`] writes.
pub fn read_prior(json: &Json) -> Result<Prior, Bad> {
    let mut types = Known::default();
    Ok(Prior {
        addr: read_address(&json["addr"])?,
        deposed: json["deposed"].as_str().map(Arc::from),
        value: read_value(&json["value"], &mut types)?,
        before_refresh: read_optional(&json["before_refresh"], &mut types)?,
        tainted: json["tainted"].as_bool().unwrap_or(false),
        create_before_destroy: json["create_before_destroy"].as_bool().unwrap_or(false),
        dependencies: read_list(&json["dependencies"], "dependencies", |d| read_text(d, "a dependency"))?,
        provider: read_text(&json["provider"], "a provider")?,
        stage: json["stage"].as_str().map(Arc::from),
    })
}

/// A finding as JSON; its place is left out, since another run has other sources.
pub fn diagnostic(d: &Diagnostic) -> Json {
    json!({
        "warning": d.severity == Severity::Warning,
        "summary": d.summary,
        "detail": d.detail,
        "address": d.address,
        "help": d.help,
    })
}

/// Reads what [`diagnostic`] writes.
pub fn read_diagnostic(json: &Json) -> Result<Diagnostic, Bad> {
    let text = |name: &str| json[name].as_str().unwrap_or_default().to_string();
    let mut d = match json["warning"].as_bool() {
        Some(false) => Diagnostic::error(text("summary"), text("detail")),
        _ => Diagnostic::warning(text("summary"), text("detail")),
    };
    d.address = json["address"].as_str().map(String::from);
    Ok(d.help(text("help")))
}

/// A map of named values as JSON.
pub fn named(values: &BTreeMap<Arc<str>, Value>) -> Json {
    members(values, &mut Written::default())
}

/// Reads what [`named`] writes.
pub fn read_named(json: &Json) -> Result<BTreeMap<Arc<str>, Value>, Bad> {
    read_members(json, &mut Known::default())
}
