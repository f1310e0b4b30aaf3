//! Short ways to write a schema down.

use provision_schema::{Attribute, Block, PlanFn, ResourceType, Sdk, Validator};
use provision_value::{Mode, Type, Value};

/// An attribute in the making: `text("...").required().replace()`.
pub(crate) struct Attr(Attribute);

/// An attribute of a type; `doc` is its line in the reference.
pub(crate) fn attr(ty: Type, doc: &'static str) -> Attr {
    Attr(Attribute { doc, ..Attribute::new(ty) })
}

/// A text.
pub(crate) fn text(doc: &'static str) -> Attr {
    attr(Type::String, doc)
}

/// The `id` that only creation tells.
pub(crate) fn id(doc: &'static str) -> (&'static str, Attribute) {
    ("id", text(doc).computed())
}

impl Attr {
    /// It must be given.
    pub(crate) fn required(self) -> Attribute {
        Attribute { required: true, ..self.0 }
    }
    /// It may be given.
    pub(crate) fn optional(self) -> Attribute {
        Attribute { optional: true, ..self.0 }
    }
    /// Creation tells it, and nothing changes it afterwards.
    pub(crate) fn computed(self) -> Attribute {
        Attribute { computed: true, stable: true, once: true, ..self.0 }
    }
    /// It may be given, and has a value where it is not.
    pub(crate) fn default(self, value: Value) -> Attribute {
        Attribute { default: Some(value), ..self.either() }
    }
    /// It cannot be given, and starts with a value.
    pub(crate) fn default_computed(self, value: Value) -> Attribute {
        Attribute { default: Some(value), ..self.computed() }
    }
    /// It may be given, and creation tells it where it is not.
    pub(crate) fn either(self) -> Attribute {
        Attribute { optional: true, ..self.computed() }
    }
    /// A change needs a new resource.
    pub(crate) fn replace(self) -> Attr {
        Attr(Attribute { replace: true, ..self.0 })
    }
    /// It is never shown.
    pub(crate) fn sensitive(self) -> Attr {
        Attr(Attribute { sensitive: true, ..self.0 })
    }
    /// It is deprecated, and why.
    pub(crate) fn deprecated(self, instead: &'static str) -> Attr {
        Attr(Attribute { deprecated: Some(instead), ..self.0 })
    }
    /// A known value of it is checked.
    pub(crate) fn check(mut self, validator: Validator) -> Attr {
        self.0.validators.push(validator);
        self
    }
    /// It may not be given together with these.
    pub(crate) fn conflicts(self, with: &[&'static str]) -> Attr {
        Attr(Attribute { conflicts: with.to_vec(), ..self.0 })
    }
    /// Of these, itself included, exactly one is given.
    pub(crate) fn exactly_one_of(self, group: &[&'static str]) -> Attr {
        Attr(Attribute { exactly_one_of: group.to_vec(), ..self.0 })
    }
    /// Of these, itself included, at least one is given.
    pub(crate) fn at_least_one_of(self, group: &[&'static str]) -> Attr {
        Attr(Attribute { at_least_one_of: group.to_vec(), ..self.0 })
    }
}

/// A managed type.
pub(crate) fn resource(
    name: &'static str,
    doc: &'static str,
    attributes: impl IntoIterator<Item = (&'static str, Attribute)>,
) -> ResourceType {
    ResourceType {
        name,
        mode: Mode::Managed,
        version: 0,
        sdk: Sdk::Framework,
        block: Block { attributes: attributes.into_iter().collect(), ..Block::default() },
        plan: None,
        seconds: (0.1, 0.1),
        revisioned: false,
        doc,
    }
}

/// A data source.
pub(crate) fn data(
    name: &'static str,
    doc: &'static str,
    attributes: impl IntoIterator<Item = (&'static str, Attribute)>,
) -> ResourceType {
    ResourceType { mode: Mode::Data, ..resource(name, doc, attributes) }
}

/// What a type has beyond its attributes.
pub(crate) trait With {
    /// Its schema version.
    fn version(self, version: u64) -> Self;
    /// Its plan-time knowledge.
    fn plan(self, plan: PlanFn) -> Self;
}

impl With for ResourceType {
    fn version(self, version: u64) -> Self {
        ResourceType { version, ..self }
    }
    fn plan(self, plan: PlanFn) -> Self {
        ResourceType { plan: Some(plan), ..self }
    }
}
