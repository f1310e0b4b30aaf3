//! One step, from its announcement to its outcome, carried out by a task of its own.
//!
//! Announce (durable), call, record the key (durable), finish, record the object. The task never touches the state: it
//! asks the dispatcher to record, and goes on when that is durable.

use crate::object;
use crate::provider::{self, Class, Created, ProviderError, ReadReq, Session, StepCx};
use crate::{Cut, Sessions};
use provision_schema::{Block, ResourceType};
use provision_state::{Instance, Intent, Record, StepKind};
use provision_value::{Diagnostic, InstanceAddr, Value, json};
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// A record that a task asks for.
pub(crate) struct Request {
    pub record: Record,
    /// Arguments of an update that did not complete, to be remembered before the record counts.
    pub unconfirmed: Option<(InstanceAddr, Vec<Arc<str>>)>,
    /// Answered when the record is durable; dropped when it cannot be.
    pub ack: oneshot::Sender<()>,
}

/// Why a step failed, and what is known of its object now.
pub(crate) struct StepError {
    pub diagnostic: Diagnostic,
    /// The object as it was found after the failure: `Some(None)` is "not there".
    pub object: Option<Option<Value>>,
    /// The call was refused and had no effect.
    pub definite: bool,
}

/// Everything that a task needs for one step.
pub(crate) struct Job {
    pub sessions: Sessions,
    pub session: Arc<dyn Session>,
    /// What is announced; `absent` and `natural_key` are filled in by the task.
    pub intent: Intent,
    /// The object as it shall be (create, update).
    pub planned: Option<Value>,
    /// The same as the calls take it.
    pub sent: Option<Value>,
    /// The object as it is (update, delete).
    pub prior: Option<Value>,
    /// The object as its interrupted creation planned it, where the update finishes that.
    pub reopened: Option<Value>,
    /// What goes with the new object into the state.
    pub after: Instance,
    pub cx: StepCx,
    /// The token was sent before, by a run whose end is not known.
    pub reused: bool,
    pub requests: mpsc::UnboundedSender<Request>,
    pub cut: Cut,
}

/// Carries out the step. `Ok` is the object as it is now, `None` after a delete.
pub(crate) async fn run(job: Job) -> Result<Option<Value>, StepError> {
    match (job.intent.kind, job.planned.clone(), job.prior.clone()) {
        (StepKind::Create, Some(planned), _) => create(job, &planned).await.map(Some),
        (StepKind::Update, Some(planned), Some(prior)) => update(job, &prior, &planned).await.map(Some),
        (StepKind::Delete, _, Some(prior)) => delete(job, &prior).await.map(|()| None),
        _ => {
            Err(job
                .fail(Diagnostic::error("Incomplete step", "The plan lacks the object of this step."), true))
        }
    }
}

async fn create(mut job: Job, planned: &Value) -> Result<Value, StepError> {
    job.look(planned).await?;
    job.cx.absent = job.intent.absent == Some(true);
    job.announce().await?;
    let sent = job.sent.clone().unwrap_or_else(|| planned.clone());
    let made = job.call("create", job.session.create(job.type_name(), &job.cx, &sent)).await;
    let created = match made {
        Ok(created) => created,
        Err(error) => match job.find_made(&error, planned).await {
            Some(key) => Created { key, once: BTreeMap::new() },
            None => return Err(job.refused(error).await),
        },
    };
    let once = created.once.iter().map(|(n, v)| (n.clone(), job.once(n, v))).collect();
    job.record(Record::Created { step: job.intent.step, key: created.key.clone(), once }).await?;
    match job.call("finish", job.session.finish(job.type_name(), &job.cx, &created, &sent)).await {
        Ok(object) => job.done(&job.after, object, planned).await,
        Err(error) => Err(job.half_made(error, created, planned).await),
    }
}

async fn update(job: Job, prior: &Value, planned: &Value) -> Result<Value, StepError> {
    job.announce().await?;
    let changed = match &job.reopened {
        Some(reopened) => job.call("finish", job.finish(prior, reopened)).await,
        None => {
            let sent = job.sent.as_ref().unwrap_or(planned);
            job.call("update", job.session.update(job.type_name(), &job.cx, prior, sent)).await
        }
    };
    match changed {
        Ok(object) => job.done(&job.after, object, planned).await,
        Err(error) => Err(job.half_changed(error, prior).await),
    }
}

async fn delete(job: Job, prior: &Value) -> Result<(), StepError> {
    job.announce().await?;
    match job.call("delete", job.session.delete(job.type_name(), &job.cx, prior)).await {
        Ok(()) => {}
        Err(error) if error.class == Class::NotFound => {}
        Err(error) => return Err(job.refused(error).await),
    }
    job.record(Record::Done { step: job.intent.step, instance: None }).await
}

