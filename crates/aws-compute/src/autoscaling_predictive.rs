//! The block `predictive_scaling_configuration` of `aws_autoscaling_policy`.

use crate::autoscaling_metrics::Metric;
use crate::common::{choice, word};
use aws_sdk_autoscaling::types;
use provision_aws_core::prelude::*;

/// Scaling by a forecast.
#[derive(Nested, Clone, Default)]
pub struct Predictive {
    /// What is done when the forecast is over the maximum: `HonorMaxCapacity` or `IncreaseMaxCapacity`.
    #[attr(optional, default = "HonorMaxCapacity", one_of("HonorMaxCapacity", "IncreaseMaxCapacity"))]
    pub max_capacity_breach_behavior: Option<String>,
    /// How far over the forecast the maximum is set, in percent.
    #[attr(optional, validate = percent)]
    pub max_capacity_buffer: Option<String>,
    /// What is forecast.
    #[block(list, min = 1, max = 1)]
    pub metric_specification: Option<Specification>,
    /// `ForecastAndScale` or `ForecastOnly`.
    #[attr(optional, default = "ForecastOnly", one_of("ForecastAndScale", "ForecastOnly"))]
    pub mode: Option<String>,
    /// Seconds by which instances are started early.
    #[attr(optional, validate = seconds)]
    pub scheduling_buffer_time: Option<String>,
}

fn percent(value: &Value) -> Result<(), String> {
    within(value, 100)
}

fn seconds(value: &Value) -> Result<(), String> {
    within(value, i32::MAX)
}

/// A number that may be left open, which the provider writes as text.
fn within(value: &Value, most: i32) -> Result<(), String> {
    match value.as_str() {
        Some(s) if !s.is_empty() && !s.parse::<i32>().is_ok_and(|n| (0..=most).contains(&n)) => {
            Err(format!("must be a whole number from 0 to {most}"))
        }
        _ => Ok(()),
    }
}

/// What is forecast.
#[derive(Nested, Clone, Default)]
pub struct Specification {
    /// Capacity by a metric of one's own.
    #[block(
        list,
        max = 1,
        conflicts(
            "predictive_scaling_configuration.0.metric_specification.0.predefined_load_metric_specification"
        )
    )]
    pub customized_capacity_metric_specification: Option<Customized>,
    /// Load by a metric of one's own.
    #[block(
        list,
        max = 1,
        conflicts(
            "predictive_scaling_configuration.0.metric_specification.0.predefined_load_metric_specification"
        )
    )]
    pub customized_load_metric_specification: Option<Customized>,
    /// Use by a metric of one's own.
    #[block(
        list,
        max = 1,
        conflicts(
            "predictive_scaling_configuration.0.metric_specification.0.predefined_scaling_metric_specification"
        )
    )]
    pub customized_scaling_metric_specification: Option<Customized>,
    /// Load by one of AWS's metrics.
    #[block(
        list,
        max = 1,
        conflicts(
            "predictive_scaling_configuration.0.metric_specification.0.customized_load_metric_specification"
        )
    )]
    pub predefined_load_metric_specification: Option<Load>,
    /// Load and use by a pair of AWS's metrics.
    #[block(list, max = 1)]
    pub predefined_metric_pair_specification: Option<Pair>,
    /// Use by one of AWS's metrics.
    #[block(
        list,
        max = 1,
        conflicts(
            "predictive_scaling_configuration.0.metric_specification.0.customized_scaling_metric_specification"
        )
    )]
    pub predefined_scaling_metric_specification: Option<Use>,
    /// How much of it each instance shall bear.
    #[attr(required)]
    pub target_value: f64,
}

/// Metrics of one's own.
#[derive(Nested, Clone, Default)]
pub struct Customized {
    /// Metrics, and what is computed from them.
    #[block(list, min = 1, max = 10)]
    pub metric_data_queries: Vec<Query>,
}

/// A metric, or what is computed from others.
#[derive(Nested, Clone, Default)]
pub struct Query {
    /// What is computed.
    #[attr(optional, length(1, 1023))]
    pub expression: Option<String>,
    /// What expressions call it.
    #[attr(required, length(1, 255))]
    pub id: String,
    /// What people call it.
    #[attr(optional, length(1, 2047))]
    pub label: Option<String>,
    /// The metric.
    #[block(list, max = 1)]
    pub metric_stat: Option<Stat>,
    /// It is the one that counts.
    #[attr(optional, default = true)]
    pub return_data: Option<bool>,
}

