//! What is sent to Lambda, how many calls reading takes, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::rig::{Rig, operation, sent};
use provision_aws_core::testing::{Reply, Sent};
use provision_engine::provider::Class;
use provision_value::Value;
use serde_json::{Value as Json, json};
use std::sync::atomic::{AtomicBool, Ordering};

const ARN: &str = "arn:aws:lambda:eu-west-1:123456789012:function:api";

fn told(answer: Json) -> Reply {
    (200, answer.to_string())
}

fn refused(code: &str, message: &str) -> Reply {
    (400, json!({"__type": code, "message": message}).to_string())
}

fn function(state: &str) -> Json {
    json!({"FunctionName": "api", "FunctionArn": ARN, "State": state, "LastUpdateStatus": "Successful",
        "Role": "arn:aws:iam::123456789012:role/r", "Runtime": "python3.13", "Handler": "a.b", "MemorySize": 128,
        "Timeout": 3, "PackageType": "Zip", "Architectures": ["x86_64"], "CodeSha256": "x", "CodeSize": 1,
        "Version": "$LATEST", "LastModified": "2026-01-01T00:00:00.000+0000", "TracingConfig": {"Mode": "PassThrough"}})
}

fn reads(sent: &Sent) -> Reply {
    match operation(sent) {
        "GetFunction" => told(json!({"Configuration": function("Active"), "Tags": {"Name": "a"}})),
        "CreateFunction" | "UpdateFunctionConfiguration" | "UpdateFunctionCode" => told(function("Active")),
        "PublishVersion" => {
            told(json!({"FunctionName": "api", "FunctionArn": format!("{ARN}:7"), "Version": "7"}))
        }
        "ListVersionsByFunction" => {
            told(json!({"Versions": [{"Version": "$LATEST"}, {"Version": "6"}, {"Version": "7"}]}))
        }
        _ => told(json!({})),
    }
}

fn state(changes: Json) -> Json {
    let mut state = json!({"id": "api", "function_name": "api", "role": "arn:aws:iam::123456789012:role/r",
        "package_type": "Zip", "runtime": "python3.13", "handler": "a.b", "memory_size": 128, "timeout": 3,
        "s3_bucket": "code", "s3_key": "api.zip", "version": "$LATEST", "reserved_concurrent_executions": -1,
        "publish": false, "arn": ARN});
    for (name, value) in changes.as_object().unwrap() {
        state[name] = value.clone();
    }
    state
}

fn config() -> Json {
    json!({"function_name": "api", "role": "arn:aws:iam::123456789012:role/r", "runtime": "python3.13",
        "handler": "a.b", "s3_bucket": "code", "s3_key": "api.zip"})
}

#[tokio::test]
async fn a_function_is_refreshed_in_one_call() {
    let rig = Rig::new(crate::family(), |sent, _| reads(sent)).await;
    let priors = (0..20).map(|_| ("api".to_owned(), state(json!({})))).collect();
    let found = rig.refresh("aws_lambda_function", priors).await;
    assert_eq!(found.iter().flatten().count(), 20);
    assert_eq!(rig.fake.calls().len(), 20);
}

#[tokio::test]
async fn a_function_waits_for_a_role_that_lambda_does_not_know_yet() {
    let rig = Rig::new(crate::family(), |sent, before| match (operation(sent), before) {
        ("CreateFunction", 0) => refused(
            "InvalidParameterValueException",
            "The role defined for the function cannot be assumed by Lambda.",
        ),
        ("CreateFunction", 1) => refused(
            "InvalidParameterValueException",
            "The provided execution role does not have permissions to call CreateNetworkInterface on EC2",
        ),
        _ => reads(sent),
    });
    let rig = rig.await;
    rig.make("aws_lambda_function", &config()).await.unwrap();
    assert_eq!(rig.count("CreateFunction"), 3);
}

#[tokio::test]
async fn a_function_that_cannot_start_is_told_with_its_reason() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "GetFunction" => {
            let mut failed = function("Failed");
            failed["StateReason"] = json!("The image could not be fetched");
            told(json!({"Configuration": failed}))
        }
        _ => reads(sent),
    });
    let error = rig.await.make("aws_lambda_function", &config()).await.unwrap_err();
    assert!(error.message.contains("The image could not be fetched"), "{}", error.message);
}

#[tokio::test]
async fn only_what_changed_is_sent_and_a_change_is_waited_for() {
    let rig = Rig::new(crate::family(), |sent, before| match (operation(sent), before) {
        ("GetFunction", 0) => {
            let mut busy = function("Active");
            busy["LastUpdateStatus"] = json!("InProgress");
            told(json!({"Configuration": busy}))
        }
        _ => reads(sent),
    });
    let rig = rig.await;
    let after = state(json!({"memory_size": 256, "s3_key": "api-2.zip"}));
    rig.change("aws_lambda_function", &state(json!({})), &after).await.unwrap();
    let sent_configuration: Json =
        serde_json::from_str(&sent(&rig, "UpdateFunctionConfiguration").body).unwrap();
    assert_eq!(sent_configuration, json!({"MemorySize": 256}));
    let calls = rig.fake.calls();
    let position = |name: &str| calls.iter().position(|c| c.ends_with(name)).unwrap();
    let looks =
        calls[..position("UpdateFunctionCode")].iter().filter(|c| c.ends_with(" GetFunction")).count();
    assert_eq!(looks, 2, "{calls:?}");
}

