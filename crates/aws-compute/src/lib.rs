//! Compute: instances, launch templates, Auto Scaling, Systems Manager.

pub mod common;
pub mod data_ami;
pub mod data_instance;
pub mod data_instances;
pub mod data_ssm_parameter;
pub mod instance;
pub mod instance_blocks;
mod instance_change;
pub mod instance_devices;
mod instance_launch;
mod instance_read;
#[cfg(test)]
mod instance_tests;
mod instance_user_data;
pub mod key_pair;
#[cfg(test)]
mod rig;
mod ssm;
pub mod ssm_association;
pub mod ssm_document;
pub mod ssm_parameter;
mod ssm_parameters;
#[cfg(test)]
mod ssm_tests;

use provision_aws_core::{ErasedData, ErasedResource, Family, data_source, resource};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<instance::Instance>(),              // aws_instance
        resource::<key_pair::KeyPair>(),               // aws_key_pair
        resource::<ssm_association::SsmAssociation>(), // aws_ssm_association
        resource::<ssm_document::SsmDocument>(),       // aws_ssm_document
        resource::<ssm_parameter::SsmParameter>(),     // aws_ssm_parameter
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![
        data_source::<data_ami::AmiData>(),                    // aws_ami
        data_source::<data_instance::InstanceData>(),          // aws_instance
        data_source::<data_instances::InstancesData>(),        // aws_instances
        data_source::<data_ssm_parameter::SsmParameterData>(), // aws_ssm_parameter
    ]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
