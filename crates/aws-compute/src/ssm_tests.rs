//! What is sent to Systems Manager, how many calls reading takes, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::rig::{Rig, operation, refreshed, sent};
use provision_aws_core::testing::rig::names_told;
use provision_aws_core::testing::{Reply, Sent, ok, refused};
use provision_engine::provider::Session;
use provision_value::Value;
use serde_json::{Value as Json, json};

fn body(sent: &Sent) -> Json {
    serde_json::from_str(&sent.body).unwrap()
}

fn texts(value: &Json) -> Vec<String> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

/// Parameters under `/secret` are secure.
fn parameter(name: &str) -> Json {
    let kind = if name.starts_with("/secret/") { "SecureString" } else { "String" };
    json!({"Name": name, "Type": kind, "Value": "v", "Version": 1, "DataType": "text",
        "ARN": format!("arn:aws:ssm:eu-west-1:123456789012:parameter{name}")})
}

/// Answers reads: values of all that are asked for, and their descriptions a page.
fn reads(sent: &Sent) -> Reply {
    let asked = body(sent);
    match operation(sent) {
        "GetParameters" => {
            let all: Vec<Json> = texts(&asked["Names"]).iter().map(|n| parameter(n)).collect();
            ok(json!({"Parameters": all}))
        }
        "DescribeParameters" => {
            let names = texts(&asked["ParameterFilters"][0]["Values"]);
            let all: Vec<Json> =
                names.iter().map(|n| json!({"Name": n, "Tier": "Standard", "Version": 1})).collect();
            ok(json!({"Parameters": all}))
        }
        "ListTagsForResource" => ok(json!({"TagList": [{"Key": "Name", "Value": "a"}]})),
        _ => ok(json!({})),
    }
}

fn held(rig: &Rig, n: usize, tags: Json) -> Value {
    let name = format!("/shop/{n}");
    let arn = format!("arn:aws:ssm:eu-west-1:123456789012:parameter{name}");
    let attributes =
        json!({"id": name, "name": name, "type": "String", "value": "v", "arn": arn, "tags_all": tags});
    rig.object("aws_ssm_parameter", &attributes)
}

#[tokio::test]
async fn five_hundred_parameters_are_refreshed_in_sixty_calls() {
    let rig = Rig::new(crate::family(), |sent, _| reads(sent)).await;
    let all = (0..500).map(|n| held(&rig, n, json!({}))).collect();
    assert_eq!(refreshed(&rig, "aws_ssm_parameter", all).await, 500);
    assert_eq!(rig.count("GetParameters"), 50);
    assert_eq!(rig.count("DescribeParameters"), 10);
    assert_eq!(rig.fake.calls().len(), 60);
}

#[tokio::test]
async fn tags_are_asked_only_of_parameters_that_have_some() {
    let rig = Rig::new(crate::family(), |sent, _| reads(sent)).await;
    let tags = |n: usize| if n < 3 { json!({"Name": "a"}) } else { json!({}) };
    let all = (0..20).map(|n| held(&rig, n, tags(n))).collect();
    assert_eq!(refreshed(&rig, "aws_ssm_parameter", all).await, 20);
    assert_eq!((rig.count("GetParameters"), rig.count("DescribeParameters")), (2, 1));
    assert_eq!(rig.count("ListTagsForResource"), 3);
}

#[tokio::test]
async fn tags_of_parameters_are_confirmed_a_hundred_a_call() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "GetResources" => names_told(sent, |arn| if arn.ends_with("/7") { "b" } else { "a" }),
        _ => reads(sent),
    });
    let rig = rig.await;
    let all = (0..200).map(|n| held(&rig, n, json!({"Name": "a"}))).collect();
    assert_eq!(refreshed(&rig, "aws_ssm_parameter", all).await, 200);
    assert_eq!((rig.count("GetParameters"), rig.count("DescribeParameters")), (20, 4));
    assert_eq!((rig.count("GetResources"), rig.count("ListTagsForResource")), (2, 1));
    assert!(rig.fake.sent().iter().all(|s| s.region == "eu-west-1"));
}

