#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::load;
use crate::testing::{Files, render_all};
use provision_value::SourceMap;

/// The findings for a plan whose `main.tf` is changed by `override.tf`, and the resulting configuration.
fn merged(main: &str, over: &str) -> (super::Config, String) {
    let mut sources = SourceMap::default();
    let files = Files::new(&[("main.tf", main), ("override.tf", over), ("m/main.tf", "variable \"x\" {}")]);
    let (config, diags) = load(&files, std::path::Path::new("/plan"), &mut sources);
    (config, render_all(&sources, &diags))
}

/// Both pairs of files mean the same.
#[track_caller]
fn becomes(main: &str, over: &str, expected: &str) {
    let (config, errors) = merged(main, over);
    assert_eq!(errors, "", "{over}");
    let (plain, errors) = merged(expected, "");
    assert_eq!(errors, "", "{expected}");
    assert_eq!(shape(&config), shape(&plain), "{over}");
}

/// The configuration without its places.
fn shape(config: &super::Config) -> String {
    let text = format!("{config:?}");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("Span {") {
        out += &rest[..at];
        rest = &rest[at + rest[at..].find('}').unwrap() + 1..];
    }
    out + rest
}

#[test]
fn arguments_replace_arguments_and_blocks_blocks_of_their_type() {
    becomes(
        r#"
        resource "toy_box" "a" {
          count = 1
          name  = "a"
          side { port = 1 }
          side { port = 2 }
          dynamic "top" {
            for_each = []
            content {}
          }
          top { port = 3 }
          kept { port = 4 }
        }"#,
        r#"
        resource "toy_box" "a" {
          name = "b"
          kind = "k"
          side { port = 9 }
          dynamic "top" {
            for_each = [1]
            content {}
          }
        }"#,
        r#"
        resource "toy_box" "a" {
          count = 1
          name  = "b"
          kind  = "k"
          kept { port = 4 }
          side { port = 9 }
          dynamic "top" {
            for_each = [1]
            content {}
          }
        }"#,
    );
}

#[test]
fn a_lifecycle_is_merged_argument_by_argument() {
    becomes(
        r#"
        resource "toy_box" "a" {
          lifecycle {
            create_before_destroy = true
            ignore_changes        = [name]
            precondition {
              condition     = var.x
              error_message = "e"
            }
          }
        }
        variable "x" {}
        "#,
        r#"
        resource "toy_box" "a" {
          lifecycle {
            prevent_destroy = true
            ignore_changes  = [kind]
          }
        }"#,
        r#"
        resource "toy_box" "a" {
          lifecycle {
            create_before_destroy = true
            prevent_destroy       = true
            ignore_changes        = [kind]
            precondition {
              condition     = var.x
              error_message = "e"
            }
          }
        }
        variable "x" {}
        "#,
    );
    becomes(
        "resource \"toy_box\" \"a\" {\n  lifecycle { ignore_changes = all }\n}",
        "resource \"toy_box\" \"a\" {\n  lifecycle { ignore_changes = [kind] }\n}",
        "resource \"toy_box\" \"a\" {\n  lifecycle { ignore_changes = all }\n}",
    );
    becomes(
        "resource \"toy_box\" \"a\" {}",
        "resource \"toy_box\" \"a\" {\n  lifecycle { prevent_destroy = true }\n}",
        "resource \"toy_box\" \"a\" {\n  lifecycle { prevent_destroy = true }\n}",
    );
}

#[test]
fn the_other_kinds_of_block() {
    becomes(
        "variable \"v\" {\n  type = string\n  default = \"a\"\n  description = \"d\"\n}",
        "variable \"v\" {\n  type = number\n  default = 1\n  nullable = false\n}",
        "variable \"v\" {\n  type = number\n  default = 1\n  description = \"d\"\n  nullable = false\n}",
    );
    becomes(
        "output \"o\" {\n  value = 1\n  description = \"d\"\n}",
        "output \"o\" {\n  sensitive = true\n}",
        "output \"o\" {\n  value = 1\n  description = \"d\"\n  sensitive = true\n}",
    );
    becomes("locals {\n  a = 1\n  b = 2\n}", "locals {\n  b = 3\n}", "locals {\n  a = 1\n  b = 3\n}");
    becomes(
        "module \"m\" {\n  source = \"./n\"\n  x = 1\n  count = 1\n}",
        "module \"m\" {\n  source = \"./m\"\n  x = 2\n}",
        "module \"m\" {\n  source = \"./m\"\n  x = 2\n  count = 1\n}",
    );
    becomes(
        "provider \"toy\" {\n  a = 1\n}\nprovider \"toy\" {\n  alias = \"x\"\n  a = 1\n}",
        "provider \"toy\" {\n  b = 2\n}\nprovider \"toy\" {\n  alias = \"x\"\n  a = 3\n}\nprovider \"other\" {}",
        "provider \"toy\" {\n  a = 1\n  b = 2\n}\nprovider \"toy\" {\n  alias = \"x\"\n  a = 3\n}\nprovider \"other\" {}",
    );
    becomes(
        r#"
        terraform {
          required_version = ">= 1.0"
          backend "s3" {}
          required_providers {
            a = { source = "x/a" }
            b = { source = "x/b" }
          }
        }"#,
        r#"
        terraform {
          required_version = ">= 1.1"
          backend "local" {}
          required_providers {
            b = { source = "y/b" }
          }
        }"#,
        r#"
        terraform {
          required_version = ">= 1.1"
          backend "local" {}
          required_providers {
            a = { source = "x/a" }
            b = { source = "y/b" }
          }
        }"#,
    );
}

#[test]
fn files_of_both_syntaxes_override_in_the_order_of_their_names() {
    let mut sources = SourceMap::default();
    let files = Files::new(&[
        ("main.tf", "locals {\n  a = 0\n  b = 0\n}\n"),
        ("a_override.tf", "locals {\n  a = 1\n  b = 1\n}\n"),
        ("b_override.tf.json", r#"{"locals": {"b": 2}}"#),
        ("overrides.tf", "locals {\n  c = 3\n}\n"),
    ]);
    let (config, diags) = load(&files, std::path::Path::new("/plan"), &mut sources);
    assert_eq!(render_all(&sources, &diags), "");
    let plain = merged("locals {\n  a = 1\n  b = 2\n  c = 3\n}\n", "").0;
    assert_eq!(shape(&config), shape(&plain));
}

#[test]
fn what_cannot_be_overridden() {
    let (_, errors) = merged(
        r#"
        resource "toy_box" "a" {}
        variable "v" {}
        output "o" { value = 1 }
        module "m" {
          source     = "./m"
          x          = 1
          depends_on = [toy_box.a]
        }
        "#,
        r#"
        resource "toy_box" "b" {}
        data "toy_box" "a" {}
        variable "w" {}
        output "p" { value = 1 }
        locals {
          l = 1
        }
        module "n" { source = "./m" }
        provider "toy" { alias = "x" }
        moved {
          from = toy_box.a
          to   = toy_box.b
        }
        import {
          to = toy_box.a
          id = "x"
        }
        removed { from = toy_box.c }
        check "c" {}
        resource "toy_box" "a" {
          depends_on = [toy_box.b]
        }
        variable "v" {
          validation {
            condition     = true
            error_message = "e"
          }
        }
        output "o" {
          depends_on = [toy_box.a]
        }
        module "m" {
          x = 2
        }
        resource "toy_box" "a" {
          lifecycle {
            replace_triggered_by = [toy_box.a]
            postcondition {
              condition     = true
              error_message = "e"
            }
          }
        }
        whatever {}
        "#,
    );
    insta::assert_snapshot!(errors);
}