/// A statistic of a metric.
#[derive(Nested, Clone, Default)]
pub struct Stat {
    /// The metric.
    #[block(list, min = 1, max = 1)]
    pub metric: Option<Metric>,
    /// The statistic.
    #[attr(required, length(1, 100))]
    pub stat: String,
    /// The unit.
    #[attr(optional)]
    pub unit: Option<String>,
}

/// One of AWS's metrics of load.
#[derive(Nested, Clone, Default)]
pub struct Load {
    /// `ASGTotalCPUUtilization`, `ALBTargetGroupRequestCount`, …
    #[attr(
        required,
        one_of(
            "ALBTargetGroupRequestCount",
            "ASGTotalCPUUtilization",
            "ASGTotalNetworkIn",
            "ASGTotalNetworkOut"
        )
    )]
    pub predefined_metric_type: String,
    /// Of which load balancer and target group.
    #[attr(optional)]
    pub resource_label: Option<String>,
}

/// One of AWS's pairs of metrics.
#[derive(Nested, Clone, Default)]
pub struct Pair {
    /// `ASGCPUUtilization`, `ALBRequestCount`, …
    #[attr(required, one_of("ALBRequestCount", "ASGCPUUtilization", "ASGNetworkIn", "ASGNetworkOut"))]
    pub predefined_metric_type: String,
    /// Of which load balancer and target group.
    #[attr(optional)]
    pub resource_label: Option<String>,
}

/// One of AWS's metrics of use.
#[derive(Nested, Clone, Default)]
pub struct Use {
    /// `ASGAverageCPUUtilization`, `ALBRequestCountPerTarget`, …
    #[attr(
        required,
        one_of(
            "ALBRequestCountPerTarget",
            "ASGAverageCPUUtilization",
            "ASGAverageNetworkIn",
            "ASGAverageNetworkOut"
        )
    )]
    pub predefined_metric_type: String,
    /// Of which load balancer and target group.
    #[attr(optional)]
    pub resource_label: Option<String>,
}

impl Query {
    fn request(&self) -> types::MetricDataQuery {
        let stat = |s: &Stat| {
            types::MetricStat::builder()
                .set_metric(s.metric.as_ref().map(Metric::request))
                .stat(&s.stat)
                .set_unit(text(&s.unit))
                .build()
        };
        types::MetricDataQuery::builder()
            .id(&self.id)
            .set_expression(text(&self.expression))
            .set_label(text(&self.label))
            .set_metric_stat(self.metric_stat.as_ref().map(stat))
            .return_data(self.return_data.unwrap_or(true))
            .build()
    }
    fn told(told: &types::MetricDataQuery) -> Query {
        let stat = |s: &types::MetricStat| Stat {
            metric: s.metric.as_ref().map(Metric::told),
            stat: s.stat.clone().unwrap_or_default(),
            unit: s.unit.clone(),
        };
        Query {
            expression: told.expression.clone(),
            id: told.id.clone().unwrap_or_default(),
            label: told.label.clone(),
            metric_stat: told.metric_stat.as_ref().map(stat),
            return_data: told.return_data,
        }
    }
}

impl Customized {
    fn queries(&self) -> Option<Vec<types::MetricDataQuery>> {
        Some(self.metric_data_queries.iter().map(Query::request).collect())
    }
    fn told(queries: &[types::MetricDataQuery]) -> Customized {
        Customized { metric_data_queries: queries.iter().map(Query::told).collect() }
    }
}

