//! `aws_kinesis_firehose_delivery_stream`

use crate::common::tags_of;
use crate::firehose::{StreamEncryption, firehose, retag, tag_list, tags, until_settled};
use crate::firehose_elsewhere::{Elasticsearch, Iceberg, Redshift, Serverless, Snowflake, Splunk};
use crate::firehose_endpoints::{Http, OpenSearch};
use crate::firehose_s3::ExtendedS3;
use aws_sdk_firehose::primitives::{DateTime, DateTimeFormat};
use aws_sdk_firehose::types::{
    self, DeliveryStreamEncryptionStatus, DeliveryStreamStatus, DeliveryStreamType,
};
use provision_aws_core::cx::too_long;
use provision_aws_core::prelude::*;
use provision_schema::suppress::missing_block;
use std::time::Duration;
use tokio::time::Instant;

/// A stream that delivers records. (Firehose CreateDeliveryStream, UpdateDestination, StartDeliveryStreamEncryption)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_kinesis_firehose_delivery_stream",
    version = 1,
    tags,
    timeouts(create, update, delete),
    seconds(60, 30)
)]
pub struct DeliveryStream {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(optional, computed)]
    pub arn: Option<String>,
    /// Where to: `extended_s3`, `opensearch` or `http_endpoint`.
    #[attr(required, replace, validate = destination, normalize = lower)]
    pub destination: String,
    /// The id of the destination.
    #[attr(optional, computed)]
    pub destination_id: Option<String>,
    /// A domain of Elasticsearch.
    #[block(list, max = 1)]
    pub elasticsearch_configuration: Option<Elasticsearch>,
    /// A place in S3.
    #[block(list, max = 1)]
    pub extended_s3_configuration: Option<ExtendedS3>,
    /// An HTTP endpoint.
    #[block(list, max = 1)]
    pub http_endpoint_configuration: Option<Http>,
    /// Tables of Iceberg.
    #[block(list, max = 1)]
    pub iceberg_configuration: Option<Iceberg>,
    /// Records come from a stream of Kinesis.
    #[block(list, max = 1, replace, conflicts("msk_source_configuration", "server_side_encryption"))]
    pub kinesis_source_configuration: Option<KinesisSource>,
    /// Records come from a topic of Kafka.
    #[block(list, max = 1, replace, conflicts("kinesis_source_configuration", "server_side_encryption"))]
    pub msk_source_configuration: Option<KafkaSource>,
    /// Its name.
    #[attr(required, replace, length(1, 64))]
    pub name: String,
    /// A domain of OpenSearch.
    #[block(list, max = 1)]
    pub opensearch_configuration: Option<OpenSearch>,
    /// A collection of OpenSearch Serverless.
    #[block(list, max = 1)]
    pub opensearchserverless_configuration: Option<Serverless>,
    /// A table of Redshift.
    #[block(list, max = 1)]
    pub redshift_configuration: Option<Redshift>,
    /// How records wait in it.
    #[block(
        list,
        max = 1,
        suppress = missing_block,
        conflicts("kinesis_source_configuration", "msk_source_configuration")
    )]
    pub server_side_encryption: Option<StreamEncryption>,
    /// A table of Snowflake.
    #[block(list, max = 1)]
    pub snowflake_configuration: Option<Snowflake>,
    /// An event collector of Splunk.
    #[block(list, max = 1)]
    pub splunk_configuration: Option<Splunk>,
    /// Counts its changes.
    #[attr(optional, computed)]
    pub version_id: Option<String>,
}

/// A stream of Kinesis that records come from.
#[derive(Nested, Clone, Default)]
pub struct KinesisSource {
    /// The stream.
    #[attr(required, replace, arn)]
    pub kinesis_stream_arn: String,
    /// The role that reads it.
    #[attr(required, replace, arn)]
    pub role_arn: String,
}

/// A topic of Kafka that records come from.
#[derive(Nested, Clone, Default)]
pub struct KafkaSource {
    /// How it is reached.
    #[block(list, min = 1, max = 1, replace)]
    pub authentication_configuration: Option<Authentication>,
    /// The cluster.
    #[attr(required, replace, arn)]
    pub msk_cluster_arn: String,
    /// From when on records are read.
    #[attr(optional, replace)]
    pub read_from_timestamp: Option<String>,
    /// The topic.
    #[attr(required, replace)]
    pub topic_name: String,
}

