//! The dispatcher: one task owns the state, hands out steps to tasks of their own, records what they ask, and tells the pure
//! schedule how they ended.

use crate::events::{Event, Events};
use crate::refresh::broken;
use crate::step::{self, Request, StepError};
use crate::{Cut, Ledger, Sessions, object};
use crate::{adopted, prepare};
use provision_plan::schedule::{Command, Event as Change, Schedule, Summary};
use provision_plan::{Action, Evaluate, Plan, Step, StepAction, StepId};
use provision_state::{DeposedKey, Error, Output, Place, Record};
use provision_value::{Diagnostic, Diagnostics, InstanceAddr, Value, json};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio::task::{Id, JoinError, JoinSet};

/// How often a heartbeat is told while nothing else happens, and how often the state is considered for a write.
const HEARTBEAT: Duration = Duration::from_secs(10);
const TICK: Duration = Duration::from_millis(500);

/// Ownership tags of an instance; empty where they are off.
pub type Ownership = Arc<dyn Fn(&InstanceAddr) -> BTreeMap<String, String> + Send + Sync>;

/// How a run is carried out.
#[derive(Clone)]
pub struct Options {
    /// `apply`, `destroy`
    pub command: String,
    /// Digest of the plan.
    pub plan_digest: String,
    /// Most steps at once; the provider's own rate limits come on top.
    pub parallelism: usize,
    /// Seconds since 1970.
    pub now: fn() -> i64,
    /// Tags that creates carry.
    pub ownership: Ownership,
    /// Where the crash tests end the process.
    pub cut: Cut,
}

/// Whether the run was asked to stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// No.
    #[default]
    No,
    /// Start nothing new, let running calls finish (first signal).
    Gently,
    /// Stop waiting; the journal covers what is in flight (second signal).
    Now,
}

/// How a run ended. What was done is in the ledger either way; close it next.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Steps that succeeded.
    pub done: Vec<(InstanceAddr, StepAction)>,
    /// Steps that failed, each with its reason.
    pub failed: Vec<(InstanceAddr, StepAction, Diagnostic)>,
    /// Steps that did not run because another one failed.
    pub skipped: Vec<(InstanceAddr, StepAction)>,
    /// Steps that were not started, or not waited for, because the run was stopped.
    pub left: Vec<(InstanceAddr, StepAction)>,
    /// The run was asked to stop.
    pub interrupted: bool,
    /// The state or the journal could not be written: the run stopped, and the journal was kept.
    pub fatal: Option<Diagnostic>,
    /// Errors and warnings after the steps: outputs, checks.
    pub found: Diagnostics,
}

impl Outcome {
    /// True when everything was done.
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty()
            && self.skipped.is_empty()
            && self.left.is_empty()
            && self.fatal.is_none()
            && !self.interrupted
            && !self.found.has_errors()
    }
}

/// A plan and everything that carrying it out needs.
pub struct Run<'a> {
    /// What shall happen.
    pub plan: &'a Plan,
    /// Values that plan time did not know.
    pub evaluate: &'a mut dyn Evaluate,
    /// State and journal. The caller closes it afterwards, whatever the outcome.
    pub ledger: &'a mut Ledger,
    /// Provider configurations; those that are missing are opened when their first step starts.
    pub sessions: &'a Sessions,
    /// What refresh found for the state to take over.
    pub refreshed: Vec<Record>,
    /// Told what happens.
    pub events: Arc<dyn Events>,
    /// Watched for signals.
    pub stop: watch::Receiver<Stop>,
    /// The rest.
    pub options: Options,
}

/// Carries out a plan (a destroy is a plan too). It writes files, so run it on the thread of `block_on` (see [`Ledger`]).
pub async fn apply(run: Run<'_>) -> Outcome {
    let Run { plan, evaluate, ledger, sessions, refreshed, events, stop, options } = run;
    let id = uuid::Uuid::new_v4().simple().to_string();
    ledger.begin(&id, &options.command, &options.plan_digest, (options.now)());
    let (requests, inbox) = mpsc::unbounded_channel();
    let dispatcher = Dispatcher {
        plan,
        evaluate,
        sessions,
        events,
        unsettled: ledger.pending.open.keys().copied().collect(),
        ledger,
        schedule: Schedule::new(plan, options.parallelism),
        options,
        requests,
        tasks: JoinSet::new(),
        running: HashMap::new(),
        deposed: HashMap::new(),
        queue: VecDeque::new(),
        outcome: Outcome::default(),
    };
    dispatcher.run(refreshed, inbox, stop).await
}

