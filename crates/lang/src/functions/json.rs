//! JSON text as Terraform writes it: keys sorted, no spaces, `<`, `>` and `&` escaped.

use super::{Cx, Fail, Out};
use provision_value::{Kind, Refinement, Type, Value};
use std::sync::Arc;

/// `jsonencode`
pub(super) fn json_encode(c: &Cx<'_>) -> Out {
    let value = &c.args[0];
    if value.is_wholly_known() {
        return Ok(Value::string(encode(value)));
    }
    // The first letter follows from the type alone, unless it may be null.
    let prefix = match value.kind() {
        Kind::Object(_) | Kind::Map(..) => Some(Arc::from("{")),
        Kind::List(..) | Kind::Set(..) | Kind::Tuple(_) => Some(Arc::from("[")),
        _ => None,
    };
    Ok(Value::unknown_refined(Type::String, Refinement { not_null: true, prefix, ..Refinement::default() }))
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

/// `jsondecode`
pub(super) fn json_decode(c: &Cx<'_>) -> Out {
    let json: serde_json::Value =
        serde_json::from_str(c.str(0)).map_err(|e| Fail::arg(0, format!("not valid JSON: {e}")))?;
    let value =
        provision_value::json::from_json(&json, &Type::Dynamic).map_err(|e| Fail::arg(0, e.to_string()))?;
    Ok(value)
}
