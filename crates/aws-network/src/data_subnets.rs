//! `data.aws_subnets`

use crate::ec2::ec2;
use crate::filters::{FilterBlock, filters};
use provision_aws_core::prelude::*;

/// The ids of subnets. (EC2 DescribeSubnets)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_subnets", timeouts(read))]
pub struct SubnetsData {
    /// The region.
    #[attr(id)]
    pub id: String,
    /// AWS's filters.
    #[block(set)]
    pub filter: Set<FilterBlock>,
    /// The ids.
    #[attr(computed)]
    pub ids: Vec<String>,
    /// Tags that they have.
    #[attr(optional, computed, unset = "null")]
    pub tags: Option<BTreeMap<String, String>>,
}

#[async_trait]
impl DataSource for SubnetsData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| async {
            let tags = config.tags.clone().unwrap_or_default();
            let call = ec2(cx).describe_subnets().set_filters(filters(&[], &config.filter, &tags));
            let found = call.into_paginator().items().send().try_collect().await?;
            let ids = found.into_iter().filter_map(|s| s.subnet_id).collect();
            Ok(Self { id: cx.region().to_owned(), ids, ..config.clone() })
        })
        .await
    }
}
