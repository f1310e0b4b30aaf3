//! What a name stands for before anything is known: an unknown value of its type.

use crate::ast::Expr;
use crate::config::{Module, Resource};
use crate::reference::{Reference, Subject};
use crate::{Scope, World, eval, references};
use provision_schema::Catalog;
use provision_value::value::Refinement;
use provision_value::{Diagnostic, Kind, Marks, Mode, Span, Type, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What names stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// What they stand for while Terraform validates: resources, outputs of modules and `each.value` may turn out to be
    /// anything. What is written after the name of a resource is compared with its schema, one reference at a time.
    Declared,
    /// What they will be when planned, as far as types tell.
    Typed,
}

/// The names of one module, with what has been found out about its locals and outputs.
pub(super) struct Names<'c> {
    pub module: &'c Module,
    pub view: View,
    catalog: &'c dyn Catalog,
    world: &'c dyn World,
    dir: &'c Path,
    /// What the call of the module gives to its variables.
    pub given: Given,
    /// Values of locals; `None` while one is being worked out.
    locals: RefCell<BTreeMap<Arc<str>, Option<Value>>>,
    /// The outputs of called modules, as objects; `None` while one is being worked out.
    called: RefCell<BTreeMap<Arc<str>, Option<Value>>>,
}

/// Values of variables by name.
pub(super) type Given = BTreeMap<Arc<str>, Argument>;

/// What a call gives to a variable.
pub(super) struct Argument {
    pub value: Value,
    /// Where it is written; none for a default.
    pub place: Option<Span>,
}

/// What is in sight around an expression, besides the names of its module.
#[derive(Clone, Default)]
pub(super) struct Around {
    /// `count.index` means something.
    pub count: bool,
    /// `each.key` and `each.value`.
    pub each: Option<(Value, Value)>,
    /// The type of `self`.
    pub this: Option<Type>,
}

impl Around {
    /// In a block that may be repeated by `count` or `for_each`.
    pub fn repeated_somehow() -> Around {
        Around { count: true, each: Some((some(Type::String), anything())), this: None }
    }
}

/// A scope for the evaluator.
pub(super) struct Sight<'n> {
    pub names: &'n Names<'n>,
    around: Around,
}

