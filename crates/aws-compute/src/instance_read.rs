//! Reading instances: many in a few calls, and one by one only what nothing tells of many.

use crate::common::{is_burstable, long, word};
use crate::instance::Instance;
use crate::instance_blocks::{
    CapacityReservation, CpuOptions, Credits, Enclave, Interface, Maintenance, Market, Metadata,
    PrivateNames, Template,
};
use crate::instance_devices;
use crate::instance_user_data::hash;
use aws_sdk_ec2::types::{
    self, InstanceAttributeName as Attribute, InstanceLifecycleType, InstanceStateName as State,
    MonitoringState,
};
use provision_aws_core::prelude::*;
use provision_aws_core::share::share;
use provision_aws_ec2::{ec2, filtered, keys, tags};

/// What other calls tell of the instances of one read.
#[derive(Default)]
pub struct Beside {
    /// Volumes by id.
    pub volumes: HashMap<Key, types::Volume>,
    /// Default VPCs.
    default_vpcs: Vec<String>,
    /// CPU credits by instance.
    credits: HashMap<Key, String>,
    /// Spot requests by id.
    spots: HashMap<Key, types::SpotInstanceRequest>,
}

/// Instances by id, those that are there.
pub async fn read(cx: &Cx, reqs: &[Req<Instance>]) -> Result<HashMap<Key, Found<Instance>>, Error> {
    let told = describe(cx, keys(reqs).collect()).await?;
    let of = |req: &Req<Instance>| told.get(&req.key).filter(|i| is_told_of(i, req.phase)).cloned();
    let present: Vec<(&Req<Instance>, types::Instance)> =
        reqs.iter().filter_map(|r| Some((r, of(r)?))).collect();
    let whole: Vec<&types::Instance> =
        present.iter().filter(|(req, _)| req.phase != Phase::Deleted).map(|(_, i)| i).collect();
    let beside = beside(cx, &whole).await?;
    let found = each(present, 10, |(req, instance)| {
        let beside = &beside;
        async move {
            let status = status(&instance, req.phase);
            let tags = tags(instance.tags.as_ref());
            let value = match req.phase {
                Phase::Deleted => req.prior.clone(),
                _ => told_of(cx, req, &instance, beside).await?,
            };
            // Windows needs some minutes to tell its password.
            let silent = req.phase != Phase::Refresh
                && req.prior.get_password_data == Some(true)
                && value.password_data.as_deref().is_none_or(str::is_empty);
            let status = match status {
                Status::Ready if silent && req.phase != Phase::Deleted => {
                    Status::Pending("no password yet".into())
                }
                other => other,
            };
            Ok::<_, Error>((req.key.clone(), Found::ready(value).tagged(tags).status(status)))
        }
    })
    .await;
    found.into_iter().collect()
}

/// Instances by id, gone ones too. (EC2 DescribeInstances)
pub async fn describe(cx: &Cx, ids: Vec<Key>) -> Result<HashMap<Key, types::Instance>, Error> {
    let call = |f| ec2(cx).describe_instances().filters(f).into_paginator().items().send().try_collect();
    let told: Vec<types::Reservation> = filtered("instance-id", ids, call).await?;
    let all = told.into_iter().flat_map(|r| r.instances.unwrap_or_default());
    Ok(all.filter_map(|i| Some((i.instance_id.clone()?, i))).collect())
}

fn state(instance: &types::Instance) -> Option<&State> {
    instance.state.as_ref().and_then(|s| s.name.as_ref())
}

/// A terminated one is told of for an hour. After a create it says why.
fn is_told_of(instance: &types::Instance, phase: Phase) -> bool {
    phase == Phase::Created || state(instance) != Some(&State::Terminated)
}

