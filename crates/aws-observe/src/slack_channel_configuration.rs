//! `aws_chatbot_slack_channel_configuration`

use crate::chatbot::{PAGE, chatbot, tag_list, tags};
use aws_sdk_chatbot::types::SlackChannelConfiguration;
use provision_aws_core::prelude::*;
use std::time::Duration;

/// A channel of Slack that gets what is published to SNS topics. (Chatbot CreateSlackChannelConfiguration)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_chatbot_slack_channel_configuration",
    sdk = "framework",
    tags,
    timeouts(create, update, delete),
    seconds(5, 5)
)]
pub struct SlackChannel {
    /// Its ARN.
    #[attr(id, stable)]
    pub chat_configuration_arn: String,
    /// Its name.
    #[attr(required)]
    pub configuration_name: String,
    /// The policies beyond which nobody in the channel may go.
    #[attr(optional, computed, stable)]
    pub guardrail_policy_arns: Vec<String>,
    /// What the channel may do.
    #[attr(required)]
    pub iam_role_arn: String,
    /// What is logged: `ERROR`, `INFO` or `NONE`.
    #[attr(optional, computed, default = "NONE", one_of("ERROR", "INFO", "NONE"))]
    pub logging_level: Option<String>,
    /// The channel.
    #[attr(required)]
    pub slack_channel_id: String,
    /// The channel's name.
    #[attr(computed)]
    pub slack_channel_name: String,
    /// The workspace, which somebody has let AWS into before.
    #[attr(required)]
    pub slack_team_id: String,
    /// The workspace's name.
    #[attr(computed)]
    pub slack_team_name: String,
    /// The topics.
    #[attr(optional, computed, stable)]
    pub sns_topic_arns: Set<String>,
    /// People of the channel need a role of their own.
    #[attr(optional, computed, default = false)]
    pub user_authorization_required: Option<bool>,
}

/// Configurations that are read one by one; of more, all are listed.
const FEW: usize = 1;

#[async_trait]
impl Resource for SlackChannel {
    const WAITS: Waits = Waits {
        every: Duration::from_secs(10),
        create: Duration::from_secs(20 * 60),
        update: Duration::from_secs(20 * 60),
        delete: Duration::from_secs(20 * 60),
        until_gone: true,
        ..Waits::QUICK
    };

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = chatbot(cx)
            .create_slack_channel_configuration()
            .configuration_name(&planned.configuration_name)
            .set_guardrail_policy_arns(given(&planned.guardrail_policy_arns))
            .iam_role_arn(&planned.iam_role_arn)
            .set_logging_level(text(&planned.logging_level))
            .slack_channel_id(&planned.slack_channel_id)
            .slack_team_id(&planned.slack_team_id)
            .set_sns_topic_arns(given(&planned.sns_topic_arns))
            .set_tags(tag_list(&step.tags)?)
            .set_user_authorization_required(planned.user_authorization_required);
        let made = cx.until_role_known(|| call.clone().send()).await?;
        Created::new(made.channel_configuration.map(|c| c.chat_configuration_arn))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let wanted: Vec<Key> = reqs.iter().map(|r| arn_of(cx, &r.key)).collect();
        let told = match wanted.len() <= FEW {
            true => each(&wanted, FEW, |arn| described(cx, Some(arn))).await.into_iter().collect(),
            false => described(cx, None).await.map(|all| vec![all]),
        };
        let told: Vec<Vec<SlackChannelConfiguration>> = match told {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        let told: HashMap<Key, Found<Self>> =
            told.into_iter().flatten().map(|c| (c.chat_configuration_arn.clone(), found(c))).collect();
        wanted.iter().map(|arn| Ok(told.get(arn).cloned())).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if let Some(fixed) = ["configuration_name", "slack_team_id"].into_iter().find(|n| change.changed(n)) {
            let message = format!("AWS cannot change {fixed} of a Slack channel configuration.");
            let help = "Have the resource replaced: provision apply -replace=ADDRESS.";
            return Err(Error::new(Class::Validation, message).help(help));
        }
        if change.names.iter().any(|n| !n.starts_with("tags")) {
            let call = chatbot(cx)
                .update_slack_channel_configuration()
                .chat_configuration_arn(&to.chat_configuration_arn)
                // An empty list takes away, none would leave all as it is.
                .set_guardrail_policy_arns(Some(to.guardrail_policy_arns.clone()))
                .iam_role_arn(&to.iam_role_arn)
                .set_logging_level(text(&to.logging_level))
                .slack_channel_id(&to.slack_channel_id)
                .set_sns_topic_arns(Some(to.sns_topic_arns.to_vec()))
                .set_user_authorization_required(to.user_authorization_required);
            cx.until_role_known(|| call.clone().send()).await?;
        }
        let arn = &to.chat_configuration_arn;
        if !change.tags.remove.is_empty() {
            let keys = Some(change.tags.remove.clone());
            chatbot(cx).untag_resource().resource_arn(arn).set_tag_keys(keys).send().await?;
        }
        if !change.tags.set.is_empty() {
            let tags = tag_list(&change.tags.set)?;
            chatbot(cx).tag_resource().resource_arn(arn).set_tags(tags).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let arn = &prior.chat_configuration_arn;
        chatbot(cx).delete_slack_channel_configuration().chat_configuration_arn(arn).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let arn = arn_of(cx, &planned.configuration_name);
        let told = described(cx, Some(&arn)).await?.into_iter().find(|c| c.chat_configuration_arn == arn);
        let ours = told.is_some_and(|c| intent.absent || carries(intent, &tags(c.tags.as_deref())));
        Ok(ours.then_some(arn))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.configuration_name.clone())
    }
}

/// The ARN of a configuration that is known by it or by its name.
fn arn_of(cx: &Cx, key: &str) -> Key {
    match key.starts_with("arn:") {
        true => key.to_owned(),
        false => cx.arn_of("chatbot", "", cx.account(), &format!("chat-configuration/slack-channel/{key}")),
    }
}

/// One configuration, or all. (Chatbot DescribeSlackChannelConfigurations)
async fn described(cx: &Cx, arn: Option<&String>) -> Result<Vec<SlackChannelConfiguration>, Error> {
    let call = chatbot(cx).describe_slack_channel_configurations().max_results(PAGE);
    let pages = call.set_chat_configuration_arn(arn.cloned()).into_paginator().send();
    let pages: Result<Vec<_>, _> = pages.try_collect().await;
    let pages = there(pages)?.unwrap_or_default();
    Ok(pages.into_iter().flat_map(|p| p.slack_channel_configurations.unwrap_or_default()).collect())
}

fn found(told: SlackChannelConfiguration) -> Found<SlackChannel> {
    let tags = tags(told.tags.as_deref());
    Found::ready(SlackChannel {
        chat_configuration_arn: told.chat_configuration_arn,
        configuration_name: told.configuration_name.unwrap_or_default(),
        guardrail_policy_arns: told.guardrail_policy_arns.unwrap_or_default(),
        iam_role_arn: told.iam_role_arn,
        logging_level: told.logging_level,
        slack_channel_id: told.slack_channel_id,
        slack_channel_name: told.slack_channel_name,
        slack_team_id: told.slack_team_id,
        slack_team_name: told.slack_team_name,
        sns_topic_arns: told.sns_topic_arns.into_iter().collect(),
        user_authorization_required: told.user_authorization_required,
    })
    .tagged(tags)
}
