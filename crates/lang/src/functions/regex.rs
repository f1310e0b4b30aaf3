//! Regular expressions in RE2's syntax, on an engine that differs in details.

use provision_value::{Type, Value};
use regex::{Captures, Regex, RegexBuilder};

/// A compiled pattern, or what is wrong with it.
pub(super) fn compile(pattern: &str) -> Result<Regex, String> {
    let translated = translate(pattern);
    RegexBuilder::new(&translated).size_limit(10 << 20).build().map_err(|e| match e {
        regex::Error::CompiledTooBig(_) => "the pattern is too large".into(),
        _ => {
            let text = e.to_string();
            let reason = text.lines().last().unwrap_or("").trim_start_matches("error: ").to_string();
            format!("not a valid regular expression: {reason}")
        }
    })
}

/// What a match gives: the text, or its groups as a tuple, or its named groups as an object.
pub(super) fn result_type(re: &Regex) -> Type {
    let named: Vec<&str> = re.capture_names().flatten().collect();
    match (re.captures_len(), named.is_empty()) {
        (1, _) => Type::String,
        (n, true) => Type::tuple(vec![Type::String; n - 1]),
        (_, false) => Type::object(named.into_iter().map(|n| (n, Type::String))),
    }
}

/// The value of one match.
pub(super) fn captured(re: &Regex, found: &Captures<'_>) -> Value {
    let text = |m: Option<regex::Match<'_>>| {
        m.map_or_else(|| Value::null(Type::String), |m| Value::string(m.as_str()))
    };
    match result_type(re) {
        Type::String => text(found.get(0)),
        Type::Tuple(_) => Value::tuple(found.iter().skip(1).map(text).collect()),
        _ => Value::object_of(re.capture_names().flatten().map(|n| (n, text(found.name(n))))),
    }
}

/// Writes what means something else to the engine so that it means the same: classes like `\d` are ASCII, `[` and
/// `&&` inside a class and `{` that begins no repetition are themselves.
fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    let mut class = false;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = after;
        match c {
            '\\' => {
                let Some(e) = after.chars().next() else {
                    out.push('\\');
                    break;
                };
                rest = &after[e.len_utf8()..];
                match e {
                    'Q' if !class => {
                        let (quoted, tail) = rest.split_once("\\E").unwrap_or((rest, ""));
                        out.push_str(&regex::escape(quoted));
                        rest = tail;
                    }
                    'd' => out.push_str(if class { "0-9" } else { "[0-9]" }),
                    'D' => out.push_str("[^0-9]"),
                    'w' => out.push_str(if class { "0-9A-Za-z_" } else { "[0-9A-Za-z_]" }),
                    'W' => out.push_str("[^0-9A-Za-z_]"),
                    's' => out.push_str(if class { "\\t\\n\\f\\r " } else { "[\\t\\n\\f\\r ]" }),
                    'S' => out.push_str("[^\\t\\n\\f\\r ]"),
                    'b' | 'B' if !class => {
                        out.push_str("(?-u:\\");
                        out.push(e);
                        out.push(')');
                    }
                    '0'..='7' => {
                        // One digit other than zero would be a reference back, which does not exist here.
                        let digits = after.bytes().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
                        let code = u32::from_str_radix(&after[..digits], 8).unwrap_or(0);
                        if digits == 1 && e != '0' {
                            out.extend(['\\', e]);
                        } else {
                            out.push_str(&format!("\\x{{{code:x}}}"));
                            rest = &after[digits..];
                        }
                    }
                    // A letter that needs no escape may stand behind a backslash only if it is punctuation.
                    e => out.extend(['\\', e]),
                }
            }
            '[' if !class => {
                class = true;
                out.push('[');
                if let Some(tail) = rest.strip_prefix('^') {
                    out.push('^');
                    rest = tail;
                }
                // A bracket right at the start is an ordinary character.
                if let Some(tail) = rest.strip_prefix(']') {
                    out.push_str("\\]");
                    rest = tail;
                }
            }
            '[' if rest.starts_with(':') => match rest.find(":]") {
                Some(end) => {
                    out.push('[');
                    out.push_str(&rest[..end + 2]);
                    rest = &rest[end + 2..];
                }
                None => out.push_str("\\["),
            },
            '[' => out.push_str("\\["),
            ']' if class => {
                class = false;
                out.push(']');
            }
            '&' | '~' if class && rest.starts_with(c) => out.extend(['\\', c]),
            '{' if !class && !repetition(rest) => out.push_str("\\{"),
            c => out.push(c),
        }
    }
    out
}

/// `3}`, `3,}`, `3,5}`
fn repetition(s: &str) -> bool {
    let Some((inside, _)) = s.split_once('}') else { return false };
    let (low, high) = inside.split_once(',').unwrap_or((inside, ""));
    !low.is_empty() && low.bytes().chain(high.bytes()).all(|b| b.is_ascii_digit())
}
