//! `provision.hcl`, which stands beside the `.tf` files: stages and environments.

use crate::ast::{Block, Body, Expr, ExprKind, ObjectKey};
use crate::config::reader::{Shape, arg, flag, labels, text};
use crate::suggest::did_you_mean;
use crate::{World, syntax};
use provision_value::{Diagnostic, Diagnostics, Kind, SourceMap, Span};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of the file.
pub const PROJECT_FILE: &str = "provision.hcl";

/// What `provision.hcl` says.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// The stages in their order; empty where none are declared, which is one stage.
    pub stages: Vec<Arc<str>>,
    /// What the order of stages means.
    pub stage_order: StageOrder,
    /// The environment taken where none is named; never a protected one.
    pub default_environment: Option<Arc<str>>,
    /// The environments by name.
    pub environments: BTreeMap<Arc<str>, Environment>,
    /// Resources are tagged with the plan, environment and address that own them.
    pub ownership_tags: bool,
}

/// How strict stages are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StageOrder {
    /// A stage begins when the one before has succeeded.
    #[default]
    Barrier,
    /// Stages are for display and priority.
    Overlap,
}

/// One environment: an account, region or emulator that the plan is applied to.
#[derive(Clone, Debug, PartialEq)]
pub struct Environment {
    /// Its name.
    pub name: Arc<str>,
    /// The endpoint of every service, for emulators.
    pub endpoint: Option<Arc<str>>,
    /// The region, where the provider block names none.
    pub region: Option<Arc<str>>,
    /// The credentials' profile.
    pub profile: Option<Arc<str>>,
    /// Accounts that may be touched; any where the list is empty.
    pub account_ids: Vec<Arc<str>>,
    /// Regions that may be touched; any where the list is empty. An environment that is bound to accounts and names its region is
    /// bound to that too, unless it lists others.
    pub regions: Vec<Arc<str>>,
    /// Variable files, relative to the plan's directory.
    pub variable_files: Vec<PathBuf>,
    /// Destroy and replace ask for the environment's name.
    pub protected: bool,
    /// A run that would delete or replace more resources is refused, unless `--max-destroy` allows them.
    pub max_destroy: Option<usize>,
    /// Overrides the project's setting.
    pub ownership_tags: Option<bool>,
    /// The block's header.
    pub span: Span,
}

impl Project {
    /// The stage of a file of the root module: `network.tf` and `network-*.tf` are stage `network`. `None` where no
    /// stage has the file's name.
    pub fn stage_of_file(&self, file: &str) -> Option<usize> {
        let stem = file.strip_suffix(".tf.json").or_else(|| file.strip_suffix(".tf"))?;
        let fits = |stage: &Arc<str>| {
            stem.strip_prefix(&**stage).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        // Of `data` and `data-lake`, the longer name that fits is meant.
        let (index, _) =
            self.stages.iter().enumerate().filter(|(_, s)| fits(s)).max_by_key(|(_, s)| s.len())?;
        Some(index)
    }

    /// The environment to work in: `wanted`, else the default. `Ok(None)` where the project declares none.
    pub fn environment(&self, wanted: Option<&str>) -> Result<Option<&Environment>, Diagnostic> {
        let names = || self.environments.keys().map(|n| &**n);
        let list = || names().collect::<Vec<_>>().join(", ");
        match wanted.or(self.default_environment.as_deref()) {
            Some(name) => match self.environments.get(name) {
                Some(environment) => Ok(Some(environment)),
                None if self.environments.is_empty() => Err(Diagnostic::error(
                    "Unknown environment",
                    format!("{PROJECT_FILE} declares no environments, so there is no \"{name}\"."),
                )
                .help(format!("Add: environment \"{name}\" {{ ... }}"))),
                None => {
                    let help = did_you_mean(name, names());
                    let help = if help.is_empty() { format!("Choose one of: {}.", list()) } else { help };
                    Err(Diagnostic::error(
                        "Unknown environment",
                        format!("{PROJECT_FILE} declares no environment \"{name}\"."),
                    )
                    .help(help))
                }
            },
            None if self.environments.is_empty() => Ok(None),
            None => Err(Diagnostic::error(
                "No environment chosen",
                format!("{PROJECT_FILE} declares: {}.", list()),
            )
            .help("Name one by --env, or set default_environment.")),
        }
    }
}

const PROJECT: Shape = Shape {
    what: "provision.hcl",
    args: &["stages", "stage_order", "default_environment", "ownership_tags"],
    blocks: &["environment"],
};
const ENVIRONMENT: Shape = Shape {
    what: "an environment",
    args: &[
        "endpoint",
        "region",
        "profile",
        "account_ids",
        "regions",
        "variable_file",
        "variable_files",
        "protected",
        "max_destroy",
        "ownership_tags",
    ],
    blocks: &[],
};

/// Reads `provision.hcl` in `dir`; `None` where there is none, or where it cannot be read.
pub fn load_project(
    world: &dyn World,
    dir: &Path,
    sources: &mut SourceMap,
) -> (Option<Project>, Diagnostics) {
    let path = dir.join(PROJECT_FILE);
    let mut diags = Diagnostics::new();
    if !world.exists(&path) {
        return (None, diags);
    }
    let text = match world.read(&path).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => {
            diags.push(
                Diagnostic::error("File is not UTF-8", path.display().to_string())
                    .help("Save the file in UTF-8."),
            );
            return (None, diags);
        }
        Err(e) => {
            diags.push(Diagnostic::error("Cannot read file", format!("{}: {e}", path.display())));
            return (None, diags);
        }
    };
    let source = sources.add(PROJECT_FILE, &text);
    let (body, errors) = syntax::parse_body(source, &text);
    diags.extend(errors);
    let project = read(&body, &mut diags);
    (Some(project), diags)
}

