//! Conversion between types, as the language defines it.

use crate::{Kind, Number, Path, Refinement, Step, Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why a value cannot be of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct ConvertError {
    /// Where in the value.
    pub path: Path,
    /// What is required there: `a number is required, not a list of string`.
    pub message: String,
}

impl std::fmt::Display for ConvertError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.path.0.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.path, self.message)
        }
    }
}

impl std::error::Error for ConvertError {}

/// The value as one of type `to`: primitives by their text, tuples and objects to collections, objects to objects
/// (attributes beyond those of `to` are dropped, optional ones become null). Where `to` says `any`, the type is taken
/// from the value; in a collection its elements are brought to one type. Null, unknown (with what is known of it) and
/// marks stay.
pub fn convert(value: &Value, to: &Type) -> Result<Value, ConvertError> {
    at(value, to, &mut Vec::new())
}

/// The type that a conversion gives, when values of `from` may convert to `to` at all.
pub fn conversion_type(from: &Type, to: &Type) -> Option<Type> {
    Some(match (from, to) {
        (_, Type::Dynamic) => from.without_optional(),
        (Type::Dynamic, _) => to.without_optional(),
        (a, b) if a.is_primitive() && b.is_primitive() => {
            if a != b && *a != Type::String && *b != Type::String {
                return None;
            }
            b.clone()
        }
        (Type::List(a) | Type::Set(a), Type::List(b)) => Type::list(conversion_type(a, b)?),
        (Type::List(a) | Type::Set(a), Type::Set(b)) => Type::set(conversion_type(a, b)?),
        (Type::Map(a), Type::Map(b)) => Type::map(conversion_type(a, b)?),
        (Type::Tuple(items), Type::List(b)) => Type::list(element_type(items.iter(), b)?),
        (Type::Tuple(items), Type::Set(b)) => Type::set(element_type(items.iter(), b)?),
        (Type::Object(o), Type::Map(b)) => Type::map(element_type(o.attributes.values(), b)?),
        (Type::Map(a), Type::Object(o)) => {
            let attributes = o.attributes.iter().map(|(n, t)| Some((n.clone(), conversion_type(a, t)?)));
            Type::object(attributes.collect::<Option<Vec<_>>>()?)
        }
        (Type::Object(a), Type::Object(b)) => {
            let attributes = b.attributes.iter().map(|(n, t)| match a.attributes.get(n) {
                Some(from) => Some((n.clone(), conversion_type(from, t)?)),
                None if b.optional.contains(n) => Some((n.clone(), t.without_optional())),
                None => None,
            });
            Type::object(attributes.collect::<Option<Vec<_>>>()?)
        }
        (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => {
            Type::tuple(a.iter().zip(b.iter()).map(|(a, b)| conversion_type(a, b)).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

fn element_type<'a>(items: impl Iterator<Item = &'a Type>, to: &Type) -> Option<Type> {
    let items = items.map(|t| conversion_type(t, to)).collect::<Option<Vec<_>>>()?;
    if !to.has_dynamic() || items.is_empty() { Some(to.without_optional()) } else { unify(&items) }
}

fn mismatch(from: &Type, to: &Type, path: &[Step]) -> ConvertError {
    let message = match (from, to) {
        (Type::Object(a), Type::Object(b)) => {
            let missing: Vec<_> = b
                .attributes
                .keys()
                .filter(|n| !a.attributes.contains_key(*n) && !b.optional.contains(*n))
                .map(|n| format!("\"{n}\""))
                .collect();
            match missing.as_slice() {
                [] => {
                    let wrong = b.attributes.iter().find_map(|(n, t)| {
                        let from = a.attributes.get(n)?;
                        conversion_type(from, t).is_none().then(|| (n, mismatch(from, t, &[])))
                    });
                    match wrong {
                        Some((n, e)) => format!("attribute \"{n}\": {}", e.message),
                        None => "the objects do not match".into(),
                    }
                }
                [one] => format!("attribute {one} is required"),
                many => format!("attributes {} are required", many.join(", ")),
            }
        }
        (Type::Tuple(a), Type::Tuple(b)) if a.len() != b.len() => {
            format!("a tuple of {} items is required, not of {}", b.len(), a.len())
        }
        (Type::Tuple(_) | Type::List(_) | Type::Set(_), Type::List(e) | Type::Set(e)) if e.has_dynamic() => {
            "all items must have the same type".into()
        }
        (Type::Object(_) | Type::Map(_), Type::Map(e)) if e.has_dynamic() => {
            "all elements must have the same type".into()
        }
        _ => format!("{} is required, not {}", article(to), article(from)),
    };
    ConvertError { path: Path(path.to_vec()), message }
}

/// The type's name with its article: `a list of string`, `an object`.
pub fn article(ty: &Type) -> String {
    match ty {
        Type::Dynamic => "a value of any type".into(),
        Type::Object(_) => "an object".into(),
        _ => format!("a {}", ty.friendly()),
    }
}

fn at(value: &Value, to: &Type, path: &mut Vec<Step>) -> Result<Value, ConvertError> {
    let fail =
        |message: &str, path: &[Step]| ConvertError { path: Path(path.to_vec()), message: message.into() };
    let marks = value.marks();
    let converted: Value = match (value.kind(), to) {
        (_, Type::Dynamic) | (Kind::Bool(_), Type::Bool) => return Ok(value.clone()),
        (Kind::Number(_), Type::Number) | (Kind::String(_), Type::String) => return Ok(value.clone()),
        (Kind::Null(from), _) => {
            Value::null(conversion_type(from, to).ok_or_else(|| mismatch(from, to, path))?)
        }
        (Kind::Unknown(from, refinement), _) => {
            let ty = conversion_type(from, to).ok_or_else(|| mismatch(from, to, path))?;
            let refinement = carried(from, &ty, refinement);
            Value::unknown_refined(ty, refinement)
        }
        (Kind::Bool(b), Type::String) => Value::string(if *b { "true" } else { "false" }),
        (Kind::Number(n), Type::String) => Value::string(n.to_string()),
        (Kind::String(s), Type::Number) => {
            let hidden = "a number is required, but the text is not a decimal number";
            Kind::Number(s.parse::<Number>().map_err(|_| fail(hidden, path))?).into()
        }
        (Kind::String(s), Type::Bool) => Value::bool(match &**s {
            "true" | "1" => true,
            "false" | "0" => false,
            "True" | "TRUE" => {
                return Err(fail("a bool is required; to convert from text, write lowercase \"true\"", path));
            }
            "False" | "FALSE" => {
                return Err(fail(
                    "a bool is required; to convert from text, write lowercase \"false\"",
                    path,
                ));
            }
            _ => {
                return Err(fail(
                    "a bool is required, and only the texts \"true\" and \"false\" can become one",
                    path,
                ));
            }
        }),
        (Kind::List(e, _), Type::List(t))
        | (Kind::Set(e, _), Type::Set(t))
        | (Kind::Map(e, _), Type::Map(t))
            if e == t.as_ref() && !e.has_dynamic() =>
        {
            return Ok(value.clone());
        }
        // Items that are not known yet may turn out equal, and then there are fewer.
        (Kind::Set(e, v), Type::List(_)) if v.len() > 1 && !value.is_wholly_known() => {
            let from = Type::set(e.clone());
            Value::unknown(conversion_type(&from, to).ok_or_else(|| mismatch(&from, to, path))?)
        }
        (Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v), Type::List(t)) => {
            let (ty, items) = same_type(value, sequence(value, v, t, path)?, t, to, path)?;
            Value::list(ty, items)
        }
        (Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v), Type::Set(t)) => {
            let (ty, items) = same_type(value, sequence(value, v, t, path)?, t, to, path)?;
            Value::set(ty, items)
        }
        (Kind::Map(_, m) | Kind::Object(m), Type::Map(t)) => {
            let items = m
                .iter()
                .map(|(k, v)| stepped(path, Step::Key(k.clone()), |path| at(v, t, path)))
                .collect::<Result<Vec<_>, _>>()?;
            let (ty, items) = same_type(value, items, t, to, path)?;
            Value::map(ty, m.keys().cloned().zip(items).collect())
        }
        (Kind::Map(_, m) | Kind::Object(m), Type::Object(o)) => {
            let mut attributes = BTreeMap::new();
            for (name, ty) in &o.attributes {
                let attribute = match m.get(name) {
                    Some(v) => stepped(path, Step::Attr(name.clone()), |path| at(v, ty, path))?,
                    None if o.optional.contains(name) => Value::null(ty.without_optional()),
                    None => return Err(fail(&missing(m, o), path)),
                };
                attributes.insert(name.clone(), attribute);
            }
            Value::object(attributes)
        }
        (Kind::Tuple(v), Type::Tuple(ts)) if v.len() == ts.len() => Value::tuple(
            v.iter()
                .zip(ts.iter())
                .enumerate()
                .map(|(i, (v, t))| stepped(path, Step::Index(i), |path| at(v, t, path)))
                .collect::<Result<_, _>>()?,
        ),
        _ => return Err(mismatch(&value.ty(), to, path)),
    };
    Ok(converted.with_marks(marks))
}

fn missing(have: &BTreeMap<Arc<str>, Value>, want: &crate::ObjectType) -> String {
    let names: Vec<_> = want
        .attributes
        .keys()
        .filter(|n| !have.contains_key(*n) && !want.optional.contains(*n))
        .map(|n| format!("\"{n}\""))
        .collect();
    match names.as_slice() {
        [one] => format!("attribute {one} is required"),
        many => format!("attributes {} are required", many.join(", ")),
    }
}

fn stepped<T>(path: &mut Vec<Step>, step: Step, f: impl FnOnce(&mut Vec<Step>) -> T) -> T {
    path.push(step);
    let result = f(path);
    path.pop();
    result
}

fn sequence(
    of: &Value,
    items: &[Value],
    to: &Type,
    path: &mut Vec<Step>,
) -> Result<Vec<Value>, ConvertError> {
    let set = matches!(of.kind(), Kind::Set(..));
    let step = |i| if set { Step::Element } else { Step::Index(i) };
    items.iter().enumerate().map(|(i, v)| stepped(path, step(i), |path| at(v, to, path))).collect()
}

/// Elements that were converted to `element`, brought to one type where `element` leaves it open.
fn same_type(
    of: &Value,
    items: Vec<Value>,
    element: &Type,
    to: &Type,
    path: &mut Vec<Step>,
) -> Result<(Type, Vec<Value>), ConvertError> {
    if !element.has_dynamic() {
        return Ok((element.without_optional(), items));
    }
    if items.is_empty() {
        let ty = of.ty().element().map_or_else(
            || element.clone(),
            |from| conversion_type(from, element).unwrap_or_else(|| element.clone()),
        );
        return Ok((ty.without_optional(), items));
    }
    // A bare null fits any type, and so may a value of which nothing is known.
    let typed = |v: &&Value| !matches!(v.kind(), Kind::Null(Type::Dynamic) | Kind::Unknown(Type::Dynamic, _));
    let types: Vec<_> = items.iter().filter(typed).map(Value::ty).collect();
    if types.is_empty() {
        return Ok((Type::Dynamic, items));
    }
    let is_map = matches!(to, Type::Map(_));
    if nulls_clash(&items.iter().collect::<Vec<_>>(), is_map) {
        return Err(mismatch(&of.ty(), to, path));
    }
    let ty = unify(&types).ok_or_else(|| mismatch(&of.ty(), to, path))?;
    // Items that are of this type already are left alone: going into them again at every level would double the work
    // with each of them.
    let fit = |v: Value| if v.ty() == ty { Ok(v) } else { at(&v, &ty, path) };
    let items = items.into_iter().map(fit).collect::<Result<_, _>>()?;
    Ok((ty, items))
}

/// True where a bare null stands in the place of what is a collection or a structure in another item: it takes no type of
/// these. Only the elements of a map may be `allowed` to be null themselves.
fn nulls_clash(items: &[&Value], allowed: bool) -> bool {
    let bare = |v: &&Value| matches!(v.kind(), Kind::Null(Type::Dynamic));
    let compound = |v: &&Value| match v.kind() {
        Kind::Null(ty) | Kind::Unknown(ty, _) => !ty.is_primitive() && *ty != Type::Dynamic,
        _ => v.depth() > 0,
    };
    if !allowed && items.iter().any(bare) && items.iter().any(compound) {
        return true;
    }
    let alike = |v: &Value, first: &Value| match (v.kind(), first.kind()) {
        (Kind::Object(a), Kind::Object(b)) => a.len() == b.len() && a.keys().eq(b.keys()),
        (Kind::Tuple(a), Kind::Tuple(b)) => a.len() == b.len(),
        _ => false,
    };
    let whole: Vec<&Value> = items.iter().copied().filter(|v| !v.is_null()).collect();
    let Some(first) = whole.first().filter(|first| whole.iter().all(|v| alike(v, first))) else {
        return false;
    };
    match first.kind() {
        Kind::Object(attributes) => attributes
            .keys()
            .any(|name| nulls_clash(&whole.iter().filter_map(|v| v.get(name)).collect::<Vec<_>>(), false)),
        Kind::Tuple(parts) => (0..parts.len()).any(|i| {
            nulls_clash(&whole.iter().filter_map(|v| v.as_seq()?.get(i)).collect::<Vec<_>>(), false)
        }),
        _ => false,
    }
}

/// What stays known of an unknown value after conversion.
fn carried(from: &Type, to: &Type, r: &Refinement) -> Refinement {
    let lengths = from.is_collection() && to.is_collection();
    let exact = lengths && !matches!(to, Type::Set(_));
    Refinement {
        not_null: r.not_null,
        prefix: if from == to { r.prefix.clone() } else { None },
        // A set may fold elements together, so that only "at least one" survives.
        min_len: if exact || from == to {
            r.min_len
        } else if lengths {
            r.min_len.map(|n| n.min(1))
        } else {
            None
        },
        max_len: if lengths { r.max_len } else { None },
        low: if from == to { r.low.clone() } else { None },
        high: if from == to { r.high.clone() } else { None },
    }
}

/// The type that values of all these types convert to, as the language unifies branches and elements; `None` when
/// there is none. Text wins over numbers and bools, collections over tuples and objects; objects with the same names
/// unify by attribute, others become a map where one element type fits all.
pub fn unify(types: &[Type]) -> Option<Type> {
    let first = types.first()?;
    if types.iter().all(|t| t == first) {
        return Some(first.without_optional());
    }
    let count = |f: fn(&Type) -> bool| types.iter().filter(|t| f(t)).count();
    let dynamic = count(|t| *t == Type::Dynamic);
    let (maps, objects) = (count(|t| matches!(t, Type::Map(_))), count(|t| matches!(t, Type::Object(_))));
    let (lists, tuples) = (count(|t| matches!(t, Type::List(_))), count(|t| matches!(t, Type::Tuple(_))));
    let sets = count(|t| matches!(t, Type::Set(_)));
    let all = types.len();
    let inner = || types.iter().flat_map(parts).collect::<Vec<_>>();
    if dynamic > 0 && [maps + objects, lists + tuples, sets].iter().any(|n| n + dynamic == all) {
        return Some(Type::Dynamic);
    }
    if maps == all || maps > 0 && maps + objects == all {
        return unify(&inner()).map(Type::map);
    }
    if lists == all || lists > 0 && lists + tuples == all {
        return unify(&inner()).map(Type::list);
    }
    if sets == all {
        return unify(&inner()).map(Type::set);
    }
    if objects == all {
        return unify_objects(types);
    }
    if tuples == all {
        return unify_tuples(types);
    }
    if objects > 0 && tuples > 0 {
        return None;
    }
    // No common construction: the most general of the given types to which all others convert.
    let mut candidates: Vec<&Type> = types.iter().collect();
    candidates.sort_by_key(|t| generality(t));
    candidates
        .into_iter()
        .find(|want| types.iter().all(|t| conversion_type(t, want).is_some()))
        .map(Type::without_optional)
}

fn parts(t: &Type) -> Vec<Type> {
    match t {
        Type::List(e) | Type::Set(e) | Type::Map(e) => vec![e.as_ref().clone()],
        Type::Object(o) => o.attributes.values().cloned().collect(),
        Type::Tuple(ts) => ts.to_vec(),
        _ => Vec::new(),
    }
}

fn generality(t: &Type) -> u8 {
    match t {
        // It becomes what the others are.
        Type::Dynamic => 4,
        Type::String | Type::List(_) | Type::Map(_) => 1,
        Type::Set(_) => 2,
        _ => 3,
    }
}

fn unify_objects(types: &[Type]) -> Option<Type> {
    let objects: Vec<_> =
        types.iter().filter_map(|t| if let Type::Object(o) = t { Some(o) } else { None }).collect();
    let first = objects.first()?;
    if objects.iter().any(|o| !o.attributes.keys().eq(first.attributes.keys())) {
        let all: Vec<_> = types.iter().flat_map(parts).collect();
        return unify(&all).map(Type::map);
    }
    let attributes = first.attributes.keys().map(|name| {
        let across: Vec<_> = objects.iter().filter_map(|o| o.attributes.get(name).cloned()).collect();
        Some((name.clone(), unify(&across)?))
    });
    Some(Type::object(attributes.collect::<Option<Vec<_>>>()?))
}

fn unify_tuples(types: &[Type]) -> Option<Type> {
    let tuples: Vec<_> =
        types.iter().filter_map(|t| if let Type::Tuple(t) = t { Some(t) } else { None }).collect();
    let first = tuples.first()?;
    if tuples.iter().any(|t| t.len() != first.len()) {
        let all: Vec<_> = types.iter().flat_map(parts).collect();
        return unify(&all).map(Type::list);
    }
    let items = (0..first.len()).map(|i| {
        let across: Vec<_> = tuples.iter().filter_map(|t| t.get(i).cloned()).collect();
        unify(&across)
    });
    items.collect::<Option<Vec<_>>>().map(Type::tuple)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn s(t: &str) -> Value {
        Value::string(t)
    }
    fn optional_object() -> Type {
        let attributes = [("a".into(), Type::String), ("b".into(), Type::Number)];
        Type::Object(Arc::new(crate::ObjectType::new(attributes.into(), ["b".into()].into())))
    }

    #[test]
    fn converts() {
        let cases = [
            (Value::number(5), Type::String, s("5")),
            (s("1e3"), Type::Number, Value::number(1000)),
            (s("true"), Type::Bool, Value::bool(true)),
            (
                Value::tuple(vec![Value::number(1), s("a")]),
                Type::list(Type::String),
                Value::list(Type::String, vec![s("1"), s("a")]),
            ),
            (
                Value::tuple(vec![Value::number(1), s("a")]),
                Type::list(Type::Dynamic),
                Value::list(Type::String, vec![s("1"), s("a")]),
            ),
            (Value::tuple(vec![]), Type::set(Type::Number), Value::set(Type::Number, vec![])),
            (
                Value::object_of([("a", s("x"))]),
                Type::map(Type::Dynamic),
                Value::map(Type::String, [("a".into(), s("x"))].into()),
            ),
            (
                Value::object_of([("a", s("x")), ("extra", s("y"))]),
                optional_object(),
                Value::object_of([("a", s("x")), ("b", Value::null(Type::Number))]),
            ),
            (Value::null(Type::Dynamic), Type::Bool, Value::null(Type::Bool)),
            (Value::unknown(Type::Dynamic), Type::list(Type::Bool), Value::unknown(Type::list(Type::Bool))),
            (
                Value::list(Type::String, vec![s("b"), s("a"), s("b")]),
                Type::set(Type::String),
                Value::set(Type::String, vec![s("a"), s("b")]),
            ),
        ];
        for (value, to, expected) in cases {
            assert_eq!(convert(&value, &to).unwrap(), expected, "{value:?} to {to}");
        }
    }

    #[test]
    fn marks_stay() {
        let v = convert(&Value::tuple(vec![s("1").sensitive()]), &Type::list(Type::Number)).unwrap();
        assert!(v.as_seq().unwrap()[0].is_sensitive() && !v.is_sensitive());
    }

    #[test]
    fn errors_say_where() {
        let list = Value::tuple(vec![s("1"), Value::object_of([("a", s("x"))])]);
        let e = convert(&list, &Type::list(Type::Number)).unwrap_err();
        assert_eq!(e.to_string(), "[1]: a number is required, not an object");
        let e = convert(&Value::object_of([("b", s("x"))]), &optional_object()).unwrap_err();
        assert_eq!(e.to_string(), "attribute \"a\" is required");
        let e = convert(&Value::tuple(vec![Value::number(1), Value::bool(true)]), &Type::list(Type::Dynamic))
            .unwrap_err();
        assert_eq!(e.to_string(), "all items must have the same type");
    }

    #[test]
    fn unifies() {
        let cases = [
            (vec![Type::Number, Type::String], Some(Type::String)),
            (vec![Type::Number, Type::Bool], None),
            (
                vec![Type::tuple(vec![Type::Number]), Type::tuple(vec![Type::String, Type::Bool])],
                Some(Type::list(Type::String)),
            ),
            (
                vec![Type::object([("a", Type::Number)]), Type::object([("a", Type::String)])],
                Some(Type::object([("a", Type::String)])),
            ),
            (
                vec![Type::object([("a", Type::Number)]), Type::object([("b", Type::String)])],
                Some(Type::map(Type::String)),
            ),
            (vec![Type::list(Type::Number), Type::tuple(vec![Type::String])], Some(Type::list(Type::String))),
            (vec![Type::set(Type::String), Type::tuple(vec![Type::String])], Some(Type::set(Type::String))),
            (vec![Type::String, Type::Dynamic], Some(Type::String)),
        ];
        for (types, expected) in cases {
            assert_eq!(unify(&types), expected, "{types:?}");
        }
    }
}
