//! State, journal and pending calls under one owner. A record is durable before it counts; the function that makes it
//! count is the one that replay uses.

use crate::Cut;
use provision_state::{
    Begin, Bucket, Error, Holder, Journal, Loaded, PastRun, Paths, Pending, Record, Sidecar, State, Store,
    replay,
};
use provision_value::Diagnostic;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The state file is rewritten no more often than this while a run goes on.
const SAVE_INTERVAL: Duration = Duration::from_secs(2);
/// And takes no more than one part in so many of the time.
const SAVE_SHARE: u32 = 20;

/// The recorded world of one run, with the lock held.
///
/// Writes block the calling task, so keep it on the thread of `block_on`; records that arrive meanwhile are written together.
#[derive(Debug)]
pub struct Ledger {
    /// What is.
    pub state: State,
    /// What was announced and is not closed.
    pub pending: Pending,
    /// Stages, durations, what was interrupted.
    pub sidecar: Sidecar,
    home: Home,
    /// The sidecar as it was last written.
    written: Sidecar,
    cut: Cut,
    begin: Option<Begin>,
    run: String,
    dirty: bool,
    next_save: Instant,
}

/// Where state and journal lie.
#[derive(Debug)]
enum Home {
    /// On this machine.
    Disk(Box<Store>, Journal),
    /// In a bucket.
    Bucket(Box<Bucket>),
}

impl Home {
    async fn append(&mut self, records: &[Record]) -> Result<(), Error> {
        match self {
            Home::Disk(_, journal) => journal.append(records),
            Home::Bucket(bucket) => bucket.append(records).await,
        }
    }
    async fn write(&mut self, state: Vec<u8>) -> Result<(), Error> {
        match self {
            Home::Disk(store, _) => store.write(&state),
            Home::Bucket(bucket) => bucket.write(state).await,
        }
    }
    async fn write_sidecar(&self, sidecar: &Sidecar) -> Result<(), Error> {
        match self {
            Home::Disk(store, _) => sidecar.save(&store.paths().sidecar),
            Home::Bucket(bucket) => bucket.write_sidecar(sidecar).await,
        }
    }
    /// Lets the journal go, but for what is still open.
    async fn reset(&mut self, open: &[Record]) -> Result<(), Error> {
        match self {
            Home::Disk(_, journal) => journal.reset(open),
            Home::Bucket(bucket) => bucket.reset(open).await,
        }
    }
    async fn keep(&self, at: i64) -> Result<Option<PathBuf>, Error> {
        match self {
            Home::Disk(store, _) => store.keep(at),
            Home::Bucket(bucket) => bucket.keep(at).await,
        }
    }
    async fn remember(&self, run: &PastRun) -> Result<(), Error> {
        match self {
            Home::Disk(store, _) => store.remember(run),
            Home::Bucket(bucket) => bucket.remember(run).await,
        }
    }
    async fn release(self) -> Result<(), Error> {
        match self {
            // The operating system's lock goes with the file.
            Home::Disk(..) => Ok(()),
            Home::Bucket(bucket) => bucket.release().await,
        }
    }
    fn journal(&self) -> &Path {
        match self {
            Home::Disk(_, journal) => journal.path(),
            Home::Bucket(bucket) => bucket.place(),
        }
    }
}

impl Ledger {
    /// Takes the lock, reads the state and replays the journal over it. `lineage` is used where a new history begins.
    pub fn open(
        paths: Paths,
        me: &Holder,
        timeout: Duration,
        lineage: impl Into<String>,
    ) -> Result<Ledger, Error> {
        let store = Store::lock(paths, me, timeout)?;
        let (loaded, journal) = store.load(lineage)?;
        Ok(Ledger::new(Home::Disk(Box::new(store), journal), loaded))
    }
    /// The same of a state in a bucket, of which the lock is held.
    pub async fn open_bucket(mut bucket: Bucket, lineage: impl Into<String>) -> Result<Ledger, Error> {
        match bucket.load(lineage.into()).await {
            Ok(loaded) => Ok(Ledger::new(Home::Bucket(Box::new(bucket)), loaded)),
            Err(e) => {
                // What went wrong first is what is told.
                let _ = bucket.release().await;
                Err(e)
            }
        }
    }
    fn new(home: Home, loaded: Loaded) -> Ledger {
        let Loaded { state, pending, sidecar, replayed } = loaded;
        Ledger {
            state,
            pending,
            written: sidecar.clone(),
            sidecar,
            home,
            cut: Cut::never(),
            begin: None,
            run: String::new(),
            dirty: replayed,
            next_save: Instant::now() + SAVE_INTERVAL,
        }
    }
    /// Counts records as places where the run may be cut.
    pub fn with_cut(mut self, cut: Cut) -> Ledger {
        self.cut = cut;
        self
    }

