//! From a provider block to clients: region, credentials, endpoints, and the guard against the wrong account.

use crate::config::{AssumeRole, ProviderBlock};
use crate::error::Error;
use crate::http::{self, Calls, Name};
use crate::limits::Limits;
use crate::once::Careful;
use crate::provider::Settings;
use crate::tags::OWNERSHIP_PREFIX;
use crate::typed::duration;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime::client::retries::{RetryPartition, TokenBucket};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use provision_engine::provider::Class;
use provision_schema::Facts;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Attempts of one call, before its error stands: throttling is waited out.
const ATTEMPTS: u32 = 25;

/// Longest wait for a connection.
const CONNECTED: Duration = Duration::from_secs(10);

/// Longest wait for the beginning of an answer, from when the request is sent: without one, a connection whose other end is gone
/// is waited on for ever. A part of a large object over a slow line takes minutes.
const ANSWERED: Duration = Duration::from_secs(600);

/// What the clients of one provider configuration have in common.
pub struct Base {
    sdk: SdkConfig,
    endpoints: BTreeMap<String, String>,
    path_style: bool,
    retries: RetryPartition,
    caller: Option<Caller>,
}

/// Whose credentials are in use, as STS told when the configuration was opened.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account.
    pub account: String,
    /// The ARN of the user or of the role's session.
    pub arn: String,
    /// The unique id of the user or role.
    pub user: String,
}

impl Base {
    /// Region, credentials, HTTP layer, retries.
    pub fn sdk(&self) -> &SdkConfig {
        &self.sdk
    }
    /// The endpoint that the provider block gives a service, under one of its names.
    pub fn endpoint(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|n| self.endpoints.get(*n).cloned())
    }
    /// True where S3 takes the bucket's name in the path.
    pub fn path_style(&self) -> bool {
        self.path_style
    }
    /// Who we are; `None` where the provider block asked not to ask.
    pub fn caller(&self) -> Option<&Caller> {
        self.caller.as_ref()
    }
    /// Writes the call's name into each request; every client carries it.
    pub fn name(&self) -> Name {
        Name
    }
    /// Keeps the SDK from repeating create calls blindly; every client carries it.
    pub fn careful(&self) -> Careful {
        Careful
    }
    /// The bucket of retries, shared by all clients and never empty: how long throttling is borne is a matter of attempts.
    pub fn retries(&self) -> RetryPartition {
        self.retries.clone()
    }
}

