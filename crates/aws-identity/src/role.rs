//! `aws_iam_role`

use crate::holder::{Holder, InlineText, arns, texts};
use crate::iam::{
    boundary, iam, ignore_gone, is_ours, policy, principals_known, seconds, tag_list, tags, trust_policy,
};
use crate::listing::{self, Wanted};
use aws_sdk_iam::types;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

/// An identity that services and people take on. (IAM CreateRole, UpdateRole)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_role", tags, seconds(1, 1))]
pub struct Role {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Who may take it on.
    #[attr(required, equal_by = json_policy, normalize = provision_schema::compact_json, json)]
    pub assume_role_policy: String,
    /// When it was made.
    #[attr(computed)]
    pub create_date: String,
    /// What it is for.
    #[attr(optional, length(0, 1000))]
    pub description: Option<String>,
    /// Detach all policies when it is deleted, whoever attached them.
    #[attr(optional, default = false, config_only)]
    pub force_detach_policies: Option<bool>,
    /// Policies that live in the role. Where some are given, there are no others.
    #[block(set, computed)]
    pub inline_policy: Set<Inline>,
    /// Attached policies. Where some are given, there are no others.
    #[attr(optional, computed, deprecated = "Use aws_iam_role_policy_attachment.")]
    pub managed_policy_arns: Option<Set<String>>,
    /// Longest session in seconds.
    #[attr(optional, default = 3600, between(3600, 43200))]
    pub max_session_duration: Option<i64>,
    /// Its name.
    #[attr(optional, computed, replace, length(1, 64), conflicts("name_prefix"))]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, length(1, 38), conflicts("name"))]
    pub name_prefix: Option<String>,
    /// Path in front of the name in the ARN.
    #[attr(optional, default = "/", replace, length(0, 512))]
    pub path: Option<String>,
    /// Policy that bounds what its other policies can allow.
    #[attr(optional, arn)]
    pub permissions_boundary: Option<String>,
    /// Its id, never used twice.
    #[attr(computed)]
    pub unique_id: String,
}

/// A policy that lives in a role.
#[derive(Nested, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Inline {
    /// Its name.
    #[attr(optional, length(1, 128))]
    pub name: Option<String>,
    /// What it says.
    #[attr(optional, equal_by = json_policy, normalize = provision_schema::compact_policy, json)]
    pub policy: Option<String>,
}

impl Inline {
    fn of((name, policy): InlineText) -> Inline {
        Inline { name: Some(name), policy: Some(policy) }
    }
}

/// What hangs on a role besides its own settings.
#[derive(Clone, Default)]
struct Policies {
    inline: Vec<InlineText>,
    attached: Vec<String>,
}

