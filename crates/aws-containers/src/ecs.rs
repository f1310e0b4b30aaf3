//! What all ECS types share: the client, tags, clusters, and waiting for roles.

use crate::common::given;
use aws_sdk_ecs::types::{CapacityProviderStrategyItem, Cluster, ClusterField, Tag};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use provision_aws_core::share::together;
use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;

provision_aws_core::client!(
    /// The ECS client.
    ecs, aws_sdk_ecs, ["ecs"]
);

/// Clusters that one DescribeClusters call takes.
const CLUSTERS: usize = 100;

/// What ECS answers while a role, or its own service-linked role, is not known everywhere yet, and while a target group has no
/// load balancer yet.
const SOON: [&str; 4] = [
    "verify that the ECS service role being passed has the proper permissions",
    "Unable to assume the service linked role",
    "ECS was unable to assume the role",
    "does not have an associated load balancer",
];

/// Repeats a call while what it needs was just made and is not known to ECS yet.
pub async fn until_settled<T, E, F, Fut>(cx: &Cx, codes: &[&str], call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let soon = |e: &Error| {
        let refused = e.is(&["InvalidParameterException", "ClientException"]);
        e.is(codes) || (refused && SOON.iter().any(|text| e.message.contains(text)))
    };
    cx.retry(PROPAGATION * 2, soon, call).await
}

/// Tags as ECS tells them.
pub fn tags(told: Option<&[Tag]>) -> Tags {
    let pair = |t: &Tag| Some((t.key.clone()?, t.value.clone().unwrap_or_default()));
    told.into_iter().flatten().filter_map(pair).collect()
}

/// Tags as ECS takes them.
pub fn tag_list(tags: &Tags) -> Option<Vec<Tag>> {
    let tag = |(k, v): (&String, &String)| Tag::builder().key(k).value(v).build();
    given(&tags.iter().map(tag).collect::<Vec<_>>())
}

/// Changes tags: one call to set, one to remove, each only when there is something to do.
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        ecs(cx).untag_resource().resource_arn(arn).set_tag_keys(Some(diff.remove.clone())).send().await?;
    }
    if let Some(set) = tag_list(&diff.set) {
        ecs(cx).tag_resource().resource_arn(arn).set_tags(Some(set)).send().await?;
    }
    Ok(())
}

/// A cluster that is looked for, by its name or ARN.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Wanted(String);

/// The clusters of some names or ARNs, those that are there, by whichever of the two they were asked for; together with those that
/// are looked for elsewhere at the same time. (ECS DescribeClusters)
pub async fn clusters(
    cx: &Cx,
    wanted: impl Iterator<Item = String>,
) -> Result<HashMap<String, Cluster>, Error> {
    let wanted: BTreeSet<String> = wanted.collect();
    let all = together(cx, wanted.iter().cloned().map(Wanted), |wanted| described(cx, wanted)).await?;
    Ok(wanted.into_iter().filter_map(|key| Some((key.clone(), all.get(&key)?.clone()))).collect())
}

async fn described(cx: &Cx, wanted: BTreeSet<Wanted>) -> Result<Arc<HashMap<String, Cluster>>, Error> {
    let wanted: Vec<String> = wanted.into_iter().map(|cluster| cluster.0).collect();
    let mut found = HashMap::new();
    for some in wanted.chunks(CLUSTERS) {
        let call = ecs(cx).describe_clusters().set_clusters(Some(some.to_vec()));
        let fields = [ClusterField::Tags, ClusterField::Configurations, ClusterField::Settings];
        let told = call.set_include(Some(fields.to_vec())).send().await?;
        for cluster in told.clusters.unwrap_or_default() {
            if cluster.status.as_deref() == Some("INACTIVE") {
                continue;
            }
            let keys = [&cluster.cluster_arn, &cluster.cluster_name];
            found.extend(keys.into_iter().flatten().map(|key| (key.clone(), cluster.clone())));
        }
    }
    Ok(Arc::new(found))
}

/// Whether a cluster can be used.
pub fn cluster_status(cluster: &Cluster) -> Status {
    match cluster.attachments_status.as_deref() {
        Some("UPDATE_IN_PROGRESS") => Status::Pending("capacity providers are being attached".into()),
        _ => Status::of(cluster.status.as_deref().unwrap_or("ACTIVE"), &["ACTIVE"], &["FAILED"]),
    }
}

/// How much of the tasks a capacity provider takes.
#[derive(Nested, Clone, Default, PartialEq)]
pub struct StrategyItem {
    /// Tasks that it gets before the weights count.
    #[attr(optional, between(0, 100_000))]
    pub base: Option<i64>,
    /// Its name.
    #[attr(required)]
    pub capacity_provider: String,
    /// Its share of the rest.
    #[attr(optional, between(0, 1000))]
    pub weight: Option<i64>,
}

/// A strategy as ECS takes it.
pub fn strategy(items: &[StrategyItem]) -> Result<Vec<CapacityProviderStrategyItem>, Error> {
    let item = |i: &StrategyItem| {
        let call = CapacityProviderStrategyItem::builder().capacity_provider(&i.capacity_provider);
        Ok(call
            .base(crate::common::int(i.base).unwrap_or_default())
            .weight(crate::common::int(i.weight).unwrap_or_default())
            .build()?)
    };
    items.iter().map(item).collect()
}

/// A strategy as ECS tells it.
pub fn strategy_told(told: Option<&[CapacityProviderStrategyItem]>) -> Set<StrategyItem> {
    let item = |i: &CapacityProviderStrategyItem| StrategyItem {
        base: Some(i.base.into()),
        capacity_provider: i.capacity_provider.clone(),
        weight: Some(i.weight.into()),
    };
    told.into_iter().flatten().map(item).collect()
}
