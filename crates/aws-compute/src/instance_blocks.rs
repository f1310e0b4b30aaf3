//! The small blocks of an instance: how it computes, is paid for, is reached by its metadata, and where it comes from.

use crate::common::{choice, is_time, long, time, time_told, word};
use crate::launch_template_blocks::ReservationTarget;
use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;
use provision_schema::suppress::Difference;

/// Which reservations of capacity it may use.
#[derive(Nested, Clone, Default)]
pub struct CapacityReservation {
    /// `open` (any that fits) or `none`.
    #[attr(
        optional,
        one_of("capacity-reservations-only", "open", "none"),
        exactly_one_of(
            "capacity_reservation_specification.0.capacity_reservation_preference",
            "capacity_reservation_specification.0.capacity_reservation_target"
        )
    )]
    pub capacity_reservation_preference: Option<String>,
    /// A certain one.
    #[block(list, max = 1)]
    pub capacity_reservation_target: Option<ReservationTarget>,
}

impl CapacityReservation {
    /// As EC2 takes it.
    pub fn request(&self) -> types::CapacityReservationSpecification {
        types::CapacityReservationSpecification::builder()
            .set_capacity_reservation_preference(choice(&self.capacity_reservation_preference))
            .set_capacity_reservation_target(
                self.capacity_reservation_target.as_ref().map(ReservationTarget::request),
            )
            .build()
    }
    /// As EC2 tells it.
    pub fn told(told: &types::CapacityReservationSpecificationResponse) -> CapacityReservation {
        CapacityReservation {
            capacity_reservation_preference: word(told.capacity_reservation_preference.as_ref()),
            capacity_reservation_target: told
                .capacity_reservation_target
                .as_ref()
                .map(ReservationTarget::told),
        }
    }
}

/// Its processor.
#[derive(Nested, Clone, Default)]
pub struct CpuOptions {
    /// Memory is encrypted: `enabled` or `disabled`.
    #[attr(optional, computed, replace, one_of("enabled", "disabled"), suppress = never_enabled)]
    pub amd_sev_snp: Option<String>,
    /// Number of cores.
    #[attr(optional, computed, replace, conflicts("cpu_core_count"))]
    pub core_count: Option<i64>,
    /// Threads of each.
    #[attr(optional, computed, replace, conflicts("cpu_threads_per_core"))]
    pub threads_per_core: Option<i64>,
}

/// What was never told is disabled.
fn never_enabled(d: &Difference<'_>) -> bool {
    d.prior.is_some() && d.before.is_empty() && d.after == "disabled"
}

impl CpuOptions {
    /// As EC2 takes it.
    pub fn request(&self) -> types::CpuOptionsRequest {
        types::CpuOptionsRequest::builder()
            .set_amd_sev_snp(choice(&self.amd_sev_snp))
            .set_core_count(positive(self.core_count))
            .set_threads_per_core(positive(self.threads_per_core))
            .build()
    }
    /// As EC2 tells it.
    pub fn told(told: &types::CpuOptions) -> CpuOptions {
        CpuOptions {
            amd_sev_snp: word(told.amd_sev_snp.as_ref()),
            core_count: long(told.core_count),
            threads_per_core: long(told.threads_per_core),
        }
    }
}

/// How it computes above its baseline.
#[derive(Nested, Clone, Default)]
pub struct Credits {
    /// `standard` or `unlimited`.
    #[attr(optional, one_of("standard", "unlimited"), suppress = left_open)]
    pub cpu_credits: Option<String>,
}

fn left_open(d: &Difference<'_>) -> bool {
    d.prior.is_some() && d.after.is_empty() && !d.before.is_empty()
}

/// Whether it may have enclaves.
#[derive(Nested, Clone, Default)]
pub struct Enclave {
    /// It may.
    #[attr(optional, computed, replace)]
    pub enabled: Option<bool>,
}

/// What AWS does when its hardware fails.
#[derive(Nested, Clone, Default)]
pub struct Maintenance {
    /// It is brought back on other hardware (`default`), or not (`disabled`).
    #[attr(optional, computed, one_of("disabled", "default"))]
    pub auto_recovery: Option<String>,
}

