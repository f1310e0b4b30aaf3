//! What a rule looks for: one type of statement that holds itself, and the two that stand at the top of a rule.
//!
//! AWS lets statements nest without end; the provider's schema goes down three levels below the top, and so do plans.

use crate::waf_action::Empty;
use crate::waf_field::{Field, Fingerprint, Transformation};
use crate::waf_managed::{ManagedGroup, RuleGroupReference};
use provision_aws_core::prelude::*;

/// A struct with the statements that may stand anywhere, and more.
macro_rules! statement {
    ($(#[$doc:meta])* $name:ident { $($more:tt)* }) => {
        $(#[$doc])*
        #[derive(Nested, Clone, Default)]
        pub struct $name {
            /// All of several.
            #[block(list, max = 1, depth = 3)]
            pub and_statement: Option<Box<Statements>>,
            /// Where the client's address belongs to one of these networks.
            #[block(list, max = 1)]
            pub asn_match_statement: Option<Asn>,
            /// A text.
            #[block(list, max = 1)]
            pub byte_match_statement: Option<Bytes>,
            /// The client's country.
            #[block(list, max = 1)]
            pub geo_match_statement: Option<Geo>,
            /// The client's address.
            #[block(list, max = 1)]
            pub ip_set_reference_statement: Option<IpSetReference>,
            /// A label that a rule before put on.
            #[block(list, max = 1)]
            pub label_match_statement: Option<LabelMatch>,
            /// None.
            #[block(list, max = 1, depth = 3)]
            pub not_statement: Option<Box<Statements>>,
            /// One of several.
            #[block(list, max = 1, depth = 3)]
            pub or_statement: Option<Box<Statements>>,
            /// A regular expression.
            #[block(list, max = 1)]
            pub regex_match_statement: Option<Regex>,
            /// One of a set of regular expressions.
            #[block(list, max = 1)]
            pub regex_pattern_set_reference_statement: Option<PatternsReference>,
            /// A length.
            #[block(list, max = 1)]
            pub size_constraint_statement: Option<Size>,
            /// SQL code.
            #[block(list, max = 1)]
            pub sqli_match_statement: Option<Sql>,
            /// Scripts.
            #[block(list, max = 1)]
            pub xss_match_statement: Option<Scripts>,
            $($more)*
        }
    };
}

statement!(
    /// What is looked for, inside another statement.
    Statement {}
);

statement!(
    /// What a rule of a rule group looks for.
    GroupStatement {
        /// Many requests.
        #[block(list, max = 1)]
        pub rate_based_statement: Option<Rate>,
    }
);

statement!(
    /// What a rule of a web ACL looks for.
    AclStatement {
        /// What a group of rules looks for that AWS or a seller looks after.
        #[block(list, max = 1)]
        pub managed_rule_group_statement: Option<ManagedGroup>,
        /// Many requests.
        #[block(list, max = 1)]
        pub rate_based_statement: Option<Rate>,
        /// What a rule group of one's own looks for.
        #[block(list, max = 1)]
        pub rule_group_reference_statement: Option<RuleGroupReference>,
    }
);

/// Statements that are put together.
#[derive(Nested, Clone, Default)]
pub struct Statements {
    /// One of them.
    #[block(list, min = 1)]
    pub statement: Vec<Statement>,
}

/// Where the client's address belongs to one of these networks.
#[derive(Nested, Clone, Default)]
pub struct Asn {
    /// Numbers of autonomous systems.
    #[attr(required)]
    pub asn_list: Vec<i64>,
    /// A header that has the client's address.
    #[block(list, max = 1)]
    pub forwarded_ip_config: Option<ForwardedIp>,
}

/// A header that has the client's address.
#[derive(Nested, Clone, Default)]
pub struct ForwardedIp {
    /// What happens where it has none.
    #[attr(required, one_of("MATCH", "NO_MATCH"))]
    pub fallback_behavior: String,
    /// Its name.
    #[attr(required)]
    pub header_name: String,
}

/// A text.
#[derive(Nested, Clone, Default)]
pub struct Bytes {
    /// Where.
    #[block(list, max = 1)]
    pub field_to_match: Option<Field>,
    /// Where in it.
    #[attr(required, one_of("EXACTLY", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "CONTAINS_WORD"))]
    pub positional_constraint: String,
    /// The text.
    #[attr(required, length(1, 200))]
    pub search_string: String,
    /// What is done before.
    #[block(set, min = 1)]
    pub text_transformation: Set<Transformation>,
}

/// The client's country.
#[derive(Nested, Clone, Default)]
pub struct Geo {
    /// Codes of two letters.
    #[attr(required)]
    pub country_codes: Vec<String>,
    /// A header that has the client's address.
    #[block(list, max = 1)]
    pub forwarded_ip_config: Option<ForwardedIp>,
}

/// The client's address.
#[derive(Nested, Clone, Default)]
pub struct IpSetReference {
    /// The set of addresses.
    #[attr(required, arn)]
    pub arn: String,
    /// A header that has the client's address.
    #[block(list, max = 1)]
    pub ip_set_forwarded_ip_config: Option<ForwardedIps>,
}

/// A header that has addresses.
#[derive(Nested, Clone, Default)]
pub struct ForwardedIps {
    /// What happens where it has none.
    #[attr(required, one_of("MATCH", "NO_MATCH"))]
    pub fallback_behavior: String,
    /// Its name.
    #[attr(required, length(1, 255))]
    pub header_name: String,
    /// Which of the addresses.
    #[attr(required, one_of("FIRST", "LAST", "ANY"))]
    pub position: String,
}

/// A label.
#[derive(Nested, Clone, Default)]
pub struct LabelMatch {
    /// The label, or what it begins with.
    #[attr(required, validate = crate::waf_action::label)]
    pub key: String,
    /// Whether all of it is given.
    #[attr(required, one_of("LABEL", "NAMESPACE"))]
    pub scope: String,
}

/// A regular expression.
#[derive(Nested, Clone, Default)]
pub struct Regex {
    /// Where.
    #[block(list, max = 1)]
    pub field_to_match: Option<Field>,
    /// The expression.
    #[attr(required, length(1, 512))]
    pub regex_string: String,
    /// What is done before.
    #[block(set, min = 1)]
    pub text_transformation: Set<Transformation>,
}

/// One of a set of regular expressions.
#[derive(Nested, Clone, Default)]
pub struct PatternsReference {
    /// The set.
    #[attr(required, arn)]
    pub arn: String,
    /// Where.
    #[block(list, max = 1)]
    pub field_to_match: Option<Field>,
    /// What is done before.
    #[block(set, min = 1)]
    pub text_transformation: Set<Transformation>,
}

/// A length.
#[derive(Nested, Clone, Default)]
pub struct Size {
    /// How it is compared.
    #[attr(required, one_of("EQ", "NE", "LE", "LT", "GE", "GT"))]
    pub comparison_operator: String,
    /// Where.
    #[block(list, max = 1)]
    pub field_to_match: Option<Field>,
    /// Bytes.
    #[attr(required, between(0, 2_147_483_647))]
    pub size: i64,
    /// What is done before.
    #[block(set, min = 1)]
    pub text_transformation: Set<Transformation>,
}

/// SQL code.
#[derive(Nested, Clone, Default)]
pub struct Sql {
    /// Where.
    #[block(list, max = 1)]
    pub field_to_match: Option<Field>,
    /// How much is taken for it.
    #[attr(optional, one_of("LOW", "HIGH"))]
    pub sensitivity_level: Option<String>,
    /// What is done before.
    #[block(set, min = 1)]
    pub text_transformation: Set<Transformation>,
}

/// Scripts.
#[derive(Nested, Clone, Default)]
pub struct Scripts {
    /// Where.
    #[block(list, max = 1)]
    pub field_to_match: Option<Field>,
    /// What is done before.
    #[block(set, min = 1)]
    pub text_transformation: Set<Transformation>,
}

/// Many requests.
#[derive(Nested, Clone, Default)]
pub struct Rate {
    /// What is counted together.
    #[attr(optional, default = "IP", one_of("IP", "FORWARDED_IP", "CUSTOM_KEYS", "CONSTANT"))]
    pub aggregate_key_type: Option<String>,
    /// What requests have in common that are counted together.
    #[block(list, max = 5)]
    pub custom_key: Vec<CustomKey>,
    /// Seconds that it looks back: 60, 120, 300 or 600.
    #[attr(optional, default = 300, validate = window)]
    pub evaluation_window_sec: Option<i64>,
    /// A header that has the client's address.
    #[block(list, max = 1)]
    pub forwarded_ip_config: Option<ForwardedIp>,
    /// How many requests are not yet many.
    #[attr(required, between(10, 2_000_000_000))]
    pub limit: i64,
    /// Which requests are counted.
    #[block(list, max = 1, depth = 1)]
    pub scope_down_statement: Option<Box<Statement>>,
}

fn window(value: &Value) -> Result<(), String> {
    let good = value.as_i64().is_some_and(|s| [60, 120, 300, 600].contains(&s));
    if good { Ok(()) } else { Err("must be 60, 120, 300 or 600".into()) }
}

/// What requests have in common; one of these.
#[derive(Nested, Clone, Default)]
pub struct CustomKey {
    /// A cookie.
    #[block(list, max = 1)]
    pub cookie: Option<NamedText>,
    /// The address in a header.
    #[block(list, max = 1)]
    pub forwarded_ip: Option<Empty>,
    /// A header.
    #[block(list, max = 1)]
    pub header: Option<NamedText>,
    /// The method.
    #[block(list, max = 1)]
    pub http_method: Option<Empty>,
    /// The client's address.
    #[block(list, max = 1)]
    pub ip: Option<Empty>,
    /// The JA3 fingerprint of the TLS handshake.
    #[block(list, max = 1)]
    pub ja3_fingerprint: Option<Fingerprint>,
    /// The JA4 fingerprint of the TLS handshake.
    #[block(list, max = 1)]
    pub ja4_fingerprint: Option<Fingerprint>,
    /// Labels.
    #[block(list, max = 1)]
    pub label_namespace: Option<Namespace>,
    /// An argument of the query.
    #[block(list, max = 1)]
    pub query_argument: Option<NamedText>,
    /// The query.
    #[block(list, max = 1)]
    pub query_string: Option<PlainText>,
    /// The path.
    #[block(list, max = 1)]
    pub uri_path: Option<PlainText>,
}

/// A part of a request that has a name.
#[derive(Nested, Clone, Default)]
pub struct NamedText {
    /// Its name.
    #[attr(required, length(1, 64))]
    pub name: String,
    /// What is done before it is compared.
    #[block(set, min = 1)]
    pub text_transformation: Set<Transformation>,
}

/// A part of a request.
#[derive(Nested, Clone, Default)]
pub struct PlainText {
    /// What is done before it is compared.
    #[block(set, min = 1)]
    pub text_transformation: Set<Transformation>,
}

/// What labels begin with.
#[derive(Nested, Clone, Default)]
pub struct Namespace {
    /// It, with a colon at its end.
    #[attr(required, validate = crate::waf_action::label)]
    pub namespace: String,
}
