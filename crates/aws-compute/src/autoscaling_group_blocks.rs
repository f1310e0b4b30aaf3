//! The smaller blocks of `aws_autoscaling_group`, as Auto Scaling takes and tells them.

use crate::common::{choice, long, word};
use aws_sdk_autoscaling::types;
use provision_aws_core::prelude::*;
use provision_aws_core::tags;
use provision_schema::Difference;

/// The provider's word for the id of a template that was given by name, while only AWS knows it.
pub const UNKNOWN: &str = "unknown";

/// A launch template.
#[derive(Nested, Clone, Default)]
pub struct Template {
    /// Its id.
    #[attr(optional, computed, validate = is_template_id, conflicts("launch_template.0.name"))]
    pub id: Option<String>,
    /// Its name.
    #[attr(optional, computed, length(3, 125), conflicts("launch_template.0.id"))]
    pub name: Option<String>,
    /// Its version: a number, `$Latest` or `$Default`.
    #[attr(optional, computed, length(1, 255))]
    pub version: Option<String>,
}

fn is_template_id(value: &Value) -> Result<(), String> {
    match value.as_str().map(|s| s.strip_prefix("lt-")) {
        Some(Some(digits)) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            Ok(())
        }
        None => Ok(()),
        Some(_) => Err("must be the id of a launch template, such as lt-0123456789abcdef0".into()),
    }
}

/// A launch template as Auto Scaling takes it: by id or by name, not both.
pub fn specification(
    id: &Option<String>,
    name: &Option<String>,
    version: &Option<String>,
    otherwise: Option<&str>,
) -> types::LaunchTemplateSpecification {
    let id = text(id).filter(|id| id != UNKNOWN);
    types::LaunchTemplateSpecification::builder()
        .set_launch_template_name(text(name).filter(|_| id.is_none()))
        .set_launch_template_id(id)
        .set_version(text(version).or_else(|| otherwise.map(str::to_owned)))
        .build()
}

impl Template {
    /// As Auto Scaling takes it.
    pub fn request(&self) -> types::LaunchTemplateSpecification {
        specification(&self.id, &self.name, &self.version, None)
    }
    /// As Auto Scaling tells it.
    pub fn told(told: &types::LaunchTemplateSpecification) -> Template {
        Template {
            id: told.launch_template_id.clone(),
            name: told.launch_template_name.clone(),
            version: told.version.clone(),
        }
    }
}

/// How instances are spread over zones.
#[derive(Nested, Clone, Default)]
pub struct Distribution {
    /// What is done when a zone cannot start instances: `balanced-best-effort` (others do) or `balanced-only`.
    #[attr(optional, default = "balanced-best-effort", one_of("balanced-only", "balanced-best-effort"))]
    pub capacity_distribution_strategy: Option<String>,
}

impl Distribution {
    /// As Auto Scaling takes it.
    pub fn request(&self) -> types::AvailabilityZoneDistribution {
        let request = types::AvailabilityZoneDistribution::builder();
        request.set_capacity_distribution_strategy(choice(&self.capacity_distribution_strategy)).build()
    }
    /// As Auto Scaling tells it.
    pub fn told(told: &types::AvailabilityZoneDistribution) -> Distribution {
        let strategy = word(told.capacity_distribution_strategy.as_ref());
        Distribution { capacity_distribution_strategy: strategy }
    }
}

/// Which capacity reservations are used.
#[derive(Nested, Clone, Default)]
pub struct Reservation {
    /// `default`, `none`, `capacity-reservations-first` or `capacity-reservations-only`.
    #[attr(
        optional,
        computed,
        one_of("capacity-reservations-only", "capacity-reservations-first", "none", "default")
    )]
    pub capacity_reservation_preference: Option<String>,
    /// Certain ones.
    #[block(list, max = 1)]
    pub capacity_reservation_target: Option<ReservationTarget>,
}

/// Certain capacity reservations, or groups of them.
#[derive(Nested, Clone, Default)]
pub struct ReservationTarget {
    /// The reservations.
    #[attr(
        optional,
        conflicts(
            "capacity_reservation_specification.0.capacity_reservation_target.0.capacity_reservation_resource_group_arns"
        )
    )]
    pub capacity_reservation_ids: Vec<String>,
    /// The groups of them.
    #[attr(
        optional,
        arn,
        conflicts(
            "capacity_reservation_specification.0.capacity_reservation_target.0.capacity_reservation_ids"
        )
    )]
    pub capacity_reservation_resource_group_arns: Vec<String>,
}

