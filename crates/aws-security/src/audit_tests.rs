//! What is sent to CloudTrail, Config and GuardDuty, how many calls reading takes, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use provision_aws_core::testing::{Reply, Sent, ok, operation, refused, rig::Rig};
use provision_engine::provider::Class;
use provision_value::Value;
use serde_json::{Value as Json, json};

fn body(sent: &Sent) -> Json {
    serde_json::from_str(&sent.body).unwrap_or_default()
}

/// The body of the last request of an operation.
fn last(rig: &Rig, name: &str) -> Json {
    body(rig.fake.sent().iter().rfind(|s| operation(s) == name).expect("a request"))
}

fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:eu-west-1:123456789012:{resource}")
}

fn trail(name: &str) -> Json {
    json!({"Name": name, "TrailARN": arn("cloudtrail", &format!("trail/{name}")), "S3BucketName": "b",
        "HomeRegion": "eu-west-1", "IncludeGlobalServiceEvents": true, "IsMultiRegionTrail": false,
        "IsOrganizationTrail": false, "LogFileValidationEnabled": false, "HasCustomEventSelectors": false,
        "HasInsightSelectors": false})
}

fn trails(sent: &Sent) -> Reply {
    match operation(sent) {
        "CreateTrail" => ok(trail("calls")),
        "DescribeTrails" => {
            let names = body(sent)["trailNameList"].as_array().cloned().unwrap_or_default();
            let name =
                |name: &Json| trail(name.as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default());
            ok(json!({"trailList": names.iter().map(name).collect::<Vec<_>>()}))
        }
        "GetTrailStatus" => ok(json!({"IsLogging": false})),
        "ListTags" => {
            let arns = body(sent)["ResourceIdList"].as_array().cloned().unwrap_or_default();
            if arns.len() > 20 {
                return refused("InvalidParameterException", "Too many resources.");
            }
            let tagged = |arn: &Json| json!({"ResourceId": arn, "TagsList": [{"Key": "Name", "Value": "a"}]});
            ok(json!({"ResourceTagList": arns.iter().map(tagged).collect::<Vec<_>>()}))
        }
        _ => ok(json!({})),
    }
}

fn trail_state(changes: Json) -> Json {
    let arn = arn("cloudtrail", "trail/calls");
    let mut state = json!({"id": arn, "arn": arn, "name": "calls", "s3_bucket_name": "b", "enable_logging": true,
        "enable_log_file_validation": false, "include_global_service_events": true, "is_multi_region_trail": false,
        "is_organization_trail": false});
    for (name, value) in changes.as_object().unwrap() {
        state[name] = value.clone();
    }
    state
}

#[tokio::test]
async fn sixty_trails_are_described_fifty_and_their_tags_told_twenty_a_call() {
    let rig = Rig::new(crate::family(), |sent, _| trails(sent)).await;
    let prior = |n: usize| {
        let arn = arn("cloudtrail", &format!("trail/calls-{n}"));
        let tags = json!({"Name": "a"});
        (
            arn.clone(),
            json!({"id": arn, "arn": arn, "name": format!("calls-{n}"), "tags": tags, "tags_all": tags}),
        )
    };
    let found = rig.refresh("aws_cloudtrail", (0..60).map(prior).collect()).await;
    assert_eq!(found.iter().flatten().count(), 60);
    assert_eq!((rig.count("DescribeTrails"), rig.count("ListTags"), rig.count("GetTrailStatus")), (2, 3, 60));
    // The tagging API, which is asked first, tells of none of them here.
    assert_eq!((rig.count("GetResources"), rig.fake.calls().len()), (1, 66));
}

#[tokio::test]
async fn a_trail_waits_for_what_lets_it_in_and_then_logs() {
    let rig = Rig::new(crate::family(), |sent, before| match (operation(sent), before) {
        ("CreateTrail", 0) => refused(
            "InsufficientS3BucketPolicyException",
            "Incorrect S3 bucket policy is detected for bucket: b",
        ),
        ("CreateTrail", 1) => {
            refused("InvalidCloudWatchLogsRoleArnException", "Access denied. Check the trust.")
        }
        ("GetTrailStatus", 1..) => ok(json!({"IsLogging": true})),
        _ => trails(sent),
    });
    let rig = rig.await;
    rig.make("aws_cloudtrail", &json!({"name": "calls", "s3_bucket_name": "b"})).await.unwrap();
    assert_eq!((rig.count("CreateTrail"), rig.count("StartLogging"), rig.count("UpdateTrail")), (3, 1, 0));
    assert_eq!(rig.count("PutEventSelectors"), 0);
}

