//! Expressions to values. Unknown values keep their types, marks travel through every operation, and one expression
//! may report several errors; what failed is unknown, so that it does not fail again further up.

pub(crate) mod access;
mod call;
mod collection;
mod operator;
pub(crate) mod refine;
mod template;

pub(crate) use operator::equal;
pub(crate) use template::normal;

use crate::Scope;
use crate::ast::{Expr, ExprKind};
use crate::refs;
use provision_value::{Diagnostic, Diagnostics, Kind, Marks, Refinement, Span, Type, Value, convert, unify};
use std::sync::Arc;

/// The value of an expression, with everything that is wrong with it. With errors the value is what could be found
/// out; failed parts are unknown.
pub fn eval(expr: &Expr, scope: &dyn Scope) -> (Value, Diagnostics) {
    eval_with(expr, scope, &[])
}

/// [`eval`] with names of its own in sight (a `dynamic` block's iterator), innermost last.
pub fn eval_with(expr: &Expr, scope: &dyn Scope, names: &[(Arc<str>, Value)]) -> (Value, Diagnostics) {
    let mut evaluator = Evaluator::new(scope);
    evaluator.names = names.to_vec();
    let value = evaluator.eval(expr);
    (value, evaluator.diags)
}

/// The state of one evaluation.
pub(crate) struct Evaluator<'a> {
    pub scope: &'a dyn Scope,
    /// Names bound by `for` and `dynamic`, or given to a template; innermost last.
    pub names: Vec<(Arc<str>, Value)>,
    /// Items of the splats around, innermost last.
    items: Vec<Value>,
    /// Inside a template file: only `names` are in sight.
    pub closed: bool,
    /// Inside a variable file: there are no functions.
    pub constant: bool,
    /// How many templates are rendering each other.
    pub templates: usize,
    pub diags: Diagnostics,
}

/// Values nested deeper than this are an error, so that whoever walks one recursively is safe.
pub const MAX_DEPTH: usize = 200;
/// Values of more parts than this are an error, however much of them is shared.
const MAX_NODES: usize = 10_000_000;
/// Longer texts, in bytes, are an error.
const MAX_TEXT: usize = 32 << 20;
/// What is wrong with one expression is told this many times.
const MAX_ERRORS: usize = 100;

/// What failed, or is not known at all.
pub(crate) fn unknown() -> Value {
    Value::unknown(Type::Dynamic)
}

/// Unknown of a type, but certainly not null: what operators and functions give.
pub(crate) fn unknown_result(ty: Type) -> Value {
    Value::unknown_refined(ty, Refinement { not_null: true, ..Refinement::default() })
}

/// True when the value, known or not, can no longer turn out null.
pub(crate) fn certainly_not_null(v: &Value) -> bool {
    match v.kind() {
        Kind::Null(_) => false,
        Kind::Unknown(_, r) => r.not_null,
        _ => true,
    }
}

