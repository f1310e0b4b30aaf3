//! One file a command.

pub mod apply;
pub mod console;
pub mod fmt;
pub mod graph;
pub mod output;
pub mod plan;
pub mod recover;
pub mod show;
pub mod state;
pub mod unlock;
pub mod validate;
pub mod version;

use crate::app::App;
use crate::args::Command;
use crate::exit::Outcome;

/// The word that was typed.
pub fn name(command: &Command) -> &'static str {
    match command {
        Command::Plan(_) => "plan",
        Command::Apply(_) => "apply",
        Command::Destroy(_) => "destroy",
        Command::Validate(_) => "validate",
        Command::Show(_) => "show",
        Command::Output(_) => "output",
        Command::State(_) => "state",
        Command::Console => "console",
        Command::Fmt(_) => "fmt",
        Command::Graph(_) => "graph",
        Command::Recover => "recover",
        Command::Unlock(_) => "unlock",
        Command::Version(_) => "version",
    }
}

/// True when results are wanted as JSON, errors included.
pub fn json(command: &Command) -> bool {
    match command {
        Command::Plan(c) => c.json,
        Command::Apply(c) => c.consent.json,
        Command::Destroy(c) => c.consent.json,
        _ => false,
    }
}

/// Carries out a command.
pub fn run(app: &mut App, command: Command) -> Outcome {
    match command {
        Command::Plan(args) => plan::run(app, args),
        Command::Apply(args) => apply::run(app, args),
        Command::Destroy(args) => apply::destroy(app, args),
        Command::Validate(args) => validate::run(app, args),
        Command::Show(args) => show::run(app, args),
        Command::Output(args) => output::run(app, args),
        Command::State(args) => state::run(app, args),
        Command::Console => console::run(app),
        Command::Fmt(args) => fmt::run(app, args),
        Command::Graph(args) => graph::run(app, args),
        Command::Recover => recover::run(app),
        Command::Unlock(args) => unlock::run(app, args),
        Command::Version(args) => version::run(app, args),
    }
}
