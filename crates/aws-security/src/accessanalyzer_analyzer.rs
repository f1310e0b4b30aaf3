//! `aws_accessanalyzer_analyzer`

use aws_sdk_accessanalyzer::types::{self, AnalyzerConfiguration};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, long, word};
use std::time::Duration;

provision_aws_core::client!(
    /// The client of IAM Access Analyzer.
    analyzers, aws_sdk_accessanalyzer, ["accessanalyzer"]
);

/// What finds out who else can reach resources, or what permissions nobody uses. (Access Analyzer CreateAnalyzer)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_accessanalyzer_analyzer", tags, seconds(2, 1))]
pub struct Analyzer {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its name.
    #[attr(required, replace, validate = name)]
    pub analyzer_name: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it looks for.
    #[block(list, max = 1, replace)]
    pub configuration: Option<Configuration>,
    /// Where it looks, and for what.
    #[attr(
        optional,
        replace,
        default = "ACCOUNT",
        one_of("ACCOUNT", "ORGANIZATION", "ACCOUNT_UNUSED_ACCESS", "ORGANIZATION_UNUSED_ACCESS")
    )]
    pub r#type: Option<String>,
}

/// What it looks for.
#[derive(Nested, Clone, Default)]
pub struct Configuration {
    /// Permissions that nobody uses.
    #[block(list, max = 1, replace)]
    pub unused_access: Option<Unused>,
}

/// Permissions that nobody uses.
#[derive(Nested, Clone, Default)]
pub struct Unused {
    /// Whose.
    #[block(list, max = 1, replace)]
    pub analysis_rule: Option<Whose>,
    /// For so many days.
    #[attr(optional, replace)]
    pub unused_access_age: Option<i64>,
}

/// Whose.
#[derive(Nested, Clone, Default)]
pub struct Whose {
    /// All but these.
    #[block(list, replace)]
    pub exclusion: Vec<Excluded>,
}

/// All but these.
#[derive(Nested, Clone, Default)]
pub struct Excluded {
    /// Those of these accounts.
    #[attr(optional, replace)]
    pub account_ids: Vec<String>,
    /// Those with all tags of one of these.
    #[attr(optional, replace)]
    pub resource_tags: Vec<BTreeMap<String, String>>,
}

fn name(value: &Value) -> Result<(), String> {
    let Some(name) = value.as_str() else { return Ok(()) };
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let good =
        name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(plain) && name.len() <= 255;
    if good { Ok(()) } else { Err("must begin with a letter; letters, digits, _, . and - may follow".into()) }
}

/// How long AWS may take to know that there is an organization.
const ORGANIZATION: Duration = Duration::from_secs(10 * 60);

#[async_trait]
impl Resource for Analyzer {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = analyzers(cx)
            .create_analyzer()
            .analyzer_name(&planned.analyzer_name)
            .client_token(&step.token)
            .set_configuration(planned.configuration.as_ref().and_then(Configuration::request))
            .set_tags(Some(step.tags.clone().into_iter().collect()))
            .set_type(choice(&planned.r#type));
        let soon = |e: &Error| {
            e.is(&["ValidationException"]) && e.message.contains("You must create an organization")
        };
        cx.retry(ORGANIZATION, soon, || call.clone().send()).await?;
        Created::new(Some(planned.analyzer_name.as_str()))
    }

    /// One call tells all that there are, tags included: a region holds a few. (Access Analyzer ListAnalyzers)
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let all = analyzers(cx).list_analyzers().into_paginator().items().send().try_collect();
        let found = all.await.map_err(Error::from).map(|all| {
            all.iter().map(|analyzer| (analyzer.name.clone(), told(analyzer))).collect::<HashMap<_, _>>()
        });
        answers(reqs, found)
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (arn, tags) = (&change.from.arn, &change.tags);
        if !tags.remove.is_empty() {
            let call = analyzers(cx).untag_resource().resource_arn(arn);
            call.set_tag_keys(Some(tags.remove.clone())).send().await?;
        }
        if !tags.set.is_empty() {
            let set = tags.set.clone().into_iter().collect();
            analyzers(cx).tag_resource().resource_arn(arn).set_tags(Some(set)).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        let call = analyzers(cx).delete_analyzer().analyzer_name(&prior.id);
        call.client_token(&step.token).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = &planned.analyzer_name;
        let told = there(analyzers(cx).get_analyzer().analyzer_name(name).send().await)?;
        let Some(analyzer) = told.and_then(|told| told.analyzer) else { return Ok(None) };
        let tags = analyzer.tags.unwrap_or_default().into_iter().collect();
        Ok((intent.absent || carries(intent, &tags)).then(|| name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.analyzer_name.clone())
    }
}

impl Configuration {
    fn request(&self) -> Option<AnalyzerConfiguration> {
        let excluded = |e: &Excluded| {
            let tags = e.resource_tags.iter().map(|tags| tags.clone().into_iter().collect());
            types::AnalysisRuleCriteria::builder()
                .set_account_ids(given(&e.account_ids))
                .set_resource_tags(Some(tags.collect()).filter(|tags: &Vec<_>| !tags.is_empty()))
                .build()
        };
        let whose = |w: &Whose| {
            let exclusions: Vec<_> = w.exclusion.iter().map(excluded).collect();
            types::AnalysisRule::builder().set_exclusions(given(&exclusions)).build()
        };
        let unused = self.unused_access.as_ref()?;
        let builder = types::UnusedAccessConfiguration::builder()
            .set_analysis_rule(unused.analysis_rule.as_ref().map(whose))
            .set_unused_access_age(positive(unused.unused_access_age));
        Some(AnalyzerConfiguration::UnusedAccess(builder.build()))
    }
    fn told(told: &AnalyzerConfiguration) -> Configuration {
        let excluded = |e: &types::AnalysisRuleCriteria| Excluded {
            account_ids: e.account_ids().to_vec(),
            resource_tags: e.resource_tags().iter().map(|tags| tags.clone().into_iter().collect()).collect(),
        };
        let whose =
            |w: &types::AnalysisRule| Whose { exclusion: w.exclusions().iter().map(excluded).collect() };
        let unused = |u: &types::UnusedAccessConfiguration| Unused {
            analysis_rule: u.analysis_rule.as_ref().map(whose),
            unused_access_age: long(u.unused_access_age),
        };
        Configuration { unused_access: told.as_unused_access().ok().map(unused) }
    }
}

fn told(analyzer: &types::AnalyzerSummary) -> Found<Analyzer> {
    let value = Analyzer {
        id: analyzer.name.clone(),
        analyzer_name: analyzer.name.clone(),
        arn: analyzer.arn.clone(),
        configuration: analyzer.configuration.as_ref().map(Configuration::told),
        r#type: word(Some(&analyzer.r#type)),
    };
    let tags = analyzer.tags.clone().unwrap_or_default().into_iter().collect();
    let status = Status::of(analyzer.status.as_str(), &["ACTIVE", "DISABLED"], &["FAILED"]);
    Found::ready(value).tagged(tags).status(status)
}
