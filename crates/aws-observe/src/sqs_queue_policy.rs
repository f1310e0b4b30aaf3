//! `aws_sqs_queue_policy`

use crate::sqs::{queue, set_queue};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// Who may send to a queue, receive from it and more. (SQS SetQueueAttributes)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_sqs_queue_policy", version = 1, seconds(6, 6))]
pub struct QueuePolicy {
    /// The queue's URL.
    #[attr(id)]
    pub id: String,
    /// What it says.
    #[attr(required, json, equal_by = json_policy, normalize = provision_schema::compact_json)]
    pub policy: String,
    /// The queue's URL.
    #[attr(required, replace)]
    pub queue_url: String,
}

/// What AWS calls it.
const NAME: &str = "Policy";

#[async_trait]
impl Resource for QueuePolicy {
    const WAITS: Waits = part_waits();

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        set_queue(cx, &planned.queue_url, [(NAME.into(), planned.policy.clone())].into(), step).await?;
        Created::new(Some(planned.queue_url.as_str()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| one(cx, &req.key)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        set_queue(cx, &change.to.id, [(NAME.into(), change.to.policy.clone())].into(), step).await
    }

    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        set_queue(cx, &prior.id, [(NAME.into(), String::new())].into(), step).await
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = one(cx, &planned.queue_url).await?;
        Ok(found.filter(|_| intent.absent).map(|f| f.value.id))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.queue_url.clone())
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_sqs_queue", self.queue_url.clone()))
    }

    /// Once its id was made of the URL and a prefix.
    fn upgrade(_: u64, mut attributes: serde_json::Value) -> Result<serde_json::Value, Error> {
        let url = attributes["queue_url"].clone();
        if let Some(all) = attributes.as_object_mut() {
            all.insert("id".into(), url);
        }
        Ok(attributes)
    }
}

/// A part of a queue is waited for as the queue itself.
pub(crate) const fn part_waits() -> Waits {
    let most = Duration::from_secs(180);
    Waits { create: most, update: most, delete: most, ..Waits::QUICK }
}

async fn one(cx: &Cx, url: &str) -> Answer<QueuePolicy> {
    let told = queue(cx, url).await?.and_then(|told| told.json(NAME));
    let policy = |policy| QueuePolicy { id: url.to_owned(), policy, queue_url: url.to_owned() };
    Ok(told.map(policy).map(Found::ready))
}
