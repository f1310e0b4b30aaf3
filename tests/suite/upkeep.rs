//! What keeps a state up, without a cloud: moving, taking out, adopting, looking back, named states, and the drawings of a plan.

use crate::harness::{Project, Run};
use crate::schemas::misfits;
use serde_json::{Value, json};
use std::fs;

const TWO: &str = r#"
resource "terraform_data" "a" {
  input = "one"
}

resource "terraform_data" "b" {
  input = terraform_data.a.output
}
"#;

fn applied(text: &str) -> Project {
    let project = Project::offline();
    project.write("main.tf", text);
    project.apply();
    project
}

fn addresses(project: &Project) -> Vec<String> {
    project.run(&["state", "list"]).ok().out.lines().map(str::to_owned).collect()
}

/// Backups with a time in their names.
fn backups(project: &Project) -> usize {
    let names = fs::read_dir(project.dir()).expect("there").map(|e| e.expect("readable").file_name());
    let names: Vec<String> = names.map(|n| n.to_string_lossy().into_owned()).collect();
    names.iter().filter(|n| n.starts_with("terraform.tfstate.1") && n.ends_with(".backup")).count()
}

#[test]
fn a_moved_object_is_the_one_that_the_new_block_wants() {
    let project = applied(TWO);
    let dry = project.run(&["state", "mv", "-dry-run", "terraform_data.a", "terraform_data.first"]).ok();
    assert_eq!(dry.out, "Would move \"terraform_data.a\" to \"terraform_data.first\"\n");
    assert_eq!((addresses(&project).len(), backups(&project)), (2, 0));
    let moved = project.run(&["state", "mv", "terraform_data.a", "terraform_data.first"]).ok();
    assert!(
        moved.out.contains("Successfully moved 1 object(s).") && moved.out.contains(".backup"),
        "{}",
        moved.out
    );
    assert_eq!(addresses(&project), ["terraform_data.b", "terraform_data.first"]);
    assert_eq!(backups(&project), 1);
    let state = project.run(&["state", "pull"]).ok().json();
    let b = state["resources"].as_array().and_then(|all| all.iter().find(|r| r["name"] == "b")).expect("b");
    assert_eq!(b["instances"][0]["dependencies"], json!(["terraform_data.first"]));
    project.write("main.tf", &TWO.replace("\"a\"", "\"first\"").replace("data.a.", "data.first."));
    project.run(&["plan", "--detailed-exitcode"]).expect(&[0]);
    let refused = project.run(&["state", "mv", "terraform_data.b", "terraform_data.first"]).expect(&[1]);
    assert!(refused.err.contains("The state holds terraform_data.first already."), "{}", refused.err);
    let told =
        project.run(&["state", "mv", "--json", "terraform_data.first", "module.m.terraform_data.first"]).ok();
    assert_eq!(told.json()["moved"][0]["to"], "module.m.terraform_data.first");
}

#[test]
fn what_is_taken_out_is_made_anew() {
    let project = applied(TWO);
    let removed = project.run(&["state", "rm", "terraform_data.b"]).ok();
    assert!(removed.out.starts_with("Removed terraform_data.b\n"), "{}", removed.out);
    assert_eq!(addresses(&project), ["terraform_data.a"]);
    let none = project.run(&["state", "rm", "terraform_data.a", "terraform_data.z"]).expect(&[1]);
    assert!(none.err.contains("The state holds nothing at terraform_data.z."), "{}", none.err);
    assert_eq!(addresses(&project), ["terraform_data.a"], "all or nothing");
    project.run(&["state", "rm", "module.none"]).expect(&[1]);
    project.run(&["plan", "--detailed-exitcode"]).expect(&[2]);
}

