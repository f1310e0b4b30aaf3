#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{Types, parse_json_body, parse_json_values};
use crate::syntax::parse_body;
use crate::syntax::tests::show_body;
use crate::testing::render;
use proptest::prelude::*;
use provision_schema::{Attribute, Block, Catalog, Nested, Nesting, ResourceType, Sdk};
use provision_value::{Mode, SourceId, Type};
use std::sync::Arc;

/// One type with blocks in blocks.
struct One(ResourceType);

fn one() -> One {
    let mut inner = Block::default();
    inner.attributes.insert("port", Attribute::new(Type::Number));
    let nested = |block: &Block| Nested::new(Nesting::List, Arc::new(block.clone()));
    let mut outer = Block::default();
    outer.attributes.insert("name", Attribute::new(Type::String));
    outer.blocks.insert("inner", nested(&inner));
    let mut block = outer.clone();
    block.attributes.insert("tags", Attribute::new(Type::map(Type::String)));
    block.blocks.insert("outer", nested(&outer));
    One(ResourceType {
        name: "toy_box",
        mode: Mode::Managed,
        version: 0,
        sdk: Sdk::V2,
        block,
        plan: None,
        seconds: (1.0, 1.0),
        revisioned: false,
        doc: "",
    })
}

impl Catalog for One {
    fn resource(&self, name: &str) -> Option<&ResourceType> {
        (name == self.0.name).then_some(&self.0)
    }
    fn data(&self, name: &str) -> Option<&ResourceType> {
        self.resource(name)
    }
    fn provider(&self, name: &str) -> Option<&Block> {
        (name == "toy").then_some(&self.0.block)
    }
    fn names(&self, _: Mode) -> Vec<&str> {
        vec![self.0.name]
    }
}

/// Both texts say the same.
#[track_caller]
fn same(json: &str, native: &str) {
    let (body, diags) = parse_json_body(SourceId(0), json, Types(Some(&one())));
    assert!(diags.is_empty(), "{json}\n{}", render(json, &diags));
    let (expected, diags) = parse_body(SourceId(0), native);
    assert!(diags.is_empty(), "{native}\n{}", render(native, &diags));
    // A key of an object is a name in the one syntax and a text in the other.
    let plain = |shown: String| shown.replace(['<', '>'], "").replace("\"k\"", "k").replace("\"v\"", "v");
    assert_eq!(plain(show_body(&body)), plain(show_body(&expected)), "{json}");
}

fn errors(json: &str) -> String {
    render(json, &parse_json_body(SourceId(0), json, Types(Some(&one()))).1)
}

