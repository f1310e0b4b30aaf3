//! Terraform's state format, version 4: read, and written byte for byte as Terraform writes it.

use crate::{Error, Instance, Output, State};
use provision_value::{InstanceAddr, InstanceKey, Mode, ModuleInstance, ResourceAddr};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path as FilePath;
use std::sync::Arc;

/// Reads a state. `path` is only named in errors.
pub fn parse(bytes: &[u8], path: &FilePath) -> Result<State, Error> {
    let unreadable = |reason: String| Error::Unreadable { path: path.into(), reason, backup: None };
    // The version comes first, so that a later format is not reported as damage.
    let head: Head = serde_json::from_slice(bytes).map_err(|e| unreadable(damage(&e)))?;
    if head.version != 4 {
        return Err(Error::Version { path: path.into(), version: head.version.to_string() });
    }
    let file: FileV4 = serde_json::from_slice(bytes).map_err(|e| unreadable(damage(&e)))?;
    file.into_state().map_err(unreadable)
}

/// Writes a state.
pub fn write(state: &State, out: impl Write) -> std::io::Result<()> {
    let mut out = GoJson(out);
    serde_json::to_writer_pretty(&mut out, &FileV4::from_state(state))?;
    out.write_all(b"\n")
}

fn damage(e: &serde_json::Error) -> String {
    match e.classify() {
        serde_json::error::Category::Eof => format!("it ends in the middle (line {})", e.line()),
        // The library's own text may quote content, which may be secret: only the place is told.
        serde_json::error::Category::Syntax => format!("no JSON at line {} column {}", e.line(), e.column()),
        _ => format!("a field has an unexpected form at line {} column {}", e.line(), e.column()),
    }
}

#[derive(Deserialize)]
struct Head {
    version: Value,
}

#[derive(Serialize, Deserialize)]
struct FileV4<'a> {
    version: u64,
    #[serde(default)]
    terraform_version: String,
    serial: u64,
    lineage: String,
    #[serde(default)]
    outputs: BTreeMap<String, Output>,
    #[serde(default)]
    resources: Vec<ResourceV4<'a>>,
    // Holds `check_results`, which Terraform writes last, `null` when it has none.
    #[serde(flatten)]
    extra: Map<String, Value>,
}

#[derive(Serialize, Deserialize)]
struct ResourceV4<'a> {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    module: String,
    mode: String,
    #[serde(rename = "type")]
    type_name: Arc<str>,
    name: Arc<str>,
    #[serde(flatten)]
    extra: Map<String, Value>,
    provider: Arc<str>,
    instances: Vec<InstanceV4<'a>>,
}

#[derive(Serialize, Deserialize)]
struct InstanceV4<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    index_key: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deposed: Option<Arc<str>>,
    schema_version: u64,
    attributes: Option<Cow<'a, Value>>,
    #[serde(default, with = "paths")]
    sensitive_attributes: Vec<provision_value::Path>,
    #[serde(flatten)]
    extra: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    private: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    dependencies: Vec<Arc<str>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    create_before_destroy: bool,
}

impl FileV4<'_> {
    fn into_state(self) -> Result<State, String> {
        let mut state = State::new(self.lineage);
        state.serial = self.serial;
        state.terraform_version = self.terraform_version;
        state.outputs = self.outputs;
        state.extra = self.extra;
        if state.extra.get("check_results") == Some(&Value::Null) {
            state.extra.remove("check_results");
        }
        for resource in self.resources {
            let addr = resource.addr()?;
            for instance in resource.instances {
                let (key, instance) = instance.into_model(&addr, &resource.provider)?;
                let shown = key.0.to_string();
                if state.instances.insert(key, instance).is_some() {
                    return Err(format!("{shown} is recorded twice"));
                }
            }
            if !resource.extra.is_empty() {
                state.resource_extra.insert(addr, resource.extra);
            }
        }
        Ok(state)
    }

    fn from_state(state: &State) -> FileV4<'_> {
        // Objects of one resource whose provider configurations differ become two entries: the format has one for each.
        let mut groups: BTreeMap<ResourceOrder, ResourceV4<'_>> = BTreeMap::new();
        for ((addr, deposed), instance) in &state.instances {
            let resource = &addr.resource;
            let order = ResourceOrder::of(resource, &instance.provider);
            groups
                .entry(order)
                .or_insert_with(|| ResourceV4::empty(resource, instance, state.resource_extra.get(resource)))
                .instances
                .push(InstanceV4::from_model(&addr.key, deposed, instance));
        }
        let mut extra = state.extra.clone();
        let checks = extra.remove("check_results").unwrap_or(Value::Null);
        extra.insert("check_results".into(), checks);
        FileV4 {
            version: 4,
            terraform_version: state.terraform_version.clone(),
            serial: state.serial,
            lineage: state.lineage.clone(),
            outputs: state.outputs.clone(),
            resources: groups.into_values().collect(),
            extra,
        }
    }
}