struct Dispatcher<'a> {
    plan: &'a Plan,
    evaluate: &'a mut dyn Evaluate,
    ledger: &'a mut Ledger,
    sessions: &'a Sessions,
    events: Arc<dyn Events>,
    options: Options,
    schedule: Schedule,
    requests: mpsc::UnboundedSender<Request>,
    tasks: JoinSet<Result<Option<Value>, StepError>>,
    running: HashMap<Id, (StepId, Instant)>,
    /// Names that objects were given when they were set aside, by change.
    deposed: HashMap<usize, DeposedKey>,
    /// Ends of steps that the schedule has not heard of yet.
    queue: VecDeque<Change>,
    /// Calls of earlier runs that recovery found no trace of.
    unsettled: Vec<u64>,
    outcome: Outcome,
}

impl<'a> Dispatcher<'a> {
    async fn run(
        mut self,
        refreshed: Vec<Record>,
        mut inbox: mpsc::UnboundedReceiver<Request>,
        mut stop: watch::Receiver<Stop>,
    ) -> Outcome {
        let started = Instant::now();
        let eta = self.schedule.eta(|_| 0.0);
        self.events.emit(Event::RunStarted { steps: self.plan.steps.len(), eta });
        if let Err(e) = self.begin(refreshed).await {
            self.fail_run(&e);
            self.outcome.left = self.plan.steps.iter().map(|s| self.named(s.id)).collect();
            return self.outcome;
        }
        self.queue.push_back(Change::Start);
        let mut tick = tokio::time::interval(TICK);
        let mut beat = Instant::now();
        let summary = loop {
            if let Some(change) = self.queue.pop_front() {
                if let Some(summary) = self.advance(change).await {
                    break summary;
                }
                continue;
            }
            tokio::select! {
                biased;
                Ok(()) = stop.changed() => {
                    let stop = *stop.borrow_and_update();
                    if self.stop(stop) { break self.abandon(); }
                }
                Some(request) = inbox.recv() => {
                    let mut batch = vec![request];
                    while let Ok(more) = inbox.try_recv() { batch.push(more); }
                    self.serve(batch).await;
                }
                Some(ended) = self.tasks.join_next_with_id() => {
                    self.ended(ended).await;
                    beat = Instant::now();
                }
                _ = tick.tick() => {
                    self.save_if_due().await;
                    if beat.elapsed() >= HEARTBEAT {
                        beat = Instant::now();
                        self.heartbeat();
                    }
                }
            }
        };
        self.finish(summary, started).await
    }

    /// What comes before the first step.
    async fn begin(&mut self, refreshed: Vec<Record>) -> Result<(), Error> {
        prepare::prepare(self.plan, self.ledger, self.sessions, refreshed).await?;
        let not_ready =
            adopted::wait(self.plan, self.ledger, self.sessions, &self.events, &self.options).await?;
        for (addr, diagnostic) in not_ready {
            self.block(addr, diagnostic);
        }
        Ok(())
    }

    /// What an interrupted run made does not get ready: what depends on it must not start.
    fn block(&mut self, addr: InstanceAddr, diagnostic: Diagnostic) {
        let (resource, action) = (addr.resource.config().to_string(), StepAction::Update);
        for step in &self.plan.steps {
            let change = &self.plan.changes[step.change];
            let needs = change.dependencies.iter().any(|d| **d == *resource);
            // What only goes does not need it; of a replacement the old one stays too.
            if needs && change.action != Action::Delete {
                let (addr, because) = (change.addr.clone(), addr.clone());
                self.events.emit(Event::StepSkipped { addr, action: step.action, because });
                self.queue.push_back(Change::Blocked(step.id));
            }
        }
        let failed =
            Event::StepFailed { addr: addr.clone(), action, seconds: 0.0, diagnostic: diagnostic.clone() };
        self.events.emit(failed);
        self.outcome.failed.push((addr, action, diagnostic));
    }

    /// Tells the schedule, and does what it says. The summary when the run is over.
    async fn advance(&mut self, change: Change) -> Option<Summary> {
        let mut over = None;
        for command in self.schedule.on(change) {
            match command {
                Command::Run(id) => self.start(id).await,
                Command::Skip(id, because) => {
                    let (addr, action) = self.named(id);
                    let because = self.named(because).0;
                    self.events.emit(Event::StepSkipped { addr, action, because });
                }
                Command::StageStarted(stage) => self.events.emit(Event::StageStarted { stage }),
                Command::StageDone(stage) => self.events.emit(Event::StageDone { stage }),
                Command::Finished(summary) => over = Some(summary),
            }
        }
        over
    }

