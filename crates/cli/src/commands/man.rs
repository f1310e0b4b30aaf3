//! `provision man`: manual pages, from the same source as the help.

use crate::app::App;
use crate::args::{Cli, Man};
use crate::exit::{Exit, Failure, Outcome};
use clap::{Command, CommandFactory};
use provision_value::Diagnostic;
use std::path::Path;

/// Prints a page, or writes all of them.
pub fn run(app: &mut App, args: Man) -> Outcome {
    if let Some(dir) = &args.out {
        let pages = write(dir).map_err(|e| unwritten(dir, &e))?;
        app.print(&format!("{pages} pages were written to {}.\n", dir.display()));
        return Ok(Exit::Success);
    }
    let names: Vec<&str> = args.command.iter().flat_map(|n| n.split([' ', '-'])).collect();
    let Some(page) = page(&args.command).or_else(|| page(&names)) else {
        let d =
            Diagnostic::error("No such command", format!("\"{}\" is no command.", args.command.join(" ")));
        return Err(d.help("`provision --help` lists all commands.").into());
    };
    app.print(&String::from_utf8_lossy(&page));
    Ok(Exit::Success)
}

/// All commands. Built, each has the name of its page (`provision-state-mv`) and the flags of every command.
fn commands() -> Command {
    let mut all = Cli::command().disable_help_subcommand(true);
    all.build();
    all
}

fn page(path: &[impl AsRef<str>]) -> Option<Vec<u8>> {
    let all = commands();
    let command = path.iter().try_fold(&all, |at, name| at.find_subcommand(name.as_ref()))?;
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page).ok()?;
    Some(page)
}

/// Writes the pages and gives how many there are.
fn write(dir: &Path) -> std::io::Result<usize> {
    std::fs::create_dir_all(dir)?;
    let mut open = vec![commands()];
    let mut count = 0;
    while let Some(command) = open.pop() {
        open.extend(command.get_subcommands().filter(|c| c.get_name() != "help").cloned());
        let name = command.get_display_name().unwrap_or("provision").to_owned();
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        std::fs::write(dir.join(format!("{name}.1")), page)?;
        count += 1;
    }
    Ok(count)
}

fn unwritten(dir: &Path, e: &std::io::Error) -> Failure {
    Diagnostic::error("The pages could not be written", format!("{}: {e}.", dir.display()))
        .help("Name a directory that may be written to.")
        .into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_command_has_a_page_with_its_example() {
        let dir = tempfile::tempdir().unwrap();
        let count = write(dir.path()).unwrap();
        let names: Vec<String> = std::fs::read_dir(dir.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into())
            .collect();
        assert_eq!(names.len(), count, "no two have one name");
        for name in
            ["provision.1", "provision-plan.1", "provision-state-replace-provider.1", "provision-drift.1"]
        {
            assert!(names.iter().any(|n| n == name), "{name}: {names:?}");
        }
        let text = std::fs::read_to_string(dir.path().join("provision-state-mv.1")).unwrap();
        assert!(text.contains("provision state mv") && text.contains("dry"), "{text}");
        assert_eq!(page(&["state", "mv"]).unwrap(), text.as_bytes());
        assert!(page(&["nothing"]).is_none());
    }
}
