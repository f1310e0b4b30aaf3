//! `data.aws_secretsmanager_secret`

use crate::kms::time;
use crate::secrets::{policy_of, secret, tags};
use provision_aws_core::prelude::*;

/// A secret by its ARN or name, without what is in it. (Secrets Manager DescribeSecret, GetResourcePolicy)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_secretsmanager_secret")]
pub struct SecretData {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(optional, computed, arn, exactly_one_of("arn", "name"))]
    pub arn: Option<String>,
    /// When it was made.
    #[attr(computed)]
    pub created_date: String,
    /// What it is for.
    #[attr(computed)]
    pub description: String,
    /// The key that encrypts it; nothing for AWS's own.
    #[attr(computed)]
    pub kms_key_id: String,
    /// When it was changed last.
    #[attr(computed)]
    pub last_changed_date: String,
    /// Its name.
    #[attr(optional, computed, exactly_one_of("arn", "name"))]
    pub name: Option<String>,
    /// Who may do what with it.
    #[attr(computed)]
    pub policy: String,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
}

#[async_trait]
impl DataSource for SecretData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| one(cx, config)).await
    }
}

async fn one(cx: &Cx, config: &SecretData) -> Result<SecretData, Error> {
    let wanted = text(&config.arn).or_else(|| text(&config.name)).unwrap_or_default();
    let Some(told) = secret(cx, &wanted).await? else {
        let message = format!("There is no secret {wanted}.");
        return Err(Error::new(Class::NotFound, message).help("Check its name, the account and the region."));
    };
    Ok(SecretData {
        id: told.arn.clone().unwrap_or_default(),
        created_date: time(told.created_date()),
        description: told.description().unwrap_or_default().to_owned(),
        kms_key_id: told.kms_key_id().unwrap_or_default().to_owned(),
        last_changed_date: time(told.last_changed_date()),
        policy: policy_of(cx, &wanted).await?.unwrap_or_default(),
        tags: tags(told.tags()),
        arn: told.arn,
        name: told.name,
    })
}
