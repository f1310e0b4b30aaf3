//! Identity: roles, users, groups, and what they may do.

pub mod account_password_policy;
pub mod arn;
mod attachment;
pub mod caller_identity;
pub mod data_policy;
pub mod data_role;
pub mod default_tags;
pub mod document;
pub mod group;
pub mod group_membership;
pub mod group_policy;
pub mod group_policy_attachment;
mod holder;
pub mod iam;
mod inline;
pub mod instance_profile;
mod listing;
mod membership;
pub mod openid_connect_provider;
pub mod partition;
pub mod policy;
pub mod policy_attachment;
pub mod policy_document;
pub mod region;
mod renamed;
pub mod role;
pub mod role_policies_exclusive;
pub mod role_policy;
pub mod role_policy_attachment;
pub mod role_policy_attachments_exclusive;
pub mod service_linked_role;
pub mod service_principal;
pub mod simulation;
#[cfg(test)]
mod tests;
pub mod user;
mod user_empty;
pub mod user_group_membership;
pub mod user_policy;
pub mod user_policy_attachment;

use provision_aws_core::{ErasedData, ErasedResource, Family, data_source, resource};

/// The managed types, one a line.
#[rustfmt::skip]
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<account_password_policy::AccountPasswordPolicy>(),                        // aws_iam_account_password_policy
        resource::<group::Group>(),                                                          // aws_iam_group
        resource::<group_membership::GroupMembership>(),                                     // aws_iam_group_membership
        resource::<group_policy::GroupPolicy>(),                                             // aws_iam_group_policy
        resource::<group_policy_attachment::GroupPolicyAttachment>(),                        // aws_iam_group_policy_attachment
        resource::<instance_profile::InstanceProfile>(),                                     // aws_iam_instance_profile
        resource::<openid_connect_provider::OpenIdConnectProvider>(),                        // aws_iam_openid_connect_provider
        resource::<policy::Policy>(),                                                        // aws_iam_policy
        resource::<policy_attachment::PolicyAttachment>(),                                   // aws_iam_policy_attachment
        resource::<role::Role>(),                                                            // aws_iam_role
        resource::<role_policies_exclusive::RolePoliciesExclusive>(),                        // aws_iam_role_policies_exclusive
        resource::<role_policy::RolePolicy>(),                                               // aws_iam_role_policy
        resource::<role_policy_attachment::RolePolicyAttachment>(),                          // aws_iam_role_policy_attachment
        resource::<role_policy_attachments_exclusive::RolePolicyAttachmentsExclusive>(),     // aws_iam_role_policy_attachments_exclusive
        resource::<service_linked_role::ServiceLinkedRole>(),                                // aws_iam_service_linked_role
        resource::<user::User>(),                                                            // aws_iam_user
        resource::<user_group_membership::UserGroupMembership>(),                            // aws_iam_user_group_membership
        resource::<user_policy::UserPolicy>(),                                               // aws_iam_user_policy
        resource::<user_policy_attachment::UserPolicyAttachment>(),                          // aws_iam_user_policy_attachment
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![
        data_source::<arn::Arn>(),                            // aws_arn
        data_source::<caller_identity::CallerIdentity>(),     // aws_caller_identity
        data_source::<data_policy::PolicyData>(),             // aws_iam_policy
        data_source::<data_role::RoleData>(),                 // aws_iam_role
        data_source::<default_tags::DefaultTags>(),           // aws_default_tags
        data_source::<partition::Partition>(),                // aws_partition
        data_source::<policy_document::PolicyDocument>(),     // aws_iam_policy_document
        data_source::<region::Region>(),                      // aws_region
        data_source::<service_principal::ServicePrincipal>(), // aws_service_principal
    ]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
