//! What `aws_vpc_security_group_ingress_rule` and `aws_vpc_security_group_egress_rule` share: all but the direction.

use crate::common;
use crate::ec2::ec2;
use crate::rules::{self, Way, pair, protocol};
use aws_sdk_ec2::types::{
    self, IpPermission, IpRange, Ipv6Range, PrefixListId, SecurityGroupRule, SecurityGroupRuleRequest,
};
use provision_aws_core::prelude::*;

/// What a rule can speak of; exactly one of them.
pub const PEERS: [&str; 4] = ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"];

/// What a rule says.
#[derive(Clone, Default)]
pub struct Terms {
    pub cidr_ipv4: Option<String>,
    pub cidr_ipv6: Option<String>,
    pub description: Option<String>,
    pub from_port: Option<i64>,
    pub ip_protocol: String,
    pub prefix_list_id: Option<String>,
    pub referenced_security_group_id: Option<String>,
    pub to_port: Option<i64>,
}

/// Another kind of peer needs a new rule.
pub fn plan(cx: &mut PlanCx<'_>) {
    let given_up = PEERS.iter().any(|n| !cx.before(n).is_null() && cx.get(n).is_null());
    for name in PEERS {
        if given_up && cx.changed(name) {
            cx.force_replace(name);
        }
    }
}

/// True when two texts mean the same protocol (`6` and `tcp`).
pub fn same_protocol(a: &str, b: &str) -> bool {
    protocol(a) == protocol(b)
}

impl Terms {
    /// As a call that makes the rule takes it.
    pub fn permission(&self) -> IpPermission {
        let said = || self.description.clone();
        let ipv4 = |r: &String| IpRange::builder().cidr_ip(r).set_description(said()).build();
        let ipv6 = |r: &String| Ipv6Range::builder().cidr_ipv6(r).set_description(said()).build();
        let list = |l: &String| PrefixListId::builder().prefix_list_id(l).set_description(said()).build();
        let group = |g: &String| pair(g, said());
        IpPermission::builder()
            .ip_protocol(&self.ip_protocol)
            .set_from_port(port(self.from_port))
            .set_to_port(port(self.to_port))
            .set_ip_ranges(self.cidr_ipv4.as_ref().map(ipv4).map(|r| vec![r]))
            .set_ipv6_ranges(self.cidr_ipv6.as_ref().map(ipv6).map(|r| vec![r]))
            .set_prefix_list_ids(self.prefix_list_id.as_ref().map(list).map(|l| vec![l]))
            .set_user_id_group_pairs(self.referenced_security_group_id.as_ref().map(group).map(|g| vec![g]))
            .build()
    }

    /// As the call that changes the rule takes it: all of it, whatever changes.
    fn request(&self) -> SecurityGroupRuleRequest {
        let group = self.referenced_security_group_id.as_deref();
        SecurityGroupRuleRequest::builder()
            .ip_protocol(&self.ip_protocol)
            .set_from_port(port(self.from_port))
            .set_to_port(port(self.to_port))
            .set_cidr_ipv4(self.cidr_ipv4.clone())
            .set_cidr_ipv6(self.cidr_ipv6.clone())
            .set_prefix_list_id(self.prefix_list_id.clone())
            .set_referenced_group_id(group.map(|g| g.rsplit('/').next().unwrap_or(g).to_owned()))
            .set_description(self.description.clone())
            .build()
    }

    /// What AWS tells of a rule. Ports that were not given come back as -1.
    pub fn told(cx: &Cx, rule: &SecurityGroupRule, from_port: Option<i64>, to_port: Option<i64>) -> Terms {
        let port = |told: Option<i32>, given: Option<i64>| {
            told.map(i64::from).filter(|p| *p != -1 || given.is_some())
        };
        let group = rule.referenced_group_info().and_then(|r| {
            let id = r.group_id()?;
            let foreign = r.user_id().filter(|account| *account != cx.account());
            Some(foreign.map_or_else(|| id.to_owned(), |account| format!("{account}/{id}")))
        });
        Terms {
            cidr_ipv4: rule.cidr_ipv4.clone(),
            cidr_ipv6: rule.cidr_ipv6.clone(),
            description: rule.description.clone(),
            from_port: port(rule.from_port, from_port),
            ip_protocol: rule.ip_protocol.clone().unwrap_or_default(),
            prefix_list_id: rule.prefix_list_id.clone(),
            referenced_security_group_id: group,
            to_port: port(rule.to_port, to_port),
        }
    }
}

fn port(port: Option<i64>) -> Option<i32> {
    crate::ec2::int(port)
}

/// Rules by id, given with the groups that they belong to: all rules of a group come in one answer, however many are asked for. What
/// an import names without its group is asked for by itself.
pub async fn describe(
    cx: &Cx,
    wanted: impl IntoIterator<Item = (Key, String)>,
    way: Way,
) -> Result<HashMap<Key, SecurityGroupRule>, Error> {
    let (alone, grouped): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|(_, group)| group.is_empty());
    let id = SecurityGroupRule::security_group_rule_id;
    let (by_id, by_group) = tokio::try_join!(
        common::by_id(cx, "security-group-rule-id", alone.into_iter().map(|(id, _)| id), id, |f| {
            rules::describe(cx, f)
        }),
        rules::of_groups(cx, grouped.iter().map(|(_, group)| group.clone()))
    )?;
    let mut rules: HashMap<Key, SecurityGroupRule> = by_group
        .into_values()
        .flatten()
        .filter_map(|rule| Some((rule.security_group_rule_id.clone()?, rule)))
        .chain(by_id)
        .collect();
    rules.retain(|_, rule| rules::way(rule) == way);
    Ok(rules)
}

