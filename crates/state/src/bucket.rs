//! A state that lies in a bucket, so that any machine can go on where another was cut off.
//!
//! | object | holds |
//! | --- | --- |
//! | `KEY` | the state, Terraform's version 4 |
//! | `KEY.tflock` | who holds the lock, in Terraform's form; it is there as long as the lock is held |
//! | `KEY.backup` | the state before the last run that wrote it |
//! | `KEY.DATE.backup` | the state before a command such as `state rm` |
//! | `KEY.sidecar.json` | stages, durations |
//! | `KEY.history/TIME-RUN`, … | what past runs did |
//! | `KEY.journal/00000001`, … | the journal, a batch of records each |
//!
//! Everything is written through [`Objects`], which a cloud's client implements; what is decided here is pure.

use crate::journal::{self, Record};
use crate::{Error, Holder, Loaded, PastRun, Sidecar, State, history, v4};
use async_trait::async_trait;
use provision_value::Diagnostic;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Objects under keys. What returns `Ok` is durable, and whoever asks next sees it, wherever they ask.
#[async_trait]
pub trait Objects: fmt::Debug + Send + Sync {
    /// The content of an object; `None` when there is none.
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Error>;
    /// Writes an object.
    async fn put(&self, key: &str, content: Vec<u8>) -> Result<(), Error>;
    /// Writes an object where there is none yet. False when there is one: then nothing was written.
    async fn put_new(&self, key: &str, content: Vec<u8>) -> Result<bool, Error>;
    /// Deletes objects; those that are not there are deleted already.
    async fn delete(&self, keys: Vec<String>) -> Result<(), Error>;
    /// The keys that begin so.
    async fn list(&self, prefix: &str) -> Result<Vec<String>, Error>;
    /// Waits.
    async fn pause(&self, time: Duration);
    /// An object as a person names it: `s3://bucket/key`.
    fn place(&self, key: &str) -> PathBuf;
}

/// How often a lock that somebody holds is tried again.
const AGAIN: Duration = Duration::from_secs(2);

/// The objects of one state, with the lock held.
#[derive(Debug)]
pub struct Bucket {
    objects: Arc<dyn Objects>,
    key: String,
    place: PathBuf,
    me: Holder,
    /// The state as it was read, until the first write has kept it.
    before: Option<Vec<u8>>,
    /// The objects of the journal.
    there: Vec<String>,
    next: u64,
    broken: bool,
}

impl Bucket {
    /// Takes the lock, waiting for at most `timeout` while somebody holds it. [`Error::LockHeld`] names the holder.
    pub async fn lock(
        objects: Arc<dyn Objects>,
        key: &str,
        me: &Holder,
        timeout: Duration,
    ) -> Result<Bucket, Error> {
        let lock = lock_key(key);
        let info = Info::of(me, &objects.place(key));
        let info =
            serde_json::to_vec(&info).map_err(|e| Error::io("lock", objects.place(&lock))(e.into()))?;
        let mut left = timeout;
        while !objects.put_new(&lock, info.clone()).await? {
            let holder = holder(&*objects, key).await?.unwrap_or_default();
            // Our own call, whose answer was lost, and which was sent again.
            if holder.id == me.id {
                break;
            }
            if left.is_zero() {
                let (path, holder) = (objects.place(&lock), Box::new(holder));
                return Err(Error::LockHeld { path, holder, stays: true });
            }
            let pause = left.min(AGAIN);
            objects.pause(pause).await;
            left -= pause;
        }
        let place = objects.place(&format!("{key}.journal"));
        Ok(Bucket {
            objects,
            key: key.to_owned(),
            place,
            me: me.clone(),
            before: None,
            there: Vec::new(),
            next: 1,
            broken: false,
        })
    }

    /// Reads state and journal, and replays the one over the other. `lineage` is used where a new history begins.
    pub async fn load(&mut self, lineage: String) -> Result<Loaded, Error> {
        let sidecar = match self.objects.get(&self.beside("sidecar.json")).await? {
            Some(bytes) => Sidecar::parse(&bytes, &self.objects.place(&self.beside("sidecar.json")))?,
            None => Sidecar::default(),
        };
        self.before = self.objects.get(&self.key).await?;
        let read = self.before.as_ref().map(|bytes| v4::parse(bytes, &self.objects.place(&self.key)));
        let records = self.journal().await?;
        Loaded::new(read.transpose()?, &records, &self.place, sidecar, lineage)
    }

