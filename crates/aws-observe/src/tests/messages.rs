//! Topics and queues: what is sent, what is not known yet, what takes its time.

use super::ok;
use provision_aws_core::testing::rig::{Rig, query_refusal, query_result};
use provision_aws_core::testing::{Reply, Sent};
use serde_json::json;

const TOPIC: &str = "arn:aws:sns:eu-west-1:123456789012:alarms";
const SUBSCRIPTION: &str = "arn:aws:sns:eu-west-1:123456789012:alarms:1";
const QUEUE: &str = "https://sqs.eu-west-1.amazonaws.com/123456789012/work";

/// Attributes as SNS tells them.
fn told(sent: &Sent, attributes: &[(&str, &str)]) -> Reply {
    let entry = |(k, v): &(&str, &str)| format!("<entry><key>{k}</key><value>{v}</value></entry>");
    let entries: String = attributes.iter().map(entry).collect();
    query_result(sent, &format!("<Attributes>{entries}</Attributes>"))
}

#[tokio::test]
async fn a_topic_is_made_in_one_call_when_its_principals_are_known() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match (sent.call.as_str(), before) {
        ("sns CreateTopic", 0) => {
            query_refusal(400, "InvalidParameter", "Invalid parameter: Policy Error: PrincipalNotFound")
        }
        ("sns CreateTopic", _) => query_result(sent, &format!("<TopicArn>{TOPIC}</TopicArn>")),
        ("sns GetTopicAttributes", 0) => told(sent, &[("TopicArn", TOPIC), ("DisplayName", "On duty")]),
        ("sns GetTopicAttributes", _) => told(
            sent,
            &[("TopicArn", TOPIC), ("DisplayName", "On duty"), ("SQSSuccessFeedbackSampleRate", "50")],
        ),
        ("sns ListTagsForResource", _) => query_result(
            sent,
            "<Tags><member><Key>provision:plan</Key><Value>shop</Value></member>\
             <member><Key>provision:token</Key><Value>token-1</Value></member></Tags>",
        ),
        _ => query_result(sent, ""),
    })
    .await;
    let config =
        json!({ "name": "alarms", "display_name": "On duty", "sqs_success_feedback_sample_rate": 50 });
    rig.make("aws_sns_topic", &config).await.unwrap();
    assert_eq!(rig.count("CreateTopic"), 2);
    let sent = rig.sent("CreateTopic");
    assert_eq!(
        sent.iter().filter(|f| f.contains(".value=")).collect::<Vec<_>>(),
        ["Attributes.entry.1.value=On duty"]
    );
    assert!(sent.contains(&"Tags.member.1.Key=provision:plan".to_owned()), "{sent:?}");
    // What the create call does not take follows.
    assert_eq!(
        rig.sent("SetTopicAttributes"),
        ["AttributeName=SQSSuccessFeedbackSampleRate", "AttributeValue=50", &format!("TopicArn={TOPIC}")]
    );
}

#[tokio::test]
async fn a_topic_is_never_without_a_policy() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| query_result(sent, "")).await;
    let state = json!({ "id": TOPIC, "arn": TOPIC, "owner": "123456789012", "policy": "{}" });
    rig.delete("aws_sns_topic_policy", &state).await.unwrap();
    let sent = rig.sent("SetTopicAttributes");
    assert!(
        sent.iter().any(|f| f.starts_with("AttributeValue=") && f.contains("__default_policy_ID")),
        "{sent:?}"
    );
}

