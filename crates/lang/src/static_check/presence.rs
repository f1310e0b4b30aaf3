//! Which arguments may stand together: conflicts, "exactly one of", "at least one of", "required with".

use super::sight::Sight;
use crate::ast::Body;
use crate::eval;
use provision_schema::Block;
use provision_value::{Diagnostic, Diagnostics, Span};
use std::collections::BTreeSet;

/// Whether an argument or block is given.
#[derive(Clone, Copy, PartialEq)]
enum Given {
    No,
    /// A value that may still turn out null, or a `dynamic` block.
    Maybe,
    Yes(Span),
}

/// Checks a resource's body and the blocks in it.
pub(super) fn check(body: &Body, schema: &Block, sight: &Sight<'_>, diags: &mut Diagnostics) {
    let mut checker = Checker { root: body, sight, diags, done: BTreeSet::new() };
    checker.body(body, schema);
}

struct Checker<'a> {
    root: &'a Body,
    sight: &'a Sight<'a>,
    diags: &'a mut Diagnostics,
    /// Groups that have been reported already: each member lists the whole group.
    done: BTreeSet<String>,
}

impl Checker<'_> {
    fn body(&mut self, body: &Body, schema: &Block) {
        for (name, attribute) in &schema.attributes {
            let given = self.given(body, name);
            self.conflicts(name, given, &attribute.conflicts);
            if let Given::Yes(span) = given {
                self.required_with(name, span, &attribute.required_with);
            }
            self.group(body.span, &attribute.exactly_one_of, true);
            self.group(body.span, &attribute.at_least_one_of, false);
        }
        for (name, nested) in &schema.blocks {
            let given = self.given(body, name);
            self.conflicts(name, given, &nested.conflicts);
        }
        for block in &body.blocks {
            if let Some(nested) = schema.blocks.get(&*block.kind.name) {
                self.body(&block.body, &nested.block);
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
        let mut body = self.root;
        let mut steps = path.split('.').filter(|s| s.parse::<u32>().is_err()).peekable();
        while let Some(step) = steps.next() {
            if steps.peek().is_none() {
                return self.given(body, step);
            }
            match body.blocks.iter().find(|b| &*b.kind.name == step) {
                Some(block) => body = &block.body,
                None => return self.given(body, step),
            }
        }
        Given::No
    }

    fn given(&self, body: &Body, name: &str) -> Given {
        if let Some(a) = body.attributes.iter().find(|a| &*a.name.name == name) {
            let (value, _) = eval(&a.expr, self.sight);
            return match (value.is_null(), value.is_known()) {
                (true, _) => Given::No,
                (_, false) => Given::Maybe,
                _ => Given::Yes(a.name.span),
            };
        }
        let dynamic = |b: &&crate::ast::Block| {
            &*b.kind.name == "dynamic" && b.labels.first().is_some_and(|l| &*l.name == name)
        };
        match body.blocks.iter().find(|b| &*b.kind.name == name) {
            Some(block) => Given::Yes(block.span),
            None if body.blocks.iter().any(|b| dynamic(&b)) => Given::Maybe,
            None => Given::No,
        }
    }
}

/// The argument's own name in a path.
fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}