#[test]
fn a_state_is_pulled_and_pushed() {
    let project = applied(TWO);
    let pulled = project.run(&["state", "pull"]).ok().out;
    assert_eq!(pulled, fs::read_to_string(project.dir().join("terraform.tfstate")).expect("there"));
    project.write("old.tfstate", &pulled);
    project.run(&["state", "rm", "terraform_data.b"]).ok();
    let refused = project.run(&["state", "push", "old.tfstate"]).expect(&[1]);
    assert!(refused.err.contains("the state here is newer"), "{}", refused.err);
    project.run(&["state", "push", "-force", "old.tfstate"]).ok();
    assert_eq!(addresses(&project).len(), 2);
    project.run(&["plan", "--detailed-exitcode"]).expect(&[0]);
    project.write("other.tfstate", &pulled.replacen("\"lineage\": \"", "\"lineage\": \"x", 1));
    let refused = project.run(&["state", "push", "other.tfstate"]).expect(&[1]);
    assert!(refused.err.contains("lineage"), "{}", refused.err);
    // The same state again.
    Run::fed(&mut project.provision(&["state", "push", "--json", "-"]), &pulled).ok();
    project.write("bad.tfstate", "{}");
    project.run(&["state", "push", "bad.tfstate"]).expect(&[1]);
    project.apply();
}

#[test]
fn objects_of_another_provider_become_ours() {
    let project = applied(TWO);
    let state = project.dir().join("terraform.tfstate");
    let text = fs::read_to_string(&state).expect("there");
    fs::write(
        &state,
        text.replace("terraform.io/builtin/terraform", "registry.opentofu.org/builtin/terraform"),
    )
    .expect("writable");
    let command = [
        "state",
        "replace-provider",
        "registry.opentofu.org/builtin/terraform",
        "terraform.io/builtin/terraform",
    ];
    let asked = project.run(&command).expect(&[1]);
    assert!(asked.err.contains("--auto-approve"), "{}", asked.err);
    let done = project.run(&[&command[..], &["-auto-approve"]].concat()).ok();
    assert!(done.out.contains("Successfully replaced provider for 2 resources."), "{}", done.out);
    project.run(&["plan", "--detailed-exitcode"]).expect(&[0]);
    let again = project.run(&[&command[..], &["--auto-approve", "--json"]].concat()).ok().json();
    assert_eq!(again["replaced"], json!([]));
}

#[test]
fn a_state_that_is_not_settled_is_left_alone() {
    let project = applied("resource \"terraform_data\" \"a\" {}\n");
    project
        .write("main.tf", "resource \"terraform_data\" \"a\" {}\n\nresource \"terraform_data\" \"b\" {}\n");
    let mut cut = project.provision(&["apply", "--auto-approve"]);
    let mut at = 1;
    while !project.dir().join("terraform.tfstate.journal").exists() {
        assert!(at < 30, "no place leaves a journal");
        cut.env("PROVISION_CUT", at.to_string());
        Run::of(&mut cut);
        at += 1;
    }
    let pending = fs::read_to_string(project.dir().join("terraform.tfstate.journal"))
        .expect("there")
        .contains("intent");
    let run = project.run(&["state", "rm", "terraform_data.a"]);
    match pending {
        true => assert!(run.expect(&[1]).err.contains("provision recover")),
        false => drop(run.ok()),
    }
}

