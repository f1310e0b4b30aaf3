//! What changes besides spaces: labels get quotes, `"${x}"` becomes `x`, old forms of types become today's.

use super::scan::{Kind, Token};
use crate::ast::{Block, Body, Expr};
use crate::syntax::lexer::Tok;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The tokens of a text with the changes that its tree asks for.
pub(super) fn rewrite<'t>(body: &Body, tokens: Vec<Token<'t>>) -> Vec<Token<'t>> {
    let mut changes = Changes { tokens: &tokens, all: BTreeMap::new() };
    changes.body(body, &mut Vec::new());
    let all = changes.all;
    let mut out = Vec::with_capacity(tokens.len());
    let mut skip_to = 0;
    for (i, token) in tokens.into_iter().enumerate() {
        if let Some((end, new)) = all.get(&i) {
            skip_to = *end;
            out.extend(new.iter().cloned());
        }
        if i >= skip_to {
            out.push(token);
        }
    }
    out
}

struct Changes<'a, 't> {
    tokens: &'a [Token<'t>],
    /// By the first token that is replaced: the one after the last, and what comes instead.
    all: BTreeMap<usize, (usize, Vec<Token<'t>>)>,
}

impl<'t> Changes<'_, 't> {
    /// `inside` are the kinds of the blocks around, the outermost first.
    fn body(&mut self, body: &Body, inside: &mut Vec<Arc<str>>) {
        let variable = matches!(inside.as_slice(), [kind] if &**kind == "variable");
        for a in &body.attributes {
            let (start, end) = self.tokens_of(&a.expr);
            let old = &self.tokens[start..end];
            let new = if variable && &*a.name.name == "type" { modern_type(old) } else { unwrapped(old) };
            if let Some(new) = new {
                self.all.insert(start, (end, new));
            }
        }
        for block in &body.blocks {
            self.labels(block);
            inside.push(block.kind.name.clone());
            crate::deep(|| self.body(&block.body, inside));
            inside.pop();
        }
    }

    /// The tokens of an expression.
    fn tokens_of(&self, expr: &Expr) -> (usize, usize) {
        (self.at(expr.span.start), self.at(expr.span.end))
    }

    /// The first token at or after a place.
    fn at(&self, place: u32) -> usize {
        self.tokens.partition_point(|t| t.start < place as usize)
    }

    fn labels(&mut self, block: &Block) {
        let Some(last) = block.labels.last() else { return };
        // Comments among the labels go.
        let (start, end) = (self.at(block.kind.span.end), self.at(last.span.end));
        let quoted = block.labels.iter().flat_map(|l| {
            let place = l.span.start as usize;
            let text = Cow::Owned(escaped(&l.name));
            [(Kind::Plain(Tok::Quote), "\"".into()), (Kind::Quoted, text), (Kind::CloseQuote, "\"".into())]
                .map(|(kind, text)| Token { kind, text, start: place, spaces: 0 })
        });
        let quoted = quoted.collect();
        self.all.insert(start, (end, quoted));
    }
}

/// A label as it stands between quotes.
fn escaped(label: &str) -> String {
    let mut out = String::new();
    let mut rest = label.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '$' | '%' => {
                out.push(c);
                if rest.peek() == Some(&'{') {
                    out.push(c);
                }
            }
            c if c.is_control() && (c as u32) < 0x10000 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out
}

/// `"${x}"` without quotes and braces, in parentheses where it goes over several lines; `None` for anything else.
fn unwrapped<'t>(tokens: &[Token<'t>]) -> Option<Vec<Token<'t>>> {
    let [open, interpolation, inside @ .., end, close] = tokens else { return None };
    let kinds = (open.kind, interpolation.kind, end.kind, close.kind);
    let wrapped =
        (Kind::Plain(Tok::Quote), Kind::Interpolation, Kind::SequenceEnd, Kind::CloseQuote) == kinds;
    if !wrapped || inside.is_empty() {
        return None;
    }
    let mut quotes = 0;
    for token in inside {
        match token.kind {
            Kind::Plain(Tok::Quote) => quotes += 1,
            Kind::CloseQuote => quotes -= 1,
            // Another sequence, or text beside it.
            Kind::Interpolation | Kind::SequenceEnd | Kind::Quoted if quotes == 0 => return None,
            // What follows such a comment on the next line would be cut off.
            Kind::Comment if token.text.ends_with('\n') => return None,
            _ => {}
        }
    }
    let newline = |t: &Token<'_>| t.kind == Kind::Plain(Tok::Newline);
    let from = inside.iter().position(|t| !newline(t)).unwrap_or(inside.len());
    let to = inside.iter().rposition(|t| !newline(t)).map_or(from, |at| at + 1);
    let inside = &inside[from..to];
    let in_parens = inside.first().is_some_and(|t| t.kind == Kind::Plain(Tok::OpenParen))
        && inside.last().is_some_and(|t| t.kind == Kind::Plain(Tok::CloseParen));
    if !inside.iter().any(newline) || in_parens {
        return Some(inside.to_vec());
    }
    let paren = |tok, text: &'static str| Token {
        kind: Kind::Plain(tok),
        text: text.into(),
        start: open.start,
        spaces: 0,
    };
    let mut out = vec![paren(Tok::OpenParen, "(")];
    out.extend_from_slice(inside);
    out.push(paren(Tok::CloseParen, ")"));
    Some(out)
}

/// `list` means `list(any)`; `"string"`, `"list"` and `"map"` are from before there were types of elements.
fn modern_type<'t>(tokens: &[Token<'t>]) -> Option<Vec<Token<'t>>> {
    let words: &[&'static str] = match tokens {
        [word] if word.kind == Kind::Plain(Tok::Ident) => match &*word.text {
            "list" => &["list", "(", "any", ")"],
            "map" => &["map", "(", "any", ")"],
            "set" => &["set", "(", "any", ")"],
            _ => return None,
        },
        [open, word, _] if open.kind == Kind::Plain(Tok::Quote) => match &*word.text {
            "string" => &["string"],
            "list" => &["list", "(", "string", ")"],
            "map" => &["map", "(", "string", ")"],
            _ => return None,
        },
        _ => return None,
    };
    let start = tokens.first()?.start;
    let token = |text: &&'static str| {
        let tok = match *text {
            "(" => Tok::OpenParen,
            ")" => Tok::CloseParen,
            _ => Tok::Ident,
        };
        Token { kind: Kind::Plain(tok), text: (*text).into(), start, spaces: 0 }
    };
    Some(words.iter().map(token).collect())
}
