//! `aws_iam_group_policy`

use crate::holder::Holder;
use crate::inline::{self, Place, id_of, parts};
use provision_aws_core::names::prefix_of;
use provision_aws_core::prelude::*;

/// A policy that lives in a group. (IAM PutGroupPolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_group_policy", seconds(1, 1))]
pub struct GroupPolicy {
    /// `group:name`
    #[attr(id)]
    pub id: String,
    /// The group's name.
    #[attr(required, replace)]
    pub group: String,
    /// Its name.
    #[attr(optional, computed, replace, length(1, 128), conflicts("name_prefix"))]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, length(1, 102), conflicts("name"))]
    pub name_prefix: Option<String>,
    /// What it says.
    #[attr(required, equal_by = json_policy, normalize = provision_schema::compact_policy, json)]
    pub policy: String,
}

impl GroupPolicy {
    fn place(&self) -> Place<'_> {
        Place { holder: Holder::Group, of: &self.group, name: &self.name, prefix: &self.name_prefix }
    }
}

#[async_trait]
impl Resource for GroupPolicy {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        planned.place().create(cx, &planned.policy, step).await
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        inline::read(cx, Holder::Group, reqs, |group, name, policy| GroupPolicy {
            id: id_of(group, name),
            name: Some(name.to_owned()),
            name_prefix: Some(prefix_of(name)),
            policy,
            group: group.to_owned(),
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (group, name) = parts(&change.to.id)?;
        Holder::Group.put(cx, group, name, &change.to.policy).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (group, name) = parts(&prior.id)?;
        Holder::Group.take(cx, group, name).await
    }

    /// Putting is idempotent. (Under a group's new name its policies are found too, so the name tells nothing of whose they are.)
    async fn locate(_: &Cx, _: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        Ok(None)
    }

    fn import(id: &str) -> Result<Self, Error> {
        parts(id)?;
        Ok(Self { id: id.to_owned(), ..Self::default() })
    }
}
