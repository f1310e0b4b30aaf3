//! Logging by `tracing`: to stderr, or to a file on request. Off unless asked for.

use crate::args::{Global, LogFormat};
use crate::exit::Failure;
use provision_value::Diagnostic;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::Mutex;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

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
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).with_ansi(false);
    match global.log_format {
        LogFormat::Text => builder.init(),
        LogFormat::Json => builder.json().init(),
    }
    Ok(())
}
