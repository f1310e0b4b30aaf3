//! `data.aws_launch_template`

use crate::common::is_burstable;
use crate::instance_requirements::of_template::Requirements;
use crate::launch_template::{found, latest, templates};
use crate::launch_template_blocks::{
    Cpu, Credits, Device, DnsNames, Enclave, Gpu, Hibernation, Inference, License, Maintenance, Market,
    Metadata, Monitoring, Placement, Profile, Reservation, TagSpecification,
};
use crate::launch_template_network::{Interface, Tracking};
use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;
use provision_aws_ec2::ec2;
use provision_aws_ec2::filters::{FilterBlock, filters, the_one};

/// A launch template and its latest version. (EC2 DescribeLaunchTemplates, DescribeLaunchTemplateVersions)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_launch_template", timeouts(read))]
pub struct LaunchTemplateData {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Disks, over those of the image.
    #[attr(computed)]
    pub block_device_mappings: Vec<Device>,
    /// Which capacity reservations are used.
    #[attr(computed)]
    pub capacity_reservation_specification: Vec<Reservation>,
    /// The processors.
    #[attr(computed)]
    pub cpu_options: Vec<Cpu>,
    /// What happens when CPU credits are used up.
    #[attr(computed, unset = "null")]
    pub credit_specification: Option<Vec<Credits>>,
    /// The version that is taken where none is named.
    #[attr(computed)]
    pub default_version: Option<i64>,
    /// What its latest version is about.
    #[attr(computed)]
    pub description: Option<String>,
    /// Instances cannot be stopped by API.
    #[attr(computed)]
    pub disable_api_stop: Option<bool>,
    /// Instances cannot be terminated by API.
    #[attr(computed)]
    pub disable_api_termination: Option<bool>,
    /// Bandwidth of its own for EBS.
    #[attr(computed)]
    pub ebs_optimized: Option<String>,
    /// Graphics accelerators, which AWS no longer offers.
    #[attr(computed, deprecated = "AWS no longer offers these accelerators.")]
    pub elastic_gpu_specifications: Vec<Gpu>,
    /// Inference accelerators, which AWS no longer offers.
    #[attr(computed, deprecated = "AWS no longer offers these accelerators.")]
    pub elastic_inference_accelerator: Vec<Inference>,
    /// Nitro Enclaves.
    #[attr(computed)]
    pub enclave_options: Vec<Enclave>,
    /// AWS's filters.
    #[block(set)]
    pub filter: Set<FilterBlock>,
    /// Hibernation.
    #[attr(computed)]
    pub hibernation_options: Vec<Hibernation>,
    /// The instance profile.
    #[attr(computed)]
    pub iam_instance_profile: Vec<Profile>,
    /// The image (AMI), or `resolve:ssm:` and the parameter that holds it.
    #[attr(computed)]
    pub image_id: Option<String>,
    /// What a shutdown from inside does: `stop` or `terminate`.
    #[attr(computed)]
    pub instance_initiated_shutdown_behavior: Option<String>,
    /// How instances are bought.
    #[attr(computed)]
    pub instance_market_options: Vec<Market>,
    /// What instances must have, in place of a type.
    #[attr(computed)]
    pub instance_requirements: Vec<Requirements>,
    /// The type of instance.
    #[attr(computed)]
    pub instance_type: Option<String>,
    /// A kernel.
    #[attr(computed)]
    pub kernel_id: Option<String>,
    /// The key pair for SSH.
    #[attr(computed)]
    pub key_name: Option<String>,
    /// Its latest version.
    #[attr(computed)]
    pub latest_version: i64,
    /// Licences of License Manager.
    #[attr(computed)]
    pub license_specification: Vec<License>,
    /// What happens when a host fails.
    #[attr(computed)]
    pub maintenance_options: Vec<Maintenance>,
    /// The instance metadata service.
    #[attr(computed)]
    pub metadata_options: Vec<Metadata>,
    /// Detailed monitoring.
    #[attr(computed)]
    pub monitoring: Vec<Monitoring>,
    /// Its name.
    #[attr(optional, computed)]
    pub name: Option<String>,
    /// Network interfaces.
    #[attr(computed)]
    pub network_interfaces: Vec<InterfaceData>,
    /// Where instances run.
    #[attr(computed)]
    pub placement: Vec<Placement>,
    /// Names in DNS.
    #[attr(computed)]
    pub private_dns_name_options: Vec<DnsNames>,
    /// A RAM disk.
    #[attr(computed)]
    pub ram_disk_id: Option<String>,
    /// Security groups of the default VPC, by name.
    #[attr(computed)]
    pub security_group_names: Set<String>,
    /// Tags of what is made from it.
    #[attr(computed)]
    pub tag_specifications: Vec<TagSpecification>,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
    /// What instances run or read at their first start, in base64.
    #[attr(computed)]
    pub user_data: Option<String>,
    /// Security groups.
    #[attr(computed)]
    pub vpc_security_group_ids: Set<String>,
}