#[tokio::test]
async fn one_parameter_whose_key_may_not_be_used_does_not_fail_the_others() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "GetParameters" if texts(&body(sent)["Names"]).contains(&"/shop/1".to_owned()) => {
            refused("AccessDeniedException", "not authorized to perform: kms:Decrypt")
        }
        _ => reads(sent),
    });
    let rig = rig.await;
    let all = (0..5).map(|n| held(&rig, n, json!({}))).collect();
    assert_eq!(refreshed(&rig, "aws_ssm_parameter", all).await, 4);
}

#[tokio::test]
async fn a_write_only_value_is_sent_and_held_nowhere() {
    let rig = Rig::new(crate::family(), |sent, _| reads(sent)).await;
    let config =
        json!({"name": "/secret/0", "type": "SecureString", "value_wo": "hush", "value_wo_version": 1});
    let made = rig.make("aws_ssm_parameter", &config).await.unwrap();
    assert_eq!(rig.count("PutParameter"), 1);
    assert_eq!(body(&sent(&rig, "PutParameter"))["Value"], "hush");
    let (made, _) = made.unmark_deep();
    assert!(made.get("value_wo").unwrap().is_null() && made.get("value").unwrap().is_null());
    assert_eq!(made.get("has_value_wo").and_then(Value::as_bool), Some(true));
    assert_eq!(made.get("value_wo_version").and_then(Value::as_i64), Some(1));
}

#[tokio::test]
async fn a_change_beside_a_write_only_value_sends_the_value_that_is_there() {
    let rig = Rig::new(crate::family(), |sent, _| reads(sent)).await;
    let attributes = json!({"id": "/shop/0", "name": "/shop/0", "type": "SecureString", "has_value_wo": true,
        "value_wo_version": 1, "arn": "arn:x", "tier": "Standard", "version": 1, "data_type": "text"});
    let prior = rig.object("aws_ssm_parameter", &attributes);
    let planned =
        prior.with("description", Value::string("of the database")).with("value_wo", Value::string("new"));
    rig.session.update("aws_ssm_parameter", &rig.step(), &prior, &planned).await.unwrap();
    let put = body(&sent(&rig, "PutParameter"));
    assert_eq!((put["Value"].as_str(), put["Description"].as_str()), (Some("v"), Some("of the database")));
    let planned = planned.with("value_wo_version", Value::number(2));
    rig.session.update("aws_ssm_parameter", &rig.step(), &prior, &planned).await.unwrap();
    assert_eq!(body(&sent(&rig, "PutParameter"))["Value"], "new");
}

#[tokio::test]
async fn a_region_without_tiers_gets_none() {
    let rig = Rig::new(crate::family(), |sent, before| match operation(sent) {
        "PutParameter" if before == 0 => {
            refused("ValidationException", "Tier is not supported in this region")
        }
        _ => reads(sent),
    });
    let rig = rig.await;
    let config = json!({"name": "/shop/0", "type": "String", "value": "v", "tier": "Standard"});
    rig.make("aws_ssm_parameter", &config).await.unwrap();
    assert_eq!(rig.count("PutParameter"), 2);
    assert!(body(&sent(&rig, "PutParameter")).get("Tier").is_none());
}

#[tokio::test]
async fn a_tier_that_aws_chose_is_no_difference() {
    let rig = Rig::new(crate::family(), |sent, _| reads(sent)).await;
    let config = json!({"name": "/shop/0", "type": "String", "value": "v", "tier": "Intelligent-Tiering"});
    let made = rig.make("aws_ssm_parameter", &config).await.unwrap();
    assert_eq!(rig.count("PutParameter"), 1);
    assert_eq!(made.get("tier").and_then(Value::as_str), Some("Standard"));
}

fn document(version: &str, hash: &str) -> Reply {
    ok(json!({"Document": {"Name": "hello", "Hash": hash, "HashType": "Sha256", "Status": "Active",
        "DocumentVersion": version, "LatestVersion": version, "DefaultVersion": version, "SchemaVersion": "2.2",
        "DocumentType": "Command", "DocumentFormat": "JSON"}}))
}

