//! `aws_glue_trigger`

use crate::common::{among, choice, long, map, told_map, word};
use crate::glue::{answer, arn, batched, glue, is_ours, retag, until_settled};
use crate::glue_job::Notification;
use aws_sdk_glue::types::{self, TriggerState, TriggerType};
use provision_aws_core::cx::too_long;
use provision_aws_core::prelude::*;
use std::time::Duration;
use tokio::time::Instant;

/// What starts jobs and crawlers: a time, an event, the end of others. (Glue CreateTrigger, UpdateTrigger, StartTrigger, StopTrigger)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_glue_trigger", tags, timeouts(create, update, delete), seconds(6, 6))]
pub struct Trigger {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// What it starts.
    #[block(list, min = 1)]
    pub actions: Vec<Action>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(optional, length(0, 2048))]
    pub description: Option<String>,
    /// It is on; one that starts on demand is started once.
    #[attr(optional, default = true)]
    pub enabled: Option<bool>,
    /// How many events start it.
    #[block(list)]
    pub event_batching_condition: Vec<Batching>,
    /// Its name.
    #[attr(required, replace, length(1, 255))]
    pub name: String,
    /// What it waits for.
    #[block(list, max = 1)]
    pub predicate: Option<Predicate>,
    /// When it starts: `cron(0 2 * * ? *)`.
    #[attr(optional)]
    pub schedule: Option<String>,
    /// It is on from the beginning.
    #[attr(optional, config_only)]
    pub start_on_creation: Option<bool>,
    /// `ACTIVATED`, or where it stands.
    #[attr(computed)]
    pub state: String,
    /// `SCHEDULED`, `CONDITIONAL`, `ON_DEMAND` or `EVENT`.
    #[attr(required, replace, validate = trigger_type)]
    pub r#type: String,
    /// The workflow that it belongs to.
    #[attr(optional, replace)]
    pub workflow_name: Option<String>,
}

/// What a trigger starts.
#[derive(Nested, Clone, Default)]
pub struct Action {
    /// What the run of the job gets.
    #[attr(optional)]
    pub arguments: BTreeMap<String, String>,
    /// The crawler.
    #[attr(optional)]
    pub crawler_name: Option<String>,
    /// The job.
    #[attr(optional)]
    pub job_name: Option<String>,
    /// When a run that takes long is told of.
    #[block(list, max = 1)]
    pub notification_property: Option<Notification>,
    /// The security configuration of the run.
    #[attr(optional)]
    pub security_configuration: Option<String>,
    /// Minutes that the run may take.
    #[attr(optional, between(1, 2_147_483_647))]
    pub timeout: Option<i64>,
}

/// How many events start a trigger.
#[derive(Nested, Clone, Default)]
pub struct Batching {
    /// So many.
    #[attr(required, between(1, 100))]
    pub batch_size: i64,
    /// Or those of so many seconds.
    #[attr(optional, default = 900, between(1, 900))]
    pub batch_window: Option<i64>,
}

/// What a trigger waits for.
#[derive(Nested, Clone, Default)]
pub struct Predicate {
    /// The ends of others.
    #[block(list, min = 1)]
    pub conditions: Vec<Condition>,
    /// Whether it waits for all (`AND`) or for one (`ANY`).
    #[attr(optional, default = "AND", one_of("AND", "ANY"))]
    pub logical: Option<String>,
}

/// The end of a job or a crawler.
#[derive(Nested, Clone, Default)]
pub struct Condition {
    /// How the crawl ended.
    #[attr(optional, validate = crawl_state)]
    pub crawl_state: Option<String>,
    /// The crawler.
    #[attr(optional)]
    pub crawler_name: Option<String>,
    /// The job.
    #[attr(optional)]
    pub job_name: Option<String>,
    /// `EQUALS`.
    #[attr(optional, default = "EQUALS", one_of("EQUALS"))]
    pub logical_operator: Option<String>,
    /// How the run of the job ended.
    #[attr(optional, validate = run_state)]
    pub state: Option<String>,
}

fn trigger_type(value: &Value) -> Result<(), String> {
    among(value, TriggerType::values())
}

fn crawl_state(value: &Value) -> Result<(), String> {
    among(value, types::CrawlState::values())
}

