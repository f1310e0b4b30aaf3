//! `aws_eks_cluster`

use crate::common::{carries, text, word};
use crate::eks::{
    self, CLUSTER, cluster_name, deleted, eks, issue, or_no_reason, retag, tag_map, tags, there, time,
    until_settled,
};
use crate::eks_cluster_blocks::{
    Access, Authority, Compute, Encryption, Identity, KubernetesNetwork, Outpost, RemoteNetwork, Storage,
    Upgrades, Vpc, ZonalShift, enabled_logs, logging,
};
use crate::eks_cluster_update::update;
use aws_sdk_eks::types;
use provision_aws_core::prelude::*;
use provision_value::{Path, Step as Part};
use std::sync::Arc;
use std::time::Duration;

/// A Kubernetes control plane. (EKS CreateCluster, UpdateClusterConfig, UpdateClusterVersion, AssociateEncryptionConfig)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_eks_cluster", version = 1, tags, timeouts(create, update, delete), seconds(540, 180))]
pub struct Cluster {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Who may use it.
    #[block(list, max = 1, computed)]
    pub access_config: Option<Access>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// EKS puts its networking add-ons into it, without managing them.
    #[attr(optional, replace, default = true)]
    pub bootstrap_self_managed_addons: Option<bool>,
    /// The certificate by which it is known.
    #[attr(computed)]
    pub certificate_authority: Vec<Authority>,
    /// Its id on an Outpost.
    #[attr(computed, unset = "null")]
    pub cluster_id: Option<String>,
    /// Nodes that EKS Auto Mode runs.
    #[block(list, max = 1)]
    pub compute_config: Option<Compute>,
    /// When it was made.
    #[attr(computed)]
    pub created_at: String,
    /// The logs that go to CloudWatch.
    #[attr(optional, one_of("api", "audit", "authenticator", "controllerManager", "scheduler"))]
    pub enabled_cluster_log_types: Set<String>,
    /// The key that encrypts secrets.
    #[block(list, max = 1, conflicts("outpost_config"))]
    pub encryption_config: Option<Encryption>,
    /// The address of its API.
    #[attr(computed)]
    pub endpoint: String,
    /// A new version is taken although EKS found reasons against it.
    #[attr(optional, config_only)]
    pub force_update_version: Option<bool>,
    /// Who vouches for its service accounts.
    #[attr(computed)]
    pub identity: Vec<Identity>,
    /// Its services' addresses.
    #[block(list, max = 1, computed, conflicts("outpost_config"))]
    pub kubernetes_network_config: Option<KubernetesNetwork>,
    /// Its name.
    #[attr(required, replace, validate = cluster_name)]
    pub name: String,
    /// The Outpost that it runs on.
    #[block(
        list,
        max = 1,
        conflicts("encryption_config", "kubernetes_network_config", "remote_network_config")
    )]
    pub outpost_config: Option<Outpost>,
    /// Version of what EKS runs below Kubernetes.
    #[attr(computed)]
    pub platform_version: String,
    /// Networks of nodes that are not at AWS.
    #[block(list, max = 1, replace, conflicts("outpost_config"))]
    pub remote_network_config: Option<RemoteNetwork>,
    /// The role by which it calls AWS.
    #[attr(required, replace, arn)]
    pub role_arn: String,
    /// `ACTIVE`, or where it stands.
    #[attr(computed)]
    pub status: String,
    /// Volumes that EKS Auto Mode makes.
    #[block(list, max = 1)]
    pub storage_config: Option<Storage>,
    /// How long a version is supported.
    #[block(list, max = 1, computed)]
    pub upgrade_policy: Option<Upgrades>,
    /// Version of Kubernetes.
    #[attr(optional, computed)]
    pub version: Option<String>,
    /// Its networks.
    #[block(list, min = 1, max = 1)]
    pub vpc_config: Option<Vpc>,
    /// Traffic may be moved away from an impaired zone.
    #[block(list, max = 1)]
    pub zonal_shift_config: Option<ZonalShift>,
}

