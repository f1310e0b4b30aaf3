//! Events, schedules and the chat: many in few calls, what is not known yet, what AWS refuses one by one.

use provision_aws_core::testing::{Sent, ok, refused, rig::Rig};
use serde_json::{Value as Json, json};

const RULE: &str = "aws_cloudwatch_event_rule";
const TARGET: &str = "aws_cloudwatch_event_target";
const CHANNEL: &str = "aws_chatbot_slack_channel_configuration";

fn rule(name: &str) -> Json {
    json!({ "Name": name, "Arn": format!("arn:aws:events:eu-west-1:123456789012:rule/{name}"), "State": "ENABLED" })
}

#[tokio::test]
async fn rules_of_a_bus_are_listed_together() {
    let rig = Rig::new(crate::family(), |_: &Sent, before| {
        let page: Vec<Json> = (before * 100..before * 100 + 100).map(|n| rule(&format!("r-{n}"))).collect();
        ok(match before {
            0 => json!({ "Rules": page, "NextToken": "more" }),
            _ => json!({ "Rules": page }),
        })
    })
    .await;
    let prior = |n| json!({ "id": format!("r-{n}"), "name": format!("r-{n}"), "tags_all": {} });
    let priors = (0..150).map(|n| (format!("r-{n}"), prior(n)));
    let found = rig.refresh(RULE, priors.collect()).await;
    assert!(found.iter().all(Option::is_some));
    assert_eq!(rig.fake.calls(), ["eventbridge ListRules"; 2]);
}

#[tokio::test]
async fn targets_of_a_rule_are_told_together() {
    let rig = Rig::new(crate::family(), |_: &Sent, _| {
        let target =
            |n| json!({ "Id": format!("t-{n}"), "Arn": "arn:aws:sns:eu-west-1:123456789012:alarms" });
        ok(json!({ "Targets": (0..5).map(target).collect::<Vec<_>>() }))
    })
    .await;
    let prior = |n: usize| {
        let (rule, target) = (format!("r-{}", n / 5), format!("t-{}", n % 5));
        let state = json!({ "id": format!("{rule}-{target}"), "rule": rule, "target_id": target });
        (format!("{rule}/{target}"), state)
    };
    let found = rig.refresh(TARGET, (0..60).map(prior).collect()).await;
    assert!(found.iter().all(Option::is_some));
    assert_eq!(rig.count("ListTargetsByRule"), 12);
}

#[tokio::test]
async fn a_target_that_is_refused_says_why() {
    let rig = Rig::new(crate::family(), |_: &Sent, _| {
        let entry =
            json!({ "TargetId": "slack", "ErrorCode": "InvalidArn", "ErrorMessage": "no such topic" });
        ok(json!({ "FailedEntryCount": 1, "FailedEntries": [entry] }))
    })
    .await;
    let target =
        json!({ "rule": "jobs", "target_id": "slack", "arn": "arn:aws:sns:eu-west-1:123456789012:x" });
    let error = rig.make(TARGET, &target).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.message.as_str()), ("InvalidArn", "no such topic"));
}

#[tokio::test]
async fn a_rule_waits_for_its_role_and_goes_after_its_targets() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match (sent.call.as_str(), before) {
        ("eventbridge PutRule", 0) => refused(
            "ValidationException",
            "Provided role 'x' cannot be assumed by principal 'events.amazonaws.com'.",
        ),
        ("eventbridge DeleteRule", 0) => {
            refused("ValidationException", "Rule can't be deleted since it has targets.")
        }
        ("eventbridge DescribeRule", _) => ok(rule("jobs")),
        ("eventbridge ListTagsForResource", _) => ok(json!({ "Tags": [] })),
        _ => ok(json!({})),
    })
    .await;
    let config = json!({ "name": "jobs", "schedule_expression": "rate(1 day)", "role_arn": "arn:aws:iam::123456789012:role/x" });
    // What is read back lacks the role, so that it is put once more.
    rig.make(RULE, &config).await.unwrap();
    assert_eq!(rig.count("PutRule"), 3);
    rig.delete(RULE, &json!({ "id": "jobs", "name": "jobs" })).await.unwrap();
    assert_eq!(rig.count("DeleteRule"), 2);
}

