//! CodeBuild: many in few calls, roles that are not known yet, what is kept to itself.

use super::{asked, last, ok, refused, texts};
use provision_aws_core::testing::{Reply, Sent, rig::Rig};
use serde_json::{Value as Json, json};

const PROJECT: &str = "aws_codebuild_project";
const WEBHOOK: &str = "aws_codebuild_webhook";
const CREDENTIAL: &str = "aws_codebuild_source_credential";
const GROUP: &str = "aws_codebuild_report_group";

fn arn(kind: &str, name: &str) -> String {
    format!("arn:aws:codebuild:eu-west-1:123456789012:{kind}/{name}")
}

fn told(name: &str) -> Json {
    json!({
        "name": name,
        "arn": arn("project", name),
        "serviceRole": "arn:aws:iam::123456789012:role/build",
        "source": { "type": "NO_SOURCE", "buildspec": "version: 0.2" },
        "artifacts": { "type": "NO_ARTIFACTS" },
        "environment": { "type": "LINUX_CONTAINER", "image": "amazonlinux", "computeType": "BUILD_GENERAL1_SMALL" },
        "cache": { "type": "NO_CACHE" },
        "logsConfig": { "cloudWatchLogs": { "status": "ENABLED" }, "s3Logs": { "status": "DISABLED" } },
        "timeoutInMinutes": 60,
        "queuedTimeoutInMinutes": 480,
        "projectVisibility": "PRIVATE",
        "badge": { "badgeEnabled": false },
        "tags": [{ "key": "provision:plan", "value": "shop" }, { "key": "provision:token", "value": "token-1" }],
    })
}

fn plan(name: &str) -> Json {
    json!({
        "name": name,
        "service_role": "arn:aws:iam::123456789012:role/build",
        "source": [{ "type": "NO_SOURCE", "buildspec": "version: 0.2" }],
        "artifacts": [{ "type": "NO_ARTIFACTS" }],
        "environment": [{ "type": "LINUX_CONTAINER", "image": "amazonlinux", "compute_type": "BUILD_GENERAL1_SMALL" }],
    })
}

/// The projects that a call asks for by ARN or by name.
fn projects(sent: &Sent) -> Reply {
    let names = texts(&asked(sent), "names");
    ok(json!({ "projects": names.iter().map(|n| told(n.rsplit('/').next().unwrap())).collect::<Vec<_>>() }))
}

#[tokio::test]
async fn two_hundred_projects_cost_two_calls_with_their_tags() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| {
        assert!(texts(&asked(sent), "names").len() <= 100);
        projects(sent)
    })
    .await;
    let prior = |n| {
        let id = arn("project", &format!("p-{n:03}"));
        (id.clone(), json!({ "id": id, "name": format!("p-{n:03}"), "tags_all": { "Name": "main" } }))
    };
    let found = rig.refresh(PROJECT, (0..200).map(prior).collect()).await;
    assert!(found.iter().all(Option::is_some));
    assert_eq!(rig.fake.calls(), ["codebuild BatchGetProjects"; 2]);
}

#[tokio::test]
async fn a_project_that_is_gone_is_gone_alone() {
    let rig = Rig::new(crate::family(), |_: &Sent, _| {
        ok(json!({ "projects": [told("web")], "projectsNotFound": [arn("project", "api")] }))
    })
    .await;
    let prior = |name: &str| (arn("project", name), json!({ "id": arn("project", name), "name": name }));
    let found = rig.refresh(PROJECT, vec![prior("web"), prior("api")]).await;
    assert_eq!(found.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn a_project_waits_for_its_role_and_needs_no_update() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match sent.call.as_str() {
        "codebuild CreateProject" if before < 2 => refused(
            "InvalidInputException",
            "CodeBuild is not authorized to perform: sts:AssumeRole on service role.",
        ),
        "codebuild CreateProject" => ok(json!({ "project": told("web") })),
        "codebuild BatchGetProjects" => projects(sent),
        other => panic!("{other}"),
    })
    .await;
    rig.make(PROJECT, plan("web")).await.unwrap();
    assert_eq!((rig.count("CreateProject"), rig.count("UpdateProject")), (3, 0));
    let created = last(&rig, "CreateProject");
    // What the plan leaves open is said as AWS has it by default; of artifacts that are none nothing is said.
    assert_eq!(created["logsConfig"]["cloudWatchLogs"], json!({ "status": "ENABLED" }));
    assert_eq!(created["artifacts"], json!({ "type": "NO_ARTIFACTS", "overrideArtifactName": false }));
    assert_eq!(created["timeoutInMinutes"], 60);
    assert!(
        created["tags"].as_array().unwrap().contains(&json!({ "key": "provision:plan", "value": "shop" }))
    );
}

