//! `aws_cloudwatch_metric_alarm`

use crate::cloudwatch::{
    alarms, cloudwatch, delete_alarm, dimensions, dimensions_told, five, retag, tag_list, tags_of,
};
use crate::tags::tags_read;
use aws_sdk_cloudwatch::types::{self, AlarmType, StandardUnit};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, long, word};

/// A metric, or what is computed from several, watched for a threshold. (CloudWatch PutMetricAlarm)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudwatch_metric_alarm", version = 1, tags, seconds(1, 1))]
pub struct MetricAlarm {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// It acts.
    #[attr(optional, default = true)]
    pub actions_enabled: Option<bool>,
    /// What is done when it goes off: ARNs.
    #[attr(optional)]
    pub alarm_actions: Set<String>,
    /// What it is for.
    #[attr(optional, length(0, 1024))]
    pub alarm_description: Option<String>,
    /// Its name.
    #[attr(required, replace, length(1, 255))]
    pub alarm_name: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// How the statistic is compared with the threshold.
    #[attr(
        required,
        one_of(
            "GreaterThanOrEqualToThreshold",
            "GreaterThanThreshold",
            "GreaterThanUpperThreshold",
            "LessThanLowerOrGreaterThanUpperThreshold",
            "LessThanLowerThreshold",
            "LessThanOrEqualToThreshold",
            "LessThanThreshold"
        )
    )]
    pub comparison_operator: String,
    /// How many periods must be beyond the threshold.
    #[attr(optional, between(1, 2147483647))]
    pub datapoints_to_alarm: Option<i64>,
    /// The metric's dimensions.
    #[attr(optional, conflicts("metric_query"))]
    pub dimensions: BTreeMap<String, String>,
    /// `ignore` keeps the state where there is too little data for a percentile, `evaluate` looks nevertheless.
    #[attr(optional, computed, validate = low_samples)]
    pub evaluate_low_sample_count_percentiles: Option<String>,
    /// How many periods are looked at.
    #[attr(required, between(1, 2147483647))]
    pub evaluation_periods: i64,
    /// A percentile or another extended statistic (`p95`).
    #[attr(optional, conflicts("statistic", "metric_query"))]
    pub extended_statistic: Option<String>,
    /// What is done when there is too little data: ARNs.
    #[attr(optional, validate = five)]
    pub insufficient_data_actions: Set<String>,
    /// The metric's name.
    #[attr(optional, length(1, 255), conflicts("metric_query"))]
    pub metric_name: Option<String>,
    /// Metrics, and what is computed from them.
    #[block(set, conflicts("metric_name"))]
    pub metric_query: Set<Query>,
    /// The metric's namespace.
    #[attr(optional, validate = namespace, conflicts("metric_query"))]
    pub namespace: Option<String>,
    /// What is done when all is well again: ARNs.
    #[attr(optional, validate = five)]
    pub ok_actions: Set<String>,
    /// Seconds of a period.
    #[attr(optional, validate = period, conflicts("metric_query"))]
    pub period: Option<i64>,
    /// `Average`, `Maximum`, `Minimum`, `SampleCount` or `Sum`.
    #[attr(
        optional,
        one_of("SampleCount", "Average", "Sum", "Minimum", "Maximum"),
        conflicts("extended_statistic", "metric_query")
    )]
    pub statistic: Option<String>,
    /// The threshold.
    #[attr(optional, conflicts("threshold_metric_id"))]
    pub threshold: Option<f64>,
    /// The query that computes the threshold, a band around what is expected.
    #[attr(optional, length(1, 255), conflicts("threshold"))]
    pub threshold_metric_id: Option<String>,
    /// What missing data mean: `missing`, `ignore`, `breaching` or `notBreaching`.
    #[attr(optional, default = "missing", validate = missing)]
    pub treat_missing_data: Option<String>,
    /// The unit.
    #[attr(optional, validate = unit)]
    pub unit: Option<String>,
}

/// A metric, or what is computed from others.
#[derive(Nested, Clone, Default)]
pub struct Query {
    /// The account of the metric.
    #[attr(optional, length(1, 255))]
    pub account_id: Option<String>,
    /// What is computed.
    #[attr(optional, length(1, 1024))]
    pub expression: Option<String>,
    /// What expressions call it.
    #[attr(required, length(1, 255))]
    pub id: String,
    /// What people call it.
    #[attr(optional)]
    pub label: Option<String>,
    /// The metric.
    #[block(list, max = 1)]
    pub metric: Option<Metric>,
    /// Seconds of a period of what is computed.
    #[attr(optional, validate = fine_period)]
    pub period: Option<i64>,
    /// It is the one that is watched.
    #[attr(optional, default = false)]
    pub return_data: Option<bool>,
}

