//! What a resource type looks like: attributes, nested blocks, defaults, validation, and the pure part of
//! its behaviour (plan-time computation).

pub mod block;
pub mod canonical;
pub mod catalog;
pub mod check;
mod equal;
pub mod plan;
pub mod suppress;

pub use block::{Attribute, Block, EqualBy, Has, KeptType, Nested, Nesting, StandIn, Unset, Validator};
pub use canonical::{compact_json, compact_policy};
pub use catalog::{Catalog, Entry, PlanFn, ResourceType, Sdk};
pub use check::check;
pub use plan::{Facts, PlanCx};
pub use suppress::{Difference, Suppress, is_zero};