#[tokio::test]
async fn another_mistake_in_a_trail_is_told_at_once() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "CreateTrail" => refused("InvalidCloudWatchLogsRoleArnException", "The role is not valid."),
        _ => trails(sent),
    });
    let rig = rig.await;
    let config = json!({"name": "calls", "s3_bucket_name": "b"});
    assert!(rig.make("aws_cloudtrail", &config).await.unwrap_err().message.contains("not valid"));
    assert_eq!(rig.count("CreateTrail"), 1);
}

#[tokio::test]
async fn one_kind_of_selectors_takes_the_place_of_the_other_in_one_call() {
    let rig = Rig::new(crate::family(), |sent, _| trails(sent)).await;
    let before = trail_state(
        json!({"event_selector": [{"read_write_type": "WriteOnly", "include_management_events": true}]}),
    );
    let after = trail_state(json!({"advanced_event_selector": [
        {"name": "data", "field_selector": [{"field": "eventCategory", "equals": ["Data"]}]}]}));
    rig.change("aws_cloudtrail", &before, &after).await.unwrap();
    assert_eq!((rig.count("PutEventSelectors"), rig.count("UpdateTrail")), (1, 0));
    let sent = last(&rig, "PutEventSelectors");
    assert_eq!(sent.get("EventSelectors"), None);
    assert_eq!(
        sent["AdvancedEventSelectors"],
        json!([{"Name": "data", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}])
    );
    // Nothing said is what every new trail has.
    rig.change("aws_cloudtrail", &after, &trail_state(json!({}))).await.unwrap();
    assert_eq!(last(&rig, "PutEventSelectors")["EventSelectors"][0]["ReadWriteType"], "All");
}

#[tokio::test]
async fn what_a_trail_no_longer_says_is_taken_away() {
    let rig = Rig::new(crate::family(), |sent, _| trails(sent)).await;
    let before =
        trail_state(json!({"s3_key_prefix": "p", "cloud_watch_logs_group_arn": arn("logs", "log-group:g:*"),
        "cloud_watch_logs_role_arn": "arn:aws:iam::123456789012:role/r"}));
    rig.change("aws_cloudtrail", &before, &trail_state(json!({}))).await.unwrap();
    let sent = last(&rig, "UpdateTrail");
    for member in ["S3KeyPrefix", "CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn"] {
        assert_eq!(sent[member], "", "{member}");
    }
    assert_eq!(sent.get("KmsKeyId"), None);
}

#[tokio::test]
async fn a_detector_that_nobody_has_is_gone() {
    let message = "The request is rejected because the input detectorId is not owned by the current account.";
    let rig = Rig::new(crate::family(), move |_, _| refused("BadRequestException", message)).await;
    let found =
        rig.refresh("aws_guardduty_detector", vec![("d".into(), json!({"id": "d", "enable": true}))]).await;
    assert!(found[0].is_none());
    rig.delete("aws_guardduty_detector", &json!({"id": "d"})).await.unwrap();
}

#[tokio::test]
async fn a_detector_with_members_is_deleted_when_they_are_gone() {
    let message =
        "The request is rejected because cannot delete detector while it has invited or associated members.";
    let rig = Rig::new(crate::family(), move |_, _| refused("BadRequestException", message)).await;
    let error = rig.delete("aws_guardduty_detector", &json!({"id": "d"})).await.unwrap_err();
    assert_eq!(error.class, Class::Dependency);
}

#[tokio::test]
async fn only_the_sources_that_are_said_are_sent() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "CreateDetector" => ok(json!({"detectorId": "d"})),
        "GetDetector" => {
            ok(json!({"status": "ENABLED", "findingPublishingFrequency": "SIX_HOURS", "serviceRole": "r",
            "dataSources": {"s3Logs": {"status": "ENABLED"}, "cloudTrail": {"status": "ENABLED"},
                "dnsLogs": {"status": "ENABLED"}, "flowLogs": {"status": "ENABLED"}},
            "tags": {"provision:plan": "shop"}}))
        }
        _ => ok(json!({})),
    });
    let rig = rig.await;
    rig.make("aws_guardduty_detector", &json!({"datasources": [{"s3_logs": [{"enable": true}]}]}))
        .await
        .unwrap();
    let sent = last(&rig, "CreateDetector");
    assert_eq!(sent["dataSources"], json!({"s3Logs": {"enable": true}}));
    assert_eq!((sent["enable"].clone(), sent["clientToken"].clone()), (json!(true), json!("token-1")));
    assert_eq!(rig.count("UpdateDetector"), 0);
}

