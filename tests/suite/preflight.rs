//! `--preflight`: what is in the way of a plan is told before its first call is made.

use crate::bad_input::shown;
use crate::fake_aws::{Answer, Call, error, identity, serve};
use crate::harness::{Project, Run};
use std::sync::{Arc, Mutex};

const PLAN: &str = r#"resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_eip" "main" {
  count  = 2
  domain = "vpc"
}
"#;

/// An account in which so many Elastic IPs are there and may be, whose user may do everything but these actions.
fn account(ips: (usize, usize), denied: &'static [&'static str]) -> impl Fn(&Call) -> Answer {
    move |call: &Call| match (call.service.as_str(), call.action.as_str()) {
        ("sts", _) => identity(),
        ("iam", "SimulatePrincipalPolicy") => simulated(&call.body, denied),
        ("ec2", "DescribeAccountAttributes") => ok(&format!(
            "<DescribeAccountAttributesResponse><accountAttributeSet><item><attributeName>vpc-max-elastic-ips</attributeName>\
             <attributeValueSet><item><attributeValue>{}</attributeValue></item></attributeValueSet></item></accountAttributeSet>\
             </DescribeAccountAttributesResponse>",
            ips.1
        )),
        ("ec2", "DescribeAddresses") => {
            let items = "<item><publicIp>192.0.2.1</publicIp><publicIpv4Pool>amazon</publicIpv4Pool></item>"
                .repeat(ips.0);
            ok(&format!(
                "<DescribeAddressesResponse><addressesSet>{items}</addressesSet></DescribeAddressesResponse>"
            ))
        }
        ("ec2", action) => ok(&format!("<{action}Response></{action}Response>")),
        (service, action) => panic!("{service} {action}"),
    }
}

fn ok(body: &str) -> Answer {
    (200, "text/xml", body.to_owned())
}

fn simulated(body: &str, denied: &[&str]) -> Answer {
    let body = body.replace("%3A", ":");
    assert!(body.contains("PolicySourceArn=arn:aws:iam::123456789012:user%2Fnight"), "{body}");
    let actions =
        body.split('&').filter_map(|pair| pair.strip_prefix("ActionNames.member.")?.split_once('='));
    let members: String = actions
        .map(|(_, action)| {
            let decision = if denied.contains(&action) { "implicitDeny" } else { "allowed" };
            format!("<member><EvalActionName>{action}</EvalActionName><EvalDecision>{decision}</EvalDecision></member>")
        })
        .collect();
    ok(&format!(
        "<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>{members}</EvaluationResults>\
         <IsTruncated>false</IsTruncated></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>"
    ))
}

/// Runs a command against such an account; gives the run and what was called.
fn run(
    project: &Project,
    arguments: &[&str],
    answer: impl Fn(&Call) -> Answer + Send + Sync + 'static,
) -> (Run, Vec<String>) {
    let calls: Arc<Mutex<Vec<String>>> = Arc::default();
    let noted = calls.clone();
    let (endpoint, _) = serve(move |call: &Call| {
        noted.lock().unwrap().push(call.action.clone());
        answer(call)
    });
    let run = Run::of(project.provision(arguments).env("AWS_ENDPOINT_URL", endpoint));
    let calls = calls.lock().unwrap().clone();
    (run, calls)
}

fn project() -> Project {
    let project = Project::offline();
    project.write("main.tf", PLAN);
    project
}

#[test]
fn a_missing_permission_refuses_before_the_first_call() {
    let project = project();
    let denied = &["ec2:AllocateAddress", "ec2:CreateVpc", "ec2:DescribeAddressesAttribute"];
    let (run, calls) = run(&project, &["apply", "--auto-approve", "--preflight"], account((0, 5), denied));
    let run = run.expect(&[5]);
    shown("preflight_denied", &project, &run);
    assert!(!calls.iter().any(|c| c == "CreateVpc" || c == "AllocateAddress"), "{calls:?}");
    assert!(!project.dir().join("terraform.tfstate").exists());
}

#[test]
fn a_used_up_quota_refuses_before_the_first_call() {
    let project = project();
    let (run, calls) = run(&project, &["apply", "--auto-approve", "--preflight"], account((4, 5), &[]));
    let run = run.expect(&[5]);
    shown("preflight_quota", &project, &run);
    assert!(!calls.iter().any(|c| c == "CreateVpc" || c == "AllocateAddress"), "{calls:?}");
}

#[test]
fn what_may_be_in_the_way_is_a_warning() {
    let project = project();
    let (run, _) =
        run(&project, &["plan", "--preflight"], account((1, 5), &["ec2:DescribeAddressesAttribute"]));
    let run = run.ok();
    shown("preflight_perhaps", &project, &run);
    assert!(run.out.contains("3 of 5 Elastic IPs in use afterwards"), "{}", run.out);
}

#[test]
fn who_may_not_simulate_is_told_so() {
    let project = project();
    let denies = account((0, 5), &[]);
    let answer = move |call: &Call| match call.action.as_str() {
        "SimulatePrincipalPolicy" => error(
            "iam",
            403,
            "AccessDenied",
            "User: arn:aws:iam::123456789012:user/night is not authorized to perform: iam:SimulatePrincipalPolicy",
        ),
        _ => denies(call),
    };
    let (run, _) = run(&project, &["plan", "--preflight"], answer);
    shown("preflight_unable", &project, &run.expect(&[1]));
}

/// The table of actions follows the code of the types.
#[test]
fn the_permissions_are_those_of_the_code() {
    let mut python =
        std::process::Command::new(std::env::var_os("PROVISION_TEST_PYTHON").unwrap_or("python3".into()));
    python.arg("tests/permissions.py").arg("--check").current_dir(crate::harness::root());
    Run::of(&mut python).ok();
}
