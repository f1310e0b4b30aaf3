//! Texts that differ and mean the same.

use crate::EqualBy;
use serde_json::{Map, Value as Json};

impl EqualBy {
    /// True when two texts mean the same.
    pub fn same(&self, a: &str, b: &str) -> bool {
        if a == b {
            return true;
        }
        match self {
            EqualBy::Exact | EqualBy::AnyOrder => false,
            EqualBy::Json => both(a, b).is_some_and(|(a, b)| a == b),
            EqualBy::JsonPolicy => both(a, b).is_some_and(|(a, b)| policy(a) == policy(b)),
            EqualBy::Case => a.eq_ignore_ascii_case(b),
            EqualBy::TrailingDot => a.trim_end_matches('.').eq_ignore_ascii_case(b.trim_end_matches('.')),
            EqualBy::Custom(same) => same(a, b),
        }
    }
}

fn both(a: &str, b: &str) -> Option<(Json, Json)> {
    Some((serde_json::from_str(a).ok()?, serde_json::from_str(b).ok()?))
}

/// An IAM policy in one canonical form: every list that may be a single text is a sorted list.
fn policy(document: Json) -> Json {
    let Json::Object(mut document) = document else { return document };
    if let Some(statements) = document.remove("Statement") {
        let statements = one_or_many(statements).into_iter().map(statement);
        document.insert("Statement".into(), sorted(statements.collect()));
    }
    Json::Object(document)
}

fn statement(statement: Json) -> Json {
    let Json::Object(fields) = statement else { return statement };
    let fields =
        fields.into_iter().filter(|(name, value)| !(name == "Sid" && value == "")).map(|(name, value)| {
            let value = match name.as_str() {
                "Action" | "NotAction" | "Resource" | "NotResource" => texts(value, |s| s),
                "Principal" | "NotPrincipal" => principal(value),
                "Condition" => condition(value),
                _ => value,
            };
            (name, value)
        });
    Json::Object(sorted_keys(fields.collect()))
}

/// `"*"` is every AWS principal; an account may be given by its number or by the ARN of its root.
fn principal(value: Json) -> Json {
    let Json::Object(kinds) = value else {
        let mut all = Map::new();
        all.insert("AWS".into(), texts(value, |s| s));
        return Json::Object(all);
    };
    let account = |s: String| match s.strip_suffix(":root").and_then(|s| s.split("::").nth(1)) {
        Some(account) if s.starts_with("arn:") => account.to_owned(),
        _ => s,
    };
    Json::Object(sorted_keys(kinds.into_iter().map(|(kind, who)| (kind, texts(who, account))).collect()))
}

fn condition(value: Json) -> Json {
    let Json::Object(operators) = value else { return value };
    let operators = operators.into_iter().map(|(operator, keys)| {
        let keys = match keys {
            Json::Object(keys) => {
                let keys = keys.into_iter().map(|(k, v)| (k.to_ascii_lowercase(), texts(v, |s| s)));
                Json::Object(sorted_keys(keys.collect()))
            }
            other => other,
        };
        (operator, keys)
    });
    Json::Object(sorted_keys(operators.collect()))
}

/// A text or a list of texts as a sorted list; booleans and numbers are texts.
fn texts(value: Json, normal: impl Fn(String) -> String) -> Json {
    let text = |v: Json| match v {
        Json::String(s) => Json::String(normal(s)),
        Json::Bool(_) | Json::Number(_) => Json::String(v.to_string()),
        other => other,
    };
    sorted(one_or_many(value).into_iter().map(text).collect())
}

fn one_or_many(value: Json) -> Vec<Json> {
    match value {
        Json::Array(items) => items,
        one => vec![one],
    }
}

fn sorted(mut items: Vec<Json>) -> Json {
    items.sort_by_key(ToString::to_string);
    items.dedup();
    Json::Array(items)
}

/// Keys in order, so that the text of two equal objects is the same.
fn sorted_keys(map: Map<String, Json>) -> Map<String, Json> {
    let mut entries: Vec<_> = map.into_iter().collect();
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    entries.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_compared_by_meaning() {
        let a = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Principal":{"AWS":"arn:aws:iam::123456789012:root"},
            "Resource":["b","a"],"Condition":{"Bool":{"aws:SecureTransport":true}}}}"#;
        let b = r#"{"Statement":[{"Resource":["a","b"],"Effect":"Allow","Action":["s3:GetObject"],"Principal":{"AWS":["123456789012"]},"Sid":"",
            "Condition":{"Bool":{"aws:securetransport":["true"]}}}],"Version":"2012-10-17"}"#;
        assert!(EqualBy::JsonPolicy.same(a, b));
        assert!(!EqualBy::JsonPolicy.same(a, &b.replace("Allow", "Deny")));
        assert!(!EqualBy::Json.same(a, b));
    }

    #[test]
    fn names_and_json() {
        assert!(EqualBy::TrailingDot.same("Example.com.", "example.com"));
        assert!(EqualBy::Json.same(r#"{"a":1,"b":[2]}"#, r#"{ "b": [2], "a": 1 }"#));
        assert!(!EqualBy::Json.same("{", "{ "));
        assert!(EqualBy::Case.same("AbC", "aBc"));
    }
}
