//! Plans of module-heavy configurations (`tests/corpus/plans`) against what Terraform planned for them, unknown marks included.
//! Nothing is asked of AWS: providers skip every check, and a state is taken at its word.

use crate::harness::{Project, REGION, Run, clean, copy, root};
use crate::terraform::{Terraform, mirror};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// The provider of a case that brings no `aws.tf` of its own.
const PROVIDER: &str = r#"provider "aws" {
  region                      = "ap-northeast-2"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
"#;

/// What of a plan's JSON is compared.
const COMPARED: [&str; 7] =
    ["planned_values", "resource_changes", "output_changes", "checks", "applyable", "complete", "errored"];

/// Where we differ on purpose: the case, the path from the resource on, and why.
const DIFFERENCES: [(&str, &str, &str); 4] = [
    ("sensitive", "tags_all", "a secret tag is as secret in `tags_all`, which repeats it"),
    (
        "sensitive",
        "triggers_replace",
        "what a module marks as sensitive is sensitive while it is unknown, too",
    ),
    (
        "sensitive_module_outputs",
        "[terraform_data.known]",
        "what a module marks as sensitive is sensitive for its caller",
    ),
    ("sensitive_module_outputs", "[terraform_data.unknown]", "the same of what is unknown"),
];

fn corpus() -> PathBuf {
    root().join("tests/corpus/plans")
}

/// The names of all cases, or of the one that `PROVISION_RECORD` names.
fn cases() -> Vec<String> {
    let only = std::env::var("PROVISION_RECORD").ok();
    let entries = fs::read_dir(corpus()).expect("the corpus is there").flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| only.as_ref().is_none_or(|only| only == name))
        .collect();
    names.sort();
    names
}

/// Lays out a case as a plan's directory.
fn lay_out(case: &Path, dir: &Path) {
    copy(case, dir);
    fs::remove_file(dir.join("terraform.json")).ok();
    fs::remove_dir_all(dir.join("before")).ok();
    if !dir.join("aws.tf").exists() {
        fs::write(dir.join("aws.tf"), PROVIDER).expect("writable");
    }
    if dir.join("prior.json").exists() {
        fs::rename(dir.join("prior.json"), dir.join("terraform.tfstate")).expect("movable");
    }
}

/// The parts of a plan's JSON that are compared, in an order of their own: Terraform's lists of modules have none.
fn trimmed(mut plan: Value) -> Value {
    let mut out = Map::new();
    for name in COMPARED {
        if let Some(part) = plan.get_mut(name) {
            out.insert(name.to_owned(), part.take());
        }
    }
    let mut out = Value::Object(out);
    sort_modules(&mut out["planned_values"]["root_module"]);
    out.sort_all_objects();
    out
}

fn sort_modules(module: &mut Value) {
    let Some(children) = module.get_mut("child_modules").and_then(Value::as_array_mut) else { return };
    children.sort_by_key(|child| child["address"].as_str().map(str::to_owned));
    children.iter_mut().for_each(sort_modules);
}

/// Our plan, or `{"error": ...}`.
fn ours(case: &Path) -> Value {
    let project = Project::offline();
    lay_out(case, &project.dir());
    let planned = project.run(&["plan", "--refresh=false", "--out", "saved.plan"]);
    if planned.code != 0 {
        return json!({ "error": planned.err });
    }
    trimmed(project.run(&["show", "--json", "saved.plan"]).ok().json())
}

/// Terraform's plan, or `{"error": ...}` with the first words of each error.
fn theirs(case: &Path, terraform: &Terraform) -> Value {
    let home = tempfile::tempdir().expect("a temporary directory");
    lay_out(case, home.path());
    let run = |arguments: &[&str]| in_terraform(terraform, case, home.path(), arguments);
    let prepared = run(&[if is_whole(case) { "init" } else { "get" }]);
    let planned = match prepared.code {
        0 => run(&["plan", "-refresh=false", "-input=false", "-out", "saved.plan"]),
        _ => prepared,
    };
    if planned.code != 0 {
        let mut errors: Vec<&str> = planned
            .err
            .lines()
            .filter_map(|line| line.trim_start_matches("│ ").strip_prefix("Error: "))
            .collect();
        errors.sort_unstable();
        errors.dedup();
        assert!(!errors.is_empty(), "{planned:?}");
        return json!({ "error": errors });
    }
    trimmed(run(&["show", "-json", "saved.plan"]).ok().json())
}

/// True for a case with provider configurations of its own: one running provider can only hold one.
fn is_whole(case: &Path) -> bool {
    case.join("aws.tf").exists()
}

