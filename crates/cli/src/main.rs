//! `provision`: one file a command; progress; prompts; nothing else prints.

mod args;
mod exit;
mod select;
mod ui;
mod world;

use clap::Parser;

fn main() -> std::process::ExitCode {
    let cli = args::Cli::parse_from(args::two_dashes(std::env::args_os()));
    let _ = cli;
    std::process::ExitCode::from(exit::Exit::Success as u8)
}
