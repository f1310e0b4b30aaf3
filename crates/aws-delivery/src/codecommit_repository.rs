//! `aws_codecommit_repository`

use crate::codecommit::{codecommit, retag, tags};
use aws_sdk_codecommit::types::RepositoryMetadata;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::map;
use provision_aws_core::tagging::tags_of;
use std::collections::BTreeSet;

/// A repository of Git. (CodeCommit CreateRepository)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_codecommit_repository", tags, seconds(1, 1))]
pub struct Repository {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Where it is cloned from over HTTPS.
    #[attr(computed)]
    pub clone_url_http: String,
    /// Where it is cloned from over SSH.
    #[attr(computed)]
    pub clone_url_ssh: String,
    /// The branch that a clone begins with, once there are some.
    #[attr(optional, unset = "null")]
    pub default_branch: Option<String>,
    /// What it is for.
    #[attr(optional, length(0, 1000))]
    pub description: Option<String>,
    /// The key that encrypts it.
    #[attr(optional, computed, arn)]
    pub kms_key_id: Option<String>,
    /// AWS's id of it.
    #[attr(computed)]
    pub repository_id: String,
    /// Its name. It can be given another.
    #[attr(required, length(0, 100))]
    pub repository_name: String,
}

/// Names that one call takes.
const BATCH: usize = 100;

#[async_trait]
impl Resource for Repository {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let made = codecommit(cx)
            .create_repository()
            .repository_name(&planned.repository_name)
            .set_repository_description(text(&planned.description))
            .set_kms_key_id(text(&planned.kms_key_id))
            .set_tags(map(&step.tags))
            .send()
            .await?;
        Created::new(made.repository_metadata.and_then(|r| r.repository_name))
    }

    /// By the name that it has or will have.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let names: Vec<Key> = reqs.iter().map(name).collect();
        let told = match repositories(cx, names.iter().cloned().collect()).await {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        let there =
            reqs.iter().zip(&names).filter_map(|(req, name)| Some((told.get(name)?.arn.clone()?, req)));
        let tags =
            match tags_of(cx, &there.collect::<Vec<_>>(), |arn| async move { tags(cx, &arn).await }).await {
                Ok(tags) => tags,
                Err(e) => return answers(reqs, Err(e)),
            };
        let answer = |(req, name): (&Req<Self>, &Key)| {
            let repository = found(req, told.get(name)?.clone());
            let tags = tags.get(&repository.arn).cloned().unwrap_or_default();
            Some(Found::ready(repository).tagged(tags))
        };
        reqs.iter().zip(&names).map(|one| Ok(answer(one))).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (client, from, to) = (codecommit(cx), change.from, change.to);
        let name = &from.repository_name;
        // Tags first, and the name last: until then all calls use the old one.
        retag(cx, &from.arn, &change.tags).await?;
        if let Some(branch) = text(&to.default_branch).filter(|_| change.changed("default_branch")) {
            let told = client.list_branches().repository_name(name).send().await?;
            // One that is empty has no branches, and so no default one.
            if !told.branches.unwrap_or_default().is_empty() {
                let call = client.update_default_branch().repository_name(name);
                call.default_branch_name(branch).send().await?;
            }
        }
        if change.changed("description") {
            let call = client.update_repository_description().repository_name(name);
            call.repository_description(to.description.clone().unwrap_or_default()).send().await?;
        }
        if let Some(key) = text(&to.kms_key_id).filter(|_| change.changed("kms_key_id")) {
            let call = client.update_repository_encryption_key().repository_name(name);
            call.kms_key_id(key).send().await?;
        }
        if change.changed("repository_name") {
            let call = client.update_repository_name().old_name(name);
            call.new_name(&to.repository_name).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        codecommit(cx).delete_repository().repository_name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = &planned.repository_name;
        let told = repositories(cx, [name.clone()].into()).await?.remove(name);
        let Some(arn) = told.and_then(|r| r.arn) else { return Ok(None) };
        let ours = intent.absent || carries(intent, &tags(cx, &arn).await?);
        Ok(ours.then(|| name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.repository_name.clone())
    }
}

fn name(req: &Req<Repository>) -> Key {
    let named = &req.prior.repository_name;
    if named.is_empty() { req.key.clone() } else { named.clone() }
}

/// Repositories by their names, a hundred a call; those that are not there are left out. (CodeCommit BatchGetRepositories)
async fn repositories(cx: &Cx, names: BTreeSet<Key>) -> Result<HashMap<Key, RepositoryMetadata>, Error> {
    let names: Vec<Key> = names.into_iter().collect();
    let call = |some: &[Key]| {
        codecommit(cx).batch_get_repositories().set_repository_names(Some(some.to_vec())).send()
    };
    let mut all = HashMap::new();
    for told in each(names.chunks(BATCH), 5, call).await {
        let told = told?.repositories.unwrap_or_default().into_iter();
        all.extend(told.filter_map(|r| Some((r.repository_name.clone()?, r))));
    }
    Ok(all)
}

fn found(req: &Req<Repository>, told: RepositoryMetadata) -> Repository {
    // A branch that was asked for stays so until there are branches; one that nobody asked for says nothing.
    let branch = text(&req.prior.default_branch).map(|asked| told.default_branch.unwrap_or(asked));
    let name = told.repository_name.unwrap_or_default();
    Repository {
        id: name.clone(),
        arn: told.arn.unwrap_or_default(),
        clone_url_http: told.clone_url_http.unwrap_or_default(),
        clone_url_ssh: told.clone_url_ssh.unwrap_or_default(),
        default_branch: branch,
        description: told.repository_description,
        kms_key_id: told.kms_key_id,
        repository_id: told.repository_id.unwrap_or_default(),
        repository_name: name,
    }
}
