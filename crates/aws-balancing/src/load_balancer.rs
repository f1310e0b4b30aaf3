//! `aws_lb`

use crate::balancer_settings::{self, SETTINGS};
use crate::elb::{
    Describe, elb, int, is_arn, name, name_of, name_prefix, ours, retag, tagged, tags_read, text,
};
use crate::setting::{self, Pairs};
use aws_sdk_elasticloadbalancingv2::types;
use provision_aws_core::attr::Attr;
use provision_aws_core::names::prefix_of;
use provision_aws_core::prelude::*;
use provision_aws_ec2::lingering::after_balancer;
use provision_schema::Difference;
use std::time::Duration;

/// A load balancer: for HTTP, for TCP and UDP, or for network appliances. (ELBv2 CreateLoadBalancer, ModifyLoadBalancerAttributes,
/// SetSubnets, SetSecurityGroups, SetIpAddressType, ModifyIpPools, ModifyCapacityReservation)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_lb", tags, timeouts(create, update, delete), seconds(150, 20))]
pub struct LoadBalancer {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Where requests are logged.
    #[block(list, max = 1, stays)]
    pub access_logs: Option<AccessLogs>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The end of its ARN, as CloudWatch names it.
    #[attr(computed)]
    pub arn_suffix: String,
    /// Seconds that a client's connection is kept at most.
    #[attr(optional, default = 3600, unset = "null", suppress = not_application)]
    pub client_keep_alive: Option<i64>,
    /// Where connections are logged.
    #[block(list, max = 1, stays)]
    pub connection_logs: Option<ConnectionLogs>,
    /// Pool of an outpost's addresses.
    #[attr(optional, replace)]
    pub customer_owned_ipv4_pool: Option<String>,
    /// What happens to odd requests: `monitor`, `defensive` or `strictest`.
    #[attr(
        optional,
        default = "defensive",
        unset = "null",
        suppress = not_application,
        one_of("monitor", "defensive", "strictest")
    )]
    pub desync_mitigation_mode: Option<String>,
    /// Its DNS name.
    #[attr(computed)]
    pub dns_name: String,
    /// Which zones DNS names to a client.
    #[attr(
        optional,
        default = "any_availability_zone",
        unset = "null",
        suppress = not_network,
        one_of("availability_zone_affinity", "partial_availability_zone_affinity", "any_availability_zone")
    )]
    pub dns_record_client_routing_policy: Option<String>,
    /// Drop headers that are not valid.
    #[attr(optional, default = false, unset = "null", suppress = not_application)]
    pub drop_invalid_header_fields: Option<bool>,
    /// Use targets of all zones.
    #[attr(optional, default = false, unset = "null", suppress = application)]
    pub enable_cross_zone_load_balancing: Option<bool>,
    /// Refuse to be deleted.
    #[attr(optional, default = false, unset = "null")]
    pub enable_deletion_protection: Option<bool>,
    /// Speak HTTP/2.
    #[attr(optional, default = true, unset = "null", suppress = not_application)]
    pub enable_http2: Option<bool>,
    /// Tell targets TLS version and cipher suite.
    #[attr(optional, default = false, unset = "null", suppress = not_application)]
    pub enable_tls_version_and_cipher_suite_headers: Option<bool>,
    /// Let requests through when the web firewall does not answer.
    #[attr(optional, default = false, unset = "null", suppress = not_application)]
    pub enable_waf_fail_open: Option<bool>,
    /// Tell targets the client's port.
    #[attr(optional, default = false, unset = "null", suppress = not_application)]
    pub enable_xff_client_port: Option<bool>,
    /// Let zones be shifted away from.
    #[attr(optional, default = false, unset = "null", suppress = neither)]
    pub enable_zonal_shift: Option<bool>,
    /// Whether security groups count for traffic by PrivateLink: `on` or `off`.
    #[attr(optional, computed, suppress = not_network, one_of("on", "off"))]
    pub enforce_security_group_inbound_rules_on_private_link_traffic: Option<String>,
    /// Seconds after which an idle connection ends.
    #[attr(optional, default = 60, unset = "null", suppress = not_application)]
    pub idle_timeout: Option<i64>,
    /// Not reachable from the internet.
    #[attr(optional, computed, replace)]
    pub internal: Option<bool>,
    /// `ipv4`, `dualstack` or `dualstack-without-public-ipv4`.
    #[attr(optional, computed, one_of("ipv4", "dualstack", "dualstack-without-public-ipv4"))]
    pub ip_address_type: Option<String>,
    /// IPAM pools for its addresses.
    #[block(list, max = 1, suppress = not_application)]
    pub ipam_pools: Option<IpamPools>,
    /// `application`, `network` or `gateway`.
    #[attr(optional, replace, default = "application", one_of("application", "network", "gateway"))]
    pub load_balancer_type: Option<String>,
    /// Capacity that is kept ready.
    #[block(list, max = 1, suppress = neither)]
    pub minimum_load_balancer_capacity: Option<Capacity>,
    /// Its name.
    #[attr(optional, computed, replace, validate = name, validate = not_internal, conflicts("name_prefix"))]
    pub name: Option<String>,
    /// What its name begins with.
    #[attr(optional, computed, replace, validate = name_prefix, conflicts("name"))]
    pub name_prefix: Option<String>,
    /// Pass the header `Host` on as it came.
    #[attr(optional, default = false, unset = "null", suppress = not_application)]
    pub preserve_host_header: Option<bool>,
    /// Its security groups.
    #[attr(optional, computed)]
    pub security_groups: Option<Set<String>>,
    /// Its subnets, with addresses.
    #[block(set, computed)]
    pub subnet_mapping: Set<SubnetMapping>,
    /// Its subnets.
    #[attr(optional, computed, exactly_one_of("subnet_mapping", "subnets"))]
    pub subnets: Option<Set<String>>,
    /// The VPC that it lies in.
    #[attr(computed)]
    pub vpc_id: String,
    /// What happens to the header `X-Forwarded-For`: `append`, `preserve` or `remove`.
    #[attr(
        optional,
        default = "append",
        unset = "null",
        suppress = not_application,
        one_of("append", "preserve", "remove")
    )]
    pub xff_header_processing_mode: Option<String>,
    /// The hosted zone of its DNS name, for alias records.
    #[attr(computed)]
    pub zone_id: String,
}

