//! Groups of resources.

use provision_aws_core::testing::{Reply, Sent, ok, operation, rig::Rig};
use serde_json::{Value as Json, json};

const TYPE: &str = "aws_resourcegroups_group";
const QUERY: &str = r#"{"ResourceTypeFilters":["AWS::AllSupported"],"TagFilters":[{"Key":"a"}]}"#;

fn arn(name: &str) -> String {
    format!("arn:aws:resource-groups:eu-west-1:123456789012:group/{name}")
}

fn queried(sent: &Sent) -> Reply {
    let name = |n: usize| format!("g{n}");
    let identifier =
        |n: usize| json!({"GroupName": name(n), "GroupArn": arn(&name(n)), "Description": "why"});
    match operation(sent) {
        "ListGroups" => ok(json!({"GroupIdentifiers": (0..40).map(identifier).collect::<Vec<_>>()})),
        "GetGroup" => ok(json!({"Group": {"GroupArn": arn("g0"), "Name": "g0", "Description": "why"}})),
        "GetGroupQuery" => ok(
            json!({"GroupQuery": {"GroupName": "g", "ResourceQuery": {"Type": "TAG_FILTERS_1_0", "Query": QUERY}}}),
        ),
        _ => ok(json!({"Tags": {}})),
    }
}

fn state(name: &str, changes: Json) -> Json {
    let mut state =
        json!({"id": name, "name": name, "arn": arn(name), "description": "why", "tags": {}, "tags_all": {}});
    for (name, value) in changes.as_object().into_iter().flatten() {
        state[name] = value.clone();
    }
    state
}

fn query() -> Json {
    json!({"resource_query": [{"query": QUERY, "type": "TAG_FILTERS_1_0"}]})
}

fn configuration() -> Json {
    json!({"configuration": [{"type": "AWS::ResourceGroups::Generic",
        "parameters": [{"name": "allowed-resource-types", "values": ["AWS::EC2::Host"]}]}]})
}

#[tokio::test]
async fn forty_groups_are_listed_and_only_what_they_have_is_asked_for() {
    let rig = Rig::new(crate::family(), |sent, _| queried(sent)).await;
    let prior = |n: usize| (format!("g{n}"), state(&format!("g{n}"), query()));
    let found = rig.refresh(TYPE, (0..41).map(prior).collect()).await;
    assert_eq!(found.iter().flatten().count(), 40);
    assert_eq!(
        (rig.count("ListGroups"), rig.count("GetGroupQuery"), rig.count("GetGroupConfiguration")),
        (1, 40, 0)
    );
    assert_eq!(rig.fake.calls().len(), 41);
}

#[tokio::test]
async fn a_configuration_that_fails_is_told_with_its_reason() {
    let rig = Rig::new(crate::family(), |sent, before| match (operation(sent), before) {
        ("CreateGroup", _) => ok(json!({"Group": {"GroupArn": arn("g0"), "Name": "g0"}})),
        ("GetGroupConfiguration", 0) => ok(json!({"GroupConfiguration": {"Status": "UPDATING"}})),
        ("GetGroupConfiguration", _) => {
            ok(json!({"GroupConfiguration": {"Status": "UPDATE_FAILED", "FailureReason": "no such hosts"}}))
        }
        _ => queried(sent),
    });
    let mut config = configuration();
    config["name"] = json!("g0");
    let rig = rig.await;
    let error = rig.make(TYPE, &config).await.unwrap_err();
    assert!(error.message.contains("no such hosts"), "{}", error.message);
    assert_eq!(rig.count("GetGroupQuery"), 0);
}

#[tokio::test]
async fn a_group_of_a_query_does_not_become_one_of_a_configuration() {
    let rig = Rig::new(crate::family(), |sent, _| queried(sent)).await;
    let error = rig.change(TYPE, &state("g0", query()), &state("g0", configuration())).await.unwrap_err();
    assert!(error.message.contains("cannot become"), "{}", error.message);
    assert_eq!(rig.count("PutGroupConfiguration") + rig.count("UpdateGroupQuery"), 0);
}
