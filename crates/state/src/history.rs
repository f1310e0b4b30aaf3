//! What past runs did: one line of JSON for each, kept beside the state for as long as its file is. It is for people and audits;
//! nothing is decided by it, so a line that cannot be read is left out and counted.

use serde::{Deserialize, Serialize};

/// One run of a command that changes the state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PastRun {
    /// Its id.
    pub run: String,
    /// `apply`, `destroy`, `import`, `state mv`
    pub command: String,
    /// When it began, RFC 3339.
    pub at: String,
    /// How long it took.
    pub seconds: f64,
    /// The user.
    pub who: String,
    /// The machine.
    pub host: String,
    /// The environment; `default` where there are none.
    pub environment: String,
    /// Digest of the configuration that the plan was made from; empty where there was no plan.
    pub plan: String,
    /// The state's serial before it.
    pub serial: u64,
    /// How it ended.
    pub result: Ending,
    /// What it did, in the order in which it was done.
    pub changes: Vec<PastChange>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Everything was done.
    #[default]
    Complete,
    /// Some steps failed.
    Partial,
    /// Nothing was done.
    Failed,
    /// It was asked to stop.
    Interrupted,
}

/// One step of a past run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PastChange {
    /// The instance.
    pub address: String,
    /// `create`, `update`, `delete`, `forget`, `import`, `move`
    pub action: String,
    /// How long it took.
    pub seconds: f64,
    /// The id of the object, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The address before a move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Why it failed, in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Ending {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Ending::Complete => "complete",
            Ending::Partial => "partial",
            Ending::Failed => "failed",
            Ending::Interrupted => "interrupted",
        }
    }
}

impl PastRun {
    /// The line that the history holds of it.
    pub fn line(&self) -> std::io::Result<Vec<u8>> {
        let mut line = serde_json::to_vec(self)?;
        line.push(b'\n');
        Ok(line)
    }
    /// How many steps of a kind succeeded.
    pub fn count(&self, action: &str) -> usize {
        self.changes.iter().filter(|c| c.action == action && c.error.is_none()).count()
    }
}

/// The runs that lines hold, and how many lines hold none: what a crash in the middle of a write leaves.
pub fn read(bytes: &[u8]) -> (Vec<PastRun>, usize) {
    let lines = bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty());
    let (mut runs, mut torn) = (Vec::new(), 0);
    for line in lines {
        match serde_json::from_slice(line) {
            Ok(run) => runs.push(run),
            Err(_) => torn += 1,
        }
    }
    (runs, torn)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn runs_read_back_and_torn_lines_are_counted() {
        let change = PastChange { address: "a.b".into(), action: "create".into(), ..PastChange::default() };
        let failed = PastChange { error: Some("refused".into()), ..change.clone() };
        let run = PastRun { run: "1".into(), changes: vec![change, failed], ..PastRun::default() };
        let mut bytes = run.line().unwrap();
        bytes.extend(b"{\"run\": \"2");
        bytes.extend(b"\n");
        bytes.extend(PastRun { result: Ending::Partial, ..run.clone() }.line().unwrap());
        let (runs, torn) = read(&bytes);
        assert_eq!((runs.len(), torn), (2, 1));
        assert_eq!(runs[0], run);
        assert_eq!((runs[1].result.word(), run.count("create"), run.count("delete")), ("partial", 1, 0));
    }
}
