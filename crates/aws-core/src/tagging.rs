//! The tags of many things in few calls: the Resource Groups Tagging API takes a hundred ARNs of any service at once, where the
//! services' own calls take twenty, or one.

use crate::cx::{Cx, each};
use crate::error::Error;
use crate::resource::{Phase, Req};
use crate::tags::{self, Tags, visible};
use aws_sdk_resourcegroupstagging::config::{Config, Region};
use aws_sdk_resourcegroupstagging::types::TagFilter;
use provision_engine::provider::{Key, Owned};
use std::collections::{BTreeSet, HashMap};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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

/// True when it was refused once, here or for global services: who may read a service need not be permitted to read tags, and some
/// partitions lack it.
#[derive(Default)]
struct Refused {
    here: AtomicBool,
    global: AtomicBool,
}

/// The tags of what a refresh looks at, by ARN, as far as AWS tells the same of them as the state holds. (GetResources)
///
/// What this API tells lags behind a change. So it only ever confirms: of everything else, and of everything where it is refused,
/// nothing is told here, and the service itself has to be asked.
pub async fn confirmed<R>(cx: &Cx, reads: &[(&Key, &Req<R>)]) -> HashMap<Key, Tags> {
    confirmed_in(cx, None, reads).await
}

/// The same of a global service, of which one region of the partition tells. (Roles and users of IAM are told of nowhere.)
pub async fn confirmed_global<R>(cx: &Cx, reads: &[(&Key, &Req<R>)]) -> HashMap<Key, Tags> {
    match cx.facts().partition.as_str() {
        "aws" => confirmed_in(cx, Some(GLOBAL), reads).await,
        // Nothing is documented of the others.
        _ => HashMap::new(),
    }
}

async fn confirmed_in<R>(
    cx: &Cx,
    region: Option<&'static str>,
    reads: &[(&Key, &Req<R>)],
) -> HashMap<Key, Tags> {
    let refused = cx.client(|_| Arc::<Refused>::default());
    let refused = if region.is_some() { &refused.global } else { &refused.here };
    let may_be = |req: &Req<R>| req.phase == Phase::Refresh && !req.tags.is_empty();
    let held: HashMap<&str, &Tags> =
        reads.iter().filter(|(_, r)| may_be(r)).map(|(arn, r)| (arn.as_str(), &r.tags)).collect();
    // One thing costs its service no more.
    if held.len() < 2 || refused.load(Ordering::Relaxed) {
        return HashMap::new();
    }
    let arns: Vec<String> = held.keys().map(|arn| (*arn).to_owned()).collect();
    // Its own service tells the tags of each thing, so nothing waits long for this.
    let soon = tagging(cx).config().retry_config().map(|retry| retry.clone().with_max_attempts(ATTEMPTS));
    let told = each(arns.chunks(ARNS), 5, |some| {
        let mut config = Config::builder();
        config.set_retry_config(soon.clone()).set_region(region.map(Region::new));
        let call = tagging(cx).get_resources().set_resource_arn_list(Some(some.to_vec()));
        async { call.customize().config_override(config).send().await.map_err(Error::from) }
    });
    let mut found = HashMap::new();
    for answer in told.await {
        let resources = match answer {
            Ok(told) => told.resource_tag_mapping_list.unwrap_or_default(),
            Err(e) => {
                tracing::debug!(error = %e.message, code = e.code, "tags are asked for one service at a time");
                refused.store(true, Ordering::Relaxed);
                continue;
            }
        };
        for resource in resources {
            let (Some(arn), told) = (resource.resource_arn, resource.tags.unwrap_or_default()) else {
                continue;
            };
            let tags: Tags = told.into_iter().map(|t| (t.key, t.value)).collect();
            if held.get(arn.as_str()).is_some_and(|held| **held == visible(cx.facts(), &tags)) {
                found.insert(arn, tags);
            }
        }
    }
    found
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
    Fut: Future<Output = Result<Tags, Error>>,
{
    let told = tags_read(cx, reads.to_vec(), ask).await;
    told.0.into_iter().map(|(arn, tags)| Ok((arn, tags?))).collect()
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
