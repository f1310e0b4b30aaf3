//! `aws_iam_role_policy_attachments_exclusive`

use crate::holder::Holder;
use crate::listing::Wanted;
use provision_aws_core::prelude::*;

/// All policies attached to a role: any other is detached, and one that is missing is attached. (IAM AttachRolePolicy, DetachRolePolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_role_policy_attachments_exclusive", sdk = "framework", seconds(1, 1))]
pub struct RolePolicyAttachmentsExclusive {
    /// The policies.
    #[attr(required)]
    pub policy_arns: Set<String>,
    /// The role's name.
    #[attr(required, replace, id)]
    pub role_name: String,
}

#[async_trait]
impl Resource for RolePolicyAttachmentsExclusive {
    const LOST: Lost = Lost::Repeat;

    /// Calls nothing: `update` attaches and detaches.
    async fn create(_: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        Created::new(Some(planned.role_name.clone()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = |req: &Req<Self>, arns: Vec<String>| {
            let policy_arns = arns.into_iter().collect();
            Found::ready(RolePolicyAttachmentsExclusive { policy_arns, role_name: req.key.clone() })
        };
        if let Some(wanted) = Wanted::by(reqs) {
            match Holder::Role.listed(cx, wanted).await {
                Ok(Some(all)) => {
                    let one = |req: &Req<Self>| Ok(all.attached(&req.key).map(|arns| found(req, arns)));
                    return reqs.iter().map(one).collect();
                }
                Ok(None) => {}
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        each(reqs, 10, |req| async {
            let arns = Holder::Role.attached(cx, &req.key).await?;
            Ok(arns.map(|arns| found(req, arns)))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (&change.from.policy_arns, &change.to.policy_arns);
        Holder::Role.attach_only(cx, &change.to.role_name, from, to).await
    }

    /// The policies stay attached: it only stops looking after them.
    async fn delete(_: &Cx, _: &Self, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn locate(_: &Cx, _: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        Ok(None)
    }
}
