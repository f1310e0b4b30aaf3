//! Between the engine's values and a typed resource: waiting, comparing, tags, and the object for the state. Written once, for
//! every type.

use crate::cx::{Cx, too_long};
use crate::error::Error;
use crate::gather::Gather;
use crate::once::once;
use crate::resource::{
    Change, DataSource, Described, Found, Lost, Phase, Req, Resource, Status, Step, failed,
};
use crate::state::{self, Beside, Rules};
use crate::tags::{self, TagDiff, Tags};
use async_trait::async_trait;
use provision_engine::provider::{Class, Created, Intent, Key, ProviderError, ReadReq, StepCx};
use provision_schema::{Attribute, Block, Nested, Nesting, PlanCx, ResourceType, Sdk};
use provision_value::{Diagnostics, Mode, Type, Value};
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long a new thing may be missing from filtered lists.
const LISTED: Duration = Duration::from_secs(30);

/// A resource type with its Rust type forgotten: one line of the registry.
pub trait ErasedResource: Send + Sync {
    /// `aws_vpc`
    fn name(&self) -> &'static str;
    /// Its description.
    fn describe(&self) -> ResourceType;
    /// Bound to a provider configuration.
    fn open(&self, cx: Arc<Cx>) -> Arc<dyn OpenResource>;
}

/// A resource type in one provider configuration; the engine's session calls these (see [`provision_engine::Session`]).
#[async_trait]
#[allow(missing_docs)]
pub trait OpenResource: Send + Sync {
    fn key(&self, object: &Value) -> Result<Key, ProviderError>;
    fn tags_apart(&self) -> bool;
    async fn read(&self, reqs: Vec<ReadReq>) -> Vec<Result<Option<Value>, ProviderError>>;
    async fn create(&self, cx: &StepCx, planned: &Value) -> Result<Created, ProviderError>;
    async fn finish(&self, cx: &StepCx, created: &Created, planned: &Value) -> Result<Value, ProviderError>;
    async fn update(&self, cx: &StepCx, prior: &Value, planned: &Value) -> Result<Value, ProviderError>;
    async fn delete(&self, cx: &StepCx, prior: &Value) -> Result<(), ProviderError>;
    async fn locate(&self, planned: &Value, intent: &Intent) -> Result<Option<Key>, ProviderError>;
    fn natural_key(&self, planned: &Value) -> Option<String>;
    fn is_free(&self, planned: &Value) -> bool;
    fn import(&self, id: &str) -> Result<(Key, Value), ProviderError>;
    fn upgrade(
        &self,
        version: u64,
        attributes: serde_json::Value,
    ) -> Result<serde_json::Value, ProviderError>;
}

/// The registry's entry for `R`.
pub fn resource<R: Resource>() -> Box<dyn ErasedResource> {
    resource_as::<R>(R::ABOUT.name)
}

/// The registry's entry for `R` under another of the names that the provider has for it.
pub fn resource_as<R: Resource>(name: &'static str) -> Box<dyn ErasedResource> {
    Box::new(Typed::<R> { name, of: PhantomData })
}

struct Typed<R> {
    name: &'static str,
    of: PhantomData<fn() -> R>,
}

impl<R: Resource> ErasedResource for Typed<R> {
    fn name(&self) -> &'static str {
        self.name
    }
    fn describe(&self) -> ResourceType {
        describe::<R>(self.name, Mode::Managed, Some(plan::<R>))
    }
    fn open(&self, cx: Arc<Cx>) -> Arc<dyn OpenResource> {
        Arc::new(Open::<R> { block: full_block::<R>(), gather: Gather::new(), cx })
    }
}

