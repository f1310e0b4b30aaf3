//! States that lie in a bucket: `backend "s3"`, and `terraform_remote_state` of one.

use crate::s3::s3;
use async_trait::async_trait;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{Delete, ObjectCannedAcl, ObjectIdentifier, ServerSideEncryption};
use provision_aws_core::config::{AssumeRole, ProviderBlock, WebIdentity};
use provision_aws_core::derive::{Attr, Attributes};
use provision_aws_core::prelude::{Class, Error, Nested, Set};
use provision_aws_core::{AwsProvider, AwsSession};
use provision_schema::Block;
use provision_state::bucket::Objects;
use provision_value::{Diagnostic, Type, Value, convert};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The arguments of `backend "s3"`.
#[derive(Nested, Clone, Default)]
pub struct Backend {
    /// Access key id.
    #[attr(optional)]
    pub access_key: Option<String>,
    /// A canned access control list for what is written.
    #[attr(optional)]
    pub acl: Option<String>,
    /// Accounts that the bucket may be reached with.
    #[attr(optional)]
    pub allowed_account_ids: Set<String>,
    /// The bucket.
    #[attr(required)]
    pub bucket: String,
    /// File of certificates to trust beside the system's.
    #[attr(optional)]
    pub custom_ca_bundle: Option<String>,
    /// Address of S3.
    #[attr(optional)]
    pub endpoint: Option<String>,
    /// Whether S3 encrypts what is written.
    #[attr(optional)]
    pub encrypt: Option<bool>,
    /// Accounts that the bucket is not reached with.
    #[attr(optional)]
    pub forbidden_account_ids: Set<String>,
    /// Put the bucket's name in the path.
    #[attr(optional)]
    pub force_path_style: Option<bool>,
    /// Proxy for HTTP.
    #[attr(optional)]
    pub http_proxy: Option<String>,
    /// Proxy for HTTPS.
    #[attr(optional)]
    pub https_proxy: Option<String>,
    /// Skip certificate checks.
    #[attr(optional)]
    pub insecure: Option<bool>,
    /// The state's name in the bucket.
    #[attr(required)]
    pub key: String,
    /// Key of KMS with which S3 encrypts what is written.
    #[attr(optional)]
    pub kms_key_id: Option<String>,
    /// How often a call is tried.
    #[attr(optional)]
    pub max_retries: Option<i64>,
    /// Hosts without proxy.
    #[attr(optional)]
    pub no_proxy: Option<String>,
    /// Profile of the shared files.
    #[attr(optional)]
    pub profile: Option<String>,
    /// The bucket's region.
    #[attr(optional)]
    pub region: Option<String>,
    /// `standard` or `adaptive`.
    #[attr(optional, one_of("standard", "adaptive"))]
    pub retry_mode: Option<String>,
    /// Secret access key.
    #[attr(optional)]
    pub secret_key: Option<String>,
    /// Shared configuration files.
    #[attr(optional)]
    pub shared_config_files: Vec<String>,
    /// Shared credentials files.
    #[attr(optional)]
    pub shared_credentials_files: Vec<String>,
    /// Do not check the credentials first.
    #[attr(optional)]
    pub skip_credentials_validation: Option<bool>,
    /// Do not ask the instance metadata service.
    #[attr(optional)]
    pub skip_metadata_api_check: Option<bool>,
    /// Take any region name.
    #[attr(optional)]
    pub skip_region_validation: Option<bool>,
    /// Do not ask for the account number.
    #[attr(optional)]
    pub skip_requesting_account_id: Option<bool>,
    /// Send no checksums.
    #[attr(optional)]
    pub skip_s3_checksum: Option<bool>,
    /// Region of STS.
    #[attr(optional)]
    pub sts_region: Option<String>,
    /// Session token.
    #[attr(optional)]
    pub token: Option<String>,
    /// Endpoints that answer in IPv6 too.
    #[attr(optional)]
    pub use_dualstack_endpoint: Option<bool>,
    /// FIPS endpoints.
    #[attr(optional)]
    pub use_fips_endpoint: Option<bool>,
    /// Lock by an object beside the state.
    #[attr(optional)]
    pub use_lockfile: Option<bool>,
    /// Put the bucket's name in the path.
    #[attr(optional)]
    pub use_path_style: Option<bool>,
    /// Start of the names of the states of workspaces.
    #[attr(optional)]
    pub workspace_key_prefix: Option<String>,
}

