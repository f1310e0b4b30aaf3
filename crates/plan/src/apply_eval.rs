//! Values during apply. What plan time did not know is evaluated again once all that it needs is there, planned again by the
//! same rules, and held against what was shown.

use crate::conditions::{self, Status};
use crate::diff::{Request, as_sent, plan_instance, with_marks};
use crate::evaluate::{Ending, Evaluate, Evaluated, OutputValue};
use crate::evaluator::{Context, decoded_stored};
use crate::lazy::Lazy;
use crate::model::{Action, Change, Plan, Reason, Step, StepAction};
use crate::rules::{self, Judged, Standing};
use crate::values::{
    Instances, ModuleId, Repeat, Repetition, Surroundings, Values, repetition_of, subject_of,
};
use crate::walk::data::with_defaults;
use crate::walk::info::block_of;
use crate::walk::providers::Providers;
use crate::walk::resource::{ignore_changes, postconditions};
use provision_graph::{Graph, Id, Node};
use provision_lang::config::{Config, Resource};
use provision_lang::{Subject, World};
use provision_schema::{Catalog, Facts};
use provision_value::{
    Diagnostic, Diagnostics, InstanceAddr, InstanceKey, Kind, Path, Step as PathStep, Value,
};
use serde_json::Value as Json;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

/// What an apply evaluates with; the same as the plan was made with.
pub struct Setup {
    /// The configuration.
    pub config: Arc<Config>,
    /// The types.
    pub catalog: Arc<dyn Catalog>,
    /// Files, environment, time, randomness.
    pub world: Arc<dyn World>,
    /// The plan's directory.
    pub base_dir: PathBuf,
    /// The directory that the command was started in.
    pub cwd: String,
    /// The environment's name.
    pub workspace: String,
    /// Values of root variables.
    pub variables: BTreeMap<Arc<str>, Value>,
    /// What open provider configurations told, by their names in the state.
    pub facts: HashMap<Arc<str>, Facts>,
}

/// Evaluates during apply.
pub struct ApplyEvaluator {
    setup: Setup,
    graph: Graph,
    providers: Providers,
    values: Values,
    lazy: Lazy,
    /// Instances whose change is carried out.
    settled: HashSet<InstanceAddr>,
    /// What is done to instances, NoOp left out.
    acting: HashMap<InstanceAddr, Action>,
    /// Those of each block.
    members: HashMap<Id, Vec<InstanceAddr>>,
    /// `each` and `count` of the instances of a block in a module instance.
    repeats: HashMap<(Id, ModuleId), HashMap<Option<InstanceKey>, Repeat>>,
    /// Blocks whose postconditions do not hold.
    broken: HashMap<Id, Diagnostics>,
    outputs: Vec<(Arc<str>, Option<Value>, bool)>,
}

impl ApplyEvaluator {
    /// From what the plan knew. Errors are those of the configuration's graph.
    pub fn new(setup: Setup, plan: &Plan) -> Result<ApplyEvaluator, Diagnostics> {
        let graph = Graph::build(&setup.config)?;
        let providers = Providers::new(&setup.config, &graph);
        let lazy = Lazy::new(&graph);
        let values = Values::new(setup.variables.clone());
        let outputs = plan.outputs.iter().map(|o| (o.name.clone(), o.after.clone(), o.sensitive)).collect();
        let mut evaluator = ApplyEvaluator {
            setup,
            graph,
            providers,
            values,
            lazy,
            settled: HashSet::new(),
            acting: HashMap::new(),
            members: HashMap::new(),
            repeats: HashMap::new(),
            broken: HashMap::new(),
            outputs,
        };
        evaluator.take_over(plan);
        Ok(evaluator)
    }

