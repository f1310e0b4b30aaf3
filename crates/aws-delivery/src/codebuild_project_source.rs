//! What a CodeBuild project builds.

use crate::words::words;
use aws_sdk_codebuild::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::long;

/// What a project builds.
#[derive(Nested, Clone, Default)]
pub struct Source {
    /// How it gets at the source.
    #[block(list, max = 1)]
    pub auth: Option<Auth>,
    /// What its host is told of a build.
    #[block(list, max = 1)]
    pub build_status_config: Option<BuildStatus>,
    /// What is done: a text, or a file in the source.
    #[attr(optional)]
    pub buildspec: Option<String>,
    /// How many commits are fetched; 0 for all.
    #[attr(optional, between(0, 2_147_483_647))]
    pub git_clone_depth: Option<i64>,
    /// Whether submodules are fetched.
    #[block(list, max = 1)]
    pub git_submodules_config: Option<Submodules>,
    /// Certificates of the host are not looked at.
    #[attr(optional)]
    pub insecure_ssl: Option<bool>,
    /// Where it lies.
    #[attr(optional)]
    pub location: Option<String>,
    /// Its host is told how a build went.
    #[attr(optional)]
    pub report_build_status: Option<bool>,
    /// Its host: `GITHUB`, `CODEPIPELINE`, `NO_SOURCE` and others.
    #[attr(required, validate = kind)]
    pub r#type: String,
}

/// What a project builds beside its first source.
#[derive(Nested, Clone, Default)]
pub struct SecondarySource {
    /// How it gets at the source.
    #[block(list, max = 1)]
    pub auth: Option<Auth>,
    /// What its host is told of a build.
    #[block(list, max = 1)]
    pub build_status_config: Option<BuildStatus>,
    /// What is done: a text, or a file in the source.
    #[attr(optional)]
    pub buildspec: Option<String>,
    /// How many commits are fetched; 0 for all.
    #[attr(optional, between(0, 2_147_483_647))]
    pub git_clone_depth: Option<i64>,
    /// Whether submodules are fetched.
    #[block(list, max = 1)]
    pub git_submodules_config: Option<Submodules>,
    /// Certificates of the host are not looked at.
    #[attr(optional)]
    pub insecure_ssl: Option<bool>,
    /// Where it lies.
    #[attr(optional)]
    pub location: Option<String>,
    /// Its host is told how a build went.
    #[attr(optional)]
    pub report_build_status: Option<bool>,
    /// What it is known by.
    #[attr(required)]
    pub source_identifier: String,
    /// Its host: `GITHUB`, `S3` and others.
    #[attr(required, validate = kind)]
    pub r#type: String,
}

/// How a project gets at a source.
#[derive(Nested, Clone, Default)]
pub struct Auth {
    /// The connection or the secret.
    #[attr(required, arn)]
    pub resource: String,
    /// `CODECONNECTIONS` or `SECRETS_MANAGER`.
    #[attr(required, validate = auth_kind)]
    pub r#type: String,
}

/// What the host of a source is told of a build.
#[derive(Nested, Clone, Default)]
pub struct BuildStatus {
    /// What the build is called there.
    #[attr(optional)]
    pub context: Option<String>,
    /// Where it leads to.
    #[attr(optional)]
    pub target_url: Option<String>,
}

/// Whether submodules are fetched.
#[derive(Nested, Clone, Default)]
pub struct Submodules {
    /// They are.
    #[attr(required)]
    pub fetch_submodules: bool,
}

/// Which version of a secondary source is built.
#[derive(Nested, Clone, Default)]
pub struct SourceVersion {
    /// The source.
    #[attr(required)]
    pub source_identifier: String,
    /// Its version.
    #[attr(required)]
    pub source_version: String,
}

words! {
    /// Checks the `type` of a source.
    kind: types::SourceType,
    /// Checks the `type` of `auth`.
    auth_kind: types::AuthType,
}

/// Hosts that can be told how a build went.
const TOLD: [&str; 5] = ["BITBUCKET", "GITHUB", "GITHUB_ENTERPRISE", "GITLAB", "GITLAB_SELF_MANAGED"];

/// Hosts whose submodules CodeBuild fetches.
const NESTED: [&str; 4] = ["BITBUCKET", "CODECOMMIT", "GITHUB", "GITHUB_ENTERPRISE"];

impl Source {
    /// As CodeBuild takes it: it refuses to hear of what a host cannot do.
    pub fn request(&self) -> Result<types::ProjectSource, Error> {
        self.builder()?.build().map_err(Error::from)
    }

