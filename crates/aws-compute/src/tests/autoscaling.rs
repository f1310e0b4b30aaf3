//! Auto Scaling: groups that wait, refresh and drain, and their parts.

use super::{Rig, error, members, query};
use provision_aws_core::testing::{Reply, Sent};
use provision_engine::provider::{Class, ReadReq, Session};
use provision_value::Value;
use serde_json::{Value as Json, json};

const GROUP: &str = "aws_autoscaling_group";
const DESCRIBE: &str = "autoscaling DescribeAutoScalingGroups";
const TARGETS: &str = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/1";

fn instance(i: usize, state: &str) -> String {
    format!(
        "<InstanceId>i-{i}</InstanceId><LifecycleState>{state}</LifecycleState><HealthStatus>Healthy</HealthStatus>\
         <ProtectedFromScaleIn>true</ProtectedFromScaleIn>"
    )
}

/// A group with some instances, of which the first `serving` serve.
fn group(name: &str, instances: usize, serving: usize, more: &str) -> String {
    let state = |i| if i < serving { "InService" } else { "Pending" };
    let instances = members((0..instances).map(|i| instance(i, state(i))));
    format!(
        "<AutoScalingGroupName>{name}</AutoScalingGroupName><MinSize>1</MinSize><MaxSize>4</MaxSize>\
         <DesiredCapacity>2</DesiredCapacity><CreatedTime>2026-01-01T00:00:00Z</CreatedTime>\
         <TargetGroupARNs><member>{TARGETS}</member></TargetGroupARNs><Instances>{instances}</Instances>{more}"
    )
}

fn told(call: &Sent, groups: impl IntoIterator<Item = String>) -> Reply {
    query(call, &format!("<AutoScalingGroups>{}</AutoScalingGroups>", members(groups)))
}

fn config(more: Json) -> Json {
    let mut config = json!({ "name": "web", "min_size": 1, "max_size": 4, "desired_capacity": 2,
        "vpc_zone_identifier": ["subnet-1"], "launch_template": [{ "id": "lt-1", "version": "1" }] });
    let more = more.as_object().unwrap().clone();
    config.as_object_mut().unwrap().extend(more);
    config
}

#[tokio::test]
async fn a_group_is_made_by_one_call_with_its_hooks() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        DESCRIBE => told(call, [group("web", 2, 2, "")]),
        _ => query(call, ""),
    })
    .await;
    let hook = json!([{ "name": "start", "lifecycle_transition": "autoscaling:EC2_INSTANCE_LAUNCHING" }]);
    let tag = json!([{ "key": "Name", "value": "web", "propagate_at_launch": true }]);
    rig.make(GROUP, config(json!({ "initial_lifecycle_hook": hook, "tag": tag }))).await.unwrap();
    assert_eq!(
        rig.sent("autoscaling CreateAutoScalingGroup"),
        [
            "AutoScalingGroupName=web",
            "DesiredCapacity=2",
            "HealthCheckGracePeriod=300",
            "LaunchTemplate.LaunchTemplateId=lt-1",
            "LaunchTemplate.Version=1",
            "LifecycleHookSpecificationList.member.1.LifecycleHookName=start",
            "LifecycleHookSpecificationList.member.1.LifecycleTransition=autoscaling:EC2_INSTANCE_LAUNCHING",
            "MaxSize=4",
            "MinSize=1",
            "NewInstancesProtectedFromScaleIn=false",
            "Tags.member.1.Key=Name",
            "Tags.member.1.PropagateAtLaunch=true",
            "Tags.member.1.ResourceId=web",
            "Tags.member.1.ResourceType=auto-scaling-group",
            "Tags.member.1.Value=web",
            "VPCZoneIdentifier=subnet-1",
        ]
    );
    assert_eq!(rig.count("autoscaling UpdateAutoScalingGroup"), 0);
}

