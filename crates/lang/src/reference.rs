//! What an expression refers to.

use crate::ast::Ident;
use provision_value::{Mode, Span, Value};
use std::sync::Arc;

/// One reference, as far as the language resolves it by name; what follows is a plain traversal of the value.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// What is named.
    pub subject: Subject,
    /// Steps after the subject that are constant: attribute names and literal keys.
    pub rest: Vec<RefStep>,
    /// The whole reference.
    pub span: Span,
}

/// A constant step after the subject.
#[derive(Clone, Debug, PartialEq)]
pub enum RefStep {
    /// `.name`
    Attr(Ident),
    /// `["key"]`, `[0]`
    Key(Value),
}

/// What can be named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// `var.name`
    Variable(Arc<str>),
    /// `local.name`
    Local(Arc<str>),
    /// `aws_vpc.main`, `data.aws_region.current`: all instances of it.
    Resource {
        /// Managed or data.
        mode: Mode,
        /// The type.
        type_name: Arc<str>,
        /// The name.
        name: Arc<str>,
    },
    /// `module.name`: all outputs of all its instances. Which output a reference takes, when that is constant, is the
    /// first attribute step of `rest`.
    Module(Arc<str>),
    /// `each.key`
    EachKey,
    /// `each.value`
    EachValue,
    /// `count.index`
    CountIndex,
    /// `path.module`, `path.root`, `path.cwd`
    Path(Arc<str>),
    /// `terraform.workspace`
    Terraform(Arc<str>),
    /// `self`
    SelfRef,
}
