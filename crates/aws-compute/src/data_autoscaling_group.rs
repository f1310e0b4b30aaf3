//! `data.aws_autoscaling_group`

use crate::autoscaling::groups;
use crate::autoscaling_group::{Group, told};
use crate::autoscaling_group_blocks::{Maintenance, Tag, Template, TrafficSource, WarmPool};
use crate::autoscaling_group_mixed::Mixed;
use aws_sdk_autoscaling::types::AutoScalingGroup;
use provision_aws_core::prelude::*;

/// An Auto Scaling group by its name. (Auto Scaling DescribeAutoScalingGroups)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_autoscaling_group")]
pub struct GroupData {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its zones.
    #[attr(computed)]
    pub availability_zones: Set<String>,
    /// Seconds between two scalings.
    #[attr(computed)]
    pub default_cooldown: i64,
    /// How many instances there shall be.
    #[attr(computed)]
    pub desired_capacity: i64,
    /// What is counted: `units`, `vcpu` or `memory-mib`.
    #[attr(computed)]
    pub desired_capacity_type: String,
    /// Metrics that are collected.
    #[attr(computed)]
    pub enabled_metrics: Set<String>,
    /// Seconds in which failed health checks of a new instance do not count.
    #[attr(computed)]
    pub health_check_grace_period: i64,
    /// `EC2`, or `ELB`.
    #[attr(computed)]
    pub health_check_type: String,
    /// How many healthy instances are kept while instances are replaced.
    #[attr(computed)]
    pub instance_maintenance_policy: Vec<Maintenance>,
    /// What instances are made from, as it was done before launch templates.
    #[attr(computed)]
    pub launch_configuration: String,
    /// What instances are made from.
    #[attr(computed)]
    pub launch_template: Vec<Template>,
    /// Classic load balancers in front of its instances.
    #[attr(computed)]
    pub load_balancers: Set<String>,
    /// Seconds after which an instance is replaced.
    #[attr(computed)]
    pub max_instance_lifetime: i64,
    /// Most instances.
    #[attr(computed)]
    pub max_size: i64,
    /// Fewest instances.
    #[attr(computed)]
    pub min_size: i64,
    /// Instances of several types, on demand and spot.
    #[attr(computed)]
    pub mixed_instances_policy: Vec<Mixed>,
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// New instances are not taken away by scaling in.
    #[attr(computed)]
    pub new_instances_protected_from_scale_in: bool,
    /// The placement group of its instances.
    #[attr(computed)]
    pub placement_group: String,
    /// How many instances predictive scaling expects.
    #[attr(computed)]
    pub predicted_capacity: i64,
    /// The role by which it works.
    #[attr(computed)]
    pub service_linked_role_arn: String,
    /// Its status, while it is deleted.
    #[attr(computed)]
    pub status: String,
    /// What it does not do for now.
    #[attr(computed)]
    pub suspended_processes: Set<String>,
    /// Its tags.
    #[attr(computed)]
    pub tag: Set<Tag>,
    /// Target groups in front of its instances.
    #[attr(computed)]
    pub target_group_arns: Set<String>,
    /// Which instances go first when it scales in.
    #[attr(computed)]
    pub termination_policies: Set<String>,
    /// Where traffic for its instances comes from.
    #[attr(computed)]
    pub traffic_source: Set<TrafficSource>,
    /// Its subnets, with commas between.
    #[attr(computed)]
    pub vpc_zone_identifier: String,
    /// Instances that are started beforehand.
    #[attr(computed)]
    pub warm_pool: Vec<WarmPool>,
    /// How many instances its warm pool has.
    #[attr(computed)]
    pub warm_pool_size: i64,
}

#[async_trait]
impl DataSource for GroupData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let found = match groups(cx, configs.iter().map(|c| c.name.clone())).await {
            Ok(found) => found,
            Err(e) => return configs.iter().map(|_| Err(e.clone())).collect(),
        };
        let one = |config: &Self| {
            let none = || {
                let message = format!("There is no Auto Scaling group \"{}\".", config.name);
                Error::new(Class::NotFound, message).help("Check the name, the account and the region.")
            };
            found.get(&config.name).map(|group| data(cx, group)).ok_or_else(none)
        };
        configs.iter().map(one).collect()
    }
}

fn data(cx: &Cx, group: &AutoScalingGroup) -> GroupData {
    let all = told(cx, group, &Group::default());
    GroupData {
        id: all.id,
        arn: all.arn,
        availability_zones: all.availability_zones,
        default_cooldown: all.default_cooldown.unwrap_or_default(),
        desired_capacity: all.desired_capacity.unwrap_or_default(),
        desired_capacity_type: all.desired_capacity_type.unwrap_or_default(),
        enabled_metrics: all.enabled_metrics,
        health_check_grace_period: all.health_check_grace_period.unwrap_or_default(),
        health_check_type: all.health_check_type.unwrap_or_default(),
        instance_maintenance_policy: all.instance_maintenance_policy.into_iter().collect(),
        launch_configuration: all.launch_configuration.unwrap_or_default(),
        launch_template: all.launch_template.into_iter().collect(),
        load_balancers: all.load_balancers,
        max_instance_lifetime: all.max_instance_lifetime.unwrap_or_default(),
        max_size: all.max_size,
        min_size: all.min_size,
        mixed_instances_policy: all.mixed_instances_policy.into_iter().collect(),
        name: all.name.unwrap_or_default(),
        new_instances_protected_from_scale_in: all.protect_from_scale_in.unwrap_or_default(),
        placement_group: all.placement_group.unwrap_or_default(),
        predicted_capacity: all.predicted_capacity,
        service_linked_role_arn: all.service_linked_role_arn.unwrap_or_default(),
        status: group.status.clone().unwrap_or_default(),
        suspended_processes: all.suspended_processes,
        tag: all.tag,
        target_group_arns: all.target_group_arns,
        // A group that has only what every group has tells that here.
        termination_policies: group.termination_policies().iter().cloned().collect(),
        traffic_source: all.traffic_source,
        vpc_zone_identifier: group.vpc_zone_identifier.clone().unwrap_or_default(),
        warm_pool: all.warm_pool.into_iter().collect(),
        warm_pool_size: all.warm_pool_size,
    }
}
