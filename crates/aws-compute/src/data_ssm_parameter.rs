//! `data.aws_ssm_parameter`

use crate::ssm_parameters::parameters;
use aws_sdk_ssm::types::ParameterType;
use provision_aws_core::prelude::*;

/// A named value. (SSM GetParameters)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_ssm_parameter")]
pub struct SsmParameterData {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its value, shown in plans; of secure ones there is none.
    #[attr(computed)]
    pub insecure_value: Option<String>,
    /// Its name or ARN, with a version or label after a colon where not the newest is meant.
    #[attr(required)]
    pub name: String,
    /// `String`, `StringList` or `SecureString`.
    #[attr(computed)]
    pub r#type: String,
    /// Its value.
    #[attr(computed, sensitive)]
    pub value: String,
    /// Which value it is.
    #[attr(computed)]
    pub version: i64,
    /// A secure one is told in the clear.
    #[attr(optional, default = true)]
    pub with_decryption: Option<bool>,
}

#[async_trait]
impl DataSource for SsmParameterData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let decrypted = |c: &&Self| c.with_decryption != Some(false);
        let names = |clear: bool| {
            configs.iter().filter(move |c| decrypted(c) == clear).map(|c| c.name.clone()).collect()
        };
        let told = [parameters(cx, names(false), false).await, parameters(cx, names(true), true).await];
        let answer = |config: &Self| match told[usize::from(decrypted(&config))].get(&config.name) {
            Some(parameter) => {
                let parameter = parameter.clone()?;
                let secure = parameter.r#type == Some(ParameterType::SecureString);
                let name = parameter.name.unwrap_or_default();
                Ok(Self {
                    id: name.clone(),
                    arn: parameter.arn.unwrap_or_default(),
                    insecure_value: parameter.value.clone().filter(|_| !secure),
                    name,
                    r#type: parameter.r#type.map(|t| t.as_str().to_owned()).unwrap_or_default(),
                    value: parameter.value.unwrap_or_default(),
                    version: parameter.version,
                    with_decryption: config.with_decryption,
                })
            }
            None => {
                let message = format!("There is no parameter {}.", config.name);
                Err(Error::new(Class::NotFound, message).help("Check its name, the account and the region."))
            }
        };
        configs.iter().map(answer).collect()
    }
}
