//! `aws_appautoscaling_policy`

use crate::appautoscaling::{Target, portions, scaling};
use crate::appautoscaling_metrics::Tracking;
use crate::common::{int, positive, text};
use aws_sdk_applicationautoscaling::types;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;

/// When something is scaled and how far. (Application Auto Scaling PutScalingPolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_appautoscaling_policy", seconds(1, 1))]
pub struct Policy {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// The alarms that it has made.
    #[attr(computed)]
    pub alarm_arns: Vec<String>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its name.
    #[attr(required, replace, length(0, 255))]
    pub name: String,
    /// `StepScaling` or `TargetTrackingScaling`.
    #[attr(optional, default = "StepScaling", one_of("StepScaling", "TargetTrackingScaling"))]
    pub policy_type: Option<String>,
    /// What is scaled.
    #[attr(required, replace)]
    pub resource_id: String,
    /// What of it is scaled.
    #[attr(required, replace)]
    pub scalable_dimension: String,
    /// The service that it belongs to.
    #[attr(required, replace)]
    pub service_namespace: String,
    /// In steps, by the size of an alarm's breach.
    #[block(list, max = 1)]
    pub step_scaling_policy_configuration: Option<Steps>,
    /// So that a metric stays at a value.
    #[block(list, max = 1)]
    pub target_tracking_scaling_policy_configuration: Option<Tracking>,
}

/// Scaling in steps.
#[derive(Nested, Clone, Default)]
pub struct Steps {
    /// `ChangeInCapacity`, `ExactCapacity` or `PercentChangeInCapacity`.
    #[attr(optional, one_of("ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity"))]
    pub adjustment_type: Option<String>,
    /// Seconds between two scalings.
    #[attr(optional)]
    pub cooldown: Option<i64>,
    /// `Average`, `Maximum` or `Minimum`.
    #[attr(optional, one_of("Average", "Minimum", "Maximum"))]
    pub metric_aggregation_type: Option<String>,
    /// Fewest that a percentage stands for.
    #[attr(optional)]
    pub min_adjustment_magnitude: Option<i64>,
    /// The steps.
    #[block(set)]
    pub step_adjustment: Set<Adjustment>,
}

/// One step.
#[derive(Nested, Clone, Default)]
pub struct Adjustment {
    /// From here, counted from the alarm's threshold.
    #[attr(optional, validate = number)]
    pub metric_interval_lower_bound: Option<String>,
    /// To here, counted from the alarm's threshold.
    #[attr(optional, validate = number)]
    pub metric_interval_upper_bound: Option<String>,
    /// By how much.
    #[attr(required)]
    pub scaling_adjustment: i64,
}

