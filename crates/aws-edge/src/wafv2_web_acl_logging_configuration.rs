//! `aws_wafv2_web_acl_logging_configuration`

use crate::waf::{is_gone, waf};
use crate::waf_action::Empty;
use crate::waf_wire::{Raw, from_wire, to_wire};
use provision_aws_core::derive::{Attr, Attributes};
use provision_aws_core::prelude::*;
use provision_schema::Difference;
use provision_value::json as values;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// Where a web ACL writes what it saw. (WAF PutLoggingConfiguration)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_wafv2_web_acl_logging_configuration",
    seconds(2, 2),
    not_found = "WAFNonexistentItemException"
)]
pub struct Logging {
    /// The web ACL's ARN.
    #[attr(id)]
    pub id: String,
    /// A stream of Firehose, a log group or a bucket, whose name begins with `aws-waf-logs-`.
    #[attr(required, replace)]
    pub log_destination_configs: Set<String>,
    /// What is written at all.
    #[block(list, max = 1)]
    pub logging_filter: Option<LoggingFilter>,
    /// Parts of requests that are not written.
    #[block(list, max = 100, suppress = same_fields)]
    pub redacted_fields: Vec<Redacted>,
    /// The web ACL.
    #[attr(required, replace, arn)]
    pub resource_arn: String,
}

/// What is written at all.
#[derive(Nested, Clone, Default)]
pub struct LoggingFilter {
    /// What happens with what no filter is about.
    #[attr(required, one_of("KEEP", "DROP"))]
    pub default_behavior: String,
    /// Filters.
    #[block(set, min = 1)]
    pub filter: Set<Filter>,
}

/// A filter.
#[derive(Nested, Clone, Default)]
pub struct Filter {
    /// What happens with what it is about.
    #[attr(required, one_of("KEEP", "DROP"))]
    pub behavior: String,
    /// What it is about.
    #[block(set, min = 1)]
    pub condition: Set<Condition>,
    /// Whether all conditions have to be met.
    #[attr(required, one_of("MEETS_ALL", "MEETS_ANY"))]
    pub requirement: String,
}

/// What a filter is about.
#[derive(Nested, Clone, Default)]
pub struct Condition {
    /// What happened to the request.
    #[block(list, max = 1)]
    pub action_condition: Option<ActionCondition>,
    /// A label that it has.
    #[block(list, max = 1)]
    pub label_name_condition: Option<LabelCondition>,
}

/// What happened to the request.
#[derive(Nested, Clone, Default)]
pub struct ActionCondition {
    /// The action.
    #[attr(required, one_of("ALLOW", "BLOCK", "COUNT", "CAPTCHA", "CHALLENGE", "EXCLUDED_AS_COUNT"))]
    pub action: String,
}

/// A label that it has.
#[derive(Nested, Clone, Default)]
pub struct LabelCondition {
    /// All of the label, namespaces included.
    #[attr(required, validate = crate::waf_action::label)]
    pub label_name: String,
}

/// A part of requests that is not written; one of these.
#[derive(Nested, Clone, Default)]
pub struct Redacted {
    /// The method.
    #[block(list, max = 1)]
    pub method: Option<Empty>,
    /// The query.
    #[block(list, max = 1)]
    pub query_string: Option<Empty>,
    /// One header.
    #[block(list, max = 1)]
    pub single_header: Option<RedactedHeader>,
    /// The path.
    #[block(list, max = 1)]
    pub uri_path: Option<Empty>,
}

/// One header.
#[derive(Nested, Clone, Default)]
pub struct RedactedHeader {
    /// Its name.
    #[attr(required, length(1, 64))]
    pub name: String,
}

/// Codes that mean "in a moment": what is named was just made, or the role that writes for WAF is being changed.
const SOON: [&str; 2] = ["WAFUnavailableEntityException", "WAFServiceLinkedRoleErrorException"];

