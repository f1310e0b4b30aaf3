#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::testing::{Files, render_all};
use provision_value::{SourceMap, Value};

fn read(files: &[(&str, &str)]) -> (Config, String) {
    let mut sources = SourceMap::default();
    let (config, diags) = load(&Files::new(files), std::path::Path::new("/plan"), &mut sources);
    (config, render_all(&sources, &diags))
}

#[track_caller]
fn good(files: &[(&str, &str)]) -> Config {
    let (config, errors) = read(files);
    assert_eq!(errors, "");
    config
}

fn errors(text: &str) -> String {
    read(&[("main.tf", text)]).1
}

#[test]
fn a_plan_with_all_kinds_of_blocks() {
    let config = good(&[
        (
            "network.tf",
            r#"
            resource "aws_vpc" "main" {
              count      = 2
              cidr_block = "10.0.0.0/16"
              provider   = aws.east
              depends_on = [module.m, "data.aws_region.r"]
              lifecycle {
                create_before_destroy = true
                ignore_changes        = [tags["Name"], ingress[0].cidr_blocks]
                precondition {
                  condition     = true
                  error_message = "no"
                }
              }
              nested { a = 1 }
            }
            data "aws_region" "r" {}
            "#,
        ),
        (
            "main.tf",
            r#"
            terraform {
              required_version = ">= 1.5, < 2.0"
              required_providers {
                aws = { source = "hashicorp/aws", version = "~> 5.0", configuration_aliases = [aws.x] }
              }
              backend "local" {}
            }
            provider "aws" {}
            provider "aws" {
              alias  = "east"
              region = "us-east-1"
            }
            variable "v" {
              type = object({ a = string, b = optional(number, 1), c = optional(list(object({ d = optional(string, "x") })), [{}]) })
              default   = { a = "q" }
              sensitive = true
              nullable  = false
            }
            locals {
              a = 1
              b = local.a
            }
            output "o" {
              value      = local.b
              depends_on = [aws_vpc.main[0]]
            }
            module "m" {
              source    = "./modules/m"
              name      = "n"
              providers = { aws.inner = aws.east }
            }
            moved {
              from = aws_vpc.old["a b"]
              to   = module.x[0].aws_vpc.main
            }
            import {
              to = aws_vpc.main[0]
              id = "vpc-1"
            }
            removed {
              from = aws_subnet.gone
              lifecycle { destroy = false }
            }
            check "c" {
              assert {
                condition     = true
                error_message = "m"
              }
            }
            "#,
        ),
        (
            "modules/m/main.tf",
            "terraform {\n  required_providers {\n    aws = {\n      configuration_aliases = [aws.inner]\n    }\n  }\n}\nvariable \"name\" {}\nresource \"aws_eip\" \"e\" {\n}\nmodule \"deep\" {\n  source = \"../n\"\n}\n",
        ),
        ("modules/n/main.tf", "locals {\n  x = 1\n}\n"),
        (".hidden.tf", "nonsense"),
        ("notes.txt", "nonsense"),
    ]);
    let root = &config.root;
    let vpc = root.resource(Mode::Managed, "aws_vpc", "main").unwrap();
    assert_eq!(&*vpc.file, "network.tf");
    assert_eq!(vpc.provider.to_string(), "aws.east");
    assert_eq!(vpc.depends_on.len(), 2);
    assert!(vpc.lifecycle.create_before_destroy && !vpc.lifecycle.prevent_destroy);
    assert!(vpc.count.is_some() && vpc.for_each.is_none());
    let left = vpc.body.attributes.iter().map(|a| &*a.name.name).collect::<Vec<_>>();
    assert_eq!(left, ["cidr_block"]);
    assert_eq!(vpc.body.blocks.len(), 1);
    let IgnoreChanges::Paths(paths) = &vpc.lifecycle.ignore_changes else { panic!() };
    assert_eq!(
        paths.iter().map(|p| p.0.to_string()).collect::<Vec<_>>(),
        ["tags[\"Name\"]", "ingress[0].cidr_blocks"]
    );
    assert_eq!(root.resource(Mode::Data, "aws_region", "r").unwrap().provider.to_string(), "aws");
    assert_eq!(root.providers.len(), 2);
    assert_eq!(root.moved[0].from.to_string(), "aws_vpc.old[\"a b\"]");
    assert_eq!(root.moved[0].to.to_string(), "module.x[0].aws_vpc.main");
    assert!(!root.removed[0].destroy);
    assert_eq!(root.imports[0].target.as_ref().unwrap().to_string(), "aws_vpc.main[0]");
    let call = &root.calls["m"];
    assert_eq!(
        (call.providers[0].0.to_string(), call.providers[0].1.to_string()),
        ("aws.inner".into(), "aws.east".into())
    );
    assert_eq!(call.module.dir, std::path::Path::new("modules/m"));
    assert_eq!(call.module.calls["deep"].module.dir, std::path::Path::new("modules/n"));
    assert_eq!(config.modules().len(), 3);
    let eip = call.module.resource(Mode::Managed, "aws_eip", "e").unwrap();
    assert_eq!(eip.addr.to_string(), "module.m.aws_eip.e");
    assert_eq!(config.resource(&eip.addr).unwrap().span, eip.span);
    assert_eq!(root.outermost_file(&eip.addr), Some("main.tf"));
    assert_eq!(root.outermost_file(&vpc.addr), Some("network.tf"));
    let v = root.variables["v"].accept(None, None).unwrap();
    assert!(v.is_sensitive());
    let (v, _) = v.unmark();
    assert_eq!(format!("{v:?}"), r#"{"a": "q", "b": 1, "c": [{"d": "x"}]}"#);
}

#[test]
fn values_of_variables() {
    let config = good(&[(
        "main.tf",
        r#"
        variable "n" { type = number }
        variable "d" {
          type     = string
          default  = "x"
          nullable = false
        }
        variable "any" { default = null }
        variable "sum" { default = { day = 60 * 60 * 24, text = "${1}0", list = [for x in [1, 2] : -x] } }
        "#,
    )]);
    let vars = &config.root.variables;
    assert_eq!(vars["n"].accept(Some(Value::string("5")), None).unwrap(), Value::number(5));
    assert_eq!(vars["d"].accept(Some(Value::null(Type::Dynamic)), None).unwrap(), Value::string("x"));
    assert!(vars["any"].accept(None, None).unwrap().is_null());
    let sum = vars["sum"].accept(None, None).unwrap();
    assert_eq!(format!("{sum:?}"), r#"{"day": 86400, "list": tuple[-1, -2], "text": "10"}"#);
    let missing = vars["n"].accept(None, None).unwrap_err();
    assert_eq!(missing.summary, "No value for variable \"n\"");
    let wrong = vars["n"].accept(Some(Value::string("five")), None).unwrap_err();
    assert_eq!(wrong.summary, "Wrong value for variable \"n\"");
}

#[test]
fn errors_of_blocks() {
    insta::assert_snapshot!(errors(
        r#"
top = 1
resorce "a" "b" {}
resource "aws_vpc" {}
resource "aws_vpc" "x" {
  count    = 1
  for_each = {}
  provider = 5
  provisioner "local-exec" {
    command = "x"
  }
  lifecycle {
    prevent_destory = true
    ignore_changes  = tags
    create_before_destroy = var.x
  }
  depends_on = [local.a.b.c, "x"]
}
resource "aws_vpc" "x" {}
variable "v" {
  type     = strng
  defualt  = 1
}
variable "v" {}
variable "source" {}
variable "w" {
  type    = number
  default = "one"
}
variable "w2" {
  default = var.v
}
variable "w3" {
  default = [1, upper("a")]
}
variable "q" {
  type = "string"
}
variable "o" {
  type = object({ a = optional(number, "x"), b = list })
}
output "o" {}
locals {
  a = 1
}
locals {
  a = 2
}
module "m" {
  version = "1"
}
module "n" {
  source = "hashicorp/x/aws"
}
module "p" {
  source = "./gone"
}
moved {
  from = aws_vpc.x
}
terraform {
  required_version = "one"
  cloud {}
}
provider "aws" {}
provider "aws" {}
check "c" {}
import {
  to = foo()
  id = "x"
}
removed {
  from = aws_vpc.x[0]
}
"#
    ));
}

#[test]
fn errors_of_module_calls() {
    let (_, text) = read(&[
        ("main.tf", "module \"m\" {\n  source = \"./m\"\n  nam = 1\n  inner {}\n}\n"),
        ("m/main.tf", "variable \"name\" {}\nmodule \"self\" {\n  source = \"../m\"\n}\n"),
    ]);
    insta::assert_snapshot!(text);
    let (_, text) = read(&[("readme.md", "")]);
    insta::assert_snapshot!(text);
}

#[test]
fn vendored_modules_are_found() {
    let config = good(&[
        (
            "main.tf",
            "module \"vpc\" {\n  source  = \"terraform-aws-modules/vpc/aws\"\n  version = \"5.0\"\n}\n",
        ),
        (
            ".terraform/modules/modules.json",
            r#"{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"vpc","Source":"registry.terraform.io/terraform-aws-modules/vpc/aws","Version":"5.0.0","Dir":".terraform/modules/vpc"}]}"#,
        ),
        (".terraform/modules/vpc/main.tf", "output \"id\" {\n  value = 1\n}\n"),
    ]);
    assert!(config.root.calls["vpc"].module.outputs.contains_key("id"));
}

#[test]
fn modules_are_found_in_a_vendor_folder() {
    let vpc = ("modules/vpc/main.tf", "output \"id\" {\n  value = 1\n}\n");
    let call = |version: &str| {
        format!(
            "module \"v\" {{\n  source  = \"terraform-aws-modules/vpc/aws\"\n  version = \"{version}\"\n}}\nmodule \"g\" {{\n  source = \"git::https://x.example/y.git?ref=v1\"\n}}\n"
        )
    };
    let record = r#"{"Modules":[
        {"Source":"registry.terraform.io/terraform-aws-modules/vpc/aws","Version":"5.1.2","Dir":"modules/vpc"},
        {"Key":"g","Source":"git::https://x.example/y.git?ref=v1","Dir":"./modules/vpc"}]}"#;
    let config = good(&[("main.tf", &call("~> 5.0")), ("modules/modules.json", record), vpc]);
    assert!(config.root.calls.values().all(|c| c.module.outputs.contains_key("id")));
    let (_, text) = read(&[("main.tf", &call("~> 4.0")), ("modules/modules.json", record), vpc]);
    insta::assert_snapshot!(text);
    let moved = r#"{"Modules":[{"Key":"v","Source":"other/vpc/aws","Version":"5.1.2","Dir":"modules/vpc"}]}"#;
    let (_, text) = read(&[
        ("main.tf", &call("5.1.2")),
        (".terraform/modules/modules.json", moved),
        ("modules/modules.json", "{"),
        vpc,
    ]);
    insta::assert_snapshot!(text);
}