#[tokio::test]
async fn a_published_change_is_a_version_that_is_told() {
    let rig = Rig::new(crate::family(), |sent, _| reads(sent)).await;
    let before = state(json!({"publish": true, "version": "6"}));
    let after = state(json!({"publish": true, "version": "6", "timeout": 10}));
    let now = rig.change("aws_lambda_function", &before, &after).await.unwrap();
    assert_eq!(rig.count("PublishVersion"), 1);
    let (now, _) = now.unmark_deep();
    assert_eq!(now.get("version").and_then(Value::as_str), Some("7"));
    assert_eq!(now.get("qualified_arn").and_then(Value::as_str), Some(format!("{ARN}:7").as_str()));
}

#[tokio::test]
async fn a_function_that_says_so_leaves_its_security_groups_before_it_is_deleted() {
    let gone = AtomicBool::new(false);
    let rig = Rig::new(crate::family(), move |sent, _| match operation(sent) {
        "DeleteFunction" => {
            gone.store(true, Ordering::Relaxed);
            told(json!({}))
        }
        "GetFunction" if gone.load(Ordering::Relaxed) => {
            refused("ResourceNotFoundException", "Function not found")
        }
        _ => reads(sent),
    });
    let rig = rig.await;
    let prior =
        state(json!({"replace_security_groups_on_destroy": true, "replacement_security_group_ids": ["sg-2"],
        "vpc_config": [{"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"], "vpc_id": "vpc-1"}]}));
    rig.delete("aws_lambda_function", &prior).await.unwrap();
    let sent: Json = serde_json::from_str(&sent(&rig, "UpdateFunctionConfiguration").body).unwrap();
    assert_eq!(sent["VpcConfig"]["SecurityGroupIds"], json!(["sg-2"]));
    assert_eq!(rig.count("DeleteFunction"), 1);
}

#[tokio::test]
async fn a_function_copied_to_the_edge_is_deleted_when_its_copies_are_gone() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "DeleteFunction" => refused(
            "InvalidParameterValueException",
            "Lambda was unable to delete arn because it is a replicated function.",
        ),
        _ => reads(sent),
    });
    let error = rig.await.delete("aws_lambda_function", &state(json!({}))).await.unwrap_err();
    assert_eq!(error.class, Class::Dependency);
}

#[tokio::test]
async fn permissions_of_one_function_are_read_in_one_call() {
    let statement = |n: usize| {
        json!({"Sid": format!("s{n}"), "Effect": "Allow", "Action": "lambda:InvokeFunction",
        "Principal": {"Service": "events.amazonaws.com"}, "Resource": ARN})
    };
    let rig = Rig::new(crate::family(), move |_, _| {
        let policy = json!({"Statement": (0..10).map(statement).collect::<Vec<_>>()});
        told(json!({"Policy": policy.to_string()}))
    });
    let rig = rig.await;
    let prior = |n: usize| {
        let state = json!({"id": format!("s{n}"), "statement_id": format!("s{n}"), "function_name": "api",
            "action": "lambda:InvokeFunction", "principal": "events.amazonaws.com"});
        (format!("api//s{n}"), state)
    };
    let found = rig.refresh("aws_lambda_permission", (0..12).map(prior).collect()).await;
    assert_eq!(found.iter().flatten().count(), 10);
    assert_eq!(rig.count("GetPolicy"), 1);
}

#[tokio::test]
async fn what_a_condition_does_not_ask_for_is_empty_and_without_one_it_is_null() {
    let statement = |sid: &str, condition: Option<Json>| {
        let mut statement = json!({"Sid": sid, "Effect": "Allow", "Action": "lambda:InvokeFunction",
            "Principal": {"Service": "events.amazonaws.com"}, "Resource": ARN});
        if let Some(condition) = condition {
            statement["Condition"] = condition;
        }
        statement
    };
    let rig = Rig::new(crate::family(), move |_, _| {
        let account = json!({"StringEquals": {"AWS:SourceAccount": "123456789012"}});
        let rule = json!({"ArnLike": {"AWS:SourceArn": "arn:aws:events:eu-west-1:123456789012:rule/night"}});
        let all =
            [statement("plain", None), statement("account", Some(account)), statement("rule", Some(rule))];
        told(json!({"Policy": json!({"Statement": all}).to_string()}))
    });
    let rig = rig.await;
    let prior = |id: &str| {
        let state = json!({"id": id, "statement_id": id, "function_name": "api",
            "action": "lambda:InvokeFunction", "principal": "events.amazonaws.com"});
        (format!("api//{id}"), state)
    };
    let priors = ["plain", "account", "rule"].map(prior).into();
    let found = rig.refresh("aws_lambda_permission", priors).await;
    let names =
        ["event_source_token", "function_url_auth_type", "principal_org_id", "source_account", "source_arn"];
    let told: Vec<Vec<Option<&str>>> = found
        .iter()
        .flatten()
        .map(|one| names.iter().map(|name| one.get(name).and_then(Value::as_str)).collect())
        .collect();
    let arn = "arn:aws:events:eu-west-1:123456789012:rule/night";
    let plain = vec![None; 5];
    let account = vec![Some(""), Some(""), Some(""), Some("123456789012"), None];
    let rule = vec![None, None, None, None, Some(arn)];
    assert_eq!(told, [plain, account, rule]);
}

