//! What `provision validate` says of many small configurations, next to what `terraform validate` says: the same verdict,
//! and where it is "invalid", an error of ours in a place that Terraform points at.
//!
//! Each directory of `tests/corpus/verdicts` is one configuration, with Terraform's verdict beside it.

use crate::harness::{Run, binary, clean, copy, root};
use crate::terraform::Terraform;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The file with Terraform's verdict.
const RECORD: &str = "verdict.json";

/// Where we say otherwise on purpose, and why. An entry that has become the same fails.
const OTHERWISE: [(&str, &str); 9] = [
    ("block_missing_argument", "points at the block that lacks it, not at the resource around it"),
    ("cloud_block", "hosted workspaces are not supported, and nothing is silently ignored"),
    ("connection_without_provisioner", "connections are not supported, and nothing is silently ignored"),
    (
        "dynamic_content_missing_argument",
        "what every generated block lacks is missing, however many there will be",
    ),
    ("dynamic_too_many", "points at the dynamic block that makes too many, not at one of them"),
    (
        "dynamic_wrong_iterator_over_unknown",
        "a name that stands for nothing is wrong inside dynamic blocks too",
    ),
    ("module_version_of_local", "points at the version, which is to be removed, not at the source"),
    ("provisioner_local_exec", "provisioners are not supported, and nothing is silently ignored"),
    ("syntax_unclosed_heredoc", "points at where the heredoc begins, not at the end of the file"),
];

/// A finding with a place: the file, and its first and last line.
type Place = (String, u64, u64);

/// A verdict, and the places of its errors.
struct Verdict {
    valid: bool,
    places: Vec<Place>,
    shown: Vec<String>,
}

#[test]
fn of_every_recorded_configuration() {
    let differences = each(|case| {
        let ours = ours(case);
        let theirs = recorded(case);
        difference(&ours, &theirs)
    });
    let wanted: BTreeMap<_, _> = OTHERWISE.into_iter().collect();
    let found: BTreeSet<&str> = differences.keys().map(String::as_str).collect();
    let stale: Vec<_> = wanted.keys().filter(|name| !found.contains(*name)).collect();
    assert!(stale.is_empty(), "no longer different, to be taken off the list: {stale:?}");
    let new: Vec<_> = differences.iter().filter(|(name, _)| !wanted.contains_key(name.as_str())).collect();
    let text: Vec<String> = new.iter().map(|(name, what)| format!("{name}: {what}")).collect();
    assert!(text.is_empty(), "{} configurations differ:\n{}", text.len(), text.join("\n"));
}

#[test]
fn the_corpus_is_large_and_both_ways() {
    let all = cases();
    let valid = all.iter().filter(|case| recorded(case).valid).count();
    assert!(valid >= 100 && all.len() - valid >= 200, "{valid} of {} are valid", all.len());
}

/// Run by hand after a change of the corpus: see `docs/development.md`.
#[test]
#[ignore = "records goldens"]
fn record() {
    let wanted = std::env::var("PROVISION_RECORD").ok();
    let terraform = Terraform::offline();
    each(|case| {
        let name = case.file_name()?.to_str()?;
        if wanted.as_deref().is_some_and(|w| w != name) {
            return None;
        }
        let verdict = theirs(&terraform, case);
        fs::write(case.join(RECORD), format!("{verdict:#}\n")).expect("writable");
        None
    });
}

/// Every 40th configuration is given to Terraform anew, so that no record can rot.
pub fn sample(terraform: &Terraform) {
    for case in cases().iter().step_by(40) {
        let text = fs::read_to_string(case.join(RECORD)).expect("recorded");
        let record: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(theirs(terraform, case), record, "{}: Terraform says otherwise now", case.display());
    }
}

