//! Networks: VPCs and what is in them, DNS, certificates.

pub mod acm;
pub mod certificate;
mod certificate_plan;
pub mod certificate_validation;
pub mod data_availability_zones;
pub mod data_subnets;
pub mod data_vpc;
pub mod data_zone;
pub mod default_security_group;
pub mod eip;
mod groups;
pub mod internet_gateway;
pub mod nat_gateway;
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
mod security_group_rule;
pub mod subnet;
#[cfg(test)]
mod tests;
pub mod vpc;
pub mod vpc_security_group_egress_rule;
pub mod vpc_security_group_ingress_rule;
pub mod zone;
mod zone_empty;

use provision_aws_core::{ErasedData, ErasedResource, Family, data_source, resource};
pub use provision_aws_ec2 as ec2;
use provision_aws_ec2::{common, filters};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<default_security_group::DefaultSecurityGroup>(),
        resource::<certificate::Certificate>(),
        resource::<certificate_validation::CertificateValidation>(),
        resource::<eip::Eip>(),
        resource::<internet_gateway::InternetGateway>(),
        resource::<nat_gateway::NatGateway>(),
        resource::<record::Record>(),
        resource::<route::Route>(),
        resource::<route_table::RouteTable>(),
        resource::<route_table_association::RouteTableAssociation>(),
        resource::<security_group::SecurityGroup>(),
        resource::<subnet::Subnet>(),
        resource::<vpc::Vpc>(),
        resource::<vpc_security_group_egress_rule::EgressRule>(),
        resource::<vpc_security_group_ingress_rule::IngressRule>(),
        resource::<zone::Zone>(),
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![
        data_source::<data_availability_zones::AvailabilityZonesData>(),
        data_source::<data_subnets::SubnetsData>(),
        data_source::<data_vpc::VpcData>(),
        data_source::<data_zone::ZoneData>(), // aws_route53_zone
    ]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
