//! How a command ends.

use provision_value::{Diagnostic, Diagnostics};

/// Exit codes; documented in `docs/cli.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done; for `plan --detailed-exitcode`: no changes.
    Success = 0,
    /// An error.
    Error = 1,
    /// There are changes.
    Changes = 2,
    /// Some steps failed; what was done is in the state. For `fmt --check`: something is not formatted.
    Partial = 3,
    /// Somebody else holds the lock.
    Locked = 4,
    /// Refused by a guard.
    Guard = 5,
    /// Interrupted; the state is saved.
    Interrupted = 130,
}

impl Exit {
    /// What `fmt --check` ends with when something would change, as Terraform does.
    pub const UNFORMATTED: Exit = Exit::Partial;
}

/// A failed command: what to say, and how to exit.
#[derive(Debug)]
pub struct Failure {
    /// How to exit.
    pub exit: Exit,
    /// What to say.
    pub diagnostics: Diagnostics,
}

impl Failure {
    /// With another exit code.
    pub fn exit(mut self, exit: Exit) -> Failure {
        self.exit = exit;
        self
    }
}

impl From<Diagnostics> for Failure {
    fn from(diagnostics: Diagnostics) -> Failure {
        let exit = if diagnostics.is_refusal() { Exit::Guard } else { Exit::Error };
        Failure { exit, diagnostics }
    }
}

impl From<Diagnostic> for Failure {
    fn from(d: Diagnostic) -> Failure {
        Diagnostics::from(d).into()
    }
}

/// What every command gives back.
pub type Outcome = Result<Exit, Failure>;
