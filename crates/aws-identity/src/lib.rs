//! Identity: roles and policies.

pub mod caller_identity;
pub mod document;
pub mod iam;
pub mod partition;
pub mod policy_document;
pub mod region;
pub mod role;
pub mod role_policy;
pub mod role_policy_attachment;

use provision_aws_core::{ErasedData, ErasedResource, Family, data_source, resource};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<role::Role>(),                                   // aws_iam_role
        resource::<role_policy::RolePolicy>(),                      // aws_iam_role_policy
        resource::<role_policy_attachment::RolePolicyAttachment>(), // aws_iam_role_policy_attachment
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![
        data_source::<caller_identity::CallerIdentity>(), // aws_caller_identity
        data_source::<partition::Partition>(),            // aws_partition
        data_source::<policy_document::PolicyDocument>(), // aws_iam_policy_document
        data_source::<region::Region>(),                  // aws_region
    ]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
