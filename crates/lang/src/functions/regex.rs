//! Regular expressions in RE2's syntax, on an engine that differs in details.

use provision_value::{Type, Value};
use regex::{Captures, Regex, RegexBuilder};
use std::sync::Arc;

/// A compiled pattern with the names of its groups, by their numbers from 1.
pub(super) struct Pattern {
    pub re: Regex,
    names: Vec<Option<Arc<str>>>,
}

/// A compiled pattern, or what is wrong with it.
pub(super) fn compile(pattern: &str) -> Result<Pattern, String> {
    let invalid = |reason: &str| format!("not a valid regular expression: {reason}");
    let mut translation = Translation { rest: pattern, ..Translation::default() };
    translation.run().map_err(|reason| invalid(&reason))?;
    let Translation { out, names, .. } = translation;
    let re = RegexBuilder::new(&out).size_limit(10 << 20).build().map_err(|e| match e {
        regex::Error::CompiledTooBig(_) => "the pattern is too large".into(),
        _ => invalid(e.to_string().lines().last().unwrap_or("").trim_start_matches("error: ")),
    })?;
    Ok(Pattern { re, names })
}

impl Pattern {
    /// What a match gives: the text, or its groups as a tuple, or its named groups as an object.
    pub fn result_type(&self) -> Result<Type, String> {
        let named = || self.names.iter().flatten();
        match (self.names.len(), named().count()) {
            (0, _) => Ok(Type::String),
            (all, 0) => Ok(Type::tuple(vec![Type::String; all])),
            (all, some) if all == some => Ok(Type::object(named().map(|n| (n.clone(), Type::String)))),
            _ => Err("either all groups have names or none".into()),
        }
    }

    /// The value of one match.
    pub fn captured(&self, found: &Captures<'_>) -> Value {
        let text = |m: Option<regex::Match<'_>>| {
            m.map_or_else(|| Value::null(Type::String), |m| Value::string(m.as_str()))
        };
        match self.result_type() {
            Ok(Type::Tuple(_)) => Value::tuple(found.iter().skip(1).map(text).collect()),
            Ok(Type::Object(_)) => {
                let groups = self.names.iter().zip(found.iter().skip(1));
                Value::object_of(groups.filter_map(|(n, m)| Some((n.clone()?, text(m)))))
            }
            _ => text(found.get(0)),
        }
    }

    /// Replaces every match; `$1`, `$name` and `${name}` stand for groups, and `$$` for a dollar sign.
    pub fn replace_all(&self, text: &str, with: &str) -> String {
        self.re.replace_all(text, |found: &Captures<'_>| self.expand(found, with)).into_owned()
    }

    fn expand(&self, found: &Captures<'_>, with: &str) -> String {
        let mut out = String::new();
        let mut rest = with;
        while let Some((before, after)) = rest.split_once('$') {
            out.push_str(before);
            rest = after;
            if let Some(after) = rest.strip_prefix('$') {
                out.push('$');
                rest = after;
                continue;
            }
            let word = |s: &str| s.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(s.len());
            let (name, after) = match rest.strip_prefix('{').map(|inner| (word(inner), inner)) {
                Some((n, inner)) if n > 0 && inner[n..].starts_with('}') => (&inner[..n], &inner[n + 1..]),
                None if word(rest) > 0 => rest.split_at(word(rest)),
                _ => {
                    out.push('$');
                    continue;
                }
            };
            rest = after;
            out.push_str(self.group(found, name));
        }
        out + rest
    }

    /// The text of a group by its number or name; empty where there is none.
    fn group<'t>(&self, found: &Captures<'t>, name: &str) -> &'t str {
        let at = match name.parse::<usize>() {
            Ok(number) => Some(number),
            Err(_) => self.names.iter().position(|n| n.as_deref() == Some(name)).map(|i| i + 1),
        };
        at.and_then(|at| found.get(at)).map_or("", |m| m.as_str())
    }
}

/// Writes what means something else to the engine so that it means the same: classes like `\d` are ASCII, `[` and
/// `&&` inside a class and `{` that begins no repetition are themselves. Names of groups are kept here.
#[derive(Default)]
struct Translation<'p> {
    rest: &'p str,
    out: String,
    names: Vec<Option<Arc<str>>>,
    class: bool,
    /// Right behind a repetition, which must not be repeated itself.
    repeated: bool,
}

