//! JSON text as Terraform writes it: keys sorted, no spaces, `<`, `>` and `&` escaped.

use super::{Cx, Fail, Out};
use crate::eval::{certainly_not_null, normal};
use provision_value::{Kind, Refinement, Type, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// `jsonencode`
pub(super) fn json_encode(c: &Cx<'_>) -> Out {
    let value = &c.args[0];
    if value.is_wholly_known() {
        if !finite(value) {
            return Err(Fail::arg(0, "JSON cannot hold an infinite number"));
        }
        return Ok(Value::string(encode(value)));
    }
    // The first letter follows from the type alone, unless it may be null.
    let prefix = match value.ty() {
        _ if !certainly_not_null(value) => None,
        Type::String => Some(Arc::from("\"")),
        Type::Object(_) | Type::Map(_) => Some(Arc::from("{")),
        Type::List(_) | Type::Set(_) | Type::Tuple(_) => Some(Arc::from("[")),
        _ => None,
    };
    Ok(Value::unknown_refined(Type::String, Refinement { not_null: true, prefix, ..Refinement::default() }))
}

fn finite(value: &Value) -> bool {
    match value.kind() {
        Kind::Number(n) => n.is_finite(),
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => v.iter().all(|v| crate::deep(|| finite(v))),
        Kind::Map(_, m) | Kind::Object(m) => m.values().all(|v| crate::deep(|| finite(v))),
        _ => true,
    }
}

/// The JSON text of a known value.
pub(super) fn encode(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value.kind() {
        Kind::Null(_) | Kind::Unknown(..) => out.push_str("null"),
        Kind::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Kind::Number(n) => out.push_str(&format!("{n}")),
        Kind::String(s) => quote(s, out),
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => {
            out.push('[');
            for (i, v) in v.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                crate::deep(|| write(v, out));
            }
            out.push(']');
        }
        Kind::Map(_, m) | Kind::Object(m) => {
            out.push('{');
            for (i, (k, v)) in m.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                quote(k, out);
                out.push(':');
                crate::deep(|| write(v, out));
            }
            out.push('}');
        }
    }
}

fn quote(s: &str, out: &mut String) {
    out.push('"');
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                out.push_str(&format!("\\u{:04x}", c as u32))
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// The type of what a text holds whose first letter is known already.
pub(super) fn decoded_type(args: &[Value]) -> Result<Type, Fail> {
    let known = match args[0].kind() {
        Kind::Unknown(_, refinement) => refinement.prefix.as_ref(),
        _ => None,
    };
    let Some(prefix) = known else { return Ok(Type::Dynamic) };
    match prefix.trim_start().chars().next() {
        None | Some('{' | '[' | 'n') => Ok(Type::Dynamic),
        Some('"') => Ok(Type::String),
        Some('t' | 'f') => Ok(Type::Bool),
        Some('-' | '0'..='9') => Ok(Type::Number),
        Some(other) => Err(Fail::arg(0, format!("not valid JSON: it cannot begin with {other:?}"))),
    }
}

/// `jsondecode`
pub(super) fn json_decode(c: &Cx<'_>) -> Out {
    let json: serde_json::Value =
        serde_json::from_str(&paired(c.str(0))).map_err(|e| Fail::arg(0, format!("not valid JSON: {e}")))?;
    let value =
        provision_value::json::from_json(&json, &Type::Dynamic).map_err(|e| Fail::arg(0, e.to_string()))?;
    Ok(normalised(value))
}

/// The text with halves of UTF-16 pairs that stand alone replaced, as they are no letters.
fn paired(text: &str) -> Cow<'_, str> {
    let unit = |at: usize| {
        let hex = text.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(hex, 16).ok()
    };
    let (mut out, mut copied, mut at) = (String::new(), 0, 0);
    while let Some(found) = text[at..].find('\\') {
        at += found;
        at += match (unit(at), unit(at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                out.push_str(&text[copied..at]);
                out.push_str("\\ufffd");
                copied = at + 6;
                6
            }
            // The character after the backslash belongs to it.
            _ => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
        };
    }
    if copied == 0 { text.into() } else { (out + &text[copied..]).into() }
}

/// With every text in Unicode normal form C.
fn normalised(value: Value) -> Value {
    let text = |s: &str| Arc::<str>::from(&*normal(s));
    match value.kind() {
        Kind::String(s) => Value::string(text(s)),
        Kind::Tuple(v) => Value::tuple(v.iter().map(|v| crate::deep(|| normalised(v.clone()))).collect()),
        Kind::Object(m) => {
            Value::object(m.iter().map(|(k, v)| (text(k), crate::deep(|| normalised(v.clone())))).collect())
        }
        _ => value,
    }
}
