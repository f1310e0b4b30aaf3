//! Differences that a type leaves out of sight: what the provider's older SDK calls suppressed.

use crate::Block;
use provision_value::{Kind, Path, Step, Value};
use std::sync::Arc;

/// True for a difference that is none: the prior value stays.
pub type Suppress = fn(&Difference<'_>) -> bool;

/// One difference between an object as it is and as it is proposed, in the older SDK's terms: two texts at a path.
pub struct Difference<'a> {
    /// Where it is; what lies in a set has the path of the set.
    pub path: &'a Path,
    /// True where it is the number of a list's or set's elements.
    pub count: bool,
    /// As it is; empty for nothing.
    pub before: &'a str,
    /// As it is proposed; empty for nothing and for what is not known yet.
    pub after: &'a str,
    /// The object as it is; `None` on create.
    pub prior: Option<&'a Value>,
    /// The object as it is proposed.
    pub proposed: &'a Value,
    /// The type's schema.
    pub block: &'a Block,
}

impl Difference<'_> {
    /// A top-level attribute as text: as proposed, else its default, else as it is.
    pub fn text(&self, name: &str) -> String {
        let default = || self.block.attributes.get(name).and_then(|a| a.default.as_ref());
        let proposed = self.proposed.get(name).filter(|v| !v.is_null());
        let value = proposed.or_else(default).or_else(|| self.prior?.get(name));
        value.map(text).unwrap_or_default()
    }
    /// A text inside the top-level block that the difference lies in, its `name`: as proposed, else its default, else as it is.
    pub fn beside(&self, name: &str) -> String {
        let mut path = Path(self.path.0.iter().take(2).cloned().collect());
        let nested = match path.0.first() {
            Some(Step::Attr(block)) => self.block.blocks.get(&**block),
            _ => None,
        };
        path.0.push(Step::Attr(Arc::from(name)));
        let default = || nested?.block.attributes.get(name)?.default.as_ref();
        let proposed = path.get(self.proposed).filter(|v| !v.is_null());
        let value = proposed.or_else(default).or_else(|| path.get(self.prior?));
        value.map(text).unwrap_or_default()
    }
}

/// True for what the older SDK takes for nothing: null, false, 0, and what is empty.
pub fn is_zero(v: &Value) -> bool {
    match v.kind() {
        Kind::Null(_) => true,
        Kind::Unknown(..) => false,
        Kind::Bool(b) => !b,
        Kind::Number(n) => n.is_zero(),
        Kind::String(s) => s.is_empty(),
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => v.is_empty(),
        Kind::Map(_, m) | Kind::Object(m) => m.is_empty(),
    }
}

fn text(v: &Value) -> String {
    match v.kind() {
        Kind::Bool(b) => b.to_string(),
        Kind::Number(n) => n.to_string(),
        Kind::String(s) => s.to_string(),
        _ => String::new(),
    }
}

/// Leaves a block alone that AWS has one of and the configuration none.
pub fn missing_block(d: &Difference<'_>) -> bool {
    d.before == "1" && d.after == "0"
}
