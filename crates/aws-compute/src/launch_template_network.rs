//! The block `network_interfaces` of `aws_launch_template`.

use crate::common::long;
use crate::launch_template_blocks::{flag, flag_told, same_flag};
use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;
use std::net::IpAddr;

/// A network interface of an instance.
#[derive(Nested, Clone, Default)]
pub struct Interface {
    /// It gets an address of the carrier, in a Wavelength Zone.
    #[attr(optional, suppress = same_flag, validate = crate::launch_template_blocks::is_flag)]
    pub associate_carrier_ip_address: Option<String>,
    /// It gets a public address.
    #[attr(optional, suppress = same_flag, validate = crate::launch_template_blocks::is_flag)]
    pub associate_public_ip_address: Option<String>,
    /// How long idle connections are tracked.
    #[block(list, max = 1)]
    pub connection_tracking_specification: Option<Tracking>,
    /// It goes with the instance.
    #[attr(optional, suppress = same_flag, validate = crate::launch_template_blocks::is_flag)]
    pub delete_on_termination: Option<String>,
    /// What it is for.
    #[attr(optional)]
    pub description: Option<String>,
    /// Its place on the instance.
    #[attr(optional)]
    pub device_index: Option<i64>,
    /// ENA Express.
    #[block(list, max = 1)]
    pub ena_srd_specification: Option<Express>,
    /// `efa`, `efa-only` or `interface`.
    #[attr(optional, one_of("efa", "efa-only", "interface"))]
    pub interface_type: Option<String>,
    /// How many secondary addresses it gets.
    #[attr(optional)]
    pub ipv4_address_count: Option<i64>,
    /// Its addresses.
    #[attr(optional, validate = ipv4)]
    pub ipv4_addresses: Set<String>,
    /// How many IPv4 prefixes it gets.
    #[attr(optional)]
    pub ipv4_prefix_count: Option<i64>,
    /// Its IPv4 prefixes.
    #[attr(optional, cidr)]
    pub ipv4_prefixes: Set<String>,
    /// How many IPv6 addresses it gets.
    #[attr(optional)]
    pub ipv6_address_count: Option<i64>,
    /// Its IPv6 addresses.
    #[attr(optional, validate = ipv6)]
    pub ipv6_addresses: Set<String>,
    /// How many IPv6 prefixes it gets.
    #[attr(optional)]
    pub ipv6_prefix_count: Option<i64>,
    /// Its IPv6 prefixes.
    #[attr(optional, cidr)]
    pub ipv6_prefixes: Set<String>,
    /// The network card it is on.
    #[attr(optional)]
    pub network_card_index: Option<i64>,
    /// An interface that is there already.
    #[attr(optional)]
    pub network_interface_id: Option<String>,
    /// Its first IPv6 address is the primary one.
    #[attr(optional, suppress = same_flag, validate = crate::launch_template_blocks::is_flag)]
    pub primary_ipv6: Option<String>,
    /// Its primary address.
    #[attr(optional, validate = ipv4)]
    pub private_ip_address: Option<String>,
    /// Its security groups.
    #[attr(optional)]
    pub security_groups: Set<String>,
    /// Its subnet.
    #[attr(optional)]
    pub subnet_id: Option<String>,
}

/// How long idle connections are tracked, in seconds.
#[derive(Nested, Clone, Default)]
pub struct Tracking {
    /// Of TCP.
    #[attr(optional, between(60, 432_000))]
    pub tcp_established_timeout: Option<i64>,
    /// Of UDP that went both ways more than once.
    #[attr(optional, between(60, 180))]
    pub udp_stream_timeout: Option<i64>,
    /// Of other UDP.
    #[attr(optional, between(30, 60))]
    pub udp_timeout: Option<i64>,
}

/// ENA Express: more bandwidth for single flows.
#[derive(Nested, Clone, Default)]
pub struct Express {
    /// It is on.
    #[attr(optional)]
    pub ena_srd_enabled: Option<bool>,
    /// For UDP.
    #[block(list, max = 1)]
    pub ena_srd_udp_specification: Option<ExpressUdp>,
}

/// ENA Express for UDP.
#[derive(Nested, Clone, Default)]
pub struct ExpressUdp {
    /// It is on.
    #[attr(optional)]
    pub ena_srd_udp_enabled: Option<bool>,
}

fn ipv4(value: &Value) -> Result<(), String> {
    match value.as_str().map(str::parse::<IpAddr>) {
        Some(Ok(IpAddr::V4(_))) | None => Ok(()),
        Some(_) => Err("must be an IPv4 address".into()),
    }
}

fn ipv6(value: &Value) -> Result<(), String> {
    match value.as_str().map(str::parse::<IpAddr>) {
        Some(Ok(IpAddr::V6(_))) | None => Ok(()),
        Some(_) => Err("must be an IPv6 address".into()),
    }
}

/// Texts as items of a request; none is "not given".
fn items<T>(texts: &[String], item: impl Fn(&String) -> T) -> Option<Vec<T>> {
    (!texts.is_empty()).then(|| texts.iter().map(item).collect())
}

