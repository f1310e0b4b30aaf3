//! The block `mixed_instances_policy` of `aws_autoscaling_group`.

use crate::autoscaling_group_blocks::specification;
use crate::common::long;
use crate::instance_requirements::of_group::Requirements;
use aws_sdk_autoscaling::types;
use provision_aws_core::prelude::*;

/// Instances of several types, on demand and spot.
#[derive(Nested, Clone, Default)]
pub struct Mixed {
    /// How many are on demand and how many are spot.
    #[block(list, max = 1, computed)]
    pub instances_distribution: Option<Instances>,
    /// The launch template and what differs from it.
    #[block(list, min = 1, max = 1)]
    pub launch_template: Option<Launch>,
}

/// How many are on demand and how many are spot.
#[derive(Nested, Clone, Default)]
pub struct Instances {
    /// Which types on demand: `prioritized` or `lowest-price`.
    #[attr(optional, computed)]
    pub on_demand_allocation_strategy: Option<String>,
    /// How many are on demand in any case.
    #[attr(optional, computed, between(0, 2_147_483_647))]
    pub on_demand_base_capacity: Option<i64>,
    /// How many of the rest are on demand, in percent.
    #[attr(optional, computed, between(0, 100))]
    pub on_demand_percentage_above_base_capacity: Option<i64>,
    /// Which types as spot: `price-capacity-optimized`, `capacity-optimized`, …
    #[attr(optional, computed)]
    pub spot_allocation_strategy: Option<String>,
    /// Over how many pools spot instances are spread, with `lowest-price`.
    #[attr(optional, computed, between(0, 2_147_483_647))]
    pub spot_instance_pools: Option<i64>,
    /// The highest spot price an hour; the on-demand price where it is empty.
    #[attr(optional)]
    pub spot_max_price: Option<String>,
}

/// The launch template and what differs from it.
#[derive(Nested, Clone, Default)]
pub struct Launch {
    /// The template.
    #[block(list, min = 1, max = 1)]
    pub launch_template_specification: Option<Specification>,
    /// What differs, best first.
    #[block(list, computed)]
    pub r#override: Vec<Override>,
}

/// A launch template.
#[derive(Nested, Clone, Default)]
pub struct Specification {
    /// Its id.
    #[attr(optional, computed)]
    pub launch_template_id: Option<String>,
    /// Its name.
    #[attr(optional, computed)]
    pub launch_template_name: Option<String>,
    /// Its version: a number, `$Latest` or `$Default`.
    #[attr(optional, computed)]
    pub version: Option<String>,
}

/// What differs from the template.
#[derive(Nested, Clone, Default)]
pub struct Override {
    /// What instances must have, in place of a type.
    #[block(list, max = 1)]
    pub instance_requirements: Option<Requirements>,
    /// The type of instance.
    #[attr(optional)]
    pub instance_type: Option<String>,
    /// Another template.
    #[block(list, max = 1)]
    pub launch_template_specification: Option<Specification>,
    /// How many units of capacity one such instance is.
    #[attr(optional, validate = weight)]
    pub weighted_capacity: Option<String>,
}

fn weight(value: &Value) -> Result<(), String> {
    let fits = |s: &str| s.len() <= 3 && !s.starts_with('0') && s.bytes().all(|b| b.is_ascii_digit());
    match value.as_str() {
        Some(s) if s.is_empty() || !fits(s) => Err("must be a whole number from 1 to 999".into()),
        _ => Ok(()),
    }
}

impl Specification {
    fn request(&self) -> types::LaunchTemplateSpecification {
        let (id, name) = (&self.launch_template_id, &self.launch_template_name);
        specification(id, name, &self.version, Some("$Default"))
    }
    fn told(told: &types::LaunchTemplateSpecification) -> Specification {
        Specification {
            launch_template_id: told.launch_template_id.clone(),
            launch_template_name: told.launch_template_name.clone(),
            version: told.version.clone(),
        }
    }
}

impl Instances {
    fn request(&self) -> types::InstancesDistribution {
        types::InstancesDistribution::builder()
            .set_on_demand_allocation_strategy(text(&self.on_demand_allocation_strategy))
            .set_on_demand_base_capacity(int(self.on_demand_base_capacity))
            .set_on_demand_percentage_above_base_capacity(int(self.on_demand_percentage_above_base_capacity))
            .set_spot_allocation_strategy(text(&self.spot_allocation_strategy))
            .set_spot_instance_pools(positive(self.spot_instance_pools))
            // An empty text takes a price away.
            .spot_max_price(self.spot_max_price.clone().unwrap_or_default())
            .build()
    }
    fn told(told: &types::InstancesDistribution) -> Instances {
        Instances {
            on_demand_allocation_strategy: told.on_demand_allocation_strategy.clone(),
            on_demand_base_capacity: long(told.on_demand_base_capacity),
            on_demand_percentage_above_base_capacity: long(told.on_demand_percentage_above_base_capacity),
            spot_allocation_strategy: told.spot_allocation_strategy.clone(),
            spot_instance_pools: long(told.spot_instance_pools),
            spot_max_price: told.spot_max_price.clone(),
        }
    }
}

impl Override {
    fn request(&self) -> types::LaunchTemplateOverrides {
        types::LaunchTemplateOverrides::builder()
            .set_instance_requirements(self.instance_requirements.as_ref().map(Requirements::request))
            .set_instance_type(text(&self.instance_type))
            .set_launch_template_specification(
                self.launch_template_specification.as_ref().map(Specification::request),
            )
            .set_weighted_capacity(text(&self.weighted_capacity))
            .build()
    }
    fn told(told: &types::LaunchTemplateOverrides) -> Override {
        Override {
            instance_requirements: told.instance_requirements.as_ref().map(Requirements::told),
            instance_type: told.instance_type.clone(),
            launch_template_specification: told
                .launch_template_specification
                .as_ref()
                .map(Specification::told),
            weighted_capacity: told.weighted_capacity.clone(),
        }
    }
}

impl Mixed {
    /// As Auto Scaling takes it.
    pub fn request(&self) -> types::MixedInstancesPolicy {
        let launch = |l: &Launch| {
            let overrides: Vec<_> = l.r#override.iter().map(Override::request).collect();
            types::LaunchTemplate::builder()
                .set_launch_template_specification(
                    l.launch_template_specification.as_ref().map(Specification::request),
                )
                .set_overrides((!overrides.is_empty()).then_some(overrides))
                .build()
        };
        types::MixedInstancesPolicy::builder()
            .set_instances_distribution(self.instances_distribution.as_ref().map(Instances::request))
            .set_launch_template(self.launch_template.as_ref().map(launch))
            .build()
    }
    /// As Auto Scaling tells it.
    pub fn told(told: &types::MixedInstancesPolicy) -> Mixed {
        let launch = |l: &types::LaunchTemplate| Launch {
            launch_template_specification: l.launch_template_specification.as_ref().map(Specification::told),
            r#override: l.overrides().iter().map(Override::told).collect(),
        };
        Mixed {
            instances_distribution: told.instances_distribution.as_ref().map(Instances::told),
            launch_template: told.launch_template.as_ref().map(launch),
        }
    }
}
