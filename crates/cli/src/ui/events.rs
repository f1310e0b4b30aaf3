//! A run as lines of JSON, in Terraform's machine-readable form.

use super::about;
use provision_engine::events::{Event, Events};
use provision_plan::render::events::{self as json, Running};
use provision_plan::{Change, Plan, StepAction};
use provision_value::{InstanceAddr, SourceMap};
use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Writes one line for each event.
pub struct Lines {
    plan: Arc<Plan>,
    sources: SourceMap,
    by_addr: HashMap<InstanceAddr, usize>,
    /// When running steps began.
    began: Mutex<HashMap<(InstanceAddr, StepAction), Instant>>,
}

/// The time now, RFC 3339.
pub fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// Writes a line. A closed pipe must not end a run that is changing the cloud.
pub fn write(line: &serde_json::Value) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

impl Lines {
    /// About the steps of this plan.
    pub fn new(plan: Arc<Plan>, sources: SourceMap) -> Lines {
        let by_addr = plan.changes.iter().enumerate().filter(|(_, c)| c.deposed.is_none());
        let by_addr = by_addr.map(|(i, c)| (c.addr.clone(), i)).collect();
        Lines { plan, sources, by_addr, began: Mutex::default() }
    }

    /// How many seconds ago a step began, which is noted where it does so now.
    fn elapsed(&self, addr: &InstanceAddr, action: StepAction) -> u64 {
        let mut began = self.began.lock().unwrap_or_else(PoisonError::into_inner);
        began.entry((addr.clone(), action)).or_insert_with(Instant::now).elapsed().as_secs()
    }

    fn change(&self, addr: &InstanceAddr) -> Option<&Change> {
        self.by_addr.get(addr).map(|i| &self.plan.changes[*i])
    }

    fn running<'a>(
        &'a self,
        addr: &InstanceAddr,
        action: StepAction,
        id: Option<&'a str>,
    ) -> Option<Running<'a>> {
        Some(Running { plan: &self.plan, change: self.change(addr)?, action, id })
    }
}

impl Events for Lines {
    fn emit(&self, event: Event) {
        let at = now();
        // A plan without stages has one that bears no name.
        let name = |i: usize| self.plan.stages.get(i).filter(|name| !name.is_empty());
        let stage = |i: usize, begins| name(i).map(|name| json::stage(&at, name, begins));
        let line = match &event {
            Event::StageStarted { stage: i } => stage(*i, true),
            Event::StageDone { stage: i } => stage(*i, false),
            Event::StepStarted { addr, action, id, .. } => {
                self.elapsed(addr, *action);
                self.running(addr, *action, about(*action, id)).map(|r| json::apply_start(&at, r))
            }
            Event::StepProgress { addr, action, text } => {
                let elapsed = self.elapsed(addr, *action);
                self.running(addr, *action, None).map(|r| json::apply_progress(&at, r, elapsed, text))
            }
            Event::StepDone { addr, action, seconds, id, .. } => self
                .running(addr, *action, id.as_deref())
                .map(|r| json::apply_complete(&at, r, *seconds as u64)),
            Event::StepFailed { addr, action, seconds, diagnostic } => {
                if let Some(r) = self.running(addr, *action, None) {
                    write(&json::apply_errored(&at, r, *seconds as u64));
                }
                Some(json::diagnostic(&at, diagnostic, &self.sources))
            }
            _ => None,
        };
        if let Some(line) = line {
            write(&line);
        }
    }
}