#[test]
fn blocks_are_objects_or_arrays_with_labels_as_keys() {
    same(r#"{"locals": {"a": 1, "b": "x"}}"#, "locals {\n a = 1\n b = \"x\"\n}");
    same(r#"{"locals": [{"a": 1}, {"b": true}]}"#, "locals {\n a = 1\n}\nlocals {\n b = true\n}");
    same(r#"[{"locals": {"a": 1}}, {"locals": {"b": null}}]"#, "locals {\n a = 1\n}\nlocals {\n b = null\n}");
    same(r#"{"//": "why", "locals": {"//": "why", "a": 1.5e2}}"#, "locals {\n a = 150\n}");
    same(
        r#"{"resource": {"toy_box": {"a": {"name": "x"}, "b": [{"name": "y"}]}}}"#,
        "resource \"toy_box\" \"a\" {\n name = \"x\"\n}\nresource \"toy_box\" \"b\" {\n name = \"y\"\n}",
    );
    same(
        r#"{"resource": [{"toy_box": [{"a": {"name": "x"}}, {"b": {"name": "y"}}]}]}"#,
        "resource \"toy_box\" \"a\" {\n name = \"x\"\n}\nresource \"toy_box\" \"b\" {\n name = \"y\"\n}",
    );
    same(r#"{"variable": {"v": null, "w": {}}}"#, "variable w {\n}");
}

#[test]
fn texts_are_templates_constants_or_expressions_by_their_place() {
    same(
        r#"{"locals": {"a": "${var.x}", "b": "a ${var.x}!", "c": ["${1 + 2}"], "d": {"${var.k}": "%{ if true }y%{ endif }"}}}"#,
        r#"
        locals {
          a = "${var.x}"
          b = "a ${var.x}!"
          c = ["${1 + 2}"]
          d = { "${var.k}" = "%{ if true }y%{ endif }" }
        }"#,
    );
    same(
        r#"{"variable": {"v": {"type": "map(object({ k = optional(string, \"v\") }))", "default": {"k": "$${x} ${y"}, "sensitive": true,
            "validation": {"condition": "${var.v > 1}", "error_message": "no ${var.v}"}}}}"#,
        r#"
        variable "v" {
          type      = map(object({ k = optional(string, "v") }))
          default   = { "k" = "$$${x} $${y" }
          sensitive = true
          validation {
            condition     = "${var.v > 1}"
            error_message = "no ${var.v}"
          }
        }"#,
    );
    same(
        r#"{"resource": {"toy_box": {"a": {
            "count": "${length(var.l)}", "provider": "toy.x", "depends_on": ["toy_box.b", "module.m"],
            "lifecycle": {"ignore_changes": ["tags[\"k\"]", "name"], "create_before_destroy": true,
              "replace_triggered_by": ["toy_box.b.id"], "precondition": [{"condition": "${true}", "error_message": "e"}]}}}}}"#,
        r#"
        resource "toy_box" "a" {
          count      = "${length(var.l)}"
          provider   = toy.x
          depends_on = [toy_box.b, module.m]
          lifecycle {
            ignore_changes        = [tags["k"], name]
            create_before_destroy = true
            replace_triggered_by  = [toy_box.b.id]
            precondition {
              condition     = "${true}"
              error_message = "e"
            }
          }
        }"#,
    );
    same(
        r#"{"resource": {"toy_box": {"a": {"lifecycle": {"ignore_changes": "all"}}}}}"#,
        "resource \"toy_box\" \"a\" {\n lifecycle {\n ignore_changes = all\n }\n}",
    );
    same(
        r#"{"terraform": {"required_version": ">= 1.0", "backend": {"s3": {"bucket": "${b}"}},
            "required_providers": {"toy": {"source": "a/toy", "version": "~> 1", "configuration_aliases": ["toy.x"]}}}}"#,
        r#"
        terraform {
          required_version = ">= 1.0"
          backend "s3" {
            bucket = "$${b}"
          }
          required_providers {
            toy = { "source" = "a/toy", "version" = "~> 1", "configuration_aliases" = [toy.x] }
          }
        }"#,
    );
    same(
        r#"{"module": {"m": {"source": "./m", "providers": {"toy": "toy.x"}, "depends_on": ["module.n"], "x": "${1}"}}}"#,
        "module \"m\" {\n source = \"./m\"\n providers = { \"toy\" = toy.x }\n depends_on = [module.n]\n x = \"${1}\"\n}",
    );
    same(
        r#"{"moved": {"from": "a.b[0]", "to": "module.m[\"k\"].a.b"}, "removed": {"from": "a.c", "lifecycle": {"destroy": false}},
            "import": [{"to": "a.b[each.key]", "id": "${each.value}", "for_each": {"k": "v"}}],
            "check": {"c": {"data": {"toy_box": {"d": {"name": "x"}}}, "assert": {"condition": "${true}", "error_message": "e"}}}}"#,
        r#"
        moved {
          from = a.b[0]
          to   = module.m["k"].a.b
        }
        removed {
          from = a.c
          lifecycle { destroy = false }
        }
        import {
          to       = a.b[each.key]
          id       = "${each.value}"
          for_each = { k = "v" }
        }
        check "c" {
          data "toy_box" "d" {
            name = "x"
          }
          assert {
            condition     = "${true}"
            error_message = "e"
          }
        }"#,
    );
}

#[test]
fn types_tell_blocks_from_arguments() {
    same(
        r#"{"resource": {"toy_box": {"a": {"tags": {"k": "v"}, "outer": [{"name": "x", "inner": {"port": 1}}, {"inner": [{"port": 2}, {"port": 3}]}]}}}}"#,
        r#"
        resource "toy_box" "a" {
          tags = { k = "v" }
          outer {
            name = "x"
            inner {
              port = 1
            }
          }
          outer {
            inner {
              port = 2
            }
            inner {
              port = 3
            }
          }
        }"#,
    );
    same(
        r#"{"data": {"toy_box": {"a": {"dynamic": {"outer": {"for_each": "${var.l}", "iterator": "it", "content": {"name": "${it.value}",
            "dynamic": {"inner": [{"for_each": [1, 2], "content": {"port": "${inner.value}"}}]}}}}}}}}"#,
        r#"
        data "toy_box" "a" {
          dynamic "outer" {
            for_each = "${var.l}"
            iterator = it
            content {
              name = "${it.value}"
              dynamic "inner" {
                for_each = [1, 2]
                content {
                  port = "${inner.value}"
                }
              }
            }
          }
        }"#,
    );
    same(
        r#"{"provider": {"toy": [{"name": "p", "inner": {"port": 1}}, {"alias": "x"}]}}"#,
        "provider toy {\n name = \"p\"\n inner {\n port = 1\n }\n}\nprovider toy {\n alias = \"x\"\n}",
    );
    // Nothing is known of the content of this one.
    same(
        r#"{"resource": {"other": {"a": {"outer": {"k": "v"}}}}}"#,
        "resource other a {\n outer = { k = \"v\" }\n}",
    );
}

