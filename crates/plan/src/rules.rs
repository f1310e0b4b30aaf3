//! What planning finds of the rules in a configuration (validations, preconditions, postconditions, assertions of checks), told
//! as Terraform's JSON tells it under `checks`.

mod stored;

use crate::conditions::{Status, observe};
use provision_graph::Node;
use provision_lang::Scope;
use provision_lang::config::{Check, Config, Module};
use provision_value::{ConfigAddr, Diagnostic, Diagnostics, InstanceKey, Mode, ModuleInstance};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub use stored::{from_state, to_state};

/// How the rules of one instance stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// All in all.
    pub status: Status,
    /// What those say that do not hold.
    pub problems: Vec<String>,
}

impl From<Status> for Standing {
    fn from(status: Status) -> Standing {
        Standing { status, problems: Vec::new() }
    }
}

/// One instance of what rules stand in.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Its module.
    pub module: ModuleInstance,
    /// Its key, where it is that of a block with `count` or `for_each`.
    pub key: Option<InstanceKey>,
    /// Its rules.
    pub standing: Standing,
}

/// What was found, by what the rules stand in: resources, outputs, validations, checks.
#[derive(Debug, Default)]
pub struct Rules(HashMap<Node, Vec<Judged>>);

impl Rules {
    /// Notes all instances of one thing.
    pub fn note(&mut self, node: &Node, instances: Vec<Judged>) {
        self.0.insert(node.clone(), instances);
    }

    /// Everything in the configuration that has rules, in Terraform's order. Of what was not visited nothing is known.
    pub fn to_json(&self, config: &Config) -> Vec<Json> {
        let mut all: Vec<(String, Json)> =
            config.modules().into_iter().flat_map(|m| nodes(m)).map(|node| self.one(&node)).collect();
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        all.into_iter().map(|(_, json)| json).collect()
    }

    fn one(&self, node: &Node) -> (String, Json) {
        let (name, mut address) = named(node);
        let module: String = node.module().iter().map(|name| format!("module.{name}.")).collect();
        let shown = format!("{module}{name}");
        address.insert("to_display".into(), shown.as_str().into());
        if let Some(module) = module.strip_suffix('.') {
            address.insert("module".into(), module.into());
        }
        let mut out = Map::new();
        out.insert("address".into(), Json::Object(address));
        stands(&mut out, &name, self.0.get(node).map(Vec::as_slice));
        (shown, Json::Object(out))
    }
}

/// Status and instances of what rules stand in.
fn stands(out: &mut Map<String, Json>, name: &str, judged: Option<&[Judged]>) {
    let status =
        judged.map_or(Status::Unknown, |all| all.iter().map(|j| j.standing.status).max().unwrap_or_default());
    out.insert("status".into(), word(status).into());
    let mut instances: Vec<(String, Json)> =
        judged.into_iter().flatten().map(|judged| instance(name, judged)).collect();
    if !instances.is_empty() {
        instances.sort_by(|(a, _), (b, _)| a.cmp(b));
        out.insert("instances".into(), instances.into_iter().map(|(_, json)| json).collect());
    }
}

/// Judges the assertions of a `check` block: each that does not hold is a warning. `problems` are those that its data source had.
pub fn judge_check(
    name: &str,
    check: &Check,
    scope: &dyn Scope,
    mut problems: Vec<String>,
    found: &mut Diagnostics,
) -> Result<Standing, Diagnostics> {
    let status = observe("assertion", &check.asserts, scope, |rule, message| {
        let summary = format!("The check `{name}` does not hold");
        found.push(Diagnostic::warning(summary, message.clone()).at(rule.condition.span));
        problems.push(message);
    })?;
    Ok(Standing { status: if problems.is_empty() { status } else { Status::Fail }, problems })
}

/// The node that one item of [`Rules::to_json`] is about, where only apply can tell how its rules stand.
pub fn undecided(item: &Json) -> Option<Node> {
    if item["status"] != "unknown" {
        return None;
    }
    let address = &item["address"];
    let text = |name: &str| address[name].as_str().map(Arc::<str>::from);
    let path: Vec<Arc<str>> = module_path(address["module"].as_str().unwrap_or_default());
    match address["kind"].as_str()? {
        "check" => Some(Node::Check(path, text("name")?)),
        "output_value" => Some(Node::Output(path, text("name")?)),
        "resource" => Some(Node::Resource(ConfigAddr {
            module: path,
            mode: if address["mode"] == "data" { Mode::Data } else { Mode::Managed },
            type_name: text("type")?,
            name: text("name")?,
        })),
        _ => None,
    }
}

