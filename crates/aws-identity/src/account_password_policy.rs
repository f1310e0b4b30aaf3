//! `aws_iam_account_password_policy`

use crate::iam::iam;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::long;

/// What the passwords of the account's users must be like. An account has one. (IAM UpdateAccountPasswordPolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_account_password_policy", seconds(1, 1))]
pub struct AccountPasswordPolicy {
    /// `iam-account-password-policy`
    #[attr(id)]
    pub id: String,
    /// Whether users may change their own.
    #[attr(optional, default = true)]
    pub allow_users_to_change_password: Option<bool>,
    /// Whether they expire.
    #[attr(computed)]
    pub expire_passwords: bool,
    /// Whether only an administrator can replace an expired one.
    #[attr(optional, computed)]
    pub hard_expiry: Option<bool>,
    /// Days until they expire.
    #[attr(optional, computed)]
    pub max_password_age: Option<i64>,
    /// Fewest characters.
    #[attr(optional, default = 6)]
    pub minimum_password_length: Option<i64>,
    /// How many earlier ones may not be used again.
    #[attr(optional, computed)]
    pub password_reuse_prevention: Option<i64>,
    /// Whether they need a small letter.
    #[attr(optional, computed)]
    pub require_lowercase_characters: Option<bool>,
    /// Whether they need a digit.
    #[attr(optional, computed)]
    pub require_numbers: Option<bool>,
    /// Whether they need another character.
    #[attr(optional, computed)]
    pub require_symbols: Option<bool>,
    /// Whether they need a capital letter.
    #[attr(optional, computed)]
    pub require_uppercase_characters: Option<bool>,
}

const ID: &str = "iam-account-password-policy";

#[async_trait]
impl Resource for AccountPasswordPolicy {
    const LOST: Lost = Lost::Repeat;

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        put(cx, planned).await?;
        Created::new(Some(ID))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = there(iam(cx).get_account_password_policy().send().await);
        let answer = |_: &Req<Self>| {
            let Some(policy) = told.clone()?.and_then(|t| t.password_policy) else { return Ok(None) };
            Ok(Some(Found::ready(AccountPasswordPolicy {
                id: ID.to_owned(),
                allow_users_to_change_password: Some(policy.allow_users_to_change_password),
                expire_passwords: policy.expire_passwords,
                hard_expiry: policy.hard_expiry,
                max_password_age: long(policy.max_password_age),
                minimum_password_length: long(policy.minimum_password_length),
                password_reuse_prevention: long(policy.password_reuse_prevention),
                require_lowercase_characters: Some(policy.require_lowercase_characters),
                require_numbers: Some(policy.require_numbers),
                require_symbols: Some(policy.require_symbols),
                require_uppercase_characters: Some(policy.require_uppercase_characters),
            })))
        };
        reqs.iter().map(answer).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        put(cx, change.to).await
    }

    async fn delete(cx: &Cx, _: &Self, _: &Step) -> Result<(), Error> {
        iam(cx).delete_account_password_policy().send().await?;
        Ok(())
    }

    /// Putting is idempotent.
    async fn locate(_: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        Ok(intent.is_of_any_run().then(|| ID.to_owned()))
    }
}

/// Puts all settings: one that is left out goes back to AWS's default.
async fn put(cx: &Cx, to: &AccountPasswordPolicy) -> Result<(), Error> {
    iam(cx)
        .update_account_password_policy()
        .set_allow_users_to_change_password(to.allow_users_to_change_password)
        .set_hard_expiry(to.hard_expiry)
        .set_max_password_age(positive(to.max_password_age))
        .set_minimum_password_length(positive(to.minimum_password_length))
        .set_password_reuse_prevention(positive(to.password_reuse_prevention))
        .set_require_lowercase_characters(to.require_lowercase_characters)
        .set_require_numbers(to.require_numbers)
        .set_require_symbols(to.require_symbols)
        .set_require_uppercase_characters(to.require_uppercase_characters)
        .send()
        .await?;
    Ok(())
}
