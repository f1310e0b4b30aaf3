//! How the properties of each block of the language are read.

/// How a value is read.
#[derive(Clone, Copy)]
pub(super) enum How {
    /// Texts are templates.
    Expression,
    /// Texts are themselves.
    Constant,
    /// Texts are expressions: references, types, words.
    Syntax,
    /// What a local name in `required_providers` stands for.
    Requirement,
}

/// What a block holds.
pub(super) struct Form {
    /// Arguments that are read in their own way.
    pub args: &'static [(&'static str, How)],
    /// Blocks: name, number of labels, content.
    pub blocks: &'static [(&'static str, usize, &'static Form)],
    /// How every other argument is read.
    pub rest: How,
}

use How::{Constant, Expression, Requirement, Syntax};

pub(super) const FILE: Form = Form {
    args: &[],
    blocks: &[
        ("resource", 2, &RESOURCE),
        ("data", 2, &RESOURCE),
        ("ephemeral", 2, &RESOURCE),
        ("module", 1, &MODULE),
        ("variable", 1, &VARIABLE),
        ("output", 1, &OUTPUT),
        ("locals", 0, &VALUES),
        ("provider", 1, &PROVIDER),
        ("terraform", 0, &TERRAFORM),
        ("moved", 0, &ADDRESSES),
        ("import", 0, &ADDRESSES),
        ("removed", 0, &REMOVED),
        ("check", 1, &CHECK),
    ],
    rest: Expression,
};
pub(super) const RESOURCE: Form = Form {
    args: &[("depends_on", Syntax), ("provider", Syntax)],
    blocks: &[("lifecycle", 0, &LIFECYCLE), ("connection", 0, &VALUES), ("provisioner", 1, &VALUES)],
    rest: Expression,
};
const LIFECYCLE: Form = Form {
    args: &[("ignore_changes", Syntax), ("replace_triggered_by", Syntax)],
    blocks: &[("precondition", 0, &VALUES), ("postcondition", 0, &VALUES)],
    rest: Constant,
};
/// Names and values of any kind.
pub(super) const VALUES: Form = Form { args: &[], blocks: &[], rest: Expression };
/// Names and constant values.
pub(super) const CONSTANTS: Form = Form { args: &[], blocks: &[], rest: Constant };
const MODULE: Form = Form {
    args: &[("source", Constant), ("version", Constant), ("depends_on", Syntax), ("providers", Syntax)],
    blocks: &[],
    rest: Expression,
};
const VARIABLE: Form =
    Form { args: &[("type", Syntax)], blocks: &[("validation", 0, &VALUES)], rest: Constant };
const OUTPUT: Form = Form {
    args: &[
        ("description", Constant),
        ("sensitive", Constant),
        ("ephemeral", Constant),
        ("depends_on", Syntax),
    ],
    blocks: &[("precondition", 0, &VALUES)],
    rest: Expression,
};
const PROVIDER: Form =
    Form { args: &[("alias", Constant), ("version", Constant)], blocks: &[], rest: Expression };
const TERRAFORM: Form = Form {
    args: &[("experiments", Syntax)],
    blocks: &[
        ("required_providers", 0, &REQUIREMENTS),
        ("backend", 1, &CONSTANTS),
        ("cloud", 0, &CONSTANTS),
        ("provider_meta", 1, &VALUES),
    ],
    rest: Constant,
};
const REQUIREMENTS: Form = Form { args: &[], blocks: &[], rest: Requirement };
const ADDRESSES: Form =
    Form { args: &[("from", Syntax), ("to", Syntax), ("provider", Syntax)], blocks: &[], rest: Expression };
const REMOVED: Form = Form {
    args: &[("from", Syntax)],
    blocks: &[("lifecycle", 0, &CONSTANTS), ("connection", 0, &VALUES), ("provisioner", 1, &VALUES)],
    rest: Constant,
};
const CHECK: Form =
    Form { args: &[], blocks: &[("data", 2, &RESOURCE), ("assert", 0, &VALUES)], rest: Expression };
/// The arguments of a `dynamic` block.
pub(super) const DYNAMIC: Form = Form { args: &[("iterator", Syntax)], blocks: &[], rest: Expression };

impl Form {
    /// How an argument is read.
    pub fn how(&self, name: &str) -> How {
        self.args.iter().find(|(n, _)| *n == name).map_or(self.rest, |(_, how)| *how)
    }
    /// The labels and the content of a block.
    pub fn block(&self, name: &str) -> Option<(usize, &'static Form)> {
        self.blocks.iter().find(|(n, ..)| *n == name).map(|(_, labels, form)| (*labels, *form))
    }
}
