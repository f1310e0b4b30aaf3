//! The `time` provider: moments that stay in the state, and waits.

mod moment;
mod offset;
mod rotating;
mod sleep;
mod r#static;

pub(crate) use moment::Moment;
pub(crate) use offset::Offset;
pub(crate) use rotating::Rotating;
pub(crate) use sleep::Sleep;
pub(crate) use r#static::Static;

use crate::kind::refused;
use crate::object::text as given;
use crate::schema::attr;
use provision_engine::provider::ProviderError;
use provision_schema::{Attribute, Validator};
use provision_value::{Type, Value};
use std::collections::BTreeMap;

/// `triggers`, whose change needs a new resource.
fn triggers() -> (&'static str, Attribute) {
    ("triggers", attr(Type::map(Type::String), "Values whose change makes a new one.").replace().optional())
}

/// The parts of a moment as attributes.
fn parts() -> Vec<(&'static str, Attribute)> {
    let number = |doc| attr(Type::Number, doc).computed();
    vec![
        ("year", number("Its year.")),
        ("month", number("Its month.")),
        ("day", number("Its day of the month.")),
        ("hour", number("Its hour.")),
        ("minute", number("Its minute.")),
        ("second", number("Its second.")),
        ("unix", number("Its seconds since 1970.")),
    ]
}

/// The object with the parts of a moment.
fn with_parts(object: &Value, moment: &Moment) -> Value {
    moment.parts().into_iter().fold(object.clone(), |object, (name, n)| object.with(name, Value::number(n)))
}

/// Arguments that count units of time.
fn units(
    names: impl IntoIterator<Item = &'static str>,
    group: &'static [&'static str],
    check: Validator,
) -> Vec<(&'static str, Attribute)> {
    let count =
        || attr(Type::Number, "How many are added to the base time.").check(check).at_least_one_of(group);
    names.into_iter().map(|name| (name, count().optional())).collect()
}

/// A count that was given.
fn count(object: &Value, name: &str) -> Option<i64> {
    object.get(name).and_then(Value::as_i64).filter(|n| *n != 0)
}

/// The moment that an argument gives, or now.
fn base(object: &Value, name: &str, now: jiff::Timestamp) -> Result<Moment, ProviderError> {
    match given(object, name).filter(|s| !s.is_empty()) {
        Some(text) => parse(name, text),
        None => Ok(Moment::of(now)),
    }
}

fn parse(name: &str, text: &str) -> Result<Moment, ProviderError> {
    text.parse().map_err(|e: String| refused(format!("{name} = \"{text}\" {e}"), EXAMPLE))
}

const EXAMPLE: &str = "Write a time like 2026-02-12T06:36:13Z.";

fn check_moment(value: &Value) -> Result<(), String> {
    value.as_str().unwrap_or_default().parse::<Moment>().map(|_| ())
}

/// The counts of an import id, in the order of these arguments.
fn imported_counts(
    object: Value,
    names: &[&str],
    texts: &[&str],
    form: &str,
) -> Result<Value, ProviderError> {
    let mut object = object.with("triggers", Value::map(Type::String, BTreeMap::new()));
    for (name, text) in names.iter().zip(texts).filter(|(_, t)| !t.is_empty()) {
        let number = text.parse::<i64>();
        let number = number.map_err(|_| refused(format!("{name} = \"{text}\" is no whole number"), form))?;
        object = object.with(name, Value::number(number));
    }
    if texts.iter().all(|t| t.is_empty()) {
        return Err(refused("The import id gives no count", form));
    }
    Ok(object)
}
