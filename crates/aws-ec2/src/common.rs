//! Describes that several types share: asked for at the same time, they go in one call.

use crate::filtered;
use aws_sdk_ec2::types::Filter;
use provision_aws_core::prelude::*;
use provision_aws_core::share::WINDOW;
use std::collections::BTreeSet;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Things of one kind, by the value of the filter that found them.
type Things<T> = HashMap<Key, Vec<T>>;

/// The calls for things of one kind that still take values, by the name of the filter.
struct Open<T>(Mutex<HashMap<&'static str, Arc<Call<T>>>>);

struct Call<T> {
    values: Mutex<BTreeSet<Key>>,
    answer: OnceCell<Result<Things<T>, Error>>,
}

impl<T> Default for Open<T> {
    fn default() -> Self {
        Open(Mutex::default())
    }
}

impl<T> Open<T> {
    /// The call that takes these values, a new one where none is open.
    fn join(&self, name: &'static str, values: impl IntoIterator<Item = Key>) -> Arc<Call<T>> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Call { values: Mutex::default(), answer: OnceCell::new() });
        let call = open.entry(name).or_insert_with(new).clone();
        call.values.lock().unwrap_or_else(PoisonError::into_inner).extend(values);
        call
    }
    /// Takes no more values: whoever asks from now on must see what happens until now. Gives the values.
    fn close(&self, name: &'static str, call: &Arc<Call<T>>) -> BTreeSet<Key> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if open.get(name).is_some_and(|o| Arc::ptr_eq(o, call)) {
            open.remove(name);
        }
        call.values.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Things by id, those that are there. `name` is the filter for ids, `id` tells a thing's id, `describe` is the call, the same
/// for every use of a `T` and a filter.
pub async fn by_id<T, E, F, Fut>(
    cx: &Cx,
    name: &'static str,
    ids: impl IntoIterator<Item = Key>,
    id: fn(&T) -> Option<&str>,
    describe: F,
) -> Result<HashMap<Key, T>, Error>
where
    T: Clone + Send + Sync + 'static,
    E: Into<Error>,
    F: Fn(Filter) -> Fut,
    Fut: Future<Output = Result<Vec<T>, E>>,
{
    let found = parts_of(cx, name, ids, id, describe).await?;
    Ok(found.into_iter().filter_map(|(id, things)| Some((id, things.into_iter().next()?))).collect())
}

/// Things by what they are parts of. `name` is the filter for it, `of` tells what a thing is a part of.
pub async fn parts_of<T, E, F, Fut>(
    cx: &Cx,
    name: &'static str,
    wholes: impl IntoIterator<Item = Key>,
    of: fn(&T) -> Option<&str>,
    describe: F,
) -> Result<Things<T>, Error>
where
    T: Clone + Send + Sync + 'static,
    E: Into<Error>,
    F: Fn(Filter) -> Fut,
    Fut: Future<Output = Result<Vec<T>, E>>,
{
    let wanted: BTreeSet<Key> = wholes.into_iter().filter(|id| !id.is_empty()).collect();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let open = cx.client(|_| Arc::<Open<T>>::default());
    let call = open.join(name, wanted.iter().cloned());
    let send = || async {
        tokio::time::sleep(WINDOW).await;
        let mut things = Things::<T>::new();
        for thing in filtered(name, open.close(name, &call), describe).await? {
            if let Some(of) = of(&thing).map(str::to_owned) {
                things.entry(of).or_default().push(thing);
            }
        }
        Ok(things)
    };
    let all = call.answer.get_or_init(send).await.as_ref().map_err(Clone::clone)?;
    Ok(wanted.into_iter().filter_map(|id| all.get(&id).cloned().map(|t| (id, t))).collect())
}
