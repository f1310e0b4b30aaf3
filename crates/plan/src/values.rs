//! What is known so far: the values of variables, locals, outputs and resources of every module instance. The planning
//! walk, the apply-time evaluator and the console fill it and read it through [`InstanceScope`].

use provision_lang::{Scope, Subject, World};
use provision_value::{
    Diagnostic, InstanceKey, Marks, Mode, ModuleInstance, Number, ResourceAddr, Span, Type, Value,
};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// How a block is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repetition {
    /// Neither `count` nor `for_each`.
    Single,
    /// `count`
    Count,
    /// `for_each`
    ForEach,
}

/// What `each` and `count` are inside one instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    /// Its key.
    pub key: Option<InstanceKey>,
    /// `each.value`, for `for_each`.
    pub value: Option<Value>,
}

impl Repeat {
    /// The only instance of a block that is not repeated.
    pub fn single() -> Repeat {
        Repeat { key: None, value: None }
    }
}

/// A module instance by its index in [`Values`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId(usize);

/// One module instance.
#[derive(Debug)]
struct Module {
    addr: ModuleInstance,
    parent: Option<ModuleId>,
    /// `each` and `count` of the call that made it.
    repeat: Repeat,
    /// Its directory relative to the plan's, for `path.module`.
    dir: Arc<str>,
    /// Variables and locals.
    values: HashMap<Subject, Value>,
    resources: HashMap<Subject, Resource>,
    calls: HashMap<Arc<str>, Call>,
    outputs: BTreeMap<Arc<str>, Value>,
}

/// The instances of one resource in one module instance.
#[derive(Debug)]
struct Resource {
    repetition: Repetition,
    instances: Instances,
    /// All of them as one value; made anew after one of them changed.
    memo: OnceLock<Value>,
}

/// Objects by instance key.
pub type Instances = BTreeMap<Option<InstanceKey>, Value>;

/// The instances that one module call made.
#[derive(Debug)]
struct Call {
    repetition: Repetition,
    children: BTreeMap<Option<InstanceKey>, ModuleId>,
    /// The names of the outputs that the called module declares.
    outputs: Arc<[Arc<str>]>,
    /// The call as a value; made anew after an output was added.
    memo: OnceLock<Value>,
}

/// The values of all module instances.
#[derive(Debug)]
pub struct Values {
    modules: Vec<Module>,
    by_addr: HashMap<ModuleInstance, ModuleId>,
    /// Values that were given for root variables.
    given: BTreeMap<Arc<str>, Value>,
    /// Module instances by names alone: what a block of the configuration is evaluated for.
    by_names: HashMap<Vec<Arc<str>>, Vec<ModuleId>>,
}

impl Values {
    /// The root module alone, with what was given for its variables.
    pub fn new(given: BTreeMap<Arc<str>, Value>) -> Values {
        let (by_addr, by_names) = Default::default();
        let mut values = Values { modules: Vec::new(), by_addr, given, by_names };
        values.add(ModuleInstance::root(), None, Repeat::single(), ".".into());
        values
    }
    /// What was given for a root variable.
    pub fn given(&self, name: &str) -> Option<&Value> {
        self.given.get(name)
    }
    /// The root module.
    pub fn root(&self) -> ModuleId {
        ModuleId(0)
    }
    /// The module instance of an address, when it exists.
    pub fn module(&self, addr: &ModuleInstance) -> Option<ModuleId> {
        self.by_addr.get(addr).copied()
    }
    /// All instances of the module at a place in the configuration, in the order of their making.
    pub fn instances(&self, names: &[Arc<str>]) -> Vec<ModuleId> {
        self.by_names.get(names).cloned().unwrap_or_default()
    }
    /// The address of a module instance.
    pub fn addr(&self, id: ModuleId) -> &ModuleInstance {
        &self.modules[id.0].addr
    }
    /// The module instance that calls this one, and `each` and `count` of the call.
    pub fn caller(&self, id: ModuleId) -> (Option<ModuleId>, &Repeat) {
        let module = &self.modules[id.0];
        (module.parent, &module.repeat)
    }
    /// Every module instance, parents before children.
    pub fn all(&self) -> Vec<ModuleInstance> {
        self.modules.iter().map(|m| m.addr.clone()).collect()
    }
    /// The deepest part of an address that exists.
    pub fn deepest(&self, addr: &ModuleInstance) -> ModuleInstance {
        let mut addr = addr.clone();
        while self.module(&addr).is_none() && addr.0.pop().is_some() {}
        addr
    }

