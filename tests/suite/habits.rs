//! What scripts written for `terraform` say and expect: its flags with one dash, its variables, its exit codes. Nothing here needs a
//! cloud.

use crate::harness::{Project, Run};

const PLAN: &str = r#"variable "name" {
  type    = string
  default = "default"
}

resource "terraform_data" "first" {
  input = var.name
}

resource "terraform_data" "second" {
  input = terraform_data.first.output
}

output "name" {
  value = terraform_data.first.output
}
"#;

fn project() -> Project {
    let project = Project::offline();
    project.write("main.tf", PLAN);
    project
}

/// What the plan was applied with.
fn name(project: &Project) -> String {
    project.run(&["output", "-raw", "name"]).ok().out
}

#[test]
fn auto_approve_does_not_ask() {
    let project = project();
    let refused = project.run(&["apply"]).expect(&[1]);
    assert!(refused.err.contains("--auto-approve"), "{}", refused.err);
    project.run(&["apply", "-auto-approve"]).ok();
    project.run(&["destroy", "-auto-approve"]).ok();
    assert_eq!(project.run(&["state", "list"]).ok().out, "");
}

/// From the weakest to the strongest, as Terraform has them.
#[test]
fn variables_come_from_where_terraform_takes_them() {
    let project = project();
    let apply = |arguments: &[&str]| {
        let mut command = project.provision(&[&["apply", "-auto-approve"], arguments].concat());
        Run::of(command.env("TF_VAR_name", "environment")).ok();
        name(&project)
    };
    project.run(&["apply", "-auto-approve"]).ok();
    assert_eq!(name(&project), "default");
    assert_eq!(apply(&[]), "environment");
    project.write("terraform.tfvars", "name = \"tfvars\"\n");
    assert_eq!(apply(&[]), "tfvars");
    project.write("more.auto.tfvars", "name = \"auto\"\n");
    assert_eq!(apply(&[]), "auto");
    project.write("given", "name = \"file\"\n");
    assert_eq!(apply(&["-var-file=given"]), "file");
    assert_eq!(apply(&["-var-file=given", "-var", "name=flag"]), "flag");
    assert_eq!(apply(&["-var=name=flag", "-var-file", "given"]), "file");
}

#[test]
fn out_saves_a_plan_that_is_applied_without_a_question() {
    let project = project();
    project.run(&["plan", "-out=saved.plan", "-var", "name=saved", "-input=false"]).ok();
    let shown = project.run(&["show", "-json", "saved.plan"]).ok().json();
    assert_eq!(shown["variables"]["name"]["value"], "saved");
    assert_eq!(shown["resource_changes"][0]["change"]["actions"], serde_json::json!(["create"]));
    project.run(&["apply", "-input=false", "saved.plan"]).ok();
    assert_eq!(name(&project), "saved");
    let stale = project.run(&["apply", "saved.plan"]).expect(&[1]);
    assert!(stale.err.contains("stale"), "{}", stale.err);
}

#[test]
fn input_false_makes_a_missing_value_an_error() {
    let project = Project::offline();
    project.write("main.tf", "variable \"name\" {}\n");
    let refused = project.run(&["plan", "-input=false"]).expect(&[1]);
    assert!(refused.err.contains("main.tf") && refused.err.contains("name"), "{}", refused.err);
}

#[test]
fn no_color_is_plain() {
    let project = project();
    for arguments in [&["plan", "-no-color"][..], &["apply", "-no-color", "-auto-approve"]] {
        let mut command = project.provision(arguments);
        let run = Run::of(command.env_remove("NO_COLOR")).ok();
        assert!(!run.out.contains('\u{1b}') && !run.err.contains('\u{1b}'), "{run:?}");
    }
}

