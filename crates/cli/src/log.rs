//! Logging by `tracing`: to stderr, or to a file on request. Off unless asked for.
//!
//! The libraries below us write whole requests at their finer levels, secrets included, so of them only warnings pass, whatever
//! the filter says.

use crate::args::{Global, LogFormat};
use crate::exit::Failure;
use provision_value::Diagnostic;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::Mutex;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::fmt::writer::BoxMakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging as the flags ask.
pub fn start(global: &Global) -> Result<(), Failure> {
    let Some(level) = global.log_level.as_deref().or_else(|| global.log_file.as_ref().map(|_| "debug"))
    else {
        return Ok(());
    };
    let filter = EnvFilter::try_new(level).map_err(|e| {
        Diagnostic::error("Unknown log level", format!("\"{level}\": {e}."))
            .help("Use error, warn, info, debug or trace, or a filter such as provision_engine=debug.")
    })?;
    let writer = match &global.log_file {
        None => BoxMakeWriter::new(std::io::stderr),
        Some(path) => {
            let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path).map_err(|e| {
                Diagnostic::error("The log file cannot be written", format!("{}: {e}.", path.display()))
                    .help("Name a file in a directory that exists and may be written to.")
            })?;
            BoxMakeWriter::new(Mutex::new(file))
        }
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(false);
    let lines = match global.log_format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    tracing_subscriber::registry().with(lines.with_filter(filter.and(filter_fn(is_safe)))).init();
    Ok(())
}

/// Written by us, or so rarely that it holds no request.
fn is_safe(meta: &Metadata<'_>) -> bool {
    meta.target().starts_with("provision") || *meta.level() <= Level::WARN
}
