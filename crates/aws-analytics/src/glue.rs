//! What all Glue types share: the client, names and ARNs, batches, tags, and what is not known everywhere yet.

use crate::common;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::is_role_unknown;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;
use std::future::Future;

provision_aws_core::client!(
    /// The Glue client.
    glue, aws_sdk_glue, ["glue"]
);

/// Names that one call of a batch operation takes.
const NAMES: usize = 25;

/// What Glue says, with an `InvalidInputException`, of roles, permissions and queues that are not known everywhere yet.
const SOON: [&str; 5] = [
    "Service is unable to assume",
    "Please verify the role's TrustPolicy",
    "is not authorized",
    "Insufficient Lake Formation permission",
    "does not exist or the role provided does not have access to it",
];

/// Repeats a call while the role that it names, or what that role may do, is not known to Glue yet.
pub async fn until_settled<T, E, F, Fut>(cx: &Cx, call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let soon = |e: &Error| {
        let refused = e.is(&["InvalidInputException"]) && SOON.iter().any(|words| e.message.contains(words));
        refused || is_role_unknown(e)
    };
    cx.retry(PROPAGATION, soon, call).await
}

/// The ARN of something of Glue in this account.
pub fn arn(cx: &Cx, kind: &str, name: &str) -> String {
    cx.arn("glue", &format!("{kind}/{name}"))
}

/// Things by their names, 25 a call; those that are not there are left out.
pub async fn batched<T, Fut>(
    names: impl IntoIterator<Item = Key>,
    call: impl Fn(Vec<String>) -> Fut,
) -> Result<Vec<T>, Error>
where
    Fut: Future<Output = Result<Option<Vec<T>>, Error>>,
{
    let names: Vec<Key> = names.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let mut all = Vec::new();
    for part in each(names.chunks(NAMES), 5, |some| call(some.to_vec())).await {
        all.extend(part?.unwrap_or_default());
    }
    Ok(all)
}

/// Answers reads of what is known by its name alone, each with its tags; `kind` is what its ARN calls it.
pub async fn answer<R, T>(
    cx: &Cx,
    reqs: &[Req<R>],
    kind: &str,
    things: Result<Vec<(String, T)>, Error>,
    told: impl Fn(&Req<R>, &T) -> Found<R>,
) -> Vec<Answer<R>>
where
    R: Resource,
{
    let things: HashMap<String, T> = match things {
        Ok(things) => things.into_iter().collect(),
        Err(e) => return answers(reqs, Err(e)),
    };
    let there = reqs.iter().filter(|req| things.contains_key(&req.key));
    let reads: Vec<(Key, &Req<R>)> = there.map(|req| (arn(cx, kind, &req.key), req)).collect();
    let tags = match tags_of(cx, &reads).await {
        Ok(tags) => tags,
        Err(e) => return answers(reqs, Err(e)),
    };
    let one = |req: &Req<R>| {
        let tags = tags.get(&arn(cx, kind, &req.key)).cloned().unwrap_or_default();
        things.get(&req.key).map(|thing| told(req, thing).tagged(tags))
    };
    reqs.iter().map(|req| Ok(one(req))).collect()
}

/// The tags of what a read found, by ARN. (Glue GetTags)
pub async fn tags_of<R: Resource>(cx: &Cx, reads: &[(Key, &Req<R>)]) -> Result<HashMap<Key, Tags>, Error> {
    common::tags_of(cx, reads, |arn| tags(cx, arn)).await
}

/// The tags of one thing. (Glue GetTags)
pub async fn tags(cx: &Cx, arn: Key) -> Result<Tags, Error> {
    let told = glue(cx).get_tags().resource_arn(arn).send().await?;
    Ok(common::told_map(told.tags.as_ref()))
}

/// Changes tags: one call to remove, one to set, each only where there is something to do.
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let call = glue(cx).untag_resource().resource_arn(arn);
        call.set_tags_to_remove(Some(diff.remove.clone())).send().await?;
    }
    if let Some(set) = common::map(&diff.set) {
        glue(cx).tag_resource().resource_arn(arn).set_tags_to_add(Some(set)).send().await?;
    }
    Ok(())
}

/// True where a thing that is there was made by an intent's create call.
pub async fn is_ours(cx: &Cx, intent: &Intent, kind: &str, name: &str) -> Result<bool, Error> {
    Ok(intent.absent || carries(intent, &tags(cx, arn(cx, kind, name)).await?))
}

/// The catalogue that something lies in: the account's own where none is said.
pub fn catalog(cx: &Cx, configured: &Option<String>) -> String {
    text(configured).unwrap_or_else(|| cx.account().to_owned())
}

/// The catalogue and the name that a key says; no catalogue is the account's own.
pub fn in_catalog(cx: &Cx, key: &str, form: &str) -> Result<(String, String), Error> {
    let (catalog, name) = key.split_once(':').ok_or_else(|| Error::import_id(key, form))?;
    let catalog = if catalog.is_empty() { cx.account() } else { catalog };
    if name.is_empty() { Err(Error::import_id(key, form)) } else { Ok((catalog.to_owned(), name.to_owned())) }
}

/// A call that Glue refuses while the thing is busy with a run: a deletion is tried again until it is not.
pub fn when_idle<T, E: Into<Error>>(answer: Result<T, E>) -> Result<(), Error> {
    match answer.map_err(Into::into) {
        Err(e) if is_busy(&e) => Err(e.with_class(Class::Dependency)),
        other => other.map(drop),
    }
}

/// True while Glue is at work on the thing.
pub fn is_busy(e: &Error) -> bool {
    e.is(&["CrawlerRunningException", "SchedulerTransitioningException", "ConcurrentModificationException"])
}

/// Names of databases and tables have no capital letters.
pub fn lower(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(name) if name.chars().any(|c| c.is_ascii_uppercase()) => {
            Err("must not have capital letters".into())
        }
        _ => Ok(()),
    }
}
