//! What is sent, how many calls reading takes, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use provision_aws_core::testing::{Reply, Sent, ok, operation, refused, rig::Rig};
use provision_value::Value;
use serde_json::{Value as Json, json};

const KEY: &str = "1234abcd-12ab-34cd-56ef-1234567890ab";
const TOKEN: &str = "token-1";

fn body(sent: &Sent) -> Json {
    serde_json::from_str(&sent.body).unwrap()
}

/// The last request of an operation.
fn last(rig: &Rig, operation: &str) -> Json {
    let sent = rig.fake.sent();
    body(sent.iter().rfind(|s| s.call.ends_with(&format!(" {operation}"))).expect("a request"))
}

fn text(object: &Value, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn arn(name: &str) -> String {
    format!("arn:aws:secretsmanager:eu-west-1:123456789012:secret:{name}-AbCdEf")
}

fn key(state: &str) -> Json {
    json!({"KeyMetadata": {"KeyId": KEY, "Arn": format!("arn:aws:kms:eu-west-1:123456789012:key/{KEY}"), "Enabled": true,
        "KeyState": state, "Origin": "AWS_KMS", "KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT", "Description": ""}})
}

const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[]}"#;

/// A key as it is after its create call.
fn keys(sent: &Sent, _: usize) -> Reply {
    match operation(sent) {
        "CreateKey" | "DescribeKey" => ok(key("Enabled")),
        "GetKeyPolicy" => ok(json!({"Policy": POLICY})),
        "GetKeyRotationStatus" => ok(json!({"KeyRotationEnabled": false})),
        "ListResourceTags" => ok(
            json!({"Tags": [{"TagKey": "provision:plan", "TagValue": "shop"}, {"TagKey": "provision:token", "TagValue": TOKEN}]}),
        ),
        _ => ok(json!({})),
    }
}

#[tokio::test]
async fn a_key_is_made_again_while_a_principal_of_its_policy_is_not_known() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match (operation(sent), before) {
        ("CreateKey", 0) => refused(
            "MalformedPolicyDocumentException",
            "Policy contains a statement with one or more invalid principals.",
        ),
        (_, before) => keys(sent, before),
    })
    .await;
    let made = rig.make("aws_kms_key", &json!({"policy": POLICY, "description": "of the shop"})).await;
    // That the description is not told is somebody else's matter.
    assert_eq!(text(&made.unwrap(), "key_id").as_deref(), Some(KEY));
    assert_eq!(rig.count("CreateKey"), 2);
    let sent = last(&rig, "CreateKey");
    assert_eq!(
        (sent["Policy"].as_str(), sent["KeySpec"].as_str()),
        (Some(POLICY), Some("SYMMETRIC_DEFAULT"))
    );
    assert_eq!(sent["Tags"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn rotation_waits_until_a_new_key_is_enabled_everywhere() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match (operation(sent), before) {
        ("EnableKeyRotation", 0) => refused("DisabledException", "the key is disabled"),
        // Told from the third look on.
        ("GetKeyRotationStatus", looks) => {
            ok(json!({"KeyRotationEnabled": looks > 2, "RotationPeriodInDays": 90}))
        }
        (_, before) => keys(sent, before),
    })
    .await;
    let config = json!({"enable_key_rotation": true, "rotation_period_in_days": 90});
    rig.make("aws_kms_key", &config).await.unwrap();
    assert_eq!(rig.count("EnableKeyRotation"), 2);
    assert_eq!(last(&rig, "EnableKeyRotation")["RotationPeriodInDays"], 90);
}

#[tokio::test]
async fn a_key_that_waits_for_its_end_is_gone() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "DescribeKey" => ok(key("PendingDeletion")),
        "ScheduleKeyDeletion" => refused("KMSInvalidStateException", "arn is pending deletion."),
        _ => ok(json!({})),
    })
    .await;
    let prior = json!({"id": KEY, "deletion_window_in_days": 7});
    assert_eq!(rig.refresh("aws_kms_key", vec![(KEY.into(), prior.clone())]).await, [None]);
    rig.delete("aws_kms_key", &prior).await.unwrap();
    assert_eq!(last(&rig, "ScheduleKeyDeletion")["PendingWindowInDays"], 7);
}

