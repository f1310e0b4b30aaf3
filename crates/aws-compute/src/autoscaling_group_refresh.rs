//! The block `instance_refresh` of `aws_autoscaling_group`, and the call that replaces instances.

use crate::autoscaling::{scaling, taken_away};
use crate::autoscaling_group::Group;
use crate::common::choice;
use aws_sdk_autoscaling::types::{self, InstanceRefreshStatus};
use provision_aws_core::attr::Attributes;
use provision_aws_core::prelude::*;
use std::time::Duration;

/// Instances are replaced when what they are made from changes.
#[derive(Nested, Clone, Default)]
pub struct Refresh {
    /// How.
    #[block(list, max = 1)]
    pub preferences: Option<Preferences>,
    /// `Rolling`, or `ReplaceRootVolume`.
    #[attr(required, one_of("Rolling", "ReplaceRootVolume"))]
    pub strategy: String,
    /// Further arguments whose change replaces them.
    #[attr(optional, validate = is_trigger)]
    pub triggers: Set<String>,
}

/// How instances are replaced.
#[derive(Nested, Clone, Default)]
pub struct Preferences {
    /// Alarms that stop it.
    #[block(list, max = 1)]
    pub alarm_specification: Option<Alarms>,
    /// It is rolled back when it fails.
    #[attr(optional)]
    pub auto_rollback: Option<bool>,
    /// Seconds that it rests at each checkpoint.
    #[attr(optional, validate = seconds)]
    pub checkpoint_delay: Option<String>,
    /// Checkpoints: shares of replaced instances, in percent.
    #[attr(optional)]
    pub checkpoint_percentages: Vec<i64>,
    /// Seconds until a new instance counts.
    #[attr(optional, validate = seconds)]
    pub instance_warmup: Option<String>,
    /// Most healthy instances meanwhile, in percent of those desired.
    #[attr(optional, default = 100, between(100, 200))]
    pub max_healthy_percentage: Option<i64>,
    /// Fewest healthy instances meanwhile, in percent of those desired.
    #[attr(optional, default = 90, between(0, 100))]
    pub min_healthy_percentage: Option<i64>,
    /// What becomes of instances that are protected: `Refresh`, `Ignore` or `Wait`.
    #[attr(optional, default = "Ignore", one_of("Refresh", "Ignore", "Wait"))]
    pub scale_in_protected_instances: Option<String>,
    /// Instances that are as they should be stay.
    #[attr(optional, default = false)]
    pub skip_matching: Option<bool>,
    /// What becomes of instances in standby: `Terminate`, `Ignore` or `Wait`.
    #[attr(optional, default = "Ignore", one_of("Terminate", "Ignore", "Wait"))]
    pub standby_instances: Option<String>,
}

/// Alarms that stop it.
#[derive(Nested, Clone, Default)]
pub struct Alarms {
    /// Their names.
    #[attr(optional)]
    pub alarms: Vec<String>,
}

/// A number that may be left open, which the provider writes as text.
fn seconds(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(s) if !s.is_empty() && s.parse::<u32>().is_err() => Err("must be a whole number".into()),
        _ => Ok(()),
    }
}

fn is_trigger(value: &Value) -> Result<(), String> {
    let Some(name) = value.as_str() else { return Ok(()) };
    let block = Group::block(0);
    let argument = block.attributes.get(name).is_some_and(|a| a.required || a.optional);
    match (argument || block.blocks.contains_key(name), block.attributes.contains_key(name)) {
        (true, _) => Ok(()),
        (_, true) => Err("is told by AWS and changes nothing".into()),
        _ => Err("is no argument of an Auto Scaling group".into()),
    }
}

/// How long a refresh may take to be cancelled.
const CANCELLING: Duration = Duration::from_secs(15 * 60);
const EVERY: Duration = Duration::from_secs(5);

/// What a change of always replaces instances.
const MADE_FROM: [&str; 3] = ["launch_configuration", "launch_template", "mixed_instances_policy"];

