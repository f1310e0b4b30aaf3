//! `aws_quicksight_data_source`

use crate::quicksight::{
    Permission, Place, account_id, answer, granted, holds_one, is_ours, natural, permissions, quicksight,
    retag, settled, status, string, tag_list, until_assumed,
};
use crate::shapes::{Shaped, first, shapes};
use crate::wire::{Body, Heard};
use provision_aws_core::prelude::*;
use serde_json::Value as Json;

shapes! {
    /// With what QuickSight signs in.
    Credentials = "DataSourceCredentials";
    /// Where the data are: one block, named after the kind of the source.
    Parameters = "DataSourceParameters";
    /// Whether the connection is encrypted.
    Ssl = "SslProperties";
    /// The connection into a VPC.
    Vpc = "VpcConnectionProperties";
}

/// A place that QuickSight takes data from. (QuickSight CreateDataSource, UpdateDataSource)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_quicksight_data_source", tags, seconds(5, 1))]
pub struct DataSource {
    /// Its account and its id there.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The account that it is in.
    #[attr(optional, computed, replace, validate = account_id)]
    pub aws_account_id: Option<String>,
    /// With what QuickSight signs in. AWS never tells it.
    #[block(list, max = 1)]
    pub credentials: Option<Shaped<Credentials>>,
    /// Its id.
    #[attr(required, replace)]
    pub data_source_id: String,
    /// Its name.
    #[attr(required, length(1, 128))]
    pub name: String,
    /// Where the data are.
    #[block(list, min = 1, max = 1)]
    pub parameters: Option<Shaped<Parameters>>,
    /// Who may do what with it.
    #[block(set, max = 64)]
    pub permission: Set<Permission>,
    /// Whether the connection is encrypted.
    #[block(list, max = 1, computed)]
    pub ssl_properties: Option<Shaped<Ssl>>,
    /// Its kind: `ATHENA`, `MYSQL`, …
    #[attr(required, replace)]
    pub r#type: String,
    /// The connection into a VPC.
    #[block(list, max = 1)]
    pub vpc_connection_properties: Option<Shaped<Vpc>>,
}

const SEPARATOR: char = '/';

permissions!(data_source_id, describe_data_source_permissions, update_data_source_permissions);

impl DataSource {
    fn body(&self) -> Body {
        Body::default()
            .one("Credentials", &self.credentials)
            .one("DataSourceParameters", &self.parameters)
            .one("SslProperties", &self.ssl_properties)
            .one("VpcConnectionProperties", &self.vpc_connection_properties)
    }
}

#[async_trait]
impl Resource for DataSource {
    const WAITS: Waits = Waits { until_gone: false, ..Waits::slow(2, 5) };
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        holds_one(cx, "parameters")
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let at = Place::of(cx, &planned.aws_account_id, &planned.data_source_id);
        let call = quicksight(cx)
            .create_data_source()
            .aws_account_id(&at.account)
            .data_source_id(&at.id)
            .name(&planned.name)
            .r#type(planned.r#type.as_str().into())
            .set_permissions(granted(&planned.permission)?)
            .set_tags(tag_list(&step.tags)?);
        until_assumed(cx, || call.clone().customize().interceptor(planned.body()).send()).await?;
        Created::new(Some(at.key(SEPARATOR)))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        answer(cx, reqs, |req| look(cx, req)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        let at = Place::parse(cx, &to.id, SEPARATOR)?;
        let own = ["credentials", "name", "parameters", "ssl_properties", "vpc_connection_properties"];
        if change.any(&own) {
            let call = quicksight(cx)
                .update_data_source()
                .aws_account_id(&at.account)
                .data_source_id(&at.id)
                .name(&to.name);
            until_assumed(cx, || call.clone().customize().interceptor(to.body()).send()).await?;
        }
        regrant(cx, &at, &from.permission, &to.permission).await?;
        retag(cx, &to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let at = Place::parse(cx, &prior.id, SEPARATOR)?;
        let call = quicksight(cx).delete_data_source().aws_account_id(at.account).data_source_id(at.id);
        settled(cx, || call.clone().send()).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let at = Place::of(cx, &planned.aws_account_id, &planned.data_source_id);
        let told = described(cx, &at).await?;
        let arn = told.as_ref().map(|told| string(told, "Arn"));
        Ok(is_ours(cx, intent, arn.as_deref()).await?.then(|| at.key(SEPARATOR)))
    }

    fn natural_key(&self) -> Option<String> {
        natural(&self.aws_account_id, SEPARATOR, &self.data_source_id)
    }
}

/// One source. (QuickSight DescribeDataSource)
async fn described(cx: &Cx, at: &Place) -> Result<Option<Json>, Error> {
    let heard = Heard::default();
    let call = quicksight(cx).describe_data_source().aws_account_id(&at.account).data_source_id(&at.id);
    let told = there(call.customize().interceptor(heard.clone()).send().await)?;
    Ok(told.and_then(|_| heard.json().get("DataSource").cloned()))
}

async fn look(cx: &Cx, req: &Req<DataSource>) -> Result<Option<(Key, Found<DataSource>)>, Error> {
    let at = Place::parse(cx, &req.key, SEPARATOR)?;
    let Some(told) = described(cx, &at).await? else { return Ok(None) };
    let status = status(told.get("Status").and_then(Json::as_str), told.get("ErrorInfo"));
    let mut source = DataSource {
        id: at.key(SEPARATOR),
        arn: string(&told, "Arn"),
        aws_account_id: Some(at.account.clone()),
        credentials: req.prior.credentials.clone(),
        data_source_id: at.id.clone(),
        name: string(&told, "Name"),
        parameters: first(told.get("DataSourceParameters")),
        permission: req.prior.permission.clone(),
        ssl_properties: first(told.get("SslProperties")),
        r#type: string(&told, "Type"),
        vpc_connection_properties: first(told.get("VpcConnectionProperties")),
    };
    if req.phase != Phase::Deleted {
        source.permission = permissions(cx, &at).await?;
    }
    Ok(Some((source.arn.clone(), Found::ready(source).status(status))))
}
