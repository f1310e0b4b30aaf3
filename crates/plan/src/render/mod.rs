//! How a plan is shown: to people as text, to machines as JSON and events, and to itself as a file.

mod codec;
pub mod configuration;
pub mod diff;
pub mod events;
pub mod file;
pub mod json;
mod lines;
pub mod paint;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
mod types;
