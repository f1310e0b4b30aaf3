//! How rules stand, as a state file holds it.

use super::{key_json, named};
use provision_graph::Node;
use provision_value::{ConfigAddr, InstanceAddr, Mode};
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

/// How a state file holds the items of [`super::Rules::to_json`], under `check_results`; null where there are none.
pub fn to_state(items: &[Json]) -> Json {
    if items.is_empty() {
        return Json::Null;
    }
    let one = |item: &Json| {
        let address = &item["address"];
        let kind = match address["kind"].as_str() {
            Some("output_value") => "output",
            other => other.unwrap_or_default(),
        };
        let object = |instance: &Json| {
            let mut out = Map::new();
            out.insert("object_addr".into(), instance["address"]["to_display"].clone());
            out.insert("status".into(), instance["status"].clone());
            if let Some(problems) = instance["problems"].as_array() {
                let messages = problems.iter().map(|p| p["message"].clone()).collect();
                out.insert("failure_messages".into(), Json::Array(messages));
            }
            Json::Object(out)
        };
        let objects = item["instances"].as_array().map(|all| all.iter().map(object).collect::<Vec<_>>());
        json!({
            "object_kind": kind,
            "config_addr": address["to_display"],
            "status": item["status"],
            "objects": objects,
        })
    };
    items.iter().map(one).collect()
}

/// The items of [`super::Rules::to_json`], from `check_results` of a state file. What cannot be read is left out.
pub fn from_state(results: &Json) -> Vec<Json> {
    let mut items: Vec<Json> = results.as_array().into_iter().flatten().filter_map(of_state).collect();
    items.sort_by_cached_key(|item| item["address"]["to_display"].to_string());
    items
}

fn of_state(result: &Json) -> Option<Json> {
    let shown = result["config_addr"].as_str()?;
    // Names have no dots: what comes last is `kind.name`, `type.name` or `data.type.name`.
    let words: Vec<&str> = shown.split('.').collect();
    let modules = words.chunks(2).take_while(|pair| pair[0] == "module" && pair.len() == 2).count() * 2;
    let (modules, rest) = words.split_at(modules);
    let path = modules.iter().skip(1).step_by(2).map(|name| Arc::from(*name)).collect();
    let node = match (result["object_kind"].as_str()?, rest) {
        ("check", [_, name]) => Node::Check(path, (*name).into()),
        ("output", [_, name]) => Node::Output(path, (*name).into()),
        ("var", [_, name]) => Node::Validation(path, (*name).into()),
        ("resource", rest) => {
            let (mode, rest) = match rest {
                ["data", rest @ ..] => (Mode::Data, rest),
                rest => (Mode::Managed, rest),
            };
            let [type_name, name] = rest else { return None };
            let (type_name, name) = ((*type_name).into(), (*name).into());
            Node::Resource(ConfigAddr { module: path, mode, type_name, name })
        }
        _ => return None,
    };
    let (_, mut address) = named(&node);
    address.insert("to_display".into(), shown.into());
    if !modules.is_empty() {
        address.insert("module".into(), modules.join(".").into());
    }
    let mut out = Map::new();
    out.insert("address".into(), Json::Object(address));
    out.insert("status".into(), result["status"].clone());
    let objects = result["objects"].as_array().into_iter().flatten();
    let mut instances: Vec<Json> = objects.filter_map(|object| object_of(&node, object)).collect();
    instances.sort_by_cached_key(|item| item["address"]["to_display"].to_string());
    if !instances.is_empty() {
        out.insert("instances".into(), instances.into());
    }
    Some(Json::Object(out))
}

fn object_of(node: &Node, object: &Json) -> Option<Json> {
    let shown = object["object_addr"].as_str()?;
    let (name, _) = named(node);
    let mut address = Map::new();
    let (module, key) = match node {
        Node::Resource(_) => {
            let addr: InstanceAddr = shown.parse().ok()?;
            let module = addr.resource.module.to_string();
            (module, addr.key)
        }
        _ => (shown.strip_suffix(&name)?.trim_end_matches('.').to_owned(), None),
    };
    if !module.is_empty() {
        address.insert("module".into(), module.into());
    }
    if let Some(key) = key {
        address.insert("instance_key".into(), key_json(&key));
    }
    address.insert("to_display".into(), shown.into());
    let mut out = Map::new();
    out.insert("address".into(), Json::Object(address));
    out.insert("status".into(), object["status"].clone());
    if let Some(messages) = object["failure_messages"].as_array() {
        out.insert("problems".into(), messages.iter().map(|m| json!({ "message": m })).collect());
    }
    Some(Json::Object(out))
}