impl Translation<'_> {
    fn run(&mut self) -> Result<(), String> {
        while let Some(c) = self.rest.chars().next() {
            self.rest = &self.rest[c.len_utf8()..];
            if self.class {
                self.in_class(c)?;
                continue;
            }
            let repeats = matches!(c, '*' | '+' | '?') || c == '{' && repetition(self.rest).is_some();
            match c {
                _ if repeats => self.repeat(c)?,
                '\\' => self.escape()?,
                '(' if self.rest.starts_with('?') => self.group()?,
                '(' => {
                    self.names.push(None);
                    self.out.push('(');
                }
                '[' => self.open_class(),
                '{' => self.out.push_str("\\{"),
                c => self.out.push(c),
            }
            self.repeated = repeats;
        }
        Ok(())
    }

    /// `*`, `+`, `?` or `{n,m}`, and the `?` that makes it modest.
    fn repeat(&mut self, c: char) -> Result<(), String> {
        if self.repeated {
            return Err("a repetition cannot be repeated".into());
        }
        self.out.push(c);
        let mut length = if c == '{' { repetition(self.rest).unwrap_or(0) } else { 0 };
        length += usize::from(self.rest[length..].starts_with('?'));
        self.out.push_str(&self.rest[..length]);
        self.rest = &self.rest[length..];
        Ok(())
    }

    /// `(?P<name>`, `(?<name>`, or flags.
    fn group(&mut self) -> Result<(), String> {
        let after = &self.rest[1..];
        if let Some(named) = after.strip_prefix("P<").or_else(|| after.strip_prefix('<')) {
            let (name, rest) = named.split_once('>').ok_or("the name of a group does not end")?;
            if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
                return Err(format!("{name:?} cannot be the name of a group"));
            }
            self.names.push(Some(name.into()));
            self.out.push('(');
            self.rest = rest;
            return Ok(());
        }
        let end = after.find([':', ')']).ok_or("a group does not end")?;
        let flags = &after[..end];
        if !flags.chars().all(|c| "imsU-".contains(c)) {
            return Err(format!("(?{flags} is not supported"));
        }
        let empty = flags.is_empty() && after[end..].starts_with(')');
        self.out.push_str(if empty { "(?:" } else { "(?" });
        self.out.push_str(flags);
        self.rest = &after[end..];
        Ok(())
    }

    fn open_class(&mut self) {
        self.class = true;
        self.out.push('[');
        if let Some(tail) = self.rest.strip_prefix('^') {
            self.out.push('^');
            self.rest = tail;
        }
        // A bracket right at the start is an ordinary character.
        if let Some(tail) = self.rest.strip_prefix(']') {
            self.out.push_str("\\]");
            self.rest = tail;
        }
    }

    fn in_class(&mut self, c: char) -> Result<(), String> {
        match c {
            '\\' => return self.escape(),
            '[' if self.rest.starts_with(':') && self.rest.contains(":]") => {
                let end = self.rest.find(":]").unwrap_or(0) + 2;
                self.out.push('[');
                self.out.push_str(&self.rest[..end]);
                self.rest = &self.rest[end..];
            }
            '[' => self.out.push_str("\\["),
            ']' => {
                self.class = false;
                self.out.push(']');
            }
            '&' | '~' if self.rest.starts_with(c) => self.out.extend(['\\', c]),
            c => self.out.push(c),
        }
        Ok(())
    }

    fn escape(&mut self) -> Result<(), String> {
        let after = self.rest;
        let Some(e) = after.chars().next() else {
            return Err("a backslash stands at the end".into());
        };
        self.rest = &after[e.len_utf8()..];
        let class = self.class;
        match e {
            'Q' if !class => {
                let (quoted, tail) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
                self.out.push_str(&regex::escape(quoted));
                self.rest = tail;
            }
            'd' => self.out.push_str(if class { "0-9" } else { "[0-9]" }),
            'D' => self.out.push_str("[^0-9]"),
            'w' => self.out.push_str(if class { "0-9A-Za-z_" } else { "[0-9A-Za-z_]" }),
            'W' => self.out.push_str("[^0-9A-Za-z_]"),
            's' => self.out.push_str(if class { "\\t\\n\\f\\r " } else { "[\\t\\n\\f\\r ]" }),
            'S' => self.out.push_str("[^\\t\\n\\f\\r ]"),
            'b' | 'B' if !class => self.out.push_str(&format!("(?-u:\\{e})")),
            'p' | 'P' | 'x' if self.rest.starts_with('{') => {
                let (name, tail) = self.rest[1..].split_once('}').ok_or("a { has no }")?;
                let (e, name) = match (e, name.strip_prefix('^')) {
                    ('p', Some(other)) => ('P', other),
                    ('P', Some(other)) => ('p', other),
                    _ => (e, name),
                };
                self.out.push_str(&format!("\\{e}{{{name}}}"));
                self.rest = tail;
            }
            '0'..='7' => {
                // One digit other than zero would be a reference back, which does not exist here.
                let digits = after.bytes().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
                let code = u32::from_str_radix(&after[..digits], 8).unwrap_or(0);
                if digits == 1 && e != '0' {
                    self.out.extend(['\\', e]);
                } else {
                    self.out.push_str(&format!("\\x{{{code:x}}}"));
                    self.rest = &after[digits..];
                }
            }
            e => self.out.extend(['\\', e]),
        }
        Ok(())
    }
}

/// The length of `3}`, `3,}` or `3,5}`.
fn repetition(s: &str) -> Option<usize> {
    let (inside, _) = s.split_once('}')?;
    let (low, high) = inside.split_once(',').unwrap_or((inside, ""));
    let digits = low.bytes().chain(high.bytes()).all(|b| b.is_ascii_digit());
    (!low.is_empty() && digits).then_some(inside.len() + 1)
}
