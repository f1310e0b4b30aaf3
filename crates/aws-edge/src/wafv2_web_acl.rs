//! `aws_wafv2_web_acl`

use crate::waf::kept;
use crate::waf_action::{
    DefaultAction, Immunity, Label, OverrideAction, ResponseBody, RuleAction, Visibility, name, name_prefix,
};
use crate::waf_statement::AclStatement;
use crate::waf_wire::rules;
use provision_aws_core::prelude::*;
use serde_json::{Value as Json, json};

/// Which requests reach what it stands before. (WAF CreateWebACL, UpdateWebACL)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_wafv2_web_acl", tags, seconds(2, 2), not_found = "WAFNonexistentItemException")]
pub struct WebAcl {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Where browsers get the script that proves what they are; only where a rule needs it.
    #[attr(computed)]
    pub application_integration_url: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// How much of requests it looks at.
    #[block(list, max = 1)]
    pub association_config: Option<Association>,
    /// What its rules cost, in WAF's units.
    #[attr(computed)]
    pub capacity: i64,
    /// How long a solved puzzle counts.
    #[block(list, max = 1)]
    pub captcha_config: Option<Immunity>,
    /// How long a browser counts as one that has proved itself.
    #[block(list, max = 1)]
    pub challenge_config: Option<Immunity>,
    /// Bodies that its answers refer to.
    #[block(set)]
    pub custom_response_body: Set<ResponseBody>,
    /// What is not told in logs and samples.
    #[block(list, max = 1)]
    pub data_protection_config: Option<Protections>,
    /// What happens to a request that no rule matches.
    #[block(list, min = 1, max = 1)]
    pub default_action: Option<DefaultAction>,
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
    #[block(set, conflicts("rule_json"))]
    pub rule: Set<Rule>,
    /// Its rules as WAF writes them. What AWS has is not compared with them.
    #[attr(optional, conflicts("rule"), json, equal_by = json, normalize = provision_schema::compact_json, unset = "null")]
    pub rule_json: Option<String>,
    /// Whether it is for things of its region, or for CloudFront.
    #[attr(required, replace, one_of("CLOUDFRONT", "REGIONAL"))]
    pub scope: String,
    /// Domains whose tokens it takes.
    #[attr(optional)]
    pub token_domains: Set<String>,
    /// What is counted and sampled.
    #[block(list, min = 1, max = 1)]
    pub visibility_config: Option<Visibility>,
}

/// A rule.
#[derive(Nested, Clone, Default)]
pub struct Rule {
    /// What happens to a request that it matches; not for a group of rules.
    #[block(list, max = 1)]
    pub action: Option<RuleAction>,
    /// How long a solved puzzle counts.
    #[block(list, max = 1)]
    pub captcha_config: Option<Immunity>,
    /// How long a browser counts as one that has proved itself.
    #[block(list, max = 1)]
    pub challenge_config: Option<Immunity>,
    /// Its name.
    #[attr(required, length(1, 128))]
    pub name: String,
    /// Whether the actions of a group of rules count.
    #[block(list, max = 1)]
    pub override_action: Option<OverrideAction>,
    /// Its place among the others; the lowest comes first.
    #[attr(required)]
    pub priority: i64,
    /// Labels that it puts on requests.
    #[block(set)]
    pub rule_label: Set<Label>,
    /// What it looks for.
    #[block(list, min = 1, max = 1)]
    pub statement: Option<AclStatement>,
    /// What is counted and sampled.
    #[block(list, min = 1, max = 1)]
    pub visibility_config: Option<Visibility>,
}

/// How much of requests it looks at.
#[derive(Nested, Clone, Default)]
pub struct Association {
    /// Of their bodies, by what they are for.
    #[block(list)]
    pub request_body: Vec<RequestBody>,
}

/// How much of a body it looks at.
#[derive(Nested, Clone, Default)]
pub struct RequestBody {
    /// Before API Gateway.
    #[block(list, max = 1)]
    pub api_gateway: Option<SizeLimit>,
    /// Before App Runner.
    #[block(list, max = 1)]
    pub app_runner_service: Option<SizeLimit>,
    /// Before CloudFront.
    #[block(list, max = 1)]
    pub cloudfront: Option<SizeLimit>,
    /// Before Cognito.
    #[block(list, max = 1)]
    pub cognito_user_pool: Option<SizeLimit>,
    /// Before Verified Access.
    #[block(list, max = 1)]
    pub verified_access_instance: Option<SizeLimit>,
}