#[tokio::test]
async fn two_hundred_aliases_cost_two_pages() {
    let alias = |n: usize| json!({"AliasName": format!("alias/shop-{n}"), "AliasArn": format!("arn:aws:kms:eu-west-1:123456789012:alias/shop-{n}"), "TargetKeyId": KEY});
    let rig = Rig::new(crate::family(), move |_: &Sent, before| {
        let page: Vec<Json> = (before * 100..before * 100 + 100).map(alias).collect();
        ok(match before {
            0 => json!({"Aliases": page, "NextMarker": "more", "Truncated": true}),
            _ => json!({"Aliases": page, "Truncated": false}),
        })
    })
    .await;
    let priors =
        (0..200).map(|n| format!("alias/shop-{n}")).map(|n| (n.clone(), json!({"id": n, "name": n})));
    let found = rig.refresh("aws_kms_alias", priors.collect()).await;
    let target = |f: &Option<Value>| f.as_ref().and_then(|f| text(f, "target_key_arn"));
    assert!(found.iter().all(|f| target(f) == Some(format!("arn:aws:kms:eu-west-1:123456789012:key/{KEY}"))));
    assert_eq!(rig.count("ListAliases"), 2);
}

#[tokio::test]
async fn a_grant_tells_its_token_once_and_waits_for_its_principal() {
    const ROLE: &str = "arn:aws:iam::123456789012:role/shop";
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match (operation(sent), before) {
        ("CreateGrant", 0) => refused("InvalidArnException", "role/shop is not known"),
        ("CreateGrant", _) => ok(json!({"GrantId": "g-1", "GrantToken": "hush"})),
        ("ListGrants", looks) => {
            let principal = if looks == 0 { "AROAXXXXXXXXXXXXXXXX" } else { ROLE };
            ok(json!({"Grants": [{"GrantId": "g-1", "GranteePrincipal": principal, "Operations": ["Decrypt"]}]}))
        }
        _ => ok(json!({})),
    })
    .await;
    let config = json!({"key_id": KEY, "grantee_principal": ROLE, "operations": ["Decrypt"]});
    let made = rig.make("aws_kms_grant", &config).await.unwrap();
    assert_eq!(text(&made, "id"), Some(format!("{KEY}:g-1")));
    assert_eq!(text(&made, "grantee_principal").as_deref(), Some(ROLE));
    assert!(made.get("grant_token").is_some_and(|t| t.is_sensitive() && t.as_str() == Some("hush")));
    assert_eq!((rig.count("CreateGrant"), rig.count("ListGrants")), (2, 2));
}

/// A secret as a list tells it.
fn secret(name: &str) -> Json {
    json!({"ARN": arn(name), "Name": name, "Description": "d"})
}

fn held(name: &str) -> (String, Json) {
    let attributes = json!({"id": arn(name), "arn": arn(name), "name": name, "description": "d", "kms_key_id": "", "policy": "",
        "tags_all": {}, "replica": []});
    (arn(name), attributes)
}

