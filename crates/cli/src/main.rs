//! `provision`: one file a command; progress; prompts; nothing else prints.

mod app;
mod args;
mod commands;
mod exit;
mod flow;
mod habits;
mod history;
mod log;
mod place;
mod select;
mod ui;
mod workspaces;
mod world;

use exit::Failure;
use provision_value::{Diagnostic, SourceMap};
use std::process::ExitCode;

fn main() -> ExitCode {
    let plain = |d: Diagnostic| fail(&d.into(), &SourceMap::default(), false, false, 100);
    let args = match habits::with_environment(std::env::args_os().collect(), &habits::variables()) {
        Ok(args) => args,
        Err(d) => return plain(d),
    };
    let cli = match args::Cli::read(args) {
        Ok(cli) => cli,
        Err(told) => return habits::advice(&told).map_or_else(|| usage(&told), plain),
    };
    let (name, json) = (commands::name(&cli.command), commands::json(&cli.command));
    let color = app::error_color(&cli.global);
    if let Err(failure) = log::start(&cli.global) {
        return fail(&failure, &SourceMap::default(), json, color, 100);
    }
    let mut app = match app::App::new(cli.global, name) {
        Ok(app) => app,
        Err(failure) => return fail(&failure, &SourceMap::default(), json, color, 100),
    };
    match commands::run(&mut app, cli.command) {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(failure) => fail(&failure, &app.sources, json, color, app.width),
    }
}

/// Help and version, or what is wrong with the command line. That is an error like any other: exit code 2 means changes.
fn usage(told: &clap::Error) -> ExitCode {
    let _ = told.print();
    let exit = if told.use_stderr() { exit::Exit::Error } else { exit::Exit::Success };
    ExitCode::from(exit as u8)
}

fn fail(failure: &Failure, sources: &SourceMap, json: bool, color: bool, width: usize) -> ExitCode {
    ui::tell(&failure.diagnostics, sources, json, color, width);
    ExitCode::from(failure.exit as u8)
}
