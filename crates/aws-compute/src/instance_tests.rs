//! What is sent for instances, how many calls reading takes, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::rig::{Rig, operation, refreshed};
use provision_aws_core::testing::{Reply, Sent, query_error};
use provision_engine::provider::Session;
use provision_value::Value;
use serde_json::json;

/// An answer of EC2.
fn told(sent: &Sent, inner: &str) -> Reply {
    let name = operation(sent);
    (200, format!("<{name}Response>{inner}</{name}Response>"))
}

fn instance(id: &str, state: &str) -> String {
    format!(
        "<item><instanceId>{id}</instanceId><imageId>ami-1</imageId><instanceType>t3.micro</instanceType>\
         <iamInstanceProfile><arn>arn:aws:iam::123456789012:instance-profile/web</arn></iamInstanceProfile>\
         <instanceState><name>{state}</name></instanceState><vpcId>vpc-1</vpcId><subnetId>subnet-1</subnetId>\
         <rootDeviceName>/dev/xvda</rootDeviceName><sourceDestCheck>true</sourceDestCheck>\
         <groupSet><item><groupId>sg-1</groupId></item></groupSet>\
         <blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-{id}</volumeId>\
         <deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping>\
         <tagSet><item><key>provision:plan</key><value>shop</value></item>\
         <item><key>provision:token</key><value>token-1</value></item></tagSet></item>"
    )
}

fn reservation(instances: &str) -> String {
    format!("<item><instancesSet>{instances}</instancesSet></item>")
}

fn launched(sent: &Sent, state: &str) -> Reply {
    told(sent, &format!("<instancesSet>{}</instancesSet>", instance("i-1", state)))
}

/// Answers reads of the instances that are asked for, in one state.
fn reads(sent: &Sent, state: &str) -> Reply {
    let asked = sent.form();
    let values = |name: &str| {
        let prefix = format!("Filter.1.{name}");
        let of = asked.iter().filter(move |f| f.starts_with(&prefix));
        of.filter_map(|f| f.split_once('=').map(|(_, v)| v.to_owned())).collect::<Vec<_>>()
    };
    match operation(sent) {
        "DescribeInstances" => {
            let all: String = values("Value.").iter().map(|id| reservation(&instance(id, state))).collect();
            told(sent, &format!("<reservationSet>{all}</reservationSet>"))
        }
        "DescribeVolumes" => {
            let volume = |id: &String| {
                format!("<item><volumeId>{id}</volumeId><size>8</size><volumeType>gp3</volumeType></item>")
            };
            let all: String = values("Value.").iter().map(volume).collect();
            told(sent, &format!("<volumeSet>{all}</volumeSet>"))
        }
        "DescribeVpcs" => {
            told(sent, "<vpcSet><item><vpcId>vpc-1</vpcId><isDefault>false</isDefault></item></vpcSet>")
        }
        "DescribeInstanceCreditSpecifications" => {
            let credits = |id: &String| {
                format!("<item><instanceId>{id}</instanceId><cpuCredits>unlimited</cpuCredits></item>")
            };
            let all: String = values("Value.").iter().map(credits).collect();
            told(sent, &format!("<instanceCreditSpecificationSet>{all}</instanceCreditSpecificationSet>"))
        }
        _ => told(sent, "<return>true</return>"),
    }
}

#[tokio::test]
async fn four_hundred_instances_are_refreshed_in_seven_calls() {
    let rig = Rig::new(crate::family(), |sent, _| reads(sent, "running")).await;
    let held = |n: usize| {
        let attributes = json!({"id": format!("i-{n}"), "arn": "arn:x", "instance_type": "t3.micro",
            "disable_api_stop": false, "disable_api_termination": false, "instance_initiated_shutdown_behavior": "stop"});
        rig.object("aws_instance", &attributes)
    };
    let all = (0..400).map(held).collect();
    assert_eq!(refreshed(&rig, "aws_instance", all).await, 400);
    let counts =
        ["DescribeInstances", "DescribeVolumes", "DescribeVpcs", "DescribeInstanceCreditSpecifications"];
    assert_eq!(counts.map(|c| rig.count(c)), [2, 2, 1, 2]);
    assert_eq!(rig.fake.calls().len(), 7);
}

#[tokio::test]
async fn attributes_are_asked_one_by_one_only_where_something_else_than_the_default_is_held() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "DescribeInstanceAttribute" => told(sent, "<disableApiStop><value>true</value></disableApiStop>"),
        _ => reads(sent, "running"),
    });
    let rig = rig.await;
    let attributes = json!({"id": "i-1", "arn": "arn:x", "disable_api_stop": true, "disable_api_termination": false,
        "instance_initiated_shutdown_behavior": "stop"});
    let prior = rig.object("aws_instance", &attributes);
    assert_eq!(refreshed(&rig, "aws_instance", vec![prior]).await, 1);
    assert_eq!(rig.count("DescribeInstanceAttribute"), 1);
    assert!(rig.sent("DescribeInstanceAttribute").contains(&"Attribute=disableApiStop".to_owned()));
    // An import knows nothing yet.
    let imported = rig.object("aws_instance", json!({"id": "i-1"}));
    assert_eq!(refreshed(&rig, "aws_instance", vec![imported]).await, 1);
    assert_eq!(rig.count("DescribeInstanceAttribute"), 1 + 4);
}

