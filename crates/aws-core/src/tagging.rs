//! The tags of many things in few calls: the Resource Groups Tagging API takes a hundred ARNs of any service at once, where the
//! services' own calls take twenty, or one.

use crate::cx::{Cx, each};
use crate::error::Error;
use crate::resource::{Answer, Found, Phase, Req, Resource, answers};
use crate::tags::{self, Tags, visible};
use aws_sdk_resourcegroupstagging::config::{Config, Region};
use aws_sdk_resourcegroupstagging::types::{ResourceTagMapping, TagFilter};
use provision_engine::provider::{Key, Owned};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

crate::client!(
    /// The Resource Groups Tagging API.
    tagging, aws_sdk_resourcegroupstagging, ["resourcegroupstaggingapi", "resourcegroupstagging"]
);

/// ARNs that one call takes.
const ARNS: usize = 100;

/// How often tags are asked for where there is another way to learn them.
const ATTEMPTS: u32 = 3;

/// The one region that tells of the things of global services, such as IAM.
const GLOBAL: &str = "us-east-1";

/// What is known of this API in a session.
#[derive(Default)]
struct Known {
    /// What a refresh is going to ask for, by ARN, until it does.
    foreseen: Mutex<HashMap<Key, Arc<Batch>>>,
    /// Regions where it was refused: who may read a service need not be permitted to read tags, and some partitions lack it.
    refused: Mutex<HashSet<String>>,
}

/// ARNs that are asked for together, by whoever needs one of them first.
struct Batch {
    region: String,
    arns: BTreeSet<Key>,
    told: OnceCell<HashMap<Key, Tags>>,
}

/// The region that tells the tags of a thing: its own, or of a global service the one of the partition that does. `None` where
/// nothing is documented. (Roles and users of IAM are told of nowhere.)
fn region_of(cx: &Cx, arn: &str) -> Option<String> {
    let mut parts = arn.split(':').skip(2);
    match (parts.next()?, parts.next()?) {
        // A bucket's ARN does not say where it is.
        ("s3", "") => Some(cx.region().to_owned()),
        (_, "") => (cx.partition() == "aws").then(|| GLOBAL.to_owned()),
        (_, region) => Some(region.to_owned()),
    }
}

/// One batch for each region.
fn batches(cx: &Cx, arns: impl IntoIterator<Item = Key>) -> Vec<Arc<Batch>> {
    let mut found: BTreeMap<String, BTreeSet<Key>> = BTreeMap::new();
    for arn in arns {
        if let Some(region) = region_of(cx, &arn) {
            found.entry(region).or_default().insert(arn);
        }
    }
    let batch = |(region, arns)| Arc::new(Batch { region, arns, told: OnceCell::new() });
    found.into_iter().map(batch).collect()
}

/// Remembers what a refresh is going to ask for, so that the first of its types asks for all of them. Each thing is asked for once:
/// what is read later is asked for anew.
pub fn foresee(cx: &Cx, arns: impl IntoIterator<Item = Key>) {
    let known = cx.client(|_| Arc::<Known>::default());
    let mut foreseen = known.foreseen.lock().unwrap_or_else(PoisonError::into_inner);
    *foreseen = HashMap::new();
    for batch in batches(cx, arns) {
        foreseen.extend(batch.arns.iter().map(|arn| (arn.clone(), batch.clone())));
    }
}

/// The tags of what a refresh looks at, by ARN, as far as AWS tells the same of them as the state holds. (GetResources)
///
/// What this API tells lags behind a change. So it only ever confirms: of everything else, and of everything where it is refused,
/// nothing is told here, and the service itself has to be asked.
pub async fn confirmed<R: Resource>(cx: &Cx, reads: &[(&Key, &Req<R>)]) -> HashMap<Key, Tags> {
    debug_assert!(R::TAGS_APART, "{} asks for tags that no refresh foresees", R::ABOUT.name);
    let may_be = |req: &Req<R>| req.phase == Phase::Refresh && !req.tags.is_empty();
    let held: HashMap<&str, &Tags> =
        reads.iter().filter(|(_, r)| may_be(r)).map(|(arn, r)| (arn.as_str(), &r.tags)).collect();
    let known = cx.client(|_| Arc::<Known>::default());
    let mut asked: Vec<Arc<Batch>> = Vec::new();
    let mut others = Vec::new();
    {
        let mut foreseen = known.foreseen.lock().unwrap_or_else(PoisonError::into_inner);
        for arn in held.keys() {
            match foreseen.remove(*arn) {
                Some(batch) if asked.iter().any(|b| Arc::ptr_eq(b, &batch)) => {}
                Some(batch) => asked.push(batch),
                None => others.push((*arn).to_owned()),
            }
        }
    }
    asked.extend(batches(cx, others));
    let told = each(&asked, 5, |batch| batch.told.get_or_init(|| told(cx, &known, batch)));
    let told = told.await;
    let is_held = |(arn, tags): &(&Key, &Tags)| {
        held.get(arn.as_str()).is_some_and(|held| **held == visible(cx.facts(), tags))
    };
    let found = told.into_iter().flatten().filter(is_held);
    found.map(|(arn, tags)| (arn.clone(), tags.clone())).collect()
}

