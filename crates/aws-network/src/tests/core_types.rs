//! VPC, subnet, internet gateway, address, NAT gateway.

use super::{Rig, ec2};
use provision_aws_core::testing::{Reply, Sent, query_error};
use provision_engine::provider::{Class, ReadReq, Session};
use serde_json::json;

const SUBNET: &str = "<item><subnetId>subnet-1</subnetId><state>available</state><vpcId>vpc-1</vpcId><cidrBlock>10.0.1.0/24</cidrBlock>\
    <mapPublicIpOnLaunch>false</mapPublicIpOnLaunch></item>";

fn subnet(call: &Sent) -> Reply {
    match call.call.as_str() {
        "ec2 CreateSubnet" => ec2(call, "<subnet><subnetId>subnet-1</subnetId></subnet>"),
        "ec2 DescribeSubnets" => ec2(call, &format!("<subnetSet>{SUBNET}</subnetSet>")),
        _ => ec2(call, "<return>true</return>"),
    }
}

#[tokio::test]
async fn a_vpc_is_made_by_one_call_with_its_tags() {
    let rig = Rig::new(crate::family(), |call, _| ec2(call, "<vpc><vpcId>vpc-1</vpcId></vpc>")).await;
    let planned = rig.planned(
        "aws_vpc",
        json!({ "cidr_block": "10.0.0.0/16", "enable_dns_hostnames": true, "tags": { "Name": "main" } }),
    );
    let created = rig.session.create("aws_vpc", &rig.step(), &planned).await.unwrap();
    assert_eq!(created.key, "vpc-1");
    let sent = rig.fake.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(
        sent[0].form(),
        [
            "CidrBlock=10.0.0.0/16",
            "InstanceTenancy=default",
            "TagSpecification.1.ResourceType=vpc",
            "TagSpecification.1.Tag.1.Key=Name",
            "TagSpecification.1.Tag.1.Value=main",
            "TagSpecification.1.Tag.2.Key=provision:plan",
            "TagSpecification.1.Tag.2.Value=shop",
            "TagSpecification.1.Tag.3.Key=provision:token",
            "TagSpecification.1.Tag.3.Value=token-1",
        ]
    );
}

#[tokio::test]
async fn a_vpc_that_is_not_known_yet_is_waited_for() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 CreateSubnet", 0..3) => query_error(400, "InvalidVpcID.NotFound", "no such VPC"),
        _ => subnet(call),
    })
    .await;
    let object =
        rig.make("aws_subnet", json!({ "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24" })).await.unwrap();
    assert_eq!(rig.fake.calls().iter().filter(|c| *c == "ec2 CreateSubnet").count(), 4);
    assert_eq!(object.get("id").and_then(|v| v.as_str()), Some("subnet-1"));
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_vpc() {
    let tags = "<tagSet><item><key>provision:plan</key><value>shop</value></item>\
        <item><key>provision:token</key><value>token-1</value></item></tagSet>";
    let other = "<item><vpcId>vpc-0</vpcId></item>";
    let made = format!("<vpcSet>{other}<item><vpcId>vpc-1</vpcId>{tags}</item></vpcSet>");
    let rig = Rig::new(crate::family(), move |call, before| match (call.call.as_str(), before) {
        ("ec2 CreateVpc", _) => query_error(500, "InternalError", "An internal error has occurred"),
        ("ec2 DescribeVpcs", 0) => ec2(call, "<vpcSet/>"),
        _ => ec2(call, &made),
    })
    .await;
    let planned = rig.planned("aws_vpc", json!({ "cidr_block": "10.0.0.0/16" }));
    let created = rig.session.create("aws_vpc", &rig.step(), &planned).await.unwrap();
    assert_eq!(created.key, "vpc-1");
    assert_eq!(rig.fake.calls(), ["ec2 CreateVpc", "ec2 DescribeVpcs", "ec2 DescribeVpcs"]);
    let filters = ["Filter.1.Name=tag:provision:plan", "Filter.1.Value.1=shop"];
    assert_eq!(rig.fake.sent()[1].form()[..2], filters);
}

#[tokio::test]
async fn a_create_call_that_had_no_effect_is_sent_again() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 CreateVpc", 0) => query_error(503, "RequestLimitExceeded", "slow down"),
        ("ec2 CreateVpc", 1) => query_error(500, "InternalError", "An internal error has occurred"),
        ("ec2 CreateVpc", _) => ec2(call, "<vpc><vpcId>vpc-1</vpcId></vpc>"),
        _ => ec2(call, "<vpcSet/>"),
    })
    .await;
    let planned = rig.planned("aws_vpc", json!({ "cidr_block": "10.0.0.0/16" }));
    rig.session.create("aws_vpc", &rig.step(), &planned).await.unwrap();
    assert_eq!(rig.fake.calls().iter().filter(|c| *c == "ec2 CreateVpc").count(), 3);
}

