//! How many instances an Auto Scaling group has: waiting until there are enough, and until there are none.

use crate::autoscaling::{elb, group, scaling, taken_away};
use crate::autoscaling_group::Group;
use aws_sdk_autoscaling::types::{AutoScalingGroup, Instance, LifecycleState, ScalingActivityStatusCode};
use aws_sdk_elasticloadbalancingv2::types::TargetHealthStateEnum;
use provision_aws_core::prelude::*;
use provision_aws_core::typed::duration;
use std::collections::HashSet;
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// How often is looked.
const EVERY: Duration = Duration::from_secs(5);
/// Instances that one call takes.
const INSTANCES: usize = 50;

/// How much is waited for.
#[derive(Clone, Copy, PartialEq)]
pub enum Until {
    /// At least what a new group shall have.
    Least,
    /// Exactly what a changed group shall have.
    Exactly,
}

/// A span of time as `wait_for_capacity_timeout` has it; `None` where nothing is waited for.
pub fn patience(group: &Group) -> Option<Duration> {
    text(&group.wait_for_capacity_timeout).and_then(|t| duration(&t)).filter(|d| !d.is_zero())
}

/// `10m`, or `0` for no wait.
pub fn is_patience(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(s) if s != "0" && duration(s).is_none_or(|_| s.is_empty()) => {
            Err("must be a span of time such as 10m, or 0".into())
        }
        _ => Ok(()),
    }
}

/// Waits until the group has the instances that it shall have, and the load balancers find them healthy. Attempts to start one that
/// failed since `since` end the wait.
pub async fn wait(
    cx: &Cx,
    wanted: &Group,
    until: Until,
    since: SystemTime,
    step: &Step,
) -> Result<(), Error> {
    let Some(limit) = patience(wanted) else { return Ok(()) };
    let end = Instant::now() + cx.scaled(limit);
    loop {
        if wanted.ignore_failed_scaling_activities != Some(true) {
            failed_since(cx, &wanted.id, since).await?;
        }
        let Some(group) = group(cx, &wanted.id).await? else {
            return Err(Error::new(
                Class::NotFound,
                format!("The Auto Scaling group {} is gone.", wanted.id),
            ));
        };
        let Some(lacks) = lacks(cx, wanted, &group, until).await? else { return Ok(()) };
        step.progress(&format!("waiting for {}: {lacks}", wanted.id));
        if Instant::now() >= end {
            let message =
                format!("The Auto Scaling group {}: {lacks} after {} s.", wanted.id, limit.as_secs());
            let help = "Its activities tell why; `wait_for_capacity_timeout` says how long is waited.";
            return Err(Error::new(Class::Timeout, message).help(help));
        }
        cx.tick(EVERY).await;
    }
}

/// What the group lacks, as a person reads it.
async fn lacks(
    cx: &Cx,
    wanted: &Group,
    group: &AutoScalingGroup,
    until: Until,
) -> Result<Option<String>, Error> {
    let serving: Vec<&Instance> = group.instances().iter().filter(|i| serves(i)).collect();
    let has: i64 = serving.iter().map(|i| weight(i)).sum();
    let desired = wanted.desired_capacity.filter(|n| *n > 0);
    let (enough, wants) = match until {
        Until::Least => {
            let least = desired.unwrap_or(wanted.min_size);
            (has >= least, least)
        }
        Until::Exactly => {
            let exactly = desired.unwrap_or_default().max(wanted.min_size);
            (has == exactly, exactly)
        }
    };
    if !enough {
        return Ok(Some(format!("{has} of {wants} in service")));
    }
    let exactly = wanted.wait_for_elb_capacity.filter(|n| *n > 0);
    let least = exactly.or(wanted.min_elb_capacity.filter(|n| *n > 0));
    let balanced = match until {
        Until::Least => least,
        Until::Exactly => exactly,
    };
    let Some(wants) = balanced else { return Ok(None) };
    let healthy = healthy(cx, group, &serving).await?;
    let enough = if until == Until::Exactly { healthy == wants } else { healthy >= wants };
    Ok((!enough).then(|| format!("{healthy} of {wants} healthy behind the load balancers")))
}

fn serves(instance: &Instance) -> bool {
    instance.health_status.as_deref().is_some_and(|h| h.eq_ignore_ascii_case("healthy"))
        && instance.lifecycle_state == Some(LifecycleState::InService)
}

/// How many units of capacity an instance is.
fn weight(instance: &Instance) -> i64 {
    instance.weighted_capacity.as_deref().and_then(|w| w.parse().ok()).unwrap_or(1)
}

/// The capacity of those instances that all target groups of the group find healthy.
async fn healthy(cx: &Cx, group: &AutoScalingGroup, serving: &[&Instance]) -> Result<i64, Error> {
    let told = each(group.target_group_arns(), 10, |arn| async move {
        let told = elb(cx).describe_target_health().target_group_arn(arn).send().await?;
        let healthy =
            told.target_health_descriptions.unwrap_or_default().into_iter().filter(|d| {
                d.target_health().and_then(|h| h.state()) == Some(&TargetHealthStateEnum::Healthy)
            });
        Ok::<HashSet<String>, Error>(healthy.filter_map(|d| d.target?.id).collect())
    })
    .await;
    let told = told.into_iter().collect::<Result<Vec<_>, _>>()?;
    let everywhere = |i: &&&Instance| {
        i.instance_id.as_ref().is_some_and(|id| told.iter().all(|healthy| healthy.contains(id)))
    };
    Ok(serving.iter().filter(everywhere).map(|i| weight(i)).sum())
}

