//! `data.aws_ecr_repository`

use crate::common::text;
use crate::ecr::{ecr, repositories, tags_of};
use crate::ecr_repository::{Encryption, Scanning, encryption};
use aws_sdk_ecr::types;
use provision_aws_core::prelude::*;

/// A repository by its name. (ECR DescribeRepositories, DescribeImages)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_ecr_repository")]
pub struct RepositoryData {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// How images are encrypted.
    #[attr(computed)]
    pub encryption_configuration: Vec<Encryption>,
    /// How images are looked through.
    #[attr(computed)]
    pub image_scanning_configuration: Vec<Scanning>,
    /// Whether a tag may be moved to another image.
    #[attr(computed)]
    pub image_tag_mutability: String,
    /// The tags of the image that was pushed last.
    #[attr(computed)]
    pub most_recent_image_tags: Vec<String>,
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// The account.
    #[attr(optional, computed)]
    pub registry_id: Option<String>,
    /// What images are called before the tag.
    #[attr(computed)]
    pub repository_url: String,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
}

#[async_trait]
impl DataSource for RepositoryData {
    /// Those of the own registry come together; those of other accounts by one call each.
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let own = configs.iter().filter(|c| text(&c.registry_id).is_none()).map(|c| c.name.clone());
        let own: Vec<String> = own.collect();
        let found = match own.is_empty() {
            true => HashMap::new(),
            false => match repositories(cx, own.into_iter()).await {
                Ok(found) => found,
                Err(e) => return configs.iter().map(|_| Err(e.clone())).collect(),
            },
        };
        each(configs, 10, |config| one(cx, config, &found)).await
    }
}

async fn one(
    cx: &Cx,
    config: &RepositoryData,
    own: &HashMap<String, types::Repository>,
) -> Result<RepositoryData, Error> {
    let repository = match text(&config.registry_id) {
        None => own.get(&config.name).cloned(),
        Some(registry) => {
            let call = ecr(cx).describe_repositories().registry_id(registry).repository_names(&config.name);
            let told = crate::common::there(call.send().await)?;
            told.and_then(|t| t.repositories?.into_iter().next())
        }
    };
    let Some(repository) = repository else {
        let message = format!("There is no ECR repository \"{}\".", config.name);
        return Err(Error::new(Class::NotFound, message).help("Check the name, the account and the region."));
    };
    let arn = repository.repository_arn.clone().unwrap_or_default();
    let scanning = |s: &types::ImageScanningConfiguration| Scanning { scan_on_push: s.scan_on_push };
    Ok(RepositoryData {
        id: config.name.clone(),
        encryption_configuration: repository.encryption_configuration.iter().map(encryption).collect(),
        image_scanning_configuration: repository.image_scanning_configuration.iter().map(scanning).collect(),
        image_tag_mutability: repository
            .image_tag_mutability
            .as_ref()
            .map(|m| m.as_str().to_owned())
            .unwrap_or_default(),
        most_recent_image_tags: newest_tags(cx, &repository).await?,
        name: config.name.clone(),
        registry_id: repository.registry_id.clone(),
        repository_url: repository.repository_uri.clone().unwrap_or_default(),
        tags: tags_of(cx, &arn).await?,
        arn,
    })
}

/// The tags of the image that was pushed last.
async fn newest_tags(cx: &Cx, repository: &types::Repository) -> Result<Vec<String>, Error> {
    let call = ecr(cx)
        .describe_images()
        .set_registry_id(repository.registry_id.clone())
        .set_repository_name(repository.repository_name.clone())
        .max_results(1000);
    let images = call.into_paginator().items().send().try_collect().await?;
    let newest =
        images.into_iter().max_by_key(|i| i.image_pushed_at.map(|at| (at.secs(), at.subsec_nanos())));
    Ok(newest.and_then(|i| i.image_tags).unwrap_or_default())
}
