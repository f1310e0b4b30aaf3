//! A route as `aws_route` and the `route` blocks of `aws_route_table` have it, and the calls that make and change one.

use crate::ec2::ec2;
use aws_sdk_ec2::types::{self, RouteOrigin};
use provision_aws_core::prelude::*;
use std::net::IpAddr;
use std::time::Duration;

/// Where AWS puts what stays inside the VPC, and VPC Lattice.
const LOCAL: &str = "local";
const LATTICE: &str = "VpcLattice";

/// One destination and one target.
#[derive(Nested, Clone, Default, Debug, PartialEq)]
pub struct RouteBlock {
    /// Target: a carrier gateway.
    #[attr(optional)]
    pub carrier_gateway_id: Option<String>,
    /// Destination: a range of IPv4 addresses.
    #[attr(optional, ipv4_prefix(0, 32))]
    pub cidr_block: Option<String>,
    /// Target: a core network.
    #[attr(optional)]
    pub core_network_arn: Option<String>,
    /// Destination: a managed prefix list.
    #[attr(optional)]
    pub destination_prefix_list_id: Option<String>,
    /// Target: an egress-only internet gateway.
    #[attr(optional)]
    pub egress_only_gateway_id: Option<String>,
    /// Target: an internet gateway, a virtual private gateway, or `local`.
    #[attr(optional)]
    pub gateway_id: Option<String>,
    /// Destination: a range of IPv6 addresses.
    #[attr(optional, cidr)]
    pub ipv6_cidr_block: Option<String>,
    /// Target: a local gateway of an Outpost.
    #[attr(optional)]
    pub local_gateway_id: Option<String>,
    /// Target: a NAT gateway.
    #[attr(optional)]
    pub nat_gateway_id: Option<String>,
    /// Target: a network interface.
    #[attr(optional)]
    pub network_interface_id: Option<String>,
    /// Target: a transit gateway.
    #[attr(optional)]
    pub transit_gateway_id: Option<String>,
    /// Target: a gateway endpoint of a load balancer.
    #[attr(optional)]
    pub vpc_endpoint_id: Option<String>,
    /// Target: a VPC peering connection.
    #[attr(optional)]
    pub vpc_peering_connection_id: Option<String>,
}

impl RouteBlock {
    /// The destination as AWS writes it; empty where there is none.
    pub fn destination(&self) -> String {
        canonical(&self.destinations().into_iter().flatten().next().unwrap_or_default())
    }
    /// The target's id or ARN; empty where there is none.
    pub fn target(&self) -> String {
        self.targets().into_iter().flatten().next().unwrap_or_default()
    }
    /// True when this is one of what AWS tells it leads to.
    pub fn leads_to(&self, target: &str) -> bool {
        self.targets().iter().flatten().any(|t| t == target)
    }
    fn destinations(&self) -> [Option<String>; 3] {
        [text(&self.cidr_block), text(&self.ipv6_cidr_block), text(&self.destination_prefix_list_id)]
    }
    fn targets(&self) -> [Option<String>; 10] {
        [
            text(&self.carrier_gateway_id),
            text(&self.core_network_arn),
            text(&self.egress_only_gateway_id),
            text(&self.gateway_id),
            text(&self.local_gateway_id),
            text(&self.nat_gateway_id),
            text(&self.network_interface_id),
            text(&self.transit_gateway_id),
            text(&self.vpc_endpoint_id),
            text(&self.vpc_peering_connection_id),
        ]
    }
    /// A route has one destination and one target: AWS's own words for anything else name neither.
    pub fn check(&self) -> Result<(), Error> {
        let destinations = self.destinations().iter().flatten().count();
        let targets = self.targets().iter().flatten().count();
        if destinations == 1 && targets == 1 {
            return Ok(());
        }
        let which = format!("\"{}\" by \"{}\"", self.destination(), self.target());
        let message = format!("The route to {which} has {destinations} destinations and {targets} targets.");
        let help = "Give each route one destination (cidr_block, ipv6_cidr_block or destination_prefix_list_id) and one target.";
        Err(Error::new(Class::Validation, message).help(help))
    }

    /// The route as AWS tells it.
    pub fn told(route: &types::Route) -> RouteBlock {
        // AWS tells an endpoint where it tells a gateway.
        let (endpoint, gateway) = match route.gateway_id.clone() {
            Some(id) if id.starts_with("vpce-") => (Some(id), None),
            id => (None, id),
        };
        RouteBlock {
            carrier_gateway_id: route.carrier_gateway_id.clone(),
            cidr_block: route.destination_cidr_block.clone(),
            core_network_arn: route.core_network_arn.clone(),
            destination_prefix_list_id: route.destination_prefix_list_id.clone(),
            egress_only_gateway_id: route.egress_only_internet_gateway_id.clone(),
            gateway_id: gateway,
            ipv6_cidr_block: route.destination_ipv6_cidr_block.clone(),
            local_gateway_id: route.local_gateway_id.clone(),
            nat_gateway_id: route.nat_gateway_id.clone(),
            // The interface of a NAT gateway is not what the route was given.
            network_interface_id: route
                .network_interface_id
                .clone()
                .filter(|_| route.nat_gateway_id.is_none()),
            transit_gateway_id: route.transit_gateway_id.clone(),
            vpc_endpoint_id: endpoint,
            vpc_peering_connection_id: route.vpc_peering_connection_id.clone(),
        }
    }
}

