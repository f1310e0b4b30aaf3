//! `aws_quicksight_dashboard`

use crate::definition::{self, Definition, Parameters, time, version};
use crate::quicksight::{
    Permission, Place, account_id, answer, granted, is_ours, natural, permissions, quicksight, retag,
    settled, status, string, tag_list,
};
use crate::shapes::{Shaped, first, shapes};
use crate::wire::{Body, Heard, roomy};
use provision_aws_core::cx::too_long;
use provision_aws_core::prelude::*;
use serde_json::Value as Json;
use tokio::time::Instant;

shapes! {
    /// What readers may do with it.
    PublishOptions = "DashboardPublishOptions";
    /// The template that it is made from, and the data sets that take its places.
    SourceEntity = "DashboardSourceEntity";
}

/// Sheets of visuals, published for readers. (QuickSight CreateDashboard, UpdateDashboard, UpdateDashboardPublishedVersion)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_quicksight_dashboard", tags, timeouts(create, update, delete), seconds(10, 1))]
pub struct Dashboard {
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
    /// Its id.
    #[attr(required, replace)]
    pub dashboard_id: String,
    /// What readers may do with it.
    #[block(list, max = 1, computed)]
    pub dashboard_publish_options: Option<Shaped<PublishOptions>>,
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
    /// The template that it is made from. AWS does not tell it.
    #[block(list, max = 1)]
    pub source_entity: Option<Shaped<SourceEntity>>,
    /// The ARN of what it was made from.
    #[attr(computed)]
    pub source_entity_arn: String,
    /// How far it is.
    #[attr(computed)]
    pub status: String,
    /// How it looks.
    #[attr(optional, unset = "null")]
    pub theme_arn: Option<String>,
    /// What its latest version brings.
    #[attr(required, length(1, 512))]
    pub version_description: String,
    /// The version that readers see.
    #[attr(computed)]
    pub version_number: i64,
}

const SEPARATOR: char = ',';

/// What makes a new version.
const OWN: [&str; 7] = [
    "dashboard_publish_options",
    "definition",
    "name",
    "parameters",
    "source_entity",
    "theme_arn",
    "version_description",
];

permissions!(dashboard_id, describe_dashboard_permissions, update_dashboard_permissions);

impl Dashboard {
    fn body(&self) -> Body {
        let body = Body::default()
            .one("DashboardPublishOptions", &self.dashboard_publish_options)
            .one("Parameters", &self.parameters);
        // What is made from a template has a definition too, then: it is the template's.
        match &self.source_entity {
            Some(_) => body.one("SourceEntity", &self.source_entity),
            None => body.one("Definition", &self.definition),
        }
    }
}

