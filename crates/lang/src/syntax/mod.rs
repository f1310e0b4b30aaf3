//! The native syntax: text → [`ast`](crate::ast); [`json`] reads the other one. The parser recovers, so that one run reports every error of a file.
//!
//! There is no separate token list: inside a quoted text or heredoc the same characters mean something else, so the
//! parser asks the lexer for one token at a time and reads templates character by character.

mod body;
mod expr;
mod json;
pub(crate) mod lexer;
mod parser;
mod template;

#[cfg(test)]
mod tests;

use crate::ast;
pub(crate) use json::{Types, parse_json_body, parse_json_values};
use parser::Parser;
use provision_value::{Diagnostics, SourceId};

/// Deepest nesting of brackets, blocks and operators that the parser follows. Deeper input is an error, never a stack
/// overflow.
pub const MAX_NESTING: u32 = 128;

/// Tallest expression tree, counted over chains too (`a + b + …`, `a.b.c…`), so that whoever walks a tree recursively
/// is safe.
pub const MAX_HEIGHT: u32 = 500;

/// After so many errors in one file the parser gives up on it.
const MAX_ERRORS: usize = 50;

/// Reads a whole file. What could be read is in the body even when there are errors.
pub fn parse_body(source: SourceId, text: &str) -> (ast::Body, Diagnostics) {
    let mut parser = Parser::new(source, text);
    let body = parser.file();
    (body, parser.diags)
}

/// Reads one expression that is the whole text (`--var`, `TF_VAR_`, console). On an error the expression is
/// [`ast::ExprKind::Invalid`].
pub fn parse_expression(source: SourceId, text: &str) -> (ast::Expr, Diagnostics) {
    let mut parser = Parser::new(source, text);
    let expr = parser.whole_expression();
    (expr, parser.diags)
}

/// Reads a template without quotes around it (`templatefile`, `templatestring`).
pub fn parse_template(source: SourceId, text: &str) -> (ast::Expr, Diagnostics) {
    let mut parser = Parser::new(source, text);
    let expr = parser.whole_template();
    (expr, parser.diags)
}
