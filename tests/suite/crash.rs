//! The crash matrix: `kill -9` after any AWS call and after any journal record, then the same command again. It finishes, the
//! estate is that of an undisturbed run, nothing is there twice and nothing is left behind.
//!
//! `PROVISION_CUT=K` makes the program kill itself at the K-th such place. Two loops pass over the places: one estate on which
//! each run is killed one place later than the run before, and fresh estates each killed once, at every STRIDE-th place
//! (`PROVISION_CRASH_STRIDE`, 1 for all of them).

use crate::harness::{Project, Run, root};
use crate::readback::{counts, estate, is_marked, nothing_left};
use regex::Regex;
use serde_json::Value;
use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

const PLAN: &str = "plans/examples/network";

/// What a kill looks like from outside: SIGABRT or SIGKILL.
const KILLED: [i32; 2] = [128 + 6, 128 + 9];

/// More runs than any plan here has places.
const ENOUGH: usize = 4000;

/// Shorter than the harness's: recovery looks for what was never made for as long as AWS might hide it, run after run.
const TIME_SCALE: &str = "0.01";

/// Runs a command so that it is killed at the k-th place. True when it got through.
fn cut(project: &Project, command: &[&str], k: usize) -> bool {
    let mut run = project.provision(command);
    run.env("PROVISION_CUT", k.to_string()).env("PROVISION_TEST_TIME_SCALE", TIME_SCALE);
    let run = Run::of(&mut run);
    assert!(run.code == 0 || KILLED.contains(&run.code), "cut {k}: {}\n{}{}", run.code, run.out, run.err);
    run.code == 0
}

/// Kills run after run on one estate, each one place later than the one before, until one gets through.
fn to_the_end(project: &Project, command: &[&str]) -> usize {
    (1..ENOUGH).find(|k| cut(project, command, *k)).expect("a run gets through")
}

const APPLY: [&str; 2] = ["apply", "--auto-approve"];
const DESTROY: [&str; 2] = ["destroy", "--auto-approve"];

#[test]
fn one_estate_killed_again_and_again() {
    let wanted = [undisturbed(&[]), undisturbed(&[CHANGED])];
    let project = Project::copy_of(PLAN);
    for (phase, variables, wanted) in
        [("apply", &[][..], &wanted[0]), ("update and replace", &[CHANGED][..], &wanted[1])]
    {
        let command: Vec<&str> =
            APPLY.into_iter().chain(variables.iter().flat_map(|v| ["--var", v])).collect();
        let runs = to_the_end(&project, &command);
        same(&project, wanted, phase);
        println!("crash {phase}: killed {} times, same estate", runs - 1);
    }
    let runs = to_the_end(&project, &[&DESTROY[..], &["--var", CHANGED]].concat());
    nothing_left(&project, "destroy");
    println!("crash destroy: killed {} times, nothing left", runs - 1);
}

/// Another name changes tags in place and replaces what is named: groups, the role, the bucket.
const CHANGED: &str = "name=renamed";

#[test]
fn fresh_estates_killed_once() {
    let stride: usize =
        std::env::var("PROVISION_CRASH_STRIDE").ok().and_then(|s| s.parse().ok()).unwrap_or(60);
    let wanted = [undisturbed(&[]), undisturbed(&[CHANGED])];
    let change = [&APPLY[..], &["--var", CHANGED]].concat();
    let destroy = [&DESTROY[..], &["--var", CHANGED]].concat();
    let mut kills = 0;
    for k in (stride.div_ceil(3)..ENOUGH).step_by(stride.max(1)) {
        let project = Project::copy_of(PLAN);
        let mut killed = 0;
        for (phase, command) in [("apply", &APPLY[..]), ("change", &change), ("destroy", &destroy)] {
            killed += usize::from(!cut(&project, command, k));
            project.run(command).ok();
            let when = format!("{phase} killed at {k}");
            match phase {
                "apply" => same(&project, &wanted[0], &when),
                "change" => same(&project, &wanted[1], &when),
                _ => nothing_left(&project, &when),
            }
        }
        kills += killed;
        if killed == 0 {
            break;
        }
    }
    println!("crash fresh estates: {kills} kills, each finished");
}

