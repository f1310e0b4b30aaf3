//! What a run tells while it goes on, for the display and for `--json`.

use provision_plan::StepAction;
use provision_value::{Diagnostic, InstanceAddr};
use std::sync::Arc;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// Refresh begins to read this many objects.
    RefreshStarted {
        /// How many.
        objects: usize,
    },
    /// An object was read.
    Refreshed {
        /// Its address.
        addr: InstanceAddr,
        /// Its id, where it is still there.
        id: Option<String>,
    },
    /// Refresh is done.
    RefreshDone,
    /// Recovery looks for what an interrupted run left behind.
    Recovering {
        /// The instance.
        addr: InstanceAddr,
        /// `create`, `update`, `delete`
        kind: &'static str,
    },
    /// A run of this many steps begins.
    RunStarted {
        /// How many.
        steps: usize,
        /// Expected seconds.
        eta: f64,
    },
    /// The first step of a stage starts.
    StageStarted {
        /// Its index in the plan's list.
        stage: usize,
    },
    /// Nothing of a stage is left.
    StageDone {
        /// Its index in the plan's list.
        stage: usize,
    },
    /// A step starts.
    StepStarted {
        /// The instance.
        addr: InstanceAddr,
        /// Set for a deposed object.
        deposed: Option<Arc<str>>,
        /// What it does.
        action: StepAction,
        /// The id of the object that it is about, where there is one.
        id: Option<String>,
    },
    /// A step waits for something.
    StepProgress {
        /// The instance.
        addr: InstanceAddr,
        /// What it does.
        action: StepAction,
        /// What it waits for.
        text: String,
    },
    /// A step succeeded.
    StepDone {
        /// The instance.
        addr: InstanceAddr,
        /// Set for a deposed object.
        deposed: Option<Arc<str>>,
        /// What it did.
        action: StepAction,
        /// How long it took.
        seconds: f64,
        /// The object's id.
        id: Option<String>,
    },
    /// A step failed.
    StepFailed {
        /// The instance.
        addr: InstanceAddr,
        /// What it was to do.
        action: StepAction,
        /// How long it took.
        seconds: f64,
        /// Why.
        diagnostic: Diagnostic,
    },
    /// A step will not run, because another one failed.
    StepSkipped {
        /// The instance.
        addr: InstanceAddr,
        /// What it was to do.
        action: StepAction,
        /// The one that failed.
        because: InstanceAddr,
    },
    /// Still at work: sent while nothing else happens.
    Heartbeat {
        /// Steps that are done, running and still to come.
        done: usize,
        /// Running now.
        running: usize,
        /// Still to come.
        left: usize,
        /// Expected seconds to the end.
        eta: f64,
    },
    /// The run was asked to stop: nothing new is started.
    Stopping {
        /// Steps that are still running.
        running: usize,
    },
    /// The state file was written.
    Saved {
        /// Its serial.
        serial: u64,
    },
}

/// Takes in events. Called from many tasks; must not block.
pub trait Events: Send + Sync {
    /// One event.
    fn emit(&self, event: Event);
}

/// Drops all events.
pub struct Silent;

impl Events for Silent {
    fn emit(&self, _: Event) {}
}
