//! The smaller blocks of `aws_launch_template`, as EC2 takes and tells them.

use crate::common::{choice, is_time, long, time, time_told, word};
use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;
use provision_schema::Difference;

/// A yes or no that may be left open, which the provider writes as text.
pub fn flag(value: &Option<String>) -> Option<bool> {
    text(value).map(|v| matches!(v.as_str(), "true" | "1"))
}

/// The same as EC2 tells it.
pub fn flag_told(told: Option<bool>) -> Option<String> {
    told.map(|v| v.to_string())
}

/// True where two texts say the same yes or no.
pub fn same_flag(d: &Difference<'_>) -> bool {
    let said = |v: &str| flag(&Some(v.to_owned()));
    said(d.before) == said(d.after)
}

/// `true`, `false`, or nothing.
pub fn is_flag(value: &Value) -> Result<(), String> {
    match value.as_str() {
        None | Some("" | "0" | "1" | "true" | "false") => Ok(()),
        Some(_) => Err("must be true or false".into()),
    }
}

/// A disk.
#[derive(Nested, Clone, Default)]
pub struct Device {
    /// `/dev/xvda`
    #[attr(optional)]
    pub device_name: Option<String>,
    /// A volume of EBS.
    #[block(list, max = 1)]
    pub ebs: Option<Ebs>,
    /// Leaves out the disk that the image has under this name.
    #[attr(optional)]
    pub no_device: Option<String>,
    /// A disk of the host: `ephemeral0`.
    #[attr(optional)]
    pub virtual_name: Option<String>,
}

/// A volume of EBS.
#[derive(Nested, Clone, Default)]
pub struct Ebs {
    /// It goes with the instance.
    #[attr(optional, suppress = same_flag, validate = is_flag)]
    pub delete_on_termination: Option<String>,
    /// It is encrypted.
    #[attr(optional, suppress = same_flag, validate = is_flag)]
    pub encrypted: Option<String>,
    /// Operations a second.
    #[attr(optional, computed)]
    pub iops: Option<i64>,
    /// The key that it is encrypted with.
    #[attr(optional, arn)]
    pub kms_key_id: Option<String>,
    /// What it is made from.
    #[attr(optional)]
    pub snapshot_id: Option<String>,
    /// MiB a second, of `gp3`.
    #[attr(optional, computed, between(125, 1000))]
    pub throughput: Option<i64>,
    /// MiB a second at which it is filled from its snapshot.
    #[attr(optional, computed, between(100, 300))]
    pub volume_initialization_rate: Option<i64>,
    /// GiB.
    #[attr(optional, computed)]
    pub volume_size: Option<i64>,
    /// `gp3`, `io2`, …
    #[attr(optional, computed, one_of("standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"))]
    pub volume_type: Option<String>,
}

impl Device {
    /// As EC2 takes it.
    pub fn request(&self) -> types::LaunchTemplateBlockDeviceMappingRequest {
        types::LaunchTemplateBlockDeviceMappingRequest::builder()
            .set_device_name(text(&self.device_name))
            .set_ebs(self.ebs.as_ref().map(Ebs::request))
            .set_no_device(text(&self.no_device))
            .set_virtual_name(text(&self.virtual_name))
            .build()
    }
    /// As EC2 tells it.
    pub fn told(told: &types::LaunchTemplateBlockDeviceMapping) -> Device {
        Device {
            device_name: told.device_name.clone(),
            ebs: told.ebs.as_ref().map(Ebs::told),
            no_device: told.no_device.clone(),
            virtual_name: told.virtual_name.clone(),
        }
    }
}

impl Ebs {
    fn request(&self) -> types::LaunchTemplateEbsBlockDeviceRequest {
        types::LaunchTemplateEbsBlockDeviceRequest::builder()
            .set_delete_on_termination(flag(&self.delete_on_termination))
            .set_encrypted(flag(&self.encrypted))
            .set_iops(positive(self.iops))
            .set_kms_key_id(text(&self.kms_key_id))
            .set_snapshot_id(text(&self.snapshot_id))
            .set_throughput(positive(self.throughput))
            .set_volume_initialization_rate(positive(self.volume_initialization_rate))
            .set_volume_size(positive(self.volume_size))
            .set_volume_type(choice(&self.volume_type))
            .build()
    }
    fn told(told: &types::LaunchTemplateEbsBlockDevice) -> Ebs {
        Ebs {
            delete_on_termination: flag_told(told.delete_on_termination),
            encrypted: flag_told(told.encrypted),
            iops: long(told.iops),
            kms_key_id: told.kms_key_id.clone(),
            snapshot_id: told.snapshot_id.clone(),
            throughput: long(told.throughput),
            volume_initialization_rate: long(told.volume_initialization_rate),
            volume_size: long(told.volume_size),
            volume_type: word(told.volume_type.as_ref()),
        }
    }
}