#[test]
fn something_that_exists_is_imported() {
    let project = Project::offline();
    let block = "resource \"random_pet\" \"none\" {}\n\nresource \"terraform_data\" \"a\" {}\n\nresource \"random_id\" \"many\" {\n  count       = 2\n  byte_length = 4\n}\n";
    project.write("main.tf", block);
    let told = project.run(&["import", "terraform_data.a", "an-id"]).ok();
    assert!(told.out.starts_with("terraform_data.a: Imported [id=an-id]"), "{}", told.out);
    let many = project.run(&["import", "--json", "random_id.many[1]", "p-9hUg"]).ok().json();
    assert_eq!(many["imported"][0], json!({ "address": "random_id.many[1]", "id": "p-9hUg" }));
    assert_eq!(addresses(&project), ["random_id.many[1]", "terraform_data.a"]);
    for (arguments, why) in [
        (["terraform_data.a", "other"], "holds an object at terraform_data.a already"),
        (["terraform_data.z", "x"], "The configuration has no resource terraform_data.z."),
        (["random_id.many[5]", "p-9hUg"], "The configuration has no instance random_id.many[5]."),
        (["random_pet.none", "x"], "random_pet cannot be imported"),
        (["data.aws_vpc.a", "x"], "a data source is read"),
        (["terraform_data", "x"], "is the address of one instance"),
    ] {
        let refused = project.run(&[&["import"], &arguments[..]].concat()).expect(&[1]).err;
        let found =
            refused.contains(why) || (why.starts_with("is the") && refused.contains("Invalid address"));
        assert!(found, "{arguments:?}: {refused}");
    }
}

#[test]
fn blocks_are_written_for_what_is_imported() {
    let project = Project::offline();
    project.write("main.tf", "import {\n  to = random_string.word\n  id = \"abcdefgh\"\n}\n");
    let missing = project.run(&["plan"]).expect(&[1]);
    assert!(missing.err.contains("No resource random_string.word is declared."), "{}", missing.err);
    let elsewhere = project.run(&["plan", "--generate-config-out=other/x.tf"]).expect(&[1]);
    assert!(elsewhere.err.contains("generated.tf"), "{}", elsewhere.err);
    let plan = project.run(&["plan", "-generate-config-out=generated.tf"]).ok();
    assert!(plan.out.contains("Plan: 1 to import, 0 to add, 0 to change, 0 to destroy."), "{}", plan.out);
    let text = fs::read_to_string(project.dir().join("generated.tf")).expect("written");
    assert!(text.contains("resource \"random_string\" \"word\" {\n") && text.contains("length"), "{text}");
    assert!(!text.contains("null") && !text.contains("result"), "only what can be configured: {text}");
    project.run(&["fmt", "--check"]).ok();
    project.run(&["plan", "--generate-config-out=generated.tf"]).expect(&[1]);
    project.apply();
    project.run(&["plan", "--detailed-exitcode"]).expect(&[0]);

    let command = ["import", "random_integer.n", "15390,1,50000", "--generate-config-out", "integer.tf"];
    project.run(&command).ok();
    assert!(addresses(&project).contains(&"random_integer.n".to_owned()));
    project.run(&["plan", "--detailed-exitcode"]).expect(&[0]);
}

#[test]
fn runs_are_remembered() {
    let project = Project::offline();
    project.write("main.tf", TWO);
    assert!(project.run(&["history"]).ok().out.contains("No run"));
    project.apply();
    project.run(&["plan"]).ok();
    project.write("main.tf", &TWO.replace("one", "two"));
    project.apply();
    project.apply();
    project.run(&["state", "rm", "terraform_data.b"]).ok();
    let history = project.run(&["history", "--json"]).ok().json();
    assert_eq!(misfits("history", &history), Vec::<String>::new());
    let runs = history["runs"].as_array().cloned().unwrap_or_default();
    let commands: Vec<&Value> = runs.iter().map(|r| &r["command"]).collect();
    assert_eq!(commands, ["state rm", "apply", "apply"], "what changes nothing is no entry");
    assert_eq!(runs[1]["result"], "complete");
    assert_ne!(runs[1]["plan"], runs[2]["plan"]);
    let actions: Vec<&Value> =
        runs[1]["changes"].as_array().into_iter().flatten().map(|c| &c["action"]).collect();
    assert_eq!(actions, ["update", "update"]);
    assert!(runs[2]["serial"].as_u64() < runs[1]["serial"].as_u64());
    let id = runs[1]["run"].as_str().expect("an id");
    let one = project.run(&["history", &id[..8]]).ok();
    assert!(one.out.contains("update   terraform_data.a"), "{}", one.out);
    assert_eq!(project.run(&["history", "--last", "2"]).ok().out.lines().count(), 2);
    project.run(&["history", "nothing"]).expect(&[1]);
    assert!(!project.run(&["history"]).ok().out.contains("two"), "no values");
}

