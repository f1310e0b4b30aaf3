//! Values of root variables: where they come from, which of them wins, and what the variables make of them.
//!
//! From the weakest: `TF_VAR_name`, `terraform.tfvars`, `terraform.tfvars.json`, `*.auto.tfvars` and
//! `*.auto.tfvars.json` by name, the environment's variable file, then `--var` and `--var-file` as they were given.

use crate::ast::Expr;
use crate::config::{Module, Variable, constant};
use crate::suggest::did_you_mean;
use crate::{World, syntax};
use provision_value::{Diagnostic, Diagnostics, SourceMap, Span, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the command line and the environment say about variables.
#[derive(Clone, Debug, Default)]
pub struct VariableSources {
    /// The environment's variable files, relative to the plan's directory.
    pub environment_files: Vec<PathBuf>,
    /// `--var` and `--var-file` in the order in which they were given.
    pub options: Vec<VariableOption>,
}

/// One option of the command line.
#[derive(Clone, Debug)]
pub enum VariableOption {
    /// `--var name=value`
    Var(String),
    /// `--var-file path`
    File(PathBuf),
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// `TF_VAR_name`
    Env,
    /// A variable file, by the name that messages show.
    File(Arc<str>),
    /// `--var`
    Option,
    /// An answer to a question.
    Prompt,
}

/// The winning input of one variable.
#[derive(Clone, Debug)]
pub struct Input {
    /// As it was given.
    pub raw: Raw,
    /// Where.
    pub origin: Origin,
    /// Its place, in files.
    pub span: Option<Span>,
}

/// An input as it was given.
#[derive(Clone, Debug)]
pub enum Raw {
    /// Text of an option or environment variable; for variables that are not of a primitive type it is an expression.
    Text(Arc<str>),
    /// A constant expression of a `.tfvars` or `.tfvars.json` file.
    Expr(Expr),
}

/// The winning input of each name.
#[derive(Clone, Debug, Default)]
pub struct Inputs(pub BTreeMap<Arc<str>, Input>);

impl VariableSources {
    /// Reads every source for the plan in `dir`. Names that the root module does not declare are errors where they were
    /// typed (`--var`), warnings where they stand in files, and nothing in the environment.
    pub fn read(
        &self,
        world: &dyn World,
        dir: &Path,
        root: &Module,
        sources: &mut SourceMap,
    ) -> (Inputs, Diagnostics) {
        let mut reader =
            Reader { world, root, sources, inputs: Inputs::default(), diags: Diagnostics::new() };
        for (name, value) in world.env("TF_VAR_") {
            if root.variables.contains_key(name.as_str()) {
                reader.put(name.into(), Raw::Text(value.into()), Origin::Env, None);
            }
        }
        for name in automatic(world, dir) {
            reader.file(&dir.join(&name), &name);
        }
        for path in &self.environment_files {
            reader.file(&dir.join(path), &path.to_string_lossy());
        }
        for option in &self.options {
            match option {
                VariableOption::Var(text) => reader.option(text),
                VariableOption::File(path) => reader.file(path, &path.to_string_lossy()),
            }
        }
        (reader.inputs, reader.diags)
    }
}

/// The variable files that are read by themselves, from the weakest.
fn automatic(world: &dyn World, dir: &Path) -> Vec<String> {
    let names = world.list(dir).unwrap_or_default();
    let plain = ["terraform.tfvars", "terraform.tfvars.json"];
    let first = plain.iter().filter(|p| names.iter().any(|n| n == *p)).map(|p| p.to_string());
    let auto = names.iter().filter(|n| n.ends_with(".auto.tfvars") || n.ends_with(".auto.tfvars.json"));
    let mut auto = auto.filter(|n| !n.starts_with('.')).cloned().collect::<Vec<_>>();
    auto.sort();
    first.chain(auto).collect()
}

impl Inputs {
    /// Variables that have neither an input nor a default, in the order of their names: what an interactive run asks for.
    pub fn missing<'m>(&self, root: &'m Module) -> Vec<&'m Variable> {
        root.variables
            .values()
            .filter(|v| v.default.is_none() && !self.0.contains_key(&v.name.name))
            .collect()
    }

    /// Adds the answer to a question.
    pub fn answer(&mut self, name: &str, text: &str) {
        let input = Input { raw: Raw::Text(text.into()), origin: Origin::Prompt, span: None };
        self.0.insert(name.into(), input);
    }

    /// The value of every root variable, which the variable accepts: as it was given, or its default.
    pub fn values(&self, root: &Module, sources: &mut SourceMap) -> (BTreeMap<Arc<str>, Value>, Diagnostics) {
        let mut values = BTreeMap::new();
        let mut diags = Diagnostics::new();
        for (name, variable) in &root.variables {
            let mut found = Diagnostics::new();
            let value = match self.0.get(name) {
                Some(input) => input.value(variable, sources, &mut found),
                None => variable.accept(None, None).map_err(|d| found.push(d)).ok(),
            };
            diags.extend(found);
            values.insert(name.clone(), value.unwrap_or_else(|| Value::unknown(variable.ty.clone())));
        }
        (values, diags)
    }
}

