//! Numbers.

use super::{Cx, Fail, Out, Table, float as machine, gives, gives_of};
use dashu_int::IBig;
use provision_value::{Number, Type, Value, convert::article};

pub(super) fn install(t: &mut Table) {
    let n = || gives(Type::Number);
    t.add("abs", n().arg("num", Type::Number), |c| Ok(Value::number(c.number(0).abs())));
    t.add("ceil", n().arg("num", Type::Number), |c| Ok(Value::number(c.number(0).ceil())));
    t.add("floor", n().arg("num", Type::Number), |c| Ok(Value::number(c.number(0).floor())));
    t.add("log", n().arg("num", Type::Number).arg("base", Type::Number), |c| {
        float(machine::ln(c.number(0).to_f64()) / machine::ln(c.number(1).to_f64()))
    });
    t.add("pow", n().arg("num", Type::Number).arg("power", Type::Number), |c| {
        float(machine::pow(c.number(0).to_f64(), c.number(1).to_f64()))
    });
    t.add("signum", n().arg("num", Type::Number), |c| Ok(Value::number(c.int(0)?.signum())));
    t.add("max", n().rest("numbers", Type::Number), |c| extreme(c, |a, b| a > b));
    t.add("min", n().rest("numbers", Type::Number), |c| extreme(c, |a, b| a < b));
    t.add("sum", n().arg("list", Type::Dynamic), sum);
    let parsed = gives_of(parse_int_type).not_null();
    t.add("parseint", parsed.arg("number", Type::Dynamic).arg("base", Type::Number), parse_int);
}

fn float(f: f64) -> Out {
    Number::from_f64(f).map(Value::number).ok_or_else(|| Fail::call("the result is not a number"))
}

fn extreme(c: &Cx<'_>, better: fn(&Number, &Number) -> bool) -> Out {
    let mut numbers = c.args.iter().filter_map(Value::as_number);
    let first = numbers.next().ok_or_else(|| Fail::call("at least one number is required"))?;
    Ok(Value::number(numbers.fold(first, |best, n| if better(n, best) { n } else { best }).clone()))
}

fn sum(c: &Cx<'_>) -> Out {
    let items = c.args[0].as_seq();
    let items = items.ok_or_else(|| Fail::arg(0, "a list, set or tuple of numbers is required"))?;
    if items.is_empty() {
        return Err(Fail::call("an empty list has no sum"));
    }
    if !c.args[0].is_wholly_known() {
        return Ok(crate::eval::unknown_result(Type::Number));
    }
    let mut total: Option<Number> = None;
    for item in items {
        let item = provision_value::convert(item, &Type::Number).map_err(|e| Fail::arg(0, e.to_string()))?;
        let n = item.as_number().ok_or_else(|| Fail::arg(0, "none of the items may be null"))?;
        let sum = total.map_or_else(|| Ok(n.clone()), |total| total.add(n));
        total = Some(sum.map_err(|e| Fail::call(e.to_string()))?);
    }
    Ok(Value::number(total.unwrap_or_else(|| 0.into())))
}

/// Only text is read, not a number that would become text.
fn parse_int_type(args: &[Value]) -> Result<Type, Fail> {
    match args[0].ty() {
        Type::String | Type::Dynamic => Ok(Type::Number),
        ty => Err(Fail::arg(0, format!("a string is required, not {}", article(&ty)))),
    }
}

fn parse_int(c: &Cx<'_>) -> Out {
    parse_int_type(c.args)?;
    let text = c.str(0);
    let base = c.int(1)?;
    if !(2..=62).contains(&base) {
        return Err(Fail::arg(1, "the base must be a whole number between 2 and 62"));
    }
    let (negative, digits) = match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    };
    let bad = || Fail::arg(0, format!("{text:?} is not a whole number in base {base}"));
    if digits.is_empty() || digits.len() > 10_000 {
        return Err(bad());
    }
    let mut value = IBig::ZERO;
    for d in digits.bytes() {
        let digit = match d {
            b'0'..=b'9' => d - b'0',
            b'a'..=b'z' => d - b'a' + 10,
            b'A'..=b'Z' if base <= 36 => d - b'A' + 10,
            b'A'..=b'Z' => d - b'A' + 36,
            _ => return Err(bad()),
        };
        if i64::from(digit) >= base {
            return Err(bad());
        }
        value = value * base + digit;
    }
    let value = if negative { -value } else { value };
    Number::from_integer(value).map(Value::number).map_err(|e| Fail::call(e.to_string()))
}
