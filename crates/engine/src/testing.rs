//! A provider in memory, with injected faults, for tests of the engine.
//!
//! Two types. `fake_named` has a natural key: its name, which is its id and can exist only once. `fake_plain` gets an id from the
//! cloud, is idempotent by token, and is found again by its ownership tag. Both have `size` (changed in place), `secret`
//! (never told back), `refs` (ids that must exist when it is made and that cannot be deleted while it does) and
//! `shape` (a change needs a new one).

use crate::provider::{Class, Created, Intent, Key, Provider, ProviderError, ReadReq, Session, StepCx};
use async_trait::async_trait;
use provision_schema::{Attribute, Block, Catalog, Facts, ResourceType, Sdk};
use provision_value::{Mode, Type, Value};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What one call does besides its work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: it works.
    #[default]
    None,
    /// Refused, with no effect.
    Refuse,
    /// An error that tells nothing, with no effect.
    LoseRequest,
    /// An error that tells nothing, after the effect.
    LoseAnswer,
    /// The program has a defect.
    Panic,
}

/// One object of the cloud.
#[derive(Clone, Debug, PartialEq)]
pub struct Thing {
    /// `fake_named` or `fake_plain`
    pub type_name: String,
    /// The address that made it.
    pub owner: String,
    /// The token that made it.
    pub token: String,
    /// What it is.
    pub object: Value,
}

/// The cloud: outlives every run.
#[derive(Debug, Default)]
pub struct World {
    /// What exists, by id.
    pub things: BTreeMap<String, Thing>,
    /// What the next calls do besides; none left means that all work.
    pub faults: VecDeque<Fault>,
    /// Names whose creation is refused.
    pub refused: BTreeSet<String>,
    /// Every call: `create fake_named a`.
    pub calls: Vec<String>,
    serial: u64,
    /// Ids by the token that made them.
    tokens: BTreeMap<String, String>,
}

/// The cloud, shared.
pub type SharedWorld = Arc<Mutex<World>>;

/// The provider.
pub struct Fake {
    world: SharedWorld,
    types: [ResourceType; 2],
}

impl Fake {
    /// Over a cloud.
    pub fn new(world: SharedWorld) -> Fake {
        Fake { world, types: [resource_type("fake_named"), resource_type("fake_plain")] }
    }
}

/// The name of its only configuration in states.
pub const PROVIDER: &str = "provider[\"registry.terraform.io/test/fake\"]";

/// A look at the cloud.
pub fn lock(world: &SharedWorld) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

fn resource_type(name: &'static str) -> ResourceType {
    let optional = |ty| Attribute { optional: true, ..Attribute::new(ty) };
    let attributes = [
        ("id", Attribute { computed: true, ..Attribute::new(Type::String) }),
        ("name", Attribute { required: true, replace: true, ..Attribute::new(Type::String) }),
        ("shape", Attribute { replace: true, ..optional(Type::String) }),
        ("size", optional(Type::Number)),
        ("secret", Attribute { config_only: true, sensitive: true, ..optional(Type::String) }),
        ("refs", Attribute { replace: true, ..optional(Type::list(Type::String)) }),
    ];
    ResourceType {
        name,
        mode: Mode::Managed,
        version: 1,
        sdk: Sdk::V2,
        block: Block { attributes: attributes.into(), ..Block::default() },
        plan: None,
        seconds: (1.0, 1.0),
        revisioned: false,
        doc: "",
    }
}

impl Catalog for Fake {
    fn resource(&self, name: &str) -> Option<&ResourceType> {
        self.types.iter().find(|t| t.name == name)
    }
    fn data(&self, _: &str) -> Option<&ResourceType> {
        None
    }
    fn provider(&self, _: &str) -> Option<&Block> {
        None
    }
    fn names(&self, mode: Mode) -> Vec<&str> {
        if mode == Mode::Managed { self.types.iter().map(|t| t.name).collect() } else { Vec::new() }
    }
}

#[async_trait]
impl Provider for Fake {
    fn catalog(&self) -> &dyn Catalog {
        self
    }
    async fn configure(&self, _: &str, _: &Value) -> Result<Arc<dyn Session>, ProviderError> {
        Ok(Arc::new(FakeSession { world: self.world.clone(), facts: Facts::default() }))
    }
}

struct FakeSession {
    world: SharedWorld,
    facts: Facts,
}

impl FakeSession {
    /// A call with an effect: the next fault decides what becomes of it.
    async fn call<T>(
        &self,
        what: String,
        effect: impl FnOnce(&mut World) -> Result<T, ProviderError>,
    ) -> Result<T, ProviderError> {
        tokio::task::yield_now().await;
        let answer = {
            let mut world = lock(&self.world);
            world.calls.push(what);
            let fault = world.faults.pop_front().unwrap_or_default();
            match fault {
                Fault::None => effect(&mut world),
                Fault::Refuse => Err(ProviderError::new(Class::Limit, "refused")),
                Fault::LoseRequest => Err(ProviderError::new(Class::Unavailable, "request lost")),
                Fault::LoseAnswer => {
                    effect(&mut world).and(Err(ProviderError::new(Class::Unavailable, "answer lost")))
                }
                Fault::Panic => {
                    drop(world);
                    panic!("injected defect")
                }
            }
        };
        tokio::task::yield_now().await;
        answer
    }
}