#[tokio::test]
async fn a_channel_waits_until_config_may_write_into_the_bucket() {
    let rig = Rig::new(crate::family(), |sent, before| match (operation(sent), before) {
        ("PutDeliveryChannel", 0) => {
            refused("InsufficientDeliveryPolicyException", "Insufficient delivery policy")
        }
        ("DescribeDeliveryChannels", _) => {
            ok(json!({"DeliveryChannels": [{"name": "default", "s3BucketName": "b"}]}))
        }
        _ => ok(json!({})),
    });
    let rig = rig.await;
    rig.make("aws_config_delivery_channel", &json!({"s3_bucket_name": "b"})).await.unwrap();
    assert_eq!(rig.count("PutDeliveryChannel"), 2);
    assert_eq!(
        last(&rig, "PutDeliveryChannel")["DeliveryChannel"],
        json!({"name": "default", "s3BucketName": "b"})
    );
}

#[tokio::test]
async fn a_channel_is_deleted_when_nothing_is_recorded_any_more() {
    let rig = Rig::new(crate::family(), |_, before| match before {
        0 => {
            refused("LastDeliveryChannelDeleteFailedException", "there is a running configuration recorder.")
        }
        _ => ok(json!({})),
    });
    let rig = rig.await;
    rig.delete("aws_config_delivery_channel", &json!({"id": "default"})).await.unwrap();
    assert_eq!(rig.count("DeleteDeliveryChannel"), 2);
}

#[tokio::test]
async fn a_recorder_that_was_renamed_is_started_by_its_new_name() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "DescribeConfigurationRecorderStatus" => {
            ok(json!({"ConfigurationRecordersStatus": [{"name": "new", "recording": true}]}))
        }
        _ => ok(json!({})),
    });
    let rig = rig.await;
    let state = |name: &str| json!({"id": "old", "name": name, "is_enabled": true});
    let kind = "aws_config_configuration_recorder_status";
    let now = rig.change(kind, &state("old"), &state("new")).await.unwrap();
    assert_eq!(last(&rig, "StartConfigurationRecorder")["ConfigurationRecorderName"], "new");
    assert_eq!(now.get("id").and_then(Value::as_str), Some("new"));
}

#[tokio::test]
async fn all_that_is_said_of_a_recorder_is_sent() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "DescribeConfigurationRecorders" => {
            ok(json!({"ConfigurationRecorders": [{"name": "default", "roleARN":
            "arn:aws:iam::123456789012:role/r", "recordingGroup": {"allSupported": false, "resourceTypes": ["AWS::EC2::VPC"],
            "includeGlobalResourceTypes": false, "recordingStrategy": {"useOnly": "INCLUSION_BY_RESOURCE_TYPES"}},
            "recordingMode": {"recordingFrequency": "DAILY"}}]}))
        }
        _ => ok(json!({})),
    });
    let rig = rig.await;
    let config = json!({"role_arn": "arn:aws:iam::123456789012:role/r", "recording_mode": [{"recording_frequency": "DAILY"}],
        "recording_group": [{"all_supported": false, "resource_types": ["AWS::EC2::VPC"],
            "recording_strategy": [{"use_only": "INCLUSION_BY_RESOURCE_TYPES"}]}]});
    rig.make("aws_config_configuration_recorder", &config).await.unwrap();
    assert_eq!(
        last(&rig, "PutConfigurationRecorder")["ConfigurationRecorder"],
        json!({"name": "default", "roleARN": "arn:aws:iam::123456789012:role/r",
            "recordingGroup": {"allSupported": false, "includeGlobalResourceTypes": false, "resourceTypes": ["AWS::EC2::VPC"],
                "recordingStrategy": {"useOnly": "INCLUSION_BY_RESOURCE_TYPES"}},
            "recordingMode": {"recordingFrequency": "DAILY"}})
    );
}

fn rule(name: &str, source: Json) -> Json {
    json!({"ConfigRuleName": name, "ConfigRuleArn": arn("config", &format!("config-rule/{name}")),
        "ConfigRuleId": name, "ConfigRuleState": "ACTIVE", "Source": source})
}

fn by_aws() -> Json {
    json!({"Owner": "AWS", "SourceIdentifier": "REQUIRED_TAGS"})
}

