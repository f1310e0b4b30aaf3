//! The graph of a configuration: nodes for what it declares, edges for what refers to what.

use crate::graph::Graph;
use crate::{Dag, Id, ModPath, Node};
use provision_lang::ast::Expr;
use provision_lang::config::{Condition, Config, Module, ModuleCall, ProviderConfig, ProviderRef, Resource};
use provision_lang::refs::{body_references, references};
use provision_lang::suggest::did_you_mean;
use provision_lang::{RefStep, Reference, Subject};
use provision_value::{ConfigAddr, Diagnostic, Diagnostics, Mode, Span};
use std::collections::HashMap;
use std::sync::Arc;

/// Builds the graph. Errors: references to what is not declared, provider configurations that do not exist, cycles.
pub fn build(config: &Config) -> Result<Graph, Diagnostics> {
    let mut builder = Builder { config, dag: Dag::new(), spans: HashMap::new(), diags: Diagnostics::new() };
    let modules = config.modules();
    for module in &modules {
        builder.declare(module);
    }
    for module in &modules {
        builder.connect(module);
    }
    let graph = Graph::new(config, builder.dag, builder.spans);
    match graph {
        Ok(graph) => builder.diags.result(graph),
        Err(cycles) => {
            builder.diags.extend(cycles);
            Err(builder.diags)
        }
    }
}

struct Builder<'c> {
    config: &'c Config,
    dag: Dag<Node>,
    spans: HashMap<Id, Span>,
    diags: Diagnostics,
}

impl<'c> Builder<'c> {
    /// Adds a node for each thing that a module declares.
    fn declare(&mut self, module: &Module) {
        let path = &module.path;
        for ((name, alias), provider) in &module.providers {
            self.add(Node::Provider(path.clone(), name.clone(), alias.clone()), provider.span);
        }
        for (name, variable) in &module.variables {
            self.add(Node::Variable(path.clone(), name.clone()), variable.span);
            if !variable.validations.is_empty() {
                self.add(Node::Validation(path.clone(), name.clone()), variable.span);
            }
        }
        for (name, local) in &module.locals {
            self.add(Node::Local(path.clone(), name.clone()), local.name.span);
        }
        for (name, call) in &module.calls {
            self.add(Node::Call(path.clone(), name.clone()), call.span);
        }
        let checked = module.checks.values().filter_map(|c| c.data.as_deref());
        for resource in module.resources.values().chain(checked) {
            self.add(Node::Resource(resource.addr.clone()), resource.span);
        }
        for (name, output) in &module.outputs {
            self.add(Node::Output(path.clone(), name.clone()), output.span);
        }
        for (name, check) in &module.checks {
            self.add(Node::Check(path.clone(), name.clone()), check.span);
        }
        self.dag.add(Node::Module(path.clone()));
    }

    fn add(&mut self, node: Node, span: Span) {
        let id = self.dag.add(node);
        self.spans.entry(id).or_insert(span);
    }

    /// Adds the edges of everything that a module declares.
    fn connect(&mut self, module: &Module) {
        let path = &module.path;
        for ((name, alias), provider) in &module.providers {
            let from = self.inside(module, Node::Provider(path.clone(), name.clone(), alias.clone()));
            self.refer(module, from, body_references(&provider.body));
        }
        self.connect_variables(module);
        for (name, local) in &module.locals {
            let from = self.inside(module, Node::Local(path.clone(), name.clone()));
            self.refer(module, from, references(&local.expr));
        }
        for (name, call) in &module.calls {
            let from = self.inside(module, Node::Call(path.clone(), name.clone()));
            self.refer_all(module, from, [&call.count, &call.for_each].into_iter().flatten());
            self.depend(module, from, &call.depends_on);
        }
        for resource in module.resources.values() {
            self.connect_resource(module, resource);
        }
        for (name, output) in &module.outputs {
            let from = self.inside(module, Node::Output(path.clone(), name.clone()));
            self.refer(module, from, references(&output.value));
            self.depend(module, from, &output.depends_on);
            self.conditions(module, from, &output.preconditions);
        }
        for (name, check) in &module.checks {
            let from = self.inside(module, Node::Check(path.clone(), name.clone()));
            if let Some(data) = &check.data {
                let to = self.connect_resource(module, data);
                self.dag.need(from, to, Some(data.span));
            }
            self.conditions(module, from, &check.asserts);
        }
        for import in &module.imports {
            // What is adopted under which id must be known when the resource is planned.
            if let Some(from) = import.block().and_then(|addr| self.dag.id(&Node::Resource(addr))) {
                let own = self.dag.node(from).clone();
                let mut found = references(&import.id);
                found.extend(import.for_each.iter().flat_map(references));
                found.retain(|r| !resolve(module, r).is_ok_and(|nodes| nodes.contains(&own)));
                self.refer(module, from, found);
            }
        }
        self.close(module);
    }

