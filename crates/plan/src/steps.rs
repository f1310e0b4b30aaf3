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

use crate::model::{Action, Change, Prior, Step, StepAction, StepId};
use provision_graph::{Dag, Id};
use provision_value::{Diagnostic, InstanceAddr};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

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
) -> Result<Vec<Step>, Diagnostic> {
    let keeps = |c: &Change| c.action == Action::DeleteThenCreate && revisioned(c);
    let planned = changes.iter().map(|c| c.action).collect();
    if changes.iter().any(keeps) {
        let kept = |c: &Change| if keeps(c) { Action::CreateThenDelete } else { c.action };
        if let Ok(steps) = in_order(changes, priors, seconds, changes.iter().map(kept).collect()) {
            return Ok(steps);
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
) -> Result<Vec<Step>, Diagnostic> {
    let mut builder = Builder::new(changes, priors, actions);
    for (i, change) in changes.iter().enumerate() {
        builder.add_steps(i, change, seconds);
    }
    for (i, change) in changes.iter().enumerate() {
        builder.follow_dependencies(i, change);
        builder.release_before_delete(i, change);
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

struct Builder<'a> {
    changes: &'a [Change],
    /// How each change is carried out.
    actions: Vec<Action>,
    steps: Vec<Step>,
    parts: Vec<Parts>,
    /// Changes by the address of their resource without keys.
    members: HashMap<String, Vec<usize>>,
    /// What each change's old object depended on.
    before: Vec<Vec<&'a str>>,
    /// Wishes: the first comes after the second where that is possible.
    wishes: Vec<(usize, usize)>,
}

impl<'a> Builder<'a> {
    fn new(changes: &'a [Change], priors: &'a [Prior], actions: Vec<Action>) -> Builder<'a> {
        let mut members: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, change) in changes.iter().enumerate() {
            members.entry(resource(&change.addr)).or_default().push(i);
            if let Some(previous) = change.previous_addr.as_ref().map(resource)
                && previous != resource(&change.addr)
            {
                members.entry(previous).or_default().push(i);
            }
        }
        let priors: HashMap<(&InstanceAddr, Option<&str>), &Prior> =
            priors.iter().map(|p| ((&p.addr, p.deposed.as_deref()), p)).collect();
        let before = |change: &'a Change| -> Vec<&'a str> {
            let addr = change.previous_addr.as_ref().unwrap_or(&change.addr);
            let prior = priors.get(&(addr, change.deposed.as_deref()));
            let list = match (prior, change.action) {
                (Some(prior), _) => &prior.dependencies,
                (None, Action::Delete) => &change.dependencies,
                (None, _) => return Vec::new(),
            };
            list.iter().map(|a| &**a).collect()
        };
        let before = changes.iter().map(before).collect();
        let parts = vec![Parts::default(); changes.len()];
        Builder { changes, actions, steps: Vec::new(), parts, members, before, wishes: Vec::new() }
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

    /// The changes of a resource other than `index` itself.
    fn others(&self, address: &str, index: usize) -> impl Iterator<Item = usize> + use<> {
        let own = resource(&self.changes[index].addr);
        let list =
            if own == address { Vec::new() } else { self.members.get(address).cloned().unwrap_or_default() };
        list.into_iter().filter(move |other| *other != index)
    }

    /// The new object is made after all that it depends on is made.
    fn follow_dependencies(&mut self, index: usize, change: &Change) {
        let Some(first) = self.parts[index].depose.or(self.parts[index].up) else { return };
        for address in &change.dependencies {
            for other in self.others(address, index) {
                self.need(first, self.parts[other].up);
            }
        }
    }

    /// What the old object used is deleted after the old object is deleted or has let go of it.
    fn release_before_delete(&mut self, index: usize, change: &Change) {
        if matches!(change.action, Action::NoOp | Action::Create | Action::Read | Action::Forget) {
            return;
        }
        let still: HashSet<&str> = change.dependencies.iter().map(|a| &**a).collect();
        for address in self.before[index].clone() {
            for used in self.others(address, index) {
                self.release(index, used, still.contains(address));
            }
        }
        // Where the state does not say that the old one is in use, the configuration does.
        let said: HashSet<&str> = self.before[index].iter().copied().collect();
        for address in still.difference(&said) {
            for used in self.others(address, index) {
                if self.actions[used] == Action::CreateThenDelete && change.before.is_some() {
                    self.release(index, used, true);
                }
            }
        }
    }

    /// Orders the delete of `used` after what `user` does.
    fn release(&mut self, user: usize, used: usize, still: bool) {
        let action = self.actions[user];
        let (user, Some(delete)) = (self.parts[user], self.parts[used].down) else { return };
        match (action, self.actions[used]) {
            (Action::Delete | Action::DeleteThenCreate | Action::CreateThenDelete, _) => {
                self.need(delete, user.down)
            }
            (Action::Update, Action::CreateThenDelete) => self.need(delete, user.up),
            // The new one is made after the old one is gone, and the user needs the new one: no release is possible.
            (Action::Update, Action::DeleteThenCreate) if still => {}
            (Action::Update, _) => self.wishes.extend(user.up.map(|up| (delete, up))),
            _ => {}
        }
    }

    fn need(&mut self, step: usize, needed: Option<usize>) {
        self.steps[step].needs.extend(needed.map(StepId));
    }

    fn finish(mut self) -> Result<Vec<Step>, Diagnostic> {
        let binding: Vec<usize> = self.steps.iter().map(|s| s.needs.len()).collect();
        for (step, needed) in std::mem::take(&mut self.wishes) {
            self.need(step, Some(needed));
        }
        if !is_ordered(&self.steps) {
            self.give_way(&binding);
        }
        for step in &mut self.steps {
            step.needs.sort_unstable();
            step.needs.dedup();
        }
        if is_ordered(&self.steps) { Ok(self.steps) } else { Err(self.circle()) }
    }

    /// Drops the wishes that take part in a circle. The first `binding` needs of each step are none.
    fn give_way(&mut self, binding: &[usize]) {
        let knots = self.dag().knots();
        let mut knot_of = vec![0; self.steps.len()];
        for (k, knot) in knots.iter().enumerate() {
            knot.iter().for_each(|id| knot_of[id.index()] = k);
        }
        for (i, step) in self.steps.iter_mut().enumerate() {
            let wishes = step.needs.split_off(binding[i]);
            step.needs.extend(wishes.into_iter().filter(|n| knot_of[n.0] != knot_of[i]));
        }
    }

    fn dag(&self) -> Dag<usize> {
        let mut dag = Dag::new();
        for i in 0..self.steps.len() {
            dag.add(i);
        }
        for step in &self.steps {
            for need in &step.needs {
                dag.need(Id::new(step.id.0), Id::new(need.0), None);
            }
        }
        dag
    }

    fn circle(&self) -> Diagnostic {
        let cycles = self.dag().cycles();
        let chain: Vec<String> = cycles
            .first()
            .map(|c| c.links.iter().map(|(id, _)| self.describe(id.index())).collect())
            .unwrap_or_default();
        let first = chain.first().cloned().unwrap_or_default();
        let detail = format!("Each of these waits for the next one:\n  {}\n  {first}", chain.join("\n  "));
        Diagnostic::error("The steps of this plan wait for each other", detail).help(
            "Give everything that a resource with `create_before_destroy = true` depends on the same setting, or apply the change \
             in two parts with --target.",
        )
    }

    fn describe(&self, step: usize) -> String {
        let step = &self.steps[step];
        let change = &self.changes[step.change];
        let old = if self.actions[step.change] == Action::CreateThenDelete { " (the old one)" } else { "" };
        match step.action {
            StepAction::Create => format!("{}: create", change.addr),
            StepAction::Update => format!("{}: update", change.addr),
            StepAction::Read => format!("{}: read", change.addr),
            StepAction::Depose => format!("{}: set the old one aside", change.addr),
            StepAction::Forget => format!("{}: forget", change.addr),
            StepAction::Delete => format!("{}: delete{old}", change.addr),
        }
    }
}

/// The address of an instance's resource block, as dependencies name it.
fn resource(addr: &InstanceAddr) -> String {
    addr.resource.config().to_string()
}

/// True when the steps can be done one after the other.
fn is_ordered(steps: &[Step]) -> bool {
    order(steps).len() == steps.len()
}

/// The steps in an order in which each comes after its needs; those in a circle and behind it are missing.
pub(crate) fn order(steps: &[Step]) -> Vec<usize> {
    let mut open: Vec<usize> = steps.iter().map(|s| s.needs.len()).collect();
    let dependents = dependents(steps);
    let mut order: Vec<usize> = (0..steps.len()).filter(|i| open[*i] == 0).collect();
    let mut at = 0;
    while let Some(step) = order.get(at).copied() {
        at += 1;
        for next in &dependents[step] {
            open[*next] -= 1;
            if open[*next] == 0 {
                order.push(*next);
            }
        }
    }
    order
}

/// For each step, those that need it.
pub(crate) fn dependents(steps: &[Step]) -> Vec<Vec<usize>> {
    let mut dependents = vec![Vec::new(); steps.len()];
    for (i, step) in steps.iter().enumerate() {
        for need in &step.needs {
            if let Some(list) = dependents.get_mut(need.0) {
                list.push(i);
            }
        }
    }
    dependents
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
