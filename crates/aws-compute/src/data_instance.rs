//! `data.aws_instance`

use crate::common::{long, time_told, word};
use crate::instance::{Instance, is_dead};
use crate::instance_devices::{self, Disk, Root};
use crate::instance_read::{Beside, beside, credits_of, groups, monitored, password, primary, profile_name};
use crate::instance_user_data::{bytes, hash};
use aws_sdk_ec2::types::{self, InstanceAttributeName as Attribute};
use provision_aws_core::prelude::*;
use provision_aws_ec2::ec2;
use provision_aws_ec2::filters::{FilterBlock, filters};

/// An instance, found by what is known of it. (EC2 DescribeInstances)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_instance", timeouts(read))]
pub struct InstanceData {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its image.
    #[attr(computed)]
    pub ami: Option<String>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// It has a public IPv4 address.
    #[attr(computed, unset = "null")]
    pub associate_public_ip_address: Option<bool>,
    /// Its availability zone.
    #[attr(computed)]
    pub availability_zone: Option<String>,
    /// How it computes above its baseline.
    #[attr(computed)]
    pub credit_specification: Vec<CreditsTold>,
    /// Protected against being stopped.
    #[attr(computed)]
    pub disable_api_stop: Option<bool>,
    /// Protected against being terminated.
    #[attr(computed)]
    pub disable_api_termination: Option<bool>,
    /// More disks.
    #[attr(computed)]
    pub ebs_block_device: Set<DiskTold>,
    /// It has a network of its own to its disks.
    #[attr(computed)]
    pub ebs_optimized: Option<bool>,
    /// Whether it may have enclaves.
    #[attr(computed)]
    pub enclave_options: Vec<EnclaveTold>,
    /// Never told.
    #[attr(computed)]
    pub ephemeral_block_device: Vec<EphemeralTold>,
    /// AWS's filters.
    #[block(set)]
    pub filter: Set<FilterBlock>,
    /// Wait for and tell the password of a Windows machine.
    #[attr(optional, default = false)]
    pub get_password_data: Option<bool>,
    /// Tell what it runs when it starts.
    #[attr(optional, default = false)]
    pub get_user_data: Option<bool>,
    /// Its dedicated host.
    #[attr(computed)]
    pub host_id: Option<String>,
    /// The group of hosts that it landed on.
    #[attr(computed)]
    pub host_resource_group_arn: Option<String>,
    /// Its instance profile, by name.
    #[attr(computed)]
    pub iam_instance_profile: Option<String>,
    /// Its id.
    #[attr(optional)]
    pub instance_id: Option<String>,
    /// `running`, for example.
    #[attr(computed)]
    pub instance_state: Option<String>,
    /// Tags that it has.
    #[attr(optional, computed, unset = "null")]
    pub instance_tags: Option<BTreeMap<String, String>>,
    /// Its type.
    #[attr(computed)]
    pub instance_type: Option<String>,
    /// Its IPv6 addresses.
    #[attr(computed)]
    pub ipv6_addresses: Set<String>,
    /// The key pair by which one logs in.
    #[attr(computed)]
    pub key_name: Option<String>,
    /// When it was started.
    #[attr(computed)]
    pub launch_time: Option<String>,
    /// What AWS does when its hardware fails.
    #[attr(computed)]
    pub maintenance_options: Vec<MaintenanceTold>,
    /// The service by which it learns about itself.
    #[attr(computed)]
    pub metadata_options: Vec<MetadataTold>,
    /// Measured every minute.
    #[attr(computed)]
    pub monitoring: Option<bool>,
    /// Its first interface.
    #[attr(computed)]
    pub network_interface_id: Option<String>,
    /// The Outpost it runs on.
    #[attr(computed)]
    pub outpost_arn: Option<String>,
    /// Its password, encrypted with the key pair.
    #[attr(computed, unset = "null")]
    pub password_data: Option<String>,
    /// Its placement group.
    #[attr(computed)]
    pub placement_group: Option<String>,
    /// Its partition of the placement group.
    #[attr(computed)]
    pub placement_partition_number: Option<i64>,
    /// Its name inside its network.
    #[attr(computed)]
    pub private_dns: Option<String>,
    /// How it is named inside its network.
    #[attr(computed)]
    pub private_dns_name_options: Vec<PrivateNamesTold>,
    /// Its private address.
    #[attr(computed)]
    pub private_ip: Option<String>,
    /// Its public name.
    #[attr(computed)]
    pub public_dns: Option<String>,
    /// Its public address.
    #[attr(computed)]
    pub public_ip: Option<String>,
    /// The disk that it started from.
    #[attr(computed)]
    pub root_block_device: Set<RootTold>,
    /// More private addresses.
    #[attr(computed)]
    pub secondary_private_ips: Set<String>,
    /// Its security groups by name, in the default VPC.
    #[attr(computed)]
    pub security_groups: Set<String>,
    /// Takes and sends only what is for it and from it.
    #[attr(computed)]
    pub source_dest_check: Option<bool>,
    /// Its subnet.
    #[attr(computed)]
    pub subnet_id: Option<String>,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
    /// Shared or dedicated hardware.
    #[attr(computed)]
    pub tenancy: Option<String>,
    /// A hash of what it runs when it starts.
    #[attr(computed, unset = "null")]
    pub user_data: Option<String>,
    /// What it runs when it starts, in base64.
    #[attr(computed, unset = "null")]
    pub user_data_base64: Option<String>,
    /// Its security groups.
    #[attr(computed)]
    pub vpc_security_group_ids: Set<String>,
}

