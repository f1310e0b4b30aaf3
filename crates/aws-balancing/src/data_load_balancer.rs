//! `data.aws_lb`

use crate::elb::{elb, tags_of, text};
use crate::load_balancer::{self, LoadBalancer, describe, settings};
use aws_sdk_elasticloadbalancingv2::types;
use provision_aws_core::prelude::*;

/// One load balancer, found by its ARN, its name or its tags. (ELBv2 DescribeLoadBalancers)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_lb", timeouts(read))]
pub struct LoadBalancerData {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Where requests are logged.
    #[attr(computed)]
    pub access_logs: Vec<Logs>,
    /// Its ARN.
    #[attr(optional, computed, arn)]
    pub arn: Option<String>,
    /// The end of its ARN, as CloudWatch names it.
    #[attr(computed)]
    pub arn_suffix: String,
    /// Seconds that a client's connection is kept at most.
    #[attr(computed, unset = "null")]
    pub client_keep_alive: Option<i64>,
    /// Where connections are logged.
    #[attr(computed)]
    pub connection_logs: Vec<Logs>,
    /// Pool of an outpost's addresses.
    #[attr(computed)]
    pub customer_owned_ipv4_pool: Option<String>,
    /// What happens to odd requests.
    #[attr(computed, unset = "null")]
    pub desync_mitigation_mode: Option<String>,
    /// Its DNS name.
    #[attr(computed)]
    pub dns_name: String,
    /// Which zones DNS names to a client.
    #[attr(computed, unset = "null")]
    pub dns_record_client_routing_policy: Option<String>,
    /// Headers that are not valid are dropped.
    #[attr(computed, unset = "null")]
    pub drop_invalid_header_fields: Option<bool>,
    /// Targets of all zones are used.
    #[attr(computed, unset = "null")]
    pub enable_cross_zone_load_balancing: Option<bool>,
    /// It refuses to be deleted.
    #[attr(computed, unset = "null")]
    pub enable_deletion_protection: Option<bool>,
    /// It speaks HTTP/2.
    #[attr(computed, unset = "null")]
    pub enable_http2: Option<bool>,
    /// Targets are told TLS version and cipher suite.
    #[attr(computed, unset = "null")]
    pub enable_tls_version_and_cipher_suite_headers: Option<bool>,
    /// Requests go through when the web firewall does not answer.
    #[attr(computed, unset = "null")]
    pub enable_waf_fail_open: Option<bool>,
    /// Targets are told the client's port.
    #[attr(computed, unset = "null")]
    pub enable_xff_client_port: Option<bool>,
    /// Zones can be shifted away from.
    #[attr(computed, unset = "null")]
    pub enable_zonal_shift: Option<bool>,
    /// Whether security groups count for traffic by PrivateLink.
    #[attr(computed)]
    pub enforce_security_group_inbound_rules_on_private_link_traffic: Option<String>,
    /// Seconds after which an idle connection ends.
    #[attr(computed, unset = "null")]
    pub idle_timeout: Option<i64>,
    /// Not reachable from the internet.
    #[attr(computed)]
    pub internal: Option<bool>,
    /// `ipv4` or `dualstack`.
    #[attr(computed)]
    pub ip_address_type: Option<String>,
    /// IPAM pools for its addresses.
    #[attr(computed)]
    pub ipam_pools: Vec<Pools>,
    /// `application`, `network` or `gateway`.
    #[attr(computed)]
    pub load_balancer_type: Option<String>,
    /// Its name.
    #[attr(optional, computed)]
    pub name: Option<String>,
    /// The header `Host` is passed on as it came.
    #[attr(computed, unset = "null")]
    pub preserve_host_header: Option<bool>,
    /// Its security groups.
    #[attr(computed)]
    pub security_groups: Option<Set<String>>,
    /// Its subnets, with addresses.
    #[attr(computed)]
    pub subnet_mapping: Set<Mapping>,
    /// Its subnets.
    #[attr(computed)]
    pub subnets: Option<Set<String>>,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
    /// The VPC that it lies in.
    #[attr(computed)]
    pub vpc_id: String,
    /// What happens to the header `X-Forwarded-For`.
    #[attr(computed, unset = "null")]
    pub xff_header_processing_mode: Option<String>,
    /// The hosted zone of its DNS name.
    #[attr(computed)]
    pub zone_id: String,
}

/// Where something is logged.
#[derive(Nested, Clone, Default)]
pub struct Logs {
    /// The bucket.
    #[attr(computed)]
    pub bucket: Option<String>,
    /// Whether it is.
    #[attr(computed)]
    pub enabled: Option<bool>,
    /// What the names of the objects begin with.
    #[attr(computed)]
    pub prefix: Option<String>,
}

/// IPAM pools.
#[derive(Nested, Clone, Default)]
pub struct Pools {
    /// Pool of IPv4 addresses.
    #[attr(computed)]
    pub ipv4_ipam_pool_id: String,
}

