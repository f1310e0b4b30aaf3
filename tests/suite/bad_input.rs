//! Bad input: each kind is a clear error with its place and what to do, the listed exit code, nothing changed, nothing lost.
//! The snapshots are what a person sees.

use crate::fake_aws::{Call, error, serve};
use crate::harness::{Project, Run};
use crate::readback::{counts, estate, is_empty};
use regex::Regex;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

const ERROR: i32 = 1;
const LOCKED: i32 = 4;
const REFUSED: i32 = 5;

/// A plan that nothing is wrong with.
const SOUND: &str = r#"resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
"#;

/// Runs a command that must fail with this code, and compares what it says with the snapshot of that name.
#[track_caller]
fn refused(name: &str, project: &Project, command: &[&str], code: i32) -> Run {
    let run = project.run(command).expect(&[code]);
    shown(name, project, &run);
    run
}

/// Compares what a run told with the snapshot of that name.
pub fn shown(name: &str, project: &Project, run: &Run) {
    let mut text = format!("exit code {}\n{}", run.code, run.err);
    let home = project.home().canonicalize().expect("the project is there");
    for (literal, shown) in
        [(home.as_path(), "[home]"), (project.home(), "[home]"), (Path::new(&project.account), "[account]")]
    {
        text = text.replace(&literal.display().to_string(), shown);
    }
    for (pattern, shown) in MASKS {
        text = Regex::new(pattern).expect("a pattern").replace_all(&text, shown).into_owned();
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// What differs from run to run in an error.
const MASKS: [(&str, &str); 5] = [
    (r"127\.0\.0\.1:\d+", "127.0.0.1:[port]"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| UTC)?", "[time]"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "[uuid]"),
    (r"(?i)\b(process|pid) \d+", "$1 [pid]"),
    (r"by \S+ on \S+ \(process", "by [user] on [host] (process"),
];

/// A plan directory with one file.
fn plan(text: &str) -> Project {
    let project = Project::offline();
    project.write("main.tf", text);
    project
}

/// Refused by `validate` already, which needs neither cloud nor state.
fn invalid(name: &str, text: &str) {
    refused(name, &plan(text), &["validate"], ERROR);
}

#[test]
fn unknown_argument() {
    invalid("unknown_argument", "resource \"aws_vpc\" \"main\" {\n  cidr_blok = \"10.0.0.0/16\"\n}\n");
}

#[test]
fn unknown_resource_type() {
    invalid("unknown_resource_type", "resource \"aws_vcp\" \"main\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n");
}

#[test]
fn wrong_type() {
    invalid(
        "wrong_type",
        "resource \"aws_vpc\" \"main\" {\n  cidr_block         = \"10.0.0.0/16\"\n  enable_dns_support = [\"yes\"]\n}\n",
    );
}

#[test]
fn missing_required_argument() {
    invalid(
        "missing_required_argument",
        "resource \"aws_subnet\" \"main\" {\n  cidr_block = \"10.0.0.0/24\"\n}\n",
    );
}

#[test]
fn cycle() {
    invalid(
        "cycle",
        r#"resource "aws_security_group" "a" {
  description = aws_security_group.b.id
}

resource "aws_security_group" "b" {
  description = local.through
}

locals {
  through = aws_security_group.a.id
}
"#,
    );
}

#[test]
fn undeclared_reference() {
    invalid(
        "undeclared_reference",
        "resource \"aws_subnet\" \"main\" {\n  vpc_id = aws_vpc.mian.id\n}\n\nresource \"aws_vpc\" \"main\" {}\n",
    );
}

#[test]
fn invalid_cidr() {
    invalid("invalid_cidr", "resource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.0.0.300/16\"\n}\n");
}

#[test]
fn duplicate_addresses() {
    invalid("duplicate_addresses", &format!("{SOUND}\n{SOUND}"));
}

#[test]
fn unknown_flag() {
    // Exit code 2 would say that there are changes.
    refused("unknown_flag", &plan(SOUND), &["plan", "--detailed-exitcode", "--nonsense"], ERROR);
}

#[test]
fn missing_variable() {
    let text = "variable \"region\" {}\n";
    refused("missing_variable", &plan(text), &["plan", "--input=false"], ERROR);
}

#[test]
fn syntax_errors_are_all_reported() {
    invalid(
        "syntax_errors",
        "resource \"aws_vpc\" {\n  cidr_block = \n}\n\nlocals {\n  a = 1 +\n  b = 2\n}\n",
    );
}

#[test]
fn dependency_on_a_later_stage() {
    let project = plan("");
    project.write("provision.hcl", "stages = [\"network\", \"security\"]\n");
    project.write(
        "network.tf",
        "resource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.0.0.0/16\"\n\n  tags = {\n    Guard = aws_security_group.guard.name\n  }\n}\n",
    );
    project.write("security.tf", "resource \"aws_security_group\" \"guard\" {\n  name = \"guard\"\n}\n");
    refused("dependency_on_a_later_stage", &project, &["validate"], ERROR);
}

/// Something applied, and its state file.
fn applied() -> (Project, std::path::PathBuf) {
    let project = Project::empty();
    project.write("main.tf", SOUND);
    project.apply();
    let state = project.dir().join("terraform.tfstate");
    (project, state)
}

/// Neither the file nor the estate changed while the command was refused.
fn nothing_lost(project: &Project, file: &Path, spoiled: &[u8]) {
    assert_eq!(fs::read(file).expect("still there"), spoiled, "{} was changed", file.display());
    assert_eq!(estate(project)["vpcs"].as_array().map(Vec::len), Some(1));
}

#[test]
fn truncated_state() {
    let (project, state) = applied();
    let whole = fs::read(&state).expect("the state is there");
    let half = &whole[..whole.len() / 2];
    fs::write(&state, half).expect("writable");
    refused("truncated_state", &project, &["apply", "--auto-approve"], ERROR);
    nothing_lost(&project, &state, half);
    fs::write(&state, &whole).expect("writable");
    project.destroy();
}

#[test]
fn unreadable_state() {
    let (project, state) = applied();
    let whole = fs::read(&state).expect("the state is there");
    let foreign = br#"{"version": 9, "serial": 1}"#;
    fs::write(&state, foreign).expect("writable");
    refused("unreadable_state", &project, &["apply", "--auto-approve"], ERROR);
    nothing_lost(&project, &state, foreign);
    fs::write(&state, &whole).expect("writable");
    project.destroy();
}

#[test]
fn damaged_sidecar() {
    let (project, state) = applied();
    let sidecar = project.dir().join("terraform.tfstate.sidecar.json");
    fs::write(&sidecar, "{").expect("writable");
    refused("damaged_sidecar", &project, &["apply", "--auto-approve"], ERROR);
    nothing_lost(&project, &sidecar, b"{");
    fs::remove_file(&sidecar).expect("removable");
    assert!(state.exists());
    project.destroy();
}

#[test]
fn damaged_journal() {
    let project = Project::empty();
    project.write("main.tf", SOUND);
    let mut killed = project.provision(&["apply", "--auto-approve"]);
    let killed = Run::of(killed.env("PROVISION_CUT", "6"));
    assert_ne!(killed.code, 0, "the run was to be killed");
    let journal = project.dir().join("terraform.tfstate.journal");
    let text = fs::read_to_string(&journal).expect("a killed run leaves its journal");
    let spoiled = text.replacen("run", "rum", 1);
    assert_ne!(spoiled, text);
    fs::write(&journal, &spoiled).expect("writable");
    refused("damaged_journal", &project, &["apply", "--auto-approve"], ERROR);
    assert_eq!(fs::read_to_string(&journal).expect("still there"), spoiled, "the journal was changed");
    // The whole journal again: the run goes on from where it was killed.
    fs::write(&journal, &text).expect("writable");
    project.apply();
    assert_eq!(estate(&project)["vpcs"].as_array().map(Vec::len), Some(1));
    project.destroy();
}

/// What a crash in the middle of a write leaves behind is no damage: that record had not counted yet.
#[test]
fn journal_that_ends_in_the_middle_of_a_line() {
    let project = Project::empty();
    project.write("main.tf", SOUND);
    // The last record of this run announces the create call, which is not made before that record counts.
    Run::of(project.provision(&["apply", "--auto-approve"]).env("PROVISION_CUT", "3"));
    let journal = project.dir().join("terraform.tfstate.journal");
    let text = fs::read(&journal).expect("a killed run leaves its journal");
    fs::write(&journal, &text[..text.len() - 10]).expect("writable");
    project.apply();
    assert_eq!(estate(&project)["vpcs"].as_array().map(Vec::len), Some(1));
    project.destroy();
}

#[test]
fn held_lock() {
    let project = Project::empty();
    project.write("main.tf", SOUND);
    // The first run holds the lock while it waits for an answer.
    let mut first = project.provision(&["apply"]);
    let mut first =
        first.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("runs");
    let lock = project.dir().join("terraform.tfstate.lock");
    let start = Instant::now();
    let code = loop {
        if lock.exists() {
            let run = project.run(&["apply", "--auto-approve"]);
            if run.code == LOCKED {
                shown("held_lock", &project, &run);
            }
            break run.code;
        }
        assert!(start.elapsed() < Duration::from_secs(30), "the first run never took the lock");
        thread::sleep(Duration::from_millis(50));
    };
    drop(first.stdin.take());
    first.wait().expect("ends");
    assert_eq!(code, LOCKED);
    assert!(is_empty(&estate(&project)));
    project.apply();
    project.destroy();
}

#[test]
fn wrong_account() {
    let project = Project::empty();
    project.write("prod.tf", SOUND);
    let settings = format!(
        "stages = [\"prod\"]\n\nenvironment \"prod\" {{\n  endpoint    = \"{}\"\n  region      = \"ap-northeast-2\"\n  \
         account_ids = [\"111122223333\"]\n}}\n",
        project.endpoint()
    );
    project.write("provision.hcl", &settings);
    let log = project.home().join("calls.log");
    let counted = project.home().join("calls.json");
    let command = ["apply", "--auto-approve", "--env", "prod", "--log-level", "debug", "--log-file"];
    let command = command.into_iter().chain(log.to_str()).chain(["--calls"]).chain(counted.to_str());
    let command: Vec<&str> = command.collect();
    refused("wrong_account", &project, &command, REFUSED);
    let counted =
        fs::read_to_string(&counted).expect("the calls were asked for, and are told on failure too");
    assert_eq!(counted, "{\n  \"sts GetCallerIdentity\": 1\n}");
    let log = fs::read_to_string(&log).expect("the log was asked for");
    let calls: Vec<&str> = log.lines().filter(|l| l.contains("call=")).collect();
    assert!(calls.len() == 1 && calls[0].contains("GetCallerIdentity"), "{log}");
    assert_eq!(files(project.home()), ["calls.json", "calls.log", "prod.tf", "provision.hcl"]);
    let left = estate(&project);
    assert!(is_empty(&left), "{}", counts(&left));
}

#[test]
fn unreachable_endpoint() {
    let project = plan(SOUND);
    let start = Instant::now();
    refused("unreachable_endpoint", &project, &["apply", "--auto-approve"], ERROR);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert_eq!(files(project.home()), ["main.tf"]);
}

#[test]
fn missing_credentials() {
    let project = plan(SOUND);
    let mut command = project.provision(&["plan"]);
    for taken in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"] {
        command.env_remove(taken);
    }
    command.env("HOME", project.home());
    shown("missing_credentials", &project, &Run::of(&mut command).expect(&[ERROR]));
    assert_eq!(files(project.home()), ["main.tf"]);
}

