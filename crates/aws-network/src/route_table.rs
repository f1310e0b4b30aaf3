//! `aws_route_table`

use crate::common;
use crate::ec2::{ec2, filter, filtered, keys, ours, owned, retag, tag_spec, tags};
use crate::routes::{self, RouteBlock, is_local, is_propagated};
use aws_sdk_ec2::types::{self, NetworkInterface};
use provision_aws_core::prelude::*;
use std::collections::HashSet;
use std::time::Duration;

/// Ways out of subnets. (EC2 CreateRouteTable, CreateRoute)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_route_table",
    tags,
    timeouts(create, delete, update),
    seconds(2, 1),
    not_found = "InvalidRouteTableID.NotFound"
)]
pub struct RouteTable {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The account that owns it.
    #[attr(computed)]
    pub owner_id: String,
    /// Virtual private gateways that announce their routes to it.
    #[attr(optional, computed)]
    pub propagating_vgws: Set<String>,
    /// Its routes; without any here, those of `aws_route` are left alone.
    #[block(set, attr_mode, computed)]
    pub route: Set<RouteBlock>,
    /// The VPC it lies in.
    #[attr(required, replace)]
    pub vpc_id: String,
}

#[async_trait]
impl Resource for RouteTable {
    const WAITS: Waits = Waits {
        create: Duration::from_secs(5 * 60),
        update: Duration::from_secs(2 * 60),
        delete: Duration::from_secs(5 * 60),
        ..Waits::QUICK
    };

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        planned.route.iter().try_for_each(RouteBlock::check)?;
        let call = ec2(cx)
            .create_route_table()
            .vpc_id(&planned.vpc_id)
            .client_token(&step.token)
            .set_tag_specifications(tag_spec(types::ResourceType::RouteTable, step));
        let made = cx.until_known(&["InvalidVpcID.NotFound"], || call.clone().send()).await?;
        Created::new(made.route_table.and_then(|t| t.route_table_id))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let tables: Vec<_> = match by_id(cx, keys(reqs)).await {
            Ok(tables) => tables.into_values().collect(),
            Err(e) => return answers(reqs, Err(e)),
        };
        let known =
            reqs.iter().flat_map(|r| r.prior.route.iter()).filter_map(|b| b.network_interface_id.clone());
        let found = told(cx, tables, known.collect()).await;
        answers(reqs, found.map(|all| all.into_iter().map(|f| (f.value.id.clone(), f)).collect()))
    }

    /// Without routes of its own.
    fn just_made(planned: &Self, key: &str, step: &Step) -> Option<Found<Self>> {
        let empty = RouteTable { route: Set::default(), propagating_vgws: Set::default(), ..planned.clone() };
        Some(Found::ready(RouteTable { id: key.to_owned(), ..empty }).tagged(step.tags.clone()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        if change.changed("propagating_vgws") {
            change_gateways(cx, &to.id, &from.propagating_vgws, &to.propagating_vgws).await?;
        }
        if change.changed("route") {
            change_routes(cx, &to.id, &from.route, &to.route).await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = ec2(cx).delete_route_table().route_table_id(&prior.id);
        match call.send().await.map_err(Error::from) {
            // Associations that nobody manages hold it: they go, and the deletion is tried again.
            Err(e) if e.class == Class::Dependency => {
                disassociate_all(cx, &prior.id).await?;
                Err(e)
            }
            other => other.map(|_| ()),
        }
    }

    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(filters) = owned(intent) else { return Ok(None) };
        let found = ec2(cx).describe_route_tables().set_filters(Some(filters)).send().await?;
        Ok(ours(intent, found.route_tables(), |t| t.tags.as_ref()).and_then(|t| t.route_table_id.clone()))
    }
}

/// Route tables by id, in one call with whoever else asks for some now.
pub async fn by_id(
    cx: &Cx,
    ids: impl IntoIterator<Item = Key>,
) -> Result<HashMap<Key, types::RouteTable>, Error> {
    let call = |f| ec2(cx).describe_route_tables().filters(f).into_paginator().items().send().try_collect();
    common::by_id(cx, "route-table-id", ids, types::RouteTable::route_table_id, call).await
}

/// Route tables by a filter over many values.
pub async fn describe(
    cx: &Cx,
    name: &str,
    values: impl IntoIterator<Item = String>,
) -> Result<Vec<types::RouteTable>, Error> {
    let call = |f| ec2(cx).describe_route_tables().filters(f).into_paginator().items().send().try_collect();
    filtered(name, values, call).await
}

/// The main route tables of VPCs.
pub async fn main_of(
    cx: &Cx,
    vpcs: impl IntoIterator<Item = String>,
) -> Result<Vec<types::RouteTable>, Error> {
    let call = |f| {
        let main = ec2(cx).describe_route_tables().filters(f).filters(filter("association.main", "true"));
        main.into_paginator().items().send().try_collect()
    };
    filtered("vpc-id", vpcs, call).await
}

/// Brings the gateways that announce their routes to a table from one set to another.
pub async fn change_gateways(
    cx: &Cx,
    table: &str,
    from: &Set<String>,
    to: &Set<String>,
) -> Result<(), Error> {
    for gateway in from.minus(to) {
        let call = ec2(cx).disable_vgw_route_propagation().route_table_id(table).gateway_id(gateway);
        call.send().await?;
    }
    for gateway in to.minus(from) {
        let call = ec2(cx).enable_vgw_route_propagation().route_table_id(table).gateway_id(gateway);
        cx.until_known(&["Gateway.NotAttached"], || call.clone().send()).await?;
    }
    Ok(())
}

/// Brings the routes of a table from one set to another, a call a destination. New ones come before old ones go.
pub async fn change_routes(
    cx: &Cx,
    table: &str,
    from: &[RouteBlock],
    to: &[RouteBlock],
) -> Result<(), Error> {
    to.iter().try_for_each(RouteBlock::check)?;
    let before: HashMap<String, String> = from.iter().map(|r| (r.destination(), r.target())).collect();
    let set = each(to.iter(), 5, |route| {
        let now = before.get(&route.destination()).cloned();
        async move {
            match now {
                None => routes::create(cx, table, route).await,
                Some(target) if target != route.target() => routes::replace(cx, table, route).await,
                Some(_) => Ok(()),
            }
        }
    });
    set.await.into_iter().collect::<Result<Vec<()>, _>>()?;
    let kept: HashSet<String> = to.iter().map(RouteBlock::destination).collect();
    let gone = from.iter().filter(|r| !kept.contains(&r.destination()));
    let deleted = each(gone, 5, |route| routes::delete(cx, table, route)).await;
    deleted.into_iter().collect::<Result<Vec<()>, _>>()?;
    Ok(())
}

async fn disassociate_all(cx: &Cx, table: &str) -> Result<(), Error> {
    let told = ec2(cx).describe_route_tables().filters(filter("route-table-id", table)).send().await?;
    let all = told.route_tables().iter().flat_map(|t| t.associations());
    let explicit = all.filter(|a| a.main != Some(true)).filter_map(|a| a.route_table_association_id.clone());
    for association in explicit {
        let call = ec2(cx).disassociate_route_table().association_id(association);
        match call.send().await.map_err(Error::from) {
            Err(e) if !e.is_not_found() => return Err(e),
            _ => {}
        }
    }
    Ok(())
}

/// Tables as AWS tells them; `known` are the interfaces to which routes of the state lead.
pub async fn told(
    cx: &Cx,
    tables: Vec<types::RouteTable>,
    known: HashSet<String>,
) -> Result<Vec<Found<RouteTable>>, Error> {
    let foreign = foreign_interfaces(cx, known, &tables).await?;
    Ok(tables.into_iter().map(|t| found(cx, t, &foreign)).collect())
}

/// Interfaces that AWS services attached from accounts of their own: routes to them are not the table's. Asked only for
/// interfaces that the state does not know already.
async fn foreign_interfaces(
    cx: &Cx,
    known: HashSet<String>,
    tables: &[types::RouteTable],
) -> Result<HashSet<String>, Error> {
    let told = tables.iter().flat_map(|t| t.routes()).filter_map(|r| r.network_interface_id.clone());
    let unknown: HashSet<String> = told.filter(|id| !known.contains(id)).collect();
    let call =
        |f| ec2(cx).describe_network_interfaces().filters(f).into_paginator().items().send().try_collect();
    let interfaces: Vec<NetworkInterface> = filtered("network-interface-id", unknown, call).await?;
    let foreign = |i: &NetworkInterface| {
        let attached = i.attachment.as_ref().and_then(|a| a.instance_owner_id.as_ref());
        i.owner_id.is_some() && attached.is_some() && i.owner_id.as_ref() != attached
    };
    Ok(interfaces.into_iter().filter(foreign).filter_map(|i| i.network_interface_id).collect())
}

/// True for a route that `route` blocks speak of: not AWS's own, not announced, and not one of a gateway endpoint.
fn is_own(route: &types::Route, foreign: &HashSet<String>) -> bool {
    let endpoint = route.destination_prefix_list_id.is_some()
        && route.gateway_id.as_deref().is_some_and(|id| id.starts_with("vpce-"));
    let service = route.network_interface_id.as_ref().is_some_and(|id| foreign.contains(id));
    !is_local(route) && !is_propagated(route) && !endpoint && !service
}

fn found(cx: &Cx, table: types::RouteTable, foreign: &HashSet<String>) -> Found<RouteTable> {
    let id = table.route_table_id.clone().unwrap_or_default();
    let owner = table.owner_id.clone().unwrap_or_default();
    let mut tags = tags(table.tags.as_ref());
    // FSx marks tables of its own accord.
    tags.remove("AmazonFSx");
    let value = RouteTable {
        arn: cx.arn_of("ec2", cx.region(), &owner, &format!("route-table/{id}")),
        owner_id: owner,
        propagating_vgws: table.propagating_vgws().iter().filter_map(|g| g.gateway_id.clone()).collect(),
        route: table.routes().iter().filter(|r| is_own(r, foreign)).map(RouteBlock::told).collect(),
        vpc_id: table.vpc_id.unwrap_or_default(),
        id,
    };
    Found::ready(value).tagged(tags)
}
