//! `provision completion SHELL`

use crate::app::App;
use crate::args::{Cli, Completion};
use crate::exit::{Exit, Outcome};
use clap::CommandFactory;

/// Prints what a shell needs to complete commands and flags.
pub fn run(app: &mut App, args: Completion) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "provision", &mut script);
    app.print(&String::from_utf8_lossy(&script));
    Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap_complete::Shell;

    #[test]
    fn every_shell_is_told_of_commands_and_flags() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "provision", &mut script);
            let script = String::from_utf8_lossy(&script);
            for word in ["replace-provider", "generate-config-out", "auto-approve", "drift"] {
                assert!(script.contains(word), "{shell}: {word}");
            }
        }
    }
}
