//! What tests of this crate share.

use provision_value::{Diagnostics, SourceMap};

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
