//! `aws_codebuild_webhook`

use crate::codebuild::{codebuild, projects};
use crate::words::words;
use aws_sdk_codebuild::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};

/// What a project hears of from the host of its source, and which of it starts builds. (CodeBuild CreateWebhook, UpdateWebhook)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_codebuild_webhook", seconds(1, 1))]
pub struct Webhook {
    /// The project's name.
    #[attr(id)]
    pub id: String,
    /// Which branches are built, as a regular expression.
    #[attr(optional, conflicts("filter_group"))]
    pub branch_filter: Option<String>,
    /// `BUILD`, `BUILD_BATCH` or `RUNNER_BUILDKITE_BUILD`.
    #[attr(optional, validate = build_kind)]
    pub build_type: Option<String>,
    /// What starts a build: all filters of one of the groups fit.
    #[block(set, conflicts("branch_filter"))]
    pub filter_group: Set<FilterGroup>,
    /// Somebody tells the host of it by hand.
    #[attr(optional, replace)]
    pub manual_creation: Option<bool>,
    /// Where the host sends what happens.
    #[attr(computed)]
    pub payload_url: String,
    /// The project.
    #[attr(required, replace)]
    pub project_name: String,
    /// Whether it hears of one repository or of all of an organisation.
    #[block(list, max = 1)]
    pub scope_configuration: Option<Scope>,
    /// What the host signs with.
    #[attr(computed, once, sensitive)]
    pub secret: String,
    /// Where it lies at the host.
    #[attr(computed)]
    pub url: String,
}

/// Filters all of which have to fit.
#[derive(Nested, Clone, Default)]
pub struct FilterGroup {
    /// The filters.
    #[block(list)]
    pub filter: Vec<Filter>,
}

/// A filter.
#[derive(Nested, Clone, Default)]
pub struct Filter {
    /// It fits what does not match.
    #[attr(optional, default = false)]
    pub exclude_matched_pattern: Option<bool>,
    /// What has to match.
    #[attr(required)]
    pub pattern: String,
    /// What is looked at.
    #[attr(required, validate = filter_kind)]
    pub r#type: String,
}

/// What a webhook hears of.
#[derive(Nested, Clone, Default)]
pub struct Scope {
    /// The host of a GitHub Enterprise.
    #[attr(optional)]
    pub domain: Option<String>,
    /// The organisation, enterprise or group.
    #[attr(required)]
    pub name: String,
    /// `GITHUB_ORGANIZATION`, `GITHUB_GLOBAL` or `GITLAB_GROUP`.
    #[attr(required, validate = scope_kind)]
    pub scope: String,
}

words! {
    /// Checks `build_type`.
    build_kind: types::WebhookBuildType,
    /// Checks the `type` of a filter.
    filter_kind: types::WebhookFilterType,
    /// Checks `scope`.
    scope_kind: types::WebhookScopeType,
}

#[async_trait]
impl Resource for Webhook {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let made = codebuild(cx)
            .create_webhook()
            .project_name(&planned.project_name)
            .set_branch_filter(text(&planned.branch_filter))
            .set_build_type(choice(&planned.build_type))
            .set_filter_groups(given(&planned.groups()?))
            .set_manual_creation(planned.manual_creation.filter(|by_hand| *by_hand))
            .set_scope_configuration(planned.scope_configuration.as_ref().map(Scope::request).transpose()?)
            .send()
            .await?;
        let secret = made.webhook.and_then(|w| w.secret);
        Ok(Created::new(Some(planned.project_name.clone()))?.once("secret", secret.as_deref()))
    }

    /// A project tells of its webhook.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = projects(cx, reqs.iter().map(|r| r.key.clone())).await;
        answers(reqs, found.map(|told| told.into_iter().filter_map(found_of).collect()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.changed("scope_configuration") {
            let message = "AWS cannot change scope_configuration of a webhook.";
            let help = "Have the resource replaced: provision apply -replace=ADDRESS.";
            return Err(Error::new(Class::Validation, message).help(help));
        }
        let groups = to.groups()?;
        let call = codebuild(cx).update_webhook().project_name(&to.id).set_build_type(choice(&to.build_type));
        // One of the two is said each time, for it takes the other's place.
        let call = match groups.is_empty() {
            true => call.branch_filter(to.branch_filter.clone().unwrap_or_default()),
            false => call.set_filter_groups(Some(groups)),
        };
        call.send().await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        codebuild(cx).delete_webhook().project_name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let told = projects(cx, [planned.project_name.clone()]).await?;
        let there = told.iter().any(|p| p.webhook.is_some());
        Ok((there && intent.absent).then(|| planned.project_name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.project_name.clone())
    }
}

impl Webhook {
    fn groups(&self) -> Result<Vec<Vec<types::WebhookFilter>>, Error> {
        let groups = self.filter_group.iter().filter(|g| !g.filter.is_empty());
        groups.map(|g| g.filter.iter().map(Filter::request).collect()).collect()
    }
}

impl Filter {
    fn request(&self) -> Result<types::WebhookFilter, Error> {
        let filter = types::WebhookFilter::builder()
            .exclude_matched_pattern(self.exclude_matched_pattern.unwrap_or_default())
            .pattern(&self.pattern)
            .r#type(self.r#type.as_str().into());
        Ok(filter.build()?)
    }
    fn told(told: &types::WebhookFilter) -> Filter {
        Filter {
            exclude_matched_pattern: told.exclude_matched_pattern,
            pattern: told.pattern.clone(),
            r#type: told.r#type.as_str().to_owned(),
        }
    }
}

impl Scope {
    fn request(&self) -> Result<types::ScopeConfiguration, Error> {
        let scope = types::ScopeConfiguration::builder().name(&self.name).set_domain(text(&self.domain));
        Ok(scope.scope(self.scope.as_str().into()).build()?)
    }
    fn told(told: &types::ScopeConfiguration) -> Scope {
        Scope { domain: told.domain.clone(), name: told.name.clone(), scope: told.scope.as_str().to_owned() }
    }
}

fn found_of(project: types::Project) -> Option<(Key, Found<Webhook>)> {
    let (name, told) = (project.name?, project.webhook?);
    let group = |filters: &Vec<types::WebhookFilter>| FilterGroup {
        filter: filters.iter().map(Filter::told).collect(),
    };
    let webhook = Webhook {
        id: name.clone(),
        branch_filter: told.branch_filter,
        build_type: word(told.build_type.as_ref()),
        filter_group: told.filter_groups.iter().flatten().map(group).collect(),
        manual_creation: told.manual_creation,
        payload_url: told.payload_url.unwrap_or_default(),
        project_name: name.clone(),
        scope_configuration: told.scope_configuration.as_ref().map(Scope::told),
        secret: String::new(),
        url: told.url.unwrap_or_default(),
    };
    Some((name, Found::ready(webhook)))
}
