//! `aws_cloudwatch_log_subscription_filter`

use crate::logs::{busy, group_and, logs};
use aws_sdk_cloudwatchlogs::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};
use std::time::Duration;

/// Where lines of a log group go as they come: Kinesis, Firehose or Lambda. (CloudWatch Logs PutSubscriptionFilter)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudwatch_log_subscription_filter", seconds(2, 1))]
pub struct SubscriptionFilter {
    /// Made from the group's name.
    #[attr(id)]
    pub id: String,
    /// Where they go.
    #[attr(required, replace, arn)]
    pub destination_arn: String,
    /// `ByLogStream`, or `Random` among the shards of a stream of Kinesis.
    #[attr(optional, default = "ByLogStream", one_of("Random", "ByLogStream"))]
    pub distribution: Option<String>,
    /// Which lines; empty for all.
    #[attr(required, length(0, 1024))]
    pub filter_pattern: String,
    /// The group.
    #[attr(required, replace)]
    pub log_group_name: String,
    /// Its name.
    #[attr(required, replace, length(1, 512))]
    pub name: String,
    /// The role by which the destination is written to.
    #[attr(optional, computed, arn)]
    pub role_arn: Option<String>,
}

/// How long a destination, and what allows to write to it, may not be known.
const DESTINATION_KNOWN: Duration = Duration::from_secs(300);

#[async_trait]
impl Resource for SubscriptionFilter {
    fn key(&self) -> Key {
        format!("{}|{}", self.log_group_name, self.name)
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        planned.put(cx).await?;
        Created::new(Some(planned.key()))
    }

    /// A group has two at most, and tells them together.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let mut groups: Vec<&str> = reqs.iter().map(|r| group_and(&r.key, '|').0).collect();
        groups.sort_unstable();
        groups.dedup();
        let told = each(groups, 5, |group| async move { (group, filters(cx, group).await) });
        let told: HashMap<&str, Result<Vec<types::SubscriptionFilter>, Error>> =
            told.await.into_iter().collect();
        let answer = |req: &Req<Self>| {
            let (group, name) = group_and(&req.key, '|');
            let Some(told) = told.get(group) else { return Ok(None) };
            let all = told.as_ref().map_err(Clone::clone)?;
            let one = all.iter().find(|f| f.filter_name.as_deref() == Some(name));
            Ok(one.map(|f| Found::ready(found(group, name, f))))
        };
        reqs.iter().map(answer).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        change.to.put(cx).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = logs(cx).delete_subscription_filter().log_group_name(&prior.log_group_name);
        let call = call.filter_name(&prior.name);
        cx.retry(DESTINATION_KNOWN, busy, || call.clone().send()).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let all = filters(cx, &planned.log_group_name).await?;
        let there = all.iter().any(|f| f.filter_name.as_ref() == Some(&planned.name));
        Ok((there && intent.absent).then(|| planned.key()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.key())
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_cloudwatch_log_group", self.log_group_name.clone()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        match id.split_once('|') {
            Some((group, name)) if !group.is_empty() && !name.is_empty() => Ok(Self {
                id: id_of(group),
                log_group_name: group.to_owned(),
                name: name.to_owned(),
                ..Self::default()
            }),
            _ => Err(Error::import_id(id, "LOG-GROUP|FILTER")),
        }
    }
}

impl SubscriptionFilter {
    /// Puts it: AWS tries the destination, and what allows that may have been made a moment ago.
    async fn put(&self, cx: &Cx) -> Result<(), Error> {
        let call = logs(cx)
            .put_subscription_filter()
            .log_group_name(&self.log_group_name)
            .filter_name(&self.name)
            .filter_pattern(&self.filter_pattern)
            .destination_arn(&self.destination_arn)
            .set_distribution(choice(&self.distribution))
            .set_role_arn(text(&self.role_arn));
        let untried =
            ["Could not deliver test message to specified", "Could not execute the lambda function"];
        let role = "Make sure you have given CloudWatch Logs permission to assume the provided role";
        let soon = |e: &Error| {
            let parameter = e.is(&["InvalidParameterException"]);
            (parameter && untried.iter().any(|t| e.message.contains(t)))
                || (e.is(&["ValidationException"]) && e.message.contains(role))
                || busy(e)
        };
        cx.retry(DESTINATION_KNOWN, soon, || call.clone().send()).await?;
        Ok(())
    }
}

/// The filters of a group. (CloudWatch Logs DescribeSubscriptionFilters)
async fn filters(cx: &Cx, group: &str) -> Result<Vec<types::SubscriptionFilter>, Error> {
    let pages = logs(cx).describe_subscription_filters().log_group_name(group).into_paginator().items();
    let told: Result<Vec<types::SubscriptionFilter>, _> = pages.send().try_collect().await;
    Ok(there(told)?.unwrap_or_default())
}

fn found(group: &str, name: &str, told: &types::SubscriptionFilter) -> SubscriptionFilter {
    SubscriptionFilter {
        id: id_of(group),
        destination_arn: told.destination_arn.clone().unwrap_or_default(),
        distribution: word(told.distribution.as_ref()),
        filter_pattern: told.filter_pattern.clone().unwrap_or_default(),
        log_group_name: group.to_owned(),
        name: name.to_owned(),
        role_arn: told.role_arn.clone(),
    }
}

/// The provider's id: a checksum of the group's name.
fn id_of(group: &str) -> String {
    format!("cwlsf-{}", crc32fast::hash(format!("{group}-").as_bytes()))
}
