//! `aws_route_table_association`

use crate::ec2::ec2;
use crate::route_table::{by_id, describe};
use aws_sdk_ec2::types::{self, RouteTableAssociationStateCode};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// The route table of a subnet or gateway. (EC2 AssociateRouteTable, ReplaceRouteTableAssociation)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_route_table_association",
    timeouts(create, update, delete),
    seconds(1, 1),
    not_found = "InvalidAssociationID.NotFound"
)]
pub struct RouteTableAssociation {
    /// Its id, which changes with the route table.
    #[attr(id)]
    pub id: String,
    /// The gateway.
    #[attr(optional, replace, exactly_one_of("subnet_id", "gateway_id"))]
    pub gateway_id: Option<String>,
    /// The route table.
    #[attr(required)]
    pub route_table_id: String,
    /// The subnet.
    #[attr(optional, replace, exactly_one_of("subnet_id", "gateway_id"))]
    pub subnet_id: Option<String>,
}

#[async_trait]
impl Resource for RouteTableAssociation {
    const WAITS: Waits = Waits {
        create: Duration::from_secs(5 * 60),
        update: Duration::from_secs(2 * 60),
        delete: Duration::from_secs(5 * 60),
        ..Waits::QUICK
    };

    /// A subnet or gateway has one association at most, whose own id does not outlive a change of table.
    fn key(&self) -> Key {
        text(&self.subnet_id).or_else(|| text(&self.gateway_id)).unwrap_or_default()
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        associate(cx, planned).await?;
        Created::new(Some(planned.key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = match find(cx, reqs).await {
            Ok(found) => found,
            Err(e) => return answers(reqs, Err(e)),
        };
        let asked_for = |req: &Req<Self>, found: &Found<Self>| {
            // An import names the table too.
            let imported = req.prior.id.is_empty() && req.phase == Phase::Refresh;
            !imported
                || req.prior.route_table_id.is_empty()
                || req.prior.route_table_id == found.value.route_table_id
        };
        reqs.iter().map(|r| Ok(found.get(&r.key).filter(|f| asked_for(r, f)).cloned())).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let call = ec2(cx)
            .replace_route_table_association()
            .association_id(&change.from.id)
            .route_table_id(&change.to.route_table_id);
        match call.send().await.map_err(Error::from) {
            Err(e) if e.is_not_found() && e.is(&["InvalidAssociationID.NotFound"]) => {
                associate(cx, change.to).await
            }
            other => other.map(|_| ()),
        }
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        ec2(cx).disassociate_route_table().association_id(&prior.id).send().await?;
        Ok(())
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_subnet", text(&self.subnet_id)?))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.key()).filter(|k| !k.is_empty())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if !intent.absent {
            return Ok(None);
        }
        let key = planned.key();
        let filter =
            if key.starts_with("subnet-") { "association.subnet-id" } else { "association.gateway-id" };
        let tables = describe(cx, filter, [key.clone()]).await?;
        let mut all = tables.iter().flat_map(|t| t.associations()).filter_map(found);
        let ours = |f: &Found<Self>| f.value.key() == key && f.value.route_table_id == planned.route_table_id;
        Ok(all.any(|f| ours(&f)).then_some(key))
    }

    fn import(id: &str) -> Result<Self, Error> {
        let form = "SUBNET/ROUTE_TABLE or GATEWAY/ROUTE_TABLE";
        let (target, table) = id.split_once('/').ok_or_else(|| Error::import_id(id, form))?;
        if target.is_empty() || !table.starts_with("rtb-") {
            return Err(Error::import_id(id, form));
        }
        let (subnet, gateway) = match target.starts_with("subnet-") {
            true => (Some(target.to_owned()), None),
            false => (None, Some(target.to_owned())),
        };
        let table = table.to_owned();
        Ok(Self { subnet_id: subnet, gateway_id: gateway, route_table_id: table, ..Self::default() })
    }
}

/// Associations by subnet or gateway. Most are where they were: their tables are asked for by id, in one call with the tables' own
/// reads; what is not there is looked for everywhere.
async fn find(
    cx: &Cx,
    reqs: &[Req<RouteTableAssociation>],
) -> Result<HashMap<Key, Found<RouteTableAssociation>>, Error> {
    let held = reqs.iter().filter(|r| !r.prior.id.is_empty() || r.phase != Phase::Refresh);
    let tables = by_id(cx, held.map(|r| r.prior.route_table_id.clone())).await?;
    let mut all: HashMap<Key, Found<RouteTableAssociation>> = of(tables.values()).collect();
    let elsewhere = reqs.iter().map(|r| r.key.clone()).filter(|k| !all.contains_key(k));
    let (subnets, gateways): (Vec<Key>, Vec<Key>) = elsewhere.partition(|k| k.starts_with("subnet-"));
    let (subnets, gateways) = tokio::try_join!(
        describe(cx, "association.subnet-id", subnets),
        describe(cx, "association.gateway-id", gateways)
    )?;
    all.extend(of(subnets.iter().chain(&gateways)));
    Ok(all)
}

/// The associations of some tables, by subnet or gateway.
fn of<'a>(
    tables: impl Iterator<Item = &'a types::RouteTable>,
) -> impl Iterator<Item = (Key, Found<RouteTableAssociation>)> {
    tables.flat_map(|t| t.associations()).filter_map(found).map(|f| (f.value.key(), f))
}

async fn associate(cx: &Cx, planned: &RouteTableAssociation) -> Result<(), Error> {
    let call = ec2(cx)
        .associate_route_table()
        .route_table_id(&planned.route_table_id)
        .set_subnet_id(text(&planned.subnet_id))
        .set_gateway_id(text(&planned.gateway_id));
    let fresh = ["InvalidRouteTableID.NotFound", "InvalidSubnetID.NotFound", "InvalidGatewayID.NotFound"];
    match cx.until_known(&fresh, || call.clone().send()).await {
        Err(e) if e.is(&["Resource.AlreadyAssociated"]) => Err(e.with_class(Class::Exists)),
        other => other.map(|_| ()),
    }
}

/// Where an association stands; `None` where it is gone.
pub fn status(a: &types::RouteTableAssociation) -> Option<Status> {
    let told = a.association_state.as_ref();
    match told.and_then(|s| s.state.as_ref()) {
        Some(RouteTableAssociationStateCode::Disassociated) => None,
        Some(RouteTableAssociationStateCode::Failed) => {
            let reason = told.and_then(|s| s.status_message.clone());
            Some(Status::Failed(reason.unwrap_or_else(|| "the association failed".into())))
        }
        state => Some(Status::of(state.map_or("associated", |s| s.as_str()), &["associated"], &[])),
    }
}

/// An association of a subnet or gateway that is not gone.
fn found(a: &types::RouteTableAssociation) -> Option<Found<RouteTableAssociation>> {
    let value = RouteTableAssociation {
        id: a.route_table_association_id.clone().unwrap_or_default(),
        gateway_id: a.gateway_id.clone(),
        route_table_id: a.route_table_id.clone().unwrap_or_default(),
        subnet_id: a.subnet_id.clone(),
    };
    let status = status(a)?;
    (!value.key().is_empty()).then(|| Found::ready(value).status(status))
}
