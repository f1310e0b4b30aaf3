//! `aws_subnet`

use crate::ec2::lingering::delete_around;
use crate::ec2::{ec2, filter, filtered, int, keys, ours, owned, retag, tag_spec, tags};
use aws_sdk_ec2::types::{
    self, AttributeBooleanValue, SubnetCidrBlockStateCode, SubnetIpv6CidrBlockAssociation,
};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// A range of addresses inside a VPC, in one availability zone. (EC2 CreateSubnet, ModifySubnetAttribute)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_subnet", version = 1, tags, timeouts(create, delete), seconds(2, 2))]
pub struct Subnet {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Give new interfaces an IPv6 address.
    #[attr(optional, default = false)]
    pub assign_ipv6_address_on_creation: Option<bool>,
    /// The availability zone, by name.
    #[attr(optional, computed, replace, conflicts("availability_zone_id"))]
    pub availability_zone: Option<String>,
    /// The availability zone, by id.
    #[attr(optional, computed, replace, conflicts("availability_zone"))]
    pub availability_zone_id: Option<String>,
    /// Its range of IPv4 addresses.
    #[attr(optional, replace, ipv4_prefix(0, 32))]
    pub cidr_block: Option<String>,
    /// Pool of own addresses on an Outpost.
    #[attr(optional, required_with("map_customer_owned_ip_on_launch", "outpost_arn"))]
    pub customer_owned_ipv4_pool: Option<String>,
    /// Answer DNS queries with synthetic IPv6 addresses.
    #[attr(optional, default = false)]
    pub enable_dns64: Option<bool>,
    /// Device index of local network interfaces on an Outpost.
    #[attr(optional, validate = not_zero)]
    pub enable_lni_at_device_index: Option<i64>,
    /// Answer DNS queries for instance names with IPv4 addresses.
    #[attr(optional, default = false)]
    pub enable_resource_name_dns_a_record_on_launch: Option<bool>,
    /// Answer DNS queries for instance names with IPv6 addresses.
    #[attr(optional, default = false)]
    pub enable_resource_name_dns_aaaa_record_on_launch: Option<bool>,
    /// Its range of IPv6 addresses.
    #[attr(optional, cidr)]
    pub ipv6_cidr_block: Option<String>,
    /// Id of the association with its IPv6 block.
    #[attr(computed)]
    pub ipv6_cidr_block_association_id: String,
    /// IPv6 only.
    #[attr(optional, replace, default = false)]
    pub ipv6_native: Option<bool>,
    /// Give new interfaces an address of one's own on an Outpost.
    #[attr(optional, required_with("customer_owned_ipv4_pool", "outpost_arn"))]
    pub map_customer_owned_ip_on_launch: Option<bool>,
    /// Give new instances a public IPv4 address.
    #[attr(optional, default = false)]
    pub map_public_ip_on_launch: Option<bool>,
    /// The Outpost it lies on.
    #[attr(optional, replace, arn)]
    pub outpost_arn: Option<String>,
    /// The account that owns it.
    #[attr(computed)]
    pub owner_id: String,
    /// Host names from addresses or from instance ids.
    #[attr(optional, computed, one_of("ip-name", "resource-name"))]
    pub private_dns_hostname_type_on_launch: Option<String>,
    /// The VPC it lies in.
    #[attr(required, replace)]
    pub vpc_id: String,
}

fn not_zero(value: &Value) -> Result<(), String> {
    if value.as_i64() == Some(0) { Err("must not be 0".into()) } else { Ok(()) }
}