impl Specification {
    fn request(&self) -> types::PredictiveScalingMetricSpecification {
        let capacity = |c: &Customized| {
            let request = types::PredictiveScalingCustomizedCapacityMetric::builder();
            request.set_metric_data_queries(c.queries()).build()
        };
        let own_load = |c: &Customized| {
            let request = types::PredictiveScalingCustomizedLoadMetric::builder();
            request.set_metric_data_queries(c.queries()).build()
        };
        let own_use = |c: &Customized| {
            let request = types::PredictiveScalingCustomizedScalingMetric::builder();
            request.set_metric_data_queries(c.queries()).build()
        };
        let load = |l: &Load| {
            types::PredictiveScalingPredefinedLoadMetric::builder()
                .predefined_metric_type(l.predefined_metric_type.as_str().into())
                .set_resource_label(text(&l.resource_label))
                .build()
        };
        let pair = |p: &Pair| {
            types::PredictiveScalingPredefinedMetricPair::builder()
                .predefined_metric_type(p.predefined_metric_type.as_str().into())
                .set_resource_label(text(&p.resource_label))
                .build()
        };
        let used = |u: &Use| {
            types::PredictiveScalingPredefinedScalingMetric::builder()
                .predefined_metric_type(u.predefined_metric_type.as_str().into())
                .set_resource_label(text(&u.resource_label))
                .build()
        };
        types::PredictiveScalingMetricSpecification::builder()
            .set_customized_capacity_metric_specification(
                self.customized_capacity_metric_specification.as_ref().map(capacity),
            )
            .set_customized_load_metric_specification(
                self.customized_load_metric_specification.as_ref().map(own_load),
            )
            .set_customized_scaling_metric_specification(
                self.customized_scaling_metric_specification.as_ref().map(own_use),
            )
            .set_predefined_load_metric_specification(
                self.predefined_load_metric_specification.as_ref().map(load),
            )
            .set_predefined_metric_pair_specification(
                self.predefined_metric_pair_specification.as_ref().map(pair),
            )
            .set_predefined_scaling_metric_specification(
                self.predefined_scaling_metric_specification.as_ref().map(used),
            )
            .target_value(self.target_value)
            .build()
    }
    fn told(told: &types::PredictiveScalingMetricSpecification) -> Specification {
        Specification {
            customized_capacity_metric_specification: told
                .customized_capacity_metric_specification
                .as_ref()
                .map(|c| Customized::told(c.metric_data_queries())),
            customized_load_metric_specification: told
                .customized_load_metric_specification
                .as_ref()
                .map(|c| Customized::told(c.metric_data_queries())),
            customized_scaling_metric_specification: told
                .customized_scaling_metric_specification
                .as_ref()
                .map(|c| Customized::told(c.metric_data_queries())),
            predefined_load_metric_specification: told.predefined_load_metric_specification.as_ref().map(
                |l| Load {
                    predefined_metric_type: word(l.predefined_metric_type.as_ref()).unwrap_or_default(),
                    resource_label: l.resource_label.clone(),
                },
            ),
            predefined_metric_pair_specification: told.predefined_metric_pair_specification.as_ref().map(
                |p| Pair {
                    predefined_metric_type: word(p.predefined_metric_type.as_ref()).unwrap_or_default(),
                    resource_label: p.resource_label.clone(),
                },
            ),
            predefined_scaling_metric_specification: told
                .predefined_scaling_metric_specification
                .as_ref()
                .map(|u| Use {
                    predefined_metric_type: word(u.predefined_metric_type.as_ref()).unwrap_or_default(),
                    resource_label: u.resource_label.clone(),
                }),
            target_value: told.target_value.unwrap_or_default(),
        }
    }
}

impl Predictive {
    /// As Auto Scaling takes it.
    pub fn request(&self) -> types::PredictiveScalingConfiguration {
        let number = |v: &Option<String>| text(v).and_then(|n| n.parse().ok());
        types::PredictiveScalingConfiguration::builder()
            .set_max_capacity_breach_behavior(choice(&self.max_capacity_breach_behavior))
            .set_max_capacity_buffer(number(&self.max_capacity_buffer))
            .set_metric_specifications(self.metric_specification.as_ref().map(|s| vec![s.request()]))
            .set_mode(choice(&self.mode))
            .set_scheduling_buffer_time(number(&self.scheduling_buffer_time))
            .build()
    }
    /// As Auto Scaling tells it.
    pub fn told(told: &types::PredictiveScalingConfiguration) -> Predictive {
        Predictive {
            max_capacity_breach_behavior: word(told.max_capacity_breach_behavior.as_ref()),
            max_capacity_buffer: told.max_capacity_buffer.map(|n| n.to_string()),
            metric_specification: told.metric_specifications().first().map(Specification::told),
            mode: word(told.mode.as_ref()),
            scheduling_buffer_time: told.scheduling_buffer_time.map(|n| n.to_string()),
        }
    }
}