fn text(object: &Value, name: &str) -> String {
    object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn refs(object: &Value) -> Vec<String> {
    let items = object.get("refs").and_then(Value::as_seq).unwrap_or_default();
    items.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()
}

impl World {
    fn create(&mut self, type_name: &str, cx: &StepCx, planned: &Value) -> Result<String, ProviderError> {
        if self.refused.contains(&text(planned, "name")) {
            return Err(ProviderError::new(Class::Limit, "refused"));
        }
        let plain = type_name == "fake_plain";
        let again = self.tokens.get(&cx.token).filter(|id| plain && self.things.contains_key(*id));
        if let Some(id) = again {
            return Ok(id.clone());
        }
        if let Some(missing) = refs(planned).iter().find(|id| !self.things.contains_key(*id)) {
            return Err(ProviderError::new(Class::Validation, format!("{missing} does not exist")));
        }
        let id = if plain { format!("id-{}", self.serial) } else { text(planned, "name") };
        self.serial += 1;
        if self.things.contains_key(&id) {
            return Err(ProviderError::new(Class::Exists, format!("{id} exists")));
        }
        // Like many real ones: size is set by a second call.
        let object = planned.with("id", Value::string(id.as_str())).with("size", Value::null(Type::Number));
        let thing =
            Thing { type_name: type_name.into(), owner: cx.address.clone(), token: cx.token.clone(), object };
        self.things.insert(id.clone(), thing);
        self.tokens.insert(cx.token.clone(), id.clone());
        Ok(id)
    }

    fn change(&mut self, id: &str, planned: &Value) -> Result<Value, ProviderError> {
        let thing = self
            .things
            .get_mut(id)
            .ok_or_else(|| ProviderError::new(Class::NotFound, format!("{id} is gone")))?;
        thing.object = planned.with("id", Value::string(id));
        Ok(thing.object.clone())
    }

    fn delete(&mut self, id: &str) -> Result<(), ProviderError> {
        if let Some((user, _)) = self.things.iter().find(|(_, t)| refs(&t.object).iter().any(|r| r == id)) {
            return Err(ProviderError::new(Class::Dependency, format!("{user} uses {id}")));
        }
        self.things.remove(id);
        Ok(())
    }

    fn read(&self, req: &ReadReq) -> Option<Value> {
        let object = &self.things.get(&req.key)?.object;
        let secret = req.prior.get("secret").cloned().unwrap_or_else(|| Value::null(Type::String));
        Some(object.with("secret", secret))
    }
}

#[async_trait]
impl Session for FakeSession {
    fn facts(&self) -> &Facts {
        &self.facts
    }
    fn key(&self, _: &str, object: &Value) -> Result<Key, ProviderError> {
        Ok(text(object, "id"))
    }
    async fn read(&self, _: &str, reqs: Vec<ReadReq>) -> Vec<Result<Option<Value>, ProviderError>> {
        tokio::task::yield_now().await;
        let world = lock(&self.world);
        reqs.iter().map(|req| Ok(world.read(req))).collect()
    }
    async fn data(&self, _: &str, configs: Vec<Value>) -> Vec<Result<Value, ProviderError>> {
        configs.into_iter().map(Ok).collect()
    }
    async fn create(&self, type_name: &str, cx: &StepCx, planned: &Value) -> Result<Created, ProviderError> {
        let what = format!("create {type_name} {}", text(planned, "name"));
        let key = self.call(what, |world| world.create(type_name, cx, planned)).await?;
        Ok(Created { key, once: BTreeMap::new() })
    }
    async fn finish(
        &self,
        _: &str,
        cx: &StepCx,
        created: &Created,
        planned: &Value,
    ) -> Result<Value, ProviderError> {
        (cx.progress)("being made");
        self.call(format!("finish {}", created.key), |world| world.change(&created.key, planned)).await
    }
    async fn update(
        &self,
        _: &str,
        _: &StepCx,
        prior: &Value,
        planned: &Value,
    ) -> Result<Value, ProviderError> {
        let id = text(prior, "id");
        self.call(format!("update {id}"), |world| world.change(&id, planned)).await
    }
    async fn delete(&self, _: &str, _: &StepCx, prior: &Value) -> Result<(), ProviderError> {
        let id = text(prior, "id");
        self.call(format!("delete {id}"), |world| world.delete(&id)).await
    }
    async fn locate(
        &self,
        type_name: &str,
        planned: &Value,
        intent: &Intent,
    ) -> Result<Option<Key>, ProviderError> {
        let world = lock(&self.world);
        if type_name == "fake_plain" {
            let mine = |t: &Thing| t.token == intent.token;
            return Ok(world.things.iter().find(|(_, t)| mine(t)).map(|(id, _)| id.clone()));
        }
        let id = text(planned, "name");
        match world.things.get(&id) {
            None => Ok(None),
            Some(_) if intent.absent => Ok(Some(id)),
            Some(_) => Err(ProviderError::new(Class::Exists, format!("{id} stands there"))),
        }
    }
    fn natural_key(&self, type_name: &str, planned: &Value) -> Option<String> {
        (type_name == "fake_named").then(|| text(planned, "name"))
    }
    fn import(&self, _: &str, id: &str) -> Result<(Key, Value), ProviderError> {
        Ok((id.to_owned(), Value::object_of([("id", Value::string(id))])))
    }
    fn upgrade(
        &self,
        _: &str,
        _: u64,
        attributes: serde_json::Value,
    ) -> Result<serde_json::Value, ProviderError> {
        Ok(attributes)
    }
}
