//! The promise: no crash and no fault loses or duplicates anything, and repeating the command reaches the plan.
#![allow(clippy::unwrap_used)]

mod estate;

use estate::{End, Node, Wanted, check_nothing_lost, check_reached, command};
use proptest::prelude::*;
use provision_engine::testing::{Fault, SharedWorld, lock};
use provision_engine::{Cut, Stop};
use std::path::Path;
use tokio::sync::watch;

fn run(dir: &Path, world: &SharedWorld, wanted: &Wanted, cut: Cut) -> End {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let (_keep, stop) = watch::channel(Stop::No);
    runtime.block_on(command(dir, world, wanted, cut, stop))
}

/// Repeats the command, undisturbed, until it has nothing to do.
fn settle(dir: &Path, world: &SharedWorld, wanted: &Wanted) {
    lock(world).faults.clear();
    for _ in 0..3 {
        match run(dir, world, wanted, Cut::never()) {
            End::Nothing => return check_reached(dir, world, wanted),
            End::Ran(outcome) => assert!(outcome.is_complete(), "{outcome:?}"),
            End::Refused(diagnostics) => panic!("{diagnostics:?}"),
            End::Killed => unreachable!("nothing is cut here"),
        }
    }
    panic!("the plan is not reached");
}

fn node(i: usize, plain: bool) -> impl Strategy<Value = Option<Node>> {
    let deps = proptest::collection::btree_set(0..i.max(1), 0..3);
    (any::<u8>(), 0..3i64, 0..2u8, 0..2u8, deps).prop_map(move |(there, size, shape, secret, deps)| {
        (there > 50).then(|| Node {
            plain,
            name: format!("name-{i}"),
            size,
            shape: format!("shape-{shape}"),
            secret: format!("secret-{secret}"),
            deps: if i == 0 { Vec::new() } else { deps.into_iter().collect() },
        })
    })
}

/// A few versions of one estate. Names can exist only once, so only plain things are replaced by a create first.
fn versions() -> impl Strategy<Value = Vec<Wanted>> {
    (any::<bool>(), 1..7usize, any::<u8>()).prop_flat_map(|(create_before_destroy, n, kinds)| {
        let version = (0..n)
            .map(|i| node(i, create_before_destroy || kinds & (1 << i) != 0).boxed())
            .collect::<Vec<_>>()
            .prop_map(move |nodes| Wanted { nodes, create_before_destroy });
        proptest::collection::vec(version, 1..4)
    })
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        6 => Just(Fault::None),
        1 => Just(Fault::Refuse),
        1 => Just(Fault::LoseRequest),
        1 => Just(Fault::LoseAnswer),
        1 => Just(Fault::Panic),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn faults_and_kills_lose_nothing_and_duplicate_nothing(
        versions in versions(),
        disturbances in proptest::collection::vec((proptest::collection::vec(fault(), 0..10), 0..60u64), 0..4),
    ) {
        std::panic::set_hook(Box::new(|info| if !info.to_string().contains("injected") { eprintln!("{info}") }));
        let dir = tempfile::tempdir().unwrap();
        let world = SharedWorld::default();
        for wanted in &versions {
            for (faults, cut) in &disturbances {
                lock(&world).faults = faults.iter().copied().collect();
                let cut = if *cut == 0 { Cut::never() } else { Cut::freeze(*cut) };
                run(dir.path(), &world, wanted, cut);
                check_nothing_lost(dir.path(), &world);
            }
            settle(dir.path(), &world, wanted);
        }
    }
}

fn fixed(version: i64) -> Wanted {
    let node = |i: usize, plain, deps: &[usize]| {
        Some(Node {
            plain,
            name: format!("name-{i}"),
            size: version,
            shape: if i == 1 { format!("shape-{version}") } else { String::new() },
            secret: String::new(),
            deps: deps.to_vec(),
        })
    };
    let nodes = vec![node(0, false, &[]), node(1, true, &[0]), node(2, true, &[1]), node(3, false, &[])];
    Wanted { nodes, create_before_destroy: false }
}

/// Create, update with replacement, and destroy.
fn life(create_before_destroy: bool) -> [Wanted; 3] {
    let (mut first, mut second) = (fixed(1), fixed(2));
    for wanted in [&mut first, &mut second] {
        wanted.create_before_destroy = create_before_destroy;
        // A name cannot be made again before the old one is deleted.
        wanted.nodes.iter_mut().flatten().for_each(|n| n.plain |= create_before_destroy);
    }
    [first, second, Wanted { nodes: vec![None; 4], create_before_destroy }]
}

/// One estate killed at cut 1, continued, killed at cut 2, and so on.
#[test]
fn one_estate_through_all_cuts() {
    for create_before_destroy in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let world = SharedWorld::default();
        for wanted in &life(create_before_destroy) {
            for cut in 1.. {
                assert!(cut < 500, "the run never ends");
                let end = run(dir.path(), &world, wanted, Cut::freeze(cut));
                check_nothing_lost(dir.path(), &world);
                if let End::Nothing = end {
                    break;
                }
            }
            settle(dir.path(), &world, wanted);
        }
    }
}

/// A fresh estate for each cut of each phase: killed there once, then the same command again.
#[test]
fn every_cut_of_every_phase() {
    for create_before_destroy in [false, true] {
        let life = life(create_before_destroy);
        for phase in 0..life.len() {
            let mut cuts = 0;
            loop {
                let dir = tempfile::tempdir().unwrap();
                let world = SharedWorld::default();
                life[..phase].iter().for_each(|before| settle(dir.path(), &world, before));
                let end = run(dir.path(), &world, &life[phase], Cut::freeze(cuts + 1));
                check_nothing_lost(dir.path(), &world);
                settle(dir.path(), &world, &life[phase]);
                if !matches!(end, End::Killed) {
                    break;
                }
                cuts += 1;
            }
            assert!(cuts > 15, "only {cuts} cuts in phase {phase}");
        }
    }
}
