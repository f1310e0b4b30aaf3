//! `aws_lambda_event_source_mapping`

use crate::common::{choice, long, word};
use crate::lambda::{lambda, name_and_qualifier, retag, tag_map, tags, until_settled};
use crate::lambda_alias::same_function;
use crate::lambda_event_source_blocks::{
    Destinations, Documents, Filters, Kafka, Metrics, OwnKafka, Pollers, Scaling, SourceAccess,
};
use aws_sdk_lambda::operation::get_event_source_mapping::GetEventSourceMappingOutput;
use aws_sdk_lambda::primitives::{DateTime, DateTimeFormat};
use aws_sdk_lambda::types;
use provision_aws_core::prelude::*;
use provision_aws_core::tagging::tags_read;
use provision_schema::Difference;
use provision_schema::suppress::missing_block;
use std::time::Duration;

/// What a function takes its events from. (Lambda CreateEventSourceMapping, UpdateEventSourceMapping)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_lambda_event_source_mapping", tags, seconds(5, 5))]
pub struct EventSourceMapping {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Of Kafka that AWS manages.
    #[block(list, max = 1, computed, replace)]
    pub amazon_managed_kafka_event_source_config: Option<Kafka>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// How many events a run gets.
    #[attr(optional, suppress = batch_of_source)]
    pub batch_size: Option<i64>,
    /// A batch that failed is halved.
    #[attr(optional)]
    pub bisect_batch_on_function_error: Option<bool>,
    /// Where events go that failed.
    #[block(list, max = 1, suppress = missing_block)]
    pub destination_config: Option<Destinations>,
    /// Of a document database.
    #[block(list, max = 1)]
    pub document_db_event_source_config: Option<Documents>,
    /// Events are taken.
    #[attr(optional, default = true)]
    pub enabled: Option<bool>,
    /// The source.
    #[attr(optional, replace, exactly_one_of("event_source_arn", "self_managed_event_source"))]
    pub event_source_arn: Option<String>,
    /// Which events.
    #[block(list, max = 1)]
    pub filter_criteria: Option<Filters>,
    /// The function's ARN.
    #[attr(computed)]
    pub function_arn: String,
    /// The function, by name or ARN.
    #[attr(required, suppress = same_function)]
    pub function_name: String,
    /// What it answers of batches: `ReportBatchItemFailures`.
    #[attr(optional)]
    pub function_response_types: Set<String>,
    /// The key that encrypts filters.
    #[attr(optional, arn)]
    pub kms_key_arn: Option<String>,
    /// When it was changed.
    #[attr(computed)]
    pub last_modified: String,
    /// What became of the last batch.
    #[attr(computed)]
    pub last_processing_result: String,
    /// Seconds that a batch is waited for.
    #[attr(optional)]
    pub maximum_batching_window_in_seconds: Option<i64>,
    /// Seconds after which an event is given up; -1 for never.
    #[attr(optional, computed, validate = age)]
    pub maximum_record_age_in_seconds: Option<i64>,
    /// How often a batch is tried again; -1 for ever.
    #[attr(optional, computed, between(-1, 10000))]
    pub maximum_retry_attempts: Option<i64>,
    /// Which figures there are.
    #[block(list, max = 1)]
    pub metrics_config: Option<Metrics>,
    /// Batches of a shard at a time.
    #[attr(optional, computed, between(1, 10))]
    pub parallelization_factor: Option<i64>,
    /// What asks Kafka.
    #[block(list, max = 1)]
    pub provisioned_poller_config: Option<Pollers>,
    /// The queue of a broker.
    #[attr(optional, replace)]
    pub queues: Vec<String>,
    /// Runs at a time.
    #[block(list, max = 1)]
    pub scaling_config: Option<Scaling>,
    /// One's own Kafka.
    #[block(list, max = 1, replace)]
    pub self_managed_event_source: Option<OwnKafka>,
    /// Of one's own Kafka.
    #[block(list, max = 1, computed, replace)]
    pub self_managed_kafka_event_source_config: Option<Kafka>,
    /// How the source is reached.
    #[block(set, max = 22)]
    pub source_access_configuration: Set<SourceAccess>,
    /// Where in a stream it begins.
    #[attr(optional, replace, one_of("AT_TIMESTAMP", "LATEST", "TRIM_HORIZON"))]
    pub starting_position: Option<String>,
    /// The time at which it begins.
    #[attr(optional, replace, validate = time)]
    pub starting_position_timestamp: Option<String>,
    /// Whether events are taken.
    #[attr(computed)]
    pub state: String,
    /// Why it is so.
    #[attr(computed)]
    pub state_transition_reason: String,
    /// Topics of Kafka.
    #[attr(optional, replace)]
    pub topics: Set<String>,
    /// Seconds of a window that events are counted in.
    #[attr(optional, between(0, 900))]
    pub tumbling_window_in_seconds: Option<i64>,
    /// Its id.
    #[attr(computed)]
    pub uuid: String,
}