/// What this API tells of a batch.
async fn told(cx: &Cx, known: &Known, batch: &Batch) -> HashMap<Key, Tags> {
    let refused = || known.refused.lock().unwrap_or_else(PoisonError::into_inner);
    // One thing costs its service no more.
    if batch.arns.len() < 2 || refused().contains(&batch.region) {
        return HashMap::new();
    }
    let arns: Vec<&Key> = batch.arns.iter().collect();
    let answers = each(arns.chunks(ARNS), 5, |some| async move {
        match ask(cx, &batch.region, some).await {
            // Something that it does not take for an ARN is of one service; the others are asked for again.
            Err(e) if e.is(&["InvalidParameterException"]) => {
                let services = some.chunk_by(|a, b| service_of(a) == service_of(b));
                each(services, 5, |some| ask(cx, &batch.region, some)).await
            }
            answer => vec![answer],
        }
    });
    let mut found = HashMap::new();
    for answer in answers.await.into_iter().flatten() {
        match answer {
            Ok(told) => found.extend(told),
            Err(e) => {
                tracing::debug!(error = %e.message, code = e.code, "tags are asked for one service at a time");
                if !e.is(&["InvalidParameterException"]) {
                    refused().insert(batch.region.clone());
                }
            }
        }
    }
    found
}

fn service_of(arn: &str) -> Option<&str> {
    arn.split(':').nth(2)
}

/// The tags of a hundred ARNs at most. (GetResources)
async fn ask(cx: &Cx, region: &str, arns: &[&Key]) -> Result<Vec<(Key, Tags)>, Error> {
    // Its own service tells the tags of each thing, so nothing waits long for this.
    let soon = tagging(cx).config().retry_config().map(|retry| retry.clone().with_max_attempts(ATTEMPTS));
    let mut config = Config::builder();
    config.set_retry_config(soon).set_region(Some(Region::new(region.to_owned())));
    let arns = arns.iter().map(|arn| (*arn).clone()).collect();
    let call = tagging(cx).get_resources().set_resource_arn_list(Some(arns));
    let told = call.customize().config_override(config).send().await?;
    let pair = |resource: ResourceTagMapping| {
        let tags = resource.tags.unwrap_or_default();
        Some((resource.resource_arn?, tags.into_iter().map(|t| (t.key, t.value)).collect()))
    };
    Ok(told.resource_tag_mapping_list.unwrap_or_default().into_iter().filter_map(pair).collect())
}

/// The tags of what was read, by ARN.
pub struct Told(HashMap<Key, Result<Tags, Error>>);

impl Told {
    /// Those of one thing; none where none were asked for.
    pub fn of(&self, arn: &str) -> Result<Tags, Error> {
        self.0.get(arn).cloned().unwrap_or_else(|| Ok(Tags::new()))
    }
}

