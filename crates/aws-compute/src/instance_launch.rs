//! Launching an instance.

use crate::common::choice;
use crate::instance::{Instance, is_dead};
use crate::instance_blocks::{
    CapacityReservation, CpuOptions, Interface, Market, Metadata, PrivateNames, Template,
};
use crate::instance_devices::mappings;
use crate::instance_user_data::encoded;
use aws_sdk_ec2::operation::run_instances::builders::RunInstancesFluentBuilder;
use aws_sdk_ec2::types::{self, InstanceIpv6Address, ResourceType, TagSpecification};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::is_role_unknown;
use provision_aws_core::prelude::*;
use provision_aws_core::share::share;
use provision_aws_core::tags::merged;
use provision_aws_ec2::{ec2, tag_spec};

/// How often a token is renewed whose instance has gone.
const TRIES: usize = 3;

/// Launches one. A token that was sent before brings the same instance, and where that has gone since, a corpse: then another
/// token is needed.
pub async fn launch(cx: &Cx, planned: &Instance, step: &Step) -> Result<Created, Error> {
    let call = request(cx, planned, step).await?;
    for again in 0..TRIES {
        let token = if again == 0 { step.token.clone() } else { format!("{}-{again}", step.token) };
        let call = call.clone().client_token(token);
        let made = match cx.retry(PROPAGATION, not_yet, || call.clone().send()).await {
            // The token brought something of other arguments once; `locate` did not find it, so it has gone.
            Err(e) if e.is(&["IdempotentParameterMismatch"]) && again + 1 < TRIES => continue,
            made => made?,
        };
        match made.instances().first() {
            Some(instance) if is_dead(instance) => {
                step.progress("the token stands for an instance that has gone")
            }
            Some(instance) => return Created::new(instance.instance_id.clone()),
            None => return Err(Error::incomplete("an instance")),
        }
    }
    let message = "AWS keeps answering with an instance that has been terminated.";
    Err(Error::new(Class::Conflict, message).help("Run the command again in an hour."))
}

/// What AWS answers while it does not know everywhere yet what was just made.
fn not_yet(e: &Error) -> bool {
    let fresh = [
        "InvalidSubnetID.NotFound",
        "InvalidGroup.NotFound",
        "InvalidKeyPair.NotFound",
        "InvalidNetworkInterfaceID.NotFound",
        "InvalidLaunchTemplateId.NotFound",
        "InvalidLaunchTemplateName.NotFoundException",
        "InvalidLaunchTemplateId.VersionNotFound",
    ];
    is_role_unknown(e) || e.is(&fresh)
}

/// The call but for its token. What the configuration leaves open is left to the template and to AWS.
async fn request(cx: &Cx, planned: &Instance, step: &Step) -> Result<RunInstancesFluentBuilder, Error> {
    let root = match planned.root_block_device {
        Some(_) => Some(root_device(cx, planned).await?),
        None => None,
    };
    let profile = text(&planned.iam_instance_profile)
        .map(|name| types::IamInstanceProfileSpecification::builder().name(name).build());
    let monitoring =
        planned.monitoring.map(|on| types::RunInstancesMonitoringEnabled::builder().enabled(on).build());
    let hibernation =
        planned.hibernation.map(|on| types::HibernationOptionsRequest::builder().configured(on).build());
    let credits = planned.credit_specification.as_ref().and_then(|c| text(&c.cpu_credits));
    let enclave = planned.enclave_options.as_ref().and_then(|e| e.enabled);
    let maintenance = planned.maintenance_options.as_ref().and_then(|m| choice(&m.auto_recovery));
    let started_with = text(&planned.user_data).or_else(|| text(&planned.user_data_base64));
    let call = ec2(cx)
        .run_instances()
        .min_count(1)
        .max_count(1)
        .set_image_id(text(&planned.ami))
        .set_instance_type(choice(&planned.instance_type))
        .set_block_device_mappings(mappings(planned, root)?)
        .set_capacity_reservation_specification(
            planned.capacity_reservation_specification.as_ref().map(CapacityReservation::request),
        )
        .set_cpu_options(cpu(planned))
        .set_credit_specification(
            credits.map(|c| types::CreditSpecificationRequest::builder().cpu_credits(c).build()),
        )
        .set_disable_api_stop(planned.disable_api_stop)
        .set_disable_api_termination(planned.disable_api_termination)
        .set_ebs_optimized(planned.ebs_optimized)
        .set_enclave_options(enclave.map(|on| types::EnclaveOptionsRequest::builder().enabled(on).build()))
        .set_hibernation_options(hibernation)
        .set_iam_instance_profile(profile)
        .set_instance_initiated_shutdown_behavior(choice(&planned.instance_initiated_shutdown_behavior))
        .set_instance_market_options(planned.instance_market_options.as_ref().map(Market::request))
        .set_key_name(text(&planned.key_name))
        .set_launch_template(planned.launch_template.as_ref().map(Template::request))
        .set_maintenance_options(
            maintenance.map(|m| types::InstanceMaintenanceOptionsRequest::builder().auto_recovery(m).build()),
        )
        .set_metadata_options(planned.metadata_options.as_ref().map(Metadata::request))
        .set_monitoring(monitoring)
        .set_placement(placement(planned))
        .set_private_dns_name_options(planned.private_dns_name_options.as_ref().map(PrivateNames::request))
        .set_tag_specifications(tag_specs(cx, planned, step))
        .set_user_data(started_with.map(|data| encoded(&data)));
    Ok(network(call, planned))
}

