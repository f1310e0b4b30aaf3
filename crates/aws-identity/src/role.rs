//! `aws_iam_role`

use crate::iam::{details, iam, may_list, policy, tag_list, tags, trust_policy};
use aws_sdk_iam::types;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
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

/// What hangs on a role besides its own settings.
#[derive(Clone, Default)]
struct Policies {
    inline: Vec<Inline>,
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
        if may_list(reqs) {
            match details(cx, reqs.len()).await {
                Ok(Some(all)) => {
                    return reqs
                        .iter()
                        .map(|r| {
                            let (detail, summary) = (all.roles.get(&r.key), all.summaries.get(&r.key));
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
            attach(cx, name, &change.from.managed_policy_arns, &to.managed_policy_arns).await?;
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
        let told = match iam(cx).get_role().role_name(&name).send().await.map_err(Error::from) {
            Ok(told) => told,
            Err(e) if e.is_not_found() => return Ok(None),
            Err(e) => return Err(e),
        };
        let Some(role) = told.role else { return Ok(None) };
        let tags = tags(role.tags.as_deref());
        let tagged =
            !intent.ownership.is_empty() && intent.ownership.iter().all(|(k, v)| tags.get(k) == Some(v));
        Ok((tagged || (intent.absent && role.create_date.secs() >= intent.at - CLOCK_SKEW)).then_some(name))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

/// Seconds by which AWS's clock and ours may differ.
const CLOCK_SKEW: i64 = 300;

async fn one(cx: &Cx, req: &Req<Role>) -> Answer<Role> {
    let told = match iam(cx).get_role().role_name(&req.key).send().await.map_err(Error::from) {
        Ok(told) => told,
        Err(e) if e.is_not_found() => return Ok(None),
        Err(e) => return Err(e),
    };
    let Some(role) = told.role else { return Ok(None) };
    let policies = match req.phase {
        Phase::Created | Phase::Deleted => Policies::default(),
        Phase::Refresh | Phase::Updated => policies(cx, &req.key).await?,
    };
    let tags = tags(role.tags.as_deref());
    Ok(Some(found(&role, tags, policies, req)))
}

async fn policies(cx: &Cx, role: &str) -> Result<Policies, Error> {
    let client = &iam(cx);
    let attached =
        client.list_attached_role_policies().role_name(role).into_paginator().items().send().try_collect();
    let names = client.list_role_policies().role_name(role).into_paginator().items().send().try_collect();
    let attached: Vec<types::AttachedPolicy> = attached.await?;
    let names: Vec<String> = names.await?;
    let inline = each(&names, 5, |name| async move {
        let told = client.get_role_policy().role_name(role).policy_name(name).send().await?;
        Ok::<_, Error>(Inline { name: Some(told.policy_name), policy: Some(policy(&told.policy_document)) })
    });
    Ok(Policies {
        inline: inline.await.into_iter().collect::<Result<_, _>>()?,
        attached: attached.into_iter().filter_map(|p| p.policy_arn).collect(),
    })
}

fn listed(detail: &types::RoleDetail) -> Policies {
    let inline = detail
        .role_policy_list()
        .iter()
        .map(|p| Inline { name: p.policy_name.clone(), policy: p.policy_document.as_deref().map(policy) });
    let attached = detail.attached_managed_policies().iter().filter_map(|p| p.policy_arn.clone());
    Policies { inline: inline.collect(), attached: attached.collect() }
}

fn found(role: &types::Role, tags: Tags, policies: Policies, req: &Req<Role>) -> Found<Role> {
    let value = Role {
        id: role.role_name.clone(),
        arn: role.arn.clone(),
        assume_role_policy: role.assume_role_policy_document.as_deref().map(trust_policy).unwrap_or_default(),
        create_date: seconds(&role.create_date),
        description: role.description.clone(),
        force_detach_policies: Some(req.prior.force_detach_policies.unwrap_or_default()),
        inline_policy: policies.inline.into_iter().collect(),
        managed_policy_arns: Some(policies.attached.into_iter().collect()),
        max_session_duration: role.max_session_duration.map(i64::from),
        name: Some(role.role_name.clone()),
        name_prefix: Some(prefix_of(&role.role_name)),
        path: Some(role.path.clone()),
        permissions_boundary: role
            .permissions_boundary
            .as_ref()
            .and_then(|b| b.permissions_boundary_arn.clone()),
        unique_id: role.role_id.clone(),
    };
    Found::ready(value).tagged(tags)
}

/// A time to the second, as the provider writes it.
fn seconds(time: &DateTime) -> String {
    DateTime::from_secs(time.secs()).fmt(Format::DateTime).unwrap_or_default()
}

/// Repeats a call while IAM does not know a principal that was just made.
pub(crate) async fn principals_known<T, E, F, Fut>(cx: &Cx, call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let again = |e: &Error| {
        e.is(&["ConcurrentModification"])
            || (e.is(&["MalformedPolicyDocument"]) && e.message.contains("Invalid principal in policy"))
    };
    cx.retry(provision_aws_core::cx::PROPAGATION, again, call).await
}

async fn put_inline(cx: &Cx, role: &str, from: &Set<Inline>, to: &Set<Inline>) -> Result<(), Error> {
    let names: BTreeSet<&str> = to.iter().filter_map(|p| p.name.as_deref()).collect();
    for old in from.iter().filter_map(|p| p.name.as_deref()).filter(|n| !names.contains(n)) {
        iam(cx).delete_role_policy().role_name(role).policy_name(old).send().await?;
    }
    for new in to.iter().filter(|p| !from.contains(p)) {
        let (Some(name), Some(text)) = (&new.name, &new.policy) else { continue };
        iam(cx).put_role_policy().role_name(role).policy_name(name).policy_document(text).send().await?;
    }
    Ok(())
}

async fn attach(
    cx: &Cx,
    role: &str,
    from: &Option<Set<String>>,
    to: &Option<Set<String>>,
) -> Result<(), Error> {
    let (from, to) = (from.clone().unwrap_or_default(), to.clone().unwrap_or_default());
    for old in from.iter().filter(|arn| !to.contains(arn)) {
        iam(cx).detach_role_policy().role_name(role).policy_arn(old).send().await?;
    }
    for new in to.iter().filter(|arn| !from.contains(arn)) {
        iam(cx).attach_role_policy().role_name(role).policy_arn(new).send().await?;
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
        call.instance_profile_name(profile.instance_profile_name).send().await?;
    }
    let (inline, attached) = match prior.force_detach_policies {
        Some(true) => {
            let all = policies(cx, &prior.id).await?;
            (all.inline, all.attached)
        }
        _ => {
            let attached = prior.managed_policy_arns.clone().unwrap_or_default();
            (prior.inline_policy.iter().cloned().collect(), attached.iter().cloned().collect())
        }
    };
    for name in inline.into_iter().filter_map(|p| p.name) {
        ignore_gone(client.delete_role_policy().role_name(&prior.id).policy_name(name).send().await)?;
    }
    for arn in attached {
        ignore_gone(client.detach_role_policy().role_name(&prior.id).policy_arn(arn).send().await)?;
    }
    Ok(())
}

fn ignore_gone<T, E: Into<Error>>(answer: Result<T, E>) -> Result<(), Error> {
    match answer.map_err(Into::into) {
        Err(e) if !e.is_not_found() => Err(e),
        _ => Ok(()),
    }
}
