//! CodePipeline: tokens that AWS keeps to itself, triggers that it adds, roles that are not known yet.

use super::{last, ok, refused};
use provision_aws_core::testing::{Reply, Sent, rig::Rig};
use serde_json::{Value as Json, json};

const PIPELINE: &str = "aws_codepipeline";
const WEBHOOK: &str = "aws_codepipeline_webhook";
const ROLE: &str = "arn:aws:iam::123456789012:role/pipe";

fn stage(name: &str, provider: &str, configuration: Json) -> Json {
    json!({ "name": name, "actions": [{ "name": name, "runOrder": 1, "configuration": configuration,
        "actionTypeId": { "category": "Source", "owner": "ThirdParty", "provider": provider, "version": "1" } }] })
}

fn told(token: &str) -> Reply {
    let push = json!([{ "branches": { "includes": ["main"] } }]);
    ok(json!({
        "pipeline": {
            "name": "web", "roleArn": ROLE, "version": 1, "pipelineType": "V2", "executionMode": "SUPERSEDED",
            "artifactStore": { "type": "S3", "location": "artifacts" },
            "stages": [stage("Source", "GitHub", json!({ "OAuthToken": token, "Owner": "shop" })), stage("Build", "CodeBuild", json!({}))],
            "triggers": [{ "providerType": "CodeStarSourceConnection", "gitConfiguration": { "sourceActionName": "Source", "push": push } }],
        },
        "metadata": { "pipelineArn": "arn:aws:codepipeline:eu-west-1:123456789012:web" },
    }))
}

fn plan() -> Json {
    let action = |name: &str, provider: &str, configuration: Json| {
        json!([{ "name": name, "category": "Source", "owner": "ThirdParty", "provider": provider, "version": "1",
            "configuration": configuration, "run_order": 1, "region": null }])
    };
    json!({
        "name": "web", "role_arn": ROLE, "pipeline_type": "V2",
        "artifact_store": [{ "location": "artifacts", "type": "S3" }],
        "trigger": [],
        "stage": [
            { "name": "Source", "action": action("Source", "GitHub", json!({ "OAuthToken": "t0ken", "Owner": "shop" })) },
            { "name": "Build", "action": action("Build", "CodeBuild", json!({})) },
        ],
    })
}

/// The token in the state's first action.
fn token(state: &provision_value::Value) -> String {
    let state = provision_value::json::to_json(state);
    state["stage"][0]["action"][0]["configuration"]["OAuthToken"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_token_stays_as_it_was_configured_and_a_pipeline_waits_for_its_role() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match sent.call.as_str() {
        "codepipeline CreatePipeline" if before == 0 => refused(
            "InvalidStructureException",
            "CodePipeline is not authorized to perform AssumeRole on role arn:aws:iam::123456789012:role/pipe",
        ),
        "codepipeline CreatePipeline" => told("t0ken"),
        "codepipeline GetPipeline" => told("****"),
        _ => ok(json!({ "tags": [{ "key": "provision:plan", "value": "shop" }, { "key": "provision:token", "value": "token-1" }] })),
    })
    .await;
    let made = rig.make(PIPELINE, plan()).await.unwrap();
    assert_eq!(token(&made), "t0ken");
    assert_eq!((rig.count("CreatePipeline"), rig.count("UpdatePipeline")), (2, 0));
    // AWS's own trigger is told beside those that are configured, of which there are none.
    let triggers = |name: &str| made.get(name).and_then(|v| v.as_seq().map(<[_]>::len));
    assert_eq!((triggers("trigger"), triggers("trigger_all")), (Some(0), Some(1)));
}

#[tokio::test]
async fn a_token_stays_as_it_is_held() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match sent.call.as_str() {
        "codepipeline GetPipeline" => told("****"),
        _ => ok(json!({ "tags": [] })),
    })
    .await;
    let mut held = plan();
    held["id"] = json!("web");
    let found = rig.refresh(PIPELINE, vec![("web".into(), held)]).await;
    assert_eq!(token(found[0].as_ref().unwrap()), "t0ken");
}

#[tokio::test]
async fn stores_of_several_regions_are_told_apart() {
    let rig = Rig::new(crate::family(), |_: &Sent, _| refused("InvalidStructureException", "enough")).await;
    let with = |stores: Json| {
        let mut plan = plan();
        plan["artifact_store"] = stores;
        plan
    };
    let here = |region: &str| json!({ "location": region, "type": "S3", "region": region });
    let alone = rig.make(PIPELINE, with(json!([here("eu-west-1")]))).await.unwrap_err();
    assert!(alone.message.contains("no `region`"), "{}", alone.message);
    let bare = json!([here("eu-west-1"), { "location": "x", "type": "S3" }]);
    assert!(rig.make(PIPELINE, with(bare)).await.unwrap_err().message.contains("needs its `region`"));
    rig.make(PIPELINE, with(json!([here("eu-west-1"), here("eu-west-2")]))).await.unwrap_err();
    let sent = last(&rig, "CreatePipeline");
    assert_eq!(
        sent["pipeline"]["artifactStores"]["eu-west-2"],
        json!({ "type": "S3", "location": "eu-west-2" })
    );
    assert_eq!(rig.count("CreatePipeline"), 1);
}

#[tokio::test]
async fn webhooks_are_listed_together_and_keep_their_secrets() {
    let arn = |n: usize| format!("arn:aws:codepipeline:eu-west-1:123456789012:webhook:w-{n}");
    let rig = Rig::new(crate::family(), move |_: &Sent, before| {
        let hook = |n| {
            json!({ "arn": arn(n), "url": "https://u", "tags": [{ "key": "Name", "value": "main" }],
                "definition": { "name": format!("w-{n}"), "targetPipeline": "web", "targetAction": "Source",
                    "authentication": "GITHUB_HMAC", "authenticationConfiguration": { "SecretToken": "****" },
                    "filters": [{ "jsonPath": "$.ref", "matchEquals": "main" }] } })
        };
        let page: Vec<Json> = (before * 60..before * 60 + 60).map(hook).collect();
        ok(if before == 0 {
            json!({ "webhooks": page, "NextToken": "more" })
        } else {
            json!({ "webhooks": page })
        })
    })
    .await;
    let prior = |n| {
        let state = json!({ "id": arn(n), "name": format!("w-{n}"), "authentication_configuration": [{ "secret_token": format!("s-{n}") }] });
        (arn(n), state)
    };
    let found = rig.refresh(WEBHOOK, (0..100).map(prior).collect()).await;
    assert_eq!(rig.fake.calls(), ["codepipeline ListWebhooks"; 2]);
    for (n, state) in found.iter().enumerate() {
        let proof =
            state.as_ref().unwrap().get("authentication_configuration").unwrap().as_seq().unwrap()[0].clone();
        assert_eq!(proof.get("secret_token").and_then(|v| v.as_str()), Some(format!("s-{n}").as_str()));
    }
}
