//! Quoted texts, heredocs and bare templates.
//!
//! A template is read in two steps, as the language defines them: first a flat list of pieces, on which `~` and the
//! indentation rule of `<<-` work, then the tree of directives.

use super::lexer::{Tok, Token, line_length};
use super::parser::{Failed, Parsed, Parser};
use crate::ast::{Expr, ExprKind, Ident, TemplatePart};
use provision_value::{Span, Value};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A piece of a template. A heredoc has one text for each line, which is how far `~` reaches.
enum Piece {
    Text(String),
    Expr(Expr),
    If(Expr, Span),
    Else(Span),
    EndIf(Span),
    For(Option<Ident>, Ident, Expr, Span),
    EndFor(Span),
}

/// Where a template ends.
#[derive(Clone, Copy, PartialEq)]
enum End<'a> {
    Quote,
    /// A line with this word alone.
    Marker(&'a str),
    Text,
}

/// The word that ends a heredoc, from its opening token.
pub(super) fn marker(opening: &str) -> &str {
    opening.trim_start_matches('<').trim_start_matches('-').trim_end()
}

impl Parser<'_> {
    /// `"..."` as an expression.
    pub(super) fn quoted(&mut self) -> Parsed<Expr> {
        let open = self.take();
        let pieces = self.with_newlines(false, |p| p.pieces(open, End::Quote))?;
        self.template(pieces, self.range(open.start, self.pos))
    }

    /// `<<EOT` or `<<-EOT` with its content.
    pub(super) fn heredoc(&mut self) -> Parsed<Expr> {
        let open = self.take();
        let opening = self.slice(open);
        let brackets = self.open.len();
        let mut pieces = match self.with_newlines(false, |p| p.pieces(open, End::Marker(marker(opening)))) {
            Ok(pieces) => pieces,
            Err(failed) => {
                // What follows the error is text, up to the marker.
                self.open.truncate(brackets);
                self.skip_token(open);
                return Err(failed);
            }
        };
        if opening.starts_with("<<-") {
            unindent(&mut pieces);
        }
        self.template(pieces, self.range(open.start, self.pos))
    }

    /// The whole text as a template.
    pub(super) fn whole_template(&mut self) -> Expr {
        self.newlines = false;
        self.pos = 0;
        let start = Token { tok: Tok::Eof, start: 0, end: 0 };
        let span = self.range(0, self.text.len());
        let expr = self.pieces(start, End::Text).and_then(|pieces| self.template(pieces, span));
        expr.unwrap_or_else(|Failed| self.invalid(span))
    }

    /// A block's label: quoted, without interpolation. The quote is taken already.
    pub(super) fn label(&mut self, open: Token) -> Parsed<Ident> {
        let before = self.diags.0.len();
        let pieces = self.pieces(open, End::Quote)?;
        let span = self.range(open.start, self.pos);
        let name = pieces.iter().map(|p| if let Piece::Text(t) = p { t } else { "" }).collect::<String>();
        if self.diags.0.len() == before && pieces.iter().any(|p| !matches!(p, Piece::Text(_))) {
            self.report(
                span,
                "Interpolation in a label",
                "The label of a block is constant text.",
                "Write \"$${\" or \"%%{\" where these characters themselves are meant.",
            );
        }
        Ok(Ident { name: name.into(), span })
    }

    /// The pieces up to the end, which is taken (of a heredoc, all but the line end after the marker).
    fn pieces(&mut self, open: Token, end: End<'_>) -> Parsed<Vec<Piece>> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut line_start = true;
        let mut trim_next = false;
        let mut height = 0;
        loop {
            if line_start && self.at_marker(end) {
                break;
            }
            let rest = &self.text[self.pos..];
            let Some(c) = rest.chars().next() else {
                if end == End::Text {
                    break;
                }
                return Err(self.unclosed_template(open, end));
            };
            line_start = false;
            match c {
                '"' if end == End::Quote => {
                    self.pos += 1;
                    break;
                }
                '\n' | '\r' if end == End::Quote => return Err(self.unclosed_template(open, end)),
                '\\' if end == End::Quote => self.escape(&mut text),
                '$' | '%' if rest[1..].starts_with('{') => {
                    let trim_before = rest[2..].starts_with('~');
                    if trim_before
                        && text.is_empty()
                        && let Some(Piece::Text(line)) = pieces.last_mut()
                    {
                        line.truncate(line.trim_end().len());
                    }
                    self.push_text(&mut pieces, &mut text, trim_next, trim_before);
                    self.pos += 2 + usize::from(trim_before);
                    trim_next = self.sequence(c, &mut pieces, end)?;
                    height = height.max(self.height);
                }
                '$' | '%' if rest[1..].starts_with(c) && rest[2..].starts_with('{') => {
                    text.push(c);
                    text.push('{');
                    self.pos += 3;
                }
                _ => {
                    text.push(c);
                    self.pos += c.len_utf8();
                    if c == '\n' {
                        line_start = true;
                        self.push_text(&mut pieces, &mut text, trim_next, false);
                        trim_next = false;
                    }
                }
            }
        }
        self.push_text(&mut pieces, &mut text, trim_next, false);
        self.height = height;
        Ok(pieces)
    }

    /// Ends the current text. Empty texts are left out, except where trimming made them empty: they still keep
    /// `"${a ~} "` from being taken for `"${a}"`.
    fn push_text(&self, pieces: &mut Vec<Piece>, text: &mut String, trim_start: bool, trim_end: bool) {
        if text.is_empty() {
            return;
        }
        let mut t = std::mem::take(text);
        if trim_start {
            t = t.trim_start().to_string();
        }
        if trim_end {
            t.truncate(t.trim_end().len());
        }
        pieces.push(Piece::Text(t));
    }

    /// At the start of a line: takes the closing marker when it is there. It needs a line end after it.
    fn at_marker(&mut self, end: End<'_>) -> bool {
        let End::Marker(marker) = end else { return false };
        let rest = &self.text[self.pos..];
        let length = line_length(rest);
        let found = rest[length..].contains('\n') && rest[..length].trim() == marker;
        if found {
            self.pos += length;
        }
        found
    }

    fn unclosed_template(&mut self, open: Token, end: End<'_>) -> Failed {
        match end {
            End::Marker(marker) => {
                let at_end = self.text.lines().last().is_some_and(|l| l.trim() == marker);
                let detail = if at_end {
                    format!("The file ends right after \"{marker}\", without a line end.")
                } else {
                    format!("No line holds \"{marker}\" alone.")
                };
                let help =
                    if at_end { "End the last line." } else { "Add the closing word on a line of its own." };
                let open = self.range(open.start, open.start + self.slice(open).trim_end().len());
                self.fail(open, "Unclosed heredoc", detail, help)
            }
            _ => {
                let span = self.range(open.start, self.pos);
                self.fail(
                    span,
                    "Unclosed text",
                    "The line ends before a closing quote.",
                    "Add the quote; for text of several lines use a heredoc (<<EOT) or \\n.",
                )
            }
        }
    }

    /// `\n` and its kin, into `text`. A wrong escape is reported, and reading goes on.
    fn escape(&mut self, text: &mut String) {
        let start = self.pos;
        let mut chars = self.text[start + 1..].chars();
        let code = chars.next();
        let simple = match code {
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('"') => Some('"'),
            Some('\\') => Some('\\'),
            _ => None,
        };
        let digits = match code {
            Some('u') => 4,
            Some('U') => 8,
            _ => 0,
        };
        if let Some(c) = simple {
            self.pos += 2;
            text.push(c);
        } else if digits > 0 {
            let hex = chars.as_str().get(..digits).filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()));
            let found = hex.and_then(|h| u32::from_str_radix(h, 16).ok());
            self.pos += 2 + if found.is_some() { digits } else { 0 };
            match found.and_then(char::from_u32) {
                Some(c) => text.push(c),
                None => {
                    let span = self.range(start, self.pos);
                    self.report(
                        span,
                        "Invalid escape",
                        format!("{digits} hexadecimal digits of a Unicode character come here."),
                        "Write \\u00e9 or \\U0001F600, or the character itself.",
                    );
                }
            }
        } else {
            // The character after the backslash is read as text; a line end is left for the caller to report.
            self.pos += 1;
            let length = code.filter(|c| !matches!(c, '\n' | '\r')).map_or(0, char::len_utf8);
            let span = self.range(start, self.pos + length);
            self.report(
                span,
                "Invalid escape",
                "The escapes are \\n, \\r, \\t, \\\", \\\\, \\uNNNN and \\UNNNNNNNN.",
                "For a backslash itself, write \\\\.",
            );
        }
    }

    /// `${...}` or `%{...}`, after its opening; true when it ends with `~}`. An error inside it ends with it, so that
    /// the rest of the text is still read.
    fn sequence(&mut self, kind: char, pieces: &mut Vec<Piece>, end: End<'_>) -> Parsed<bool> {
        let start = self.pos;
        self.height = 0;
        let open = self.open.len();
        let piece = self.with_newlines(false, |p| {
            let piece = if kind == '$' { p.expr().map(Piece::Expr) } else { p.directive() }?;
            let close = p.peek();
            match close.tok {
                Tok::CloseBrace | Tok::TildeBrace => p.take(),
                _ => return Err(p.bad_sequence_end(close, start, end)),
            };
            Ok((piece, close.tok == Tok::TildeBrace))
        });
        match piece {
            Ok((piece, trim)) => {
                pieces.push(piece);
                Ok(trim)
            }
            Err(Failed) => {
                // Goes on behind the brace that ends it on the same line, where there is one.
                let line = line_length(&self.text[self.pos..]);
                let Some(length) = closing_brace(&self.text[self.pos..self.pos + line]) else {
                    return Err(Failed);
                };
                self.open.truncate(open);
                self.pos += length;
                pieces.push(Piece::Expr(self.invalid(self.range(start, self.pos))));
                Ok(false)
            }
        }
    }

    fn bad_sequence_end(&mut self, found: Token, start: usize, end: End<'_>) -> Failed {
        let opening = self.range(start.saturating_sub(2), start);
        if found.tok == Tok::Eof || (found.tok == Tok::Quote && end == End::Quote) {
            return self.fail(
                opening,
                "Unclosed interpolation",
                "Nothing closes this \"{\".",
                "Add \"}\" where the expression ends.",
            );
        }
        let span = self.span(found);
        self.fail(
            span,
            "Extra characters in an interpolation",
            format!("The expression ends before \"{}\", and \"}}\" comes here.", self.slice(found)),
            "Where another program's \"${...}\" is meant as text, write \"$${...}\".",
        )
    }

    fn directive(&mut self) -> Parsed<Piece> {
        let start = self.pos;
        let word = self.peek();
        let span = self.range(start.saturating_sub(2), word.end);
        match if word.tok == Tok::Ident { self.slice(word) } else { "" } {
            "if" => {
                self.take();
                Ok(Piece::If(self.expr()?, span))
            }
            "for" => {
                self.take();
                let (key, value) = self.for_names()?;
                Ok(Piece::For(key, value, self.expr()?, span))
            }
            "else" => self.take_as(Piece::Else(span)),
            "endif" => self.take_as(Piece::EndIf(span)),
            "endfor" => self.take_as(Piece::EndFor(span)),
            _ => Err(self.fail(
                self.span(word),
                "Unknown directive",
                "After \"%{\" comes one of: if, else, endif, for, endfor.",
                "Where \"%{\" is meant as text, write \"%%{\".",
            )),
        }
    }

    fn take_as(&mut self, piece: Piece) -> Parsed<Piece> {
        self.take();
        Ok(piece)
    }

    /// The tree of a template from its pieces.
    fn template(&mut self, pieces: Vec<Piece>, span: Span) -> Parsed<Expr> {
        let height = self.height;
        let mut rest = pieces.into_iter().peekable();
        let (mut parts, _) = match self.parts(&mut rest, None) {
            Ok(parts) => parts,
            // The text has been read to its end; only its directives do not match.
            Err(Failed) => return Ok(self.invalid(span)),
        };
        self.grow(height.max(self.height))?;
        let kind = match (parts.len(), parts.pop()) {
            (_, None) => ExprKind::Literal(Value::string("")),
            (1, Some(TemplatePart::Text(text))) => ExprKind::Literal(Value::string(text)),
            (1, Some(TemplatePart::Expr(expr))) => ExprKind::TemplateWrap(Box::new(expr)),
            (_, Some(last)) => {
                parts.push(last);
                ExprKind::Template(parts)
            }
        };
        Ok(Expr { kind, span })
    }

    /// Parts up to the piece that ends the directive `inside`; gives that piece too.
    fn parts(
        &mut self,
        pieces: &mut std::iter::Peekable<std::vec::IntoIter<Piece>>,
        inside: Option<(&str, Span)>,
    ) -> Parsed<(Vec<TemplatePart>, Option<Piece>)> {
        let mut parts = Vec::new();
        let mut height = 0;
        while let Some(piece) = pieces.next() {
            let part = match piece {
                Piece::Text(mut text) => {
                    while let Some(Piece::Text(more)) = pieces.next_if(|p| matches!(p, Piece::Text(_))) {
                        text.push_str(&more);
                    }
                    TemplatePart::Text(normalised(text).into())
                }
                Piece::Expr(expr) => TemplatePart::Expr(expr),
                Piece::If(condition, span) => self.nest(|p| p.if_part(pieces, condition, span))?,
                Piece::For(key_var, value_var, collection, span) => {
                    let (body, _) = self.nest(|p| p.parts(pieces, Some(("for", span))))?;
                    TemplatePart::For { key_var, value_var, collection, body }
                }
                Piece::Else(span) | Piece::EndIf(span) | Piece::EndFor(span) => {
                    let fits = match (&piece, inside) {
                        (Piece::Else(_), Some((open, _))) => open == "if",
                        (Piece::EndIf(_), Some((open, _))) => open == "if" || open == "else",
                        (Piece::EndFor(_), Some((open, _))) => open == "for",
                        _ => false,
                    };
                    if fits {
                        self.height = height + 1;
                        return Ok((parts, Some(piece)));
                    }
                    return Err(self.misplaced(span, inside));
                }
            };
            height = height.max(self.height);
            parts.push(part);
        }
        match inside {
            None => {
                self.height = height;
                Ok((parts, None))
            }
            Some((open, span)) => {
                let word = if open == "for" { "endfor" } else { "endif" };
                Err(self.fail(
                    span,
                    "Unclosed directive",
                    format!("The template ends without \"%{{ {word} }}\"."),
                    format!("Add \"%{{ {word} }}\" where it ends."),
                ))
            }
        }
    }

    fn if_part(
        &mut self,
        pieces: &mut std::iter::Peekable<std::vec::IntoIter<Piece>>,
        condition: Expr,
        span: Span,
    ) -> Parsed<TemplatePart> {
        let (yes, ended) = self.parts(pieces, Some(("if", span)))?;
        let no = match ended {
            Some(Piece::Else(span)) => self.parts(pieces, Some(("else", span)))?.0,
            _ => Vec::new(),
        };
        Ok(TemplatePart::If(condition, yes, no))
    }

    fn misplaced(&mut self, span: Span, inside: Option<(&str, Span)>) -> Failed {
        let detail = match inside {
            Some((open, at)) => {
                format!(
                    "The \"{open}\" of line {} is open here, and this does not belong to it.",
                    self.line(at.start)
                )
            }
            None => "Nothing is open here that it could belong to.".to_string(),
        };
        self.fail(
            span,
            "Misplaced directive",
            detail,
            "Each \"if\" ends with \"endif\" and each \"for\" with \"endfor\".",
        )
    }
}