impl<'a> Evaluator<'a> {
    pub fn new(scope: &'a dyn Scope) -> Evaluator<'a> {
        let diags = Diagnostics::new();
        Evaluator {
            scope,
            names: Vec::new(),
            items: Vec::new(),
            closed: false,
            constant: false,
            templates: 0,
            diags,
        }
    }

    /// Reports an error once per place and gives what stands for the failed value.
    pub fn fail(&mut self, span: Span, summary: &str, detail: impl Into<String>) -> Value {
        self.report(Diagnostic::error(summary, detail).at(span))
    }

    pub fn report(&mut self, d: Diagnostic) -> Value {
        // The same expression fails alike for every item of a `for`.
        if self.diags.0.len() < MAX_ERRORS && !self.diags.0.contains(&d) {
            self.diags.push(d);
        }
        unknown()
    }

    /// Evaluates elsewhere, with the same names in sight, and returns the findings instead of keeping them.
    fn apart(&mut self, f: impl FnOnce(&mut Self) -> Value) -> (Value, Diagnostics) {
        let before = std::mem::take(&mut self.diags);
        let value = f(self);
        (value, std::mem::replace(&mut self.diags, before))
    }

    pub fn eval(&mut self, expr: &Expr) -> Value {
        let value = crate::deep(|| self.eval_here(expr));
        let inside = match value.kind() {
            Kind::Null(t) | Kind::Unknown(t, _) | Kind::List(t, _) | Kind::Set(t, _) | Kind::Map(t, _) => {
                t.depth()
            }
            _ => 0,
        };
        let problem = match value.kind() {
            _ if value.depth().max(inside) > MAX_DEPTH => {
                format!("It is nested more than {MAX_DEPTH} levels deep.")
            }
            _ if value.nodes() > MAX_NODES => format!("It consists of more than {MAX_NODES} parts."),
            Kind::String(s) if s.len() > MAX_TEXT => format!("It is longer than {} MiB.", MAX_TEXT >> 20),
            _ => return value,
        };
        self.fail(expr.span, "Value too large", problem)
    }

    fn eval_here(&mut self, expr: &Expr) -> Value {
        match &expr.kind {
            ExprKind::Literal(v) => v.clone(),
            ExprKind::Template(parts) => self.template(parts, expr.span),
            ExprKind::TemplateWrap(e) | ExprKind::Paren(e) => self.eval(e),
            ExprKind::Root(_) | ExprKind::GetAttr(..) | ExprKind::Index(..) => self.traversal(expr),
            ExprKind::Splat { source, each, .. } => self.splat(source, each, expr.span),
            ExprKind::SplatItem => self.items.last().cloned().unwrap_or_else(unknown),
            ExprKind::Call { name, args, expand } => self.call(name, args, *expand, expr.span),
            ExprKind::Conditional(cond, yes, no) => self.conditional(cond, yes, no, expr.span),
            ExprKind::Tuple(items) => Value::tuple(items.iter().map(|e| self.eval(e)).collect()),
            ExprKind::Object(items) => self.object(items),
            ExprKind::For(f) => self.for_expr(f),
            ExprKind::Binary(..) => self.binary(expr),
            ExprKind::Unary(op, e) => self.unary(*op, e, expr.span),
            ExprKind::Invalid => unknown(),
        }
    }

    fn traversal(&mut self, expr: &Expr) -> Value {
        let (base, accesses) = refs::chain(expr);
        let (mut value, used) = match &base.kind {
            ExprKind::Root(root) => match self.name(root, base.span, &accesses) {
                Ok(found) => found,
                Err(d) => return self.report(d),
            },
            _ => (self.eval(base), 0),
        };
        for (access, span) in &accesses[used..] {
            value = match access {
                refs::Access::Attr(name) => access::attribute(&value, name, *span),
                refs::Access::Index(key) => {
                    let key_value = self.eval(key);
                    if self.passes(&value) && matches!(value.ty(), Type::Object(_)) {
                        value = unknown();
                        continue;
                    }
                    access::index(&value, &key_value, *span, key.span)
                }
            }
            .unwrap_or_else(|d| self.report(d));
        }
        value
    }

    fn name(
        &mut self,
        root: &Arc<str>,
        span: Span,
        accesses: &[(refs::Access<'_>, Span)],
    ) -> Result<(Value, usize), Diagnostic> {
        if let Some((_, v)) = self.names.iter().rev().find(|(n, _)| n == root) {
            return Ok((v.clone(), 0));
        }
        if self.closed {
            let names: Vec<&str> = self.names.iter().map(|(n, _)| &**n).collect();
            let detail = if names.is_empty() {
                format!("The template uses \"{root}\", but is given no variables.")
            } else {
                format!("The template uses \"{root}\"; its variables are {}.", names.join(", "))
            };
            let d = Diagnostic::error("Unknown variable in template", detail).at(span);
            return Err(access::suggest(d, root, names.into_iter()));
        }
        let (subject, used) = refs::subject(root, span, accesses).map_err(|d| {
            let names: Vec<Arc<str>> = self.names.iter().map(|(n, _)| n.clone()).collect();
            access::suggest(d, root, names.iter().map(|n| &**n))
        })?;
        let whole = if used == 0 { span } else { span.to(accesses[used - 1].1) };
        let value = self.scope.resolve(&subject, whole).map_err(|d| d.at(whole))?;
        Ok((value, used))
    }

    fn conditional(&mut self, cond: &Expr, yes: &Expr, no: &Expr, span: Span) -> Value {
        let condition = self.eval(cond);
        let (yes_value, yes_diags) = self.apart(|e| e.eval(yes));
        let (no_value, no_diags) = self.apart(|e| e.eval(no));
        let (yes_ty, no_ty) = (yes_value.ty(), no_value.ty());
        // A bare null takes the type of the other branch.
        let bare = |v: &Value| matches!(v.kind(), Kind::Null(Type::Dynamic));
        let ty = match (bare(&yes_value), bare(&no_value)) {
            (true, false) => Some(no_ty.clone()),
            (false, true) => Some(yes_ty.clone()),
            _ if yes_ty == Type::Dynamic || no_ty == Type::Dynamic => Some(Type::Dynamic),
            _ => unify(&[yes_ty.clone(), no_ty.clone()]),
        };
        // Whichever is taken, the choice says something of the other.
        let branches = yes_value.marks().union(no_value.marks());
        let Some(ty) = ty else {
            let detail = format!(
                "Both results must be of one type, but the first is {} and the second {}.",
                provision_value::convert::article(&yes_ty),
                provision_value::convert::article(&no_ty)
            );
            return self.fail(span, "Inconsistent conditional result types", detail);
        };
        let (choice, marks) = match self.condition(condition, cond.span) {
            Some(found) => found,
            None => return Value::unknown(ty),
        };
        let Some(choice) = choice else {
            return refine::either(&yes_value, &no_value, ty).with_marks(marks.union(branches));
        };
        let (value, diags, at) =
            if choice { (yes_value, yes_diags, yes.span) } else { (no_value, no_diags, no.span) };
        diags.into_iter().for_each(|d| drop(self.report(d)));
        match convert(&value, &ty) {
            Ok(v) => v.with_marks(marks.union(branches)),
            Err(e) => {
                let detail = format!("This result must be of the same type as the other one: {e}.");
                self.fail(at, "Inconsistent conditional result types", detail)
            }
        }
    }

    /// True where the type of a value does not count because the value is still unknown.
    fn passes(&self, value: &Value) -> bool {
        self.scope.lenient() && !value.is_known()
    }

    /// A condition's choice (`None` while unknown) and marks; `None` after an error.
    fn condition(&mut self, value: Value, span: Span) -> Option<(Option<bool>, Marks)> {
        let (value, marks) = value.unmark();
        if self.passes(&value) {
            return Some((None, marks));
        }
        let problem = match convert(&value, &Type::Bool) {
            Ok(v) => match v.kind() {
                Kind::Bool(b) => return Some((Some(*b), marks)),
                Kind::Unknown(..) => return Some((None, marks)),
                _ => "it is null".to_string(),
            },
            Err(e) => e.to_string(),
        };
        self.fail(span, "Invalid condition", format!("A condition must be true or false: {problem}."));
        None
    }
}