/// How a cluster of Kafka is reached.
#[derive(Nested, Clone, Default)]
pub struct Authentication {
    /// `PUBLIC` or `PRIVATE`.
    #[attr(required, replace, one_of("PUBLIC", "PRIVATE"))]
    pub connectivity: String,
    /// The role that reads.
    #[attr(required, replace, arn)]
    pub role_arn: String,
}

/// The destinations, and the block of each.
const DESTINATIONS: [(&str, &str); 9] = [
    ("elasticsearch", "elasticsearch_configuration"),
    ("extended_s3", "extended_s3_configuration"),
    ("http_endpoint", "http_endpoint_configuration"),
    ("iceberg", "iceberg_configuration"),
    ("opensearch", "opensearch_configuration"),
    ("opensearchserverless", "opensearchserverless_configuration"),
    ("redshift", "redshift_configuration"),
    ("snowflake", "snowflake_configuration"),
    ("splunk", "splunk_configuration"),
];

/// Those that are carried out.
const CARRIED_OUT: [&str; 3] = ["extended_s3", "http_endpoint", "opensearch"];

fn destination(value: &Value) -> Result<(), String> {
    let words = DESTINATIONS.map(|(word, _)| word);
    crate::common::among(value, &words)
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// How often encryption that is being switched is looked at.
const LOOK: Duration = Duration::from_secs(10);

#[async_trait]
impl Resource for DeliveryStream {
    const WAITS: Waits = Waits { update: Duration::from_secs(10 * 60), ..Waits::slow(10, 30) };
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let destination = cx.get("destination");
        let found = DESTINATIONS.iter().find(|(word, _)| destination.as_str() == Some(*word));
        let Some((word, block)) = found else { return Ok(()) };
        let configured = cx.get(block);
        if configured.is_known() && configured.as_seq().is_none_or(<[Value]>::is_empty) {
            let detail = format!("With `destination = \"{word}\"` there has to be a block `{block}`.");
            return Err(Diagnostic::error("No destination", detail).into());
        }
        if !CARRIED_OUT.contains(word) {
            let detail = format!("`{block}`: streams to {word} are not carried out yet.");
            let help = "`extended_s3_configuration`, `http_endpoint_configuration` and `opensearch_configuration` are.";
            return Err(Diagnostic::error("Unsupported destination", detail).help(help).into());
        }
        Ok(())
    }

    fn key(&self) -> Key {
        if self.name.is_empty() { name_of(&self.id).to_owned() } else { self.name.clone() }
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let kind = match (&planned.kinesis_source_configuration, &planned.msk_source_configuration) {
            (Some(_), _) => DeliveryStreamType::KinesisStreamAsSource,
            (_, Some(_)) => DeliveryStreamType::MskAsSource,
            _ => DeliveryStreamType::DirectPut,
        };
        let call = firehose(cx)
            .create_delivery_stream()
            .delivery_stream_name(&planned.name)
            .delivery_stream_type(kind)
            .set_kinesis_stream_source_configuration(
                planned.kinesis_source_configuration.as_ref().map(KinesisSource::request).transpose()?,
            )
            .set_msk_source_configuration(
                planned.msk_source_configuration.as_ref().map(KafkaSource::request).transpose()?,
            )
            .set_tags(tag_list(&step.tags)?);
        let call = match planned.destination.as_str() {
            "opensearch" => call.set_amazonopensearchservice_destination_configuration(
                planned.opensearch_configuration.as_ref().map(OpenSearch::request).transpose()?,
            ),
            "http_endpoint" => call.set_http_endpoint_destination_configuration(
                planned.http_endpoint_configuration.as_ref().map(Http::request).transpose()?,
            ),
            _ => call.set_extended_s3_destination_configuration(
                planned.extended_s3_configuration.as_ref().map(ExtendedS3::request).transpose()?,
            ),
        };
        until_settled(cx, || call.clone().send()).await?;
        Created::new(Some(planned.name.clone()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = each(reqs, 5, |req| describe(cx, &req.key)).await;
        let there = reqs.iter().zip(&told).filter_map(|(req, told)| {
            let stream = told.as_ref().ok()?.as_ref()?;
            Some((stream.delivery_stream_arn.clone(), req))
        });
        let reads: Vec<(Key, &Req<Self>)> = there.collect();
        let ask = |arn: Key| async move { tags(cx, name_of(&arn)).await };
        let tags = match tags_of(cx, &reads, ask).await {
            Ok(tags) => tags,
            Err(e) => return answers(reqs, Err(e)),
        };
        let one = |stream: types::DeliveryStreamDescription| {
            let tags = tags.get(&stream.delivery_stream_arn).cloned().unwrap_or_default();
            found(&stream).tagged(tags)
        };
        told.into_iter().map(|told| Ok(told?.map(one))).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let to = change.to;
        let of_destination =
            ["extended_s3_configuration", "http_endpoint_configuration", "opensearch_configuration"];
        if change.any(&of_destination) {
            let call = firehose(cx)
                .update_destination()
                .delivery_stream_name(&to.name)
                .set_current_delivery_stream_version_id(change.from.version_id.clone())
                .set_destination_id(change.from.destination_id.clone());
            let call = match to.destination.as_str() {
                "opensearch" => call.set_amazonopensearchservice_destination_update(
                    to.opensearch_configuration.as_ref().map(OpenSearch::update).transpose()?,
                ),
                "http_endpoint" => call.set_http_endpoint_destination_update(
                    to.http_endpoint_configuration.as_ref().map(Http::update).transpose()?,
                ),
                _ => call.set_extended_s3_destination_update(
                    to.extended_s3_configuration.as_ref().map(ExtendedS3::update).transpose()?,
                ),
            };
            until_settled(cx, || call.clone().send()).await?;
        }
        if change.changed("server_side_encryption") {
            encrypt(cx, to, step).await?;
        }
        retag(cx, &to.name, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        firehose(cx).delete_delivery_stream().delivery_stream_name(prior.key()).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if describe(cx, &planned.name).await?.is_none() {
            return Ok(None);
        }
        let ours = intent.absent || carries(intent, &tags(cx, &planned.name).await?);
        Ok(ours.then(|| planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }

    fn import(id: &str) -> Result<Self, Error> {
        let form = "arn:aws:firehose:REGION:ACCOUNT:deliverystream/NAME";
        let (_, name) = id.split_once(":deliverystream/").ok_or_else(|| Error::import_id(id, form))?;
        Ok(DeliveryStream { id: id.to_owned(), name: name.to_owned(), ..DeliveryStream::default() })
    }
}

/// The name in an ARN.
fn name_of(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or_default()
}

/// One stream. (Firehose DescribeDeliveryStream)
async fn describe(cx: &Cx, name: &str) -> Result<Option<types::DeliveryStreamDescription>, Error> {
    let told = there(firehose(cx).describe_delivery_stream().delivery_stream_name(name).send().await)?;
    Ok(told.and_then(|told| told.delivery_stream_description))
}

/// Switches encryption, and waits until it is so. (Firehose StartDeliveryStreamEncryption, StopDeliveryStreamEncryption)
async fn encrypt(cx: &Cx, to: &DeliveryStream, step: &Step) -> Result<(), Error> {
    match to.server_side_encryption.as_ref().filter(|e| e.enabled == Some(true)) {
        Some(encryption) => {
            let call = firehose(cx).start_delivery_stream_encryption().delivery_stream_name(&to.name);
            let call = call.delivery_stream_encryption_configuration_input(encryption.request()?);
            call.send().await?;
        }
        None => {
            firehose(cx).stop_delivery_stream_encryption().delivery_stream_name(&to.name).send().await?;
        }
    }
    let start = Instant::now();
    loop {
        let stream = describe(cx, &to.name).await?;
        let encryption = stream.and_then(|s| s.delivery_stream_encryption_configuration);
        let status = encryption.as_ref().and_then(|e| e.status.clone());
        let word = match status {
            Some(
                s @ (DeliveryStreamEncryptionStatus::Enabling | DeliveryStreamEncryptionStatus::Disabling),
            ) => s.as_str().to_owned(),
            Some(
                DeliveryStreamEncryptionStatus::EnablingFailed
                | DeliveryStreamEncryptionStatus::DisablingFailed,
            ) => {
                let failure = encryption.and_then(|e| e.failure_description).map(|f| f.details);
                let reason = failure.unwrap_or_else(|| "AWS gives no reason".into());
                return Err(Error::new(
                    Class::Other,
                    format!("The encryption of {} failed: {reason}", to.name),
                ));
            }
            _ => return Ok(()),
        };
        if start.elapsed() > cx.scaled(step.limit()) {
            return Err(too_long(&format!("The encryption of {}", to.name), step.limit(), &word));
        }
        step.progress(&format!("waiting for {}: {word}", to.name));
        cx.tick(LOOK).await;
    }
}

impl KinesisSource {
    fn request(&self) -> Result<types::KinesisStreamSourceConfiguration, Error> {
        let builder = types::KinesisStreamSourceConfiguration::builder();
        Ok(builder.kinesis_stream_arn(&self.kinesis_stream_arn).role_arn(&self.role_arn).build()?)
    }
    fn told(told: &types::KinesisStreamSourceDescription) -> KinesisSource {
        KinesisSource {
            kinesis_stream_arn: told.kinesis_stream_arn.clone().unwrap_or_default(),
            role_arn: told.role_arn.clone().unwrap_or_default(),
        }
    }
}

impl KafkaSource {
    fn request(&self) -> Result<types::MskSourceConfiguration, Error> {
        let authentication = |a: &Authentication| {
            let builder = types::AuthenticationConfiguration::builder().role_arn(&a.role_arn);
            builder.connectivity(a.connectivity.as_str().into()).build()
        };
        let time = |text: String| {
            DateTime::from_str(&text, DateTimeFormat::DateTimeWithOffset).map_err(|e| {
                let message = format!("`read_from_timestamp` is not a time as RFC 3339 writes it: {e}.");
                Error::new(Class::Validation, message)
            })
        };
        Ok(types::MskSourceConfiguration::builder()
            .set_authentication_configuration(
                self.authentication_configuration.as_ref().map(authentication).transpose()?,
            )
            .msk_cluster_arn(&self.msk_cluster_arn)
            .set_read_from_timestamp(text(&self.read_from_timestamp).map(time).transpose()?)
            .topic_name(&self.topic_name)
            .build()?)
    }
    fn told(told: &types::MskSourceDescription) -> KafkaSource {
        let authentication = |a: &types::AuthenticationConfiguration| Authentication {
            connectivity: a.connectivity.as_str().to_owned(),
            role_arn: a.role_arn.clone(),
        };
        let time = |t: &DateTime| DateTime::from_secs(t.secs()).fmt(DateTimeFormat::DateTime).ok();
        KafkaSource {
            authentication_configuration: told.authentication_configuration.as_ref().map(authentication),
            msk_cluster_arn: told.msk_cluster_arn.clone().unwrap_or_default(),
            read_from_timestamp: told.read_from_timestamp.as_ref().and_then(time),
            topic_name: told.topic_name.clone().unwrap_or_default(),
        }
    }
}

fn found(stream: &types::DeliveryStreamDescription) -> Found<DeliveryStream> {
    let source = stream.source.as_ref();
    let destination = stream.destinations.first();
    let search = destination.and_then(|d| d.amazonopensearchservice_destination_description.as_ref());
    let http = destination.and_then(|d| d.http_endpoint_destination_description.as_ref());
    let s3 = destination.and_then(|d| d.extended_s3_destination_description.as_ref());
    let kind = match (search, http) {
        (Some(_), _) => "opensearch",
        (_, Some(_)) => "http_endpoint",
        _ => "extended_s3",
    };
    let value = DeliveryStream {
        id: stream.delivery_stream_arn.clone(),
        arn: Some(stream.delivery_stream_arn.clone()),
        destination: kind.to_owned(),
        destination_id: destination.map(|d| d.destination_id.clone()),
        extended_s3_configuration: s3.filter(|_| kind == "extended_s3").map(ExtendedS3::told),
        http_endpoint_configuration: http.map(Http::told),
        kinesis_source_configuration: source
            .and_then(|s| s.kinesis_stream_source_description.as_ref())
            .map(KinesisSource::told),
        msk_source_configuration: source
            .and_then(|s| s.msk_source_description.as_ref())
            .map(KafkaSource::told),
        name: stream.delivery_stream_name.clone(),
        opensearch_configuration: search.map(OpenSearch::told),
        server_side_encryption: Some(StreamEncryption::told(
            stream.delivery_stream_encryption_configuration.as_ref(),
        )),
        version_id: Some(stream.version_id.clone()),
        ..DeliveryStream::default()
    };
    let reason = || stream.failure_description.as_ref().map(|f| f.details.clone()).unwrap_or_default();
    let status = match &stream.delivery_stream_status {
        DeliveryStreamStatus::Active => Status::Ready,
        DeliveryStreamStatus::CreatingFailed | DeliveryStreamStatus::DeletingFailed => {
            Status::Failed(reason())
        }
        other => Status::Pending(other.as_str().to_owned()),
    };
    Found::ready(value).status(status)
}
