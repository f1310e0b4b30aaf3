//! What a resource type looks like: attributes, nested blocks, defaults, validation, and the pure part of
//! its behaviour (plan-time computation).

pub mod block;
pub mod catalog;
mod equal;
pub mod plan;

pub use block::{Attribute, Block, EqualBy, Nested, Nesting, Unset, Validator};
pub use catalog::{Catalog, ResourceType, Sdk};
pub use plan::{Facts, PlanCx};
