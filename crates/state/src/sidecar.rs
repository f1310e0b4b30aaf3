//! What version 4 of the state format has no field for. Nothing here is needed for safety: when it is lost, it is learned again.

use crate::{Error, file};
use provision_value::InstanceAddr;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// The file beside the state. Keys are addresses as text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sidecar {
    /// The stage that each instance was made in.
    pub stages: BTreeMap<String, Arc<str>>,
    /// How long steps take: type, then action.
    pub durations: BTreeMap<String, BTreeMap<String, Learned>>,
    /// Arguments of updates that were interrupted, and that AWS cannot tell back: to be sent again.
    pub unconfirmed: BTreeMap<String, BTreeSet<Arc<str>>>,
    /// Instances whose creation was interrupted after the create call: they are there, and may not be ready.
    pub unfinished: BTreeSet<String>,
    /// Fields of a later version, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A learned duration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// Seconds; later runs weigh more.
    pub seconds: f64,
    /// How many steps it was learned from.
    pub count: u32,
}

impl Sidecar {
    /// Reads it; an absent file is an empty sidecar.
    pub fn load(path: &Path) -> Result<Sidecar, Error> {
        let Some(bytes) = file::read_if_there(path)? else { return Ok(Sidecar::default()) };
        Sidecar::parse(&bytes, path)
    }
    /// What was read at `path`.
    pub fn parse(bytes: &[u8], path: &Path) -> Result<Sidecar, Error> {
        let read: Result<Sidecar, serde_json::Error> = serde_json::from_slice(bytes);
        let mut sidecar = read.map_err(|e| Error::Sidecar {
            path: path.into(),
            reason: format!("it is no JSON of the expected form at line {} column {}", e.line(), e.column()),
        })?;
        // Past runs stood here once; they have a file of their own.
        sidecar.extra.remove("history");
        Ok(sidecar)
    }
    /// Writes it.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        file::write_atomic(path, |out| Ok(serde_json::to_writer_pretty(out, self)?))
    }

    /// The stage that an instance was made in.
    pub fn stage(&self, addr: &InstanceAddr) -> Option<Arc<str>> {
        if self.stages.is_empty() { None } else { self.stages.get(&addr.to_string()).cloned() }
    }
    /// Arguments of an instance that must be sent again.
    pub fn unconfirmed(&self, addr: &InstanceAddr) -> Option<&BTreeSet<Arc<str>>> {
        if self.unconfirmed.is_empty() { None } else { self.unconfirmed.get(&addr.to_string()) }
    }
    /// Seconds that a kind of step takes, when it has been seen.
    pub fn seconds(&self, type_name: &str, action: &str) -> Option<f64> {
        self.durations.get(type_name)?.get(action).map(|l| l.seconds)
    }
    /// Learns from one step.
    pub fn learn(&mut self, type_name: &str, action: &str, seconds: f64) {
        if !seconds.is_finite() || seconds < 0.0 {
            return;
        }
        let learned = self.durations.entry(type_name.into()).or_default().entry(action.into()).or_default();
        learned.count = learned.count.saturating_add(1);
        // The mean of the first few, then a moving one.
        let weight = 1.0 / f64::from(learned.count.min(5));
        learned.seconds += (seconds - learned.seconds) * weight;
    }
    /// What is kept about one address is kept about another one from now on.
    pub fn rename(&mut self, from: &str, to: &str) {
        if let Some(stage) = self.stages.remove(from) {
            self.stages.insert(to.into(), stage);
        }
        if let Some(names) = self.unconfirmed.remove(from) {
            self.unconfirmed.insert(to.into(), names);
        }
        if self.unfinished.remove(from) {
            self.unfinished.insert(to.into());
        }
    }
    /// Drops what is kept about instances that are gone.
    pub fn retain(&mut self, exists: impl Fn(&str) -> bool) {
        self.stages.retain(|addr, _| exists(addr));
        self.unconfirmed.retain(|addr, _| exists(addr));
        self.unfinished.retain(|addr| exists(addr));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn learns_round_trips_and_names_damage() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.json");
        let mut s = Sidecar::load(&path).unwrap();
        s.learn("aws_vpc", "create", 10.0);
        s.learn("aws_vpc", "create", 20.0);
        s.learn("aws_vpc", "create", f64::NAN);
        assert_eq!(s.seconds("aws_vpc", "create"), Some(15.0));
        s.extra.insert("later".into(), 1.into());
        s.save(&path).unwrap();
        assert_eq!(Sidecar::load(&path).unwrap(), s);
        let old = br#"{"history": [{"run": "1"}], "later": 1, "stages": {}}"#;
        assert_eq!(Sidecar::parse(old, &path).unwrap().extra, s.extra);
        std::fs::write(&path, "{").unwrap();
        let text = Sidecar::load(&path).unwrap_err().to_diagnostic();
        assert!(text.detail.contains("s.json is not readable"), "{text:?}");
    }
}
