//! From changes to steps: what must be done before what.
//!
//! * Creating, updating and reading follow what the new object depends on.
//! * Deleting follows what depended on the old object, as the state remembers it: a thing goes after everything that used it
//!   was deleted or updated to release it.
//! * A create-then-delete replacement is: move the old object aside, create, update or replace the dependents, delete the old.
//!
//! That an update comes before the delete it permits is a wish: it gives way where other needs leave no room for it (the
//! updated object needs something that can only be made after that delete). All else is binding, and a circle of
//! binding needs is an error that shows it.

use crate::model::{Action, Change, Join, Prior, Step, StepAction, StepId};
use provision_graph::{Dag, Id};
use provision_value::{Diagnostic, InstanceAddr};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The work of a plan.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// The steps; the id of each is its place.
    pub steps: Vec<Step>,
    /// What steps wait for together.
    pub joins: Vec<Join>,
}

/// Makes the steps of `changes`. `dependencies` of changes and priors name everything a resource depends on, directly or not.
/// `seconds` says how long a step is expected to take, `revisioned` whether the type of a change keeps the old object until its
/// users have moved to the new one: such replacements make the new object first wherever that leaves an order.
///
/// An error when steps need each other in a circle; it names each with what it waits for.
pub fn steps(
    changes: &[Change],
    priors: &[Prior],
    seconds: &dyn Fn(&Change, StepAction) -> f64,
    revisioned: &dyn Fn(&Change) -> bool,
) -> Result<Work, Diagnostic> {
    let keeps = |c: &Change| c.action == Action::DeleteThenCreate && revisioned(c);
    let planned = changes.iter().map(|c| c.action).collect();
    if changes.iter().any(keeps) {
        let kept = |c: &Change| if keeps(c) { Action::CreateThenDelete } else { c.action };
        if let Ok(work) = in_order(changes, priors, seconds, changes.iter().map(kept).collect()) {
            return Ok(work);
        }
    }
    in_order(changes, priors, seconds, planned)
}

/// The steps where each change is carried out as `actions` says.
fn in_order(
    changes: &[Change],
    priors: &[Prior],
    seconds: &dyn Fn(&Change, StepAction) -> f64,
    actions: Vec<Action>,
) -> Result<Work, Diagnostic> {
    let mut builder = Builder::new(changes, actions);
    for (i, change) in changes.iter().enumerate() {
        builder.add_steps(i, change, seconds);
    }
    builder.gather(priors);
    for (i, change) in changes.iter().enumerate() {
        builder.follow_dependencies(i, change);
        builder.await_release(i);
    }
    builder.finish()
}

/// The steps of one change, by their part in it.
#[derive(Clone, Copy, Default)]
struct Parts {
    /// Moves the old object aside.
    depose: Option<usize>,
    /// Makes the new object: create, update or read.
    up: Option<usize>,
    /// Deletes the old object.
    down: Option<usize>,
}

/// Steps that concern the resource of one address, and that others wait for all together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Role {
    /// Make its instances.
    Makes,
    /// Delete objects that used it.
    Ends,
    /// Update objects that used it.
    Updates,
    /// Update objects that used it and no longer do.
    Quits,
    /// Delete or update objects that use it by the configuration, where the state does not say that they do.
    Said,
}

struct Builder<'a> {
    changes: &'a [Change],
    /// How each change is carried out.
    actions: Vec<Action>,
    steps: Vec<Step>,
    parts: Vec<Parts>,
    /// The address of each change's resource without keys, and the one that it had before where that is another.
    addresses: Vec<(Arc<str>, Option<Arc<str>>)>,
    /// Joins by what they gather.
    roles: HashMap<(Role, Arc<str>), usize>,
    joins: Vec<Vec<usize>>,
    /// Wishes: the step comes after all of the join where that is possible.
    wishes: Vec<(usize, usize)>,
}

