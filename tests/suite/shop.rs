//! The shop's estate from end to end, as the person who runs it meets it.

use crate::harness::{Project, Run, root};
use crate::readback::{counts, estate, is_empty};
use serde_json::Value;

/// Steps that changed something, in the order in which they ended: `(stage, action, address)`.
fn completed(run: &Run) -> Vec<(String, String, String)> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    run.out
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|event| event["type"] == "apply_complete" && event["hook"]["action"] != "noop")
        .map(|event| {
            let hook = &event["hook"];
            (text(&hook["stage"]), text(&hook["action"]), text(&hook["resource"]["addr"]))
        })
        .collect()
}

fn apply(project: &Project, arguments: &[&str]) -> Run {
    let all: Vec<&str> = ["apply", "--auto-approve", "--json"].iter().chain(arguments).copied().collect();
    project.run(&all).ok()
}

#[test]
fn the_estate_comes_up_rolls_a_new_image_out_and_goes() {
    let project = Project::copy_of("plans/shop");
    project.run(&["validate"]).ok();

    // From nothing, stage by stage.
    let made = completed(&apply(&project, &[]));
    let stages = ["network", "tiers", "data", "security", "operations"];
    for pair in stages.windows(2) {
        let last = made.iter().rposition(|(stage, ..)| stage == pair[0]);
        let first = made.iter().position(|(stage, ..)| stage == pair[1]);
        assert!(last.is_some() && last < first, "{} waits for {}: {made:#?}", pair[1], pair[0]);
    }
    project.run(&["plan", "--detailed-exitcode"]).ok();
    let there = estate(&project);
    assert_eq!(counts(&there), EXPECTED, "{there:#}");

    // A changed image: the new revision first, then the service, and only then does the old revision go.
    let rolled =
        completed(&apply(&project, &["--var", r#"web={image="public.ecr.aws/nginx/nginx:1.27.4"}"#]));
    let steps: Vec<String> =
        rolled.iter().map(|(_, action, address)| format!("{action} {address}")).collect();
    let task = r#"module.service["web"].aws_ecs_task_definition.main"#;
    let service = r#"module.service["web"].aws_ecs_service.main"#;
    assert_eq!(steps, [format!("create {task}"), format!("update {service}"), format!("delete {task}")]);
    let rolled = estate(&project);
    assert_eq!(counts(&rolled), EXPECTED, "{rolled:#}");
    let runs = rolled.to_string();
    assert!(runs.contains("nginx:1.27.4") && !runs.contains("nginx:1.27.3"), "{rolled:#}");

    project.destroy();
    let left = estate(&project);
    assert!(is_empty(&left), "left after destroy: {}\n{left:#}", counts(&left));
}

/// What stands between the fences of a page: commands and their answers, without the indentation of the list that they are in.
fn fenced(page: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join("docs").join(page)).expect("the page is there");
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        let fence = line.starts_with("```");
        if inside || fence {
            found.push(line.to_owned());
        }
        inside ^= fence;
    }
    found
}

#[test]
fn pages_in_korean_have_the_commands_of_those_in_english() {
    for page in ["runbooks", "containers"] {
        let english = fenced(&format!("{page}.md"));
        assert!(english.len() > 20, "{page}.md has commands");
        assert_eq!(fenced(&format!("{page}.ko.md")), english);
    }
}

/// What the estate holds in its local environment, by kind.
const EXPECTED: &str = "addresses=2 associations=1 auto_scaling_groups=2 backup_plans=1 backup_vaults=1 buckets=6 \
    build_projects=4 capacity_providers=2 certificates=1 chart_dashboards=1 chart_sets=5 chart_sources=1 \
    chat_channels=2 codestar_connections=1 composite_alarms=7 dashboards=7 db_instances=1 db_parameter_groups=1 \
    db_subnet_groups=1 delivery_streams=1 documents=1 ecs_clusters=1 ecs_services=2 event_rules=2 event_targets=2 \
    flow_logs=1 functions=2 glue_connections=1 glue_crawlers=2 glue_databases=3 glue_jobs=2 glue_rulesets=4 \
    glue_tables=7 glue_triggers=3 glue_workflows=1 groups=3 instance_profiles=3 instances=1 internet_gateways=1 \
    ip_sets=1 keys=3 launch_templates=2 listener_rules=4 listeners=3 load_balancers=2 log_groups=13 \
    log_metric_filters=6 log_policies=1 metric_alarms=40 nat_gateways=2 notification_rules=2 notification_targets=1 \
    password_policies=1 pipelines=2 policies=3 protections=2 repositories=2 roles=20 route_tables=4 saved_queries=16 \
    scalable_targets=2 scaling_policies=2 secrets=1 security_group_rules=21 security_groups=9 subnets=8 \
    target_groups=2 task_definitions=2 topics=2 trails=1 vpc_endpoints=4 vpcs=1 web_acl_logging=1 web_acls=1 \
    workgroups=2 zones=2";