/// How it computes above its baseline.
#[derive(Nested, Clone, Default)]
pub struct CreditsTold {
    /// `standard` or `unlimited`.
    #[attr(computed)]
    pub cpu_credits: Option<String>,
}

/// Whether it may have enclaves.
#[derive(Nested, Clone, Default)]
pub struct EnclaveTold {
    /// It may.
    #[attr(computed)]
    pub enabled: Option<bool>,
}

/// A disk of the host.
#[derive(Nested, Clone, Default)]
pub struct EphemeralTold {
    /// Its device.
    #[attr(computed)]
    pub device_name: String,
    /// The image's device of this name is left out.
    #[attr(computed)]
    pub no_device: Option<bool>,
    /// Which disk.
    #[attr(computed)]
    pub virtual_name: Option<String>,
}

/// What AWS does when its hardware fails.
#[derive(Nested, Clone, Default)]
pub struct MaintenanceTold {
    /// `default` or `disabled`.
    #[attr(computed)]
    pub auto_recovery: Option<String>,
}

/// The service by which it learns about itself.
#[derive(Nested, Clone, Default)]
pub struct MetadataTold {
    /// `enabled` or `disabled`.
    #[attr(computed)]
    pub http_endpoint: Option<String>,
    /// Reached by IPv6 too.
    #[attr(computed)]
    pub http_protocol_ipv6: Option<String>,
    /// How many hops its answers travel.
    #[attr(computed)]
    pub http_put_response_hop_limit: Option<i64>,
    /// Session tokens: `optional` or `required`.
    #[attr(computed)]
    pub http_tokens: Option<String>,
    /// It tells the instance's tags.
    #[attr(computed)]
    pub instance_metadata_tags: Option<String>,
}

/// How it is named inside its network.
#[derive(Nested, Clone, Default)]
pub struct PrivateNamesTold {
    /// Its resource name is answered with an IPv4 address.
    #[attr(computed)]
    pub enable_resource_name_dns_a_record: Option<bool>,
    /// Its resource name is answered with an IPv6 address.
    #[attr(computed)]
    pub enable_resource_name_dns_aaaa_record: Option<bool>,
    /// From its address or its id.
    #[attr(computed)]
    pub hostname_type: Option<String>,
}

/// The disk that it started from.
#[derive(Nested, Clone, Default)]
pub struct RootTold {
    /// It goes with the instance.
    #[attr(computed)]
    pub delete_on_termination: Option<bool>,
    /// Its device.
    #[attr(computed)]
    pub device_name: Option<String>,
    /// It is encrypted.
    #[attr(computed)]
    pub encrypted: Option<bool>,
    /// Operations a second.
    #[attr(computed)]
    pub iops: Option<i64>,
    /// The key that encrypts it.
    #[attr(computed)]
    pub kms_key_id: Option<String>,
    /// Its tags.
    #[attr(computed)]
    pub tags: BTreeMap<String, String>,
    /// Megabytes a second.
    #[attr(computed)]
    pub throughput: Option<i64>,
    /// The volume.
    #[attr(computed)]
    pub volume_id: Option<String>,
    /// Gigabytes.
    #[attr(computed)]
    pub volume_size: Option<i64>,
    /// `gp3`, for example.
    #[attr(computed)]
    pub volume_type: Option<String>,
}

