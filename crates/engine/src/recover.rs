//! Finds out what became of calls whose outcome was lost. Reads and records; makes, changes and deletes nothing.

use crate::events::{Event, Events};
use crate::provider::{Class, ProviderError, ReadReq, Session};
use crate::refresh::{broken, unknown_type};
use crate::step::{import_help, resource_type, sought, with_object, with_once};
use crate::{Cut, Ledger, Sessions, object};
use provision_schema::{Block, ResourceType};
use provision_state::{Intent, Open, Record, StepKind};
use provision_value::{Diagnostic, Diagnostics, InstanceAddr, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::task::JoinSet;

/// What recovery found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recovered {
    /// Made by an interrupted run, and in the state from now on.
    pub adopted: Vec<InstanceAddr>,
    /// Not made: the next apply sends the create again with the same token.
    pub not_made: Vec<InstanceAddr>,
    /// Changed by an interrupted run, now recorded as they are.
    pub updated: Vec<InstanceAddr>,
    /// Deleted by an interrupted run.
    pub deleted: Vec<InstanceAddr>,
    /// An interrupted delete that had not taken effect.
    pub kept: Vec<InstanceAddr>,
}

impl Recovered {
    /// True when there was nothing to recover.
    pub fn is_empty(&self) -> bool {
        *self == Recovered::default()
    }
}

/// Resolves every open call of the journal, all of them at once. What was resolved is recorded even when others end in errors; those
/// stay open. Provider configurations that the intents name must be open (see [`providers`]).
pub async fn recover(
    ledger: &mut Ledger,
    sessions: &Sessions,
    events: &dyn Events,
    cut: &Cut,
) -> Result<Recovered, Diagnostics> {
    let mut tasks = JoinSet::new();
    for open in ledger.pending.open.values().cloned() {
        let kind = kind_name(open.intent.kind);
        events.emit(Event::Recovering { addr: open.intent.addr.clone(), kind });
        let (sessions, cut) = (sessions.clone(), cut.clone());
        tasks.spawn(async move {
            cut.point("recover").await;
            let found = resolve(&open, &sessions).await;
            cut.point("recover").await;
            (open, found)
        });
    }
    let (mut recovered, mut diagnostics) = (Recovered::default(), Diagnostics::new());
    while let Some(joined) = tasks.join_next().await {
        match joined {
            Ok((open, Ok(found))) => {
                let ty = resource_type(sessions, &open.intent.addr.resource.type_name);
                let Some(block) = ty.map(|t| &t.block) else { continue };
                if let Err(d) = record(ledger, &open.intent, block, found, &mut recovered).await {
                    diagnostics.push(d);
                }
            }
            Ok((open, Err(d))) => diagnostics.push(d.on(&open.intent.addr)),
            Err(e) => diagnostics.push(broken(e, "recovery")),
        }
    }
    diagnostics.result(recovered)
}

/// Provider configurations that recovery needs.
pub fn providers(ledger: &Ledger) -> std::collections::BTreeSet<Arc<str>> {
    ledger.pending.open.values().map(|o| o.intent.instance.provider.clone()).collect()
}

fn kind_name(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Create => "create",
        StepKind::Update => "update",
        StepKind::Delete => "delete",
    }
}

/// What became of a call.
enum Found {
    /// Made: its key, when it was not recorded yet, and the object.
    Made(Option<String>, Value),
    /// There was a key, and there is nothing under it any more.
    Vanished,
    /// No trace of it.
    NotMade,
    /// An updated object as it is.
    Updated(Value),
    /// Nothing there: deleted by us or by somebody else.
    Gone,
    /// A delete that had no effect.
    Kept,
}

async fn resolve(open: &Open, sessions: &Sessions) -> Result<Found, Diagnostic> {
    let intent = &open.intent;
    let addr = &intent.addr;
    let ty = resource_type(sessions, &addr.resource.type_name).ok_or_else(|| unknown_type(addr))?;
    let session = sessions.get(&intent.instance.provider)?;
    let asked = Asked { intent, ty, session: &*session };
    let found = match intent.kind {
        StepKind::Create => asked.create(open).await?,
        StepKind::Update => asked.now().await?.map_or(Found::Gone, Found::Updated),
        StepKind::Delete => asked.now().await?.map_or(Found::Gone, |_| Found::Kept),
    };
    Ok(found)
}

struct Asked<'a> {
    intent: &'a Intent,
    ty: &'a ResourceType,
    session: &'a dyn Session,
}