impl<'a> Builder<'a> {
    fn new(changes: &'a [Change], actions: Vec<Action>) -> Builder<'a> {
        // The instances of a block share their addresses.
        let mut known: HashMap<String, Arc<str>> = HashMap::new();
        let mut share = |addr: &InstanceAddr| -> Arc<str> {
            let text = resource(addr);
            known.entry(text).or_insert_with_key(|text| text.as_str().into()).clone()
        };
        let both = |change: &Change| {
            let now = share(&change.addr);
            let before = change.previous_addr.as_ref().map(&mut share).filter(|before| *before != now);
            (now, before)
        };
        let addresses = changes.iter().map(both).collect();
        let parts = vec![Parts::default(); changes.len()];
        let (steps, roles, joins, wishes) = Default::default();
        Builder { changes, actions, steps, parts, addresses, roles, joins, wishes }
    }

    fn add_steps(&mut self, index: usize, change: &Change, seconds: &dyn Fn(&Change, StepAction) -> f64) {
        let how = self.actions[index];
        let mut add = |action, needs: Option<usize>| {
            let id = self.steps.len();
            self.steps.push(Step {
                id: StepId(id),
                change: index,
                action,
                stage: change.stage,
                needs: needs.map(StepId).into_iter().collect(),
                joins: Vec::new(),
                seconds: seconds(change, action),
            });
            Some(id)
        };
        let mut parts = Parts::default();
        match how {
            Action::NoOp => {}
            Action::Create => parts.up = add(StepAction::Create, None),
            Action::Update => parts.up = add(StepAction::Update, None),
            Action::Read => parts.up = add(StepAction::Read, None),
            Action::Delete => parts.down = add(StepAction::Delete, None),
            Action::Forget => {
                add(StepAction::Forget, None);
            }
            Action::DeleteThenCreate => {
                parts.down = add(StepAction::Delete, None);
                parts.up = add(StepAction::Create, parts.down);
            }
            Action::CreateThenDelete => {
                parts.depose = add(StepAction::Depose, None);
                parts.up = add(StepAction::Create, parts.depose);
                parts.down = add(StepAction::Delete, parts.up);
            }
        }
        self.parts[index] = parts;
    }

    /// Fills the joins: for each address the steps that others wait for on its account.
    fn gather(&mut self, priors: &[Prior]) {
        let priors: HashMap<(&InstanceAddr, Option<&str>), &Prior> =
            priors.iter().map(|p| ((&p.addr, p.deposed.as_deref()), p)).collect();
        for (i, change) in self.changes.iter().enumerate() {
            let (now, before) = self.addresses[i].clone();
            for address in [Some(now), before].into_iter().flatten() {
                self.join(Role::Makes, &address, self.parts[i].up);
            }
            let addr = change.previous_addr.as_ref().unwrap_or(&change.addr);
            let used = match (priors.get(&(addr, change.deposed.as_deref())), change.action) {
                (Some(prior), _) => &prior.dependencies[..],
                (None, Action::Delete) => &change.dependencies,
                (None, _) => &[],
            };
            self.gather_releases(i, change, used);
        }
    }

    /// Files the steps by which a change lets go of what its old object used.
    fn gather_releases(&mut self, index: usize, change: &Change, used: &[Arc<str>]) {
        let ends = match self.actions[index] {
            Action::NoOp | Action::Create | Action::Read | Action::Forget => return,
            Action::Update => false,
            Action::Delete | Action::DeleteThenCreate | Action::CreateThenDelete => true,
        };
        let Parts { up, down, .. } = self.parts[index];
        let still: HashSet<&Arc<str>> = change.dependencies.iter().collect();
        for address in used {
            match ends {
                true => self.join(Role::Ends, address, down),
                false => self.join(Role::Updates, address, up),
            }
            if !ends && !still.contains(address) {
                self.join(Role::Quits, address, up);
            }
        }
        if change.before.is_some() {
            let known: HashSet<&Arc<str>> = used.iter().collect();
            for address in change.dependencies.iter().filter(|a| !known.contains(a)) {
                self.join(Role::Said, address, if ends { down } else { up });
            }
        }
    }

    /// Adds a step to a join. What a resource does on its own account nobody waits for.
    fn join(&mut self, role: Role, address: &Arc<str>, step: Option<usize>) {
        let Some(step) = step else { return };
        if role != Role::Makes && self.addresses[self.steps[step].change].0 == *address {
            return;
        }
        let join = *self.roles.entry((role, address.clone())).or_insert_with(|| {
            self.joins.push(Vec::new());
            self.joins.len() - 1
        });
        self.joins[join].push(step);
    }

    /// The new object is made after all that it depends on is made.
    fn follow_dependencies(&mut self, index: usize, change: &Change) {
        let Some(first) = self.parts[index].depose.or(self.parts[index].up) else { return };
        let own = self.addresses[index].0.clone();
        for address in change.dependencies.iter().filter(|a| **a != own) {
            if let Some(join) = self.roles.get(&(Role::Makes, address.clone())).copied() {
                self.need(first, join);
            }
        }
    }

    /// An object is deleted after everything that used it is deleted or has let go of it.
    fn await_release(&mut self, index: usize) {
        let Some(delete) = self.parts[index].down else { return };
        let (now, before) = self.addresses[index].clone();
        for address in [Some(now), before].into_iter().flatten() {
            let of = |role: Role| self.roles.get(&(role, address.clone())).copied();
            let [ends, updates, quits, said] = [Role::Ends, Role::Updates, Role::Quits, Role::Said].map(of);
            let (needs, wish) = match self.actions[index] {
                // Where the state does not say that the old one is in use, the configuration does.
                Action::CreateThenDelete => ([ends, updates, said], None),
                // The new one is made after the old one is gone: who needs the new one cannot release the old one before.
                Action::DeleteThenCreate => ([ends, None, None], quits),
                _ => ([ends, None, None], updates),
            };
            needs.into_iter().flatten().for_each(|join| self.need(delete, join));
            self.wishes.extend(wish.map(|join| (delete, join)));
        }
    }

    /// The step waits for a join; for its other members only, where the change of the step is among them.
    fn need(&mut self, step: usize, join: usize) {
        let moved = self.addresses[self.steps[step].change].1.is_some();
        if moved && self.joins[join].iter().any(|member| self.is_same(step, *member)) {
            let others: Vec<StepId> = self.joins[join]
                .iter()
                .filter(|member| !self.is_same(step, **member))
                .map(|m| StepId(*m))
                .collect();
            self.steps[step].needs.extend(others);
        } else {
            self.steps[step].joins.push(join);
        }
    }

    fn is_same(&self, a: usize, b: usize) -> bool {
        self.steps[a].change == self.steps[b].change
    }

    fn finish(mut self) -> Result<Work, Diagnostic> {
        let binding: Vec<(usize, usize)> =
            self.steps.iter().map(|s| (s.needs.len(), s.joins.len())).collect();
        for (step, join) in std::mem::take(&mut self.wishes) {
            self.need(step, join);
        }
        let mut work = Work { steps: self.steps, joins: self.joins.into_iter().map(Join::from).collect() };
        if !work.is_ordered() {
            give_way(&mut work, &binding);
        }
        work.settle();
        if work.is_ordered() { Ok(work) } else { Err(circle(&work, self.changes, &self.actions)) }
    }
}

/// Drops the wishes that take part in a circle. The first `binding` needs and joins of each step are none.
fn give_way(work: &mut Work, binding: &[(usize, usize)]) {
    let knots = Web::new(&work.steps, &work.joins).dag().knots();
    let mut knot_of = vec![0; work.steps.len() + work.joins.len()];
    for (k, knot) in knots.iter().enumerate() {
        knot.iter().for_each(|id| knot_of[id.index()] = k);
    }
    for (i, step) in work.steps.iter_mut().enumerate() {
        let (needs, joins) = binding[i];
        let mut wishes = step.needs.split_off(needs);
        wishes.extend(
            step.joins.split_off(joins).into_iter().flat_map(|join| work.joins[join].0.iter().copied()),
        );
        step.needs.extend(wishes.into_iter().filter(|n| knot_of[n.0] != knot_of[i]));
    }
}

fn circle(work: &Work, changes: &[Change], actions: &[Action]) -> Diagnostic {
    let cycles = Web::new(&work.steps, &work.joins).dag().cycles();
    let steps =
        cycles.first().into_iter().flat_map(|c| &c.links).filter_map(|(id, _)| work.steps.get(id.index()));
    let chain: Vec<String> =
        steps.map(|step| describe(step, &changes[step.change], actions[step.change])).collect();
    let first = chain.first().cloned().unwrap_or_default();
    let detail = format!("Each of these waits for the next one:\n  {}\n  {first}", chain.join("\n  "));
    Diagnostic::error("The steps of this plan wait for each other", detail).help(
        "Give everything that a resource with `create_before_destroy = true` depends on the same setting, or apply the change \
         in two parts with --target.",
    )
}

fn describe(step: &Step, change: &Change, how: Action) -> String {
    let old = if how == Action::CreateThenDelete { " (the old one)" } else { "" };
    match step.action {
        StepAction::Create => format!("{}: create", change.addr),
        StepAction::Update => format!("{}: update", change.addr),
        StepAction::Read => format!("{}: read", change.addr),
        StepAction::Depose => format!("{}: set the old one aside", change.addr),
        StepAction::Forget => format!("{}: forget", change.addr),
        StepAction::Delete => format!("{}: delete{old}", change.addr),
    }
}

/// The address of an instance's resource block, as dependencies name it.
fn resource(addr: &InstanceAddr) -> String {
    addr.resource.config().to_string()
}

impl Work {
    /// True when the steps can be done one after the other.
    fn is_ordered(&self) -> bool {
        Web::new(&self.steps, &self.joins).is_ordered()
    }

