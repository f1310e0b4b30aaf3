//! The plan that deletes everything.

use super::Walk;
use super::resource::{Group, prevented};
use crate::model::{Action, Change};
use crate::values::{Instances, subject_of};
use provision_value::{Diagnostics, Mode};
use std::collections::HashSet;

impl Walk<'_> {
    /// The values of a block are those of the state, so that provider configurations can be evaluated.
    pub(super) fn take_over(&mut self, groups: Vec<Group>) {
        for group in groups {
            let mut instances = Instances::new();
            for repeat in &group.repeats {
                if let Some(placed) = self.priors.at(&group.addr.instance(repeat.key.clone())) {
                    instances.insert(repeat.key.clone(), placed.prior.value.clone());
                }
            }
            self.values.set_resource(group.module, subject_of(&group.addr), group.repetition, instances);
        }
    }

    /// Every object of the state that is meant, and every one that depends on one of these.
    pub(super) fn destruction(&self) -> Result<Vec<Change>, Diagnostics> {
        let managed = || self.priors.all().filter(|p| p.addr.resource.mode == Mode::Managed);
        let mut gone: HashSet<String> = managed()
            .filter(|p| self.is_meant(p))
            .map(|p| p.prior.addr.resource.config().to_string())
            .collect();
        if self.input.is_partial() {
            // The state names what each depends on, directly or not, so one pass finds all dependents.
            let uses = |p: &super::priors::Placed| p.prior.dependencies.iter().any(|d| gone.contains(&**d));
            let dependents: Vec<String> =
                managed().filter(|p| uses(p)).map(|p| p.prior.addr.resource.config().to_string()).collect();
            gone.extend(dependents);
        }
        let mut errors = Diagnostics::new();
        let mut changes = Vec::new();
        for placed in managed() {
            let address = placed.prior.addr.resource.config();
            if !self.is_meant(placed) && !gone.contains(&address.to_string()) {
                continue;
            }
            if let Some(block) = self.input.config.resource(&placed.addr.resource.config())
                && block.lifecycle.prevent_destroy
            {
                errors.push(prevented(block, &placed.addr, "destroy"));
            }
            changes.push(self.deletion(placed, Action::Delete, None));
        }
        errors.result(changes)
    }
}
