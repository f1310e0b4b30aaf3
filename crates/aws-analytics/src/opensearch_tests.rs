//! What is sent to OpenSearch, how many calls reading takes, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use provision_aws_core::testing::rig::Rig;
use provision_aws_core::testing::{Reply, Sent};
use provision_value::Value;
use serde_json::{Value as Json, json};

const TYPE: &str = "aws_opensearch_domain";
const POLICY: &str = r#"{"Statement":[],"Version":"2012-10-17"}"#;

fn operation(sent: &Sent) -> &str {
    sent.call.rsplit(' ').next().unwrap_or_default()
}

fn body(sent: &Sent) -> Json {
    serde_json::from_str(&sent.body).unwrap_or_default()
}

fn ok(answer: Json) -> Reply {
    (200, answer.to_string())
}

fn refused(code: &str, message: &str) -> Reply {
    (400, json!({"__type": code, "message": message}).to_string())
}

/// The body of the last request of an operation.
fn last(rig: &Rig, name: &str) -> Json {
    body(rig.fake.sent().iter().rfind(|s| operation(s) == name).expect("a request"))
}

fn arn(name: &str) -> String {
    format!("arn:aws:es:eu-west-1:123456789012:domain/{name}")
}

fn domain(name: &str, changes: Json) -> Json {
    let mut told = json!({"DomainId": format!("123456789012/{name}"), "DomainName": name, "ARN": arn(name), "Created": true,
        "Processing": false, "Endpoint": format!("search-{name}.es.amazonaws.com"), "EngineVersion": "OpenSearch_2.15",
        "AccessPolicies": "", "ClusterConfig": {"InstanceType": "t3.small.search", "InstanceCount": 1,
            "DedicatedMasterEnabled": false, "ZoneAwarenessEnabled": false, "WarmEnabled": false},
        "AdvancedOptions": {"override_main_response_version": "false", "rest.action.multi.allow_explicit_index": "true"}});
    for (member, value) in changes.as_object().unwrap() {
        told[member] = value.clone();
    }
    told
}

/// Describes the domains that are asked for, at most five a call.
fn described(sent: &Sent, changes: Json) -> Reply {
    let names = body(sent)["DomainNames"].as_array().cloned().unwrap_or_default();
    if names.len() > 5 {
        return refused("ValidationException", "Please provide a maximum of 5 domain names to describe.");
    }
    let one = |name: &Json| domain(name.as_str().unwrap_or_default(), changes.clone());
    ok(json!({"DomainStatusList": names.iter().map(one).collect::<Vec<_>>()}))
}

fn reads(sent: &Sent) -> Reply {
    match operation(sent) {
        "CreateDomain" => ok(json!({"DomainStatus": domain("logs", json!({}))})),
        "DescribeDomains" => described(sent, json!({})),
        "DescribeDomainConfig" => {
            ok(json!({"DomainConfig": {"AutoTuneOptions": {"Options": {"DesiredState": "ENABLED"}}}}))
        }
        "GetResources" => {
            let arns = body(sent)["ResourceARNList"].as_array().cloned().unwrap_or_default();
            let tagged = |arn: &Json| json!({"ResourceARN": arn, "Tags": [{"Key": "Name", "Value": "a"}]});
            ok(json!({"ResourceTagMappingList": arns.iter().map(tagged).collect::<Vec<_>>()}))
        }
        _ => ok(json!({})),
    }
}

fn state(changes: Json) -> Json {
    let mut state = json!({"id": arn("logs"), "arn": arn("logs"), "domain_name": "logs", "engine_version": "OpenSearch_2.15"});
    for (name, value) in changes.as_object().unwrap() {
        state[name] = value.clone();
    }
    state
}

#[tokio::test]
async fn domains_are_described_five_a_call() {
    let rig = Rig::new(crate::family(), |sent, _| reads(sent)).await;
    let prior = |n: usize| {
        let (name, tags) = (format!("logs-{n}"), json!({"Name": "a"}));
        (
            name.clone(),
            json!({"id": arn(&name), "arn": arn(&name), "domain_name": name, "tags": tags, "tags_all": tags}),
        )
    };
    let found = rig.refresh(TYPE, (0..12).map(prior).collect()).await;
    assert_eq!(found.iter().flatten().count(), 12);
    assert_eq!(
        (rig.count("DescribeDomains"), rig.count("DescribeDomainConfig"), rig.count("ListTags")),
        (3, 12, 0)
    );
    assert_eq!(rig.fake.calls().len(), 16);
}

