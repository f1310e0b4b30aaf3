//! The type system of the plan language: Terraform's, with `Dynamic` for "not known yet".

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// A type of the plan language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// Any type: the constraint `any`, and the type of an unknown value of which nothing is known.
    Dynamic,
    /// `bool`
    Bool,
    /// `number`
    Number,
    /// `string`
    String,
    /// `list(T)`
    List(Arc<Type>),
    /// `set(T)`
    Set(Arc<Type>),
    /// `map(T)`
    Map(Arc<Type>),
    /// `object({...})`
    Object(Arc<ObjectType>),
    /// `tuple([...])`
    Tuple(Arc<Vec<Type>>),
}

/// The attributes of an object type; `optional` names those that a conversion may leave out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectType {
    /// Attribute types by name.
    pub attributes: BTreeMap<Arc<str>, Type>,
    /// Names of attributes that may be absent (they become null).
    pub optional: BTreeSet<Arc<str>>,
    // What is asked of types with hundreds of attributes, over and over.
    has_optional: bool,
    has_dynamic: bool,
}

impl ObjectType {
    /// An object with these attributes, of which the named ones may be absent.
    pub fn new(attributes: BTreeMap<Arc<str>, Type>, optional: BTreeSet<Arc<str>>) -> ObjectType {
        let has_optional = !optional.is_empty() || attributes.values().any(Type::has_optional);
        let has_dynamic = attributes.values().any(Type::has_dynamic);
        ObjectType { attributes, optional, has_optional, has_dynamic }
    }
}

impl Type {
    /// `list(element)`
    pub fn list(element: Type) -> Type {
        Type::List(Arc::new(element))
    }
    /// `set(element)`
    pub fn set(element: Type) -> Type {
        Type::Set(Arc::new(element))
    }
    /// `map(element)`
    pub fn map(element: Type) -> Type {
        Type::Map(Arc::new(element))
    }
    /// `tuple([elements])`
    pub fn tuple(elements: Vec<Type>) -> Type {
        Type::Tuple(Arc::new(elements))
    }
    /// `object({attributes})`, none of them optional.
    pub fn object<N: Into<Arc<str>>>(attributes: impl IntoIterator<Item = (N, Type)>) -> Type {
        let attributes = attributes.into_iter().map(|(n, t)| (n.into(), t)).collect();
        Type::Object(Arc::new(ObjectType::new(attributes, BTreeSet::new())))
    }
    /// How deep types are nested in it: 0 for `string`, 1 for `list(string)`.
    pub fn depth(&self) -> usize {
        match self {
            Type::Dynamic | Type::Bool | Type::Number | Type::String => 0,
            Type::List(t) | Type::Set(t) | Type::Map(t) => 1 + t.depth(),
            Type::Object(o) => 1 + o.attributes.values().map(Type::depth).max().unwrap_or(0),
            Type::Tuple(ts) => 1 + ts.iter().map(Type::depth).max().unwrap_or(0),
        }
    }
    /// True for `bool`, `number` and `string`.
    pub fn is_primitive(&self) -> bool {
        matches!(self, Type::Bool | Type::Number | Type::String)
    }
    /// True for lists, sets and maps.
    pub fn is_collection(&self) -> bool {
        matches!(self, Type::List(_) | Type::Set(_) | Type::Map(_))
    }
    /// The element type of a collection.
    pub fn element(&self) -> Option<&Type> {
        match self {
            Type::List(t) | Type::Set(t) | Type::Map(t) => Some(t),
            _ => None,
        }
    }
    /// True where `Dynamic` occurs anywhere inside.
    pub fn has_dynamic(&self) -> bool {
        match self {
            Type::Dynamic => true,
            Type::Bool | Type::Number | Type::String => false,
            Type::List(t) | Type::Set(t) | Type::Map(t) => t.has_dynamic(),
            Type::Object(o) => o.has_dynamic,
            Type::Tuple(ts) => ts.iter().any(Type::has_dynamic),
        }
    }
    /// True where an attribute may be absent anywhere inside.
    fn has_optional(&self) -> bool {
        match self {
            Type::Dynamic | Type::Bool | Type::Number | Type::String => false,
            Type::List(t) | Type::Set(t) | Type::Map(t) => t.has_optional(),
            Type::Object(o) => o.has_optional,
            Type::Tuple(ts) => ts.iter().any(Type::has_optional),
        }
    }
    /// The same type with every attribute required: types of values, as opposed to constraints.
    pub fn without_optional(&self) -> Type {
        if !self.has_optional() {
            return self.clone();
        }
        match self {
            Type::List(t) => Type::list(t.without_optional()),
            Type::Set(t) => Type::set(t.without_optional()),
            Type::Map(t) => Type::map(t.without_optional()),
            Type::Tuple(ts) => Type::tuple(ts.iter().map(Type::without_optional).collect()),
            Type::Object(o) => {
                Type::object(o.attributes.iter().map(|(n, t)| (n.clone(), t.without_optional())))
            }
            primitive => primitive.clone(),
        }
    }
    /// The name used in error messages: `string`, `list of number`, `object`.
    pub fn friendly(&self) -> String {
        match self {
            Type::Dynamic => "dynamic".into(),
            Type::Bool => "bool".into(),
            Type::Number => "number".into(),
            Type::String => "string".into(),
            Type::List(t) => format!("list of {}", t.friendly()),
            Type::Set(t) => format!("set of {}", t.friendly()),
            Type::Map(t) => format!("map of {}", t.friendly()),
            Type::Object(_) => "object".into(),
            Type::Tuple(_) => "tuple".into(),
        }
    }
}

/// The type as it is written in a constraint: `map(list(string))`.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Dynamic => f.write_str("any"),
            Type::Bool => f.write_str("bool"),
            Type::Number => f.write_str("number"),
            Type::String => f.write_str("string"),
            Type::List(t) => write!(f, "list({t})"),
            Type::Set(t) => write!(f, "set({t})"),
            Type::Map(t) => write!(f, "map({t})"),
            Type::Object(o) => {
                f.write_str("object({")?;
                for (i, (name, ty)) in o.attributes.iter().enumerate() {
                    let sep = if i == 0 { "" } else { ", " };
                    if o.optional.contains(name) {
                        write!(f, "{sep}{name} = optional({ty})")?;
                    } else {
                        write!(f, "{sep}{name} = {ty}")?;
                    }
                }
                f.write_str("})")
            }
            Type::Tuple(ts) => {
                f.write_str("tuple([")?;
                for (i, ty) in ts.iter().enumerate() {
                    write!(f, "{}{ty}", if i == 0 { "" } else { ", " })?;
                }
                f.write_str("])")
            }
        }
    }
}
