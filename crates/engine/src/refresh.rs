//! What AWS says about everything in the state: one batch for each provider configuration and type, all of them at once.

use crate::events::{Event, Events};
use crate::provider::{ProviderError, ReadReq};
use crate::step::{resource_type, with_object};
use crate::{Sessions, object};
use provision_plan::Prior;
use provision_plan::diff::equivalent;
use provision_schema::ResourceType;
use provision_state::{Instance, ObjectKey, Record, Sidecar, State};
use provision_value::{Diagnostic, Diagnostics, InstanceAddr, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::task::JoinSet;

/// Reads of one type under one provider configuration.
#[derive(Default)]
struct Batch {
    /// Their items.
    items: Vec<usize>,
    reqs: Vec<ReadReq>,
}

/// The outcome of a refresh.
#[derive(Clone, Debug, Default)]
pub struct Refreshed {
    /// Every managed object that is there, current and deposed, in order of address.
    pub priors: Vec<Prior>,
    /// Objects that are gone, as the state has them.
    pub gone: Vec<Prior>,
    /// What the state must take over; apply records it first.
    pub records: Vec<Record>,
    /// Arguments that an interrupted update may or may not have set, by instance: for the plan, so that they are sent again.
    pub unconfirmed: HashMap<InstanceAddr, Vec<String>>,
}

impl Refreshed {
    /// What changed outside: objects with another content than in the state (see [`Prior::before_refresh`]).
    pub fn drift(&self) -> impl Iterator<Item = &Prior> {
        self.priors.iter().filter(|p| p.before_refresh.is_some())
    }
}

/// One object of the state on its way through refresh.
struct Item<'a> {
    key: &'a ObjectKey,
    instance: &'a Instance,
    ty: &'a ResourceType,
    value: Value,
}

/// Reads every managed object of the state. With `read` false nothing is called: the state is taken at its word.
///
/// Objects that `wanted` refuses are not read either. All errors are collected.
pub async fn refresh(
    state: &State,
    sidecar: &Sidecar,
    sessions: &Sessions,
    events: &dyn Events,
    read: bool,
    wanted: &dyn Fn(&InstanceAddr) -> bool,
) -> Result<Refreshed, Diagnostics> {
    let mut diagnostics = Diagnostics::new();
    let mut items = Vec::new();
    for (key, instance) in state.managed() {
        match item(key, instance, sessions) {
            Ok(item) => items.push(item),
            Err(d) => diagnostics.push(d),
        }
    }
    diagnostics = diagnostics.result(()).err().unwrap_or_default();
    let mut answers: BTreeMap<usize, Result<Option<Value>, ProviderError>> = BTreeMap::new();
    if read && !diagnostics.has_errors() {
        let chosen: Vec<usize> = (0..items.len()).filter(|i| wanted(&items[*i].key.0)).collect();
        events.emit(Event::RefreshStarted { objects: chosen.len() });
        answers = read_all(&items, &chosen, sessions, &mut diagnostics).await;
    }
    let mut refreshed = Refreshed::default();
    for (i, item) in items.into_iter().enumerate() {
        let addr = &item.key.0;
        if let Some(names) = sidecar.unconfirmed(addr) {
            refreshed.unconfirmed.insert(addr.clone(), names.iter().map(|n| n.to_string()).collect());
        }
        match answers.remove(&i) {
            None => refreshed.priors.push(prior(&item, item.value.clone(), sidecar)),
            Some(Ok(answer)) => {
                events
                    .emit(Event::Refreshed { addr: addr.clone(), id: answer.as_ref().and_then(object::id) });
                refreshed.take(&item, answer, sidecar);
            }
            Some(Err(e)) => diagnostics.push(e.to_diagnostic(&addr.to_string())),
        }
    }
    if read {
        events.emit(Event::RefreshDone);
    }
    diagnostics.result(refreshed)
}

fn item<'a>(
    key: &'a ObjectKey,
    instance: &'a Instance,
    sessions: &'a Sessions,
) -> Result<Item<'a>, Diagnostic> {
    let (addr, _) = key;
    let type_name = &addr.resource.type_name;
    let ty = resource_type(sessions, type_name).ok_or_else(|| unknown_type(addr))?;
    let session = sessions.get(&instance.provider).map_err(|d| d.on(addr))?;
    let value = object::from_instance(addr, instance, ty, &*session)?;
    Ok(Item { key, instance, ty, value })
}

