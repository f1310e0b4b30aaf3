//! How `aws_eks_cluster` is changed: one kind of change after the other, since EKS takes one at a time.

use crate::common::{choice, text};
use crate::eks::{carry_out, eks};
use crate::eks_cluster::{Cluster, of};
use crate::eks_cluster_blocks::{Encryption, Switch, Upgrades, Vpc, ZonalShift, logging};
use aws_sdk_eks::operation::update_cluster_config::builders::UpdateClusterConfigFluentBuilder as Config;
use aws_sdk_eks::types;
use provision_aws_core::prelude::*;

/// Carries out what differs, the version first.
pub async fn update(cx: &Cx, change: &Change<'_, Cluster>, step: &Step) -> Result<(), Error> {
    let to = change.to;
    if change.changed("version") {
        upgrade(cx, to, step).await?;
    }
    if change.changed("access_config") {
        let mode = to.access_config.as_ref().and_then(|a| choice(&a.authentication_mode));
        let access = types::UpdateAccessConfigRequest::builder();
        let access = access.set_authentication_mode(mode).build();
        configure(cx, to, step, |call| call.access_config(access.clone())).await?;
    }
    if change.any(&["compute_config", "kubernetes_network_config", "storage_config"]) {
        auto_mode(cx, change, step).await?;
    }
    if change.changed("encryption_config") {
        encrypt(cx, change, step).await?;
    }
    if change.changed("enabled_cluster_log_types") {
        let logs = logging(&to.enabled_cluster_log_types);
        configure(cx, to, step, |call| call.logging(logs.clone())).await?;
    }
    if change.changed("upgrade_policy") {
        let policy = to.upgrade_policy.as_ref().map(Upgrades::request);
        configure(cx, to, step, |call| call.set_upgrade_policy(policy.clone())).await?;
    }
    if change.changed("vpc_config") {
        networks(cx, change, step).await?;
    }
    if change.changed("zonal_shift_config") {
        // Without the block, traffic stays where it is.
        let off = ZonalShift { enabled: Some(false) };
        let shift = to.zonal_shift_config.as_ref().unwrap_or(&off).request();
        configure(cx, to, step, |call| call.zonal_shift_config(shift.clone())).await?;
    }
    Ok(())
}

/// One change by UpdateClusterConfig, and the end of it.
async fn configure(cx: &Cx, to: &Cluster, step: &Step, say: impl Fn(Config) -> Config) -> Result<(), Error> {
    let call = say(eks(cx).update_cluster_config().name(&to.id));
    let send = || async { Ok(call.clone().send().await?.update) };
    carry_out(cx, step, of(&to.id), send).await
}

async fn upgrade(cx: &Cx, to: &Cluster, step: &Step) -> Result<(), Error> {
    let force = to.force_update_version.unwrap_or_default();
    let call = eks(cx).update_cluster_version().name(&to.id).set_version(text(&to.version)).force(force);
    let send = || async { Ok(call.clone().send().await?.update) };
    carry_out(cx, step, of(&to.id), send).await
}

/// The three switches of EKS Auto Mode go in one call; a block that is gone means off.
async fn auto_mode(cx: &Cx, change: &Change<'_, Cluster>, step: &Step) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    let balancing =
        |c: &Cluster| c.kubernetes_network_config.as_ref().and_then(|n| n.elastic_load_balancing.clone());
    let switches = |c: &Cluster| {
        let storage = c.storage_config.as_ref().and_then(|s| s.block_storage.clone());
        [c.compute_config.as_ref().and_then(|c| c.enabled), on(balancing(c)), on(storage)]
    };
    let nodes = |c: &Cluster| {
        let compute = c.compute_config.clone().unwrap_or_default();
        let mut pools = compute.node_pools.to_vec();
        pools.sort();
        (pools, text(&compute.node_role_arn))
    };
    let plain = |c: &Cluster| switches(c).map(Option::unwrap_or_default);
    if plain(from) == plain(to) && nodes(from) == nodes(to) {
        return Ok(());
    }
    let mut compute = to.compute_config.clone().unwrap_or_default();
    compute.enabled = Some(compute.enabled.unwrap_or_default());
    let [_, balancing, storage] = plain(to);
    let network = types::ElasticLoadBalancing::builder().enabled(balancing).build();
    let network = types::KubernetesNetworkConfigRequest::builder().elastic_load_balancing(network).build();
    let storage = types::BlockStorage::builder().enabled(storage).build();
    let storage = types::StorageConfigRequest::builder().block_storage(storage).build();
    let say = |call: Config| {
        call.compute_config(compute.request())
            .kubernetes_network_config(network.clone())
            .storage_config(storage.clone())
    };
    configure(cx, to, step, say).await
}

fn on(switch: Option<Switch>) -> Option<bool> {
    switch.and_then(|s| s.enabled)
}

/// Encryption can be begun, and never changed.
async fn encrypt(cx: &Cx, change: &Change<'_, Cluster>, step: &Step) -> Result<(), Error> {
    let to = change.to;
    let config: Vec<_> = to.encryption_config.iter().map(Encryption::request).collect();
    if change.from.encryption_config.is_some() {
        let message = "AWS never changes how the secrets of a cluster are encrypted: `encryption_config` cannot be \
                       carried out in place.";
        return Err(Error::new(Class::Validation, message)
            .help("Put `encryption_config` back, or make a new cluster with `--replace`."));
    }
    let call = eks(cx).associate_encryption_config().cluster_name(&to.id).set_encryption_config(Some(config));
    let send = || async { Ok(call.clone().send().await?.update) };
    carry_out(cx, step, of(&to.id), send).await
}

/// Endpoints, subnets and security groups: a call each.
async fn networks(cx: &Cx, change: &Change<'_, Cluster>, step: &Step) -> Result<(), Error> {
    let (from, to) = (
        change.from.vpc_config.clone().unwrap_or_default(),
        change.to.vpc_config.clone().unwrap_or_default(),
    );
    for part in Vpc::differences(&from, &to) {
        configure(cx, change.to, step, |call| call.resources_vpc_config(part.clone())).await?;
    }
    Ok(())
}
