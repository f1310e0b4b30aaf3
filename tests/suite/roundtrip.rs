//! The shop taken out of the state and taken back: all of it after the state was lost, by `import` blocks for what its configuration has, and from nothing but ids, with the
//! configuration written for it.

use crate::harness::{Project, Run};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

/// Types that cannot be imported, in Terraform either, and why.
const NOT_IMPORTED: [(&str, &str); 1] = [("aws_acm_certificate_validation", "a wait, and nothing at AWS")];

/// What an import changes all the same, in AWS's favour or the emulator's fault: the type, its arguments, and why.
const SENT_AGAIN: [(&str, &[&str], &str); 2] = [
    ("aws_db_instance", &["password"], "AWS tells no password, so it is set to the configured one"),
    (
        "aws_ssm_document",
        &["content", "default_version", "document_version", "hash", "latest_version", "parameter"],
        "the emulator writes documents in a form of its own, and AWS tells them as they were given",
    ),
];

/// Arguments of the estate that are secret.
const SECRETS: [&str; 2] = ["connection_properties", "secret_string"];

/// One object of the estate, and the id that it is imported by.
struct Held {
    type_name: String,
    address: String,
    id: String,
    values: Value,
}

/// Everything that the state holds of AWS.
fn held(project: &Project) -> Vec<Held> {
    let state = project.run(&["show", "--json"]).ok().json();
    let mut all = Vec::new();
    collect(&state["values"]["root_module"], &mut all);
    all
}

fn collect(module: &Value, all: &mut Vec<Held>) {
    let items = |key: &str| module[key].as_array().cloned().unwrap_or_default();
    for resource in items("resources").iter().filter(|r| r["mode"] == "managed") {
        let text = |key: &str| resource[key].as_str().unwrap_or_default().to_owned();
        let type_name = text("type");
        if type_name.starts_with("aws_") && !NOT_IMPORTED.iter().any(|(name, _)| *name == type_name) {
            let id = import_id(&type_name, &resource["values"]);
            all.push(Held { type_name, address: text("address"), id, values: resource["values"].clone() });
        }
    }
    items("child_modules").iter().for_each(|module| collect(module, all));
}

/// The id by which a type is imported, as the provider documents it.
fn import_id(type_name: &str, values: &Value) -> String {
    let of = |name: &str| values[name].as_str().unwrap_or_default().to_owned();
    let last = |name: &str| of(name).rsplit('/').next().unwrap_or_default().to_owned();
    match type_name {
        "aws_appautoscaling_policy" => {
            [of("service_namespace"), of("resource_id"), of("scalable_dimension"), of("name")].join("/")
        }
        "aws_appautoscaling_target" => {
            [of("service_namespace"), of("resource_id"), of("scalable_dimension")].join("/")
        }
        "aws_backup_selection" => format!("{}|{}", of("plan_id"), of("id")),
        "aws_chatbot_slack_channel_configuration" => of("chat_configuration_arn"),
        "aws_cloudwatch_event_target" => format!("{}/{}", of("rule"), of("target_id")),
        "aws_cloudwatch_log_metric_filter" => format!("{}:{}", of("log_group_name"), of("name")),
        "aws_default_route_table" => of("vpc_id"),
        "aws_ecs_cluster" => of("name"),
        "aws_ecs_service" => format!("{}/{}", last("cluster"), of("name")),
        "aws_ecs_task_definition" | "aws_kinesis_firehose_delivery_stream" => of("arn"),
        "aws_iam_group_policy_attachment" => format!("{}/{}", of("group"), of("policy_arn")),
        "aws_iam_role_policy_attachment" => format!("{}/{}", of("role"), of("policy_arn")),
        "aws_lambda_permission" => format!("{}/{}", of("function_name"), of("statement_id")),
        "aws_route" => format!("{}_{}", of("route_table_id"), of("destination_cidr_block")),
        "aws_route_table_association" => format!("{}/{}", of("subnet_id"), of("route_table_id")),
        "aws_s3_object" => format!("{}/{}", of("bucket"), of("key")),
        "aws_ssm_association" => of("association_id"),
        "aws_wafv2_ip_set" | "aws_wafv2_web_acl" => format!("{}/{}/{}", of("id"), of("name"), of("scope")),
        _ => of("id"),
    }
}

