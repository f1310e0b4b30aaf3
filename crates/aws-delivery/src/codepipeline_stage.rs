//! The stages of a pipeline: what they do, and when they are entered, passed or failed.

use crate::codepipeline_rule::Condition;
use crate::words::words;
use aws_sdk_codepipeline::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, long, map, told_map, word};
use provision_schema::suppress::Difference;
use sha2::{Digest, Sha256};

/// A stage of a pipeline.
#[derive(Nested, Clone, Default)]
pub struct Stage {
    /// What it does.
    #[block(list, min = 1)]
    pub action: Vec<Action>,
    /// When it is entered.
    #[block(list, max = 1)]
    pub before_entry: Option<Conditions>,
    /// Its name.
    #[attr(required, length(1, 100))]
    pub name: String,
    /// What becomes of it when it fails.
    #[block(list, max = 1)]
    pub on_failure: Option<Failure>,
    /// When it counts as passed.
    #[block(list, max = 1)]
    pub on_success: Option<Conditions>,
}

/// What a stage does.
#[derive(Nested, Clone, Default)]
pub struct Action {
    /// `Source`, `Build`, `Deploy`, `Test`, `Invoke`, `Approval` or `Compute`.
    #[attr(required, validate = category)]
    pub category: String,
    /// What its provider needs to know.
    #[attr(optional, suppress = same_token)]
    pub configuration: BTreeMap<String, String>,
    /// What it works on.
    #[attr(optional)]
    pub input_artifacts: Vec<String>,
    /// Its name.
    #[attr(required, length(1, 100))]
    pub name: String,
    /// The space that its variables are in.
    #[attr(optional, length(1, 100))]
    pub namespace: Option<String>,
    /// What it makes.
    #[attr(optional)]
    pub output_artifacts: Vec<String>,
    /// Whose action it is: `AWS`, `ThirdParty` or `Custom`.
    #[attr(required, validate = owner)]
    pub owner: String,
    /// Who does it: `CodeBuild`, `CodeStarSourceConnection` and others.
    #[attr(required)]
    pub provider: String,
    /// The region that it acts in.
    #[attr(optional, computed)]
    pub region: Option<String>,
    /// The role of this action alone.
    #[attr(optional, arn)]
    pub role_arn: Option<String>,
    /// Its place; actions of one place run together.
    #[attr(optional, computed, between(1, 999))]
    pub run_order: Option<i64>,
    /// Minutes that it may take.
    #[attr(optional, between(5, 86400))]
    pub timeout_in_minutes: Option<i64>,
    /// Version of the provider.
    #[attr(required, length(1, 9))]
    pub version: String,
}

/// Conditions of entering or passing a stage.
#[derive(Nested, Clone, Default)]
pub struct Conditions {
    /// The condition.
    #[block(list, min = 1, max = 1)]
    pub condition: Vec<Condition>,
}

/// What becomes of a stage that fails.
#[derive(Nested, Clone, Default)]
pub struct Failure {
    /// When.
    #[block(list, max = 1)]
    pub condition: Vec<Condition>,
    /// `ROLLBACK`, `FAIL`, `RETRY` or `SKIP`.
    #[attr(optional, validate = result)]
    pub result: Option<String>,
    /// What is tried again.
    #[block(list, max = 1)]
    pub retry_configuration: Option<Retry>,
}

/// What of a stage is tried again.
#[derive(Nested, Clone, Default)]
pub struct Retry {
    /// `FAILED_ACTIONS` or `ALL_ACTIONS`.
    #[attr(optional, validate = retry_mode)]
    pub retry_mode: Option<String>,
}

words! {
    /// Checks `category`.
    category: types::ActionCategory,
    /// Checks `owner`.
    owner: types::ActionOwner,
    /// Checks `result`.
    result: types::Result,
    /// Checks `retry_mode`.
    retry_mode: types::StageRetryMode,
}

/// The provider whose token AWS keeps to itself, and where that stands.
const GITHUB: &str = "GitHub";
const TOKEN: &str = "OAuthToken";

/// States of older versions hold a token's hash: a configuration that is like the state but for the token that the hash is of.
fn same_token(d: &Difference<'_>) -> bool {
    let of = |object: Option<&Value>| d.path.get(object?)?.as_map().cloned();
    let (Some(before), Some(after)) = (of(d.prior), of(Some(d.proposed))) else { return false };
    let token = |map: &BTreeMap<std::sync::Arc<str>, Value>| map.get(TOKEN)?.as_str().map(str::to_owned);
    let (Some(held), Some(given)) = (token(&before), token(&after)) else { return false };
    let others =
        before.iter().filter(|(k, _)| &***k != TOKEN).eq(after.iter().filter(|(k, _)| &***k != TOKEN));
    others && held == hashed(&given)
}

fn hashed(token: &str) -> String {
    Sha256::digest(token.as_bytes())
        .iter()
        .fold("hash-".to_owned(), |text, byte| text + &format!("{byte:02x}"))
}

