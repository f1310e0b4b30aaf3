//! Values as the console shows them.

use crate::ast::{Expr, ExprKind};
use crate::{Scope, eval, refs};
use provision_value::{Diagnostics, Kind, Marks, Type, Value};
use regex::Regex;
use std::sync::LazyLock;

/// The console's answer to an expression. `type(x)`, which exists only here, shows the type of a value. What an
/// expression refers to must exist, even where `try` would catch that it does not.
pub fn answer(expr: &Expr, scope: &dyn Scope) -> (String, Diagnostics) {
    let missing = refs::references(expr).into_iter().filter_map(|r| scope.resolve(&r.subject, r.span).err());
    let wrong = Diagnostics(refs::malformed(expr).into_iter().chain(missing).collect());
    if wrong.has_errors() {
        return (String::new(), wrong);
    }
    match &expr.kind {
        ExprKind::Call { name, args, expand: false } if &*name.name == "type" && args.len() == 1 => {
            let (value, diags) = eval(&args[0], scope);
            (render_type(&value.ty()), diags)
        }
        _ => {
            let (value, diags) = eval(expr, scope);
            (render(&value), diags)
        }
    }
}

/// A type over several lines, as `type()` prints it.
pub fn render_type(ty: &Type) -> String {
    let mut out = String::new();
    write_type(ty, 0, &mut out);
    out
}

fn write_type(ty: &Type, indent: usize, out: &mut String) {
    let collection = |name: &str, element: &Type, out: &mut String| {
        out.push_str(name);
        out.push('(');
        if matches!(element, Type::Object(_) | Type::Tuple(_)) {
            line(indent + 4, out);
            crate::deep(|| write_type(element, indent + 4, out));
            out.push(',');
            line(indent, out);
        } else {
            crate::deep(|| write_type(element, indent, out));
        }
        out.push(')');
    };
    match ty {
        Type::List(t) => collection("list", t, out),
        Type::Set(t) => collection("set", t, out),
        Type::Map(t) => collection("map", t, out),
        Type::Object(o) if o.attributes.is_empty() => out.push_str("object({})"),
        Type::Object(o) => {
            out.push_str("object({");
            for (name, t) in &o.attributes {
                line(indent + 4, out);
                out.push_str(&format!("{name}: "));
                crate::deep(|| write_type(t, indent + 4, out));
                out.push(',');
            }
            line(indent, out);
            out.push_str("})");
        }
        Type::Tuple(ts) if ts.is_empty() => out.push_str("tuple([])"),
        Type::Tuple(ts) => {
            out.push_str("tuple([");
            for t in ts.iter() {
                line(indent + 4, out);
                crate::deep(|| write_type(t, indent + 4, out));
                out.push(',');
            }
            line(indent, out);
            out.push_str("])");
        }
        primitive => out.push_str(&primitive.friendly()),
    }
}

/// The value as `terraform console` prints it, without a line end: text in quotes or as a heredoc, collections with
/// the function that makes them, and words in place of what is unknown or must not be shown.
pub fn render(value: &Value) -> String {
    let mut out = String::new();
    write(value, 0, &mut out);
    out
}

fn write(value: &Value, indent: usize, out: &mut String) {
    if !value.is_known() {
        return out.push_str("(known after apply)");
    }
    if value.marks().contains(Marks::SENSITIVE) {
        return out.push_str("(sensitive value)");
    }
    if value.marks().contains(Marks::EPHEMERAL) {
        return out.push_str("(ephemeral value)");
    }
    match value.kind() {
        Kind::Unknown(..) => out.push_str("(known after apply)"),
        Kind::Null(ty) => out.push_str(&null(ty)),
        Kind::Bool(b) => out.push_str(&format!("{b}")),
        Kind::Number(n) => out.push_str(&format!("{n}")),
        Kind::String(s) if s.contains('\n') => heredoc(s, indent, out),
        Kind::String(s) => quote(s, out),
        Kind::List(_, v) => items("tolist([", v, "])", indent, out),
        Kind::Set(_, v) => items("toset([", v, "])", indent, out),
        Kind::Tuple(v) => items("[", v, "]", indent, out),
        Kind::Map(_, m) => elements("tomap({", m.iter(), "})", indent, out),
        Kind::Object(m) => elements("{", m.iter(), "}", indent, out),
    }
}

fn null(ty: &Type) -> String {
    match ty {
        Type::Dynamic => "null".into(),
        Type::Bool => "tobool(null)".into(),
        Type::Number => "tonumber(null)".into(),
        Type::String => "tostring(null)".into(),
        Type::List(t) => format!("tolist(null) /* of {} */", t.friendly()),
        Type::Set(t) => format!("toset(null) /* of {} */", t.friendly()),
        Type::Map(t) => format!("tomap(null) /* of {} */", t.friendly()),
        other => format!("null /* {} */", other.friendly()),
    }
}

fn line(indent: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

fn items(open: &str, items: &[Value], close: &str, indent: usize, out: &mut String) {
    out.push_str(open);
    for item in items {
        line(indent + 2, out);
        crate::deep(|| write(item, indent + 2, out));
        out.push(',');
    }
    if !items.is_empty() {
        line(indent, out);
    }
    out.push_str(close);
}

fn elements<'v>(
    open: &str,
    elements: impl Iterator<Item = (&'v std::sync::Arc<str>, &'v Value)>,
    close: &str,
    indent: usize,
    out: &mut String,
) {
    out.push_str(open);
    let mut empty = true;
    for (key, value) in elements {
        empty = false;
        line(indent + 2, out);
        quote(key, out);
        out.push_str(" = ");
        crate::deep(|| write(value, indent + 2, out));
    }
    if !empty {
        line(indent, out);
    }
    out.push_str(close);
}

fn heredoc(s: &str, indent: usize, out: &mut String) {
    let mut end = String::from("EOT");
    while s.split('\n').any(|l| l.trim() == end) {
        end.push('_');
    }
    out.push_str(if indent > 0 { "<<-" } else { "<<" });
    out.push_str(&end);
    for l in s.split('\n') {
        line(indent, out);
        out.push_str(l);
    }
    line(indent, out);
    out.push_str(&end);
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
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            c if (c as u32) < 0x20 || c as u32 == 0x7f => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if hidden(c) && (c as u32) < 0x10000 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c if hidden(c) => out.push_str(&format!("\\U{:08x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Characters that show nothing, or that nobody has agreed on.
static HIDDEN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[\p{C}\p{Z}--[ ]]$").ok());

fn hidden(c: char) -> bool {
    let matches = |re: &Regex| re.is_match(c.encode_utf8(&mut [0; 4]));
    !c.is_ascii() && HIDDEN.as_ref().is_some_and(matches) || c.is_ascii_control()
}
