#![allow(clippy::unwrap_used, clippy::expect_used)]
//! The fixtures are what Terraform 1.11.4 shows of the plan that is built here by hand: `terraform_data` resources `a`, `b` with
//! `count = 2`, and `c` and `d` in a module with `for_each`.

use super::super::testing::{self, TerraformData, object, text};
use super::*;
use provision_value::ResourceAddr;

fn data(id: Option<&str>, input: Value, output: Value, triggers: Value) -> Option<Value> {
    let id = id.map_or(Value::unknown(Type::String), text);
    Some(Value::object_of([("id", id), ("input", input), ("output", output), ("triggers_replace", triggers)]))
}

fn change(module: bool, name: &str, key: Option<u64>, before: Option<Value>, after: Option<Value>) -> Change {
    let module = match module {
        true => ModuleInstance::root().child("m", Some(InstanceKey::Str("k".into()))),
        false => ModuleInstance::root(),
    };
    let resource =
        ResourceAddr { module, mode: Mode::Managed, type_name: "terraform_data".into(), name: name.into() };
    let action = match (&before, &after) {
        (None, _) => Action::Create,
        (b, a) if b == a => Action::NoOp,
        _ => Action::Update,
    };
    Change {
        addr: resource.instance(key.map(InstanceKey::Int)),
        provider: "provider[\"terraform.io/builtin/terraform\"]".into(),
        ..testing::change("x", action, before, after)
    }
}

fn secret(name: &str) -> Value {
    Value::object_of([("name", text(name)), ("pw", text("hunter2").sensitive())])
}

fn unknown_string() -> Value {
    Value::unknown(Type::String)
}

fn null() -> Value {
    Value::null(Type::Dynamic)
}

fn output(name: &str, before: Option<&str>, after: Value, sensitive: bool) -> OutputChange {
    OutputChange { name: name.into(), before: before.map(text), after: Some(after), sensitive }
}

fn compare(name: &str, plan: Plan, variable: &str, expected: &str) {
    let variables =
        BTreeMap::from([("name".into(), text(variable)), ("secret".into(), text("hunter2").sensitive())]);
    let mut ours =
        super::plan(&plan, &TerraformData::default(), &Context { variables, ..Context::default() });
    for key in ["configuration", "timestamp", "prior_state"] {
        assert!(ours.as_object_mut().unwrap().remove(key).is_some(), "{key}");
    }
    let theirs: Json = serde_json::from_str(expected).unwrap();
    for (key, value) in theirs.as_object().unwrap() {
        assert_eq!(&ours[key], value, "{name}: {key}");
    }
    assert_eq!(ours.as_object().unwrap().len(), theirs.as_object().unwrap().len());
}

#[test]
fn a_plan_of_creates_is_terraforms() {
    let unknown_object = || Value::unknown(Type::object([("name", Type::String), ("pw", Type::String)]));
    let b = |i| data(None, text(&format!("x-{i}")), unknown_string(), Value::tuple(vec![unknown_string()]));
    let changes = vec![
        change(true, "d", None, None, data(None, null(), null(), null())),
        change(true, "c", None, None, data(None, unknown_string(), unknown_string(), null())),
        change(false, "b", Some(1), None, b(1)),
        change(false, "b", Some(0), None, b(0)),
        change(false, "a", None, None, data(None, secret("x"), unknown_object(), null())),
    ];
    let outputs = vec![output("o", None, unknown_string(), false), output("s", None, text("hunter2"), true)];
    let plan = Plan { changes, outputs, ..Plan::default() };
    compare("create", plan, "x", include_str!("fixtures/terraform-create.json"));
}

#[test]
fn a_plan_of_updates_is_terraforms() {
    let unknown_object = Value::unknown(Type::object([("name", Type::String), ("pw", Type::String)]));
    let triggers = || Value::tuple(vec![text("id-0")]);
    let b = |i: u64, name: &str, output: Value| {
        data(Some(&format!("id-{}", i + 1)), text(&format!("{name}-{i}")), output, triggers())
    };
    let d = || data(Some("id-4"), null(), null(), null());
    let changes = vec![
        change(
            false,
            "a",
            None,
            data(Some("id-0"), secret("x"), plain("x"), null()),
            data(Some("id-0"), secret("y"), unknown_object, null()),
        ),
        change(false, "b", Some(0), b(0, "x", text("x-0")), b(0, "y", unknown_string())),
        change(false, "b", Some(1), b(1, "x", text("x-1")), b(1, "y", unknown_string())),
        change(
            true,
            "c",
            None,
            data(Some("id-3"), text("x-0"), text("x-0"), null()),
            data(Some("id-3"), unknown_string(), unknown_string(), null()),
        ),
        change(true, "d", None, d(), d()),
    ];
    let outputs = vec![
        output("o", Some("x-0"), unknown_string(), false),
        output("s", Some("hunter2"), text("hunter2"), true),
    ];
    let plan = Plan { changes, outputs, ..Plan::default() };
    compare("update", plan, "y", include_str!("fixtures/terraform-update.json"));
}

fn plain(name: &str) -> Value {
    Value::object_of([("name", text(name)), ("pw", text("hunter2"))])
}

#[test]
fn the_state_of_a_plan_stands_under_its_modules() {
    let mut inner = change(
        true,
        "c",
        None,
        data(Some("id-3"), null(), null(), null()),
        data(Some("id-3"), null(), null(), null()),
    );
    inner.dependencies = vec!["terraform_data.a".into()];
    let plan = Plan {
        changes: vec![inner],
        outputs: vec![output("o", Some("x"), text("x"), false)],
        ..Plan::default()
    };
    insta::assert_snapshot!(format!("{:#}", prior_state(&plan, &TerraformData::default())));
}

#[test]
fn replacements_imports_and_drift_have_their_fields() {
    let before =
        object([("id", text("i-1")), ("password", text("p")), ("rule", testing::rules([(80, "x")]))]);
    let after = before.with("id", Value::unknown(Type::String));
    let mut change = testing::change("web", Action::CreateThenDelete, Some(before.clone()), Some(after));
    change.reason = Some(Reason::CannotUpdate);
    change.previous_addr = Some(testing::addr("old"));
    change.importing = Some("i-1".into());
    change.replace_paths =
        [Path(vec![Step::Attr("rule".into()), Step::Element, Step::Attr("port".into())]), Path::attr("cidr")]
            .into();
    let mut plan = testing::one(change);
    plan.drift.push(testing::prior("gone", Value::null(Type::Dynamic), Some(object([("id", text("i-2"))]))));
    let json = super::plan(&plan, &testing::Types::default(), &Context::default());
    insta::assert_snapshot!(format!("{:#}\n{:#}", json["resource_changes"], json["resource_drift"]));
}