fn status(instance: &types::Instance, phase: Phase) -> Status {
    let now = state(instance).map_or("running", |s| s.as_str());
    let applying = || {
        let options = instance.metadata_options.as_ref().and_then(|o| o.state.as_ref());
        options == Some(&types::InstanceMetadataOptionsState::Pending)
    };
    match (phase, now) {
        (Phase::Created | Phase::Updated, "running" | "stopped") if applying() => {
            Status::Pending("metadata options pending".into())
        }
        (Phase::Created, "running") | (Phase::Updated, "running" | "stopped") => Status::Ready,
        (Phase::Created, "pending") | (Phase::Updated, "pending" | "stopping") | (Phase::Deleted, _) => {
            Status::Pending(now.to_owned())
        }
        (Phase::Created | Phase::Updated, _) => {
            let told = instance.state_reason.as_ref().and_then(|r| r.message.clone());
            let told = told.or_else(|| instance.state_transition_reason.clone()).filter(|t| !t.is_empty());
            Status::Failed(told.map_or_else(|| now.to_owned(), |told| format!("{now}: {told}")))
        }
        (Phase::Refresh, _) => Status::Ready,
    }
}

/// What a few calls tell of all of them.
pub async fn beside(cx: &Cx, all: &[&types::Instance]) -> Result<Beside, Error> {
    let devices = all.iter().flat_map(|i| i.block_device_mappings());
    let volumes = devices.filter_map(|d| d.ebs.as_ref()?.volume_id.clone());
    let call = |f| ec2(cx).describe_volumes().filters(f).into_paginator().items().send().try_collect();
    let volumes: Vec<types::Volume> = filtered("volume-id", volumes, call).await?;
    let call = |f| ec2(cx).describe_vpcs().filters(f).into_paginator().items().send().try_collect();
    let vpcs: Vec<types::Vpc> = filtered("vpc-id", all.iter().filter_map(|i| i.vpc_id.clone()), call).await?;
    let of_spot = all.iter().filter_map(|i| i.spot_instance_request_id.clone());
    let call = |f| {
        let call = ec2(cx).describe_spot_instance_requests().filters(f);
        call.into_paginator().items().send().try_collect()
    };
    let spots: Vec<types::SpotInstanceRequest> = filtered("spot-instance-request-id", of_spot, call).await?;
    Ok(Beside {
        volumes: volumes.into_iter().filter_map(|v| Some((v.volume_id.clone()?, v))).collect(),
        default_vpcs: vpcs
            .into_iter()
            .filter(|v| v.is_default == Some(true))
            .filter_map(|v| v.vpc_id)
            .collect(),
        credits: credits(cx, all).await?,
        spots: spots.into_iter().filter_map(|s| Some((s.spot_instance_request_id.clone()?, s))).collect(),
    })
}

/// CPU credits of those that have them. Some partitions have none.
async fn credits(cx: &Cx, all: &[&types::Instance]) -> Result<HashMap<Key, String>, Error> {
    let burstable = all.iter().filter(|i| i.instance_type.as_ref().is_some_and(|t| is_burstable(t.as_str())));
    let call = |f| {
        let call = ec2(cx).describe_instance_credit_specifications().filters(f);
        call.into_paginator().items().send().try_collect()
    };
    let told = filtered("instance-id", burstable.filter_map(|i| i.instance_id.clone()), call).await;
    let told: Vec<types::InstanceCreditSpecification> = match told {
        Err(e) if e.is(&["UnsupportedOperation"]) => Vec::new(),
        told => told?,
    };
    Ok(told.into_iter().filter_map(|c| Some((c.instance_id?, c.cpu_credits?))).collect())
}

/// What EC2 tells only of one instance and one attribute a call.
struct Attributes {
    disable_api_stop: Option<bool>,
    disable_api_termination: Option<bool>,
    shutdown_behavior: Option<String>,
    user_data: Option<String>,
}

