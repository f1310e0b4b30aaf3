//! `aws_glue_data_quality_ruleset`

use crate::common::map;
use crate::glue::{answer, arn, glue, is_ours, retag};
use aws_sdk_glue::operation::get_data_quality_ruleset::GetDataQualityRulesetOutput;
use aws_sdk_glue::primitives::{DateTime, DateTimeFormat};
use aws_sdk_glue::types;
use provision_aws_core::prelude::*;

/// Rules that data have to meet, in DQDL. (Glue CreateDataQualityRuleset, UpdateDataQualityRuleset)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_glue_data_quality_ruleset", tags, seconds(1, 1))]
pub struct Ruleset {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// When it was made.
    #[attr(computed)]
    pub created_on: String,
    /// What it is for.
    #[attr(optional, length(0, 2048))]
    pub description: Option<String>,
    /// When it was made: what the provider writes here, too.
    #[attr(computed)]
    pub last_modified_on: String,
    /// Its name.
    #[attr(required, replace, length(1, 255))]
    pub name: String,
    /// The run that recommended it.
    #[attr(computed)]
    pub recommendation_run_id: String,
    /// The rules.
    #[attr(required, length(1, 65536))]
    pub ruleset: String,
    /// The table whose data they are for.
    #[block(list, max = 1, replace)]
    pub target_table: Option<TargetTable>,
}

/// The table whose data rules are for.
#[derive(Nested, Clone, Default)]
pub struct TargetTable {
    /// Its catalogue.
    #[attr(optional, replace, length(1, 255))]
    pub catalog_id: Option<String>,
    /// Its database.
    #[attr(required, replace, length(1, 255))]
    pub database_name: String,
    /// Its name.
    #[attr(required, replace, length(1, 255))]
    pub table_name: String,
}

/// What the ARN of a ruleset calls it.
const KIND: &str = "dataQualityRuleset";

#[async_trait]
impl Resource for Ruleset {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let table = |t: &TargetTable| {
            types::DataQualityTargetTable::builder()
                .set_catalog_id(text(&t.catalog_id))
                .database_name(&t.database_name)
                .table_name(&t.table_name)
                .build()
        };
        let made = glue(cx)
            .create_data_quality_ruleset()
            .client_token(&step.token)
            .name(&planned.name)
            .set_description(text(&planned.description))
            .ruleset(&planned.ruleset)
            .set_target_table(planned.target_table.as_ref().map(table).transpose()?)
            .set_tags(map(&step.tags))
            .send()
            .await?;
        Created::new(made.name)
    }

    // One by one: lists do not tell the rules.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = each(reqs, 10, |req| one(cx, &req.key)).await;
        let found: Result<Vec<_>, Error> = told.into_iter().filter_map(Result::transpose).collect();
        let found = found.map(|all| all.into_iter().filter_map(|r| Some((r.name.clone()?, r))).collect());
        answer(cx, reqs, KIND, found, |req, ruleset| Found::ready(self::told(cx, req, ruleset))).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.any(&["description", "ruleset"]) {
            let call = glue(cx).update_data_quality_ruleset().name(&to.id);
            let call = call.description(to.description.clone().unwrap_or_default());
            call.ruleset(&to.ruleset).send().await?;
        }
        retag(cx, &arn(cx, KIND, &to.id), &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        glue(cx).delete_data_quality_ruleset().name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if one(cx, &planned.name).await?.is_none() || !is_ours(cx, intent, KIND, &planned.name).await? {
            return Ok(None);
        }
        Ok(Some(planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

/// One ruleset. (Glue GetDataQualityRuleset)
async fn one(cx: &Cx, name: &str) -> Result<Option<GetDataQualityRulesetOutput>, Error> {
    there(glue(cx).get_data_quality_ruleset().name(name).send().await)
}

/// A time as the state holds it: `2024-01-31T10:00:00Z`.
fn time(at: Option<&DateTime>) -> String {
    let whole = at.map(|t| DateTime::from_secs(t.secs()));
    whole.and_then(|t| t.fmt(DateTimeFormat::DateTime).ok()).unwrap_or_default()
}

fn told(cx: &Cx, req: &Req<Ruleset>, ruleset: &GetDataQualityRulesetOutput) -> Ruleset {
    Ruleset {
        id: req.key.clone(),
        arn: arn(cx, KIND, &req.key),
        created_on: time(ruleset.created_on.as_ref()),
        description: ruleset.description.clone(),
        last_modified_on: time(ruleset.created_on.as_ref()),
        name: req.key.clone(),
        recommendation_run_id: ruleset.recommendation_run_id.clone().unwrap_or_default(),
        ruleset: ruleset.ruleset.clone().unwrap_or_default(),
        target_table: ruleset.target_table.as_ref().map(|t| TargetTable {
            catalog_id: t.catalog_id.clone(),
            database_name: t.database_name.clone(),
            table_name: t.table_name.clone(),
        }),
    }
}
