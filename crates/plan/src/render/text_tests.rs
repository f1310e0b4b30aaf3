#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::super::testing::*;
use super::*;
use crate::model::OutputChange;
use provision_value::Type;

fn show(plan: &Plan) -> String {
    super::plan(plan, &Types::default(), Options::default())
}

#[test]
fn a_new_resource_lists_what_is_given_and_what_is_not_known() {
    let after = object([
        ("id", Value::unknown(Type::String)),
        ("name", text("web")),
        ("cidr", Value::null(Type::String)),
        ("password", text("hunter2")),
        ("tags", map([("Name", "web"), ("Team", "shop")])),
        ("policy", text(r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*"]}]}"#)),
        ("rule", rules([(80, "http"), (443, "https")])),
    ]);
    let plan = one(change("web", Action::Create, None, Some(after)));
    let shown = show(&plan);
    assert!(!shown.contains("hunter2"));
    insta::assert_snapshot!(shown);
}

#[test]
fn a_replacement_says_which_argument_forces_it() {
    let before = object([
        ("id", text("i-1")),
        ("name", text("web")),
        ("cidr", text("10.0.0.0/16")),
        ("arn", text("arn:old")),
        ("tags", map([("Name", "web"), ("Team", "shop")])),
    ]);
    let after = before
        .with("cidr", text("10.1.0.0/16"))
        .with("id", Value::unknown(Type::String))
        .with("tags", map([("Name", "web2"), ("Team", "shop")]));
    let mut change = change("web", Action::DeleteThenCreate, Some(before), Some(after));
    change.replace_paths = BTreeSet::from([Path::attr("cidr")]);
    insta::assert_snapshot!(show(&one(change)));
}

#[test]
fn an_update_shows_inner_differences_and_folds_the_rest() {
    let script = |port| {
        format!(
            "#!/bin/sh\nset -e\necho one\necho two\necho three\necho four\necho five\nserve --port {port}\necho done\n"
        )
    };
    let before = object([
        ("id", text("i-1")),
        ("name", text("web")),
        ("cidr", text("10.0.0.0/16")),
        ("password", text("hunter2")),
        ("policy", text(r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*"]}]}"#)),
        ("user_data", text(&script(80))),
        ("subnets", list(["a", "b", "c", "d"])),
        ("rule", rules([(80, "http"), (22, "ssh")])),
    ]);
    let after = before
        .with("password", text("hunter3"))
        .with(
            "policy",
            text(
                r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:Put*"]}]}"#,
            ),
        )
        .with("user_data", text(&script(8080)))
        .with("subnets", list(["a", "c", "d", "e"]))
        .with("rule", rules([(80, "http"), (443, "https")]));
    let shown = show(&one(change("web", Action::Update, Some(before), Some(after))));
    assert!(!shown.contains("hunter"));
    insta::assert_snapshot!(shown);
}

#[test]
fn stages_outputs_and_drift_have_sections() {
    let object1 = || object([("id", text("i-1")), ("name", text("old"))]);
    let mut gone = change("gone", Action::Delete, Some(object1()), None);
    gone.reason = Some(Reason::NoResourceConfig);
    gone.stage = 1;
    let mut moved = change("new_name", Action::NoOp, Some(object1()), Some(object1()));
    moved.previous_addr = Some(addr("old_name"));
    let mut read = change("read", Action::Read, None, Some(object([("id", Value::unknown(Type::String))])));
    read.addr.resource.mode = Mode::Data;
    read.reason = Some(Reason::ConfigUnknown);
    let mut adopted = change("found", Action::NoOp, Some(object1()), Some(object1()));
    adopted.importing = Some("i-1".into());
    let forgotten = change("left", Action::Forget, Some(object1()), None);
    let mut plan = one(gone);
    plan.changes.extend([
        moved,
        adopted,
        forgotten,
        read,
        change("same", Action::NoOp, Some(object1()), Some(object1())),
    ]);
    plan.stages = vec!["network".into(), "data".into()];
    plan.drift.push(prior("same", object1(), Some(object1().with("name", text("before")))));
    plan.drift.push(prior("gone", object1(), Some(object1().with("name", text("before")))));
    plan.outputs = vec![
        OutputChange {
            name: "vpc_id".into(),
            before: None,
            after: Some(Value::unknown(Type::String)),
            sensitive: false,
        },
        OutputChange {
            name: "key".into(),
            before: Some(text("s1")),
            after: Some(text("s2")),
            sensitive: true,
        },
        OutputChange {
            name: "same".into(),
            before: Some(text("x")),
            after: Some(text("x")),
            sensitive: false,
        },
    ];
    insta::assert_snapshot!(show(&plan));
}

#[test]
fn nothing_to_do_is_said_in_one_line() {
    let plan = one(change("a", Action::NoOp, Some(object([])), Some(object([]))));
    assert_eq!(show(&plan), "No changes. Your infrastructure matches the configuration.\n");
}

#[test]
fn colour_adds_nothing_but_escape_sequences() {
    let plan = one(change(
        "a",
        Action::Create,
        None,
        Some(object([("name", text("x")), ("rule", rules([(1, "r")]))])),
    ));
    let color = super::plan(&plan, &Types::default(), Options { color: true, ..Options::default() });
    assert!(color.contains("\u{1b}[32m"));
    let mut plain = String::new();
    let mut rest = color.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert_eq!(plain, show(&plan));
}

#[test]
fn no_value_steers_the_terminal() {
    let evil = "a\u{1b}[2J";
    let after = object([
        ("name", text(evil)),
        ("user_data", text(&format!("one\n{evil}\n"))),
        ("tags", map([(evil, evil)])),
    ]);
    assert!(!show(&one(change("a", Action::Create, None, Some(after)))).contains('\u{1b}'));
}

#[test]
fn a_large_first_plan_is_brief() {
    let mut plan = one(change("r0", Action::Create, None, Some(object([("name", text("x"))]))));
    plan.changes.extend((1..50).map(|i| change(&format!("r{i}"), Action::Create, None, Some(object([])))));
    assert_eq!(show(&plan).lines().count(), 50 + 4);
}

#[test]
fn a_state_is_shown_as_it_is() {
    let value = object([
        ("id", text("i-1")),
        ("password", text("hunter2")),
        ("tags", map([("a", "b")])),
        ("rule", rules([(80, "web")])),
    ]);
    let mut held = Held::from(&prior("web", value, None));
    held.tainted = true;
    insta::assert_snapshot!(state(&[held], &Types::default(), Options::default()), @r#"
      # t.web
      # (its creation did not complete, so it is tainted)
        resource "t" "web" {
            id       = "i-1"
            password = (sensitive value)
            tags     = {
                "a" = "b"
            }

            rule {
                note = "web"
                port = 80
            }
        }
    "#);
}
