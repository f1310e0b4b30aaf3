//! What checkov says of the shop's plan: nothing fails, and what it is told to leave alone says why, in the place.

use crate::harness::{Run, root};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Files of a folder and those below it that end in `.tf`.
fn plans(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            found.extend(plans(&path));
        } else if path.extension().is_some_and(|kind| kind == "tf") {
            found.push(path);
        }
    }
    found
}

/// What comments in the plan have checkov leave alone: file and check.
fn left_alone(shop: &Path) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for path in plans(shop) {
        let name = format!("/{}", path.strip_prefix(shop).expect("it lies there").display());
        let text = std::fs::read_to_string(&path).expect("it can be read");
        for line in text.lines().filter_map(|line| line.split_once("checkov:skip=")) {
            let (checks, _) = line.1.split_once(':').unwrap_or((line.1, ""));
            found.extend(checks.split(',').map(|check| (name.clone(), check.trim().to_owned())));
        }
    }
    found
}

/// What checkov says of a plan in JSON: each check with what it looked at, and how that ended.
pub fn of_plan(plan: &Path) -> BTreeSet<[String; 3]> {
    let mut command = Command::new(root().join("tests/localstack/run"));
    command.args(["checkov", "--json"]).arg(plan);
    let told = Run::of(&mut command).expect(&[0, 1]).json();
    let results = told["results"].as_object().expect("there are results").values();
    let checks = results.flat_map(|of| of.as_array().expect("a list").clone());
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    checks
        .filter(|one| one["check_id"].is_string())
        .map(|one| [text(&one["resource"]), text(&one["check_id"]), text(&one["check_result"]["result"])])
        .collect()
}

#[test]
fn checkov_finds_nothing_in_the_shop_that_is_not_explained() {
    let mut command = Command::new(root().join("tests/localstack/run"));
    command.args(["checkov", "--json"]);
    let told = Run::of(&mut command).expect(&[0, 1]).json();
    let failed = told["results"]["failed_checks"].as_array().expect("a list");
    let names: Vec<_> =
        failed.iter().map(|one| (&one["check_id"], &one["resource"], &one["file_path"])).collect();
    assert!(names.is_empty(), "{names:#?}");
    let summary = &told["summary"];
    assert_eq!(summary["parsing_errors"], 0, "{summary}");

    // It looked at the estate, and at each module as often as it is used.
    let looked = |what: &str| summary[what].as_u64().expect("a number");
    assert!(looked("passed") > 900 && looked("resource_count") > 250, "{summary}");

    let mut seen = BTreeSet::new();
    for one in told["results"]["skipped_checks"].as_array().expect("a list") {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let reason = text(&one["check_result"]["suppress_comment"]);
        // Where none is given, checkov fills one in.
        let given = !["", "No comment provided"].contains(&reason.trim());
        assert!(given, "no reason: {one:#}");
        seen.insert((text(&one["file_path"]), text(&one["check_id"])));
    }
    assert_eq!(
        seen,
        left_alone(&root().join("plans/shop")),
        "a comment that leaves nothing alone belongs away"
    );
}