/// A network interface of an instance.
#[derive(Nested, Clone, Default)]
pub struct InterfaceData {
    /// It gets an address of the carrier, in a Wavelength Zone.
    #[attr(computed)]
    pub associate_carrier_ip_address: Option<String>,
    /// It gets a public address.
    #[attr(computed)]
    pub associate_public_ip_address: Option<String>,
    /// How long idle connections are tracked.
    #[attr(computed)]
    pub connection_tracking_specification: Vec<Tracking>,
    /// It goes with the instance.
    #[attr(computed)]
    pub delete_on_termination: Option<String>,
    /// What it is for.
    #[attr(computed)]
    pub description: Option<String>,
    /// Its place on the instance.
    #[attr(computed)]
    pub device_index: Option<i64>,
    /// `efa`, `efa-only` or `interface`.
    #[attr(computed)]
    pub interface_type: Option<String>,
    /// How many secondary addresses it gets.
    #[attr(computed)]
    pub ipv4_address_count: Option<i64>,
    /// Its addresses.
    #[attr(computed)]
    pub ipv4_addresses: Set<String>,
    /// How many IPv4 prefixes it gets.
    #[attr(computed)]
    pub ipv4_prefix_count: Option<i64>,
    /// Its IPv4 prefixes.
    #[attr(computed)]
    pub ipv4_prefixes: Set<String>,
    /// How many IPv6 addresses it gets.
    #[attr(computed)]
    pub ipv6_address_count: Option<i64>,
    /// Its IPv6 addresses.
    #[attr(computed)]
    pub ipv6_addresses: Set<String>,
    /// How many IPv6 prefixes it gets.
    #[attr(computed)]
    pub ipv6_prefix_count: Option<i64>,
    /// Its IPv6 prefixes.
    #[attr(computed)]
    pub ipv6_prefixes: Set<String>,
    /// The network card it is on.
    #[attr(computed)]
    pub network_card_index: Option<i64>,
    /// An interface that is there already.
    #[attr(computed)]
    pub network_interface_id: Option<String>,
    /// Its first IPv6 address is the primary one.
    #[attr(computed)]
    pub primary_ipv6: Option<String>,
    /// Its primary address.
    #[attr(computed)]
    pub private_ip_address: Option<String>,
    /// Its security groups.
    #[attr(computed)]
    pub security_groups: Set<String>,
    /// Its subnet.
    #[attr(computed)]
    pub subnet_id: Option<String>,
}

impl From<Interface> for InterfaceData {
    fn from(of: Interface) -> InterfaceData {
        InterfaceData {
            associate_carrier_ip_address: of.associate_carrier_ip_address,
            associate_public_ip_address: of.associate_public_ip_address,
            connection_tracking_specification: of.connection_tracking_specification.into_iter().collect(),
            delete_on_termination: of.delete_on_termination,
            description: of.description,
            device_index: of.device_index,
            interface_type: of.interface_type,
            ipv4_address_count: of.ipv4_address_count,
            ipv4_addresses: of.ipv4_addresses,
            ipv4_prefix_count: of.ipv4_prefix_count,
            ipv4_prefixes: of.ipv4_prefixes,
            ipv6_address_count: of.ipv6_address_count,
            ipv6_addresses: of.ipv6_addresses,
            ipv6_prefix_count: of.ipv6_prefix_count,
            ipv6_prefixes: of.ipv6_prefixes,
            network_card_index: of.network_card_index,
            network_interface_id: of.network_interface_id,
            primary_ipv6: of.primary_ipv6,
            private_ip_address: of.private_ip_address,
            security_groups: of.security_groups,
            subnet_id: of.subnet_id,
        }
    }
}

