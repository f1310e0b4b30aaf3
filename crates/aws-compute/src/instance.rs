//! `aws_instance`

use crate::instance_blocks::{
    CapacityReservation, CpuOptions, Credits, Enclave, Interface, Maintenance, Market, Metadata,
    PrivateNames, Template,
};
use crate::instance_devices::{Disk, Ephemeral, Root};
use crate::{instance_change, instance_launch, instance_read, instance_user_data as user_data};
use aws_sdk_ec2::types::{self, AttributeBooleanValue, InstanceStateName};
use provision_aws_core::prelude::*;
use provision_aws_ec2::{ec2, ours, owned};
use provision_schema::suppress::Difference;
use provision_value::{Path, Step as At};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

/// A virtual machine. (EC2 RunInstances, ModifyInstanceAttribute)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_instance",
    version = 1,
    tags,
    timeouts(create, read, update, delete),
    seconds(30, 45),
    not_found = "InvalidInstanceID.NotFound"
)]
pub struct Instance {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its image.
    #[attr(optional, computed, replace, at_least_one_of("ami", "launch_template"))]
    pub ami: Option<String>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// It gets a public IPv4 address.
    #[attr(optional, computed, replace)]
    pub associate_public_ip_address: Option<bool>,
    /// Its availability zone.
    #[attr(optional, computed, replace)]
    pub availability_zone: Option<String>,
    /// Which reservations of capacity it may use.
    #[block(list, max = 1, computed)]
    pub capacity_reservation_specification: Option<CapacityReservation>,
    /// Number of cores.
    #[attr(
        optional,
        computed,
        replace,
        conflicts("cpu_options.0.core_count"),
        deprecated = "Use `core_count` of `cpu_options`."
    )]
    pub cpu_core_count: Option<i64>,
    /// Its processor.
    #[block(list, max = 1, computed)]
    pub cpu_options: Option<CpuOptions>,
    /// Threads of each core.
    #[attr(
        optional,
        computed,
        replace,
        conflicts("cpu_options.0.threads_per_core"),
        deprecated = "Use `threads_per_core` of `cpu_options`."
    )]
    pub cpu_threads_per_core: Option<i64>,
    /// How it computes above its baseline.
    #[block(list, max = 1, stays)]
    pub credit_specification: Option<Credits>,
    /// Protected against being stopped.
    #[attr(optional, computed)]
    pub disable_api_stop: Option<bool>,
    /// Protected against being terminated.
    #[attr(optional, computed)]
    pub disable_api_termination: Option<bool>,
    /// More disks.
    #[block(set, computed)]
    pub ebs_block_device: Set<Disk>,
    /// A network of its own to its disks.
    #[attr(optional, computed, replace)]
    pub ebs_optimized: Option<bool>,
    /// Its first IPv6 address stays with it.
    #[attr(optional, computed, unset = "null")]
    pub enable_primary_ipv6: Option<bool>,
    /// Whether it may have enclaves.
    #[block(list, max = 1, computed)]
    pub enclave_options: Option<Enclave>,
    /// Disks of the host.
    #[block(set, computed, replace)]
    pub ephemeral_block_device: Set<Ephemeral>,
    /// Wait for and tell the password of a Windows machine.
    #[attr(optional, default = false, config_only)]
    pub get_password_data: Option<bool>,
    /// It can hibernate.
    #[attr(optional, replace)]
    pub hibernation: Option<bool>,
    /// Its dedicated host.
    #[attr(optional, computed, replace)]
    pub host_id: Option<String>,
    /// The group of hosts that it lands on.
    #[attr(optional, computed, arn, unset = "null", conflicts("host_id"))]
    pub host_resource_group_arn: Option<String>,
    /// The instance profile whose role it has, by name.
    #[attr(optional, computed)]
    pub iam_instance_profile: Option<String>,
    /// What it does when it shuts itself down: `stop` or `terminate`.
    #[attr(optional, computed)]
    pub instance_initiated_shutdown_behavior: Option<String>,
    /// `spot`, `scheduled` or nothing.
    #[attr(computed)]
    pub instance_lifecycle: Option<String>,
    /// Another market than the ordinary one.
    #[block(list, max = 1, computed, replace)]
    pub instance_market_options: Option<Market>,
    /// `running`, for example.
    #[attr(computed)]
    pub instance_state: Option<String>,
    /// Its type. Where a change of it keeps the kind of processor, the instance is stopped and started.
    #[attr(optional, computed, at_least_one_of("instance_type", "launch_template"))]
    pub instance_type: Option<String>,
    /// Number of IPv6 addresses.
    #[attr(optional, computed, conflicts("ipv6_addresses"))]
    pub ipv6_address_count: Option<i64>,
    /// Its IPv6 addresses.
    #[attr(optional, computed, validate = all_ipv6, conflicts("ipv6_address_count"))]
    pub ipv6_addresses: Vec<String>,
    /// The key pair by which one logs in.
    #[attr(optional, computed, replace)]
    pub key_name: Option<String>,
    /// The template that tells what the configuration does not.
    #[block(list, max = 1, replace)]
    pub launch_template: Option<Template>,
    /// What AWS does when its hardware fails.
    #[block(list, max = 1, computed)]
    pub maintenance_options: Option<Maintenance>,
    /// The service by which it learns about itself.
    #[block(list, max = 1, computed)]
    pub metadata_options: Option<Metadata>,
    /// Measured every minute.
    #[attr(optional, computed)]
    pub monitoring: Option<bool>,
    /// Interfaces that exist and are attached.
    #[block(
        set,
        computed,
        conflicts(
            "associate_public_ip_address",
            "enable_primary_ipv6",
            "subnet_id",
            "private_ip",
            "secondary_private_ips",
            "vpc_security_group_ids",
            "security_groups",
            "ipv6_addresses",
            "ipv6_address_count",
            "source_dest_check"
        )
    )]
    pub network_interface: Set<Interface>,
    /// The Outpost it runs on.
    #[attr(computed)]
    pub outpost_arn: Option<String>,
    /// Its password, encrypted with the key pair.
    #[attr(computed)]
    pub password_data: Option<String>,
    /// Its placement group.
    #[attr(optional, computed, replace)]
    pub placement_group: Option<String>,
    /// Its partition of the placement group.
    #[attr(optional, computed, replace)]
    pub placement_partition_number: Option<i64>,
    /// Its first interface.
    #[attr(computed)]
    pub primary_network_interface_id: Option<String>,
    /// Its name inside its network.
    #[attr(computed)]
    pub private_dns: Option<String>,
    /// How it is named inside its network.
    #[block(list, max = 1, computed)]
    pub private_dns_name_options: Option<PrivateNames>,
    /// Its private address.
    #[attr(optional, computed, replace, validate = ipv4)]
    pub private_ip: Option<String>,
    /// Its public name.
    #[attr(computed)]
    pub public_dns: Option<String>,
    /// Its public address.
    #[attr(computed)]
    pub public_ip: Option<String>,
    /// The disk that it starts from.
    #[block(list, max = 1, computed)]
    pub root_block_device: Option<Root>,
    /// More private addresses.
    #[attr(optional, computed)]
    pub secondary_private_ips: Set<String>,
    /// Its security groups by name, in the default VPC.
    #[attr(optional, computed, replace)]
    pub security_groups: Set<String>,
    /// Takes and sends only what is for it and from it.
    #[attr(optional, default = true, suppress = of_interfaces)]
    pub source_dest_check: Option<bool>,
    /// The request of a spot instance.
    #[attr(computed)]
    pub spot_instance_request_id: Option<String>,
    /// Its subnet.
    #[attr(optional, computed, replace)]
    pub subnet_id: Option<String>,
    /// Shared or dedicated hardware: `default`, `dedicated` or `host`.
    #[attr(optional, computed, replace, one_of("default", "dedicated", "host"))]
    pub tenancy: Option<String>,
    /// What it runs when it starts; held as a hash. A change stops and starts it.
    #[attr(
        optional,
        computed,
        digest = user_data::hash,
        equal_by = user_data::same,
        as_told,
        unset = "null",
        length(0, 16384),
        conflicts("user_data_base64")
    )]
    pub user_data: Option<String>,
    /// The same in base64, held as it is.
    #[attr(optional, computed, unset = "null", validate = base64, conflicts("user_data"))]
    pub user_data_base64: Option<String>,
    /// A change of what it runs makes a new instance.
    #[attr(optional, default = false, config_only)]
    pub user_data_replace_on_change: Option<bool>,
    /// Tags of all its volumes.
    #[attr(optional, unset = "null")]
    pub volume_tags: Option<BTreeMap<String, String>>,
    /// Its security groups.
    #[attr(optional, computed)]
    pub vpc_security_group_ids: Set<String>,
}

