//! `data.aws_caller_identity`

use provision_aws_core::clients::{Caller, caller, sts};
use provision_aws_core::prelude::*;

/// Whose credentials are in use. Known since the provider was opened, so it calls nothing. (STS GetCallerIdentity)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_caller_identity", sdk = "framework")]
pub struct CallerIdentity {
    /// The account.
    #[attr(id, optional)]
    pub id: String,
    /// The account.
    #[attr(computed)]
    pub account_id: String,
    /// The ARN of the user or of the role's session.
    #[attr(computed)]
    pub arn: String,
    /// The unique id of the user or role.
    #[attr(computed)]
    pub user_id: String,
}

#[async_trait]
impl DataSource for CallerIdentity {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let found = who(cx).await.map(|who| CallerIdentity {
            id: who.account.clone(),
            account_id: who.account,
            arn: who.arn,
            user_id: who.user,
        });
        configs.iter().map(|_| found.clone()).collect()
    }
}

/// Asks only where the provider block said that opening should not (`skip_requesting_account_id`).
pub(crate) async fn who(cx: &Cx) -> Result<Caller, Error> {
    match cx.client(|base| base.caller().cloned()) {
        Some(known) => Ok(known),
        None => caller(sts(cx).get_caller_identity().send().await?),
    }
}
