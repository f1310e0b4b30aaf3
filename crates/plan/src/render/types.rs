//! The types that stand in one row of a saved plan. Every null carries its type, and an object of AWS has many absent blocks of large
//! and equal types: so each type is written once, and wherever it comes again its number is.

use super::codec::Bad;
use provision_value::{Type, json};
use serde_json::Value as Json;
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
        let json = json::type_of_parts(ty, &mut |part| self.write(part));
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
        if let Some(number) = json.as_u64() {
            let known = usize::try_from(number).ok().and_then(|n| self.0.get(n));
            return known.cloned().ok_or_else(|| format!("the type {json}"));
        }
        let ty = json::type_from_parts(json, &mut |part| self.read(part))?;
        if place(&ty).is_some() {
            self.0.push(ty.clone());
        }
        Ok(ty)
    }
}