#[async_trait]
impl Resource for Role {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = iam(cx)
            .create_role()
            .role_name(name_of(&planned.name, &planned.name_prefix, &step.token))
            .assume_role_policy_document(&planned.assume_role_policy)
            .set_path(planned.path.clone())
            .set_description(text(&planned.description))
            .set_max_session_duration(planned.max_session_duration.and_then(|s| i32::try_from(s).ok()))
            .set_permissions_boundary(text(&planned.permissions_boundary))
            .set_tags(tag_list(&step.tags)?);
        let made = principals_known(cx, || call.clone().send()).await?;
        Created::new(made.role.map(|r| r.role_name))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        if let Some(wanted) = Wanted::by(reqs) {
            match listing::roles(cx, wanted).await {
                Ok(Some(all)) => {
                    return reqs
                        .iter()
                        .map(|r| {
                            let (detail, summary) = (all.details.get(&r.key), all.summaries.get(&r.key));
                            Ok(detail
                                .zip(summary)
                                .map(|(d, s)| found(s, tags(d.tags.as_deref()), listed(d), r)))
                        })
                        .collect();
                }
                Ok(None) => {}
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        each(reqs, 10, |req| one(cx, req)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (client, name, to) = (iam(cx), &change.to.id, change.to);
        if change.changed("assume_role_policy") {
            let call =
                client.update_assume_role_policy().role_name(name).policy_document(&to.assume_role_policy);
            principals_known(cx, || call.clone().send()).await?;
        }
        if change.any(&["description", "max_session_duration"]) {
            client
                .update_role()
                .role_name(name)
                .description(to.description.clone().unwrap_or_default())
                .set_max_session_duration(to.max_session_duration.and_then(|s| i32::try_from(s).ok()))
                .send()
                .await?;
        }
        if change.changed("permissions_boundary") {
            match text(&to.permissions_boundary) {
                Some(arn) => drop(
                    client
                        .put_role_permissions_boundary()
                        .role_name(name)
                        .permissions_boundary(arn)
                        .send()
                        .await?,
                ),
                None => drop(client.delete_role_permissions_boundary().role_name(name).send().await?),
            }
        }
        if change.changed("inline_policy") {
            put_inline(cx, name, &change.from.inline_policy, &to.inline_policy).await?;
        }
        if change.changed("managed_policy_arns") {
            let (from, to) = (change.from.managed_policy_arns.clone(), to.managed_policy_arns.clone());
            Holder::Role.attach_only(cx, name, &from.unwrap_or_default(), &to.unwrap_or_default()).await?;
        }
        if !change.tags.remove.is_empty() {
            client.untag_role().role_name(name).set_tag_keys(Some(change.tags.remove.clone())).send().await?;
        }
        if !change.tags.set.is_empty() {
            client.tag_role().role_name(name).set_tags(tag_list(&change.tags.set)?).send().await?;
        }
        Ok(())
    }

    /// A role goes only when nothing hangs on it. What is in the way is looked for when AWS says that there is something: most
    /// roles are empty by the time they go.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let gone = || iam(cx).delete_role().role_name(&prior.id).send();
        match gone().await.map_err(Error::from) {
            Err(e) if e.is(&["DeleteConflict"]) => {}
            other => return other.map(drop),
        }
        clear(cx, prior).await?;
        gone().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &intent.token);
        let told = there(iam(cx).get_role().role_name(&name).send().await)?;
        let Some(role) = told.and_then(|t| t.role) else { return Ok(None) };
        Ok(is_ours(intent, &tags(role.tags.as_deref()), Some(&role.create_date)).then_some(name))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

async fn one(cx: &Cx, req: &Req<Role>) -> Answer<Role> {
    let told = there(iam(cx).get_role().role_name(&req.key).send().await)?;
    let Some(role) = told.and_then(|t| t.role) else { return Ok(None) };
    let policies = match req.phase {
        Phase::Created | Phase::Deleted => Policies::default(),
        Phase::Refresh | Phase::Updated => policies(cx, &req.key).await?,
    };
    let tags = tags(role.tags.as_deref());
    Ok(Some(found(&role, tags, policies, req)))
}

async fn policies(cx: &Cx, role: &str) -> Result<Policies, Error> {
    let client = &iam(cx);
    let names = client.list_role_policies().role_name(role).into_paginator().items().send().try_collect();
    let attached = Holder::Role.attached(cx, role).await?.unwrap_or_default();
    let names: Vec<String> = names.await?;
    let inline = each(&names, 5, |name| async move {
        let told = client.get_role_policy().role_name(role).policy_name(name).send().await?;
        Ok::<_, Error>((told.policy_name, policy(&told.policy_document)))
    });
    Ok(Policies { inline: inline.await.into_iter().collect::<Result<_, _>>()?, attached })
}

fn listed(detail: &types::RoleDetail) -> Policies {
    Policies { inline: texts(detail.role_policy_list()), attached: arns(detail.attached_managed_policies()) }
}

fn found(role: &types::Role, tags: Tags, policies: Policies, req: &Req<Role>) -> Found<Role> {
    let value = Role {
        id: role.role_name.clone(),
        arn: role.arn.clone(),
        assume_role_policy: role.assume_role_policy_document.as_deref().map(trust_policy).unwrap_or_default(),
        create_date: seconds(&role.create_date),
        description: role.description.clone(),
        force_detach_policies: Some(req.prior.force_detach_policies.unwrap_or_default()),
        inline_policy: policies.inline.into_iter().map(Inline::of).collect(),
        managed_policy_arns: Some(policies.attached.into_iter().collect()),
        max_session_duration: role.max_session_duration.map(i64::from),
        name: Some(role.role_name.clone()),
        name_prefix: Some(prefix_of(&role.role_name)),
        path: Some(role.path.clone()),
        permissions_boundary: boundary(role.permissions_boundary.as_ref()),
        unique_id: role.role_id.clone(),
    };
    Found::ready(value).tagged(tags)
}

async fn put_inline(cx: &Cx, role: &str, from: &Set<Inline>, to: &Set<Inline>) -> Result<(), Error> {
    let names: BTreeSet<&str> = to.iter().filter_map(|p| p.name.as_deref()).collect();
    for old in from.iter().filter_map(|p| p.name.as_deref()).filter(|n| !names.contains(n)) {
        Holder::Role.take(cx, role, old).await?;
    }
    for new in to.minus(from) {
        let (Some(name), Some(text)) = (&new.name, &new.policy) else { continue };
        Holder::Role.put(cx, role, name, text).await?;
    }
    Ok(())
}

/// Takes away what keeps a role from being deleted: its places in instance profiles, and the policies that are the role's own in
/// the state, or all of them with `force_detach_policies`.
async fn clear(cx: &Cx, prior: &Role) -> Result<(), Error> {
    let client = iam(cx);
    let profiles =
        client.list_instance_profiles_for_role().role_name(&prior.id).into_paginator().items().send();
    for profile in profiles.try_collect().await? {
        let call = client.remove_role_from_instance_profile().role_name(&prior.id);
        ignore_gone(call.instance_profile_name(profile.instance_profile_name).send().await)?;
    }
    let (inline, attached) = match prior.force_detach_policies {
        Some(true) => {
            let all = policies(cx, &prior.id).await?;
            (all.inline.into_iter().map(|(name, _)| name).collect(), all.attached)
        }
        _ => {
            let attached = prior.managed_policy_arns.clone().unwrap_or_default();
            let inline: Vec<String> = prior.inline_policy.iter().filter_map(|p| p.name.clone()).collect();
            (inline, attached.iter().cloned().collect())
        }
    };
    for name in inline {
        Holder::Role.take(cx, &prior.id, &name).await?;
    }
    for arn in attached {
        Holder::Role.detach(cx, &prior.id, &arn).await?;
    }
    Ok(())
}
