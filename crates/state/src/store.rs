//! Where the files of one state lie, and how they are opened, written and closed.

use crate::{Error, Holder, Journal, Lock, Pending, Record, Sidecar, State, file, replay, v4};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The files of one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The state itself.
    pub state: PathBuf,
    /// The state as it was before the last run that wrote it.
    pub backup: PathBuf,
    /// The write-ahead journal.
    pub journal: PathBuf,
    /// The lock.
    pub lock: PathBuf,
    /// Stages, durations, history.
    pub sidecar: PathBuf,
}

impl Paths {
    /// With a `provision.hcl`: under `state/` of the project's root.
    pub fn project(root: &Path, plan: &str, env: &str) -> Paths {
        let file = |end: &str| root.join("state").join(plan).join(format!("{env}.{end}"));
        Paths {
            state: file("tfstate"),
            backup: file("tfstate.backup"),
            journal: file("journal"),
            lock: file("lock"),
            sidecar: file("sidecar.json"),
        }
    }
    /// A bare Terraform directory: where Terraform keeps it, the other files beside it.
    pub fn bare(dir: &Path) -> Paths {
        Paths::file(&dir.join("terraform.tfstate"))
    }
    /// Another place (`--state`). The names of the other files begin with the state's, so that ignore patterns such as
    /// `*.tfstate.*` keep all of them out of version control: they hold the same secrets.
    pub fn file(state: &Path) -> Paths {
        let state = state.strip_prefix(".").unwrap_or(state);
        let beside = |end: &str| {
            let mut name = state.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        };
        Paths {
            state: state.into(),
            backup: beside(".backup"),
            journal: beside(".journal"),
            lock: beside(".lock"),
            sidecar: beside(".sidecar.json"),
        }
    }
}

/// The files of one state, with the lock held.
#[derive(Debug)]
pub struct Store {
    paths: Paths,
    backed_up: bool,
    _lock: Lock,
}

/// What is recorded: the state, and what the journal says beside it.
#[derive(Debug)]
pub struct Loaded {
    /// The state, with the journal replayed over it.
    pub state: State,
    /// Calls whose outcome is not recorded: for recovery.
    pub pending: Pending,
    /// Stages, durations, history.
    pub sidecar: Sidecar,
    /// True when the journal may hold something that the state file does not: it must be saved.
    pub replayed: bool,
}

impl Loaded {
    /// Replays the records of the journal at `place` over the state that was read. `lineage` is used where a new history begins.
    pub(crate) fn new(
        read: Option<State>,
        records: &[Record],
        place: &Path,
        sidecar: Sidecar,
        lineage: String,
    ) -> Result<Loaded, Error> {
        // A first run that was cut off before its first save left a journal and no state: same history.
        let begun = records.iter().find_map(|r| match r {
            Record::Begin(b) => Some(b.lineage.clone()),
            _ => None,
        });
        let mut state = read.unwrap_or_else(|| State::new(begun.unwrap_or(lineage)));
        let pending = replay::replay(&mut state, records, place)?;
        Ok(Loaded { state, pending, sidecar, replayed: records.iter().any(Record::changes_state) })
    }
}

impl Store {
    /// Takes the lock.
    pub fn lock(paths: Paths, me: &Holder, timeout: Duration) -> Result<Store, Error> {
        let lock = Lock::take(&paths.lock, me, timeout)?;
        Ok(Store { paths, backed_up: false, _lock: lock })
    }

    /// Reads the state file alone, without a lock (`show`, `output`). `None` when there is none.
    pub fn peek(paths: &Paths) -> Result<Option<State>, Error> {
        let Some(bytes) = file::read_if_there(&paths.state)? else { return Ok(None) };
        v4::parse(&bytes, &paths.state).map(Some).map_err(|e| match e {
            Error::Unreadable { path, reason, .. } => {
                let backup = Some(paths.backup.clone()).filter(|b| b.exists());
                Error::Unreadable { path, reason, backup }
            }
            e => e,
        })
    }

    /// Reads state and journal, and replays the one over the other; the journal is at its end then. `lineage` is used where a new
    /// history begins.
    pub fn load(&self, lineage: impl Into<String>) -> Result<(Loaded, Journal), Error> {
        let sidecar = Sidecar::load(&self.paths.sidecar)?;
        let read = Store::peek(&self.paths)?;
        let (journal, records) = Journal::open(&self.paths.journal)?;
        let loaded = Loaded::new(read, &records, &self.paths.journal, sidecar, lineage.into())?;
        Ok((loaded, journal))
    }

    /// The bytes of a state file.
    pub fn encode(state: &State) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        v4::write(state, &mut bytes).map_err(Error::io("write", "the state"))?;
        Ok(bytes)
    }

    /// Writes the state file, durable on return. The first write of a run keeps what was there before as the backup.
    /// The journal must have announced its serial ([`crate::Record::Saving`]).
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if !self.backed_up {
            file::keep_as(&self.paths.state, &self.paths.backup)?;
            self.backed_up = true;
        }
        file::write_atomic(&self.paths.state, |out| out.write_all(bytes))
    }

    /// Announces, numbers and writes the state: for commands that change it without a run (`state mv`).
    pub fn save(&mut self, state: &mut State, journal: &mut Journal) -> Result<(), Error> {
        let serial = state.serial + 1;
        journal.append(&[crate::Record::Saving { serial }])?;
        state.serial = serial;
        state.prune();
        self.write(&Store::encode(state)?)
    }

    /// Where the files lie.
    pub fn paths(&self) -> &Paths {
        &self.paths
    }
}
