//! Data sources: read while planning when everything about them is known, else left to apply.

use super::resource::{Group, Planned, Site, known_value, postconditions, unchanged};
use super::{DataRead, Visit, Walk};
use crate::conditions::{self, Status};
use crate::diff::with_marks;
use crate::evaluator::decoded_stored;
use crate::model::{Action, Change, Reason};
use crate::rules::Standing;
use crate::values::Repeat;
use provision_graph::{Id, Node};
use provision_lang::config::Resource;
use provision_lang::{Reference, Subject, body_references};
use provision_schema::Block;
use provision_value::{Diagnostic, Diagnostics, InstanceAddr, Kind, Mode, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What became of one instance of a data source.
enum Read {
    Planned(Box<Planned>),
    /// It is to be read first.
    Needed(Box<DataRead>),
}

impl Walk<'_> {
    /// Visits a data source. `open` is false where its provider configuration is known only after apply.
    pub(super) fn data(
        &mut self,
        id: Id,
        site: &Site<'_>,
        groups: Vec<Group>,
        open: bool,
    ) -> Result<Visit, Diagnostics> {
        let later = match (open, self.is_pending(site.block)) {
            (false, _) => Some(Reason::ConfigUnknown),
            (_, true) => Some(Reason::DependencyPending),
            _ => None,
        };
        let checked = self.is_checked(site.block);
        let mut planned = Vec::new();
        let mut needed = Vec::new();
        let mut errors = Diagnostics::new();
        for group in &groups {
            for repeat in &group.repeats {
                let addr = group.addr.instance(repeat.key.clone());
                match self.data_instance(site, group, repeat, &addr, later) {
                    Ok(Read::Planned(one)) => planned.push(*one),
                    Ok(Read::Needed(read)) => needed.push(*read),
                    Err(e) if checked => {
                        let said = |d: &Diagnostic| match d.detail.as_str() {
                            "" => d.summary.clone(),
                            detail => format!("{}: {detail}", d.summary),
                        };
                        let said = e.0.iter().map(said).collect();
                        self.unread.insert((site.block.addr.clone(), group.module), said);
                        planned.push(failed_check(e, &addr));
                    }
                    Err(e) => errors.0.extend(e.into_iter().map(|d| d.on(&addr))),
                }
            }
        }
        errors.result(())?;
        if !needed.is_empty() {
            self.needs.data.extend(needed);
            return Ok(Visit::Wait);
        }
        self.commit(id, groups, planned)
    }

    fn data_instance(
        &self,
        site: &Site<'_>,
        group: &Group,
        repeat: &Repeat,
        addr: &InstanceAddr,
        later: Option<Reason>,
    ) -> Result<Read, Diagnostics> {
        let placed = self.priors.at(addr);
        let done = |value, change, status: Option<Status>| {
            let (standing, warnings) = (status.map(Standing::from), Diagnostics::new());
            Ok(Read::Planned(Box::new(Planned { value, change, standing, warnings })))
        };
        if !site.info.selection.has(addr) {
            return done(known_value(placed), placed.map(|p| unchanged(site.info, p)), None);
        }
        let scope = self.cx.scope(&self.values, group.module, Some(repeat));
        let status = conditions::require("precondition", &site.block.lifecycle.preconditions, &scope)?;
        let config = decoded_stored(&site.block.body, &site.ty.block, &scope)?;
        let later = if config.is_wholly_known() { later } else { Some(Reason::ConfigUnknown) };
        let change = |action, reason, before: Option<Value>, after: &Value| Change {
            addr: addr.clone(),
            previous_addr: None,
            deposed: None,
            action,
            reason,
            before,
            after: Some(after.clone()),
            config: Some(config.clone()),
            replace_paths: Default::default(),
            importing: None,
            stage: site.info.stage,
            provider: site.info.provider.clone(),
            dependencies: site.info.dependencies.clone(),
            create_before_destroy: false,
        };
        if later.is_some() && self.input.options.refresh_only {
            let change = placed.map(|p| unchanged(site.info, p));
            return done(known_value(placed), change, Some(Status::Unknown));
        }
        if later.is_some() {
            let value = with_marks(unread(&config, &site.ty.block), &config, &site.ty.block);
            let status = status.max(postconditions(site.block, &scope, &value)?);
            let change = change(Action::Read, later, None, &value);
            return done(value, Some(change), Some(status));
        }
        match self.reads.get(addr) {
            None => {
                let provider = site.info.provider.clone();
                let config = with_defaults(&config.unmark_deep().0, &site.ty.block);
                Ok(Read::Needed(Box::new(DataRead { addr: addr.clone(), provider, config })))
            }
            Some(Err(errors)) => {
                let place = site.block.span;
                Err(Diagnostics(errors.clone().into_iter().map(|d| d.at(place)).collect()))
            }
            Some(Ok(value)) => {
                let value = with_marks(value.clone(), &config, &site.ty.block);
                let status = status.max(postconditions(site.block, &scope, &value)?);
                let change = change(Action::NoOp, None, Some(value.clone()), &value);
                done(value, Some(change), Some(status))
            }
        }
    }

    /// True when something is still to be done that the block's own `depends_on` names, or that of a module call around it, or
    /// that is managed and referred to by the block itself: who looks up what he has just named means it to be there.
    fn is_pending(&self, block: &Resource) -> bool {
        let mut path: &[Arc<str>] = &block.addr.module;
        let mut referred = body_references(&block.body);
        referred.retain(|r| matches!(&r.subject, Subject::Resource { mode: Mode::Managed, .. }));
        if self.names_pending(path, &block.depends_on) || self.names_pending(path, &referred) {
            return true;
        }
        while let Some((name, caller)) = path.split_last() {
            let call = self.input.config.module(caller).and_then(|m| m.calls.get(name));
            if call.is_some_and(|c| self.names_pending(caller, &c.depends_on)) {
                return true;
            }
            path = caller;
        }
        false
    }

    fn names_pending(&self, module: &[Arc<str>], references: &[Reference]) -> bool {
        let dag = self.graph.dag();
        references.iter().any(|reference| match &reference.subject {
            Subject::Resource { mode, type_name, name } => {
                let (mode, type_name, name) = (*mode, type_name.clone(), name.clone());
                let addr = provision_value::ConfigAddr { module: module.to_vec(), mode, type_name, name };
                dag.id(&Node::Resource(addr)).is_some_and(|id| self.pending[id.index()])
            }
            Subject::Module(name) => {
                let inside: Vec<Arc<str>> = module.iter().chain([name]).cloned().collect();
                let all = dag.id(&Node::Module(inside)).map(|id| dag.closure([id])).unwrap_or_default();
                all.into_iter().any(|id| {
                    let managed = dag.node(id).resource().is_some_and(|a| a.mode == Mode::Managed);
                    managed && self.pending[id.index()]
                })
            }
            _ => false,
        })
    }

    /// True for the data source inside a `check` block, whose errors are warnings.
    fn is_checked(&self, block: &Resource) -> bool {
        let at = &block.addr;
        let module = self.input.config.module(&at.module);
        module.is_some_and(|m| m.resource(at.mode, &at.type_name, &at.name).is_none())
    }
}