#[tokio::test]
async fn a_group_waits_for_what_it_needs_and_for_its_instances() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("autoscaling CreateAutoScalingGroup", 0) => error(
            "ValidationError",
            "You must use a valid fully-formed launch template. Value (web) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
        ),
        ("autoscaling CreateAutoScalingGroup", 1) => error(
            "ValidationError",
            "You must use a valid fully-formed launch template. The specified launch template, with template ID lt-1, does not exist.",
        ),
        (DESCRIBE, 0..3) => told(call, [group("web", 2, before.min(1), "")]),
        (DESCRIBE, _) => told(call, [group("web", 2, 2, "")]),
        _ => query(call, ""),
    })
    .await;
    let object = rig.make(GROUP, config(json!({ "suspended_processes": ["Launch"] }))).await.unwrap();
    assert_eq!(rig.count("autoscaling CreateAutoScalingGroup"), 3);
    assert!(
        rig.progress().contains(&"waiting for web: 1 of 2 in service".to_owned()),
        "{:?}",
        rig.progress()
    );
    assert_eq!(object.get("wait_for_capacity_timeout").and_then(Value::as_str), Some("10m"));
    let calls = rig.fake.calls();
    let suspended = calls.iter().position(|c| c == "autoscaling SuspendProcesses").unwrap();
    let waited = calls[..suspended].iter().filter(|c| *c == DESCRIBE).count();
    assert!(waited >= 4, "nothing is suspended before the instances serve: {calls:?}");
}

#[tokio::test]
async fn nothing_is_waited_for_where_that_is_asked() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        DESCRIBE => told(call, [group("web", 0, 0, "")]),
        _ => query(call, ""),
    })
    .await;
    rig.make(GROUP, config(json!({ "wait_for_capacity_timeout": "0" }))).await.unwrap();
    assert_eq!(rig.count("autoscaling DescribeScalingActivities"), 0);
}

#[tokio::test]
async fn an_instance_that_cannot_start_ends_the_wait() {
    let failed = "<StatusCode>Failed</StatusCode><Progress>100</Progress><StartTime>2026-06-01T00:00:00Z</StartTime>\
        <StatusMessage>The image does not exist.</StatusMessage>";
    let script = move |call: &Sent, before: usize| match call.call.as_str() {
        DESCRIBE if before < 3 => told(call, [group("web", 1, 0, "")]),
        DESCRIBE => told(call, [group("web", 2, 2, "")]),
        "autoscaling DescribeScalingActivities" => {
            query(call, &format!("<Activities>{}</Activities>", members([failed.to_owned()])))
        }
        _ => query(call, ""),
    };
    let rig = Rig::new(crate::family(), script).await;
    let found = rig.make(GROUP, config(json!({}))).await.unwrap_err();
    assert!(found.message.contains("The image does not exist."), "{found}");

    let rig = Rig::new(crate::family(), script).await;
    rig.make(GROUP, config(json!({ "ignore_failed_scaling_activities": true }))).await.unwrap();
}

#[tokio::test]
async fn the_load_balancers_have_their_say() {
    let rig = Rig::new(crate::family(), |call, before| match call.call.as_str() {
        DESCRIBE => told(call, [group("web", 2, 2, "")]),
        "elasticloadbalancingv2 DescribeTargetHealth" => {
            let state = |i: usize| if i <= before { "healthy" } else { "initial" };
            let target = |i: usize| {
                format!(
                    "<Target><Id>i-{i}</Id></Target><TargetHealth><State>{}</State></TargetHealth>",
                    state(i)
                )
            };
            let all = members((0..2).map(target));
            query(call, &format!("<TargetHealthDescriptions>{all}</TargetHealthDescriptions>"))
        }
        _ => query(call, ""),
    })
    .await;
    rig.make(GROUP, config(json!({ "min_elb_capacity": 2, "target_group_arns": [TARGETS] }))).await.unwrap();
    let waited = "waiting for web: 1 of 2 healthy behind the load balancers".to_owned();
    assert!(rig.progress().contains(&waited), "{:?}", rig.progress());
    assert_eq!(rig.count("elasticloadbalancingv2 DescribeTargetHealth"), 2);
}

#[tokio::test]
async fn an_impatient_group_says_how_far_it_came() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        DESCRIBE => told(call, [group("web", 1, 1, "")]),
        _ => query(call, ""),
    })
    .await;
    let found = rig.make(GROUP, config(json!({ "wait_for_capacity_timeout": "30s" }))).await.unwrap_err();
    assert_eq!(found.class, Class::Timeout);
    assert!(found.message.contains("1 of 2 in service after 30 s"), "{found}");
}

