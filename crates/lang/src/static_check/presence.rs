//! Which arguments may stand together: conflicts, "exactly one of", "at least one of", "required with".

use super::sight::Sight;
use crate::ast::{self, Body};
use crate::eval;
use provision_schema::Block;
use provision_value::{Diagnostic, Diagnostics, Span, Value};
use std::collections::BTreeSet;

/// Whether an argument or block is given.
#[derive(Clone, Copy, PartialEq)]
enum Given {
    No,
    /// A value that may still turn out null, or a `dynamic` block.
    Maybe,
    Yes(Span),
}

/// Checks a resource's body and the blocks in it, by what can be seen without a plan.
pub(super) fn check(body: &Body, schema: &Block, sight: &Sight<'_>, diags: &mut Diagnostics) {
    let root = Place::Written { body, sight };
    Checker { root, diags, done: BTreeSet::new() }.body(root, schema);
}

/// Checks a resource's arguments as they came out: those of `dynamic` blocks, and those that only a plan knows.
pub fn check_values(body: &Body, value: &Value, schema: &Block, diags: &mut Diagnostics) {
    let root = Place::Held { body: Some(body), value, span: body.span };
    Checker { root, diags, done: BTreeSet::new() }.body(root, schema);
}

/// A body: as it is written, or as it came out. What a `dynamic` block made has no body of its own.
#[derive(Clone, Copy)]
enum Place<'a> {
    Written { body: &'a Body, sight: &'a Sight<'a> },
    Held { body: Option<&'a Body>, value: &'a Value, span: Span },
}

impl<'a> Place<'a> {
    fn span(self) -> Span {
        match self {
            Place::Written { body, .. } => body.span,
            Place::Held { span, .. } => span,
        }
    }

    fn given(self, name: &str) -> Given {
        let (body, value) = match self {
            Place::Written { body, sight } => return written(body, name, sight),
            Place::Held { body, value, .. } => (body, value.get(name)),
        };
        let Some(value) = value.filter(|v| !v.is_null()) else { return Given::No };
        let span = body.and_then(|body| place_of(body, name)).unwrap_or(self.span());
        match (value.is_known(), value.as_seq(), is_block(body, name)) {
            (false, ..) => Given::Maybe,
            // No blocks are none; an empty list that somebody wrote is something.
            (_, Some([]), true) => Given::No,
            _ => Given::Yes(span),
        }
    }

    /// The blocks of one name, the first of them first.
    fn blocks(self, name: &str) -> Vec<Place<'a>> {
        let (body, value, span) = match self {
            Place::Written { body, sight } => {
                let named = body.blocks.iter().filter(|b| &*b.kind.name == name);
                return named.map(|b| Place::Written { body: &b.body, sight }).collect();
            }
            Place::Held { body, value, span } => (body, value.get(name), span),
        };
        let Some(value) = value.filter(|v| v.is_known() && !v.is_null()) else { return Vec::new() };
        let span = body.and_then(|body| place_of(body, name)).unwrap_or(span);
        let items: Vec<&Value> = match value.as_seq() {
            Some(items) => items.iter().collect(),
            None => vec![value],
        };
        let written: Vec<&Body> = (body.into_iter().flat_map(|body| &body.blocks))
            .filter(|b| &*b.kind.name == name)
            .map(|b| &b.body)
            .collect();
        let ours = |i: usize| written.get(i).copied().filter(|_| written.len() == items.len());
        let place = |(i, value): (usize, &&'a Value)| {
            let body = ours(i);
            Place::Held { body, value, span: body.map_or(span, |body| body.span) }
        };
        items.iter().enumerate().map(place).collect()
    }
}

fn written(body: &Body, name: &str, sight: &Sight<'_>) -> Given {
    if let Some(a) = body.attributes.iter().find(|a| &*a.name.name == name) {
        let (value, _) = eval(&a.expr, sight);
        return match (value.is_null(), value.is_known()) {
            (true, _) => Given::No,
            (_, false) => Given::Maybe,
            _ => Given::Yes(a.name.span),
        };
    }
    match body.blocks.iter().find(|b| &*b.kind.name == name) {
        Some(block) => Given::Yes(block.span),
        None if body.blocks.iter().any(|b| makes(b, name)) => Given::Maybe,
        None => Given::No,
    }
}

