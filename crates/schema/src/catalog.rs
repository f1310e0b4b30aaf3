//! Resource types by name.

use crate::{Block, PlanCx};
use provision_value::{Diagnostics, Mode};

/// Which of the provider's two SDKs a type was written with: they treat null, empty and zero differently,
/// and plans must say the same as the provider's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sdk {
    /// terraform-plugin-sdk v2.
    V2,
    /// terraform-plugin-framework.
    Framework,
}

/// A type's plan-time function.
pub type PlanFn = fn(&mut PlanCx<'_>) -> Result<(), Diagnostics>;

/// The pure description of a resource type or data source.
#[derive(Clone)]
pub struct ResourceType {
    /// `aws_subnet`
    pub name: &'static str,
    /// Managed or data.
    pub mode: Mode,
    /// Schema version, as in the state.
    pub version: u64,
    /// Null and zero rules.
    pub sdk: Sdk,
    /// Arguments, attributes and nested blocks; `timeouts` included where the type has it.
    pub block: Block,
    /// Plan-time knowledge: known parts of computed values, extra replace paths, cross-argument checks.
    pub plan: Option<PlanFn>,
    /// Median seconds that creating and deleting one takes at AWS (for order of work and ETA).
    pub seconds: (f64, f64),
    /// A replacement is a new revision beside the old one, which is taken away only after all that used it has moved on;
    /// plans show it as any other replacement.
    pub revisioned: bool,
    /// First line of the type's documentation.
    pub doc: &'static str,
}

/// Every type that a program knows.
pub trait Catalog: Send + Sync {
    /// A managed type.
    fn resource(&self, name: &str) -> Option<&ResourceType>;
    /// A data source.
    fn data(&self, name: &str) -> Option<&ResourceType>;
    /// The arguments of a provider block (`aws`).
    fn provider(&self, name: &str) -> Option<&Block>;
    /// All names of a mode, sorted (for "did you mean" and reference pages).
    fn names(&self, mode: Mode) -> Vec<&str>;

    /// A type by mode and name.
    fn get(&self, mode: Mode, name: &str) -> Option<&ResourceType> {
        match mode {
            Mode::Managed => self.resource(name),
            Mode::Data => self.data(name),
        }
    }
}