#[tokio::test]
async fn code_that_is_not_there_is_told_by_its_path() {
    let rig = Rig::new(crate::family(), |sent, _| reads(sent)).await;
    let mut config = config();
    config["filename"] = json!("no/such.zip");
    let error = rig.make("aws_lambda_function", &config).await.unwrap_err();
    assert!(error.message.contains("no/such.zip"), "{}", error.message);
    assert_eq!(rig.count("CreateFunction"), 0);
}

const MAPPING: &str = "14e0db71-5d35-4eb5-b481-8945cf9d10c2";

fn mapping(state: &str) -> Json {
    json!({"UUID": MAPPING, "EventSourceArn": "arn:aws:sqs:eu-west-1:123456789012:orders", "FunctionArn": ARN, "State": state,
        "BatchSize": 10, "MaximumBatchingWindowInSeconds": 0})
}

fn mappings(sent: &Sent) -> Reply {
    match operation(sent) {
        "GetEventSourceMapping" | "CreateEventSourceMapping" => told(mapping("Enabled")),
        "ListTags" => told(json!({"Tags": {"provision:plan": "shop"}})),
        _ => told(json!({})),
    }
}

fn mapped(changes: Json) -> Json {
    let mut state = json!({"id": MAPPING, "uuid": MAPPING, "function_name": "api", "enabled": true,
        "event_source_arn": "arn:aws:sqs:eu-west-1:123456789012:orders"});
    for (name, value) in changes.as_object().unwrap() {
        state[name] = value.clone();
    }
    state
}

#[tokio::test]
async fn a_mapping_waits_for_its_role_and_until_events_are_taken() {
    let rig = Rig::new(crate::family(), |sent, before| match (operation(sent), before) {
        ("CreateEventSourceMapping", 0) => refused(
            "InvalidParameterValueException",
            "The provided execution role does not have permissions to call ReceiveMessage on SQS",
        ),
        ("GetEventSourceMapping", 0) => told(mapping("Creating")),
        _ => mappings(sent),
    });
    let rig = rig.await;
    let config =
        json!({"function_name": "api", "event_source_arn": "arn:aws:sqs:eu-west-1:123456789012:orders"});
    let made = rig.make("aws_lambda_event_source_mapping", &config).await.unwrap();
    assert_eq!(rig.count("CreateEventSourceMapping"), 2);
    assert!(rig.count("GetEventSourceMapping") >= 2);
    assert_eq!(made.get("state").and_then(Value::as_str), Some("Enabled"));
}

#[tokio::test]
async fn what_a_mapping_no_longer_says_is_taken_away() {
    let rig = Rig::new(crate::family(), |sent, _| mappings(sent)).await;
    let before = mapped(json!({"scaling_config": [{"maximum_concurrency": 4}],
        "filter_criteria": [{"filter": [{"pattern": "{}"}]}],
        "destination_config": [{"on_failure": [{"destination_arn": "arn:aws:sqs:eu-west-1:123456789012:failed"}]}],
        "function_response_types": ["ReportBatchItemFailures"]}));
    rig.change("aws_lambda_event_source_mapping", &before, &mapped(json!({"enabled": false}))).await.unwrap();
    let sent: Json = serde_json::from_str(&sent(&rig, "UpdateEventSourceMapping").body).unwrap();
    assert_eq!(sent["ScalingConfig"], json!({}));
    assert_eq!(sent["FilterCriteria"], json!({"Filters": []}));
    assert_eq!(sent["FunctionResponseTypes"], json!([]));
    assert_eq!((sent["Enabled"].clone(), sent.get("BatchSize")), (json!(false), None));
}

#[tokio::test]
async fn a_mapping_at_work_is_deleted_when_it_is_done() {
    let rig = Rig::new(crate::family(), |sent, before| match (operation(sent), before) {
        ("DeleteEventSourceMapping", 0) => refused("ResourceInUseException", "is in state Updating"),
        ("GetEventSourceMapping", _) => refused("ResourceNotFoundException", "no such mapping"),
        _ => mappings(sent),
    });
    let rig = rig.await;
    rig.delete("aws_lambda_event_source_mapping", &mapped(json!({}))).await.unwrap();
    assert_eq!(rig.count("DeleteEventSourceMapping"), 2);
}