    fn builder(&self) -> Result<types::builders::ProjectSourceBuilder, Error> {
        let kind = self.r#type.as_str();
        let submodules = self.git_submodules_config.as_ref().filter(|_| NESTED.contains(&kind));
        let submodules = submodules
            .map(|s| types::GitSubmodulesConfig::builder().fetch_submodules(s.fetch_submodules).build());
        let status = self.build_status_config.as_ref().filter(|_| TOLD.contains(&kind));
        let builder = types::ProjectSource::builder()
            .set_auth(self.auth.as_ref().map(Auth::request).transpose()?)
            .set_build_status_config(status.map(BuildStatus::request))
            .buildspec(self.buildspec.clone().unwrap_or_default())
            .git_clone_depth(int(self.git_clone_depth).unwrap_or_default())
            .set_git_submodules_config(submodules.transpose()?)
            .insecure_ssl(self.insecure_ssl.unwrap_or_default())
            .set_location(text(&self.location))
            .r#type(kind.into());
        Ok(match TOLD.contains(&kind) {
            true => builder.report_build_status(self.report_build_status.unwrap_or_default()),
            false => builder,
        })
    }

    /// As CodeBuild tells it.
    pub fn told(told: &types::ProjectSource) -> Source {
        let submodules = |s: &types::GitSubmodulesConfig| Submodules { fetch_submodules: s.fetch_submodules };
        Source {
            auth: told.auth.as_ref().map(Auth::told),
            build_status_config: told.build_status_config.as_ref().map(BuildStatus::told),
            buildspec: told.buildspec.clone(),
            git_clone_depth: long(told.git_clone_depth),
            git_submodules_config: told.git_submodules_config.as_ref().map(submodules),
            insecure_ssl: told.insecure_ssl,
            location: told.location.clone(),
            report_build_status: told.report_build_status,
            r#type: told.r#type.as_str().to_owned(),
        }
    }
}

impl SecondarySource {
    /// As CodeBuild takes it.
    pub fn request(&self) -> Result<types::ProjectSource, Error> {
        let all = self.clone();
        let source = Source {
            auth: all.auth,
            build_status_config: all.build_status_config,
            buildspec: all.buildspec,
            git_clone_depth: all.git_clone_depth,
            git_submodules_config: all.git_submodules_config,
            insecure_ssl: all.insecure_ssl,
            location: all.location,
            report_build_status: all.report_build_status,
            r#type: all.r#type,
        };
        source.builder()?.source_identifier(all.source_identifier).build().map_err(Error::from)
    }
    /// As CodeBuild tells it.
    pub fn told(told: &types::ProjectSource) -> SecondarySource {
        let all = Source::told(told);
        SecondarySource {
            auth: all.auth,
            build_status_config: all.build_status_config,
            buildspec: all.buildspec,
            git_clone_depth: all.git_clone_depth,
            git_submodules_config: all.git_submodules_config,
            insecure_ssl: all.insecure_ssl,
            location: all.location,
            report_build_status: all.report_build_status,
            source_identifier: told.source_identifier.clone().unwrap_or_default(),
            r#type: all.r#type,
        }
    }
}

impl Auth {
    fn request(&self) -> Result<types::SourceAuth, Error> {
        let auth = types::SourceAuth::builder().resource(&self.resource).r#type(self.r#type.as_str().into());
        Ok(auth.build()?)
    }
    fn told(told: &types::SourceAuth) -> Auth {
        Auth { resource: told.resource.clone().unwrap_or_default(), r#type: told.r#type.as_str().to_owned() }
    }
}

impl BuildStatus {
    fn request(&self) -> types::BuildStatusConfig {
        let status = types::BuildStatusConfig::builder().set_context(text(&self.context));
        status.set_target_url(text(&self.target_url)).build()
    }
    fn told(told: &types::BuildStatusConfig) -> BuildStatus {
        BuildStatus { context: told.context.clone(), target_url: told.target_url.clone() }
    }
}

impl SourceVersion {
    /// As CodeBuild takes it.
    pub fn request(&self) -> Result<types::ProjectSourceVersion, Error> {
        let version = types::ProjectSourceVersion::builder().source_identifier(&self.source_identifier);
        Ok(version.source_version(&self.source_version).build()?)
    }
    /// As CodeBuild tells it.
    pub fn told(told: &types::ProjectSourceVersion) -> SourceVersion {
        SourceVersion {
            source_identifier: told.source_identifier.clone(),
            source_version: told.source_version.clone(),
        }
    }
}
