#![allow(clippy::unwrap_used, clippy::expect_used)]
//! The fixture is what Terraform 1.11.4 shows of the configuration beside it.

use super::super::testing::TerraformData;
use super::*;
use provision_lang::World;
use provision_value::SourceMap;
use std::path::Path;

/// The fixture's two files.
struct Files;

impl World for Files {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        let text = match path.components().filter(|c| c.as_os_str() != ".").count() {
            3 => include_str!("fixtures/configuration/main.tf"),
            _ => include_str!("fixtures/configuration/mod/main.tf"),
        };
        if path.ends_with("main.tf") { Ok(text.into()) } else { Err(std::io::ErrorKind::NotFound.into()) }
    }
    fn list(&self, _: &Path) -> std::io::Result<Vec<String>> {
        Ok(vec!["main.tf".into()])
    }
    fn exists(&self, path: &Path) -> bool {
        path.ends_with("main.tf")
    }
    fn home(&self) -> Option<String> {
        None
    }
    fn env(&self, _: &str) -> Vec<(String, String)> {
        Vec::new()
    }
    fn now(&self) -> String {
        String::new()
    }
    fn random(&self, _: &mut [u8]) {}
}

#[test]
fn the_configuration_is_terraforms() {
    let (config, diags) = provision_lang::config::load(&Files, Path::new("/plan"), &mut SourceMap::default());
    assert!(!diags.has_errors(), "{diags:?}");
    let graph = Graph::build(&config).unwrap();
    let ours = configuration(&config, &graph, &TerraformData::default());
    let theirs: Json = serde_json::from_str(include_str!("fixtures/terraform-configuration.json")).unwrap();
    assert_eq!(format!("{ours:#}"), format!("{:#}", sorted_like(&theirs, &ours)));
    assert_eq!(ours, theirs);
}

/// The same content with members in the order of another object, so that a difference reads well.
fn sorted_like(json: &Json, order: &Json) -> Json {
    match (json, order) {
        (Json::Object(a), Json::Object(b)) => {
            let first = b.keys().filter_map(|k| Some((k.clone(), sorted_like(a.get(k)?, &b[k]))));
            let rest = a.iter().filter(|(k, _)| !b.contains_key(*k)).map(|(k, v)| (k.clone(), v.clone()));
            Json::Object(first.chain(rest).collect())
        }
        (Json::Array(a), Json::Array(b)) => {
            a.iter().enumerate().map(|(i, v)| sorted_like(v, b.get(i).unwrap_or(&Json::Null))).collect()
        }
        _ => json.clone(),
    }
}
