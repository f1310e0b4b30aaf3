//! What a web ACL stands before, and where it writes what it saw.

use super::{acl_arn, ok, refused};
use provision_aws_core::testing::rig::Rig;
use provision_value::json::to_json;
use serde_json::{Value as Json, json};

const TYPE: &str = "aws_wafv2_web_acl_association";
const LOGGING: &str = "aws_wafv2_web_acl_logging_configuration";

fn balancer(n: usize) -> String {
    format!("arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/{n}")
}

fn association(n: usize) -> Json {
    json!({ "id": format!("{},{}", acl_arn("shop"), balancer(n)), "resource_arn": balancer(n), "web_acl_arn": acl_arn("shop") })
}

fn config(n: usize) -> Json {
    json!({ "resource_arn": balancer(n), "web_acl_arn": acl_arn("shop") })
}

#[tokio::test]
async fn an_association_follows_its_load_balancer() {
    // The old load balancer is gone with its association, and WAF does not know the new one yet.
    let rig = Rig::new(crate::family(), |sent, before| match (sent.call.as_str(), before) {
        ("wafv2 DisassociateWebACL", _) => refused("WAFNonexistentItemException"),
        ("wafv2 AssociateWebACL", 0 | 1) => refused("WAFUnavailableEntityException"),
        ("wafv2 GetWebACLForResource", _) if sent.body.contains("web/2") => {
            ok(json!({ "WebACL": { "ARN": acl_arn("shop"), "Id": "id-shop", "Name": "shop" } }))
        }
        ("wafv2 GetWebACLForResource", _) => refused("WAFNonexistentItemException"),
        _ => ok(json!({})),
    });
    let rig = rig.await;
    let key = |n: usize| format!("{},{}", acl_arn("shop"), balancer(n));
    assert!(rig.refresh(TYPE, vec![(key(1), association(1))]).await[0].is_none());
    rig.delete(TYPE, association(1)).await.unwrap();
    let made = to_json(&rig.make(TYPE, config(2)).await.unwrap());
    assert_eq!((&made["id"], &made["resource_arn"]), (&json!(key(2)), &json!(balancer(2))));
    assert_eq!(rig.count("AssociateWebACL"), 3);
}

#[tokio::test]
async fn another_web_acl_before_the_load_balancer_is_told() {
    let rig = Rig::new(crate::family(), |_, _| {
        ok(json!({ "WebACL": { "ARN": acl_arn("other"), "Id": "id-other", "Name": "other" } }))
    });
    let rig = rig.await;
    let key = association(1)["id"].as_str().unwrap().to_owned();
    let read = to_json(rig.refresh(TYPE, vec![(key, association(1))]).await[0].as_ref().unwrap());
    assert_eq!(read["web_acl_arn"], acl_arn("other"));
}

#[tokio::test]
async fn what_one_web_acl_stands_before_is_listed_once() {
    let rig = Rig::new(crate::family(), |sent, _| match sent.call.as_str() {
        "wafv2 ListResourcesForWebACL" => {
            ok(json!({ "ResourceArns": (0..39).map(balancer).collect::<Vec<_>>() }))
        }
        _ => refused("WAFNonexistentItemException"),
    });
    let rig = rig.await;
    let priors = (0..40).map(|n| (association(n)["id"].as_str().unwrap().to_owned(), association(n)));
    let read = rig.refresh(TYPE, priors.collect()).await;
    assert_eq!(read.iter().filter(|r| r.is_some()).count(), 39);
    assert_eq!((rig.count("ListResourcesForWebACL"), rig.count("GetWebACLForResource")), (1, 1));
}

fn logging(n: usize) -> Json {
    json!({ "id": acl_arn(&n.to_string()), "resource_arn": acl_arn(&n.to_string()), "log_destination_configs": ["arn:aws:s3:::aws-waf-logs-a"] })
}

#[tokio::test]
async fn where_web_acls_write_is_listed_once() {
    let rig = Rig::new(crate::family(), |_, _| {
        let told = |n: usize| {
            json!({ "ResourceArn": acl_arn(&n.to_string()), "LogDestinationConfigs": ["arn:aws:s3:::aws-waf-logs-a"],
                "RedactedFields": [{ "UriPath": {} }, { "SingleHeader": { "Name": "cookie" } }] })
        };
        ok(json!({ "LoggingConfigurations": (0..60).map(told).collect::<Vec<_>>() }))
    });
    let rig = rig.await;
    let priors = (0..60).map(|n| (acl_arn(&n.to_string()), logging(n))).collect();
    let read = rig.refresh(LOGGING, priors).await;
    assert_eq!(rig.fake.calls(), ["wafv2 ListLoggingConfigurations"]);
    let one = to_json(read[7].as_ref().unwrap());
    assert_eq!(one["redacted_fields"][1]["single_header"], json!([{ "name": "cookie" }]));
}

#[tokio::test]
async fn logging_waits_for_the_role_that_writes() {
    let rig = Rig::new(crate::family(), |sent, before| match (sent.call.as_str(), before) {
        ("wafv2 PutLoggingConfiguration", 0) => refused("WAFServiceLinkedRoleErrorException"),
        ("wafv2 GetLoggingConfiguration", _) | ("wafv2 ListLoggingConfigurations", _) => ok(
            json!({ "LoggingConfigurations": [{ "ResourceArn": acl_arn("1"), "LogDestinationConfigs": ["arn:aws:s3:::aws-waf-logs-a"] }] }),
        ),
        _ => ok(json!({})),
    });
    let rig = rig.await;
    let config = json!({ "resource_arn": acl_arn("1"), "log_destination_configs": ["arn:aws:s3:::aws-waf-logs-a"],
        "logging_filter": [{ "default_behavior": "KEEP", "filter": [{ "behavior": "DROP", "requirement": "MEETS_ANY",
            "condition": [{ "action_condition": [{ "action": "COUNT" }] }, { "label_name_condition": [{ "label_name": "a:b" }] }] }] }] });
    // The fake tells no filter, so it is put once more; what counts is what is put.
    let _ = rig.make(LOGGING, config).await;
    let all = rig.fake.sent();
    let put: Vec<_> = all.iter().filter(|s| s.call.ends_with("PutLoggingConfiguration")).collect();
    assert!(put.len() > 1);
    let body: Json = serde_json::from_str(&put[1].body).unwrap();
    let mut filter = body["LoggingConfiguration"]["LoggingFilter"].clone();
    let conditions = filter["Filters"][0]["Conditions"].as_array_mut().unwrap();
    conditions.sort_by_key(Json::to_string);
    assert_eq!(
        filter,
        json!({ "DefaultBehavior": "KEEP", "Filters": [{ "Behavior": "DROP", "Requirement": "MEETS_ANY",
            "Conditions": [{ "ActionCondition": { "Action": "COUNT" } }, { "LabelNameCondition": { "LabelName": "a:b" } }] }] })
    );
    assert_eq!(body["LoggingConfiguration"]["RedactedFields"], json!([]));
}