/// The service by which an instance learns about itself.
#[derive(Nested, Clone, Default)]
pub struct Metadata {
    /// `enabled` or `disabled`.
    #[attr(optional, default = "enabled", one_of("disabled", "enabled"))]
    pub http_endpoint: Option<String>,
    /// Reached by IPv6 too: `enabled` or `disabled`.
    #[attr(optional, default = "disabled", one_of("disabled", "enabled"))]
    pub http_protocol_ipv6: Option<String>,
    /// How many hops its answers travel.
    #[attr(optional, computed, between(1, 64))]
    pub http_put_response_hop_limit: Option<i64>,
    /// Session tokens: `optional` or `required`.
    #[attr(optional, computed, one_of("optional", "required"))]
    pub http_tokens: Option<String>,
    /// It tells the instance's tags: `enabled` or `disabled`.
    #[attr(optional, computed, one_of("disabled", "enabled"))]
    pub instance_metadata_tags: Option<String>,
}

impl Metadata {
    /// True where the service answers, so that the other settings count.
    pub fn is_on(&self) -> bool {
        self.http_endpoint.as_deref() == Some("enabled")
    }
    /// As RunInstances takes it: with no service there is nothing else to set.
    pub fn request(&self) -> types::InstanceMetadataOptionsRequest {
        let call = types::InstanceMetadataOptionsRequest::builder();
        let call = call.set_http_endpoint(choice(&self.http_endpoint));
        if !self.is_on() {
            return call.build();
        }
        call.set_http_protocol_ipv6(choice(&self.http_protocol_ipv6))
            .set_http_put_response_hop_limit(positive(self.http_put_response_hop_limit))
            .set_http_tokens(choice(&self.http_tokens))
            .set_instance_metadata_tags(choice(&self.instance_metadata_tags))
            .build()
    }
    /// As EC2 tells it.
    pub fn told(told: &types::InstanceMetadataOptionsResponse) -> Metadata {
        Metadata {
            http_endpoint: word(told.http_endpoint.as_ref()),
            http_protocol_ipv6: word(told.http_protocol_ipv6.as_ref()),
            http_put_response_hop_limit: long(told.http_put_response_hop_limit),
            http_tokens: word(told.http_tokens.as_ref()),
            instance_metadata_tags: word(told.instance_metadata_tags.as_ref()),
        }
    }
}

/// Its name inside its network.
#[derive(Nested, Clone, Default)]
pub struct PrivateNames {
    /// Its resource name is answered with an IPv4 address.
    #[attr(optional, computed)]
    pub enable_resource_name_dns_a_record: Option<bool>,
    /// Its resource name is answered with an IPv6 address.
    #[attr(optional, computed)]
    pub enable_resource_name_dns_aaaa_record: Option<bool>,
    /// From its address (`ip-name`) or its id (`resource-name`).
    #[attr(optional, computed, one_of("ip-name", "resource-name"))]
    pub hostname_type: Option<String>,
}

impl PrivateNames {
    /// As RunInstances takes it.
    pub fn request(&self) -> types::PrivateDnsNameOptionsRequest {
        types::PrivateDnsNameOptionsRequest::builder()
            .set_enable_resource_name_dns_a_record(self.enable_resource_name_dns_a_record)
            .set_enable_resource_name_dns_aaaa_record(self.enable_resource_name_dns_aaaa_record)
            .set_hostname_type(choice(&self.hostname_type))
            .build()
    }
    /// As EC2 tells it.
    pub fn told(told: &types::PrivateDnsNameOptionsResponse) -> PrivateNames {
        PrivateNames {
            enable_resource_name_dns_a_record: told.enable_resource_name_dns_a_record,
            enable_resource_name_dns_aaaa_record: told.enable_resource_name_dns_aaaa_record,
            hostname_type: word(told.hostname_type.as_ref()),
        }
    }
}

/// The template that tells what the configuration does not.
#[derive(Nested, Clone, Default)]
pub struct Template {
    /// Its id.
    #[attr(optional, computed, replace, exactly_one_of("launch_template.0.name", "launch_template.0.id"))]
    pub id: Option<String>,
    /// Its name.
    #[attr(optional, computed, replace, exactly_one_of("launch_template.0.name", "launch_template.0.id"))]
    pub name: Option<String>,
    /// Its version: a number, `$Latest` or `$Default`.
    #[attr(optional, default = "$Default", length(1, 255))]
    pub version: Option<String>,
}