#[test]
fn escapes_of_json_come_before_those_of_templates() {
    same(
        r#"{"locals": {"a": "\u00e9\ud83d\ude00\n\t\/\\\"", "b": "e\u0301"}}"#,
        "locals {\n a = \"é😀\\n\\t/\\\\\\\"\"\n b = \"é\"\n}",
    );
    same(r#"{"locals": {"a": "${\"q\"}", "b": "\\n"}}"#, "locals {\n a = \"${\"q\"}\"\n b = \"\\\\n\"\n}");
}

#[test]
fn places_survive_escapes() {
    insta::assert_snapshot!(errors(
        "{\n  \"locals\": {\n    \"a\": \"\\u00e9 \\n \\\"q\\\" ${1 +} tail\",\n    \"b\": [\"${x y}\"],\n    \"%{ if }\": 1,\n    \"a\": 2\n  },\n  \"resource\": {\"toy_box\": {\"a\": {\"depends_on\": [\"a b\"], \"outer\": 1, \"inner\": [1]}, \"b\": 3, \"//\": 1}},\n  \"variable\": [1],\n  \"output\": \"x\",\n  \"data\": {\"toy_box\": {}}\n}"
    ));
}

#[test]
fn broken_json_is_pointed_at() {
    let slips = [
        "",
        "{",
        "{\"a\": 1,}",
        "{\"a\" 1}",
        "{a: 1}",
        "{'a': 1}",
        "[1 2]",
        "{\"a\": 01}",
        "{\"a\": 1.}",
        "{\"a\": nul}",
        "{\"a\": \"x\ny\"}",
        "{\"a\": \"\\q\"}",
        "{} x",
        "// no\n{}",
        "\u{feff}{}",
        "{\"a\": \"\\ud800\"}",
        "{\"a\": \"\\u12\"}",
        "{\"a\": \"\u{1}\"}",
        "3",
    ];
    let all = slips.iter().map(|s| format!("--- {s:?}\n{}", errors(s))).collect::<String>();
    insta::assert_snapshot!(all);
}

#[test]
fn values_of_a_variable_file_are_constants() {
    let json = r#"{"//": 1, "a": "${x}", "b": {"c": [1, null]}}"#;
    let (body, diags) = parse_json_values(SourceId(0), json);
    assert!(diags.is_empty(), "{}", render(json, &diags));
    assert_eq!(show_body(&body), r#"a = "${x}"; b = {<"c"> = [1, null:any]}"#);
}

#[test]
fn deep_nesting_is_an_error() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let text = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        assert!(errors(&text).contains("Nested too deeply"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_text_is_survived(text in ".{0,100}") {
        errors(&text);
        errors(&format!("{{\"locals\": {{\"a\": \"{text}\"}}}}"));
    }

    #[test]
    fn any_json_is_survived(tokens in proptest::collection::vec(proptest::sample::select(SOUP), 0..40)) {
        errors(&tokens.concat());
        errors(&format!("{{{}}}", tokens.concat()));
    }
}

const SOUP: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "1",
    "-1.5e3",
    "null",
    "true",
    "\"a\"",
    "\"resource\":",
    "\"toy_box\":",
    "\"a\":",
    "\"dynamic\":",
    "\"outer\":",
    "\"content\":",
    "\"${x}\"",
    "\"${\"",
    "\"\\u00e9${\"",
    "\"lifecycle\":",
    "\"terraform\":",
    "\"depends_on\":",
    " ",
    "\n",
    "\"required_providers\":",
    "\"//\":",
    "é",
    "\\",
];
