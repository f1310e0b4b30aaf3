//! What `validate` finds without a cloud and without a state: the whole configuration is evaluated with everything that
//! is only known later as unknown values, so that wrong types, unknown attributes and misplaced names come to light
//! wherever they stand.
//!
//! It is evaluated twice. The first time names stand for what Terraform lets them stand for when it validates, which
//! gives its verdict; the second time for values of the type that they will have, which finds what would stop a plan.
//!
//! Names that are not declared at all are reported by the graph, which has to resolve every reference anyway; here they
//! count as values of any type.

mod blocks;
mod lifecycle;
mod presence;
mod references;
mod repetition;
mod sight;
mod validators;

#[cfg(test)]
mod tests;

use crate::ast::{Body, Expr, ExprKind};
use crate::config::reader::arg;
use crate::config::{Condition, Config, Output, Resource, Variable};
use crate::reference::Subject;
use crate::suggest::did_you_mean;
use crate::{World, body_references, decode, decode_stored, eval, references};
use provision_schema::{Catalog, Sdk};
use provision_value::{Diagnostic, Diagnostics, Marks, Mode, Span, Type, Value, convert};
use sight::{Around, Given, Names, Sight, View};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

pub use presence::check_values;
pub use validators::run as validate;

/// Checks every module of the configuration against the catalog. `dir` is the plan's directory, for file functions.
/// Findings come in the order of their places; what an error hides is not reported twice. Those that leave the files
/// valid, but would stop a plan, say so ([`Diagnostic::planning`]).
pub fn check(config: &Config, catalog: &dyn Catalog, world: &dyn World, dir: &Path) -> Diagnostics {
    let mut checker = Checker {
        config,
        catalog,
        diags: Diagnostics::new(),
        told: BTreeSet::new(),
        flagged: Vec::new(),
        given: BTreeMap::new(),
        planning: false,
    };
    for view in [View::Declared, View::Typed] {
        checker.planning = view == View::Typed;
        // Callers come before what they call.
        for module in config.modules() {
            let given = checker.given.remove(&module.path).unwrap_or_default();
            checker.module(&Names::new(module, catalog, world, dir, view).with(given));
        }
    }
    let mut diags = checker.diags;
    diags.0.sort_by_key(|d| d.span.map(|s| (s.source, s.start)));
    diags
}

