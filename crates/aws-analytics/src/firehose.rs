//! What delivery streams are made of beside their destinations: the client, tags, logging, processing, networks, secrets.

use crate::common::choice;
use aws_sdk_firehose::types;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::is_role_unknown;
use provision_aws_core::prelude::*;
use std::future::Future;

provision_aws_core::client!(
    /// The Firehose client.
    firehose, aws_sdk_firehose, ["firehose"]
);

/// What Firehose says, with an `InvalidArgumentException`, of roles that are not known everywhere yet, or not yet with their policies.
const SOON: [&str; 5] = [
    "Access was denied",
    "is not authorized to",
    "Please make sure the role specified in VpcConfiguration has permissions",
    "Verify that the IAM role has access",
    "Firehose is unable to assume role",
];

/// Repeats a call while a role that it names, or what that role may do, is not known to Firehose yet.
pub async fn until_settled<T, E, F, Fut>(cx: &Cx, call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let soon = |e: &Error| {
        let refused =
            e.is(&["InvalidArgumentException"]) && SOON.iter().any(|words| e.message.contains(words));
        refused || is_role_unknown(e)
    };
    cx.retry(PROPAGATION, soon, call).await
}

/// Tags as Firehose takes them; `None` where there are none.
pub fn tag_list(tags: &Tags) -> Result<Option<Vec<types::Tag>>, Error> {
    let tags: Result<Vec<_>, _> =
        tags.iter().map(|(k, v)| types::Tag::builder().key(k).value(v).build()).collect();
    Ok(Some(tags?).filter(|t| !t.is_empty()))
}

/// The tags of one stream. (Firehose ListTagsForDeliveryStream)
pub async fn tags(cx: &Cx, name: &str) -> Result<Tags, Error> {
    let mut all = Tags::new();
    loop {
        let call = firehose(cx).list_tags_for_delivery_stream().delivery_stream_name(name).limit(50);
        let told = call.set_exclusive_start_tag_key(all.keys().next_back().cloned()).send().await?;
        let more = told.has_more_tags && !told.tags.is_empty();
        all.extend(told.tags.into_iter().map(|t| (t.key, t.value.unwrap_or_default())));
        if !more {
            return Ok(all);
        }
    }
}

/// Changes tags: one call to remove, one to set, each only where there is something to do.
pub async fn retag(cx: &Cx, name: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let call = firehose(cx).untag_delivery_stream().delivery_stream_name(name);
        call.set_tag_keys(Some(diff.remove.clone())).send().await?;
    }
    if let Some(set) = tag_list(&diff.set)? {
        firehose(cx).tag_delivery_stream().delivery_stream_name(name).set_tags(Some(set)).send().await?;
    }
    Ok(())
}

/// Where errors of a delivery are logged.
#[derive(Nested, Clone, Default)]
pub struct Logging {
    /// They are.
    #[attr(optional, default = false)]
    pub enabled: Option<bool>,
    /// The group.
    #[attr(optional)]
    pub log_group_name: Option<String>,
    /// The stream.
    #[attr(optional)]
    pub log_stream_name: Option<String>,
}

impl Logging {
    /// As Firehose takes it.
    pub fn request(&self) -> types::CloudWatchLoggingOptions {
        types::CloudWatchLoggingOptions::builder()
            .enabled(self.enabled.unwrap_or_default())
            .log_group_name(self.log_group_name.clone().unwrap_or_default())
            .log_stream_name(self.log_stream_name.clone().unwrap_or_default())
            .build()
    }
    /// As Firehose tells it; where counts only while it is on.
    pub fn told(told: &types::CloudWatchLoggingOptions) -> Logging {
        let on = told.enabled == Some(true);
        Logging {
            enabled: Some(on),
            log_group_name: told.log_group_name.clone().filter(|_| on),
            log_stream_name: told.log_stream_name.clone().filter(|_| on),
        }
    }
}

/// What happens to records on their way.
#[derive(Nested, Clone, Default)]
pub struct Processing {
    /// Something does.
    #[attr(optional)]
    pub enabled: Option<bool>,
    /// What.
    #[block(list)]
    pub processors: Vec<Processor>,
}