#[test]
fn target_takes_a_resource_and_what_it_needs() {
    let project = project();
    project.run(&["apply", "-auto-approve", "-target=terraform_data.first"]).ok();
    assert_eq!(project.run(&["state", "list"]).ok().out, "terraform_data.first\n");
    project.run(&["apply", "-auto-approve", "-target", "terraform_data.second"]).ok();
    assert_eq!(project.run(&["state", "list"]).ok().out, "terraform_data.first\nterraform_data.second\n");
    project.run(&["destroy", "-auto-approve", "-target=terraform_data.second"]).ok();
    assert_eq!(project.run(&["state", "list"]).ok().out, "terraform_data.first\n");
}

#[test]
fn replace_makes_anew() {
    let project = project();
    project.apply();
    let id = |run: Run| run.json()["values"]["root_module"]["resources"][0]["values"]["id"].clone();
    let before = id(project.run(&["show", "-json"]).ok());
    project.run(&["apply", "-auto-approve", "-replace=terraform_data.first"]).ok();
    assert_ne!(id(project.run(&["show", "-json"]).ok()), before);
}

#[test]
fn exit_codes_are_terraforms() {
    let project = project();
    project.run(&["plan"]).expect(&[0]);
    project.run(&["plan", "-detailed-exitcode"]).expect(&[2]);
    project.run(&["apply", "-auto-approve"]).expect(&[0]);
    project.run(&["plan", "-detailed-exitcode", "-refresh=false", "-lock-timeout=5s"]).expect(&[0]);
    project.run(&["plan", "-destroy", "-detailed-exitcode"]).expect(&[2]);
    project.run(&["plan", "-refresh-only", "-detailed-exitcode"]).expect(&[0]);
    project.run(&["apply", "-auto-approve", "-refresh-only"]).expect(&[0]);
    project.run(&["validate", "-json"]).expect(&[0]);
    project.run(&["output", "-json"]).expect(&[0]);
    project.run(&["output", "nothing"]).expect(&[1]);
    project.write("main.tf", "resource \"terraform_data\" {\n");
    project.run(&["plan", "-detailed-exitcode"]).expect(&[1]);
    project.run(&["validate"]).expect(&[1]);
    project.write("main.tf", "locals {\na=1\n}\n");
    project.run(&["fmt", "-check"]).expect(&[3]);
}

#[test]
fn chdir_goes_there_first() {
    let project = Project::offline();
    project.write("deep/main.tf", PLAN);
    project.run(&["-chdir=deep", "apply", "-auto-approve", "-parallelism=1"]).ok();
    assert!(project.dir().join("deep/terraform.tfstate").exists());
    assert_eq!(project.run(&["-chdir=deep", "output", "-raw", "name"]).ok().out, "default");
}

#[test]
fn json_is_a_line_an_event() {
    let project = project();
    let run = project.run(&["apply", "-auto-approve", "-json"]).ok();
    let types: Vec<String> = run
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("each line is JSON"))
        .map(|event| event["type"].as_str().expect("each has a type").to_owned())
        .collect();
    for expected in
        ["version", "planned_change", "change_summary", "apply_start", "apply_complete", "outputs"]
    {
        assert!(types.iter().any(|t| t == expected), "{expected}: {types:?}");
    }
    assert!(!types.iter().any(|t| t == "stage_start"), "a plan without stages begins none: {types:?}");
}

#[test]
fn arguments_come_from_tf_cli_args() {
    let project = project();
    let mut command = project.provision(&["apply", "-var=name=typed"]);
    Run::of(command.env("TF_CLI_ARGS_apply", "-auto-approve -var 'name=of the variable'")).ok();
    assert_eq!(name(&project), "typed");
    let mut command = project.provision(&["apply"]);
    command.env("TF_CLI_ARGS", "-var 'name=of the variable'").env("TF_CLI_ARGS_apply", "-auto-approve");
    Run::of(&mut command).ok();
    assert_eq!(name(&project), "of the variable");
    let mut command = project.provision(&["plan"]);
    let refused = Run::of(command.env("TF_CLI_ARGS_plan", "-var 'name")).expect(&[1]);
    assert!(refused.err.contains("TF_CLI_ARGS_plan"), "{}", refused.err);
}