#[tokio::test]
async fn what_everybody_may_see_is_set_by_a_call_of_its_own() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match sent.call.as_str() {
        "codebuild CreateProject" => ok(json!({ "project": told("web") })),
        "codebuild BatchGetProjects" => {
            let mut project = told("web");
            if before > 0 {
                project["projectVisibility"] = json!("PUBLIC_READ");
            }
            ok(json!({ "projects": [project] }))
        }
        "codebuild UpdateProjectVisibility" => ok(json!({ "projectArn": arn("project", "web") })),
        other => panic!("{other}"),
    })
    .await;
    let mut public = plan("web");
    public["project_visibility"] = json!("PUBLIC_READ");
    rig.make(PROJECT, public).await.unwrap();
    assert_eq!((rig.count("UpdateProjectVisibility"), rig.count("UpdateProject")), (1, 0));
}

#[tokio::test]
async fn an_update_says_what_changed_and_all_tags() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match sent.call.as_str() {
        "codebuild UpdateProject" => ok(json!({})),
        _ => projects(sent),
    })
    .await;
    let full = |more: Json| {
        let mut all = plan("web");
        for (key, value) in more.as_object().unwrap() {
            all[key] = value.clone();
        }
        all["id"] = json!(arn("project", "web"));
        all["tags_all"] = json!({ "Name": "main" });
        all["tags"] = json!({ "Name": "main" });
        all
    };
    let from = full(json!({
        "concurrent_build_limit": 2, "source_version": "main",
        "vpc_config": [{ "vpc_id": "vpc-1", "subnets": ["subnet-1"], "security_group_ids": ["sg-1"] }],
        "secondary_source_version": [{ "source_identifier": "lib", "source_version": "v1" }],
    }));
    rig.change(PROJECT, from, full(json!({}))).await.unwrap();
    let mut sent = last(&rig, "UpdateProject");
    let tags = sent.as_object_mut().unwrap().remove("tags").unwrap();
    assert_eq!(
        sent,
        json!({ "name": "web", "concurrentBuildLimit": -1, "sourceVersion": "", "vpcConfig": {}, "secondarySourceVersions": [] })
    );
    assert_eq!(
        tags,
        json!([{ "key": "Name", "value": "main" }, { "key": "provision:plan", "value": "shop" }])
    );
}

#[tokio::test]
async fn a_project_without_a_source_says_what_is_to_be_done() {
    let rig = Rig::new(crate::family(), |_: &Sent, _| ok(json!({}))).await;
    let mut bare = plan("web");
    bare["source"] = json!([{ "type": "NO_SOURCE" }]);
    let error = rig.make(PROJECT, bare).await.unwrap_err();
    assert!(error.message.contains("`buildspec`"), "{}", error.message);
    assert!(rig.fake.calls().is_empty());
}

#[tokio::test]
async fn two_hundred_webhooks_cost_two_calls_and_keep_their_secrets() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| {
        let told = |name: &String| {
            let mut project = told(name);
            project["webhook"] = json!({ "url": "https://hook", "payloadUrl": "https://payload" });
            project
        };
        ok(json!({ "projects": texts(&asked(sent), "names").iter().map(told).collect::<Vec<_>>() }))
    })
    .await;
    let prior = |n| {
        let name = format!("p-{n:03}");
        (name.clone(), json!({ "id": name, "project_name": name, "secret": "s3cret" }))
    };
    let found = rig.refresh(WEBHOOK, (0..200).map(prior).collect()).await;
    let secrets = found.iter().flatten().filter_map(|v| v.get("secret")?.as_str().map(str::to_owned));
    assert_eq!(secrets.filter(|s| s == "s3cret").count(), 200);
    assert_eq!(rig.count("BatchGetProjects"), 2);
}

