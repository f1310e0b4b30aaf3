//! From source to release: connections, CodeBuild, CodePipeline, CodeDeploy, CodeCommit, notification rules.

pub mod codebuild;
pub mod codebuild_project;
pub mod codebuild_project_artifacts;
pub mod codebuild_project_blocks;
pub mod codebuild_project_environment;
pub mod codebuild_project_source;
pub mod codebuild_report_group;
pub mod codebuild_source_credential;
pub mod codebuild_webhook;
pub mod codecommit;
pub mod codecommit_repository;
pub mod codecommit_trigger;
pub mod codeconnections_connection;
pub mod codedeploy;
pub mod codedeploy_app;
pub mod codedeploy_deployment_config;
pub mod codedeploy_deployment_group;
pub mod codedeploy_group_blocks;
pub mod codedeploy_group_traffic;
pub mod codepipeline;
pub mod codepipeline_pipeline;
pub mod codepipeline_rule;
pub mod codepipeline_stage;
pub mod codepipeline_trigger;
pub mod codepipeline_webhook;
pub mod codestarconnections_connection;
pub mod codestarnotifications_notification_rule;
pub mod connections;
pub mod data_codestarconnections_connection;
#[cfg(test)]
mod tests;
mod words;

use provision_aws_core::{ErasedData, ErasedResource, Family, data_source, resource};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<codebuild_project::Project>(), // aws_codebuild_project
        resource::<codebuild_report_group::ReportGroup>(), // aws_codebuild_report_group
        resource::<codebuild_source_credential::SourceCredential>(), // aws_codebuild_source_credential
        resource::<codebuild_webhook::Webhook>(), // aws_codebuild_webhook
        resource::<codecommit_repository::Repository>(), // aws_codecommit_repository
        resource::<codecommit_trigger::Triggers>(), // aws_codecommit_trigger
        resource::<codeconnections_connection::Connection>(), // aws_codeconnections_connection
        resource::<codedeploy_app::App>(),        // aws_codedeploy_app
        resource::<codedeploy_deployment_config::DeploymentConfig>(), // aws_codedeploy_deployment_config
        resource::<codedeploy_deployment_group::DeploymentGroup>(), // aws_codedeploy_deployment_group
        resource::<codepipeline_pipeline::Pipeline>(), // aws_codepipeline
        resource::<codepipeline_webhook::Webhook>(), // aws_codepipeline_webhook
        resource::<codestarconnections_connection::Connection>(), // aws_codestarconnections_connection
        resource::<codestarnotifications_notification_rule::NotificationRule>(), // aws_codestarnotifications_notification_rule
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![data_source::<data_codestarconnections_connection::ConnectionData>()] // aws_codestarconnections_connection
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