fn held_document(rig: &Rig) -> Value {
    let attributes = json!({"id": "hello", "name": "hello", "arn": "arn:x", "content": "{}", "hash": "h1",
        "document_type": "Command", "document_format": "JSON", "latest_version": "1", "default_version": "1",
        "schema_version": "2.2", "status": "Active"});
    rig.object("aws_ssm_document", &attributes)
}

#[tokio::test]
async fn the_text_of_a_document_is_asked_only_where_its_hash_is_another() {
    let rig = Rig::new(crate::family(), |sent, before| match operation(sent) {
        "DescribeDocument" => document("1", if before == 0 { "h1" } else { "h2" }),
        _ => ok(json!({"Content": "{\"a\":1}"})),
    });
    let rig = rig.await;
    assert_eq!(refreshed(&rig, "aws_ssm_document", vec![held_document(&rig)]).await, 1);
    assert_eq!(rig.fake.calls().len(), 1);
    assert_eq!(refreshed(&rig, "aws_ssm_document", vec![held_document(&rig)]).await, 1);
    assert_eq!(rig.count("GetDocument"), 1);
}

#[tokio::test]
async fn a_document_whose_text_has_a_version_already_goes_back_to_it() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "DescribeDocument" => document("1", "h1"),
        "UpdateDocument" => refused("DuplicateDocumentContent", "matches another document"),
        "GetDocument" => ok(json!({"Content": "{}"})),
        _ => ok(json!({})),
    });
    let rig = rig.await;
    let prior = held_document(&rig);
    let planned = prior.with("content", Value::string("{\"b\":1}"));
    rig.session.update("aws_ssm_document", &rig.step(), &prior, &planned).await.unwrap();
    assert_eq!(body(&sent(&rig, "UpdateDocumentDefaultVersion"))["DocumentVersion"], "1");
}

#[tokio::test]
async fn a_document_goes_when_nobody_shares_it_and_no_association_uses_it() {
    let rig = Rig::new(crate::family(), |sent, before| match operation(sent) {
        "DeleteDocument" if before == 0 => refused("AssociatedInstances", "You must disassociate a document"),
        "DescribeDocument" if before == 0 => document("1", "h1"),
        "DescribeDocument" => refused("InvalidDocument", "Document with name hello does not exist."),
        _ => ok(json!({})),
    });
    let rig = rig.await;
    let shared = json!({"type": "Share", "account_ids": "111122223333"});
    let attributes = json!({"id": "hello", "name": "hello", "permissions": shared});
    let prior = rig.object("aws_ssm_document", &attributes);
    rig.session.delete("aws_ssm_document", &rig.step(), &prior).await.unwrap();
    assert_eq!(rig.count("DeleteDocument"), 2);
    assert_eq!(texts(&body(&sent(&rig, "ModifyDocumentPermission"))["AccountIdsToRemove"]), ["111122223333"]);
}

#[tokio::test]
async fn a_new_association_is_waited_for_and_one_that_fails_says_why() {
    let answer = |status: &str| {
        ok(json!({"AssociationDescription": {"AssociationId": "aa", "Name": "hello",
            "Overview": {"Status": status, "DetailedStatus": "no targets"}}}))
    };
    let rig = Rig::new(crate::family(), move |sent, before| match operation(sent) {
        "DescribeAssociation" if before < 2 => answer("Pending"),
        "DescribeAssociation" => answer("Failed"),
        "ListTagsForResource" => ok(json!({"TagList": []})),
        _ => answer("Pending"),
    });
    let rig = rig.await;
    let config = json!({"name": "hello", "wait_for_success_timeout_seconds": 600});
    let planned = rig.planned("aws_ssm_association", &config);
    let created = rig.session.create("aws_ssm_association", &rig.step(), &planned).await.unwrap();
    let failed =
        rig.session.finish("aws_ssm_association", &rig.step(), &created, &planned).await.unwrap_err();
    assert!(failed.message.contains("no targets"), "{failed}");
    assert_eq!(rig.count("DescribeAssociation"), 3);
}
