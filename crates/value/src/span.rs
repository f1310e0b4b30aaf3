//! Places in source files.

use std::sync::Arc;

/// A source file, by its index in the [`SourceMap`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A range of bytes in a source file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The smallest span over both.
    pub fn to(self, other: Span) -> Span {
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Every source text of one run, so that a diagnostic can show its line.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<File>,
}

#[derive(Clone, Debug)]
struct File {
    name: Arc<str>,
    text: Arc<str>,
    /// Where lines begin, after the first.
    lines: Arc<[u32]>,
}

impl SourceMap {
    /// Adds a file by the name that messages show and its text.
    pub fn add(&mut self, name: &str, text: &str) -> SourceId {
        let lines = text.match_indices('\n').map(|(at, _)| at as u32 + 1).collect();
        self.files.push(File { name: name.into(), text: text.into(), lines });
        SourceId(self.files.len() as u32 - 1)
    }
    /// Every file: the name that messages show, and the text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|f| (&*f.name, &*f.text))
    }
    /// The name that messages show.
    pub fn name(&self, id: SourceId) -> &str {
        self.files.get(id.0 as usize).map_or("", |f| &f.name)
    }
    /// The whole text.
    pub fn text(&self, id: SourceId) -> &str {
        self.files.get(id.0 as usize).map_or("", |f| &f.text)
    }
    /// Line and column (characters) of a byte offset, both from 1.
    pub fn line_col(&self, id: SourceId, offset: u32) -> (usize, usize) {
        let Some(File { text, lines, .. }) = self.files.get(id.0 as usize) else { return (1, 1) };
        let mut at = (offset as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line = lines.partition_point(|start| *start as usize <= at);
        let start = line.checked_sub(1).and_then(|i| lines.get(i)).map_or(0, |s| *s as usize);
        (line + 1, text[start..at].chars().count() + 1)
    }
}