#[test]
fn missing_region() {
    let project = plan(SOUND);
    let mut command = project.provision(&["plan"]);
    command.env_remove("AWS_REGION").env("HOME", project.home());
    shown("missing_region", &project, &Run::of(&mut command).expect(&[ERROR]));
}

/// A plan in a fresh directory changes nothing there, nor does one over a state.
#[test]
fn plan_writes_nothing() {
    let project = Project::empty();
    project.write("main.tf", SOUND);
    project.run(&["plan"]).ok();
    assert_eq!(files(project.home()), ["main.tf"]);
    project.apply();
    let before = files(project.home());
    project.run(&["plan", "--detailed-exitcode"]).ok();
    assert_eq!(files(project.home()), before);
    project.destroy();
}

/// Everything below a directory.
fn files(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("readable").map(|e| e.expect("readable").path());
    let mut all: Vec<String> = entries
        .flat_map(|path| match path.is_dir() {
            true => {
                let name = path.file_name().expect("named").to_string_lossy().into_owned();
                files(&path)
                    .iter()
                    .map(|inner| format!("{name}/{inner}"))
                    .chain([format!("{name}/")])
                    .collect()
            }
            false => vec![path.file_name().expect("named").to_string_lossy().into_owned()],
        })
        .collect();
    all.sort();
    all
}

