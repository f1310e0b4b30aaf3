//! `aws_codedeploy_deployment_config`

use crate::codedeploy::{arn, codedeploy};
use crate::words::words;
use aws_sdk_codedeploy::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};

/// How fast something is deployed, and when it counts as failed. (CodeDeploy CreateDeploymentConfig)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_codedeploy_deployment_config", seconds(1, 1))]
pub struct DeploymentConfig {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Where what is deployed runs: `Server`, `Lambda` or `ECS`.
    #[attr(optional, default = "Server", replace, validate = platform)]
    pub compute_platform: Option<String>,
    /// AWS's id of it.
    #[attr(computed)]
    pub deployment_config_id: String,
    /// Its name.
    #[attr(required, replace)]
    pub deployment_config_name: String,
    /// How many machines have to stay up.
    #[block(list, max = 1, replace)]
    pub minimum_healthy_hosts: Option<Hosts>,
    /// How traffic goes over to what is new.
    #[block(list, max = 1, replace)]
    pub traffic_routing_config: Option<Routing>,
    /// How one availability zone comes after another.
    #[block(list, max = 1, replace)]
    pub zonal_config: Option<Zones>,
}

/// How many machines have to stay up.
#[derive(Nested, Clone, Default)]
pub struct Hosts {
    /// `HOST_COUNT` or `FLEET_PERCENT`.
    #[attr(optional, replace, validate = hosts_kind)]
    pub r#type: Option<String>,
    /// So many.
    #[attr(optional, replace)]
    pub value: Option<i64>,
}

/// How traffic goes over to what is new.
#[derive(Nested, Clone, Default)]
pub struct Routing {
    /// In two steps.
    #[block(list, max = 1, replace, conflicts("traffic_routing_config.0.time_based_linear"))]
    pub time_based_canary: Option<Steps>,
    /// In even steps.
    #[block(list, max = 1, replace, conflicts("traffic_routing_config.0.time_based_canary"))]
    pub time_based_linear: Option<Steps>,
    /// `AllAtOnce`, `TimeBasedCanary` or `TimeBasedLinear`.
    #[attr(optional, default = "AllAtOnce", replace, validate = routing_kind)]
    pub r#type: Option<String>,
}

/// Steps of traffic.
#[derive(Nested, Clone, Default)]
pub struct Steps {
    /// Minutes between them.
    #[attr(optional, replace)]
    pub interval: Option<i64>,
    /// Percentage of the traffic that a step moves.
    #[attr(optional, replace)]
    pub percentage: Option<i64>,
}

/// How one availability zone comes after another.
#[derive(Nested, Clone, Default)]
pub struct Zones {
    /// Seconds that the first zone is watched.
    #[attr(optional, replace)]
    pub first_zone_monitor_duration_in_seconds: Option<i64>,
    /// How many machines of a zone have to stay up.
    #[block(list, max = 1, replace)]
    pub minimum_healthy_hosts_per_zone: Option<ZoneHosts>,
    /// Seconds that each other zone is watched.
    #[attr(optional, replace)]
    pub monitor_duration_in_seconds: Option<i64>,
}

/// How many machines of a zone have to stay up.
#[derive(Nested, Clone, Default)]
pub struct ZoneHosts {
    /// `HOST_COUNT` or `FLEET_PERCENT`.
    #[attr(optional, replace, validate = zone_hosts_kind)]
    pub r#type: Option<String>,
    /// So many.
    #[attr(optional, replace)]
    pub value: Option<i64>,
}

words! {
    /// Checks `compute_platform`.
    platform: types::ComputePlatform,
    /// Checks the `type` of machines.
    hosts_kind: types::MinimumHealthyHostsType,
    /// Checks the `type` of a zone's machines.
    zone_hosts_kind: types::MinimumHealthyHostsPerZoneType,
    /// Checks the `type` of routing.
    routing_kind: types::TrafficRoutingType,
}

