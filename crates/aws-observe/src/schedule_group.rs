//! `aws_scheduler_schedule_group`

use crate::scheduler::{name, prefix, scheduler, seconds};
use crate::tags::tags_read;
use aws_sdk_scheduler::types::{ScheduleGroupSummary, Tag};
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::word;
use std::time::Duration;

/// Schedules that go together: with it they go. (EventBridge Scheduler CreateScheduleGroup)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_scheduler_schedule_group", tags, timeouts(create, delete), seconds(2, 10))]
pub struct ScheduleGroup {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// When it was made.
    #[attr(computed)]
    pub creation_date: String,
    /// When it was last changed.
    #[attr(computed)]
    pub last_modification_date: String,
    /// Its name.
    #[attr(optional, computed, replace, validate = name, conflicts("name_prefix"))]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, validate = prefix, conflicts("name"))]
    pub name_prefix: Option<String>,
    /// `ACTIVE`, or `DELETING` while its schedules go.
    #[attr(computed)]
    pub state: String,
}

/// Groups that are read one by one; of more, all are listed.
const FEW: usize = 3;

/// Groups that a page holds.
const PAGE: i32 = 100;

#[async_trait]
impl Resource for ScheduleGroup {
    const WAITS: Waits = Waits {
        create: Duration::from_secs(300),
        delete: Duration::from_secs(300),
        until_gone: true,
        ..Waits::QUICK
    };
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &step.token);
        scheduler(cx)
            .create_schedule_group()
            .name(&name)
            .client_token(&step.token)
            .set_tags(tag_list(&step.tags)?)
            .send()
            .await?;
        Created::new(Some(name))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = match reqs.len() <= FEW {
            true => each(reqs, FEW, |req| one(cx, &req.key)).await.into_iter().collect(),
            false => all(cx).await.map(|all| all.into_iter().map(Some).collect::<Vec<_>>()),
        };
        let told: Vec<Option<ScheduleGroupSummary>> = match told {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        let found: HashMap<Key, Self> =
            told.into_iter().flatten().map(found).map(|g| (g.id.clone(), g)).collect();
        let there = reqs.iter().filter_map(|r| Some((found.get(&r.key)?.arn.clone(), r)));
        let tags = tags_read(cx, there.collect(), |arn| async move { tags_of(cx, &arn).await }).await;
        let answer = |req: &Req<Self>| match found.get(&req.key) {
            Some(group) => {
                let status = Status::of(&group.state, &["ACTIVE"], &[]);
                Ok(Some(Found::ready(group.clone()).tagged(tags.of(&group.arn)?).status(status)))
            }
            None => Ok(None),
        };
        reqs.iter().map(answer).collect()
    }

    /// Nothing but tags can be changed.
    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let arn = &change.to.arn;
        if !change.tags.remove.is_empty() {
            let keys = Some(change.tags.remove.clone());
            scheduler(cx).untag_resource().resource_arn(arn).set_tag_keys(keys).send().await?;
        }
        if !change.tags.set.is_empty() {
            let tags = tag_list(&change.tags.set)?;
            scheduler(cx).tag_resource().resource_arn(arn).set_tags(tags).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        scheduler(cx).delete_schedule_group().name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &intent.token);
        let Some(group) = one(cx, &name).await? else { return Ok(None) };
        let arn = group.arn.unwrap_or_default();
        let ours = intent.absent || carries(intent, &tags_of(cx, &arn).await?);
        Ok(ours.then_some(name))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

fn tag_list(tags: &Tags) -> Result<Option<Vec<Tag>>, Error> {
    let tags: Result<Vec<Tag>, _> =
        tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
    Ok(Some(tags?).filter(|t| !t.is_empty()))
}

/// The tags of a group. (EventBridge Scheduler ListTagsForResource)
async fn tags_of(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let told = scheduler(cx).list_tags_for_resource().resource_arn(arn).send().await?;
    Ok(told.tags.unwrap_or_default().into_iter().map(|t| (t.key, t.value)).collect())
}

/// All groups. (EventBridge Scheduler ListScheduleGroups)
async fn all(cx: &Cx) -> Result<Vec<ScheduleGroupSummary>, Error> {
    let pages = scheduler(cx).list_schedule_groups().max_results(PAGE).into_paginator().items().send();
    Ok(pages.try_collect().await?)
}

/// One group; `None` where it is gone. (EventBridge Scheduler GetScheduleGroup)
async fn one(cx: &Cx, name: &str) -> Result<Option<ScheduleGroupSummary>, Error> {
    let told = there(scheduler(cx).get_schedule_group().name(name).send().await)?;
    Ok(told.map(|g| {
        ScheduleGroupSummary::builder()
            .name(name)
            .set_arn(g.arn)
            .set_state(g.state)
            .set_creation_date(g.creation_date)
            .set_last_modification_date(g.last_modification_date)
            .build()
    }))
}

fn found(told: ScheduleGroupSummary) -> ScheduleGroup {
    let name = told.name.unwrap_or_default();
    ScheduleGroup {
        id: name.clone(),
        arn: told.arn.unwrap_or_default(),
        creation_date: told.creation_date.as_ref().map(seconds).unwrap_or_default(),
        last_modification_date: told.last_modification_date.as_ref().map(seconds).unwrap_or_default(),
        name_prefix: Some(prefix_of(&name)),
        name: Some(name),
        state: word(told.state.as_ref()).unwrap_or_default(),
    }
}
