#![allow(clippy::unwrap_used, clippy::expect_used)]
#![allow(clippy::disallowed_methods)] // They take the time of what they test.
use super::*;
use proptest::prelude::*;
use provision_value::{Mode, ModuleInstance, ResourceAddr, Value};

fn addr(name: &str) -> InstanceAddr {
    ResourceAddr {
        module: ModuleInstance::root(),
        mode: Mode::Managed,
        type_name: "t".into(),
        name: name.into(),
    }
    .instance(None)
}

fn change(name: &str, action: Action, dependencies: &[&str]) -> Change {
    let object = || Some(Value::object_of([("a", Value::bool(true))]));
    Change {
        addr: addr(name),
        previous_addr: None,
        deposed: None,
        action,
        reason: None,
        before: if matches!(action, Action::Create | Action::Read) { None } else { object() },
        after: if action == Action::Delete { None } else { object() },
        config: None,
        replace_paths: Default::default(),
        importing: None,
        stage: 0,
        provider: "p".into(),
        dependencies: dependencies.iter().map(|d| format!("t.{d}").into()).collect(),
        create_before_destroy: action == Action::CreateThenDelete,
    }
}

fn prior(name: &str, dependencies: &[&str]) -> Prior {
    Prior {
        addr: addr(name),
        deposed: None,
        value: Value::object_of([("a", Value::bool(true))]),
        before_refresh: None,
        tainted: false,
        create_before_destroy: false,
        dependencies: dependencies.iter().map(|d| format!("t.{d}").into()).collect(),
        provider: "p".into(),
        stage: None,
    }
}

/// Each step with its needs, as lines.
fn shown(changes: &[Change], priors: &[Prior]) -> Vec<String> {
    shown_with(changes, priors, &|_| false)
}

fn shown_with(changes: &[Change], priors: &[Prior], revisioned: &dyn Fn(&Change) -> bool) -> Vec<String> {
    let Work { steps, joins } = steps(changes, priors, &|_, _| 1.0, revisioned).unwrap();
    let name = |s: &Step| format!("{:?} {}", s.action, changes[s.change].addr.resource.name);
    let line = |s: &Step| {
        let joined = s.joins.iter().flat_map(|j| &joins[*j].0);
        let mut needs: Vec<StepId> = s.needs.iter().chain(joined).copied().collect();
        needs.sort_unstable();
        let needs: Vec<String> = needs.iter().map(|n| name(&steps[n.0])).collect();
        if needs.is_empty() { name(s) } else { format!("{} after {}", name(s), needs.join(", ")) }
    };
    steps.iter().map(line).collect()
}

#[test]
fn creating_follows_dependencies() {
    let changes = [
        change("a", Action::Create, &[]),
        change("b", Action::Create, &["a"]),
        change("c", Action::NoOp, &["a"]),
    ];
    assert_eq!(shown(&changes, &[]), ["Create a", "Create b after Create a"]);
}

#[test]
fn deleting_follows_what_the_state_remembers() {
    let changes = [change("a", Action::Delete, &[]), change("b", Action::Delete, &["a"])];
    let priors = [prior("a", &[]), prior("b", &["a"])];
    assert_eq!(shown(&changes, &priors), ["Delete a after Delete b", "Delete b"]);
}

#[test]
fn replacing_a_subnet_under_an_instance_takes_both_down_first() {
    let both = Action::DeleteThenCreate;
    let changes = [change("net", both, &[]), change("vm", both, &["net"])];
    let priors = [prior("net", &[]), prior("vm", &["net"])];
    assert_eq!(
        shown(&changes, &priors),
        [
            "Delete net after Delete vm",
            "Create net after Delete net",
            "Delete vm",
            "Create vm after Create net, Delete vm"
        ]
    );
}

#[test]
fn an_update_lets_go_before_the_delete() {
    let changes = [change("a", Action::Delete, &[]), change("b", Action::Update, &[])];
    assert_eq!(
        shown(&changes, &[prior("a", &[]), prior("b", &["a"])]),
        ["Delete a after Update b", "Update b"]
    );
}

#[test]
fn an_update_that_needs_the_new_one_follows_the_replacement() {
    let changes = [change("a", Action::DeleteThenCreate, &[]), change("b", Action::Update, &["a"])];
    let priors = [prior("a", &[]), prior("b", &["a"])];
    assert_eq!(shown(&changes, &priors), ["Delete a", "Create a after Delete a", "Update b after Create a"]);
}

