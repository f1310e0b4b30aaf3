//! `data.aws_availability_zones`

use crate::ec2::ec2;
use crate::filters::{FilterBlock, filters};
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

/// The availability zones of the region. (EC2 DescribeAvailabilityZones)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_availability_zones", timeouts(read))]
pub struct AvailabilityZonesData {
    /// The region.
    #[attr(id)]
    pub id: String,
    /// Also those that the account has not opted into.
    #[attr(optional, unset = "null")]
    pub all_availability_zones: Option<bool>,
    /// Names to leave out.
    #[attr(optional, unset = "null")]
    pub exclude_names: Option<Set<String>>,
    /// Ids to leave out.
    #[attr(optional, unset = "null")]
    pub exclude_zone_ids: Option<Set<String>>,
    /// AWS's filters.
    #[block(set)]
    pub filter: Set<FilterBlock>,
    /// The groups that they belong to.
    #[attr(computed)]
    pub group_names: Set<String>,
    /// Their names, sorted.
    #[attr(computed)]
    pub names: Vec<String>,
    /// Only those in this state.
    #[attr(
        optional,
        unset = "null",
        one_of("available", "information", "impaired", "unavailable", "constrained")
    )]
    pub state: Option<String>,
    /// Their ids, in the order of the names.
    #[attr(computed)]
    pub zone_ids: Vec<String>,
}

#[async_trait]
impl DataSource for AvailabilityZonesData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| find(cx, config)).await
    }
}

async fn find(cx: &Cx, config: &AvailabilityZonesData) -> Result<AvailabilityZonesData, Error> {
    let own = [("state", text(&config.state))];
    let call = ec2(cx)
        .describe_availability_zones()
        .set_all_availability_zones(config.all_availability_zones.filter(|all| *all))
        .set_filters(filters(&own, &config.filter, &BTreeMap::new()));
    let mut zones = call.send().await?.availability_zones.unwrap_or_default();
    zones.sort_by(|a, b| a.zone_name.cmp(&b.zone_name));
    let out = |set: &Option<Set<String>>, name: &Option<String>| {
        set.iter().flat_map(|s| s.iter()).any(|n| Some(n) == name.as_ref())
    };
    zones.retain(|z| !out(&config.exclude_names, &z.zone_name) && !out(&config.exclude_zone_ids, &z.zone_id));
    let groups: BTreeSet<String> = zones.iter().map(|z| z.group_name.clone().unwrap_or_default()).collect();
    Ok(AvailabilityZonesData {
        id: cx.region().to_owned(),
        group_names: groups.into_iter().collect(),
        names: zones.iter().map(|z| z.zone_name.clone().unwrap_or_default()).collect(),
        zone_ids: zones.iter().map(|z| z.zone_id.clone().unwrap_or_default()).collect(),
        ..config.clone()
    })
}
