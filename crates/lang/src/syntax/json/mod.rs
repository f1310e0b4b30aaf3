//! The JSON syntax (`.tf.json`, `.tfvars.json`): text → [`ast`](crate::ast), with the places of keys and values.
//!
//! What a property is, an argument or a block, the text alone does not say; [`forms`] knows it for the blocks of the
//! language, the schema for what resources and providers hold.

mod body;
mod forms;
mod parse;
#[cfg(test)]
mod tests;

use crate::ast::{Body, Expr, ExprKind};
use provision_schema::{Block as Schema, Catalog};
use provision_value::{Diagnostics, Mode, Number, SourceId, Span};

/// A JSON value with its place.
#[derive(Debug)]
struct Node {
    kind: Kind,
    span: Span,
}

#[derive(Debug)]
enum Kind {
    Null,
    Bool(bool),
    Number(Number),
    Text(Text),
    Array(Vec<Node>),
    Object(Vec<Property>),
}

/// A name and its value.
#[derive(Debug)]
struct Property {
    name: Text,
    /// The place of the name, quotes included.
    span: Span,
    value: Node,
}

/// A decoded text that remembers where its characters stand.
#[derive(Debug, Default)]
struct Text {
    value: String,
    place: Placed,
}

/// Where the bytes of a decoded text stand in its file.
#[derive(Clone, Debug, Default)]
pub(in crate::syntax) struct Placed {
    /// The place of the first byte.
    base: u32,
    /// From these bytes on, that many more have been read than are in the text: escapes.
    shifts: Vec<(u32, u32)>,
    /// The line in the file.
    line: usize,
}

impl Placed {
    /// The place in the file of a byte of the text.
    pub(in crate::syntax) fn at(&self, byte: u32) -> u32 {
        let passed = self.shifts.partition_point(|(from, _)| *from <= byte);
        let shift = passed.checked_sub(1).and_then(|i| self.shifts.get(i)).map_or(0, |(_, by)| *by);
        self.base.saturating_add(byte).saturating_add(shift)
    }
    /// The line in the file; a text of JSON stands on one.
    pub(in crate::syntax) fn line(&self) -> usize {
        self.line
    }
}

/// The types that decide which properties of a resource or provider are blocks.
#[derive(Clone, Copy)]
pub(crate) struct Types<'c>(pub Option<&'c dyn Catalog>);

impl<'c> Types<'c> {
    fn resource(self, mode: Mode, name: &str) -> Option<&'c Schema> {
        self.0?.get(mode, name).map(|t| &t.block)
    }
    fn provider(self, name: &str) -> Option<&'c Schema> {
        self.0?.provider(name)
    }
}

/// Reads a configuration file. What could be read is in the body even when there are errors.
pub(crate) fn parse_json_body(source: SourceId, text: &str, types: Types<'_>) -> (Body, Diagnostics) {
    let (node, diags) = parse::parse(source, text);
    let mut reader = body::Reader { source, types, diags };
    let body = node.map(|node| reader.file(&node)).unwrap_or_default();
    (body, reader.diags)
}

/// Reads a variable file: names and constant values.
pub(crate) fn parse_json_values(source: SourceId, text: &str) -> (Body, Diagnostics) {
    let (node, diags) = parse::parse(source, text);
    let mut reader = body::Reader { source, types: Types(None), diags };
    let body = node.map(|node| reader.values(&node)).unwrap_or_default();
    (body, reader.diags)
}

fn invalid(span: Span) -> Expr {
    Expr { kind: ExprKind::Invalid, span }
}
