//! The canonical layout of source text: indentation, spaces, aligned equals signs and comments, quoted labels, and
//! `"${x}"` written as `x`. Only tokens move; comments and everything else stay.

mod layout;
mod rewrite;
mod scan;
#[cfg(test)]
mod tests;

use crate::syntax::parse_body;
use provision_value::{Diagnostics, SourceId};

/// The text in its canonical layout. Errors are those of the syntax: text that cannot be read is not touched.
pub fn format(source: SourceId, text: &str) -> Result<String, Diagnostics> {
    let (body, diags) = parse_body(source, text);
    if diags.has_errors() {
        return Err(diags);
    }
    let scanned = scan::scan(text);
    let end = scanned.last().map_or(0, |token| token.start + token.text.len());
    let mut tokens = rewrite::rewrite(&body, scanned);
    layout::layout(&mut tokens);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for token in &tokens {
        out.extend(std::iter::repeat_n(' ', token.spaces));
        out.push_str(&token.text);
    }
    // Spaces behind the last token stay, as Terraform leaves them.
    out.extend(std::iter::repeat_n(' ', text.len() - end));
    Ok(out)
}