/// Changes what a rule says.
pub async fn modify(cx: &Cx, group: &str, id: &str, terms: &Terms) -> Result<(), Error> {
    let update = types::SecurityGroupRuleUpdate::builder()
        .security_group_rule_id(id)
        .security_group_rule(terms.request())
        .build();
    ec2(cx).modify_security_group_rules().group_id(group).security_group_rules(update).send().await?;
    Ok(())
}

/// Finds a rule by its ownership tags.
pub async fn locate(cx: &Cx, intent: &Intent) -> Result<Option<Key>, Error> {
    let Some(filters) = crate::ec2::owned(intent) else { return Ok(None) };
    let found = ec2(cx).describe_security_group_rules().set_filters(Some(filters)).send().await?;
    let rule = crate::ec2::ours(intent, found.security_group_rules(), |r| r.tags.as_ref());
    Ok(rule.and_then(|r| r.security_group_rule_id.clone()))
}

/// The id of the one rule that a call made.
pub fn made(rules: &[SecurityGroupRule]) -> Option<Key> {
    rules.first().and_then(|r| r.security_group_rule_id.clone())
}

/// Declares one of the two types.
macro_rules! rule_type {
    ($(#[$about:meta])* $name:ident, $way:expr, $authorize:ident) => {
        $(#[$about])*
        pub struct $name {
            /// Its id.
            #[attr(id, stable)]
            pub id: String,
            /// Its ARN.
            #[attr(computed, stable)]
            pub arn: String,
            /// A range of IPv4 addresses.
            #[attr(
                optional,
                ipv4_prefix(0, 32),
                exactly_one_of("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")
            )]
            pub cidr_ipv4: Option<String>,
            /// A range of IPv6 addresses.
            #[attr(optional, cidr)]
            pub cidr_ipv6: Option<String>,
            /// What it is for.
            #[attr(optional)]
            pub description: Option<String>,
            /// First port, or ICMP type.
            #[attr(optional, between(-1, 65535))]
            pub from_port: Option<i64>,
            /// `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all.
            #[attr(required, equal_by = crate::vpc_security_group_rule::same_protocol)]
            pub ip_protocol: String,
            /// A managed prefix list.
            #[attr(optional)]
            pub prefix_list_id: Option<String>,
            /// Another group, `ACCOUNT/GROUP` where another account has it.
            #[attr(optional)]
            pub referenced_security_group_id: Option<String>,
            /// The group that it belongs to.
            #[attr(required, replace)]
            pub security_group_id: String,
            /// Its id once more.
            #[attr(computed, stable)]
            pub security_group_rule_id: String,
            /// Last port, or ICMP code.
            #[attr(optional, between(-1, 65535))]
            pub to_port: Option<i64>,
        }

        #[async_trait]
        impl Resource for $name {
            fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
                crate::vpc_security_group_rule::plan(cx);
                Ok(())
            }

            async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
                let call = ec2(cx)
                    .$authorize()
                    .group_id(&planned.security_group_id)
                    .ip_permissions(planned.terms().permission())
                    .set_tag_specifications(tag_spec(ResourceType::SecurityGroupRule, step));
                let fresh = ["InvalidGroup.NotFound", "InvalidGroupId.NotFound"];
                let answer = cx.until_known(&fresh, || call.clone().send()).await?;
                Created::new(made(answer.security_group_rules()))
            }

            async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
                let wanted = reqs.iter().map(|r| (r.key.clone(), r.prior.security_group_id.clone()));
                match describe(cx, wanted, $way).await {
                    Ok(rules) => reqs.iter().map(|r| Ok(rules.get(&r.key).map(|rule| found(cx, rule, &r.prior)))).collect(),
                    Err(e) => answers(reqs, Err(e)),
                }
            }

            async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
                let to = change.to;
                if !change.names.iter().all(|n| n.starts_with("tags")) {
                    modify(cx, &to.security_group_id, &to.id, &to.terms()).await?;
                }
                retag(cx, &to.id, &change.tags).await
            }

            async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
                revoke_by_id(cx, &prior.security_group_id, $way, vec![prior.id.clone()]).await
            }

            async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
                locate(cx, intent).await
            }
        }

        impl $name {
            fn terms(&self) -> Terms {
                Terms {
                    cidr_ipv4: self.cidr_ipv4.clone(),
                    cidr_ipv6: self.cidr_ipv6.clone(),
                    description: self.description.clone(),
                    from_port: self.from_port,
                    ip_protocol: self.ip_protocol.clone(),
                    prefix_list_id: self.prefix_list_id.clone(),
                    referenced_security_group_id: self.referenced_security_group_id.clone(),
                    to_port: self.to_port,
                }
            }
        }

        fn found(cx: &Cx, rule: &SecurityGroupRule, prior: &$name) -> Found<$name> {
            let id = rule.security_group_rule_id.clone().unwrap_or_default();
            let terms = Terms::told(cx, rule, prior.from_port, prior.to_port);
            let value = $name {
                arn: cx.arn("ec2", &format!("security-group-rule/{id}")),
                cidr_ipv4: terms.cidr_ipv4,
                cidr_ipv6: terms.cidr_ipv6,
                description: terms.description,
                from_port: terms.from_port,
                ip_protocol: terms.ip_protocol,
                prefix_list_id: terms.prefix_list_id,
                referenced_security_group_id: terms.referenced_security_group_id,
                security_group_id: rule.group_id.clone().unwrap_or_default(),
                security_group_rule_id: id.clone(),
                to_port: terms.to_port,
                id,
            };
            Found::ready(value).tagged(tags(rule.tags.as_ref()))
        }
    };
}
pub(crate) use rule_type;
