//! One call for many who ask.

use super::*;
use crate::share::together;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What is asked for of a service.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Name(&'static str);

#[tokio::test(start_paused = true)]
async fn what_is_wanted_at_the_same_time_is_asked_for_together() {
    let session = session().await;
    let calls = AtomicUsize::new(0);
    let ask = |names: &'static [&'static str]| {
        let call = |wanted: BTreeSet<Name>| {
            let number = calls.fetch_add(1, Ordering::Relaxed);
            async move { Ok((number, wanted.into_iter().map(|name| name.0).collect::<Vec<_>>())) }
        };
        together(session.cx(), names.iter().copied().map(Name), call)
    };
    let (first, second) = tokio::join!(ask(&["b", "a"]), ask(&["b", "c"]));
    let all = (0, vec!["a", "b", "c"]);
    assert_eq!((first.unwrap(), second.unwrap()), (all.clone(), all));
    // Who asks later must see what happened until then.
    assert_eq!(ask(&["a"]).await.unwrap(), (1, vec!["a"]));
}