type PlanFn = fn(&mut PlanCx<'_>) -> Result<(), Diagnostics>;

fn plan<R: Resource>(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
    // The planner knows all of the plugin framework's rule.
    if R::ABOUT.tags && R::ABOUT.sdk == Sdk::V2 {
        tags::plan(cx, R::ABOUT.sdk);
    }
    R::plan(cx)
}

fn describe<D: Described>(name: &'static str, mode: Mode, plan: Option<PlanFn>) -> ResourceType {
    let about = D::ABOUT;
    ResourceType {
        name,
        mode,
        version: about.version,
        sdk: about.sdk,
        block: full_block::<D>(),
        plan,
        seconds: about.seconds,
        revisioned: about.revisioned,
        doc: about.doc,
    }
}

/// The struct's schema with what the framework adds: `tags`, `tags_all`, `timeouts`.
fn full_block<D: Described>() -> Block {
    let about = D::ABOUT;
    let mut block = D::block(0);
    if about.tags {
        let mut own = Attribute::new(Type::map(Type::String));
        own.optional = true;
        own.doc = "Tags of this resource, over the provider's `default_tags`.";
        block.attributes.insert("tags", own);
        let mut all = Attribute::new(Type::map(Type::String));
        all.optional = about.sdk == Sdk::V2;
        all.computed = true;
        all.doc = "All tags, the provider's `default_tags` included.";
        block.attributes.insert("tags_all", all);
    }
    if !about.timeouts.is_empty() {
        let mut inner = Block::default();
        for operation in about.timeouts {
            let mut limit = Attribute::new(Type::String);
            limit.optional = true;
            limit.config_only = true;
            limit.doc = "Longest wait, for example `30m`.";
            inner.attributes.insert(operation, limit);
        }
        block.blocks.insert("timeouts", timeouts_block(inner));
    }
    block
}

fn timeouts_block(inner: Block) -> Nested {
    Nested { doc: "Longest waits.", ..Nested::new(Nesting::Single, Arc::new(inner)) }
}

/// `R` in one provider configuration.
struct Open<R: Resource> {
    cx: Arc<Cx>,
    block: Block,
    gather: Arc<Gather<R>>,
}

impl<R: Resource> Open<R> {
    /// The object for the state from what was found, beside the object that was planned or is held.
    fn object(&self, found: &Found<R>, reference: &Value, beside: Beside) -> Value {
        let read = self.told(found, reference);
        state::settle(Rules { sdk: R::ABOUT.sdk, beside }, &self.block, reference, &read)
    }

    /// What AWS told as a value, tags included.
    fn told(&self, found: &Found<R>, reference: &Value) -> Value {
        let mut read = found.value.to_value(0);
        if R::ABOUT.tags {
            let facts = self.cx.facts();
            let visible = tags::visible(facts, &found.tags);
            let own = match R::from_value(reference).takes_default_tags() {
                true => tags::own(facts, &visible, &tags::from_value(reference.get("tags"))),
                false => visible.clone(),
            };
            read = read.with("tags", tags::to_value(&own)).with("tags_all", tags::to_value(&visible));
        }
        read
    }

    fn step(&self, cx: &StepCx, planned: &Value, operation: &str, most: Duration) -> Step {
        let mut ownership = tags::encode(&cx.ownership);
        if operation == "create" && !ownership.is_empty() {
            ownership = tags::stamped(ownership, &cx.token);
        }
        let mut all = Tags::new();
        if R::ABOUT.tags {
            let own = tags::from_value(planned.get("tags"));
            let defaults = R::from_value(planned).takes_default_tags();
            all = if defaults { tags::merged(self.cx.facts(), &own) } else { own };
            all.extend(ownership.clone());
        }
        let written = || {
            planned.get("timeouts").and_then(|t| t.get(operation)).and_then(Value::as_str).and_then(duration)
        };
        let own = || R::from_value(planned).create_limit().filter(|_| operation == "create");
        let timeout = cx.timeout.map(Duration::from_secs).or_else(written).or_else(own).unwrap_or(most);
        Step {
            address: cx.address.clone(),
            token: cx.token.clone(),
            tags: all,
            ownership,
            timeout,
            progress: cx.progress.clone(),
        }
    }

    /// The tags by which `locate` tells what a create call made: ownership, and the call's token. Where ownership is off, a
    /// thing without a name carries the token until it is finished, since nothing else tells it from another.
    fn marks(&self, typed: &R, ownership: Tags, token: &str) -> Tags {
        let named = ownership.is_empty() && (!R::ABOUT.tags || typed.natural_key().is_some());
        if named { ownership } else { tags::stamped(ownership, token) }
    }

    /// What a create call's thing is before anything else was done to it, as far as that needs no look.
    fn just_made(&self, planned: &Value, key: &str, step: &Step) -> Option<Found<R>> {
        if !self.cx.was_made(R::ABOUT.name, key) {
            return None;
        }
        let (typed, mut sent) = (R::from_value(planned), step.clone());
        if R::ABOUT.tags {
            sent.tags.extend(self.marks(&typed, step.ownership.clone(), &step.token));
        }
        R::just_made(&typed, key, &sent)
    }

    async fn read_one(&self, key: &str, prior: &R, phase: Phase) -> Result<Option<Found<R>>, Error> {
        let req = Req::new(key, prior.clone(), phase);
        let answer = self.gather.read(&self.cx, vec![req]).await.into_iter().next();
        match answer {
            Some(Err(e)) if is_gone::<R>(&e) => Ok(None),
            Some(answer) => answer,
            None => Ok(None),
        }
    }

    /// Looks until it is ready. Absence within the window is propagation.
    async fn wait_ready(&self, key: &str, prior: &R, phase: Phase, step: &Step) -> Result<Found<R>, Error> {
        let waits = R::WAITS;
        let limit = step.timeout;
        let start = Instant::now();
        let mut last = String::new();
        if !waits.delay.is_zero() && phase == Phase::Created {
            tokio::time::sleep(self.cx.scaled(waits.delay)).await;
        }
        loop {
            match self.read_one(key, prior, phase).await? {
                Some(found) => match &found.status {
                    Status::Ready => return Ok(found),
                    Status::Failed(reason) => {
                        return Err(failed(&format!("{} {key}", R::ABOUT.name), reason));
                    }
                    Status::Pending(state) => {
                        step.progress(&format!("waiting for {key}: {state}"));
                        last.clone_from(state);
                    }
                },
                None if start.elapsed() > self.cx.scaled(waits.window) => {
                    let message =
                        format!("{} {key} is not there, though its creation was answered.", R::ABOUT.name);
                    return Err(Error::new(Class::NotFound, message));
                }
                None => step.progress(&format!("waiting for {key} to be visible")),
            }
            if start.elapsed() > self.cx.scaled(limit) {
                return Err(too_long(&format!("{} {key}", R::ABOUT.name), limit, &last));
            }
            self.cx.tick(waits.every).await;
        }
    }

    /// After an update: looks until it is ready and shows what was asked for. A value that AWS writes in its own way never will,
    /// so after a few looks what is there stands.
    async fn wait_updated(&self, key: &str, to: &R, wanted: &Value, step: &Step) -> Result<Found<R>, Error> {
        let mut looks = 0;
        loop {
            let found = self.wait_ready(key, to, Phase::Updated, step).await?;
            let unlike = state::unlike(&self.block, wanted, &self.told(&found, wanted));
            looks += 1;
            if unlike.is_empty() || looks == 4 {
                if !unlike.is_empty() {
                    tracing::debug!(
                        kind = R::ABOUT.name,
                        key,
                        ?unlike,
                        "reads back differently from what was sent"
                    );
                }
                return Ok(found);
            }
            self.cx.tick(R::WAITS.every).await;
        }
    }
}

#[async_trait]
impl<R: Resource> OpenResource for Open<R> {
    fn key(&self, object: &Value) -> Result<Key, ProviderError> {
        let key = R::from_value(object).key();
        if key.is_empty() {
            let message = format!("An object of {} in the state has no id.", R::ABOUT.name);
            return Err(ProviderError::new(Class::Validation, message));
        }
        Ok(key)
    }

    fn tags_apart(&self) -> bool {
        R::TAGS_APART
    }

    async fn read(&self, reqs: Vec<ReadReq>) -> Vec<Result<Option<Value>, ProviderError>> {
        let typed = |r: &ReadReq| {
            let prior = R::from_value(&r.prior);
            match r.fresh {
                true => Req::new(r.key.clone(), prior, Phase::Updated),
                false => Req {
                    tagged: !state::says_untagged(&r.prior),
                    tags: tags::from_value(r.prior.get("tags_all")),
                    ..Req::new(r.key.clone(), prior, Phase::Refresh)
                },
            }
        };
        let answers = self.gather.read(&self.cx, reqs.iter().map(typed).collect()).await;
        let mut objects = Vec::with_capacity(answers.len());
        for (req, answer) in reqs.iter().zip(answers) {
            objects.push(match answer {
                Ok(None) if req.fresh => self.read_again(req).await,
                Ok(found) => Ok(found.map(|f| self.object(&f, &req.prior, Beside::State))),
                Err(e) if is_gone::<R>(&e) => Ok(None),
                Err(e) => Err(e.into()),
            });
        }
        objects
    }

    async fn create(&self, cx: &StepCx, planned: &Value) -> Result<Created, ProviderError> {
        let mut step = self.step(cx, planned, "create", R::WAITS.create);
        let typed = R::from_value(planned);
        let marks = self.marks(&typed, step.ownership.clone(), &step.token);
        if R::ABOUT.tags {
            step.tags.extend(marks.clone());
        }
        let marked = R::ABOUT.tags && !marks.is_empty();
        // What only the create call tells cannot be read again.
        let once_told = self.block.attributes.values().any(|a| a.once);
        let findable = !once_told && (marked || cx.absent || R::LOST == Lost::Compare);
        let mut tries = 1;
        loop {
            let call = R::create(&self.cx, &typed, &step);
            let answer = match R::LOST {
                Lost::Repeat => call.await,
                Lost::Look | Lost::Compare => once(call).await,
            };
            let error = match answer {
                Ok(created) => {
                    self.cx.made(R::ABOUT.name, &created.key);
                    return Ok(Created { key: created.key, once: created.once });
                }
                Err(error) => error,
            };
            if error.class.is_definite() || tries == 3 || !findable {
                return Err(error.into());
            }
            step.progress("the answer was lost; looking for what the call made");
            let intent =
                Intent { token: step.token.clone(), absent: cx.absent, at: 0, ownership: marks.clone() };
            // A second one under the same name cannot be made, so that nothing is lost by not waiting for the first to be listed.
            let patience = if marked { R::WAITS.window.min(LISTED) } else { Duration::ZERO };
            match self.look(&typed, &intent, patience).await {
                Ok(Some(key)) => return Ok(Created { key, once: BTreeMap::new() }),
                Ok(None) => tries += 1,
                Err(_) => return Err(error.into()),
            }
            self.cx.tick(Duration::from_secs(1)).await;
        }
    }

    async fn finish(&self, cx: &StepCx, created: &Created, planned: &Value) -> Result<Value, ProviderError> {
        let step = self.step(cx, planned, "create", R::WAITS.create);
        let key = &created.key;
        let planned = created.once.iter().fold(planned.clone(), |p, (name, v)| p.with(name, v.clone()));
        let look = || async { self.wait_ready(key, &R::from_value(&planned), Phase::Created, &step).await };
        let told = self.just_made(&planned, key, &step);
        let looked = told.is_none();
        let mut found = match told {
            Some(found) => found,
            None => look().await?,
        };
        let read = self.told(&found, &planned);
        let mut names = state::unlike(&self.block, &planned, &read);
        let mut to = R::from_value(&state::fill(&planned, &read));
        let undone = R::undo_defaults(&R::from_value(&planned), &mut to);
        names.extend(undone.iter().map(|n| (*n).to_owned()));
        let tags = match R::ABOUT.tags {
            true => TagDiff::between(&self.owned(&found.tags, &step), &step.tags),
            false => TagDiff::default(),
        };
        if !names.iter().all(|n| n.starts_with("tags")) || !tags.is_empty() {
            let change = Change { from: &found.value, to: &to, names, tags };
            // What was not looked at may not be known everywhere yet.
            let unknown = |e: &Error| !looked && is_gone::<R>(e);
            self.cx.retry(R::WAITS.window, unknown, || R::update(&self.cx, &change, &step)).await?;
            let made = to.to_value(0);
            let undo = |wanted: Value, name: &&str| match made.get(name) {
                Some(v) => wanted.with(name, v.clone()),
                None => wanted,
            };
            let wanted = undone.iter().fold(planned.clone(), undo);
            found = self.wait_updated(key, &to, &wanted, &step).await?;
        } else if !looked {
            found = look().await?;
        }
        Ok(self.object(&found, &planned, Beside::Plan))
    }

    async fn update(&self, cx: &StepCx, prior: &Value, planned: &Value) -> Result<Value, ProviderError> {
        let step = self.step(cx, planned, "update", R::WAITS.update);
        let full = state::fill(planned, prior);
        let (from, to) = (R::from_value(prior), R::from_value(&full));
        let names = state::differing(&self.block, prior, planned);
        let mut tags = TagDiff::default();
        if R::ABOUT.tags {
            tags = TagDiff::between(&tags::from_value(prior.get("tags_all")), &step.tags);
            // Ownership goes along with other tags, or alone where nothing else changes (the address moved).
            if tags.set.len() == step.ownership.len() && tags.remove.is_empty() && !names.is_empty() {
                tags.set.clear();
            }
        }
        if !names.iter().all(|n| n.starts_with("tags")) || !tags.is_empty() {
            R::update(&self.cx, &Change { from: &from, to: &to, names, tags }, &step).await?;
        }
        let found = self.wait_updated(&from.key(), &to, planned, &step).await?;
        let updated = self.object(&found, planned, Beside::Plan);
        Ok(state::without_removed(R::ABOUT.sdk, &self.block, prior, updated))
    }

    async fn delete(&self, cx: &StepCx, prior: &Value) -> Result<(), ProviderError> {
        let step = self.step(cx, prior, "delete", R::WAITS.delete);
        let object = R::from_value(prior);
        let limit = step.timeout;
        let waits_for = |e: &Error| {
            let waits = e.class == Class::Dependency;
            if waits {
                step.progress(&format!("waiting for what still uses it: {}", e.message));
            }
            waits
        };
        match self.cx.retry(limit, waits_for, || R::delete(&self.cx, &object, &step)).await {
            Err(e) if is_gone::<R>(&e) => return Ok(()),
            other => other?,
        }
        if R::WAITS.until_gone {
            self.wait_gone(&object, &step, limit).await?;
        }
        Ok(())
    }

    async fn locate(&self, planned: &Value, intent: &Intent) -> Result<Option<Key>, ProviderError> {
        let typed = R::from_value(planned);
        let ownership = self.marks(&typed, tags::encode(&intent.ownership), &intent.token);
        Ok(self.look(&typed, &Intent { ownership, ..intent.clone() }, R::WAITS.window.min(LISTED)).await?)
    }

    fn natural_key(&self, planned: &Value) -> Option<String> {
        let unknown = |name: &&str| planned.get(name).is_some_and(|v| !v.is_known());
        let required = self.block.attributes.iter().filter(|(_, a)| a.required).map(|(n, _)| *n);
        if required.into_iter().any(|n| unknown(&n)) {
            return None;
        }
        R::from_value(planned).natural_key()
    }

    fn is_free(&self, planned: &Value) -> bool {
        R::from_value(planned).parent().is_some_and(|(type_name, key)| self.cx.was_made(type_name, &key))
    }

    fn import(&self, id: &str) -> Result<(Key, Value), ProviderError> {
        let object = R::import(id)?;
        let known = object.to_value(0);
        // What an import does not tell is not known to be empty.
        let value = self.block.attributes.iter().fold(Value::object_of::<&str>([]), |v, (name, a)| {
            let told = known.get(name).filter(|t| !state::same(a.equal_by, t, &Value::null(a.ty.clone())));
            v.with(name, told.cloned().unwrap_or_else(|| Value::null(a.ty.clone())))
        });
        let value = self.block.blocks.iter().fold(value, |v, (name, b)| {
            v.with(name, Value::null(crate::attr::collection(b.nesting, b.block.ty())))
        });
        Ok((object.key(), value))
    }

    fn upgrade(
        &self,
        version: u64,
        attributes: serde_json::Value,
    ) -> Result<serde_json::Value, ProviderError> {
        if version > R::ABOUT.version {
            let message = format!(
                "The state holds schema version {version} of {}, newer than version {} which this program knows.",
                R::ABOUT.name,
                R::ABOUT.version
            );
            return Err(ProviderError::new(Class::Validation, message));
        }
        if version == R::ABOUT.version { Ok(attributes) } else { Ok(R::upgrade(version, attributes)?) }
    }
}

impl<R: Resource> Open<R> {
    /// The tags found that a plan speaks of. Where ownership is off, ownership tags are somebody's and stay, but for a token alone:
    /// that is left from the create call.
    fn owned(&self, found: &Tags, step: &Step) -> Tags {
        let mut tags = tags::visible(self.cx.facts(), found);
        let left = step.ownership.is_empty() && tags::is_only_stamped(found);
        let ours = |k: &str| step.ownership.contains_key(k) || (left && tags::is_ownership(k));
        tags.extend(found.iter().filter(|(k, _)| ours(k)).map(|(k, v)| (k.clone(), v.clone())));
        tags
    }

    /// Looks for what a lost create call made. A thing made a moment ago may not be listed yet.
    async fn look(&self, planned: &R, intent: &Intent, patience: Duration) -> Result<Option<Key>, Error> {
        let end = Instant::now() + self.cx.scaled(patience);
        loop {
            match R::locate(&self.cx, planned, intent).await {
                Ok(Some(key)) => return Ok(Some(key)),
                Err(e) if !is_gone::<R>(&e) => return Err(e),
                _ if Instant::now() >= end => return Ok(None),
                _ => self.cx.tick(Duration::from_secs(2)).await,
            }
        }
    }

    /// A fresh thing that was not there: looks again for as long as AWS may take to know it.
    async fn read_again(&self, req: &ReadReq) -> Result<Option<Value>, ProviderError> {
        let end = Instant::now() + self.cx.scaled(R::WAITS.window);
        let prior = R::from_value(&req.prior);
        while Instant::now() < end {
            self.cx.tick(R::WAITS.every).await;
            if let Some(found) = self.read_one(&req.key, &prior, Phase::Updated).await? {
                return Ok(Some(self.object(&found, &req.prior, Beside::State)));
            }
        }
        Ok(None)
    }

    async fn wait_gone(&self, object: &R, step: &Step, limit: Duration) -> Result<(), Error> {
        let key = object.key();
        let start = Instant::now();
        loop {
            let Some(found) = self.read_one(&key, object, Phase::Deleted).await? else { return Ok(()) };
            let state = match found.status {
                Status::Ready => "still there".to_owned(),
                Status::Pending(state) => state,
                Status::Failed(reason) => {
                    return Err(failed(&format!("Deleting {} {key}", R::ABOUT.name), &reason));
                }
            };
            step.progress(&format!("waiting for {key} to go: {state}"));
            if start.elapsed() > self.cx.scaled(limit) {
                return Err(too_long(&format!("Deleting {} {key}", R::ABOUT.name), limit, &state));
            }
            self.cx.tick(R::WAITS.every).await;
        }
    }
}

fn is_gone<R: Resource>(e: &Error) -> bool {
    e.is_not_found() || e.is(R::ABOUT.not_found)
}

/// A duration as `timeouts` writes it: `1h30m`, `45s`.
pub fn duration(text: &str) -> Option<Duration> {
    let mut total = 0.0;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(digits);
        let unit_end = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit_end);
        let seconds = match unit {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 0.001,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * seconds;
        rest = tail;
    }
    Duration::try_from_secs_f64(total).ok()
}

