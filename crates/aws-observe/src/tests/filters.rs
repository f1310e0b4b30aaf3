//! Filters of log groups: read by group, tried again while their group or destination is not ready; policies and saved queries in one call.

use super::ok;
use provision_aws_core::testing::{Sent, rig::Rig};
use serde_json::{Value as Json, json};

const METRIC: &str = "aws_cloudwatch_log_metric_filter";
const SUBSCRIPTION: &str = "aws_cloudwatch_log_subscription_filter";

#[tokio::test]
async fn metric_filters_are_read_by_group() {
    let rig = Rig::new(crate::family(), |_: &Sent, _| {
        let made = json!({ "metricName": "m", "metricNamespace": "n", "metricValue": "1", "defaultValue": 0.0 });
        let filter = |n: usize| {
            json!({ "filterName": format!("f-{n}"), "filterPattern": "x", "metricTransformations": [made.clone()] })
        };
        ok(json!({ "metricFilters": (0..15).map(filter).collect::<Vec<_>>() }))
    })
    .await;
    let prior = |n: usize| {
        let (group, name) = (format!("/g-{}", n / 15), format!("f-{}", n % 15));
        (format!("{group}:{name}"), json!({ "id": name, "name": name, "log_group_name": group }))
    };
    let found = rig.refresh(METRIC, (0..30).map(prior).collect()).await;
    assert!(found.iter().all(Option::is_some));
    assert_eq!(rig.count("DescribeMetricFilters"), 2);
}

#[tokio::test]
async fn a_filter_waits_for_its_destination() {
    let destination = "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks";
    let rig = Rig::new(crate::family(), move |sent: &Sent, before| match (sent.call.as_str(), before) {
        ("cloudwatchlogs PutSubscriptionFilter", 0) => {
            let message = "Could not deliver test message to specified Kinesis stream.";
            (400, json!({ "__type": "InvalidParameterException", "message": message }).to_string())
        }
        ("cloudwatchlogs DescribeSubscriptionFilters", _) => {
            let told = json!({ "filterName": "clicks", "logGroupName": "/shop/web", "filterPattern": "", "destinationArn": destination,
                "distribution": "ByLogStream" });
            ok(json!({ "subscriptionFilters": [told] }))
        }
        _ => ok(json!({})),
    })
    .await;
    let config = json!({ "name": "clicks", "log_group_name": "/shop/web", "filter_pattern": "", "destination_arn": destination });
    let made = rig.make(SUBSCRIPTION, &config).await.unwrap();
    assert_eq!(rig.count("PutSubscriptionFilter"), 2);
    // The provider's id: a checksum of the group's name.
    assert_eq!(made.get("id").and_then(|id| id.as_str()), Some("cwlsf-139540883"));
}

#[tokio::test]
async fn saved_queries_are_told_together() {
    let rig = Rig::new(crate::family(), |_: &Sent, _| {
        let query = |n: usize| json!({ "queryDefinitionId": format!("q-{n}"), "name": format!("n-{n}"), "queryString": "fields @message" });
        ok(json!({ "queryDefinitions": (0..40).map(query).collect::<Vec<Json>>() }))
    })
    .await;
    let priors = (0..41).map(|n| (format!("q-{n}"), json!({ "id": format!("q-{n}") })));
    let found = rig.refresh("aws_cloudwatch_query_definition", priors.collect()).await;
    assert_eq!(found.iter().filter(|f| f.is_some()).count(), 40);
    assert_eq!(rig.count("DescribeQueryDefinitions"), 1);
}