/// True for a route that leads inside the VPC; it can be replaced, but neither made nor deleted.
pub fn is_local(route: &types::Route) -> bool {
    matches!(route.gateway_id.as_deref(), Some(LOCAL | LATTICE))
}

/// True for a route that a virtual private gateway announced.
pub fn is_propagated(route: &types::Route) -> bool {
    route.origin == Some(RouteOrigin::EnableVgwRoutePropagation)
}

/// Names the table, the destination and the target in a call that makes or changes a route; the gateway is given, since a local
/// target is said in two ways.
macro_rules! naming {
    ($call:expr, $table:expr, $route:expr, $gateway:expr) => {
        $call
            .route_table_id($table)
            .set_destination_cidr_block(text(&$route.cidr_block))
            .set_destination_ipv6_cidr_block(text(&$route.ipv6_cidr_block))
            .set_destination_prefix_list_id(text(&$route.destination_prefix_list_id))
            .set_carrier_gateway_id(text(&$route.carrier_gateway_id))
            .set_core_network_arn(text(&$route.core_network_arn))
            .set_egress_only_internet_gateway_id(text(&$route.egress_only_gateway_id))
            .set_gateway_id($gateway)
            .set_local_gateway_id(text(&$route.local_gateway_id))
            .set_nat_gateway_id(text(&$route.nat_gateway_id))
            .set_network_interface_id(text(&$route.network_interface_id))
            .set_transit_gateway_id(text(&$route.transit_gateway_id))
            .set_vpc_endpoint_id(text(&$route.vpc_endpoint_id))
            .set_vpc_peering_connection_id(text(&$route.vpc_peering_connection_id))
    };
}

/// Makes a route; repeats the call while AWS does not know yet what it leads to.
pub async fn create(cx: &Cx, table: &str, route: &RouteBlock) -> Result<(), Error> {
    route.check()?;
    let call = naming!(ec2(cx).create_route(), table, route, text(&route.gateway_id));
    let local = route.gateway_id.as_deref() == Some(LOCAL);
    let fresh = |e: &Error| !local && e.is(FRESH);
    match cx.retry(provision_aws_core::cx::PROPAGATION, fresh, || call.clone().send()).await {
        Err(e) if local => Err(e.help("AWS makes local routes itself: import the one that is there.")),
        other => other.map(|_| ()),
    }
}

/// What AWS says of a table or target that was made a moment ago.
const FRESH: &[&str] = &[
    "InvalidParameterException",
    "InvalidRouteTableID.NotFound",
    "InvalidGatewayID.NotFound",
    "InvalidNatGatewayID.NotFound",
    "InvalidTransitGatewayID.NotFound",
    "InvalidVpcEndpointId.NotFound",
    "InvalidEgressOnlyInternetGatewayId.NotFound",
];

/// Leads a destination to another target.
pub async fn replace(cx: &Cx, table: &str, route: &RouteBlock) -> Result<(), Error> {
    route.check()?;
    let local = route.gateway_id.as_deref() == Some(LOCAL);
    let gateway = text(&route.gateway_id).filter(|_| !local);
    let call =
        naming!(ec2(cx).replace_route(), table, route, gateway).set_local_target(local.then_some(true));
    cx.until_known(FRESH, || call.clone().send()).await?;
    Ok(())
}

/// Deletes a route; one that is not there is no error, and a local one is left alone.
pub async fn delete(cx: &Cx, table: &str, route: &RouteBlock) -> Result<(), Error> {
    let call = ec2(cx)
        .delete_route()
        .route_table_id(table)
        .set_destination_cidr_block(text(&route.cidr_block))
        .set_destination_ipv6_cidr_block(text(&route.ipv6_cidr_block))
        .set_destination_prefix_list_id(text(&route.destination_prefix_list_id));
    let busy = |e: &Error| e.is(&["InvalidParameterException"]);
    match cx.retry(Duration::from_secs(300), busy, || call.clone().send()).await {
        Err(e) if e.is_not_found() => Ok(()),
        Err(e) if e.is(&["InvalidParameterValue"]) && e.message.contains("local route") => Ok(()),
        other => other.map(|_| ()),
    }
}

/// True when two texts mean the same range of addresses.
pub fn same_range(a: &str, b: &str) -> bool {
    canonical(a) == canonical(b)
}

/// A range of addresses in AWS's spelling; anything else as it is.
pub fn canonical(range: &str) -> String {
    let parsed = range.split_once('/').and_then(|(ip, prefix)| Some((ip.parse::<IpAddr>().ok()?, prefix)));
    parsed.map_or_else(|| range.to_owned(), |(ip, prefix)| format!("{ip}/{prefix}"))
}