impl Reservation {
    /// As Auto Scaling takes it.
    pub fn request(&self) -> types::CapacityReservationSpecification {
        let target = |t: &ReservationTarget| {
            types::CapacityReservationTarget::builder()
                .set_capacity_reservation_ids(given(&t.capacity_reservation_ids))
                .set_capacity_reservation_resource_group_arns(given(
                    &t.capacity_reservation_resource_group_arns,
                ))
                .build()
        };
        types::CapacityReservationSpecification::builder()
            .set_capacity_reservation_preference(choice(&self.capacity_reservation_preference))
            .set_capacity_reservation_target(self.capacity_reservation_target.as_ref().map(target))
            .build()
    }
    /// As Auto Scaling tells it.
    pub fn told(told: &types::CapacityReservationSpecification) -> Reservation {
        let target = |t: &types::CapacityReservationTarget| ReservationTarget {
            capacity_reservation_ids: t.capacity_reservation_ids().to_vec(),
            capacity_reservation_resource_group_arns: t.capacity_reservation_resource_group_arns().to_vec(),
        };
        Reservation {
            capacity_reservation_preference: word(told.capacity_reservation_preference.as_ref()),
            capacity_reservation_target: told.capacity_reservation_target.as_ref().map(target),
        }
    }
}

/// A lifecycle hook that the group has before its first instance starts.
#[derive(Nested, Clone, Default)]
pub struct Hook {
    /// What is done when nobody answers in time: `CONTINUE` or `ABANDON`.
    #[attr(optional, computed, replace, one_of("CONTINUE", "ABANDON"))]
    pub default_result: Option<String>,
    /// Seconds to answer in.
    #[attr(optional, replace, between(30, 7200))]
    pub heartbeat_timeout: Option<i64>,
    /// `autoscaling:EC2_INSTANCE_LAUNCHING` or `autoscaling:EC2_INSTANCE_TERMINATING`.
    #[attr(
        required,
        replace,
        one_of("autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING")
    )]
    pub lifecycle_transition: String,
    /// Its name.
    #[attr(required, replace, length(1, 255))]
    pub name: String,
    /// What goes along with each notice.
    #[attr(optional, replace)]
    pub notification_metadata: Option<String>,
    /// The queue or topic that is told.
    #[attr(optional, replace, arn)]
    pub notification_target_arn: Option<String>,
    /// The role that tells it.
    #[attr(optional, replace, arn)]
    pub role_arn: Option<String>,
}

impl Hook {
    /// As the create call of a group takes it.
    pub fn request(&self) -> types::LifecycleHookSpecification {
        types::LifecycleHookSpecification::builder()
            .lifecycle_hook_name(&self.name)
            .lifecycle_transition(&self.lifecycle_transition)
            .set_default_result(text(&self.default_result))
            .set_heartbeat_timeout(positive(self.heartbeat_timeout))
            .set_notification_metadata(text(&self.notification_metadata))
            .set_notification_target_arn(text(&self.notification_target_arn))
            .set_role_arn(text(&self.role_arn))
            .build()
    }
}

/// How many healthy instances are kept while instances are replaced.
#[derive(Nested, Clone, Default)]
pub struct Maintenance {
    /// At most, in percent of those desired; -1 for none.
    #[attr(required, validate = most_healthy, suppress = no_policy)]
    pub max_healthy_percentage: i64,
    /// At least, in percent of those desired; -1 for none.
    #[attr(required, between(-1, 100), suppress = no_policy)]
    pub min_healthy_percentage: i64,
}

fn most_healthy(value: &Value) -> Result<(), String> {
    match value.as_i64() {
        Some(-1 | 100..=200) | None => Ok(()),
        Some(_) => Err("must be a whole number from 100 to 200, or -1".into()),
    }
}

/// Minus one means no policy: there is nothing to change where there is none.
pub fn no_policy(d: &Difference<'_>) -> bool {
    let policies = |v: Option<&Value>| v.and_then(|v| v.get("instance_maintenance_policy")).cloned();
    let one = |v: Option<Value>| v.and_then(|v| v.as_seq()?.first().cloned());
    let (before, after) = (one(policies(d.prior)), one(policies(Some(d.proposed))));
    let none = |p: &Value| {
        ["min_healthy_percentage", "max_healthy_percentage"]
            .iter()
            .any(|name| p.get(name).and_then(Value::as_i64) == Some(-1))
    };
    before.is_none() && after.is_some_and(|p| none(&p))
}

