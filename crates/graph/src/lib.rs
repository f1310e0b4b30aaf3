//! From references to a graph: what needs what, in which order, in which stage. Pure.

mod build;
pub mod dag;
pub mod dot;
mod graph;
pub mod mermaid;
pub mod node;
pub mod svg;

pub use dag::{Cycle, Dag, Id};
pub use graph::Graph;
pub use node::{ModPath, Node};

#[cfg(test)]
mod tests;