/// Which capacity reservations are used.
#[derive(Nested, Clone, Default)]
pub struct Reservation {
    /// `open`, `none` or `capacity-reservations-only`.
    #[attr(optional, one_of("capacity-reservations-only", "open", "none"))]
    pub capacity_reservation_preference: Option<String>,
    /// A certain one.
    #[block(list, max = 1)]
    pub capacity_reservation_target: Option<ReservationTarget>,
}

/// A certain capacity reservation, or a group of them.
#[derive(Nested, Clone, Default)]
pub struct ReservationTarget {
    /// The reservation.
    #[attr(
        optional,
        conflicts(
            "capacity_reservation_specification.0.capacity_reservation_target.0.capacity_reservation_resource_group_arn"
        )
    )]
    pub capacity_reservation_id: Option<String>,
    /// The group of them.
    #[attr(
        optional,
        arn,
        conflicts(
            "capacity_reservation_specification.0.capacity_reservation_target.0.capacity_reservation_id"
        )
    )]
    pub capacity_reservation_resource_group_arn: Option<String>,
}

impl ReservationTarget {
    /// As EC2 takes it.
    pub fn request(&self) -> types::CapacityReservationTarget {
        types::CapacityReservationTarget::builder()
            .set_capacity_reservation_id(text(&self.capacity_reservation_id))
            .set_capacity_reservation_resource_group_arn(text(&self.capacity_reservation_resource_group_arn))
            .build()
    }
    /// As EC2 tells it.
    pub fn told(told: &types::CapacityReservationTargetResponse) -> ReservationTarget {
        ReservationTarget {
            capacity_reservation_id: told.capacity_reservation_id.clone(),
            capacity_reservation_resource_group_arn: told.capacity_reservation_resource_group_arn.clone(),
        }
    }
}

impl Reservation {
    /// As EC2 takes it.
    pub fn request(&self) -> types::LaunchTemplateCapacityReservationSpecificationRequest {
        types::LaunchTemplateCapacityReservationSpecificationRequest::builder()
            .set_capacity_reservation_preference(choice(&self.capacity_reservation_preference))
            .set_capacity_reservation_target(
                self.capacity_reservation_target.as_ref().map(ReservationTarget::request),
            )
            .build()
    }
    /// As EC2 tells it.
    pub fn told(told: &types::LaunchTemplateCapacityReservationSpecificationResponse) -> Reservation {
        Reservation {
            capacity_reservation_preference: word(told.capacity_reservation_preference.as_ref()),
            capacity_reservation_target: told
                .capacity_reservation_target
                .as_ref()
                .map(ReservationTarget::told),
        }
    }
}

/// Its processors.
#[derive(Nested, Clone, Default)]
pub struct Cpu {
    /// AMD SEV-SNP: `enabled` or `disabled`.
    #[attr(optional, one_of("enabled", "disabled"))]
    pub amd_sev_snp: Option<String>,
    /// How many cores.
    #[attr(optional)]
    pub core_count: Option<i64>,
    /// Threads on each: 1 or 2.
    #[attr(optional)]
    pub threads_per_core: Option<i64>,
}

impl Cpu {
    /// As EC2 takes it.
    pub fn request(&self) -> types::LaunchTemplateCpuOptionsRequest {
        types::LaunchTemplateCpuOptionsRequest::builder()
            .set_amd_sev_snp(choice(&self.amd_sev_snp))
            .set_core_count(positive(self.core_count))
            .set_threads_per_core(positive(self.threads_per_core))
            .build()
    }
    /// As EC2 tells it.
    pub fn told(told: &types::LaunchTemplateCpuOptions) -> Cpu {
        Cpu {
            amd_sev_snp: word(told.amd_sev_snp.as_ref()),
            core_count: long(told.core_count),
            threads_per_core: long(told.threads_per_core),
        }
    }
}

