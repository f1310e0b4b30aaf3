#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{check, validate};
use crate::config::load;
use crate::testing::{Files, render_all};
use provision_schema::{Attribute, Block, Catalog, Nested, Nesting, ResourceType, Sdk, Validator};
use provision_value::{Mode, SourceMap, Type, Value};
use std::path::Path;
use std::sync::Arc;

struct Few {
    types: Vec<ResourceType>,
    provider: Block,
}

fn attribute(ty: Type, change: impl FnOnce(&mut Attribute)) -> Attribute {
    let mut a = Attribute::new(ty);
    a.optional = true;
    change(&mut a);
    a
}

fn computed(ty: Type) -> Attribute {
    attribute(ty, |a| (a.optional, a.computed) = (false, true))
}

fn few() -> Few {
    let rule = Block {
        attributes: [
            ("port", attribute(Type::Number, |a| a.validators = vec![Validator::Between(0, 65535)])),
            ("arn", attribute(Type::String, |a| a.validators = vec![Validator::Arn])),
        ]
        .into(),
        ..Block::default()
    };
    let rule = Nested { max: 2, conflicts: vec!["name"], ..Nested::new(Nesting::Set, Arc::new(rule)) };
    let block = Block {
        attributes: [
            ("id", computed(Type::String)),
            (
                "cidr_block",
                attribute(Type::String, |a| {
                    (a.required, a.optional, a.validators) = (true, false, vec![Validator::Cidr])
                }),
            ),
            ("name", attribute(Type::String, |a| a.conflicts = vec!["name_prefix"])),
            ("name_prefix", attribute(Type::String, |a| a.conflicts = vec!["name"])),
            (
                "tenancy",
                attribute(Type::String, |a| a.validators = vec![Validator::OneOf(&["default", "dedicated"])]),
            ),
            ("one", attribute(Type::String, |a| a.exactly_one_of = vec!["one", "two"])),
            ("two", attribute(Type::String, |a| a.exactly_one_of = vec!["one", "two"])),
            ("with", attribute(Type::String, |a| a.required_with = vec!["name"])),
            ("tags", attribute(Type::map(Type::String), |_| {})),
            ("secret", attribute(Type::String, |a| a.sensitive = true)),
        ]
        .into(),
        blocks: [("rule", rule)].into(),
        ..Block::default()
    };
    let ty = |name, mode, block: &Block| ResourceType {
        name,
        mode,
        version: 0,
        sdk: Sdk::V2,
        block: block.clone(),
        plan: None,
        seconds: (1.0, 1.0),
        revisioned: false,
        doc: "",
    };
    let zones =
        Block { attributes: [("names", computed(Type::list(Type::String)))].into(), ..Block::default() };
    let provider =
        Block { attributes: [("region", attribute(Type::String, |_| {}))].into(), ..Block::default() };
    let types = vec![ty("aws_vpc", Mode::Managed, &block), ty("aws_zones", Mode::Data, &zones)];
    Few { types, provider }
}

impl Catalog for Few {
    fn resource(&self, name: &str) -> Option<&ResourceType> {
        self.types.iter().find(|t| t.name == name && t.mode == Mode::Managed)
    }
    fn data(&self, name: &str) -> Option<&ResourceType> {
        self.types.iter().find(|t| t.name == name && t.mode == Mode::Data)
    }
    fn provider(&self, name: &str) -> Option<&Block> {
        (name == "aws").then_some(&self.provider)
    }
    fn names(&self, mode: Mode) -> Vec<&str> {
        self.types.iter().filter(|t| t.mode == mode).map(|t| t.name).collect()
    }
}

fn findings(files: &[(&str, &str)]) -> String {
    let mut sources = SourceMap::default();
    let world = Files::new(files);
    let dir = Path::new("/plan");
    let (config, diags) = load(&world, dir, &mut sources);
    assert_eq!(render_all(&sources, &diags), "");
    render_all(&sources, &check(&config, &few(), &world, dir))
}

#[test]
fn a_sound_plan_has_no_findings() {
    let text = r#"
variable "zones" { type = list(string) }
variable "cfg" {
  type = object({ cidr = string, on = optional(bool, true) })
  sensitive = true
}
variable "name" {
  validation {
    condition     = length(var.name) > 3
    error_message = "Too short: ${var.name}"
  }
}
locals {
  ids  = [for v in aws_vpc.many : v.id]
  map  = { for k, v in aws_vpc.each : k => v.tags["a"] }
  late = module.m.ids[0].x
}
provider "aws" { region = "x" }
data "aws_zones" "z" {}
resource "aws_vpc" "one" {
  cidr_block = var.cfg.cidr
  one        = null
  two        = data.aws_zones.z.names[0]
  tags       = { a = var.name, b = path.module }
  dynamic "rule" {
    for_each = var.zones
    content { port = rule.key }
  }
  lifecycle {
    ignore_changes = [tags["a"], rule]
    postcondition {
      condition     = self.id != ""
      error_message = "no"
    }
    replace_triggered_by = [aws_vpc.many[0].id]
  }
}
resource "aws_vpc" "many" {
  count      = length(data.aws_zones.z.names)
  cidr_block = "10.${count.index}.0.0/16"
  one        = aws_vpc.one.id
}
resource "aws_vpc" "each" {
  for_each   = toset(local.ids)
  cidr_block = each.value
  two        = each.key
}
module "m" {
  source   = "./m"
  count    = 2
  size     = count.index
}
output "first" { value = aws_vpc.many[0].id }
output "all" { value = [values(aws_vpc.each)[*].id, module.m[0].ids, module.m[*].ids] }
output "cidr" {
  value     = var.cfg.cidr
  sensitive = true
}
import {
  to = aws_vpc.one
  id = "vpc-1"
}
"#;
    let module = "variable \"size\" {\n  type = number\n}\noutput \"ids\" {\n  value = [var.size]\n}\n";
    // `late` takes an attribute of a module with count and is the one slip in here.
    let found = findings(&[("main.tf", text), ("m/main.tf", module)]);
    insta::assert_snapshot!(found);
}

