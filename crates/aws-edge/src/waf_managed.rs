//! Groups of rules that a web ACL uses: one's own, and those that AWS or a seller looks after.

use crate::waf_action::RuleAction;
use crate::waf_statement::Statement;
use provision_aws_core::prelude::*;

/// A rule group of one's own.
#[derive(Nested, Clone, Default)]
pub struct RuleGroupReference {
    /// The group.
    #[attr(required, arn)]
    pub arn: String,
    /// Other actions for some of its rules.
    #[block(list, max = 100)]
    pub rule_action_override: Vec<ActionOverride>,
}

/// Another action for a rule of a group.
#[derive(Nested, Clone, Default)]
pub struct ActionOverride {
    /// What happens instead.
    #[block(list, min = 1, max = 1)]
    pub action_to_use: Option<RuleAction>,
    /// The rule.
    #[attr(required, length(1, 128))]
    pub name: String,
}

/// A group of rules that AWS or a seller looks after.
#[derive(Nested, Clone, Default)]
pub struct ManagedGroup {
    /// What the group has to know.
    #[block(list)]
    pub managed_rule_group_configs: Vec<Config>,
    /// Its name.
    #[attr(required, length(1, 128))]
    pub name: String,
    /// Other actions for some of its rules.
    #[block(list, max = 100)]
    pub rule_action_override: Vec<ActionOverride>,
    /// Which requests it looks at.
    #[block(list, max = 1, depth = 1)]
    pub scope_down_statement: Option<Box<Statement>>,
    /// Who looks after it.
    #[attr(required, length(1, 128))]
    pub vendor_name: String,
    /// Its version; the vendor's choice where none is given.
    #[attr(optional, length(1, 128))]
    pub version: Option<String>,
}

/// What a managed group has to know; one of these.
#[derive(Nested, Clone, Default)]
pub struct Config {
    /// Where accounts are made, for the group that keeps fraudulent ones away.
    #[block(list, max = 1)]
    pub aws_managed_rules_acfp_rule_set: Option<AccountCreation>,
    /// Where people log in, for the group that keeps stolen passwords away.
    #[block(list, max = 1)]
    pub aws_managed_rules_atp_rule_set: Option<Login>,
    /// How bots are looked for.
    #[block(list, max = 1)]
    pub aws_managed_rules_bot_control_rule_set: Option<BotControl>,
    /// The path where people log in.
    #[attr(optional, length(1, 256))]
    pub login_path: Option<String>,
    /// Where the password stands.
    #[block(list, max = 1)]
    pub password_field: Option<Identifier>,
    /// What the body of a login is.
    #[attr(optional, one_of("JSON", "FORM_ENCODED"))]
    pub payload_type: Option<String>,
    /// Where the name stands.
    #[block(list, max = 1)]
    pub username_field: Option<Identifier>,
}

/// Where a value stands in a body.
#[derive(Nested, Clone, Default)]
pub struct Identifier {
    /// A field, or a JSON pointer.
    #[attr(required, length(1, 512))]
    pub identifier: String,
}

/// Where values stand in a body.
#[derive(Nested, Clone, Default)]
pub struct Identifiers {
    /// Fields, or JSON pointers.
    #[attr(required)]
    pub identifiers: Vec<String>,
}

/// How bots are looked for.
#[derive(Nested, Clone, Default)]
pub struct BotControl {
    /// Learn from the traffic.
    #[attr(optional, default = true)]
    pub enable_machine_learning: Option<bool>,
    /// How closely.
    #[attr(required, one_of("COMMON", "TARGETED"))]
    pub inspection_level: String,
}

/// Where people log in.
#[derive(Nested, Clone, Default)]
pub struct Login {
    /// Paths are regular expressions.
    #[attr(optional, computed)]
    pub enable_regex_in_path: Option<bool>,
    /// The path.
    #[attr(required, length(1, 256))]
    pub login_path: String,
    /// What a login holds.
    #[block(list, max = 1)]
    pub request_inspection: Option<LoginRequest>,
    /// What the answer to one says.
    #[block(list, max = 1)]
    pub response_inspection: Option<Inspection>,
}

