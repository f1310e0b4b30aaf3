//! The rules of a security group: as `ingress` and `egress` write them, several sources at once, and as AWS holds them, one rule a
//! source. Shared by all types that hold rules.

use crate::common;
use crate::ec2::{ec2, filter, filtered, int};
use crate::routes::canonical;
use aws_sdk_ec2::types::{
    Filter, IpPermission, IpRange, Ipv6Range, PrefixListId, SecurityGroupRule, UserIdGroupPair,
};
use provision_aws_core::prelude::*;

/// Ports and who may reach them, or what may be reached.
#[derive(Nested, Clone, Default, Debug)]
pub struct RuleBlock {
    /// Ranges of IPv4 addresses.
    #[attr(optional, ipv4_prefix(0, 32), equal_by = any_order)]
    pub cidr_blocks: Vec<String>,
    /// What it is for.
    #[attr(optional, validate = check_description)]
    pub description: Option<String>,
    /// First port, or ICMP type.
    #[attr(required)]
    pub from_port: i64,
    /// Ranges of IPv6 addresses.
    #[attr(optional, cidr, equal_by = any_order)]
    pub ipv6_cidr_blocks: Vec<String>,
    /// Managed prefix lists.
    #[attr(optional, equal_by = any_order)]
    pub prefix_list_ids: Vec<String>,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all.
    #[attr(required, normalize = protocol)]
    pub protocol: String,
    /// Other groups, `ACCOUNT/GROUP` where another account has them.
    #[attr(optional)]
    pub security_groups: Set<String>,
    /// The group itself.
    #[attr(optional, default = false)]
    pub self_: bool,
    /// Last port, or ICMP code.
    #[attr(required)]
    pub to_port: i64,
}

/// A protocol's name where it has one, `-1` for all, else its number.
pub fn protocol(text: &str) -> String {
    let text = text.to_lowercase();
    let name = match text.parse::<i64>() {
        Ok(-1) => "-1",
        Ok(1) => "icmp",
        Ok(6) => "tcp",
        Ok(17) => "udp",
        Ok(58) => "icmpv6",
        _ if text == "all" => "-1",
        _ => &text,
    };
    name.to_owned()
}

/// What AWS takes for the description of a rule.
pub fn check_description(value: &Value) -> Result<(), String> {
    let text = value.as_str().unwrap_or_default();
    let fits = |c: char| c.is_ascii_alphanumeric() || " _.:/()#,@[]+=&;{}!$*-".contains(c);
    match text.chars().find(|c| !fits(*c)) {
        Some(c) => Err(format!("must not hold the character {c:?}")),
        None if text.len() > 255 => Err("must not be longer than 255 characters".into()),
        None => Ok(()),
    }
}

/// Which way traffic goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Into the group's interfaces.
    In,
    /// Out of them.
    Out,
}

impl Way {
    /// The argument that holds rules of this direction.
    pub fn name(self) -> &'static str {
        match self {
            Way::In => "ingress",
            Way::Out => "egress",
        }
    }
}

/// What a rule lets in, or where it lets out to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Peer {
    Ipv4(String),
    Ipv6(String),
    PrefixList(String),
    Group(String),
    Own,
}

/// A rule as AWS tells one from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rule {
    protocol: String,
    from: i64,
    to: i64,
    peer: Peer,
}

/// Rules and their descriptions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules(BTreeMap<Rule, String>);

impl Rules {
    /// Those that blocks ask for.
    pub fn of(blocks: &[RuleBlock]) -> Rules {
        Rules(blocks.iter().flat_map(rules_of).collect())
    }

    /// Those that AWS tells of a group.
    pub fn told(group: &str, owner: Option<&str>, permissions: &[IpPermission]) -> Rules {
        let mut all = BTreeMap::new();
        for p in permissions {
            let mut add = |peer, description: Option<&str>| {
                let rule = Rule {
                    protocol: protocol(p.ip_protocol().unwrap_or_default()),
                    from: p.from_port.map_or(0, i64::from),
                    to: p.to_port.map_or(0, i64::from),
                    peer,
                };
                all.insert(rule, description.unwrap_or_default().to_owned());
            };
            for r in p.ip_ranges() {
                add(Peer::Ipv4(r.cidr_ip().unwrap_or_default().into()), r.description());
            }
            for r in p.ipv6_ranges() {
                add(Peer::Ipv6(r.cidr_ipv6().unwrap_or_default().into()), r.description());
            }
            for l in p.prefix_list_ids() {
                add(Peer::PrefixList(l.prefix_list_id().unwrap_or_default().into()), l.description());
            }
            for g in p.user_id_group_pairs() {
                add(group_peer(group, owner, g), g.description());
            }
        }
        Rules(all)
    }

