#![allow(clippy::unwrap_used, clippy::expect_used)]
#![allow(clippy::disallowed_methods)] // They take the time of what they test.
use super::*;
use crate::model::Join;
use proptest::prelude::*;
use std::collections::HashSet;

fn step(id: usize, action: StepAction, stage: usize, needs: &[usize], seconds: f64) -> Step {
    Step {
        id: StepId(id),
        change: id,
        action,
        stage,
        needs: needs.iter().copied().map(StepId).collect(),
        joins: Vec::new(),
        seconds,
    }
}

fn plan(barrier: bool, steps: Vec<Step>) -> Plan {
    let stages = steps.iter().map(|s| s.stage + 1).max().unwrap_or(1);
    Plan { stages: (0..stages).map(|i| format!("s{i}").into()).collect(), barrier, steps, ..Plan::default() }
}

fn runs(commands: &[Command]) -> Vec<usize> {
    commands.iter().filter_map(|c| if let Command::Run(s) = c { Some(s.0) } else { None }).collect()
}

#[test]
fn an_empty_plan_is_finished_at_once() {
    let mut run = Schedule::new(&plan(true, vec![]), 4);
    assert_eq!(run.on(Event::Start), [Command::Finished(Summary::default())]);
}

#[test]
fn a_barrier_waits_for_all_of_the_stage_before() {
    use StepAction::Create;
    let steps =
        vec![step(0, Create, 0, &[], 1.0), step(1, Create, 0, &[], 1.0), step(2, Create, 1, &[0], 1.0)];
    let mut run = Schedule::new(&plan(true, steps.clone()), 4);
    assert_eq!(
        run.on(Event::Start),
        [Command::StageStarted(0), Command::Run(StepId(0)), Command::Run(StepId(1))]
    );
    assert_eq!(run.on(Event::Finished(StepId(0))), []);
    assert_eq!(
        run.on(Event::Finished(StepId(1))),
        [Command::StageDone(0), Command::StageStarted(1), Command::Run(StepId(2))]
    );
    let mut overlap = Schedule::new(&plan(false, steps), 4);
    overlap.on(Event::Start);
    assert_eq!(runs(&overlap.on(Event::Finished(StepId(0)))), [2]);
}

#[test]
fn a_failure_leaves_later_stages_untouched_and_deletes_go_on() {
    use StepAction::{Create, Delete};
    let steps = vec![
        step(0, Create, 0, &[], 1.0),
        step(1, Create, 0, &[], 1.0),
        step(2, Create, 1, &[], 1.0),
        step(3, Delete, 1, &[1], 1.0),
    ];
    let mut run = Schedule::new(&plan(true, steps), 4);
    run.on(Event::Start);
    assert_eq!(run.on(Event::Failed(StepId(0))), [Command::Skip(StepId(2), StepId(0))]);
    assert_eq!(runs(&run.on(Event::Finished(StepId(1)))), [3]);
    let last = run.on(Event::Finished(StepId(3)));
    let Some(Command::Finished(summary)) = last.last() else { panic!("not finished: {last:?}") };
    assert_eq!((summary.done.len(), summary.failed.len(), summary.skipped.len()), (2, 1, 1));
}

#[test]
fn an_update_of_a_later_stage_that_frees_an_earlier_one_does_not_wait_for_it() {
    use StepAction::{Create, Delete, Update};
    let steps = vec![
        step(0, Delete, 0, &[2], 1.0),
        step(1, Create, 0, &[0], 1.0),
        step(2, Update, 1, &[], 1.0),
        step(3, Create, 1, &[], 1.0),
    ];
    let mut run = Schedule::new(&plan(true, steps), 4);
    assert_eq!(runs(&run.on(Event::Start)), [2]);
    assert_eq!(runs(&run.on(Event::Finished(StepId(2)))), [0]);
    assert_eq!(runs(&run.on(Event::Finished(StepId(0)))), [1]);
    assert_eq!(runs(&run.on(Event::Finished(StepId(1)))), [3]);
}

#[test]
fn the_longest_way_goes_first_and_destroys_run_from_the_last_stage() {
    use StepAction::{Create, Delete};
    let creates =
        vec![step(0, Create, 0, &[], 5.0), step(1, Create, 0, &[], 1.0), step(2, Create, 0, &[1], 60.0)];
    assert_eq!(runs(&Schedule::new(&plan(true, creates), 1).on(Event::Start)), [1]);
    let deletes = vec![step(0, Delete, 0, &[], 90.0), step(1, Delete, 1, &[], 1.0)];
    assert_eq!(runs(&Schedule::new(&plan(true, deletes), 1).on(Event::Start)), [1]);
}

#[test]
fn an_interrupt_starts_nothing_new() {
    let steps = vec![step(0, StepAction::Create, 0, &[], 1.0), step(1, StepAction::Create, 0, &[0], 1.0)];
    let mut run = Schedule::new(&plan(true, steps), 4);
    run.on(Event::Start);
    assert_eq!(run.on(Event::Interrupt), []);
    let commands = run.on(Event::Finished(StepId(0)));
    let Some(Command::Finished(summary)) = commands.last() else { panic!("not finished") };
    assert_eq!(summary.left, [StepId(1)]);
}

