//! `aws_route`

use crate::route_table::by_id;
use crate::routes::{self, RouteBlock, is_local, is_propagated, same_range};
use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;
use std::time::Duration;

/// One way out of a route table. (EC2 CreateRoute, ReplaceRoute)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_route",
    timeouts(create, update, delete),
    seconds(1, 1),
    not_found = "InvalidRoute.NotFound",
    not_found = "InvalidRouteTableID.NotFound"
)]
pub struct Route {
    /// Its id, of table and destination.
    #[attr(id)]
    pub id: String,
    /// Target: a carrier gateway.
    #[attr(optional, conflicts("destination_ipv6_cidr_block"))]
    pub carrier_gateway_id: Option<String>,
    /// Target: a core network.
    #[attr(optional)]
    pub core_network_arn: Option<String>,
    /// Destination: a range of IPv4 addresses.
    #[attr(
        optional,
        replace,
        ipv4_prefix(0, 32),
        exactly_one_of(
            "destination_cidr_block",
            "destination_ipv6_cidr_block",
            "destination_prefix_list_id"
        )
    )]
    pub destination_cidr_block: Option<String>,
    /// Destination: a range of IPv6 addresses.
    #[attr(optional, replace, cidr, equal_by = same_range)]
    pub destination_ipv6_cidr_block: Option<String>,
    /// Destination: a managed prefix list.
    #[attr(optional, replace)]
    pub destination_prefix_list_id: Option<String>,
    /// Target: an egress-only internet gateway.
    #[attr(optional, conflicts("destination_cidr_block"))]
    pub egress_only_gateway_id: Option<String>,
    /// Target: an internet gateway or a virtual private gateway; `local` for an imported local route.
    #[attr(
        optional,
        exactly_one_of(
            "carrier_gateway_id",
            "core_network_arn",
            "egress_only_gateway_id",
            "gateway_id",
            "local_gateway_id",
            "nat_gateway_id",
            "network_interface_id",
            "transit_gateway_id",
            "vpc_endpoint_id",
            "vpc_peering_connection_id"
        )
    )]
    pub gateway_id: Option<String>,
    /// The instance that the target interface belongs to.
    #[attr(computed)]
    pub instance_id: Option<String>,
    /// The account of that instance.
    #[attr(computed)]
    pub instance_owner_id: Option<String>,
    /// Target: a local gateway of an Outpost.
    #[attr(optional)]
    pub local_gateway_id: Option<String>,
    /// Target: a NAT gateway.
    #[attr(optional)]
    pub nat_gateway_id: Option<String>,
    /// Target: a network interface.
    #[attr(optional, computed)]
    pub network_interface_id: Option<String>,
    /// How it came to be.
    #[attr(computed)]
    pub origin: Option<String>,
    /// The route table.
    #[attr(required, replace)]
    pub route_table_id: String,
    /// `active`, or `blackhole` where its target is gone.
    #[attr(computed)]
    pub state: Option<String>,
    /// Target: a transit gateway.
    #[attr(optional)]
    pub transit_gateway_id: Option<String>,
    /// Target: a gateway endpoint of a load balancer.
    #[attr(optional, conflicts("destination_prefix_list_id"))]
    pub vpc_endpoint_id: Option<String>,
    /// Target: a VPC peering connection.
    #[attr(optional)]
    pub vpc_peering_connection_id: Option<String>,
}

#[async_trait]
impl Resource for Route {
    const WAITS: Waits = Waits {
        create: Duration::from_secs(5 * 60),
        update: Duration::from_secs(2 * 60),
        delete: Duration::from_secs(5 * 60),
        until_gone: true,
        ..Waits::QUICK
    };

