//! `aws_s3_bucket_website_configuration`

use crate::bucket_part::{At, Part, part};
use crate::bucket_told::routing;
use crate::s3::{account, s3, website_domain};
use aws_sdk_s3::types as sdk;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};
use provision_schema::compact_json;
use serde_json::Value as Json;

/// A bucket as a website. (S3 PutBucketWebsite)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_s3_bucket_website_configuration", seconds(1, 1))]
pub struct BucketWebsite {
    /// The bucket's name, with its owner where one is expected.
    #[attr(id)]
    pub id: String,
    /// The bucket.
    #[attr(required, replace, length(1, 63))]
    pub bucket: String,
    /// The account that must own it.
    #[attr(optional, replace, validate = account)]
    pub expected_bucket_owner: Option<String>,
    /// Rules of redirection as JSON, under the names of S3's API.
    #[attr(optional, computed, conflicts("routing_rule"), normalize = compact_json, json)]
    pub routing_rules: Option<String>,
    /// Its domain.
    #[attr(computed)]
    pub website_domain: String,
    /// Its address.
    #[attr(computed)]
    pub website_endpoint: String,
    /// The page of errors.
    #[block(list, max = 1)]
    pub error_document: Vec<ErrorDocument>,
    /// The page of folders.
    #[block(list, max = 1)]
    pub index_document: Vec<IndexDocument>,
    /// Where all requests go.
    #[block(list, max = 1, conflicts("error_document", "index_document", "routing_rule", "routing_rules"))]
    pub redirect_all_requests_to: Vec<RedirectAll>,
    /// Rules of redirection.
    #[block(list, computed, conflicts("routing_rules"))]
    pub routing_rule: Vec<Rule>,
}

/// The page of errors.
#[derive(Nested, Clone, Default)]
pub struct ErrorDocument {
    /// The object.
    #[attr(required)]
    pub key: String,
}

/// The page of folders.
#[derive(Nested, Clone, Default)]
pub struct IndexDocument {
    /// Its name, which is added to that of the folder.
    #[attr(required)]
    pub suffix: String,
}

/// Where all requests go.
#[derive(Nested, Clone, Default)]
pub struct RedirectAll {
    /// The host.
    #[attr(required)]
    pub host_name: String,
    /// By which protocol; by that of the request where none is given.
    #[attr(optional, one_of("http", "https"))]
    pub protocol: Option<String>,
}

/// A rule of redirection.
#[derive(Nested, Clone, Default)]
pub struct Rule {
    /// Which requests.
    #[block(list, max = 1)]
    pub condition: Vec<Condition>,
    /// Where to.
    #[block(list, min = 1, max = 1)]
    pub redirect: Vec<Redirect>,
}

/// Which requests are redirected.
#[derive(Nested, Clone, Default)]
pub struct Condition {
    /// Those that fail with this.
    #[attr(optional)]
    pub http_error_code_returned_equals: Option<String>,
    /// Those whose name begins with this.
    #[attr(optional)]
    pub key_prefix_equals: Option<String>,
}

/// Where a request goes.
#[derive(Nested, Clone, Default)]
pub struct Redirect {
    /// The host.
    #[attr(optional)]
    pub host_name: Option<String>,
    /// The status of the answer.
    #[attr(optional)]
    pub http_redirect_code: Option<String>,
    /// By which protocol.
    #[attr(optional, one_of("http", "https"))]
    pub protocol: Option<String>,
    /// What takes the place of the start of the name.
    #[attr(optional)]
    pub replace_key_prefix_with: Option<String>,
    /// What takes the place of the whole name.
    #[attr(optional)]
    pub replace_key_with: Option<String>,
}

part!(BucketWebsite);

#[async_trait]
impl Part for BucketWebsite {
    fn at(&self) -> At {
        At::of(&self.bucket, &self.expected_bucket_owner)
    }

    fn placed(at: At) -> Self {
        Self { id: at.id(), bucket: at.bucket, expected_bucket_owner: at.owner, ..Self::default() }
    }

    async fn put(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let error = |d: &ErrorDocument| sdk::ErrorDocument::builder().key(&d.key).build();
        let index = |d: &IndexDocument| sdk::IndexDocument::builder().suffix(&d.suffix).build();
        let all = |r: &RedirectAll| {
            let call = sdk::RedirectAllRequestsTo::builder().host_name(&r.host_name);
            call.set_protocol(choice(&r.protocol)).build()
        };
        let configuration = sdk::WebsiteConfiguration::builder()
            .set_error_document(self.error_document.first().map(error).transpose()?)
            .set_index_document(self.index_document.first().map(index).transpose()?)
            .set_redirect_all_requests_to(self.redirect_all_requests_to.first().map(all).transpose()?)
            .set_routing_rules(given(&self.rules()?))
            .build();
        s3(cx)
            .put_bucket_website()
            .bucket(&at.bucket)
            .set_expected_bucket_owner(at.owner.clone())
            .website_configuration(configuration)
            .send()
            .await?;
        Ok(())
    }

