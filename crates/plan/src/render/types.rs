//! The types that stand in one row of a saved plan. Every null carries its type, and an object of AWS has many absent blocks of large
//! and equal types: so each type is written once, and wherever it comes again its number is.

use super::codec::Bad;
use provision_value::{ObjectType, Type, json};
use serde_json::{Map, Value as Json, json};
use std::collections::HashMap;
use std::sync::Arc;

/// The types written so far.
#[derive(Default)]
pub struct Written<'v> {
    /// By where they lie, which spares looking at the whole of them.
    places: HashMap<(Form, *const ()), usize>,
    numbers: HashMap<&'v Type, usize>,
}

impl<'v> Written<'v> {
    /// A type as JSON: its number when it was written before. Types without parts stand for themselves.
    pub fn write(&mut self, ty: &'v Type) -> Json {
        let Some(place) = place(ty) else { return json::type_to_json(ty) };
        if let Some(number) = self.places.get(&place) {
            return (*number).into();
        }
        if let Some(number) = self.numbers.get(ty) {
            self.places.insert(place, *number);
            return (*number).into();
        }
        let json = match ty {
            Type::List(of) => json!(["list", self.write(of)]),
            Type::Set(of) => json!(["set", self.write(of)]),
            Type::Map(of) => json!(["map", self.write(of)]),
            Type::Tuple(of) => json!(["tuple", of.iter().map(|t| self.write(t)).collect::<Vec<_>>()]),
            Type::Object(object) => {
                let attributes: Map<String, Json> =
                    object.attributes.iter().map(|(name, t)| (name.to_string(), self.write(t))).collect();
                let optional: Vec<&str> = object.optional.iter().map(|name| &**name).collect();
                json!(["object", attributes, optional])
            }
            Type::Dynamic | Type::Bool | Type::Number | Type::String => json::type_to_json(ty),
        };
        let number = self.numbers.len();
        self.numbers.insert(ty, number);
        self.places.insert(place, number);
        json
    }
}

/// What kind of type shares its parts with others: a list and a set may have one type of elements.
type Form = std::mem::Discriminant<Type>;

/// Where the parts of a type lie; none for a type without parts.
fn place(ty: &Type) -> Option<(Form, *const ())> {
    let parts = match ty {
        Type::List(of) | Type::Set(of) | Type::Map(of) => Arc::as_ptr(of).cast(),
        Type::Tuple(of) => Arc::as_ptr(of).cast(),
        Type::Object(of) => Arc::as_ptr(of).cast(),
        Type::Dynamic | Type::Bool | Type::Number | Type::String => return None,
    };
    Some((std::mem::discriminant(ty), parts))
}

/// The types read so far, in the order in which [`Written`] numbered them.
#[derive(Default)]
pub struct Known(Vec<Type>);

impl Known {
    /// Reads what [`Written::write`] writes, in the same order.
    pub fn read(&mut self, json: &Json) -> Result<Type, Bad> {
        let bad = || format!("the type {json}");
        if let Some(number) = json.as_u64() {
            return usize::try_from(number).ok().and_then(|n| self.0.get(n)).cloned().ok_or_else(bad);
        }
        let Some(parts) = json.as_array() else { return json::type_from_json(json) };
        let (Some(word), Some(inner)) = (parts.first().and_then(Json::as_str), parts.get(1)) else {
            return Err(bad());
        };
        let ty = match (word, inner) {
            ("list", of) => Type::list(self.read(of)?),
            ("set", of) => Type::set(self.read(of)?),
            ("map", of) => Type::map(self.read(of)?),
            ("tuple", Json::Array(of)) => {
                Type::tuple(of.iter().map(|t| self.read(t)).collect::<Result<_, _>>()?)
            }
            ("object", Json::Object(of)) => {
                let mut object = ObjectType::default();
                for (name, t) in of {
                    object.attributes.insert(name.as_str().into(), self.read(t)?);
                }
                for name in parts.get(2).and_then(Json::as_array).into_iter().flatten() {
                    object.optional.insert(name.as_str().ok_or_else(bad)?.into());
                }
                Type::Object(Arc::new(object))
            }
            _ => return Err(bad()),
        };
        self.0.push(ty.clone());
        Ok(ty)
    }
}