    /// As an import id is written: `rtb-1_10.0.0.0/8`.
    fn key(&self) -> Key {
        let destination = self.as_block().destination();
        if destination.is_empty() { String::new() } else { format!("{}_{destination}", self.route_table_id) }
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        routes::create(cx, &planned.route_table_id, &planned.as_block()).await?;
        Created::new(Some(planned.key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let ids = reqs.iter().map(|r| table_and_destination(&r.key).0.to_owned());
        let tables = match by_id(cx, ids).await {
            Ok(tables) => tables,
            Err(e) => return answers(reqs, Err(e)),
        };
        let find = |req: &Req<Self>| {
            let (table, destination) = table_and_destination(&req.key);
            let mut all = tables.get(table)?.routes().iter();
            // A route that a gateway announces, and a local one that stays, stand where a deleted one was.
            let hidden = |r: &types::Route| is_propagated(r) || (req.phase == Phase::Deleted && is_local(r));
            all.find(|r| RouteBlock::told(r).destination() == destination && !hidden(r))
                .map(|r| Found::ready(found(table, r, &req.prior)))
        };
        reqs.iter().map(|r| Ok(find(r))).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        // AWS names an interface for other targets too: what changed is the target.
        let interface = change.changed("network_interface_id");
        let mut route = change.to.as_block();
        route.network_interface_id = route.network_interface_id.filter(|_| interface);
        routes::replace(cx, &change.to.route_table_id, &route).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        routes::delete(cx, &prior.route_table_id, &prior.as_block()).await
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_route_table", self.route_table_id.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.key()).filter(|k| !k.is_empty())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if !intent.absent {
            return Ok(None);
        }
        let wanted = planned.as_block();
        let tables = by_id(cx, [planned.route_table_id.clone()]).await?;
        let all =
            tables.values().flat_map(|t| t.routes()).filter(|r| !is_propagated(r)).map(RouteBlock::told);
        let mut ours =
            all.filter(|r| r.destination() == wanted.destination() && r.leads_to(&wanted.target()));
        Ok(ours.next().map(|_| planned.key()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        let (table, destination) = table_and_destination(id);
        if table.is_empty() || destination.is_empty() || destination.contains('_') {
            return Err(Error::import_id(id, "ROUTE_TABLE_DESTINATION"));
        }
        let mut route = Self { route_table_id: table.to_owned(), ..Self::default() };
        let destination = Some(destination.to_owned());
        match id {
            _ if id.contains(':') => route.destination_ipv6_cidr_block = destination,
            _ if id.contains('.') => route.destination_cidr_block = destination,
            _ => route.destination_prefix_list_id = destination,
        }
        Ok(route)
    }
}

impl Route {
    fn as_block(&self) -> RouteBlock {
        RouteBlock {
            carrier_gateway_id: self.carrier_gateway_id.clone(),
            cidr_block: self.destination_cidr_block.clone(),
            core_network_arn: self.core_network_arn.clone(),
            destination_prefix_list_id: self.destination_prefix_list_id.clone(),
            egress_only_gateway_id: self.egress_only_gateway_id.clone(),
            gateway_id: self.gateway_id.clone(),
            ipv6_cidr_block: self.destination_ipv6_cidr_block.clone(),
            local_gateway_id: self.local_gateway_id.clone(),
            nat_gateway_id: self.nat_gateway_id.clone(),
            network_interface_id: self.network_interface_id.clone(),
            transit_gateway_id: self.transit_gateway_id.clone(),
            vpc_endpoint_id: self.vpc_endpoint_id.clone(),
            vpc_peering_connection_id: self.vpc_peering_connection_id.clone(),
        }
    }
}

fn table_and_destination(key: &str) -> (&str, &str) {
    key.split_once('_').unwrap_or((key, ""))
}

/// The id in the state: the table and a checksum of the destination as it was written.
fn id_of(table: &str, destination: &str) -> String {
    format!("r-{table}{}", crc32fast::hash(destination.as_bytes()))
}

fn found(table: &str, route: &types::Route, prior: &Route) -> Route {
    let told = RouteBlock::told(route);
    let written = [
        &prior.destination_cidr_block,
        &prior.destination_ipv6_cidr_block,
        &prior.destination_prefix_list_id,
    ];
    let destination = written.into_iter().find_map(text).unwrap_or_else(|| told.destination());
    Route {
        id: id_of(table, &destination),
        carrier_gateway_id: told.carrier_gateway_id,
        core_network_arn: told.core_network_arn,
        destination_cidr_block: told.cidr_block,
        destination_ipv6_cidr_block: told.ipv6_cidr_block,
        destination_prefix_list_id: told.destination_prefix_list_id,
        egress_only_gateway_id: told.egress_only_gateway_id,
        gateway_id: told.gateway_id,
        instance_id: route.instance_id.clone(),
        instance_owner_id: route.instance_owner_id.clone(),
        local_gateway_id: told.local_gateway_id,
        nat_gateway_id: told.nat_gateway_id,
        network_interface_id: told.network_interface_id,
        origin: route.origin.as_ref().map(|o| o.as_str().to_owned()),
        route_table_id: table.to_owned(),
        state: route.state.as_ref().map(|s| s.as_str().to_owned()),
        transit_gateway_id: told.transit_gateway_id,
        vpc_endpoint_id: told.vpc_endpoint_id,
        vpc_peering_connection_id: told.vpc_peering_connection_id,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn ids_are_those_of_the_provider() {
        assert_eq!(super::id_of("rtb-1", "0.0.0.0/0"), "r-rtb-11080289494");
    }
}
