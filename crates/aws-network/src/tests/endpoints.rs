//! VPC endpoints and the route tables that lead to them.

use super::{Rig, ec2};
use provision_aws_core::testing::{Reply, Sent, query_error};
use provision_engine::provider::{Class, Intent, ReadReq, Session};
use provision_value::Value;
use serde_json::json;

const SERVICE: &str = "com.amazonaws.vpce.eu-west-1.vpce-svc-1";

fn endpoint(state: &str, more: &str) -> String {
    format!(
        "<vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>Interface</vpcEndpointType><vpcId>vpc-1</vpcId>\
         <serviceName>{SERVICE}</serviceName><state>{state}</state><privateDnsEnabled>false</privateDnsEnabled>\
         <ownerId>123456789012</ownerId>{more}</item></vpcEndpointSet>"
    )
}

fn made(call: &Sent) -> Reply {
    ec2(call, "<vpcEndpoint><vpcEndpointId>vpce-1</vpcEndpointId><state>pending</state></vpcEndpoint>")
}

fn text<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

#[tokio::test]
async fn an_endpoint_is_made_by_one_call_and_waited_for() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 CreateVpcEndpoint", 0) => query_error(400, "InvalidSubnetId.NotFound", "not yet"),
        ("ec2 CreateVpcEndpoint", _) => made(call),
        ("ec2 DescribeVpcEndpoints", 0) => ec2(call, &endpoint("pending", "")),
        _ => ec2(
            call,
            &endpoint(
                "available",
                "<subnetIdSet><item>subnet-1</item></subnetIdSet><policyDocument>{ \"Version\": \"2008-10-17\" }</policyDocument>",
            ),
        ),
    })
    .await;
    let config = json!({
        "vpc_id": "vpc-1", "service_name": SERVICE, "vpc_endpoint_type": "Interface", "subnet_ids": ["subnet-1"],
        "subnet_configuration": [], "dns_options": [],
    });
    let object = rig.make("aws_vpc_endpoint", config).await.unwrap();
    assert_eq!(text(&object, "state"), Some("available"));
    assert_eq!(text(&object, "policy"), Some(r#"{"Version":"2008-10-17"}"#));
    let asked = rig.fake.sent()[1].form();
    let fields = [
        "PrivateDnsEnabled=false",
        "SubnetId.1=subnet-1",
        "VpcEndpointType=Interface",
        "ClientToken=token-1",
    ];
    assert!(fields.iter().all(|f| asked.iter().any(|a| a == f)), "{asked:?}");
    assert!(rig.progress().iter().any(|p| p.contains("pending")), "{:?}", rig.progress());
    let calls = rig.fake.calls();
    // Services of other accounts have no prefix list to ask for.
    assert!(!calls.iter().any(|c| c == "ec2 DescribePrefixLists"), "{calls:?}");
}

#[tokio::test]
async fn a_connection_is_accepted_where_that_is_asked_for() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 CreateVpcEndpoint", _) => made(call),
        ("ec2 DescribeVpcEndpoints", 0..2) => ec2(call, &endpoint("pendingAcceptance", "")),
        ("ec2 DescribeVpcEndpoints", 2) => ec2(call, &endpoint("pending", "")),
        ("ec2 DescribeVpcEndpoints", _) => ec2(call, &endpoint("available", "")),
        ("ec2 DescribeVpcEndpointServiceConfigurations", _) => ec2(
            call,
            "<serviceConfigurationSet><item><serviceId>vpce-svc-1</serviceId></item></serviceConfigurationSet>",
        ),
        _ => ec2(call, "<unsuccessful/>"),
    })
    .await;
    let config = json!({ "vpc_id": "vpc-1", "service_name": SERVICE, "vpc_endpoint_type": "Interface", "auto_accept": true });
    let object = rig.make("aws_vpc_endpoint", config).await.unwrap();
    assert_eq!(text(&object, "state"), Some("available"));
    let accepted =
        rig.fake.sent().into_iter().find(|s| s.call == "ec2 AcceptVpcEndpointConnections").unwrap();
    assert_eq!(accepted.form(), ["ServiceId=vpce-svc-1", "VpcEndpointId.1=vpce-1"]);
}

