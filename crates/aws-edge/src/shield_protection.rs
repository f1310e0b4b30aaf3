//! `aws_shield_protection`

use aws_sdk_shield::config::{Builder, Region};
use aws_sdk_shield::types::{Protection as Told, Tag};
use provision_aws_core::clients::Base;
use provision_aws_core::prelude::*;
use provision_aws_core::tagging::tags_read;

provision_aws_core::client!(
    /// The Shield client: its API answers in one region, for all.
    shield,
    aws_sdk_shield,
    ["shield"],
    |_: &Base, config: Builder| config.region(Region::new("us-east-1"))
);

/// Shield Advanced before a load balancer, a distribution, an address or a zone. (Shield CreateProtection)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_shield_protection", tags, seconds(2, 2))]
pub struct Protection {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
    /// What it protects.
    #[attr(required, replace, arn)]
    pub resource_arn: String,
}

/// From how many on a list is worth its call.
const WORTH: usize = 2;

#[async_trait]
impl Resource for Protection {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let tags = tag_list(&step.tags);
        let call = shield(cx).create_protection().name(&planned.name).resource_arn(&planned.resource_arn);
        let made = call.set_tags(tags).send().await?;
        Created::new(made.protection_id)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = match told(cx, reqs).await {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        let looked_at = reqs.iter().filter(|r| r.phase != Phase::Deleted);
        let looked_at = looked_at.filter_map(|r| Some((told.get(&r.key)?.protection_arn.clone()?, r)));
        let tags = tags_read(cx, looked_at.collect(), |arn| async move { tags_of(cx, &arn).await }).await;
        let one = |req: &Req<Self>| {
            let Some(protection) = told.get(&req.key) else { return Ok(None) };
            let found = found(protection);
            let tags = tags.of(&found.arn)?;
            Ok(Some(Found::ready(found).tagged(tags)))
        };
        reqs.iter().map(one).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let arn = &change.to.arn;
        if !change.tags.remove.is_empty() {
            let keys = Some(change.tags.remove.clone());
            shield(cx).untag_resource().resource_arn(arn).set_tag_keys(keys).send().await?;
        }
        if !change.tags.set.is_empty() {
            shield(cx).tag_resource().resource_arn(arn).set_tags(tag_list(&change.tags.set)).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        shield(cx).delete_protection().protection_id(&prior.id).send().await?;
        Ok(())
    }

    /// A thing has one protection.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let all = list(cx).await?;
        let of = |p: &Told| p.resource_arn.as_deref() == Some(planned.resource_arn.as_str());
        let Some(protection) = all.into_iter().find(of) else { return Ok(None) };
        let ours = carries(intent, &tags_of(cx, protection.protection_arn().unwrap_or_default()).await?);
        Ok(protection.id.filter(|_| ours))
    }
}

/// All protections of the account. (Shield ListProtections)
async fn list(cx: &Cx) -> Result<Vec<Told>, Error> {
    match shield(cx).list_protections().into_paginator().items().send().try_collect().await {
        Ok(all) => Ok(all),
        // So an account without any answers.
        Err(e) => match Error::from(e) {
            e if e.is_not_found() => Ok(Vec::new()),
            e => Err(e),
        },
    }
}

/// Those asked for that are there. (Shield DescribeProtection for one)
async fn told(cx: &Cx, reqs: &[Req<Protection>]) -> Result<HashMap<Key, Told>, Error> {
    if reqs.len() >= WORTH {
        return Ok(list(cx).await?.into_iter().filter_map(|p| Some((p.id.clone()?, p))).collect());
    }
    let mut found = HashMap::new();
    for req in reqs {
        let call = shield(cx).describe_protection().protection_id(&req.key);
        if let Some(protection) = there(call.send().await)?.and_then(|answer| answer.protection) {
            found.insert(req.key.clone(), protection);
        }
    }
    Ok(found)
}

fn found(told: &Told) -> Protection {
    Protection {
        id: told.id.clone().unwrap_or_default(),
        arn: told.protection_arn.clone().unwrap_or_default(),
        name: told.name.clone().unwrap_or_default(),
        resource_arn: told.resource_arn.clone().unwrap_or_default(),
    }
}

/// The tags of one. (Shield ListTagsForResource)
async fn tags_of(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let told = shield(cx).list_tags_for_resource().resource_arn(arn).send().await?;
    let tags = told.tags.unwrap_or_default().into_iter();
    Ok(tags.filter_map(|t| Some((t.key?, t.value.unwrap_or_default()))).collect())
}

fn tag_list(tags: &Tags) -> Option<Vec<Tag>> {
    let tags: Vec<Tag> = tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
    (!tags.is_empty()).then_some(tags)
}