#[test]
fn sources_and_versions_that_do_not_fit() {
    insta::assert_snapshot!(errors(
        r#"
module "a" {
  source  = "./a"
  version = "1.0"
}
module "b" {
  source  = "git::https://x.example/y.git"
  version = "1.0"
}
module "c" {
  source = "modules/c"
}
module "d" {
  source = "${path.module}/d"
}
terraform {
  required_version = ">= 1.12"
}
"#
    ));
}

#[test]
fn passed_providers_fit_what_the_module_says() {
    let main = r#"
        terraform {
          required_providers {
            toy   = { source = "x/toy" }
            other = { source = "x/other" }
          }
        }
        provider "toy" { alias = "x" }
        module "whole" {
          source    = "./m"
          providers = { toy = toy, toy.a = toy.x }
        }
        module "lacks" {
          source = "./m"
        }
        module "wrong" {
          source    = "./m"
          providers = { toy.a = other }
        }
        module "more" {
          source    = "./m"
          providers = { toy.a = toy.x, toy.b = toy.x }
        }
        module "own" {
          source    = "./own"
          count     = 1
          providers = { toy = toy.x }
        }
        module "announces" {
          source    = "./announces"
          for_each  = {}
          providers = { toy = toy.x }
        }
    "#;
    let (_, text) = read(&[
        ("main.tf", main),
        (
            "m/main.tf",
            "terraform {\n  required_providers {\n    toy = {\n      source = \"x/toy\"\n      configuration_aliases = [toy.a]\n    }\n  }\n}\n",
        ),
        (
            "own/main.tf",
            "terraform {\n  required_providers {\n    toy = { source = \"x/toy\" }\n  }\n}\nprovider \"toy\" {\n  region = 1\n}\n",
        ),
        (
            "announces/main.tf",
            "terraform {\n  required_providers {\n    toy = { source = \"x/toy\" }\n  }\n}\nprovider \"toy\" {}\n",
        ),
    ]);
    insta::assert_snapshot!(text);
}

