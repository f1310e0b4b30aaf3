//! Connections and notification rules: many in few calls, targets that others use.

use super::{asked, last, ok, refused};
use provision_aws_core::testing::{Sent, rig::Rig};
use serde_json::{Value as Json, json};

const STAR: &str = "aws_codestarconnections_connection";
const NEWER: &str = "aws_codeconnections_connection";
const RULE: &str = "aws_codestarnotifications_notification_rule";

fn arn(n: usize) -> String {
    format!("arn:aws:codestar-connections:eu-west-1:123456789012:connection/{n:03}")
}

fn connection(arn: &str, name: &str) -> Json {
    json!({ "ConnectionArn": arn, "ConnectionName": name, "ProviderType": "GitHub", "ConnectionStatus": "PENDING",
        "OwnerAccountId": "123456789012" })
}

#[tokio::test]
async fn a_hundred_and_fifty_connections_cost_two_pages() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match sent.call.as_str() {
        "codestarconnections ListConnections" => {
            let page: Vec<Json> =
                (before * 100..before * 100 + 100).map(|n| connection(&arn(n), "code")).collect();
            ok(if before == 0 {
                json!({ "Connections": page, "NextToken": "more" })
            } else {
                json!({ "Connections": page })
            })
        }
        _ => ok(json!({ "ResourceTagMappingList": [], "Tags": [] })),
    })
    .await;
    let prior = |n| (arn(n), json!({ "id": arn(n), "name": "code", "tags_all": {} }));
    let found = rig.refresh(STAR, (0..150).map(prior).collect()).await;
    assert!(found.iter().all(Option::is_some));
    assert_eq!(rig.fake.calls(), ["codestarconnections ListConnections"; 2]);
}

#[tokio::test]
async fn a_connection_that_somebody_has_to_complete_is_made() {
    let newer = "arn:aws:codeconnections:eu-west-1:123456789012:connection/1";
    let rig = Rig::new(crate::family(), move |sent: &Sent, _| match sent.call.as_str() {
        "codeconnections CreateConnection" => ok(json!({ "ConnectionArn": newer })),
        "codeconnections GetConnection" => ok(json!({ "Connection": connection(newer, "code") })),
        _ => ok(json!({ "Tags": asked_tags() })),
    })
    .await;
    let made = rig.make(NEWER, json!({ "name": "code", "provider_type": "GitHub" })).await.unwrap();
    assert_eq!(made.get("connection_status").and_then(|v| v.as_str()), Some("PENDING"));
    let sent = rig.fake.sent();
    let created = sent.iter().find(|s| s.call.ends_with("CreateConnection")).unwrap();
    assert!(created.body.contains("ConnectionName") && created.body.contains("provision:plan"));
}

/// What the framework sends along with what it makes.
fn asked_tags() -> Json {
    json!([{ "Key": "provision:plan", "Value": "shop" }, { "Key": "provision:token", "Value": "token-1" }])
}

#[tokio::test]
async fn a_connection_that_failed_is_an_error() {
    let newer = "arn:aws:codeconnections:eu-west-1:123456789012:connection/1";
    let rig = Rig::new(crate::family(), move |sent: &Sent, _| match sent.call.as_str() {
        "codeconnections CreateConnection" => ok(json!({ "ConnectionArn": newer })),
        "codeconnections GetConnection" => {
            let mut failed = connection(newer, "code");
            failed["ConnectionStatus"] = json!("ERROR");
            ok(json!({ "Connection": failed }))
        }
        _ => ok(json!({ "Tags": asked_tags() })),
    })
    .await;
    let error = rig.make(NEWER, json!({ "name": "code", "provider_type": "GitHub" })).await.unwrap_err();
    assert!(error.message.contains("ERROR"), "{}", error.message);
}

const TOPIC: &str = "arn:aws:sns:eu-west-1:123456789012:builds";
const SUBSCRIBED: &str =
    "The target cannot be deleted because it is subscribed to one or more notification rules.";

fn prior() -> Json {
    json!({ "id": "rule-1", "arn": "rule-1", "name": "failed", "detail_type": "BASIC", "resource": "arn:aws:x:::y",
        "event_type_ids": ["e"], "status": "ENABLED", "target": [{ "address": TOPIC, "type": "SNS", "status": "ACTIVE" }] })
}

#[tokio::test]
async fn a_target_that_another_rule_uses_stays_without_waiting() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match sent.call.as_str() {
        "codestarnotifications DeleteTarget" => refused("ValidationException", SUBSCRIBED),
        "codestarnotifications ListNotificationRules" => {
            assert_eq!(asked(sent)["Filters"], json!([{ "Name": "TARGET_ADDRESS", "Value": TOPIC }]));
            ok(json!({ "NotificationRules": [{ "Arn": "rule-2" }] }))
        }
        _ => ok(json!({ "Arn": "rule-1" })),
    })
    .await;
    rig.delete(RULE, prior()).await.unwrap();
    assert_eq!((rig.count("DeleteNotificationRule"), rig.count("DeleteTarget")), (1, 1));
}

#[tokio::test]
async fn a_target_goes_when_aws_has_seen_that_its_rule_went() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match sent.call.as_str() {
        "codestarnotifications DeleteTarget" if before < 2 => refused("ValidationException", SUBSCRIBED),
        "codestarnotifications ListNotificationRules" => {
            ok(json!({ "NotificationRules": [{ "Arn": "rule-1" }] }))
        }
        _ => ok(json!({ "Arn": "rule-1" })),
    })
    .await;
    rig.delete(RULE, prior()).await.unwrap();
    assert_eq!(rig.count("DeleteTarget"), 3);
}

#[tokio::test]
async fn a_rule_is_made_with_its_token_when_no_other_change_is_under_way() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match sent.call.as_str() {
        "codestarnotifications CreateNotificationRule" if before == 0 => {
            refused("ConcurrentModificationException", "Another request is in progress.")
        }
        "codestarnotifications CreateNotificationRule" => ok(json!({ "Arn": "rule-1" })),
        _ => ok(json!({ "Arn": "rule-1", "Name": "failed", "DetailType": "BASIC", "Resource": "arn:aws:x:::y", "Status": "ENABLED",
            "EventTypes": [{ "EventTypeId": "e" }],
            "Targets": [{ "TargetAddress": TOPIC, "TargetType": "SNS", "TargetStatus": "ACTIVE" }],
            "Tags": { "provision:plan": "shop", "provision:token": "token-1" } })),
    })
    .await;
    let plan = json!({ "name": "failed", "detail_type": "BASIC", "resource": "arn:aws:x:::y", "event_type_ids": ["e"],
        "target": [{ "address": TOPIC, "type": "SNS" }] });
    rig.make(RULE, plan).await.unwrap();
    let sent = last(&rig, "CreateNotificationRule");
    assert_eq!(
        (sent["ClientRequestToken"].as_str(), sent["Status"].as_str()),
        (Some("token-1"), Some("ENABLED"))
    );
    assert_eq!((rig.count("CreateNotificationRule"), rig.count("UpdateNotificationRule")), (2, 0));
}
