//! `aws_cloudwatch_log_group`

use crate::logs::{groups, logs, tags_of};
use crate::tags::{Told, tags_read};
use aws_sdk_cloudwatchlogs::types;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// Lines of log that are kept together. (CloudWatch Logs CreateLogGroup, PutRetentionPolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudwatch_log_group", tags, seconds(1, 1))]
pub struct LogGroup {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN, without the `:*` that stands for its streams.
    #[attr(computed)]
    pub arn: String,
    /// The key that encrypts it.
    #[attr(optional, arn)]
    pub kms_key_id: Option<String>,
    /// What it can do, and costs.
    #[attr(optional, computed, replace, one_of("STANDARD", "INFREQUENT_ACCESS", "DELIVERY"))]
    pub log_group_class: Option<String>,
    /// Its name.
    #[attr(optional, computed, replace, length(1, 512), conflicts("name_prefix"))]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, length(1, 486), conflicts("name"))]
    pub name_prefix: Option<String>,
    /// Days that a line is kept; 0 is for ever.
    #[attr(optional, default = 0, validate = days)]
    pub retention_in_days: Option<i64>,
    /// Left at AWS when it is destroyed here.
    #[attr(optional, default = false, config_only)]
    pub skip_destroy: Option<bool>,
}

/// The periods that AWS offers.
const DAYS: [i64; 23] = [
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
    3653,
];

fn days(value: &Value) -> Result<(), String> {
    let good = value.as_i64().is_some_and(|d| DAYS.contains(&d));
    if good { Ok(()) } else { Err(format!("must be one of {}", DAYS.map(|d| d.to_string()).join(", "))) }
}

#[async_trait]
impl Resource for LogGroup {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &step.token);
        logs(cx)
            .create_log_group()
            .log_group_name(&name)
            .set_kms_key_id(text(&planned.kms_key_id))
            .set_log_group_class(text(&planned.log_group_class).map(|c| c.as_str().into()))
            .set_tags((!step.tags.is_empty()).then(|| step.tags.clone().into_iter().collect()))
            .send()
            .await?;
        Created::new(Some(name))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = match groups(cx, reqs.iter().map(|r| r.key.clone())).await {
            Ok(found) => found,
            Err(e) => return answers(reqs, Err(e)),
        };
        let there = reqs.iter().filter_map(|r| Some((arn(found.get(&r.key)?), r)));
        let tags = tags_read(cx, there.collect(), |arn| async move { tags_of(cx, &arn).await }).await;
        reqs.iter()
            .map(|req| found.get(&req.key).map(|group| told(&req.key, group, &tags)).transpose())
            .collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.changed("retention_in_days") {
            match to.retention_in_days.filter(|d| *d != 0).and_then(|d| i32::try_from(d).ok()) {
                Some(days) => {
                    let call = logs(cx).put_retention_policy().log_group_name(&to.id).retention_in_days(days);
                    // The policy that allows the call may be as new as the group.
                    let again = |e: &Error| {
                        e.is(&["AccessDeniedException"])
                            && e.message.contains("no identity-based policy allows")
                    };
                    let window = provision_aws_core::cx::PROPAGATION;
                    cx.retry(window, again, || call.clone().send()).await?;
                }
                None => drop(logs(cx).delete_retention_policy().log_group_name(&to.id).send().await?),
            }
        }
        if change.changed("kms_key_id") {
            match text(&to.kms_key_id) {
                Some(key) => {
                    let call = logs(cx).associate_kms_key().log_group_name(&to.id);
                    call.kms_key_id(key).send().await?;
                }
                None => drop(logs(cx).disassociate_kms_key().log_group_name(&to.id).send().await?),
            }
        }
        if !change.tags.remove.is_empty() {
            let keys = Some(change.tags.remove.clone());
            logs(cx).untag_resource().resource_arn(&to.arn).set_tag_keys(keys).send().await?;
        }
        if !change.tags.set.is_empty() {
            let tags = change.tags.set.clone().into_iter().collect();
            logs(cx).tag_resource().resource_arn(&to.arn).set_tags(Some(tags)).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        if prior.skip_destroy == Some(true) {
            return Ok(());
        }
        let call = logs(cx).delete_log_group().log_group_name(&prior.id);
        // Another change of the same group is still under way.
        let again = |e: &Error| e.is(&["OperationAbortedException"]);
        cx.retry(Duration::from_secs(60), again, || call.clone().send()).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &intent.token);
        let found = groups(cx, std::iter::once(name.clone())).await?;
        let Some(group) = found.get(&name) else { return Ok(None) };
        let ours = intent.absent || carries(intent, &tags_of(cx, &arn(group)).await?);
        Ok(ours.then_some(name))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

/// A group's ARN without the `:*` that stands for its streams.
pub(crate) fn arn(group: &types::LogGroup) -> String {
    group.arn.as_deref().unwrap_or_default().trim_end_matches(":*").to_owned()
}

/// One group with its tags.
fn told(name: &str, group: &types::LogGroup, tags: &Told) -> Result<Found<LogGroup>, Error> {
    let value = LogGroup {
        id: name.to_owned(),
        arn: arn(group),
        kms_key_id: group.kms_key_id.clone(),
        log_group_class: group.log_group_class.as_ref().map(|c| c.as_str().to_owned()),
        name: Some(name.to_owned()),
        name_prefix: Some(prefix_of(name)),
        retention_in_days: group.retention_in_days.map(i64::from),
        skip_destroy: None,
    };
    let tags = tags.of(&value.arn)?;
    Ok(Found::ready(value).tagged(tags))
}
