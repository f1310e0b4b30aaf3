//! `aws_kms_key_policy`

use crate::kms::{default_policy, key, policy_of, put_policy, same_key};
use provision_aws_core::prelude::*;

/// Who may do what with a key. (KMS PutKeyPolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_kms_key_policy", seconds(1, 1))]
pub struct KmsKeyPolicy {
    /// The key.
    #[attr(id)]
    pub id: String,
    /// It is taken even where it locks the caller out of the key, and stays when it is destroyed here.
    #[attr(optional, default = false, config_only)]
    pub bypass_policy_lockout_safety_check: Option<bool>,
    /// The key.
    #[attr(required, length(1, 2048))]
    pub key_id: String,
    /// What it says.
    #[attr(required, equal_by = json_policy, normalize = provision_schema::compact_json, json)]
    pub policy: String,
}

impl KmsKeyPolicy {
    fn bypasses(&self) -> bool {
        self.bypass_policy_lockout_safety_check.unwrap_or_default()
    }
}

#[async_trait]
impl Resource for KmsKeyPolicy {
    const LOST: Lost = Lost::Repeat;

    /// A key always has a policy: it is changed, not made.
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        put_policy(cx, &planned.key_id, &planned.policy, planned.bypasses()).await?;
        Created::new(Some(planned.key_id.clone()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| one(cx, req)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if change.changed("key_id") && !same_key(&change.from.key_id, &change.to.key_id) {
            let message = "The policy of one key cannot become that of another.";
            let help = "Have it replaced: `lifecycle { replace_triggered_by = [...] }`, or another address.";
            return Err(Error::new(Class::Validation, message).help(help));
        }
        if change.changed("policy") {
            put_policy(cx, &change.to.id, &change.to.policy, change.to.bypasses()).await?;
        }
        Ok(())
    }

    /// What comes back is the policy that AWS gives a new key.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        match prior.bypasses() {
            true => Ok(()),
            false => put_policy(cx, &prior.key_id, &default_policy(cx), false).await,
        }
    }

    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let told = policy_of(cx, &planned.key_id).await?;
        let same = |told: &String| provision_schema::EqualBy::JsonPolicy.same(told, &planned.policy);
        Ok(told.filter(same).map(|_| planned.key_id.clone()))
    }
}

async fn one(cx: &Cx, req: &Req<KmsKeyPolicy>) -> Answer<KmsKeyPolicy> {
    let Some(told) = key(cx, &req.key).await? else { return Ok(None) };
    let Some(policy) = policy_of(cx, &req.key).await? else { return Ok(None) };
    // Where an ARN is written, it stands.
    let written = &req.prior.key_id;
    let key_id = if same_key(written, &told.key_id) { written.clone() } else { told.key_id };
    Ok(Some(Found::ready(KmsKeyPolicy {
        id: req.key.clone(),
        bypass_policy_lockout_safety_check: None,
        key_id,
        policy: provision_schema::compact_json(&policy),
    })))
}
