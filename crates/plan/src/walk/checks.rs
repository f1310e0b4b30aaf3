//! `check` blocks, of which what does not hold is a warning and what cannot be evaluated is an error; and what is noted of rules.

use super::resource::{Group, Planned};
use super::{Visit, Walk};
use crate::conditions::{Status, broken, observe};
use crate::rules::{Judged, Standing, judge_check};
use crate::values::ModuleId;
use provision_graph::{Id, Node};
use provision_lang::config::Check;
use provision_value::{Diagnostic, Diagnostics, Severity};
use std::sync::Arc;

impl Walk<'_> {
    /// Visits a check in every instance of its module.
    pub(super) fn check(&mut self, path: &[Arc<str>], name: &Arc<str>) -> Result<Visit, Diagnostics> {
        let check = self.input.config.module(path).and_then(|m| m.checks.get(name));
        let Some(check) = check.filter(|_| !self.input.options.destroy) else { return Ok(Visit::Done) };
        let mut judged = Vec::new();
        for module in self.values.instances(path) {
            let unread = self.why_unread(check, module);
            let scope = self.cx.scope(&self.values, module, None);
            match judge_check(name, check, &scope, unread, &mut self.found) {
                Ok(standing) => {
                    judged.push(Judged { module: self.values.addr(module).clone(), key: None, standing });
                }
                Err(errors) => self.found.extend(errors),
            }
        }
        self.rules.note(&Node::Check(path.to_vec(), name.clone()), judged);
        Ok(Visit::Done)
    }

    /// Why the check's own data source could not be read.
    fn why_unread(&self, check: &Check, module: ModuleId) -> Vec<String> {
        let Some(data) = &check.data else { return Vec::new() };
        self.unread.get(&(data.addr.clone(), module)).cloned().unwrap_or_default()
    }

    /// Visits an output of a plan that only refreshes: nothing is built on it, so what does not hold is a warning.
    pub(super) fn refreshed_output(
        &mut self,
        path: &[Arc<str>],
        name: &Arc<str>,
    ) -> Result<Visit, Diagnostics> {
        let output = self.input.config.module(path).and_then(|m| m.outputs.get(name));
        let Some(output) = output else { return Ok(Visit::Done) };
        let mut judged = Vec::new();
        let mut errors = Diagnostics::new();
        for module in self.values.instances(path) {
            let scope = self.cx.scope(&self.values, module, None);
            let mut problems = Vec::new();
            let status = observe("precondition", &output.preconditions, &scope, |rule, message| {
                let d = broken("precondition", rule, message.clone());
                self.found.push(Diagnostic { severity: Severity::Warning, ..d });
                problems.push(message);
            });
            let value = self.cx.output_value(&self.values, module, output);
            match status.and_then(|status| Ok((status, value?))) {
                Ok((status, value)) => {
                    self.values.set_output(module, name, value);
                    let module = self.values.addr(module).clone();
                    judged.push(Judged { module, key: None, standing: Standing { status, problems } });
                }
                Err(e) => errors.extend(e),
            }
        }
        if !output.preconditions.is_empty() {
            self.rules.note(&Node::Output(path.to_vec(), name.clone()), judged);
        }
        errors.result(Visit::Done)
    }

    /// Notes how the rules of a validation or an output stand.
    pub(super) fn judged(&mut self, node: &Node, found: Vec<(ModuleId, Status)>) {
        let destroy = self.input.options.destroy;
        let has_rules = match node {
            Node::Validation(..) => !destroy,
            // A destroy has nothing to do with any but the outputs of the state, and does not judge these.
            Node::Output(path, name) => {
                let output = self.input.config.module(path).and_then(|m| m.outputs.get(name));
                output.is_some_and(|o| !o.preconditions.is_empty()) && (!destroy || path.is_empty())
            }
            _ => false,
        };
        if !has_rules {
            return;
        }
        let found = if destroy { vec![(self.values.root(), Status::Unknown)] } else { found };
        let one = |(module, status): (ModuleId, Status)| Judged {
            module: self.values.addr(module).clone(),
            key: None,
            standing: status.into(),
        };
        let judged = found.into_iter().map(one).collect();
        self.rules.note(node, judged);
    }

    /// Notes how the rules of a block stand in the instances that this plan is about. Nothing is known where it is about none.
    pub(super) fn judged_block(&mut self, id: Id, groups: &[Group], planned: &[Planned]) {
        let node = self.graph.dag().node(id).clone();
        let block = node.resource().and_then(|addr| super::info::block_of(self.input.config, addr));
        if !block.is_some_and(|b| b.lifecycle.has_conditions()) {
            return;
        }
        let places = groups.iter().flat_map(|g| g.repeats.iter().map(|r| (&g.addr.module, &r.key)));
        let judged: Vec<Judged> = places
            .zip(planned)
            .filter_map(|((module, key), one)| {
                let standing = one.standing.clone()?;
                Some(Judged { module: module.clone(), key: key.clone(), standing })
            })
            .collect();
        if planned.is_empty() || !judged.is_empty() {
            self.rules.note(&node, judged);
        }
    }
}
