//! How the evaluator asks for what an expression names.

use crate::{World, reference::Subject};
use provision_value::{Diagnostic, Span, Value};

/// Gives values to names. Implemented by the plan walk, by the apply-time evaluator and by the console.
pub trait Scope {
    /// The value of a subject: for a resource with `count` a tuple of instances, with `for_each` an object by key, else
    /// the instance itself; for a module likewise, with its outputs as attributes. `span` is for the error.
    fn resolve(&self, subject: &Subject, span: Span) -> Result<Value, Diagnostic>;
    /// Files, time and randomness for functions.
    fn world(&self) -> &dyn World;
    /// The directory against which file functions resolve relative paths: the plan's own directory, from which
    /// `path.module` is relative too.
    fn base_dir(&self) -> &std::path::Path;
    /// True while planning: functions of time and randomness give unknown.
    fn planning(&self) -> bool {
        true
    }
    /// True where a value that is still unknown passes for a condition, for text in a template and for something with an
    /// index, whatever its type, as it does while Terraform validates.
    fn lenient(&self) -> bool {
        false
    }
}