#[tokio::test]
async fn a_terminated_instance_is_gone_though_it_is_told_of_for_an_hour() {
    let rig = Rig::new(crate::family(), |sent, _| reads(sent, "terminated")).await;
    let prior = rig.object("aws_instance", json!({"id": "i-1", "arn": "arn:x"}));
    assert_eq!(refreshed(&rig, "aws_instance", vec![prior]).await, 0);
}

#[tokio::test]
async fn a_launch_waits_for_its_profile_and_says_what_is_configured_and_no_more() {
    let rig = Rig::new(crate::family(), |sent, before| match operation(sent) {
        "RunInstances" if before == 0 => query_error(
            400,
            "InvalidParameterValue",
            "Value (web) for parameter iamInstanceProfile.name is invalid. \
                Invalid IAM Instance Profile name",
        ),
        "RunInstances" if before == 1 => {
            query_error(400, "InvalidParameterValue", "IAM Instance Profile web has no associated IAM Roles")
        }
        "RunInstances" => launched(sent, "pending"),
        "DescribeInstanceAttribute" => told(sent, "<userData><value>aGVsbG8=</value></userData>"),
        "DescribeInstances" if before < 2 => reads(sent, "pending"),
        _ => reads(sent, "running"),
    });
    let rig = rig.await;
    let config = json!({"ami": "ami-1", "instance_type": "t3.micro", "subnet_id": "subnet-1", "iam_instance_profile": "web",
        "vpc_security_group_ids": ["sg-1"], "user_data": "hello", "source_dest_check": true});
    let made = rig.make("aws_instance", &config).await.unwrap();
    assert_eq!(rig.count("RunInstances"), 3);
    let sent = rig.sent("RunInstances");
    let has = |field: &str| sent.iter().any(|f| f == field);
    assert!(
        has("ClientToken=token-1") && has("IamInstanceProfile.Name=web") && has("UserData=aGVsbG8="),
        "{sent:?}"
    );
    assert!(
        has("NetworkInterface.1.SubnetId=subnet-1") && has("NetworkInterface.1.SecurityGroupId.1=sg-1"),
        "{sent:?}"
    );
    let said = |word: &str| sent.iter().any(|f| f.starts_with(word));
    assert!(
        !said("Monitoring") && !said("DisableApi") && !said("Placement") && !said("BlockDevice"),
        "{sent:?}"
    );
    // What the state holds of user data is a hash; nothing is changed after the launch.
    assert_eq!(
        made.get("user_data").and_then(Value::as_str),
        Some("aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d")
    );
    assert_eq!((rig.count("ModifyInstanceAttribute"), rig.count("StopInstances")), (0, 0));
    assert_eq!(rig.count("DescribeInstances"), 3);
}

#[tokio::test]
async fn a_token_that_stands_for_a_terminated_instance_is_renewed() {
    let rig = Rig::new(crate::family(), |sent, before| match operation(sent) {
        "RunInstances" if before == 0 => launched(sent, "terminated"),
        "RunInstances" if before == 1 => query_error(400, "IdempotentParameterMismatch", "other parameters"),
        _ => launched(sent, "pending"),
    });
    let rig = rig.await;
    let planned = rig.planned("aws_instance", json!({"ami": "ami-1", "instance_type": "t3.micro"}));
    let created = rig.session.create("aws_instance", &rig.step(), &planned).await.unwrap();
    assert_eq!(created.key, "i-1");
    let tokens: Vec<String> =
        rig.fake.sent().iter().flat_map(Sent::form).filter(|f| f.starts_with("ClientToken")).collect();
    assert_eq!(tokens, ["ClientToken=token-1", "ClientToken=token-1-1", "ClientToken=token-1-2"]);
}

#[tokio::test]
async fn an_instance_that_dies_while_it_starts_says_why() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "RunInstances" => launched(sent, "pending"),
        "DescribeInstances" => {
            let dead = instance("i-1", "terminated").replace(
                "<vpcId>",
                "<stateReason><code>Client.VolumeLimitExceeded</code><message>Volume limit exceeded</message></stateReason><vpcId>",
            );
            told(sent, &format!("<reservationSet>{}</reservationSet>", reservation(&dead)))
        }
        _ => reads(sent, "terminated"),
    });
    let rig = rig.await;
    let planned = rig.planned("aws_instance", json!({"ami": "ami-1", "instance_type": "t3.micro"}));
    let created = rig.session.create("aws_instance", &rig.step(), &planned).await.unwrap();
    let failed = rig.session.finish("aws_instance", &rig.step(), &created, &planned).await.unwrap_err();
    assert!(failed.message.contains("Volume limit exceeded"), "{failed}");
}