    fn add(
        &mut self,
        addr: ModuleInstance,
        parent: Option<ModuleId>,
        repeat: Repeat,
        dir: Arc<str>,
    ) -> ModuleId {
        let id = ModuleId(self.modules.len());
        self.by_addr.insert(addr.clone(), id);
        self.by_names.entry(addr.names()).or_default().push(id);
        let (values, resources, calls, outputs) = Default::default();
        self.modules.push(Module { addr, parent, repeat, dir, values, resources, calls, outputs });
        id
    }
    /// Makes the instances of a module call: one for each of `repeats`; those that are there stay, with what `each` and `count` are
    /// by now. `dir` is the called module's directory and
    /// `outputs` are the names that it declares.
    pub fn expand(
        &mut self,
        parent: ModuleId,
        call: &Arc<str>,
        (repetition, repeats): (Repetition, Vec<Repeat>),
        dir: Arc<str>,
        outputs: Arc<[Arc<str>]>,
    ) -> Vec<ModuleId> {
        let base = self.modules[parent.0].addr.clone();
        let mut made = Vec::with_capacity(repeats.len());
        let mut children = BTreeMap::new();
        for repeat in repeats {
            let key = repeat.key.clone();
            let addr = base.child(call, key.clone());
            let id = match self.by_addr.get(&addr) {
                Some(&id) => {
                    self.modules[id.0].repeat = repeat;
                    id
                }
                None => self.add(addr, Some(parent), repeat, dir.clone()),
            };
            children.insert(key, id);
            made.push(id);
        }
        let call_values = Call { repetition, children, outputs, memo: OnceLock::new() };
        self.modules[parent.0].calls.insert(call.clone(), call_values);
        made
    }
    /// The value of a variable or local.
    pub fn get(&self, module: ModuleId, subject: &Subject) -> Option<&Value> {
        self.modules[module.0].values.get(subject)
    }
    /// Sets the value of a variable or local.
    pub fn set(&mut self, module: ModuleId, subject: Subject, value: Value) {
        self.modules[module.0].values.insert(subject, value);
    }
    /// Sets all instances of a resource.
    pub fn set_resource(
        &mut self,
        module: ModuleId,
        subject: Subject,
        repetition: Repetition,
        instances: Instances,
    ) {
        let resource = Resource { repetition, instances, memo: OnceLock::new() };
        self.modules[module.0].resources.insert(subject, resource);
    }
    /// Sets one instance of a resource whose repetition is known; false when the resource is not.
    pub fn set_instance(
        &mut self,
        module: ModuleId,
        subject: &Subject,
        key: Option<InstanceKey>,
        value: Value,
    ) -> bool {
        let Some(resource) = self.modules[module.0].resources.get_mut(subject) else { return false };
        resource.instances.insert(key, value);
        resource.memo = OnceLock::new();
        true
    }
    /// One instance of a resource.
    pub fn instance(&self, module: ModuleId, subject: &Subject, key: &Option<InstanceKey>) -> Option<&Value> {
        self.modules[module.0].resources.get(subject)?.instances.get(key)
    }
    /// Sets a module instance's output.
    pub fn set_output(&mut self, module: ModuleId, name: &Arc<str>, value: Value) {
        self.modules[module.0].outputs.insert(name.clone(), value);
        if let (Some(parent), Some((call, _))) =
            (self.modules[module.0].parent, self.modules[module.0].addr.0.last().cloned())
            && let Some(call) = self.modules[parent.0].calls.get_mut(&call)
        {
            call.memo = OnceLock::new();
        }
    }
    /// A module instance's output.
    pub fn output(&self, module: ModuleId, name: &str) -> Option<&Value> {
        self.modules[module.0].outputs.get(name)
    }

