//! The blocks of `aws_eks_node_group`, to and from EKS.

use crate::common::{given, long, positive, text, word};
use crate::eks::tag_map;
use crate::eks_node_group::nodes;
use aws_sdk_eks::types;
use provision_aws_core::prelude::*;

/// What instances are launched from.
#[derive(Nested, Clone, Default)]
pub struct Template {
    /// The id of the launch template.
    #[attr(optional, computed, replace, conflicts("launch_template.0.name"))]
    pub id: Option<String>,
    /// The name of the launch template.
    #[attr(optional, computed, replace, conflicts("launch_template.0.id"))]
    pub name: Option<String>,
    /// Its version.
    #[attr(required, length(1, 255))]
    pub version: String,
}

impl Template {
    /// As EKS takes it: by id or by name, never by both.
    pub fn request(&self) -> types::LaunchTemplateSpecification {
        let id = text(&self.id);
        types::LaunchTemplateSpecification::builder()
            .set_name(text(&self.name).filter(|_| id.is_none()))
            .set_id(id)
            .version(&self.version)
            .build()
    }
    /// As EKS tells it.
    pub fn told(told: &types::LaunchTemplateSpecification) -> Template {
        Template {
            id: told.id.clone(),
            name: told.name.clone(),
            version: told.version.clone().unwrap_or_default(),
        }
    }
}

/// Nodes that ail are replaced.
#[derive(Nested, Clone, Default)]
pub struct Repair {
    /// They are.
    #[attr(optional, default = false)]
    pub enabled: Option<bool>,
}

impl Repair {
    /// As EKS takes it.
    pub fn request(&self) -> types::NodeRepairConfig {
        types::NodeRepairConfig::builder().enabled(self.enabled.unwrap_or_default()).build()
    }
    /// As EKS tells it.
    pub fn told(told: &types::NodeRepairConfig) -> Repair {
        Repair { enabled: told.enabled }
    }
}

/// Who may log in to nodes.
#[derive(Nested, Clone, Default)]
pub struct RemoteAccess {
    /// The key pair.
    #[attr(optional, replace)]
    pub ec2_ssh_key: Option<String>,
    /// From which security groups.
    #[attr(optional, replace)]
    pub source_security_group_ids: Set<String>,
}

impl RemoteAccess {
    /// As EKS takes it.
    pub fn request(&self) -> types::RemoteAccessConfig {
        types::RemoteAccessConfig::builder()
            .set_ec2_ssh_key(text(&self.ec2_ssh_key))
            .set_source_security_groups(given(&self.source_security_group_ids))
            .build()
    }
    /// As EKS tells it.
    pub fn told(told: &types::RemoteAccessConfig) -> RemoteAccess {
        RemoteAccess {
            ec2_ssh_key: told.ec2_ssh_key.clone(),
            source_security_group_ids: told.source_security_groups().iter().cloned().collect(),
        }
    }
}

/// What EKS made for a node group.
#[derive(Nested, Clone, Default)]
pub struct Resources {
    /// Its Auto Scaling groups.
    #[attr(computed)]
    pub autoscaling_groups: Vec<Group>,
    /// The security group by which nodes are logged in to.
    #[attr(computed)]
    pub remote_access_security_group_id: String,
}

/// An Auto Scaling group.
#[derive(Nested, Clone, Default)]
pub struct Group {
    /// Its name.
    #[attr(computed)]
    pub name: String,
}

impl Resources {
    /// As EKS tells it.
    pub fn told(told: &types::NodegroupResources) -> Resources {
        let group = |g: &types::AutoScalingGroup| Group { name: g.name.clone().unwrap_or_default() };
        Resources {
            autoscaling_groups: told.auto_scaling_groups().iter().map(group).collect(),
            remote_access_security_group_id: told.remote_access_security_group.clone().unwrap_or_default(),
        }
    }
}

/// How many nodes there are.
#[derive(Nested, Clone, Default)]
pub struct Scaling {
    /// So many now.
    #[attr(required, between(0, 2_147_483_647))]
    pub desired_size: i64,
    /// At most.
    #[attr(required, between(1, 2_147_483_647))]
    pub max_size: i64,
    /// At least.
    #[attr(required, between(0, 2_147_483_647))]
    pub min_size: i64,
}

impl Scaling {
    /// As EKS takes it.
    pub fn request(&self) -> types::NodegroupScalingConfig {
        types::NodegroupScalingConfig::builder()
            .set_desired_size(nodes(self.desired_size))
            .set_max_size(nodes(self.max_size))
            .set_min_size(nodes(self.min_size))
            .build()
    }
    /// As EKS tells it.
    pub fn told(told: &types::NodegroupScalingConfig) -> Scaling {
        let number = |n: Option<i32>| n.unwrap_or_default().into();
        Scaling {
            desired_size: number(told.desired_size),
            max_size: number(told.max_size),
            min_size: number(told.min_size),
        }
    }
}