impl Attributes {
    /// Those that may stand elsewhere than at what AWS does by itself: because the state or plan says so, because a template
    /// may, or because nothing is known.
    async fn read(cx: &Cx, req: &Req<Instance>, instance: &types::Instance) -> Result<Attributes, Error> {
        let prior = &req.prior;
        let imported = req.phase == Phase::Refresh && prior.arn.is_empty();
        let from_template = req.phase == Phase::Created && launch_tags(instance).is_some();
        let all = imported || from_template;
        let behavior = text(&prior.instance_initiated_shutdown_behavior);
        let started_with = text(&prior.user_data).is_some() || text(&prior.user_data_base64).is_some();
        let id = &req.key;
        let flag = |asked: bool, name: Attribute| async move {
            if !(all || asked) {
                return Ok(Some(false));
            }
            let told = ec2(cx).describe_instance_attribute().instance_id(id).attribute(name).send().await?;
            let flag = told.disable_api_stop.or(told.disable_api_termination);
            Ok::<_, Error>(flag.and_then(|f| f.value))
        };
        let words = |asked: bool, name: Attribute| async move {
            if !(all || asked) {
                return Ok(None);
            }
            let told = ec2(cx).describe_instance_attribute().instance_id(id).attribute(name).send().await?;
            let words = told.instance_initiated_shutdown_behavior.or(told.user_data);
            Ok::<_, Error>(words.and_then(|w| w.value))
        };
        let stays = behavior.as_deref().is_none_or(|b| b == "stop");
        Ok(Attributes {
            disable_api_stop: flag(prior.disable_api_stop == Some(true), Attribute::DisableApiStop).await?,
            disable_api_termination: flag(
                prior.disable_api_termination == Some(true),
                Attribute::DisableApiTermination,
            )
            .await?,
            shutdown_behavior: words(!stays, Attribute::InstanceInitiatedShutdownBehavior)
                .await?
                .or_else(|| Some("stop".into())),
            user_data: words(started_with, Attribute::UserData).await?,
        })
    }
}

/// Id and version of the template that an instance was launched from.
fn launch_tags(instance: &types::Instance) -> Option<(String, String)> {
    let tags = tags(instance.tags.as_ref());
    let version = tags.get("aws:ec2launchtemplate:version").cloned().unwrap_or_default();
    Some((tags.get("aws:ec2launchtemplate:id")?.clone(), version))
}

/// A template, asked for by all instances that were launched from it at once.
#[derive(Clone, PartialEq, Eq, Hash)]
struct TemplateId(String);

/// The template of an instance, its version in the form in which the state or plan has it where that still means the same.
async fn template(
    cx: &Cx,
    req: &Req<Instance>,
    instance: &types::Instance,
) -> Result<Option<Template>, Error> {
    let Some((id, version)) = launch_tags(instance) else { return Ok(None) };
    let told = share(cx, TemplateId(id.clone()), || async {
        let told = ec2(cx).describe_launch_templates().launch_template_ids(&id).send().await;
        let told = match told.map_err(Error::from) {
            // Its codes do not end in what tells that something is not there.
            Err(e) if e.code.contains("NotFound") => None,
            told => there(told)?,
        };
        Ok(told.and_then(|t| t.launch_templates).and_then(|t| t.into_iter().next()))
    });
    let Some(told) = told.await? else { return Ok(None) };
    let held = req.prior.launch_template.as_ref().and_then(|t| t.version.as_deref());
    let means = match held {
        Some("$Latest") => told.latest_version_number,
        Some("$Default") => told.default_version_number,
        _ => None,
    };
    let still = means.is_some_and(|number| number.to_string() == version);
    let version = if still { held.unwrap_or_default().to_owned() } else { version };
    Ok(Some(Template { id: Some(id), name: told.launch_template_name, version: Some(version) }))
}

/// The password of a Windows machine; none as long as it does not tell it. (EC2 GetPasswordData)
pub async fn password(cx: &Cx, id: &str) -> Result<Option<String>, Error> {
    let told = ec2(cx).get_password_data().instance_id(id).send().await?;
    Ok(told.password_data.map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()))
}

/// The interface in the first place.
pub fn primary(instance: &types::Instance) -> Option<&types::InstanceNetworkInterface> {
    let place = |i: &types::InstanceNetworkInterface| i.attachment.as_ref().and_then(|a| a.device_index);
    instance.network_interfaces().iter().find(|i| place(i) == Some(0))
}

