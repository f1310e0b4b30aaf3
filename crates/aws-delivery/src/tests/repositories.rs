//! CodeCommit: many in few calls, other names, triggers that are somebody else's.

use super::{asked, last, ok, texts};
use provision_aws_core::testing::{Reply, Sent, rig::Rig};
use serde_json::{Value as Json, json};

const REPOSITORY: &str = "aws_codecommit_repository";
const TRIGGER: &str = "aws_codecommit_trigger";
const TOPIC: &str = "arn:aws:sns:eu-west-1:123456789012:t";

fn told(sent: &Sent) -> Reply {
    let one = |name: &String| {
        json!({ "repositoryName": name, "repositoryId": "1", "Arn": format!("arn:aws:codecommit:eu-west-1:123456789012:{name}"),
            "cloneUrlHttp": "https://h", "cloneUrlSsh": "ssh://s", "kmsKeyId": "arn:aws:kms:eu-west-1:123456789012:key/k" })
    };
    ok(json!({ "repositories": texts(&asked(sent), "repositoryNames").iter().map(one).collect::<Vec<_>>() }))
}

#[tokio::test]
async fn two_hundred_repositories_cost_two_calls() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| told(sent)).await;
    let prior = |n| {
        let name = format!("r-{n:03}");
        (name.clone(), json!({ "id": name, "repository_name": name, "tags_all": {} }))
    };
    let found = rig.refresh(REPOSITORY, (0..200).map(prior).collect()).await;
    assert!(found.iter().all(Option::is_some));
    assert_eq!(rig.fake.calls(), ["codecommit BatchGetRepositories"; 2]);
}

#[tokio::test]
async fn a_repository_gets_another_name_last() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match sent.call.as_str() {
        "codecommit BatchGetRepositories" => told(sent),
        _ => ok(json!({})),
    })
    .await;
    let state = |name: &str, description: &str| json!({ "id": "web", "arn": "arn:aws:codecommit:eu-west-1:123456789012:web", "repository_name": name, "description": description });
    let after = rig.change(REPOSITORY, state("web", "a"), state("shop", "b")).await.unwrap();
    assert_eq!(after.get("id").and_then(|v| v.as_str()), Some("shop"));
    assert_eq!(last(&rig, "UpdateRepositoryDescription")["repositoryName"], "web");
    assert_eq!(last(&rig, "UpdateRepositoryName"), json!({ "oldName": "web", "newName": "shop" }));
    let calls = rig.fake.calls();
    let at = |name: &str| calls.iter().position(|c| c.ends_with(name)).unwrap();
    assert!(at("UpdateRepositoryDescription") < at("UpdateRepositoryName"));
}

#[tokio::test]
async fn an_empty_repository_has_no_default_branch_yet() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match sent.call.as_str() {
        "codecommit BatchGetRepositories" => told(sent),
        "codecommit ListBranches" => ok(json!({ "branches": [] })),
        _ => ok(json!({})),
    })
    .await;
    let state =
        |branch: Json| json!({ "id": "web", "arn": "a", "repository_name": "web", "default_branch": branch });
    let after = rig.change(REPOSITORY, state(Json::Null), state(json!("main"))).await.unwrap();
    assert_eq!(after.get("default_branch").and_then(|v| v.as_str()), Some("main"));
    assert_eq!((rig.count("ListBranches"), rig.count("UpdateDefaultBranch")), (1, 0));
}

#[tokio::test]
async fn triggers_say_their_branches_even_where_there_are_none() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match sent.call.as_str() {
        "codecommit PutRepositoryTriggers" => ok(json!({ "configurationId": "1" })),
        _ => ok(json!({ "configurationId": "1",
            "triggers": [{ "name": "all", "destinationArn": TOPIC, "events": ["all"], "branches": [] }] })),
    })
    .await;
    let trigger = json!([{ "name": "all", "destination_arn": TOPIC, "events": ["all"] }]);
    rig.make(TRIGGER, json!({ "repository_name": "web", "trigger": trigger })).await.unwrap();
    let sent = json!([{ "name": "all", "destinationArn": TOPIC, "events": ["all"], "branches": [] }]);
    assert_eq!(last(&rig, "PutRepositoryTriggers"), json!({ "repositoryName": "web", "triggers": sent }));
    rig.delete(TRIGGER, json!({ "id": "web", "repository_name": "web" })).await.unwrap();
    assert_eq!(last(&rig, "PutRepositoryTriggers")["triggers"], json!([]));
}

#[tokio::test]
async fn a_repository_without_triggers_has_none() {
    let rig =
        Rig::new(crate::family(), |_: &Sent, _| ok(json!({ "configurationId": "1", "triggers": [] }))).await;
    assert!(rig.refresh(TRIGGER, vec![("web".into(), json!({ "id": "web" }))]).await[0].is_none());
}
