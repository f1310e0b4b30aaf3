//! `format` and `formatlist`.

use super::{Cx, Fail, Out, Table, gives, json};
use crate::eval::unknown_result;
use crate::text::{count, letters};
use provision_value::number::rounded_at;
use provision_value::{Kind, Number, Type, Value, convert};

pub(super) fn install(t: &mut Table) {
    let args =
        |ty| gives(ty).arg("format", Type::String).rest_nullable("args", Type::Dynamic).takes_unknown();
    t.add("format", args(Type::String), |c| {
        let Some(template) = c.args[0].as_str() else { return Ok(unknown_result(Type::String)) };
        if c.args[1..].iter().any(|a| !a.is_wholly_known()) {
            return Ok(unknown_result(Type::String));
        }
        format(template, &c.args[1..]).map(Value::string)
    });
    t.add("formatlist", args(Type::list(Type::String)), format_list);
}

fn format_list(c: &Cx<'_>) -> Out {
    let list = |v: &Value| matches!(v.ty(), Type::List(_) | Type::Set(_) | Type::Tuple(_)) && !v.is_null();
    let mut length: Option<usize> = None;
    let mut open = false;
    for (i, arg) in c.args.iter().enumerate().skip(1).filter(|(_, a)| list(a)) {
        let n = match (arg.as_seq(), arg.ty()) {
            (Some(v), _) => v.len(),
            (None, Type::Tuple(ts)) => ts.len(),
            _ => {
                open = true;
                continue;
            }
        };
        match length {
            Some(l) if l != n => {
                return Err(Fail::arg(i, format!("it has {n} items, but a list before it has {l}")));
            }
            _ => length = Some(n),
        }
    }
    let Some(template) = c.args[0].as_str().filter(|_| !open) else {
        return Ok(unknown_result(Type::list(Type::String)));
    };
    let mut rows = Vec::new();
    for at in 0..length.unwrap_or(1) {
        let item = |v: &Value| match v.as_seq() {
            Some(items) if list(v) => items[at].clone(),
            _ => v.clone(),
        };
        let row: Vec<Value> = c.args[1..].iter().map(item).collect();
        let known = row.iter().all(Value::is_wholly_known);
        rows.push(if known { Value::string(format(template, &row)?) } else { unknown_result(Type::String) });
    }
    Ok(Value::list(Type::String, rows))
}

/// One `%` with its flags, width, precision and letter.
#[derive(Default)]
struct Verb {
    minus: bool,
    plus: bool,
    space: bool,
    zero: bool,
    sharp: bool,
    width: Option<usize>,
    precision: Option<usize>,
    letter: char,
}

/// Text from a template with verbs.
pub(super) fn format(template: &str, args: &[Value]) -> Result<String, Fail> {
    let mut out = String::with_capacity(template.len());
    let (mut next, mut highest) = (0, 0);
    let mut rest = template;
    while let Some(start) = rest.find('%') {
        out.push_str(&rest[..start]);
        let (verb, explicit, tail) = read_verb(&rest[start..]).map_err(|raw| {
            Fail::arg(0, format!("{raw:?} at {} is not a complete verb", template.len() - rest.len() + start))
        })?;
        let raw = &rest[start..rest.len() - tail.len()];
        rest = tail;
        if verb.letter == '%' {
            out.push('%');
            continue;
        }
        let index = explicit.unwrap_or(next);
        let value = args.get(index).ok_or_else(|| {
            Fail::call(format!("{raw:?} needs argument {}, but {} are given", index + 1, args.len()))
        })?;
        next = index + 1;
        highest = highest.max(next);
        out.push_str(
            &one(&verb, value).map_err(|e| Fail::arg(index + 1, format!("{raw:?} does not take it: {e}")))?,
        );
    }
    out.push_str(rest);
    if highest < args.len() && args.len() > next {
        return Err(Fail::call(format!(
            "{} arguments are given, but the format uses only {highest}",
            args.len()
        )));
    }
    Ok(out)
}

