//! Shield.

use super::ok;
use provision_aws_core::testing::rig::{Rig, names_told};
use serde_json::{Value as Json, json};

fn protection(n: usize) -> Json {
    json!({ "Id": format!("p-{n}"), "Name": "web", "ResourceArn": format!("arn:{n}"), "ProtectionArn": format!("arn:aws:shield::123456789012:protection/p-{n}") })
}

#[tokio::test]
async fn protections_are_listed_once_and_in_one_region() {
    let rig = Rig::new(crate::family(), |sent, _| match sent.call.as_str() {
        "shield ListProtections" => ok(json!({ "Protections": (0..30).map(protection).collect::<Vec<_>>() })),
        _ => names_told(sent, |_| "web"),
    });
    let rig = rig.await;
    let prior = |n: usize| {
        (format!("p-{n}"), json!({ "id": format!("p-{n}"), "name": "web", "tags_all": { "Name": "web" } }))
    };
    let read = rig.refresh("aws_shield_protection", (0..30).map(prior).collect()).await;
    assert!(read.iter().all(Option::is_some));
    assert_eq!(rig.fake.calls(), ["shield ListProtections", "resourcegroupstaggingapi GetResources"]);
    assert!(rig.fake.sent().iter().all(|s| s.region == "us-east-1"));
}