    /// The records of the journal, from the last object on that says that the journal begins anew.
    async fn journal(&mut self) -> Result<Vec<Record>, Error> {
        self.there = self.objects.list(&self.batch_prefix()).await?;
        self.there.sort();
        let mut records = Vec::new();
        for key in &self.there {
            let place = self.objects.place(key);
            let damaged =
                |reason: &str| Error::Journal { path: place.clone(), line: 1, reason: reason.into() };
            let number = key.rsplit('/').next().and_then(|n| n.parse::<u64>().ok());
            self.next = number.ok_or_else(|| damaged("its name is no number"))? + 1;
            let content = self.objects.get(key).await?.unwrap_or_default();
            let end = content.iter().position(|b| *b == b'\n').ok_or_else(|| damaged("it is empty"))?;
            let (head, lines) = content.split_at(end + 1);
            if head.ends_with(ANEW) {
                records.clear();
            }
            let (read, sound) = journal::read(lines, &place)?;
            if sound != lines.len() as u64 {
                return Err(damaged("its last line is not complete"));
            }
            records.extend(read);
        }
        Ok(records)
    }

    /// Appends records and returns when they are durable. After an error nothing more is taken: the run must stop before the calls
    /// that these records announce.
    pub async fn append(&mut self, records: &[Record]) -> Result<(), Error> {
        if records.is_empty() {
            return Ok(());
        }
        self.batch(records, b"\n").await
    }

    async fn batch(&mut self, records: &[Record], head: &[u8]) -> Result<(), Error> {
        if self.broken {
            let earlier = std::io::Error::other("an earlier write to it failed");
            return Err(Error::io("write", &self.place)(earlier));
        }
        self.broken = true;
        if !self.is_ours().await? {
            return Err(self.robbed());
        }
        let key = format!("{}{:08}", self.batch_prefix(), self.next);
        let mut content = self.me.id.clone().into_bytes();
        content.extend(head);
        content.extend(journal::lines(records).map_err(Error::io("write", &self.place))?);
        let new = self.objects.put_new(&key, content.clone()).await?;
        // Unless it is our own, whose answer was lost, and which was sent again, somebody took the lock away from us.
        if !new && self.objects.get(&key).await?.as_ref() != Some(&content) {
            return Err(self.robbed());
        }
        self.broken = false;
        self.next += 1;
        self.there.push(key);
        Ok(())
    }

    /// True while the lock is ours.
    async fn is_ours(&self) -> Result<bool, Error> {
        Ok(holder(&*self.objects, &self.key).await?.is_some_and(|h| h.id == self.me.id))
    }

    fn robbed(&self) -> Error {
        let lock = self.objects.place(&lock_key(&self.key));
        let detail = format!(
            "The lock {} was taken away from this run, which held it in {}.",
            self.me.id,
            lock.display()
        );
        let d = Diagnostic::error("Another run writes this state", detail);
        Error::Remote(Box::new(d.help(
            "This run stopped before its next call. Let the other one end, then run the command again.",
        )))
    }

    /// Writes the state. The first write of a run keeps what was there before as the backup.
    pub async fn write(&mut self, bytes: Vec<u8>) -> Result<(), Error> {
        if let Some(before) = &self.before {
            self.objects.put(&self.beside("backup"), before.clone()).await?;
            self.before = None;
        }
        self.objects.put(&self.key, bytes).await
    }

    /// Keeps the state as it was read under a name with the time in it. Nothing where there was none.
    pub async fn keep(&self, at: i64) -> Result<Option<PathBuf>, Error> {
        let Some(before) = self.objects.get(&self.key).await? else { return Ok(None) };
        let key = self.beside(&format!("{at}.backup"));
        self.objects.put(&key, before).await?;
        Ok(Some(self.objects.place(&key)))
    }

    /// Adds a run to the history. Names are in order of time.
    pub async fn remember(&self, run: &PastRun) -> Result<(), Error> {
        // Colons are best kept out of keys.
        let at = run.at.replace(':', "");
        let key = format!("{}{at}-{}", history_prefix(&self.key), run.run);
        let line = run.line().map_err(Error::io("write", self.objects.place(&key)))?;
        self.objects.put(&key, line).await
    }