#[tokio::test]
async fn what_needs_a_stop_is_done_in_one() {
    let rig = Rig::new(crate::family(), |sent, before| match operation(sent) {
        "StartInstances" if before == 0 => query_error(
            400,
            "InvalidParameterValue",
            "LaunchPlan instance type does not match attribute value",
        ),
        // Stopping, stopped, pending, running.
        "DescribeInstances" => {
            reads(sent, ["stopping", "stopped", "pending"].get(before).unwrap_or(&"running"))
        }
        _ => reads(sent, "running"),
    });
    let rig = rig.await;
    let attributes = json!({"id": "i-1", "arn": "arn:x", "instance_type": "t3.small", "instance_state": "running",
        "user_data": "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"});
    let prior = rig.object("aws_instance", &attributes);
    let planned =
        prior.with("instance_type", Value::string("t3.micro")).with("user_data", Value::string("bye"));
    rig.session.update("aws_instance", &rig.step(), &prior, &planned).await.unwrap();
    assert_eq!((rig.count("StopInstances"), rig.count("StartInstances")), (1, 2));
    let sent: Vec<String> = rig
        .fake
        .sent()
        .iter()
        .filter(|s| operation(s) == "ModifyInstanceAttribute")
        .flat_map(Sent::form)
        .collect();
    assert!(sent.contains(&"InstanceType.Value=t3.micro".to_owned()), "{sent:?}");
    assert!(sent.contains(&"UserData.Value=Ynll".to_owned()), "{sent:?}");
}

#[tokio::test]
async fn protection_that_somebody_else_put_on_is_taken_off_and_the_plans_own_stays() {
    let rig = Rig::new(crate::family(), |sent, before| match operation(sent) {
        "TerminateInstances" if before == 0 => {
            query_error(400, "OperationNotPermitted", "may not be terminated")
        }
        "DescribeInstances" => reads(sent, if before == 0 { "shutting-down" } else { "terminated" }),
        _ => told(sent, "<return>true</return>"),
    });
    let rig = rig.await;
    let prior = rig.object("aws_instance", json!({"id": "i-1", "disable_api_termination": false}));
    rig.session.delete("aws_instance", &rig.step(), &prior).await.unwrap();
    assert_eq!((rig.count("TerminateInstances"), rig.count("ModifyInstanceAttribute")), (2, 1));

    let rig =
        Rig::new(crate::family(), |_, _| query_error(400, "OperationNotPermitted", "may not be terminated"))
            .await;
    let prior = rig.object("aws_instance", json!({"id": "i-1", "disable_api_termination": true}));
    let refused = rig.session.delete("aws_instance", &rig.step(), &prior).await.unwrap_err();
    assert!(refused.help.contains("disable_api_termination = false"), "{}", refused.help);
    assert_eq!(rig.count("ModifyInstanceAttribute"), 0);
}

#[tokio::test]
async fn the_request_of_a_spot_instance_goes_before_it() {
    let rig = Rig::new(crate::family(), |sent, _| reads(sent, "terminated")).await;
    let prior = rig.object("aws_instance", json!({"id": "i-1", "spot_instance_request_id": "sir-1"}));
    rig.session.delete("aws_instance", &rig.step(), &prior).await.unwrap();
    let calls = rig.fake.calls();
    assert!(
        calls[0].ends_with("CancelSpotInstanceRequests") && calls[1].ends_with("TerminateInstances"),
        "{calls:?}"
    );
}

#[tokio::test]
async fn a_root_disk_is_laid_over_the_image_s_own_device() {
    let image = "<imagesSet><item><imageId>ami-1</imageId><rootDeviceName>/dev/sda1</rootDeviceName><blockDeviceMapping>\
        <item><deviceName>/dev/sda</deviceName></item></blockDeviceMapping></item></imagesSet>";
    let rig = Rig::new(crate::family(), move |sent, _| match operation(sent) {
        "DescribeImages" => told(sent, image),
        _ => launched(sent, "pending"),
    });
    let rig = rig.await;
    let root =
        json!([{"volume_size": 20, "volume_type": "gp3", "iops": 4000, "delete_on_termination": true}]);
    let config = json!({"ami": "ami-1", "instance_type": "t3.micro", "root_block_device": root});
    let planned = rig.planned("aws_instance", &config);
    rig.session.create("aws_instance", &rig.step(), &planned).await.unwrap();
    let sent = rig.sent("RunInstances");
    let has = |field: &str| sent.iter().any(|f| f == field);
    assert!(
        has("BlockDeviceMapping.1.DeviceName=/dev/sda") && has("BlockDeviceMapping.1.Ebs.Iops=4000"),
        "{sent:?}"
    );
    let slow = json!([{"volume_type": "gp2", "iops": 4000}]);
    let planned = rig.planned("aws_instance", json!({"ami": "ami-1", "root_block_device": slow}));
    let refused = rig.session.create("aws_instance", &rig.step(), &planned).await.unwrap_err();
    assert!(refused.message.contains("`iops` does not go with the volume type gp2"), "{refused}");
}
