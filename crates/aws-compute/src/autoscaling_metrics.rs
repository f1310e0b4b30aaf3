//! The block `target_tracking_configuration` of `aws_autoscaling_policy`, and what its metrics are made of.

use crate::common::{choice, long, word};
use aws_sdk_autoscaling::types;
use provision_aws_core::prelude::*;

/// Scaling so that a metric stays at a value.
#[derive(Nested, Clone, Default)]
pub struct Tracking {
    /// A metric of one's own.
    #[block(list, max = 1, conflicts("target_tracking_configuration.0.predefined_metric_specification"))]
    pub customized_metric_specification: Option<Customized>,
    /// It never scales in.
    #[attr(optional, default = false)]
    pub disable_scale_in: Option<bool>,
    /// One of AWS's metrics.
    #[block(list, max = 1, conflicts("target_tracking_configuration.0.customized_metric_specification"))]
    pub predefined_metric_specification: Option<Predefined>,
    /// The value.
    #[attr(required)]
    pub target_value: f64,
}

/// One of AWS's metrics.
#[derive(Nested, Clone, Default)]
pub struct Predefined {
    /// `ASGAverageCPUUtilization`, `ALBRequestCountPerTarget`, …
    #[attr(required)]
    pub predefined_metric_type: String,
    /// Of which load balancer and target group, for requests per target.
    #[attr(optional)]
    pub resource_label: Option<String>,
}

/// A metric of one's own.
#[derive(Nested, Clone, Default)]
pub struct Customized {
    /// Its dimensions.
    #[block(list, conflicts("target_tracking_configuration.0.customized_metric_specification.0.metrics"))]
    pub metric_dimension: Vec<Dimension>,
    /// Its name.
    #[attr(optional, conflicts("target_tracking_configuration.0.customized_metric_specification.0.metrics"))]
    pub metric_name: Option<String>,
    /// Several metrics, and what is computed from them.
    #[block(
        set,
        conflicts(
            "target_tracking_configuration.0.customized_metric_specification.0.metric_dimension",
            "target_tracking_configuration.0.customized_metric_specification.0.metric_name",
            "target_tracking_configuration.0.customized_metric_specification.0.namespace",
            "target_tracking_configuration.0.customized_metric_specification.0.statistic",
            "target_tracking_configuration.0.customized_metric_specification.0.unit"
        )
    )]
    pub metrics: Set<Query>,
    /// Its namespace.
    #[attr(optional, conflicts("target_tracking_configuration.0.customized_metric_specification.0.metrics"))]
    pub namespace: Option<String>,
    /// Seconds that a value stands for: 10, 30 or 60.
    #[attr(optional, validate = is_period)]
    pub period: Option<i64>,
    /// `Average`, `Maximum`, …
    #[attr(optional, conflicts("target_tracking_configuration.0.customized_metric_specification.0.metrics"))]
    pub statistic: Option<String>,
    /// Its unit.
    #[attr(optional, conflicts("target_tracking_configuration.0.customized_metric_specification.0.metrics"))]
    pub unit: Option<String>,
}

fn is_period(value: &Value) -> Result<(), String> {
    match value.as_i64() {
        Some(10 | 30 | 60) | None => Ok(()),
        Some(_) => Err("must be 10, 30 or 60".into()),
    }
}

/// A dimension of a metric.
#[derive(Nested, Clone, Default)]
pub struct Dimension {
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// Its value.
    #[attr(required)]
    pub value: String,
}

/// A metric of CloudWatch.
#[derive(Nested, Clone, Default)]
pub struct Metric {
    /// Its dimensions.
    #[block(set)]
    pub dimensions: Set<Dimension>,
    /// Its name.
    #[attr(required)]
    pub metric_name: String,
    /// Its namespace.
    #[attr(required)]
    pub namespace: String,
}

/// A metric, or what is computed from others.
#[derive(Nested, Clone, Default)]
pub struct Query {
    /// What is computed.
    #[attr(optional, length(1, 2047))]
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
    /// Seconds that a value stands for: 10, 30 or 60.
    #[attr(optional, validate = is_period)]
    pub period: Option<i64>,
    /// The statistic.
    #[attr(required, length(1, 100))]
    pub stat: String,
    /// The unit.
    #[attr(optional)]
    pub unit: Option<String>,
}

