//! JSON text → [`Node`]. Stops at the first error.

use super::{Kind, Node, Placed, Property, Text};
use crate::syntax::MAX_NESTING;
use provision_value::{Diagnostic, Diagnostics, Number, SourceId, Span};

/// The value of a whole file.
pub(super) fn parse(source: SourceId, text: &str) -> (Option<Node>, Diagnostics) {
    let mut diags = Diagnostics::new();
    if text.len() >= u32::MAX as usize {
        let d = Diagnostic::error("File too large", "A file may hold up to 4 GiB.");
        diags.push(d.at(Span { source, start: 0, end: 0 }));
        return (None, diags);
    }
    let mut parser = Parser { source, text, pos: 0, line: 1, depth: 0 };
    let whole = parser.value().and_then(|node| {
        parser.space();
        match parser.peek() {
            None => Ok(node),
            Some(_) => Err(parser.error("Extra characters after the JSON value", "A file holds one value.")),
        }
    });
    match whole {
        Ok(node) => (Some(node), diags),
        Err(d) => {
            diags.push(*d);
            (None, diags)
        }
    }
}

struct Parser<'a> {
    source: SourceId,
    text: &'a str,
    pos: usize,
    /// The line of `pos`, from 1.
    line: usize,
    depth: u32,
}

type Parsed<T> = Result<T, Box<Diagnostic>>;

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.pos..].chars().next()
    }

    fn space(&mut self) {
        while let Some(c) = self.peek().filter(|c| matches!(c, ' ' | '\t' | '\r' | '\n')) {
            self.line += usize::from(c == '\n');
            self.pos += 1;
        }
    }

    fn span(&self, start: usize) -> Span {
        Span { source: self.source, start: start as u32, end: self.pos as u32 }
    }

    /// An error at the next character.
    fn error(&self, summary: &str, detail: &str) -> Box<Diagnostic> {
        let end = self.pos + self.peek().map_or(0, char::len_utf8);
        let span = Span { source: self.source, start: self.pos as u32, end: end as u32 };
        let help = match self.peek() {
            Some('\'') => "Texts stand in double quotes.",
            Some('/' | '#') => "JSON has no comments; a property named \"//\" serves as one.",
            Some('\u{feff}') => "Save the file without a byte-order mark.",
            _ => "",
        };
        Box::new(Diagnostic::error(summary, detail).at(span).help(help))
    }

    fn value(&mut self) -> Parsed<Node> {
        self.space();
        let start = self.pos;
        let kind = match self.peek() {
            Some('{') => self.nested(Self::object)?,
            Some('[') => self.nested(Self::array)?,
            Some('"') => Kind::Text(self.string()?),
            Some('-' | '0'..='9') => self.number()?,
            Some('a'..='z' | 'A'..='Z') => self.keyword()?,
            _ => {
                return Err(self.error(
                    "Missing JSON value",
                    "An object, array, text, number, true, false or null comes here.",
                ));
            }
        };
        Ok(Node { kind, span: self.span(start) })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Parsed<Kind>) -> Parsed<Kind> {
        if self.depth >= MAX_NESTING {
            let detail = format!("More than {MAX_NESTING} objects or arrays inside one another.");
            return Err(self.error("Nested too deeply", &detail));
        }
        self.depth += 1;
        self.pos += 1;
        let kind = crate::deep(|| read(self))?;
        self.depth -= 1;
        Ok(kind)
    }

    /// True when the list goes on after a comma, false at its end, which is taken.
    fn goes_on(&mut self, first: bool, close: char) -> Parsed<bool> {
        self.space();
        match self.peek() {
            Some(c) if c == close => {
                self.pos += 1;
                Ok(false)
            }
            _ if first => Ok(true),
            Some(',') => {
                self.pos += 1;
                self.space();
                if self.peek() == Some(close) {
                    return Err(
                        self.error("Comma before the end", "JSON allows no comma after the last item.")
                    );
                }
                Ok(true)
            }
            _ => Err(self.error(
                "Missing comma",
                &format!("Items are separated by commas, and \"{close}\" ends them."),
            )),
        }
    }

    fn array(&mut self) -> Parsed<Kind> {
        let mut items = Vec::new();
        while self.goes_on(items.is_empty(), ']')? {
            items.push(self.value()?);
        }
        Ok(Kind::Array(items))
    }

    fn object(&mut self) -> Parsed<Kind> {
        let mut items: Vec<Property> = Vec::new();
        while self.goes_on(items.is_empty(), '}')? {
            let start = self.pos;
            if self.peek() != Some('"') {
                return Err(self.error("Missing property name", "A name in double quotes comes here."));
            }
            let name = self.string()?;
            let span = self.span(start);
            self.space();
            if self.peek() != Some(':') {
                return Err(self
                    .error("Missing colon", "A colon stands between the name of a property and its value."));
            }
            self.pos += 1;
            items.push(Property { name, span, value: self.value()? });
        }
        Ok(Kind::Object(items))
    }

    fn keyword(&mut self) -> Parsed<Kind> {
        let rest = &self.text[self.pos..];
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let kind = match &rest[..length] {
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            "null" => Kind::Null,
            _ => {
                return Err(self.error(
                    "Invalid JSON value",
                    "The words of JSON are true, false and null; texts stand in double quotes.",
                ));
            }
        };
        self.pos += length;
        Ok(kind)
    }

    fn number(&mut self) -> Parsed<Kind> {
        let rest = &self.text[self.pos..];
        let length =
            rest.find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E')).unwrap_or(rest.len());
        let text = &rest[..length];
        let read = if is_number(text) { text.parse::<Number>().ok() } else { None };
        match read {
            Some(number) => {
                self.pos += length;
                Ok(Kind::Number(number))
            }
            None => Err(self.error("Invalid number", &format!("JSON has no number \"{text}\"."))),
        }
    }

    fn string(&mut self) -> Parsed<Text> {
        let open = self.pos;
        self.pos += 1;
        let place = Placed { base: self.pos as u32, shifts: Vec::new(), line: self.line };
        let mut text = Text { value: String::new(), place };
        loop {
            match self.peek() {
                Some('"') => {
                    self.pos += 1;
                    return Ok(text);
                }
                Some('\\') => {
                    let start = self.pos;
                    let c = self.escape()?;
                    text.value.push(c);
                    let more = (self.pos - start).saturating_sub(c.len_utf8()) as u32;
                    let before = text.place.shifts.last().map_or(0, |(_, by)| *by);
                    text.place.shifts.push((text.value.len() as u32, before + more));
                }
                Some(c) if c >= ' ' => {
                    text.value.push(c);
                    self.pos += c.len_utf8();
                }
                None | Some('\n' | '\r') => {
                    let span = Span { start: open as u32, ..self.span(open) };
                    let d = Diagnostic::error("Unclosed text", "The line ends before a closing quote.");
                    return Err(Box::new(d.at(span).help("Add the quote; a line end is written \\n.")));
                }
                Some(_) => {
                    return Err(
                        self.error("Control character in a text", "JSON writes it as \\u and four digits.")
                    );
                }
            }
        }
    }

    fn escape(&mut self) -> Parsed<char> {
        let bad = |p: &Self| {
            p.error("Invalid escape", "The escapes are \\\", \\\\, \\/, \\b, \\f, \\n, \\r, \\t and \\uNNNN.")
        };
        let code = self.text[self.pos + 1..].chars().next();
        let c = match code {
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                let Some(first) = self.unit() else { return Err(bad(self)) };
                self.pos += 6;
                // Two escapes together stand for one character beyond the first 65,536.
                let pair = self.unit().and_then(|second| char::decode_utf16([first, second]).next()?.ok());
                return Ok(match (char::from_u32(first.into()), pair) {
                    (Some(c), _) => c,
                    (None, Some(c)) => {
                        self.pos += 6;
                        c
                    }
                    (None, None) => char::REPLACEMENT_CHARACTER,
                });
            }
            _ => return Err(bad(self)),
        };
        self.pos += 2;
        Ok(c)
    }

    /// The number of `\uNNNN` at the position.
    fn unit(&self) -> Option<u16> {
        let digits = self.text[self.pos..].strip_prefix("\\u")?.get(..4)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        u16::from_str_radix(digits, 16).ok()
    }
}

/// True for a number as JSON writes them: no leading zeros, digits on both sides of a point.
fn is_number(text: &str) -> bool {
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((m, e)) => (m, Some(e)),
        None => (text, None),
    };
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((w, f)) => (w, Some(f)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}
