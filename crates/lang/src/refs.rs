//! Which names an expression or body refers to, without evaluating it.

use crate::ast::{Attribute, Block, Body, Expr, ExprKind, For, Ident, ObjectKey, TemplatePart};
use crate::reference::{RefStep, Reference, Subject};
use provision_value::{Diagnostic, Mode, Span};
use std::sync::Arc;

/// Everything that the expression refers to, in source order. Names that the expression itself binds (`for` variables)
/// are none; neither are references that are malformed, which evaluation reports.
pub fn references(expr: &Expr) -> Vec<Reference> {
    let mut finder = Finder::default();
    finder.expr(expr);
    finder.found
}

/// What is wrong with the references of an expression by themselves: a type of resource without a name, for example.
pub(crate) fn malformed(expr: &Expr) -> Vec<Diagnostic> {
    let mut finder = Finder::default();
    finder.expr(expr);
    finder.malformed
}

/// Everything that the arguments and nested blocks of a body refer to; iterators of `dynamic` blocks are none.
pub fn body_references(body: &Body) -> Vec<Reference> {
    let mut finder = Finder::default();
    finder.body(body);
    finder.found
}

/// One access after a base: `.name` or `[key]`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Access<'e> {
    Attr(&'e Ident),
    Index(&'e Expr),
}

/// The base of a chain of accesses, and the accesses from left to right; the spans are those of the whole up to there.
pub(crate) fn chain(expr: &Expr) -> (&Expr, Vec<(Access<'_>, Span)>) {
    let (mut base, mut accesses) = (expr, Vec::new());
    loop {
        base = match &base.kind {
            ExprKind::GetAttr(of, name) => {
                accesses.push((Access::Attr(name), base.span));
                of
            }
            ExprKind::Index(of, key) => {
                accesses.push((Access::Index(key), base.span));
                of
            }
            _ => break,
        };
    }
    accesses.reverse();
    (base, accesses)
}

/// What a root name and the accesses after it name, and how many of these belong to the name.
pub(crate) fn subject(
    root: &Arc<str>,
    span: Span,
    accesses: &[(Access<'_>, Span)],
) -> Result<(Subject, usize), Diagnostic> {
    let name = |at: usize| match accesses.get(at) {
        Some((Access::Attr(ident), _)) => Some(ident.name.clone()),
        _ => None,
    };
    let one = |make: fn(Arc<str>) -> Subject, example: &str| match name(0) {
        Some(n) => Ok((make(n), 1)),
        None => Err(incomplete(root, span, &format!("write the name after it, as in {example}"))),
    };
    let fixed = |known: &[(&str, Subject)]| {
        let given = name(0);
        match known.iter().find(|(n, _)| given.as_deref() == Some(*n)) {
            Some((_, s)) => Ok((s.clone(), 1)),
            None => {
                let names =
                    known.iter().map(|(n, _)| format!("{root}.{n}")).collect::<Vec<_>>().join(" and ");
                Err(incomplete(root, span, &format!("{names} exist")))
            }
        }
    };
    let resource =
        |mode: Mode, at: usize| match (if at == 0 { Some(root.clone()) } else { name(0) }, name(at)) {
            (Some(type_name), Some(name)) => Ok((Subject::Resource { mode, type_name, name }, at + 1)),
            _ => Err(incomplete(
                root,
                span,
                "a resource is named by its type and its name, as in aws_vpc.main",
            )),
        };
    match &**root {
        "var" => one(Subject::Variable, "var.region"),
        "local" => one(Subject::Local, "local.tags"),
        "module" => one(Subject::Module, "module.network"),
        "path" => one(Subject::Path, "path.module"),
        "terraform" => one(Subject::Terraform, "terraform.workspace"),
        "each" => fixed(&[("key", Subject::EachKey), ("value", Subject::EachValue)]),
        "count" => fixed(&[("index", Subject::CountIndex)]),
        "self" => Ok((Subject::SelfRef, 0)),
        "ephemeral" => Err(Diagnostic::error(
            "Unknown ephemeral resource",
            "There are no types of ephemeral resources yet, so there is nothing to refer to.",
        )
        .at(span)
        .help("Use a data source, or a variable with ephemeral = true.")),
        "data" => resource(Mode::Data, 1),
        "resource" => resource(Mode::Managed, 1),
        _ => resource(Mode::Managed, 0),
    }
}

fn incomplete(root: &str, span: Span, what: &str) -> Diagnostic {
    let known = ["var", "local", "module", "path", "terraform", "each", "count", "data", "resource"];
    let detail = if known.contains(&root) {
        format!("\"{root}\" alone is not a value: {what}.")
    } else {
        format!("There is no variable named \"{root}\" here, and {what}.")
    };
    let help = format!("for text, write \"{root}\" in quotes");
    let d = Diagnostic::error("Invalid reference", detail).at(span);
    if known.contains(&root) { d } else { d.help(help) }
}

#[derive(Default)]
struct Finder {
    found: Vec<Reference>,
    malformed: Vec<Diagnostic>,
    bound: Vec<Arc<str>>,
}

impl Finder {
    fn expr(&mut self, expr: &Expr) {
        crate::deep(|| self.expr_here(expr));
    }

    fn expr_here(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Literal(_) | ExprKind::SplatItem | ExprKind::Invalid => {}
            ExprKind::Root(_) | ExprKind::GetAttr(..) | ExprKind::Index(..) => self.traversal(expr),
            ExprKind::Template(parts) => self.parts(parts),
            ExprKind::TemplateWrap(e) | ExprKind::Paren(e) | ExprKind::Unary(_, e) => self.expr(e),
            ExprKind::Splat { source, each, .. } => {
                self.expr(source);
                self.expr(each);
            }
            ExprKind::Call { args, .. } | ExprKind::Tuple(args) => args.iter().for_each(|a| self.expr(a)),
            ExprKind::Conditional(a, b, c) => [a, b, c].into_iter().for_each(|e| self.expr(e)),
            ExprKind::Object(items) => {
                for (key, value) in items {
                    if let ObjectKey::Expr(key) = key {
                        self.expr(key);
                    }
                    self.expr(value);
                }
            }
            ExprKind::For(f) => self.for_expr(f),
            ExprKind::Binary(..) => {
                // A long chain of operators leans to the left; walk it without recursion.
                let (mut left, mut rights) = (expr, Vec::new());
                while let ExprKind::Binary(_, a, b) = &left.kind {
                    rights.push(b);
                    left = a;
                }
                self.expr(left);
                rights.into_iter().rev().for_each(|e| self.expr(e));
            }
        }
    }

    fn traversal(&mut self, expr: &Expr) {
        let (base, accesses) = chain(expr);
        match &base.kind {
            ExprKind::Root(root) if !self.bound.contains(root) => match subject(root, base.span, &accesses) {
                Ok((subject, used)) => {
                    let rest = accesses[used..].iter().map_while(|(a, _)| constant(a)).collect();
                    self.found.push(Reference { subject, rest, span: expr.span });
                }
                Err(d) => self.malformed.push(d),
            },
            ExprKind::Root(_) => {}
            _ => self.expr(base),
        }
        for (access, _) in accesses {
            if let Access::Index(key) = access {
                self.expr(key);
            }
        }
    }

    fn for_expr(&mut self, f: &For) {
        self.expr(&f.collection);
        self.with(&f.key_var, &f.value_var, |this| {
            [f.key.as_ref(), Some(&f.value), f.condition.as_ref()]
                .into_iter()
                .flatten()
                .for_each(|e| this.expr(e));
        });
    }

    fn with(&mut self, key: &Option<Ident>, value: &Ident, f: impl FnOnce(&mut Finder)) {
        let depth = self.bound.len();
        self.bound.extend(key.iter().chain([value]).map(|i| i.name.clone()));
        f(self);
        self.bound.truncate(depth);
    }

    fn parts(&mut self, parts: &[TemplatePart]) {
        for part in parts {
            match part {
                TemplatePart::Text(_) => {}
                TemplatePart::Expr(e) => self.expr(e),
                TemplatePart::If(cond, yes, no) => {
                    self.expr(cond);
                    crate::deep(|| {
                        self.parts(yes);
                        self.parts(no);
                    });
                }
                TemplatePart::For { key_var, value_var, collection, body } => {
                    self.expr(collection);
                    self.with(key_var, value_var, |this| crate::deep(|| this.parts(body)));
                }
            }
        }
    }

    fn body(&mut self, body: &Body) {
        body.attributes.iter().for_each(|a| self.expr(&a.expr));
        for block in &body.blocks {
            crate::deep(|| {
                if &*block.kind.name == "dynamic" { self.dynamic(block) } else { self.body(&block.body) }
            });
        }
    }

    fn dynamic(&mut self, block: &Block) {
        let iterator = iterator_name(block);
        let named = |a: &&Attribute| &*a.name.name == "for_each";
        block.body.attributes.iter().filter(named).for_each(|a| self.expr(&a.expr));
        let depth = self.bound.len();
        self.bound.extend(iterator);
        let labels = |a: &&Attribute| &*a.name.name == "labels";
        block.body.attributes.iter().filter(labels).for_each(|a| self.expr(&a.expr));
        block.body.blocks.iter().for_each(|b| self.body(&b.body));
        self.bound.truncate(depth);
    }
}

/// The name that a `dynamic` block gives to its items: that of `iterator`, else its label.
pub(crate) fn iterator_name(block: &Block) -> Option<Arc<str>> {
    let iterator = block.body.attributes.iter().find(|a| &*a.name.name == "iterator");
    match iterator.map(|a| &a.expr.kind) {
        Some(ExprKind::Root(name)) => Some(name.clone()),
        _ => block.labels.first().map(|l| l.name.clone()),
    }
}

fn constant(access: &Access<'_>) -> Option<RefStep> {
    match access {
        Access::Attr(ident) => Some(RefStep::Attr((*ident).clone())),
        Access::Index(key) => match &key.kind {
            ExprKind::Literal(v) => Some(RefStep::Key(v.clone())),
            _ => None,
        },
    }
}
