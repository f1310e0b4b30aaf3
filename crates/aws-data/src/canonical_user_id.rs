//! `data.aws_canonical_user_id`

use crate::s3::s3;
use provision_aws_core::prelude::*;

/// The account as S3 names it in access control lists. (S3 ListBuckets)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_canonical_user_id")]
pub struct CanonicalUserId {
    /// The id.
    #[attr(id)]
    pub id: String,
    /// The name that goes with it; newer regions tell none.
    #[attr(computed)]
    pub display_name: String,
}

#[async_trait]
impl DataSource for CanonicalUserId {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let found = find(cx).await;
        configs.iter().map(|_| found.clone()).collect()
    }
}

async fn find(cx: &Cx) -> Result<CanonicalUserId, Error> {
    let owner = s3(cx).list_buckets().max_buckets(1).send().await?.owner;
    let owner = owner.ok_or_else(|| Error::incomplete("the owner of the buckets"))?;
    let id = owner.id.ok_or_else(|| Error::incomplete("the owner's id"))?;
    Ok(CanonicalUserId { id, display_name: owner.display_name.unwrap_or_default() })
}