#[test]
fn everything_wrong_is_found_in_one_run() {
    insta::assert_snapshot!(findings(&[
        (
            "main.tf",
            r#"
resource "aws_vcp" "typo" {
  x = aws_vpc.one.idd
}
data "aws_vpc" "mode" {}
resource "aws_vpc" "one" {
  cidr_block  = "10.0.0.1/16"
  cidr        = 1
  tenancy     = "dedicatd"
  name        = "a"
  name_prefix = "b"
  one         = "x"
  two         = "y"
  with        = aws_vpc.many.id
  tags        = ["list"]
  rule { port = 99999 }
  rule { arn = "arn:nonsense" }
  rule { prot = 1 }
  lifecycle {
    ignore_changes = [tagz]
    replace_triggered_by = [var.v, aws_vpc.many[0]]
    precondition {
      condition     = true
      error_message = "x"
    }
  }
}
resource "aws_vpc" "many" {
  count = -1
  one   = each.key
  two   = aws_vpc.one[0].id
}
resource "aws_vpc" "each" {
  for_each   = ["a"]
  cidr_block = self.id
  with       = "x"
  name       = count.index
}
locals {
  quiet = [for v in aws_vpc.many[*].id : aws_vpc.one.nme]
  sum   = 1 + "x"
  path  = path.modul
  call  = lenght([1])
}
variable "v" {
  type = string
  validation {
    condition     = var.secret
    error_message = 5
  }
}
variable "secret" { sensitive = true }
output "secret" { value = "x${var.secret}" }
provider "asw" {}
provider "aws" { regoin = 1 }
module "m" {
  source = "./m"
  size   = "big"
}
output "gone" { value = module.m.gone }
import {
  to = aws_vpc.nowhere
  id = []
}
import {
  to = aws_vpc.many
  id = ""
}
removed { from = aws_vpc.one }
"#,
        ),
        (
            "m/main.tf",
            "variable \"size\" {\n  type = number\n}\noutput \"is\" {\n  value = aws_vpc.x.id.y\n}\nresource \"aws_vpc\" \"x\" {\n  cidr_block = \"10.0.0.0/8\"\n  one = 1\n}\n"
        )
    ]));
}

#[test]
fn validators() {
    let cases: &[(Validator, &str, &str)] = &[
        (Validator::Cidr, "10.0.0.0/16", ""),
        (Validator::Cidr, "fd00::/8", ""),
        (Validator::Cidr, "0.0.0.0/0", ""),
        (Validator::Cidr, "10.0.0.1/16", "has bits set after the first 16 of 32; the range is 10.0.0.0/16"),
        (Validator::Cidr, "10.0.0.0/33", "has a prefix above /32"),
        (Validator::Cidr, "10.0.0.0/016", "must be a range of addresses, such as 10.0.0.0/16"),
        (Validator::Cidr, "10.0.0.0", "must be a range of addresses, such as 10.0.0.0/16"),
        (Validator::Ipv4Prefix(16, 28), "10.0.0.0/16", ""),
        (Validator::Ipv4Prefix(16, 28), "10.0.0.0/8", "must have a prefix from /16 to /28"),
        (Validator::Ipv4Prefix(16, 28), "fd00::/16", "must be an IPv4 range"),
        (Validator::Length(1, 3), "abcd", "must be 1 to 3 characters long, and is 4"),
        (Validator::Arn, "arn:aws:s3:::bucket", ""),
        (Validator::Arn, "arn:aws:iam::aws:policy/x", ""),
        (Validator::Arn, "bucket", "must be an ARN, such as arn:aws:iam::111122223333:role/name"),
        (Validator::Json, "{\"a\": 1}", ""),
    ];
    for (validator, text, problem) in cases {
        assert_eq!(validate(*validator, &Value::string(*text)).err().unwrap_or_default(), *problem, "{text}");
    }
    assert!(validate(Validator::Json, &Value::string("{")).is_err());
    assert!(validate(Validator::Between(1, 5), &Value::number(6)).is_err());
    assert!(validate(Validator::Between(1, 5), &Value::number(5)).is_ok());
}
