//! The four kinds of addresses that a network interface has beside its primary one, and how they come and go.

use crate::ec2::ec2;
use provision_aws_core::prelude::*;

/// What an interface may have several of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Secondary private IPv4 addresses.
    Ipv4,
    /// IPv4 prefixes.
    Ipv4Prefix,
    /// IPv6 addresses.
    Ipv6,
    /// IPv6 prefixes.
    Ipv6Prefix,
}

/// Assigns certain ones. (EC2 AssignPrivateIpAddresses, AssignIpv6Addresses)
pub async fn assign(cx: &Cx, id: &str, kind: Kind, these: Vec<String>) -> Result<(), Error> {
    if these.is_empty() {
        return Ok(());
    }
    let four = || ec2(cx).assign_private_ip_addresses().network_interface_id(id);
    let six = || ec2(cx).assign_ipv6_addresses().network_interface_id(id);
    let these = Some(these);
    match kind {
        Kind::Ipv4 => drop(four().set_private_ip_addresses(these).send().await?),
        Kind::Ipv4Prefix => drop(four().set_ipv4_prefixes(these).send().await?),
        Kind::Ipv6 => drop(six().set_ipv6_addresses(these).send().await?),
        Kind::Ipv6Prefix => drop(six().set_ipv6_prefixes(these).send().await?),
    }
    Ok(())
}

/// Assigns some that AWS chooses.
async fn assign_more(cx: &Cx, id: &str, kind: Kind, number: i32) -> Result<(), Error> {
    let four = || ec2(cx).assign_private_ip_addresses().network_interface_id(id);
    let six = || ec2(cx).assign_ipv6_addresses().network_interface_id(id);
    match kind {
        Kind::Ipv4 => drop(four().secondary_private_ip_address_count(number).send().await?),
        Kind::Ipv4Prefix => drop(four().ipv4_prefix_count(number).send().await?),
        Kind::Ipv6 => drop(six().ipv6_address_count(number).send().await?),
        Kind::Ipv6Prefix => drop(six().ipv6_prefix_count(number).send().await?),
    }
    Ok(())
}

/// Takes some away. (EC2 UnassignPrivateIpAddresses, UnassignIpv6Addresses)
async fn unassign(cx: &Cx, id: &str, kind: Kind, these: Vec<String>) -> Result<(), Error> {
    if these.is_empty() {
        return Ok(());
    }
    let four = || ec2(cx).unassign_private_ip_addresses().network_interface_id(id);
    let six = || ec2(cx).unassign_ipv6_addresses().network_interface_id(id);
    let these = Some(these);
    match kind {
        Kind::Ipv4 => drop(four().set_private_ip_addresses(these).send().await?),
        Kind::Ipv4Prefix => drop(four().set_ipv4_prefixes(these).send().await?),
        Kind::Ipv6 => drop(six().set_ipv6_addresses(these).send().await?),
        Kind::Ipv6Prefix => drop(six().set_ipv6_prefixes(these).send().await?),
    }
    Ok(())
}

/// Brings them from one set to another; tells by how many there are more.
pub async fn change_set(
    cx: &Cx,
    id: &str,
    kind: Kind,
    from: &Set<String>,
    to: &Set<String>,
) -> Result<i64, Error> {
    let own = |those: Vec<&String>| those.into_iter().cloned().collect::<Vec<_>>();
    let (gone, new) = (own(from.minus(to)), own(to.minus(from)));
    let more = number(new.len()) - number(gone.len());
    unassign(cx, id, kind, gone).await?;
    assign(cx, id, kind, new).await?;
    Ok(more)
}

/// Brings them from one list to another, one a call, since AWS keeps the order in which they come.
pub async fn change_list(cx: &Cx, id: &str, kind: Kind, from: &[String], to: &[String]) -> Result<(), Error> {
    let same = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    unassign(cx, id, kind, from[same..].to_vec()).await?;
    for address in &to[same..] {
        assign(cx, id, kind, vec![address.clone()]).await?;
    }
    Ok(())
}

/// Makes them `more` than they are; where that is less than none, the last of `held` go.
pub async fn change_number(cx: &Cx, id: &str, kind: Kind, held: &[String], more: i64) -> Result<(), Error> {
    match i32::try_from(more) {
        Ok(more) if more > 0 => assign_more(cx, id, kind, more).await,
        _ => {
            let fewer = usize::try_from(-more).unwrap_or_default();
            let last = held.iter().rev().take(fewer).cloned().collect();
            unassign(cx, id, kind, last).await
        }
    }
}

/// A length as attributes hold it.
pub fn number(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
