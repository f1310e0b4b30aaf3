//! YAML as Terraform reads and writes it.

use super::{Cx, Fail, Out};
use crate::eval::{normal, unknown_result};
use provision_value::{Kind, Number, Type, Value};
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

/// `yamlencode`: block style, text always quoted (or a block where it has several lines), keys sorted.
pub(super) fn yaml_encode(c: &Cx<'_>) -> Out {
    let value = &c.args[0];
    if !value.is_wholly_known() {
        return Ok(unknown_result(Type::String));
    }
    let mut out = String::new();
    node(value, 0, &mut out);
    out.push('\n');
    // A block text brings its own line end.
    if out.ends_with("\n\n") && !ends_with_kept_lines(value) {
        out.pop();
    }
    Ok(Value::string(out))
}

fn ends_with_kept_lines(value: &Value) -> bool {
    value.as_str().is_some_and(|s| s.ends_with("\n\n"))
}

/// Writes a value behind `key:` or `-`; the cursor stands after what goes before, without a space.
fn node(value: &Value, indent: usize, out: &mut String) {
    match value.kind() {
        Kind::Null(_) | Kind::Unknown(..) => out.push_str("null"),
        Kind::Bool(b) => drop(write!(out, "{b}")),
        Kind::Number(n) => drop(write!(out, "{n}")),
        Kind::String(s) => text(s, indent, out),
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) if v.is_empty() => out.push_str("[]"),
        Kind::Map(_, m) | Kind::Object(m) if m.is_empty() => out.push_str("{}"),
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => {
            for (i, item) in v.iter().enumerate() {
                if i > 0 {
                    line(indent, out);
                }
                out.push_str("- ");
                crate::deep(|| node(item, indent + 2, out));
            }
        }
        Kind::Map(_, m) | Kind::Object(m) => {
            for (i, (key, item)) in m.iter().enumerate() {
                if i > 0 {
                    line(indent, out);
                }
                quote(key, out);
                out.push(':');
                let nested = match item.kind() {
                    Kind::Map(_, m) | Kind::Object(m) if !m.is_empty() => Some(indent + 2),
                    // Items of a list stand under its key.
                    Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) if !v.is_empty() => Some(indent),
                    _ => None,
                };
                match nested {
                    Some(inner) => {
                        line(inner, out);
                        crate::deep(|| node(item, inner, out));
                    }
                    None => {
                        out.push(' ');
                        node(item, indent + 2, out);
                    }
                }
            }
        }
    }
}

fn line(indent: usize, out: &mut String) {
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out.push_str(&" ".repeat(indent));
}

/// Several lines become a block, unless it could not be read back as it was.
fn text(s: &str, indent: usize, out: &mut String) {
    let printable = |c: char| c == '\n' || !(c.is_control() || c == '\u{feff}');
    let spoiled = s.contains(" \n") || s.ends_with(' ') || !s.chars().all(printable);
    if !s.contains('\n') || spoiled || s.starts_with('\n') {
        return quote(s, out);
    }
    let body = s.trim_end_matches('\n');
    out.push('|');
    if s.starts_with(' ') {
        out.push('2');
    }
    match s.len() - body.len() {
        0 => out.push('-'),
        1 => {}
        _ => out.push('+'),
    }
    out.push('\n');
    let indent = indent.max(2);
    for (i, l) in body.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
        }
        if !l.is_empty() {
            out.push_str(&" ".repeat(indent));
            out.push_str(l);
        }
    }
    out.push_str(&"\n".repeat((s.len() - body.len()).max(1)));
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
            '\0' => out.push_str("\\0"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            '\u{1b}' => out.push_str("\\e"),
            '\u{85}' => out.push_str("\\N"),
            '\u{2028}' => out.push_str("\\L"),
            '\u{2029}' => out.push_str("\\P"),
            '\u{feff}' => out.push_str("\\uFEFF"),
            c if (c as u32) < 0x20 || (0x7f..0xa0).contains(&(c as u32)) => {
                drop(write!(out, "\\x{:02X}", c as u32))
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// `yamldecode`: one document; sequences become tuples and mappings objects.
pub(super) fn yaml_decode(c: &Cx<'_>) -> Out {
    let mut reader =
        Reader { parser: Parser::new_from_str(c.str(0)), anchors: HashMap::new(), size: 0, line: 1 };
    reader.document().map_err(|e| Fail::arg(0, format!("line {}: {e}", reader.line)))
}

struct Reader<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    anchors: HashMap<usize, Value>,
    /// Values made so far, aliases counted with all they hold: a short text must not become a huge value.
    size: usize,
    line: usize,
}

const MAX_SIZE: usize = 1_000_000;

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<Event<'t>, String> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                self.line = span.start.line();
                Ok(event)
            }
            Some(Err(e)) => {
                self.line = e.marker().line();
                Err(e.info().to_string())
            }
            None => Ok(Event::StreamEnd),
        }
    }

    fn document(&mut self) -> Result<Value, String> {
        loop {
            match self.next()? {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                Event::StreamEnd | Event::DocumentEnd => return Ok(Value::null(Type::Dynamic)),
                event => {
                    let value = self.value(event)?;
                    self.next()?;
                    return match self.next()? {
                        Event::StreamEnd | Event::Nothing => Ok(value),
                        _ => Err("only one document is expected".into()),
                    };
                }
            }
        }
    }

    fn value(&mut self, event: Event<'t>) -> Result<Value, String> {
        self.size += 1;
        if self.size > MAX_SIZE {
            return Err("the document is too large".into());
        }
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => (scalar(&text, style, tag.as_deref())?, anchor),
            Event::SequenceStart(anchor, _) => (crate::deep(|| self.sequence())?, anchor),
            Event::MappingStart(anchor, _) => (crate::deep(|| self.mapping())?, anchor),
            Event::Alias(id) => {
                let value = self.anchors.get(&id).cloned().ok_or("an alias stands inside what it names")?;
                self.size += weight(&value, MAX_SIZE);
                if self.size > MAX_SIZE {
                    return Err("the document is too large".into());
                }
                return Ok(value);
            }
            _ => return Err("a value is expected".into()),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn sequence(&mut self) -> Result<Value, String> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                Event::SequenceEnd => return Ok(Value::tuple(items)),
                event => items.push(self.value(event)?),
            }
        }
    }

    fn mapping(&mut self) -> Result<Value, String> {
        let mut items: BTreeMap<Arc<str>, Value> = BTreeMap::new();
        let mut merged: BTreeMap<Arc<str>, Value> = BTreeMap::new();
        loop {
            let event = self.next()?;
            if matches!(event, Event::MappingEnd) {
                // What the mapping says itself goes before what it merges.
                merged.append(&mut items);
                return Ok(Value::object(merged));
            }
            let merge = matches!(&event, Event::Scalar(k, ScalarStyle::Plain, ..) if k == "<<");
            let key = self.value(event)?;
            let event = self.next()?;
            let value = self.value(event)?;
            if merge {
                merge_into(&mut merged, &value)?;
                continue;
            }
            let key = provision_value::convert(&key, &Type::String).map_err(|_| "a key must be text")?;
            let key: Arc<str> = key.as_str().ok_or("a key must not be null")?.into();
            if items.insert(key.clone(), value).is_some() {
                return Err(format!("the key {key:?} is there twice"));
            }
        }
    }
}