/// A statistic of a metric.
#[derive(Nested, Clone, Default)]
pub struct Metric {
    /// Its dimensions.
    #[attr(optional)]
    pub dimensions: BTreeMap<String, String>,
    /// Its name.
    #[attr(required, length(1, 255))]
    pub metric_name: String,
    /// Its namespace.
    #[attr(optional, validate = namespace)]
    pub namespace: Option<String>,
    /// Seconds of a period.
    #[attr(required, validate = fine_period)]
    pub period: i64,
    /// The statistic.
    #[attr(required)]
    pub stat: String,
    /// The unit.
    #[attr(optional, validate = unit)]
    pub unit: Option<String>,
}

fn low_samples(value: &Value) -> Result<(), String> {
    one_of(value, &["evaluate", "ignore"])
}

fn missing(value: &Value) -> Result<(), String> {
    one_of(value, &["breaching", "notBreaching", "ignore", "missing"])
}

/// One of some words, however they are written.
fn one_of(value: &Value, words: &[&str]) -> Result<(), String> {
    match value.as_str() {
        Some(text) if !words.iter().any(|w| w.eq_ignore_ascii_case(text)) => {
            Err(format!("must be one of {}", words.join(", ")))
        }
        _ => Ok(()),
    }
}

fn unit(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if !StandardUnit::values().contains(&text) => {
            Err(format!("must be one of {}", StandardUnit::values().join(", ")))
        }
        _ => Ok(()),
    }
}

fn namespace(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if !(1..=255).contains(&text.chars().count()) || text.starts_with(':') => {
            Err("must be 1 to 255 characters, the first not a colon".into())
        }
        _ => Ok(()),
    }
}

fn period(value: &Value) -> Result<(), String> {
    seconds(value, &[10, 20, 30])
}

fn fine_period(value: &Value) -> Result<(), String> {
    seconds(value, &[1, 5, 10, 20, 30])
}

