//! Progress of a run: live lines in a terminal, plain lines elsewhere.

use super::about;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use provision_engine::events::{Event, Events};
use provision_plan::{Plan, Step, StepAction};
use provision_value::InstanceAddr;
use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Progress as plain lines: one when a step starts, one when it ends, a heartbeat between.
pub struct Plain {
    stages: Vec<Arc<str>>,
}

/// Progress in a terminal: a live line for each running step, a bar for each stage that is at work, and one over all of them.
pub struct Live {
    stages: Vec<Arc<str>>,
    /// The stage of each step.
    places: HashMap<(InstanceAddr, StepAction), usize>,
    /// Steps of each stage.
    counts: BTreeMap<usize, u64>,
    screen: MultiProgress,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    total: Option<ProgressBar>,
    stages: BTreeMap<usize, ProgressBar>,
    running: HashMap<(InstanceAddr, StepAction), ProgressBar>,
}

impl Plain {
    /// `stages` are the plan's.
    pub fn new(stages: Vec<Arc<str>>) -> Plain {
        Plain { stages }
    }
}

impl Live {
    /// Of a plan that is carried out.
    pub fn new(plan: &Plan) -> Live {
        let mut counts: BTreeMap<usize, u64> = BTreeMap::new();
        plan.steps.iter().for_each(|step| *counts.entry(step.stage).or_default() += 1);
        let place = |step: &Step| ((plan.changes[step.change].addr.clone(), step.action), step.stage);
        Live {
            stages: plan.stages.clone(),
            places: plan.steps.iter().map(place).collect(),
            counts,
            screen: MultiProgress::with_draw_target(ProgressDrawTarget::stdout()),
            state: Mutex::default(),
        }
    }

    /// A bar for a stage that begins, where stages have names.
    fn stage(&self, stage: usize, total: Option<&ProgressBar>) -> Option<ProgressBar> {
        let name = self.stages.get(stage).filter(|name| !name.is_empty())?;
        let bar = ProgressBar::new(self.counts.get(&stage).copied().unwrap_or_default());
        let bar = match total {
            Some(total) => self.screen.insert_before(total, bar),
            None => self.screen.add(bar),
        };
        bar.set_style(style("[{bar:24}] {pos} of {len} steps of {msg}"));
        bar.set_message(name.to_string());
        Some(bar)
    }
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template);
    style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ")
}

impl State {
    /// A step has ended, or will not run.
    fn step(&self, stage: Option<&usize>) {
        stage.and_then(|stage| self.stages.get(stage)).iter().for_each(|bar| bar.inc(1));
        self.total.iter().for_each(|bar| bar.inc(1));
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
                bar.set_style(style("[{bar:24}] {pos} of {len} steps, {elapsed} gone{msg}"));
                bar.set_message(format!(", about {} left", span(eta)));
                bar.enable_steady_tick(Duration::from_millis(250));
                state.total = Some(bar);
            }
            Event::StageStarted { stage } => {
                if let Some(bar) = self.stage(stage, state.total.as_ref()) {
                    bar.tick();
                    state.stages.insert(stage, bar);
                }
            }
            Event::StageDone { stage } => {
                if let Some(bar) = state.stages.remove(&stage) {
                    bar.finish_and_clear();
                    self.screen.remove(&bar);
                }
            }
            Event::StepStarted { addr, action, .. } => {
                let bar = ProgressBar::new_spinner();
                let bar = match state.stages.values().next().or(state.total.as_ref()) {
                    Some(below) => self.screen.insert_before(below, bar),
                    None => self.screen.add(bar),
                };
                bar.set_style(style("  {spinner} {prefix} ({elapsed}){msg}"));
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
                let step = (addr, action);
                if let Some(bar) = state.running.remove(&step) {
                    bar.finish_and_clear();
                    self.screen.remove(&bar);
                }
                state.step(self.places.get(&step));
                if let Some(total) = state.total.as_ref().filter(|t| Some(t.position()) == t.length()) {
                    total.finish_and_clear();
                }
            }
            Event::StepSkipped { addr, action, .. } => state.step(self.places.get(&(addr, action))),
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
    let id = |id: Option<&str>| id.map(|id| format!(" [id={id}]")).unwrap_or_default();
    Some(match event {
        Event::StageStarted { stage } => format!("Stage {}", name(stage)?),
        Event::Recovering { addr, kind } => format!("{addr}: Looking for what an interrupted {kind} left..."),
        Event::StepStarted { addr, action, id: i, .. } => {
            format!("{addr}: {}...{}", doing(*action), id(about(*action, i)))
        }
        Event::StepDone { addr, action, seconds, id: i, .. } => {
            format!("{addr}: {} after {}{}", done(*action), span(*seconds), id(i.as_deref()))
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
