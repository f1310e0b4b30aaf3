//! Compute: instances, launch templates, Auto Scaling, Systems Manager.

pub mod autoscaling;
pub mod autoscaling_attachment;
pub mod autoscaling_group;
pub mod autoscaling_group_blocks;
mod autoscaling_group_capacity;
pub mod autoscaling_group_mixed;
mod autoscaling_group_plan;
pub mod autoscaling_group_refresh;
mod autoscaling_group_traffic;
pub mod autoscaling_lifecycle_hook;
pub mod autoscaling_metrics;
pub mod autoscaling_policy;
pub mod autoscaling_predictive;
pub mod autoscaling_schedule;
pub mod common;
pub mod data_ami;
pub mod data_autoscaling_group;
pub mod data_instance;
pub mod data_instances;
pub mod data_lambda_function;
pub mod data_lambda_layer_version;
pub mod data_launch_template;
pub mod data_ssm_parameter;
pub mod instance;
pub mod instance_blocks;
mod instance_change;
pub mod instance_devices;
mod instance_launch;
mod instance_read;
pub mod instance_requirements;
#[cfg(test)]
mod instance_tests;
mod instance_user_data;
pub mod key_pair;
pub mod lambda;
pub mod lambda_alias;
pub mod lambda_event_source_blocks;
pub mod lambda_event_source_mapping;
pub mod lambda_function;
pub mod lambda_function_blocks;
mod lambda_function_change;
pub mod lambda_function_event_invoke_config;
pub mod lambda_function_url;
pub mod lambda_layer_version;
pub mod lambda_permission;
#[cfg(test)]
mod lambda_tests;
pub mod launch_template;
pub mod launch_template_blocks;
pub mod launch_template_network;
#[cfg(test)]
mod rig;
mod ssm;
pub mod ssm_association;
pub mod ssm_document;
pub mod ssm_parameter;
mod ssm_parameters;
#[cfg(test)]
mod ssm_tests;
#[cfg(test)]
mod tests;

use provision_aws_core::{ErasedData, ErasedResource, Family, data_source, resource};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<instance::Instance>(),                              // aws_instance
        resource::<key_pair::KeyPair>(),                               // aws_key_pair
        resource::<ssm_association::SsmAssociation>(),                 // aws_ssm_association
        resource::<ssm_document::SsmDocument>(),                       // aws_ssm_document
        resource::<ssm_parameter::SsmParameter>(),                     // aws_ssm_parameter
        resource::<autoscaling_attachment::Attachment>(),              // aws_autoscaling_attachment
        resource::<autoscaling_group::Group>(),                        // aws_autoscaling_group
        resource::<autoscaling_lifecycle_hook::LifecycleHook>(),       // aws_autoscaling_lifecycle_hook
        resource::<autoscaling_policy::Policy>(),                      // aws_autoscaling_policy
        resource::<autoscaling_schedule::Schedule>(),                  // aws_autoscaling_schedule
        resource::<lambda_alias::Alias>(),                             // aws_lambda_alias
        resource::<lambda_event_source_mapping::EventSourceMapping>(), // aws_lambda_event_source_mapping
        resource::<lambda_function::Function>(),                       // aws_lambda_function
        resource::<lambda_function_event_invoke_config::EventInvokeConfig>(), // aws_lambda_function_event_invoke_config
        resource::<lambda_function_url::FunctionUrl>(),                       // aws_lambda_function_url
        resource::<lambda_layer_version::LayerVersion>(),                     // aws_lambda_layer_version
        resource::<lambda_permission::Permission>(),                          // aws_lambda_permission
        resource::<launch_template::LaunchTemplate>(),                        // aws_launch_template
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![
        data_source::<data_ami::AmiData>(),                           // aws_ami
        data_source::<data_instance::InstanceData>(),                 // aws_instance
        data_source::<data_instances::InstancesData>(),               // aws_instances
        data_source::<data_lambda_function::FunctionData>(),          // aws_lambda_function
        data_source::<data_lambda_layer_version::LayerVersionData>(), // aws_lambda_layer_version
        data_source::<data_launch_template::LaunchTemplateData>(),    // aws_launch_template
        data_source::<data_ssm_parameter::SsmParameterData>(),        // aws_ssm_parameter
        data_source::<data_autoscaling_group::GroupData>(),           // aws_autoscaling_group
    ]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