fn read(body: &Body, diags: &mut Diagnostics) -> Project {
    PROJECT.check(body, diags);
    let stages = arg(body, "stages").map(|e| stages(e, diags)).unwrap_or_default();
    let mut environments = BTreeMap::new();
    for block in body.blocks.iter().filter(|b| &*b.kind.name == "environment") {
        let Some(environment) = environment(block, diags) else { continue };
        if environments.contains_key(&environment.name) {
            let detail = format!("\"{}\" is declared above already.", environment.name);
            diags.push(
                Diagnostic::error("Duplicate environment", detail)
                    .at(block.span)
                    .help("Rename or remove one of the two."),
            );
            continue;
        }
        environments.insert(environment.name.clone(), environment);
    }
    Project {
        stages,
        stage_order: arg(body, "stage_order").and_then(|e| stage_order(e, diags)).unwrap_or_default(),
        default_environment: arg(body, "default_environment").and_then(|e| default(e, &environments, diags)),
        ownership_tags: arg(body, "ownership_tags").and_then(|e| flag(e, diags)).unwrap_or(true),
        environments,
    }
}

fn stages(expr: &Expr, diags: &mut Diagnostics) -> Vec<Arc<str>> {
    let mut stages: Vec<Arc<str>> = Vec::new();
    for (name, span) in texts(expr, diags) {
        let letters = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if name.is_empty() || !letters {
            let d =
                Diagnostic::error("Invalid stage name", format!("\"{name}\" cannot begin a file's name."));
            diags.push(d.at(span).help("Use letters, digits, \"-\" and \"_\"."));
        } else if stages.contains(&name) {
            let d = Diagnostic::error("Duplicate stage", format!("\"{name}\" is in the list twice."));
            diags.push(d.at(span).help("Remove one of the two."));
        } else {
            stages.push(name);
        }
    }
    stages
}

fn stage_order(expr: &Expr, diags: &mut Diagnostics) -> Option<StageOrder> {
    match &*text(expr, diags)? {
        "barrier" => Some(StageOrder::Barrier),
        "overlap" => Some(StageOrder::Overlap),
        other => {
            let help = did_you_mean(other, ["barrier", "overlap"]);
            let d = Diagnostic::error(
                "Invalid stage order",
                format!("\"{other}\" is neither \"barrier\" nor \"overlap\"."),
            );
            diags.push(d.at(expr.span).help(help));
            None
        }
    }
}

fn default(
    expr: &Expr,
    environments: &BTreeMap<Arc<str>, Environment>,
    diags: &mut Diagnostics,
) -> Option<Arc<str>> {
    let name = text(expr, diags)?;
    match environments.get(&name) {
        None => {
            let help = did_you_mean(&name, environments.keys().map(|k| &**k));
            diags.push(
                Diagnostic::error("Unknown environment", format!("There is no environment \"{name}\"."))
                    .at(expr.span)
                    .help(help),
            );
            None
        }
        Some(e) if e.protected => {
            diags.push(
                Diagnostic::error(
                    "Protected default environment",
                    format!("\"{name}\" is protected, so it must be named each time."),
                )
                .at(expr.span)
                .help("Choose another default, or remove it and use --env."),
            );
            None
        }
        Some(_) => Some(name),
    }
}