#[tokio::test]
async fn a_wrong_argument_is_an_error_at_once() {
    let rig = Rig::new(crate::family(), |_, _| {
        query_error(400, "InvalidSubnet.Range", "The CIDR '10.9.0.0/24' is invalid.")
    })
    .await;
    let error =
        rig.make("aws_subnet", json!({ "vpc_id": "vpc-1", "cidr_block": "10.9.0.0/24" })).await.unwrap_err();
    assert_eq!(
        (error.class, error.action.as_str(), error.code.as_str()),
        (Class::Validation, "ec2 CreateSubnet", "InvalidSubnet.Range")
    );
    assert_eq!(error.request_id.as_deref(), Some("req-1"));
    assert_eq!(rig.fake.calls().len(), 1);
}

#[tokio::test]
async fn settings_that_creation_does_not_take_follow_one_a_call() {
    let rig = Rig::new(crate::family(), |call, _| subnet(call)).await;
    let config = json!({ "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24", "map_public_ip_on_launch": true, "enable_dns64": true });
    rig.make("aws_subnet", config).await.unwrap();
    let modified: Vec<String> = rig
        .fake
        .sent()
        .iter()
        .filter(|s| s.call == "ec2 ModifySubnetAttribute")
        .flat_map(Sent::form)
        .collect();
    assert_eq!(
        modified,
        [
            "EnableDns64.Value=true",
            "SubnetId=subnet-1",
            "MapPublicIpOnLaunch.Value=true",
            "SubnetId=subnet-1"
        ]
    );
}

#[tokio::test]
async fn many_subnets_are_read_two_hundred_a_call() {
    let rig = Rig::new(crate::family(), |call, _| subnet(call)).await;
    let prior = rig.object("aws_subnet", json!({}));
    let req = |i: usize| ReadReq { key: format!("subnet-{i}"), prior: prior.clone(), fresh: false };
    let answers = rig.session.read("aws_subnet", (0..450).map(req).collect()).await;
    assert_eq!(rig.fake.calls(), ["ec2 DescribeSubnets"; 3]);
    let values = |s: &Sent| s.form().iter().filter(|f| f.starts_with("Filter.1.Value.")).count();
    assert_eq!(rig.fake.sent().iter().map(values).collect::<Vec<_>>(), [200, 200, 50]);
    let found: Vec<usize> = (0..450).filter(|i| answers[*i].as_ref().unwrap().is_some()).collect();
    assert_eq!(found, [1]);
}

#[tokio::test]
async fn throttling_is_no_error() {
    let rig = Rig::new(crate::family(), |call, before| {
        if before < 4 { query_error(503, "RequestLimitExceeded", "slow down") } else { subnet(call) }
    })
    .await;
    let req = ReadReq { key: "subnet-1".into(), prior: rig.object("aws_subnet", json!({})), fresh: false };
    assert!(rig.session.read("aws_subnet", vec![req]).await.remove(0).unwrap().is_some());
    assert_eq!(rig.fake.calls().len(), 5);
}

#[tokio::test]
async fn a_vpc_in_use_is_deleted_when_it_is_free() {
    let rig = Rig::new(crate::family(), |call, before| match before {
        0..2 => {
            query_error(400, "DependencyViolation", "The vpc 'vpc-1' has dependencies and cannot be deleted.")
        }
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    rig.session
        .delete("aws_vpc", &rig.step(), &rig.object("aws_vpc", json!({ "id": "vpc-1" })))
        .await
        .unwrap();
    assert_eq!(rig.fake.calls(), ["ec2 DeleteVpc"; 3]);
    assert!(rig.progress()[0].contains("has dependencies"), "{:?}", rig.progress());
}

#[tokio::test]
async fn an_internet_gateway_waits_for_public_addresses() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 DetachInternetGateway", 0) => {
            query_error(400, "DependencyViolation", "has some mapped public address(es)")
        }
        ("ec2 DetachInternetGateway", 2..) => query_error(400, "Gateway.NotAttached", "not attached"),
        ("ec2 DeleteInternetGateway", 0) => query_error(400, "DependencyViolation", "in use"),
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let object = rig.object("aws_internet_gateway", json!({ "id": "igw-1", "vpc_id": "vpc-1" }));
    rig.session.delete("aws_internet_gateway", &rig.step(), &object).await.unwrap();
    let short: Vec<String> =
        rig.fake.calls().iter().map(|c| c.replace("ec2 ", "").replace("InternetGateway", "")).collect();
    assert_eq!(short, ["Detach", "Detach", "Delete", "Detach", "Delete"]);
}

