//! `data.aws_lb_target_group`

use crate::data_load_balancer::not_one;
use crate::elb::{elb, tags_of, text};
use crate::target_group::{self, TargetGroup, describe, settings};
use aws_sdk_elasticloadbalancingv2::types;
use provision_aws_core::prelude::*;

/// One target group, found by its ARN, its name or its tags. (ELBv2 DescribeTargetGroups)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_lb_target_group", timeouts(read))]
pub struct TargetGroupData {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(optional, computed)]
    pub arn: Option<String>,
    /// The end of its ARN, as CloudWatch names it.
    #[attr(computed)]
    pub arn_suffix: String,
    /// Connections end when the deregistration delay is over.
    #[attr(computed, unset = "null")]
    pub connection_termination: Option<bool>,
    /// Seconds that requests have to end when a target goes.
    #[attr(computed, unset = "null")]
    pub deregistration_delay: Option<String>,
    /// How targets are found to be healthy.
    #[attr(computed)]
    pub health_check: Vec<Check>,
    /// A function is told headers as lists.
    #[attr(computed, unset = "null")]
    pub lambda_multi_value_headers_enabled: Option<bool>,
    /// The load balancers that use it.
    #[attr(computed)]
    pub load_balancer_arns: Set<String>,
    /// How a target is chosen.
    #[attr(computed, unset = "null")]
    pub load_balancing_algorithm_type: Option<String>,
    /// Whether targets that behave oddly get less.
    #[attr(optional, computed, unset = "null")]
    pub load_balancing_anomaly_mitigation: Option<String>,
    /// Whether targets of all zones are used.
    #[attr(computed, unset = "null")]
    pub load_balancing_cross_zone_enabled: Option<String>,
    /// Its name.
    #[attr(optional, computed)]
    pub name: Option<String>,
    /// The port of targets that name none.
    #[attr(computed, unset = "null")]
    pub port: Option<i64>,
    /// Whether targets see the client's address.
    #[attr(computed, unset = "null")]
    pub preserve_client_ip: Option<String>,
    /// The protocol to targets.
    #[attr(computed, unset = "null")]
    pub protocol: Option<String>,
    /// `HTTP1`, `HTTP2` or `GRPC`.
    #[attr(computed, unset = "null")]
    pub protocol_version: Option<String>,
    /// Targets are told the client's address by the proxy protocol.
    #[attr(computed, unset = "null")]
    pub proxy_protocol_v2: Option<bool>,
    /// Seconds over which a new target gets more and more.
    #[attr(computed, unset = "null")]
    pub slow_start: Option<i64>,
    /// Whether a client stays with a target.
    #[attr(computed)]
    pub stickiness: Vec<Sticky>,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
    /// `instance`, `ip`, `lambda` or `alb`.
    #[attr(computed)]
    pub target_type: Option<String>,
    /// The VPC of the targets.
    #[attr(computed, unset = "null")]
    pub vpc_id: Option<String>,
}

/// How targets are found to be healthy.
#[derive(Nested, Clone, Default)]
pub struct Check {
    /// Whether they are checked.
    #[attr(computed)]
    pub enabled: bool,
    /// Checks to pass until a target is healthy.
    #[attr(computed)]
    pub healthy_threshold: i64,
    /// Seconds between two checks.
    #[attr(computed)]
    pub interval: i64,
    /// Statuses that mean healthy.
    #[attr(computed)]
    pub matcher: String,
    /// What is asked for.
    #[attr(computed)]
    pub path: String,
    /// Port, or `traffic-port`.
    #[attr(computed)]
    pub port: String,
    /// Protocol.
    #[attr(computed)]
    pub protocol: String,
    /// Seconds to answer within.
    #[attr(computed)]
    pub timeout: i64,
    /// Checks to fail until a target is unhealthy.
    #[attr(computed)]
    pub unhealthy_threshold: i64,
}

/// Whether a client stays with a target.
#[derive(Nested, Clone, Default)]
pub struct Sticky {
    /// Seconds that the cookie lasts.
    #[attr(computed)]
    pub cookie_duration: Option<i64>,
    /// The application's cookie.
    #[attr(computed)]
    pub cookie_name: Option<String>,
    /// Whether it does.
    #[attr(computed)]
    pub enabled: Option<bool>,
    /// By what.
    #[attr(computed)]
    pub r#type: Option<String>,
}

