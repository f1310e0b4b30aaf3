//! What `validate` finds without a cloud and without a state: the whole configuration is evaluated once with everything
//! that is only known later as unknown values of the right type, so that wrong types, unknown attributes and misplaced
//! names come to light wherever they stand.
//!
//! Names that are not declared at all are reported by the graph, which has to resolve every reference anyway; here they
//! count as values of any type.

mod presence;
mod sight;
mod validators;

#[cfg(test)]
mod tests;

use crate::ast::{Body, Expr, ExprKind};
use crate::config::{Condition, Config, Import, Module, ModuleCall, Output, Removed, Resource, Variable};
use crate::reference::{RefStep, Reference, Subject};
use crate::suggest::did_you_mean;
use crate::{Scope, World, body_references, decode, decode_stored, eval, references};
use provision_schema::{Catalog, ResourceType};
use provision_value::{Diagnostic, Diagnostics, InstanceKey, Kind, Marks, Mode, Span, Type, Value, convert};
use sight::{Around, Names, Sight};

use std::path::Path;

pub use validators::run as validate;

/// Checks every module of the configuration against the catalog. `dir` is the plan's directory, for file functions.
/// Findings come in the order of their places; what an error hides is not reported twice.
pub fn check(config: &Config, catalog: &dyn Catalog, world: &dyn World, dir: &Path) -> Diagnostics {
    let mut checker = Checker { config, catalog, diags: Diagnostics::new(), flagged: Vec::new() };
    for module in config.modules() {
        let names = Names::new(module, catalog, world, dir);
        checker.module(&names);
    }
    let mut diags = checker.diags;
    diags.0.sort_by_key(|d| d.span.map(|s| (s.source, s.start)));
    diags
}

struct Checker<'c> {
    config: &'c Config,
    catalog: &'c dyn Catalog,
    diags: Diagnostics,
    /// References that have been reported: evaluation would stumble over them again.
    flagged: Vec<Span>,
}