/// An instance of a type that this program does not have.
pub fn unknown_type(addr: &InstanceAddr) -> Diagnostic {
    let detail = format!(
        "The state holds {addr}, and this program does not know the type {}.",
        addr.resource.type_name
    );
    Diagnostic::error("Unknown resource type", detail).on(addr).help(
        "Manage it with Terraform, or take it out of the state with a `removed` block that keeps it (destroy = false).",
    )
}

/// Reads the chosen items: a batch for each session and type, concurrently.
async fn read_all(
    items: &[Item<'_>],
    chosen: &[usize],
    sessions: &Sessions,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<usize, Result<Option<Value>, ProviderError>> {
    let mut batches: BTreeMap<(Arc<str>, Arc<str>), Batch> = BTreeMap::new();
    for &i in chosen {
        let Item { key: (addr, _), instance, value, .. } = &items[i];
        let type_name = &addr.resource.type_name;
        let key = sessions
            .get(&instance.provider)
            .and_then(|s| s.key(type_name, value).map_err(|e| e.to_diagnostic(&addr.to_string())));
        match key {
            Ok(key) => {
                let batch = batches.entry((instance.provider.clone(), type_name.clone())).or_default();
                batch.items.push(i);
                batch.reqs.push(ReadReq { key, prior: value.clone(), fresh: false });
            }
            Err(d) => diagnostics.push(d.on(addr)),
        }
    }
    let mut foreseen: BTreeMap<&str, Vec<(&str, &[ReadReq])>> = BTreeMap::new();
    for ((provider, type_name), batch) in &batches {
        foreseen.entry(provider).or_default().push((type_name, &batch.reqs));
    }
    for (provider, reads) in foreseen {
        if let Some(session) = sessions.find(provider) {
            session.foresee(&reads);
        }
    }
    let mut tasks = JoinSet::new();
    for ((provider, type_name), Batch { items, reqs }) in batches {
        if let Some(session) = sessions.find(&provider) {
            tasks.spawn(async move { (items, session.read(&type_name, reqs).await) });
        }
    }
    let mut answers = BTreeMap::new();
    while let Some(joined) = tasks.join_next().await {
        match joined {
            Ok((items, batch)) => answers.extend(items.into_iter().zip(batch)),
            Err(e) => diagnostics.push(broken(e, "refresh")),
        }
    }
    answers
}

/// A task that ended by a panic, as an error.
pub(crate) fn broken(error: tokio::task::JoinError, what: &str) -> Diagnostic {
    let reason = match error.try_into_panic() {
        Ok(payload) => {
            let text = payload.downcast_ref::<String>().map(String::as_str);
            text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no message").to_owned()
        }
        Err(_) => "it was stopped".to_owned(),
    };
    Diagnostic::error("Internal error", format!("A defect in this program ended {what}: {reason}."))
        .help("Run the command again: what was done is recorded. Please report this with the log.")
}

impl Refreshed {
    fn take(&mut self, item: &Item<'_>, answer: Option<Value>, sidecar: &Sidecar) {
        let (addr, deposed) = item.key;
        let Some(found) = answer else {
            self.gone.push(prior(item, item.value.clone(), sidecar));
            self.records.push(Record::Forgotten { addr: addr.clone(), deposed: deposed.clone() });
            return;
        };
        let found = object::mark(found, &item.ty.block, &item.instance.sensitive_attributes);
        let changed = found != item.value;
        if changed || item.instance.schema_version != item.ty.version {
            let meta = Instance { schema_version: item.ty.version, ..item.instance.clone() };
            let instance = Box::new(with_object(&meta, &found, &item.ty.block));
            self.records.push(Record::Put { addr: addr.clone(), deposed: deposed.clone(), instance });
        }
        let mut prior = prior(item, found, sidecar);
        // Null where AWS tells an empty value is how the provider reads, and nothing that somebody changed.
        let drifted = changed && !equivalent(&prior.value, &item.value);
        prior.before_refresh = drifted.then(|| item.value.clone());
        self.priors.push(prior);
    }
}

fn prior(item: &Item<'_>, value: Value, sidecar: &Sidecar) -> Prior {
    let (addr, deposed) = item.key;
    Prior {
        addr: addr.clone(),
        deposed: deposed.clone(),
        value,
        before_refresh: None,
        tainted: item.instance.tainted,
        create_before_destroy: item.instance.create_before_destroy,
        dependencies: item.instance.dependencies.clone(),
        provider: item.instance.provider.clone(),
        stage: sidecar.stage(addr),
    }
}
