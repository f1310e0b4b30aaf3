//! `+ - * / % == != < <= > >= && || !`

use super::{Evaluator, refine, unknown_result};
use crate::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use provision_value::{Kind, Marks, Span, Type, Value, convert};

impl Evaluator<'_> {
    /// A chain of operators leans to the left and may be long, so it is walked without recursion.
    pub(super) fn binary(&mut self, expr: &Expr) -> Value {
        let (mut left, mut chain) = (expr, Vec::new());
        while let ExprKind::Binary(op, a, b) = &left.kind {
            chain.push((*op, a.span, &**b, left.span));
            left = a;
        }
        let mut value = self.eval(left);
        for (op, left_span, right, span) in chain.into_iter().rev() {
            value = self.operate(op, value, left_span, right, span);
        }
        value
    }

    fn operate(&mut self, op: BinaryOp, left: Value, left_span: Span, right: &Expr, span: Span) -> Value {
        match op {
            BinaryOp::Eq | BinaryOp::Ne => {
                let right = self.eval(right);
                let (left, a) = left.unmark_deep();
                let (right, b) = right.unmark_deep();
                let result = match equal(&left, &right) {
                    Some(same) => Value::bool(same == (op == BinaryOp::Eq)),
                    None => unknown_result(Type::Bool),
                };
                result.with_marks(a.union(b))
            }
            BinaryOp::And | BinaryOp::Or => self.logic(op == BinaryOp::Or, left, left_span, right),
            _ => self.arithmetic(op, left, left_span, right, span),
        }
    }

    /// The operand as a value of `ty`, without marks; `None` after an error.
    fn operand(&mut self, value: Value, ty: &Type, span: Span) -> Option<(Value, Marks)> {
        let (value, marks) = value.unmark();
        let problem = match convert(&value, ty) {
            Ok(v) if !v.is_null() => return Some((v, marks)),
            Ok(_) => format!("{} is required, and this is null", provision_value::convert::article(ty)),
            Err(e) => e.to_string(),
        };
        self.fail(span, "Invalid operand", format!("The operator cannot take this value: {problem}."));
        None
    }

    /// Both sides have to be known and valid, even where one decides: that is how Terraform 1.11 has it.
    fn logic(&mut self, or: bool, left: Value, left_span: Span, right: &Expr) -> Value {
        let right_value = self.eval(right);
        let left = self.operand(left, &Type::Bool, left_span);
        let right = self.operand(right_value, &Type::Bool, right.span);
        let (Some((a, am)), Some((b, bm))) = (left, right) else { return unknown_result(Type::Bool) };
        match (a.as_bool(), b.as_bool()) {
            (Some(a), Some(b)) => Value::bool(if or { a || b } else { a && b }).with_marks(am.union(bm)),
            _ => unknown_result(Type::Bool),
        }
    }

    fn arithmetic(&mut self, op: BinaryOp, left: Value, left_span: Span, right: &Expr, span: Span) -> Value {
        let right_value = self.eval(right);
        let compares = matches!(op, BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge);
        let unknown = || unknown_result(if compares { Type::Bool } else { Type::Number });
        let left = self.operand(left, &Type::Number, left_span);
        let right = self.operand(right_value, &Type::Number, right.span);
        let (Some((a, am)), Some((b, bm))) = (left, right) else { return unknown() };
        let marks = am.union(bm);
        if compares {
            return refine::compare(op, &a, &b).with_marks(marks);
        }
        let (Some(a), Some(b)) = (a.as_number(), b.as_number()) else { return unknown().with_marks(marks) };
        let number = match op {
            BinaryOp::Add => a.add(b),
            BinaryOp::Sub => a.sub(b),
            BinaryOp::Mul => a.mul(b),
            BinaryOp::Div => a.div(b),
            _ => a.rem(b),
        };
        match number {
            Ok(n) => Value::number(n).with_marks(marks),
            Err(e) => {
                self.fail(span, "Operation failed", format!("This cannot be computed: {e}."));
                unknown()
            }
        }
    }

    pub(super) fn unary(&mut self, op: UnaryOp, expr: &Expr, _span: Span) -> Value {
        let value = self.eval(expr);
        let ty = if op == UnaryOp::Neg { Type::Number } else { Type::Bool };
        let Some((value, marks)) = self.operand(value, &ty, expr.span) else { return unknown_result(ty) };
        let result = match value.kind() {
            Kind::Number(n) => Value::number(n.neg()),
            Kind::Bool(b) => Value::bool(!b),
            _ if op == UnaryOp::Not => return unknown_result(ty),
            _ => unknown_result(ty),
        };
        result.with_marks(marks)
    }
}

/// The language's `==`: `None` while that depends on something unknown. Values of different types are different;
/// nulls of any type are equal.
pub(crate) fn equal(a: &Value, b: &Value) -> Option<bool> {
    match (a.kind(), b.kind()) {
        (Kind::Unknown(..), Kind::Unknown(..)) => None,
        (Kind::Unknown(..), _) => equal_unknown(a, b),
        (_, Kind::Unknown(..)) => equal_unknown(b, a),
        (Kind::Null(_), Kind::Null(_)) => Some(true),
        (Kind::Null(_), _) | (_, Kind::Null(_)) => Some(false),
        (Kind::Set(x, _), Kind::Set(y, _)) if x == y => match a.is_wholly_known() && b.is_wholly_known() {
            true => Some(a == b),
            false => None,
        },
        (Kind::List(x, v), Kind::List(y, w)) if x == y => all(v.iter().zip(w.iter()), v.len() == w.len()),
        (Kind::Tuple(v), Kind::Tuple(w)) => all(v.iter().zip(w.iter()), v.len() == w.len()),
        (Kind::Map(x, v), Kind::Map(y, w)) if x == y => {
            all(v.values().zip(w.values()), v.keys().eq(w.keys()))
        }
        (Kind::Object(v), Kind::Object(w)) => all(v.values().zip(w.values()), v.keys().eq(w.keys())),
        _ => Some(a == b),
    }
}

fn equal_unknown(unknown: &Value, known: &Value) -> Option<bool> {
    if refine::may_become(unknown, known) { None } else { Some(false) }
}

fn all<'v>(pairs: impl Iterator<Item = (&'v Value, &'v Value)>, shape: bool) -> Option<bool> {
    if !shape {
        return Some(false);
    }
    for (a, b) in pairs {
        match equal(a, b) {
            Some(true) => {}
            found => return found,
        }
    }
    Some(true)
}
