//! What apply asks of the evaluator: values that plan time did not know yet, once it is their turn.

use crate::model::{Plan, Step};
use provision_value::{Diagnostics, InstanceAddr, Value};
use std::sync::Arc;

/// A root output as it is now.
#[derive(Clone, Debug)]
pub struct OutputValue {
    /// Its name.
    pub name: Arc<str>,
    /// Its value, wholly known; `None` removes the output from the state.
    pub value: Option<Value>,
    /// Never shown.
    pub sensitive: bool,
}

/// What the configuration says once all steps have ended.
#[derive(Clone, Debug, Default)]
pub struct Ending {
    /// The root outputs. Those that depend on something that did not happen are left out: they keep what the state has.
    pub outputs: Vec<OutputValue>,
    /// How the rules stand now, as [`Plan::checks`] has it.
    pub checks: Vec<serde_json::Value>,
    /// What does not hold: errors, and warnings of `check` blocks.
    pub found: Diagnostics,
}

/// What a step shall bring about.
#[derive(Clone, Debug)]
pub struct Evaluated {
    /// The object as plan and state hold it.
    pub object: Value,
    /// The object as the call takes it: with write-only arguments, and with texts of which only a digest is held. It goes into the
    /// call and nowhere else.
    pub sent: Value,
}

impl From<Value> for Evaluated {
    fn from(object: Value) -> Evaluated {
        Evaluated { sent: object.clone(), object }
    }
}

/// Values during apply. The dispatcher is the only caller: it asks right before a step runs and tells right after one has ended.
pub trait Evaluate: Send {
    /// The object of a step that is about to run, everything that it needs being done, and that object as the call takes it.
    ///
    /// For a create or update: the planned object, wholly known except for attributes that the provider computes. It must agree
    /// with what the plan showed wherever the plan was known; where it does not, that is an error. For a read: the data
    /// source's configuration. Other steps have none and never ask.
    fn config(&mut self, plan: &Plan, step: &Step) -> Result<Evaluated, Diagnostics>;

    /// The outcome of a step, or of an object that had no step: the object as it now is (marks included), `None` when it is gone.
    fn completed(&mut self, addr: &InstanceAddr, deposed: Option<&Arc<str>>, object: Option<Value>);

    /// The arguments of a provider configuration (named as in the state) that was not open yet.
    fn provider(&mut self, provider: &str) -> Result<Value, Diagnostics>;

    /// Outputs and rules at the end.
    fn ending(&mut self, plan: &Plan) -> Ending;
}
