//! Values to and from JSON, guided by a type (state files, plans, `jsonencode`), and types in JSON.

use crate::{Kind, Number, ObjectType, Path, Step, Type, Value, convert::ConvertError, convert::article};
use serde_json::Value as Json;
use std::sync::Arc;

/// The value as JSON: sets as arrays, numbers exact, unknown as null, marks dropped.
pub fn to_json(value: &Value) -> Json {
    match value.kind() {
        Kind::Null(_) | Kind::Unknown(..) => Json::Null,
        Kind::Bool(b) => Json::Bool(*b),
        Kind::Number(n) => number(n),
        Kind::String(s) => Json::String(s.to_string()),
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => Json::Array(v.iter().map(to_json).collect()),
        Kind::Map(_, m) | Kind::Object(m) => {
            Json::Object(m.iter().map(|(k, v)| (k.to_string(), to_json(v))).collect())
        }
    }
}

/// A value of type `ty` as a state file holds it: where the type is `Dynamic`, the value goes with its own type.
pub fn to_typed_json(value: &Value, ty: &Type) -> Json {
    match (ty, value.kind()) {
        (Type::Dynamic, _) if value.ty() != Type::Dynamic => {
            let mut both = serde_json::Map::new();
            both.insert("value".into(), to_json(value));
            both.insert("type".into(), type_to_json(&value.ty()));
            Json::Object(both)
        }
        (Type::Object(o), Kind::Object(m)) => {
            let typed = |(n, v): (&Arc<str>, &Value)| {
                let ty = o.attributes.get(n).unwrap_or(&Type::Dynamic);
                (n.to_string(), to_typed_json(v, ty))
            };
            Json::Object(m.iter().map(typed).collect())
        }
        _ => to_json(value),
    }
}

/// Reads what [`to_typed_json`] writes. A `Dynamic` value without its type takes the type that the JSON shows.
pub fn from_typed_json(json: &Json, ty: &Type) -> Result<Value, ConvertError> {
    let value = from_json(json, ty)?;
    let Type::Object(o) = ty else {
        return if *ty == Type::Dynamic { typed(json, value) } else { Ok(value) };
    };
    let dynamic = o.attributes.iter().filter(|(_, t)| **t == Type::Dynamic);
    dynamic.into_iter().try_fold(value, |object, (name, _)| match (json.get(&**name), object.get(name)) {
        (Some(json), Some(inferred)) => {
            let value = typed(json, inferred.clone())?;
            Ok(object.with(name, value))
        }
        _ => Ok(object),
    })
}

/// The value of `{"value": ..., "type": ...}`, or `inferred` where the JSON is something else.
fn typed(json: &Json, inferred: Value) -> Result<Value, ConvertError> {
    let parts =
        json.as_object().filter(|m| m.len() == 2).and_then(|m| Some((m.get("value")?, m.get("type")?)));
    match parts.map(|(value, ty)| (value, type_from_json(ty))) {
        Some((value, Ok(ty))) => from_json(value, &ty),
        _ => Ok(inferred),
    }
}

fn number(n: &Number) -> Json {
    match n.to_i64() {
        // Whole numbers are written as such, zero without a sign, as Terraform's plans and states have them.
        Some(i) => Json::from(i),
        // JSON has no infinity; where a number is wanted, this text is read back as one.
        _ if !n.is_finite() => Json::String(n.to_string()),
        // Display gives plain decimal text, which JSON reads as a number.
        _ => serde_json::from_str(&n.to_string()).unwrap_or(Json::Null),
    }
}

/// A value of type `ty` from JSON, as a state file holds it. `Dynamic` takes the type that the JSON shows: arrays
/// become tuples and objects objects. Attributes that the JSON lacks are null; ones that the type lacks are dropped.
pub fn from_json(json: &Json, ty: &Type) -> Result<Value, ConvertError> {
    read(json, ty, &mut Vec::new())
}

