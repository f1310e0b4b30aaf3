//! `aws_iam_group_policy_attachment`

use crate::attachment::{self, Attachment};
use crate::holder::Holder;
use provision_aws_core::prelude::*;

/// A managed policy attached to a group. (IAM AttachGroupPolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_group_policy_attachment", seconds(1, 1))]
pub struct GroupPolicyAttachment {
    /// `group-arn`, with the policy's ARN in place of `arn`.
    #[attr(id)]
    pub id: String,
    /// The group's name.
    #[attr(required, replace)]
    pub group: String,
    /// The policy.
    #[attr(required, replace, arn)]
    pub policy_arn: String,
}

impl Attachment for GroupPolicyAttachment {
    const HOLDER: Holder = Holder::Group;
    fn new(id: String, of: &str, arn: &str) -> Self {
        Self { id, policy_arn: arn.to_owned(), group: of.to_owned() }
    }
    fn of(&self) -> &str {
        &self.group
    }
    fn arn(&self) -> &str {
        &self.policy_arn
    }
}

#[async_trait]
impl Resource for GroupPolicyAttachment {
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
        Holder::Group.detach(cx, &prior.group, &prior.policy_arn).await
    }

    /// Attaching is idempotent. (Under a group's new name its attachments are found too, so the name tells nothing of whose they are.)
    async fn locate(_: &Cx, _: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        Ok(None)
    }

    fn import(id: &str) -> Result<Self, Error> {
        attachment::import(id)
    }
}
