//! `aws_resourcegroups_group`

use crate::tags::tags_read;
use aws_sdk_resourcegroups::types::{self, GroupConfigurationStatus};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::choice;
use std::time::Duration;

provision_aws_core::client!(
    /// The client of Resource Groups.
    groups, aws_sdk_resourcegroups, ["resourcegroups"]
);

/// Resources that belong together: those that a query finds, or those of a service's configuration. (Resource Groups CreateGroup)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_resourcegroups_group", tags, timeouts(create, update), seconds(1, 1))]
pub struct ResourceGroup {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What services may do with it.
    #[block(set)]
    pub configuration: Set<Configuration>,
    /// What it is for.
    #[attr(optional)]
    pub description: Option<String>,
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
    /// What belongs to it.
    #[block(list, max = 1)]
    pub resource_query: Option<Query>,
}

/// What a service may do with it.
#[derive(Nested, Clone, Default)]
pub struct Configuration {
    /// In what way.
    #[block(set)]
    pub parameters: Set<Parameter>,
    /// Which service, and what: `AWS::EC2::CapacityReservationPool`.
    #[attr(required)]
    pub r#type: String,
}

/// In what way.
#[derive(Nested, Clone, Default)]
pub struct Parameter {
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// Its values.
    #[attr(required)]
    pub values: Vec<String>,
}

/// What belongs to it.
#[derive(Nested, Clone, Default)]
pub struct Query {
    /// The query, as JSON.
    #[attr(required)]
    pub query: String,
    /// Its language: `TAG_FILTERS_1_0`.
    #[attr(optional, default = "TAG_FILTERS_1_0", one_of("TAG_FILTERS_1_0"))]
    pub r#type: Option<String>,
}

/// Groups that are read one by one; of more, all are listed.
const FEW: usize = 3;