/// The verb at the start, the argument that it names (from 0), and what follows.
fn read_verb(text: &str) -> Result<(Verb, Option<usize>, &str), &str> {
    let mut verb = Verb::default();
    let mut explicit = None;
    let mut rest = &text[1..];
    while let Some(c) = rest.chars().next() {
        match c {
            '-' => verb.minus = true,
            '+' => verb.plus = true,
            ' ' => verb.space = true,
            '0' => verb.zero = true,
            '#' => verb.sharp = true,
            _ => break,
        }
        rest = &rest[1..];
    }
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let number = |s: &str, n: usize| s[..n].parse::<usize>().ok().filter(|n| *n <= 10_000);
    let mut index = |rest: &mut &str| -> Option<()> {
        if let Some(inner) = rest.strip_prefix('[') {
            let n = digits(inner);
            explicit = Some(number(inner, n)?.checked_sub(1)?);
            *rest = inner[n..].strip_prefix(']')?;
        }
        Some(())
    };
    let n = digits(rest);
    if n > 0 {
        verb.width = Some(number(rest, n).ok_or(text)?);
        rest = &rest[n..];
    }
    if let Some(after) = rest.strip_prefix('.') {
        let n = digits(after);
        verb.precision = Some(if n == 0 { 0 } else { number(after, n).ok_or(text)? });
        rest = &after[n..];
    }
    index(&mut rest).ok_or(text)?;
    verb.letter = rest.chars().next().filter(|c| *c != '%' || text.starts_with("%%")).ok_or(text)?;
    let tail = &rest[verb.letter.len_utf8()..];
    Ok((verb, explicit, tail))
}

fn one(verb: &Verb, value: &Value) -> Result<String, String> {
    let null = value.is_null();
    let to = |ty: &Type| match convert(value, ty) {
        Ok(v) if !v.is_null() => Ok(v),
        Ok(_) => Err("it is null".to_string()),
        Err(e) => Err(e.to_string()),
    };
    match verb.letter {
        'v' if verb.sharp && value.as_number().is_none_or(Number::is_finite) => {
            Ok(padded(verb, json::encode(value), false))
        }
        'v' if verb.sharp => Err("JSON cannot hold an infinite number".into()),
        'v' => Ok(match value.kind() {
            _ if null => padded(verb, "null".into(), false),
            Kind::String(s) => padded(verb, s.to_string(), false),
            Kind::Number(n) => {
                let plain = Verb { letter: 'g', ..Verb::default() };
                real(verb, &plain, n)
            }
            Kind::Bool(b) => padded(verb, b.to_string(), false),
            _ => padded(verb, json::encode(value), false),
        }),
        't' => Ok(to(&Type::Bool)?.as_bool().unwrap_or(false).to_string()),
        's' => Ok(text(verb, to(&Type::String)?.as_str().unwrap_or(""))),
        'q' => Ok(padded(verb, json::encode(&to(&Type::String)?), false)),
        'b' | 'd' | 'o' | 'x' | 'X' => integer(verb, to(&Type::Number)?.as_number()),
        'e' | 'E' | 'f' | 'g' | 'G' => Ok(match to(&Type::Number)?.as_number() {
            Some(n) => real(verb, verb, n),
            None => String::new(),
        }),
        other => Err(format!("there is no verb {other:?}")),
    }
}

/// A number with the width of one verb and the digits of another; infinity is not filled up with zeros.
fn real(width: &Verb, verb: &Verb, n: &Number) -> String {
    if n.is_finite() {
        return padded(width, signed(verb, n, float(verb, n)), true);
    }
    padded(width, n.to_string(), false)
}

fn signed(verb: &Verb, n: &Number, digits: String) -> String {
    match () {
        _ if n.is_negative() || n.has_minus() && !"bdoxX".contains(verb.letter) => format!("-{digits}"),
        _ if verb.plus => format!("+{digits}"),
        _ if verb.space => format!(" {digits}"),
        _ => digits,
    }
}

