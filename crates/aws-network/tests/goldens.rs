#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! The family's types against the provider's recorded schemas and plans.

use provision_plan::golden::{self, Mismatch};
use provision_schema::{ResourceType, check};
use provision_value::Mode;
use serde_json::Value as Json;
use std::path::Path;

fn read(kind: &str, name: &str) -> Option<Json> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/goldens");
    let text = std::fs::read_to_string(root.join(kind).join(format!("{name}.json"))).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

fn types() -> Vec<ResourceType> {
    let managed = provision_aws_network::resources().iter().map(|r| r.describe()).collect::<Vec<_>>();
    managed.into_iter().chain(provision_aws_network::data_sources().iter().map(|d| d.describe())).collect()
}

#[test]
fn schemas_are_those_of_the_provider() {
    let mut findings = Vec::new();
    for ty in types() {
        let name = if ty.mode == Mode::Data { format!("data_{}", ty.name) } else { ty.name.to_owned() };
        let golden = read("schema", &name).unwrap_or_else(|| panic!("no recorded schema of {name}"));
        findings.extend(check(&ty, &golden).into_iter().map(|f| format!("{name}: {f}")));
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// Plans that differ on purpose: the provider overlooks a second target of a route that AWS refuses; we plan it, and refuse it.
const OTHERWISE: [(&str, &str); 1] = [("aws_route_table", "update, route.1.network_interface_id: other 1")];

#[test]
fn plans_are_those_of_the_provider() {
    let mut findings = Vec::new();
    for ty in types().iter().filter(|ty| ty.mode == Mode::Managed) {
        let recorded = read("diff", ty.name).unwrap_or_else(|| panic!("no recorded plans of {}", ty.name));
        let report = golden::run(ty, &recorded);
        assert!(report.compared > 5, "{}: only {} cases", ty.name, report.compared);
        let unmeant = |m: &&Mismatch| !OTHERWISE.contains(&(ty.name, m.case.as_str()));
        findings.extend(report.mismatches.iter().filter(unmeant).map(|m| format!("{}: {m}", ty.name)));
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
