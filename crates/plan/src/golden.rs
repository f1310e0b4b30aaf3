//! Holds [`plan_instance`] against plans recorded from Terraform (`tests/goldens/diff`, made by `diff.py` there).

use crate::diff::{IgnoreChanges, Outcome, Request, plan_instance};
use crate::model::{Action, Reason};
use provision_schema::{Block, Facts, Nesting, ResourceType};
use provision_value::json::from_json;
use provision_value::{Path, Step, Type, Value};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// One difference between our plan and the recorded one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The case's name.
    pub case: String,
    /// What differs: `action`, `reason`, `replace_paths`, or an attribute.
    pub what: String,
    /// As Terraform plans it.
    pub expected: String,
    /// As we plan it.
    pub found: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: expected {}, found {}", self.case, self.what, self.expected, self.found)
    }
}

/// What a run over one type's recorded cases found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Cases that were compared.
    pub compared: usize,
    /// Cases that Terraform refuses: validation, not planning.
    pub refused: usize,
    /// What differs.
    pub mismatches: Vec<Mismatch>,
}

/// Plans every recorded case of one type and compares action, reason, planned object and replace paths.
pub fn run(ty: &ResourceType, golden: &Json) -> Report {
    let mut report = Report::default();
    let empty = Map::new();
    for (name, case) in golden["cases"].as_object().unwrap_or(&empty) {
        if !case["error"].is_null() {
            report.refused += 1;
            continue;
        }
        report.compared += 1;
        let found = compare(ty, golden, case);
        report.mismatches.extend(found.into_iter().map(|(what, expected, found)| Mismatch {
            case: name.clone(),
            what,
            expected,
            found,
        }));
    }
    report
}

type Difference = (String, String, String);

fn compare(ty: &ResourceType, golden: &Json, case: &Json) -> Vec<Difference> {
    let config_json = patched(&golden["config"], &case["config"]);
    let prior_json = match case["create"].as_bool() {
        Some(true) => Json::Null,
        _ => patched(&golden["state"], &case["prior"]),
    };
    let config = object(&ty.block, &config_json, &Json::Null);
    let prior = (!prior_json.is_null()).then(|| object(&ty.block, &prior_json, &Json::Null));
    let facts = facts(&golden["facts"][case["provider"].as_str().unwrap_or("plain")]);
    let request = Request {
        ty,
        facts: &facts,
        prior: prior.as_ref(),
        tainted: case["tainted"] == true,
        config: &config,
        ignore_changes: ignore_changes(&case["ignore_changes"]),
        replace: None,
        create_before_destroy: case["lifecycle"]
            .as_str()
            .is_some_and(|l| l.contains("create_before_destroy")),
        unconfirmed: &[],
    };
    let outcome = match plan_instance(&request) {
        Ok(outcome) => outcome,
        Err(diagnostics) => {
            let text: Vec<_> =
                diagnostics.into_iter().map(|d| format!("{}: {}", d.summary, d.detail)).collect();
            return vec![("error".into(), "a plan".into(), text.join("; "))];
        }
    };
    let after = patched(&prior_json, &case["after"]);
    let expected = object(&ty.block, &after, &case["unknown"]);
    let mut out = differences(&outcome, &expected);
    let mut add = |what: &str, expected: &Json, found: Json| {
        if *expected != found {
            out.push((what.to_owned(), expected.to_string(), found.to_string()));
        }
    };
    add("action", &case["action"], json!(action(outcome.action)));
    add("reason", &case["reason"], outcome.reason.map_or(Json::Null, |r| json!(reason(r))));
    let paths: BTreeSet<String> = outcome.replace_paths.iter().map(|p| path_json(p).to_string()).collect();
    let recorded = case["replace_paths"].as_array().into_iter().flatten();
    let recorded: BTreeSet<String> = recorded.map(Json::to_string).collect();
    add("replace_paths", &json!(recorded), json!(paths));
    out
}

fn differences(outcome: &Outcome, expected: &Value) -> Vec<Difference> {
    let planned = outcome.planned.clone().unmark_deep().0;
    let empty = BTreeMap::new();
    let (expected, planned) = (expected.as_map().unwrap_or(&empty), planned.as_map().unwrap_or(&empty));
    let names: BTreeSet<&Arc<str>> = expected.keys().chain(planned.keys()).collect();
    let show = |v: Option<&Value>| v.map_or("nothing".to_owned(), |v| format!("{v:?}"));
    names
        .into_iter()
        .filter(|name| expected.get(*name) != planned.get(*name))
        .map(|name| (name.to_string(), show(expected.get(name)), show(planned.get(name))))
        .collect()
}