    /// As blocks: those of `like` that are there as they stand, and the rest gathered by ports and description.
    pub fn blocks(&self, like: &[RuleBlock]) -> Set<RuleBlock> {
        let mut left = self.clone();
        let mut blocks = Vec::new();
        for block in like {
            let rules: Vec<_> = rules_of(block).collect();
            if !rules.is_empty() && rules.iter().all(|(rule, d)| self.0.get(rule) == Some(d)) {
                rules.iter().for_each(|(rule, _)| drop(left.0.remove(rule)));
                blocks.push(block.clone());
            }
        }
        let mut rest: BTreeMap<(&str, i64, i64, &str), RuleBlock> = BTreeMap::new();
        for (rule, description) in &left.0 {
            let block = rest.entry((&rule.protocol, rule.from, rule.to, description)).or_default();
            block.protocol.clone_from(&rule.protocol);
            (block.from_port, block.to_port) = (rule.from, rule.to);
            block.description = Some(description.clone());
            match &rule.peer {
                Peer::Ipv4(range) => block.cidr_blocks.push(range.clone()),
                Peer::Ipv6(range) => block.ipv6_cidr_blocks.push(range.clone()),
                Peer::PrefixList(id) => block.prefix_list_ids.push(id.clone()),
                Peer::Group(id) => block.security_groups.0.push(id.clone()),
                Peer::Own => block.self_ = true,
            }
        }
        blocks.extend(rest.into_values());
        Set(blocks)
    }

    fn lacking(&self, other: &Rules) -> Rules {
        let lacks = self.0.iter().filter(|(rule, _)| !other.0.contains_key(rule));
        Rules(lacks.map(|(r, d)| (r.clone(), d.clone())).collect())
    }
    /// Those of both, with the descriptions of this one where they differ.
    fn described_anew(&self, other: &Rules) -> Rules {
        let differs = self.0.iter().filter(|(rule, d)| other.0.get(rule).is_some_and(|o| o != *d));
        Rules(differs.map(|(r, d)| (r.clone(), d.clone())).collect())
    }
    /// As requests take them: one permission for the same ports, whatever their peers.
    fn permissions(&self, group: &str) -> Vec<IpPermission> {
        type ByPorts<'a> = BTreeMap<(&'a str, i64, i64), Vec<(&'a Peer, &'a String)>>;
        let mut all = ByPorts::new();
        for (rule, description) in &self.0 {
            all.entry((&rule.protocol, rule.from, rule.to)).or_default().push((&rule.peer, description));
        }
        all.into_iter().map(|(ports, peers)| permission(group, ports, &peers)).collect()
    }
    /// Each rule by itself.
    fn singly(&self) -> impl Iterator<Item = Rules> + '_ {
        self.0.iter().map(|(r, d)| Rules([(r.clone(), d.clone())].into()))
    }
}

/// The rules that one block stands for.
fn rules_of(block: &RuleBlock) -> impl Iterator<Item = (Rule, String)> + '_ {
    let ipv4 = block.cidr_blocks.iter().map(|r| Peer::Ipv4(r.clone()));
    let ipv6 = block.ipv6_cidr_blocks.iter().map(|r| Peer::Ipv6(canonical(r)));
    let lists = block.prefix_list_ids.iter().map(|id| Peer::PrefixList(id.clone()));
    let groups = block.security_groups.iter().map(|id| Peer::Group(id.clone()));
    let own = block.self_.then_some(Peer::Own);
    let description = block.description.clone().unwrap_or_default();
    ipv4.chain(ipv6).chain(lists).chain(groups).chain(own).map(move |peer| {
        let protocol = protocol(&block.protocol);
        (Rule { protocol, from: block.from_port, to: block.to_port, peer }, description.clone())
    })
}

fn group_peer(group: &str, owner: Option<&str>, pair: &UserIdGroupPair) -> Peer {
    let id = pair.group_id().unwrap_or_default();
    match pair.user_id() {
        _ if id == group => Peer::Own,
        Some(account) if !account.is_empty() && Some(account) != owner => {
            Peer::Group(format!("{account}/{id}"))
        }
        _ => Peer::Group(id.to_owned()),
    }
}

fn permission(
    group: &str,
    (protocol, from, to): (&str, i64, i64),
    peers: &[(&Peer, &String)],
) -> IpPermission {
    let mut p = IpPermission::builder().ip_protocol(protocol);
    if protocol != "-1" {
        p = p.set_from_port(int(Some(from))).set_to_port(int(Some(to)));
    }
    for (peer, description) in peers {
        let said = Some((*description).clone()).filter(|d| !d.is_empty());
        p = match peer {
            Peer::Ipv4(range) => p.ip_ranges(IpRange::builder().cidr_ip(range).set_description(said).build()),
            Peer::Ipv6(range) => {
                p.ipv6_ranges(Ipv6Range::builder().cidr_ipv6(range).set_description(said).build())
            }
            Peer::PrefixList(id) => {
                p.prefix_list_ids(PrefixListId::builder().prefix_list_id(id).set_description(said).build())
            }
            Peer::Group(id) => p.user_id_group_pairs(pair(id, said)),
            Peer::Own => p.user_id_group_pairs(pair(group, said)),
        };
    }
    p.build()
}

