//! Lines with signs and colour. Every sign is legible without colour.

use anstyle::{AnsiColor, Style};
use std::fmt::Write;

/// What stands before a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Nothing.
    None,
    /// `+`
    Add,
    /// `-`
    Remove,
    /// `~`
    Change,
    /// `-/+`
    Replace,
    /// `+/-`
    ReplaceKeeping,
    /// `<=`
    Read,
}

impl Sign {
    /// Three characters, so that content stays in its column.
    fn text(self) -> &'static str {
        match self {
            Sign::None => "   ",
            Sign::Add => "  +",
            Sign::Remove => "  -",
            Sign::Change => "  ~",
            Sign::Replace => "-/+",
            Sign::ReplaceKeeping => "+/-",
            Sign::Read => " <=",
        }
    }
    fn style(self) -> Style {
        let color = match self {
            Sign::None => return Style::new(),
            Sign::Add => AnsiColor::Green,
            Sign::Remove => AnsiColor::Red,
            Sign::Change | Sign::Replace | Sign::ReplaceKeeping => AnsiColor::Yellow,
            Sign::Read => AnsiColor::Cyan,
        };
        color.on_default()
    }
}

/// Bold.
pub const BOLD: Style = Style::new().bold();
/// For what forces a replacement.
pub const ALARM: Style = AnsiColor::Red.on_default();
/// For what is folded.
pub const FAINT: Style = Style::new().dimmed();

/// Text that is being written.
#[derive(Debug, Default)]
pub struct Page {
    text: String,
    color: bool,
    /// Shows things as they are: without signs.
    plain: bool,
}

impl Page {
    /// An empty page, with escape sequences for colour or without.
    pub fn new(color: bool) -> Page {
        Page { text: String::new(), color, plain: false }
    }
    /// The same page, whose lines bear no signs.
    pub fn plain(mut self) -> Page {
        self.plain = true;
        self
    }
    /// The text.
    pub fn finish(self) -> String {
        self.text
    }
    /// Begins a line: four columns for each level, the sign, a space.
    pub fn begin(&mut self, level: usize, sign: Sign) {
        let (indent, sign) = (4 * level, if self.plain { Sign::None } else { sign });
        let _ = write!(self.text, "{:indent$}", "");
        self.put(sign.style(), sign.text());
        self.text.push(' ');
    }
    /// Adds to the line.
    pub fn add(&mut self, text: &str) {
        self.text.push_str(text);
    }
    /// Adds to the line in a style.
    pub fn put(&mut self, style: Style, text: &str) {
        if self.color && style != Style::new() {
            let _ = write!(self.text, "{}{text}{}", style.render(), style.render_reset());
        } else {
            self.text.push_str(text);
        }
    }
    /// Ends the line.
    pub fn end(&mut self) {
        let kept = self.text.trim_end_matches(' ').len();
        self.text.truncate(kept);
        self.text.push('\n');
    }
    /// A whole line without a sign.
    pub fn line(&mut self, level: usize, text: &str) {
        self.begin(level, Sign::None);
        self.add(text);
        self.end();
    }
    /// A whole line without a sign, set back.
    pub fn faint(&mut self, level: usize, text: &str) {
        self.begin(level, Sign::None);
        self.put(FAINT, text);
        self.end();
    }
    /// A comment line over a block.
    pub fn title(&mut self, style: Style, text: &str) {
        self.text.push_str("  ");
        self.put(style, &format!("# {text}"));
        self.end();
    }
    /// An empty line, unless there is one or the page begins.
    pub fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }
    /// An empty line before a nested block, unless it is the first thing in its parent.
    pub fn block_gap(&mut self) {
        if !self.text.ends_with("{\n") {
            self.gap();
        }
    }
}

/// `1 unchanged attribute`, `2 unchanged attributes`.
pub fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// Text in quotes, escaped as the plan language writes it.
pub fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if chars.peek() == Some(&'{') => out.extend([c, c]),
            // Nothing that a value holds may steer the reader's terminal.
            c if c.is_control() => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
