//! What a run adds to the history: who, when, what it did and how long that took.

use crate::app::{App, Loaded};
use provision_engine::events::{Event, Events};
use provision_engine::{Ledger, Outcome};
use provision_plan::StepAction;
use provision_state::{Ending, PastChange, PastRun};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// A run that is under way.
pub struct Begun {
    run: PastRun,
    at: Instant,
}

impl Begun {
    /// A run that begins now.
    pub fn now(app: &App, loaded: &Loaded, ledger: &Ledger) -> Begun {
        let holder = app.holder();
        let run = PastRun {
            command: app.command.into(),
            at: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
            who: holder.who,
            host: holder.host,
            environment: loaded.workspace().to_owned(),
            serial: ledger.state.serial,
            ..PastRun::default()
        };
        Begun { run, at: Instant::now() }
    }

    /// It made a plan from files with this digest.
    pub fn planned(mut self, digest: &str) -> Begun {
        self.run.plan = digest.to_owned();
        self
    }

    /// It did all of this.
    pub fn ended(self, run: String, changes: Vec<PastChange>) -> PastRun {
        PastRun { run, changes, seconds: self.at.elapsed().as_secs_f64(), ..self.run }
    }
}

/// How a run of a plan ended.
pub fn ending(outcome: &Outcome) -> Ending {
    if outcome.is_complete() {
        Ending::Complete
    } else if outcome.interrupted {
        Ending::Interrupted
    } else if outcome.done.is_empty() {
        Ending::Failed
    } else {
        Ending::Partial
    }
}

/// Adds a run to the history. That it cannot be written is told, and does not undo what was done.
pub async fn remember(ledger: &Ledger, run: PastRun) {
    if let Err(e) = ledger.remember(&run).await {
        eprintln!("Warning: this run is not in the history: {e}");
    }
}

/// Passes events on, and notes what was done.
pub struct Recorder {
    to: Arc<dyn Events>,
    changes: Mutex<Vec<PastChange>>,
}

impl Recorder {
    /// Over what shows the events.
    pub fn new(to: Arc<dyn Events>) -> Recorder {
        Recorder { to, changes: Mutex::default() }
    }
    /// What was noted.
    pub fn changes(&self) -> Vec<PastChange> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Events for Recorder {
    fn emit(&self, event: Event) {
        let change = match &event {
            Event::StepDone { addr, action, seconds, id, .. } => word(*action).map(|action| PastChange {
                address: addr.to_string(),
                action: action.into(),
                seconds: *seconds,
                id: id.clone(),
                ..PastChange::default()
            }),
            Event::StepFailed { addr, action, seconds, diagnostic } => {
                word(*action).map(|action| PastChange {
                    address: addr.to_string(),
                    action: action.into(),
                    seconds: *seconds,
                    error: Some(diagnostic.summary.clone()),
                    ..PastChange::default()
                })
            }
            _ => None,
        };
        self.changes.lock().unwrap_or_else(PoisonError::into_inner).extend(change);
        self.to.emit(event);
    }
}

/// What a step changed; nothing for those that only look or put aside.
fn word(action: StepAction) -> Option<&'static str> {
    match action {
        StepAction::Create => Some("create"),
        StepAction::Update => Some("update"),
        StepAction::Delete => Some("delete"),
        StepAction::Forget => Some("forget"),
        StepAction::Read | StepAction::Depose => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use provision_engine::events::Silent;
    use provision_value::Diagnostic;

    #[test]
    fn what_was_done_and_what_failed_is_noted() {
        let recorder = Recorder::new(Arc::new(Silent));
        let addr = || match "t.a".parse() {
            Ok(addr) => addr,
            Err(e) => panic!("{e}"),
        };
        let done = |action| Event::StepDone {
            addr: addr(),
            deposed: None,
            action,
            seconds: 1.5,
            id: Some("i".into()),
        };
        recorder.emit(done(StepAction::Create));
        recorder.emit(done(StepAction::Depose));
        let diagnostic = Diagnostic::error("refused", "the detail is not kept");
        recorder.emit(Event::StepFailed {
            addr: addr(),
            action: StepAction::Delete,
            seconds: 0.0,
            diagnostic,
        });
        let noted: Vec<_> = recorder.changes().into_iter().map(|c| (c.action, c.id, c.error)).collect();
        let expected = [("create", Some("i"), None), ("delete", None, Some("refused"))].map(
            |(a, i, e): (&str, Option<&str>, Option<&str>)| {
                (a.to_owned(), i.map(str::to_owned), e.map(str::to_owned))
            },
        );
        assert_eq!(noted, expected);
    }

    #[test]
    fn the_ending_says_how_much_was_done() {
        let mut outcome = Outcome { interrupted: true, ..Outcome::default() };
        assert_eq!(ending(&outcome), Ending::Interrupted);
        outcome = Outcome { fatal: Some(Diagnostic::error("x", "")), ..Outcome::default() };
        assert_eq!(ending(&outcome), Ending::Failed);
        assert_eq!(ending(&Outcome::default()), Ending::Complete);
    }
}
