//! The JSON text `container_definitions`: its form, when two mean the same, and the way to and from ECS.
//!
//! The text travels as it is, not through the SDK's types: every field has a shape here and is written once, numbers keep their
//! digits, and what is wrong is found before anything is sent.

use Shape::{Bool, Int, Items, Map, Object, Text};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use provision_value::Value;
use serde_json::{Map as Fields, Value as Json};
use std::sync::{Arc, Mutex, PoisonError};

/// What stands in a field.
enum Shape {
    Text,
    Int,
    Bool,
    Map,
    Object(&'static [(&'static str, Shape)]),
    Items(&'static Shape),
}

const TEXTS: Shape = Items(&Text);
const PAIR: Shape = Object(&[("name", Text), ("value", Text)]);
const SECRET: Shape = Object(&[("name", Text), ("valueFrom", Text)]);
const TYPED: Shape = Object(&[("type", Text), ("value", Text)]);

/// The fields of a container definition. (ECS ContainerDefinition)
const CONTAINER: Shape = Object(&[
    ("command", TEXTS),
    ("cpu", Int),
    ("credentialSpecs", TEXTS),
    ("dependsOn", Items(&Object(&[("condition", Text), ("containerName", Text)]))),
    ("disableNetworking", Bool),
    ("dnsSearchDomains", TEXTS),
    ("dnsServers", TEXTS),
    ("dockerLabels", Map),
    ("dockerSecurityOptions", TEXTS),
    ("entryPoint", TEXTS),
    ("environment", Items(&PAIR)),
    ("environmentFiles", Items(&TYPED)),
    ("essential", Bool),
    ("extraHosts", Items(&Object(&[("hostname", Text), ("ipAddress", Text)]))),
    ("firelensConfiguration", Object(&[("options", Map), ("type", Text)])),
    (
        "healthCheck",
        Object(&[
            ("command", TEXTS),
            ("interval", Int),
            ("retries", Int),
            ("startPeriod", Int),
            ("timeout", Int),
        ]),
    ),
    ("hostname", Text),
    ("image", Text),
    ("interactive", Bool),
    ("links", TEXTS),
    (
        "linuxParameters",
        Object(&[
            ("capabilities", Object(&[("add", TEXTS), ("drop", TEXTS)])),
            (
                "devices",
                Items(&Object(&[("containerPath", Text), ("hostPath", Text), ("permissions", TEXTS)])),
            ),
            ("initProcessEnabled", Bool),
            ("maxSwap", Int),
            ("sharedMemorySize", Int),
            ("swappiness", Int),
            ("tmpfs", Items(&Object(&[("containerPath", Text), ("mountOptions", TEXTS), ("size", Int)]))),
        ]),
    ),
    ("logConfiguration", Object(&[("logDriver", Text), ("options", Map), ("secretOptions", Items(&SECRET))])),
    ("memory", Int),
    ("memoryReservation", Int),
    ("mountPoints", Items(&Object(&[("containerPath", Text), ("readOnly", Bool), ("sourceVolume", Text)]))),
    ("name", Text),
    (
        "portMappings",
        Items(&Object(&[
            ("appProtocol", Text),
            ("containerPort", Int),
            ("containerPortRange", Text),
            ("hostPort", Int),
            ("name", Text),
            ("protocol", Text),
        ])),
    ),
    ("privileged", Bool),
    ("pseudoTerminal", Bool),
    ("readonlyRootFilesystem", Bool),
    ("repositoryCredentials", Object(&[("credentialsParameter", Text)])),
    ("resourceRequirements", Items(&TYPED)),
    (
        "restartPolicy",
        Object(&[("enabled", Bool), ("ignoredExitCodes", Items(&Int)), ("restartAttemptPeriod", Int)]),
    ),
    ("secrets", Items(&SECRET)),
    ("startTimeout", Int),
    ("stopTimeout", Int),
    ("systemControls", Items(&Object(&[("namespace", Text), ("value", Text)]))),
    ("ulimits", Items(&Object(&[("hardLimit", Int), ("name", Text), ("softLimit", Int)]))),
    ("user", Text),
    ("versionConsistency", Text),
    ("volumesFrom", Items(&Object(&[("readOnly", Bool), ("sourceContainer", Text)]))),
    ("workingDirectory", Text),
]);