fn run_state(value: &Value) -> Result<(), String> {
    among(value, types::JobRunState::values())
}

/// How often a trigger that is changing is looked at.
const LOOK: Duration = Duration::from_secs(3);

#[async_trait]
impl Resource for Trigger {
    const WAITS: Waits = Waits {
        every: LOOK,
        create: Duration::from_secs(5 * 60),
        update: Duration::from_secs(5 * 60),
        delete: Duration::from_secs(5 * 60),
        until_gone: true,
        ..Waits::QUICK
    };
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        // One that waits for time or others is on from the beginning; one that starts on demand is started when it is there.
        let starts =
            ![TriggerType::OnDemand.as_str(), TriggerType::Event.as_str()].contains(&planned.r#type.as_str());
        let on = planned.start_on_creation == Some(true) || (planned.enabled == Some(true) && starts);
        let call = glue(cx)
            .create_trigger()
            .name(&planned.name)
            .r#type(planned.r#type.as_str().into())
            .set_actions(Some(planned.actions.iter().map(Action::request).collect()))
            .set_description(text(&planned.description))
            .set_event_batching_condition(planned.batching()?)
            .set_predicate(planned.predicate.as_ref().map(Predicate::request))
            .set_schedule(text(&planned.schedule))
            .start_on_creation(on)
            .set_workflow_name(text(&planned.workflow_name))
            .set_tags(map(&step.tags));
        let made = until_settled(cx, || call.clone().send()).await?;
        Created::new(made.name)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = batched(reqs.iter().map(|r| r.key.clone()), |names| async {
            Ok(glue(cx).batch_get_triggers().set_trigger_names(Some(names)).send().await?.triggers)
        });
        let named = |t: types::Trigger| Some((t.name.clone()?, t));
        let found = found.await.map(|all| all.into_iter().filter_map(named).collect());
        answer(cx, reqs, "trigger", found, |req, trigger| told(cx, req, trigger)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.any(&["actions", "description", "event_batching_condition", "predicate", "schedule"]) {
            let update = types::TriggerUpdate::builder()
                .set_actions(Some(to.actions.iter().map(Action::request).collect()))
                .set_description(text(&to.description))
                .set_event_batching_condition(to.batching()?)
                .set_predicate(to.predicate.as_ref().map(Predicate::request))
                .set_schedule(text(&to.schedule));
            glue(cx).update_trigger().name(&to.id).trigger_update(update.build()).send().await?;
            settled(cx, step, &to.id).await?;
        }
        if change.changed("enabled") {
            let on_demand = to.r#type == TriggerType::OnDemand.as_str();
            match to.enabled {
                Some(true) => drop(glue(cx).start_trigger().name(&to.id).send().await?),
                // One that starts on demand and has not started, or has run, needs no stopping.
                _ if on_demand && change.from.state == TriggerState::Created.as_str() => (),
                _ => drop(glue(cx).stop_trigger().name(&to.id).send().await?),
            }
        }
        retag(cx, &arn(cx, "trigger", &to.id), &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        glue(cx).delete_trigger().name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = there(glue(cx).get_trigger().name(&planned.name).send().await)?;
        if found.is_none() || !is_ours(cx, intent, "trigger", &planned.name).await? {
            return Ok(None);
        }
        Ok(Some(planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

/// Waits until a change has been taken in: until then Glue takes no other.
async fn settled(cx: &Cx, step: &Step, name: &str) -> Result<(), Error> {
    let start = Instant::now();
    loop {
        let state = glue(cx).get_trigger().name(name).send().await?.trigger.and_then(|t| t.state);
        let changing = [
            TriggerState::Creating,
            TriggerState::Updating,
            TriggerState::Activating,
            TriggerState::Deactivating,
        ];
        let Some(state) = state.filter(|s| changing.contains(s)) else { return Ok(()) };
        if start.elapsed() > cx.scaled(step.limit()) {
            return Err(too_long(&format!("The change of {name}"), step.limit(), state.as_str()));
        }
        step.progress(&format!("waiting for {name}: {}", state.as_str()));
        cx.tick(LOOK).await;
    }
}

impl Trigger {
    fn batching(&self) -> Result<Option<types::EventBatchingCondition>, Error> {
        let condition = |b: &Batching| {
            let builder = types::EventBatchingCondition::builder().set_batch_size(int(Some(b.batch_size)));
            builder.set_batch_window(positive(b.batch_window)).build()
        };
        Ok(self.event_batching_condition.first().map(condition).transpose()?)
    }
}

impl Action {
    fn request(&self) -> types::Action {
        types::Action::builder()
            .set_arguments(map(&self.arguments))
            .set_crawler_name(text(&self.crawler_name))
            .set_job_name(text(&self.job_name))
            .set_notification_property(self.notification_property.as_ref().and_then(Notification::request))
            .set_security_configuration(text(&self.security_configuration))
            .set_timeout(positive(self.timeout))
            .build()
    }
    fn told(told: &types::Action) -> Action {
        Action {
            arguments: told_map(told.arguments.as_ref()),
            crawler_name: told.crawler_name.clone(),
            job_name: told.job_name.clone(),
            notification_property: told.notification_property.as_ref().map(Notification::told),
            security_configuration: told.security_configuration.clone(),
            timeout: long(told.timeout),
        }
    }
}

impl Predicate {
    fn request(&self) -> types::Predicate {
        types::Predicate::builder()
            .set_conditions(Some(self.conditions.iter().map(Condition::request).collect()))
            .set_logical(choice(&self.logical))
            .build()
    }
    fn told(told: &types::Predicate) -> Predicate {
        Predicate {
            conditions: told.conditions().iter().map(Condition::told).collect(),
            logical: word(told.logical.as_ref()),
        }
    }
}

impl Condition {
    fn request(&self) -> types::Condition {
        types::Condition::builder()
            .set_crawl_state(choice(&self.crawl_state))
            .set_crawler_name(text(&self.crawler_name))
            .set_job_name(text(&self.job_name))
            .set_logical_operator(choice(&self.logical_operator))
            .set_state(choice(&self.state))
            .build()
    }
    fn told(told: &types::Condition) -> Condition {
        Condition {
            crawl_state: word(told.crawl_state.as_ref()),
            crawler_name: told.crawler_name.clone(),
            job_name: told.job_name.clone(),
            logical_operator: word(told.logical_operator.as_ref()),
            state: word(told.state.as_ref()),
        }
    }
}

/// Whether a trigger is on. One that starts on demand or by events stays as it was made: a new one on demand is still to be started.
fn is_on(req: &Req<Trigger>, trigger: &types::Trigger) -> bool {
    let state = trigger.state.as_ref();
    let made = matches!(state, Some(TriggerState::Created | TriggerState::Creating));
    let wanted = req.prior.enabled.unwrap_or_default();
    match trigger.r#type {
        Some(TriggerType::OnDemand) => made && wanted && req.phase != Phase::Created,
        Some(TriggerType::Event) => made && wanted,
        _ => matches!(state, Some(TriggerState::Activated | TriggerState::Activating)),
    }
}

fn told(cx: &Cx, req: &Req<Trigger>, trigger: &types::Trigger) -> Found<Trigger> {
    let batching = |b: &types::EventBatchingCondition| Batching {
        batch_size: b.batch_size.into(),
        batch_window: long(b.batch_window),
    };
    let state = word(trigger.state.as_ref()).unwrap_or_default();
    let value = Trigger {
        id: req.key.clone(),
        actions: trigger.actions().iter().map(Action::told).collect(),
        arn: arn(cx, "trigger", &req.key),
        description: trigger.description.clone(),
        enabled: Some(is_on(req, trigger)),
        event_batching_condition: trigger.event_batching_condition.iter().map(batching).collect(),
        name: req.key.clone(),
        predicate: trigger.predicate.as_ref().map(Predicate::told),
        schedule: trigger.schedule.clone(),
        start_on_creation: None,
        state: state.clone(),
        r#type: word(trigger.r#type.as_ref()).unwrap_or_default(),
        workflow_name: trigger.workflow_name.clone(),
    };
    let changing = ["CREATING", "UPDATING", "DELETING"].contains(&state.as_str());
    let status = if changing { Status::Pending(state) } else { Status::Ready };
    Found::ready(value).status(status)
}
