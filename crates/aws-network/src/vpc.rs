//! `aws_vpc`

use crate::common;
use crate::ec2::{ec2, filter, filtered, int, keys, ours, owned, retag, tag_spec, tags};
use crate::route_table;
use aws_sdk_ec2::types::{
    self, AttributeBooleanValue, NetworkAcl, RouteTable, SecurityGroup, VpcAttributeName,
    VpcCidrBlockStateCode, VpcIpv6CidrBlockAssociation,
};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// An isolated network in one region. (EC2 CreateVpc, ModifyVpcAttribute)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_vpc", version = 1, tags, seconds(3, 1), not_found = "InvalidVpcID.NotFound")]
pub struct Vpc {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Ask for an IPv6 block of Amazon's.
    #[attr(optional, conflicts("ipv6_ipam_pool_id"))]
    pub assign_generated_ipv6_cidr_block: Option<bool>,
    /// Its range of IPv4 addresses, `/16` to `/28`.
    #[attr(optional, computed, replace, ipv4_prefix(16, 28), conflicts("ipv4_netmask_length"))]
    pub cidr_block: Option<String>,
    /// The network ACL of subnets that name none.
    #[attr(computed)]
    pub default_network_acl_id: String,
    /// The route table that came with it.
    #[attr(computed)]
    pub default_route_table_id: String,
    /// The security group of interfaces that name none.
    #[attr(computed)]
    pub default_security_group_id: String,
    /// Its DHCP options.
    #[attr(computed)]
    pub dhcp_options_id: String,
    /// Give instances with public addresses a DNS name.
    #[attr(optional, computed)]
    pub enable_dns_hostnames: Option<bool>,
    /// Answer DNS queries inside.
    #[attr(optional, default = true)]
    pub enable_dns_support: Option<bool>,
    /// Measure the use of addresses.
    #[attr(optional, computed)]
    pub enable_network_address_usage_metrics: Option<bool>,
    /// Shared or dedicated hardware for instances.
    #[attr(optional, default = "default", one_of("default", "dedicated"))]
    pub instance_tenancy: Option<String>,
    /// IPAM pool to take the IPv4 block from.
    #[attr(optional, replace, config_only)]
    pub ipv4_ipam_pool_id: Option<String>,
    /// Size of the IPv4 block to take from the pool.
    #[attr(
        optional,
        replace,
        config_only,
        between(16, 28),
        conflicts("cidr_block"),
        required_with("ipv4_ipam_pool_id")
    )]
    pub ipv4_netmask_length: Option<i64>,
    /// Id of the association with its IPv6 block.
    #[attr(computed)]
    pub ipv6_association_id: String,
    /// Its range of IPv6 addresses, a `/56`.
    #[attr(
        optional,
        computed,
        cidr,
        conflicts("ipv6_netmask_length", "assign_generated_ipv6_cidr_block"),
        required_with("ipv6_ipam_pool_id")
    )]
    pub ipv6_cidr_block: Option<String>,
    /// Where the IPv6 block is advertised.
    #[attr(optional, computed, required_with("assign_generated_ipv6_cidr_block"))]
    pub ipv6_cidr_block_network_border_group: Option<String>,
    /// IPAM pool to take the IPv6 block from.
    #[attr(optional, conflicts("assign_generated_ipv6_cidr_block"))]
    pub ipv6_ipam_pool_id: Option<String>,
    /// Size of the IPv6 block to take from the pool.
    #[attr(optional, between(56, 56), conflicts("ipv6_cidr_block"), required_with("ipv6_ipam_pool_id"))]
    pub ipv6_netmask_length: Option<i64>,
    /// The route table of subnets that name none.
    #[attr(computed)]
    pub main_route_table_id: String,
    /// The account that owns it.
    #[attr(computed)]
    pub owner_id: String,
}

/// Names of AWS's own IPv6 pools.
const AMAZON_POOL: &str = "Amazon";
const IPAM_POOL: &str = "IPAM Managed";

