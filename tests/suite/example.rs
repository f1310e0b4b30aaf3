//! The example plan from end to end, as a person meets it.

use crate::harness::Project;
use crate::readback::{counts, estate, nothing_left};

#[test]
fn the_network_is_made_shown_and_destroyed() {
    let project = Project::copy_of("plans/examples/network");
    project.run(&["validate"]).ok();
    let plan = project.run(&["plan"]).ok();
    assert!(plan.out.contains("Plan: 52 to add, 0 to change, 0 to destroy."), "{}", plan.out);
    project.apply();
    let outputs = project.run(&["output", "--json"]).ok().json();
    assert_eq!(outputs["public_subnet_ids"]["value"].as_object().map(|o| o.len()), Some(2));
    assert_eq!(outputs["private_subnet_ids"]["value"].as_object().map(|o| o.len()), Some(3));
    assert!(
        outputs["certificate_arn"]["value"]
            .as_str()
            .is_some_and(|arn| arn.starts_with("arn:aws:acm:ap-northeast-2:"))
    );
    let there = counts(&estate(&project));
    assert_eq!(
        there,
        "addresses=2 buckets=1 certificates=1 internet_gateways=1 nat_gateways=2 roles=1 route_tables=4 \
         security_group_rules=12 security_groups=6 subnets=8 vpcs=1 zones=1"
    );
    project.run(&["plan", "--detailed-exitcode"]).ok();
    project.destroy();
    nothing_left(&project, "destroy");
}

#[test]
fn a_saved_plan_is_applied_as_shown() {
    let project = Project::copy_of("plans/examples/network");
    project.run(&["plan", "--out", "saved.plan"]).ok();
    let shown = project.run(&["show", "--json", "saved.plan"]).ok().json();
    assert_eq!(shown["format_version"], "1.2");
    project.run(&["apply", "saved.plan"]).ok();
    project.run(&["plan", "--detailed-exitcode"]).ok();
    let stale = project.run(&["apply", "saved.plan"]).expect(&[1]);
    assert!(stale.err.contains("Saved plan"), "{}", stale.err);
    project.destroy();
}