impl Stage {
    /// As CodePipeline takes it.
    pub fn request(&self) -> Result<types::StageDeclaration, Error> {
        let before = self.before_entry.as_ref().map(|c| {
            let conditions = c.condition.iter().map(Condition::request).collect::<Result<Vec<_>, Error>>()?;
            Ok::<_, Error>(types::BeforeEntryConditions::builder().set_conditions(Some(conditions)).build()?)
        });
        let success = self.on_success.as_ref().map(|c| {
            let conditions = c.condition.iter().map(Condition::request).collect::<Result<Vec<_>, Error>>()?;
            Ok::<_, Error>(types::SuccessConditions::builder().set_conditions(Some(conditions)).build()?)
        });
        let actions = self.action.iter().map(Action::request).collect::<Result<Vec<_>, Error>>()?;
        let stage = types::StageDeclaration::builder()
            .set_actions(Some(actions))
            .set_before_entry(before.transpose()?)
            .name(&self.name)
            .set_on_failure(self.on_failure.as_ref().map(Failure::request).transpose()?)
            .set_on_success(success.transpose()?);
        Ok(stage.build()?)
    }

    /// As CodePipeline tells it, beside the stage of its place as it is held.
    pub fn told(told: &types::StageDeclaration, held: Option<&Stage>) -> Stage {
        let action = |(i, action): (usize, &types::ActionDeclaration)| {
            Action::told(action, held.and_then(|stage| stage.action.get(i)))
        };
        let conditions =
            |all: &[types::Condition]| Conditions { condition: all.iter().map(Condition::told).collect() };
        Stage {
            action: told.actions.iter().enumerate().map(action).collect(),
            before_entry: told.before_entry.as_ref().map(|c| conditions(&c.conditions)),
            name: told.name.clone(),
            on_failure: told.on_failure.as_ref().map(Failure::told),
            on_success: told.on_success.as_ref().map(|c| conditions(&c.conditions)),
        }
    }
}

impl Action {
    fn request(&self) -> Result<types::ActionDeclaration, Error> {
        let kind = types::ActionTypeId::builder()
            .category(self.category.as_str().into())
            .owner(self.owner.as_str().into())
            .provider(&self.provider)
            .version(&self.version)
            .build()?;
        let inputs = self.input_artifacts.iter().map(|n| types::InputArtifact::builder().name(n).build());
        let outputs = self.output_artifacts.iter().map(|n| types::OutputArtifact::builder().name(n).build());
        let action = types::ActionDeclaration::builder()
            .action_type_id(kind)
            .set_configuration(map(&self.configuration))
            .set_input_artifacts(given(&inputs.collect::<Result<Vec<_>, _>>()?))
            .name(&self.name)
            .set_namespace(text(&self.namespace))
            .set_output_artifacts(given(&outputs.collect::<Result<Vec<_>, _>>()?))
            .set_region(text(&self.region))
            .set_role_arn(text(&self.role_arn))
            .set_run_order(positive(self.run_order))
            .set_timeout_in_minutes(positive(self.timeout_in_minutes));
        Ok(action.build()?)
    }

    /// Of a token AWS tells four asterisks: it stays as it is held.
    fn told(told: &types::ActionDeclaration, held: Option<&Action>) -> Action {
        let kind = told.action_type_id.as_ref();
        let provider = kind.map(|k| k.provider.clone()).unwrap_or_default();
        let mut configuration = told_map(told.configuration.as_ref());
        if provider == GITHUB
            && let Some(token) = configuration.get_mut(TOKEN)
        {
            *token = held.and_then(|h| h.configuration.get(TOKEN).cloned()).unwrap_or_default();
        }
        Action {
            category: kind.map(|k| k.category.as_str().to_owned()).unwrap_or_default(),
            configuration,
            input_artifacts: told.input_artifacts.iter().flatten().map(|a| a.name.clone()).collect(),
            name: told.name.clone(),
            namespace: told.namespace.clone(),
            output_artifacts: told.output_artifacts.iter().flatten().map(|a| a.name.clone()).collect(),
            owner: kind.map(|k| k.owner.as_str().to_owned()).unwrap_or_default(),
            provider,
            region: told.region.clone(),
            role_arn: told.role_arn.clone(),
            run_order: long(told.run_order),
            timeout_in_minutes: long(told.timeout_in_minutes),
            version: kind.map(|k| k.version.clone()).unwrap_or_default(),
        }
    }
}

impl Failure {
    fn request(&self) -> Result<types::FailureConditions, Error> {
        let conditions = self.condition.iter().map(Condition::request).collect::<Result<Vec<_>, Error>>()?;
        let retry =
            |r: &Retry| types::RetryConfiguration::builder().set_retry_mode(choice(&r.retry_mode)).build();
        Ok(types::FailureConditions::builder()
            .set_conditions(given(&conditions))
            .set_result(choice(&self.result))
            .set_retry_configuration(self.retry_configuration.as_ref().map(retry))
            .build())
    }
    fn told(told: &types::FailureConditions) -> Failure {
        let retry = |r: &types::RetryConfiguration| Retry { retry_mode: word(r.retry_mode.as_ref()) };
        Failure {
            condition: told.conditions.iter().flatten().map(Condition::told).collect(),
            result: word(told.result.as_ref()),
            retry_configuration: told.retry_configuration.as_ref().map(retry),
        }
    }
}
