//! `aws_autoscaling_policy`

use crate::autoscaling::{FEW, PER_CALL, scaling, sorted, taken_away, until_settled};
use crate::autoscaling_metrics::Tracking;
use crate::autoscaling_predictive::Predictive;
use crate::common::long;
use aws_sdk_autoscaling::types::{self, ScalingPolicy};
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

/// When an Auto Scaling group is scaled and how far. (Auto Scaling PutScalingPolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_autoscaling_policy", seconds(1, 1))]
pub struct Policy {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// What `scaling_adjustment` means: `ChangeInCapacity`, `ExactCapacity` or `PercentChangeInCapacity`.
    #[attr(optional)]
    pub adjustment_type: Option<String>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The group that is scaled.
    #[attr(required, replace)]
    pub autoscaling_group_name: String,
    /// Seconds between two scalings, of simple scaling.
    #[attr(optional)]
    pub cooldown: Option<i64>,
    /// It works.
    #[attr(optional, default = true)]
    pub enabled: Option<bool>,
    /// Seconds until a new instance counts.
    #[attr(optional)]
    pub estimated_instance_warmup: Option<i64>,
    /// `Minimum`, `Maximum` or `Average`, of scaling in steps.
    #[attr(optional, computed)]
    pub metric_aggregation_type: Option<String>,
    /// Fewest instances that a percentage stands for.
    #[attr(optional, between(1, 2_147_483_647))]
    pub min_adjustment_magnitude: Option<i64>,
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
    /// `SimpleScaling`, `StepScaling`, `TargetTrackingScaling` or `PredictiveScaling`.
    #[attr(
        optional,
        default = "SimpleScaling",
        one_of("PredictiveScaling", "SimpleScaling", "StepScaling", "TargetTrackingScaling")
    )]
    pub policy_type: Option<String>,
    /// By a forecast.
    #[block(list, max = 1)]
    pub predictive_scaling_configuration: Option<Predictive>,
    /// How far it scales, of simple scaling.
    #[attr(optional, conflicts("step_adjustment"))]
    pub scaling_adjustment: Option<i64>,
    /// How far it scales, by the size of an alarm's breach.
    #[block(set, conflicts("scaling_adjustment"))]
    pub step_adjustment: Set<Adjustment>,
    /// So that a metric stays at a value.
    #[block(list, max = 1)]
    pub target_tracking_configuration: Option<Tracking>,
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
        format!("{}/{}", self.autoscaling_group_name, self.name)
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        put(cx, planned).await?;
        Created::new(Some(planned.key()))
    }

    /// Those of a few groups one group a call, those of more in pages over all.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = policies(cx, reqs.iter().filter_map(|r| group_and_name(&r.key).ok())).await;
        answers(reqs, found.map(|all| all.into_iter().map(|p| (p.key(), Found::ready(p))).collect()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        put(cx, change.to).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = scaling(cx).delete_policy().auto_scaling_group_name(&prior.autoscaling_group_name);
        let call = call.policy_name(&prior.name);
        taken_away(until_settled(cx, || call.clone().send()).await)
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let key = planned.key();
        let found = policies(cx, [group_and_name(&key)?].into_iter()).await?;
        Ok((intent.absent && found.iter().any(|p| p.key() == key)).then_some(key))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.key())
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_autoscaling_group", self.autoscaling_group_name.clone()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        let (group, name) = group_and_name(id)?;
        Ok(Self { id: name.clone(), name, autoscaling_group_name: group, ..Self::default() })
    }
}

/// The parts of a key or import id. A name may hold a slash, the group's may not.
fn group_and_name(key: &str) -> Result<(String, String), Error> {
    match key.split_once('/') {
        Some((group, name)) if !group.is_empty() && !name.is_empty() => Ok((group.into(), name.into())),
        _ => Err(Error::import_id(key, "GROUP/POLICY")),
    }
}

impl Policy {
    fn kind(&self) -> String {
        text(&self.policy_type).unwrap_or_else(|| "SimpleScaling".into())
    }
}

/// What goes with another kind of policy only, or is missing with this one: AWS would overlook the one and say less of the other.
fn fits(policy: &Policy) -> Result<(), Error> {
    let kind = policy.kind();
    let given = [
        ("cooldown", policy.cooldown.is_some_and(|n| n != 0), &["SimpleScaling"][..]),
        (
            "estimated_instance_warmup",
            policy.estimated_instance_warmup.is_some_and(|n| n != 0),
            &["StepScaling", "TargetTrackingScaling"],
        ),
        ("scaling_adjustment", policy.scaling_adjustment.is_some_and(|n| n != 0), &["SimpleScaling"]),
        ("step_adjustment", !policy.step_adjustment.is_empty(), &["StepScaling"]),
        (
            "target_tracking_configuration",
            policy.target_tracking_configuration.is_some(),
            &["TargetTrackingScaling"],
        ),
        (
            "predictive_scaling_configuration",
            policy.predictive_scaling_configuration.is_some(),
            &["PredictiveScaling"],
        ),
    ];
    let stray = given.iter().find(|(_, given, kinds)| *given && !kinds.contains(&kind.as_str()));
    if let Some((name, _, kinds)) = stray {
        let message = format!("`{name}` goes with policies of type {}, not {kind}.", kinds.join(" or "));
        return Err(Error::new(Class::Validation, message));
    }
    let needed = match kind.as_str() {
        "SimpleScaling" => ("scaling_adjustment", policy.scaling_adjustment.is_some()),
        "StepScaling" => ("step_adjustment", !policy.step_adjustment.is_empty()),
        "TargetTrackingScaling" => {
            ("target_tracking_configuration", policy.target_tracking_configuration.is_some())
        }
        _ => ("predictive_scaling_configuration", policy.predictive_scaling_configuration.is_some()),
    };
    match needed {
        (_, true) => Ok(()),
        (name, false) => {
            Err(Error::new(Class::Validation, format!("A policy of type {kind} needs `{name}`.")))
        }
    }
}

