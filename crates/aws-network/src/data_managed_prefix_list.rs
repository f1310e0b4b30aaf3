//! `data.aws_ec2_managed_prefix_list`

use crate::ec2::{ec2, tags};
use crate::filters::FilterBlock;
use crate::prefix_lists::{self, Wanted, only};
use aws_sdk_ec2::types::{self, ManagedPrefixList};
use provision_aws_core::prelude::*;

/// A list of addresses, of AWS or of an account, that rules and routes can name. (EC2 DescribeManagedPrefixLists,
/// GetManagedPrefixListEntries)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_ec2_managed_prefix_list", timeouts(read))]
pub struct ManagedPrefixListData {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// `IPv4` or `IPv6`.
    #[attr(computed)]
    pub address_family: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it holds.
    #[attr(computed)]
    pub entries: Set<Entry>,
    /// AWS's filters.
    #[block(set)]
    pub filter: Set<FilterBlock>,
    /// The most entries that it can hold.
    #[attr(computed)]
    pub max_entries: i64,
    /// Its name.
    #[attr(optional, computed)]
    pub name: Option<String>,
    /// The account that owns it; `AWS` for AWS's own.
    #[attr(computed)]
    pub owner_id: String,
    /// Its tags; those given must be among them.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
    /// Its version.
    #[attr(computed)]
    pub version: i64,
}

/// One range of addresses.
#[derive(Nested, Clone, Default)]
pub struct Entry {
    /// The range.
    #[attr(computed)]
    pub cidr: String,
    /// What it is.
    #[attr(computed)]
    pub description: String,
}

#[async_trait]
impl DataSource for ManagedPrefixListData {
    /// Entries AWS tells of one list only.
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let wanted = configs.iter().map(|c| Wanted {
            id: &c.id,
            name: c.name.as_deref().unwrap_or_default(),
            filter: &c.filter,
        });
        let wanted: Vec<Wanted<'_>> = wanted.collect();
        let found = prefix_lists::find(&wanted, async |filters| {
            let call = ec2(cx).describe_managed_prefix_lists().set_filters(filters);
            Ok(call.into_paginator().items().send().try_collect().await?)
        });
        each(configs.iter().zip(found.await), 10, |(config, fitting)| async {
            told(cx, config, only(tagged(config, fitting?))?).await
        })
        .await
    }
}

/// AWS has no filter for the tags of lists.
fn tagged(config: &ManagedPrefixListData, mut fitting: Vec<ManagedPrefixList>) -> Vec<ManagedPrefixList> {
    fitting.retain(|list| {
        let held = tags(list.tags.as_ref());
        config.tags.iter().all(|(k, v)| held.get(k) == Some(v))
    });
    fitting
}

async fn told(
    cx: &Cx,
    config: &ManagedPrefixListData,
    list: ManagedPrefixList,
) -> Result<ManagedPrefixListData, Error> {
    let id = list.prefix_list_id.unwrap_or_default();
    let call = ec2(cx).get_managed_prefix_list_entries().prefix_list_id(&id);
    let entries = call.into_paginator().items().send().try_collect().await?;
    let entry = |e: types::PrefixListEntry| Entry {
        cidr: e.cidr.unwrap_or_default(),
        description: e.description.unwrap_or_default(),
    };
    Ok(ManagedPrefixListData {
        address_family: list.address_family.unwrap_or_default(),
        arn: list.prefix_list_arn.unwrap_or_default(),
        entries: entries.into_iter().map(entry).collect(),
        filter: config.filter.clone(),
        max_entries: list.max_entries.map(i64::from).unwrap_or_default(),
        name: list.prefix_list_name,
        owner_id: list.owner_id.unwrap_or_default(),
        tags: tags(list.tags.as_ref()),
        version: list.version.unwrap_or_default(),
        id,
    })
}
