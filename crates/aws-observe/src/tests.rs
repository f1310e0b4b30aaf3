//! What is sent, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod alarms;
mod events;
mod filters;
mod groups;
mod messages;

use crate::logs::prefixes;
use provision_aws_core::testing::{Sent, ok, rig::Rig};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

const TYPE: &str = "aws_cloudwatch_log_group";

fn group(name: &str) -> Json {
    json!({ "logGroupName": name, "arn": format!("arn:aws:logs:eu-west-1:123456789012:log-group:{name}:*"), "logGroupClass": "STANDARD" })
}

#[test]
fn groups_of_one_folder_are_listed_together() {
    let names = |all: &[&str]| all.iter().map(|n| n.to_string()).collect::<BTreeSet<_>>();
    assert_eq!(prefixes(&names(&["/ecs/shop-web", "/ecs/shop-was"])), ["/ecs/shop-w"]);
    assert_eq!(
        prefixes(&names(&["/ecs/web", "/aws/lambda/web", "trail"])),
        ["/aws/lambda/web", "/ecs/web", "trail"]
    );
    assert_eq!(prefixes(&names(&["/로그/가", "/로그/나"])), ["/로그/"]);
}

#[tokio::test]
async fn a_hundred_groups_of_one_folder_cost_pages_and_their_tags() {
    let names: Vec<String> = (0..100).map(|n| format!("/ecs/shop-{n:03}")).collect();
    let told = names.clone();
    let rig = Rig::new(crate::family(), move |sent: &Sent, before| match sent.call.as_str() {
        "cloudwatchlogs DescribeLogGroups" => {
            let page: Vec<Json> = told[before * 50..before * 50 + 50].iter().map(|n| group(n)).collect();
            ok(match before {
                0 => json!({ "logGroups": page, "nextToken": "more" }),
                _ => json!({ "logGroups": page }),
            })
        }
        _ => ok(json!({ "tags": {} })),
    })
    .await;
    let priors = names.iter().map(|n| (n.clone(), json!({ "id": n, "name": n })));
    let found = rig.refresh(TYPE, priors.collect()).await;
    assert!(found.iter().all(Option::is_some));
    assert_eq!((rig.count("DescribeLogGroups"), rig.count("ListTagsForResource")), (2, 100));
}

#[tokio::test]
async fn a_group_that_is_busy_is_deleted_a_moment_later() {
    let rig = Rig::new(crate::family(), |_: &Sent, before| match before {
        0 => (400, json!({ "__type": "OperationAbortedException", "message": "try again" }).to_string()),
        _ => ok(json!({})),
    })
    .await;
    rig.delete(TYPE, &json!({ "id": "/shop/web", "name": "/shop/web" })).await.unwrap();
    assert_eq!(rig.count("DeleteLogGroup"), 2);
}

#[tokio::test]
async fn a_group_that_is_to_stay_is_not_deleted() {
    let rig = Rig::new(crate::family(), |_: &Sent, _| ok(json!({}))).await;
    rig.delete(TYPE, &json!({ "id": "/shop/web", "name": "/shop/web", "skip_destroy": true })).await.unwrap();
    assert_eq!(rig.fake.calls(), Vec::<String>::new());
}
