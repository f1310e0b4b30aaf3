//! `aws_lb_target_group_attachment`

use crate::elb::{elb, int, text};
use aws_sdk_elasticloadbalancingv2::types::{
    TargetDescription, TargetHealthDescription, TargetHealthReasonEnum,
};
use provision_aws_core::names::generated;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;
use std::time::Duration;

/// A target of a target group. (ELBv2 RegisterTargets, DeregisterTargets)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_lb_target_group_attachment", seconds(1, 1))]
pub struct TargetGroupAttachment {
    /// The target group's ARN and a number.
    #[attr(id)]
    pub id: String,
    /// Zone of an address outside the VPC, or `all`.
    #[attr(optional, replace, unset = "null")]
    pub availability_zone: Option<String>,
    /// Its port; that of the target group where none is given.
    #[attr(optional, replace, unset = "null")]
    pub port: Option<i64>,
    /// The target group.
    #[attr(required, replace)]
    pub target_group_arn: String,
    /// An instance, an address, a function or a load balancer.
    #[attr(required, replace)]
    pub target_id: String,
}

/// How long an instance may take to run before it can be a target.
const STARTING: Duration = Duration::from_secs(10 * 60);

/// What stands between the parts of a key.
const COMMA: char = ',';

#[async_trait]
impl Resource for TargetGroupAttachment {
    const LOST: Lost = Lost::Repeat;

    fn key(&self) -> Key {
        let port = self.port.filter(|p| *p != 0).map(|p| p.to_string()).unwrap_or_default();
        let zone = self.availability_zone.clone().unwrap_or_default();
        let all = [self.target_group_arn.clone(), self.target_id.clone(), port, zone];
        all.join(&COMMA.to_string()).trim_end_matches(COMMA).to_owned()
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call =
            elb(cx).register_targets().target_group_arn(&planned.target_group_arn).targets(target(planned));
        cx.retry(STARTING, |e| e.is(&["InvalidTarget"]), || call.clone().send()).await?;
        Created::new(Some(planned.key()))
    }

    /// One call for each target group, however many of its targets are asked for.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let groups: BTreeSet<String> =
            reqs.iter().filter_map(|r| Some(Self::import(&r.key).ok()?.target_group_arn)).collect();
        let told = each(groups, 10, |group| async {
            let targets = registered(cx, &group, None).await;
            (group, targets)
        });
        let told: HashMap<String, Result<Vec<TargetDescription>, Error>> = told.await.into_iter().collect();
        each(reqs, 10, |req| async {
            let wanted = Self::import(&req.key)?;
            let there = match told.get(&wanted.target_group_arn) {
                Some(Ok(all)) => is_there(cx, &wanted, all).await?,
                Some(Err(e)) if !is_gone(e) => return Err(e.clone()),
                _ => false,
            };
            // The id is the provider's invention, unlike each time: one that the state holds is kept.
            let id = match req.prior.id.as_str() {
                "" => generated(&format!("{}-", wanted.target_group_arn), &req.key),
                held => held.to_owned(),
            };
            Ok(there.then(|| Found::ready(TargetGroupAttachment { id, ..wanted })))
        })
        .await
    }

    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = elb(cx).deregister_targets().target_group_arn(&prior.target_group_arn);
        match call.targets(target(prior)).send().await.map_err(Error::from) {
            Err(e) if e.is(&["InvalidTarget"]) => Ok(()),
            told => told.map(drop),
        }
    }

    /// To register a target twice is to register it once.
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let all = registered(cx, &planned.target_group_arn, None).await?;
        Ok(is_there(cx, planned, &all).await?.then(|| planned.key()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        let form = "TARGET_GROUP_ARN,TARGET_ID[,PORT[,AVAILABILITY_ZONE]]";
        let mut parts = id.split(COMMA);
        let mut next = || parts.next().filter(|p| !p.is_empty()).map(str::to_owned);
        let (group, target, port, zone) = (next(), next(), next(), next());
        let (Some(target_group_arn), Some(target_id)) = (group, target) else {
            return Err(Error::import_id(id, form));
        };
        let port = port.map(|p| p.parse()).transpose().map_err(|_| Error::import_id(id, form))?;
        Ok(Self { id: String::new(), availability_zone: zone, port, target_group_arn, target_id })
    }
}

fn target(t: &TargetGroupAttachment) -> TargetDescription {
    TargetDescription::builder()
        .id(&t.target_id)
        .set_port(int(t.port).filter(|p| *p != 0))
        .set_availability_zone(text(&t.availability_zone))
        .build()
}

fn is_gone(e: &Error) -> bool {
    e.is_not_found() || e.is(&["InvalidTarget"])
}

/// The targets of a group that are registered, all or one. Those that are being taken away count as gone.
async fn registered(
    cx: &Cx,
    group: &str,
    one: Option<TargetDescription>,
) -> Result<Vec<TargetDescription>, Error> {
    let call = elb(cx).describe_target_health().target_group_arn(group);
    let told = call.set_targets(one.map(|t| vec![t])).send().await?;
    let stays = |d: &TargetHealthDescription| {
        let reason = d.target_health().and_then(|h| h.reason());
        !matches!(
            reason,
            Some(TargetHealthReasonEnum::DeregistrationInProgress | TargetHealthReasonEnum::NotRegistered)
        )
    };
    Ok(told
        .target_health_descriptions
        .unwrap_or_default()
        .into_iter()
        .filter(stays)
        .filter_map(|d| d.target)
        .collect())
}

/// Without a port, a target is asked for by itself where its id is registered with several.
async fn is_there(cx: &Cx, wanted: &TargetGroupAttachment, all: &[TargetDescription]) -> Result<bool, Error> {
    let port = int(wanted.port).filter(|p| *p != 0);
    let fits = |t: &&TargetDescription| {
        t.id() == Some(wanted.target_id.as_str()) && (port.is_none() || t.port == port)
    };
    let found = all.iter().filter(fits).count();
    if found < 2 || port.is_some() {
        return Ok(found > 0);
    }
    match registered(cx, &wanted.target_group_arn, Some(target(wanted))).await {
        Err(e) if is_gone(&e) => Ok(false),
        told => Ok(!told?.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_import_ids() {
        let of = |port, zone: Option<&str>| TargetGroupAttachment {
            availability_zone: zone.map(str::to_owned),
            port,
            target_group_arn: "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web/a".into(),
            target_id: "10.0.0.1".into(),
            ..TargetGroupAttachment::default()
        };
        for attachment in
            [of(None, None), of(Some(80), None), of(None, Some("all")), of(Some(80), Some("all"))]
        {
            let read = TargetGroupAttachment::import(&attachment.key()).ok();
            let read = read.map(|a| (a.target_group_arn, a.target_id, a.port, a.availability_zone));
            let TargetGroupAttachment { target_group_arn, target_id, port, availability_zone, .. } =
                attachment;
            assert_eq!(read, Some((target_group_arn, target_id, port, availability_zone)));
        }
        assert!(TargetGroupAttachment::import("arn,i-1,http").is_err());
    }
}
