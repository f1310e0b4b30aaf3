//! A small estate over the provider in memory: what is wanted, a planner just good enough, and one whole command.
#![allow(clippy::unwrap_used, dead_code)]

use provision_engine::testing::{Fake, PROVIDER, SharedWorld, lock};
use provision_engine::{
    Cut, Ledger, Options, Outcome, Refreshed, Run, Sessions, Stop, apply, events::Silent, recover, refresh,
};
use provision_plan::steps::{Work, steps};
use provision_plan::{Action, Change, Ending, Evaluate, Evaluated, OutputValue, Plan, Prior, Step};
use provision_state::{Holder, Paths, Store};
use provision_value::{Diagnostics, InstanceAddr, Type, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// One resource that is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub plain: bool,
    pub name: String,
    pub size: i64,
    pub shape: String,
    pub secret: String,
    /// Nodes before it that it refers to.
    pub deps: Vec<usize>,
}

/// What is wanted: `None` is a node that shall not exist.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub nodes: Vec<Option<Node>>,
    pub create_before_destroy: bool,
}

pub fn addr(wanted: &Wanted, i: usize) -> InstanceAddr {
    let plain = wanted.nodes[i].as_ref().is_some_and(|n| n.plain);
    format!("{}.n{i}", if plain { "fake_plain" } else { "fake_named" }).parse().unwrap()
}

impl Wanted {
    /// The nodes that a node depends on, directly or not, and that exist.
    fn behind(&self, i: usize) -> BTreeSet<usize> {
        let mut all = BTreeSet::new();
        for dep in self.deps(i) {
            all.insert(dep);
            all.extend(self.behind(dep));
        }
        all
    }
    fn deps(&self, i: usize) -> Vec<usize> {
        let Some(node) = &self.nodes[i] else { return Vec::new() };
        node.deps.iter().copied().filter(|d| self.nodes[*d].is_some()).collect()
    }
}

/// The evaluator: ids of what was made.
pub struct Values {
    wanted: Wanted,
    index: BTreeMap<InstanceAddr, usize>,
    objects: BTreeMap<String, Value>,
}

impl Values {
    fn refs(&self, i: usize) -> Option<Value> {
        let id = |dep: usize| self.objects.get(&addr(&self.wanted, dep).to_string())?.get("id").cloned();
        let ids = self.wanted.deps(i).into_iter().map(id).collect::<Option<Vec<_>>>()?;
        Some(Value::list(Type::String, ids))
    }
    fn planned(&self, i: usize, id: Value) -> Value {
        let node = self.wanted.nodes[i].as_ref().unwrap();
        Value::object_of([
            ("id", id),
            ("name", Value::string(node.name.as_str())),
            ("shape", Value::string(node.shape.as_str())),
            ("size", Value::number(node.size)),
            ("secret", Value::string(node.secret.as_str()).sensitive()),
            ("refs", self.refs(i).unwrap_or_else(|| Value::unknown(Type::list(Type::String)))),
        ])
    }
}

impl Evaluate for Values {
    fn config(&mut self, plan: &Plan, step: &Step) -> Result<Evaluated, Diagnostics> {
        let change = &plan.changes[step.change];
        let i = self.index[&change.addr];
        assert!(self.refs(i).is_some(), "{} started before what it needs", change.addr);
        let id = match step.action {
            provision_plan::StepAction::Update => change.before.as_ref().unwrap().get("id").unwrap().clone(),
            _ => Value::unknown(Type::String),
        };
        Ok(self.planned(i, id).into())
    }
    fn completed(&mut self, addr: &InstanceAddr, deposed: Option<&Arc<str>>, object: Option<Value>) {
        match (deposed, object) {
            (Some(_), _) => {}
            (None, Some(object)) => drop(self.objects.insert(addr.to_string(), object)),
            (None, None) => drop(self.objects.remove(&addr.to_string())),
        }
    }
    fn provider(&mut self, _: &str) -> Result<Value, Diagnostics> {
        Ok(Value::object_of::<&str>([]))
    }
    fn ending(&mut self, _: &Plan) -> Ending {
        let count = Value::number(self.objects.len() as i64);
        let outputs = vec![OutputValue { name: "count".into(), value: Some(count), sensitive: false }];
        Ending { outputs, ..Ending::default() }
    }
}