impl Asked<'_> {
    async fn create(&self, open: &Open) -> Result<Found, Diagnostic> {
        let planned = self.planned()?;
        if let Some((key, once)) = &open.created {
            let prior = with_once(&planned, self.once(once)?);
            return Ok(match self.read(key.clone(), prior, true).await? {
                Some(object) => Found::Made(None, object),
                None => Found::Vanished,
            });
        }
        let located = self.session.locate(self.ty.name, &planned, &sought(self.intent)).await;
        let Some(key) = located.map_err(|e| self.foreign_or(e))? else { return Ok(Found::NotMade) };
        Ok(match self.read(key.clone(), planned, true).await? {
            Some(object) => Found::Made(Some(key), object),
            None => Found::Vanished,
        })
    }

    /// The object of an update or a delete as it is now.
    async fn now(&self) -> Result<Option<Value>, Diagnostic> {
        let prior = object::from_instance(&self.intent.addr, &self.intent.instance, self.ty, self.session)?;
        let key = self.session.key(self.ty.name, &prior).map_err(|e| self.explain(&e))?;
        self.read(key, prior, false).await
    }

    async fn read(&self, key: String, prior: Value, fresh: bool) -> Result<Option<Value>, Diagnostic> {
        let answers = self.session.read(self.ty.name, vec![ReadReq { key, prior, fresh }]).await;
        let answer = answers.into_iter().next();
        let silent = || Err(ProviderError::new(Class::Other, "the provider gave no answer"));
        let object = answer.unwrap_or_else(silent).map_err(|e| self.explain(&e))?;
        Ok(object.map(|o| object::mark(o, &self.ty.block, &self.intent.instance.sensitive_attributes)))
    }

    fn planned(&self) -> Result<Value, Diagnostic> {
        let none = serde_json::Value::Null;
        let planned = self.intent.planned.as_ref().unwrap_or(&none);
        object::from_json(&self.intent.addr, planned, &self.intent.instance.sensitive_attributes, self.ty)
    }

    fn once(
        &self,
        once: &BTreeMap<String, serde_json::Value>,
    ) -> Result<BTreeMap<String, Value>, Diagnostic> {
        let value = |(name, json): (&String, &serde_json::Value)| {
            let attribute = self.ty.block.attributes.get(name.as_str());
            let ty = attribute.map_or(provision_value::Type::Dynamic, |a| a.ty.clone());
            let value = json::from_typed_json(json, &ty)
                .map_err(|e| Diagnostic::error("Journal does not fit the schema", format!("{name}: {e}.")))?;
            Ok((name.clone(), value))
        };
        once.iter().map(value).collect()
    }

    fn explain(&self, error: &ProviderError) -> Diagnostic {
        error.to_diagnostic(&self.intent.addr.to_string())
    }

    fn foreign_or(&self, error: ProviderError) -> Diagnostic {
        if error.class != Class::Exists {
            return self.explain(&error);
        }
        let id = self.intent.natural_key.as_deref().unwrap_or("ID");
        let detail = format!(
            "An interrupted run was about to create it; what is there now was not made by that run: {}.",
            error.message
        );
        Diagnostic::error(format!("{} exists and is not ours", self.ty.name), detail)
            .on(&self.intent.addr)
            .help(import_help(&self.intent.addr, id))
    }
}

/// Records what was found and says so in the summary.
async fn record(
    ledger: &mut Ledger,
    intent: &Intent,
    block: &Block,
    found: Found,
    recovered: &mut Recovered,
) -> Result<(), Diagnostic> {
    let step = intent.step;
    let done = |object: &Value| Record::Done {
        step,
        instance: Some(Box::new(with_object(&intent.instance, object, block))),
    };
    let (records, list) = match found {
        Found::Made(key, object) => {
            // It may not be ready: the next apply waits for it before anything that depends on it.
            ledger.sidecar.unfinished.insert(intent.addr.to_string());
            ledger.save_sidecar().await.map_err(|e| ledger.explain(&e))?;
            let created = key.map(|key| Record::Created { step, key, once: BTreeMap::new() });
            (created.into_iter().chain([done(&object)]).collect(), &mut recovered.adopted)
        }
        Found::Vanished => {
            let error = "it was made and is gone".to_owned();
            (vec![Record::Failed { step, error }], &mut recovered.not_made)
        }
        Found::NotMade => (Vec::new(), &mut recovered.not_made),
        Found::Updated(object) => {
            if !intent.unreadable.is_empty() {
                let names = ledger.sidecar.unconfirmed.entry(intent.addr.to_string()).or_default();
                names.extend(intent.unreadable.iter().cloned());
                ledger.save_sidecar().await.map_err(|e| ledger.explain(&e))?;
            }
            (vec![done(&object)], &mut recovered.updated)
        }
        Found::Gone => (vec![Record::Done { step, instance: None }], &mut recovered.deleted),
        Found::Kept => {
            let error = "the delete had no effect".to_owned();
            (vec![Record::Failed { step, error }], &mut recovered.kept)
        }
    };
    list.push(intent.addr.clone());
    if records.is_empty() {
        return Ok(());
    }
    ledger.record(records).await.map_err(|e| ledger.explain(&e))
}
