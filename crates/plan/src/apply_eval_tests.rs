#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::testing::{Case, cloud_data};
use provision_value::Type;

/// Carries out the steps of a plan one by one, as a toy cloud would: what is unknown becomes `made`. `fails` names
/// instances whose steps fail.
struct Run {
    evaluator: ApplyEvaluator,
    plan: Plan,
    log: Vec<String>,
}

impl Run {
    fn new(case: &mut Case) -> Run {
        let plan = case.plan().unwrap_or_else(|e| panic!("{}", case.errors(&e)));
        Run { evaluator: ApplyEvaluator::new(case.setup(), &plan).unwrap(), plan, log: Vec::new() }
    }
    fn go(mut self, case: &Case, fails: &[&str]) -> Run {
        for index in crate::steps::Web::new(&self.plan.steps, &self.plan.joins).order() {
            let Some(step) = self.plan.steps.get(index).cloned() else { continue };
            let change = &self.plan.changes[step.change];
            let addr = change.addr.clone();
            let failed = fails.contains(&&*addr.to_string());
            let object = match step.action {
                StepAction::Depose => continue,
                StepAction::Delete | StepAction::Forget => None,
                _ => match self.evaluator.config(&self.plan, &step) {
                    Ok(planned) => Some(planned.object),
                    Err(e) => {
                        self.log.push(case.errors(&e));
                        continue;
                    }
                },
            };
            self.log.push(format!("{:?} {addr} {:?}", step.action, object.as_ref().map(short)));
            if failed {
                continue;
            }
            let deposed: Option<Arc<str>> = (step.action == StepAction::Delete
                && change.action == Action::CreateThenDelete)
                .then(|| "old".into());
            let made = object.map(|o| match step.action {
                StepAction::Read => cloud_data(&addr.resource.type_name, &o).unwrap(),
                _ => make(&o, &addr),
            });
            self.evaluator.completed(&addr, deposed.as_ref(), made);
        }
        self
    }
    fn outputs(&mut self, case: &Case) -> String {
        let ending = self.evaluator.ending(&self.plan);
        if ending.found.has_errors() {
            return case.errors(&ending.found);
        }
        ending.outputs.iter().map(|o| format!("{} = {:?}", o.name, o.value)).collect::<Vec<_>>().join("\n")
    }
}

/// The attributes that are set.
fn short(value: &Value) -> Value {
    let Kind::Object(items) = value.kind() else { return value.clone() };
    Value::object(
        items
            .iter()
            .filter(|(_, v)| !v.is_null() && v.as_seq().is_none_or(|s| !s.is_empty()))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect(),
    )
}

/// The planned object with everything that was unknown filled in.
fn make(planned: &Value, addr: &InstanceAddr) -> Value {
    match planned.kind() {
        Kind::Unknown(Type::String, _) => Value::string(format!("made {addr}")),
        Kind::Object(items) => Value::object(items.iter().map(|(k, v)| (k.clone(), make(v, addr))).collect()),
        Kind::Set(t, items) => Value::set(t.clone(), items.iter().map(|v| make(v, addr)).collect()),
        _ => planned.clone(),
    }
}

const CHAIN: &str = r#"
    locals { parent = toy_box.a.id }
    resource "toy_box" "a" { name = "a" }
    resource "toy_box" "b" {
      for_each = { x = toy_box.a.id }
      name     = each.value
      parent   = local.parent
    }
    data "toy_info" "late" { of = toy_box.b["x"].id }
    resource "toy_box" "c" { name = data.toy_info.late.text }
    output "b" { value = toy_box.b["x"].parent }
    output "c" { value = toy_box.c.name }
    output "a" { value = toy_box.a.name }
"#;

