//! `aws_cloudwatch_event_target`

use crate::event_bus::DeadLetters;
use crate::event_target_blocks::*;
use crate::event_target_ecs::Ecs;
use crate::events::{bus_name, bus_of, events, id_on, name, on_a_bus, split_bus, targets, until_settled};
use aws_sdk_eventbridge::types;
use provision_aws_core::names::generated;
use provision_aws_core::prelude::*;
use provision_engine::provider::ProviderError;
use provision_schema::suppress::missing_block;

/// Where a rule's events go. (EventBridge PutTargets)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudwatch_event_target", version = 1, seconds(1, 1))]
pub struct Target {
    /// `RULE-TARGET`; on another bus than the default one `BUS-RULE-TARGET`.
    #[attr(id)]
    pub id: String,
    /// An operation of an AppSync API.
    #[block(list, max = 1)]
    pub appsync_target: Option<AppSync>,
    /// Where they go.
    #[attr(required, arn)]
    pub arn: String,
    /// A job of Batch.
    #[block(list, max = 1)]
    pub batch_target: Option<Batch>,
    /// Where events go that could not be delivered.
    #[block(list, max = 1)]
    pub dead_letter_config: Option<DeadLetters>,
    /// Tasks of ECS.
    #[block(list, max = 1)]
    pub ecs_target: Option<Ecs>,
    /// The bus, by name or ARN.
    #[attr(optional, default = "default", replace, validate = bus_name)]
    pub event_bus_name: Option<String>,
    /// It is taken away even where AWS itself made its rule.
    #[attr(optional, default = false, config_only)]
    pub force_destroy: Option<bool>,
    /// An API over HTTP.
    #[block(list, max = 1)]
    pub http_target: Option<Http>,
    /// What is sent in place of the event, as JSON.
    #[attr(optional, json, length(0, 8192), conflicts("input_path", "input_transformer"))]
    pub input: Option<String>,
    /// The part of the event that is sent.
    #[attr(optional, length(0, 256), conflicts("input", "input_transformer"))]
    pub input_path: Option<String>,
    /// A text that is made from the event.
    #[block(list, max = 1, conflicts("input", "input_path"))]
    pub input_transformer: Option<Transformer>,
    /// A stream of Kinesis.
    #[block(list, max = 1)]
    pub kinesis_target: Option<Kinesis>,
    /// A statement for Redshift.
    #[block(list, max = 1)]
    pub redshift_target: Option<Redshift>,
    /// How deliveries are repeated.
    #[block(list, max = 1)]
    pub retry_policy: Option<Retry>,
    /// The role by which the target is reached.
    #[attr(optional, arn)]
    pub role_arn: Option<String>,
    /// The rule.
    #[attr(required, replace, validate = name)]
    pub rule: String,
    /// The instances that a command of Systems Manager is run on.
    #[block(list, max = 5)]
    pub run_command_targets: Vec<RunCommand>,
    /// A pipeline of SageMaker.
    #[block(list, max = 1, suppress = missing_block)]
    pub sagemaker_pipeline_target: Option<Pipeline>,
    /// A FIFO queue.
    #[block(list, max = 1)]
    pub sqs_target: Option<Sqs>,
    /// What the rule knows it by.
    #[attr(optional, computed, replace, validate = name)]
    pub target_id: Option<String>,
}

#[async_trait]
impl Resource for Target {
    fn key(&self) -> Key {
        key_of(&bus_of(&self.event_bus_name), &self.rule, self.target_id.as_deref().unwrap_or_default())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let id = planned.own_id(&step.token);
        planned.put(cx, &id).await?;
        Created::new(Some(key_of(&bus_of(&planned.event_bus_name), &planned.rule, &id)))
    }

    /// The targets of a rule are told together.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let mut rules: Vec<(String, String)> = reqs.iter().map(|r| split_bus(parent(&r.key))).collect();
        rules.sort();
        rules.dedup();
        let told = each(rules, 10, |(bus, rule)| async move {
            let told = targets(cx, &bus, &rule).await;
            ((bus, rule), told)
        });
        let told: HashMap<(String, String), Result<Vec<types::Target>, Error>> =
            told.await.into_iter().collect();
        let answer = |req: &Req<Self>| {
            let of = split_bus(parent(&req.key));
            let Some(told) = told.get(&of) else { return Ok(None) };
            let all = told.as_ref().map_err(Clone::clone)?;
            let is = |t: &&types::Target| key_of(&of.0, &of.1, &t.id) == req.key;
            Ok(all.iter().find(is).map(|t| Found::ready(found(&of.0, &of.1, t))))
        };
        reqs.iter().map(answer).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.names.iter().all(|n| n == "force_destroy") {
            return Ok(());
        }
        to.put(cx, to.target_id.as_deref().unwrap_or_default()).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = events(cx)
            .remove_targets()
            .event_bus_name(bus_of(&prior.event_bus_name))
            .rule(&prior.rule)
            .set_ids(prior.target_id.clone().map(|id| vec![id]))
            .force(prior.force_destroy.unwrap_or_default());
        let failed = async || {
            let told = call.clone().send().await?;
            let failed = told.failed_entries.unwrap_or_default().into_iter().next();
            failed.map_or(Ok(()), |f| Err(refused(f.error_code, f.error_message)))
        };
        until_settled(cx, failed).await
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let (bus, id) = (bus_of(&planned.event_bus_name), planned.own_id(&intent.token));
        let there = targets(cx, &bus, &planned.rule).await?.iter().any(|t| t.id == id);
        // An id of our own making can be nobody else's.
        let ours = intent.absent || text(&planned.target_id).is_none();
        Ok((there && ours).then(|| key_of(&bus, &planned.rule, &id)))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.target_id).map(|_| self.key())
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        let bus = bus_of(&self.event_bus_name);
        Some(("aws_cloudwatch_event_rule", id_on(&bus, &self.rule, "/")))
    }

    fn import(id: &str) -> Result<Self, Error> {
        let parts = id.rsplit_once('/').map(|(rule, target)| (split_bus(rule), target));
        match parts {
            Some(((bus, rule), target)) if ![&bus, &rule, target].iter().any(|p| p.is_empty()) => Ok(Self {
                id: id_on(&bus, &format!("{rule}-{target}"), "-"),
                event_bus_name: Some(bus),
                rule,
                target_id: Some(target.to_owned()),
                ..Self::default()
            }),
            _ => Err(Error::import_id(id, "RULE/TARGET or BUS/RULE/TARGET")),
        }
    }

    /// Once there was only one bus.
    fn upgrade(_: u64, attributes: serde_json::Value) -> Result<serde_json::Value, Error> {
        Ok(on_a_bus(attributes))
    }
}