#[tokio::test]
async fn a_webhook_tells_its_secret_once() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match sent.call.as_str() {
        "codebuild CreateWebhook" => {
            ok(json!({ "webhook": { "url": "https://hook", "payloadUrl": "https://payload", "secret": "s3cret" } }))
        }
        _ => {
            let mut project = told("web");
            project["webhook"] = json!({ "url": "https://hook", "payloadUrl": "https://payload",
                "filterGroups": [[{ "type": "EVENT", "pattern": "PUSH", "excludeMatchedPattern": false }]] });
            ok(json!({ "projects": [project] }))
        }
    })
    .await;
    let filters = json!([{ "filter": [{ "type": "EVENT", "pattern": "PUSH" }] }]);
    let made = rig.make(WEBHOOK, json!({ "project_name": "web", "filter_group": filters })).await.unwrap();
    assert_eq!(made.get("secret").and_then(|v| v.as_str()), Some("s3cret"));
    let sent = last(&rig, "CreateWebhook");
    let group = json!([[{ "type": "EVENT", "pattern": "PUSH", "excludeMatchedPattern": false }]]);
    assert_eq!(sent, json!({ "projectName": "web", "filterGroups": group }));
}

#[tokio::test]
async fn a_credential_of_somebody_else_is_not_overwritten() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match sent.call.as_str() {
        "codebuild ImportSourceCredentials" => ok(json!({ "arn": arn("token", "github") })),
        _ => ok(json!({ "sourceCredentialsInfos":
            [{ "arn": arn("token", "github"), "serverType": "GITHUB", "authType": "PERSONAL_ACCESS_TOKEN" }] })),
    })
    .await;
    let plan = json!({ "server_type": "GITHUB", "auth_type": "PERSONAL_ACCESS_TOKEN", "token": "t0ken" });
    let made = rig.make(CREDENTIAL, plan).await.unwrap();
    assert_eq!(made.get("token").and_then(|v| v.as_str()), Some("t0ken"));
    assert_eq!(last(&rig, "ImportSourceCredentials")["shouldOverwrite"], false);
}

#[tokio::test]
async fn two_hundred_and_fifty_report_groups_cost_three_calls() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| {
        let group = |arn: &String| {
            let name = arn.rsplit('/').next().unwrap();
            json!({ "arn": arn, "name": name, "type": "TEST", "status": "ACTIVE", "created": 1_700_000_000.5,
                "exportConfig": { "exportConfigType": "NO_EXPORT" } })
        };
        ok(json!({ "reportGroups": texts(&asked(sent), "reportGroupArns").iter().map(group).collect::<Vec<_>>() }))
    })
    .await;
    let prior = |n| {
        let id = arn("report-group", &format!("g-{n:03}"));
        (id.clone(), json!({ "id": id, "name": format!("g-{n:03}") }))
    };
    let found = rig.refresh(GROUP, (0..250).map(prior).collect()).await;
    let created = found[0].as_ref().and_then(|v| v.get("created")?.as_str().map(str::to_owned));
    assert_eq!(created.as_deref(), Some("2023-11-14T22:13:20Z"));
    assert!(found.iter().all(Option::is_some));
    assert_eq!(rig.count("BatchGetReportGroups"), 3);
}

#[tokio::test]
async fn a_report_group_is_gone_when_aws_says_so() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match sent.call.as_str() {
        "codebuild DeleteReportGroup" => ok(json!({})),
        _ if before < 2 => ok(json!({ "reportGroups": [{ "arn": arn("report-group", "tests"), "name": "tests", "status": "DELETING" }] })),
        _ => ok(json!({ "reportGroups": [] })),
    })
    .await;
    let id = arn("report-group", "tests");
    rig.delete(GROUP, json!({ "id": id, "name": "tests", "delete_reports": true })).await.unwrap();
    assert_eq!(last(&rig, "DeleteReportGroup"), json!({ "arn": id, "deleteReports": true }));
    assert_eq!(rig.count("BatchGetReportGroups"), 3);
}
