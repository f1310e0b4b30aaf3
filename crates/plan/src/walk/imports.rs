//! `import` blocks: objects that exist and that the state does not have yet.

use super::resource::{Group, Site};
use super::triggers::{Access, accesses, instance_key};
use super::{ImportRead, Walk};
use crate::evaluator::value_of;
use crate::model::Prior;
use crate::values::Repeat;
use provision_lang::Scope;
use provision_lang::config::Import;
use provision_value::{
    Diagnostic, Diagnostics, InstanceAddr, InstanceKey, Mode, ModuleInstance, ResourceAddr, Type, convert,
};
use std::collections::HashMap;

impl Walk<'_> {
    /// The instances of a block that `import` blocks adopt, and the id of each.
    pub(super) fn adopted(
        &self,
        site: &Site<'_>,
        groups: &[Group],
    ) -> Result<HashMap<InstanceAddr, String>, Diagnostics> {
        let mut all = self.asked(site, groups)?;
        let exists = |addr: &InstanceAddr| {
            let mut here = groups.iter().filter(|g| g.addr == addr.resource);
            here.any(|g| g.repeats.iter().any(|r| r.key == addr.key))
        };
        for import in self.imports.get(&site.block.addr).into_iter().flatten() {
            let (_, repeats) =
                self.cx.repeats(&self.values, self.values.root(), None, import.for_each.as_ref())?;
            for repeat in &repeats {
                let (addr, id) = self.adoption(import, repeat)?;
                if all.contains_key(&addr) && self.input.options.adopt.iter().any(|(asked, _)| *asked == addr)
                {
                    continue;
                }
                if !exists(&addr) {
                    let detail = format!("The configuration has no instance {addr}.");
                    let help = "Correct the key in `to`, or let the block's `count` or `for_each` give this instance.";
                    let d = Diagnostic::error("Nothing to import into", detail).at(import.to.span).help(help);
                    return Err(d.into());
                }
                if all.insert(addr.clone(), id).is_some() {
                    let help = "Keep one of the two `import` blocks.";
                    let d =
                        Diagnostic::error(format!("{addr} is imported twice"), "").at(import.span).help(help);
                    return Err(d.into());
                }
            }
        }
        Ok(all)
    }

    /// The instances of a block that a command adopts.
    fn asked(&self, site: &Site<'_>, groups: &[Group]) -> Result<HashMap<InstanceAddr, String>, Diagnostics> {
        let here = |(addr, _): &&(InstanceAddr, String)| addr.resource.config() == site.block.addr;
        let asked: Vec<_> = self.input.options.adopt.iter().filter(here).cloned().collect();
        for (addr, _) in &asked {
            let mut here = groups.iter().filter(|g| g.addr == addr.resource);
            if !here.any(|g| g.repeats.iter().any(|r| r.key == addr.key)) {
                let help = "Correct the key, or let the block's `count` or `for_each` give this instance.";
                let d = Diagnostic::error(
                    "Nothing to import into",
                    format!("The configuration has no instance {addr}."),
                );
                return Err(d.at(site.block.span).help(help).into());
            }
        }
        Ok(asked.into_iter().collect())
    }

    fn adoption(&self, import: &Import, repeat: &Repeat) -> Result<(InstanceAddr, String), Diagnostics> {
        let scope = self.cx.scope(&self.values, self.values.root(), Some(repeat));
        let addr = address(import, &scope)?;
        if let Some(provider) = &import.provider {
            let detail = format!(
                "The block of {addr} says which provider configuration manages it, not `{provider}` here."
            );
            let d = Diagnostic::error("`provider` in an `import` block", detail).at(import.span);
            return Err(d.help("Take `provider` out of the `import` block.").into());
        }
        let bad = |detail: &str, help: &str| {
            Diagnostic::error("Invalid id in an `import` block", detail)
                .at(import.id.span)
                .on(&addr)
                .help(help)
        };
        let (value, _) = value_of(&import.id, &scope)?.unmark_deep();
        if !value.is_known() {
            let help = "Give an id that is known before apply.";
            return Err(bad("The id is known only after apply.", help).into());
        }
        let text = convert(&value, &Type::String).ok();
        match text.as_ref().and_then(|v| v.as_str()) {
            Some(id) if !id.is_empty() => Ok((addr, id.into())),
            _ => {
                Err(bad("The id must be a text, and not an empty one.", "Write what the cloud calls it.")
                    .into())
            }
        }
    }

    /// Asks for the objects to adopt that are not read yet; true when there are some. What the state has already is not
    /// adopted again.
    pub(super) fn ask_for(
        &mut self,
        site: &Site<'_>,
        groups: &[Group],
        adopted: &HashMap<InstanceAddr, String>,
    ) -> bool {
        let instances = groups.iter().flat_map(|g| g.repeats.iter().map(|r| g.addr.instance(r.key.clone())));
        let missing = instances.filter(|a| self.priors.at(a).is_none() && !self.reads.contains_key(a));
        let provider = &site.info.provider;
        let needed: Vec<ImportRead> = missing
            .filter(|addr| site.info.selection.has(addr))
            .filter_map(|addr| {
                let id = adopted.get(&addr)?.clone();
                Some(ImportRead { addr, provider: provider.clone(), id })
            })
            .collect();
        let waits = !needed.is_empty();
        self.needs.imports.extend(needed);
        waits
    }

    /// The object that was read for an instance to adopt.
    pub(super) fn found_object(
        &self,
        site: &Site<'_>,
        addr: &InstanceAddr,
    ) -> Result<Option<Prior>, Diagnostics> {
        let Some(read) = self.reads.get(addr) else { return Ok(None) };
        Ok(Some(Prior {
            addr: addr.clone(),
            deposed: None,
            value: read.clone()?,
            before_refresh: None,
            tainted: false,
            create_before_destroy: site.info.create_before_destroy,
            dependencies: site.info.dependencies.clone(),
            provider: site.info.provider.clone(),
            stage: None,
        }))
    }
}

/// The address that `to` spells out for one instance of the block.
fn address(import: &Import, scope: &dyn Scope) -> Result<InstanceAddr, Diagnostics> {
    let invalid = || {
        let detail = "`to` must be the address of a resource instance, with keys that are known.";
        Diagnostic::error("Invalid address in an `import` block", detail).at(import.to.span)
    };
    let steps = accesses(&import.to, scope)?.ok_or_else(invalid)?;
    let mut steps = steps.into_iter().peekable();
    let mut module = ModuleInstance::root();
    while steps.next_if(|s| matches!(s, Access::Name(n) if **n == *"module")).is_some() {
        let Some(Access::Name(name)) = steps.next() else { return Err(invalid().into()) };
        let key = next_key(&mut steps).map_err(|()| invalid())?;
        module = module.child(&name, key);
    }
    let (Some(Access::Name(type_name)), Some(Access::Name(name))) = (steps.next(), steps.next()) else {
        return Err(invalid().into());
    };
    let key = next_key(&mut steps).map_err(|()| invalid())?;
    match steps.next() {
        None => Ok(ResourceAddr { module, mode: Mode::Managed, type_name, name }.instance(key)),
        Some(_) => Err(invalid().into()),
    }
}

/// The key that comes next, when there is one; an error when it is no key.
fn next_key(steps: &mut std::iter::Peekable<std::vec::IntoIter<Access>>) -> Result<Option<InstanceKey>, ()> {
    match steps.next_if(|s| matches!(s, Access::Key(_))) {
        Some(Access::Key(key)) => instance_key(&key).map(Some).ok_or(()),
        _ => Ok(None),
    }
}
