//! `aws_network_acl_rule`

use crate::acl_protocols as protocols;
use crate::acls::{self, Entry, entries};
use aws_sdk_ec2::types::{NetworkAcl, NetworkAclEntry};
use provision_aws_core::prelude::*;

/// One entry of a network ACL. (EC2 CreateNetworkAclEntry)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_network_acl_rule",
    seconds(1, 1),
    not_found = "InvalidNetworkAclID.NotFound",
    not_found = "InvalidNetworkAclEntry.NotFound"
)]
pub struct NetworkAclRule {
    /// A checksum of ACL, number, direction and protocol.
    #[attr(id)]
    pub id: String,
    /// A range of IPv4 addresses.
    #[attr(optional, replace, exactly_one_of("cidr_block", "ipv6_cidr_block"))]
    pub cidr_block: Option<String>,
    /// For traffic out rather than in.
    #[attr(optional, default = false, replace)]
    pub egress: Option<bool>,
    /// First port.
    #[attr(optional, replace, unset = "null")]
    pub from_port: Option<i64>,
    /// ICMP code; -1 for all.
    #[attr(optional, replace, unset = "null")]
    pub icmp_code: Option<i64>,
    /// ICMP type; -1 for all.
    #[attr(optional, replace, unset = "null")]
    pub icmp_type: Option<i64>,
    /// A range of IPv6 addresses.
    #[attr(optional, replace, exactly_one_of("cidr_block", "ipv6_cidr_block"))]
    pub ipv6_cidr_block: Option<String>,
    /// The ACL that it belongs to.
    #[attr(required, replace)]
    pub network_acl_id: String,
    /// A protocol's number or name; `-1` for all.
    #[attr(required, replace, as_told, equal_by = protocols::same, validate = protocols::check)]
    pub protocol: String,
    /// `allow` or `deny`.
    #[attr(required, replace, as_told, equal_by = case, one_of("allow", "deny"))]
    pub rule_action: String,
    /// Its place: entries are looked at from the lowest number on.
    #[attr(required, replace)]
    pub rule_number: i64,
    /// Last port.
    #[attr(optional, replace, unset = "null")]
    pub to_port: Option<i64>,
}

#[async_trait]
impl Resource for NetworkAclRule {
    /// `acl-1:100:false`
    fn key(&self) -> Key {
        format!("{}:{}:{}", self.network_acl_id, self.rule_number, self.egress.unwrap_or_default())
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        acls::create_entry(cx, &planned.network_acl_id, planned.is_egress(), &planned.entry()).await?;
        Created::new(Some(planned.key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let acls = match acls::by_id(cx, reqs.iter().map(|r| r.prior.network_acl_id.clone())).await {
            Ok(acls) => acls,
            Err(e) => return answers(reqs, Err(e)),
        };
        let find = |prior: &Self| prior.find(acls.get(&prior.network_acl_id)?);
        reqs.iter().map(|r| Ok(find(&r.prior).map(|entry| Found::ready(found(entry, &r.prior))))).collect()
    }

    /// Every change needs a new one.
    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        acls::delete_entry(cx, &prior.network_acl_id, prior.is_egress(), prior.rule_number).await
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_network_acl", self.network_acl_id.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.key())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if !intent.absent {
            return Ok(None);
        }
        let acls = acls::by_id(cx, [planned.network_acl_id.clone()]).await?;
        let entry = acls.get(&planned.network_acl_id).and_then(|acl| planned.find(acl));
        let ours = entry.is_some_and(|told| Entry::told(told).is_like(&planned.entry()));
        Ok(ours.then(|| planned.key()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        parse(id).ok_or_else(|| Error::import_id(id, "NETWORK_ACL:RULE_NUMBER:PROTOCOL:EGRESS"))
    }
}

impl NetworkAclRule {
    fn is_egress(&self) -> bool {
        self.egress.unwrap_or_default()
    }

    /// As an ACL holds it.
    fn entry(&self) -> Entry {
        Entry {
            action: self.rule_action.clone(),
            cidr_block: self.cidr_block.clone(),
            from_port: self.from_port.unwrap_or_default(),
            icmp_code: self.icmp_code,
            icmp_type: self.icmp_type,
            ipv6_cidr_block: self.ipv6_cidr_block.clone(),
            protocol: self.protocol.clone(),
            rule_no: self.rule_number,
            to_port: self.to_port.unwrap_or_default(),
        }
    }

    /// The entry of this number and direction.
    fn find<'a>(&self, acl: &'a NetworkAcl) -> Option<&'a NetworkAclEntry> {
        entries(acl, self.is_egress()).find(|e| e.rule_number.map(i64::from) == Some(self.rule_number))
    }

    /// The id as the provider writes it, with the protocol as it was given.
    fn checksum(&self) -> String {
        let (acl, number, protocol) = (&self.network_acl_id, self.rule_number, &self.protocol);
        let text = format!("{acl}-{number}-{}-{protocol}-", self.is_egress());
        format!("nacl-{}", crc32fast::hash(text.as_bytes()))
    }
}

/// AWS tells ports and ICMP codes only where the protocol has some; what was given for others stays.
fn found(entry: &NetworkAclEntry, prior: &NetworkAclRule) -> NetworkAclRule {
    let told = Entry::told(entry);
    let ports = |told: i64, given| if entry.port_range.is_some() { Some(told) } else { given };
    let icmp = |told: Option<i64>, given| if entry.icmp_type_code.is_some() { told } else { given };
    let id = if prior.id.is_empty() { prior.checksum() } else { prior.id.clone() };
    NetworkAclRule {
        id,
        cidr_block: told.cidr_block,
        egress: entry.egress,
        from_port: ports(told.from_port, prior.from_port),
        icmp_code: icmp(told.icmp_code, prior.icmp_code),
        icmp_type: icmp(told.icmp_type, prior.icmp_type),
        ipv6_cidr_block: told.ipv6_cidr_block,
        network_acl_id: prior.network_acl_id.clone(),
        protocol: told.protocol,
        rule_action: told.action,
        rule_number: told.rule_no,
        to_port: ports(told.to_port, prior.to_port),
    }
}

/// The rule that an import id speaks of.
fn parse(id: &str) -> Option<NetworkAclRule> {
    let parts: Vec<&str> = id.split(':').collect();
    let [acl, number, protocol, egress] = parts.as_slice() else { return None };
    let egress = match egress.to_lowercase().as_str() {
        "true" | "t" | "1" => true,
        "false" | "f" | "0" => false,
        _ => return None,
    };
    (!acl.is_empty() && !protocol.is_empty()).then_some(NetworkAclRule {
        egress: Some(egress),
        network_acl_id: (*acl).to_owned(),
        protocol: (*protocol).to_owned(),
        rule_number: number.parse().ok()?,
        ..NetworkAclRule::default()
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn import_ids() {
        let key = |id| parse(id).map(|rule| super::Resource::key(&rule));
        assert_eq!(key("acl-1:100:tcp:true").as_deref(), Some("acl-1:100:true"));
        assert_eq!(key("acl-1:100:6:0").as_deref(), Some("acl-1:100:false"));
        for wrong in
            ["acl-1:100:tcp", "acl-1:x:tcp:true", "acl-1:100:tcp:maybe", ":100:tcp:true", "acl-1:100::true"]
        {
            assert!(parse(wrong).is_none(), "{wrong}");
        }
    }
}
