//! The provider block: its schema, and what it says.

use crate::attr::{Attr, Attributes, Set, field};
use crate::endpoints;
use crate::error::Error;
use crate::{Nested as DeriveNested, tags::Tags};
use provision_engine::provider::Class;
use provision_schema::{Attribute, Block, Nested, Nesting};
use provision_value::{Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The arguments of `provider "aws"`, without `endpoints` (which has a name for every service).
#[derive(DeriveNested, Clone, Default)]
pub struct ProviderBlock {
    /// Access key id.
    #[attr(optional)]
    pub access_key: Option<String>,
    /// Accounts that may be changed; any other is refused before a call.
    #[attr(optional, conflicts("forbidden_account_ids"))]
    pub allowed_account_ids: Set<String>,
    /// File of certificates to trust beside the system's.
    #[attr(optional)]
    pub custom_ca_bundle: Option<String>,
    /// Address of the instance metadata service.
    #[attr(optional)]
    pub ec2_metadata_service_endpoint: Option<String>,
    /// Protocol of the instance metadata service.
    #[attr(optional)]
    pub ec2_metadata_service_endpoint_mode: Option<String>,
    /// Accounts that are refused before a call.
    #[attr(optional, conflicts("allowed_account_ids"))]
    pub forbidden_account_ids: Set<String>,
    /// Proxy for HTTP.
    #[attr(optional)]
    pub http_proxy: Option<String>,
    /// Proxy for HTTPS.
    #[attr(optional)]
    pub https_proxy: Option<String>,
    /// Skip certificate checks.
    #[attr(optional)]
    pub insecure: Option<bool>,
    /// How often a call is tried before its error stands.
    #[attr(optional)]
    pub max_retries: Option<i64>,
    /// Hosts without proxy.
    #[attr(optional)]
    pub no_proxy: Option<String>,
    /// Profile of the shared files.
    #[attr(optional)]
    pub profile: Option<String>,
    /// Region.
    #[attr(optional)]
    pub region: Option<String>,
    /// `standard` or `adaptive`.
    #[attr(optional, one_of("standard", "adaptive"))]
    pub retry_mode: Option<String>,
    /// Address of S3 in us-east-1: `legacy` or `regional`.
    #[attr(optional)]
    pub s3_us_east_1_regional_endpoint: Option<String>,
    /// Put the bucket's name in the path, not in the host.
    #[attr(optional)]
    pub s3_use_path_style: Option<bool>,
    /// Secret access key.
    #[attr(optional)]
    pub secret_key: Option<String>,
    /// Shared configuration files, instead of `~/.aws/config`.
    #[attr(optional)]
    pub shared_config_files: Vec<String>,
    /// Shared credentials files, instead of `~/.aws/credentials`.
    #[attr(optional)]
    pub shared_credentials_files: Vec<String>,
    /// Do not check the credentials first.
    #[attr(optional)]
    pub skip_credentials_validation: Option<bool>,
    /// Do not ask the instance metadata service.
    #[attr(optional)]
    pub skip_metadata_api_check: Option<String>,
    /// Take any region name.
    #[attr(optional)]
    pub skip_region_validation: Option<bool>,
    /// Do not ask for the account number.
    #[attr(optional)]
    pub skip_requesting_account_id: Option<bool>,
    /// Region of STS.
    #[attr(optional)]
    pub sts_region: Option<String>,
    /// Session token.
    #[attr(optional)]
    pub token: Option<String>,
    /// Capacity of the SDK's retry bucket.
    #[attr(optional)]
    pub token_bucket_rate_limiter_capacity: Option<i64>,
    /// Endpoints that answer in IPv6 too.
    #[attr(optional)]
    pub use_dualstack_endpoint: Option<bool>,
    /// FIPS endpoints.
    #[attr(optional)]
    pub use_fips_endpoint: Option<bool>,
    /// Roles to assume, one after the other.
    #[block(list)]
    pub assume_role: Vec<AssumeRole>,
    /// Role to assume with a token of an identity provider.
    #[block(list, max = 1)]
    pub assume_role_with_web_identity: Option<WebIdentity>,
    /// Tags of every resource.
    #[block(list, max = 1)]
    pub default_tags: Option<DefaultTags>,
    /// Tags that others manage.
    #[block(list, max = 1)]
    pub ignore_tags: Option<IgnoreTags>,
}

/// One role to assume.
#[derive(DeriveNested, Clone, Default)]
pub struct AssumeRole {
    /// Life of the session, for example `1h`.
    #[attr(optional)]
    pub duration: Option<String>,
    /// Id that the role's trust policy asks for.
    #[attr(optional)]
    pub external_id: Option<String>,
    /// Policy that narrows the session.
    #[attr(optional, json)]
    pub policy: Option<String>,
    /// Managed policies that narrow the session.
    #[attr(optional)]
    pub policy_arns: Set<String>,
    /// The role.
    #[attr(optional)]
    pub role_arn: Option<String>,
    /// Name of the session.
    #[attr(optional)]
    pub session_name: Option<String>,
    /// Identity behind the session.
    #[attr(optional)]
    pub source_identity: Option<String>,
    /// Session tags.
    #[attr(optional)]
    pub tags: BTreeMap<String, String>,
    /// Session tags that go on to later roles.
    #[attr(optional)]
    pub transitive_tag_keys: Set<String>,
}

/// A role to assume with a web identity.
#[derive(DeriveNested, Clone, Default)]
pub struct WebIdentity {
    /// Life of the session.
    #[attr(optional)]
    pub duration: Option<String>,
    /// Policy that narrows the session.
    #[attr(optional, json)]
    pub policy: Option<String>,
    /// Managed policies that narrow the session.
    #[attr(optional)]
    pub policy_arns: Set<String>,
    /// The role.
    #[attr(optional)]
    pub role_arn: Option<String>,
    /// Name of the session.
    #[attr(optional)]
    pub session_name: Option<String>,
    /// The token.
    #[attr(optional)]
    pub web_identity_token: Option<String>,
    /// File that holds the token.
    #[attr(optional)]
    pub web_identity_token_file: Option<String>,
}

/// `default_tags`
#[derive(DeriveNested, Clone, Default)]
pub struct DefaultTags {
    /// The tags.
    #[attr(optional)]
    pub tags: BTreeMap<String, String>,
}

/// `ignore_tags`
#[derive(DeriveNested, Clone, Default)]
pub struct IgnoreTags {
    /// Beginnings of keys.
    #[attr(optional)]
    pub key_prefixes: Set<String>,
    /// Whole keys.
    #[attr(optional)]
    pub keys: Set<String>,
}

/// The schema of the provider block.
pub fn schema() -> Block {
    let mut block = ProviderBlock::block(0);
    let mut inner = Block::default();
    for name in endpoints::NAMES {
        let mut url = Attribute::new(Type::String);
        url.optional = true;
        url.doc = "Endpoint of the service.";
        inner.attributes.insert(name, url);
    }
    let endpoints = Nested { doc: "Endpoints by service.", ..Nested::new(Nesting::Set, Arc::new(inner)) };
    block.blocks.insert("endpoints", endpoints);
    block
}

/// Reads a provider block; arguments that are not carried out are an error that names them.
pub fn read(config: &Value) -> Result<(ProviderBlock, BTreeMap<String, String>), Error> {
    let block: ProviderBlock = ProviderBlock::from_value(config);
    refuse(&block)?;
    let mut urls = BTreeMap::new();
    for set in config.get("endpoints").and_then(Value::as_seq).unwrap_or_default() {
        for name in endpoints::NAMES {
            if let Some(url) = field::<Option<String>>(set, name).filter(|u| !u.is_empty()) {
                urls.insert((*name).to_owned(), url);
            }
        }
    }
    Ok((block, urls))
}

fn refuse(block: &ProviderBlock) -> Result<(), Error> {
    let given = [
        (
            "ec2_metadata_service_endpoint",
            block.ec2_metadata_service_endpoint.is_some(),
            "Set AWS_EC2_METADATA_SERVICE_ENDPOINT instead.",
        ),
        (
            "ec2_metadata_service_endpoint_mode",
            block.ec2_metadata_service_endpoint_mode.is_some(),
            "Set AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE instead.",
        ),
        ("http_proxy", block.http_proxy.is_some(), "Remove it; proxies are not used."),
        ("https_proxy", block.https_proxy.is_some(), "Remove it; proxies are not used."),
        ("no_proxy", block.no_proxy.is_some(), "Remove it; proxies are not used."),
        ("insecure", block.insecure == Some(true), "Name the certificate in `custom_ca_bundle` instead."),
        (
            "s3_us_east_1_regional_endpoint",
            block.s3_us_east_1_regional_endpoint.as_deref() == Some("legacy"),
            "Only \"regional\" is supported: remove it.",
        ),
    ];
    for (name, given, help) in given {
        if given {
            let message = format!("The argument \"{name}\" of provider \"aws\" is not carried out.");
            return Err(Error::new(Class::Validation, message).help(help));
        }
    }
    Ok(())
}

impl ProviderBlock {
    /// The tags of `default_tags`.
    pub fn default_tags(&self) -> Tags {
        self.default_tags.as_ref().map(|d| d.tags.clone()).unwrap_or_default()
    }
}
