//! Variables, locals, outputs and module calls: evaluated in the order of the graph, for every instance of their module.
//! The planning walk and the apply-time evaluator share this.

use crate::conditions::{self, Status};
use crate::values::{InstanceScope, ModuleId, Repeat, Repetition, Surroundings, Values};
use crate::walk::expand;
use provision_graph::Node;
use provision_lang::ast::{Body, Expr};
use provision_lang::config::{Config, Local, ModuleCall, Output, Variable};
use provision_lang::decode::{decode, decode_stored};
use provision_lang::eval::eval;
use provision_lang::static_check::check_values;
use provision_lang::{Scope, Subject};
use provision_schema::{Block, Catalog};
use provision_value::{Diagnostic, Diagnostics, Marks, Span, Value};
use std::sync::Arc;

/// What does not change while evaluating.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The types.
    pub catalog: &'a dyn Catalog,
    /// Files and names around.
    pub around: Surroundings<'a>,
}

/// The value of an expression, or what is wrong with it.
pub fn value_of(expr: &Expr, scope: &dyn Scope) -> Result<Value, Diagnostics> {
    let (value, diags) = eval(expr, scope);
    diags.result(value)
}

/// The arguments of a block as an object of its schema, or what is wrong with them.
pub fn decoded(body: &Body, schema: &Block, scope: &dyn Scope) -> Result<Value, Diagnostics> {
    let (value, diags) = decode(body, schema, scope);
    diags.result(value)
}

/// Like [`decoded`], for a resource or data source: nothing ephemeral may be stored, and arguments fit each other.
pub fn decoded_stored(body: &Body, schema: &Block, scope: &dyn Scope) -> Result<Value, Diagnostics> {
    let (value, mut diags) = decode_stored(body, schema, scope);
    if !diags.has_errors() {
        check_values(body, &value, schema, &mut diags);
    }
    diags.result(value)
}

