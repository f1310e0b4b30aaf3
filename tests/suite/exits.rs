//! How commands end: the exit codes that `docs/cli.md` lists and that no bad input brings about, and whose credentials a plan uses.

use crate::harness::{Project, REGION, Run, account};
use crate::readback::{estate, is_empty};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

const VPC: &str = "resource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n";

#[test]
fn changes_are_two_and_none_is_zero() {
    let project = Project::empty();
    project.write("main.tf", VPC);
    project.run(&["plan"]).expect(&[0]);
    project.run(&["plan", "--detailed-exitcode"]).expect(&[2]);
    project.apply();
    project.run(&["plan", "--detailed-exitcode"]).expect(&[0]);
    project.destroy();
}

#[test]
fn partly_applied_is_three_and_what_was_done_is_in_the_state() {
    let project = Project::empty();
    let outside = "resource \"aws_subnet\" \"main\" {\n  vpc_id     = aws_vpc.main.id\n  cidr_block = \"10.9.0.0/24\"\n}\n";
    project.write("main.tf", &format!("{VPC}\n{outside}"));
    let run = project.run(&["apply", "--auto-approve"]).expect(&[3]);
    assert!(run.out.contains("Not complete: 1 added, 0 changed, 0 destroyed."), "{}", run.out);
    assert!(run.err.contains("aws_subnet.main"), "{}", run.err);
    assert_eq!(project.run(&["state", "list"]).ok().out, "aws_vpc.main\n");
    project.write("main.tf", VPC);
    project.run(&["plan", "--detailed-exitcode"]).expect(&[0]);
    project.destroy();
}

/// Its first step takes three seconds on the clock that tests have shortened.
const SLOW: &str = r#"resource "time_sleep" "first" {
  create_duration = "60s"
}

resource "terraform_data" "second" {
  depends_on = [time_sleep.first]
}
"#;

