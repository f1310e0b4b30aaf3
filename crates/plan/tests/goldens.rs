#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]
//! The planning of single instances against plans recorded from Terraform, with types built from the provider's recorded
//! schema and the marks that no schema tells (defaults, forced replacement). The types themselves are held against the
//! same goldens in the integration tests.

use provision_plan::golden::{self, Mismatch};
use provision_schema::{Attribute, Block, EqualBy, Nested, Nesting, PlanCx, ResourceType, Sdk};
use provision_value::json::type_from_json;
use provision_value::{Diagnostics, Mode, Type, Value};
use serde_json::Value as Json;
use std::path::Path;
use std::sync::Arc;

fn read(kind: &str, name: &str) -> Json {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/goldens");
    let text = std::fs::read_to_string(root.join(kind).join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn block(json: &Json) -> Block {
    let mut out = Block::default();
    for (name, a) in json["attributes"].as_object().into_iter().flatten() {
        let mut attribute = Attribute::new(type_from_json(&a["type"]).unwrap());
        attribute.required = a["required"] == true;
        attribute.optional = a["optional"] == true;
        attribute.computed = a["computed"] == true;
        attribute.sensitive = a["sensitive"] == true;
        out.attributes.insert(leak(name), attribute);
    }
    for (name, b) in json["blocks"].as_object().into_iter().flatten() {
        let nesting = match b["nesting"].as_str() {
            Some("single") => Nesting::Single,
            Some("list") => Nesting::List,
            _ => Nesting::Set,
        };
        let nested = Nested::new(nesting, Arc::new(block(&b["block"])));
        out.blocks.insert(leak(name), nested);
    }
    out
}

/// A type from its recorded schema, as the provider's older SDK has it.
fn resource(name: &str) -> ResourceType {
    let schema = read("schema", name);
    ResourceType {
        name: leak(name),
        mode: Mode::Managed,
        version: schema["version"].as_u64().unwrap(),
        sdk: Sdk::V2,
        block: block(&schema["block"]),
        plan: None,
        seconds: (1.0, 1.0),
        revisioned: false,
        doc: "",
    }
}

fn with(ty: &mut ResourceType, names: &[&'static str], change: impl Fn(&mut Attribute)) {
    for name in names {
        change(ty.block.attributes.get_mut(name).unwrap_or_else(|| panic!("no attribute {name}")));
    }
}

fn replace(ty: &mut ResourceType, names: &[&'static str]) {
    with(ty, names, |a| a.replace = true);
}

fn default(ty: &mut ResourceType, name: &'static str, value: Value) {
    with(ty, &[name], |a| a.default = Some(value.clone()));
}

/// Gives an attribute of objects its inner description, as attribute-mode blocks have it.
fn as_block(ty: &mut ResourceType, name: &'static str, change: impl Fn(&mut Block)) {
    with(ty, &[name], |a| {
        let Some(Type::Object(object)) = a.ty.element() else { panic!("{name} holds no objects") };
        let mut inner = Block::default();
        for (name, ty) in &object.attributes {
            inner.attributes.insert(leak(name), Attribute { optional: true, ..Attribute::new(ty.clone()) });
        }
        change(&mut inner);
        a.as_block = Some(Arc::new(inner));
    });
}

fn assert_same(ty: &ResourceType) {
    let report = golden::run(ty, &read("diff", ty.name));
    let lines: Vec<String> = report.mismatches.iter().map(Mismatch::to_string).collect();
    assert!(report.compared > 20, "only {} cases", report.compared);
    assert!(lines.is_empty(), "{} of {} cases:\n{}", ty.name, report.compared, lines.join("\n"));
}

#[test]
fn vpc() {
    fn own(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let known = cx.get("assign_generated_ipv6_cidr_block").is_known();
        if known && cx.changed("assign_generated_ipv6_cidr_block") {
            cx.set_unknown("ipv6_association_id");
            cx.set_unknown("ipv6_cidr_block");
        }
        if cx.changed("instance_tenancy") && cx.get("instance_tenancy") != Value::string("default") {
            cx.force_replace("instance_tenancy");
        }
        Ok(())
    }
    let mut ty = resource("aws_vpc");
    replace(&mut ty, &["cidr_block", "ipv4_ipam_pool_id", "ipv4_netmask_length"]);
    default(&mut ty, "enable_dns_support", Value::bool(true));
    default(&mut ty, "instance_tenancy", Value::string("default"));
    ty.plan = Some(own);
    assert_same(&ty);
}

#[test]
fn subnet() {
    let mut ty = resource("aws_subnet");
    let fixed =
        ["vpc_id", "cidr_block", "availability_zone", "availability_zone_id", "ipv6_native", "outpost_arn"];
    replace(&mut ty, &fixed);
    for name in [
        "assign_ipv6_address_on_creation",
        "enable_dns64",
        "enable_resource_name_dns_a_record_on_launch",
        "enable_resource_name_dns_aaaa_record_on_launch",
        "ipv6_native",
        "map_public_ip_on_launch",
    ] {
        default(&mut ty, name, Value::bool(false));
    }
    assert_same(&ty);
}

#[test]
fn security_group() {
    fn protocol(text: &str) -> String {
        match text.to_lowercase().as_str() {
            "6" => "tcp".to_owned(),
            "all" => "-1".to_owned(),
            other => other.to_owned(),
        }
    }
    let mut ty = resource("aws_security_group");
    replace(&mut ty, &["name", "name_prefix", "description", "vpc_id"]);
    default(&mut ty, "description", Value::string("Managed by Terraform"));
    default(&mut ty, "revoke_rules_on_delete", Value::bool(false));
    for name in ["ingress", "egress"] {
        as_block(&mut ty, name, |block| {
            for (name, a) in &mut block.attributes {
                a.required = ["from_port", "to_port", "protocol"].contains(name);
                a.optional = !a.required;
                match *name {
                    "self" => a.default = Some(Value::bool(false)),
                    "protocol" => a.normalize = Some(protocol),
                    "cidr_blocks" | "ipv6_cidr_blocks" | "prefix_list_ids" => a.equal_by = EqualBy::AnyOrder,
                    _ => {}
                }
            }
        });
    }
    assert_same(&ty);
}

#[test]
fn iam_role() {
    let mut ty = resource("aws_iam_role");
    replace(&mut ty, &["name", "name_prefix", "path"]);
    default(&mut ty, "force_detach_policies", Value::bool(false));
    default(&mut ty, "max_session_duration", Value::number(3600));
    default(&mut ty, "path", Value::string("/"));
    let policy = |a: &mut Attribute| {
        a.equal_by = EqualBy::JsonPolicy;
        a.normalize = Some(provision_schema::compact_json);
    };
    with(&mut ty, &["assume_role_policy"], policy);
    let inline = ty.block.blocks.get_mut("inline_policy").unwrap();
    inline.computed = true;
    let inner = Arc::get_mut(&mut inline.block).unwrap().attributes.get_mut("policy").unwrap();
    inner.equal_by = EqualBy::JsonPolicy;
    inner.normalize = Some(provision_schema::compact_policy);
    assert_same(&ty);
}

#[test]
fn ingress_rule() {
    const SOURCES: [&str; 4] = ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"];
    /// Another kind of source needs a new rule.
    fn own(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let gone = SOURCES.iter().any(|n| !cx.before(n).is_null() && cx.get(n).is_null());
        for name in SOURCES {
            if gone && cx.changed(name) {
                cx.force_replace(name);
            }
        }
        Ok(())
    }
    let mut ty = resource("aws_vpc_security_group_ingress_rule");
    ty.sdk = Sdk::Framework;
    replace(&mut ty, &["security_group_id"]);
    with(&mut ty, &["id", "arn", "security_group_rule_id"], |a| a.stable = true);
    ty.plan = Some(own);
    assert_same(&ty);
}

#[test]
fn route_table_association() {
    let mut ty = resource("aws_route_table_association");
    replace(&mut ty, &["subnet_id", "gateway_id"]);
    assert_same(&ty);
}

#[test]
fn role_policy() {
    let mut ty = resource("aws_iam_role_policy");
    replace(&mut ty, &["name", "name_prefix", "role"]);
    with(&mut ty, &["policy"], |a| {
        a.equal_by = EqualBy::JsonPolicy;
        a.normalize = Some(provision_schema::compact_policy);
    });
    assert_same(&ty);
}

#[test]
fn certificate_validation() {
    let mut ty = resource("aws_acm_certificate_validation");
    replace(&mut ty, &["certificate_arn", "validation_record_fqdns"]);
    assert_same(&ty);
}

fn inner<'a>(ty: &'a mut ResourceType, block: &'static str) -> &'a mut Block {
    Arc::get_mut(&mut ty.block.blocks.get_mut(block).unwrap().block).unwrap()
}

#[test]
fn zone() {
    fn name(text: &str) -> String {
        text.trim_end_matches('.').to_lowercase()
    }
    let mut ty = resource("aws_route53_zone");
    replace(&mut ty, &["name", "delegation_set_id"]);
    default(&mut ty, "comment", Value::string("Managed by Terraform"));
    default(&mut ty, "force_destroy", Value::bool(false));
    with(&mut ty, &["name"], |a| a.normalize = Some(name));
    inner(&mut ty, "vpc").attributes.get_mut("vpc_region").unwrap().identity = false;
    assert_same(&ty);
}

#[test]
fn record() {
    fn name(text: &str) -> String {
        text.trim_end_matches('.').to_lowercase()
    }
    let mut ty = resource("aws_route53_record");
    replace(&mut ty, &["zone_id", "name"]);
    with(&mut ty, &["name"], |a| a.normalize = Some(name));
    inner(&mut ty, "alias").attributes.get_mut("name").unwrap().equal_by = EqualBy::TrailingDot;
    assert_same(&ty);
}

#[test]
fn bucket() {
    let mut ty = resource("aws_s3_bucket");
    replace(&mut ty, &["bucket", "bucket_prefix", "object_lock_enabled"]);
    default(&mut ty, "force_destroy", Value::bool(false));
    with(&mut ty, &["policy"], |a| {
        a.equal_by = EqualBy::JsonPolicy;
        a.normalize = Some(provision_schema::compact_json);
    });
    ty.block.blocks.iter_mut().for_each(|(name, b)| b.computed = *name != "timeouts");
    for name in ["enabled", "mfa_delete"] {
        inner(&mut ty, "versioning").attributes.get_mut(name).unwrap().default = Some(Value::bool(false));
    }
    inner(&mut ty, "object_lock_configuration").attributes.get_mut("object_lock_enabled").unwrap().replace =
        true;
    assert_same(&ty);
}

#[test]
fn bucket_versioning() {
    let mut ty = resource("aws_s3_bucket_versioning");
    replace(&mut ty, &["bucket", "expected_bucket_owner"]);
    assert_same(&ty);
}
