//! `aws_eks_node_group`

use crate::common::{carries, choice, given, int, long, positive, text, word};
use crate::eks::{
    Of, carry_out, cluster_name, deleted, eks, issue, or_no_reason, parts_of, retag, tag_map, tags, there,
    until_settled,
};
use crate::eks_cluster::parent;
use crate::eks_node_group_blocks::{
    RemoteAccess, Repair, Resources, Scaling, Taint, Template, UpdateConfig, labels_to_change,
    taints_to_change,
};
use aws_sdk_eks::types;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// Instances that EKS makes nodes of a cluster. (EKS CreateNodegroup, UpdateNodegroupConfig, UpdateNodegroupVersion)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_eks_node_group", tags, timeouts(create, update, delete), seconds(150, 300))]
pub struct NodeGroup {
    /// The cluster's name, a colon and its own.
    #[attr(id)]
    pub id: String,
    /// The kind of image (`AL2023_x86_64_STANDARD`).
    #[attr(optional, computed, replace)]
    pub ami_type: Option<String>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// How its instances are bought: `ON_DEMAND`, `SPOT` or `CAPACITY_BLOCK`.
    #[attr(optional, computed, replace, one_of("CAPACITY_BLOCK", "ON_DEMAND", "SPOT"))]
    pub capacity_type: Option<String>,
    /// The cluster's name.
    #[attr(required, replace, validate = cluster_name)]
    pub cluster_name: String,
    /// Size of the instances' disks in GiB.
    #[attr(optional, computed, replace)]
    pub disk_size: Option<i64>,
    /// A new version is taken although pods cannot be moved.
    #[attr(optional, config_only)]
    pub force_update_version: Option<bool>,
    /// Types of its instances.
    #[attr(optional, computed, replace)]
    pub instance_types: Vec<String>,
    /// Labels of its nodes.
    #[attr(optional)]
    pub labels: BTreeMap<String, String>,
    /// What its instances are launched from.
    #[block(list, max = 1)]
    pub launch_template: Option<Template>,
    /// Its name.
    #[attr(optional, computed, replace, length(0, 63), conflicts("node_group_name_prefix"))]
    pub node_group_name: Option<String>,
    /// What its name begins with.
    #[attr(optional, computed, replace, length(0, 37), conflicts("node_group_name"))]
    pub node_group_name_prefix: Option<String>,
    /// Nodes that ail are replaced.
    #[block(list, max = 1, computed)]
    pub node_repair_config: Option<Repair>,
    /// The role of its nodes.
    #[attr(required, replace)]
    pub node_role_arn: String,
    /// Version of the image.
    #[attr(optional, computed)]
    pub release_version: Option<String>,
    /// Who may log in to its nodes.
    #[block(list, max = 1, replace)]
    pub remote_access: Option<RemoteAccess>,
    /// What EKS made for it.
    #[attr(computed)]
    pub resources: Vec<Resources>,
    /// How many nodes it has.
    #[block(list, min = 1, max = 1)]
    pub scaling_config: Option<Scaling>,
    /// `ACTIVE`, or where it stands.
    #[attr(computed)]
    pub status: String,
    /// Where its nodes are put.
    #[attr(required, replace)]
    pub subnet_ids: Set<String>,
    /// What keeps pods away from its nodes.
    #[block(set, max = 50)]
    pub taint: Set<Taint>,
    /// How many nodes may be missing during an update.
    #[block(list, max = 1, computed)]
    pub update_config: Option<UpdateConfig>,
    /// Version of Kubernetes.
    #[attr(optional, computed)]
    pub version: Option<String>,
}

#[async_trait]
impl Resource for NodeGroup {
    const WAITS: Waits = Waits {
        every: Duration::from_secs(15),
        create: Duration::from_secs(60 * 60),
        update: Duration::from_secs(60 * 60),
        delete: Duration::from_secs(60 * 60),
        until_gone: true,
        ..Waits::QUICK
    };

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let name = name_of(&planned.node_group_name, &planned.node_group_name_prefix, &step.token);
        let call = eks(cx)
            .create_nodegroup()
            .client_request_token(step.short_token(32))
            .cluster_name(&planned.cluster_name)
            .nodegroup_name(&name)
            .node_role(&planned.node_role_arn)
            .set_ami_type(choice(&planned.ami_type))
            .set_capacity_type(choice(&planned.capacity_type))
            .set_disk_size(positive(planned.disk_size))
            .set_instance_types(given(&planned.instance_types))
            .set_labels(tag_map(&planned.labels))
            .set_launch_template(planned.launch_template.as_ref().map(Template::request))
            .set_node_repair_config(planned.node_repair_config.as_ref().map(Repair::request))
            .set_release_version(text(&planned.release_version))
            .set_remote_access(planned.remote_access.as_ref().map(RemoteAccess::request))
            .set_scaling_config(planned.scaling_config.as_ref().map(Scaling::request))
            .set_subnets(given(&planned.subnet_ids))
            .set_taints(given(&planned.taint.iter().map(Taint::request).collect::<Vec<_>>()))
            .set_update_config(planned.update_config.as_ref().map(UpdateConfig::request))
            .set_version(text(&planned.version))
            .set_tags(tag_map(&step.tags));
        until_settled(cx, || call.clone().send()).await?;
        Created::new(Some(format!("{}:{name}", planned.cluster_name)))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            let (cluster, name) = parts_of(&req.key, FORM)?;
            Ok(describe(cx, &cluster, &name).await?.map(|g| found(&g, req.phase)))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let name = change.to.node_group_name.clone().unwrap_or_default();
        let of = Of { cluster: &change.to.cluster_name, node_group: Some(&name), ..Of::default() };
        if change.any(&["launch_template", "release_version", "version"]) {
            upgrade(cx, change, step, of).await?;
        }
        if change.any(&["labels", "node_repair_config", "scaling_config", "taint", "update_config"]) {
            configure(cx, change, step, of).await?;
        }
        retag(cx, &change.to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (cluster, name) = parts_of(&prior.id, FORM)?;
        deleted(eks(cx).delete_nodegroup().cluster_name(cluster).nodegroup_name(name).send().await)
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.node_group_name, &planned.node_group_name_prefix, &intent.token);
        let found = describe(cx, &planned.cluster_name, &name).await?;
        let ours = |g: &types::Nodegroup| intent.absent || carries(intent, &tags(g.tags.as_ref()));
        Ok(found.filter(ours).map(|_| format!("{}:{name}", planned.cluster_name)))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.node_group_name).map(|name| format!("{}:{name}", self.cluster_name))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        parent(&self.cluster_name)
    }
}

