//! The configuration of a plan: its modules and what they declare, read from files but not evaluated.

mod address;
mod backend;
mod constant;
mod constraint;
mod load;
mod module;
mod other;
mod overrides;
mod passing;
pub(crate) mod reader;
mod resource;
mod source;
mod variable;
mod version;

#[cfg(test)]
mod override_tests;
#[cfg(test)]
mod tests;

pub use address::{Target, parse_target};
pub use backend::backend_options;
pub(crate) use constant::constant;
pub use constraint::{Defaults, parse_type};
pub use load::{load, load_with};

use crate::ast::{Body, Expr, Ident};
use crate::reference::Reference;
use provision_value::{ConfigAddr, Mode, Path, Span, Type};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// A whole plan.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The module in the plan's own directory.
    pub root: Arc<Module>,
    /// Part of a file could not be read, so that any declaration may be missing or incomplete.
    pub torn: bool,
}

/// One module as called from one place.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// The names of the calls that lead here; empty for the root.
    pub path: Vec<Arc<str>>,
    /// Its directory, relative to the plan's: `.` for the root, `modules/vpc`. The value of `path.module`.
    pub dir: PathBuf,
    /// `variable` blocks by name.
    pub variables: BTreeMap<Arc<str>, Variable>,
    /// Items of `locals` blocks by name.
    pub locals: BTreeMap<Arc<str>, Local>,
    /// `output` blocks by name.
    pub outputs: BTreeMap<Arc<str>, Output>,
    /// `resource` and `data` blocks by mode, type and name.
    pub resources: BTreeMap<(Mode, Arc<str>, Arc<str>), Resource>,
    /// `module` blocks by name.
    pub calls: BTreeMap<Arc<str>, ModuleCall>,
    /// `provider` blocks by name and alias.
    pub providers: BTreeMap<(Arc<str>, Option<Arc<str>>), ProviderConfig>,
    /// `moved` blocks in source order.
    pub moved: Vec<Moved>,
    /// `import` blocks in source order.
    pub imports: Vec<Import>,
    /// `removed` blocks in source order.
    pub removed: Vec<Removed>,
    /// `check` blocks by name.
    pub checks: BTreeMap<Arc<str>, Check>,
    /// What the `terraform` blocks say.
    pub terraform: Terraform,
    /// It could not be found, so that nothing is known of what it declares.
    pub missing: bool,
}

/// A `variable` block.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name.
    pub name: Ident,
    /// The type that values are converted to; [`Type::Dynamic`] where none is given.
    pub ty: Type,
    /// Raw text from outside (`--var`, `TF_VAR_`) is the value itself rather than an expression: so for primitive types
    /// and where no type is given.
    pub literal: bool,
    /// The defaults of optional attributes inside the type.
    pub defaults: Defaults,
    /// The value where none is given: a constant.
    pub default: Option<Expr>,
    /// `description`
    pub description: Option<Arc<str>>,
    /// `sensitive`
    pub sensitive: bool,
    /// `nullable`: true unless said otherwise. When false, null means the default.
    pub nullable: bool,
    /// `ephemeral`
    pub ephemeral: bool,
    /// `validation` blocks.
    pub validations: Vec<Condition>,
    /// The block's header.
    pub span: Span,
}

/// An item of a `locals` block.
#[derive(Clone, Debug)]
pub struct Local {
    /// Its name.
    pub name: Ident,
    /// Its value.
    pub expr: Expr,
}

/// An `output` block.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its name.
    pub name: Ident,
    /// Its value.
    pub value: Expr,
    /// `description`
    pub description: Option<Arc<str>>,
    /// `sensitive`
    pub sensitive: bool,
    /// `ephemeral`
    pub ephemeral: bool,
    /// `depends_on`
    pub depends_on: Vec<Reference>,
    /// `precondition` blocks.
    pub preconditions: Vec<Condition>,
    /// The block's header.
    pub span: Span,
}

