//! `aws_cloudwatch_event_bus`

use crate::events::{events, retag, tag_list, tags_of, until_settled};
use crate::tags::tags_read;
use aws_sdk_eventbridge::operation::describe_event_bus::DescribeEventBusOutput;
use aws_sdk_eventbridge::types;
use provision_aws_core::prelude::*;

/// Where events are put, and where rules look at them. (EventBridge CreateEventBus, UpdateEventBus)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudwatch_event_bus", tags, seconds(1, 1))]
pub struct Bus {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Where events go that could not be delivered.
    #[block(list, max = 1)]
    pub dead_letter_config: Option<DeadLetters>,
    /// What it is for.
    #[attr(optional, length(0, 512))]
    pub description: Option<String>,
    /// The partner whose events it gets.
    #[attr(optional, replace, validate = partner, unset = "null")]
    pub event_source_name: Option<String>,
    /// The key that encrypts its events.
    #[attr(optional, length(1, 2048))]
    pub kms_key_identifier: Option<String>,
    /// Its name.
    #[attr(required, replace, validate = name)]
    pub name: String,
}

/// Where events go that could not be delivered.
#[derive(Nested, Clone, Default)]
pub struct DeadLetters {
    /// The queue.
    #[attr(optional, arn)]
    pub arn: Option<String>,
}

impl DeadLetters {
    /// As EventBridge takes it.
    pub fn request(&self) -> types::DeadLetterConfig {
        types::DeadLetterConfig::builder().set_arn(text(&self.arn)).build()
    }
    /// As EventBridge tells it.
    pub fn told(told: &types::DeadLetterConfig) -> DeadLetters {
        DeadLetters { arn: told.arn.clone() }
    }
}

fn name(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some("default") => Err("every account has the bus `default` already".into()),
        Some(text) if !(1..=256).contains(&text.len()) => Err("must be 1 to 256 characters".into()),
        _ => Ok(()),
    }
}

fn partner(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if !text.starts_with("aws.partner/") || text.len() > 256 => {
            Err("must have the form aws.partner/PARTNER/NAME".into())
        }
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for Bus {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        events(cx)
            .create_event_bus()
            .name(&planned.name)
            .set_dead_letter_config(planned.dead_letter_config.as_ref().map(DeadLetters::request))
            .set_description(text(&planned.description))
            .set_event_source_name(text(&planned.event_source_name))
            .set_kms_key_identifier(text(&planned.kms_key_identifier))
            .set_tags(tag_list(&step.tags)?)
            .send()
            .await?;
        Created::new(Some(planned.name.as_str()))
    }

    /// One by one: the list of all does not tell keys and dead letters.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = each(reqs, 10, |req| one(cx, req)).await;
        let arn = |told: &Result<Option<Bus>, Error>| Some(told.as_ref().ok()?.as_ref()?.arn.clone());
        let there = reqs.iter().zip(&told).filter_map(|(r, told)| Some((arn(told)?, r)));
        let tags = tags_read(cx, there.collect(), |arn| async move { tags_of(cx, &arn).await }).await;
        let answer = |told: Result<Option<Bus>, Error>| {
            let Some(bus) = told? else { return Ok(None) };
            let tags = tags.of(&bus.arn)?;
            Ok(Some(Found::ready(bus).tagged(tags)))
        };
        told.into_iter().map(answer).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.any(&["dead_letter_config", "description", "kms_key_identifier"]) {
            let call = events(cx)
                .update_event_bus()
                .name(&to.name)
                .set_dead_letter_config(to.dead_letter_config.as_ref().map(DeadLetters::request))
                // An empty text is how it is taken away.
                .description(to.description.clone().unwrap_or_default())
                .set_kms_key_identifier(text(&to.kms_key_identifier));
            until_settled(cx, || call.clone().send()).await?;
        }
        retag(cx, &to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = events(cx).delete_event_bus().name(&prior.id);
        match until_settled(cx, || call.clone().send()).await {
            // Its rules are going.
            Err(e) if e.is(&["ValidationException"]) && e.message.contains("rules") => {
                Err(e.with_class(Class::Dependency))
            }
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(told) = bus(cx, &planned.name).await? else { return Ok(None) };
        let arn = told.arn.unwrap_or_default();
        let ours = intent.absent || carries(intent, &tags_of(cx, &arn).await?);
        Ok(ours.then(|| planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

/// What AWS tells of a bus; `None` where it is gone. (EventBridge DescribeEventBus)
pub async fn bus(cx: &Cx, name: &str) -> Result<Option<DescribeEventBusOutput>, Error> {
    there(events(cx).describe_event_bus().name(name).send().await)
}

async fn one(cx: &Cx, req: &Req<Bus>) -> Result<Option<Bus>, Error> {
    let Some(told) = bus(cx, &req.key).await? else { return Ok(None) };
    Ok(Some(Bus {
        id: req.key.clone(),
        arn: told.arn.unwrap_or_default(),
        dead_letter_config: told.dead_letter_config.as_ref().map(DeadLetters::told),
        description: told.description,
        // AWS does not tell it, but a partner's bus has its name.
        event_source_name: req.prior.event_source_name.clone(),
        kms_key_identifier: told.kms_key_identifier,
        name: told.name.unwrap_or_else(|| req.key.clone()),
    }))
}
