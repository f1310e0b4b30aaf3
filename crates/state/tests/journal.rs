//! The journal: durable lines, torn tails, damage; and replay cut at every record.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use provision_state::{
    Begin, Error, Holder, Instance, Intent, Journal, Paths, Pending, Record, State, StepKind, Store, replay,
    v4,
};
use provision_value::InstanceAddr;
use serde_json::json;
use std::path::Path;
use std::time::Duration;

fn addr(n: u8) -> InstanceAddr {
    format!("t.r[{n}]").parse().unwrap()
}

fn begin(serial: u64) -> Record {
    let text = |s: &str| s.to_owned();
    Record::Begin(Begin {
        run: text("r"),
        command: text("apply"),
        plan: text(""),
        lineage: text("l"),
        serial,
        at: 0,
    })
}

fn instance(id: u32) -> Box<Instance> {
    Box::new(Instance { provider: "p".into(), attributes: json!({ "id": id }), ..Instance::default() })
}

fn intent(step: u64, n: u8, kind: StepKind) -> Record {
    Record::Intent(Box::new(Intent {
        run: "r".into(),
        step,
        addr: addr(n),
        deposed: None,
        kind,
        token: format!("token-{step}"),
        natural_key: None,
        absent: None,
        planned: Some(json!({})),
        instance: instance(0),
        unreadable: vec![],
        ownership: Default::default(),
        at: 0,
    }))
}

fn done(step: u64, id: Option<u32>) -> Record {
    Record::Done { step, instance: id.map(instance) }
}

#[test]
fn what_was_appended_is_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.journal");
    let (mut journal, records) = Journal::open(&path).unwrap();
    assert!(records.is_empty());
    let all =
        vec![begin(0), intent(0, 0, StepKind::Create), done(0, Some(1)), Record::End { run: "r".into() }];
    journal.append(&all[..1]).unwrap();
    journal.append(&all[1..]).unwrap();
    assert_eq!(journal.syncs(), 2, "records appended together share a sync");
    drop(journal);
    let (mut journal, records) = Journal::open(&path).unwrap();
    assert_eq!(records, all);
    journal.reset(&[]).unwrap();
    assert!(!path.exists());
}

#[cfg(unix)]
#[test]
fn files_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::project(dir.path(), "shop", "prod");
    let mut store = Store::lock(paths.clone(), &Holder::default(), Duration::ZERO).unwrap();
    let (mut loaded, mut journal) = store.load("l").unwrap();
    journal.append(&[begin(0)]).unwrap();
    store.save(&mut loaded.state, &mut journal).unwrap();
    store.save(&mut loaded.state, &mut journal).unwrap();
    loaded.sidecar.save(&paths.sidecar).unwrap();
    for file in [&paths.state, &paths.journal, &paths.lock, &paths.sidecar] {
        let mode = std::fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
    assert!(!paths.backup.exists(), "there was no state before this run");
}

#[test]
fn a_torn_end_is_dropped_and_a_damaged_middle_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.journal");
    let all = vec![begin(0), intent(0, 0, StepKind::Create), done(0, Some(1))];
    Journal::open(&path).unwrap().0.append(&all).unwrap();
    let whole = std::fs::read(&path).unwrap();
    let ends: Vec<usize> =
        whole.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i + 1).collect();
    // Cut at every byte: what remains is the whole lines, and the next append goes on from there.
    for cut in 0..whole.len() {
        std::fs::write(&path, &whole[..cut]).unwrap();
        let (mut journal, records) = Journal::open(&path).unwrap();
        let lines = ends.iter().filter(|e| **e <= cut).count();
        assert_eq!(records, all[..lines], "cut at {cut}");
        journal.append(&all[lines..]).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), whole);
    }
    // A changed byte in a line that is not the last.
    for at in [0, 5, 8, 20, ends[0] + 3, ends[0] + 40] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        let Err(Error::Journal { line, .. }) = Journal::open(&path) else {
            panic!("byte {at} went unnoticed")
        };
        assert_eq!(line, if at < ends[0] { 1 } else { 2 });
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "a damaged journal is left as it is");
    }
}