/// Arguments that are objects, of which members may be left out.
const OBJECTS: [(&str, &[&str]); 3] = [
    (
        "assume_role",
        &[
            "duration",
            "external_id",
            "policy",
            "policy_arns",
            "role_arn",
            "session_name",
            "source_identity",
            "tags",
            "transitive_tag_keys",
        ],
    ),
    (
        "assume_role_with_web_identity",
        &[
            "duration",
            "policy",
            "policy_arns",
            "role_arn",
            "session_name",
            "web_identity_token",
            "web_identity_token_file",
        ],
    ),
    ("endpoints", &["dynamodb", "iam", "s3", "sts"]),
];

/// Arguments that are not carried out, and what to do instead.
const REFUSED: [(&str, &str); 11] = [
    ("dynamodb_endpoint", "Remove it: the lock is an object beside the state."),
    ("dynamodb_table", "Write `use_lockfile = true` instead: the lock is an object beside the state."),
    ("ec2_metadata_service_endpoint", "Set AWS_EC2_METADATA_SERVICE_ENDPOINT instead."),
    ("ec2_metadata_service_endpoint_mode", "Set AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE instead."),
    ("external_id", "Write `assume_role = { external_id = ... }` instead."),
    ("iam_endpoint", "Remove it: IAM is not called."),
    ("role_arn", "Write `assume_role = { role_arn = ... }` instead."),
    ("shared_credentials_file", "Write `shared_credentials_files = [...]` instead."),
    ("sse_customer_key", "Use `kms_key_id`, or the bucket's own encryption."),
    ("sts_endpoint", "Write `endpoints = { sts = ... }` instead."),
    ("use_legacy_workflow", "Remove it."),
];

/// The schema of the block.
pub fn schema() -> Block {
    let mut block = Backend::block(0);
    let mut add = |name, ty| {
        let mut argument = provision_schema::Attribute::new(ty);
        argument.optional = true;
        block.attributes.insert(name, argument);
    };
    OBJECTS.into_iter().for_each(|(name, _)| add(name, Type::Dynamic));
    REFUSED.into_iter().for_each(|(name, _)| add(name, Type::String));
    block
}

/// The arguments that an object gives, as the block would hold them: for `terraform_remote_state`.
pub fn completed(given: &Value) -> Result<Value, Error> {
    let wrong = |message: String| Err(Error::new(Class::Validation, message));
    let schema = schema();
    let members = given.as_map().cloned().unwrap_or_default();
    if let Some(other) = members.keys().find(|name| !schema.attributes.contains_key(&***name)) {
        return wrong(format!("The backend \"s3\" has no argument \"{other}\"."));
    }
    let mut config = Value::object_of::<&str>([]);
    for (name, attribute) in &schema.attributes {
        let value = match members.get(*name) {
            None => Value::null(attribute.ty.clone()),
            Some(value) => match convert::convert(value, &attribute.ty) {
                Ok(value) => value,
                Err(e) => return wrong(format!("`{name}` of the backend \"s3\": {e}.")),
            },
        };
        config = config.with(name, value);
    }
    Ok(config)
}

/// Objects in a bucket.
#[derive(Clone, Debug)]
pub struct StateBucket {
    client: Client,
    bucket: String,
    acl: Option<ObjectCannedAcl>,
    encryption: Option<ServerSideEncryption>,
    kms_key: Option<String>,
}

/// Opens the bucket of a `backend "s3"` block with this configuration, for the state of a workspace. Gives the state's key too.
pub async fn open(
    provider: &AwsProvider,
    config: &Value,
    workspace: &str,
) -> Result<(Arc<dyn Objects>, String), Error> {
    check(config)?;
    let backend = Backend::from_value(config);
    let session = provider.open(&provider_block(&backend, config)).await?;
    let key = key(&backend, workspace);
    Ok((Arc::new(StateBucket::of(&session, backend)), key))
}