#[tokio::test]
async fn a_hundred_secrets_cost_one_list_and_their_policies() {
    let names: Vec<String> = (0..100).map(|n| format!("shop/{n}")).collect();
    let told = names.clone();
    let rig = Rig::new(crate::family(), move |sent: &Sent, _| match operation(sent) {
        // The list lags behind: it tells an old description of the last one, and not the one before.
        "ListSecrets" => {
            let mut all: Vec<Json> = told.iter().filter(|n| *n != "shop/98").map(|n| secret(n)).collect();
            all[98]["Description"] = "old".into();
            ok(json!({"SecretList": all}))
        }
        "DescribeSecret" => {
            let asked = body(sent)["SecretId"].as_str().unwrap().to_owned();
            ok(json!({"ARN": asked, "Name": "x", "Description": "d"}))
        }
        _ => ok(json!({})),
    })
    .await;
    let found = rig.refresh("aws_secretsmanager_secret", names.iter().map(|n| held(n)).collect()).await;
    assert!(found.iter().all(|f| text(f.as_ref().unwrap(), "description").as_deref() == Some("d")));
    let counts = (rig.count("ListSecrets"), rig.count("DescribeSecret"), rig.count("GetResourcePolicy"));
    assert_eq!(counts, (1, 2, 100));
}

#[tokio::test]
async fn a_name_that_waits_for_the_end_of_a_deleted_secret_is_an_error_with_advice() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "CreateSecret" => refused(
            "InvalidRequestException",
            "You can't create this secret because a secret with this name is already scheduled for deletion.",
        ),
        _ => ok(json!({})),
    })
    .await;
    let error = rig.make("aws_secretsmanager_secret", &json!({"name": "shop/db"})).await.unwrap_err();
    assert!(error.help.contains("restore-secret") && error.help.contains("shop/db"), "{}", error.help);
    // It is waited for, as one that was deleted for good frees its name a moment later.
    assert!(rig.count("CreateSecret") > 2);
}

#[tokio::test]
async fn a_secret_is_deleted_with_its_window_and_without() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "DescribeSecret" => ok(json!({"ARN": arn("a"), "Name": "a", "DeletedDate": 1_700_000_000})),
        _ => ok(json!({})),
    })
    .await;
    rig.delete("aws_secretsmanager_secret", &json!({"id": arn("a"), "recovery_window_in_days": 7}))
        .await
        .unwrap();
    assert_eq!(last(&rig, "DeleteSecret")["RecoveryWindowInDays"], 7);
    rig.delete("aws_secretsmanager_secret", &json!({"id": arn("a"), "recovery_window_in_days": 0}))
        .await
        .unwrap();
    assert_eq!(last(&rig, "DeleteSecret")["ForceDeleteWithoutRecovery"], true);
}

fn version(name: &str, version: &str) -> (String, Json) {
    let id = format!("{}|{version}", arn(name));
    (id.clone(), json!({"id": id, "secret_id": arn(name), "version_id": version, "secret_string": "hush"}))
}

#[tokio::test]
async fn forty_current_versions_cost_two_calls() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "BatchGetSecretValue" => {
            let asked = body(sent)["SecretIdList"].as_array().unwrap().clone();
            let value = |id: &Json| json!({"ARN": id, "Name": "x", "VersionId": "v2", "SecretString": "hush", "VersionStages": ["AWSCURRENT"]});
            ok(json!({"SecretValues": asked.iter().map(value).collect::<Vec<_>>()}))
        }
        "GetSecretValue" => ok(json!({"ARN": arn("shop/0"), "VersionId": "v1", "SecretString": "old", "VersionStages": ["AWSPREVIOUS"]})),
        _ => ok(json!({})),
    })
    .await;
    let mut reads: Vec<(String, Json)> = (0..40).map(|n| version(&format!("shop/{n}"), "v2")).collect();
    reads.push(version("shop/0", "v1"));
    let found = rig.refresh("aws_secretsmanager_secret_version", reads).await;
    let values: Vec<Option<String>> =
        found.iter().map(|f| text(f.as_ref().unwrap(), "secret_string")).collect();
    assert!(
        values[..40].iter().all(|v| v.as_deref() == Some("hush")) && values[40].as_deref() == Some("old")
    );
    assert!(found.iter().all(|f| f.as_ref().unwrap().get("secret_string").unwrap().is_sensitive()));
    assert_eq!((rig.count("BatchGetSecretValue"), rig.count("GetSecretValue")), (2, 1));
}

