//! The plan language: source → syntax → configuration → values. Pure: files, time, randomness and environment come
//! in through a [`World`].

pub mod ast;
pub mod config;
pub mod reference;
pub mod scope;
pub mod suggest;
pub mod syntax;
#[cfg(test)]
pub(crate) mod testing;
pub mod world;

pub use config::Config;
pub use reference::{RefStep, Reference, Subject};
pub use scope::Scope;
pub use world::World;
