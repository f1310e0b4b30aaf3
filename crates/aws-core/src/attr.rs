//! Typed attributes: how the fields of a type's struct become a schema, and go from and to values.

use provision_schema::{Block, Nesting};
use provision_value::{Number, Type, Value};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

/// A value that a field may hold. Null and unknown read as `Default`: `None` for an `Option`.
///
/// `level` counts how deep a recursive block stands in itself; everything that is not recursive hands it on.
pub trait Attr: Default + Clone + Send + Sync + 'static {
    /// Its type in the schema.
    fn ty(level: u8) -> Type;
    /// From a value of that type.
    fn from_value(value: &Value) -> Self;
    /// To a value of that type; `None` becomes null.
    fn to_value(&self, level: u8) -> Value;
}

/// A struct of attributes and nested blocks; written by the derives.
pub trait Attributes: Attr {
    /// Its schema.
    fn block(level: u8) -> Block;
}

impl Attr for String {
    fn ty(_: u8) -> Type {
        Type::String
    }
    fn from_value(value: &Value) -> Self {
        value.as_str().unwrap_or_default().to_owned()
    }
    fn to_value(&self, _: u8) -> Value {
        Value::string(self.as_str())
    }
}

impl Attr for bool {
    fn ty(_: u8) -> Type {
        Type::Bool
    }
    fn from_value(value: &Value) -> Self {
        value.as_bool().unwrap_or_default()
    }
    fn to_value(&self, _: u8) -> Value {
        Value::bool(*self)
    }
}

impl Attr for i64 {
    fn ty(_: u8) -> Type {
        Type::Number
    }
    fn from_value(value: &Value) -> Self {
        value.as_i64().unwrap_or_default()
    }
    fn to_value(&self, _: u8) -> Value {
        Value::number(*self)
    }
}

impl Attr for f64 {
    fn ty(_: u8) -> Type {
        Type::Number
    }
    fn from_value(value: &Value) -> Self {
        value.as_number().map(Number::to_f64).unwrap_or_default()
    }
    fn to_value(&self, _: u8) -> Value {
        Number::from_f64(*self).map_or_else(|| Value::null(Type::Number), Value::number)
    }
}

impl<T: Attr> Attr for Option<T> {
    fn ty(level: u8) -> Type {
        T::ty(level)
    }
    fn from_value(value: &Value) -> Self {
        (value.is_known() && !value.is_null()).then(|| T::from_value(value))
    }
    fn to_value(&self, level: u8) -> Value {
        self.as_ref().map_or_else(|| Value::null(T::ty(level)), |v| v.to_value(level))
    }
}

impl<T: Attr> Attr for Box<T> {
    fn ty(level: u8) -> Type {
        T::ty(level)
    }
    fn from_value(value: &Value) -> Self {
        Box::new(T::from_value(value))
    }
    fn to_value(&self, level: u8) -> Value {
        T::to_value(self, level)
    }
}

impl<T: Attributes> Attributes for Box<T> {
    fn block(level: u8) -> Block {
        T::block(level)
    }
}

impl<T: Attr> Attr for Vec<T> {
    fn ty(level: u8) -> Type {
        Type::list(T::ty(level))
    }
    fn from_value(value: &Value) -> Self {
        value.as_seq().unwrap_or_default().iter().map(T::from_value).collect()
    }
    fn to_value(&self, level: u8) -> Value {
        Value::list(T::ty(level), self.iter().map(|v| v.to_value(level)).collect())
    }
}

impl<T: Attr> Attr for BTreeMap<String, T> {
    fn ty(level: u8) -> Type {
        Type::map(T::ty(level))
    }
    fn from_value(value: &Value) -> Self {
        value.as_map().into_iter().flatten().map(|(k, v)| (k.to_string(), T::from_value(v))).collect()
    }
    fn to_value(&self, level: u8) -> Value {
        Value::map(
            T::ty(level),
            self.iter().map(|(k, v)| (Arc::from(k.as_str()), v.to_value(level))).collect(),
        )
    }
}

/// The items of a set, in no order that means anything.
#[derive(Clone, Debug, Default)]
pub struct Set<T>(pub Vec<T>);

