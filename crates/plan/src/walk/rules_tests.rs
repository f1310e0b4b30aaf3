//! How rules stand in a plan, as its JSON tells it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::testing::Case;
use provision_lang::config::parse_target;
use serde_json::Value as Json;

/// A line for each of what has rules: its address, how it stands, and then its instances with what they say.
fn standing(case: &mut Case) -> String {
    let plan = case.plan().unwrap();
    let shown = |item: &Json| {
        let problems = item["problems"].as_array().into_iter().flatten();
        let said: Vec<&str> = problems.filter_map(|p| p["message"].as_str()).collect();
        let address = item["address"]["to_display"].as_str().unwrap();
        format!("{address} {} {}", item["status"].as_str().unwrap(), said.join(" ")).trim_end().to_owned()
    };
    let line = |check: &Json| {
        let instances = check["instances"].as_array().into_iter().flatten().map(shown).collect::<Vec<_>>();
        format!("{}: {}", shown(check), instances.join(", ")).trim_end().to_owned() + "\n"
    };
    plan.checks.iter().map(line).collect()
}

const RULES: &str = r#"
variable "v" {
  default = 3
  validation {
    condition     = var.v > 0
    error_message = "none"
  }
}
resource "toy_box" "a" {
  for_each = toset(["x", "y"])
  name     = each.key
  lifecycle {
    precondition {
      condition     = var.v < 5
      error_message = "large"
    }
    postcondition {
      condition     = each.key == "y" || self.id != "q"
      error_message = "is q"
    }
  }
}
resource "toy_box" "none" {
  count = 0
  lifecycle {
    precondition {
      condition     = var.v < 5
      error_message = "large"
    }
  }
}
resource "toy_box" "without" {}
output "o" {
  value = 1
  precondition {
    condition     = toy_box.a["x"].id != ""
    error_message = "empty"
  }
}
check "all" {
  data "toy_names" "n" { prefix = "broken" }
  assert {
    condition     = var.v == 4
    error_message = "not four"
  }
  assert {
    condition     = var.v == 3
    error_message = "not three"
  }
}
check "later" {
  assert {
    condition     = toy_box.a["x"].id == "q"
    error_message = "not q"
  }
}
"#;

#[test]
fn what_apply_will_tell_is_unknown_and_what_fails_says_why() {
    insta::assert_snapshot!(standing(&mut Case::new(RULES)), @r#"
    check.all fail: check.all fail The cloud is broken not four
    check.later unknown: check.later unknown
    output.o unknown: output.o unknown
    toy_box.a unknown: toy_box.a["x"] unknown, toy_box.a["y"] unknown
    toy_box.none pass:
    var.v pass: var.v pass
    "#);
}

#[test]
fn of_what_is_left_out_nothing_is_known() {
    let mut case = Case::new(RULES).options(|o| o.targets = vec![parse_target("toy_box.a[\"y\"]").unwrap()]);
    let standing = standing(&mut case);
    assert!(standing.contains("toy_box.none unknown:\n"), "{standing}");
    assert!(standing.contains("toy_box.a unknown: toy_box.a[\"y\"] unknown\n"), "{standing}");
    let mut case = Case::new(RULES).options(|o| o.destroy = true);
    insta::assert_snapshot!(self::standing(&mut case), @r"
    check.all unknown:
    check.later unknown:
    output.o unknown: output.o unknown
    toy_box.a unknown:
    toy_box.none unknown:
    var.v unknown:
    ");
}

/// Nothing is built on what is only refreshed, so a broken condition is a warning.
#[test]
fn a_refresh_warns_of_conditions() {
    let main = r#"
resource "toy_box" "a" {
  lifecycle {
    postcondition {
      condition     = self.name == "b"
      error_message = "is ${self.name}"
    }
  }
}
"#;
    let mut case = Case::new(main)
        .prior("toy_box.a", &[("name", "a"), ("id", "1")], |_| ())
        .options(|o| o.refresh_only = true);
    assert_eq!(standing(&mut case), "toy_box.a fail: toy_box.a fail is a\n");
    let plan = case.plan().unwrap();
    insta::assert_snapshot!(case.errors(&plan.warnings), @"main.tf:5:23 [toy_box.a] A postcondition does not hold: is a");
}

#[test]
fn a_refresh_warns_of_outputs() {
    let main = r#"
resource "toy_box" "a" {
  name = "a"
}
output "o" {
  value = toy_box.a.id
  precondition {
    condition     = toy_box.a.id == "2"
    error_message = "not two"
  }
}
"#;
    let mut case = Case::new(main)
        .prior("toy_box.a", &[("name", "a"), ("id", "1")], |_| ())
        .options(|o| o.refresh_only = true);
    assert_eq!(standing(&mut case), "output.o fail: output.o fail not two\n");
    let plan = case.plan().unwrap();
    insta::assert_snapshot!(case.errors(&plan.warnings), @"main.tf:8:21 A precondition does not hold: not two");
    assert_eq!(plan.outputs[0].after.as_ref().and_then(|v| v.as_str()), Some("1"));
}