/// What keeps pods away from nodes.
#[derive(Nested, Clone, Default, PartialEq)]
pub struct Taint {
    /// How: `NO_SCHEDULE`, `NO_EXECUTE` or `PREFER_NO_SCHEDULE`.
    #[attr(required, one_of("NO_EXECUTE", "NO_SCHEDULE", "PREFER_NO_SCHEDULE"))]
    pub effect: String,
    /// Its key.
    #[attr(required, length(1, 63))]
    pub key: String,
    /// Its value.
    #[attr(optional, length(0, 63))]
    pub value: Option<String>,
}

impl Taint {
    /// As EKS takes it.
    pub fn request(&self) -> types::Taint {
        types::Taint::builder()
            .effect(self.effect.as_str().into())
            .key(&self.key)
            .value(self.value.clone().unwrap_or_default())
            .build()
    }
    /// As EKS tells it.
    pub fn told(told: &types::Taint) -> Taint {
        Taint {
            effect: word(told.effect()).unwrap_or_default(),
            key: told.key.clone().unwrap_or_default(),
            value: told.value.clone(),
        }
    }
    /// EKS knows a taint by its key and effect.
    fn is_at(&self, other: &Taint) -> bool {
        self.key == other.key && self.effect == other.effect
    }
    fn says(&self, other: &Taint) -> bool {
        self.is_at(other)
            && self.value.as_deref().unwrap_or_default() == other.value.as_deref().unwrap_or_default()
    }
}

/// How many nodes may be missing during an update.
#[derive(Nested, Clone, Default)]
pub struct UpdateConfig {
    /// So many.
    #[attr(
        optional,
        between(1, 100),
        exactly_one_of("update_config.0.max_unavailable", "update_config.0.max_unavailable_percentage")
    )]
    pub max_unavailable: Option<i64>,
    /// So many in a hundred.
    #[attr(
        optional,
        between(1, 100),
        exactly_one_of("update_config.0.max_unavailable", "update_config.0.max_unavailable_percentage")
    )]
    pub max_unavailable_percentage: Option<i64>,
}

impl UpdateConfig {
    /// As EKS takes it.
    pub fn request(&self) -> types::NodegroupUpdateConfig {
        types::NodegroupUpdateConfig::builder()
            .set_max_unavailable(positive(self.max_unavailable))
            .set_max_unavailable_percentage(positive(self.max_unavailable_percentage))
            .build()
    }
    /// As EKS tells it.
    pub fn told(told: &types::NodegroupUpdateConfig) -> UpdateConfig {
        UpdateConfig {
            max_unavailable: long(told.max_unavailable),
            max_unavailable_percentage: long(told.max_unavailable_percentage),
        }
    }
}

/// Labels to set and to take away; `None` where all stay.
pub fn labels_to_change(from: &Tags, to: &Tags) -> Option<types::UpdateLabelsPayload> {
    let diff = TagDiff::between(from, to);
    let payload = types::UpdateLabelsPayload::builder()
        .set_add_or_update_labels(tag_map(&diff.set))
        .set_remove_labels(given(&diff.remove));
    (!diff.is_empty()).then(|| payload.build())
}

/// Taints to set and to take away; `None` where all stay.
pub fn taints_to_change(from: &[Taint], to: &[Taint]) -> Option<types::UpdateTaintsPayload> {
    let new = to.iter().filter(|t| !from.iter().any(|f| f.says(t))).map(Taint::request);
    let old = from.iter().filter(|f| !to.iter().any(|t| t.is_at(f))).map(Taint::request);
    let (new, old) = (given(&new.collect::<Vec<_>>()), given(&old.collect::<Vec<_>>()));
    if new.is_none() && old.is_none() {
        return None;
    }
    let payload = types::UpdateTaintsPayload::builder();
    Some(payload.set_add_or_update_taints(new).set_remove_taints(old).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taint_is_known_by_key_and_effect() {
        let taint = |key: &str, effect: &str, value: &str| Taint {
            effect: effect.into(),
            key: key.into(),
            value: Some(value.into()),
        };
        let from =
            [taint("a", "NO_SCHEDULE", "1"), taint("b", "NO_SCHEDULE", "1"), taint("c", "NO_EXECUTE", "")];
        let to =
            [taint("a", "NO_SCHEDULE", "2"), taint("b", "NO_EXECUTE", "1"), taint("c", "NO_EXECUTE", "")];
        let payload =
            taints_to_change(&from, &to).unwrap_or_else(|| types::UpdateTaintsPayload::builder().build());
        let keys = |taints: &[types::Taint]| taints.iter().filter_map(|t| t.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(payload.add_or_update_taints()), ["a", "b"]);
        assert_eq!(keys(payload.remove_taints()), ["b"]);
        assert!(taints_to_change(&from, &from).is_none());
    }
}
