//! `aws_codestarconnections_connection`

use crate::connections::{self, CodeStar, Service, Wanted, provider};
use provision_aws_core::prelude::*;

/// A connection to where code is hosted, which somebody completes in the console. (CodeStar Connections CreateConnection)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_codestarconnections_connection", tags, seconds(1, 1))]
pub struct Connection {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// `PENDING`, `AVAILABLE` or `ERROR`.
    #[attr(computed)]
    pub connection_status: String,
    /// Where the provider is installed.
    #[attr(optional, replace, arn, conflicts("provider_type"))]
    pub host_arn: Option<String>,
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
    /// `Bitbucket`, `GitHub`, `GitHubEnterpriseServer`, `GitLab` or `GitLabSelfManaged`.
    #[attr(optional, computed, replace, validate = provider, conflicts("host_arn"))]
    pub provider_type: Option<String>,
}

#[async_trait]
impl Resource for Connection {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let wanted = Wanted {
            name: planned.name.clone(),
            host_arn: text(&planned.host_arn),
            provider_type: text(&planned.provider_type),
        };
        Created::new(CodeStar::create(cx, &wanted, &step.tags).await?)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        connections::read::<CodeStar, Self>(cx, reqs, |_, told| {
            Found::ready(Self {
                id: told.arn.clone(),
                arn: told.arn,
                connection_status: told.status.unwrap_or_default(),
                host_arn: told.host_arn,
                name: told.name.unwrap_or_default(),
                provider_type: told.provider_type,
            })
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        CodeStar::retag(cx, &change.to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        CodeStar::delete(cx, &prior.id).await
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        connections::locate::<CodeStar>(cx, &planned.name, intent).await
    }
}