/// A subnet and the addresses in it.
#[derive(Nested, Clone, Default)]
pub struct Mapping {
    /// An elastic address.
    #[attr(computed)]
    pub allocation_id: String,
    /// An IPv6 address.
    #[attr(computed)]
    pub ipv6_address: String,
    /// The outpost that the subnet lies in.
    #[attr(computed)]
    pub outpost_id: String,
    /// A private address.
    #[attr(computed)]
    pub private_ipv4_address: String,
    /// The subnet.
    #[attr(computed)]
    pub subnet_id: String,
}

#[async_trait]
impl DataSource for LoadBalancerData {
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

fn key(config: &LoadBalancerData) -> Option<String> {
    text(&config.arn).or_else(|| text(&config.name))
}

async fn one(
    cx: &Cx,
    config: &LoadBalancerData,
    known: &HashMap<Key, types::LoadBalancer>,
) -> Result<LoadBalancerData, Error> {
    let fit: Vec<types::LoadBalancer> = match key(config) {
        Some(key) => known.get(&key).cloned().into_iter().collect(),
        None => elb(cx).describe_load_balancers().into_paginator().items().send().try_collect().await?,
    };
    let tags = tags_of(cx, fit.iter().filter_map(|b| b.load_balancer_arn.as_ref())).await?;
    let of = |b: &types::LoadBalancer| b.load_balancer_arn.as_ref().and_then(|a| tags.get(a)).cloned();
    let carries = |b: &types::LoadBalancer| {
        let own = of(b).unwrap_or_default();
        config.tags.iter().all(|(k, v)| own.get(k) == Some(v))
    };
    let mut fit: Vec<_> = fit.into_iter().filter(carries).collect();
    let (Some(balancer), 0) = (fit.pop(), fit.len()) else {
        return Err(not_one("load balancer", if fit.is_empty() { 0 } else { fit.len() + 1 }));
    };
    let pairs = settings(cx, balancer.load_balancer_arn.as_deref().unwrap_or_default()).await?;
    let found = load_balancer::found(&balancer, &pairs, &LoadBalancer::default());
    Ok(LoadBalancerData { tags: of(&balancer).unwrap_or_default(), ..told(found) })
}

/// An error where not exactly one thing fits.
pub(crate) fn not_one(what: &str, fit: usize) -> Error {
    let (class, message) = match fit {
        0 => (Class::NotFound, format!("No {what} fits.")),
        many => (Class::Validation, format!("{many} {what}s fit; the data source is for one.")),
    };
    Error::new(class, message).help("Check `arn`, `name` and `tags`, the account and the region.")
}

fn told(b: LoadBalancer) -> LoadBalancerData {
    let access = b.access_logs.map(|l| Logs { bucket: l.bucket, enabled: l.enabled, prefix: l.prefix });
    let connections =
        b.connection_logs.map(|l| Logs { bucket: l.bucket, enabled: l.enabled, prefix: l.prefix });
    let mapping = |m: load_balancer::SubnetMapping| Mapping {
        allocation_id: m.allocation_id.unwrap_or_default(),
        ipv6_address: m.ipv6_address.unwrap_or_default(),
        outpost_id: m.outpost_id.unwrap_or_default(),
        private_ipv4_address: m.private_ipv4_address.unwrap_or_default(),
        subnet_id: m.subnet_id,
    };
    let enforced = b.enforce_security_group_inbound_rules_on_private_link_traffic;
    LoadBalancerData {
        id: b.id,
        access_logs: vec![access.unwrap_or_default()],
        arn: Some(b.arn),
        arn_suffix: b.arn_suffix,
        client_keep_alive: b.client_keep_alive,
        connection_logs: vec![connections.unwrap_or_default()],
        customer_owned_ipv4_pool: b.customer_owned_ipv4_pool,
        desync_mitigation_mode: b.desync_mitigation_mode,
        dns_name: b.dns_name,
        dns_record_client_routing_policy: b.dns_record_client_routing_policy,
        drop_invalid_header_fields: b.drop_invalid_header_fields,
        enable_cross_zone_load_balancing: b.enable_cross_zone_load_balancing,
        enable_deletion_protection: b.enable_deletion_protection,
        enable_http2: b.enable_http2,
        enable_tls_version_and_cipher_suite_headers: b.enable_tls_version_and_cipher_suite_headers,
        enable_waf_fail_open: b.enable_waf_fail_open,
        enable_xff_client_port: b.enable_xff_client_port,
        enable_zonal_shift: b.enable_zonal_shift,
        enforce_security_group_inbound_rules_on_private_link_traffic: enforced,
        idle_timeout: b.idle_timeout,
        internal: b.internal,
        ip_address_type: b.ip_address_type,
        ipam_pools: b
            .ipam_pools
            .into_iter()
            .map(|p| Pools { ipv4_ipam_pool_id: p.ipv4_ipam_pool_id })
            .collect(),
        load_balancer_type: b.load_balancer_type,
        name: b.name,
        preserve_host_header: b.preserve_host_header,
        security_groups: b.security_groups,
        subnet_mapping: b.subnet_mapping.0.into_iter().map(mapping).collect(),
        subnets: b.subnets,
        tags: BTreeMap::new(),
        vpc_id: b.vpc_id,
        xff_header_processing_mode: b.xff_header_processing_mode,
        zone_id: b.zone_id,
    }
}
