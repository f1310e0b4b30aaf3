//! A state in a bucket (`backend "s3"`): nothing of it lies on the machine, the lock is an object, and another machine goes on from
//! where one was cut off.

use crate::harness::{Project, REGION, Run};
use crate::readback::{counts, estate, is_empty, nothing_left};
use serde_json::{Value, json};
use std::fs;

const KEY: &str = "shop/prod.tfstate";
const APPLY: [&str; 2] = ["apply", "--auto-approve"];

/// A bucket for states, which is not part of the estates below: it lies in an account of its own.
struct States {
    project: Project,
    name: String,
}

impl States {
    fn new() -> States {
        let project = Project::empty();
        let name = format!("states-{}", project.account);
        project.write(
            "main.tf",
            &format!("resource \"aws_s3_bucket\" \"states\" {{\n  bucket = \"{name}\"\n}}\n"),
        );
        project.apply();
        States { project, name }
    }

    /// The arguments that reach it from any account.
    fn arguments(&self) -> String {
        format!(
            "bucket = \"{}\"\n    key = \"{KEY}\"\n    region = \"{REGION}\"\n    access_key = \"{}\"\n    secret_key = \"test\"\n",
            self.name, self.project.account
        )
    }

    /// A plan whose state lies in it.
    fn plan(&self, text: &str) -> Project {
        let project = Project::empty();
        project.write("main.tf", text);
        let backend = format!(
            "terraform {{\n  backend \"s3\" {{\n    {}    use_lockfile = true\n  }}\n}}\n",
            self.arguments()
        );
        project.write("backend.tf", &backend);
        project
    }

    /// The objects in it, but for the history.
    fn keys(&self) -> Vec<Value> {
        self.objects(false)
    }
    /// The objects in it that are history, or those that are not.
    fn objects(&self, history: bool) -> Vec<Value> {
        let told = estate(&self.project);
        let mut keys = told["buckets"][0]["Objects"].as_array().cloned().unwrap_or_default();
        keys.retain(|key| key.as_str().is_some_and(|k| k.contains(".history/")) == history);
        keys
    }
}

const PLAN: &str = r#"variable "name" {
  type    = string
  default = "one"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"

  tags = {
    Name = var.name
  }
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "ap-northeast-2a"
}

resource "aws_eip" "main" {
  domain = "vpc"
}

output "vpc" {
  value = aws_vpc.main.id
}
"#;

#[test]
fn the_state_lies_in_the_bucket_and_nowhere_else() {
    let states = States::new();
    let here = states.plan(PLAN);
    here.apply();
    assert_eq!(files(&here), ["backend.tf", "main.tf"]);
    assert_eq!(states.keys(), [json!(KEY), json!(format!("{KEY}.sidecar.json"))]);
    assert_eq!(here.run(&["state", "list"]).ok().out, "aws_eip.main\naws_subnet.main\naws_vpc.main\n");

    let there = here.twin();
    assert_eq!(there.run(&["output", "vpc"]).ok().out, here.run(&["output", "vpc"]).ok().out);
    there.run(&["plan", "--detailed-exitcode"]).ok();
    there.run(&[&APPLY[..], &["--var", "name=two"]].concat()).ok();
    here.run(&["plan", "--detailed-exitcode", "--var", "name=two"]).ok();
    let keys = [json!(KEY), json!(format!("{KEY}.backup")), json!(format!("{KEY}.sidecar.json"))];
    assert_eq!(states.keys(), keys, "the state before the last run is kept");
    assert_eq!(states.objects(true).len(), 2, "each run is remembered");

    let reader = Project::empty();
    reader.write(
        "main.tf",
        &format!(
            "data \"terraform_remote_state\" \"shop\" {{\n  backend = \"s3\"\n\n  config = {{\n    {}  }}\n}}\n\noutput \"vpc\" {{\n  \
             value = data.terraform_remote_state.shop.outputs.vpc\n}}\n",
            states.arguments()
        ),
    );
    reader.apply();
    assert_eq!(reader.run(&["output", "vpc"]).ok().out, here.run(&["output", "vpc"]).ok().out);

    here.destroy();
    nothing_left(&here, "destroy");
}

/// Each run is killed one place later than the one before, and its lock taken away; the next one runs on another machine.
#[test]
fn another_machine_goes_on_where_one_was_killed() {
    let states = States::new();
    let wanted = {
        let project = Project::empty();
        project.write("main.tf", PLAN);
        project.apply();
        let wanted = estate(&project);
        project.destroy();
        wanted
    };
    let mut machine = states.plan(PLAN);
    let first = machine.twin();
    for command in [&APPLY[..], &["destroy", "--auto-approve"]] {
        let mut kills = 0;
        for k in (1..400).step_by(3) {
            let mut run = machine.provision(command);
            run.env("PROVISION_CUT", k.to_string()).env("PROVISION_TEST_TIME_SCALE", "0.01");
            if Run::of(&mut run).code == 0 {
                break;
            }
            kills += 1;
            machine = machine.twin();
            let refused = machine.run(command);
            if refused.code == 0 {
                break;
            }
            let refused = refused.expect(&[4]);
            let id =
                refused.err.split("provision unlock ").nth(1).and_then(|rest| rest.split_whitespace().next());
            machine.run(&["unlock", id.unwrap_or_else(|| panic!("no lock id in {}", refused.err))]).ok();
        }
        let found = estate(&first);
        match command[0] {
            "apply" => assert_eq!(found, wanted, "found {}", counts(&found)),
            _ => assert!(is_empty(&found), "left: {}", counts(&found)),
        }
        println!("backend {}: killed {kills} times, each time on another machine", command[0]);
    }
    let mut keys = states.keys();
    keys.retain(|key| key.as_str().is_some_and(|k| k.contains(".journal/") || k.ends_with(".tflock")));
    assert!(keys.is_empty(), "{keys:?}");
}