/// A sensitive value may lie in state, journal and saved plan, which only their owner can read, and nowhere else that a run
/// writes to: not on the terminal, not in JSON, not in the loudest log.
#[test]
fn secrets_stay_in_state_and_saved_plan() {
    const SECRET: &str = "kq7-do-not-show-93";
    let project = Project::empty();
    project.write(
        "main.tf",
        r#"variable "secret" {
  type      = string
  sensitive = true
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"

  tags = {
    Secret = var.secret
  }
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = var.secret == "" ? "10.0.0.0/24" : "10.1.0.0/24"

  tags = {
    Secret = "it is ${var.secret}"
  }
}

output "secret" {
  value     = aws_vpc.main.tags["Secret"]
  sensitive = true
}
"#,
    );
    let log = project.home().join("trace.log");
    let commands: [&[&str]; 10] = [
        &["validate"],
        &["plan"],
        &["plan", "--json", "--out", "saved.plan"],
        &["show", "saved.plan"],
        // The subnet lies outside the VPC, so that one step fails.
        &["apply", "saved.plan"],
        &["apply", "--auto-approve", "--json"],
        &["show"],
        &["output"],
        &["state", "show", "aws_vpc.main"],
        &["destroy", "--auto-approve"],
    ];
    let mut written = String::new();
    for command in commands {
        for to_file in [true, false] {
            let mut provision = project.provision(command);
            provision.env("TF_VAR_secret", SECRET).args(["--log-level", "trace"]);
            if to_file {
                provision.arg("--log-file").arg(&log);
            }
            let run = Run::of(&mut provision);
            assert!(!run.out.contains(SECRET), "{command:?} showed it:\n{}", run.out);
            assert!(!run.err.contains(SECRET), "{command:?} told it:\n{}", run.err);
            written.push_str(&run.err);
        }
        for name in files(project.home()).iter().filter(|name| !name.ends_with('/')) {
            let path = project.home().join(name);
            let bytes = fs::read(&path).expect("readable");
            if name != "main.tf" && bytes.windows(SECRET.len()).any(|w| w == SECRET.as_bytes()) {
                let kept = [
                    "terraform.tfstate",
                    "terraform.tfstate.backup",
                    "terraform.tfstate.journal",
                    "saved.plan",
                ];
                assert!(kept.contains(&name.as_str()), "{command:?} wrote it to {name}");
                let mode = fs::metadata(&path).expect("there").permissions().mode() & 0o777;
                assert_eq!(mode, 0o600, "{name}");
            }
        }
    }
    assert!(written.contains("GetCallerIdentity"), "nothing was logged:\n{written}");
    assert!(is_empty(&estate(&project)));
}

#[test]
fn expired_credentials() {
    let project = plan(SOUND);
    let mut command = project.provision(&["apply", "--auto-approve"]);
    let expired =
        |_: &Call| error("sts", 403, "ExpiredToken", "The security token included in the request is expired");
    let (endpoint, asked) = serve(expired);
    let run = Run::of(command.env("AWS_ENDPOINT_URL", endpoint)).expect(&[ERROR]);
    shown("expired_credentials", &project, &run);
    assert_eq!(asked.load(Ordering::Relaxed), 1, "expired credentials do not get better by asking again");
    assert_eq!(files(project.home()), ["main.tf"]);
}