#[test]
fn workspaces_of_a_bare_directory_are_terraforms() {
    let project = applied("resource \"terraform_data\" \"a\" {\n  input = terraform.workspace\n}\n");
    project.run(&["workspace", "new", "staging"]).ok();
    assert_eq!(project.run(&["workspace", "list"]).ok().out, "  default\n* staging\n");
    assert!(addresses(&project).is_empty());
    project.apply();
    assert!(project.dir().join("terraform.tfstate.d/staging/terraform.tfstate").exists());
    let input = |env: &str| {
        let state = project.run(&["state", "pull", "--env", env]).ok().json();
        state["resources"][0]["instances"][0]["attributes"]["input"]["value"].clone()
    };
    assert_eq!((input("staging"), input("default")), (json!("staging"), json!("default")));
    let typed = project.run(&["plan", "--env", "stagging"]).expect(&[1]);
    assert!(typed.err.contains("There is no workspace \"stagging\"."), "{}", typed.err);
    project.run(&["workspace", "delete", "staging"]).expect(&[1]);
    project.run(&["workspace", "select", "default"]).ok();
    let full = project.run(&["workspace", "delete", "staging"]).expect(&[1]);
    assert!(full.err.contains("holds 1 objects"), "{}", full.err);
    project.run(&["destroy", "--auto-approve", "--env", "staging"]).ok();
    project.run(&["workspace", "delete", "staging"]).ok();
    assert_eq!(
        project.run(&["workspace", "list", "--json"]).ok().json(),
        json!({ "workspaces": [{ "name": "default", "present": true }] })
    );
    assert!(!project.dir().join("terraform.tfstate.d/staging").exists());
    project.run(&["workspace", "select", "nowhere"]).expect(&[1]);
    project.run(&["workspace", "new", "../x"]).expect(&[1]);
}

#[test]
fn environments_are_listed_and_not_made() {
    let project = Project::offline();
    project.write("main.tf", TWO);
    project.write(
        "provision.hcl",
        "default_environment = \"a\"\n\nenvironment \"a\" {}\n\nenvironment \"b\" {}\n",
    );
    assert_eq!(project.run(&["workspace", "list"]).ok().out, "* a\n  b\n");
    assert_eq!(project.run(&["workspace", "show", "--env", "b"]).ok().out, "b\n");
    assert!(project.run(&["workspace", "new", "c"]).expect(&[1]).err.contains("environment \"c\""));
    assert!(project.run(&["workspace", "select", "b"]).expect(&[1]).err.contains("--env b"));
    project.run(&["apply", "--auto-approve", "--env", "b"]).ok();
    project.run(&["workspace", "delete", "b"]).expect(&[1]);
    project.run(&["workspace", "delete", "b", "--force"]).ok();
    assert_eq!(project.run(&["state", "list", "--env", "b"]).ok().out, "");
}

#[test]
fn too_much_is_not_destroyed() {
    let project = Project::offline();
    project.write("main.tf", TWO);
    project
        .write("provision.hcl", "default_environment = \"a\"\n\nenvironment \"a\" {\n  max_destroy = 1\n}\n");
    project.apply();
    let refused = project.run(&["destroy", "--auto-approve"]).expect(&[5]);
    assert!(
        refused.err.contains("at most 1 may be") && refused.err.contains("--max-destroy 2"),
        "{}",
        refused.err
    );
    assert_eq!(addresses(&project).len(), 2);
    project.run(&["plan", "--destroy"]).expect(&[5]);
    project.run(&["plan", "--destroy", "--max-destroy", "2", "--out", "saved"]).ok();
    project.run(&["apply", "saved"]).expect(&[5]);
    project.run(&["apply", "saved", "--max-destroy=2"]).ok();
    assert!(addresses(&project).is_empty());
}