/// `import` blocks; `to` gives the address that each object gets.
fn blocks(all: &[&Held], to: impl Fn(usize, &Held) -> String) -> String {
    let block = |(n, held): (usize, &Held)| {
        let id = held.id.replace('\\', "\\\\").replace('"', "\\\"");
        format!("import {{\n  to = {}\n  id = \"{id}\"\n}}\n\n", to(n, held))
    };
    all.iter().copied().enumerate().map(block).collect()
}

/// What a plan would do beside taking over.
fn changed(project: &Project) -> Vec<String> {
    let saved = project.home().join("saved.plan");
    let path = saved.to_str().expect("UTF-8");
    project.run(&["plan", "--out", path]).ok();
    let plan = project.run(&["show", "--json", path]).ok().json();
    let changes = plan["resource_changes"].as_array().cloned().unwrap_or_default();
    let touched = changes.iter().filter(|c| c["change"]["actions"] != serde_json::json!(["no-op"]));
    touched
        .filter(|c| c["mode"] == "managed")
        .filter_map(|c| {
            let names = differing(&c["change"]["before"], &c["change"]["after"]);
            let sent = SENT_AGAIN.iter().find(|(type_name, ..)| c["type"] == *type_name);
            let expected =
                sent.is_some_and(|(_, all, _)| names.iter().all(|name| all.contains(&name.as_str())));
            if expected && c["change"]["actions"] == serde_json::json!(["update"]) {
                return None;
            }
            Some(format!(
                "{} {} {names:?}",
                c["address"].as_str().unwrap_or_default(),
                c["change"]["actions"]
            ))
        })
        .collect()
}

fn differing(before: &Value, after: &Value) -> Vec<String> {
    let names: BTreeSet<&String> =
        [before, after].into_iter().filter_map(Value::as_object).flat_map(|o| o.keys()).collect();
    let differs = |name: &&&String| before[name.as_str()] != after[name.as_str()];
    names.iter().filter(differs).map(|name| (*name).clone()).collect()
}

#[test]
fn the_shop_is_taken_out_of_the_state_and_taken_back() {
    let project = Project::copy_of("plans/shop");
    project.apply();
    lost(&project);
    let all = held(&project);
    let types: BTreeSet<&str> = all.iter().map(|h| h.type_name.as_str()).collect();
    assert!(types.len() > 90, "{} types: {types:?}", types.len());

    let addresses: Vec<&str> = all.iter().map(|h| h.address.as_str()).collect();
    project.run(&[&["state", "rm"], addresses.as_slice()].concat()).ok();
    project.write("imports.tf", &blocks(&all.iter().collect::<Vec<_>>(), |_, held| held.address.clone()));
    let changes = changed(&project);
    assert!(changes.is_empty(), "{} of {} objects: {changes:#?}", changes.len(), all.len());
    project.apply();
    fs::remove_file(project.dir().join("imports.tf")).expect("it was just written");
    project.run(&["plan", "--detailed-exitcode"]).ok();

    generated(&project, &all);
    project.destroy();
}

/// A state that is gone comes back whole from what the account holds.
fn lost(project: &Project) {
    let list = project.run(&["state", "list"]).ok().out;
    fs::remove_dir_all(project.home().join("state")).expect("the state lies there");
    let told = project.run(&["recover", "--from-cloud", "--json"]).ok().json();
    assert_eq!(told["missing"], serde_json::json!([]));
    let managed = |list: &str| {
        let resources = list.lines().filter(|line| !line.starts_with("data.") && !line.contains(".data."));
        resources.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(managed(&project.run(&["state", "list"]).ok().out), managed(&list));
    let changes = changed(project);
    assert!(changes.is_empty(), "after the state was lost: {changes:#?}");
    project.apply();
}

/// A plan of nothing but ids gets its configuration written, and a plan with that changes nothing.
fn generated(project: &Project, all: &[Held]) {
    let other = Project::empty();
    let all: Vec<&Held> = all.iter().collect();
    other.write("imports.tf", &blocks(&all, |n, held| format!("{}.n{n}", held.type_name)));
    let mut command = other.provision(&["plan", "--generate-config-out", "generated.tf"]);
    // Secrets are not written: each is a variable.
    for (n, held) in all.iter().enumerate() {
        for name in SECRETS.iter().filter(|name| !held.values[**name].is_null()) {
            let value = &held.values[*name];
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            command.env(format!("TF_VAR_{}_n{n}_{name}", held.type_name), text);
        }
    }
    let run = Run::of(command.env("AWS_ACCESS_KEY_ID", &project.account)).ok();
    assert!(run.out.contains("0 to add, 0 to change, 0 to destroy"), "{}", run.out);
}