    /// Walks once with what the plan knew, so that module instances and resources are there. What was computed on the way is
    /// computed again when it is needed, since by then more is known.
    fn take_over(&mut self, plan: &Plan) {
        let mut changes: HashMap<Id, Vec<&Change>> = HashMap::new();
        for change in plan.changes.iter().filter(|c| c.deposed.is_none()) {
            if change.action != Action::NoOp {
                self.acting.insert(change.addr.clone(), change.action);
            }
            if let Some(id) = self.graph.dag().id(&Node::Resource(change.addr.resource.config())) {
                changes.entry(id).or_default().push(change);
            }
        }
        let order: Vec<Id> = self.graph.order().filter_map(|n| self.graph.dag().id(n)).collect();
        for id in order {
            let (node, cx) = (self.graph.dag().node(id), context(&self.setup));
            match node {
                Node::Resource(addr) => {
                    let Some(block) = block_of(&self.setup.config, addr) else { continue };
                    let list = changes.remove(&id).unwrap_or_default();
                    let acting =
                        list.iter().filter(|c| c.action != Action::NoOp).map(|c| c.addr.clone()).collect();
                    self.members.insert(id, acting);
                    place(&cx, &mut self.values, block, &list);
                }
                node => drop(cx.node(&mut self.values, node)),
            }
        }
    }

    fn node(&self, addr: &InstanceAddr) -> Option<(Id, ModuleId)> {
        let id = self.graph.dag().id(&Node::Resource(addr.resource.config()))?;
        Some((id, self.values.module(&addr.resource.module)?))
    }

    /// Evaluates all that a block needs, and `each` and `count` of one of its instances.
    fn prepare(
        &mut self,
        block: &Resource,
        id: Id,
        module: ModuleId,
        key: &Option<InstanceKey>,
    ) -> Result<Repeat, Diagnostics> {
        let cx = context(&self.setup);
        self.lazy.prepare(&cx, &self.graph, &mut self.values, id)?;
        if !self.repeats.contains_key(&(id, module)) {
            let (_, list) =
                cx.repeats(&self.values, module, block.count.as_ref(), block.for_each.as_ref())?;
            let by_key = list.into_iter().map(|r| (r.key.clone(), r)).collect();
            self.repeats.insert((id, module), by_key);
        }
        let found = self.repeats.get(&(id, module)).and_then(|r| r.get(key));
        found.cloned().ok_or_else(|| changed("The instance is not in the configuration any more.").into())
    }

    fn evaluate(&mut self, change: &Change, action: StepAction) -> Result<Evaluated, Diagnostics> {
        let config = self.setup.config.clone();
        let found = self.node(&change.addr).zip(block_of(&config, &change.addr.resource.config()));
        let Some(((id, module), block)) = found else {
            return Err(changed("Its block is not in the configuration any more.").into());
        };
        self.refuse_after_broken(id)?;
        let repeat = self.prepare(block, id, module, &change.addr.key)?;
        let cx = context(&self.setup);
        let scope = cx.scope(&self.values, module, Some(&repeat));
        conditions::require("precondition", &block.lifecycle.preconditions, &scope)?;
        let at = &change.addr.resource;
        let Some(ty) = self.setup.catalog.get(at.mode, &at.type_name) else {
            return Err(changed("Its type is not known any more.").into());
        };
        let value = decoded_stored(&block.body, &ty.block, &scope)?;
        if !value.is_wholly_known() {
            let detail = "One of its arguments depends on something that this run did not make.";
            let help = "See the errors before; then run the command again.";
            return Err(Diagnostic::error("An argument is still unknown", detail)
                .at(block.span)
                .help(help)
                .into());
        }
        if action == StepAction::Read {
            return Ok(with_defaults(&value, &ty.block).into());
        }
        let none = Facts::default();
        let replaced = matches!(change.action, Action::DeleteThenCreate | Action::CreateThenDelete);
        let tainted = change.reason == Some(Reason::ReplaceTainted);
        let outcome = plan_instance(&Request {
            ty,
            facts: self.setup.facts.get(&change.provider).unwrap_or(&none),
            prior: change.before.as_ref(),
            tainted,
            config: &value,
            ignore_changes: ignore_changes(&block.lifecycle.ignore_changes),
            replace: (replaced && !tainted).then_some(Reason::ReplaceRequested),
            create_before_destroy: change.create_before_destroy,
            unconfirmed: &[],
        })?;
        agree(change, outcome.action, &outcome.planned)?;
        let sent = as_sent(&outcome.planned, &value, &ty.block);
        Ok(Evaluated { object: outcome.planned, sent })
    }

