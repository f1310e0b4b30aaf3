//! `data.aws_ecs_cluster`

use crate::ecs::{clusters, tags};
use crate::ecs_cluster::{ConnectDefaults, Setting, told_settings};
use aws_sdk_ecs::types;
use provision_aws_core::prelude::*;

/// A cluster by its name. (ECS DescribeClusters)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_ecs_cluster")]
pub struct ClusterData {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its name.
    #[attr(required)]
    pub cluster_name: String,
    /// Tasks that are being started.
    #[attr(computed)]
    pub pending_tasks_count: i64,
    /// Its instances.
    #[attr(computed)]
    pub registered_container_instances_count: i64,
    /// Tasks that run.
    #[attr(computed)]
    pub running_tasks_count: i64,
    /// What Service Connect uses where a service says nothing.
    #[attr(computed)]
    pub service_connect_defaults: Vec<ConnectDefaults>,
    /// Its settings.
    #[attr(computed)]
    pub setting: Set<Setting>,
    /// `ACTIVE`, or where it stands.
    #[attr(computed)]
    pub status: String,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
}

#[async_trait]
impl DataSource for ClusterData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let found = match clusters(cx, configs.iter().map(|c| c.cluster_name.clone())).await {
            Ok(found) => found,
            Err(e) => return configs.iter().map(|_| Err(e.clone())).collect(),
        };
        let one = |config: &Self| {
            let none = || {
                let message = format!("There is no ECS cluster \"{}\".", config.cluster_name);
                Error::new(Class::NotFound, message).help("Check the name, the account and the region.")
            };
            found.get(&config.cluster_name).map(told).ok_or_else(none)
        };
        configs.iter().map(one).collect()
    }
}

fn told(cluster: &types::Cluster) -> ClusterData {
    let arn = cluster.cluster_arn.clone().unwrap_or_default();
    let defaults = cluster.service_connect_defaults.iter().filter_map(|d| d.namespace.clone());
    ClusterData {
        id: arn.clone(),
        arn,
        cluster_name: cluster.cluster_name.clone().unwrap_or_default(),
        pending_tasks_count: cluster.pending_tasks_count.into(),
        registered_container_instances_count: cluster.registered_container_instances_count.into(),
        running_tasks_count: cluster.running_tasks_count.into(),
        service_connect_defaults: defaults.map(|namespace| ConnectDefaults { namespace }).collect(),
        setting: told_settings(cluster),
        status: cluster.status.clone().unwrap_or_default(),
        tags: tags(cluster.tags.as_deref()),
    }
}
