#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::super::testing::*;
use super::super::types::{Known, Written};
use super::*;
use crate::model::{Action, Join, OutputChange, Reason, Step, StepAction, StepId};
use proptest::prelude::*;
use provision_value::value::Refinement;
use provision_value::{Kind, Marks, Path, Step as PathStep, Type};

fn saved() -> Saved {
    let mut c = change(
        "web",
        Action::CreateThenDelete,
        Some(object([("id", text("i-1"))])),
        Some(object([("id", Value::unknown(Type::String))])),
    );
    c.reason = Some(Reason::CannotUpdate);
    c.previous_addr = Some(addr("old"));
    c.deposed = Some("abcd1234".into());
    c.replace_paths = [Path(vec![
        PathStep::Attr("a".into()),
        PathStep::Index(1),
        PathStep::Key("k".into()),
        PathStep::Element,
    ])]
    .into();
    c.dependencies = vec!["t.a".into()];
    let mut plan = one(c);
    let step = |id, action, needs: &[usize]| Step {
        id: StepId(id),
        change: 0,
        action,
        stage: 0,
        needs: needs.iter().copied().map(StepId).collect(),
        joins: Vec::new(),
        seconds: 2.5,
    };
    plan.steps = vec![
        step(0, StepAction::Depose, &[]),
        step(1, StepAction::Create, &[0]),
        step(2, StepAction::Delete, &[1]),
    ];
    plan.joins = vec![Join(vec![StepId(0), StepId(1)])];
    plan.steps[2].joins = vec![0];
    plan.outputs = vec![OutputChange {
        name: "o".into(),
        before: None,
        after: Some(text("x").sensitive()),
        sensitive: true,
    }];
    plan.drift = vec![prior("web", object([]), Some(object([("id", text("i-1"))])))];
    plan.modules = vec![
        ModuleInstance::root(),
        ModuleInstance::root().child("m", Some(provision_value::InstanceKey::Str("k\"".into()))),
    ];
    plan.warnings = Diagnostic::warning("w", "d").on("t.web").help("h").into();
    Saved {
        plan,
        basis: Basis {
            environment: "local".into(),
            account: Some("1".into()),
            lineage: "l".into(),
            serial: 7,
            configuration: "c".into(),
        },
        variables: [("v".into(), text("x"))].into(),
        configuration: json!({ "root_module": {} }),
        timestamp: "2026-01-02T03:04:05Z".into(),
        version: "0.1.0".into(),
        destroy: false,
    }
}

#[test]
fn a_saved_plan_comes_back_as_it_was() {
    let before = saved();
    let after = decode(&encode(&before).unwrap()).unwrap();
    assert_eq!(format!("{after:?}"), format!("{before:?}"));
    assert_eq!(after.basis, before.basis);
    assert!(after.plan.outputs[0].after.as_ref().unwrap().is_sensitive());
}

#[test]
fn any_changed_byte_is_noticed() {
    let good = encode(&saved()).unwrap();
    for at in 0..good.len() - 1 {
        let mut bad = good.clone();
        bad[at] ^= 1;
        assert!(decode(&bad).is_err(), "byte {at}");
    }
    for cut in [0, 5, 20, good.len() / 2] {
        assert!(decode(&good[..cut]).is_err());
    }
}

#[test]
fn errors_say_what_the_file_is() {
    let summary = |bytes: &[u8]| decode(bytes).unwrap_err().summary;
    assert_eq!(summary(b"PK\x03\x04"), "Not a saved plan");
    assert_eq!(summary(b"provision-plan 4 sha256:00\n{}"), "Saved plan of another version");
    assert_eq!(summary(b"provision-plan 3 sha256:00\n{}"), "Damaged plan file");
}

#[test]
fn steps_in_a_circle_are_refused() {
    let mut bad = saved();
    bad.plan.steps[0].needs.push(StepId(2));
    assert!(decode(&encode(&bad).unwrap()).unwrap_err().detail.contains("the order of its steps"));
    bad.plan.steps[0].needs = vec![StepId(99)];
    assert!(decode(&encode(&bad).unwrap()).is_err());
    bad.plan.steps[0].needs.clear();
    bad.plan.joins[0].0.push(StepId(2));
    assert!(decode(&encode(&bad).unwrap()).is_err(), "through a join");
    bad.plan.joins[0] = Join(vec![StepId(3)]);
    assert!(decode(&encode(&bad).unwrap()).is_err());
    bad.plan.joins.clear();
    assert!(decode(&encode(&bad).unwrap()).is_err());
}

