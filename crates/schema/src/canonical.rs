//! The forms that the provider rewrites JSON texts to, in plan and state ([`Attribute::normalize`](crate::Attribute)).

use serde_json::{Map, Value as Json};

/// JSON text in its compact form with sorted keys, as `jsonencode` writes it; any other text as it is.
pub fn compact_json(text: &str) -> String {
    let Ok(json) = serde_json::from_str::<Json>(text) else { return text.to_owned() };
    let mut out = String::with_capacity(text.len());
    write_json(&json, &mut out);
    out
}

/// As [`compact_json`], with `Version` first: AWS's older policy parser wants it there.
pub fn compact_policy(text: &str) -> String {
    let Ok(Json::Object(document)) = serde_json::from_str(text) else { return compact_json(text) };
    let mut out = String::with_capacity(text.len());
    write_object(&document, Some("Version"), &mut out);
    out
}

fn write_json(json: &Json, out: &mut String) {
    match json {
        Json::String(s) => write_text(s, out),
        Json::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_json(item, out);
            }
            out.push(']');
        }
        Json::Object(map) => write_object(map, None, out),
        other => out.push_str(&other.to_string()),
    }
}

fn write_object(map: &Map<String, Json>, first: Option<&str>, out: &mut String) {
    let mut keys: Vec<&String> = map.keys().collect();
    keys.sort_by_key(|k| (Some(k.as_str()) != first, k.as_str().to_owned()));
    out.push('{');
    for (i, key) in keys.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write_text(key, out);
        out.push(':');
        write_json(&map[key], out);
    }
    out.push('}');
}

/// A JSON string with the characters escaped that `jsonencode` escapes.
fn write_text(s: &str, out: &mut String) {
    for c in Json::from(s).to_string().chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewritten() {
        assert_eq!(
            compact_json(r#"{ "b": "<&>", "a": [1, {"d":1,"c":null}] }"#),
            r#"{"a":[1,{"c":null,"d":1}],"b":"\u003c\u0026\u003e"}"#
        );
        assert_eq!(compact_policy(r#"{"Statement":[],"Version":"x"}"#), r#"{"Version":"x","Statement":[]}"#);
        assert_eq!(compact_json("not json"), "not json");
    }
}
