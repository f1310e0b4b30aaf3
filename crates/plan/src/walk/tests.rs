#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::model::Action;
use crate::testing::{Case, after, lines};
use crate::walk::Walk;
use provision_lang::config::parse_target;
use provision_value::{Type, Value};

fn changes(main: &str) -> String {
    Case::new(main).changes()
}

#[test]
fn blocks_are_repeated_by_count_and_for_each() {
    insta::assert_snapshot!(changes(
        r#"
        variable "n" { default = 2 }
        locals { sides = toset(["left", "right"]) }
        resource "toy_box" "plain" { name = "p" }
        resource "toy_box" "none" { count = 0 }
        resource "toy_box" "counted" {
          count = var.n
          name  = "box-${count.index}"
        }
        resource "toy_box" "sided" {
          for_each = local.sides
          name     = each.key
          parent   = toy_box.counted[each.value == "left" ? 0 : 1].name
        }
        "#
    ), @r#"
    toy_box.counted[0] Create
    toy_box.counted[1] Create
    toy_box.plain Create
    toy_box.sided["left"] Create
    toy_box.sided["right"] Create
    "#);
}

#[test]
fn planned_values_flow_into_later_nodes() {
    let mut case = Case::new(
        r#"
        resource "toy_box" "a" { name = "a" }
        resource "toy_box" "b" {
          name   = "${toy_box.a.name}-b"
          parent = toy_box.a.id
        }
        output "id" { value = toy_box.b.id }
        output "name" { value = toy_box.b.name }
        "#,
    );
    let plan = case.plan().unwrap();
    assert_eq!(after(&plan, "toy_box.b", "name"), Value::string("a-b"));
    assert_eq!(after(&plan, "toy_box.b", "parent"), Value::unknown(Type::String));
    let outputs: Vec<_> =
        plan.outputs.iter().map(|o| (&*o.name, o.after.clone().unwrap().is_known())).collect();
    assert_eq!(outputs, [("id", false), ("name", true)]);
    assert_eq!(
        case.asked,
        ["provider provider[\"registry.terraform.io/hashicorp/toy\"] {\"region\": null:string}"]
    );
}

#[test]
fn one_block_iterates_over_planned_parts_of_another() {
    insta::assert_snapshot!(changes(
        r#"
        resource "toy_cert" "c" { names = ["x.example", "y.example"] }
        resource "toy_box" "record" {
          for_each = { for o in toy_cert.c.options : o.name => o }
          name     = each.value.token
        }
        "#
    ), @r#"
    toy_cert.c Create
    toy_box.record["x.example"] Create
    toy_box.record["y.example"] Create
    "#);
}

#[test]
fn data_sources_are_read_in_batches_while_planning() {
    let mut case = Case::new(
        r#"
        data "toy_names" "one" { prefix = "p" }
        data "toy_names" "two" { prefix = "q" }
        data "toy_info" "of_one" { of = data.toy_names.one.names[0] }
        resource "toy_box" "b" {
          count = length(data.toy_names.two.names)
          name  = data.toy_names.two.names[count.index]
        }
        "#,
    );
    let plan = case.plan().unwrap();
    insta::assert_snapshot!(lines(&plan), @r"
    toy_box.b[0] Create
    toy_box.b[1] Create
    ");
    assert_eq!(case.asked[1..], ["data data.toy_names.one data.toy_names.two", "data data.toy_info.of_one"]);
    assert_eq!(after(&plan, "toy_box.b[1]", "name"), Value::string("q-b"));
    assert_eq!(after(&plan, "data.toy_info.of_one", "of"), Value::string("p-a"));
}

#[test]
fn data_sources_that_need_something_not_made_yet_are_read_during_apply() {
    insta::assert_snapshot!(changes(
        r#"
        resource "toy_box" "b" { name = "b" }
        data "toy_info" "unknown" { of = toy_box.b.id }
        data "toy_info" "pending" {
          of         = "x"
          depends_on = [toy_box.b]
        }
        data "toy_info" "now" { of = toy_box.b.name }
        resource "toy_box" "after" { name = data.toy_info.pending.text }
        "#
    ), @r"
    toy_box.b Create
    data.toy_info.now Read DependencyPending
    data.toy_info.pending Read DependencyPending
    toy_box.after Create
    data.toy_info.unknown Read ConfigUnknown
    ");
}

#[test]
fn what_differs_is_updated_or_replaced_and_what_is_gone_is_deleted() {
    let mut case = Case::new(
        r#"
        resource "toy_box" "same" { name = "s" }
        resource "toy_box" "updated" { name = "new" }
        resource "toy_box" "replaced" { kind = "new" }
        resource "toy_box" "tainted" { name = "t" }
        resource "toy_box" "first" {
          kind = "new"
          lifecycle { create_before_destroy = true }
        }
        resource "toy_box" "ignored" {
          name = "new"
          lifecycle { ignore_changes = [name] }
        }
        resource "toy_box" "counted" { count = 1 }
        resource "toy_box" "each" { for_each = toset(["a"]) }
        resource "toy_box" "single" {}
        "#,
    )
    .prior("toy_box.same", &[("name", "s")], |_| {})
    .prior("toy_box.updated", &[("name", "old")], |_| {})
    .prior("toy_box.replaced", &[("kind", "old")], |_| {})
    .prior("toy_box.tainted", &[("name", "t")], |p| p.tainted = true)
    .prior("toy_box.first", &[("kind", "old")], |_| {})
    .prior("toy_box.first", &[("kind", "older")], |p| p.deposed = Some("abc".into()))
    .prior("toy_box.ignored", &[("name", "old")], |_| {})
    .prior("toy_box.counted[0]", &[], |_| {})
    .prior("toy_box.counted[1]", &[], |_| {})
    .prior("toy_box.each[\"a\"]", &[], |_| {})
    .prior("toy_box.each[\"b\"]", &[], |_| {})
    .prior("toy_box.single[\"x\"]", &[], |_| {})
    .prior("toy_box.gone", &[], |_| {})
    .prior("module.gone.toy_box.x", &[], |_| {});
    insta::assert_snapshot!(case.changes(), @r#"
    toy_box.first CreateThenDelete CannotUpdate
    toy_box.replaced DeleteThenCreate CannotUpdate
    toy_box.single Create
    toy_box.tainted DeleteThenCreate ReplaceTainted
    toy_box.updated Update
    toy_box.first Delete deposed abc
    toy_box.counted[1] Delete CountIndex
    toy_box.each["b"] Delete EachKey
    toy_box.single["x"] Delete WrongRepetition
    toy_box.gone Delete NoResourceConfig
    module.gone.toy_box.x Delete NoResourceConfig
    "#);
}

#[test]
fn create_before_destroy_is_forced_on_what_is_depended_on() {
    let mut case = Case::new(
        r#"
        resource "toy_box" "base" { kind = "new" }
        resource "toy_box" "top" {
          parent = toy_box.base.id
          lifecycle { create_before_destroy = true }
        }
        "#,
    )
    .prior("toy_box.base", &[("kind", "old")], |_| {});
    insta::assert_snapshot!(case.changes(), @r"
    toy_box.base CreateThenDelete CannotUpdate
    toy_box.top Create
    ");
}

#[test]
fn replacement_is_triggered_and_requested() {
    let source = r#"
        resource "toy_box" "a" {
          name = "new"
          tags = { k = "v" }
        }
        resource "toy_box" "whole" {
          name = "n"
          lifecycle { replace_triggered_by = [toy_box.a] }
        }
        resource "toy_box" "part" {
          name = "n"
          lifecycle { replace_triggered_by = [toy_box.a.kind] }
        }
        resource "toy_box" "named" {
          name = "n"
          lifecycle { replace_triggered_by = [toy_box.a.name] }
        }
        resource "toy_box" "asked" { name = "n" }
    "#;
    let mut case = ["whole", "part", "named", "asked"]
        .iter()
        .fold(Case::new(source).prior("toy_box.a", &[("name", "old")], |_| {}), |case, name| {
            case.prior(&format!("toy_box.{name}"), &[("name", "n")], |_| {})
        });
    case.options.replace = vec!["toy_box.asked".parse().unwrap()];
    insta::assert_snapshot!(case.changes(), @r"
    toy_box.a Update
    toy_box.asked DeleteThenCreate ReplaceRequested
    toy_box.named DeleteThenCreate ReplaceTriggered
    toy_box.whole DeleteThenCreate ReplaceTriggered
    ");
}

#[test]
fn modules_are_expanded_and_give_outputs() {
    let mut case = Case::files(&[
        (
            "main.tf",
            r#"
            module "m" {
              source   = "./m"
              for_each = { a = "x", b = "y" }
              name     = each.value
            }
            module "one" {
              source = "./m"
              name   = module.m["a"].name
            }
            output "names" { value = [for k, m in module.m : m.name] }
            output "all" { value = module.one }
            "#,
        ),
        (
            "m/main.tf",
            r#"
            variable "name" { type = string }
            variable "count_of" {
              type    = number
              default = "2"
            }
            locals { full = "${var.name}-${path.module}" }
            resource "toy_box" "b" {
              count = var.count_of
              name  = local.full
            }
            output "name" { value = toy_box.b[0].name }
            output "id" { value = toy_box.b[1].id }
            "#,
        ),
    ]);
    let plan = case.plan().unwrap();
    insta::assert_snapshot!(lines(&plan), @r#"
    module.m["a"].toy_box.b[0] Create
    module.m["a"].toy_box.b[1] Create
    module.m["b"].toy_box.b[0] Create
    module.m["b"].toy_box.b[1] Create
    module.one.toy_box.b[0] Create
    module.one.toy_box.b[1] Create
    "#);
    insta::assert_debug_snapshot!(plan.outputs.iter().map(|o| (&o.name, &o.after)).collect::<Vec<_>>(), @r#"
    [
        (
            "all",
            Some(
                {
                    "id": unknown:string,
                    "name": "x-m-m",
                },
            ),
        ),
        (
            "names",
            Some(
                tuple[
                    "x-m",
                    "y-m",
                ],
            ),
        ),
    ]
    "#);
    assert_eq!(plan.modules.len(), 4);
}

#[test]
fn dependencies_go_through_locals_and_modules() {
    let mut case = Case::files(&[
        (
            "main.tf",
            r#"
            locals { l = toy_box.a.id }
            resource "toy_box" "a" {}
            resource "toy_box" "b" { parent = local.l }
            resource "toy_box" "dep" {}
            module "m" {
              source     = "./m"
              in         = toy_box.b.id
              depends_on = [toy_box.dep]
            }
            resource "toy_box" "c" { parent = module.m.out }
            "#,
        ),
        (
            "m/main.tf",
            r#"
            variable "in" {}
            resource "toy_box" "x" { parent = var.in }
            resource "toy_box" "z" {}
            output "out" { value = toy_box.x.id }
            "#,
        ),
    ]);
    let plan = case.plan().unwrap();
    let lines: Vec<String> =
        plan.changes.iter().map(|c| format!("{}: {}", c.addr, c.dependencies.join(" "))).collect();
    // As Terraform 1.11 records them for the same plan with `terraform_data`.
    insta::assert_snapshot!(lines.join("\n"), @r"
    toy_box.a: 
    toy_box.b: toy_box.a
    toy_box.dep: 
    module.m.toy_box.x: toy_box.a toy_box.b toy_box.dep
    module.m.toy_box.z: toy_box.dep
    toy_box.c: module.m.toy_box.x toy_box.a toy_box.b toy_box.dep
    ");
}

#[test]
fn moved_objects_keep_living_under_their_new_address() {
    let mut case = Case::new(
        r#"
        resource "toy_box" "new" { name = "n" }
        resource "toy_box" "counted" {
          count = 2
          name  = "c"
        }
        moved {
          from = toy_box.old
          to   = toy_box.new
        }
        "#,
    )
    .prior("toy_box.old", &[("name", "n")], |_| {})
    .prior("toy_box.counted", &[("name", "c")], |_| {});
    insta::assert_snapshot!(case.changes(), @r"
    toy_box.counted[0] NoOp from toy_box.counted
    toy_box.counted[1] Create
    toy_box.new NoOp from toy_box.old
    ");
}

#[test]
fn modules_move_with_all_that_is_in_them() {
    let mut case = Case::files(&[
        (
            "main.tf",
            r#"
            module "new" {
              source   = "./m"
              for_each = toset(["k"])
            }
            module "counted" {
              source = "./m"
              count  = 1
            }
            moved {
              from = module.old
              to   = module.new["k"]
            }
            "#,
        ),
        (
            "m/main.tf",
            r#"
            resource "toy_box" "b" {}
            moved {
              from = toy_box.a
              to   = toy_box.b
            }
            "#,
        ),
    ])
    .prior("module.old.toy_box.a", &[], |_| {})
    .prior("module.counted.toy_box.b", &[], |_| {});
    insta::assert_snapshot!(case.changes(), @r#"
    module.counted[0].toy_box.b NoOp from module.counted.toy_box.b
    module.new["k"].toy_box.b NoOp from module.old.toy_box.a
    "#);
}

#[test]
fn an_import_needs_an_instance() {
    insta::assert_snapshot!(changes(
        r#"
        resource "toy_box" "a" { count = 1 }
        import {
          to = toy_box.a[1]
          id = "x"
        }
        "#
    ), @"main.tf:4:16 Nothing to import into: The configuration has no instance toy_box.a[1].");
}

#[test]
fn removed_objects_are_forgotten_or_destroyed() {
    let mut case = Case::new(
        r#"
        removed {
          from = toy_box.kept
          lifecycle { destroy = false }
        }
        removed {
          from = toy_box.gone
          lifecycle { destroy = true }
        }
        "#,
    )
    .prior("toy_box.kept", &[], |_| {})
    .prior("toy_box.gone", &[], |_| {});
    insta::assert_snapshot!(case.changes(), @r"
    toy_box.kept Forget NoResourceConfig
    toy_box.gone Delete NoResourceConfig
    ");
}

#[test]
fn import_blocks_adopt_what_exists() {
    let mut case = Case::new(
        r#"
        locals { ids = { a = "i-1", b = "i-2" } }
        resource "toy_box" "one" { name = "found" }
        resource "toy_box" "each" {
          for_each = local.ids
          name     = each.key
        }
        import {
          to = toy_box.one
          id = "i-0"
        }
        import {
          for_each = local.ids
          to       = toy_box.each[each.key]
          id       = each.value
        }
        "#,
    )
    .prior("toy_box.each[\"b\"]", &[("name", "b")], |_| {});
    insta::assert_snapshot!(case.changes(), @r#"
    toy_box.each["a"] Update importing i-1
    toy_box.one NoOp importing i-0
    "#);
    assert_eq!(case.asked[1..], ["import toy_box.each[\"a\"]=i-1 toy_box.one=i-0"]);
}

#[test]
fn a_destroy_plan_deletes_all_and_reads_nothing() {
    let mut case = Case::new(
        r#"
        data "toy_names" "n" {}
        resource "toy_box" "a" { count = length(data.toy_names.n.names) }
        resource "toy_box" "b" { parent = toy_box.a[0].id }
        output "o" { value = toy_box.b.id }
        "#,
    )
    .prior("toy_box.a[0]", &[], |_| {})
    .prior("toy_box.b", &[], |p| p.dependencies = vec!["toy_box.a".into()])
    .prior("toy_box.b", &[], |p| p.deposed = Some("d1".into()))
    .options(|o| o.destroy = true);
    case.outputs.insert("o".into(), Value::string("x"));
    let plan = case.plan().unwrap();
    insta::assert_snapshot!(lines(&plan), @r"
    toy_box.a[0] Delete
    toy_box.b Delete
    toy_box.b Delete deposed d1
    ");
    assert!(case.asked.is_empty());
    assert!(plan.outputs[0].after.is_none() && plan.outputs[0].before.is_some());
    // The one that is used goes last.
    let a = plan.steps.iter().find(|s| s.change == 0).unwrap();
    assert!(!a.needs.is_empty());
}

#[test]
fn what_is_missing_is_not_in_the_way_of_a_destroy() {
    let mut case = Case::files(&[
        (
            "main.tf",
            r#"
            resource "toy_box" "gone" { count = 1 }
            module "m" {
              source = "./m"
              parent = toy_box.gone[0].id
            }
            "#,
        ),
        (
            "m/main.tf",
            r#"
            variable "parent" { type = string }
            data "toy_names" "n" { prefix = var.parent }
            resource "toy_box" "left" { parent = var.parent }
            output "o" { value = toy_box.left.id }
            "#,
        ),
    ])
    .prior("module.m.toy_box.left", &[], |_| {})
    .options(|o| o.destroy = true);
    assert_eq!(lines(&case.plan().unwrap()), "module.m.toy_box.left Delete");
}

#[test]
fn a_refresh_only_plan_does_nothing() {
    let mut case = Case::new(r#"resource "toy_box" "a" { name = "new" } resource "toy_box" "b" {}"#.replace("} r", "}\nr").as_str())
        .prior("toy_box.a", &[("name", "old")], |p| p.before_refresh = Some(p.value.with("name", Value::string("older"))))
        .prior("toy_box.gone", &[], |_| {})
        .options(|o| o.refresh_only = true);
    let plan = case.plan().unwrap();
    assert_eq!(lines(&plan), "");
    assert!(plan.steps.is_empty());
    assert_eq!(plan.drift.len(), 1);
}

#[test]
fn targets_take_what_they_need_and_excludes_what_needs_them() {
    let source = r#"
        resource "toy_box" "base" {}
        resource "toy_box" "mid" {
          count  = 2
          parent = toy_box.base.id
        }
        resource "toy_box" "top" { parent = toy_box.mid[0].id }
        resource "toy_box" "other" {}
        output "base" { value = toy_box.base.id }
        output "other" { value = toy_box.other.id }
    "#;
    let mut outputs = String::new();
    for (flag, address) in [
        ("target", "toy_box.mid"),
        ("target", "toy_box.mid[1]"),
        ("target", "toy_box.top"),
        ("exclude", "toy_box.mid"),
        ("exclude", "toy_box.mid[1]"),
        ("target", "toy_box.nothing"),
    ] {
        let target = vec![parse_target(address).unwrap()];
        let mut case = Case::new(source).prior("toy_box.gone", &[], |_| {});
        match flag {
            "target" => case.options.targets = target,
            _ => case.options.excludes = target,
        }
        let changes = case.changes().replace('\n', ", ");
        outputs += &format!("{flag} {address}: {changes}\n");
    }
    insta::assert_snapshot!(outputs, @r"
    target toy_box.mid: toy_box.base Create, toy_box.mid[0] Create, toy_box.mid[1] Create
    target toy_box.mid[1]: toy_box.base Create, toy_box.mid[1] Create
    target toy_box.top: toy_box.base Create, toy_box.mid[0] Create, toy_box.mid[1] Create, toy_box.top Create
    exclude toy_box.mid: toy_box.base Create, toy_box.other Create, toy_box.gone Delete NoResourceConfig
    exclude toy_box.mid[1]: toy_box.base Create, toy_box.mid[0] Create, toy_box.other Create, toy_box.gone Delete NoResourceConfig
    target toy_box.nothing: Nothing has this address: --target names toy_box.nothing, which neither the configuration nor the state has.
    ");
}

#[test]
fn stages_select_and_through_stops() {
    let case = || {
        Case::files(&[
            ("net.tf", "resource \"toy_box\" \"net\" { kind = \"new\" }"),
            ("app.tf", "resource \"toy_box\" \"app\" { parent = toy_box.net.id }"),
            ("ops.tf", "resource \"toy_box\" \"ops\" {}"),
        ])
        .stages(&["net", "app", "ops"])
    };
    let mut plain = case();
    let plan = plain.plan().unwrap();
    let stages: Vec<_> = plan.changes.iter().map(|c| (c.addr.to_string(), c.stage)).collect();
    assert_eq!(stages, [("toy_box.net".into(), 0), ("toy_box.app".into(), 1), ("toy_box.ops".into(), 2)]);
    assert!(plan.barrier);

    insta::assert_snapshot!(case().options(|o| o.stages = vec!["app".into()]).changes(), @r"
    toy_box.net Create
    toy_box.app Create
    ");
    insta::assert_snapshot!(case().options(|o| o.through = Some("net".into())).changes(), @"toy_box.net Create");
    insta::assert_snapshot!(case().options(|o| o.through = Some("nut".into())).changes(), @"There is no stage `nut`: ");
    let mut refused = case()
        .prior("toy_box.net", &[("kind", "old")], |p| p.stage = Some("net".into()))
        .prior("toy_box.app", &[], |p| {
            p.stage = Some("app".into());
            p.dependencies = vec!["toy_box.net".into()];
        })
        .options(|o| o.through = Some("net".into()));
    insta::assert_snapshot!(refused.changes(), @"[toy_box.net] This plan needs a step beyond `net`: toy_box.net is to be deleted or replaced, and toy_box.app of the later stage `app` uses it.");
}

#[test]
fn orphans_keep_the_stage_that_the_sidecar_remembers() {
    let mut case = Case::files(&[("net.tf", "")])
        .stages(&["net", "app"])
        .prior("toy_box.gone", &[], |p| p.stage = Some("app".into()));
    assert_eq!(case.plan().unwrap().changes[0].stage, 1);
}

#[test]
fn conditions_are_checked() {
    let mut case = Case::new(
        r#"
        variable "size" {
          default = 5
          validation {
            condition     = var.size < 5
            error_message = "Too large: ${var.size}."
          }
        }
        resource "toy_box" "a" {
          name = "n"
          lifecycle {
            precondition {
              condition     = 1 == 2
              error_message = "Never."
            }
          }
        }
        resource "toy_box" "b" {
          name = "n"
          lifecycle {
            postcondition {
              condition     = self.name == "m"
              error_message = "Is ${self.name}."
            }
            postcondition {
              condition     = self.id == "x"
              error_message = "Not known yet."
            }
          }
        }
        "#,
    );
    insta::assert_snapshot!(case.changes(), @r"
    main.tf:5:29 A validation does not hold: Too large: 5.
    main.tf:13:31 [toy_box.a] A precondition does not hold: Never.
    main.tf:22:31 [toy_box.b] A postcondition does not hold: Is n.
    ");
}

#[test]
fn checks_only_warn() {
    let mut case = Case::new(
        r#"
        check "up" {
          data "toy_names" "n" { prefix = "broken" }
          assert {
            condition     = length(data.toy_names.n.names) == 2
            error_message = "Down."
          }
        }
        check "no" {
          data "toy_names" "m" {}
          assert {
            condition     = data.toy_names.m.names[0] == "x"
            error_message = "It is ${data.toy_names.m.names[0]}."
          }
        }
        "#,
    );
    let plan = case.plan().unwrap();
    insta::assert_snapshot!(case.errors(&plan.warnings), @r"
    main.tf:3:11 [data.toy_names.n] The cloud is broken: 
    main.tf:12:29 The check `no` does not hold: It is n-a.
    ");
}

#[test]
fn wrong_plans_say_what_is_wrong() {
    let mut out = String::new();
    for source in [
        "resource \"toy_box\" \"a\" { count = -1 }",
        "resource \"toy_box\" \"a\" { count = \"x\" }",
        "resource \"toy_box\" \"a\" {}\nresource \"toy_box\" \"b\" { count = length(toy_box.a.id) }",
        "resource \"toy_box\" \"a\" {}\nresource \"toy_box\" \"b\" { for_each = toset([toy_box.a.id]) }",
        "resource \"toy_box\" \"a\" { for_each = [\"a\"] }",
        "resource \"toy_box\" \"a\" { for_each = sensitive(toset([\"a\"])) }",
        "resource \"toy_box\" \"a\" { for_each = toset([1]) }",
        "resource \"toy_bax\" \"a\" {}",
        "variable \"v\" {}",
        "output \"o\" { value = sensitive(1) }",
        "data \"toy_names\" \"n\" { prefix = \"broken\" }",
        "resource \"toy_box\" \"a\" { name = each.key }",
        "resource \"toy_box\" \"a\" { nme = \"x\" }",
        "moved {\n from = toy_box.a\n to = toy_box.b\n}\nresource \"toy_box\" \"a\" {}",
    ] {
        out += &format!("{}\n", changes(source));
    }
    insta::assert_snapshot!(out, @r#"
    main.tf:1:34 [toy_box.a] Invalid `count`: The number of instances is -1.
    main.tf:1:34 [toy_box.a] Invalid `count`: A number is needed; this is of type string.
    main.tf:2:34 [toy_box.b] Invalid `count`: The number of instances is known only after apply.
    main.tf:2:37 [toy_box.b] Invalid `for_each`: The set holds values that are known only after apply.
    main.tf:1:37 [toy_box.a] Invalid `for_each`: A map, an object or a set of strings is needed; this is a tuple.
    main.tf:1:37 [toy_box.a] Invalid `for_each`: The keys of instances are part of their addresses, and this is a sensitive value.
    main.tf:1:37 [toy_box.a] Invalid `for_each`: A set of strings is needed; this is a set of number.
    main.tf:1:1 [toy_bax.a] Unknown resource type `toy_bax`: 
    main.tf:1:1 No value for variable "v": It has no default and was not given.
    main.tf:1:22 A sensitive value in an output: The output `o` would show a sensitive value.
    main.tf:1:1 [data.toy_names.n] The cloud is broken: 
    main.tf:1:33 [toy_box.a] `each` has no value here: 
    main.tf:1:26 [toy_box.a] Unsupported argument: There is no argument named "nme" here.
    main.tf:1:1 What is moved away is still there: toy_box.a still stands in the configuration.
    "#);
}

#[test]
fn one_failure_does_not_hide_another() {
    insta::assert_snapshot!(changes(
        r#"
        resource "toy_box" "a" { count = -1 }
        resource "toy_box" "needs_a" { count = length(toy_box.a) }
        resource "toy_box" "b" { count = 1.5 }
        "#
    ), @r"
    main.tf:2:42 [toy_box.a] Invalid `count`: The number of instances is -1.
    main.tf:4:42 [toy_box.b] Invalid `count`: The number of instances is 1.5.
    ");
}

#[test]
fn prevent_destroy_is_a_guard() {
    let case = || {
        Case::new("resource \"toy_box\" \"a\" {\n  kind = \"new\"\n  lifecycle { prevent_destroy = true }\n}")
            .prior("toy_box.a", &[("kind", "old")], |_| {})
    };
    let errors = case().plan().unwrap_err();
    assert!(errors.is_refusal());
    insta::assert_snapshot!(case().errors(&errors), @"main.tf:1:1 [toy_box.a] `prevent_destroy` refuses this plan: The plan would replace toy_box.a, whose block says `prevent_destroy = true`. !guard");
    assert!(case().options(|o| o.destroy = true).plan().unwrap_err().is_refusal());
    let mut fewer =
        Case::new("resource \"toy_box\" \"a\" {\n  count = 1\n  lifecycle { prevent_destroy = true }\n}")
            .prior("toy_box.a[1]", &[], |_| {});
    assert!(fewer.plan().unwrap_err().is_refusal());
}

#[test]
fn a_refresh_opens_what_the_files_and_the_state_name() {
    let case = Case::new(
        r#"
        locals { region = "r-${1 + 1}" }
        provider "toy" { region = local.region }
        provider "toy" {
          alias  = "west"
          region = "west"
        }
        provider "toy" {
          alias  = "late"
          region = toy_box.a.id
        }
        resource "toy_box" "a" {}
        resource "toy_box" "b" {
          provider = toy.west
          parent   = toy_box.a.id
        }
        "#,
    );
    let shown = |case: &Case| {
        let needs = Walk::new(case.input()).unwrap().providers().unwrap();
        needs.iter().map(|n| format!("{} {:?}", n.id, n.config)).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(shown(&case), @r#"
    provider["registry.terraform.io/hashicorp/toy"] {"region": "r-2"}
    provider["registry.terraform.io/hashicorp/toy"].west {"region": "west"}
    "#);
    let left_over = Case::new("").prior("toy_box.gone", &[], |_| {});
    insta::assert_snapshot!(shown(&left_over), @r#"provider["registry.terraform.io/hashicorp/toy"] {"region": null:string}"#);
    let gone = Case::new("").prior("toy_box.gone", &[], |p| p.provider = format!("{}.x", p.provider).into());
    let errors = Walk::new(gone.input()).unwrap().providers().unwrap_err();
    assert_eq!(errors.0[0].summary, "A provider configuration is missing");
}

#[test]
fn sensitive_values_stay_sensitive() {
    let mut case = Case::new(
        r#"
        variable "v" {
          default   = "s"
          sensitive = true
        }
        resource "toy_box" "a" { name = var.v }
        resource "toy_box" "b" {
          name   = toy_box.a.name
          secret = "x"
          parent = nonsensitive(toy_box.a.secret)
        }
        output "o" {
          value     = toy_box.b.secret
          sensitive = true
        }
        "#,
    );
    let plan = case.plan().unwrap();
    assert!(after(&plan, "toy_box.b", "name").is_sensitive());
    assert!(after(&plan, "toy_box.b", "secret").is_sensitive());
    assert!(!after(&plan, "toy_box.b", "parent").is_sensitive());
    assert!(plan.outputs[0].after.as_ref().unwrap().is_sensitive());
}

/// A plan of `n` blocks in chains of ten, by way of locals, and of `n` instances of one block.
fn large(n: usize) -> Case {
    let mut source =
        format!("resource \"toy_box\" \"counted\" {{\n  count = {n}\n  name = \"n${{count.index}}\"\n}}\n");
    for i in 0..n {
        let parent = if i % 10 == 0 { "null".into() } else { format!("local.l{}", i - 1) };
        source += &format!("locals {{\n  l{i} = toy_box.r{i}.id\n}}\n");
        source += &format!("resource \"toy_box\" \"r{i}\" {{\n  name = \"r{i}\"\n  parent = {parent}\n}}\n");
    }
    Case::new(&source)
}

#[test]
fn many_resources_are_walked() {
    let plan = large(500).plan().unwrap();
    assert_eq!(plan.changes.iter().filter(|c| c.action == Action::Create).count(), 1000);
    assert_eq!(plan.steps.len(), 1000);
    assert_eq!(
        plan.changes.iter().find(|c| c.addr.to_string() == "toy_box.r19").unwrap().dependencies.len(),
        9
    );
}

/// For a profiler: `cargo test --release -p provision-plan --lib ten_thousand -- --ignored`.
#[test]
#[ignore = "for measuring"]
fn ten_thousand_resources() {
    assert_eq!(large(5_000).plan().unwrap().changes.len(), 10_000);
}
