//! `check` blocks: what does not hold is a warning; what cannot be evaluated is an error.

use super::{Visit, Walk};
use crate::conditions::{Verdict, judge};
use provision_value::{Diagnostic, Diagnostics};
use std::sync::Arc;

impl Walk<'_> {
    /// Visits a check in every instance of its module.
    pub(super) fn check(&mut self, path: &[Arc<str>], name: &Arc<str>) -> Result<Visit, Diagnostics> {
        let check = self.input.config.module(path).and_then(|m| m.checks.get(name));
        let Some(check) = check.filter(|_| !self.input.options.destroy) else { return Ok(Visit::Done) };
        for module in self.values.instances(path) {
            let scope = self.cx.scope(&self.values, module, None);
            for rule in &check.asserts {
                match judge("assertion", rule, &scope) {
                    Ok(Verdict::Broken(message)) => {
                        let summary = format!("The check `{name}` does not hold");
                        self.found.push(Diagnostic::warning(summary, message).at(rule.condition.span));
                    }
                    Ok(_) => {}
                    Err(errors) => self.found.extend(errors),
                }
            }
        }
        Ok(Visit::Done)
    }
}
