//! The engine's provider for the types of this crate. A configuration opens without any call.

use crate::kind::{DataSource, Resource, refused};
use crate::object::beyond;
use async_trait::async_trait;
use provision_engine::provider::{
    Class, Created, Intent, Key, Provider, ProviderError, ReadReq, Session, StepCx,
};
use provision_schema::{Block, Catalog, Facts, ResourceType};
use provision_value::{Mode, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// States that do not lie on this machine.
#[async_trait]
pub trait States: std::fmt::Debug + Send + Sync {
    /// The content of the state of a workspace that a backend of this kind holds, configured so. `None` where there is no state;
    /// `backend` is one of [`States::backends`].
    async fn read(
        &self,
        backend: &str,
        config: &Value,
        workspace: &str,
    ) -> Result<Option<Vec<u8>>, ProviderError>;
    /// The kinds of backends that can be read.
    fn backends(&self) -> &[&str];
}

/// What the types know of their surroundings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where relative paths start: the directory of the plan.
    pub dir: PathBuf,
    /// The clock.
    pub now: fn() -> jiff::Timestamp,
    /// Factor on every wait.
    pub time_scale: f64,
    /// States elsewhere, where any can be read.
    pub states: Option<Arc<dyn States>>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { dir: PathBuf::new(), now: jiff::Timestamp::now, time_scale: 1.0, states: None }
    }
}

impl Settings {
    /// A path that a plan gives, as seen from this process.
    pub(crate) fn path(&self, given: &str) -> PathBuf {
        self.dir.join(Path::new(given))
    }
    /// Waits, shortened by the test scale.
    pub(crate) async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time.mul_f64(self.time_scale.max(0.0))).await;
    }
}

/// The provider of every type of this crate.
pub struct BuiltinProvider {
    settings: Settings,
    types: Arc<Types>,
}

struct Types {
    resources: BTreeMap<&'static str, (ResourceType, Box<dyn Resource>)>,
    data: BTreeMap<&'static str, (ResourceType, Box<dyn DataSource>)>,
    provider: Block,
}

impl BuiltinProvider {
    /// With these surroundings.
    pub fn new(settings: Settings) -> BuiltinProvider {
        let resources = crate::resources().into_iter().map(|r| (r.describe(), r));
        let data = crate::data_sources().into_iter().map(|d| (d.describe(), d));
        let types = Types {
            resources: resources.map(|(about, r)| (about.name, (about, r))).collect(),
            data: data.map(|(about, d)| (about.name, (about, d))).collect(),
            provider: Block::default(),
        };
        BuiltinProvider { settings, types: Arc::new(types) }
    }
}

impl Catalog for BuiltinProvider {
    fn resource(&self, name: &str) -> Option<&ResourceType> {
        self.types.resources.get(name).map(|(about, _)| about)
    }
    fn data(&self, name: &str) -> Option<&ResourceType> {
        self.types.data.get(name).map(|(about, _)| about)
    }
    fn provider(&self, name: &str) -> Option<&Block> {
        crate::PROVIDERS.contains(&name).then_some(&self.types.provider)
    }
    fn names(&self, mode: Mode) -> Vec<&str> {
        match mode {
            Mode::Managed => self.types.resources.keys().copied().collect(),
            Mode::Data => self.types.data.keys().copied().collect(),
        }
    }
}

#[async_trait]
impl Provider for BuiltinProvider {
    fn catalog(&self) -> &dyn Catalog {
        self
    }
    async fn configure(&self, _: &str, _: &Value) -> Result<Arc<dyn Session>, ProviderError> {
        let (settings, types) = (self.settings.clone(), self.types.clone());
        Ok(Arc::new(BuiltinSession { settings, types, facts: Facts::default() }))
    }
}

struct BuiltinSession {
    settings: Settings,
    types: Arc<Types>,
    facts: Facts,
}