/// The whole shop: each run is killed when it has got a fiftieth further, at whatever instant that is, and the next goes on.
#[test]
fn the_shop_killed_at_fifty_places_spread_over_it() {
    const SHOP: &str = "plans/shop";
    let project = Project::copy_of(SHOP);
    let kills = (0..ENOUGH).take_while(|_| !killed_further_on(&project, PIECE)).count();
    assert!(kills >= 50, "killed {kills} times only");
    project.run(&["plan", "--detailed-exitcode"]).ok();
    let (found, wanted) = (estate(&project), undisturbed_in(Project::copy_of(SHOP), &[]));
    assert_eq!(but_for_chance(&found), but_for_chance(&wanted), "{} and {}", counts(&found), counts(&wanted));
    project.destroy();
    nothing_left(&project, "destroy");
    println!("crash of the shop: killed {kills} times, same estate");
}

/// An estate without what is drawn by chance within texts and under names of its own: parts of ARNs, and the password of the database.
fn but_for_chance(estate: &Value) -> Value {
    const DRAWN: [&str; 5] = [
        r"(app|targetgroup)/[\w-]+/[0-9a-f]{16}",
        r"iip-assoc-[0-9a-f]+",
        r"hostedzone/[A-Z0-9]+",
        r":secret:[\w/-]+-\w{6}",
        r#"\\"password\\":\\"\w+"#,
    ];
    let text = DRAWN.iter().fold(estate.to_string(), |text, drawn| {
        Regex::new(drawn).expect("a pattern").replace_all(&text, "<drawn>").into_owned()
    });
    sorted(serde_json::from_str(&text).expect("it still is JSON"))
}

/// Lists in an order that nothing drawn has a part in.
fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(sorted).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        Value::Object(members) => members.into_iter().map(|(name, member)| (name, sorted(member))).collect(),
        other => other,
    }
}

/// How many records of the journal are less than a fiftieth of the shop's.
const PIECE: usize = 22;

/// Applies, and kills the program when its journal has grown by so many records. True when it got through.
fn killed_further_on(project: &Project, records: usize) -> bool {
    let journal = project.state().with_extension("journal");
    let written = || fs::read(&journal).map_or(0, |text| text.iter().filter(|byte| **byte == b'\n').count());
    let wanted = written() + records;
    let mut run = project.provision(&APPLY);
    run.env("PROVISION_TEST_TIME_SCALE", TIME_SCALE).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut run = run.spawn().expect("it starts");
    while written() < wanted {
        if let Some(status) = run.try_wait().expect("it can be asked") {
            let said = run.wait_with_output().expect("it ended").stderr;
            assert!(status.success(), "{status}: {}", String::from_utf8_lossy(&said));
            return true;
        }
        sleep(Duration::from_millis(5));
    }
    run.kill().expect("it can be killed");
    run.wait().expect("it ended");
    false
}

/// The estate of a run that nobody kills.
fn undisturbed(variables: &[&str]) -> Value {
    undisturbed_in(Project::copy_of(PLAN), variables)
}

fn undisturbed_in(project: Project, variables: &[&str]) -> Value {
    let command: Vec<&str> = APPLY.into_iter().chain(variables.iter().flat_map(|v| ["--var", v])).collect();
    project.run(&command).ok();
    let found = estate(&project);
    project
        .run(&[&DESTROY[..], &variables.iter().flat_map(|v| ["--var", v]).collect::<Vec<_>>()].concat())
        .ok();
    found
}

fn same(project: &Project, wanted: &Value, when: &str) {
    let found = estate(project);
    assert_eq!(found, *wanted, "{when}: found {}, expected {}", counts(&found), counts(wanted));
}

