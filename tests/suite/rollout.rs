//! A changed image rolls out as a new revision of the task definition; the old one goes only after the service has moved.

use crate::harness::Project;
use crate::readback::{estate, nothing_left};
use serde_json::Value;

const PLAN: &str = r#"
variable "image" {
  type = string
}

# The emulator says that tasks run once their number has changed.
variable "tasks" {
  type    = number
  default = 1
}

resource "aws_ecs_cluster" "main" {
  name = "rollout"
}

resource "aws_ecs_task_definition" "web" {
  family = "rollout"

  container_definitions = jsonencode([{
    name      = "web"
    image     = var.image
    cpu       = 10
    memory    = 64
    essential = true
  }])
}

resource "aws_ecs_service" "web" {
  name                  = "web"
  cluster               = aws_ecs_cluster.main.id
  task_definition       = aws_ecs_task_definition.web.arn
  desired_count         = var.tasks
  wait_for_steady_state = var.tasks > 1
}
"#;

#[test]
fn the_old_revision_goes_after_the_service_has_moved() {
    let project = Project::empty();
    project.write("main.tf", PLAN);
    project.run(&["apply", "--auto-approve", "--var", "image=nginx:1"]).ok();
    project.run(&["plan", "--detailed-exitcode", "--var", "image=nginx:1"]).ok();
    assert_eq!(holds(&project), ("rollout:1".to_owned(), vec!["nginx:1".to_owned()]));

    let second = ["--var", "image=nginx:2", "--var", "tasks=2"];
    let with = |words: &[&'static str]| project.run(&[words, &second].concat()).ok();
    let moved = with(&["apply", "--json", "--auto-approve"]).out;
    let (definition, service) = ("aws_ecs_task_definition.web", "aws_ecs_service.web");
    let order = [
        place(&moved, "apply_complete", definition, "create"),
        place(&moved, "apply_start", service, "update"),
        place(&moved, "apply_complete", service, "update"),
        place(&moved, "apply_start", definition, "delete"),
    ];
    assert!(order.is_sorted(), "{order:?}\n{moved}");
    assert_eq!(holds(&project), ("rollout:2".to_owned(), vec!["nginx:2".to_owned()]));
    with(&["plan", "--detailed-exitcode"]);

    with(&["destroy", "--auto-approve"]);
    nothing_left(&project, "destroy");
}

/// The revision that the service runs, and the images of all revisions that are there.
fn holds(project: &Project) -> (String, Vec<String>) {
    let estate = estate(project);
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let runs = text(&estate["ecs_services"][0]["taskDefinition"]);
    let there = estate["task_definitions"].as_array().cloned().unwrap_or_default();
    let images = there.iter().map(|d| text(&d["containerDefinitions"][0]["image"])).collect();
    (runs.rsplit('/').next().unwrap_or_default().to_owned(), images)
}

/// At which line of the event stream something happened, once.
fn place(events: &str, kind: &str, address: &str, action: &str) -> usize {
    let is = |line: &str| {
        let event: Value = serde_json::from_str(line).expect("each line is an event");
        let hook = &event["hook"];
        event["type"] == kind && hook["resource"]["addr"] == address && hook["action"] == action
    };
    let places: Vec<usize> =
        events.lines().enumerate().filter(|(_, line)| is(line)).map(|(place, _)| place).collect();
    assert_eq!(places.len(), 1, "{kind} {address} {action}\n{events}");
    places[0]
}