#[test]
fn a_module_that_is_called_often_is_read_and_wrong_once() {
    let calls = (0..50).map(|i| format!("module \"m{i}\" {{\n  source = \"./m\"\n}}\n")).collect::<String>();
    let mut sources = SourceMap::default();
    let files = Files::new(&[("main.tf", &calls), ("m/main.tf", "locals {\n  a = \n}\nnonsense {}\n")]);
    let (config, diags) = load(&files, std::path::Path::new("/plan"), &mut sources);
    assert_eq!(config.modules().len(), 51);
    assert_eq!(diags.0.len(), 2, "{}", render_all(&sources, &diags));
    assert_eq!(sources.iter().count(), 2);
}

#[test]
fn modules_nest_deeply() {
    let file =
        |i: usize| (format!("m{i}/main.tf"), format!("module \"m\" {{\n  source = \"../m{}\"\n}}\n", i + 1));
    let mut files = (0..90).map(file).collect::<Vec<_>>();
    files.push(("m90/main.tf".into(), "locals {\n  a = 1\n}\n".into()));
    files.push(("main.tf".into(), "module \"m\" {\n  source = \"./m0\"\n}\n".into()));
    let files = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect::<Vec<_>>();
    assert_eq!(good(&files).modules().len(), 92);
}

#[test]
fn addresses_are_read_and_shown() {
    for text in [
        "aws_vpc.a",
        "data.aws_ami.x[0]",
        "module.a",
        "module.a[\"k\"].module.b[1]",
        "module.a.aws_vpc.b[\"c\"]",
    ] {
        assert_eq!(parse_target(text).unwrap().to_string(), text);
    }
    for text in ["aws_vpc", "", "module", "aws_vpc.a.b", "a.b[c]", "f(x)", "data.x", "aws_vpc.a[1.5]"] {
        assert!(parse_target(text).is_err(), "{text}");
    }
}
