//! What the nodes of a configuration's graph are.

use provision_value::ConfigAddr;
use std::fmt;
use std::sync::Arc;

/// The names of the module calls that lead to a module; empty for the root.
pub type ModPath = Vec<Arc<str>>;

/// A node: one thing that the configuration declares, in one module, for all instances together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// A variable: its value, from outside or from the call's argument.
    Variable(ModPath, Arc<str>),
    /// The `validation` blocks of a variable, which may refer to other things than the variable itself.
    Validation(ModPath, Arc<str>),
    /// A local value.
    Local(ModPath, Arc<str>),
    /// An output.
    Output(ModPath, Arc<str>),
    /// A module call in the module of the path: how often it is repeated. Everything inside needs it.
    Call(ModPath, Arc<str>),
    /// All of a module, inner modules included: what `depends_on = [module.name]` waits for.
    Module(ModPath),
    /// A resource or data source.
    Resource(ConfigAddr),
    /// A provider configuration: name and alias. Exists also where no block declares it.
    Provider(ModPath, Arc<str>, Option<Arc<str>>),
    /// A `check` block.
    Check(ModPath, Arc<str>),
}

impl Node {
    /// The module that it belongs to; for a whole module, that module.
    pub fn module(&self) -> &[Arc<str>] {
        match self {
            Node::Variable(p, _)
            | Node::Validation(p, _)
            | Node::Local(p, _)
            | Node::Output(p, _)
            | Node::Call(p, _)
            | Node::Module(p)
            | Node::Provider(p, _, _)
            | Node::Check(p, _) => p,
            Node::Resource(addr) => &addr.module,
        }
    }
    /// The address, when it is a resource.
    pub fn resource(&self) -> Option<&ConfigAddr> {
        match self {
            Node::Resource(addr) => Some(addr),
            _ => None,
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Node::Resource(addr) = self {
            return write!(f, "{addr}");
        }
        let path: Vec<String> = self.module().iter().map(|n| format!("module.{n}")).collect();
        let path = path.join(".");
        if let Node::Module(_) = self {
            return write!(f, "all of {path}");
        }
        let dot = if path.is_empty() { "" } else { "." };
        write!(f, "{path}{dot}")?;
        match self {
            Node::Variable(_, n) => write!(f, "var.{n}"),
            Node::Validation(_, n) => write!(f, "var.{n} (validation)"),
            Node::Local(_, n) => write!(f, "local.{n}"),
            Node::Output(_, n) => write!(f, "output.{n}"),
            Node::Call(_, n) => write!(f, "module.{n}"),
            Node::Check(_, n) => write!(f, "check.{n}"),
            Node::Provider(_, n, Some(alias)) => write!(f, "provider.{n}.{alias}"),
            Node::Provider(_, n, None) => write!(f, "provider.{n}"),
            Node::Module(_) | Node::Resource(_) => Ok(()),
        }
    }
}
