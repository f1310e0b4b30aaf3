//! When two texts mean the same: IAM policies, JSON, names; and the forms that the provider rewrites them to.

use provision_schema::EqualBy;
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;

/// True when `old` and `new` mean the same by an attribute's comparison.
pub fn same_text(by: EqualBy, old: &str, new: &str) -> bool {
    match by {
        EqualBy::Exact => old == new,
        EqualBy::JsonPolicy => policy_equal(old, new),
        EqualBy::Json => json_equal(old, new),
        EqualBy::Case => old.to_lowercase() == new.to_lowercase(),
        EqualBy::TrailingDot => undotted(old) == undotted(new),
        EqualBy::Custom(same) => same(old, new),
    }
}

fn undotted(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_lowercase()
}

/// True when both texts are the same JSON, whatever their spacing and order of keys. Two texts that are no JSON are equal
/// only to the letter.
pub fn json_equal(a: &str, b: &str) -> bool {
    match (parse(a), parse(b)) {
        (Some(a), Some(b)) => same_json(&a, &b),
        _ => a == b,
    }
}

fn parse(text: &str) -> Option<Json> {
    serde_json::from_str(text).ok()
}

fn same_json(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(x), Json::Number(y)) => x == y || x.as_f64() == y.as_f64(),
        (Json::Array(x), Json::Array(y)) => {
            x.len() == y.len() && x.iter().zip(y).all(|(v, w)| same_json(v, w))
        }
        (Json::Object(x), Json::Object(y)) => {
            x.len() == y.len() && x.iter().all(|(k, v)| y.get(k).is_some_and(|w| same_json(v, w)))
        }
        _ => a == b,
    }
}

/// JSON text in its compact form with sorted keys, as `jsonencode` writes it; any other text as it is.
pub fn json_normalize(text: &str) -> String {
    let Some(json) = parse(text) else { return text.to_owned() };
    let mut out = String::with_capacity(text.len());
    write_json(&json, &mut out);
    out
}

