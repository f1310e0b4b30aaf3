//! `aws_sns_topic`

use crate::attributes::{Attributes, Wanted, given, said};
use crate::sns::{names_unknown, retag, set_topic, sns, tag_list, tags_of, topic};
use crate::tags::tags_read;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use provision_schema::EqualBy;

/// Where messages are published, and whence they go to all who subscribed. (SNS CreateTopic, SetTopicAttributes)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_sns_topic", tags, seconds(1, 1))]
pub struct Topic {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// The role that logs failed deliveries to applications.
    #[attr(optional, arn)]
    pub application_failure_feedback_role_arn: Option<String>,
    /// The role that logs deliveries to applications.
    #[attr(optional, arn)]
    pub application_success_feedback_role_arn: Option<String>,
    /// Percentage of deliveries to applications that is logged.
    #[attr(optional, between(0, 100))]
    pub application_success_feedback_sample_rate: Option<i64>,
    /// How long messages of a FIFO topic are kept for replay, as JSON.
    #[attr(optional, json, equal_by = same_or_empty, normalize = provision_schema::compact_json)]
    pub archive_policy: Option<String>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// From when on messages can be replayed.
    #[attr(computed)]
    pub beginning_archive_time: String,
    /// Messages of a FIFO topic that say the same are one.
    #[attr(optional, default = false)]
    pub content_based_deduplication: Option<bool>,
    /// How deliveries are repeated, as JSON.
    #[attr(optional, json, equal_by = json, normalize = provision_schema::compact_json)]
    pub delivery_policy: Option<String>,
    /// The name that subscribers see.
    #[attr(optional)]
    pub display_name: Option<String>,
    /// Whether a FIFO topic's throughput counts for the topic or for each message group.
    #[attr(optional, computed, one_of("Topic", "MessageGroup"))]
    pub fifo_throughput_scope: Option<String>,
    /// It keeps messages in order; its name ends in `.fifo`.
    #[attr(optional, default = false, replace)]
    pub fifo_topic: Option<bool>,
    /// The role that logs failed deliveries to Firehose.
    #[attr(optional, arn)]
    pub firehose_failure_feedback_role_arn: Option<String>,
    /// The role that logs deliveries to Firehose.
    #[attr(optional, arn)]
    pub firehose_success_feedback_role_arn: Option<String>,
    /// Percentage of deliveries to Firehose that is logged.
    #[attr(optional, between(0, 100))]
    pub firehose_success_feedback_sample_rate: Option<i64>,
    /// The role that logs failed deliveries over HTTP.
    #[attr(optional, arn)]
    pub http_failure_feedback_role_arn: Option<String>,
    /// The role that logs deliveries over HTTP.
    #[attr(optional, arn)]
    pub http_success_feedback_role_arn: Option<String>,
    /// Percentage of deliveries over HTTP that is logged.
    #[attr(optional, between(0, 100))]
    pub http_success_feedback_sample_rate: Option<i64>,
    /// The key that encrypts its messages.
    #[attr(optional)]
    pub kms_master_key_id: Option<String>,
    /// The role that logs failed deliveries to Lambda.
    #[attr(optional, arn)]
    pub lambda_failure_feedback_role_arn: Option<String>,
    /// The role that logs deliveries to Lambda.
    #[attr(optional, arn)]
    pub lambda_success_feedback_role_arn: Option<String>,
    /// Percentage of deliveries to Lambda that is logged.
    #[attr(optional, between(0, 100))]
    pub lambda_success_feedback_sample_rate: Option<i64>,
    /// Its name.
    #[attr(optional, computed, replace, conflicts("name_prefix"))]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, conflicts("name"))]
    pub name_prefix: Option<String>,
    /// The account.
    #[attr(computed)]
    pub owner: String,
    /// Who may publish, subscribe and more; AWS's default allows the account alone.
    #[attr(optional, computed, json, equal_by = json_policy, normalize = provision_schema::compact_json)]
    pub policy: Option<String>,
    /// Which hash signs its messages.
    #[attr(optional, computed, between(1, 2))]
    pub signature_version: Option<i64>,
    /// The role that logs failed deliveries to SQS.
    #[attr(optional, arn)]
    pub sqs_failure_feedback_role_arn: Option<String>,
    /// The role that logs deliveries to SQS.
    #[attr(optional, arn)]
    pub sqs_success_feedback_role_arn: Option<String>,
    /// Percentage of deliveries to SQS that is logged.
    #[attr(optional, between(0, 100))]
    pub sqs_success_feedback_sample_rate: Option<i64>,
    /// Whether X-Ray traces what is published.
    #[attr(optional, computed, one_of("Active", "PassThrough"))]
    pub tracing_config: Option<String>,
}