#[tokio::test]
async fn acceptance_by_others_is_not_waited_for() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        "ec2 CreateVpcEndpoint" => made(call),
        _ => ec2(call, &endpoint("pendingAcceptance", "")),
    })
    .await;
    let config = json!({ "vpc_id": "vpc-1", "service_name": SERVICE, "vpc_endpoint_type": "Interface" });
    let object = rig.make("aws_vpc_endpoint", config).await.unwrap();
    assert_eq!(text(&object, "state"), Some("pendingAcceptance"));
}

#[tokio::test]
async fn a_rejected_endpoint_is_an_error_with_awss_reason() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        "ec2 CreateVpcEndpoint" => made(call),
        _ => ec2(call, &endpoint("rejected", "<lastError><message>not welcome</message></lastError>")),
    })
    .await;
    let config = json!({ "vpc_id": "vpc-1", "service_name": SERVICE, "vpc_endpoint_type": "Interface" });
    let error = rig.make("aws_vpc_endpoint", config).await.unwrap_err();
    assert!(error.message.contains("not welcome"), "{}", error.message);
}

#[tokio::test]
async fn only_what_differs_is_modified() {
    let told = "<subnetIdSet><item>subnet-2</item></subnetIdSet><groupSet><item><groupId>sg-2</groupId></item></groupSet>";
    let rig = Rig::new(crate::family(), move |call, _| match call.call.as_str() {
        "ec2 DescribeVpcEndpoints" => ec2(call, &endpoint("available", told)),
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let object = |subnet: &str, group: &str| {
        json!({
            "id": "vpce-1", "vpc_id": "vpc-1", "service_name": SERVICE, "vpc_endpoint_type": "Interface", "private_dns_enabled": false,
            "subnet_ids": [subnet], "security_group_ids": [group],
        })
    };
    let prior = rig.object("aws_vpc_endpoint", object("subnet-1", "sg-1"));
    let planned = rig.object("aws_vpc_endpoint", object("subnet-2", "sg-2"));
    rig.session.update("aws_vpc_endpoint", &rig.bare_step(), &prior, &planned).await.unwrap();
    let modified = rig.fake.sent().into_iter().find(|s| s.call == "ec2 ModifyVpcEndpoint").unwrap();
    assert_eq!(
        modified.form(),
        [
            "AddSecurityGroupId.1=sg-2",
            "AddSubnetId.1=subnet-2",
            "RemoveSecurityGroupId.1=sg-1",
            "RemoveSubnetId.1=subnet-1",
            "VpcEndpointId=vpce-1",
        ]
    );
}

#[tokio::test]
async fn a_deleted_endpoint_is_waited_for_and_what_aws_could_not_do_is_an_error() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 DescribeVpcEndpoints", 0) => ec2(call, &endpoint("deleting", "")),
        ("ec2 DescribeVpcEndpoints", _) => ec2(call, &endpoint("deleted", "")),
        _ => ec2(call, "<unsuccessful/>"),
    })
    .await;
    let prior = rig.object("aws_vpc_endpoint", json!({ "id": "vpce-1" }));
    rig.session.delete("aws_vpc_endpoint", &rig.step(), &prior).await.unwrap();
    let describe = "ec2 DescribeVpcEndpoints";
    assert_eq!(rig.fake.calls(), ["ec2 DeleteVpcEndpoints", describe, describe]);

    let failure = |code: &'static str| {
        Rig::new(crate::family(), move |call, _| {
            let error = format!("<error><code>{code}</code><message>no</message></error>");
            ec2(
                call,
                &format!("<unsuccessful><item>{error}<resourceId>vpce-1</resourceId></item></unsuccessful>"),
            )
        })
    };
    let gone = failure("InvalidVpcEndpoint.NotFound").await;
    gone.session.delete("aws_vpc_endpoint", &gone.step(), &prior).await.unwrap();
    let refused = failure("OperationNotPermitted").await;
    let error = refused.session.delete("aws_vpc_endpoint", &refused.step(), &prior).await.unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.action.as_str()),
        ("OperationNotPermitted", "ec2 DeleteVpcEndpoints")
    );
}

