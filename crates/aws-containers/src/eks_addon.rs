//! `aws_eks_addon`

use crate::common::{carries, choice, given, text};
use crate::eks::{
    Of, carry_out, cluster_name, deleted, eks, issue, or_no_reason, parts_of, retag, tag_map, tags, there,
    time, until_settled,
};
use crate::eks_cluster::parent;
use aws_sdk_eks::types;
use provision_aws_core::prelude::*;
use std::time::Duration;

/// Software that EKS installs in a cluster and keeps up to date. (EKS CreateAddon, UpdateAddon)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_eks_addon", tags, timeouts(create, update, delete), seconds(30, 15))]
pub struct Addon {
    /// The cluster's name, a colon and its own.
    #[attr(id)]
    pub id: String,
    /// Its name (`vpc-cni`).
    #[attr(required, replace, length(1, 512))]
    pub addon_name: String,
    /// Its version; the default one of the cluster's where none is given.
    #[attr(optional, computed, validate = addon_version)]
    pub addon_version: Option<String>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The cluster's name.
    #[attr(required, replace, validate = cluster_name)]
    pub cluster_name: String,
    /// Settings by its own schema, in JSON or YAML.
    #[attr(optional, computed)]
    pub configuration_values: Option<String>,
    /// When it was made.
    #[attr(computed)]
    pub created_at: String,
    /// When it was changed last.
    #[attr(computed)]
    pub modified_at: String,
    /// Roles that its service accounts take.
    #[block(set)]
    pub pod_identity_association: Set<PodIdentity>,
    /// The software stays in the cluster when the add-on goes.
    #[attr(optional, config_only)]
    pub preserve: Option<bool>,
    /// What happens to settings of others.
    #[attr(
        optional,
        config_only,
        deprecated = "Use `resolve_conflicts_on_create` and `resolve_conflicts_on_update`.",
        conflicts("resolve_conflicts_on_create", "resolve_conflicts_on_update"),
        one_of("NONE", "OVERWRITE", "PRESERVE")
    )]
    pub resolve_conflicts: Option<String>,
    /// What happens to settings that are there when it comes: `NONE` (it fails) or `OVERWRITE`.
    #[attr(optional, config_only, conflicts("resolve_conflicts"), one_of("NONE", "OVERWRITE"))]
    pub resolve_conflicts_on_create: Option<String>,
    /// What an update does to settings of others: `NONE`, `OVERWRITE` or `PRESERVE`.
    #[attr(optional, config_only, conflicts("resolve_conflicts"), one_of("NONE", "OVERWRITE", "PRESERVE"))]
    pub resolve_conflicts_on_update: Option<String>,
    /// The role of its service account, by OpenID Connect.
    #[attr(optional, arn)]
    pub service_account_role_arn: Option<String>,
}

/// A role that a service account takes.
#[derive(Nested, Clone, Default)]
pub struct PodIdentity {
    /// The role.
    #[attr(required, arn)]
    pub role_arn: String,
    /// The service account.
    #[attr(required)]
    pub service_account: String,
}

/// `v` and a semantic version.
fn addon_version(value: &Value) -> Result<(), String> {
    let digits = |part: &str| {
        let plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        plain && (part == "0" || !part.starts_with('0'))
    };
    let version = value.as_str().and_then(|v| v.strip_prefix('v'));
    let core = version.and_then(|v| v.split(['-', '+']).next()).map(|c| c.split('.').collect::<Vec<_>>());
    match core.as_deref() {
        Some([a, b, c]) if digits(a) && digits(b) && digits(c) => Ok(()),
        _ => Err("must be a semantic version after a \"v\", such as v1.19.0-eksbuild.1".into()),
    }
}

