//! The blocks of `aws_lambda_event_source_mapping`, to and from Lambda.

use crate::common::{choice, long, word};
use aws_sdk_lambda::types;
use provision_aws_core::prelude::*;
use provision_schema::Difference;

/// How Kafka knows the function.
#[derive(Nested, Clone, Default)]
pub struct Kafka {
    /// Its group of consumers.
    #[attr(optional, computed, replace, length(1, 200))]
    pub consumer_group_id: Option<String>,
}

/// Where events go that failed.
#[derive(Nested, Clone, Default)]
pub struct Destinations {
    /// There.
    #[block(list, max = 1)]
    pub on_failure: Option<Destination>,
}

/// Where events go.
#[derive(Nested, Clone, Default)]
pub struct Destination {
    /// A queue, a topic or a bucket.
    #[attr(required, arn)]
    pub destination_arn: String,
}

/// A document database.
#[derive(Nested, Clone, Default)]
pub struct Documents {
    /// The collection.
    #[attr(optional)]
    pub collection_name: Option<String>,
    /// The database.
    #[attr(required)]
    pub database_name: String,
    /// `UpdateLookup` for whole documents.
    #[attr(optional, default = "Default", one_of("Default", "UpdateLookup"))]
    pub full_document: Option<String>,
}

/// Which events.
#[derive(Nested, Clone, Default)]
pub struct Filters {
    /// Any of these.
    #[block(set, max = 10)]
    pub filter: Set<Filter>,
}

/// Which events.
#[derive(Nested, Clone, Default)]
pub struct Filter {
    /// Those that fit.
    #[attr(optional, length(0, 4096))]
    pub pattern: Option<String>,
}

/// Which figures there are.
#[derive(Nested, Clone, Default)]
pub struct Metrics {
    /// `EventCount`.
    #[attr(required)]
    pub metrics: Set<String>,
}

/// What asks Kafka.
#[derive(Nested, Clone, Default)]
pub struct Pollers {
    /// At most.
    #[attr(optional, computed, between(1, 2000))]
    pub maximum_pollers: Option<i64>,
    /// At least.
    #[attr(optional, computed, between(1, 200))]
    pub minimum_pollers: Option<i64>,
}

/// Runs at a time.
#[derive(Nested, Clone, Default)]
pub struct Scaling {
    /// At most.
    #[attr(optional, between(2, 2_147_483_647))]
    pub maximum_concurrency: Option<i64>,
}

/// One's own Kafka.
#[derive(Nested, Clone, Default)]
pub struct OwnKafka {
    /// Its servers, between commas, under `KAFKA_BOOTSTRAP_SERVERS`.
    #[attr(required, replace, suppress = same_servers)]
    pub endpoints: BTreeMap<String, String>,
}

/// How a source is reached.
#[derive(Nested, Clone, Default)]
pub struct SourceAccess {
    /// By what.
    #[attr(required, validate = access)]
    pub r#type: String,
    /// By which.
    #[attr(required)]
    pub uri: String,
}

fn access(value: &Value) -> Result<(), String> {
    let known = types::SourceAccessType::values();
    match value.as_str() {
        Some(text) if !known.contains(&text) => Err(format!("must be one of {}", known.join(", "))),
        _ => Ok(()),
    }
}

fn sorted(servers: &str) -> Vec<&str> {
    let mut all: Vec<&str> = servers.split(',').collect();
    all.sort_unstable();
    all
}

/// Lambda tells servers in its own order.
fn same_servers(d: &Difference<'_>) -> bool {
    !d.count && sorted(d.before) == sorted(d.after)
}

impl Kafka {
    /// As Lambda takes it for Kafka that AWS manages.
    pub fn managed(&self) -> types::AmazonManagedKafkaEventSourceConfig {
        let builder = types::AmazonManagedKafkaEventSourceConfig::builder();
        builder.set_consumer_group_id(text(&self.consumer_group_id)).build()
    }
    /// As Lambda takes it for one's own.
    pub fn own(&self) -> types::SelfManagedKafkaEventSourceConfig {
        let builder = types::SelfManagedKafkaEventSourceConfig::builder();
        builder.set_consumer_group_id(text(&self.consumer_group_id)).build()
    }
}

impl Destinations {
    /// As Lambda takes it; none takes away what there was.
    pub fn request(destinations: Option<&Destinations>) -> types::DestinationConfig {
        let arn = destinations.and_then(|d| d.on_failure.as_ref()).map(|d| d.destination_arn.clone());
        let failure = types::OnFailure::builder().destination(arn.unwrap_or_default()).build();
        types::DestinationConfig::builder().on_failure(failure).build()
    }
    /// As Lambda tells it, empty where there is none.
    pub fn told(told: &types::DestinationConfig) -> Option<Destinations> {
        let arn =
            told.on_failure.as_ref().and_then(|f| f.destination.clone()).filter(|arn| !arn.is_empty())?;
        Some(Destinations { on_failure: Some(Destination { destination_arn: arn }) })
    }
}