/// `RULE/TARGET` or `BUS/RULE/TARGET`; no rule's name and no target's id holds a slash.
fn key_of(bus: &str, rule: &str, target: &str) -> Key {
    format!("{}/{target}", id_on(bus, rule, "/"))
}

/// The rule of a key, with its bus.
fn parent(key: &str) -> &str {
    key.rsplit_once('/').map_or(key, |(rule, _)| rule)
}

/// What AWS says of one target, as an error.
fn refused(code: Option<String>, message: Option<String>) -> Error {
    let code = code.unwrap_or_default();
    let class = provision_aws_core::error::classify(&code, 400);
    let mut error = ProviderError::new(class, message.unwrap_or_default());
    error.code = code;
    error.into()
}

impl Target {
    fn own_id(&self, token: &str) -> String {
        text(&self.target_id).unwrap_or_else(|| generated("terraform-", token))
    }
    async fn put(&self, cx: &Cx, id: &str) -> Result<(), Error> {
        let bus = bus_of(&self.event_bus_name);
        let call = events(cx).put_targets().event_bus_name(&bus).rule(&self.rule).targets(self.request(id)?);
        let put = async || {
            let told = call.clone().send().await?;
            let failed = told.failed_entries.unwrap_or_default().into_iter().next();
            failed.map_or(Ok(()), |f| Err(refused(f.error_code, f.error_message)))
        };
        // A rule that was just made is not known everywhere yet.
        let made = cx.was_made("aws_cloudwatch_event_rule", &id_on(&bus, &self.rule, "/"));
        let window = provision_aws_core::cx::PROPAGATION;
        cx.retry(window, |e| made && e.is_not_found(), || until_settled(cx, &put)).await
    }
    fn request(&self, id: &str) -> Result<types::Target, Error> {
        Ok(types::Target::builder()
            .id(id)
            .arn(&self.arn)
            .set_app_sync_parameters(self.appsync_target.as_ref().map(AppSync::request))
            .set_batch_parameters(self.batch_target.as_ref().map(Batch::request).transpose()?)
            .set_dead_letter_config(self.dead_letter_config.as_ref().map(DeadLetters::request))
            .set_ecs_parameters(self.ecs_target.as_ref().map(Ecs::request).transpose()?)
            .set_http_parameters(self.http_target.as_ref().map(Http::request))
            .set_input(text(&self.input))
            .set_input_path(text(&self.input_path))
            .set_input_transformer(self.input_transformer.as_ref().map(Transformer::request).transpose()?)
            .set_kinesis_parameters(self.kinesis_target.as_ref().map(Kinesis::request).transpose()?)
            .set_redshift_data_parameters(self.redshift_target.as_ref().map(Redshift::request).transpose()?)
            .set_retry_policy(self.retry_policy.as_ref().map(Retry::request))
            .set_role_arn(text(&self.role_arn))
            .set_run_command_parameters(RunCommand::request(&self.run_command_targets)?)
            .set_sage_maker_pipeline_parameters(
                self.sagemaker_pipeline_target.as_ref().map(Pipeline::request).transpose()?,
            )
            .set_sqs_parameters(self.sqs_target.as_ref().map(Sqs::request))
            .build()?)
    }
}

fn found(bus: &str, rule: &str, told: &types::Target) -> Target {
    Target {
        id: id_on(bus, &format!("{rule}-{}", told.id), "-"),
        appsync_target: told.app_sync_parameters.as_ref().map(AppSync::told),
        arn: told.arn.clone(),
        batch_target: told.batch_parameters.as_ref().map(Batch::told),
        dead_letter_config: told.dead_letter_config.as_ref().map(DeadLetters::told),
        ecs_target: told.ecs_parameters.as_ref().map(Ecs::told),
        event_bus_name: Some(bus.to_owned()),
        force_destroy: None,
        http_target: told.http_parameters.as_ref().map(Http::told),
        input: told.input.clone(),
        input_path: told.input_path.clone(),
        input_transformer: told.input_transformer.as_ref().map(Transformer::told),
        kinesis_target: told.kinesis_parameters.as_ref().map(Kinesis::told),
        redshift_target: told.redshift_data_parameters.as_ref().map(Redshift::told),
        retry_policy: told.retry_policy.as_ref().map(Retry::told),
        role_arn: told.role_arn.clone(),
        rule: rule.to_owned(),
        run_command_targets: told.run_command_parameters.as_ref().map(RunCommand::told).unwrap_or_default(),
        sagemaker_pipeline_target: told.sage_maker_pipeline_parameters.as_ref().map(Pipeline::told),
        sqs_target: told.sqs_parameters.as_ref().map(Sqs::told),
        target_id: Some(told.id.clone()),
    }
}