/// Plans: create, update, replace or delete, whatever leads from the priors to what is wanted.
pub fn plan(wanted: &Wanted, refreshed: &Refreshed) -> (Plan, Values) {
    let unconfirm = |p: &Prior| match refreshed.unconfirmed.get(&p.addr) {
        Some(names) if p.deposed.is_none() => {
            let value = names.iter().fold(p.value.clone(), |v, n| v.with(n, Value::null(Type::String)));
            Prior { value, ..p.clone() }
        }
        _ => p.clone(),
    };
    let priors: &[Prior] = &refreshed.priors.iter().map(unconfirm).collect::<Vec<_>>();
    let current: BTreeMap<&InstanceAddr, &Prior> =
        priors.iter().filter(|p| p.deposed.is_none()).map(|p| (&p.addr, p)).collect();
    let index = (0..wanted.nodes.len()).map(|i| (addr(wanted, i), i)).collect();
    let mut values = Values { wanted: wanted.clone(), index, objects: BTreeMap::new() };
    let mut changes = Vec::new();
    for i in (0..wanted.nodes.len()).filter(|i| wanted.nodes[*i].is_some()) {
        let addr = addr(wanted, i);
        let prior = current.get(&addr).copied();
        let id =
            prior.and_then(|p| p.value.get("id").cloned()).unwrap_or_else(|| Value::unknown(Type::String));
        let after = values.planned(i, id);
        let differs = |name: &str| prior.is_some_and(|p| p.value.get(name) != after.get(name));
        let action = match prior {
            None => Action::Create,
            Some(_) if ["name", "shape", "refs"].into_iter().any(differs) => {
                if wanted.create_before_destroy {
                    Action::CreateThenDelete
                } else {
                    Action::DeleteThenCreate
                }
            }
            Some(_) if differs("size") || differs("secret") => Action::Update,
            Some(_) => Action::NoOp,
        };
        if matches!(action, Action::NoOp | Action::Update) {
            values.completed(&addr, None, prior.map(|p| p.value.clone()));
        }
        let dependencies =
            wanted.behind(i).into_iter().map(|d| self::addr(wanted, d).to_string().into()).collect();
        changes.push(change(addr, None, action, prior, Some(after), dependencies, wanted));
    }
    for prior in priors {
        let kept = values.index.get(&prior.addr).is_some_and(|i| wanted.nodes[*i].is_some());
        if prior.deposed.is_some() || !kept {
            let (addr, deposed) = (prior.addr.clone(), prior.deposed.clone());
            let deps = prior.dependencies.clone();
            changes.push(change(addr, deposed, Action::Delete, Some(prior), None, deps, wanted));
        }
    }
    let Work { steps, joins } = steps(&changes, priors, &|_, _| 1.0, &|_| false).unwrap();
    (Plan { stages: vec!["".into()], changes, steps, joins, ..Plan::default() }, values)
}

fn change(
    addr: InstanceAddr,
    deposed: Option<Arc<str>>,
    action: Action,
    prior: Option<&Prior>,
    after: Option<Value>,
    dependencies: Vec<Arc<str>>,
    wanted: &Wanted,
) -> Change {
    Change {
        addr,
        previous_addr: None,
        deposed,
        action,
        reason: None,
        before: prior.map(|p| p.value.clone()),
        after,
        config: None,
        replace_paths: BTreeSet::new(),
        importing: None,
        stage: 0,
        provider: PROVIDER.into(),
        dependencies,
        create_before_destroy: wanted.create_before_destroy,
    }
}

/// How a command ended.
pub enum End {
    /// Killed at a cut.
    Killed,
    /// Errors before anything was carried out.
    Refused(Diagnostics),
    /// There was nothing to do.
    Nothing,
    /// Carried out, well or not.
    Ran(Box<Outcome>),
}

pub fn options(cut: &Cut) -> Options {
    Options {
        command: "apply".into(),
        plan_digest: String::new(),
        parallelism: 4,
        now: || 0,
        ownership: Arc::new(|_| BTreeMap::new()),
        cut: cut.clone(),
    }
}

