//! `module`, `import` and `removed` blocks.

use super::Checker;
use super::sight::{self, Argument, Around, Given, Names, View};
use crate::config::{Import, Module, ModuleCall, Removed};
use provision_value::{Diagnostic, InstanceKey, Marks, Type, convert};

impl Checker<'_> {
    pub(super) fn call(&mut self, call: &ModuleCall, names: &Names<'_>) {
        let around = self.repetition(&call.count, &call.for_each, names);
        let sight = names.sight(match names.view {
            View::Declared => Around::repeated_somehow(),
            View::Typed => around,
        });
        let mut given = Given::new();
        for a in &call.body.attributes {
            let value = self.eval(&a.expr, &sight);
            let Some(variable) = call.module.variables.get(&a.name.name) else { continue };
            if let Ok(value) = variable.accept(Some(value.clone()), None) {
                given.insert(a.name.name.clone(), Argument { value, place: Some(a.expr.span) });
            }
            if !variable.ephemeral && value.marks_deep().contains(Marks::EPHEMERAL) {
                let detail = format!("The variable \"{}\" does not take ephemeral values.", a.name.name);
                let d = Diagnostic::error("Ephemeral value for a variable", detail).at(a.expr.span);
                self.push(d.help("Declare it with ephemeral = true, or give it another value."));
            }
            if value.is_null() && !variable.nullable && variable.default.is_none() {
                let detail = format!("The variable \"{}\" is declared with nullable = false.", a.name.name);
                let d = Diagnostic::error("Null for a variable", detail).at(a.expr.span);
                self.push(d.help("Give it a value."));
            } else if let Err(e) = convert(&variable.defaults.apply(&value), &variable.ty) {
                let detail = format!("The variable \"{}\" is of type {}: {e}.", a.name.name, variable.ty);
                let d = Diagnostic::error("Wrong value for a variable", detail).at(a.expr.span);
                self.push(d.help("Convert it, or correct the type of the variable."));
            }
        }
        if names.view == View::Declared {
            for (name, variable) in &call.module.variables {
                let said = call.body.attributes.iter().any(|a| a.name.name == *name);
                if let (false, Ok(value)) = (said, variable.accept(None, None)) {
                    given.insert(name.clone(), Argument { value, place: None });
                }
            }
            self.given.insert(call.module.path.clone(), given);
        }
    }

    pub(super) fn import(&mut self, import: &Import, names: &Names<'_>) {
        let mut around = Around::default();
        if let Some(expr) = &import.for_each {
            let value = self.eval(expr, &names.sight(Around::default()));
            around.each = Some(sight::element(&value, names.view));
        }
        let id = self.eval(&import.id, &names.sight(around));
        match convert(&id, &Type::String) {
            Err(e) => self.push(Diagnostic::error("Invalid import id", format!("{e}.")).at(import.id.span)),
            Ok(id) if id.is_null() || id.as_str() == Some("") => {
                self.push(Diagnostic::error("Invalid import id", "It is empty.").at(import.id.span));
            }
            Ok(_) => {}
        }
        self.import_target(import);
    }

    fn import_target(&mut self, import: &Import) {
        let Some(target) = &import.target else { return };
        let Some(addr) = target.config() else { return };
        let Some(resource) = self.config.resource(&addr) else {
            let detail = format!("No resource {addr} is declared.");
            let d = Diagnostic::error("Invalid import target", detail).at(import.to.span).when_planning();
            return self.push(d.help("Write the resource block for it, then import."));
        };
        let (problem, help) = match &target.key {
            Some(InstanceKey::Int(_)) if resource.count.is_none() => {
                (format!("{addr} has no count."), "Remove the key.")
            }
            Some(InstanceKey::Str(_)) if resource.for_each.is_none() => {
                (format!("{addr} has no for_each."), "Remove the key.")
            }
            None if resource.count.is_some() || resource.for_each.is_some() => {
                (format!("{addr} has several instances."), "Add the key of one of them in brackets.")
            }
            _ => return,
        };
        self.push(Diagnostic::error("Invalid import target", problem).at(import.to.span).help(help));
    }

    pub(super) fn removed(&mut self, removed: &Removed, module: &Module) {
        let Some(mut addr) = removed.from.config() else {
            let path: Vec<_> = module.path.iter().cloned().chain(removed.from.module.names()).collect();
            if self.config.module(&path).is_some() {
                let detail = format!("{} is still called.", removed.from);
                let d = Diagnostic::error("Removed module is still there", detail).at(removed.from.span);
                self.push(d.help("Delete its module block, or this one.").when_planning());
            }
            return;
        };
        addr.module = module.path.iter().chain(&addr.module).cloned().collect();
        if self.config.resource(&addr).is_some() {
            let detail = format!("{addr} has a block of its own.");
            let d = Diagnostic::error("Removed resource is still declared", detail).at(removed.from.span);
            self.push(d.when_planning().help("Delete that block, or this one."));
        }
    }
}
