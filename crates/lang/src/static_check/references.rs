//! What follows the names of references: keys where there are instances, and attributes that exist. Evaluation does not
//! come to all of them, for instance inside a `for` over something unknown.

use super::Checker;
use super::sight::{Sight, View};
use crate::Scope;
use crate::eval::access;
use crate::reference::{RefStep, Reference, Subject};
use provision_value::{Diagnostic, Value};

impl Checker<'_> {
    /// Checks references one by one and remembers those that are wrong, so that evaluation does not tell of them again.
    pub(super) fn references(&mut self, found: Vec<Reference>, sight: &Sight<'_>) {
        for reference in found {
            if undeclared_output(&reference, sight) {
                self.flagged.push(reference.span);
            } else if let Err(d) = check(&reference, sight) {
                self.push(d.at(reference.span));
                self.flagged.push(reference.span);
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
    let undeclared = |name: &str| !call.module.outputs.contains_key(name) && name.parse::<u64>().is_err();
    matches!(rest.first(), Some(RefStep::Attr(name)) if undeclared(&name.name))
}

fn check(reference: &Reference, sight: &Sight<'_>) -> Result<(), Diagnostic> {
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
    let many = repeated.as_ref().is_some_and(|(_, count, each)| *count || *each);
    if let (Some((name, count, each)), Some(first)) = (repeated, reference.rest.first()) {
        instance_key(&name, count, each, first)?;
    }
    let value = sight.resolve(&reference.subject, reference.span)?;
    match (&reference.subject, sight.names.view) {
        (Subject::Resource { .. } | Subject::SelfRef, View::Declared) => {
            let Some(instance) = sight.instance(&reference.subject) else { return Ok(()) };
            walk(
                instance,
                if many { reference.rest.get(1..).unwrap_or(&[]) } else { &reference.rest },
                reference,
            )
        }
        (_, View::Declared) => Ok(()),
        // Whether an item of a local value is there may be what the expression around it asks first.
        (Subject::Local(_), View::Typed) => {
            let names = reference.rest.iter().take_while(|s| matches!(s, RefStep::Attr(_))).count();
            walk(value, &reference.rest[..names], reference)
        }
        (_, View::Typed) => walk(value, &reference.rest, reference),
    }
}

fn walk(mut value: Value, steps: &[RefStep], reference: &Reference) -> Result<(), Diagnostic> {
    for step in steps {
        value = match step {
            RefStep::Attr(name) => access::attribute(&value, name, name.span)?,
            RefStep::Key(key) => access::index(&value, key, reference.span, reference.span)?,
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