#[async_trait]
impl Resource for Cluster {
    const WAITS: Waits = Waits {
        every: Duration::from_secs(15),
        create: Duration::from_secs(30 * 60),
        update: Duration::from_secs(60 * 60),
        delete: Duration::from_secs(15 * 60),
        until_gone: true,
        ..Waits::QUICK
    };

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let count = |v: Value| v.as_seq().map_or(0, <[Value]>::len);
        // What is encrypted stays encrypted.
        if count(cx.before("encryption_config")) == 1 && count(cx.get("encryption_config")) == 0 {
            cx.force_replace("encryption_config");
        }
        let role = |config: Value| {
            let role =
                config.as_seq().and_then(<[Value]>::first).and_then(|c| c.get("node_role_arn").cloned());
            role.and_then(|r| r.as_str().map(str::to_owned)).unwrap_or_default()
        };
        let both = count(cx.before("compute_config")) == 1 && count(cx.get("compute_config")) == 1;
        let (before, after) = (role(cx.before("compute_config")), role(cx.get("compute_config")));
        if both && !before.is_empty() && before != after {
            let parts = [
                Part::Attr(Arc::from("compute_config")),
                Part::Index(0),
                Part::Attr(Arc::from("node_role_arn")),
            ];
            cx.replace.insert(Path(parts.into()));
        }
        auto_mode(cx)
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = eks(cx)
            .create_cluster()
            .client_request_token(step.short_token(32))
            .name(&planned.name)
            .role_arn(&planned.role_arn)
            .bootstrap_self_managed_addons(planned.bootstrap_self_managed_addons.unwrap_or(true))
            .logging(logging(&planned.enabled_cluster_log_types))
            .set_access_config(planned.access_config.as_ref().map(Access::request))
            .set_compute_config(planned.compute_config.as_ref().map(Compute::request))
            .set_encryption_config(planned.encryption_config.as_ref().map(|e| vec![e.request()]))
            .set_kubernetes_network_config(
                planned.kubernetes_network_config.as_ref().map(KubernetesNetwork::request),
            )
            .set_outpost_config(planned.outpost_config.as_ref().map(Outpost::request).transpose()?)
            .set_remote_network_config(planned.remote_network_config.as_ref().map(RemoteNetwork::request))
            .set_resources_vpc_config(planned.vpc_config.as_ref().map(Vpc::request))
            .set_storage_config(planned.storage_config.as_ref().map(Storage::request))
            .set_upgrade_policy(planned.upgrade_policy.as_ref().map(Upgrades::request))
            .set_version(text(&planned.version))
            .set_zonal_shift_config(planned.zonal_shift_config.as_ref().map(ZonalShift::request))
            .set_tags(tag_map(&step.tags));
        let made = until_settled(cx, || call.clone().send()).await?;
        Created::new(made.cluster.and_then(|c| c.name))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async { Ok(describe(cx, &req.key).await?.map(|c| found(&c, req))) }).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        update(cx, change, step).await?;
        retag(cx, &change.to.arn, &change.tags).await
    }

    /// EKS refuses while node groups and Fargate profiles are in it, and while it is busy with it: both end.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        deleted(eks(cx).delete_cluster().name(&prior.id).send().await)
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = describe(cx, &planned.name).await?;
        let ours = |c: &types::Cluster| intent.absent || carries(intent, &tags(c.tags.as_ref()));
        Ok(found.filter(ours).and_then(|c| c.name))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }

    /// Version 0 did not hold whether EKS puts its add-ons into a new cluster; it did.
    fn upgrade(_: u64, mut attributes: serde_json::Value) -> Result<serde_json::Value, Error> {
        if let Some(object) = attributes.as_object_mut() {
            object.entry("bootstrap_self_managed_addons").or_insert(true.into());
        }
        Ok(attributes)
    }
}

/// EKS Auto Mode has three switches, which only go together.
fn auto_mode(cx: &PlanCx<'_>) -> Result<(), Diagnostics> {
    let names = ["compute_config", "kubernetes_network_config", "storage_config"];
    let all_known = names.iter().all(|n| cx.get(n).is_wholly_known() || *n == "kubernetes_network_config");
    if !all_known || !(cx.is_create() || names.iter().any(|n| has_change(cx, n))) {
        return Ok(());
    }
    let switch = |v: Option<&Value>| v.and_then(|v| v.get("enabled")).and_then(Value::as_bool) == Some(true);
    let first = |v: &Value| v.as_seq().and_then(<[Value]>::first).cloned();
    let inner = |block: &str, name: &str| first(&cx.get(block)).and_then(|b| b.get(name).and_then(first));
    let balancing = inner("kubernetes_network_config", "elastic_load_balancing");
    let switches = [
        switch(first(&cx.get("compute_config")).as_ref()),
        switch(balancing.as_ref()),
        switch(inner("storage_config", "block_storage").as_ref()),
    ];
    if switches.iter().all(|s| *s == switches[0]) {
        return Ok(());
    }
    let detail = "EKS Auto Mode has three switches, and they are not all on or all off.";
    let help = "Set `compute_config.enabled`, `kubernetes_network_config.elastic_load_balancing.enabled` and \
                `storage_config.block_storage.enabled` alike.";
    Err(Diagnostic::error("Half of EKS Auto Mode", detail).help(help).into())
}

