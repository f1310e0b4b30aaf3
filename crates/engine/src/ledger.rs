//! State, journal and pending calls under one owner. A record is durable before it counts; the function that makes it
//! count is the one that replay uses.

use crate::Cut;
use provision_state::{
    Begin, Error, Holder, Journal, Loaded, Paths, Pending, Record, Sidecar, State, Store, replay,
};
use provision_value::Diagnostic;
use std::collections::HashSet;
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
    /// Stages, durations, history.
    pub sidecar: Sidecar,
    store: Store,
    journal: Journal,
    cut: Cut,
    begin: Option<Begin>,
    run: String,
    dirty: bool,
    next_save: Instant,
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
        let Loaded { state, pending, journal, sidecar, replayed } = store.load(lineage)?;
        Ok(Ledger {
            state,
            pending,
            sidecar,
            store,
            journal,
            cut: Cut::never(),
            begin: None,
            run: String::new(),
            dirty: replayed,
            next_save: Instant::now() + SAVE_INTERVAL,
        })
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
            self.journal.append(records)?;
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
        let written = self.store.write(&Store::encode(&self.state)?);
        let end = Instant::now();
        self.next_save = end + SAVE_INTERVAL.max((end - start) * SAVE_SHARE);
        written?;
        self.dirty = false;
        self.cut.point("state written").await;
        Ok(())
    }

    /// The state changed in a way that no record tells (outputs).
    pub fn touch(&mut self) {
        self.dirty = true;
    }

    /// Ends the run: writes state and sidecar, then lets the journal go, except for calls that are still open. On an error the journal
    /// stays as it is and covers everything.
    pub async fn close(mut self) -> Result<State, Error> {
        let live: HashSet<String> = self.state.instances.keys().map(|(a, _)| a.to_string()).collect();
        self.sidecar.retain(|addr| live.contains(addr));
        if self.dirty {
            self.save().await?;
        }
        if self.sidecar != Sidecar::load(&self.store.paths().sidecar)? {
            self.sidecar.save(&self.store.paths().sidecar)?;
        }
        if self.begin.is_none() && !self.run.is_empty() {
            let run = self.run.clone();
            self.record(vec![Record::End { run }]).await?;
        }
        self.journal.reset(&self.pending.records())?;
        Ok(self.state)
    }

    /// Writes the sidecar now: what it says must be durable before the record that makes it matter.
    pub fn save_sidecar(&self) -> Result<(), Error> {
        self.sidecar.save(&self.store.paths().sidecar)
    }
    /// Where the files lie.
    pub fn paths(&self) -> &Paths {
        self.store.paths()
    }
    /// An error of the files as a person reads it, with the journal named: it covers what was done.
    pub fn explain(&self, error: &Error) -> Diagnostic {
        let mut d = error.to_diagnostic();
        d.help = format!("{} The journal is {}.", d.help, self.journal.path().display());
        d
    }
}