#[tokio::test]
async fn a_domain_waits_for_its_role_and_until_it_answers() {
    let rig = Rig::new(crate::family(), |sent, before| match (operation(sent), before) {
        ("CreateDomain", 0) => {
            refused("ValidationException", "The passed role has not propagated yet. Please retry.")
        }
        ("CreateDomain", 1) => refused("ValidationException", "Domain is still being deleted"),
        ("CreateDomain", 2) => refused("InvalidTypeException", "Error setting policy: [...]"),
        ("DescribeDomains", 0) => described(sent, json!({"Processing": true, "Endpoint": null})),
        ("DescribeDomains", 1) => described(sent, json!({"Endpoint": null})),
        _ => reads(sent),
    });
    let rig = rig.await;
    rig.make(TYPE, &json!({"domain_name": "logs"})).await.unwrap();
    assert_eq!((rig.count("CreateDomain"), rig.count("UpdateDomainConfig")), (4, 0));
    assert!(rig.count("DescribeDomains") >= 3);
}

#[tokio::test]
async fn an_isolated_domain_is_told_as_such() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "DescribeDomains" => described(sent, json!({"DomainProcessingStatus": "Isolated"})),
        _ => reads(sent),
    });
    let error = rig.await.make(TYPE, &json!({"domain_name": "logs"})).await.unwrap_err();
    assert!(error.message.contains("isolated"), "{}", error.message);
}

#[tokio::test]
async fn who_may_do_everything_is_sent_and_kept_though_it_is_never_told() {
    let on = json!({"AdvancedSecurityOptions": {"Enabled": true, "InternalUserDatabaseEnabled": true}});
    let rig = Rig::new(crate::family(), move |sent, _| match operation(sent) {
        "DescribeDomains" => described(sent, on.clone()),
        _ => reads(sent),
    });
    let rig = rig.await;
    let config = json!({"domain_name": "logs", "advanced_security_options": [{"enabled": true,
        "internal_user_database_enabled": true,
        "master_user_options": [{"master_user_name": "admin", "master_user_password": "hush-1!"}]}]});
    let made = rig.make(TYPE, &config).await.unwrap();
    let sent = last(&rig, "CreateDomain");
    assert_eq!(sent["AdvancedSecurityOptions"]["MasterUserOptions"]["MasterUserPassword"], "hush-1!");
    let (made, _) = made.unmark_deep();
    let first = |value: &Value| value.as_seq().and_then(|all| all.first().cloned()).unwrap();
    let master =
        first(first(made.get("advanced_security_options").unwrap()).get("master_user_options").unwrap());
    assert_eq!(master.get("master_user_password").and_then(Value::as_str), Some("hush-1!"));
    assert!(!rig.progress().iter().any(|line| line.contains("hush")));
}

#[tokio::test]
async fn settings_that_every_domain_has_are_told_where_they_are_asked_for() {
    let rig = Rig::new(crate::family(), |sent, _| reads(sent)).await;
    let asked = json!({"advanced_options": {"override_main_response_version": "false"}});
    let priors = vec![("logs".to_owned(), state(json!({}))), ("logs".to_owned(), state(asked))];
    let found = rig.refresh(TYPE, priors).await;
    let options =
        |n: usize| found[n].as_ref().and_then(|f| f.get("advanced_options")?.as_map().map(|m| m.len()));
    assert_eq!((options(0), options(1)), (Some(0), Some(1)));
}