/// What Terraform says of a configuration.
fn theirs(terraform: &Terraform, case: &Path) -> Value {
    let side = terraform.side(Some(case), "111122223333");
    fs::remove_file(side.dir().join("account_override.tf")).expect("it was written");
    if calls_modules(side.dir()) {
        // A failure shows in the verdict.
        side.run(&["init", "-backend=false", "-input=false"]);
    }
    let run = side.run(&["validate", "-json"]);
    let found = run.json();
    let errors = found["diagnostics"].as_array().expect("a list").iter().filter(|d| d["severity"] == "error");
    let error = |d: &Value| match d.get("range") {
        Some(range) => json!({
            "summary": d["summary"],
            "file": range["filename"],
            "lines": [range["start"]["line"], range["end"]["line"]],
        }),
        None => json!({ "summary": d["summary"], "detail": d["detail"] }),
    };
    json!({ "valid": found["valid"], "errors": errors.map(error).collect::<Vec<_>>() })
}

fn calls_modules(dir: &Path) -> bool {
    let files = fs::read_dir(dir).expect("readable").flatten();
    let text = |path: PathBuf| fs::read(path).map(|b| String::from_utf8_lossy(&b).into_owned());
    files.filter_map(|f| text(f.path()).ok()).any(|t| t.contains("module \"") || t.contains("\"module\""))
}

fn recorded(case: &Path) -> Verdict {
    let text = fs::read_to_string(case.join(RECORD)).expect("recorded");
    let record: Value = serde_json::from_str(&text).expect("JSON");
    let errors = record["errors"].as_array().expect("a list");
    let place = |e: &Value| {
        let line = |i: usize| e["lines"][i].as_u64();
        Some((e["file"].as_str()?.to_owned(), line(0)?, line(1)?)).filter(|(file, ..)| !file.is_empty())
    };
    Verdict {
        valid: record["valid"].as_bool().expect("a verdict"),
        places: errors.iter().filter_map(place).collect(),
        shown: errors.iter().map(|e| format!("{e}")).collect(),
    }
}

fn ours(case: &Path) -> Verdict {
    let dir = tempfile::tempdir().expect("a temporary directory");
    copy(case, dir.path());
    fs::remove_file(dir.path().join(RECORD)).ok();
    let run = Run::of(clean(binary()).args(["validate", "--json"]).current_dir(dir.path()));
    let found = run.expect(&[0, 1]).json();
    let errors = found["diagnostics"].as_array().expect("a list").iter().filter(|d| d["severity"] == "error");
    let errors: Vec<&Value> = errors.collect();
    let place = |d: &&Value| {
        let range = &d["range"];
        let line = |end: &str| range[end]["line"].as_u64();
        Some((range["filename"].as_str()?.to_owned(), line("start")?, line("end")?))
    };
    Verdict {
        valid: found["valid"].as_bool().expect("a verdict"),
        places: errors.iter().filter_map(place).collect(),
        shown: errors.iter().map(|d| format!("{}: {}", d["summary"], d["detail"])).collect(),
    }
}

/// What differs between two verdicts, in words.
fn difference(ours: &Verdict, theirs: &Verdict) -> Option<String> {
    let said = || {
        format!(
            "\n  ours   {}\n  theirs {}",
            ours.shown.join("\n         "),
            theirs.shown.join("\n         ")
        )
    };
    if ours.valid != theirs.valid {
        return Some(format!("valid is {} and should be {}{}", ours.valid, theirs.valid, said()));
    }
    let meets = |a: &Place| theirs.places.iter().any(|b| a.0 == b.0 && a.1 <= b.2 && b.1 <= a.2);
    let placed = ours.valid || theirs.places.is_empty() || ours.places.iter().any(meets);
    (!placed).then(|| format!("no error of ours is where Terraform's are{}", said()))
}

fn cases() -> Vec<PathBuf> {
    let dir = root().join("tests/corpus/verdicts");
    let mut all: Vec<PathBuf> = fs::read_dir(dir).expect("readable").flatten().map(|e| e.path()).collect();
    all.sort();
    all
}

/// Asks about every case on a few threads; what there is to say about each, by name.
fn each(ask: impl Fn(&Path) -> Option<String> + Sync) -> BTreeMap<String, String> {
    let (all, next, answers) = (cases(), AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(case) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(answer) = ask(case) {
                        let name = case.file_name().expect("a name").to_string_lossy().into_owned();
                        answers.lock().expect("no panic").insert(name, answer);
                    }
                }
            });
        }
    });
    answers.into_inner().expect("no panic")
}