#[tokio::test]
async fn a_filter_is_widened_before_and_narrowed_after() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match sent.call.as_str() {
        "sns GetSubscriptionAttributes" => told(sent, &[("SubscriptionArn", SUBSCRIPTION)]),
        _ => query_result(sent, ""),
    })
    .await;
    let state = |policy: &str, scope: &str| {
        json!({ "id": SUBSCRIPTION, "arn": SUBSCRIPTION, "topic_arn": TOPIC, "protocol": "sqs", "endpoint": "x",
            "filter_policy": policy, "filter_policy_scope": scope })
    };
    let (flat, deep) = (r#"{"a":["b"]}"#, r#"{"a":{"b":["c"]}}"#);
    let kind = "aws_sns_topic_subscription";
    rig.change(kind, &state(flat, "MessageAttributes"), &state(deep, "MessageBody")).await.unwrap();
    rig.change(kind, &state(deep, "MessageBody"), &state(flat, "MessageAttributes")).await.unwrap();
    rig.change(kind, &state(flat, "MessageAttributes"), &state("", "MessageAttributes")).await.unwrap();
    let sent = rig.fake.sent();
    let set = sent.iter().filter(|s| s.call == "sns SetSubscriptionAttributes").map(|s| s.form());
    let set: Vec<String> = set.map(|f| f[..2].join(" ").replace("Attribute", "")).collect();
    assert_eq!(
        set,
        [
            "Name=FilterPolicyScope Value=MessageBody",
            &format!("Name=FilterPolicy Value={deep}"),
            &format!("Name=FilterPolicy Value={flat}"),
            "Name=FilterPolicyScope Value=Messages",
            "Name=FilterPolicy Value={}",
        ]
    );
}

#[tokio::test]
async fn what_nobody_confirmed_goes_by_itself() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match sent.call.as_str() {
        "sns Unsubscribe" => {
            let message = "Invalid parameter: SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation";
            query_refusal(400, "InvalidParameter", message)
        }
        _ => told(sent, &[("SubscriptionArn", SUBSCRIPTION), ("PendingConfirmation", "true")]),
    })
    .await;
    rig.delete("aws_sns_topic_subscription", &json!({ "id": SUBSCRIPTION, "topic_arn": TOPIC }))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_queue_waits_for_its_name() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match (sent.call.as_str(), before) {
        ("sqs CreateQueue", 0) => {
            let message = "You must wait 60 seconds after deleting a queue before you can create another with the same name.";
            (400, json!({ "__type": "com.amazonaws.sqs#QueueDeletedRecently", "message": message }).to_string())
        }
        ("sqs CreateQueue", _) => ok(json!({ "QueueUrl": QUEUE })),
        ("sqs GetQueueAttributes", _) => ok(json!({ "Attributes": { "QueueArn": "arn:aws:sqs:eu-west-1:123456789012:work",
            "DelaySeconds": "0", "MaximumMessageSize": "262144", "MessageRetentionPeriod": "345600",
            "ReceiveMessageWaitTimeSeconds": "0", "VisibilityTimeout": "30" } })),
        _ => ok(json!({ "Tags": { "provision:plan": "shop", "provision:token": "token-1" } })),
    })
    .await;
    rig.make("aws_sqs_queue", &json!({ "name": "work" })).await.unwrap();
    assert_eq!((rig.count("CreateQueue"), rig.count("SetQueueAttributes")), (2, 0));
    // What only FIFO queues have is not said of another.
    let sent = rig.fake.sent();
    assert!(sent.iter().all(|s| !s.body.contains("Fifo") && !s.body.contains("ContentBased")), "{sent:?}");
}

#[tokio::test]
async fn a_queue_that_is_gone_is_gone() {
    let rig = Rig::new(crate::family(), |_: &Sent, _| {
        let message = "The specified queue does not exist.";
        (400, json!({ "__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": message }).to_string())
    })
    .await;
    let found =
        rig.refresh("aws_sqs_queue", vec![(QUEUE.into(), json!({ "id": QUEUE, "name": "work" }))]).await;
    assert!(found[0].is_none());
    rig.delete("aws_sqs_queue", &json!({ "id": QUEUE, "name": "work" })).await.unwrap();
}

#[tokio::test]
async fn a_policy_counts_when_three_looks_in_a_row_show_it() {
    let policy = r#"{"Statement":[],"Version":"2012-10-17"}"#;
    let rig = Rig::new(crate::family(), move |sent: &Sent, before| match (sent.call.as_str(), before) {
        // One server knows it, the next does not yet.
        ("sqs GetQueueAttributes", 0 | 2) => ok(json!({ "Attributes": { "QueueArn": "a" } })),
        ("sqs GetQueueAttributes", _) => ok(json!({ "Attributes": { "QueueArn": "a", "Policy": policy } })),
        _ => ok(json!({})),
    })
    .await;
    rig.make("aws_sqs_queue_policy", &json!({ "queue_url": QUEUE, "policy": policy })).await.unwrap();
    // Six until it is settled, and the read.
    assert_eq!((rig.count("SetQueueAttributes"), rig.count("GetQueueAttributes")), (1, 7));
}
