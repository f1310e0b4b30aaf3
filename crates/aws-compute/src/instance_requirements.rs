//! The block `instance_requirements`: instances by what they must have. Launch templates and Auto Scaling groups have it, each in
//! the types of its own API.

use crate::common::{choice, long, word};
use provision_aws_core::prelude::*;

/// A range of whole numbers.
#[derive(Nested, Clone, Default)]
pub struct Range {
    /// At most.
    #[attr(optional, between(1, 2_147_483_647))]
    pub max: Option<i64>,
    /// At least.
    #[attr(optional, between(1, 2_147_483_647))]
    pub min: Option<i64>,
}

/// A range of whole numbers, which may be none at all.
#[derive(Nested, Clone, Default)]
pub struct Count {
    /// At most.
    #[attr(optional, between(0, 2_147_483_647))]
    pub max: Option<i64>,
    /// At least.
    #[attr(optional, between(1, 2_147_483_647))]
    pub min: Option<i64>,
}

/// A range of whole numbers whose lower end must be given.
#[derive(Nested, Clone, Default)]
pub struct Needed {
    /// At most.
    #[attr(optional, between(1, 2_147_483_647))]
    pub max: Option<i64>,
    /// At least.
    #[attr(required, between(1, 2_147_483_647))]
    pub min: Option<i64>,
}

/// A range of numbers.
#[derive(Nested, Clone, Default)]
pub struct Decimals {
    /// At most.
    #[attr(optional, validate = above_zero)]
    pub max: Option<f64>,
    /// At least.
    #[attr(optional, validate = above_zero)]
    pub min: Option<f64>,
}

fn above_zero(value: &Value) -> Result<(), String> {
    match value.as_number() {
        Some(n) if n.to_f64() <= 0.0 => Err("must be greater than zero".into()),
        _ => Ok(()),
    }
}

/// A range as requests take it: an upper end below the lower one is none.
macro_rules! range {
    ($range:expr, $request:ty) => {
        $range.as_ref().map(|r| {
            let least = r.min.unwrap_or_default();
            let most = r.max.unwrap_or_default();
            <$request>::builder()
                .set_min(int(Some(least)))
                .set_max(int(Some(most)).filter(|_| most >= least))
                .build()
        })
    };
}

/// The same for numbers that need not be whole.
macro_rules! decimals {
    ($range:expr, $request:ty) => {
        $range.as_ref().map(|r| {
            let least = r.min.unwrap_or_default();
            let most = r.max.unwrap_or_default();
            <$request>::builder().min(least).set_max(Some(most).filter(|m| *m >= least)).build()
        })
    };
}

/// A range as AWS tells it.
macro_rules! told_range {
    ($told:expr, $range:ident) => {
        $told.as_ref().map(|r| $range { max: long(r.max), min: long(r.min) })
    };
}

/// Words as requests take them; none is "not given".
fn choices<T: for<'a> From<&'a str>>(words: &[String]) -> Option<Vec<T>> {
    (!words.is_empty()).then(|| words.iter().map(|w| T::from(w.as_str())).collect())
}

/// Words as AWS tells them.
fn words<T: AsRef<str>>(told: Option<&Vec<T>>) -> Set<String> {
    told.into_iter().flatten().map(|w| w.as_ref().to_owned()).collect()
}

