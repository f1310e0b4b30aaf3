//! The write-ahead journal: append-only, one record a line, each line with its checksum.
//!
//! A line is eight hexadecimal digits (CRC-32 of the rest), a space, and the record as JSON. What an append returned `Ok` for is
//! on the disk. A torn last line is what a crash in the middle of an append leaves: that append had not returned, so nothing was
//! done on its word, and it is dropped. A bad line before the last is damage, and an error.

use crate::{DeposedKey, Error, Instance, file};
use provision_value::InstanceAddr;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is announced or has happened. Records say what *is*, never what changed, so that replaying a journal over a state that
/// already holds a part of it gives the same state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Record {
    /// A run begins.
    Begin(Begin),
    /// A call is about to be made.
    Intent(Box<Intent>),
    /// The thing exists under this key, though it may not be ready.
    Created {
        /// The intent's step.
        step: u64,
        /// What reads and deletes it.
        key: String,
        /// Values that only the create call tells.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        once: BTreeMap<String, Value>,
    },
    /// The call's outcome is known: the object as it is, or `None` when it is no more.
    Done {
        /// The intent's step.
        step: u64,
        /// The object for the state.
        instance: Option<Box<Instance>>,
    },
    /// The call was refused: nothing was made or changed.
    Failed {
        /// The intent's step.
        step: u64,
        /// The error, as it was shown.
        error: String,
    },
    /// An object as it is, without a call of ours: a data source that was read, an import, a drift taken over.
    Put {
        /// Its address.
        #[serde(with = "addr")]
        addr: InstanceAddr,
        /// Set where it is a deposed object.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deposed: Option<DeposedKey>,
        /// The object.
        instance: Box<Instance>,
    },
    /// Objects change their places, all at once: `moved` blocks, or a deposed object that is current again.
    Moved {
        /// The places that they leave.
        from: Vec<Place>,
        /// The places where they are from now on.
        to: Vec<(Place, Instance)>,
    },
    /// The current object is set aside, to be deleted after its replacement is made.
    Deposed {
        /// Its address.
        #[serde(with = "addr")]
        addr: InstanceAddr,
        /// The name it has from now on.
        deposed: DeposedKey,
        /// The object.
        instance: Box<Instance>,
    },
    /// An object leaves the state without being deleted.
    Forgotten {
        /// Its address.
        #[serde(with = "addr")]
        addr: InstanceAddr,
        /// Set where it is a deposed object.
        deposed: Option<DeposedKey>,
    },
    /// The state file is about to be written with this serial.
    Saving {
        /// The serial.
        serial: u64,
    },
    /// The run ended, whether or not all of its steps succeeded.
    End {
        /// Which run.
        run: String,
    },
}

impl Record {
    /// True for records that may change the state, false for those that only announce or close.
    pub fn changes_state(&self) -> bool {
        match self {
            Record::Done { .. } | Record::Put { .. } | Record::Moved { .. } => true,
            Record::Deposed { .. } | Record::Forgotten { .. } => true,
            Record::Begin(_) | Record::Intent(_) | Record::Created { .. } | Record::Failed { .. } => false,
            Record::Saving { .. } | Record::End { .. } => false,
        }
    }
}

/// Where an object stands in the state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Its address.
    #[serde(with = "addr")]
    pub addr: InstanceAddr,
    /// Set where it is a deposed object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposed: Option<DeposedKey>,
}

/// The first record of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Begin {
    /// Random id of the run.
    pub run: String,
    /// `apply`, `destroy`, `recover`
    pub command: String,
    /// Digest of the plan that is carried out; empty where there is none.
    #[serde(default)]
    pub plan: String,
    /// The state's lineage.
    pub lineage: String,
    /// The state's serial when the run began.
    pub serial: u64,
    /// Seconds since 1970.
    pub at: i64,
}

/// What a call is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Make.
    Create,
    /// Change in place.
    Update,
    /// Delete.
    Delete,
}

/// A call that is about to be made, with everything that recovery needs when its outcome is lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// Which run.
    pub run: String,
    /// Number of the step, the same in all records about it; never used twice while the journal lives.
    pub step: u64,
    /// The instance.
    #[serde(with = "addr")]
    pub addr: InstanceAddr,
    /// Set where it is a deposed object (deletes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposed: Option<DeposedKey>,
    /// What is about to happen.
    pub kind: StepKind,
    /// Idempotency token.
    pub token: String,
    /// The name that AWS knows it by, where the type has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub natural_key: Option<String>,
    /// Whether that name had been looked up and found free: `None` is "not looked".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent: Option<bool>,
    /// The planned object (create, update).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Value>,
    /// What goes with the object into the state: provider configuration, schema version, dependencies; the attributes are those
    /// before the call (update, delete), and empty for a create.
    pub instance: Box<Instance>,
    /// Arguments that an update sends and that AWS cannot tell back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Arc<str>>,
    /// Ownership tags that the call carries.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ownership: BTreeMap<String, String>,
    /// Seconds since 1970.
    pub at: i64,
}

/// A journal, at its end. The file comes with the first record, so that a command that records nothing leaves none behind.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: Option<File>,
    /// Length of the sound part.
    len: u64,
    syncs: u64,
    broken: bool,
}

