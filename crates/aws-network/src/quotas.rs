//! How much of what every account has few of is in use. EC2 tells the limit of Elastic IPs; those of VPCs and NAT gateways are known to
//! Service Quotas alone, so that what accounts begin with stands for them.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html>

use crate::ec2::{ec2, filter};
use aws_sdk_ec2::types::AccountAttributeName;
use provision_aws_core::prelude::*;

/// VPCs in a region.
pub const VPCS: u64 = 5;
/// NAT gateways in an Availability Zone.
pub const NAT_GATEWAYS: u64 = 5;

/// Elastic IPs that there may be, and that there are. (EC2 DescribeAccountAttributes, DescribeAddresses)
pub async fn elastic_ips(cx: &Cx) -> Result<(Option<u64>, u64), Error> {
    let name = "vpc-max-elastic-ips";
    let told = ec2(cx)
        .describe_account_attributes()
        .attribute_names(AccountAttributeName::from(name))
        .send()
        .await?;
    let attributes = told.account_attributes.unwrap_or_default();
    let limit = attributes
        .iter()
        .filter(|a| a.attribute_name.as_deref() == Some(name))
        .flat_map(|a| a.attribute_values())
        .find_map(|v| v.attribute_value.as_deref()?.parse().ok());
    // Addresses of pools that somebody brought along do not count.
    let addresses = ec2(cx).describe_addresses().send().await?.addresses.unwrap_or_default();
    let amazons = addresses.iter().filter(|a| a.public_ipv4_pool.as_deref().is_none_or(|p| p == "amazon"));
    Ok((limit, amazons.count() as u64))
}

/// VPCs that there are. (EC2 DescribeVpcs)
pub async fn vpcs(cx: &Cx) -> Result<u64, Error> {
    let all = ec2(cx).describe_vpcs().into_paginator().items().send();
    Ok(all.try_collect().await?.len() as u64)
}

/// NAT gateways that there may be in all zones together, and that there are. (EC2 DescribeNatGateways, DescribeAvailabilityZones)
pub async fn nat_gateways(cx: &Cx) -> Result<(u64, u64), Error> {
    let zones = ec2(cx)
        .describe_availability_zones()
        .filters(filter("zone-type", "availability-zone"))
        .filters(filter("opt-in-status", "opt-in-not-required"))
        .send()
        .await?;
    let zones = zones.availability_zones.unwrap_or_default().len().max(1) as u64;
    let alive = ["pending", "available", "deleting"];
    let state = aws_sdk_ec2::types::Filter::builder()
        .name("state")
        .set_values(Some(alive.map(str::to_owned).to_vec()))
        .build();
    let all = ec2(cx).describe_nat_gateways().filter(state).into_paginator().items().send();
    Ok((zones * NAT_GATEWAYS, all.try_collect().await?.len() as u64))
}