fn held(rig: &Rig, more: Json) -> Value {
    let mut all =
        config(json!({ "id": "web", "wait_for_capacity_timeout": "10m", "health_check_grace_period": 300,
        "metrics_granularity": "1Minute", "force_delete": false, "protect_from_scale_in": false }));
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    rig.object(GROUP, all)
}

#[tokio::test]
async fn a_refresh_that_is_under_way_makes_room_for_the_next() {
    let refresh = json!([{ "strategy": "Rolling", "triggers": ["tag"], "preferences": [{ "min_healthy_percentage": 50, "auto_rollback": true,
        "instance_warmup": "60" }] }]);
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("autoscaling StartInstanceRefresh", 0) => {
            error("InstanceRefreshInProgress", "An instance refresh is in progress.")
        }
        ("autoscaling DescribeInstanceRefreshes", 0) => query(
            call,
            &format!(
                "<InstanceRefreshes>{}</InstanceRefreshes>",
                members(["<Status>Cancelling</Status>".to_owned()])
            ),
        ),
        (DESCRIBE, _) => told(call, [group("web", 2, 2, "")]),
        _ => query(call, ""),
    })
    .await;
    let before = held(&rig, json!({ "instance_refresh": refresh }));
    let after = held(
        &rig,
        json!({ "instance_refresh": refresh, "launch_template": [{ "id": "lt-1", "version": "2" }] }),
    );
    rig.session.update(GROUP, &rig.step(), &before, &after).await.unwrap();
    let calls: Vec<String> = rig.fake.calls().into_iter().filter(|c| c != DESCRIBE).collect();
    assert_eq!(
        calls,
        [
            "UpdateAutoScalingGroup",
            "StartInstanceRefresh",
            "CancelInstanceRefresh",
            "DescribeInstanceRefreshes",
            "DescribeInstanceRefreshes",
            "StartInstanceRefresh"
        ]
        .map(|c| format!("autoscaling {c}"))
    );
    let sent = rig.sent("autoscaling StartInstanceRefresh");
    for field in [
        "DesiredConfiguration.LaunchTemplate.Version=2",
        "Preferences.InstanceWarmup=60",
        "Preferences.MinHealthyPercentage=50",
        "Strategy=Rolling",
    ] {
        assert!(sent.contains(&field.to_owned()), "{field}: {sent:?}");
    }
}

#[tokio::test]
async fn instances_are_replaced_only_when_a_trigger_changes() {
    let refresh = json!([{ "strategy": "Rolling", "triggers": ["tag"] }]);
    let tag = |value: &str| json!([{ "key": "Name", "value": value, "propagate_at_launch": true }]);
    for (more, starts) in [(json!({ "max_size": 5 }), 0), (json!({ "tag": tag("b") }), 1)] {
        let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
            DESCRIBE => told(call, [group("web", 2, 2, "")]),
            _ => query(call, ""),
        })
        .await;
        let before = held(&rig, json!({ "instance_refresh": refresh, "tag": tag("a") }));
        let mut all = json!({ "instance_refresh": refresh, "tag": tag("a") });
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        rig.session.update(GROUP, &rig.step(), &before, &held(&rig, all)).await.unwrap();
        assert_eq!(rig.count("autoscaling StartInstanceRefresh"), starts, "{more}");
    }
}

#[tokio::test]
async fn a_group_empties_before_it_goes() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        (DESCRIBE, 0) => told(call, [group("web", 2, 2, "")]),
        (DESCRIBE, 1) => told(call, [group("web", 1, 1, "")]),
        // Empty, and then being deleted.
        (DESCRIBE, 2..4) => {
            let empty = group("web", 0, 0, "").replace("<MaxSize>4", "<MaxSize>0");
            told(call, [empty.replace("<DesiredCapacity>2", "<DesiredCapacity>0")])
        }
        (DESCRIBE, 4) => told(call, [group("web", 0, 0, "<Status>Delete in progress</Status>")]),
        (DESCRIBE, _) => told(call, []),
        ("autoscaling DeleteAutoScalingGroup", 0) => {
            error("ScalingActivityInProgress", "There is a scaling activity in progress")
        }
        _ => query(call, ""),
    })
    .await;
    rig.session.delete(GROUP, &rig.step(), &held(&rig, json!({}))).await.unwrap();
    let calls: Vec<String> = rig.fake.calls().into_iter().filter(|c| c != DESCRIBE).collect();
    let expected = [
        "UpdateAutoScalingGroup",
        "SetInstanceProtection",
        "DeleteAutoScalingGroup",
        "DeleteAutoScalingGroup",
    ];
    assert_eq!(calls, expected.map(|c| format!("autoscaling {c}")));
    assert_eq!(
        rig.sent("autoscaling UpdateAutoScalingGroup"),
        ["AutoScalingGroupName=web", "DesiredCapacity=0", "MaxSize=0", "MinSize=0"]
    );
    assert!(
        rig.progress().contains(&"waiting for web to go: Delete in progress".to_owned()),
        "{:?}",
        rig.progress()
    );
}

