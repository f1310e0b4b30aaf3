//! Conformance with Terraform, in both directions, for every type and for the plans that ship.
//!
//! After our apply: (a) `terraform plan -refresh=false` over our state changes nothing, (b) `terraform show -json` reads it,
//! (c) its attributes equal those of Terraform's own apply but for random ids and times, (d) a plain `terraform plan` changes
//! nothing. After Terraform's apply our plan over its state changes nothing, with and without a look at the cloud.
//!
//! All types lie in one directory as modules, since Terraform's provider takes seconds to start.

use crate::cases::{Case, Kind};
use crate::harness::{Project, account, root};
use crate::lifecycle::mask;
use crate::readback::estate_of;
use crate::terraform::{Side, Terraform};
use regex::Regex;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Attributes that hold random ids, addresses or times which no pattern recognises.
const RANDOM: [&str; 21] = [
    "allocation_id",
    "association_id",
    "carrier_ip",
    "create_date",
    "destination_id",
    "hosted_zone_id",
    "id",
    "ipv4",
    "mac_address",
    "name_servers",
    "network_interface",
    "network_interface_id",
    "not_after",
    "not_before",
    "primary_name_server",
    "private_dns",
    "private_ip",
    "ptr_record",
    "public_dns",
    "public_ip",
    "unique_id",
];

/// Ids, times and the account, where they are part of a text; the end of a UUID can look like an id.
const PATTERNS: [&str; 14] = [
    r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
    r"\bvpce-[0-9a-f]{17}-[0-9a-z]{8}\b",
    r"\b[a-z]+(-[a-z]+)*-[0-9a-f]{8,17}\b",
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( \+0000 UTC|\+0000|Z)?",
    r"\b[A-Z0-9]{21,22}\b",
    r"\bE[A-Z0-9]{13}\b",
    r"\b[0-9A-F]{32}\b",
    r"\b[0-9a-f]{32}\b",
    r"\b\d{18}[0-9a-f]{8}\b",
    r"/[0-9a-f]{16}\b",
    r"\bscalable-target/\w{36}\b",
    r"\bdb-[A-Z0-9]{26}\b",
    r":secret:\S+?-[A-Za-z0-9]{6}\b",
    r"\b[A-Za-z0-9]{48}\b",
];

/// Attributes that tell how long ago something was made (a certificate is issued, a trigger stops, a moment after it is asked to), and
/// ids and tokens that are random in a form of their own.
const TIMED: [(&str, &str); 9] = [
    ("aws_acm_certificate", "not_after"),
    ("aws_acm_certificate", "not_before"),
    ("aws_acm_certificate", "status"),
    ("aws_cloudfront_distribution", "caller_reference"),
    ("aws_cloudfront_distribution", "domain_name"),
    ("aws_glue_trigger", "state"),
    ("aws_kms_grant", "grant_token"),
    ("aws_s3_object", "version_id"),
    ("aws_secretsmanager_secret_version", "version_id"),
];

/// Attributes that are not compared: the beginning of the names of the cases, the type, the attributes, and why.
const ASIDE: [(&[&str], &str, &[&str], &str); 2] = [
    (
        &["aws_cloudtrail", "aws_s3_bucket_", "data_aws_s3_bucket"],
        "aws_s3_bucket",
        &[
            "acceleration_status",
            "cors_rule",
            "grant",
            "lifecycle_rule",
            "logging",
            "policy",
            "replication_configuration",
            "server_side_encryption_configuration",
            "versioning",
            "website",
            "website_domain",
            "website_endpoint",
        ],
        "what resources of their own set on a bucket is read with these, not a second time with the bucket",
    ),
    (&[""], "aws_db_snapshot", &["storage_type"], "the provider never reads it"),
];

const PROVIDER: &str = r#"provider "aws" {
  ignore_tags {
    key_prefixes = ["provision:"]
  }
}
"#;

/// What was found wrong, by the type (or plan) that it was found at.
type Problems = BTreeMap<String, Vec<String>>;

/// The cases lie in this many directories, one for each test below and each with accounts of its own, so that they can run side by side.
const PARTS: usize = 4;