fn age(value: &Value) -> Result<(), String> {
    match value.as_i64() {
        Some(seconds) if seconds != -1 && !(60..=604_800).contains(&seconds) => {
            Err("must be -1, or between 60 and 604800".into())
        }
        _ => Ok(()),
    }
}

fn time(value: &Value) -> Result<(), String> {
    let known = |text: &str| DateTime::from_str(text, DateTimeFormat::DateTimeWithOffset).is_ok();
    match value.as_str() {
        Some(text) if !known(text) => Err("must be a time as RFC 3339 writes it".into()),
        _ => Ok(()),
    }
}

/// What a source gives where nothing is said.
fn batch_of_source(d: &Difference<'_>) -> bool {
    if !["", "0"].contains(&d.after) {
        return false;
    }
    let source = d.text("event_source_arn");
    match source.split(':').nth(2).unwrap_or("kafka") {
        "sqs" => d.before == "10",
        "dynamodb" | "kinesis" | "kafka" | "mq" | "rds" => d.before == "100",
        _ => d.before == d.after,
    }
}

/// States in which Lambda is at work on it.
const BUSY: [&str; 5] = ["Creating", "Enabling", "Disabling", "Updating", "Deleting"];

#[async_trait]
impl Resource for EventSourceMapping {
    const WAITS: Waits = Waits {
        every: Duration::from_secs(5),
        create: Duration::from_secs(10 * 60),
        update: Duration::from_secs(10 * 60),
        delete: Duration::from_secs(10 * 60),
        until_gone: true,
        ..Waits::QUICK
    };
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = lambda(cx)
            .create_event_source_mapping()
            .set_amazon_managed_kafka_event_source_config(
                planned.amazon_managed_kafka_event_source_config.as_ref().map(Kafka::managed),
            )
            .set_batch_size(positive(planned.batch_size))
            .set_bisect_batch_on_function_error(planned.bisect_batch_on_function_error.filter(|b| *b))
            .set_destination_config(
                planned.destination_config.as_ref().map(|d| Destinations::request(Some(d))),
            )
            .set_document_db_event_source_config(
                planned.document_db_event_source_config.as_ref().map(Documents::request),
            )
            .set_enabled(planned.enabled)
            .set_event_source_arn(text(&planned.event_source_arn))
            .set_filter_criteria(planned.filter_criteria.as_ref().map(|f| Filters::request(Some(f))))
            .function_name(&planned.function_name)
            .set_function_response_types(given(&planned.responses()))
            .set_kms_key_arn(text(&planned.kms_key_arn))
            .set_maximum_batching_window_in_seconds(positive(planned.maximum_batching_window_in_seconds))
            .set_maximum_record_age_in_seconds(
                int(planned.maximum_record_age_in_seconds).filter(|seconds| *seconds != 0),
            )
            .set_maximum_retry_attempts(int(planned.maximum_retry_attempts))
            .set_metrics_config(planned.metrics_config.as_ref().map(|m| Metrics::request(Some(m))))
            .set_parallelization_factor(positive(planned.parallelization_factor))
            .set_provisioned_poller_config(
                planned.provisioned_poller_config.as_ref().map(|p| Pollers::request(Some(p))),
            )
            .set_queues(given(&planned.queues))
            .set_scaling_config(planned.scaling_config.as_ref().map(|s| Scaling::request(Some(s))))
            .set_self_managed_event_source(planned.self_managed_event_source.as_ref().map(OwnKafka::request))
            .set_self_managed_kafka_event_source_config(
                planned.self_managed_kafka_event_source_config.as_ref().map(Kafka::own),
            )
            .set_source_access_configurations(given(&planned.access()))
            .set_starting_position(choice(&planned.starting_position))
            .set_starting_position_timestamp(planned.since()?)
            .set_topics(given(&planned.topics.to_vec()))
            .set_tumbling_window_in_seconds(positive(planned.tumbling_window_in_seconds))
            .set_tags(tag_map(&step.tags));
        let made = until_settled(cx, || call.clone().send()).await?;
        Created::new(made.uuid)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = each(reqs, 10, |req| async {
            there(lambda(cx).get_event_source_mapping().uuid(&req.key).send().await)
        });
        let told = told.await;
        let found = reqs.iter().zip(&told).filter(|(_, told)| matches!(told, Ok(Some(_))));
        let reads = found.map(|(req, _)| (arn(cx, &req.key), req)).collect();
        let tags = tags_read(cx, reads, |arn| async move { tags_of(cx, &arn).await }).await;
        let answer = |(req, told): (&Req<Self>, Result<Option<GetEventSourceMappingOutput>, Error>)| {
            let Some(told) = told? else { return Ok(None) };
            let arn = arn(cx, &req.key);
            let tags = tags.of(&arn)?;
            let state = told.state.clone().unwrap_or_default();
            let status = match BUSY.contains(&state.as_str()) {
                true => Status::Pending(state),
                false => Status::Ready,
            };
            Ok(Some(Found::ready(found_as(req, arn, &told)).tagged(tags).status(status)))
        };
        reqs.iter().zip(told).map(answer).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.names.iter().any(|n| !["tags", "tags_all"].contains(&n.as_str())) {
            let call = to.changes(change, lambda(cx).update_event_source_mapping().uuid(&to.id));
            until_settled(cx, || call.clone().send()).await?;
        }
        retag(cx, &arn(cx, &to.id), &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = lambda(cx).delete_event_source_mapping().uuid(&prior.id);
        match call.send().await.map_err(Error::from) {
            // It is at work on an earlier change.
            Err(e) if e.is(&["ResourceInUseException"]) => Err(e.with_class(Class::Dependency)),
            other => other.map(drop),
        }
    }

