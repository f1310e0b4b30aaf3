//! `aws_iam_role_policy`

use crate::holder::Holder;
use crate::inline::{self, Place, id_of, parts};
use provision_aws_core::names::prefix_of;
use provision_aws_core::prelude::*;

/// A policy that lives in a role. (IAM PutRolePolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_role_policy", seconds(1, 1))]
pub struct RolePolicy {
    /// `role:name`
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
    /// The role's name.
    #[attr(required, replace)]
    pub role: String,
}

impl RolePolicy {
    fn place(&self) -> Place<'_> {
        Place { holder: Holder::Role, of: &self.role, name: &self.name, prefix: &self.name_prefix }
    }
}

#[async_trait]
impl Resource for RolePolicy {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        planned.place().create(cx, &planned.policy, step).await
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        inline::read(cx, Holder::Role, reqs, |role, name, policy| RolePolicy {
            id: id_of(role, name),
            name: Some(name.to_owned()),
            name_prefix: Some(prefix_of(name)),
            policy,
            role: role.to_owned(),
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (role, name) = parts(&change.to.id)?;
        Holder::Role.put(cx, role, name, &change.to.policy).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (role, name) = parts(&prior.id)?;
        Holder::Role.take(cx, role, name).await
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        planned.place().locate(cx, intent).await
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some((Holder::Role.type_name(), self.role.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        self.place().natural_key()
    }

    fn import(id: &str) -> Result<Self, Error> {
        parts(id)?;
        Ok(Self { id: id.to_owned(), ..Self::default() })
    }
}
