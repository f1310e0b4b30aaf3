//! `value.name` and `value[key]`.

use crate::ast::Ident;
use provision_value::{Diagnostic, Kind, Span, Type, Value, convert, convert::article};

/// Adds the nearest of `names` as a suggestion, when one is near.
pub(crate) fn suggest<'n>(d: Diagnostic, given: &str, names: impl Iterator<Item = &'n str>) -> Diagnostic {
    match crate::suggest::nearest(given, names) {
        Some(name) => d.help(format!("Did you mean \"{name}\"?")),
        None => d,
    }
}

fn missing_attribute<'n>(names: impl Iterator<Item = &'n str> + Clone, name: &str, span: Span) -> Diagnostic {
    let some: Vec<&str> = names.clone().take(12).collect();
    let more = if names.clone().nth(12).is_some() { ", …" } else { "" };
    let detail = match some.as_slice() {
        [] => format!("This object has no attributes, so not \"{name}\" either."),
        some => format!("This object has no attribute \"{name}\"; it has {}{more}.", some.join(", ")),
    };
    suggest(Diagnostic::error("Unsupported attribute", detail).at(span), name, names)
}

/// `value.name`
pub(crate) fn attribute(value: &Value, name: &Ident, span: Span) -> Result<Value, Diagnostic> {
    let marks = value.marks();
    let key = &*name.name;
    let found = match value.kind() {
        Kind::Object(m) => match m.get(key) {
            Some(v) => v.clone(),
            None => return Err(missing_attribute(m.keys().map(|k| &**k), key, name.span)),
        },
        Kind::Map(_, m) => match m.get(key) {
            Some(v) => v.clone(),
            None => return Err(missing_key(m.keys().map(|k| &**k), Some(key), !marks.is_empty(), name.span)),
        },
        Kind::Unknown(Type::Dynamic, _) => Value::unknown(Type::Dynamic),
        Kind::Unknown(Type::Map(t), _) => Value::unknown(t.as_ref().clone()),
        Kind::Unknown(Type::Object(o), _) => match o.attributes.get(key) {
            Some(t) => Value::unknown(t.clone()),
            None => return Err(missing_attribute(o.attributes.keys().map(|k| &**k), key, name.span)),
        },
        Kind::Null(_) => {
            let detail = format!("The value before \".{key}\" is null, which has no attributes.");
            return Err(Diagnostic::error("Attribute of a null value", detail).at(span));
        }
        kind => return other_attribute(value, kind, name, span),
    };
    Ok(found.with_marks(marks))
}

/// Attributes of what has none: `list.0` is an index of old, the rest is an error.
fn other_attribute(value: &Value, kind: &Kind, name: &Ident, span: Span) -> Result<Value, Diagnostic> {
    let key = &*name.name;
    let ty = value.ty();
    if let Ok(i) = key.parse::<u32>()
        && matches!(ty, Type::List(_) | Type::Tuple(_) | Type::Set(_))
    {
        return index(value, &Value::number(i as i64), span, name.span);
    }
    let detail = format!("The value is {}, which has no attributes.", article(&ty));
    let d = Diagnostic::error("Unsupported attribute", detail).at(name.span);
    let inner = match kind {
        Kind::List(..) | Kind::Set(..) | Kind::Unknown(..) => {
            matches!(ty.element(), Some(Type::Object(o)) if o.attributes.contains_key(key))
        }
        Kind::Tuple(v) => v.iter().any(|v| v.get(key).is_some()),
        _ => false,
    };
    Err(match (inner, &ty) {
        (true, Type::Set(_)) => d.help(format!("take it of every item with [*].{key}")),
        (true, _) => d.help(format!("take it of one item with [0].{key} or of every item with [*].{key}")),
        _ => d,
    })
}

fn missing_key<'n>(
    keys: impl Iterator<Item = &'n str> + Clone,
    key: Option<&str>,
    secret: bool,
    span: Span,
) -> Diagnostic {
    let summary = "Invalid index";
    match key {
        Some(key) if !secret => {
            let some: Vec<String> = keys.clone().take(12).map(|k| format!("\"{k}\"")).collect();
            let have = if some.is_empty() {
                "it is empty".into()
            } else {
                format!("its keys are {}", some.join(", "))
            };
            let more = if keys.clone().nth(12).is_some() { ", …" } else { "" };
            let detail = format!("The map has no element \"{key}\"; {have}{more}.");
            suggest(Diagnostic::error(summary, detail).at(span), key, keys)
        }
        _ => Diagnostic::error(summary, "The map has no element with this key.").at(span),
    }
}