struct Checker<'c> {
    config: &'c Config,
    catalog: &'c dyn Catalog,
    diags: Diagnostics,
    /// Where something has been reported, and what.
    told: BTreeSet<(Option<Span>, String)>,
    /// References that have been reported: evaluation would stumble over them again.
    flagged: Vec<Span>,
    /// The values that calls give to the variables of modules, by the path of the module.
    given: BTreeMap<Vec<Arc<str>>, Given>,
    /// What is found now stops a plan, but leaves the files valid.
    planning: bool,
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
        self.push(d.help("Correct its name, or remove it."));
    }

    fn variable(&mut self, variable: &Variable, sight: &Sight<'_>) {
        let itself = Subject::Variable(variable.name.name.clone());
        for v in &variable.validations {
            let found = references(&v.condition);
            if !found.is_empty() && !found.iter().any(|r| r.subject == itself) {
                let name = &variable.name.name;
                let d = Diagnostic::error("Invalid validation", format!("It does not test var.{name}."));
                self.push(d.at(v.condition.span).help(format!("Use var.{name} in the condition.")));
            }
        }
        self.conditions(&variable.validations, sight);
        // What the files alone decide, they get wrong wherever they are carried out.
        let given = sight.names.given.get(&variable.name.name);
        for v in given.iter().flat_map(|_| &variable.validations) {
            let holds = eval(&v.condition, sight).0;
            if convert(&holds, &Type::Bool).is_ok_and(|holds| holds.as_bool() == Some(false)) {
                let (message, _) = eval(&v.error_message, sight).0.unmark();
                let text = message.as_str().unwrap_or("The validation says so.").to_owned();
                let place = given.and_then(|g| g.place).unwrap_or(v.condition.span);
                let d = Diagnostic::error("A validation does not hold", text).at(place);
                self.push(d.also(v.condition.span, "this is what it has to fulfil"));
            }
        }
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
            self.push(d.help("Add sensitive = true, or wrap the value in nonsensitive(...)."));
        }
        let typed = value.ty() != Type::Dynamic || value.is_known();
        let lasts = typed && !value.marks().contains(Marks::EPHEMERAL);
        let detail = match (root, output.ephemeral, value.marks_deep().contains(Marks::EPHEMERAL)) {
            (true, true, _) => "Outputs of the root module are stored, so they cannot be ephemeral.",
            (_, true, _) if lasts => "Its value as a whole is not ephemeral.",
            (_, false, true) => "The value is ephemeral, and the output does not say so.",
            _ => "",
        };
        if !detail.is_empty() {
            let place = if root && output.ephemeral { output.span } else { output.value.span };
            let d = Diagnostic::error("Ephemeral output", detail).at(place);
            self.push(d.help(match root {
                true => {
                    "Remove ephemeral = true, and what is ephemeral from the value: ephemeralasnull(...)."
                }
                false if output.ephemeral => "Remove ephemeral = true from the output.",
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
            self.references(body_references(&resource.body), &sight);
            return;
        };
        let named = &resource.provider.name;
        let implied = resource.addr.type_name.split('_').next() == Some(named);
        if !implied && self.catalog.provider(names.module.provider_type(named)).is_none() {
            self.unknown_provider(&resource.provider.name, resource.span);
        }
        if let Some(id) = arg(&resource.body, "id")
            && ty.sdk == Sdk::V2
            && ty.mode == Mode::Managed
        {
            let detail = "\"id\" is decided by AWS and cannot be set.";
            let d = Diagnostic::error("Value for a read-only attribute", detail).at(id.span);
            self.push(d.help("Remove it. To adopt what exists already, write an import block."));
        }
        self.references(body_references(&resource.body), &sight);
        let (_, mut found) = decode_stored(&resource.body, &ty.block, &sight);
        presence::check(&resource.body, &ty.block, &sight, &mut found);
        validators::check(&resource.body, &ty.block, &sight, &mut found);
        self.keep(found);
        self.lifecycle(resource, ty, around, names);
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
        self.push(
            Diagnostic::error(
                format!("Unknown {what}"),
                format!("There is no {what} \"{name}\", or it is not built yet."),
            )
            .at(resource.span)
            .on(&resource.addr)
            .help(help),
        );
    }

    fn conditions(&mut self, conditions: &[Condition], sight: &Sight<'_>) {
        for c in conditions {
            if references(&c.condition).is_empty() && !matches!(c.condition.kind, ExprKind::Invalid) {
                let detail = "It refers to nothing, so its result never changes.";
                let d = Diagnostic::error("Invalid condition", detail).at(c.condition.span);
                self.push(d.help("Test a variable, a resource or self."));
            }
            let holds = self.eval(&c.condition, sight);
            let message = self.eval(&c.error_message, sight);
            match convert(&holds, &Type::Bool) {
                // Whatever is not known yet may turn out to be true or false.
                _ if !holds.is_known() => {}
                Err(e) => {
                    self.push(Diagnostic::error("Invalid condition", format!("{e}.")).at(c.condition.span))
                }
                Ok(holds) if holds.as_bool() == Some(false) && message.is_known() => {
                    if let Err(e) = convert(&message, &Type::String) {
                        self.push(
                            Diagnostic::error("Invalid condition", format!("{e}.")).at(c.error_message.span),
                        );
                    }
                }
                Ok(_) => {}
            }
        }
    }

    /// The value of an expression as far as it can be known; its findings are kept.
    fn eval(&mut self, expr: &Expr, sight: &Sight<'_>) -> Value {
        self.references(references(expr), sight);
        let (value, found) = eval(expr, sight);
        self.keep(found);
        value
    }

    fn decode(&mut self, body: &Body, block: &provision_schema::Block, sight: &Sight<'_>) {
        self.references(body_references(body), sight);
        let (_, found) = decode(body, block, sight);
        self.keep(found);
    }

    fn keep(&mut self, found: Diagnostics) {
        found.into_iter().for_each(|d| self.push(d));
    }

    /// Adds a finding, unless it has been told or follows from one that has. (A module that is called twice is checked
    /// twice, and everything is looked at in two views, of which the second may find other words for the same.)
    fn push(&mut self, d: Diagnostic) {
        let around = |f: &Span, s: Span| f.source == s.source && f.start <= s.start && s.end <= f.end;
        let follows = d.span.is_some_and(|s| self.flagged.iter().any(|f| around(f, s)));
        let what = if self.planning { String::new() } else { format!("{}\n{}", d.summary, d.detail) };
        let again = match self.planning {
            true => self.told.range((d.span, String::new())..).next().is_some_and(|(s, _)| *s == d.span),
            false => self.told.contains(&(d.span, what.clone())),
        };
        if follows || again {
            return;
        }
        self.told.insert((d.span, what));
        self.diags.push(if self.planning { d.when_planning() } else { d });
    }

    /// Findings meanwhile stop a plan, but leave the files valid.
    fn while_planning(&mut self, f: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.planning, true);
        f(self);
        self.planning = before;
    }
}
