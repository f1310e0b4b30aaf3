//! No panic on any input: the files of this repository with bytes and lines changed, the same each time, and the shapes that
//! break parsers (deep, long, large, circular), each in a thread with the stack of a worker.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

use provision_inputs::{READERS, Reader, expression, plan, plan_json, syntax_of, template, variables_json};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// So many changed inputs for each reader.
const CHANGED: usize = 1500;
/// The stack of a thread of the runtime.
const STACK: usize = 2 << 20;

/// A sequence of numbers that look random (xorshift), the same each time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

fn files_below(dir: &Path, wanted: &dyn Fn(&str) -> bool, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() && !name.starts_with('.') && name != "target" {
            files_below(&path, wanted, all);
        } else if wanted(&name) {
            all.push(path);
        }
    }
}

/// Files of the repository that a reader could be given.
fn seeds(reader: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let wanted = |name: &str| match reader {
        "plan" | "expression" | "template" | "format" => name.ends_with(".tf"),
        "plan_json" => name.ends_with(".tf.json"),
        "variables" => name.ends_with(".tfvars"),
        "variables_json" => name.ends_with(".tfvars.json"),
        "project" => name.ends_with("provision.hcl"),
        _ => false,
    };
    let mut all = Vec::new();
    for place in ["plans", "tests/corpus", "tests/cases"] {
        files_below(&root.join(place), &wanted, &mut all);
    }
    all.sort();
    let mut seeds: Vec<Vec<u8>> = all.iter().map(|path| fs::read(path).expect("readable")).collect();
    seeds.extend(written(reader).iter().map(|text| text.as_bytes().to_vec()));
    if matches!(reader, "expression" | "template") {
        // Right sides of arguments.
        let lines = seeds
            .iter()
            .flat_map(|s| String::from_utf8_lossy(s).lines().map(str::to_owned).collect::<Vec<_>>());
        let values: Vec<_> = lines.filter_map(|l| Some(l.split_once(" = ")?.1.as_bytes().to_vec())).collect();
        seeds.extend(values);
    }
    seeds
}

