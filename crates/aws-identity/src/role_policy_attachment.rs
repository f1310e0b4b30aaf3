//! `aws_iam_role_policy_attachment`

use crate::iam::{details, iam, may_list};
use aws_sdk_iam::types::AttachedPolicy;
use provision_aws_core::prelude::*;

/// A managed policy attached to a role. (IAM AttachRolePolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_role_policy_attachment", seconds(1, 1))]
pub struct RolePolicyAttachment {
    /// `role-arn`, with the policy's ARN in place of `arn`.
    #[attr(id)]
    pub id: String,
    /// The policy.
    #[attr(required, replace, arn)]
    pub policy_arn: String,
    /// The role's name.
    #[attr(required, replace)]
    pub role: String,
}

#[async_trait]
impl Resource for RolePolicyAttachment {
    fn key(&self) -> Key {
        format!("{}/{}", self.role, self.policy_arn)
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = iam(cx).attach_role_policy().role_name(&planned.role).policy_arn(&planned.policy_arn);
        let again = |e: &Error| e.is(&["ConcurrentModification"]);
        cx.retry(provision_aws_core::cx::PROPAGATION, again, || call.clone().send()).await?;
        Created::new(Some(planned.key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        if may_list(reqs) {
            match details(cx, reqs.len()).await {
                Ok(Some(all)) => {
                    return each(reqs, 1, |req| async {
                        let (role, arn) = parts(&req.key)?;
                        let attached =
                            all.roles.get(role).map(|r| r.attached_managed_policies()).unwrap_or_default();
                        Ok(found(req, role, arn, attached))
                    })
                    .await;
                }
                Ok(None) => {}
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        one_by_role(cx, reqs).await
    }

    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        iam(cx).detach_role_policy().role_name(&prior.role).policy_arn(&prior.policy_arn).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let attached = match attached(cx, &planned.role).await {
            Ok(attached) => attached,
            Err(e) if e.is_not_found() => return Ok(None),
            Err(e) => return Err(e),
        };
        let there = holds(&attached, &planned.policy_arn);
        Ok((there && intent.absent).then(|| planned.key()))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_iam_role", self.role.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        (!self.role.is_empty() && !self.policy_arn.is_empty()).then(|| self.key())
    }

    fn import(id: &str) -> Result<Self, Error> {
        let (role, policy_arn) = parts(id)?;
        Ok(Self { id: id_of(role, policy_arn), policy_arn: policy_arn.to_owned(), role: role.to_owned() })
    }
}

/// One list for each role, however many of its attachments are asked for.
async fn one_by_role(cx: &Cx, reqs: &[Req<RolePolicyAttachment>]) -> Vec<Answer<RolePolicyAttachment>> {
    let roles: std::collections::BTreeSet<&str> =
        reqs.iter().filter_map(|r| Some(parts(&r.key).ok()?.0)).collect();
    let roles: Vec<&str> = roles.into_iter().collect();
    let told = each(&roles, 10, |role| async move { (*role, attached(cx, role).await) }).await;
    let told: HashMap<&str, Result<Vec<AttachedPolicy>, Error>> = told.into_iter().collect();
    let answer = |req: &Req<RolePolicyAttachment>| {
        let (role, arn) = parts(&req.key)?;
        match told.get(role) {
            Some(Ok(attached)) => Ok(found(req, role, arn, attached)),
            Some(Err(e)) if !e.is_not_found() => Err(e.clone()),
            _ => Ok(None),
        }
    };
    reqs.iter().map(answer).collect()
}

async fn attached(cx: &Cx, role: &str) -> Result<Vec<AttachedPolicy>, Error> {
    Ok(iam(cx)
        .list_attached_role_policies()
        .role_name(role)
        .into_paginator()
        .items()
        .send()
        .try_collect()
        .await?)
}

/// The id is the provider's invention, unlike each time: one that the state holds is kept.
fn found(
    req: &Req<RolePolicyAttachment>,
    role: &str,
    arn: &str,
    attached: &[AttachedPolicy],
) -> Option<Found<RolePolicyAttachment>> {
    let id = if req.prior.id.is_empty() { id_of(role, arn) } else { req.prior.id.clone() };
    let value = RolePolicyAttachment { id, policy_arn: arn.to_owned(), role: role.to_owned() };
    holds(attached, arn).then(|| Found::ready(value))
}

fn holds(attached: &[AttachedPolicy], arn: &str) -> bool {
    attached.iter().any(|p| p.policy_arn.as_deref() == Some(arn))
}

fn id_of(role: &str, arn: &str) -> String {
    format!("{role}-{arn}")
}

fn parts(id: &str) -> Result<(&str, &str), Error> {
    id.split_once('/').ok_or_else(|| Error::import_id(id, "ROLE/POLICY_ARN"))
}
