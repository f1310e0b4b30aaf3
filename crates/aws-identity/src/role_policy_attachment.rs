//! `aws_iam_role_policy_attachment`

use crate::attachment::{self, Attachment};
use crate::holder::Holder;
use provision_aws_core::prelude::*;

/// A managed policy attached to a role. (IAM AttachRolePolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_role_policy_attachment", seconds(1, 1))]
pub struct RolePolicyAttachment {
    /// `role-arn`, with the policy's ARN in place of `arn`.
    #[attr(id)]
    pub id: String,
    /// The policy.
    #[attr(required, replace, arn)]
    pub policy_arn: String,
    /// The role's name.
    #[attr(required, replace)]
    pub role: String,
}

impl Attachment for RolePolicyAttachment {
    const HOLDER: Holder = Holder::Role;
    fn new(id: String, of: &str, arn: &str) -> Self {
        Self { id, policy_arn: arn.to_owned(), role: of.to_owned() }
    }
    fn of(&self) -> &str {
        &self.role
    }
    fn arn(&self) -> &str {
        &self.policy_arn
    }
}

#[async_trait]
impl Resource for RolePolicyAttachment {
    fn key(&self) -> Key {
        attachment::key(self)
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        attachment::create(cx, planned).await
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        attachment::read(cx, reqs).await
    }

    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        Holder::Role.detach(cx, &prior.role, &prior.policy_arn).await
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        attachment::locate(cx, planned, intent).await
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some((Holder::Role.type_name(), self.role.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        attachment::natural_key(self)
    }

    fn import(id: &str) -> Result<Self, Error> {
        attachment::import(id)
    }
}
