//! `aws_default_route_table`

use crate::ec2::{keys, retag};
use crate::route_table::{self, RouteTable, by_id, change_gateways, change_routes, main_of};
use crate::routes::RouteBlock;
use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;
use std::time::Duration;

/// The route table that came with a VPC, taken over: its routes go, and those given here come. It cannot be deleted, only forgotten.
/// (EC2 DescribeRouteTables, CreateRoute)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_default_route_table",
    tags,
    timeouts(create, update),
    seconds(1, 0),
    not_found = "InvalidRouteTableID.NotFound"
)]
pub struct DefaultRouteTable {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The table: `default_route_table_id` of its VPC.
    #[attr(required, replace)]
    pub default_route_table_id: String,
    /// The account that owns it.
    #[attr(computed)]
    pub owner_id: String,
    /// Virtual private gateways that announce their routes to it.
    #[attr(optional)]
    pub propagating_vgws: Set<String>,
    /// Its routes; without any here, those of `aws_route` are left alone.
    #[block(set, attr_mode, computed)]
    pub route: Set<DefaultRouteBlock>,
    /// The VPC it lies in.
    #[attr(computed)]
    pub vpc_id: String,
}

/// One destination and one target, of those that a default route table can have.
#[derive(Nested, Clone, Default, Debug)]
pub struct DefaultRouteBlock {
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
    /// Not for use: name the instance's `network_interface_id`.
    #[attr(optional)]
    pub instance_id: Option<String>,
    /// Destination: a range of IPv6 addresses.
    #[attr(optional, cidr)]
    pub ipv6_cidr_block: Option<String>,
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

#[async_trait]
impl Resource for DefaultRouteTable {
    const WAITS: Waits =
        Waits { create: Duration::from_secs(2 * 60), update: Duration::from_secs(2 * 60), ..Waits::QUICK };

    /// Its id, or the VPC where an import names only that.
    fn key(&self) -> Key {
        let known = [&self.default_route_table_id, &self.id, &self.vpc_id];
        known.into_iter().find(|k| !k.is_empty()).cloned().unwrap_or_default()
    }

    /// Nothing is made: the table is looked up, and gateways that announced their routes to it end that.
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        blocks(&planned.route)?.iter().try_for_each(RouteBlock::check)?;
        let id = planned.default_route_table_id.clone();
        let Some(table) = by_id(cx, [id.clone()]).await?.remove(&id) else {
            return Err(Error::new(Class::NotFound, format!("There is no route table {id}."))
                .help("Check default_route_table_id, the account and the region."));
        };
        let now = table.propagating_vgws().iter().filter_map(|g| g.gateway_id.clone()).collect();
        change_gateways(cx, &id, &now, &planned.propagating_vgws).await?;
        Created::new(Some(id))
    }

