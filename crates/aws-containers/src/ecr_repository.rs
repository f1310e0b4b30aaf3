//! `aws_ecr_repository`

use crate::common::text;
use crate::ecr::{ecr, repositories, tag_list, tags_of};
use aws_sdk_ecr::types::{self, EncryptionType, ImageScanningConfiguration};
use provision_aws_core::prelude::*;
use provision_aws_core::tagging::with_tags_read;
use std::time::Duration;

/// Where images of one name are kept. (ECR CreateRepository)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_ecr_repository", tags, timeouts(delete), seconds(1, 1))]
pub struct Repository {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// How images are encrypted.
    #[block(list, replace, stays)]
    pub encryption_configuration: Vec<Encryption>,
    /// It is deleted with its images.
    #[attr(optional, config_only)]
    pub force_delete: Option<bool>,
    /// How images are looked through.
    #[block(list, max = 1, stays)]
    pub image_scanning_configuration: Option<Scanning>,
    /// Whether a tag may be moved to another image: `MUTABLE` or `IMMUTABLE`.
    #[attr(optional, default = "MUTABLE", one_of("MUTABLE", "IMMUTABLE"))]
    pub image_tag_mutability: Option<String>,
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
    /// The account.
    #[attr(computed)]
    pub registry_id: String,
    /// What images are called before the tag.
    #[attr(computed)]
    pub repository_url: String,
}

/// How images are encrypted.
#[derive(Nested, Clone, Default)]
pub struct Encryption {
    /// `AES256`, `KMS` or `KMS_DSSE`.
    #[attr(optional, replace, default = "AES256", one_of("AES256", "KMS", "KMS_DSSE"))]
    pub encryption_type: Option<String>,
    /// The key.
    #[attr(optional, computed, replace)]
    pub kms_key: Option<String>,
}

/// How images are looked through.
#[derive(Nested, Clone, Default)]
pub struct Scanning {
    /// Each image is, when it is pushed.
    #[attr(required)]
    pub scan_on_push: bool,
}

#[async_trait]
impl Resource for Repository {
    const WAITS: Waits = Waits { delete: Duration::from_secs(20 * 60), ..Waits::QUICK };
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let encryption = |e: &Encryption| {
            let kind = text(&e.encryption_type).unwrap_or_else(|| "AES256".into());
            let request = types::EncryptionConfiguration::builder().encryption_type(kind.as_str().into());
            request.set_kms_key(text(&e.kms_key)).build()
        };
        let made = ecr(cx)
            .create_repository()
            .repository_name(&planned.name)
            .set_encryption_configuration(
                planned.encryption_configuration.first().map(encryption).transpose()?,
            )
            .set_image_scanning_configuration(
                planned.image_scanning_configuration.as_ref().map(Scanning::request),
            )
            .set_image_tag_mutability(text(&planned.image_tag_mutability).map(|m| m.as_str().into()))
            .set_tags(tag_list(&step.tags)?)
            .send()
            .await?;
        Created::new(made.repository.and_then(|r| r.repository_name))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = repositories(cx, reqs.iter().map(|r| r.key.clone())).await;
        let found = found.map(|all| all.iter().map(|(key, one)| (key.clone(), told(one))).collect());
        with_tags_read(cx, reqs, found, |one| &one.arn, |arn| async move { tags_of(cx, &arn).await }).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.changed("image_tag_mutability") {
            let wanted = text(&to.image_tag_mutability).map(|m| m.as_str().into());
            let call = ecr(cx).put_image_tag_mutability().repository_name(&to.id);
            call.set_image_tag_mutability(wanted).send().await?;
        }
        if change.changed("image_scanning_configuration") {
            let wanted = to.image_scanning_configuration.clone().unwrap_or_default();
            let call = ecr(cx).put_image_scanning_configuration().repository_name(&to.id);
            call.image_scanning_configuration(wanted.request()).send().await?;
        }
        if !change.tags.remove.is_empty() {
            let keys = Some(change.tags.remove.clone());
            ecr(cx).untag_resource().resource_arn(&to.arn).set_tag_keys(keys).send().await?;
        }
        if let Some(set) = tag_list(&change.tags.set)? {
            ecr(cx).tag_resource().resource_arn(&to.arn).set_tags(Some(set)).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = ecr(cx).delete_repository().repository_name(&prior.id);
        match call.force(prior.force_delete.unwrap_or_default()).send().await.map_err(Error::from) {
            Err(e) if e.is(&["RepositoryNotEmptyException"]) => Err(e
                .with_class(Class::Validation)
                .help("Delete its images, or set `force_delete = true` and apply before it is destroyed.")),
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = repositories(cx, std::iter::once(planned.name.clone())).await?;
        let Some(arn) = found.get(&planned.name).and_then(|r| r.repository_arn.clone()) else {
            return Ok(None);
        };
        let ours = intent.absent || carries(intent, &tags_of(cx, &arn).await?);
        Ok(ours.then(|| planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

impl Scanning {
    fn request(&self) -> ImageScanningConfiguration {
        ImageScanningConfiguration::builder().scan_on_push(self.scan_on_push).build()
    }
}

/// The encryption of a repository as ECR tells it.
pub(crate) fn encryption(told: &types::EncryptionConfiguration) -> Encryption {
    let of_aws = told.encryption_type == EncryptionType::Aes256;
    Encryption {
        encryption_type: Some(told.encryption_type.as_str().to_owned()),
        kms_key: told.kms_key.clone().or_else(|| of_aws.then(String::new)),
    }
}

/// One repository without its tags, which come by a call of their own.
fn told(repository: &types::Repository) -> Repository {
    let scanning = |s: &ImageScanningConfiguration| Scanning { scan_on_push: s.scan_on_push };
    let name = repository.repository_name.clone().unwrap_or_default();
    Repository {
        id: name.clone(),
        arn: repository.repository_arn.clone().unwrap_or_default(),
        encryption_configuration: repository.encryption_configuration.iter().map(encryption).collect(),
        force_delete: None,
        image_scanning_configuration: repository.image_scanning_configuration.as_ref().map(scanning),
        image_tag_mutability: repository.image_tag_mutability.as_ref().map(|m| m.as_str().to_owned()),
        name,
        registry_id: repository.registry_id.clone().unwrap_or_default(),
        repository_url: repository.repository_uri.clone().unwrap_or_default(),
    }
}
