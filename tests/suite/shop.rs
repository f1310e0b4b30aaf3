//! The shop's estate from end to end, as the person who runs it meets it.

use crate::harness::{Project, Run, root};
use crate::readback::{clicks, counts, estate, nothing_left};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// A step that changed something, and when: places in the event stream.
#[derive(Debug)]
struct Step {
    stage: String,
    action: String,
    address: String,
    began: usize,
    ended: usize,
}

/// All lines of the event stream.
fn events(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).expect("each line is an event")).collect()
}

/// Steps that changed something, in the order in which they ended.
fn steps(run: &Run) -> Vec<Step> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let mut began = BTreeMap::new();
    let mut steps = Vec::new();
    for (place, event) in events(run).iter().enumerate() {
        let hook = &event["hook"];
        let (action, address) = (text(&hook["action"]), text(&hook["resource"]["addr"]));
        match event["type"].as_str() {
            Some("apply_start") => drop(began.insert((action, address), place)),
            Some("apply_complete") if action != "noop" => {
                let began = began[&(action.clone(), address.clone())];
                steps.push(Step { stage: text(&hook["stage"]), action, address, began, ended: place });
            }
            _ => {}
        }
    }
    steps
}

/// Addresses that a run's plan replaces.
fn replaced(run: &Run) -> BTreeSet<String> {
    let planned = events(run).into_iter().filter(|event| event["type"] == "planned_change");
    planned
        .filter(|event| event["change"]["action"] == "replace")
        .filter_map(|event| event["change"]["resource"]["addr"].as_str().map(str::to_owned))
        .collect()
}

/// An address without the keys of instances.
fn unkeyed(address: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    for letter in address.chars() {
        inside |= letter == '[';
        if !inside {
            kept.push(letter);
        }
        inside &= letter != ']';
    }
    kept
}

static STAGES: [&str; 5] = ["network", "tiers", "data", "security", "operations"];

/// Each stage and the next: when the last step of the one ended, and the first of the other began.
fn borders(made: &[Step]) -> impl Iterator<Item = (&'static [&'static str], Option<usize>, Option<usize>)> {
    STAGES.windows(2).map(|pair| {
        let last = made.iter().filter(|step| step.stage == pair[0]).map(|step| step.ended).max();
        let first = made.iter().filter(|step| step.stage == pair[1]).map(|step| step.began).min();
        (pair, last, first)
    })
}

fn apply(project: &Project, arguments: &[&str]) -> Run {
    let all: Vec<&str> = ["apply", "--auto-approve", "--json"].iter().chain(arguments).copied().collect();
    project.run(&all).ok()
}