#[async_trait]
impl Resource for Addon {
    const WAITS: Waits = Waits {
        every: Duration::from_secs(10),
        create: Duration::from_secs(20 * 60),
        update: Duration::from_secs(20 * 60),
        delete: Duration::from_secs(40 * 60),
        until_gone: true,
        ..Waits::QUICK
    };

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let conflicts =
            choice(&planned.resolve_conflicts).or_else(|| choice(&planned.resolve_conflicts_on_create));
        let call = eks(cx)
            .create_addon()
            .addon_name(&planned.addon_name)
            .client_request_token(step.short_token(32))
            .cluster_name(&planned.cluster_name)
            .set_addon_version(text(&planned.addon_version))
            .set_configuration_values(text(&planned.configuration_values))
            .set_pod_identity_associations(given(&identities(planned)?))
            .set_resolve_conflicts(conflicts)
            .set_service_account_role_arn(text(&planned.service_account_role_arn))
            .set_tags(tag_map(&step.tags));
        until_settled(cx, || call.clone().send()).await?;
        Created::new(Some(key_of(&planned.cluster_name, &planned.addon_name)))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            let (cluster, name) = parts_of(&req.key, FORM)?;
            match describe(cx, &cluster, &name).await? {
                Some(addon) => Ok(Some(found(cx, &addon, req.phase).await?)),
                None => Ok(None),
            }
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let to = change.to;
        let named =
            ["addon_version", "configuration_values", "pod_identity_association", "service_account_role_arn"];
        if change.any(&named) {
            let of = Of { cluster: &to.cluster_name, addon: Some(&to.addon_name), ..Of::default() };
            let call = request(cx, change)?;
            let send = || async { Ok(until_settled(cx, || call.clone().send()).await?.update) };
            carry_out(cx, step, of, send).await?;
        }
        retag(cx, &to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (cluster, name) = parts_of(&prior.id, FORM)?;
        let call = eks(cx).delete_addon().cluster_name(cluster).addon_name(name);
        deleted(call.preserve(prior.preserve.unwrap_or_default()).send().await)
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = describe(cx, &planned.cluster_name, &planned.addon_name).await?;
        let ours = |a: &types::Addon| intent.absent || carries(intent, &tags(a.tags.as_ref()));
        Ok(found.filter(ours).map(|_| key_of(&planned.cluster_name, &planned.addon_name)))
    }

    fn natural_key(&self) -> Option<String> {
        Some(key_of(&self.cluster_name, &self.addon_name))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        parent(&self.cluster_name)
    }
}

const FORM: &str = "CLUSTER:ADDON";

fn key_of(cluster: &str, name: &str) -> Key {
    format!("{cluster}:{name}")
}

fn identities(addon: &Addon) -> Result<Vec<types::AddonPodIdentityAssociations>, Error> {
    let one = |i: &PodIdentity| {
        let call = types::AddonPodIdentityAssociations::builder();
        Ok(call.role_arn(&i.role_arn).service_account(&i.service_account).build()?)
    };
    addon.pod_identity_association.iter().map(one).collect()
}

type Update = aws_sdk_eks::operation::update_addon::builders::UpdateAddonFluentBuilder;

/// The call that changes what differs. The role of its service account is told each time: what is left out is taken away.
fn request(cx: &Cx, change: &Change<'_, Addon>) -> Result<Update, Error> {
    let to = change.to;
    let conflicts = choice(&to.resolve_conflicts).or_else(|| choice(&to.resolve_conflicts_on_update));
    let role = to.service_account_role_arn.clone().unwrap_or_default();
    let told = change.changed("service_account_role_arn") || !role.is_empty();
    let mut call = eks(cx)
        .update_addon()
        .addon_name(&to.addon_name)
        .cluster_name(&to.cluster_name)
        .set_resolve_conflicts(conflicts)
        .set_service_account_role_arn(told.then_some(role));
    if change.changed("addon_version") {
        call = call.set_addon_version(text(&to.addon_version));
    }
    if change.changed("configuration_values") {
        call = call.configuration_values(to.configuration_values.clone().unwrap_or_default());
    }
    if change.changed("pod_identity_association") {
        call = call.set_pod_identity_associations(Some(identities(to)?));
    }
    Ok(call)
}