/// Instance and volumes; the volumes get the provider's defaults and `volume_tags`.
fn tag_specs(cx: &Cx, planned: &Instance, step: &Step) -> Option<Vec<TagSpecification>> {
    let volumes = merged(cx.facts(), &planned.volume_tags.clone().unwrap_or_default());
    let mut of_volumes = step.clone();
    of_volumes.tags = volumes;
    let specs = [tag_spec(ResourceType::Instance, step), tag_spec(ResourceType::Volume, &of_volumes)];
    given(&specs.into_iter().flatten().flatten().collect::<Vec<_>>())
}

fn cpu(planned: &Instance) -> Option<types::CpuOptionsRequest> {
    let old = || {
        let (cores, threads) = (positive(planned.cpu_core_count), positive(planned.cpu_threads_per_core));
        (cores.is_some() || threads.is_some()).then(|| {
            types::CpuOptionsRequest::builder().set_core_count(cores).set_threads_per_core(threads).build()
        })
    };
    planned.cpu_options.as_ref().map(CpuOptions::request).or_else(old)
}

fn placement(planned: &Instance) -> Option<types::Placement> {
    let placement = types::Placement::builder()
        .set_availability_zone(text(&planned.availability_zone))
        .set_group_name(text(&planned.placement_group))
        .set_host_id(text(&planned.host_id))
        .set_host_resource_group_arn(text(&planned.host_resource_group_arn))
        .set_partition_number(positive(planned.placement_partition_number))
        .set_tenancy(choice(&planned.tenancy))
        .build();
    (placement != types::Placement::builder().build()).then_some(placement)
}

/// Interfaces that exist, the one that the subnet's settings describe, or the settings themselves: EC2 takes only one of these forms.
fn network(call: RunInstancesFluentBuilder, planned: &Instance) -> RunInstancesFluentBuilder {
    if !planned.network_interface.is_empty() {
        let all = planned.network_interface.iter().map(Interface::request).collect();
        return call.set_network_interfaces(Some(all));
    }
    let addresses: Vec<InstanceIpv6Address> = planned
        .ipv6_addresses
        .iter()
        .map(|a| InstanceIpv6Address::builder().ipv6_address(a).build())
        .collect();
    let count = positive(planned.ipv6_address_count);
    let of_interface = planned.associate_public_ip_address.is_some()
        || planned.enable_primary_ipv6 == Some(true)
        || !planned.secondary_private_ips.is_empty();
    if text(&planned.subnet_id).is_none() && !of_interface {
        return call
            .set_private_ip_address(text(&planned.private_ip))
            .set_security_groups(given(&planned.security_groups))
            .set_security_group_ids(given(&planned.vpc_security_group_ids))
            .set_ipv6_address_count(count)
            .set_ipv6_addresses(given(&addresses));
    }
    let groups = [planned.security_groups.0.clone(), planned.vpc_security_group_ids.0.clone()].concat();
    let secondary = planned.secondary_private_ips.iter();
    let secondary =
        secondary.map(|a| types::PrivateIpAddressSpecification::builder().private_ip_address(a).build());
    let interface = types::InstanceNetworkInterfaceSpecification::builder()
        .set_device_index(int(Some(0)))
        .set_subnet_id(text(&planned.subnet_id))
        .set_groups(given(&groups))
        .set_associate_public_ip_address(planned.associate_public_ip_address)
        .set_primary_ipv6(planned.enable_primary_ipv6.filter(|on| *on))
        .set_private_ip_address(text(&planned.private_ip))
        .set_private_ip_addresses(given(&secondary.collect::<Vec<_>>()))
        .set_ipv6_address_count(count)
        .set_ipv6_addresses(given(&addresses));
    call.network_interfaces(interface.build())
}

/// The image that the instance starts from: its own, or that of its template.
async fn image_of(cx: &Cx, planned: &Instance) -> Result<String, Error> {
    let missing = || {
        let message = "`root_block_device` needs to know the image, and neither `ami` nor the launch template names one.";
        Error::new(Class::Validation, message).help("Set `ami`.")
    };
    if let Some(image) = text(&planned.ami) {
        return Ok(image);
    }
    let template = planned.launch_template.as_ref().ok_or_else(missing)?.request();
    let call = ec2(cx)
        .describe_launch_template_versions()
        .set_launch_template_id(template.launch_template_id)
        .set_launch_template_name(template.launch_template_name)
        .versions(template.version.unwrap_or_else(|| "$Default".into()));
    let told = call.send().await?;
    let data = told.launch_template_versions().first().and_then(|v| v.launch_template_data.as_ref());
    data.and_then(|d| d.image_id.clone()).ok_or_else(missing)
}

/// An image, asked for by all instances that start from it at once.
#[derive(Clone, PartialEq, Eq, Hash)]
struct ImageId(String);

/// The device that an image starts from: some name one that is not among their devices, and then it is the first of these.
async fn root_device(cx: &Cx, planned: &Instance) -> Result<String, Error> {
    let id = image_of(cx, planned).await?;
    let image = share(cx, ImageId(id.clone()), || async {
        let told = ec2(cx).describe_images().image_ids(&id).send().await?;
        Ok(told.images.unwrap_or_default().into_iter().next())
    });
    let image =
        image.await?.ok_or_else(|| Error::new(Class::NotFound, format!("There is no image {id}.")))?;
    let named = image.root_device_name.clone().filter(|n| !n.is_empty());
    let listed = image.block_device_mappings().iter().any(|d| d.device_name == named);
    let first = image.block_device_mappings().first().and_then(|d| d.device_name.clone());
    let device = if listed { named } else { first.or(named) };
    device.ok_or_else(|| {
        let message = format!("The image {id} has no root device of which `root_block_device` could speak.");
        Error::new(Class::Validation, message).help("Remove `root_block_device`, or choose another image.")
    })
}
