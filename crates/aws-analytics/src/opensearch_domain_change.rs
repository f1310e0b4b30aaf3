//! How an `aws_opensearch_domain` is changed: one call for its settings, one for its version.

use crate::opensearch::{LOOK, opensearch, until_settled};
use crate::opensearch_cluster::{Cluster, Volumes};
use crate::opensearch_domain::{Domain, between, is_elasticsearch_since, options, snapshots, updates};
use crate::opensearch_domain_blocks::{
    AtRest, AutoTune, Cognito, Endpoint, Network, OffPeak, Security, logs,
};
use aws_sdk_opensearch::types::{ClusterConfig, UpgradeStatus};
use provision_aws_core::cx::too_long;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::choice;
use tokio::time::Instant;

/// What UpdateDomainConfig does not take.
const BESIDE: [&str; 3] = ["engine_version", "tags", "tags_all"];

/// Changes settings, those that differ; whether there were any. (OpenSearch UpdateDomainConfig)
pub async fn changed(cx: &Cx, change: &Change<'_, Domain>) -> Result<bool, Error> {
    let (from, to) = (change.from, change.to);
    if change.names.iter().all(|n| BESIDE.contains(&n.as_str())) {
        return Ok(false);
    }
    let nodes = change.changed("cluster_config");
    let cluster = to.cluster_config.as_ref().filter(|_| nodes).map(|c| cluster(c, to)).transpose()?;
    // Nodes are changed together with their volumes.
    let volumes = to.ebs_options.as_ref().filter(|_| nodes || change.changed("ebs_options"));
    let security = to.advanced_security_options.as_ref();
    let tune = to.auto_tune_options.as_ref().filter(|_| change.changed("auto_tune_options"));
    let endpoint = to.domain_endpoint_options.as_ref();
    let at_rest = to.encrypt_at_rest.as_ref().filter(|_| change.changed("encrypt_at_rest"));
    let inside = to.node_to_node_encryption.as_ref();
    let quiet = to.off_peak_window_options.as_ref();
    let hour = to.snapshot_options.as_ref().filter(|_| change.changed("snapshot_options"));
    let software = to.software_update_options.as_ref();
    let network = to.vpc_options.as_ref().filter(|_| change.changed("vpc_options"));
    let mut call = opensearch(cx)
        .update_domain_config()
        .domain_name(&to.domain_name)
        .set_advanced_security_options(
            security.filter(|_| change.changed("advanced_security_options")).map(Security::request),
        )
        .set_auto_tune_options(tune.map(AutoTune::request).transpose()?)
        .set_cluster_config(cluster)
        .set_domain_endpoint_options(
            endpoint.filter(|_| change.changed("domain_endpoint_options")).map(Endpoint::request),
        )
        .set_ebs_options(volumes.map(Volumes::request))
        .set_encryption_at_rest_options(at_rest.map(AtRest::request))
        .set_node_to_node_encryption_options(
            inside.filter(|_| change.changed("node_to_node_encryption")).map(between),
        )
        .set_off_peak_window_options(
            quiet.filter(|_| change.changed("off_peak_window_options")).map(OffPeak::request),
        )
        .set_snapshot_options(hour.map(snapshots))
        .set_software_update_options(
            software.filter(|_| change.changed("software_update_options")).map(updates),
        )
        .set_vpc_options(network.map(Network::request));
    if change.changed("access_policies") {
        call = call.access_policies(to.access_policies.clone().unwrap_or_default());
    }
    if change.changed("advanced_options") {
        call = call.set_advanced_options(options(&to.advanced_options));
    }
    if change.changed("cognito_options") {
        call = call.cognito_options(Cognito::request(to.cognito_options.as_ref()));
    }
    if change.changed("ip_address_type") {
        call = call.set_ip_address_type(choice(&to.ip_address_type));
    }
    if change.changed("log_publishing_options") {
        let logs = logs(&from.log_publishing_options, &to.log_publishing_options);
        call = call.set_log_publishing_options(Some(logs));
    }
    until_settled(cx, || call.clone().send()).await?;
    Ok(true)
}

/// The nodes; an Elasticsearch before 7.9 knows no cold storage, not even that there is none.
fn cluster(cluster: &Cluster, to: &Domain) -> Result<ClusterConfig, Error> {
    let version = to.engine_version.as_deref().unwrap_or_default();
    let old = version.starts_with("Elasticsearch_") && !is_elasticsearch_since(version, (7, 9));
    let cold = cluster.cold_storage_options.clone().filter(|_| !old);
    Cluster { cold_storage_options: cold, ..cluster.clone() }.request()
}

/// Brings a domain to another version, where it can be brought there, and waits until it is. (OpenSearch GetCompatibleVersions,
/// UpgradeDomain, GetUpgradeStatus)
pub async fn upgrade(cx: &Cx, step: &Step, name: &str, version: &str) -> Result<(), Error> {
    let told = opensearch(cx).get_compatible_versions().domain_name(name).send().await?;
    let versions: Vec<String> = told
        .compatible_versions
        .unwrap_or_default()
        .into_iter()
        .flat_map(|from| from.target_versions.unwrap_or_default())
        .collect();
    if !versions.iter().any(|one| one == version) {
        let message = format!("The domain {name} cannot be brought to `engine_version` {version} as it is.");
        let help = match versions.is_empty() {
            true => "Replace it: plan with -replace and its address.".to_owned(),
            false => format!(
                "It can be brought to {}. Take one of these first, or replace it: plan with -replace and its address.",
                versions.join(", ")
            ),
        };
        return Err(Error::new(Class::Validation, message).help(help));
    }
    let call = opensearch(cx).upgrade_domain().domain_name(name).target_version(version);
    until_settled(cx, || call.clone().send()).await?;
    let start = Instant::now();
    loop {
        cx.tick(LOOK).await;
        let told = opensearch(cx).get_upgrade_status().domain_name(name).send().await?;
        match told.step_status {
            Some(UpgradeStatus::Succeeded | UpgradeStatus::SucceededWithIssues) => return Ok(()),
            Some(UpgradeStatus::Failed) => {
                let what = told.upgrade_name.unwrap_or_else(|| version.to_owned());
                let message = format!("The upgrade of the domain {name} failed at AWS: {what}.");
                let help = "The domain's upgrade history in the console says why.";
                return Err(Error::new(Class::Other, message).help(help));
            }
            told if start.elapsed() > cx.scaled(step.limit()) => {
                let last = told.map(|s| s.as_str().to_owned()).unwrap_or_default();
                return Err(too_long(&format!("The upgrade of {name}"), step.limit(), &last));
            }
            _ => step.progress(&format!("waiting for {name}: it is being upgraded to {version}")),
        }
    }
}
