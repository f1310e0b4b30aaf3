//! Every parser of what comes from outside, each as a function of bytes that ends without a panic on any of them. The fuzz
//! targets in `fuzz/` call these, and so does a short test with changed files of the repository.
//!
//! Where a finding has a place, the place must lie in its file.

mod catalog;
mod files;

use files::Files;
use provision_graph::Graph;
use provision_lang::ast::{Body, Expr};
use provision_lang::config::{Config, load_with};
use provision_lang::project::load_project;
use provision_lang::tfvars::{VariableOption, VariableSources};
use provision_lang::{Scope, Subject, World, console, eval, static_check, syntax};
use provision_value::{Diagnostic, Diagnostics, SourceId, SourceMap, Span, Type, Value};
use std::path::Path;

/// Reads something, whatever it is.
pub type Reader = fn(&[u8]);

/// The parsers by the name of their fuzz target.
pub const READERS: [(&str, Reader); 11] = [
    ("plan", plan),
    ("plan_json", plan_json),
    ("expression", expression),
    ("template", template),
    ("format", format),
    ("variables", variables),
    ("variables_json", variables_json),
    ("project", project),
    ("state", state),
    ("journal", journal),
    ("saved_plan", saved_plan),
];

/// A plan's file: read, checked, its graph built.
pub fn plan(bytes: &[u8]) {
    configuration("main.tf", bytes);
}

/// The same in JSON.
pub fn plan_json(bytes: &[u8]) {
    configuration("main.tf.json", bytes);
}

fn configuration(name: &str, bytes: &[u8]) {
    let world = Files::one(name, bytes);
    let mut sources = SourceMap::default();
    let catalog = catalog::small();
    let (config, found) = load_with(&world, Path::new("."), &catalog, &mut sources);
    placed(&found, &sources);
    placed(&static_check::check(&config, &catalog, &world, Path::new(".")), &sources);
    match Graph::build(&config) {
        Ok(graph) => drop(graph.order().count()),
        Err(found) => placed(&found, &sources),
    }
}

/// An expression: read, evaluated with names that stand for known, unknown and sensitive values, shown.
pub fn expression(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (expr, _) = syntax::parse_expression(SourceId::default(), &text);
    evaluated(&expr);
}

/// A template file.
pub fn template(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (expr, _) = syntax::parse_template(SourceId::default(), &text);
    evaluated(&expr);
}

fn evaluated(expr: &Expr) {
    let (value, _) = eval(expr, &Names);
    console::render(&value);
    console::render_type(&value.ty());
}

/// A file as `provision fmt` writes it: it means what it meant, and is left alone from then on.
pub fn format(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let laid_out = |text: &str| provision_lang::format::format(SourceId::default(), text);
    let Ok(once) = laid_out(&text) else { return };
    let (before, after) = (meaning(&text), meaning(&once));
    assert_eq!(before, after, "another meaning:\n{once}");
    // What is taken out of its braces finds its place the second time, as with Terraform.
    let twice = laid_out(&once).unwrap_or_else(|_| panic!("not read again:\n{once}"));
    let thrice = laid_out(&twice).unwrap_or_else(|_| panic!("not read again:\n{twice}"));
    assert_eq!(twice, thrice, "does not come to rest");
}

/// What a file says: its blocks, and the names and values of its arguments; nothing where it cannot be read.
fn meaning(text: &str) -> Vec<String> {
    let (body, found) = syntax_of(text);
    let mut said = Vec::new();
    let mut open = vec![(String::new(), &body)];
    while let Some((path, body)) = open.pop().filter(|_| !found.has_errors()) {
        // An old form of a type (`"list"`, `list`) is rewritten as today's, on purpose.
        let is_type = |name: &str| name == "type" && path.starts_with("variable ");
        for a in body.attributes.iter().filter(|a| !is_type(&a.name.name)) {
            let (value, found) = eval(&a.expr, &Names);
            let wrong: Vec<&str> = found.0.iter().map(|d| d.summary.as_str()).collect();
            said.push(format!("{path}{} = {value:?} {wrong:?}", a.name.name));
        }
        for b in &body.blocks {
            let labels: Vec<&str> = b.labels.iter().map(|l| &*l.name).collect();
            said.push(format!("{path}{} {labels:?}", b.kind.name));
            open.push((format!("{path}{} {labels:?} > ", b.kind.name), &b.body));
        }
    }
    said
}

