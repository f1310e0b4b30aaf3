//! `data.aws_kms_alias`

use crate::kms::kms;
use crate::kms_alias::{KmsAlias, aliases};
use provision_aws_core::prelude::*;

/// A name of a key. (KMS ListAliases, DescribeKey)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_kms_alias")]
pub struct KmsAliasData {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its name, which begins with `alias/`.
    #[attr(required)]
    pub name: String,
    /// The ARN of its key.
    #[attr(computed)]
    pub target_key_arn: String,
    /// The id of its key.
    #[attr(computed)]
    pub target_key_id: String,
}

#[async_trait]
impl DataSource for KmsAliasData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        match aliases(cx).await {
            Ok(all) => each(configs, 10, |config| one(cx, config, all.get(&config.name))).await,
            Err(e) => configs.iter().map(|_| Err(e.clone())).collect(),
        }
    }
}

/// The alias of a service of AWS has no key until somebody asks for it.
async fn one(cx: &Cx, config: &KmsAliasData, alias: Option<&KmsAlias>) -> Result<KmsAliasData, Error> {
    let Some(alias) = alias else {
        let message = format!("There is no KMS alias {}.", config.name);
        return Err(Error::new(Class::NotFound, message).help("Check its name, the account and the region."));
    };
    let mut found = KmsAliasData {
        id: alias.arn.clone(),
        arn: alias.arn.clone(),
        name: config.name.clone(),
        target_key_arn: alias.target_key_arn.clone(),
        target_key_id: alias.target_key_id.clone(),
    };
    if found.target_key_id.is_empty() {
        let told = kms(cx).describe_key().key_id(&config.name).send().await?;
        let key = told.key_metadata.ok_or_else(|| Error::incomplete("the alias's key"))?;
        found.target_key_arn = key.arn.unwrap_or_default();
        found.target_key_id = key.key_id;
    }
    Ok(found)
}