fn weight(value: &Value, limit: usize) -> usize {
    let inner: Vec<&Value> = match value.kind() {
        Kind::Tuple(v) => v.iter().collect(),
        Kind::Object(m) => m.values().collect(),
        _ => return 1,
    };
    inner.into_iter().fold(1, |n, v| if n > limit { n } else { n + weight(v, limit) })
}

fn merge_into(target: &mut BTreeMap<Arc<str>, Value>, from: &Value) -> Result<(), String> {
    match from.kind() {
        Kind::Object(m) => {
            for (k, v) in m.iter() {
                target.entry(k.clone()).or_insert_with(|| v.clone());
            }
            Ok(())
        }
        Kind::Tuple(v) => v.iter().try_for_each(|v| merge_into(target, v)),
        _ => Err("<< merges a mapping or a sequence of mappings".into()),
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, String> {
    let string = || Ok(Value::string(normal(text)));
    let wanted = tag.map(|t| format!("{}{}", t.handle, t.suffix));
    match wanted.as_deref().map(|t| t.trim_start_matches("tag:yaml.org,2002:")) {
        Some("str" | "!" | "timestamp") => return string(),
        Some("binary") => {
            let bytes = super::encoding::base64_bytes(text.trim())?;
            return Ok(Value::string(base64::Engine::encode(
                &base64::engine::general_purpose::STANDARD,
                bytes,
            )));
        }
        Some(kind @ ("int" | "float" | "bool" | "null")) => {
            let value = plain(text)?;
            let fits = match kind {
                "bool" => matches!(value.kind(), Kind::Bool(_)),
                "null" => value.is_null(),
                _ => matches!(value.kind(), Kind::Number(_)),
            };
            return if fits { Ok(value) } else { Err(format!("the text does not fit its tag !!{kind}")) };
        }
        Some(other) => return Err(format!("the tag {other} is not supported")),
        None => {}
    }
    if style == ScalarStyle::Plain { plain(text) } else { string() }
}

/// What unquoted text means.
fn plain(text: &str) -> Result<Value, String> {
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::null(Type::Dynamic),
        "true" | "True" | "TRUE" => Value::bool(true),
        "false" | "False" | "FALSE" => Value::bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF" | ".nan"
        | ".NaN" | ".NAN" => return Err("infinity and NaN are not supported".into()),
        _ => match number(text) {
            Some(n) => Value::number(n),
            None => Value::string(normal(text)),
        },
    })
}

fn number(text: &str) -> Option<Number> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return None;
    }
    let plain = text.replace('_', "");
    let (negative, digits) = match plain.as_bytes().first()? {
        b'-' => (true, &plain[1..]),
        b'+' => (false, &plain[1..]),
        _ => (false, plain.as_str()),
    };
    let radix = |prefix: &str, radix: u32| {
        let rest = digits.strip_prefix(prefix)?;
        let big = dashu_int::IBig::from_str_radix(rest, radix).ok()?;
        Number::from_integer(if negative { -big } else { big }).ok()
    };
    radix("0x", 16).or_else(|| radix("0o", 8)).or_else(|| radix("0b", 2)).or_else(|| {
        let octal =
            digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|b| (b'0'..=b'7').contains(&b));
        if octal { radix("0", 8) } else { plain.parse().ok() }
    })
}
