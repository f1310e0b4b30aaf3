//! Managed resources: their instances, and what is planned for each.

use super::info::{BlockInfo, block_of};
use super::priors::Placed;
use super::{Visit, Walk};
use crate::conditions::{self, Status};
use crate::diff::{IgnoreChanges, Request, as_configured, plan_instance};
use crate::evaluator::decoded_stored;
use crate::model::{Action, Change, Prior, Reason};
use crate::rules::Standing;
use crate::values::{InstanceScope, Instances, ModuleId, Repeat, Repetition, subject_of};
use provision_graph::Id;
use provision_lang::config::{self, Resource};
use provision_lang::suggest::did_you_mean;
use provision_schema::{Facts, ResourceType};
use provision_value::{
    ConfigAddr, Diagnostic, Diagnostics, InstanceAddr, Mode, ResourceAddr, Severity, Type, Value,
};

/// A block in one module instance, and how often it stands there.
pub(super) struct Group {
    pub module: ModuleId,
    pub addr: ResourceAddr,
    pub repetition: Repetition,
    pub repeats: Vec<Repeat>,
}

/// All that planning one instance of a block needs.
#[derive(Clone, Copy)]
pub(super) struct Site<'s> {
    pub block: &'s Resource,
    pub ty: &'s ResourceType,
    pub info: &'s BlockInfo,
    pub facts: &'s Facts,
}

/// What became of one instance: its value for those that refer to it, and its change, if the plan is about it.
pub(super) struct Planned {
    pub value: Value,
    pub change: Option<Change>,
    /// How its rules stand; nothing where the plan is not about it.
    pub standing: Option<Standing>,
    pub warnings: Diagnostics,
}

impl<'a> Walk<'a> {
    /// Visits a resource or data source.
    pub(super) fn resource(&mut self, id: Id, addr: &ConfigAddr) -> Result<Visit, Diagnostics> {
        let config = self.input.config;
        let (Some(block), Some(info)) = (block_of(config, addr), self.info.block(id)) else {
            return Ok(Visit::Done);
        };
        let ty = self.resource_type(block)?;
        let groups = self.groups(block)?;
        if self.input.options.destroy {
            self.take_over(groups);
            return Ok(Visit::Done);
        }
        let asked = self.input.options.adopt.iter().any(|(asked, _)| asked.resource.config() == *addr);
        if groups.iter().all(|g| g.repeats.is_empty()) && !asked && !self.imports.contains_key(addr) {
            return self.commit(id, groups, Vec::new());
        }
        if let Visit::Wait = self.open(&info.provider)? {
            return Ok(Visit::Wait);
        }
        let facts = self.facts.get(&info.provider).cloned().flatten();
        let none = Facts::default();
        let site = Site { block, ty, info: &info, facts: facts.as_deref().unwrap_or(&none) };
        match addr.mode {
            Mode::Managed => self.managed(id, &site, groups),
            Mode::Data => self.data(id, &site, groups, facts.is_some()),
        }
    }

