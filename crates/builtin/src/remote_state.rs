//! `terraform_remote_state`: the outputs of another state, which lies on this machine or where [`States`](crate::States) reaches.

use crate::kind::{DataSource, refused};
use crate::local::trouble;
use crate::object::{filled, text as given};
use crate::provider::Settings;
use crate::schema::{attr, data, text};
use async_trait::async_trait;
use provision_engine::provider::ProviderError;
use provision_schema::ResourceType;
use provision_value::{Kind, Type, Value, json};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::{fs, io};

pub(crate) struct RemoteState;

#[async_trait]
impl DataSource for RemoteState {
    fn describe(&self) -> ResourceType {
        data(
            "terraform_remote_state",
            "The outputs of another state.",
            [
                ("backend", text("Where the state lies: `local` or `s3`.").required()),
                (
                    "config",
                    attr(Type::Dynamic, "The backend's arguments, as its block takes them.").optional(),
                ),
                (
                    "defaults",
                    attr(Type::Dynamic, "Values of outputs that the state does not have.").optional(),
                ),
                ("outputs", attr(Type::Dynamic, "The outputs of the root module, by name.").computed()),
                (
                    "workspace",
                    text("The workspace whose state it is; `default` where none is given.").optional(),
                ),
            ],
        )
    }

    async fn read(&self, on: &Settings, config: &Value) -> Result<Value, ProviderError> {
        let (state, place) = state(on, config).await?;
        let mut outputs = defaults(config)?;
        outputs.extend(outputs_of(&state).map_err(|e| {
            let help = "Name a state file of version 4, as Terraform and provision write it.";
            refused(format!("{place} is no state: {e}"), help)
        })?);
        Ok(filled(config, [("outputs", Value::object(outputs))]))
    }
}

/// The content of the state, and where it lies, for people.
async fn state(on: &Settings, config: &Value) -> Result<(Vec<u8>, String), ProviderError> {
    let absent = |place: &str| {
        let help = "Apply the plan that makes it first, or correct `config` and `workspace`.";
        refused(format!("There is no state at {place}"), help)
    };
    let backend = given(config, "backend").unwrap_or_default();
    if backend == "local" {
        let path = path(on, config)?;
        let place = path.display().to_string();
        return match fs::read(&path) {
            Ok(state) => Ok((state, place)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Err(absent(&place)),
            Err(e) => Err(trouble("read", &path, &e)),
        };
    }
    let Some(states) = on.states.as_ref().filter(|s| s.backends().contains(&backend)) else {
        let help = "Use backend = \"local\" with a copy of that state, or hand the values over as variables.";
        return Err(refused(format!("The backend \"{backend}\" cannot be read"), help));
    };
    let none = Value::object_of::<&str>([]);
    let arguments = config.get("config").filter(|v| !v.is_null()).unwrap_or(&none);
    let place = format!("the backend \"{backend}\"");
    match states.read(backend, arguments, workspace(config)).await? {
        Some(state) => Ok((state, place)),
        None => Err(absent(&place)),
    }
}

fn workspace(config: &Value) -> &str {
    given(config, "workspace").filter(|w| !w.is_empty()).unwrap_or("default")
}

/// Where the state lies on this machine.
fn path(on: &Settings, config: &Value) -> Result<PathBuf, ProviderError> {
    let arguments = config.get("config").and_then(Value::as_map);
    let known = ["path", "workspace_dir"];
    if let Some(other) = arguments.into_iter().flatten().map(|(n, _)| n).find(|n| !known.contains(&&***n)) {
        return Err(refused(
            format!("The backend \"local\" has no argument \"{other}\""),
            "It has path and workspace_dir.",
        ));
    }
    let argument = |name: &str| {
        let value = arguments.and_then(|m| m.get(name)).filter(|v| !v.is_null());
        match value.map(|v| v.as_str()) {
            None => Ok(None),
            Some(Some(text)) => Ok(Some(text).filter(|t| !t.is_empty())),
            Some(None) => Err(refused(format!("config.{name} is no text"), "Write a path.")),
        }
    };
    let workspace = workspace(config);
    let path = argument("path")?.unwrap_or("terraform.tfstate");
    if workspace == "default" {
        return Ok(on.path(path));
    }
    let dir = argument("workspace_dir")?.unwrap_or("terraform.tfstate.d");
    Ok(on.path(dir).join(workspace).join("terraform.tfstate"))
}

fn defaults(config: &Value) -> Result<BTreeMap<Arc<str>, Value>, ProviderError> {
    match config.get("defaults").map(Value::kind) {
        None | Some(Kind::Null(_)) => Ok(BTreeMap::new()),
        Some(Kind::Object(m) | Kind::Map(_, m)) => Ok(m.as_ref().clone()),
        Some(_) => Err(refused("defaults is no object", "Write defaults = { NAME = VALUE }.")),
    }
}

/// The root module's outputs, with the types that the state gives them.
fn outputs_of(state: &[u8]) -> Result<BTreeMap<Arc<str>, Value>, String> {
    let state: Json = serde_json::from_slice(state).map_err(|e| e.to_string())?;
    if state["version"] != 4 {
        return Err(format!("its version is {}", state["version"]));
    }
    let Some(outputs) = state["outputs"].as_object() else { return Ok(BTreeMap::new()) };
    let value = |(name, output): (&String, &Json)| {
        let ty = json::type_from_json(&output["type"]).map_err(|e| format!("output \"{name}\": {e}"))?;
        let value = json::from_json(&output["value"], &ty).map_err(|e| format!("output \"{name}\": {e}"))?;
        Ok((Arc::from(name.as_str()), value))
    };
    outputs.iter().map(value).collect()
}
