//! `aws_iam_instance_profile`

use crate::iam::{iam, ignore_gone, is_ours, seconds, tag_list, tags};
use crate::listing::{self, Wanted};
use aws_sdk_iam::types::{self, Tag};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::is_role_unknown;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use provision_aws_core::tagging::confirmed;

/// What hands a role to EC2 instances. (IAM CreateInstanceProfile, AddRoleToInstanceProfile)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_instance_profile", tags, seconds(1, 1))]
pub struct InstanceProfile {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// When it was made.
    #[attr(computed)]
    pub create_date: String,
    /// Its name.
    #[attr(optional, computed, replace, length(1, 128), conflicts("name_prefix"))]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, length(1, 102), conflicts("name"))]
    pub name_prefix: Option<String>,
    /// Path in front of the name in the ARN.
    #[attr(optional, default = "/", replace, length(0, 512))]
    pub path: Option<String>,
    /// The role's name.
    #[attr(optional, unset = "null")]
    pub role: Option<String>,
    /// Its id, never used twice.
    #[attr(computed)]
    pub unique_id: String,
}

#[async_trait]
impl Resource for InstanceProfile {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let made = iam(cx)
            .create_instance_profile()
            .instance_profile_name(name_of(&planned.name, &planned.name_prefix, &step.token))
            .set_path(planned.path.clone())
            .set_tags(tag_list(&step.tags)?)
            .send()
            .await?;
        Created::new(made.instance_profile.map(|p| p.instance_profile_name))
    }

    /// A new profile has no role.
    fn just_made(planned: &Self, key: &str, step: &Step) -> Option<Found<Self>> {
        let value = Self { id: key.to_owned(), role: None, ..planned.clone() };
        Some(Found::ready(value).tagged(step.tags.clone()))
    }

    /// The listing tells all but tags, of which the Tagging API confirms many at a time and IAM tells one by one.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        if let Some(wanted) = Wanted::by(reqs) {
            match listing::profiles(cx, wanted).await {
                Ok(Some(all)) => {
                    let listed = reqs.iter().filter_map(|req| Some((&all.get(&req.key)?.arn, req)));
                    let confirmed = confirmed(cx, &listed.collect::<Vec<_>>()).await;
                    return each(reqs, 10, |req| async {
                        let Some(told) = all.get(&req.key) else { return Ok(None) };
                        let tags = match confirmed.get(&told.arn) {
                            Some(tags) => tags.clone(),
                            None if req.tagged => tags_of(cx, &req.key).await?,
                            None => Tags::new(),
                        };
                        Ok(Some(found(told, tags)))
                    })
                    .await;
                }
                Ok(None) => {}
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        each(reqs, 10, |req| async {
            let told = told(cx, &req.key).await?;
            Ok(told.map(|p| found(&p, tags(p.tags.as_deref()))))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (client, name) = (iam(cx), &change.to.id);
        if change.changed("role") {
            if let Some(old) = text(&change.from.role) {
                remove_role(cx, name, &old).await?;
            }
            if let Some(new) = text(&change.to.role) {
                add_role(cx, name, &new).await?;
            }
        }
        if !change.tags.remove.is_empty() {
            let keys = Some(change.tags.remove.clone());
            client.untag_instance_profile().instance_profile_name(name).set_tag_keys(keys).send().await?;
        }
        if !change.tags.set.is_empty() {
            let set = tag_list(&change.tags.set)?;
            client.tag_instance_profile().instance_profile_name(name).set_tags(set).send().await?;
        }
        Ok(())
    }

    /// A profile goes only without its role.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        if let Some(role) = text(&prior.role) {
            remove_role(cx, &prior.id, &role).await?;
        }
        iam(cx).delete_instance_profile().instance_profile_name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &intent.token);
        let Some(told) = told(cx, &name).await? else { return Ok(None) };
        Ok(is_ours(intent, &tags(told.tags.as_deref()), Some(&told.create_date)).then_some(name))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

/// Puts a role into a profile, and again while IAM does not know one of the two everywhere yet.
async fn add_role(cx: &Cx, profile: &str, role: &str) -> Result<(), Error> {
    let call = iam(cx).add_role_to_instance_profile().instance_profile_name(profile).role_name(role);
    let again = |e: &Error| e.is_not_found() || is_role_unknown(e);
    cx.retry(PROPAGATION, again, || call.clone().send()).await?;
    Ok(())
}

async fn remove_role(cx: &Cx, profile: &str, role: &str) -> Result<(), Error> {
    let call = iam(cx).remove_role_from_instance_profile().instance_profile_name(profile).role_name(role);
    ignore_gone(call.send().await)
}

/// A profile as GetInstanceProfile tells it, tags included.
async fn told(cx: &Cx, name: &str) -> Result<Option<types::InstanceProfile>, Error> {
    let told = iam(cx).get_instance_profile().instance_profile_name(name).send().await;
    Ok(there(told)?.and_then(|t| t.instance_profile))
}

async fn tags_of(cx: &Cx, name: &str) -> Result<Tags, Error> {
    let call = iam(cx).list_instance_profile_tags().instance_profile_name(name);
    let told: Vec<Tag> = call.into_paginator().items().send().try_collect().await?;
    Ok(tags(Some(&told)))
}

fn found(told: &types::InstanceProfile, tags: Tags) -> Found<InstanceProfile> {
    let value = InstanceProfile {
        id: told.instance_profile_name.clone(),
        arn: told.arn.clone(),
        create_date: seconds(&told.create_date),
        name: Some(told.instance_profile_name.clone()),
        name_prefix: Some(prefix_of(&told.instance_profile_name)),
        path: Some(told.path.clone()),
        // AWS takes one.
        role: told.roles.first().map(|r| r.role_name.clone()),
        unique_id: told.instance_profile_id.clone(),
    };
    // For a moment a new one has its id where the ARN will be.
    let status = match told.arn.starts_with("arn:") {
        true => Status::Ready,
        false => Status::Pending("it has no ARN yet".into()),
    };
    Found::ready(value).tagged(tags).status(status)
}
