//! Type constraints: `map(object({ name = string, size = optional(number, 1) }))`.

use crate::ast::{Expr, ExprKind, Ident, ObjectKey};
use crate::suggest::did_you_mean;
use provision_value::{Diagnostic, Diagnostics, Kind, ObjectType, Type, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Defaults of optional attributes, in the shape of the type that they belong to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Defaults {
    /// Of this object's own attributes.
    pub attributes: BTreeMap<Arc<str>, Value>,
    /// Of what is inside: by attribute name, by position in a tuple, or under `""` for the elements of a collection.
    pub children: BTreeMap<Arc<str>, Defaults>,
}

impl Defaults {
    /// True where the type has no default anywhere.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.children.is_empty()
    }

    /// The value with missing and null attributes filled in; to be done before the value is converted to the type.
    pub fn apply(&self, value: &Value) -> Value {
        if self.is_empty() {
            return value.clone();
        }
        let marks = value.marks();
        let filled = match value.kind() {
            Kind::Object(items) => Value::object(self.fill(items)),
            // Filling in may give the elements different types, so what was a collection goes through as an object or
            // tuple; the conversion makes it a collection again.
            Kind::Map(_, items) => Value::object(self.fill(items)),
            Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => {
                let item = |(i, v): (usize, &Value)| match self.child(&i.to_string()) {
                    Some(inner) => inner.apply(v),
                    None => v.clone(),
                };
                Value::tuple(items.iter().enumerate().map(item).collect())
            }
            _ => return value.clone(),
        };
        filled.with_marks(marks)
    }

    fn fill(&self, items: &BTreeMap<Arc<str>, Value>) -> BTreeMap<Arc<str>, Value> {
        let mut items = items.clone();
        for (name, default) in &self.attributes {
            if items.get(name).is_none_or(Value::is_null) {
                items.insert(name.clone(), default.clone());
            }
        }
        for (name, value) in &mut items {
            if let Some(inner) = self.child(name) {
                *value = inner.apply(value);
            }
        }
        items
    }

    fn child(&self, name: &str) -> Option<&Defaults> {
        self.children.get(name).or_else(|| self.children.get(""))
    }

    fn put(&mut self, name: &str, inner: Defaults) {
        if !inner.is_empty() {
            self.children.insert(name.into(), inner);
        }
    }
}

/// What evaluates the constant default of an optional attribute and converts it to the attribute's type.
pub(super) type Constant<'f> = dyn FnMut(&Expr, &Type, &mut Diagnostics) -> Option<Value> + 'f;

/// Reads a type constraint. `constant` gives the value of a default.
pub fn parse_type(
    expr: &Expr,
    constant: &mut dyn FnMut(&Expr, &Type, &mut Diagnostics) -> Option<Value>,
    diags: &mut Diagnostics,
) -> Option<(Type, Defaults)> {
    let mut defaults = Defaults::default();
    let ty = constraint(expr, &mut defaults, constant, diags)?;
    Some((ty, defaults))
}

const KINDS: [&str; 9] = ["string", "number", "bool", "any", "list", "set", "map", "object", "tuple"];

fn constraint(
    expr: &Expr,
    defaults: &mut Defaults,
    constant: &mut Constant<'_>,
    diags: &mut Diagnostics,
) -> Option<Type> {
    match &expr.kind {
        ExprKind::Root(name) => word(expr, name, diags),
        ExprKind::Call { name, args, expand: false } => call(expr, name, args, defaults, constant, diags),
        ExprKind::Invalid => None,
        ExprKind::Literal(v) if v.as_str().is_some() => {
            let text = v.as_str().unwrap_or("");
            let better = match text {
                "list" => "list(string)",
                "map" => "map(string)",
                other => other,
            };
            diags
                .push(bad(expr, "A type is written without quotes.").help(format!("Write: type = {better}")));
            None
        }
        _ => {
            diags.push(bad(expr, "This is not a type.").help("Types are string, number, bool, any, list(...), set(...), map(...), object({...}) and tuple([...])."));
            None
        }
    }
}

fn word(expr: &Expr, name: &str, diags: &mut Diagnostics) -> Option<Type> {
    match name {
        "any" => Some(Type::Dynamic),
        "string" => Some(Type::String),
        "number" => Some(Type::Number),
        "bool" => Some(Type::Bool),
        "list" | "set" | "map" => {
            let d = bad(expr, format!("The type of the elements of a {name} is missing."));
            diags.push(d.help(format!("Write {name}(string), or {name}(any).")));
            None
        }
        "object" => {
            diags.push(
                bad(expr, "The attributes of the object are missing.")
                    .help("Write object({ name = string })."),
            );
            None
        }
        "tuple" => {
            diags.push(
                bad(expr, "The types of the tuple's items are missing.")
                    .help("Write tuple([string, number])."),
            );
            None
        }
        other => {
            diags.push(bad(expr, format!("There is no type \"{other}\".")).help(did_you_mean(other, KINDS)));
            None
        }
    }
}

