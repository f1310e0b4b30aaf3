//! Reading blocks whose content is fixed: which arguments and blocks they take, and constant values.

use crate::ast::{Attribute, Block, Body, Expr, ExprKind, Ident};
use crate::config::constant;
use crate::suggest::did_you_mean;
use provision_value::{Diagnostic, Diagnostics, Kind, Span, Type, Value, convert};
use std::sync::Arc;

/// What a block of the language may hold.
pub(crate) struct Shape {
    /// How the block is called in messages: `a variable`.
    pub what: &'static str,
    /// Arguments that it takes.
    pub args: &'static [&'static str],
    /// Blocks that it takes.
    pub blocks: &'static [&'static str],
}

impl Shape {
    /// Reports everything in the body that does not belong there.
    pub fn check(&self, body: &Body, diags: &mut Diagnostics) {
        for a in &body.attributes {
            if !self.args.contains(&&*a.name.name) {
                diags.push(self.unknown_argument(&a.name));
            }
        }
        for b in &body.blocks {
            if !self.blocks.contains(&&*b.kind.name) {
                diags.push(self.unknown_block(&b.kind));
            }
        }
    }

    /// An argument that does not belong in this block.
    pub fn unknown_argument(&self, name: &Ident) -> Diagnostic {
        let what = self.what;
        let help = if self.blocks.contains(&&*name.name) {
            format!("Write it as a block, without \"=\": {} {{ ... }}", name.name)
        } else {
            did_you_mean(&name.name, self.args.iter().copied())
        };
        let known = if self.args.is_empty() { "no arguments".to_string() } else { self.args.join(", ") };
        Diagnostic::error(
            "Unknown argument",
            format!("\"{}\" is no argument of {what}; it takes {known}.", name.name),
        )
        .at(name.span)
        .help(help)
    }

    /// A block that does not belong in this one.
    pub fn unknown_block(&self, kind: &Ident) -> Diagnostic {
        let what = self.what;
        let help = if self.args.contains(&&*kind.name) {
            format!("Write it as an argument: {} = ...", kind.name)
        } else {
            did_you_mean(&kind.name, self.blocks.iter().copied())
        };
        Diagnostic::error("Unknown block", format!("A block \"{}\" does not belong in {what}.", kind.name))
            .at(kind.span)
            .help(help)
    }
}

/// The value of an argument.
pub(crate) fn arg<'b>(body: &'b Body, name: &str) -> Option<&'b Expr> {
    body.attributes.iter().find(|a| &*a.name.name == name).map(|a| &a.expr)
}

/// Takes an argument out of the body.
pub(crate) fn take_arg(body: &mut Body, name: &str) -> Option<Attribute> {
    let at = body.attributes.iter().position(|a| &*a.name.name == name)?;
    Some(body.attributes.remove(at))
}

/// Takes every block of a kind out of the body.
pub(crate) fn take_blocks(body: &mut Body, kind: &str) -> Vec<Block> {
    let (taken, kept) = std::mem::take(&mut body.blocks).into_iter().partition(|b| &*b.kind.name == kind);
    body.blocks = kept;
    taken
}

/// The value of an argument that must be there.
pub(crate) fn required<'b>(block: &'b Block, name: &str, diags: &mut Diagnostics) -> Option<&'b Expr> {
    let found = arg(&block.body, name);
    if found.is_none() {
        diags.push(missing(name, &block.kind.name, block.span));
    }
    found
}

/// The error for a missing argument.
pub(crate) fn missing(name: &str, block: &str, span: Span) -> Diagnostic {
    Diagnostic::error("Missing argument", format!("\"{block}\" needs the argument \"{name}\"."))
        .at(span)
        .help(format!("Add {name} = ..."))
}

/// A constant text.
pub(crate) fn text(expr: &Expr, diags: &mut Diagnostics) -> Option<Arc<str>> {
    let value = fixed(expr)?;
    let text = value.as_str().map(Arc::from);
    if text.is_none() {
        diags.push(constant_expected(expr, "text in double quotes, without references"));
    }
    text
}

/// A constant text that only people read; numbers and bools are taken too.
pub(crate) fn prose(expr: &Expr, diags: &mut Diagnostics) -> Option<Arc<str>> {
    match convert(&fixed(expr)?, &Type::String) {
        Ok(v) if v.as_str().is_some() => v.as_str().map(Arc::from),
        _ => text(expr, diags),
    }
}

/// A constant bool; a quoted one is taken too.
pub(crate) fn flag(expr: &Expr, diags: &mut Diagnostics) -> Option<bool> {
    let value = fixed(expr)?;
    match value.kind() {
        Kind::Bool(b) => return Some(*b),
        Kind::String(s) if &**s == "true" => return Some(true),
        Kind::String(s) if &**s == "false" => return Some(false),
        _ => {}
    }
    diags.push(constant_expected(expr, "true or false"));
    None
}

/// The value of an expression that must be constant, null where it is not; `None` where a syntax error has been reported.
fn fixed(expr: &Expr) -> Option<Value> {
    if matches!(expr.kind, ExprKind::Invalid) {
        return None;
    }
    let value = constant(expr, &mut Diagnostics::new());
    Some(value.unwrap_or_else(|| Value::null(Type::Dynamic)))
}

fn constant_expected(expr: &Expr, what: &str) -> Diagnostic {
    Diagnostic::error("Constant expected", format!("This must be {what}, written out.")).at(expr.span)
}

/// The labels of a block, when there are as many as there must be.
pub(crate) fn labels<const N: usize>(
    block: &Block,
    names: [&str; N],
    diags: &mut Diagnostics,
) -> Option<[Ident; N]> {
    let usage = names.iter().map(|n| format!(" \"{n}\"")).collect::<String>();
    if let Ok(found) = <[Ident; N]>::try_from(block.labels.clone()) {
        let bad = found.iter().find(|l| !is_name(&l.name));
        if let Some(bad) = bad {
            diags.push(
                Diagnostic::error("Invalid name", format!("\"{}\" cannot be a name.", bad.name))
                    .at(bad.span)
                    .help("A name begins with a letter or \"_\" and holds letters, digits, \"_\" and \"-\"."),
            );
            return None;
        }
        return Some(found);
    }
    let kind = &block.kind.name;
    let detail = match block.labels.len().cmp(&N) {
        std::cmp::Ordering::Less => {
            format!("\"{kind}\" is missing its label \"{}\".", names.get(block.labels.len()).unwrap_or(&""))
        }
        _ => format!(
            "\"{kind}\" takes {} here.",
            match N {
                0 => "no label".into(),
                1 => "one label".into(),
                n => format!("{n} labels"),
            }
        ),
    };
    diags.push(
        Diagnostic::error("Wrong labels", detail)
            .at(block.span)
            .help(format!("Write: {kind}{usage} {{ ... }}")),
    );
    None
}

/// True for what may name a thing of the language.
pub(crate) fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c == '_' || unicode_ident::is_xid_start(c))
        && chars.all(|c| c == '-' || unicode_ident::is_xid_continue(c))
}
