//! Objects of the state that the configuration does not hold any more, and deposed ones.

use super::Walk;
use super::priors::Placed;
use super::resource::prevented;
use super::select::{covers, stage_index};
use crate::model::{Action, Change, Reason};
use provision_lang::config::{Removed, Target};
use provision_value::{Diagnostics, InstanceKey, Mode};
use std::sync::Arc;

impl Walk<'_> {
    /// What happens to every object of the state that no instance of the configuration wants.
    pub(super) fn orphans(&self) -> Result<Vec<Change>, Diagnostics> {
        let mut errors = Diagnostics::new();
        let removed = self.removed();
        let gone = self.priors.all().filter(|p| p.addr.resource.mode == Mode::Managed && self.is_meant(p));
        let changes = gone.filter_map(|placed| {
            if placed.prior.deposed.is_some() {
                return Some(self.deletion(placed, Action::Delete, None));
            }
            if placed.wanted {
                return None;
            }
            let keep = removed.iter().any(|(target, destroy)| covers(target, &placed.addr) && !destroy);
            let action = if keep { Action::Forget } else { Action::Delete };
            if action == Action::Delete
                && let Some(block) = self.input.config.resource(&placed.addr.resource.config())
                && block.lifecycle.prevent_destroy
            {
                errors.push(prevented(block, &placed.addr, "destroy"));
            }
            Some(self.deletion(placed, action, Some(self.reason(placed))))
        });
        let changes = changes.collect();
        errors.result(changes)
    }

    /// The change that takes an object out of the state.
    pub(super) fn deletion(&self, placed: &Placed, action: Action, reason: Option<Reason>) -> Change {
        let prior = &placed.prior;
        Change {
            addr: placed.addr.clone(),
            previous_addr: placed.previous(),
            deposed: prior.deposed.clone(),
            action,
            reason,
            before: Some(prior.value.clone()),
            after: None,
            config: None,
            replace_paths: Default::default(),
            importing: None,
            stage: self.stage_of(placed),
            provider: prior.provider.clone(),
            dependencies: prior.dependencies.clone(),
            create_before_destroy: prior.create_before_destroy,
        }
    }

    /// The stage that the configuration gives, else the one that the sidecar remembers.
    pub(super) fn stage_of(&self, placed: &Placed) -> usize {
        let remembered = || placed.prior.stage.as_ref().and_then(|name| stage_index(&self.input, name).ok());
        self.info.stage(&placed.addr.resource.config()).or_else(remembered).unwrap_or(0)
    }

    /// True when the plan is about this object.
    pub(super) fn is_meant(&self, placed: &Placed) -> bool {
        let options = &self.input.options;
        let named = |t: &Target| covers(t, &placed.addr) || covers(t, &placed.prior.addr);
        if options.excludes.iter().any(named)
            || !(options.targets.is_empty() || options.targets.iter().any(named))
        {
            return false;
        }
        let stage = self.stage_of(placed);
        let index = |name: &Arc<str>| stage_index(&self.input, name).ok();
        let of_stages =
            options.stages.is_empty() || options.stages.iter().filter_map(index).any(|s| s == stage);
        of_stages && options.through.as_ref().and_then(index).is_none_or(|last| stage <= last)
    }

    /// Why the configuration does not hold it.
    fn reason(&self, placed: &Placed) -> Reason {
        let addr = &placed.addr;
        let Some(block) = self.input.config.resource(&addr.resource.config()) else {
            let moved = placed.previous().is_some();
            return if moved { Reason::NoMoveTarget } else { Reason::NoResourceConfig };
        };
        if self.values.module(&addr.resource.module).is_none() {
            return Reason::NoModule;
        }
        match &addr.key {
            None => Reason::WrongRepetition,
            Some(InstanceKey::Int(_)) if block.count.is_some() => Reason::CountIndex,
            Some(InstanceKey::Str(_)) if block.for_each.is_some() => Reason::EachKey,
            Some(_) => Reason::WrongRepetition,
        }
    }

    /// What `removed` blocks name, from the root, and whether it is destroyed.
    fn removed(&self) -> Vec<(Target, bool)> {
        let modules = self.input.config.modules();
        let from_root = |path: &[Arc<str>], removed: &Removed| {
            let mut target = removed.from.clone();
            let above = path.iter().map(|name| (name.clone(), None));
            target.module.0 = above.chain(target.module.0).collect();
            (target, removed.destroy)
        };
        modules
            .into_iter()
            .flat_map(|m| m.removed.iter().map(|r| from_root(&m.path, r)).collect::<Vec<_>>())
            .collect()
    }
}