/// A `.tfvars` file.
pub fn variables(bytes: &[u8]) {
    variable_file("x.tfvars", bytes);
}

/// A `.tfvars.json` file.
pub fn variables_json(bytes: &[u8]) {
    variable_file("x.tfvars.json", bytes);
}

fn variable_file(name: &str, bytes: &[u8]) {
    const DECLARED: &str = "variable \"a\" {}\nvariable \"b\" {\n  type = map(object({ x = optional(number, 1) }))\n  default = {}\n}\n";
    let world = Files::one(name, bytes).and("main.tf", DECLARED.as_bytes());
    let mut sources = SourceMap::default();
    let (Config { root, .. }, _) = load_with(&world, Path::new("."), &catalog::small(), &mut sources);
    let options = vec![VariableOption::File(name.into())];
    let wanted = VariableSources { environment_files: Vec::new(), options };
    let (inputs, found) = wanted.read(&world, Path::new("."), &root, &mut sources);
    placed(&found, &sources);
    let (_, found) = inputs.values(&root, &mut sources);
    placed(&found, &sources);
}

/// `provision.hcl`.
pub fn project(bytes: &[u8]) {
    let world = Files::one("provision.hcl", bytes);
    let mut sources = SourceMap::default();
    let (_, found) = load_project(&world, Path::new("."), &mut sources);
    placed(&found, &sources);
}

/// A state file; what could be read can be written and read again.
pub fn state(bytes: &[u8]) {
    let path = Path::new("terraform.tfstate");
    let Ok(state) = provision_state::v4::parse(bytes, path) else { return };
    let mut written = Vec::new();
    let result = provision_state::v4::write(&state, &mut written);
    assert!(result.is_ok() && provision_state::v4::parse(&written, path).is_ok(), "not read again");
}

/// A journal: lines of JSON, to which their checksums are added here, and as it is.
pub fn journal(bytes: &[u8]) {
    let path = Path::new("journal");
    let _ = provision_state::journal::read(bytes, path);
    let line = |line: &[u8]| [format!("{:08x} ", crc32fast::hash(line)).as_bytes(), line, b"\n"].concat();
    let whole: Vec<u8> = bytes.split(|b| *b == b'\n').flat_map(line).collect();
    let _ = provision_state::journal::read(&whole, path);
}

/// A saved plan: its body, to which the head is added here, and as it is.
pub fn saved_plan(bytes: &[u8]) {
    use sha2::{Digest, Sha256};
    let _ = provision_plan::render::file::decode(bytes);
    let sum: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    let whole =
        [format!("{} sha256:{sum}\n", provision_plan::render::file::head()).as_bytes(), bytes].concat();
    let _ = provision_plan::render::file::decode(&whole);
}

/// A file's syntax alone, for inputs too large for more.
pub fn syntax_of(text: &str) -> (Body, Diagnostics) {
    syntax::parse_body(SourceId::default(), text)
}

/// Every place is one in its file.
fn placed(found: &Diagnostics, sources: &SourceMap) {
    for d in &found.0 {
        let spans = d.span.iter().chain(d.related.iter().map(|(span, _)| span));
        for span in spans {
            let text = sources.text(span.source);
            let inside = text.get(span.start as usize..span.end as usize).is_some();
            assert!(inside, "{} at {span:?} of a text of {} bytes", d.summary, text.len());
        }
    }
}

/// Names that stand for something of each kind.
struct Names;

impl Scope for Names {
    fn resolve(&self, subject: &Subject, span: Span) -> Result<Value, Diagnostic> {
        let name = match subject {
            Subject::Variable(name) | Subject::Local(name) => &**name,
            _ => "",
        };
        Ok(match name {
            "list" => Value::list(Type::String, vec![Value::string("a"), Value::unknown(Type::String)]),
            "map" => Value::map(Type::Number, [("k".into(), Value::number(1))].into()),
            "secret" => Value::string("s").sensitive(),
            "null" => Value::null(Type::Dynamic),
            "text" => Value::unknown(Type::String),
            "set" => Value::set(Type::Bool, vec![Value::bool(true)]),
            "none" => return Err(Diagnostic::error("None", "There is nothing.").at(span)),
            _ => Value::unknown(Type::Dynamic),
        })
    }
    fn world(&self) -> &dyn World {
        &files::NONE
    }
    fn base_dir(&self) -> &Path {
        Path::new(".")
    }
}
