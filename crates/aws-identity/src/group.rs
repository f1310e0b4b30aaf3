//! `aws_iam_group`

use crate::iam::{iam, is_young};
use crate::listing::{self, Wanted};
use crate::renamed::{group_of, is_name};
use aws_sdk_iam::types::{self, GroupDetail};
use provision_aws_core::prelude::*;

/// A group of users, who may do what its policies allow. (IAM CreateGroup, UpdateGroup)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_group", seconds(1, 1))]
pub struct Group {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its name. It can be given another.
    #[attr(required, length(1, 128), validate = is_name)]
    pub name: String,
    /// Path in front of the name in the ARN.
    #[attr(optional, default = "/", length(0, 512))]
    pub path: Option<String>,
    /// Its id, never used twice.
    #[attr(computed)]
    pub unique_id: String,
}

#[async_trait]
impl Resource for Group {
    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        if cx.changed("name") || cx.changed("path") {
            cx.set_unknown("arn");
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = iam(cx).create_group().group_name(&planned.name).set_path(planned.path.clone());
        Created::new(call.send().await?.group.map(|g| g.group_name))
    }

    /// By the name that it has or will have, else by its id.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        if let Some(wanted) = Wanted::by(reqs) {
            match listing::groups(cx, wanted).await {
                Ok(Some(all)) => {
                    let one = |req: &Req<Self>| {
                        let same = |g: &&GroupDetail| g.group_id.as_ref() == Some(&req.prior.unique_id);
                        let told = all.get(name(req)).or_else(|| all.values().find(same));
                        Ok(told.map(|told| Found::ready(listed(told))))
                    };
                    return reqs.iter().map(one).collect();
                }
                Ok(None) => {}
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        each(reqs, 10, |req| async {
            if let Some(group) = told(cx, name(req)).await? {
                return Ok(Some(Found::ready(found(group))));
            }
            if req.phase == Phase::Deleted || req.prior.unique_id.is_empty() {
                return Ok(None);
            }
            let Some(name) = group_of(cx, &req.prior.unique_id).await? else { return Ok(None) };
            Ok(told(cx, &name).await?.map(|group| Found::ready(found(group))))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if change.any(&["name", "path"]) {
            let call =
                iam(cx).update_group().group_name(&change.from.name).set_new_path(change.to.path.clone());
            let renamed = change.changed("name").then(|| change.to.name.clone());
            call.set_new_group_name(renamed).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        iam(cx).delete_group().group_name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(group) = told(cx, &planned.name).await? else { return Ok(None) };
        Ok((intent.absent && is_young(intent, Some(&group.create_date))).then_some(group.group_name))
    }

    fn natural_key(&self) -> Option<String> {
        (!self.name.is_empty()).then(|| self.name.clone())
    }
}

fn name(req: &Req<Group>) -> &str {
    if req.prior.name.is_empty() { &req.key } else { &req.prior.name }
}

async fn told(cx: &Cx, name: &str) -> Result<Option<types::Group>, Error> {
    let told = iam(cx).get_group().group_name(name).max_items(1).send().await;
    Ok(there(told)?.and_then(|t| t.group))
}

fn found(told: types::Group) -> Group {
    Group {
        id: told.group_name.clone(),
        arn: told.arn,
        name: told.group_name,
        path: Some(told.path),
        unique_id: told.group_id,
    }
}

fn listed(told: &GroupDetail) -> Group {
    let name = told.group_name.clone().unwrap_or_default();
    Group {
        id: name.clone(),
        arn: told.arn.clone().unwrap_or_default(),
        name,
        path: told.path.clone(),
        unique_id: told.group_id.clone().unwrap_or_default(),
    }
}