    /// What depends on a block whose postconditions do not hold is not made.
    fn refuse_after_broken(&self, id: Id) -> Result<(), Diagnostics> {
        if self.broken.is_empty() {
            return Ok(());
        }
        let needs = self.graph.dag().closure(self.graph.dag().needs(id));
        match self.broken.iter().find(|(broken, _)| needs.contains(broken)) {
            Some((_, errors)) => Err(errors.clone()),
            None => Ok(()),
        }
    }

    fn check_postconditions(&mut self, addr: &InstanceAddr, object: &Value) {
        let config = self.setup.config.clone();
        let found = self.node(addr).zip(block_of(&config, &addr.resource.config()));
        let Some(((id, module), block)) = found else { return };
        if block.lifecycle.postconditions.is_empty() {
            return;
        }
        let result = self.prepare(block, id, module, &addr.key).and_then(|repeat| {
            let cx = context(&self.setup);
            postconditions(block, &cx.scope(&self.values, module, Some(&repeat)), object).map(drop)
        });
        if let Err(errors) = result {
            let errors = errors.into_iter().map(|d| d.on(addr));
            self.broken.entry(id).or_default().0.extend(errors);
        }
    }

    /// True when all that a node depends on has happened.
    fn is_ready(&self, id: Id) -> bool {
        let needs = self.graph.dag().closure([id]);
        needs.iter().filter_map(|n| self.members.get(n)).flatten().all(|addr| self.settled.contains(addr))
    }

    /// The value of a root output, when all that it depends on has happened.
    fn output(&mut self, name: &Arc<str>) -> Result<Option<Value>, Diagnostics> {
        let Some(id) = self.graph.dag().id(&Node::Output(Vec::new(), name.clone())) else { return Ok(None) };
        if !self.is_ready(id) {
            return Ok(None);
        }
        let cx = context(&self.setup);
        self.lazy.evaluate(&cx, &self.graph, &mut self.values, id)?;
        let value = self.values.output(self.values.root(), name).cloned();
        Ok(value.filter(Value::is_wholly_known))
    }
}

impl Evaluate for ApplyEvaluator {
    fn config(&mut self, plan: &Plan, step: &Step) -> Result<Evaluated, Diagnostics> {
        let Some(change) = plan.changes.get(step.change) else {
            return Err(changed("The step belongs to no change.").into());
        };
        let located = |d: Diagnostic| d.on(&change.addr);
        self.evaluate(change, step.action).map_err(|e| Diagnostics(e.into_iter().map(located).collect()))
    }

    fn completed(&mut self, addr: &InstanceAddr, deposed: Option<&Arc<str>>, object: Option<Value>) {
        if deposed.is_some() {
            return;
        }
        let action = self.acting.get(addr).copied().unwrap_or(Action::NoOp);
        // The first half of a replacement settles nothing.
        if object.is_some() || matches!(action, Action::Delete | Action::Forget) {
            self.settled.insert(addr.clone());
        }
        let Some(object) = object else { return };
        let at = &addr.resource;
        let object = match self.setup.catalog.get(at.mode, &at.type_name) {
            Some(ty) => with_marks(object.clone(), &object, &ty.block),
            None => object,
        };
        if let Some(module) = self.values.module(&at.module) {
            self.values.set_instance(module, &subject_of(at), addr.key.clone(), object.clone());
        }
        if action != Action::NoOp {
            self.check_postconditions(addr, &object);
        }
    }

    fn provider(&mut self, provider: &str) -> Result<Value, Diagnostics> {
        let id: Arc<str> = provider.into();
        let cx = context(&self.setup);
        if let Some(node) = self.providers.node(&id).and_then(|n| self.graph.dag().id(&n)) {
            self.lazy.prepare(&cx, &self.graph, &mut self.values, node)?;
        }
        let need = self.providers.need(&id, &cx, &self.values)?;
        if need.config.is_wholly_known() {
            return Ok(need.config);
        }
        let detail = format!("The arguments of {id} depend on something that this run did not make.");
        Err(Diagnostic::error("A provider configuration is still unknown", detail).into())
    }