/// One that only starts cannot be asked yet; one that went by itself fails the call for all it names.
#[tokio::test]
async fn protected_instances_are_let_go_as_they_come() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        (DESCRIBE, 0..3) => told(call, [group("web", 60, [59, 59, 60][before], "")]),
        (DESCRIBE, 3) => told(call, [group("web", 0, 0, "")]),
        (DESCRIBE, _) => told(call, []),
        ("autoscaling SetInstanceProtection", 0) => {
            error("ValidationError", "The instance i-1 is not part of Auto Scaling group web.")
        }
        _ => query(call, ""),
    })
    .await;
    rig.session.delete(GROUP, &rig.step(), &held(&rig, json!({}))).await.unwrap();
    let asked: Vec<usize> = rig
        .fake
        .sent()
        .iter()
        .filter(|s| s.call == "autoscaling SetInstanceProtection")
        .map(|s| s.form().iter().filter(|f| f.starts_with("InstanceIds.member.")).count())
        .collect();
    // Fifty a call, of those that serve: again in the next look, and the last one when it serves.
    assert_eq!(asked, [50, 9, 50, 10]);
    assert_eq!(rig.count("DeleteAutoScalingGroup"), 1);
}

#[tokio::test]
async fn force_takes_the_instances_along() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        (DESCRIBE, 0) => told(call, [group("web", 2, 2, "")]),
        (DESCRIBE, _) => told(call, []),
        _ => query(call, ""),
    })
    .await;
    rig.session.delete(GROUP, &rig.step(), &held(&rig, json!({ "force_delete": true }))).await.unwrap();
    assert_eq!(rig.fake.calls(), [DESCRIBE, "autoscaling DeleteAutoScalingGroup", DESCRIBE]);
    assert!(rig.sent("autoscaling DeleteAutoScalingGroup").contains(&"ForceDelete=true".to_owned()));
}

#[tokio::test]
async fn a_warm_pool_goes_before_its_group() {
    let pool = "<WarmPoolConfiguration><MinSize>1</MinSize></WarmPoolConfiguration>";
    let rig = Rig::new(crate::family(), move |call, before| match (call.call.as_str(), before) {
        (DESCRIBE, 0) => told(call, [group("web", 0, 0, pool)]),
        (DESCRIBE, _) => told(call, []),
        ("autoscaling DescribeWarmPool", 0) => {
            query(call, &format!("{pool}<Instances>{}</Instances>", members([instance(0, "Warmed:Stopped")])))
        }
        ("autoscaling DescribeWarmPool", 1..3) => query(call, pool),
        ("autoscaling DeleteWarmPool", 0) => error("ScalingActivityInProgress", "in progress"),
        _ => query(call, ""),
    })
    .await;
    rig.session.delete(GROUP, &rig.step(), &held(&rig, json!({}))).await.unwrap();
    let calls: Vec<String> = rig.fake.calls().into_iter().filter(|c| c != DESCRIBE).collect();
    let short: Vec<&str> = calls.iter().map(|c| c.trim_start_matches("autoscaling ")).collect();
    assert_eq!(
        short,
        [
            "PutWarmPool",
            "DescribeWarmPool",
            "DescribeWarmPool",
            "DeleteWarmPool",
            "DeleteWarmPool",
            "DescribeWarmPool",
            "DescribeWarmPool",
            "UpdateAutoScalingGroup",
            "DeleteAutoScalingGroup"
        ]
    );
}

