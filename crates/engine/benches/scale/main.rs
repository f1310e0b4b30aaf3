//! How planning grows: configurations of 100 to 10,000 resources from nested modules and `for_each`, planned against a state
//! of the same size, with no network. Each size runs in a process of its own, so that its peak of memory is its own.
//!
//! `cargo bench -p provision-engine --bench scale` prints a table; `-- SIZE...` takes other sizes. For a profiler there are
//! `scale state SIZE >STATE` and `scale one SIZE "no change" <STATE`.

mod plan;
mod world;

use plan::Case;
use provision_engine::provider::Provider;
use provision_engine::refresh::refresh;
use provision_engine::{Sessions, events};
use provision_graph::Graph;
use provision_lang::{config, static_check};
use provision_plan::render::{configuration, file, json, text};
use provision_plan::schedule::{Command, Event, Schedule};
use provision_plan::walk::{Answer, Input, Need, Options, Turn, Walk};
use provision_plan::{Action, Plan};
use provision_state::{Sidecar, State, v4};
use provision_value::{SourceMap, Value};
use std::error::Error;
use std::io::{Read, Write};
use std::path::Path;
use std::process;
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What a user can ask of one state, by the name of the row.
const RUNS: [(&str, Run); 4] = [
    ("no change", Run { colour: "blue", empty: false, destroy: false, action: Action::NoOp }),
    ("create all", Run { colour: "blue", empty: true, destroy: false, action: Action::Create }),
    ("change all", Run { colour: "red", empty: false, destroy: false, action: Action::Update }),
    ("destroy all", Run { colour: "blue", empty: false, destroy: true, action: Action::Delete }),
];

/// One way of planning.
#[derive(Clone, Copy)]
struct Run {
    /// The value of the variable that every resource shows.
    colour: &'static str,
    /// The state is empty.
    empty: bool,
    destroy: bool,
    /// What must be planned for every resource.
    action: Action,
}

/// CPU seconds of each phase, in order, and the seconds of all. Others may use the machine too, so that CPU tells more.
#[derive(Default)]
struct Clock {
    phases: Vec<(&'static str, f64)>,
    wall: f64,
    /// Seconds of CPU and of all, and the peak of memory in MB, when the plan was made and scheduled; what comes after shows and keeps it.
    planned: (f64, f64, u64),
}

impl Clock {
    fn time<T>(&mut self, phase: &'static str, work: impl FnOnce() -> T) -> T {
        let (start, cpu) = (Instant::now(), busy());
        let made = work();
        self.phases.push((phase, busy() - cpu));
        self.wall += start.elapsed().as_secs_f64();
        made
    }

    fn cpu(&self) -> f64 {
        self.phases.iter().map(|(_, seconds)| seconds).sum()
    }
}

/// Seconds that this thread, which does all the work, has had of a processor.
fn busy() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e9
}

fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    match &words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["one", size, row] => return one(size.parse()?, row),
        ["state", size] => return Ok(std::io::stdout().write_all(&stored(&Case::new(size.parse()?))?)?),
        _ => {}
    }
    let sizes: Vec<usize> = match words.is_empty() {
        true => vec![100, 1000, 10_000],
        false => words.iter().map(|w| w.parse()).collect::<Result<_, _>>()?,
    };
    println!("| | | planned | | | | all | | | |");
    println!(
        "| plan | resources | wall s | CPU s | CPU µs for each | peak MB | wall s | CPU s | peak MB | CPU ms of each phase |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
    let states: Vec<Vec<u8>> = sizes.iter().map(|size| stored(&Case::new(*size))).collect::<Outcome<_>>()?;
    for (name, run) in RUNS {
        for (size, state) in sizes.iter().zip(&states) {
            let mut child = process::Command::new(std::env::current_exe()?)
                .args(["one", &size.to_string(), name])
                .stdin(process::Stdio::piped())
                .stdout(process::Stdio::piped())
                .stderr(process::Stdio::piped())
                .spawn()?;
            let mut input = child.stdin.take().ok_or("no pipe")?;
            input.write_all(if run.empty { &[] } else { state })?;
            drop(input);
            let child = child.wait_with_output()?;
            print!("{}", String::from_utf8_lossy(&child.stdout));
            if !child.status.success() {
                return Err(String::from_utf8_lossy(&child.stderr).into());
            }
        }
    }
    Ok(())
}

