//! The block `target` of `aws_scheduler_schedule`.

use crate::schedule_target_ecs::Ecs;
use aws_sdk_scheduler::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::long;

/// What a schedule calls.
#[derive(Nested, Clone, Default)]
pub struct Target {
    /// What it is; operations of AWS's services have ARNs of their own.
    #[attr(required, arn)]
    pub arn: String,
    /// Where calls go that failed.
    #[block(list, max = 1)]
    pub dead_letter_config: Option<DeadLetters>,
    /// Tasks of ECS.
    #[block(list, max = 1)]
    pub ecs_parameters: Option<Ecs>,
    /// An event on a bus.
    #[block(list, max = 1)]
    pub eventbridge_parameters: Option<Event>,
    /// What it is told.
    #[attr(optional, length(1, 9007199254740991))]
    pub input: Option<String>,
    /// A stream of Kinesis.
    #[block(list, max = 1)]
    pub kinesis_parameters: Option<Kinesis>,
    /// How calls are repeated.
    #[block(list, max = 1, stays)]
    pub retry_policy: Option<Retry>,
    /// The role by which it is called.
    #[attr(required, arn)]
    pub role_arn: String,
    /// A pipeline of SageMaker.
    #[block(list, max = 1)]
    pub sagemaker_pipeline_parameters: Option<Pipeline>,
    /// A FIFO queue.
    #[block(list, max = 1)]
    pub sqs_parameters: Option<Sqs>,
}

/// Where calls go that failed.
#[derive(Nested, Clone, Default)]
pub struct DeadLetters {
    /// The queue.
    #[attr(required, arn)]
    pub arn: String,
}

/// An event on a bus.
#[derive(Nested, Clone, Default)]
pub struct Event {
    /// Its kind.
    #[attr(required, length(1, 128))]
    pub detail_type: String,
    /// Where it comes from.
    #[attr(required, length(1, 256))]
    pub source: String,
}

/// A stream of Kinesis.
#[derive(Nested, Clone, Default)]
pub struct Kinesis {
    /// The partition's key.
    #[attr(required, length(1, 256))]
    pub partition_key: String,
}

/// How calls are repeated.
#[derive(Nested, Clone, Default)]
pub struct Retry {
    /// For how long.
    #[attr(optional, default = 86400, between(60, 86400))]
    pub maximum_event_age_in_seconds: Option<i64>,
    /// How often.
    #[attr(optional, default = 185, between(0, 185))]
    pub maximum_retry_attempts: Option<i64>,
}

/// A pipeline of SageMaker.
#[derive(Nested, Clone, Default)]
pub struct Pipeline {
    /// Its parameters.
    #[block(set, max = 200)]
    pub pipeline_parameter: Set<Parameter>,
}

/// A parameter of a pipeline.
#[derive(Nested, Clone, Default)]
pub struct Parameter {
    /// Its name.
    #[attr(required, length(1, 256))]
    pub name: String,
    /// Its value.
    #[attr(required, length(1, 1024))]
    pub value: String,
}

/// A FIFO queue.
#[derive(Nested, Clone, Default)]
pub struct Sqs {
    /// The group in which messages keep their order.
    #[attr(optional, length(1, 128))]
    pub message_group_id: Option<String>,
}

impl Target {
    /// As Scheduler takes it.
    pub fn request(&self) -> Result<types::Target, Error> {
        let dead = |d: &DeadLetters| types::DeadLetterConfig::builder().arn(&d.arn).build();
        let event = |e: &Event| {
            types::EventBridgeParameters::builder().detail_type(&e.detail_type).source(&e.source).build()
        };
        let kinesis =
            |k: &Kinesis| types::KinesisParameters::builder().partition_key(&k.partition_key).build();
        let retry = |r: &Retry| {
            types::RetryPolicy::builder()
                .set_maximum_event_age_in_seconds(int(r.maximum_event_age_in_seconds))
                .set_maximum_retry_attempts(int(r.maximum_retry_attempts))
                .build()
        };
        let sqs =
            |s: &Sqs| types::SqsParameters::builder().set_message_group_id(text(&s.message_group_id)).build();
        Ok(types::Target::builder()
            .arn(&self.arn)
            .set_dead_letter_config(self.dead_letter_config.as_ref().map(dead))
            .set_ecs_parameters(self.ecs_parameters.as_ref().map(Ecs::request).transpose()?)
            .set_event_bridge_parameters(self.eventbridge_parameters.as_ref().map(event).transpose()?)
            .set_input(text(&self.input))
            .set_kinesis_parameters(self.kinesis_parameters.as_ref().map(kinesis).transpose()?)
            .set_retry_policy(self.retry_policy.as_ref().map(retry))
            .role_arn(&self.role_arn)
            .set_sage_maker_pipeline_parameters(
                self.sagemaker_pipeline_parameters.as_ref().map(Pipeline::request).transpose()?,
            )
            .set_sqs_parameters(self.sqs_parameters.as_ref().map(sqs))
            .build()?)
    }
    /// As Scheduler tells it.
    pub fn told(told: &types::Target) -> Target {
        let dead = |d: &types::DeadLetterConfig| DeadLetters { arn: d.arn.clone().unwrap_or_default() };
        let event = |e: &types::EventBridgeParameters| Event {
            detail_type: e.detail_type.clone(),
            source: e.source.clone(),
        };
        let retry = |r: &types::RetryPolicy| Retry {
            maximum_event_age_in_seconds: long(r.maximum_event_age_in_seconds),
            maximum_retry_attempts: long(r.maximum_retry_attempts),
        };
        Target {
            arn: told.arn.clone(),
            dead_letter_config: told.dead_letter_config.as_ref().map(dead),
            ecs_parameters: told.ecs_parameters.as_ref().map(Ecs::told),
            eventbridge_parameters: told.event_bridge_parameters.as_ref().map(event),
            input: told.input.clone(),
            kinesis_parameters: told
                .kinesis_parameters
                .as_ref()
                .map(|k| Kinesis { partition_key: k.partition_key.clone() }),
            retry_policy: told.retry_policy.as_ref().map(retry),
            role_arn: told.role_arn.clone(),
            sagemaker_pipeline_parameters: told.sage_maker_pipeline_parameters.as_ref().map(Pipeline::told),
            sqs_parameters: told
                .sqs_parameters
                .as_ref()
                .map(|s| Sqs { message_group_id: s.message_group_id.clone() }),
        }
    }
}

impl Pipeline {
    fn request(&self) -> Result<types::SageMakerPipelineParameters, Error> {
        let one = |p: &Parameter| {
            types::SageMakerPipelineParameter::builder().name(&p.name).value(&p.value).build()
        };
        let all = self.pipeline_parameter.iter().map(one).collect::<Result<Vec<_>, _>>()?;
        Ok(types::SageMakerPipelineParameters::builder().set_pipeline_parameter_list(given(&all)).build())
    }
    fn told(told: &types::SageMakerPipelineParameters) -> Pipeline {
        let one = |p: &types::SageMakerPipelineParameter| Parameter {
            name: p.name.clone(),
            value: p.value.clone(),
        };
        Pipeline { pipeline_parameter: told.pipeline_parameter_list().iter().map(one).collect() }
    }
}
