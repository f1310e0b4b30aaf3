//! `aws_db_subnet_group`

use crate::rds::{PAGE, in_use, rds, retag, tag_list, tags_of, with_tags};
use aws_sdk_rds::types::DbSubnetGroup;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;

/// The subnets that databases may lie in. (RDS CreateDBSubnetGroup, ModifyDBSubnetGroup)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_db_subnet_group", tags, seconds(2, 1))]
pub struct SubnetGroup {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(optional, default = "Managed by Terraform")]
    pub description: Option<String>,
    /// Its name.
    #[attr(optional, computed, replace, length(1, 255), conflicts("name_prefix"), validate = group_name)]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, length(1, 229), conflicts("name"), validate = group_name)]
    pub name_prefix: Option<String>,
    /// The subnets, in two availability zones at least.
    #[attr(required)]
    pub subnet_ids: Set<String>,
    /// `IPV4`, `DUAL`.
    #[attr(computed)]
    pub supported_network_types: Set<String>,
    /// Their VPC.
    #[attr(computed)]
    pub vpc_id: String,
}

fn group_name(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_. ".contains(c);
    match value.as_str() {
        Some("default") => Err("must not be `default`".into()),
        Some(name) if !name.chars().all(plain) => {
            Err("must hold lowercase letters, digits, hyphens, underscores, periods and spaces only".into())
        }
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for SubnetGroup {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &step.token);
        let made = rds(cx)
            .create_db_subnet_group()
            .db_subnet_group_name(&name)
            .db_subnet_group_description(planned.description.clone().unwrap_or_default())
            .set_subnet_ids(Some(planned.subnet_ids.to_vec()))
            .set_tags(tag_list(&step.tags))
            .send()
            .await?;
        Created::new(made.db_subnet_group.and_then(|g| g.db_subnet_group_name))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = groups(cx, reqs.iter().map(|r| &r.key)).await.map(|all| {
            all.into_iter()
                .map(|(name, g)| (name, (g.db_subnet_group_arn.clone().unwrap_or_default(), told(g))))
                .collect()
        });
        with_tags(cx, reqs, found).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.any(&["description", "subnet_ids"]) {
            let call = rds(cx).modify_db_subnet_group().db_subnet_group_name(&to.id);
            let call = call.db_subnet_group_description(to.description.clone().unwrap_or_default());
            call.set_subnet_ids(Some(to.subnet_ids.to_vec())).send().await?;
        }
        retag(cx, &to.arn, &change.tags).await
    }

    /// An instance that is being deleted holds it for a while.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = rds(cx).delete_db_subnet_group().db_subnet_group_name(&prior.id);
        in_use(call.send().await.map(drop).map_err(Error::from), "InvalidDBSubnetGroupState")
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &intent.token);
        let found = groups(cx, std::iter::once(&name)).await?;
        let Some(group) = found.get(&name) else { return Ok(None) };
        let arn = group.db_subnet_group_arn.as_deref().unwrap_or_default();
        let ours = intent.absent || carries(intent, &tags_of(cx, arn).await?);
        Ok(ours.then_some(name))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

/// Subnet groups by name, those that are there: one by its name, more by a list of all. (RDS DescribeDBSubnetGroups)
async fn groups(cx: &Cx, names: impl Iterator<Item = &Key>) -> Result<HashMap<Key, DbSubnetGroup>, Error> {
    let names: Vec<&Key> = names.collect();
    let one = names.first().filter(|_| names.len() == 1).map(|n| (*n).clone());
    let call = rds(cx).describe_db_subnet_groups().set_db_subnet_group_name(one).max_records(PAGE);
    let all = there(call.into_paginator().items().send().try_collect().await)?.unwrap_or_default();
    Ok(all.into_iter().filter_map(|g: DbSubnetGroup| Some((g.db_subnet_group_name.clone()?, g))).collect())
}

fn told(group: DbSubnetGroup) -> Found<SubnetGroup> {
    let name = group.db_subnet_group_name.clone().unwrap_or_default();
    let status = Status::of(group.subnet_group_status.as_deref().unwrap_or("Complete"), &["Complete"], &[]);
    let subnets = group.subnets().iter().filter_map(|s| s.subnet_identifier.clone());
    Found::ready(SubnetGroup {
        id: name.clone(),
        arn: group.db_subnet_group_arn.clone().unwrap_or_default(),
        description: group.db_subnet_group_description.clone(),
        name_prefix: Some(prefix_of(&name)),
        name: Some(name),
        subnet_ids: subnets.collect(),
        supported_network_types: group.supported_network_types().iter().cloned().collect(),
        vpc_id: group.vpc_id.clone().unwrap_or_default(),
    })
    .status(status)
}
