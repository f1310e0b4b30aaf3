//! A state in a bucket: the lock, the journal, and every place where a run may be cut off.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use async_trait::async_trait;
use provision_state::bucket::{self, Bucket, Objects};
use provision_state::{Begin, Error, Holder, Instance, Intent, Record, StepKind, Store};
use serde_json::json;
use std::collections::BTreeMap;
use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// A bucket in memory, which can refuse after a number of writes, and lose an answer.
#[derive(Debug, Default)]
struct Memory(Mutex<Content>);

#[derive(Debug, Default)]
struct Content {
    objects: BTreeMap<String, Vec<u8>>,
    /// Writes and deletes that still succeed.
    left: Option<usize>,
    /// The next conditional write succeeds, and is answered as one that was sent again.
    lose_answer: bool,
}

impl Memory {
    fn write<T>(&self, change: impl FnOnce(&mut Content) -> T) -> Result<T, Error> {
        let mut content = self.0.lock().unwrap();
        match &mut content.left {
            Some(0) => {
                return Err(Error::Remote(Box::new(provision_value::Diagnostic::error("gone", "gone"))));
            }
            Some(left) => *left -= 1,
            None => {}
        }
        Ok(change(&mut content))
    }
    fn keys(&self) -> Vec<String> {
        self.0.lock().unwrap().objects.keys().cloned().collect()
    }
    fn limit(&self, left: Option<usize>) {
        self.0.lock().unwrap().left = left;
    }
}

#[async_trait]
impl Objects for Memory {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.0.lock().unwrap().objects.get(key).cloned())
    }
    async fn put(&self, key: &str, content: Vec<u8>) -> Result<(), Error> {
        self.write(|c| drop(c.objects.insert(key.to_owned(), content)))
    }
    async fn put_new(&self, key: &str, content: Vec<u8>) -> Result<bool, Error> {
        self.write(|c| {
            let new = !c.objects.contains_key(key);
            if new {
                c.objects.insert(key.to_owned(), content);
            }
            new && !std::mem::take(&mut c.lose_answer)
        })
    }
    async fn delete(&self, keys: Vec<String>) -> Result<(), Error> {
        for key in keys {
            self.write(|c| drop(c.objects.remove(&key)))?;
        }
        Ok(())
    }
    async fn list(&self, prefix: &str) -> Result<Vec<String>, Error> {
        Ok(self.keys().into_iter().filter(|k| k.starts_with(prefix)).collect())
    }
    async fn pause(&self, _: Duration) {}
    fn place(&self, key: &str) -> PathBuf {
        PathBuf::from(format!("memory://{key}"))
    }
}

/// Nothing here ever waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

fn me(id: &str) -> Holder {
    Holder {
        id: id.into(),
        who: "kim".into(),
        host: "h".into(),
        pid: 7,
        when: "now".into(),
        what: "apply".into(),
    }
}

fn lock(memory: &Arc<Memory>, id: &str) -> Result<Bucket, Error> {
    now(Bucket::lock(memory.clone(), "shop/prod.tfstate", &me(id), Duration::from_secs(3)))
}

fn begin() -> Record {
    let (run, command, lineage) = ("r".into(), "apply".into(), "l".into());
    Record::Begin(Begin { run, command, plan: String::new(), lineage, serial: 0, at: 0 })
}

fn intent(step: u64) -> Record {
    Record::Intent(Box::new(Intent {
        run: "r".into(),
        step,
        addr: format!("fake_plain.n{step}").parse().unwrap(),
        deposed: None,
        kind: StepKind::Create,
        token: "t".into(),
        natural_key: None,
        absent: None,
        planned: None,
        instance: Box::default(),
        unreadable: Vec::new(),
        ownership: BTreeMap::new(),
        at: 0,
    }))
}

fn done(step: u64) -> Record {
    let instance = Instance { attributes: json!({"id": step}), ..Instance::default() };
    Record::Done { step, instance: Some(Box::new(instance)) }
}