    /// A run begins. Written with its first record, so that a run that records nothing leaves nothing behind.
    pub fn begin(&mut self, run: &str, command: &str, plan: &str, at: i64) {
        self.run = run.into();
        self.begin = Some(Begin {
            run: run.into(),
            command: command.into(),
            plan: plan.into(),
            lineage: self.state.lineage.clone(),
            serial: self.state.serial,
            at,
        });
    }
    /// The id of the run that began last.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// Makes records durable, then lets them count. All share one sync. After an error nothing more can be recorded: the calls that
    /// these records announce must not be made.
    pub async fn record(&mut self, records: Vec<Record>) -> Result<(), Error> {
        let begin = self.begin.take().map(Record::Begin);
        let records: Vec<Record> = begin.into_iter().chain(records).collect();
        let batch = if self.cut.is_armed() { 1 } else { records.len().max(1) };
        for records in records.chunks(batch) {
            self.home.append(records).await?;
            for record in records {
                replay::apply(&mut self.state, &mut self.pending, record);
                self.dirty |= record.changes_state();
                self.cut.point("journal record").await;
            }
        }
        Ok(())
    }

    /// Writes the state file when it has changed and enough time has passed. True when it was written.
    pub async fn save_if_due(&mut self) -> Result<bool, Error> {
        if !self.dirty || Instant::now() < self.next_save {
            return Ok(false);
        }
        self.save().await.map(|()| true)
    }

    /// Writes the state file.
    pub async fn save(&mut self) -> Result<(), Error> {
        let start = Instant::now();
        let serial = self.state.serial + 1;
        self.record(vec![Record::Saving { serial }]).await?;
        self.state.serial = serial;
        self.state.prune();
        let written = self.home.write(Store::encode(&self.state)?).await;
        let end = Instant::now();
        self.next_save = end + SAVE_INTERVAL.max((end - start) * SAVE_SHARE);
        written?;
        self.dirty = false;
        self.cut.point("state written").await;
        Ok(())
    }

    /// Keeps the state as it was last written under a name of its own; `at` tells names apart. Nothing where there is none yet.
    pub async fn keep(&self, at: i64) -> Result<Option<PathBuf>, Error> {
        self.home.keep(at).await
    }

    /// Another state takes the place of this one, with the serial and the lineage that it has. No call may be open: their records
    /// are about this state.
    pub async fn replace(&mut self, state: State) -> Result<(), Error> {
        // The journal goes first: it was not written over the state that comes.
        self.home.reset(&[]).await?;
        self.home.write(Store::encode(&state)?).await?;
        self.state = state;
        self.dirty = false;
        Ok(())
    }

    /// Adds a run to the history.
    pub async fn remember(&self, run: &PastRun) -> Result<(), Error> {
        self.home.remember(run).await
    }

    /// The state changed in a way that no record tells (outputs).
    pub fn touch(&mut self) {
        self.dirty = true;
    }

    /// Ends the run: writes state and sidecar, then lets the journal go, except for calls that are still open, and gives the lock back.
    /// On an error the journal stays as it is and covers everything.
    pub async fn close(mut self) -> Result<State, Error> {
        let settled = self.settle().await;
        let released = self.home.release().await;
        settled?;
        released.map(|()| self.state)
    }

    async fn settle(&mut self) -> Result<(), Error> {
        let live: HashSet<String> = self.state.instances.keys().map(|(a, _)| a.to_string()).collect();
        self.sidecar.retain(|addr| live.contains(addr));
        if self.dirty {
            self.save().await?;
        }
        if self.sidecar != self.written {
            self.save_sidecar().await?;
        }
        if self.begin.is_none() && !self.run.is_empty() {
            let run = self.run.clone();
            self.record(vec![Record::End { run }]).await?;
        }
        self.home.reset(&self.pending.records()).await
    }

    /// Gives the lock back and leaves everything else as it is: state or journal could not be written.
    pub async fn leave(self) -> Result<(), Error> {
        self.home.release().await
    }

    /// Writes the sidecar now: what it says must be durable before the record that makes it matter.
    pub async fn save_sidecar(&mut self) -> Result<(), Error> {
        self.home.write_sidecar(&self.sidecar).await?;
        self.written = self.sidecar.clone();
        Ok(())
    }
    /// An error of the files as a person reads it, with the journal named: it covers what was done.
    pub fn explain(&self, error: &Error) -> Diagnostic {
        let mut d = error.to_diagnostic();
        d.help = format!("{} The journal is {}.", d.help, self.home.journal().display());
        d
    }
}