fn call(
    expr: &Expr,
    name: &Ident,
    args: &[Expr],
    defaults: &mut Defaults,
    constant: &mut Constant<'_>,
    diags: &mut Diagnostics,
) -> Option<Type> {
    match (&*name.name, args) {
        ("list" | "set" | "map", [element]) => {
            let mut inner = Defaults::default();
            let element = constraint(element, &mut inner, constant, diags)?;
            defaults.put("", inner);
            Some(match &*name.name {
                "list" => Type::list(element),
                "set" => Type::set(element),
                _ => Type::map(element),
            })
        }
        ("object", [Expr { kind: ExprKind::Object(items), .. }]) => object(items, defaults, constant, diags),
        ("tuple", [Expr { kind: ExprKind::Tuple(items), .. }]) => {
            let mut types = Vec::new();
            for (i, item) in items.iter().enumerate() {
                let mut inner = Defaults::default();
                types.push(constraint(item, &mut inner, constant, diags));
                defaults.put(&i.to_string(), inner);
            }
            types.into_iter().collect::<Option<Vec<_>>>().map(Type::tuple)
        }
        ("list" | "set" | "map", _) => {
            diags.push(bad(expr, format!("{}(...) takes one type.", name.name)));
            None
        }
        ("object", _) => {
            diags.push(
                bad(expr, "object(...) takes the attributes in braces.")
                    .help("Write object({ name = string })."),
            );
            None
        }
        ("tuple", _) => {
            diags.push(bad(expr, "tuple(...) takes a list of types.").help("Write tuple([string, number])."));
            None
        }
        ("optional", _) => {
            diags.push(bad(expr, "optional(...) stands only for an attribute of an object."));
            None
        }
        (other @ ("string" | "number" | "bool" | "any"), _) => {
            diags.push(bad(expr, format!("The type {other} takes nothing in parentheses.")));
            None
        }
        (other, _) => {
            diags.push(bad(expr, format!("There is no type \"{other}\".")).help(did_you_mean(other, KINDS)));
            None
        }
    }
}

fn object(
    items: &[(ObjectKey, Expr)],
    defaults: &mut Defaults,
    constant: &mut Constant<'_>,
    diags: &mut Diagnostics,
) -> Option<Type> {
    let mut attributes = BTreeMap::new();
    let mut optional = BTreeSet::new();
    let mut good = true;
    for (key, value) in items {
        let name = match key {
            ObjectKey::Name(name) => name.name.clone(),
            ObjectKey::Expr(e) => {
                let d = bad(e, "The name of an attribute is a plain name, without quotes.");
                diags.push(d.help("Write object({ name = string })."));
                good = false;
                continue;
            }
        };
        if attributes.contains_key(&name) {
            diags.push(bad(value, format!("The attribute \"{name}\" is given twice.")));
            good = false;
        }
        let mut inner = Defaults::default();
        let ty = match &value.kind {
            ExprKind::Call { name: f, args, .. } if &*f.name == "optional" => {
                optional.insert(name.clone());
                optional_type(value, &name, args, defaults, &mut inner, constant, diags)
            }
            _ => constraint(value, &mut inner, constant, diags),
        };
        good &= ty.is_some();
        defaults.put(&name, inner);
        attributes.insert(name, ty.unwrap_or(Type::Dynamic));
    }
    good.then(|| Type::Object(Arc::new(ObjectType::new(attributes, optional))))
}

/// `optional(type)` or `optional(type, default)`.
fn optional_type(
    expr: &Expr,
    name: &Arc<str>,
    args: &[Expr],
    defaults: &mut Defaults,
    inner: &mut Defaults,
    constant: &mut Constant<'_>,
    diags: &mut Diagnostics,
) -> Option<Type> {
    let (ty, default) = match args {
        [ty] => (ty, None),
        [ty, default] => (ty, Some(default)),
        _ => {
            diags.push(bad(expr, "optional(...) takes a type, and a default after it."));
            return None;
        }
    };
    let ty = constraint(ty, inner, constant, diags)?;
    if let Some(value) = default.and_then(|d| constant(d, &ty, diags)) {
        defaults.attributes.insert(name.clone(), value);
    }
    Some(ty)
}

fn bad(expr: &Expr, detail: impl Into<String>) -> Diagnostic {
    Diagnostic::error("Invalid type", detail).at(expr.span)
}
