//! `aws_vpc_endpoint`

use crate::ec2::interfaces;
use crate::ec2::{ec2, filter, filtered, keys, ours, owned, retag, tag_spec, tags};
use crate::endpoints::{self, UNKNOWN_PARTS, is};
use crate::unsuccessful::all_done;
use aws_sdk_ec2::types::{self, DnsOptionsSpecification, NetworkInterface, PrefixList, SubnetConfiguration};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};
use provision_schema::compact_json;
use provision_schema::suppress::missing_block;
use std::time::Duration;

/// A private way from a VPC to a service: by routes, by interfaces, or through a load balancer. (EC2 CreateVpcEndpoint,
/// ModifyVpcEndpoint)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_vpc_endpoint", tags, timeouts(create, update, delete), seconds(60, 30))]
pub struct VpcEndpoint {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Accept the connection, where the service is of the same account.
    #[attr(optional, unset = "null")]
    pub auto_accept: Option<bool>,
    /// The service's ranges of addresses, of a gateway endpoint.
    #[attr(computed)]
    pub cidr_blocks: Vec<String>,
    /// DNS names of an interface endpoint.
    #[attr(computed)]
    pub dns_entry: Vec<DnsEntry>,
    /// How DNS names are answered.
    #[block(list, max = 1, computed, suppress = missing_block)]
    pub dns_options: Vec<DnsOptions>,
    /// Kinds of its addresses.
    #[attr(optional, computed, one_of("ipv4", "dualstack", "ipv6"))]
    pub ip_address_type: Option<String>,
    /// Its network interfaces.
    #[attr(computed)]
    pub network_interface_ids: Set<String>,
    /// The account that owns it.
    #[attr(computed)]
    pub owner_id: String,
    /// Who may do what through it; AWS's own lets everything through.
    #[attr(optional, computed, json, equal_by = json_policy, normalize = compact_json)]
    pub policy: Option<String>,
    /// The service's prefix list, of a gateway endpoint.
    #[attr(computed, unset = "null")]
    pub prefix_list_id: Option<String>,
    /// Answer the service's own DNS names with the endpoint's addresses.
    #[attr(optional, computed)]
    pub private_dns_enabled: Option<bool>,
    /// True for one that the service manages.
    #[attr(computed)]
    pub requester_managed: bool,
    /// The VPC Lattice resource that it leads to.
    #[attr(optional, replace, arn, conflicts("service_name", "service_network_arn"))]
    pub resource_configuration_arn: Option<String>,
    /// Route tables that lead to a gateway endpoint.
    #[attr(optional, computed)]
    pub route_table_ids: Set<String>,
    /// Security groups of its interfaces.
    #[attr(optional, computed)]
    pub security_group_ids: Set<String>,
    /// The service.
    #[attr(optional, replace, conflicts("resource_configuration_arn", "service_network_arn"))]
    pub service_name: Option<String>,
    /// The VPC Lattice service network that it leads to.
    #[attr(optional, replace, arn, conflicts("resource_configuration_arn", "service_name"))]
    pub service_network_arn: Option<String>,
    /// The region of the service.
    #[attr(optional, computed, replace)]
    pub service_region: Option<String>,
    /// Where it stands: `available`, `pendingAcceptance`.
    #[attr(computed)]
    pub state: String,
    /// Which addresses it takes in its subnets.
    #[block(set, computed)]
    pub subnet_configuration: Set<Placement>,
    /// Subnets that it has an interface in.
    #[attr(optional, computed)]
    pub subnet_ids: Set<String>,
    /// How it leads to the service.
    #[attr(
        optional,
        replace,
        default = "Gateway",
        one_of("Interface", "Gateway", "GatewayLoadBalancer", "Resource", "ServiceNetwork")
    )]
    pub vpc_endpoint_type: Option<String>,
    /// The VPC.
    #[attr(required, replace)]
    pub vpc_id: String,
}

/// A DNS name of an endpoint.
#[derive(Nested, Clone, Default)]
pub struct DnsEntry {
    /// The name.
    #[attr(computed)]
    pub dns_name: String,
    /// The zone that it is in.
    #[attr(computed)]
    pub hosted_zone_id: String,
}

/// How DNS names are answered.
#[derive(Nested, Clone, Default)]
pub struct DnsOptions {
    /// Kinds of records.
    #[attr(optional, computed, one_of("ipv4", "dualstack", "ipv6", "service-defined"))]
    pub dns_record_ip_type: Option<String>,
    /// Answer private names for queries from outside the VPC only (S3).
    #[attr(optional)]
    pub private_dns_only_for_inbound_resolver_endpoint: Option<bool>,
}

