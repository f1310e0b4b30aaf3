//! Plan and state in Terraform's JSON representations, so that policy and cost tools read them unchanged.

use super::text::is_empty;
use crate::model::{Action, Change, OutputChange, Plan, Prior, Reason};
use provision_schema::{Block, Catalog, Nesting};
use provision_value::json::{to_json, type_to_json};
use provision_value::{InstanceAddr, InstanceKey, Kind, Mode, ModuleInstance, Path, Step, Type, Value};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The Terraform release whose structures these are.
pub const TERRAFORM_VERSION: &str = "1.11.4";

/// What a plan's JSON holds besides the plan.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Root variables with the values they have.
    pub variables: BTreeMap<Arc<str>, Value>,
    /// The configuration, from [`super::configuration::configuration`].
    pub configuration: Json,
    /// When the plan was made, in RFC 3339.
    pub timestamp: String,
    /// Planning ended early with an error.
    pub errored: bool,
}

/// One object of a state.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its address.
    pub addr: InstanceAddr,
    /// The key of a deposed object.
    pub deposed: Option<Arc<str>>,
    /// The object.
    pub value: Value,
    /// Addresses of resources that it depends on.
    pub dependencies: Vec<Arc<str>>,
    /// Its creation did not complete.
    pub tainted: bool,
    /// Its provider configuration, as in the state.
    pub provider: Arc<str>,
}

impl From<&Prior> for Held {
    fn from(prior: &Prior) -> Held {
        Held {
            addr: prior.addr.clone(),
            deposed: prior.deposed.clone(),
            value: prior.value.clone(),
            dependencies: prior.dependencies.clone(),
            tainted: prior.tainted,
            provider: prior.provider.clone(),
        }
    }
}

/// A plan: format version 1.2.
pub fn plan(plan: &Plan, catalog: &dyn Catalog, context: &Context) -> Json {
    let view = View { catalog };
    let mut out = Map::new();
    let variables = context.variables.iter().map(|(n, v)| (n.to_string(), json!({ "value": to_json(v) })));
    out.insert("format_version".into(), "1.2".into());
    out.insert("terraform_version".into(), TERRAFORM_VERSION.into());
    if !context.variables.is_empty() {
        out.insert("variables".into(), Json::Object(variables.collect()));
    }
    out.insert("planned_values".into(), view.planned_values(plan));
    if !plan.drift.is_empty() {
        out.insert("resource_drift".into(), plan.drift.iter().map(|p| view.drift(p)).collect());
    }
    let mut changes: Vec<&Change> = plan.changes.iter().filter(|c| is_listed(c)).collect();
    changes.sort_by_cached_key(|c| order(&c.addr));
    if !changes.is_empty() {
        out.insert("resource_changes".into(), changes.into_iter().map(|c| view.resource_change(c)).collect());
    }
    let outputs = plan.outputs.iter().map(|o| (o.name.to_string(), output_change(o)));
    if !plan.outputs.is_empty() {
        out.insert("output_changes".into(), Json::Object(outputs.collect()));
    }
    out.insert("prior_state".into(), prior_state(plan, catalog));
    out.insert("configuration".into(), context.configuration.clone());
    if !plan.checks.is_empty() {
        out.insert("checks".into(), Json::Array(plan.checks.clone()));
    }
    out.insert("timestamp".into(), context.timestamp.as_str().into());
    out.insert("applyable".into(), (!context.errored && !is_empty(plan)).into());
    out.insert("complete".into(), (!context.errored).into());
    out.insert("errored".into(), context.errored.into());
    Json::Object(out)
}