    fn resource_type(&self, block: &Resource) -> Result<&'a ResourceType, Diagnostics> {
        let (mode, name) = (block.addr.mode, &block.addr.type_name);
        let catalog = self.input.catalog;
        catalog.get(mode, name).ok_or_else(|| {
            let what = if mode == Mode::Data { "data source" } else { "resource type" };
            let help = did_you_mean(name, catalog.names(mode));
            Diagnostic::error(format!("Unknown {what} `{name}`"), "")
                .at(block.span)
                .on(&block.addr)
                .help(help)
                .into()
        })
    }

    /// The instances of a block in every instance of its module.
    fn groups(&self, block: &Resource) -> Result<Vec<Group>, Diagnostics> {
        let mut groups = Vec::new();
        let mut errors = Diagnostics::new();
        for module in self.values.instances(&block.addr.module) {
            let addr = ResourceAddr {
                module: self.values.addr(module).clone(),
                mode: block.addr.mode,
                type_name: block.addr.type_name.clone(),
                name: block.addr.name.clone(),
            };
            match self.cx.repeats(&self.values, module, block.count.as_ref(), block.for_each.as_ref()) {
                Ok((repetition, repeats)) => groups.push(Group { module, addr, repetition, repeats }),
                Err(e) => errors.0.extend(e.into_iter().map(|d| d.on(&addr))),
            }
        }
        if self.input.options.destroy {
            return Ok(groups);
        }
        errors.result(groups)
    }

    fn managed(&mut self, id: Id, site: &Site<'_>, groups: Vec<Group>) -> Result<Visit, Diagnostics> {
        let adopted = self.adopted(site, &groups)?;
        if self.ask_for(site, &groups, &adopted) {
            return Ok(Visit::Wait);
        }
        let mut planned = Vec::new();
        let mut errors = Diagnostics::new();
        for group in &groups {
            for repeat in &group.repeats {
                let addr = group.addr.instance(repeat.key.clone());
                match self.instance(site, group, repeat, &addr, adopted.get(&addr)) {
                    Ok(one) => planned.push(one),
                    Err(e) => errors.0.extend(e.into_iter().map(|d| d.on(&addr))),
                }
            }
        }
        errors.result(())?;
        self.commit(id, groups, planned)
    }

    /// Notes what was planned for the instances of a block, which stand in the order of the groups.
    pub(super) fn commit(
        &mut self,
        id: Id,
        groups: Vec<Group>,
        planned: Vec<Planned>,
    ) -> Result<Visit, Diagnostics> {
        self.judged_block(id, &groups, &planned);
        let mut planned = planned.into_iter();
        let mut changes = Vec::new();
        for group in groups {
            let mut instances = Instances::new();
            for (repeat, one) in group.repeats.iter().zip(planned.by_ref()) {
                self.priors.want(&group.addr.instance(repeat.key.clone()));
                instances.insert(repeat.key.clone(), one.value);
                self.found.extend(one.warnings);
                changes.extend(one.change);
            }
            self.values.set_resource(group.module, subject_of(&group.addr), group.repetition, instances);
        }
        self.pending[id.index()] = changes.iter().any(|c| c.action != Action::NoOp);
        self.changes.add(self.schedule.rank(id), changes);
        Ok(Visit::Done)
    }

    /// Plans one instance.
    fn instance(
        &self,
        site: &Site<'_>,
        group: &Group,
        repeat: &Repeat,
        addr: &InstanceAddr,
        adopted: Option<&String>,
    ) -> Result<Planned, Diagnostics> {
        let placed = self.priors.at(addr);
        if self.input.options.adopting {
            let mut found = match adopted {
                Some(id) => self.found_object(site, addr)?.map(|found| (found, id)),
                None => None,
            };
            // The block may still be incomplete.
            let scope = self.cx.scope(&self.values, group.module, Some(repeat));
            if let Some((found, _)) = &mut found
                && let Ok(config) = decoded_stored(&site.block.body, &site.ty.block, &scope)
            {
                found.value = as_configured(&site.ty.block, &found.value, &config);
            }
            return Ok(match found {
                Some((found, id)) => taken_over(site.info, found, id),
                None => Planned {
                    value: known_value(placed),
                    change: placed.map(|p| unchanged(site.info, p)),
                    standing: None,
                    warnings: Diagnostics::new(),
                },
            });
        }
        if self.input.options.refresh_only || !site.info.selection.has(addr) {
            let scope = self.cx.scope(&self.values, group.module, Some(repeat));
            let (standing, warnings) = self.refreshed(site, placed, addr, &scope)?;
            let change = placed.map(|p| unchanged(site.info, p));
            return Ok(Planned { value: known_value(placed), change, standing, warnings });
        }
        let mut found = if adopted.is_some() { self.found_object(site, addr)? } else { None };
        let importing = found.as_ref().and(adopted).cloned();
        let scope = self.cx.scope(&self.values, group.module, Some(repeat));
        let life = &site.block.lifecycle;
        let before = conditions::require("precondition", &life.preconditions, &scope)?;
        let config = decoded_stored(&site.block.body, &site.ty.block, &scope)?;
        if let Some(found) = &mut found {
            found.value = as_configured(&site.ty.block, &found.value, &config);
        }
        let prior = found.as_ref().or(placed.map(|p| &p.prior));
        let request = Request {
            ty: site.ty,
            facts: site.facts,
            prior: prior.map(|p| &p.value),
            tainted: prior.is_some_and(|p| p.tainted),
            config: &config,
            ignore_changes: ignore_changes(&life.ignore_changes),
            replace: self.asked_to_replace(site.block, group, &scope, addr)?,
            create_before_destroy: site.info.create_before_destroy,
            unconfirmed: self.input.options.unconfirmed.get(addr).map(Vec::as_slice).unwrap_or_default(),
        };
        let outcome = plan_instance(&request)?;
        if life.prevent_destroy && replaces(outcome.action) {
            return Err(prevented(site.block, addr, "replace").into());
        }
        let after = postconditions(site.block, &scope, &outcome.planned)?;
        let change = Change {
            addr: addr.clone(),
            previous_addr: placed.and_then(Placed::previous),
            deposed: None,
            action: outcome.action,
            reason: outcome.reason,
            before: outcome.before,
            after: Some(outcome.planned.clone()),
            config: Some(config),
            replace_paths: outcome.replace_paths,
            importing,
            stage: site.info.stage,
            provider: site.info.provider.clone(),
            dependencies: site.info.dependencies.clone(),
            create_before_destroy: site.info.create_before_destroy,
        };
        let standing = Some(before.max(after).into());
        Ok(Planned { value: outcome.planned, change: Some(change), standing, warnings: outcome.warnings })
    }

    /// How the rules of an instance stand that this plan leaves as it is. Nothing is built on it, so what is broken is a warning.
    fn refreshed(
        &self,
        site: &Site<'_>,
        placed: Option<&Placed>,
        addr: &InstanceAddr,
        scope: &InstanceScope<'_>,
    ) -> Result<(Option<Standing>, Diagnostics), Diagnostics> {
        let life = &site.block.lifecycle;
        let Some(placed) = placed.filter(|_| site.info.selection.has(addr) && life.has_conditions()) else {
            return Ok((None, Diagnostics::new()));
        };
        let mut problems = Vec::new();
        let mut warnings = Diagnostics::new();
        let mut status = Status::Pass;
        let after = InstanceScope { this: Some(&placed.prior.value), ..*scope };
        for (what, rules, scope) in
            [("precondition", &life.preconditions, scope), ("postcondition", &life.postconditions, &after)]
        {
            let found = conditions::observe(what, rules, scope, |rule, message| {
                let d = conditions::broken(what, rule, message.clone());
                warnings.push(Diagnostic { severity: Severity::Warning, ..d }.on(addr));
                problems.push(message);
            })?;
            status = status.max(found);
        }
        Ok((Some(Standing { status, problems }), warnings))
    }

    fn asked_to_replace(
        &self,
        block: &Resource,
        group: &Group,
        scope: &InstanceScope<'_>,
        addr: &InstanceAddr,
    ) -> Result<Option<Reason>, Diagnostics> {
        if self.input.options.replace.contains(addr) {
            return Ok(Some(Reason::ReplaceRequested));
        }
        let triggered =
            self.is_triggered(&block.lifecycle.replace_triggered_by, &group.addr.module, scope)?;
        Ok(triggered.then_some(Reason::ReplaceTriggered))
    }
}