/// True for a `dynamic` block that makes blocks of this name.
fn makes(block: &ast::Block, name: &str) -> bool {
    &*block.kind.name == "dynamic" && block.labels.first().is_some_and(|l| &*l.name == name)
}

fn is_block(body: Option<&Body>, name: &str) -> bool {
    body.is_none_or(|body| !body.attributes.iter().any(|a| &*a.name.name == name))
}

/// Where an argument, a block or the `dynamic` block that makes it is written.
fn place_of(body: &Body, name: &str) -> Option<Span> {
    let attribute = body.attributes.iter().find(|a| &*a.name.name == name).map(|a| a.name.span);
    attribute.or_else(|| body.blocks.iter().find(|b| &*b.kind.name == name || makes(b, name)).map(|b| b.span))
}

struct Checker<'a> {
    root: Place<'a>,
    diags: &'a mut Diagnostics,
    /// Groups that have been reported already: each member lists the whole group.
    done: BTreeSet<String>,
}

impl Checker<'_> {
    fn body(&mut self, place: Place<'_>, schema: &Block) {
        for (name, attribute) in &schema.attributes {
            if !attribute.conflicts.is_empty() || !attribute.required_with.is_empty() {
                let given = place.given(name);
                self.conflicts(name, given, &attribute.conflicts);
                if let Given::Yes(span) = given {
                    self.required_with(name, span, &attribute.required_with);
                }
            }
            self.group(place.span(), &attribute.exactly_one_of, true);
            self.group(place.span(), &attribute.at_least_one_of, false);
        }
        for (name, nested) in &schema.blocks {
            if !nested.conflicts.is_empty() {
                self.conflicts(name, place.given(name), &nested.conflicts);
            }
            for block in place.blocks(name) {
                self.body(block, &nested.block);
            }
        }
    }

    fn conflicts(&mut self, name: &str, given: Given, others: &[&str]) {
        let Given::Yes(span) = given else { return };
        for other in others {
            let Given::Yes(second) = self.at(other) else { continue };
            // Both sides usually name each other.
            if self.done.insert(format!("conflict {:?}", (span.min(second), span.max(second)))) {
                let detail = format!("\"{name}\" and \"{}\" cannot be given together.", last(other));
                let d = Diagnostic::error("Conflicting arguments", detail).at(span);
                self.diags.push(d.help("Remove one of the two."));
            }
        }
    }

    fn required_with(&mut self, name: &str, span: Span, others: &[&str]) {
        for other in others {
            if self.at(other) == Given::No {
                let detail = format!("\"{name}\" needs \"{}\" beside it.", last(other));
                let d = Diagnostic::error("Missing argument", detail).at(span);
                self.diags.push(d.help(format!("Add {} = ...", last(other))));
            }
        }
    }

    fn group(&mut self, span: Span, group: &[&str], exactly: bool) {
        if group.is_empty() || !self.done.insert(format!("{exactly} {group:?} {}", span.start)) {
            return;
        }
        let given = group.iter().map(|m| self.at(m)).collect::<Vec<_>>();
        let sure = given
            .iter()
            .filter_map(|g| if let Given::Yes(s) = g { Some(*s) } else { None })
            .collect::<Vec<_>>();
        let names = group.iter().map(|m| last(m)).collect::<Vec<_>>().join(", ");
        let word = if exactly { "Exactly" } else { "At least" };
        if sure.is_empty() && given.iter().all(|g| *g == Given::No) {
            let d = Diagnostic::error("Missing argument", format!("{word} one of {names} must be given."))
                .at(span);
            self.diags.push(d.help("Add one of them."));
        } else if let (true, Some(second)) = (exactly, sure.get(1)) {
            let d =
                Diagnostic::error("Conflicting arguments", format!("Exactly one of {names} may be given."))
                    .at(*second);
            self.diags.push(d.help("Keep one of them."));
        }
    }

    /// A path from the resource's root; numbers in it mean "the first block".
    fn at(&self, path: &str) -> Given {
        let mut place = self.root;
        let mut steps = path.split('.').filter(|s| s.parse::<u32>().is_err()).peekable();
        while let Some(step) = steps.next() {
            let first = place.blocks(step).into_iter().next().filter(|_| steps.peek().is_some());
            match first {
                Some(block) => place = block,
                None => return place.given(step),
            }
        }
        Given::No
    }
}

/// The argument's own name in a path.
fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}