/// A state: format version 1.0. `outputs` are name, value and whether it is sensitive; `checks` how rules stand.
pub fn state<'a>(
    held: &[Held],
    outputs: impl IntoIterator<Item = (&'a str, &'a Value, bool)>,
    checks: Vec<Json>,
    catalog: &dyn Catalog,
) -> Json {
    let view = View { catalog };
    let outputs: Map<String, Json> = outputs
        .into_iter()
        .map(|(name, value, sensitive)| {
            let ty = type_to_json(&value.ty());
            (name.into(), json!({ "sensitive": sensitive, "value": to_json(value), "type": ty }))
        })
        .collect();
    let mut values = Map::new();
    if !outputs.is_empty() {
        values.insert("outputs".into(), Json::Object(outputs));
    }
    let mut held: Vec<&Held> = held.iter().collect();
    held.sort_by_cached_key(|h| order(&h.addr));
    let items = held.into_iter().map(|h| (&h.addr.resource.module, view.held(h)));
    values.insert("root_module".into(), tree(items));
    let mut out = Map::new();
    out.insert("format_version".into(), "1.0".into());
    out.insert("terraform_version".into(), TERRAFORM_VERSION.into());
    out.insert("values".into(), Json::Object(values));
    if !checks.is_empty() {
        out.insert("checks".into(), Json::Array(checks));
    }
    Json::Object(out)
}

/// Objects that changed outside, as `resource_drift` of a plan lists them.
pub fn drift(priors: &[Prior], catalog: &dyn Catalog) -> Json {
    let view = View { catalog };
    priors.iter().map(|p| view.drift(p)).collect()
}

fn prior_state(plan: &Plan, catalog: &dyn Catalog) -> Json {
    let held = |c: &Change| {
        let read = c.addr.resource.mode == Mode::Data && c.action == Action::NoOp;
        let value = if read { c.before.as_ref().or(c.after.as_ref()) } else { c.before.as_ref() };
        Some(Held {
            addr: c.previous_addr.clone().unwrap_or_else(|| c.addr.clone()),
            deposed: c.deposed.clone(),
            value: value?.clone(),
            dependencies: c.dependencies.clone(),
            tainted: c.reason == Some(Reason::ReplaceTainted),
            provider: c.provider.clone(),
        })
    };
    let held: Vec<Held> = plan.changes.iter().filter_map(held).collect();
    let outputs = plan.outputs.iter().filter_map(|o| Some((&*o.name, o.before.as_ref()?, o.sensitive)));
    state(&held, outputs, Vec::new(), catalog)
}

/// Data sources that were read while planning belong to the prior state, not to the changes.
fn is_listed(change: &Change) -> bool {
    change.addr.resource.mode == Mode::Managed || change.action != Action::NoOp
}

struct View<'a> {
    catalog: &'a dyn Catalog,
}

