//! `data.aws_instances`

use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;
use provision_aws_ec2::ec2;
use provision_aws_ec2::filters::{FilterBlock, filters};

/// Ids and addresses of instances. (EC2 DescribeInstances)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_instances", timeouts(read))]
pub struct InstancesData {
    /// The region.
    #[attr(id)]
    pub id: String,
    /// AWS's filters.
    #[block(set)]
    pub filter: Set<FilterBlock>,
    /// The ids.
    #[attr(computed)]
    pub ids: Vec<String>,
    /// States of which they have one; `running` where none is given.
    #[attr(optional)]
    pub instance_state_names: Set<String>,
    /// Tags that they have.
    #[attr(optional, computed, unset = "null")]
    pub instance_tags: Option<BTreeMap<String, String>>,
    /// Their IPv6 addresses.
    #[attr(computed)]
    pub ipv6_addresses: Vec<String>,
    /// Their private addresses.
    #[attr(computed)]
    pub private_ips: Vec<String>,
    /// Their public addresses.
    #[attr(computed)]
    pub public_ips: Vec<String>,
}

#[async_trait]
impl DataSource for InstancesData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| async {
            let mut states = config.instance_state_names.0.clone();
            states.sort();
            if states.is_empty() {
                states.push("running".into());
            }
            let states = types::Filter::builder().name("instance-state-name").set_values(Some(states));
            let tags = config.instance_tags.clone().unwrap_or_default();
            let mut call = ec2(cx).describe_instances().filters(states.build());
            for filter in filters(&[], &config.filter, &tags).unwrap_or_default() {
                call = call.filters(filter);
            }
            let told: Vec<types::Reservation> = call.into_paginator().items().send().try_collect().await?;
            let all: Vec<types::Instance> =
                told.into_iter().flat_map(|r| r.instances.unwrap_or_default()).collect();
            let of =
                |f: fn(&types::Instance) -> &Option<String>| all.iter().filter_map(|i| text(f(i))).collect();
            Ok(Self {
                id: cx.region().to_owned(),
                ids: of(|i| &i.instance_id),
                ipv6_addresses: of(|i| &i.ipv6_address),
                private_ips: of(|i| &i.private_ip_address),
                public_ips: of(|i| &i.public_ip_address),
                ..config.clone()
            })
        })
        .await
    }
}