#[tokio::test]
async fn a_change_waits_for_the_one_before_and_then_the_version_is_changed() {
    let rig = Rig::new(crate::family(), |sent, before| match (operation(sent), before) {
        ("UpdateDomainConfig", 0) => {
            refused("ValidationException", "A change/update is in progress. Please wait")
        }
        ("DescribeDomains", 0) => described(sent, json!({"Processing": true})),
        ("GetCompatibleVersions", _) => ok(json!({"CompatibleVersions": [
            {"SourceVersion": "OpenSearch_2.15", "TargetVersions": ["OpenSearch_2.17", "OpenSearch_2.19"]}]})),
        ("GetUpgradeStatus", 0) => ok(json!({"StepStatus": "IN_PROGRESS"})),
        ("GetUpgradeStatus", _) => ok(json!({"StepStatus": "SUCCEEDED"})),
        _ => reads(sent),
    });
    let rig = rig.await;
    let before = state(
        json!({"ebs_options": [{"ebs_enabled": true, "volume_type": "gp2", "volume_size": 10, "iops": 0}]}),
    );
    let after = state(json!({"engine_version": "OpenSearch_2.17", "access_policies": POLICY,
        "ebs_options": [{"ebs_enabled": true, "volume_type": "gp2", "volume_size": 20, "iops": 0}]}));
    rig.change(TYPE, &before, &after).await.unwrap();
    let sent = last(&rig, "UpdateDomainConfig");
    assert_eq!(sent["EBSOptions"], json!({"EBSEnabled": true, "VolumeType": "gp2", "VolumeSize": 20}));
    assert_eq!(sent["AccessPolicies"], POLICY);
    assert_eq!(sent.get("ClusterConfig"), None);
    assert_eq!(last(&rig, "UpgradeDomain")["TargetVersion"], "OpenSearch_2.17");
    assert_eq!((rig.count("UpdateDomainConfig"), rig.count("GetUpgradeStatus")), (2, 2));
    let calls = rig.fake.calls();
    let position = |name: &str| calls.iter().rposition(|call| call.ends_with(name)).unwrap();
    let looks = calls[position("UpdateDomainConfig")..position("UpgradeDomain")].iter();
    assert_eq!(looks.filter(|call| call.ends_with(" DescribeDomains")).count(), 2, "{calls:?}");
}

#[tokio::test]
async fn a_version_that_cannot_be_reached_is_refused_with_those_that_can() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "GetCompatibleVersions" => ok(json!({"CompatibleVersions": [
            {"SourceVersion": "OpenSearch_2.15", "TargetVersions": ["OpenSearch_2.17"]}]})),
        _ => reads(sent),
    });
    let rig = rig.await;
    let after = state(json!({"engine_version": "OpenSearch_3.1"}));
    let error = rig.change(TYPE, &state(json!({})), &after).await.unwrap_err();
    assert!(error.message.contains("engine_version"), "{}", error.message);
    assert!(error.help.contains("OpenSearch_2.17"), "{}", error.help);
    assert_eq!(rig.count("UpgradeDomain") + rig.count("UpdateDomainConfig"), 0);
}

#[tokio::test]
async fn a_failed_upgrade_is_told() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "GetCompatibleVersions" => ok(json!({"CompatibleVersions": [
            {"SourceVersion": "OpenSearch_2.15", "TargetVersions": ["OpenSearch_2.17"]}]})),
        "GetUpgradeStatus" => ok(json!({"StepStatus": "FAILED", "UpgradeName": "to 2.17"})),
        _ => reads(sent),
    });
    let after = state(json!({"engine_version": "OpenSearch_2.17"}));
    let error = rig.await.change(TYPE, &state(json!({})), &after).await.unwrap_err();
    assert!(error.message.contains("failed at AWS: to 2.17"), "{}", error.message);
}

#[tokio::test]
async fn what_is_no_longer_logged_goes_off() {
    let rig = Rig::new(crate::family(), |sent, _| reads(sent)).await;
    let group = "arn:aws:logs:eu-west-1:123456789012:log-group:slow";
    let log = |kind: &str| json!({"log_type": kind, "cloudwatch_log_group_arn": group, "enabled": true});
    let before = state(json!({"log_publishing_options": [log("INDEX_SLOW_LOGS"), log("SEARCH_SLOW_LOGS")]}));
    let after = state(json!({"log_publishing_options": [log("SEARCH_SLOW_LOGS")]}));
    rig.change(TYPE, &before, &after).await.unwrap();
    let sent = &last(&rig, "UpdateDomainConfig")["LogPublishingOptions"];
    assert_eq!(
        (sent["INDEX_SLOW_LOGS"]["Enabled"].clone(), sent["SEARCH_SLOW_LOGS"]["Enabled"].clone()),
        (json!(false), json!(true))
    );
}

#[tokio::test]
async fn a_policy_is_gone_when_the_domain_has_none_and_is_at_rest() {
    let rig = Rig::new(crate::family(), |sent, before| match (operation(sent), before) {
        ("DescribeDomains", 0) => described(sent, json!({"Processing": true})),
        _ => reads(sent),
    });
    let rig = rig.await;
    let prior = json!({"id": "esd-policy-logs", "domain_name": "logs", "access_policies": POLICY});
    rig.delete("aws_opensearch_domain_policy", &prior).await.unwrap();
    assert_eq!(last(&rig, "UpdateDomainConfig")["AccessPolicies"], "");
    assert_eq!(rig.count("DescribeDomains"), 2);
}
