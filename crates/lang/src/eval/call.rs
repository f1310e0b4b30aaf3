//! Calls of functions.

use super::{Evaluator, access, unknown, unknown_result};
use crate::ast::{Expr, ExprKind, Ident};
use crate::functions::{self, Fail, Function};
use crate::refs;
use provision_value::{Diagnostic, Kind, Marks, Span, Type, Value, convert::article};

impl Evaluator<'_> {
    pub(super) fn call(&mut self, name: &Ident, args: &[Expr], expand: bool, span: Span) -> Value {
        if self.constant {
            return self.fail(
                name.span,
                "Function calls not allowed",
                "A variable file holds constant values.",
            );
        }
        match name.name.strip_prefix("core::").unwrap_or(&name.name) {
            "try" | "can" => return self.attempt(name, args, expand, span),
            "templatestring" if !(expand && args.len() == 1) => {
                if let Some(failed) = args.first().and_then(|a| self.template_elsewhere(a)) {
                    return failed;
                }
            }
            _ => {}
        }
        let mut values: Vec<(Value, Span)> = args.iter().map(|a| (self.eval(a), a.span)).collect();
        let Some(function) = functions::find(&name.name) else { return self.unknown_function(name) };
        let mut marks = Marks::NONE;
        if expand && let Some((last, at)) = values.pop() {
            let (last, own) = last.unmark();
            marks = own;
            match self.expand(last, at) {
                Some(items) => values.extend(items.into_iter().map(|v| (v, at))),
                None => return unknown().with_marks(marks),
            }
        }
        if let Err(problem) = function.check_count(values.len()) {
            return self.fail(
                span,
                "Wrong number of arguments",
                format!("Function {}: {problem}", name.name),
            );
        }
        let (values, spans): (Vec<Value>, Vec<Span>) = values.into_iter().unzip();
        if let [value] = values.as_slice()
            && let Some(result) = functions::call_marks(&name.name, value)
        {
            return result.with_marks(marks);
        }
        let secret = values.iter().any(|v| !v.marks_deep().is_empty());
        let (result, own) = function.call(values, self.scope, self.templates);
        match result {
            Ok(v) => v.with_marks(marks.union(own)),
            Err(fail) => self.call_failed(name, function, fail, &spans, secret, span),
        }
    }

    /// The arguments that `...` makes of a value; `None` while unknown or after an error.
    fn expand(&mut self, value: Value, span: Span) -> Option<Vec<Value>> {
        match value.kind() {
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => Some(v.to_vec()),
            Kind::Unknown(Type::Dynamic | Type::List(_) | Type::Set(_) | Type::Tuple(_), _) => None,
            Kind::Null(_) => {
                self.fail(span, "Invalid expanding argument", "The value before ... is null.");
                None
            }
            _ => {
                let detail = format!(
                    "The value before ... must be a list, set or tuple, not {}.",
                    article(&value.ty())
                );
                self.fail(span, "Invalid expanding argument", detail);
                None
            }
        }
    }

    fn unknown_function(&mut self, name: &Ident) -> Value {
        let given = &*name.name;
        let d =
            Diagnostic::error("Call to unknown function", format!("There is no function named \"{given}\"."));
        let d = match given {
            "list" => d.help("write [a, b] instead"),
            "map" => d.help("write { key = value } instead"),
            _ => access::suggest(d, given, functions::names().into_iter()),
        };
        self.report(d.at(name.span))
    }

    /// Says what went wrong, without the values of marked arguments.
    fn call_failed(
        &mut self,
        name: &Ident,
        function: &Function,
        fail: Fail,
        spans: &[Span],
        secret: bool,
        span: Span,
    ) -> Value {
        let hidden = "the value is not accepted (it is sensitive, so it is not shown)".to_string();
        match fail {
            Fail::Arg(i, message) => {
                let message = if secret { hidden } else { message };
                let detail = format!("Argument \"{}\" of {}: {message}.", function.param_name(i), name.name);
                self.fail(spans.get(i).copied().unwrap_or(span), "Invalid function argument", detail)
            }
            Fail::Call(message) => {
                let message = if secret { hidden } else { message };
                self.fail(span, "Error in function call", format!("Function {}: {message}.", name.name))
            }
            Fail::Template(diags) => {
                for d in diags {
                    self.report(d.at(span));
                }
                unknown_result(Type::String)
            }
        }
    }

    /// The template of `templatestring` comes from elsewhere: text that is written in place is a template anyway. Gives
    /// the failed value where it does not.
    fn template_elsewhere(&mut self, template: &Expr) -> Option<Value> {
        let (base, accesses) = refs::chain(template);
        let constant = |a: &(refs::Access<'_>, Span)| match a.0 {
            refs::Access::Attr(_) => true,
            refs::Access::Index(key) => matches!(key.kind, ExprKind::Literal(_)),
        };
        let reference = matches!(base.kind, ExprKind::Root(_)) && accesses.iter().all(constant);
        let null = matches!(&template.kind, ExprKind::Literal(v) if v.is_null());
        (!reference && !null).then(|| {
            let d = Diagnostic::error(
                "Invalid function argument",
                "Argument \"template\" of templatestring: a reference to text from elsewhere is required.",
            );
            self.report(d.at(template.span).help(
                "Write the template itself in quotes, without templatestring(), or put it into a local value.",
            ))
        })
    }

    /// `try` and `can`, whose arguments may fail.
    fn attempt(&mut self, name: &Ident, args: &[Expr], expand: bool, span: Span) -> Value {
        let literal = |value: Value, span: Span| Expr { kind: ExprKind::Literal(value), span };
        let mut args = args.to_vec();
        if expand && let Some(last) = args.pop() {
            let items = self.eval(&last);
            match self.expand(items.unmark().0, last.span) {
                Some(items) => args.extend(items.into_iter().map(|v| literal(v, last.span))),
                None => return unknown(),
            }
        }
        match &*name.name {
            "can" | "core::can" => self.call_can(&args, span),
            _ => self.call_try(&args, span),
        }
    }

    /// The first argument that evaluates without an error.
    fn call_try(&mut self, args: &[Expr], span: Span) -> Value {
        let mut reasons = Vec::new();
        for arg in args {
            let (value, diags) = self.apart(|e| e.eval(arg));
            if !diags.has_errors() {
                // What is unknown now may fail or change its type later.
                return if value.is_wholly_known() { value } else { unknown() };
            }
            reasons.extend(diags.into_iter().take(1).map(|d| format!("{}: {}", d.summary, d.detail)));
        }
        let detail = if args.is_empty() {
            "Function try: at least one argument is required.".to_string()
        } else {
            "Function try: no argument could be evaluated.".to_string()
        };
        let d = Diagnostic::error("Error in function call", detail).at(span);
        self.report(reasons.into_iter().fold(d, Diagnostic::cause))
    }

    /// Whether the argument evaluates without an error.
    fn call_can(&mut self, args: &[Expr], span: Span) -> Value {
        let [arg] = args else {
            return self.fail(
                span,
                "Wrong number of arguments",
                "Function can: It takes one argument: expression.",
            );
        };
        let (value, diags) = self.apart(|e| e.eval(arg));
        match (diags.has_errors(), value.is_wholly_known()) {
            (true, _) => Value::bool(false),
            (false, true) => Value::bool(true),
            (false, false) => Value::unknown(Type::Bool),
        }
    }
}
