//! `aws_s3_account_public_access_block`

use crate::s3control::s3control;
use aws_sdk_s3control::types::PublicAccessBlockConfiguration;
use provision_aws_core::prelude::*;

/// What keeps all buckets of an account from the public. (S3 Control PutPublicAccessBlock)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_s3_account_public_access_block", seconds(2, 2))]
pub struct AccountPublicAccessBlock {
    /// The account.
    #[attr(id)]
    pub id: String,
    /// The account; that of the credentials where none is given.
    #[attr(optional, computed, replace, validate = crate::s3::account)]
    pub account_id: Option<String>,
    /// Access control lists that let the public in are refused.
    #[attr(optional, default = false)]
    pub block_public_acls: bool,
    /// Policies that let the public in are refused.
    #[attr(optional, default = false)]
    pub block_public_policy: bool,
    /// Access control lists that let the public in do not count.
    #[attr(optional, default = false)]
    pub ignore_public_acls: bool,
    /// Where a policy lets the public in, only AWS services and the owner's account get in.
    #[attr(optional, default = false)]
    pub restrict_public_buckets: bool,
}

#[async_trait]
impl Resource for AccountPublicAccessBlock {
    const LOST: Lost = Lost::Repeat;
    const WAITS: Waits = Waits { until_gone: true, ..Waits::QUICK };

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let account = text(&planned.account_id).unwrap_or_else(|| cx.account().to_owned());
        put(cx, &account, planned).await?;
        Created::new(Some(account))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            let Some(block) = there(told(cx, &req.key).await)?.flatten() else { return Ok(None) };
            Ok(Some(Found::ready(block)))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        put(cx, &change.to.id, change.to).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        s3control(cx).delete_public_access_block().account_id(&prior.id).send().await?;
        Ok(())
    }

    /// Setting the same once more changes nothing, so only what is as planned counts as done.
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let account = text(&planned.account_id).unwrap_or_else(|| cx.account().to_owned());
        let told = told(cx, &account).await?;
        Ok(told.filter(|told| told.settings() == planned.settings()).map(|_| account))
    }
}

impl AccountPublicAccessBlock {
    fn settings(&self) -> [bool; 4] {
        [
            self.block_public_acls,
            self.block_public_policy,
            self.ignore_public_acls,
            self.restrict_public_buckets,
        ]
    }
}

async fn put(cx: &Cx, account: &str, to: &AccountPublicAccessBlock) -> Result<(), Error> {
    let block = PublicAccessBlockConfiguration::builder()
        .block_public_acls(to.block_public_acls)
        .block_public_policy(to.block_public_policy)
        .ignore_public_acls(to.ignore_public_acls)
        .restrict_public_buckets(to.restrict_public_buckets)
        .build();
    let call = s3control(cx).put_public_access_block().account_id(account);
    call.public_access_block_configuration(block).send().await?;
    Ok(())
}

async fn told(cx: &Cx, account: &str) -> Result<Option<AccountPublicAccessBlock>, Error> {
    let told = s3control(cx).get_public_access_block().account_id(account).send().await?;
    Ok(told.public_access_block_configuration.map(|block| AccountPublicAccessBlock {
        id: account.to_owned(),
        account_id: Some(account.to_owned()),
        block_public_acls: block.block_public_acls.unwrap_or_default(),
        block_public_policy: block.block_public_policy.unwrap_or_default(),
        ignore_public_acls: block.ignore_public_acls.unwrap_or_default(),
        restrict_public_buckets: block.restrict_public_buckets.unwrap_or_default(),
    }))
}
