//! The destinations of a delivery stream beside S3 that are carried out: a domain of OpenSearch, and an HTTP endpoint.

use crate::common::{choice, long, word};
use crate::firehose::{Logging, Network, Processing, Secret};
use crate::firehose_s3::Place;
use aws_sdk_firehose::types;
use provision_aws_core::prelude::*;
use provision_schema::suppress::missing_block;

/// A domain of OpenSearch.
#[derive(Nested, Clone, Default)]
pub struct OpenSearch {
    /// Seconds that records are gathered.
    #[attr(optional, default = 300, between(0, 900))]
    pub buffering_interval: Option<i64>,
    /// Or so many MiB of them.
    #[attr(optional, default = 5, between(1, 100))]
    pub buffering_size: Option<i64>,
    /// Where errors are logged.
    #[block(list, max = 1, computed)]
    pub cloudwatch_logging_options: Option<Logging>,
    /// The domain, by its address.
    #[attr(optional, conflicts("opensearch_configuration.0.domain_arn"))]
    pub cluster_endpoint: Option<String>,
    /// Who gives documents their ids.
    #[block(list, max = 1)]
    pub document_id_options: Option<DocumentId>,
    /// The domain, by its ARN.
    #[attr(optional, arn, conflicts("opensearch_configuration.0.cluster_endpoint"))]
    pub domain_arn: Option<String>,
    /// The index.
    #[attr(required)]
    pub index_name: String,
    /// How often there is a new one.
    #[attr(optional, default = "OneDay", one_of("NoRotation", "OneHour", "OneDay", "OneWeek", "OneMonth"))]
    pub index_rotation_period: Option<String>,
    /// What happens to records on their way.
    #[block(list, max = 1, suppress = missing_block)]
    pub processing_configuration: Option<Processing>,
    /// Seconds that a delivery is tried again.
    #[attr(optional, default = 300, between(0, 7200))]
    pub retry_duration: Option<i64>,
    /// The role that writes.
    #[attr(required, arn)]
    pub role_arn: String,
    /// Which documents go to S3.
    #[attr(
        optional,
        replace,
        default = "FailedDocumentsOnly",
        one_of("FailedDocumentsOnly", "AllDocuments")
    )]
    pub s3_backup_mode: Option<String>,
    /// Where they go there.
    #[block(list, min = 1, max = 1)]
    pub s3_configuration: Option<Place>,
    /// The type of documents, for domains before OpenSearch.
    #[attr(optional, length(0, 100))]
    pub type_name: Option<String>,
    /// The network of the domain.
    #[block(list, max = 1, replace)]
    pub vpc_config: Option<Network>,
}

/// Who gives documents their ids.
#[derive(Nested, Clone, Default)]
pub struct DocumentId {
    /// `FIREHOSE_DEFAULT` or `NO_DOCUMENT_ID`, by which OpenSearch does.
    #[attr(required, one_of("FIREHOSE_DEFAULT", "NO_DOCUMENT_ID"))]
    pub default_document_id_format: String,
}

/// An HTTP endpoint.
#[derive(Nested, Clone, Default)]
pub struct Http {
    /// What opens it.
    #[attr(optional, sensitive, config_only, length(0, 4096))]
    pub access_key: Option<String>,
    /// Seconds that records are gathered.
    #[attr(optional, default = 300, between(0, 900))]
    pub buffering_interval: Option<i64>,
    /// Or so many MiB of them.
    #[attr(optional, default = 5, between(1, 100))]
    pub buffering_size: Option<i64>,
    /// Where errors are logged.
    #[block(list, max = 1, computed)]
    pub cloudwatch_logging_options: Option<Logging>,
    /// Its name.
    #[attr(optional, length(1, 256))]
    pub name: Option<String>,
    /// What happens to records on their way.
    #[block(list, max = 1, suppress = missing_block)]
    pub processing_configuration: Option<Processing>,
    /// What requests look like.
    #[block(list, max = 1, computed)]
    pub request_configuration: Option<Request>,
    /// Seconds that a delivery is tried again.
    #[attr(optional, default = 300, between(0, 7200))]
    pub retry_duration: Option<i64>,
    /// The role that writes to S3.
    #[attr(optional, arn)]
    pub role_arn: Option<String>,
    /// Which records go to S3.
    #[attr(optional, default = "FailedDataOnly", one_of("FailedDataOnly", "AllData"))]
    pub s3_backup_mode: Option<String>,
    /// Where they go there.
    #[block(list, min = 1, max = 1)]
    pub s3_configuration: Option<Place>,
    /// The secret that opens it.
    #[block(list, max = 1, computed)]
    pub secrets_manager_configuration: Option<Secret>,
    /// Its address.
    #[attr(required, length(1, 1000), validate = address)]
    pub url: String,
}

/// What requests look like.
#[derive(Nested, Clone, Default)]
pub struct Request {
    /// What each of them says of itself.
    #[block(list)]
    pub common_attributes: Vec<CommonAttribute>,
    /// Whether they are packed: `NONE` or `GZIP`.
    #[attr(optional, default = "NONE", one_of("NONE", "GZIP"))]
    pub content_encoding: Option<String>,
}