/// What happens when CPU credits are used up.
#[derive(Nested, Clone, Default)]
pub struct Credits {
    /// `standard` or `unlimited`.
    #[attr(optional, one_of("standard", "unlimited"))]
    pub cpu_credits: Option<String>,
}

/// A graphics accelerator.
#[derive(Nested, Clone, Default)]
pub struct Gpu {
    /// Its type.
    #[attr(required)]
    pub r#type: String,
}

/// An inference accelerator.
#[derive(Nested, Clone, Default)]
pub struct Inference {
    /// Its type.
    #[attr(required)]
    pub r#type: String,
}

/// Nitro Enclaves.
#[derive(Nested, Clone, Default)]
pub struct Enclave {
    /// They can be made.
    #[attr(optional)]
    pub enabled: Option<bool>,
}

/// Hibernation.
#[derive(Nested, Clone, Default)]
pub struct Hibernation {
    /// It can hibernate.
    #[attr(required)]
    pub configured: bool,
}

/// The instance profile.
#[derive(Nested, Clone, Default)]
pub struct Profile {
    /// Its ARN.
    #[attr(optional, arn, conflicts("iam_instance_profile.0.name"))]
    pub arn: Option<String>,
    /// Its name.
    #[attr(optional)]
    pub name: Option<String>,
}

impl Profile {
    /// As EC2 takes it.
    pub fn request(&self) -> types::LaunchTemplateIamInstanceProfileSpecificationRequest {
        types::LaunchTemplateIamInstanceProfileSpecificationRequest::builder()
            .set_arn(text(&self.arn))
            .set_name(text(&self.name))
            .build()
    }
}

/// How it is bought.
#[derive(Nested, Clone, Default)]
pub struct Market {
    /// `spot` or `capacity-block`.
    #[attr(optional, one_of("spot", "capacity-block"))]
    pub market_type: Option<String>,
    /// As a spot instance.
    #[block(list, max = 1)]
    pub spot_options: Option<Spot>,
}

/// A spot instance.
#[derive(Nested, Clone, Default)]
pub struct Spot {
    /// For how long, in hours of 60 minutes.
    #[attr(optional, validate = hours)]
    pub block_duration_minutes: Option<i64>,
    /// What happens to it when AWS takes it back: `hibernate`, `stop` or `terminate`.
    #[attr(optional, one_of("hibernate", "stop", "terminate"))]
    pub instance_interruption_behavior: Option<String>,
    /// The highest price an hour.
    #[attr(optional)]
    pub max_price: Option<String>,
    /// `one-time` or `persistent`.
    #[attr(optional, one_of("one-time", "persistent"))]
    pub spot_instance_type: Option<String>,
    /// Until when it is asked for.
    #[attr(optional, computed, validate = is_time)]
    pub valid_until: Option<String>,
}

fn hours(value: &Value) -> Result<(), String> {
    match value.as_i64() {
        Some(n) if n % 60 != 0 => Err("must be a multiple of 60".into()),
        _ => Ok(()),
    }
}

impl Market {
    /// As EC2 takes it.
    pub fn request(&self) -> types::LaunchTemplateInstanceMarketOptionsRequest {
        let spot = |s: &Spot| {
            types::LaunchTemplateSpotMarketOptionsRequest::builder()
                .set_block_duration_minutes(positive(s.block_duration_minutes))
                .set_instance_interruption_behavior(choice(&s.instance_interruption_behavior))
                .set_max_price(text(&s.max_price))
                .set_spot_instance_type(choice(&s.spot_instance_type))
                .set_valid_until(text(&s.valid_until).and_then(|t| time(&t)))
                .build()
        };
        types::LaunchTemplateInstanceMarketOptionsRequest::builder()
            .set_market_type(choice(&self.market_type))
            .set_spot_options(self.spot_options.as_ref().map(spot))
            .build()
    }
    /// As EC2 tells it.
    pub fn told(told: &types::LaunchTemplateInstanceMarketOptions) -> Market {
        let spot = |s: &types::LaunchTemplateSpotMarketOptions| Spot {
            block_duration_minutes: long(s.block_duration_minutes),
            instance_interruption_behavior: word(s.instance_interruption_behavior.as_ref()),
            max_price: s.max_price.clone(),
            spot_instance_type: word(s.spot_instance_type.as_ref()),
            valid_until: s.valid_until.as_ref().and_then(time_told),
        };
        Market {
            market_type: word(told.market_type.as_ref()),
            spot_options: told.spot_options.as_ref().map(spot),
        }
    }
}

