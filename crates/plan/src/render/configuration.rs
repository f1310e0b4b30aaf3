//! The `configuration` part of a plan's JSON: what is written, with constants as values and everything else as references.

use provision_graph::{Graph, Node};
use provision_lang::ast::{Body, Expr, ExprKind, ObjectKey, TemplatePart, UnaryOp};
use provision_lang::config::{Config, Module, ModuleCall, Output, Resource, Variable};
use provision_lang::{RefStep, Reference, Subject, references};
use provision_schema::{Block, Catalog, Nesting};
use provision_value::convert::convert;
use provision_value::json::to_json;
use provision_value::{Mode, Type, Value};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The whole configuration. `graph` tells which provider configuration each resource uses.
pub fn configuration(config: &Config, graph: &Graph, catalog: &dyn Catalog) -> Json {
    let view = View { config, graph, catalog };
    json!({ "provider_config": view.providers(), "root_module": view.module(&config.root) })
}

struct View<'a> {
    config: &'a Config,
    graph: &'a Graph,
    catalog: &'a dyn Catalog,
}

impl View<'_> {
    fn providers(&self) -> Json {
        let mut out = BTreeMap::new();
        for node in self.graph.order() {
            let Node::Provider(path, name, alias) = node else { continue };
            let module = self.config.module(path);
            let mut entry = Map::new();
            entry.insert("name".into(), (&**name).into());
            entry.insert("full_name".into(), full_name(module.map(|m| &**m), name).into());
            if let Some(alias) = alias {
                entry.insert("alias".into(), (&**alias).into());
            }
            if !path.is_empty() {
                entry.insert("module_address".into(), module_address(path).into());
            }
            let required = module.and_then(|m| m.terraform.required_providers.get(name));
            if let Some(version) = required.and_then(|r| r.version.as_deref()) {
                entry.insert("version_constraint".into(), version.into());
            }
            let block = module.and_then(|m| m.providers.get(&(name.clone(), alias.clone())));
            if let Some(block) = block {
                insert_expressions(&mut entry, &block.body, self.catalog.provider(name));
            }
            out.insert(provider_key(node), Json::Object(entry));
        }
        Json::Object(out.into_iter().collect())
    }

    fn module(&self, module: &Module) -> Json {
        let mut out = Map::new();
        let outputs: Map<_, _> = module.outputs.iter().map(|(n, o)| (n.to_string(), output(o))).collect();
        insert(&mut out, "outputs", outputs);
        // Data sources follow the managed resources, each sorted by type and name.
        let resources: Vec<Json> = module.resources.values().map(|r| self.resource(r)).collect();
        if !resources.is_empty() {
            out.insert("resources".into(), Json::Array(resources));
        }
        let calls: Map<_, _> = module.calls.iter().map(|(n, c)| (n.to_string(), self.call(c))).collect();
        insert(&mut out, "module_calls", calls);
        let variables: Map<_, _> =
            module.variables.iter().map(|(n, v)| (n.to_string(), variable(v))).collect();
        insert(&mut out, "variables", variables);
        Json::Object(out)
    }

    fn resource(&self, resource: &Resource) -> Json {
        let addr = &resource.addr;
        let ty = self.catalog.get(addr.mode, &addr.type_name);
        let data = addr.mode == Mode::Data;
        let mut out = Map::new();
        let dot = if data { "data." } else { "" };
        out.insert("address".into(), format!("{dot}{}.{}", addr.type_name, addr.name).into());
        out.insert("mode".into(), if data { "data" } else { "managed" }.into());
        out.insert("type".into(), (&*addr.type_name).into());
        out.insert("name".into(), (&*addr.name).into());
        if let Some(provider) = self.graph.provider(addr) {
            out.insert("provider_config_key".into(), provider_key(provider).into());
        }
        insert_expressions(&mut out, &resource.body, ty.map(|t| &t.block));
        out.insert("schema_version".into(), ty.map_or(0, |t| t.version).into());
        insert_expression(&mut out, "count_expression", &resource.count);
        insert_expression(&mut out, "for_each_expression", &resource.for_each);
        insert_depends(&mut out, &resource.depends_on);
        Json::Object(out)
    }

    fn call(&self, call: &ModuleCall) -> Json {
        let mut out = Map::new();
        out.insert("source".into(), (&*call.source).into());
        insert_expressions(&mut out, &call.body, None);
        insert_expression(&mut out, "count_expression", &call.count);
        insert_expression(&mut out, "for_each_expression", &call.for_each);
        out.insert("module".into(), self.module(&call.module));
        insert_depends(&mut out, &call.depends_on);
        Json::Object(out)
    }
}