impl Checker<'_> {
    fn module(&mut self, names: &Names<'_>) {
        let module = names.module;
        let plain = names.sight(Around::default());
        for variable in module.variables.values() {
            self.variable(variable, &plain);
        }
        for local in module.locals.values() {
            self.eval(&local.expr, &plain);
        }
        for output in module.outputs.values() {
            self.output(output, &plain);
        }
        for resource in module.resources.values() {
            let before = self.diags.0.len();
            self.resource(resource, names);
            self.diags.0[before..].iter_mut().for_each(|d| *d = d.clone().on(&resource.addr));
        }
        for call in module.calls.values() {
            self.call(call, names);
        }
        for provider in module.providers.values() {
            match self.catalog.provider(module.provider_type(&provider.name.name)) {
                Some(block) => {
                    self.decode(&provider.body, block, &plain);
                }
                None => self.unknown_provider(&provider.name.name, provider.span),
            }
        }
        for check in module.checks.values() {
            if let Some(data) = &check.data {
                self.resource(data, names);
            }
            self.conditions(&check.asserts, &plain);
        }
        for import in &module.imports {
            self.import(import, names);
        }
        for removed in &module.removed {
            self.removed(removed, module);
        }
    }

    fn unknown_provider(&mut self, name: &str, span: Span) {
        let d = Diagnostic::error("Unknown provider", format!("There is no provider \"{name}\".")).at(span);
        self.diags.push(d.help("Correct its name, or remove it."));
    }

    fn variable(&mut self, variable: &Variable, sight: &Sight<'_>) {
        let itself = Subject::Variable(variable.name.name.clone());
        for v in &variable.validations {
            let found = references(&v.condition);
            if !found.is_empty() && !found.iter().any(|r| r.subject == itself) {
                let name = &variable.name.name;
                let d = Diagnostic::error("Invalid validation", format!("It does not test var.{name}."));
                self.diags.push(d.at(v.condition.span).help(format!("Use var.{name} in the condition.")));
            }
        }
        self.conditions(&variable.validations, sight);
    }

    fn output(&mut self, output: &Output, sight: &Sight<'_>) {
        let value = self.eval(&output.value, sight);
        let root = sight.names.module.path.is_empty();
        if root && !output.sensitive && value.marks_deep().contains(Marks::SENSITIVE) {
            let detail = format!(
                "The value of \"{}\" is derived from something sensitive, and outputs are shown.",
                output.name.name
            );
            let d = Diagnostic::error("Sensitive output", detail).at(output.value.span);
            self.diags.push(d.help("Add sensitive = true, or wrap the value in nonsensitive(...)."));
        }
        let detail = match (root, output.ephemeral, value.marks_deep().contains(Marks::EPHEMERAL)) {
            (true, true, _) => "Outputs of the root module are stored, so they cannot be ephemeral.",
            (_, false, true) => "The value is ephemeral, and the output does not say so.",
            _ => "",
        };
        if !detail.is_empty() {
            let d = Diagnostic::error("Ephemeral output", detail).at(output.value.span);
            self.diags.push(d.help(match root {
                true => {
                    "Remove ephemeral = true, and what is ephemeral from the value: ephemeralasnull(...)."
                }
                false => "Add ephemeral = true to the output.",
            }));
        }
        self.conditions(&output.preconditions, sight);
    }

    fn resource(&mut self, resource: &Resource, names: &Names<'_>) {
        let around = self.repetition(&resource.count, &resource.for_each, names);
        let sight = names.sight(around.clone());
        let Some(ty) = self.catalog.get(resource.addr.mode, &resource.addr.type_name) else {
            self.unknown_type(resource);
            // References in it are still worth checking.
            self.typed(body_references(&resource.body), &sight);
            return;
        };
        let named = &resource.provider.name;
        let implied = resource.addr.type_name.split('_').next() == Some(named);
        if !implied && self.catalog.provider(names.module.provider_type(named)).is_none() {
            self.unknown_provider(&resource.provider.name, resource.span);
        }
        self.typed(body_references(&resource.body), &sight);
        let (_, found) = decode_stored(&resource.body, &ty.block, &sight);
        self.keep(found);
        presence::check(&resource.body, &ty.block, &sight, &mut self.diags);
        validators::check(&resource.body, &ty.block, &sight, &mut self.diags);
        self.lifecycle(resource, ty, around, names);
    }

    fn lifecycle(&mut self, resource: &Resource, ty: &ResourceType, around: Around, names: &Names<'_>) {
        let whole = Value::unknown(ty.block.ty().without_optional());
        self.conditions(&resource.lifecycle.preconditions, &names.sight(around.clone()));
        let around = Around { this: Some(whole.clone()), ..around };
        let sight = names.sight(around);
        self.conditions(&resource.lifecycle.postconditions, &sight);
        for trigger in &resource.lifecycle.replace_triggered_by {
            self.trigger(trigger, &sight);
        }
        if let crate::config::IgnoreChanges::Paths(paths) = &resource.lifecycle.ignore_changes {
            for (path, span) in paths {
                let Some(provision_value::Step::Attr(first)) = path.0.first() else { continue };
                if !ty.block.attributes.contains_key(&**first) && !ty.block.blocks.contains_key(&**first) {
                    let known = ty.block.attributes.keys().chain(ty.block.blocks.keys()).copied();
                    let d = Diagnostic::error(
                        "Unknown argument",
                        format!("{} has no argument \"{first}\" to ignore.", ty.name),
                    );
                    self.diags.push(d.at(*span).on(&resource.addr).help(did_you_mean(first, known)));
                }
            }
        }
    }

    /// An item of `replace_triggered_by` is one resource, one of its instances, or an attribute of it.
    fn trigger(&mut self, trigger: &Expr, sight: &Sight<'_>) {
        let found = references(trigger);
        let resources =
            found.iter().filter(|r| matches!(r.subject, Subject::Resource { mode: Mode::Managed, .. }));
        let keys = found.iter().filter(|r| matches!(r.subject, Subject::CountIndex | Subject::EachKey));
        if resources.count() == 1 && keys.count() + 1 == found.len() {
            return self.typed(found, sight);
        }
        let d = Diagnostic::error(
            "Invalid replace_triggered_by",
            "An item names one resource, or something in it.",
        );
        let help = "To react to any other value, keep it in a terraform_data resource and name that.";
        self.diags.push(d.at(trigger.span).help(help));
    }

    fn unknown_type(&mut self, resource: &Resource) {
        let name = &resource.addr.type_name;
        let mode = resource.addr.mode;
        let (what, other, other_what) = match mode {
            Mode::Managed => ("resource type", Mode::Data, "data source"),
            Mode::Data => ("data source", Mode::Managed, "resource type"),
        };
        let help = match self.catalog.get(other, name) {
            Some(_) => format!("There is a {other_what} of this name."),
            None => did_you_mean(name, self.catalog.names(mode)),
        };
        self.diags.push(
            Diagnostic::error(
                format!("Unknown {what}"),
                format!("There is no {what} \"{name}\", or it is not built yet."),
            )
            .at(resource.span)
            .on(&resource.addr)
            .help(help),
        );
    }

    /// `count` and `for_each`: their types, and what `count.index` and `each` are inside the block.
    fn repetition(&mut self, count: &Option<Expr>, for_each: &Option<Expr>, names: &Names<'_>) -> Around {
        let plain = names.sight(Around::default());
        let mut around = Around { count: count.is_some(), ..Around::default() };
        if let Some(expr) = count {
            let value = self.eval(expr, &plain);
            self.count(&value, expr.span);
        }
        if let Some(expr) = for_each {
            let value = self.eval(expr, &plain);
            self.for_each(&value, expr.span);
            around.each = Some(sight::element(&value));
        }
        around
    }

    fn count(&mut self, value: &Value, span: Span) {
        let problem = match convert(value, &Type::Number) {
            Ok(_) if value.marks().contains(Marks::EPHEMERAL) => "It is ephemeral.".to_string(),
            Err(e) => format!("{e}."),
            Ok(n) if n.is_null() => "It is null.".to_string(),
            Ok(n) => match (n.is_known(), n.as_i64()) {
                (true, None) => "It is not a whole number.".to_string(),
                (true, Some(n)) if n < 0 => "It is negative.".to_string(),
                _ => return,
            },
        };
        self.diags.push(
            Diagnostic::error("Invalid count", problem)
                .at(span)
                .help("count takes a whole number from 0 upwards."),
        );
    }

    fn for_each(&mut self, value: &Value, span: Span) {
        let sensitive = value.is_sensitive();
        let problem = match value.kind() {
            _ if value.marks().contains(Marks::EPHEMERAL) => {
                "It is ephemeral, and the keys of instances are stored.".to_string()
            }
            _ if sensitive => "It is sensitive, and the keys of instances are shown.".to_string(),
            Kind::Null(_) => "It is null.".to_string(),
            Kind::Map(..) | Kind::Object(_) => return,
            Kind::Unknown(Type::Map(_) | Type::Object(_) | Type::Dynamic, _) => return,
            Kind::Set(Type::String | Type::Dynamic, _) => return,
            Kind::Unknown(Type::Set(t), _) if matches!(**t, Type::String | Type::Dynamic) => return,
            _ => format!("It is of type {}.", value.ty()),
        };
        let help = match value.ty() {
            Type::List(_) | Type::Tuple(_) => {
                "for_each takes a map or a set of texts: toset([...]) makes a set of a list."
            }
            _ => "for_each takes a map or a set of texts.",
        };
        self.diags.push(Diagnostic::error("Invalid for_each", problem).at(span).help(help));
    }

    fn call(&mut self, call: &ModuleCall, names: &Names<'_>) {
        let around = self.repetition(&call.count, &call.for_each, names);
        let sight = names.sight(around);
        for a in &call.body.attributes {
            let value = self.eval(&a.expr, &sight);
            let Some(variable) = call.module.variables.get(&a.name.name) else { continue };
            if !variable.ephemeral && value.marks_deep().contains(Marks::EPHEMERAL) {
                let detail = format!("The variable \"{}\" does not take ephemeral values.", a.name.name);
                let d = Diagnostic::error("Ephemeral value for a variable", detail).at(a.expr.span);
                self.diags.push(d.help("Declare it with ephemeral = true, or give it another value."));
            }
            if let Err(e) = convert(&variable.defaults.apply(&value), &variable.ty) {
                let detail = format!("The variable \"{}\" is of type {}: {e}.", a.name.name, variable.ty);
                let d = Diagnostic::error("Wrong value for a variable", detail).at(a.expr.span);
                self.diags.push(d.help("Convert it, or correct the type of the variable."));
            }
        }
    }

    fn import(&mut self, import: &Import, names: &Names<'_>) {
        let mut around = Around::default();
        if let Some(expr) = &import.for_each {
            let value = self.eval(expr, &names.sight(Around::default()));
            around.each = Some(sight::element(&value));
        }
        let id = self.eval(&import.id, &names.sight(around));
        match convert(&id, &Type::String) {
            Err(e) => {
                self.diags.push(Diagnostic::error("Invalid import id", format!("{e}.")).at(import.id.span))
            }
            Ok(id) if id.marks().contains(Marks::EPHEMERAL) => {
                let d = Diagnostic::error("Invalid import id", "It is ephemeral.").at(import.id.span);
                self.diags.push(d.help("Give an id that may be stored."));
            }
            Ok(id) if id.is_null() || id.as_str() == Some("") => {
                self.diags.push(Diagnostic::error("Invalid import id", "It is empty.").at(import.id.span));
            }
            Ok(_) => {}
        }
        let Some(target) = &import.target else { return };
        let Some(addr) = target.config() else { return };
        let (problem, help) = match (self.config.resource(&addr), &target.key) {
            (None, _) => {
                (format!("No resource {addr} is declared."), "Write the resource block for it, then import.")
            }
            (Some(r), Some(InstanceKey::Int(_))) if r.count.is_none() => {
                (format!("{addr} has no count."), "Remove the key.")
            }
            (Some(r), Some(InstanceKey::Str(_))) if r.for_each.is_none() => {
                (format!("{addr} has no for_each."), "Remove the key.")
            }
            (Some(r), None) if r.count.is_some() || r.for_each.is_some() => {
                (format!("{addr} has several instances."), "Add the key of one of them in brackets.")
            }
            _ => return,
        };
        self.diags.push(Diagnostic::error("Invalid import target", problem).at(import.to.span).help(help));
    }

    fn removed(&mut self, removed: &Removed, module: &Module) {
        let Some(mut addr) = removed.from.config() else {
            let path: Vec<_> = module.path.iter().cloned().chain(removed.from.module.names()).collect();
            if self.config.module(&path).is_some() {
                let detail = format!("{} is still called.", removed.from);
                let d = Diagnostic::error("Removed module is still there", detail).at(removed.from.span);
                self.diags.push(d.help("Delete its module block, or this one."));
            }
            return;
        };
        addr.module = module.path.iter().chain(&addr.module).cloned().collect();
        if self.config.resource(&addr).is_some() {
            let d = Diagnostic::error(
                "Removed resource is still declared",
                format!("{addr} has a block of its own."),
            );
            self.diags.push(d.at(removed.from.span).help("Delete that block, or this one."));
        }
    }

    fn conditions(&mut self, conditions: &[Condition], sight: &Sight<'_>) {
        for c in conditions {
            if references(&c.condition).is_empty() && !matches!(c.condition.kind, ExprKind::Invalid) {
                let detail = "It refers to nothing, so its result never changes.";
                let d = Diagnostic::error("Invalid condition", detail).at(c.condition.span);
                self.diags.push(d.help("Test a variable, a resource or self."));
            }
            for (expr, ty) in [(&c.condition, Type::Bool), (&c.error_message, Type::String)] {
                let value = self.eval(expr, sight);
                if let Err(e) = convert(&value, &ty) {
                    self.diags.push(Diagnostic::error("Invalid condition", format!("{e}.")).at(expr.span));
                }
            }
        }
    }

    /// The value of an expression as far as it can be known; its findings are kept.
    fn eval(&mut self, expr: &Expr, sight: &Sight<'_>) -> Value {
        self.typed(references(expr), sight);
        let (value, found) = eval(expr, sight);
        self.keep(found);
        value
    }

    fn decode(&mut self, body: &Body, block: &provision_schema::Block, sight: &Sight<'_>) {
        self.typed(body_references(body), sight);
        let (_, found) = decode(body, block, sight);
        self.keep(found);
    }

    fn keep(&mut self, found: Diagnostics) {
        for d in found {
            let again = d.span.is_some_and(|s| {
                self.flagged.iter().any(|f| f.source == s.source && f.start <= s.start && s.end <= f.end)
            });
            // A module that is called twice is checked twice.
            let told = |o: &Diagnostic| (o.span, &o.summary, &o.detail) == (d.span, &d.summary, &d.detail);
            if !again && !self.diags.0.iter().any(told) {
                self.diags.push(d);
            }
        }
    }

    /// Checks what follows the names of references: keys where there are instances, and attributes that exist. Evaluation
    /// does not come to all of them, for instance inside a `for` over something unknown.
    fn typed(&mut self, found: Vec<Reference>, sight: &Sight<'_>) {
        for reference in found {
            if undeclared_output(&reference, sight) {
                self.flagged.push(reference.span);
            } else if let Err(d) = check_reference(&reference, sight) {
                self.flagged.push(reference.span);
                let d = d.at(reference.span);
                if !self.diags.0.contains(&d) {
                    self.diags.push(d);
                }
            }
        }
    }
}

