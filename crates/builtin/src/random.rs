//! The `random` provider. What creation drew stays in the state until an argument or a keeper changes.

mod bytes;
mod go;
mod integer;
mod pet;
mod shuffle;
mod text;
mod uuid;
mod words;

pub(crate) use bytes::{Bytes, Id, decimal};
pub(crate) use integer::Integer;
pub(crate) use pet::Pet;
pub(crate) use shuffle::Shuffle;
pub(crate) use text::{Password, Text};
pub(crate) use uuid::Uuid;

use crate::entropy::MOST;
use crate::keepers;
use crate::kind::refused;
use crate::schema::attr;
use provision_engine::provider::ProviderError;
use provision_schema::{Attribute, PlanCx, Validator};
use provision_value::{Diagnostic, Diagnostics, Type, Value};

/// A length: a whole number from `1` up to what memory bears.
fn length(doc: &'static str) -> crate::schema::Attr {
    attr(Type::Number, doc).replace().check(Validator::Between(1, MOST))
}

/// A seed, as text.
fn seed() -> Attribute {
    crate::schema::text("A text that makes the result the same for each creation.").replace().optional()
}

/// A whole number that was checked to be one.
fn whole(object: &Value, name: &str) -> i64 {
    object.get(name).and_then(Value::as_i64).unwrap_or_default()
}

/// A number of things to draw. Values that were not known when the plan was checked are checked here.
fn size(object: &Value, name: &str) -> Result<usize, ProviderError> {
    let size = object.get(name).and_then(Value::as_i64).filter(|n| (0..=MOST).contains(n));
    let bad = || refused(format!("{name} is no whole number from 0 to {MOST}"), "Give another number.");
    size.and_then(|n| usize::try_from(n).ok()).ok_or_else(bad)
}

/// The plan-time knowledge of the types that have nothing else than keepers.
fn kept(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
    keepers::plan(cx, "keepers");
    Ok(())
}

/// An error about the arguments.
fn wrong(summary: &str, detail: impl Into<String>, help: &str) -> Diagnostics {
    Diagnostic::error(summary, detail).help(help).into()
}
