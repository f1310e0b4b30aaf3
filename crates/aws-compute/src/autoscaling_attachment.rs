//! `aws_autoscaling_attachment`

use crate::autoscaling::{groups, scaling, sorted, until_settled};
use crate::autoscaling_group_traffic::is_detached;
use aws_sdk_autoscaling::types::AutoScalingGroup;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::names::generated;
use provision_aws_core::prelude::*;

/// A target group or classic load balancer in front of an Auto Scaling group. (Auto Scaling AttachLoadBalancerTargetGroups,
/// AttachLoadBalancers)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_autoscaling_attachment", seconds(1, 1))]
pub struct Attachment {
    /// The group's name and a number.
    #[attr(id)]
    pub id: String,
    /// The group.
    #[attr(required, replace)]
    pub autoscaling_group_name: String,
    /// Name of a classic load balancer.
    #[attr(optional, replace, unset = "null", exactly_one_of("elb", "lb_target_group_arn"))]
    pub elb: Option<String>,
    /// The target group.
    #[attr(optional, replace, unset = "null")]
    pub lb_target_group_arn: Option<String>,
}

/// What stands between the parts of a key.
const COMMA: char = ',';

#[async_trait]
impl Resource for Attachment {
    const LOST: Lost = Lost::Repeat;

    fn key(&self) -> Key {
        let what = text(&self.elb).or_else(|| text(&self.lb_target_group_arn)).unwrap_or_default();
        format!("{}{COMMA}{what}", self.autoscaling_group_name)
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let group = &planned.autoscaling_group_name;
        match (text(&planned.elb), text(&planned.lb_target_group_arn)) {
            (Some(name), _) => {
                let call = scaling(cx).attach_load_balancers().auto_scaling_group_name(group);
                let call = call.load_balancer_names(name);
                until_settled(cx, || call.clone().send()).await?;
            }
            (_, arn) => {
                let call = scaling(cx).attach_load_balancer_target_groups().auto_scaling_group_name(group);
                let call = call.set_target_group_arns(arn.map(|a| vec![a]));
                until_settled(cx, || call.clone().send()).await?;
            }
        }
        Created::new(Some(planned.key()))
    }

    /// The groups tell what is attached to them.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let wanted: Vec<Result<Self, Error>> = reqs.iter().map(|r| Self::import(&r.key)).collect();
        let names = wanted.iter().flatten().map(|w| w.autoscaling_group_name.clone());
        let groups = match groups(cx, names).await {
            Ok(groups) => groups,
            Err(e) => return answers(reqs, Err(e)),
        };
        let answer = |(req, wanted): (&Req<Self>, Result<Self, Error>)| {
            let wanted = wanted?;
            let group = groups.get(&wanted.autoscaling_group_name);
            // The id is the provider's invention, unlike each time: one that the state holds is kept.
            let id = match req.prior.id.as_str() {
                "" => generated(&format!("{}-", wanted.autoscaling_group_name), &req.key),
                held => held.to_owned(),
            };
            let there = group.is_some_and(|g| wanted.is_part_of(g));
            Ok(there.then(|| Found::ready(Attachment { id, ..wanted })))
        };
        reqs.iter().zip(wanted).map(answer).collect()
    }

    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let group = &prior.autoscaling_group_name;
        let many = |e: &Error| e.is(&["ValidationError"]) && e.message.contains("update too many");
        let gone = match (text(&prior.elb), text(&prior.lb_target_group_arn)) {
            (Some(name), _) => {
                let call = scaling(cx).detach_load_balancers().auto_scaling_group_name(group);
                let call = call.load_balancer_names(name);
                cx.retry(PROPAGATION, many, || call.clone().send()).await.map(drop)
            }
            (_, arn) => {
                let call = scaling(cx).detach_load_balancer_target_groups().auto_scaling_group_name(group);
                let call = call.set_target_group_arns(arn.map(|a| vec![a]));
                cx.retry(PROPAGATION, many, || call.clone().send()).await.map(drop)
            }
        };
        match gone {
            Err(e) if is_detached(&e) => Ok(()),
            other => other.map_err(sorted),
        }
    }

    /// To attach something twice is to attach it once.
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let name = planned.autoscaling_group_name.clone();
        let group = groups(cx, [name.clone()]).await?.remove(&name);
        Ok(group.filter(|g| planned.is_part_of(g)).map(|_| planned.key()))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_autoscaling_group", self.autoscaling_group_name.clone()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        match id.split_once(COMMA) {
            Some((group, what)) if !group.is_empty() && !what.is_empty() => {
                let arn = what.starts_with("arn:");
                Ok(Self {
                    id: String::new(),
                    autoscaling_group_name: group.to_owned(),
                    elb: (!arn).then(|| what.to_owned()),
                    lb_target_group_arn: arn.then(|| what.to_owned()),
                })
            }
            _ => Err(Error::import_id(id, "GROUP,TARGET_GROUP_ARN or GROUP,LOAD_BALANCER")),
        }
    }
}

impl Attachment {
    fn is_part_of(&self, group: &AutoScalingGroup) -> bool {
        let has = |all: &[String], one: &Option<String>| text(one).is_some_and(|o| all.contains(&o));
        has(group.load_balancer_names(), &self.elb)
            || has(group.target_group_arns(), &self.lb_target_group_arn)
    }
}
