//! Network interfaces that AWS leaves behind hold subnets and security groups.

use super::{Rig, ec2};
use provision_aws_core::testing::{Reply, Sent, query_error};
use provision_engine::provider::{Class, Session};
use serde_json::json;

fn interfaces(items: &str) -> String {
    format!("<networkInterfaceSet>{items}</networkInterfaceSet>")
}

fn interface(id: &str, what: &str, owner: Option<&str>) -> String {
    let attached = owner.map_or(String::new(), |owner| {
        format!("<attachment><attachmentId>{id}-attach</attachmentId><instanceOwnerId>{owner}</instanceOwnerId></attachment>")
    });
    format!("<item><networkInterfaceId>{id}</networkInterfaceId>{what}{attached}</item>")
}

const LAMBDA: &str = "<description>AWS Lambda VPC ENI-f</description>";
const COMPREHEND: &str = "<requesterId>123:Comprehend</requesterId>";
const BALANCER: &str = "<description>ELB app/web/aa</description>";

fn in_use() -> Reply {
    query_error(400, "DependencyViolation", "in use.")
}

fn short(rig: &Rig) -> Vec<String> {
    rig.fake.calls().iter().map(|c| c.trim_start_matches("ec2 ").to_owned()).collect()
}

async fn delete_subnet(
    script: impl Fn(&Sent, usize) -> Reply + Send + Sync + 'static,
) -> (Rig, Result<(), provision_engine::provider::ProviderError>) {
    let rig = Rig::new(crate::family(), script).await;
    let prior = rig.object("aws_subnet", json!({ "id": "subnet-1" }));
    let done = rig.session.delete("aws_subnet", &rig.step(), &prior).await;
    (rig, done)
}

#[tokio::test]
async fn what_lambda_left_goes_before_the_subnet_and_nothing_else() {
    let (rig, done) = delete_subnet(|call, before| match (call.call.as_str(), before) {
        ("ec2 DeleteSubnet", 0) => in_use(),
        ("ec2 DescribeNetworkInterfaces", _) => {
            ec2(call, &interfaces(&(interface("eni-1", LAMBDA, None) + &interface("eni-2", BALANCER, None))))
        }
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    done.unwrap();
    let expected = ["DeleteSubnet", "DescribeNetworkInterfaces", "DeleteNetworkInterface", "DeleteSubnet"];
    assert_eq!(short(&rig), expected);
    assert_eq!(rig.fake.sent()[2].form(), ["NetworkInterfaceId=eni-1"]);
}

#[tokio::test]
async fn lambda_is_given_the_time_that_it_takes() {
    let (rig, done) = delete_subnet(|call, before| match (call.call.as_str(), before) {
        ("ec2 DeleteSubnet", 0) => in_use(),
        ("ec2 DescribeNetworkInterfaces", 0..4) => {
            ec2(call, &interfaces(&interface("eni-1", LAMBDA, Some("amazon-aws"))))
        }
        ("ec2 DescribeNetworkInterfaces", _) => ec2(call, &interfaces(&interface("eni-1", LAMBDA, None))),
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    done.unwrap();
    let calls = short(&rig);
    assert_eq!(calls.iter().filter(|c| *c == "DescribeNetworkInterfaces").count(), 5, "{calls:?}");
    assert!(!calls.iter().any(|c| c == "DetachNetworkInterface"), "{calls:?}");
    assert!(rig.progress().iter().any(|p| p.contains("Lambda to let go of eni-1")), "{:?}", rig.progress());
}

#[tokio::test]
async fn what_comprehend_left_is_detached_first() {
    let (rig, done) = delete_subnet(|call, before| match (call.call.as_str(), before) {
        ("ec2 DeleteSubnet", 0) => in_use(),
        ("ec2 DescribeNetworkInterfaces", 0) => {
            ec2(call, &interfaces(&interface("eni-1", COMPREHEND, Some("amazon-aws"))))
        }
        ("ec2 DescribeNetworkInterfaces", _) => ec2(call, &interfaces(&interface("eni-1", COMPREHEND, None))),
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    done.unwrap();
    let describe = "DescribeNetworkInterfaces";
    let expected = [
        "DeleteSubnet",
        describe,
        "DetachNetworkInterface",
        describe,
        "DeleteNetworkInterface",
        "DeleteSubnet",
    ];
    assert_eq!(short(&rig), expected);
}

#[tokio::test]
async fn an_interface_of_a_load_balancer_is_named_and_waited_for() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 DeleteSecurityGroup", 0..3) => in_use(),
        ("ec2 DescribeNetworkInterfaces", _) => {
            ec2(call, &interfaces(&interface("eni-2", BALANCER, Some("amazon-elb"))))
        }
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let prior = rig.object("aws_security_group", json!({ "id": "sg-1" }));
    rig.session.delete("aws_security_group", &rig.step(), &prior).await.unwrap();
    let calls = short(&rig);
    assert_eq!(calls.iter().filter(|c| *c == "DeleteSecurityGroup").count(), 4, "{calls:?}");
    assert!(!calls.iter().any(|c| c.contains("Detach") || c == "DeleteNetworkInterface"), "{calls:?}");
    let told = "It holds eni-2 (ELB app/web/aa).";
    assert!(rig.progress()[0].ends_with(told), "{:?}", rig.progress());
}

#[tokio::test]
async fn who_may_not_look_is_told_so() {
    let (_, done) = delete_subnet(|call, _| match call.call.as_str() {
        "ec2 DescribeNetworkInterfaces" => query_error(403, "UnauthorizedOperation", "not allowed"),
        _ => in_use(),
    })
    .await;
    let error = done.unwrap_err();
    assert_eq!((error.class, error.action.as_str()), (Class::AccessDenied, "ec2 DescribeNetworkInterfaces"));
}
