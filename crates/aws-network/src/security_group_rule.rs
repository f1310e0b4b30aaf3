//! `aws_security_group_rule`

use crate::routes::canonical;
use crate::rules::{self, RuleBlock, Way, check_description, protocol};
use aws_sdk_ec2::types::{self, SecurityGroupRule as Told};
use provision_aws_core::prelude::*;
use provision_schema::Difference;
use std::collections::BTreeSet;
use std::time::Duration;

/// Rules of a security group with the same ports and description, one for each of their sources. (EC2 AuthorizeSecurityGroupIngress,
/// AuthorizeSecurityGroupEgress)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_security_group_rule",
    version = 2,
    timeouts(create),
    seconds(1, 1),
    not_found = "InvalidGroup.NotFound"
)]
pub struct SecurityGroupRule {
    /// A checksum of what it says.
    #[attr(id)]
    pub id: String,
    /// Ranges of IPv4 addresses.
    #[attr(
        optional,
        replace,
        unset = "null",
        ipv4_prefix(0, 32),
        conflicts("source_security_group_id", "self"),
        at_least_one_of(
            "cidr_blocks",
            "ipv6_cidr_blocks",
            "prefix_list_ids",
            "self",
            "source_security_group_id"
        )
    )]
    pub cidr_blocks: Option<Vec<String>>,
    /// What it is for.
    #[attr(optional, unset = "null", validate = check_description)]
    pub description: Option<String>,
    /// First port, or ICMP type.
    #[attr(required, replace, suppress = without_ports)]
    pub from_port: i64,
    /// Ranges of IPv6 addresses.
    #[attr(optional, replace, unset = "null", cidr, conflicts("source_security_group_id", "self"))]
    pub ipv6_cidr_blocks: Option<Vec<String>>,
    /// Managed prefix lists.
    #[attr(optional, replace, unset = "null")]
    pub prefix_list_ids: Option<Vec<String>>,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all.
    #[attr(required, replace, normalize = protocol)]
    pub protocol: String,
    /// The group that it belongs to.
    #[attr(required, replace)]
    pub security_group_id: String,
    /// The id that AWS gives the rule, where it has one source and so is one.
    #[attr(computed)]
    pub security_group_rule_id: Option<String>,
    /// The group itself.
    #[attr(
        optional,
        default = false,
        replace,
        conflicts("cidr_blocks", "ipv6_cidr_blocks", "source_security_group_id")
    )]
    pub self_: bool,
    /// Another group, `ACCOUNT/GROUP` where another account has it.
    #[attr(
        optional,
        computed,
        replace,
        unset = "null",
        conflicts("cidr_blocks", "ipv6_cidr_blocks", "self")
    )]
    pub source_security_group_id: Option<String>,
    /// Last port, or ICMP code.
    #[attr(required, replace, suppress = without_ports)]
    pub to_port: i64,
    /// `ingress` or `egress`.
    #[attr(required, replace, one_of("ingress", "egress"))]
    pub r#type: String,
}

/// AWS holds no ports of a rule for all protocols, whatever is configured.
fn without_ports(d: &Difference<'_>) -> bool {
    protocol(&d.text("protocol")) == ALL && d.before == "0"
}

/// All protocols, as AWS writes it.
const ALL: &str = "-1";

#[async_trait]
impl Resource for SecurityGroupRule {
    const WAITS: Waits = Waits { create: Duration::from_secs(5 * 60), ..Waits::QUICK };

