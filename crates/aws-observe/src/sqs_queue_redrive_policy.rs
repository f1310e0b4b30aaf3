//! `aws_sqs_queue_redrive_policy`

use crate::sqs::{queue, set_queue};
use crate::sqs_queue_policy::part_waits;
use provision_aws_core::prelude::*;

/// Where messages of a queue go that fail. (SQS SetQueueAttributes)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_sqs_queue_redrive_policy", seconds(6, 6))]
pub struct RedrivePolicy {
    /// The queue's URL.
    #[attr(id)]
    pub id: String,
    /// The queue's URL.
    #[attr(required, replace)]
    pub queue_url: String,
    /// The other queue, and after how many tries, as JSON.
    #[attr(required, json, equal_by = json, normalize = provision_schema::compact_json)]
    pub redrive_policy: String,
}

/// What AWS calls it.
const NAME: &str = "RedrivePolicy";

#[async_trait]
impl Resource for RedrivePolicy {
    const WAITS: Waits = part_waits();

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let wanted = [(NAME.into(), planned.redrive_policy.clone())].into();
        set_queue(cx, &planned.queue_url, wanted, step).await?;
        Created::new(Some(planned.queue_url.as_str()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| one(cx, &req.key)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let wanted = [(NAME.into(), change.to.redrive_policy.clone())].into();
        set_queue(cx, &change.to.id, wanted, step).await
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
}

async fn one(cx: &Cx, url: &str) -> Answer<RedrivePolicy> {
    let told = queue(cx, url).await?.and_then(|told| told.json(NAME));
    let policy =
        |policy| RedrivePolicy { id: url.to_owned(), queue_url: url.to_owned(), redrive_policy: policy };
    Ok(told.map(policy).map(Found::ready))
}
