//! The cursor: tokens, errors, depth limits and resynchronisation.

use super::json::Placed;
use super::lexer::{Tok, Token, lex, line_length};
use super::{MAX_ERRORS, MAX_HEIGHT, MAX_NESTING};
use crate::ast::{Expr, ExprKind, Ident};
use provision_value::{Diagnostic, Diagnostics, SourceId, Span};
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

/// A syntax error that has been reported already; whoever catches it resynchronises.
#[derive(Debug)]
pub(super) struct Failed;

/// What a production gives.
pub(super) type Parsed<T> = Result<T, Failed>;

/// A recursive-descent parser over one text.
pub(super) struct Parser<'a> {
    pub(super) source: SourceId,
    pub(super) text: &'a str,
    /// The byte after the last token taken.
    pub(super) pos: usize,
    /// Line ends count (bodies, object items) rather than being spaces (brackets, interpolation).
    pub(super) newlines: bool,
    pub(super) diags: Diagnostics,
    /// What closes the brackets that are open, for resynchronisation.
    pub(super) open: Vec<Tok>,
    /// The height of the expression read last.
    pub(super) height: u32,
    /// Inside an argument whose object keys are names with dots (`providers = { aws.a = aws.b }`).
    pub(super) dotted_keys: bool,
    /// The arguments of the body that is being read, with their places.
    pub(super) names: HashMap<Arc<str>, Span>,
    /// The closing word of a heredoc that stands nowhere in the rest of the text.
    endless: Option<&'a str>,
    /// How deep the parser itself is.
    depth: u32,
    /// Where the text stands in its file, when it is a part of one.
    placed: Option<Placed>,
    /// The token at a position, in a newline mode: most tokens are looked at several times.
    peeked: Cell<Option<(usize, bool, Token)>>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(source: SourceId, text: &'a str) -> Parser<'a> {
        // Positions are 32-bit; what lies beyond is reported and not read.
        let limit = u32::MAX as usize - 1;
        let too_long = text.len() > limit;
        let text = if too_long { "" } else { text };
        // A byte-order mark at the very start is ignored, as Terraform does.
        let pos = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut parser = Parser {
            source,
            text,
            pos,
            newlines: true,
            diags: Diagnostics::new(),
            open: Vec::new(),
            height: 0,
            dotted_keys: false,
            names: HashMap::new(),
            endless: None,
            depth: 0,
            placed: None,
            peeked: Cell::new(None),
        };
        if too_long {
            parser.report(
                Span { source, start: 0, end: 0 },
                "File too large",
                "A file may hold up to 4 GiB.",
                "",
            );
        }
        parser
    }

    /// A parser of a text inside a file, such as a text of JSON.
    pub(super) fn placed(source: SourceId, text: &'a str, place: Placed) -> Parser<'a> {
        Parser { placed: Some(place), ..Parser::new(source, text) }
    }

    pub(super) fn peek(&self) -> Token {
        match self.peeked.get() {
            Some((pos, newlines, token)) if pos == self.pos && newlines == self.newlines => token,
            _ => {
                let token = lex(self.text, self.pos, self.newlines);
                self.peeked.set(Some((self.pos, self.newlines, token)));
                token
            }
        }
    }
    pub(super) fn at(&self, tok: Tok) -> bool {
        self.peek().tok == tok
    }
    /// Takes a token.
    pub(super) fn take(&mut self) -> Token {
        let token = self.peek();
        self.pos = token.end;
        token
    }
    /// Takes a token when it is of a kind.
    pub(super) fn eat(&mut self, tok: Tok) -> Option<Token> {
        let token = self.peek();
        (token.tok == tok).then(|| self.take())
    }
    /// True when the next token is this word.
    pub(super) fn at_word(&self, word: &str) -> bool {
        let token = self.peek();
        token.tok == Tok::Ident && self.slice(token) == word
    }
    pub(super) fn slice(&self, token: Token) -> &'a str {
        &self.text[token.start..token.end]
    }
    pub(super) fn ident(&self, token: Token) -> Ident {
        Ident { name: self.slice(token).into(), span: self.span(token) }
    }
    /// A token's place; line ends and the end of the file have no width.
    pub(super) fn span(&self, token: Token) -> Span {
        let end = if matches!(token.tok, Tok::Newline | Tok::Eof) { token.start } else { token.end };
        self.range(token.start, end)
    }
    pub(super) fn range(&self, start: usize, end: usize) -> Span {
        let at = |byte: usize| self.placed.as_ref().map_or(byte as u32, |p| p.at(byte as u32));
        Span { source: self.source, start: at(start), end: at(end) }
    }
    pub(super) fn invalid(&self, span: Span) -> Expr {
        Expr { kind: ExprKind::Invalid, span }
    }

    /// Runs `f` with line ends counting or not.
    pub(super) fn with_newlines<T>(&mut self, on: bool, f: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.newlines, on);
        let result = f(self);
        self.newlines = before;
        result
    }

    /// Runs `f` one level deeper, or reports that it is too deep.
    pub(super) fn nest<T>(&mut self, f: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_NESTING {
            return Err(self.too_deep());
        }
        self.depth += 1;
        let result = crate::deep(|| f(self));
        self.depth -= 1;
        result
    }

    /// Notes that the expression just read stands one above children of `height`.
    pub(super) fn grow(&mut self, height: u32) -> Parsed<()> {
        self.height = height + 1;
        if self.height > MAX_HEIGHT { Err(self.too_deep()) } else { Ok(()) }
    }

    fn too_deep(&mut self) -> Failed {
        let here = self.peek();
        self.fail(
            self.span(here),
            "Nested too deeply",
            format!("More than {MAX_NESTING} brackets inside one another, or more than {MAX_HEIGHT} steps in one chain."),
            "Split the expression into local values.",
        )
    }

    /// Reports an error and gives the value to return.
    pub(super) fn fail(
        &mut self,
        span: Span,
        summary: impl Into<String>,
        detail: impl Into<String>,
        help: impl Into<String>,
    ) -> Failed {
        self.report(span, summary, detail, help);
        Failed
    }

    /// Reports an error after which parsing goes on.
    pub(super) fn report(
        &mut self,
        span: Span,
        summary: impl Into<String>,
        detail: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.diags.push(Diagnostic::error(summary, detail).at(span).help(help));
    }

    /// True when so much is wrong that going on helps nobody.
    pub(super) fn hopeless(&self) -> bool {
        self.diags.0.len() >= MAX_ERRORS
    }

    /// The line, from 1, of a byte.
    pub(super) fn line(&self, pos: u32) -> usize {
        if let Some(placed) = &self.placed {
            return placed.line();
        }
        self.text[..pos as usize].matches('\n').count() + 1
    }

    /// After an error in a body item that began with `open` brackets open: goes to the end of the item. Where brackets
    /// never close again, the item is taken to end with the line of the error.
    pub(super) fn skip_item(&mut self, open: usize) {
        let error_at = self.pos;
        let mut inner = self.open.split_off(open.min(self.open.len()));
        self.newlines = true;
        loop {
            let token = self.peek();
            match token.tok {
                Tok::Eof if inner.is_empty() => return,
                Tok::Eof => break,
                Tok::Newline if inner.is_empty() => {
                    self.take();
                    return;
                }
                // The brace of the block around this item.
                Tok::CloseBrace if !inner.contains(&Tok::CloseBrace) => return,
                Tok::Ident if self.at_top_block(token) => return,
                Tok::OpenParen => inner.push(Tok::CloseParen),
                Tok::OpenBracket => inner.push(Tok::CloseBracket),
                Tok::OpenBrace => inner.push(Tok::CloseBrace),
                Tok::CloseParen | Tok::CloseBracket | Tok::CloseBrace => {
                    if let Some(at) = inner.iter().rposition(|t| *t == token.tok) {
                        inner.truncate(at);
                    }
                }
                _ => {}
            }
            self.skip_token(token);
        }
        self.pos = error_at + line_length(&self.text[error_at..]);
    }

    /// Skips a token together with the whole quoted text or heredoc that it opens.
    pub(super) fn skip_token(&mut self, token: Token) {
        self.pos = token.end;
        match token.tok {
            Tok::Quote => self.skip_quoted(),
            Tok::Heredoc => {
                let marker = super::template::marker(self.slice(token));
                // Looked for once: a file may begin many that nothing ends.
                if self.endless == Some(marker) {
                    return;
                }
                let mut at = token.end;
                for line in self.text[token.end..].split_inclusive('\n') {
                    if line.trim() == marker {
                        self.pos = at + line_length(line);
                        return;
                    }
                    at += line.len();
                }
                self.endless = Some(marker);
            }
            Tok::OpenComment => self.pos = self.text.len(),
            _ => {}
        }
    }

    /// Goes behind the closing quote, or to the end of the line where there is none.
    fn skip_quoted(&mut self) {
        let rest = &self.text.as_bytes()[self.pos..];
        let mut escaped = false;
        for (i, byte) in rest.iter().enumerate() {
            match byte {
                b'"' if !escaped => {
                    self.pos += i + 1;
                    return;
                }
                b'\n' => {
                    let before = usize::from(rest[..i].ends_with(b"\r"));
                    self.pos += i - before;
                    return;
                }
                b'\\' => escaped = !escaped,
                _ => escaped = false,
            }
        }
        self.pos = self.text.len();
    }

    /// True where a line begins, without indentation, with the header of a block that only stands at the top of a file.
    /// Inside a block this means that a brace is missing further up.
    pub(super) fn at_top_block(&self, token: Token) -> bool {
        if token.start > 0 && !self.text[..token.start].ends_with('\n') {
            return false;
        }
        let labels = match self.slice(token) {
            "resource" | "data" => 2,
            "variable" | "output" | "module" | "provider" => 1,
            _ => return false,
        };
        let header = self.text[token.end..].lines().next().unwrap_or("");
        header.trim_start().starts_with('"')
            && header.matches('"').count() == labels * 2
            && !header.contains('=')
    }
}