/// Terraform's order of resources: module text, mode text, type, name. (Objects are in order by the map they come from.)
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct ResourceOrder(String, &'static str, Arc<str>, Arc<str>, Arc<str>);

impl ResourceOrder {
    fn of(addr: &ResourceAddr, provider: &Arc<str>) -> ResourceOrder {
        let module = addr.module.to_string();
        ResourceOrder(
            module,
            mode_text(addr.mode),
            addr.type_name.clone(),
            addr.name.clone(),
            provider.clone(),
        )
    }
}

fn mode_text(mode: Mode) -> &'static str {
    match mode {
        Mode::Managed => "managed",
        Mode::Data => "data",
    }
}

impl<'a> ResourceV4<'a> {
    fn addr(&self) -> Result<ResourceAddr, String> {
        let module: ModuleInstance =
            self.module.parse().map_err(|e| format!("module address {:?}: {e}", self.module))?;
        let mode = match self.mode.as_str() {
            "managed" => Mode::Managed,
            "data" => Mode::Data,
            other => return Err(format!("{}.{} has unknown mode {other:?}", self.type_name, self.name)),
        };
        Ok(ResourceAddr { module, mode, type_name: self.type_name.clone(), name: self.name.clone() })
    }
    fn empty(addr: &ResourceAddr, instance: &Instance, extra: Option<&Map<String, Value>>) -> ResourceV4<'a> {
        ResourceV4 {
            module: addr.module.to_string(),
            mode: mode_text(addr.mode).into(),
            type_name: addr.type_name.clone(),
            name: addr.name.clone(),
            extra: extra.cloned().unwrap_or_default(),
            provider: instance.provider.clone(),
            instances: Vec::new(),
        }
    }
}

impl<'a> InstanceV4<'a> {
    fn into_model(
        self,
        addr: &ResourceAddr,
        provider: &Arc<str>,
    ) -> Result<(crate::ObjectKey, Instance), String> {
        let key = match self.index_key {
            None | Some(Value::Null) => None,
            Some(Value::String(s)) => Some(InstanceKey::Str(s.into())),
            Some(Value::Number(n)) => match n.as_u64() {
                Some(i) => Some(InstanceKey::Int(i)),
                None => return Err(format!("{addr} has index_key {n}, which is no whole number")),
            },
            Some(_) => return Err(format!("{addr} has an index_key that is neither number nor text")),
        };
        let addr: InstanceAddr = addr.instance(key);
        let tainted = match self.status.as_deref() {
            None | Some("") => false,
            Some("tainted") => true,
            Some(other) => return Err(format!("{addr} has unknown status {other:?}")),
        };
        let attributes = match self.attributes {
            Some(object) if object.is_object() => object.into_owned(),
            _ => {
                return Err(format!(
                    "{addr} has no attributes object (Terraform 0.11 wrote it in another form)"
                ));
            }
        };
        let instance = Instance {
            provider: provider.clone(),
            schema_version: self.schema_version,
            attributes,
            sensitive_attributes: self.sensitive_attributes,
            private: self.private,
            dependencies: self.dependencies,
            create_before_destroy: self.create_before_destroy,
            tainted,
            extra: self.extra,
        };
        Ok(((addr, self.deposed.filter(|d| !d.is_empty())), instance))
    }

