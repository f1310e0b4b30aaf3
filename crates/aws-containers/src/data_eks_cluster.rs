//! `data.aws_eks_cluster`

use crate::common::word;
use crate::eks::{cluster_name, tags, time};
use crate::eks_cluster::describe;
use crate::eks_cluster_blocks::{
    Access, Authority, Compute, Identity, KubernetesNetwork, Outpost, RemoteNetwork, Storage, Upgrades, Vpc,
    ZonalShift, enabled_logs,
};
use aws_sdk_eks::types;
use provision_aws_core::prelude::*;

/// A cluster by its name. (EKS DescribeCluster)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_eks_cluster")]
pub struct ClusterData {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Who may use it.
    #[attr(computed)]
    pub access_config: Vec<Access>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The certificate by which it is known.
    #[attr(computed)]
    pub certificate_authority: Vec<Authority>,
    /// Its id on an Outpost.
    #[attr(computed, unset = "null")]
    pub cluster_id: Option<String>,
    /// Nodes that EKS Auto Mode runs.
    #[attr(computed)]
    pub compute_config: Vec<Compute>,
    /// When it was made.
    #[attr(computed)]
    pub created_at: String,
    /// The logs that go to CloudWatch.
    #[attr(computed)]
    pub enabled_cluster_log_types: Set<String>,
    /// The address of its API.
    #[attr(computed)]
    pub endpoint: String,
    /// Who vouches for its service accounts.
    #[attr(computed)]
    pub identity: Vec<Identity>,
    /// Its services' addresses.
    #[attr(computed)]
    pub kubernetes_network_config: Vec<KubernetesNetwork>,
    /// Its name.
    #[attr(required, validate = cluster_name)]
    pub name: String,
    /// The Outpost that it runs on.
    #[attr(computed)]
    pub outpost_config: Vec<Outpost>,
    /// Version of what EKS runs below Kubernetes.
    #[attr(computed)]
    pub platform_version: String,
    /// Networks of nodes that are not at AWS.
    #[attr(computed)]
    pub remote_network_config: Vec<RemoteNetwork>,
    /// The role by which it calls AWS.
    #[attr(computed)]
    pub role_arn: String,
    /// `ACTIVE`, or where it stands.
    #[attr(computed)]
    pub status: String,
    /// Volumes that EKS Auto Mode makes.
    #[attr(computed)]
    pub storage_config: Vec<Storage>,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
    /// How long its version is supported.
    #[attr(computed)]
    pub upgrade_policy: Vec<Upgrades>,
    /// Version of Kubernetes.
    #[attr(computed)]
    pub version: String,
    /// Its networks.
    #[attr(computed)]
    pub vpc_config: Vec<Vpc>,
    /// Traffic may be moved away from an impaired zone.
    #[attr(computed)]
    pub zonal_shift_config: Vec<ZonalShift>,
}

#[async_trait]
impl DataSource for ClusterData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| async {
            let none = || {
                let message = format!("There is no EKS cluster \"{}\".", config.name);
                Error::new(Class::NotFound, message).help("Check the name, the account and the region.")
            };
            describe(cx, &config.name).await?.as_ref().map(told).ok_or_else(none)
        })
        .await
    }
}

fn told(cluster: &types::Cluster) -> ClusterData {
    let own = |v: Option<&str>| v.unwrap_or_default().to_owned();
    let outpost = cluster.outpost_config.as_ref();
    ClusterData {
        id: own(cluster.name()),
        access_config: cluster.access_config.iter().map(|a| Access::told(a, true)).collect(),
        arn: own(cluster.arn()),
        certificate_authority: Authority::told(cluster),
        cluster_id: cluster.id.clone().filter(|_| outpost.is_some()),
        compute_config: cluster.compute_config.iter().map(Compute::told).collect(),
        created_at: time(cluster.created_at.as_ref()),
        enabled_cluster_log_types: enabled_logs(cluster),
        endpoint: own(cluster.endpoint()),
        identity: Identity::told(cluster),
        kubernetes_network_config: cluster
            .kubernetes_network_config
            .iter()
            .map(KubernetesNetwork::told)
            .collect(),
        name: own(cluster.name()),
        outpost_config: outpost.into_iter().map(Outpost::told).collect(),
        platform_version: own(cluster.platform_version()),
        remote_network_config: cluster.remote_network_config.iter().map(RemoteNetwork::told).collect(),
        role_arn: own(cluster.role_arn()),
        status: word(cluster.status()).unwrap_or_default(),
        storage_config: cluster.storage_config.iter().map(Storage::told).collect(),
        tags: tags(cluster.tags.as_ref()),
        upgrade_policy: cluster.upgrade_policy.iter().map(Upgrades::told).collect(),
        version: own(cluster.version()),
        vpc_config: cluster.resources_vpc_config.iter().map(Vpc::told).collect(),
        zonal_shift_config: cluster.zonal_shift_config.iter().map(ZonalShift::told).collect(),
    }
}
