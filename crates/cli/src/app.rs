//! What every command works with: the flags, the terminal, and the plan's files.

use crate::args::Global;
use crate::exit::Failure;
use crate::select::{Selected, holds_plan, select};
use crate::workspaces;
use crate::world::RealWorld;
use provision_lang::ast::Attribute;
use provision_lang::config::{self, Config, Module};
use provision_lang::project::{Environment, Project, load_project};
use provision_lang::tfvars::VariableSources;
use provision_plan::render::file;
use provision_state::{Holder, Paths};
use provision_value::{Diagnostic, Diagnostics, SourceMap, Value};
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The running program.
pub struct App {
    /// Flags of every command.
    pub global: Global,
    /// The directory that the command was started in, `--chdir` applied.
    pub cwd: PathBuf,
    /// Every source text read so far, for diagnostics.
    pub sources: SourceMap,
    /// Time, files and randomness.
    pub world: Arc<RealWorld>,
    /// Colours are wanted.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// What was typed, for the lock and the journal: `apply`.
    pub command: &'static str,
    /// A directory without plan files will do: the command looks at expressions or at the state.
    pub needs_no_plan: bool,
}

/// A plan's files, read and checked.
pub struct Loaded {
    /// Which plan.
    pub selected: Selected,
    /// `provision.hcl`
    pub project: Option<Project>,
    /// The environment, where there are any.
    pub environment: Option<Environment>,
    /// The workspace of a plan without environments.
    pub bare: String,
    /// The configuration.
    pub config: Arc<Config>,
    /// What `--backend-config` gives.
    pub backend_options: Vec<Attribute>,
    /// Digest of the files, for saved plans.
    pub digest: String,
    /// Warnings so far.
    pub warnings: Diagnostics,
}

impl App {
    /// Changes to `--chdir` and looks at the terminal.
    pub fn new(global: Global, command: &'static str) -> Result<App, Failure> {
        if let Some(dir) = &global.chdir {
            std::env::set_current_dir(dir).map_err(|e| {
                Diagnostic::error("Cannot change directory", format!("{}: {e}.", dir.display()))
                    .help("Give --chdir a directory that exists.")
            })?;
        }
        let cwd = std::env::current_dir().map_err(|e| {
            Diagnostic::error("No working directory", e.to_string()).help("Change to one that exists.")
        })?;
        let color = !is_plain(&global) && std::io::stdout().is_terminal();
        Ok(App {
            color,
            width: columns(),
            global,
            cwd,
            sources: SourceMap::default(),
            world: Arc::new(RealWorld::new()),
            command,
            needs_no_plan: false,
        })
    }

    /// Prints to stdout. A closed pipe is no error: whoever reads has read enough.
    pub fn print(&self, text: &str) {
        let _ = std::io::stdout().write_all(text.as_bytes());
    }

