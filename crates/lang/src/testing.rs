//! What tests of this crate share.

use crate::World;
use provision_value::{Diagnostics, SourceMap};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Diagnostics of one text as plain lines with carets.
pub(crate) fn render(text: &str, diags: &Diagnostics) -> String {
    let mut sources = SourceMap::default();
    sources.add("", text);
    render_all(&sources, diags)
}

/// Diagnostics as plain lines with carets; files are named where they have a name.
pub(crate) fn render_all(sources: &SourceMap, diags: &Diagnostics) -> String {
    let mut out = String::new();
    for d in &diags.0 {
        let mut caret = String::new();
        if let Some(span) = d.span {
            let name = sources.name(span.source);
            let (line, column) = sources.line_col(span.source, span.start);
            let text = sources.text(span.source).lines().nth(line - 1).unwrap_or("");
            let width = sources.text(span.source)[span.start as usize..span.end as usize]
                .lines()
                .next()
                .unwrap_or("");
            let width = width.chars().count().max(1);
            caret = format!("{text}\n{}{}\n", " ".repeat(column - 1), "^".repeat(width));
            out += &format!("{name}{}{line}:{column} ", if name.is_empty() { "" } else { ":" });
        }
        out += if d.is_error() { "" } else { "(warning) " };
        out += &d.summary;
        if !d.detail.is_empty() {
            out += &format!(": {}", d.detail);
        }
        if !d.help.is_empty() {
            out += &format!(" ({})", d.help);
        }
        out += "\n";
        out += &caret;
    }
    out
}

/// A world that holds a few files under `/plan` and nothing else.
pub(crate) struct Files {
    files: BTreeMap<PathBuf, String>,
    env: Vec<(String, String)>,
}

impl Files {
    pub(crate) fn new(files: &[(&str, &str)]) -> Files {
        let files =
            files.iter().map(|(name, text)| (Path::new("/plan").join(name), text.to_string())).collect();
        Files { files, env: Vec::new() }
    }
    pub(crate) fn with_env(mut self, name: &str, value: &str) -> Files {
        self.env.push((name.to_string(), value.to_string()));
        self
    }
}

/// The path with `.` and `..` carried out.
fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

impl World for Files {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        self.files.get(&clean(path)).map(|t| t.as_bytes().to_vec()).ok_or(std::io::ErrorKind::NotFound.into())
    }
    fn list(&self, dir: &Path) -> std::io::Result<Vec<String>> {
        let dir = clean(dir);
        let inside = self.files.keys().filter_map(|f| f.strip_prefix(&dir).ok());
        let mut names: Vec<String> = inside
            .filter_map(|rest| {
                let first = rest.components().next()?.as_os_str().to_str()?.to_string();
                Some(if rest.components().count() > 1 { first + "/" } else { first })
            })
            .collect();
        names.dedup();
        if names.is_empty() { Err(std::io::ErrorKind::NotFound.into()) } else { Ok(names) }
    }
    fn exists(&self, path: &Path) -> bool {
        self.files.contains_key(&clean(path))
    }
    fn home(&self) -> Option<String> {
        None
    }
    fn env(&self, prefix: &str) -> Vec<(String, String)> {
        self.env.iter().filter_map(|(n, v)| Some((n.strip_prefix(prefix)?.to_string(), v.clone()))).collect()
    }
    fn now(&self) -> String {
        "2026-01-02T03:04:05Z".into()
    }
    fn random(&self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}
