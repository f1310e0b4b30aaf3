//! Between typed attributes and what the SDKs' requests take, and what their answers mean: small things that every family needs.

use crate::error::Error;
use crate::tags::Tags;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use provision_engine::provider::Intent;
use provision_value::Value;
use std::collections::{BTreeMap, HashMap};

/// A text that says something: AWS takes none where it would be empty.
pub fn text(value: &Option<String>) -> Option<String> {
    value.clone().filter(|v| !v.is_empty())
}

/// A number as requests take it.
pub fn int(value: Option<i64>) -> Option<i32> {
    value.and_then(|v| i32::try_from(v).ok())
}

/// A number as requests take it; zero is "not given".
pub fn positive(value: Option<i64>) -> Option<i32> {
    int(value).filter(|v| *v != 0)
}

/// A number as the state holds it.
pub fn long(told: Option<i32>) -> Option<i64> {
    told.map(Into::into)
}

/// One of AWS's words as requests take it.
pub fn choice<T: for<'a> From<&'a str>>(value: &Option<String>) -> Option<T> {
    text(value).map(|v| T::from(v.as_str()))
}

/// One of AWS's words as the state holds it.
pub fn word(told: Option<&impl AsRef<str>>) -> Option<String> {
    told.map(|w| w.as_ref().to_owned())
}

/// The items of a list; an empty one is "not given".
pub fn given<T: Clone>(items: &[T]) -> Option<Vec<T>> {
    (!items.is_empty()).then(|| items.to_vec())
}

/// A map as requests take it; an empty one is "not given".
pub fn map(items: &BTreeMap<String, String>) -> Option<HashMap<String, String>> {
    (!items.is_empty()).then(|| items.clone().into_iter().collect())
}

/// A map as the state holds it.
pub fn told_map(told: Option<&HashMap<String, String>>) -> BTreeMap<String, String> {
    told.into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// A time as the older attributes hold it: `2024-01-31 10:00:00.25 +0000 UTC`; nothing for none.
pub fn spoken(at: Option<&DateTime>) -> String {
    let Some(at) = at else { return String::new() };
    let whole = DateTime::from_secs(at.secs()).fmt(Format::DateTime).unwrap_or_default();
    let whole = whole.replace('T', " ").replace('Z', "");
    let fraction = format!(".{:09}", at.subsec_nanos());
    format!("{whole}{} +0000 UTC", fraction.trim_end_matches('0').trim_end_matches('.'))
}

/// One of AWS's words that an argument has to be.
pub fn among(value: &Value, words: &[&str]) -> Result<(), String> {
    match value.as_str() {
        Some(text) if !words.contains(&text) => Err(format!("must be one of {}", words.join(", "))),
        _ => Ok(()),
    }
}

/// Of what AWS is given and tells nothing of: whether it has it cannot be known.
pub fn unknowable(_: &Value, _: &Value) -> bool {
    false
}

/// Of what AWS is never given: an adopted object has it as configured.
pub fn only_here(_: &Value, _: &Value) -> bool {
    true
}

/// True when a thing's tags show that an intent's create call made it.
pub fn carries(intent: &Intent, tags: &Tags) -> bool {
    !intent.ownership.is_empty() && intent.ownership.iter().all(|(k, v)| tags.get(k) == Some(v))
}

/// The answer to a call about something that may be gone: `None` where it is.
pub fn there<T, E: Into<Error>>(answer: Result<T, E>) -> Result<Option<T>, Error> {
    match answer.map_err(Into::into) {
        Ok(told) => Ok(Some(told)),
        Err(e) if e.is_not_found() => Ok(None),
        Err(e) => Err(e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        let at = |millis| spoken(Some(&DateTime::from_millis(millis)));
        assert_eq!(at(1_706_695_200_250), "2024-01-31 10:00:00.25 +0000 UTC");
        assert_eq!(at(1_706_695_200_000), "2024-01-31 10:00:00 +0000 UTC");
    }
}