fn ipv4(value: &Value) -> Result<(), String> {
    match value.as_str().map(str::parse::<Ipv4Addr>) {
        Some(Err(_)) => Err("must be an IPv4 address".into()),
        _ => Ok(()),
    }
}

fn all_ipv6(value: &Value) -> Result<(), String> {
    let mut texts = value.as_seq().unwrap_or_default().iter().filter_map(Value::as_str);
    match texts.any(|t| t.parse::<Ipv6Addr>().is_err()) {
        true => Err("must hold IPv6 addresses".into()),
        false => Ok(()),
    }
}

fn base64(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if user_data::encoded(text) != text => Err("must be base64".into()),
        _ => Ok(()),
    }
}

/// Interfaces that exist have a setting of their own.
fn of_interfaces(d: &Difference<'_>) -> bool {
    let given = |v: &Value| v.get("network_interface").and_then(Value::as_seq).is_some_and(|i| !i.is_empty());
    given(d.proposed)
}

#[async_trait]
impl Resource for Instance {
    const WAITS: Waits = Waits { delete: Duration::from_secs(20 * 60), ..Waits::slow(5, 10) };

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let Some(prior) = cx.prior else { return Ok(()) };
        // What nothing is said about stays: a hash is not what the instance ran.
        if cx.configured("user_data").is_null() {
            cx.set("user_data", prior.get("user_data").cloned().unwrap_or_else(|| Value::null(Type::String)));
        }
        if cx.get("user_data_replace_on_change").as_bool() == Some(true) {
            for name in ["user_data", "user_data_base64"] {
                if cx.changed(name) {
                    cx.force_replace(name);
                }
            }
        }
        // The whole list is compared, not address by address.
        if cx.changed("ipv6_addresses") {
            cx.force_replace("ipv6_addresses");
        }
        if has_change(cx, "instance_type")
            && other_processor(&cx.before("instance_type"), &cx.get("instance_type"))
        {
            cx.force_replace("instance_type");
        }
        // AWS takes a primary IPv6 address from an instance only with the instance.
        if cx.before("enable_primary_ipv6").as_bool() == Some(true)
            && cx.get("enable_primary_ipv6").as_bool() == Some(false)
        {
            cx.force_replace("enable_primary_ipv6");
        }
        let version =
            Path(vec![At::Attr("launch_template".into()), At::Index(0), At::Attr("version".into())]);
        let differs = match (version.get(prior), version.get(&cx.planned)) {
            (Some(before), Some(after)) => before != after,
            _ => false,
        };
        if differs {
            cx.replace.insert(version);
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        instance_launch::launch(cx, planned, step).await
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        answers(reqs, instance_read::read(cx, reqs).await)
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        instance_change::change(cx, change, step).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        // The request of a persistent spot instance would start another one.
        if let Some(request) = text(&prior.spot_instance_request_id) {
            ec2(cx).cancel_spot_instance_requests().spot_instance_request_ids(request).send().await?;
        }
        let terminate = || ec2(cx).terminate_instances().instance_ids(&prior.id).send();
        match terminate().await.map_err(Error::from) {
            // Somebody protected it, and not this plan.
            Err(e) if e.is(&["OperationNotPermitted"]) && prior.disable_api_termination != Some(true) => {
                let off = AttributeBooleanValue::builder().value(false).build();
                let call = ec2(cx).modify_instance_attribute().instance_id(&prior.id);
                call.disable_api_termination(off).send().await?;
                terminate().await?;
                Ok(())
            }
            Err(e) if e.is(&["OperationNotPermitted"]) => {
                Err(e.help("Set `disable_api_termination = false` and apply that first."))
            }
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(filters) = owned(intent) else { return Ok(None) };
        let call = ec2(cx).describe_instances().set_filters(Some(filters)).into_paginator().items();
        let told: Vec<types::Reservation> = call.send().try_collect().await?;
        let all = told.into_iter().flat_map(|r| r.instances.unwrap_or_default());
        let alive: Vec<types::Instance> = all.filter(|i| !is_dead(i)).collect();
        Ok(ours(intent, &alive, |i| i.tags.as_ref()).and_then(|i| i.instance_id.clone()))
    }
}

/// True for an instance that goes or has gone: AWS tells of it for an hour.
pub fn is_dead(instance: &types::Instance) -> bool {
    let state = instance.state.as_ref().and_then(|s| s.name.as_ref());
    matches!(state, Some(InstanceStateName::ShuttingDown | InstanceStateName::Terminated))
}

/// True where no image runs on both types, so that a stopped instance cannot start as the other.
fn other_processor(before: &Value, after: &Value) -> bool {
    match (before.as_str(), after.as_str()) {
        (Some(before), Some(after)) if !before.is_empty() && !after.is_empty() => {
            processor(before) != processor(after)
        }
        _ => false,
    }
}

/// The kind of processor that a type's name tells: a `g` after the number of its generation means Graviton.
fn processor(instance_type: &str) -> &'static str {
    let family = instance_type.split('.').next().unwrap_or_default();
    let after_number = family.trim_start_matches(|c: char| !c.is_ascii_digit());
    match family {
        _ if family.starts_with("mac1") => "x86_64_mac",
        _ if family.starts_with("mac") => "arm64_mac",
        "a1" => "arm64",
        _ if after_number.contains('g') => "arm64",
        _ => "x86_64",
    }
}

#[cfg(test)]
mod tests {
    use super::processor;

    #[test]
    fn the_name_of_a_type_tells_its_processor() {
        for arm in [
            "t4g.micro",
            "m6gd.large",
            "c7gn.xlarge",
            "im4gn.large",
            "is4gen.large",
            "g5g.xlarge",
            "a1.medium",
        ] {
            assert_eq!(processor(arm), "arm64", "{arm}");
        }
        for x86 in ["t3.micro", "g4dn.xlarge", "g6.xlarge", "m7i-flex.large", "u-6tb1.metal", "p4de.24xlarge"]
        {
            assert_eq!(processor(x86), "x86_64", "{x86}");
        }
        assert_eq!((processor("mac1.metal"), processor("mac2-m2.metal")), ("x86_64_mac", "arm64_mac"));
    }
}