    fn step(&self, id: StepId) -> &'a Step {
        &self.plan.steps[id.0]
    }
    fn named(&self, id: StepId) -> (InstanceAddr, StepAction) {
        let step = self.step(id);
        (self.plan.changes[step.change].addr.clone(), step.action)
    }

    /// Starts a step: those that only change the state are done here, the others get a task.
    async fn start(&mut self, id: StepId) {
        let (addr, action) = self.named(id);
        let change = &self.plan.changes[self.step(id).change];
        let before = change.before.as_ref().and_then(object::id);
        self.events.emit(Event::StepStarted { addr, deposed: change.deposed.clone(), action, id: before });
        let started = Instant::now();
        let outcome = match action {
            StepAction::Depose => self.depose(id).await.map(|()| Some(None)),
            StepAction::Forget => self.forget(id).await.map(|()| Some(None)),
            StepAction::Read => self.spawn_read(id).await.map(|()| None),
            StepAction::Create | StepAction::Update | StepAction::Delete => {
                self.spawn_call(id).await.map(|()| None)
            }
        };
        match outcome {
            Ok(None) => {}
            Ok(Some(object)) => self.succeeded(id, object, started.elapsed()).await,
            Err(diagnostics) => {
                let mut rest = diagnostics.0.into_iter();
                let first = rest.next().unwrap_or_else(|| Diagnostic::error("Step failed", ""));
                self.outcome.found.0.extend(rest);
                let error = StepError { diagnostic: first, object: None, definite: true };
                self.failed(id, error, started.elapsed()).await;
            }
        }
    }

    async fn depose(&mut self, id: StepId) -> Result<(), Diagnostics> {
        let change = self.step(id).change;
        let addr = self.plan.changes[change].addr.clone();
        let Some(instance) = self.ledger.state.get(&addr).cloned() else {
            return Err(Diagnostic::error("Nothing to replace", "The state no longer holds this object.")
                .on(&addr)
                .into());
        };
        let name: DeposedKey = uuid::Uuid::new_v4().simple().to_string()[..8].into();
        self.deposed.insert(change, name.clone());
        self.record(vec![Record::Deposed { addr, deposed: name, instance: Box::new(instance) }]).await
    }

    async fn forget(&mut self, id: StepId) -> Result<(), Diagnostics> {
        let change = &self.plan.changes[self.step(id).change];
        self.record(vec![Record::Forgotten { addr: change.addr.clone(), deposed: change.deposed.clone() }])
            .await
    }

    async fn spawn_read(&mut self, id: StepId) -> Result<(), Diagnostics> {
        let session = self.session(id).await?;
        let config = self.evaluate.config(self.plan, self.step(id))?.object;
        let job =
            prepare::read_job(self.plan, self.step(id), self.sessions, session, config, &self.options.cut);
        let requests = self.requests.clone();
        let task = self.tasks.spawn(step::run_read(job?, requests));
        self.running.insert(task.id(), (id, Instant::now()));
        Ok(())
    }

    async fn spawn_call(&mut self, id: StepId) -> Result<(), Diagnostics> {
        let session = self.session(id).await?;
        let step = self.step(id);
        let planned = match step.action {
            StepAction::Delete => None,
            _ => Some(self.evaluate.config(self.plan, step)?),
        };
        let deposed = self.deposed.get(&step.change).filter(|_| step.action == StepAction::Delete).cloned();
        let call = prepare::Call {
            plan: self.plan,
            step,
            planned,
            deposed,
            session,
            requests: self.requests.clone(),
        };
        let job = prepare::call_job(call, self.ledger, self.sessions, &self.options, &self.events)?;
        let task = self.tasks.spawn(step::run(job));
        self.running.insert(task.id(), (id, Instant::now()));
        Ok(())
    }

    async fn session(&mut self, id: StepId) -> Result<Arc<dyn crate::provider::Session>, Diagnostics> {
        let name = &self.plan.changes[self.step(id).change].provider;
        match self.sessions.find(name) {
            Some(session) => Ok(session),
            None => {
                let config = self.evaluate.provider(name)?;
                Ok(self.sessions.open(name, &config).await?)
            }
        }
    }

    /// Records what tasks ask for, all with one sync, and lets them go on. After an error nobody goes on.
    async fn serve(&mut self, batch: Vec<Request>) {
        if self.outcome.fatal.is_some() {
            return;
        }
        let (mut records, mut acks) = (Vec::new(), Vec::new());
        let mut unconfirmed = false;
        for request in batch {
            if let Some((addr, names)) = request.unconfirmed.filter(|(_, names)| !names.is_empty()) {
                self.ledger.sidecar.unconfirmed.entry(addr.to_string()).or_default().extend(names);
                unconfirmed = true;
            }
            records.push(request.record);
            acks.push(request.ack);
        }
        let saved = if unconfirmed { self.ledger.save_sidecar().await } else { Ok(()) };
        let recorded = match saved {
            Ok(()) => self.ledger.record(records).await,
            Err(e) => Err(e),
        };
        match recorded {
            // A task that is gone meanwhile needs no answer.
            Ok(()) => {
                for ack in acks {
                    let _ = ack.send(());
                }
            }
            Err(e) => self.fail_run(&e),
        }
    }

    async fn record(&mut self, records: Vec<Record>) -> Result<(), Diagnostics> {
        match self.ledger.record(records).await {
            Ok(()) => Ok(()),
            Err(e) => {
                self.fail_run(&e);
                Err(self.ledger.explain(&e).into())
            }
        }
    }

    /// A task has ended, by itself or by a panic.
    async fn ended(&mut self, ended: Result<(Id, Result<Option<Value>, StepError>), JoinError>) {
        let (task, result) = match ended {
            Ok((task, result)) => (task, result),
            Err(e) => {
                let task = e.id();
                let diagnostic = broken(e, "a step");
                (task, Err(StepError { diagnostic, object: None, definite: false }))
            }
        };
        let Some((id, started)) = self.running.remove(&task) else { return };
        match result {
            Ok(object) => self.succeeded(id, object, started.elapsed()).await,
            Err(error) => self.failed(id, error, started.elapsed()).await,
        }
    }

    async fn succeeded(&mut self, id: StepId, object: Option<Value>, took: Duration) {
        let (addr, action) = self.named(id);
        let (step, plan) = (self.step(id).clone(), self.plan);
        let change = &plan.changes[step.change];
        let shown = object.as_ref().or(change.before.as_ref()).and_then(object::id);
        let deposed = change.deposed.clone().or_else(|| self.deposed.get(&step.change).cloned());
        let deposed = deposed.filter(|_| action == StepAction::Delete);
        match action {
            StepAction::Depose => {}
            StepAction::Create | StepAction::Update => {
                self.ledger.sidecar.unconfirmed.remove(&addr.to_string());
                if self.ledger.sidecar.unfinished.remove(&addr.to_string()) {
                    self.save_sidecar().await;
                }
                if let Some(stage) = plan.stages.get(step.stage).filter(|name| !name.is_empty()) {
                    self.ledger.sidecar.stages.insert(addr.to_string(), stage.clone());
                }
                self.evaluate.completed(&addr, None, object);
            }
            _ => self.evaluate.completed(&addr, deposed.as_ref(), object),
        }
        if let Some(name) = action_name(action) {
            self.ledger.sidecar.learn(&addr.resource.type_name, name, took.as_secs_f64());
        }
        let seconds = took.as_secs_f64();
        self.events.emit(Event::StepDone { addr: addr.clone(), deposed, action, seconds, id: shown });
        self.outcome.done.push((addr, action));
        self.queue.push_back(Change::Finished(id));
    }

    async fn failed(&mut self, id: StepId, error: StepError, took: Duration) {
        let (addr, action) = self.named(id);
        if action == StepAction::Create && error.definite {
            self.restore(id, &addr).await;
        }
        if let Some(object) = error.object {
            if action == StepAction::Create && object.is_some() {
                self.ledger.sidecar.unfinished.insert(addr.to_string());
                self.save_sidecar().await;
            }
            self.evaluate.completed(&addr, None, object);
        }
        let diagnostic = error.diagnostic.on(&addr);
        let seconds = took.as_secs_f64();
        self.events.emit(Event::StepFailed {
            addr: addr.clone(),
            action,
            seconds,
            diagnostic: diagnostic.clone(),
        });
        self.outcome.failed.push((addr, action, diagnostic));
        self.queue.push_back(Change::Failed(id));
    }

    /// The replacement was not made: what was set aside for it is the current object again.
    async fn restore(&mut self, id: StepId, addr: &InstanceAddr) {
        let Some(name) = self.deposed.remove(&self.step(id).change) else { return };
        let Some(instance) = self.ledger.state.object(addr, Some(&name)).cloned() else { return };
        let from = Place { addr: addr.clone(), deposed: Some(name) };
        let to = Place { addr: addr.clone(), deposed: None };
        // An error is told by `record`; the object stays deposed, which the next plan handles as well.
        let _ = self.record(vec![Record::Moved { from: vec![from], to: vec![(to, instance)] }]).await;
    }

    /// True when the run must end at once.
    fn stop(&mut self, stop: Stop) -> bool {
        if stop == Stop::No {
            return false;
        }
        if !self.outcome.interrupted {
            self.outcome.interrupted = true;
            self.events.emit(Event::Stopping { running: self.running.len() });
            self.queue.push_back(Change::Interrupt);
        }
        stop == Stop::Now
    }

    /// Leaves everything that runs where it is; the journal knows.
    fn abandon(&mut self) -> Summary {
        self.tasks.abort_all();
        self.schedule.summary()
    }

    /// State or journal cannot be written: nothing new is started.
    fn fail_run(&mut self, error: &Error) {
        if self.outcome.fatal.is_none() {
            self.outcome.fatal = Some(self.ledger.explain(error));
            self.queue.push_back(Change::Interrupt);
        }
    }

    /// Which things are finished must be durable before anything that depends on them is made.
    async fn save_sidecar(&mut self) {
        if let Err(e) = self.ledger.save_sidecar().await {
            self.fail_run(&e);
        }
    }

    async fn save_if_due(&mut self) {
        if self.outcome.fatal.is_some() {
            return;
        }
        match self.ledger.save_if_due().await {
            Ok(true) => self.events.emit(Event::Saved { serial: self.ledger.state.serial }),
            Ok(false) => {}
            Err(e) => self.fail_run(&e),
        }
    }

    fn heartbeat(&self) {
        let ages: HashMap<StepId, f64> =
            self.running.values().map(|(id, started)| (*id, started.elapsed().as_secs_f64())).collect();
        let (done, running) = (self.outcome.done.len() + self.outcome.failed.len(), self.running.len());
        let left = self.plan.steps.len().saturating_sub(done + running);
        let eta = self.schedule.eta(|id| ages.get(&id).copied().unwrap_or(0.0));
        self.events.emit(Event::Heartbeat { done, running, left, eta });
    }

    async fn finish(mut self, summary: Summary, started: Instant) -> Outcome {
        self.outcome.skipped = summary.skipped.iter().map(|id| self.named(*id)).collect();
        self.outcome.left = summary.left.iter().map(|id| self.named(*id)).collect();
        if self.outcome.fatal.is_none() {
            self.settle().await;
            self.ending();
        }
        tracing::debug!(seconds = started.elapsed().as_secs_f64(), "run ended");
        self.outcome
    }

    /// Creates of earlier runs that left no trace and that this plan does not ask for any more: closed.
    async fn settle(&mut self) {
        let wanted: std::collections::HashSet<&InstanceAddr> = (self.plan.steps.iter())
            .filter(|s| s.action == StepAction::Create)
            .map(|s| &self.plan.changes[s.change].addr)
            .collect();
        let stale = |step: &&u64| {
            let open = self.ledger.pending.open.get(step);
            open.is_some_and(|o| o.created.is_none() && !wanted.contains(&o.intent.addr))
        };
        let stale: Vec<u64> = self.unsettled.iter().filter(stale).copied().collect();
        let closed = |step| Record::Failed { step, error: "not made, and no longer planned".into() };
        // An error is told by `record`.
        let _ = self.record(stale.into_iter().map(closed).collect()).await;
    }

    /// Outputs and the standing of rules, into the state.
    fn ending(&mut self) {
        let ending = self.evaluate.ending(self.plan);
        self.outcome.found.extend(ending.found);
        let checks = provision_plan::rules::to_state(&ending.checks);
        let state = &mut self.ledger.state;
        let had = if checks.is_null() {
            state.extra.remove(CHECKS)
        } else {
            state.extra.insert(CHECKS.into(), checks.clone())
        };
        if had.unwrap_or_default() != checks {
            self.ledger.touch();
        }
        let mut now = self.ledger.state.outputs.clone();
        for output in ending.outputs {
            match output.value {
                Some(value) => {
                    let ty = json::type_to_json(&value.ty());
                    let value = json::to_json(&value);
                    now.insert(output.name.to_string(), Output { value, ty, sensitive: output.sensitive });
                }
                None => drop(now.remove(&*output.name)),
            }
        }
        if now != self.ledger.state.outputs {
            self.ledger.state.outputs = now;
            self.ledger.touch();
        }
    }
}

/// What a state file calls the standing of rules.
const CHECKS: &str = "check_results";

/// The name that durations are learned under.
fn action_name(action: StepAction) -> Option<&'static str> {
    match action {
        StepAction::Create => Some("create"),
        StepAction::Update => Some("update"),
        StepAction::Delete => Some("delete"),
        StepAction::Read | StepAction::Depose | StepAction::Forget => None,
    }
}
