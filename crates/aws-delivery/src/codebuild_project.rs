//! `aws_codebuild_project`

use crate::codebuild::{codebuild, project_name, projects, tag_list, tags};
use crate::codebuild_project_artifacts::{Artifacts, SecondaryArtifacts};
use crate::codebuild_project_blocks::{Batch, Cache, FileSystem, Logs, Network};
use crate::codebuild_project_environment::Environment;
use crate::codebuild_project_source::{SecondarySource, Source, SourceVersion};
use crate::words::words;
use aws_sdk_codebuild::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, long, word};
use provision_schema::suppress::Difference;

/// How something is built: from which sources, where, into what. (CodeBuild CreateProject, UpdateProject)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_codebuild_project", tags, seconds(1, 1))]
pub struct Project {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Where what it makes goes.
    #[block(list, min = 1, max = 1)]
    pub artifacts: Option<Artifacts>,
    /// It has a badge that shows how the last build went.
    #[attr(optional, default = false)]
    pub badge_enabled: Option<bool>,
    /// Where the badge is.
    #[attr(computed)]
    pub badge_url: String,
    /// Builds of many parts.
    #[block(list, max = 1)]
    pub build_batch_config: Option<Batch>,
    /// Minutes that a build may take.
    #[attr(optional, default = 60, between(5, 2160), suppress = on_lambda)]
    pub build_timeout: Option<i64>,
    /// What one build leaves to the next.
    #[block(list, max = 1, stays)]
    pub cache: Option<Cache>,
    /// Builds that may run at a time.
    #[attr(optional, between(1, 2_147_483_647))]
    pub concurrent_build_limit: Option<i64>,
    /// What it is for.
    #[attr(optional, computed, length(0, 255))]
    pub description: Option<String>,
    /// The key that encrypts what it makes.
    #[attr(optional, computed)]
    pub encryption_key: Option<String>,
    /// Where it builds.
    #[block(list, min = 1, max = 1)]
    pub environment: Option<Environment>,
    /// File systems that a build sees.
    #[block(set)]
    pub file_system_locations: Set<FileSystem>,
    /// Where builds log to.
    #[block(list, max = 1, stays)]
    pub logs_config: Option<Logs>,
    /// Its name.
    #[attr(required, replace, validate = project_name)]
    pub name: String,
    /// Who sees its builds: `PRIVATE` or `PUBLIC_READ`.
    #[attr(optional, default = "PRIVATE", validate = visibility)]
    pub project_visibility: Option<String>,
    /// The name under which everybody sees its builds.
    #[attr(computed)]
    pub public_project_alias: String,
    /// Minutes that a build may wait for its turn.
    #[attr(optional, default = 480, between(5, 480), suppress = on_lambda)]
    pub queued_timeout: Option<i64>,
    /// The role by which everybody sees logs and artifacts.
    #[attr(optional, arn)]
    pub resource_access_role: Option<String>,
    /// Where more of what it makes goes.
    #[block(set, max = 12)]
    pub secondary_artifacts: Set<SecondaryArtifacts>,
    /// Which versions of the secondary sources are built.
    #[block(set, max = 12)]
    pub secondary_source_version: Set<SourceVersion>,
    /// More sources.
    #[block(set, max = 12)]
    pub secondary_sources: Set<SecondarySource>,
    /// The role of its builds.
    #[attr(required, arn)]
    pub service_role: String,
    /// What is built.
    #[block(list, min = 1, max = 1)]
    pub source: Option<Source>,
    /// Which version of the source is built.
    #[attr(optional)]
    pub source_version: Option<String>,
    /// The network that builds run in.
    #[block(list, max = 1)]
    pub vpc_config: Option<Network>,
}

words! {
    /// Checks `project_visibility`.
    visibility: types::ProjectVisibilityType,
}

/// Builds on Lambda have time limits of their own.
fn on_lambda(d: &Difference<'_>) -> bool {
    let of = |object: &Value| {
        let environment = object.get("environment")?.as_seq()?.first()?.clone();
        environment.get("type")?.as_str().map(str::to_owned)
    };
    of(d.proposed).is_some_and(|ty| ["ARM_LAMBDA_CONTAINER", "LINUX_LAMBDA_CONTAINER"].contains(&ty.as_str()))
}

/// What UpdateProjectVisibility sets, and no other call.
const SHOWN: [&str; 2] = ["project_visibility", "resource_access_role"];

