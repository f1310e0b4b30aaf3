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
    let text = c.str(0);
    check(text).map_err(|e| Fail::arg(0, e))?;
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        unended: (!text.ends_with('\n')).then(|| text.chars().count()),
        anchors: HashMap::new(),
        size: 0,
        depth: 0,
        line: 1,
        end: 0,
    };
    reader.document().map_err(|e| Fail::arg(0, format!("line {}: {e}", reader.line)))
}

/// What the reader itself lets pass: control characters, and other versions of YAML.
fn check(text: &str) -> Result<(), String> {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
    if let Some(c) = text.chars().find(|c| !allowed(*c)) {
        return Err(format!("the control character {c:?} is not allowed"));
    }
    let mut head = text.lines().take_while(|l| l.starts_with(['%', '#']) || l.trim().is_empty());
    match head.find_map(|l| l.strip_prefix("%YAML ")).map(str::trim) {
        None | Some("1.1") => Ok(()),
        Some(other) => Err(format!("version {other} of YAML is not supported, only 1.1")),
    }
}

struct Reader<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    anchors: HashMap<usize, Value>,
    /// Values made so far, aliases counted with all they hold: a short text must not become a huge value.
    size: usize,
    depth: usize,
    line: usize,
    /// How many characters a text has whose last line does not end.
    unended: Option<usize>,
    /// Where the last event ends.
    end: usize,
}

const MAX_SIZE: usize = 1_000_000;
/// As for JSON.
const MAX_DEPTH: usize = 128;

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<Event<'t>, String> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                self.line = span.start.line();
                self.end = span.end.index();
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
            Event::Scalar(text, style, anchor, tag) => {
                let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let cut = block && self.unended.is_some_and(|length| self.end >= length);
                let text = if cut { text.strip_suffix('\n').unwrap_or(&text) } else { &text };
                (scalar(text, style, tag.as_deref())?, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                plainly(tag.as_deref(), "seq")?;
                (crate::deep(|| self.sequence())?, anchor)
            }
            Event::MappingStart(anchor, tag) => {
                plainly(tag.as_deref(), "map")?;
                (crate::deep(|| self.mapping())?, anchor)
            }
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
        loop {
            let event = self.next()?;
            if matches!(event, Event::MappingEnd) {
                return Ok(Value::object(items));
            }
            let merge = matches!(&event, Event::Scalar(k, ..) if k == "<<");
            let key = self.value(event)?;
            let event = self.next()?;
            let value = self.value(event)?;
            if merge {
                let Kind::Object(merged) = value.kind() else {
                    return Err("<< merges one mapping".into());
                };
                // What comes later counts, merged or not.
                items.extend(merged.iter().map(|(k, v)| (k.clone(), v.clone())));
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

/// Refuses a tag other than the one that a collection has anyway.
fn plainly(tag: Option<&Tag>, kind: &str) -> Result<(), String> {
    match tag {
        None => Ok(()),
        Some(tag) if tag.handle == "tag:yaml.org,2002:" && tag.suffix == kind => Ok(()),
        Some(tag) => Err(format!("the tag {}{} is not supported here", tag.handle, tag.suffix)),
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, String> {
    let string = || Ok(Value::string(normal(text)));
    let wanted = tag.map(|t| format!("{}{}", t.handle, t.suffix));
    match wanted.as_deref().map(|t| t.trim_start_matches("tag:yaml.org,2002:")) {
        Some("str") => return string(),
        Some("timestamp") => {
            let time = super::datetime::from_yaml(text).ok_or("the text does not fit its tag !!timestamp")?;
            return Ok(Value::string(time));
        }
        Some("binary") => {
            super::encoding::base64_bytes(text.trim())?;
            return string();
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
    match style {
        ScalarStyle::Plain => plain(text),
        // A block without lines is no text at all.
        ScalarStyle::Literal | ScalarStyle::Folded if text.is_empty() => Ok(Value::null(Type::String)),
        _ => string(),
    }
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
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if [".inf", ".Inf", ".INF"].contains(&unsigned) {
        let infinity = if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY };
        return Number::from_f64(infinity).map(Value::number).ok_or_else(|| "infinity".into());
    }
    if [".nan", ".NaN", ".NAN"].contains(&text) {
        return Err("NaN is no number here".into());
    }
    if let Some(n) = number(text) {
        return n.map(Value::number);
    }
    Ok(Value::string(super::datetime::from_yaml(text).unwrap_or_else(|| normal(text).into_owned())))
}

fn number(text: &str) -> Option<Result<Number, String>> {
    let radix = |prefix: &str, radix: u32| {
        let digits = text.strip_prefix(prefix)?;
        let sound = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        let too_large = |_| format!("the number {text} is too large");
        sound.then(|| u64::from_str_radix(digits, radix).map_err(too_large))
    };
    if let Some(whole) = radix("0x", 16).or_else(|| radix("0o", 8)) {
        return Some(whole.and_then(|n| Number::from_integer(n.into()).map_err(|e| e.to_string())));
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let starts = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    text.parse().ok().filter(|_| starts).map(Ok)
}