fn insert(out: &mut Map<String, Json>, name: &str, members: Map<String, Json>) {
    if !members.is_empty() {
        out.insert(name.into(), Json::Object(members));
    }
}

fn insert_expressions(out: &mut Map<String, Json>, body: &Body, schema: Option<&Block>) {
    insert(out, "expressions", expressions(body, schema));
}

fn insert_expression(out: &mut Map<String, Json>, name: &str, expr: &Option<Expr>) {
    let shown = expr.as_ref().map(expression).filter(|e| *e != json!({}));
    if let Some(shown) = shown {
        out.insert(name.into(), shown);
    }
}

fn insert_depends(out: &mut Map<String, Json>, on: &[Reference]) {
    if !on.is_empty() {
        let last = |r: &Reference| spelled(r).into_iter().next().unwrap_or_default();
        out.insert("depends_on".into(), on.iter().map(|r| Json::from(last(r))).collect());
    }
}

fn output(output: &Output) -> Json {
    let mut out = Map::new();
    if output.sensitive {
        out.insert("sensitive".into(), true.into());
    }
    out.insert("expression".into(), expression(&output.value));
    if let Some(text) = &output.description {
        out.insert("description".into(), (&**text).into());
    }
    insert_depends(&mut out, &output.depends_on);
    Json::Object(out)
}

fn variable(variable: &Variable) -> Json {
    let mut out = Map::new();
    if let Some(default) = variable.default.as_ref().and_then(|e| constant(e, 0)) {
        let default = convert(&default, &variable.ty).unwrap_or(default);
        out.insert("default".into(), to_json(&default));
    }
    if let Some(text) = &variable.description {
        out.insert("description".into(), (&**text).into());
    }
    if variable.sensitive {
        out.insert("sensitive".into(), true.into());
    }
    Json::Object(out)
}

/// The arguments of a body, and its nested blocks by kind. `dynamic` blocks are not part of the representation.
fn expressions(body: &Body, schema: Option<&Block>) -> Map<String, Json> {
    let mut out: BTreeMap<String, Json> =
        body.attributes.iter().map(|a| (a.name.name.to_string(), expression(&a.expr))).collect();
    for block in body.blocks.iter().filter(|b| &*b.kind.name != "dynamic") {
        let name = &*block.kind.name;
        let nested = schema.and_then(|s| s.blocks.get(name));
        let inner = Json::Object(expressions(&block.body, nested.map(|n| &*n.block)));
        match (nested.map(|n| n.nesting), out.get_mut(name)) {
            (Some(Nesting::Single), _) => drop(out.insert(name.into(), inner)),
            (_, Some(Json::Array(list))) => list.push(inner),
            _ => drop(out.insert(name.into(), Json::Array(vec![inner]))),
        }
    }
    out.into_iter().collect()
}