/// The names in `module.a.module.b`.
fn module_path(text: &str) -> Vec<Arc<str>> {
    text.split('.').skip(1).step_by(2).map(Arc::from).collect()
}

/// An item of [`Rules::to_json`] with what is known now. Instances that nothing new is known of stay.
pub fn rejudged(mut item: Json, node: &Node, judged: Vec<Judged>) -> Json {
    let (name, _) = named(node);
    let new: HashMap<String, Json> = judged.iter().map(|judged| instance(&name, judged)).collect();
    let Json::Object(out) = &mut item else { return item };
    let mut all: BTreeMap<String, Json> = BTreeMap::new();
    if let Some(Json::Array(old)) = out.remove("instances") {
        let shown = |item: &Json| item["address"]["to_display"].as_str().unwrap_or_default().to_owned();
        all.extend(old.into_iter().map(|item| (shown(&item), item)));
    }
    for (shown, now) in new {
        // What the plan could tell of an instance is told.
        if all.get(&shown).is_none_or(|old| old["status"] == "unknown") {
            all.insert(shown, now);
        }
    }
    let worst = all.values().map(|item| item["status"].as_str().unwrap_or_default());
    let worst = worst.max_by_key(|word| WORDS.iter().position(|w| w == word)).unwrap_or(WORDS[0]).to_owned();
    out.insert("status".into(), worst.into());
    if !all.is_empty() {
        out.insert("instances".into(), all.into_values().collect());
    }
    item
}

/// What has rules in a module.
fn nodes(module: &Module) -> Vec<Node> {
    let path = || module.path.clone();
    let validated = module.variables.iter().filter(|(_, v)| !v.validations.is_empty());
    let outputs = module.outputs.iter().filter(|(_, o)| !o.preconditions.is_empty());
    let resources = module.resources.values().filter(|r| r.lifecycle.has_conditions());
    let checks = module.checks.keys();
    validated
        .map(|(name, _)| Node::Validation(path(), name.clone()))
        .chain(outputs.map(|(name, _)| Node::Output(path(), name.clone())))
        .chain(resources.map(|r| Node::Resource(r.addr.clone())))
        .chain(checks.map(|name| Node::Check(path(), name.clone())))
        .collect()
}

/// The address inside its module, and its parts as JSON tells them.
fn named(node: &Node) -> (String, Map<String, Json>) {
    let (shown, parts) = match node {
        Node::Check(_, name) => (format!("check.{name}"), json!({ "kind": "check", "name": &**name })),
        Node::Output(_, name) => {
            (format!("output.{name}"), json!({ "kind": "output_value", "name": &**name }))
        }
        Node::Validation(_, name) => (format!("var.{name}"), json!({ "kind": "var", "name": &**name })),
        Node::Resource(addr) => {
            let data = addr.mode == Mode::Data;
            let shown = format!("{}{}.{}", if data { "data." } else { "" }, addr.type_name, addr.name);
            let mode = if data { "data" } else { "managed" };
            let parts =
                json!({ "kind": "resource", "mode": mode, "type": &*addr.type_name, "name": &*addr.name });
            (shown, parts)
        }
        // Nothing else has rules.
        _ => (String::new(), Json::Null),
    };
    let parts = match parts {
        Json::Object(parts) => parts,
        _ => Map::new(),
    };
    (shown, parts)
}

fn instance(name: &str, judged: &Judged) -> (String, Json) {
    let mut address = Map::new();
    let mut shown = String::new();
    if !judged.module.0.is_empty() {
        address.insert("module".into(), judged.module.to_string().into());
        shown = format!("{}.", judged.module);
    }
    shown.push_str(name);
    if let Some(key) = &judged.key {
        shown.push_str(&key.to_string());
        address.insert("instance_key".into(), key_json(key));
    }
    address.insert("to_display".into(), shown.as_str().into());
    let mut out = Map::new();
    out.insert("address".into(), Json::Object(address));
    out.insert("status".into(), word(judged.standing.status).into());
    let mut problems = judged.standing.problems.clone();
    if !problems.is_empty() {
        problems.sort();
        out.insert("problems".into(), problems.iter().map(|p| json!({ "message": p })).collect());
    }
    (shown, Json::Object(out))
}

fn key_json(key: &InstanceKey) -> Json {
    match key {
        InstanceKey::Int(i) => Json::from(*i),
        InstanceKey::Str(s) => Json::from(&**s),
    }
}

/// The words for how rules stand, the worst last.
const WORDS: [&str; 3] = ["pass", "unknown", "fail"];

fn word(status: Status) -> &'static str {
    match status {
        Status::Pass => WORDS[0],
        Status::Unknown => WORDS[1],
        Status::Fail => WORDS[2],
    }
}