impl Input {
    fn value(&self, variable: &Variable, sources: &mut SourceMap, diags: &mut Diagnostics) -> Option<Value> {
        let mut found = Diagnostics::new();
        let given = match &self.raw {
            Raw::Expr(e) => constant(e, &mut found),
            Raw::Text(text) if variable.literal => Some(Value::string(text.clone())),
            Raw::Text(text) => {
                let source = sources.add(&self.shown(&variable.name.name), text);
                let (expr, errors) = syntax::parse_expression(source, text);
                let failed = errors.has_errors();
                found.extend(errors);
                if failed { None } else { constant(&expr, &mut found) }
            }
        };
        let value = given.and_then(|v| {
            let mut place = self.span;
            if let Raw::Expr(e) = &self.raw {
                place = Some(e.span);
            }
            variable.accept(Some(v.clone()), place).map(|_| v).map_err(|d| found.push(d)).ok()
        });
        for d in found {
            diags.push(self.explained(d, variable));
        }
        value
    }

    /// An error with its source. The value of a sensitive variable, and any text that has no file, is shown by the
    /// place of the declaration.
    fn explained(&self, mut d: Diagnostic, variable: &Variable) -> Diagnostic {
        let shown = self.shown(&variable.name.name);
        if matches!(self.raw, Raw::Text(_)) && !variable.literal {
            let what = format!("{shown} is read as an expression of type {}", variable.ty);
            d.help = format!("{what}: text needs double quotes, and nothing can be referred to.");
        }
        if variable.sensitive || d.span.is_none_or(|s| s == variable.name.span) {
            d.span = Some(variable.span);
            d.detail = format!("{} The value comes from {shown}.", d.detail);
        }
        d
    }

    fn shown(&self, name: &str) -> String {
        match &self.origin {
            Origin::Env => format!("TF_VAR_{name}"),
            Origin::File(file) => file.to_string(),
            Origin::Option => format!("--var {name}"),
            Origin::Prompt => format!("the answer for {name}"),
        }
    }
}

struct Reader<'a> {
    world: &'a dyn World,
    root: &'a Module,
    sources: &'a mut SourceMap,
    inputs: Inputs,
    diags: Diagnostics,
}