#[tokio::test]
async fn statements_of_a_bus_are_read_from_one_policy() {
    let rig = Rig::new(crate::family(), |_: &Sent, _| {
        let statement = |n: usize| {
            json!({ "Sid": format!("s-{n}"), "Effect": "Allow", "Action": "events:PutEvents",
                "Principal": { "AWS": "arn:aws:iam::111111111111:root" } })
        };
        let policy = json!({ "Statement": (0..9).map(statement).collect::<Vec<_>>() });
        ok(json!({ "Name": "default", "Policy": policy.to_string() }))
    })
    .await;
    let priors = (0..10).map(|n| (format!("s-{n}"), json!({ "id": format!("s-{n}") })));
    let found = rig.refresh("aws_cloudwatch_event_permission", priors.collect()).await;
    assert_eq!(found.iter().filter(|f| f.is_some()).count(), 9);
    let first = found.into_iter().flatten().next().unwrap();
    assert_eq!(first.get("principal").and_then(|p| p.as_str()), Some("111111111111"));
    assert_eq!(rig.count("DescribeEventBus"), 1);
}

#[tokio::test]
async fn a_schedule_waits_until_its_role_can_be_taken_on() {
    let window = json!({ "Mode": "OFF" });
    let target = json!({ "Arn": "arn:aws:sqs:eu-west-1:123456789012:work", "RoleArn": "arn:aws:iam::123456789012:role/x" });
    let told = json!({ "Name": "nightly", "GroupName": "default", "ScheduleExpression": "rate(1 day)", "State": "ENABLED",
        "ScheduleExpressionTimezone": "UTC", "FlexibleTimeWindow": window, "Target": target });
    let rig = Rig::new(crate::family(), move |sent: &Sent, before| match (sent.call.as_str(), before) {
        ("scheduler CreateSchedule", 0) => {
            let message =
                "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.";
            (400, json!({ "__type": "ValidationException", "Message": message }).to_string())
        }
        ("scheduler GetSchedule", _) => ok(told.clone()),
        _ => {
            ok(json!({ "ScheduleArn": "arn:aws:scheduler:eu-west-1:123456789012:schedule/default/nightly" }))
        }
    })
    .await;
    let target = json!({ "arn": "arn:aws:sqs:eu-west-1:123456789012:work", "role_arn": "arn:aws:iam::123456789012:role/x" });
    let config = json!({ "name": "nightly", "schedule_expression": "rate(1 day)",
        "flexible_time_window": [{ "mode": "OFF" }], "target": [target] });
    rig.make("aws_scheduler_schedule", &config).await.unwrap();
    assert_eq!((rig.count("CreateSchedule"), rig.count("UpdateSchedule")), (2, 0));
}

#[tokio::test]
async fn channels_are_listed_together_and_keep_their_names() {
    let arn = |name: &str| format!("arn:aws:chatbot::123456789012:chat-configuration/slack-channel/{name}");
    let rig = Rig::new(crate::family(), move |_: &Sent, _| {
        let channel = |n| {
            json!({ "ChatConfigurationArn": arn(&format!("c-{n}")), "ConfigurationName": format!("c-{n}"), "IamRoleArn": "r",
                "SlackChannelId": "C1", "SlackChannelName": "duty", "SlackTeamId": "T1", "SlackTeamName": "mall", "SnsTopicArns": [] })
        };
        ok(json!({ "SlackChannelConfigurations": (0..10).map(channel).collect::<Vec<_>>() }))
    })
    .await;
    let state = |n: &str| {
        json!({ "chat_configuration_arn": arn(n), "configuration_name": n, "iam_role_arn": "r",
        "slack_channel_id": "C1", "slack_team_id": "T1" })
    };
    let priors = (0..10).map(|n| (arn(&format!("c-{n}")), state(&format!("c-{n}"))));
    let found = rig.refresh(CHANNEL, priors.collect()).await;
    assert!(found.iter().all(Option::is_some));
    assert_eq!(rig.fake.calls(), ["chatbot DescribeSlackChannelConfigurations"]);

    let mut renamed = state("c-0");
    renamed["configuration_name"] = json!("other");
    let error = rig.change(CHANNEL, &state("c-0"), &renamed).await.unwrap_err();
    assert!(error.message.contains("configuration_name"), "{}", error.message);
    assert_eq!(rig.count("UpdateSlackChannelConfiguration"), 0);
}