fn environment(block: &Block, diags: &mut Diagnostics) -> Option<Environment> {
    let [name] = labels(block, ["NAME"], diags)?;
    let body = &block.body;
    ENVIRONMENT.check(body, diags);
    let mut word = |name| arg(body, name).and_then(|e| text(e, diags));
    let (endpoint, region, profile) = (word("endpoint"), word("region"), word("profile"));
    let bad = |url: &&Arc<str>| !(url.starts_with("http://") || url.starts_with("https://"));
    if let (Some(url), Some(expr)) = (endpoint.as_ref().filter(bad), arg(body, "endpoint")) {
        let d = Diagnostic::error("Invalid endpoint", format!("\"{url}\" is no URL."));
        diags.push(d.at(expr.span).help("Write: endpoint = \"http://127.0.0.1:4566\""));
    }
    let account_ids = arg(body, "account_ids").map(|e| accounts(e, diags)).unwrap_or_default();
    let regions = match arg(body, "regions") {
        Some(e) => regions(e, region.as_deref(), diags),
        None if account_ids.is_empty() => Vec::new(),
        None => region.iter().cloned().collect(),
    };
    let mut files = arg(body, "variable_file").map(|e| texts(e, diags)).unwrap_or_default();
    files.extend(arg(body, "variable_files").map(|e| texts(e, diags)).unwrap_or_default());
    Some(Environment {
        name: name.name,
        endpoint,
        region,
        profile,
        account_ids,
        regions,
        variable_files: files.into_iter().map(|(f, _)| PathBuf::from(&*f)).collect(),
        protected: arg(body, "protected").and_then(|e| flag(e, diags)).unwrap_or(false),
        max_destroy: arg(body, "max_destroy").and_then(|e| whole(e, diags)),
        ownership_tags: arg(body, "ownership_tags").and_then(|e| flag(e, diags)),
        span: block.span,
    })
}

fn accounts(expr: &Expr, diags: &mut Diagnostics) -> Vec<Arc<str>> {
    let mut all = Vec::new();
    for (id, span) in texts(expr, diags) {
        if id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit()) {
            all.push(id);
        } else {
            let d = Diagnostic::error("Invalid account", format!("\"{id}\" is no account number."));
            diags.push(d.at(span).help("An AWS account has twelve digits, in quotes."));
        }
    }
    all
}

/// A whole number that is not negative.
fn whole(expr: &Expr, diags: &mut Diagnostics) -> Option<usize> {
    let number = match &expr.kind {
        ExprKind::Literal(v) => match v.kind() {
            Kind::Number(n) => n.to_i64().and_then(|n| usize::try_from(n).ok()),
            _ => None,
        },
        _ => None,
    };
    if number.is_none() {
        let d =
            Diagnostic::error("Invalid number", "This must be a whole number, written out.").at(expr.span);
        diags.push(d.help("Write, for example: max_destroy = 10"));
    }
    number
}

/// The regions of an environment, among which its own must be.
fn regions(expr: &Expr, own: Option<&str>, diags: &mut Diagnostics) -> Vec<Arc<str>> {
    let all: Vec<Arc<str>> = texts(expr, diags).into_iter().map(|(region, _)| region).collect();
    if let Some(own) = own.filter(|own| !all.is_empty() && !all.iter().any(|r| &**r == *own)) {
        let d = Diagnostic::error(
            "Region outside the environment",
            format!("`region` is \"{own}\", which is not one of `regions`."),
        );
        diags.push(d.at(expr.span).help(format!("Add \"{own}\" to the list, or correct `region`.")));
    }
    all
}

