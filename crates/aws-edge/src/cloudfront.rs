//! What CloudFront's types share: the client, versions by ETag, and the reading of things that a list tells but for their ETag.

use provision_aws_core::prelude::*;
use provision_value::json as values;
use serde_json::Value as Json;

provision_aws_core::client!(
    /// The CloudFront client. CloudFront is global: one endpoint for each partition.
    cloudfront, aws_sdk_cloudfront, ["cloudfront"]
);

/// What a page of a list holds.
pub const PAGE: i32 = 100;

/// From how many things on a list is worth its call.
const WORTH: usize = 3;

/// How many there are, as requests tell it before the items of a list.
pub fn quantity<T>(items: &[T]) -> i32 {
    i32::try_from(items.len()).unwrap_or(i32::MAX)
}

/// How often a call is sent again because something else changed the thing meanwhile.
const CHANGED: usize = 5;

/// A kind of thing that is known by its id and by a name of its own, and that a list tells but for its ETag.
#[async_trait]
pub trait Listed: Resource {
    /// All of the account, without ETags.
    async fn all(cx: &Cx) -> Result<Vec<Self>, Error>;
    /// One, with its ETag.
    async fn one(cx: &Cx, id: &str) -> Result<Option<Self>, Error>;
    /// Its name.
    fn name(&self) -> &str;
    /// Its ETag.
    fn etag(&self) -> &str;
    /// The same with another ETag.
    fn versioned(self, etag: &str) -> Self;
}

/// Reads many: those that the list tells as the state holds them have the ETag that it holds; the others are asked for one by one.
pub async fn read<R: Listed>(cx: &Cx, reqs: &[Req<R>]) -> Vec<Answer<R>> {
    let known = reqs.iter().filter(|r| r.phase == Phase::Refresh && !r.prior.etag().is_empty());
    let mut listed: HashMap<Key, R> = HashMap::new();
    if known.count() >= WORTH {
        match R::all(cx).await {
            Ok(all) => listed.extend(all.into_iter().map(|one| (one.id().to_owned(), one))),
            Err(e) => return answers(reqs, Err(e)),
        }
    }
    each(reqs, 10, |req| async {
        let etag = req.prior.etag();
        let as_held = listed.get(&req.key).cloned().map(|one| one.versioned(etag));
        if as_held.is_some_and(|one| !etag.is_empty() && same(&one, &req.prior)) {
            return Ok(Some(Found::ready(req.prior.clone())));
        }
        if let Some(one) = R::one(cx, &req.key).await? {
            return Ok(Some(Found::ready(one)));
        }
        // Before it is made it is looked for by its name.
        match req.prior.id().is_empty() && req.prior.name() == req.key {
            true => Ok(by_name(cx, &req.key).await?.map(Found::ready)),
            false => Ok(None),
        }
    })
    .await
}

/// One by its name, with its ETag.
pub async fn by_name<R: Listed>(cx: &Cx, name: &str) -> Result<Option<R>, Error> {
    match R::all(cx).await?.into_iter().find(|one| one.name() == name) {
        Some(one) => R::one(cx, one.id()).await,
        None => Ok(None),
    }
}

/// A thing whose create call's answer was lost: its name was nobody's before.
pub async fn locate<R: Listed>(cx: &Cx, planned: &R, intent: &Intent) -> Result<Option<Key>, Error> {
    if !intent.absent {
        return Ok(None);
    }
    let named = R::all(cx).await?.into_iter().find(|one| one.name() == planned.name());
    Ok(named.map(|one| one.id().to_owned()))
}

/// True where two objects say the same; what is empty says nothing.
fn same<R: Resource>(a: &R, b: &R) -> bool {
    let said = |of: &R| without_empty(values::to_json(&of.to_value(0)));
    said(a) == said(b)
}

fn without_empty(json: Json) -> Json {
    match json {
        Json::Object(members) => {
            let members = members.into_iter().map(|(name, value)| (name, without_empty(value)));
            Json::Object(members.filter(|(_, value)| !is_empty(value)).collect())
        }
        Json::Array(items) => {
            let mut items: Vec<Json> = items.into_iter().map(without_empty).collect();
            items.sort_by_key(Json::to_string);
            Json::Array(items)
        }
        other => other,
    }
}

fn is_empty(json: &Json) -> bool {
    match json {
        Json::Null | Json::Bool(false) => true,
        Json::Number(n) => n.as_f64() == Some(0.0),
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Bool(true) | Json::Object(_) => false,
    }
}

/// Sends a call with an ETag; where that is out of date, with the new one, which `current` tells.
pub async fn with_etag<T, E, Fut, Now>(
    etag: &str,
    mut call: impl FnMut(String) -> Fut,
    mut current: impl FnMut() -> Now,
) -> Result<T, Error>
where
    E: Into<Error>,
    Fut: Future<Output = Result<T, E>>,
    Now: Future<Output = Result<Option<String>, Error>>,
{
    let (mut etag, mut left) = (Some(etag.to_owned()).filter(|etag| !etag.is_empty()), CHANGED);
    loop {
        let version = match etag.take() {
            Some(version) => version,
            None => current().await?.ok_or_else(|| Error::new(Class::NotFound, "It is gone."))?,
        };
        match call(version).await.map_err(Into::into) {
            Err(e) if left > 0 && e.is(&["PreconditionFailed", "InvalidIfMatchVersion"]) => left -= 1,
            other => return other,
        }
    }
}