#[async_trait]
impl Resource for ResourceGroup {
    const WAITS: Waits =
        Waits { create: Duration::from_secs(15 * 60), update: Duration::from_secs(15 * 60), ..Waits::QUICK };
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let made = groups(cx)
            .create_group()
            .set_configuration(given(&planned.items()?))
            .description(planned.description.clone().unwrap_or_default())
            .name(&planned.name)
            .set_resource_query(planned.resource_query.as_ref().map(Query::request).transpose()?)
            .set_tags(Some(step.tags.clone().into_iter().collect()))
            .send()
            .await?;
        Created::new(made.group.map(|group| group.name))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = match many(cx, reqs).await {
            Ok(found) => found,
            Err(e) => return answers(reqs, Err(e)),
        };
        let there = reqs.iter().filter_map(|req| Some((found.get(&req.key)?.group_arn.clone(), req)));
        let tags = tags_read(cx, there.collect(), |arn| async move { tags(cx, &arn).await }).await;
        each(reqs, 10, |req| async {
            match found.get(&req.key) {
                Some(group) => {
                    let tags = tags.of(&group.group_arn)?;
                    Ok(look(cx, req, group).await?.map(|found| found.tagged(tags)))
                }
                None => Ok(None),
            }
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        let by_query = |group: &Self| group.resource_query.is_some();
        if change.any(&["configuration", "resource_query"]) && by_query(from) != by_query(to) {
            let message = "A group of a query cannot become one of a configuration, nor the other way round.";
            let help = "Give it another name, or replace it: plan with -replace and its address.";
            return Err(Error::new(Class::Validation, message).help(help));
        }
        if change.changed("description") {
            let call = groups(cx).update_group().group(&from.name);
            call.description(to.description.clone().unwrap_or_default()).send().await?;
        }
        if let Some(query) = to.resource_query.as_ref().filter(|_| change.changed("resource_query")) {
            let call = groups(cx).update_group_query().group(&from.name);
            call.resource_query(query.request()?).send().await?;
        }
        if change.changed("configuration") {
            let call = groups(cx).put_group_configuration().group(&from.name);
            call.set_configuration(Some(to.items()?)).send().await?;
        }
        let tags = &change.tags;
        if !tags.remove.is_empty() {
            groups(cx).untag().arn(&from.arn).set_keys(Some(tags.remove.clone())).send().await?;
        }
        if !tags.set.is_empty() {
            let set = tags.set.clone().into_iter().collect();
            groups(cx).tag().arn(&from.arn).set_tags(Some(set)).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        groups(cx).delete_group().group(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(group) = one(cx, &planned.name).await? else { return Ok(None) };
        let ours = intent.absent || carries(intent, &tags(cx, &group.group_arn).await?);
        Ok(ours.then_some(group.name))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

/// Groups by name, those that are there: a few one by one, of more all of the region. (Resource Groups GetGroup, ListGroups)
async fn many(cx: &Cx, reqs: &[Req<ResourceGroup>]) -> Result<HashMap<Key, types::Group>, Error> {
    if reqs.len() <= FEW {
        let told = each(reqs, FEW, |req| one(cx, &req.key)).await;
        let told = told.into_iter().collect::<Result<Vec<_>, Error>>()?;
        return Ok(told.into_iter().flatten().map(|group| (group.name.clone(), group)).collect());
    }
    let mut found = HashMap::new();
    let mut pages = groups(cx).list_groups().into_paginator().send();
    while let Some(page) = pages.next().await {
        for told in page?.group_identifiers.unwrap_or_default() {
            let group = types::Group::builder()
                .set_group_arn(told.group_arn)
                .set_name(told.group_name)
                .set_description(told.description)
                .build()?;
            found.insert(group.name.clone(), group);
        }
    }
    Ok(found)
}

/// One group. (Resource Groups GetGroup)
async fn one(cx: &Cx, name: &str) -> Result<Option<types::Group>, Error> {
    Ok(there(groups(cx).get_group().group(name).send().await)?.and_then(|told| told.group))
}

/// The tags of a group. (Resource Groups GetTags)
async fn tags(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let told = groups(cx).get_tags().arn(arn).send().await?;
    Ok(told.tags.unwrap_or_default().into_iter().collect())
}

/// The answer to the question for what a group has none of.
fn either<T, E: Into<Error>>(answer: Result<T, E>) -> Result<Option<T>, Error> {
    match there(answer) {
        Err(e) if e.is(&["BadRequestException"]) => Ok(None),
        other => other,
    }
}

/// Its query or its configuration: which of them it has stays so as long as it lives.
/// (Resource Groups GetGroupQuery, GetGroupConfiguration)
async fn look(
    cx: &Cx,
    req: &Req<ResourceGroup>,
    group: &types::Group,
) -> Result<Option<Found<ResourceGroup>>, Error> {
    let mut value = ResourceGroup {
        id: group.name.clone(),
        arn: group.group_arn.clone(),
        description: group.description.clone(),
        name: group.name.clone(),
        ..ResourceGroup::default()
    };
    if req.phase == Phase::Deleted {
        return Ok(Some(Found::ready(value)));
    }
    if req.prior.configuration.is_empty() {
        let told = either(groups(cx).get_group_query().group(&group.name).send().await)?;
        let query = told.and_then(|told| told.group_query).and_then(|told| told.resource_query);
        value.resource_query = query.as_ref().map(Query::told);
    }
    let mut status = Status::Ready;
    if value.resource_query.is_none() {
        let told = either(groups(cx).get_group_configuration().group(&group.name).send().await)?;
        if let Some(told) = told.and_then(|told| told.group_configuration) {
            status = match told.status {
                Some(GroupConfigurationStatus::Updating) => Status::Pending("UPDATING".into()),
                Some(GroupConfigurationStatus::UpdateFailed) if req.phase != Phase::Refresh => {
                    Status::Failed(told.failure_reason.clone().unwrap_or_default())
                }
                _ => Status::Ready,
            };
            value.configuration = told.configuration().iter().map(Configuration::told).collect();
        }
    }
    Ok(Some(Found::ready(value).status(status)))
}

impl ResourceGroup {
    fn items(&self) -> Result<Vec<types::GroupConfigurationItem>, Error> {
        self.configuration.iter().map(Configuration::request).collect()
    }
}

impl Configuration {
    fn request(&self) -> Result<types::GroupConfigurationItem, Error> {
        let parameter = |p: &Parameter| {
            let builder = types::GroupConfigurationParameter::builder().name(&p.name);
            builder.set_values(Some(p.values.clone())).build()
        };
        let parameters: Result<Vec<_>, _> = self.parameters.iter().map(parameter).collect();
        let builder = types::GroupConfigurationItem::builder().r#type(&self.r#type);
        Ok(builder.set_parameters(Some(parameters?)).build()?)
    }
    fn told(told: &types::GroupConfigurationItem) -> Configuration {
        let parameter = |p: &types::GroupConfigurationParameter| Parameter {
            name: p.name.clone(),
            values: p.values().to_vec(),
        };
        Configuration {
            parameters: told.parameters().iter().map(parameter).collect(),
            r#type: told.r#type.clone(),
        }
    }
}

impl Query {
    fn request(&self) -> Result<types::ResourceQuery, Error> {
        let builder = types::ResourceQuery::builder().query(&self.query);
        Ok(builder.set_type(choice(&self.r#type)).build()?)
    }
    fn told(told: &types::ResourceQuery) -> Query {
        Query { query: told.query.clone(), r#type: Some(told.r#type.as_str().to_owned()) }
    }
}