    /// As an import id is written: `sg-1_ingress_tcp_443_443_10.0.0.0/8_10.9.0.0/16`.
    fn key(&self) -> Key {
        let sources: Vec<String> = self.sources().iter().map(Source::to_string).collect();
        let (group, way, sources) = (&self.security_group_id, &self.r#type, sources.join("_"));
        let protocol = protocol(&self.protocol);
        format!("{group}_{way}_{protocol}_{}_{}_{sources}", self.from_port, self.to_port)
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        match rules::add(cx, &planned.security_group_id, planned.way(), &planned.block()).await {
            Err(e) if e.class == Class::Exists => Err(e.help(
                "The group has such a rule already. See whether the group itself (`ingress`, `egress`) or another resource brings it.",
            )),
            other => {
                other?;
                Created::new(Some(planned.key()))
            }
        }
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let groups = reqs.iter().map(|r| r.prior.security_group_id.clone());
        match rules::of_groups(cx, groups).await {
            Ok(rules) => reqs
                .iter()
                .map(|r| Ok(rules.get(&r.prior.security_group_id).and_then(|all| found(r, all))))
                .collect(),
            Err(e) => answers(reqs, Err(e)),
        }
    }

    /// Only the description can change.
    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if change.changed("description") {
            let to = change.to;
            rules::redescribe(cx, &to.security_group_id, to.way(), &to.block()).await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        rules::remove(cx, &prior.security_group_id, prior.way(), &prior.block()).await
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_security_group", self.security_group_id.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        (!self.sources().is_empty()).then(|| self.key())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if !intent.absent {
            return Ok(None);
        }
        let rules = rules::of_groups(cx, [planned.security_group_id.clone()]).await?;
        let rules = rules.get(&planned.security_group_id).map(Vec::as_slice).unwrap_or_default();
        let there = planned.sources().iter().all(|s| planned.find(s, rules).is_some());
        Ok(there.then(|| planned.key()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        parse(id).ok_or_else(|| {
            Error::import_id(id, "GROUP_TYPE_PROTOCOL_FROMPORT_TOPORT_SOURCE, with more sources after it")
        })
    }
}

/// What a rule lets in, or where it lets out to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    Ipv4(String),
    Ipv6(String),
    PrefixList(String),
    /// Another group, or the account that has it and the group.
    Group(String),
    Own,
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Source::Ipv4(text) | Source::Ipv6(text) | Source::PrefixList(text) | Source::Group(text) => text,
            Source::Own => "self",
        })
    }
}

impl Source {
    /// True when this is the source of a rule of `group`.
    fn is_of(&self, rule: &Told, group: &str) -> bool {
        let referenced = || rule.referenced_group_info().and_then(types::ReferencedSecurityGroup::group_id);
        match self {
            Source::Ipv4(range) => rule.cidr_ipv4() == Some(range),
            Source::Ipv6(range) => rule.cidr_ipv6().is_some_and(|told| canonical(told) == canonical(range)),
            Source::PrefixList(id) => rule.prefix_list_id() == Some(id),
            Source::Group(id) => referenced() == Some(id.rsplit('/').next().unwrap_or(id)),
            Source::Own => referenced() == Some(group),
        }
    }
}

impl SecurityGroupRule {
    fn way(&self) -> Way {
        if self.r#type == Way::Out.name() { Way::Out } else { Way::In }
    }

    /// Its sources, in an order that is always the same.
    fn sources(&self) -> Vec<Source> {
        let ipv4 = self.cidr_blocks.iter().flatten().map(|r| Source::Ipv4(r.clone()));
        let ipv6 = self.ipv6_cidr_blocks.iter().flatten().map(|r| Source::Ipv6(r.clone()));
        let lists = self.prefix_list_ids.iter().flatten().map(|l| Source::PrefixList(l.clone()));
        let own = self.self_.then_some(Source::Own);
        let group = self.other_group().map(Source::Group);
        ipv4.chain(ipv6).chain(lists).chain(own).chain(group).collect()
    }

    /// The other group; a rule that names its own group beside `self` (as old states do) names it once.
    fn other_group(&self) -> Option<String> {
        text(&self.source_security_group_id).filter(|id| !(self.self_ && *id == self.security_group_id))
    }

    /// As a block of rules, which is how requests are made.
    fn block(&self) -> RuleBlock {
        RuleBlock {
            cidr_blocks: self.cidr_blocks.clone().unwrap_or_default(),
            description: self.description.clone(),
            from_port: self.from_port,
            ipv6_cidr_blocks: self.ipv6_cidr_blocks.clone().unwrap_or_default(),
            prefix_list_ids: self.prefix_list_ids.clone().unwrap_or_default(),
            protocol: self.protocol.clone(),
            security_groups: self.other_group().into_iter().collect(),
            self_: self.self_,
            to_port: self.to_port,
        }
    }

