//! What can go wrong with the files, each error with its file and what to do.

use crate::Holder;
use provision_value::Diagnostic;
use std::path::PathBuf;

/// An error of state, journal, lock or sidecar. Never holds content of the state.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk refuses.
    #[error("cannot {what} {}: {source}", path.display())]
    Io {
        /// `write`, `read`, `lock`
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Not JSON, or cut off.
    #[error("{} is not a readable state file: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
        /// The copy from before, when there is one.
        backup: Option<PathBuf>,
    },
    /// A version of the format that this program does not know.
    #[error("{} has state format version {version}; this program reads version 4", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// What it says.
        version: String,
    },
    /// A line in the middle of the journal does not match its checksum or is no record.
    #[error("{} line {line} is damaged: {reason}", path.display())]
    Journal {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The journal was not written over this state.
    #[error("the journal {} does not belong to the state beside it: {reason}", path.display())]
    Mismatch {
        /// The journal.
        path: PathBuf,
        /// What differs.
        reason: String,
    },
    /// The sidecar is damaged.
    #[error("{} is not readable: {reason}", path.display())]
    Sidecar {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Somebody else is at work.
    #[error("the state is locked by {holder}")]
    LockHeld {
        /// The lock file.
        path: PathBuf,
        /// Who.
        holder: Box<Holder>,
        /// It stays when its process ends without giving it back.
        stays: bool,
    },
    /// The bucket that the state lies in refuses, or cannot be reached.
    #[error("{}", .0.detail)]
    Remote(Box<Diagnostic>),
}

impl Error {
    pub(crate) fn io(what: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { what, path, source }
    }

    /// As a person reads it.
    pub fn to_diagnostic(&self) -> Diagnostic {
        let (summary, help) = match self {
            Error::Remote(d) => return Diagnostic::clone(d),
            Error::Io { what: "write", .. } => (
                "State could not be written",
                "Free space on that disk or correct its permissions, then run the command again: the journal \
                 beside the state still covers what was done."
                    .to_owned(),
            ),
            Error::Io { .. } => {
                ("State could not be reached", "Correct the path or its permissions, then run the command again.".to_owned())
            }
            Error::Unreadable { path, backup, .. } => ("State is unreadable", unreadable(path, backup)),
            Error::Version { .. } => (
                "State has an unknown format",
                "Bring it to version 4 with Terraform 1.x (`terraform apply -refresh-only`), or name the right file with \
                 --state. Nothing was changed."
                    .to_owned(),
            ),
            Error::Journal { path, line, .. } => (
                "Journal is damaged",
                format!(
                    "The file was changed or its disk is faulty; nothing was guessed and nothing was changed. Restore {} from \
                     a copy. Without one, read it from line {line} on: what it names as created and the state does not hold is at AWS. \
                     Move the file away and adopt or delete that.",
                    path.display()
                ),
            ),
            Error::Mismatch { path, .. } => (
                "Journal belongs to another state",
                format!(
                    "Put back the state that it was written with (see the .backup file), or move {} away once every resource \
                     that it names is accounted for. Nothing was changed.",
                    path.display()
                ),
            ),
            Error::Sidecar { path, .. } => (
                "Sidecar is unreadable",
                format!("Move {} away: what it held (stages, durations) is learned again. Nothing was changed.", path.display()),
            ),
            Error::LockHeld { holder, stays: true, .. } => (
                "State is locked",
                format!(
                    "Wait for that run to end, or let this command wait with --lock-timeout=5m. If it is certain that it has ended (its \
                     machine is gone), take the lock away: provision unlock {}",
                    holder.id
                ),
            ),
            Error::LockHeld { .. } => (
                "State is locked",
                "Wait for that run to end, or let this command wait with --lock-timeout=5m. The lock ends with its process."
                    .to_owned(),
            ),
        };
        Diagnostic::error(summary, self.to_string()).help(help)
    }
}

fn unreadable(path: &std::path::Path, backup: &Option<PathBuf>) -> String {
    match backup {
        Some(backup) => format!(
            "Nothing was changed. The state before the last run is in {}: look at both, then copy it over {}.",
            backup.display(),
            path.display()
        ),
        None => format!(
            "Nothing was changed, and what it lists is still at AWS. Restore {} from a copy; without one, move it away and \
             adopt what exists with `import` blocks.",
            path.display()
        ),
    }
}