#[test]
fn create_before_destroy_moves_users_over_before_the_old_one_goes() {
    let changes = [change("a", Action::CreateThenDelete, &[]), change("b", Action::Update, &["a"])];
    let expected = [
        "Depose a",
        "Create a after Depose a",
        "Delete a after Create a, Update b",
        "Update b after Create a",
    ];
    assert_eq!(shown(&changes, &[prior("a", &[]), prior("b", &["a"])]), expected);
    assert_eq!(shown(&changes, &[]), expected, "also where the state has lost the dependency");
}

#[test]
fn an_old_revision_goes_after_its_users_have_moved_on() {
    let revisioned = |c: &Change| &*c.addr.resource.name == "task";
    let changes =
        [change("task", Action::DeleteThenCreate, &["role"]), change("service", Action::Update, &["task"])];
    let priors = [prior("task", &["role"]), prior("service", &["task"])];
    assert_eq!(
        shown_with(&changes, &priors, &revisioned),
        [
            "Depose task",
            "Create task after Depose task",
            "Delete task after Create task, Update service",
            "Update service after Create task",
        ]
    );
    // What it needs is replaced too, the old one first: then there is only one order.
    let role = change("role", Action::DeleteThenCreate, &[]);
    let steps = shown_with(&[role, changes[0].clone(), changes[1].clone()], &priors, &revisioned);
    assert_eq!(
        steps,
        [
            "Delete role after Delete task",
            "Create role after Delete role",
            "Delete task",
            "Create task after Create role, Delete task",
            "Update service after Create task",
        ]
    );
}

#[test]
fn a_release_gives_way_where_it_is_impossible() {
    // The record drops the old machine and needs the new one, which needs the new net, which needs the old machine gone.
    let changes = [
        change("net", Action::DeleteThenCreate, &[]),
        change("old", Action::Delete, &[]),
        change("new", Action::Create, &["net"]),
        change("record", Action::Update, &["net", "new"]),
    ];
    let priors = [prior("net", &[]), prior("old", &["net"]), prior("record", &["net", "old"])];
    assert_eq!(
        shown(&changes, &priors),
        [
            "Delete net after Delete old",
            "Create net after Delete net",
            "Delete old",
            "Create new after Create net",
            "Update record after Create net, Create new"
        ]
    );
}

#[test]
fn a_moved_resource_keeps_its_place_in_the_order() {
    let mut moved = change("new", Action::Delete, &[]);
    moved.previous_addr = Some(addr("old"));
    let changes = [moved, change("b", Action::Delete, &[])];
    assert_eq!(
        shown(&changes, &[prior("old", &[]), prior("b", &["old"])]),
        ["Delete new after Delete b", "Delete b"]
    );
}

