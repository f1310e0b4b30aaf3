//! Progress of a run: live lines in a terminal, plain lines elsewhere.

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use provision_engine::events::{Event, Events};
use provision_plan::StepAction;
use provision_value::InstanceAddr;
use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Progress as plain lines: one when a step starts, one when it ends, a heartbeat between.
pub struct Plain {
    stages: Vec<Arc<str>>,
}

/// Progress in a terminal: a live line for each running step and a bar over all of them.
pub struct Live {
    stages: Vec<Arc<str>>,
    screen: MultiProgress,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    total: Option<ProgressBar>,
    running: HashMap<(InstanceAddr, StepAction), ProgressBar>,
}

impl Plain {
    /// `stages` are the plan's.
    pub fn new(stages: Vec<Arc<str>>) -> Plain {
        Plain { stages }
    }
}

impl Live {
    /// `stages` are the plan's.
    pub fn new(stages: Vec<Arc<str>>) -> Live {
        let screen = MultiProgress::with_draw_target(ProgressDrawTarget::stdout());
        Live { stages, screen, state: Mutex::default() }
    }
}

impl Events for Plain {
    fn emit(&self, event: Event) {
        let line = line(&event, &self.stages).or_else(|| match event {
            Event::Heartbeat { done, running, left, eta } => Some(format!(
                "Still at work: {done} steps done, {running} running, {left} to come, about {} left.",
                span(eta)
            )),
            _ => None,
        });
        if let Some(line) = line {
            // A closed pipe must not end a run that is changing the cloud.
            let _ = writeln!(std::io::stdout(), "{line}");
        }
    }
}

impl Events for Live {
    fn emit(&self, event: Event) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = line(&event, &self.stages)
            && !matches!(event, Event::StepStarted { .. })
        {
            let _ = self.screen.println(line);
        }
        match event {
            Event::RunStarted { steps, eta } => {
                let bar = self.screen.add(ProgressBar::new(steps as u64));
                let style =
                    ProgressStyle::with_template("[{bar:24}] {pos} of {len} steps, {elapsed} gone{msg}");
                bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
                bar.set_message(format!(", about {} left", span(eta)));
                bar.enable_steady_tick(Duration::from_millis(250));
                state.total = Some(bar);
            }
            Event::StepStarted { addr, action, .. } => {
                let bar = ProgressBar::new_spinner();
                let bar = match &state.total {
                    Some(total) => self.screen.insert_before(total, bar),
                    None => self.screen.add(bar),
                };
                let style = ProgressStyle::with_template("  {spinner} {prefix} ({elapsed}){msg}");
                bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
                bar.set_prefix(format!("{addr}: {}", doing(action)));
                bar.enable_steady_tick(Duration::from_millis(120));
                state.running.insert((addr, action), bar);
            }
            Event::StepProgress { addr, action, text } => {
                if let Some(bar) = state.running.get(&(addr, action)) {
                    bar.set_message(format!(" {text}"));
                }
            }
            Event::StepDone { addr, action, .. } | Event::StepFailed { addr, action, .. } => {
                if let Some(bar) = state.running.remove(&(addr, action)) {
                    bar.finish_and_clear();
                    self.screen.remove(&bar);
                }
                if let Some(total) = &state.total {
                    total.inc(1);
                    if total.position() == total.length().unwrap_or(0) {
                        total.finish_and_clear();
                    }
                }
            }
            Event::StepSkipped { .. } => state.total.iter().for_each(|t| t.inc(1)),
            Event::Heartbeat { eta, .. } => {
                state.total.iter().for_each(|t| t.set_message(format!(", about {} left", span(eta))));
            }
            _ => {}
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let _ = self.screen.clear();
    }
}

/// The line that an event leaves behind.
fn line(event: &Event, stages: &[Arc<str>]) -> Option<String> {
    let name = |stage: &usize| stages.get(*stage).filter(|n| !n.is_empty());
    let id = |id: &Option<String>| id.as_ref().map(|id| format!(" [id={id}]")).unwrap_or_default();
    Some(match event {
        Event::StageStarted { stage } => format!("Stage {}", name(stage)?),
        Event::Recovering { addr, kind } => format!("{addr}: Looking for what an interrupted {kind} left..."),
        Event::StepStarted { addr, action, id: i, .. } => format!("{addr}: {}...{}", doing(*action), id(i)),
        Event::StepDone { addr, action, seconds, id: i, .. } => {
            format!("{addr}: {} after {}{}", done(*action), span(*seconds), id(i))
        }
        Event::StepFailed { addr, action, seconds, .. } => {
            format!("{addr}: {} failed after {}", doing(*action), span(*seconds))
        }
        Event::StepSkipped { addr, because, .. } => format!("{addr}: Skipped, because {because} failed"),
        Event::Stopping { running } => format!(
            "Interrupted: starting nothing new; {running} running steps go on to their end, then the state is saved. \
             Interrupt again to stop waiting."
        ),
        _ => return None,
    })
}

fn doing(action: StepAction) -> &'static str {
    match action {
        StepAction::Create => "Creating",
        StepAction::Update => "Modifying",
        StepAction::Delete => "Destroying",
        StepAction::Depose => "Setting aside",
        StepAction::Read => "Reading",
        StepAction::Forget => "Forgetting",
    }
}

fn done(action: StepAction) -> &'static str {
    match action {
        StepAction::Create => "Creation complete",
        StepAction::Update => "Modifications complete",
        StepAction::Delete => "Destruction complete",
        StepAction::Depose => "Set aside",
        StepAction::Read => "Read complete",
        StepAction::Forget => "Forgotten",
    }
}

/// `42s`, `3m05s`
pub fn span(seconds: f64) -> String {
    let s = seconds.max(0.0).round() as u64;
    if s < 60 { format!("{s}s") } else { format!("{}m{:02}s", s / 60, s % 60) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_short() {
        assert_eq!([span(0.4), span(59.4), span(60.0), span(185.0)], ["0s", "59s", "1m00s", "3m05s"]);
    }
}
