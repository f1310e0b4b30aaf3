//! Spaces: the indentation of lines, the spaces between tokens, and the columns of equals signs and comments.

use super::scan::{Kind, Token};
use crate::syntax::lexer::Tok;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// A line's tokens in up to three cells that follow each other. What stands inside a heredoc belongs to the line that
/// opens it.
#[derive(Debug)]
struct Line {
    /// Up to the equals sign of an argument, or everything.
    lead: Range<usize>,
    /// From the equals sign of an argument whose value ends on the line.
    value: Range<usize>,
    /// A comment at the end, behind something.
    comment: Range<usize>,
}

/// Sets the spaces before every token.
pub(super) fn layout(tokens: &mut [Token<'_>]) {
    let lines = lines(tokens);
    indent(tokens, &lines);
    for line in &lines {
        space(tokens, line.lead.clone());
        space(tokens, line.value.clone());
    }
    align(tokens, &lines, |l| &l.value, |l| vec![l.lead.clone()]);
    align(tokens, &lines, |l| &l.comment, |l| vec![l.lead.clone(), l.value.clone()]);
}

fn lines(tokens: &[Token<'_>]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut heredoc = false;
    for end in 1..=tokens.len() {
        if end == tokens.len() || ends_line(&tokens[end - 1]) {
            lines.push(line(tokens, start..end, &mut heredoc));
            start = end;
        }
    }
    lines
}

fn ends_line(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Plain(Tok::Newline) => true,
        Kind::Comment => token.text.ends_with('\n'),
        _ => false,
    }
}

/// The cells of a line. `heredoc`: the line begins inside a heredoc, in a sequence that goes over several lines.
fn line(tokens: &[Token<'_>], all: Range<usize>, heredoc: &mut bool) -> Line {
    let mut line = Line { lead: all.clone(), value: all.end..all.end, comment: all.end..all.end };
    let has = |kind: Kind| tokens[all.clone()].iter().any(|t| t.kind == kind);
    if *heredoc {
        *heredoc = !has(Kind::CloseHeredoc);
        return line;
    }
    *heredoc = has(Kind::Plain(Tok::Heredoc)) && !has(Kind::CloseHeredoc);
    if all.len() > 1 && tokens[all.end - 1].kind == Kind::Comment {
        line.comment = all.end - 1..all.end;
        line.lead.end -= 1;
    }
    let equals = line.lead.clone().skip(1).find(|i| tokens[*i].kind == Kind::Plain(Tok::Assign));
    if let Some(equals) = equals
        && opened(&tokens[equals..line.lead.end]) == 0
    {
        line.value = equals..line.lead.end;
        line.lead.end = equals;
    }
    line
}

/// How many more brackets are opened than closed.
fn opened(tokens: &[Token<'_>]) -> i64 {
    tokens.iter().map(|t| bracket(t.kind)).sum()
}

fn bracket(kind: Kind) -> i64 {
    match kind {
        Kind::Plain(Tok::OpenBrace | Tok::OpenBracket | Tok::OpenParen) => 1,
        Kind::Interpolation | Kind::Directive => 1,
        Kind::Plain(Tok::CloseBrace | Tok::CloseBracket | Tok::CloseParen) | Kind::SequenceEnd => -1,
        _ => 0,
    }
}

/// Two spaces for every line that opened more brackets than it closed and is not closed yet: brackets that one line
/// opens together indent once.
fn indent(tokens: &mut [Token<'_>], lines: &[Line]) {
    let mut levels: Vec<i64> = Vec::new();
    for line in lines {
        let Some(first) = line.lead.clone().next() else { continue };
        if tokens[first].kind == Kind::Plain(Tok::Newline) {
            tokens[first].spaces = 0;
            continue;
        }
        let heredoc = line.lead.clone().find(|i| tokens[*i].kind == Kind::Plain(Tok::Heredoc));
        let lead_end = heredoc.map_or(line.lead.end, |at| at + 1);
        let change = opened(&tokens[line.lead.start..lead_end]) + opened(&tokens[line.value.clone()]);
        let mut closed = -change;
        while closed > 0 {
            let Some(level) = levels.last_mut() else { break };
            if closed < *level {
                *level -= closed;
                break;
            }
            closed -= *level;
            levels.pop();
        }
        tokens[first].spaces = 2 * levels.len();
        if change > 0 {
            levels.push(change);
        }
    }
}

/// The spaces between the tokens of a cell.
fn space(tokens: &mut [Token<'_>], cell: Range<usize>) {
    for i in cell.clone().skip(1) {
        let kind = |i: usize| tokens[i].kind;
        let before = (i - 1 > cell.start).then(|| kind(i - 2));
        let word_in = kind(i - 1) == Kind::Plain(Tok::Ident) && tokens[i - 1].text == "in";
        tokens[i].spaces = usize::from(spaced(before, kind(i - 1), word_in, kind(i)));
    }
}

/// True when a space belongs between two tokens. `before` is the token before the left one, `word_in` says that the left
/// one is the word `in`.
fn spaced(before: Option<Kind>, left: Kind, word_in: bool, right: Kind) -> bool {
    use Kind::{CloseHeredoc, CloseQuote, Directive, Heredoc, Interpolation, Plain, Quoted, SequenceEnd};
    match (left, right) {
        (_, Plain(Tok::Newline)) => false,
        (Plain(Tok::Ident), Plain(Tok::OpenParen)) => false,
        (Plain(Tok::Dot | Tok::DoubleColon), _) | (_, Plain(Tok::Dot | Tok::DoubleColon)) => false,
        (_, Plain(Tok::Comma | Tok::Ellipsis)) => false,
        (Plain(Tok::Comma), _) => true,
        (Quoted | Heredoc | Plain(Tok::Quote | Tok::Heredoc), _)
        | (_, Quoted | Heredoc | CloseQuote | CloseHeredoc) => false,
        // `[for x in [a] : x]`, where `in` is no reference with an index.
        _ if word_in && before == Some(Plain(Tok::Ident)) => true,
        (Plain(Tok::Ident | Tok::Number), Plain(Tok::OpenBracket)) => false,
        (_, Plain(Tok::OpenBracket)) if bracket(left) < 0 => false,
        (Plain(Tok::Not), _) => false,
        (Plain(Tok::Minus), _) => before.is_some_and(ends_operand),
        (Plain(Tok::OpenBrace), Plain(Tok::CloseBrace)) => false,
        (Plain(Tok::OpenBrace), _) | (_, Plain(Tok::CloseBrace)) => true,
        (Interpolation | Directive, Plain(Tok::OpenBrace)) | (Plain(Tok::CloseBrace), SequenceEnd) => true,
        (SequenceEnd, Interpolation | Directive) => false,
        _ => bracket(left) <= 0 && bracket(right) >= 0,
    }
}

/// True for what may end an operand, so that a minus after it subtracts.
fn ends_operand(kind: Kind) -> bool {
    let Kind::Plain(tok) = kind else { return true };
    !matches!(
        tok,
        Tok::OpenParen
            | Tok::OpenBrace
            | Tok::OpenBracket
            | Tok::Assign
            | Tok::Colon
            | Tok::Comma
            | Tok::Question
            | Tok::Plus
            | Tok::Star
            | Tok::Slash
            | Tok::Percent
            | Tok::Minus
            | Tok::Eq
            | Tok::Ne
            | Tok::Gt
            | Tok::Ge
            | Tok::Lt
            | Tok::Le
            | Tok::And
            | Tok::Or
            | Tok::Not
    )
}

/// Puts a cell of consecutive lines into one column, behind the longest of what stands before it.
fn align(
    tokens: &mut [Token<'_>],
    lines: &[Line],
    cell: fn(&Line) -> &Range<usize>,
    before: fn(&Line) -> Vec<Range<usize>>,
) {
    for chain in lines.chunk_by(|a, b| cell(a).is_empty() == cell(b).is_empty()) {
        let width = |l: &Line| before(l).into_iter().map(|r| columns(&tokens[r])).sum::<usize>();
        let widths: Vec<usize> = chain.iter().filter(|l| !cell(l).is_empty()).map(width).collect();
        let widest = widths.iter().copied().max().unwrap_or(0);
        for (line, width) in chain.iter().filter(|l| !cell(l).is_empty()).zip(widths) {
            tokens[cell(line).start].spaces = widest - width + 1;
        }
    }
}

fn columns(tokens: &[Token<'_>]) -> usize {
    tokens.iter().map(|t| t.spaces + t.text.graphemes(true).count()).sum()
}