impl Context<'_> {
    /// Evaluates a node that only computes: variable, validation, local, output, module call. Others are left alone. Tells how the
    /// rules stand, in each instance of the module, where the node has any.
    pub fn node(&self, values: &mut Values, node: &Node) -> Result<Vec<(ModuleId, Status)>, Diagnostics> {
        let Some(module) = self.config.module(node.module()) else { return Ok(Vec::new()) };
        let path = node.module();
        let ruleless = match node {
            Node::Validation(_, name) => {
                return module.variables.get(name).map_or(Ok(Vec::new()), |v| self.validate(values, path, v));
            }
            Node::Output(_, name) => {
                return module.outputs.get(name).map_or(Ok(Vec::new()), |o| self.output(values, path, o));
            }
            Node::Variable(_, name) => module.variables.get(name).map(|v| self.variable(values, path, v)),
            Node::Local(_, name) => module.locals.get(name).map(|l| self.local(values, path, l)),
            Node::Call(_, name) => module.calls.get(name).map(|c| self.call(values, path, c)),
            _ => None,
        };
        ruleless.unwrap_or(Ok(())).map(|()| Vec::new())
    }

    /// The scope of a block instance in a module instance.
    pub fn scope<'s>(
        &'s self,
        values: &'s Values,
        module: ModuleId,
        repeat: Option<&'s Repeat>,
    ) -> InstanceScope<'s> {
        InstanceScope { values, module, repeat, this: None, around: self.around }
    }

    /// The instances of a block by its `count` or `for_each`.
    pub fn repeats(
        &self,
        values: &Values,
        module: ModuleId,
        count: Option<&Expr>,
        for_each: Option<&Expr>,
    ) -> Result<(Repetition, Vec<Repeat>), Diagnostics> {
        let scope = self.scope(values, module, None);
        match (count, for_each) {
            (Some(expr), _) => expand::count(value_of(expr, &scope)?, expr),
            (None, Some(expr)) => expand::for_each(value_of(expr, &scope)?, expr),
            (None, None) => Ok(expand::single()),
        }
    }

    /// Makes the instances of a module call, in every instance of the module that calls.
    pub fn call(
        &self,
        values: &mut Values,
        caller: &[Arc<str>],
        call: &ModuleCall,
    ) -> Result<(), Diagnostics> {
        let outputs: Arc<[Arc<str>]> = call.module.outputs.keys().cloned().collect();
        let dir: Arc<str> = call.module.dir.to_string_lossy().into();
        let mut errors = Diagnostics::new();
        for module in values.instances(caller) {
            match self.repeats(values, module, call.count.as_ref(), call.for_each.as_ref()) {
                Ok(repeats) => {
                    drop(values.expand(module, &call.name.name, repeats, dir.clone(), outputs.clone()))
                }
                Err(e) => errors.extend(located(e, values, module)),
            }
        }
        errors.result(())
    }

    /// Evaluates a local in every instance of its module.
    pub fn local(&self, values: &mut Values, names: &[Arc<str>], local: &Local) -> Result<(), Diagnostics> {
        let mut errors = Diagnostics::new();
        for module in values.instances(names) {
            match value_of(&local.expr, &self.scope(values, module, None)) {
                Ok(value) => values.set(module, Subject::Local(local.name.name.clone()), value),
                Err(e) => errors.extend(located(e, values, module)),
            }
        }
        errors.result(())
    }

    /// Evaluates a variable in every instance of its module.
    pub fn variable(
        &self,
        values: &mut Values,
        names: &[Arc<str>],
        variable: &Variable,
    ) -> Result<(), Diagnostics> {
        let mut errors = Diagnostics::new();
        for module in values.instances(names) {
            match self.variable_value(values, module, variable) {
                Ok(value) => values.set(module, Subject::Variable(variable.name.name.clone()), value),
                Err(e) => errors.extend(located(e, values, module)),
            }
        }
        errors.result(())
    }

    /// Evaluates the validations of a variable in every instance of its module.
    pub fn validate(
        &self,
        values: &Values,
        names: &[Arc<str>],
        variable: &Variable,
    ) -> Result<Vec<(ModuleId, Status)>, Diagnostics> {
        let mut errors = Diagnostics::new();
        let mut found = Vec::new();
        for module in values.instances(names) {
            let scope = self.scope(values, module, None);
            match conditions::require("validation", &variable.validations, &scope) {
                Ok(status) => found.push((module, status)),
                Err(e) => errors.extend(located(e, values, module)),
            }
        }
        errors.result(found)
    }

    fn variable_value(
        &self,
        values: &Values,
        module: ModuleId,
        variable: &Variable,
    ) -> Result<Value, Diagnostics> {
        let (given, place) = self.given(values, module, variable)?.unzip();
        let name = &variable.name.name;
        if !variable.ephemeral && given.as_ref().is_some_and(|v| v.marks_deep().contains(Marks::EPHEMERAL)) {
            let detail = format!("`{name}` is stored, and the value given for it is ephemeral.");
            return Err(Diagnostic::error("An ephemeral value where a stored one is needed", detail)
                .at(place.unwrap_or(variable.span))
                .help(format!("Declare `ephemeral = true` in `variable \"{name}\"`."))
                .into());
        }
        Ok(variable.accept(given, place)?)
    }

    /// The value that the caller gives to a variable, and where.
    fn given(
        &self,
        values: &Values,
        module: ModuleId,
        variable: &Variable,
    ) -> Result<Option<(Value, Span)>, Diagnostics> {
        let name = &variable.name.name;
        let (Some(caller), repeat) = values.caller(module) else {
            return Ok(values.given(name).map(|v| (v.clone(), variable.span)));
        };
        let call = values.addr(module).0.last().map(|(name, _)| name);
        let caller_module = self.config.module(&values.addr(caller).names());
        let call = call.zip(caller_module).and_then(|(name, m)| m.calls.get(name));
        let argument = call.and_then(|c| c.body.attributes.iter().find(|a| a.name.name == *name));
        let Some(argument) = argument else { return Ok(None) };
        let value = value_of(&argument.expr, &self.scope(values, caller, Some(repeat)))?;
        Ok(Some((value, argument.expr.span)))
    }

    /// Evaluates an output in every instance of its module.
    pub fn output(
        &self,
        values: &mut Values,
        names: &[Arc<str>],
        output: &Output,
    ) -> Result<Vec<(ModuleId, Status)>, Diagnostics> {
        let mut errors = Diagnostics::new();
        let mut found = Vec::new();
        for module in values.instances(names) {
            let scope = self.scope(values, module, None);
            let judged = conditions::require("precondition", &output.preconditions, &scope);
            match judged.and_then(|status| Ok((status, self.output_value(values, module, output)?))) {
                Ok((status, value)) => {
                    values.set_output(module, &output.name.name, value);
                    found.push((module, status));
                }
                Err(e) => errors.extend(located(e, values, module)),
            }
        }
        errors.result(found)
    }

    /// The value of an output in one module instance, whatever its preconditions say.
    pub fn output_value(
        &self,
        values: &Values,
        module: ModuleId,
        output: &Output,
    ) -> Result<Value, Diagnostics> {
        let scope = self.scope(values, module, None);
        let value = value_of(&output.value, &scope)?;
        let name = &output.name.name;
        let marks = value.marks_deep();
        if output.ephemeral && values.addr(module).0.is_empty() {
            let detail = format!("The output `{name}` is one of the root module, whose outputs are stored.");
            return Err(Diagnostic::error("An ephemeral output", detail)
                .at(output.value.span)
                .help("Remove `ephemeral = true`.")
                .into());
        }
        if output.ephemeral && !value.marks().contains(Marks::EPHEMERAL) {
            let detail =
                format!("The output `{name}` says that it is ephemeral, and its value as a whole is not.");
            return Err(Diagnostic::error("A lasting value in an ephemeral output", detail)
                .at(output.value.span)
                .help("Remove `ephemeral = true`.")
                .into());
        }
        if !output.ephemeral && marks.contains(Marks::EPHEMERAL) {
            let detail = format!("The output `{name}` would be stored, and its value is ephemeral.");
            return Err(Diagnostic::error("An ephemeral value in an output", detail)
                .at(output.value.span)
                .help("Only outputs of called modules can be ephemeral: say `ephemeral = true` there.")
                .into());
        }
        if values.addr(module).0.is_empty() && marks.contains(Marks::SENSITIVE) && !output.sensitive {
            let detail = format!("The output `{name}` would show a sensitive value.");
            return Err(Diagnostic::error("A sensitive value in an output", detail)
                .at(output.value.span)
                .help(
                    "Say `sensitive = true` in the output, or `nonsensitive()` where the value is no secret.",
                )
                .into());
        }
        let value = if output.sensitive { value.sensitive() } else { value };
        Ok(if output.ephemeral { value.with_marks(Marks::EPHEMERAL) } else { value })
    }
}

/// Findings with the address of the module instance that they were made in.
fn located(found: Diagnostics, values: &Values, module: ModuleId) -> Diagnostics {
    let addr = values.addr(module);
    if addr.0.is_empty() {
        return found;
    }
    Diagnostics(found.into_iter().map(|d| d.on(addr)).collect())
}