/// A data source with its Rust type forgotten.
#[async_trait]
pub trait ErasedData: Send + Sync {
    /// `aws_vpc`
    fn name(&self) -> &'static str;
    /// Its description.
    fn describe(&self) -> ResourceType;
    /// Reads many.
    async fn read(&self, cx: &Cx, configs: Vec<Value>) -> Vec<Result<Value, ProviderError>>;
}

/// The registry's entry for `D`.
pub fn data_source<D: DataSource>() -> Box<dyn ErasedData> {
    data_source_as::<D>(D::ABOUT.name)
}

/// The registry's entry for `D` under another of the names that the provider has for it.
pub fn data_source_as<D: DataSource>(name: &'static str) -> Box<dyn ErasedData> {
    Box::new(TypedData::<D> { name, of: PhantomData })
}

struct TypedData<D> {
    name: &'static str,
    of: PhantomData<fn() -> D>,
}

#[async_trait]
impl<D: DataSource> ErasedData for TypedData<D> {
    fn name(&self) -> &'static str {
        self.name
    }
    fn describe(&self) -> ResourceType {
        describe::<D>(self.name, Mode::Data, None)
    }
    async fn read(&self, cx: &Cx, configs: Vec<Value>) -> Vec<Result<Value, ProviderError>> {
        let typed: Vec<D> = configs.iter().map(D::from_value).collect();
        let block = full_block::<D>();
        let rules = Rules { sdk: D::ABOUT.sdk, beside: Beside::Configuration };
        let mut answers = D::read(cx, &typed).await;
        answers.resize_with(configs.len(), || {
            Err(Error::new(Class::Other, "The read ended without an answer."))
        });
        let object = |(config, answer): (Value, Result<D, Error>)| {
            let read = hide_ownership(answer?.to_value(0));
            Ok(data_object(&block, &config, &read, state::settle(rules, &block, &config, &read)))
        };
        configs.into_iter().zip(answers).map(object).collect()
    }
}

