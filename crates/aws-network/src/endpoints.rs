//! VPC endpoints as several types see them.

use crate::common;
use crate::ec2::ec2;
use aws_sdk_ec2::types::VpcEndpoint;
use provision_aws_core::prelude::*;

/// Error codes for parts of an endpoint that were just made. This corner of EC2 writes ids in its own way.
pub const UNKNOWN_PARTS: [&str; 10] = [
    "InvalidGroup.NotFound",
    "InvalidRouteTableID.NotFound",
    "InvalidRouteTableId.NotFound",
    "InvalidSecurityGroupID.NotFound",
    "InvalidSecurityGroupId.NotFound",
    "InvalidSubnetID.NotFound",
    "InvalidSubnetId.NotFound",
    "InvalidVpcEndpointId.NotFound",
    "InvalidVpcID.NotFound",
    "InvalidVpcId.NotFound",
];

/// Endpoints by id, deleted ones aside, in one call with whoever else asks for some now.
pub async fn by_id(cx: &Cx, ids: impl IntoIterator<Item = Key>) -> Result<HashMap<Key, VpcEndpoint>, Error> {
    let call = |f| ec2(cx).describe_vpc_endpoints().filters(f).into_paginator().items().send().try_collect();
    let mut found = common::by_id(cx, "vpc-endpoint-id", ids, VpcEndpoint::vpc_endpoint_id, call).await?;
    // A deleted one is told of for a while.
    found.retain(|_, endpoint| !is(endpoint, "deleted"));
    Ok(found)
}

/// True for an endpoint in a state. EC2 documents states in one case and tells them in another.
pub fn is(endpoint: &VpcEndpoint, state: &str) -> bool {
    endpoint.state.as_ref().is_some_and(|s| s.as_str().eq_ignore_ascii_case(state))
}