/// A region holds one recorder and one channel of AWS Config, so that no two of these cases can share an account.
const ONE_A_REGION: [&str; PARTS] = [
    "aws_config_config_rule",
    "aws_config_configuration_recorder",
    "aws_config_configuration_recorder_status",
    "aws_config_delivery_channel",
];

#[test]
fn types_part_1() {
    types(1);
}

#[test]
fn types_part_2() {
    types(2);
}

#[test]
fn types_part_3() {
    types(3);
}

#[test]
fn types_part_4() {
    types(PARTS);
}

#[test]
fn the_example_plan() {
    plan(&Terraform::required(), "network", "plans/examples/network");
}

#[test]
fn the_shop() {
    plan(&Terraform::of_several_configurations(), "shop", "plans/shop");
}

/// What a plan has drawn by chance: the database's password, and the secret that holds it.
const DRAWN: [(&str, &str); 2] =
    [("aws_db_instance", "password"), ("aws_secretsmanager_secret_version", "secret_string")];

/// A whole plan, applied by both with what its local environment sets.
fn plan(terraform: &Terraform, name: &str, dir: &str) {
    const LOCAL: &str = "-var-file=env/local.tfvars";
    let ours = Project::copy_of(dir);
    ours.apply();
    let theirs = terraform.side(Some(&ours.dir()), &account());
    theirs.run(&["init", "-input=false"]).ok();
    theirs.run(&["apply", "-auto-approve", LOCAL]).ok();
    let drawn = |what: &String| {
        DRAWN.iter().any(|(kind, name)| {
            what.contains(&format!(": {kind}.")) && what.contains(&format!(": {name}: ours "))
        })
    };
    let found = compare(terraform, &ours, &theirs, &[LOCAL])
        .into_values()
        .flatten()
        .filter(|what| !drawn(what))
        .collect::<Vec<_>>();
    let problems =
        if found.is_empty() { Problems::new() } else { Problems::from([(name.to_owned(), found)]) };
    report(name, &[name.to_owned()], problems, &ours);
}

/// Programs that read plans in JSON find in ours what they find in Terraform's.
#[test]
fn checkov_says_of_our_plan_what_it_says_of_terraforms() {
    let terraform = Terraform::of_several_configurations();
    let ours = Project::copy_of("plans/shop");
    let theirs = terraform.side(Some(&ours.dir()), &account());
    ours.run(&["plan", "--out", "check.plan"]).ok();
    theirs.run(&["init", "-input=false"]).ok();
    theirs.run(&["plan", "-var-file=env/local.tfvars", "-out=check.plan"]).ok();
    let plans = [ours.run(&["show", "--json", "check.plan"]), theirs.run(&["show", "-json", "check.plan"])];
    let [left, right] = [ours.dir(), theirs.dir().to_owned()].map(|dir| dir.join("plan.json"));
    for (path, plan) in [&left, &right].into_iter().zip(plans) {
        fs::write(path, plan.ok().out).expect("writable");
    }
    let [left, right] = [&left, &right].map(|path| crate::checkov::of_plan(path));
    assert!(left.len() > 900, "{} checks", left.len());
    let only = |a: &BTreeSet<[String; 3]>, b| a.difference(b).cloned().collect::<Vec<_>>();
    assert_eq!(
        (only(&left, &right), only(&right, &left)),
        (Vec::new(), Vec::new()),
        "only of ours, only of Terraform's"
    );
}

/// What an import reads is what Terraform reads, of everything that can be set on a bucket.
#[test]
fn an_imported_bucket() {
    let terraform = Terraform::required();
    let ours = Project::empty();
    crate::imported::bucket(&ours, PROVIDER);
    let theirs = terraform.side(Some(&ours.dir()), &ours.account);
    ours.apply();
    theirs.run(&["init", "-input=false"]).ok();
    theirs.run(&["apply", "-auto-approve"]).ok();
    let problems = compare(&terraform, &ours, &theirs, &[]).into_values();
    let problems = problems.map(|found| ("import".to_owned(), found)).collect();
    report("import", &["import".to_owned()], problems, &ours);
}

/// The cases that lie in another region: one process of Terraform's provider has one region at a time.
#[test]
fn types_elsewhere() {
    let names: Vec<String> = wanted().into_iter().filter(Case::is_elsewhere).map(|case| case.name).collect();
    conform(Terraform::of_several_configurations, &names);
}