/// A group as requests name it, from `GROUP` or `ACCOUNT/GROUP`.
pub fn pair(id: &str, description: Option<String>) -> UserIdGroupPair {
    let (account, group) = match id.split_once('/') {
        Some((account, group)) => (Some(account.to_owned()), group),
        None => (None, id),
    };
    UserIdGroupPair::builder().set_user_id(account).group_id(group).set_description(description).build()
}

/// Refuses ports with the protocol of all: AWS would drop them without a word.
pub fn check(blocks: &[RuleBlock]) -> Result<(), Error> {
    let odd = |b: &&RuleBlock| protocol(&b.protocol) == "-1" && (b.from_port, b.to_port) != (0, 0);
    let Some(block) = blocks.iter().find(odd) else { return Ok(()) };
    let message = format!(
        "A rule for all protocols (\"-1\") has from_port {} and to_port {}.",
        block.from_port, block.to_port
    );
    Err(Error::new(Class::Validation, message)
        .help("Set both ports to 0, or name the protocol that the ports belong to."))
}

/// The rules that a filter lets through.
pub async fn describe(cx: &Cx, filter: Filter) -> Result<Vec<SecurityGroupRule>, Error> {
    let call = ec2(cx).describe_security_group_rules().filters(filter);
    Ok(call.into_paginator().items().send().try_collect().await?)
}

/// All rules of some groups, by group, in one call with whoever else asks for some now. A group has many rules and a filter takes few
/// values, so this is far fewer calls than asking for rules by their ids.
pub async fn of_groups(
    cx: &Cx,
    groups: impl IntoIterator<Item = Key>,
) -> Result<HashMap<Key, Vec<SecurityGroupRule>>, Error> {
    common::parts_of(cx, "group-id", groups, SecurityGroupRule::group_id, |f| describe(cx, f)).await
}

/// The direction of a rule.
pub fn way(rule: &SecurityGroupRule) -> Way {
    if rule.is_egress == Some(true) { Way::Out } else { Way::In }
}

/// Adds the rules of one block, all or none: one that is there already is an error.
pub async fn add(cx: &Cx, group: &str, way: Way, block: &RuleBlock) -> Result<(), Error> {
    authorize_at_once(cx, group, way, &Rules::of(std::slice::from_ref(block))).await
}

/// Takes the rules of one block away; one that is gone is no error.
pub async fn remove(cx: &Cx, group: &str, way: Way, block: &RuleBlock) -> Result<(), Error> {
    revoke(cx, group, way, &Rules::of(std::slice::from_ref(block))).await
}

/// Gives the rules of one block the description that it has now.
pub async fn redescribe(cx: &Cx, group: &str, way: Way, block: &RuleBlock) -> Result<(), Error> {
    describe_anew(cx, group, way, &Rules::of(std::slice::from_ref(block))).await
}

/// Brings the rules of one way from one set to another, with one call to add, one to describe anew and one to take away. New ones
/// come first, so that what is let through before and after is let through in between; unless the group is full.
pub async fn change(
    cx: &Cx,
    group: &str,
    way: Way,
    from: &[RuleBlock],
    to: &[RuleBlock],
) -> Result<(), Error> {
    check(to)?;
    let (from, to) = (Rules::of(from), Rules::of(to));
    let (new, gone) = (to.lacking(&from), from.lacking(&to));
    match authorize(cx, group, way, &new).await {
        Err(e) if e.class == Class::Limit && !gone.0.is_empty() => {
            revoke(cx, group, way, &gone).await?;
            authorize(cx, group, way, &new).await?;
        }
        other => {
            other?;
            revoke(cx, group, way, &gone).await?;
        }
    }
    describe_anew(cx, group, way, &to.described_anew(&from)).await
}

async fn authorize(cx: &Cx, group: &str, way: Way, rules: &Rules) -> Result<(), Error> {
    // One rule that is there already makes AWS refuse all of a call: then each goes by itself.
    match authorize_at_once(cx, group, way, rules).await {
        Err(e) if e.class == Class::Exists && rules.0.len() > 1 => {
            for rule in rules.singly() {
                match authorize_at_once(cx, group, way, &rule).await {
                    Err(e) if e.class != Class::Exists => return Err(e),
                    _ => {}
                }
            }
            Ok(())
        }
        Err(e) if e.class == Class::Exists => Ok(()),
        other => other,
    }
}