#[async_trait]
impl Resource for Dashboard {
    const WAITS: Waits = Waits { until_gone: false, ..Waits::slow(3, 5) };
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        definition::check(cx)
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let at = Place::of(cx, &planned.aws_account_id, &planned.dashboard_id);
        let call = quicksight(cx)
            .create_dashboard()
            .aws_account_id(&at.account)
            .dashboard_id(&at.id)
            .name(&planned.name)
            .version_description(&planned.version_description)
            .set_theme_arn(text(&planned.theme_arn))
            .set_permissions(granted(&planned.permissions)?)
            .set_tags(tag_list(&step.tags)?);
        call.customize().interceptor(planned.body()).send().await?;
        Created::new(Some(at.key(SEPARATOR)))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        answer(cx, reqs, |req| look(cx, req)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        let at = Place::parse(cx, &to.id, SEPARATOR)?;
        if change.any(&OWN) {
            let call = quicksight(cx)
                .update_dashboard()
                .aws_account_id(&at.account)
                .dashboard_id(&at.id)
                .name(&to.name)
                .version_description(&to.version_description)
                .set_theme_arn(text(&to.theme_arn));
            let made = settled(cx, || call.clone().customize().interceptor(to.body()).send()).await?;
            publish(cx, &at, version(made.version_arn())?, step).await?;
        }
        regrant(cx, &at, &from.permissions, &to.permissions).await?;
        retag(cx, &to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let at = Place::parse(cx, &prior.id, SEPARATOR)?;
        let call = quicksight(cx).delete_dashboard().aws_account_id(at.account).dashboard_id(at.id);
        settled(cx, || call.clone().send()).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let at = Place::of(cx, &planned.aws_account_id, &planned.dashboard_id);
        let told = described(cx, &at, None).await?;
        let arn = told.as_ref().map(|told| string(told, "Arn"));
        Ok(is_ours(cx, intent, arn.as_deref()).await?.then(|| at.key(SEPARATOR)))
    }

    fn natural_key(&self) -> Option<String> {
        natural(&self.aws_account_id, SEPARATOR, &self.dashboard_id)
    }
}

/// Waits for a new version, and shows it to readers. (QuickSight UpdateDashboardPublishedVersion)
async fn publish(cx: &Cx, at: &Place, version: i64, step: &Step) -> Result<(), Error> {
    let start = Instant::now();
    loop {
        let told = described(cx, at, Some(version)).await?.unwrap_or_default();
        match status_of(&told) {
            Status::Ready => break,
            Status::Failed(reason) => {
                let what = format!("Version {version} of the dashboard {} failed at AWS: {reason}", at.id);
                return Err(Error::new(Class::Other, what));
            }
            Status::Pending(state) if start.elapsed() > cx.scaled(step.limit()) => {
                return Err(too_long(&format!("Version {version} of {}", at.id), step.limit(), &state));
            }
            Status::Pending(state) => step.progress(&format!("waiting for version {version}: {state}")),
        }
        cx.tick(Dashboard::WAITS.every).await;
    }
    let call = quicksight(cx).update_dashboard_published_version().aws_account_id(&at.account);
    let call = call.dashboard_id(&at.id).version_number(version);
    settled(cx, || call.clone().send()).await?;
    Ok(())
}

fn status_of(told: &Json) -> Status {
    let version = told.get("Version").unwrap_or(&Json::Null);
    match version.get("Status").and_then(Json::as_str) {
        // A version that was just asked for may not be known yet.
        None => Status::Pending("unknown".to_owned()),
        state => status(state, version.get("Errors")),
    }
}

/// One dashboard, in the version that readers see or in another one. (QuickSight DescribeDashboard)
async fn described(cx: &Cx, at: &Place, version: Option<i64>) -> Result<Option<Json>, Error> {
    let heard = Heard::default();
    let call = quicksight(cx).describe_dashboard().aws_account_id(&at.account).dashboard_id(&at.id);
    let call = call.set_version_number(version);
    let told = there(call.customize().interceptor(heard.clone()).send().await)?;
    Ok(told.and_then(|_| heard.json().get("Dashboard").cloned()))
}

async fn look(cx: &Cx, req: &Req<Dashboard>) -> Result<Option<(Key, Found<Dashboard>)>, Error> {
    let at = Place::parse(cx, &req.key, SEPARATOR)?;
    let Some(told) = described(cx, &at, None).await? else { return Ok(None) };
    let status = status_of(&told);
    let mut dashboard = found(req, &at, &told);
    if req.phase != Phase::Deleted && status == Status::Ready {
        let heard = Heard::default();
        let call = quicksight(cx).describe_dashboard_definition().aws_account_id(&at.account);
        let call = call.dashboard_id(&at.id).version_number(dashboard.version_number);
        roomy(call.customize().interceptor(heard.clone()).send()).await?;
        let told = heard.json();
        dashboard.definition = first(told.get("Definition"));
        dashboard.dashboard_publish_options = first(told.get("DashboardPublishOptions"));
        dashboard.permissions = permissions(cx, &at).await?;
    }
    Ok(Some((dashboard.arn.clone(), Found::ready(dashboard).status(status))))
}

fn found(req: &Req<Dashboard>, at: &Place, told: &Json) -> Dashboard {
    let prior = &req.prior;
    let version = told.get("Version").unwrap_or(&Json::Null);
    let theme = version.get("ThemeArn").and_then(Json::as_str).map(str::to_owned);
    Dashboard {
        id: at.key(SEPARATOR),
        arn: string(told, "Arn"),
        aws_account_id: Some(at.account.clone()),
        created_time: time(told, "CreatedTime"),
        dashboard_id: at.id.clone(),
        dashboard_publish_options: prior.dashboard_publish_options.clone(),
        definition: prior.definition.clone(),
        last_published_time: None,
        last_updated_time: time(told, "LastUpdatedTime"),
        name: string(told, "Name"),
        parameters: prior.parameters.clone(),
        permissions: prior.permissions.clone(),
        source_entity: prior.source_entity.clone(),
        source_entity_arn: string(version, "SourceEntityArn"),
        status: string(version, "Status"),
        theme_arn: theme,
        version_description: string(version, "Description"),
        version_number: version.get("VersionNumber").and_then(Json::as_i64).unwrap_or_default(),
    }
}
