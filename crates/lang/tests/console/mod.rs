//! The console over `tests/files`, as Terraform's would see it there.

use provision_lang::config::{Config, load};
use provision_lang::{Scope, Subject, World, console, eval, syntax};
use provision_value::{Diagnostic, Marks, SourceId, SourceMap, Span, Value};
use std::path::{Path, PathBuf};

/// The files on disk, and a clock that stands still.
pub struct Fixture(pub PathBuf);

impl World for Fixture {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }
    fn list(&self, dir: &Path) -> std::io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(dir)? {
            let entry = entry?;
            let slash = if entry.file_type()?.is_dir() { "/" } else { "" };
            names.push(format!("{}{slash}", entry.file_name().to_string_lossy()));
        }
        names.sort();
        Ok(names)
    }
    fn exists(&self, path: &Path) -> bool {
        path.is_file()
    }
    fn home(&self) -> Option<String> {
        Some("/home/ops".into())
    }
    fn env(&self, _prefix: &str) -> Vec<(String, String)> {
        Vec::new()
    }
    fn now(&self) -> String {
        "2026-01-31T12:00:00Z".into()
    }
    fn random(&self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}

/// The names that `files/main.tf` declares.
pub struct Console {
    world: Fixture,
    config: Config,
}

impl Console {
    pub fn new() -> Console {
        let world = Fixture(folder().join("files"));
        let (config, diags) = load(&world, &world.0, &mut SourceMap::default());
        assert!(!diags.has_errors(), "{diags:?}");
        Console { world, config }
    }

    /// What the console answers, with a line end, or `ERROR`.
    pub fn answer(&self, expression: &str) -> String {
        let (expr, mut diags) = syntax::parse_expression(SourceId::default(), expression);
        let (answer, found) = console::answer(&expr, self);
        diags.extend(found);
        if diags.has_errors() { "ERROR\n".into() } else { answer + "\n" }
    }
}

impl Scope for Console {
    fn resolve(&self, subject: &Subject, span: Span) -> Result<Value, Diagnostic> {
        let missing = || Diagnostic::error("Not declared", format!("{subject:?}")).at(span);
        match subject {
            Subject::Path(name) if matches!(&**name, "module" | "root") => Ok(Value::string(".")),
            Subject::Path(name) if &**name == "cwd" => Ok(Value::string("/plans/shop")),
            Subject::Terraform(name) if &**name == "workspace" => Ok(Value::string("default")),
            Subject::Terraform(name) if &**name == "applying" => {
                Ok(Value::bool(false).with_marks(Marks::EPHEMERAL))
            }
            Subject::Resource { type_name, name, .. }
                if &**type_name == "terraform_data" && &**name == "x" =>
            {
                Ok(Value::unknown(provision_value::Type::Dynamic))
            }
            Subject::Local(name) => {
                let local = self.config.root.locals.get(name).ok_or_else(missing)?;
                let (value, diags) = eval(&local.expr, self);
                assert!(!diags.has_errors(), "local.{name}: {diags:?}");
                Ok(value)
            }
            Subject::Variable(name) => {
                let variable = self.config.root.variables.get(name).ok_or_else(missing)?;
                match &variable.default {
                    Some(_) => variable.accept(None, None),
                    None => {
                        let secret = if variable.sensitive { Marks::SENSITIVE } else { Marks::NONE };
                        Ok(Value::unknown(variable.ty.clone()).with_marks(secret))
                    }
                }
            }
            _ => Err(missing()),
        }
    }
    fn world(&self) -> &dyn World {
        &self.world
    }
    fn base_dir(&self) -> &Path {
        &self.world.0
    }
    fn planning(&self) -> bool {
        false
    }
}

/// The folder of the tests.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests")
}
