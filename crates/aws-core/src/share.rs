//! One call for all who ask for the same at the same time.

use crate::cx::Cx;
use crate::error::Error;
use std::collections::{BTreeSet, HashMap};
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::OnceCell;

/// How long the first to ask waits for others before a shared call is sent: long enough for a busy machine, and nothing beside what
/// AWS takes.
pub const WINDOW: Duration = Duration::from_millis(40);

/// The answer of one call, for all who wait for it.
type Answer<T> = Arc<OnceCell<Result<T, Error>>>;

/// Calls that have not been sent yet, by what they ask for.
struct Open<K, T>(Mutex<HashMap<K, Answer<T>>>);

impl<K, T> Default for Open<K, T> {
    fn default() -> Self {
        Open(Mutex::default())
    }
}

/// What `call` tells of `key`, in common with whoever asks for the same `key` until the call is sent; who asks later must see what
/// happened until then, and so gets a call of its own. A type of key stands for one kind of call.
pub async fn share<K, T, Fut>(cx: &Cx, key: K, call: impl FnOnce() -> Fut) -> Result<T, Error>
where
    K: Clone + Eq + Hash + Send + 'static,
    T: Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<T, Error>>,
{
    let open = cx.client(|_| Arc::<Open<K, T>>::default());
    let answer =
        open.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key.clone()).or_default().clone();
    let send = || async {
        tokio::time::sleep(WINDOW).await;
        open.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        call().await
    };
    answer.get_or_init(send).await.clone()
}

/// Calls that have not been sent yet: what each is wanted for, and its answer.
struct Joined<K, T>(Mutex<Option<(BTreeSet<K>, Answer<T>)>>);

impl<K, T> Default for Joined<K, T> {
    fn default() -> Self {
        Joined(Mutex::default())
    }
}

/// What `call` tells of all that is wanted by whoever asks until it is sent: of this, and of more. A type of `K` stands for one kind
/// of call.
pub async fn together<K, T, Fut>(
    cx: &Cx,
    wanted: impl IntoIterator<Item = K>,
    call: impl FnOnce(BTreeSet<K>) -> Fut,
) -> Result<T, Error>
where
    K: Ord + Send + 'static,
    T: Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<T, Error>>,
{
    let joined = cx.client(|_| Arc::<Joined<K, T>>::default());
    let answer = {
        let mut open = joined.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (all, answer) = open.get_or_insert_default();
        all.extend(wanted);
        answer.clone()
    };
    let send = || async {
        tokio::time::sleep(WINDOW).await;
        let all = joined.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        call(all.map(|(all, _)| all).unwrap_or_default()).await
    };
    answer.get_or_init(send).await.clone()
}
