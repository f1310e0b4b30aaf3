//! `aws_appautoscaling_scheduled_action`

use crate::appautoscaling::{Target, portions, scaling};
use crate::common::text;
use aws_sdk_applicationautoscaling::types;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use provision_aws_core::prelude::*;

/// New limits for something that is scaled, at a certain time. (Application Auto Scaling PutScheduledAction)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_appautoscaling_scheduled_action", seconds(1, 1))]
pub struct ScheduledAction {
    /// Name, service and resource.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// When it ends.
    #[attr(optional, equal_by = same_time, validate = time, unset = "null")]
    pub end_time: Option<String>,
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
    /// What is scaled.
    #[attr(required, replace)]
    pub resource_id: String,
    /// What of it is scaled.
    #[attr(required, replace)]
    pub scalable_dimension: String,
    /// The new limits.
    #[block(list, min = 1, max = 1)]
    pub scalable_target_action: Option<Limits>,
    /// When: `at(…)`, `rate(…)` or `cron(…)`.
    #[attr(required)]
    pub schedule: String,
    /// The service that it belongs to.
    #[attr(required, replace)]
    pub service_namespace: String,
    /// When it begins.
    #[attr(optional, equal_by = same_time, validate = time, unset = "null")]
    pub start_time: Option<String>,
    /// Time zone of the schedule.
    #[attr(optional, default = "UTC")]
    pub timezone: Option<String>,
}

/// New limits.
#[derive(Nested, Clone, Default)]
pub struct Limits {
    /// The new maximum.
    #[attr(
        optional,
        validate = whole,
        at_least_one_of("scalable_target_action.0.max_capacity", "scalable_target_action.0.min_capacity")
    )]
    pub max_capacity: Option<String>,
    /// The new minimum.
    #[attr(
        optional,
        validate = whole,
        at_least_one_of("scalable_target_action.0.max_capacity", "scalable_target_action.0.min_capacity")
    )]
    pub min_capacity: Option<String>,
}

fn whole(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(s) if !s.is_empty() && s.parse::<u32>().is_err() => {
            Err("must be a whole number that is not negative".into())
        }
        _ => Ok(()),
    }
}

fn parsed(time: &str) -> Option<DateTime> {
    DateTime::from_str(time, Format::DateTimeWithOffset).ok()
}

fn time(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(s) if parsed(s).is_none() => Err("must be a time such as 2030-01-31T12:00:00Z".into()),
        _ => Ok(()),
    }
}

/// Two times are the same in whatever zone they are written.
fn same_time(a: &str, b: &str) -> bool {
    matches!((parsed(a), parsed(b)), (Some(a), Some(b)) if a == b)
}

#[async_trait]
impl Resource for ScheduledAction {
    fn key(&self) -> Key {
        format!("{}/{}", self.target().key(), self.name)
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        put(cx, planned).await?;
        Created::new(Some(planned.key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        answers(reqs, actions(cx, reqs.iter().map(|r| r.key.as_str())).await)
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        put(cx, change.to).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let target = prior.target();
        let call = scaling(cx).delete_scheduled_action().scheduled_action_name(&prior.name);
        let call = call.service_namespace(target.service()).resource_id(&target.resource);
        call.scalable_dimension(target.scalable()).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let key = planned.key();
        let found = actions(cx, std::iter::once(key.as_str())).await?;
        Ok((intent.absent && found.contains_key(&key)).then_some(key))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.key())
    }

    fn import(id: &str) -> Result<Self, Error> {
        let (target, name) = Target::and_name(id)?;
        Ok(Self {
            name,
            resource_id: target.resource,
            scalable_dimension: target.dimension,
            service_namespace: target.namespace,
            ..Self::default()
        })
    }
}

impl ScheduledAction {
    fn target(&self) -> Target {
        Target::new(&self.service_namespace, &self.resource_id, &self.scalable_dimension)
    }
}

/// Puts the whole action; again while its target is not known yet.
async fn put(cx: &Cx, planned: &ScheduledAction) -> Result<(), Error> {
    let target = planned.target();
    let number = |v: &Option<String>| text(v).and_then(|v| v.parse().ok());
    let limits = |l: &Limits| {
        types::ScalableTargetAction::builder()
            .set_max_capacity(number(&l.max_capacity))
            .set_min_capacity(number(&l.min_capacity))
            .build()
    };
    let call = scaling(cx)
        .put_scheduled_action()
        .scheduled_action_name(&planned.name)
        .service_namespace(target.service())
        .resource_id(&target.resource)
        .scalable_dimension(target.scalable())
        .schedule(&planned.schedule)
        .set_timezone(text(&planned.timezone))
        .set_start_time(text(&planned.start_time).and_then(|t| parsed(&t)))
        .set_end_time(text(&planned.end_time).and_then(|t| parsed(&t)))
        .set_scalable_target_action(planned.scalable_target_action.as_ref().map(limits));
    cx.until_known(&["ObjectNotFoundException", "ConcurrentUpdateException"], || call.clone().send()).await?;
    Ok(())
}

/// The actions of some keys, those that are there: one call for fifty names of a namespace.
async fn actions(
    cx: &Cx,
    keys: impl Iterator<Item = &str>,
) -> Result<HashMap<Key, Found<ScheduledAction>>, Error> {
    let wanted = keys.map(Target::and_name).collect::<Result<Vec<_>, _>>()?;
    let mut found = HashMap::new();
    for (namespace, names) in portions(wanted.into_iter().map(|(target, name)| (target.namespace, name))) {
        let call = scaling(cx).describe_scheduled_actions().service_namespace(namespace.as_str().into());
        let pages = call.set_scheduled_action_names(Some(names)).into_paginator().items().send();
        let told = pages.try_collect().await?.into_iter().map(told);
        found.extend(told.map(|a| (a.key(), Found::ready(a))));
    }
    Ok(found)
}

fn told(action: types::ScheduledAction) -> ScheduledAction {
    let time = |t: &DateTime| DateTime::from_secs(t.secs()).fmt(Format::DateTime).unwrap_or_default();
    let limits = |l: &types::ScalableTargetAction| Limits {
        max_capacity: l.max_capacity.map(|v| v.to_string()),
        min_capacity: l.min_capacity.map(|v| v.to_string()),
    };
    let (name, service) = (action.scheduled_action_name, action.service_namespace.as_str().to_owned());
    ScheduledAction {
        id: format!("{name}-{service}-{}", action.resource_id),
        arn: action.scheduled_action_arn,
        end_time: action.end_time.as_ref().map(time),
        name,
        resource_id: action.resource_id,
        scalable_dimension: action.scalable_dimension.map(|d| d.as_str().to_owned()).unwrap_or_default(),
        scalable_target_action: action.scalable_target_action.as_ref().map(limits),
        schedule: action.schedule,
        service_namespace: service,
        start_time: action.start_time.as_ref().map(time),
        timezone: action.timezone,
    }
}
