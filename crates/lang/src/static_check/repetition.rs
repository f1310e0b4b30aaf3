//! `count` and `for_each`: their types, and what `count.index` and `each` are inside the block.

use super::Checker;
use super::sight::{self, Around, Names};
use crate::ast::Expr;
use provision_value::{Diagnostic, Kind, Marks, Span, Type, Value, convert};

impl Checker<'_> {
    pub(super) fn repetition(
        &mut self,
        count: &Option<Expr>,
        for_each: &Option<Expr>,
        names: &Names<'_>,
    ) -> Around {
        let plain = names.sight(Around::default());
        let mut around = Around { count: count.is_some(), ..Around::default() };
        if let Some(expr) = count {
            let value = self.eval(expr, &plain);
            self.count(&value, expr.span);
        }
        if let Some(expr) = for_each {
            let value = self.eval(expr, &plain);
            self.for_each(&value, expr.span);
            around.each = Some(sight::element(&value, names.view));
        }
        around
    }

    fn count(&mut self, value: &Value, span: Span) {
        let problem = match convert(value, &Type::Number) {
            Ok(_) if value.marks().contains(Marks::EPHEMERAL) => "It is ephemeral.".to_string(),
            Err(e) => format!("{e}."),
            Ok(n) if n.is_null() => "It is null.".to_string(),
            Ok(n) => match (n.is_known(), n.as_i64()) {
                (true, None) => "It is not a whole number.".to_string(),
                (true, Some(n)) if n < 0 => "It is negative.".to_string(),
                _ => return,
            },
        };
        self.push(
            Diagnostic::error("Invalid count", problem)
                .at(span)
                .help("count takes a whole number from 0 upwards."),
        );
    }

    fn for_each(&mut self, value: &Value, span: Span) {
        let problem = match value.kind() {
            _ if value.marks().contains(Marks::EPHEMERAL) => {
                "It is ephemeral, and the keys of instances are stored.".to_string()
            }
            _ if value.is_sensitive() => "It is sensitive, and the keys of instances are shown.".to_string(),
            Kind::Null(_) => "It is null.".to_string(),
            Kind::Map(..) | Kind::Object(_) => return,
            Kind::Unknown(Type::Map(_) | Type::Object(_) | Type::Dynamic, _) => return,
            Kind::Set(_, items) if items.iter().any(Value::is_null) => "One of its keys is null.".to_string(),
            Kind::Set(Type::String | Type::Dynamic, _) => return,
            Kind::Unknown(Type::Set(t), _) if matches!(**t, Type::String | Type::Dynamic) => return,
            _ => format!("It is of type {}.", value.ty()),
        };
        let help = match value.ty() {
            Type::List(_) | Type::Tuple(_) => {
                "for_each takes a map or a set of texts: toset([...]) makes a set of a list."
            }
            _ => "for_each takes a map or a set of texts.",
        };
        self.push(Diagnostic::error("Invalid for_each", problem).at(span).help(help));
    }
}