impl Documents {
    /// As Lambda takes it.
    pub fn request(&self) -> types::DocumentDbEventSourceConfig {
        types::DocumentDbEventSourceConfig::builder()
            .set_collection_name(text(&self.collection_name))
            .database_name(&self.database_name)
            .set_full_document(choice(&self.full_document))
            .build()
    }
    /// As Lambda tells it.
    pub fn told(told: &types::DocumentDbEventSourceConfig) -> Documents {
        Documents {
            collection_name: told.collection_name.clone(),
            database_name: told.database_name.clone().unwrap_or_default(),
            full_document: word(told.full_document.as_ref()),
        }
    }
}

impl Filters {
    /// As Lambda takes it; none takes away what there was.
    pub fn request(filters: Option<&Filters>) -> types::FilterCriteria {
        let filter = |f: &Filter| types::Filter::builder().set_pattern(text(&f.pattern)).build();
        let all = filters.into_iter().flat_map(|f| f.filter.iter()).map(filter).collect();
        types::FilterCriteria::builder().set_filters(Some(all)).build()
    }
    /// As Lambda tells it, empty where there is none.
    pub fn told(told: &types::FilterCriteria) -> Option<Filters> {
        let filter = |f: &types::Filter| Filter { pattern: f.pattern.clone() };
        let filter: Set<Filter> = told.filters().iter().map(filter).collect();
        (!filter.is_empty()).then_some(Filters { filter })
    }
}

impl Metrics {
    /// As Lambda takes it; none takes away what there was.
    pub fn request(metrics: Option<&Metrics>) -> types::EventSourceMappingMetricsConfig {
        let all = metrics.into_iter().flat_map(|m| m.metrics.iter()).map(|m| m.as_str().into()).collect();
        types::EventSourceMappingMetricsConfig::builder().set_metrics(Some(all)).build()
    }
    /// As Lambda tells it, empty where there is none.
    pub fn told(told: &types::EventSourceMappingMetricsConfig) -> Option<Metrics> {
        let metrics: Set<String> = told.metrics().iter().map(|m| m.as_str().to_owned()).collect();
        (!metrics.is_empty()).then_some(Metrics { metrics })
    }
}

impl Pollers {
    /// As Lambda takes it; none takes away what there was.
    pub fn request(pollers: Option<&Pollers>) -> types::ProvisionedPollerConfig {
        types::ProvisionedPollerConfig::builder()
            .set_maximum_pollers(pollers.and_then(|p| positive(p.maximum_pollers)))
            .set_minimum_pollers(pollers.and_then(|p| positive(p.minimum_pollers)))
            .build()
    }
    /// As Lambda tells it, empty where there is none.
    pub fn told(told: &types::ProvisionedPollerConfig) -> Option<Pollers> {
        let pollers = Pollers {
            maximum_pollers: long(told.maximum_pollers),
            minimum_pollers: long(told.minimum_pollers),
        };
        (pollers.maximum_pollers.is_some() || pollers.minimum_pollers.is_some()).then_some(pollers)
    }
}

impl Scaling {
    /// As Lambda takes it; none takes away what there was.
    pub fn request(scaling: Option<&Scaling>) -> types::ScalingConfig {
        let most = scaling.and_then(|s| positive(s.maximum_concurrency));
        types::ScalingConfig::builder().set_maximum_concurrency(most).build()
    }
    /// As Lambda tells it, empty where there is none.
    pub fn told(told: &types::ScalingConfig) -> Option<Scaling> {
        let most = long(told.maximum_concurrency)?;
        Some(Scaling { maximum_concurrency: Some(most) })
    }
}

impl OwnKafka {
    /// As Lambda takes it.
    pub fn request(&self) -> types::SelfManagedEventSource {
        let servers = |(kind, all): (&String, &String)| {
            (types::EndPointType::from(kind.as_str()), all.split(',').map(str::to_owned).collect())
        };
        let endpoints = self.endpoints.iter().map(servers).collect();
        types::SelfManagedEventSource::builder().set_endpoints(Some(endpoints)).build()
    }
    /// As Lambda tells it.
    pub fn told(told: &types::SelfManagedEventSource) -> OwnKafka {
        let servers =
            |(kind, all): (&types::EndPointType, &Vec<String>)| (kind.as_str().to_owned(), all.join(","));
        OwnKafka { endpoints: told.endpoints().into_iter().flatten().map(servers).collect() }
    }
}

impl SourceAccess {
    /// As Lambda takes it.
    pub fn request(&self) -> types::SourceAccessConfiguration {
        types::SourceAccessConfiguration::builder().r#type(self.r#type.as_str().into()).uri(&self.uri).build()
    }
    /// As Lambda tells it.
    pub fn told(told: &types::SourceAccessConfiguration) -> SourceAccess {
        SourceAccess {
            r#type: word(told.r#type.as_ref()).unwrap_or_default(),
            uri: told.uri.clone().unwrap_or_default(),
        }
    }
}
