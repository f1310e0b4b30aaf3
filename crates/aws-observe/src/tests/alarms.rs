//! Alarms: many in few calls, and alarms that look at other alarms.

use super::ok;
use provision_aws_core::testing::{Sent, rig::Rig};
use serde_json::{Value as Json, json};

const METRIC: &str = "aws_cloudwatch_metric_alarm";
const COMPOSITE: &str = "aws_cloudwatch_composite_alarm";

fn arn(name: &str) -> String {
    format!("arn:aws:cloudwatch:eu-west-1:123456789012:alarm:{name}")
}

fn alarm(name: &str) -> Json {
    json!({ "AlarmName": name, "AlarmArn": arn(name), "EvaluationPeriods": 1, "ActionsEnabled": true })
}

#[tokio::test]
async fn two_hundred_and_fifty_alarms_cost_three_calls_and_three_for_their_tags() {
    let names: Vec<String> = (0..250).map(|n| format!("cpu-{n:03}")).collect();
    let all = names.clone();
    let rig = Rig::new(crate::family(), move |sent: &Sent, _| match sent.call.as_str() {
        "cloudwatch DescribeAlarms" => {
            // The names that a call asks for stand in its body as they are.
            let asked = all.iter().filter(|n| sent.body.contains(n.as_str()));
            ok(json!({ "MetricAlarms": asked.map(|n| alarm(n)).collect::<Vec<_>>() }))
        }
        _ => {
            let tagged = all.iter().filter(|n| sent.body.contains(&arn(n)));
            let told =
                |n: &String| json!({ "ResourceARN": arn(n), "Tags": [{ "Key": "Name", "Value": "main" }] });
            ok(json!({ "ResourceTagMappingList": tagged.map(told).collect::<Vec<_>>() }))
        }
    })
    .await;
    let priors = names
        .iter()
        .map(|n| (n.clone(), json!({ "id": n, "alarm_name": n, "tags_all": { "Name": "main" } })));
    let found = rig.refresh(METRIC, priors.collect()).await;
    assert!(found.iter().all(Option::is_some));
    let calls = ["DescribeAlarms", "GetResources", "ListTagsForResource"].map(|name| rig.count(name));
    assert_eq!(calls, [3, 3, 0]);
}

#[tokio::test]
async fn a_composite_alarm_waits_until_its_alarms_are_known() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match sent.call.as_str() {
        "cloudwatch PutCompositeAlarm" if before == 0 => {
            let message = "Could not save the composite alarm as alarms [cpu] in the alarm rule do not exist";
            (400, json!({ "__type": "ValidationError", "message": message }).to_string())
        }
        "cloudwatch DescribeAlarms" => {
            let rule = json!({ "AlarmRule": "ALARM(cpu)" });
            let mut told = alarm("load");
            told["AlarmRule"] = rule["AlarmRule"].clone();
            ok(json!({ "CompositeAlarms": [told] }))
        }
        "cloudwatch ListTagsForResource" => {
            ok(json!({ "Tags": [{ "Key": "provision:plan", "Value": "shop" }, { "Key": "provision:token", "Value": "token-1" }] }))
        }
        _ => ok(json!({})),
    })
    .await;
    rig.make(COMPOSITE, &json!({ "alarm_name": "load", "alarm_rule": "ALARM(cpu)" })).await.unwrap();
    assert_eq!(rig.count("PutCompositeAlarm"), 2);
}

#[tokio::test]
async fn an_alarm_goes_when_the_composite_alarm_that_looks_at_it_has_gone() {
    let rig = Rig::new(crate::family(), |_: &Sent, before| match before {
        0 => {
            let message = "cpu cannot be deleted as there are composite alarms depending on it.";
            (400, json!({ "__type": "ValidationError", "message": message }).to_string())
        }
        _ => ok(json!({})),
    })
    .await;
    rig.delete(METRIC, &json!({ "id": "cpu", "alarm_name": "cpu" })).await.unwrap();
    assert_eq!(rig.count("DeleteAlarms"), 2);
}