/// Where requests are logged.
#[derive(Nested, Clone, Default)]
pub struct AccessLogs {
    /// The bucket.
    #[attr(required, suppress = no_access_logs)]
    pub bucket: Option<String>,
    /// Whether they are.
    #[attr(optional, default = false)]
    pub enabled: Option<bool>,
    /// What the names of the objects begin with.
    #[attr(optional, suppress = no_access_logs)]
    pub prefix: Option<String>,
}

/// Where connections are logged.
#[derive(Nested, Clone, Default)]
pub struct ConnectionLogs {
    /// The bucket.
    #[attr(required, suppress = no_connection_logs)]
    pub bucket: Option<String>,
    /// Whether they are.
    #[attr(optional, default = false)]
    pub enabled: Option<bool>,
    /// What the names of the objects begin with.
    #[attr(optional, suppress = no_connection_logs)]
    pub prefix: Option<String>,
}

/// IPAM pools.
#[derive(Nested, Clone, Default)]
pub struct IpamPools {
    /// Pool of IPv4 addresses.
    #[attr(required)]
    pub ipv4_ipam_pool_id: String,
}

/// Capacity that is kept ready.
#[derive(Nested, Clone, Default)]
pub struct Capacity {
    /// Load balancer capacity units.
    #[attr(required)]
    pub capacity_units: i64,
}

/// A subnet and the addresses in it.
#[derive(Nested, Clone, Default)]
pub struct SubnetMapping {
    /// An elastic address.
    #[attr(optional)]
    pub allocation_id: Option<String>,
    /// An IPv6 address.
    #[attr(optional)]
    pub ipv6_address: Option<String>,
    /// The outpost that the subnet lies in.
    #[attr(computed)]
    pub outpost_id: Option<String>,
    /// A private address.
    #[attr(optional)]
    pub private_ipv4_address: Option<String>,
    /// The subnet.
    #[attr(required)]
    pub subnet_id: String,
}