async fn authorize_at_once(cx: &Cx, group: &str, way: Way, rules: &Rules) -> Result<(), Error> {
    if rules.0.is_empty() {
        return Ok(());
    }
    let permissions = Some(rules.permissions(group));
    // Groups that were just made are not known everywhere at once.
    let fresh = ["InvalidGroup.NotFound", "InvalidGroupId.NotFound"];
    match way {
        Way::In => {
            let call =
                ec2(cx).authorize_security_group_ingress().group_id(group).set_ip_permissions(permissions);
            cx.until_known(&fresh, || call.clone().send()).await?;
        }
        Way::Out => {
            let call =
                ec2(cx).authorize_security_group_egress().group_id(group).set_ip_permissions(permissions);
            cx.until_known(&fresh, || call.clone().send()).await?;
        }
    }
    Ok(())
}

async fn revoke(cx: &Cx, group: &str, way: Way, rules: &Rules) -> Result<(), Error> {
    // One rule that is not there makes AWS refuse all of a call: then each goes by itself.
    match revoke_at_once(cx, group, way, rules).await {
        Err(e) if e.is_not_found() && rules.0.len() > 1 => {
            for rule in rules.singly() {
                match revoke_at_once(cx, group, way, &rule).await {
                    Err(e) if !e.is_not_found() => return Err(e),
                    _ => {}
                }
            }
            Ok(())
        }
        Err(e) if e.is_not_found() => Ok(()),
        other => other,
    }
}

async fn revoke_at_once(cx: &Cx, group: &str, way: Way, rules: &Rules) -> Result<(), Error> {
    if rules.0.is_empty() {
        return Ok(());
    }
    let permissions = Some(rules.permissions(group));
    match way {
        Way::In => {
            let call = ec2(cx).revoke_security_group_ingress().group_id(group);
            call.set_ip_permissions(permissions).send().await?;
        }
        Way::Out => {
            let call = ec2(cx).revoke_security_group_egress().group_id(group);
            call.set_ip_permissions(permissions).send().await?;
        }
    }
    Ok(())
}

async fn describe_anew(cx: &Cx, group: &str, way: Way, rules: &Rules) -> Result<(), Error> {
    if rules.0.is_empty() {
        return Ok(());
    }
    let permissions = Some(rules.permissions(group));
    match way {
        Way::In => {
            let call = ec2(cx).update_security_group_rule_descriptions_ingress().group_id(group);
            call.set_ip_permissions(permissions).send().await?;
        }
        Way::Out => {
            let call = ec2(cx).update_security_group_rule_descriptions_egress().group_id(group);
            call.set_ip_permissions(permissions).send().await?;
        }
    }
    Ok(())
}

/// Takes away every rule of a group, and every rule elsewhere that names it, which would keep it from going.
pub async fn revoke_all_naming(cx: &Cx, group: &str) -> Result<(), Error> {
    let naming = async |name: &str| {
        let call = ec2(cx).describe_security_groups().filters(filter(name, group));
        let groups = call.into_paginator().items().send().try_collect().await?;
        Ok::<_, Error>(groups.into_iter().filter_map(|g| g.group_id).collect::<Vec<_>>())
    };
    let (ingress, egress) =
        tokio::try_join!(naming("ip-permission.group-id"), naming("egress.ip-permission.group-id"))?;
    let groups = ingress.into_iter().chain(egress).chain([group.to_owned()]);
    let rules = filtered("group-id", groups, |f| describe(cx, f)).await?;
    let mut ids: BTreeMap<(String, bool), Vec<String>> = BTreeMap::new();
    for rule in rules {
        let names = rule.referenced_group_info().and_then(|r| r.group_id()) == Some(group);
        if let (Some(of), Some(id), true) =
            (rule.group_id(), rule.security_group_rule_id(), names || rule.group_id() == Some(group))
        {
            ids.entry((of.to_owned(), way(&rule) == Way::Out)).or_default().push(id.to_owned());
        }
    }
    for ((of, egress), ids) in ids {
        let way = if egress { Way::Out } else { Way::In };
        revoke_by_id(cx, &of, way, ids).await?;
    }
    Ok(())
}

/// Takes rules away by their ids; one that is gone is no error.
pub async fn revoke_by_id(cx: &Cx, group: &str, way: Way, ids: Vec<String>) -> Result<(), Error> {
    let ids = Some(ids);
    let revoked = match way {
        Way::In => {
            let call = ec2(cx).revoke_security_group_ingress().group_id(group);
            call.set_security_group_rule_ids(ids).send().await.map(drop).map_err(Error::from)
        }
        Way::Out => {
            let call = ec2(cx).revoke_security_group_egress().group_id(group);
            call.set_security_group_rule_ids(ids).send().await.map(drop).map_err(Error::from)
        }
    };
    match revoked {
        Err(e) if e.is_not_found() => Ok(()),
        other => other,
    }
}