/// Puts a policy, all of it.
async fn put(cx: &Cx, planned: &Policy) -> Result<(), Error> {
    fits(planned)?;
    let kind = planned.kind();
    let (simple, steps) = (kind == "SimpleScaling", kind == "StepScaling");
    let warms = steps || kind == "TargetTrackingScaling";
    let adjustments: Vec<_> = planned.step_adjustment.iter().map(Adjustment::request).collect();
    let call = scaling(cx)
        .put_scaling_policy()
        .auto_scaling_group_name(&planned.autoscaling_group_name)
        .policy_name(&planned.name)
        .policy_type(&kind)
        .enabled(planned.enabled.unwrap_or(true))
        .set_adjustment_type(text(&planned.adjustment_type).filter(|_| simple || steps))
        .set_cooldown(int(planned.cooldown).filter(|_| simple))
        .set_estimated_instance_warmup(int(planned.estimated_instance_warmup).filter(|_| warms))
        .set_metric_aggregation_type(text(&planned.metric_aggregation_type).filter(|_| steps))
        .set_min_adjustment_magnitude(positive(planned.min_adjustment_magnitude).filter(|_| simple || steps))
        .set_predictive_scaling_configuration(
            planned.predictive_scaling_configuration.as_ref().map(Predictive::request),
        )
        .set_scaling_adjustment(int(planned.scaling_adjustment).filter(|_| simple))
        .set_step_adjustments((!adjustments.is_empty()).then_some(adjustments))
        .set_target_tracking_configuration(
            planned.target_tracking_configuration.as_ref().map(Tracking::request),
        );
    until_settled(cx, || call.clone().send()).await?;
    Ok(())
}

impl Adjustment {
    fn request(&self) -> types::StepAdjustment {
        let bound = |b: &Option<String>| text(b).and_then(|b| b.parse().ok());
        types::StepAdjustment::builder()
            .set_metric_interval_lower_bound(bound(&self.metric_interval_lower_bound))
            .set_metric_interval_upper_bound(bound(&self.metric_interval_upper_bound))
            .set_scaling_adjustment(int(Some(self.scaling_adjustment)))
            .build()
    }
    fn told(told: &types::StepAdjustment) -> Adjustment {
        Adjustment {
            metric_interval_lower_bound: told.metric_interval_lower_bound.map(|b| b.to_string()),
            metric_interval_upper_bound: told.metric_interval_upper_bound.map(|b| b.to_string()),
            scaling_adjustment: told.scaling_adjustment.unwrap_or_default().into(),
        }
    }
}

/// The policies of the groups named, those wanted among them.
async fn policies(cx: &Cx, wanted: impl Iterator<Item = (String, String)>) -> Result<Vec<Policy>, Error> {
    let wanted: Vec<(String, String)> = wanted.collect();
    let groups: BTreeSet<&String> = wanted.iter().map(|(group, _)| group).collect();
    let call = || scaling(cx).describe_policies().max_records(PER_CALL);
    let told: Vec<ScalingPolicy> = if groups.len() > FEW {
        call().into_paginator().items().send().try_collect().await?
    } else {
        let of_group = |group: &String| {
            let names = wanted.iter().filter(|(g, _)| g == group).map(|(_, name)| name.clone()).collect();
            let call = call().auto_scaling_group_name(group).set_policy_names(Some(names));
            async move {
                let told = call.into_paginator().items().send().try_collect().await;
                Ok(there(told.map_err(|e| sorted(e.into())))?.unwrap_or_default())
            }
        };
        let told: Result<Vec<Vec<_>>, Error> = each(groups, 10, of_group).await.into_iter().collect();
        told?.into_iter().flatten().collect()
    };
    Ok(told.iter().map(told_policy).collect())
}

fn told_policy(policy: &ScalingPolicy) -> Policy {
    let own = |v: &Option<String>| v.clone().unwrap_or_default();
    Policy {
        id: own(&policy.policy_name),
        adjustment_type: policy.adjustment_type.clone(),
        arn: own(&policy.policy_arn),
        autoscaling_group_name: own(&policy.auto_scaling_group_name),
        cooldown: long(policy.cooldown),
        enabled: policy.enabled,
        estimated_instance_warmup: long(policy.estimated_instance_warmup),
        metric_aggregation_type: policy.metric_aggregation_type.clone(),
        min_adjustment_magnitude: long(policy.min_adjustment_magnitude),
        name: own(&policy.policy_name),
        policy_type: policy.policy_type.clone(),
        predictive_scaling_configuration: policy
            .predictive_scaling_configuration
            .as_ref()
            .map(Predictive::told),
        scaling_adjustment: long(policy.scaling_adjustment),
        step_adjustment: policy.step_adjustments().iter().map(Adjustment::told).collect(),
        target_tracking_configuration: policy.target_tracking_configuration.as_ref().map(Tracking::told),
    }
}
