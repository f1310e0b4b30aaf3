//! What is known of unknown values, and what follows from it.

use super::{certainly_not_null, unknown_result};
use crate::ast::BinaryOp;
use crate::text::letters;
use provision_value::{Kind, Number, Refinement, Type, Value};
use std::sync::Arc;

/// An unknown text that will begin with `text`. More letters may follow and change the last one (an accent on its own
/// does), so that it only counts when it is a separator.
pub(crate) fn beginning_with(text: &str) -> Value {
    const SEPARATORS: &str = "-_:;/\\,.()[]{}|?!~ \t@#$%^&*+'\"";
    let text = super::normal(text);
    let certain = match letters(&text).next_back() {
        Some(last) if !SEPARATORS.contains(last) => &text[..text.len() - last.len()],
        _ => &*text,
    };
    let prefix = (!certain.is_empty()).then(|| Arc::from(certain));
    Value::unknown_refined(Type::String, Refinement { not_null: true, prefix, ..Refinement::default() })
}

/// An unknown number from `low` to `high`, or the number where these are the same.
pub(crate) fn between(low: Option<Number>, high: Option<Number>, not_null: bool) -> Value {
    match (low, high) {
        (Some(low), Some(high)) if low == high && not_null => Value::number(low),
        (low, high) => {
            Value::unknown_refined(Type::Number, Refinement { not_null, low, high, ..Refinement::default() })
        }
    }
}

/// Between which numbers of elements a collection will have, known or not.
pub(crate) fn lengths(v: &Value) -> (u64, Option<u64>) {
    let exactly = |n: usize| (n as u64, Some(n as u64));
    match v.kind() {
        // Items that are not known yet may turn out equal.
        Kind::Set(_, items) if items.len() > 1 && !v.is_wholly_known() => (1, Some(items.len() as u64)),
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => exactly(items.len()),
        Kind::Map(_, items) | Kind::Object(items) => exactly(items.len()),
        Kind::Unknown(_, r) => (r.min_len.unwrap_or(0), r.max_len),
        _ => (0, None),
    }
}

/// Between which numbers a number will lie, known or not.
fn bounds(v: &Value) -> (Option<Number>, Option<Number>) {
    match v.kind() {
        Kind::Number(n) => (Some(n.clone()), Some(n.clone())),
        Kind::Unknown(_, r) => (r.low.clone(), r.high.clone()),
        _ => (None, None),
    }
}

/// One of two values, while it is unknown which.
pub(super) fn either(a: &Value, b: &Value, ty: Type) -> Value {
    if a.is_null() && b.is_null() {
        return Value::null(ty);
    }
    let not_null = certainly_not_null(a) && certainly_not_null(b);
    match (a.ty(), b.ty()) {
        (Type::Number, Type::Number) => {
            let ((low, high), (other_low, other_high)) = (bounds(a), bounds(b));
            between(
                low.zip(other_low).map(|(a, b)| a.min(b)),
                high.zip(other_high).map(|(a, b)| a.max(b)),
                not_null,
            )
        }
        (one, other) if one == other && one.is_collection() => {
            let ((least, most), (other_least, other_most)) = (lengths(a), lengths(b));
            let (least, most) = (least.min(other_least), most.zip(other_most).map(|(a, b)| a.max(b)));
            // A list of a known length is known but for its items.
            if let (Type::List(item), true) = (&ty, not_null && most == Some(least) && least <= 1024) {
                let items = (0..least).map(|_| Value::unknown((**item).clone()));
                return Value::list((**item).clone(), items.collect());
            }
            let refinement =
                Refinement { not_null, min_len: Some(least), max_len: most, ..Refinement::default() };
            Value::unknown_refined(ty, refinement)
        }
        _ => Value::unknown_refined(ty, Refinement { not_null, ..Refinement::default() }),
    }
}

/// A comparison by size of numbers, one of which may be unknown but bounded.
pub(super) fn compare(op: BinaryOp, a: &Value, b: &Value) -> Value {
    let ((a_low, a_high), (b_low, b_high)) = (bounds(a), bounds(b));
    let surely = |x: &Option<Number>, y: &Option<Number>, holds: fn(&Number, &Number) -> bool| {
        x.as_ref().zip(y.as_ref()).is_some_and(|(x, y)| holds(x, y))
    };
    let or_equal = matches!(op, BinaryOp::Le | BinaryOp::Ge);
    let known = a.is_known() && b.is_known();
    let (less, more) = match (known, or_equal) {
        (true, true) => (surely(&a_high, &b_low, |x, y| x <= y), surely(&a_low, &b_high, |x, y| x >= y)),
        _ => (surely(&a_high, &b_low, |x, y| x < y), surely(&a_low, &b_high, |x, y| x > y)),
    };
    let (holds, fails) = if matches!(op, BinaryOp::Lt | BinaryOp::Le) { (less, more) } else { (more, less) };
    match (holds, fails) {
        (true, _) => Value::bool(true),
        (_, true) => Value::bool(false),
        _ if known => Value::bool(false),
        _ => unknown_result(Type::Bool),
    }
}

/// False when the unknown value can never turn out to be the known one.
pub(super) fn may_become(unknown: &Value, known: &Value) -> bool {
    let Kind::Unknown(ty, r) = unknown.kind() else { return true };
    if known.is_null() {
        return !r.not_null;
    }
    if !fits(&known.ty(), ty) {
        return false;
    }
    match known.kind() {
        Kind::String(s) => r.prefix.as_ref().is_none_or(|p| s.starts_with(&**p)),
        Kind::Number(n) => {
            r.low.as_ref().is_none_or(|low| n >= low) && r.high.as_ref().is_none_or(|high| n <= high)
        }
        Kind::List(..) | Kind::Set(..) | Kind::Map(..) => {
            let (least, most) = lengths(known);
            r.max_len.is_none_or(|max| least <= max)
                && r.min_len.is_none_or(|min| most.is_none_or(|most| most >= min))
        }
        _ => true,
    }
}

/// True where a value of type `of` is one of `wanted`, parts of which may be open.
fn fits(of: &Type, wanted: &Type) -> bool {
    match (of, wanted) {
        (_, Type::Dynamic) => true,
        (Type::List(a), Type::List(b)) | (Type::Set(a), Type::Set(b)) | (Type::Map(a), Type::Map(b)) => {
            fits(a, b)
        }
        (Type::Tuple(a), Type::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| fits(a, b))
        }
        (Type::Object(a), Type::Object(b)) => {
            a.attributes.keys().eq(b.attributes.keys())
                && a.attributes.values().zip(b.attributes.values()).all(|(a, b)| fits(a, b))
        }
        (a, b) => a == b,
    }
}
