//! `aws_cloudwatch_composite_alarm`

use crate::cloudwatch::{alarms, cloudwatch, delete_alarm, five, retag, tag_list, tags_of};
use crate::tags::tags_read;
use aws_sdk_cloudwatch::types::{self, AlarmType};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::long;
use std::time::Duration;

/// An alarm on the states of other alarms. (CloudWatch PutCompositeAlarm)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudwatch_composite_alarm", tags, seconds(1, 1))]
pub struct CompositeAlarm {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// It acts.
    #[attr(optional, default = true, replace)]
    pub actions_enabled: Option<bool>,
    /// The alarm during which it does not act.
    #[block(list, max = 1)]
    pub actions_suppressor: Option<Suppressor>,
    /// What is done when it goes off: ARNs.
    #[attr(optional, validate = five)]
    pub alarm_actions: Set<String>,
    /// What it is for.
    #[attr(optional, length(0, 1024))]
    pub alarm_description: Option<String>,
    /// Its name.
    #[attr(required, replace, length(0, 255))]
    pub alarm_name: String,
    /// When it goes off, in terms of other alarms.
    #[attr(required, length(1, 10240))]
    pub alarm_rule: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What is done when there is too little data: ARNs.
    #[attr(optional, validate = five)]
    pub insufficient_data_actions: Set<String>,
    /// What is done when all is well again: ARNs.
    #[attr(optional, validate = five)]
    pub ok_actions: Set<String>,
}

/// The alarm during which another does not act.
#[derive(Nested, Clone, Default)]
pub struct Suppressor {
    /// Its name or ARN.
    #[attr(required)]
    pub alarm: String,
    /// Seconds that follow it.
    #[attr(required)]
    pub extension_period: i64,
    /// Seconds that it is waited for.
    #[attr(required)]
    pub wait_period: i64,
}

/// How long AWS may not know an alarm that was just made.
const ALARMS_KNOWN: Duration = Duration::from_secs(30);

#[async_trait]
impl Resource for CompositeAlarm {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        planned.put(cx, &step.tags).await?;
        Created::new(Some(planned.alarm_name.as_str()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = match alarms(cx, AlarmType::CompositeAlarm, reqs.iter().map(|r| r.key.clone())).await {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        let told = told.iter().flat_map(|page| page.composite_alarms());
        let found: HashMap<Key, CompositeAlarm> =
            told.cloned().map(found).map(|a| (a.id.clone(), a)).collect();
        let there = reqs.iter().filter_map(|r| Some((found.get(&r.key)?.arn.clone(), r)));
        let tags = tags_read(cx, there.collect(), |arn| async move { tags_of(cx, &arn).await }).await;
        let answer = |req: &Req<Self>| match found.get(&req.key) {
            Some(alarm) => Ok(Some(Found::ready(alarm.clone()).tagged(tags.of(&alarm.arn)?))),
            None => Ok(None),
        };
        reqs.iter().map(answer).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if change.names.iter().any(|n| !n.starts_with("tags")) {
            change.to.put(cx, &Tags::new()).await?;
        }
        retag(cx, &change.to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        delete_alarm(cx, &prior.id).await
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = &planned.alarm_name;
        let told = alarms(cx, AlarmType::CompositeAlarm, std::iter::once(name.clone())).await?;
        let mut alarms = told.iter().flat_map(|page| page.composite_alarms());
        let Some(alarm) = alarms.find(|alarm| alarm.alarm_name() == Some(name)) else {
            return Ok(None);
        };
        let arn = alarm.alarm_arn().unwrap_or_default();
        let ours = intent.absent || carries(intent, &tags_of(cx, arn).await?);
        Ok(ours.then(|| name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.alarm_name.clone())
    }
}

impl CompositeAlarm {
    /// Says all of it: what a call leaves out is gone. Tags are taken only with a new one.
    async fn put(&self, cx: &Cx, tags: &Tags) -> Result<(), Error> {
        let suppressor = self.actions_suppressor.as_ref();
        let call = cloudwatch(cx)
            .put_composite_alarm()
            .alarm_name(&self.alarm_name)
            .alarm_rule(&self.alarm_rule)
            .set_actions_enabled(self.actions_enabled)
            .set_actions_suppressor(suppressor.map(|s| s.alarm.clone()))
            .set_actions_suppressor_extension_period(suppressor.and_then(|s| int(Some(s.extension_period))))
            .set_actions_suppressor_wait_period(suppressor.and_then(|s| int(Some(s.wait_period))))
            .set_alarm_actions(given(&self.alarm_actions))
            .set_alarm_description(text(&self.alarm_description))
            .set_insufficient_data_actions(given(&self.insufficient_data_actions))
            .set_ok_actions(given(&self.ok_actions))
            .set_tags(tag_list(tags));
        // The alarms of its rule may have been made a moment ago.
        let soon = |e: &Error| e.is(&["ValidationError"]) && e.message.contains("do not exist");
        cx.retry(ALARMS_KNOWN, soon, || call.clone().send()).await?;
        Ok(())
    }
}

fn found(told: types::CompositeAlarm) -> CompositeAlarm {
    let name = told.alarm_name.unwrap_or_default();
    let suppressor = |alarm: String| Suppressor {
        alarm,
        extension_period: long(told.actions_suppressor_extension_period).unwrap_or_default(),
        wait_period: long(told.actions_suppressor_wait_period).unwrap_or_default(),
    };
    CompositeAlarm {
        id: name.clone(),
        actions_enabled: told.actions_enabled,
        actions_suppressor: told.actions_suppressor.filter(|a| !a.is_empty()).map(suppressor),
        alarm_actions: told.alarm_actions.into_iter().flatten().collect(),
        alarm_description: told.alarm_description,
        alarm_name: name,
        alarm_rule: told.alarm_rule.unwrap_or_default(),
        arn: told.alarm_arn.unwrap_or_default(),
        insufficient_data_actions: told.insufficient_data_actions.into_iter().flatten().collect(),
        ok_actions: told.ok_actions.into_iter().flatten().collect(),
    }
}
