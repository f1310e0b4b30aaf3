//! `aws_ecr_repository_policy`

use crate::common::there;
use crate::ecr::ecr;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;

/// Who may do what with a repository. (ECR SetRepositoryPolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_ecr_repository_policy", seconds(1, 1))]
pub struct RepositoryPolicy {
    /// The repository.
    #[attr(id)]
    pub id: String,
    /// What it says.
    #[attr(required, json, equal_by = json_policy, normalize = provision_schema::compact_json)]
    pub policy: String,
    /// The account.
    #[attr(computed)]
    pub registry_id: String,
    /// The repository.
    #[attr(required, replace)]
    pub repository: String,
}

#[async_trait]
impl Resource for RepositoryPolicy {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        set(cx, &planned.repository, &planned.policy).await?;
        Created::new(Some(planned.repository.clone()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| one(cx, &req.key)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        set(cx, &change.to.id, &change.to.policy).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        ecr(cx).delete_repository_policy().repository_name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = one(cx, &planned.repository).await?;
        Ok(found.filter(|_| intent.absent).map(|_| planned.repository.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.repository.clone())
    }
}

/// Sets it, and again while a principal that was just made is not known.
async fn set(cx: &Cx, repository: &str, policy: &str) -> Result<(), Error> {
    let call = ecr(cx).set_repository_policy().repository_name(repository).policy_text(policy);
    let soon = |e: &Error| {
        let principal = e.message.contains("Invalid repository policy provided");
        e.is(&["RepositoryNotFoundException"]) || (e.is(&["InvalidParameterException"]) && principal)
    };
    cx.retry(PROPAGATION, soon, || call.clone().send()).await?;
    Ok(())
}

async fn one(cx: &Cx, repository: &str) -> Answer<RepositoryPolicy> {
    let Some(told) = there(ecr(cx).get_repository_policy().repository_name(repository).send().await)? else {
        return Ok(None);
    };
    let name = told.repository_name.unwrap_or_default();
    Ok(Some(Found::ready(RepositoryPolicy {
        id: name.clone(),
        policy: provision_schema::compact_json(&told.policy_text.unwrap_or_default()),
        registry_id: told.registry_id.unwrap_or_default(),
        repository: name,
    })))
}
