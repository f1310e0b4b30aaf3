//! Addresses: of a block in the configuration, and of an instance in plan and state.

use std::fmt;
use std::sync::Arc;

/// Managed resources and data sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// `resource`
    Managed,
    /// `data`
    Data,
}

/// The key of one instance of a repeated block.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstanceKey {
    /// From `count`.
    Int(u64),
    /// From `for_each`.
    Str(Arc<str>),
}

/// A module instance: names with keys, from the root. Empty for the root module.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleInstance(pub Vec<(Arc<str>, Option<InstanceKey>)>);

impl ModuleInstance {
    /// The root module.
    pub fn root() -> ModuleInstance {
        ModuleInstance::default()
    }
    /// A child of this instance.
    pub fn child(&self, name: &str, key: Option<InstanceKey>) -> ModuleInstance {
        let mut steps = self.0.clone();
        steps.push((name.into(), key));
        ModuleInstance(steps)
    }
    /// The names alone: the place in the configuration.
    pub fn names(&self) -> Vec<Arc<str>> {
        self.0.iter().map(|(n, _)| n.clone()).collect()
    }
}

/// A resource block in the configuration: module names without keys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConfigAddr {
    /// Module call names from the root.
    pub module: Vec<Arc<str>>,
    /// Managed or data.
    pub mode: Mode,
    /// The resource type.
    pub type_name: Arc<str>,
    /// The block's name.
    pub name: Arc<str>,
}

/// A resource in one module instance, all its instances together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceAddr {
    /// The module instance.
    pub module: ModuleInstance,
    /// Managed or data.
    pub mode: Mode,
    /// The resource type.
    pub type_name: Arc<str>,
    /// The block's name.
    pub name: Arc<str>,
}

/// One instance of a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceAddr {
    /// The resource.
    pub resource: ResourceAddr,
    /// Its key where the block has `count` or `for_each`.
    pub key: Option<InstanceKey>,
}

impl ResourceAddr {
    /// The block that it comes from.
    pub fn config(&self) -> ConfigAddr {
        ConfigAddr {
            module: self.module.names(),
            mode: self.mode,
            type_name: self.type_name.clone(),
            name: self.name.clone(),
        }
    }
    /// One instance of it.
    pub fn instance(&self, key: Option<InstanceKey>) -> InstanceAddr {
        InstanceAddr { resource: self.clone(), key }
    }
}

impl fmt::Display for InstanceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InstanceKey::Int(i) => write!(f, "[{i}]"),
            InstanceKey::Str(s) => {
                f.write_str("[\"")?;
                for c in s.chars() {
                    match c {
                        '"' => f.write_str("\\\"")?,
                        '\\' => f.write_str("\\\\")?,
                        '\n' => f.write_str("\\n")?,
                        '\r' => f.write_str("\\r")?,
                        '\t' => f.write_str("\\t")?,
                        c => write!(f, "{c}")?,
                    }
                }
                f.write_str("\"]")
            }
        }
    }
}

impl fmt::Display for ModuleInstance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (name, key)) in self.0.iter().enumerate() {
            write!(f, "{}module.{name}", if i == 0 { "" } else { "." })?;
            if let Some(key) = key {
                write!(f, "{key}")?;
            }
        }
        Ok(())
    }
}

fn resource(f: &mut fmt::Formatter<'_>, module: &str, mode: Mode, ty: &str, name: &str) -> fmt::Result {
    let dot = if module.is_empty() { "" } else { "." };
    let data = if mode == Mode::Data { "data." } else { "" };
    write!(f, "{module}{dot}{data}{ty}.{name}")
}

impl fmt::Display for ConfigAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let module = self.module.iter().map(|n| format!("module.{n}")).collect::<Vec<_>>().join(".");
        resource(f, &module, self.mode, &self.type_name, &self.name)
    }
}

impl fmt::Display for ResourceAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        resource(f, &self.module.to_string(), self.mode, &self.type_name, &self.name)
    }
}

impl fmt::Display for InstanceAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.resource)?;
        match &self.key {
            Some(key) => write!(f, "{key}"),
            None => Ok(()),
        }
    }
}
