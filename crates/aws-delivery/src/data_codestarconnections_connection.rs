//! `data.aws_codestarconnections_connection`

use crate::connections::{CodeStar, Service, Told};
use provision_aws_core::prelude::*;
use provision_aws_core::tags::visible;

/// A connection by its name or its ARN. (CodeStar Connections GetConnection, ListConnections)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_codestarconnections_connection")]
pub struct ConnectionData {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(optional, computed, arn, exactly_one_of("arn", "name"))]
    pub arn: Option<String>,
    /// `PENDING`, `AVAILABLE` or `ERROR`.
    #[attr(computed)]
    pub connection_status: String,
    /// Where the provider is installed.
    #[attr(computed)]
    pub host_arn: Option<String>,
    /// Its name.
    #[attr(optional, computed, exactly_one_of("arn", "name"))]
    pub name: Option<String>,
    /// The provider.
    #[attr(computed)]
    pub provider_type: Option<String>,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
}

#[async_trait]
impl DataSource for ConnectionData {
    /// Those that are asked for by name are told together.
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let named = configs.iter().any(|c| text(&c.arn).is_none());
        let all = if named { CodeStar::list(cx).await } else { Ok(Vec::new()) };
        let all = &all;
        each(configs, 10, |config| async move {
            let told = match text(&config.arn) {
                Some(arn) => CodeStar::get(cx, &arn).await?,
                None => all.clone()?.into_iter().find(|one| one.name == config.name),
            };
            let told = told.ok_or_else(|| missing(config))?;
            let tags = visible(cx.facts(), &CodeStar::tags(cx, &told.arn).await?);
            Ok(found(told, tags))
        })
        .await
    }
}

fn missing(config: &ConnectionData) -> Error {
    let name = text(&config.arn).or_else(|| text(&config.name)).unwrap_or_default();
    let help = "Check the name, the account and the region.";
    Error::new(Class::NotFound, format!("There is no connection \"{name}\".")).help(help)
}

fn found(told: Told, tags: Tags) -> ConnectionData {
    ConnectionData {
        id: told.arn.clone(),
        arn: Some(told.arn),
        connection_status: told.status.unwrap_or_default(),
        host_arn: told.host_arn,
        name: told.name,
        provider_type: told.provider_type,
        tags,
    }
}