/// The data source of a check could not be read: a warning, and nothing is known of it.
fn failed_check(errors: Diagnostics, addr: &InstanceAddr) -> Planned {
    let warning = |mut d: Diagnostic| {
        d.severity = provision_value::Severity::Warning;
        d.on(addr)
    };
    Planned {
        value: Value::unknown(provision_value::Type::Dynamic),
        change: None,
        standing: None,
        warnings: Diagnostics(errors.into_iter().map(warning).collect()),
    }
}

/// A configuration with the schema's defaults where it gives nothing, as it is read and recorded.
pub(crate) fn with_defaults(config: &Value, block: &Block) -> Value {
    let Kind::Object(items) = config.kind() else { return config.clone() };
    let mut items = BTreeMap::clone(items);
    for (name, attribute) in &block.attributes {
        if let (Some(value), Some(default)) = (items.get_mut(*name), &attribute.default)
            && value.is_null()
        {
            *value = default.clone();
        }
    }
    for (name, nested) in &block.blocks {
        let Some(value) = items.get_mut(*name) else { continue };
        let each =
            |items: &[Value]| items.iter().map(|v| with_defaults(v, &nested.block)).collect::<Vec<_>>();
        let filled = match value.kind() {
            Kind::List(ty, v) => Value::list(ty.clone(), each(v)),
            Kind::Set(ty, v) => Value::set(ty.clone(), each(v)),
            Kind::Object(_) => with_defaults(value, &nested.block),
            _ => continue,
        };
        *value = filled.with_marks(value.marks());
    }
    Value::object(items).with_marks(config.marks())
}

