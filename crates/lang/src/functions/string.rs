//! Text.

use super::{Cx, Fail, Out, Table, gives, gives_of, regex};
use crate::eval::unknown_result;
use crate::text::letters;
use provision_value::{Kind, Type, Value};
use std::sync::Arc;

const S: Type = Type::String;

pub(super) fn install(t: &mut Table) {
    let text = || gives(S);
    let test = || gives(Type::Bool);
    t.add("upper", text().arg("str", S), |c| Ok(Value::string(upper(c.str(0)))));
    t.add("lower", text().arg("str", S), |c| Ok(Value::string(lower(c.str(0)))));
    t.add("title", text().arg("str", S), |c| Ok(Value::string(title(c.str(0)))));
    t.add("chomp", text().arg("str", S), |c| Ok(Value::string(c.str(0).trim_end_matches(['\r', '\n']))));
    t.add("trimspace", text().arg("str", S), |c| Ok(Value::string(c.str(0).trim())));
    t.add("trim", text().arg("str", S).arg("cutset", S), |c| {
        let cut: Vec<char> = c.str(1).chars().collect();
        Ok(Value::string(c.str(0).trim_matches(&*cut)))
    });
    t.add("trimprefix", text().arg("str", S).arg("prefix", S), |c| {
        Ok(Value::string(c.str(0).strip_prefix(c.str(1)).unwrap_or(c.str(0))))
    });
    t.add("trimsuffix", text().arg("str", S).arg("suffix", S), |c| {
        Ok(Value::string(c.str(0).strip_suffix(c.str(1)).unwrap_or(c.str(0))))
    });
    t.add("strrev", text().arg("str", S), |c| Ok(Value::string(letters(c.str(0)).rev().collect::<String>())));
    t.add("indent", text().arg("spaces", Type::Number).arg("str", S), |c| {
        let n = usize::try_from(c.int(0)?).ok().filter(|n| *n <= 10_000);
        let n = n.ok_or_else(|| Fail::arg(0, "a number from 0 to 10000 is required"))?;
        Ok(Value::string(c.str(1).replace('\n', &format!("\n{}", " ".repeat(n)))))
    });
    t.add("substr", text().arg("str", S).arg("offset", Type::Number).arg("length", Type::Number), substr);
    t.add("join", text().arg("separator", S).rest("lists", Type::list(S)), join);
    t.add("split", gives(Type::list(S)).arg("separator", S).arg("str", S), split);
    t.add("startswith", test().arg("str", S).arg("prefix", S).takes_unknown(), starts_with);
    t.add("endswith", test().arg("str", S).arg("suffix", S), |c| {
        Ok(Value::bool(c.str(0).ends_with(c.str(1))))
    });
    t.add("strcontains", test().maybe_null().arg("str", S).arg("substr", S), |c| {
        Ok(Value::bool(c.str(0).contains(c.str(1))))
    });
    t.add("replace", text().arg("str", S).arg("substr", S).arg("replace", S), replace);
    t.add("regex", gives_of(regex_type).arg("pattern", S).arg("string", S).not_null(), |c| {
        let pattern = compile(c.str(0))?;
        let found = pattern.re.captures(c.str(1));
        let found = found.ok_or_else(|| Fail::call("the pattern did not match any part of the text"))?;
        Ok(pattern.captured(&found))
    });
    let all = gives_of(|args| Ok(Type::list(regex_type(args)?))).arg("pattern", S).arg("string", S);
    t.add("regexall", all.not_null(), |c| {
        let pattern = compile(c.str(0))?;
        let found = pattern.re.captures_iter(c.str(1)).map(|f| pattern.captured(&f)).collect();
        Ok(Value::list(regex_type(c.args)?, found))
    });
}

/// A pattern whose groups all have names or none.
fn compile(pattern: &str) -> Result<regex::Pattern, Fail> {
    let pattern = regex::compile(pattern).map_err(|e| Fail::arg(0, e))?;
    pattern.result_type().map_err(|e| Fail::arg(0, e))?;
    Ok(pattern)
}

fn regex_type(args: &[Value]) -> Result<Type, Fail> {
    match args[0].as_str() {
        Some(pattern) => compile(pattern)?.result_type().map_err(|e| Fail::arg(0, e)),
        None => Ok(Type::Dynamic),
    }
}

