//! `aws_vpc_security_group_ingress_rule`

use crate::ec2::{ec2, retag, tag_spec, tags};
use crate::rules::{Way, revoke_by_id};
use crate::vpc_security_group_rule::{Terms, describe, locate, made, modify, rule_type};
use aws_sdk_ec2::types::{ResourceType, SecurityGroupRule};
use provision_aws_core::prelude::*;

rule_type!(
    /// Something that may reach the interfaces of a security group. (EC2 AuthorizeSecurityGroupIngress)
    #[derive(Resource, Clone, Default)]
    #[resource(
        type = "aws_vpc_security_group_ingress_rule",
        sdk = "framework",
        tags,
        seconds(1, 1),
        not_found = "InvalidSecurityGroupRuleId.NotFound",
        not_found = "InvalidGroup.NotFound"
    )]
    IngressRule,
    Way::In,
    authorize_security_group_ingress
);
