//! `aws_iam_policy_attachment`

use crate::holder::Holder;
use crate::iam::iam;
use provision_aws_core::prelude::*;

/// All roles, groups and users that have a policy attached: from any other it is detached. (IAM AttachRolePolicy, AttachGroupPolicy,
/// AttachUserPolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_policy_attachment", seconds(1, 1))]
pub struct PolicyAttachment {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// The groups' names.
    #[attr(optional, at_least_one_of("groups", "roles", "users"))]
    pub groups: Set<String>,
    /// A name for it, which AWS never sees.
    #[attr(required, replace, length(1, 1024))]
    pub name: String,
    /// The policy.
    #[attr(required, replace, arn)]
    pub policy_arn: String,
    /// The roles' names.
    #[attr(optional, at_least_one_of("groups", "roles", "users"))]
    pub roles: Set<String>,
    /// The users' names.
    #[attr(optional, at_least_one_of("groups", "roles", "users"))]
    pub users: Set<String>,
}

impl PolicyAttachment {
    fn of(&self, holder: Holder) -> &Set<String> {
        match holder {
            Holder::Role => &self.roles,
            Holder::Group => &self.groups,
            Holder::User => &self.users,
        }
    }
}

const HOLDERS: [Holder; 3] = [Holder::Group, Holder::Role, Holder::User];

#[async_trait]
impl Resource for PolicyAttachment {
    const LOST: Lost = Lost::Repeat;

    fn key(&self) -> Key {
        self.policy_arn.clone()
    }

    /// Calls nothing: `update` attaches and detaches.
    async fn create(_: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        Created::new(Some(planned.key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| one(cx, req)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let arn = &change.to.policy_arn;
        for holder in HOLDERS {
            for of in change.from.of(holder).minus(change.to.of(holder)) {
                holder.detach(cx, of, arn).await?;
            }
            for of in change.to.of(holder).minus(change.from.of(holder)) {
                holder.attach(cx, of, arn).await?;
            }
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        for holder in HOLDERS {
            for of in prior.of(holder).iter() {
                holder.detach(cx, of, &prior.policy_arn).await?;
            }
        }
        Ok(())
    }

    async fn locate(_: &Cx, _: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        Ok(None)
    }

    fn import(id: &str) -> Result<Self, Error> {
        Err(Error::new(
            Class::Validation,
            format!("The attachments of a policy cannot be imported (\"{id}\")."),
        )
        .help("Apply the plan: what has the policy attached becomes what the plan says."))
    }
}

/// All that have the policy. Where nobody has it, there is no attachment, but for one that is being made.
async fn one(cx: &Cx, req: &Req<PolicyAttachment>) -> Answer<PolicyAttachment> {
    let pages = iam(cx).list_entities_for_policy().policy_arn(&req.key).into_paginator().send();
    let Some(pages) = there(pages.try_collect().await)? else { return Ok(None) };
    let mut value = PolicyAttachment {
        id: req.prior.name.clone(),
        name: req.prior.name.clone(),
        policy_arn: req.key.clone(),
        ..PolicyAttachment::default()
    };
    for page in pages {
        value.groups.0.extend(page.policy_groups.into_iter().flatten().filter_map(|g| g.group_name));
        value.roles.0.extend(page.policy_roles.into_iter().flatten().filter_map(|r| r.role_name));
        value.users.0.extend(page.policy_users.into_iter().flatten().filter_map(|u| u.user_name));
    }
    let nobody = HOLDERS.iter().all(|holder| value.of(*holder).is_empty());
    Ok((!nobody || req.phase == Phase::Created).then(|| Found::ready(value)))
}
