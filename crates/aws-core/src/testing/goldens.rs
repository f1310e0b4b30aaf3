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

/// Every managed type plans each recorded case as the provider does, but for those that differ on purpose: type and case. For tests.
///
/// # Panics
/// With all differences, or where nothing is recorded.
pub fn assert_plans(family: &Family, otherwise: &[(&str, &str)]) {
    let mut findings = Vec::new();
    for ty in types(family).iter().filter(|ty| ty.mode == Mode::Managed) {
        let report = golden::run(ty, &recorded("diff", &first_name(ty.name)));
        assert!(report.compared > 5, "{}: only {} cases", ty.name, report.compared);
        let unmeant = report.mismatches.iter().filter(|m| !otherwise.contains(&(ty.name, m.case.as_str())));
        findings.extend(unmeant.map(|m| format!("{}: {m}", ty.name)));
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