#[test]
fn what_was_unknown_is_evaluated_when_its_turn_comes() {
    let mut case = Case::new(CHAIN);
    let mut run = Run::new(&mut case).go(&case, &[]);
    insta::assert_snapshot!(run.log.join("\n"), @r#"
    Create toy_box.a Some({"id": unknown:string, "name": "a"})
    Create toy_box.b["x"] Some({"id": unknown:string, "name": "made toy_box.a", "parent": "made toy_box.a"})
    Read data.toy_info.late Some({"of": "made toy_box.b[\"x\"]"})
    Create toy_box.c Some({"id": unknown:string, "name": "some text"})
    "#);
    insta::assert_snapshot!(run.outputs(&case), @r#"
    a = Some("a")
    b = Some("made toy_box.a")
    c = Some("some text")
    "#);
}

#[test]
fn outputs_that_depend_on_a_failure_are_left_out() {
    let mut case = Case::new(CHAIN);
    let mut run = Run::new(&mut case).go(&case, &["toy_box.b[\"x\"]"]);
    insta::assert_snapshot!(run.outputs(&case), @r#"a = Some("a")"#);
}

#[test]
fn modules_are_evaluated_again_inside_and_out() {
    let mut case = Case::files(&[
        (
            "main.tf",
            r#"
            resource "toy_box" "a" {}
            module "m" {
              source = "./m"
              count  = 2
              in     = "${toy_box.a.id}-${count.index}"
            }
            resource "toy_box" "z" { name = join(",", module.m[*].out) }
            "#,
        ),
        (
            "m/main.tf",
            r#"
            variable "in" { type = string }
            resource "toy_box" "x" { parent = var.in }
            output "out" { value = toy_box.x.parent }
            "#,
        ),
    ]);
    let run = Run::new(&mut case).go(&case, &[]);
    insta::assert_snapshot!(run.log.join("\n"), @r#"
    Create toy_box.a Some({"id": unknown:string})
    Create module.m[0].toy_box.x Some({"id": unknown:string, "parent": "made toy_box.a-0"})
    Create module.m[1].toy_box.x Some({"id": unknown:string, "parent": "made toy_box.a-1"})
    Create toy_box.z Some({"id": unknown:string, "name": "made toy_box.a-0,made toy_box.a-1"})
    "#);
}

#[test]
fn replacements_are_planned_again_as_they_were() {
    let mut case = Case::new(
        r#"
        resource "toy_box" "a" {
          kind = "new"
          lifecycle { create_before_destroy = true }
        }
        resource "toy_box" "b" {
          name = "n"
          kind = toy_box.a.id
          lifecycle { ignore_changes = [name] }
        }
        resource "toy_box" "t" { name = "t" }
        "#,
    )
    .prior("toy_box.a", &[("kind", "old")], |_| {})
    .prior("toy_box.b", &[("name", "kept"), ("kind", "old")], |p| p.dependencies = vec!["toy_box.a".into()])
    .prior("toy_box.t", &[("name", "t")], |p| p.tainted = true);
    let run = Run::new(&mut case).go(&case, &[]);
    insta::assert_snapshot!(run.log.join("\n"), @r#"
    Delete toy_box.b None
    Delete toy_box.t None
    Create toy_box.a Some({"id": unknown:string, "kind": "new"})
    Create toy_box.t Some({"id": unknown:string, "name": "t"})
    Delete toy_box.a None
    Create toy_box.b Some({"id": unknown:string, "kind": "made toy_box.a", "name": "n"})
    "#);
}

#[test]
fn an_update_may_turn_out_to_change_nothing() {
    let mut case = Case::new(
        r#"
        resource "toy_box" "a" { name = "a" }
        resource "toy_box" "b" { parent = toy_box.a.id }
        "#,
    )
    .prior("toy_box.b", &[("parent", "made toy_box.a")], |_| {});
    let run = Run::new(&mut case).go(&case, &[]);
    insta::assert_snapshot!(run.log.join("\n"), @r#"
    Create toy_box.a Some({"id": unknown:string, "name": "a"})
    Update toy_box.b Some({"id": "id-toy_box.b", "parent": "made toy_box.a"})
    "#);
}

#[test]
fn a_value_that_is_not_what_was_shown_stops_the_step() {
    let mut case = Case::new(
        r#"
        variable "v" { default = "one" }
        resource "toy_box" "a" { name = var.v }
        resource "toy_box" "b" { parent = toy_box.a.id }
        "#,
    );
    let mut run = Run::new(&mut case);
    let mut setup = case.setup();
    setup.variables.insert("v".into(), Value::string("two"));
    run.evaluator = ApplyEvaluator::new(setup, &run.plan).unwrap();
    let run = run.go(&case, &[]);
    insta::assert_snapshot!(run.log.join("\n"), @r"
    [toy_box.a] The plan changed while applying: `name` is not what the plan showed.
    main.tf:4:9 [toy_box.b] An argument is still unknown: One of its arguments depends on something that this run did not make.
    ");
}

#[test]
fn postconditions_stop_what_depends_on_them() {
    let mut case = Case::new(
        r#"
        resource "toy_box" "a" {
          lifecycle {
            postcondition {
              condition     = self.id == "good"
              error_message = "The id is ${self.id}."
            }
          }
        }
        resource "toy_box" "b" { parent = toy_box.a.id }
        output "o" { value = 1 }
        "#,
    );
    let mut run = Run::new(&mut case).go(&case, &[]);
    insta::assert_snapshot!(run.log.join("\n"), @r#"
    Create toy_box.a Some({"id": unknown:string})
    main.tf:5:31 [toy_box.a] A postcondition does not hold: The id is made toy_box.a.
    "#);
    insta::assert_snapshot!(run.outputs(&case), @"main.tf:5:31 [toy_box.a] A postcondition does not hold: The id is made toy_box.a.");
}

#[test]
fn outputs_go_with_a_destroy() {
    let mut case = Case::new("resource \"toy_box\" \"a\" {}\noutput \"o\" { value = toy_box.a.id }")
        .prior("toy_box.a", &[], |_| {})
        .options(|o| o.destroy = true);
    case.outputs.insert("o".into(), Value::string("x"));
    let mut failed = Run::new(&mut case);
    insta::assert_snapshot!(failed.outputs(&case), @"");
    let mut run = Run::new(&mut case).go(&case, &[]);
    insta::assert_snapshot!(run.outputs(&case), @"o = None");
}

#[test]
fn a_provider_configuration_may_depend_on_what_is_made() {
    let mut case = Case::new(
        r#"
        resource "toy_box" "a" {}
        provider "toy" {
          alias  = "late"
          region = toy_box.a.id
        }
        resource "toy_box" "b" { provider = toy.late }
        "#,
    );
    let mut run = Run::new(&mut case).go(&case, &[]);
    assert_eq!(case.asked.len(), 1);
    let id = &run.plan.changes.iter().find(|c| c.addr.to_string() == "toy_box.b").unwrap().provider.clone();
    assert_eq!(&**id, "provider[\"registry.terraform.io/hashicorp/toy\"].late");
    let config = run.evaluator.provider(id).unwrap();
    assert_eq!(config.get("region").unwrap(), &Value::string("made toy_box.a"));
}

#[test]
fn differences_are_found_where_they_are() {
    let text = |s: &str| Value::string(s);
    let unknown = || Value::unknown(Type::String);
    let set = |items: Vec<Value>| Value::set(Type::String, items);
    for (shown, now, differs) in [
        (unknown(), text("x"), None),
        (text("x"), text("y"), Some("")),
        (Value::object_of([("a", text("x"))]), Value::object_of([("a", text("y"))]), Some("a")),
        (set(vec![text("a"), unknown()]), set(vec![text("a"), text("b")]), None),
        (set(vec![text("a"), unknown()]), set(vec![text("b"), text("c")]), Some("")),
        (Value::tuple(vec![text("a")]), Value::tuple(vec![]), Some("")),
    ] {
        let found = first_difference(&shown, &now, &Path::default()).map(|p| p.to_string());
        assert_eq!(found.as_deref(), differs, "{shown:?} {now:?}");
    }
}

#[test]
fn what_no_plan_or_state_holds_goes_into_the_call_as_it_is_configured() {
    let attribute = |edit: fn(&mut provision_schema::Attribute)| {
        let mut attribute = provision_schema::Attribute::new(Type::String);
        edit(&mut attribute);
        attribute
    };
    let mut block = provision_schema::Block::default();
    block.attributes.insert("secret", attribute(|a| a.write_only = true));
    block.attributes.insert("script", attribute(|a| a.digest = true));
    block.attributes.insert("open", attribute(|a| a.computed = true));
    block.attributes.insert("plain", attribute(|a| a.optional = true));
    let (none, unknown) = (Value::null(Type::String), Value::unknown(Type::String));
    let config = Value::object_of([
        ("secret", Value::string("hush")),
        ("script", Value::string("echo")),
        ("open", Value::string("given")),
        ("plain", Value::string("a")),
    ]);
    let planned = Value::object_of([
        ("secret", none.clone()),
        ("script", Value::string("a digest")),
        ("open", unknown.clone()),
        ("plain", Value::string("b")),
    ]);
    let sent = crate::diff::as_sent(&planned, &config, &block);
    assert_eq!(sent, config.with("plain", Value::string("b")));
    let silent = Value::object_of(["secret", "script", "open", "plain"].map(|name| (name, none.clone())));
    assert_eq!(crate::diff::as_sent(&planned, &silent, &block), planned);
}

#[test]
fn what_a_repeated_module_call_gives_each_instance_is_known_by_its_turn() {
    let mut case = Case::files(&[
        (
            "main.tf",
            r#"
            resource "toy_box" "a" {}
            module "m" {
              source   = "./m"
              for_each = { one = toy_box.a.id, two = "known" }
              in       = each.value
            }
            "#,
        ),
        (
            "m/main.tf",
            r#"
            variable "in" { type = string }
            resource "toy_box" "x" { parent = var.in }
            "#,
        ),
    ]);
    let run = Run::new(&mut case).go(&case, &[]);
    insta::assert_snapshot!(run.log.join("\n"), @r#"
    Create toy_box.a Some({"id": unknown:string})
    Create module.m["one"].toy_box.x Some({"id": unknown:string, "parent": "made toy_box.a"})
    Create module.m["two"].toy_box.x Some({"id": unknown:string, "parent": "known"})
    "#);
}

/// A line for each of what has rules, as they stand at the end.
fn standing(run: &mut Run) -> String {
    let ending = run.evaluator.ending(&run.plan);
    let said = |item: &Json| {
        let instances = item["instances"].as_array().into_iter().flatten();
        let shown = |i: &Json| format!("{} {}", i["address"]["to_display"].as_str().unwrap(), i["status"]);
        let instances = instances.map(shown).collect::<Vec<_>>().join(", ");
        format!("{} {}: {instances}\n", item["address"]["to_display"].as_str().unwrap(), item["status"])
    };
    let found = ending.found.0.iter().map(|d| format!("{}: {}\n", d.summary, d.detail));
    ending.checks.iter().map(said).chain(found).collect()
}

const JUDGED_LATER: &str = r#"
resource "toy_box" "a" {
  count = 2
  name  = "a${count.index}"
  lifecycle {
    postcondition {
      condition     = self.id != ""
      error_message = "no id"
    }
  }
}
check "good" {
  assert {
    condition     = startswith(toy_box.a[0].id, "made")
    error_message = "never"
  }
}
check "bad" {
  assert {
    condition     = toy_box.a[0].id == "other"
    error_message = "is ${toy_box.a[0].id}"
  }
}
output "o" {
  value = toy_box.a[1].id
  precondition {
    condition     = toy_box.a[1].id != ""
    error_message = "none"
  }
}
"#;

#[test]
fn rules_are_judged_when_what_they_need_is_there() {
    let mut case = Case::new(JUDGED_LATER);
    let mut run = Run::new(&mut case).go(&case, &[]);
    insta::assert_snapshot!(standing(&mut run), @r#"
    check.bad "fail": check.bad "fail"
    check.good "pass": check.good "pass"
    output.o "pass": output.o "pass"
    toy_box.a "pass": toy_box.a[0] "pass", toy_box.a[1] "pass"
    The check `bad` does not hold: is made toy_box.a[0]
    "#);
}

#[test]
fn rules_over_what_failed_stay_unknown() {
    let mut case = Case::new(JUDGED_LATER);
    let mut run = Run::new(&mut case).go(&case, &["toy_box.a[1]"]);
    insta::assert_snapshot!(standing(&mut run), @r#"
    check.bad "unknown": check.bad "unknown"
    check.good "unknown": check.good "unknown"
    output.o "unknown": output.o "unknown"
    toy_box.a "unknown": toy_box.a[0] "pass", toy_box.a[1] "unknown"
    "#);
}

#[test]
fn a_state_holds_how_rules_stand() {
    let mut case = Case::new(JUDGED_LATER);
    let mut run = Run::new(&mut case).go(&case, &[]);
    let checks = run.evaluator.ending(&run.plan).checks;
    let stored = rules::to_state(&checks);
    let one = |i: usize| stored[i].to_string();
    insta::assert_snapshot!(one(0), @r#"{"object_kind":"check","config_addr":"check.bad","status":"fail","objects":[{"object_addr":"check.bad","status":"fail","failure_messages":["is made toy_box.a[0]"]}]}"#);
    insta::assert_snapshot!(one(3), @r#"{"object_kind":"resource","config_addr":"toy_box.a","status":"pass","objects":[{"object_addr":"toy_box.a[0]","status":"pass"},{"object_addr":"toy_box.a[1]","status":"pass"}]}"#);
    assert_eq!(rules::from_state(&stored), checks);
}

#[test]
fn what_a_partial_plan_leaves_out_is_not_empty() {
    let main = r#"
resource "toy_box" "a" {
  name = "a"
}
resource "toy_box" "many" {
  for_each = toset(["x"])
  name     = each.key
}
output "one" {
  value = toy_box.a.id
}
output "other" {
  value = toy_box.many["x"].id
}
"#;
    let mut case = Case::new(main)
        .options(|o| o.targets = vec![provision_lang::config::parse_target("toy_box.a").unwrap()]);
    let mut run = Run::new(&mut case).go(&case, &[]);
    let ending = run.evaluator.ending(&run.plan);
    assert!(!ending.found.has_errors(), "{}", case.errors(&ending.found));
    assert!(run.outputs(&case).starts_with("one = "), "{}", run.outputs(&case));
}