/// Another disk.
#[derive(Nested, Clone, Default)]
pub struct DiskTold {
    /// It goes with the instance.
    #[attr(computed)]
    pub delete_on_termination: Option<bool>,
    /// Its device.
    #[attr(computed)]
    pub device_name: Option<String>,
    /// It is encrypted.
    #[attr(computed)]
    pub encrypted: Option<bool>,
    /// Operations a second.
    #[attr(computed)]
    pub iops: Option<i64>,
    /// The key that encrypts it.
    #[attr(computed)]
    pub kms_key_id: Option<String>,
    /// The snapshot that it started from.
    #[attr(computed)]
    pub snapshot_id: Option<String>,
    /// Its tags.
    #[attr(computed)]
    pub tags: BTreeMap<String, String>,
    /// Megabytes a second.
    #[attr(computed)]
    pub throughput: Option<i64>,
    /// The volume.
    #[attr(computed)]
    pub volume_id: Option<String>,
    /// Gigabytes.
    #[attr(computed)]
    pub volume_size: Option<i64>,
    /// `gp3`, for example.
    #[attr(computed)]
    pub volume_type: Option<String>,
}

impl From<Root> for RootTold {
    fn from(r: Root) -> RootTold {
        RootTold {
            delete_on_termination: r.delete_on_termination,
            device_name: r.device_name,
            encrypted: r.encrypted,
            iops: r.iops,
            kms_key_id: r.kms_key_id,
            tags: r.tags_all,
            throughput: r.throughput,
            volume_id: r.volume_id,
            volume_size: r.volume_size,
            volume_type: r.volume_type,
        }
    }
}

impl From<Disk> for DiskTold {
    fn from(d: Disk) -> DiskTold {
        DiskTold {
            delete_on_termination: d.delete_on_termination,
            device_name: Some(d.device_name),
            encrypted: d.encrypted,
            iops: d.iops,
            kms_key_id: d.kms_key_id,
            snapshot_id: d.snapshot_id,
            tags: d.tags_all,
            throughput: d.throughput,
            volume_id: d.volume_id,
            volume_size: d.volume_size,
            volume_type: d.volume_type,
        }
    }
}

#[async_trait]
impl DataSource for InstanceData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let found = each(configs, 10, |config| find(cx, config)).await;
        let there: Vec<&types::Instance> = found.iter().flatten().collect();
        let beside = match beside(cx, &there).await {
            Ok(beside) => beside,
            Err(e) => return configs.iter().map(|_| Err(e.clone())).collect(),
        };
        each(configs.iter().zip(found), 10, |(config, instance)| async {
            told(cx, config, instance?, &beside).await
        })
        .await
    }
}

/// The one instance that a configuration means.
async fn find(cx: &Cx, config: &InstanceData) -> Result<types::Instance, Error> {
    let own = [("instance-id", text(&config.instance_id))];
    let tags = config.instance_tags.clone().unwrap_or_default();
    let call = ec2(cx).describe_instances().set_filters(filters(&own, &config.filter, &tags));
    let told: Vec<types::Reservation> = call.into_paginator().items().send().try_collect().await?;
    let all = told.into_iter().flat_map(|r| r.instances.unwrap_or_default());
    let gone = |i: &types::Instance| {
        is_dead(i)
            && i.state.as_ref().and_then(|s| s.name.as_ref()).is_some_and(|s| s.as_str() == "terminated")
    };
    let mut all: Vec<types::Instance> = all.filter(|i| !gone(i)).collect();
    match (all.pop(), all.len()) {
        (None, _) => Err(Error::new(Class::NotFound, "No instance fits.")
            .help("Check the arguments, the account and the region.")),
        (Some(instance), 0) => Ok(instance),
        (_, more) => {
            let message = format!("{} instances fit; the data source is for one.", more + 1);
            Err(Error::new(Class::Validation, message).help("Add arguments until only one fits."))
        }
    }
}

