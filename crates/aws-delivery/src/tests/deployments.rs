//! CodeDeploy: many in few calls, other names, roles and topics that are not known yet.

use super::{asked, last, ok, refused, texts};
use provision_aws_core::testing::{Reply, Sent, rig::Rig};
use serde_json::{Value as Json, json};

const APP: &str = "aws_codedeploy_app";
const CONFIG: &str = "aws_codedeploy_deployment_config";
const GROUP: &str = "aws_codedeploy_deployment_group";
const ROLE: &str = "arn:aws:iam::123456789012:role/deploy";

fn apps(sent: &Sent) -> Reply {
    let app = |name: &String| json!({ "applicationId": "1", "applicationName": name, "computePlatform": "Server", "linkedToGitHub": false });
    ok(
        json!({ "applicationsInfo": texts(&asked(sent), "applicationNames").iter().map(app).collect::<Vec<_>>() }),
    )
}

fn app(n: usize) -> (String, Json) {
    let name = format!("a-{n:03}");
    (name.clone(), json!({ "id": format!("1:{name}"), "name": name, "tags_all": {} }))
}

#[tokio::test]
async fn two_hundred_applications_cost_two_calls() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| apps(sent)).await;
    let found = rig.refresh(APP, (0..200).map(app).collect()).await;
    assert!(found.iter().all(Option::is_some));
    assert_eq!(rig.fake.calls(), ["codedeploy BatchGetApplications"; 2]);
}

#[tokio::test]
async fn an_application_that_is_gone_is_gone_alone() {
    let missing = "a-007";
    let rig = Rig::new(crate::family(), move |sent: &Sent, _| match sent.call.as_str() {
        "codedeploy ListApplications" => {
            let names = (0..150).map(|n| format!("a-{n:03}")).filter(|name| name != missing);
            ok(json!({ "applications": names.collect::<Vec<_>>() }))
        }
        _ if texts(&asked(sent), "applicationNames").iter().any(|n| n == missing) => {
            refused("ApplicationDoesNotExistException", "No application found for name: a-007")
        }
        _ => apps(sent),
    })
    .await;
    let found = rig.refresh(APP, (0..150).map(app).collect()).await;
    let gone: Vec<usize> = found.iter().enumerate().filter(|(_, f)| f.is_none()).map(|(n, _)| n).collect();
    assert_eq!(gone, [7]);
    assert_eq!((rig.count("ListApplications"), rig.count("BatchGetApplications")), (1, 4));
}

#[tokio::test]
async fn an_application_gets_another_name() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match sent.call.as_str() {
        "codedeploy BatchGetApplications" => apps(sent),
        _ => ok(json!({})),
    })
    .await;
    let state = |name: &str| json!({ "id": "1:web", "application_id": "1", "name": name, "compute_platform": "Server" });
    let after = rig.change(APP, state("web"), state("shop")).await.unwrap();
    assert_eq!(after.get("id").and_then(|v| v.as_str()), Some("1:shop"));
    assert_eq!(
        last(&rig, "UpdateApplication"),
        json!({ "applicationName": "web", "newApplicationName": "shop" })
    );
}

fn groups(sent: &Sent) -> Reply {
    let asked = asked(sent);
    let group = |name: &String| {
        json!({ "applicationName": asked["applicationName"], "deploymentGroupName": name, "deploymentGroupId": format!("id-{name}"),
            "serviceRoleArn": ROLE, "deploymentConfigName": "CodeDeployDefault.OneAtATime", "outdatedInstancesStrategy": "UPDATE",
            "computePlatform": "Server",
            "deploymentStyle": { "deploymentType": "IN_PLACE", "deploymentOption": "WITHOUT_TRAFFIC_CONTROL" } })
    };
    let told: Vec<Json> = texts(&asked, "deploymentGroupNames").iter().map(group).collect();
    ok(json!({ "deploymentGroupsInfo": told }))
}

#[tokio::test]
async fn groups_are_read_by_application() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| groups(sent)).await;
    let prior = |n: usize| {
        let (app, group) = (format!("a-{}", n / 50), format!("g-{n:03}"));
        let state = json!({ "id": group, "app_name": app, "deployment_group_name": group, "tags_all": {} });
        (format!("{app}:{group}"), state)
    };
    let found = rig.refresh(GROUP, (0..200).map(prior).collect()).await;
    assert!(found.iter().all(Option::is_some));
    assert_eq!(rig.fake.calls(), ["codedeploy BatchGetDeploymentGroups"; 4]);
}