/// One part of the cases in the usual region.
fn types(part: usize) {
    let cases = wanted().into_iter().filter(|case| !case.is_elsewhere());
    let mut names: Vec<String> = cases.map(|case| case.name).collect();
    // Dealt out first, each of these comes into another directory.
    names.sort_by_key(|name| !ONE_A_REGION.contains(&name.as_str()));
    conform(Terraform::required, &names.into_iter().skip(part - 1).step_by(PARTS).collect::<Vec<_>>());
}

/// All cases, or those that `PROVISION_CASES` names.
fn wanted() -> Vec<Case> {
    let only = std::env::var("PROVISION_CASES").ok();
    let wanted = |case: &Case| only.as_ref().is_none_or(|only| only.split(',').any(|one| one == case.name));
    Case::all().into_iter().filter(wanted).collect()
}

/// Compares what both make of cases in one directory, as created and as updated.
fn conform(terraform: fn() -> Terraform, names: &[String]) {
    if names.is_empty() {
        return;
    }
    let terraform = terraform();
    let ours = Project::empty();
    let theirs = terraform.side(None, &account());
    let mut problems = Problems::new();
    for (step, state) in [(1, "as created"), (2, "as updated")] {
        for dir in [&ours.dir(), theirs.dir(), terraform.provider_dir()] {
            lay_out(dir, names, step);
        }
        ours.apply();
        theirs.run(&["init", "-input=false"]).ok();
        theirs.run(&["apply", "-auto-approve"]).ok();
        for (name, found) in compare(&terraform, &ours, &theirs, &[]) {
            let found = found.into_iter().map(|what| format!("{state}: {what}"));
            problems.entry(name).or_default().extend(found);
        }
    }
    report("types", names, problems, &ours);
}

/// Writes each case's module as it is after a number of steps; a case with fewer stays at its last.
fn lay_out(dir: &Path, names: &[String], steps: usize) {
    let blocks = names.iter().map(|name| format!("module \"{name}\" {{\n  source = \"./{name}\"\n}}\n"));
    let main = std::iter::once(PROVIDER.to_owned()).chain(blocks).collect::<Vec<_>>().join("\n");
    fs::write(dir.join("main.tf"), main).expect("writable");
    for case in names.iter().map(|name| Case::load(name)) {
        fs::create_dir_all(dir.join(&case.name)).expect("creatable");
        if let Some(support) = &case.support {
            fs::copy(support, dir.join(&case.name).join("support.tf")).expect("copyable");
        }
        let step = &case.steps[steps.min(case.steps.len()) - 1];
        fs::copy(&step.path, dir.join(&case.name).join("main.tf")).expect("copyable");
    }
}

/// Looks at the state of each program with the other; the same plan has been applied by both, each in its own account.
fn compare(terraform: &Terraform, ours: &Project, theirs: &Side<'_>, arguments: &[&str]) -> Problems {
    let mut problems = Problems::new();
    let with = |words: &[&'static str]| -> Vec<String> {
        words.iter().chain(arguments).map(|w| (*w).to_owned()).collect()
    };

    let over_ours = terraform.side(Some(&ours.dir()), &ours.account);
    fs::copy(ours.state(), over_ours.state()).expect("our state can be copied");
    over_ours.run(&["init", "-input=false"]).ok();
    for (check, refresh) in [("(a) plan without refresh", "-refresh=false"), ("(d) plan", "-refresh=true")] {
        over_ours.run(&with(&["plan", refresh, "-out=check.plan"])).ok();
        let plan = over_ours.run(&["show", "-json", "check.plan"]).ok().json();
        note(&mut problems, check, changes(&plan));
    }
    // (b)
    over_ours.run(&["show", "-json"]).ok().json();

    let left = instances(&read(&ours.state()), &ours.account);
    let right = instances(&read(&theirs.state()), &theirs.account);
    note(&mut problems, "(c) attributes", differences(&left, &right));

    let mut over_theirs = ours.twin();
    over_theirs.account = theirs.account.clone();
    for (check, refresh) in [("reverse without refresh", "--refresh=false"), ("reverse", "--refresh=true")] {
        let state = theirs.state();
        let state = state.to_str().expect("a path in UTF-8");
        over_theirs.run(&["plan", refresh, "--state", state, "--out", "check.plan"]).ok();
        let plan = over_theirs.run(&["show", "--json", "check.plan"]).ok().json();
        note(&mut problems, check, changes(&plan));
    }
    problems
}

