//! What every call of a type gets: one provider configuration — account, region, clients — and the framework's clock.

use crate::clients::Base;
use crate::error::Error;
use provision_engine::provider::Class;
use provision_schema::Facts;
use std::any::{Any, TypeId};
use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How long AWS takes, at most, to know everywhere what it was told (IAM above all).
pub const PROPAGATION: Duration = Duration::from_secs(120);

/// One provider configuration.
pub struct Cx {
    facts: Facts,
    base: Base,
    clients: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    made: Mutex<HashSet<(&'static str, String)>>,
    start: Instant,
    scale: f64,
    dir: PathBuf,
}

impl Cx {
    pub(crate) fn new(facts: Facts, base: Base, scale: f64, dir: PathBuf) -> Cx {
        Cx {
            facts,
            base,
            clients: Mutex::default(),
            made: Mutex::default(),
            start: Instant::now(),
            scale,
            dir,
        }
    }
    /// What plan-time computation knows.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }
    /// `ap-northeast-2`
    pub fn region(&self) -> &str {
        &self.facts.region
    }
    /// Twelve digits.
    pub fn account(&self) -> &str {
        &self.facts.account
    }
    /// `aws`, `aws-cn`, `aws-us-gov`
    pub fn partition(&self) -> &str {
        &self.facts.partition
    }
    /// The DNS name under which AWS's services of this partition live.
    pub fn dns_suffix(&self) -> &'static str {
        if self.facts.partition == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" }
    }
    /// The ARN of a thing in this region and account.
    pub fn arn(&self, service: &str, resource: &str) -> String {
        self.arn_of(service, self.region(), self.account(), resource)
    }
    /// The ARN of a thing in a region and account.
    pub fn arn_of(&self, service: &str, region: &str, account: &str, resource: &str) -> String {
        format!("arn:{}:{service}:{region}:{account}:{resource}", self.partition())
    }

    /// A path that a plan gives, as seen from this process: relative ones start at the plan's directory, `~/` at home.
    pub fn path(&self, given: &str) -> PathBuf {
        let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(given.strip_prefix("~/")?));
        home().unwrap_or_else(|| self.dir.join(given))
    }

    /// The client of a service, made by `make` on first use.
    pub fn client<C: Clone + Send + Sync + 'static>(&self, make: impl FnOnce(&Base) -> C) -> C {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = clients.entry(TypeId::of::<C>());
        match slot {
            std::collections::hash_map::Entry::Occupied(o) if o.get().is::<C>() => {
                match o.get().downcast_ref::<C>() {
                    Some(client) => client.clone(),
                    None => make(&self.base),
                }
            }
            std::collections::hash_map::Entry::Occupied(_) => make(&self.base),
            std::collections::hash_map::Entry::Vacant(v) => {
                let client = make(&self.base);
                v.insert(Arc::new(client.clone()));
                client
            }
        }
    }

    /// Remembers that a thing was made here, by its type and key.
    pub(crate) fn made(&self, type_name: &'static str, key: &str) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.insert((type_name, key.to_owned()));
    }
    /// True for a thing that was made here, in this run: what nobody else knew a moment ago has no parts but those that we give it.
    pub fn was_made(&self, type_name: &'static str, key: &str) -> bool {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.contains(&(type_name, key.to_owned()))
    }

    /// A duration of the cloud, scaled as the test asks for.
    pub fn scaled(&self, d: Duration) -> Duration {
        d.mul_f64(self.scale)
    }
    /// Sleeps until the next multiple of `every` since the session began: things of one kind that wait at the same time look at
    /// the same time, and so in one call.
    pub async fn tick(&self, every: Duration) {
        let every = self.scaled(every).max(Duration::from_millis(5)).as_nanos();
        let next = (self.start.elapsed().as_nanos() / every + 1) * every;
        let next = Duration::from_nanos(u64::try_from(next).unwrap_or(u64::MAX));
        tokio::time::sleep_until(self.start + next).await;
    }
    /// Repeats a call while AWS answers with one of `codes`: what it needs was just made and is not known everywhere yet.
    pub async fn until_known<T, E, F, Fut>(&self, codes: &[&str], call: F) -> Result<T, Error>
    where
        E: Into<Error>,
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        self.retry(PROPAGATION, |e| e.is(codes), call).await
    }
    /// Repeats a call while `again` says so, for `window` at most; then the last error stands.
    pub async fn retry<T, E, F, Fut>(
        &self,
        window: Duration,
        again: impl Fn(&Error) -> bool,
        mut call: F,
    ) -> Result<T, Error>
    where
        E: Into<Error>,
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        let end = Instant::now() + self.scaled(window);
        let mut pause = Duration::from_millis(500);
        loop {
            match call().await.map_err(Into::into) {
                Err(e) if again(&e) && Instant::now() < end => {
                    tokio::time::sleep(self.scaled(pause)).await;
                    pause = (pause * 2).min(Duration::from_secs(10));
                }
                other => return other,
            }
        }
    }
}

/// Does the same for many items, at most `at_once` at a time, and keeps their order. For what AWS has no batch call for.
pub async fn each<I, T, Fut>(
    items: impl IntoIterator<Item = I>,
    at_once: usize,
    f: impl FnMut(I) -> Fut,
) -> Vec<T>
where
    Fut: Future<Output = T>,
{
    use futures_util::StreamExt;
    let all: Vec<Fut> = items.into_iter().map(f).collect();
    futures_util::stream::iter(all).buffered(at_once).collect().await
}

/// An error for a wait that took too long.
pub fn too_long(what: &str, limit: Duration, last: &str) -> Error {
    let last = if last.is_empty() { String::new() } else { format!(" The last state was \"{last}\".") };
    Error::new(Class::Timeout, format!("{what} took longer than {} s.{last}", limit.as_secs()))
}
