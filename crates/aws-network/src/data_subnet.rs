//! `data.aws_subnet`

use crate::ec2::{ec2, filter, filtered, tags};
use crate::filters::{FilterBlock, filters, the_one};
use crate::subnet;
use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;

/// One subnet, found by what is known of it. (EC2 DescribeSubnets)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_subnet", timeouts(read))]
pub struct SubnetData {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// New interfaces get an IPv6 address.
    #[attr(computed)]
    pub assign_ipv6_address_on_creation: Option<bool>,
    /// Its availability zone.
    #[attr(optional, computed)]
    pub availability_zone: Option<String>,
    /// The same by its id, which is alike in all accounts.
    #[attr(optional, computed)]
    pub availability_zone_id: Option<String>,
    /// Addresses that are free.
    #[attr(computed)]
    pub available_ip_address_count: Option<i64>,
    /// Its range of IPv4 addresses.
    #[attr(optional, computed)]
    pub cidr_block: Option<String>,
    /// Pool of an Outpost's own addresses.
    #[attr(computed)]
    pub customer_owned_ipv4_pool: Option<String>,
    /// True for the default subnet of its zone.
    #[attr(optional, computed)]
    pub default_for_az: Option<bool>,
    /// DNS answers IPv6 clients about IPv4 services.
    #[attr(computed)]
    pub enable_dns64: Option<bool>,
    /// The place of local network interfaces.
    #[attr(computed)]
    pub enable_lni_at_device_index: Option<i64>,
    /// Names of instances are answered with IPv4 addresses.
    #[attr(computed)]
    pub enable_resource_name_dns_a_record_on_launch: Option<bool>,
    /// Names of instances are answered with IPv6 addresses.
    #[attr(computed)]
    pub enable_resource_name_dns_aaaa_record_on_launch: Option<bool>,
    /// AWS's filters.
    #[block(set)]
    pub filter: Set<FilterBlock>,
    /// Its range of IPv6 addresses.
    #[attr(optional, computed)]
    pub ipv6_cidr_block: Option<String>,
    /// Id of the association with its IPv6 block.
    #[attr(computed)]
    pub ipv6_cidr_block_association_id: Option<String>,
    /// It has IPv6 addresses only.
    #[attr(computed)]
    pub ipv6_native: Option<bool>,
    /// New interfaces get an address of the Outpost's own.
    #[attr(computed)]
    pub map_customer_owned_ip_on_launch: Option<bool>,
    /// New interfaces get a public address.
    #[attr(computed)]
    pub map_public_ip_on_launch: Option<bool>,
    /// The Outpost.
    #[attr(computed)]
    pub outpost_arn: Option<String>,
    /// The account that owns it.
    #[attr(computed)]
    pub owner_id: String,
    /// How names of instances are made.
    #[attr(computed)]
    pub private_dns_hostname_type_on_launch: Option<String>,
    /// `pending` or `available`.
    #[attr(optional, computed)]
    pub state: Option<String>,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
    /// The VPC it lies in.
    #[attr(optional, computed)]
    pub vpc_id: Option<String>,
}

#[async_trait]
impl DataSource for SubnetData {
    /// Subnets that are known by their ids come by one call; others by one call each.
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let call = |f| ec2(cx).describe_subnets().filters(f).into_paginator().items().send().try_collect();
        let known = match filtered("subnet-id", configs.iter().map(|c| c.id.clone()), call).await {
            Ok(subnets) => subnets.into_iter().filter_map(|s: types::Subnet| Some((s.subnet_id.clone()?, s))),
            Err(e) => return configs.iter().map(|_| Err(e.clone())).collect(),
        };
        let known: HashMap<Key, types::Subnet> = known.collect();
        each(configs, 10, |config| async { Ok(told(config, find(cx, config, &known).await?)) }).await
    }
}

/// The one subnet that a configuration means.
async fn find(
    cx: &Cx,
    config: &SubnetData,
    known: &HashMap<Key, types::Subnet>,
) -> Result<types::Subnet, Error> {
    let own = [
        ("availability-zone", text(&config.availability_zone)),
        ("availability-zone-id", text(&config.availability_zone_id)),
        ("cidr-block", text(&config.cidr_block)),
        ("default-for-az", config.default_for_az.filter(|d| *d).map(|d| d.to_string())),
        ("ipv6-cidr-block-association.ipv6-cidr-block", text(&config.ipv6_cidr_block)),
        ("state", text(&config.state)),
        ("vpc-id", text(&config.vpc_id)),
    ];
    let filters = filters(&own, &config.filter, &config.tags);
    let id = &config.id;
    if filters.is_none() && !id.is_empty() {
        return the_one("subnet", id, known.get(id).cloned().into_iter().collect());
    }
    let mut call = ec2(cx).describe_subnets().set_filters(filters);
    if !id.is_empty() {
        call = call.filters(filter("subnet-id", id));
    }
    the_one("subnet", id, call.into_paginator().items().send().try_collect().await?)
}

fn told(config: &SubnetData, subnet: types::Subnet) -> SubnetData {
    let (free, default) = (subnet.available_ip_address_count, subnet.default_for_az);
    let state = subnet.state.as_ref().map(|s| s.as_str().to_owned());
    let tags = tags(subnet.tags.as_ref());
    let told = subnet::found(subnet).value;
    SubnetData {
        id: told.id,
        arn: told.arn,
        assign_ipv6_address_on_creation: told.assign_ipv6_address_on_creation,
        availability_zone: told.availability_zone,
        availability_zone_id: told.availability_zone_id,
        available_ip_address_count: free.map(i64::from),
        cidr_block: told.cidr_block,
        customer_owned_ipv4_pool: told.customer_owned_ipv4_pool,
        default_for_az: default,
        enable_dns64: told.enable_dns64,
        enable_lni_at_device_index: told.enable_lni_at_device_index,
        enable_resource_name_dns_a_record_on_launch: told.enable_resource_name_dns_a_record_on_launch,
        enable_resource_name_dns_aaaa_record_on_launch: told.enable_resource_name_dns_aaaa_record_on_launch,
        filter: config.filter.clone(),
        ipv6_cidr_block: told.ipv6_cidr_block,
        ipv6_cidr_block_association_id: text(&Some(told.ipv6_cidr_block_association_id)),
        ipv6_native: told.ipv6_native,
        map_customer_owned_ip_on_launch: told.map_customer_owned_ip_on_launch,
        map_public_ip_on_launch: told.map_public_ip_on_launch,
        outpost_arn: told.outpost_arn,
        owner_id: told.owner_id,
        private_dns_hostname_type_on_launch: told.private_dns_hostname_type_on_launch,
        state,
        tags,
        vpc_id: text(&Some(told.vpc_id)),
    }
}