#[async_trait]
impl DataSource for LaunchTemplateData {
    /// Templates that are known by an id or a name alone come by two calls at best; others by one call each.
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let all = |e: Error| configs.iter().map(|_| Err(e.clone())).collect();
        let known = match templates(cx, configs.iter().filter_map(Self::only).collect()).await {
            Ok(known) => known,
            Err(e) => return all(e),
        };
        let found = each(configs, 10, |config| find(cx, config, &known)).await;
        let ids = found.iter().flatten().filter_map(|t| t.launch_template_id.clone()).collect();
        let versions = match latest(cx, ids).await {
            Ok(versions) => versions,
            Err(e) => return all(e),
        };
        let answer = |(config, template): (&Self, Result<types::LaunchTemplate, Error>)| {
            let template = template?;
            let version = template.launch_template_id.as_ref().and_then(|id| versions.get(id));
            let version =
                version.ok_or_else(|| Error::incomplete("the latest version of the launch template"))?;
            Ok(config.told(cx, &template, version))
        };
        configs.iter().zip(found).map(answer).collect()
    }
}

/// The one template that a configuration means.
async fn find(
    cx: &Cx,
    config: &LaunchTemplateData,
    known: &HashMap<Key, types::LaunchTemplate>,
) -> Result<types::LaunchTemplate, Error> {
    if let Some(key) = config.only() {
        return the_one("launch template", &key, known.get(&key).cloned().into_iter().collect());
    }
    let (id, name) = (Some(config.id.clone()).filter(|id| !id.is_empty()), text(&config.name));
    let call = ec2(cx)
        .describe_launch_templates()
        .set_launch_template_ids(id.map(|id| vec![id]))
        .set_launch_template_names(name.map(|name| vec![name]))
        .set_filters(filters(&[], &config.filter, &config.tags));
    let told = there(call.into_paginator().items().send().try_collect().await)?;
    the_one("launch template", &config.id, told.unwrap_or_default())
}

impl LaunchTemplateData {
    /// The id or name, where nothing else is given.
    fn only(&self) -> Option<Key> {
        let filtered = !self.filter.is_empty() || !self.tags.is_empty();
        let id = Some(self.id.clone()).filter(|id| !id.is_empty());
        match (id, text(&self.name)) {
            (Some(key), None) | (None, Some(key)) if !filtered => Some(key),
            _ => None,
        }
    }

    fn told(
        &self,
        cx: &Cx,
        template: &types::LaunchTemplate,
        version: &types::LaunchTemplateVersion,
    ) -> LaunchTemplateData {
        let Found { value: all, tags, .. } = found(cx, template, version);
        let earns = all.instance_type.as_deref().is_some_and(is_burstable);
        LaunchTemplateData {
            id: all.id,
            filter: self.filter.clone(),
            tags,
            arn: all.arn,
            block_device_mappings: all.block_device_mappings,
            capacity_reservation_specification: all.capacity_reservation_specification.into_iter().collect(),
            cpu_options: all.cpu_options.into_iter().collect(),
            // Of other types, and of those without, the provider tells nothing.
            credit_specification: all.credit_specification.filter(|_| earns).map(|c| vec![c]),
            default_version: all.default_version,
            description: all.description,
            disable_api_stop: all.disable_api_stop,
            disable_api_termination: all.disable_api_termination,
            ebs_optimized: all.ebs_optimized,
            elastic_gpu_specifications: all.elastic_gpu_specifications,
            elastic_inference_accelerator: all.elastic_inference_accelerator.into_iter().collect(),
            enclave_options: all.enclave_options.into_iter().collect(),
            hibernation_options: all.hibernation_options.into_iter().collect(),
            iam_instance_profile: all.iam_instance_profile.into_iter().collect(),
            image_id: all.image_id,
            instance_initiated_shutdown_behavior: all.instance_initiated_shutdown_behavior,
            instance_market_options: all.instance_market_options.into_iter().collect(),
            instance_requirements: all.instance_requirements.into_iter().collect(),
            instance_type: all.instance_type,
            kernel_id: all.kernel_id,
            key_name: all.key_name,
            latest_version: all.latest_version,
            license_specification: all.license_specification.0,
            maintenance_options: all.maintenance_options.into_iter().collect(),
            metadata_options: all.metadata_options.into_iter().collect(),
            monitoring: all.monitoring.into_iter().collect(),
            name: all.name,
            network_interfaces: all.network_interfaces.into_iter().map(InterfaceData::from).collect(),
            placement: all.placement.into_iter().collect(),
            private_dns_name_options: all.private_dns_name_options.into_iter().collect(),
            ram_disk_id: all.ram_disk_id,
            security_group_names: all.security_group_names,
            tag_specifications: all.tag_specifications,
            user_data: all.user_data,
            vpc_security_group_ids: all.vpc_security_group_ids,
        }
    }
}