fn note(problems: &mut Problems, check: &str, found: Vec<(String, String)>) {
    for (address, what) in found {
        let owner = owner(&address);
        problems.entry(owner).or_default().push(format!("{check}: {address}: {what}"));
    }
}

/// The module that an address lies in names the case.
fn owner(address: &str) -> String {
    let inner = address.strip_prefix("module.").and_then(|rest| rest.split('.').next());
    inner.unwrap_or_default().to_owned()
}

/// One line for each type; then ours is taken away, and it is a failure when any has problems. Terraform's goes with the emulator.
fn report(what: &str, names: &[String], problems: Problems, ours: &Project) {
    for name in names {
        match problems.get(name) {
            None => println!("conformance {name}: (a) (b) (c) (d) and reverse agree"),
            Some(found) => println!("conformance {name}: DIFFERS\n    {}", found.join("\n    ")),
        }
    }
    ours.destroy();
    assert!(problems.is_empty(), "{what}: {} of {} differ from Terraform", problems.len(), names.len());
}

fn read(path: &PathBuf) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// What a plan in JSON would change: address, actions and arguments.
fn changes(plan: &Value) -> Vec<(String, String)> {
    let changes = plan["resource_changes"].as_array().into_iter().flatten();
    let changes = changes.filter(|change| change["mode"] != "data");
    let changes = changes.map(|change| (change["address"].as_str().unwrap_or_default(), &change["change"]));
    changes
        .filter(|(_, change)| change["actions"] != serde_json::json!(["no-op"]))
        .map(|(address, change)| {
            (address.to_owned(), format!("{} of {}", change["actions"], changed(change)))
        })
        .collect()
}

/// The attributes that a change is about, from what to what.
fn changed(change: &Value) -> String {
    let nothing = Map::new();
    let part = |name: &str| change[name].as_object().unwrap_or(&nothing);
    let (before, after, unknown) = (part("before"), part("after"), part("after_unknown"));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).chain(unknown.keys()).collect();
    let told = names.into_iter().filter_map(|name| {
        let (was, is) = (before.get(name).unwrap_or(&Value::Null), after.get(name).unwrap_or(&Value::Null));
        let open = unknown.get(name).is_some_and(|open| open.to_string().contains("true"));
        (open || was != is)
            .then(|| format!("{name}: {was} -> {}", if open { "unknown".to_owned() } else { is.to_string() }))
    });
    told.collect::<Vec<_>>().join(", ")
}

/// Attributes of every managed instance in a state file by address, random parts masked.
fn instances(state: &Value, account: &str) -> BTreeMap<String, Map<String, Value>> {
    let patterns: Vec<Regex> = PATTERNS.iter().map(|p| Regex::new(p).expect("a pattern")).collect();
    let mut found = BTreeMap::new();
    for resource in state["resources"].as_array().into_iter().flatten().filter(|r| r["mode"] == "managed") {
        let text = |name: &str| resource[name].as_str().unwrap_or_default().to_owned();
        let module = if text("module").is_empty() { String::new() } else { format!("{}.", text("module")) };
        for instance in resource["instances"].as_array().into_iter().flatten() {
            let index = if instance["index_key"].is_null() {
                String::new()
            } else {
                format!("[{}]", instance["index_key"])
            };
            let address = format!("{module}{}.{}{index}", text("type"), text("name"));
            let mut attributes = instance["attributes"].as_object().cloned().unwrap_or_default();
            attributes.insert("schema_version".to_owned(), instance["schema_version"].clone());
            attributes.retain(|name, _| !TIMED.contains(&(&text("type"), name)));
            let here = |case: &&str| text("module").starts_with(&format!("module.{case}"));
            let aside =
                ASIDE.iter().filter(|(cases, kind, ..)| *kind == text("type") && cases.iter().any(here));
            let aside: Vec<&str> = aside.flat_map(|(_, _, names, _)| names.iter().copied()).collect();
            attributes.retain(|name, _| !aside.contains(&name.as_str()));
            for (name, value) in &mut attributes {
                masked(name, value, &patterns, account);
            }
            found.insert(address, attributes);
        }
    }
    found
}