/// Addresses in one subnet.
#[derive(Nested, Clone, Default)]
pub struct Placement {
    /// The IPv4 address.
    #[attr(optional)]
    pub ipv4: Option<String>,
    /// The IPv6 address.
    #[attr(optional)]
    pub ipv6: Option<String>,
    /// The subnet, which is one of `subnet_ids`.
    #[attr(optional)]
    pub subnet_id: Option<String>,
}

/// The state of a connection that the service's owner has not accepted yet.
const UNACCEPTED: &str = "pendingAcceptance";

/// What one call changes.
const MODIFIABLE: [&str; 8] = [
    "dns_options",
    "ip_address_type",
    "policy",
    "private_dns_enabled",
    "route_table_ids",
    "security_group_ids",
    "subnet_configuration",
    "subnet_ids",
];

#[async_trait]
impl Resource for VpcEndpoint {
    const WAITS: Waits = Waits { delay: Duration::ZERO, ..Waits::slow(5, 10) };

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = ec2(cx)
            .create_vpc_endpoint()
            .vpc_id(&planned.vpc_id)
            .client_token(&step.token)
            // AWS would turn it on where nothing is said.
            .private_dns_enabled(planned.private_dns_enabled.unwrap_or_default())
            .set_dns_options(dns_options(planned))
            .set_ip_address_type(choice(&planned.ip_address_type))
            .set_policy_document(text(&planned.policy))
            .set_resource_configuration_arn(text(&planned.resource_configuration_arn))
            .set_route_table_ids(given(&planned.route_table_ids))
            .set_security_group_ids(given(&planned.security_group_ids))
            .set_service_name(text(&planned.service_name))
            .set_service_network_arn(text(&planned.service_network_arn))
            .set_service_region(text(&planned.service_region))
            .set_subnet_configurations(given(&placements(planned)))
            .set_subnet_ids(given(&planned.subnet_ids))
            .set_tag_specifications(tag_spec(types::ResourceType::VpcEndpoint, step))
            .set_vpc_endpoint_type(choice(&planned.vpc_endpoint_type));
        let made = cx.until_known(&UNKNOWN_PARTS, || call.clone().send()).await?;
        Created::new(made.vpc_endpoint.and_then(|e| e.vpc_endpoint_id))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let endpoints = match endpoints::by_id(cx, keys(reqs)).await {
            Ok(endpoints) => endpoints,
            Err(e) => return answers(reqs, Err(e)),
        };
        let looked_at = reqs.iter().filter(|r| r.phase != Phase::Deleted);
        let looked_at: Vec<_> = looked_at.filter_map(|r| endpoints.get(&r.key)).collect();
        let parts = match Parts::read(cx, &looked_at).await {
            Ok(parts) => parts,
            Err(e) => return answers(reqs, Err(e)),
        };
        reqs.iter().map(|r| Ok(endpoints.get(&r.key).map(|e| found(cx, e, r, &parts)))).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        let accepts = change.changed("auto_accept") && to.auto_accept == Some(true);
        if accepts && from.state.eq_ignore_ascii_case(UNACCEPTED) {
            accept(cx, &to.id, &text(&to.service_name).unwrap_or_default()).await?;
        }
        if change.any(&MODIFIABLE) {
            modify(cx, change).await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let told = ec2(cx).delete_vpc_endpoints().vpc_endpoint_ids(&prior.id).send().await?;
        all_done("ec2 DeleteVpcEndpoints", told.unsuccessful)
    }

    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(filters) = owned(intent) else { return Ok(None) };
        let told = ec2(cx).describe_vpc_endpoints().set_filters(Some(filters)).send().await?;
        let gone = |e: &&types::VpcEndpoint| is(e, "deleted") || is(e, "deleting");
        let alive: Vec<_> = told.vpc_endpoints().iter().filter(|e| !gone(e)).cloned().collect();
        Ok(ours(intent, &alive, |e| e.tags.as_ref()).and_then(|e| e.vpc_endpoint_id.clone()))
    }
}

fn dns_options(endpoint: &VpcEndpoint) -> Option<DnsOptionsSpecification> {
    let options = endpoint.dns_options.first()?;
    let interface = endpoint.vpc_endpoint_type.as_deref() == Some("Interface");
    let both_kinds = interface && endpoint.service_name.as_deref().is_some_and(is_s3);
    // Services that have no gateway endpoints refuse the mere mention of it.
    let only = options.private_dns_only_for_inbound_resolver_endpoint.unwrap_or_default();
    let kind = choice(&options.dns_record_ip_type);
    let spec = DnsOptionsSpecification::builder().set_dns_record_ip_type(kind);
    let spec = spec.set_private_dns_only_for_inbound_resolver_endpoint((only || both_kinds).then_some(only));
    Some(spec.build())
}

/// `com.amazonaws.eu-west-1.s3`
fn is_s3(service: &str) -> bool {
    let region = service.strip_prefix("com.amazonaws.").and_then(|rest| rest.strip_suffix(".s3"));
    region.is_some_and(|region| !region.is_empty() && !region.contains('.'))
}