impl Dimension {
    fn request(&self) -> types::MetricDimension {
        types::MetricDimension::builder().name(&self.name).value(&self.value).build()
    }
    fn told(told: &types::MetricDimension) -> Dimension {
        Dimension {
            name: told.name.clone().unwrap_or_default(),
            value: told.value.clone().unwrap_or_default(),
        }
    }
}

impl Metric {
    /// As Auto Scaling takes it.
    pub fn request(&self) -> types::Metric {
        let dimensions: Vec<_> = self.dimensions.iter().map(Dimension::request).collect();
        types::Metric::builder()
            .metric_name(&self.metric_name)
            .namespace(&self.namespace)
            .set_dimensions((!dimensions.is_empty()).then_some(dimensions))
            .build()
    }
    /// As Auto Scaling tells it.
    pub fn told(told: &types::Metric) -> Metric {
        Metric {
            dimensions: told.dimensions().iter().map(Dimension::told).collect(),
            metric_name: told.metric_name.clone().unwrap_or_default(),
            namespace: told.namespace.clone().unwrap_or_default(),
        }
    }
}

impl Query {
    fn request(&self) -> types::TargetTrackingMetricDataQuery {
        let stat = |s: &Stat| {
            types::TargetTrackingMetricStat::builder()
                .set_metric(s.metric.as_ref().map(Metric::request))
                .set_period(positive(s.period))
                .stat(&s.stat)
                .set_unit(text(&s.unit))
                .build()
        };
        types::TargetTrackingMetricDataQuery::builder()
            .id(&self.id)
            .set_expression(text(&self.expression))
            .set_label(text(&self.label))
            .set_metric_stat(self.metric_stat.as_ref().map(stat))
            .return_data(self.return_data.unwrap_or(true))
            .build()
    }
    fn told(told: &types::TargetTrackingMetricDataQuery) -> Query {
        let stat = |s: &types::TargetTrackingMetricStat| Stat {
            metric: s.metric.as_ref().map(Metric::told),
            period: long(s.period),
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
    fn request(&self) -> types::CustomizedMetricSpecification {
        let queries: Vec<_> = self.metrics.iter().map(Query::request).collect();
        let dimensions: Vec<_> = self.metric_dimension.iter().map(Dimension::request).collect();
        types::CustomizedMetricSpecification::builder()
            .set_dimensions((!dimensions.is_empty()).then_some(dimensions))
            .set_metric_name(text(&self.metric_name))
            .set_metrics((!queries.is_empty()).then_some(queries))
            .set_namespace(text(&self.namespace))
            .set_period(positive(self.period))
            .set_statistic(choice(&self.statistic))
            .set_unit(text(&self.unit))
            .build()
    }
    fn told(told: &types::CustomizedMetricSpecification) -> Customized {
        Customized {
            metric_dimension: told.dimensions().iter().map(Dimension::told).collect(),
            metric_name: told.metric_name.clone(),
            metrics: told.metrics().iter().map(Query::told).collect(),
            namespace: told.namespace.clone(),
            period: long(told.period),
            statistic: word(told.statistic.as_ref()),
            unit: told.unit.clone(),
        }
    }
}

impl Tracking {
    /// As Auto Scaling takes it.
    pub fn request(&self) -> types::TargetTrackingConfiguration {
        let predefined = |p: &Predefined| {
            types::PredefinedMetricSpecification::builder()
                .predefined_metric_type(p.predefined_metric_type.as_str().into())
                .set_resource_label(text(&p.resource_label))
                .build()
        };
        types::TargetTrackingConfiguration::builder()
            .set_customized_metric_specification(
                self.customized_metric_specification.as_ref().map(Customized::request),
            )
            .disable_scale_in(self.disable_scale_in.unwrap_or_default())
            .set_predefined_metric_specification(
                self.predefined_metric_specification.as_ref().map(predefined),
            )
            .target_value(self.target_value)
            .build()
    }
    /// As Auto Scaling tells it.
    pub fn told(told: &types::TargetTrackingConfiguration) -> Tracking {
        let predefined = |p: &types::PredefinedMetricSpecification| Predefined {
            predefined_metric_type: word(p.predefined_metric_type.as_ref()).unwrap_or_default(),
            resource_label: p.resource_label.clone(),
        };
        Tracking {
            customized_metric_specification: told
                .customized_metric_specification
                .as_ref()
                .map(Customized::told),
            disable_scale_in: told.disable_scale_in,
            predefined_metric_specification: told.predefined_metric_specification.as_ref().map(predefined),
            target_value: told.target_value.unwrap_or_default(),
        }
    }
}