/// A value of a shape: fields under their proper names, without nulls and empty objects in lists. The error names the place
/// (`0.portMappings.1.hostPort`) and what belongs there.
fn shaped(json: &Json, shape: &Shape, at: &str, strict: bool) -> Result<Json, String> {
    let wrong = |what: &str| Err(format!("must have {what} at {at}"));
    match (shape, json) {
        (Text, Json::String(_)) | (Bool, Json::Bool(_)) => Ok(json.clone()),
        (Int, Json::Number(n)) if n.is_i64() => Ok(json.clone()),
        (Map, Json::Object(fields)) => {
            let known = fields.iter().filter(|(_, v)| !v.is_null());
            let texts = known.map(|(k, v)| Ok((k.clone(), shaped(v, &Text, &format!("{at}.{k}"), strict)?)));
            Ok(Json::Object(texts.collect::<Result<_, String>>()?))
        }
        (Items(item), Json::Array(items)) => {
            let known = items.iter().enumerate().filter(|(_, v)| !v.is_null());
            let all = known.map(|(i, v)| shaped(v, item, &format!("{at}.{i}"), strict));
            let mut all = all.collect::<Result<Vec<Json>, String>>()?;
            all.retain(|v| v.as_object().is_none_or(|fields| !fields.is_empty()));
            Ok(Json::Array(all))
        }
        (Object(shapes), Json::Object(fields)) => fields_shaped(fields, shapes, at, strict),
        (Text, _) => wrong("a text"),
        (Int, _) => wrong("a whole number"),
        (Bool, _) => wrong("true or false"),
        (Map, _) => wrong("an object of texts"),
        (Object(_), _) => wrong("an object"),
        (Items(_), _) => wrong("a list"),
    }
}

fn fields_shaped(
    fields: &Fields<String, Json>,
    shapes: &[(&'static str, Shape)],
    at: &str,
    strict: bool,
) -> Result<Json, String> {
    let mut out = std::collections::BTreeMap::new();
    for (name, value) in fields.iter().filter(|(_, v)| !v.is_null()) {
        // As in the provider, capitals do not matter.
        match shapes.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)) {
            Some((name, shape)) => {
                out.insert((*name).to_owned(), shaped(value, shape, &format!("{at}.{name}"), strict)?);
            }
            None if strict => return Err(format!("has an unknown field at {at}.{name}")),
            None => {}
        }
    }
    Ok(Json::Object(out.into_iter().collect()))
}

/// The containers of a text, in order of their names, environment and secrets too.
fn parse(text: &str, strict: bool) -> Result<Vec<Json>, String> {
    let json: Json = serde_json::from_str(text).map_err(|e| format!("must be JSON: {e}"))?;
    sorted(&json, strict)
}

fn sorted(json: &Json, strict: bool) -> Result<Vec<Json>, String> {
    let Json::Array(items) = json else { return Err("must be a list of containers".into()) };
    let mut containers = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let mut container = shaped(item, &CONTAINER, &i.to_string(), strict)?;
        for list in ["environment", "secrets"] {
            if let Some(Json::Array(items)) = container.get_mut(list) {
                items.sort_by_key(name_of);
            }
        }
        if container.get("cpu").is_some_and(|cpu| cpu.as_i64() == Some(0)) {
            remove(&mut container, "cpu");
        }
        containers.push(container);
    }
    containers.sort_by_key(name_of);
    Ok(containers)
}