/// The name at the end of an instance profile's ARN.
pub fn profile_name(instance: &types::Instance) -> Option<String> {
    let arn = instance.iam_instance_profile.as_ref()?.arn.as_ref()?;
    arn.rsplit('/').next().map(str::to_owned)
}

/// Ids of security groups, and their names in the default VPC, where both can be used.
pub fn groups(instance: &types::Instance, beside: &Beside) -> (Set<String>, Set<String>) {
    let inside = instance.subnet_id.as_deref().is_some_and(|s| !s.is_empty());
    let named = match &instance.vpc_id {
        Some(vpc) => beside.default_vpcs.contains(vpc),
        None => !inside,
    };
    let told = instance.security_groups();
    let ids = told.iter().filter(|_| inside).filter_map(|g| g.group_id.clone()).collect();
    (ids, told.iter().filter(|_| named).filter_map(|g| g.group_name.clone()).collect())
}

/// The CPU credits of an instance.
pub fn credits_of(instance: &types::Instance, beside: &Beside) -> Option<Credits> {
    let credits = beside.credits.get(instance.instance_id.as_deref()?)?;
    Some(Credits { cpu_credits: Some(credits.clone()) })
}

/// True where it is measured every minute.
pub fn monitored(instance: &types::Instance) -> Option<bool> {
    let state = instance.monitoring.as_ref()?.state.as_ref()?;
    Some(matches!(state, MonitoringState::Enabled | MonitoringState::Pending))
}

fn market(instance: &types::Instance, beside: &Beside) -> Option<Market> {
    let spot = instance.spot_instance_request_id.as_ref().and_then(|id| beside.spots.get(id));
    match (spot, &instance.instance_lifecycle) {
        (Some(request), _) => Some(Market::told(request)),
        (None, Some(kind @ InstanceLifecycleType::CapacityBlock)) => {
            Some(Market { market_type: Some(kind.as_str().to_owned()), spot_options: None })
        }
        _ => None,
    }
}

/// The tags of all volumes, where `volume_tags` speak of them and no disk has tags of its own.
fn volume_tags(cx: &Cx, req: &Req<Instance>, instance: &types::Instance, beside: &Beside) -> Option<Tags> {
    let held = req.prior.volume_tags.as_ref().filter(|t| !t.is_empty())?;
    let ids = instance.block_device_mappings().iter().filter_map(|d| d.ebs.as_ref()?.volume_id.as_ref());
    let told = ids.filter_map(|id| beside.volumes.get(id)).flat_map(|v| tags(v.tags.as_ref())).collect();
    let visible = provision_aws_core::tags::visible(cx.facts(), &told);
    Some(provision_aws_core::tags::own(cx.facts(), &visible, held))
}

