//! Where what a CodeBuild project makes goes.

use crate::words::words;
use aws_sdk_codebuild::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};
use provision_schema::suppress::Difference;

/// Where what a project makes goes.
#[derive(Nested, Clone, Default)]
pub struct Artifacts {
    /// What it is known by.
    #[attr(optional)]
    pub artifact_identifier: Option<String>,
    /// What the bucket's owner may: `NONE`, `READ_ONLY` or `FULL`.
    #[attr(optional, validate = owner_access)]
    pub bucket_owner_access: Option<String>,
    /// It is not encrypted.
    #[attr(optional, default = false)]
    pub encryption_disabled: Option<bool>,
    /// The bucket.
    #[attr(optional)]
    pub location: Option<String>,
    /// The name of the file or folder: the project's, where none is given.
    #[attr(optional, suppress = named_by_project)]
    pub name: Option<String>,
    /// `BUILD_ID` puts it into a folder of the build's id.
    #[attr(optional, suppress = plain_namespace, validate = namespace)]
    pub namespace_type: Option<String>,
    /// The buildspec says its name.
    #[attr(optional, default = false)]
    pub override_artifact_name: Option<bool>,
    /// `ZIP` packs it.
    #[attr(optional, suppress = plain_packaging, validate = packaging)]
    pub packaging: Option<String>,
    /// The folder.
    #[attr(optional)]
    pub path: Option<String>,
    /// `CODEPIPELINE`, `S3` or `NO_ARTIFACTS`.
    #[attr(required, validate = kind)]
    pub r#type: String,
}

/// Where more of what a project makes goes.
#[derive(Nested, Clone, Default)]
pub struct SecondaryArtifacts {
    /// What it is known by.
    #[attr(required)]
    pub artifact_identifier: String,
    /// What the bucket's owner may: `NONE`, `READ_ONLY` or `FULL`.
    #[attr(optional, validate = owner_access)]
    pub bucket_owner_access: Option<String>,
    /// It is not encrypted.
    #[attr(optional, default = false)]
    pub encryption_disabled: Option<bool>,
    /// The bucket.
    #[attr(optional)]
    pub location: Option<String>,
    /// The name of the file or folder: AWS's, where none is given.
    #[attr(optional, no_identity)]
    pub name: Option<String>,
    /// `BUILD_ID` puts it into a folder of the build's id.
    #[attr(optional, default = "NONE", validate = namespace)]
    pub namespace_type: Option<String>,
    /// The buildspec says its name.
    #[attr(optional, default = false)]
    pub override_artifact_name: Option<bool>,
    /// `ZIP` packs it.
    #[attr(optional, default = "NONE", validate = packaging)]
    pub packaging: Option<String>,
    /// The folder.
    #[attr(optional)]
    pub path: Option<String>,
    /// `CODEPIPELINE`, `S3` or `NO_ARTIFACTS`.
    #[attr(required, validate = kind)]
    pub r#type: String,
}

words! {
    /// Checks `bucket_owner_access`.
    owner_access: types::BucketOwnerAccess,
    /// Checks `namespace_type`.
    namespace: types::ArtifactNamespace,
    /// Checks `packaging`.
    packaging: types::ArtifactPackaging,
    /// Checks `type`.
    kind: types::ArtifactsType,
}

/// True for an argument that is not configured; one that is not known yet is.
fn left_open(d: &Difference<'_>) -> bool {
    d.after.is_empty() && d.path.get(d.proposed).is_none_or(Value::is_known)
}

fn named_by_project(d: &Difference<'_>) -> bool {
    left_open(d) && d.before == d.text("name")
}

/// In S3, AWS says that there is no folder of a build.
fn plain_namespace(d: &Difference<'_>) -> bool {
    d.beside("type") == "S3" && d.before == "NONE" && left_open(d)
}

/// In S3, AWS says that nothing is packed; in a pipeline, the pipeline decides.
fn plain_packaging(d: &Difference<'_>) -> bool {
    match d.beside("type").as_str() {
        "CODEPIPELINE" => left_open(d),
        "S3" => d.before == "NONE" && left_open(d),
        _ => false,
    }
}

impl Artifacts {
    /// As CodeBuild takes it.
    pub fn request(&self) -> Result<types::ProjectArtifacts, Error> {
        // Other kinds are not encrypted, and AWS does not take it that somebody says so.
        let encrypted = ["S3", "CODEPIPELINE"].contains(&self.r#type.as_str());
        let built = types::ProjectArtifacts::builder()
            .set_artifact_identifier(text(&self.artifact_identifier))
            .set_bucket_owner_access(choice(&self.bucket_owner_access))
            .set_encryption_disabled(encrypted.then(|| self.encryption_disabled.unwrap_or_default()))
            .set_location(text(&self.location))
            .set_name(text(&self.name))
            .set_namespace_type(choice(&self.namespace_type))
            .override_artifact_name(self.override_artifact_name.unwrap_or_default())
            .set_packaging(choice(&self.packaging))
            .set_path(text(&self.path))
            .r#type(self.r#type.as_str().into())
            .build()?;
        Ok(built)
    }
    /// As CodeBuild tells it.
    pub fn told(told: &types::ProjectArtifacts) -> Artifacts {
        Artifacts {
            artifact_identifier: told.artifact_identifier.clone(),
            bucket_owner_access: word(told.bucket_owner_access.as_ref()),
            encryption_disabled: told.encryption_disabled,
            location: told.location.clone(),
            name: told.name.clone(),
            namespace_type: word(told.namespace_type.as_ref()),
            override_artifact_name: told.override_artifact_name,
            packaging: word(told.packaging.as_ref()),
            path: told.path.clone(),
            r#type: told.r#type.as_str().to_owned(),
        }
    }
}

impl SecondaryArtifacts {
    /// As CodeBuild takes it.
    pub fn request(&self) -> Result<types::ProjectArtifacts, Error> {
        let all = self.clone();
        Artifacts {
            artifact_identifier: Some(all.artifact_identifier),
            bucket_owner_access: all.bucket_owner_access,
            encryption_disabled: all.encryption_disabled,
            location: all.location,
            name: all.name,
            namespace_type: all.namespace_type,
            override_artifact_name: all.override_artifact_name,
            packaging: all.packaging,
            path: all.path,
            r#type: all.r#type,
        }
        .request()
    }
    /// As CodeBuild tells it.
    pub fn told(told: &types::ProjectArtifacts) -> SecondaryArtifacts {
        let all = Artifacts::told(told);
        SecondaryArtifacts {
            artifact_identifier: all.artifact_identifier.unwrap_or_default(),
            bucket_owner_access: all.bucket_owner_access,
            encryption_disabled: all.encryption_disabled,
            location: all.location,
            name: all.name,
            namespace_type: all.namespace_type,
            override_artifact_name: all.override_artifact_name,
            packaging: all.packaging,
            path: all.path,
            r#type: all.r#type,
        }
    }
}