/// A licence of License Manager.
#[derive(Nested, Clone, Default)]
pub struct License {
    /// Its configuration.
    #[attr(required, arn)]
    pub license_configuration_arn: String,
}

/// What happens when its host fails.
#[derive(Nested, Clone, Default)]
pub struct Maintenance {
    /// It is recovered: `default` or `disabled`.
    #[attr(optional, one_of("default", "disabled"))]
    pub auto_recovery: Option<String>,
}

/// The instance metadata service.
#[derive(Nested, Clone, Default)]
pub struct Metadata {
    /// It answers: `enabled` or `disabled`.
    #[attr(optional, computed, one_of("disabled", "enabled"))]
    pub http_endpoint: Option<String>,
    /// Over IPv6 too: `enabled` or `disabled`.
    #[attr(optional, computed, one_of("disabled", "enabled"))]
    pub http_protocol_ipv6: Option<String>,
    /// How many hops its answers go.
    #[attr(optional, computed, between(1, 64))]
    pub http_put_response_hop_limit: Option<i64>,
    /// It asks for a token (IMDSv2): `required` or `optional`.
    #[attr(optional, computed, one_of("optional", "required"))]
    pub http_tokens: Option<String>,
    /// It tells the instance's tags: `enabled` or `disabled`.
    #[attr(optional, computed, one_of("disabled", "enabled"))]
    pub instance_metadata_tags: Option<String>,
}

impl Metadata {
    /// As EC2 takes it, which takes no more of a service that is off.
    pub fn request(&self) -> types::LaunchTemplateInstanceMetadataOptionsRequest {
        let on = self.http_endpoint.as_deref() != Some("disabled");
        types::LaunchTemplateInstanceMetadataOptionsRequest::builder()
            .set_http_endpoint(choice(&self.http_endpoint))
            .set_http_protocol_ipv6(choice(&self.http_protocol_ipv6))
            .set_http_put_response_hop_limit(positive(self.http_put_response_hop_limit).filter(|_| on))
            .set_http_tokens(choice(&self.http_tokens).filter(|_| on))
            .set_instance_metadata_tags(choice(&self.instance_metadata_tags).filter(|_| on))
            .build()
    }
    /// As EC2 tells it.
    pub fn told(told: &types::LaunchTemplateInstanceMetadataOptions) -> Metadata {
        Metadata {
            http_endpoint: word(told.http_endpoint.as_ref()),
            http_protocol_ipv6: word(told.http_protocol_ipv6.as_ref()),
            http_put_response_hop_limit: long(told.http_put_response_hop_limit),
            http_tokens: word(told.http_tokens.as_ref()),
            instance_metadata_tags: word(told.instance_metadata_tags.as_ref()),
        }
    }
}

/// Detailed monitoring.
#[derive(Nested, Clone, Default)]
pub struct Monitoring {
    /// It is on.
    #[attr(optional)]
    pub enabled: Option<bool>,
}

/// Where it runs.
#[derive(Nested, Clone, Default)]
pub struct Placement {
    /// It comes back to its dedicated host.
    #[attr(optional)]
    pub affinity: Option<String>,
    /// Its zone.
    #[attr(optional)]
    pub availability_zone: Option<String>,
    /// Its placement group.
    #[attr(optional)]
    pub group_name: Option<String>,
    /// Its dedicated host.
    #[attr(optional)]
    pub host_id: Option<String>,
    /// The group of its dedicated hosts.
    #[attr(optional, arn, conflicts("placement.0.host_id"))]
    pub host_resource_group_arn: Option<String>,
    /// Its partition of the placement group.
    #[attr(optional)]
    pub partition_number: Option<i64>,
    /// Reserved by AWS.
    #[attr(optional)]
    pub spread_domain: Option<String>,
    /// `default`, `dedicated` or `host`.
    #[attr(optional, one_of("default", "dedicated", "host"))]
    pub tenancy: Option<String>,
}

