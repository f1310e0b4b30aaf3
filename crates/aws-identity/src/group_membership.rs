//! `aws_iam_group_membership`

use crate::iam::iam;
use crate::listing::{self, Wanted};
use crate::membership::{add, remove};
use provision_aws_core::prelude::*;

/// The users of a group, all of them. (IAM AddUserToGroup, RemoveUserFromGroup)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_group_membership", seconds(1, 1))]
pub struct GroupMembership {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// The group's name.
    #[attr(required, replace)]
    pub group: String,
    /// A name for it, which AWS never sees.
    #[attr(required, replace)]
    pub name: String,
    /// The users' names.
    #[attr(required)]
    pub users: Set<String>,
}

#[async_trait]
impl Resource for GroupMembership {
    const LOST: Lost = Lost::Repeat;

    fn key(&self) -> Key {
        self.group.clone()
    }

    /// Calls nothing: `update` adds who is missing and removes who is not named, one call for each user.
    async fn create(_: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        Created::new(Some(planned.key()))
    }

    /// Many in two listings, of groups and of users, each of whom tells its groups.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        if let Some(wanted) = Wanted::by(reqs) {
            let listed = async {
                let Some(groups) = listing::groups(cx, wanted).await? else { return Ok(None) };
                Ok(listing::users(cx, wanted).await?.map(|users| (groups, users)))
            };
            match listed.await {
                Ok(Some((groups, users))) => {
                    let one = |req: &Req<Self>| {
                        let inside = users.iter().filter(|(_, u)| u.group_list().contains(&req.key));
                        let names = inside.map(|(name, _)| name.clone()).collect();
                        Ok(groups.contains_key(&req.key).then(|| found(req, names)))
                    };
                    return reqs.iter().map(one).collect();
                }
                Ok(None) => {}
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        each(reqs, 10, |req| async {
            let pages = iam(cx).get_group().group_name(&req.key).into_paginator().send();
            let Some(pages) = there(pages.try_collect().await)? else { return Ok(None) };
            let names = pages.into_iter().flat_map(|page| page.users).map(|u| u.user_name).collect();
            Ok(Some(found(req, names)))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to, group) = (&change.from.users, &change.to.users, &change.to.group);
        for user in from.minus(to) {
            remove(cx, user, group).await?;
        }
        for user in to.minus(from) {
            add(cx, user, group).await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        for user in prior.users.iter() {
            remove(cx, user, &prior.group).await?;
        }
        Ok(())
    }

    async fn locate(_: &Cx, _: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        Ok(None)
    }

    fn import(id: &str) -> Result<Self, Error> {
        Err(Error::new(Class::Validation, format!("A group's membership cannot be imported (\"{id}\")."))
            .help("Apply the plan: the group's users become those of the plan."))
    }
}

fn found(req: &Req<GroupMembership>, users: Vec<String>) -> Found<GroupMembership> {
    let prior = &req.prior;
    Found::ready(GroupMembership {
        id: prior.name.clone(),
        group: req.key.clone(),
        name: prior.name.clone(),
        users: users.into_iter().collect(),
    })
}