impl View<'_> {
    fn schema(&self, addr: &InstanceAddr) -> Option<&provision_schema::ResourceType> {
        self.catalog.get(addr.resource.mode, &addr.resource.type_name)
    }

    /// The value with the marks of its schema.
    fn marked(&self, addr: &InstanceAddr, value: &Value) -> Value {
        self.schema(addr).map_or_else(|| value.clone(), |t| mark(value, &t.block))
    }

    fn planned_values(&self, plan: &Plan) -> Json {
        let mut out = Map::new();
        let outputs: Map<String, Json> = plan
            .outputs
            .iter()
            .filter_map(|o| {
                let after = o.after.as_ref()?;
                let mut entry = Map::from_iter([("sensitive".to_string(), Json::Bool(hidden(o)))]);
                if after.is_wholly_known() {
                    let ty = if after.is_null() { Type::Dynamic } else { after.ty() };
                    entry.insert("type".into(), type_to_json(&ty));
                    entry.insert("value".into(), to_json(after));
                }
                Some((o.name.to_string(), Json::Object(entry)))
            })
            .collect();
        if !outputs.is_empty() {
            out.insert("outputs".into(), Json::Object(outputs));
        }
        // What is forgotten stays, though nothing is said of it.
        let stays = |c: &&Change| {
            c.deposed.is_none() && is_listed(c) && (c.after.is_some() || c.action == Action::Forget)
        };
        let mut changes: Vec<&Change> = plan.changes.iter().filter(stays).collect();
        changes.sort_by_cached_key(|c| (c.addr.resource.module.clone(), c.addr.to_string()));
        let items = changes.into_iter().map(|c| (&c.addr.resource.module, self.planned(c)));
        out.insert("root_module".into(), tree(items));
        Json::Object(out)
    }

    fn planned(&self, change: &Change) -> Json {
        let mut out = self.head(&change.addr, &change.provider);
        self.values(&mut out, &change.addr, change.after.as_ref());
        if change.after.is_none() {
            out.insert("sensitive_values".into(), false.into());
        }
        Json::Object(out)
    }

    fn held(&self, held: &Held) -> Json {
        let mut out = self.head(&held.addr, &held.provider);
        self.values(&mut out, &held.addr, Some(&held.value));
        if !held.dependencies.is_empty() {
            out.insert("depends_on".into(), held.dependencies.iter().map(|d| Json::from(&**d)).collect());
        }
        if held.tainted {
            out.insert("tainted".into(), true.into());
        }
        if let Some(key) = &held.deposed {
            out.insert("deposed_key".into(), (&**key).into());
        }
        Json::Object(out)
    }

    fn values(&self, out: &mut Map<String, Json>, addr: &InstanceAddr, value: Option<&Value>) {
        out.insert("schema_version".into(), self.schema(addr).map_or(0, |t| t.version).into());
        if let Some(value) = value {
            if let Some(values) = known(value).filter(|v| v.as_object().is_none_or(|v| !v.is_empty())) {
                out.insert("values".into(), values);
            }
            out.insert("sensitive_values".into(), sensitive(&self.marked(addr, value)));
        }
    }

    /// Address, mode, type, name, key and provider.
    fn head(&self, addr: &InstanceAddr, provider: &str) -> Map<String, Json> {
        let resource = &addr.resource;
        let mut out = Map::new();
        out.insert("address".into(), addr.to_string().into());
        out.insert("mode".into(), if resource.mode == Mode::Data { "data" } else { "managed" }.into());
        out.insert("type".into(), (&*resource.type_name).into());
        out.insert("name".into(), (&*resource.name).into());
        match &addr.key {
            Some(InstanceKey::Int(i)) => drop(out.insert("index".into(), (*i).into())),
            Some(InstanceKey::Str(s)) => drop(out.insert("index".into(), (&**s).into())),
            None => {}
        }
        out.insert("provider_name".into(), provider_name(provider).into());
        out
    }

    fn resource_change(&self, change: &Change) -> Json {
        let head = self.head(&change.addr, &change.provider);
        let mut out = Map::new();
        for (name, value) in head {
            let address = name == "address";
            out.insert(name, value);
            if address {
                if let Some(previous) = &change.previous_addr {
                    out.insert("previous_address".into(), previous.to_string().into());
                }
                if !change.addr.resource.module.0.is_empty() {
                    out.insert("module_address".into(), change.addr.resource.module.to_string().into());
                }
            }
        }
        if let Some(key) = &change.deposed {
            out.insert("deposed".into(), (&**key).into());
        }
        let mut body = self.difference(
            &change.addr,
            actions(change.action),
            change.before.as_ref(),
            change.after.as_ref(),
        );
        if !change.replace_paths.is_empty() {
            body.insert("replace_paths".into(), change.replace_paths.iter().map(path).collect());
        }
        if let Some(id) = &change.importing {
            body.insert("importing".into(), json!({ "id": id }));
        }
        out.insert("change".into(), Json::Object(body));
        if let Some(reason) = change.reason {
            out.insert("action_reason".into(), action_reason(reason).into());
        }
        Json::Object(out)
    }

    fn drift(&self, prior: &Prior) -> Json {
        let mut out = self.head(&prior.addr, &prior.provider);
        let gone = prior.value.is_null();
        let after = (!gone).then_some(&prior.value);
        let actions = if gone { &["delete"] } else { &["update"] };
        let body = self.difference(&prior.addr, actions, prior.before_refresh.as_ref(), after);
        out.insert("change".into(), Json::Object(body));
        Json::Object(out)
    }

    fn difference(
        &self,
        addr: &InstanceAddr,
        actions: &[&str],
        before: Option<&Value>,
        after: Option<&Value>,
    ) -> Map<String, Json> {
        let marks = |v: Option<&Value>| v.map_or(Json::Bool(false), |v| sensitive(&self.marked(addr, v)));
        let side = |v: Option<&Value>| v.and_then(known).unwrap_or(Json::Null);
        let mut out = Map::new();
        out.insert("actions".into(), json!(actions));
        out.insert("before".into(), side(before));
        out.insert("after".into(), side(after));
        let open = after.filter(|v| !v.is_wholly_known());
        out.insert("after_unknown".into(), open.map_or_else(|| json!({}), unknown));
        out.insert("before_sensitive".into(), marks(before));
        out.insert("after_sensitive".into(), marks(after));
        out
    }
}

