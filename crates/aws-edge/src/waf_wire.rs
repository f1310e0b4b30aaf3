//! Blocks as WAF's requests and answers write them, and back.
//!
//! Rules nest, and `rule_json` has them as WAF itself writes them; so all of them travel as JSON, guided by the schema, and not through
//! the SDK's types, which know no JSON. What is named otherwise there stands in two short tables.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::base64;
use aws_smithy_types::config_bag::ConfigBag;
use provision_schema::{Attribute, Block};
use serde_json::{Map as Members, Value as Json};
use std::sync::{Arc, Mutex, PoisonError};

/// What WAF writes otherwise than as the words of the argument, each with a capital.
const NAMES: [(&str, &str); 15] = [
    ("arn", "ARN"),
    ("aws_managed_rules_acfp_rule_set", "AWSManagedRulesACFPRuleSet"),
    ("aws_managed_rules_atp_rule_set", "AWSManagedRulesATPRuleSet"),
    ("aws_managed_rules_bot_control_rule_set", "AWSManagedRulesBotControlRuleSet"),
    ("cloudwatch_metrics_enabled", "CloudWatchMetricsEnabled"),
    ("custom_response_body", "CustomResponseBodies"),
    ("forwarded_ip", "ForwardedIP"),
    ("forwarded_ip_config", "ForwardedIPConfig"),
    ("http_method", "HTTPMethod"),
    ("ip", "IP"),
    ("ip_address_version", "IPAddressVersion"),
    ("ip_set_forwarded_ip_config", "IPSetForwardedIPConfig"),
    ("ip_set_reference_statement", "IPSetReferenceStatement"),
    ("ja3_fingerprint", "JA3Fingerprint"),
    ("ja4_fingerprint", "JA4Fingerprint"),
];

/// Blocks of which WAF has a list; of all others it has one.
const LISTS: [(&str, &str); 13] = [
    ("condition", "Conditions"),
    ("custom_key", "CustomKeys"),
    ("data_protection", "DataProtections"),
    ("filter", "Filters"),
    ("insert_header", "InsertHeaders"),
    ("managed_rule_group_configs", "ManagedRuleGroupConfigs"),
    ("redacted_fields", "RedactedFields"),
    ("regular_expression", "RegularExpressionList"),
    ("response_header", "ResponseHeaders"),
    ("rule", "Rules"),
    ("rule_action_override", "RuleActionOverrides"),
    ("rule_label", "RuleLabels"),
    ("text_transformation", "TextTransformations"),
];

/// Arguments of a resource that are no members of what WAF is told: they stand beside it, or are the provider's own.
const BESIDE: [&str; 5] = ["id", "lock_token", "name_prefix", "rule_json", "scope"];

/// Blocks that tell nothing without a time: of an empty one the state has none.
const IMMUNITY: [&str; 2] = ["captcha_config", "challenge_config"];

/// How blocks of a name are written.
enum Form {
    One,
    List,
    /// An object with a member for each block: the text bodies by key.
    ByKey,
    /// An object with a member for each kind of thing that a web ACL protects.
    ByKind,
    /// A list of objects for one block with a list of texts.
    Identifiers,
}

fn form(parent: &str, name: &str) -> (String, Form) {
    let named = |table: &[(&str, &str)]| table.iter().find(|(n, _)| *n == name).map(|(_, w)| (*w).to_owned());
    if name == "statement" && parent != "not_statement" && parent != "rule" {
        return ("Statements".into(), Form::List);
    }
    if let Some(list) = named(&LISTS) {
        return (list, Form::List);
    }
    let form = match name {
        "custom_response_body" => Form::ByKey,
        "request_body" => Form::ByKind,
        "address_fields" | "phone_number_fields" => Form::Identifiers,
        _ => Form::One,
    };
    (named(&NAMES).unwrap_or_else(|| words(name)), form)
}

/// `json_body` as `JsonBody`.
fn words(name: &str) -> String {
    let mut start = true;
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '_' => start = true,
            c if std::mem::take(&mut start) => out.push(c.to_ascii_uppercase()),
            c => out.push(c),
        }
    }
    out
}

fn member(name: &str) -> String {
    form("", name).0
}

/// What a block of arguments is to WAF: an object as the state holds it becomes one of a request. `parent` is the block's own name.
pub fn to_wire(block: &Block, parent: &str, held: &Json) -> Json {
    let mut out = Members::new();
    let beside = |name: &str| parent.is_empty() && BESIDE.contains(&name);
    for (name, attribute) in block.attributes.iter().filter(|(name, _)| !beside(name)) {
        let value = &held[*name];
        if says(attribute, value) {
            let value = if *name == "search_string" { encoded(value) } else { value.clone() };
            out.insert(member(name), value);
        }
    }
    for (name, nested) in &block.blocks {
        let items: &[Json] = held[*name].as_array().map_or(&[], Vec::as_slice);
        let Some(first) = items.first() else { continue };
        let (member, form) = form(parent, name);
        let wire = |item: &Json| to_wire(&nested.block, name, item);
        let written = match form {
            Form::One => wire(first),
            Form::List => {
                let mut all: Vec<Json> = items.iter().map(wire).collect();
                // Rules come from a set, and WAF looks at them in this order.
                all.sort_by_key(|item| item["Priority"].as_i64());
                Json::Array(all)
            }
            Form::ByKey => {
                let body = |item: &Json| {
                    let Json::Object(mut body) = wire(item) else { return None };
                    Some((body.remove("Key")?.as_str()?.to_owned(), Json::Object(body)))
                };
                Json::Object(items.iter().filter_map(body).collect())
            }
            Form::ByKind => {
                let kinds = nested.block.blocks.iter().flat_map(|(kind, inner)| {
                    let given = items.iter().filter_map(move |item| item[*kind].get(0));
                    given.map(move |limit| (kind.to_uppercase(), to_wire(&inner.block, kind, limit)))
                });
                Json::Object(kinds.collect())
            }
            Form::Identifiers => {
                let texts = first["identifiers"].as_array().into_iter().flatten();
                Json::Array(texts.map(|text| serde_json::json!({ "Identifier": text })).collect())
            }
        };
        out.insert(member, written);
    }
    Json::Object(out)
}