fn gateway(state: &str) -> String {
    format!(
        "<natGatewaySet><item><natGatewayId>nat-1</natGatewayId><subnetId>subnet-1</subnetId><state>{state}</state>\
        <connectivityType>public</connectivityType><tagSet><item><key>provision:plan</key><value>shop</value></item><item><key>provision:token</key><value>token-1</value></item></tagSet><failureCode>Gateway.NotAttached</failureCode><failureMessage>no internet gateway</failureMessage>\
        <natGatewayAddressSet><item><allocationId>eipalloc-1</allocationId><isPrimary>true</isPrimary><status>succeeded</status></item></natGatewayAddressSet></item></natGatewaySet>"
    )
}

#[tokio::test]
async fn a_nat_gateway_is_made_with_its_token_and_waited_for() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 CreateNatGateway", _) => {
            ec2(call, "<natGateway><natGatewayId>nat-1</natGatewayId></natGateway>")
        }
        (_, 0) => ec2(call, "<natGatewaySet/>"),
        (_, 1..3) => ec2(call, &gateway("pending")),
        _ => ec2(call, &gateway("available")),
    })
    .await;
    let object = rig
        .make("aws_nat_gateway", json!({ "subnet_id": "subnet-1", "allocation_id": "eipalloc-1" }))
        .await
        .unwrap();
    assert!(rig.fake.sent()[0].form().contains(&"ClientToken=token-1".to_owned()));
    assert_eq!(object.get("secondary_private_ip_address_count").and_then(|v| v.as_i64()), Some(0));
    assert!(rig.progress().contains(&"waiting for nat-1: pending".to_owned()), "{:?}", rig.progress());
    assert_eq!(rig.fake.calls().len(), 5);
}

#[tokio::test]
async fn a_nat_gateway_that_fails_says_why_and_a_deleted_one_is_gone() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 CreateNatGateway", _) => {
            ec2(call, "<natGateway><natGatewayId>nat-1</natGatewayId></natGateway>")
        }
        ("ec2 DescribeNatGateways", 0) => ec2(call, &gateway("failed")),
        ("ec2 DescribeNatGateways", 1) => ec2(call, &gateway("deleting")),
        ("ec2 DescribeNatGateways", _) => ec2(call, &gateway("deleted")),
        _ => ec2(call, ""),
    })
    .await;
    let error = rig
        .make("aws_nat_gateway", json!({ "subnet_id": "subnet-1", "allocation_id": "eipalloc-1" }))
        .await
        .unwrap_err();
    assert!(error.message.contains("no internet gateway"), "{error}");
    let object = rig.object("aws_nat_gateway", json!({ "id": "nat-1", "subnet_id": "subnet-1" }));
    rig.session.delete("aws_nat_gateway", &rig.step(), &object).await.unwrap();
    assert!(rig.progress().contains(&"waiting for nat-1 to go: deleting".to_owned()), "{:?}", rig.progress());
}

#[tokio::test]
async fn an_address_is_associated_after_it_is_allocated() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 AllocateAddress", _) => ec2(call, "<allocationId>eipalloc-1</allocationId>"),
        ("ec2 AssociateAddress", 0) => query_error(400, "InvalidAllocationID.NotFound", "not yet"),
        ("ec2 DescribeAddresses", n) => {
            let instance = if n == 0 { "" } else { "<instanceId>i-1</instanceId><associationId>eipassoc-1</associationId>" };
            let address = format!("<item><allocationId>eipalloc-1</allocationId><publicIp>1.2.3.4</publicIp><domain>vpc</domain>{instance}</item>");
            ec2(call, &format!("<addressesSet>{address}</addressesSet>"))
        }
        ("ec2 DescribeAddressesAttribute", _) => query_error(400, "InvalidAction", "not valid for this web service"),
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let object = rig.make("aws_eip", json!({ "domain": "vpc", "instance": "i-1" })).await.unwrap();
    let text = |name: &str| object.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    assert_eq!(text("public_dns").as_deref(), Some("ec2-1-2-3-4.eu-west-1.compute.amazonaws.com"));
    assert_eq!(
        (text("association_id").as_deref(), text("ptr_record").as_deref()),
        (Some("eipassoc-1"), Some(""))
    );
    assert_eq!(rig.fake.calls().iter().filter(|c| *c == "ec2 AssociateAddress").count(), 2);
}
