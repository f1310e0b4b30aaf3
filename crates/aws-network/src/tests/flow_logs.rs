//! Flow logs.

use super::{Rig, ec2};
use provision_aws_core::testing::query_error;
use provision_engine::provider::{ReadReq, Session};
use provision_value::Value;
use serde_json::json;

const LOG: &str = "<flowLogSet><item><flowLogId>fl-1</flowLogId><resourceId>vpc-1</resourceId><trafficType>ALL</trafficType>\
    <logDestinationType>cloud-watch-logs</logDestinationType><logDestination>arn:aws:logs:eu-west-1:123456789012:log-group:flow</logDestination>\
    <logGroupName>flow</logGroupName><maxAggregationInterval>600</maxAggregationInterval>\
    <deliverLogsPermissionArn>arn:aws:iam::123456789012:role/flow</deliverLogsPermissionArn></item></flowLogSet>";

const FAILED: &str = "<unsuccessful><item><error><code>InvalidParameter</code><message>Unable to assume given IAM role. Error code: \
    AccessDenied.</message></error><resourceId>vpc-1</resourceId></item></unsuccessful>";

#[tokio::test]
async fn a_role_that_is_not_known_yet_is_waited_for() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 CreateFlowLogs", 0) => query_error(400, "InvalidParameter", "Unable to assume given IAM role"),
        ("ec2 CreateFlowLogs", 1) => ec2(call, FAILED),
        ("ec2 CreateFlowLogs", _) => {
            ec2(call, "<flowLogIdSet><item>fl-1</item></flowLogIdSet><unsuccessful/>")
        }
        _ => ec2(call, LOG),
    })
    .await;
    let config = json!({
        "vpc_id": "vpc-1", "traffic_type": "ALL", "iam_role_arn": "arn:aws:iam::123456789012:role/flow",
        "log_destination": "arn:aws:logs:eu-west-1:123456789012:log-group:flow:*",
    });
    let object = rig.make("aws_flow_log", config).await.unwrap();
    assert_eq!(object.get("id").and_then(Value::as_str), Some("fl-1"));
    assert_eq!(object.get("log_group_name").and_then(Value::as_str), Some("flow"));
    let asked = rig.fake.sent()[2].form();
    let fields = [
        "ClientToken=token-1",
        "LogDestination=arn:aws:logs:eu-west-1:123456789012:log-group:flow",
        "ResourceId.1=vpc-1",
        "ResourceType=VPC",
    ];
    assert!(fields.iter().all(|f| asked.iter().any(|a| a == f)), "{asked:?}");
}

#[tokio::test]
async fn what_aws_could_not_do_is_an_error() {
    let rig = Rig::new(crate::family(), |call, _| {
        let error = "<error><code>400</code><message>LogDestination: logs does not exist.</message></error>";
        ec2(call, &format!("<unsuccessful><item>{error}<resourceId>vpc-1</resourceId></item></unsuccessful>"))
    })
    .await;
    let config =
        json!({ "vpc_id": "vpc-1", "log_destination_type": "s3", "log_destination": "arn:aws:s3:::logs" });
    let error = rig.make("aws_flow_log", config).await.unwrap_err();
    assert_eq!(
        (error.message.as_str(), error.action.as_str()),
        ("LogDestination: logs does not exist.", "ec2 CreateFlowLogs")
    );
}

#[tokio::test]
async fn a_transit_gateway_has_no_kind_of_traffic() {
    let rig =
        Rig::new(crate::family(), |call, _| ec2(call, "<flowLogIdSet><item>fl-1</item></flowLogIdSet>"))
            .await;
    let config = json!({ "transit_gateway_attachment_id": "tgw-attach-1", "traffic_type": "ALL", "log_destination_type": "s3" });
    let planned = rig.planned("aws_flow_log", config);
    rig.session.create("aws_flow_log", &rig.step(), &planned).await.unwrap();
    let asked = rig.fake.sent()[0].form();
    assert!(asked.contains(&"ResourceType=TransitGatewayAttachment".to_owned()), "{asked:?}");
    assert!(!asked.iter().any(|f| f.starts_with("TrafficType")), "{asked:?}");
}

#[tokio::test]
async fn many_are_read_by_one_call_and_one_that_is_gone_needs_no_deletion() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        "ec2 DeleteFlowLogs" => query_error(400, "InvalidFlowLogId.NotFound", "not found"),
        _ => ec2(call, LOG),
    })
    .await;
    let prior = rig.object("aws_flow_log", json!({ "id": "fl-1" }));
    let req = |i: usize| ReadReq { key: format!("fl-{i}"), prior: prior.clone(), fresh: false };
    let found = rig.session.read("aws_flow_log", (0..150).map(req).collect()).await;
    assert_eq!(found.iter().filter(|f| f.as_ref().unwrap().is_some()).count(), 1);
    assert_eq!(rig.fake.calls(), ["ec2 DescribeFlowLogs"]);
    rig.session.delete("aws_flow_log", &rig.step(), &prior).await.unwrap();
}
