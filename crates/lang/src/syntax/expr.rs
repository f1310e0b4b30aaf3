//! Expressions, by precedence climbing.

use super::lexer::{Tok, Token};
use super::parser::{Failed, Parsed, Parser};
use crate::ast::{BinaryOp, Expr, ExprKind, For, Ident, ObjectKey, UnaryOp};
use provision_value::number::NumberError;
use provision_value::{Number, Span, Type, Value};

/// Operators with their level, from the loosest.
fn operator(tok: Tok) -> Option<(BinaryOp, u8)> {
    Some(match tok {
        Tok::Or => (BinaryOp::Or, 1),
        Tok::And => (BinaryOp::And, 2),
        Tok::Eq => (BinaryOp::Eq, 3),
        Tok::Ne => (BinaryOp::Ne, 3),
        Tok::Lt => (BinaryOp::Lt, 4),
        Tok::Le => (BinaryOp::Le, 4),
        Tok::Gt => (BinaryOp::Gt, 4),
        Tok::Ge => (BinaryOp::Ge, 4),
        Tok::Plus => (BinaryOp::Add, 5),
        Tok::Minus => (BinaryOp::Sub, 5),
        Tok::Star => (BinaryOp::Mul, 6),
        Tok::Slash => (BinaryOp::Div, 6),
        Tok::Percent => (BinaryOp::Mod, 6),
        _ => return None,
    })
}

