//! `data.aws_secretsmanager_secret_version`

use crate::kms::time;
use crate::secret_values::{SecretValue, current, value};
use provision_aws_core::prelude::*;

/// The label of the version that counts.
const CURRENT: &str = "AWSCURRENT";

/// What is in a secret. (Secrets Manager BatchGetSecretValue, GetSecretValue)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_secretsmanager_secret_version")]
pub struct SecretVersionData {
    /// The secret and the version, with `|` between them.
    #[attr(id)]
    pub id: String,
    /// The ARN of the secret.
    #[attr(computed)]
    pub arn: String,
    /// When the version was made.
    #[attr(computed)]
    pub created_date: String,
    /// Its value as bytes.
    #[attr(computed, sensitive)]
    pub secret_binary: String,
    /// The secret: its ARN or name.
    #[attr(required)]
    pub secret_id: String,
    /// Its value as text.
    #[attr(computed, sensitive)]
    pub secret_string: String,
    /// The version; that with the label where none is given.
    #[attr(optional, computed)]
    pub version_id: Option<String>,
    /// The label.
    #[attr(optional, default = "AWSCURRENT")]
    pub version_stage: Option<String>,
    /// Its labels.
    #[attr(computed)]
    pub version_stages: Set<String>,
}

impl SecretVersionData {
    fn is_current(&self) -> bool {
        text(&self.version_id).is_none() && text(&self.version_stage).is_none_or(|s| s == CURRENT)
    }
}

#[async_trait]
impl DataSource for SecretVersionData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let together = configs.iter().filter(|c| c.is_current()).map(|c| c.secret_id.clone());
        let current = current(cx, together.collect()).await;
        each(configs, 10, |config| one(cx, config, &current)).await
    }
}

async fn one(
    cx: &Cx,
    config: &SecretVersionData,
    current: &[SecretValue],
) -> Result<SecretVersionData, Error> {
    let version = text(&config.version_id);
    let known = current.iter().find(|v| config.is_current() && v.is_of(&config.secret_id));
    let told = match known {
        Some(told) => Some(told.clone()),
        None => {
            let label = text(&config.version_stage).unwrap_or_else(|| CURRENT.into());
            let label = Some(label.as_str()).filter(|_| version.is_none());
            value(cx, &config.secret_id, version.as_deref(), label).await?
        }
    };
    let Some(told) = told else {
        let message = format!("There is no such version of the secret {}.", config.secret_id);
        return Err(Error::new(Class::NotFound, message).help("Check the secret, its version and its label."));
    };
    Ok(SecretVersionData {
        id: format!("{}|{}", config.secret_id, told.version),
        arn: told.arn,
        created_date: time(told.created.as_ref()),
        secret_binary: String::from_utf8_lossy(&told.binary).into_owned(),
        secret_id: config.secret_id.clone(),
        secret_string: told.string.unwrap_or_default(),
        version_id: Some(told.version),
        version_stage: config.version_stage.clone(),
        version_stages: told.stages.into_iter().collect(),
    })
}