/// Something that happens to records on their way.
#[derive(Nested, Clone, Default)]
pub struct Processor {
    /// With what.
    #[block(set)]
    pub parameters: Set<Parameter>,
    /// What: `Lambda`, `MetadataExtraction`, `AppendDelimiterToRecord`, …
    #[attr(required, validate = processor_type)]
    pub r#type: String,
}

/// A parameter of what happens to records.
#[derive(Nested, Clone, Default)]
pub struct Parameter {
    /// Its name.
    #[attr(required, validate = parameter_name)]
    pub parameter_name: String,
    /// Its value.
    #[attr(required, length(1, 5120))]
    pub parameter_value: String,
}

fn processor_type(value: &Value) -> Result<(), String> {
    crate::common::among(value, types::ProcessorType::values())
}

fn parameter_name(value: &Value) -> Result<(), String> {
    crate::common::among(value, types::ProcessorParameterName::values())
}

/// What Firehose takes for granted of a function, and tells nevertheless.
fn granted(processor: &str, role: &str) -> Vec<(&'static str, String)> {
    if processor != "Lambda" {
        return Vec::new();
    }
    let fixed = [("NumberOfRetries", "3"), ("BufferIntervalInSeconds", "60"), ("BufferSizeInMBs", "1")];
    let role = (!role.is_empty()).then(|| ("RoleArn", role.to_owned()));
    fixed.map(|(name, value)| (name, value.to_owned())).into_iter().chain(role).collect()
}

impl Processing {
    /// As Firehose takes it; no block is that nothing happens.
    pub fn request(
        processing: Option<&Processing>,
        role: &str,
    ) -> Result<types::ProcessingConfiguration, Error> {
        let processing = processing.cloned().unwrap_or_default();
        let processors: Result<Vec<_>, Error> =
            processing.processors.iter().map(|p| p.request(role)).collect();
        Ok(types::ProcessingConfiguration::builder()
            .enabled(processing.enabled.unwrap_or_default())
            .set_processors(Some(processors?))
            .build())
    }
    /// As Firehose tells it.
    pub fn told(told: &types::ProcessingConfiguration, role: &str) -> Processing {
        Processing {
            enabled: told.enabled,
            processors: told.processors().iter().map(|p| Processor::told(p, role)).collect(),
        }
    }
}

