//! What WAF does with a request, and what it counts: blocks that web ACLs and rule groups share.

use provision_aws_core::prelude::*;

/// What happens to a request that a rule matches.
#[derive(Nested, Clone, Default)]
pub struct RuleAction {
    /// It passes.
    #[block(list, max = 1)]
    pub allow: Option<Pass>,
    /// It is refused.
    #[block(list, max = 1)]
    pub block: Option<Refuse>,
    /// The client has to solve a puzzle.
    #[block(list, max = 1)]
    pub captcha: Option<Pass>,
    /// The client's browser has to prove that it is one.
    #[block(list, max = 1)]
    pub challenge: Option<Pass>,
    /// It is counted, and the next rule looks at it.
    #[block(list, max = 1)]
    pub count: Option<Pass>,
}

/// What happens to a request that no rule matches.
#[derive(Nested, Clone, Default)]
pub struct DefaultAction {
    /// It passes.
    #[block(list, max = 1)]
    pub allow: Option<Pass>,
    /// It is refused.
    #[block(list, max = 1)]
    pub block: Option<Refuse>,
}

/// What a rule group's own actions give way to.
#[derive(Nested, Clone, Default)]
pub struct OverrideAction {
    /// Requests are counted only.
    #[block(list, max = 1)]
    pub count: Option<Empty>,
    /// They do not give way.
    #[block(list, max = 1)]
    pub none: Option<Empty>,
}

/// A block that holds nothing: that it is there says all.
#[derive(Nested, Clone, Default)]
pub struct Empty {}

/// A request that goes on.
#[derive(Nested, Clone, Default)]
pub struct Pass {
    /// What is put into it.
    #[block(list, max = 1)]
    pub custom_request_handling: Option<RequestHandling>,
}

/// What is put into a request.
#[derive(Nested, Clone, Default)]
pub struct RequestHandling {
    /// Headers; their names get `x-amzn-waf-` before them.
    #[block(set, min = 1)]
    pub insert_header: Set<Header>,
}

/// A header.
#[derive(Nested, Clone, Default)]
pub struct Header {
    /// Its name.
    #[attr(required, validate = header_name)]
    pub name: String,
    /// Its value.
    #[attr(required, length(1, 255))]
    pub value: String,
}

/// A request that is refused.
#[derive(Nested, Clone, Default)]
pub struct Refuse {
    /// What is answered instead of 403.
    #[block(list, max = 1)]
    pub custom_response: Option<Response>,
}

/// An answer of one's own.
#[derive(Nested, Clone, Default)]
pub struct Response {
    /// The key of its body among those of the web ACL or rule group.
    #[attr(optional, validate = body_key)]
    pub custom_response_body_key: Option<String>,
    /// Its status.
    #[attr(required, between(200, 600))]
    pub response_code: i64,
    /// Its headers.
    #[block(set)]
    pub response_header: Set<Header>,
}

/// A body that answers refer to.
#[derive(Nested, Clone, Default)]
pub struct ResponseBody {
    /// The text.
    #[attr(required, length(1, 10_240))]
    pub content: String,
    /// What it is.
    #[attr(required, one_of("TEXT_PLAIN", "TEXT_HTML", "APPLICATION_JSON"))]
    pub content_type: String,
    /// What it is referred to by.
    #[attr(required, validate = body_key)]
    pub key: String,
}

/// How long a solved puzzle counts.
#[derive(Nested, Clone, Default)]
pub struct Immunity {
    /// How long.
    #[block(list, max = 1)]
    pub immunity_time_property: Option<ImmunityTime>,
}

/// How long.
#[derive(Nested, Clone, Default)]
pub struct ImmunityTime {
    /// Seconds.
    #[attr(optional)]
    pub immunity_time: Option<i64>,
}

/// What is counted and sampled.
#[derive(Nested, Clone, Default)]
pub struct Visibility {
    /// Whether CloudWatch gets metrics.
    #[attr(required)]
    pub cloudwatch_metrics_enabled: bool,
    /// The name of the metric.
    #[attr(required, validate = name)]
    pub metric_name: String,
    /// Whether some of the requests are kept for three hours.
    #[attr(required)]
    pub sampled_requests_enabled: bool,
}

/// A label that a rule puts on requests.
#[derive(Nested, Clone, Default)]
pub struct Label {
    /// Its name.
    #[attr(required, validate = label)]
    pub name: String,
}

/// A text of so many characters, of letters, digits and these.
fn made_of(value: &Value, longest: usize, others: &str) -> Result<(), String> {
    let Some(text) = value.as_str() else { return Ok(()) };
    let good = |c: char| c.is_ascii_alphanumeric() || others.contains(c);
    if (1..=longest).contains(&text.chars().count()) && text.chars().all(good) {
        return Ok(());
    }
    let others: Vec<String> = others.chars().map(|c| format!("`{c}`")).collect();
    Err(format!("must be 1 to {longest} characters: letters, digits, {}", others.join(", ")))
}

/// The name of a web ACL and what belongs to it.
pub fn name(value: &Value) -> Result<(), String> {
    made_of(value, 128, "_-")
}

/// What a name begins with, which 26 characters are put after.
pub fn name_prefix(value: &Value) -> Result<(), String> {
    made_of(value, 102, "_-")
}

/// A label, or the namespace of labels.
pub fn label(value: &Value) -> Result<(), String> {
    made_of(value, 1024, "_-:")
}

fn body_key(value: &Value) -> Result<(), String> {
    made_of(value, 128, "_-")
}

fn header_name(value: &Value) -> Result<(), String> {
    made_of(value, 64, "_$.-")
}