/// True where an argument says something: of what may be left out, empty values do not.
fn says(attribute: &Attribute, value: &Json) -> bool {
    if value.is_null() || !(attribute.required || attribute.optional) {
        return false;
    }
    let empty = match value {
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Number(n) => n.as_f64() == Some(0.0),
        _ => false,
    };
    attribute.required || !empty
}

/// What WAF tells as an object of the state; what it does not tell is left out.
pub fn from_wire(block: &Block, parent: &str, told: &Json) -> Json {
    let mut out = Members::new();
    for name in block.attributes.keys() {
        match &told[member(name)] {
            Json::Null => {}
            value if *name == "search_string" => drop(out.insert((*name).into(), decoded(value))),
            value => drop(out.insert((*name).into(), value.clone())),
        }
    }
    for (name, nested) in &block.blocks {
        let (member, form) = form(parent, name);
        let value = &told[member];
        if value.is_null() || IMMUNITY.contains(name) && value["ImmunityTimeProperty"].is_null() {
            continue;
        }
        let held = |item: &Json| from_wire(&nested.block, name, item);
        let items: Vec<Json> = match form {
            Form::One => vec![held(value)],
            Form::List => value.as_array().into_iter().flatten().map(held).collect(),
            Form::ByKey => value
                .as_object()
                .into_iter()
                .flatten()
                .map(|(key, body)| {
                    let mut item = held(body);
                    item["key"] = Json::from(key.as_str());
                    item
                })
                .collect(),
            Form::ByKind => {
                let kinds = nested.block.blocks.iter().filter_map(|(kind, inner)| {
                    let told = value.get(kind.to_uppercase())?;
                    Some(((*kind).to_owned(), Json::Array(vec![from_wire(&inner.block, kind, told)])))
                });
                vec![Json::Object(kinds.collect())]
            }
            Form::Identifiers => {
                let texts = value.as_array().into_iter().flatten().map(|field| field["Identifier"].clone());
                vec![serde_json::json!({ "identifiers": texts.collect::<Vec<_>>() })]
            }
        };
        out.insert((*name).into(), Json::Array(items));
    }
    Json::Object(out)
}

fn encoded(text: &Json) -> Json {
    text.as_str().map(base64::encode).into()
}

fn decoded(text: &Json) -> Json {
    let bytes = text.as_str().and_then(|text| base64::decode(text).ok());
    bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).into()
}

/// The rules of a `rule_json`: as WAF writes them, but for what they search for, which is plain text.
pub fn rules(text: &str) -> Result<Json, String> {
    let mut rules: Json = serde_json::from_str(text).map_err(|e| format!("is not JSON: {e}"))?;
    let Some(items) = rules.as_array_mut() else { return Err("is not a list of rules".into()) };
    if let Some(at) = items.iter().position(|rule| rule.as_object().is_none_or(Members::is_empty)) {
        return Err(format!("has no rule at {at}"));
    }
    items.iter_mut().for_each(encode_searches);
    Ok(rules)
}

fn encode_searches(json: &mut Json) {
    match json {
        Json::Object(members) => {
            for (name, value) in members {
                if name == "SearchString" && value.is_string() {
                    *value = encoded(value);
                } else {
                    encode_searches(value);
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(encode_searches),
        _ => {}
    }
}

/// A call whose request is a JSON text of ours, and that keeps the JSON of its answer.
#[derive(Clone, Debug)]
pub struct Raw {
    body: Arc<str>,
    told: Arc<Mutex<Json>>,
}

impl Raw {
    /// A call with this request.
    pub fn new(body: &Json) -> Raw {
        Raw { body: body.to_string().into(), told: Arc::default() }
    }
    /// What was answered.
    pub fn told(&self) -> Json {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[dyn_dispatch_hint]
impl Intercept for Raw {
    fn name(&self) -> &'static str {
        "JsonOfWaf"
    }
    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        request.headers_mut().insert("content-length", self.body.len().to_string());
        *request.body_mut() = self.body.as_bytes().to_vec().into();
        Ok(())
    }
    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let told = context.response().body().bytes().and_then(|body| serde_json::from_slice(body).ok());
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = told.unwrap_or_default();
        Ok(())
    }
}
