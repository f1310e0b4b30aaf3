//! What tests of planning share: plans as text, a few made-up types, and somebody who answers what a walk needs.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::model::{Action, Plan, Prior};
use crate::walk::{Answer, Input, Need, Options, Turn, Walk};
use provision_lang::config::{Config, load};
use provision_lang::project::StageOrder;
use provision_lang::{Project, World};
use provision_schema::{Attribute, Block, Catalog, Facts, Nested, Nesting, PlanCx, ResourceType, Sdk};
use provision_value::{Diagnostics, Kind, Mode, SourceMap, Type, Value};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Files in memory, and a world in which nothing moves.
pub struct Files(BTreeMap<PathBuf, String>, Vec<(String, String)>);

impl Files {
    pub fn new(files: &[(&str, &str)]) -> Files {
        Files(
            files.iter().map(|(n, t)| (clean(&Path::new("/plan").join(n)), t.to_string())).collect(),
            Vec::new(),
        )
    }
    pub fn with_env(self, env: &[(String, String)]) -> Files {
        Files(self.0, env.to_vec())
    }
}

/// The path with `.` and `..` carried out.
fn clean(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut out, part| {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => drop(out.pop()),
            other => out.push(other),
        }
        out
    })
}

impl World for Files {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0.get(&clean(path)).map(|t| t.clone().into_bytes()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        let dir = clean(dir);
        let inside = self.0.keys().filter_map(|p| p.strip_prefix(&dir).ok());
        let mut names: Vec<String> = inside
            .map(|p| {
                let mut parts = p.components();
                let first = parts.next().unwrap().as_os_str().to_string_lossy().into_owned();
                if parts.next().is_some() { format!("{first}/") } else { first }
            })
            .collect();
        names.sort();
        names.dedup();
        if names.is_empty() { Err(io::ErrorKind::NotFound.into()) } else { Ok(names) }
    }
    fn exists(&self, path: &Path) -> bool {
        self.0.contains_key(&clean(path))
    }
    fn home(&self) -> Option<String> {
        None
    }
    fn env(&self, prefix: &str) -> Vec<(String, String)> {
        let rest = |(n, v): &(String, String)| Some((n.strip_prefix(prefix)?.to_string(), v.clone()));
        self.1.iter().filter_map(rest).collect()
    }
    fn now(&self) -> String {
        "2026-01-01T00:00:00Z".into()
    }
    fn random(&self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}

/// Made-up types: `toy_box` (a resource), `toy_cert` (its `options` are partly known before apply), `toy_names` and `toy_info`
/// (data sources).
pub struct Toys {
    resources: Vec<ResourceType>,
    data: Vec<ResourceType>,
    provider: Block,
}

fn argument(ty: Type) -> Attribute {
    Attribute { optional: true, ..Attribute::new(ty) }
}

fn computed(ty: Type) -> Attribute {
    Attribute { computed: true, ..Attribute::new(ty) }
}

fn ty(name: &'static str, mode: Mode, attributes: Vec<(&'static str, Attribute)>) -> ResourceType {
    ResourceType {
        name,
        mode,
        version: 0,
        sdk: Sdk::Framework,
        block: Block { attributes: attributes.into_iter().collect(), ..Block::default() },
        plan: None,
        seconds: (1.0, 1.0),
        revisioned: false,
        doc: "",
    }
}

fn plan_cert(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
    let names = cx.configured("names");
    if let (true, Kind::Set(_, names)) = (cx.is_create(), names.kind()) {
        let option = |name: &Value| {
            Value::object_of([("name", name.clone()), ("token", Value::unknown(Type::String))])
        };
        cx.set("options", Value::set(option_type(), names.iter().map(option).collect()));
    }
    Ok(())
}

fn option_type() -> Type {
    Type::object([("name", Type::String), ("token", Type::String)])
}

impl Toys {
    pub fn new() -> Toys {
        let text = || Type::String;
        let mut boxed = ty(
            "toy_box",
            Mode::Managed,
            vec![
                ("name", argument(text())),
                ("kind", Attribute { replace: true, ..argument(text()) }),
                ("parent", argument(text())),
                ("tags", argument(Type::map(text()))),
                ("secret", Attribute { sensitive: true, ..argument(text()) }),
                ("id", computed(text())),
            ],
        );
        let lid = Block { attributes: [("colour", argument(text()))].into(), ..Block::default() };
        let lid = Nested::new(Nesting::List, Arc::new(lid));
        boxed.block.blocks.insert("lid", lid);
        let mut cert = ty(
            "toy_cert",
            Mode::Managed,
            vec![
                ("names", argument(Type::set(text()))),
                ("options", computed(Type::set(option_type()))),
                ("id", computed(text())),
            ],
        );
        cert.plan = Some(plan_cert);
        let names = ty(
            "toy_names",
            Mode::Data,
            vec![("prefix", argument(text())), ("names", computed(Type::list(text())))],
        );
        let info = ty("toy_info", Mode::Data, vec![("of", argument(text())), ("text", computed(text()))]);
        let provider = Block { attributes: [("region", argument(text()))].into(), ..Block::default() };
        Toys { resources: vec![boxed, cert], data: vec![names, info], provider }
    }
}

