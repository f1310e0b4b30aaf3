//! `aws_sns_topic_subscription`

use crate::attributes::{Attributes, Wanted, given, said};
use crate::sns::{names_unknown, sns};
use aws_sdk_sns::types::Subscription as Listed;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use serde_json::{Map, Value as Json};
use std::time::Duration;

/// Who gets what is published to a topic. (SNS Subscribe, SetSubscriptionAttributes)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_sns_topic_subscription", seconds(1, 1))]
pub struct Subscription {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// How long an HTTP endpoint that confirms by itself is waited for.
    #[attr(optional, default = 1, config_only)]
    pub confirmation_timeout_in_minutes: Option<i64>,
    /// Its owner confirmed it.
    #[attr(computed)]
    pub confirmation_was_authenticated: bool,
    /// How deliveries are repeated, as JSON.
    #[attr(optional, json, equal_by = same_delivery, normalize = provision_schema::compact_json)]
    pub delivery_policy: Option<String>,
    /// Where messages go; its form follows from the protocol.
    #[attr(required, replace)]
    pub endpoint: String,
    /// An HTTP endpoint confirms by itself, and is waited for.
    #[attr(optional, default = false, config_only)]
    pub endpoint_auto_confirms: Option<bool>,
    /// Which messages it gets, as JSON.
    #[attr(optional, json, equal_by = json, normalize = provision_schema::compact_json)]
    pub filter_policy: Option<String>,
    /// What the filter looks at: `MessageAttributes` or `MessageBody`.
    #[attr(optional, computed, one_of("MessageAttributes", "MessageBody"))]
    pub filter_policy_scope: Option<String>,
    /// The account that subscribed.
    #[attr(computed)]
    pub owner_id: String,
    /// It waits for its confirmation.
    #[attr(computed)]
    pub pending_confirmation: bool,
    /// How messages go there.
    #[attr(
        required,
        replace,
        one_of("application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs")
    )]
    pub protocol: String,
    /// Messages go without SNS's envelope.
    #[attr(optional, default = false)]
    pub raw_message_delivery: Option<bool>,
    /// Where messages go that could not be delivered, as JSON.
    #[attr(optional, json, equal_by = json, normalize = provision_schema::compact_json)]
    pub redrive_policy: Option<String>,
    /// Which old messages a subscription to a FIFO topic gets, as JSON.
    #[attr(optional, json, equal_by = json, normalize = provision_schema::compact_json)]
    pub replay_policy: Option<String>,
    /// The role by which Firehose is written to.
    #[attr(optional, arn)]
    pub subscription_role_arn: Option<String>,
    /// The topic.
    #[attr(required, replace, arn)]
    pub topic_arn: String,
}

/// What SNS knows of a delivery policy; it drops the rest, and what is zero.
fn same_delivery(a: &str, b: &str) -> bool {
    fn known(text: &str) -> Option<Json> {
        let Ok(Json::Object(policy)) = serde_json::from_str(text) else { return None };
        let names = ["guaranteed", "healthyRetryPolicy", "sicklyRetryPolicy", "throttlePolicy"];
        Some(Json::Object(
            policy.into_iter().filter(|(k, v)| names.contains(&k.as_str()) && says(v)).collect(),
        ))
    }
    fn says(value: &Json) -> bool {
        !(value.is_null()
            || value == &Json::from(0)
            || value == &Json::from("")
            || value == &Json::from(false))
    }
    fn plain(value: Json) -> Json {
        match value {
            Json::Object(map) => {
                let map: Map<String, Json> = map.into_iter().filter(|(_, v)| says(v)).collect();
                Json::Object(map.into_iter().map(|(k, v)| (k, plain(v))).collect())
            }
            other => other,
        }
    }
    matches!((known(a), known(b)), (Some(a), Some(b)) if plain(a.clone()) == plain(b.clone()))
}

/// The scope of a filter that names none.
const ATTRIBUTES: &str = "MessageAttributes";