/// A plan without `provision.hcl`: nothing carries ownership tags, and what has no name is known by the token of its create call
/// until it is finished. What has a name, has none that AWS chooses, or is a part of something else is there too.
const BARE: &str = r#"variable "name" {
  type    = string
  default = "bare"
}

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true

  tags = {
    Name = var.name
  }
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "main" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.0.0/24"
  availability_zone       = "ap-northeast-2a"
  map_public_ip_on_launch = true
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_eip" "main" {
  domain = "vpc"

  tags = {
    Name = var.name
  }
}

resource "aws_security_group" "main" {
  name_prefix = "bare-"
  description = "Of ${var.name}"
  vpc_id      = aws_vpc.main.id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_s3_bucket" "main" {
  bucket_prefix = "bare-"
}
"#;

/// A directory with a plan and nothing else.
fn bare(plan: &str) -> Project {
    let project = Project::empty();
    project.write("main.tf", plan);
    project
}

#[test]
fn bare_directory_killed_again_and_again() {
    let wanted = [&[][..], &[CHANGED]].map(|variables| undisturbed_in(bare(BARE), variables));
    let project = bare(BARE);
    let change = [&APPLY[..], &["--var", CHANGED]].concat();
    for (phase, command, wanted) in
        [("apply", &APPLY[..], &wanted[0]), ("update and replace", &change, &wanted[1])]
    {
        let runs = to_the_end(&project, command);
        same(&project, wanted, phase);
        assert!(!is_marked(&project), "{phase} left tags of ours behind");
        println!("crash {phase} in a bare directory: killed {} times, same estate", runs - 1);
    }
    let runs = to_the_end(&project, &DESTROY);
    nothing_left(&project, "destroy");
    println!("crash destroy in a bare directory: killed {} times, nothing left", runs - 1);
}

/// Things that nothing but the token of their create call tells from each other: each directory is killed at a place of its own,
/// and all of them share an account.
#[test]
fn bare_directories_killed_once_side_by_side() {
    const TWO: &str = r#"resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_eip" "main" {
  domain = "vpc"
}
"#;
    let one = undisturbed_in(bare(TWO), &[]);
    let first = bare(TWO);
    let mut directories = Vec::new();
    for k in 1..ENOUGH {
        let project = first.twin();
        let killed = !cut(&project, &APPLY, k);
        project.apply();
        directories.push(project);
        if !killed {
            break;
        }
    }
    let n = directories.len();
    same(&first, &repeated(one, n), "side by side");
    assert!(!is_marked(&first), "tags of ours were left behind");
    directories.iter().for_each(|project| drop(project.destroy()));
    nothing_left(&first, "destroy");
    println!("crash side by side in bare directories: killed {} times, nothing twice", n - 1);
}

/// An estate that holds `n` of each thing of this one.
fn repeated(mut estate: Value, n: usize) -> Value {
    for things in estate.as_object_mut().into_iter().flat_map(|kinds| kinds.values_mut()) {
        let all = things.as_array().into_iter().flatten();
        *things = all.flat_map(|thing| vec![thing.clone(); n]).collect();
    }
    estate
}

/// A journal cut off anywhere in its last line is read up to there.
#[test]
fn torn_journals_are_recovered() {
    let project = Project::copy_of(PLAN);
    for k in [12, 31, 58] {
        cut(&project, &APPLY, k);
        let journal = project.state().with_extension("journal");
        let text = fs::read(&journal).unwrap_or_else(|e| panic!("{}: {e}", journal.display()));
        let last =
            text[..text.len().saturating_sub(1)].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        // Half of the last line: the write that the power cut interrupted.
        let torn = last + (text.len() - last) / 2;
        fs::write(&journal, [&text[..], &text[last..torn]].concat()).expect("writable");
    }
    project.apply();
    same(&project, &undisturbed(&[]), "after torn journals");
    project.destroy();
    assert!(root().join(PLAN).exists());
}