impl Catalog for Toys {
    fn resource(&self, name: &str) -> Option<&ResourceType> {
        self.resources.iter().find(|t| t.name == name)
    }
    fn data(&self, name: &str) -> Option<&ResourceType> {
        self.data.iter().find(|t| t.name == name)
    }
    fn provider(&self, name: &str) -> Option<&Block> {
        (name == "toy").then_some(&self.provider)
    }
    fn names(&self, mode: Mode) -> Vec<&str> {
        let list = if mode == Mode::Managed { &self.resources } else { &self.data };
        list.iter().map(|t| t.name).collect()
    }
}

/// A plan's text, its state, and how it is planned.
pub struct Case {
    pub files: Arc<Files>,
    pub config: Arc<Config>,
    pub sources: SourceMap,
    pub toys: Arc<Toys>,
    pub project: Option<Project>,
    pub variables: BTreeMap<Arc<str>, Value>,
    pub priors: Vec<Prior>,
    pub outputs: BTreeMap<Arc<str>, Value>,
    pub options: Options,
    /// Every need in the order in which it was asked.
    pub asked: Vec<String>,
}

impl Case {
    pub fn new(main: &str) -> Case {
        Case::files(&[("main.tf", main)])
    }
    pub fn files(files: &[(&str, &str)]) -> Case {
        let files = Files::new(files);
        let mut sources = SourceMap::default();
        let (config, diags) = load(&files, Path::new("/plan"), &mut sources);
        assert!(!diags.has_errors(), "{diags:?}");
        Case {
            files: Arc::new(files),
            config: Arc::new(config),
            sources,
            toys: Arc::new(Toys::new()),
            project: None,
            variables: BTreeMap::new(),
            priors: Vec::new(),
            outputs: BTreeMap::new(),
            options: Options::default(),
            asked: Vec::new(),
        }
    }
    pub fn options(mut self, change: impl FnOnce(&mut Options)) -> Case {
        change(&mut self.options);
        self
    }
    pub fn stages(mut self, names: &[&str]) -> Case {
        let stages = names.iter().map(|n| Arc::from(*n)).collect();
        self.project = Some(Project {
            stages,
            stage_order: StageOrder::Barrier,
            default_environment: None,
            environments: BTreeMap::new(),
            ownership_tags: false,
        });
        self
    }
    /// With an object in the state: `addr` and its attributes as `name=text`.
    pub fn prior(mut self, addr: &str, attributes: &[(&str, &str)], change: impl FnOnce(&mut Prior)) -> Case {
        let addr: provision_value::InstanceAddr = addr.parse().unwrap();
        let block = &self.toys.get(addr.resource.mode, &addr.resource.type_name).unwrap().block;
        let mut value =
            Value::object_of(block.attributes.iter().map(|(n, a)| (*n, Value::null(a.ty.clone()))));
        for (name, nested) in &block.blocks {
            value = value.with(name, Value::list(nested.block.ty(), Vec::new()));
        }
        for (name, text) in attributes {
            value = value.with(name, Value::string(*text));
        }
        if value.get("id").is_some_and(Value::is_null) {
            value = value.with("id", Value::string(format!("id-{addr}")));
        }
        let mut prior = Prior {
            addr,
            deposed: None,
            value,
            before_refresh: None,
            tainted: false,
            create_before_destroy: false,
            dependencies: Vec::new(),
            provider: "provider[\"registry.terraform.io/hashicorp/toy\"]".into(),
            stage: None,
        };
        change(&mut prior);
        self.priors.push(prior);
        self
    }

