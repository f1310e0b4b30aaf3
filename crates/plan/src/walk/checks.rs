//! `check` blocks: what does not hold is a warning.

use super::{Visit, Walk};
use crate::conditions::{Verdict, judge};
use provision_value::{Diagnostic, Diagnostics, Severity};
use std::sync::Arc;

impl Walk<'_> {
    /// Visits a check in every instance of its module.
    pub(super) fn check(&mut self, path: &[Arc<str>], name: &Arc<str>) -> Result<Visit, Diagnostics> {
        let check = self.input.config.module(path).and_then(|m| m.checks.get(name));
        let Some(check) = check.filter(|_| !self.input.options.destroy) else { return Ok(Visit::Done) };
        for module in self.values.instances(path) {
            let scope = self.cx.scope(&self.values, module, None);
            for rule in &check.asserts {
                let warnings = match judge("assertion", rule, &scope) {
                    Ok(Verdict::Broken(message)) => {
                        let summary = format!("The check `{name}` does not hold");
                        vec![Diagnostic::warning(summary, message).at(rule.condition.span)]
                    }
                    Ok(_) => Vec::new(),
                    Err(errors) => errors.0,
                };
                for mut warning in warnings {
                    warning.severity = Severity::Warning;
                    self.found.push(warning);
                }
            }
        }
        Ok(Visit::Done)
    }
}
