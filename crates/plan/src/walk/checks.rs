//! `check` blocks, of which what does not hold is a warning and what cannot be evaluated is an error; and what is noted of rules.

use super::resource::{Group, Planned};
use super::{Visit, Walk};
use crate::conditions::{Status, observe};
use crate::rules::{Judged, Standing};
use crate::values::ModuleId;
use provision_graph::{Id, Node};
use provision_lang::config::Check;
use provision_value::{Diagnostic, Diagnostics};
use std::sync::Arc;

impl Walk<'_> {
    /// Visits a check in every instance of its module.
    pub(super) fn check(&mut self, path: &[Arc<str>], name: &Arc<str>) -> Result<Visit, Diagnostics> {
        let check = self.input.config.module(path).and_then(|m| m.checks.get(name));
        let Some(check) = check.filter(|_| !self.input.options.destroy) else { return Ok(Visit::Done) };
        let mut judged = Vec::new();
        for module in self.values.instances(path) {
            let mut problems = self.why_unread(check, module);
            let mut warnings = Diagnostics::new();
            let scope = self.cx.scope(&self.values, module, None);
            let status = observe("assertion", &check.asserts, &scope, |rule, message| {
                let summary = format!("The check `{name}` does not hold");
                warnings.push(Diagnostic::warning(summary, message.clone()).at(rule.condition.span));
                problems.push(message);
            });
            self.found.extend(warnings);
            match status {
                Ok(status) => {
                    let status = if problems.is_empty() { status } else { Status::Fail };
                    let module = self.values.addr(module).clone();
                    judged.push(Judged { module, key: None, standing: Standing { status, problems } });
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
