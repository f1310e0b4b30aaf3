//! The plan language: source → syntax → configuration → values. Pure: files, time, randomness and environment come
//! in through a [`World`].

pub mod ast;
pub mod config;
pub mod console;
pub mod decode;
pub mod eval;
pub mod format;
pub mod functions;
pub mod project;
pub mod reference;
pub mod refs;
pub mod scope;
pub mod static_check;
pub mod suggest;
pub mod syntax;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod text;
pub mod tfvars;
pub mod world;

pub use config::Config;
pub use project::Project;
pub use reference::{RefStep, Reference, Subject};
pub use scope::Scope;
pub use world::World;

pub use decode::{decode, decode_stored};
pub use eval::{eval, eval_with};
pub use refs::{body_references, references};

/// Runs a step of a recursion over source or values on a stack that grows, so that deep nesting cannot overflow it.
pub(crate) fn deep<T>(f: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(128 * 1024, 2 * 1024 * 1024, f)
}
