//! `aws_network_interface`

use crate::ec2::interfaces;
use crate::ec2::{ec2, filter, int, keys, ours, owned, retag, tag_spec, tags};
use crate::eip::is_settling;
use crate::interface_addresses::{Kind, change_list, change_number, change_set, number};
use aws_sdk_ec2::types::{
    self, AttachmentStatus, AttributeBooleanValue, AttributeValue, InstanceIpv6Address,
    Ipv4PrefixSpecificationRequest, Ipv6PrefixSpecificationRequest, PrivateIpAddressSpecification,
};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};
use provision_aws_core::state;
use provision_schema::EqualBy;
use std::time::Duration;

/// A network card of a subnet, which may be attached to an instance. (EC2 CreateNetworkInterface,
/// ModifyNetworkInterfaceAttribute)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_network_interface",
    tags,
    seconds(2, 2),
    not_found = "InvalidNetworkInterfaceID.NotFound"
)]
pub struct NetworkInterface {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The instance that it is attached to.
    #[block(set, computed)]
    pub attachment: Set<Attachment>,
    /// What it is for.
    #[attr(optional)]
    pub description: Option<String>,
    /// Make its first IPv6 address one that stays; cannot be turned off.
    #[attr(optional, computed, unset = "null")]
    pub enable_primary_ipv6: Option<bool>,
    /// Its kind; a plain one where none is given.
    #[attr(optional, computed, replace, one_of("efa", "efa-only", "branch", "trunk"))]
    pub interface_type: Option<String>,
    /// Number of its IPv4 prefixes.
    #[attr(optional, computed, conflicts("ipv4_prefixes"))]
    pub ipv4_prefix_count: Option<i64>,
    /// Its IPv4 prefixes.
    #[attr(optional, computed, conflicts("ipv4_prefix_count"))]
    pub ipv4_prefixes: Set<String>,
    /// Number of its IPv6 addresses.
    #[attr(optional, computed, conflicts("ipv6_addresses", "ipv6_address_list"))]
    pub ipv6_address_count: Option<i64>,
    /// Its IPv6 addresses in order.
    #[attr(optional, computed, conflicts("ipv6_addresses", "ipv6_address_count"))]
    pub ipv6_address_list: Vec<String>,
    /// Let `ipv6_address_list` decide.
    #[attr(optional, config_only, default = false)]
    pub ipv6_address_list_enabled: Option<bool>,
    /// Its IPv6 addresses.
    #[attr(optional, computed, conflicts("ipv6_address_count", "ipv6_address_list"))]
    pub ipv6_addresses: Set<String>,
    /// Number of its IPv6 prefixes.
    #[attr(optional, computed, conflicts("ipv6_prefixes"))]
    pub ipv6_prefix_count: Option<i64>,
    /// Its IPv6 prefixes.
    #[attr(optional, computed, conflicts("ipv6_prefix_count"))]
    pub ipv6_prefixes: Set<String>,
    /// Its hardware address.
    #[attr(computed)]
    pub mac_address: String,
    /// The Outpost it is on.
    #[attr(computed)]
    pub outpost_arn: Option<String>,
    /// The account that owns it.
    #[attr(computed)]
    pub owner_id: String,
    /// DNS name of its primary private address.
    #[attr(computed)]
    pub private_dns_name: Option<String>,
    /// Its primary private address.
    #[attr(optional, computed)]
    pub private_ip: Option<String>,
    /// Its private addresses in order, the primary one first.
    #[attr(optional, computed, conflicts("private_ips", "private_ips_count"))]
    pub private_ip_list: Vec<String>,
    /// Let `private_ip_list` decide.
    #[attr(optional, config_only, default = false)]
    pub private_ip_list_enabled: Option<bool>,
    /// Its private addresses.
    #[attr(optional, computed, conflicts("private_ip_list"))]
    pub private_ips: Set<String>,
    /// Number of its private addresses beside the primary one.
    #[attr(optional, computed, conflicts("private_ip_list"))]
    pub private_ips_count: Option<i64>,
    /// Its security groups.
    #[attr(optional, computed)]
    pub security_groups: Set<String>,
    /// Drop packets that are neither from it nor for it.
    #[attr(optional, default = true)]
    pub source_dest_check: Option<bool>,
    /// The subnet.
    #[attr(required, replace)]
    pub subnet_id: String,
}

