//! Which step runs when: a pure state machine. Events go in, commands come out; there are no threads and no clock here.
//!
//! **Barrier.** Where stages are barriers, creates, updates and reads of a stage wait until all those of the stages before
//! have succeeded. What a step of an earlier stage needs counts as of that earlier stage (an update that must release a
//! subnet before the subnet is replaced), so a barrier never waits for itself. Deletes only follow their needs.
//!
//! **Priority.** Earlier stages first (deletes that nothing waits for: later stages first), then the step with the longest
//! expected way still behind it.

use crate::model::{Plan, Step, StepAction, StepId};
use crate::steps::Web;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Begin.
    Start,
    /// A running step succeeded.
    Finished(StepId),
    /// A running step failed.
    Failed(StepId),
    /// A step that has not started must not run: what it needs is not there.
    Blocked(StepId),
    /// Start nothing new; what runs may finish.
    Interrupt,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Start this step.
    Run(StepId),
    /// This step will not run, because that one failed or will not run.
    Skip(StepId, StepId),
    /// The first step of this stage starts.
    StageStarted(usize),
    /// Nothing of this stage is left.
    StageDone(usize),
    /// Nothing runs any more, and nothing will.
    Finished(Summary),
}

/// How a run ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Steps that succeeded.
    pub done: Vec<StepId>,
    /// Steps that failed.
    pub failed: Vec<StepId>,
    /// Steps that were skipped because of a failure, or blocked.
    pub skipped: Vec<StepId>,
    /// Steps that were not started, or not waited for, because of an interrupt.
    pub left: Vec<StepId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Waiting,
    Running,
    Done,
    Failed,
    Skipped,
}

/// What is ready, greatest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ready {
    stage: Reverse<usize>,
    /// Milliseconds from the start of this step to the end of the longest chain that follows.
    tail: u64,
    step: Reverse<usize>,
}

/// The unchanging part of a step.
#[derive(Clone, Debug)]
struct Info {
    stage: usize,
    /// The stage at whose barrier it waits.
    gate: Option<usize>,
    priority: Ready,
    seconds: f64,
}

/// The state of a run.
#[derive(Clone, Debug)]
pub struct Schedule {
    steps: Vec<Info>,
    /// Which steps wait for a step, and, after the last step, for a join.
    dependents: Vec<Vec<usize>>,
    status: Vec<Status>,
    /// By step, and then by join: needs not yet met.
    open: Vec<usize>,
    /// By join: not all of its steps will succeed.
    broken: Vec<bool>,
    ready: BinaryHeap<Ready>,
    /// By stage: steps ready but for the barrier.
    held: Vec<Vec<usize>>,
    /// By stage: steps of the barrier not yet done.
    gate_left: Vec<usize>,
    /// The first stage whose barrier steps are not all done: those of later stages wait.
    gate: usize,
    /// A step of this stage's barrier failed: those of later stages are skipped.
    blocked: usize,
    /// By stage: steps not yet settled, and whether one was started.
    stage_left: Vec<usize>,
    stage_begun: Vec<bool>,
    running: usize,
    parallelism: usize,
    started: bool,
    interrupted: bool,
    finished: bool,
}

impl Schedule {
    /// A run of `plan` with at most `parallelism` steps at once (at least one).
    pub fn new(plan: &Plan, parallelism: usize) -> Schedule {
        let web = Web::new(&plan.steps, &plan.joins);
        let stages = plan.steps.iter().map(|s| s.stage + 1).max().unwrap_or(0).max(plan.stages.len());
        let effective = effective_stages(&plan.steps, &web);
        let tails = tails(&plan.steps, &web);
        let info = |(i, step): (usize, &Step)| {
            let stage = match effective[i] {
                Some(stage) => stage,
                None => stages - 1 - step.stage,
            };
            Info {
                stage: step.stage,
                gate: effective[i].filter(|_| plan.barrier && builds(step.action)),
                priority: Ready { stage: Reverse(stage), tail: (tails[i] * 1000.0) as u64, step: Reverse(i) },
                seconds: step.seconds,
            }
        };
        let steps: Vec<Info> = plan.steps.iter().enumerate().map(info).collect();
        let (mut gate_left, mut stage_left) = (vec![0; stages], vec![0; stages]);
        for step in &steps {
            stage_left[step.stage] += 1;
            if let Some(gate) = step.gate {
                gate_left[gate] += 1;
            }
        }
        Schedule {
            status: vec![Status::Waiting; steps.len()],
            open: web.open,
            dependents: web.dependents,
            broken: vec![false; plan.joins.len()],
            steps,
            ready: BinaryHeap::new(),
            held: vec![Vec::new(); stages],
            gate_left,
            gate: 0,
            blocked: usize::MAX,
            stage_left,
            stage_begun: vec![false; stages],
            running: 0,
            parallelism: parallelism.max(1),
            started: false,
            interrupted: false,
            finished: false,
        }
    }