#[tokio::test]
async fn endpoints_their_lists_and_interfaces_cost_a_call_each() {
    let one = |i: usize| {
        format!(
            "<item><vpcEndpointId>vpce-{i}</vpcEndpointId><state>available</state><serviceName>com.amazonaws.eu-west-1.ssm</serviceName>\
             <networkInterfaceIdSet><item>eni-{i}</item></networkInterfaceIdSet></item>"
        )
    };
    let all: String = (0..50).map(one).collect();
    let rig = Rig::new(crate::family(), move |call, _| match call.call.as_str() {
        "ec2 DescribeVpcEndpoints" => ec2(call, &format!("<vpcEndpointSet>{all}</vpcEndpointSet>")),
        _ => ec2(call, ""),
    })
    .await;
    let prior = rig.object("aws_vpc_endpoint", json!({}));
    let req = |i: usize| ReadReq { key: format!("vpce-{i}"), prior: prior.clone(), fresh: false };
    let found = rig.session.read("aws_vpc_endpoint", (0..50).map(req).collect()).await;
    assert!(found.iter().all(|f| f.as_ref().unwrap().is_some()));
    let mut calls = rig.fake.calls();
    calls.sort();
    assert_eq!(
        calls,
        ["ec2 DescribeNetworkInterfaces", "ec2 DescribePrefixLists", "ec2 DescribeVpcEndpoints"]
    );
}

#[tokio::test]
async fn a_route_table_is_associated_and_seen() {
    let tables = "<routeTableIdSet><item>rtb-1</item></routeTableIdSet>";
    let rig = Rig::new(crate::family(), move |call, before| match (call.call.as_str(), before) {
        ("ec2 ModifyVpcEndpoint", 0) => query_error(400, "InvalidRouteTableId.NotFound", "not yet"),
        ("ec2 DescribeVpcEndpoints", 0) => ec2(call, &endpoint("available", "")),
        ("ec2 DescribeVpcEndpoints", _) => ec2(call, &endpoint("available", tables)),
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let name = "aws_vpc_endpoint_route_table_association";
    let config = json!({ "vpc_endpoint_id": "vpce-1", "route_table_id": "rtb-1" });
    let object = rig.make(name, config.clone()).await.unwrap();
    assert_eq!(text(&object, "id"), Some("a-vpce-12613720802"));
    let modify = "ec2 ModifyVpcEndpoint";
    let describe = "ec2 DescribeVpcEndpoints";
    assert_eq!(rig.fake.calls(), [modify, modify, describe, describe]);
    // The answer was lost, and the table was not there before.
    let intent = |absent| Intent { token: "token-1".into(), absent, at: 0, ownership: [].into() };
    let planned = rig.planned(name, config);
    assert_eq!(
        rig.session.locate(name, &planned, &intent(true)).await.unwrap().as_deref(),
        Some("vpce-1/rtb-1")
    );
    assert_eq!(rig.session.locate(name, &planned, &intent(false)).await.unwrap(), None);
    assert_eq!(rig.session.import(name, "vpce-1").unwrap_err().class, Class::Validation);
}

#[tokio::test]
async fn an_association_that_is_gone_needs_no_removal() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        "ec2 ModifyVpcEndpoint" => query_error(400, "InvalidParameter", "the route table is not associated"),
        _ => ec2(call, &endpoint("available", "")),
    })
    .await;
    let name = "aws_vpc_endpoint_route_table_association";
    let prior =
        rig.object(name, json!({ "id": "a-1", "vpc_endpoint_id": "vpce-1", "route_table_id": "rtb-1" }));
    rig.session.delete(name, &rig.step(), &prior).await.unwrap();
    let sent = rig.fake.sent();
    assert_eq!(sent[0].form(), ["RemoveRouteTableId.1=rtb-1", "VpcEndpointId=vpce-1"]);
}
