//! `aws_vpc_dhcp_options`

use crate::ec2::{ec2, filter, filtered, keys, ours, owned, retag, tag_spec, tags};
use aws_sdk_ec2::types::{self, NewDhcpConfiguration};
use provision_aws_core::prelude::*;

/// What instances are told by DHCP. (EC2 CreateDhcpOptions)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_vpc_dhcp_options",
    tags,
    seconds(1, 1),
    not_found = "InvalidDhcpOptionID.NotFound",
    not_found = "InvalidDhcpOptionsID.NotFound"
)]
pub struct VpcDhcpOptions {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The domain that names without one belong to.
    #[attr(
        optional,
        replace,
        unset = "null",
        at_least_one_of(
            "domain_name",
            "domain_name_servers",
            "ipv6_address_preferred_lease_time",
            "netbios_name_servers",
            "netbios_node_type",
            "ntp_servers"
        )
    )]
    pub domain_name: Option<String>,
    /// Name servers; `AmazonProvidedDNS` is AWS's own.
    #[attr(optional, replace)]
    pub domain_name_servers: Vec<String>,
    /// Seconds after which an instance renews the lease of its IPv6 address.
    #[attr(optional, replace)]
    pub ipv6_address_preferred_lease_time: Option<String>,
    /// NetBIOS name servers.
    #[attr(optional, replace)]
    pub netbios_name_servers: Vec<String>,
    /// 1, 2, 4 or 8; AWS recommends 2.
    #[attr(optional, replace)]
    pub netbios_node_type: Option<String>,
    /// Time servers.
    #[attr(optional, replace)]
    pub ntp_servers: Vec<String>,
    /// The account that owns it.
    #[attr(computed)]
    pub owner_id: String,
}

/// What stands for AWS's own options where an id is asked for.
pub const DEFAULT: &str = "default";

#[async_trait]
impl Resource for VpcDhcpOptions {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = ec2(cx)
            .create_dhcp_options()
            .set_dhcp_configurations(Some(planned.configurations()))
            .set_tag_specifications(tag_spec(types::ResourceType::DhcpOptions, step));
        let made = call.send().await?;
        Created::new(made.dhcp_options.and_then(|o| o.dhcp_options_id))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let call =
            |f| ec2(cx).describe_dhcp_options().filters(f).into_paginator().items().send().try_collect();
        let told = filtered("dhcp-options-id", keys(reqs), call).await;
        let found = told.map(|all: Vec<types::DhcpOptions>| all.into_iter().map(|o| found(cx, o)).collect());
        answers(reqs, found)
    }

    /// Only tags can change.
    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        retag(cx, &change.to.id, &change.tags).await
    }

    /// What a VPC uses stays, so VPCs get AWS's own options first.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = ec2(cx).describe_vpcs().filters(filter("dhcp-options-id", &prior.id));
        let users = call.into_paginator().items().send().try_collect().await?;
        for vpc in users.into_iter().filter_map(|v| v.vpc_id) {
            give_default(cx, &vpc).await?;
        }
        ec2(cx).delete_dhcp_options().dhcp_options_id(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(filters) = owned(intent) else { return Ok(None) };
        let found = ec2(cx).describe_dhcp_options().set_filters(Some(filters)).send().await?;
        Ok(ours(intent, found.dhcp_options(), |o| o.tags.as_ref()).and_then(|o| o.dhcp_options_id.clone()))
    }
}

/// Gives a VPC AWS's own options; one that is gone is no error.
pub async fn give_default(cx: &Cx, vpc: &str) -> Result<(), Error> {
    let call = ec2(cx).associate_dhcp_options().dhcp_options_id(DEFAULT).vpc_id(vpc);
    match call.send().await.map_err(Error::from) {
        Err(e) if e.is(&["InvalidVpcID.NotFound"]) => Ok(()),
        other => other.map(drop),
    }
}

impl VpcDhcpOptions {
    /// As the call takes it: only what is given.
    fn configurations(&self) -> Vec<NewDhcpConfiguration> {
        let one = |value: &Option<String>| text(value).into_iter().collect::<Vec<_>>();
        let some = |values: &Vec<String>| values.iter().filter(|v| !v.is_empty()).cloned().collect();
        let all = [
            ("domain-name", one(&self.domain_name)),
            ("domain-name-servers", some(&self.domain_name_servers)),
            ("ipv6-address-preferred-lease-time", one(&self.ipv6_address_preferred_lease_time)),
            ("netbios-name-servers", some(&self.netbios_name_servers)),
            ("netbios-node-type", one(&self.netbios_node_type)),
            ("ntp-servers", some(&self.ntp_servers)),
        ];
        let given = all.into_iter().filter(|(_, values)| !values.is_empty());
        given.map(|(key, v)| NewDhcpConfiguration::builder().key(key).set_values(Some(v)).build()).collect()
    }
}

fn found(cx: &Cx, options: types::DhcpOptions) -> (Key, Found<VpcDhcpOptions>) {
    let id = options.dhcp_options_id.clone().unwrap_or_default();
    let owner = options.owner_id.clone().unwrap_or_default();
    let all = |key: &str| -> Vec<String> {
        let of_key = options.dhcp_configurations().iter().filter(|c| c.key() == Some(key));
        of_key.flat_map(|c| c.values()).filter_map(|v| v.value.clone()).collect()
    };
    let one = |key: &str| all(key).into_iter().next();
    let value = VpcDhcpOptions {
        arn: cx.arn_of("ec2", cx.region(), &owner, &format!("dhcp-options/{id}")),
        domain_name: one("domain-name"),
        domain_name_servers: all("domain-name-servers"),
        ipv6_address_preferred_lease_time: one("ipv6-address-preferred-lease-time"),
        netbios_name_servers: all("netbios-name-servers"),
        netbios_node_type: one("netbios-node-type"),
        ntp_servers: all("ntp-servers"),
        owner_id: owner,
        id: id.clone(),
    };
    (id, Found::ready(value).tagged(tags(options.tags.as_ref())))
}
