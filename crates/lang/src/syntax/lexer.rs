//! One token at a time.

/// The kinds of token outside templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tok {
    Ident,
    Number,
    /// The opening `"`.
    Quote,
    /// `<<EOT` or `<<-EOT` with its line end.
    Heredoc,
    Newline,
    Eof,
    Dot,
    Ellipsis,
    Comma,
    Colon,
    DoubleColon,
    Question,
    Assign,
    Eq,
    Ne,
    Not,
    Lt,
    Le,
    Gt,
    Ge,
    And,
    Or,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    FatArrow,
    OpenParen,
    CloseParen,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    /// `~}`, which ends a template sequence.
    TildeBrace,
    /// `/*` that never ends.
    OpenComment,
    /// A character that starts nothing.
    Bad(char),
}

/// A token and the bytes that it covers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub tok: Tok,
    pub start: usize,
    pub end: usize,
}

/// The token at or after `pos`. Line ends are skipped as spaces unless `newlines` is set.
pub(super) fn lex(text: &str, pos: usize, newlines: bool) -> Token {
    let mut start = pos;
    loop {
        let rest = &text[start..];
        let skipped = match rest.as_bytes() {
            [b' ' | b'\t', ..] => 1,
            [b'\n', ..] if !newlines => 1,
            [b'\r', b'\n', ..] if !newlines => 2,
            [b'#', ..] | [b'/', b'/', ..] => line_length(rest),
            [b'/', b'*', ..] => match rest[2..].find("*/") {
                Some(end) => end + 4,
                None => return Token { tok: Tok::OpenComment, start, end: start + 2 },
            },
            _ => {
                let (tok, length) = token_at(rest);
                return Token { tok, start, end: start + length };
            }
        };
        start += skipped;
    }
}

/// Bytes up to the line end, which is not counted.
pub(crate) fn line_length(rest: &str) -> usize {
    let end = rest.find('\n').unwrap_or(rest.len());
    if end < rest.len() && rest[..end].ends_with('\r') { end - 1 } else { end }
}

/// The token that a text begins with, and its length. There are no spaces and no comment before it.
pub(crate) fn token_at(rest: &str) -> (Tok, usize) {
    let Some(first) = rest.chars().next() else { return (Tok::Eof, 0) };
    if first.is_ascii_digit() {
        return (Tok::Number, number_length(rest));
    }
    if is_ident_start(first) {
        return (Tok::Ident, ident_length(rest));
    }
    if let Some(length) = heredoc_length(rest) {
        return (Tok::Heredoc, length);
    }
    symbol(rest).unwrap_or((Tok::Bad(first), first.len_utf8()))
}

fn symbol(rest: &str) -> Option<(Tok, usize)> {
    // Longer symbols come before their prefixes.
    const SYMBOLS: [(&str, Tok); 35] = [
        ("...", Tok::Ellipsis),
        ("\r\n", Tok::Newline),
        ("=>", Tok::FatArrow),
        ("==", Tok::Eq),
        ("!=", Tok::Ne),
        ("<=", Tok::Le),
        (">=", Tok::Ge),
        ("&&", Tok::And),
        ("||", Tok::Or),
        ("::", Tok::DoubleColon),
        ("~}", Tok::TildeBrace),
        ("\n", Tok::Newline),
        ("\"", Tok::Quote),
        (".", Tok::Dot),
        (",", Tok::Comma),
        (":", Tok::Colon),
        ("?", Tok::Question),
        ("=", Tok::Assign),
        ("!", Tok::Not),
        ("<", Tok::Lt),
        (">", Tok::Gt),
        ("+", Tok::Plus),
        ("-", Tok::Minus),
        ("*", Tok::Star),
        ("/", Tok::Slash),
        ("%", Tok::Percent),
        ("(", Tok::OpenParen),
        (")", Tok::CloseParen),
        ("[", Tok::OpenBracket),
        ("]", Tok::CloseBracket),
        ("{", Tok::OpenBrace),
        ("}", Tok::CloseBrace),
        ("&", Tok::Bad('&')),
        ("|", Tok::Bad('|')),
        ("'", Tok::Bad('\'')),
    ];
    SYMBOLS.iter().find(|(text, _)| rest.starts_with(text)).map(|(text, tok)| (*tok, text.len()))
}

/// True for characters that may begin a name.
pub(super) fn is_ident_start(c: char) -> bool {
    c == '_' || unicode_ident::is_xid_start(c)
}

/// Bytes of the name that `rest` begins with; 0 when it begins with none.
pub(super) fn ident_length(rest: &str) -> usize {
    match rest.chars().next() {
        Some(c) if is_ident_start(c) => {
            rest.find(|c: char| !(c == '-' || unicode_ident::is_xid_continue(c))).unwrap_or(rest.len())
        }
        _ => 0,
    }
}

/// Digits, dots and exponents, greedily, but never ending with a dot: `1...` is `1` and `...`.
fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let mut end = 0;
    loop {
        match bytes.get(end) {
            Some(b'0'..=b'9' | b'.') => end += 1,
            Some(b'e' | b'E') if digit(end + 1) => end += 2,
            Some(b'e' | b'E') if matches!(bytes.get(end + 1), Some(b'+' | b'-')) && digit(end + 2) => {
                end += 3
            }
            _ => break,
        }
    }
    rest[..end].trim_end_matches('.').len()
}

/// The length of `<<EOT` or `<<-EOT` with its line end.
fn heredoc_length(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix("<<")?;
    let name = after.strip_prefix('-').unwrap_or(after);
    let length = ident_length(name);
    let tail = &name[length..];
    let newline = if tail.starts_with("\r\n") { 2 } else { 1 };
    (length > 0 && tail.trim_start_matches('\r').starts_with('\n') && tail.find('\n') < Some(2))
        .then(|| rest.len() - tail.len() + newline)
}
