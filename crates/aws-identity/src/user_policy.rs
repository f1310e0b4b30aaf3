//! `aws_iam_user_policy`

use crate::holder::Holder;
use crate::inline::{self, Place, id_of, parts};
use provision_aws_core::names::prefix_of;
use provision_aws_core::prelude::*;

/// A policy that lives in a user. (IAM PutUserPolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_user_policy", seconds(1, 1))]
pub struct UserPolicy {
    /// `user:name`
    #[attr(id)]
    pub id: String,
    /// Its name.
    #[attr(optional, computed, replace, length(1, 128), conflicts("name_prefix"))]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, length(1, 102), conflicts("name"))]
    pub name_prefix: Option<String>,
    /// What it says.
    #[attr(required, equal_by = json_policy, normalize = provision_schema::compact_policy, json)]
    pub policy: String,
    /// The user's name.
    #[attr(required, replace)]
    pub user: String,
}

impl UserPolicy {
    fn place(&self) -> Place<'_> {
        Place { holder: Holder::User, of: &self.user, name: &self.name, prefix: &self.name_prefix }
    }
}

#[async_trait]
impl Resource for UserPolicy {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        planned.place().create(cx, &planned.policy, step).await
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        inline::read(cx, Holder::User, reqs, |user, name, policy| UserPolicy {
            id: id_of(user, name),
            name: Some(name.to_owned()),
            name_prefix: Some(prefix_of(name)),
            policy,
            user: user.to_owned(),
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (user, name) = parts(&change.to.id)?;
        Holder::User.put(cx, user, name, &change.to.policy).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (user, name) = parts(&prior.id)?;
        Holder::User.take(cx, user, name).await
    }

    /// Putting is idempotent. (Under a user's new name its policies are found too, so the name tells nothing of whose they are.)
    async fn locate(_: &Cx, _: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        Ok(None)
    }

    fn import(id: &str) -> Result<Self, Error> {
        parts(id)?;
        Ok(Self { id: id.to_owned(), ..Self::default() })
    }
}
