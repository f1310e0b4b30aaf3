//! Paths into a value: `ingress[0].cidr_blocks`.

use crate::{Kind, Value};
use std::fmt;
use std::sync::Arc;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// An attribute of an object.
    Attr(Arc<str>),
    /// An item of a list or tuple.
    Index(usize),
    /// An element of a map.
    Key(Arc<str>),
    /// Some item of a set (sets have no index; replace and sensitivity concern the whole).
    Element,
}

/// A path from the root of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// The path of a top-level attribute.
    pub fn attr(name: &str) -> Path {
        Path(vec![Step::Attr(name.into())])
    }
    /// This path and one more step.
    pub fn join(&self, step: Step) -> Path {
        let mut steps = self.0.clone();
        steps.push(step);
        Path(steps)
    }
    /// The value at this path, when every step exists.
    pub fn get<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        self.0.iter().try_fold(value, |v, step| match (step, v.kind()) {
            (Step::Attr(n) | Step::Key(n), Kind::Object(m) | Kind::Map(_, m)) => m.get(n),
            (Step::Index(i), Kind::List(_, v) | Kind::Tuple(v)) => v.get(*i),
            _ => None,
        })
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            match step {
                Step::Attr(n) if i == 0 => write!(f, "{n}")?,
                Step::Attr(n) => write!(f, ".{n}")?,
                Step::Index(n) => write!(f, "[{n}]")?,
                Step::Key(k) => write!(f, "[{k:?}]")?,
                Step::Element => f.write_str("[*]")?,
            }
        }
        Ok(())
    }
}