fn name_of(json: &Json) -> String {
    json.get("name").and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn remove(json: &mut Json, field: &str) {
    if let Some(fields) = json.as_object_mut() {
        fields.shift_remove(field);
    }
}

/// Refuses what is no list of container definitions.
pub fn check(value: &Value) -> Result<(), String> {
    let Some(text) = value.as_str() else { return Ok(()) };
    let containers = parse(text, true)?;
    if let Some(i) = containers.iter().position(|c| c.as_object().is_some_and(Fields::is_empty)) {
        return Err(format!("has an empty container definition at {i}"));
    }
    let version = |c: &Json| c.get("versionConsistency").and_then(Json::as_str).map(str::to_owned);
    match containers.iter().filter_map(version).find(|v| !["enabled", "disabled"].contains(&v.as_str())) {
        Some(v) => Err(format!("must have versionConsistency \"enabled\" or \"disabled\", not \"{v}\"")),
        None => Ok(()),
    }
}

/// The form of the text in plan and state.
pub fn normal(text: &str) -> String {
    match parse(text, false) {
        Ok(containers) => write(&containers),
        Err(_) => "[]".to_owned(),
    }
}

fn write(containers: &[Json]) -> String {
    provision_schema::compact_json(&Json::Array(containers.to_vec()).to_string())
}

/// True when two texts mean the same to ECS.
pub fn same(a: &str, b: &str) -> bool {
    equivalent(a, b, false)
}

/// As [`same`]; with network mode `awsvpc` the port of the host is that of the container.
pub fn equivalent(a: &str, b: &str, awsvpc: bool) -> bool {
    let reduced =
        |text| parse(text, false).map(|all| all.into_iter().map(|c| reduce(c, awsvpc)).collect::<Vec<_>>());
    matches!((reduced(a), reduced(b)), (Ok(a), Ok(b)) if a == b)
}

/// A container without what says no more than ECS's defaults.
fn reduce(mut container: Json, awsvpc: bool) -> Json {
    if let Some(fields) = container.as_object_mut() {
        fields.retain(|_, v| v.as_array().is_none_or(|items| !items.is_empty()));
        fields.entry("essential").or_insert(Json::Bool(true));
    }
    if let Some(Json::Object(check)) = container.get_mut("healthCheck") {
        for (name, default) in [("interval", 30), ("retries", 3), ("timeout", 5)] {
            check.entry(name).or_insert(default.into());
        }
    }
    if let Some(Json::Array(ports)) = container.get_mut("portMappings") {
        for port in ports {
            if port.get("protocol").and_then(Json::as_str) == Some("tcp") {
                remove(port, "protocol");
            }
            if port.get("hostPort").and_then(Json::as_i64) == Some(0) {
                remove(port, "hostPort");
            }
            let own = port.get("containerPort").cloned();
            if let (Some(own), true, Some(fields)) = (own, awsvpc, port.as_object_mut()) {
                fields.entry("hostPort").or_insert(own);
            }
        }
    }
    // Equal objects are equal in whatever order their fields came.
    container.sort_all_objects();
    container
}

/// Puts containers into the body of a RegisterTaskDefinition request.
pub fn put(request: &mut HttpRequest, containers: &Json) {
    let body = request.body().bytes().and_then(|b| serde_json::from_slice::<Json>(b).ok());
    if let Some(Json::Object(mut fields)) = body {
        fields.insert("containerDefinitions".into(), containers.clone());
        let body = Json::Object(fields).to_string();
        request.headers_mut().insert("content-length", body.len().to_string());
        *request.body_mut() = body.into();
    }
}

/// The containers of a text as ECS takes them.
pub fn request(text: &str) -> Result<Json, String> {
    parse(text, true).map(Json::Array)
}

/// Keeps the containers that a DescribeTaskDefinition call is answered with.
#[derive(Clone, Debug, Default)]
pub struct Told(Arc<Mutex<String>>);

impl Told {
    /// The text, in its form in the state.
    pub fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[dyn_dispatch_hint]
impl Intercept for Told {
    fn name(&self) -> &'static str {
        "ContainerDefinitions"
    }
    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.response().body().bytes().and_then(|b| serde_json::from_slice::<Json>(b).ok());
        let told = body.as_ref().and_then(|b| b.pointer("/taskDefinition/containerDefinitions"));
        if let Some(Ok(containers)) = told.map(|json| sorted(json, false)) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = write(&containers);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = r#"[{"name":"web","image":"nginx","portMappings":[{"containerPort":80}]}]"#;

    #[test]
    fn what_ecs_adds_is_no_difference() {
        let told = r#"[{"cpu":0,"environment":[],"essential":true,"image":"nginx","mountPoints":[],"name":"web",
            "portMappings":[{"containerPort":80,"hostPort":0,"protocol":"tcp"}],"volumesFrom":[]}]"#;
        assert!(same(PLAIN, told));
        let awsvpc = told.replace("\"hostPort\":0", "\"hostPort\":80");
        assert!(!same(PLAIN, &awsvpc));
        assert!(equivalent(PLAIN, &awsvpc, true));
        assert!(!same(PLAIN, &told.replace("nginx", "httpd")));
    }

    #[test]
    fn the_order_of_containers_and_environment_does_not_count() {
        let a = r#"[{"name":"b"},{"name":"a","environment":[{"name":"Y","value":"1"},{"name":"X"},{}]}]"#;
        let b = r#"[{"Name":"a","environment":[{"name":"X","value":null},{"value":"1","name":"Y"}]},{"name":"b"}]"#;
        assert!(same(a, b));
        assert_eq!(normal(a), normal(b));
        assert_eq!(
            normal(a),
            r#"[{"environment":[{"name":"X"},{"name":"Y","value":"1"}],"name":"a"},{"name":"b"}]"#
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let wrong = |text: &str| check(&Value::string(text)).err();
        assert_eq!(wrong(PLAIN), None);
        assert_eq!(wrong(r#"[{"name":"a","cpu":"256"}]"#), Some("must have a whole number at 0.cpu".into()));
        assert_eq!(
            wrong(r#"[{"portMappings":[{},{"port":1}]}]"#),
            Some("has an unknown field at 0.portMappings.1.port".into())
        );
        assert_eq!(wrong(r#"{"name":"a"}"#), Some("must be a list of containers".into()));
        assert_eq!(wrong("[{}]"), Some("has an empty container definition at 0".into()));
        assert!(wrong("nonsense").is_some_and(|e| e.starts_with("must be JSON")));
    }
}
