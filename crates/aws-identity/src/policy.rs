//! `aws_iam_policy`

use crate::iam::{iam, is_ours, tag_list, tags, trust_policy};
use crate::listing::{self, Wanted};
use aws_sdk_iam::types::{self, PolicyVersion};
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use provision_aws_core::tagging::confirmed;

/// A policy that many can have attached. (IAM CreatePolicy, CreatePolicyVersion)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_policy", tags, seconds(1, 1))]
pub struct Policy {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// How many roles, groups and users have it attached.
    #[attr(computed)]
    pub attachment_count: i64,
    /// What it is for.
    #[attr(optional, replace, length(0, 1000))]
    pub description: Option<String>,
    /// Its name.
    #[attr(optional, computed, replace, length(1, 128), conflicts("name_prefix"))]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, length(1, 102), conflicts("name"))]
    pub name_prefix: Option<String>,
    /// Path in front of the name in the ARN.
    #[attr(optional, default = "/", replace, length(0, 512))]
    pub path: Option<String>,
    /// What it says.
    #[attr(required, equal_by = json_policy, normalize = provision_schema::compact_json, json)]
    pub policy: String,
    /// Its id, never used twice.
    #[attr(computed)]
    pub policy_id: String,
}

#[async_trait]
impl Resource for Policy {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let made = iam(cx)
            .create_policy()
            .policy_name(name_of(&planned.name, &planned.name_prefix, &step.token))
            .policy_document(&planned.policy)
            .set_description(text(&planned.description))
            .set_path(planned.path.clone())
            .set_tags(tag_list(&step.tags)?)
            .send()
            .await?;
        Created::new(made.policy.and_then(|p| p.arn))
    }

    /// The listing tells all but tags, of which the Tagging API confirms many at a time and IAM tells one by one.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        if let Some(wanted) = Wanted::by(reqs) {
            match listing::policies(cx, wanted).await {
                Ok(Some(all)) => {
                    let known = reqs.iter().filter(|req| all.contains_key(&req.key));
                    let known: Vec<_> = known.map(|req| (&req.key, req)).collect();
                    let confirmed = confirmed(cx, &known).await;
                    return each(reqs, 10, |req| async {
                        let Some(told) = all.get(&req.key) else { return Ok(None) };
                        let tags = match confirmed.get(&req.key) {
                            Some(tags) => tags.clone(),
                            None if req.tagged => tags_of(cx, &req.key).await?,
                            None => Tags::new(),
                        };
                        Ok(Some(Found::ready(listed(told)).tagged(tags)))
                    })
                    .await;
                }
                Ok(None) => {}
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        each(reqs, 10, |req| one(cx, req)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (client, arn) = (iam(cx), &change.to.id);
        if change.changed("policy") {
            new_version(cx, arn, &change.to.policy).await?;
        }
        if !change.tags.remove.is_empty() {
            let keys = Some(change.tags.remove.clone());
            client.untag_policy().policy_arn(arn).set_tag_keys(keys).send().await?;
        }
        if !change.tags.set.is_empty() {
            client.tag_policy().policy_arn(arn).set_tags(tag_list(&change.tags.set)?).send().await?;
        }
        Ok(())
    }

    /// A policy goes only when the default version is all that is left of it; most never had another.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let client = iam(cx);
        let gone = || client.delete_policy().policy_arn(&prior.id).send();
        match gone().await.map_err(Error::from) {
            Err(e) if e.is(&["DeleteConflict"]) => {}
            other => return other.map(drop),
        }
        for old in versions(cx, &prior.id).await?.into_iter().filter(|v| !v.is_default_version) {
            delete_version(cx, &prior.id, &old).await?;
        }
        gone().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &intent.token);
        let path = text(&planned.path).unwrap_or_else(|| "/".into());
        let arn = cx.arn_of("iam", "", cx.account(), &format!("policy{path}{name}"));
        let Some(told) = told(cx, &arn).await? else { return Ok(None) };
        Ok(is_ours(intent, &tags(told.tags.as_deref()), told.create_date.as_ref()).then_some(arn))
    }
}

