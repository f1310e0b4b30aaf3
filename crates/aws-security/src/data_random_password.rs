//! `data.aws_secretsmanager_random_password`

use crate::secrets::secrets;
use provision_aws_core::prelude::*;

/// A password that AWS makes up, another one at each read. (Secrets Manager GetRandomPassword)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_secretsmanager_random_password")]
pub struct RandomPasswordData {
    /// The region. (The provider has the password here, where nobody looks for one.)
    #[attr(id)]
    pub id: String,
    /// Characters that are not in it.
    #[attr(optional)]
    pub exclude_characters: Option<String>,
    /// No lowercase letters.
    #[attr(optional)]
    pub exclude_lowercase: Option<bool>,
    /// No digits.
    #[attr(optional)]
    pub exclude_numbers: Option<bool>,
    /// No punctuation.
    #[attr(optional)]
    pub exclude_punctuation: Option<bool>,
    /// No uppercase letters.
    #[attr(optional)]
    pub exclude_uppercase: Option<bool>,
    /// Spaces, too.
    #[attr(optional)]
    pub include_space: Option<bool>,
    /// Its length.
    #[attr(optional, default = 32)]
    pub password_length: Option<i64>,
    /// The password.
    #[attr(computed)]
    pub random_password: String,
    /// At least one character of each kind.
    #[attr(optional)]
    pub require_each_included_type: Option<bool>,
}

#[async_trait]
impl DataSource for RandomPasswordData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| async {
            let on = |flag: Option<bool>| Some(flag.unwrap_or_default());
            let told = secrets(cx)
                .get_random_password()
                .set_exclude_characters(text(&config.exclude_characters))
                .set_exclude_lowercase(on(config.exclude_lowercase))
                .set_exclude_numbers(on(config.exclude_numbers))
                .set_exclude_punctuation(on(config.exclude_punctuation))
                .set_exclude_uppercase(on(config.exclude_uppercase))
                .set_include_space(on(config.include_space))
                .password_length(config.password_length.unwrap_or(32))
                .set_require_each_included_type(on(config.require_each_included_type))
                .send()
                .await?;
            let random_password = told.random_password.ok_or_else(|| Error::incomplete("a password"))?;
            Ok(RandomPasswordData { id: cx.region().to_owned(), random_password, ..config.clone() })
        })
        .await
    }
}