    /// Writes joins out as needs where that is no longer, drops those that nobody waits for, and names nothing twice.
    fn settle(&mut self) {
        let mut waiting = vec![0; self.joins.len()];
        for step in &mut self.steps {
            step.joins.sort_unstable();
            step.joins.dedup();
            step.joins.iter().for_each(|j| waiting[*j] += 1);
        }
        let joins = std::mem::take(&mut self.joins);
        let mut place = vec![None; joins.len()];
        for (i, join) in joins.iter().enumerate() {
            if waiting[i] * join.0.len() > waiting[i] + join.0.len() {
                place[i] = Some(self.joins.len());
                self.joins.push(join.clone());
            }
        }
        for step in &mut self.steps {
            for join in std::mem::take(&mut step.joins) {
                match place[join] {
                    Some(place) => step.joins.push(place),
                    None => step.needs.extend(&joins[join].0),
                }
            }
            step.needs.sort_unstable();
            step.needs.dedup();
        }
    }
}

/// What waits for what, in numbers: the steps of a plan, then its joins.
pub(crate) struct Web {
    /// For each, how much it waits for.
    pub open: Vec<usize>,
    /// For each, what waits for it.
    pub dependents: Vec<Vec<usize>>,
}

impl Web {
    /// Of a plan's steps and joins.
    pub fn new(steps: &[Step], joins: &[Join]) -> Web {
        let n = steps.len() + joins.len();
        let mut web = Web { open: vec![0; n], dependents: vec![Vec::new(); n] };
        for (i, step) in steps.iter().enumerate() {
            step.needs.iter().for_each(|need| web.add(i, need.0));
            step.joins.iter().for_each(|join| web.add(i, steps.len() + join));
        }
        for (i, join) in joins.iter().enumerate() {
            join.0.iter().for_each(|step| web.add(steps.len() + i, step.0));
        }
        web
    }