#[async_trait]
impl DataSource for TargetGroupData {
    /// Those known by ARN or name come by one call for twenty; tags need a list of all.
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let keys: Vec<String> = configs.iter().filter_map(key).collect();
        let known = match describe(cx, keys.iter().map(String::as_str)).await {
            Ok(known) => known,
            Err(e) => return configs.iter().map(|_| Err(e.clone())).collect(),
        };
        each(configs, 10, |config| one(cx, config, &known)).await
    }
}

fn key(config: &TargetGroupData) -> Option<String> {
    text(&config.arn).or_else(|| text(&config.name))
}

async fn one(
    cx: &Cx,
    config: &TargetGroupData,
    known: &HashMap<Key, types::TargetGroup>,
) -> Result<TargetGroupData, Error> {
    let fit: Vec<types::TargetGroup> = match key(config) {
        Some(key) => known.get(&key).cloned().into_iter().collect(),
        None => elb(cx).describe_target_groups().into_paginator().items().send().try_collect().await?,
    };
    let tags = tags_of(cx, fit.iter().filter_map(|g| g.target_group_arn.as_ref())).await?;
    let of = |g: &types::TargetGroup| g.target_group_arn.as_ref().and_then(|a| tags.get(a)).cloned();
    let carries = |g: &types::TargetGroup| {
        let own = of(g).unwrap_or_default();
        config.tags.iter().all(|(k, v)| own.get(k) == Some(v))
    };
    let mut fit: Vec<_> = fit.into_iter().filter(carries).collect();
    let (Some(group), 0) = (fit.pop(), fit.len()) else {
        return Err(not_one("target group", if fit.is_empty() { 0 } else { fit.len() + 1 }));
    };
    let pairs = settings(cx, group.target_group_arn.as_deref().unwrap_or_default()).await?;
    let found = target_group::found(&group, &pairs, &TargetGroup::default());
    Ok(TargetGroupData { tags: of(&group).unwrap_or_default(), ..told(found) })
}

fn told(g: TargetGroup) -> TargetGroupData {
    let check = g.health_check.unwrap_or_default();
    let sticky = g.stickiness.unwrap_or_default();
    TargetGroupData {
        id: g.id,
        arn: Some(g.arn),
        arn_suffix: g.arn_suffix,
        connection_termination: g.connection_termination,
        deregistration_delay: g.deregistration_delay,
        health_check: vec![Check {
            enabled: check.enabled.unwrap_or_default(),
            healthy_threshold: check.healthy_threshold.unwrap_or_default(),
            interval: check.interval.unwrap_or_default(),
            matcher: check.matcher.unwrap_or_default(),
            path: check.path.unwrap_or_default(),
            port: check.port.unwrap_or_default(),
            protocol: check.protocol.unwrap_or_default(),
            timeout: check.timeout.unwrap_or_default(),
            unhealthy_threshold: check.unhealthy_threshold.unwrap_or_default(),
        }],
        lambda_multi_value_headers_enabled: g.lambda_multi_value_headers_enabled,
        load_balancer_arns: g.load_balancer_arns,
        load_balancing_algorithm_type: g.load_balancing_algorithm_type,
        load_balancing_anomaly_mitigation: g.load_balancing_anomaly_mitigation,
        load_balancing_cross_zone_enabled: g.load_balancing_cross_zone_enabled,
        name: g.name,
        port: g.port,
        preserve_client_ip: g.preserve_client_ip,
        protocol: g.protocol,
        protocol_version: g.protocol_version,
        proxy_protocol_v2: g.proxy_protocol_v2,
        slow_start: g.slow_start,
        stickiness: vec![Sticky {
            cookie_duration: sticky.cookie_duration,
            cookie_name: sticky.cookie_name,
            enabled: sticky.enabled,
            r#type: sticky.r#type,
        }],
        tags: BTreeMap::new(),
        target_type: g.target_type,
        vpc_id: g.vpc_id,
    }
}
