//! `aws_autoscaling_schedule`

use crate::autoscaling::{FEW, PER_CALL, scaling, sorted, taken_away, until_settled};
use crate::common::{long, time_told};
use aws_sdk_autoscaling::primitives::{DateTime, DateTimeFormat};
use aws_sdk_autoscaling::types::ScheduledUpdateGroupAction;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

/// When the sizes of an Auto Scaling group change. (Auto Scaling PutScheduledUpdateGroupAction)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_autoscaling_schedule", seconds(1, 1))]
pub struct Schedule {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The group.
    #[attr(required, replace)]
    pub autoscaling_group_name: String,
    /// How many instances there shall be; -1 leaves it as it is.
    #[attr(optional, computed)]
    pub desired_capacity: Option<i64>,
    /// When it ends: `2030-01-02T15:04:05Z`.
    #[attr(optional, computed, unset = "null", validate = is_time)]
    pub end_time: Option<String>,
    /// Most instances; -1 leaves it as it is.
    #[attr(optional, computed)]
    pub max_size: Option<i64>,
    /// Fewest instances; -1 leaves it as it is.
    #[attr(optional, computed)]
    pub min_size: Option<i64>,
    /// When it recurs, as cron has it.
    #[attr(optional, computed)]
    pub recurrence: Option<String>,
    /// Its name.
    #[attr(required, replace)]
    pub scheduled_action_name: String,
    /// When it begins: `2030-01-02T15:04:05Z`.
    #[attr(optional, computed, unset = "null", validate = is_time)]
    pub start_time: Option<String>,
    /// The zone of its times: `Asia/Seoul`.
    #[attr(optional, computed)]
    pub time_zone: Option<String>,
}

/// Without an offset: AWS tells none back.
fn time(written: &str) -> Option<DateTime> {
    DateTime::from_str(written, DateTimeFormat::DateTime).ok()
}

fn is_time(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(s) if time(s).is_none() => Err("must be a time such as 2030-01-02T15:04:05Z".into()),
        _ => Ok(()),
    }
}

/// A size that is left as it is.
const LEFT: i64 = -1;

#[async_trait]
impl Resource for Schedule {
    fn key(&self) -> Key {
        format!("{}/{}", self.autoscaling_group_name, self.scheduled_action_name)
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        put(cx, planned).await?;
        Created::new(Some(planned.key()))
    }

    /// Those of a few groups one group a call, those of more in pages over all.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = schedules(cx, reqs.iter().filter_map(|r| Self::import(&r.key).ok())).await;
        let keyed = |all: Vec<Schedule>| {
            let found = |s: Schedule| (s.key(), s);
            all.into_iter().map(found).collect::<HashMap<_, _>>()
        };
        let found = match found.map(keyed) {
            Ok(found) => found,
            Err(e) => return answers(reqs, Err(e)),
        };
        let answer = |req: &Req<Self>| {
            let schedule = found.get(&req.key).cloned()?;
            // A time that AWS no longer tells is as it was.
            let times = (schedule.start_time.clone(), schedule.end_time.clone());
            Some(Found::ready(Schedule {
                start_time: times.0.or_else(|| req.prior.start_time.clone()),
                end_time: times.1.or_else(|| req.prior.end_time.clone()),
                ..schedule
            }))
        };
        reqs.iter().map(|req| Ok(answer(req))).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        put(cx, change.to).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call =
            scaling(cx).delete_scheduled_action().auto_scaling_group_name(&prior.autoscaling_group_name);
        taken_away(call.scheduled_action_name(&prior.scheduled_action_name).send().await)
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let key = planned.key();
        let found = schedules(cx, std::iter::once(planned.clone())).await?;
        Ok((intent.absent && found.iter().any(|s| s.key() == key)).then_some(key))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.key())
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_autoscaling_group", self.autoscaling_group_name.clone()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        match id.split_once('/') {
            Some((group, name)) if !group.is_empty() && !name.is_empty() => Ok(Self {
                id: name.to_owned(),
                autoscaling_group_name: group.to_owned(),
                scheduled_action_name: name.to_owned(),
                ..Self::default()
            }),
            _ => Err(Error::import_id(id, "GROUP/ACTION")),
        }
    }
}

/// Puts an action, all of it. A size that is not given is zero, as the provider has it; -1 leaves it as it is.
async fn put(cx: &Cx, planned: &Schedule) -> Result<(), Error> {
    let size = |size: Option<i64>| int(Some(size.unwrap_or_default()).filter(|n| *n != LEFT));
    let call = scaling(cx)
        .put_scheduled_update_group_action()
        .auto_scaling_group_name(&planned.autoscaling_group_name)
        .scheduled_action_name(&planned.scheduled_action_name)
        .set_desired_capacity(size(planned.desired_capacity))
        .set_end_time(text(&planned.end_time).and_then(|t| time(&t)))
        .set_max_size(size(planned.max_size))
        .set_min_size(size(planned.min_size))
        .set_recurrence(text(&planned.recurrence))
        .set_start_time(text(&planned.start_time).and_then(|t| time(&t)))
        .set_time_zone(text(&planned.time_zone));
    until_settled(cx, || call.clone().send()).await?;
    Ok(())
}

/// The actions of the groups named, those wanted among them.
async fn schedules(cx: &Cx, wanted: impl Iterator<Item = Schedule>) -> Result<Vec<Schedule>, Error> {
    let wanted: Vec<Schedule> = wanted.collect();
    let groups: BTreeSet<&String> = wanted.iter().map(|s| &s.autoscaling_group_name).collect();
    let call = || scaling(cx).describe_scheduled_actions().max_records(PER_CALL);
    let told: Vec<ScheduledUpdateGroupAction> = if groups.len() > FEW {
        call().into_paginator().items().send().try_collect().await?
    } else {
        let of_group = |group: &String| {
            let of = wanted.iter().filter(|s| s.autoscaling_group_name == *group);
            let names = of.map(|s| s.scheduled_action_name.clone()).collect();
            let call = call().auto_scaling_group_name(group).set_scheduled_action_names(Some(names));
            async move {
                let told = call.into_paginator().items().send().try_collect().await;
                Ok(there(told.map_err(|e| sorted(e.into())))?.unwrap_or_default())
            }
        };
        let told: Result<Vec<Vec<_>>, Error> = each(groups, 10, of_group).await.into_iter().collect();
        told?.into_iter().flatten().collect()
    };
    Ok(told.iter().map(told_schedule).collect())
}

fn told_schedule(action: &ScheduledUpdateGroupAction) -> Schedule {
    let size = |size: Option<i32>| long(size).or(Some(LEFT));
    let name = action.scheduled_action_name.clone().unwrap_or_default();
    Schedule {
        id: name.clone(),
        arn: action.scheduled_action_arn.clone().unwrap_or_default(),
        autoscaling_group_name: action.auto_scaling_group_name.clone().unwrap_or_default(),
        desired_capacity: size(action.desired_capacity),
        end_time: action.end_time.as_ref().and_then(time_told),
        max_size: size(action.max_size),
        min_size: size(action.min_size),
        recurrence: action.recurrence.clone(),
        scheduled_action_name: name,
        start_time: action.start_time.as_ref().and_then(time_told),
        time_zone: action.time_zone.clone(),
    }
}