    fn from_model(
        key: &Option<InstanceKey>,
        deposed: &Option<Arc<str>>,
        instance: &'a Instance,
    ) -> InstanceV4<'a> {
        InstanceV4 {
            index_key: key.as_ref().map(|key| match key {
                InstanceKey::Int(i) => Value::from(*i),
                InstanceKey::Str(s) => Value::from(&**s),
            }),
            status: instance.tainted.then(|| "tainted".into()),
            deposed: deposed.clone(),
            schema_version: instance.schema_version,
            attributes: Some(Cow::Borrowed(&instance.attributes)),
            sensitive_attributes: instance.sensitive_attributes.clone(),
            extra: instance.extra.clone(),
            private: instance.private.clone(),
            dependencies: instance.dependencies.clone(),
            create_before_destroy: instance.create_before_destroy,
        }
    }
}

/// Escapes what Go's JSON encoder escapes besides, so that a file that Terraform wrote does not change when we write it.
/// These characters occur in JSON only inside strings. A character may be split between two writes, so the bytes of
/// U+2028 and U+2029 (E2 80 A8/A9) are looked for in whole chunks: `serde_json` writes each run of text in one piece.
struct GoJson<W>(W);

impl<W: Write> Write for GoJson<W> {
    fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
        let mut from = 0;
        let mut at = 0;
        while at < buf.len() {
            let rest = &buf[at..];
            let (escape, len): (&[u8], usize) = match rest {
                [b'<', ..] => (b"\\u003c", 1),
                [b'>', ..] => (b"\\u003e", 1),
                [b'&', ..] => (b"\\u0026", 1),
                [0xE2, 0x80, 0xA8, ..] => (b"\\u2028", 3),
                [0xE2, 0x80, 0xA9, ..] => (b"\\u2029", 3),
                _ => {
                    at += 1;
                    continue;
                }
            };
            self.0.write_all(&buf[from..at])?;
            self.0.write_all(escape)?;
            at += len;
            from = at;
        }
        self.0.write_all(&buf[from..])?;
        Ok(buf.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

/// Paths of sensitive attributes, in Terraform's JSON form.
pub(crate) mod paths {
    use provision_value::{Path, Step};
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};
    use serde_json::{Value, json};

    pub fn serialize<S: Serializer>(paths: &[Path], s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(paths.iter().map(to_json))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Path>, D::Error> {
        let raw: Option<Vec<Vec<Value>>> = Option::deserialize(d)?;
        let path = |steps: &Vec<Value>| steps.iter().map(step).collect::<Option<Vec<_>>>().map(Path);
        let paths = raw.unwrap_or_default().iter().map(path).collect::<Option<Vec<_>>>();
        paths.ok_or_else(|| D::Error::custom("unknown form of a path in sensitive_attributes"))
    }

    fn step(raw: &Value) -> Option<Step> {
        let value = raw.get("value")?;
        match raw.get("type")?.as_str()? {
            "get_attr" => Some(Step::Attr(value.as_str()?.into())),
            "index" => match value.get("value")? {
                Value::String(key) => Some(Step::Key(key.as_str().into())),
                Value::Number(n) => Some(Step::Index(usize::try_from(n.as_u64()?).ok()?)),
                _ => None,
            },
            _ => None,
        }
    }

    /// A path ends before a step into a set: the format has no word for it, and the whole set is what is sensitive.
    fn to_json(path: &Path) -> Vec<Value> {
        let known = path.0.iter().take_while(|s| !matches!(s, Step::Element));
        known
            .map(|step| match step {
                Step::Attr(name) => json!({"type": "get_attr", "value": &**name}),
                Step::Key(key) => json!({"type": "index", "value": {"value": &**key, "type": "string"}}),
                Step::Index(i) => json!({"type": "index", "value": {"value": i, "type": "number"}}),
                Step::Element => Value::Null,
            })
            .collect()
    }
}