    /// The id of a node of a module, which needs the call of the module.
    fn inside(&mut self, module: &Module, node: Node) -> Id {
        let id = self.dag.add(node);
        if let Some((name, caller)) = module.path.split_last() {
            let call = self.dag.add(Node::Call(caller.to_vec(), name.clone()));
            self.dag.need(id, call, None);
        }
        id
    }

    /// Variables take their values from the arguments of the call, which stand in the caller's module.
    fn connect_variables(&mut self, module: &Module) {
        let caller = self.caller(&module.path);
        for (name, variable) in &module.variables {
            let from = self.inside(module, Node::Variable(module.path.clone(), name.clone()));
            if let Some((caller, call)) = &caller
                && let Some(argument) = call.body.attributes.iter().find(|a| a.name.name == *name)
            {
                self.refer(caller, from, references(&argument.expr));
            }
            if !variable.validations.is_empty() {
                let validation = self.inside(module, Node::Validation(module.path.clone(), name.clone()));
                self.dag.need(validation, from, None);
                self.conditions(module, validation, &variable.validations);
            }
        }
    }

    fn caller(&self, path: &[Arc<str>]) -> Option<(&'c Module, &'c ModuleCall)> {
        let (name, caller) = path.split_last()?;
        let caller = self.config.module(caller)?;
        Some((caller, caller.calls.get(name)?))
    }

    fn connect_resource(&mut self, module: &Module, resource: &Resource) -> Id {
        let from = self.inside(module, Node::Resource(resource.addr.clone()));
        self.refer(module, from, body_references(&resource.body));
        let life = &resource.lifecycle;
        let exprs =
            [&resource.count, &resource.for_each].into_iter().flatten().chain(&life.replace_triggered_by);
        self.refer_all(module, from, exprs);
        self.depend(module, from, &resource.depends_on);
        self.conditions(module, from, &life.preconditions);
        self.conditions(module, from, &life.postconditions);
        if let Some(provider) = self.provider(module, &resource.provider, resource) {
            let to = self.dag.add(provider);
            self.dag.need(from, to, None);
        }
        from
    }

    /// The configuration that a provider's name stands for in a module: its own, the one that the caller passes, or the
    /// caller's of the same name.
    fn provider(&mut self, module: &Module, wanted: &ProviderRef, user: &Resource) -> Option<Node> {
        let (mut path, mut name) = (module.path.clone(), wanted.clone());
        loop {
            let module = self.config.module(&path)?;
            let own = module.providers.get(&(name.name.clone(), name.alias.clone()));
            let passed =
                self.caller(&path).map(|(_, call)| call.providers.iter().find(|(inner, _)| *inner == name));
            // An empty block in a called module only announces what comes from outside.
            let announces = |p: &ProviderConfig| {
                p.is_empty() && (matches!(passed, Some(Some(_))) || (passed.is_some() && p.alias.is_none()))
            };
            if own.is_some_and(|p| !announces(p)) {
                return Some(Node::Provider(path, name.name, name.alias));
            }
            match passed {
                Some(Some((_, outer))) => name = outer.clone(),
                _ if name.alias.is_some() => {
                    // What a module asks for and does not get has been reported at its call.
                    let asked = module.terraform.required_providers.values().flat_map(|p| &p.aliases);
                    if !asked.into_iter().any(|a| *a == name) {
                        self.diags.push(no_provider(&name, &path, user));
                    }
                    return None;
                }
                None => return Some(Node::Provider(path, name.name, None)),
                Some(None) => {}
            }
            path.pop();
        }
    }

    /// The whole of a module is everything in it that acts, and what its inner modules are.
    fn close(&mut self, module: &Module) {
        let whole = self.inside(module, Node::Module(module.path.clone()));
        let resources = module.resources.values().map(|r| Node::Resource(r.addr.clone()));
        let outputs = module.outputs.keys().map(|n| Node::Output(module.path.clone(), n.clone()));
        let inner = module.calls.keys().map(|n| Node::Module(child(&module.path, n)));
        for node in resources.chain(outputs).chain(inner).collect::<Vec<_>>() {
            let to = self.dag.add(node);
            self.dag.need(whole, to, None);
        }
    }