const FORM: &str = "CLUSTER:NODE_GROUP";

/// A new image, template or version: nodes are replaced one after the other.
async fn upgrade(cx: &Cx, change: &Change<'_, NodeGroup>, step: &Step, of: Of<'_>) -> Result<(), Error> {
    let to = change.to;
    let call = eks(cx)
        .update_nodegroup_version()
        .client_request_token(step.short_token(32))
        .cluster_name(of.cluster)
        .set_nodegroup_name(of.node_group.map(str::to_owned))
        .force(to.force_update_version.unwrap_or_default())
        .set_launch_template(to.launch_template.as_ref().map(Template::request))
        .set_release_version(text(&to.release_version).filter(|_| change.changed("release_version")))
        .set_version(text(&to.version).filter(|_| change.changed("version")));
    carry_out(cx, step, of, || async { Ok(call.clone().send().await?.update) }).await
}

/// Everything that leaves nodes as they are.
async fn configure(cx: &Cx, change: &Change<'_, NodeGroup>, step: &Step, of: Of<'_>) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    let mut call = eks(cx)
        .update_nodegroup_config()
        .cluster_name(of.cluster)
        .set_nodegroup_name(of.node_group.map(str::to_owned))
        .set_labels(labels_to_change(&from.labels, &to.labels))
        .set_taints(taints_to_change(&from.taint, &to.taint));
    if change.changed("node_repair_config") {
        call = call.set_node_repair_config(to.node_repair_config.as_ref().map(Repair::request));
    }
    if change.changed("scaling_config") {
        call = call.set_scaling_config(to.scaling_config.as_ref().map(Scaling::request));
    }
    if change.changed("update_config") {
        call = call.set_update_config(to.update_config.as_ref().map(UpdateConfig::request));
    }
    carry_out(cx, step, of, || async { Ok(call.clone().send().await?.update) }).await
}

async fn describe(cx: &Cx, cluster: &str, name: &str) -> Result<Option<types::Nodegroup>, Error> {
    let call = eks(cx).describe_nodegroup().cluster_name(cluster).nodegroup_name(name);
    Ok(there(call.send().await)?.and_then(|t| t.nodegroup))
}

fn found(group: &types::Nodegroup, phase: Phase) -> Found<NodeGroup> {
    let status = match (group.status.as_ref().map_or("ACTIVE", |s| s.as_str()), phase) {
        ("CREATE_FAILED", Phase::Refresh) | ("DELETE_FAILED", Phase::Refresh) => Status::Ready,
        ("CREATE_FAILED" | "DEGRADED", Phase::Created) | ("DELETE_FAILED", _) => {
            Status::Failed(reasons(group))
        }
        ("ACTIVE" | "DEGRADED" | "CREATE_FAILED", _) => Status::Ready,
        (other, _) => Status::Pending(other.to_owned()),
    };
    Found::ready(told(group)).tagged(tags(group.tags.as_ref())).status(status)
}

fn reasons(group: &types::Nodegroup) -> String {
    let issues = group.health.iter().flat_map(|h| h.issues());
    let one = |i: &types::Issue| issue(i.code().map(|c| c.as_str()), i.message(), i.resource_ids());
    or_no_reason(issues.map(one).collect::<Vec<_>>().join("; "))
}

fn told(group: &types::Nodegroup) -> NodeGroup {
    let cluster = group.cluster_name.clone().unwrap_or_default();
    let name = group.nodegroup_name.clone().unwrap_or_default();
    NodeGroup {
        id: format!("{cluster}:{name}"),
        ami_type: word(group.ami_type()),
        arn: group.nodegroup_arn.clone().unwrap_or_default(),
        capacity_type: word(group.capacity_type()),
        cluster_name: cluster,
        disk_size: long(group.disk_size),
        force_update_version: None,
        instance_types: group.instance_types().to_vec(),
        labels: group.labels.clone().unwrap_or_default().into_iter().collect(),
        launch_template: group.launch_template.as_ref().map(Template::told),
        node_group_name_prefix: Some(prefix_of(&name)),
        node_group_name: Some(name),
        node_repair_config: group.node_repair_config.as_ref().map(Repair::told),
        node_role_arn: group.node_role.clone().unwrap_or_default(),
        release_version: group.release_version.clone(),
        remote_access: group.remote_access.as_ref().map(RemoteAccess::told),
        resources: group.resources.iter().map(Resources::told).collect(),
        scaling_config: group.scaling_config.as_ref().map(Scaling::told),
        status: word(group.status()).unwrap_or_default(),
        subnet_ids: group.subnets().iter().cloned().collect(),
        taint: group.taints().iter().map(Taint::told).collect(),
        update_config: group.update_config.as_ref().map(UpdateConfig::told),
        version: group.version.clone(),
    }
}

/// A number of nodes as EKS takes it.
pub(crate) fn nodes(count: i64) -> Option<i32> {
    int(Some(count))
}
