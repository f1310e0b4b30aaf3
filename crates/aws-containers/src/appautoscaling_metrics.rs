//! The block `target_tracking_scaling_policy_configuration` of `aws_appautoscaling_policy`.

use crate::common::{given, int, text};
use aws_sdk_applicationautoscaling::types;
use provision_aws_core::prelude::*;

/// Scaling so that a metric stays at a value.
#[derive(Nested, Clone, Default)]
pub struct Tracking {
    /// A metric of one's own.
    #[block(
        list,
        max = 1,
        conflicts("target_tracking_scaling_policy_configuration.0.predefined_metric_specification")
    )]
    pub customized_metric_specification: Option<Customized>,
    /// It is never scaled in.
    #[attr(optional, default = false)]
    pub disable_scale_in: Option<bool>,
    /// One of AWS's metrics.
    #[block(
        list,
        max = 1,
        conflicts("target_tracking_scaling_policy_configuration.0.customized_metric_specification")
    )]
    pub predefined_metric_specification: Option<Predefined>,
    /// Seconds after a scale-in.
    #[attr(optional)]
    pub scale_in_cooldown: Option<i64>,
    /// Seconds after a scale-out.
    #[attr(optional)]
    pub scale_out_cooldown: Option<i64>,
    /// The value.
    #[attr(required)]
    pub target_value: f64,
}

/// One of AWS's metrics.
#[derive(Nested, Clone, Default)]
pub struct Predefined {
    /// `ECSServiceAverageCPUUtilization`, …
    #[attr(required)]
    pub predefined_metric_type: String,
    /// Of which load balancer and target group, for requests per target.
    #[attr(optional, length(0, 1023))]
    pub resource_label: Option<String>,
}

