//! `aws_codebuild_source_credential`

use crate::codebuild::codebuild;
use crate::words::words;
use aws_sdk_codebuild::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::choice;

/// What CodeBuild signs in with where sources are hosted. (CodeBuild ImportSourceCredentials)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_codebuild_source_credential", seconds(1, 1))]
pub struct SourceCredential {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// `PERSONAL_ACCESS_TOKEN`, `BASIC_AUTH`, `CODECONNECTIONS` and others.
    #[attr(required, replace, validate = auth_kind)]
    pub auth_type: String,
    /// Where: `GITHUB`, `GITHUB_ENTERPRISE`, `BITBUCKET` and others.
    #[attr(required, replace, validate = server_kind)]
    pub server_type: String,
    /// The token or password, or the ARN of a connection or a secret.
    #[attr(required, replace, sensitive, config_only)]
    pub token: String,
    /// Who signs in with a password.
    #[attr(optional, replace, config_only)]
    pub user_name: Option<String>,
}

words! {
    /// Checks `auth_type`.
    auth_kind: types::AuthType,
    /// Checks `server_type`.
    server_kind: types::ServerType,
}

#[async_trait]
impl Resource for SourceCredential {
    /// AWS keeps one for each kind of host. Somebody else's is not overwritten.
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let named = planned.auth_type == types::AuthType::BasicAuth.as_str();
        let made = codebuild(cx)
            .import_source_credentials()
            .set_auth_type(choice(&Some(planned.auth_type.clone())))
            .set_server_type(choice(&Some(planned.server_type.clone())))
            .should_overwrite(false)
            .token(&planned.token)
            .set_username(text(&planned.user_name).filter(|_| named))
            .send()
            .await?;
        Created::new(made.arn)
    }

    /// All are told together: by ARN, or by the kind of host that one is looked for under before it is made.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = |all: Vec<types::SourceCredentialsInfo>| {
            let keys = |found: Found<Self>| {
                let (arn, server) = (found.value.arn.clone(), found.value.server_type.clone());
                [(arn, found.clone()), (server, found)]
            };
            all.into_iter().map(told).flat_map(keys).collect()
        };
        answers(reqs, credentials(cx).await.map(found))
    }

    /// Nothing of it can be changed.
    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        codebuild(cx).delete_source_credentials().arn(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let all = credentials(cx).await?.into_iter().map(|one| told(one).value);
        let like = |one: &Self| one.server_type == planned.server_type && one.auth_type == planned.auth_type;
        Ok(all.into_iter().find(|one| intent.absent && like(one)).map(|one| one.arn))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.server_type.clone())
    }
}

/// All of the account and the region. (CodeBuild ListSourceCredentials)
async fn credentials(cx: &Cx) -> Result<Vec<types::SourceCredentialsInfo>, Error> {
    let told = codebuild(cx).list_source_credentials().send().await?;
    Ok(told.source_credentials_infos.unwrap_or_default())
}

fn told(told: types::SourceCredentialsInfo) -> Found<SourceCredential> {
    let arn = told.arn.unwrap_or_default();
    Found::ready(SourceCredential {
        id: arn.clone(),
        arn,
        auth_type: told.auth_type.map(|a| a.as_str().to_owned()).unwrap_or_default(),
        server_type: told.server_type.map(|s| s.as_str().to_owned()).unwrap_or_default(),
        ..SourceCredential::default()
    })
}
