//! From configuration and refreshed state to a plan: the walk, the diff, the steps and their schedule, and how a plan
//! is shown. Pure.

pub mod apply_eval;
pub mod conditions;
pub mod console;
pub mod diff;
pub mod evaluate;
pub mod evaluator;
pub mod generate;
pub mod golden;
pub mod lazy;
pub mod model;
pub mod render;
pub mod rules;
pub mod schedule;
pub mod steps;
#[cfg(test)]
mod testing;
pub mod values;
pub mod walk;

pub use evaluate::{Ending, Evaluate, Evaluated, OutputValue};
pub use model::{Action, Change, Join, OutputChange, Plan, Prior, Step, StepAction, StepId};