/// What each request says of itself.
#[derive(Nested, Clone, Default)]
pub struct CommonAttribute {
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// Its value.
    #[attr(required)]
    pub value: String,
}

fn address(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(url) if !url.starts_with("https://") => Err("must begin with `https://`".into()),
        _ => Ok(()),
    }
}

impl OpenSearch {
    fn hints(&self) -> types::AmazonopensearchserviceBufferingHints {
        types::AmazonopensearchserviceBufferingHints::builder()
            .set_interval_in_seconds(int(self.buffering_interval))
            .set_size_in_mbs(int(self.buffering_size))
            .build()
    }
    fn retry(&self) -> types::AmazonopensearchserviceRetryOptions {
        let builder = types::AmazonopensearchserviceRetryOptions::builder();
        builder.set_duration_in_seconds(int(self.retry_duration)).build()
    }
    fn ids(&self) -> Result<Option<types::DocumentIdOptions>, Error> {
        let ids = |d: &DocumentId| {
            let format = d.default_document_id_format.as_str().into();
            types::DocumentIdOptions::builder().default_document_id_format(format).build()
        };
        Ok(self.document_id_options.as_ref().map(ids).transpose()?)
    }
    /// As Firehose takes it for a new stream.
    pub fn request(&self) -> Result<types::AmazonopensearchserviceDestinationConfiguration, Error> {
        Ok(types::AmazonopensearchserviceDestinationConfiguration::builder()
            .buffering_hints(self.hints())
            .set_cloud_watch_logging_options(self.cloudwatch_logging_options.as_ref().map(Logging::request))
            .set_cluster_endpoint(text(&self.cluster_endpoint))
            .set_document_id_options(self.ids()?)
            .set_domain_arn(text(&self.domain_arn))
            .index_name(&self.index_name)
            .set_index_rotation_period(choice(&self.index_rotation_period))
            .processing_configuration(Processing::request(
                self.processing_configuration.as_ref(),
                &self.role_arn,
            )?)
            .retry_options(self.retry())
            .role_arn(&self.role_arn)
            .set_s3_backup_mode(choice(&self.s3_backup_mode))
            .set_s3_configuration(self.s3_configuration.as_ref().map(Place::request).transpose()?)
            .set_type_name(self.type_name.clone())
            .set_vpc_configuration(self.vpc_config.as_ref().map(Network::request).transpose()?)
            .build()?)
    }
    /// As Firehose takes it for a change.
    pub fn update(&self) -> Result<types::AmazonopensearchserviceDestinationUpdate, Error> {
        Ok(types::AmazonopensearchserviceDestinationUpdate::builder()
            .buffering_hints(self.hints())
            .set_cloud_watch_logging_options(self.cloudwatch_logging_options.as_ref().map(Logging::request))
            .set_cluster_endpoint(text(&self.cluster_endpoint))
            .set_document_id_options(self.ids()?)
            .set_domain_arn(text(&self.domain_arn))
            .index_name(&self.index_name)
            .set_index_rotation_period(choice(&self.index_rotation_period))
            .processing_configuration(Processing::request(
                self.processing_configuration.as_ref(),
                &self.role_arn,
            )?)
            .retry_options(self.retry())
            .role_arn(&self.role_arn)
            .set_s3_update(self.s3_configuration.as_ref().map(Place::update).transpose()?)
            .set_type_name(self.type_name.clone())
            .build())
    }
    /// As Firehose tells it.
    pub fn told(told: &types::AmazonopensearchserviceDestinationDescription) -> OpenSearch {
        let hints = told.buffering_hints.as_ref();
        let role = told.role_arn.clone().unwrap_or_default();
        let ids = |d: &types::DocumentIdOptions| DocumentId {
            default_document_id_format: d.default_document_id_format.as_str().to_owned(),
        };
        OpenSearch {
            buffering_interval: hints.and_then(|h| long(h.interval_in_seconds)),
            buffering_size: hints.and_then(|h| long(h.size_in_mbs)),
            cloudwatch_logging_options: told.cloud_watch_logging_options.as_ref().map(Logging::told),
            cluster_endpoint: told.cluster_endpoint.clone(),
            document_id_options: told.document_id_options.as_ref().map(ids),
            domain_arn: told.domain_arn.clone(),
            index_name: told.index_name.clone().unwrap_or_default(),
            index_rotation_period: word(told.index_rotation_period.as_ref()),
            processing_configuration: told
                .processing_configuration
                .as_ref()
                .map(|p| Processing::told(p, &role)),
            retry_duration: told.retry_options.as_ref().and_then(|r| long(r.duration_in_seconds)),
            role_arn: role,
            s3_backup_mode: word(told.s3_backup_mode.as_ref()),
            s3_configuration: told.s3_destination_description.as_ref().map(Place::told),
            type_name: told.type_name.clone(),
            vpc_config: told.vpc_configuration_description.as_ref().map(Network::told),
        }
    }
}

