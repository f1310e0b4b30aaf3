//! How a run behaves when something goes wrong or is asked to stop.
#![allow(clippy::unwrap_used)]

mod estate;

use estate::{End, Node, Wanted, addr, command, open, options, plan};
use provision_engine::events::Silent;
use provision_engine::testing::{Fake, Fault, PROVIDER, SharedWorld, Thing, lock};
use provision_engine::{Cut, Event, Events, Ledger, Outcome, Run, Sessions, Stop, apply, recover, refresh};
use provision_state::{Paths, Store};
use provision_value::{Type, Value};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

fn node(i: usize, plain: bool, deps: &[usize]) -> Option<Node> {
    let text = |s: &str| s.to_owned();
    Some(Node {
        plain,
        name: format!("name-{i}"),
        size: 1,
        shape: text(""),
        secret: text("s"),
        deps: deps.to_vec(),
    })
}

fn wanted(nodes: Vec<Option<Node>>) -> Wanted {
    Wanted { nodes, create_before_destroy: false }
}

async fn once(dir: &Path, world: &SharedWorld, wanted: &Wanted) -> Outcome {
    let (_keep, stop) = watch::channel(Stop::No);
    match command(dir, world, wanted, Cut::never(), stop).await {
        End::Ran(outcome) => *outcome,
        End::Nothing => Outcome::default(),
        End::Refused(diagnostics) => panic!("{diagnostics:?}"),
        End::Killed => panic!("killed"),
    }
}