/// Where an interface is attached.
#[derive(Nested, Clone, Default)]
pub struct Attachment {
    /// Id of the attachment.
    #[attr(computed)]
    pub attachment_id: String,
    /// Which card of the instance it is.
    #[attr(required)]
    pub device_index: i64,
    /// The instance.
    #[attr(required)]
    pub instance: String,
}

#[async_trait]
impl Resource for NetworkInterface {
    /// What uses it lets go of it in minutes.
    const WAITS: Waits = Waits { delete: Duration::from_secs(20 * 60), ..Waits::QUICK };

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        plan_ipv4(cx);
        plan_ipv6(cx);
        if cx.before("enable_primary_ipv6").as_bool() == Some(true)
            && cx.get("enable_primary_ipv6").as_bool() == Some(false)
        {
            cx.force_replace("enable_primary_ipv6");
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let addresses = planned.asked_ipv4();
        let more = positive(planned.private_ips_count).filter(|_| addresses.is_empty());
        let prefix4 = |p: &String| Ipv4PrefixSpecificationRequest::builder().ipv4_prefix(p).build();
        let prefix6 = |p: &String| Ipv6PrefixSpecificationRequest::builder().ipv6_prefix(p).build();
        let six = |a: String| InstanceIpv6Address::builder().ipv6_address(a).build();
        // AWS fails on tags beside prefixes: then they follow.
        let tagged =
            tag_spec(types::ResourceType::NetworkInterface, step).filter(|_| !planned.has_prefixes());
        let call = ec2(cx)
            .create_network_interface()
            .subnet_id(&planned.subnet_id)
            .client_token(&step.token)
            .set_description(text(&planned.description))
            .set_enable_primary_ipv6(planned.enable_primary_ipv6.filter(|on| *on))
            .set_groups(given(&planned.security_groups))
            .set_interface_type(choice(&planned.interface_type))
            .set_ipv4_prefix_count(positive(planned.ipv4_prefix_count))
            .set_ipv4_prefixes(given(&planned.ipv4_prefixes.iter().map(prefix4).collect::<Vec<_>>()))
            .set_ipv6_address_count(positive(planned.ipv6_address_count))
            .set_ipv6_addresses(given(&planned.asked_ipv6().into_iter().map(six).collect::<Vec<_>>()))
            .set_ipv6_prefix_count(positive(planned.ipv6_prefix_count))
            .set_ipv6_prefixes(given(&planned.ipv6_prefixes.iter().map(prefix6).collect::<Vec<_>>()))
            .set_private_ip_address(text(&planned.private_ip).filter(|_| addresses.is_empty()))
            .set_private_ip_addresses(given(&specifications(&addresses)))
            .set_secondary_private_ip_address_count(more)
            .set_tag_specifications(tagged);
        let fresh = ["InvalidGroup.NotFound", "InvalidSecurityGroupID.NotFound", "InvalidSubnetID.NotFound"];
        let made = cx.until_known(&fresh, || call.clone().send()).await?;
        Created::new(made.network_interface.and_then(|i| i.network_interface_id))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = interfaces::by_id(cx, keys(reqs)).await;
        answers(reqs, found.map(|all| all.into_iter().map(|(id, i)| (id, found_at(cx, i))).collect()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        if change.changed("private_ip") && text(&to.private_ip).is_some() {
            let message = format!("The primary address of {} cannot be changed.", to.id);
            let help = "Take `private_ip` out, or replace the interface: `-replace` with its address.";
            return Err(Error::new(Class::Validation, message).help(help));
        }
        let attach = change.changed("attachment");
        if let Some(old) = from.attachment.first().filter(|_| attach) {
            interfaces::detach(cx, &to.id, &old.attachment_id).await?;
        }
        change_ipv4(cx, change).await?;
        change_ipv6(cx, change).await?;
        modify(cx, change).await?;
        if let Some(new) = to.attachment.first().filter(|_| attach) {
            let call = ec2(cx)
                .attach_network_interface()
                .network_interface_id(&to.id)
                .instance_id(&new.instance)
                .set_device_index(int(Some(new.device_index)));
            cx.retry(PROPAGATION, is_settling, || call.clone().send()).await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        if let Some(attached) = prior.attachment.first() {
            interfaces::detach(cx, &prior.id, &attached.attachment_id).await?;
        }
        interfaces::delete(cx, &prior.id).await
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if planned.has_prefixes() {
            return by_prefixes(cx, planned).await;
        }
        let Some(filters) = owned(intent) else { return Ok(None) };
        let told = ec2(cx).describe_network_interfaces().set_filters(Some(filters)).send().await?;
        let one = ours(intent, told.network_interfaces(), |i| i.tag_set.as_ref());
        Ok(one.and_then(|i| i.network_interface_id.clone()))
    }
}

/// True for what is not as it was, or as nothing: the provider takes what is not known yet for nothing.
fn differs(cx: &PlanCx<'_>, name: &str) -> bool {
    if cx.is_create() || !cx.configured(name).is_known() {
        let (before, after) = (cx.before(name), cx.configured(name));
        let known = |v: &Value| if v.is_wholly_known() { v.clone() } else { Value::null(v.ty()) };
        return !state::same(EqualBy::Exact, &before, &known(&after));
    }
    has_change(cx, name)
}

/// Which of the three ways to say which private addresses there are decides the others.
fn plan_ipv4(cx: &mut PlanCx<'_>) {
    let by_list = cx.get("private_ip_list_enabled").as_bool() == Some(true);
    let configured = cx.configured("private_ips");
    let primary = |list: Value| list.as_seq().and_then(<[Value]>::first).cloned();
    if !by_list && configured.is_known() {
        let before = primary(cx.get("private_ip_list"));
        let after = cx.get("private_ips");
        let stays = before.is_some_and(|p| after.as_seq().is_some_and(|all| all.contains(&p)));
        if !stays || !after.is_wholly_known() {
            cx.force_replace("private_ips");
        }
    }
    if by_list && primary(cx.before("private_ip_list")) != primary(cx.get("private_ip_list")) {
        cx.force_replace("private_ip_list");
    }
    let [set, count, list] =
        ["private_ips", "private_ips_count", "private_ip_list"].map(|name| differs(cx, name));
    match by_list {
        true if list => ["private_ips", "private_ips_count"].iter().for_each(|name| cx.set_unknown(name)),
        true => {}
        false => {
            if count && !set {
                cx.set_unknown("private_ips");
            }
            if set && !count {
                cx.set_unknown("private_ips_count");
            }
            if set || count || list {
                cx.set_unknown("private_ip_list");
            }
        }
    }
}

/// The same for IPv6 addresses.
fn plan_ipv6(cx: &mut PlanCx<'_>) {
    let by_list = cx.get("ipv6_address_list_enabled").as_bool() == Some(true);
    let [set, count, list] =
        ["ipv6_addresses", "ipv6_address_count", "ipv6_address_list"].map(|name| differs(cx, name));
    match by_list {
        true if list => ["ipv6_addresses", "ipv6_address_count"].iter().for_each(|name| cx.set_unknown(name)),
        true => {}
        false => {
            if count && !set && !differs(cx, "private_ips") {
                cx.set_unknown("ipv6_addresses");
            }
            if set && !count {
                cx.set_unknown("ipv6_address_count");
            }
            if set || count || list {
                cx.set_unknown("ipv6_address_list");
            }
        }
    }
}

impl NetworkInterface {
    /// The private addresses to be made with, the primary one first; empty where AWS chooses.
    fn asked_ipv4(&self) -> Vec<String> {
        if self.private_ip_list_enabled == Some(true) {
            return self.private_ip_list.clone();
        }
        let mut all = self.private_ips.to_vec();
        // The provider takes the first in its own order of sets.
        all.sort_by_key(|ip| crc32fast::hash(format!("{ip};").as_bytes()).to_string());
        if let Some(primary) = text(&self.private_ip).filter(|_| !all.is_empty()) {
            all.retain(|ip| *ip != primary);
            all.insert(0, primary);
        }
        if let Some(secondary) = self.private_ips_count.filter(|n| *n > 0) {
            all.truncate(usize::try_from(secondary).unwrap_or_default() + 1);
        }
        all
    }

    fn asked_ipv6(&self) -> Vec<String> {
        match self.ipv6_address_list_enabled == Some(true) {
            true => self.ipv6_address_list.clone(),
            false => self.ipv6_addresses.to_vec(),
        }
    }

    fn has_prefixes(&self) -> bool {
        !self.ipv4_prefixes.is_empty() || !self.ipv6_prefixes.is_empty()
    }
}

fn specifications(addresses: &[String]) -> Vec<PrivateIpAddressSpecification> {
    let one = |(i, ip): (usize, &String)| {
        let primary = (i == 0).then_some(true);
        PrivateIpAddressSpecification::builder().private_ip_address(ip).set_primary(primary).build()
    };
    addresses.iter().enumerate().map(one).collect()
}

async fn change_ipv4(cx: &Cx, change: &Change<'_, NetworkInterface>) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    if to.private_ip_list_enabled == Some(true) {
        if change.changed("private_ip_list") {
            change_list(cx, &to.id, Kind::Ipv4, &from.private_ip_list, &to.private_ip_list).await?;
        }
    } else {
        let mut more = 0;
        if change.changed("private_ips") {
            more = change_set(cx, &to.id, Kind::Ipv4, &from.private_ips, &to.private_ips).await?;
        }
        if change.changed("private_ips_count") {
            let count = |i: &NetworkInterface| i.private_ips_count.unwrap_or_default();
            let held = from.private_ip_list.get(1..).unwrap_or_default();
            change_number(cx, &to.id, Kind::Ipv4, held, count(to) - count(from) - more).await?;
        }
    }
    let (before, after) = (&from.ipv4_prefixes, &to.ipv4_prefixes);
    if change.changed("ipv4_prefixes") {
        change_set(cx, &to.id, Kind::Ipv4Prefix, before, after).await?;
    } else if change.changed("ipv4_prefix_count") {
        let more = to.ipv4_prefix_count.unwrap_or_default() - number(before.len());
        change_number(cx, &to.id, Kind::Ipv4Prefix, before, more).await?;
    }
    Ok(())
}

async fn change_ipv6(cx: &Cx, change: &Change<'_, NetworkInterface>) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    let (before, after) = (&from.ipv6_addresses, &to.ipv6_addresses);
    if to.ipv6_address_list_enabled == Some(true) {
        if change.changed("ipv6_address_list") {
            change_list(cx, &to.id, Kind::Ipv6, &from.ipv6_address_list, &to.ipv6_address_list).await?;
        }
    } else if change.changed("ipv6_addresses") {
        change_set(cx, &to.id, Kind::Ipv6, before, after).await?;
    } else if change.changed("ipv6_address_count") {
        let more = to.ipv6_address_count.unwrap_or_default() - number(before.len());
        change_number(cx, &to.id, Kind::Ipv6, &from.ipv6_address_list, more).await?;
    }
    let (before, after) = (&from.ipv6_prefixes, &to.ipv6_prefixes);
    if change.changed("ipv6_prefixes") {
        change_set(cx, &to.id, Kind::Ipv6Prefix, before, after).await?;
    } else if change.changed("ipv6_prefix_count") {
        let more = to.ipv6_prefix_count.unwrap_or_default() - number(before.len());
        change_number(cx, &to.id, Kind::Ipv6Prefix, before, more).await?;
    }
    Ok(())
}

/// Settings, of which the API takes one a call.
async fn modify(cx: &Cx, change: &Change<'_, NetworkInterface>) -> Result<(), Error> {
    let to = change.to;
    let call = || ec2(cx).modify_network_interface_attribute().network_interface_id(&to.id);
    if change.changed("enable_primary_ipv6") && to.enable_primary_ipv6 == Some(true) {
        call().enable_primary_ipv6(true).send().await?;
    }
    if change.changed("source_dest_check") {
        let on = AttributeBooleanValue::builder().set_value(to.source_dest_check).build();
        call().source_dest_check(on).send().await?;
    }
    if change.changed("security_groups") {
        let call = call().set_groups(Some(to.security_groups.to_vec()));
        let fresh = ["InvalidGroup.NotFound", "InvalidSecurityGroupID.NotFound"];
        cx.until_known(&fresh, || call.clone().send()).await?;
    }
    if change.changed("description") {
        let value = AttributeValue::builder().value(to.description.clone().unwrap_or_default()).build();
        call().description(value).send().await?;
    }
    Ok(())
}

/// The interface that a lost call made without tags: prefixes are of one interface only, and one of somebody else would have
/// tags, or make the call fail.
async fn by_prefixes(cx: &Cx, planned: &NetworkInterface) -> Result<Option<Key>, Error> {
    let call = ec2(cx).describe_network_interfaces().filters(filter("subnet-id", &planned.subnet_id));
    let all = call.into_paginator().items().send().try_collect().await?;
    let fits = |i: &types::NetworkInterface| {
        let found = found_at(cx, i.clone()).value;
        let has = |held: &Set<String>, asked: &Set<String>| asked.iter().all(|p| held.contains(p));
        i.tag_set().is_empty()
            && i.attachment.is_none()
            && has(&found.ipv4_prefixes, &planned.ipv4_prefixes)
            && has(&found.ipv6_prefixes, &planned.ipv6_prefixes)
            && found.description.unwrap_or_default() == text(&planned.description).unwrap_or_default()
    };
    Ok(all.into_iter().find(fits).and_then(|i| i.network_interface_id))
}

fn found_at(cx: &Cx, told: types::NetworkInterface) -> Found<NetworkInterface> {
    let status = status(&told);
    let id = told.network_interface_id.unwrap_or_default();
    let owner = told.owner_id.unwrap_or_default();
    let attachment = |a: types::NetworkInterfaceAttachment| Attachment {
        attachment_id: a.attachment_id.unwrap_or_default(),
        device_index: a.device_index.map(i64::from).unwrap_or_default(),
        instance: a.instance_id.unwrap_or_default(),
    };
    let attached = told.attachment.filter(|a| a.status != Some(AttachmentStatus::Detached));
    let ipv6 = told.ipv6_addresses.unwrap_or_default();
    let primary = ipv6.first().map(|a| a.is_primary_ipv6.unwrap_or_default());
    let ipv4: Vec<String> =
        told.private_ip_addresses.into_iter().flatten().filter_map(|a| a.private_ip_address).collect();
    let ipv6: Vec<String> = ipv6.into_iter().filter_map(|a| a.ipv6_address).collect();
    let ipv4_prefixes: Set<String> =
        told.ipv4_prefixes.into_iter().flatten().filter_map(|p| p.ipv4_prefix).collect();
    let ipv6_prefixes: Set<String> =
        told.ipv6_prefixes.into_iter().flatten().filter_map(|p| p.ipv6_prefix).collect();
    let value = NetworkInterface {
        arn: cx.arn_of("ec2", cx.region(), &owner, &format!("network-interface/{id}")),
        attachment: attached.into_iter().map(attachment).collect(),
        description: told.description,
        enable_primary_ipv6: primary,
        interface_type: word(told.interface_type.as_ref()),
        ipv4_prefix_count: Some(number(ipv4_prefixes.len())),
        ipv4_prefixes,
        ipv6_address_count: Some(number(ipv6.len())),
        ipv6_addresses: ipv6.iter().cloned().collect(),
        ipv6_address_list: ipv6,
        ipv6_address_list_enabled: None,
        ipv6_prefix_count: Some(number(ipv6_prefixes.len())),
        ipv6_prefixes,
        mac_address: told.mac_address.unwrap_or_default(),
        outpost_arn: told.outpost_arn,
        owner_id: owner,
        private_dns_name: told.private_dns_name,
        private_ip: told.private_ip_address,
        private_ips: ipv4.iter().cloned().collect(),
        private_ips_count: Some(number(ipv4.len()) - 1),
        private_ip_list: ipv4,
        private_ip_list_enabled: None,
        security_groups: told.groups.into_iter().flatten().filter_map(|g| g.group_id).collect(),
        source_dest_check: told.source_dest_check,
        subnet_id: told.subnet_id.unwrap_or_default(),
        id,
    };
    Found::ready(value).tagged(tags(told.tag_set.as_ref())).status(status)
}

/// Its own state, then that of its attachment.
fn status(told: &types::NetworkInterface) -> Status {
    let own = told.status.as_ref().map_or("available", |s| s.as_str());
    let attached = told.attachment.as_ref().and_then(|a| a.status.as_ref());
    match attached {
        Some(moving @ (AttachmentStatus::Attaching | AttachmentStatus::Detaching)) => {
            Status::Pending(moving.as_str().to_owned())
        }
        _ => Status::of(own, &["available", "in-use", "associated"], &[]),
    }
}