impl BuiltinSession {
    fn of(&self, type_name: &str) -> Result<&dyn Resource, ProviderError> {
        match self.types.resources.get(type_name) {
            Some((_, resource)) => Ok(&**resource),
            None => Err(unknown(type_name)),
        }
    }
}

fn unknown(type_name: &str) -> ProviderError {
    refused(format!("The type \"{type_name}\" is not known here."), "")
}

#[async_trait]
impl Session for BuiltinSession {
    fn facts(&self) -> &Facts {
        &self.facts
    }
    fn key(&self, _: &str, object: &Value) -> Result<Key, ProviderError> {
        Ok(crate::object::text(object, "id").unwrap_or_default().to_owned())
    }
    async fn read(&self, type_name: &str, reqs: Vec<ReadReq>) -> Vec<Result<Option<Value>, ProviderError>> {
        let mut answers = Vec::new();
        for req in &reqs {
            answers.push(match self.of(type_name) {
                Ok(resource) => resource.read(&self.settings, &req.prior).await,
                Err(e) => Err(e),
            });
        }
        answers
    }
    async fn data(&self, type_name: &str, configs: Vec<Value>) -> Vec<Result<Value, ProviderError>> {
        let mut answers = Vec::new();
        for config in &configs {
            let config = config.clone().unmark_deep().0;
            answers.push(match self.types.data.get(type_name) {
                Some((_, data)) => data.read(&self.settings, &config).await,
                None => Err(unknown(type_name)),
            });
        }
        answers
    }
    /// Everything that creation tells goes into the journal with the key, so that a crash after it loses nothing.
    async fn create(&self, type_name: &str, cx: &StepCx, planned: &Value) -> Result<Created, ProviderError> {
        let planned = planned.clone().unmark_deep().0;
        let object = self.of(type_name)?.create(&self.settings, cx, &planned).await?;
        Ok(Created { key: self.key(type_name, &object)?, once: beyond(&object, &planned) })
    }
    async fn finish(
        &self,
        _: &str,
        _: &StepCx,
        created: &Created,
        planned: &Value,
    ) -> Result<Value, ProviderError> {
        let planned = planned.clone().unmark_deep().0;
        let object = created.once.iter().fold(planned, |object, (name, v)| object.with(name, v.clone()));
        if object.is_wholly_known() {
            return Ok(object);
        }
        let message = "What its creation told is not in the journal";
        let mut error = ProviderError::new(Class::Other, message);
        error.help = "Run the command again with --replace and its address: it is then made anew.".into();
        Err(error)
    }
    async fn update(
        &self,
        type_name: &str,
        _: &StepCx,
        prior: &Value,
        planned: &Value,
    ) -> Result<Value, ProviderError> {
        let (prior, planned) = (prior.clone().unmark_deep().0, planned.clone().unmark_deep().0);
        self.of(type_name)?.update(&self.settings, &prior, &planned).await
    }
    async fn delete(&self, type_name: &str, cx: &StepCx, prior: &Value) -> Result<(), ProviderError> {
        let prior = prior.clone().unmark_deep().0;
        self.of(type_name)?.delete(&self.settings, cx, &prior).await
    }
    /// A creation that was cut off is simply repeated: there is nothing that it could have left behind twice.
    async fn locate(&self, _: &str, _: &Value, _: &Intent) -> Result<Option<Key>, ProviderError> {
        Ok(None)
    }
    fn natural_key(&self, _: &str, _: &Value) -> Option<String> {
        None
    }
    fn import(&self, type_name: &str, id: &str) -> Result<(Key, Value), ProviderError> {
        let object = self.of(type_name)?.import(&self.settings, id)?;
        Ok((self.key(type_name, &object)?, object))
    }
    fn upgrade(
        &self,
        type_name: &str,
        version: u64,
        attributes: serde_json::Value,
    ) -> Result<serde_json::Value, ProviderError> {
        self.of(type_name)?.upgrade(version, attributes)
    }
}