    /// The one of this function and this source that carries the tags of the call; only one can be made of the same source.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let call = lambda(cx)
            .list_event_source_mappings()
            .function_name(&planned.function_name)
            .set_event_source_arn(text(&planned.event_source_arn));
        let Some(pages) = there(call.into_paginator().send().try_collect().await)? else {
            return Ok(None);
        };
        let all = pages.into_iter().flat_map(|page| page.event_source_mappings.unwrap_or_default());
        for id in all.filter_map(|mapping| mapping.uuid) {
            if intent.absent || carries(intent, &tags_of(cx, &arn(cx, &id)).await?) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_lambda_function", name_and_qualifier(&self.function_name).0.to_owned()))
    }
}

/// The tags of a mapping. (Lambda ListTags)
async fn tags_of(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    Ok(tags(lambda(cx).list_tags().resource(arn).send().await?.tags.as_ref()))
}

fn arn(cx: &Cx, id: &str) -> String {
    cx.arn("lambda", &format!("event-source-mapping:{id}"))
}

type Update =
    aws_sdk_lambda::operation::update_event_source_mapping::builders::UpdateEventSourceMappingFluentBuilder;

impl EventSourceMapping {
    fn responses(&self) -> Vec<types::FunctionResponseType> {
        self.function_response_types.iter().map(|r| r.as_str().into()).collect()
    }

    fn access(&self) -> Vec<types::SourceAccessConfiguration> {
        self.source_access_configuration.iter().map(SourceAccess::request).collect()
    }

    fn since(&self) -> Result<Option<DateTime>, Error> {
        let time = |text: String| {
            DateTime::from_str(&text, DateTimeFormat::DateTimeWithOffset).map_err(|e| {
                let message = format!("`starting_position_timestamp` is not a time: {e}.");
                Error::new(Class::Validation, message)
            })
        };
        text(&self.starting_position_timestamp).map(time).transpose()
    }

