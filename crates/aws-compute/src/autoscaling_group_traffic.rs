//! What sends traffic to the instances of an Auto Scaling group: attached and detached ten at a time, and waited for.

use crate::autoscaling::{scaling, until_settled};
use crate::autoscaling_group::Group;
use aws_sdk_autoscaling::types::TrafficSourceIdentifier;
use provision_aws_core::prelude::*;
use std::time::Duration;
use tokio::time::Instant;

/// What one call takes.
const PER_CALL: usize = 10;
const EVERY: Duration = Duration::from_secs(5);

/// Carries out what changed of a group's traffic sources, classic load balancers and target groups.
pub async fn update(cx: &Cx, change: &Change<'_, Group>, step: &Step) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    if change.changed("traffic_source") {
        let request = |all: Vec<&crate::autoscaling_group_blocks::TrafficSource>| -> Vec<_> {
            all.into_iter().map(|s| s.request()).collect()
        };
        sources(cx, &to.id, false, &request(from.traffic_source.minus(&to.traffic_source)), step).await?;
        sources(cx, &to.id, true, &request(to.traffic_source.minus(&from.traffic_source)), step).await?;
    }
    let kinds = [
        ("load_balancers", "elb", &from.load_balancers, &to.load_balancers),
        ("target_group_arns", "elbv2", &from.target_group_arns, &to.target_group_arns),
    ];
    for (name, kind, from, to_set) in kinds {
        if change.changed(name) {
            sources(cx, &to.id, false, &identifiers(kind, from.minus(to_set)), step).await?;
            sources(cx, &to.id, true, &identifiers(kind, to_set.minus(from)), step).await?;
        }
    }
    Ok(())
}

fn identifiers(kind: &str, names: Vec<&String>) -> Vec<TrafficSourceIdentifier> {
    let one = |name: &String| TrafficSourceIdentifier::builder().identifier(name).r#type(kind).build();
    names.into_iter().map(one).collect()
}

/// Attaches or detaches, ten at a time, and waits until none is on its way.
async fn sources(
    cx: &Cx,
    group: &str,
    attach: bool,
    all: &[TrafficSourceIdentifier],
    step: &Step,
) -> Result<(), Error> {
    for some in all.chunks(PER_CALL) {
        let some = Some(some.to_vec());
        if attach {
            let call = scaling(cx).attach_traffic_sources().auto_scaling_group_name(group);
            let call = call.set_traffic_sources(some);
            until_settled(cx, || call.clone().send()).await?;
        } else {
            let call = scaling(cx).detach_traffic_sources().auto_scaling_group_name(group);
            let call = call.set_traffic_sources(some);
            match until_settled(cx, || call.clone().send()).await {
                Err(e) if is_detached(&e) => {}
                other => drop(other?),
            }
        }
        wait(cx, group, step).await?;
    }
    Ok(())
}

/// True for what Auto Scaling answers where nothing of the kind is attached.
pub fn is_detached(e: &Error) -> bool {
    let texts = ["Trying to remove Target Groups that are not part of the group", "Trying to remove"];
    e.is(&["ValidationError"]) && texts.iter().any(|t| e.message.contains(t))
}

/// Waits until nothing is being attached or detached.
async fn wait(cx: &Cx, group: &str, step: &Step) -> Result<(), Error> {
    let end = Instant::now() + cx.scaled(step.limit());
    loop {
        let call = scaling(cx).describe_traffic_sources().auto_scaling_group_name(group);
        let pages = call.into_paginator().send().try_collect().await?;
        let states = pages.iter().flat_map(|p| p.traffic_sources()).filter_map(|s| s.state.as_deref());
        let moving = states.filter(|s| matches!(*s, "Adding" | "Removing")).count();
        if moving == 0 {
            return Ok(());
        }
        step.progress(&format!("waiting for {moving} traffic sources of {group}"));
        if Instant::now() >= end {
            let message =
                format!("{moving} traffic sources of {group} are still being attached or detached.");
            return Err(Error::new(Class::Timeout, message));
        }
        cx.tick(EVERY).await;
    }
}
