//! `aws_default_security_group`

use crate::ec2::{ec2, filter, tags};
use crate::groups::{self, Group, arn, told_rules};
use crate::rules::{self, RuleBlock, Way};
use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;

/// The group that came with a VPC, taken over: its rules go, and those given here come. It cannot be deleted, only forgotten.
/// (EC2 DescribeSecurityGroups)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_default_security_group",
    version = 1,
    tags,
    seconds(1, 0),
    not_found = "InvalidGroup.NotFound"
)]
pub struct DefaultSecurityGroup {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// AWS's description of it.
    #[attr(computed)]
    pub description: Option<String>,
    /// Rules for traffic out.
    #[block(set, attr_mode, computed)]
    pub egress: Set<RuleBlock>,
    /// Rules for traffic in.
    #[block(set, attr_mode, computed)]
    pub ingress: Set<RuleBlock>,
    /// `default`
    #[attr(computed)]
    pub name: Option<String>,
    /// Always empty.
    #[attr(computed)]
    pub name_prefix: Option<String>,
    /// The account that owns it.
    #[attr(computed)]
    pub owner_id: String,
    /// Has no effect: the group is never deleted.
    #[attr(optional, config_only, default = false)]
    pub revoke_rules_on_delete: Option<bool>,
    /// The VPC; the default VPC where none is given.
    #[attr(optional, computed, replace)]
    pub vpc_id: Option<String>,
}

#[async_trait]
impl Resource for DefaultSecurityGroup {
    /// Nothing is made: the group is looked up, and what it let through ends, in groups that name it too. (Of a VPC that was made a
    /// moment ago no group names it, and its own rules go with the first update.)
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        rules::check(&planned.ingress)?;
        rules::check(&planned.egress)?;
        let vpc = text(&planned.vpc_id);
        let Some(id) = look_up(cx, vpc.clone()).await? else {
            let vpc = vpc.unwrap_or_else(|| "the default VPC".into());
            let message = format!("No default security group was found in {vpc}.");
            return Err(
                Error::new(Class::NotFound, message).help("Check vpc_id, the account and the region.")
            );
        };
        if !vpc.is_some_and(|vpc| cx.was_made("aws_vpc", &vpc)) {
            rules::revoke_all_naming(cx, &id).await?;
        }
        Created::new(Some(id))
    }

    /// Taking the group over ends what it let through.
    fn undo_defaults(planned: &Self, to: &mut Self) -> Vec<&'static str> {
        groups::undo(planned, to, &[Way::In, Way::Out])
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        groups::read(cx, reqs).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        groups::update(cx, change).await
    }

    async fn delete(_: &Cx, _: &Self, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    /// Taking over may be done twice, so an interrupted one is done again rather than looked for.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if intent.is_of_any_run() { look_up(cx, text(&planned.vpc_id)).await } else { Ok(None) }
    }
}

/// The default group of a VPC, or of the default VPC.
async fn look_up(cx: &Cx, vpc: Option<String>) -> Result<Option<Key>, Error> {
    let vpc = match vpc {
        Some(vpc) => vpc,
        None => {
            let vpcs = ec2(cx).describe_vpcs().filters(filter("is-default", "true")).send().await?;
            match vpcs.vpcs().first().and_then(|v| v.vpc_id.clone()) {
                Some(vpc) => vpc,
                None => return Ok(None),
            }
        }
    };
    let call = ec2(cx).describe_security_groups().filters(filter("group-name", "default"));
    let groups = call.filters(filter("vpc-id", vpc)).send().await?;
    Ok(groups.security_groups().first().and_then(|g| g.group_id.clone()))
}

impl Group for DefaultSecurityGroup {
    fn rules(&mut self, way: Way) -> &mut Set<RuleBlock> {
        match way {
            Way::In => &mut self.ingress,
            Way::Out => &mut self.egress,
        }
    }

    fn told(cx: &Cx, group: &types::SecurityGroup, req: &Req<Self>) -> Found<Self> {
        let (ingress, egress) = told_rules(group, &req.prior.ingress, &req.prior.egress);
        let value = DefaultSecurityGroup {
            id: req.key.clone(),
            arn: arn(cx, group),
            description: group.description.clone(),
            egress,
            ingress,
            name: group.group_name.clone(),
            owner_id: group.owner_id.clone().unwrap_or_default(),
            vpc_id: group.vpc_id.clone(),
            ..DefaultSecurityGroup::default()
        };
        Found::ready(value).tagged(tags(group.tags.as_ref()))
    }
}