/// `value[key]`
pub(crate) fn index(value: &Value, key: &Value, span: Span, key_span: Span) -> Result<Value, Diagnostic> {
    let fail = |detail: String| Diagnostic::error("Invalid index", detail).at(key_span);
    let (key, key_marks) = key.clone().unmark();
    let marks = value.marks().union(key_marks);
    let secret = !marks.is_empty();
    if value.is_null() {
        return Err(
            Diagnostic::error("Index into a null value", "The value before the index is null.").at(span)
        );
    }
    if key.is_null() {
        return Err(fail("The key is null; an index needs a number or a name.".into()));
    }
    // The names of attributes are part of the type, so that a secret one tells nothing new.
    let marks = if matches!(value.kind(), Kind::Object(_)) { value.marks() } else { marks };
    if matches!(key.kind(), Kind::Unknown(Type::Dynamic, _)) {
        return Ok(Value::unknown(Type::Dynamic).with_marks(marks));
    }
    if let Some(found) = present(value, &key) {
        return Ok(found.clone().with_marks(marks));
    }
    let ty = value.ty();
    let found = match &ty {
        Type::Dynamic => Value::unknown(Type::Dynamic),
        Type::List(_) | Type::Tuple(_) => {
            let key = convert(&key, &Type::Number)
                .map_err(|e| fail(format!("An item is named by its number: {e}.")))?;
            item(value, &ty, &key, secret).map_err(fail)?
        }
        Type::Map(element) => {
            let key = convert(&key, &Type::String)
                .map_err(|e| fail(format!("An element is named by its key: {e}.")))?;
            match (value.as_map(), key.as_str()) {
                (Some(m), Some(k)) => match m.get(k) {
                    Some(v) => v.clone(),
                    None => return Err(missing_key(m.keys().map(|k| &**k), Some(k), secret, key_span)),
                },
                _ => Value::unknown(element.as_ref().clone()),
            }
        }
        Type::Object(o) => {
            let key = convert(&key, &Type::String)
                .map_err(|e| fail(format!("An attribute is named by its name: {e}.")))?;
            match key.as_str() {
                None => Value::unknown(Type::Dynamic),
                Some(k) => match (value.as_map().and_then(|m| m.get(k)), o.attributes.get(k)) {
                    (Some(v), _) => v.clone(),
                    (None, Some(t)) => Value::unknown(t.clone()),
                    (None, None) if secret => {
                        return Err(missing_key(std::iter::empty(), None, secret, key_span));
                    }
                    (None, None) => {
                        return Err(missing_attribute(o.attributes.keys().map(|k| &**k), k, key_span));
                    }
                },
            }
        }
        Type::Set(_) => {
            let d = fail("A set has no order, so its items cannot be taken by number.".into());
            return Err(d.help("convert it with tolist(), or take every item with [*]"));
        }
        _ => return Err(fail(format!("The value is {}, which has no items.", article(&ty)))),
    };
    Ok(found.with_marks(marks))
}

/// What is there under a key of the right type: the common case, without working out the type of all the rest.
fn present<'v>(value: &'v Value, key: &Value) -> Option<&'v Value> {
    match (value.kind(), key.kind()) {
        (Kind::List(_, items) | Kind::Tuple(items), Kind::Number(n)) => {
            items.get(n.to_i64().and_then(|i| usize::try_from(i).ok())?)
        }
        (Kind::Map(_, items) | Kind::Object(items), Kind::String(name)) => items.get(name),
        _ => None,
    }
}

/// An item of a list or tuple.
fn item(value: &Value, ty: &Type, key: &Value, secret: bool) -> Result<Value, String> {
    let Some(number) = key.as_number() else {
        return Ok(Value::unknown(match ty {
            Type::List(t) => t.as_ref().clone(),
            _ => Type::Dynamic,
        }));
    };
    let shown = if secret { "this number".to_string() } else { number.to_string() };
    let length = match (value.as_seq(), ty) {
        (Some(items), _) => Some(items.len()),
        (None, Type::Tuple(ts)) => Some(ts.len()),
        _ => None,
    };
    if length.is_none() {
        return Ok(Value::unknown(ty.element().cloned().unwrap_or(Type::Dynamic)));
    }
    if number.is_negative() || !number.is_integer() {
        return Err(format!("An index must be a whole number from 0 on, not {shown}."));
    }
    let at = number.to_i64().and_then(|i| usize::try_from(i).ok()).filter(|i| length.is_none_or(|l| *i < l));
    match (at, value.as_seq(), ty) {
        (Some(i), Some(items), _) => Ok(items[i].clone()),
        (Some(i), None, Type::Tuple(ts)) => Ok(Value::unknown(ts[i].clone())),
        _ => Err(match length {
            Some(0) => "There are no items.".to_string(),
            Some(1) => format!("There is one item, [0], so no item {shown}."),
            Some(l) => format!("There are {l} items, [0] to [{}], so no item {shown}.", l - 1),
            None => format!("There is no item {shown}."),
        }),
    }
}
