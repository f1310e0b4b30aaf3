//! `data.aws_vpc`

use crate::ec2::{ec2, filter, tags};
use crate::filters::{FilterBlock, filters, the_one};
use crate::route_table;
use crate::vpc::{self, Settings, Vpc};
use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;

/// One VPC, found by what is known of it. (EC2 DescribeVpcs)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_vpc", timeouts(read))]
pub struct VpcData {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its first range of IPv4 addresses.
    #[attr(optional, computed)]
    pub cidr_block: Option<String>,
    /// All its ranges of IPv4 addresses.
    #[attr(computed)]
    pub cidr_block_associations: Vec<CidrBlock>,
    /// True for the default VPC of the region.
    #[attr(optional, computed)]
    pub default: Option<bool>,
    /// Its DHCP options.
    #[attr(optional, computed)]
    pub dhcp_options_id: Option<String>,
    /// Instances with public addresses get a DNS name.
    #[attr(computed)]
    pub enable_dns_hostnames: bool,
    /// DNS queries are answered inside.
    #[attr(computed)]
    pub enable_dns_support: bool,
    /// The use of addresses is measured.
    #[attr(computed)]
    pub enable_network_address_usage_metrics: bool,
    /// AWS's filters.
    #[block(set)]
    pub filter: Set<FilterBlock>,
    /// Shared or dedicated hardware for instances.
    #[attr(computed)]
    pub instance_tenancy: Option<String>,
    /// Id of the association with its IPv6 block.
    #[attr(computed)]
    pub ipv6_association_id: Option<String>,
    /// Its range of IPv6 addresses.
    #[attr(computed)]
    pub ipv6_cidr_block: Option<String>,
    /// The route table of subnets that name none.
    #[attr(computed)]
    pub main_route_table_id: Option<String>,
    /// The account that owns it.
    #[attr(computed)]
    pub owner_id: String,
    /// `pending` or `available`.
    #[attr(optional, computed, unset = "null")]
    pub state: Option<String>,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
}

/// One range of addresses.
#[derive(Nested, Clone, Default)]
pub struct CidrBlock {
    /// Id of the association.
    #[attr(computed)]
    pub association_id: String,
    /// The range.
    #[attr(computed)]
    pub cidr_block: String,
    /// `associated`, or where it stands.
    #[attr(computed)]
    pub state: String,
}

#[async_trait]
impl DataSource for VpcData {
    /// VPCs that are known by their ids come by one call; others by one call each.
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let plain = configs.iter().filter(|c| !c.id.is_empty()).map(|c| c.id.clone());
        let known = match vpc::by_id(cx, plain).await {
            Ok(vpcs) => vpcs,
            Err(e) => return configs.iter().map(|_| Err(e.clone())).collect(),
        };
        let found = each(configs, 10, |config| find(cx, config, &known)).await;
        let ids = found.iter().flatten().filter_map(|v| v.vpc_id.clone()).collect();
        let tables = match main_tables(cx, ids).await {
            Ok(tables) => tables,
            Err(e) => return configs.iter().map(|_| Err(e.clone())).collect(),
        };
        each(configs.iter().zip(found), 10, |(config, vpc)| async { told(cx, config, &vpc?, &tables).await })
            .await
    }
}

/// The one VPC that a configuration means.
async fn find(cx: &Cx, config: &VpcData, known: &HashMap<Key, types::Vpc>) -> Result<types::Vpc, Error> {
    let own = [
        ("cidr", text(&config.cidr_block)),
        ("dhcp-options-id", text(&config.dhcp_options_id)),
        ("is-default", config.default.filter(|d| *d).map(|d| d.to_string())),
        ("state", text(&config.state)),
    ];
    let filters = filters(&own, &config.filter, &config.tags);
    if filters.is_none() && !config.id.is_empty() {
        return the_one("VPC", &config.id, known.get(&config.id).cloned().into_iter().collect());
    }
    let mut call = ec2(cx).describe_vpcs().set_filters(filters);
    if !config.id.is_empty() {
        call = call.filters(filter("vpc-id", &config.id));
    }
    the_one("VPC", &config.id, call.into_paginator().items().send().try_collect().await?)
}

/// The main route tables of VPCs, by VPC.
async fn main_tables(cx: &Cx, ids: Vec<Key>) -> Result<HashMap<Key, String>, Error> {
    let tables = route_table::main_of(cx, ids).await?;
    Ok(tables.into_iter().filter_map(|t| Some((t.vpc_id?, t.route_table_id?))).collect())
}

async fn told(
    cx: &Cx,
    config: &VpcData,
    vpc: &types::Vpc,
    tables: &HashMap<Key, String>,
) -> Result<VpcData, Error> {
    let id = vpc.vpc_id.clone().unwrap_or_default();
    let owner = vpc.owner_id.clone().unwrap_or_default();
    let req = Req::new(id.clone(), Vpc::default(), Phase::Refresh);
    let settings = Settings::read(cx, &req).await?;
    let ipv6 = vpc.ipv6_cidr_block_association_set().first();
    let block = |a: &types::VpcCidrBlockAssociation| CidrBlock {
        association_id: a.association_id.clone().unwrap_or_default(),
        cidr_block: a.cidr_block.clone().unwrap_or_default(),
        state: a
            .cidr_block_state()
            .and_then(|s| s.state())
            .map_or_else(String::new, |s| s.as_str().to_owned()),
    };
    Ok(VpcData {
        arn: cx.arn_of("ec2", cx.region(), &owner, &format!("vpc/{id}")),
        cidr_block: vpc.cidr_block.clone(),
        cidr_block_associations: vpc.cidr_block_association_set().iter().map(block).collect(),
        default: vpc.is_default,
        dhcp_options_id: vpc.dhcp_options_id.clone(),
        enable_dns_hostnames: settings.hostnames,
        enable_dns_support: settings.support,
        enable_network_address_usage_metrics: settings.metrics,
        filter: config.filter.clone(),
        instance_tenancy: vpc.instance_tenancy.as_ref().map(|t| t.as_str().to_owned()),
        ipv6_association_id: ipv6.and_then(|a| a.association_id.clone()),
        ipv6_cidr_block: ipv6.and_then(|a| a.ipv6_cidr_block.clone()),
        main_route_table_id: tables.get(&id).cloned(),
        owner_id: owner,
        state: config.state.clone(),
        tags: tags(vpc.tags.as_ref()),
        id,
    })
}
