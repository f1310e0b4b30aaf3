//! What a walk starts from, what it asks for, and the answers.

use super::{Needs, ProviderNeed};
use crate::evaluator::Context;
use crate::model::{Plan, Prior};
use crate::values::Surroundings;
use provision_lang::config::{Config, Target};
use provision_lang::project::StageOrder;
use provision_lang::{Project, World};
use provision_schema::{Catalog, Facts};
use provision_value::{Diagnostics, InstanceAddr, Value};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

/// What a walk starts from.
pub struct Input<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The types.
    pub catalog: &'a dyn Catalog,
    /// Files, environment, time, randomness.
    pub world: &'a dyn World,
    /// The plan's directory.
    pub base_dir: &'a Path,
    /// The directory that the command was started in, for `path.cwd`.
    pub cwd: &'a str,
    /// The environment's name, for `terraform.workspace`.
    pub workspace: &'a str,
    /// `provision.hcl`: stages and their order.
    pub project: Option<&'a Project>,
    /// Values of root variables.
    pub variables: BTreeMap<Arc<str>, Value>,
    /// The refreshed state.
    pub priors: Vec<Prior>,
    /// Root outputs of the state; sensitive ones are marked.
    pub prior_outputs: BTreeMap<Arc<str>, Value>,
    /// What is planned.
    pub options: Options,
}

/// What is planned.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Delete everything.
    pub destroy: bool,
    /// Plan no action; only take over what refresh found.
    pub refresh_only: bool,
    /// `--target`: only these and what they depend on.
    pub targets: Vec<Target>,
    /// `--exclude`: not these, nor what depends on them.
    pub excludes: Vec<Target>,
    /// `--replace`
    pub replace: Vec<InstanceAddr>,
    /// `--stage`: only these stages and what they depend on.
    pub stages: Vec<Arc<str>>,
    /// `--through`: only the stages up to this one.
    pub through: Option<Arc<str>>,
    /// Plan nothing but adoptions: those of `import` blocks and of `adopt`. What the blocks say of the objects is not looked at.
    pub adopting: bool,
    /// Instances that a command adopts, and the id of each.
    pub adopt: Vec<(InstanceAddr, String)>,
    /// Arguments that an interrupted update may or may not have set, by instance; they are sent again.
    pub unconfirmed: HashMap<InstanceAddr, Vec<String>>,
}

/// What comes of a turn.
#[derive(Debug)]
pub enum Turn {
    /// The walk cannot go on without this; give it to [`provide`](super::Walk::provide).
    Need(Need),
    /// The plan.
    Done(Box<Plan>),
}

/// What a walk needs from the outside.
#[derive(Debug)]
pub enum Need {
    /// A provider configuration is to be opened; answered with its facts.
    Provider(Box<ProviderNeed>),
    /// Data sources are to be read: all that are ready at this moment.
    Data(Vec<DataRead>),
    /// Objects that `import` blocks adopt are to be read.
    Import(Vec<ImportRead>),
}

/// A data source to read.
#[derive(Clone, Debug)]
pub struct DataRead {
    /// Its address, which the answer repeats.
    pub addr: InstanceAddr,
    /// Its provider configuration, as in the state.
    pub provider: Arc<str>,
    /// Its evaluated arguments, wholly known.
    pub config: Value,
}

/// An object to adopt.
#[derive(Clone, Debug)]
pub struct ImportRead {
    /// Its address, which the answer repeats.
    pub addr: InstanceAddr,
    /// Its provider configuration, as in the state.
    pub provider: Arc<str>,
    /// What the cloud calls it.
    pub id: String,
}

/// The answer to a need.
#[derive(Debug)]
pub enum Answer {
    /// To [`Need::Provider`].
    Provider {
        /// The configuration's id.
        id: Arc<str>,
        /// What it told.
        facts: Facts,
    },
    /// To [`Need::Data`]: the object of each read, in any order.
    Data(Vec<(InstanceAddr, Result<Value, Diagnostics>)>),
    /// To [`Need::Import`]: the object of each read, in any order.
    Import(Vec<(InstanceAddr, Result<Value, Diagnostics>)>),
}

impl<'a> Input<'a> {
    /// What evaluation sees of this input. `variables` are those of the input, which outlive the walk's use of them.
    pub(crate) fn context(&self) -> Context<'a> {
        Context {
            config: self.config,
            catalog: self.catalog,
            around: Surroundings {
                world: self.world,
                base_dir: self.base_dir,
                cwd: self.cwd,
                workspace: self.workspace,
                planning: true,
                lenient: self.options.destroy,
            },
        }
    }
    /// The names of the stages: one without a name where none are declared.
    pub(super) fn stage_names(&self) -> Vec<Arc<str>> {
        if self.stages().is_empty() { vec!["".into()] } else { self.stages().to_vec() }
    }
    /// The declared stages.
    pub(super) fn stages(&self) -> &[Arc<str>] {
        self.project.map(|p| &p.stages[..]).unwrap_or_default()
    }
    /// True where each stage waits for the one before.
    pub(super) fn is_barrier(&self) -> bool {
        self.project.is_some_and(|p| !p.stages.is_empty() && p.stage_order == StageOrder::Barrier)
    }
    /// True where only a part of the configuration is planned.
    pub(super) fn is_partial(&self) -> bool {
        let o = &self.options;
        !(o.targets.is_empty() && o.excludes.is_empty() && o.stages.is_empty() && o.through.is_none())
    }
}

impl Needs {
    /// What is asked next: provider configurations first, since data sources and imports wait for them.
    pub(super) fn take(&mut self) -> Option<Need> {
        if let Some((_, need)) = self.providers.pop_first() {
            Some(Need::Provider(Box::new(need)))
        } else if !self.imports.is_empty() {
            Some(Need::Import(std::mem::take(&mut self.imports)))
        } else if !self.data.is_empty() {
            Some(Need::Data(std::mem::take(&mut self.data)))
        } else {
            None
        }
    }
}
