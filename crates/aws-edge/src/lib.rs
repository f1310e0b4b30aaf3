//! What stands at the edge: WAF, Shield, CloudFront.

pub mod cloudfront;
pub mod cloudfront_behaviours;
pub mod cloudfront_cache_policy;
pub mod cloudfront_distribution;
pub mod cloudfront_distribution_config;
pub mod cloudfront_function;
pub mod cloudfront_names;
pub mod cloudfront_origin_access_control;
pub mod cloudfront_origins;
pub mod cloudfront_response_headers;
pub mod cloudfront_response_headers_policy;
pub mod data_cloudfront_cache_policy;
pub mod data_cloudfront_origin_request_policy;
pub mod data_cloudfront_response_headers_policy;
pub mod data_wafv2_ip_set;
pub mod data_wafv2_web_acl;
pub mod shield_protection;
#[cfg(test)]
mod tests;
pub mod waf;
pub mod waf_action;
pub mod waf_field;
pub mod waf_managed;
pub mod waf_statement;
pub mod waf_wire;
pub mod wafv2_ip_set;
pub mod wafv2_regex_pattern_set;
pub mod wafv2_rule_group;
pub mod wafv2_web_acl;
pub mod wafv2_web_acl_association;
pub mod wafv2_web_acl_logging_configuration;

use provision_aws_core::{ErasedData, ErasedResource, Family, data_source, resource};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<cloudfront_cache_policy::CachePolicy>(),
        resource::<cloudfront_distribution::Distribution>(),
        resource::<cloudfront_function::Function>(),
        resource::<cloudfront_origin_access_control::OriginAccessControl>(),
        resource::<cloudfront_response_headers_policy::ResponseHeadersPolicy>(),
        resource::<shield_protection::Protection>(),
        resource::<wafv2_ip_set::IpSet>(),
        resource::<wafv2_regex_pattern_set::RegexPatternSet>(),
        resource::<wafv2_rule_group::RuleGroup>(),
        resource::<wafv2_web_acl::WebAcl>(),
        resource::<wafv2_web_acl_association::Association>(),
        resource::<wafv2_web_acl_logging_configuration::Logging>(),
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![
        data_source::<data_cloudfront_cache_policy::CachePolicyData>(),
        data_source::<data_cloudfront_origin_request_policy::OriginRequestPolicyData>(),
        data_source::<data_cloudfront_response_headers_policy::ResponseHeadersPolicyData>(),
        data_source::<data_wafv2_ip_set::IpSetData>(),
        data_source::<data_wafv2_web_acl::WebAclData>(),
    ]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