#[async_trait]
impl Resource for Project {
    /// A cache in S3 lies somewhere.
    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let planned = cx.get("cache");
        let Some(cache) = planned.as_seq().and_then(<[Value]>::first) else { return Ok(()) };
        let of = |name: &str| cache.get(name).cloned().unwrap_or_else(|| Value::null(Type::String));
        let (kind, location) = (of("type"), of("location"));
        let elsewhere = kind.as_str().is_some_and(|kind| !["", "NO_CACHE", "LOCAL"].contains(&kind));
        if elsewhere && location.is_known() && location.as_str().unwrap_or_default().is_empty() {
            let detail = "A cache of type S3 needs a `location`: a bucket, and a prefix in it.";
            return Err(Diagnostic::error("Cache without a place", detail).into());
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = codebuild(cx)
            .create_project()
            .name(&planned.name)
            .set_artifacts(planned.artifacts.as_ref().map(Artifacts::request).transpose()?)
            .set_badge_enabled(planned.badge_enabled.filter(|on| *on))
            .set_build_batch_config(planned.build_batch_config.as_ref().map(Batch::request))
            .set_cache(planned.cache.as_ref().map(Cache::request).transpose()?)
            .set_concurrent_build_limit(positive(planned.concurrent_build_limit))
            .set_description(text(&planned.description))
            .set_encryption_key(text(&planned.encryption_key))
            .set_environment(planned.environment.as_ref().map(Environment::request).transpose()?)
            .set_file_system_locations(given(&planned.file_systems()))
            .logs_config(Logs::request(planned.logs_config.as_ref())?)
            .set_queued_timeout_in_minutes(positive(planned.queued_timeout))
            .set_secondary_artifacts(given(&planned.more_artifacts()?))
            .set_secondary_sources(given(&planned.more_sources()?))
            .set_secondary_source_versions(given(&planned.more_versions()?))
            .service_role(&planned.service_role)
            .set_source(planned.checked_source()?)
            .set_source_version(text(&planned.source_version))
            .set_timeout_in_minutes(positive(planned.build_timeout))
            .set_vpc_config(planned.vpc_config.as_ref().map(Network::request))
            .set_tags(given(&tag_list(&step.tags)));
        let made = cx.until_role_known(|| call.clone().send()).await?;
        Created::new(made.project.and_then(|p| p.arn))
    }