/// Logs are Terraform's to switch on, too, and hold no more than ours do.
#[test]
fn tf_log_says_what_is_logged_and_where() {
    let project = project();
    let log = project.dir().join("run.log");
    let mut command = project.provision(&["apply", "-auto-approve", "-var", "name=hunter2"]);
    Run::of(command.env("TF_LOG", "TRACE").env("TF_LOG_PATH", &log)).ok();
    let text = std::fs::read_to_string(&log).expect("it was written");
    assert!(text.contains("provision") && !text.contains("hunter2"), "{text}");
    let mut command = project.provision(&["plan"]);
    let run = Run::of(command.env("TF_LOG", "OFF").env("TF_LOG_PATH", project.dir().join("none.log"))).ok();
    assert!(run.err.is_empty() && !project.dir().join("none.log").exists(), "{run:?}");
}

#[test]
fn warnings_of_files_are_shown_whole_or_by_their_summaries() {
    let project = project();
    project.write("terraform.tfvars", "nam = \"x\"\n");
    let whole = project.run(&["plan"]).ok().out;
    assert!(
        whole.contains("Warning: Undeclared variable") && whole.contains("Did you mean \"name\"?"),
        "{whole}"
    );
    let compact = project.run(&["plan", "-compact-warnings"]).ok().out;
    assert!(compact.contains("\n- Undeclared variable (") && !compact.contains("Did you mean"), "{compact}");
    project.run(&["apply", "-auto-approve", "-compact-warnings"]).ok();
    let told = project.run(&["plan", "-json"]).ok().out;
    assert!(
        told.lines().any(|line| line.contains("\"diagnostic\"") && line.contains("Undeclared")),
        "{told}"
    );
}

#[test]
fn a_program_that_picks_commands_is_suggested_none() {
    let project = project();
    let plan = |variable: &str| {
        let mut command = project.provision(&["plan", "-out=saved.plan"]);
        Run::of(command.env(variable, "1")).ok().out
    };
    assert!(plan("NOTHING").contains("provision apply saved.plan"));
    let told = plan("TF_IN_AUTOMATION");
    assert!(told.contains("Saved.") && !told.contains("provision apply"), "{told}");
}

/// `TF_DATA_DIR` is where Terraform notes the workspace and the modules; both are read there, and the workspace is noted there.
#[test]
fn data_lies_where_tf_data_dir_says() {
    let project = Project::offline();
    project.write("main.tf", "module \"far\" {\n  source = \"git::https://example.com/far.git\"\n}\n");
    let record = r#"{"Modules": [{"Key": "far", "Source": "git::https://example.com/far.git", "Dir": "data/modules/far"}]}"#;
    project.write("data/modules/modules.json", record).write("data/modules/far/main.tf", PLAN);
    let run = |arguments: &[&str]| Run::of(project.provision(arguments).env("TF_DATA_DIR", "data"));
    project.run(&["validate"]).expect(&[1]);
    run(&["validate"]).ok();
    run(&["workspace", "new", "green"]).ok();
    assert!(project.dir().join("data/environment").exists() && !project.dir().join(".terraform").exists());
    assert_eq!(run(&["workspace", "show"]).ok().out, "green\n");
}

/// Environments are what workspaces are elsewhere.
#[test]
fn tf_workspace_names_the_environment() {
    let project = project();
    project
        .write("provision.hcl", "default_environment = \"a\"\nenvironment \"a\" {}\nenvironment \"b\" {}\n");
    let show = |variables: &[(&str, &str)]| {
        Run::of(project.provision(&["workspace", "show"]).envs(variables.iter().copied()))
    };
    assert_eq!(show(&[]).ok().out, "a\n");
    assert_eq!(show(&[("TF_WORKSPACE", "b")]).ok().out, "b\n");
    assert_eq!(show(&[("TF_WORKSPACE", "b"), ("PROVISION_ENV", "a")]).ok().out, "a\n");
    assert_eq!(show(&[("TF_WORKSPACE", "default")]).ok().out, "a\n");
    assert!(show(&[("TF_WORKSPACE", "c")]).expect(&[1]).err.contains("no environment \"c\""));
}

