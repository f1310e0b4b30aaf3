//! What `aws_security_group` and `aws_default_security_group` share: how a group is told, and the rules that are written in it.

use crate::common;
use crate::ec2::{ec2, keys, retag};
use crate::rules::{self, RuleBlock, Rules, Way};
use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;

/// A group with its rules written in it.
pub trait Group: Resource {
    /// Its rules of one direction.
    fn rules(&mut self, way: Way) -> &mut Set<RuleBlock>;
    /// As AWS tells it.
    fn told(cx: &Cx, group: &types::SecurityGroup, req: &Req<Self>) -> Found<Self>;
}

/// Groups by id, in one call with whoever else asks for some now.
pub async fn describe(
    cx: &Cx,
    ids: impl IntoIterator<Item = Key>,
) -> Result<HashMap<Key, types::SecurityGroup>, Error> {
    let call =
        |f| ec2(cx).describe_security_groups().filters(f).into_paginator().items().send().try_collect();
    common::by_id(cx, "group-id", ids, types::SecurityGroup::group_id, call).await
}

/// Reads groups.
pub async fn read<G: Group>(cx: &Cx, reqs: &[Req<G>]) -> Vec<Answer<G>> {
    match describe(cx, keys(reqs)).await {
        Ok(groups) => reqs.iter().map(|r| Ok(groups.get(&r.key).map(|g| G::told(cx, g, r)))).collect(),
        Err(e) => answers(reqs, Err(e)),
    }
}

/// Changes rules and tags.
pub async fn update<G: Group + Clone>(cx: &Cx, change: &Change<'_, G>) -> Result<(), Error> {
    let (mut from, mut to) = (change.from.clone(), change.to.clone());
    let id = to.id().to_owned();
    for way in [Way::In, Way::Out] {
        if change.changed(way.name()) {
            rules::change(cx, &id, way, from.rules(way), to.rules(way)).await?;
        }
    }
    retag(cx, &id, &change.tags).await
}

/// Takes away what a group lets through by itself, where the plan says nothing of that direction.
pub fn undo<G: Group + Clone>(planned: &G, to: &mut G, ways: &[Way]) -> Vec<&'static str> {
    let mut planned = planned.clone();
    let mut undone = Vec::new();
    for way in ways {
        if planned.rules(*way).is_empty() && !to.rules(*way).is_empty() {
            *to.rules(*way) = Set::default();
            undone.push(way.name());
        }
    }
    undone
}

/// The rules of a group into it and out of it, written as they were written before where they are the same.
pub fn told_rules(
    group: &types::SecurityGroup,
    ingress: &[RuleBlock],
    egress: &[RuleBlock],
) -> (Set<RuleBlock>, Set<RuleBlock>) {
    let (id, owner) = (group.group_id().unwrap_or_default(), group.owner_id());
    (
        Rules::told(id, owner, group.ip_permissions()).blocks(ingress),
        Rules::told(id, owner, group.ip_permissions_egress()).blocks(egress),
    )
}

/// A group's ARN.
pub fn arn(cx: &Cx, group: &types::SecurityGroup) -> String {
    let resource = format!("security-group/{}", group.group_id().unwrap_or_default());
    cx.arn_of("ec2", cx.region(), group.owner_id().unwrap_or_default(), &resource)
}