/// The value of an instance that this plan is not about.
pub(super) fn known_value(placed: Option<&Placed>) -> Value {
    placed.map_or_else(|| Value::unknown(Type::Dynamic), |p| p.prior.value.clone())
}

/// An instance that stays as it is.
pub(super) fn unchanged(info: &BlockInfo, placed: &Placed) -> Change {
    Change {
        addr: placed.addr.clone(),
        previous_addr: placed.previous(),
        deposed: None,
        action: Action::NoOp,
        reason: None,
        before: Some(placed.prior.value.clone()),
        after: Some(placed.prior.value.clone()),
        config: None,
        replace_paths: Default::default(),
        importing: None,
        stage: info.stage,
        provider: info.provider.clone(),
        dependencies: info.dependencies.clone(),
        create_before_destroy: info.create_before_destroy,
    }
}

/// An object that is adopted as it is.
fn taken_over(info: &BlockInfo, found: Prior, id: &str) -> Planned {
    let change = Change {
        addr: found.addr,
        previous_addr: None,
        deposed: None,
        action: Action::NoOp,
        reason: None,
        before: Some(found.value.clone()),
        after: Some(found.value.clone()),
        config: None,
        replace_paths: Default::default(),
        importing: Some(id.to_owned()),
        stage: info.stage,
        provider: info.provider.clone(),
        dependencies: info.dependencies.clone(),
        create_before_destroy: info.create_before_destroy,
    };
    Planned { value: found.value, change: Some(change), standing: None, warnings: Diagnostics::new() }
}

/// True for both kinds of replacement.
pub(super) fn replaces(action: Action) -> bool {
    matches!(action, Action::DeleteThenCreate | Action::CreateThenDelete)
}

/// What `ignore_changes` says, as the diff wants it.
pub(crate) fn ignore_changes(said: &config::IgnoreChanges) -> IgnoreChanges {
    match said {
        config::IgnoreChanges::All => IgnoreChanges::All,
        config::IgnoreChanges::Paths(paths) => {
            IgnoreChanges::Paths(paths.iter().map(|(p, _)| p.clone()).collect())
        }
    }
}

/// Evaluates the postconditions of an instance with its planned or finished object as `self`.
pub(crate) fn postconditions(
    block: &Resource,
    scope: &InstanceScope<'_>,
    object: &Value,
) -> Result<Status, Diagnostics> {
    let scope = InstanceScope { this: Some(object), ..*scope };
    conditions::require("postcondition", &block.lifecycle.postconditions, &scope)
}

/// The refusal of `prevent_destroy`.
pub(super) fn prevented(block: &Resource, addr: &InstanceAddr, what: &str) -> Diagnostic {
    let detail = format!("The plan would {what} {addr}, whose block says `prevent_destroy = true`.");
    Diagnostic::error("`prevent_destroy` refuses this plan", detail).at(block.span).on(addr).guard().help(
        "Undo the change that asks for it, leave the resource out with --exclude, or take `prevent_destroy` out of the block.",
    )
}