/// The tags of what is read, where there may be some that matter: those that this API confirms, and of the others what their service
/// tells, which `ask` asks for those of one.
pub async fn tags_read<R, Fut>(cx: &Cx, reads: Vec<(Key, &Req<R>)>, ask: impl Fn(Key) -> Fut) -> Told
where
    R: Resource,
    Fut: Future<Output = Result<Tags, Error>>,
{
    let pairs: Vec<(&Key, &Req<R>)> = reads.iter().map(|(arn, req)| (arn, *req)).collect();
    let known = confirmed(cx, &pairs).await;
    let mut found: HashMap<Key, Result<Tags, Error>> =
        known.into_iter().map(|(arn, tags)| (arn, Ok(tags))).collect();
    let asked = |req: &Req<R>| req.tagged && req.phase != Phase::Deleted;
    let left = reads.iter().filter(|(arn, req)| asked(req) && !found.contains_key(arn));
    let left: BTreeSet<Key> = left.map(|(arn, _)| arn.clone()).collect();
    let told = each(left, 10, |arn| {
        let answer = ask(arn.clone());
        async move { (arn, answer.await) }
    });
    found.extend(told.await);
    Told(found)
}

/// The same as a whole: one failure is that of all.
pub async fn tags_of<R, Fut>(
    cx: &Cx,
    reads: &[(Key, &Req<R>)],
    ask: impl Fn(Key) -> Fut,
) -> Result<HashMap<Key, Tags>, Error>
where
    R: Resource,
    Fut: Future<Output = Result<Tags, Error>>,
{
    let told = tags_read(cx, reads.to_vec(), ask).await;
    told.0.into_iter().map(|(arn, tags)| Ok((arn, tags?))).collect()
}

/// Answers reads of what was found by key, each with its tags; `arn` is what they are asked for by.
pub async fn with_tags_read<R, Fut>(
    cx: &Cx,
    reqs: &[Req<R>],
    found: Result<HashMap<Key, R>, Error>,
    arn: impl Fn(&R) -> &str,
    ask: impl Fn(Key) -> Fut,
) -> Vec<Answer<R>>
where
    R: Resource,
    Fut: Future<Output = Result<Tags, Error>>,
{
    let found = match found {
        Ok(found) => found,
        Err(e) => return answers(reqs, Err(e)),
    };
    let there = reqs.iter().filter_map(|req| Some((arn(found.get(&req.key)?).to_owned(), req)));
    let tags = tags_read(cx, there.collect(), ask).await;
    let one = |req: &Req<R>| {
        let Some(value) = found.get(&req.key) else { return Ok(None) };
        let tags = tags.of(arn(value))?;
        Ok(Some(Found::ready(value.clone()).tagged(tags)))
    };
    reqs.iter().map(one).collect()
}

/// Everything that carries these ownership tags, in this region and among what is global. (GetResources)
///
/// What this API tells lags behind: something that is deleted may be told of for a while.
pub async fn owned(cx: &Cx, wanted: &Tags) -> Result<Vec<Owned>, Error> {
    let mut found = owned_in(cx, None, wanted).await?;
    if cx.facts().partition == "aws" && cx.facts().region != GLOBAL {
        let global = owned_in(cx, Some(GLOBAL), wanted).await?;
        // That region has regional things of its own, which belong to it.
        found.extend(global.into_iter().filter(|o| o.arn.split(':').nth(3).is_some_and(str::is_empty)));
    }
    found.sort_by(|a, b| a.arn.cmp(&b.arn));
    found.dedup_by(|a, b| a.arn == b.arn);
    Ok(found)
}

async fn owned_in(cx: &Cx, region: Option<&'static str>, wanted: &Tags) -> Result<Vec<Owned>, Error> {
    let filters: Vec<TagFilter> =
        wanted.iter().map(|(key, value)| TagFilter::builder().key(key).values(value).build()).collect();
    let (mut found, mut next) = (Vec::new(), None);
    loop {
        let call =
            tagging(cx).get_resources().set_tag_filters(Some(filters.clone())).set_pagination_token(next);
        let told = match region {
            None => call.send().await,
            Some(region) => {
                let there = Config::builder().region(Region::new(region));
                call.customize().config_override(there).send().await
            }
        };
        let told = told.map_err(Error::from)?;
        for resource in told.resource_tag_mapping_list.unwrap_or_default() {
            let Some(arn) = resource.resource_arn else { continue };
            let all: Tags = resource.tags.unwrap_or_default().into_iter().map(|t| (t.key, t.value)).collect();
            let tags: Tags = all.into_iter().filter(|(key, _)| tags::is_ownership(key)).collect();
            found.push(Owned { arn, address: tags::address(&tags), tags });
        }
        next = told.pagination_token.filter(|token| !token.is_empty());
        if next.is_none() {
            return Ok(found);
        }
    }
}