#[test]
fn the_eta_is_the_rest_of_the_longest_way() {
    let steps = vec![step(0, StepAction::Create, 0, &[], 10.0), step(1, StepAction::Create, 0, &[0], 5.0)];
    let mut run = Schedule::new(&plan(true, steps), 4);
    assert_eq!(run.eta(|_| 0.0), 15.0);
    run.on(Event::Start);
    assert_eq!(run.eta(|_| 4.0), 11.0);
    assert_eq!(run.eta(|_| 20.0), 7.0, "overdue: a tenth of its age more");
}

#[test]
fn ten_thousand_steps_have_an_eta() {
    let build = |i: usize| {
        let needs: Vec<usize> =
            if i < 2_000 { vec![] } else { (1..=5).map(|k| i - 2_000 + k * 7 % 100).collect() };
        step(i, StepAction::Create, i / 2_000, &needs, (i % 13) as f64 + 1.0)
    };
    let plan = plan(true, (0..10_000).map(build).collect());
    assert!(Schedule::new(&plan, 64).eta(|_| 0.0) > 0.0);
}

/// Random steps; each may need lower ones, whatever its stage.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let one = (0..3usize, 0..4usize, any::<u32>(), 1..60u32);
    proptest::collection::vec(one, 1..20).prop_map(|all| {
        let action = |a| [StepAction::Create, StepAction::Update, StepAction::Delete, StepAction::Depose][a];
        let build = |(i, (stage, a, mask, seconds)): (usize, (usize, usize, u32, u32))| {
            let needs: Vec<usize> =
                (0..i).filter(|n| mask & (0x11 << (n % 28)) == (0x11 << (n % 28))).collect();
            step(i, action(a), stage, &needs, seconds as f64)
        };
        all.into_iter().enumerate().map(build).collect()
    })
}

/// The plan with the needs of some steps, by the bits of `joined`, handed to joins that later steps wait for as well.
fn join_up(mut plan: Plan, joined: u32) -> Plan {
    for i in (0..plan.steps.len()).filter(|i| joined & 1 << (i % 32) != 0) {
        let join = plan.joins.len();
        plan.joins.push(Join(std::mem::take(&mut plan.steps[i].needs)));
        plan.steps.iter_mut().skip(i).step_by(3).for_each(|step| step.joins.push(join));
    }
    plan
}

/// Drives a run to its end; `choices` decide which running step ends next and how.
fn drive(plan: &Plan, parallelism: usize, choices: &[(u16, u8)]) -> Summary {
    let mut run = Schedule::new(plan, parallelism);
    let (mut running, mut done, mut begun) = (Vec::new(), HashSet::new(), HashSet::new());
    let mut commands = run.on(Event::Start);
    for turn in 0.. {
        for command in commands {
            match command {
                Command::Run(id) => {
                    assert!(begun.insert(id), "{id:?} runs twice");
                    let step = &plan.steps[id.0];
                    let joined = step.joins.iter().flat_map(|j| &plan.joins[*j].0);
                    let mut needs = step.needs.iter().chain(joined);
                    assert!(needs.all(|n| done.contains(n)), "{id:?} runs before its needs");
                    running.push(id);
                }
                Command::Skip(id, _) => assert!(begun.insert(id), "{id:?} is skipped after it ran"),
                Command::Finished(summary) => return summary,
                Command::StageStarted(_) | Command::StageDone(_) => {}
            }
        }
        assert!(running.len() <= parallelism);
        // Whoever stopped waiting here would leave what runs and what waits, and nothing else.
        let now = run.summary();
        assert!(running.iter().all(|id| now.left.contains(id)));
        assert_eq!(now.done.len() + now.failed.len() + now.skipped.len() + now.left.len(), plan.steps.len());
        assert!(now.done.iter().all(|id| done.contains(id)) && now.done.len() == done.len());
        let (pick, outcome) = choices[turn % choices.len()];
        let id = running.swap_remove(pick as usize % running.len());
        commands = match outcome {
            0 => run.on(Event::Failed(id)),
            _ => {
                done.insert(id);
                run.on(Event::Finished(id))
            }
        };
    }
    unreachable!()
}

proptest! {
    #[test]
    fn every_step_runs_once_after_its_needs_or_is_skipped(
        steps in steps(), barrier: bool, parallelism in 1..6usize, joined: u32,
        choices in proptest::collection::vec((any::<u16>(), 0..12u8), 1..30),
    ) {
        let plan = join_up(plan(barrier, steps), joined);
        let summary = drive(&plan, parallelism, &choices);
        prop_assert!(summary.left.is_empty(), "left behind: {:?}", summary.left);
        prop_assert_eq!(summary.done.len() + summary.failed.len() + summary.skipped.len(), plan.steps.len());
        if summary.failed.is_empty() {
            prop_assert!(summary.skipped.is_empty());
        }
    }

    #[test]
    fn the_makespan_is_that_of_the_critical_path(steps in steps()) {
        let plan = plan(false, steps);
        let critical = longest(&plan);
        let wide = Schedule::new(&plan, plan.steps.len()).eta(|_| 0.0);
        prop_assert!(wide <= critical * 1.05 && wide >= critical * 0.999, "{wide} against {critical}");
        let narrow = Schedule::new(&plan, 2).eta(|_| 0.0);
        let work: f64 = plan.steps.iter().map(|s| s.seconds).sum();
        prop_assert!(narrow <= work / 2.0 + critical + 0.01, "worse than any list schedule");
    }
}