async fn told(
    cx: &Cx,
    config: &InstanceData,
    instance: types::Instance,
    beside: &Beside,
) -> Result<InstanceData, Error> {
    let id = instance.instance_id.clone().unwrap_or_default();
    let ask = |name: Attribute| ec2(cx).describe_instance_attribute().instance_id(&id).attribute(name).send();
    let stop = ask(Attribute::DisableApiStop).await?.disable_api_stop;
    let termination = ask(Attribute::DisableApiTermination).await?.disable_api_termination;
    let user_data = ask(Attribute::UserData).await?.user_data.and_then(|d| d.value).filter(|d| !d.is_empty());
    let password_data = match config.get_password_data {
        Some(true) => password(cx, &id).await?,
        _ => None,
    };
    let (root, disks) = instance_devices::told(cx, &instance, &beside.volumes, &Instance::default());
    let (vpc_security_group_ids, security_groups) = groups(&instance, beside);
    let interface = primary(&instance);
    let placement = instance.placement.as_ref();
    let placed = |f: fn(&types::Placement) -> Option<String>| placement.and_then(f);
    let secondary = interface.map(|i| i.private_ip_addresses()).unwrap_or_default();
    let ipv6 = interface.map(|i| i.ipv6_addresses()).unwrap_or_default();
    let metadata = |m: &types::InstanceMetadataOptionsResponse| MetadataTold {
        http_endpoint: word(m.http_endpoint.as_ref()),
        http_protocol_ipv6: word(m.http_protocol_ipv6.as_ref()),
        http_put_response_hop_limit: long(m.http_put_response_hop_limit),
        http_tokens: word(m.http_tokens.as_ref()),
        instance_metadata_tags: word(m.instance_metadata_tags.as_ref()),
    };
    let names = |n: &types::PrivateDnsNameOptionsResponse| PrivateNamesTold {
        enable_resource_name_dns_a_record: n.enable_resource_name_dns_a_record,
        enable_resource_name_dns_aaaa_record: n.enable_resource_name_dns_aaaa_record,
        hostname_type: word(n.hostname_type.as_ref()),
    };
    let started = instance.launch_time.as_ref().and_then(time_told);
    // What is shown of user data is a hash of its text; in base64 it is shown where it is asked for.
    let decoded = user_data.as_deref().map(|d| String::from_utf8_lossy(&bytes(d)).into_owned());
    Ok(InstanceData {
        ami: instance.image_id.clone(),
        arn: cx.arn("ec2", &format!("instance/{id}")),
        associate_public_ip_address: interface.map(|i| i.association.is_some()),
        availability_zone: placed(|p| p.availability_zone.clone()),
        credit_specification: credits_of(&instance, beside)
            .into_iter()
            .map(|c| CreditsTold { cpu_credits: c.cpu_credits })
            .collect(),
        disable_api_stop: stop.and_then(|v| v.value),
        disable_api_termination: termination.and_then(|v| v.value),
        ebs_block_device: disks.0.into_iter().map(Into::into).collect(),
        ebs_optimized: instance.ebs_optimized,
        enclave_options: instance
            .enclave_options
            .iter()
            .map(|e| EnclaveTold { enabled: e.enabled })
            .collect(),
        ephemeral_block_device: Vec::new(),
        filter: config.filter.clone(),
        get_password_data: config.get_password_data,
        get_user_data: config.get_user_data,
        host_id: placed(|p| p.host_id.clone()),
        host_resource_group_arn: placed(|p| p.host_resource_group_arn.clone()),
        iam_instance_profile: profile_name(&instance),
        instance_id: config.instance_id.clone(),
        instance_state: instance.state.as_ref().and_then(|s| word(s.name.as_ref())),
        instance_tags: config.instance_tags.clone(),
        instance_type: word(instance.instance_type.as_ref()),
        ipv6_addresses: ipv6.iter().filter_map(|a| a.ipv6_address.clone()).collect(),
        key_name: instance.key_name.clone(),
        launch_time: started,
        maintenance_options: instance
            .maintenance_options
            .iter()
            .map(|m| MaintenanceTold { auto_recovery: word(m.auto_recovery.as_ref()) })
            .collect(),
        metadata_options: instance.metadata_options.iter().map(metadata).collect(),
        monitoring: monitored(&instance),
        network_interface_id: interface.and_then(|i| i.network_interface_id.clone()),
        outpost_arn: instance.outpost_arn.clone(),
        password_data,
        placement_group: placed(|p| p.group_name.clone()),
        placement_partition_number: placement.and_then(|p| long(p.partition_number)),
        private_dns: instance.private_dns_name.clone(),
        private_dns_name_options: instance.private_dns_name_options.iter().map(names).collect(),
        private_ip: instance.private_ip_address.clone(),
        public_dns: instance.public_dns_name.clone(),
        public_ip: instance.public_ip_address.clone(),
        root_block_device: root.into_iter().map(Into::into).collect(),
        secondary_private_ips: secondary
            .iter()
            .filter(|a| a.primary != Some(true))
            .filter_map(|a| a.private_ip_address.clone())
            .collect(),
        security_groups,
        source_dest_check: instance.source_dest_check,
        subnet_id: interface.and_then(|i| i.subnet_id.clone()).or_else(|| instance.subnet_id.clone()),
        tags: provision_aws_ec2::tags(instance.tags.as_ref()),
        tenancy: placement.and_then(|p| word(p.tenancy.as_ref())),
        user_data: decoded.map(|d| hash(&d)),
        user_data_base64: user_data.filter(|_| config.get_user_data == Some(true)),
        vpc_security_group_ids,
        id,
    })
}