/// A metric of one's own.
#[derive(Nested, Clone, Default)]
pub struct Customized {
    /// Its dimensions.
    #[block(set)]
    pub dimensions: Set<Dimension>,
    /// Its name.
    #[attr(optional)]
    pub metric_name: Option<String>,
    /// Several metrics, and what is computed from them.
    #[block(set)]
    pub metrics: Set<Query>,
    /// Its namespace.
    #[attr(optional)]
    pub namespace: Option<String>,
    /// `Average`, `Maximum`, …
    #[attr(optional, one_of("Average", "Minimum", "Maximum", "SampleCount", "Sum"))]
    pub statistic: Option<String>,
    /// Its unit.
    #[attr(optional)]
    pub unit: Option<String>,
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

/// A metric, or what is computed from others.
#[derive(Nested, Clone, Default)]
pub struct Query {
    /// What is computed.
    #[attr(optional)]
    pub expression: Option<String>,
    /// What expressions call it.
    #[attr(required)]
    pub id: String,
    /// What people call it.
    #[attr(optional)]
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
    #[attr(required)]
    pub stat: String,
    /// The unit.
    #[attr(optional)]
    pub unit: Option<String>,
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

impl Tracking {
    /// As Application Auto Scaling takes it.
    pub fn request(&self) -> Result<types::TargetTrackingScalingPolicyConfiguration, Error> {
        let predefined = |p: &Predefined| {
            types::PredefinedMetricSpecification::builder()
                .predefined_metric_type(p.predefined_metric_type.as_str().into())
                .set_resource_label(text(&p.resource_label))
                .build()
        };
        let own = self.customized_metric_specification.as_ref().map(Customized::request).transpose()?;
        Ok(types::TargetTrackingScalingPolicyConfiguration::builder()
            .target_value(self.target_value)
            .set_customized_metric_specification(own)
            .disable_scale_in(self.disable_scale_in.unwrap_or_default())
            .set_predefined_metric_specification(
                self.predefined_metric_specification.as_ref().map(predefined).transpose()?,
            )
            .set_scale_in_cooldown(int(self.scale_in_cooldown))
            .set_scale_out_cooldown(int(self.scale_out_cooldown))
            .build()?)
    }
    /// As Application Auto Scaling tells it.
    pub fn told(told: &types::TargetTrackingScalingPolicyConfiguration) -> Tracking {
        let predefined = |p: &types::PredefinedMetricSpecification| Predefined {
            predefined_metric_type: p.predefined_metric_type.as_str().to_owned(),
            resource_label: p.resource_label.clone(),
        };
        Tracking {
            customized_metric_specification: told
                .customized_metric_specification
                .as_ref()
                .map(Customized::told),
            disable_scale_in: told.disable_scale_in,
            predefined_metric_specification: told.predefined_metric_specification.as_ref().map(predefined),
            scale_in_cooldown: told.scale_in_cooldown.map(Into::into),
            scale_out_cooldown: told.scale_out_cooldown.map(Into::into),
            target_value: told.target_value,
        }
    }
}

impl Customized {
    fn request(&self) -> Result<types::CustomizedMetricSpecification, Error> {
        let dimension =
            |d: &Dimension| types::MetricDimension::builder().name(&d.name).value(&d.value).build();
        let dimensions = self.dimensions.iter().map(dimension).collect::<Result<Vec<_>, _>>()?;
        let metrics = self.metrics.iter().map(Query::request).collect::<Result<Vec<_>, _>>()?;
        Ok(types::CustomizedMetricSpecification::builder()
            .set_dimensions(given(&dimensions))
            .set_metric_name(text(&self.metric_name))
            .set_metrics(given(&metrics))
            .set_namespace(text(&self.namespace))
            .set_statistic(text(&self.statistic).map(|s| s.as_str().into()))
            .set_unit(text(&self.unit))
            .build())
    }
    fn told(told: &types::CustomizedMetricSpecification) -> Customized {
        let dimension =
            |d: &types::MetricDimension| Dimension { name: d.name.clone(), value: d.value.clone() };
        Customized {
            dimensions: told.dimensions().iter().map(dimension).collect(),
            metric_name: told.metric_name.clone(),
            metrics: told.metrics().iter().map(Query::told).collect(),
            namespace: told.namespace.clone(),
            statistic: told.statistic.as_ref().map(|s| s.as_str().to_owned()),
            unit: told.unit.clone(),
        }
    }
}

impl Query {
    fn request(&self) -> Result<types::TargetTrackingMetricDataQuery, Error> {
        Ok(types::TargetTrackingMetricDataQuery::builder()
            .set_expression(text(&self.expression))
            .id(&self.id)
            .set_label(text(&self.label))
            .set_metric_stat(self.metric_stat.as_ref().map(Stat::request).transpose()?)
            .set_return_data(self.return_data)
            .build()?)
    }
    fn told(told: &types::TargetTrackingMetricDataQuery) -> Query {
        Query {
            expression: told.expression.clone(),
            id: told.id.clone(),
            label: told.label.clone(),
            metric_stat: told.metric_stat.as_ref().map(Stat::told),
            return_data: told.return_data,
        }
    }
}

impl Stat {
    fn request(&self) -> Result<types::TargetTrackingMetricStat, Error> {
        let dimension = |d: &Dimension| {
            types::TargetTrackingMetricDimension::builder().name(&d.name).value(&d.value).build()
        };
        let metric = |m: &Metric| {
            let dimensions = m.dimensions.iter().map(dimension).collect::<Result<Vec<_>, _>>()?;
            Ok::<_, Error>(
                types::TargetTrackingMetric::builder()
                    .metric_name(&m.metric_name)
                    .namespace(&m.namespace)
                    .set_dimensions(given(&dimensions))
                    .build(),
            )
        };
        Ok(types::TargetTrackingMetricStat::builder()
            .set_metric(self.metric.as_ref().map(metric).transpose()?)
            .stat(&self.stat)
            .set_unit(text(&self.unit))
            .build()?)
    }
    fn told(told: &types::TargetTrackingMetricStat) -> Stat {
        let dimension = |d: &types::TargetTrackingMetricDimension| Dimension {
            name: d.name.clone(),
            value: d.value.clone(),
        };
        let metric = |m: &types::TargetTrackingMetric| Metric {
            dimensions: m.dimensions().iter().map(dimension).collect(),
            metric_name: m.metric_name.clone().unwrap_or_default(),
            namespace: m.namespace.clone().unwrap_or_default(),
        };
        Stat { metric: told.metric.as_ref().map(metric), stat: told.stat.clone(), unit: told.unit.clone() }
    }
}