/// A flag given twice is no error, and the later one counts.
#[test]
fn flags_may_be_given_twice() {
    let project = project();
    project.run(&["plan", "-out=first.plan", "-no-color", "-no-color", "-out=second.plan"]).ok();
    assert!(!project.dir().join("first.plan").exists() && project.dir().join("second.plan").exists());
}

#[test]
fn init_has_nothing_to_do() {
    let project = project();
    let run = project.run(&["init", "-upgrade", "-reconfigure", "-input=false", "-no-color"]).ok();
    assert!(run.out.contains("nothing else to initialise"), "{}", run.out);
    project.run(&["init", "-backend=false", "-get=true"]).ok();
    let refused = project.run(&["init", "-backend-config=bucket=b"]).expect(&[1]);
    assert!(refused.err.contains("not remembered"), "{}", refused.err);
    project.write("main.tf", "module \"far\" {\n  source = \"git::https://example.com/far.git\"\n}\n");
    project.run(&["init"]).expect(&[1]);
}

#[test]
fn refresh_asks_nobody() {
    let project = project();
    project.apply();
    let run = project.run(&["refresh"]).ok();
    assert_eq!(name(&project), "default");
    assert!(!run.out.contains("Apply cancelled"), "{}", run.out);
}

#[test]
fn taint_and_untaint_mark_what_is_replaced() {
    let project = project();
    project.apply();
    let actions = |project: &Project| {
        project.run(&["plan", "-out=saved.plan"]).ok();
        let plan = project.run(&["show", "-json", "saved.plan"]).ok().json();
        let change = &plan["resource_changes"][0];
        assert_eq!(change["address"], "terraform_data.first");
        (change["change"]["actions"].clone(), change["action_reason"].clone())
    };
    project.run(&["taint", "terraform_data.first"]).ok();
    let replaced = (serde_json::json!(["delete", "create"]), serde_json::json!("replace_because_tainted"));
    assert_eq!(actions(&project), replaced);
    project.run(&["untaint", "terraform_data.first"]).ok();
    assert_eq!(actions(&project).0, serde_json::json!(["no-op"]));
    project.run(&["untaint", "terraform_data.first"]).expect(&[1]);
    project.run(&["taint", "terraform_data.third"]).expect(&[1]);
    let told = project.run(&["taint", "-allow-missing", "-json", "terraform_data.third"]).ok().json();
    assert!(told["tainted"].is_null(), "{told}");
    let history = project.run(&["history", "--json"]).ok().out;
    assert!(history.contains("\"untaint\""), "{history}");
}

/// What there is none of says what to do instead.
#[test]
fn words_and_flags_without_counterpart_say_what_to_do() {
    let project = project();
    for (arguments, said) in [
        (&["providers"][..], "provision version"),
        (&["get"], "Modules are read where they lie"),
        (&["plan", "-lock=false"], "--lock-timeout"),
        (&["apply", "-state-out=x"], "--state"),
    ] {
        let refused = project.run(arguments).expect(&[1]);
        assert!(refused.err.contains(said) && refused.err.contains("next:"), "{}", refused.err);
    }
}

/// A command that prints a document with `--json` tells its errors as JSON too.
#[test]
fn errors_are_json_where_results_are() {
    let project = project();
    for arguments in [&["state", "rm", "--json", "terraform_data.none"][..], &["history", "--json", "none"]] {
        let told = project.run(arguments).expect(&[1]).json();
        assert_eq!(told["type"], "diagnostic", "{told}");
    }
}