/// True where a module is declared and the output that is taken of it is not, which the graph reports.
fn undeclared_output(reference: &Reference, sight: &Sight<'_>) -> bool {
    let Subject::Module(name) = &reference.subject else { return false };
    let Some(call) = sight.names.module.calls.get(name) else { return false };
    let rest = match reference.rest.split_first() {
        Some((RefStep::Key(_), rest)) => rest,
        _ => &reference.rest,
    };
    matches!(rest.first(), Some(RefStep::Attr(name)) if !call.module.outputs.contains_key(&name.name) && name.name.parse::<u64>().is_err())
}

fn check_reference(reference: &Reference, sight: &Sight<'_>) -> Result<(), Diagnostic> {
    let module = sight.names.module;
    let repeated = match &reference.subject {
        Subject::Resource { mode, type_name, name } => {
            let resource = module.resource(*mode, type_name, name);
            resource.map(|r| (format!("{type_name}.{name}"), r.count.is_some(), r.for_each.is_some()))
        }
        Subject::Module(name) => module
            .calls
            .get(name)
            .map(|c| (format!("module.{name}"), c.count.is_some(), c.for_each.is_some())),
        _ => None,
    };
    if let (Some((name, count, each)), Some(first)) = (repeated, reference.rest.first()) {
        instance_key(&name, count, each, first)?;
    }
    let mut value = sight.resolve(&reference.subject, reference.span)?;
    for step in &reference.rest {
        value = match step {
            RefStep::Attr(name) => crate::eval::access::attribute(&value, name, name.span)?,
            RefStep::Key(key) => crate::eval::access::index(&value, key, reference.span, reference.span)?,
        };
    }
    Ok(())
}

/// Repeated blocks are followed by the key of an instance, others are not.
fn instance_key(name: &str, count: bool, each: bool, first: &RefStep) -> Result<(), Diagnostic> {
    match first {
        RefStep::Attr(attr) if (count || each) && attr.name.parse::<u64>().is_err() => {
            let (by, key, all) = match count {
                true => ("count", "[0] or [count.index]", format!("{name}[*].{}", attr.name)),
                false => ("for_each", "[\"key\"] or [each.key]", format!("values({name})[*].{}", attr.name)),
            };
            let detail = format!(
                "{name} has {by}, so \".{}\" belongs to each instance and not to all of them.",
                attr.name
            );
            let help = format!("Name the instance, {name}{key}, or take the values of all: {all}.");
            Err(Diagnostic::error("Missing instance key", detail).at(attr.span).help(help))
        }
        RefStep::Key(_) if !count && !each && !name.starts_with("module.") => {
            let detail = format!("{name} has neither count nor for_each, so there is one of it and no key.");
            Err(Diagnostic::error("Unexpected instance key", detail).help("Remove the brackets."))
        }
        _ => Ok(()),
    }
}