/// Plans one configuration in this process, over the state that it is handed, and prints its row.
fn one(size: usize, row: &str) -> Outcome<()> {
    let run = RUNS.iter().find(|(name, _)| *name == row).ok_or("no such row")?.1;
    let case = Case::new(size);
    let mut state = Vec::new();
    std::io::stdin().read_to_end(&mut state)?;
    let mut clock = Clock::default();
    let plan = planned(&case, &state, run, &mut clock)?;
    let right = plan.changes.iter().filter(|c| c.action == run.action).count();
    if (right, plan.changes.len()) != (size, size) {
        return Err(format!("{right} of {} changes are {:?}", plan.changes.len(), run.action).into());
    }
    let phases: Vec<String> = clock.phases.iter().map(|(p, s)| format!("{p} {:.0}", s * 1e3)).collect();
    let (cpu, wall, top) = clock.planned;
    let each = cpu * 1e6 / size as f64;
    print!("| {row} | {size} | {wall:.2} | {cpu:.2} | {each:.0} | {top} ");
    println!("| {:.2} | {:.2} | {} | {} |", clock.wall, clock.cpu(), peak()?, phases.join(", "));
    Ok(())
}

/// Everything from the files' bytes to a plan, its schedule played through and its text and JSON.
fn planned(case: &Case, state: &[u8], run: Run, clock: &mut Clock) -> Outcome<Plan> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let catalog = case.provider.catalog();
    let mut sources = SourceMap::default();
    let (config, found) =
        clock.time("load", || config::load_with(&case.files, Path::new("."), catalog, &mut sources));
    found.result(()).map_err(shown)?;
    clock
        .time("check", || static_check::check(&config, catalog, &case.files, Path::new(".")))
        .result(())
        .map_err(shown)?;
    let state = clock.time("state", || match state.is_empty() {
        true => Ok(State::new("bench")),
        false => v4::parse(state, Path::new("terraform.tfstate")),
    })?;
    let sessions = Sessions::new(case.provider.clone());
    runtime
        .block_on(sessions.open(plan::PROVIDER, &Value::object(Default::default())))
        .map_err(|d| shown(d.into()))?;
    let refreshed = clock
        .time("objects", || {
            runtime
                .block_on(refresh(&state, &Sidecar::default(), &sessions, &events::Silent, false, &|_| true))
        })
        .map_err(shown)?;
    let input = Input {
        config: &config,
        catalog,
        world: &case.files,
        base_dir: Path::new("."),
        cwd: "/",
        workspace: "default",
        project: None,
        variables: [("colour".into(), Value::string(run.colour))].into(),
        priors: refreshed.priors,
        prior_outputs: Default::default(),
        options: Options { destroy: run.destroy, ..Options::default() },
    };
    let plan = clock.time("walk", || walk(input)).map_err(shown)?;
    clock.time("schedule", || {
        let mut schedule = Schedule::new(&plan, 10);
        let mut left: Vec<Command> = schedule.on(Event::Start);
        while let Some(command) = left.pop() {
            if let Command::Run(step) = command {
                left.extend(schedule.on(Event::Finished(step)));
            }
        }
    });
    clock.planned = (clock.cpu(), clock.wall, peak()?);
    let graph = Graph::build(&config).map_err(shown)?;
    let (words, structure) = clock.time("render", || {
        let words = text::plan(&plan, catalog, text::Options { verbose: true, ..text::Options::default() });
        let context = json::Context {
            variables: Default::default(),
            configuration: configuration::configuration(&config, &graph, catalog),
            timestamp: String::new(),
            errored: false,
        };
        (words, json::plan(&plan, catalog, &context).to_string())
    });
    if words.is_empty() || structure.is_empty() {
        return Err("nothing is shown".into());
    }
    let saved = file::Saved {
        plan,
        basis: file::Basis::default(),
        variables: Default::default(),
        configuration: Default::default(),
        timestamp: String::new(),
        version: String::new(),
        destroy: run.destroy,
    };
    let bytes = clock.time("save", || file::encode(&saved)).map_err(|d| shown(d.into()))?;
    Ok(clock.time("open", || file::decode(&bytes)).map_err(|d| shown(d.into()))?.plan)
}

fn walk(input: Input<'_>) -> Result<Plan, provision_value::Diagnostics> {
    let mut walk = Walk::new(input)?;
    loop {
        match walk.next()? {
            Turn::Done(plan) => return Ok(*plan),
            Turn::Need(Need::Provider(need)) => {
                walk.provide(Answer::Provider { id: need.id, facts: Default::default() });
            }
            Turn::Need(Need::Data(_)) => walk.provide(Answer::Data(Vec::new())),
            Turn::Need(Need::Import(_)) => walk.provide(Answer::Import(Vec::new())),
        }
    }
}

/// The state that an apply of the case leaves behind.
fn stored(case: &Case) -> Outcome<Vec<u8>> {
    let create = Run { colour: "blue", empty: true, destroy: false, action: Action::Create };
    let plan = planned(case, &[], create, &mut Clock::default())?;
    let mut bytes = Vec::new();
    v4::write(&case.applied(&plan)?, &mut bytes)?;
    Ok(bytes)
}

fn shown(found: provision_value::Diagnostics) -> Box<dyn Error> {
    let lines: Vec<String> = found.0.iter().map(|d| format!("{}: {}", d.summary, d.detail)).collect();
    lines.join("\n").into()
}

/// The most memory that this process has held, in MB.
fn peak() -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<u64>()? / 1024)
}
