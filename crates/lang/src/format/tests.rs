#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]
//! `fixtures/snippets.txt` holds texts, `fixtures/snippets.json` what `terraform fmt` of Terraform 1.11.4 makes of them (null
//! where it refuses).

use super::format;
use proptest::prelude::*;
use provision_value::SourceId;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

fn snippets() -> Vec<(String, String)> {
    let part = |p: &str| p.split_once('\n').map(|(name, text)| (name.to_string(), text.to_string())).unwrap();
    let mut all: Vec<_> = include_str!("fixtures/snippets.txt").split("=== ").skip(1).map(part).collect();
    // What a text file would lose.
    all.extend([
        ("crlf".to_string(), "a=1 # x\r\nbbb=2\r\nb {\r\nc=<<EOT\r\nx\r\nEOT\r\n}\r\n".to_string()),
        ("no-line-end".to_string(), "a=1\nbbb=2".to_string()),
        ("no-line-end-comment".to_string(), "a=1\n#x".to_string()),
        ("no-line-end-spaces".to_string(), "a=1\n b { }  \t".to_string()),
        ("spaces-after-line-end".to_string(), "a=1\n \t ".to_string()),
        ("byte-order-mark".to_string(), "\u{feff}a=1\nbbb=2\n".to_string()),
        ("spaces-only".to_string(), "   \n  ".to_string()),
    ]);
    all
}

fn ours(text: &str) -> Option<String> {
    format(SourceId(0), text).ok()
}

#[test]
fn snippets_look_as_terraform_makes_them() {
    let recorded: BTreeMap<String, Option<String>> =
        serde_json::from_str(include_str!("fixtures/snippets.json")).unwrap();
    let mut wrong = String::new();
    for (name, text) in snippets() {
        let (ours, theirs) = (ours(&text), recorded[&name].clone());
        if ours != theirs {
            wrong += &format!("== {name}\n{ours:?}\n{theirs:?}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(recorded.len() >= 60);
}

#[test]
fn what_is_formatted_stays() {
    for (name, text) in snippets() {
        let Some(once) = ours(&text) else { continue };
        // Terraform itself needs a second run where it takes a value out of its braces.
        let Some(twice) = ours(&once) else { panic!("{name}\n{once}") };
        assert_eq!(ours(&twice).unwrap(), twice, "{name}");
    }
}

#[test]
fn texts_that_terraform_breaks_are_kept() {
    let comment = "a = \"${\n  # why\n  x\n}\"\n";
    assert_eq!(ours(comment).unwrap(), comment);
    let label = "a \"$ %\" {\n}\n";
    assert_eq!(ours(label).unwrap(), label);
}

#[test]
fn errors_leave_the_text_alone() {
    assert!(format(SourceId(0), "a = \nb {").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn only_spaces_change(tokens in proptest::collection::vec(proptest::sample::select(SOUP), 0..40)) {
        let text = tokens.concat();
        if let Some(out) = ours(&text) {
            let bare = |t: &str| t.replace([' ', '\t', '"', '$', '{', '}', '(', ')'], "");
            prop_assert_eq!(bare(&out), bare(&text));
        }
    }
}

const SOUP: &[&str] = &[
    "a = 1\n",
    "b {\n",
    "}\n",
    "c = [\n",
    "]\n",
    "1,\n",
    "x",
    " = ",
    "\"${x}\"",
    "\"a ${x} b\"",
    "# c\n",
    "/* d */",
    "\n",
    "f(",
    ")",
    "+",
    "-",
    "e = <<EOT\nx ${y}\nEOT\n",
    "{",
    "}",
    "g \"h\" {\n",
    "i = { j = 1 }\n",
    "?",
    ":",
    ".k",
    "[0]",
    "é",
    " ",
];

fn terraform(text: &str) -> Option<String> {
    let file = std::env::temp_dir().join(format!("provision-format-{}.tf", std::process::id()));
    std::fs::write(&file, text).unwrap();
    let mut command = Command::new("terraform");
    command.args(["fmt", "-list=false"]).arg(&file).env("CHECKPOINT_DISABLE", "1");
    let good = command.output().expect("terraform is on PATH").status.success();
    let out = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    good.then_some(out)
}

/// Asks Terraform, which must be on `PATH`, and writes what it makes of the snippets.
#[test]
#[ignore = "runs Terraform"]
fn record() {
    let all: BTreeMap<_, _> = snippets().into_iter().map(|(name, text)| (name, terraform(&text))).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/format/fixtures/snippets.json");
    std::fs::write(path, serde_json::to_string_pretty(&all).unwrap() + "\n").unwrap();
}

/// Every plan of the repository, with its spaces shaken, formatted by both.
#[test]
#[ignore = "runs Terraform"]
fn shaken_plans_look_as_terraform_makes_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for dir in ["tests/cases", "plans", "tests/goldens"] {
        collect(&root.join(dir), &mut files);
    }
    assert!(files.len() > 20);
    let mut wrong = String::new();
    for (n, file) in files.iter().enumerate().step_by(files.len() / 60 + 1) {
        let text = shaken(&std::fs::read_to_string(file).unwrap(), n);
        if ours(&text) != terraform(&text) {
            wrong += &format!("{}\n", file.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn collect(dir: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "tf") {
            files.push(path);
        }
    }
}

/// The text with other indentation and other spaces around equals signs, by the line.
fn shaken(text: &str, seed: usize) -> String {
    let mut heredoc = false;
    let line = |(i, line): (usize, &str)| {
        let plain = !heredoc;
        heredoc = line.contains("<<") || (heredoc && !line.trim().chars().all(char::is_uppercase));
        match (plain, (i + seed) % 4) {
            (false, _) | (_, 0) => format!("{line}\n"),
            (_, 1) => format!("{}\n", line.trim_start()),
            (_, 2) => format!("      {}\n", line.trim().replacen(" = ", "=", 1)),
            _ => format!("\t{}\n", line.trim().replacen(" = ", "    =  ", 1).replace(", ", ",")),
        }
    };
    text.lines().enumerate().map(line).collect()
}
