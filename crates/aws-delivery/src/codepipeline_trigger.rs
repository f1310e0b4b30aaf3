//! What starts a pipeline.

use crate::words::words;
use aws_sdk_codepipeline::types;
use provision_aws_core::prelude::*;

/// What starts a pipeline.
#[derive(Nested, Clone, Default)]
pub struct Trigger {
    /// Which changes of a repository.
    #[block(list, min = 1, max = 1)]
    pub git_configuration: Option<Git>,
    /// `CodeStarSourceConnection`.
    #[attr(required, validate = provider)]
    pub provider_type: String,
}

/// Which changes of a repository start a pipeline.
#[derive(Nested, Clone, Default)]
pub struct Git {
    /// Pull requests.
    #[block(list, max = 3)]
    pub pull_request: Vec<PullRequest>,
    /// Pushes.
    #[block(list, max = 3)]
    pub push: Vec<Push>,
    /// The action whose repository it is.
    #[attr(required, length(1, 100))]
    pub source_action_name: String,
}

/// Which pull requests.
#[derive(Nested, Clone, Default)]
pub struct PullRequest {
    /// To which branches.
    #[block(list, max = 1)]
    pub branches: Option<Patterns>,
    /// What happens to them: `OPEN`, `UPDATED` or `CLOSED`.
    #[attr(optional)]
    pub events: Vec<String>,
    /// Of which files.
    #[block(list, max = 1)]
    pub file_paths: Option<Patterns>,
}

/// Which pushes.
#[derive(Nested, Clone, Default)]
pub struct Push {
    /// To which branches.
    #[block(list, max = 1)]
    pub branches: Option<Patterns>,
    /// Of which files.
    #[block(list, max = 1)]
    pub file_paths: Option<Patterns>,
    /// Of which tags.
    #[block(list, max = 1)]
    pub tags: Option<Patterns>,
}

/// Names, with wildcards.
#[derive(Nested, Clone, Default)]
pub struct Patterns {
    /// Those that do not count.
    #[attr(optional)]
    pub excludes: Vec<String>,
    /// Those that count.
    #[attr(optional)]
    pub includes: Vec<String>,
}

words! {
    /// Checks `provider_type`.
    provider: types::PipelineTriggerProviderType,
}

/// AWS has a type of its own for each kind of names, all of the same form.
macro_rules! patterns {
    ($($sdk:ident),+) => {$(
        impl From<&Patterns> for types::$sdk {
            fn from(patterns: &Patterns) -> types::$sdk {
                let built = types::$sdk::builder().set_excludes(given(&patterns.excludes));
                built.set_includes(given(&patterns.includes)).build()
            }
        }
        impl From<&types::$sdk> for Patterns {
            fn from(told: &types::$sdk) -> Patterns {
                Patterns {
                    excludes: told.excludes.clone().unwrap_or_default(),
                    includes: told.includes.clone().unwrap_or_default(),
                }
            }
        }
    )+};
}

patterns!(GitBranchFilterCriteria, GitFilePathFilterCriteria, GitTagFilterCriteria);

impl Trigger {
    /// As CodePipeline takes it.
    pub fn request(&self) -> Result<types::PipelineTriggerDeclaration, Error> {
        let trigger = types::PipelineTriggerDeclaration::builder()
            .set_git_configuration(self.git_configuration.as_ref().map(Git::request).transpose()?)
            .provider_type(self.provider_type.as_str().into());
        Ok(trigger.build()?)
    }
    /// As CodePipeline tells it.
    pub fn told(told: &types::PipelineTriggerDeclaration) -> Trigger {
        Trigger {
            git_configuration: told.git_configuration.as_ref().map(Git::told),
            provider_type: told.provider_type.as_str().to_owned(),
        }
    }
}

impl Git {
    fn request(&self) -> Result<types::GitConfiguration, Error> {
        let pulls: Vec<_> = self.pull_request.iter().map(PullRequest::request).collect();
        let pushes: Vec<_> = self.push.iter().map(Push::request).collect();
        let git = types::GitConfiguration::builder()
            .set_pull_request(given(&pulls))
            .set_push(given(&pushes))
            .source_action_name(&self.source_action_name);
        Ok(git.build()?)
    }
    fn told(told: &types::GitConfiguration) -> Git {
        Git {
            pull_request: told.pull_request.iter().flatten().map(PullRequest::told).collect(),
            push: told.push.iter().flatten().map(Push::told).collect(),
            source_action_name: told.source_action_name.clone(),
        }
    }
}

impl PullRequest {
    fn request(&self) -> types::GitPullRequestFilter {
        let events: Vec<_> = self.events.iter().map(|e| e.as_str().into()).collect();
        types::GitPullRequestFilter::builder()
            .set_branches(self.branches.as_ref().map(Into::into))
            .set_events(given(&events))
            .set_file_paths(self.file_paths.as_ref().map(Into::into))
            .build()
    }
    fn told(told: &types::GitPullRequestFilter) -> PullRequest {
        PullRequest {
            branches: told.branches.as_ref().map(Into::into),
            events: told.events.iter().flatten().map(|e| e.as_str().to_owned()).collect(),
            file_paths: told.file_paths.as_ref().map(Into::into),
        }
    }
}

impl Push {
    fn request(&self) -> types::GitPushFilter {
        types::GitPushFilter::builder()
            .set_branches(self.branches.as_ref().map(Into::into))
            .set_file_paths(self.file_paths.as_ref().map(Into::into))
            .set_tags(self.tags.as_ref().map(Into::into))
            .build()
    }
    fn told(told: &types::GitPushFilter) -> Push {
        Push {
            branches: told.branches.as_ref().map(Into::into),
            file_paths: told.file_paths.as_ref().map(Into::into),
            tags: told.tags.as_ref().map(Into::into),
        }
    }
}