/// A cluster by its name, where it is there.
pub(crate) async fn describe(cx: &Cx, name: &str) -> Result<Option<types::Cluster>, Error> {
    Ok(there(eks(cx).describe_cluster().name(name).send().await)?.and_then(|t| t.cluster))
}

fn found(cluster: &types::Cluster, req: &Req<Cluster>) -> Found<Cluster> {
    let status = match cluster.status.as_ref().map_or("ACTIVE", |s| s.as_str()) {
        "ACTIVE" => Status::Ready,
        "FAILED" => Status::Failed(reasons(cluster)),
        other => Status::Pending(other.to_owned()),
    };
    Found::ready(told(cluster, &req.prior)).tagged(tags(cluster.tags.as_ref())).status(status)
}

fn reasons(cluster: &types::Cluster) -> String {
    let issues = cluster.health.iter().flat_map(|h| h.issues());
    let one = |i: &types::ClusterIssue| issue(i.code().map(|c| c.as_str()), i.message(), i.resource_ids());
    or_no_reason(issues.map(one).collect::<Vec<_>>().join("; "))
}

fn told(cluster: &types::Cluster, prior: &Cluster) -> Cluster {
    let outpost = cluster.outpost_config.as_ref();
    // Neither is ever told. Who makes a cluster may do everything in it where no block says otherwise.
    let admin = prior.access_config.as_ref().is_none_or(Access::is_open);
    Cluster {
        id: cluster.name.clone().unwrap_or_default(),
        access_config: cluster.access_config.as_ref().map(|a| Access::told(a, admin)),
        arn: cluster.arn.clone().unwrap_or_default(),
        bootstrap_self_managed_addons: prior.bootstrap_self_managed_addons.or(Some(true)),
        certificate_authority: Authority::told(cluster),
        cluster_id: cluster.id.clone().filter(|_| outpost.is_some()),
        compute_config: cluster.compute_config.as_ref().map(Compute::told),
        created_at: time(cluster.created_at.as_ref()),
        enabled_cluster_log_types: enabled_logs(cluster),
        encryption_config: cluster.encryption_config().first().map(Encryption::told),
        endpoint: cluster.endpoint.clone().unwrap_or_default(),
        force_update_version: None,
        identity: Identity::told(cluster),
        kubernetes_network_config: cluster.kubernetes_network_config.as_ref().map(KubernetesNetwork::told),
        name: cluster.name.clone().unwrap_or_default(),
        outpost_config: outpost.map(Outpost::told),
        platform_version: cluster.platform_version.clone().unwrap_or_default(),
        remote_network_config: cluster.remote_network_config.as_ref().map(RemoteNetwork::told),
        role_arn: cluster.role_arn.clone().unwrap_or_default(),
        status: word(cluster.status()).unwrap_or_default(),
        storage_config: cluster.storage_config.as_ref().map(Storage::told),
        upgrade_policy: cluster.upgrade_policy.as_ref().map(Upgrades::told),
        version: cluster.version.clone(),
        vpc_config: cluster.resources_vpc_config.as_ref().map(Vpc::told),
        zonal_shift_config: cluster.zonal_shift_config.as_ref().map(ZonalShift::told),
    }
}

/// The cluster as the parent of what lies in it.
pub(crate) fn parent(cluster: &str) -> Option<(&'static str, Key)> {
    Some((CLUSTER, cluster.to_owned()))
}

/// The update of a cluster.
pub(crate) fn of(name: &str) -> eks::Of<'_> {
    eks::Of { cluster: name, ..eks::Of::default() }
}
