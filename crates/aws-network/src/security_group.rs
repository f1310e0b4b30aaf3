//! `aws_security_group`

use crate::ec2::lingering::delete_around;
use crate::ec2::{ec2, ours, owned, tag_spec, tags};
use crate::groups::{self, Group, arn, told_rules};
use crate::rules::{self, RuleBlock, Way};
use aws_sdk_ec2::types;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// What may reach network interfaces, and what they may reach. (EC2 CreateSecurityGroup, AuthorizeSecurityGroupIngress)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_security_group",
    version = 1,
    tags,
    timeouts(create, delete),
    seconds(2, 1),
    not_found = "InvalidGroup.NotFound"
)]
pub struct SecurityGroup {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for; cannot be changed.
    #[attr(optional, replace, default = "Managed by Terraform", length(0, 255))]
    pub description: Option<String>,
    /// Rules for traffic out; without any here, those of other resources are left alone.
    #[block(set, attr_mode, computed)]
    pub egress: Set<RuleBlock>,
    /// Rules for traffic in; without any here, those of other resources are left alone.
    #[block(set, attr_mode, computed)]
    pub ingress: Set<RuleBlock>,
    /// Its name.
    #[attr(optional, computed, replace, length(0, 255), validate = not_an_id, conflicts("name_prefix"))]
    pub name: Option<String>,
    /// What its name begins with.
    #[attr(optional, computed, replace, length(0, 229), validate = not_an_id, conflicts("name"))]
    pub name_prefix: Option<String>,
    /// The account that owns it.
    #[attr(computed)]
    pub owner_id: String,
    /// Take its rules away, and those of other groups that name it, before it goes.
    #[attr(optional, config_only, default = false)]
    pub revoke_rules_on_delete: Option<bool>,
    /// The VPC it lies in.
    #[attr(optional, computed, replace)]
    pub vpc_id: Option<String>,
}

fn not_an_id(value: &Value) -> Result<(), String> {
    let id = value.as_str().is_some_and(|n| n.starts_with("sg-"));
    if id { Err("must not begin with sg-, as ids do".into()) } else { Ok(()) }
}

#[async_trait]
impl Resource for SecurityGroup {
    const WAITS: Waits = Waits { delete: Duration::from_secs(15 * 60), ..Waits::QUICK };

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        rules::check(&planned.ingress)?;
        rules::check(&planned.egress)?;
        let call = ec2(cx)
            .create_security_group()
            .group_name(name_of(&planned.name, &planned.name_prefix, &step.token))
            .description(planned.description.clone().unwrap_or_default())
            .set_vpc_id(text(&planned.vpc_id))
            .set_tag_specifications(tag_spec(types::ResourceType::SecurityGroup, step));
        let made = cx.until_known(&["InvalidVpcID.NotFound"], || call.clone().send()).await?;
        Created::new(made.group_id)
    }

    /// A new group lets everything out.
    fn undo_defaults(planned: &Self, to: &mut Self) -> Vec<&'static str> {
        groups::undo(planned, to, &[Way::Out])
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        groups::read(cx, reqs).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        groups::update(cx, change).await
    }

    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        let call = || ec2(cx).delete_security_group().group_id(&prior.id).send();
        let deleted = delete_around(cx, step, "group-id", &prior.id, call).await;
        let held = deleted.as_ref().is_err_and(|e| e.class == Class::Dependency);
        if held && prior.revoke_rules_on_delete == Some(true) {
            rules::revoke_all_naming(cx, &prior.id).await?;
        }
        deleted
    }

    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(filters) = owned(intent) else { return Ok(None) };
        let found = ec2(cx).describe_security_groups().set_filters(Some(filters)).send().await?;
        Ok(ours(intent, found.security_groups(), |g| g.tags.as_ref()).and_then(|g| g.group_id.clone()))
    }
}

impl Group for SecurityGroup {
    fn rules(&mut self, way: Way) -> &mut Set<RuleBlock> {
        match way {
            Way::In => &mut self.ingress,
            Way::Out => &mut self.egress,
        }
    }

    fn told(cx: &Cx, group: &types::SecurityGroup, req: &Req<Self>) -> Found<Self> {
        let (ingress, egress) = told_rules(group, &req.prior.ingress, &req.prior.egress);
        let value = SecurityGroup {
            id: req.key.clone(),
            arn: arn(cx, group),
            description: group.description.clone(),
            egress,
            ingress,
            name: group.group_name.clone(),
            name_prefix: group.group_name.as_deref().map(prefix_of),
            owner_id: group.owner_id.clone().unwrap_or_default(),
            vpc_id: group.vpc_id.clone(),
            ..SecurityGroup::default()
        };
        Found::ready(value).tagged(tags(group.tags.as_ref()))
    }
}