fn action(action: Action) -> &'static str {
    match action {
        Action::NoOp => "no-op",
        Action::Create => "create",
        Action::Update => "update",
        Action::DeleteThenCreate => "delete-create",
        Action::CreateThenDelete => "create-delete",
        Action::Delete => "delete",
        Action::Read => "read",
        Action::Forget => "forget",
    }
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::ReplaceTainted => "replace_because_tainted",
        Reason::CannotUpdate => "replace_because_cannot_update",
        _ => "other",
    }
}

fn path_json(path: &Path) -> Json {
    let step = |s: &Step| match s {
        Step::Attr(n) | Step::Key(n) => json!(n.as_ref()),
        Step::Index(i) => json!(i),
        Step::Element => Json::Null,
    };
    Json::Array(path.0.iter().map(step).collect())
}

/// The object with the patch's attributes in place of its own.
fn patched(base: &Json, patch: &Json) -> Json {
    let mut out = base.as_object().cloned().unwrap_or_default();
    out.extend(patch.as_object().cloned().unwrap_or_default());
    Json::Object(out)
}

fn ignore_changes(recorded: &Json) -> IgnoreChanges {
    if recorded == "all" {
        return IgnoreChanges::All;
    }
    let path = |text: &str| {
        Path(
            text.split('.')
                .map(|step| match step.parse() {
                    Ok(index) => Step::Index(index),
                    Err(_) => Step::Attr(step.into()),
                })
                .collect(),
        )
    };
    let paths = recorded.as_array().into_iter().flatten().filter_map(Json::as_str);
    IgnoreChanges::Paths(paths.map(path).collect())
}

fn facts(recorded: &Json) -> Facts {
    let texts = |key: &str| {
        let items = recorded[key].as_array().into_iter().flatten();
        items.filter_map(Json::as_str).map(str::to_owned).collect()
    };
    let tags = recorded["default_tags"].as_object().into_iter().flatten();
    Facts {
        region: "us-east-1".into(),
        partition: "aws".into(),
        account: "123456789012".into(),
        default_tags: tags.map(|(k, v)| (k.clone(), v.as_str().unwrap_or_default().to_owned())).collect(),
        ignore_tag_keys: texts("ignore_tag_keys"),
        ignore_tag_prefixes: texts("ignore_tag_prefixes"),
    }
}

/// An object of the schema from recorded JSON. `{"$unknown": true}` is an unknown value of a configuration; `unknown` is
/// the recorded `after_unknown`. What is absent is null, and no block at all.
fn object(block: &Block, json: &Json, unknown: &Json) -> Value {
    let attributes =
        block.attributes.iter().map(|(name, a)| (*name, value(&a.ty, &json[name], &unknown[name])));
    let nested = block.blocks.iter().map(|(name, nested)| {
        let ty = nested.block.ty();
        let (json, unknown) = (&json[name], &unknown[name]);
        let items = || {
            let items = json.as_array().into_iter().flatten().enumerate();
            items.map(|(i, item)| object(&nested.block, item, &unknown[i])).collect()
        };
        let value = match nested.nesting {
            Nesting::Single if json.is_null() => Value::null(ty),
            Nesting::Single => object(&nested.block, json, unknown),
            Nesting::List if is_unknown(json, unknown) => Value::unknown(Type::list(ty)),
            Nesting::Set if is_unknown(json, unknown) => Value::unknown(Type::set(ty)),
            Nesting::List => Value::list(ty, items()),
            Nesting::Set => Value::set(ty, items()),
        };
        (*name, value)
    });
    Value::object_of(attributes.chain(nested))
}

fn is_unknown(json: &Json, unknown: &Json) -> bool {
    *unknown == true || json["$unknown"] == true
}

fn value(ty: &Type, json: &Json, unknown: &Json) -> Value {
    if is_unknown(json, unknown) {
        return Value::unknown(ty.clone());
    }
    let items = |t: &Type| -> Option<Vec<Value>> {
        Some(json.as_array()?.iter().enumerate().map(|(i, v)| value(t, v, &unknown[i])).collect())
    };
    let known = match ty {
        Type::List(t) => items(t).map(|v| Value::list((**t).clone(), v)),
        Type::Set(t) => items(t).map(|v| Value::set((**t).clone(), v)),
        Type::Map(t) => json.as_object().map(|m| {
            // An unknown element is left out of what is known.
            let keys = m.keys().chain(unknown.as_object().into_iter().flat_map(Map::keys));
            let items = keys.map(|k| (Arc::from(k.as_str()), value(t, &json[k], &unknown[k]))).collect();
            Value::map((**t).clone(), items)
        }),
        Type::Object(o) => json.is_object().then(|| {
            Value::object_of(
                o.attributes.iter().map(|(n, t)| (n.clone(), value(t, &json[&**n], &unknown[&**n]))),
            )
        }),
        _ => from_json(json, ty).ok(),
    };
    known.unwrap_or_else(|| Value::null(ty.clone()))
}
