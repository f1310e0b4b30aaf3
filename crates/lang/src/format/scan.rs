//! All tokens of a text, those of templates and comments included.

use crate::syntax::lexer::{Tok, line_length, token_at};
use std::borrow::Cow;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A token outside of templates; an opening quote and the opening of a heredoc among them.
    Plain(Tok),
    /// `# ...` and `// ...` with their line end, `/* ... */` without.
    Comment,
    /// Text inside quotes.
    Quoted,
    /// Text inside a heredoc, up to the end of its line.
    Heredoc,
    /// The closing quote.
    CloseQuote,
    /// The line that ends a heredoc, without its line end.
    CloseHeredoc,
    /// `${`, `${~`
    Interpolation,
    /// `%{`, `%{~`
    Directive,
    /// `}`, `~}`
    SequenceEnd,
}

/// A token with the spaces before it.
#[derive(Clone, Debug)]
pub(super) struct Token<'t> {
    pub kind: Kind,
    pub text: Cow<'t, str>,
    /// Its place in the text; of a token that was put in, the place of what it stands for.
    pub start: usize,
    pub spaces: usize,
}

/// Where the scanner is.
enum Mode<'t> {
    /// Outside of templates, or inside a sequence of one, with so many braces open.
    Plain {
        sequence: bool,
        braces: usize,
    },
    Quoted,
    Heredoc {
        marker: &'t str,
        line_start: bool,
    },
}

/// The tokens of a text that has no syntax errors.
pub(super) fn scan(text: &str) -> Vec<Token<'_>> {
    // A byte-order mark at the very start goes.
    let pos = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut scanner = Scanner { text, pos, tokens: Vec::new(), modes: Vec::new() };
    let mut mode = Mode::Plain { sequence: false, braces: 0 };
    while scanner.pos < text.len() {
        mode = match mode {
            Mode::Plain { sequence, braces } => scanner.plain(sequence, braces),
            Mode::Quoted => scanner.quoted(),
            Mode::Heredoc { marker, line_start } => scanner.heredoc(marker, line_start),
        };
    }
    scanner.tokens
}

struct Scanner<'t> {
    text: &'t str,
    pos: usize,
    tokens: Vec<Token<'t>>,
    /// The modes around the present one.
    modes: Vec<Mode<'t>>,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.pos..]
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let text = Cow::Borrowed(&self.rest()[..length]);
        self.tokens.push(Token { kind, text, start: self.pos, spaces: 0 });
        self.pos += length;
    }

    /// The mode around the one that ends.
    fn leave(&mut self) -> Mode<'t> {
        self.modes.pop().unwrap_or(Mode::Plain { sequence: false, braces: 0 })
    }

    fn enter(&mut self, outer: Mode<'t>, inner: Mode<'t>) -> Mode<'t> {
        self.modes.push(outer);
        inner
    }

    fn plain(&mut self, sequence: bool, braces: usize) -> Mode<'t> {
        let here = Mode::Plain { sequence, braces };
        let rest = self.rest();
        match rest.as_bytes() {
            [b' ' | b'\t', ..] => self.pos += 1,
            [b'#', ..] | [b'/', b'/', ..] => {
                let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
                self.push(Kind::Comment, length);
            }
            [b'/', b'*', ..] => {
                let length = rest.find("*/").map_or(rest.len(), |end| end + 2);
                self.push(Kind::Comment, length);
            }
            _ => return self.token(here, sequence, braces),
        }
        here
    }

    fn token(&mut self, here: Mode<'t>, sequence: bool, braces: usize) -> Mode<'t> {
        let rest = self.rest();
        let (tok, length) = token_at(rest);
        let closes = sequence && braces == 0 && matches!(tok, Tok::CloseBrace | Tok::TildeBrace);
        self.push(if closes { Kind::SequenceEnd } else { Kind::Plain(tok) }, length);
        match tok {
            _ if closes => self.leave(),
            Tok::Quote => self.enter(here, Mode::Quoted),
            Tok::Heredoc => {
                let marker = rest[2..length].trim_start_matches('-').trim_end();
                self.enter(here, Mode::Heredoc { marker, line_start: true })
            }
            Tok::OpenBrace => Mode::Plain { sequence, braces: braces + 1 },
            Tok::CloseBrace => Mode::Plain { sequence, braces: braces.saturating_sub(1) },
            _ => here,
        }
    }

    /// `${` or `%{` at the position: enters it.
    fn sequence(&mut self, outer: Mode<'t>) -> Mode<'t> {
        let rest = self.rest();
        let kind = if rest.starts_with('$') { Kind::Interpolation } else { Kind::Directive };
        self.push(kind, if rest[2..].starts_with('~') { 3 } else { 2 });
        self.enter(outer, Mode::Plain { sequence: true, braces: 0 })
    }

    fn quoted(&mut self) -> Mode<'t> {
        let rest = self.rest();
        let mut end = 0;
        loop {
            match rest.as_bytes().get(end..) {
                Some([b'\\', _, ..]) => end += 1 + char_length(&rest[end + 1..]),
                Some([b'"', ..]) if end == 0 => {
                    self.push(Kind::CloseQuote, 1);
                    return self.leave();
                }
                Some([b'"', ..] | []) | None => break,
                Some([b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..]) => end += 3,
                Some([b'$' | b'%', b'{', ..]) if end == 0 => return self.sequence(Mode::Quoted),
                Some([b'$' | b'%', b'{', ..]) => break,
                Some(_) => end += char_length(&rest[end..]),
            }
        }
        self.push(Kind::Quoted, end);
        Mode::Quoted
    }

    fn heredoc(&mut self, marker: &'t str, line_start: bool) -> Mode<'t> {
        let rest = self.rest();
        let line = line_length(rest);
        if line_start && rest[..line].trim() == marker {
            self.push(Kind::CloseHeredoc, line);
            return self.leave();
        }
        let mut end = 0;
        loop {
            match rest.as_bytes().get(end..) {
                Some([b'\n', ..]) => {
                    self.push(Kind::Heredoc, end + 1);
                    return Mode::Heredoc { marker, line_start: true };
                }
                Some([]) | None => break,
                Some([b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..]) => end += 3,
                Some([b'$' | b'%', b'{', ..]) if end == 0 => {
                    return self.sequence(Mode::Heredoc { marker, line_start: false });
                }
                Some([b'$' | b'%', b'{', ..]) => break,
                Some(_) => end += char_length(&rest[end..]),
            }
        }
        self.push(Kind::Heredoc, end);
        Mode::Heredoc { marker, line_start: false }
    }
}

fn char_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}