/// A constant as its value, anything else as what it refers to.
fn expression(expr: &Expr) -> Json {
    let found = references(expr);
    if found.is_empty() {
        return constant(expr, 0).map_or_else(|| json!({}), |v| json!({ "constant_value": to_json(&v) }));
    }
    let mut all: Vec<String> = Vec::new();
    for text in found.iter().flat_map(spelled) {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    json!({ "references": all })
}

/// A reference as it is written, then without its last step, down to what is named.
fn spelled(reference: &Reference) -> Vec<String> {
    let subject = match &reference.subject {
        Subject::Variable(n) => format!("var.{n}"),
        Subject::Local(n) => format!("local.{n}"),
        Subject::Resource { mode: Mode::Data, type_name, name } => format!("data.{type_name}.{name}"),
        Subject::Resource { mode: Mode::Managed, type_name, name } => format!("{type_name}.{name}"),
        Subject::Module(n) => format!("module.{n}"),
        Subject::EachKey => "each.key".into(),
        Subject::EachValue => "each.value".into(),
        Subject::CountIndex => "count.index".into(),
        Subject::Path(n) => format!("path.{n}"),
        Subject::Terraform(n) => format!("terraform.{n}"),
        Subject::SelfRef => "self".into(),
    };
    let step = |step: &RefStep| match step {
        RefStep::Attr(name) => format!(".{}", name.name),
        RefStep::Key(key) => format!("[{}]", to_json(key)),
    };
    let mut texts = vec![subject];
    for part in &reference.rest {
        let text = format!("{}{}", texts.last().map_or("", |t| t), step(part));
        texts.push(text);
    }
    // The instance of a module that is named stands for the call.
    if matches!((&reference.subject, reference.rest.first()), (Subject::Module(_), Some(RefStep::Key(_)))) {
        texts.remove(0);
    }
    texts.reverse();
    texts
}

/// The value of an expression without names, functions and operators.
fn constant(expr: &Expr, depth: usize) -> Option<Value> {
    if depth > 60 {
        return None;
    }
    let inner = |e: &Expr| constant(e, depth + 1);
    match &expr.kind {
        ExprKind::Literal(v) => Some(v.clone()),
        ExprKind::Paren(e) | ExprKind::TemplateWrap(e) => inner(e),
        ExprKind::Unary(UnaryOp::Neg, e) => inner(e)?.as_number().map(|n| Value::number(n.neg())),
        ExprKind::Unary(UnaryOp::Not, e) => inner(e)?.as_bool().map(|b| Value::bool(!b)),
        ExprKind::Tuple(items) => items.iter().map(inner).collect::<Option<_>>().map(Value::tuple),
        ExprKind::Object(items) => {
            let pair = |(key, value): &(ObjectKey, Expr)| -> Option<(Arc<str>, Value)> {
                let key = match key {
                    ObjectKey::Name(name) => name.name.clone(),
                    ObjectKey::Expr(e) => convert(&inner(e)?, &Type::String).ok()?.as_str()?.into(),
                };
                Some((key, inner(value)?))
            };
            items.iter().map(pair).collect::<Option<BTreeMap<_, _>>>().map(Value::object)
        }
        ExprKind::Template(parts) => {
            let text = |part: &TemplatePart| match part {
                TemplatePart::Text(t) => Some(t.clone()),
                TemplatePart::Expr(e) => convert(&inner(e)?, &Type::String).ok()?.as_str().map(Arc::from),
                TemplatePart::If(..) | TemplatePart::For { .. } => None,
            };
            parts.iter().map(text).collect::<Option<Vec<_>>>().map(|t| Value::string(t.concat()))
        }
        _ => None,
    }
}

/// `aws`, `aws.east`, `module.net:aws`.
fn provider_key(node: &Node) -> String {
    let Node::Provider(path, name, alias) = node else { return String::new() };
    let module = if path.is_empty() { String::new() } else { format!("{}:", module_address(path)) };
    let alias = alias.as_ref().map(|a| format!(".{a}")).unwrap_or_default();
    format!("{module}{name}{alias}")
}

fn module_address(path: &[Arc<str>]) -> String {
    path.iter().map(|n| format!("module.{n}")).collect::<Vec<_>>().join(".")
}

/// The provider's source address.
fn full_name(module: Option<&Module>, name: &str) -> String {
    let source =
        module.and_then(|m| m.terraform.required_providers.get(name)).and_then(|r| r.source.as_deref());
    match source {
        _ if name == "terraform" => "terraform.io/builtin/terraform".into(),
        Some(source) if source.matches('/').count() == 2 => source.into(),
        Some(source) => format!("registry.terraform.io/{source}"),
        None => format!("registry.terraform.io/hashicorp/{name}"),
    }
}

#[cfg(test)]
#[path = "configuration_tests.rs"]
mod tests;