/// An empty policy is none.
fn same_or_empty(a: &str, b: &str) -> bool {
    let nothing = |t: &str| ["", "{}"].contains(&t.trim());
    (nothing(a) && nothing(b)) || EqualBy::Json.same(a, b)
}

#[async_trait]
impl Resource for Topic {
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let fifo = cx.get("fifo_topic");
        if !fifo.is_known() {
            return Ok(());
        }
        let fifo = fifo.as_bool().unwrap_or_default();
        if let Some(name) = cx.get("name").as_str().filter(|_| cx.is_create()) {
            check_name(name, fifo)?;
        }
        let says = |name: &str| match cx.configured(name) {
            v if v.is_known() => v.as_str().is_some_and(|t| !t.is_empty()) || v.as_bool() == Some(true),
            _ => false,
        };
        let only = ["archive_policy", "fifo_throughput_scope", "content_based_deduplication"];
        match only.into_iter().find(|name| !fifo && says(name)) {
            None => Ok(()),
            Some(name) => {
                let told = Diagnostic::error(format!("`{name}` is for FIFO topics"), "");
                Err(told.help(format!("Set fifo_topic = true, or remove {name}.")).into())
            }
        }
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let attributes = Some(given(planned.made_with())).filter(|a| !a.is_empty());
        let call = sns(cx)
            .create_topic()
            .name(planned.full_name(&step.token))
            .set_attributes(attributes)
            .set_tags(tag_list(&step.tags)?);
        let made = cx.retry(PROPAGATION, names_unknown, || call.clone().send()).await?;
        Created::new(made.topic_arn)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = each(reqs, 10, |req| topic(cx, &req.key)).await;
        let there = reqs.iter().zip(&told).filter(|(_, t)| matches!(t, Ok(Some(_))));
        let reads = there.map(|(r, _)| (r.key.clone(), r)).collect();
        let tags = tags_read(cx, reads, |arn| async move { tags_of(cx, &arn).await }).await;
        let answer = |(req, told): (&Req<Self>, Result<Option<Attributes>, Error>)| {
            let Some(told) = told? else { return Ok(None) };
            Ok(Some(Found::ready(found(&req.key, &told)).tagged(tags.of(&req.key)?)))
        };
        reqs.iter().zip(told).map(answer).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        let all = to.made_with().into_iter().chain(to.feedback());
        for (_, name, value) in all.filter(|(argument, _, _)| change.changed(argument)) {
            // No topic can be without a policy.
            if name != "Policy" || !value.is_empty() {
                set_topic(cx, &to.id, name, &value).await?;
            }
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        sns(cx).delete_topic().topic_arn(&prior.id).send().await?;
        Ok(())
    }

    /// AWS refuses a second topic of the name whose tags are others.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let arn = cx.arn("sns", &planned.full_name(&intent.token));
        let tags = there(tags_of(cx, &arn).await)?;
        Ok(tags.is_some_and(|tags| carries(intent, &tags)).then_some(arn))
    }
}

/// What ends the name of a FIFO topic.
const FIFO: &str = ".fifo";

impl Topic {
    fn full_name(&self, token: &str) -> String {
        let name = name_of(&self.name, &self.name_prefix, token);
        let suffixed = text(&self.name).is_none() && self.fifo_topic == Some(true);
        if suffixed { name + FIFO } else { name }
    }
    /// The attributes that a topic can be made with.
    fn made_with(&self) -> Vec<Wanted> {
        vec![
            ("archive_policy", "ArchivePolicy", said(&self.archive_policy)),
            (
                "content_based_deduplication",
                "ContentBasedDeduplication",
                said(&self.content_based_deduplication),
            ),
            ("delivery_policy", "DeliveryPolicy", said(&self.delivery_policy)),
            ("display_name", "DisplayName", said(&self.display_name)),
            ("fifo_throughput_scope", "FifoThroughputScope", said(&self.fifo_throughput_scope)),
            ("fifo_topic", "FifoTopic", said(&self.fifo_topic)),
            ("kms_master_key_id", "KmsMasterKeyId", said(&self.kms_master_key_id)),
            ("policy", "Policy", said(&self.policy)),
            ("signature_version", "SignatureVersion", said(&self.signature_version)),
            ("tracing_config", "TracingConfig", said(&self.tracing_config)),
        ]
    }
    /// Those that are set afterwards.
    fn feedback(&self) -> Vec<Wanted> {
        macro_rules! of {
            ($failure:ident, $success:ident, $rate:ident, $kind:literal) => {
                [
                    (stringify!($failure), concat!($kind, "FailureFeedbackRoleArn"), said(&self.$failure)),
                    (stringify!($success), concat!($kind, "SuccessFeedbackRoleArn"), said(&self.$success)),
                    (stringify!($rate), concat!($kind, "SuccessFeedbackSampleRate"), said(&self.$rate)),
                ]
            };
        }
        let all = [
            of!(
                application_failure_feedback_role_arn,
                application_success_feedback_role_arn,
                application_success_feedback_sample_rate,
                "Application"
            ),
            of!(
                firehose_failure_feedback_role_arn,
                firehose_success_feedback_role_arn,
                firehose_success_feedback_sample_rate,
                "Firehose"
            ),
            of!(
                http_failure_feedback_role_arn,
                http_success_feedback_role_arn,
                http_success_feedback_sample_rate,
                "HTTP"
            ),
            of!(
                lambda_failure_feedback_role_arn,
                lambda_success_feedback_role_arn,
                lambda_success_feedback_sample_rate,
                "Lambda"
            ),
            of!(
                sqs_failure_feedback_role_arn,
                sqs_success_feedback_role_arn,
                sqs_success_feedback_sample_rate,
                "SQS"
            ),
        ];
        all.into_iter().flatten().collect()
    }
}