/// How much of a body it looks at.
#[derive(Nested, Clone, Default)]
pub struct SizeLimit {
    /// So much.
    #[attr(required, one_of("KB_16", "KB_32", "KB_48", "KB_64"))]
    pub default_size_inspection_limit: String,
}

/// What is not told in logs and samples.
#[derive(Nested, Clone, Default)]
pub struct Protections {
    /// A part of requests.
    #[block(list, max = 26)]
    pub data_protection: Vec<Protection>,
}

/// A part of requests that is not told.
#[derive(Nested, Clone, Default)]
pub struct Protection {
    /// What is told instead: a word, or a digest.
    #[attr(required, one_of("SUBSTITUTION", "HASH"))]
    pub action: String,
    /// What rate rules say is told.
    #[attr(optional)]
    pub exclude_rate_based_details: Option<bool>,
    /// What rules say that they matched is told.
    #[attr(optional)]
    pub exclude_rule_match_details: Option<bool>,
    /// The part.
    #[block(list, min = 1, max = 1)]
    pub field: Option<Protected>,
}

/// A part of requests.
#[derive(Nested, Clone, Default)]
pub struct Protected {
    /// Names of headers, cookies or arguments; all where there are none.
    #[attr(optional)]
    pub field_keys: Vec<String>,
    /// Its kind.
    #[attr(
        required,
        one_of("SINGLE_HEADER", "SINGLE_COOKIE", "SINGLE_QUERY_ARGUMENT", "QUERY_STRING", "BODY")
    )]
    pub field_type: String,
}

kept!(WebAcl, "WebACL", [create_web_acl, get_web_acl, update_web_acl, delete_web_acl, list_web_acls] {
    fn complete(&self, body: &mut Json) -> Result<(), Error> {
        if let Some(text) = text(&self.rule_json) {
            let wrong = |e| Error::new(Class::Validation, format!("The argument `rule_json` {e}."));
            body["Rules"] = rules(&text).map_err(wrong)?;
        }
        Ok(())
    }

    /// Shield's rule stays where it put one in.
    fn keep(&self, current: &Json, body: &mut Json) {
        let of = |from: &Json| from["Rules"].as_array().cloned().unwrap_or_default();
        let mut rules = of(body);
        if !rules.iter().any(is_shield) {
            rules.extend(of(current).into_iter().filter(is_shield));
        }
        if !rules.is_empty() {
            body["Rules"] = Json::Array(rules);
        }
    }

    /// Rules that stand in `rule_json` stand nowhere else, and Shield's rule is nobody's but its own.
    fn settle(&self, answer: &Json, held: &mut Json) {
        held["application_integration_url"] = answer["ApplicationIntegrationURL"].clone();
        if text(&self.rule_json).is_some() {
            held["rule"] = json!([]);
            held["rule_json"] = json!(self.rule_json);
        } else if let Some(told) = held["rule"].as_array_mut() {
            let name = |rule: &Json| rule["name"].as_str().map(str::to_owned).unwrap_or_default();
            let own = |rule: &Json| self.rule.iter().any(|r| r.name == name(rule));
            told.retain(|rule| !is_shields(&name(rule)) || own(rule));
        }
    }
});

fn is_shield(rule: &Json) -> bool {
    rule["Name"].as_str().is_some_and(is_shields)
}

/// `ShieldMitigationRuleGroup_ACCOUNT_UUID_…`: the rule that Shield Advanced puts in against attacks.
fn is_shields(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("ShieldMitigationRuleGroup_") else { return false };
    let mut parts = rest.splitn(3, '_');
    let digits = |text: &str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    let uuid = |text: &str| text.len() == 36 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    parts.next().is_some_and(digits) && parts.next().is_some_and(uuid) && parts.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::is_shields;

    #[test]
    fn shields_rule_is_known_by_its_name() {
        let uuid = "01234567-89ab-cdef-0123-456789abcdef";
        assert!(is_shields(&format!("ShieldMitigationRuleGroup_123456789012_{uuid}_x")));
        assert!(!is_shields(&format!("ShieldMitigationRuleGroup_123456789012_{uuid}")));
        assert!(!is_shields("ShieldMitigationRuleGroup_mine"));
    }
}
