//! Network ACLs, their entries and subnets.

use super::{Rig, ec2};
use provision_aws_core::testing::{Reply, Sent, query_error};
use provision_engine::provider::{Class, ReadReq, Session};
use provision_value::Value;
use serde_json::{Value as Json, json};

fn entry(number: i64, protocol: &str, egress: bool, more: &str) -> String {
    format!(
        "<item><ruleNumber>{number}</ruleNumber><protocol>{protocol}</protocol><ruleAction>allow</ruleAction>\
         <egress>{egress}</egress><cidrBlock>10.0.0.0/8</cidrBlock>{more}</item>"
    )
}

fn acl(id: &str, default: bool, entries: &str, associations: &str) -> String {
    format!(
        "<item><networkAclId>{id}</networkAclId><vpcId>vpc-1</vpcId><ownerId>123456789012</ownerId><default>{default}</default>\
         <entrySet>{entries}{}</entrySet><associationSet>{associations}</associationSet></item>",
        entry(32767, "-1", false, "")
    )
}

fn association(id: &str, acl: &str, subnet: &str) -> String {
    format!(
        "<item><networkAclAssociationId>{id}</networkAclAssociationId><networkAclId>{acl}</networkAclId>\
         <subnetId>{subnet}</subnetId></item>"
    )
}

fn acls(call: &Sent, all: &str) -> Reply {
    ec2(call, &format!("<networkAclSet>{all}</networkAclSet>"))
}

async fn read(rig: &Rig, type_name: &str, key: &str, prior: Json) -> Value {
    let req = ReadReq { key: key.into(), prior: rig.object(type_name, prior), fresh: false };
    rig.session.read(type_name, vec![req]).await.remove(0).unwrap().expect("it is there")
}

#[tokio::test]
async fn acls_entries_and_associations_share_a_read() {
    let ports = "<portRange><from>80</from><to>81</to></portRange>";
    let one =
        acl("acl-1", false, &entry(100, "6", false, ports), &association("aclassoc-1", "acl-1", "subnet-1"));
    let rig = Rig::new(crate::family(), move |call, _| acls(call, &one)).await;
    let rule = json!({ "id": "nacl-1", "network_acl_id": "acl-1", "rule_number": 100, "egress": false, "protocol": "6" });
    let held = json!({ "id": "aclassoc-1", "network_acl_id": "acl-1", "subnet_id": "subnet-1" });
    let (acl, rule, association) = tokio::join!(
        read(&rig, "aws_network_acl", "acl-1", json!({ "id": "acl-1", "vpc_id": "vpc-1" })),
        read(&rig, "aws_network_acl_rule", "acl-1:100:false", rule),
        read(&rig, "aws_network_acl_association", "aclassoc-1", held),
    );
    // AWS's own last entry is nobody's.
    assert_eq!(acl.get("ingress").and_then(Value::as_seq).map(<[Value]>::len), Some(1));
    assert_eq!(rule.get("to_port").and_then(Value::as_i64), Some(81));
    assert_eq!(association.get("subnet_id").and_then(Value::as_str), Some("subnet-1"));
    assert_eq!(rig.fake.calls(), ["ec2 DescribeNetworkAcls"]);
}

#[tokio::test]
async fn many_acls_are_read_two_hundred_a_call() {
    let rig = Rig::new(crate::family(), |call, _| acls(call, "")).await;
    let prior = rig.object("aws_network_acl", json!({}));
    let req = |i: usize| ReadReq { key: format!("acl-{i}"), prior: prior.clone(), fresh: false };
    rig.session.read("aws_network_acl", (0..450).map(req).collect()).await;
    assert_eq!(rig.fake.calls(), ["ec2 DescribeNetworkAcls"; 3]);
}

#[tokio::test]
async fn the_default_acl_of_a_vpc_is_not_taken_over() {
    let rig = Rig::new(crate::family(), |call, _| acls(call, &acl("acl-1", true, "", ""))).await;
    let req = ReadReq {
        key: "acl-1".into(),
        prior: rig.object("aws_network_acl", json!({ "id": "acl-1" })),
        fresh: false,
    };
    let error = rig.session.read("aws_network_acl", vec![req]).await.remove(0).unwrap_err();
    assert!(error.message.contains("the default network ACL of vpc-1"), "{error}");
}

fn state(entries: Json) -> Json {
    json!({ "id": "acl-1", "vpc_id": "vpc-1", "egress": [], "ingress": entries, "subnet_ids": [] })
}

fn rule(number: i64, protocol: &str, port: i64) -> Json {
    json!({ "rule_no": number, "protocol": protocol, "action": "allow", "cidr_block": "10.0.0.0/8", "from_port": port, "to_port": port,
        "icmp_code": 0, "icmp_type": 0, "ipv6_cidr_block": "" })
}

async fn change(rig: &Rig, from: Json, to: Json) {
    let (prior, planned) =
        (rig.object("aws_network_acl", state(from)), rig.object("aws_network_acl", state(to)));
    rig.session.update("aws_network_acl", &rig.step(), &prior, &planned).await.unwrap();
}

