//! What somebody else does to an estate: drift, orphans, and things that are adopted with their blocks written for them.

use crate::harness::{Project, REGION, Run, root};
use crate::schemas::misfits;
use std::fs;
use std::process::Command;

const VPC: &str = "resource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.0.0.0/16\"\n\n  tags = {\n    Name = \"main\"\n  }\n}\n\n\
                   resource \"aws_security_group\" \"web\" {\n  name   = \"web\"\n  vpc_id = aws_vpc.main.id\n}\n\n\
                   resource \"aws_vpc_security_group_ingress_rule\" \"http\" {\n  security_group_id = aws_security_group.web.id\n  \
                   cidr_ipv4         = \"0.0.0.0/0\"\n  ip_protocol       = \"tcp\"\n  from_port         = 80\n  to_port           = 80\n}\n";

fn project() -> Project {
    let project = Project::empty();
    project.write("main.tf", VPC);
    let settings = format!(
        "default_environment = \"local\"\n\nenvironment \"local\" {{\n  endpoint = \"{}\"\n  region   = \"{REGION}\"\n}}\n",
        project.endpoint()
    );
    project.write("provision.hcl", &settings);
    project
}

/// Does something to the account with boto3, whose EC2 client is `ec2`; gives what it prints.
fn somebody(project: &Project, code: &str) -> String {
    let python = std::env::var_os("PROVISION_TEST_PYTHON").expect("tests/localstack/run exec sets it");
    let script = format!(
        "import boto3\nec2 = boto3.client('ec2', endpoint_url='{}', region_name='{REGION}', aws_access_key_id='{}', \
         aws_secret_access_key='test')\n{code}\n",
        project.endpoint(),
        project.account
    );
    Run::of(Command::new(python).args(["-c", &script]).current_dir(root())).ok().out.trim().to_owned()
}

#[test]
fn drift_is_what_somebody_changed() {
    let project = project();
    project.apply();
    let none = project.run(&["drift"]).expect(&[0]);
    assert!(none.out.contains("No drift."), "rules of a group are no drift of the group: {}", none.out);
    let vpc = project.run(&["show", "--json"]).ok().json();
    let resources = vpc["values"]["root_module"]["resources"].as_array().cloned().unwrap_or_default();
    let id = |address: &str| {
        let found = resources.iter().find(|r| r["address"] == address).expect("there");
        found["values"]["id"].as_str().expect("an id").to_owned()
    };
    let (vpc, group) = (id("aws_vpc.main"), id("aws_security_group.web"));
    somebody(
        &project,
        &format!("ec2.create_tags(Resources=['{vpc}'], Tags=[{{'Key': 'Name', 'Value': 'other'}}])"),
    );
    let drift = project.run(&["drift", "--json"]).expect(&[2]).json();
    assert_eq!(misfits("drift", &drift), Vec::<String>::new());
    assert_eq!(drift["drift"][0]["address"], "aws_vpc.main");
    assert_eq!(drift["drift"][0]["changed"], serde_json::json!(["tags"]));
    let text = project.run(&["drift"]).expect(&[2]).out;
    assert!(text.contains("\"main\" -> \"other\"") && text.contains("Drift: 1 changed"), "{text}");
    somebody(&project, &format!("ec2.delete_security_group(GroupId='{group}')"));
    let text = project.run(&["drift"]).expect(&[2]).out;
    assert!(text.contains("aws_security_group.web has been deleted"), "{text}");
    project.apply();
    project.run(&["drift"]).expect(&[0]);
    project.destroy();
}

#[test]
fn orphans_carry_our_tags_and_are_in_no_state() {
    let project = project();
    project.apply();
    project.run(&["drift", "--orphans"]).expect(&[0]);
    project.run(&["state", "rm", "aws_vpc.main"]).ok();
    let orphans = project.run(&["drift", "--orphans", "--json"]).expect(&[2]).json();
    assert_eq!(misfits("drift", &orphans), Vec::<String>::new());
    let list = orphans["orphans"].as_array().cloned().unwrap_or_default();
    assert_eq!(list.len(), 1, "{orphans}");
    assert_eq!(list[0]["address"], "aws_vpc.main");
    let id = list[0]["arn"].as_str().and_then(|arn| arn.rsplit('/').next()).expect("an ARN").to_owned();
    project.run(&["import", "aws_vpc.main", &id]).ok();
    project.run(&["drift", "--orphans"]).expect(&[0]);
    project.run(&["plan", "--detailed-exitcode"]).expect(&[0]);
    project.destroy();
}

#[test]
fn a_lost_state_comes_back_from_the_cloud() {
    let project = project();
    let pet = "resource \"random_pet\" \"name\" {}\n";
    project.write("pet.tf", pet);
    project.apply();
    let list = project.run(&["state", "list"]).ok().out;
    fs::remove_dir_all(project.dir().join("state")).expect("there");
    let lost = project.run(&["recover", "--from-cloud", "--json"]).expect(&[3]).json();
    assert_eq!(lost["missing"][0]["address"], "random_pet.name", "{lost}");
    assert_eq!(lost["recovered"].as_array().map(Vec::len), Some(3), "{lost}");
    assert_eq!(project.run(&["state", "list"]).ok().out, list.replace("random_pet.name\n", ""));
    fs::remove_file(project.dir().join("pet.tf")).expect("there");
    project.run(&["plan", "--detailed-exitcode"]).expect(&[0]);
    let again = project.run(&["recover", "--from-cloud"]).expect(&[0]);
    assert!(again.out.contains("0 found, 0 not found."), "{}", again.out);
    project.destroy();
}

#[test]
fn what_others_made_is_adopted_with_its_block() {
    let project = Project::empty();
    let vpc = somebody(
        &project,
        "vpc = ec2.create_vpc(CidrBlock='10.7.0.0/16', TagSpecifications=[{'ResourceType': 'vpc', 'Tags': [{'Key': 'Name', 'Value': 'theirs'}]}])\n\
         print(vpc['Vpc']['VpcId'])",
    );
    let subnet = somebody(
        &project,
        &format!("print(ec2.create_subnet(VpcId='{vpc}', CidrBlock='10.7.1.0/24')['Subnet']['SubnetId'])"),
    );
    let group = somebody(
        &project,
        &format!(
            "group = ec2.create_security_group(VpcId='{vpc}', GroupName='theirs', Description='d')['GroupId']\n\
             ec2.authorize_security_group_ingress(GroupId=group, IpProtocol='tcp', FromPort=80, ToPort=80, CidrIp='10.0.0.0/8')\nprint(group)"
        ),
    );
    let import = |to: &str, id: &str| format!("import {{\n  to = {to}\n  id = \"{id}\"\n}}\n\n");
    let imports = [("aws_vpc.a", &vpc), ("aws_subnet.a", &subnet), ("aws_security_group.a", &group)];
    project.write("main.tf", &imports.map(|(to, id)| import(to, id)).concat());
    let plan = project.run(&["plan", "--generate-config-out", "generated.tf"]).ok();
    assert!(plan.out.contains("Plan: 3 to import, 0 to add, 0 to change, 0 to destroy."), "{}", plan.out);
    project.run(&["fmt", "--check"]).ok();
    project.apply();
    project.run(&["plan", "--detailed-exitcode"]).expect(&[0]);
    project.destroy();
}