impl Placement {
    /// As EC2 takes it.
    pub fn request(&self) -> types::LaunchTemplatePlacementRequest {
        types::LaunchTemplatePlacementRequest::builder()
            .set_affinity(text(&self.affinity))
            .set_availability_zone(text(&self.availability_zone))
            .set_group_name(text(&self.group_name))
            .set_host_id(text(&self.host_id))
            .set_host_resource_group_arn(text(&self.host_resource_group_arn))
            .set_partition_number(positive(self.partition_number))
            .set_spread_domain(text(&self.spread_domain))
            .set_tenancy(choice(&self.tenancy))
            .build()
    }
    /// As EC2 tells it.
    pub fn told(told: &types::LaunchTemplatePlacement) -> Placement {
        Placement {
            affinity: told.affinity.clone(),
            availability_zone: told.availability_zone.clone(),
            group_name: told.group_name.clone(),
            host_id: told.host_id.clone(),
            host_resource_group_arn: told.host_resource_group_arn.clone(),
            partition_number: long(told.partition_number),
            spread_domain: told.spread_domain.clone(),
            tenancy: word(told.tenancy.as_ref()),
        }
    }
}

/// Its names in DNS.
#[derive(Nested, Clone, Default)]
pub struct DnsNames {
    /// Its resource name has an A record.
    #[attr(optional)]
    pub enable_resource_name_dns_a_record: Option<bool>,
    /// Its resource name has an AAAA record.
    #[attr(optional)]
    pub enable_resource_name_dns_aaaa_record: Option<bool>,
    /// What it is named after: `ip-name` or `resource-name`.
    #[attr(optional, one_of("ip-name", "resource-name"))]
    pub hostname_type: Option<String>,
}

impl DnsNames {
    /// As EC2 takes it.
    pub fn request(&self) -> types::LaunchTemplatePrivateDnsNameOptionsRequest {
        types::LaunchTemplatePrivateDnsNameOptionsRequest::builder()
            .enable_resource_name_dns_a_record(self.enable_resource_name_dns_a_record.unwrap_or_default())
            .enable_resource_name_dns_aaaa_record(
                self.enable_resource_name_dns_aaaa_record.unwrap_or_default(),
            )
            .set_hostname_type(choice(&self.hostname_type))
            .build()
    }
    /// As EC2 tells it.
    pub fn told(told: &types::LaunchTemplatePrivateDnsNameOptions) -> DnsNames {
        DnsNames {
            enable_resource_name_dns_a_record: told.enable_resource_name_dns_a_record,
            enable_resource_name_dns_aaaa_record: told.enable_resource_name_dns_aaaa_record,
            hostname_type: word(told.hostname_type.as_ref()),
        }
    }
}

/// Tags of what is made from the template.
#[derive(Nested, Clone, Default)]
pub struct TagSpecification {
    /// `instance`, `volume`, `network-interface` or `spot-instances-request`.
    #[attr(optional, validate = is_taggable)]
    pub resource_type: Option<String>,
    /// The tags.
    #[attr(optional)]
    pub tags: BTreeMap<String, String>,
}

fn is_taggable(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(s) if !types::ResourceType::values().contains(&s) => {
            Err("must be a type of resource, such as instance, volume or network-interface".into())
        }
        _ => Ok(()),
    }
}

impl TagSpecification {
    /// As EC2 takes it; tags of AWS itself cannot be given.
    pub fn request(&self) -> types::LaunchTemplateTagSpecificationRequest {
        let given = self.tags.iter().filter(|(key, _)| !key.starts_with("aws:"));
        let tags: Vec<types::Tag> =
            given.map(|(key, value)| types::Tag::builder().key(key).value(value).build()).collect();
        types::LaunchTemplateTagSpecificationRequest::builder()
            .set_resource_type(choice(&self.resource_type))
            .set_tags((!tags.is_empty()).then_some(tags))
            .build()
    }
    /// As EC2 tells it.
    pub fn told(told: &types::LaunchTemplateTagSpecification) -> TagSpecification {
        let mut tags = provision_aws_ec2::tags(told.tags.as_ref());
        tags.retain(|key, _| !key.starts_with("aws:"));
        TagSpecification { resource_type: word(told.resource_type.as_ref()), tags }
    }
}
