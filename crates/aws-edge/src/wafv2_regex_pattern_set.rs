//! `aws_wafv2_regex_pattern_set`

use crate::waf::kept;
use crate::waf_action::{name, name_prefix};
use provision_aws_core::prelude::*;

/// Regular expressions that rules look for. (WAF CreateRegexPatternSet, UpdateRegexPatternSet)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_wafv2_regex_pattern_set",
    tags,
    seconds(2, 2),
    not_found = "WAFNonexistentItemException"
)]
pub struct RegexPatternSet {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
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
    /// The expressions.
    #[block(set, max = 10)]
    pub regular_expression: Set<Expression>,
    /// Whether it is for things of its region, or for CloudFront.
    #[attr(required, replace, one_of("CLOUDFRONT", "REGIONAL"))]
    pub scope: String,
}

/// A regular expression.
#[derive(Nested, Clone, Default)]
pub struct Expression {
    /// It.
    #[attr(required, length(1, 200))]
    pub regex_string: String,
}

kept!(
    RegexPatternSet,
    "RegexPatternSet",
    [create_regex_pattern_set, get_regex_pattern_set, update_regex_pattern_set, delete_regex_pattern_set, list_regex_pattern_sets] {
        const ALWAYS: &'static [&'static str] = &["RegularExpressionList"];
    }
);