/// A text, or a list of texts.
fn texts(expr: &Expr, diags: &mut Diagnostics) -> Vec<(Arc<str>, Span)> {
    match &expr.kind {
        ExprKind::Tuple(items) => items.iter().filter_map(|e| text(e, diags).map(|t| (t, e.span))).collect(),
        ExprKind::Object(items) => {
            let first = items.first().map_or(expr.span, |(key, _)| match key {
                ObjectKey::Name(n) => n.span,
                ObjectKey::Expr(e) => e.span,
            });
            diags.push(
                Diagnostic::error("List expected", "This must be a list of texts.")
                    .at(first)
                    .help("Use [ ] instead of { }."),
            );
            Vec::new()
        }
        _ => text(expr, diags).map(|t| (t, expr.span)).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use crate::testing::{Files, render_all};

    fn project(text: &str) -> (Option<Project>, String) {
        let mut sources = SourceMap::default();
        let (project, diags) =
            load_project(&Files::new(&[(PROJECT_FILE, text)]), Path::new("/plan"), &mut sources);
        (project, render_all(&sources, &diags))
    }

    #[test]
    fn a_whole_file() {
        let (project, errors) = project(
            r#"
            stages = ["network", "data", "data-lake"]
            stage_order = "overlap"
            default_environment = "local"
            environment "local" {
              endpoint      = "http://127.0.0.1:4566"
              variable_file = "env/local.tfvars"
              ownership_tags = false
            }
            environment "prod" {
              region        = "ap-northeast-2"
              account_ids   = ["111122223333"]
              variable_files = ["env/common.tfvars", "env/prod.tfvars"]
              protected     = true
              max_destroy   = 3
            }
            "#,
        );
        assert_eq!(errors, "");
        let project = project.unwrap();
        assert_eq!(project.stage_order, StageOrder::Overlap);
        assert!(project.ownership_tags);
        let local = project.environment(None).unwrap().unwrap();
        assert_eq!((&*local.name, local.ownership_tags, local.protected), ("local", Some(false), false));
        let prod = project.environment(Some("prod")).unwrap().unwrap();
        assert_eq!((prod.variable_files.len(), prod.protected, prod.account_ids.len()), (2, true, 1));
        assert_eq!((prod.max_destroy, local.max_destroy), (Some(3), None));
        assert_eq!(
            prod.regions,
            ["ap-northeast-2".into()],
            "bound to the account, it is bound to its region"
        );
        assert!(local.regions.is_empty());
        assert_eq!(project.environment(Some("porod")).unwrap_err().help, "Did you mean \"prod\"?");
        for (file, stage) in [
            ("network.tf", Some(0)),
            ("network-a.tf", Some(0)),
            ("networks.tf", None),
            ("data.tf", Some(1)),
            ("data-lake.tf", Some(2)),
            ("data-lake-b.tf", Some(2)),
            ("main.tf", None),
            ("network", None),
        ] {
            assert_eq!(project.stage_of_file(file), stage, "{file}");
        }
    }

    #[test]
    fn errors_of_the_file() {
        let (_, errors) = project(
            r#"
stage = ["a"]
stages = ["a", "a", "b c", 1]
stage_order = "barier"
default_environment = "prod"
environment "prod" {
  regoin      = "x"
  account_ids = ["123", 111122223333]
  endpoint    = "localhost"
  protected   = "maybe"
}
environment "prod" {}
environment {}
enviroment "x" {}
"#,
        );
        insta::assert_snapshot!(errors);
        let (_, errors) =
            project("default_environment = \"p\"\nenvironment \"p\" {\n  protected = true\n}\n");
        insta::assert_snapshot!(errors);
    }

    #[test]
    fn regions_hold_the_environments_own() {
        let (project, errors) = project(
            r#"
environment "prod" {
  region      = "ap-northeast-2"
  regions     = ["ap-northeast-2", "us-east-1"]
  account_ids = ["111122223333"]
}
environment "test" {
  region  = "ap-northeast-1"
  regions = ["ap-northeast-2"]
}
"#,
        );
        assert_eq!(project.unwrap().environments["prod"].regions.len(), 2);
        assert!(errors.contains("hcl:9:13 Region outside the environment"), "{errors}");
    }

    #[test]
    fn the_most_that_is_destroyed_is_a_number() {
        for wrong in ["-1", "\"3\"", "1.5", "true"] {
            let (_, errors) = project(&format!("environment \"prod\" {{\n  max_destroy = {wrong}\n}}\n"));
            assert!(errors.contains("hcl:2:17 Invalid number"), "{wrong}: {errors}");
        }
    }

    #[test]
    fn no_file_is_no_project() {
        let mut sources = SourceMap::default();
        let (project, diags) =
            load_project(&Files::new(&[("main.tf", "")]), Path::new("/plan"), &mut sources);
        assert!(project.is_none() && diags.is_empty());
    }
}