impl<T> Deref for Set<T> {
    type Target = Vec<T>;
    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Set(items.into_iter().collect())
    }
}

impl<T: PartialEq> Set<T> {
    /// The items of this set that `other` lacks.
    pub fn minus<'a>(&'a self, other: &Set<T>) -> Vec<&'a T> {
        self.iter().filter(|i| !other.contains(i)).collect()
    }
}

impl<T: Attr> Attr for Set<T> {
    fn ty(level: u8) -> Type {
        Type::set(T::ty(level))
    }
    fn from_value(value: &Value) -> Self {
        Set(Vec::from_value(value))
    }
    fn to_value(&self, level: u8) -> Value {
        Value::set(T::ty(level), self.iter().map(|v| v.to_value(level)).collect())
    }
}

/// A field that holds nested blocks: `Vec`, `Set`, or `Option` for at most one.
pub trait Blocks {
    /// What one block holds.
    type Item: Attributes;
    /// From the blocks of a value.
    fn from_items(items: Vec<Self::Item>) -> Self;
    /// All of them.
    fn items(&self) -> &[Self::Item];
}

impl<T: Attributes> Blocks for Vec<T> {
    type Item = T;
    fn from_items(items: Vec<T>) -> Self {
        items
    }
    fn items(&self) -> &[T] {
        self
    }
}

impl<T: Attributes> Blocks for Set<T> {
    type Item = T;
    fn from_items(items: Vec<T>) -> Self {
        Set(items)
    }
    fn items(&self) -> &[T] {
        self
    }
}

impl<T: Attributes> Blocks for Option<T> {
    type Item = T;
    fn from_items(items: Vec<T>) -> Self {
        items.into_iter().next()
    }
    fn items(&self) -> &[T] {
        self.as_slice()
    }
}

/// The type of nested blocks of a nesting.
pub fn collection(nesting: Nesting, item: Type) -> Type {
    match nesting {
        Nesting::Single => item,
        Nesting::List => Type::list(item),
        Nesting::Set => Type::set(item),
    }
}

/// One attribute of an object as a field; absent reads as null.
pub fn field<T: Attr>(object: &Value, name: &str) -> T {
    object.get(name).map(T::from_value).unwrap_or_default()
}

/// The blocks of one name as a field.
pub fn blocks<B: Blocks>(object: &Value, name: &str) -> B {
    let items = match object.get(name) {
        Some(v) if v.as_map().is_some() => vec![B::Item::from_value(v)],
        Some(v) => v.as_seq().unwrap_or_default().iter().map(B::Item::from_value).collect(),
        None => vec![],
    };
    B::from_items(items)
}

/// A field of blocks as a value.
pub fn blocks_value<B: Blocks>(field: &B, nesting: Nesting, level: u8) -> Value {
    let ty = B::Item::ty(level);
    let mut items = field.items().iter().map(|i| i.to_value(level));
    match nesting {
        Nesting::Single => items.next().unwrap_or_else(|| Value::null(ty)),
        Nesting::List => Value::list(ty, items.collect()),
        Nesting::Set => Value::set(ty, items.collect()),
    }
}

/// A default written in a mark.
pub fn literal(value: impl Into<Literal>) -> Value {
    match value.into() {
        Literal::Bool(b) => Value::bool(b),
        Literal::Number(n) => Value::number(n),
        Literal::Float(f) => Number::from_f64(f).map_or_else(|| Value::null(Type::Number), Value::number),
        Literal::Text(s) => Value::string(s),
    }
}

/// What a default may be.
pub enum Literal {
    /// `true`
    Bool(bool),
    /// `3`
    Number(i64),
    /// `0.5`
    Float(f64),
    /// `"default"`
    Text(&'static str),
}

impl From<bool> for Literal {
    fn from(v: bool) -> Self {
        Literal::Bool(v)
    }
}

impl From<i32> for Literal {
    fn from(v: i32) -> Self {
        Literal::Number(v.into())
    }
}

impl From<f64> for Literal {
    fn from(v: f64) -> Self {
        Literal::Float(v)
    }
}

impl From<&'static str> for Literal {
    fn from(v: &'static str) -> Self {
        Literal::Text(v)
    }
}
