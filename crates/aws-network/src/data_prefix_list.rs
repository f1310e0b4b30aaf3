//! `data.aws_prefix_list`

use crate::ec2::ec2;
use crate::filters::FilterBlock;
use crate::prefix_lists::{self, Wanted, only};
use aws_sdk_ec2::types::PrefixList;
use provision_aws_core::prelude::*;

/// The addresses of a service of AWS. (EC2 DescribePrefixLists)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_prefix_list", timeouts(read))]
pub struct PrefixListData {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// The ranges.
    #[attr(computed)]
    pub cidr_blocks: Vec<String>,
    /// AWS's filters.
    #[block(set)]
    pub filter: Set<FilterBlock>,
    /// Its name: `com.amazonaws.eu-west-1.s3`.
    #[attr(optional, computed)]
    pub name: Option<String>,
    /// Its id.
    #[attr(optional, unset = "null")]
    pub prefix_list_id: Option<String>,
}

#[async_trait]
impl DataSource for PrefixListData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let wanted = configs.iter().map(|c| Wanted {
            id: c.prefix_list_id.as_deref().unwrap_or_default(),
            name: c.name.as_deref().unwrap_or_default(),
            filter: &c.filter,
        });
        let wanted: Vec<Wanted<'_>> = wanted.collect();
        let found = prefix_lists::find(&wanted, async |filters| {
            let call = ec2(cx).describe_prefix_lists().set_filters(filters);
            Ok(call.into_paginator().items().send().try_collect().await?)
        });
        let told = |(config, fitting): (&Self, Result<Vec<PrefixList>, Error>)| {
            let list = only(fitting?)?;
            Ok(Self {
                id: list.prefix_list_id.unwrap_or_default(),
                cidr_blocks: list.cidrs.unwrap_or_default(),
                name: list.prefix_list_name,
                ..config.clone()
            })
        };
        configs.iter().zip(found.await).map(told).collect()
    }
}