#[test]
fn another_state_is_refused() {
    let journal = Path::new("x.journal");
    let mut other = State::new("other");
    assert!(matches!(replay::replay(&mut other, &[begin(0)], journal), Err(Error::Mismatch { .. })));
    let mut older = State::new("l");
    assert!(matches!(replay::replay(&mut older, &[begin(3)], journal), Err(Error::Mismatch { .. })));
    let mut newer = State::new("l");
    newer.serial = 5;
    let records = [begin(3), Record::Saving { serial: 4 }];
    assert!(matches!(replay::replay(&mut newer, &records, journal), Err(Error::Mismatch { .. })));
    newer.serial = 4;
    replay::replay(&mut newer, &records, journal).unwrap();
}

#[test]
fn a_first_run_cut_before_its_first_save_keeps_its_history() {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::bare(dir.path());
    let store = Store::lock(paths.clone(), &Holder::default(), Duration::ZERO).unwrap();
    let (_, mut journal) = store.load("l").unwrap();
    journal.append(&[begin(0), intent(0, 1, StepKind::Create), done(0, Some(7))]).unwrap();
    drop((store, journal));
    let store = Store::lock(paths, &Holder::default(), Duration::ZERO).unwrap();
    let (loaded, _) = store.load("another").unwrap();
    assert_eq!(loaded.state.lineage, "l");
    assert!(loaded.replayed && loaded.pending.is_empty());
    assert_eq!(loaded.state.get(&addr(1)).unwrap().attributes["id"], 7);
}

/// A plausible history over four addresses: each step announces, then perhaps succeeds, fails or stays open.
fn history() -> impl Strategy<Value = Vec<Record>> {
    proptest::collection::vec((0..4u8, 0..7u8, any::<u32>()), 0..12).prop_map(|steps| {
        let mut records = vec![begin(0)];
        let mut serial = 0;
        for (step, (n, what, id)) in steps.into_iter().enumerate() {
            let step = step as u64;
            match what {
                0 => records.extend([
                    intent(step, n, StepKind::Create),
                    Record::Created { step, key: id.to_string(), once: Default::default() },
                    done(step, Some(id)),
                ]),
                1 => records.extend([intent(step, n, StepKind::Delete), done(step, None)]),
                2 => records
                    .extend([intent(step, n, StepKind::Update), Record::Failed { step, error: "no".into() }]),
                3 => records.push(intent(step, n, StepKind::Create)),
                4 => records.push(Record::Deposed {
                    addr: addr(n),
                    deposed: format!("{step:08x}").into(),
                    instance: instance(id),
                }),
                5 => records.push(Record::Forgotten { addr: addr(n), deposed: None }),
                _ => {
                    serial += 1;
                    records.push(Record::Saving { serial });
                }
            }
        }
        records
    })
}

fn advance(records: &[Record]) -> (State, Pending) {
    let (mut state, mut pending) = (State::new("l"), Pending::default());
    records.iter().for_each(|r| replay::apply(&mut state, &mut pending, r));
    (state, pending)
}

proptest! {
    /// Cut anywhere, the state is valid and every announced call is either closed or open.
    #[test]
    fn every_cut_gives_a_valid_state(records in history()) {
        for cut in 0..=records.len() {
            let (state, pending) = advance(&records[..cut]);
            let bytes = Store::encode(&state).unwrap();
            prop_assert_eq!(&v4::parse(&bytes, Path::new("x")).unwrap(), &state);
            let closed = |step: u64| records[..cut].iter().any(|r| matches!(
                r, Record::Done { step: s, .. } | Record::Failed { step: s, .. } if *s == step));
            for record in &records[..cut] {
                if let Record::Intent(i) = record {
                    prop_assert_eq!(pending.open.contains_key(&i.step), !closed(i.step));
                    prop_assert!(pending.next_step > i.step);
                }
            }
            // What is still open survives a fresh journal.
            let (_, again) = advance(&pending.records());
            prop_assert_eq!(again.open, pending.open);
        }
    }

    /// The state file may hold any part of what the journal says: the replay ends in the same state.
    #[test]
    fn replay_over_a_saved_part_is_the_same(records in history(), part in any::<prop::sample::Index>()) {
        let (whole, open) = advance(&records);
        let (mut saved, _) = advance(&records[..part.index(records.len() + 1)]);
        let mut pending = Pending::default();
        records.iter().for_each(|r| replay::apply(&mut saved, &mut pending, r));
        prop_assert_eq!(saved, whole);
        prop_assert_eq!(pending, open);
    }
}
