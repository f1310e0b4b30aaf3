//! `aws_iam_user_group_membership`

use crate::iam::iam;
use crate::listing::{self, Wanted};
use crate::membership::{add, remove};
use provision_aws_core::prelude::*;

/// Groups that a user is in, beside others that it may be in. (IAM AddUserToGroup)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_user_group_membership", seconds(1, 1))]
pub struct UserGroupMembership {
    /// `user/group/group`
    #[attr(id)]
    pub id: String,
    /// The groups' names.
    #[attr(required)]
    pub groups: Set<String>,
    /// The user's name.
    #[attr(required, replace)]
    pub user: String,
}

#[async_trait]
impl Resource for UserGroupMembership {
    const LOST: Lost = Lost::Repeat;

    fn key(&self) -> Key {
        let mut groups = self.groups.to_vec();
        groups.sort();
        std::iter::once(self.user.clone()).chain(groups).collect::<Vec<_>>().join("/")
    }

    /// Calls nothing: what is missing is added by `update`, one call for each group.
    async fn create(_: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        Created::new(Some(planned.key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        if let Some(wanted) = Wanted::by(reqs) {
            match listing::users(cx, wanted).await {
                Ok(Some(all)) => {
                    let one = |req: &Req<Self>| {
                        Ok(all.get(&req.prior.user).map(|user| found(req, user.group_list().to_vec())))
                    };
                    return reqs.iter().map(one).collect();
                }
                Ok(None) => {}
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        each(reqs, 10, |req| async {
            let pages = iam(cx).list_groups_for_user().user_name(&req.prior.user).into_paginator().items();
            let told = there(pages.send().try_collect().await)?;
            Ok(told.map(|groups| found(req, groups.into_iter().map(|g| g.group_name).collect())))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to, user) = (&change.from.groups, &change.to.groups, &change.to.user);
        for group in from.minus(to) {
            remove(cx, user, group).await?;
        }
        for group in to.minus(from) {
            add(cx, user, group).await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        for group in prior.groups.iter() {
            remove(cx, &prior.user, group).await?;
        }
        Ok(())
    }

    async fn locate(_: &Cx, _: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        Ok(None)
    }

    fn import(id: &str) -> Result<Self, Error> {
        let mut parts = id.split('/').map(str::to_owned);
        let user = parts.next().unwrap_or_default();
        let groups: Set<String> = parts.collect();
        if user.is_empty() || groups.is_empty() || groups.iter().any(String::is_empty) {
            return Err(Error::import_id(id, "USER/GROUP or USER/GROUP/GROUP"));
        }
        Ok(Self { id: id.to_owned(), groups, user })
    }
}

/// The groups that are spoken of and that the user is in.
fn found(req: &Req<UserGroupMembership>, groups: Vec<String>) -> Found<UserGroupMembership> {
    let prior = &req.prior;
    Found::ready(UserGroupMembership {
        id: if prior.id.is_empty() { req.key.clone() } else { prior.id.clone() },
        groups: groups.into_iter().filter(|g| prior.groups.contains(g)).collect(),
        user: prior.user.clone(),
    })
}