/// A `resource` or `data` block.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its address.
    pub addr: ConfigAddr,
    /// The file's name without directories: `network.tf`.
    pub file: Arc<str>,
    /// Arguments and nested blocks, without the meta-arguments below.
    pub body: Body,
    /// `count`
    pub count: Option<Expr>,
    /// `for_each`
    pub for_each: Option<Expr>,
    /// `depends_on`
    pub depends_on: Vec<Reference>,
    /// The provider configuration that manages it, from `provider` or from the type's name.
    pub provider: ProviderRef,
    /// `lifecycle`
    pub lifecycle: Lifecycle,
    /// The block's header.
    pub span: Span,
}

/// The name of a provider configuration in a module: `aws`, `aws.east`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderRef {
    /// The provider's local name.
    pub name: Arc<str>,
    /// The alias.
    pub alias: Option<Arc<str>>,
}

/// A `lifecycle` block.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    /// `create_before_destroy`
    pub create_before_destroy: bool,
    /// `prevent_destroy`
    pub prevent_destroy: bool,
    /// `ignore_changes`
    pub ignore_changes: IgnoreChanges,
    /// `replace_triggered_by`
    pub replace_triggered_by: Vec<Expr>,
    /// `precondition` blocks.
    pub preconditions: Vec<Condition>,
    /// `postcondition` blocks.
    pub postconditions: Vec<Condition>,
}

impl Lifecycle {
    /// True where there are preconditions or postconditions.
    pub fn has_conditions(&self) -> bool {
        !(self.preconditions.is_empty() && self.postconditions.is_empty())
    }
}

/// `ignore_changes`
#[derive(Clone, Debug, PartialEq)]
pub enum IgnoreChanges {
    /// `all`
    All,
    /// The listed paths; none where nothing is said.
    Paths(Vec<(Path, Span)>),
}

impl Default for IgnoreChanges {
    fn default() -> IgnoreChanges {
        IgnoreChanges::Paths(Vec::new())
    }
}

/// `validation`, `precondition`, `postcondition` and `assert` blocks.
#[derive(Clone, Debug)]
pub struct Condition {
    /// `condition`
    pub condition: Expr,
    /// `error_message`
    pub error_message: Expr,
    /// The block's header.
    pub span: Span,
}

/// A `module` block with the module that it calls.
#[derive(Clone, Debug)]
pub struct ModuleCall {
    /// Its name.
    pub name: Ident,
    /// `source`
    pub source: Arc<str>,
    /// The file's name without directories.
    pub file: Arc<str>,
    /// `count`
    pub count: Option<Expr>,
    /// `for_each`
    pub for_each: Option<Expr>,
    /// `depends_on`
    pub depends_on: Vec<Reference>,
    /// `providers`: the name inside the module and the configuration of the caller.
    pub providers: Vec<(ProviderRef, ProviderRef)>,
    /// The places of the items of `providers`.
    pub passed: Vec<Span>,
    /// Values for the module's variables.
    pub body: Body,
    /// What is called. Empty where it could not be read, which has been reported.
    pub module: Arc<Module>,
    /// The block's header.
    pub span: Span,
}

/// A `provider` block.
#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// `aws`
    pub name: Ident,
    /// `alias`
    pub alias: Option<Arc<str>>,
    /// Its arguments and nested blocks.
    pub body: Body,
    /// The block's header.
    pub span: Span,
}

/// A `moved` block.
#[derive(Clone, Debug)]
pub struct Moved {
    /// Where it was.
    pub from: Target,
    /// Where it is now.
    pub to: Target,
    /// The block's header.
    pub span: Span,
}

/// An `import` block.
#[derive(Clone, Debug)]
pub struct Import {
    /// The address, as written: its keys may be expressions where there is a `for_each`.
    pub to: Expr,
    /// The address where it is constant.
    pub target: Option<Target>,
    /// What the cloud calls it.
    pub id: Expr,
    /// `for_each`
    pub for_each: Option<Expr>,
    /// `provider`
    pub provider: Option<ProviderRef>,
    /// The block's header.
    pub span: Span,
}

/// A `removed` block.
#[derive(Clone, Debug)]
pub struct Removed {
    /// What is no longer in the configuration.
    pub from: Target,
    /// `lifecycle { destroy }`: false takes it out of the state and leaves it in the cloud.
    pub destroy: bool,
    /// The block's header.
    pub span: Span,
}

