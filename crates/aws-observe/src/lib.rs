//! Observation: logs, alarms and dashboards, topics and queues, events and schedules, and the chat that they reach.

pub mod attributes;
pub mod chatbot;
pub mod cloudwatch;
pub mod composite_alarm;
pub mod dashboard;
pub mod data_log_group;
pub mod data_slack_workspace;
pub mod data_sns_topic;
pub mod data_sqs_queue;
pub mod event_bus;
pub mod event_permission;
pub mod event_rule;
pub mod event_target;
pub mod event_target_blocks;
pub mod event_target_ecs;
pub mod events;
pub mod log_group;
pub mod log_metric_filter;
pub mod log_resource_policy;
pub mod log_stream;
pub mod log_subscription_filter;
pub mod logs;
pub mod metric_alarm;
pub mod query_definition;
pub mod resource_group;
pub mod schedule;
pub mod schedule_group;
pub mod schedule_target;
pub mod schedule_target_ecs;
pub mod scheduler;
pub mod slack_channel_configuration;
pub mod sns;
pub mod sns_topic;
pub mod sns_topic_policy;
pub mod sns_topic_subscription;
pub mod sqs;
pub mod sqs_queue;
pub mod sqs_queue_policy;
pub mod sqs_queue_redrive_policy;
pub mod tags;
#[cfg(test)]
mod tests;

use provision_aws_core::{ErasedData, ErasedResource, Family, data_source, resource};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<slack_channel_configuration::SlackChannel>(), // aws_chatbot_slack_channel_configuration
        resource::<composite_alarm::CompositeAlarm>(),           // aws_cloudwatch_composite_alarm
        resource::<dashboard::Dashboard>(),                      // aws_cloudwatch_dashboard
        resource::<event_bus::Bus>(),                            // aws_cloudwatch_event_bus
        resource::<event_permission::Permission>(),              // aws_cloudwatch_event_permission
        resource::<event_rule::Rule>(),                          // aws_cloudwatch_event_rule
        resource::<event_target::Target>(),                      // aws_cloudwatch_event_target
        resource::<log_group::LogGroup>(),                       // aws_cloudwatch_log_group
        resource::<log_metric_filter::MetricFilter>(),           // aws_cloudwatch_log_metric_filter
        resource::<log_resource_policy::ResourcePolicy>(),       // aws_cloudwatch_log_resource_policy
        resource::<log_stream::LogStream>(),                     // aws_cloudwatch_log_stream
        resource::<log_subscription_filter::SubscriptionFilter>(), // aws_cloudwatch_log_subscription_filter
        resource::<metric_alarm::MetricAlarm>(),                 // aws_cloudwatch_metric_alarm
        resource::<query_definition::QueryDefinition>(),         // aws_cloudwatch_query_definition
        resource::<resource_group::ResourceGroup>(),             // aws_resourcegroups_group
        resource::<schedule::Schedule>(),                        // aws_scheduler_schedule
        resource::<schedule_group::ScheduleGroup>(),             // aws_scheduler_schedule_group
        resource::<sns_topic::Topic>(),                          // aws_sns_topic
        resource::<sns_topic_policy::TopicPolicy>(),             // aws_sns_topic_policy
        resource::<sns_topic_subscription::Subscription>(),      // aws_sns_topic_subscription
        resource::<sqs_queue::Queue>(),                          // aws_sqs_queue
        resource::<sqs_queue_policy::QueuePolicy>(),             // aws_sqs_queue_policy
        resource::<sqs_queue_redrive_policy::RedrivePolicy>(),   // aws_sqs_queue_redrive_policy
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![
        data_source::<data_slack_workspace::SlackWorkspaceData>(), // aws_chatbot_slack_workspace
        data_source::<data_log_group::LogGroupData>(),             // aws_cloudwatch_log_group
        data_source::<data_sns_topic::TopicData>(),                // aws_sns_topic
        data_source::<data_sqs_queue::QueueData>(),                // aws_sqs_queue
    ]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