#[test]
fn the_lock_is_one_and_names_its_holder() {
    let memory = Arc::new(Memory::default());
    let held = lock(&memory, "1").unwrap();
    let Err(Error::LockHeld { holder, path, .. }) = lock(&memory, "2") else {
        panic!("a second lock was given")
    };
    assert_eq!(holder.to_string(), "kim on h (process 7), `provision apply` since now, lock id 1");
    assert_eq!(path, PathBuf::from("memory://shop/prod.tfstate.tflock"));
    now(held.release()).unwrap();
    assert!(memory.keys().is_empty());

    // Taken away, and taken by somebody else: it is not given back for them.
    let robbed = lock(&memory, "1").unwrap();
    now(bucket::unlock(&*memory, "shop/prod.tfstate")).unwrap();
    let _other = lock(&memory, "2").unwrap();
    now(robbed.release()).unwrap();
    assert_eq!(now(bucket::holder(&*memory, "shop/prod.tfstate")).unwrap().unwrap().id, "2");
}

#[test]
fn a_lock_whose_answer_was_lost_is_held() {
    let memory = Arc::new(Memory::default());
    memory.0.lock().unwrap().lose_answer = true;
    let held = lock(&memory, "1").unwrap();
    now(held.release()).unwrap();
    assert!(memory.keys().is_empty());
}

#[test]
fn a_lock_of_terraform_is_understood() {
    let memory = Arc::new(Memory::default());
    let theirs = json!({
        "ID": "4f6b", "Operation": "OperationTypeApply", "Info": "", "Who": "lee@laptop", "Version": "1.11.4",
        "Created": "2026-11-26T20:00:00Z", "Path": "states/shop/prod.tfstate",
    });
    now(memory.put("shop/prod.tfstate.tflock", theirs.to_string().into_bytes())).unwrap();
    let Err(Error::LockHeld { holder, .. }) = lock(&memory, "2") else { panic!("a second lock was given") };
    assert_eq!(holder.to_string(), "lee on laptop, apply since 2026-11-26T20:00:00Z, lock id 4f6b");
}

#[test]
fn another_machine_goes_on_from_the_journal() {
    let memory = Arc::new(Memory::default());
    let mut bucket = lock(&memory, "1").unwrap();
    now(bucket.load("l".into())).unwrap();
    now(bucket.append(&[begin(), intent(0)])).unwrap();
    memory.0.lock().unwrap().lose_answer = true;
    now(bucket.append(&[done(0), intent(1)])).unwrap();
    drop(bucket); // The machine is gone, and its lock stays.
    assert!(matches!(lock(&memory, "2"), Err(Error::LockHeld { stays: true, .. })));
    now(bucket::unlock(&*memory, "shop/prod.tfstate")).unwrap();

    let mut bucket = lock(&memory, "2").unwrap();
    let loaded = now(bucket.load("another".into())).unwrap();
    assert_eq!(loaded.state.lineage, "l");
    assert_eq!(loaded.state.instances.len(), 1);
    assert_eq!(loaded.pending.open.keys().copied().collect::<Vec<_>>(), [1]);
    now(bucket.append(&[done(1)])).unwrap();
    now(bucket.append(&[Record::Saving { serial: 1 }])).unwrap();
    let state = provision_state::State { serial: 1, ..loaded.state };
    now(bucket.write(Store::encode(&state).unwrap())).unwrap();
    now(bucket.reset(&[])).unwrap();
    now(bucket.release()).unwrap();
    assert_eq!(memory.keys(), ["shop/prod.tfstate"]);
    assert_eq!(now(bucket::peek(&*memory, "shop/prod.tfstate")).unwrap().unwrap().serial, 1);
}