/// What is left of the older SDK's habits with data sources: what the configuration leaves open is what was read, be it empty, and
/// blocks that are not there are null.
fn data_object(block: &Block, config: &Value, read: &Value, settled: Value) -> Value {
    let open = block.attributes.iter().filter(|(name, a)| {
        a.computed
            && settled.get(name).is_some_and(Value::is_null)
            && read.get(name).is_some_and(|v| !v.is_null())
    });
    let told = open.fold(settled.clone(), |object, (name, _)| match read.get(name) {
        Some(v) => object.with(name, v.clone()),
        None => object,
    });
    let none = |v: Option<&Value>| v.and_then(Value::as_seq).is_some_and(<[Value]>::is_empty);
    let absent = block.blocks.iter().filter(|(name, _)| none(config.get(name)) && none(told.get(name)));
    let absent: Vec<_> = absent
        .map(|(name, b)| (*name, Value::null(crate::attr::collection(b.nesting, b.block.ty()))))
        .collect();
    absent.into_iter().fold(told, |object, (name, null)| object.with(name, null))
}

/// Data sources never show ownership tags.
fn hide_ownership(read: Value) -> Value {
    if read.get("tags").and_then(Value::as_map).is_none() {
        return read;
    }
    let mut seen = tags::from_value(read.get("tags"));
    seen.retain(|k, _| !tags::is_ownership(k));
    read.with("tags", tags::to_value(&seen))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        assert_eq!(duration("1h30m"), Some(Duration::from_secs(5400)));
        assert_eq!(duration("45s"), Some(Duration::from_secs(45)));
        assert_eq!(duration("10"), None);
        assert_eq!(duration("10x"), None);
    }
}