fn names(steps: &[(provision_value::InstanceAddr, provision_plan::StepAction)]) -> Vec<String> {
    let mut names: Vec<String> = steps.iter().map(|(addr, _)| addr.to_string()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_failure_skips_what_depends_on_it_and_nothing_else() {
    let (dir, world) = (tempfile::tempdir().unwrap(), SharedWorld::default());
    lock(&world).refused = ["name-0".to_owned()].into();
    let wanted =
        wanted(vec![node(0, true, &[]), node(1, true, &[0]), node(2, true, &[1]), node(3, true, &[])]);
    let outcome = once(dir.path(), &world, &wanted).await;
    let failed: Vec<_> =
        outcome.failed.iter().map(|(addr, _, d)| (addr.to_string(), d.summary.clone())).collect();
    assert_eq!(failed, [("fake_plain.n0".to_owned(), "refused".to_owned())]);
    assert_eq!(names(&outcome.skipped), ["fake_plain.n1", "fake_plain.n2"]);
    assert_eq!(names(&outcome.done), ["fake_plain.n3"]);
    assert!(!outcome.is_complete());
    let state = Store::peek(&Paths::bare(dir.path())).unwrap().unwrap();
    assert_eq!(state.outputs["count"].value, 1);
    assert_eq!(state.instances.len(), 1);
}

#[tokio::test]
async fn a_defect_in_one_step_is_that_steps_failure() {
    std::panic::set_hook(Box::new(|_| {}));
    let (dir, world) = (tempfile::tempdir().unwrap(), SharedWorld::default());
    lock(&world).faults = [Fault::Panic].into();
    let wanted = wanted(vec![node(0, true, &[]), node(1, true, &[])]);
    let outcome = once(dir.path(), &world, &wanted).await;
    assert_eq!((outcome.done.len(), outcome.failed.len()), (1, 1));
    let diagnostic = &outcome.failed[0].2;
    assert!(diagnostic.detail.contains("injected defect"), "{diagnostic:?}");
    assert!(once(dir.path(), &world, &wanted).await.is_complete());
    estate::check_reached(dir.path(), &world, &wanted);
}

#[tokio::test]
async fn the_same_token_is_sent_until_the_outcome_is_known() {
    let (dir, world) = (tempfile::tempdir().unwrap(), SharedWorld::default());
    lock(&world).faults = [Fault::LoseRequest].into();
    let wanted = wanted(vec![node(0, true, &[])]);
    assert_eq!(once(dir.path(), &world, &wanted).await.failed.len(), 1);
    let token = open(dir.path()).pending.open.values().next().unwrap().intent.token.clone();
    assert!(once(dir.path(), &world, &wanted).await.is_complete());
    assert_eq!(lock(&world).things.values().next().unwrap().token, token);
    // A refusal is an outcome: the next attempt is a new one.
    let other = estate::Wanted { nodes: vec![node(0, true, &[]), node(1, true, &[])], ..wanted };
    lock(&world).faults = [Fault::Refuse].into();
    assert_eq!(once(dir.path(), &world, &other).await.failed.len(), 1);
    assert!(open(dir.path()).pending.is_empty());
}

#[tokio::test]
async fn a_create_that_is_no_longer_wanted_is_forgotten_when_it_left_no_trace() {
    let (dir, world) = (tempfile::tempdir().unwrap(), SharedWorld::default());
    lock(&world).faults = [Fault::LoseRequest].into();
    once(dir.path(), &world, &wanted(vec![node(0, true, &[])])).await;
    assert!(!open(dir.path()).pending.is_empty());
    once(dir.path(), &world, &wanted(vec![None, node(1, true, &[])])).await;
    assert!(open(dir.path()).pending.is_empty());
}

fn put_foreign(world: &SharedWorld, id: &str) {
    let object = Value::object_of([
        ("id", Value::string(id)),
        ("name", Value::string(id)),
        ("refs", Value::list(Type::String, vec![])),
    ]);
    let thing = Thing { type_name: "fake_named".into(), owner: "theirs".into(), token: "t".into(), object };
    lock(world).things.insert(id.into(), thing);
}

#[tokio::test]
async fn a_name_that_is_taken_is_refused_before_any_call() {
    let (dir, world) = (tempfile::tempdir().unwrap(), SharedWorld::default());
    put_foreign(&world, "name-0");
    let outcome = once(dir.path(), &world, &wanted(vec![node(0, false, &[])])).await;
    let diagnostic = &outcome.failed[0].2;
    assert!(diagnostic.help.contains("to = fake_named.n0, id = \"name-0\""), "{diagnostic:?}");
    assert!(lock(&world).calls.is_empty(), "{:?}", lock(&world).calls);
    assert!(open(dir.path()).pending.is_empty());
}

/// A recovery finds something under the name of an interrupted create whose name had not been free.
#[tokio::test]
async fn what_recovery_finds_and_is_not_ours_is_named() {
    let (dir, world) = (tempfile::tempdir().unwrap(), SharedWorld::default());
    lock(&world).faults = [Fault::LoseRequest].into();
    let wanted = wanted(vec![node(0, false, &[])]);
    once(dir.path(), &world, &wanted).await;
    // As if the name had not been looked up before.
    let paths = Paths::bare(dir.path());
    let mut ledger = open(dir.path());
    let mut intent = ledger.pending.open.values().next().unwrap().intent.clone();
    intent.absent = None;
    ledger.record(vec![provision_state::Record::Intent(Box::new(intent))]).await.unwrap();
    drop(ledger);
    put_foreign(&world, "name-0");
    let (_keep, stop) = watch::channel(Stop::No);
    let End::Refused(diagnostics) = command(dir.path(), &world, &wanted, Cut::never(), stop).await else {
        panic!("a foreign thing was taken over")
    };
    let shown = &diagnostics.0[0];
    assert_eq!(shown.address.as_deref(), Some("fake_named.n0"));
    assert!(shown.help.contains("to = fake_named.n0, id = \"name-0\""), "{shown:?}");
    assert!(paths.journal.exists(), "the announcement stays");
}

struct Watcher {
    on: Box<dyn Fn(&Event) + Send + Sync>,
    seen: Mutex<Vec<Event>>,
}

impl Events for Watcher {
    fn emit(&self, event: Event) {
        (self.on)(&event);
        self.seen.lock().unwrap().push(event);
    }
}

async fn watched(
    ledger: &mut Ledger,
    world: &SharedWorld,
    wanted: &Wanted,
    stop: Stop,
) -> (Outcome, Vec<Event>) {
    let sessions = Sessions::new(Arc::new(Fake::new(world.clone())));
    sessions.open(PROVIDER, &Value::object_of::<&str>([])).await.unwrap();
    recover(ledger, &sessions, &Silent, &Cut::never()).await.unwrap();
    let refreshed =
        refresh(&ledger.state, &ledger.sidecar, &sessions, &Silent, true, &|_| true).await.unwrap();
    let (plan, mut values) = plan(wanted, &refreshed);
    let (signal, stopping) = watch::channel(Stop::No);
    let on = move |event: &Event| {
        if matches!(event, Event::StepProgress { .. }) {
            signal.send_replace(stop);
        }
    };
    let watcher = Arc::new(Watcher { on: Box::new(on), seen: Mutex::default() });
    let outcome = apply(Run {
        plan: &plan,
        evaluate: &mut values,
        ledger,
        sessions: &sessions,
        refreshed: refreshed.records,
        events: watcher.clone(),
        stop: stopping,
        options: options(&Cut::never()),
    })
    .await;
    let seen = watcher.seen.lock().unwrap().clone();
    (outcome, seen)
}

#[tokio::test]
async fn the_first_signal_lets_running_steps_finish() {
    let (dir, world) = (tempfile::tempdir().unwrap(), SharedWorld::default());
    let wanted = wanted(vec![node(0, true, &[]), node(1, true, &[0]), node(2, true, &[1])]);
    let mut ledger = open(dir.path());
    let (outcome, events) = watched(&mut ledger, &world, &wanted, Stop::Gently).await;
    assert!(outcome.interrupted);
    assert_eq!(names(&outcome.done), ["fake_plain.n0"]);
    assert_eq!(names(&outcome.left), ["fake_plain.n1", "fake_plain.n2"]);
    assert!(events.iter().any(|e| matches!(e, Event::Stopping { running: 1 })), "{events:?}");
    let state = ledger.close().await.unwrap();
    assert_eq!(state.instances.len(), 1);
    assert!(!Paths::bare(dir.path()).journal.exists());
    assert!(once(dir.path(), &world, &wanted).await.is_complete());
    estate::check_reached(dir.path(), &world, &wanted);
}

#[tokio::test]
async fn the_second_signal_stops_waiting_and_the_journal_covers_what_runs() {
    let (dir, world) = (tempfile::tempdir().unwrap(), SharedWorld::default());
    let wanted = wanted(vec![node(0, true, &[]), node(1, true, &[0])]);
    let mut ledger = open(dir.path());
    let (outcome, _) = watched(&mut ledger, &world, &wanted, Stop::Now).await;
    assert!(outcome.interrupted && outcome.done.is_empty());
    assert_eq!(names(&outcome.left), ["fake_plain.n0", "fake_plain.n1"]);
    ledger.close().await.unwrap();
    estate::check_nothing_lost(dir.path(), &world);
    assert!(Paths::bare(dir.path()).journal.exists());
    assert!(once(dir.path(), &world, &wanted).await.is_complete());
    estate::check_reached(dir.path(), &world, &wanted);
}

/// The state cannot be written: the journal keeps everything, and the next run goes on from it.
#[tokio::test]
async fn an_unwritable_state_loses_nothing() {
    let (dir, world) = (tempfile::tempdir().unwrap(), SharedWorld::default());
    let wanted = wanted(vec![node(0, true, &[])]);
    let paths = Paths::bare(dir.path());
    let mut ledger = open(dir.path());
    std::fs::create_dir_all(paths.state.join("in the way")).unwrap();
    let (outcome, _) = watched(&mut ledger, &world, &wanted, Stop::No).await;
    assert_eq!(outcome.done.len(), 1);
    let error = ledger.close().await.unwrap_err();
    assert!(error.to_diagnostic().detail.contains("terraform.tfstate"), "{error}");
    std::fs::remove_dir_all(&paths.state).unwrap();
    assert!(once(dir.path(), &world, &wanted).await.is_complete());
    let ledger = open(dir.path());
    assert!(ledger.state.get(&addr(&wanted, 0)).is_some());
    ledger.close().await.unwrap();
    estate::check_reached(dir.path(), &world, &wanted);
}

/// Made, and then the wait for it failed: it is in the state, and the next run waits for it.
#[tokio::test]
async fn a_half_made_thing_is_kept_and_finished_by_the_next_run() {
    let (dir, world) = (tempfile::tempdir().unwrap(), SharedWorld::default());
    lock(&world).faults = [Fault::None, Fault::LoseAnswer].into();
    let wanted = wanted(vec![node(0, true, &[]), node(1, true, &[0])]);
    let outcome = once(dir.path(), &world, &wanted).await;
    assert_eq!((names(&outcome.skipped).len(), outcome.failed.len()), (1, 1));
    let ledger = open(dir.path());
    assert!(ledger.sidecar.unfinished.contains("fake_plain.n0") && ledger.pending.is_empty());
    assert!(ledger.state.get(&addr(&wanted, 0)).is_some_and(|i| !i.tainted));
    drop(ledger);
    let before = lock(&world).calls.len();
    assert!(once(dir.path(), &world, &wanted).await.is_complete());
    assert_eq!(lock(&world).calls[before], "finish id-0");
    assert!(open(dir.path()).sidecar.unfinished.is_empty());
    estate::check_reached(dir.path(), &world, &wanted);
}

/// While what an interrupted run made does not get ready, nothing that depends on it starts.
#[tokio::test]
async fn what_is_not_ready_holds_back_what_needs_it() {
    let (dir, world) = (tempfile::tempdir().unwrap(), SharedWorld::default());
    let wanted = wanted(vec![node(0, true, &[]), node(1, true, &[0])]);
    lock(&world).faults = [Fault::None, Fault::LoseAnswer].into();
    once(dir.path(), &world, &wanted).await;
    assert!(open(dir.path()).sidecar.unfinished.contains("fake_plain.n0"));
    let before = lock(&world).calls.len();
    lock(&world).faults = [Fault::LoseAnswer].into();
    let outcome = once(dir.path(), &world, &wanted).await;
    let failed: Vec<String> = outcome.failed.iter().map(|(addr, ..)| addr.to_string()).collect();
    assert_eq!(
        (failed, names(&outcome.skipped)),
        (vec!["fake_plain.n0".into()], vec!["fake_plain.n1".into()])
    );
    assert_eq!(lock(&world).calls[before..], ["finish id-0"]);
    assert!(once(dir.path(), &world, &wanted).await.is_complete());
    estate::check_reached(dir.path(), &world, &wanted);
}

/// An interrupted update: what AWS cannot tell back is sent again, even where the state already says so.
#[tokio::test]
async fn unconfirmed_arguments_are_sent_again() {
    let (dir, world) = (tempfile::tempdir().unwrap(), SharedWorld::default());
    let mut wanted = wanted(vec![node(0, true, &[])]);
    once(dir.path(), &world, &wanted).await;
    let old = wanted.clone();
    wanted.nodes[0].as_mut().unwrap().secret = "new".into();
    lock(&world).faults = [Fault::LoseAnswer].into();
    assert_eq!(once(dir.path(), &world, &wanted).await.failed.len(), 1);
    assert_eq!(
        lock(&world).things.values().next().unwrap().object.get("secret"),
        Some(&Value::string("new"))
    );
    // Back to the old value, which the state still holds: only the mark makes it be sent.
    let outcome = once(dir.path(), &world, &old).await;
    assert_eq!(outcome.done.len(), 1);
    estate::check_reached(dir.path(), &world, &old);
    assert!(once(dir.path(), &world, &old).await.done.is_empty());
}

#[tokio::test]
async fn drift_and_absence_are_found_and_taken_over() {
    let (dir, world) = (tempfile::tempdir().unwrap(), SharedWorld::default());
    let wanted = wanted(vec![node(0, true, &[]), node(1, false, &[])]);
    once(dir.path(), &world, &wanted).await;
    {
        let mut world = lock(&world);
        world.things.remove("name-1");
        let thing = world.things.values_mut().next().unwrap();
        thing.object = thing.object.with("size", Value::number(9));
    }
    let ledger = open(dir.path());
    let sessions = Sessions::new(Arc::new(Fake::new(world.clone())));
    sessions.open(PROVIDER, &Value::object_of::<&str>([])).await.unwrap();
    let refreshed =
        refresh(&ledger.state, &ledger.sidecar, &sessions, &Silent, true, &|_| true).await.unwrap();
    let drift: Vec<_> = refreshed.drift().map(|p| p.value.get("size").unwrap().as_i64()).collect();
    assert_eq!(drift, [Some(9)]);
    assert_eq!(refreshed.gone.len(), 1);
    assert_eq!(refreshed.records.len(), 2);
    let silent = refresh(&ledger.state, &ledger.sidecar, &sessions, &Silent, false, &|_| true).await.unwrap();
    assert_eq!((silent.priors.len(), silent.records.len()), (2, 0));
    assert!(silent.priors[0].value.get("secret").is_some_and(Value::is_sensitive));
    drop(ledger);
    assert!(once(dir.path(), &world, &wanted).await.is_complete());
    estate::check_reached(dir.path(), &world, &wanted);
}

/// Null where AWS tells an empty value is how a provider reads: the state takes it over, and nobody is told of a change.
#[tokio::test]
async fn null_for_an_empty_value_is_no_drift() {
    let (dir, world) = (tempfile::tempdir().unwrap(), SharedWorld::default());
    once(dir.path(), &world, &wanted(vec![node(0, false, &[])])).await;
    let ledger = open(dir.path());
    let sessions = Sessions::new(Arc::new(Fake::new(world.clone())));
    sessions.open(PROVIDER, &Value::object_of::<&str>([])).await.unwrap();
    let read = async |shape: Value| {
        for thing in lock(&world).things.values_mut() {
            thing.object = thing.object.with("shape", shape.clone());
        }
        refresh(&ledger.state, &ledger.sidecar, &sessions, &Silent, true, &|_| true).await.unwrap()
    };
    let empty = read(Value::null(provision_value::Type::String)).await;
    assert_eq!((empty.drift().count(), empty.records.len()), (0, 1));
    let other = read(Value::string("round")).await;
    assert_eq!((other.drift().count(), other.records.len()), (1, 1));
}

/// A disk that is full: no call is made that the journal does not announce, and nothing is lost.
#[cfg(unix)]
#[test]
fn a_full_disk_stops_the_run() {
    // A limit on the size of files stands in for the disk; it must not hold for this process.
    let me = std::env::current_exe().unwrap();
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" --ignored --exact on_a_full_disk --nocapture";
    let child = std::process::Command::new("sh").arg("-c").arg(script).arg(me).output().unwrap();
    let shown =
        format!("{}{}", String::from_utf8_lossy(&child.stdout), String::from_utf8_lossy(&child.stderr));
    assert!(child.status.success() && shown.contains("1 passed"), "{shown}");
}

#[tokio::test]
#[ignore = "run by a_full_disk_stops_the_run, with a limit on the size of files"]
async fn on_a_full_disk() {
    let (dir, world) = (tempfile::tempdir().unwrap(), SharedWorld::default());
    let wanted = wanted((0..60).map(|i| node(i, true, &[])).collect());
    let mut ledger = open(dir.path());
    let (outcome, _) = watched(&mut ledger, &world, &wanted, Stop::No).await;
    let fatal = outcome.fatal.as_ref().unwrap();
    assert!(fatal.help.contains("terraform.tfstate.journal"), "{fatal:?}");
    assert!(!outcome.done.is_empty() && outcome.left.len() > 10, "{outcome:?}");
    drop(ledger);
    estate::check_nothing_lost(dir.path(), &world);
}