#[test]
fn a_plan_of_another_place_or_time_is_refused() {
    let basis = saved().basis;
    assert!(check(&basis, &basis).is_ok());
    let with = |change: fn(&mut Basis)| {
        let mut now = basis.clone();
        change(&mut now);
        check(&basis, &now).unwrap_err().summary
    };
    assert_eq!(with(|b| b.environment = "prod".into()), "Saved plan of another environment");
    assert_eq!(with(|b| b.account = Some("2".into())), "Saved plan of another account");
    assert_eq!(with(|b| b.serial = 8), "Saved plan is stale");
    assert_eq!(with(|b| b.lineage = "m".into()), "Saved plan is of another state");
    assert_eq!(with(|b| b.configuration = "d".into()), "Saved plan is stale");
}

#[test]
fn the_digest_knows_names_and_contents_apart() {
    let one = digest([("a", &b"bc"[..]), ("d", b"")]);
    assert_eq!(one, digest([("d", &b""[..]), ("a", b"bc")]));
    assert_ne!(one, digest([("ab", &b"c"[..]), ("d", b"")]));
}

/// Values of every kind.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::bool),
        any::<i64>().prop_map(Value::number),
        "[a-z\u{e9}\n\"]{0,5}".prop_map(|s| text(&s)),
        Just(Value::null(Type::list(Type::Number))),
        Just(Value::unknown(Type::Dynamic)),
        Just(Value::unknown_refined(
            Type::String,
            Refinement {
                not_null: true,
                prefix: Some("arn:".into()),
                min_len: Some(1),
                ..Refinement::default()
            }
        )),
        Just(Value::number("0.1".parse::<provision_value::Number>().unwrap())),
    ];
    let tree = leaf.prop_recursive(4, 24, 4, |inner| {
        let map = proptest::collection::btree_map("[a-c]{1,2}", inner.clone(), 0..4);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::tuple),
            map.prop_map(Value::object_of),
            inner.prop_map(|v| Value::list(v.ty(), vec![v])),
        ]
    });
    (tree, 0..4u8).prop_map(|(v, marks)| {
        let v = if marks & 1 == 1 { v.sensitive() } else { v };
        if marks & 2 == 2 { v.with_marks(Marks::EPHEMERAL) } else { v }
    })
}

fn same_marks(a: &Value, b: &Value) -> bool {
    a.marks() == b.marks()
        && match (a.kind(), b.kind()) {
            (Kind::List(_, a) | Kind::Tuple(a), Kind::List(_, b) | Kind::Tuple(b)) => {
                a.iter().zip(b.iter()).all(|(a, b)| same_marks(a, b))
            }
            (Kind::Object(a), Kind::Object(b)) => a.values().zip(b.values()).all(|(a, b)| same_marks(a, b)),
            _ => true,
        }
}

#[test]
fn a_type_is_written_once_in_a_row() {
    let block = Type::list(Type::object([("name", Type::String), ("sizes", Type::set(Type::Number))]));
    let other = Type::list(Type::object([("name", Type::String), ("sizes", Type::set(Type::Number))]));
    let value = Value::object_of([
        ("a", Value::null(block.clone())),
        ("b", Value::null(block.clone())),
        ("c", Value::list(block, Vec::new())),
        ("d", Value::null(Type::set(other))),
    ]);
    let json = codec::value(&value, &mut Written::default());
    assert_eq!(
        json.to_string(),
        concat!(
            r#"["object",{"a":["null",["list",["object",{"name":"string","sizes":["set","number"]}]]],"#,
            r#""b":["null",2],"c":["list",2,[]],"d":["null",["set",2]]}]"#
        )
    );
    assert_eq!(codec::read_value(&json, &mut Known::default()).unwrap(), value);
    assert!(codec::read_value(&serde_json::json!(["null", 0]), &mut Known::default()).is_err());
}

proptest! {
    #[test]
    fn every_value_comes_back(value in values()) {
        let text = codec::value(&value, &mut Written::default()).to_string();
        let back = codec::read_value(&serde_json::from_str(&text).unwrap(), &mut Known::default()).unwrap();
        prop_assert_eq!(&back, &value);
        prop_assert!(same_marks(&back, &value));
    }

    #[test]
    fn no_content_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode(&bytes);
        let mut framed = format!("provision-plan 3 sha256:{}\n", sum(&bytes)).into_bytes();
        framed.extend(&bytes);
        let _ = decode(&framed);
    }
}