    fn refer_all<'e>(&mut self, module: &Module, from: Id, exprs: impl Iterator<Item = &'e Expr>) {
        exprs.for_each(|e| self.refer(module, from, references(e)));
    }

    fn conditions(&mut self, module: &Module, from: Id, conditions: &[Condition]) {
        for condition in conditions {
            let mut found = references(&condition.condition);
            found.extend(references(&condition.error_message));
            // A variable's own value is at hand in its validation.
            let own = match self.dag.node(from) {
                Node::Validation(_, name) => Some(Subject::Variable(name.clone())),
                _ => None,
            };
            found.retain(|r| Some(&r.subject) != own.as_ref());
            if own.is_some() {
                self.after_validations(module, from, &found);
            }
            self.refer(module, from, found);
        }
    }

    /// A validation sees other variables when these have been validated.
    fn after_validations(&mut self, module: &Module, from: Id, found: &[Reference]) {
        for reference in found {
            let Subject::Variable(name) = &reference.subject else { continue };
            if module.variables.get(name).is_some_and(|v| !v.validations.is_empty()) {
                let to = self.dag.add(Node::Validation(module.path.clone(), name.clone()));
                self.dag.need(from, to, Some(reference.span));
            }
        }
    }

    /// `depends_on`: whole resources and whole modules.
    fn depend(&mut self, module: &Module, from: Id, on: &[Reference]) {
        for reference in on {
            match &reference.subject {
                Subject::Module(name) if module.calls.contains_key(name) => {
                    let to = self.dag.add(Node::Module(child(&module.path, name)));
                    self.dag.need(from, to, Some(reference.span));
                }
                _ => self.refer(module, from, vec![reference.clone()]),
            }
        }
    }

    /// Edges from a node to what its references name.
    fn refer(&mut self, module: &Module, from: Id, found: Vec<Reference>) {
        for reference in found {
            match resolve(module, &reference) {
                Ok(nodes) => {
                    if let Some(d) = self.private(module, from, &nodes) {
                        self.diags.push(d.at(reference.span));
                        continue;
                    }
                    for node in nodes {
                        let to = self.dag.add(node);
                        self.dag.need(from, to, Some(reference.span));
                    }
                }
                Err(d) => {
                    let from = self.dag.node(from).to_string();
                    self.diags.push(d.at(reference.span).on(from));
                }
            }
        }
    }

    /// The error where a reference from outside names the data source of a check.
    fn private(&self, module: &Module, from: Id, named: &[Node]) -> Option<Diagnostic> {
        let [Node::Resource(addr)] = named else { return None };
        let check = module.checks.values().find(|c| c.data.as_ref().is_some_and(|d| d.addr == *addr))?;
        let name = &check.name.name;
        let inside = match self.dag.node(from) {
            Node::Check(_, own) => own == name,
            Node::Resource(own) => own == addr,
            _ => false,
        };
        let detail = format!("{addr} belongs to the check \"{name}\" and is seen only there.");
        let d = Diagnostic::error("Data source of a check", detail);
        (!inside).then(|| d.help("Declare it beside the check, where everything can refer to it."))
    }
}

fn child(path: &[Arc<str>], name: &Arc<str>) -> ModPath {
    path.iter().chain([name]).cloned().collect()
}

/// The nodes that a reference in a module names; none for `each`, `count`, `self`, `path` and `terraform`.
fn resolve(module: &Module, reference: &Reference) -> Result<Vec<Node>, Diagnostic> {
    let path = &module.path;
    match &reference.subject {
        Subject::Variable(name) if module.variables.contains_key(name) => {
            let mut nodes = vec![Node::Variable(path.clone(), name.clone())];
            // Nobody takes a value before it is known to be valid.
            if module.variables.get(name).is_some_and(|v| !v.validations.is_empty()) {
                nodes.push(Node::Validation(path.clone(), name.clone()));
            }
            Ok(nodes)
        }
        Subject::Variable(name) => {
            let help = did_you_mean(name, module.variables.keys().map(|k| &**k));
            let else_help = format!("Declare it: variable \"{name}\" {{}}");
            Err(undeclared("variable", name, module).help(if help.is_empty() { else_help } else { help }))
        }
        Subject::Local(name) if module.locals.contains_key(name) => {
            Ok(vec![Node::Local(path.clone(), name.clone())])
        }
        Subject::Local(name) => Err(undeclared("local value", name, module)
            .help(did_you_mean(name, module.locals.keys().map(|k| &**k)))),
        Subject::Resource { mode, type_name, name } => resolve_resource(module, *mode, type_name, name),
        Subject::Module(name) => match module.calls.get(name) {
            Some(call) => resolve_output(module, call, reference),
            None => Err(undeclared("module", name, module)
                .help(did_you_mean(name, module.calls.keys().map(|k| &**k)))),
        },
        Subject::EachKey
        | Subject::EachValue
        | Subject::CountIndex
        | Subject::Path(_)
        | Subject::Terraform(_)
        | Subject::SelfRef => Ok(Vec::new()),
    }
}

