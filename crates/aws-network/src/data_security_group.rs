//! `data.aws_security_group`

use crate::ec2::{ec2, filter, tags};
use crate::filters::{FilterBlock, filters, the_one};
use crate::groups::{arn, describe};
use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;

/// One security group, found by what is known of it. (EC2 DescribeSecurityGroups)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_security_group", timeouts(read))]
pub struct SecurityGroupData {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(computed)]
    pub description: String,
    /// AWS's filters.
    #[block(set)]
    pub filter: Set<FilterBlock>,
    /// Its name.
    #[attr(optional, computed)]
    pub name: Option<String>,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
    /// The VPC it lies in.
    #[attr(optional, computed)]
    pub vpc_id: Option<String>,
}

#[async_trait]
impl DataSource for SecurityGroupData {
    /// Groups that are known by their ids come by one call; others by one call each.
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let known = match describe(cx, configs.iter().map(|c| c.id.clone())).await {
            Ok(known) => known,
            Err(e) => return configs.iter().map(|_| Err(e.clone())).collect(),
        };
        each(configs, 10, |config| async { Ok(told(cx, config, find(cx, config, &known).await?)) }).await
    }
}

/// The one group that a configuration means.
async fn find(
    cx: &Cx,
    config: &SecurityGroupData,
    known: &HashMap<Key, types::SecurityGroup>,
) -> Result<types::SecurityGroup, Error> {
    let own = [("group-name", text(&config.name)), ("vpc-id", text(&config.vpc_id))];
    let filters = filters(&own, &config.filter, &config.tags);
    let id = &config.id;
    if filters.is_none() && !id.is_empty() {
        return the_one("security group", id, known.get(id).cloned().into_iter().collect());
    }
    let mut call = ec2(cx).describe_security_groups().set_filters(filters);
    if !id.is_empty() {
        call = call.filters(filter("group-id", id));
    }
    the_one("security group", id, call.into_paginator().items().send().try_collect().await?)
}

fn told(cx: &Cx, config: &SecurityGroupData, group: types::SecurityGroup) -> SecurityGroupData {
    SecurityGroupData {
        arn: arn(cx, &group),
        description: group.description.unwrap_or_default(),
        filter: config.filter.clone(),
        name: group.group_name,
        tags: tags(group.tags.as_ref()),
        vpc_id: group.vpc_id,
        id: group.group_id.unwrap_or_default(),
    }
}
