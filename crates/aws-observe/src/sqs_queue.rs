//! `aws_sqs_queue`

use crate::attributes::{Attributes, Wanted, said};
use crate::sqs::{delete_queue, queue, retag, set_queue, sqs, tags_of, url_of};
use crate::tags::tags_read;
use aws_sdk_sqs::types::QueueAttributeName;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use provision_schema::suppress::Difference;
use std::time::Duration;

/// Messages that wait for who works on them. (SQS CreateQueue, SetQueueAttributes)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_sqs_queue", tags, timeouts(create, update, delete), seconds(3, 3))]
pub struct Queue {
    /// Its URL.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Messages of a FIFO queue that say the same are one.
    #[attr(optional, default = false)]
    pub content_based_deduplication: Option<bool>,
    /// Where messages must not repeat: in the `queue` or in the `messageGroup`.
    #[attr(optional, computed, one_of("messageGroup", "queue"))]
    pub deduplication_scope: Option<String>,
    /// Seconds before a message is seen.
    #[attr(optional, default = 0, between(0, 900))]
    pub delay_seconds: Option<i64>,
    /// It keeps messages in order; its name ends in `.fifo`.
    #[attr(optional, default = false, replace)]
    pub fifo_queue: Option<bool>,
    /// What throughput counts for: `perQueue` or `perMessageGroupId`.
    #[attr(optional, computed, one_of("perQueue", "perMessageGroupId"))]
    pub fifo_throughput_limit: Option<String>,
    /// How long a data key is used.
    #[attr(optional, computed, between(60, 86400), suppress = unencrypted)]
    pub kms_data_key_reuse_period_seconds: Option<i64>,
    /// The key that encrypts messages.
    #[attr(optional, conflicts("sqs_managed_sse_enabled"))]
    pub kms_master_key_id: Option<String>,
    /// Bytes of the largest message.
    #[attr(optional, default = 262144, between(1024, 1048576))]
    pub max_message_size: Option<i64>,
    /// How long a message is kept.
    #[attr(optional, default = 345600, between(60, 1209600))]
    pub message_retention_seconds: Option<i64>,
    /// Its name.
    #[attr(optional, computed, replace, conflicts("name_prefix"))]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, conflicts("name"))]
    pub name_prefix: Option<String>,
    /// Who may send, receive and more.
    #[attr(optional, computed, json, equal_by = json_policy, normalize = provision_schema::compact_json)]
    pub policy: Option<String>,
    /// How long a request waits for messages.
    #[attr(optional, default = 0)]
    pub receive_wait_time_seconds: Option<i64>,
    /// Whose messages it may get when they fail, as JSON.
    #[attr(optional, computed, json, normalize = provision_schema::compact_json)]
    pub redrive_allow_policy: Option<String>,
    /// Where messages go that fail, as JSON.
    #[attr(optional, computed, json, normalize = provision_schema::compact_json)]
    pub redrive_policy: Option<String>,
    /// A key of SQS's own encrypts messages.
    #[attr(optional, computed, conflicts("kms_master_key_id"))]
    pub sqs_managed_sse_enabled: Option<bool>,
    /// Its URL.
    #[attr(computed)]
    pub url: String,
    /// Seconds in which nobody else sees a message that somebody works on.
    #[attr(optional, default = 30, between(0, 43200))]
    pub visibility_timeout_seconds: Option<i64>,
}

/// Keys are used for nothing in a queue that is not encrypted, and AWS does not tell how long.
fn unencrypted(d: &Difference<'_>) -> bool {
    let known = d.proposed.get("kms_master_key_id").is_some_and(Value::is_known);
    known && d.text("sqs_managed_sse_enabled") != "true" && d.text("kms_master_key_id").is_empty()
}

/// How long a data key is used.
const REUSE_ARGUMENT: &str = "kms_data_key_reuse_period_seconds";

/// The same in seconds, where nothing else was said.
const REUSE: i64 = 300;

/// What ends the name of a FIFO queue.
const FIFO: &str = ".fifo";

/// A name is free again a minute after its queue was deleted.
const NAME_FREE: Duration = Duration::from_secs(90);