impl Reader<'_> {
    fn put(&mut self, name: Arc<str>, raw: Raw, origin: Origin, span: Option<Span>) {
        self.inputs.0.insert(name, Input { raw, origin, span });
    }

    fn suggestion(&self, name: &str) -> String {
        did_you_mean(name, self.root.variables.keys().map(|k| &**k))
    }

    fn option(&mut self, text: &str) {
        let Some((name, value)) = text.split_once('=') else {
            // The text may be a secret that was typed without its name.
            let d = Diagnostic::error(
                "Invalid --var",
                "A variable is given as a name, an equals sign and a value.",
            );
            return self.diags.push(d.help("Write: --var 'name=value'"));
        };
        if name != name.trim() {
            let d =
                Diagnostic::error("Invalid --var", "The name of the variable begins or ends with a space.");
            return self.diags.push(d.help("Write: --var 'name=value'"));
        }
        if !self.root.variables.contains_key(name) {
            let d = Diagnostic::error(
                "Undeclared variable",
                format!("--var gives a value to \"{name}\", which the plan does not declare."),
            );
            let help = self.suggestion(name);
            let help = if help.is_empty() {
                format!("Declare it (variable \"{name}\" {{}}), or remove the option.")
            } else {
                help
            };
            return self.diags.push(d.help(help));
        }
        self.put(name.into(), Raw::Text(value.into()), Origin::Option, None);
    }

    fn file(&mut self, path: &Path, shown: &str) {
        let text = match self.world.read(path).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(_)) => {
                let d = Diagnostic::error(
                    "File is not UTF-8",
                    format!("{shown} holds bytes that belong to no character."),
                );
                return self.diags.push(d.help("Save the file in UTF-8."));
            }
            Err(e) => {
                let d = Diagnostic::error("Cannot read variable file", format!("{}: {e}", path.display()));
                return self.diags.push(d.help("Check the path."));
            }
        };
        let source = self.sources.add(shown, &text);
        let origin = Origin::File(shown.into());
        let (body, errors) = if shown.ends_with(".json") {
            syntax::parse_json_values(source, &text)
        } else {
            syntax::parse_body(source, &text)
        };
        self.diags.extend(errors);
        for b in &body.blocks {
            let d = Diagnostic::error(
                "Block in a variable file",
                format!("\"{}\" is a block; a variable file holds only values.", b.kind.name),
            );
            self.diags
                .push(d.at(b.span).help("Write name = value here; variables are declared in .tf files."));
        }
        for a in body.attributes {
            if self.declared(&a.name.name, a.name.span, shown) {
                self.put(a.name.name, Raw::Expr(a.expr), origin.clone(), Some(a.name.span));
            }
        }
    }

    fn declared(&mut self, name: &str, span: Span, file: &str) -> bool {
        let known = self.root.variables.contains_key(name);
        if !known {
            let d = Diagnostic::warning(
                "Undeclared variable",
                format!("{file} gives a value to \"{name}\", which the plan does not declare."),
            );
            let help = self.suggestion(name);
            let help = if help.is_empty() { "Declare it, or remove this line.".to_string() } else { help };
            self.diags.push(d.at(span).help(help));
        }
        known
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use crate::config::load;
    use crate::testing::{Files, render_all};

    const PLAN: &str = r#"
        variable "s" { type = string }
        variable "n" { type = number }
        variable "l" { type = list(string) }
        variable "a" { type = any }
        variable "u" {}
        variable "secret" {
          type      = list(number)
          default   = []
          sensitive = true
        }
    "#;

    fn values(files: &[(&str, &str)], env: &[(&str, &str)], options: &[&str]) -> (String, String) {
        let mut all = vec![("main.tf", PLAN)];
        all.extend(files);
        let mut world = Files::new(&all);
        for (name, value) in env {
            world = world.with_env(name, value);
        }
        let mut sources = SourceMap::default();
        let dir = Path::new("/plan");
        let (config, mut diags) = load(&world, dir, &mut sources);
        let option = |o: &&str| match o.strip_prefix('@') {
            Some(file) => VariableOption::File(dir.join(file)),
            None => VariableOption::Var(o.to_string()),
        };
        let given = VariableSources {
            environment_files: files.iter().filter(|f| f.0.starts_with("env/")).map(|f| f.0.into()).collect(),
            options: options.iter().map(option).collect(),
        };
        let (inputs, found) = given.read(&world, dir, &config.root, &mut sources);
        diags.extend(found);
        let (values, found) = inputs.values(&config.root, &mut sources);
        diags.extend(found);
        let shown = values
            .iter()
            .filter(|(n, _)| &***n != "secret")
            .map(|(n, v)| {
                format!("{n}={:?} ", config.root.variables[n].accept(Some(v.clone()), None).unwrap())
            })
            .collect::<String>();
        (shown, render_all(&sources, &diags))
    }

    #[test]
    fn later_sources_win() {
        let files = [
            ("terraform.tfvars", "s = \"plain\"\nn = 1\nl = [\"plain\"]\na = 1\nu = 1\n"),
            ("terraform.tfvars.json", r#"{"n": 2, "l": ["json"], "a": {"x": [1.5]}, "u": "json"}"#),
            ("a.auto.tfvars", "l = [\"a\"]\nu = \"a\"\n"),
            ("b.auto.tfvars.json", r#"{"u": "b"}"#),
            ("env/local.tfvars", "s = \"env file\"\n"),
        ];
        let (shown, errors) = values(&files, &[("TF_VAR_s", "env"), ("TF_VAR_nobody", "x")], &[]);
        assert_eq!(errors, "");
        assert_eq!(shown, r#"a={"x": tuple[1.5]} l=["a"] n=2 s="env file" u="b" "#);
        let (shown, _) = values(&files, &[], &["s=first", "@env/local.tfvars", "u={x=1}", "a={x=1}", "n=5"]);
        assert_eq!(shown, r#"a={"x": 1} l=["a"] n=5 s="env file" u="{x=1}" "#);
    }

    #[test]
    fn errors_name_their_source_and_no_secret() {
        let files = [(
            "terraform.tfvars",
            "s = \"x\"\nu = 1\nl = []\nlist = 1\nsecret = [\"hunter2\"]\nblock {}\na = f(1)\n",
        )];
        let (_, errors) = values(&files, &[], &["zz=1", "nn=1", "noequals", "n=x"]);
        assert!(!errors.contains("noequals"));
        insta::assert_snapshot!(errors);
        let (_, errors) = values(&[], &[("TF_VAR_l", "foo")], &["secret=[hunter2", "a=[1,"]);
        assert!(!errors.contains("hunter2"));
        insta::assert_snapshot!(errors);
        let (_, errors) =
            values(&[("x.json", "{\n \"s\": }"), ("y.json", "[]")], &[], &["@x.json", "@y.json", "@none"]);
        insta::assert_snapshot!(errors);
    }
}
