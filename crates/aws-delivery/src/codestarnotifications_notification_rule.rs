//! `aws_codestarnotifications_notification_rule`

use aws_sdk_codestarnotifications::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{among, choice, map, told_map, word};
use std::collections::BTreeSet;
use std::time::Duration;

provision_aws_core::client!(
    /// The client of CodeStar Notifications.
    notifications, aws_sdk_codestarnotifications, ["codestarnotifications"]
);

/// Who is told of what happens to a pipeline, a project or a repository. (CodeStar Notifications CreateNotificationRule)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_codestarnotifications_notification_rule", tags, seconds(1, 1))]
pub struct NotificationRule {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// How much is told: `BASIC` or `FULL`.
    #[attr(required, validate = detail)]
    pub detail_type: String,
    /// What is told of.
    #[attr(required)]
    pub event_type_ids: Set<String>,
    /// Its name.
    #[attr(required, validate = name)]
    pub name: String,
    /// What it looks at.
    #[attr(required, replace, arn)]
    pub resource: String,
    /// `ENABLED` or `DISABLED`.
    #[attr(optional, default = "ENABLED", validate = on_or_off)]
    pub status: Option<String>,
    /// Who is told.
    #[block(set, max = 10)]
    pub target: Set<Target>,
}

/// Who is told.
#[derive(Nested, Clone, Default, PartialEq)]
pub struct Target {
    /// A topic, or a channel of a chat.
    #[attr(required, arn)]
    pub address: String,
    /// Whether it is reached.
    #[attr(computed, no_identity)]
    pub status: String,
    /// `SNS`, `AWSChatbotSlack` or `AWSChatbotMicrosoftTeams`.
    #[attr(optional, default = "SNS")]
    pub r#type: Option<String>,
}

fn detail(value: &Value) -> Result<(), String> {
    among(value, types::DetailType::values())
}

fn on_or_off(value: &Value) -> Result<(), String> {
    among(value, types::NotificationRuleStatus::values())
}

fn name(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_ -".contains(c);
    match value.as_str() {
        Some(name) if !(1..=64).contains(&name.len()) || !name.chars().all(plain) => {
            Err("must be 1 to 64 letters, digits, `_`, `-` or spaces".into())
        }
        _ => Ok(()),
    }
}

/// What AWS answers while another change to rules of the account is under way.
const BUSY: [&str; 1] = ["ConcurrentModificationException"];

/// How long a target that was just taken off a rule may be said to be on it.
const LETTING_GO: Duration = Duration::from_secs(30);

#[async_trait]
impl Resource for NotificationRule {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = notifications(cx)
            .create_notification_rule()
            .client_request_token(&step.token)
            .detail_type(planned.detail_type.as_str().into())
            .set_event_type_ids(Some(planned.event_type_ids.to_vec()))
            .name(&planned.name)
            .resource(&planned.resource)
            .set_status(choice(&planned.status))
            .set_targets(Some(planned.targets()))
            .set_tags(map(&step.tags));
        let made = cx.until_known(&BUSY, || call.clone().send()).await?;
        Created::new(made.arn)
    }

    /// One by one, with its tags: AWS lists no more than ARNs.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| one(cx, &req.key)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (client, to) = (notifications(cx), change.to);
        if !change.names.iter().all(|n| n.starts_with("tags")) {
            let call = client
                .update_notification_rule()
                .arn(&to.id)
                .detail_type(to.detail_type.as_str().into())
                .set_event_type_ids(Some(to.event_type_ids.to_vec()))
                .name(&to.name)
                .set_status(choice(&to.status))
                .set_targets(Some(to.targets()));
            cx.until_known(&BUSY, || call.clone().send()).await?;
        }
        if change.changed("target") {
            let kept: BTreeSet<&str> = to.target.iter().map(|t| t.address.as_str()).collect();
            let gone = change.from.target.iter().filter(|t| !kept.contains(t.address.as_str()));
            forget(cx, &to.id, gone.collect()).await?;
        }
        if !change.tags.remove.is_empty() {
            let keys = Some(change.tags.remove.clone());
            client.untag_resource().arn(&to.id).set_tag_keys(keys).send().await?;
        }
        if let Some(tags) = map(&change.tags.set) {
            client.tag_resource().arn(&to.id).set_tags(Some(tags)).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = notifications(cx).delete_notification_rule().arn(&prior.id);
        cx.until_known(&BUSY, || call.clone().send()).await?;
        forget(cx, &prior.id, prior.target.iter().collect()).await
    }

    /// Rules of one resource are few: the one of that name that carries the intent's tags.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        for arn in rules(cx, types::ListNotificationRulesFilterName::Resource, &planned.resource).await? {
            let told = one(cx, &arn).await?;
            if told.is_some_and(|f| f.value.name == planned.name && carries(intent, &f.tags)) {
                return Ok(Some(arn));
            }
        }
        Ok(None)
    }
}