pub fn open(dir: &Path) -> Ledger {
    Ledger::open(Paths::bare(dir), &Holder::default(), Duration::ZERO, "lineage").unwrap()
}

/// One whole command, from lock to close, ended at the cut as by a kill.
pub async fn command(
    dir: &Path,
    world: &SharedWorld,
    wanted: &Wanted,
    cut: Cut,
    stop: watch::Receiver<Stop>,
) -> End {
    tokio::select! {
        biased;
        () = cut.frozen() => End::Killed,
        end = uncut(dir, world, wanted, &cut, stop) => end,
    }
}

async fn uncut(
    dir: &Path,
    world: &SharedWorld,
    wanted: &Wanted,
    cut: &Cut,
    stop: watch::Receiver<Stop>,
) -> End {
    let mut ledger = open(dir).with_cut(cut.clone());
    let sessions = Sessions::new(Arc::new(Fake::new(world.clone())));
    sessions.open(PROVIDER, &Value::object_of::<&str>([])).await.unwrap();
    if let Err(diagnostics) = recover(&mut ledger, &sessions, &Silent, cut).await {
        return End::Refused(diagnostics);
    }
    let everything = |_: &InstanceAddr| true;
    let refreshed = refresh(&ledger.state, &ledger.sidecar, &sessions, &Silent, true, &everything).await;
    let refreshed = refreshed.unwrap();
    let (plan, mut values) = plan(wanted, &refreshed);
    let records = refreshed.records;
    if plan.steps.is_empty() && records.is_empty() {
        ledger.close().await.unwrap();
        return End::Nothing;
    }
    let outcome = apply(Run {
        plan: &plan,
        evaluate: &mut values,
        ledger: &mut ledger,
        sessions: &sessions,
        refreshed: records,
        events: Arc::new(Silent),
        stop,
        options: options(cut),
    })
    .await;
    ledger.close().await.unwrap();
    End::Ran(Box::new(outcome))
}

/// Nothing is lost: whatever exists is in the state under its owner's address, or announced in the journal.
pub fn check_nothing_lost(dir: &Path, world: &SharedWorld) {
    let store = Store::lock(Paths::bare(dir), &Holder::default(), Duration::ZERO).unwrap();
    let (loaded, _) = store.load("lineage").unwrap();
    for (id, thing) in &lock(world).things {
        let recorded = loaded.state.instances.iter().any(|((addr, _), instance)| {
            addr.to_string() == thing.owner && instance.attributes["id"] == **id
        });
        let announced = loaded.pending.open.values().any(|o| o.intent.addr.to_string() == thing.owner);
        assert!(recorded || announced, "{} ({id}) is neither in the state nor in the journal", thing.owner);
    }
}

/// The cloud holds exactly what is wanted, each once, and so does the state.
pub fn check_reached(dir: &Path, world: &SharedWorld, wanted: &Wanted) {
    let mut found: Vec<_> = lock(world).things.values().map(|t| seen(&t.owner, &t.object)).collect();
    found.sort();
    let mut expected: Vec<_> = (0..wanted.nodes.len())
        .filter_map(|i| {
            let node = wanted.nodes[i].as_ref()?;
            let Node { name, size, shape, secret, .. } = node.clone();
            Some((addr(wanted, i).to_string(), name, Some(size), shape, secret, wanted.deps(i).len()))
        })
        .collect();
    expected.sort();
    assert_eq!(found, expected);
    let state = Store::peek(&Paths::bare(dir)).unwrap();
    let ids: BTreeSet<String> = state
        .iter()
        .flat_map(|s| s.instances.values())
        .map(|i| i.attributes["id"].as_str().unwrap().into())
        .collect();
    assert_eq!(ids, lock(world).things.keys().cloned().collect());
    assert!(!Paths::bare(dir).journal.exists(), "a finished run leaves no journal");
}

type Seen = (String, String, Option<i64>, String, String, usize);

fn seen(owner: &str, object: &Value) -> Seen {
    let text = |name| object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let refs = object.get("refs").and_then(Value::as_seq).unwrap_or_default().len();
    let size = object.get("size").and_then(Value::as_i64);
    (owner.into(), text("name"), size, text("shape"), text("secret"), refs)
}