/// Fails where an attempt to start or stop an instance has failed for good since then. One for the lack of an instance profile that was
/// just made is repeated by Auto Scaling itself.
async fn failed_since(cx: &Cx, name: &str, since: SystemTime) -> Result<(), Error> {
    let told = scaling(cx).describe_scaling_activities().auto_scaling_group_name(name).send().await?;
    let recent = |t: &aws_sdk_autoscaling::primitives::DateTime| {
        SystemTime::try_from(*t).is_ok_and(|started| started > since)
    };
    let failed = told.activities().iter().find(|a| {
        a.status_code == Some(ScalingActivityStatusCode::Failed)
            && a.progress == Some(100)
            && a.start_time.as_ref().is_some_and(recent)
            && !a.status_message().unwrap_or_default().contains("Invalid IAM Instance Profile")
    });
    let Some(activity) = failed else { return Ok(()) };
    let reason = activity.status_message().or(activity.description()).unwrap_or("AWS gives no reason");
    let message = format!("The Auto Scaling group {name} could not start instances: {reason}");
    let help = "Set `ignore_failed_scaling_activities = true` to wait all the same.";
    Err(Error::new(Class::Other, message).help(help))
}

/// Scales the group to nothing, protected instances too, and waits until they are gone.
pub async fn drain(cx: &Cx, group: &AutoScalingGroup, step: &Step) -> Result<(), Error> {
    let name = group.auto_scaling_group_name.clone().unwrap_or_default();
    let empty =
        group.instances().is_empty() && group.desired_capacity == Some(0) && group.max_size == Some(0);
    if empty {
        return Ok(());
    }
    let call = scaling(cx).update_auto_scaling_group().auto_scaling_group_name(&name);
    taken_away(call.desired_capacity(0).min_size(0).max_size(0).send().await)?;
    until_none(cx, &name, step, "instances", async || {
        let Some(left) = crate::autoscaling::group(cx, &name).await? else { return Ok(0) };
        unprotect(cx, &left).await?;
        Ok(left.instances().len())
    })
    .await
}

/// Lets those go that are protected from scaling in. One that only starts cannot be asked yet, and one that went by itself fails the
/// call for all it names: the next look at the group takes care of them.
async fn unprotect(cx: &Cx, group: &AutoScalingGroup) -> Result<(), Error> {
    let settled = |i: &&Instance| {
        matches!(i.lifecycle_state, Some(LifecycleState::InService | LifecycleState::Standby))
    };
    let protected =
        group.instances().iter().filter(settled).filter(|i| i.protected_from_scale_in == Some(true));
    let protected: Vec<String> = protected.filter_map(|i| i.instance_id.clone()).collect();
    for some in protected.chunks(INSTANCES) {
        let call = scaling(cx)
            .set_instance_protection()
            .set_auto_scaling_group_name(group.auto_scaling_group_name.clone());
        let call = call.set_instance_ids(Some(some.to_vec())).protected_from_scale_in(false);
        let moved = |e: &Error| {
            e.message.contains("not part of Auto Scaling group") || e.message.contains("is not in InService")
        };
        match call.send().await.map_err(Error::from) {
            Err(e) if moved(&e) => {}
            other => drop(other?),
        }
    }
    Ok(())
}

/// Takes the warm pool away: by force, or after its instances are gone.
pub async fn drain_pool(cx: &Cx, name: &str, force: bool, step: &Step) -> Result<(), Error> {
    if !force {
        let call = scaling(cx).put_warm_pool().auto_scaling_group_name(name);
        taken_away(call.max_group_prepared_capacity(0).min_size(0).send().await)?;
        until_none(cx, name, step, "instances of the warm pool", || pool_size(cx, name)).await?;
    }
    let call = scaling(cx).delete_warm_pool().auto_scaling_group_name(name).force_delete(force);
    let busy = |e: &Error| e.is(&["ScalingActivityInProgress", "ResourceInUse"]);
    taken_away(cx.retry(step.limit(), busy, || call.clone().send()).await)?;
    until_none(cx, name, step, "warm pool", async || {
        let told = pool(cx, name).await?;
        Ok(usize::from(told.is_some_and(|p| p.warm_pool_configuration.is_some())))
    })
    .await
}

type Pool = aws_sdk_autoscaling::operation::describe_warm_pool::DescribeWarmPoolOutput;

async fn pool(cx: &Cx, name: &str) -> Result<Option<Pool>, Error> {
    let told = scaling(cx).describe_warm_pool().auto_scaling_group_name(name).send().await;
    there(told.map_err(|e| crate::autoscaling::sorted(e.into())))
}

async fn pool_size(cx: &Cx, name: &str) -> Result<usize, Error> {
    Ok(pool(cx, name).await?.and_then(|p| p.instances).map_or(0, |i| i.len()))
}

/// Looks until nothing is left, for as long as the step may take.
async fn until_none<Fut>(
    cx: &Cx,
    name: &str,
    step: &Step,
    what: &str,
    mut left: impl FnMut() -> Fut,
) -> Result<(), Error>
where
    Fut: Future<Output = Result<usize, Error>>,
{
    let end = Instant::now() + cx.scaled(step.limit());
    loop {
        let count = left().await?;
        if count == 0 {
            return Ok(());
        }
        step.progress(&format!("waiting for {name} to be empty: {count} {what}"));
        if Instant::now() >= end {
            let message = format!("The Auto Scaling group {name} still has {count} {what}.");
            return Err(Error::new(Class::Timeout, message));
        }
        cx.tick(EVERY).await;
    }
}
