//! `aws_iam_user`

use crate::iam::{boundary, iam, is_ours, tag_list, tags};
use crate::listing::{self, Wanted};
use crate::renamed::{is_name, user_of};
use crate::user_empty::{forget, leave_groups};
use aws_sdk_iam::types::{self, UserDetail};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// A person or a program that signs in by itself. (IAM CreateUser, UpdateUser)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_user", tags, seconds(1, 2))]
pub struct User {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Delete its access keys, MFA devices, login profile and other credentials with it, whoever made them.
    #[attr(optional, default = false, config_only)]
    pub force_destroy: Option<bool>,
    /// Its name. It can be given another.
    #[attr(required, length(1, 64), validate = is_name)]
    pub name: String,
    /// Path in front of the name in the ARN.
    #[attr(optional, default = "/", length(0, 512))]
    pub path: Option<String>,
    /// Policy that bounds what its other policies can allow.
    #[attr(optional, length(0, 2048))]
    pub permissions_boundary: Option<String>,
    /// Its id, never used twice.
    #[attr(computed)]
    pub unique_id: String,
}

#[async_trait]
impl Resource for User {
    /// What hangs on a user goes before it; somebody else's key stays, so waiting long would not help.
    const WAITS: Waits = Waits { delete: Duration::from_secs(60), ..Waits::QUICK };

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let made = iam(cx)
            .create_user()
            .user_name(&planned.name)
            .set_path(planned.path.clone())
            .set_permissions_boundary(text(&planned.permissions_boundary))
            .set_tags(tag_list(&step.tags)?)
            .send()
            .await?;
        Created::new(made.user.map(|u| u.user_name))
    }

    /// By the name that it has or will have, else by its id.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        if let Some(wanted) = Wanted::by(reqs) {
            match listing::users(cx, wanted).await {
                Ok(Some(all)) => {
                    let one = |req: &Req<Self>| {
                        let same = |u: &&UserDetail| u.user_id.as_ref() == Some(&req.prior.unique_id);
                        let told = all.get(name(req)).or_else(|| all.values().find(same));
                        Ok(told.map(|told| listed(told, req)))
                    };
                    return reqs.iter().map(one).collect();
                }
                Ok(None) => {}
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        each(reqs, 10, |req| async {
            if let Some(user) = told(cx, name(req)).await? {
                return Ok(Some(found(user, req)));
            }
            if req.phase == Phase::Deleted || req.prior.unique_id.is_empty() {
                return Ok(None);
            }
            let Some(name) = user_of(cx, &req.prior.unique_id).await? else { return Ok(None) };
            Ok(told(cx, &name).await?.map(|user| found(user, req)))
        })
        .await
    }

    /// The new name comes last: until then all calls use the old one.
    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (client, name, to) = (iam(cx), &change.from.name, change.to);
        if change.changed("permissions_boundary") {
            match text(&to.permissions_boundary) {
                Some(arn) => {
                    let call = client.put_user_permissions_boundary().user_name(name);
                    call.permissions_boundary(arn).send().await?;
                }
                None => drop(client.delete_user_permissions_boundary().user_name(name).send().await?),
            }
        }
        if !change.tags.remove.is_empty() {
            client.untag_user().user_name(name).set_tag_keys(Some(change.tags.remove.clone())).send().await?;
        }
        if !change.tags.set.is_empty() {
            client.tag_user().user_name(name).set_tags(tag_list(&change.tags.set)?).send().await?;
        }
        if change.any(&["name", "path"]) {
            let call = client.update_user().user_name(name).set_new_path(to.path.clone());
            let renamed = change.changed("name").then(|| to.name.clone());
            call.set_new_user_name(renamed).send().await?;
        }
        Ok(())
    }

    /// A user goes only when it is in no group and has no credentials left. What is in the way is looked for when AWS says that there
    /// is something.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let gone = || iam(cx).delete_user().user_name(&prior.id).send();
        match gone().await.map_err(Error::from) {
            Err(e) if e.is(&["DeleteConflict"]) => {}
            other => return other.map(drop),
        }
        leave_groups(cx, &prior.id).await?;
        let forced = prior.force_destroy == Some(true);
        if forced {
            forget(cx, &prior.id).await?;
        }
        match gone().await.map_err(Error::from) {
            Err(e) if e.is(&["DeleteConflict"]) && !forced => Err(e.help(
                "Apply `force_destroy = true` first to delete its access keys, MFA devices and other credentials with it.",
            )),
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(user) = told(cx, &planned.name).await? else { return Ok(None) };
        let ours = is_ours(intent, &tags(user.tags.as_deref()), Some(&user.create_date));
        Ok(ours.then_some(user.user_name))
    }

    fn natural_key(&self) -> Option<String> {
        (!self.name.is_empty()).then(|| self.name.clone())
    }
}

fn name(req: &Req<User>) -> &str {
    if req.prior.name.is_empty() { &req.key } else { &req.prior.name }
}

async fn told(cx: &Cx, name: &str) -> Result<Option<types::User>, Error> {
    Ok(there(iam(cx).get_user().user_name(name).send().await)?.and_then(|t| t.user))
}

fn found(told: types::User, req: &Req<User>) -> Found<User> {
    let tags = tags(told.tags.as_deref());
    let value = User {
        id: told.user_name.clone(),
        arn: told.arn,
        force_destroy: Some(req.prior.force_destroy.unwrap_or_default()),
        name: told.user_name,
        path: Some(told.path),
        permissions_boundary: boundary(told.permissions_boundary.as_ref()),
        unique_id: told.user_id,
    };
    Found::ready(value).tagged(tags)
}

fn listed(told: &UserDetail, req: &Req<User>) -> Found<User> {
    let name = told.user_name.clone().unwrap_or_default();
    let value = User {
        id: name.clone(),
        arn: told.arn.clone().unwrap_or_default(),
        force_destroy: Some(req.prior.force_destroy.unwrap_or_default()),
        name,
        path: told.path.clone(),
        permissions_boundary: boundary(told.permissions_boundary.as_ref()),
        unique_id: told.user_id.clone().unwrap_or_default(),
    };
    Found::ready(value).tagged(tags(told.tags.as_deref()))
}
