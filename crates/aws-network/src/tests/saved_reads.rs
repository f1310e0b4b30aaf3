//! Reads that are not needed, since what was just done tells enough.

use super::{Rig, ec2};
use provision_aws_core::testing::query_error;
use provision_engine::provider::Session;
use serde_json::json;

#[tokio::test]
async fn a_new_gateway_is_attached_before_it_is_read() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 CreateInternetGateway", _) => {
            ec2(call, "<internetGateway><internetGatewayId>igw-1</internetGatewayId></internetGateway>")
        }
        ("ec2 AttachInternetGateway", 0) => query_error(400, "InvalidInternetGatewayID.NotFound", "not yet"),
        ("ec2 DescribeInternetGateways", _) => ec2(
            call,
            "<internetGatewaySet><item><internetGatewayId>igw-1</internetGatewayId><ownerId>123456789012</ownerId>\
             <attachmentSet><item><vpcId>vpc-1</vpcId><state>available</state></item></attachmentSet></item></internetGatewaySet>",
        ),
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let object = rig.make("aws_internet_gateway", json!({ "vpc_id": "vpc-1" })).await.unwrap();
    assert_eq!(object.get("owner_id").and_then(|v| v.as_str()), Some("123456789012"));
    let calls = rig.fake.calls();
    let short: Vec<&str> = calls.iter().map(|c| c.trim_start_matches("ec2 ")).collect();
    let attach = "AttachInternetGateway";
    assert_eq!(short, ["CreateInternetGateway", attach, attach, "DescribeInternetGateways"]);
}

#[tokio::test]
async fn a_thing_with_nothing_left_to_do_is_read_all_the_same() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        "ec2 CreateRouteTable" => ec2(call, "<routeTable><routeTableId>rtb-1</routeTableId></routeTable>"),
        _ => ec2(
            call,
            "<routeTableSet><item><routeTableId>rtb-1</routeTableId><ownerId>123456789012</ownerId><vpcId>vpc-1</vpcId></item></routeTableSet>",
        ),
    })
    .await;
    let object = rig.make("aws_route_table", json!({ "vpc_id": "vpc-1" })).await.unwrap();
    assert_eq!(object.get("owner_id").and_then(|v| v.as_str()), Some("123456789012"));
    assert_eq!(rig.fake.calls(), ["ec2 CreateRouteTable", "ec2 DescribeRouteTables"]);
}

#[tokio::test]
async fn parts_of_what_was_just_made_are_not_looked_for() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        "ec2 CreateRouteTable" => ec2(call, "<routeTable><routeTableId>rtb-1</routeTableId></routeTable>"),
        _ => ec2(call, ""),
    })
    .await;
    let planned = rig.planned("aws_route_table", json!({ "vpc_id": "vpc-1" }));
    rig.session.create("aws_route_table", &rig.step(), &planned).await.unwrap();
    let free = |table: &str| {
        let route =
            json!({ "route_table_id": table, "destination_cidr_block": "0.0.0.0/0", "gateway_id": "igw-1" });
        rig.session.is_free("aws_route", &rig.planned("aws_route", route))
    };
    assert_eq!((free("rtb-1"), free("rtb-2")), (true, false));
}

#[tokio::test]
async fn a_new_address_has_no_reverse_name() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        "ec2 AllocateAddress" => ec2(call, "<allocationId>eipalloc-1</allocationId>"),
        "ec2 DescribeAddresses" => ec2(
            call,
            "<addressesSet><item><allocationId>eipalloc-1</allocationId><domain>vpc</domain><tagSet>\
             <item><key>provision:plan</key><value>shop</value></item>\
             <item><key>provision:token</key><value>token-1</value></item></tagSet></item></addressesSet>",
        ),
        _ => query_error(400, "InvalidAction", "not asked for"),
    })
    .await;
    rig.make("aws_eip", json!({ "domain": "vpc" })).await.unwrap();
    assert_eq!(rig.fake.calls(), ["ec2 AllocateAddress", "ec2 DescribeAddresses"]);
}

/// Adopting a default group ends what it let through, and what other groups let through to it.
#[tokio::test]
async fn adopting_a_default_group_revokes_rules_that_name_it() {
    let group = |id: &str| {
        format!(
            "<item><groupId>{id}</groupId><groupName>default</groupName><ownerId>123456789012</ownerId></item>"
        )
    };
    let rig = Rig::new(crate::family(), move |call, _| {
        let form = call.form();
        match call.call.as_str() {
            "ec2 DescribeSecurityGroups" if form.contains(&"Filter.1.Name=ip-permission.group-id".to_owned()) => {
                ec2(call, &format!("<securityGroupInfo>{}</securityGroupInfo>", group("sg-other")))
            }
            "ec2 DescribeSecurityGroups" if form.contains(&"Filter.1.Name=egress.ip-permission.group-id".to_owned()) => {
                ec2(call, "<securityGroupInfo/>")
            }
            "ec2 DescribeSecurityGroups" => {
                ec2(call, &format!("<securityGroupInfo>{}</securityGroupInfo>", group("sg-1")))
            }
            "ec2 DescribeSecurityGroupRules" => ec2(
                call,
                "<securityGroupRuleSet>\
                 <item><securityGroupRuleId>sgr-1</securityGroupRuleId><groupId>sg-1</groupId><isEgress>true</isEgress></item>\
                 <item><securityGroupRuleId>sgr-2</securityGroupRuleId><groupId>sg-other</groupId><isEgress>false</isEgress>\
                 <referencedGroupInfo><groupId>sg-1</groupId></referencedGroupInfo></item>\
                 <item><securityGroupRuleId>sgr-3</securityGroupRuleId><groupId>sg-other</groupId><isEgress>false</isEgress></item>\
                 </securityGroupRuleSet>",
            ),
            _ => ec2(call, "<return>true</return>"),
        }
    })
    .await;
    rig.make("aws_default_security_group", json!({ "vpc_id": "vpc-1" })).await.unwrap();
    let revoked: Vec<Vec<String>> =
        rig.fake.sent().iter().filter(|s| s.call.contains("Revoke")).map(|s| s.form()).collect();
    assert_eq!(
        revoked,
        [
            ["GroupId=sg-1", "SecurityGroupRuleId.1=sgr-1"],
            ["GroupId=sg-other", "SecurityGroupRuleId.1=sgr-2"]
        ]
    );
}
