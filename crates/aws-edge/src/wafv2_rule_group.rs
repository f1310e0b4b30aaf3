//! `aws_wafv2_rule_group`

use crate::waf::kept;
use crate::waf_action::{Immunity, Label, ResponseBody, RuleAction, Visibility, name, name_prefix};
use crate::waf_statement::GroupStatement;
use provision_aws_core::prelude::*;

/// Rules that web ACLs share. (WAF CreateRuleGroup, UpdateRuleGroup)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_wafv2_rule_group", tags, seconds(2, 2), not_found = "WAFNonexistentItemException")]
pub struct RuleGroup {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What its rules may cost, in WAF's units.
    #[attr(required, replace, validate = positive_number)]
    pub capacity: i64,
    /// Bodies that its answers refer to.
    #[block(set)]
    pub custom_response_body: Set<ResponseBody>,
    /// What it is for.
    #[attr(optional, length(1, 256))]
    pub description: Option<String>,
    /// What marks its state.
    #[attr(computed)]
    pub lock_token: String,
    /// Its name.
    #[attr(optional, computed, replace, conflicts("name_prefix"), validate = name)]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, conflicts("name"), validate = name_prefix)]
    pub name_prefix: Option<String>,
    /// Its rules.
    #[block(set)]
    pub rule: Set<Rule>,
    /// Whether it is for things of its region, or for CloudFront.
    #[attr(required, replace, one_of("CLOUDFRONT", "REGIONAL"))]
    pub scope: String,
    /// What is counted and sampled.
    #[block(list, min = 1, max = 1)]
    pub visibility_config: Option<Visibility>,
}

/// A rule.
#[derive(Nested, Clone, Default)]
pub struct Rule {
    /// What happens to a request that it matches.
    #[block(list, min = 1, max = 1)]
    pub action: Option<RuleAction>,
    /// How long a solved puzzle counts.
    #[block(list, max = 1)]
    pub captcha_config: Option<Immunity>,
    /// Its name.
    #[attr(required, length(1, 128))]
    pub name: String,
    /// Its place among the others; the lowest comes first.
    #[attr(required)]
    pub priority: i64,
    /// Labels that it puts on requests.
    #[block(set)]
    pub rule_label: Set<Label>,
    /// What it looks for.
    #[block(list, min = 1, max = 1)]
    pub statement: Option<GroupStatement>,
    /// What is counted and sampled.
    #[block(list, min = 1, max = 1)]
    pub visibility_config: Option<Visibility>,
}

fn positive_number(value: &Value) -> Result<(), String> {
    if value.as_i64().is_some_and(|n| n < 1) { Err("must be at least 1".into()) } else { Ok(()) }
}

kept!(RuleGroup, "RuleGroup", [create_rule_group, get_rule_group, update_rule_group, delete_rule_group, list_rule_groups] {
    const CREATE_ONLY: &'static [&'static str] = &["Capacity"];
});
