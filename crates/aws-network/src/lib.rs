//! Networks: VPCs and what is in them, DNS, certificates.

pub mod ec2;
pub mod eip;
pub mod internet_gateway;
pub mod nat_gateway;
pub mod subnet;
pub mod vpc;

use provision_aws_core::{ErasedData, ErasedResource, Family, resource};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<eip::Eip>(),
        resource::<internet_gateway::InternetGateway>(),
        resource::<nat_gateway::NatGateway>(),
        resource::<subnet::Subnet>(),
        resource::<vpc::Vpc>(),
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