#[tokio::test]
async fn groups_go_with_their_application() {
    let rig = Rig::new(crate::family(), |_: &Sent, _| {
        refused("ApplicationDoesNotExistException", "No application found for name: web")
    })
    .await;
    let state = json!({ "id": "1", "app_name": "web", "deployment_group_name": "blue" });
    assert!(rig.refresh(GROUP, vec![("web:blue".into(), state)]).await[0].is_none());
}

fn group() -> Json {
    json!({ "app_name": "web", "deployment_group_name": "blue", "service_role_arn": ROLE })
}

#[tokio::test]
async fn a_group_waits_for_its_role_and_its_topic() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match (sent.call.as_str(), before) {
        ("codedeploy CreateDeploymentGroup", 0) => {
            refused("InvalidRoleException", "AWS CodeDeploy does not have the permissions required to assume the role.")
        }
        ("codedeploy CreateDeploymentGroup", 1) => {
            refused("InvalidTriggerConfigException", "Topic ARN arn:aws:sns:::t is not valid")
        }
        ("codedeploy CreateDeploymentGroup", _) => ok(json!({ "deploymentGroupId": "id-blue" })),
        ("codedeploy BatchGetDeploymentGroups", _) => groups(sent),
        _ => ok(json!({ "Tags": [{ "Key": "provision:plan", "Value": "shop" }, { "Key": "provision:token", "Value": "token-1" }] })),
    })
    .await;
    let made = rig.make(GROUP, group()).await.unwrap();
    assert_eq!(made.get("id").and_then(|v| v.as_str()), Some("id-blue"));
    assert_eq!((rig.count("CreateDeploymentGroup"), rig.count("UpdateDeploymentGroup")), (3, 0));
}

#[tokio::test]
async fn a_group_that_is_refused_for_good_says_why() {
    let rig = Rig::new(crate::family(), |_: &Sent, _| {
        refused("InvalidTriggerConfigException", "The specified trigger name is already in use")
    })
    .await;
    assert!(rig.make(GROUP, group()).await.unwrap_err().message.contains("already in use"));
    assert_eq!(rig.count("CreateDeploymentGroup"), 1);
}

#[tokio::test]
async fn what_is_no_longer_configured_is_taken_away() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match sent.call.as_str() {
        "codedeploy BatchGetDeploymentGroups" => groups(sent),
        _ => ok(json!({})),
    })
    .await;
    let state = |more: Json| {
        let mut all = group();
        for (key, value) in more.as_object().unwrap() {
            all[key] = value.clone();
        }
        all["id"] = json!("id-blue");
        all["tags_all"] = json!({});
        all
    };
    let from = state(json!({
        "alarm_configuration": [{ "alarms": ["cpu"], "enabled": true }],
        "auto_rollback_configuration": [{ "enabled": true, "events": ["DEPLOYMENT_FAILURE"] }],
        "ec2_tag_filter": [{ "key": "Name", "type": "KEY_ONLY" }],
        "load_balancer_info": [{ "target_group_info": [{ "name": "web" }] }],
    }));
    rig.change(GROUP, from, state(json!({}))).await.unwrap();
    assert_eq!(
        last(&rig, "UpdateDeploymentGroup"),
        json!({
            "applicationName": "web", "currentDeploymentGroupName": "blue", "serviceRoleArn": ROLE,
            "alarmConfiguration": { "alarms": [], "enabled": false, "ignorePollAlarmFailure": false },
            "autoRollbackConfiguration": { "enabled": false, "events": [] },
            "ec2TagFilters": [],
            "loadBalancerInfo": {},
        })
    );
}

#[tokio::test]
async fn a_configuration_goes_when_no_group_uses_it() {
    let rig = Rig::new(crate::family(), |_: &Sent, before| match before {
        0 => refused("DeploymentConfigInUseException", "The deployment configuration slow is still in use"),
        _ => ok(json!({})),
    })
    .await;
    rig.delete(CONFIG, json!({ "id": "slow", "deployment_config_name": "slow" })).await.unwrap();
    assert_eq!(rig.count("DeleteDeploymentConfig"), 2);
}
