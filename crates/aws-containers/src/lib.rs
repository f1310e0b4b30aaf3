//! Containers: ECS, ECR, EKS, and the scaling of services.

mod appautoscaling;
pub mod appautoscaling_metrics;
pub mod appautoscaling_policy;
pub mod appautoscaling_scheduled_action;
pub mod appautoscaling_target;
mod common;
mod container_definitions;
pub mod data_ecr_repository;
pub mod data_ecs_cluster;
pub mod data_eks_cluster;
mod ecr;
pub mod ecr_lifecycle_policy;
pub mod ecr_registry_scanning_configuration;
pub mod ecr_repository;
pub mod ecr_repository_policy;
mod ecs;
pub mod ecs_capacity_provider;
pub mod ecs_cluster;
pub mod ecs_cluster_capacity_providers;
pub mod ecs_service;
pub mod ecs_service_blocks;
pub mod ecs_service_connect;
pub mod ecs_service_volume;
pub mod ecs_task_definition;
pub mod ecs_task_volumes;
mod eks;
pub mod eks_access_entry;
pub mod eks_access_policy_association;
pub mod eks_addon;
pub mod eks_cluster;
pub mod eks_cluster_blocks;
mod eks_cluster_update;
pub mod eks_fargate_profile;
pub mod eks_node_group;
pub mod eks_node_group_blocks;
pub mod eks_pod_identity_association;
#[cfg(test)]
mod tests;

use provision_aws_core::{ErasedData, ErasedResource, Family, data_source, resource};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<appautoscaling_policy::Policy>(), // aws_appautoscaling_policy
        resource::<appautoscaling_scheduled_action::ScheduledAction>(), // aws_appautoscaling_scheduled_action
        resource::<appautoscaling_target::ScalableTarget>(), // aws_appautoscaling_target
        resource::<ecr_lifecycle_policy::LifecyclePolicy>(), // aws_ecr_lifecycle_policy
        resource::<ecr_registry_scanning_configuration::RegistryScanning>(), // aws_ecr_registry_scanning_configuration
        resource::<ecr_repository::Repository>(),                            // aws_ecr_repository
        resource::<ecr_repository_policy::RepositoryPolicy>(),               // aws_ecr_repository_policy
        resource::<ecs_capacity_provider::CapacityProvider>(),               // aws_ecs_capacity_provider
        resource::<ecs_cluster::Cluster>(),                                  // aws_ecs_cluster
        resource::<ecs_cluster_capacity_providers::ClusterCapacityProviders>(), // aws_ecs_cluster_capacity_providers
        resource::<ecs_service::Service>(),                                     // aws_ecs_service
        resource::<ecs_task_definition::TaskDefinition>(),                      // aws_ecs_task_definition
        resource::<eks_access_entry::AccessEntry>(),                            // aws_eks_access_entry
        resource::<eks_access_policy_association::AccessPolicyAssociation>(), // aws_eks_access_policy_association
        resource::<eks_addon::Addon>(),                                       // aws_eks_addon
        resource::<eks_cluster::Cluster>(),                                   // aws_eks_cluster
        resource::<eks_fargate_profile::FargateProfile>(),                    // aws_eks_fargate_profile
        resource::<eks_node_group::NodeGroup>(),                              // aws_eks_node_group
        resource::<eks_pod_identity_association::PodIdentityAssociation>(), // aws_eks_pod_identity_association
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![
        data_source::<data_ecr_repository::RepositoryData>(), // aws_ecr_repository
        data_source::<data_ecs_cluster::ClusterData>(),       // aws_ecs_cluster
        data_source::<data_eks_cluster::ClusterData>(),       // aws_eks_cluster
    ]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