    /// Takes in what has happened and says what to do. The end of a step that is not running changes nothing.
    pub fn on(&mut self, event: Event) -> Vec<Command> {
        let mut commands = Vec::new();
        match event {
            Event::Start if !self.started => {
                self.started = true;
                let first: Vec<usize> = (0..self.open.len()).filter(|i| self.open[*i] == 0).collect();
                first.into_iter().for_each(|node| self.reach(node));
                self.pass_gates();
            }
            Event::Start => {}
            Event::Interrupt => self.interrupted = true,
            Event::Finished(StepId(step)) if self.is_running(step) => {
                self.settle(step, Status::Done, &mut commands);
                self.succeed(step);
            }
            Event::Failed(StepId(step)) if self.is_running(step) => {
                self.settle(step, Status::Failed, &mut commands);
                self.skip_behind(step, &mut commands);
            }
            Event::Blocked(StepId(step)) if self.status.get(step) == Some(&Status::Waiting) => {
                self.settle(step, Status::Skipped, &mut commands);
                self.skip_behind(step, &mut commands);
            }
            Event::Finished(_) | Event::Failed(_) | Event::Blocked(_) => {}
        }
        self.dispatch(&mut commands);
        commands
    }

    /// Steps that run now.
    pub fn running(&self) -> impl Iterator<Item = StepId> + '_ {
        (0..self.steps.len()).filter(|i| self.is_running(*i)).map(StepId)
    }

    /// Expected seconds until the end, `elapsed` being how long each running step has run: the rest of the run, played through
    /// with the expected durations. A step that has outlived its expectation is given another tenth of its age.
    pub fn eta(&self, elapsed: impl Fn(StepId) -> f64) -> f64 {
        self.play(elapsed, |step| self.steps[step.0].seconds)
    }

    /// Seconds until the end if each step took `seconds`.
    pub fn play(&self, elapsed: impl Fn(StepId) -> f64, seconds: impl Fn(StepId) -> f64) -> f64 {
        let mut run = self.clone();
        let mut clock = 0;
        let mut ends: BinaryHeap<Reverse<(u64, StepId)>> = BinaryHeap::new();
        for step in self.running() {
            let age = elapsed(step);
            ends.push(Reverse((milliseconds((seconds(step) - age).max(age / 10.0)), step)));
        }
        let mut commands = run.on(Event::Start);
        loop {
            for command in commands {
                if let Command::Run(step) = command {
                    ends.push(Reverse((clock + milliseconds(seconds(step)), step)));
                }
            }
            let Some(Reverse((end, step))) = ends.pop() else { return clock as f64 / 1000.0 };
            clock = end;
            commands = run.on(Event::Finished(step));
        }
    }

    fn is_running(&self, step: usize) -> bool {
        self.status.get(step) == Some(&Status::Running)
    }

    /// A step whose needs are met: ready, or held at the barrier.
    fn offer(&mut self, step: usize) {
        match self.steps[step].gate {
            Some(gate) if gate > self.gate => self.held[gate].push(step),
            _ => self.ready.push(self.steps[step].priority.clone()),
        }
    }

    /// All that a step or join waits for is there.
    fn reach(&mut self, node: usize) {
        match self.status.get(node) {
            Some(Status::Waiting) => self.offer(node),
            Some(_) => {}
            None => self.release(node),
        }
    }

    /// A step is done, or all of a join.
    fn release(&mut self, node: usize) {
        for i in 0..self.dependents[node].len() {
            let next = self.dependents[node][i];
            self.open[next] -= 1;
            if self.open[next] == 0 {
                self.reach(next);
            }
        }
    }

    fn succeed(&mut self, step: usize) {
        if let Some(gate) = self.steps[step].gate {
            self.gate_left[gate] -= 1;
        }
        self.release(step);
        self.pass_gates();
    }

    fn pass_gates(&mut self) {
        while self.gate < self.gate_left.len() && self.gate_left[self.gate] == 0 {
            self.gate += 1;
            if let Some(held) = self.held.get_mut(self.gate) {
                for step in std::mem::take(held) {
                    self.offer(step);
                }
            }
        }
    }

    /// Skips everything that waits for a failed step, by its needs or at a barrier.
    fn skip_behind(&mut self, failed: usize, commands: &mut Vec<Command>) {
        let mut stack = vec![failed];
        while let Some(node) = stack.pop() {
            let mut behind = self.dependents[node].clone();
            let gate = self.steps.get(node).and_then(|step| step.gate);
            if let Some(gate) = gate.filter(|gate| *gate < self.blocked) {
                self.blocked = gate;
                behind.extend((0..self.steps.len()).filter(|i| self.steps[*i].gate > Some(gate)));
            }
            for next in behind {
                if self.status.get(next) == Some(&Status::Waiting) {
                    commands.push(Command::Skip(StepId(next), StepId(failed)));
                    self.settle(next, Status::Skipped, commands);
                    stack.push(next);
                } else if let Some(join) = next.checked_sub(self.steps.len())
                    && !std::mem::replace(&mut self.broken[join], true)
                {
                    stack.push(next);
                }
            }
        }
    }

    fn settle(&mut self, step: usize, status: Status, commands: &mut Vec<Command>) {
        if self.status[step] == Status::Running {
            self.running -= 1;
        }
        self.status[step] = status;
        let stage = self.steps[step].stage;
        self.stage_left[stage] -= 1;
        if self.stage_left[stage] == 0 {
            commands.push(Command::StageDone(stage));
        }
    }

    fn dispatch(&mut self, commands: &mut Vec<Command>) {
        while self.running < self.parallelism && !self.interrupted {
            let Some(Ready { step: Reverse(step), .. }) = self.ready.pop() else { break };
            if self.status[step] != Status::Waiting {
                continue;
            }
            self.status[step] = Status::Running;
            self.running += 1;
            let stage = self.steps[step].stage;
            if !std::mem::replace(&mut self.stage_begun[stage], true) {
                commands.push(Command::StageStarted(stage));
            }
            commands.push(Command::Run(StepId(step)));
        }
        if self.running == 0 && !self.finished && (self.started || self.interrupted) {
            self.finished = true;
            commands.push(Command::Finished(self.summary()));
        }
    }

    /// How the run stands. What runs is left, as if nobody waited for it any more.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for (step, status) in self.status.iter().enumerate() {
            let list = match status {
                Status::Done => &mut summary.done,
                Status::Failed => &mut summary.failed,
                Status::Skipped => &mut summary.skipped,
                Status::Waiting | Status::Running => &mut summary.left,
            };
            list.push(StepId(step));
        }
        summary
    }
}