impl Job {
    fn type_name(&self) -> &str {
        &self.intent.addr.resource.type_name
    }
    fn block(&self) -> Option<&Block> {
        resource_type(&self.sessions, self.type_name()).map(|t| &t.block)
    }
    /// An attribute that only the create call told, as the journal holds it.
    fn once(&self, name: &str, value: &Value) -> serde_json::Value {
        match self.block().and_then(|b| b.attributes.get(name)) {
            Some(attribute) => json::to_typed_json(value, &attribute.ty),
            None => json::to_json(value),
        }
    }
    /// The template with this object for its content.
    fn filled(&self, template: &Instance, object: &Value) -> Box<Instance> {
        Box::new(match self.block() {
            Some(block) => with_object(template, object, block),
            None => template.clone(),
        })
    }
    async fn finish(&self, prior: &Value, reopened: &Value) -> Result<Value, ProviderError> {
        let key = self.session.key(self.type_name(), prior)?;
        let created = Created { key, once: BTreeMap::new() };
        self.session.finish(self.type_name(), &self.cx, &created, reopened).await
    }
    fn fail(&self, diagnostic: Diagnostic, definite: bool) -> StepError {
        StepError { diagnostic: diagnostic.on(&self.intent.addr), object: None, definite }
    }

    async fn record(&self, record: Record) -> Result<(), StepError> {
        self.send(record, None).await
    }
    async fn send(
        &self,
        record: Record,
        unconfirmed: Option<(InstanceAddr, Vec<Arc<str>>)>,
    ) -> Result<(), StepError> {
        let (ack, durable) = oneshot::channel();
        let sent = self.requests.send(Request { record, unconfirmed, ack }).is_ok();
        if sent && durable.await.is_ok() {
            return Ok(());
        }
        let detail = "The journal could not be written, so this step stopped where it was; recovery goes on from there.";
        Err(self.fail(Diagnostic::error("Step stopped", detail), false))
    }
    async fn announce(&self) -> Result<(), StepError> {
        self.record(Record::Intent(Box::new(self.intent.clone()))).await
    }
    async fn call<T>(&self, name: &str, call: impl Future<Output = T>) -> T {
        self.cut.point(name).await;
        let answer = call.await;
        self.cut.point(name).await;
        answer
    }

    /// Before a create whose key is a name: is the name free? What stands there is not ours, or the state would hold it.
    async fn look(&mut self, planned: &Value) -> Result<(), StepError> {
        let Some(name) = self.session.natural_key(self.type_name(), planned) else { return Ok(()) };
        if !self.reused && self.session.is_free(self.type_name(), planned) {
            (self.intent.natural_key, self.intent.absent) = (Some(name), Some(true));
            return Ok(());
        }
        let answer = self.read(name.clone(), planned.clone(), false).await;
        self.intent.natural_key = Some(name.clone());
        match answer {
            Ok(None) => self.intent.absent = Some(true),
            // Not looked: a missing permission to read, for example.
            Err(_) => {}
            Ok(Some(_)) if self.reused => self.intent.absent = self.intent.absent.or(Some(false)),
            Ok(Some(_)) => {
                let message = format!("{} {name:?} exists already and is not in the state", self.type_name());
                let mut error = ProviderError::new(Class::Exists, message);
                error.help = import_help(&self.intent.addr, &name);
                return Err(self.fail(error.to_diagnostic(""), true));
            }
        }
        Ok(())
    }

    async fn read(&self, key: String, prior: Value, fresh: bool) -> Result<Option<Value>, ProviderError> {
        let req = ReadReq { key, prior, fresh };
        let answers = self.call("read", self.session.read(self.type_name(), vec![req])).await;
        let silent = || Err(ProviderError::new(Class::Other, "the provider gave no answer"));
        answers.into_iter().next().unwrap_or_else(silent)
    }

    /// "It exists" as the answer to a create that was sent before, or under a name that was free a moment ago, may be about our own: an
    /// earlier attempt whose answer was lost.
    async fn find_made(&self, error: &ProviderError, planned: &Value) -> Option<String> {
        let mine = self.reused || self.intent.absent == Some(true);
        if !mine || !matches!(error.class, Class::Exists | Class::Conflict) {
            return None;
        }
        let sought = sought(&self.intent);
        self.call("locate", self.session.locate(self.type_name(), planned, &sought)).await.ok().flatten()
    }

    /// The call had no effect, or nobody knows: then the announcement stays open for recovery.
    async fn refused(&self, error: ProviderError) -> StepError {
        let definite = error.class.is_definite();
        if definite {
            let failed = Record::Failed { step: self.intent.step, error: error.to_string() };
            if let Err(stopped) = self.record(failed).await {
                return stopped;
            }
        }
        self.fail(error.to_diagnostic(""), definite)
    }

