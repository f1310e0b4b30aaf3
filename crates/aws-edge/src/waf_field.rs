//! The part of a request that a statement looks at.

use crate::waf_action::Empty;
use provision_aws_core::prelude::*;

/// The part of a request that is looked at; one of these.
#[derive(Nested, Clone, Default)]
pub struct Field {
    /// All arguments of the query.
    #[block(list, max = 1)]
    pub all_query_arguments: Option<Empty>,
    /// The body.
    #[block(list, max = 1)]
    pub body: Option<Body>,
    /// Cookies.
    #[block(list, max = 1)]
    pub cookies: Option<Cookies>,
    /// The names of the headers, in the order in which they came.
    #[block(list)]
    pub header_order: Vec<HeaderOrder>,
    /// Headers.
    #[block(list)]
    pub headers: Vec<Headers>,
    /// The JA3 fingerprint of the TLS handshake.
    #[block(list, max = 1)]
    pub ja3_fingerprint: Option<Fingerprint>,
    /// The JA4 fingerprint of the TLS handshake.
    #[block(list, max = 1)]
    pub ja4_fingerprint: Option<Fingerprint>,
    /// The body, read as JSON.
    #[block(list, max = 1)]
    pub json_body: Option<JsonBody>,
    /// The method.
    #[block(list, max = 1)]
    pub method: Option<Empty>,
    /// The query.
    #[block(list, max = 1)]
    pub query_string: Option<Empty>,
    /// One header.
    #[block(list, max = 1)]
    pub single_header: Option<SingleHeader>,
    /// One argument of the query.
    #[block(list, max = 1)]
    pub single_query_argument: Option<SingleArgument>,
    /// What follows `#` in the URL.
    #[block(list, max = 1)]
    pub uri_fragment: Option<Fragment>,
    /// The path.
    #[block(list, max = 1)]
    pub uri_path: Option<Empty>,
}

/// The body.
#[derive(Nested, Clone, Default)]
pub struct Body {
    /// What happens when it is longer than WAF looks.
    #[attr(optional, default = "CONTINUE", one_of("CONTINUE", "MATCH", "NO_MATCH"))]
    pub oversize_handling: Option<String>,
}

/// Cookies.
#[derive(Nested, Clone, Default)]
pub struct Cookies {
    /// Which.
    #[block(list, min = 1)]
    pub match_pattern: Vec<CookiePattern>,
    /// Names, values or both.
    #[attr(required, one_of("ALL", "KEY", "VALUE"))]
    pub match_scope: String,
    /// What happens when there are more than WAF looks at.
    #[attr(required, one_of("CONTINUE", "MATCH", "NO_MATCH"))]
    pub oversize_handling: String,
}

/// Which cookies.
#[derive(Nested, Clone, Default)]
pub struct CookiePattern {
    /// All.
    #[block(list, max = 1)]
    pub all: Option<Empty>,
    /// All but these.
    #[attr(optional)]
    pub excluded_cookies: Vec<String>,
    /// These.
    #[attr(optional)]
    pub included_cookies: Vec<String>,
}

/// The names of the headers in their order.
#[derive(Nested, Clone, Default)]
pub struct HeaderOrder {
    /// What happens when there are more than WAF looks at.
    #[attr(required, one_of("CONTINUE", "MATCH", "NO_MATCH"))]
    pub oversize_handling: String,
}

/// Headers.
#[derive(Nested, Clone, Default)]
pub struct Headers {
    /// Which.
    #[block(list, min = 1, max = 1)]
    pub match_pattern: Option<HeaderPattern>,
    /// Names, values or both.
    #[attr(required, one_of("ALL", "KEY", "VALUE"))]
    pub match_scope: String,
    /// What happens when there are more than WAF looks at.
    #[attr(required, one_of("CONTINUE", "MATCH", "NO_MATCH"))]
    pub oversize_handling: String,
}