    /// Prints to stderr.
    pub fn warn(&self, text: &str) {
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    /// The plan's files without its configuration: which plan, which environment.
    pub fn project(
        &mut self,
    ) -> Result<(Selected, Option<Project>, Option<Environment>, Diagnostics), Failure> {
        let selected = select(&self.cwd, self.global.plan.as_deref(), self.needs_no_plan)?;
        let (project, found) = load_project(&*self.world, &selected.dir, &mut self.sources);
        if found.has_errors() {
            return Err(found.into());
        }
        // What Terraform calls the default workspace is the environment that needs no name.
        let wanted = workspaces::wanted(self.global.env.as_deref())
            .filter(|name| self.global.env.is_some() || name != workspaces::DEFAULT);
        let environment = match &project {
            Some(project) => project.environment(wanted.as_deref())?.cloned(),
            None => None,
        };
        Ok((selected, project, environment, found))
    }

    /// Reads the plan's files; they must be sound.
    pub fn load(&mut self) -> Result<Loaded, Failure> {
        let loaded = self.read()?;
        if loaded.warnings.has_errors() {
            return Err(loaded.warnings.into());
        }
        Ok(loaded)
    }

    /// Reads the plan's files, and what is wrong with them.
    pub fn read(&mut self) -> Result<Loaded, Failure> {
        let (selected, project, environment, mut warnings) = self.project()?;
        // Files in JSON need the types to tell blocks from arguments.
        let types = crate::flow::catalog();
        let config = if self.needs_no_plan && !holds_plan(&selected.dir) {
            Config { root: Arc::default(), torn: false }
        } else {
            let (config, found) = config::load_with(&*self.world, &selected.dir, &*types, &mut self.sources);
            warnings.extend(found);
            config
        };
        let digest = file::digest(self.sources.iter().map(|(name, text)| (name, text.as_bytes())));
        let backend_options = crate::place::options(self)?;
        let config = Arc::new(config);
        let bare = match &project {
            Some(_) => workspaces::DEFAULT.to_owned(),
            None => {
                let wanted = workspaces::wanted(self.global.env.as_deref());
                workspaces::present(&*self.world, &selected.dir, wanted)?
            }
        };
        Ok(Loaded { selected, project, environment, bare, config, backend_options, digest, warnings })
    }

    /// The values of the root variables: files, environment, flags, and questions where they may be asked.
    pub fn variables(&mut self, loaded: &mut Loaded) -> Result<BTreeMap<Arc<str>, Value>, Failure> {
        let root = loaded.config.root.clone();
        self.values_of(loaded, &root)
    }

    /// The values of the root variables that no plan file holds. Others cannot be set any more.
    pub fn ephemeral_variables(&mut self, loaded: &mut Loaded) -> Result<BTreeMap<Arc<str>, Value>, Failure> {
        let mut root = Module { variables: loaded.config.root.variables.clone(), ..Module::default() };
        root.variables.retain(|_, v| v.ephemeral);
        let name = |option: &String| option.split('=').next().unwrap_or_default().to_string();
        if let Some(name) =
            self.global.vars.iter().map(name).find(|n| !root.variables.contains_key(n.as_str()))
        {
            let detail = format!(
                "--var gives a value to \"{name}\", and a saved plan holds the values that it was made with."
            );
            return Err(Diagnostic::error("A saved plan has its values", detail)
                .help("Leave the option away, or make a new plan with it. Only ephemeral variables are given again.")
                .into());
        }
        // Files hold values of other variables too, which is no cause for a warning here.
        let before = loaded.warnings.0.len();
        let values = self.values_of(loaded, &root);
        loaded.warnings.0.truncate(before);
        values
    }

    fn values_of(
        &mut self,
        loaded: &mut Loaded,
        root: &Module,
    ) -> Result<BTreeMap<Arc<str>, Value>, Failure> {
        let sources = VariableSources {
            environment_files: loaded.environment.iter().flat_map(|e| e.variable_files.clone()).collect(),
            options: self.global.variables.clone(),
        };
        let (mut inputs, found) = sources.read(&*self.world, &loaded.selected.dir, root, &mut self.sources);
        loaded.warnings.extend(found.result_warnings()?);
        if self.may_ask() {
            let missing: Vec<_> = inputs.missing(root).into_iter().cloned().collect();
            for variable in missing {
                let about = variable.description.as_deref().map(|d| format!("\n  {d}")).unwrap_or_default();
                let answer = self.ask(&format!("var.{}{about}\n  Enter a value: ", variable.name.name))?;
                inputs.answer(&variable.name.name, &answer);
            }
        }
        let (values, found) = inputs.values(root, &mut self.sources);
        loaded.warnings.extend(found.result_warnings()?);
        Ok(values)
    }

    /// True where a person can be asked.
    pub fn may_ask(&self) -> bool {
        self.global.input && std::io::stdin().is_terminal()
    }

    /// True where commands are picked by a program, as `TF_IN_AUTOMATION` says: no next command is suggested then.
    pub fn in_automation(&self) -> bool {
        std::env::var_os("TF_IN_AUTOMATION").is_some_and(|v| !v.is_empty())
    }

    /// Asks a question on the terminal.
    pub fn ask(&self, question: &str) -> Result<String, Failure> {
        self.print(question);
        let _ = std::io::stdout().flush();
        let mut line = String::new();
        match std::io::stdin().read_line(&mut line) {
            Ok(n) if n > 0 => Ok(line.trim().to_owned()),
            _ => Err(Diagnostic::error("No answer", "The input ended.")
                .help("Give the answer as a flag.")
                .into()),
        }
    }

    /// Who takes the lock.
    pub fn holder(&self) -> Holder {
        let env = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        let host = std::fs::read_to_string("/etc/hostname")
            .ok()
            .map(|h| h.trim().to_owned())
            .or_else(|| env("HOSTNAME"));
        Holder {
            id: uuid::Uuid::new_v4().to_string(),
            who: env("USER").or_else(|| env("LOGNAME")).unwrap_or_else(|| "somebody".into()),
            host: host.unwrap_or_else(|| "this machine".into()),
            pid: std::process::id(),
            when: self.now(),
            what: self.command.into(),
        }
    }

    /// The time of this run, RFC 3339.
    pub fn now(&self) -> String {
        provision_lang::World::now(&*self.world)
    }

    /// Where the files of the state lie.
    pub fn paths(&self, loaded: &Loaded) -> Paths {
        match &self.global.state {
            Some(path) => Paths::file(path),
            None => loaded.paths(loaded.workspace()),
        }
    }
}

/// Colours are wanted on stderr.
pub fn error_color(global: &Global) -> bool {
    !is_plain(global) && std::io::stderr().is_terminal()
}

/// No colours at all.
fn is_plain(global: &Global) -> bool {
    global.no_color || std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
}

impl Loaded {
    /// The name of the environment or, where there are none, of the workspace.
    pub fn workspace(&self) -> &str {
        self.environment.as_ref().map_or(&self.bare, |e| &e.name)
    }
    /// Where the files of an environment's or workspace's state lie.
    pub fn paths(&self, workspace: &str) -> Paths {
        let selected = &self.selected;
        match (&self.project, &selected.project) {
            (Some(_), Some(root)) => Paths::project(root, &selected.name, workspace),
            (Some(_), None) => Paths::project(&selected.dir, &selected.name, workspace),
            (None, _) => Paths::workspace(&selected.dir, workspace),
        }
    }
    /// True where resources carry tags that say what owns them.
    pub fn ownership(&self) -> bool {
        let own = self.environment.as_ref().and_then(|e| e.ownership_tags);
        self.project.as_ref().is_some_and(|p| own.unwrap_or(p.ownership_tags))
    }
    /// The header of every command: which plan, which environment.
    pub fn header(&self) -> String {
        match &self.environment {
            Some(env) => format!(
                "Plan {}, environment {}{}\n",
                self.selected.name,
                env.name,
                if env.protected { " (protected)" } else { "" }
            ),
            None if self.bare != workspaces::DEFAULT => {
                format!("Plan {}, workspace {}\n", self.selected.name, self.bare)
            }
            None => format!("Plan {}\n", self.selected.name),
        }
    }
    /// The plan's directory.
    pub fn dir(&self) -> &Path {
        &self.selected.dir
    }
}

/// Warnings alone, or the failure.
pub trait Warnings {
    /// The warnings, when there is no error among them.
    fn result_warnings(self) -> Result<Diagnostics, Failure>;
}

impl Warnings for Diagnostics {
    fn result_warnings(self) -> Result<Diagnostics, Failure> {
        if self.has_errors() { Err(self.into()) } else { Ok(self) }
    }
}

fn columns() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    told.or_else(|| terminal_size::terminal_size().map(|(w, _)| usize::from(w.0)))
        .unwrap_or(100)
        .clamp(40, 160)
}
