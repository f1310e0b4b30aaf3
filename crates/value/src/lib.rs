//! Values, types, addresses, source places and diagnostics: the words that every other room speaks.
//!
//! Pure: nothing here touches network, clock or disk.

pub mod address;
pub mod convert;
pub mod diagnostic;
pub mod json;
pub mod number;
pub mod path;
pub mod span;
pub mod types;
pub mod value;

pub use address::{AddressError, ConfigAddr, InstanceAddr, InstanceKey, Mode, ModuleInstance, ResourceAddr};
pub use convert::{ConvertError, convert, unify};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use number::Number;
pub use path::{Path, Step};
pub use span::{SourceId, SourceMap, Span};
pub use types::{ObjectType, Type};
pub use value::{Kind, Marks, Refinement, Value};
