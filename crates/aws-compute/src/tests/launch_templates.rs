//! Launch templates: one call makes one, its versions, reads of many.

use super::{Rig, ec2};
use provision_aws_core::testing::{Reply, Sent, query_error};
use provision_engine::provider::{ReadReq, Session};
use provision_value::Value;
use serde_json::json;

const TAGS: &str = "<tagSet><item><key>provision:plan</key><value>shop</value></item></tagSet>";

fn template(i: usize, latest: usize) -> String {
    format!(
        "<item><launchTemplateId>lt-{i:017x}</launchTemplateId><launchTemplateName>web-{i}</launchTemplateName>\
         <defaultVersionNumber>1</defaultVersionNumber><latestVersionNumber>{latest}</latestVersionNumber>{TAGS}</item>"
    )
}

fn version(i: usize) -> String {
    format!(
        "<item><launchTemplateId>lt-{i:017x}</launchTemplateId><versionNumber>1</versionNumber>\
         <launchTemplateData><instanceType>t3.micro</instanceType></launchTemplateData></item>"
    )
}

fn one(call: &Sent) -> Reply {
    match call.call.as_str() {
        "ec2 CreateLaunchTemplate" => ec2(
            call,
            &format!("<launchTemplate><launchTemplateId>lt-{:017x}</launchTemplateId></launchTemplate>", 1),
        ),
        "ec2 CreateLaunchTemplateVersion" => {
            ec2(call, "<launchTemplateVersion><versionNumber>2</versionNumber></launchTemplateVersion>")
        }
        "ec2 DescribeLaunchTemplates" => {
            ec2(call, &format!("<launchTemplates>{}</launchTemplates>", template(1, 1)))
        }
        "ec2 DescribeLaunchTemplateVersions" => {
            ec2(call, &format!("<launchTemplateVersionSet>{}</launchTemplateVersionSet>", version(1)))
        }
        _ => ec2(call, ""),
    }
}

#[tokio::test]
async fn a_template_is_made_by_one_call_and_read_once() {
    let rig = Rig::new(crate::family(), |call, _| one(call)).await;
    let config = json!({ "name": "web-1", "instance_type": "t3.micro", "credit_specification": [{ "cpu_credits": "standard" }],
        "metadata_options": [{ "http_tokens": "required" }] });
    let object = rig.make("aws_launch_template", config).await.unwrap();
    assert_eq!(object.get("latest_version").and_then(Value::as_i64), Some(1));
    assert_eq!(
        rig.fake.calls(),
        ["ec2 CreateLaunchTemplate", "ec2 DescribeLaunchTemplates", "ec2 DescribeLaunchTemplateVersions"]
    );
    assert_eq!(
        rig.fake.sent()[0].form(),
        [
            "ClientToken=token-1",
            "LaunchTemplateData.CreditSpecification.CpuCredits=standard",
            "LaunchTemplateData.InstanceType=t3.micro",
            "LaunchTemplateData.MetadataOptions.HttpTokens=required",
            "LaunchTemplateData.UserData=",
            "LaunchTemplateName=web-1",
            "TagSpecification.1.ResourceType=launch-template",
            "TagSpecification.1.Tag.1.Key=provision:plan",
            "TagSpecification.1.Tag.1.Value=shop",
            "TagSpecification.1.Tag.2.Key=provision:token",
            "TagSpecification.1.Tag.2.Value=token-1",
        ]
    );
}

#[tokio::test]
async fn credits_are_not_asked_of_types_that_have_none() {
    let rig = Rig::new(crate::family(), |call, _| one(call)).await;
    let config = json!({ "name": "web-1", "instance_type": "m5.large", "credit_specification": [{ "cpu_credits": "standard" }] });
    rig.make("aws_launch_template", config).await.unwrap();
    assert!(!rig.sent("ec2 CreateLaunchTemplate").iter().any(|f| f.contains("CpuCredits")));
}