impl<'c> Names<'c> {
    pub fn new(
        module: &'c Module,
        catalog: &'c dyn Catalog,
        world: &'c dyn World,
        dir: &'c Path,
        view: View,
    ) -> Names<'c> {
        let (given, locals, called) = Default::default();
        Names { module, view, catalog, world, dir, given, locals, called }
    }

    /// With what the module's call gives.
    pub fn with(self, given: Given) -> Names<'c> {
        Names { given, ..self }
    }

    pub fn sight(&self, around: Around) -> Sight<'_> {
        Sight { names: self, around }
    }

    fn variable(&self, name: &Arc<str>) -> Value {
        if let Some(argument) = self.given.get(name) {
            return argument.value.clone();
        }
        let Some(v) = self.module.variables.get(name) else { return anything() };
        let value = match v.nullable {
            true => Value::unknown(v.ty.without_optional()),
            false => some(v.ty.without_optional()),
        };
        let marks = if v.sensitive { Marks::SENSITIVE } else { Marks::NONE };
        value.with_marks(if v.ephemeral { marks.union(Marks::EPHEMERAL) } else { marks })
    }

    fn local(&self, name: &Arc<str>) -> Value {
        let begun = self.locals.borrow().get(name).is_some_and(Option::is_none);
        if begun || !self.module.locals.contains_key(name) {
            return anything();
        }
        // What it refers to is worked out before, so that a long chain of locals is no deep recursion.
        let mut wanted = vec![name.clone()];
        while let Some(next) = wanted.last().cloned() {
            if self.locals.borrow().get(&next).is_some_and(Option::is_some) {
                wanted.pop();
                continue;
            }
            let Some(local) = self.module.locals.get(&next) else { return anything() };
            let begun = self.locals.borrow_mut().insert(next.clone(), None).is_some();
            let before = if begun { Vec::new() } else { self.unseen(&local.expr) };
            if before.is_empty() {
                let value = crate::deep(|| eval(&local.expr, &self.sight(Around::default())).0);
                self.locals.borrow_mut().insert(next, Some(value));
                wanted.pop();
            } else {
                wanted.extend(before);
            }
        }
        self.locals.borrow().get(name).cloned().flatten().unwrap_or_else(anything)
    }

    /// The locals that an expression refers to and that nobody has asked for yet.
    fn unseen(&self, expr: &Expr) -> Vec<Arc<str>> {
        let seen = self.locals.borrow();
        let local = |r: Reference| match r.subject {
            Subject::Local(name) => Some(name),
            _ => None,
        };
        let new = |n: &Arc<str>| self.module.locals.contains_key(n) && !seen.contains_key(n);
        references(expr).into_iter().filter_map(local).filter(new).collect()
    }

    fn resource(&self, mode: Mode, type_name: &Arc<str>, name: &Arc<str>) -> Value {
        if self.view == View::Declared {
            return anything();
        }
        let Some(r) = self.find(mode, type_name, name) else { return anything() };
        let ty = match self.catalog.get(mode, type_name) {
            Some(t) => t.block.ty().without_optional(),
            None => Type::Dynamic,
        };
        some(repeated(ty, r.count.is_some(), r.for_each.is_some()))
    }

    fn find(&self, mode: Mode, type_name: &Arc<str>, name: &Arc<str>) -> Option<&Resource> {
        let mut checked = self.module.checks.values().filter_map(|c| c.data.as_deref());
        let is =
            |r: &&Resource| r.addr.mode == mode && r.addr.type_name == *type_name && r.addr.name == *name;
        self.module.resource(mode, type_name, name).or_else(|| checked.find(is))
    }

    /// Outputs have no types of their own, so those of a module are found by evaluating them inside it.
    fn called(&self, name: &Arc<str>) -> Value {
        let Some(call) = self.module.calls.get(name).filter(|c| !c.module.missing) else {
            return anything();
        };
        if self.view == View::Declared {
            let any = Type::object(call.module.outputs.keys().map(|k| (k.clone(), Type::Dynamic)));
            return some(repeated(any, call.count.is_some(), call.for_each.is_some()));
        }
        let outputs = once(&self.called, name, || {
            let inner = Names::new(&call.module, self.catalog, self.world, self.dir, self.view);
            let sight = inner.sight(Around::default());
            let value = |o: &crate::config::Output| {
                let value = eval(&o.value, &sight).0;
                let value = if o.sensitive { value.sensitive() } else { value };
                if o.ephemeral { value.with_marks(Marks::EPHEMERAL) } else { value }
            };
            Value::object_of(call.module.outputs.values().map(|o| (o.name.name.clone(), value(o))))
        });
        match (call.count.is_some(), call.for_each.is_some()) {
            (false, false) => outputs,
            // Instances may differ in what is known of them, so only the types count.
            (count, each) => some(repeated(outputs.ty(), count, each)).with_marks(outputs.marks_deep()),
        }
    }
}

/// The value from the memory, or made now; `anything` where it depends on itself, which the graph reports.
fn once(
    memory: &RefCell<BTreeMap<Arc<str>, Option<Value>>>,
    name: &Arc<str>,
    make: impl FnOnce() -> Value,
) -> Value {
    if let Some(known) = memory.borrow().get(name) {
        return known.clone().unwrap_or_else(anything);
    }
    memory.borrow_mut().insert(name.clone(), None);
    let value = crate::deep(make);
    memory.borrow_mut().insert(name.clone(), Some(value.clone()));
    value
}

fn repeated(ty: Type, count: bool, for_each: bool) -> Type {
    match (count, for_each) {
        (true, _) => Type::list(ty),
        (_, true) => Type::map(ty),
        _ => ty,
    }
}