fn number(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(s) if !s.is_empty() && s.parse::<f64>().is_err() => Err("must be a number".into()),
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for Policy {
    fn key(&self) -> Key {
        format!("{}/{}", self.target().key(), self.name)
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        put(cx, planned).await?;
        Created::new(Some(planned.key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        answers(reqs, policies(cx, reqs.iter().map(|r| r.key.as_str())).await)
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        put(cx, change.to).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let target = prior.target();
        let call = scaling(cx)
            .delete_scaling_policy()
            .policy_name(&prior.name)
            .service_namespace(target.service())
            .resource_id(&target.resource)
            .scalable_dimension(target.scalable());
        cx.until_known(&["FailedResourceAccessException", "ConcurrentUpdateException"], || {
            call.clone().send()
        })
        .await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let key = planned.key();
        let found = policies(cx, std::iter::once(key.as_str())).await?;
        Ok((intent.absent && found.contains_key(&key)).then_some(key))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.key())
    }

    fn import(id: &str) -> Result<Self, Error> {
        let (target, name) = Target::and_name(id)?;
        Ok(Self {
            id: name.clone(),
            name,
            resource_id: target.resource,
            scalable_dimension: target.dimension,
            service_namespace: target.namespace,
            ..Self::default()
        })
    }
}

impl Policy {
    fn target(&self) -> Target {
        Target::new(&self.service_namespace, &self.resource_id, &self.scalable_dimension)
    }
}

/// Puts a policy; again while its target, or the alarms of a moment ago, are not known yet.
async fn put(cx: &Cx, planned: &Policy) -> Result<(), Error> {
    let target = planned.target();
    let steps = planned.step_scaling_policy_configuration.as_ref().map(Steps::request).transpose()?;
    let tracking =
        planned.target_tracking_scaling_policy_configuration.as_ref().map(Tracking::request).transpose()?;
    let call = scaling(cx)
        .put_scaling_policy()
        .policy_name(&planned.name)
        .set_policy_type(text(&planned.policy_type).map(|t| t.as_str().into()))
        .service_namespace(target.service())
        .resource_id(&target.resource)
        .scalable_dimension(target.scalable())
        .set_step_scaling_policy_configuration(steps)
        .set_target_tracking_scaling_policy_configuration(tracking);
    let soon = |e: &Error| {
        let texts =
            ["Rate exceeded", "is not authorized to perform", "token included in the request is invalid"];
        let access = e.is(&["FailedResourceAccessException"]) && texts.iter().any(|t| e.message.contains(t));
        access || e.is(&["ObjectNotFoundException", "ConcurrentUpdateException"])
    };
    cx.retry(PROPAGATION, soon, || call.clone().send()).await?;
    Ok(())
}

impl Steps {
    fn request(&self) -> Result<types::StepScalingPolicyConfiguration, Error> {
        let bound = |b: &Option<String>| text(b).and_then(|b| b.parse().ok());
        let step = |a: &Adjustment| {
            types::StepAdjustment::builder()
                .set_metric_interval_lower_bound(bound(&a.metric_interval_lower_bound))
                .set_metric_interval_upper_bound(bound(&a.metric_interval_upper_bound))
                .set_scaling_adjustment(int(Some(a.scaling_adjustment)))
                .build()
        };
        let steps = self.step_adjustment.iter().map(step).collect::<Result<Vec<_>, _>>()?;
        Ok(types::StepScalingPolicyConfiguration::builder()
            .set_adjustment_type(text(&self.adjustment_type).map(|t| t.as_str().into()))
            .set_cooldown(int(self.cooldown))
            .set_metric_aggregation_type(text(&self.metric_aggregation_type).map(|t| t.as_str().into()))
            .set_min_adjustment_magnitude(positive(self.min_adjustment_magnitude))
            .set_step_adjustments(crate::common::given(&steps))
            .build())
    }
    fn told(told: &types::StepScalingPolicyConfiguration) -> Steps {
        let step = |a: &types::StepAdjustment| Adjustment {
            metric_interval_lower_bound: a.metric_interval_lower_bound.map(|b| b.to_string()),
            metric_interval_upper_bound: a.metric_interval_upper_bound.map(|b| b.to_string()),
            scaling_adjustment: a.scaling_adjustment.into(),
        };
        Steps {
            adjustment_type: told.adjustment_type.as_ref().map(|t| t.as_str().to_owned()),
            cooldown: told.cooldown.map(Into::into),
            metric_aggregation_type: told.metric_aggregation_type.as_ref().map(|t| t.as_str().to_owned()),
            min_adjustment_magnitude: told.min_adjustment_magnitude.map(Into::into),
            step_adjustment: told.step_adjustments().iter().map(step).collect(),
        }
    }
}

/// The policies of some keys, those that are there: one call for fifty names of a namespace.
async fn policies(cx: &Cx, keys: impl Iterator<Item = &str>) -> Result<HashMap<Key, Found<Policy>>, Error> {
    let wanted = keys.map(Target::and_name).collect::<Result<Vec<_>, _>>()?;
    let mut found = HashMap::new();
    for (namespace, names) in portions(wanted.into_iter().map(|(target, name)| (target.namespace, name))) {
        let call = scaling(cx).describe_scaling_policies().service_namespace(namespace.as_str().into());
        let pages = call.set_policy_names(Some(names)).into_paginator().items().send();
        let told = pages.try_collect().await?.into_iter().map(told);
        found.extend(told.map(|p| (p.key(), Found::ready(p))));
    }
    Ok(found)
}

fn told(policy: types::ScalingPolicy) -> Policy {
    Policy {
        id: policy.policy_name.clone(),
        alarm_arns: policy.alarms().iter().map(|a| a.alarm_arn.clone()).collect(),
        arn: policy.policy_arn,
        name: policy.policy_name,
        policy_type: Some(policy.policy_type.as_str().to_owned()),
        resource_id: policy.resource_id,
        scalable_dimension: policy.scalable_dimension.as_str().to_owned(),
        service_namespace: policy.service_namespace.as_str().to_owned(),
        step_scaling_policy_configuration: policy.step_scaling_policy_configuration.as_ref().map(Steps::told),
        target_tracking_scaling_policy_configuration: policy
            .target_tracking_scaling_policy_configuration
            .as_ref()
            .map(Tracking::told),
    }
}
