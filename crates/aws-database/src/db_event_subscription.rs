//! `aws_db_event_subscription`

use crate::rds::{PAGE, rds, retag, tag_list, tags_of, with_tags};
use aws_sdk_rds::types::EventSubscription as Told;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// What happens to databases, told to a topic. (RDS CreateEventSubscription, ModifyEventSubscription)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_db_event_subscription", tags, timeouts(create, delete, update), seconds(30, 30))]
pub struct EventSubscription {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The account that it belongs to.
    #[attr(computed)]
    pub customer_aws_id: String,
    /// It is on.
    #[attr(optional, default = true)]
    pub enabled: Option<bool>,
    /// What kinds of events; all where none are given.
    #[attr(optional)]
    pub event_categories: Set<String>,
    /// Its name.
    #[attr(optional, computed, replace, length(1, 255), conflicts("name_prefix"), validate = subscription_name)]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, length(1, 229), conflicts("name"), validate = subscription_name)]
    pub name_prefix: Option<String>,
    /// The topic.
    #[attr(required, arn)]
    pub sns_topic: String,
    /// What they happen to; all of the type where none are given.
    #[attr(optional)]
    pub source_ids: Set<String>,
    /// The type of what they happen to.
    #[attr(
        optional,
        one_of(
            "db-instance",
            "db-parameter-group",
            "db-security-group",
            "db-snapshot",
            "db-cluster",
            "db-cluster-snapshot",
            "custom-engine-version",
            "db-proxy",
            "blue-green-deployment",
            "db-shard-group",
            "zero-etl"
        )
    )]
    pub source_type: Option<String>,
}

fn subscription_name(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let good = |n: &str| n.starts_with(|c: char| c.is_ascii_alphabetic()) && n.chars().all(plain);
    match value.as_str() {
        Some(name) if !good(name) => {
            Err("must begin with a letter and hold letters, digits and hyphens only".into())
        }
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for EventSubscription {
    const WAITS: Waits = Waits::slow(10, 40);
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let made = rds(cx)
            .create_event_subscription()
            .subscription_name(name_of(&planned.name, &planned.name_prefix, &step.token))
            .sns_topic_arn(&planned.sns_topic)
            .enabled(planned.enabled.unwrap_or(true))
            .set_event_categories(given(&planned.event_categories))
            .set_source_ids(given(&planned.source_ids))
            .set_source_type(text(&planned.source_type))
            .set_tags(tag_list(&step.tags))
            .send()
            .await?;
        Created::new(made.event_subscription.and_then(|s| s.cust_subscription_id))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = subscriptions(cx, reqs.iter().map(|r| &r.key)).await.map(|all| {
            let keyed = |(name, s): (Key, Told)| {
                (name, (s.event_subscription_arn.clone().unwrap_or_default(), told(&s)))
            };
            all.into_iter().map(keyed).collect()
        });
        with_tags(cx, reqs, found).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let (from, to, id) = (change.from, change.to, &change.to.id);
        if change.any(&["enabled", "event_categories", "sns_topic", "source_type"]) {
            let mut call =
                rds(cx).modify_event_subscription().subscription_name(id).enabled(to.enabled.unwrap_or(true));
            if change.changed("event_categories") {
                call = call.set_event_categories(Some(to.event_categories.to_vec()));
            }
            // Categories are those of a type.
            if change.any(&["event_categories", "source_type"]) {
                call = call.set_source_type(text(&to.source_type));
            }
            if change.changed("sns_topic") {
                call = call.sns_topic_arn(&to.sns_topic);
            }
            call.send().await?;
            active(cx, id, step).await?;
        }
        for gone in from.source_ids.minus(&to.source_ids) {
            let call = rds(cx).remove_source_identifier_from_subscription().subscription_name(id);
            call.source_identifier(gone).send().await?;
            active(cx, id, step).await?;
        }
        for new in to.source_ids.minus(&from.source_ids) {
            let call = rds(cx).add_source_identifier_to_subscription().subscription_name(id);
            call.source_identifier(new).send().await?;
            active(cx, id, step).await?;
        }
        retag(cx, &to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        rds(cx).delete_event_subscription().subscription_name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &intent.token);
        let found = subscriptions(cx, std::iter::once(&name)).await?;
        let Some(subscription) = found.get(&name) else { return Ok(None) };
        let arn = subscription.event_subscription_arn.as_deref().unwrap_or_default();
        let ours = intent.absent || carries(intent, &tags_of(cx, arn).await?);
        Ok(ours.then_some(name))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

/// Waits until a change is carried out: the next one would be refused before.
async fn active(cx: &Cx, name: &Key, step: &Step) -> Result<(), Error> {
    let end = tokio::time::Instant::now() + cx.scaled(step.limit());
    loop {
        let status = subscriptions(cx, std::iter::once(name)).await?.get(name).and_then(|s| s.status.clone());
        match status.as_deref() {
            Some("active") | None => return Ok(()),
            Some(state) if tokio::time::Instant::now() >= end => {
                return Err(provision_aws_core::cx::too_long(
                    &format!("The subscription {name}"),
                    step.limit(),
                    state,
                ));
            }
            Some(state) => step.progress(&format!("waiting for {name}: {state}")),
        }
        cx.tick(Duration::from_secs(10)).await;
    }
}

/// Subscriptions by name, those that are there: one by its name, more by a list of all. (RDS DescribeEventSubscriptions)
async fn subscriptions(cx: &Cx, names: impl Iterator<Item = &Key>) -> Result<HashMap<Key, Told>, Error> {
    let names: Vec<&Key> = names.collect();
    let one = names.first().filter(|_| names.len() == 1).map(|n| (*n).clone());
    let call = rds(cx).describe_event_subscriptions().set_subscription_name(one).max_records(PAGE);
    let all = there(call.into_paginator().items().send().try_collect().await)?.unwrap_or_default();
    Ok(all.into_iter().filter_map(|s: Told| Some((s.cust_subscription_id.clone()?, s))).collect())
}

fn told(told: &Told) -> Found<EventSubscription> {
    let name = told.cust_subscription_id.clone().unwrap_or_default();
    let failed = ["no-permission", "topic-not-exist"];
    let status = Status::of(told.status.as_deref().unwrap_or("active"), &["active"], &failed);
    Found::ready(EventSubscription {
        id: name.clone(),
        arn: told.event_subscription_arn.clone().unwrap_or_default(),
        customer_aws_id: told.customer_aws_id.clone().unwrap_or_default(),
        enabled: told.enabled,
        event_categories: told.event_categories_list().iter().cloned().collect(),
        name_prefix: Some(prefix_of(&name)),
        name: Some(name),
        sns_topic: told.sns_topic_arn.clone().unwrap_or_default(),
        source_ids: told.source_ids_list().iter().cloned().collect(),
        source_type: told.source_type.clone(),
    })
    .status(status)
}