fn placements(endpoint: &VpcEndpoint) -> Vec<SubnetConfiguration> {
    let one = |p: &Placement| {
        let call = SubnetConfiguration::builder().set_subnet_id(text(&p.subnet_id));
        call.set_ipv4(text(&p.ipv4)).set_ipv6(text(&p.ipv6)).build()
    };
    endpoint.subnet_configuration.iter().map(one).collect()
}

/// What is to be added, and what to be removed.
fn moved(from: &Set<String>, to: &Set<String>) -> (Option<Vec<String>>, Option<Vec<String>>) {
    let own = |ids: Vec<&String>| given(&ids.into_iter().cloned().collect::<Vec<_>>());
    (own(to.minus(from)), own(from.minus(to)))
}

async fn modify(cx: &Cx, change: &Change<'_, VpcEndpoint>) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    let mut call = ec2(cx).modify_vpc_endpoint().vpc_endpoint_id(&to.id);
    if change.changed("ip_address_type") {
        call = call.set_ip_address_type(choice(&to.ip_address_type));
    }
    let named = change.changed("private_dns_enabled");
    if named {
        call = call.private_dns_enabled(to.private_dns_enabled.unwrap_or_default());
    }
    // Private names that are turned on take their options along.
    if change.changed("dns_options") || (named && to.private_dns_enabled == Some(true)) {
        call = call.set_dns_options(dns_options(to));
    }
    if change.changed("route_table_ids") {
        let (add, remove) = moved(&from.route_table_ids, &to.route_table_ids);
        call = call.set_add_route_table_ids(add).set_remove_route_table_ids(remove);
    }
    if change.changed("security_group_ids") {
        let (add, remove) = moved(&from.security_group_ids, &to.security_group_ids);
        call = call.set_add_security_group_ids(add).set_remove_security_group_ids(remove);
    }
    if change.changed("subnet_ids") {
        let (add, remove) = moved(&from.subnet_ids, &to.subnet_ids);
        call = call.set_add_subnet_ids(add).set_remove_subnet_ids(remove);
    }
    if change.changed("subnet_configuration") {
        call = call.set_subnet_configurations(given(&placements(to)));
    }
    if change.changed("policy") {
        call = match text(&to.policy) {
            Some(policy) => call.policy_document(policy),
            None => call.reset_policy(true),
        };
    }
    cx.until_known(&UNKNOWN_PARTS, || call.clone().send()).await?;
    Ok(())
}

/// Accepts the connection as the owner of the service, and waits until that is known.
async fn accept(cx: &Cx, id: &str, service: &str) -> Result<(), Error> {
    let call =
        ec2(cx).describe_vpc_endpoint_service_configurations().filters(filter("service-name", service));
    let told = call.send().await?.service_configurations.unwrap_or_default();
    let Some(service_id) = told.into_iter().find_map(|s| s.service_id) else {
        let message =
            format!("The endpoint {id} cannot be accepted: {service} is no service of this account.");
        let help = "Take `auto_accept` out, and let the owner of the service accept the connection.";
        return Err(Error::new(Class::Validation, message).help(help));
    };
    let call = ec2(cx).accept_vpc_endpoint_connections().service_id(service_id).vpc_endpoint_ids(id);
    all_done("ec2 AcceptVpcEndpointConnections", call.send().await?.unsuccessful)?;
    for _ in 0..120 {
        match endpoints::by_id(cx, [id.to_owned()]).await?.get(id) {
            Some(endpoint) if is(endpoint, UNACCEPTED) => cx.tick(Duration::from_secs(5)).await,
            _ => return Ok(()),
        }
    }
    Err(Error::new(Class::Timeout, format!("The endpoint {id} is still to be accepted.")))
}

/// What is told of endpoints elsewhere: prefix lists by the name of the service, and their interfaces.
struct Parts {
    lists: HashMap<String, PrefixList>,
    interfaces: HashMap<Key, NetworkInterface>,
}

impl Parts {
    async fn read(cx: &Cx, endpoints: &[&types::VpcEndpoint]) -> Result<Parts, Error> {
        let services = endpoints.iter().filter_map(|e| e.service_name.clone());
        // Services of other accounts have none.
        let services = services.filter(|name| !name.starts_with("com.amazonaws.vpce."));
        let interfaces = endpoints.iter().flat_map(|e| e.network_interface_ids().iter().cloned());
        let call =
            |f| ec2(cx).describe_prefix_lists().filters(f).into_paginator().items().send().try_collect();
        let (lists, interfaces) = tokio::try_join!(
            async { filtered("prefix-list-name", services, call).await },
            interfaces::by_id(cx, interfaces)
        )?;
        let named = |l: PrefixList| Some((l.prefix_list_name.clone()?, l));
        Ok(Parts { lists: lists.into_iter().filter_map(named).collect(), interfaces })
    }
}

