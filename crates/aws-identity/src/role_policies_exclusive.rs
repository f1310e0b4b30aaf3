//! `aws_iam_role_policies_exclusive`

use crate::holder::{Holder, Listed};
use crate::iam::iam;
use crate::listing::Wanted;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;

/// The names of all policies that live in a role: any other is deleted. (IAM ListRolePolicies, DeleteRolePolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_role_policies_exclusive", sdk = "framework", seconds(1, 1))]
pub struct RolePoliciesExclusive {
    /// The policies' names.
    #[attr(required)]
    pub policy_names: Set<String>,
    /// The role's name.
    #[attr(required, replace, id)]
    pub role_name: String,
}

#[async_trait]
impl Resource for RolePoliciesExclusive {
    const LOST: Lost = Lost::Repeat;

    /// Calls nothing: `update` deletes the others.
    async fn create(_: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        Created::new(Some(planned.role_name.clone()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = |req: &Req<Self>, names: Vec<String>| {
            let policy_names = names.into_iter().collect();
            Found::ready(RolePoliciesExclusive { policy_names, role_name: req.key.clone() })
        };
        if let Some(wanted) = Wanted::by(reqs) {
            match Holder::Role.listed(cx, wanted).await {
                Ok(Some(all)) => {
                    let one = |req: &Req<Self>| Ok(all.names(&req.key).map(|names| found(req, names)));
                    return reqs.iter().map(one).collect();
                }
                Ok(None) => {}
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        each(reqs, 10, |req| async { Ok(names(cx, &req.key).await?.map(|names| found(req, names))) }).await
    }

    /// What is named and not there cannot be made up: only its text would tell what it allows. One that was just put may not be listed
    /// yet.
    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (role, to) = (&change.to.role_name, &change.to.policy_names);
        let all_there = || async {
            let there: Set<String> = names(cx, role).await?.unwrap_or_default().into_iter().collect();
            match to.minus(&there).first() {
                None => Ok(there),
                Some(name) => Err(Error::new(Class::NotFound, format!("{role} has no policy \"{name}\"."))
                    .help("Put it into the role with aws_iam_role_policy, and name it by that resource's `name`.")),
            }
        };
        let missing = to.minus(&change.from.policy_names);
        let new = missing.iter().any(|name| cx.was_made("aws_iam_role_policy", &format!("{role}:{name}")));
        let there = match missing.is_empty() {
            true => change.from.policy_names.clone(),
            false => cx.retry(PROPAGATION, |e| new && e.is_not_found(), all_there).await?,
        };
        for name in there.minus(to) {
            Holder::Role.take(cx, role, name).await?;
        }
        Ok(())
    }

    /// The policies stay: it only stops looking after them.
    async fn delete(_: &Cx, _: &Self, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn locate(_: &Cx, _: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        Ok(None)
    }
}

async fn names(cx: &Cx, role: &str) -> Result<Option<Vec<String>>, Error> {
    there(iam(cx).list_role_policies().role_name(role).into_paginator().items().send().try_collect().await)
}

impl Listed {
    /// The names of the policies in a role; `None` where there is no such role.
    fn names(&self, role: &str) -> Option<Vec<String>> {
        let Listed::Roles(all) = self else { return None };
        let policies = all.details.get(role)?.role_policy_list();
        Some(policies.iter().filter_map(|p| p.policy_name.clone()).collect())
    }
}