/// What a login holds.
#[derive(Nested, Clone, Default)]
pub struct LoginRequest {
    /// Where the password stands.
    #[block(list, min = 1, max = 1)]
    pub password_field: Option<Identifier>,
    /// What its body is.
    #[attr(required, one_of("JSON", "FORM_ENCODED"))]
    pub payload_type: String,
    /// Where the name stands.
    #[block(list, min = 1, max = 1)]
    pub username_field: Option<Identifier>,
}

/// Where accounts are made.
#[derive(Nested, Clone, Default)]
pub struct AccountCreation {
    /// The path that makes one.
    #[attr(required, length(1, 256))]
    pub creation_path: String,
    /// Paths are regular expressions.
    #[attr(optional, computed)]
    pub enable_regex_in_path: Option<bool>,
    /// The path of the page that asks for one.
    #[attr(required, length(1, 256))]
    pub registration_page_path: String,
    /// What the request for one holds.
    #[block(list, min = 1, max = 1)]
    pub request_inspection: Option<CreationRequest>,
    /// What the answer to one says.
    #[block(list, max = 1)]
    pub response_inspection: Option<Inspection>,
}

/// What the request for an account holds.
#[derive(Nested, Clone, Default)]
pub struct CreationRequest {
    /// Where the address stands.
    #[block(list, max = 1)]
    pub address_fields: Option<Identifiers>,
    /// Where the mail address stands.
    #[block(list, max = 1)]
    pub email_field: Option<Identifier>,
    /// Where the password stands.
    #[block(list, max = 1)]
    pub password_field: Option<Identifier>,
    /// What its body is.
    #[attr(required, one_of("JSON", "FORM_ENCODED"))]
    pub payload_type: String,
    /// Where the telephone number stands.
    #[block(list, max = 1)]
    pub phone_number_fields: Option<Identifiers>,
    /// Where the name stands.
    #[block(list, max = 1)]
    pub username_field: Option<Identifier>,
}

/// How success and failure are told apart; one of these.
#[derive(Nested, Clone, Default)]
pub struct Inspection {
    /// By what the body contains.
    #[block(list, max = 1)]
    pub body_contains: Option<BodyContains>,
    /// By a header.
    #[block(list, max = 1)]
    pub header: Option<HeaderValues>,
    /// By a value in a body of JSON.
    #[block(list, max = 1)]
    pub json: Option<JsonValues>,
    /// By the status.
    #[block(list, max = 1)]
    pub status_code: Option<StatusCodes>,
}

/// What bodies contain.
#[derive(Nested, Clone, Default)]
pub struct BodyContains {
    /// Those of failures.
    #[attr(required)]
    pub failure_strings: Set<String>,
    /// Those of successes.
    #[attr(required)]
    pub success_strings: Set<String>,
}

/// What a header says.
#[derive(Nested, Clone, Default)]
pub struct HeaderValues {
    /// At failures.
    #[attr(required)]
    pub failure_values: Set<String>,
    /// Its name.
    #[attr(required, length(1, 256))]
    pub name: String,
    /// At successes.
    #[attr(required)]
    pub success_values: Set<String>,
}

/// What a value in a body of JSON says.
#[derive(Nested, Clone, Default)]
pub struct JsonValues {
    /// At failures.
    #[attr(required)]
    pub failure_values: Set<String>,
    /// Where it stands.
    #[attr(required, length(1, 256))]
    pub identifier: String,
    /// At successes.
    #[attr(required)]
    pub success_values: Set<String>,
}

/// Statuses.
#[derive(Nested, Clone, Default)]
pub struct StatusCodes {
    /// Those of failures.
    #[attr(required)]
    pub failure_codes: Set<i64>,
    /// Those of successes.
    #[attr(required)]
    pub success_codes: Set<i64>,
}
