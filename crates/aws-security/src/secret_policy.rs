//! `aws_secretsmanager_secret_policy`

use crate::secrets::{policy_of, put_policy, secrets};
use provision_aws_core::prelude::*;

/// Who may do what with a secret. (Secrets Manager PutResourcePolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_secretsmanager_secret_policy", seconds(1, 1))]
pub struct SecretPolicy {
    /// The ARN of the secret.
    #[attr(id)]
    pub id: String,
    /// One that lets everybody in is refused.
    #[attr(optional, config_only)]
    pub block_public_policy: Option<bool>,
    /// What it says.
    #[attr(required, equal_by = json_policy, normalize = provision_schema::compact_json, json)]
    pub policy: String,
    /// The ARN of the secret.
    #[attr(required, replace, arn)]
    pub secret_arn: String,
}

#[async_trait]
impl Resource for SecretPolicy {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let arn =
            put_policy(cx, &planned.secret_arn, &planned.policy, planned.block_public_policy.filter(|b| *b))
                .await?;
        Created::new(arn.or_else(|| Some(planned.secret_arn.clone())))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| one(cx, &req.key)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let private = Some(change.to.block_public_policy.unwrap_or_default());
        put_policy(cx, &change.to.id, &change.to.policy, private).await.map(drop)
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        secrets(cx).delete_resource_policy().secret_id(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = one(cx, &planned.secret_arn).await?;
        Ok(found.filter(|_| intent.absent).map(|_| planned.secret_arn.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.secret_arn.clone())
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_secretsmanager_secret", self.secret_arn.clone()))
    }
}

async fn one(cx: &Cx, arn: &str) -> Answer<SecretPolicy> {
    let policy = policy_of(cx, arn).await?.filter(|p| !p.is_empty());
    let told = |policy: String| SecretPolicy {
        id: arn.to_owned(),
        block_public_policy: None,
        policy,
        secret_arn: arn.to_owned(),
    };
    Ok(policy.map(|policy| Found::ready(told(policy))))
}