    /// By ARN, or by the name that it is looked for under before it is made.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = match projects(cx, reqs.iter().map(|r| r.key.clone())).await {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        let found: HashMap<Key, Found<Self>> = told
            .into_iter()
            .map(found)
            .flat_map(|f| [(f.value.arn.clone(), f.clone()), (f.value.name.clone(), f)])
            .collect();
        answers(reqs, Ok(found))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.any(&SHOWN) {
            codebuild(cx)
                .update_project_visibility()
                .project_arn(&to.id)
                .set_project_visibility(choice(&to.project_visibility))
                .set_resource_access_role(text(&to.resource_access_role))
                .send()
                .await?;
        }
        if change.tags.is_empty() && change.names.iter().all(|n| SHOWN.contains(&n.as_str())) {
            return Ok(());
        }
        let is = |name: &str| change.changed(name);
        // Texts and lists that are empty take away what was there; tags are said each time, for what is left out goes.
        let mut call =
            codebuild(cx).update_project().name(&to.name).set_tags(Some(tag_list(&change.tags.all)));
        if is("artifacts") {
            call = call.set_artifacts(to.artifacts.as_ref().map(Artifacts::request).transpose()?);
        }
        if is("badge_enabled") {
            call = call.badge_enabled(to.badge_enabled.unwrap_or_default());
        }
        if is("build_batch_config") {
            let none = || types::ProjectBuildBatchConfig::builder().build();
            call = call.build_batch_config(to.build_batch_config.as_ref().map_or_else(none, Batch::request));
        }
        if is("cache") {
            let none = Cache { r#type: Some("NO_CACHE".into()), ..Cache::default() };
            call = call.cache(to.cache.as_ref().unwrap_or(&none).request()?);
        }
        if is("concurrent_build_limit") {
            call = call.concurrent_build_limit(positive(to.concurrent_build_limit).unwrap_or(-1));
        }
        if is("description") {
            call = call.description(to.description.clone().unwrap_or_default());
        }
        if is("encryption_key") {
            call = call.encryption_key(to.encryption_key.clone().unwrap_or_default());
        }
        if is("environment") {
            call = call.set_environment(to.environment.as_ref().map(Environment::request).transpose()?);
        }
        if is("file_system_locations") {
            call = call.set_file_system_locations(Some(to.file_systems()));
        }
        if is("logs_config") {
            call = call.logs_config(Logs::request(to.logs_config.as_ref())?);
        }
        if is("queued_timeout") {
            call = call.set_queued_timeout_in_minutes(int(to.queued_timeout));
        }
        if is("secondary_artifacts") {
            call = call.set_secondary_artifacts(Some(to.more_artifacts()?));
        }
        if is("secondary_sources") {
            call = call.set_secondary_sources(Some(to.more_sources()?));
        }
        if is("secondary_source_version") {
            call = call.set_secondary_source_versions(Some(to.more_versions()?));
        }
        if is("service_role") {
            call = call.service_role(&to.service_role);
        }
        if is("source") {
            call = call.set_source(to.checked_source()?);
        }
        if is("source_version") {
            call = call.source_version(to.source_version.clone().unwrap_or_default());
        }
        if is("build_timeout") {
            call = call.set_timeout_in_minutes(int(to.build_timeout));
        }
        if is("vpc_config") {
            let none = || types::VpcConfig::builder().build();
            call = call.vpc_config(to.vpc_config.as_ref().map_or_else(none, Network::request));
        }
        cx.until_role_known(|| call.clone().send()).await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        codebuild(cx).delete_project().name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let told = projects(cx, [planned.name.clone()]).await?.into_iter().next().map(found);
        let ours = told.filter(|f| intent.absent || carries(intent, &f.tags));
        Ok(ours.map(|f| f.value.arn))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

impl Project {
    fn file_systems(&self) -> Vec<types::ProjectFileSystemLocation> {
        self.file_system_locations.iter().map(FileSystem::request).collect()
    }
    fn more_artifacts(&self) -> Result<Vec<types::ProjectArtifacts>, Error> {
        self.secondary_artifacts.iter().map(SecondaryArtifacts::request).collect()
    }
    fn more_sources(&self) -> Result<Vec<types::ProjectSource>, Error> {
        self.secondary_sources.iter().map(SecondarySource::request).collect()
    }
    fn more_versions(&self) -> Result<Vec<types::ProjectSourceVersion>, Error> {
        self.secondary_source_version.iter().map(SourceVersion::request).collect()
    }
    /// A project without a source says itself what is to be done.
    fn checked_source(&self) -> Result<Option<types::ProjectSource>, Error> {
        let Some(source) = &self.source else { return Ok(None) };
        if source.r#type == "NO_SOURCE" {
            let wrong = |what: &str| Err(Error::new(Class::Validation, what.to_owned()));
            if text(&source.buildspec).is_none() {
                return wrong("`source` of type NO_SOURCE needs a `buildspec`.");
            }
            if text(&source.location).is_some() {
                return wrong("`source` of type NO_SOURCE has no `location`.");
            }
        }
        source.request().map(Some)
    }
}

fn found(told: types::Project) -> Found<Project> {
    let tags = tags(told.tags.as_deref());
    let badge = told.badge.as_ref();
    let arn = told.arn.clone().unwrap_or_default();
    let visibility = told.project_visibility.unwrap_or(types::ProjectVisibilityType::Private);
    Found::ready(Project {
        id: arn.clone(),
        arn,
        artifacts: told.artifacts.as_ref().map(Artifacts::told),
        badge_enabled: Some(badge.is_some_and(|b| b.badge_enabled)),
        badge_url: badge.and_then(|b| b.badge_request_url.clone()).unwrap_or_default(),
        build_batch_config: told.build_batch_config.as_ref().map(Batch::told),
        build_timeout: long(told.timeout_in_minutes),
        cache: told.cache.as_ref().map(Cache::told),
        concurrent_build_limit: long(told.concurrent_build_limit),
        description: told.description,
        encryption_key: told.encryption_key,
        environment: told.environment.as_ref().map(Environment::told),
        file_system_locations: told.file_system_locations.iter().flatten().map(FileSystem::told).collect(),
        logs_config: told.logs_config.as_ref().map(Logs::told),
        name: told.name.unwrap_or_default(),
        project_visibility: word(Some(&visibility)),
        public_project_alias: told.public_project_alias.unwrap_or_default(),
        queued_timeout: long(told.queued_timeout_in_minutes),
        resource_access_role: told.resource_access_role,
        secondary_artifacts: told
            .secondary_artifacts
            .iter()
            .flatten()
            .map(SecondaryArtifacts::told)
            .collect(),
        secondary_source_version: told
            .secondary_source_versions
            .iter()
            .flatten()
            .map(SourceVersion::told)
            .collect(),
        secondary_sources: told.secondary_sources.iter().flatten().map(SecondarySource::told).collect(),
        service_role: told.service_role.unwrap_or_default(),
        source: told.source.as_ref().map(Source::told),
        source_version: told.source_version,
        vpc_config: told.vpc_config.as_ref().map(Network::told),
    })
    .tagged(tags)
}