#[test]
fn a_circle_is_shown_as_its_chain() {
    // `create_before_destroy` of `b` was not carried over to `a`.
    let changes = [change("a", Action::DeleteThenCreate, &[]), change("b", Action::CreateThenDelete, &["a"])];
    let error = steps(&changes, &[prior("a", &[]), prior("b", &["a"])], &|_, _| 1.0, &|_| false).unwrap_err();
    insta::assert_snapshot!(error.detail, @"
    Each of these waits for the next one:
      t.a: delete
      t.b: delete (the old one)
      t.b: create
      t.b: set the old one aside
      t.a: create
      t.a: delete
    ");
}

#[test]
fn ten_thousand_changes_have_all_their_steps() {
    let names: Vec<String> = (0..10_000).map(|i| format!("r{i}")).collect();
    let one = |i: usize| {
        let on: Vec<&str> = (1..=10).filter_map(|k| i.checked_sub(k * 7)).map(|d| &*names[d]).collect();
        (change(&names[i], ACTIONS[[1, 2, 5, 3][i % 4]], &on), prior(&names[i], &on))
    };
    let (changes, priors): (Vec<_>, Vec<_>) = (0..names.len()).map(one).unzip();
    assert_eq!(steps(&changes, &priors, &|_, _| 1.0, &|_| false).unwrap().steps.len(), 12_500);
}

#[test]
fn many_instances_that_depend_on_many_instances() {
    let of = |name: &str, on: &[&str], i: u64| {
        let mut c = change(name, Action::Create, on);
        c.addr.key = Some(provision_value::InstanceKey::Int(i));
        c
    };
    let changes: Vec<Change> =
        (0..1000).map(|i| of("a", &[], i)).chain((0..1000).map(|i| of("b", &["a"], i))).collect();
    let work = steps(&changes, &[], &|_, _| 1.0, &|_| false).unwrap();
    assert_eq!(work.joins.len(), 1);
    assert_eq!(work.joins[0].0.len(), 1000);
    assert!(work.steps[1000..].iter().all(|s| s.needs.is_empty() && s.joins == [0]));
}

/// Random resources: an action each and, by number, what each may depend on before and after.
fn resources() -> impl Strategy<Value = Vec<(u8, u32, u32)>> {
    proptest::collection::vec((0..8u8, any::<u32>(), any::<u32>()), 1..12)
}

const ACTIONS: [Action; 8] = [
    Action::NoOp,
    Action::Create,
    Action::Update,
    Action::DeleteThenCreate,
    Action::CreateThenDelete,
    Action::Delete,
    Action::Read,
    Action::Forget,
];

/// Everything that `masks` lets each node reach; node `i` may only depend on lower ones.
fn ancestors(masks: &[u32]) -> Vec<u32> {
    let mut all: Vec<u32> = Vec::new();
    for (i, mask) in masks.iter().enumerate() {
        let direct = mask & ((1 << i) - 1);
        all.push((0..i).filter(|d| direct & (1 << d) != 0).fold(direct, |set, d| set | all[d]));
    }
    all
}

fn build(resources: &[(u8, u32, u32)], same: bool) -> (Vec<Change>, Vec<Prior>) {
    let mut actions: Vec<Action> = resources.iter().map(|r| ACTIONS[r.0 as usize]).collect();
    let gone = |a: Action| matches!(a, Action::Delete | Action::Forget);
    // What stays cannot depend on what goes.
    let kept = (0..resources.len()).filter(|i| !gone(actions[*i])).fold(0u32, |m, i| m | 1 << i);
    let after = ancestors(&resources.iter().map(|r| r.1 & kept).collect::<Vec<_>>());
    let before =
        if same { after.clone() } else { ancestors(&resources.iter().map(|r| r.2).collect::<Vec<_>>()) };
    for i in (0..resources.len()).rev() {
        if actions[i] == Action::CreateThenDelete {
            for d in (0..i).filter(|d| after[i] & (1 << d) != 0) {
                if actions[d] == Action::DeleteThenCreate {
                    actions[d] = Action::CreateThenDelete;
                }
            }
        }
    }
    let names: Vec<String> = (0..resources.len()).map(|i| format!("r{i}")).collect();
    let list = |set: u32| -> Vec<&str> {
        (0..names.len()).filter(|i| set & (1 << i) != 0).map(|i| &*names[i]).collect()
    };
    let changes = (0..names.len()).map(|i| change(&names[i], actions[i], &list(after[i]))).collect();
    let priors = (0..names.len())
        .filter(|i| !matches!(actions[*i], Action::Create | Action::Read))
        .map(|i| prior(&names[i], &list(before[i])))
        .collect();
    (changes, priors)
}

proptest! {
    #[test]
    fn steps_are_ordered_or_the_circle_is_named(resources in resources()) {
        let (changes, priors) = build(&resources, false);
        match steps(&changes, &priors, &|_, _| 1.0, &|_| false) {
            Ok(work) => prop_assert!(work.is_ordered()),
            Err(error) => prop_assert!(error.detail.lines().count() > 2, "{}", error.detail),
        }
    }

    #[test]
    fn an_unchanged_configuration_always_has_an_order(resources in resources()) {
        let (changes, priors) = build(&resources, true);
        let Work { steps, joins } = steps(&changes, &priors, &|_, _| 1.0, &|_| false).expect("no circle");
        let place: HashMap<usize, usize> = Web::new(&steps, &joins).order().into_iter().enumerate().map(|(at, step)| (step, at)).collect();
        let at = |name: &str, wanted: StepAction| {
            steps.iter().find(|s| s.action == wanted && *changes[s.change].addr.resource.name == *name).map(|s| place[&s.id.0])
        };
        for change in &changes {
            let name = &change.addr.resource.name;
            for dependency in &change.dependencies {
                let on = &dependency[2..];
                for (mine, theirs) in [(StepAction::Create, StepAction::Create), (StepAction::Update, StepAction::Create)] {
                    if let (Some(mine), Some(theirs)) = (at(name, mine), at(on, theirs)) {
                        prop_assert!(mine > theirs, "{name} is made before {on}");
                    }
                }
                if let (Some(mine), Some(theirs)) = (at(name, StepAction::Delete), at(on, StepAction::Delete)) {
                    prop_assert!(mine < theirs, "{on} is deleted before {name}");
                }
            }
        }
    }
}