#[test]
fn a_plan_is_drawn_in_four_forms() {
    let project = Project::offline();
    project.write("main.tf", TWO);
    let drawn = |format: &str| project.run(&["graph", "--format", format]).ok().out;
    assert!(drawn("dot").contains("\"terraform_data.b\" -> \"terraform_data.a\";"));
    assert!(drawn("mermaid").starts_with("flowchart RL\n"));
    let svg = drawn("svg");
    assert!(svg.starts_with("<svg ") && svg.contains(">terraform_data.b</text>"), "{svg}");
    let graph: Value = serde_json::from_str(&drawn("json")).expect("JSON");
    assert_eq!(misfits("graph", &graph), Vec::<String>::new());
    assert_eq!(graph["edges"], json!([{ "from": "terraform_data.b", "to": "terraform_data.a" }]));
}

#[test]
fn what_machines_read_has_its_published_form() {
    let project = Project::offline();
    let secret = "\noutput \"word\" {\n  value     = terraform_data.a.output\n  sensitive = true\n}\n";
    project.write("main.tf", &format!("{TWO}{secret}"));
    let lines = |run: Run| {
        for line in run.ok().out.lines() {
            let event: Value = serde_json::from_str(line).expect("JSON");
            assert_eq!(misfits("events", &event), Vec::<String>::new(), "{line}");
        }
    };
    lines(project.run(&["plan", "--json"]));
    lines(project.run(&["apply", "--json", "--auto-approve"]));
    project.write("main.tf", &TWO.replace("one", "two"));
    project.run(&["plan", "--out", "saved"]).ok();
    let plan = project.run(&["show", "--json", "saved"]).ok().json();
    assert_eq!(misfits("plan", &plan), Vec::<String>::new());
    assert_eq!(misfits("state", &plan["prior_state"]), Vec::<String>::new());
    assert_eq!(misfits("state", &project.run(&["show", "--json"]).ok().json()), Vec::<String>::new());
    let drift = project.run(&["drift", "--json"]).ok().json();
    assert_eq!(misfits("drift", &drift), Vec::<String>::new());
}

/// What the console answers to lines in a pipe, and how it ends.
fn console(project: &Project, lines: &str) -> (i32, String) {
    let run = Run::fed(&mut project.provision(&["console"]), lines);
    (run.code, run.out + &run.err)
}

#[test]
fn the_console_answers_with_and_without_a_plan() {
    let project = Project::offline();
    assert_eq!(console(&project, "1 + 2\nabspath(\".\") == path.cwd\n"), (0, "3\ntrue\n".to_owned()));
    let (code, told) = console(&project, "1 + \n2\n");
    assert!(code == 1 && told.contains("<console-input>"), "{code}: {told}");
    // Terraform's console leaves an empty file where there was no state.
    project.write("terraform.tfstate", "");
    assert_eq!(console(&project, "upper(\"a\")\n"), (0, "\"A\"\n".to_owned()));
    project.run(&["plan"]).expect(&[1]);
    project.write("main.tf", TWO);
    project.apply();
    assert_eq!(console(&project, "terraform_data.a.output\n").1, "\"one\"\n");
    // The same file beside others of ours has lost what it held.
    project.write("terraform.tfstate", "");
    let (code, told) = console(&project, "1\n");
    assert!(code == 1 && told.contains("State is unreadable"), "{code}: {told}");
}

#[test]
fn shells_and_manuals_are_served() {
    let project = Project::offline();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(project.run(&["completion", shell]).ok().out.contains("generate-config-out"), "{shell}");
    }
    assert!(project.run(&["man", "state", "mv"]).ok().out.starts_with(".ie"), "roff");
    project.run(&["man", "--out", "pages"]).ok();
    assert!(project.dir().join("pages/provision-workspace-select.1").exists());
    project.run(&["man", "nothing"]).expect(&[1]);
}
