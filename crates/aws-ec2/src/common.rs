//! Describes that several types share: asked for at the same time, they go in one call.

use crate::filtered;
use aws_sdk_ec2::types::Filter;
use provision_aws_core::prelude::*;
use provision_aws_core::share::WINDOW;
use std::collections::BTreeSet;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Things of one kind, by id.
type Things<T> = HashMap<Key, T>;

/// The call for things of one kind that still takes ids.
struct Open<T>(Mutex<Option<Arc<Call<T>>>>);

struct Call<T> {
    ids: Mutex<BTreeSet<Key>>,
    answer: OnceCell<Result<Things<T>, Error>>,
}

impl<T> Default for Open<T> {
    fn default() -> Self {
        Open(Mutex::default())
    }
}

impl<T> Open<T> {
    /// The call that takes these ids, a new one where none is open.
    fn join(&self, ids: impl IntoIterator<Item = Key>) -> Arc<Call<T>> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Call { ids: Mutex::default(), answer: OnceCell::new() });
        let call = open.get_or_insert_with(new).clone();
        call.ids.lock().unwrap_or_else(PoisonError::into_inner).extend(ids);
        call
    }
    /// Takes no more ids: whoever asks from now on must see what happens until now. Gives the ids.
    fn close(&self, call: &Arc<Call<T>>) -> BTreeSet<Key> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if open.as_ref().is_some_and(|o| Arc::ptr_eq(o, call)) {
            *open = None;
        }
        call.ids.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Things by id, those that are there. `name` is the filter for ids, `id` tells a thing's id, `describe` is the call, the same
/// for every use of a `T`.
pub async fn by_id<T, E, F, Fut>(
    cx: &Cx,
    name: &str,
    ids: impl IntoIterator<Item = Key>,
    id: fn(&T) -> Option<&str>,
    describe: F,
) -> Result<Things<T>, Error>
where
    T: Clone + Send + Sync + 'static,
    E: Into<Error>,
    F: Fn(Filter) -> Fut,
    Fut: Future<Output = Result<Vec<T>, E>>,
{
    let wanted: BTreeSet<Key> = ids.into_iter().filter(|id| !id.is_empty()).collect();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let open = cx.client(|_| Arc::<Open<T>>::default());
    let call = open.join(wanted.iter().cloned());
    let send = || async {
        tokio::time::sleep(WINDOW).await;
        let found = filtered(name, open.close(&call), describe).await?;
        Ok(found.into_iter().filter_map(|t| Some((id(&t)?.to_owned(), t))).collect::<Things<T>>())
    };
    let all = call.answer.get_or_init(send).await.as_ref().map_err(Clone::clone)?;
    Ok(wanted.into_iter().filter_map(|id| all.get(&id).cloned().map(|t| (id, t))).collect())
}