/// Unicode normal form C, which is what the language compares.
pub(super) fn normalised(text: String) -> String {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text,
        _ => text.nfc().collect(),
    }
}

/// Bytes up to and with the brace that closes what is open at the start; quoted texts are passed over.
fn closing_brace(line: &str) -> Option<usize> {
    let mut depth = 0;
    for (i, c) in line.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(i + 1),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The rule of `<<-`: the smallest indentation of any line that has something on it is taken from every line.
fn unindent(pieces: &mut [Piece]) {
    let mut smallest = usize::MAX;
    let mut lines = Vec::new();
    let mut line_start = true;
    for (i, piece) in pieces.iter().enumerate() {
        let text = match piece {
            Piece::Text(text) => Some(text),
            _ => None,
        };
        if line_start {
            match text {
                Some(text) if text.trim_start().is_empty() && text.ends_with('\n') => {}
                Some(text) => {
                    smallest = smallest.min(text.chars().take_while(|c| c.is_whitespace()).count());
                    lines.push(i);
                }
                None => smallest = 0,
            }
        }
        line_start = text.is_some_and(|t| t.ends_with('\n'));
    }
    for i in lines {
        if let Some(Piece::Text(text)) = pieces.get_mut(i) {
            *text = text.chars().skip(smallest).collect();
        }
    }
}