fn seconds(value: &Value, short: &[i64]) -> Result<(), String> {
    match value.as_i64() {
        Some(n) if n % 60 != 0 && !short.contains(&n) => {
            let short: Vec<String> = short.iter().map(i64::to_string).collect();
            Err(format!("must be {} or a multiple of 60", short.join(", ")))
        }
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for MetricAlarm {
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let says = |name: &str| cx.get(name).as_str().is_some_and(|t| !t.is_empty());
        let open = |name: &str| !cx.get(name).is_known();
        let statistics = ["statistic", "extended_statistic"];
        if says("metric_name") && !statistics.iter().any(|s| says(s) || open(s)) {
            let help = "Set statistic or extended_statistic.";
            return Err(Diagnostic::error("An alarm on a metric needs a statistic", "").help(help).into());
        }
        let queries: Set<Query> = provision_aws_core::attr::blocks(&cx.planned, "metric_query");
        match queries.iter().find(|q| text(&q.expression).is_some() && q.metric.is_some()) {
            None => Ok(()),
            Some(query) => {
                let detail = format!("The metric_query \"{}\" has both.", query.id);
                let told = Diagnostic::error("A query is an expression or a metric", detail);
                Err(told.help("Make two queries of it.").into())
            }
        }
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        planned.put(cx, &step.tags).await?;
        Created::new(Some(planned.alarm_name.as_str()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = match alarms(cx, AlarmType::MetricAlarm, reqs.iter().map(|r| r.key.clone())).await {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        let told = told.iter().flat_map(|page| page.metric_alarms());
        let found: HashMap<Key, MetricAlarm> = told.cloned().map(found).map(|a| (a.id.clone(), a)).collect();
        let there = reqs.iter().filter_map(|r| Some((found.get(&r.key)?.arn.clone(), r)));
        let tags = tags_read(cx, there.collect(), |arn| async move { tags_of(cx, &arn).await }).await;
        let answer = |req: &Req<Self>| match found.get(&req.key) {
            Some(alarm) => Ok(Some(Found::ready(alarm.clone()).tagged(tags.of(&alarm.arn)?))),
            None => Ok(None),
        };
        reqs.iter().map(answer).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if change.names.iter().any(|n| !n.starts_with("tags")) {
            change.to.put(cx, &Tags::new()).await?;
        }
        retag(cx, &change.to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        delete_alarm(cx, &prior.id).await
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = &planned.alarm_name;
        let told = alarms(cx, AlarmType::MetricAlarm, std::iter::once(name.clone())).await?;
        let mut alarms = told.iter().flat_map(|page| page.metric_alarms());
        let Some(alarm) = alarms.find(|alarm| alarm.alarm_name() == Some(name)) else {
            return Ok(None);
        };
        let arn = alarm.alarm_arn().unwrap_or_default();
        let ours = intent.absent || carries(intent, &tags_of(cx, arn).await?);
        Ok(ours.then(|| name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.alarm_name.clone())
    }

    /// Once nothing was said of missing data.
    fn upgrade(_: u64, mut attributes: serde_json::Value) -> Result<serde_json::Value, Error> {
        let empty = attributes["treat_missing_data"].as_str().is_none_or(str::is_empty);
        if let Some(all) = attributes.as_object_mut().filter(|_| empty) {
            all.insert("treat_missing_data".into(), "missing".into());
        }
        Ok(attributes)
    }
}

impl MetricAlarm {
    /// Says all of it: what a call leaves out is gone. Tags are taken only with a new one.
    async fn put(&self, cx: &Cx, tags: &Tags) -> Result<(), Error> {
        let metrics: Vec<_> = self.metric_query.iter().map(Query::request).collect();
        let threshold = match text(&self.threshold_metric_id) {
            Some(_) => None,
            None => Some(self.threshold.unwrap_or_default()),
        };
        cloudwatch(cx)
            .put_metric_alarm()
            .alarm_name(&self.alarm_name)
            .comparison_operator(self.comparison_operator.as_str().into())
            .set_evaluation_periods(int(Some(self.evaluation_periods)))
            .set_treat_missing_data(text(&self.treat_missing_data))
            .set_actions_enabled(self.actions_enabled)
            .set_alarm_actions(given(&self.alarm_actions))
            .set_alarm_description(text(&self.alarm_description))
            .set_datapoints_to_alarm(positive(self.datapoints_to_alarm))
            .set_dimensions(dimensions(&self.dimensions))
            .set_evaluate_low_sample_count_percentile(text(&self.evaluate_low_sample_count_percentiles))
            .set_extended_statistic(text(&self.extended_statistic))
            .set_insufficient_data_actions(given(&self.insufficient_data_actions))
            .set_metric_name(text(&self.metric_name))
            .set_metrics(given(&metrics))
            .set_namespace(text(&self.namespace))
            .set_ok_actions(given(&self.ok_actions))
            .set_period(positive(self.period))
            .set_statistic(choice(&self.statistic))
            .set_threshold(threshold)
            .set_threshold_metric_id(text(&self.threshold_metric_id))
            .set_unit(choice(&self.unit))
            .set_tags(tag_list(tags))
            .send()
            .await?;
        Ok(())
    }
}

impl Query {
    fn request(&self) -> types::MetricDataQuery {
        types::MetricDataQuery::builder()
            .set_account_id(text(&self.account_id))
            .set_expression(text(&self.expression))
            .id(&self.id)
            .set_label(text(&self.label))
            .set_metric_stat(self.metric.as_ref().map(Metric::request))
            .set_period(positive(self.period))
            .return_data(self.return_data.unwrap_or_default())
            .build()
    }
    fn told(told: &types::MetricDataQuery) -> Query {
        Query {
            account_id: told.account_id.clone(),
            expression: told.expression.clone(),
            id: told.id.clone().unwrap_or_default(),
            label: told.label.clone(),
            metric: told.metric_stat.as_ref().map(Metric::told),
            period: long(told.period),
            return_data: told.return_data,
        }
    }
}

impl Metric {
    fn request(&self) -> types::MetricStat {
        let metric = types::Metric::builder()
            .set_dimensions(dimensions(&self.dimensions))
            .metric_name(&self.metric_name)
            .set_namespace(text(&self.namespace))
            .build();
        types::MetricStat::builder()
            .metric(metric)
            .set_period(int(Some(self.period)))
            .stat(&self.stat)
            .set_unit(choice(&self.unit))
            .build()
    }
    fn told(told: &types::MetricStat) -> Metric {
        let metric = told.metric.as_ref();
        Metric {
            dimensions: dimensions_told(metric.and_then(|m| m.dimensions.as_deref())),
            metric_name: metric.and_then(|m| m.metric_name.clone()).unwrap_or_default(),
            namespace: metric.and_then(|m| m.namespace.clone()),
            period: long(told.period).unwrap_or_default(),
            stat: told.stat.clone().unwrap_or_default(),
            unit: word(told.unit.as_ref()),
        }
    }
}

fn found(told: types::MetricAlarm) -> MetricAlarm {
    let name = told.alarm_name.unwrap_or_default();
    MetricAlarm {
        id: name.clone(),
        actions_enabled: told.actions_enabled,
        alarm_actions: told.alarm_actions.into_iter().flatten().collect(),
        alarm_description: told.alarm_description,
        alarm_name: name,
        arn: told.alarm_arn.unwrap_or_default(),
        comparison_operator: word(told.comparison_operator.as_ref()).unwrap_or_default(),
        datapoints_to_alarm: long(told.datapoints_to_alarm),
        dimensions: dimensions_told(told.dimensions.as_deref()),
        evaluate_low_sample_count_percentiles: told.evaluate_low_sample_count_percentile,
        evaluation_periods: long(told.evaluation_periods).unwrap_or_default(),
        extended_statistic: told.extended_statistic,
        insufficient_data_actions: told.insufficient_data_actions.into_iter().flatten().collect(),
        metric_name: told.metric_name,
        metric_query: told.metrics.iter().flatten().map(Query::told).collect(),
        namespace: told.namespace,
        ok_actions: told.ok_actions.into_iter().flatten().collect(),
        period: long(told.period),
        statistic: word(told.statistic.as_ref()),
        threshold: told.threshold,
        threshold_metric_id: told.threshold_metric_id,
        treat_missing_data: Some(told.treat_missing_data.unwrap_or_else(|| "missing".into())),
        unit: word(told.unit.as_ref()),
    }
}