    /// A resource as a value: a tuple by `count`, an object by `for_each`, else the instance itself.
    fn resource(&self, module: ModuleId, subject: &Subject) -> Option<Value> {
        let resource = self.modules[module.0].resources.get(subject)?;
        let value = resource.memo.get_or_init(|| gather(resource.repetition, &resource.instances));
        Some(value.clone())
    }
    /// The value of a module call: its outputs, by instance.
    fn call(&self, module: ModuleId, name: &str) -> Option<Value> {
        let call = self.modules[module.0].calls.get(name)?;
        let value = call.memo.get_or_init(|| {
            let instances =
                call.children.iter().map(|(key, id)| (key.clone(), self.outputs(*id, &call.outputs)));
            gather(call.repetition, &instances.collect())
        });
        Some(value.clone())
    }
    fn outputs(&self, id: ModuleId, names: &[Arc<str>]) -> Value {
        let known = &self.modules[id.0].outputs;
        Value::object_of(names.iter().map(|name| {
            let value = known.get(name).cloned().unwrap_or_else(|| Value::unknown(Type::Dynamic));
            (name.clone(), value)
        }))
    }
}

/// The subject that names a resource.
pub fn subject_of(resource: &ResourceAddr) -> Subject {
    Subject::Resource {
        mode: resource.mode,
        type_name: resource.type_name.clone(),
        name: resource.name.clone(),
    }
}

/// How a resource block is repeated.
pub fn repetition_of(block: &provision_lang::config::Resource) -> Repetition {
    match (&block.count, &block.for_each) {
        (Some(_), _) => Repetition::Count,
        (_, Some(_)) => Repetition::ForEach,
        _ => Repetition::Single,
    }
}

/// The value of a repeated block from those of its instances.
fn gather(repetition: Repetition, instances: &Instances) -> Value {
    match repetition {
        Repetition::Single => instances.get(&None).cloned().unwrap_or_else(|| Value::unknown(Type::Dynamic)),
        Repetition::Count => {
            // Instances that a selection left out keep their places, so that indices stay right.
            let mut items: Vec<Value> = Vec::with_capacity(instances.len());
            for (key, value) in instances {
                if let Some(InstanceKey::Int(i)) = key {
                    let missing = (*i as usize).saturating_sub(items.len());
                    items.extend(std::iter::repeat_n(Value::unknown(Type::Dynamic), missing.min(MAX_GAP)));
                    items.push(value.clone());
                }
            }
            Value::tuple(items)
        }
        Repetition::ForEach => Value::object_of(instances.iter().filter_map(|(key, value)| match key {
            Some(InstanceKey::Str(key)) => Some((key.clone(), value.clone())),
            _ => None,
        })),
    }
}

/// No state makes us allocate more holes than this between two instances.
const MAX_GAP: usize = 1 << 20;

/// Where the plan lies, and what functions may see of the outside.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// Files, time, randomness.
    pub world: &'a dyn World,
    /// The plan's directory.
    pub base_dir: &'a Path,
    /// The directory that the command was started in, for `path.cwd`.
    pub cwd: &'a str,
    /// The environment's name.
    pub workspace: &'a str,
    /// False during apply.
    pub planning: bool,
    /// What has no value is unknown instead of an error (destroy plans, console).
    pub lenient: bool,
}

/// The scope of one block instance.
pub struct InstanceScope<'a> {
    /// What is known.
    pub values: &'a Values,
    /// The module instance that the block stands in.
    pub module: ModuleId,
    /// Its `each` and `count`; `None` where the block has neither and may name neither.
    pub repeat: Option<&'a Repeat>,
    /// `self`, in postconditions.
    pub this: Option<&'a Value>,
    /// Files and names around.
    pub around: Surroundings<'a>,
}