/// True for an output that is sensitive, or was.
fn hidden(output: &OutputChange) -> bool {
    output.sensitive || output.before.as_ref().is_some_and(Value::is_sensitive)
}

fn output_change(output: &OutputChange) -> Json {
    let mut out = Map::new();
    let before = output.before.as_ref().filter(|v| !v.is_null());
    let after = output.after.as_ref().filter(|v| !v.is_null());
    let action = match (before, after) {
        (None, None) => "no-op",
        (None, Some(_)) => "create",
        (Some(_), None) => "delete",
        (Some(b), Some(a)) if b == a && a.is_wholly_known() && (output.sensitive || !b.is_sensitive()) => {
            "no-op"
        }
        _ => "update",
    };
    out.insert("actions".into(), json!([action]));
    out.insert("before".into(), before.map_or(Json::Null, to_json));
    match after.map(known) {
        Some(Some(value)) => drop(out.insert("after".into(), value)),
        Some(None) => {}
        None => drop(out.insert("after".into(), Json::Null)),
    }
    let is_known = after.is_none_or(Value::is_wholly_known);
    out.insert(
        "after_unknown".into(),
        if is_known { false.into() } else { after.map_or(false.into(), unknown) },
    );
    out.insert("before_sensitive".into(), hidden(output).into());
    out.insert("after_sensitive".into(), hidden(output).into());
    Json::Object(out)
}

/// Terraform's words for an action.
pub fn actions(action: Action) -> &'static [&'static str] {
    match action {
        Action::NoOp => &["no-op"],
        Action::Create => &["create"],
        Action::Update => &["update"],
        Action::DeleteThenCreate => &["delete", "create"],
        Action::CreateThenDelete => &["create", "delete"],
        Action::Delete => &["delete"],
        Action::Read => &["read"],
        Action::Forget => &["forget"],
    }
}

/// Terraform's word for a reason.
pub fn action_reason(reason: Reason) -> &'static str {
    match reason {
        Reason::ReplaceTainted => "replace_because_tainted",
        Reason::ReplaceRequested => "replace_by_request",
        Reason::ReplaceTriggered => "replace_by_triggers",
        Reason::CannotUpdate => "replace_because_cannot_update",
        Reason::NoResourceConfig => "delete_because_no_resource_config",
        Reason::NoModule => "delete_because_no_module",
        Reason::NoMoveTarget => "delete_because_no_move_target",
        Reason::WrongRepetition => "delete_because_wrong_repetition",
        Reason::CountIndex => "delete_because_count_index",
        Reason::EachKey => "delete_because_each_key",
        Reason::ConfigUnknown => "read_because_config_unknown",
        Reason::DependencyPending => "read_because_dependency_pending",
    }
}

/// `registry.terraform.io/hashicorp/aws` of `provider["registry.terraform.io/hashicorp/aws"].alias`.
fn provider_name(provider: &str) -> &str {
    provider.split('"').nth(1).unwrap_or(provider)
}

/// The order of Terraform's lists: modules from the outside in, data sources first, then by type, name and key.
fn order(addr: &InstanceAddr) -> impl Ord + use<> {
    let r = addr.resource.clone();
    (r.module.0.len(), r.module, r.mode == Mode::Managed, r.type_name, r.name, addr.key.clone())
}