#[async_trait]
impl Resource for Subnet {
    const WAITS: Waits = Waits { delete: Duration::from_secs(20 * 60), ..Waits::QUICK };

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        // Interfaces hold addresses of the block while new ones are given them.
        if cx.changed("ipv6_cidr_block")
            && cx.before("assign_ipv6_address_on_creation").as_bool() == Some(true)
        {
            cx.force_replace("ipv6_cidr_block");
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = ec2(cx)
            .create_subnet()
            .vpc_id(&planned.vpc_id)
            .set_availability_zone(text(&planned.availability_zone))
            .set_availability_zone_id(text(&planned.availability_zone_id))
            .set_cidr_block(text(&planned.cidr_block))
            .set_ipv6_cidr_block(text(&planned.ipv6_cidr_block))
            .set_ipv6_native(planned.ipv6_native.filter(|native| *native))
            .set_outpost_arn(text(&planned.outpost_arn))
            .set_tag_specifications(tag_spec(types::ResourceType::Subnet, step));
        let made = cx.until_known(&["InvalidVpcID.NotFound"], || call.clone().send()).await?;
        Created::new(made.subnet.and_then(|s| s.subnet_id))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let call = |f| ec2(cx).describe_subnets().filters(f).into_paginator().items().send().try_collect();
        let subnets = filtered("subnet-id", keys(reqs), call).await;
        answers(
            reqs,
            subnets.map(|all| all.into_iter().map(found).map(|f| (f.value.id.clone(), f)).collect()),
        )
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        let yes =
            |value: Option<bool>| AttributeBooleanValue::builder().value(value.unwrap_or_default()).build();
        // One setting a call is all that the API takes.
        let modify = || ec2(cx).modify_subnet_attribute().subnet_id(&to.id);
        // What needs the IPv6 block goes off before it and on after it.
        let assign = change.changed("assign_ipv6_address_on_creation");
        let assigns = to.assign_ipv6_address_on_creation == Some(true);
        if assign && !assigns {
            modify().assign_ipv6_address_on_creation(yes(Some(false))).send().await?;
        }
        let dns64 = change.changed("enable_dns64");
        if dns64 && to.enable_dns64 != Some(true) {
            modify().enable_dns64(yes(Some(false))).send().await?;
        }
        if change.changed("ipv6_cidr_block") {
            replace_ipv6(cx, change).await?;
        }
        if assign && assigns {
            modify().assign_ipv6_address_on_creation(yes(Some(true))).send().await?;
        }
        if dns64 && to.enable_dns64 == Some(true) {
            modify().enable_dns64(yes(Some(true))).send().await?;
        }
        if change.any(&["customer_owned_ipv4_pool", "map_customer_owned_ip_on_launch"]) {
            let call = modify().map_customer_owned_ip_on_launch(yes(to.map_customer_owned_ip_on_launch));
            call.set_customer_owned_ipv4_pool(text(&to.customer_owned_ipv4_pool)).send().await?;
        }
        if change.changed("enable_lni_at_device_index") {
            let index = int(to.enable_lni_at_device_index).filter(|i| *i != 0);
            let call = modify().set_enable_lni_at_device_index(index);
            call.set_disable_lni_at_device_index(index.is_none().then(|| yes(Some(true)))).send().await?;
        }
        if change.changed("enable_resource_name_dns_aaaa_record_on_launch") {
            let on = yes(to.enable_resource_name_dns_aaaa_record_on_launch);
            modify().enable_resource_name_dns_aaaa_record_on_launch(on).send().await?;
        }
        if change.changed("enable_resource_name_dns_a_record_on_launch") {
            let on = yes(to.enable_resource_name_dns_a_record_on_launch);
            modify().enable_resource_name_dns_a_record_on_launch(on).send().await?;
        }
        if change.changed("private_dns_hostname_type_on_launch") {
            let kind =
                text(&to.private_dns_hostname_type_on_launch).map(|t| types::HostnameType::from(t.as_str()));
            modify().set_private_dns_hostname_type_on_launch(kind).send().await?;
        }
        if change.changed("map_public_ip_on_launch") {
            modify().map_public_ip_on_launch(yes(to.map_public_ip_on_launch)).send().await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        let call = || ec2(cx).delete_subnet().subnet_id(&prior.id).send();
        delete_around(cx, step, "subnet-id", &prior.id, call).await
    }

    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(filters) = owned(intent) else { return Ok(None) };
        let found = ec2(cx).describe_subnets().set_filters(Some(filters)).send().await?;
        Ok(ours(intent, found.subnets(), |s| s.tags.as_ref()).and_then(|s| s.subnet_id.clone()))
    }
}

