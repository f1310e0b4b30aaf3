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
        let place = |step: &Step| ((plan.changes[step.change].addr.clone(), step.action), step.stage);
        let places = plan.steps.iter().map(place).collect();
        Live::on(ProgressDrawTarget::stdout(), plan.stages.clone(), places)
    }

    /// On a screen, of steps that lie in these stages.
    fn on(
        screen: ProgressDrawTarget,
        stages: Vec<Arc<str>>,
        places: HashMap<(InstanceAddr, StepAction), usize>,
    ) -> Live {
        let mut counts: BTreeMap<usize, u64> = BTreeMap::new();
        places.values().for_each(|stage| *counts.entry(*stage).or_default() += 1);
        let screen = MultiProgress::with_draw_target(screen);
        Live { stages, places, counts, screen, state: Mutex::default() }
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
            "Interrupted: starting nothing new; {}.\nThen the state is saved. Interrupt again to stop waiting.",
            match running {
                1 => "1 running step goes on to its end".to_owned(),
                n => format!("{n} running steps go on to their end"),
            }
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
    #![allow(clippy::unwrap_used)]
    use super::*;
    use indicatif::InMemoryTerm;

    /// What stands on a terminal of 80 columns after each group of events; what turns is a star.
    fn pictures(steps: &[(&str, StepAction, usize)], groups: Vec<Vec<Event>>) -> String {
        let terminal = InMemoryTerm::new(12, 80);
        let places = steps.iter().map(|(addr, action, stage)| ((addr.parse().unwrap(), *action), *stage));
        let target = ProgressDrawTarget::term_like(Box::new(terminal.clone()));
        let live = Live::on(target, vec!["network".into(), "tiers".into()], places.collect());
        let mut shown = String::new();
        for events in groups {
            events.into_iter().for_each(|event| live.emit(event));
            // Longer than what holds drawing back, so that all of it is there.
            std::thread::sleep(Duration::from_millis(400));
            let turning = |c: char| if ('\u{2800}'..='\u{28ff}').contains(&c) { '*' } else { c };
            let contents: String = terminal.contents().chars().map(turning).collect();
            shown += &format!("{}\n{}\n", timeless(&contents), "-".repeat(80));
        }
        shown
    }

    /// A picture with no time gone.
    fn timeless(picture: &str) -> String {
        let mut before = "";
        let words = picture.split_inclusive(char::is_whitespace).map(|word| {
            let bare = word.trim_end();
            let elapsed = before == "steps," || (bare.starts_with('(') && bare.ends_with("s)"));
            before = bare;
            let still = |c: char| if elapsed && c.is_ascii_digit() { '0' } else { c };
            word.chars().map(still).collect::<String>()
        });
        words.collect()
    }

    #[test]
    fn a_terminal_shows_what_runs_and_what_it_waits_for() {
        use StepAction::Create;
        let [vpc, nat, lb] = ["aws_vpc.main", "aws_nat_gateway.main[\"a\"]", "aws_lb.web"];
        let steps = [(vpc, Create, 0), (nat, Create, 0), (lb, Create, 1)];
        let addr = |text: &str| text.parse::<InstanceAddr>().unwrap();
        let started = |text| Event::StepStarted { addr: addr(text), deposed: None, action: Create, id: None };
        let done = |text, seconds, id: &str| Event::StepDone {
            addr: addr(text),
            deposed: None,
            action: Create,
            seconds,
            id: Some(id.into()),
        };
        let begun =
            vec![Event::RunStarted { steps: 3, eta: 200.0 }, Event::StageStarted { stage: 0 }, started(vpc)];
        let waiting = vec![
            done(vpc, 1.2, "vpc-1"),
            started(nat),
            Event::StepProgress {
                addr: addr(nat),
                action: Create,
                text: "waiting until it is available".into(),
            },
            Event::Heartbeat { done: 1, running: 1, left: 1, eta: 95.0 },
        ];
        let stopping = vec![Event::Stopping { running: 1 }];
        let next = vec![
            done(nat, 88.0, "nat-1"),
            Event::StageDone { stage: 0 },
            Event::StageStarted { stage: 1 },
            started(lb),
        ];
        let ended = vec![done(lb, 3.0, "lb-1"), Event::StageDone { stage: 1 }];
        insta::assert_snapshot!(pictures(&steps, vec![begun, waiting, stopping, next, ended]));
    }

    #[test]
    fn spans_are_short() {
        assert_eq!([span(0.4), span(59.4), span(60.0), span(185.0)], ["0s", "59s", "1m00s", "3m05s"]);
    }
}