#[async_trait]
impl Resource for Vpc {
    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        if has_change(cx, "assign_generated_ipv6_cidr_block") {
            cx.set_unknown("ipv6_association_id");
            cx.set_unknown("ipv6_cidr_block");
        }
        // Only from dedicated to default is possible in place.
        let (before, after) = (cx.before("instance_tenancy"), cx.get("instance_tenancy"));
        if cx.changed("instance_tenancy")
            && (before.as_str(), after.as_str()) != (Some("dedicated"), Some("default"))
        {
            cx.force_replace("instance_tenancy");
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = ec2(cx)
            .create_vpc()
            .set_cidr_block(text(&planned.cidr_block))
            .set_instance_tenancy(text(&planned.instance_tenancy).map(|t| types::Tenancy::from(t.as_str())))
            .set_amazon_provided_ipv6_cidr_block(
                planned.assign_generated_ipv6_cidr_block.filter(|asked| *asked),
            )
            .set_ipv4_ipam_pool_id(text(&planned.ipv4_ipam_pool_id))
            .set_ipv4_netmask_length(int(planned.ipv4_netmask_length))
            .set_ipv6_cidr_block(text(&planned.ipv6_cidr_block))
            .set_ipv6_cidr_block_network_border_group(text(&planned.ipv6_cidr_block_network_border_group))
            .set_ipv6_ipam_pool_id(text(&planned.ipv6_ipam_pool_id))
            .set_ipv6_netmask_length(int(planned.ipv6_netmask_length))
            .set_tag_specifications(tag_spec(types::ResourceType::Vpc, step));
        // A pool that was just shared or provisioned is not known everywhere at once.
        let unknown_pool =
            |e: &Error| e.is(&["UnsupportedOperation"]) && e.message.contains("is not monitored by IPAM");
        let made =
            cx.retry(provision_aws_core::cx::PROPAGATION, unknown_pool, || call.clone().send()).await?;
        Created::new(made.vpc.and_then(|v| v.vpc_id))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        // Asked for now, VPCs and tables share calls with those of other types.
        let tables = reqs.iter().filter(|r| r.phase != Phase::Deleted).map(|r| &r.prior.main_route_table_id);
        let told = tokio::try_join!(by_id(cx, keys(reqs)), route_table::by_id(cx, tables.cloned()));
        let (vpcs, tables) = match told {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        let looked_at = reqs.iter().filter(|r| r.phase != Phase::Deleted && vpcs.contains_key(&r.key));
        let parts = match Parts::read(cx, looked_at.collect(), tables).await {
            Ok(parts) => parts,
            Err(e) => return answers(reqs, Err(e)),
        };
        each(reqs, 10, |req| async {
            let Some(vpc) = vpcs.get(&req.key) else { return Ok(None) };
            let settings = Settings::read(cx, req).await?;
            Ok(Some(found(cx, vpc, req, &parts, settings)))
        })
        .await
    }

    /// AWS's defaults. What comes with an IPv6 block only AWS tells.
    fn just_made(planned: &Self, key: &str, step: &Step) -> Option<Found<Self>> {
        let ipv6 = planned.assign_generated_ipv6_cidr_block == Some(true)
            || text(&planned.ipv6_cidr_block).is_some()
            || text(&planned.ipv6_ipam_pool_id).is_some();
        let new = Settings::NEW;
        let value = Vpc {
            id: key.to_owned(),
            enable_dns_hostnames: Some(new.hostnames),
            enable_dns_support: Some(new.support),
            enable_network_address_usage_metrics: Some(new.metrics),
            ..planned.clone()
        };
        (!ipv6).then(|| Found::ready(value).tagged(step.tags.clone()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        let yes =
            |value: Option<bool>| AttributeBooleanValue::builder().value(value.unwrap_or_default()).build();
        let modify = || ec2(cx).modify_vpc_attribute().vpc_id(&to.id);
        // One setting a call is all that the API takes. Host names need DNS support, so that goes on first and off last.
        let support = change.changed("enable_dns_support");
        if support && to.enable_dns_support == Some(true) {
            modify().enable_dns_support(yes(to.enable_dns_support)).send().await?;
        }
        if change.changed("enable_dns_hostnames") {
            modify().enable_dns_hostnames(yes(to.enable_dns_hostnames)).send().await?;
        }
        if support && to.enable_dns_support != Some(true) {
            modify().enable_dns_support(yes(to.enable_dns_support)).send().await?;
        }
        if change.changed("enable_network_address_usage_metrics") {
            modify()
                .enable_network_address_usage_metrics(yes(to.enable_network_address_usage_metrics))
                .send()
                .await?;
        }
        if change.changed("instance_tenancy") {
            ec2(cx)
                .modify_vpc_tenancy()
                .vpc_id(&to.id)
                .instance_tenancy(types::VpcTenancy::Default)
                .send()
                .await?;
        }
        let ipv6 = [
            "assign_generated_ipv6_cidr_block",
            "ipv6_cidr_block_network_border_group",
            "ipv6_cidr_block",
            "ipv6_ipam_pool_id",
        ];
        if change.any(&ipv6) {
            replace_ipv6(cx, change).await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        ec2(cx).delete_vpc().vpc_id(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(filters) = owned(intent) else { return Ok(None) };
        let found = ec2(cx).describe_vpcs().set_filters(Some(filters)).send().await?;
        Ok(ours(intent, found.vpcs(), |v| v.tags.as_ref()).and_then(|v| v.vpc_id.clone()))
    }
}

/// VPCs by id, in one call with whoever else asks for some now.
pub async fn by_id(cx: &Cx, ids: impl IntoIterator<Item = Key>) -> Result<HashMap<Key, types::Vpc>, Error> {
    let call = |f| ec2(cx).describe_vpcs().filters(f).into_paginator().items().send().try_collect();
    common::by_id(cx, "vpc-id", ids, types::Vpc::vpc_id, call).await
}

/// What came with some VPCs, by VPC id.
struct Parts {
    route_tables: HashMap<Key, String>,
    acls: HashMap<Key, String>,
    groups: HashMap<Key, String>,
}

impl Parts {
    /// A call for each kind at most, however many the VPCs. The default ACL and group can be neither deleted nor exchanged, so
    /// they are asked for only where they are not known. `tables` are those that were main route tables when last seen.
    async fn read(cx: &Cx, reqs: Vec<&Req<Vpc>>, tables: HashMap<Key, RouteTable>) -> Result<Parts, Error> {
        let client = ec2(cx);
        let (mut acls, without_acl) = known(&reqs, |v| &v.default_network_acl_id);
        let (mut groups, without_group) = known(&reqs, |v| &v.default_security_group_id);
        let new_acls = filtered("vpc-id", without_acl, |f| {
            let default = client.describe_network_acls().filters(f).filters(filter("default", "true"));
            default.into_paginator().items().send().try_collect()
        });
        let new_groups = filtered("vpc-id", without_group, |f| {
            let default =
                client.describe_security_groups().filters(f).filters(filter("group-name", "default"));
            default.into_paginator().items().send().try_collect()
        });
        let (route_tables, new_acls, new_groups) =
            tokio::try_join!(main_tables(cx, &reqs, tables), new_acls, new_groups)?;
        acls.extend(new_acls.into_iter().filter_map(|a: NetworkAcl| Some((a.vpc_id?, a.network_acl_id?))));
        groups.extend(new_groups.into_iter().filter_map(|g: SecurityGroup| Some((g.vpc_id?, g.group_id?))));
        Ok(Parts { route_tables, acls, groups })
    }
}

/// What the state holds of one part, by VPC id, and the VPCs of which it holds nothing.
fn known(reqs: &[&Req<Vpc>], part: fn(&Vpc) -> &String) -> (HashMap<Key, String>, Vec<Key>) {
    let (without, with): (Vec<&Req<Vpc>>, Vec<&Req<Vpc>>) =
        reqs.iter().partition(|r| part(&r.prior).is_empty());
    let held = with.into_iter().map(|r| (r.key.clone(), part(&r.prior).clone())).collect();
    (held, without.into_iter().map(|r| r.key.clone()).collect())
}

/// Main route tables by VPC id: those that still are, and the others by a search.
async fn main_tables(
    cx: &Cx,
    reqs: &[&Req<Vpc>],
    before: HashMap<Key, RouteTable>,
) -> Result<HashMap<Key, String>, Error> {
    let is_main = |t: &RouteTable| t.associations().iter().any(|a| a.main == Some(true));
    let of_vpc = |t: RouteTable| Some((t.vpc_id?, t.route_table_id?));
    let mut main: HashMap<Key, String> = before.into_values().filter(is_main).filter_map(of_vpc).collect();
    let others: Vec<Key> = reqs.iter().map(|r| r.key.clone()).filter(|k| !main.contains_key(k)).collect();
    main.extend(route_table::main_of(cx, others).await?.into_iter().filter_map(of_vpc));
    Ok(main)
}

/// Settings that AWS tells only one by one.
#[derive(Clone, Copy)]
pub struct Settings {
    /// Host names for public addresses.
    pub hostnames: bool,
    /// DNS queries are answered.
    pub support: bool,
    /// Address usage is measured.
    pub metrics: bool,
}

impl Settings {
    /// Those of a new VPC.
    const NEW: Settings = Settings { hostnames: false, support: true, metrics: false };

    /// Those of one VPC.
    pub async fn read(cx: &Cx, req: &Req<Vpc>) -> Result<Settings, Error> {
        // A new VPC has AWS's defaults until `update` says otherwise.
        if matches!(req.phase, Phase::Created | Phase::Deleted) {
            return Ok(Settings::NEW);
        }
        let ask = async |name: VpcAttributeName| {
            ec2(cx).describe_vpc_attribute().vpc_id(&req.key).attribute(name).send().await
        };
        let (hostnames, support) = tokio::try_join!(
            ask(VpcAttributeName::EnableDnsHostnames),
            ask(VpcAttributeName::EnableDnsSupport)
        )?;
        // Metrics are rarely on: they are asked for where somebody turned them on, and on import.
        let metrics = match req.prior.enable_network_address_usage_metrics {
            Some(false) => None,
            _ => {
                ask(VpcAttributeName::EnableNetworkAddressUsageMetrics)
                    .await?
                    .enable_network_address_usage_metrics
            }
        };
        let on = |v: Option<AttributeBooleanValue>| v.and_then(|v| v.value).unwrap_or_default();
        Ok(Settings {
            hostnames: on(hostnames.enable_dns_hostnames),
            support: on(support.enable_dns_support),
            metrics: on(metrics),
        })
    }
}

fn found(cx: &Cx, vpc: &types::Vpc, req: &Req<Vpc>, parts: &Parts, settings: Settings) -> Found<Vpc> {
    let id = req.key.clone();
    let owner = vpc.owner_id.clone().unwrap_or_default();
    let part = |of: &HashMap<Key, String>| of.get(&id).cloned().unwrap_or_default();
    let mut value = Vpc {
        arn: cx.arn_of("ec2", cx.region(), &owner, &format!("vpc/{id}")),
        cidr_block: vpc.cidr_block.clone(),
        default_network_acl_id: part(&parts.acls),
        default_route_table_id: part(&parts.route_tables),
        default_security_group_id: part(&parts.groups),
        dhcp_options_id: vpc.dhcp_options_id.clone().unwrap_or_default(),
        enable_dns_hostnames: Some(settings.hostnames),
        enable_dns_support: Some(settings.support),
        enable_network_address_usage_metrics: Some(settings.metrics),
        instance_tenancy: vpc.instance_tenancy.as_ref().map(|t| t.as_str().to_owned()),
        main_route_table_id: part(&parts.route_tables),
        owner_id: owner,
        id,
        ..Vpc::default()
    };
    let ipv6 = association(vpc, &req.prior.ipv6_association_id);
    if let Some(a) = ipv6 {
        let pool = a.ipv6_pool.clone().unwrap_or_default();
        value.assign_generated_ipv6_cidr_block = Some(pool == AMAZON_POOL);
        value.ipv6_association_id = a.association_id.clone().unwrap_or_default();
        value.ipv6_cidr_block = a.ipv6_cidr_block.clone();
        value.ipv6_cidr_block_network_border_group = a.network_border_group.clone();
        value.ipv6_ipam_pool_id = match pool.as_str() {
            AMAZON_POOL => None,
            IPAM_POOL => req.prior.ipv6_ipam_pool_id.clone(),
            _ => Some(pool.clone()),
        };
        let size =
            a.ipv6_cidr_block.as_deref().and_then(|c| c.split('/').nth(1)).and_then(|n| n.parse().ok());
        value.ipv6_netmask_length = size.filter(|_| !pool.is_empty() && pool != AMAZON_POOL);
    }
    Found::ready(value).tagged(tags(vpc.tags.as_ref())).status(status(vpc))
}

fn state(a: &VpcIpv6CidrBlockAssociation) -> Option<&VpcCidrBlockStateCode> {
    a.ipv6_cidr_block_state.as_ref().and_then(|s| s.state.as_ref())
}

/// The IPv6 block that counts: the one known before, else the last.
fn association<'a>(vpc: &'a types::Vpc, known: &str) -> Option<&'a VpcIpv6CidrBlockAssociation> {
    let mut associated = vpc
        .ipv6_cidr_block_association_set()
        .iter()
        .filter(|a| state(a) == Some(&VpcCidrBlockStateCode::Associated));
    let same = associated.clone().find(|a| a.association_id.as_deref() == Some(known));
    same.or_else(|| associated.next_back())
}

fn status(vpc: &types::Vpc) -> Status {
    let moving = vpc.ipv6_cidr_block_association_set().iter().find_map(|a| match state(a)? {
        VpcCidrBlockStateCode::Associating => Some(Status::Pending("IPv6 block associating".into())),
        VpcCidrBlockStateCode::Failing | VpcCidrBlockStateCode::Failed => {
            let reason = a.ipv6_cidr_block_state.as_ref().and_then(|s| s.status_message.clone());
            Some(Status::Failed(reason.unwrap_or_else(|| "the IPv6 block could not be associated".into())))
        }
        _ => None,
    });
    let own = vpc.state.as_ref().map_or("available", |s| s.as_str());
    moving.unwrap_or_else(|| Status::of(own, &["available"], &[]))
}

/// Takes the present IPv6 block away and associates the one asked for.
async fn replace_ipv6(cx: &Cx, change: &Change<'_, Vpc>) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    if !from.ipv6_association_id.is_empty() {
        ec2(cx).disassociate_vpc_cidr_block().association_id(&from.ipv6_association_id).send().await?;
        wait_disassociated(cx, from).await?;
    }
    let generated = to.assign_generated_ipv6_cidr_block == Some(true);
    let pool = text(&to.ipv6_ipam_pool_id);
    let block = text(&to.ipv6_cidr_block).filter(|_| change.changed("ipv6_cidr_block") && !generated);
    if !generated && pool.is_none() && block.is_none() {
        return Ok(());
    }
    let call = ec2(cx).associate_vpc_cidr_block().vpc_id(&to.id);
    let call = match generated {
        true => call
            .amazon_provided_ipv6_cidr_block(true)
            .set_ipv6_cidr_block_network_border_group(text(&to.ipv6_cidr_block_network_border_group)),
        false => call
            .set_ipv6_ipam_pool_id(pool)
            .set_ipv6_cidr_block(block)
            .set_ipv6_netmask_length(int(to.ipv6_netmask_length.filter(|n| *n > 0))),
    };
    call.send().await?;
    Ok(())
}

/// An association that goes blocks the next one.
async fn wait_disassociated(cx: &Cx, vpc: &Vpc) -> Result<(), Error> {
    for _ in 0..60 {
        let told = ec2(cx).describe_vpcs().filters(filter("vpc-id", &vpc.id)).send().await?;
        let mut blocks = told.vpcs().iter().flat_map(|v| v.ipv6_cidr_block_association_set());
        let gone = |a: &VpcIpv6CidrBlockAssociation| state(a) == Some(&VpcCidrBlockStateCode::Disassociated);
        if blocks.all(|a| a.association_id.as_deref() != Some(&vpc.ipv6_association_id) || gone(a)) {
            return Ok(());
        }
        cx.tick(Duration::from_secs(5)).await;
    }
    Err(Error::new(Class::Timeout, format!("The IPv6 block of {} is still being disassociated.", vpc.id)))
}