fn resolve_resource(
    module: &Module,
    mode: Mode,
    type_name: &Arc<str>,
    name: &Arc<str>,
) -> Result<Vec<Node>, Diagnostic> {
    let addr =
        ConfigAddr { module: module.path.clone(), mode, type_name: type_name.clone(), name: name.clone() };
    let mut checked = module.checks.values().filter_map(|c| c.data.as_deref());
    if module.resource(mode, type_name, name).is_some() || checked.any(|r| r.addr == addr) {
        return Ok(vec![Node::Resource(addr)]);
    }
    let text = |(mode, ty, name): &(Mode, Arc<str>, Arc<str>)| match mode {
        Mode::Data => format!("data.{ty}.{name}"),
        Mode::Managed => format!("{ty}.{name}"),
    };
    let wanted = text(&(mode, type_name.clone(), name.clone()));
    let known: Vec<String> = module.resources.keys().map(text).collect();
    // The same name in the other mode is the likelier slip.
    let other = if mode == Mode::Data { Mode::Managed } else { Mode::Data };
    let help = match module.resource(other, type_name, name) {
        Some(_) => format!("Did you mean \"{}\"?", text(&(other, type_name.clone(), name.clone()))),
        None => did_you_mean(&wanted, known.iter().map(String::as_str)),
    };
    let what = if mode == Mode::Data { "data source" } else { "resource" };
    Err(undeclared(what, &wanted, module).help(help))
}

/// The output that a reference to a module takes, or all of them where that is not constant.
fn resolve_output(
    module: &Module,
    call: &ModuleCall,
    reference: &Reference,
) -> Result<Vec<Node>, Diagnostic> {
    let inner = child(&module.path, &call.name.name);
    let mut nodes = vec![Node::Call(module.path.clone(), call.name.name.clone())];
    let outputs = &call.module.outputs;
    let single = call.count.is_none() && call.for_each.is_none();
    let rest = match reference.rest.split_first() {
        Some((RefStep::Key(_), rest)) if !single => rest,
        Some(_) if !single => &[],
        _ => &reference.rest[..],
    };
    let name = match rest.first() {
        Some(RefStep::Attr(name)) => name.name.clone(),
        Some(RefStep::Key(key)) if key.as_str().is_some() => key.as_str().unwrap_or_default().into(),
        _ => {
            nodes.extend(outputs.keys().map(|n| Node::Output(inner.clone(), n.clone())));
            return Ok(nodes);
        }
    };
    if outputs.contains_key(&name) {
        nodes.push(Node::Output(inner, name));
        return Ok(nodes);
    }
    if call.module.missing {
        return Ok(nodes);
    }
    let known = outputs.keys().map(|k| &**k);
    let detail = format!("Module \"{}\" has no output \"{name}\".", call.name.name);
    Err(Diagnostic::error("Undeclared output", detail).help(did_you_mean(&name, known)))
}

fn undeclared(what: &str, name: &str, module: &Module) -> Diagnostic {
    let place = match module.path.is_empty() {
        true => "the root module".to_string(),
        false => module.path.iter().map(|n| format!("module.{n}")).collect::<Vec<_>>().join("."),
    };
    Diagnostic::error(format!("Undeclared {what}"), format!("No {what} \"{name}\" is declared in {place}."))
}

fn no_provider(name: &ProviderRef, path: &[Arc<str>], user: &Resource) -> Diagnostic {
    let place = if path.is_empty() { "the root module" } else { "the module, and its call passes none" };
    let alias = name.alias.as_deref().unwrap_or_default();
    Diagnostic::error(
        "Undeclared provider configuration",
        format!("No provider \"{name}\" is declared in {place}."),
    )
    .at(user.span)
    .on(&user.addr)
    .help(format!("Declare it: provider \"{}\" {{ alias = \"{alias}\" }}", name.name))
}
