//! The built-in functions. A function is an entry in a table: parameters with types, a result type and the
//! computation on known values. Counting, converting, null, unknown and marks are handled here, once.

mod collection;
mod csv;
mod datetime;
mod deflate;
mod encoding;
mod filesystem;
mod float;
pub(crate) mod format;
mod hash;
mod ip;
mod json;
mod numeric;
mod provider;
mod regex;
mod set;
mod string;
mod typing;
mod yaml;

pub(crate) use typing::call_marks;
pub use typing::ephemeral_as_null;

use crate::Scope;
use provision_value::{Kind, Marks, Number, Refinement, Type, Value, convert};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Why a call has no result.
#[derive(Debug)]
pub(crate) enum Fail {
    /// Because of the argument with this index.
    Arg(usize, String),
    /// Because of all of them together.
    Call(String),
    /// With the findings of a template that it rendered.
    Template(provision_value::Diagnostics),
}

impl Fail {
    /// For `ok_or_else` on the argument with this index.
    pub fn arg(index: usize, message: impl Into<String>) -> Fail {
        Fail::Arg(index, message.into())
    }
    /// For the call as a whole.
    pub fn call(message: impl Into<String>) -> Fail {
        Fail::Call(message.into())
    }
}

/// What a function gives.
pub(crate) type Out = Result<Value, Fail>;

/// One call: arguments of the types that the function declares, without marks unless it keeps them.
pub(crate) struct Cx<'a> {
    pub args: &'a [Value],
    pub scope: &'a dyn Scope,
    /// How many templates are rendering each other.
    pub templates: usize,
}

impl Cx<'_> {
    /// A string argument.
    pub fn str(&self, i: usize) -> &str {
        self.args.get(i).and_then(Value::as_str).unwrap_or("")
    }
    /// A number argument.
    pub fn number(&self, i: usize) -> Number {
        self.args.get(i).and_then(Value::as_number).cloned().unwrap_or_else(|| 0.into())
    }
    /// A number argument that must be whole.
    pub fn int(&self, i: usize) -> Result<i64, Fail> {
        self.number(i).to_i64().ok_or_else(|| Fail::arg(i, "a whole number is required"))
    }
    /// The items of a list, set or tuple.
    pub fn seq(&self, i: usize) -> &[Value] {
        self.args.get(i).and_then(Value::as_seq).unwrap_or(&[])
    }
    /// The texts of a list of strings, none of which may be null.
    pub fn strings(&self, i: usize) -> Result<Vec<&str>, Fail> {
        let text = |v| Value::as_str(v).ok_or_else(|| Fail::arg(i, "none of the items may be null"));
        self.seq(i).iter().map(text).collect()
    }
}

struct Param {
    name: &'static str,
    ty: Type,
    null: bool,
}

enum Returns {
    Type(Type),
    /// Told from the arguments, some of which may be unknown.
    Of(fn(&[Value]) -> Result<Type, Fail>),
}

