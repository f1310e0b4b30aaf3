//! Where the files of one state lie, and how they are opened, written and closed.

use crate::{
    Error, Holder, Journal, Lock, PastRun, Pending, Record, Sidecar, State, file, history, replay, v4,
};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The folder that holds a bare directory's workspaces other than `default`, as Terraform names it.
pub const WORKSPACES: &str = "terraform.tfstate.d";

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
    /// Stages, durations.
    pub sidecar: PathBuf,
    /// What past runs did.
    pub history: PathBuf,
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
            history: file("history.jsonl"),
        }
    }
    /// A bare Terraform directory: where Terraform keeps it, the other files beside it.
    pub fn bare(dir: &Path) -> Paths {
        Paths::file(&dir.join("terraform.tfstate"))
    }
    /// A workspace of a bare Terraform directory: all but `default` have a folder of their own.
    pub fn workspace(dir: &Path, name: &str) -> Paths {
        if name == "default" {
            return Paths::bare(dir);
        }
        Paths::file(&dir.join(WORKSPACES).join(name).join("terraform.tfstate"))
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
            history: beside(".history.jsonl"),
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
        // Terraform's console leaves an empty file where there was no state. Ours are never empty, so one with company lost its content.
        if bytes.is_empty() && ![&paths.backup, &paths.journal, &paths.sidecar].iter().any(|p| p.exists()) {
            return Ok(None);
        }
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

    /// Keeps the state file as it is under a name with the time in it, as Terraform does before commands such as `state rm`, which often
    /// come several in a row: the one backup of a run would be gone with the second. Nothing where there is no file yet.
    pub fn keep(&self, at: i64) -> Result<Option<PathBuf>, Error> {
        let mut name = self.paths.state.as_os_str().to_owned();
        name.push(format!(".{at}.backup"));
        let path = PathBuf::from(name);
        file::keep_as(&self.paths.state, &path)?;
        Ok(path.exists().then_some(path))
    }

    /// Adds a run to the history.
    pub fn remember(&self, run: &PastRun) -> Result<(), Error> {
        let path = &self.paths.history;
        let add = || -> std::io::Result<()> {
            let mut file = file::open_private(path)?;
            let end = file.seek(SeekFrom::End(0))?;
            // What a crash cut off must not spoil the line that comes now.
            let mut line = Vec::new();
            if end > 0 {
                let mut last = [0];
                file.seek(SeekFrom::End(-1))?;
                file.read_exact(&mut last)?;
                line.extend((last != *b"\n").then_some(b'\n'));
            }
            line.extend(run.line()?);
            file.write_all(&line)?;
            file.sync_all()
        };
        add().map_err(Error::io("write", path))
    }

    /// What past runs did, oldest first, and how many lines of the history could not be read. Needs no lock.
    pub fn history(paths: &Paths) -> Result<(Vec<PastRun>, usize), Error> {
        let bytes = file::read_if_there(&paths.history)?;
        Ok(bytes.map(|bytes| history::read(&bytes)).unwrap_or_default())
    }

    /// Where the files lie.
    pub fn paths(&self) -> &Paths {
        &self.paths
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn history_grows_by_lines_and_survives_a_torn_one() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::workspace(dir.path(), "stage");
        assert_eq!(paths.state, dir.path().join("terraform.tfstate.d/stage/terraform.tfstate"));
        let store = Store::lock(paths.clone(), &Holder::default(), Duration::ZERO).unwrap();
        let run = |name: &str| PastRun { run: name.into(), ..PastRun::default() };
        store.remember(&run("1")).unwrap();
        let mut cut = std::fs::read(&paths.history).unwrap();
        cut.extend(b"{\"run\":");
        std::fs::write(&paths.history, cut).unwrap();
        store.remember(&run("2")).unwrap();
        let (runs, torn) = Store::history(&paths).unwrap();
        assert_eq!((runs, torn), (vec![run("1"), run("2")], 1));
    }

    #[test]
    fn what_is_kept_bears_the_time() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::lock(Paths::bare(dir.path()), &Holder::default(), Duration::ZERO).unwrap();
        assert_eq!(store.keep(7).unwrap(), None);
        std::fs::write(&store.paths().state, "{}").unwrap();
        let kept = store.keep(7).unwrap().unwrap();
        assert_eq!(kept.file_name().unwrap(), "terraform.tfstate.7.backup");
        assert_eq!(std::fs::read(kept).unwrap(), b"{}");
    }
}