#[async_trait]
impl Resource for Queue {
    const WAITS: Waits = Waits {
        every: Duration::from_secs(3),
        create: Duration::from_secs(180),
        update: Duration::from_secs(180),
        delete: Duration::from_secs(180),
        until_gone: true,
        ..Waits::QUICK
    };
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let fifo = cx.get("fifo_queue");
        if !fifo.is_known() {
            return Ok(());
        }
        let fifo = fifo.as_bool().unwrap_or_default();
        if let Some(name) = cx.get("name").as_str().filter(|_| cx.is_create()) {
            check_name(name, fifo)?;
        }
        if !fifo && cx.get("content_based_deduplication").as_bool() == Some(true) {
            let help = "Set fifo_queue = true, or remove content_based_deduplication.";
            let told = Diagnostic::error("`content_based_deduplication` is for FIFO queues", "");
            return Err(told.help(help).into());
        }
        if cx.get("sqs_managed_sse_enabled").as_bool() == Some(true) {
            // SQS sees to its own keys.
            let reuse = match cx.is_create() {
                true => Value::number(0),
                false => cx.before(REUSE_ARGUMENT),
            };
            cx.set(REUSE_ARGUMENT, reuse);
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let says = |(_, name, value): &Wanted| {
            // AWS knows these of FIFO queues only, and not as false.
            !value.is_empty() && (value != "false" || name == &"SqsManagedSseEnabled")
        };
        let given = planned.attributes().into_iter().filter(says);
        let attributes = given.map(|(_, name, value)| (QueueAttributeName::from(name), value)).collect();
        let tags = Some(step.tags.clone().into_iter().collect());
        let call = sqs(cx)
            .create_queue()
            .queue_name(planned.full_name(&step.token))
            .set_attributes(Some(attributes))
            .set_tags(tags.filter(|t: &HashMap<_, _>| !t.is_empty()));
        let soon = |e: &Error| e.code.ends_with("QueueDeletedRecently");
        let made = cx.retry(NAME_FREE.max(step.limit() / 2), soon, || call.clone().send()).await?;
        Created::new(made.queue_url)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = each(reqs, 10, |req| one(cx, &req.key)).await;
        let mut urls = HashMap::new();
        let mut reads = Vec::new();
        for (req, told) in reqs.iter().zip(&told) {
            if let Ok(Some(queue)) = told {
                urls.insert(queue.arn.clone(), queue.id.clone());
                reads.push((queue.arn.clone(), req));
            }
        }
        // SQS itself knows a queue by its URL.
        let ask = |arn: Key| {
            let url = urls.get(&arn).cloned().unwrap_or_default();
            async move { tags_of(cx, &url).await }
        };
        let tags = tags_read(cx, reads, ask).await;
        let answer = |told: Result<Option<Queue>, Error>| {
            let Some(queue) = told? else { return Ok(None) };
            let tags = tags.of(&queue.arn)?;
            Ok(Some(Found::ready(queue).tagged(tags)))
        };
        told.into_iter().map(answer).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let all = change.to.attributes().into_iter();
        let wanted: HashMap<String, String> = all
            .filter(|(argument, _, value)| {
                change.changed(argument) && !(value.is_empty() && *argument == REUSE_ARGUMENT)
            })
            .map(|(_, name, value)| (name.to_owned(), value))
            .collect();
        if !wanted.is_empty() {
            set_queue(cx, &change.to.id, wanted, step).await?;
        }
        retag(cx, &change.to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        delete_queue(cx, &prior.id).await
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(url) = url_of(cx, &planned.full_name(&intent.token)).await? else { return Ok(None) };
        let ours = intent.absent || carries(intent, &tags_of(cx, &url).await?);
        Ok(ours.then_some(url))
    }

    /// AWS would answer with the queue that is there where it is like the new one.
    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

impl Queue {
    fn full_name(&self, token: &str) -> String {
        let name = name_of(&self.name, &self.name_prefix, token);
        let suffixed = text(&self.name).is_none() && self.fifo_queue == Some(true);
        if suffixed { name + FIFO } else { name }
    }
    fn attributes(&self) -> Vec<Wanted> {
        // What AWS leaves open is not said.
        let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
        let flag = |f: Option<bool>| f.map(|f| f.to_string()).unwrap_or_default();
        vec![
            (
                "content_based_deduplication",
                "ContentBasedDeduplication",
                flag(self.content_based_deduplication),
            ),
            ("deduplication_scope", "DeduplicationScope", said(&self.deduplication_scope)),
            ("delay_seconds", "DelaySeconds", number(self.delay_seconds)),
            ("fifo_queue", "FifoQueue", flag(self.fifo_queue)),
            ("fifo_throughput_limit", "FifoThroughputLimit", said(&self.fifo_throughput_limit)),
            (
                REUSE_ARGUMENT,
                "KmsDataKeyReusePeriodSeconds",
                number(self.kms_data_key_reuse_period_seconds.filter(|s| *s != 0)),
            ),
            ("kms_master_key_id", "KmsMasterKeyId", said(&self.kms_master_key_id)),
            ("max_message_size", "MaximumMessageSize", number(self.max_message_size)),
            ("message_retention_seconds", "MessageRetentionPeriod", number(self.message_retention_seconds)),
            ("policy", "Policy", said(&self.policy)),
            (
                "receive_wait_time_seconds",
                "ReceiveMessageWaitTimeSeconds",
                number(self.receive_wait_time_seconds),
            ),
            ("redrive_allow_policy", "RedriveAllowPolicy", said(&self.redrive_allow_policy)),
            ("redrive_policy", "RedrivePolicy", said(&self.redrive_policy)),
            ("sqs_managed_sse_enabled", "SqsManagedSseEnabled", flag(self.sqs_managed_sse_enabled)),
            ("visibility_timeout_seconds", "VisibilityTimeout", number(self.visibility_timeout_seconds)),
        ]
    }
}

fn check_name(name: &str, fifo: bool) -> Result<(), Diagnostics> {
    let (stem, most) = match fifo {
        true => (name.strip_suffix(FIFO), 75),
        false => (Some(name), 80),
    };
    let plain = |s: &str| s.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if stem.is_some_and(|s| (1..=most).contains(&s.len()) && plain(s)) {
        return Ok(());
    }
    let help =
        "Letters, digits, `-` and `_` are allowed, 80 of them; the name of a FIFO queue ends in `.fifo`.";
    Err(Diagnostic::error(format!("\"{name}\" is no name of a queue"), "").help(help).into())
}

/// A queue by its URL, or by its name.
async fn one(cx: &Cx, key: &str) -> Result<Option<Queue>, Error> {
    let url = match key.contains("://") {
        true => key.to_owned(),
        false => match url_of(cx, key).await? {
            Some(url) => url,
            None => return Ok(None),
        },
    };
    Ok(queue(cx, &url).await?.map(|told| found(&url, &told)))
}

fn found(url: &str, told: &Attributes) -> Queue {
    let name = url.rsplit('/').next().unwrap_or_default();
    let reuse = told.number("KmsDataKeyReusePeriodSeconds").filter(|s| *s != 0);
    Queue {
        id: url.to_owned(),
        arn: told.text("QueueArn").unwrap_or_default(),
        content_based_deduplication: told.flag("ContentBasedDeduplication"),
        deduplication_scope: told.text("DeduplicationScope"),
        delay_seconds: told.number("DelaySeconds"),
        fifo_queue: told.flag("FifoQueue"),
        fifo_throughput_limit: told.text("FifoThroughputLimit"),
        kms_data_key_reuse_period_seconds: Some(reuse.unwrap_or(REUSE)),
        kms_master_key_id: told.text("KmsMasterKeyId"),
        max_message_size: told.number("MaximumMessageSize"),
        message_retention_seconds: told.number("MessageRetentionPeriod"),
        name: Some(name.to_owned()),
        name_prefix: Some(prefix_of(name.strip_suffix(FIFO).unwrap_or(name))),
        policy: told.json("Policy"),
        receive_wait_time_seconds: told.number("ReceiveMessageWaitTimeSeconds"),
        redrive_allow_policy: told.json("RedriveAllowPolicy"),
        redrive_policy: told.json("RedrivePolicy"),
        sqs_managed_sse_enabled: told.flag("SqsManagedSseEnabled"),
        url: url.to_owned(),
        visibility_timeout_seconds: told.number("VisibilityTimeout"),
    }
}