/// What the repository holds no files of.
fn written(reader: &str) -> &'static [&'static str] {
    match reader {
        "plan_json" => &[
            r#"{"resource": {"aws_vpc": {"a": [{"cidr_block": "${var.a}", "tags": {"x": 1.5e3}, "//": "note"}]}}, "locals": [{"a": "x"}], "variable": {"a": {"type": "list(string)", "default": [null, true]}}, "output": {"o": {"value": "${[for x in var.a : x]}"}}}"#,
        ],
        "expression" => &[
            r#"[for k, v in { a = 1, (var.text) = null } : "${k}-%{ if v == 1 ~} x %{ else }y%{ endif }" if v != null]"#,
            r#"merge({ "é\u0301" = -0x1 }, var.map)["k"] * 1e400 % 7 >= length(var.list[*].a...) ? !true : try(jsondecode(var.text).x, can(regex("(", "a")))"#,
            "<<-EOT\n  a ${upper(var.secret)}\n    %{ for x in var.list ~}\n b\n%{ endfor }\n  EOT\n",
            r#"format("%08.3f %-5s %q %v", 1.5, "é", "\n", [1, { a = null }])"#,
            r#"formatdate("EEE, DD MMM YYYY hh:mm:ss ZZZ", timeadd("2020-02-29T00:00:00Z", "-8760h"))"#,
            r#"cidrsubnets("fd00::/8", 4, 120) == yamldecode("a: [1, {b: c}]\n? x\n: - y")"#,
            r#"provider::aws::arn_parse("arn:aws:s3:::b").service + templatestring("${a}", { a = 1 })"#,
        ],
        "format" => &[
            "a   = {b=1,cc = [1,2,\n3]} # x\nlonger=\"${var.a}\"\nb \"l\"   {\n\n\nx=<<-EOT\n    ${ upper( \"a\" ) }\n  EOT\n}\n",
        ],
        "template" => &["%{ for k, v in { a = 1 } }${k}=${v}\n%{ endfor ~}\n $${x} %%{y}"],
        "variables" => &["a = [1, { b = \"x\" }]\nb = { k = { x = null } }\n", "a = <<EOT\nx\nEOT\n"],
        "variables_json" => {
            &[r#"{"a": [1, {"b": "é\ud83d\ude00"}, null], "b": {"k": {"x": 2}}, "c": -1.5E+3}"#]
        }
        "project" => &[
            "stages = [\"a\", \"b\"]\nenvironment \"x\" {\n  region = \"eu-west-1\"\n  account_ids = [\"111122223333\"]\n}\n",
        ],
        "state" => &[
            r#"{"version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": "x", "outputs": {"o": {"value": [1], "type": ["list", "number"], "sensitive": true}}, "resources": [{"module": "module.m[\"k\"]", "mode": "managed", "type": "aws_vpc", "name": "a", "provider": "module.m.provider[\"registry.terraform.io/hashicorp/aws\"].east", "instances": [{"index_key": 0, "schema_version": 1, "attributes": {"id": "x", "tags": {"a": null}}, "sensitive_attributes": [[{"type": "get_attr", "value": "tags"}]], "private": "e30=", "dependencies": ["data.aws_region.r"], "create_before_destroy": true, "deposed": "00000001", "status": "tainted"}]}], "check_results": null}"#,
        ],
        "journal" => &[
            r#"{"kind":"begin","serial":1,"lineage":"x"}"#,
            r#"{"intent":{"id":1,"address":"aws_vpc.a[\"k\"]","action":"create","token":"t"}}"#,
        ],
        "saved_plan" => &[
            r#"{"basis": {"environment": "", "account": null, "lineage": "", "serial": 1, "configuration": ""}, "timestamp": "2026-01-02T03:04:05Z", "version": "0.1.0", "destroy": false, "variables": {"a": {"string": "x"}}, "configuration": {}, "stages": [], "barrier": true, "changes": [], "steps": [], "joins": [], "outputs": [], "drift": [], "modules": [], "warnings": []}"#,
        ],
        _ => &[],
    }
}

/// What means something to a parser.
const TOKENS: [&str; 34] = [
    "{", "}", "[", "]", "(", ")", "\"", "${", "%{", "~}", "=", "=>", "?", ":", ",", ".", "...", "<<EOT\n",
    "EOT\n", "\n", "\\u", "for ", " in ", " if ", "*", "[*]", "-", "!", "null", "1e9", "é", "\0", "\u{feff}",
    "/*",
];

/// A seed with a few changes.
fn changed(seeds: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    let mut text = seeds[numbers.below(seeds.len())].clone();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(text.len() + 1);
        let end = (at + numbers.below(12)).min(text.len());
        match numbers.below(7) {
            0 => drop(text.drain(at..end)),
            1 => drop(text.splice(at..at, TOKENS[numbers.below(TOKENS.len())].bytes())),
            2 => text.iter_mut().skip(at).take(1).for_each(|b| *b = numbers.next() as u8),
            3 => text.truncate(at),
            4 => {
                let again = text[at..end].to_vec();
                text.splice(at..at, again);
            }
            5 => {
                // Two lines change places.
                let mut lines: Vec<&[u8]> = text.split(|b| *b == b'\n').collect();
                let (a, b) = (numbers.below(lines.len()), numbers.below(lines.len()));
                lines.swap(a, b);
                text = lines.join(&b'\n');
            }
            _ => {
                let other = &seeds[numbers.below(seeds.len())];
                let from = numbers.below(other.len() + 1);
                text.truncate(at);
                text.extend_from_slice(&other[from..]);
            }
        }
    }
    text
}

/// Runs in a thread with a worker's stack; an overflow would end the process.
fn with_small_stack(f: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(STACK).spawn(f).expect("a thread").join().expect("no panic");
}

#[test]
fn changed_files_are_read_without_a_panic() {
    for (name, read) in READERS {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "nothing to begin with for {name}");
        with_small_stack(move || {
            let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
            for i in 0..CHANGED {
                let input = changed(&seeds, &mut numbers);
                let shown = input.clone();
                let outcome = std::panic::catch_unwind(move || read(&input));
                assert!(outcome.is_ok(), "{name}, input {i}: {:?}", String::from_utf8_lossy(&shown));
            }
        });
    }
}

/// `open` so many times, `inner`, `close` as often.
fn nested(open: &str, inner: &str, close: &str, times: usize) -> String {
    [open.repeat(times), inner.to_owned(), close.repeat(times)].concat()
}

fn chained(first: &str, each: &str, times: usize) -> String {
    [first.to_owned(), each.repeat(times)].concat()
}

/// Reads it on a small stack, in less than half a minute (in debug mode, on a busy machine).
#[track_caller]
fn quickly(what: &str, read: Reader, input: String) {
    let begin = Instant::now();
    with_small_stack(move || read(input.as_bytes()));
    println!("{what}: {:?}", begin.elapsed());
    assert!(begin.elapsed() < Duration::from_secs(30), "{what} took {:?}", begin.elapsed());
}