/// True for steps that a barrier holds back. Setting an old object aside belongs to the create that follows.
fn builds(action: StepAction) -> bool {
    matches!(action, StepAction::Create | StepAction::Update | StepAction::Read | StepAction::Depose)
}

/// Seconds that a plan takes when nothing waits for a free place: those of its longest chain.
pub fn longest(plan: &Plan) -> f64 {
    tails(&plan.steps, &Web::new(&plan.steps, &plan.joins)).into_iter().fold(0.0, f64::max)
}

/// For each step the earliest stage that waits for it, its own included where it builds; none for deletes that no building
/// step waits for. Joins follow.
fn effective_stages(steps: &[Step], web: &Web) -> Vec<Option<usize>> {
    let mut effective: Vec<Option<usize>> = vec![None; web.open.len()];
    for node in web.order().into_iter().rev() {
        let own = steps.get(node).filter(|step| builds(step.action)).map(|step| step.stage);
        effective[node] = web.dependents[node].iter().filter_map(|d| effective[*d]).chain(own).min();
    }
    effective
}

/// For each step the expected seconds from its start to the end of the longest chain that begins with it. Joins follow.
fn tails(steps: &[Step], web: &Web) -> Vec<f64> {
    let mut tails = vec![0.0; web.open.len()];
    for node in web.order().into_iter().rev() {
        let longest = web.dependents[node].iter().map(|d| tails[*d]).fold(0.0, f64::max);
        tails[node] = steps.get(node).map_or(0.0, |step| step.seconds.max(0.0)) + longest;
    }
    tails
}

fn milliseconds(seconds: f64) -> u64 {
    (seconds.max(0.0) * 1000.0).round() as u64
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