/// Defines `fn $name(cx) -> $sdk::Client`: the client of a service, made on first use. The names after it are those that the provider
/// block's `endpoints` knows the service by.
#[macro_export]
macro_rules! client {
    ($(#[$doc:meta])* $name:ident, $sdk:ident, [$($alias:literal),+] $(, $extra:expr)?) => {
        $(#[$doc])*
        pub fn $name(cx: &$crate::Cx) -> $sdk::Client {
            cx.client(|base| {
                let mut config = $sdk::config::Builder::from(base.sdk()).interceptor(base.name()).retry_partition(base.retries()).retry_classifier(base.careful());
                if let Some(url) = base.endpoint(&[$($alias),+]) {
                    config = config.endpoint_url(url);
                }
                $( config = ($extra)(base, config); )?
                $sdk::Client::from_conf(config.build())
            })
        }
    };
}

client!(
    /// STS.
    sts, aws_sdk_sts, ["sts"]
);

/// Resolves region and credentials, and checks the account before anything else is called.
pub async fn open(
    settings: &Settings,
    block: &ProviderBlock,
    endpoints: BTreeMap<String, String>,
    calls: Arc<Calls>,
) -> Result<(Facts, Base), Error> {
    let endpoint = settings
        .endpoint
        .clone()
        .or_else(|| std::env::var("AWS_ENDPOINT_URL").ok())
        .filter(|u| !u.is_empty());
    let custom = endpoint.is_some() || !endpoints.is_empty();
    let limits = (!custom || settings.limits).then(Limits::new);
    let plain = match &settings.http {
        Some(client) => client.clone(),
        None => http::https(ca_bundle(block)?)?,
    };
    let absence = http::ABSENCE.mul_f64(settings.time_scale);
    let client = http::metered(plain, calls, limits, absence, settings.cut.clone());
    let loopback = endpoint.iter().chain(endpoints.values()).all(|u| is_loopback(u)) && custom;

    let mut loader = loader(settings, block, client.clone());
    if let Some(url) = &endpoint {
        loader = loader.endpoint_url(url);
    }
    let profile = block.profile.clone().or_else(|| settings.profile.clone());
    loader = credentials(loader, block, loopback && profile.is_none());
    let mut sdk = loader.load().await;
    if let Some(profile) = profile.clone().filter(|_| block.access_key.is_none()) {
        sdk = of_profile(sdk, block, client, profile);
    }
    let Some(region) = sdk.region() else {
        return Err(Error::new(Class::Validation, "No region is given.").help(
            "Set `region` in the provider block or in the environment's settings, or set AWS_REGION.",
        ));
    };
    guard_region(settings, region.as_ref())?;
    for role in &block.assume_role {
        sdk = assume(sdk, role).await?;
    }
    if let Some(web) = &block.assume_role_with_web_identity {
        sdk = web_identity(sdk, web).await?;
    }
    let path_style = block.s3_use_path_style.unwrap_or(custom);
    let capacity =
        block.token_bucket_rate_limiter_capacity.and_then(|c| usize::try_from(c).ok()).filter(|c| *c > 0);
    let bucket = capacity.map_or_else(TokenBucket::unlimited, TokenBucket::new);
    let retries = RetryPartition::custom("provision").token_bucket(bucket).build();
    let mut base = Base { sdk, endpoints, path_style, retries, caller: None };
    let profile = profile.or_else(|| std::env::var("AWS_PROFILE").ok()).filter(|p| !p.is_empty());
    let identified = identify(settings, block, &base).await;
    let (facts, caller) = identified.map_err(|e| log_in(e, profile.as_deref()))?;
    base.caller = caller;
    Ok((facts, base))
}

fn loader(settings: &Settings, block: &ProviderBlock, client: SharedHttpClient) -> ConfigLoader {
    let attempts = block.max_retries.and_then(|n| u32::try_from(n).ok()).map_or(ATTEMPTS, |n| n.max(1));
    let retry = match block.retry_mode.as_deref() {
        Some("adaptive") => RetryConfig::adaptive(),
        _ => RetryConfig::standard(),
    };
    let retry = retry
        .with_max_attempts(attempts)
        .with_initial_backoff(Duration::from_millis(500).mul_f64(settings.time_scale))
        .with_max_backoff(Duration::from_secs(20).mul_f64(settings.time_scale));
    let timeouts = TimeoutConfig::builder().connect_timeout(CONNECTED).read_timeout(ANSWERED).build();
    // A request that waits for its turn or for a connection is not a stalled one, as the SDK would take it to be; nor are its few bytes.
    let stalled = StalledStreamProtectionConfig::enabled().upload_enabled(false).build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(client).retry_config(retry);
    loader = loader.timeout_config(timeouts).stalled_stream_protection(stalled);
    if let Some(region) = block.region.clone().or_else(|| settings.region.clone()) {
        loader = loader.region(Region::new(region));
    }
    if block.use_fips_endpoint == Some(true) {
        loader = loader.use_fips(true);
    }
    if block.use_dualstack_endpoint == Some(true) {
        loader = loader.use_dual_stack(true);
    }
    if let Some(profile) = block.profile.clone().or_else(|| settings.profile.clone()) {
        loader = loader.profile_name(profile);
    }
    if !block.shared_config_files.is_empty() || !block.shared_credentials_files.is_empty() {
        loader = loader.profile_files(profile_files(block));
    }
    loader
}

// The types have moved into a crate of the SDK's innards; the alias is the way to them from outside.
#[allow(deprecated)]
fn profile_files(block: &ProviderBlock) -> aws_config::profile::profile_file::ProfileFiles {
    use aws_config::profile::profile_file::{ProfileFileKind, ProfileFiles};
    let mut files = ProfileFiles::builder();
    files = match block.shared_config_files.as_slice() {
        [] => files.include_default_config_file(true),
        given => given.iter().fold(files, |f, path| f.with_file(ProfileFileKind::Config, path)),
    };
    files = match block.shared_credentials_files.as_slice() {
        [] => files.include_default_credentials_file(true),
        given => given.iter().fold(files, |f, path| f.with_file(ProfileFileKind::Credentials, path)),
    };
    files.build()
}

/// Credentials: those of the block, or the SDK's chain. An emulator on this machine takes any, so none need be set up for it.
fn credentials(loader: ConfigLoader, block: &ProviderBlock, loopback: bool) -> ConfigLoader {
    if let (Some(key), Some(secret)) = (&block.access_key, &block.secret_key) {
        let own = Credentials::new(key, secret, block.token.clone(), None, "provider block");
        return loader.credentials_provider(own);
    }
    let set = |name: &str| std::env::var(name).is_ok_and(|v| !v.is_empty());
    if loopback && !set("AWS_ACCESS_KEY_ID") && !set("AWS_PROFILE") {
        return loader.credentials_provider(Credentials::new("test", "test", None, None, "emulator"));
    }
    loader
}

/// Credentials of the profile that the plan names. Keys in the environment do not come before it: they are somebody's for something
/// else.
fn of_profile(sdk: SdkConfig, block: &ProviderBlock, client: SharedHttpClient, name: String) -> SdkConfig {
    let surroundings =
        ProviderConfig::without_region().with_region(sdk.region().cloned()).with_http_client(client);
    let profile = ProfileFileCredentialsProvider::builder()
        .configure(&surroundings)
        .profile_files(profile_files(block))
        .profile_name(name)
        .build();
    sdk.into_builder().credentials_provider(SharedCredentialsProvider::new(profile)).build()
}

fn ca_bundle(block: &ProviderBlock) -> Result<Option<Vec<u8>>, Error> {
    let path = block
        .custom_ca_bundle
        .clone()
        .or_else(|| std::env::var("AWS_CA_BUNDLE").ok())
        .filter(|p| !p.is_empty());
    let Some(path) = path else { return Ok(None) };
    let read = std::fs::read(&path).map(Some);
    read.map_err(|e| {
        Error::new(Class::Validation, format!("The certificates in {path} cannot be read: {e}."))
    })
}

async fn assume(sdk: SdkConfig, role: &AssumeRole) -> Result<SdkConfig, Error> {
    let Some(arn) = &role.role_arn else { return Ok(sdk) };
    if !role.tags.is_empty() || !role.transitive_tag_keys.is_empty() || role.source_identity.is_some() {
        let message = "Session tags and `source_identity` of `assume_role` are not carried out.";
        return Err(Error::new(Class::Validation, message).help("Remove them from the provider block."));
    }
    let mut builder = AssumeRoleProvider::builder(arn)
        .configure(&sdk)
        .session_name(role.session_name.clone().unwrap_or_else(|| "provision".into()));
    if let Some(id) = &role.external_id {
        builder = builder.external_id(id);
    }
    if let Some(policy) = &role.policy {
        builder = builder.policy(policy);
    }
    if !role.policy_arns.is_empty() {
        builder = builder.policy_arns(role.policy_arns.to_vec());
    }
    if let Some(life) = role.duration.as_deref().and_then(duration) {
        builder = builder.session_length(life);
    }
    let provider = builder.build().await;
    Ok(sdk.into_builder().credentials_provider(SharedCredentialsProvider::new(provider)).build())
}

async fn web_identity(sdk: SdkConfig, web: &crate::config::WebIdentity) -> Result<SdkConfig, Error> {
    let missing =
        |what: &str| Error::new(Class::Validation, format!("`assume_role_with_web_identity` has no {what}."));
    let token = match (&web.web_identity_token, &web.web_identity_token_file) {
        (Some(token), _) => token.clone(),
        (None, Some(file)) => std::fs::read_to_string(file).map_err(|e| {
            Error::new(Class::Credentials, format!("The token in {file} cannot be read: {e}."))
        })?,
        (None, None) => return Err(missing("token")),
    };
    let role = web.role_arn.clone().ok_or_else(|| missing("role_arn"))?;
    let session = web.session_name.clone().unwrap_or_else(|| "provision".into());
    let life = web.duration.as_deref().and_then(duration).and_then(|d| i32::try_from(d.as_secs()).ok());
    let arns = web
        .policy_arns
        .iter()
        .map(|a| aws_sdk_sts::types::PolicyDescriptorType::builder().arn(a).build())
        .collect::<Vec<_>>();
    let answer = aws_sdk_sts::Client::new(&sdk)
        .assume_role_with_web_identity()
        .role_arn(role)
        .role_session_name(session)
        .web_identity_token(token)
        .set_duration_seconds(life)
        .set_policy(web.policy.clone())
        .set_policy_arns((!arns.is_empty()).then_some(arns))
        .send()
        .await
        .map_err(|e| Error::from(e).with_class(Class::Credentials))?;
    let c = answer.credentials.ok_or_else(|| Error::incomplete("credentials"))?;
    let expires = std::time::SystemTime::try_from(c.expiration).ok();
    let own = Credentials::new(
        c.access_key_id,
        c.secret_access_key,
        Some(c.session_token),
        expires,
        "web identity",
    );
    Ok(sdk.into_builder().credentials_provider(SharedCredentialsProvider::new(own)).build())
}

/// Where the session of an SSO is over: the command that begins another.
fn log_in(e: Error, profile: Option<&str>) -> Error {
    let is_sso = |text: &String| text.to_ascii_lowercase().contains("sso");
    if e.class != Class::Credentials || !(is_sso(&e.message) || e.causes.iter().any(is_sso)) {
        return e;
    }
    let profile = profile.map(|p| format!(" --profile {p}")).unwrap_or_default();
    e.help(format!("Run `aws sso login{profile}`, then the command again."))
}

/// Asks who we are and refuses the wrong account.
async fn identify(
    settings: &Settings,
    block: &ProviderBlock,
    base: &Base,
) -> Result<(Facts, Option<Caller>), Error> {
    let region = base.sdk.region().map(ToString::to_string).unwrap_or_default();
    let ignore = block.ignore_tags.clone().unwrap_or_default();
    let mut facts = Facts {
        partition: partition(&region).to_owned(),
        region,
        account: String::new(),
        default_tags: block.default_tags(),
        ignore_tag_keys: ignore.keys.iter().cloned().collect(),
        ignore_tag_prefixes: ignore
            .key_prefixes
            .iter()
            .cloned()
            .chain([OWNERSHIP_PREFIX.to_owned()])
            .collect(),
    };
    let guarded = !settings.account_ids.is_empty()
        || !block.allowed_account_ids.is_empty()
        || !block.forbidden_account_ids.is_empty();
    if block.skip_requesting_account_id == Some(true) && !guarded {
        return Ok((facts, None));
    }
    let client = {
        let mut config = aws_sdk_sts::config::Builder::from(base.sdk())
            .interceptor(base.name())
            .retry_partition(base.retries())
            .retry_classifier(base.careful());
        if let Some(url) = base.endpoint(&["sts"]) {
            config = config.endpoint_url(url);
        }
        if let Some(region) = &block.sts_region {
            config = config.region(Region::new(region.clone()));
        }
        aws_sdk_sts::Client::from_conf(config.build())
    };
    let identity = client.get_caller_identity().send().await?;
    let caller = caller(identity)?;
    facts.account.clone_from(&caller.account);
    if let Some(partition) = caller.arn.split(':').nth(1) {
        facts.partition = partition.to_owned();
    }
    guard(settings, block, &facts.account)?;
    Ok((facts, Some(caller)))
}

/// Who we are, as GetCallerIdentity tells.
pub fn caller(
    told: aws_sdk_sts::operation::get_caller_identity::GetCallerIdentityOutput,
) -> Result<Caller, Error> {
    Ok(Caller {
        account: told.account.ok_or_else(|| Error::incomplete("an account"))?,
        arn: told.arn.unwrap_or_default(),
        user: told.user_id.unwrap_or_default(),
    })
}

/// Refuses a region that the environment is not bound to. Nothing has been called yet.
fn guard_region(settings: &Settings, region: &str) -> Result<(), Error> {
    let bound = &settings.regions;
    if bound.is_empty() || bound.iter().any(|r| r == region) {
        return Ok(());
    }
    let quoted = |r: &String| format!("\"{r}\"");
    let wider: Vec<String> = bound.iter().map(quoted).chain([quoted(&region.to_owned())]).collect();
    let message = format!(
        "The provider works in region {region}, but this environment is bound to {}.",
        bound.join(", ")
    );
    Err(Error::new(Class::Guard, message).help(format!(
        "Nothing was read or changed. Correct `region` in the provider block, or leave it out to use the environment's. If the plan is \
         meant to reach {region} too, let the environment say so: regions = [{}]",
        wider.join(", ")
    )))
}

fn guard(settings: &Settings, block: &ProviderBlock, account: &str) -> Result<(), Error> {
    let refuse = |why: String| {
        Err(Error::new(Class::Guard, format!("The credentials in use belong to account {account}, {why}.")))
    };
    if !settings.account_ids.is_empty() && !settings.account_ids.iter().any(|a| a == account) {
        return refuse(format!("but this environment is bound to {}", settings.account_ids.join(", ")));
    }
    if !block.allowed_account_ids.is_empty() && !block.allowed_account_ids.iter().any(|a| a == account) {
        return refuse(format!(
            "which is not one of `allowed_account_ids` ({})",
            block.allowed_account_ids.join(", ")
        ));
    }
    if block.forbidden_account_ids.iter().any(|a| a == account) {
        return refuse("which is one of `forbidden_account_ids`".into());
    }
    Ok(())
}

fn partition(region: &str) -> &'static str {
    match region {
        r if r.starts_with("cn-") => "aws-cn",
        r if r.starts_with("us-gov-") => "aws-us-gov",
        r if r.starts_with("us-iso-") => "aws-iso",
        r if r.starts_with("us-isob-") => "aws-iso-b",
        _ => "aws",
    }
}

/// True for an address of this machine.
fn is_loopback(url: &str) -> bool {
    let after = url.split("://").nth(1).unwrap_or(url);
    let authority = after.split(['/', '?']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let named =
        host == "localhost" || host.ends_with(".localhost") || host.ends_with("localhost.localstack.cloud");
    named || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for url in [
            "http://127.0.0.1:4566",
            "http://localhost:4566/x",
            "http://[::1]:80",
            "http://s3.localhost.localstack.cloud:4566",
        ] {
            assert!(is_loopback(url), "{url}");
        }
        for url in [
            "https://ec2.amazonaws.com",
            "http://10.0.0.1",
            "http://localhost.evil.com",
            "http://127.0.0.1.evil.com",
        ] {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
