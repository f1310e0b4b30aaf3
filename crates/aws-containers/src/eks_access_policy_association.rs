//! `aws_eks_access_policy_association`

use crate::common::{given, word};
use crate::eks::{cluster_name, deleted, eks, there, until_settled};
use crate::eks_cluster::parent;
use aws_sdk_eks::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::spoken;
use std::collections::BTreeSet;

/// What a role or user that has an access entry may do in a cluster. (EKS AssociateAccessPolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_eks_access_policy_association", timeouts(create, delete), seconds(1, 1))]
pub struct AccessPolicyAssociation {
    /// The cluster's name, the ARN of the role or user and that of the policy, joined by `#`.
    #[attr(id)]
    pub id: String,
    /// Where it holds.
    #[block(list, min = 1, max = 1, replace)]
    pub access_scope: Option<Scope>,
    /// When it was made.
    #[attr(computed)]
    pub associated_at: String,
    /// The cluster's name.
    #[attr(required, replace, validate = cluster_name)]
    pub cluster_name: String,
    /// When it was changed last.
    #[attr(computed)]
    pub modified_at: String,
    /// The policy, one of EKS's own.
    #[attr(required, replace, arn)]
    pub policy_arn: String,
    /// The role or user.
    #[attr(required, replace, arn)]
    pub principal_arn: String,
}

/// Where a policy holds.
#[derive(Nested, Clone, Default)]
pub struct Scope {
    /// The namespaces, with `namespace`.
    #[attr(optional, replace)]
    pub namespaces: Set<String>,
    /// In the whole `cluster`, or in a `namespace`.
    #[attr(required, replace)]
    pub r#type: String,
}

#[async_trait]
impl Resource for AccessPolicyAssociation {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let scope = |s: &Scope| {
            let call = types::AccessScope::builder().r#type(s.r#type.as_str().into());
            call.set_namespaces(given(&s.namespaces)).build()
        };
        let call = eks(cx)
            .associate_access_policy()
            .set_access_scope(planned.access_scope.as_ref().map(scope))
            .cluster_name(&planned.cluster_name)
            .policy_arn(&planned.policy_arn)
            .principal_arn(&planned.principal_arn);
        until_settled(cx, || call.clone().send()).await?;
        Created::new(planned.natural_key())
    }

    /// The policies of one role or user are told together.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let wanted: BTreeSet<(String, String)> =
            reqs.iter().filter_map(|r| parts(&r.key)).map(|[c, p, _]| (c.to_owned(), p.to_owned())).collect();
        let told = each(wanted, 10, |(cluster, principal)| async move {
            let policies = policies(cx, &cluster, &principal).await?;
            let one = |p: types::AssociatedAccessPolicy| told(&cluster, &principal, &p);
            Ok::<_, Error>(policies.into_iter().map(one).collect::<Vec<_>>())
        })
        .await;
        let all = told.into_iter().collect::<Result<Vec<_>, _>>();
        let named = |a: Self| (a.id.clone(), Found::ready(a));
        answers(reqs, all.map(|all| all.into_iter().flatten().map(named).collect()))
    }

    async fn update(_: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let names: Vec<&str> = change.names.iter().map(String::as_str).collect();
        let message = format!("EKS does not change an association in place: {}.", names.join(", "));
        Err(Error::new(Class::Validation, message).help("Make it anew with `--replace`."))
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let [cluster, principal, policy] =
            parts(&prior.id).ok_or_else(|| Error::import_id(&prior.id, FORM))?;
        let call = eks(cx).disassociate_access_policy().cluster_name(cluster).principal_arn(principal);
        deleted(call.policy_arn(policy).send().await)
    }

    /// It has no tags: ours where none was there before.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let told = policies(cx, &planned.cluster_name, &planned.principal_arn).await?;
        let there = told.iter().any(|p| p.policy_arn.as_ref() == Some(&planned.policy_arn));
        Ok(planned.natural_key().filter(|_| there && intent.absent))
    }

    fn natural_key(&self) -> Option<String> {
        Some(format!("{}#{}#{}", self.cluster_name, self.principal_arn, self.policy_arn))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        parent(&self.cluster_name)
    }

    fn import(id: &str) -> Result<Self, Error> {
        let [cluster, principal, policy] = parts(id).ok_or_else(|| Error::import_id(id, FORM))?;
        Ok(Self {
            id: id.to_owned(),
            cluster_name: cluster.to_owned(),
            policy_arn: policy.to_owned(),
            principal_arn: principal.to_owned(),
            ..Self::default()
        })
    }
}

const FORM: &str = "CLUSTER#PRINCIPAL_ARN#POLICY_ARN";

fn parts(id: &str) -> Option<[&str; 3]> {
    let mut parts = id.splitn(3, '#').filter(|p| !p.is_empty());
    Some([parts.next()?, parts.next()?, parts.next()?])
}

async fn policies(
    cx: &Cx,
    cluster: &str,
    principal: &str,
) -> Result<Vec<types::AssociatedAccessPolicy>, Error> {
    let call = eks(cx).list_associated_access_policies().cluster_name(cluster).principal_arn(principal);
    let told = call.into_paginator().send().try_collect().await;
    let pages = there(told)?.unwrap_or_default();
    Ok(pages.into_iter().flat_map(|p| p.associated_access_policies.unwrap_or_default()).collect())
}

fn told(cluster: &str, principal: &str, policy: &types::AssociatedAccessPolicy) -> AccessPolicyAssociation {
    let scope = |s: &types::AccessScope| Scope {
        namespaces: s.namespaces().iter().cloned().collect(),
        r#type: word(s.r#type()).unwrap_or_default(),
    };
    let told = AccessPolicyAssociation {
        id: String::new(),
        access_scope: policy.access_scope.as_ref().map(scope),
        associated_at: spoken(policy.associated_at.as_ref()),
        cluster_name: cluster.to_owned(),
        modified_at: spoken(policy.modified_at.as_ref()),
        policy_arn: policy.policy_arn.clone().unwrap_or_default(),
        principal_arn: principal.to_owned(),
    };
    AccessPolicyAssociation { id: told.natural_key().unwrap_or_default(), ..told }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids() {
        assert_eq!(parts("web#arn:a#arn:b"), Some(["web", "arn:a", "arn:b"]));
        assert_eq!(parts("web#arn:a"), None);
    }
}