    /// Of the two ways to write rules, that which changed counts; the other is as AWS told it before.
    async fn change(cx: &Cx, at: &At, change: &Change<'_, Self>) -> Result<(), Error> {
        let mut to = change.to.clone();
        if change.changed("routing_rules") && !change.changed("routing_rule") {
            to.routing_rule.clear();
        }
        to.put(cx, at).await
    }

    async fn told(cx: &Cx, at: &At, _: &Req<Self>) -> Result<Option<Self>, Error> {
        let call = s3(cx).get_bucket_website().bucket(&at.bucket);
        let told = call.set_expected_bucket_owner(at.owner.clone()).send().await?;
        let all = |r: sdk::RedirectAllRequestsTo| RedirectAll {
            protocol: word(r.protocol.as_ref()),
            host_name: r.host_name,
        };
        let rules = told.routing_rules.filter(|r| !r.is_empty());
        let domain = website_domain(cx.region(), cx.dns_suffix());
        Ok(Some(Self {
            routing_rules: rules.as_deref().map(routing),
            website_endpoint: format!("{}.{domain}", at.bucket),
            website_domain: domain,
            error_document: told.error_document.map(|d| ErrorDocument { key: d.key }).into_iter().collect(),
            index_document: told
                .index_document
                .map(|d| IndexDocument { suffix: d.suffix })
                .into_iter()
                .collect(),
            redirect_all_requests_to: told.redirect_all_requests_to.map(all).into_iter().collect(),
            routing_rule: rules.unwrap_or_default().into_iter().map(Rule::told).collect(),
            ..Self::placed(at.clone())
        }))
    }

    async fn take(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let call = s3(cx).delete_bucket_website().bucket(&at.bucket);
        call.set_expected_bucket_owner(at.owner.clone()).send().await?;
        Ok(())
    }
}

impl BucketWebsite {
    fn rules(&self) -> Result<Vec<sdk::RoutingRule>, Error> {
        match text(&self.routing_rules).filter(|_| self.routing_rule.is_empty()) {
            Some(json) => parsed(&json),
            None => Ok(self.routing_rule.iter().map(Rule::sent).collect()),
        }
    }
}

/// Rules that are written as JSON.
fn parsed(json: &str) -> Result<Vec<sdk::RoutingRule>, Error> {
    let wrong = |what: &str| Error::new(Class::Validation, format!("`routing_rules` {what}."));
    let rules: Json = serde_json::from_str(json).map_err(|e| wrong(&format!("is not JSON: {e}")))?;
    let rules = rules.as_array().ok_or_else(|| wrong("is not a list"))?;
    let of = |it: &Json, name: &str| it.get(name).and_then(Json::as_str).map(str::to_owned);
    let rule = |rule: &Json| {
        let condition = rule.get("Condition").map(|c| Condition {
            http_error_code_returned_equals: of(c, "HttpErrorCodeReturnedEquals"),
            key_prefix_equals: of(c, "KeyPrefixEquals"),
        });
        let redirect = rule.get("Redirect").map(|r| Redirect {
            host_name: of(r, "HostName"),
            http_redirect_code: of(r, "HttpRedirectCode"),
            protocol: of(r, "Protocol"),
            replace_key_prefix_with: of(r, "ReplaceKeyPrefixWith"),
            replace_key_with: of(r, "ReplaceKeyWith"),
        });
        Rule { condition: condition.into_iter().collect(), redirect: redirect.into_iter().collect() }.sent()
    };
    Ok(rules.iter().map(rule).collect())
}

impl Rule {
    fn sent(&self) -> sdk::RoutingRule {
        let condition = |c: &Condition| {
            sdk::Condition::builder()
                .set_http_error_code_returned_equals(text(&c.http_error_code_returned_equals))
                .set_key_prefix_equals(text(&c.key_prefix_equals))
                .build()
        };
        let redirect = |r: &Redirect| {
            sdk::Redirect::builder()
                .set_host_name(text(&r.host_name))
                .set_http_redirect_code(text(&r.http_redirect_code))
                .set_protocol(choice(&r.protocol))
                .set_replace_key_prefix_with(text(&r.replace_key_prefix_with))
                .set_replace_key_with(text(&r.replace_key_with))
                .build()
        };
        sdk::RoutingRule::builder()
            .set_condition(self.condition.first().map(condition))
            .set_redirect(self.redirect.first().map(redirect))
            .build()
    }
    fn told(told: sdk::RoutingRule) -> Rule {
        let condition = |c: sdk::Condition| Condition {
            http_error_code_returned_equals: c.http_error_code_returned_equals,
            key_prefix_equals: c.key_prefix_equals,
        };
        let redirect = |r: sdk::Redirect| Redirect {
            protocol: word(r.protocol.as_ref()),
            host_name: r.host_name,
            http_redirect_code: r.http_redirect_code,
            replace_key_prefix_with: r.replace_key_prefix_with,
            replace_key_with: r.replace_key_with,
        };
        Rule {
            condition: told.condition.map(condition).into_iter().collect(),
            redirect: told.redirect.map(redirect).into_iter().collect(),
        }
    }
}
