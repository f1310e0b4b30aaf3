//! YAML as Terraform reads and writes it.

use super::{Cx, Fail, Out};
use crate::eval::{normal, unknown_result};
use provision_value::{Kind, Number, Type, Value};
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// `yamlencode`: block style, text always quoted (or a block where it has several lines), keys sorted.
pub(super) fn yaml_encode(c: &Cx<'_>) -> Out {
    let value = &c.args[0];
    if !value.is_wholly_known() {
        return Ok(unknown_result(Type::String));
    }
    let mut out = String::new();
    node(value, 0, &mut out);
    // A block text brings its own line end.
    if !out.ends_with('\n') {
        out.push('\n');
    }
    if matches!(value.kind(), Kind::Null(_) | Kind::Bool(_) | Kind::Number(_)) {
        out.push_str("...\n");
    }
    Ok(Value::string(out))
}

/// Writes a value behind `key:` or `-`; the cursor stands after what goes before, without a space.
fn node(value: &Value, indent: usize, out: &mut String) {
    match value.kind() {
        Kind::Null(_) | Kind::Unknown(..) => out.push_str("null"),
        Kind::Bool(b) => out.push_str(&format!("{b}")),
        Kind::Number(n) => out.push_str(&format!("{n}")),
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
                if key.contains('\n') || key.len() > 128 {
                    // Too long for one line with its value.
                    out.push_str("? ");
                    text(key, indent + 2, out);
                    line(indent, out);
                } else {
                    quote(key, None, out);
                }
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

/// What may stand in the text as it is.
fn printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
        && !matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}')
}

/// Several lines become a block, unless it could not be read back as it was.
fn text(s: &str, indent: usize, out: &mut String) {
    let indent = indent.max(2);
    let spoiled = s.contains(" \n") || s.ends_with(' ') || !s.chars().all(|c| c == '\n' || printable(c));
    if !s.contains('\n') || spoiled {
        return quote(s, Some(indent), out);
    }
    let body = s.trim_end_matches('\n');
    out.push('|');
    if s.starts_with([' ', '\n']) {
        out.push('2');
    }
    match s.len() - body.len() {
        0 => out.push('-'),
        1 if !body.is_empty() => {}
        _ => out.push('+'),
    }
    out.push('\n');
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

/// Lines longer than this are broken at the next space.
const WIDTH: usize = 80;

/// Text in double quotes; with an indent, long text goes on in further lines.
fn quote(s: &str, indent: Option<usize>, out: &mut String) {
    let mut column = out.chars().rev().take_while(|c| *c != '\n').count() + 1;
    out.push('"');
    let mut spaces = false;
    let last = s.chars().count().saturating_sub(1);
    let mut chars = s.chars().enumerate().peekable();
    while let Some((i, c)) = chars.next() {
        let before = out.len();
        if let (' ', Some(indent), false) = (c, indent, spaces)
            && column > WIDTH
            && i > 0
            && i < last
        {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
            if chars.peek().is_some_and(|(_, c)| *c == ' ') {
                out.push('\\');
                column += 1;
            }
            spaces = true;
            continue;
        }
        spaces = c == ' ';
        match escape(c) {
            Some(e) => out.extend(['\\', e]),
            None if printable(c) => out.push(c),
            None if (c as u32) < 0x100 => out.push_str(&format!("\\x{:02X}", c as u32)),
            None if (c as u32) < 0x10000 => out.push_str(&format!("\\u{:04X}", c as u32)),
            None => out.push_str(&format!("\\U{:08X}", c as u32)),
        }
        column += out[before..].chars().count();
    }
    out.push('"');
}

fn escape(c: char) -> Option<char> {
    Some(match c {
        '"' | '\\' => c,
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '\u{85}' => 'N',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ => return None,
    })
}

/// `yamldecode`: one document; sequences become tuples and mappings objects.
pub(super) fn yaml_decode(c: &Cx<'_>) -> Out {
    let mut reader = Reader {
        parser: Parser::new_from_str(c.str(0)),
        anchors: HashMap::new(),
        size: 0,
        depth: 0,
        line: 1,
    };
    reader.document().map_err(|e| Fail::arg(0, format!("line {}: {e}", reader.line)))
}

struct Reader<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    anchors: HashMap<usize, Value>,
    /// Values made so far, aliases counted with all they hold: a short text must not become a huge value.
    size: usize,
    depth: usize,
    line: usize,
}

const MAX_SIZE: usize = 1_000_000;
/// As for JSON.
const MAX_DEPTH: usize = 128;

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
                Event::StreamEnd | Event::DocumentEnd => return Err("there is no document".into()),
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
        if self.depth > MAX_DEPTH {
            return Err("the document is nested too deeply".into());
        }
        self.depth += 1;
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => (scalar(&text, style, tag.as_deref())?, anchor),
            Event::SequenceStart(anchor, _) => (crate::deep(|| self.sequence())?, anchor),
            Event::MappingStart(anchor, _) => (crate::deep(|| self.mapping())?, anchor),
            Event::Alias(id) => {
                self.depth -= 1;
                let value = self.anchors.get(&id).cloned().ok_or("an alias stands inside what it names")?;
                self.size += weight(&value, MAX_SIZE);
                if self.size > MAX_SIZE {
                    return Err("the document is too large".into());
                }
                return Ok(value);
            }
            _ => return Err("a value is expected".into()),
        };
        self.depth -= 1;
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
            items.insert(key, value);
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
        Some(kind @ ("int" | "float" | "bool" | "null")) if style == ScalarStyle::Plain => {
            let value = plain(text)?;
            let fits = match kind {
                "bool" => matches!(value.kind(), Kind::Bool(_)),
                "null" => value.is_null(),
                _ => matches!(value.kind(), Kind::Number(_)),
            };
            return if fits { Ok(value) } else { Err(format!("the text does not fit its tag !!{kind}")) };
        }
        Some("int" | "float" | "bool" | "null") | None => {}
        Some(other) => return Err(format!("the tag {other} is not supported")),
    }
    if style == ScalarStyle::Plain { plain(text) } else { string() }
}

/// What unquoted text means.
fn plain(text: &str) -> Result<Value, String> {
    let cased = |word: &str| {
        let mut capital = word.to_string();
        capital[..1].make_ascii_uppercase();
        text == word || text == capital || text == word.to_ascii_uppercase()
    };
    if ["true", "yes", "on", "y"].iter().any(|w| cased(w)) {
        return Ok(Value::bool(true));
    }
    if ["false", "no", "off", "n"].iter().any(|w| cased(w)) {
        return Ok(Value::bool(false));
    }
    if text.is_empty() || text == "~" || cased("null") {
        return Ok(Value::null(Type::Dynamic));
    }
    let unsigned = text.trim_start_matches(['+', '-']);
    if [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(&unsigned) {
        return Err("infinity and NaN are not supported".into());
    }
    if let Some(n) = number(text) {
        return Ok(Value::number(n));
    }
    Ok(Value::string(super::datetime::from_yaml(text).unwrap_or_else(|| normal(text).into_owned())))
}

fn number(text: &str) -> Option<Number> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let radix = |prefix: &str, radix: u32| {
        let rest =
            digits.strip_prefix(prefix).filter(|r| r.starts_with(|c: char| c.is_ascii_alphanumeric()))?;
        let big = dashu_int::IBig::from_str_radix(rest, radix).ok()?;
        Number::from_integer(if negative { -big } else { big }).ok()
    };
    radix("0x", 16).or_else(|| radix("0o", 8)).or_else(|| text.parse().ok())
}