fn in_terraform(terraform: &Terraform, case: &Path, dir: &Path, arguments: &[&str]) -> Run {
    let mut command = if is_whole(case) {
        let mirror = mirror().expect("a mirror of the provider");
        let text =
            format!("provider_installation {{\n  filesystem_mirror {{\n    path = {mirror:?}\n  }}\n}}\n");
        fs::write(dir.join("settings.tfrc"), text).expect("writable");
        let mut command = clean("terraform");
        command.env("TF_CLI_CONFIG_FILE", dir.join("settings.tfrc"));
        command.env("CHECKPOINT_DISABLE", "1").env("AWS_REGION", REGION);
        command
    } else {
        terraform.command()
    };
    command.env("TF_CLI_ARGS", "-no-color").current_dir(dir).args(arguments);
    Run::of(&mut command)
}

/// Applies `before/` with Terraform, where the case has one: the state that its plan starts from.
fn record_prior(case: &Path, terraform: &Terraform) {
    if !case.join("before").is_dir() || case.join("prior.json").exists() {
        return;
    }
    let home = tempfile::tempdir().expect("a temporary directory");
    copy(case, home.path());
    let dir = home.path().join("before");
    fs::write(dir.join("aws.tf"), PROVIDER).expect("writable");
    in_terraform(terraform, case, &dir, &["get"]).ok();
    in_terraform(terraform, case, &dir, &["apply", "-auto-approve", "-input=false"]).ok();
    fs::copy(dir.join("terraform.tfstate"), case.join("prior.json")).expect("a state");
}

/// Records what Terraform plans: `cargo test -p provision-tests -- --ignored record_planned_values`.
#[test]
#[ignore = "needs Terraform, and writes tests/corpus/plans"]
fn record_planned_values() {
    let terraform = Terraform::offline();
    for name in cases() {
        let case = corpus().join(&name);
        record_prior(&case, &terraform);
        let text = serde_json::to_string_pretty(&theirs(&case, &terraform)).expect("JSON");
        fs::write(case.join("terraform.json"), text + "\n").expect("writable");
        println!("{name}: recorded");
    }
}

#[test]
fn plans_are_terraforms() {
    let (mut planned, mut refused, mut wrong) = (0, 0, Vec::new());
    for name in cases() {
        let case = corpus().join(&name);
        let text = fs::read_to_string(case.join("terraform.json"))
            .unwrap_or_else(|e| panic!("{name}: {e}; record it (docs/development.md)"));
        let expected: Value = serde_json::from_str(&text).expect("JSON");
        let found = ours(&case);
        match (expected.get("error"), found.get("error")) {
            (Some(_), Some(_)) => refused += 1,
            (None, None) => {
                planned += 1;
                let mut lines = Vec::new();
                differences(&expected, &found, String::new(), &mut lines);
                lines.retain(|line| !is_meant(&name, line));
                wrong.extend(lines.into_iter().take(10).map(|line| format!("{name}: {line}")));
            }
            (Some(error), None) => wrong.push(format!("{name}: planned, but Terraform refuses it: {error}")),
            (None, Some(error)) => wrong.push(format!("{name}: refused, but Terraform plans it: {error}")),
        }
    }
    println!("{planned} plans and {refused} refusals");
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    if std::env::var_os("PROVISION_RECORD").is_none() {
        assert!(planned >= 25 && refused >= 12, "{planned} plans and {refused} refusals are left");
    }
}

/// Every 20th case is planned by Terraform anew, so that no record can rot.
pub fn sample(terraform: &Terraform) {
    for name in cases().iter().step_by(20) {
        let case = corpus().join(name);
        let text = fs::read_to_string(case.join("terraform.json")).expect("recorded");
        let record: Value = serde_json::from_str(&text).expect("JSON");
        let mut lines = Vec::new();
        differences(&record, &theirs(&case, terraform), String::new(), &mut lines);
        assert!(
            lines.is_empty(),
            "{name}: what was recorded and what Terraform plans now:\n{}",
            lines.join("\n")
        );
    }
}

fn is_meant(case: &str, line: &str) -> bool {
    DIFFERENCES.iter().any(|(of, path, _)| *of == case && line.contains(path))
}

/// Every place where two values differ, a line each.
fn differences(expected: &Value, found: &Value, at: String, out: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(a), Value::Object(b)) => {
            for name in a.keys().chain(b.keys().filter(|name| !a.contains_key(*name))) {
                let absent = json!("(absent)");
                let (a, b) = (a.get(name).unwrap_or(&absent), b.get(name).unwrap_or(&absent));
                differences(a, b, format!("{at}.{name}"), out);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                let label = a["address"].as_str().or_else(|| a["address"]["to_display"].as_str());
                let label = label.map_or_else(|| i.to_string(), str::to_owned);
                differences(a, b, format!("{at}[{label}]"), out);
            }
        }
        _ if expected == found => {}
        _ => out.push(format!("{at}: Terraform {expected}, ours {found}")),
    }
}