    /// The rule for one source among those of the group.
    fn find<'a>(&self, source: &Source, rules: &'a [Told]) -> Option<&'a Told> {
        rules.iter().find(|rule| self.says(rule) && source.is_of(rule, &self.security_group_id))
    }

    /// True when a rule has this direction, protocol and these ports. Only some protocols have ports.
    fn says(&self, rule: &Told) -> bool {
        let name = protocol(&self.protocol);
        let ports = [(rule.from_port, self.from_port), (rule.to_port, self.to_port)];
        let same = |(told, given): &(Option<i32>, i64)| told.is_none_or(|told| i64::from(told) == *given);
        let portless = !["tcp", "udp", "icmp", "icmpv6"].contains(&name.as_str());
        rules::way(rule) == self.way()
            && protocol(rule.ip_protocol().unwrap_or_default()) == name
            && (portless || ports.iter().all(same))
    }

    /// The id as the provider writes it: a checksum of direction, ports, protocol and sorted sources.
    fn checksum(&self) -> String {
        let mut parts = vec![self.security_group_id.clone()];
        let name = protocol(&self.protocol);
        if name != ALL {
            parts
                .extend([self.from_port, self.to_port].into_iter().filter(|p| *p > 0).map(|p| p.to_string()));
        }
        parts.extend([name, self.r#type.clone()]);
        for list in [&self.cidr_blocks, &self.ipv6_cidr_blocks, &self.prefix_list_ids] {
            parts.extend(list.iter().flatten().collect::<BTreeSet<_>>().into_iter().cloned());
        }
        let own = self.self_.then(|| self.security_group_id.clone());
        let other = self.other_group().map(|id| id.rsplit('/').next().unwrap_or(&id).to_owned());
        // An empty name follows each group's id.
        let groups: BTreeSet<String> = own.into_iter().chain(other).collect();
        parts.extend(groups.into_iter().flat_map(|id| [id, String::new()]));
        let text: String = parts.into_iter().map(|part| part + "-").collect();
        format!("sgrule-{}", crc32fast::hash(text.as_bytes()))
    }
}

/// What is left at AWS of what one read asks for; nothing where no source is.
fn found(req: &Req<SecurityGroupRule>, rules: &[Told]) -> Option<Found<SecurityGroupRule>> {
    let prior = &req.prior;
    let told: Vec<&Told> = prior.sources().iter().filter_map(|s| prior.find(s, rules)).collect();
    let first = told.first()?;
    let is_there = |source: Source| prior.find(&source, rules).is_some();
    let left = |list: &Option<Vec<String>>, source: fn(String) -> Source| {
        list.clone().map(|all| all.into_iter().filter(|s| is_there(source(s.clone()))).collect())
    };
    let mut value = SecurityGroupRule {
        cidr_blocks: left(&prior.cidr_blocks, Source::Ipv4),
        description: told.iter().find_map(|rule| rule.description.clone()),
        ipv6_cidr_blocks: left(&prior.ipv6_cidr_blocks, Source::Ipv6),
        prefix_list_ids: left(&prior.prefix_list_ids, Source::PrefixList),
        security_group_rule_id: first.security_group_rule_id.clone().filter(|_| prior.sources().len() == 1),
        self_: prior.self_ && is_there(Source::Own),
        source_security_group_id: prior
            .source_security_group_id
            .clone()
            .filter(|id| is_there(Source::Group(id.clone()))),
        ..prior.clone()
    };
    if protocol(&prior.protocol) == ALL && req.phase == Phase::Refresh {
        (value.from_port, value.to_port) = (0, 0);
    }
    if value.id.is_empty() {
        value.id = prior.checksum();
    }
    Some(Found::ready(value))
}

/// The rule that an import id speaks of.
fn parse(id: &str) -> Option<SecurityGroupRule> {
    let parts: Vec<&str> = id.split('_').collect();
    let [group, way, name, from, to, sources @ ..] = parts.as_slice() else { return None };
    let (from, to): (i64, i64) = (from.parse().ok()?, to.parse().ok()?);
    let known = ["tcp", "udp", "icmp", "icmpv6", "all"].contains(name) || name.parse::<i64>().is_ok();
    let name = protocol(name);
    let fits = match name.as_str() {
        "icmp" | "icmpv6" => [from, to].iter().all(|n| (-1..=255).contains(n)),
        _ => from <= to,
    };
    let way_is_known = [Way::In.name(), Way::Out.name()].contains(way);
    if !group.starts_with("sg-") || !way_is_known || !known || !fits || sources.is_empty() {
        return None;
    }
    let mut rule = SecurityGroupRule {
        from_port: from,
        protocol: name,
        security_group_id: (*group).to_owned(),
        to_port: to,
        r#type: (*way).to_owned(),
        ..SecurityGroupRule::default()
    };
    for source in sources {
        let list = match *source {
            "self" => {
                rule.self_ = true;
                continue;
            }
            s if s.contains("sg-") => {
                rule.source_security_group_id = Some(s.to_owned());
                continue;
            }
            s if s.contains(':') => &mut rule.ipv6_cidr_blocks,
            s if s.contains("pl-") => &mut rule.prefix_list_ids,
            s if s.contains('.') => &mut rule.cidr_blocks,
            _ => return None,
        };
        list.get_or_insert_default().push((*source).to_owned());
    }
    Some(rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first ones are those that the provider's own tests hold.
    #[test]
    fn ids_are_those_of_the_provider() {
        let id = |import: &str| parse(import).map(|rule| rule.checksum());
        let known = [
            ("sg-12345_ingress_tcp_80_8000_10.0.0.0/8", "sgrule-3403497314"),
            ("sg-12345_egress_tcp_80_8000_10.0.0.0/8", "sgrule-1173186295"),
            ("sg-12345_egress_all_0_0_10.0.0.0/8", "sgrule-766323498"),
        ];
        for (import, expected) in known {
            assert_eq!(id(import).as_deref(), Some(expected), "{import}");
        }
        assert_eq!(id("sg-1_ingress_tcp_80_80_10.0.0.0/8"), id("sg-1_ingress_6_80_80_10.0.0.0/8"));
        assert_ne!(id("sg-1_ingress_tcp_80_80_10.0.0.0/8"), id("sg-1_egress_tcp_80_80_10.0.0.0/8"));
        let (one, other) = ("10.0.0.0/8_192.168.0.0/16", "192.168.0.0/16_10.0.0.0/8");
        assert_eq!(
            id(&format!("sg-1_ingress_all_0_0_{one}")),
            id(&format!("sg-1_ingress_-1_0_65535_{other}"))
        );
    }

    #[test]
    fn import_ids_name_every_kind_of_source() {
        let id = "sg-1_ingress_tcp_100_121_10.1.0.0/16_2001:db8::/48_pl-1_self";
        assert_eq!(parse(id).map(|rule| rule.key()).as_deref(), Some(id));
        let foreign = "sg-1_egress_icmp_-1_-1_123456789012/sg-2";
        assert_eq!(parse(foreign).map(|rule| rule.key()).as_deref(), Some(foreign));
        let wrong = [
            "sg-1_ingress_tcp_80_80",
            "vpc-1_ingress_tcp_80_80_10.0.0.0/8",
            "sg-1_in_tcp_80_80_10.0.0.0/8",
            "sg-1_ingress_http_80_80_10.0.0.0/8",
            "sg-1_ingress_tcp_80_79_10.0.0.0/8",
            "sg-1_ingress_icmp_256_0_10.0.0.0/8",
            "sg-1_ingress_tcp_80_80_all",
        ];
        for id in wrong {
            assert!(parse(id).is_none(), "{id}");
        }
    }
}