/// Resources under their modules. The items come sorted, outer modules first.
fn tree<'m>(items: impl Iterator<Item = (&'m ModuleInstance, Json)>) -> Json {
    let mut by_module: BTreeMap<ModuleInstance, Vec<Json>> = BTreeMap::new();
    for (module, item) in items {
        for depth in 0..module.0.len() {
            by_module.entry(ModuleInstance(module.0[..depth].to_vec())).or_default();
        }
        by_module.entry(module.clone()).or_default().push(item);
    }
    // The innermost come last, so each can be handed to its parent when it is complete.
    let mut children: BTreeMap<ModuleInstance, Vec<Json>> = BTreeMap::new();
    let mut root = json!({});
    let mut modules: Vec<_> = by_module.into_iter().collect();
    modules.sort_by_key(|(module, _)| std::cmp::Reverse(module.0.len()));
    for (module, resources) in modules {
        let mut out = Map::new();
        if !resources.is_empty() {
            out.insert("resources".into(), Json::Array(resources));
        }
        if let Some(inner) = children.remove(&module) {
            out.insert("child_modules".into(), Json::Array(inner));
        }
        if module.0.is_empty() {
            root = Json::Object(out);
        } else {
            out.insert("address".into(), module.to_string().into());
            let parent = ModuleInstance(module.0[..module.0.len() - 1].to_vec());
            children.entry(parent).or_default().push(Json::Object(out));
        }
    }
    root
}

fn path(path: &Path) -> Json {
    // A set's items have no index: the path ends at the set.
    let steps = path.0.iter().take_while(|s| **s != Step::Element);
    steps
        .map(|step| match step {
            Step::Attr(n) | Step::Key(n) => Json::from(&**n),
            Step::Index(i) => Json::from(*i),
            Step::Element => Json::Null,
        })
        .collect()
}

/// What is known of a value: unknown members of objects are left out, unknown items are null; nothing when it is unknown itself.
fn known(value: &Value) -> Option<Json> {
    Some(match value.kind() {
        Kind::Unknown(..) => return None,
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => {
            v.iter().map(|v| known(v).unwrap_or(Json::Null)).collect()
        }
        Kind::Map(_, m) | Kind::Object(m) => {
            Json::Object(m.iter().filter_map(|(k, v)| Some((k.to_string(), known(v)?))).collect())
        }
        _ => to_json(value),
    })
}

/// The shape of a value with true where it is unknown; members that are wholly known scalars are left out.
fn unknown(value: &Value) -> Json {
    match value.kind() {
        Kind::Unknown(..) => Json::Bool(true),
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => v.iter().map(unknown).collect(),
        Kind::Map(_, m) | Kind::Object(m) => members(m, unknown),
        _ => Json::Bool(false),
    }
}

/// The shape of a value with true where it is sensitive; other scalar members are left out.
fn sensitive(value: &Value) -> Json {
    if value.is_sensitive() {
        return Json::Bool(true);
    }
    match value.kind() {
        Kind::Unknown(Type::List(_) | Type::Set(_) | Type::Tuple(_), _) => json!([]),
        Kind::Unknown(Type::Map(_) | Type::Object(_), _) => json!({}),
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => v.iter().map(sensitive).collect(),
        Kind::Map(_, m) | Kind::Object(m) => members(m, sensitive),
        _ => Json::Bool(false),
    }
}

fn members(map: &BTreeMap<Arc<str>, Value>, of: fn(&Value) -> Json) -> Json {
    let members = map.iter().map(|(k, v)| (k.to_string(), of(v))).filter(|(_, v)| *v != Json::Bool(false));
    Json::Object(members.collect())
}

/// The value with the sensitive attributes of its schema marked.
fn mark(value: &Value, block: &Block) -> Value {
    let mut marked = value.clone();
    for (name, attribute) in block.attributes.iter().filter(|(_, a)| a.sensitive) {
        if let Some(inner) = marked.get(name).filter(|v| !v.is_null() && !v.is_sensitive()) {
            debug_assert!(attribute.sensitive);
            marked = marked.with(name, inner.clone().sensitive());
        }
    }
    for (name, nested) in &block.blocks {
        let Some(inner) = marked.get(name) else { continue };
        let items = |v: &[Value]| -> Vec<Value> { v.iter().map(|i| mark(i, &nested.block)).collect() };
        let new = match (nested.nesting, inner.kind()) {
            (Nesting::Single, Kind::Object(_)) => mark(inner, &nested.block),
            (_, Kind::List(t, v)) => Value::list(t.clone(), items(v)),
            (_, Kind::Set(t, v)) => Value::set(t.clone(), items(v)),
            _ => continue,
        };
        marked = marked.with(name, new.with_marks(inner.marks()));
    }
    marked
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
