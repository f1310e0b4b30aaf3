//! Planning as one resumable walk in the order of the graph: expand, evaluate, plan the instance, next. Pure: what needs the
//! outside is asked for ([`Need`]) and the walk goes on with the answer ([`Answer`]).
//!
//! ```text
//! let mut walk = Walk::new(input)?;
//! loop {
//!     match walk.next()? {
//!         Turn::Need(need) => walk.provide(answer(need)),
//!         Turn::Done(plan) => break plan,
//!     }
//! }
//! ```

pub mod expand;

mod changes;
mod checks;
pub(crate) mod data;
mod destroy;
mod finish;
mod imports;
pub(crate) mod info;
mod input;
mod moved;
mod orphans;
mod priors;
pub(crate) mod providers;
pub(crate) mod resource;
mod schedule;
mod select;
mod triggers;

pub use input::{Answer, DataRead, ImportRead, Input, Need, Options, Turn};
pub use moved::Move;
pub use providers::ProviderNeed;
pub use select::covers;

use crate::evaluator::Context;
use crate::rules::Rules;
use crate::values::{ModuleId, Values};
use changes::Changes;
use info::Info;
use priors::Priors;
use providers::Providers;
use provision_graph::{Graph, Id, Node};
use provision_lang::config::Import;
use provision_schema::Facts;
use provision_value::{ConfigAddr, Diagnostic, Diagnostics, InstanceAddr, Value};
use schedule::Schedule;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The planning walk.
pub struct Walk<'a> {
    input: Input<'a>,
    cx: Context<'a>,
    graph: Graph,
    schedule: Schedule,
    values: Values,
    priors: Priors,
    info: Info,
    providers: Providers,
    /// `import` blocks by the block that they import into.
    imports: HashMap<ConfigAddr, Vec<&'a Import>>,
    /// What open provider configurations told; `None` for one whose configuration is known only after apply.
    facts: HashMap<Arc<str>, Option<Arc<Facts>>>,
    /// Answers for data sources and imports.
    reads: HashMap<InstanceAddr, Result<Value, Diagnostics>>,
    /// What nodes wait for.
    needs: Needs,
    changes: Changes,
    /// By node: something about it is to be done.
    pending: Vec<bool>,
    rules: Rules,
    /// Why data sources of checks could not be read.
    unread: HashMap<(ConfigAddr, ModuleId), Vec<String>>,
    found: Diagnostics,
}

/// What is asked for, or will be when nothing else can go on.
#[derive(Debug, Default)]
struct Needs {
    providers: BTreeMap<Arc<str>, ProviderNeed>,
    imports: Vec<ImportRead>,
    data: Vec<DataRead>,
}

/// How a visit of a node ended.
enum Visit {
    Done,
    /// It waits for what was added to [`Needs`].
    Wait,
}

impl<'a> Walk<'a> {
    /// Begins a walk. Errors are those of the graph (cycles) and of what was selected.
    pub fn new(mut input: Input<'a>) -> Result<Walk<'a>, Diagnostics> {
        let graph = Graph::build(input.config)?;
        let mut found = Diagnostics::new();
        let priors = Priors::new(&mut input, &mut found)?;
        let providers = Providers::new(input.config, &graph);
        let info = Info::new(&input, &graph, &providers, &priors)?;
        let n = graph.dag().len();
        let mut imports: HashMap<ConfigAddr, Vec<&Import>> = HashMap::new();
        for import in &input.config.root.imports {
            if let Some(addr) = import.block() {
                imports.entry(addr).or_default().push(import);
            }
        }
        let variables = std::mem::take(&mut input.variables);
        let walk = Walk {
            cx: input.context(),
            schedule: Schedule::new(&graph),
            values: Values::new(variables),
            input,
            priors,
            info,
            providers,
            imports,
            facts: HashMap::new(),
            reads: HashMap::new(),
            needs: Needs::default(),
            changes: Changes::default(),
            pending: vec![false; n],
            rules: Rules::default(),
            unread: HashMap::new(),
            found,
            graph,
        };
        Ok(walk)
    }

    /// Goes on until something is needed or the plan is made. Errors are those of all nodes that could be visited.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Turn, Diagnostics> {
        while let Some(id) = self.schedule.pop() {
            self.visit(id);
        }
        if let Some(need) = self.needs.take() {
            return Ok(Turn::Need(need));
        }
        if self.found.has_errors() {
            return Err(std::mem::take(&mut self.found));
        }
        if self.schedule.is_waiting() {
            let detail = "`next` was called before the last need was answered.";
            return Err(Diagnostic::error("The planning walk cannot go on", detail).into());
        }
        self.finish().map(|plan| Turn::Done(Box::new(plan)))
    }

    /// Takes the answer to the last need.
    pub fn provide(&mut self, answer: Answer) {
        match answer {
            Answer::Provider { id, facts } => drop(self.facts.insert(id, Some(Arc::new(facts)))),
            Answer::Data(answers) | Answer::Import(answers) => self.reads.extend(answers),
        }
        // Whoever waited asks again for what is still missing.
        self.needs = Needs::default();
        self.schedule.wake();
    }

    fn visit(&mut self, id: Id) {
        match self.visit_node(id) {
            Ok(Visit::Done) => self.schedule.done(id),
            Ok(Visit::Wait) => self.schedule.wait(id),
            Err(errors) => {
                self.found.extend(errors);
                self.schedule.fail(id);
            }
        }
    }

    fn visit_node(&mut self, id: Id) -> Result<Visit, Diagnostics> {
        if !self.info.is_selected(id) {
            return Ok(Visit::Done);
        }
        let node = self.graph.dag().node(id).clone();
        match &node {
            Node::Resource(addr) => return self.resource(id, addr),
            Node::Check(path, name) => return self.check(path, name),
            Node::Provider(..) | Node::Module(_) => {}
            Node::Output(path, name) if self.input.options.refresh_only => {
                return self.refreshed_output(path, name);
            }
            _ => match self.cx.node(&mut self.values, &node) {
                // What cannot be evaluated any more must not be in the way of its destruction; what somebody gave must be sound.
                Err(_) if self.input.options.destroy && !is_root_variable(&node) => {
                    self.judged(&node, Vec::new());
                }
                result => self.judged(&node, result?),
            },
        }
        Ok(Visit::Done)
    }
}

fn is_root_variable(node: &Node) -> bool {
    matches!(node, Node::Variable(path, _) if path.is_empty())
}

#[cfg(test)]
mod forms_tests;
#[cfg(test)]
mod mistakes_tests;
#[cfg(test)]
mod rules_tests;
#[cfg(test)]
mod tests;