impl Template {
    /// As RunInstances takes it: one of the two names.
    pub fn request(&self) -> types::LaunchTemplateSpecification {
        let id = text(&self.id);
        types::LaunchTemplateSpecification::builder()
            .set_launch_template_name(text(&self.name).filter(|_| id.is_none()))
            .set_launch_template_id(id)
            .set_version(text(&self.version))
            .build()
    }
}

/// Another market than the ordinary one.
#[derive(Nested, Clone, Default)]
pub struct Market {
    /// `spot` or `capacity-block`.
    #[attr(optional, computed, replace, one_of("spot", "capacity-block"))]
    pub market_type: Option<String>,
    /// For spot instances.
    #[block(list, max = 1, computed, replace)]
    pub spot_options: Option<Spot>,
}

/// What a spot instance costs and when it ends.
#[derive(Nested, Clone, Default)]
pub struct Spot {
    /// When AWS takes it back: `hibernate`, `stop` or `terminate`.
    #[attr(optional, computed, replace, one_of("hibernate", "stop", "terminate"))]
    pub instance_interruption_behavior: Option<String>,
    /// The highest price an hour, in dollars.
    #[attr(optional, computed, replace, equal_by = same_price)]
    pub max_price: Option<String>,
    /// `one-time` or `persistent`.
    #[attr(optional, computed, replace, one_of("one-time", "persistent"))]
    pub spot_instance_type: Option<String>,
    /// When the request ends, for example `2030-01-02T03:04:05Z`.
    #[attr(optional, computed, replace, validate = is_time)]
    pub valid_until: Option<String>,
}

/// AWS writes prices with zeros at their ends.
fn same_price(a: &str, b: &str) -> bool {
    let price = |text: &str| text.parse::<f64>().ok().map(f64::to_bits);
    a == b || (price(a).is_some() && price(a) == price(b))
}

impl Market {
    /// As RunInstances takes it.
    pub fn request(&self) -> types::InstanceMarketOptionsRequest {
        let spot = self.spot_options.as_ref().map(|s| {
            types::SpotMarketOptions::builder()
                .set_instance_interruption_behavior(choice(&s.instance_interruption_behavior))
                .set_max_price(text(&s.max_price))
                .set_spot_instance_type(choice(&s.spot_instance_type))
                .set_valid_until(text(&s.valid_until).and_then(|u| time(&u)))
                .build()
        });
        types::InstanceMarketOptionsRequest::builder()
            .set_market_type(choice(&self.market_type))
            .set_spot_options(spot)
            .build()
    }
    /// As the spot request behind an instance tells it.
    pub fn told(request: &types::SpotInstanceRequest) -> Market {
        Market {
            market_type: Some("spot".into()),
            spot_options: Some(Spot {
                instance_interruption_behavior: word(request.instance_interruption_behavior.as_ref()),
                max_price: request.spot_price.clone(),
                spot_instance_type: word(request.r#type.as_ref()),
                valid_until: request.valid_until.as_ref().and_then(time_told),
            }),
        }
    }
}

/// A network interface that exists and is attached.
#[derive(Nested, Clone, Default)]
pub struct Interface {
    /// It goes with the instance.
    #[attr(optional, replace, default = false)]
    pub delete_on_termination: Option<bool>,
    /// Its place; 0 is the primary one.
    #[attr(required, replace)]
    pub device_index: i64,
    /// Its network card.
    #[attr(optional, replace, default = 0)]
    pub network_card_index: Option<i64>,
    /// Its id.
    #[attr(required, replace)]
    pub network_interface_id: String,
}

impl Interface {
    /// As RunInstances takes it.
    pub fn request(&self) -> types::InstanceNetworkInterfaceSpecification {
        types::InstanceNetworkInterfaceSpecification::builder()
            .delete_on_termination(self.delete_on_termination.unwrap_or_default())
            .set_device_index(int(Some(self.device_index)))
            .set_network_card_index(int(self.network_card_index))
            .network_interface_id(&self.network_interface_id)
            .build()
    }
    /// As EC2 tells it.
    pub fn told(told: &types::InstanceNetworkInterface) -> Interface {
        let attachment = told.attachment.as_ref();
        Interface {
            delete_on_termination: attachment.and_then(|a| a.delete_on_termination),
            device_index: attachment.and_then(|a| long(a.device_index)).unwrap_or_default(),
            network_card_index: attachment.and_then(|a| long(a.network_card_index)).or(Some(0)),
            network_interface_id: told.network_interface_id.clone().unwrap_or_default(),
        }
    }
}