#[async_trait]
impl Resource for Logging {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        planned.put(cx).await?;
        Created::new(Some(planned.resource_arn.as_str()))
    }

    /// One list for each scope tells all of them, wholly.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let asked: BTreeSet<&str> = reqs.iter().map(|r| scope(&r.key)).collect();
        let mut found = HashMap::new();
        for scope in asked {
            match list(cx, scope).await {
                Ok(some) => found.extend(some),
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        each(reqs, 10, |req| async {
            let told = match found.get(&req.key) {
                Some(told) => told.clone(),
                // A list may lag behind what was just put.
                None => match get(cx, &req.key).await? {
                    Some(told) => told,
                    None => return Ok(None),
                },
            };
            Ok(Some(Found::ready(held(&req.key, &told)?)))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        change.to.put(cx).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        waf(cx).delete_logging_configuration().resource_arn(&prior.id).send().await?;
        Ok(())
    }

    /// A web ACL has one, so what is there where there was none is ours.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let there = get(cx, &planned.resource_arn).await?.is_some();
        Ok((there && intent.absent).then(|| planned.resource_arn.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.resource_arn.clone()).filter(|arn| !arn.is_empty())
    }
}

impl Logging {
    async fn put(&self, cx: &Cx) -> Result<(), Error> {
        let mut body = to_wire(&Self::block(0), "", &values::to_json(&self.to_value(0)));
        // An empty list is how what was left out is written again.
        if body["RedactedFields"].is_null() {
            body["RedactedFields"] = json!([]);
        }
        let body = json!({ "LoggingConfiguration": body });
        let put = || waf(cx).put_logging_configuration().customize().interceptor(Raw::new(&body)).send();
        cx.retry(Duration::from_secs(120), |e| e.is(&SOON), put).await?;
        Ok(())
    }
}

/// The scope that an ARN tells.
fn scope(arn: &str) -> &'static str {
    if arn.contains(":global/") { "CLOUDFRONT" } else { "REGIONAL" }
}

/// All of a scope, by the ARN of their web ACL. (WAF ListLoggingConfigurations)
async fn list(cx: &Cx, scope: &str) -> Result<HashMap<Key, Json>, Error> {
    let (mut all, mut body) = (HashMap::new(), json!({ "Scope": scope, "Limit": 100 }));
    loop {
        let raw = Raw::new(&body);
        waf(cx).list_logging_configurations().customize().interceptor(raw.clone()).send().await?;
        let mut page = raw.told();
        let Json::Array(some) = page["LoggingConfigurations"].take() else { return Ok(all) };
        let (marker, last) = (page["NextMarker"].take(), some.is_empty());
        let named = |told: Json| Some((told["ResourceArn"].as_str()?.to_owned(), told));
        all.extend(some.into_iter().filter_map(named));
        if last || marker.is_null() {
            return Ok(all);
        }
        body["NextMarker"] = marker;
    }
}

/// That of one web ACL. (WAF GetLoggingConfiguration)
async fn get(cx: &Cx, arn: &str) -> Result<Option<Json>, Error> {
    let raw = Raw::new(&json!({ "ResourceArn": arn }));
    let call = waf(cx).get_logging_configuration().customize().interceptor(raw.clone());
    match call.send().await.map_err(Error::from) {
        Err(e) if is_gone(&e) => Ok(None),
        told => {
            told?;
            let told = raw.told()["LoggingConfiguration"].take();
            Ok(Some(told).filter(|told| !told.is_null()))
        }
    }
}

fn held(key: &str, told: &Json) -> Result<Logging, Error> {
    let mut held = from_wire(&Logging::block(0), "", told);
    held["id"] = json!(key);
    let value = values::from_json(&held, &Logging::ty(0))
        .map_err(|e| Error::new(Class::Other, format!("AWS's answer has another form: {}", e.message)))?;
    Ok(Logging::from_value(&value))
}

/// Their order means nothing, nor does one that names nothing; and where none is configured any more, they stay, as with the provider.
fn same_fields(d: &Difference<'_>) -> bool {
    let of = |object: Option<&Value>| -> BTreeSet<String> {
        let fields = object.and_then(|o| o.get("redacted_fields"));
        let items = fields.and_then(Value::as_seq).unwrap_or_default();
        let named = |field: &Value| {
            let said =
                field.as_map().into_iter().flatten().any(|(_, v)| v.as_seq().is_none_or(|v| !v.is_empty()));
            said.then(|| values::to_json(field).to_string())
        };
        items.iter().filter_map(named).collect()
    };
    let after = of(Some(d.proposed));
    after.is_empty() || of(d.prior) == after
}
