//! `count` and `for_each`: how often a block exists, and with which keys.

use crate::values::{Repeat, Repetition};
use provision_lang::ast::Expr;
use provision_value::{Diagnostic, Diagnostics, InstanceKey, Kind, Number, Span, Type, Value};
use std::sync::Arc;

/// The most instances that one block may have; more is a slip of the pen, and would only eat memory.
const MAX_INSTANCES: i64 = 1_000_000;

/// What to do about a repetition that depends on something not made yet.
const UNKNOWN_ADVICE: &str = "Let the number and keys of instances depend only on values that are known before apply: \
     variables, locals, literal keys. Or apply the resources that it depends on first, with `--target`.";

/// The instances of a block with neither `count` nor `for_each`.
pub fn single() -> (Repetition, Vec<Repeat>) {
    (Repetition::Single, vec![Repeat::single()])
}

/// The instances that a `count` of this value makes. `expr` is its place.
pub fn count(value: Value, expr: &Expr) -> Result<(Repetition, Vec<Repeat>), Diagnostics> {
    let fail = |detail: &str, help: &str| {
        Err(Diagnostic::error("Invalid `count`", detail).at(expr.span).help(help).into())
    };
    let (value, marks) = value.unmark();
    if marks.contains(provision_value::Marks::EPHEMERAL) {
        return fail("The number of instances must not come from an ephemeral value.", "Use a stored value.");
    }
    let number = match value.kind() {
        Kind::Unknown(..) => {
            return fail("The number of instances is known only after apply.", UNKNOWN_ADVICE);
        }
        Kind::Null(_) => return fail("The number of instances is null.", "Give a whole number, 0 for none."),
        Kind::Number(n) => Some(n.clone()),
        Kind::String(s) => s.parse::<Number>().ok(),
        _ => None,
    };
    let Some(number) = number else {
        return fail(&format!("A number is needed; this is of type {}.", value.ty().friendly()), "");
    };
    match number.to_i64() {
        Some(n) if n < 0 => fail(&format!("The number of instances is {n}."), "It must be 0 or more."),
        Some(n) if n > MAX_INSTANCES => fail(
            &format!("The number of instances is {n}."),
            &format!("At most {MAX_INSTANCES} instances of one block are possible."),
        ),
        Some(n) => {
            let key = |i| Repeat { key: Some(InstanceKey::Int(i)), value: None };
            Ok((Repetition::Count, (0..n.unsigned_abs()).map(key).collect()))
        }
        None => fail(&format!("The number of instances is {number}."), "It must be a whole number."),
    }
}

/// The instances that a `for_each` over this value makes. `expr` is its place.
pub fn for_each(value: Value, expr: &Expr) -> Result<(Repetition, Vec<Repeat>), Diagnostics> {
    let fail = |detail: &str, help: &str| -> Result<_, Diagnostics> { Err(invalid(expr.span, detail, help)) };
    if !value.marks().is_empty() {
        let what = if value.is_sensitive() { "a sensitive" } else { "an ephemeral" };
        let detail = format!("The keys of instances are part of their addresses, and this is {what} value.");
        let help = "Iterate over keys that may be shown and look the value up inside the block; `nonsensitive()` \
                    unmarks what is not secret.";
        return fail(&detail, help);
    }
    match value.kind() {
        Kind::Unknown(..) => fail("What to iterate over is known only after apply.", UNKNOWN_ADVICE),
        Kind::Null(_) => {
            fail("What to iterate over is null.", "Give a map or a set of strings; `{}` makes none.")
        }
        Kind::Map(_, items) | Kind::Object(items) => {
            let each = |(key, value): (&Arc<str>, &Value)| Repeat {
                key: Some(InstanceKey::Str(key.clone())),
                value: Some(value.clone()),
            };
            Ok((Repetition::ForEach, items.iter().map(each).collect()))
        }
        Kind::Set(element, items) => of_set(element, items, expr.span),
        _ => fail(
            &format!("A map, an object or a set of strings is needed; this is a {}.", value.ty().friendly()),
            "`toset()` makes a set of a list of strings.",
        ),
    }
}

fn of_set(element: &Type, items: &[Value], span: Span) -> Result<(Repetition, Vec<Repeat>), Diagnostics> {
    if items.iter().any(|v| !v.is_known()) {
        return Err(invalid(span, "The set holds values that are known only after apply.", UNKNOWN_ADVICE));
    }
    let repeats = items.iter().map(|item| match item.kind() {
        Kind::String(s) => Ok(Repeat { key: Some(InstanceKey::Str(s.clone())), value: Some(item.clone()) }),
        Kind::Null(_) => Err(invalid(span, "The set holds null.", "`compact()` drops nulls from a list.")),
        _ => Err(invalid(
            span,
            &format!("A set of strings is needed; this is a set of {}.", element.friendly()),
            "`[for v in ... : tostring(v)]` makes strings.",
        )),
    });
    Ok((Repetition::ForEach, repeats.collect::<Result<_, _>>()?))
}

fn invalid(span: Span, detail: &str, help: &str) -> Diagnostics {
    Diagnostic::error("Invalid `for_each`", detail).at(span).help(help).into()
}