    fn ending(&mut self, plan: &Plan) -> Ending {
        let mut found = Diagnostics::new();
        self.broken.values().for_each(|e| found.extend(e.clone()));
        let outputs = self.outputs(&mut found);
        // Where nothing is made, as in a destroy, nothing new is known.
        let makes = |action: &Action| !matches!(action, Action::Delete | Action::Forget | Action::NoOp);
        let made = self.acting.values().any(makes);
        let mut judge = |check| if made { self.rejudged(check, &mut found) } else { check };
        let checks = plan.checks.iter().cloned().map(&mut judge).collect();
        Ending { outputs, checks, found }
    }
}

impl ApplyEvaluator {
    fn outputs(&mut self, errors: &mut Diagnostics) -> Vec<OutputValue> {
        let all_gone = self.acting.keys().all(|addr| self.settled.contains(addr));
        let mut values = Vec::new();
        for (name, planned, sensitive) in self.outputs.clone() {
            let value = match planned {
                None if all_gone => None,
                None => continue,
                Some(_) => match self.output(&name) {
                    Ok(Some(value)) => Some(value),
                    Ok(None) => continue,
                    Err(e) => {
                        errors.extend(e);
                        continue;
                    }
                },
            };
            values.push(OutputValue { name, value, sensitive });
        }
        values
    }

    /// How the rules of one thing stand now, where the plan could not tell. What they depend on may not have happened: then
    /// nothing is known still.
    fn rejudged(&mut self, check: Json, found: &mut Diagnostics) -> Json {
        let Some(node) = rules::undecided(&check) else { return check };
        let Some(id) = self.graph.dag().id(&node) else { return check };
        let judged = match &node {
            Node::Resource(_) => self.conditions(id),
            _ if !self.is_ready(id) => None,
            Node::Check(path, name) => self.check(id, path, name, found),
            Node::Output(path, name) => self.preconditions(id, path, name),
            _ => None,
        };
        match judged {
            Some(judged) => rules::rejudged(check, &node, judged),
            None => check,
        }
    }

    fn check(
        &mut self,
        id: Id,
        path: &[Arc<str>],
        name: &Arc<str>,
        found: &mut Diagnostics,
    ) -> Option<Vec<Judged>> {
        let config = self.setup.config.clone();
        let check = config.module(path)?.checks.get(name)?;
        let cx = context(&self.setup);
        if let Err(errors) = self.lazy.prepare(&cx, &self.graph, &mut self.values, id) {
            found.extend(errors);
            return None;
        }
        let mut judged = Vec::new();
        for module in self.values.instances(path) {
            let scope = cx.scope(&self.values, module, None);
            match rules::judge_check(name, check, &scope, Vec::new(), found) {
                Ok(standing) => {
                    judged.push(Judged { module: self.values.addr(module).clone(), key: None, standing });
                }
                Err(errors) => found.extend(errors),
            }
        }
        Some(judged)
    }

    /// The rules of an output. Errors of a root output are told with its value, those of another where it is used.
    fn preconditions(&mut self, id: Id, path: &[Arc<str>], name: &Arc<str>) -> Option<Vec<Judged>> {
        let config = self.setup.config.clone();
        let output = config.module(path)?.outputs.get(name)?;
        let cx = context(&self.setup);
        self.lazy.prepare(&cx, &self.graph, &mut self.values, id).ok()?;
        let mut judged = Vec::new();
        for module in self.values.instances(path) {
            let scope = cx.scope(&self.values, module, None);
            let mut problems = Vec::new();
            let tell = |_: &_, message| problems.push(message);
            let status = conditions::observe("precondition", &output.preconditions, &scope, tell).ok()?;
            let standing = Standing { status, problems };
            judged.push(Judged { module: self.values.addr(module).clone(), key: None, standing });
        }
        Some(judged)
    }

    /// The rules of a resource: those of an instance that is made hold, or what does not hold was found on the way.
    fn conditions(&self, id: Id) -> Option<Vec<Judged>> {
        let one = |addr: &InstanceAddr| {
            let here = addr.to_string();
            let broken = self.broken.get(&id).into_iter().flat_map(|errors| &errors.0);
            let broken = broken.filter(|d| d.address.as_ref().is_some_and(|at| *at == here));
            let problems: Vec<String> = broken.map(|d| d.detail.clone()).collect();
            let status = if problems.is_empty() { Status::Pass } else { Status::Fail };
            let standing = Standing { status, problems };
            Judged { module: addr.resource.module.clone(), key: addr.key.clone(), standing }
        };
        let made = self.members.get(&id)?.iter().filter(|addr| self.settled.contains(*addr));
        Some(made.map(one).collect())
    }
}