/// A `check` block.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its name.
    pub name: Ident,
    /// Its own data source.
    pub data: Option<Box<Resource>>,
    /// `assert` blocks.
    pub asserts: Vec<Condition>,
    /// The block's header.
    pub span: Span,
}

/// What the `terraform` blocks of a module say.
#[derive(Clone, Debug, Default)]
pub struct Terraform {
    /// `required_version`, checked for shape.
    pub required_version: Vec<Arc<str>>,
    /// `required_providers` by local name.
    pub required_providers: BTreeMap<Arc<str>, RequiredProvider>,
    /// `backend`
    pub backend: Option<Backend>,
}

/// An item of `required_providers`.
#[derive(Clone, Debug)]
pub struct RequiredProvider {
    /// `hashicorp/aws`
    pub source: Option<Arc<str>>,
    /// `~> 5.0`, checked for shape.
    pub version: Option<Arc<str>>,
    /// Aliases that the caller must pass.
    pub aliases: Vec<ProviderRef>,
    /// Its place.
    pub span: Span,
}

/// A `backend` block.
#[derive(Clone, Debug)]
pub struct Backend {
    /// `local`, `s3`
    pub kind: Ident,
    /// Its settings.
    pub body: Body,
    /// The block's header.
    pub span: Span,
}

impl Config {
    /// Every module, callers before what they call.
    pub fn modules(&self) -> Vec<&Arc<Module>> {
        let mut all = vec![&self.root];
        let mut next = 0;
        while let Some(module) = all.get(next).copied() {
            all.extend(module.calls.values().map(|c| &c.module));
            next += 1;
        }
        all
    }
    /// The module that a path of call names leads to.
    pub fn module(&self, path: &[Arc<str>]) -> Option<&Arc<Module>> {
        path.iter().try_fold(&self.root, |m, name| m.calls.get(name).map(|c| &c.module))
    }
    /// The block of a resource.
    pub fn resource(&self, addr: &ConfigAddr) -> Option<&Resource> {
        self.module(&addr.module)?.resource(addr.mode, &addr.type_name, &addr.name)
    }
}

impl ProviderConfig {
    /// Its name in its module.
    pub fn reference(&self) -> ProviderRef {
        ProviderRef { name: self.name.name.clone(), alias: self.alias.clone() }
    }
    /// True where nothing is configured: in a called module such a block only says that a configuration is expected.
    pub fn is_empty(&self) -> bool {
        self.body.attributes.is_empty() && self.body.blocks.is_empty()
    }
}

impl Module {
    /// The block of a resource of this module.
    pub fn resource(&self, mode: Mode, type_name: &str, name: &str) -> Option<&Resource> {
        self.resources.get(&(mode, type_name.into(), name.into()))
    }
    /// The provider that a local name stands for: `aws`, also where `required_providers` gives it another local name.
    pub fn provider_type<'m>(&'m self, local: &'m str) -> &'m str {
        let source = self.terraform.required_providers.get(local).and_then(|p| p.source.as_deref());
        source.and_then(|s| s.rsplit('/').next()).unwrap_or(local)
    }
    /// The source of the provider that a local name stands for: `hashicorp/aws`, without the default host.
    pub fn provider_source(&self, local: &str) -> String {
        let source = self.terraform.required_providers.get(local).and_then(|p| p.source.as_deref());
        let source = source.unwrap_or(local);
        let source = source.strip_prefix("registry.terraform.io/").unwrap_or(source);
        if source.contains('/') { source.to_string() } else { format!("hashicorp/{source}") }
    }
    /// The file that a resource or module call of the root belongs to decides its stage: this is the file of the
    /// outermost block around `addr`.
    pub fn outermost_file(&self, addr: &ConfigAddr) -> Option<&str> {
        match addr.module.first() {
            Some(call) => self.calls.get(call).map(|c| &*c.file),
            None => self.resource(addr.mode, &addr.type_name, &addr.name).map(|r| &*r.file),
        }
    }
}

impl std::fmt::Display for ProviderRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.alias {
            Some(alias) => write!(f, "{}.{alias}", self.name),
            None => f.write_str(&self.name),
        }
    }
}
