//! `aws_quicksight_analysis`

use crate::definition::{self, Definition, Parameters, time};
use crate::quicksight::{
    Permission, Place, account_id, answer, granted, is_ours, natural, permissions, quicksight, retag,
    settled, status, string, tag_list,
};
use crate::shapes::{Shaped, first, shapes};
use crate::wire::{Body, Heard, roomy};
use provision_aws_core::prelude::*;
use serde_json::Value as Json;

shapes! {
    /// The template that it is made from, and the data sets that take its places.
    SourceEntity = "AnalysisSourceEntity";
}

/// Sheets of visuals that authors work on. (QuickSight CreateAnalysis, UpdateAnalysis)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_quicksight_analysis", tags, timeouts(create, update, delete), seconds(10, 1))]
pub struct Analysis {
    /// Its account and its id there.
    #[attr(id)]
    pub id: String,
    /// Its id.
    #[attr(required, replace)]
    pub analysis_id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The account that it is in.
    #[attr(optional, computed, replace, validate = account_id)]
    pub aws_account_id: Option<String>,
    /// When it was made.
    #[attr(computed)]
    pub created_time: String,
    /// Its sheets.
    #[block(list, max = 1, computed)]
    pub definition: Option<Shaped<Definition>>,
    /// Never told, as the provider has it.
    #[attr(computed, unset = "null")]
    pub last_published_time: Option<String>,
    /// When it was changed.
    #[attr(computed)]
    pub last_updated_time: String,
    /// Its name.
    #[attr(required, length(1, 2048))]
    pub name: String,
    /// Values of its parameters. AWS does not tell them.
    #[block(list, max = 1, computed, unset = "null")]
    pub parameters: Option<Shaped<Parameters>>,
    /// Who may do what with it.
    #[block(set, max = 64)]
    pub permissions: Set<Permission>,
    /// For how many days it can be had back when it is deleted, 7 to 30; 0 is not at all.
    #[attr(optional, default = 30, validate = is_window, config_only)]
    pub recovery_window_in_days: Option<i64>,
    /// The template that it is made from. AWS does not tell it.
    #[block(list, max = 1)]
    pub source_entity: Option<Shaped<SourceEntity>>,
    /// How far it is.
    #[attr(computed)]
    pub status: String,
    /// How it looks.
    #[attr(optional)]
    pub theme_arn: Option<String>,
}

const SEPARATOR: char = ',';

/// What UpdateAnalysis takes, all at once.
const OWN: [&str; 5] = ["definition", "name", "parameters", "source_entity", "theme_arn"];

permissions!(analysis_id, describe_analysis_permissions, update_analysis_permissions);

fn is_window(value: &Value) -> Result<(), String> {
    match value.as_i64() {
        Some(0 | 7..=30) | None => Ok(()),
        Some(_) => Err("must be 0, or 7 to 30".into()),
    }
}

impl Analysis {
    fn body(&self) -> Body {
        let body = Body::default().one("Parameters", &self.parameters);
        match &self.source_entity {
            Some(_) => body.one("SourceEntity", &self.source_entity),
            None => body.one("Definition", &self.definition),
        }
    }
}

#[async_trait]
impl Resource for Analysis {
    const WAITS: Waits = Waits { until_gone: false, ..Waits::slow(3, 5) };
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        definition::check(cx)
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let at = Place::of(cx, &planned.aws_account_id, &planned.analysis_id);
        let call = quicksight(cx)
            .create_analysis()
            .aws_account_id(&at.account)
            .analysis_id(&at.id)
            .name(&planned.name)
            .set_theme_arn(text(&planned.theme_arn))
            .set_permissions(granted(&planned.permissions)?)
            .set_tags(tag_list(&step.tags)?);
        call.customize().interceptor(planned.body()).send().await?;
        Created::new(Some(at.key(SEPARATOR)))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        answer(cx, reqs, |req| look(cx, req)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        let at = Place::parse(cx, &to.id, SEPARATOR)?;
        if change.any(&OWN) {
            let call = quicksight(cx)
                .update_analysis()
                .aws_account_id(&at.account)
                .analysis_id(&at.id)
                .name(&to.name)
                .set_theme_arn(text(&to.theme_arn));
            settled(cx, || call.clone().customize().interceptor(to.body()).send()).await?;
        }
        regrant(cx, &at, &from.permissions, &to.permissions).await?;
        retag(cx, &to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let at = Place::parse(cx, &prior.id, SEPARATOR)?;
        let call = quicksight(cx).delete_analysis().aws_account_id(at.account).analysis_id(at.id);
        let call = match prior.recovery_window_in_days {
            Some(0) => call.force_delete_without_recovery(true),
            days => call.recovery_window_in_days(days.unwrap_or(30)),
        };
        settled(cx, || call.clone().send()).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let at = Place::of(cx, &planned.aws_account_id, &planned.analysis_id);
        let told = described(cx, &at).await?;
        let arn = told.as_ref().map(|told| string(told, "Arn"));
        Ok(is_ours(cx, intent, arn.as_deref()).await?.then(|| at.key(SEPARATOR)))
    }

    fn natural_key(&self) -> Option<String> {
        natural(&self.aws_account_id, SEPARATOR, &self.analysis_id)
    }
}

/// One analysis; `None` for one that is deleted and could be had back. (QuickSight DescribeAnalysis)
async fn described(cx: &Cx, at: &Place) -> Result<Option<Json>, Error> {
    let heard = Heard::default();
    let call = quicksight(cx).describe_analysis().aws_account_id(&at.account).analysis_id(&at.id);
    let told = there(call.customize().interceptor(heard.clone()).send().await)?;
    let told = told.and_then(|_| heard.json().get("Analysis").cloned());
    Ok(told.filter(|told| string(told, "Status") != "DELETED"))
}

async fn look(cx: &Cx, req: &Req<Analysis>) -> Result<Option<(Key, Found<Analysis>)>, Error> {
    let at = Place::parse(cx, &req.key, SEPARATOR)?;
    let Some(told) = described(cx, &at).await? else { return Ok(None) };
    let status = status(told.get("Status").and_then(Json::as_str), told.get("Errors"));
    let mut analysis = found(req, &at, &told);
    if req.phase != Phase::Deleted && status == Status::Ready {
        let heard = Heard::default();
        let call = quicksight(cx).describe_analysis_definition().aws_account_id(&at.account);
        roomy(call.analysis_id(&at.id).customize().interceptor(heard.clone()).send()).await?;
        analysis.definition = first(heard.json().get("Definition"));
        analysis.permissions = permissions(cx, &at).await?;
    }
    Ok(Some((analysis.arn.clone(), Found::ready(analysis).status(status))))
}

fn found(req: &Req<Analysis>, at: &Place, told: &Json) -> Analysis {
    let prior = &req.prior;
    Analysis {
        id: at.key(SEPARATOR),
        analysis_id: at.id.clone(),
        arn: string(told, "Arn"),
        aws_account_id: Some(at.account.clone()),
        created_time: time(told, "CreatedTime"),
        definition: prior.definition.clone(),
        last_published_time: None,
        last_updated_time: time(told, "LastUpdatedTime"),
        name: string(told, "Name"),
        parameters: prior.parameters.clone(),
        permissions: prior.permissions.clone(),
        recovery_window_in_days: prior.recovery_window_in_days.or(Some(30)),
        source_entity: prior.source_entity.clone(),
        status: string(told, "Status"),
        theme_arn: told.get("ThemeArn").and_then(Json::as_str).map(str::to_owned),
    }
}
