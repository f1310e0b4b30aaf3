//! `provision init`, for scripts that begin with it: there is nothing to set up.

use crate::app::App;
use crate::exit::{Exit, Outcome};
use provision_value::Diagnostic;

/// Reads the plan, modules included.
///
/// # Errors
/// What is wrong with the plan; and arguments for the backend, which nobody would remember.
pub fn run(app: &mut App) -> Outcome {
    if !app.global.backend_config.is_empty() {
        let detail = "What --backend-config says is not remembered from one command to the next.";
        return Err(Diagnostic::error("Nothing would be initialised", detail)
            .help("Give it to the commands that read the state, or to all of them: TF_CLI_ARGS='--backend-config=FILE'.")
            .into());
    }
    app.load()?;
    app.print("The plan and its modules can be read. There is nothing else to initialise: all resource types are part of this program.\n");
    Ok(Exit::Success)
}