impl Interface {
    /// As EC2 takes it.
    pub fn request(&self) -> types::LaunchTemplateInstanceNetworkInterfaceSpecificationRequest {
        let primary = text(&self.private_ip_address);
        let address = |a: &String| {
            let is_primary = primary.as_ref() == Some(a);
            types::PrivateIpAddressSpecification::builder().private_ip_address(a).primary(is_primary).build()
        };
        let count = positive(self.ipv4_address_count);
        types::LaunchTemplateInstanceNetworkInterfaceSpecificationRequest::builder()
            .set_associate_carrier_ip_address(flag(&self.associate_carrier_ip_address))
            .set_associate_public_ip_address(flag(&self.associate_public_ip_address))
            .set_connection_tracking_specification(
                self.connection_tracking_specification.as_ref().map(Tracking::request),
            )
            .set_delete_on_termination(flag(&self.delete_on_termination))
            .set_description(text(&self.description))
            .set_device_index(int(Some(self.device_index.unwrap_or_default())))
            .set_ena_srd_specification(self.ena_srd_specification.as_ref().map(Express::request))
            .set_groups(given(&self.security_groups))
            .set_interface_type(text(&self.interface_type))
            .set_ipv4_prefix_count(positive(self.ipv4_prefix_count))
            .set_ipv4_prefixes(items(&self.ipv4_prefixes, |p| {
                types::Ipv4PrefixSpecificationRequest::builder().ipv4_prefix(p).build()
            }))
            .set_ipv6_address_count(positive(self.ipv6_address_count))
            .set_ipv6_addresses(items(&self.ipv6_addresses, |a| {
                types::InstanceIpv6AddressRequest::builder().ipv6_address(a).build()
            }))
            .set_ipv6_prefix_count(positive(self.ipv6_prefix_count))
            .set_ipv6_prefixes(items(&self.ipv6_prefixes, |p| {
                types::Ipv6PrefixSpecificationRequest::builder().ipv6_prefix(p).build()
            }))
            .set_network_card_index(int(Some(self.network_card_index.unwrap_or_default())))
            .set_network_interface_id(text(&self.network_interface_id))
            .set_primary_ipv6(flag(&self.primary_ipv6))
            .set_private_ip_addresses(items(&self.ipv4_addresses, address).filter(|_| count.is_none()))
            .set_private_ip_address(primary.clone())
            .set_secondary_private_ip_address_count(count)
            .set_subnet_id(text(&self.subnet_id))
            .build()
    }
    /// As EC2 tells it.
    pub fn told(told: &types::LaunchTemplateInstanceNetworkInterfaceSpecification) -> Interface {
        Interface {
            associate_carrier_ip_address: flag_told(told.associate_carrier_ip_address),
            associate_public_ip_address: flag_told(told.associate_public_ip_address),
            connection_tracking_specification: told
                .connection_tracking_specification
                .as_ref()
                .map(Tracking::told),
            delete_on_termination: flag_told(told.delete_on_termination),
            description: told.description.clone(),
            device_index: long(told.device_index),
            ena_srd_specification: told.ena_srd_specification.as_ref().map(Express::told),
            interface_type: told.interface_type.clone(),
            ipv4_address_count: long(told.secondary_private_ip_address_count),
            ipv4_addresses: told
                .private_ip_addresses()
                .iter()
                .filter_map(|a| a.private_ip_address.clone())
                .collect(),
            ipv4_prefix_count: long(told.ipv4_prefix_count),
            ipv4_prefixes: told.ipv4_prefixes().iter().filter_map(|p| p.ipv4_prefix.clone()).collect(),
            ipv6_address_count: long(told.ipv6_address_count),
            ipv6_addresses: told.ipv6_addresses().iter().filter_map(|a| a.ipv6_address.clone()).collect(),
            ipv6_prefix_count: long(told.ipv6_prefix_count),
            ipv6_prefixes: told.ipv6_prefixes().iter().filter_map(|p| p.ipv6_prefix.clone()).collect(),
            network_card_index: long(told.network_card_index),
            network_interface_id: told.network_interface_id.clone(),
            primary_ipv6: flag_told(told.primary_ipv6),
            private_ip_address: told.private_ip_address.clone(),
            security_groups: told.groups().iter().cloned().collect(),
            subnet_id: told.subnet_id.clone(),
        }
    }
}

impl Tracking {
    fn request(&self) -> types::ConnectionTrackingSpecificationRequest {
        types::ConnectionTrackingSpecificationRequest::builder()
            .set_tcp_established_timeout(positive(self.tcp_established_timeout))
            .set_udp_stream_timeout(positive(self.udp_stream_timeout))
            .set_udp_timeout(positive(self.udp_timeout))
            .build()
    }
    fn told(told: &types::ConnectionTrackingSpecification) -> Tracking {
        Tracking {
            tcp_established_timeout: long(told.tcp_established_timeout),
            udp_stream_timeout: long(told.udp_stream_timeout),
            udp_timeout: long(told.udp_timeout),
        }
    }
}

impl Express {
    fn request(&self) -> types::EnaSrdSpecificationRequest {
        let udp = |u: &ExpressUdp| {
            types::EnaSrdUdpSpecificationRequest::builder()
                .ena_srd_udp_enabled(u.ena_srd_udp_enabled.unwrap_or_default())
                .build()
        };
        types::EnaSrdSpecificationRequest::builder()
            .ena_srd_enabled(self.ena_srd_enabled.unwrap_or_default())
            .set_ena_srd_udp_specification(self.ena_srd_udp_specification.as_ref().map(udp))
            .build()
    }
    fn told(told: &types::LaunchTemplateEnaSrdSpecification) -> Express {
        let udp = |u: &types::LaunchTemplateEnaSrdUdpSpecification| ExpressUdp {
            ena_srd_udp_enabled: u.ena_srd_udp_enabled,
        };
        Express {
            ena_srd_enabled: told.ena_srd_enabled,
            ena_srd_udp_specification: told.ena_srd_udp_specification.as_ref().map(udp),
        }
    }
}