impl Http {
    fn hints(&self) -> types::HttpEndpointBufferingHints {
        types::HttpEndpointBufferingHints::builder()
            .set_interval_in_seconds(int(self.buffering_interval))
            .set_size_in_mbs(int(self.buffering_size))
            .build()
    }
    fn retry(&self) -> types::HttpEndpointRetryOptions {
        types::HttpEndpointRetryOptions::builder().set_duration_in_seconds(int(self.retry_duration)).build()
    }
    fn endpoint(&self) -> Result<types::HttpEndpointConfiguration, Error> {
        let builder = types::HttpEndpointConfiguration::builder().url(&self.url);
        Ok(builder.set_name(text(&self.name)).set_access_key(text(&self.access_key)).build()?)
    }
    fn processing(&self) -> Result<types::ProcessingConfiguration, Error> {
        let role = self.role_arn.as_deref().unwrap_or_default();
        Processing::request(self.processing_configuration.as_ref(), role)
    }
    /// As Firehose takes it for a new stream.
    pub fn request(&self) -> Result<types::HttpEndpointDestinationConfiguration, Error> {
        Ok(types::HttpEndpointDestinationConfiguration::builder()
            .buffering_hints(self.hints())
            .set_cloud_watch_logging_options(self.cloudwatch_logging_options.as_ref().map(Logging::request))
            .endpoint_configuration(self.endpoint()?)
            .processing_configuration(self.processing()?)
            .set_request_configuration(self.request_configuration.as_ref().map(Request::request).transpose()?)
            .retry_options(self.retry())
            .set_role_arn(text(&self.role_arn))
            .set_s3_backup_mode(choice(&self.s3_backup_mode))
            .set_s3_configuration(self.s3_configuration.as_ref().map(Place::request).transpose()?)
            .set_secrets_manager_configuration(
                self.secrets_manager_configuration.as_ref().map(Secret::request).transpose()?,
            )
            .build())
    }
    /// As Firehose takes it for a change.
    pub fn update(&self) -> Result<types::HttpEndpointDestinationUpdate, Error> {
        Ok(types::HttpEndpointDestinationUpdate::builder()
            .buffering_hints(self.hints())
            .set_cloud_watch_logging_options(self.cloudwatch_logging_options.as_ref().map(Logging::request))
            .endpoint_configuration(self.endpoint()?)
            .processing_configuration(self.processing()?)
            .set_request_configuration(self.request_configuration.as_ref().map(Request::request).transpose()?)
            .retry_options(self.retry())
            .set_role_arn(text(&self.role_arn))
            .set_s3_backup_mode(choice(&self.s3_backup_mode))
            .set_s3_update(self.s3_configuration.as_ref().map(Place::update).transpose()?)
            .set_secrets_manager_configuration(
                self.secrets_manager_configuration.as_ref().map(Secret::request).transpose()?,
            )
            .build())
    }
    /// As Firehose tells it, which is without what opens it.
    pub fn told(told: &types::HttpEndpointDestinationDescription) -> Http {
        let hints = told.buffering_hints.as_ref();
        let endpoint = told.endpoint_configuration.as_ref();
        let role = told.role_arn.as_deref().unwrap_or_default();
        Http {
            access_key: None,
            buffering_interval: hints.and_then(|h| long(h.interval_in_seconds)),
            buffering_size: hints.and_then(|h| long(h.size_in_mbs)),
            cloudwatch_logging_options: told.cloud_watch_logging_options.as_ref().map(Logging::told),
            name: endpoint.and_then(|e| e.name.clone()),
            processing_configuration: told
                .processing_configuration
                .as_ref()
                .map(|p| Processing::told(p, role)),
            request_configuration: told.request_configuration.as_ref().map(Request::told),
            retry_duration: told.retry_options.as_ref().and_then(|r| long(r.duration_in_seconds)),
            role_arn: told.role_arn.clone(),
            s3_backup_mode: word(told.s3_backup_mode.as_ref()),
            s3_configuration: told.s3_destination_description.as_ref().map(Place::told),
            secrets_manager_configuration: told.secrets_manager_configuration.as_ref().map(Secret::told),
            url: endpoint.and_then(|e| e.url.clone()).unwrap_or_default(),
        }
    }
}

impl Request {
    fn request(&self) -> Result<types::HttpEndpointRequestConfiguration, Error> {
        let attribute = |a: &CommonAttribute| {
            let builder = types::HttpEndpointCommonAttribute::builder().attribute_name(&a.name);
            builder.attribute_value(&a.value).build()
        };
        let attributes: Result<Vec<_>, _> = self.common_attributes.iter().map(attribute).collect();
        Ok(types::HttpEndpointRequestConfiguration::builder()
            .set_common_attributes(Some(attributes?))
            .set_content_encoding(choice(&self.content_encoding))
            .build())
    }
    fn told(told: &types::HttpEndpointRequestConfiguration) -> Request {
        let attribute = |a: &types::HttpEndpointCommonAttribute| CommonAttribute {
            name: a.attribute_name.clone(),
            value: a.attribute_value.clone(),
        };
        Request {
            common_attributes: told.common_attributes().iter().map(attribute).collect(),
            content_encoding: word(told.content_encoding.as_ref()),
        }
    }
}