/// A subnet as AWS tells it.
pub fn found(subnet: types::Subnet) -> Found<Subnet> {
    let status = status(&subnet);
    let ipv6 = associated(&subnet).cloned();
    let names = subnet.private_dns_name_options_on_launch;
    let value = Subnet {
        id: subnet.subnet_id.unwrap_or_default(),
        arn: subnet.subnet_arn.unwrap_or_default(),
        assign_ipv6_address_on_creation: subnet.assign_ipv6_address_on_creation,
        availability_zone: subnet.availability_zone,
        availability_zone_id: subnet.availability_zone_id,
        cidr_block: subnet.cidr_block,
        customer_owned_ipv4_pool: subnet.customer_owned_ipv4_pool,
        enable_dns64: subnet.enable_dns64,
        enable_lni_at_device_index: subnet.enable_lni_at_device_index.map(i64::from),
        enable_resource_name_dns_a_record_on_launch: names
            .as_ref()
            .and_then(|n| n.enable_resource_name_dns_a_record),
        enable_resource_name_dns_aaaa_record_on_launch: names
            .as_ref()
            .and_then(|n| n.enable_resource_name_dns_aaaa_record),
        ipv6_cidr_block: ipv6.as_ref().and_then(|a| a.ipv6_cidr_block.clone()),
        ipv6_cidr_block_association_id: ipv6.and_then(|a| a.association_id).unwrap_or_default(),
        ipv6_native: subnet.ipv6_native,
        map_customer_owned_ip_on_launch: subnet.map_customer_owned_ip_on_launch,
        map_public_ip_on_launch: subnet.map_public_ip_on_launch,
        outpost_arn: subnet.outpost_arn,
        owner_id: subnet.owner_id.unwrap_or_default(),
        private_dns_hostname_type_on_launch: names
            .and_then(|n| n.hostname_type)
            .map(|t| t.as_str().to_owned()),
        vpc_id: subnet.vpc_id.unwrap_or_default(),
    };
    Found::ready(value).tagged(tags(subnet.tags.as_ref())).status(status)
}

fn state(a: &SubnetIpv6CidrBlockAssociation) -> Option<&SubnetCidrBlockStateCode> {
    a.ipv6_cidr_block_state.as_ref().and_then(|s| s.state.as_ref())
}

/// A subnet has one IPv6 block at most.
fn associated(subnet: &types::Subnet) -> Option<&SubnetIpv6CidrBlockAssociation> {
    subnet
        .ipv6_cidr_block_association_set()
        .iter()
        .find(|a| state(a) == Some(&SubnetCidrBlockStateCode::Associated))
}

fn status(subnet: &types::Subnet) -> Status {
    let moving = subnet.ipv6_cidr_block_association_set().iter().find_map(|a| match state(a)? {
        SubnetCidrBlockStateCode::Associating => Some(Status::Pending("IPv6 block associating".into())),
        SubnetCidrBlockStateCode::Failing | SubnetCidrBlockStateCode::Failed => {
            let reason = a.ipv6_cidr_block_state.as_ref().and_then(|s| s.status_message.clone());
            Some(Status::Failed(reason.unwrap_or_else(|| "the IPv6 block could not be associated".into())))
        }
        _ => None,
    });
    let own = subnet.state.as_ref().map_or("available", |s| s.as_str());
    moving.unwrap_or_else(|| Status::of(own, &["available"], &["failed", "failed-insufficient-capacity"]))
}

/// Takes the present IPv6 block away and associates the one asked for.
async fn replace_ipv6(cx: &Cx, change: &Change<'_, Subnet>) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    if !from.ipv6_cidr_block_association_id.is_empty() {
        ec2(cx)
            .disassociate_subnet_cidr_block()
            .association_id(&from.ipv6_cidr_block_association_id)
            .send()
            .await?;
        wait_disassociated(cx, from).await?;
    }
    if let Some(block) = text(&to.ipv6_cidr_block) {
        ec2(cx).associate_subnet_cidr_block().subnet_id(&to.id).ipv6_cidr_block(block).send().await?;
    }
    Ok(())
}

/// An association that goes blocks the next one.
async fn wait_disassociated(cx: &Cx, subnet: &Subnet) -> Result<(), Error> {
    for _ in 0..36 {
        let told = ec2(cx).describe_subnets().filters(filter("subnet-id", &subnet.id)).send().await?;
        let mut blocks = told.subnets().iter().flat_map(|s| s.ipv6_cidr_block_association_set());
        let gone =
            |a: &SubnetIpv6CidrBlockAssociation| state(a) == Some(&SubnetCidrBlockStateCode::Disassociated);
        if blocks
            .all(|a| a.association_id.as_deref() != Some(&subnet.ipv6_cidr_block_association_id) || gone(a))
        {
            return Ok(());
        }
        cx.tick(Duration::from_secs(5)).await;
    }
    Err(Error::new(Class::Timeout, format!("The IPv6 block of {} is still being disassociated.", subnet.id)))
}