fn context(setup: &Setup) -> Context<'_> {
    Context {
        config: &setup.config,
        catalog: &*setup.catalog,
        around: Surroundings {
            world: &*setup.world,
            base_dir: &setup.base_dir,
            cwd: &setup.cwd,
            workspace: &setup.workspace,
            planning: false,
            lenient: true,
        },
    }
}

/// Sets the instances of a block to what the plan says of them.
fn place(cx: &Context<'_>, values: &mut Values, block: &Resource, changes: &[&Change]) {
    let repetition = repetition_of(block);
    let mut groups: HashMap<ModuleId, Instances> = HashMap::new();
    for change in changes {
        if let (Some(module), Some(after)) = (values.module(&change.addr.resource.module), &change.after) {
            groups.entry(module).or_default().insert(change.addr.key.clone(), after.clone());
        }
    }
    let subject = Subject::Resource {
        mode: block.addr.mode,
        type_name: block.addr.type_name.clone(),
        name: block.addr.name.clone(),
    };
    for module in values.instances(&block.addr.module) {
        let instances = groups.remove(&module).unwrap_or_default();
        // A block that the plan leaves out is unknown; one that has no instances is empty.
        let is_empty = || {
            let repeats = cx.repeats(values, module, block.count.as_ref(), block.for_each.as_ref());
            repetition != Repetition::Single && repeats.is_ok_and(|(_, list)| list.is_empty())
        };
        if !instances.is_empty() || is_empty() {
            values.set_resource(module, subject.clone(), repetition, instances);
        }
    }
}

fn changed(detail: &str) -> Diagnostic {
    Diagnostic::error("The plan changed while applying", detail)
        .help("What is done is recorded. Run `provision plan` again and look at what is left.")
}

/// Holds what is planned now against what was shown.
fn agree(change: &Change, action: Action, planned: &Value) -> Result<(), Diagnostics> {
    let same = action == change.action || (change.action, action) == (Action::Update, Action::NoOp);
    if !same {
        let detail = format!(
            "The plan showed {:?}; now that all values are known it would be {action:?}.",
            change.action
        );
        return Err(changed(&detail).into());
    }
    let Some(shown) = &change.after else { return Ok(()) };
    match first_difference(shown, planned, &Path::default()) {
        None => Ok(()),
        Some(path) => {
            let detail = format!("`{path}` is not what the plan showed.");
            Err(changed(&detail).into())
        }
    }
}

/// The first place where something that was known has another value now.
fn first_difference(shown: &Value, now: &Value, path: &Path) -> Option<Path> {
    let inside = |step: PathStep, a: &Value, b: Option<&Value>| {
        let path = path.join(step);
        match b {
            Some(b) => first_difference(a, b, &path),
            None => Some(path),
        }
    };
    match (shown.kind(), now.kind()) {
        (Kind::Unknown(..), _) => None,
        (Kind::Object(a), Kind::Object(b)) => {
            a.iter().find_map(|(name, v)| inside(PathStep::Attr(name.clone()), v, b.get(name)))
        }
        (Kind::Map(_, a), Kind::Map(_, b)) if a.len() == b.len() => {
            a.iter().find_map(|(name, v)| inside(PathStep::Key(name.clone()), v, b.get(name)))
        }
        (Kind::List(_, a) | Kind::Tuple(a), Kind::List(_, b) | Kind::Tuple(b)) if a.len() == b.len() => {
            a.iter().enumerate().find_map(|(i, v)| inside(PathStep::Index(i), v, b.get(i)))
        }
        // Items of a set have no place: each that was shown must have one that it can have become.
        (Kind::Set(_, a), Kind::Set(_, b)) => {
            let became = |v: &Value| b.iter().any(|n| first_difference(v, n, path).is_none());
            let fits = a.iter().all(became) && b.len() <= a.len();
            (!fits).then(|| path.clone())
        }
        _ => (shown != now).then(|| path.clone()),
    }
}

#[cfg(test)]
#[path = "apply_eval_tests.rs"]
mod tests;