impl InstanceScope<'_> {
    fn key(&self) -> Option<&InstanceKey> {
        self.repeat.and_then(|r| r.key.as_ref())
    }
}

impl Scope for InstanceScope<'_> {
    fn resolve(&self, subject: &Subject, span: Span) -> Result<Value, Diagnostic> {
        let missing = |what: &str, help: &str| match self.around.lenient {
            true => Ok(Value::unknown(Type::Dynamic)),
            false => Err(Diagnostic::error(format!("`{what}` has no value here"), "").at(span).help(help)),
        };
        match subject {
            Subject::EachKey | Subject::EachValue => match (subject, self.key(), self.repeat) {
                (Subject::EachKey, Some(InstanceKey::Str(key)), _) => Ok(Value::string(key.clone())),
                (_, Some(InstanceKey::Str(_)), Some(Repeat { value: Some(value), .. })) => Ok(value.clone()),
                _ => missing("each", "`each` is for blocks with `for_each`."),
            },
            Subject::CountIndex => match self.key() {
                Some(InstanceKey::Int(i)) => {
                    Ok(Value::number(i64::try_from(*i).map_or_else(|_| Number::from(i64::MAX), Number::from)))
                }
                _ => missing("count.index", "`count.index` is for blocks with `count`."),
            },
            Subject::SelfRef => match self.this {
                Some(value) => Ok(value.clone()),
                None => missing("self", "`self` is for postconditions; name the resource instead."),
            },
            Subject::Path(name) => match &**name {
                "module" => Ok(Value::string(self.values.modules[self.module.0].dir.clone())),
                "root" => Ok(Value::string(".")),
                "cwd" => Ok(Value::string(self.around.cwd)),
                other => {
                    missing(&format!("path.{other}"), "There are `path.module`, `path.root` and `path.cwd`.")
                }
            },
            Subject::Terraform(name) => match &**name {
                "workspace" => Ok(Value::string(self.around.workspace)),
                "applying" => Ok(Value::bool(!self.around.planning).with_marks(Marks::EPHEMERAL)),
                other => missing(
                    &format!("terraform.{other}"),
                    "There are `terraform.workspace` and `terraform.applying`.",
                ),
            },
            Subject::Module(name) => match self.values.call(self.module, name) {
                Some(value) => Ok(value),
                None => missing(&format!("module.{name}"), "Is the module called in this module?"),
            },
            Subject::Resource { .. } => match self.values.resource(self.module, subject) {
                Some(value) => Ok(value),
                None => missing(&name_of(subject), "Is it declared in this module?"),
            },
            Subject::Variable(_) | Subject::Local(_) => match self.values.get(self.module, subject) {
                Some(value) => Ok(value.clone()),
                None => missing(&name_of(subject), "Is it declared in this module?"),
            },
        }
    }
    fn world(&self) -> &dyn World {
        self.around.world
    }
    fn base_dir(&self) -> &Path {
        self.around.base_dir
    }
    fn planning(&self) -> bool {
        self.around.planning
    }
}

/// A subject as it is written.
pub fn name_of(subject: &Subject) -> String {
    match subject {
        Subject::Variable(name) => format!("var.{name}"),
        Subject::Local(name) => format!("local.{name}"),
        Subject::Resource { mode: Mode::Managed, type_name, name } => format!("{type_name}.{name}"),
        Subject::Resource { mode: Mode::Data, type_name, name } => format!("data.{type_name}.{name}"),
        Subject::Module(name) => format!("module.{name}"),
        Subject::EachKey => "each.key".into(),
        Subject::EachValue => "each.value".into(),
        Subject::CountIndex => "count.index".into(),
        Subject::Path(name) => format!("path.{name}"),
        Subject::Terraform(name) => format!("terraform.{name}"),
        Subject::SelfRef => "self".into(),
    }
}