impl Parser<'_> {
    /// Any expression.
    pub(super) fn expr(&mut self) -> Parsed<Expr> {
        self.nest(|p| p.conditional())
    }

    fn conditional(&mut self) -> Parsed<Expr> {
        let condition = self.binary(0)?;
        let mut height = self.height;
        let Some(question) = self.eat(Tok::Question) else { return Ok(condition) };
        let yes = self.expr()?;
        height = height.max(self.height);
        if self.eat(Tok::Colon).is_none() {
            let span = self.span(question);
            return Err(self.fail(
                span,
                "Incomplete conditional",
                "A conditional has two results: condition ? if_true : if_false.",
                "Add \":\" and the result for the false case; where it goes over several lines, put parentheses around all of it.",
            ));
        }
        let no = self.expr()?;
        self.grow(height.max(self.height))?;
        let span = condition.span.to(no.span);
        Ok(Expr { kind: ExprKind::Conditional(Box::new(condition), Box::new(yes), Box::new(no)), span })
    }

    /// Operators of a level above `above`; equal levels group to the left.
    fn binary(&mut self, above: u8) -> Parsed<Expr> {
        let mut left = self.unary()?;
        while let Some((op, level)) = operator(self.peek().tok).filter(|(_, level)| *level > above) {
            let height = self.height;
            self.take();
            let right = self.binary(level)?;
            self.grow(height.max(self.height))?;
            let span = left.span.to(right.span);
            left = Expr { kind: ExprKind::Binary(op, Box::new(left), Box::new(right)), span };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let token = self.peek();
        let op = match token.tok {
            Tok::Minus => UnaryOp::Neg,
            Tok::Not => UnaryOp::Not,
            _ => {
                let term = self.term()?;
                return self.steps(term);
            }
        };
        self.take();
        let operand = self.nest(|p| p.unary())?;
        self.grow(self.height)?;
        let span = self.span(token).to(operand.span);
        Ok(Expr { kind: ExprKind::Unary(op, Box::new(operand)), span })
    }

    /// What follows a term: `.name`, `[index]`, splats.
    fn steps(&mut self, mut from: Expr) -> Parsed<Expr> {
        loop {
            from = match self.peek().tok {
                Tok::Dot => self.dot(from)?,
                Tok::OpenBracket => self.bracket(from)?,
                _ => return Ok(from),
            };
        }
    }

    fn dot(&mut self, from: Expr) -> Parsed<Expr> {
        let dot = self.take();
        match self.peek().tok {
            Tok::Ident | Tok::Number => self.attribute(from),
            Tok::Star => self.attribute_splat(from, dot),
            _ => {
                let next = self.peek();
                Err(self.unexpected(
                    next,
                    "Missing attribute name",
                    "The name of an attribute comes after a dot.",
                ))
            }
        }
    }

    /// `.name` or `.0`, with the dot taken already.
    fn attribute(&mut self, from: Expr) -> Parsed<Expr> {
        let token = self.take();
        let name = self.ident(token);
        if token.tok == Tok::Number && !name.name.bytes().all(|b| b.is_ascii_digit()) {
            let help = match name.name.split_once('.') {
                Some((a, b)) => format!("Write [{a}][{b}]."),
                None => "Write the index in brackets.".to_string(),
            };
            return Err(self.fail(name.span, "Invalid index", "One whole number may follow a dot.", help));
        }
        self.grow(self.height)?;
        let span = from.span.to(name.span);
        Ok(Expr { kind: ExprKind::GetAttr(Box::new(from), name), span })
    }

    /// `.*`: only the attributes that follow belong to each item; a bracket belongs to the whole result.
    fn attribute_splat(&mut self, source: Expr, dot: Token) -> Parsed<Expr> {
        let star = self.take();
        let marker = self.range(dot.start, star.end);
        let height = self.height;
        self.height = 1;
        let mut each = Expr { kind: ExprKind::SplatItem, span: marker };
        while self.eat(Tok::Dot).is_some() {
            let next = self.peek();
            each = match next.tok {
                Tok::Ident | Tok::Number => self.attribute(each)?,
                Tok::Star => {
                    let span = self.span(next);
                    return Err(self.fail(
                        span,
                        "Splat inside a splat",
                        "After \".*\" no second \".*\" may follow.",
                        "Use the full form: list[*].items[*].name.",
                    ));
                }
                _ => {
                    return Err(self.unexpected(next, "Missing attribute name", "A name comes after a dot."));
                }
            };
        }
        self.splat(source, each, marker, height)
    }

    fn splat(&mut self, source: Expr, each: Expr, marker: Span, height: u32) -> Parsed<Expr> {
        self.grow(height.max(self.height))?;
        let span = source.span.to(marker).to(each.span);
        Ok(Expr { kind: ExprKind::Splat { source: Box::new(source), each: Box::new(each), marker }, span })
    }

    /// `[index]`, or `[*]`, after which every further step belongs to each item.
    fn bracket(&mut self, from: Expr) -> Parsed<Expr> {
        let open = self.take();
        let height = self.height;
        if self.at(Tok::Star) {
            self.take();
            let close = self.peek();
            if close.tok != Tok::CloseBracket {
                return Err(self.unexpected(close, "Missing closing bracket", "\"]\" comes after \"[*\"."));
            }
            self.take();
            let marker = self.range(open.start, close.end);
            self.height = 1;
            let item = Expr { kind: ExprKind::SplatItem, span: marker };
            let each = self.nest(|p| p.steps(item))?;
            return self.splat(from, each, marker, height);
        }
        let (key, close) = self.inside(open, Tok::CloseBracket, |p| p.expr())?;
        self.grow(height.max(self.height))?;
        let span = from.span.to(close);
        Ok(Expr { kind: ExprKind::Index(Box::new(from), Box::new(key)), span })
    }

    /// Runs `f` between brackets, where line ends are spaces, and takes the closing bracket.
    fn inside<T>(
        &mut self,
        open: Token,
        close: Tok,
        f: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<(T, Span)> {
        self.open.push(close);
        self.with_newlines(false, |p| {
            let inner = f(p)?;
            let token = p.peek();
            if token.tok != close {
                return Err(p.not_closed(open, token));
            }
            p.take();
            p.open.pop();
            Ok((inner, p.span(token)))
        })
    }

    fn not_closed(&mut self, open: Token, found: Token) -> Failed {
        let (what, closer) = match open.tok {
            Tok::OpenParen => ("parenthesis", ")"),
            Tok::OpenBracket => ("bracket", "]"),
            _ => ("brace", "}"),
        };
        if found.tok == Tok::Eof || self.at_top_block(found) {
            let span = self.span(open);
            return self.fail(
                span,
                format!("Unclosed {what}"),
                format!("Nothing closes this {what}."),
                format!("Add \"{closer}\" where it ends."),
            );
        }
        let line = self.line(open.start as u32);
        self.unexpected(
            found,
            &if open.tok == Tok::OpenBracket {
                "Missing \",\" or \"]\"".to_string()
            } else {
                format!("Missing \"{closer}\"")
            },
            &format!(
                "The {what} opened on line {line} is still open here, and this cannot continue what is in it."
            ),
        )
    }

    fn term(&mut self) -> Parsed<Expr> {
        let token = self.peek();
        self.height = 1;
        match token.tok {
            Tok::Number => self.number(token),
            Tok::Ident => self.name(),
            Tok::Quote => self.quoted(),
            Tok::Heredoc => self.heredoc(),
            Tok::OpenParen => {
                self.take();
                let (inner, close) = self.inside(token, Tok::CloseParen, |p| p.expr())?;
                self.grow(self.height)?;
                let span = self.span(token).to(close);
                Ok(Expr { kind: ExprKind::Paren(Box::new(inner)), span })
            }
            Tok::OpenBracket => self.tuple(),
            Tok::OpenBrace => self.object(),
            _ => Err(self.unexpected(token, "Missing value", "An expression comes here.")),
        }
    }

    fn number(&mut self, token: Token) -> Parsed<Expr> {
        self.take();
        let text = self.slice(token);
        let span = self.span(token);
        match text.parse::<Number>() {
            Ok(n) => Ok(Expr { kind: ExprKind::Literal(Value::number(n)), span }),
            Err(NumberError::Range) => {
                Err(self.fail(span, "Invalid number", "The number is too large or too close to zero.", ""))
            }
            Err(_) => Err(self.fail(span, "Invalid number", "A number is written as 12, 1.5 or 1.5e3.", "")),
        }
    }

    /// `true`, `false`, `null`, a reference's root or a function call.
    fn name(&mut self) -> Parsed<Expr> {
        let token = self.take();
        let name = self.ident(token);
        let next = self.peek().tok;
        if next == Tok::OpenParen || next == Tok::DoubleColon {
            return self.call(name);
        }
        let span = name.span;
        let kind = match &*name.name {
            "true" => ExprKind::Literal(Value::bool(true)),
            "false" => ExprKind::Literal(Value::bool(false)),
            "null" => ExprKind::Literal(Value::null(Type::Dynamic)),
            _ => ExprKind::Root(name.name),
        };
        Ok(Expr { kind, span })
    }

    fn call(&mut self, mut name: Ident) -> Parsed<Expr> {
        while self.eat(Tok::DoubleColon).is_some() {
            let part = self.peek();
            if part.tok != Tok::Ident {
                return Err(self.unexpected(part, "Missing function name", "A name comes after \"::\"."));
            }
            self.take();
            name = Ident {
                name: format!("{}::{}", name.name, self.slice(part)).into(),
                span: name.span.to(self.span(part)),
            };
        }
        let open = self.peek();
        if open.tok != Tok::OpenParen {
            return Err(self.unexpected(
                open,
                "Missing opening parenthesis",
                "The arguments of a function come here.",
            ));
        }
        self.take();
        let mut height = 0;
        let ((args, expand), close) = self.inside(open, Tok::CloseParen, |p| {
            let mut args = Vec::new();
            while !p.at(Tok::CloseParen) {
                args.push(p.expr()?);
                height = height.max(p.height);
                if p.eat(Tok::Ellipsis).is_some() {
                    return Ok((args, true));
                }
                if p.eat(Tok::Comma).is_none() {
                    break;
                }
            }
            Ok((args, false))
        })?;
        self.grow(height)?;
        let span = name.span.to(close);
        Ok(Expr { kind: ExprKind::Call { name, args, expand }, span })
    }

    fn tuple(&mut self) -> Parsed<Expr> {
        let open = self.take();
        let mut height = 0;
        let (kind, close) = self.inside(open, Tok::CloseBracket, |p| {
            if p.at_word("for") {
                return p.for_expr(false);
            }
            let mut items = Vec::new();
            while !p.at(Tok::CloseBracket) {
                items.push(p.expr()?);
                height = height.max(p.height);
                if p.eat(Tok::Comma).is_none() {
                    break;
                }
            }
            p.height = height;
            Ok(ExprKind::Tuple(items))
        })?;
        self.grow(self.height)?;
        Ok(Expr { kind, span: self.span(open).to(close) })
    }

    fn object(&mut self) -> Parsed<Expr> {
        let open = self.take();
        let (kind, close) = self.inside(open, Tok::CloseBrace, |p| {
            if p.at_word("for") {
                return p.for_expr(true);
            }
            p.with_newlines(true, |p| p.object_items(open))
        })?;
        self.grow(self.height)?;
        Ok(Expr { kind, span: self.span(open).to(close) })
    }

    /// Items separated by commas or line ends.
    fn object_items(&mut self, open: Token) -> Parsed<ExprKind> {
        let mut items = Vec::new();
        let mut height = 0;
        loop {
            while self.eat(Tok::Newline).is_some() {}
            if self.at(Tok::CloseBrace) {
                break;
            }
            if self.at(Tok::Eof) || self.at_top_block(self.peek()) {
                return Err(self.not_closed(open, self.peek()));
            }
            let key = self.object_key()?;
            height = height.max(self.height);
            let sign = self.peek();
            if !matches!(sign.tok, Tok::Assign | Tok::Colon) {
                return Err(self.unexpected(
                    sign,
                    "Missing \"=\" in an object",
                    "An item is written as key = value.",
                ));
            }
            self.take();
            let value = self.expr()?;
            height = height.max(self.height);
            items.push((key, value));
            let next = self.peek();
            match next.tok {
                Tok::CloseBrace => break,
                Tok::Comma | Tok::Newline => {
                    self.take();
                }
                Tok::Eof => return Err(self.not_closed(open, next)),
                _ => {
                    return Err(self.unexpected(
                        next,
                        "Missing separator in an object",
                        "Items are separated by commas or line ends.",
                    ));
                }
            }
        }
        self.height = height;
        Ok(ExprKind::Object(items))
    }

    /// A bare name is the key itself; everything else is an expression. A bare reference is refused, because it may be
    /// meant either way.
    fn object_key(&mut self) -> Parsed<ObjectKey> {
        let first = self.peek();
        let key = self.expr()?;
        if first.tok == Tok::OpenParen {
            return Ok(ObjectKey::Expr(key));
        }
        match &key.kind {
            ExprKind::Root(_) => Ok(ObjectKey::Name(self.ident(first))),
            // `true`, `false` and `null` are names here.
            ExprKind::Literal(_) if first.tok == Tok::Ident => Ok(ObjectKey::Name(self.ident(first))),
            ExprKind::GetAttr(..) | ExprKind::Index(..) if is_traversal(&key) && !self.dotted_keys => {
                Err(self.fail(
                    key.span,
                    "Ambiguous key",
                    "A key that contains a dot or bracket may be meant as text or as a reference.",
                    "Put it in quotes for the text, or in parentheses for the reference.",
                ))
            }
            _ => Ok(ObjectKey::Expr(key)),
        }
    }

    /// `for k, v in collection : key => value... if condition`; the brackets belong to the caller.
    fn for_expr(&mut self, object: bool) -> Parsed<ExprKind> {
        self.take();
        let (key_var, value_var) = self.for_names()?;
        let collection = self.expr()?;
        let mut height = self.height;
        let colon = self.peek();
        if colon.tok != Tok::Colon {
            return Err(self.unexpected(colon, "Invalid \"for\"", "A colon comes after the collection."));
        }
        self.take();
        let mut value = self.expr()?;
        height = height.max(self.height);
        let mut key = None;
        let arrow = self.peek();
        if arrow.tok == Tok::FatArrow {
            self.take();
            key = Some(std::mem::replace(&mut value, self.expr()?));
            height = height.max(self.height);
        }
        match (object, &key) {
            (true, None) => {
                let help = "Write {for k, v in c : k => v}, or use [ ] to make a list.";
                return Err(self.fail(
                    value.span,
                    "Missing key",
                    "A \"for\" in braces makes an object, which needs keys.",
                    help,
                ));
            }
            (false, Some(k)) => {
                let help = "Use { } to make an object, or leave the key out.";
                return Err(self.fail(
                    k.span,
                    "Unexpected key",
                    "A \"for\" in brackets makes a list, which has no keys.",
                    help,
                ));
            }
            _ => {}
        }
        let ellipsis = self.eat(Tok::Ellipsis);
        if let (Some(dots), false) = (ellipsis, object) {
            let span = self.span(dots);
            return Err(self.fail(
                span,
                "Unexpected \"...\"",
                "Values are grouped by key, and a list has no keys.",
                "Remove it.",
            ));
        }
        let mut condition = None;
        if self.at_word("if") {
            self.take();
            condition = Some(self.expr()?);
            height = height.max(self.height);
        }
        self.height = height;
        let group = ellipsis.is_some();
        Ok(ExprKind::For(Box::new(For { key_var, value_var, collection, key, value, condition, group })))
    }

    /// `v in` or `k, v in`.
    pub(super) fn for_names(&mut self) -> Parsed<(Option<Ident>, Ident)> {
        let mut names = vec![self.for_name()?];
        if self.eat(Tok::Comma).is_some() {
            names.push(self.for_name()?);
        }
        if !self.at_word("in") {
            let next = self.peek();
            return Err(self.unexpected(next, "Invalid \"for\"", "The word \"in\" comes after the names."));
        }
        self.take();
        let value = names.pop().ok_or(Failed)?;
        Ok((names.pop(), value))
    }

    fn for_name(&mut self) -> Parsed<Ident> {
        let token = self.peek();
        if token.tok != Tok::Ident {
            return Err(self.unexpected(token, "Invalid \"for\"", "The name of a variable comes here."));
        }
        self.take();
        Ok(self.ident(token))
    }

    /// Reports a token that cannot stand where it stands, with advice for the usual slips.
    pub(super) fn unexpected(&mut self, token: Token, summary: &str, expected: &str) -> Failed {
        let mut summary = summary.to_string();
        let (found, help) = match token.tok {
            Tok::Newline => {
                ("The line ends here.", "Where a value goes over several lines, put parentheses around it.")
            }
            Tok::Eof => ("The text ends here.", ""),
            Tok::Assign => ("Found \"=\".", "To compare, write \"==\"."),
            Tok::OpenComment => {
                summary = "Unclosed comment".into();
                ("Nothing closes this comment.", "Add \"*/\" where it ends.")
            }
            Tok::Bad(c) => {
                summary = "Invalid character".into();
                bad_character(c)
            }
            _ => ("", ""),
        };
        let found = match (found, token.tok) {
            ("", _) => format!("Found \"{}\".", self.slice(token)),
            (found, _) => found.to_string(),
        };
        let alien = matches!(token.tok, Tok::Bad(_) | Tok::OpenComment);
        let detail = if alien || expected.is_empty() { found } else { format!("{expected} {found}") };
        self.fail(self.span(token), summary, detail, help)
    }
}

fn bad_character(c: char) -> (&'static str, &'static str) {
    match c {
        '\'' => ("Single quotes do not enclose text.", "Use double quotes: \"text\"."),
        '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}' => {
            ("A typographic quote, as word processors write it.", "Use the straight quote \".")
        }
        '`' => ("Backquotes do not enclose text.", "Use double quotes, or a heredoc for several lines."),
        ';' => ("Semicolons separate nothing here.", "Put each argument on a line of its own."),
        '&' => ("A single \"&\" is no operator.", "Write \"&&\" for \"and\"."),
        '|' => ("A single \"|\" is no operator.", "Write \"||\" for \"or\"."),
        '^' => ("\"^\" is no operator.", "Use pow(base, exponent)."),
        '\u{a0}' => ("A non-breaking space.", "Replace it with an ordinary space."),
        '\u{feff}' => ("A byte-order mark in the middle of the text.", "Remove this invisible character."),
        '\r' => ("A carriage return without a line feed.", "Save the file with LF or CRLF line ends."),
        '$' => (
            "\"$\" stands only inside quotes.",
            "Write the reference without \"${ }\", or put quotes around it.",
        ),
        _ => (
            "This character begins nothing that the language knows.",
            "Remove it, or put the text in quotes.",
        ),
    }
}

/// True for a root with constant steps: what reads like a reference.
fn is_traversal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Root(_) => true,
        ExprKind::GetAttr(from, _) => is_traversal(from),
        ExprKind::Index(from, key) => matches!(key.kind, ExprKind::Literal(_)) && is_traversal(from),
        _ => false,
    }
}
