//! What `provision console` sees: the root module over the state and the variables. Nothing is read and nothing planned; what
//! only a run could tell is unknown.

use crate::evaluator::Context;
use crate::values::{Instances, ModuleId, Values, name_of, repetition_of, subject_of};
use crate::walk::Input;
use crate::walk::info::block_of;
use provision_graph::{Graph, Node};
use provision_lang::suggest::did_you_mean;
use provision_lang::{Scope, Subject, World};
use provision_value::{Diagnostic, Diagnostics, ResourceAddr, Span, Value};
use std::collections::HashMap;
use std::path::Path;

/// The scope of the console.
pub struct Console<'a> {
    cx: Context<'a>,
    values: Values,
}

impl<'a> Console<'a> {
    /// Over what a walk would start from; the priors stand for the resources. Errors are those of the configuration's graph.
    pub fn new(input: &Input<'a>) -> Result<Console<'a>, Diagnostics> {
        let mut cx = input.context();
        cx.around.planning = false;
        cx.around.lenient = true;
        let graph = Graph::build(input.config)?;
        let mut values = Values::new(input.variables.clone());
        let mut objects: HashMap<&ResourceAddr, Instances> = HashMap::new();
        for prior in input.priors.iter().filter(|p| p.deposed.is_none()) {
            let instances = objects.entry(&prior.addr.resource).or_default();
            instances.insert(prior.addr.key.clone(), prior.value.clone());
        }
        for node in graph.order() {
            match node {
                Node::Resource(addr) => {
                    let Some(block) = block_of(input.config, addr) else { continue };
                    for module in values.instances(&addr.module) {
                        let resource = resource_in(&values, module, node);
                        let found = resource.and_then(|r| Some((subject_of(&r), objects.remove(&r)?)));
                        if let Some((subject, instances)) = found {
                            values.set_resource(module, subject, repetition_of(block), instances);
                        }
                    }
                }
                // What fails here is unknown; asked for by name, the expression around it shows that.
                node => drop(cx.node(&mut values, node)),
            }
        }
        Ok(Console { cx, values })
    }

    /// An error for a name that the root module does not declare.
    fn declared(&self, subject: &Subject, span: Span) -> Result<(), Diagnostic> {
        let root = &self.cx.config.root;
        let (is_there, help) = match subject {
            Subject::Variable(name) => {
                (root.variables.contains_key(name), did_you_mean(name, root.variables.keys().map(|k| &**k)))
            }
            Subject::Local(name) => {
                (root.locals.contains_key(name), did_you_mean(name, root.locals.keys().map(|k| &**k)))
            }
            Subject::Module(name) => {
                (root.calls.contains_key(name), did_you_mean(name, root.calls.keys().map(|k| &**k)))
            }
            Subject::Resource { mode, type_name, name } => (
                root.resource(*mode, type_name, name).is_some(),
                did_you_mean(name, root.resources.keys().filter(|k| k.1 == *type_name).map(|k| &*k.2)),
            ),
            _ => return Ok(()),
        };
        match is_there {
            true => Ok(()),
            false => {
                let detail = format!("The root module does not declare `{}`.", name_of(subject));
                Err(Diagnostic::error("Undeclared name", detail).at(span).help(help))
            }
        }
    }
}

/// The address of a resource's node in one instance of its module.
fn resource_in(values: &Values, module: ModuleId, node: &Node) -> Option<ResourceAddr> {
    let addr = node.resource()?;
    Some(ResourceAddr {
        module: values.addr(module).clone(),
        mode: addr.mode,
        type_name: addr.type_name.clone(),
        name: addr.name.clone(),
    })
}

impl Scope for Console<'_> {
    fn resolve(&self, subject: &Subject, span: Span) -> Result<Value, Diagnostic> {
        self.declared(subject, span)?;
        self.cx.scope(&self.values, self.values.root(), None).resolve(subject, span)
    }
    fn world(&self) -> &dyn World {
        self.cx.around.world
    }
    fn base_dir(&self) -> &Path {
        self.cx.around.base_dir
    }
    fn planning(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::testing::Case;
    use provision_lang::console::answer;
    use provision_lang::syntax::parse_expression;
    use provision_value::SourceId;

    #[test]
    fn the_console_sees_state_and_variables() {
        let case = Case::new(
            r#"
            variable "v" { default = "x" }
            locals { l = "${var.v}-${toy_box.a.id}" }
            resource "toy_box" "a" {}
            resource "toy_box" "many" { count = 2 }
            resource "toy_box" "not_made" {}
            "#,
        )
        .prior("toy_box.a", &[], |_| {})
        .prior("toy_box.many[0]", &[], |_| {})
        .prior("toy_box.many[1]", &[], |_| {});
        let input = case.input();
        let console = Console::new(&input).unwrap();
        for (text, shown) in [
            ("local.l", "\"x-id-toy_box.a\""),
            ("toy_box.many[1].id", "\"id-toy_box.many[1]\""),
            ("length(toy_box.many)", "2"),
            ("toy_box.not_made.id", "(known after apply)"),
        ] {
            let (expr, _) = parse_expression(SourceId(9), text);
            let (answer, diags) = answer(&expr, &console);
            assert!(!diags.has_errors(), "{text}: {diags:?}");
            assert_eq!(answer, shown, "{text}");
        }
        let (expr, _) = parse_expression(SourceId(9), "toy_box.not_mode.id");
        let (_, diags) = answer(&expr, &console);
        assert_eq!(diags.0[0].help, "Did you mean \"not_made\"?");
    }
}
