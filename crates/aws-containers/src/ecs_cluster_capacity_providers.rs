//! `aws_ecs_cluster_capacity_providers`

use crate::ecs::{StrategyItem, cluster_status, clusters, ecs, strategy, strategy_told};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;

/// The capacity providers of a cluster, all of them, and which of them tasks take. (ECS PutClusterCapacityProviders)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_ecs_cluster_capacity_providers",
    seconds(11, 11),
    not_found = "ClusterNotFoundException"
)]
pub struct ClusterCapacityProviders {
    /// The cluster's name.
    #[attr(id)]
    pub id: String,
    /// Names of capacity providers; `FARGATE` and `FARGATE_SPOT` are AWS's own.
    #[attr(optional)]
    pub capacity_providers: Set<String>,
    /// The cluster's name.
    #[attr(required, replace, length(1, 255), validate = crate::ecs_cluster::cluster_name)]
    pub cluster_name: String,
    /// What tasks take that name neither a strategy nor a launch type.
    #[block(set)]
    pub default_capacity_provider_strategy: Set<DefaultItem>,
}

/// How much of the tasks a capacity provider takes.
#[derive(Nested, Clone, Default)]
pub struct DefaultItem {
    /// Tasks that it gets before the weights count.
    #[attr(optional, default = 0, between(0, 100_000))]
    pub base: Option<i64>,
    /// Its name.
    #[attr(required)]
    pub capacity_provider: String,
    /// Its share of the rest.
    #[attr(optional, default = 0, between(0, 1000))]
    pub weight: Option<i64>,
}

#[async_trait]
impl Resource for ClusterCapacityProviders {
    const LOST: Lost = Lost::Repeat;

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        put(cx, planned, &planned.cluster_name).await?;
        Created::new(Some(planned.cluster_name.clone()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = clusters(cx, reqs.iter().map(|r| r.key.clone())).await;
        let told = |(key, cluster): (Key, aws_sdk_ecs::types::Cluster)| {
            let items = strategy_told(cluster.default_capacity_provider_strategy.as_deref());
            let item = |i: &StrategyItem| DefaultItem {
                base: i.base,
                capacity_provider: i.capacity_provider.clone(),
                weight: i.weight,
            };
            let value = ClusterCapacityProviders {
                id: key.clone(),
                capacity_providers: cluster.capacity_providers().iter().cloned().collect(),
                cluster_name: cluster.cluster_name.clone().unwrap_or_default(),
                default_capacity_provider_strategy: items.iter().map(item).collect(),
            };
            (key, Found::ready(value).status(cluster_status(&cluster)))
        };
        answers(reqs, found.map(|all| all.into_iter().map(told).collect()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        put(cx, change.to, &change.to.id).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        put(cx, &Self::default(), &prior.id).await
    }

    /// Putting is idempotent: what a lost call has put is put once more.
    async fn locate(_: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        Ok(intent.is_of_any_run().then(|| planned.cluster_name.clone()))
    }
}

/// Puts them, and again while the cluster or one of its capacity providers is being changed, or still used.
async fn put(cx: &Cx, wanted: &ClusterCapacityProviders, cluster: &str) -> Result<(), Error> {
    let item = |i: &DefaultItem| StrategyItem {
        base: i.base,
        capacity_provider: i.capacity_provider.clone(),
        weight: i.weight,
    };
    let items: Vec<StrategyItem> = wanted.default_capacity_provider_strategy.iter().map(item).collect();
    let call = ecs(cx)
        .put_cluster_capacity_providers()
        .cluster(cluster)
        .set_capacity_providers(Some(wanted.capacity_providers.to_vec()))
        .set_default_capacity_provider_strategy(Some(strategy(&items)?));
    let busy = |e: &Error| {
        let inactive = e.is(&["ClientException"]) && e.message.contains("Cluster was not ACTIVE");
        inactive || e.is(&["ResourceInUseException", "UpdateInProgressException"])
    };
    cx.retry(PROPAGATION * 5, busy, || call.clone().send()).await?;
    Ok(())
}