/// Makes a text the one that counts. A policy keeps five versions: where there is no room, the oldest that does not count goes.
async fn new_version(cx: &Cx, arn: &str, text: &str) -> Result<(), Error> {
    let call = iam(cx).create_policy_version().policy_arn(arn).policy_document(text).set_as_default(true);
    let error = match call.clone().send().await.map_err(Error::from) {
        Err(e) if e.is(&["LimitExceeded"]) && !e.message.contains("PolicySize") => e,
        other => return other.map(drop),
    };
    let age = |v: &PolicyVersion| {
        let number = v.version_id.as_deref().and_then(|id| id.trim_start_matches('v').parse::<u64>().ok());
        (v.create_date, number)
    };
    let old = versions(cx, arn).await?.into_iter().filter(|v| !v.is_default_version);
    let Some(oldest) = old.min_by_key(age) else { return Err(error) };
    delete_version(cx, arn, &oldest).await?;
    call.send().await?;
    Ok(())
}

async fn versions(cx: &Cx, arn: &str) -> Result<Vec<PolicyVersion>, Error> {
    let pages = iam(cx).list_policy_versions().policy_arn(arn).into_paginator().items().send();
    Ok(pages.try_collect().await?)
}

async fn delete_version(cx: &Cx, arn: &str, version: &PolicyVersion) -> Result<(), Error> {
    let call = iam(cx).delete_policy_version().policy_arn(arn);
    call.set_version_id(version.version_id.clone()).send().await?;
    Ok(())
}

/// A policy as GetPolicy tells it, tags included.
pub(crate) async fn told(cx: &Cx, arn: &str) -> Result<Option<types::Policy>, Error> {
    Ok(there(iam(cx).get_policy().policy_arn(arn).send().await)?.and_then(|t| t.policy))
}

/// What the default version of a policy says, percent-encoded.
pub(crate) async fn document(cx: &Cx, policy: &types::Policy) -> Result<Option<String>, Error> {
    let call = iam(cx).get_policy_version().set_policy_arn(policy.arn.clone());
    let told = there(call.set_version_id(policy.default_version_id.clone()).send().await)?;
    Ok(told.and_then(|t| t.policy_version?.document))
}

async fn tags_of(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let pages = iam(cx).list_policy_tags().policy_arn(arn).into_paginator().items().send();
    let told: Vec<types::Tag> = pages.try_collect().await?;
    Ok(tags(Some(&told)))
}

async fn one(cx: &Cx, req: &Req<Policy>) -> Answer<Policy> {
    let Some(told) = told(cx, &req.key).await? else { return Ok(None) };
    let document = match req.phase {
        // The first version says what the create call said.
        Phase::Created => Some(req.prior.policy.clone()),
        Phase::Deleted => None,
        Phase::Refresh | Phase::Updated => document(cx, &told).await?.as_deref().map(trust_policy),
    };
    let value = Policy {
        id: req.key.clone(),
        arn: req.key.clone(),
        attachment_count: told.attachment_count.unwrap_or_default().into(),
        description: told.description,
        name_prefix: told.policy_name.as_deref().map(prefix_of),
        name: told.policy_name,
        path: told.path,
        policy: document.unwrap_or_default(),
        policy_id: told.policy_id.unwrap_or_default(),
    };
    Ok(Some(Found::ready(value).tagged(tags(told.tags.as_deref()))))
}

fn listed(told: &types::ManagedPolicyDetail) -> Policy {
    let arn = told.arn.clone().unwrap_or_default();
    let default = told.policy_version_list().iter().find(|v| v.is_default_version);
    let document = default.and_then(|v| v.document.as_deref()).map(trust_policy);
    Policy {
        id: arn.clone(),
        arn,
        attachment_count: told.attachment_count.unwrap_or_default().into(),
        description: told.description.clone(),
        name: told.policy_name.clone(),
        name_prefix: told.policy_name.as_deref().map(prefix_of),
        path: told.path.clone(),
        policy: document.unwrap_or_default(),
        policy_id: told.policy_id.clone().unwrap_or_default(),
    }
}
