//! What all Auto Scaling types share: the clients, batched reads of groups, and the errors that mean "gone", "busy" and "not yet".

use aws_sdk_autoscaling::types::AutoScalingGroup;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::is_role_unknown;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;
use std::future::Future;

provision_aws_core::client!(
    /// The EC2 Auto Scaling client.
    scaling, aws_sdk_autoscaling, ["autoscaling"]
);

provision_aws_core::client!(
    /// The Elastic Load Balancing client, which tells the health of targets.
    elb, aws_sdk_elasticloadbalancingv2, ["elbv2", "elb", "elasticloadbalancing", "elasticloadbalancingv2"]
);

/// Groups that one call takes by name, and records that one page has.
pub const PER_CALL: i32 = 100;

/// Groups of which the parts are read group by group; of more, one list of all is read.
pub const FEW: usize = 3;

/// The groups of some names that are there: a hundred a call.
pub async fn groups(
    cx: &Cx,
    names: impl IntoIterator<Item = String>,
) -> Result<HashMap<Key, AutoScalingGroup>, Error> {
    let names: Vec<String> = names.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let mut found = HashMap::new();
    for some in names.chunks(PER_CALL as usize) {
        let call = scaling(cx).describe_auto_scaling_groups().max_records(PER_CALL);
        let pages = call.set_auto_scaling_group_names(Some(some.to_vec())).into_paginator().items().send();
        let told: Vec<AutoScalingGroup> = pages.try_collect().await?;
        found.extend(told.into_iter().filter_map(|g| Some((g.auto_scaling_group_name.clone()?, g))));
    }
    Ok(found)
}

/// One group; `None` where it is gone.
pub async fn group(cx: &Cx, name: &str) -> Result<Option<AutoScalingGroup>, Error> {
    Ok(groups(cx, [name.to_owned()]).await?.remove(name))
}

/// The class that an error has in Auto Scaling, whose code `ValidationError` stands for many things.
pub fn sorted(e: Error) -> Error {
    let gone = ["not found", "No warm pool found", "No Lifecycle Hook found", "does not exist"];
    if e.is(&["ValidationError"]) && gone.iter().any(|text| e.message.contains(text)) {
        return e.with_class(Class::NotFound);
    }
    if e.is(&["ScalingActivityInProgress", "ResourceInUse", "InstanceRefreshInProgress"]) {
        return e.with_class(Class::Dependency);
    }
    e
}

/// The answer to a call that takes something away: what is gone already is as good.
pub fn taken_away<T, E: Into<Error>>(answer: Result<T, E>) -> Result<(), Error> {
    match answer.map_err(|e| sorted(e.into())) {
        Err(e) if e.is_not_found() => Ok(()),
        other => other.map(drop),
    }
}

/// True for what Auto Scaling answers while what a group needs was just made and is not known to it yet: an instance profile, a
/// launch template, a role, a target group.
fn is_soon(e: &Error) -> bool {
    let template = e.message.contains("launch template") && e.message.contains("does not exist");
    let others = [
        "when attempting to assume role",
        "Unable to publish test message to notification target",
        "Provided Target Groups may not be valid",
    ];
    is_role_unknown(e)
        || (e.is(&["ValidationError"]) && (template || others.iter().any(|t| e.message.contains(t))))
}

/// Repeats a call while what it needs is not known to Auto Scaling yet, or another change of the group is being carried out.
pub async fn until_settled<T, E, F, Fut>(cx: &Cx, call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let busy = |e: &Error| e.is(&["ResourceContention", "ScalingActivityInProgress"]);
    let many = |e: &Error| e.is(&["ValidationError"]) && e.message.contains("update too many");
    cx.retry(PROPAGATION, |e| is_soon(e) || busy(e) || many(e), call).await
}
