//! Errors and warnings with their place, cause and next step.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet};
use provision_value::{Diagnostic, Diagnostics, Severity, SourceMap, Span};

/// Shows each finding: summary, place with its source line, detail, causes, next step. Errors come last, where they
/// are seen.
pub fn render(diagnostics: &Diagnostics, sources: &SourceMap, color: bool, width: usize) -> String {
    let mut sorted: Vec<&Diagnostic> = diagnostics.0.iter().collect();
    sorted.sort_by_key(|d| std::cmp::Reverse(d.severity));
    sorted.iter().map(|d| one(d, sources, color, width)).collect::<Vec<_>>().join("\n")
}

/// Summaries alone, with their places; nothing where there are none.
pub fn compact(warnings: &Diagnostics, sources: &SourceMap) -> String {
    let line = |d: &Diagnostic| {
        let address = d.address.as_ref().map(|a| format!(" on {a}")).unwrap_or_default();
        let place = d
            .span
            .map(|s| format!(" ({}:{})", sources.name(s.source), sources.line_col(s.source, s.start).0));
        format!("- {}{address}{}\n", d.summary, place.unwrap_or_default())
    };
    let lines: String = warnings.0.iter().map(line).collect();
    match lines.is_empty() {
        true => lines,
        false => format!("Warnings, whole without --compact-warnings:\n{lines}"),
    }
}

fn one(d: &Diagnostic, sources: &SourceMap, color: bool, width: usize) -> String {
    let level = match d.severity {
        Severity::Error => Level::ERROR.with_name("Error"),
        Severity::Warning => Level::WARNING.with_name("Warning"),
    };
    let mut notes: Vec<Element<'_>> = Vec::new();
    if let Some(address) = &d.address {
        notes.push(Level::NOTE.with_name("on").message(address.as_str()).into());
    }
    if !d.detail.is_empty() {
        notes.push(Level::NOTE.no_name().message(d.detail.as_str()).into());
    }
    for cause in &d.causes {
        notes.push(Level::NOTE.with_name("cause").message(cause.as_str()).into());
    }
    if !d.help.is_empty() {
        notes.push(Level::HELP.with_name("next").message(d.help.as_str()).into());
    }
    let title = level.primary_title(d.summary.as_str());
    let group = match d.span.map(|s| snippet(s, sources)) {
        Some(snippet) => title.element(snippet).elements(notes),
        None => Group::with_title(title).elements(notes),
    };
    let also = d.related.iter().map(|(span, note)| {
        let title = Level::NOTE.with_name("also").secondary_title(note.as_str());
        title.element(snippet(*span, sources))
    });
    let groups: Vec<Group<'_>> = std::iter::once(group).chain(also).collect();
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.term_width(width).render(&groups);
    text.push('\n');
    text
}

/// So many bytes of a line are shown before and after the place.
const LONGEST: usize = 400;

/// The line of a span with its caret. A span over many lines marks the first only: the rest is not what is wrong.
fn snippet(span: Span, sources: &SourceMap) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    let text = sources.text(span.source);
    let start = floor(text, span.start as usize);
    let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
    // Of a very long line only the surroundings.
    let line_start = line_start.max(floor(text, start.saturating_sub(LONGEST)));
    let line_end = line_end.min(floor(text, start + LONGEST));
    let end = floor(text, span.end as usize).clamp(start, line_end).max(start);
    let (line, _) = sources.line_col(span.source, start as u32);
    Snippet::source(&text[line_start..line_end])
        .path(sources.name(span.source))
        .line_start(line)
        .annotation(AnnotationKind::Primary.span(start - line_start..end - line_start))
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_shows_place_cause_and_next_step() {
        let mut sources = SourceMap::default();
        let source =
            sources.add("network.tf", "resource \"aws_vpc\" \"main\" {\n  cidr = \"10.0.0.0/16\"\n}\n");
        let d = Diagnostic::error("Unknown argument \"cidr\"", "aws_vpc has no argument of this name.")
            .at(Span { source, start: 30, end: 34 })
            .on("aws_vpc.main")
            .help("Did you mean \"cidr_block\"?");
        insta::assert_snapshot!(render(&d.into(), &sources, false, 100), @r#"
        Error: Unknown argument "cidr"
         --> network.tf:2:3
          |
        2 |   cidr = "10.0.0.0/16"
          |   ^^^^
          |
          = on: aws_vpc.main
          = aws_vpc has no argument of this name.
          = next: Did you mean "cidr_block"?
        "#);
    }

    #[test]
    fn compact_warnings_are_a_line_each() {
        let mut sources = SourceMap::default();
        let source = sources.add("a.tfvars", "x = 1\ny = 2\n");
        let mut found = Diagnostics::from(Diagnostic::warning("Undeclared variable", "y").at(Span {
            source,
            start: 6,
            end: 7,
        }));
        found.push(Diagnostic::warning("Argument is deprecated", "Use other.").on("t.x"));
        insta::assert_snapshot!(compact(&found, &sources), @r"
        Warnings, whole without --compact-warnings:
        - Undeclared variable (a.tfvars:2)
        - Argument is deprecated on t.x
        ");
        assert_eq!(compact(&Diagnostics::new(), &sources), "");
    }

    #[test]
    fn other_places_follow_with_their_lines() {
        let mut sources = SourceMap::default();
        let source = sources.add("main.tf", "locals {\n  a = local.b\n  b = local.a\n}\n");
        let d = Diagnostic::error("Dependency cycle", "Each of these needs the next one.")
            .at(Span { source, start: 15, end: 22 })
            .also(Span { source, start: 29, end: 36 }, "local.b needs local.a")
            .help("Take one of them out.");
        insta::assert_snapshot!(render(&d.into(), &sources, false, 100), @r"
        Error: Dependency cycle
         --> main.tf:2:7
          |
        2 |   a = local.b
          |       ^^^^^^^
          |
          = Each of these needs the next one.
          = next: Take one of them out.
        also: local.b needs local.a
         --> main.tf:3:7
          |
        3 |   b = local.a
          |       ^^^^^^^
        ");
    }

    #[test]
    fn a_place_outside_the_text_does_not_panic() {
        let mut sources = SourceMap::default();
        let source = sources.add("a.tf", "é");
        for (start, end) in [(0, 1), (1, 1), (1, 9), (9, 12), (2, 1)] {
            let d = Diagnostic::error("x", "").at(Span { source, start, end });
            assert!(render(&d.into(), &sources, false, 80).contains("a.tf"));
        }
    }
}