    /// Taking the table over ends the ways that it had.
    fn undo_defaults(planned: &Self, to: &mut Self) -> Vec<&'static str> {
        if !planned.route.is_empty() || to.route.is_empty() {
            return Vec::new();
        }
        to.route = Set::default();
        vec!["route"]
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        match find(cx, reqs).await {
            Ok(found) => answers(reqs, Ok(found)),
            Err(e) => answers(reqs, Err(e)),
        }
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        if change.changed("propagating_vgws") {
            change_gateways(cx, &to.id, &from.propagating_vgws, &to.propagating_vgws).await?;
        }
        if change.changed("route") {
            change_routes(cx, &to.id, &blocks(&from.route)?, &blocks(&to.route)?).await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(_: &Cx, _: &Self, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    /// Taking over may be done twice, so an interrupted one is done again rather than looked for.
    async fn locate(_: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        Ok(intent.is_of_any_run().then(|| planned.default_route_table_id.clone()))
    }

    /// By the VPC.
    fn import(id: &str) -> Result<Self, Error> {
        if !id.starts_with("vpc-") {
            return Err(Error::import_id(id, "VPC"));
        }
        Ok(Self { vpc_id: id.to_owned(), ..Self::default() })
    }
}

/// Tables by key: an id, or a VPC on import.
async fn find(
    cx: &Cx,
    reqs: &[Req<DefaultRouteTable>],
) -> Result<HashMap<Key, Found<DefaultRouteTable>>, Error> {
    let (vpcs, ids): (Vec<Key>, Vec<Key>) = keys(reqs).partition(|k| k.starts_with("vpc-"));
    let (tables, main) = tokio::try_join!(by_id(cx, ids), main_of(cx, vpcs))?;
    let imported: Vec<Key> = main.iter().filter_map(|t| t.route_table_id.clone()).collect();
    let tables: Vec<types::RouteTable> = tables.into_values().chain(main).collect();
    let known = reqs.iter().flat_map(|r| r.prior.route.iter()).filter_map(|b| b.network_interface_id.clone());
    let told = route_table::told(cx, tables, known.collect()).await?;
    Ok(told
        .into_iter()
        .map(adopted)
        .map(|f| (if imported.contains(&f.value.id) { &f.value.vpc_id } else { &f.value.id }.clone(), f))
        .collect())
}

fn adopted(found: Found<RouteTable>) -> Found<DefaultRouteTable> {
    let table = found.value;
    let value = DefaultRouteTable {
        arn: table.arn,
        default_route_table_id: table.id.clone(),
        owner_id: table.owner_id,
        propagating_vgws: table.propagating_vgws,
        route: table.route.0.into_iter().map(DefaultRouteBlock::from).collect(),
        vpc_id: table.vpc_id,
        id: table.id,
    };
    Found { value, tags: found.tags, status: found.status }
}

impl From<RouteBlock> for DefaultRouteBlock {
    fn from(b: RouteBlock) -> Self {
        DefaultRouteBlock {
            cidr_block: b.cidr_block,
            core_network_arn: b.core_network_arn,
            destination_prefix_list_id: b.destination_prefix_list_id,
            egress_only_gateway_id: b.egress_only_gateway_id,
            gateway_id: b.gateway_id,
            instance_id: None,
            ipv6_cidr_block: b.ipv6_cidr_block,
            nat_gateway_id: b.nat_gateway_id,
            network_interface_id: b.network_interface_id,
            transit_gateway_id: b.transit_gateway_id,
            vpc_endpoint_id: b.vpc_endpoint_id,
            vpc_peering_connection_id: b.vpc_peering_connection_id,
        }
    }
}

impl DefaultRouteBlock {
    fn block(&self) -> Result<RouteBlock, Error> {
        if let Some(instance) = text(&self.instance_id) {
            let message = format!("A route leads to `instance_id` {instance}, which AWS takes no more.");
            return Err(Error::new(Class::Validation, message)
                .help("Name the instance's network interface: `network_interface_id`."));
        }
        Ok(RouteBlock {
            cidr_block: self.cidr_block.clone(),
            core_network_arn: self.core_network_arn.clone(),
            destination_prefix_list_id: self.destination_prefix_list_id.clone(),
            egress_only_gateway_id: self.egress_only_gateway_id.clone(),
            gateway_id: self.gateway_id.clone(),
            ipv6_cidr_block: self.ipv6_cidr_block.clone(),
            nat_gateway_id: self.nat_gateway_id.clone(),
            network_interface_id: self.network_interface_id.clone(),
            transit_gateway_id: self.transit_gateway_id.clone(),
            vpc_endpoint_id: self.vpc_endpoint_id.clone(),
            vpc_peering_connection_id: self.vpc_peering_connection_id.clone(),
            ..RouteBlock::default()
        })
    }
}

fn blocks(all: &[DefaultRouteBlock]) -> Result<Vec<RouteBlock>, Error> {
    all.iter().map(DefaultRouteBlock::block).collect()
}
