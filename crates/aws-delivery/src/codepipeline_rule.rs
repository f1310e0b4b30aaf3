//! The conditions of a pipeline's stages, and the rules that they are made of.

use crate::words::words;
use aws_sdk_codepipeline::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, long, map, told_map, word};

/// A condition: what happens when one of its rules is not met.
#[derive(Nested, Clone, Default)]
pub struct Condition {
    /// `ROLLBACK`, `FAIL`, `RETRY` or `SKIP`.
    #[attr(optional, validate = result)]
    pub result: Option<String>,
    /// The rules.
    #[block(list, min = 1, max = 5)]
    pub rule: Vec<Rule>,
}

/// A rule of a condition.
#[derive(Nested, Clone, Default)]
pub struct Rule {
    /// What a rule of `Commands` runs.
    #[attr(optional)]
    pub commands: Vec<String>,
    /// What its provider needs to know.
    #[attr(optional)]
    pub configuration: BTreeMap<String, String>,
    /// What it looks at.
    #[attr(optional)]
    pub input_artifacts: Vec<String>,
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// The region that it acts in.
    #[attr(optional)]
    pub region: Option<String>,
    /// The role of this rule alone.
    #[attr(optional, arn)]
    pub role_arn: Option<String>,
    /// What it is.
    #[block(list, min = 1, max = 1)]
    pub rule_type_id: Option<RuleType>,
    /// Minutes that it may take.
    #[attr(optional, between(5, 86400))]
    pub timeout_in_minutes: Option<i64>,
}

/// What a rule is.
#[derive(Nested, Clone, Default)]
pub struct RuleType {
    /// `Rule`.
    #[attr(required, validate = category)]
    pub category: String,
    /// `AWS`.
    #[attr(optional, validate = owner)]
    pub owner: Option<String>,
    /// Who looks: `CloudWatchAlarm`, `LambdaInvoke`, `DeploymentWindow` and others.
    #[attr(required)]
    pub provider: String,
    /// Version of the provider.
    #[attr(optional, length(1, 9))]
    pub version: Option<String>,
}

words! {
    /// Checks `category`.
    category: types::RuleCategory,
    /// Checks `owner`.
    owner: types::RuleOwner,
    /// Checks `result`.
    result: types::Result,
}

impl Condition {
    /// As CodePipeline takes it.
    pub fn request(&self) -> Result<types::Condition, Error> {
        let rules = self.rule.iter().map(Rule::request).collect::<Result<Vec<_>, _>>()?;
        Ok(types::Condition::builder().set_result(choice(&self.result)).set_rules(given(&rules)).build())
    }
    /// As CodePipeline tells it.
    pub fn told(told: &types::Condition) -> Condition {
        Condition {
            result: word(told.result.as_ref()),
            rule: told.rules.iter().flatten().map(Rule::told).collect(),
        }
    }
}

impl Rule {
    fn request(&self) -> Result<types::RuleDeclaration, Error> {
        let inputs = self.input_artifacts.iter().map(|n| types::InputArtifact::builder().name(n).build());
        let rule = types::RuleDeclaration::builder()
            .set_commands(given(&self.commands))
            .set_configuration(map(&self.configuration))
            .set_input_artifacts(given(&inputs.collect::<Result<Vec<_>, _>>()?))
            .name(&self.name)
            .set_region(text(&self.region))
            .set_role_arn(text(&self.role_arn))
            .set_rule_type_id(self.rule_type_id.as_ref().map(RuleType::request).transpose()?)
            .set_timeout_in_minutes(positive(self.timeout_in_minutes));
        Ok(rule.build()?)
    }
    fn told(told: &types::RuleDeclaration) -> Rule {
        Rule {
            commands: told.commands.clone().unwrap_or_default(),
            configuration: told_map(told.configuration.as_ref()),
            input_artifacts: told.input_artifacts.iter().flatten().map(|a| a.name.clone()).collect(),
            name: told.name.clone(),
            region: told.region.clone(),
            role_arn: told.role_arn.clone(),
            rule_type_id: told.rule_type_id.as_ref().map(RuleType::told),
            timeout_in_minutes: long(told.timeout_in_minutes),
        }
    }
}

impl RuleType {
    fn request(&self) -> Result<types::RuleTypeId, Error> {
        let kind = types::RuleTypeId::builder()
            .category(self.category.as_str().into())
            .set_owner(choice(&self.owner))
            .provider(&self.provider)
            .set_version(text(&self.version));
        Ok(kind.build()?)
    }
    fn told(told: &types::RuleTypeId) -> RuleType {
        RuleType {
            category: told.category.as_str().to_owned(),
            owner: word(told.owner.as_ref()),
            provider: told.provider.clone(),
            version: told.version.clone(),
        }
    }
}