fn read(json: &Json, ty: &Type, path: &mut Vec<Step>) -> Result<Value, ConvertError> {
    let inner = |path: &mut Vec<Step>, step, json: &Json, ty: &Type| {
        path.push(step);
        let value = read(json, ty, path);
        path.pop();
        value
    };
    Ok(match (json, ty) {
        (Json::Null, _) => Value::null(ty.without_optional()),
        (_, Type::Dynamic) => infer(json, path)?,
        (Json::Bool(b), Type::Bool) => Value::bool(*b),
        (Json::Number(n), Type::Number) => parse_number(n, path)?,
        (Json::String(s), Type::String) => Value::string(s.as_str()),
        // Older states hold primitives as text, and the other way round.
        (Json::String(_) | Json::Bool(_) | Json::Number(_), Type::String | Type::Number | Type::Bool) => {
            let value = infer(json, path)?;
            crate::convert::convert(&value, ty)
                .map_err(|e| ConvertError { path: Path(path.clone()), message: e.message })?
        }
        (Json::Array(items), Type::List(t) | Type::Set(t)) => {
            let items = items
                .iter()
                .enumerate()
                .map(|(i, v)| inner(path, Step::Index(i), v, t))
                .collect::<Result<Vec<_>, _>>()?;
            if t.has_dynamic() {
                return crate::convert::convert(&Value::tuple(items), ty);
            }
            match ty {
                Type::List(_) => Value::list(t.without_optional(), items),
                _ => Value::set(t.without_optional(), items),
            }
        }
        (Json::Array(items), Type::Tuple(ts)) if items.len() == ts.len() => Value::tuple(
            items
                .iter()
                .zip(ts.iter())
                .enumerate()
                .map(|(i, (v, t))| inner(path, Step::Index(i), v, t))
                .collect::<Result<_, _>>()?,
        ),
        (Json::Object(m), Type::Map(t)) => {
            let items = m
                .iter()
                .map(|(k, v)| {
                    Ok((Arc::<str>::from(k.as_str()), inner(path, Step::Key(k.as_str().into()), v, t)?))
                })
                .collect::<Result<std::collections::BTreeMap<_, _>, ConvertError>>()?;
            if t.has_dynamic() {
                return crate::convert::convert(&Value::object(items), ty);
            }
            Value::map(t.without_optional(), items)
        }
        (Json::Object(m), Type::Object(o)) => {
            let attributes = o.attributes.iter().map(|(n, t)| {
                let json = m.get(&**n).unwrap_or(&Json::Null);
                Ok((n.clone(), inner(path, Step::Attr(n.clone()), json, t)?))
            });
            Value::object(attributes.collect::<Result<_, ConvertError>>()?)
        }
        _ => {
            let found = match json {
                Json::Array(_) => "an array",
                Json::Object(_) => "an object",
                Json::String(_) => "a string",
                Json::Number(_) => "a number",
                _ => "a bool",
            };
            let message = format!("{} is required, not {found}", article(ty));
            return Err(ConvertError { path: Path(path.clone()), message });
        }
    })
}

fn parse_number(n: &serde_json::Number, path: &[Step]) -> Result<Value, ConvertError> {
    match n.as_str().parse::<Number>() {
        Ok(n) => Ok(Kind::Number(n).into()),
        Err(e) => Err(ConvertError { path: Path(path.to_vec()), message: e.to_string() }),
    }
}

fn infer(json: &Json, path: &mut Vec<Step>) -> Result<Value, ConvertError> {
    Ok(match json {
        Json::Null => Value::null(Type::Dynamic),
        Json::Bool(b) => Value::bool(*b),
        Json::Number(n) => parse_number(n, path)?,
        Json::String(s) => Value::string(s.as_str()),
        Json::Array(items) => Value::tuple(items.iter().map(|v| infer(v, path)).collect::<Result<_, _>>()?),
        Json::Object(m) => Value::object(
            m.iter()
                .map(|(k, v)| Ok((k.as_str().into(), infer(v, path)?)))
                .collect::<Result<_, ConvertError>>()?,
        ),
    })
}

/// A type as states and plans write it: `"string"`, `["list","string"]`, `["object",{"a":"bool"}]`.
pub fn type_to_json(ty: &Type) -> Json {
    type_of_parts(ty, &mut type_to_json)
}

/// The same, where `part` writes the types that this one is made of, in the order of the text.
pub fn type_of_parts<'t>(ty: &'t Type, part: &mut impl FnMut(&'t Type) -> Json) -> Json {
    let mut of = |word: &str, t: &'t Type| Json::Array(vec![word.into(), part(t)]);
    match ty {
        Type::Dynamic => "dynamic".into(),
        Type::Bool => "bool".into(),
        Type::Number => "number".into(),
        Type::String => "string".into(),
        Type::List(t) => of("list", t),
        Type::Set(t) => of("set", t),
        Type::Map(t) => of("map", t),
        Type::Tuple(ts) => Json::Array(vec!["tuple".into(), Json::Array(ts.iter().map(part).collect())]),
        Type::Object(o) => {
            let attributes = o.attributes.iter().map(|(n, t)| (n.to_string(), part(t))).collect();
            let mut parts = vec!["object".into(), Json::Object(attributes)];
            if !o.optional.is_empty() {
                parts.push(Json::Array(o.optional.iter().map(|n| n.to_string().into()).collect()));
            }
            Json::Array(parts)
        }
    }
}