/// Which headers.
#[derive(Nested, Clone, Default)]
pub struct HeaderPattern {
    /// All.
    #[block(list, max = 1)]
    pub all: Option<Empty>,
    /// All but these.
    #[attr(optional)]
    pub excluded_headers: Vec<String>,
    /// These.
    #[attr(optional)]
    pub included_headers: Vec<String>,
}

/// A fingerprint.
#[derive(Nested, Clone, Default)]
pub struct Fingerprint {
    /// What happens where there is none.
    #[attr(required, one_of("MATCH", "NO_MATCH"))]
    pub fallback_behavior: String,
}

/// The body, read as JSON.
#[derive(Nested, Clone, Default)]
pub struct JsonBody {
    /// What happens when it is not JSON.
    #[attr(optional, one_of("MATCH", "NO_MATCH", "EVALUATE_AS_STRING"))]
    pub invalid_fallback_behavior: Option<String>,
    /// Which parts.
    #[block(list, min = 1, max = 1)]
    pub match_pattern: Option<JsonPattern>,
    /// Names, values or both.
    #[attr(required, one_of("ALL", "KEY", "VALUE"))]
    pub match_scope: String,
    /// What happens when it is longer than WAF looks.
    #[attr(optional, default = "CONTINUE", one_of("CONTINUE", "MATCH", "NO_MATCH"))]
    pub oversize_handling: Option<String>,
}

/// Which parts of a JSON text.
#[derive(Nested, Clone, Default)]
pub struct JsonPattern {
    /// All.
    #[block(list, max = 1)]
    pub all: Option<Empty>,
    /// JSON pointers.
    #[attr(optional)]
    pub included_paths: Vec<String>,
}

/// One header.
#[derive(Nested, Clone, Default)]
pub struct SingleHeader {
    /// Its name, in lower case.
    #[attr(required, validate = header)]
    pub name: String,
}

/// One argument of the query.
#[derive(Nested, Clone, Default)]
pub struct SingleArgument {
    /// Its name, in lower case.
    #[attr(required, validate = argument)]
    pub name: String,
}

/// What follows `#` in the URL.
#[derive(Nested, Clone, Default)]
pub struct Fragment {
    /// What happens where there is none.
    #[attr(optional, computed, one_of("MATCH", "NO_MATCH"))]
    pub fallback_behavior: Option<String>,
}

/// What is done to a text before it is compared.
#[derive(Nested, Clone, Default)]
pub struct Transformation {
    /// Its place among the others; the lowest comes first.
    #[attr(required)]
    pub priority: i64,
    /// What is done.
    #[attr(
        required,
        one_of(
            "NONE",
            "COMPRESS_WHITE_SPACE",
            "HTML_ENTITY_DECODE",
            "LOWERCASE",
            "CMD_LINE",
            "URL_DECODE",
            "BASE64_DECODE",
            "HEX_DECODE",
            "MD5",
            "REPLACE_COMMENTS",
            "ESCAPE_SEQ_DECODE",
            "SQL_HEX_DECODE",
            "CSS_DECODE",
            "JS_DECODE",
            "NORMALIZE_PATH",
            "NORMALIZE_PATH_WIN",
            "REMOVE_NULLS",
            "REPLACE_NULLS",
            "BASE64_DECODE_EXT",
            "URL_DECODE_UNI",
            "UTF8_TO_UNICODE"
        )
    )]
    pub r#type: String,
}

/// AWS tells names in lower case.
fn lower(value: &Value, longest: usize) -> Result<(), String> {
    let Some(text) = value.as_str() else { return Ok(()) };
    let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b);
    if (1..=longest).contains(&text.len()) && text.bytes().all(good) {
        return Ok(());
    }
    Err(format!("must be 1 to {longest} characters: lower-case letters, digits, `_`, `-`"))
}

fn header(value: &Value) -> Result<(), String> {
    lower(value, 40)
}

fn argument(value: &Value) -> Result<(), String> {
    lower(value, 30)
}