impl Maintenance {
    /// As Auto Scaling takes it; no policy is minus one.
    pub fn request(policy: Option<&Maintenance>) -> types::InstanceMaintenancePolicy {
        let percent = |of: fn(&Maintenance) -> i64| int(Some(policy.map_or(-1, of)));
        types::InstanceMaintenancePolicy::builder()
            .set_max_healthy_percentage(percent(|p| p.max_healthy_percentage))
            .set_min_healthy_percentage(percent(|p| p.min_healthy_percentage))
            .build()
    }
    /// As Auto Scaling tells it.
    pub fn told(told: &types::InstanceMaintenancePolicy) -> Maintenance {
        Maintenance {
            max_healthy_percentage: told.max_healthy_percentage.unwrap_or(-1).into(),
            min_healthy_percentage: told.min_healthy_percentage.unwrap_or(-1).into(),
        }
    }
}

/// A tag of the group.
#[derive(Nested, Clone, Default, PartialEq)]
pub struct Tag {
    /// Its key.
    #[attr(required)]
    pub key: String,
    /// New instances get it too.
    #[attr(required)]
    pub propagate_at_launch: bool,
    /// Its value.
    #[attr(required)]
    pub value: String,
}

impl Tag {
    /// As Auto Scaling takes it.
    pub fn request(&self, group: &str) -> types::Tag {
        types::Tag::builder()
            .resource_id(group)
            .resource_type("auto-scaling-group")
            .key(&self.key)
            .value(&self.value)
            .propagate_at_launch(self.propagate_at_launch)
            .build()
    }
    /// As Auto Scaling tells them, but for those of AWS and those to ignore.
    pub fn told(cx: &Cx, told: &[types::TagDescription]) -> Set<Tag> {
        let all: Tags = told.iter().filter_map(|t| Some((t.key.clone()?, String::new()))).collect();
        let seen = tags::visible(cx.facts(), &all);
        let tag = |t: &types::TagDescription| {
            Some(Tag {
                key: t.key.clone().filter(|key| seen.contains_key(key))?,
                propagate_at_launch: t.propagate_at_launch.unwrap_or_default(),
                value: t.value.clone().unwrap_or_default(),
            })
        };
        told.iter().filter_map(tag).collect()
    }
}

/// Where traffic for the instances comes from.
#[derive(Nested, Clone, Default, PartialEq)]
pub struct TrafficSource {
    /// The ARN of a target group (of ELB or VPC Lattice), or the name of a classic load balancer.
    #[attr(required, length(1, 2048))]
    pub identifier: String,
    /// `elb`, `elbv2` or `vpc-lattice`.
    #[attr(optional, length(1, 2048))]
    pub r#type: Option<String>,
}

impl TrafficSource {
    /// As Auto Scaling takes it.
    pub fn request(&self) -> types::TrafficSourceIdentifier {
        let request = types::TrafficSourceIdentifier::builder().identifier(&self.identifier);
        request.set_type(text(&self.r#type)).build()
    }
    /// As Auto Scaling tells it.
    pub fn told(told: &types::TrafficSourceIdentifier) -> TrafficSource {
        TrafficSource { identifier: told.identifier.clone().unwrap_or_default(), r#type: told.r#type.clone() }
    }
}

/// Instances that are started beforehand.
#[derive(Nested, Clone, Default)]
pub struct WarmPool {
    /// What becomes of instances that are no longer needed.
    #[block(list, max = 1)]
    pub instance_reuse_policy: Option<Reuse>,
    /// Instances in the group and the pool together; -1 for the group's maximum.
    #[attr(optional, default = -1, between(-1, 2_147_483_647))]
    pub max_group_prepared_capacity: Option<i64>,
    /// Fewest in the pool.
    #[attr(optional, default = 0, between(0, 2_147_483_647))]
    pub min_size: Option<i64>,
    /// What they do in the pool: `Stopped`, `Running` or `Hibernated`.
    #[attr(optional, default = "Stopped", one_of("Stopped", "Running", "Hibernated"))]
    pub pool_state: Option<String>,
}

/// What becomes of instances that are no longer needed.
#[derive(Nested, Clone, Default)]
pub struct Reuse {
    /// They go back to the pool.
    #[attr(optional, default = false)]
    pub reuse_on_scale_in: Option<bool>,
}

impl WarmPool {
    /// As Auto Scaling tells it.
    pub fn told(told: &types::WarmPoolConfiguration) -> WarmPool {
        WarmPool {
            instance_reuse_policy: told
                .instance_reuse_policy
                .as_ref()
                .map(|p| Reuse { reuse_on_scale_in: p.reuse_on_scale_in }),
            max_group_prepared_capacity: long(told.max_group_prepared_capacity).or(Some(-1)),
            min_size: long(told.min_size),
            pool_state: word(told.pool_state.as_ref()),
        }
    }
}