/// A function of the table.
pub(crate) struct Function {
    params: Vec<Param>,
    rest: Option<Param>,
    returns: Returns,
    run: fn(&Cx<'_>) -> Out,
    /// Marks inside arguments stay where they are; else they come to the result.
    keeps_marks: bool,
    /// So do the arguments' own, even while the result is unknown.
    marks_unknown: bool,
    /// It deals with unknown arguments itself.
    takes_unknown: bool,
    /// It is called even with arguments of which not even the type is known.
    takes_any: bool,
    /// An unknown result will not be null.
    not_null: bool,
}

/// The table while it is filled.
pub(crate) struct Table(BTreeMap<&'static str, Function>);

impl Table {
    /// Adds a function that `signature` describes.
    pub fn add(&mut self, name: &'static str, signature: Signature, run: fn(&Cx<'_>) -> Out) {
        let Signature {
            params,
            rest,
            returns,
            keeps_marks,
            marks_unknown,
            takes_unknown,
            takes_any,
            not_null,
        } = signature;
        let function = Function {
            params,
            rest,
            returns,
            run,
            keeps_marks,
            marks_unknown,
            takes_unknown,
            takes_any,
            not_null,
        };
        self.0.insert(name, function);
    }
}

/// Parameters and result of a function.
pub(crate) struct Signature {
    params: Vec<Param>,
    rest: Option<Param>,
    returns: Returns,
    keeps_marks: bool,
    marks_unknown: bool,
    takes_unknown: bool,
    takes_any: bool,
    not_null: bool,
}

/// A signature that gives `ty`, and never null.
pub(crate) fn gives(ty: Type) -> Signature {
    Signature {
        params: Vec::new(),
        rest: None,
        returns: Returns::Type(ty),
        keeps_marks: false,
        marks_unknown: false,
        takes_unknown: false,
        takes_any: false,
        not_null: true,
    }
}

/// A signature whose result type follows from the arguments; the result may be null.
pub(crate) fn gives_of(f: fn(&[Value]) -> Result<Type, Fail>) -> Signature {
    Signature { returns: Returns::Of(f), not_null: false, ..gives(Type::Dynamic) }
}

impl Signature {
    /// The next parameter.
    pub fn arg(mut self, name: &'static str, ty: Type) -> Signature {
        self.params.push(Param { name, ty, null: false });
        self
    }
    /// The next parameter, which may be null.
    pub fn nullable(mut self, name: &'static str, ty: Type) -> Signature {
        self.params.push(Param { name, ty, null: true });
        self
    }
    /// Any number of further arguments.
    pub fn rest(mut self, name: &'static str, ty: Type) -> Signature {
        self.rest = Some(Param { name, ty, null: false });
        self
    }
    /// Any number of further arguments, which may be null.
    pub fn rest_nullable(mut self, name: &'static str, ty: Type) -> Signature {
        self.rest = Some(Param { name, ty, null: true });
        self
    }
    /// Marks inside arguments stay where they are.
    pub fn keeps_marks(mut self) -> Signature {
        self.keeps_marks = true;
        self
    }
    /// Marks inside arguments stay where they are, and those of the arguments stay on an unknown result.
    pub fn keeps_all_marks(mut self) -> Signature {
        self.keeps_marks = true;
        self.marks_unknown = true;
        self
    }
    /// Unknown arguments come through.
    pub fn takes_unknown(mut self) -> Signature {
        self.takes_unknown = true;
        self
    }
    /// Arguments of which nothing is known come through, a bare null among them.
    pub fn takes_any(mut self) -> Signature {
        self.takes_any = true;
        self
    }
    /// The result is never null.
    pub fn not_null(mut self) -> Signature {
        self.not_null = true;
        self
    }
    /// The result may be null, or nothing is promised of it.
    pub fn maybe_null(mut self) -> Signature {
        self.not_null = false;
        self
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table(BTreeMap::new());
    let families: [fn(&mut Table); 12] = [
        collection::install,
        datetime::install,
        encoding::install,
        filesystem::install,
        format::install,
        hash::install,
        ip::install,
        numeric::install,
        provider::install,
        set::install,
        string::install,
        typing::install,
    ];
    families.into_iter().for_each(|install| install(&mut table));
    table
});

/// A function by its name, with or without the `core::` that plans may write before it.
pub(crate) fn find(name: &str) -> Option<&'static Function> {
    TABLE.0.get(name.strip_prefix("core::").unwrap_or(name))
}

/// All names, sorted; those that the evaluator treats itself included.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = TABLE.0.keys().copied().chain(["can", "try"]).collect();
    names.sort_unstable();
    names
}