/// The block in the types of one API.
macro_rules! requirements {
    (
        $sdk:ident, $request:ident, $told:ident, $vcpus:ident, $needed:ident, $fewest:literal,
        [$($allowed:meta)?], [$($excluded:meta)?]
    ) => {
        use super::*;
        use $sdk::types;

        /// What instances must have.
        #[derive(Nested, Clone, Default)]
        pub struct Requirements {
            /// How many accelerators (GPUs, FPGAs, Inferentia chips).
            #[block(list, max = 1)]
            pub accelerator_count: Option<Count>,
            /// Whose accelerators: `nvidia`, `amd`, …
            #[attr(optional)]
            pub accelerator_manufacturers: Set<String>,
            /// Which accelerators: `a100`, `t4`, …
            #[attr(optional)]
            pub accelerator_names: Set<String>,
            /// Memory of all accelerators, in MiB.
            #[block(list, max = 1)]
            pub accelerator_total_memory_mib: Option<Range>,
            /// `gpu`, `fpga`, `inference`.
            #[attr(optional)]
            pub accelerator_types: Set<String>,
            /// Only these types; `*` stands for anything.
            #[attr(optional $(, $allowed)?)]
            pub allowed_instance_types: Set<String>,
            /// Bare metal: `included`, `excluded` or `required`.
            #[attr(optional, one_of("included", "required", "excluded"))]
            pub bare_metal: Option<String>,
            /// Bandwidth to EBS, in Mbps.
            #[block(list, max = 1)]
            pub baseline_ebs_bandwidth_mbps: Option<Range>,
            /// Types that earn CPU credits: `included`, `excluded` or `required`.
            #[attr(optional, one_of("included", "required", "excluded"))]
            pub burstable_performance: Option<String>,
            /// Whose processors: `intel`, `amd`, `amazon-web-services`.
            #[attr(optional)]
            pub cpu_manufacturers: Set<String>,
            /// None of these types; `*` stands for anything.
            #[attr(optional $(, $excluded)?)]
            pub excluded_instance_types: Set<String>,
            /// `current` or `previous`.
            #[attr(optional)]
            pub instance_generations: Set<String>,
            /// Disks of the host: `included`, `excluded` or `required`.
            #[attr(optional, one_of("included", "required", "excluded"))]
            pub local_storage: Option<String>,
            /// `hdd` or `ssd`.
            #[attr(optional)]
            pub local_storage_types: Set<String>,
            /// Highest spot price, in percent of the best on-demand price.
            #[attr(optional, between(1, 2_147_483_647))]
            pub max_spot_price_as_percentage_of_optimal_on_demand_price: Option<i64>,
            /// Memory for each virtual CPU, in GiB.
            #[block(list, max = 1)]
            pub memory_gib_per_vcpu: Option<Decimals>,
            /// Memory, in MiB.
            #[block(list, min = $fewest, max = 1)]
            pub memory_mib: Option<$needed>,
            /// Bandwidth of the network, in Gbps.
            #[block(list, max = 1)]
            pub network_bandwidth_gbps: Option<Decimals>,
            /// How many network interfaces.
            #[block(list, max = 1)]
            pub network_interface_count: Option<Range>,
            /// How far the on-demand price may lie over the lowest, in percent.
            #[attr(optional, between(1, 2_147_483_647))]
            pub on_demand_max_price_percentage_over_lowest_price: Option<i64>,
            /// They can hibernate.
            #[attr(optional)]
            pub require_hibernate_support: Option<bool>,
            /// How far the spot price may lie over the lowest, in percent.
            #[attr(optional, between(1, 2_147_483_647))]
            pub spot_max_price_percentage_over_lowest_price: Option<i64>,
            /// Disks of the host, in GB.
            #[block(list, max = 1)]
            pub total_local_storage_gb: Option<Decimals>,
            /// How many virtual CPUs.
            #[block(list, min = $fewest, max = 1)]
            pub vcpu_count: Option<$needed>,
        }

        impl Requirements {
            /// As the API takes it.
            pub fn request(&self) -> types::$request {
                types::$request::builder()
                    .set_accelerator_count(range!(self.accelerator_count, types::AcceleratorCountRequest))
                    .set_accelerator_manufacturers(choices(&self.accelerator_manufacturers))
                    .set_accelerator_names(choices(&self.accelerator_names))
                    .set_accelerator_total_memory_mib(range!(
                        self.accelerator_total_memory_mib,
                        types::AcceleratorTotalMemoryMiBRequest
                    ))
                    .set_accelerator_types(choices(&self.accelerator_types))
                    .set_allowed_instance_types(given(&self.allowed_instance_types))
                    .set_bare_metal(choice(&self.bare_metal))
                    .set_baseline_ebs_bandwidth_mbps(range!(
                        self.baseline_ebs_bandwidth_mbps,
                        types::BaselineEbsBandwidthMbpsRequest
                    ))
                    .set_burstable_performance(choice(&self.burstable_performance))
                    .set_cpu_manufacturers(choices(&self.cpu_manufacturers))
                    .set_excluded_instance_types(given(&self.excluded_instance_types))
                    .set_instance_generations(choices(&self.instance_generations))
                    .set_local_storage(choice(&self.local_storage))
                    .set_local_storage_types(choices(&self.local_storage_types))
                    .set_max_spot_price_as_percentage_of_optimal_on_demand_price(positive(
                        self.max_spot_price_as_percentage_of_optimal_on_demand_price,
                    ))
                    .set_memory_gib_per_v_cpu(decimals!(
                        self.memory_gib_per_vcpu,
                        types::MemoryGiBPerVCpuRequest
                    ))
                    .set_memory_mib(range!(self.memory_mib, types::MemoryMiBRequest))
                    .set_network_bandwidth_gbps(decimals!(
                        self.network_bandwidth_gbps,
                        types::NetworkBandwidthGbpsRequest
                    ))
                    .set_network_interface_count(range!(
                        self.network_interface_count,
                        types::NetworkInterfaceCountRequest
                    ))
                    .set_on_demand_max_price_percentage_over_lowest_price(positive(
                        self.on_demand_max_price_percentage_over_lowest_price,
                    ))
                    .set_require_hibernate_support(self.require_hibernate_support.filter(|yes| *yes))
                    .set_spot_max_price_percentage_over_lowest_price(positive(
                        self.spot_max_price_percentage_over_lowest_price,
                    ))
                    .set_total_local_storage_gb(decimals!(
                        self.total_local_storage_gb,
                        types::TotalLocalStorageGbRequest
                    ))
                    .set_v_cpu_count(range!(self.vcpu_count, types::$vcpus))
                    .build()
            }
            /// As the API tells it.
            pub fn told(told: &types::$told) -> Requirements {
                Requirements {
                    accelerator_count: told_range!(told.accelerator_count, Count),
                    accelerator_manufacturers: words(told.accelerator_manufacturers.as_ref()),
                    accelerator_names: words(told.accelerator_names.as_ref()),
                    accelerator_total_memory_mib: told_range!(told.accelerator_total_memory_mib, Range),
                    accelerator_types: words(told.accelerator_types.as_ref()),
                    allowed_instance_types: words(told.allowed_instance_types.as_ref()),
                    bare_metal: word(told.bare_metal.as_ref()),
                    baseline_ebs_bandwidth_mbps: told_range!(told.baseline_ebs_bandwidth_mbps, Range),
                    burstable_performance: word(told.burstable_performance.as_ref()),
                    cpu_manufacturers: words(told.cpu_manufacturers.as_ref()),
                    excluded_instance_types: words(told.excluded_instance_types.as_ref()),
                    instance_generations: words(told.instance_generations.as_ref()),
                    local_storage: word(told.local_storage.as_ref()),
                    local_storage_types: words(told.local_storage_types.as_ref()),
                    max_spot_price_as_percentage_of_optimal_on_demand_price: long(
                        told.max_spot_price_as_percentage_of_optimal_on_demand_price,
                    ),
                    memory_gib_per_vcpu: told
                        .memory_gib_per_v_cpu
                        .as_ref()
                        .map(|r| Decimals { max: r.max, min: r.min }),
                    memory_mib: told_range!(told.memory_mib, $needed),
                    network_bandwidth_gbps: told
                        .network_bandwidth_gbps
                        .as_ref()
                        .map(|r| Decimals { max: r.max, min: r.min }),
                    network_interface_count: told_range!(told.network_interface_count, Range),
                    on_demand_max_price_percentage_over_lowest_price: long(
                        told.on_demand_max_price_percentage_over_lowest_price,
                    ),
                    require_hibernate_support: told.require_hibernate_support,
                    spot_max_price_percentage_over_lowest_price: long(
                        told.spot_max_price_percentage_over_lowest_price,
                    ),
                    total_local_storage_gb: told
                        .total_local_storage_gb
                        .as_ref()
                        .map(|r| Decimals { max: r.max, min: r.min }),
                    vcpu_count: told_range!(told.v_cpu_count, $needed),
                }
            }
        }
    };
}

/// As EC2 has it, in launch templates.
pub mod of_template {
    requirements!(
        aws_sdk_ec2,
        InstanceRequirementsRequest,
        InstanceRequirements,
        VCpuCountRangeRequest,
        Needed,
        1,
        [conflicts("instance_requirements.0.excluded_instance_types")],
        [conflicts("instance_requirements.0.allowed_instance_types")]
    );
}

/// As Auto Scaling has it, in the overrides of a mixed instances policy.
pub mod of_group {
    requirements!(
        aws_sdk_autoscaling,
        InstanceRequirements,
        InstanceRequirements,
        VCpuCountRequest,
        Range,
        0,
        [],
        []
    );
}