impl Processor {
    fn request(&self, role: &str) -> Result<types::Processor, Error> {
        let given = |name: &str| self.parameters.iter().any(|p| p.parameter_name == name);
        let own = self.parameters.iter().map(|p| (p.parameter_name.clone(), p.parameter_value.clone()));
        let granted = granted(&self.r#type, role).into_iter().filter(|(name, _)| !given(name));
        let all = own.chain(granted.map(|(name, value)| (name.to_owned(), value)));
        let one = |(name, value): (String, String)| {
            let builder = types::ProcessorParameter::builder().parameter_name(name.as_str().into());
            builder.parameter_value(value).build()
        };
        let parameters: Result<Vec<_>, _> = all.map(one).collect();
        let builder = types::Processor::builder().r#type(self.r#type.as_str().into());
        Ok(builder.set_parameters(Some(parameters?)).build()?)
    }
    fn told(told: &types::Processor, role: &str) -> Processor {
        let kind = told.r#type.as_str();
        let granted = granted(kind, role);
        let is_granted = |name: &str, value: &str| granted.iter().any(|(n, v)| *n == name && v == value);
        let parameters = told.parameters().iter().map(|p| Parameter {
            parameter_name: p.parameter_name.as_str().to_owned(),
            parameter_value: p.parameter_value.clone(),
        });
        Processor {
            parameters: parameters.filter(|p| !is_granted(&p.parameter_name, &p.parameter_value)).collect(),
            r#type: kind.to_owned(),
        }
    }
}

/// The network of a domain.
#[derive(Nested, Clone, Default)]
pub struct Network {
    /// The role that makes interfaces.
    #[attr(required, replace, arn)]
    pub role_arn: String,
    /// Security groups.
    #[attr(required, replace)]
    pub security_group_ids: Set<String>,
    /// Subnets.
    #[attr(required, replace)]
    pub subnet_ids: Set<String>,
    /// Their VPC.
    #[attr(computed)]
    pub vpc_id: String,
}

impl Network {
    /// As Firehose takes it.
    pub fn request(&self) -> Result<types::VpcConfiguration, Error> {
        Ok(types::VpcConfiguration::builder()
            .role_arn(&self.role_arn)
            .set_security_group_ids(Some(self.security_group_ids.to_vec()))
            .set_subnet_ids(Some(self.subnet_ids.to_vec()))
            .build()?)
    }
    /// As Firehose tells it.
    pub fn told(told: &types::VpcConfigurationDescription) -> Network {
        Network {
            role_arn: told.role_arn.clone(),
            security_group_ids: told.security_group_ids.iter().cloned().collect(),
            subnet_ids: told.subnet_ids.iter().cloned().collect(),
            vpc_id: told.vpc_id.clone(),
        }
    }
}

/// The secret that a destination is opened with.
#[derive(Nested, Clone, Default)]
pub struct Secret {
    /// It is.
    #[attr(optional, computed, replace)]
    pub enabled: Option<bool>,
    /// The role that reads it.
    #[attr(optional, arn)]
    pub role_arn: Option<String>,
    /// The secret.
    #[attr(optional, arn)]
    pub secret_arn: Option<String>,
}

impl Secret {
    /// As Firehose takes it.
    pub fn request(&self) -> Result<types::SecretsManagerConfiguration, Error> {
        Ok(types::SecretsManagerConfiguration::builder()
            .enabled(self.enabled.unwrap_or_default())
            .set_role_arn(text(&self.role_arn))
            .set_secret_arn(text(&self.secret_arn))
            .build()?)
    }
    /// As Firehose tells it; which counts only while it is on.
    pub fn told(told: &types::SecretsManagerConfiguration) -> Secret {
        Secret {
            enabled: Some(told.enabled),
            role_arn: told.role_arn.clone().filter(|_| told.enabled),
            secret_arn: told.secret_arn.clone().filter(|_| told.enabled),
        }
    }
}

/// How records wait in the stream.
#[derive(Nested, Clone, Default)]
pub struct StreamEncryption {
    /// Encrypted.
    #[attr(optional, default = false)]
    pub enabled: Option<bool>,
    /// With this key.
    #[attr(
        optional,
        arn,
        required_with("server_side_encryption.0.enabled", "server_side_encryption.0.key_type")
    )]
    pub key_arn: Option<String>,
    /// Whose key: `AWS_OWNED_CMK` or `CUSTOMER_MANAGED_CMK`.
    #[attr(
        optional,
        default = "AWS_OWNED_CMK",
        one_of("AWS_OWNED_CMK", "CUSTOMER_MANAGED_CMK"),
        required_with("server_side_encryption.0.enabled")
    )]
    pub key_type: Option<String>,
}

impl StreamEncryption {
    /// As Firehose takes it.
    pub fn request(&self) -> Result<types::DeliveryStreamEncryptionConfigurationInput, Error> {
        let builder = types::DeliveryStreamEncryptionConfigurationInput::builder();
        let builder = builder.set_key_arn(text(&self.key_arn)).set_key_type(choice(&self.key_type));
        Ok(builder.build()?)
    }
    /// As Firehose tells it; a stream that tells nothing is not encrypted.
    pub fn told(told: Option<&types::DeliveryStreamEncryptionConfiguration>) -> StreamEncryption {
        let on = told.filter(|e| e.status == Some(types::DeliveryStreamEncryptionStatus::Enabled));
        let kind = on.and_then(|e| e.key_type.as_ref()).map_or("AWS_OWNED_CMK", |k| k.as_str());
        StreamEncryption {
            enabled: Some(on.is_some()),
            key_arn: on.and_then(|e| e.key_arn.clone()),
            key_type: Some(kind.to_owned()),
        }
    }
}