/// Reads what [`type_to_json`] writes. The error names the part that is not a type.
pub fn type_from_json(json: &Json) -> Result<Type, String> {
    type_from_parts(json, &mut type_from_json)
}

/// The same, where `part` reads the types that this one is made of, in the order of the text.
pub fn type_from_parts(
    json: &Json,
    part: &mut impl FnMut(&Json) -> Result<Type, String>,
) -> Result<Type, String> {
    let bad = || format!("not a type: {json}");
    if let Some(word) = json.as_str() {
        return match word {
            "dynamic" => Ok(Type::Dynamic),
            "bool" => Ok(Type::Bool),
            "number" => Ok(Type::Number),
            "string" => Ok(Type::String),
            _ => Err(bad()),
        };
    }
    let parts = json.as_array().ok_or_else(bad)?;
    let (Some(word), Some(inner)) = (parts.first().and_then(Json::as_str), parts.get(1)) else {
        return Err(bad());
    };
    match (word, inner) {
        ("list", t) => part(t).map(Type::list),
        ("set", t) => part(t).map(Type::set),
        ("map", t) => part(t).map(Type::map),
        ("tuple", Json::Array(ts)) => ts.iter().map(part).collect::<Result<_, _>>().map(Type::tuple),
        ("object", Json::Object(m)) => {
            let attributes = m.iter().map(|(name, t)| Ok((Arc::<str>::from(name.as_str()), part(t)?)));
            let attributes = attributes.collect::<Result<_, String>>()?;
            let optional = parts.get(2).and_then(Json::as_array).into_iter().flatten();
            let optional = optional.map(|name| name.as_str().map(Arc::from).ok_or_else(bad));
            let object = ObjectType::new(attributes, optional.collect::<Result<_, _>>()?);
            Ok(Type::Object(Arc::new(object)))
        }
        _ => Err(bad()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn states_round_trip() {
        let ty = Type::object([
            ("id", Type::String),
            ("tags", Type::map(Type::String)),
            ("ports", Type::set(Type::Number)),
            ("any", Type::Dynamic),
        ]);
        let json: Json =
            serde_json::from_str(r#"{"any":[1,"a"],"id":"x","ports":[80,18446744073709551616],"tags":null}"#)
                .unwrap();
        let value = from_json(&json, &ty).unwrap();
        assert_eq!(to_json(&value), json);
        assert_eq!(type_from_json(&type_to_json(&ty)).unwrap(), ty);
    }

    #[test]
    fn values_of_any_type_go_with_their_types() {
        let ty = Type::object([("any", Type::Dynamic), ("id", Type::String), ("none", Type::Dynamic)]);
        let any = Value::map(Type::Number, [("a".into(), Value::number(1))].into());
        let value = Value::object_of([
            ("any", any),
            ("id", Value::string("x")),
            ("none", Value::null(Type::Dynamic)),
        ]);
        let json = to_typed_json(&value, &ty);
        let expected =
            json!({"any": {"value": {"a": 1}, "type": ["map", "number"]}, "id": "x", "none": null});
        assert_eq!(json, expected);
        assert_eq!(from_typed_json(&json, &ty).unwrap(), value);
        let null = Value::null(Type::String);
        let json = to_typed_json(&null, &Type::Dynamic);
        assert_eq!(json, json!({"value": null, "type": "string"}));
        assert_eq!(from_typed_json(&json, &Type::Dynamic).unwrap(), null);
        let plain = from_typed_json(&json!({"value": 1}), &Type::Dynamic).unwrap();
        assert_eq!(plain, Value::object_of([("value", Value::number(1))]));
    }

    #[test]
    fn missing_attributes_are_null_and_errors_have_paths() {
        let ty = Type::object([("a", Type::list(Type::object([("b", Type::Bool)])))]);
        assert_eq!(to_json(&from_json(&json!({}), &ty).unwrap()), json!({"a": null}));
        let e = from_json(&json!({"a": [{"b": [1]}]}), &ty).unwrap_err();
        assert_eq!(e.to_string(), "a[0].b: a bool is required, not an array");
    }
}
