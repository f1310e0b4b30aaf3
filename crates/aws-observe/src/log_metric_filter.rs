//! `aws_cloudwatch_log_metric_filter`

use crate::logs::{busy, group_and, logs, part_name};
use aws_sdk_cloudwatchlogs::types;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::word;
use std::collections::BTreeSet;

/// What is counted or measured in the lines of a log group. (CloudWatch Logs PutMetricFilter)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudwatch_log_metric_filter", seconds(1, 1))]
pub struct MetricFilter {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// The group.
    #[attr(required, replace, length(1, 512))]
    pub log_group_name: String,
    /// What becomes of the lines.
    #[block(list, min = 1, max = 1)]
    pub metric_transformation: Option<Transformation>,
    /// Its name.
    #[attr(required, replace, validate = part_name)]
    pub name: String,
    /// Which lines matter; empty for all.
    #[attr(required, length(0, 1024), normalize = trimmed)]
    pub pattern: String,
}

/// The metric that lines become.
#[derive(Nested, Clone, Default)]
pub struct Transformation {
    /// The value where no line matters.
    #[attr(optional, validate = decimal)]
    pub default_value: Option<String>,
    /// Its dimensions, from fields of the lines.
    #[attr(optional)]
    pub dimensions: BTreeMap<String, String>,
    /// Its name.
    #[attr(required, validate = metric)]
    pub name: String,
    /// Its namespace.
    #[attr(required, validate = metric)]
    pub namespace: String,
    /// Its unit.
    #[attr(optional, default = "None", validate = unit)]
    pub unit: Option<String>,
    /// What a line counts: a number, or a field (`$size`).
    #[attr(required, length(0, 100))]
    pub value: String,
}

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}

fn decimal(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if !text.is_empty() && text.parse::<f64>().is_err() => Err("must be a number".into()),
        _ => Ok(()),
    }
}

fn metric(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if text.chars().count() > 255 || text.contains([':', '*', '$']) => {
            Err("must be 255 characters at most, without `:`, `*` and `$`".into())
        }
        _ => Ok(()),
    }
}

fn unit(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if !types::StandardUnit::values().contains(&text) => {
            Err(format!("must be one of {}", types::StandardUnit::values().join(", ")))
        }
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for MetricFilter {
    fn key(&self) -> Key {
        format!("{}:{}", self.log_group_name, self.name)
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        planned.put(cx).await?;
        Created::new(Some(planned.key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for req in reqs {
            let (group, name) = group_and(&req.key, ':');
            groups.entry(group.to_owned()).or_default().insert(name.to_owned());
        }
        let told = each(groups, 5, |(group, names)| async move {
            let told = filters(cx, &group, &names).await;
            (group, told)
        });
        let told: HashMap<String, Result<Vec<types::MetricFilter>, Error>> = told.await.into_iter().collect();
        let answer = |req: &Req<Self>| {
            let (group, name) = group_and(&req.key, ':');
            let Some(told) = told.get(group) else { return Ok(None) };
            let all = told.as_ref().map_err(Clone::clone)?;
            let one = all.iter().find(|f| f.filter_name.as_deref() == Some(name));
            Ok(one.map(|f| Found::ready(found(group, f))))
        };
        reqs.iter().map(answer).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        change.to.put(cx).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = logs(cx).delete_metric_filter().log_group_name(&prior.log_group_name);
        let call = call.filter_name(&prior.name);
        cx.retry(PROPAGATION, busy, || call.clone().send()).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let names = [planned.name.clone()].into();
        let there = !filters(cx, &planned.log_group_name, &names).await?.is_empty();
        Ok((there && intent.absent).then(|| planned.key()))
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
            _ => Err(Error::import_id(id, "LOG-GROUP:FILTER")),
        }
    }
}

impl MetricFilter {
    /// Puts it, and again while another change of the group is under way.
    async fn put(&self, cx: &Cx) -> Result<(), Error> {
        let made = self.metric_transformation.as_ref().map(Transformation::request).transpose()?;
        let call = logs(cx)
            .put_metric_filter()
            .log_group_name(&self.log_group_name)
            .filter_name(&self.name)
            .filter_pattern(self.pattern.trim())
            .set_metric_transformations(Some(made.into_iter().collect()));
        cx.retry(PROPAGATION, busy, || call.clone().send()).await?;
        Ok(())
    }
}

impl Transformation {
    fn request(&self) -> Result<types::MetricTransformation, Error> {
        let dimensions: HashMap<String, String> = self.dimensions.clone().into_iter().collect();
        Ok(types::MetricTransformation::builder()
            .set_default_value(text(&self.default_value).and_then(|v| v.parse().ok()))
            .set_dimensions(Some(dimensions).filter(|d| !d.is_empty()))
            .metric_name(&self.name)
            .metric_namespace(&self.namespace)
            .set_unit(text(&self.unit).map(|u| u.as_str().into()))
            .metric_value(&self.value)
            .build()?)
    }
    fn told(told: &types::MetricTransformation) -> Transformation {
        Transformation {
            default_value: told.default_value.map(|v| v.to_string()),
            dimensions: told.dimensions.clone().into_iter().flatten().collect(),
            name: told.metric_name.clone(),
            namespace: told.metric_namespace.clone(),
            unit: word(told.unit.as_ref()),
            value: told.metric_value.clone(),
        }
    }
}

/// The filters of a group that have some names: those of one name, or all of the group in pages.
/// (CloudWatch Logs DescribeMetricFilters)
async fn filters(cx: &Cx, group: &str, names: &BTreeSet<String>) -> Result<Vec<types::MetricFilter>, Error> {
    let only = names.first().filter(|_| names.len() == 1).cloned();
    let call = logs(cx).describe_metric_filters().log_group_name(group).set_filter_name_prefix(only);
    let told: Result<Vec<types::MetricFilter>, _> = call.into_paginator().items().send().try_collect().await;
    let all = there(told)?.unwrap_or_default().into_iter();
    Ok(all.filter(|f| f.filter_name.as_ref().is_some_and(|n| names.contains(n))).collect())
}

fn found(group: &str, told: &types::MetricFilter) -> MetricFilter {
    let name = told.filter_name.clone().unwrap_or_default();
    MetricFilter {
        id: name.clone(),
        log_group_name: told.log_group_name.clone().unwrap_or_else(|| group.to_owned()),
        metric_transformation: told.metric_transformations().first().map(Transformation::told),
        name,
        pattern: told.filter_pattern.clone().unwrap_or_default(),
    }
}