fn masked(name: &str, value: &mut Value, patterns: &[Regex], account: &str) {
    match value {
        Value::String(text) if !text.is_empty() && RANDOM.contains(&name) => *text = "<random>".to_owned(),
        Value::String(text) => {
            // Terraform's provider writes the options of a container's log in any order.
            if name == "container_definitions"
                && let Ok(mut json) = serde_json::from_str::<Value>(text)
            {
                json.sort_all_objects();
                *text = json.to_string();
            }
            *text = text.replace(account, "<account>");
            for pattern in patterns {
                *text = pattern.replace_all(text, "<random>").into_owned();
            }
        }
        Value::Array(items) => {
            items.iter_mut().for_each(|item| masked(name, item, patterns, account));
            // Sets are stored in an order that follows from the ids.
            items.sort_by_key(Value::to_string);
        }
        Value::Object(members) => {
            members.iter_mut().for_each(|(name, member)| masked(name, member, patterns, account))
        }
        _ => {}
    }
}

fn differences(
    ours: &BTreeMap<String, Map<String, Value>>,
    theirs: &BTreeMap<String, Map<String, Value>>,
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let addresses: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    for address in addresses {
        let (Some(left), Some(right)) = (ours.get(address), theirs.get(address)) else {
            found.push((address.clone(), "only one of the two states has it".to_owned()));
            continue;
        };
        let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
        for name in names.into_iter().filter(|name| left.get(*name) != right.get(*name)) {
            let show = |side: Option<&Value>| side.map_or("absent".to_owned(), Value::to_string);
            let text =
                format!("{name}: ours {}, Terraform's {}", show(left.get(name)), show(right.get(name)));
            found.push((address.clone(), text));
        }
    }
    found
}

/// Records what Terraform's apply of every step leaves behind, beside the step: what the life-cycle tests compare with.
/// Run by hand after a change of the cases: see `docs/development.md`.
#[test]
#[ignore = "records goldens"]
fn record() {
    let wanted = std::env::var("PROVISION_RECORD").ok();
    for case in Case::all().into_iter().filter(|case| wanted.as_ref().is_none_or(|name| *name == case.name)) {
        let terraform = match case.is_elsewhere() {
            true => Terraform::of_several_configurations(),
            false => Terraform::required(),
        };
        let side = terraform.side(None, &account());
        fs::write(side.dir().join("provider.tf"), PROVIDER).expect("writable");
        let places = [side.dir(), terraform.provider_dir()];
        if let Some(support) = &case.support {
            places.iter().for_each(|dir| {
                fs::copy(support, dir.join("support.tf")).expect("copyable");
            });
        }
        for step in &case.steps {
            places.iter().for_each(|dir| {
                fs::copy(&step.path, dir.join("main.tf")).expect("copyable");
            });
            side.run(&["init", "-input=false"]).ok();
            side.run(&["apply", "-auto-approve"]).ok();
            let left = match step.kind {
                Kind::Read => mask(&side.run(&["output", "-json"]).ok().out, &side.account),
                _ => estate_of(&side.account),
            };
            let path = root().join("tests/cases").join(&case.name).join(format!("{}.json", step.name));
            fs::write(&path, format!("{left:#}\n")).expect("writable");
            println!("recorded {}/{}", case.name, step.name);
        }
        side.run(&["destroy", "-auto-approve"]).ok();
    }
}

/// The plans that ship are Terraform configurations like any other.
#[test]
fn terraform_validates_the_plans() {
    let terraform = Terraform::of_several_configurations();
    for plan in ["plans/examples/network", "plans/shop"] {
        let files = root().join(plan);
        let side = terraform.side(Some(&files), &account());
        side.run(&["init", "-input=false"]).ok();
        side.run(&["validate"]).ok();
        side.run(&["fmt", "-check", "-recursive", files.to_str().expect("a path in UTF-8")]).ok();
    }
}