#[tokio::test]
async fn a_change_is_a_version_that_may_become_the_default() {
    let id = format!("lt-{:017x}", 1);
    let prior = json!({ "id": id, "name": "web-1", "instance_type": "t3.micro", "default_version": 1, "latest_version": 1 });
    for (moves, calls) in [(true, 1), (false, 0)] {
        let rig = Rig::new(crate::family(), |call, _| one(call)).await;
        let before = rig.object("aws_launch_template", prior.clone());
        let after = before
            .with("instance_type", Value::string("t3.small"))
            .with("update_default_version", Value::bool(moves));
        rig.session.update("aws_launch_template", &rig.step(), &before, &after).await.unwrap();
        assert_eq!(rig.count("ec2 CreateLaunchTemplateVersion"), 1);
        assert_eq!(rig.count("ec2 ModifyLaunchTemplate"), calls);
        assert!(rig.sent("ec2 CreateLaunchTemplateVersion").contains(&"ClientToken=token-1".to_owned()));
        if moves {
            assert!(rig.sent("ec2 ModifyLaunchTemplate").contains(&"SetDefaultVersion=2".to_owned()));
        }
    }
}

#[tokio::test]
async fn forty_templates_are_read_by_two_calls() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        "ec2 DescribeLaunchTemplates" => {
            let all: String = (0..40).map(|i| template(i, 1)).collect();
            ec2(call, &format!("<launchTemplates>{all}</launchTemplates>"))
        }
        _ => {
            let all: String = (0..40).map(version).collect();
            ec2(call, &format!("<launchTemplateVersionSet>{all}</launchTemplateVersionSet>"))
        }
    })
    .await;
    let prior = rig.object("aws_launch_template", json!({}));
    let req = |i: usize| ReadReq { key: format!("lt-{i:017x}"), prior: prior.clone(), fresh: false };
    let answers = rig.session.read("aws_launch_template", (0..40).map(req).collect()).await;
    assert!(answers.iter().all(|a| a.as_ref().unwrap().is_some()));
    assert_eq!(rig.fake.calls(), ["ec2 DescribeLaunchTemplates", "ec2 DescribeLaunchTemplateVersions"]);
    assert_eq!(rig.sent("ec2 DescribeLaunchTemplateVersions"), ["LaunchTemplateVersion.1=$Latest"]);
}

#[tokio::test]
async fn a_template_that_is_gone_does_not_hide_the_others() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 DescribeLaunchTemplates", 0) => {
            query_error(400, "InvalidLaunchTemplateId.NotFound", "no such template")
        }
        _ => one(call),
    })
    .await;
    let prior = rig.object("aws_launch_template", json!({}));
    let req = |i: usize| ReadReq { key: format!("lt-{i:017x}"), prior: prior.clone(), fresh: false };
    let answers = rig.session.read("aws_launch_template", vec![req(1), req(2)]).await;
    let found: Vec<bool> = answers.iter().map(|a| a.as_ref().unwrap().is_some()).collect();
    assert_eq!(found, [true, false]);
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_template() {
    let tags = "<tagSet><item><key>provision:plan</key><value>shop</value></item>\
        <item><key>provision:token</key><value>token-1</value></item></tagSet>";
    let made = template(1, 1).replace(TAGS, tags);
    let rig = Rig::new(crate::family(), move |call, before| match (call.call.as_str(), before) {
        ("ec2 CreateLaunchTemplate", _) => {
            query_error(500, "InternalError", "An internal error has occurred")
        }
        ("ec2 DescribeLaunchTemplates", 0) => ec2(call, "<launchTemplates/>"),
        ("ec2 DescribeLaunchTemplates", _) => {
            ec2(call, &format!("<launchTemplates>{made}</launchTemplates>"))
        }
        _ => one(call),
    })
    .await;
    let planned = rig.planned("aws_launch_template", json!({ "name": "web-1" }));
    let created = rig.session.create("aws_launch_template", &rig.step(), &planned).await.unwrap();
    assert_eq!(created.key, "lt-00000000000000001");
    assert_eq!(rig.count("ec2 CreateLaunchTemplate"), 1);
}
