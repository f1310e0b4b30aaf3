//! Expressions that are read before anything is evaluated: defaults, variable files, `--var`.

use crate::ast::{Expr, ExprKind, ObjectKey, TemplatePart};
use crate::reference::Subject;
use crate::{Scope, World, eval, references};
use provision_value::{Diagnostic, Diagnostics, Span, Value};
use std::path::Path;

/// The value of an expression that names nothing and calls nothing.
pub(crate) fn constant(expr: &Expr, diags: &mut Diagnostics) -> Option<Value> {
    if let ExprKind::Literal(v) = &expr.kind {
        return Some(v.clone());
    }
    if let Some(place) = references(expr).first().map(|r| r.span).or_else(|| call_in(expr)) {
        diags.push(refused(place));
        return None;
    }
    let (value, found) = eval(expr, &Nothing);
    let good = !found.has_errors() && value.is_wholly_known();
    diags.extend(found);
    good.then_some(value)
}

fn refused(place: Span) -> Diagnostic {
    let detail =
        "Nothing can be referred to or called here, because this is read before anything is evaluated.";
    Diagnostic::error("Constant expected", detail)
        .at(place)
        .help("Write the value itself, or use a local value.")
}

/// The place of the first function call.
fn call_in(expr: &Expr) -> Option<Span> {
    crate::deep(|| match &expr.kind {
        ExprKind::Call { name, .. } => Some(name.span),
        ExprKind::Template(parts) => parts.iter().find_map(call_in_part),
        ExprKind::TemplateWrap(e) | ExprKind::GetAttr(e, _) | ExprKind::Unary(_, e) | ExprKind::Paren(e) => {
            call_in(e)
        }
        ExprKind::Index(a, b) | ExprKind::Binary(_, a, b) => call_in(a).or_else(|| call_in(b)),
        ExprKind::Splat { source, each, .. } => call_in(source).or_else(|| call_in(each)),
        ExprKind::Conditional(a, b, c) => [a, b, c].into_iter().find_map(|e| call_in(e)),
        ExprKind::Tuple(items) => items.iter().find_map(call_in),
        ExprKind::Object(items) => items.iter().find_map(|(key, value)| match key {
            ObjectKey::Expr(k) => call_in(k).or_else(|| call_in(value)),
            ObjectKey::Name(_) => call_in(value),
        }),
        ExprKind::For(f) => [Some(&f.collection), f.key.as_ref(), Some(&f.value), f.condition.as_ref()]
            .into_iter()
            .flatten()
            .find_map(call_in),
        ExprKind::Literal(_) | ExprKind::Root(_) | ExprKind::SplatItem | ExprKind::Invalid => None,
    })
}

fn call_in_part(part: &TemplatePart) -> Option<Span> {
    match part {
        TemplatePart::Text(_) => None,
        TemplatePart::Expr(e) => call_in(e),
        TemplatePart::If(c, a, b) => call_in(c).or_else(|| a.iter().chain(b).find_map(call_in_part)),
        TemplatePart::For { collection, body, .. } => {
            call_in(collection).or_else(|| body.iter().find_map(call_in_part))
        }
    }
}

/// Sees no names and no world.
pub(super) struct Nothing;

impl Scope for Nothing {
    fn resolve(&self, _: &Subject, span: Span) -> Result<Value, Diagnostic> {
        Err(refused(span))
    }
    fn world(&self) -> &dyn World {
        self
    }
    fn base_dir(&self) -> &Path {
        Path::new(".")
    }
}

impl World for Nothing {
    fn read(&self, _: &Path) -> std::io::Result<Vec<u8>> {
        Err(std::io::ErrorKind::NotFound.into())
    }
    fn list(&self, _: &Path) -> std::io::Result<Vec<String>> {
        Err(std::io::ErrorKind::NotFound.into())
    }
    fn exists(&self, _: &Path) -> bool {
        false
    }
    fn home(&self) -> Option<String> {
        None
    }
    fn env(&self, _: &str) -> Vec<(String, String)> {
        Vec::new()
    }
    fn now(&self) -> String {
        String::new()
    }
    fn random(&self, _: &mut [u8]) {}
}