    pub fn input(&self) -> Input<'_> {
        Input {
            config: &self.config,
            catalog: &*self.toys,
            world: &*self.files,
            base_dir: Path::new("/plan"),
            cwd: "/plan",
            workspace: "default",
            project: self.project.as_ref(),
            variables: self.variables.clone(),
            priors: self.priors.clone(),
            prior_outputs: self.outputs.clone(),
            options: self.options.clone(),
        }
    }

    /// What an apply of this case evaluates with.
    pub fn setup(&self) -> crate::apply_eval::Setup {
        crate::apply_eval::Setup {
            config: self.config.clone(),
            catalog: self.toys.clone(),
            world: self.files.clone(),
            base_dir: "/plan".into(),
            cwd: "/plan".into(),
            workspace: "default".into(),
            variables: self.variables.clone(),
            facts: Default::default(),
        }
    }

    /// Walks to the end, answering as a toy cloud would.
    pub fn plan(&mut self) -> Result<Plan, Diagnostics> {
        let mut asked = Vec::new();
        let mut walk = Walk::new(self.input())?;
        let plan = loop {
            match walk.next()? {
                Turn::Done(plan) => break *plan,
                Turn::Need(need) => {
                    asked.push(shown(&need));
                    walk.provide(answer(need));
                }
            }
        };
        self.asked = asked;
        Ok(plan)
    }
    /// The changes that do something, a line each.
    pub fn changes(&mut self) -> String {
        match self.plan() {
            Ok(plan) => lines(&plan),
            Err(errors) => self.errors(&errors),
        }
    }
    /// Errors as a person reads them, without the source lines.
    pub fn errors(&self, errors: &Diagnostics) -> String {
        let line = |d: &provision_value::Diagnostic| {
            let place = d.span.map(|s| {
                let (line, column) = self.sources.line_col(s.source, s.start);
                format!("{}:{line}:{column} ", self.sources.name(s.source).trim_start_matches("/plan/"))
            });
            let on = d.address.as_ref().map(|a| format!("[{a}] ")).unwrap_or_default();
            let guard = if d.guard { " !guard" } else { "" };
            format!("{}{on}{}: {}{guard}", place.unwrap_or_default(), d.summary, d.detail)
        };
        errors.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

fn shown(need: &Need) -> String {
    match need {
        Need::Provider(p) => format!("provider {} {:?}", p.id, p.config),
        Need::Data(reads) => {
            let list: Vec<String> = reads.iter().map(|r| r.addr.to_string()).collect();
            format!("data {}", list.join(" "))
        }
        Need::Import(reads) => {
            let list: Vec<String> = reads.iter().map(|r| format!("{}={}", r.addr, r.id)).collect();
            format!("import {}", list.join(" "))
        }
    }
}

/// What the toy cloud says.
pub fn answer(need: Need) -> Answer {
    match need {
        Need::Provider(p) => Answer::Provider { id: p.id, facts: Facts::default() },
        Need::Data(reads) => Answer::Data(
            reads
                .into_iter()
                .map(|r| {
                    let object = cloud_data(&r.addr.resource.type_name, &r.config);
                    (r.addr, object)
                })
                .collect(),
        ),
        Need::Import(reads) => Answer::Import(
            reads
                .into_iter()
                .map(|r| {
                    let object = Value::object_of([
                        ("name", Value::string("found")),
                        ("kind", Value::null(Type::String)),
                        ("parent", Value::null(Type::String)),
                        ("tags", Value::null(Type::map(Type::String))),
                        ("secret", Value::null(Type::String)),
                        ("id", Value::string(r.id)),
                        ("lid", Value::list(Type::object([("colour", Type::String)]), Vec::new())),
                    ]);
                    (r.addr, Ok(object))
                })
                .collect(),
        ),
    }
}

/// What the toy cloud answers to a data source.
pub fn cloud_data(type_name: &str, config: &Value) -> Result<Value, Diagnostics> {
    match type_name {
        "toy_names" => {
            let prefix = config.get("prefix").and_then(Value::as_str).unwrap_or("n").to_string();
            if prefix == "broken" {
                return Err(provision_value::Diagnostic::error("The cloud is broken", "").into());
            }
            let names = ["a", "b"].map(|s| Value::string(format!("{prefix}-{s}"))).to_vec();
            Ok(config.with("names", Value::list(Type::String, names)))
        }
        _ => Ok(config.with("text", Value::string("some text"))),
    }
}

/// The changes of a plan that do something, a line each.
pub fn lines(plan: &Plan) -> String {
    let line = |c: &crate::model::Change| {
        let mut line = format!("{} {:?}", c.addr, c.action);
        if let Some(key) = &c.deposed {
            line += &format!(" deposed {key}");
        }
        if let Some(reason) = c.reason {
            line += &format!(" {reason:?}");
        }
        if let Some(previous) = &c.previous_addr {
            line += &format!(" from {previous}");
        }
        if let Some(id) = &c.importing {
            line += &format!(" importing {id}");
        }
        line
    };
    let acting = |c: &&crate::model::Change| {
        c.action != Action::NoOp || c.previous_addr.is_some() || c.importing.is_some()
    };
    plan.changes.iter().filter(acting).map(line).collect::<Vec<_>>().join("\n")
}

/// The planned value of an attribute.
pub fn after(plan: &Plan, addr: &str, name: &str) -> Value {
    let change = plan.changes.iter().find(|c| c.addr.to_string() == addr && c.deposed.is_none());
    change.unwrap_or_else(|| panic!("no change of {addr}")).after.as_ref().unwrap().get(name).unwrap().clone()
}
