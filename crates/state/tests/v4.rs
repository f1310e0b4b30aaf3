//! The state format: what Terraform wrote does not change when we write it, and damage is named.
#![allow(clippy::unwrap_used)]

use provision_state::{Error, Paths, Store, v4};
use provision_value::{Path, Step};
use std::path::Path as FilePath;

const GOLDEN: &str = include_str!("golden/terraform-1.11.json");
const RARE: &str = include_str!("golden/rare.json");

fn round_trip(text: &str) -> String {
    let state = v4::parse(text.as_bytes(), FilePath::new("x")).unwrap();
    String::from_utf8(Store::encode(&state).unwrap()).unwrap()
}

#[test]
fn terraforms_bytes_survive() {
    assert_eq!(round_trip(GOLDEN), GOLDEN);
}

/// Deposed and tainted objects, `each`, identity, private bytes, fields of the future.
#[test]
fn rare_fields_survive() {
    assert_eq!(round_trip(RARE), RARE);
}

#[test]
fn fields_are_understood() {
    let state = v4::parse(RARE.as_bytes(), FilePath::new("x")).unwrap();
    let addr = "module.k[\"a\"].terraform_data.z[1]".parse().unwrap();
    let current = state.get(&addr).unwrap();
    assert!(current.tainted && current.create_before_destroy);
    assert_eq!(current.attributes["id"], "new");
    let path = Path(vec![Step::Attr("input".into()), Step::Key("k".into()), Step::Index(2)]);
    assert_eq!(current.sensitive_attributes, [path]);
    let old = state.object(&addr, Some(&"0a1b2c3d".into())).unwrap();
    assert_eq!(old.attributes["id"], "old");
}

#[test]
fn damage_is_named_with_its_file() {
    let cases = [
        ("", "it ends in the middle"),
        (&GOLDEN[..GOLDEN.len() / 2], "it ends in the middle"),
        ("{\"version\": 4, x", "no JSON at line 1"),
        ("{\"version\": 4}", "a field has an unexpected form"),
        (
            r#"{"version":4,"serial":1,"lineage":"l","resources":[{"mode":"x","type":"t","name":"n","provider":"p","instances":[]}]}"#,
            "t.n has unknown mode",
        ),
        (
            r#"{"version":4,"serial":1,"lineage":"l","resources":[{"mode":"managed","type":"t","name":"n","provider":"p",
                "instances":[{"schema_version":0,"attributes_flat":{}}]}]}"#,
            "t.n has no attributes",
        ),
        (
            r#"{"version":4,"serial":1,"lineage":"l","resources":[{"mode":"managed","type":"t","name":"n","provider":"p",
                "instances":[{"schema_version":0,"attributes":{}},{"schema_version":0,"attributes":{}}]}]}"#,
            "t.n is recorded twice",
        ),
    ];
    for (text, expected) in cases {
        let error = v4::parse(text.as_bytes(), FilePath::new("prod.tfstate")).unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }), "{text}");
        let shown = error.to_string();
        assert!(shown.contains("prod.tfstate") && shown.contains(expected), "{shown}");
        assert!(!error.to_diagnostic().help.is_empty());
    }
    for version in ["3", "5", "\"four\""] {
        let text = format!("{{\"version\": {version}, \"resources\": 1}}");
        let error = v4::parse(text.as_bytes(), FilePath::new("x")).unwrap_err();
        assert!(matches!(&error, Error::Version { version: v, .. } if v == version), "{error}");
    }
}

#[test]
fn the_backup_is_named_when_there_is_one() {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::bare(dir.path());
    std::fs::write(&paths.state, "{").unwrap();
    assert!(!Store::peek(&paths).unwrap_err().to_diagnostic().help.contains("terraform.tfstate.backup"));
    std::fs::write(&paths.backup, GOLDEN).unwrap();
    assert!(Store::peek(&paths).unwrap_err().to_diagnostic().help.contains("terraform.tfstate.backup"));
}