/// Where the state of a workspace lies.
fn key(backend: &Backend, workspace: &str) -> String {
    let prefix = backend.workspace_key_prefix.as_deref().unwrap_or("env:");
    match workspace {
        "default" => backend.key.clone(),
        other => format!("{prefix}/{other}/{}", backend.key),
    }
}

/// Refuses arguments that are not carried out, before anything is asked of anybody.
pub fn check(config: &Value) -> Result<(), Error> {
    let backend = Backend::from_value(config);
    let refused = |what: &str, help: &str| {
        let message = format!("{what} of backend \"s3\" is not carried out.");
        Err(Error::new(Class::Validation, message).help(help))
    };
    if backend.bucket.is_empty() || backend.key.is_empty() || backend.key.starts_with('/') {
        let message = "backend \"s3\" needs `bucket`, and a `key` that begins with no slash.";
        return Err(Error::new(Class::Validation, message));
    }
    let given = |name: &str| config.get(name).is_some_and(|v| !v.is_null());
    if let Some((name, help)) = REFUSED.into_iter().find(|(name, _)| given(name)) {
        return refused(&format!("`{name}`"), help);
    }
    if backend.use_lockfile == Some(false) {
        return refused(
            "`use_lockfile = false`",
            "The lock is always taken: leave the argument out, or set it to true.",
        );
    }
    if backend.skip_s3_checksum == Some(true) {
        return refused("`skip_s3_checksum`", "Remove it.");
    }
    for (name, members) in OBJECTS {
        let given = config.get(name).and_then(Value::as_map);
        if let Some(other) = given.into_iter().flatten().map(|(n, _)| n).find(|n| !members.contains(&&***n)) {
            let message = format!("`{name}` of backend \"s3\" has no member \"{other}\".");
            return Err(
                Error::new(Class::Validation, message).help(format!("It has {}.", members.join(", ")))
            );
        }
    }
    Ok(())
}

/// The provider block that says what the backend's arguments say of credentials, region and endpoints.
fn provider_block(backend: &Backend, config: &Value) -> Value {
    let object = |name: &str| config.get(name).filter(|v| !v.is_null());
    let b = backend.clone();
    let block = ProviderBlock {
        access_key: b.access_key,
        secret_key: b.secret_key,
        token: b.token,
        allowed_account_ids: b.allowed_account_ids,
        forbidden_account_ids: b.forbidden_account_ids,
        custom_ca_bundle: b.custom_ca_bundle,
        http_proxy: b.http_proxy,
        https_proxy: b.https_proxy,
        no_proxy: b.no_proxy,
        insecure: b.insecure,
        max_retries: b.max_retries,
        profile: b.profile,
        region: b.region,
        retry_mode: b.retry_mode,
        s3_use_path_style: b.use_path_style.or(b.force_path_style),
        shared_config_files: b.shared_config_files,
        shared_credentials_files: b.shared_credentials_files,
        skip_requesting_account_id: b.skip_requesting_account_id,
        sts_region: b.sts_region,
        use_dualstack_endpoint: b.use_dualstack_endpoint,
        use_fips_endpoint: b.use_fips_endpoint,
        assume_role: object("assume_role").map(AssumeRole::from_value).into_iter().collect(),
        assume_role_with_web_identity: object("assume_role_with_web_identity").map(WebIdentity::from_value),
        ..ProviderBlock::default()
    };
    let endpoint = |name: &str| {
        let told = object("endpoints").and_then(|e| e.get(name)).and_then(Value::as_str).map(str::to_owned);
        told.or_else(|| backend.endpoint.clone().filter(|_| name == "s3"))
    };
    let urls = ["s3", "sts"].into_iter().filter_map(|name| Some((name, Value::string(endpoint(name)?))));
    let urls: Vec<_> = urls.collect();
    let value = block.to_value(0);
    if urls.is_empty() { value } else { value.with("endpoints", Value::tuple(vec![Value::object_of(urls)])) }
}

impl StateBucket {
    fn of(session: &AwsSession, backend: Backend) -> StateBucket {
        let encrypted = backend.encrypt == Some(true);
        let kms_key = backend.kms_key_id.filter(|_| encrypted);
        StateBucket {
            client: s3(session.cx()),
            bucket: backend.bucket,
            acl: backend.acl.as_deref().map(ObjectCannedAcl::from),
            encryption: encrypted.then_some(match kms_key {
                Some(_) => ServerSideEncryption::AwsKms,
                None => ServerSideEncryption::Aes256,
            }),
            kms_key,
        }
    }

