//! Errors and warnings as values: what is wrong, where, why, and what to do next.

use crate::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The command fails.
    Error,
    /// Shown at the end, where it is seen.
    Warning,
}

/// One finding, as a person reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// One line: what is wrong.
    pub summary: String,
    /// What was expected and what was found; may be empty.
    pub detail: String,
    /// Where, when there is a place.
    pub span: Option<Span>,
    /// Other places that belong to it, each with a few words: the links of a cycle, the other end of a conflict.
    pub related: Vec<(Span, String)>,
    /// The resource or module that it concerns, as an address.
    pub address: Option<String>,
    /// What to do next; may be empty.
    pub help: String,
    /// The chain of causes, nearest first (an AWS error keeps code, message and request id).
    pub causes: Vec<String>,
    /// A guard refuses (account, region, `prevent_destroy`, protected environment): exit code 5.
    pub guard: bool,
    /// Nothing is wrong with the files by themselves, but a plan of them is certain to fail: an error wherever there is
    /// a plan, and for `validate`, which gives Terraform's verdict, a warning.
    pub planning: bool,
}

impl Diagnostic {
    /// An error.
    pub fn error(summary: impl Into<String>, detail: impl Into<String>) -> Diagnostic {
        Diagnostic {
            severity: Severity::Error,
            summary: summary.into(),
            detail: detail.into(),
            span: None,
            related: Vec::new(),
            address: None,
            help: String::new(),
            causes: Vec::new(),
            guard: false,
            planning: false,
        }
    }
    /// A warning.
    pub fn warning(summary: impl Into<String>, detail: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(summary, detail) }
    }
    /// With a place, unless it has one.
    pub fn at(mut self, span: Span) -> Diagnostic {
        self.span.get_or_insert(span);
        self
    }
    /// With one more place and what it shows.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.related.push((span, text.into()));
        self
    }
    /// With an address, unless it has one.
    pub fn on(mut self, address: impl ToString) -> Diagnostic {
        self.address.get_or_insert_with(|| address.to_string());
        self
    }
    /// With the next step.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = help.into();
        self
    }
    /// With a cause.
    pub fn cause(mut self, cause: impl Into<String>) -> Diagnostic {
        self.causes.push(cause.into());
        self
    }
    /// As the refusal of a guard.
    pub fn guard(mut self) -> Diagnostic {
        self.guard = true;
        self
    }
    /// As what stops a plan, but leaves the files valid.
    pub fn when_planning(mut self) -> Diagnostic {
        self.planning = true;
        self
    }
    /// True for errors.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Findings in the order they were made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// None yet.
    pub fn new() -> Diagnostics {
        Diagnostics::default()
    }
    /// Adds one.
    pub fn push(&mut self, d: Diagnostic) {
        self.0.push(d);
    }
    /// Adds all of another list.
    pub fn extend(&mut self, other: Diagnostics) {
        self.0.extend(other.0);
    }
    /// True when one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(Diagnostic::is_error)
    }
    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// True when a guard refused, and nothing else went wrong.
    pub fn is_refusal(&self) -> bool {
        self.has_errors() && self.0.iter().all(|d| d.guard || !d.is_error())
    }
    /// `Ok(value)` when none is an error, else all of them.
    pub fn result<T>(self, value: T) -> Result<T, Diagnostics> {
        if self.has_errors() { Err(self) } else { Ok(value) }
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(d: Diagnostic) -> Diagnostics {
        Diagnostics(vec![d])
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