#[test]
fn the_estate_comes_up_rolls_a_new_image_out_and_goes() {
    let project = Project::copy_of("plans/shop");
    project.run(&["validate"]).ok();

    // From nothing, stage by stage: nothing of a stage begins before the one before is complete.
    let made = steps(&apply(&project, &[]));
    for (pair, last, first) in borders(&made) {
        assert!(last.is_some() && last < first, "{} waits for {}: {made:#?}", pair[1], pair[0]);
    }
    project.run(&["plan", "--detailed-exitcode"]).ok();
    let there = estate(&project);
    assert_eq!(counts(&there), EXPECTED, "{there:#}");

    // Clicks lie under the hour in which they were made, whenever they arrived; what has no time is put aside.
    let outputs = project.run(&["output", "--json"]).ok().json();
    let output = |name: &str| outputs[name]["value"].clone();
    let (stream, bucket) = (output("click_stream"), output("lake")["curated"].clone());
    let mut landed = clicks(&project, stream.as_str().expect("a name"), bucket.as_str().expect("a name"));
    let aside = landed.as_object_mut().and_then(|all| {
        let name = all.keys().find(|name| name.starts_with("clicks-errors/processing-failed/"))?.clone();
        all.remove(&name)
    });
    assert_eq!(aside, Some(json!(["/without-a-time"])), "{landed:#}");
    let wanted = json!({
        "clicks/day=2026-05-01/hour=12": ["/late"],
        "clicks/day=2026-05-04/hour=23": ["/shoes"],
        "clicks/day=2026-05-05/hour=00": ["/shoes/7", "/basket"],
    });
    assert_eq!(landed, wanted);

    // A changed image: the new revision first, then the service, and only then does the old revision go.
    let rolled = steps(&apply(&project, &["--var", r#"web={image="public.ecr.aws/nginx/nginx:1.27.4"}"#]));
    let rolled: Vec<String> = rolled.iter().map(|step| format!("{} {}", step.action, step.address)).collect();
    let task = r#"module.service["web"].aws_ecs_task_definition.main"#;
    let service = r#"module.service["web"].aws_ecs_service.main[0]"#;
    assert_eq!(rolled, [format!("create {task}"), format!("update {service}"), format!("delete {task}")]);
    let rolled = estate(&project);
    assert_eq!(counts(&rolled), EXPECTED, "{rolled:#}");
    let runs = rolled.to_string();
    assert!(runs.contains("nginx:1.27.4") && !runs.contains("nginx:1.27.3"), "{rolled:#}");

    project.destroy();
    nothing_left(&project, "destroy");
}

/// The orchestrator is EKS here, and stages overlap: what is not waited for begins early, and what is waited for is there.
#[test]
fn on_eks_stages_overlap_as_far_as_dependencies_let_them() {
    let project = Project::copy_of("plans/shop");
    let settings = project.dir().join("provision.hcl");
    let text = fs::read_to_string(&settings).expect("readable").replace("\"barrier\"", "\"overlap\"");
    fs::write(&settings, text).expect("writable");
    let eks = ["--var", "orchestrator=eks"];

    let made = steps(&apply(&project, &eks));
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    for step in &made {
        let address = unkeyed(&step.address);
        let began = first.entry(address.clone()).or_insert(step.began);
        *began = step.began.min(*began);
        let ended = last.entry(address).or_insert(step.ended);
        *ended = step.ended.max(*ended);
    }
    let graph = project.run(&["graph", "--format", "json"]).ok().json();
    let edges = graph["edges"].as_array().expect("a graph has edges");
    let mut held = 0;
    for edge in edges {
        let (from, to) = (edge["from"].as_str().unwrap_or_default(), edge["to"].as_str().unwrap_or_default());
        if let (Some(began), Some(ended)) = (first.get(from), last.get(to)) {
            assert!(ended < began, "{from} began at {began}, {to} ended at {ended}");
            held += 1;
        }
    }
    assert!(held > 300, "{held} of {} edges", edges.len());
    assert!(
        borders(&made).any(|(_, last, first)| first < last),
        "no stage began before the one before was complete"
    );

    project.run(&[&["plan", "--detailed-exitcode"][..], &eks].concat()).ok();
    let there = estate(&project);
    for (kind, wanted) in
        [("eks_clusters", 1), ("eks_node_groups", 2), ("eks_addons", 6), ("eks_access_entries", 3)]
    {
        assert_eq!(there[kind].as_array().map(Vec::len), Some(wanted), "{kind}: {}", counts(&there));
    }
    assert!(there.get("ecs_clusters").is_none(), "{}", counts(&there));

    project.run(&[&["destroy", "--auto-approve"][..], &eks].concat()).ok();
    nothing_left(&project, "destroy");
}

/// The architecture's versions one after the other, on one estate, and out.
#[test]
fn each_version_is_an_upgrade_of_the_one_before() {
    let project = Project::copy_of("plans/shop");
    for (place, (version, wanted)) in VERSIONS.into_iter().enumerate() {
        let file = format!("versions/{version}.tfvars");
        let run = apply(&project, &["--var-file", &file]);
        let wanted: BTreeSet<String> = wanted.iter().map(|address| (*address).to_owned()).collect();
        assert_eq!(replaced(&run), wanted, "replaced by {version}");
        let there = estate(&project);
        for (kind, wanted) in COMPONENTS {
            let held = there[kind].as_array().map_or(0, Vec::len);
            assert_eq!(held, wanted[place], "{kind} of {version}: {}", counts(&there));
        }
        let streams = there["delivery_streams"].to_string();
        assert_eq!(streams.contains("MetadataExtraction"), version >= "1.4", "partitioned in {version}");
        assert_eq!(streams.contains("ParquetSerDe"), version >= "1.5", "converted in {version}");
        project.run(&["plan", "--detailed-exitcode", "--var-file", &file]).ok();
    }
    project.run(&["plan", "--detailed-exitcode"]).ok();
    project.destroy();
    nothing_left(&project, "destroy");
}

#[test]
#[ignore = "takes ten minutes; what the walk through the versions does not show is only that none needs the one before"]
fn each_version_comes_up_from_nothing() {
    for (version, _) in VERSIONS {
        let project = Project::copy_of("plans/shop");
        let file = format!("versions/{version}.tfvars");
        apply(&project, &["--var-file", &file]);
        project.run(&["plan", "--detailed-exitcode", "--var-file", &file]).ok();
        project.run(&["destroy", "--auto-approve", "--var-file", &file]).ok();
        nothing_left(&project, version);
    }
}

/// How many of each component the versions have, as the table of the architecture's versions has it.
const COMPONENTS: [(&str, [usize; 6]); 20] = [
    ("load_balancers", [2; 6]),
    ("auto_scaling_groups", [2; 6]),
    ("db_instances", [1; 6]),
    ("certificates", [0, 1, 1, 1, 1, 1]),
    ("deployed_applications", [2, 0, 2, 0, 0, 0]),
    ("ecs_services", [0, 2, 2, 2, 2, 2]),
    ("repositories", [0, 2, 2, 2, 2, 2]),
    ("code_repositories", [2, 2, 0, 0, 0, 0]),
    ("codestar_connections", [0, 0, 1, 1, 1, 1]),
    ("pipelines", [2, 2, 4, 4, 4, 4]),
    ("distributions", [0, 1, 0, 0, 0, 0]),
    ("streams", [0, 1, 0, 0, 0, 0]),
    ("search_domains", [0, 1, 0, 0, 0, 0]),
    ("delivery_streams", [0, 2, 0, 1, 1, 1]),
    ("functions", [0, 2, 0, 2, 2, 2]),
    ("glue_jobs", [0, 1, 0, 3, 2, 2]),
    ("glue_rulesets", [0, 0, 0, 4, 4, 4]),
    ("chart_dashboards", [0, 1, 0, 1, 1, 1]),
    ("backup_plans", [0, 0, 0, 0, 1, 1]),
    ("protections", [2, 3, 2, 2, 2, 2]),
];

/// What each version replaces of the one before; docs/versions.md says why.
const VERSIONS: [(&str, &[&str]); 6] = [
    ("1.0", &[]),
    (
        "1.1",
        &[
            r#"aws_cloudwatch_log_metric_filter.errors["was"]"#,
            r#"aws_cloudwatch_log_metric_filter.errors["web"]"#,
            "aws_iam_role_policy.was_reads_db_secret",
            r#"module.balancer["was"].aws_lb_target_group.main"#,
        ],
    ),
    ("1.2", &SCALED),
    ("1.3", &SCALED),
    ("1.4", &["aws_kinesis_firehose_delivery_stream.clicks[0]"]),
    ("1.5", &[]),
];

/// What scales a service is named after it, and the service that CodeDeploy rolls out is another one.
const SCALED: [&str; 4] = [
    r#"module.service["was"].aws_appautoscaling_policy.cpu"#,
    r#"module.service["was"].aws_appautoscaling_target.main"#,
    r#"module.service["web"].aws_appautoscaling_policy.cpu"#,
    r#"module.service["web"].aws_appautoscaling_target.main"#,
];

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
const EXPECTED: &str = "addresses=2 associations=1 auto_scaling_groups=2 backup_plans=1 backup_vaults=1 buckets=7 \
    build_projects=6 capacity_providers=2 certificates=1 chart_dashboards=1 chart_sets=5 chart_sources=1 \
    chat_channels=2 codestar_connections=1 composite_alarms=7 dashboards=7 db_instances=1 \
    db_parameter_groups=1 db_subnet_groups=1 delivery_streams=1 documents=1 ecs_clusters=1 ecs_services=2 \
    event_rules=2 event_targets=2 flow_logs=1 functions=2 glue_connections=1 glue_crawlers=2 \
    glue_databases=3 glue_jobs=2 glue_rulesets=4 glue_security=1 glue_tables=7 glue_triggers=3 glue_workflows=1 \
    groups=3 instance_profiles=3 instances=1 internet_gateways=1 ip_sets=1 keys=3 launch_templates=2 listener_rules=4 \
    listeners=3 load_balancers=2 log_groups=15 log_metric_filters=6 log_policies=1 metric_alarms=40 \
    nat_gateways=2 notification_rules=4 notification_targets=1 password_policies=1 pipelines=4 policies=3 \
    protections=2 repositories=2 roles=24 route_tables=4 saved_queries=16 scalable_targets=2 \
    scaling_policies=2 secrets=1 security_group_rules=21 security_groups=9 subnets=8 target_groups=2 \
    task_definitions=2 topics=2 trails=1 vpc_endpoints=4 vpcs=1 web_acl_logging=1 web_acls=1 workgroups=2 \
    zones=2";