async fn told_of(
    cx: &Cx,
    req: &Req<Instance>,
    instance: &types::Instance,
    beside: &Beside,
) -> Result<Instance, Error> {
    let prior = &req.prior;
    let attributes = Attributes::read(cx, req, instance).await?;
    let password_data = match prior.get_password_data {
        Some(true) => password(cx, &req.key).await?,
        _ => None,
    };
    let (root_block_device, ebs_block_device) = instance_devices::told(cx, instance, &beside.volumes, prior);
    let (vpc_security_group_ids, security_groups) = groups(instance, beside);
    let placement = instance.placement.as_ref();
    let placed = |f: fn(&types::Placement) -> Option<String>| placement.and_then(f);
    let interface = primary(instance);
    let ipv6 = interface.map(|i| i.ipv6_addresses()).unwrap_or_default();
    let cpu = instance.cpu_options.as_ref();
    let in_base64 = text(&prior.user_data_base64).is_some();
    let user_data = attributes.user_data.filter(|data| !data.is_empty());
    let held_places: Vec<i64> = prior.network_interface.iter().map(|i| i.device_index).collect();
    let interfaces = instance.network_interfaces().iter().map(Interface::told);
    let secondary = interface.map(|i| i.private_ip_addresses()).unwrap_or_default();
    Ok(Instance {
        id: req.key.clone(),
        ami: instance.image_id.clone(),
        arn: cx.arn("ec2", &format!("instance/{}", req.key)),
        associate_public_ip_address: Some(match interface {
            Some(interface) => interface.association.is_some(),
            None => instance.public_ip_address.is_some(),
        }),
        availability_zone: placed(|p| p.availability_zone.clone()),
        capacity_reservation_specification: instance
            .capacity_reservation_specification
            .as_ref()
            .map(CapacityReservation::told),
        cpu_core_count: cpu.and_then(|c| long(c.core_count)),
        cpu_options: cpu.map(CpuOptions::told),
        cpu_threads_per_core: cpu.and_then(|c| long(c.threads_per_core)),
        credit_specification: credits_of(instance, beside),
        disable_api_stop: attributes.disable_api_stop,
        disable_api_termination: attributes.disable_api_termination,
        ebs_block_device,
        ebs_optimized: instance.ebs_optimized,
        enable_primary_ipv6: ipv6.first().and_then(|a| a.is_primary_ipv6),
        enclave_options: instance.enclave_options.as_ref().map(|e| Enclave { enabled: e.enabled }),
        ephemeral_block_device: Set::default(),
        get_password_data: None,
        hibernation: instance.hibernation_options.as_ref().and_then(|h| h.configured),
        host_id: placed(|p| p.host_id.clone()),
        host_resource_group_arn: placed(|p| p.host_resource_group_arn.clone()),
        iam_instance_profile: profile_name(instance),
        instance_initiated_shutdown_behavior: attributes.shutdown_behavior,
        instance_lifecycle: word(instance.instance_lifecycle.as_ref()),
        instance_market_options: market(instance, beside),
        instance_state: word(state(instance)),
        instance_type: word(instance.instance_type.as_ref()),
        ipv6_address_count: i64::try_from(ipv6.len()).ok(),
        ipv6_addresses: ipv6.iter().filter_map(|a| a.ipv6_address.clone()).collect(),
        key_name: instance.key_name.clone(),
        launch_template: template(cx, req, instance).await?,
        maintenance_options: instance
            .maintenance_options
            .as_ref()
            .map(|m| Maintenance { auto_recovery: word(m.auto_recovery.as_ref()) }),
        metadata_options: instance.metadata_options.as_ref().map(Metadata::told),
        monitoring: monitored(instance),
        network_interface: interfaces.filter(|i| held_places.contains(&i.device_index)).collect(),
        outpost_arn: instance.outpost_arn.clone(),
        password_data,
        placement_group: placed(|p| p.group_name.clone()),
        placement_partition_number: placement.and_then(|p| long(p.partition_number)),
        primary_network_interface_id: interface.and_then(|i| i.network_interface_id.clone()),
        private_dns: instance.private_dns_name.clone(),
        private_dns_name_options: instance.private_dns_name_options.as_ref().map(PrivateNames::told),
        private_ip: instance.private_ip_address.clone(),
        public_dns: instance.public_dns_name.clone(),
        public_ip: instance.public_ip_address.clone(),
        root_block_device,
        secondary_private_ips: secondary
            .iter()
            .filter(|a| a.primary != Some(true))
            .filter_map(|a| a.private_ip_address.clone())
            .collect(),
        security_groups,
        source_dest_check: interface.and_then(|i| i.source_dest_check).or(instance.source_dest_check),
        spot_instance_request_id: instance.spot_instance_request_id.clone(),
        subnet_id: interface.and_then(|i| i.subnet_id.clone()).or_else(|| instance.subnet_id.clone()),
        tenancy: placement.and_then(|p| word(p.tenancy.as_ref())),
        user_data: user_data.as_deref().filter(|_| !in_base64).map(hash),
        user_data_base64: user_data.clone().filter(|_| in_base64),
        user_data_replace_on_change: None,
        volume_tags: volume_tags(cx, req, instance, beside),
        vpc_security_group_ids,
    })
}
