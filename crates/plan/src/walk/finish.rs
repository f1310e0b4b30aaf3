//! From the changes to the plan: orphans, outputs, steps.

use super::Walk;
use super::resource::replaces;
use super::select::stage_index;
use crate::model::{Action, Change, OutputChange, Plan, Prior};
use crate::steps::{Work, expected, steps};
use provision_value::{Diagnostic, Diagnostics, Mode};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

impl Walk<'_> {
    /// The plan, everything being visited.
    pub(super) fn finish(&mut self) -> Result<Plan, Diagnostics> {
        let options = &self.input.options;
        let mut changes = self.changes.take();
        if options.destroy {
            changes = self.destruction()?;
        } else if !(options.refresh_only || options.adopting) {
            changes.extend(self.orphans()?);
        }
        let priors: Vec<Prior> = self.priors.all().map(|p| p.prior.clone()).collect();
        self.refuse_beyond(&changes)?;
        let catalog = self.input.catalog;
        let seconds = |change: &Change, action| {
            let at = &change.addr.resource;
            expected(action, catalog.get(at.mode, &at.type_name).map(|ty| ty.seconds))
        };
        let revisioned = |change: &Change| {
            let at = &change.addr.resource;
            catalog.get(at.mode, &at.type_name).is_some_and(|ty| ty.revisioned)
        };
        let Work { steps, joins } = steps(&changes, &priors, &seconds, &revisioned)?;
        Ok(Plan {
            stages: self.input.stage_names(),
            barrier: self.input.is_barrier(),
            changes,
            steps,
            joins,
            outputs: self.outputs(),
            drift: priors.into_iter().filter(|p| p.before_refresh.is_some()).collect(),
            modules: self.values.all(),
            checks: self.rules.to_json(self.input.config),
            warnings: self.warnings(),
        })
    }

    /// Root outputs of configuration and state.
    fn outputs(&self) -> Vec<OutputChange> {
        let destroy = self.input.options.destroy;
        let declared = &self.input.config.root.outputs;
        let names: BTreeSet<&Arc<str>> = declared.keys().chain(self.input.prior_outputs.keys()).collect();
        let change = |name: &Arc<str>| {
            let before = self.input.prior_outputs.get(name).cloned();
            let after = match (destroy, declared.contains_key(name)) {
                (true, _) if self.input.is_partial() => before.clone(),
                (true, _) | (false, false) => None,
                // Outputs that a partial plan leaves out keep what the state has.
                (false, true) => {
                    self.values.output(self.values.root(), name).cloned().or_else(|| before.clone())
                }
            };
            let sensitive = declared
                .get(name)
                .map_or_else(|| before.as_ref().is_some_and(|v| v.is_sensitive()), |output| output.sensitive);
            OutputChange { name: name.clone(), before, after, sensitive }
        };
        names.into_iter().map(change).filter(|c| c.before.is_some() || c.after.is_some()).collect()
    }

    fn warnings(&mut self) -> Diagnostics {
        let mut warnings = std::mem::take(&mut self.found);
        if self.input.is_partial() {
            let detail = "Only a part of the configuration was planned, so the result may not be all that it describes.";
            warnings.push(
                Diagnostic::warning("This plan is partial", detail)
                    .help("Run `provision plan` without selection afterwards, to see what is left."),
            );
        }
        warnings
    }

    /// `--through S` refuses a delete up to S that something of a later stage must make way for.
    fn refuse_beyond(&self, changes: &[Change]) -> Result<(), Diagnostics> {
        let Some(through) = &self.input.options.through else { return Ok(()) };
        let last = stage_index(&self.input, through)?;
        let mut users: HashMap<&str, Vec<&Prior>> = HashMap::new();
        for placed in self.priors.all().filter(|p| p.addr.resource.mode == Mode::Managed) {
            if self.stage_of(placed) > last {
                for address in &placed.prior.dependencies {
                    users.entry(address).or_default().push(&placed.prior);
                }
            }
        }
        let mut errors = Diagnostics::new();
        for change in changes.iter().filter(|c| c.action == Action::Delete || replaces(c.action)) {
            let address = change.previous_addr.as_ref().unwrap_or(&change.addr).resource.config().to_string();
            let Some(user) = users.get(&*address).and_then(|u| u.first()) else { continue };
            let stage = user.stage.as_deref().unwrap_or_default();
            let detail = format!(
                "{} is to be deleted or replaced, and {} of the later stage `{stage}` uses it.",
                change.addr, user.addr
            );
            let help =
                format!("Go on to that stage: --through {stage}; or undo the change to {}.", change.addr);
            errors.push(
                Diagnostic::error(format!("This plan needs a step beyond `{through}`"), detail)
                    .on(&change.addr)
                    .help(help),
            );
        }
        errors.result(())
    }
}