#[test]
fn deep_expressions_are_errors() {
    const DEEP: usize = 10_000;
    let shapes = [
        nested("(", "1", ")", DEEP),
        nested("[", "", "]", DEEP),
        nested("{ a = ", "1", " }", DEEP),
        nested("\"${", "1", "}\"", DEEP),
        nested("%{ if true }", "x", "%{ endif }", DEEP),
        nested("upper(", "\"a\"", ")", DEEP),
        nested("[for x in ", "[]", " : x]", DEEP),
        nested("a[", "0", "]", DEEP),
        chained("", "-", DEEP) + "1",
        chained("", "!", DEEP) + "true",
        chained("1", " + 1", DEEP),
        chained("true", " ? 1 : true", DEEP) + " ? 1 : 2",
        chained("a", ".b", DEEP),
        chained("a", "[0]", DEEP),
        chained("a", "[*]", DEEP),
        chained("a", ".*.b", DEEP),
        "((((((((((".repeat(DEEP),
        "\"${".repeat(DEEP),
        "<<A\n${".repeat(DEEP),
    ];
    for (i, shape) in shapes.iter().enumerate() {
        quickly(&format!("shape {i}"), expression, shape.clone());
        quickly(&format!("template {i}"), template, format!("${{{shape}}}"));
        quickly(&format!("local {i}"), plan, format!("locals {{\n  a = {shape}\n}}\n"));
    }
}

#[test]
fn deep_files_are_errors() {
    const DEEP: usize = 10_000;
    quickly("blocks", plan, nested("a {\n", "", "}\n", DEEP));
    quickly("dynamic blocks", plan, {
        let inner = nested("dynamic \"ingress\" {\n for_each = []\n content {\n", "", "}\n}\n", DEEP);
        format!("resource \"aws_vpc\" \"a\" {{\n{inner}}}\n")
    });
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let json = nested(open, "1", close, DEEP);
        quickly("JSON", plan_json, format!("{{\"locals\": {{\"a\": {json}}}}}"));
        quickly("JSON values", variables_json, format!("{{\"a\": {json}}}"));
        quickly("jsondecode", expression, format!("jsondecode({json:?})"));
        quickly("yamldecode", expression, format!("yamldecode({json:?})"));
    }
    quickly(
        "types",
        plan,
        format!("variable \"a\" {{\n  type = {}\n}}\n", nested("list(", "any", ")", DEEP)),
    );
}

/// Values that no single expression could write down.
#[test]
fn values_that_grow_through_locals() {
    let grown = |of: &dyn Fn(usize) -> String, times: usize| {
        let lines: Vec<String> = (1..=times).map(|i| format!("  a{i} = {}\n", of(i - 1))).collect();
        format!(
            "locals {{\n  a0 = \"x\"\n{}}}\noutput \"o\" {{\n  value = local.a{times}\n}}\n",
            lines.concat()
        )
    };
    quickly("nested tuples", plan, grown(&|i| format!("[local.a{i}]"), 5000));
    quickly("nested objects", plan, grown(&|i| format!("{{ a = local.a{i} }}"), 5000));
    quickly("nested sets", plan, grown(&|i| format!("toset([local.a{i}])"), 5000));
    quickly("doubled tuples", plan, grown(&|i| format!("[local.a{i}, local.a{i}]"), 100));
    quickly("doubled texts", plan, grown(&|i| format!("\"${{local.a{i}}}${{local.a{i}}}\""), 100));
    quickly("merged", plan, grown(&|i| format!("merge({{ a = local.a{i} }}, {{ b = [local.a{i}] }})"), 12));
    quickly("a long chain", plan, grown(&|i| format!("local.a{i}"), 20_000));
}

#[test]
fn circles_of_many() {
    let lines: String = (0..20_000).map(|i| format!("  a{i} = local.a{}\n", (i + 1) % 20_000)).collect();
    quickly("a circle", plan, format!("locals {{\n{lines}}}\n"));
    let own: String = (0..5_000).map(|i| format!("  a{i} = local.a{i}\n")).collect();
    quickly("many circles", plan, format!("locals {{\n{own}}}\n"));
}

#[test]
fn large_files() {
    let line = "  name_of_something = \"text ${1 + 2} more\" # note\n";
    let mut text = String::from("locals {\n");
    for i in 0..40_000 {
        text += &line.replace("something", &i.to_string());
    }
    text += "}\n";
    assert!(!syntax_of(&text).1.has_errors());
    quickly("many lines", plan, text);
    quickly("one line", plan, format!("locals {{\n  a = [{}]\n}}\n", "\"some text\", ".repeat(100_000)));
    quickly("one text", plan, format!("locals {{\n  a = \"{}\"\n}}\n", "x".repeat(10 << 20)));
    quickly("no sense", plan, "\u{1f600}}{\"$".repeat(300_000));
    quickly(
        "many mistakes",
        plan,
        format!("locals {{\n  a = [{}]\n}}\n", "var.gone, local.gone.x, ".repeat(20_000)),
    );
    quickly("many wrong lines", plan, {
        let lines: String = (0..5_000)
            .map(|i| format!("output \"o{i}\" {{\n  value = aws_vpc.a.idd + var.x{i}\n}}\n"))
            .collect();
        format!("resource \"aws_vpc\" \"a\" {{}}\n{lines}")
    });
}
