//! The engine's provider: the registry of all families, and one session for each provider configuration.

use crate::clients;
use crate::config;
use crate::cx::Cx;
use crate::error::Error;
use crate::http::Calls;
use crate::typed::{ErasedData, ErasedResource, OpenResource};
use crate::{tagging, tags};
use async_trait::async_trait;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use provision_engine::Cut;
use provision_engine::preflight::{Intended, Preflight};
use provision_engine::provider::{
    Class, Created, Intent, Key, Owned, Provider, ProviderError, ReadReq, Session, StepCx,
};
use provision_schema::{Block, Catalog, Entry, Facts, ResourceType};
use provision_value::{Mode, Value};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// What the program knows beside the provider block: the environment's settings and a test's.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Region, where the block gives none.
    pub region: Option<String>,
    /// Profile, where the block gives none.
    pub profile: Option<String>,
    /// Endpoint of every service (an emulator).
    pub endpoint: Option<String>,
    /// Accounts that this environment is bound to; empty for any.
    pub account_ids: Vec<String>,
    /// Where relative paths start: the directory of the plan.
    pub dir: PathBuf,
    /// Regions that this environment is bound to; empty for any.
    pub regions: Vec<String>,
    /// Factor on all waits of our own.
    pub time_scale: f64,
    /// Keep to AWS's request limits with a custom endpoint too.
    pub limits: bool,
    /// The HTTP layer, where a test brings its own.
    pub http: Option<SharedHttpClient>,
    /// Where the crash tests end the process.
    pub cut: Cut,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            region: None,
            profile: None,
            endpoint: None,
            account_ids: Vec::new(),
            dir: PathBuf::new(),
            regions: Vec::new(),
            time_scale: 1.0,
            limits: false,
            http: None,
            cut: Cut::never(),
        }
    }
}

/// The types of one family crate.
#[derive(Default)]
pub struct Family {
    /// Managed types.
    pub resources: Vec<Box<dyn ErasedResource>>,
    /// Data sources.
    pub data: Vec<Box<dyn ErasedData>>,
}

/// Looks ahead for a session: what it asks needs services of several families.
#[async_trait]
pub trait LookAhead: Send + Sync {
    /// Whether these changes are permitted and within the account's limits.
    async fn look(&self, cx: &Cx, intended: &[Intended]) -> Result<Preflight, Error>;
}

/// The AWS provider.
pub struct AwsProvider {
    settings: Settings,
    types: Arc<Types>,
    calls: Arc<Calls>,
    look_ahead: Option<Arc<dyn LookAhead>>,
}

struct Types {
    resources: BTreeMap<&'static str, Entry<dyn ErasedResource>>,
    data: BTreeMap<&'static str, Entry<dyn ErasedData>>,
    provider: LazyLock<Block>,
}

impl AwsProvider {
    /// Of the types of these families.
    pub fn new(settings: Settings, families: Vec<Family>) -> AwsProvider {
        let provider = LazyLock::new(config::schema as fn() -> Block);
        let mut types = Types { resources: BTreeMap::new(), data: BTreeMap::new(), provider };
        for Family { resources, data } in families {
            let resources = resources.into_iter().map(|r| (r.name(), Entry::new(r, |r| r.describe())));
            types.resources.extend(resources);
            types.data.extend(data.into_iter().map(|d| (d.name(), Entry::new(d, |d| d.describe()))));
        }
        AwsProvider { settings, types: Arc::new(types), calls: Arc::default(), look_ahead: None }
    }
    /// With what looks ahead for its sessions.
    pub fn looking_ahead(self, look: Arc<dyn LookAhead>) -> AwsProvider {
        AwsProvider { look_ahead: Some(look), ..self }
    }
    /// The same for what does not belong to the environment: no account or region is refused but by the block.
    pub fn without_guard(&self) -> AwsProvider {
        let settings = Settings { account_ids: Vec::new(), regions: Vec::new(), ..self.settings.clone() };
        AwsProvider {
            settings,
            types: self.types.clone(),
            calls: self.calls.clone(),
            look_ahead: self.look_ahead.clone(),
        }
    }
    /// The calls made so far, by `service Operation`.
    pub fn calls(&self) -> Arc<Calls> {
        self.calls.clone()
    }
    /// Opens a provider configuration; like `configure`, with the session's own type.
    pub async fn open(&self, config: &Value) -> Result<Arc<AwsSession>, ProviderError> {
        let (block, endpoints) = config::read(config)?;
        let (facts, base) = clients::open(&self.settings, &block, endpoints, self.calls.clone()).await?;
        let cx = Arc::new(Cx::new(facts, base, self.settings.time_scale, self.settings.dir.clone()));
        Ok(Arc::new(AwsSession {
            cx,
            types: self.types.clone(),
            open: Mutex::default(),
            look_ahead: self.look_ahead.clone(),
        }))
    }
}

impl Catalog for AwsProvider {
    fn resource(&self, name: &str) -> Option<&ResourceType> {
        self.types.resources.get(name).map(Entry::about)
    }
    fn data(&self, name: &str) -> Option<&ResourceType> {
        self.types.data.get(name).map(Entry::about)
    }
    fn provider(&self, name: &str) -> Option<&Block> {
        (name == "aws").then(|| &*self.types.provider)
    }
    fn names(&self, mode: Mode) -> Vec<&str> {
        match mode {
            Mode::Managed => self.types.resources.keys().copied().collect(),
            Mode::Data => self.types.data.keys().copied().collect(),
        }
    }
}

