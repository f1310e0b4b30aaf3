//! What SNS and SQS tell of a thing, and take: texts by name.

use provision_aws_core::prelude::*;

/// The attributes of a topic, a subscription or a queue.
#[derive(Clone, Default)]
pub struct Attributes(pub HashMap<String, String>);

impl Attributes {
    /// A text; an empty one is none.
    pub fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|v| !v.is_empty()).cloned()
    }
    /// A JSON text in its compact form.
    pub fn json(&self, name: &str) -> Option<String> {
        self.text(name).as_deref().map(provision_schema::compact_json)
    }
    /// A number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.0.get(name)?.parse().ok()
    }
    /// `true` or `false`.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.parse().ok()
    }
}

/// An attribute: the argument's name, AWS's name, and the value that is wanted.
pub type Wanted = (&'static str, &'static str, String);

/// An argument as the attribute's text: what is not given is empty, zero or false.
pub fn said<T: ToString + Clone + Default>(value: &Option<T>) -> String {
    value.clone().unwrap_or_default().to_string()
}

/// The attributes that say something, for a create call.
pub fn given(all: Vec<Wanted>) -> HashMap<String, String> {
    let says = |value: &str| !["", "0", "false"].contains(&value);
    all.into_iter().filter(|(_, _, v)| says(v)).map(|(_, name, v)| (name.to_owned(), v)).collect()
}
