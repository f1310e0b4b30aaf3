//! From references to a graph: what needs what, in which order, in which stage. Pure.

pub mod dag;

pub use dag::{Cycle, Dag, Id};