/// Letter by letter, where the letter's other case is one letter too.
fn upper(s: &str) -> String {
    s.chars()
        .map(|c| {
            let mut up = c.to_uppercase();
            match (up.next(), up.next()) {
                (Some(u), None) => u,
                _ => c,
            }
        })
        .collect()
}

fn lower(s: &str) -> String {
    s.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect()
}

fn title(s: &str) -> String {
    let within =
        |c: char| if c.is_ascii() { c.is_ascii_alphanumeric() || c == '_' } else { !c.is_whitespace() };
    let mut out = String::with_capacity(s.len());
    let mut inside = false;
    for c in s.chars() {
        if inside {
            out.push(c)
        } else {
            out.push_str(&title_case(c))
        }
        inside = within(c);
    }
    out
}

/// The letter at the head of a word: of the Latin pairs only the first is large, and Georgian has no such letters.
fn title_case(c: char) -> String {
    match c {
        '\u{1c4}'..='\u{1c6}' => "\u{1c5}".into(),
        '\u{1c7}'..='\u{1c9}' => "\u{1c8}".into(),
        '\u{1ca}'..='\u{1cc}' => "\u{1cb}".into(),
        '\u{1f1}'..='\u{1f3}' => "\u{1f2}".into(),
        '\u{10d0}'..='\u{10ff}' => c.into(),
        c => upper(c.encode_utf8(&mut [0; 4])),
    }
}

fn substr(c: &Cx<'_>) -> Out {
    let (offset, length) = (c.int(1)?, c.int(2)?);
    let parts: Vec<&str> = letters(c.str(0)).collect();
    let count = parts.len() as i64;
    let start = if offset < 0 { (count + offset).max(0) } else { offset.min(count) };
    let end = if length < 0 { count } else { start.saturating_add(length).min(count) };
    Ok(Value::string(parts[start as usize..end as usize].concat()))
}

fn join(c: &Cx<'_>) -> Out {
    if c.args.len() < 2 {
        return Err(Fail::call("at least one list is required"));
    }
    let mut parts = Vec::new();
    for i in 1..c.args.len() {
        for (at, item) in c.seq(i).iter().enumerate() {
            match item.kind() {
                Kind::String(s) => parts.push(&**s),
                Kind::Unknown(..) => return Ok(unknown_result(S)),
                _ => return Err(Fail::arg(i, format!("item {at} is null, which cannot be put into text"))),
            }
        }
    }
    Ok(Value::string(parts.join(c.str(0))))
}

fn split(c: &Cx<'_>) -> Out {
    let (separator, text) = (c.str(0), c.str(1));
    let parts: Vec<Value> = if separator.is_empty() {
        text.chars().map(|c| Value::string(c.to_string())).collect()
    } else {
        text.split(separator).map(Value::string).collect()
    };
    Ok(Value::list(S, parts))
}

/// Decides for text of which only the beginning is known, when that is enough.
fn starts_with(c: &Cx<'_>) -> Out {
    let (Some(prefix), text) = (c.args[1].as_str(), c.args[0].kind()) else {
        return Ok(unknown_result(Type::Bool));
    };
    let known = match text {
        _ if prefix.is_empty() => return Ok(Value::bool(true)),
        Kind::String(s) => return Ok(Value::bool(s.starts_with(prefix))),
        Kind::Unknown(_, refinement) => refinement.prefix.as_deref().unwrap_or_default(),
        _ => "",
    };
    Ok(match () {
        _ if known.starts_with(prefix) => Value::bool(true),
        _ if !prefix.starts_with(known) => Value::bool(false),
        _ => unknown_result(Type::Bool),
    })
}

fn replace(c: &Cx<'_>) -> Out {
    let (text, what, with) = (c.str(0), c.str(1), c.str(2));
    let pattern = what.strip_prefix('/').and_then(|w| w.strip_suffix('/'));
    let result: Arc<str> = match pattern {
        Some(pattern) => {
            let re = regex::compile(pattern).map_err(|e| Fail::arg(1, e))?;
            re.replace_all(text, with).into()
        }
        None => text.replace(what, with).into(),
    };
    Ok(Value::string(result))
}
