//! What the types around network ACLs share: how ACLs are found, their entries, and which subnet has which.

use crate::acl_protocols::{self as protocols, number};
use crate::common;
use crate::ec2::{ec2, filter, filtered, int};
use aws_sdk_ec2::types::{self, IcmpTypeCode, NetworkAcl, NetworkAclEntry, PortRange, RuleAction};
use provision_aws_core::prelude::*;
use std::future::Future;

/// Numbers of the entries that AWS puts at the end of every ACL, and that nobody can change.
const LAST: [i32; 2] = [32767, 32768];

/// One entry: what may pass, and what may not.
#[derive(Nested, Clone, Default, Debug)]
pub struct Entry {
    /// `allow` or `deny`.
    #[attr(required, equal_by = case, validate = check_action)]
    pub action: String,
    /// A range of IPv4 addresses.
    #[attr(optional, ipv4_prefix(0, 32))]
    pub cidr_block: Option<String>,
    /// First port; 0 where the protocol has none.
    #[attr(required, between(0, 65535))]
    pub from_port: i64,
    /// ICMP code; -1 for all.
    #[attr(optional)]
    pub icmp_code: Option<i64>,
    /// ICMP type; -1 for all.
    #[attr(optional)]
    pub icmp_type: Option<i64>,
    /// A range of IPv6 addresses.
    #[attr(optional, cidr)]
    pub ipv6_cidr_block: Option<String>,
    /// A protocol's number or name; `-1` for all.
    #[attr(required, equal_by = protocols::same, as_configured, validate = protocols::check)]
    pub protocol: String,
    /// Its place: entries are looked at from the lowest number on.
    #[attr(required, between(1, 32766))]
    pub rule_no: i64,
    /// Last port; 0 where the protocol has none.
    #[attr(required, between(0, 65535))]
    pub to_port: i64,
}

/// What an entry can do, in any case of letters.
fn check_action(value: &Value) -> Result<(), String> {
    let known = value.as_str().is_some_and(|a| ["allow", "deny"].contains(&a.to_lowercase().as_str()));
    if known { Ok(()) } else { Err("must be allow or deny".into()) }
}

