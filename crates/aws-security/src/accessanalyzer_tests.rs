//! How many calls reading analyzers takes, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use provision_aws_core::testing::{ok, operation, refused, rig::Rig};
use serde_json::json;

fn arn(name: &str) -> String {
    format!("arn:aws:access-analyzer:eu-west-1:123456789012:analyzer/{name}")
}

#[tokio::test]
async fn all_analyzers_are_read_in_one_call() {
    let analyzer = |n: usize| {
        json!({"name": format!("a{n}"), "arn": arn(&format!("a{n}")), "type": "ACCOUNT",
            "createdAt": "2026-01-01T00:00:00Z", "status": "ACTIVE", "tags": {"Name": "a"}})
    };
    let rig = Rig::new(crate::family(), move |_, _| {
        ok(json!({"analyzers": (0..5).map(analyzer).collect::<Vec<_>>()}))
    });
    let rig = rig.await;
    let prior =
        |n: usize| (format!("a{n}"), json!({"id": format!("a{n}"), "analyzer_name": format!("a{n}")}));
    let found = rig.refresh("aws_accessanalyzer_analyzer", (0..6).map(prior).collect()).await;
    assert_eq!(found.iter().flatten().count(), 5);
    assert_eq!(rig.fake.calls().len(), 1);
}

#[tokio::test]
async fn an_analyzer_waits_for_an_organization_that_was_just_made() {
    let rig = Rig::new(crate::family(), |sent, before| match (operation(sent), before) {
        ("CreateAnalyzer", 0) => refused("ValidationException", "You must create an organization first."),
        ("CreateAnalyzer", _) => ok(json!({"arn": arn("a")})),
        _ => ok(json!({"analyzers": [{"name": "a", "arn": arn("a"), "type": "ORGANIZATION",
            "createdAt": "2026-01-01T00:00:00Z", "status": "ACTIVE", "tags": {"provision:plan": "shop"}}]})),
    });
    let rig = rig.await;
    rig.make("aws_accessanalyzer_analyzer", &json!({"analyzer_name": "a", "type": "ORGANIZATION"}))
        .await
        .unwrap();
    assert_eq!(rig.count("CreateAnalyzer"), 2);
}
