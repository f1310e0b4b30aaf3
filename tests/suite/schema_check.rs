//! Each registered type against the provider's recorded schema (`tests/goldens/schema`).

use crate::harness::root;
use provision_schema::ResourceType;
use serde_json::Value;
use std::fs;

/// Every managed type and data source, with the name of its golden file.
fn registered() -> Vec<(String, ResourceType)> {
    let mut types = Vec::new();
    for family in &provision_aws::families() {
        for resource in &family.resources {
            let ty = resource.describe();
            types.push((ty.name.to_string(), ty));
        }
        for data in &family.data {
            let ty = data.describe();
            types.push((format!("data_{}", ty.name), ty));
        }
    }
    types.sort_by(|a, b| a.0.cmp(&b.0));
    types
}

/// A recorded file below `tests/goldens`.
fn golden(folder: &str, name: &str) -> Value {
    let path = root().join("tests/goldens").join(folder).join(format!("{name}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The names in `tests/goldens/types.txt`, as golden files are named.
pub fn listed() -> Vec<String> {
    let text =
        fs::read_to_string(root().join("tests/goldens/types.txt")).expect("the list of types is there");
    let mut names: Vec<String> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| match line.split_once(' ').expect("resource NAME or data NAME") {
            ("data", name) => format!("data_{name}"),
            (_, name) => name.to_owned(),
        })
        .collect();
    names.sort();
    names
}

#[test]
fn every_registered_type_has_the_providers_schema() {
    let mut differing = 0;
    for (name, ty) in registered() {
        let differences = provision_schema::check(&ty, &golden("schema", &name));
        println!("schema {name}: {}", if differences.is_empty() { "equal" } else { "DIFFERS" });
        for difference in &differences {
            println!("    {difference}");
        }
        differing += usize::from(!differences.is_empty());
    }
    assert_eq!(differing, 0, "types whose schema differs");
}

#[test]
fn what_is_listed_is_registered() {
    let registered: Vec<String> = registered().into_iter().map(|(name, _)| name).collect();
    assert_eq!(registered, listed());
}
