//! The blocks of `aws_cloudwatch_event_target`, tasks of ECS aside.

use aws_sdk_eventbridge::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::long;

/// An operation of an AppSync API.
#[derive(Nested, Clone, Default)]
pub struct AppSync {
    /// The operation in GraphQL.
    #[attr(optional, length(1, 1048576))]
    pub graphql_operation: Option<String>,
}

impl AppSync {
    /// As EventBridge takes it.
    pub fn request(&self) -> types::AppSyncParameters {
        types::AppSyncParameters::builder().set_graph_ql_operation(text(&self.graphql_operation)).build()
    }
    /// As EventBridge tells it.
    pub fn told(told: &types::AppSyncParameters) -> AppSync {
        AppSync { graphql_operation: told.graph_ql_operation.clone() }
    }
}

/// A job of Batch.
#[derive(Nested, Clone, Default)]
pub struct Batch {
    /// How many jobs an array job has.
    #[attr(optional, between(2, 10000))]
    pub array_size: Option<i64>,
    /// How often a failed job is tried.
    #[attr(optional, between(1, 10))]
    pub job_attempts: Option<i64>,
    /// The job's definition.
    #[attr(required)]
    pub job_definition: String,
    /// The job's name.
    #[attr(required)]
    pub job_name: String,
}

impl Batch {
    /// As EventBridge takes it.
    pub fn request(&self) -> Result<types::BatchParameters, Error> {
        let array = |size| types::BatchArrayProperties::builder().size(size).build();
        let again = |attempts| types::BatchRetryStrategy::builder().attempts(attempts).build();
        Ok(types::BatchParameters::builder()
            .job_definition(&self.job_definition)
            .job_name(&self.job_name)
            .set_array_properties(positive(self.array_size).map(array))
            .set_retry_strategy(positive(self.job_attempts).map(again))
            .build()?)
    }
    /// As EventBridge tells it.
    pub fn told(told: &types::BatchParameters) -> Batch {
        Batch {
            array_size: told.array_properties.as_ref().map(|a| a.size.into()),
            job_attempts: told.retry_strategy.as_ref().map(|r| r.attempts.into()),
            job_definition: told.job_definition.clone(),
            job_name: told.job_name.clone(),
        }
    }
}

/// An API over HTTP.
#[derive(Nested, Clone, Default)]
pub struct Http {
    /// Headers that are sent.
    #[attr(optional)]
    pub header_parameters: BTreeMap<String, String>,
    /// What stands in the path in place of its asterisks.
    #[attr(optional)]
    pub path_parameter_values: Vec<String>,
    /// What stands in the query.
    #[attr(optional)]
    pub query_string_parameters: BTreeMap<String, String>,
}

impl Http {
    /// As EventBridge takes it.
    pub fn request(&self) -> types::HttpParameters {
        let map = |m: &BTreeMap<String, String>| {
            Some(m.clone().into_iter().collect::<HashMap<_, _>>()).filter(|m| !m.is_empty())
        };
        types::HttpParameters::builder()
            .set_header_parameters(map(&self.header_parameters))
            .set_path_parameter_values(given(&self.path_parameter_values))
            .set_query_string_parameters(map(&self.query_string_parameters))
            .build()
    }
    /// As EventBridge tells it.
    pub fn told(told: &types::HttpParameters) -> Http {
        let map = |m: Option<&HashMap<String, String>>| m.cloned().into_iter().flatten().collect();
        Http {
            header_parameters: map(told.header_parameters()),
            path_parameter_values: told.path_parameter_values().to_vec(),
            query_string_parameters: map(told.query_string_parameters()),
        }
    }
}

/// A text that is made from the event.
#[derive(Nested, Clone, Default)]
pub struct Transformer {
    /// Parts of the event by the names that the text has for them.
    #[attr(optional)]
    pub input_paths: BTreeMap<String, String>,
    /// The text.
    #[attr(required, length(1, 8192))]
    pub input_template: String,
}

impl Transformer {
    /// As EventBridge takes it.
    pub fn request(&self) -> Result<types::InputTransformer, Error> {
        let paths: HashMap<String, String> = self.input_paths.clone().into_iter().collect();
        Ok(types::InputTransformer::builder()
            .set_input_paths_map(Some(paths).filter(|p| !p.is_empty()))
            .input_template(&self.input_template)
            .build()?)
    }
    /// As EventBridge tells it.
    pub fn told(told: &types::InputTransformer) -> Transformer {
        Transformer {
            input_paths: told.input_paths_map.clone().into_iter().flatten().collect(),
            input_template: told.input_template.clone(),
        }
    }
}

/// A stream of Kinesis.
#[derive(Nested, Clone, Default)]
pub struct Kinesis {
    /// The part of the event that is the partition's key.
    #[attr(optional, length(1, 256))]
    pub partition_key_path: Option<String>,
}

impl Kinesis {
    /// As EventBridge takes it.
    pub fn request(&self) -> Result<types::KinesisParameters, Error> {
        let path = self.partition_key_path.clone().unwrap_or_default();
        Ok(types::KinesisParameters::builder().partition_key_path(path).build()?)
    }
    /// As EventBridge tells it.
    pub fn told(told: &types::KinesisParameters) -> Kinesis {
        Kinesis { partition_key_path: Some(told.partition_key_path.clone()) }
    }
}