#[test]
fn what_is_not_carried_out_is_refused_where_it_stands() {
    let project = Project::offline();
    project.write("main.tf", PLAN);
    let refused = |body: &str| {
        project.write("backend.tf", &format!("terraform {{\n  backend \"s3\" {{\n    {body}\n  }}\n}}\n"));
        project.run(&["plan"]).expect(&[1]).err
    };
    for (body, told) in [
        ("bucket = \"b\"\n    key = \"k\"\n    dynamodb_table = \"locks\"", "`dynamodb_table`"),
        ("bucket = \"b\"", "key"),
        ("bucket = \"b\"\n    key = \"k\"\n    colour = \"red\"", "colour"),
        ("bucket = var.name\n    key = \"k\"", "Constant expected"),
    ] {
        let err = refused(body);
        assert!(err.contains(told) && err.contains("backend.tf:"), "{body}: {err}");
    }
}

/// What the block leaves out comes from the command line; the state is where it says.
#[test]
fn the_command_line_completes_the_block() {
    let states = States::new();
    let project = Project::empty();
    project.write("main.tf", PLAN);
    project.write("backend.tf", "terraform {\n  backend \"s3\" {\n    key = \"other\"\n  }\n}\n");
    let missing = project.run(&["plan"]).expect(&[1]).err;
    assert!(missing.contains("\"bucket\" is required"), "{missing}");
    project.write("states.tfbackend", &states.arguments().replace("    ", ""));
    let options = ["--backend-config", "states.tfbackend", "--backend-config=encrypt=true"];
    project.run(&[&APPLY[..], &options].concat()).ok();
    assert_eq!(states.keys(), [json!(KEY), json!(format!("{KEY}.sidecar.json"))]);
    project.run(&[&["plan", "--detailed-exitcode"][..], &options].concat()).ok();
    project.run(&[&["destroy", "--auto-approve"][..], &options].concat()).ok();
    project.write("backend.tf", "");
    let without = project.run(&[&["plan"][..], &options].concat()).expect(&[1]).err;
    assert!(without.contains("No backend to configure"), "{without}");
}

/// The account is refused before anything is asked of the bucket.
#[test]
fn the_guard_comes_before_the_bucket() {
    let states = States::new();
    let project = states.plan(PLAN);
    let settings = format!(
        "environment \"prod\" {{\n  endpoint    = \"{}\"\n  region      = \"{REGION}\"\n  account_ids = [\"111122223333\"]\n}}\n",
        project.endpoint()
    );
    project.write("provision.hcl", &settings);
    let calls = project.home().join("calls.json");
    let command = ["apply", "--auto-approve", "--env", "prod", "--calls", calls.to_str().expect("UTF-8")];
    project.run(&command).expect(&[5]);
    assert_eq!(fs::read_to_string(&calls).expect("told"), "{\n  \"sts GetCallerIdentity\": 1\n}");
    assert!(states.keys().is_empty());
}

/// Terraform goes on with our state in the bucket, and we with Terraform's; it minds our lock and can tell who holds it.
pub fn shared_with_terraform() {
    let states = States::new();
    let plan = "variable \"name\" {\n  default = \"one\"\n}\n\nresource \"terraform_data\" \"it\" {\n  input = var.name\n}\n\noutput \
                \"it\" {\n  value = terraform_data.it.output\n}\n";
    let ours = states.plan(plan);
    ours.apply();
    let terraform = |arguments: &[&str]| {
        let mut command = ours.command("terraform");
        command.env("CHECKPOINT_DISABLE", "1").env("TF_CLI_ARGS", "-no-color").args(arguments);
        command
    };
    let endpoint = format!("-backend-config=endpoints={{s3={:?}}}", ours.endpoint());
    let flags = [
        "use_path_style",
        "skip_credentials_validation",
        "skip_requesting_account_id",
        "skip_metadata_api_check",
    ];
    let flags = flags.map(|flag| format!("-backend-config={flag}=true"));
    let mut init = terraform(&["init", "-input=false", &endpoint]);
    Run::of(init.args(&flags)).ok();
    Run::of(&mut terraform(&["plan", "-input=false", "-detailed-exitcode"])).ok();
    Run::of(&mut terraform(&["apply", "-input=false", "-auto-approve", "-var", "name=two"])).ok();
    ours.run(&["plan", "--detailed-exitcode", "--var", "name=two"]).ok();
    assert_eq!(ours.run(&["output", "--raw", "it"]).ok().out, "two");

    // Killed right after it has taken the lock, which stays.
    let mut killed = ours.provision(&APPLY);
    assert_ne!(Run::of(killed.env("PROVISION_CUT", "1")).code, 0);
    let refused = Run::of(&mut terraform(&["plan", "-input=false"])).expect(&[1]).err;
    assert!(refused.contains("Error acquiring the state lock"), "{refused}");
    assert!(refused.contains("OperationTypeApply") && refused.contains("provision, process"), "{refused}");
}

fn files(project: &Project) -> Vec<String> {
    let entries = fs::read_dir(project.dir()).expect("readable").map(|e| e.expect("readable").file_name());
    let mut names: Vec<String> = entries.map(|n| n.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
