//! A family's types against the schemas and plans that the provider was recorded with (`tests/goldens`).
#![allow(clippy::panic, clippy::expect_used)]

use crate::provider::Family;
use provision_plan::golden;
use provision_schema::{ResourceType, check};
use provision_value::Mode;
use serde_json::Value as Json;
use std::path::Path;

fn recorded(kind: &str, name: &str) -> Json {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/goldens");
    let path = root.join(kind).join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn types(family: &Family) -> Vec<ResourceType> {
    let managed = family.resources.iter().map(|r| r.describe());
    managed.chain(family.data.iter().map(|d| d.describe())).collect()
}

/// Names, types, nesting and marks of every type are those of the provider. For tests.
///
/// # Panics
/// With all differences, or where nothing is recorded.
pub fn assert_schemas(family: &Family) {
    let mut findings = Vec::new();
    for ty in types(family) {
        let name = if ty.mode == Mode::Data { format!("data_{}", ty.name) } else { ty.name.to_owned() };
        findings.extend(check(&ty, &recorded("schema", &name)).into_iter().map(|f| format!("{name}: {f}")));
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// The name that plans are recorded under: those of load balancing have two, and the provider plans them alike.
pub fn first_name(name: &str) -> String {
    name.replace("aws_alb", "aws_lb")
}

/// Recorded plans that differ on purpose, as `tests/goldens/otherwise.txt` lists them: type and case. For tests.
///
/// # Panics
/// Where the list cannot be read.
pub fn otherwise() -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/goldens/otherwise.txt");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let entry = |line: &str| {
        let (name, case) = line.split_once(": ").unwrap_or_else(|| panic!("not `type: case`: {line}"));
        (name.to_owned(), case.to_owned())
    };
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(entry).collect()
}

/// Every managed type plans each recorded case as the provider does, but for those that differ on purpose. For tests.
///
/// # Panics
/// With all differences, with entries of the list that do not differ, or where nothing is recorded.
pub fn assert_plans(family: &Family) {
    let otherwise = otherwise();
    let mut findings = Vec::new();
    for ty in types(family).iter().filter(|ty| ty.mode == Mode::Managed) {
        let report = golden::run(ty, &recorded("diff", &first_name(ty.name)));
        println!("plans {}: {} compared", ty.name, report.compared);
        assert!(report.compared > 5, "{}: only {} cases", ty.name, report.compared);
        let meant: Vec<&str> =
            otherwise.iter().filter(|(name, _)| name == ty.name).map(|(_, case)| case.as_str()).collect();
        let differing: Vec<&str> = report.mismatches.iter().map(|m| m.case.as_str()).collect();
        let stale = meant.iter().filter(|case| !differing.contains(*case));
        findings.extend(stale.map(|case| format!("{}: {case}: listed, but equal", ty.name)));
        let unmeant = report.mismatches.iter().filter(|m| !meant.contains(&m.case.as_str()));
        findings.extend(unmeant.map(|m| format!("{}: {m}", ty.name)));
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