    /// Writes the sidecar.
    pub async fn write_sidecar(&self, sidecar: &Sidecar) -> Result<(), Error> {
        let key = self.beside("sidecar.json");
        let bytes = serde_json::to_vec_pretty(sidecar);
        let bytes = bytes.map_err(|e| Error::io("write", self.objects.place(&key))(e.into()))?;
        self.objects.put(&key, bytes).await
    }

    /// Replaces the whole journal by `open`, which is nothing as a rule. One object says that the journal begins anew; what came before
    /// it does not count from then on, so that the deletes may be cut off anywhere.
    pub async fn reset(&mut self, open: &[Record]) -> Result<(), Error> {
        if self.there.is_empty() && open.is_empty() {
            return Ok(());
        }
        self.batch(open, ANEW).await?;
        let last = self.there.pop();
        self.objects.delete(std::mem::take(&mut self.there)).await?;
        match last {
            Some(last) if open.is_empty() => self.objects.delete(vec![last]).await,
            last => {
                self.there.extend(last);
                Ok(())
            }
        }
    }

    /// Gives the lock back, if it is still ours.
    pub async fn release(self) -> Result<(), Error> {
        if self.is_ours().await? { self.objects.delete(vec![lock_key(&self.key)]).await } else { Ok(()) }
    }

    /// Where the journal lies.
    pub fn place(&self) -> &Path {
        &self.place
    }
    fn beside(&self, end: &str) -> String {
        format!("{}.{end}", self.key)
    }
    fn batch_prefix(&self) -> String {
        format!("{}.journal/", self.key)
    }
}

/// How the first line of a batch ends that begins the journal anew. It begins with the id of the lock.
const ANEW: &[u8] = b" anew\n";

fn history_prefix(key: &str) -> String {
    format!("{key}.history/")
}

/// What past runs did, oldest first, and how many could not be read; `last` of them at most. Needs no lock.
pub async fn history(objects: &dyn Objects, key: &str, last: usize) -> Result<(Vec<PastRun>, usize), Error> {
    let mut keys = objects.list(&history_prefix(key)).await?;
    keys.sort();
    let mut bytes = Vec::new();
    for key in keys.iter().skip(keys.len().saturating_sub(last)) {
        bytes.extend(objects.get(key).await?.unwrap_or_default());
    }
    Ok(history::read(&bytes))
}

fn lock_key(key: &str) -> String {
    format!("{key}.tflock")
}

/// Reads the state alone, without the lock. `None` when there is none.
pub async fn peek(objects: &dyn Objects, key: &str) -> Result<Option<State>, Error> {
    let Some(bytes) = objects.get(key).await? else { return Ok(None) };
    v4::parse(&bytes, &objects.place(key)).map(Some)
}

/// Who holds the lock of a state. A lock of Terraform is understood too.
pub async fn holder(objects: &dyn Objects, key: &str) -> Result<Option<Holder>, Error> {
    let bytes = objects.get(&lock_key(key)).await?;
    Ok(bytes.map(|bytes| serde_json::from_slice::<Info>(&bytes).unwrap_or_default().holder()))
}

/// Takes a lock away whose holder is gone.
pub async fn unlock(objects: &dyn Objects, key: &str) -> Result<(), Error> {
    objects.delete(vec![lock_key(key)]).await
}

/// A lock as Terraform writes it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Info {
    #[serde(rename = "ID")]
    id: String,
    operation: String,
    info: String,
    who: String,
    version: String,
    created: String,
    path: String,
}

const OPERATION: &str = "OperationType";
const PROCESS: &str = "provision, process ";

impl Info {
    fn of(me: &Holder, state: &Path) -> Info {
        let mut what = me.what.clone();
        if let Some(first) = what.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Info {
            id: me.id.clone(),
            operation: format!("{OPERATION}{what}"),
            info: format!("{PROCESS}{}", me.pid),
            who: format!("{}@{}", me.who, me.host),
            version: env!("CARGO_PKG_VERSION").into(),
            created: me.when.clone(),
            path: state.display().to_string(),
        }
    }
    fn holder(self) -> Holder {
        let what = self.operation.strip_prefix(OPERATION).unwrap_or(&self.operation).to_lowercase();
        let (who, host) = self.who.split_once('@').unwrap_or((&self.who, "another machine"));
        Holder {
            who: who.into(),
            host: host.into(),
            pid: self.info.strip_prefix(PROCESS).and_then(|p| p.parse().ok()).unwrap_or_default(),
            when: self.created.clone(),
            what,
            id: self.id,
        }
    }
}
