//! `aws_codeconnections_connection`

use crate::connections::{self, CodeConnections, Service, Wanted, provider};
use provision_aws_core::prelude::*;

/// A connection to where code is hosted, which somebody completes in the console. (CodeConnections CreateConnection)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_codeconnections_connection",
    sdk = "framework",
    tags,
    timeouts(create, update, delete),
    seconds(1, 1)
)]
pub struct Connection {
    /// Its ARN.
    #[attr(id, stable)]
    pub id: String,
    /// Its ARN.
    #[attr(computed, stable)]
    pub arn: String,
    /// `PENDING`, `AVAILABLE` or `ERROR`.
    #[attr(computed)]
    pub connection_status: String,
    /// Where the provider is installed.
    #[attr(optional, replace, length(0, 256), validate = host, conflicts("provider_type"))]
    pub host_arn: Option<String>,
    /// Its name.
    #[attr(required, replace, length(1, 32))]
    pub name: String,
    /// The account that it belongs to.
    #[attr(computed)]
    pub owner_account_id: String,
    /// `Bitbucket`, `GitHub`, `GitHubEnterpriseServer`, `GitLab` or `GitLabSelfManaged`.
    #[attr(optional, computed, replace, validate = provider, conflicts("host_arn"))]
    pub provider_type: Option<String>,
}

/// The ARN of a host, under either name of the service.
fn host(value: &Value) -> Result<(), String> {
    let good = |arn: &str| {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        matches!(parts[..], ["arn", partition, "codestar-connections" | "codeconnections", _, account, host]
            if partition.starts_with("aws") && account.len() == 12 && host.starts_with("host/"))
    };
    match value.as_str() {
        Some(arn) if !good(arn) => Err("must be the ARN of a host".into()),
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for Connection {
    const WAITS: Waits = Waits { delay: std::time::Duration::ZERO, ..Waits::slow(2, 30) };
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let wanted = Wanted {
            name: planned.name.clone(),
            host_arn: text(&planned.host_arn),
            provider_type: text(&planned.provider_type),
        };
        Created::new(CodeConnections::create(cx, &wanted, &step.tags).await?)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        connections::read::<CodeConnections, Self>(cx, reqs, |req, told| {
            // One that was made wrong stays so; what happened to it later is for people to see.
            let failed = told.status.as_deref() == Some("ERROR") && req.phase == Phase::Created;
            let status = if failed { Status::Failed("ERROR".into()) } else { Status::Ready };
            Found::ready(Self {
                id: told.arn.clone(),
                arn: told.arn,
                connection_status: told.status.unwrap_or_default(),
                host_arn: told.host_arn,
                name: told.name.unwrap_or_default(),
                owner_account_id: told.owner.unwrap_or_default(),
                provider_type: told.provider_type,
            })
            .status(status)
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        CodeConnections::retag(cx, &change.to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        CodeConnections::delete(cx, &prior.id).await
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        connections::locate::<CodeConnections>(cx, &planned.name, intent).await
    }
}
