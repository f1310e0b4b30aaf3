//! The framework against a thing that lives in memory.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod derive;
mod life;
mod settle;
mod share;
mod sso;
mod tagging;
mod transport;

use crate::prelude::*;
use crate::testing::FakeAws;
use crate::{AwsProvider, AwsSession, Family, Settings, resource};
use provision_engine::provider::StepCx;
use std::sync::{Arc, Mutex};

/// A thing with a name, a setting that only an update makes, and a secret that only the create call tells.
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_thing", version = 2, tags, timeouts(create, delete), not_found = "Gone")]
pub struct Thing {
    #[attr(id)]
    pub id: String,
    #[attr(required, replace)]
    pub name: String,
    #[attr(optional, default = false)]
    pub polished: Option<bool>,
    #[attr(optional, computed)]
    pub size: Option<i64>,
    #[attr(computed, sensitive, once)]
    pub secret: Option<String>,
    #[attr(optional, config_only)]
    pub force: Option<bool>,
}

/// What AWS would know, and what was asked of it.
#[derive(Clone, Default)]
pub struct World(Arc<Mutex<Inner>>);

#[derive(Default)]
pub struct Inner {
    pub there: Option<Thing>,
    pub tags: Tags,
    pub log: Vec<String>,
    /// Reads that find nothing before the thing shows.
    pub invisible: usize,
    /// States before it is ready.
    pub states: Vec<Status>,
    /// Deletes that are refused because it is in use.
    pub in_use: usize,
}

impl World {
    pub fn of(cx: &Cx) -> World {
        cx.client(|_| World::default())
    }
    pub fn change<T>(&self, f: impl FnOnce(&mut Inner) -> T) -> T {
        f(&mut self.0.lock().unwrap())
    }
    pub fn log(&self) -> Vec<String> {
        self.change(|w| std::mem::take(&mut w.log))
    }
}

#[async_trait]
impl Resource for Thing {
    const WAITS: Waits = Waits { until_gone: true, ..Waits::QUICK };
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        World::of(cx).change(|w| {
            w.log.push(format!("create {}", planned.name));
            w.tags = step.tags.clone();
            w.there = Some(Thing {
                id: "t-1".into(),
                name: planned.name.clone(),
                size: Some(7),
                ..Thing::default()
            });
        });
        Ok(Created::new(Some("t-1"))?.once("secret", Some("s3cret")))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let keys: Vec<&str> = reqs.iter().map(|r| r.key.as_str()).collect();
        World::of(cx).change(|w| {
            w.log.push(format!("read {}", keys.len()));
            if w.invisible > 0 {
                w.invisible -= 1;
                return reqs.iter().map(|_| Ok(None)).collect();
            }
            let status = if w.states.is_empty() { Status::Ready } else { w.states.remove(0) };
            let found = w.there.clone().map(|t| Found::ready(t).tagged(w.tags.clone()).status(status));
            reqs.iter().map(|r| Ok(found.clone().filter(|f| f.value.id == r.key))).collect()
        })
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        World::of(cx).change(|w| {
            let names: Vec<&str> = change.names.iter().map(String::as_str).collect();
            let set: Vec<&str> = change.tags.set.keys().map(String::as_str).collect();
            w.log.push(format!("update {names:?} +{set:?} -{:?}", change.tags.remove));
            w.tags.extend(change.tags.set.clone());
            w.tags.retain(|k, _| !change.tags.remove.contains(k));
            if let Some(t) = &mut w.there {
                t.polished = change.to.polished;
                t.size = change.to.size;
            }
        });
        Ok(())
    }

    async fn delete(cx: &Cx, _: &Self, _: &Step) -> Result<(), Error> {
        World::of(cx).change(|w| {
            w.log.push("delete".into());
            if w.in_use > 0 {
                w.in_use -= 1;
                return Err(Error::new(Class::Dependency, "still in use"));
            }
            w.there.take().map(|_| ()).ok_or_else(|| Error::new(Class::NotFound, "no such thing"))
        })
    }

    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let ours = |tags: &Tags| intent.ownership.iter().all(|(k, v)| tags.get(k) == Some(v));
        Ok(World::of(cx).change(|w| w.there.clone().filter(|_| ours(&w.tags)).map(|t| t.id)))
    }
}

/// A region, and an endpoint behind which the fake stands.
pub fn settings(fake: &FakeAws) -> Settings {
    Settings {
        region: Some("eu-west-1".into()),
        endpoint: Some("http://127.0.0.1:1".into()),
        time_scale: 0.001,
        http: Some(fake.client()),
        ..Settings::default()
    }
}

/// A session in account 123456789012 with a provider block.
pub async fn session_with(block: Value) -> Arc<AwsSession> {
    let fake = FakeAws::new(|sent, _| panic!("nothing should be sent: {sent:?}"));
    let family = Family { resources: vec![resource::<Thing>()], data: vec![] };
    AwsProvider::new(settings(&fake), vec![family]).open(&block).await.unwrap()
}

pub async fn session() -> Arc<AwsSession> {
    session_with(Value::object(Default::default())).await
}

pub fn step() -> StepCx {
    StepCx {
        address: "aws_thing.a[\"x\"]".into(),
        token: "token-1".into(),
        ownership: [("provision:address".to_owned(), "aws_thing.a[\"x\"]".to_owned())].into(),
        timeout: None,
        absent: false,
        progress: Arc::new(|_| {}),
    }
}

pub fn map(pairs: &[(&str, &str)]) -> Tags {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

/// A planned thing: computed attributes unknown.
pub fn planned(attributes: &[(&str, Value)]) -> Value {
    let block = resource::<Thing>().describe().block;
    let all = block.attributes.iter().map(|(name, a)| {
        let given = attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
        let open = if a.computed { Value::unknown(a.ty.clone()) } else { Value::null(a.ty.clone()) };
        (*name, given.or_else(|| a.default.clone()).unwrap_or(open))
    });
    let timeouts = block.blocks["timeouts"].block.ty();
    Value::object_of(all).with("timeouts", Value::null(timeouts))
}