#[tokio::test]
async fn target_groups_are_exchanged_one_kind_at_a_time_and_waited_for() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        (DESCRIBE, _) => told(call, [group("web", 2, 2, "")]),
        ("autoscaling DescribeTrafficSources", 0) => query(
            call,
            &format!("<TrafficSources>{}</TrafficSources>", members(["<State>Removing</State>".to_owned()])),
        ),
        _ => query(call, ""),
    })
    .await;
    let before = held(&rig, json!({ "target_group_arns": ["arn:old"] }));
    let after = held(&rig, json!({ "target_group_arns": [TARGETS] }));
    rig.session.update(GROUP, &rig.step(), &before, &after).await.unwrap();
    let calls: Vec<String> = rig.fake.calls().into_iter().filter(|c| c != DESCRIBE).collect();
    let expected = [
        "DetachTrafficSources",
        "DescribeTrafficSources",
        "DescribeTrafficSources",
        "AttachTrafficSources",
        "DescribeTrafficSources",
    ];
    assert_eq!(calls, expected.map(|c| format!("autoscaling {c}")));
    let sent = rig.sent("autoscaling AttachTrafficSources");
    assert!(sent.contains(&format!("TrafficSources.member.1.Identifier={TARGETS}")), "{sent:?}");
    assert!(sent.contains(&"TrafficSources.member.1.Type=elbv2".to_owned()));
}

#[tokio::test]
async fn two_hundred_groups_are_read_by_two_calls() {
    let rig = Rig::new(crate::family(), |call, _| {
        let names: Vec<String> = call
            .form()
            .iter()
            .filter(|f| f.starts_with("AutoScalingGroupNames.member."))
            .filter_map(|f| Some(f.split_once('=')?.1.to_owned()))
            .collect();
        told(call, names.iter().filter(|n| *n != "g-7").map(|n| group(n, 0, 0, "")))
    })
    .await;
    let prior = rig.object(GROUP, json!({}));
    let req = |i: usize| ReadReq { key: format!("g-{i}"), prior: prior.clone(), fresh: false };
    let answers = rig.session.read(GROUP, (0..200).map(req).collect()).await;
    assert_eq!(rig.fake.calls(), [DESCRIBE; 2]);
    let gone: Vec<usize> = (0..200).filter(|i| answers[*i].as_ref().unwrap().is_none()).collect();
    assert_eq!(gone, [7]);
}

fn policy(group: &str, name: &str) -> String {
    format!(
        "<AutoScalingGroupName>{group}</AutoScalingGroupName><PolicyName>{name}</PolicyName><PolicyType>SimpleScaling</PolicyType>"
    )
}

#[tokio::test]
async fn policies_of_many_groups_are_read_in_pages() {
    let rig = Rig::new(crate::family(), |call, _| {
        let all = members((0..40).map(|i| policy(&format!("g-{}", i / 2), &format!("p-{}", i % 2))));
        query(call, &format!("<ScalingPolicies>{all}</ScalingPolicies>"))
    })
    .await;
    let prior = rig.object("aws_autoscaling_policy", json!({}));
    let req =
        |i: usize| ReadReq { key: format!("g-{}/p-{}", i / 2, i % 2), prior: prior.clone(), fresh: false };
    let answers = rig.session.read("aws_autoscaling_policy", (0..40).map(req).collect()).await;
    assert!(answers.iter().all(|a| a.as_ref().unwrap().is_some()));
    assert_eq!(rig.fake.calls(), ["autoscaling DescribePolicies"]);
    let answers = rig.session.read("aws_autoscaling_policy", vec![req(0), req(1)]).await;
    assert_eq!(answers.len(), 2);
    let sent = rig.sent("autoscaling DescribePolicies");
    assert!(sent.contains(&"AutoScalingGroupName=g-0".to_owned()), "{sent:?}");
}

#[tokio::test]
async fn a_part_of_a_group_that_is_gone_is_gone() {
    let gone =
        || error("ValidationError", "AutoScalingGroup name not found - AutoScalingGroup 'web' not found");
    for kind in ["aws_autoscaling_policy", "aws_autoscaling_schedule", "aws_autoscaling_lifecycle_hook"] {
        let rig = Rig::new(crate::family(), move |_, _| gone()).await;
        let prior = rig.object(kind, json!({}));
        let req = ReadReq { key: "web/a".into(), prior, fresh: false };
        assert!(rig.session.read(kind, vec![req]).await.remove(0).unwrap().is_none(), "{kind}");
        let name = if kind == "aws_autoscaling_schedule" { "scheduled_action_name" } else { "name" };
        let prior = rig.object(kind, json!({ "id": "a", name: "a", "autoscaling_group_name": "web" }));
        rig.session.delete(kind, &rig.step(), &prior).await.unwrap();
    }
}