#[tokio::test]
async fn who_may_not_read_values_together_reads_them_one_by_one() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "BatchGetSecretValue" => refused("AccessDeniedException", "not authorized to perform secretsmanager:BatchGetSecretValue"),
        "GetSecretValue" => {
            let asked = body(sent);
            ok(json!({"ARN": asked["SecretId"], "VersionId": asked["VersionId"], "SecretString": "hush", "VersionStages": ["AWSCURRENT"]}))
        }
        _ => ok(json!({})),
    })
    .await;
    for _ in 0..2 {
        let reads = (0..3).map(|n| version(&format!("shop/{n}"), "v2")).collect();
        let found = rig.refresh("aws_secretsmanager_secret_version", reads).await;
        assert!(found.iter().all(Option::is_some));
    }
    assert_eq!((rig.count("BatchGetSecretValue"), rig.count("GetSecretValue")), (1, 6));
}

#[tokio::test]
async fn a_write_only_value_reaches_the_secret_and_no_state() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "PutSecretValue" => ok(json!({"ARN": arn("a"), "VersionId": TOKEN})),
        "GetSecretValue" => ok(json!({"ARN": arn("a"), "VersionId": TOKEN, "SecretString": "hush", "VersionStages": ["AWSCURRENT"]})),
        _ => ok(json!({})),
    })
    .await;
    let config = json!({"secret_id": arn("a"), "secret_string_wo": "hush", "secret_string_wo_version": 1});
    let made = rig.make("aws_secretsmanager_secret_version", &config).await.unwrap();
    let sent = last(&rig, "PutSecretValue");
    assert_eq!(
        (sent["SecretString"].as_str(), sent["ClientRequestToken"].as_str()),
        (Some("hush"), Some(TOKEN))
    );
    assert_eq!(made.get("has_secret_string_wo").and_then(Value::as_bool), Some(true));
    let kept =
        ["secret_string", "secret_string_wo", "secret_binary"].map(|n| text(&made, n).unwrap_or_default());
    assert!(kept.iter().all(String::is_empty), "{kept:?}");
}

#[tokio::test]
async fn an_error_does_not_tell_the_value() {
    let rig =
        Rig::new(crate::family(), |_: &Sent, _| refused("LimitExceededException", "The request failed"))
            .await;
    let config = json!({"secret_id": arn("a"), "secret_string": "hush-hush"});
    let error = rig.make("aws_secretsmanager_secret_version", &config).await.unwrap_err();
    assert!(!format!("{error:?}").contains("hush-hush"));
}

#[tokio::test]
async fn the_current_label_moves_and_never_goes() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "ListSecretVersionIds" => ok(json!({"Versions": [{"VersionId": "v2", "VersionStages": ["AWSCURRENT"]}, {"VersionId": "v1", "VersionStages": ["AWSPREVIOUS"]}]})),
        "GetSecretValue" => ok(json!({"ARN": arn("a"), "VersionId": "v1", "SecretString": "hush", "VersionStages": ["AWSCURRENT"]})),
        _ => ok(json!({})),
    })
    .await;
    let of = |stages: Json| {
        let (_, mut attributes) = version("a", "v1");
        attributes["version_stages"] = stages;
        attributes
    };
    let (from, to) = (of(json!(["AWSPREVIOUS"])), of(json!(["AWSCURRENT"])));
    rig.change("aws_secretsmanager_secret_version", &from, &to).await.unwrap();
    let sent = last(&rig, "UpdateSecretVersionStage");
    assert_eq!(
        (sent["MoveToVersionId"].as_str(), sent["RemoveFromVersionId"].as_str()),
        (Some("v1"), Some("v2"))
    );
    assert_eq!(rig.count("UpdateSecretVersionStage"), 1);
    rig.delete("aws_secretsmanager_secret_version", &of(json!(["AWSCURRENT"]))).await.unwrap();
    assert_eq!(rig.count("UpdateSecretVersionStage"), 1);
}
