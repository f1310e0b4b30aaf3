//! What is recorded: the state file, its lock, the write-ahead journal and the sidecar.
//!
//! The promise kept here: no crash, at any instruction, loses or duplicates a resource. This room touches the disk; time
//! and names come in as parameters.

pub mod bucket;
pub mod error;
pub mod file;
pub mod history;
pub mod journal;
pub mod lock;
pub mod model;
pub mod replay;
pub mod sidecar;
pub mod store;
pub mod v4;

pub use bucket::{Bucket, Objects};
pub use error::Error;
pub use history::{Ending, PastChange, PastRun};
pub use journal::{Begin, Intent, Journal, Place, Record, StepKind};
pub use lock::{Holder, Lock};
pub use model::{DeposedKey, Instance, ObjectKey, Output, State};
pub use replay::{Open, Pending};
pub use sidecar::Sidecar;
pub use store::{Loaded, Paths, Store};