impl NotificationRule {
    fn targets(&self) -> Vec<types::Target> {
        let target = |t: &Target| {
            types::Target::builder().target_address(&t.address).set_target_type(text(&t.r#type)).build()
        };
        self.target.iter().map(target).collect()
    }
}

/// The ARNs of the rules of a resource, or of a target. (CodeStar Notifications ListNotificationRules)
async fn rules(
    cx: &Cx,
    by: types::ListNotificationRulesFilterName,
    value: &str,
) -> Result<Vec<String>, Error> {
    let filter = types::ListNotificationRulesFilter::builder().name(by).value(value).build()?;
    let pages = notifications(cx).list_notification_rules().filters(filter).into_paginator().send();
    let pages: Vec<_> = pages.try_collect().await?;
    let all = pages.into_iter().flat_map(|p| p.notification_rules.unwrap_or_default());
    Ok(all.filter_map(|rule| rule.arn).collect())
}

/// Takes targets off AWS's list that no rule uses any more: a rule puts them there, and nothing else would take them away. One that
/// another rule uses stays. (CodeStar Notifications DeleteTarget)
async fn forget(cx: &Cx, rule: &str, targets: Vec<&Target>) -> Result<(), Error> {
    let used = |e: &Error| {
        e.is(&["ValidationException"]) && e.message.contains("subscribed to one or more notification rules")
    };
    for target in targets {
        let call = notifications(cx).delete_target().target_address(&target.address);
        let call = call.force_unsubscribe_all(false);
        let told = match call.clone().send().await.map_err(Error::from) {
            Err(e) if used(&e) => {
                let by = types::ListNotificationRulesFilterName::TargetAddress;
                if rules(cx, by, &target.address).await?.iter().any(|other| other != rule) {
                    continue;
                }
                cx.retry(LETTING_GO, used, || call.clone().send()).await
            }
            told => told,
        };
        match told {
            Err(e) if !used(&e) && !e.is_not_found() => return Err(e),
            _ => {}
        }
    }
    Ok(())
}

async fn one(cx: &Cx, arn: &str) -> Answer<NotificationRule> {
    let told = there(notifications(cx).describe_notification_rule().arn(arn).send().await)?;
    let Some(told) = told else { return Ok(None) };
    let target = |t: &types::TargetSummary| Target {
        address: t.target_address.clone().unwrap_or_default(),
        status: t.target_status.as_ref().map(|s| s.as_str().to_owned()).unwrap_or_default(),
        r#type: t.target_type.clone(),
    };
    let rule = NotificationRule {
        id: told.arn.clone(),
        arn: told.arn,
        detail_type: told.detail_type.map(|d| d.as_str().to_owned()).unwrap_or_default(),
        event_type_ids: told.event_types.into_iter().flatten().filter_map(|e| e.event_type_id).collect(),
        name: told.name.unwrap_or_default(),
        resource: told.resource.unwrap_or_default(),
        status: word(told.status.as_ref()),
        target: told.targets.iter().flatten().map(target).collect(),
    };
    Ok(Some(Found::ready(rule).tagged(told_map(told.tags.as_ref()))))
}
