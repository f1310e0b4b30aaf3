//! `aws_sns_topic_policy`

use crate::sns::{set_topic, topic};
use provision_aws_core::prelude::*;
use provision_schema::EqualBy;

/// Who may publish to a topic, subscribe to it and more. (SNS SetTopicAttributes)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_sns_topic_policy", seconds(1, 1))]
pub struct TopicPolicy {
    /// The topic's ARN.
    #[attr(id)]
    pub id: String,
    /// The topic's ARN.
    #[attr(required, replace, arn)]
    pub arn: String,
    /// The topic's account.
    #[attr(computed)]
    pub owner: String,
    /// What it says.
    #[attr(required, json, equal_by = json_policy, normalize = provision_schema::compact_json)]
    pub policy: String,
}

#[async_trait]
impl Resource for TopicPolicy {
    const LOST: Lost = Lost::Repeat;

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        set_topic(cx, &planned.arn, "Policy", &planned.policy).await?;
        Created::new(Some(planned.arn.as_str()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| one(cx, &req.key)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        set_topic(cx, &change.to.arn, "Policy", &change.to.policy).await
    }

    /// No topic can be without a policy: the one that AWS gives every new topic comes back.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        set_topic(cx, &prior.id, "Policy", &default_policy(&prior.id, &prior.owner)).await
    }

    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let found = one(cx, &planned.arn).await?;
        let set = found.is_some_and(|f| EqualBy::JsonPolicy.same(&f.value.policy, &planned.policy));
        Ok(set.then(|| planned.arn.clone()))
    }
}

async fn one(cx: &Cx, arn: &str) -> Answer<TopicPolicy> {
    let Some(told) = topic(cx, arn).await? else { return Ok(None) };
    let Some(policy) = told.json("Policy") else { return Ok(None) };
    Ok(Some(Found::ready(TopicPolicy {
        id: arn.to_owned(),
        arn: told.text("TopicArn").unwrap_or_else(|| arn.to_owned()),
        owner: told.text("Owner").unwrap_or_default(),
        policy,
    })))
}

/// The policy of a new topic: all for its owner.
fn default_policy(arn: &str, owner: &str) -> String {
    let actions = [
        "SNS:GetTopicAttributes",
        "SNS:SetTopicAttributes",
        "SNS:AddPermission",
        "SNS:RemovePermission",
        "SNS:DeleteTopic",
        "SNS:Subscribe",
        "SNS:ListSubscriptionsByTopic",
        "SNS:Publish",
        "SNS:Receive",
    ];
    serde_json::json!({
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [{
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": { "AWS": "*" },
            "Action": actions,
            "Resource": arn,
            "Condition": { "StringEquals": { "AWS:SourceOwner": owner } },
        }],
    })
    .to_string()
}
