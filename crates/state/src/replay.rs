//! The one function that turns a record into a change of the state, live and on replay.

use crate::journal::{Begin, Intent, Record, StepKind};
use crate::{DeposedKey, Error, State};
use provision_value::InstanceAddr;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// What the journal has announced and not yet closed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pending {
    /// The last run that began.
    pub run: Option<Begin>,
    /// Calls whose outcome is not recorded, by step number.
    pub open: BTreeMap<u64, Open>,
    /// The highest serial that a run announced to write.
    pub serial: u64,
    /// The next free step number.
    pub next_step: u64,
}

/// A call whose outcome is not recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Open {
    /// What was announced.
    pub intent: Intent,
    /// Its key and once-only values, when the create call had returned.
    pub created: Option<(String, BTreeMap<String, Value>)>,
}

impl Pending {
    /// True when nothing is open.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }
    /// A number for a new step.
    pub fn take_step(&mut self) -> u64 {
        let step = self.next_step;
        self.next_step += 1;
        step
    }
    /// The open call about an object, when there is one.
    pub fn about(&self, addr: &InstanceAddr, deposed: Option<&DeposedKey>, kind: StepKind) -> Option<&Open> {
        self.open
            .values()
            .find(|o| o.intent.addr == *addr && o.intent.deposed.as_ref() == deposed && o.intent.kind == kind)
    }
    /// The records that say what is still open, for a journal that starts anew.
    pub fn records(&self) -> Vec<Record> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut records: Vec<Record> = self.run.clone().map(Record::Begin).into_iter().collect();
        records.push(Record::Saving { serial: self.serial });
        for (step, open) in &self.open {
            records.push(Record::Intent(Box::new(open.intent.clone())));
            if let Some((key, once)) = open.created.clone() {
                records.push(Record::Created { step: *step, key, once });
            }
        }
        records
    }
}

/// Advances state and pending calls by one record. Records about steps that are not open any more change nothing, so that a journal
/// may be replayed over a state that holds a part of it, or twice.
pub fn apply(state: &mut State, pending: &mut Pending, record: &Record) {
    match record {
        Record::Begin(begin) => {
            pending.serial = pending.serial.max(begin.serial);
            pending.run = Some(begin.clone());
        }
        Record::Intent(intent) => {
            pending.next_step = pending.next_step.max(intent.step + 1);
            pending.open.insert(intent.step, Open { intent: Intent::clone(intent), created: None });
        }
        Record::Created { step, key, once } => {
            if let Some(open) = pending.open.get_mut(step) {
                open.created = Some((key.clone(), once.clone()));
            }
        }
        Record::Done { step, instance } => {
            if let Some(open) = pending.open.remove(step) {
                let key = (open.intent.addr, open.intent.deposed);
                match instance {
                    Some(instance) => drop(state.instances.insert(key, (**instance).clone())),
                    None => drop(state.instances.remove(&key)),
                }
            }
        }
        Record::Failed { step, .. } => drop(pending.open.remove(step)),
        Record::Put { addr, deposed, instance } => {
            state.instances.insert((addr.clone(), deposed.clone()), (**instance).clone());
        }
        Record::Moved { from, to } => {
            for place in from {
                state.instances.remove(&(place.addr.clone(), place.deposed.clone()));
            }
            for (place, instance) in to {
                state.instances.insert((place.addr.clone(), place.deposed.clone()), instance.clone());
            }
        }
        Record::Deposed { addr, deposed, instance } => {
            state.instances.remove(&(addr.clone(), None));
            state.instances.insert((addr.clone(), Some(deposed.clone())), (**instance).clone());
        }
        Record::Forgotten { addr, deposed } => {
            state.instances.remove(&(addr.clone(), deposed.clone()));
        }
        Record::Saving { serial } => pending.serial = pending.serial.max(*serial),
        Record::End { .. } => {}
    }
}

/// Replays a journal over the state beside it.
///
/// The journal must have been written over this very state: same lineage, and a serial that the journal has announced. Anything
/// else means that another program wrote the state since, and replaying could undo what it did.
pub fn replay(state: &mut State, records: &[Record], journal: &Path) -> Result<Pending, Error> {
    let mut pending = Pending::default();
    for record in records {
        if let Record::Begin(begin) = record {
            check(state, begin, journal)?;
        }
        apply(state, &mut pending, record);
    }
    if state.serial > pending.serial && !records.is_empty() {
        let reason = format!(
            "the state has serial {}, and the journal ends at {}: something wrote the state since",
            state.serial, pending.serial
        );
        return Err(Error::Mismatch { path: journal.into(), reason });
    }
    Ok(pending)
}

fn check(state: &State, begin: &Begin, journal: &Path) -> Result<(), Error> {
    let reason = if begin.lineage != state.lineage {
        format!("lineage {} against {}", begin.lineage, state.lineage)
    } else if begin.serial > state.serial {
        format!(
            "the journal began at serial {}, and the state has {}: it was put back to an older one",
            begin.serial, state.serial
        )
    } else {
        return Ok(());
    };
    Err(Error::Mismatch { path: journal.into(), reason })
}