/// `each.key` and `each.value` of a `for_each`.
pub(super) fn element(value: &Value, view: View) -> (Value, Value) {
    let ty = match value.kind() {
        _ if view == View::Declared => Type::Dynamic,
        Kind::Map(t, _) => t.clone(),
        Kind::Unknown(Type::Map(t), _) => t.as_ref().clone(),
        Kind::Set(..) | Kind::Unknown(Type::Set(_), _) => Type::String,
        Kind::Object(items) => {
            let mut types = items.values().map(Value::ty);
            let first = types.next();
            first.filter(|f| types.all(|t| t == *f)).unwrap_or(Type::Dynamic)
        }
        _ => Type::Dynamic,
    };
    (some(Type::String), Value::unknown(ty))
}

fn anything() -> Value {
    Value::unknown(Type::Dynamic)
}

/// Unknown, but certainly not null.
fn some(ty: Type) -> Value {
    Value::unknown_refined(ty, Refinement { not_null: true, ..Refinement::default() })
}

impl Scope for Sight<'_> {
    fn resolve(&self, subject: &Subject, span: Span) -> Result<Value, Diagnostic> {
        let misplaced = |name: &str, help: &str| {
            let detail = format!("\"{name}\" means nothing here.");
            Err(Diagnostic::error("Misplaced reference", detail).at(span).help(help))
        };
        match subject {
            Subject::Variable(name) => Ok(self.names.variable(name)),
            Subject::Local(name) => Ok(self.names.local(name)),
            Subject::Resource { mode, type_name, name } => Ok(self.names.resource(*mode, type_name, name)),
            Subject::Module(name) => Ok(self.names.called(name)),
            Subject::EachKey | Subject::EachValue => match &self.around.each {
                Some((key, _)) if *subject == Subject::EachKey => Ok(key.clone()),
                Some((_, value)) => Ok(value.clone()),
                None => misplaced("each", "each.key and each.value stand inside blocks with for_each."),
            },
            Subject::CountIndex if self.around.count => Ok(some(Type::Number)),
            Subject::CountIndex => misplaced("count", "count.index stands inside blocks with count."),
            Subject::SelfRef => match &self.around.this {
                Some(_) if self.names.view == View::Declared => Ok(anything()),
                Some(this) => Ok(Value::unknown(this.clone())),
                None => misplaced("self", "self stands inside postcondition blocks."),
            },
            Subject::Path(name) => match &**name {
                "module" => Ok(Value::string(self.names.module.dir.to_string_lossy())),
                "root" => Ok(Value::string(".")),
                "cwd" => Ok(some(Type::String)),
                other => Err(unknown_name("path", other, ["module", "root", "cwd"], span)),
            },
            Subject::Terraform(name) => match &**name {
                "workspace" => Ok(some(Type::String)),
                "applying" => Ok(some(Type::Bool).with_marks(Marks::EPHEMERAL)),
                other => Err(unknown_name("terraform", other, ["workspace", "applying"], span)),
            },
        }
    }
    fn world(&self) -> &dyn World {
        self.names.world
    }
    fn base_dir(&self) -> &Path {
        self.names.dir
    }
    fn lenient(&self) -> bool {
        self.names.view == View::Declared
    }
}

impl Sight<'_> {
    /// A single instance of a resource, or `self`, by its type.
    pub fn instance(&self, subject: &Subject) -> Option<Value> {
        match subject {
            Subject::Resource { mode, type_name, name } => {
                let declared = self.names.find(*mode, type_name, name).is_some();
                let ty = self.names.catalog.get(*mode, type_name).filter(|_| declared)?;
                Some(some(ty.block.ty().without_optional()))
            }
            Subject::SelfRef => self.around.this.clone().map(some),
            _ => None,
        }
    }
}

fn unknown_name<const N: usize>(root: &str, name: &str, known: [&str; N], span: Span) -> Diagnostic {
    let all = known.map(|k| format!("{root}.{k}")).join(", ");
    Diagnostic::error("Unknown name", format!("There is no {root}.{name}; there is {all}."))
        .at(span)
        .help(crate::suggest::did_you_mean(name, known))
}
