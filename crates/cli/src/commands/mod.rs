//! One file a command.

pub mod apply;
pub mod completion;
pub mod console;
pub mod drift;
pub mod fmt;
pub mod generate;
pub mod graph;
pub mod history;
pub mod import;
pub mod init;
pub mod man;
pub mod output;
pub mod plan;
pub mod preflight;
pub mod rebuild;
pub mod recover;
pub mod show;
pub mod state;
pub mod taint;
pub mod unlock;
pub mod validate;
pub mod version;
pub mod workspace;

use crate::app::App;
use crate::args::{Command, StateCommand, Workspace, WorkspaceCommand};
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
        Command::State(c) => match c.command {
            StateCommand::List { .. } => "state list",
            StateCommand::Show { .. } => "state show",
            StateCommand::Mv { .. } => "state mv",
            StateCommand::Rm { .. } => "state rm",
            StateCommand::Pull => "state pull",
            StateCommand::Push { .. } => "state push",
            StateCommand::ReplaceProvider { .. } => "state replace-provider",
        },
        Command::Import(_) => "import",
        Command::Drift(_) => "drift",
        Command::History(_) => "history",
        Command::Workspace(c) => match c.command {
            WorkspaceCommand::List(_) => "workspace list",
            WorkspaceCommand::Show => "workspace show",
            WorkspaceCommand::New { .. } => "workspace new",
            WorkspaceCommand::Select { .. } => "workspace select",
            WorkspaceCommand::Delete { .. } => "workspace delete",
        },
        Command::Completion(_) => "completion",
        Command::Man(_) => "man",
        Command::Console => "console",
        Command::Fmt(_) => "fmt",
        Command::Graph(_) => "graph",
        Command::Recover(_) => "recover",
        Command::Taint(_) => "taint",
        Command::Untaint(_) => "untaint",
        Command::Refresh(_) => "refresh",
        Command::Init(_) => "init",
        Command::Unlock(_) => "unlock",
        Command::Version(_) => "version",
    }
}

/// True when results are wanted as JSON, errors included. `show`, `output` and `version` tell errors as text, as Terraform's do, and
/// `validate` has them in its document.
pub fn json(command: &Command) -> bool {
    match command {
        Command::Plan(c) => c.json,
        Command::Apply(c) => c.consent.json,
        Command::Destroy(c) => c.consent.json,
        Command::Refresh(c) => c.json,
        Command::Import(c) => c.json,
        Command::Drift(c) => c.json,
        Command::History(c) => c.json,
        Command::Recover(c) => c.json,
        Command::Taint(c) | Command::Untaint(c) => c.json,
        Command::State(c) => match c.command {
            StateCommand::Mv { json, .. }
            | StateCommand::Rm { json, .. }
            | StateCommand::Push { json, .. }
            | StateCommand::ReplaceProvider { json, .. } => json,
            _ => false,
        },
        Command::Workspace(Workspace { command: WorkspaceCommand::List(c) }) => c.json,
        _ => false,
    }
}

/// Carries out a command.
pub fn run(app: &mut App, command: Command) -> Outcome {
    app.needs_no_plan = matches!(
        command,
        Command::Console
            | Command::Output(_)
            | Command::Show(_)
            | Command::State(_)
            | Command::Taint(_)
            | Command::Untaint(_)
    );
    match command {
        Command::Plan(args) => plan::run(app, args),
        Command::Apply(args) => apply::run(app, args),
        Command::Destroy(args) => apply::destroy(app, args),
        Command::Validate(args) => validate::run(app, args),
        Command::Show(args) => show::run(app, args),
        Command::Output(args) => output::run(app, args),
        Command::State(args) => state::run(app, args),
        Command::Import(args) => import::run(app, args),
        Command::Drift(args) => drift::run(app, args),
        Command::History(args) => history::run(app, args),
        Command::Workspace(args) => workspace::run(app, args),
        Command::Completion(args) => completion::run(app, args),
        Command::Man(args) => man::run(app, args),
        Command::Console => console::run(app),
        Command::Fmt(args) => fmt::run(app, args),
        Command::Graph(args) => graph::run(app, args),
        Command::Recover(args) => recover::run(app, args),
        Command::Taint(args) => taint::run(app, &args, true),
        Command::Untaint(args) => taint::run(app, &args, false),
        Command::Refresh(args) => apply::refresh(app, args),
        Command::Init(_) => init::run(app),
        Command::Unlock(args) => unlock::run(app, args),
        Command::Version(args) => version::run(app, args),
    }
}