/// As [`json_normalize`], with `Version` first: AWS's older policy parser wants it there.
pub fn policy_normalize(text: &str) -> String {
    let Some(Json::Object(document)) = parse(text) else { return json_normalize(text) };
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

/// True when two IAM policy documents grant and deny the same: order of statements, of keys and of list items does not
/// count, one text equals a list of it, and an account id equals the ARN of its root.
pub fn policy_equal(a: &str, b: &str) -> bool {
    let blank = |t: &str| matches!(t.trim(), "" | "{}");
    if a == b || (blank(a) && blank(b)) {
        return true;
    }
    match (parse(a), parse(b)) {
        (Some(Json::Object(a)), Some(Json::Object(b))) => same_document(&a, &b),
        (Some(a), Some(b)) => same_json(&a, &b),
        _ => false,
    }
}

fn same_document(a: &Map<String, Json>, b: &Map<String, Json>) -> bool {
    let head = |m: &Map<String, Json>, key: &str| m.get(key).cloned().unwrap_or(Json::Null);
    if ["Version", "Id"].iter().any(|k| head(a, k) != head(b, k)) {
        return false;
    }
    let (a, b) = (statements(a), statements(b));
    a.len() == b.len() && matched(&a, &b, |x, y| same_statement(x, y))
}

fn statements(document: &Map<String, Json>) -> Vec<&Json> {
    match document.get("Statement") {
        Some(Json::Array(items)) => items.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

/// True when every item of `a` has a partner of its own in `b`.
fn matched<T: Copy>(a: &[T], b: &[T], same: impl Fn(T, T) -> bool) -> bool {
    let mut free: Vec<T> = b.to_vec();
    a.iter().all(|x| match free.iter().position(|y| same(*x, *y)) {
        Some(at) => {
            free.swap_remove(at);
            true
        }
        None => false,
    })
}

fn same_statement(a: &Json, b: &Json) -> bool {
    let (Json::Object(a), Json::Object(b)) = (a, b) else { return same_json(a, b) };
    let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    keys.into_iter().all(|key| {
        let (x, y) = (a.get(key), b.get(key));
        match key.as_str() {
            "Action" | "NotAction" => lowered(x) == lowered(y),
            "Resource" | "NotResource" => texts(x) == texts(y),
            "Principal" | "NotPrincipal" => same_principal(x, y),
            "Condition" => same_condition(x, y),
            "Sid" => x.and_then(Json::as_str).unwrap_or("") == y.and_then(Json::as_str).unwrap_or(""),
            _ => x == y,
        }
    })
}

/// A text, bool or number, or a list of them, as a set of texts.
fn texts(v: Option<&Json>) -> BTreeSet<String> {
    match v {
        None | Some(Json::Null) => BTreeSet::new(),
        Some(Json::Array(items)) => items.iter().map(plain).collect(),
        Some(one) => BTreeSet::from([plain(one)]),
    }
}

fn plain(v: &Json) -> String {
    v.as_str().map_or_else(|| v.to_string(), str::to_owned)
}

fn lowered(v: Option<&Json>) -> BTreeSet<String> {
    texts(v).into_iter().map(|t| t.to_lowercase()).collect()
}

fn same_principal(a: Option<&Json>, b: Option<&Json>) -> bool {
    let by_kind = |v: Option<&Json>| -> Vec<(String, BTreeSet<String>)> {
        let mut kinds = match v {
            Some(Json::Object(m)) => m.iter().map(|(k, v)| (k.clone(), texts(Some(v)))).collect(),
            other => vec![("AWS".to_owned(), texts(other))],
        };
        for (kind, names) in &mut kinds {
            if kind == "AWS" {
                *names = names.iter().map(|n| account_of(n).unwrap_or(n).to_owned()).collect();
            }
        }
        kinds.sort();
        kinds
    };
    by_kind(a) == by_kind(b)
}

/// The account of `arn:aws:iam::ACCOUNT:root`.
fn account_of(arn: &str) -> Option<&str> {
    let mut parts = arn.split(':');
    let head = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let (account, rest) = (parts.next()?, parts.next()?);
    let root = head.0 == "arn" && head.2 == "iam" && rest == "root" && parts.next().is_none();
    root.then_some(account)
}

fn same_condition(a: Option<&Json>, b: Option<&Json>) -> bool {
    let empty = Map::new();
    let object = |v: Option<&Json>| v.and_then(Json::as_object).cloned().unwrap_or_else(|| empty.clone());
    let (a, b) = (object(a), object(b));
    let same_keys = |x: &Json, y: Option<&Json>| {
        let (x, y) = (object(Some(x)), object(y));
        x.len() == y.len()
            && x.iter().all(|(k, v)| y.get(k).is_some_and(|w| texts(Some(v)) == texts(Some(w))))
    };
    a.len() == b.len()
        && a.iter().all(|(operator, keys)| b.contains_key(operator) && same_keys(keys, b.get(operator)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies() {
        let same = [
            ("", "{}"),
            (
                r#"{"Statement":{"Effect":"Allow","Action":"s3:*"}}"#,
                r#"{"Statement":[{"Action":["S3:*"],"Effect":"Allow"}]}"#,
            ),
            (
                r#"{"Statement":[{"Principal":{"AWS":"123456789012"}},{"Sid":"b"}]}"#,
                r#"{"Statement":[{"Sid":"b"},{"Principal":{"AWS":["arn:aws:iam::123456789012:root"]}}]}"#,
            ),
            (r#"{"Statement":[{"Principal":"*"}]}"#, r#"{"Statement":[{"Principal":{"AWS":"*"}}]}"#),
            (
                r#"{"Statement":[{"Condition":{"Bool":{"aws:SecureTransport":true}}}]}"#,
                r#"{"Statement":[{"Condition":{"Bool":{"aws:SecureTransport":["true"]}}}]}"#,
            ),
            (r#"{"Statement":[{"Resource":["a","b"]}]}"#, r#"{"Statement":[{"Resource":["b","a"]}]}"#),
        ];
        for (a, b) in same {
            assert!(policy_equal(a, b), "{a} and {b}");
        }
        let different = [
            (r#"{"Version":"2012-10-17"}"#, r#"{"Version":"2008-10-17"}"#),
            (r#"{"Statement":[{"Sid":"a"},{"Sid":"a"}]}"#, r#"{"Statement":[{"Sid":"a"},{"Sid":"b"}]}"#),
            (r#"{"Statement":[{"Resource":"a"}]}"#, r#"{"Statement":[{"Resource":"A"}]}"#),
            (
                r#"{"Statement":[{"Principal":{"Service":"a"}}]}"#,
                r#"{"Statement":[{"Principal":{"AWS":"a"}}]}"#,
            ),
            ("{}", "x"),
        ];
        for (a, b) in different {
            assert!(!policy_equal(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn json_and_names() {
        assert!(json_equal(r#"{"a":1,"b":[1]}"#, r#" {"b":[1.0],"a":1}"#));
        assert!(!json_equal(r#"[1,2]"#, r#"[2,1]"#));
        assert!(!json_equal("x", "y"));
        assert!(same_text(EqualBy::TrailingDot, "Example.com.", "example.com"));
        assert!(same_text(EqualBy::Case, "ABC", "abc"));
        assert!(!same_text(EqualBy::Exact, "ABC", "abc"));
        assert_eq!(json_normalize(r#"{ "b": "<&>", "a": [1] }"#), r#"{"a":[1],"b":"\u003c\u0026\u003e"}"#);
        assert_eq!(
            policy_normalize(r#"{"Statement":[],"Version":"x"}"#),
            r#"{"Version":"x","Statement":[]}"#
        );
        assert_eq!(json_normalize("not json"), "not json");
    }
}