#[tokio::test]
async fn a_policy_is_held_to_its_kind() {
    let rig = Rig::new(crate::family(), |call, _| query(call, "")).await;
    let stray = json!({ "name": "a", "autoscaling_group_name": "web", "policy_type": "StepScaling", "cooldown": 60,
        "step_adjustment": [{ "scaling_adjustment": 1 }] });
    let found = rig.make("aws_autoscaling_policy", stray).await.unwrap_err();
    assert_eq!((found.class, found.message.contains("`cooldown`")), (Class::Validation, true));
    let bare = json!({ "name": "a", "autoscaling_group_name": "web" });
    let found = rig.make("aws_autoscaling_policy", bare).await.unwrap_err();
    assert!(found.message.contains("needs `scaling_adjustment`"), "{found}");
    assert!(rig.fake.calls().is_empty());
}

#[tokio::test]
async fn a_size_of_a_schedule_may_be_left_as_it_is() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        "autoscaling DescribeScheduledActions" => query(
            call,
            "<ScheduledUpdateGroupActions><member><AutoScalingGroupName>web</AutoScalingGroupName>\
             <ScheduledActionName>night</ScheduledActionName><MinSize>0</MinSize></member></ScheduledUpdateGroupActions>",
        ),
        _ => query(call, ""),
    })
    .await;
    let config = json!({ "scheduled_action_name": "night", "autoscaling_group_name": "web", "min_size": 0, "max_size": -1,
        "desired_capacity": -1, "recurrence": "0 18 * * *", "start_time": "2030-01-02T15:04:05Z" });
    let object = rig.make("aws_autoscaling_schedule", config).await.unwrap();
    let sent = rig.sent("autoscaling PutScheduledUpdateGroupAction");
    assert!(
        sent.contains(&"MinSize=0".to_owned()) && sent.contains(&"StartTime=2030-01-02T15:04:05Z".to_owned())
    );
    assert!(!sent.iter().any(|f| f.starts_with("MaxSize") || f.starts_with("DesiredCapacity")), "{sent:?}");
    assert_eq!(object.get("max_size").and_then(Value::as_i64), Some(-1));
}

#[tokio::test]
async fn a_hook_waits_for_its_role() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("autoscaling PutLifecycleHook", 0) => error("ValidationError", "Unable to publish test message to notification target arn:x"),
        ("autoscaling DescribeLifecycleHooks", _) => query(
            call,
            "<LifecycleHooks><member><AutoScalingGroupName>web</AutoScalingGroupName><LifecycleHookName>start</LifecycleHookName>\
             <LifecycleTransition>autoscaling:EC2_INSTANCE_LAUNCHING</LifecycleTransition></member></LifecycleHooks>",
        ),
        _ => query(call, ""),
    })
    .await;
    let config = json!({ "name": "start", "autoscaling_group_name": "web", "lifecycle_transition": "autoscaling:EC2_INSTANCE_LAUNCHING" });
    rig.make("aws_autoscaling_lifecycle_hook", config).await.unwrap();
    assert_eq!(rig.count("autoscaling PutLifecycleHook"), 2);
}

#[tokio::test]
async fn what_is_detached_already_is_detached() {
    let rig = Rig::new(crate::family(), |_, before| match before {
        0 => error(
            "ValidationError",
            "Trying to update too many Load Balancers/Target Groups at once. The limit is 10",
        ),
        _ => error("ValidationError", "Trying to remove Target Groups that are not part of the group"),
    })
    .await;
    let prior = json!({ "id": "web-1", "autoscaling_group_name": "web", "lb_target_group_arn": TARGETS });
    let prior = rig.object("aws_autoscaling_attachment", prior);
    rig.session.delete("aws_autoscaling_attachment", &rig.step(), &prior).await.unwrap();
    assert_eq!(rig.fake.calls(), ["autoscaling DetachLoadBalancerTargetGroups"; 2]);
}
