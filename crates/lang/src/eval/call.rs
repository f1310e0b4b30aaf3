//! Calls of functions.

use super::{Evaluator, access, unknown, unknown_result};
use crate::ast::{Expr, Ident};
use crate::functions::{self, Fail, Function};
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
            "try" => return self.call_try(args, expand, span),
            "can" => return self.call_can(args, expand, span),
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
            Kind::Unknown(Type::Tuple(ts), _) => Some(ts.iter().map(|t| Value::unknown(t.clone())).collect()),
            Kind::Unknown(Type::Dynamic | Type::List(_) | Type::Set(_), _) => None,
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

    fn no_expansion(&mut self, expand: bool, span: Span) -> bool {
        if expand {
            self.fail(
                span,
                "Invalid expanding argument",
                "This function takes its arguments unevaluated, without \"...\".",
            );
        }
        expand
    }

    /// The first argument that evaluates without an error.
    fn call_try(&mut self, args: &[Expr], expand: bool, span: Span) -> Value {
        if self.no_expansion(expand, span) {
            return unknown();
        }
        let mut reasons = Vec::new();
        for arg in args {
            let (value, diags) = self.apart(|e| e.eval(arg));
            if !diags.has_errors() {
                // What is unknown now may fail or change its type later.
                return if value.is_wholly_known() {
                    value
                } else {
                    unknown().with_marks(value.marks_deep())
                };
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
    fn call_can(&mut self, args: &[Expr], expand: bool, span: Span) -> Value {
        if self.no_expansion(expand, span) {
            return unknown_result(Type::Bool);
        }
        let [arg] = args else {
            return self.fail(
                span,
                "Wrong number of arguments",
                "Function can: It takes one argument: expression.",
            );
        };
        let (value, diags) = self.apart(|e| e.eval(arg));
        if diags.has_errors() {
            return Value::bool(false);
        }
        if value.is_wholly_known() { Value::bool(true) } else { unknown_result(Type::Bool) }
    }
}