/// `apply`, at work on its first step.
fn at_work(project: &Project) -> (Child, BufReader<std::process::ChildStdout>) {
    let mut command = project.provision(&["apply", "--auto-approve"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("runs");
    let mut lines = BufReader::new(child.stdout.take().expect("piped"));
    let mut line = String::new();
    while lines.read_line(&mut line).expect("readable") > 0 && !line.starts_with("time_sleep.first: ") {
        line.clear();
    }
    assert!(!line.is_empty(), "the first step never began");
    (child, lines)
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().expect("kill is there");
    assert!(sent.success());
}

#[test]
fn interrupted_is_130_and_the_running_step_is_finished() {
    let project = Project::offline();
    project.write("main.tf", SLOW);
    let (mut child, lines) = at_work(&project);
    signal(&child, "-INT");
    lines.lines().for_each(drop);
    assert_eq!(child.wait().expect("ends").code(), Some(130));
    assert_eq!(project.run(&["state", "list"]).ok().out, "time_sleep.first\n");
    assert!(!project.dir().join("terraform.tfstate.journal").exists(), "nothing is open");
    project.apply();
    assert_eq!(project.run(&["state", "list"]).ok().out, "terraform_data.second\ntime_sleep.first\n");
}

#[test]
fn interrupted_twice_stops_at_once_and_the_journal_covers_it() {
    let project = Project::offline();
    project.write("main.tf", &SLOW.replace("60s", "6000s"));
    let (mut child, lines) = at_work(&project);
    signal(&child, "-TERM");
    std::thread::sleep(std::time::Duration::from_millis(300));
    signal(&child, "-TERM");
    lines.lines().for_each(drop);
    assert_eq!(child.wait().expect("ends").code(), Some(130));
    assert!(project.dir().join("terraform.tfstate.journal").exists(), "a call is open");
    project.write("main.tf", &SLOW.replace("60s", "1s"));
    project.apply();
    assert!(!project.dir().join("terraform.tfstate.journal").exists());
    project.run(&["plan", "--detailed-exitcode"]).expect(&[0]);
}

#[test]
fn guards_are_five() {
    let project = Project::empty();
    project.write("main.tf", &VPC.replace("}\n", "\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n"));
    let settings = format!(
        "environment \"prod\" {{\n  endpoint  = \"{}\"\n  region    = \"{REGION}\"\n  protected = true\n}}\n",
        project.endpoint()
    );
    project.write("provision.hcl", &settings);
    let prod = |words: &[&'static str]| project.run(&[words, &["--env", "prod", "--auto-approve"]].concat());
    prod(&["apply"]).ok();
    let prevented = prod(&["destroy", "--confirm-env", "prod"]).expect(&[5]);
    assert!(prevented.err.contains("prevent_destroy"), "{}", prevented.err);
    project.write("main.tf", VPC);
    let protected = prod(&["destroy"]).expect(&[5]);
    assert!(protected.err.contains("--confirm-env prod"), "{}", protected.err);
    prod(&["destroy", "--confirm-env", "other"]).expect(&[5]);
    assert!(!is_empty(&estate(&project)));
    prod(&["destroy", "--confirm-env", "prod"]).ok();
    assert!(is_empty(&estate(&project)));
}

/// Bound to an account and a region, an environment is not applied elsewhere, unless it says so.
#[test]
fn a_region_that_the_environment_is_not_bound_to_is_refused() {
    let project = Project::empty();
    let west = "provider \"aws\" {\n  alias  = \"west\"\n  region = \"us-west-2\"\n}\n";
    let there = VPC.replace("}\n", "  provider   = aws.west\n}\n");
    project.write("main.tf", &format!("{west}\n{there}"));
    let environment = |more: &str| {
        let settings = format!(
            "environment \"prod\" {{\n  endpoint    = \"{}\"\n  region      = \"{REGION}\"\n  account_ids = [\"{}\"]\n{more}}}\n",
            project.endpoint(),
            project.account
        );
        project.write("provision.hcl", &settings);
    };
    environment("");
    let calls = project.home().join("calls.json");
    let command = ["apply", "--auto-approve", "--env", "prod", "--calls", calls.to_str().expect("UTF-8")];
    let refused = project.run(&command).expect(&[5]).err;
    for told in ["region us-west-2", "bound to ap-northeast-2", "provision.hcl:1", "aws\"].west"] {
        assert!(refused.contains(told), "{refused}");
    }
    let wider = "regions = [\"ap-northeast-2\", \"us-west-2\"]";
    assert!(refused.contains(wider), "{refused}");
    assert_eq!(fs::read_to_string(&calls).expect("told"), "{}");
    environment(&format!("  {wider}\n"));
    project.run(&command).ok();
    project.run(&["destroy", "--auto-approve", "--env", "prod"]).ok();
}

/// Asks who it is under a provider block; the environment holds the keys of the project's own account.
fn account_of(project: &Project, block: &str) -> String {
    let text = format!(
        "provider \"aws\" {{\n  {block}\n}}\n\ndata \"aws_caller_identity\" \"me\" {{}}\n\noutput \"account\" {{\n  value = \
         data.aws_caller_identity.me.account_id\n}}\n"
    );
    project.write("main.tf", &text);
    let mut command = project.provision(&["apply", "--auto-approve"]);
    Run::of(command.env("HOME", project.home())).ok();
    project.run(&["output", "--raw", "account"]).ok().out
}

/// A role that is assumed lies in the account of its ARN; a profile that the plan names comes before keys in the environment.
#[test]
fn roles_and_profiles_say_whose_account_it_is() {
    let project = Project::empty();
    assert_eq!(account_of(&project, ""), project.account);

    let other = account();
    let role = format!("assume_role {{\n    role_arn = \"arn:aws:iam::{other}:role/deploy\"\n  }}");
    assert_eq!(account_of(&project, &role), other);

    let third = account();
    let aws = project.home().join(".aws");
    fs::create_dir(&aws).expect("creatable");
    let profile = format!("[third]\naws_access_key_id = {third}\naws_secret_access_key = test\n");
    fs::write(aws.join("credentials"), profile).expect("writable");
    assert_eq!(account_of(&project, "profile = \"third\""), third);

    // A role of a profile, assumed with the keys of another.
    let chained =
        format!("[profile deploy]\nrole_arn = arn:aws:iam::{other}:role/deploy\nsource_profile = third\n");
    fs::write(aws.join("config"), chained).expect("writable");
    assert_eq!(account_of(&project, "profile = \"deploy\""), other);
}