fn integer(verb: &Verb, n: Option<&Number>) -> Result<String, String> {
    let number = n.ok_or("a number is required")?;
    let whole = number.abs().to_integer().ok_or("a whole number is required")?;
    let (radix, prefix) = match verb.letter {
        'b' => (2, "0b"),
        'o' => (8, "0"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    let mut digits = whole.in_radix(radix).to_string();
    if verb.letter == 'X' {
        digits.make_ascii_uppercase();
    }
    if let Some(p) = verb.precision {
        digits = format!("{}{digits}", "0".repeat(p.saturating_sub(digits.len())));
    }
    let digits = if verb.sharp { format!("{prefix}{digits}") } else { digits };
    Ok(padded(verb, signed(verb, number, digits), verb.precision.is_none()))
}

fn float(verb: &Verb, n: &Number) -> String {
    let upper = verb.letter.is_ascii_uppercase();
    match verb.letter {
        'f' => n.fixed(verb.precision.unwrap_or(6)),
        'e' | 'E' => {
            let places = verb.precision.unwrap_or(6);
            let (digits, point) = n.digits(false);
            let (digits, point) = rounded_at(&digits, point, places as i64 + 1);
            scientific(&digits, point, places, upper)
        }
        _ => {
            let shortest = verb.precision.is_none();
            let (mut digits, mut point) = n.digits(shortest);
            let mut limit = 6;
            if let Some(p) = verb.precision {
                let p = p.max(1);
                (digits, point) = rounded_at(&digits, point, p as i64);
                limit =
                    if p > digits.len() && digits.len() as i64 >= point { digits.len() } else { p } as i64;
            }
            let exponent = if digits.is_empty() { 0 } else { point - 1 };
            if exponent < -4 || exponent >= limit {
                return scientific(&digits, point, digits.len().saturating_sub(1), upper);
            }
            n.fixed_digits(&digits, point)
        }
    }
}

trait FixedDigits {
    fn fixed_digits(&self, digits: &str, point: i64) -> String;
}

impl FixedDigits for Number {
    /// Plain digits with as many decimals as there are.
    fn fixed_digits(&self, digits: &str, point: i64) -> String {
        let len = digits.len() as i64;
        match () {
            _ if digits.is_empty() => "0".into(),
            _ if point <= 0 => format!("0.{}{digits}", "0".repeat(-point as usize)),
            _ if point >= len => format!("{digits}{}", "0".repeat((point - len) as usize)),
            _ => format!("{}.{}", &digits[..point as usize], &digits[point as usize..]),
        }
    }
}

fn scientific(digits: &str, point: i64, places: usize, upper: bool) -> String {
    let exponent = if digits.is_empty() { 0 } else { point - 1 };
    let padded = format!("{digits:0<width$}", width = places + 1);
    let (first, rest) = padded.split_at(1);
    let dot = if places > 0 { "." } else { "" };
    let e = if upper { 'E' } else { 'e' };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{first}{dot}{}{e}{sign}{:02}", &rest[..places], exponent.abs())
}

/// Text, cut to the precision in letters as a person counts them.
fn text(verb: &Verb, s: &str) -> String {
    let cut: String = match verb.precision {
        Some(p) if p > 0 => letters(s).take(p).collect(),
        _ => s.into(),
    };
    padded(verb, cut, false)
}

fn padded(verb: &Verb, s: String, number: bool) -> String {
    let missing = verb.width.unwrap_or(0).saturating_sub(count(&s));
    if missing == 0 {
        return s;
    }
    if verb.minus {
        return format!("{s}{}", " ".repeat(missing));
    }
    if verb.zero && number {
        let sign = usize::from(s.starts_with(['-', '+', ' ']));
        return format!("{}{}{}", &s[..sign], "0".repeat(missing), &s[sign..]);
    }
    format!("{}{s}", if verb.zero { "0" } else { " " }.repeat(missing))
}