fn not_internal(value: &Value) -> Result<(), String> {
    let taken = value.as_str().is_some_and(|n| n.starts_with("internal-"));
    if taken { Err("must not begin with internal-, as DNS names of AWS do".into()) } else { Ok(()) }
}

fn is(d: &Difference<'_>, kind: &str) -> bool {
    d.text("load_balancer_type") == kind
}
fn application(d: &Difference<'_>) -> bool {
    is(d, "application")
}
fn not_application(d: &Difference<'_>) -> bool {
    !is(d, "application")
}
fn not_network(d: &Difference<'_>) -> bool {
    !is(d, "network")
}
fn neither(d: &Difference<'_>) -> bool {
    not_application(d) && not_network(d)
}
fn no_access_logs(d: &Difference<'_>) -> bool {
    d.beside("enabled") != "true"
}
fn no_connection_logs(d: &Difference<'_>) -> bool {
    d.beside("enabled") != "true"
}

#[async_trait]
impl Resource for LoadBalancer {
    const WAITS: Waits = Waits { delay: Duration::from_secs(30), ..Waits::slow(10, 10) };
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        balancer_settings::plan(cx);
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let kind = planned.load_balancer_type.clone().unwrap_or_default();
        let internal = planned.internal == Some(true);
        let subnets = planned.subnets.as_ref().map(|s| s.0.clone()).filter(|s| !s.is_empty());
        let call = elb(cx)
            .create_load_balancer()
            .name(name_of(&planned.name, &planned.name_prefix, "tf-lb-", &step.token))
            .r#type(types::LoadBalancerTypeEnum::from(kind.as_str()))
            .set_customer_owned_ipv4_pool(text(&planned.customer_owned_ipv4_pool))
            .set_scheme(internal.then_some(types::LoadBalancerSchemeEnum::Internal))
            .set_ip_address_type(text(&planned.ip_address_type).as_deref().map(Into::into))
            .set_ipam_pools(planned.ipam_pools.as_ref().map(pools))
            .set_security_groups(
                planned.security_groups.as_ref().map(|s| s.0.clone()).filter(|s| !s.is_empty()),
            )
            .set_subnet_mappings(mappings(&planned.subnet_mapping))
            .set_subnets(subnets);
        let made = tagged(cx, step, |tags| {
            let call = call.clone().set_tags(tags);
            async move { Ok(call.send().await?) }
        });
        let made = made.await?.load_balancers.unwrap_or_default().into_iter().next();
        Created::new(made.and_then(|b| b.load_balancer_arn))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = async {
            let balancers = describe(cx, reqs.iter().map(|r| r.key.as_str())).await?;
            // While it comes or goes, only its state counts.
            let looked_at = reqs.iter().filter(|r| r.phase != Phase::Deleted);
            let found = looked_at.filter_map(|r| Some((balancers.get(&r.key)?, r)));
            let usable = found.filter(|(b, _)| status(b) == Status::Ready);
            let arns = usable.filter_map(|(b, r)| Some((b.load_balancer_arn.as_ref()?, r)));
            let tags = tags_read(cx, &arns.collect::<Vec<_>>()).await?;
            Ok::<_, Error>((balancers, tags))
        };
        let (balancers, tags) = match told.await {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        each(reqs, 10, |req| async {
            let Some(balancer) = balancers.get(&req.key) else { return Ok(None) };
            let arn = balancer.load_balancer_arn.clone().unwrap_or_default();
            let status = status(balancer);
            let prior = match req.phase {
                Phase::Created => {
                    let kind = req.prior.load_balancer_type.clone().unwrap_or_default();
                    LoadBalancer::from_value(&setting::untold(&SETTINGS, &kind, req.prior.to_value(0)))
                }
                _ => req.prior.clone(),
            };
            let (mut pairs, mut capacity) = (Pairs::new(), None);
            if status == Status::Ready && req.phase != Phase::Deleted {
                let told = tokio::try_join!(settings(cx, &arn), reserved(cx, &arn, req))?;
                (pairs, capacity) = told;
            }
            let (capacity, status) = match capacity {
                Some((capacity, Some(waits))) => (Some(capacity), Status::Pending(waits)),
                Some((capacity, None)) => (Some(capacity), status),
                None => (None, status),
            };
            let found =
                LoadBalancer { minimum_load_balancer_capacity: capacity, ..found(balancer, &pairs, &prior) };
            let tags = tags.get(&arn).cloned().unwrap_or_default();
            Ok(Some(Found::ready(found).tagged(tags).status(status)))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        let pairs = balancer_settings::to_send(to, |name| change.changed(name));
        put_settings(cx, &to.id, pairs).await?;
        let enforce = "enforce_security_group_inbound_rules_on_private_link_traffic";
        if change.any(&[enforce, "security_groups"]) {
            let network = to.load_balancer_type.as_deref() == Some("network");
            let enforced = text(&to.enforce_security_group_inbound_rules_on_private_link_traffic);
            elb(cx)
                .set_security_groups()
                .load_balancer_arn(&to.id)
                .set_security_groups(Some(to.security_groups.clone().unwrap_or_default().0))
                .set_enforce_security_group_inbound_rules_on_private_link_traffic(
                    enforced.filter(|_| network).as_deref().map(Into::into),
                )
                .send()
                .await?;
        }
        if change.any(&["subnets", "subnet_mapping"]) {
            set_subnets(cx, change).await?;
        }
        if let (true, Some(kind)) = (change.changed("ip_address_type"), text(&to.ip_address_type)) {
            let kind = types::IpAddressType::from(kind.as_str());
            elb(cx).set_ip_address_type().load_balancer_arn(&to.id).ip_address_type(kind).send().await?;
        }
        if change.changed("ipam_pools") {
            let call = elb(cx).modify_ip_pools().load_balancer_arn(&to.id);
            let call = match &to.ipam_pools {
                Some(p) => call.ipam_pools(pools(p)),
                None => call.remove_ipam_pools(types::RemoveIpamPoolEnum::Ipv4),
            };
            call.send().await?;
        }
        if change.changed("minimum_load_balancer_capacity") {
            let units = to.minimum_load_balancer_capacity.as_ref().and_then(|c| int(Some(c.capacity_units)));
            let capacity =
                units.map(|u| types::MinimumLoadBalancerCapacity::builder().capacity_units(u).build());
            let call = elb(cx).modify_capacity_reservation().load_balancer_arn(&to.id);
            let call = call.reset_capacity_reservation(capacity.is_none());
            call.set_minimum_load_balancer_capacity(capacity).send().await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        let gone = elb(cx).delete_load_balancer().load_balancer_arn(&prior.id).send().await;
        let protected = |e: &Error| e.message.contains("deletion protection");
        match gone.map_err(Error::from) {
            Err(e) if protected(&e) => {
                Err(e.help("Set `enable_deletion_protection = false` and apply that first."))
            }
            Err(e) => Err(e),
            Ok(_) => {
                let (_, name) = prior.id.split_once(":loadbalancer/").unwrap_or_default();
                after_balancer(cx, step, name).await;
                Ok(())
            }
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, "tf-lb-", &intent.token);
        let named = describe(cx, [name.as_str()]).await?;
        let arns: Vec<String> = named.into_values().filter_map(|b| b.load_balancer_arn).collect();
        ours(cx, intent, arns).await
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

fn pools(p: &IpamPools) -> types::IpamPools {
    types::IpamPools::builder().ipv4_ipam_pool_id(&p.ipv4_ipam_pool_id).build()
}

fn mappings(all: &[SubnetMapping]) -> Option<Vec<types::SubnetMapping>> {
    let one = |m: &SubnetMapping| {
        types::SubnetMapping::builder()
            .subnet_id(&m.subnet_id)
            .set_allocation_id(text(&m.allocation_id))
            .set_ipv6_address(text(&m.ipv6_address))
            .set_private_ipv4_address(text(&m.private_ipv4_address))
            .build()
    };
    (!all.is_empty()).then(|| all.iter().map(one).collect())
}

async fn set_subnets(cx: &Cx, change: &Change<'_, LoadBalancer>) -> Result<(), Error> {
    let to = change.to;
    let call = elb(cx).set_subnets().load_balancer_arn(&to.id);
    let call = match change.changed("subnet_mapping") {
        true => call.set_subnet_mappings(mappings(&to.subnet_mapping)),
        false => call.set_subnets(Some(to.subnets.clone().unwrap_or_default().0)),
    };
    call.send().await?;
    Ok(())
}

/// Sends settings; those that this region or partition does not know are left out.
async fn put_settings(cx: &Cx, arn: &str, mut pairs: Vec<(&'static str, String)>) -> Result<(), Error> {
    while !pairs.is_empty() {
        let pair = |(k, v): &(&str, String)| types::LoadBalancerAttribute::builder().key(*k).value(v).build();
        let call = elb(cx).modify_load_balancer_attributes().load_balancer_arn(arn);
        let sent = call.set_attributes(Some(pairs.iter().map(pair).collect())).send().await;
        let Err(e) = sent.map_err(Error::from) else { return Ok(()) };
        let Some(unknown) = setting::not_supported(&e) else { return Err(e) };
        let before = pairs.len();
        pairs.retain(|(k, _)| *k != unknown);
        if pairs.len() == before {
            return Err(e);
        }
        tracing::warn!(arn, setting = unknown, "AWS does not have this setting here; it is left out");
    }
    Ok(())
}

fn status(balancer: &types::LoadBalancer) -> Status {
    let Some(state) = balancer.state() else { return Status::Ready };
    let code = state.code().map(|c| c.as_str()).unwrap_or_default();
    match Status::of(code, &["active", "active_impaired", ""], &["failed"]) {
        Status::Failed(code) => Status::Failed(state.reason.clone().unwrap_or(code)),
        status => status,
    }
}

/// Load balancers by ARN or name, whichever they were asked for by.
pub(crate) async fn describe<'a>(
    cx: &Cx,
    keys: impl IntoIterator<Item = &'a str>,
) -> Result<HashMap<Key, types::LoadBalancer>, Error> {
    let (arns, names): (Vec<&str>, Vec<&str>) = keys.into_iter().partition(|k| is_arn(k));
    let some = |arns: Vec<String>| async move {
        let call = elb(cx).describe_load_balancers().set_load_balancer_arns(Some(arns));
        Ok(call.into_paginator().items().send().try_collect().await?)
    };
    let named = |names: Vec<String>| async move {
        let call = elb(cx).describe_load_balancers().set_names(Some(names));
        Ok(call.into_paginator().items().send().try_collect().await?)
    };
    let all = |_: String| async move {
        Ok(elb(cx).describe_load_balancers().into_paginator().items().send().try_collect().await?)
    };
    let account = |_: &str| String::new();
    let owned = |keys: Vec<&str>| keys.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let arn = types::LoadBalancer::load_balancer_arn;
    let mut found = Describe { arn, parent: account, some, all }.by_arn(owned(arns)).await?;
    let arn = types::LoadBalancer::load_balancer_name;
    found.extend(Describe { arn, parent: account, some: named, all }.by_arn(owned(names)).await?);
    Ok(found)
}

/// The settings that AWS tells one load balancer a call.
pub(crate) async fn settings(cx: &Cx, arn: &str) -> Result<Pairs, Error> {
    let told = elb(cx).describe_load_balancer_attributes().load_balancer_arn(arn).send().await?;
    let pairs = told.attributes.unwrap_or_default().into_iter();
    Ok(pairs.filter_map(|a| Some((a.key?, a.value.unwrap_or_default()))).collect())
}

/// Reserved capacity, and what of it is still waited for. Hardly anybody reserves any, so it is asked for where the state holds
/// some, and on import.
async fn reserved(
    cx: &Cx,
    arn: &str,
    req: &Req<LoadBalancer>,
) -> Result<Option<(Capacity, Option<String>)>, Error> {
    let imported = req.phase == Phase::Refresh && req.prior.dns_name.is_empty();
    if req.prior.minimum_load_balancer_capacity.is_none() && !imported {
        return Ok(None);
    }
    let told = elb(cx).describe_capacity_reservation().load_balancer_arn(arn).send().await;
    let told = match told.map_err(Error::from) {
        Err(e) if e.is(&["AccessDenied", "InvalidAction"]) => return Ok(None),
        told => told?,
    };
    let codes = told.capacity_reservation_state().iter().filter_map(|z| z.state()?.code());
    let waits = codes.map(|c| c.as_str()).find(|c| *c != "provisioned").map(|c| format!("capacity {c}"));
    let units = told.minimum_load_balancer_capacity().and_then(|c| c.capacity_units);
    Ok(units.map(|units| (Capacity { capacity_units: units.into() }, waits)))
}

/// The end of a load balancer's ARN.
pub(crate) fn suffix_of(arn: &str) -> String {
    arn.split_once(":loadbalancer/").map(|(_, suffix)| suffix.to_owned()).unwrap_or_default()
}

pub(crate) fn found(balancer: &types::LoadBalancer, pairs: &Pairs, prior: &LoadBalancer) -> LoadBalancer {
    let arn = balancer.load_balancer_arn.clone().unwrap_or_default();
    let zones = balancer.availability_zones();
    let enforced = balancer.enforce_security_group_inbound_rules_on_private_link_traffic.clone();
    let told = LoadBalancer {
        id: arn.clone(),
        arn_suffix: suffix_of(&arn),
        arn,
        customer_owned_ipv4_pool: balancer.customer_owned_ipv4_pool.clone(),
        dns_name: balancer.dns_name.clone().unwrap_or_default(),
        enforce_security_group_inbound_rules_on_private_link_traffic: enforced,
        internal: Some(balancer.scheme == Some(types::LoadBalancerSchemeEnum::Internal)),
        ip_address_type: balancer.ip_address_type().map(|t| t.as_str().to_owned()),
        ipam_pools: balancer
            .ipam_pools()
            .map(|p| IpamPools { ipv4_ipam_pool_id: p.ipv4_ipam_pool_id.clone().unwrap_or_default() }),
        load_balancer_type: balancer.r#type().map(|t| t.as_str().to_owned()),
        name: balancer.load_balancer_name.clone(),
        name_prefix: balancer.load_balancer_name.as_deref().map(prefix_of),
        security_groups: Some(balancer.security_groups().iter().cloned().collect()),
        subnet_mapping: zones.iter().map(mapping).collect(),
        subnets: Some(zones.iter().filter_map(|z| z.subnet_id.clone()).collect()),
        vpc_id: balancer.vpc_id.clone().unwrap_or_default(),
        zone_id: balancer.canonical_hosted_zone_id.clone().unwrap_or_default(),
        ..prior.clone()
    };
    let mut balancer = LoadBalancer::from_value(&setting::told(&SETTINGS, pairs, told.to_value(0)));
    balancer_settings::tell_logs(&mut balancer, pairs);
    balancer
}

/// A zone and, where they are told, the addresses in it.
fn mapping(zone: &types::AvailabilityZone) -> SubnetMapping {
    let address = zone.load_balancer_addresses().first();
    SubnetMapping {
        allocation_id: address.and_then(|a| a.allocation_id.clone()),
        ipv6_address: address.and_then(|a| a.ipv6_address.clone()),
        outpost_id: Some(zone.outpost_id.clone().unwrap_or_default()),
        private_ipv4_address: address.and_then(|a| a.private_ipv4_address.clone()),
        subnet_id: zone.subnet_id.clone().unwrap_or_default(),
    }
}
