//! What a plan is made of.

use provision_value::{Diagnostics, InstanceAddr, ModuleInstance, Path, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One instance as the state holds it, after refresh.
#[derive(Clone, Debug)]
pub struct Prior {
    /// Its address.
    pub addr: InstanceAddr,
    /// Set for an instance that was replaced and is still to be deleted.
    pub deposed: Option<Arc<str>>,
    /// The object, of the type's schema; sensitive attributes are marked.
    pub value: Value,
    /// The object before this refresh, where refresh changed it (drift).
    pub before_refresh: Option<Value>,
    /// Creation did not complete: must be replaced.
    pub tainted: bool,
    /// `create_before_destroy` when it was made.
    pub create_before_destroy: bool,
    /// What it depended on when it was made: addresses of resources without keys, as in the state.
    pub dependencies: Vec<Arc<str>>,
    /// Its provider configuration (`provider["registry.terraform.io/hashicorp/aws"]`, with alias).
    pub provider: Arc<str>,
    /// The stage that the sidecar remembers.
    pub stage: Option<Arc<str>>,
}

/// What happens to one instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Nothing.
    NoOp,
    /// Made.
    Create,
    /// Changed in place.
    Update,
    /// Deleted, then made again.
    DeleteThenCreate,
    /// Made again, then the old one deleted.
    CreateThenDelete,
    /// Deleted.
    Delete,
    /// A data source that is read during apply.
    Read,
    /// Taken out of the state without being deleted (`removed`).
    Forget,
}

/// Why an instance is replaced, deleted or read; the words of Terraform's `action_reason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Reason {
    ReplaceTainted,
    ReplaceRequested,
    ReplaceTriggered,
    CannotUpdate,
    NoResourceConfig,
    NoModule,
    NoMoveTarget,
    WrongRepetition,
    CountIndex,
    EachKey,
    ConfigUnknown,
    DependencyPending,
}

/// One instance in the plan.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its address.
    pub addr: InstanceAddr,
    /// The address it had before a `moved`.
    pub previous_addr: Option<InstanceAddr>,
    /// The deposed object's key where the change is about one.
    pub deposed: Option<Arc<str>>,
    /// What happens.
    pub action: Action,
    /// Why.
    pub reason: Option<Reason>,
    /// The object now.
    pub before: Option<Value>,
    /// The object afterwards; unknown where only apply will tell.
    pub after: Option<Value>,
    /// The configuration as it was evaluated (for apply-time checks and JSON).
    pub config: Option<Value>,
    /// Paths whose change forces replacement.
    pub replace_paths: BTreeSet<Path>,
    /// The id given to `import`, where the instance is adopted.
    pub importing: Option<String>,
    /// The stage's index in the plan's list.
    pub stage: usize,
    /// Its provider configuration, as in the state.
    pub provider: Arc<str>,
    /// What it depends on, for the state: addresses of resources without keys, sorted.
    pub dependencies: Vec<Arc<str>>,
    /// Effective `create_before_destroy` (a dependent's forces its own).
    pub create_before_destroy: bool,
}

/// A change of a root output.
#[derive(Clone, Debug)]
pub struct OutputChange {
    /// Its name.
    pub name: Arc<str>,
    /// The value in the state.
    pub before: Option<Value>,
    /// The planned value; `None` when the output goes away.
    pub after: Option<Value>,
    /// Never shown.
    pub sensitive: bool,
}

/// A step by its index in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId(pub usize);

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepAction {
    /// Create call, wait, read, follow-up settings.
    Create,
    /// Change in place.
    Update,
    /// Delete call, wait until gone.
    Delete,
    /// Move the current object aside as deposed (before the create of a create-then-delete replacement).
    Depose,
    /// Read a data source.
    Read,
    /// Drop from the state.
    Forget,
}

/// One piece of work.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its place in [`Plan::steps`].
    pub id: StepId,
    /// The change in [`Plan::changes`] that it belongs to.
    pub change: usize,
    /// What it does.
    pub action: StepAction,
    /// The stage's index in the plan's list.
    pub stage: usize,
    /// Steps that must have succeeded before.
    pub needs: Vec<StepId>,
    /// Places in [`Plan::joins`]: all steps of these must have succeeded before.
    pub joins: Vec<usize>,
    /// Expected duration in seconds.
    pub seconds: f64,
}

/// Steps that others wait for all together: the instances of one block, say, for those of another. That many wait for many
/// thus costs what both are, not their product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Join(pub Vec<StepId>);

impl From<Vec<usize>> for Join {
    fn from(steps: Vec<usize>) -> Join {
        Join(steps.into_iter().map(StepId).collect())
    }
}

/// A whole plan.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Stage names in order; one unnamed stage where none are declared.
    pub stages: Vec<Arc<str>>,
    /// True for `stage_order = "barrier"`.
    pub barrier: bool,
    /// All instances of configuration and state, those without a change too, in graph order.
    pub changes: Vec<Change>,
    /// The work.
    pub steps: Vec<Step>,
    /// What steps wait for together.
    pub joins: Vec<Join>,
    /// Root outputs, unchanged ones too.
    pub outputs: Vec<OutputChange>,
    /// What refresh found changed outside: index into `changes`-independent priors.
    pub drift: Vec<Prior>,
    /// Module instances that exist (for JSON output and outputs of empty modules).
    pub modules: Vec<ModuleInstance>,
    /// How the configuration's rules stand, as Terraform's JSON tells it: an item for whatever has any.
    pub checks: Vec<serde_json::Value>,
    /// Warnings.
    pub warnings: Diagnostics,
}
