//! `aws_cloudwatch_log_stream`

use crate::logs::{busy, group_and, logs, part_name, prefixes};
use aws_sdk_cloudwatchlogs::types;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

/// The lines of one source in a log group. (CloudWatch Logs CreateLogStream)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudwatch_log_stream", seconds(1, 1))]
pub struct LogStream {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The group.
    #[attr(required, replace)]
    pub log_group_name: String,
    /// Its name.
    #[attr(required, replace, validate = part_name)]
    pub name: String,
}

#[async_trait]
impl Resource for LogStream {
    fn key(&self) -> Key {
        format!("{}:{}", self.log_group_name, self.name)
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = logs(cx).create_log_stream().log_group_name(&planned.log_group_name);
        let call = call.log_stream_name(&planned.name);
        cx.retry(PROPAGATION, busy, || call.clone().send()).await?;
        Created::new(Some(planned.key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let mut groups: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for req in reqs {
            let (group, name) = group_and(&req.key, ':');
            groups.entry(group).or_default().insert(name.to_owned());
        }
        let told = each(groups, 5, |(group, names)| async move { (group, streams(cx, group, names).await) });
        let told: HashMap<&str, Result<HashMap<String, types::LogStream>, Error>> =
            told.await.into_iter().collect();
        let answer = |req: &Req<Self>| {
            let (group, name) = group_and(&req.key, ':');
            let Some(told) = told.get(group) else { return Ok(None) };
            let all = told.as_ref().map_err(Clone::clone)?;
            let stream = |told: &types::LogStream| Self {
                id: name.to_owned(),
                arn: told.arn.clone().unwrap_or_default(),
                log_group_name: group.to_owned(),
                name: name.to_owned(),
            };
            Ok(all.get(name).map(stream).map(Found::ready))
        };
        reqs.iter().map(answer).collect()
    }

    /// Nothing of it can be changed.
    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = logs(cx).delete_log_stream().log_group_name(&prior.log_group_name);
        let call = call.log_stream_name(&prior.name);
        cx.retry(PROPAGATION, busy, || call.clone().send()).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = streams(cx, &planned.log_group_name, [planned.name.clone()].into()).await?;
        Ok((intent.absent && !found.is_empty()).then(|| planned.key()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.key())
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_cloudwatch_log_group", self.log_group_name.clone()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        match id.split_once(':') {
            Some((group, name)) if !group.is_empty() && !name.is_empty() && !name.contains(':') => Ok(Self {
                id: name.to_owned(),
                log_group_name: group.to_owned(),
                name: name.to_owned(),
                ..Self::default()
            }),
            _ => Err(Error::import_id(id, "LOG-GROUP:STREAM")),
        }
    }
}

/// The streams of a group that have some names, listed by what their names begin with: others write streams too.
/// (CloudWatch Logs DescribeLogStreams)
async fn streams(
    cx: &Cx,
    group: &str,
    names: BTreeSet<String>,
) -> Result<HashMap<String, types::LogStream>, Error> {
    let listed = each(prefixes(&names), 5, |prefix| async move {
        let call = logs(cx).describe_log_streams().log_group_name(group).log_stream_name_prefix(prefix);
        let told: Result<Vec<types::LogStream>, _> = call.into_paginator().items().send().try_collect().await;
        Ok::<_, Error>(there(told)?.unwrap_or_default())
    });
    let all = listed.await.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten();
    let named = all.filter_map(|s| Some((s.log_stream_name.clone()?, s)));
    Ok(named.filter(|(name, _)| names.contains(name)).collect())
}
