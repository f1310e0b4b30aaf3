//! `aws_glue_security_configuration`

use crate::common::{choice, word};
use crate::glue::glue;
use aws_sdk_glue::types;
use provision_aws_core::prelude::*;

/// How what a job writes is encrypted. (Glue CreateSecurityConfiguration)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_glue_security_configuration", seconds(1, 1))]
pub struct SecurityConfiguration {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Of what, and by which key.
    #[block(list, min = 1, max = 1, replace)]
    pub encryption_configuration: Option<Encryption>,
    /// Its name.
    #[attr(required, replace, length(1, 255))]
    pub name: String,
}

/// What is encrypted.
#[derive(Nested, Clone, Default)]
pub struct Encryption {
    /// Logs.
    #[block(list, min = 1, max = 1, replace)]
    pub cloudwatch_encryption: Option<Logs>,
    /// How far a job has come.
    #[block(list, min = 1, max = 1, replace)]
    pub job_bookmarks_encryption: Option<Bookmarks>,
    /// Data.
    #[block(list, min = 1, max = 1, replace)]
    pub s3_encryption: Option<Data>,
}

/// Logs.
#[derive(Nested, Clone, Default)]
pub struct Logs {
    /// `DISABLED` or `SSE-KMS`.
    #[attr(optional, replace, default = "DISABLED", one_of("DISABLED", "SSE-KMS"))]
    pub cloudwatch_encryption_mode: Option<String>,
    /// The key.
    #[attr(optional, replace, arn)]
    pub kms_key_arn: Option<String>,
}

/// How far a job has come.
#[derive(Nested, Clone, Default)]
pub struct Bookmarks {
    /// `DISABLED` or `CSE-KMS`.
    #[attr(optional, replace, default = "DISABLED", one_of("DISABLED", "CSE-KMS"))]
    pub job_bookmarks_encryption_mode: Option<String>,
    /// The key.
    #[attr(optional, replace, arn)]
    pub kms_key_arn: Option<String>,
}

/// Data.
#[derive(Nested, Clone, Default)]
pub struct Data {
    /// The key.
    #[attr(optional, replace, arn)]
    pub kms_key_arn: Option<String>,
    /// `DISABLED`, `SSE-KMS` or `SSE-S3`.
    #[attr(optional, replace, default = "DISABLED", one_of("DISABLED", "SSE-KMS", "SSE-S3"))]
    pub s3_encryption_mode: Option<String>,
}

#[async_trait]
impl Resource for SecurityConfiguration {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let made = glue(cx)
            .create_security_configuration()
            .name(&planned.name)
            .set_encryption_configuration(planned.encryption_configuration.as_ref().map(Encryption::request))
            .send()
            .await?;
        Created::new(made.name)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            Ok(one(cx, &req.key).await?.map(|told| {
                Found::ready(SecurityConfiguration {
                    id: req.key.clone(),
                    encryption_configuration: told.encryption_configuration.as_ref().map(Encryption::told),
                    name: req.key.clone(),
                })
            }))
        })
        .await
    }

    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        glue(cx).delete_security_configuration().name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = one(cx, &planned.name).await?;
        Ok(found.filter(|_| intent.absent).map(|_| planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

/// One configuration. (Glue GetSecurityConfiguration)
async fn one(cx: &Cx, name: &str) -> Result<Option<types::SecurityConfiguration>, Error> {
    let told = there(glue(cx).get_security_configuration().name(name).send().await)?;
    Ok(told.and_then(|told| told.security_configuration))
}

impl Encryption {
    fn request(&self) -> types::EncryptionConfiguration {
        let logs = |l: &Logs| {
            types::CloudWatchEncryption::builder()
                .set_cloud_watch_encryption_mode(choice(&l.cloudwatch_encryption_mode))
                .set_kms_key_arn(text(&l.kms_key_arn))
                .build()
        };
        let bookmarks = |b: &Bookmarks| {
            types::JobBookmarksEncryption::builder()
                .set_job_bookmarks_encryption_mode(choice(&b.job_bookmarks_encryption_mode))
                .set_kms_key_arn(text(&b.kms_key_arn))
                .build()
        };
        let data = |d: &Data| {
            types::S3Encryption::builder()
                .set_s3_encryption_mode(choice(&d.s3_encryption_mode))
                .set_kms_key_arn(text(&d.kms_key_arn))
                .build()
        };
        types::EncryptionConfiguration::builder()
            .set_cloud_watch_encryption(self.cloudwatch_encryption.as_ref().map(logs))
            .set_job_bookmarks_encryption(self.job_bookmarks_encryption.as_ref().map(bookmarks))
            .set_s3_encryption(self.s3_encryption.as_ref().map(|d| vec![data(d)]))
            .build()
    }

    fn told(told: &types::EncryptionConfiguration) -> Encryption {
        let logs = |l: &types::CloudWatchEncryption| Logs {
            cloudwatch_encryption_mode: word(l.cloud_watch_encryption_mode.as_ref()),
            kms_key_arn: l.kms_key_arn.clone(),
        };
        let bookmarks = |b: &types::JobBookmarksEncryption| Bookmarks {
            job_bookmarks_encryption_mode: word(b.job_bookmarks_encryption_mode.as_ref()),
            kms_key_arn: b.kms_key_arn.clone(),
        };
        let data = |d: &types::S3Encryption| Data {
            kms_key_arn: d.kms_key_arn.clone(),
            s3_encryption_mode: word(d.s3_encryption_mode.as_ref()),
        };
        Encryption {
            cloudwatch_encryption: told.cloud_watch_encryption.as_ref().map(logs),
            job_bookmarks_encryption: told.job_bookmarks_encryption.as_ref().map(bookmarks),
            s3_encryption: told.s3_encryption().first().map(data),
        }
    }
}