    /// It exists, but did not become what it shall be: keep it as it is; the next plan finishes it.
    async fn half_made(&self, error: ProviderError, created: Created, planned: &Value) -> StepError {
        let prior = with_once(planned, created.once);
        let mut failure = self.fail(error.to_diagnostic(""), false);
        // Where it is not found now, recovery looks again.
        if let Ok(Some(object)) = self.read(created.key, prior, true).await {
            match self.done(&self.after, object, planned).await {
                Ok(object) => failure.object = Some(Some(object)),
                Err(stopped) => return stopped,
            }
        }
        failure
    }

    /// An update that failed may have changed a part: record what is there, and what must be sent again.
    async fn half_changed(&self, error: ProviderError, prior: &Value) -> StepError {
        let mut failure = self.fail(error.to_diagnostic(""), false);
        let Ok(key) = self.session.key(self.type_name(), prior) else { return failure };
        let instance = match self.read(key, prior.clone(), false).await {
            Ok(Some(object)) => {
                let object = self.marked(object, prior);
                let instance = self.filled(&self.intent.instance, &object);
                failure.object = Some(Some(object));
                Some(instance)
            }
            Ok(None) => {
                failure.object = Some(None);
                None
            }
            Err(_) => return failure,
        };
        let unconfirmed = Some((self.intent.addr.clone(), self.intent.unreadable.clone()));
        match self.send(Record::Done { step: self.intent.step, instance }, unconfirmed).await {
            Ok(()) => failure,
            Err(stopped) => stopped,
        }
    }

    async fn done(&self, after: &Instance, object: Value, like: &Value) -> Result<Value, StepError> {
        let object = self.marked(object, like);
        let instance = self.filled(after, &object);
        self.record(Record::Done { step: self.intent.step, instance: Some(instance) }).await?;
        Ok(object)
    }
    fn marked(&self, object: Value, like: &Value) -> Value {
        match self.block() {
            Some(block) => object::mark(object, block, &object::sensitive_paths(like)),
            None => object,
        }
    }
}

/// A managed type.
pub(crate) fn resource_type<'a>(sessions: &'a Sessions, name: &str) -> Option<&'a ResourceType> {
    sessions.provider().catalog().resource(name)
}

/// What `locate` needs of an announced create.
pub(crate) fn sought(intent: &Intent) -> provider::Intent {
    provider::Intent {
        token: intent.token.clone(),
        absent: intent.absent == Some(true),
        at: intent.at,
        ownership: intent.ownership.clone(),
    }
}

/// An instance with this object for its content.
pub(crate) fn with_object(instance: &Instance, object: &Value, block: &Block) -> Instance {
    Instance {
        attributes: object::to_attributes(object, block),
        sensitive_attributes: object::sensitive_paths(object),
        ..instance.clone()
    }
}

/// The planned object with what only the create call told.
pub(crate) fn with_once(planned: &Value, once: BTreeMap<String, Value>) -> Value {
    once.into_iter().fold(planned.clone(), |object, (name, value)| object.with(&name, value))
}

/// The block that takes over what exists.
pub(crate) fn import_help(addr: &InstanceAddr, id: &str) -> String {
    format!(
        "If it is yours, adopt it: import {{ to = {addr}, id = \"{id}\" }} (on lines of their own). Else choose another name, or \
         delete it."
    )
}

/// A data source that is read during apply.
pub(crate) struct ReadJob {
    pub addr: InstanceAddr,
    pub sessions: Sessions,
    pub session: Arc<dyn Session>,
    /// The configuration, wholly known.
    pub config: Value,
    /// What goes with the object into the state.
    pub after: Instance,
    pub cut: Cut,
}

/// Reads a data source and has it recorded.
pub(crate) async fn run_read(
    job: ReadJob,
    requests: mpsc::UnboundedSender<Request>,
) -> Result<Option<Value>, StepError> {
    let fail = |diagnostic: Diagnostic| StepError {
        diagnostic: diagnostic.on(&job.addr),
        object: None,
        definite: true,
    };
    let type_name = &*job.addr.resource.type_name;
    job.cut.point("data").await;
    let answers = job.session.data(type_name, vec![job.config.clone()]).await;
    job.cut.point("data").await;
    let silent = || Err(ProviderError::new(Class::Other, "the provider gave no answer"));
    let object = answers.into_iter().next().unwrap_or_else(silent).map_err(|e| fail(e.to_diagnostic("")))?;
    let paths = object::sensitive_paths(&job.config);
    let (object, after) = match job.sessions.provider().catalog().data(type_name) {
        Some(ty) => {
            let object = object::mark(object, &ty.block, &paths);
            let after = with_object(&job.after, &object, &ty.block);
            (object, after)
        }
        None => (object, job.after.clone()),
    };
    let instance = Box::new(after);
    let record = Record::Put { addr: job.addr.clone(), deposed: None, instance };
    let (ack, durable) = oneshot::channel();
    let sent = requests.send(Request { record, unconfirmed: None, ack }).is_ok();
    if sent && durable.await.is_ok() {
        return Ok(Some(object));
    }
    Err(fail(Diagnostic::error("Step stopped", "The journal could not be written.")))
}
