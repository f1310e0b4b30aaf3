//! Types with no cloud behind them, as a person uses them: no account, no region, no call.

use crate::harness::{Project, Run, binary, clean};
use serde_json::{Value, json};
use std::fs;

/// `provision ARGUMENTS` with nothing that leads to AWS.
fn run(project: &Project, arguments: &[&str]) -> Run {
    let mut command = clean(binary());
    command
        .args(arguments)
        .current_dir(project.dir())
        .env("NO_COLOR", "1")
        .env("PROVISION_TEST_TIME_SCALE", "0.05");
    Run::of(&mut command)
}

fn apply(project: &Project) -> Run {
    run(project, &["apply", "--auto-approve", "--calls", "calls.json"]).ok()
}

/// Changes that are planned, by action.
fn planned(project: &Project) -> Vec<(String, Value)> {
    run(project, &["plan", "--out", "saved"]).ok();
    let plan = run(project, &["show", "--json", "saved"]).ok().json();
    let changes = plan["resource_changes"].as_array().cloned().unwrap_or_default();
    let change =
        |c: Value| (c["address"].as_str().unwrap_or_default().to_owned(), c["change"]["actions"].clone());
    changes.into_iter().map(change).filter(|(_, actions)| *actions != json!(["no-op"])).collect()
}

const PLAN: &str = r#"
terraform {
  required_providers {
    random = { source = "hashicorp/random" }
  }
}

variable "round" { default = 1 }

provider "random" {}

resource "terraform_data" "round" {
  input = { round = var.round, list = ["x"] }
}

resource "terraform_data" "after" {
  input            = terraform_data.round.output.round
  triggers_replace = [var.round]
}

resource "random_password" "secret" { length = 24 }

resource "random_pet" "name" {
  keepers = { round = var.round }
}

resource "random_shuffle" "order" {
  input = ["a", "b", "c", "d", "e"]
  seed  = "-"
}

resource "null_resource" "nothing" {
  triggers = { name = random_pet.name.id }
}

resource "time_static" "now" {}

resource "time_offset" "later" { offset_days = var.round }

resource "time_rotating" "monthly" { rotation_months = 1 }

resource "time_sleep" "wait" {
  create_duration  = "2s"
  destroy_duration = "1s"
  depends_on       = [time_static.now]
}

resource "tls_private_key" "key" { algorithm = "ED25519" }

resource "tls_self_signed_cert" "cert" {
  private_key_pem       = tls_private_key.key.private_key_pem
  validity_period_hours = 24
  allowed_uses          = ["server_auth"]
  dns_names             = ["example.test"]
}

resource "local_file" "cert" {
  filename = "out/cert.pem"
  content  = tls_self_signed_cert.cert.cert_pem
}

resource "local_sensitive_file" "secret" {
  filename = "${path.module}/out/secret"
  content  = random_password.secret.result
}

data "archive_file" "out" {
  type                    = "zip"
  source_content          = tls_self_signed_cert.cert.cert_pem
  source_content_filename = "cert.pem"
  output_path             = "out.zip"
}

data "tls_certificate" "cert" { content = tls_self_signed_cert.cert.cert_pem }

output "order" { value = random_shuffle.order.result }

output "names" { value = [for c in data.tls_certificate.cert.certificates : c.version] }
"#;

#[test]
fn a_plan_without_a_cloud_lives_without_a_call() {
    let project = Project::offline();
    project.write("main.tf", PLAN);
    run(&project, &["validate"]).ok();
    let first = apply(&project);
    assert_eq!(fs::read_to_string(project.dir().join("calls.json")).unwrap(), "{}");
    assert!(project.dir().join("out/cert.pem").exists() && project.dir().join("out.zip").exists());
    let secret = fs::read_to_string(project.dir().join("out/secret")).unwrap();
    assert_eq!(secret.len(), 24);
    assert!(!first.out.contains(&secret) && !first.err.contains(&secret), "secrets are never shown");
    assert!(first.out.contains("\"c\",\n  \"b\",\n  \"e\""), "{}", first.out);
    assert_eq!(planned(&project), []);

    let state: Value =
        serde_json::from_str(&fs::read_to_string(project.dir().join("terraform.tfstate")).unwrap()).unwrap();
    let of = |name: &str| {
        let resources = state["resources"].as_array().unwrap();
        resources.iter().find(|r| r["type"] == name && r["mode"] == "managed").unwrap().clone()
    };
    assert_eq!(of("terraform_data")["provider"], "provider[\"terraform.io/builtin/terraform\"]");
    assert_eq!(of("random_password")["provider"], "provider[\"registry.terraform.io/hashicorp/random\"]");
    assert_eq!(of("random_password")["instances"][0]["schema_version"], 3);

    fs::remove_file(project.dir().join("out/cert.pem")).unwrap();
    fs::write(project.dir().join("out/secret"), "x").unwrap();
    let again = planned(&project);
    let files = [("local_file.cert", json!(["create"])), ("local_sensitive_file.secret", json!(["create"]))];
    for (address, actions) in files {
        assert!(again.contains(&(address.to_owned(), actions)), "{again:?}");
    }
    apply(&project);

    project.write("terraform.tfvars", "round = 2\n");
    let changes = planned(&project);
    let replace = json!(["delete", "create"]);
    for (address, actions) in [
        ("null_resource.nothing", &replace),
        ("random_pet.name", &replace),
        ("terraform_data.after", &replace),
        ("terraform_data.round", &json!(["update"])),
        ("time_offset.later", &json!(["update"])),
    ] {
        assert!(changes.contains(&(address.to_owned(), actions.clone())), "{address}: {changes:?}");
    }
    apply(&project);
    assert_eq!(planned(&project), []);
    run(&project, &["destroy", "--auto-approve"]).ok();
    assert!(!project.dir().join("out/cert.pem").exists() && !project.dir().join("out/secret").exists());
}

#[test]
fn crashes_leave_nothing_twice() {
    let whole = Project::offline();
    let plan = PLAN.replace("\"2s\"", "\"0s\"").replace("\"1s\"", "\"0s\"");
    whole.write("main.tf", &plan);
    for place in (1..40).step_by(3) {
        let project = whole.twin();
        let mut command = clean(binary());
        command
            .args(["apply", "--auto-approve"])
            .current_dir(project.dir())
            .env("PROVISION_CUT", place.to_string());
        Run::of(&mut command);
        apply(&project);
        assert_eq!(planned(&project), [], "cut at {place}");
        run(&project, &["destroy", "--auto-approve"]).ok();
        assert!(!project.dir().join("out/cert.pem").exists(), "cut at {place}");
    }
}

#[test]
fn what_cannot_be_is_said() {
    let project = Project::offline();
    for (text, code, said) in [
        (r#"resource "random_string" "x" { length = 0 }"#, 1, "whole number from 1 to"),
        (r#"resource "local_file" "x" { filename = "x" }"#, 1, "Exactly one of"),
        (r#"data "tls_certificate" "x" { url = "https://example.test" }"#, 1, "not fetched"),
        ("data \"terraform_remote_state\" \"x\" {\n  backend = \"gcs\"\n}", 1, "cannot be read"),
        (r#"provider "random" { seed = 1 }"#, 1, "seed"),
        (r#"resource "random_nothing" "x" {}"#, 1, "random_nothing"),
    ] {
        project.write("main.tf", text);
        let run = run(&project, &["plan"]).expect(&[code]);
        assert!(run.err.contains(said), "{text}\n{}", run.err);
    }
}