impl Journal {
    /// Reads what the journal holds. A torn last line is left out, and cut off by the first append.
    pub fn open(path: &Path) -> Result<(Journal, Vec<Record>), Error> {
        let (records, len) = match file::read_if_there(path)? {
            Some(bytes) => read(&bytes, path)?,
            None => (Vec::new(), 0),
        };
        Ok((Journal { path: path.into(), file: None, len, syncs: 0, broken: false }, records))
    }

    /// Appends records and returns when they are durable; all of them share one sync. After an error the journal takes nothing more:
    /// the run must stop before the calls that these records announce.
    pub fn append(&mut self, records: &[Record]) -> Result<(), Error> {
        if records.is_empty() {
            return Ok(());
        }
        match self.put(records) {
            Ok(n) => {
                self.len += n;
                self.syncs += 1;
                Ok(())
            }
            Err(e) => {
                // What was not acknowledged must not be believed later, so cut it off where the disk still lets us.
                if let Some(file) = self.file.as_ref().filter(|_| !self.broken) {
                    let _ = file.set_len(self.len).and_then(|()| file.sync_all());
                }
                self.broken = true;
                Err(Error::io("write", &self.path)(e))
            }
        }
    }

    fn put(&mut self, records: &[Record]) -> std::io::Result<u64> {
        if self.broken {
            return Err(std::io::Error::other("an earlier write to it failed"));
        }
        let bytes = lines(records)?;
        if self.file.is_none() {
            self.file = Some(self.create()?);
        }
        if let Some(file) = &mut self.file {
            file.write_all(&bytes)?;
            file.sync_data()?;
        }
        Ok(bytes.len() as u64)
    }

    fn create(&self) -> std::io::Result<File> {
        let dir = file::dir_of(&self.path);
        std::fs::create_dir_all(dir)?;
        let mut file = file::open_private(&self.path)?;
        file.set_len(self.len)?;
        file.seek(SeekFrom::Start(self.len))?;
        file.sync_all()?;
        file::sync_dir(dir)?;
        Ok(file)
    }

    /// Replaces the whole content by `records`, as one atomic step: at the end of a run, when the state is durable, with what is
    /// still open (nothing, as a rule; then the file is removed).
    pub fn reset(&mut self, records: &[Record]) -> Result<(), Error> {
        self.file = None;
        self.len = 0;
        if records.is_empty() {
            return match std::fs::remove_file(&self.path) {
                Ok(()) => file::sync_dir(file::dir_of(&self.path)).map_err(Error::io("write", &self.path)),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
                Err(e) => Err(Error::io("write", &self.path)(e)),
            };
        }
        let lines = lines(records).map_err(Error::io("write", &self.path))?;
        self.len = lines.len() as u64;
        file::write_atomic(&self.path, |out| out.write_all(&lines))
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }
    /// How often it was made durable since it was opened.
    pub fn syncs(&self) -> u64 {
        self.syncs
    }
}

/// Records as a journal holds them.
pub(crate) fn lines(records: &[Record]) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for record in records {
        bytes.extend(line(record)?);
    }
    Ok(bytes)
}

fn line(record: &Record) -> std::io::Result<Vec<u8>> {
    let json = serde_json::to_vec(record)?;
    let mut line = format!("{:08x} ", crc32fast::hash(&json)).into_bytes();
    line.extend(json);
    line.push(b'\n');
    Ok(line)
}

/// The records of a journal and the length of its sound part.
pub fn read(bytes: &[u8], path: &Path) -> Result<(Vec<Record>, u64), Error> {
    let mut records = Vec::new();
    let mut good = 0;
    for (i, line) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
        match parse(line) {
            Ok(record) => records.push(record),
            Err(Damage::Torn(_)) if good + line.len() == bytes.len() => break,
            Err(Damage::Torn(reason) | Damage::Foreign(reason)) => {
                return Err(Error::Journal { path: path.into(), line: i + 1, reason: reason.into() });
            }
        }
        good += line.len();
    }
    Ok((records, good as u64))
}

enum Damage {
    /// A crash may have left it so.
    Torn(&'static str),
    /// Written whole, and by something else.
    Foreign(&'static str),
}

fn parse(line: &[u8]) -> Result<Record, Damage> {
    let line = line.strip_suffix(b"\n").ok_or(Damage::Torn("it is not complete"))?;
    let (sum, json) = line.split_at_checked(9).ok_or(Damage::Torn("it has no checksum"))?;
    let sum = std::str::from_utf8(sum).ok().and_then(|s| s.strip_suffix(' '));
    let sum = sum.and_then(|s| u32::from_str_radix(s, 16).ok()).ok_or(Damage::Torn("it has no checksum"))?;
    if sum != crc32fast::hash(json) {
        return Err(Damage::Torn("its checksum does not match"));
    }
    serde_json::from_slice(json).map_err(|_| Damage::Foreign("it is no record that this version knows"))
}

/// An address as its text.
mod addr {
    use provision_value::InstanceAddr;
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub fn serialize<S: Serializer>(addr: &InstanceAddr, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(addr)
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<InstanceAddr, D::Error> {
        String::deserialize(d)?.parse().map_err(D::Error::custom)
    }
}