#[async_trait]
impl Resource for Subscription {
    /// Nothing comes and goes by itself but confirmations; those of HTTP endpoints have a time of their own.
    const WAITS: Waits = Waits {
        create: Duration::from_secs(120),
        delete: Duration::from_secs(120),
        until_gone: true,
        ..Waits::QUICK
    };

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let policy = cx.get("filter_policy");
        let filters = policy.as_str().is_some_and(|p| !p.is_empty());
        let scope = cx.configured("filter_policy_scope");
        let open = scope.is_known() && scope.is_null();
        if filters && open && cx.before("filter_policy_scope").as_str().is_some_and(|s| !s.is_empty()) {
            // AWS would keep the one that it has.
            cx.set("filter_policy_scope", Value::string(ATTRIBUTES));
        }
        if policy.is_known() && !filters && !open {
            let help = "Give filter_policy too, or remove filter_policy_scope.";
            return Err(Diagnostic::error("A scope needs a filter policy", "").help(help).into());
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = sns(cx)
            .subscribe()
            .topic_arn(&planned.topic_arn)
            .protocol(&planned.protocol)
            .endpoint(&planned.endpoint)
            .set_attributes(Some(given(planned.attributes())).filter(|a| !a.is_empty()))
            .return_subscription_arn(true);
        let made = cx.retry(PROPAGATION, names_unknown, || call.clone().send()).await?;
        Created::new(made.subscription_arn)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| one(cx, req)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let all = change.to.attributes().into_iter();
        let mut all: Vec<Wanted> = all.filter(|(argument, _, _)| change.changed(argument)).collect();
        // Filters of attributes are filters of bodies too, but not the other way round.
        all.sort_by_key(|(_, name, value)| match (*name, value.as_str()) {
            ("FilterPolicyScope", ATTRIBUTES) => 2,
            ("FilterPolicyScope", _) => 0,
            _ => 1,
        });
        for (_, name, value) in all {
            let value = match (name, value.as_str()) {
                // So a filter is taken away, and so are dead letters.
                ("FilterPolicy", "") => Some("{}".to_owned()),
                ("RedrivePolicy", "") => None,
                // It goes with its filter.
                ("FilterPolicyScope", "") => continue,
                _ => Some(value),
            };
            let call = sns(cx).set_subscription_attributes().subscription_arn(&change.to.id);
            let call = call.attribute_name(name).set_attribute_value(value);
            cx.retry(PROPAGATION, names_unknown, || call.clone().send()).await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        match sns(cx).unsubscribe().subscription_arn(&prior.id).send().await.map_err(Error::from) {
            // AWS forgets it after a while.
            Err(e) if e.is(&["InvalidParameter"]) && e.message.contains("pending confirmation") => Ok(()),
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = listed(cx, &planned.topic_arn, &planned.protocol, &planned.endpoint).await?;
        Ok(found.filter(|_| intent.absent))
    }

    /// HTTP endpoints are given the time that their owner thinks they need.
    fn create_limit(&self) -> Option<Duration> {
        let minutes = u64::try_from(self.confirmation_timeout_in_minutes?).ok()?;
        self.protocol.starts_with("http").then(|| Duration::from_secs(minutes.saturating_mul(60)))
    }

    fn natural_key(&self) -> Option<String> {
        Some([self.topic_arn.as_str(), &self.protocol, &self.endpoint].join(BETWEEN))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_sns_topic", self.topic_arn.clone()))
    }
}

/// What stands between topic, protocol and endpoint, by which a subscription is known before it has an ARN.
const BETWEEN: &str = " ";

impl Subscription {
    fn attributes(&self) -> Vec<Wanted> {
        vec![
            ("delivery_policy", "DeliveryPolicy", said(&self.delivery_policy)),
            ("filter_policy", "FilterPolicy", said(&self.filter_policy)),
            ("filter_policy_scope", "FilterPolicyScope", said(&self.filter_policy_scope)),
            ("raw_message_delivery", "RawMessageDelivery", said(&self.raw_message_delivery)),
            ("redrive_policy", "RedrivePolicy", said(&self.redrive_policy)),
            ("replay_policy", "ReplayPolicy", said(&self.replay_policy)),
            ("subscription_role_arn", "SubscriptionRoleArn", said(&self.subscription_role_arn)),
        ]
    }
    /// True where somebody or something confirms soon: not by a mail, and an endpoint only where it does so by itself.
    fn is_confirmed_soon(&self) -> bool {
        let mail = self.protocol.starts_with("email");
        let http = self.protocol.starts_with("http") && self.endpoint_auto_confirms != Some(true);
        !mail && !http
    }
}

/// The ARN of who gets a topic's messages at an endpoint; none while that is not confirmed. (SNS ListSubscriptionsByTopic)
async fn listed(cx: &Cx, topic: &str, protocol: &str, endpoint: &str) -> Result<Option<Key>, Error> {
    let pages = sns(cx).list_subscriptions_by_topic().topic_arn(topic).into_paginator().items().send();
    let all: Vec<Listed> = pages.try_collect().await?;
    let is = |s: &Listed| s.protocol.as_deref() == Some(protocol) && s.endpoint.as_deref() == Some(endpoint);
    let found = all.into_iter().find(is).and_then(|s| s.subscription_arn);
    Ok(found.filter(|arn| arn.starts_with("arn:")))
}

async fn one(cx: &Cx, req: &Req<Subscription>) -> Answer<Subscription> {
    let mut arn = req.key.clone();
    if let Some((topic, rest)) = req.key.split_once(BETWEEN) {
        let Some((protocol, endpoint)) = rest.split_once(BETWEEN) else { return Ok(None) };
        match listed(cx, topic, protocol, endpoint).await? {
            Some(found) => arn = found,
            None => return Ok(None),
        }
    }
    let told = there(sns(cx).get_subscription_attributes().subscription_arn(&arn).send().await)?;
    let Some(told) = told.and_then(|t| t.attributes).map(Attributes) else { return Ok(None) };
    let value = found(&arn, &told);
    let status = match (req.phase, value.pending_confirmation) {
        // One that nobody confirmed cannot be taken away, and goes by itself.
        (Phase::Deleted, true) => return Ok(None),
        (Phase::Created, true) if req.prior.is_confirmed_soon() => Status::Pending("not confirmed".into()),
        _ => Status::Ready,
    };
    Ok(Some(Found::ready(value).status(status)))
}

fn found(arn: &str, told: &Attributes) -> Subscription {
    Subscription {
        id: arn.to_owned(),
        arn: told.text("SubscriptionArn").unwrap_or_else(|| arn.to_owned()),
        confirmation_timeout_in_minutes: None,
        confirmation_was_authenticated: told.flag("ConfirmationWasAuthenticated").unwrap_or_default(),
        delivery_policy: told.json("DeliveryPolicy"),
        endpoint: told.text("Endpoint").unwrap_or_default(),
        endpoint_auto_confirms: None,
        filter_policy: told.json("FilterPolicy"),
        filter_policy_scope: told.text("FilterPolicyScope"),
        owner_id: told.text("Owner").unwrap_or_default(),
        pending_confirmation: told.flag("PendingConfirmation").unwrap_or_default(),
        protocol: told.text("Protocol").unwrap_or_default(),
        raw_message_delivery: told.flag("RawMessageDelivery"),
        redrive_policy: told.json("RedrivePolicy"),
        replay_policy: told.json("ReplayPolicy"),
        subscription_role_arn: told.text("SubscriptionRoleArn"),
        topic_arn: told.text("TopicArn").unwrap_or_default(),
    }
}
