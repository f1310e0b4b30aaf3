//! `aws_quicksight_template`

use crate::definition::{self, TemplateDefinition, time};
use crate::quicksight::{
    Permission, Place, account_id, answer, granted, holds_one, is_ours, natural, permissions, quicksight,
    retag, settled, status, string, tag_list,
};
use crate::shapes::{Shaped, first, shapes};
use crate::wire::{Body, Heard, roomy};
use provision_aws_core::prelude::*;
use serde_json::Value as Json;

shapes! {
    /// The analysis or the template that it is made from.
    SourceEntity = "TemplateSourceEntity";
}

/// Sheets of visuals that dashboards and analyses are made from. (QuickSight CreateTemplate, UpdateTemplate)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_quicksight_template", tags, timeouts(create, update, delete), seconds(10, 1))]
pub struct Template {
    /// Its account and its id there.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The account that it is in.
    #[attr(optional, computed, replace, validate = account_id)]
    pub aws_account_id: Option<String>,
    /// When it was made.
    #[attr(computed)]
    pub created_time: String,
    /// Its sheets, and the columns that data sets have to have.
    #[block(list, max = 1, computed)]
    pub definition: Option<Shaped<TemplateDefinition>>,
    /// When it was changed.
    #[attr(computed)]
    pub last_updated_time: String,
    /// Its name.
    #[attr(required, length(1, 2048))]
    pub name: String,
    /// Who may do what with it.
    #[block(set, max = 64)]
    pub permissions: Set<Permission>,
    /// What it is made from. AWS does not tell it.
    #[block(list, max = 1)]
    pub source_entity: Option<Shaped<SourceEntity>>,
    /// The ARN of what it was made from.
    #[attr(computed)]
    pub source_entity_arn: String,
    /// How far it is.
    #[attr(computed)]
    pub status: String,
    /// Its id.
    #[attr(required, replace)]
    pub template_id: String,
    /// What its latest version brings.
    #[attr(required, length(1, 512))]
    pub version_description: String,
    /// The number of its latest version.
    #[attr(computed)]
    pub version_number: i64,
}

const SEPARATOR: char = ',';

/// What makes a new version.
const OWN: [&str; 4] = ["definition", "name", "source_entity", "version_description"];

permissions!(template_id, describe_template_permissions, update_template_permissions);

impl Template {
    fn body(&self) -> Body {
        match &self.source_entity {
            Some(_) => Body::default().one("SourceEntity", &self.source_entity),
            None => Body::default().one("Definition", &self.definition),
        }
    }
}

#[async_trait]
impl Resource for Template {
    const WAITS: Waits = Waits { until_gone: false, ..Waits::slow(3, 5) };
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        definition::check(cx)?;
        holds_one(cx, "source_entity")
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let at = Place::of(cx, &planned.aws_account_id, &planned.template_id);
        let call = quicksight(cx)
            .create_template()
            .aws_account_id(&at.account)
            .template_id(&at.id)
            .name(&planned.name)
            .version_description(&planned.version_description)
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
                .update_template()
                .aws_account_id(&at.account)
                .template_id(&at.id)
                .name(&to.name)
                .version_description(&to.version_description);
            settled(cx, || call.clone().customize().interceptor(to.body()).send()).await?;
        }
        regrant(cx, &at, &from.permissions, &to.permissions).await?;
        retag(cx, &to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let at = Place::parse(cx, &prior.id, SEPARATOR)?;
        let call = quicksight(cx).delete_template().aws_account_id(at.account).template_id(at.id);
        settled(cx, || call.clone().send()).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let at = Place::of(cx, &planned.aws_account_id, &planned.template_id);
        let told = described(cx, &at).await?;
        let arn = told.as_ref().map(|told| string(told, "Arn"));
        Ok(is_ours(cx, intent, arn.as_deref()).await?.then(|| at.key(SEPARATOR)))
    }

    fn natural_key(&self) -> Option<String> {
        natural(&self.aws_account_id, SEPARATOR, &self.template_id)
    }
}

/// One template, in its latest version. (QuickSight DescribeTemplate)
async fn described(cx: &Cx, at: &Place) -> Result<Option<Json>, Error> {
    let heard = Heard::default();
    let call = quicksight(cx).describe_template().aws_account_id(&at.account).template_id(&at.id);
    let told = there(call.customize().interceptor(heard.clone()).send().await)?;
    Ok(told.and_then(|_| heard.json().get("Template").cloned()))
}

async fn look(cx: &Cx, req: &Req<Template>) -> Result<Option<(Key, Found<Template>)>, Error> {
    let at = Place::parse(cx, &req.key, SEPARATOR)?;
    let Some(told) = described(cx, &at).await? else { return Ok(None) };
    let version = told.get("Version").unwrap_or(&Json::Null);
    let status = status(version.get("Status").and_then(Json::as_str), version.get("Errors"));
    let mut template = Template {
        id: at.key(SEPARATOR),
        arn: string(&told, "Arn"),
        aws_account_id: Some(at.account.clone()),
        created_time: time(&told, "CreatedTime"),
        definition: req.prior.definition.clone(),
        last_updated_time: time(&told, "LastUpdatedTime"),
        name: string(&told, "Name"),
        permissions: req.prior.permissions.clone(),
        source_entity: req.prior.source_entity.clone(),
        source_entity_arn: string(version, "SourceEntityArn"),
        status: string(version, "Status"),
        template_id: at.id.clone(),
        version_description: string(version, "Description"),
        version_number: version.get("VersionNumber").and_then(Json::as_i64).unwrap_or_default(),
    };
    if req.phase != Phase::Deleted && status == Status::Ready {
        let heard = Heard::default();
        let call = quicksight(cx).describe_template_definition().aws_account_id(&at.account);
        let call = call.template_id(&at.id).version_number(template.version_number);
        roomy(call.customize().interceptor(heard.clone()).send()).await?;
        template.definition = first(heard.json().get("Definition"));
        template.permissions = permissions(cx, &at).await?;
    }
    Ok(Some((template.arn.clone(), Found::ready(template).status(status))))
}