async fn describe(cx: &Cx, cluster: &str, name: &str) -> Result<Option<types::Addon>, Error> {
    let call = eks(cx).describe_addon().cluster_name(cluster).addon_name(name);
    Ok(there(call.send().await)?.and_then(|t| t.addon))
}

async fn found(cx: &Cx, addon: &types::Addon, phase: Phase) -> Result<Found<Addon>, Error> {
    // What is degraded right after its creation may yet come up: its pods wait for nodes.
    let status = match (addon.status.as_ref().map_or("ACTIVE", |s| s.as_str()), phase) {
        ("CREATE_FAILED", Phase::Created) | ("DELETE_FAILED", Phase::Deleted) => {
            Status::Failed(reasons(addon))
        }
        (other @ "DEGRADED", Phase::Created) => Status::Pending(format!("{other}: {}", reasons(addon))),
        (other @ ("CREATING" | "UPDATING" | "DELETING"), _) => Status::Pending(other.to_owned()),
        _ => Status::Ready,
    };
    let value = match phase {
        Phase::Deleted => told(addon, Set::default()),
        _ => told(addon, roles(cx, addon).await?),
    };
    Ok(Found::ready(value).tagged(tags(addon.tags.as_ref())).status(status))
}

/// The roles of its service accounts, of which the add-on tells ARNs alone. (EKS DescribePodIdentityAssociation)
async fn roles(cx: &Cx, addon: &types::Addon) -> Result<Set<PodIdentity>, Error> {
    let ids = addon.pod_identity_associations().iter().filter_map(|arn| arn.rsplit('/').next());
    let told = each(ids, 5, |id| async move {
        let call = eks(cx).describe_pod_identity_association().set_cluster_name(addon.cluster_name.clone());
        Ok::<_, Error>(there(call.association_id(id).send().await)?.and_then(|t| t.association))
    });
    let told = told.await.into_iter().collect::<Result<Vec<_>, _>>()?;
    let one = |a: types::PodIdentityAssociation| PodIdentity {
        role_arn: a.role_arn.unwrap_or_default(),
        service_account: a.service_account.unwrap_or_default(),
    };
    Ok(told.into_iter().flatten().map(one).collect())
}

fn reasons(addon: &types::Addon) -> String {
    let issues = addon.health.iter().flat_map(|h| h.issues());
    let one = |i: &types::AddonIssue| issue(i.code().map(|c| c.as_str()), i.message(), i.resource_ids());
    or_no_reason(issues.map(one).collect::<Vec<_>>().join("; "))
}

fn told(addon: &types::Addon, roles: Set<PodIdentity>) -> Addon {
    let cluster = addon.cluster_name.clone().unwrap_or_default();
    let name = addon.addon_name.clone().unwrap_or_default();
    Addon {
        id: key_of(&cluster, &name),
        addon_name: name,
        addon_version: addon.addon_version.clone(),
        arn: addon.addon_arn.clone().unwrap_or_default(),
        cluster_name: cluster,
        configuration_values: addon.configuration_values.clone(),
        created_at: time(addon.created_at.as_ref()),
        modified_at: time(addon.modified_at.as_ref()),
        pod_identity_association: roles,
        preserve: None,
        resolve_conflicts: None,
        resolve_conflicts_on_create: None,
        resolve_conflicts_on_update: None,
        service_account_role_arn: addon.service_account_role_arn.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for (version, good) in [
            ("v1.19.0-eksbuild.1", true),
            ("v1.19.0", true),
            ("1.19.0", false),
            ("v1.19", false),
            ("v01.1.1", false),
        ] {
            assert_eq!(addon_version(&Value::string(version)).is_ok(), good, "{version}");
        }
    }
}