#[tokio::test]
async fn a_hundred_rules_cost_a_call_for_twenty_five_and_one_for_their_tags() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "DescribeConfigRules" => {
            let from: usize = body(sent)["NextToken"].as_str().map_or(0, |t| t.parse().unwrap());
            let page: Vec<Json> = (from..from + 25).map(|n| rule(&format!("rule-{n}"), by_aws())).collect();
            let next = if from + 25 < 100 { json!((from + 25).to_string()) } else { Json::Null };
            ok(json!({"ConfigRules": page, "NextToken": next}))
        }
        "GetResources" => {
            let arns = body(sent)["ResourceARNList"].as_array().cloned().unwrap_or_default();
            let tagged = |arn: &Json| json!({"ResourceARN": arn, "Tags": [{"Key": "Name", "Value": "a"}]});
            ok(json!({"ResourceTagMappingList": arns.iter().map(tagged).collect::<Vec<_>>()}))
        }
        _ => ok(json!({})),
    });
    let rig = rig.await;
    let prior = |n: usize| {
        let (name, tags) = (format!("rule-{n}"), json!({"Name": "a"}));
        let arn = arn("config", &format!("config-rule/{name}"));
        (name.clone(), json!({"id": name, "name": name, "arn": arn, "tags": tags, "tags_all": tags}))
    };
    let found = rig.refresh("aws_config_config_rule", (0..100).map(prior).collect()).await;
    assert_eq!(found.iter().flatten().count(), 100);
    assert_eq!((rig.count("DescribeConfigRules"), rig.fake.calls().len()), (4, 5));
}

fn policy_rule(text: Json) -> Json {
    json!({"id": "owned", "name": "owned", "arn": arn("config", "config-rule/owned"),
        "source": [{"owner": "CUSTOM_POLICY", "custom_policy_details": [{"policy_runtime": "guard-2.x.x", "policy_text": text}]}]})
}

fn policies(sent: &Sent) -> Reply {
    match operation(sent) {
        "DescribeConfigRules" => {
            let details =
                json!({"PolicyRuntime": "guard-2.x.x", "PolicyText": "", "EnableDebugLogDelivery": false});
            ok(
                json!({"ConfigRules": [rule("owned", json!({"Owner": "CUSTOM_POLICY", "CustomPolicyDetails": details}))]}),
            )
        }
        "GetCustomRulePolicy" => ok(json!({"PolicyText": "rule told {}"})),
        _ => ok(json!({})),
    }
}

fn policy_text(found: &Option<Value>) -> Option<String> {
    let first = |value: &Value| value.as_seq().and_then(|all| all.first().cloned());
    let source = first(found.as_ref()?.get("source")?)?;
    let details = first(source.get("custom_policy_details")?)?;
    details.get("policy_text").and_then(Value::as_str).map(str::to_owned)
}

#[tokio::test]
async fn what_a_policy_says_is_as_held_and_asked_for_where_nothing_is() {
    let rig = Rig::new(crate::family(), |sent, _| policies(sent)).await;
    let held = vec![("owned".to_owned(), policy_rule(json!("rule held {}")))];
    let found = rig.refresh("aws_config_config_rule", held).await;
    assert_eq!(policy_text(&found[0]).as_deref(), Some("rule held {}"));
    assert_eq!(rig.count("GetCustomRulePolicy"), 0);
    let imported = vec![("owned".to_owned(), json!({"id": "owned"}))];
    let found = rig.refresh("aws_config_config_rule", imported).await;
    assert_eq!(policy_text(&found[0]).as_deref(), Some("rule told {}"));
}

#[tokio::test]
async fn a_rule_waits_until_config_may_call_the_function_and_is_tagged_once() {
    let rig = Rig::new(crate::family(), |sent, before| match (operation(sent), before) {
        ("PutConfigRule", 0) => {
            refused("InsufficientPermissionsException", "The function cannot be invoked.")
        }
        ("DescribeConfigRules", _) => ok(json!({"ConfigRules": [rule("tagged", by_aws())]})),
        ("ListTagsForResource", _) => ok(json!({"Tags": [{"Key": "provision:plan", "Value": "shop"}]})),
        _ => ok(json!({})),
    });
    let rig = rig.await;
    let config =
        json!({"name": "tagged", "source": [{"owner": "AWS", "source_identifier": "REQUIRED_TAGS"}]});
    rig.make("aws_config_config_rule", &config).await.unwrap();
    assert_eq!(rig.count("PutConfigRule"), 2);
    assert!(last(&rig, "PutConfigRule")["Tags"].as_array().is_some_and(|tags| !tags.is_empty()));
    let state = |description: Json| {
        json!({"id": "tagged", "name": "tagged", "arn": arn("config", "config-rule/tagged"), "description": description,
            "source": [{"owner": "AWS", "source_identifier": "REQUIRED_TAGS"}]})
    };
    rig.change("aws_config_config_rule", &state(Json::Null), &state(json!("why"))).await.unwrap();
    let sent = last(&rig, "PutConfigRule");
    assert_eq!((sent["ConfigRule"]["Description"].clone(), sent.get("Tags")), (json!("why"), None));
}