    /// What differs; what was taken out of the configuration is taken away at AWS.
    fn changes(&self, change: &Change<'_, Self>, mut call: Update) -> Update {
        if change.changed("batch_size") {
            call = call.set_batch_size(positive(self.batch_size));
        }
        if change.changed("bisect_batch_on_function_error") {
            call = call.bisect_batch_on_function_error(self.bisect_batch_on_function_error == Some(true));
        }
        if change.changed("destination_config") {
            call = call.destination_config(Destinations::request(self.destination_config.as_ref()));
        }
        if change.changed("document_db_event_source_config") {
            let documents = self.document_db_event_source_config.as_ref().map(Documents::request);
            call = call.set_document_db_event_source_config(documents);
        }
        if change.changed("enabled") {
            call = call.set_enabled(self.enabled);
        }
        if change.changed("filter_criteria") {
            call = call.filter_criteria(Filters::request(self.filter_criteria.as_ref()));
        }
        if change.changed("function_name") {
            call = call.function_name(&self.function_name);
        }
        if change.changed("function_response_types") {
            call = call.set_function_response_types(Some(self.responses()));
        }
        if change.changed("kms_key_arn") {
            call = call.kms_key_arn(self.kms_key_arn.clone().unwrap_or_default());
        }
        if change.changed("maximum_batching_window_in_seconds") {
            let window = int(self.maximum_batching_window_in_seconds).unwrap_or_default();
            call = call.maximum_batching_window_in_seconds(window);
        }
        if change.changed("maximum_record_age_in_seconds") {
            call = call.set_maximum_record_age_in_seconds(int(self.maximum_record_age_in_seconds));
        }
        if change.changed("maximum_retry_attempts") {
            call = call.set_maximum_retry_attempts(int(self.maximum_retry_attempts));
        }
        if change.changed("metrics_config") {
            call = call.metrics_config(Metrics::request(self.metrics_config.as_ref()));
        }
        if change.changed("parallelization_factor") {
            call = call.set_parallelization_factor(positive(self.parallelization_factor));
        }
        if change.changed("provisioned_poller_config") {
            call = call.provisioned_poller_config(Pollers::request(self.provisioned_poller_config.as_ref()));
        }
        if change.changed("scaling_config") {
            call = call.scaling_config(Scaling::request(self.scaling_config.as_ref()));
        }
        if change.changed("source_access_configuration") {
            call = call.set_source_access_configurations(Some(self.access()));
        }
        if change.changed("tumbling_window_in_seconds") {
            call = call.tumbling_window_in_seconds(int(self.tumbling_window_in_seconds).unwrap_or_default());
        }
        call
    }
}

fn found_as(
    req: &Req<EventSourceMapping>,
    arn: String,
    told: &GetEventSourceMappingOutput,
) -> EventSourceMapping {
    let written = |time: &DateTime| DateTime::from_secs(time.secs()).fmt(DateTimeFormat::DateTime).ok();
    let function = told.function_arn.clone().unwrap_or_default();
    let state = told.state.clone().unwrap_or_default();
    let own = |v: &Option<String>| v.clone().unwrap_or_default();
    EventSourceMapping {
        id: req.key.clone(),
        amazon_managed_kafka_event_source_config: told
            .amazon_managed_kafka_event_source_config
            .as_ref()
            .map(|k| Kafka { consumer_group_id: k.consumer_group_id.clone() }),
        arn,
        batch_size: long(told.batch_size),
        bisect_batch_on_function_error: told.bisect_batch_on_function_error,
        destination_config: told.destination_config.as_ref().and_then(Destinations::told),
        document_db_event_source_config: told.document_db_event_source_config.as_ref().map(Documents::told),
        // One that is changing is not known to be either.
        enabled: match state.as_str() {
            "Enabled" => Some(true),
            "Disabled" => Some(false),
            _ => req.prior.enabled,
        },
        event_source_arn: told.event_source_arn.clone(),
        filter_criteria: told.filter_criteria.as_ref().and_then(Filters::told),
        function_name: function.clone(),
        function_arn: function,
        function_response_types: told
            .function_response_types
            .iter()
            .flatten()
            .map(|r| r.as_str().to_owned())
            .collect(),
        kms_key_arn: told.kms_key_arn.clone(),
        last_modified: told.last_modified.as_ref().and_then(written).unwrap_or_default(),
        last_processing_result: own(&told.last_processing_result),
        maximum_batching_window_in_seconds: long(told.maximum_batching_window_in_seconds),
        maximum_record_age_in_seconds: long(told.maximum_record_age_in_seconds),
        maximum_retry_attempts: long(told.maximum_retry_attempts),
        metrics_config: told.metrics_config.as_ref().and_then(Metrics::told),
        parallelization_factor: long(told.parallelization_factor),
        provisioned_poller_config: told.provisioned_poller_config.as_ref().and_then(Pollers::told),
        queues: told.queues.clone().unwrap_or_default(),
        scaling_config: told.scaling_config.as_ref().and_then(Scaling::told),
        self_managed_event_source: told.self_managed_event_source.as_ref().map(OwnKafka::told),
        self_managed_kafka_event_source_config: told
            .self_managed_kafka_event_source_config
            .as_ref()
            .map(|k| Kafka { consumer_group_id: k.consumer_group_id.clone() }),
        source_access_configuration: told
            .source_access_configurations
            .iter()
            .flatten()
            .map(SourceAccess::told)
            .collect(),
        starting_position: word(told.starting_position.as_ref()),
        starting_position_timestamp: told.starting_position_timestamp.as_ref().and_then(written),
        state,
        state_transition_reason: own(&told.state_transition_reason),
        topics: told.topics.iter().flatten().cloned().collect(),
        tumbling_window_in_seconds: long(told.tumbling_window_in_seconds),
        uuid: req.key.clone(),
    }
}