/// Wherever the end of a run is cut off, the journal says what it said, or that nothing is open but what is left open.
#[test]
fn the_end_may_be_cut_off_anywhere() {
    for still_open in [false, true] {
        for left in 0.. {
            let memory = Arc::new(Memory::default());
            let mut bucket = lock(&memory, "1").unwrap();
            now(bucket.load("l".into())).unwrap();
            for step in 0..4 {
                now(bucket.append(&[begin(), intent(step), done(step)])).unwrap();
            }
            now(bucket.append(&[intent(9)])).unwrap();
            let open = if still_open { vec![begin(), intent(9)] } else { Vec::new() };
            memory.limit(Some(left));
            let ended = now(bucket.reset(&open)).is_ok();
            memory.limit(None);
            now(bucket::unlock(&*memory, "shop/prod.tfstate")).unwrap();
            let mut bucket = lock(&memory, "2").unwrap();
            let loaded = now(bucket.load("l".into())).unwrap();
            let begun_anew = left > 0;
            assert_eq!(loaded.state.instances.len(), if begun_anew { 0 } else { 4 }, "cut after {left}");
            assert_eq!(loaded.pending.is_empty(), begun_anew && !still_open, "cut after {left}");
            // And the journal goes on from there.
            now(bucket.append(&[begin(), intent(10)])).unwrap();
            let mut again = Vec::new();
            now(bucket.release()).unwrap();
            let mut bucket = lock(&memory, "3").unwrap();
            again.extend(now(bucket.load("l".into())).unwrap().pending.open.into_keys());
            assert!(again.contains(&10));
            if ended {
                break;
            }
        }
    }
}

/// Two runs that both think they hold the lock: the one that comes second to a place in the journal stops before its call.
#[test]
fn a_run_that_was_robbed_of_its_lock_stops() {
    let memory = Arc::new(Memory::default());
    let mut first = lock(&memory, "1").unwrap();
    now(first.load("l".into())).unwrap();
    now(first.append(&[begin(), intent(0)])).unwrap();
    now(bucket::unlock(&*memory, "shop/prod.tfstate")).unwrap();
    let mut second = lock(&memory, "2").unwrap();
    now(second.load("l".into())).unwrap();
    now(second.append(&[begin(), intent(1)])).unwrap();
    let error = now(first.append(&[intent(2)])).unwrap_err().to_diagnostic();
    assert_eq!(error.summary, "Another run writes this state");
    assert!(now(first.append(&[intent(2)])).is_err(), "after an error nothing more is taken");
    now(second.append(&[intent(3)])).unwrap();
}

/// The other run has ended meanwhile, and its journal is gone: there is a place for the next batch, and yet it is not written.
#[test]
fn a_run_whose_lock_was_taken_away_stops_though_nobody_is_there_any_more() {
    let memory = Arc::new(Memory::default());
    let mut first = lock(&memory, "1").unwrap();
    now(first.load("l".into())).unwrap();
    now(first.append(&[begin(), intent(0)])).unwrap();
    now(bucket::unlock(&*memory, "shop/prod.tfstate")).unwrap();
    let mut second = lock(&memory, "2").unwrap();
    now(second.load("l".into())).unwrap();
    now(second.append(&[done(0)])).unwrap();
    now(second.reset(&[])).unwrap();
    now(second.release()).unwrap();
    let error = now(first.append(&[done(0)])).unwrap_err().to_diagnostic();
    assert_eq!(error.summary, "Another run writes this state");
    assert!(memory.keys().is_empty(), "{:?}", memory.keys());
}

#[test]
fn a_damaged_journal_is_named() {
    let memory = Arc::new(Memory::default());
    let mut bucket = lock(&memory, "1").unwrap();
    now(bucket.load("l".into())).unwrap();
    now(bucket.append(&[begin(), intent(0)])).unwrap();
    let key = "shop/prod.tfstate.journal/00000001";
    let mut content = now(memory.get(key)).unwrap().unwrap();
    content.truncate(content.len() - 3);
    now(memory.put(key, content)).unwrap();
    let Err(Error::Journal { path, .. }) = now(bucket.load("l".into())) else { panic!("it went unnoticed") };
    assert_eq!(path, PathBuf::from(format!("memory://{key}")));
}