impl Entry {
    /// As AWS tells it.
    pub fn told(entry: &NetworkAclEntry) -> Entry {
        let ports = entry.port_range();
        let icmp = entry.icmp_type_code();
        Entry {
            action: entry.rule_action().map_or_else(String::new, |a| a.as_str().to_owned()),
            cidr_block: entry.cidr_block.clone(),
            from_port: ports.and_then(PortRange::from).map_or(0, i64::from),
            icmp_code: icmp.and_then(IcmpTypeCode::code).map(i64::from),
            icmp_type: icmp.and_then(IcmpTypeCode::r#type).map(i64::from),
            ipv6_cidr_block: entry.ipv6_cidr_block.clone(),
            protocol: entry.protocol.clone().unwrap_or_default(),
            rule_no: entry.rule_number.map_or(0, i64::from),
            to_port: ports.and_then(PortRange::to).map_or(0, i64::from),
        }
    }

    fn number(&self) -> Option<i64> {
        number(&self.protocol)
    }

    /// As AWS takes it. What is no protocol stays as it is, so that AWS refuses it.
    fn protocol(&self) -> String {
        self.number().map_or_else(|| self.protocol.clone(), |n| n.to_string())
    }

    fn action(&self) -> RuleAction {
        RuleAction::from(self.action.to_lowercase().as_str())
    }

    /// AWS takes no ports together with all protocols.
    fn ports(&self) -> Option<PortRange> {
        let range = PortRange::builder().set_from(int(Some(self.from_port))).set_to(int(Some(self.to_port)));
        (self.number() != Some(protocols::ALL)).then(|| range.build())
    }

    fn icmp(&self) -> Option<IcmpTypeCode> {
        let code = IcmpTypeCode::builder()
            .set_code(int(Some(self.icmp_code.unwrap_or_default())))
            .set_type(int(Some(self.icmp_type.unwrap_or_default())));
        self.number().is_some_and(|n| protocols::ICMP.contains(&n)).then(|| code.build())
    }

    /// True when two entries of one number do the same.
    pub fn is_like(&self, other: &Entry) -> bool {
        let says = |e: &Entry| {
            let icmp = (e.icmp_code.unwrap_or_default(), e.icmp_type.unwrap_or_default());
            (
                e.protocol(),
                e.action(),
                text(&e.cidr_block),
                text(&e.ipv6_cidr_block),
                e.from_port,
                e.to_port,
                icmp,
            )
        };
        says(self) == says(other)
    }

    /// Refuses ports with the protocol of all: AWS would drop them without a word.
    pub fn check(&self) -> Result<(), Error> {
        if self.number() != Some(protocols::ALL) || (self.from_port, self.to_port) == (0, 0) {
            return Ok(());
        }
        let message = format!(
            "Rule {} is for all protocols (\"-1\") and has from_port {} and to_port {}.",
            self.rule_no, self.from_port, self.to_port
        );
        Err(Error::new(Class::Validation, message)
            .help("Set both ports to 0, or name the protocol that the ports belong to."))
    }
}

/// Puts an entry's terms into a call that makes or changes one.
macro_rules! saying {
    ($call:expr, $acl:expr, $egress:expr, $entry:expr) => {
        $call
            .network_acl_id($acl)
            .egress($egress)
            .set_rule_number(int(Some($entry.rule_no)))
            .protocol($entry.protocol())
            .rule_action($entry.action())
            .set_cidr_block(text(&$entry.cidr_block))
            .set_ipv6_cidr_block(text(&$entry.ipv6_cidr_block))
            .set_port_range($entry.ports())
            .set_icmp_type_code($entry.icmp())
    };
}

/// Adds an entry.
pub async fn create_entry(cx: &Cx, acl: &str, egress: bool, entry: &Entry) -> Result<(), Error> {
    let call = saying!(ec2(cx).create_network_acl_entry(), acl, egress, entry);
    cx.until_known(&["InvalidNetworkAclID.NotFound"], || call.clone().send()).await?;
    Ok(())
}

/// Takes an entry away; one that is gone is no error.
pub async fn delete_entry(cx: &Cx, acl: &str, egress: bool, number: i64) -> Result<(), Error> {
    let call = ec2(cx).delete_network_acl_entry().network_acl_id(acl).egress(egress);
    match call.set_rule_number(int(Some(number))).send().await.map_err(Error::from) {
        Err(e) if e.is_not_found() => Ok(()),
        other => other.map(drop),
    }
}

/// Brings the entries of one direction from one set to another, a call an entry. One that keeps its number is exchanged in place, and new
/// ones come before old ones go, unless the ACL is full.
pub async fn change_entries(
    cx: &Cx,
    acl: &str,
    egress: bool,
    from: &[Entry],
    to: &[Entry],
) -> Result<(), Error> {
    to.iter().try_for_each(Entry::check)?;
    let of_number = |all: &'_ [Entry], n: i64| all.iter().find(|e| e.rule_no == n).cloned();
    let changed = to.iter().filter(|e| of_number(from, e.rule_no).is_some_and(|old| !old.is_like(e)));
    done(each(changed, 5, |entry| async move {
        let call = saying!(ec2(cx).replace_network_acl_entry(), acl, egress, entry);
        match call.send().await.map_err(Error::from) {
            Err(e) if e.is(&["InvalidNetworkAclEntry.NotFound"]) => {
                create_entry(cx, acl, egress, entry).await
            }
            other => other.map(drop),
        }
    }))
    .await?;
    let new = to.iter().filter(|e| of_number(from, e.rule_no).is_none());
    let made = each(new, 5, |entry| async move { (entry, create_entry(cx, acl, egress, entry).await) }).await;
    let gone: Vec<i64> = from.iter().map(|e| e.rule_no).filter(|n| of_number(to, *n).is_none()).collect();
    let mut left = Vec::new();
    for (entry, made) in made {
        match made {
            Err(e) if e.class == Class::Limit && !gone.is_empty() => left.push(entry),
            other => other?,
        }
    }
    done(each(gone, 5, |n| delete_entry(cx, acl, egress, n))).await?;
    done(each(left, 5, |entry| create_entry(cx, acl, egress, entry))).await
}

async fn done(all: impl Future<Output = Vec<Result<(), Error>>>) -> Result<(), Error> {
    all.await.into_iter().collect()
}

/// The entries of one direction that were given to an ACL.
pub fn entries(acl: &NetworkAcl, egress: bool) -> impl Iterator<Item = &NetworkAclEntry> {
    let own = move |e: &&NetworkAclEntry| {
        e.egress == Some(egress) && e.rule_number.is_none_or(|n| !LAST.contains(&n))
    };
    acl.entries().iter().filter(own)
}

/// ACLs by id, in one call with whoever else asks for some now.
pub async fn by_id(cx: &Cx, ids: impl IntoIterator<Item = Key>) -> Result<HashMap<Key, NetworkAcl>, Error> {
    let call = |f| ec2(cx).describe_network_acls().filters(f).into_paginator().items().send().try_collect();
    common::by_id(cx, "network-acl-id", ids, NetworkAcl::network_acl_id, call).await
}

/// ACLs by a filter over many values.
pub async fn describe(
    cx: &Cx,
    name: &str,
    values: impl IntoIterator<Item = String>,
) -> Result<Vec<NetworkAcl>, Error> {
    let call = |f| ec2(cx).describe_network_acls().filters(f).into_paginator().items().send().try_collect();
    filtered(name, values, call).await
}

/// Which ACL a subnet has; it always has one.
pub struct Association {
    /// Its id, which changes with the ACL.
    pub id: String,
    /// The ACL.
    pub acl: String,
}

/// What is said of an association that somebody else exchanged meanwhile.
const EXCHANGED: &[&str] = &["InvalidAssociationID.NotFound"];

/// Associations by subnet.
async fn of_subnets(
    cx: &Cx,
    subnets: impl IntoIterator<Item = String>,
) -> Result<HashMap<Key, Association>, Error> {
    let acls = describe(cx, "association.subnet-id", subnets).await?;
    let pair = |a: &types::NetworkAclAssociation| {
        let (id, acl) = (a.network_acl_association_id.clone()?, a.network_acl_id.clone()?);
        Some((a.subnet_id.clone()?, Association { id, acl }))
    };
    Ok(acls.iter().flat_map(|acl| acl.associations()).filter_map(pair).collect())
}

/// Gives subnets an ACL and tells the associations' ids. A subnet that was made a moment ago is waited for.
pub async fn associate(
    cx: &Cx,
    acl: &str,
    subnets: impl IntoIterator<Item = String>,
) -> Result<Vec<String>, Error> {
    let subnets: Vec<String> = subnets.into_iter().collect();
    let now = of_subnets(cx, subnets.iter().cloned()).await?;
    each(&subnets, 5, |subnet| async {
        match now.get(subnet) {
            Some(now) => match exchange(cx, now, acl).await {
                Err(e) if e.is(EXCHANGED) => look_and_exchange(cx, subnet, acl).await,
                other => other,
            },
            None => look_and_exchange(cx, subnet, acl).await,
        }
    })
    .await
    .into_iter()
    .collect()
}

async fn look_and_exchange(cx: &Cx, subnet: &str, acl: &str) -> Result<String, Error> {
    let again = |e: &Error| e.is(EXCHANGED) || e.is_not_found();
    let attempt = || async {
        let mut now = of_subnets(cx, [subnet.to_owned()]).await?;
        let message = || format!("The subnet {subnet} has no network ACL: it is not there.");
        let now = now.remove(subnet).ok_or_else(|| Error::new(Class::NotFound, message()))?;
        exchange(cx, &now, acl).await
    };
    cx.retry(provision_aws_core::cx::PROPAGATION, again, attempt).await
}

async fn exchange(cx: &Cx, now: &Association, acl: &str) -> Result<String, Error> {
    if now.acl == acl {
        return Ok(now.id.clone());
    }
    let call = ec2(cx).replace_network_acl_association().association_id(&now.id).network_acl_id(acl);
    let made = cx.until_known(&["InvalidNetworkAclID.NotFound"], || call.clone().send()).await?;
    made.new_association_id.ok_or_else(|| Error::incomplete("an association id"))
}

/// Gives subnets of an ACL back to the VPC's default ACL: those that `which` picks. One that is gone is no error.
pub async fn release(
    cx: &Cx,
    acl: &str,
    which: impl Fn(&types::NetworkAclAssociation) -> bool,
) -> Result<(), Error> {
    let Some(acl) = by_id(cx, [acl.to_owned()]).await?.remove(acl) else { return Ok(()) };
    let wanted = acl.associations().iter().filter(|a| which(a));
    let held: Vec<String> = wanted.filter_map(|a| a.network_acl_association_id.clone()).collect();
    if held.is_empty() || acl.is_default == Some(true) {
        return Ok(());
    }
    let default = default_of(cx, acl.vpc_id().unwrap_or_default()).await?;
    let default = default.as_str();
    done(each(held, 5, |id| async move {
        let call = ec2(cx).replace_network_acl_association().association_id(id).network_acl_id(default);
        match call.send().await.map_err(Error::from) {
            Err(e) if e.is(EXCHANGED) => Ok(()),
            other => other.map(drop),
        }
    }))
    .await
}

/// The ACL that came with a VPC.
async fn default_of(cx: &Cx, vpc: &str) -> Result<String, Error> {
    let call = ec2(cx).describe_network_acls().filters(filter("default", "true"));
    let told = call.filters(filter("vpc-id", vpc)).send().await?;
    let default = told.network_acls().first().and_then(|a| a.network_acl_id.clone());
    default.ok_or_else(|| Error::new(Class::NotFound, format!("The VPC {vpc} has no default network ACL.")))
}
