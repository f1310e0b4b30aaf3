//! Things that somebody else made and configured, taken over by `import` blocks: what the configuration says of them is there already,
//! and what it leaves to others is in the state as AWS tells it.

use crate::harness::{Project, REGION, Run, endpoint, root};
use crate::readback::{estate, is_empty};
use serde_json::{Value, json};
use std::process::Command;

/// A bucket on which everything is set, and a plan that adopts it.
pub fn bucket(project: &Project, provider: &str) -> String {
    let name = format!("imported-{}", project.account);
    let python = std::env::var_os("PROVISION_TEST_PYTHON").expect("tests/localstack/run exec sets it");
    let mut command = Command::new(python);
    command
        .arg(root().join("tests/readback/configured_bucket.py"))
        .args([&endpoint(), &project.account, REGION, &name])
        .env("AWS_EC2_METADATA_DISABLED", "true");
    Run::of(&mut command).ok();
    let adopted = [("subject", ""), ("logs", "-logs"), ("copies", "-copies")].map(|(label, end)| {
        let tags = if end.is_empty() { "\n  tags = {\n    Owner = \"somebody\"\n  }\n" } else { "" };
        format!(
            r#"
resource "aws_s3_bucket" "{label}" {{
  bucket = "{name}{end}"
{tags}}}

resource "aws_s3_bucket_versioning" "{label}" {{
  bucket = aws_s3_bucket.{label}.id

  versioning_configuration {{
    status = "Enabled"
  }}
}}

import {{
  to = aws_s3_bucket.{label}
  id = "{name}{end}"
}}

import {{
  to = aws_s3_bucket_versioning.{label}
  id = "{name}{end}"
}}
"#
        )
    });
    project.write("main.tf", &format!("{provider}{}", adopted.concat()));
    name
}

#[test]
fn a_configured_bucket() {
    let project = Project::empty();
    let name = bucket(&project, "");
    let plan = project.run(&["plan"]).ok();
    assert!(plan.out.contains("0 to add, 0 to change, 0 to destroy"), "{}", plan.out);
    project.apply();
    project.run(&["plan", "--detailed-exitcode"]).ok();
    let state = project.run(&["show", "--json"]).ok().json();
    let all = state["values"]["root_module"]["resources"].as_array().cloned().unwrap_or_default();
    let subject = all.iter().find(|r| r["address"] == "aws_s3_bucket.subject").expect("it is in the state");
    let told = |attribute: &str| -> &Value { &subject["values"][attribute] };
    assert_eq!(told("website_endpoint"), &json!(format!("{name}.s3-website.{REGION}.amazonaws.com")));
    assert_eq!(
        told("website")[0]["routing_rules"],
        json!(r#"[{"Condition":{"KeyPrefixEquals":"old/"},"Redirect":{"ReplaceKeyPrefixWith":"new/"}}]"#)
    );
    assert_eq!(told("request_payer"), "Requester");
    assert_eq!(told("acceleration_status"), "Enabled");
    assert_eq!(told("logging")[0]["target_prefix"], "access/");
    assert_eq!(told("versioning")[0]["enabled"], true);
    assert_eq!(told("cors_rule").as_array().map(Vec::len), Some(2));
    assert_eq!(told("grant").as_array().map(Vec::len), Some(2));
    assert_eq!(told("lifecycle_rule")[0]["transition"].as_array().map(Vec::len), Some(2));
    assert_eq!(told("lifecycle_rule")[1]["tags"], json!({"a": "1", "b": "2"}));
    assert_eq!(told("replication_configuration")[0]["rules"][0]["filter"][0]["prefix"], "keep/");
    let encryption = &told("server_side_encryption_configuration")[0]["rule"][0];
    assert_eq!(encryption["apply_server_side_encryption_by_default"][0]["sse_algorithm"], "aws:kms");
    assert!(told("policy").as_str().is_some_and(|p| p.contains("aws:SecureTransport")), "{subject:#}");
    project.destroy();
    assert!(is_empty(&estate(&project)));
}