impl Function {
    fn param(&self, i: usize) -> Option<&Param> {
        self.params.get(i).or(self.rest.as_ref())
    }
    /// The name of a parameter, for messages.
    pub fn param_name(&self, i: usize) -> &'static str {
        self.param(i).map_or("", |p| p.name)
    }
    /// What is wrong with the number of arguments.
    pub fn check_count(&self, given: usize) -> Result<(), String> {
        let least = self.params.len();
        if given < least {
            let (n, s) = (least, if least == 1 { "" } else { "s" });
            let or_more = if self.rest.is_some() { " or more" } else { "" };
            return Err(format!(
                "It takes {n}{or_more} argument{s}; \"{}\" is missing.",
                self.params[given].name
            ));
        }
        if given > least && self.rest.is_none() {
            let names: Vec<_> = self.params.iter().map(|p| p.name).collect();
            return Err(match names.as_slice() {
                [] => "It takes no arguments.".to_string(),
                [one] => format!("It takes one argument: {one}."),
                many => format!("It takes {least} arguments: {}.", many.join(", ")),
            });
        }
        Ok(())
    }

    /// Calls it. The arguments may be of any type, unknown, null and marked; their number has been checked.
    pub fn call(&self, args: Vec<Value>, scope: &dyn Scope, templates: usize) -> (Out, Marks) {
        let mut marks = Marks::NONE;
        let mut ready = Vec::with_capacity(args.len());
        // Of a function that keeps marks where they are, an unknown result has those of the lesser arguments only.
        let mut unknown_marks = Marks::NONE;
        for (i, arg) in args.into_iter().enumerate() {
            let (arg, own) = if self.keeps_marks { arg.unmark() } else { arg.unmark_deep() };
            marks = marks.union(own);
            if !self.keeps_marks || self.marks_unknown || self.param(i).is_some_and(|p| p.ty.is_primitive()) {
                unknown_marks = unknown_marks.union(own);
            }
            match self.param(i).map_or_else(|| Ok(arg.clone()), |param| convert(&arg, &param.ty)) {
                Ok(arg) => ready.push(arg),
                Err(e) => return (Err(Fail::Arg(i, e.to_string())), marks),
            }
        }
        let result = match self.open(&ready) {
            Err(e) => return (Err(e), marks),
            Ok(Some(unknown)) => {
                marks = unknown_marks;
                unknown
            }
            Ok(None) => match (self.run)(&Cx { args: &ready, scope, templates }) {
                Ok(value) => value,
                Err(e) => return (Err(e), marks),
            },
        };
        (Ok(if self.not_null { refined(result) } else { result }), marks)
    }

    /// The unknown result where arguments are unknown that the function does not take; what is wrong with a null.
    fn open(&self, args: &[Value]) -> Result<Option<Value>, Fail> {
        for (i, arg) in args.iter().enumerate() {
            if arg.is_null() && self.param(i).is_some_and(|p| !p.null) {
                return Err(Fail::arg(i, "it must not be null"));
            }
            if !self.takes_any
                && matches!(arg.kind(), Kind::Null(Type::Dynamic) | Kind::Unknown(Type::Dynamic, _))
            {
                return Ok(Some(Value::unknown(Type::Dynamic)));
            }
        }
        if self.takes_unknown || args.iter().all(Value::is_known) {
            return Ok(None);
        }
        Ok(Some(Value::unknown(match &self.returns {
            Returns::Type(ty) => ty.clone(),
            Returns::Of(f) => f(args)?,
        })))
    }
}

/// The value, known not to be null where it is an unknown one.
fn refined(value: Value) -> Value {
    match value.kind() {
        Kind::Unknown(ty, r) if *ty != Type::Dynamic && !r.not_null => {
            let r = Refinement { not_null: true, ..(**r).clone() };
            Value::unknown_refined(ty.clone(), r).with_marks(value.marks())
        }
        _ => value,
    }
}

/// The element type to which all items convert; an error names the argument.
pub(crate) fn common_type(items: &[Type], arg: usize) -> Result<Type, Fail> {
    if items.is_empty() {
        return Ok(Type::Dynamic);
    }
    provision_value::unify(items).ok_or_else(|| Fail::arg(arg, "all items must have the same type"))
}

/// The element type of a list, set or tuple type; `None` for other types.
pub(crate) fn sequence_element(ty: &Type) -> Option<Result<Type, Fail>> {
    match ty {
        Type::List(t) | Type::Set(t) => Some(Ok(t.as_ref().clone())),
        Type::Tuple(ts) => Some(common_type(ts, 0)),
        _ => None,
    }
}

/// True for null of any type.
pub(crate) fn is_null(v: &Value) -> bool {
    matches!(v.kind(), Kind::Null(_))
}
