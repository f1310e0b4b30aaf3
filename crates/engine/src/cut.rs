//! Places where the crash tests kill the process: after every journal record, before and after every provider call, and within it
//! after each request that may have changed something.
//!
//! Always compiled in and inert unless asked for, so that what is tested is what is shipped.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Notify;

/// Places that this process has passed.
static PASSED: AtomicU64 = AtomicU64::new(0);

/// Counts the places that a run passes and ends it at one of them.
#[derive(Clone, Debug, Default)]
pub struct Cut(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    at: u64,
    passed: AtomicU64,
    freeze: bool,
    frozen: Notify,
}

impl Cut {
    /// Never.
    pub fn never() -> Cut {
        Cut(None)
    }
    /// Kills the process at the `n`-th place, counted from 1, with no cleaning up: as `kill -9` would. All such cuts of a process
    /// count together.
    pub fn after(n: u64) -> Cut {
        Cut::new(n, false)
    }
    /// Stops everything that reaches the `n`-th place or a later one, for ever. For tests inside one process: wait for
    /// [`Cut::frozen`], then drop the run.
    pub fn freeze(n: u64) -> Cut {
        Cut::new(n, true)
    }
    fn new(at: u64, freeze: bool) -> Cut {
        Cut(Some(Arc::new(Inner { at, passed: AtomicU64::new(0), freeze, frozen: Notify::new() })))
    }

    /// Passes a place. `name` says which, for the log.
    pub async fn point(&self, name: &str) {
        let Some(inner) = &self.0 else { return };
        let passed = if inner.freeze { &inner.passed } else { &PASSED };
        let n = passed.fetch_add(1, Ordering::SeqCst) + 1;
        if n < inner.at {
            return;
        }
        if !inner.freeze {
            tracing::warn!(n, name, "cut here");
            std::process::abort();
        }
        inner.frozen.notify_one();
        std::future::pending::<()>().await
    }
    /// True where each place counts (and records are written one by one).
    pub fn is_armed(&self) -> bool {
        self.0.is_some()
    }
    /// Returns once a run is frozen.
    pub async fn frozen(&self) {
        match &self.0 {
            Some(inner) => inner.frozen.notified().await,
            None => std::future::pending().await,
        }
    }
}