/// A statement for Redshift.
#[derive(Nested, Clone, Default)]
pub struct Redshift {
    /// The database.
    #[attr(required, length(1, 64))]
    pub database: String,
    /// The database's user.
    #[attr(optional, length(1, 128))]
    pub db_user: Option<String>,
    /// The secret that holds user and password.
    #[attr(optional, arn)]
    pub secrets_manager_arn: Option<String>,
    /// The statement.
    #[attr(optional, length(1, 100000))]
    pub sql: Option<String>,
    /// Its name.
    #[attr(optional, length(1, 500))]
    pub statement_name: Option<String>,
    /// An event is sent when it is done.
    #[attr(optional)]
    pub with_event: Option<bool>,
}

impl Redshift {
    /// As EventBridge takes it.
    pub fn request(&self) -> Result<types::RedshiftDataParameters, Error> {
        Ok(types::RedshiftDataParameters::builder()
            .database(&self.database)
            .set_db_user(text(&self.db_user))
            .set_secret_manager_arn(text(&self.secrets_manager_arn))
            .set_sql(text(&self.sql))
            .set_statement_name(text(&self.statement_name))
            .set_with_event(self.with_event)
            .build()?)
    }
    /// As EventBridge tells it.
    pub fn told(told: &types::RedshiftDataParameters) -> Redshift {
        Redshift {
            database: told.database.clone(),
            db_user: told.db_user.clone(),
            secrets_manager_arn: told.secret_manager_arn.clone(),
            sql: told.sql.clone(),
            statement_name: told.statement_name.clone(),
            with_event: Some(told.with_event),
        }
    }
}

/// How deliveries are repeated.
#[derive(Nested, Clone, Default)]
pub struct Retry {
    /// How long an event is tried.
    #[attr(optional, between(0, 86400))]
    pub maximum_event_age_in_seconds: Option<i64>,
    /// How often it is tried.
    #[attr(optional, between(0, 185))]
    pub maximum_retry_attempts: Option<i64>,
}

impl Retry {
    /// As EventBridge takes it.
    pub fn request(&self) -> types::RetryPolicy {
        types::RetryPolicy::builder()
            .set_maximum_event_age_in_seconds(positive(self.maximum_event_age_in_seconds))
            .set_maximum_retry_attempts(int(self.maximum_retry_attempts).or(Some(0)))
            .build()
    }
    /// As EventBridge tells it.
    pub fn told(told: &types::RetryPolicy) -> Retry {
        Retry {
            maximum_event_age_in_seconds: long(told.maximum_event_age_in_seconds),
            maximum_retry_attempts: long(told.maximum_retry_attempts),
        }
    }
}

/// Instances that a command is run on: those with a tag, or those of some ids.
#[derive(Nested, Clone, Default)]
pub struct RunCommand {
    /// `InstanceIds` or `tag:NAME`.
    #[attr(required, length(1, 128))]
    pub key: String,
    /// The ids, or the tag's values.
    #[attr(required)]
    pub values: Vec<String>,
}

impl RunCommand {
    /// As EventBridge takes them; `None` for none.
    pub fn request(all: &[RunCommand]) -> Result<Option<types::RunCommandParameters>, Error> {
        if all.is_empty() {
            return Ok(None);
        }
        let one = |c: &RunCommand| {
            types::RunCommandTarget::builder().key(&c.key).set_values(Some(c.values.clone())).build()
        };
        let all = all.iter().map(one).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(types::RunCommandParameters::builder().set_run_command_targets(Some(all)).build()?))
    }
    /// As EventBridge tells them.
    pub fn told(told: &types::RunCommandParameters) -> Vec<RunCommand> {
        let one = |t: &types::RunCommandTarget| RunCommand { key: t.key.clone(), values: t.values.clone() };
        told.run_command_targets.iter().map(one).collect()
    }
}

/// A pipeline of SageMaker.
#[derive(Nested, Clone, Default)]
pub struct Pipeline {
    /// Its parameters.
    #[block(set, max = 200)]
    pub pipeline_parameter_list: Set<Parameter>,
}

/// A parameter of a pipeline.
#[derive(Nested, Clone, Default)]
pub struct Parameter {
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// Its value.
    #[attr(required)]
    pub value: String,
}

impl Pipeline {
    /// As EventBridge takes it.
    pub fn request(&self) -> Result<types::SageMakerPipelineParameters, Error> {
        let one = |p: &Parameter| {
            types::SageMakerPipelineParameter::builder().name(&p.name).value(&p.value).build()
        };
        let all = self.pipeline_parameter_list.iter().map(one).collect::<Result<Vec<_>, _>>()?;
        Ok(types::SageMakerPipelineParameters::builder().set_pipeline_parameter_list(given(&all)).build())
    }
    /// As EventBridge tells it.
    pub fn told(told: &types::SageMakerPipelineParameters) -> Pipeline {
        let one = |p: &types::SageMakerPipelineParameter| Parameter {
            name: p.name.clone(),
            value: p.value.clone(),
        };
        Pipeline { pipeline_parameter_list: told.pipeline_parameter_list().iter().map(one).collect() }
    }
}

/// A FIFO queue.
#[derive(Nested, Clone, Default)]
pub struct Sqs {
    /// The group in which messages keep their order.
    #[attr(optional)]
    pub message_group_id: Option<String>,
}

impl Sqs {
    /// As EventBridge takes it.
    pub fn request(&self) -> types::SqsParameters {
        types::SqsParameters::builder().set_message_group_id(text(&self.message_group_id)).build()
    }
    /// As EventBridge tells it.
    pub fn told(told: &types::SqsParameters) -> Sqs {
        Sqs { message_group_id: told.message_group_id.clone() }
    }
}