    async fn send(&self, key: &str, content: Vec<u8>, only_new: bool) -> Result<(), Error> {
        let put = self.client.put_object().bucket(&self.bucket).key(key);
        put.content_type("application/json")
            .body(ByteStream::from(content))
            .set_acl(self.acl.clone())
            .set_server_side_encryption(self.encryption.clone())
            .set_ssekms_key_id(self.kms_key.clone())
            .set_if_none_match(only_new.then(|| "*".to_owned()))
            .send()
            .await?;
        Ok(())
    }

    /// An error as those of a state are told.
    fn told(&self, key: &str, what: &str, e: Error) -> provision_state::Error {
        let place = self.place(key);
        let e = match e.is(&["NoSuchBucket"]) {
            true => e.help("Make the bucket first, with versioning, or correct `bucket` and `region`."),
            false => e,
        };
        let error = provision_engine::provider::ProviderError::from(e);
        let mut d: Diagnostic = error.to_diagnostic("");
        d.detail = format!("Cannot {what} {}. {}", place.display(), d.detail).trim_end().to_owned();
        provision_state::Error::Remote(Box::new(d))
    }
}

#[async_trait]
impl Objects for StateBucket {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, provision_state::Error> {
        let answer = self.client.get_object().bucket(&self.bucket).key(key).send().await;
        let answer = match answer {
            Err(e) if e.code() == Some("NoSuchKey") => return Ok(None),
            other => other.map_err(|e| self.told(key, "read", e.into()))?,
        };
        let content = answer.body.collect().await.map_err(|e| {
            let cut = Error::new(Class::Unreachable, format!("The answer ended too early: {e}."));
            self.told(key, "read", cut)
        })?;
        Ok(Some(content.to_vec()))
    }

    async fn put(&self, key: &str, content: Vec<u8>) -> Result<(), provision_state::Error> {
        self.send(key, content, false).await.map_err(|e| self.told(key, "write", e))
    }

    async fn put_new(&self, key: &str, content: Vec<u8>) -> Result<bool, provision_state::Error> {
        match self.send(key, content, true).await {
            Ok(()) => Ok(true),
            // Somebody was faster, or is just writing it too.
            Err(e) if e.is(&["PreconditionFailed", "ConditionalRequestConflict"]) => Ok(false),
            Err(e) => Err(self.told(key, "write", e)),
        }
    }

    async fn delete(&self, keys: Vec<String>) -> Result<(), provision_state::Error> {
        if let [key] = keys.as_slice() {
            let deleted = self.client.delete_object().bucket(&self.bucket).key(key).send().await;
            return deleted.map(drop).map_err(|e| self.told(key, "delete", e.into()));
        }
        for some in keys.chunks(1000) {
            let objects =
                some.iter().filter_map(|key| ObjectIdentifier::builder().key(key).build().ok()).collect();
            let deleted = async {
                let delete = Delete::builder().set_objects(Some(objects)).quiet(true).build()?;
                let answer = self.client.delete_objects().bucket(&self.bucket).delete(delete).send().await?;
                match answer.errors().first() {
                    Some(e) => Err(Error::new(Class::Other, e.message().unwrap_or_default())),
                    None => Ok(()),
                }
            };
            deleted.await.map_err(|e| self.told(&some[0], "delete", e))?;
        }
        Ok(())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, provision_state::Error> {
        let mut pages =
            self.client.list_objects_v2().bucket(&self.bucket).prefix(prefix).into_paginator().send();
        let mut keys = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|e| self.told(prefix, "list", e.into()))?;
            keys.extend(page.contents().iter().filter_map(|o| o.key().map(str::to_owned)));
        }
        Ok(keys)
    }

    async fn pause(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }

    fn place(&self, key: &str) -> PathBuf {
        PathBuf::from(format!("s3://{}/{key}", self.bucket))
    }
}

#[cfg(test)]
#[path = "state_bucket_tests.rs"]
mod tests;