#[async_trait]
impl Provider for AwsProvider {
    fn catalog(&self) -> &dyn Catalog {
        self
    }
    async fn configure(&self, name: &str, config: &Value) -> Result<Arc<dyn Session>, ProviderError> {
        if name != "aws" {
            return Err(ProviderError::new(
                Class::Validation,
                format!("There is no provider \"{name}\" here."),
            ));
        }
        Ok(self.open(config).await?)
    }
}

/// One open provider configuration.
pub struct AwsSession {
    cx: Arc<Cx>,
    types: Arc<Types>,
    open: Mutex<HashMap<&'static str, Arc<dyn OpenResource>>>,
    look_ahead: Option<Arc<dyn LookAhead>>,
}

impl AwsSession {
    /// Account, region and clients.
    pub fn cx(&self) -> &Arc<Cx> {
        &self.cx
    }

    fn of(&self, type_name: &str) -> Result<Arc<dyn OpenResource>, ProviderError> {
        let Some(entry) = self.types.resources.get(type_name) else {
            return Err(unknown(type_name));
        };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(open.entry(entry.of.name()).or_insert_with(|| entry.of.open(self.cx.clone())).clone())
    }
}

fn unknown(type_name: &str) -> ProviderError {
    ProviderError::new(Class::Validation, format!("The type \"{type_name}\" is not known here."))
}

#[async_trait]
impl Session for AwsSession {
    fn facts(&self) -> &Facts {
        self.cx.facts()
    }
    fn key(&self, type_name: &str, object: &Value) -> Result<Key, ProviderError> {
        self.of(type_name)?.key(object)
    }
    fn foresee(&self, reads: &[(&str, &[ReadReq])]) {
        let apart = |name: &str| self.of(name).is_ok_and(|t| t.tags_apart());
        let reqs = reads.iter().filter(|(name, _)| apart(name)).flat_map(|(_, reqs)| *reqs);
        let tagged = reqs.filter(|req| !tags::from_value(req.prior.get("tags_all")).is_empty());
        let arn = |req: &ReadReq| req.prior.get("arn").and_then(Value::as_str).map(str::to_owned);
        tagging::foresee(&self.cx, tagged.filter_map(arn));
    }
    async fn read(&self, type_name: &str, reqs: Vec<ReadReq>) -> Vec<Result<Option<Value>, ProviderError>> {
        match self.of(type_name) {
            Ok(t) => t.read(reqs).await,
            Err(e) => reqs.iter().map(|_| Err(e.clone())).collect(),
        }
    }
    async fn data(&self, type_name: &str, configs: Vec<Value>) -> Vec<Result<Value, ProviderError>> {
        match self.types.data.get(type_name) {
            Some(entry) => entry.of.read(&self.cx, configs).await,
            None => configs.iter().map(|_| Err(unknown(type_name))).collect(),
        }
    }
    async fn create(&self, type_name: &str, cx: &StepCx, planned: &Value) -> Result<Created, ProviderError> {
        self.of(type_name)?.create(cx, planned).await
    }
    async fn finish(
        &self,
        type_name: &str,
        cx: &StepCx,
        created: &Created,
        planned: &Value,
    ) -> Result<Value, ProviderError> {
        self.of(type_name)?.finish(cx, created, planned).await
    }
    async fn update(
        &self,
        type_name: &str,
        cx: &StepCx,
        prior: &Value,
        planned: &Value,
    ) -> Result<Value, ProviderError> {
        self.of(type_name)?.update(cx, prior, planned).await
    }
    async fn delete(&self, type_name: &str, cx: &StepCx, prior: &Value) -> Result<(), ProviderError> {
        self.of(type_name)?.delete(cx, prior).await
    }
    async fn locate(
        &self,
        type_name: &str,
        planned: &Value,
        intent: &Intent,
    ) -> Result<Option<Key>, ProviderError> {
        self.of(type_name)?.locate(planned, intent).await
    }
    fn natural_key(&self, type_name: &str, planned: &Value) -> Option<String> {
        self.of(type_name).ok()?.natural_key(planned)
    }
    fn is_free(&self, type_name: &str, planned: &Value) -> bool {
        self.of(type_name).is_ok_and(|t| t.is_free(planned))
    }
    async fn owned(&self, tags: &BTreeMap<String, String>) -> Result<Vec<Owned>, ProviderError> {
        Ok(tagging::owned(&self.cx, tags).await?)
    }
    fn import(&self, type_name: &str, id: &str) -> Result<(Key, Value), ProviderError> {
        self.of(type_name)?.import(id)
    }
    fn upgrade(
        &self,
        type_name: &str,
        version: u64,
        attributes: serde_json::Value,
    ) -> Result<serde_json::Value, ProviderError> {
        self.of(type_name)?.upgrade(version, attributes)
    }
    async fn preflight(&self, intended: &[Intended]) -> Result<Preflight, ProviderError> {
        match &self.look_ahead {
            Some(look) => Ok(look.look(&self.cx, intended).await?),
            None => Ok(Preflight::default()),
        }
    }
}
