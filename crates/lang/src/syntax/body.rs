//! Files, blocks and arguments.

use super::lexer::{Tok, Token};
use super::parser::{Failed, Parsed, Parser};
use crate::ast::{Attribute, Block, Body, Expr, Ident};
use provision_value::Span;

impl Parser<'_> {
    /// A whole file.
    pub(super) fn file(&mut self) -> Body {
        let mut body = Body { span: self.range(0, self.text.len()), ..Body::default() };
        loop {
            self.items(&mut body);
            if self.hopeless() || self.at(Tok::Eof) {
                return body;
            }
            if self.at(Tok::CloseBrace) {
                let brace = self.take();
                self.report(
                    self.span(brace),
                    "Unexpected closing brace",
                    "No block is open here.",
                    "Remove this brace, or look for a block above that is closed too early.",
                );
            }
        }
    }

    /// A text that is one expression.
    pub(super) fn whole_expression(&mut self) -> Expr {
        self.newlines = false;
        let span = self.range(0, self.text.len());
        let Ok(expr) = self.expr() else { return self.invalid(span) };
        let next = self.peek();
        if next.tok == Tok::Eof {
            return expr;
        }
        self.unexpected(next, "Extra characters after the expression", "The expression ends before this.");
        self.invalid(span)
    }

    /// Items up to a closing brace, the end of the file, or the header of a block that belongs at the top.
    fn items(&mut self, body: &mut Body) {
        while !self.hopeless() {
            let token = self.peek();
            match token.tok {
                Tok::Newline => {
                    self.take();
                }
                Tok::Eof | Tok::CloseBrace => return,
                Tok::Ident if !self.open.is_empty() && self.at_top_block(token) => return,
                _ => {
                    let open = self.open.len();
                    if self.item(body).is_err() {
                        self.skip_item(open);
                    }
                }
            }
        }
    }

    /// One argument or block with its line end.
    fn item(&mut self, body: &mut Body) -> Parsed<()> {
        let token = self.peek();
        if token.tok != Tok::Ident {
            return Err(self.not_an_item(token));
        }
        self.take();
        let name = self.ident(token);
        let next = self.peek();
        match next.tok {
            Tok::Assign => {
                self.take();
                let done = self.argument(body, name);
                self.end_of_item(done?, "argument")
            }
            Tok::OpenBrace | Tok::Quote | Tok::Ident => {
                let span = self.block(body, name)?;
                self.end_of_item(span, "block")
            }
            _ => Err(self.missing_equals(&name, next)),
        }
    }

    /// The value of an argument, into the body. A value that cannot be read leaves an invalid expression behind, so
    /// that nobody reports the argument as missing too.
    fn argument(&mut self, body: &mut Body, name: Ident) -> Parsed<Span> {
        let first = self.names.get(&name.name).copied();
        if let Some(first) = first {
            let line = self.line(first.start);
            self.report(
                name.span,
                "Argument set twice",
                format!("\"{}\" has a value on line {line} already; an argument takes one value.", name.name),
                "Remove one of the two.",
            );
        }
        let start = self.pos;
        self.dotted_keys = &*name.name == "providers";
        let result = self.expr();
        self.dotted_keys = false;
        let (expr, result) = match result {
            Ok(expr) => {
                let span = expr.span;
                (expr, Ok(span))
            }
            Err(failed) => (self.invalid(self.range(start, self.pos.max(start))), Err(failed)),
        };
        if first.is_none() {
            self.names.insert(name.name.clone(), name.span);
            body.attributes.push(Attribute { name, expr });
        }
        result
    }

    fn end_of_item(&mut self, item: Span, what: &str) -> Parsed<()> {
        let next = self.peek();
        match next.tok {
            Tok::Newline => {
                self.take();
                Ok(())
            }
            Tok::Eof => Ok(()),
            // The enclosing block ends on this line: it must have begun on it too, which its own rule checks.
            Tok::CloseBrace if !self.open.is_empty() && what == "argument" => {
                let line = self.line(item.start);
                Err(self.fail(
                    self.span(next),
                    "Missing line end after an argument",
                    format!("The closing brace of a block stands on a line of its own; the argument on line {line} ends here."),
                    "Put the brace on the next line.",
                ))
            }
            Tok::Comma => Err(self.fail(
                self.span(next),
                "Unexpected comma",
                format!("Each {what} ends with its line, without a comma."),
                "Remove the comma; put each argument on a line of its own.",
            )),
            _ => Err(self.unexpected(
                next,
                &format!(
                    "Missing line end after {}",
                    if what == "argument" { "an argument" } else { "a block" }
                ),
                "Only one argument or block stands on a line.",
            )),
        }
    }

    fn block(&mut self, body: &mut Body, kind: Ident) -> Parsed<Span> {
        let (labels, header) = self.labels(&kind)?;
        let brace = self.take();
        let mut block =
            Block { span: header, kind, labels, body: Body { span: self.span(brace), ..Body::default() } };
        let open = self.open.len();
        self.open.push(Tok::CloseBrace);
        let result = self.nest(|p| p.block_body(&mut block, brace));
        block.body.span = self.range(brace.start, self.pos.max(brace.end));
        let span = header.to(block.body.span);
        if result.is_ok() {
            self.open.truncate(open);
        }
        body.blocks.push(block);
        result.map(|()| span)
    }

    /// The labels, up to the opening brace, which is not taken.
    fn labels(&mut self, kind: &Ident) -> Parsed<(Vec<Ident>, Span)> {
        let mut labels = Vec::new();
        let mut header = kind.span;
        loop {
            let token = self.peek();
            let label = match token.tok {
                Tok::OpenBrace => return Ok((labels, header)),
                Tok::Ident => {
                    self.take();
                    self.ident(token)
                }
                Tok::Quote => {
                    self.take();
                    self.label(token)?
                }
                _ => return Err(self.bad_header(kind, labels.len(), token)),
            };
            header = header.to(label.span);
            labels.push(label);
        }
    }

    fn bad_header(&mut self, kind: &Ident, labels: usize, token: Token) -> Failed {
        match token.tok {
            Tok::Assign => self.fail(
                self.span(token),
                "Unexpected equals sign",
                format!(
                    "\"{}\" is followed by a label, which makes it a block; a block takes no \"=\".",
                    kind.name
                ),
                "Remove the equals sign, or the label where an argument is meant.",
            ),
            Tok::Newline | Tok::Eof if labels == 1 => self.fail(
                kind.span.to(self.span(token)),
                "Neither an argument nor a block",
                format!(
                    "\"{}\" is followed by a value or a label, but by no \"=\" and no \"{{\".",
                    kind.name
                ),
                "Write \"=\" between the name and its value; for a block put \"{\" on the same line.",
            ),
            Tok::Newline | Tok::Eof => self.fail(
                self.span(token),
                "Missing opening brace",
                format!("The block \"{}\" has no \"{{\" on the line of its header.", kind.name),
                "Put \"{\" at the end of this line.",
            ),
            _ => self.unexpected(token, "Invalid block header", "A quoted label or \"{\" comes here."),
        }
    }

    /// What stands between the braces; takes the closing one.
    fn block_body(&mut self, block: &mut Block, brace: Token) -> Parsed<()> {
        let around = std::mem::take(&mut self.names);
        let result = self.block_content(block, brace);
        self.names = around;
        result
    }

    fn block_content(&mut self, block: &mut Block, brace: Token) -> Parsed<()> {
        let next = self.peek();
        if !matches!(next.tok, Tok::Newline | Tok::Eof | Tok::CloseBrace) {
            return self.one_line_body(block, brace);
        }
        self.items(&mut block.body);
        let next = self.peek();
        if next.tok == Tok::CloseBrace {
            self.take();
            return Ok(());
        }
        if self.hopeless() {
            return Err(Failed);
        }
        Err(self.unclosed_block(block, brace, next))
    }

    fn unclosed_block(&mut self, block: &Block, brace: Token, next: Token) -> Failed {
        // One missing brace leaves every enclosing block open too; it is reported once.
        if self.diags.0.last().is_some_and(|d| d.summary == UNCLOSED) {
            return Failed;
        }
        let (detail, help) = if next.tok == Tok::Eof {
            (
                "The file ends before this block does.".to_string(),
                "Add \"}\" where the block ends.".to_string(),
            )
        } else {
            let line = self.line(next.start as u32);
            (
                format!(
                    "Line {line} begins a block that belongs at the top of a file, and this block is still open."
                ),
                format!("Add \"}}\" before line {line}."),
            )
        };
        self.fail(block.span.to(self.span(brace)), UNCLOSED, detail, help)
    }

    /// `{ name = value }` on one line: one argument and nothing else.
    fn one_line_body(&mut self, block: &mut Block, brace: Token) -> Parsed<()> {
        let token = self.peek();
        if token.tok != Tok::Ident {
            return Err(self.not_an_item(token));
        }
        self.take();
        let name = self.ident(token);
        let next = self.peek();
        match next.tok {
            Tok::Assign => {
                self.take();
                self.argument(&mut block.body, name)?;
            }
            Tok::OpenBrace | Tok::Quote | Tok::Ident => {
                return Err(self.fail(
                    name.span,
                    "Block inside a one-line block",
                    "A block written on one line holds one argument and no block.",
                    "Put each item on a line of its own.",
                ));
            }
            _ => return Err(self.missing_equals(&name, next)),
        }
        let next = self.peek();
        match next.tok {
            Tok::CloseBrace => {
                self.take();
                Ok(())
            }
            Tok::Comma => Err(self.fail(
                self.span(next),
                "Several arguments in a one-line block",
                "A block written on one line holds one argument.",
                "Put each argument on a line of its own, without commas.",
            )),
            Tok::Newline => Err(self.fail(
                self.span(next),
                "One-line block not closed on its line",
                "An argument on the line of the opening brace makes a one-line block.",
                "Close the block on this line, or begin the argument on the next one.",
            )),
            Tok::Eof => Err(self.unclosed_block(block, brace, next)),
            _ => Err(self.unexpected(
                next,
                "Missing closing brace",
                "A one-line block ends after its argument.",
            )),
        }
    }

    fn missing_equals(&mut self, name: &Ident, next: Token) -> Failed {
        let (detail, help) = match next.tok {
            Tok::Colon => (
                format!("\"{}\" is followed by \":\".", name.name),
                format!("Arguments of a block take \"=\": {} = ...", name.name),
            ),
            Tok::Eq => (
                format!("\"{}\" is followed by \"==\", which compares.", name.name),
                format!("Write one equals sign: {} = ...", name.name),
            ),
            Tok::Newline | Tok::Eof => (
                format!("\"{}\" stands alone.", name.name),
                format!(
                    "Give it a value ({} = ...) or make it a block ({} {{ ... }}).",
                    name.name, name.name
                ),
            ),
            Tok::Dot | Tok::OpenBracket => (
                format!("\"{}\" begins a reference or a list, but no argument is named.", name.name),
                "An argument is written as name = value.".to_string(),
            ),
            Tok::Bad(_) => return self.unexpected(next, "Invalid character", ""),
            _ => (
                format!("\"{}\" is not followed by \"=\".", name.name),
                format!("An argument is written as {} = value.", name.name),
            ),
        };
        self.fail(name.span, "Missing equals sign", detail, help)
    }

    fn not_an_item(&mut self, token: Token) -> Failed {
        if token.tok == Tok::Quote {
            return self.fail(
                self.span(token),
                "Quoted argument name",
                "The names of arguments and blocks are written without quotes.",
                "Remove the quotes.",
            );
        }
        self.unexpected(token, "Argument or block expected", "A name comes here, followed by \"=\" or \"{\".")
    }
}

const UNCLOSED: &str = "Block is not closed";