/// The object of a data source that is not read yet: what the configuration says, and unknown for the rest.
pub(crate) fn unread(config: &Value, block: &Block) -> Value {
    let Kind::Object(items) = config.kind() else { return config.clone() };
    let mut items = BTreeMap::clone(items);
    for (name, attribute) in &block.attributes {
        if let Some(value) = items.get_mut(*name)
            && value.is_null()
            && attribute.computed
        {
            *value = Value::unknown(attribute.ty.clone());
        }
    }
    for (name, nested) in &block.blocks {
        let Some(value) = items.get_mut(*name) else { continue };
        let each = |items: &[Value]| items.iter().map(|v| unread(v, &nested.block)).collect::<Vec<_>>();
        let filled = match value.kind() {
            Kind::List(_, v) | Kind::Set(_, v) if v.is_empty() && nested.computed => {
                Value::unknown(value.ty())
            }
            Kind::List(ty, v) => Value::list(ty.clone(), each(v)),
            Kind::Set(ty, v) => Value::set(ty.clone(), each(v)),
            Kind::Object(_) => unread(value, &nested.block),
            _ => continue,
        };
        *value = filled.with_marks(value.marks());
    }
    Value::object(items).with_marks(config.marks())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use provision_schema::{Attribute, Nested, Nesting};
    use provision_value::Type;

    fn block(attributes: Vec<(&'static str, Option<&str>)>) -> Block {
        let attribute = |default: Option<&str>| Attribute {
            optional: true,
            default: default.map(Value::string),
            ..Attribute::new(Type::String)
        };
        Block {
            attributes: attributes.into_iter().map(|(n, d)| (n, attribute(d))).collect(),
            ..Block::default()
        }
    }

    #[test]
    fn defaults_fill_what_is_not_given_at_every_depth() {
        let mut schema = block(vec![("version", Some("2012-10-17")), ("id", None)]);
        let inner = block(vec![("effect", Some("Allow")), ("sid", None)]);
        let statement = Nested::new(Nesting::List, Arc::new(inner));
        schema.blocks.insert("statement", statement);
        let null = || Value::null(Type::String);
        let one = |effect: Value| Value::object_of([("effect", effect), ("sid", null())]);
        let of = |version: Value, effects: Vec<Value>| {
            let statements: Vec<Value> = effects.into_iter().map(one).collect();
            let ty = statements[0].ty();
            Value::object_of([
                ("version", version),
                ("id", null()),
                ("statement", Value::list(ty, statements)),
            ])
        };
        let given = of(null(), vec![null(), Value::string("Deny")]);
        let filled = of(Value::string("2012-10-17"), vec![Value::string("Allow"), Value::string("Deny")]);
        assert_eq!(with_defaults(&given, &schema), filled);
        assert_eq!(with_defaults(&filled, &schema), filled);
    }
}
