//! Networks: VPCs and what is in them, DNS, certificates.

mod acl_protocols;
mod acls;
pub mod acm;
pub mod certificate;
mod certificate_plan;
pub mod certificate_validation;
pub mod data_availability_zones;
pub mod data_certificate;
pub mod data_managed_prefix_list;
pub mod data_prefix_list;
pub mod data_security_group;
pub mod data_subnet;
pub mod data_subnets;
pub mod data_vpc;
pub mod data_zone;
pub mod default_route_table;
pub mod default_security_group;
pub mod eip;
pub mod eip_association;
mod endpoints;
pub mod flow_log;
mod groups;
pub mod health_check;
mod interface_addresses;
pub mod internet_gateway;
pub mod main_route_table_association;
pub mod nat_gateway;
pub mod network_acl;
pub mod network_acl_association;
pub mod network_acl_rule;
pub mod network_interface;
mod prefix_lists;
pub mod query_log;
pub mod quotas;
pub mod record;
mod record_set;
mod renewal;
pub mod route;
pub mod route53;
pub mod route_table;
pub mod route_table_association;
mod routes;
mod rules;
pub mod security_group;
pub mod security_group_rule;
pub mod subnet;
#[cfg(test)]
mod tests;
mod unsuccessful;
pub mod vpc;
pub mod vpc_dhcp_options;
pub mod vpc_dhcp_options_association;
pub mod vpc_endpoint;
pub mod vpc_endpoint_route_table_association;
pub mod vpc_security_group_egress_rule;
pub mod vpc_security_group_ingress_rule;
mod vpc_security_group_rule;
pub mod zone;
mod zone_empty;

use provision_aws_core::{ErasedData, ErasedResource, Family, data_source, resource};
pub use provision_aws_ec2 as ec2;
use provision_aws_ec2::{common, filters};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<default_route_table::DefaultRouteTable>(),
        resource::<default_security_group::DefaultSecurityGroup>(),
        resource::<certificate::Certificate>(),
        resource::<certificate_validation::CertificateValidation>(),
        resource::<eip::Eip>(),
        resource::<eip_association::EipAssociation>(),
        resource::<flow_log::FlowLog>(),
        resource::<health_check::HealthCheck>(), // aws_route53_health_check
        resource::<internet_gateway::InternetGateway>(),
        resource::<main_route_table_association::MainRouteTableAssociation>(),
        resource::<nat_gateway::NatGateway>(),
        resource::<network_acl::NetworkAcl>(),
        resource::<network_acl_association::NetworkAclAssociation>(),
        resource::<network_acl_rule::NetworkAclRule>(),
        resource::<network_interface::NetworkInterface>(),
        resource::<query_log::QueryLog>(), // aws_route53_query_log
        resource::<record::Record>(),
        resource::<route::Route>(),
        resource::<route_table::RouteTable>(),
        resource::<route_table_association::RouteTableAssociation>(),
        resource::<security_group::SecurityGroup>(),
        resource::<security_group_rule::SecurityGroupRule>(),
        resource::<subnet::Subnet>(),
        resource::<vpc::Vpc>(),
        resource::<vpc_dhcp_options::VpcDhcpOptions>(),
        resource::<vpc_dhcp_options_association::VpcDhcpOptionsAssociation>(),
        resource::<vpc_endpoint::VpcEndpoint>(),
        resource::<vpc_endpoint_route_table_association::VpcEndpointRouteTableAssociation>(),
        resource::<vpc_security_group_egress_rule::EgressRule>(),
        resource::<vpc_security_group_ingress_rule::IngressRule>(),
        resource::<zone::Zone>(),
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![
        data_source::<data_certificate::CertificateData>(), // aws_acm_certificate
        data_source::<data_availability_zones::AvailabilityZonesData>(),
        data_source::<data_security_group::SecurityGroupData>(),
        data_source::<data_subnet::SubnetData>(),
        data_source::<data_managed_prefix_list::ManagedPrefixListData>(), // aws_ec2_managed_prefix_list
        data_source::<data_prefix_list::PrefixListData>(),
        data_source::<data_subnets::SubnetsData>(),
        data_source::<data_vpc::VpcData>(),
        data_source::<data_zone::ZoneData>(), // aws_route53_zone
    ]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
