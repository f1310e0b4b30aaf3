//! Resource types by name.

use crate::{Block, PlanCx};
use provision_value::{Diagnostics, Mode};
use std::sync::OnceLock;

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

/// What carries out a type, and its description, which is made when it is first asked for: a program knows hundreds of types,
/// and a plan is about a few of them.
pub struct Entry<T: ?Sized> {
    /// What carries it out.
    pub of: Box<T>,
    describe: fn(&T) -> ResourceType,
    about: OnceLock<ResourceType>,
}

impl<T: ?Sized> Entry<T> {
    /// Of a type that `describe` describes.
    pub fn new(of: Box<T>, describe: fn(&T) -> ResourceType) -> Entry<T> {
        Entry { of, describe, about: OnceLock::new() }
    }
    /// Its description.
    pub fn about(&self) -> &ResourceType {
        self.about.get_or_init(|| (self.describe)(&self.of))
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_type_is_described_once_and_only_when_asked_for() {
        static DESCRIBED: AtomicUsize = AtomicUsize::new(0);
        let describe = |name: &&'static str| {
            DESCRIBED.fetch_add(1, Ordering::SeqCst);
            ResourceType {
                name,
                mode: Mode::Managed,
                version: 0,
                sdk: Sdk::V2,
                block: Block::default(),
                plan: None,
                seconds: (0.0, 0.0),
                revisioned: false,
                doc: "",
            }
        };
        let (one, _other) = (Entry::new(Box::new("one"), describe), Entry::new(Box::new("other"), describe));
        assert_eq!(DESCRIBED.load(Ordering::SeqCst), 0);
        assert_eq!((one.about().name, one.about().name), ("one", "one"));
        assert_eq!(DESCRIBED.load(Ordering::SeqCst), 1);
    }
}