/// Begins to replace instances, where the change asks for it. A refresh that is under way is cancelled first: it replaces them by
/// what is out of date.
pub async fn refresh(cx: &Cx, change: &Change<'_, Group>, step: &Step) -> Result<(), Error> {
    let to = change.to;
    let Some(wanted) = &to.instance_refresh else { return Ok(()) };
    if !(change.any(&MADE_FROM) || wanted.triggers.iter().any(|name| change.changed(name))) {
        return Ok(());
    }
    let rolls_back = wanted.preferences.as_ref().and_then(|p| p.auto_rollback) == Some(true);
    let call = scaling(cx)
        .start_instance_refresh()
        .auto_scaling_group_name(&to.id)
        .strategy(wanted.strategy.as_str().into())
        // What it rolls back from has to be named.
        .set_desired_configuration(rolls_back.then(|| desired(change)))
        .set_preferences(wanted.preferences.as_ref().map(Preferences::request));
    let end = tokio::time::Instant::now() + cx.scaled(CANCELLING);
    loop {
        match call.clone().send().await.map_err(Error::from) {
            Err(e) if e.is(&["InstanceRefreshInProgress"]) && tokio::time::Instant::now() < end => {
                step.progress("cancelling the instance refresh that is under way");
                cancel(cx, &to.id, step).await?;
            }
            other => return other.map(drop),
        }
    }
}

/// What instances shall be made from.
fn desired(change: &Change<'_, Group>) -> types::DesiredConfiguration {
    let to = change.to;
    // One of the two is what the group had before, where the other took its place.
    let mixed = to.mixed_instances_policy.as_ref().filter(|_| {
        to.launch_template.is_none()
            || !change.changed("launch_template")
            || change.changed("mixed_instances_policy")
    });
    let template = to.launch_template.as_ref().filter(|_| mixed.is_none());
    types::DesiredConfiguration::builder()
        .set_launch_template(template.map(|t| t.request()))
        .set_mixed_instances_policy(mixed.map(|m| m.request()))
        .build()
}

async fn cancel(cx: &Cx, group: &str, step: &Step) -> Result<(), Error> {
    taken_away(scaling(cx).cancel_instance_refresh().auto_scaling_group_name(group).send().await)?;
    let end = tokio::time::Instant::now() + cx.scaled(CANCELLING);
    loop {
        let told = scaling(cx).describe_instance_refreshes().auto_scaling_group_name(group).send().await?;
        let moving = [
            InstanceRefreshStatus::Cancelling,
            InstanceRefreshStatus::InProgress,
            InstanceRefreshStatus::Pending,
        ];
        let under_way = told.instance_refreshes().iter().filter_map(|r| r.status.as_ref());
        let Some(status) = under_way.into_iter().find(|s| moving.contains(s)) else { return Ok(()) };
        step.progress(&format!("waiting for the instance refresh to be cancelled: {}", status.as_str()));
        if tokio::time::Instant::now() >= end {
            let message = format!("The instance refresh of {group} is still being cancelled.");
            return Err(Error::new(Class::Timeout, message));
        }
        cx.tick(EVERY).await;
    }
}

impl Preferences {
    fn request(&self) -> types::RefreshPreferences {
        let number = |v: &Option<String>| text(v).and_then(|n| n.parse().ok());
        let percentages: Vec<i32> =
            self.checkpoint_percentages.iter().filter_map(|p| int(Some(*p))).collect();
        let alarms =
            |a: &Alarms| types::AlarmSpecification::builder().set_alarms(Some(a.alarms.clone())).build();
        types::RefreshPreferences::builder()
            .set_alarm_specification(self.alarm_specification.as_ref().map(alarms))
            .auto_rollback(self.auto_rollback.unwrap_or_default())
            .set_checkpoint_delay(number(&self.checkpoint_delay))
            .set_checkpoint_percentages(given(&percentages))
            .set_instance_warmup(number(&self.instance_warmup))
            .set_max_healthy_percentage(int(self.max_healthy_percentage))
            .set_min_healthy_percentage(int(self.min_healthy_percentage))
            .set_scale_in_protected_instances(choice(&self.scale_in_protected_instances))
            .skip_matching(self.skip_matching.unwrap_or_default())
            .set_standby_instances(choice(&self.standby_instances))
            .build()
    }
}