fn check_name(name: &str, fifo: bool) -> Result<(), Diagnostics> {
    let (stem, most) = match fifo {
        true => (name.strip_suffix(FIFO), 251),
        false => (Some(name), 256),
    };
    let plain = |s: &str| s.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if stem.is_some_and(|s| (1..=most).contains(&s.len()) && plain(s)) {
        return Ok(());
    }
    let help =
        "Letters, digits, `-` and `_` are allowed, 256 of them; the name of a FIFO topic ends in `.fifo`.";
    Err(Diagnostic::error(format!("\"{name}\" is no name of a topic"), "").help(help).into())
}

fn found(arn: &str, told: &Attributes) -> Topic {
    let name = arn.rsplit(':').next().unwrap_or_default();
    Topic {
        id: arn.to_owned(),
        application_failure_feedback_role_arn: told.text("ApplicationFailureFeedbackRoleArn"),
        application_success_feedback_role_arn: told.text("ApplicationSuccessFeedbackRoleArn"),
        application_success_feedback_sample_rate: told.number("ApplicationSuccessFeedbackSampleRate"),
        archive_policy: told.json("ArchivePolicy"),
        arn: arn.to_owned(),
        beginning_archive_time: told.text("BeginningArchiveTime").unwrap_or_default(),
        content_based_deduplication: told.flag("ContentBasedDeduplication"),
        delivery_policy: told.json("DeliveryPolicy"),
        display_name: told.text("DisplayName"),
        fifo_throughput_scope: told.text("FifoThroughputScope"),
        fifo_topic: told.flag("FifoTopic"),
        firehose_failure_feedback_role_arn: told.text("FirehoseFailureFeedbackRoleArn"),
        firehose_success_feedback_role_arn: told.text("FirehoseSuccessFeedbackRoleArn"),
        firehose_success_feedback_sample_rate: told.number("FirehoseSuccessFeedbackSampleRate"),
        http_failure_feedback_role_arn: told.text("HTTPFailureFeedbackRoleArn"),
        http_success_feedback_role_arn: told.text("HTTPSuccessFeedbackRoleArn"),
        http_success_feedback_sample_rate: told.number("HTTPSuccessFeedbackSampleRate"),
        kms_master_key_id: told.text("KmsMasterKeyId"),
        lambda_failure_feedback_role_arn: told.text("LambdaFailureFeedbackRoleArn"),
        lambda_success_feedback_role_arn: told.text("LambdaSuccessFeedbackRoleArn"),
        lambda_success_feedback_sample_rate: told.number("LambdaSuccessFeedbackSampleRate"),
        name: Some(name.to_owned()),
        name_prefix: Some(prefix_of(name.strip_suffix(FIFO).unwrap_or(name))),
        owner: told.text("Owner").unwrap_or_default(),
        policy: told.json("Policy"),
        signature_version: told.number("SignatureVersion"),
        sqs_failure_feedback_role_arn: told.text("SQSFailureFeedbackRoleArn"),
        sqs_success_feedback_role_arn: told.text("SQSSuccessFeedbackRoleArn"),
        sqs_success_feedback_sample_rate: told.number("SQSSuccessFeedbackSampleRate"),
        tracing_config: told.text("TracingConfig"),
    }
}
