//! What all types of the family share.

use provision_aws_core::prelude::*;

/// A non-empty text.
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

/// The items of a list; an empty one is "not given".
pub fn given<T: Clone>(items: &[T]) -> Option<Vec<T>> {
    (!items.is_empty()).then(|| items.to_vec())
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
