//! Objects, `for` and splats.

use super::{Evaluator, unknown};
use crate::ast::{Expr, For, Ident, ObjectKey};
use provision_value::{Kind, Marks, Refinement, Span, Type, Value, convert, convert::article, unify};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Keys and values of what is iterated, or `None` while they are unknown; and its marks.
type Items = (Option<Vec<(Value, Value)>>, Marks);

impl Evaluator<'_> {
    pub(super) fn object(&mut self, items: &[(ObjectKey, Expr)]) -> Value {
        let (mut object, mut marks, mut open) = (BTreeMap::new(), Marks::NONE, false);
        for (key, value) in items {
            let key = match key {
                ObjectKey::Name(ident) => Some(ident.name.clone()),
                ObjectKey::Expr(e) => {
                    let key = self.eval(e);
                    self.object_key(key, e.span, &mut marks)
                }
            };
            let value = self.eval(value);
            match key {
                Some(key) => drop(object.insert(key, value)),
                None => open = true,
            }
        }
        let object = if open { unknown() } else { Value::object(object) };
        object.with_marks(marks)
    }

    /// The text of a key; `None` while unknown, or after an error.
    fn object_key(&mut self, key: Value, span: Span, marks: &mut Marks) -> Option<Arc<str>> {
        let (key, key_marks) = key.unmark();
        *marks = marks.union(key_marks);
        let problem = match convert(&key, &Type::String) {
            Ok(v) => match v.kind() {
                Kind::String(s) => return Some(s.clone()),
                Kind::Unknown(..) => return None,
                _ => "it is null".to_string(),
            },
            Err(e) => e.to_string(),
        };
        self.fail(span, "Invalid object key", format!("A key must be text: {problem}."));
        None
    }

    /// What a `for` runs over; `None` after an error.
    pub(super) fn items(&mut self, value: Value, span: Span) -> Option<Items> {
        let (value, marks) = value.unmark();
        let number = |i: usize| Value::number(i as i64);
        let pairs = match value.kind() {
            Kind::Unknown(t, _) if !t.is_primitive() => None,
            Kind::List(_, v) | Kind::Tuple(v) => {
                Some(v.iter().enumerate().map(|(i, v)| (number(i), v.clone())).collect())
            }
            Kind::Set(_, v) => Some(v.iter().map(|v| (v.clone(), v.clone())).collect()),
            Kind::Map(_, m) | Kind::Object(m) => {
                Some(m.iter().map(|(k, v)| (Value::string(k.clone()), v.clone())).collect())
            }
            Kind::Null(_) => {
                self.fail(span, "Iteration over null value", "A null value has no items to iterate over.");
                return None;
            }
            _ => {
                let ty = value.ty();
                let detail = format!(
                    "Only lists, sets, maps, tuples and objects have items; this is {}.",
                    article(&ty)
                );
                self.fail(span, "Iteration over non-iterable value", detail);
                return None;
            }
        };
        Some((pairs, marks))
    }

    /// Brings a key and a value in sight; gives the depth to return to.
    pub(super) fn bind(
        &mut self,
        key_var: Option<&Ident>,
        value_var: &Ident,
        key: Value,
        value: Value,
    ) -> usize {
        let depth = self.names.len();
        if let Some(var) = key_var {
            self.names.push((var.name.clone(), key));
        }
        self.names.push((value_var.name.clone(), value));
        depth
    }

    pub(super) fn for_expr(&mut self, f: &For) -> Value {
        let collection = self.eval(&f.collection);
        let Some((items, marks)) = self.items(collection, f.collection.span) else { return unknown() };
        let Some(items) = items else { return unknown().with_marks(marks) };
        let mut result = Gathered { marks, ..Gathered::default() };
        for (key, value) in items {
            let depth = self.bind(f.key_var.as_ref(), &f.value_var, key, value);
            self.gather(f, &mut result);
            self.names.truncate(depth);
        }
        let value = match () {
            _ if result.open => unknown(),
            _ if f.key.is_none() => Value::tuple(result.values),
            _ if f.group => {
                Value::object(result.groups.into_iter().map(|(k, v)| (k, Value::tuple(v))).collect())
            }
            _ => Value::object(result.object),
        };
        value.with_marks(result.marks)
    }

    /// One round of a `for`.
    fn gather(&mut self, f: &For, result: &mut Gathered) {
        if let Some(condition) = &f.condition {
            let value = self.eval(condition);
            match self.condition(value, condition.span) {
                Some((Some(true), marks)) => result.marks = result.marks.union(marks),
                Some((Some(false), marks)) => {
                    result.marks = result.marks.union(marks);
                    return;
                }
                Some((None, marks)) => {
                    result.marks = result.marks.union(marks);
                    result.open = true;
                    return;
                }
                None => {
                    result.open = true;
                    return;
                }
            }
        }
        let Some(key_expr) = &f.key else {
            let value = self.eval(&f.value);
            result.values.push(value);
            return;
        };
        let key = self.eval(key_expr);
        let key = self.object_key(key, key_expr.span, &mut result.marks);
        let value = self.eval(&f.value);
        let Some(key) = key else {
            result.open = true;
            return;
        };
        if f.group {
            result.groups.entry(key).or_default().push(value);
            return;
        }
        let shown = if result.marks.is_empty() { format!(" \"{key}\"") } else { String::new() };
        if result.object.insert(key, value).is_some() {
            let detail = format!("Two items gave the same key{shown}.");
            let d = provision_value::Diagnostic::error("Duplicate object key", detail).at(key_expr.span);
            self.report(d.help("write ... after the value to gather the values of equal keys in tuples"));
        }
    }

    pub(super) fn splat(&mut self, source: &Expr, each: &Expr, span: Span) -> Value {
        let (source_value, marks) = self.eval(source).unmark();
        let ty = source_value.ty();
        let sequence = matches!(ty, Type::List(_) | Type::Set(_) | Type::Tuple(_));
        let value = match source_value.kind() {
            Kind::Null(_) if !sequence => Value::tuple(Vec::new()),
            Kind::Null(_) => {
                return self.fail(span, "Splat of a null value", "The value before [*] is null.");
            }
            Kind::Unknown(Type::Tuple(ts), _) => {
                Value::tuple(ts.iter().map(|t| self.each(each, Value::unknown(t.clone()))).collect())
            }
            Kind::Unknown(Type::List(t) | Type::Set(t), r) => {
                let item = self.each(each, Value::unknown(t.as_ref().clone())).ty();
                let r = Refinement { prefix: None, not_null: true, ..(**r).clone() };
                Value::unknown_refined(Type::list(item), r)
            }
            Kind::Unknown(Type::Dynamic, _) => unknown(),
            // It may still turn out null, and then be empty.
            Kind::Unknown(_, r) if !r.not_null => {
                self.each(each, source_value.clone());
                unknown()
            }
            Kind::List(t, items) | Kind::Set(t, items) => {
                let items: Vec<Value> = items.iter().map(|v| self.each(each, v.clone())).collect();
                self.splat_list(items, t, each)
            }
            Kind::Tuple(items) => Value::tuple(items.iter().map(|v| self.each(each, v.clone())).collect()),
            _ => Value::tuple(vec![self.each(each, source_value.clone())]),
        };
        value.with_marks(marks)
    }

    fn splat_list(&mut self, items: Vec<Value>, element: &Type, each: &Expr) -> Value {
        if items.is_empty() {
            let ty = self.apart(|e| e.each(each, Value::unknown(element.clone()))).0.ty();
            return Value::list(ty, items);
        }
        let types: Vec<Type> = items.iter().map(Value::ty).collect();
        let list = unify(&types).map(|ty| convert(&Value::tuple(items.clone()), &Type::list(ty)));
        match list {
            Some(Ok(list)) => list,
            // Not of one type: only after an error, or when items hold values of any type.
            _ => Value::tuple(items),
        }
    }

    fn each(&mut self, each: &Expr, item: Value) -> Value {
        self.items.push(item);
        let value = self.eval(each);
        self.items.pop();
        value
    }
}

/// What a `for` has gathered so far.
#[derive(Default)]
struct Gathered {
    values: Vec<Value>,
    object: BTreeMap<Arc<str>, Value>,
    groups: BTreeMap<Arc<str>, Vec<Value>>,
    marks: Marks,
    /// Keys or length are unknown.
    open: bool,
}