fn short(rig: &Rig) -> Vec<String> {
    let sent = rig.fake.sent();
    let changes = sent.iter().filter(|s| !s.call.contains("Describe"));
    let number = |s: &Sent| {
        s.form().iter().find_map(|f| f.strip_prefix("RuleNumber=").map(str::to_owned)).unwrap_or_default()
    };
    changes
        .map(|s| {
            format!("{} {}", s.call.trim_start_matches("ec2 ").replace("NetworkAclEntry", ""), number(s))
        })
        .collect()
}

#[tokio::test]
async fn entries_are_exchanged_in_place_and_new_ones_come_first() {
    let rig = Rig::new(crate::family(), |call, _| acls(call, &acl("acl-1", false, "", ""))).await;
    let from = json!([rule(100, "6", 80), rule(200, "6", 81), rule(300, "6", 82)]);
    // The third says the same in other words.
    let to = json!([rule(100, "6", 8080), rule(300, "tcp", 82), rule(400, "icmp", 0)]);
    change(&rig, from, to).await;
    assert_eq!(short(&rig), ["Replace 100", "Create 400", "Delete 200"]);
    assert_eq!(
        rig.fake.sent()[1].form(),
        [
            "CidrBlock=10.0.0.0/8",
            "Egress=false",
            "Icmp.Code=0",
            "Icmp.Type=0",
            "NetworkAclId=acl-1",
            "PortRange.From=0",
            "PortRange.To=0",
            "Protocol=1",
            "RuleAction=allow",
            "RuleNumber=400",
        ]
    );
}

#[tokio::test]
async fn a_full_acl_loses_old_entries_first() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 CreateNetworkAclEntry", 0) => {
            query_error(400, "NetworkAclEntryLimitExceeded", "the limit is 20")
        }
        _ => acls(call, &acl("acl-1", false, "", "")),
    })
    .await;
    change(&rig, json!([rule(100, "6", 80)]), json!([rule(200, "6", 80)])).await;
    assert_eq!(short(&rig), ["Create 200", "Delete 100", "Create 200"]);
}

#[tokio::test]
async fn ports_of_all_protocols_are_refused_before_anything_is_made() {
    let rig = Rig::new(crate::family(), |call, _| acls(call, "")).await;
    let config = json!({ "vpc_id": "vpc-1", "ingress": [rule(100, "all", 80)] });
    let error = rig.make("aws_network_acl", config).await.unwrap_err();
    assert_eq!((error.class, rig.fake.calls().len()), (Class::Validation, 0), "{error}");
}

#[tokio::test]
async fn an_association_that_was_exchanged_meanwhile_is_looked_up_again() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 DescribeNetworkAcls", 0) => acls(call, ""),
        ("ec2 DescribeNetworkAcls", 1) => {
            acls(call, &acl("acl-0", true, "", &association("aclassoc-1", "acl-0", "subnet-1")))
        }
        ("ec2 DescribeNetworkAcls", 2) => {
            acls(call, &acl("acl-2", false, "", &association("aclassoc-2", "acl-2", "subnet-1")))
        }
        ("ec2 DescribeNetworkAcls", _) => {
            acls(call, &acl("acl-1", false, "", &association("aclassoc-3", "acl-1", "subnet-1")))
        }
        ("ec2 ReplaceNetworkAclAssociation", 0) => {
            query_error(400, "InvalidAssociationID.NotFound", "no such association")
        }
        _ => ec2(call, "<newAssociationId>aclassoc-3</newAssociationId>"),
    })
    .await;
    let config = json!({ "network_acl_id": "acl-1", "subnet_id": "subnet-1" });
    let made = rig.make("aws_network_acl_association", config).await.unwrap();
    assert_eq!(made.get("id").and_then(Value::as_str), Some("aclassoc-3"));
    let replaced: Vec<_> =
        rig.fake.sent().iter().filter(|s| s.call.contains("Replace")).map(Sent::form).collect();
    let tried = ["aclassoc-1", "aclassoc-2"]
        .map(|id| vec![format!("AssociationId={id}"), "NetworkAclId=acl-1".to_owned()]);
    assert_eq!(replaced, tried);
}

#[tokio::test]
async fn an_acl_gives_its_subnets_back_before_it_goes() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 DeleteNetworkAcl", 0) => query_error(400, "DependencyViolation", "in use"),
        ("ec2 DescribeNetworkAcls", _) if call.form().contains(&"Filter.1.Name=default".to_owned()) => {
            acls(call, &acl("acl-0", true, "", ""))
        }
        ("ec2 DescribeNetworkAcls", _) => {
            acls(call, &acl("acl-1", false, "", &association("aclassoc-1", "acl-1", "subnet-1")))
        }
        _ => ec2(call, "<newAssociationId>aclassoc-2</newAssociationId>"),
    })
    .await;
    // The state knows of no subnet: somebody else gave it one.
    let prior = rig.object("aws_network_acl", state(json!([])));
    rig.session.delete("aws_network_acl", &rig.step(), &prior).await.unwrap();
    assert_eq!(short(&rig), ["DeleteNetworkAcl ", "ReplaceNetworkAclAssociation ", "DeleteNetworkAcl "]);
    let replaced = rig.fake.sent().into_iter().find(|s| s.call.contains("Replace")).unwrap();
    assert_eq!(replaced.form(), ["AssociationId=aclassoc-1", "NetworkAclId=acl-0"]);
}