fn found(
    cx: &Cx,
    endpoint: &types::VpcEndpoint,
    req: &Req<VpcEndpoint>,
    parts: &Parts,
) -> Found<VpcEndpoint> {
    let told = endpoint.clone();
    let id = told.vpc_endpoint_id.unwrap_or_default();
    let owner = told.owner_id.unwrap_or_default();
    let list = told.service_name.as_ref().and_then(|name| parts.lists.get(name));
    // One that is still to be accepted is not as asked for, so that `update` accepts it.
    let open = req.phase == Phase::Created && is(endpoint, UNACCEPTED);
    let dns_entry = |e: types::DnsEntry| DnsEntry {
        dns_name: e.dns_name.unwrap_or_default(),
        hosted_zone_id: e.hosted_zone_id.unwrap_or_default(),
    };
    let dns_options = |o: types::DnsOptions| DnsOptions {
        dns_record_ip_type: word(o.dns_record_ip_type.as_ref()),
        private_dns_only_for_inbound_resolver_endpoint: o.private_dns_only_for_inbound_resolver_endpoint,
    };
    let placement = |i: &NetworkInterface| Placement {
        ipv4: i.private_ip_address.clone(),
        ipv6: i.ipv6_address.clone(),
        subnet_id: i.subnet_id.clone(),
    };
    let interfaces: Set<String> = told.network_interface_ids.unwrap_or_default().into_iter().collect();
    let value = VpcEndpoint {
        arn: cx.arn_of("ec2", cx.region(), &owner, &format!("vpc-endpoint/{id}")),
        auto_accept: req.prior.auto_accept.filter(|_| !open),
        cidr_blocks: list.and_then(|l| l.cidrs.clone()).unwrap_or_default(),
        dns_entry: told.dns_entries.into_iter().flatten().map(dns_entry).collect(),
        dns_options: told.dns_options.into_iter().map(dns_options).collect(),
        ip_address_type: word(told.ip_address_type.as_ref()),
        owner_id: owner,
        policy: told.policy_document.map(|p| compact_json(&p)),
        prefix_list_id: list.and_then(|l| l.prefix_list_id.clone()),
        private_dns_enabled: told.private_dns_enabled,
        requester_managed: told.requester_managed.unwrap_or_default(),
        resource_configuration_arn: told.resource_configuration_arn,
        route_table_ids: told.route_table_ids.into_iter().flatten().collect(),
        security_group_ids: told.groups.into_iter().flatten().filter_map(|g| g.group_id).collect(),
        service_name: told.service_name,
        service_network_arn: told.service_network_arn,
        service_region: told.service_region,
        state: word(told.state.as_ref()).unwrap_or_default(),
        subnet_configuration: interfaces
            .iter()
            .filter_map(|id| parts.interfaces.get(id))
            .map(placement)
            .collect(),
        network_interface_ids: interfaces,
        subnet_ids: told.subnet_ids.into_iter().flatten().collect(),
        // Some partitions have gateways only, and do not say so.
        vpc_endpoint_type: word(told.vpc_endpoint_type.as_ref()).or(Some("Gateway".into())),
        vpc_id: told.vpc_id.unwrap_or_default(),
        id,
    };
    Found::ready(value).tagged(tags(endpoint.tags.as_ref())).status(status(endpoint, req))
}

fn status(endpoint: &types::VpcEndpoint, req: &Req<VpcEndpoint>) -> Status {
    let state = endpoint.state.as_ref().map_or("available", |s| s.as_str());
    let failed = ["rejected", "failed", "expired"].iter().any(|s| is(endpoint, s));
    if failed && req.phase != Phase::Deleted {
        let error = endpoint.last_error.as_ref().and_then(|e| e.message.clone());
        let reason = error.or_else(|| endpoint.failure_reason.clone());
        return Status::Failed(reason.unwrap_or_else(|| state.to_owned()));
    }
    // Whether others accept it is not waited for.
    let accepted = req.phase == Phase::Updated && req.prior.auto_accept == Some(true);
    let ready = is(endpoint, "available")
        || is(endpoint, "partial")
        || (is(endpoint, UNACCEPTED) && !accepted && req.phase != Phase::Deleted);
    if ready { Status::Ready } else { Status::Pending(state.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::is_s3;

    #[test]
    fn services_with_endpoints_of_both_kinds() {
        assert!(is_s3("com.amazonaws.eu-west-1.s3"));
        assert!(!is_s3("com.amazonaws.eu-west-1.ssm"));
        assert!(!is_s3("com.amazonaws.s3-global.accesspoint"));
        assert!(!is_s3("com.amazonaws.vpce.eu-west-1.s3"));
    }
}
