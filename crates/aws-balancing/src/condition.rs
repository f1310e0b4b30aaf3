//! What a request has to fit for a rule to be about it.

use aws_sdk_elasticloadbalancingv2::types;
use provision_aws_core::prelude::*;

/// One condition: one of these.
#[derive(Nested, Clone, Default)]
pub struct Condition {
    /// Host names, with `*` and `?`.
    #[block(list, max = 1)]
    pub host_header: Option<Texts>,
    /// Values of a header.
    #[block(list, max = 1)]
    pub http_header: Option<Header>,
    /// HTTP methods.
    #[block(list, max = 1)]
    pub http_request_method: Option<Texts>,
    /// Paths, with `*` and `?`.
    #[block(list, max = 1)]
    pub path_pattern: Option<Texts>,
    /// Parts of the query.
    #[block(set)]
    pub query_string: Set<QueryPart>,
    /// Ranges of client addresses.
    #[block(list, max = 1)]
    pub source_ip: Option<Texts>,
}

/// One of these texts has to fit.
#[derive(Nested, Clone, Default)]
pub struct Texts {
    /// The texts.
    #[attr(required)]
    pub values: Set<String>,
}

/// A header.
#[derive(Nested, Clone, Default)]
pub struct Header {
    /// Its name.
    #[attr(required, length(1, 40))]
    pub http_header_name: String,
    /// One of these has to fit.
    #[attr(required)]
    pub values: Set<String>,
}

/// A part of the query.
#[derive(Nested, Clone, Default)]
pub struct QueryPart {
    /// Its key; any where none is given.
    #[attr(optional)]
    pub key: Option<String>,
    /// Its value.
    #[attr(required)]
    pub value: String,
}

/// Conditions as the API takes them. An error where one is none, or several at once.
pub fn to_send(conditions: &[Condition]) -> Result<Vec<types::RuleCondition>, Error> {
    conditions.iter().map(send).collect()
}

fn send(c: &Condition) -> Result<types::RuleCondition, Error> {
    let texts = |t: &Texts| Some(t.values.0.clone());
    let mut fields = Vec::new();
    let mut call = types::RuleCondition::builder();
    if let Some(t) = &c.host_header {
        fields.push("host-header");
        let config = types::HostHeaderConditionConfig::builder().set_values(texts(t)).build();
        call = call.host_header_config(config);
    }
    if let Some(h) = &c.http_header {
        fields.push("http-header");
        let config = types::HttpHeaderConditionConfig::builder().http_header_name(&h.http_header_name);
        call = call.http_header_config(config.set_values(Some(h.values.0.clone())).build());
    }
    if let Some(t) = &c.http_request_method {
        fields.push("http-request-method");
        let config = types::HttpRequestMethodConditionConfig::builder().set_values(texts(t)).build();
        call = call.http_request_method_config(config);
    }
    if let Some(t) = &c.path_pattern {
        fields.push("path-pattern");
        let config = types::PathPatternConditionConfig::builder().set_values(texts(t)).build();
        call = call.path_pattern_config(config);
    }
    if !c.query_string.is_empty() {
        fields.push("query-string");
        let part = |p: &QueryPart| {
            let key = p.key.clone().filter(|k| !k.is_empty());
            types::QueryStringKeyValuePair::builder().set_key(key).value(&p.value).build()
        };
        let parts = c.query_string.iter().map(part).collect();
        call = call.query_string_config(
            types::QueryStringConditionConfig::builder().set_values(Some(parts)).build(),
        );
    }
    if let Some(t) = &c.source_ip {
        fields.push("source-ip");
        let config = types::SourceIpConditionConfig::builder().set_values(texts(t)).build();
        call = call.source_ip_config(config);
    }
    match fields.as_slice() {
        [field] => Ok(call.field(*field).build()),
        [] => Err(Error::new(Class::Validation, "A block `condition` holds no condition.")
            .help("Put one of host_header, http_header, http_request_method, path_pattern, query_string and source_ip into it.")),
        _ => Err(Error::new(Class::Validation, "A block `condition` holds more than one condition.")
            .help("Give each condition a block of its own; all of them have to fit.")),
    }
}

/// Conditions as AWS tells them.
pub fn told(conditions: &[types::RuleCondition]) -> Set<Condition> {
    conditions.iter().map(tell).collect()
}

fn tell(c: &types::RuleCondition) -> Condition {
    let texts = |values: &[String]| Some(Texts { values: values.iter().cloned().collect() });
    let part = |p: &types::QueryStringKeyValuePair| QueryPart {
        key: p.key.clone(),
        value: p.value.clone().unwrap_or_default(),
    };
    let header = |h: &types::HttpHeaderConditionConfig| Header {
        http_header_name: h.http_header_name.clone().unwrap_or_default(),
        values: h.values().iter().cloned().collect(),
    };
    let none = Condition::default();
    match c.field().unwrap_or_default() {
        "host-header" => {
            Condition { host_header: c.host_header_config().and_then(|h| texts(h.values())), ..none }
        }
        "http-header" => Condition { http_header: c.http_header_config().map(header), ..none },
        "http-request-method" => Condition {
            http_request_method: c.http_request_method_config().and_then(|m| texts(m.values())),
            ..none
        },
        "path-pattern" => {
            Condition { path_pattern: c.path_pattern_config().and_then(|p| texts(p.values())), ..none }
        }
        "query-string" => {
            let parts = c.query_string_config().map(|q| q.values()).unwrap_or_default();
            Condition { query_string: parts.iter().map(part).collect(), ..none }
        }
        "source-ip" => Condition { source_ip: c.source_ip_config().and_then(|s| texts(s.values())), ..none },
        _ => none,
    }
}