    fn add(&mut self, node: usize, need: usize) {
        self.open[node] += 1;
        if let Some(list) = self.dependents.get_mut(need) {
            list.push(node);
        }
    }

    /// All in an order in which each comes after what it waits for; those in a circle and behind it are missing.
    pub fn order(&self) -> Vec<usize> {
        let mut open = self.open.clone();
        let mut order: Vec<usize> = (0..open.len()).filter(|i| open[*i] == 0).collect();
        let mut at = 0;
        while let Some(node) = order.get(at).copied() {
            at += 1;
            for next in &self.dependents[node] {
                open[*next] -= 1;
                if open[*next] == 0 {
                    order.push(*next);
                }
            }
        }
        order
    }

    /// True when nothing waits for itself.
    pub fn is_ordered(&self) -> bool {
        self.order().len() == self.open.len()
    }

    fn dag(&self) -> Dag<usize> {
        let mut dag = Dag::new();
        for i in 0..self.open.len() {
            dag.add(i);
        }
        for (need, dependents) in self.dependents.iter().enumerate() {
            dependents.iter().for_each(|node| dag.need(Id::new(*node), Id::new(need), None));
        }
        dag
    }
}

/// The expected seconds of a step, from a type's medians (create, delete) where it has some.
pub fn expected(action: StepAction, medians: Option<(f64, f64)>) -> f64 {
    let (create, delete) = medians.unwrap_or((1.0, 1.0));
    match action {
        StepAction::Create => create,
        StepAction::Delete => delete,
        StepAction::Update => create.min(5.0),
        StepAction::Read => 0.5,
        StepAction::Depose | StepAction::Forget => 0.0,
    }
}

/// The state's address list, sorted, as the model wants it.
pub fn address_list<T: ToString>(addresses: impl IntoIterator<Item = T>) -> Vec<Arc<str>> {
    let mut list: Vec<Arc<str>> = addresses.into_iter().map(|a| a.to_string().into()).collect();
    list.sort_unstable();
    list.dedup();
    list
}

#[cfg(test)]
#[path = "steps_tests.rs"]
mod tests;