#[async_trait]
impl Resource for DeploymentConfig {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let name = &planned.deployment_config_name;
        codedeploy(cx)
            .create_deployment_config()
            .set_compute_platform(choice(&planned.compute_platform))
            .deployment_config_name(name)
            .set_minimum_healthy_hosts(planned.minimum_healthy_hosts.as_ref().map(Hosts::request))
            .set_traffic_routing_config(planned.traffic_routing_config.as_ref().map(Routing::request))
            .set_zonal_config(planned.zonal_config.as_ref().map(Zones::request))
            .send()
            .await?;
        Created::new(Some(name.clone()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            let call = codedeploy(cx).get_deployment_config().deployment_config_name(&req.key);
            let told = there(call.send().await)?.and_then(|t| t.deployment_config_info);
            Ok(told.map(|told| Found::ready(found(cx, &req.key, &told))))
        })
        .await
    }

    /// Nothing of it can be changed.
    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        codedeploy(cx).delete_deployment_config().deployment_config_name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = &planned.deployment_config_name;
        let call = codedeploy(cx).get_deployment_config().deployment_config_name(name);
        let found = there(call.send().await)?.is_some();
        Ok((found && intent.absent).then(|| name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.deployment_config_name.clone())
    }
}

fn found(cx: &Cx, name: &str, told: &types::DeploymentConfigInfo) -> DeploymentConfig {
    DeploymentConfig {
        id: name.to_owned(),
        arn: arn(cx, "deploymentconfig", name),
        compute_platform: word(told.compute_platform.as_ref()),
        deployment_config_id: told.deployment_config_id.clone().unwrap_or_default(),
        deployment_config_name: name.to_owned(),
        minimum_healthy_hosts: told.minimum_healthy_hosts.as_ref().map(Hosts::told),
        traffic_routing_config: told.traffic_routing_config.as_ref().map(Routing::told),
        zonal_config: told.zonal_config.as_ref().map(Zones::told),
    }
}

/// A number that zero stands for where none is given.
fn number(value: Option<i64>) -> i32 {
    int(value).unwrap_or_default()
}

impl Hosts {
    fn request(&self) -> types::MinimumHealthyHosts {
        let hosts = types::MinimumHealthyHosts::builder().set_type(choice(&self.r#type));
        hosts.value(number(self.value)).build()
    }
    fn told(told: &types::MinimumHealthyHosts) -> Hosts {
        Hosts { r#type: word(told.r#type.as_ref()), value: Some(told.value.into()) }
    }
}

impl Routing {
    fn request(&self) -> types::TrafficRoutingConfig {
        let canary = |s: &Steps| {
            let steps = types::TimeBasedCanary::builder().canary_interval(number(s.interval));
            steps.canary_percentage(number(s.percentage)).build()
        };
        let linear = |s: &Steps| {
            let steps = types::TimeBasedLinear::builder().linear_interval(number(s.interval));
            steps.linear_percentage(number(s.percentage)).build()
        };
        types::TrafficRoutingConfig::builder()
            .set_time_based_canary(self.time_based_canary.as_ref().map(canary))
            .set_time_based_linear(self.time_based_linear.as_ref().map(linear))
            .set_type(choice(&self.r#type))
            .build()
    }
    fn told(told: &types::TrafficRoutingConfig) -> Routing {
        let steps = |interval: i32, percentage: i32| Steps {
            interval: Some(interval.into()),
            percentage: Some(percentage.into()),
        };
        let (canary, linear) = (told.time_based_canary.as_ref(), told.time_based_linear.as_ref());
        Routing {
            time_based_canary: canary.map(|c| steps(c.canary_interval, c.canary_percentage)),
            time_based_linear: linear.map(|l| steps(l.linear_interval, l.linear_percentage)),
            r#type: word(told.r#type.as_ref()),
        }
    }
}

impl Zones {
    fn request(&self) -> types::ZonalConfig {
        let hosts = |h: &ZoneHosts| {
            let hosts = types::MinimumHealthyHostsPerZone::builder().set_type(choice(&h.r#type));
            hosts.value(number(h.value)).build()
        };
        types::ZonalConfig::builder()
            .first_zone_monitor_duration_in_seconds(
                self.first_zone_monitor_duration_in_seconds.unwrap_or_default(),
            )
            .set_minimum_healthy_hosts_per_zone(self.minimum_healthy_hosts_per_zone.as_ref().map(hosts))
            .monitor_duration_in_seconds(self.monitor_duration_in_seconds.unwrap_or_default())
            .build()
    }
    fn told(told: &types::ZonalConfig) -> Zones {
        let hosts = |h: &types::MinimumHealthyHostsPerZone| ZoneHosts {
            r#type: word(h.r#type.as_ref()),
            value: Some(h.value.into()),
        };
        Zones {
            first_zone_monitor_duration_in_seconds: told.first_zone_monitor_duration_in_seconds,
            minimum_healthy_hosts_per_zone: told.minimum_healthy_hosts_per_zone.as_ref().map(hosts),
            monitor_duration_in_seconds: told.monitor_duration_in_seconds,
        }
    }
}
