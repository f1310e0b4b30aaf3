//! The JSON Schemas of `docs/schemas` against what the program prints. As much of JSON Schema is read here as they use; any other
//! keyword fails the test.

use crate::harness::root;
use serde_json::Value;
use std::fs;

/// What of a value does not fit the schema of this name, one line each; empty when all does.
pub fn misfits(name: &str, value: &Value) -> Vec<String> {
    let path = root().join("docs/schemas").join(format!("{name}.schema.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    let mut found = Vec::new();
    check(&schema, &schema, value, "", &mut found);
    found
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    for (word, says) in schema.as_object().into_iter().flatten() {
        match word.as_str() {
            "$schema" | "$defs" | "title" | "description" | "then" => {}
            "$ref" => {
                let place = says.as_str().and_then(|r| r.strip_prefix('#')).expect("a place in this schema");
                check(root, root.pointer(place).expect("it is there"), value, at, found);
            }
            "type" => {
                let names = says.as_array().cloned().unwrap_or_else(|| vec![says.clone()]);
                if !names.iter().any(|n| is(value, n.as_str().unwrap_or_default())) {
                    found.push(format!("{at}: {value} is not of type {says}"));
                }
            }
            "const" if says != value => found.push(format!("{at}: {value} is not {says}")),
            "enum" if !says.as_array().expect("a list").contains(value) => {
                found.push(format!("{at}: {value} is none of {says}"));
            }
            "const" | "enum" => {}
            "required" if value.is_object() => {
                let names = says.as_array().into_iter().flatten().filter_map(Value::as_str);
                found.extend(
                    names.filter(|n| value.get(n).is_none()).map(|n| format!("{at}: {n} is missing")),
                );
            }
            "properties" => {
                for (name, inner) in says.as_object().into_iter().flatten() {
                    if let Some(inner_value) = value.get(name) {
                        check(root, inner, inner_value, &format!("{at}/{name}"), found);
                    }
                }
            }
            "additionalProperties" => {
                let known = schema.get("properties");
                for (name, inner) in value.as_object().into_iter().flatten() {
                    if known.and_then(|k| k.get(name)).is_none() {
                        check(root, says, inner, &format!("{at}/{name}"), found);
                    }
                }
            }
            "items" => {
                for (i, inner) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, says, inner, &format!("{at}/{i}"), found);
                }
            }
            "allOf" => says.as_array().into_iter().flatten().for_each(|s| check(root, s, value, at, found)),
            "oneOf" => {
                let all = says.as_array().expect("a list");
                let misfits = |s| {
                    let mut inner = Vec::new();
                    check(root, s, value, at, &mut inner);
                    inner
                };
                if all.iter().filter(|s| misfits(s).is_empty()).count() != 1 {
                    found.push(format!(
                        "{at}: not exactly one form fits: {:?}",
                        all.iter().map(misfits).collect::<Vec<_>>()
                    ));
                }
            }
            "if" => {
                let mut inner = Vec::new();
                check(root, says, value, at, &mut inner);
                if inner.is_empty() {
                    check(root, &schema["then"], value, at, found);
                }
            }
            "required" => {}
            other => panic!("the keyword {other} is not read here"),
        }
    }
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("there is no type {other}"),
    }
}

#[test]
fn what_does_not_fit_is_found() {
    let bad = serde_json::json!({ "format_version": "1.0", "stages": [1], "nodes": [{ "address": "a" }] });
    let found = misfits("graph", &bad);
    for part in ["/stages/0: 1 is not of type", "/nodes/0: mode is missing", ": edges is missing"] {
        assert!(found.iter().any(|f| f.contains(part)), "{part}: {found:?}");
    }
    let event = serde_json::json!({ "@level": "info", "@message": "", "@module": "m", "@timestamp": "t", "type": "stage_start" });
    assert_eq!(misfits("events", &event), [": stage is missing"]);
}
