//! `aws_lb_target_group`

use crate::elb::{
    Describe, elb, int, is_arn, name, name_of, name_prefix, ours, retag, tagged, tags_read, text, upper,
};
use crate::group_settings::{self, SETTINGS};
use crate::setting::{self, Pairs};
use aws_sdk_elasticloadbalancingv2::types::{self, ProtocolEnum};
use provision_aws_core::attr::Attr;
use provision_aws_core::names::prefix_of;
use provision_aws_core::prelude::*;
use provision_schema::Difference;

/// Where a load balancer sends requests. (ELBv2 CreateTargetGroup, ModifyTargetGroup, ModifyTargetGroupAttributes)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_lb_target_group", tags, seconds(1, 1))]
pub struct TargetGroup {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The end of its ARN, as CloudWatch names it.
    #[attr(computed)]
    pub arn_suffix: String,
    /// End connections when the deregistration delay is over.
    #[attr(optional, computed, unset = "null")]
    pub connection_termination: Option<bool>,
    /// Seconds that requests have to end when a target goes.
    #[attr(optional, default = "300", validate = delay, unset = "null")]
    pub deregistration_delay: Option<String>,
    /// How targets are found to be healthy.
    #[block(list, max = 1, computed)]
    pub health_check: Option<HealthCheck>,
    /// `ipv4` or `ipv6`.
    #[attr(optional, computed, replace, one_of("ipv4", "ipv6"))]
    pub ip_address_type: Option<String>,
    /// Tell a function headers as lists.
    #[attr(optional, default = false, unset = "null")]
    pub lambda_multi_value_headers_enabled: Option<bool>,
    /// The load balancers that use it.
    #[attr(computed)]
    pub load_balancer_arns: Set<String>,
    /// `round_robin`, `least_outstanding_requests` or `weighted_random`.
    #[attr(
        optional,
        computed,
        unset = "null",
        one_of("round_robin", "least_outstanding_requests", "weighted_random")
    )]
    pub load_balancing_algorithm_type: Option<String>,
    /// Whether targets that behave oddly get less: `on` or `off`.
    #[attr(optional, computed, unset = "null", one_of("on", "off"))]
    pub load_balancing_anomaly_mitigation: Option<String>,
    /// Whether targets of all zones are used: `true`, `false` or `use_load_balancer_configuration`.
    #[attr(optional, computed, unset = "null", one_of("true", "false", "use_load_balancer_configuration"))]
    pub load_balancing_cross_zone_enabled: Option<String>,
    /// Its name.
    #[attr(optional, computed, replace, validate = name, conflicts("name_prefix"))]
    pub name: Option<String>,
    /// What its name begins with.
    #[attr(optional, computed, replace, validate = name_prefix, conflicts("name"))]
    pub name_prefix: Option<String>,
    /// The port of targets that name none.
    #[attr(optional, replace, between(1, 65_535), unset = "null", suppress = is_function)]
    pub port: Option<i64>,
    /// Whether targets see the client's address: `true` or `false`.
    #[attr(optional, computed, unset = "null", equal_by = same_bool, validate = nullable_bool)]
    pub preserve_client_ip: Option<String>,
    /// The protocol to targets.
    #[attr(
        optional,
        replace,
        unset = "null",
        suppress = is_function,
        one_of("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE")
    )]
    pub protocol: Option<String>,
    /// `HTTP1`, `HTTP2` or `GRPC`.
    #[attr(
        optional,
        computed,
        replace,
        unset = "null",
        normalize = upper,
        suppress = has_no_version,
        validate = protocol_version
    )]
    pub protocol_version: Option<String>,
    /// Tell targets the client's address by the proxy protocol.
    #[attr(optional, default = false, unset = "null")]
    pub proxy_protocol_v2: Option<bool>,
    /// Seconds over which a new target gets more and more; 0 for all at once.
    #[attr(optional, default = 0, validate = slow_start, unset = "null")]
    pub slow_start: Option<i64>,
    /// Whether a client stays with a target.
    #[block(list, max = 1, computed, suppress = is_function)]
    pub stickiness: Option<Stickiness>,
    /// What a gateway load balancer does with the flows of a target that goes.
    #[block(list, computed, suppress = is_function)]
    pub target_failover: Vec<TargetFailover>,
    /// How many targets have to be healthy.
    #[block(list, max = 1, computed, suppress = is_function)]
    pub target_group_health: Option<GroupHealth>,
    /// What happens to connections to an unhealthy target.
    #[block(list, computed)]
    pub target_health_state: Vec<HealthState>,
    /// `instance`, `ip`, `lambda` or `alb`.
    #[attr(optional, replace, default = "instance", one_of("instance", "ip", "lambda", "alb"))]
    pub target_type: Option<String>,
    /// The VPC of the targets.
    #[attr(optional, replace, unset = "null", suppress = is_function)]
    pub vpc_id: Option<String>,
}

/// How targets are found to be healthy.
#[derive(Nested, Clone, Default)]
pub struct HealthCheck {
    /// Whether they are checked.
    #[attr(optional, default = true)]
    pub enabled: Option<bool>,
    /// Checks to pass until a target is healthy.
    #[attr(optional, default = 3, between(2, 10))]
    pub healthy_threshold: Option<i64>,
    /// Seconds between two checks.
    #[attr(optional, default = 30, between(5, 300))]
    pub interval: Option<i64>,
    /// Statuses that mean healthy.
    #[attr(optional, computed)]
    pub matcher: Option<String>,
    /// What is asked for.
    #[attr(optional, computed, length(1, 1024), validate = path)]
    pub path: Option<String>,
    /// Port, or `traffic-port`.
    #[attr(optional, default = "traffic-port", validate = check_port, suppress = is_function)]
    pub port: Option<String>,
    /// `HTTP`, `HTTPS` or `TCP`.
    #[attr(optional, default = "HTTP", normalize = upper, validate = check_protocol, suppress = is_function)]
    pub protocol: Option<String>,
    /// Seconds to answer within.
    #[attr(optional, computed, between(2, 120))]
    pub timeout: Option<i64>,
    /// Checks to fail until a target is unhealthy.
    #[attr(optional, default = 3, between(2, 10))]
    pub unhealthy_threshold: Option<i64>,
}

/// Whether a client stays with a target.
#[derive(Nested, Clone, Default)]
pub struct Stickiness {
    /// Seconds that the cookie lasts.
    #[attr(optional, unset = "null", default = 86_400, between(0, 604_800), suppress = has_no_cookie)]
    pub cookie_duration: Option<i64>,
    /// The application's cookie.
    #[attr(optional, unset = "null")]
    pub cookie_name: Option<String>,
    /// Whether it does.
    #[attr(optional, unset = "null", default = true)]
    pub enabled: Option<bool>,
    /// `lb_cookie`, `app_cookie`, `source_ip`, `source_ip_dest_ip` or `source_ip_dest_ip_proto`.
    #[attr(
        required,
        unset = "null",
        one_of("lb_cookie", "app_cookie", "source_ip", "source_ip_dest_ip", "source_ip_dest_ip_proto")
    )]
    pub r#type: Option<String>,
}

/// What happens to flows: `rebalance` or `no_rebalance`. AWS wants both the same.
#[derive(Nested, Clone, Default)]
pub struct TargetFailover {
    /// When a target is taken away.
    #[attr(required, unset = "null", one_of("rebalance", "no_rebalance"))]
    pub on_deregistration: Option<String>,
    /// When a target is unhealthy.
    #[attr(required, unset = "null", one_of("rebalance", "no_rebalance"))]
    pub on_unhealthy: Option<String>,
}

/// How many targets have to be healthy.
#[derive(Nested, Clone, Default)]
pub struct GroupHealth {
    /// Below that, DNS names other zones.
    #[block(list, max = 1)]
    pub dns_failover: Option<DnsFailover>,
    /// Below that, unhealthy targets get requests too.
    #[block(list, max = 1)]
    pub unhealthy_state_routing: Option<UnhealthyRouting>,
}

/// Fewest healthy targets of a zone that DNS names.
#[derive(Nested, Clone, Default)]
pub struct DnsFailover {
    /// A number, or `off`.
    #[attr(optional, default = "off", unset = "null", validate = count_or_off)]
    pub minimum_healthy_targets_count: Option<String>,
    /// Per cent, or `off`.
    #[attr(optional, default = "off", unset = "null", validate = percent_or_off)]
    pub minimum_healthy_targets_percentage: Option<String>,
}

/// Fewest healthy targets of a zone that leaves unhealthy ones out.
#[derive(Nested, Clone, Default)]
pub struct UnhealthyRouting {
    /// A number.
    #[attr(optional, default = 1, unset = "null")]
    pub minimum_healthy_targets_count: Option<i64>,
    /// Per cent, or `off`.
    #[attr(optional, default = "off", unset = "null", validate = percent_or_off)]
    pub minimum_healthy_targets_percentage: Option<String>,
}

/// What happens to connections to an unhealthy target.
#[derive(Nested, Clone, Default)]
pub struct HealthState {
    /// Whether they end.
    #[attr(required, unset = "null")]
    pub enable_unhealthy_connection_termination: Option<bool>,
    /// Seconds that they have.
    #[attr(optional, default = 0, unset = "null", between(0, 360_000))]
    pub unhealthy_draining_interval: Option<i64>,
}

/// A function has no port, no protocol and so on. Of a new group, all that is written is looked at.
fn is_function(d: &Difference<'_>) -> bool {
    d.prior.is_some() && d.text("target_type") == "lambda"
}
fn has_no_version(d: &Difference<'_>) -> bool {
    d.prior.is_some()
        && (d.text("target_type") == "lambda" || !["HTTP", "HTTPS"].contains(&d.text("protocol").as_str()))
}
fn has_no_cookie(d: &Difference<'_>) -> bool {
    ["TCP", "UDP", "TCP_UDP", "TLS", "GENEVE"].contains(&d.text("protocol").as_str())
}

fn bool_of(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}
fn same_bool(a: &str, b: &str) -> bool {
    a == b || (bool_of(a).is_some() && bool_of(a) == bool_of(b))
}
fn nullable_bool(value: &Value) -> Result<(), String> {
    let text = value.as_str().unwrap_or_default();
    if text.is_empty() || bool_of(text).is_some() { Ok(()) } else { Err("must be true or false".into()) }
}
fn number_in(value: &Value, from: i64, to: i64, word: &str) -> Result<(), String> {
    let text = value.as_str().unwrap_or_default();
    let good = text == word || text.parse::<i64>().is_ok_and(|n| (from..=to).contains(&n));
    let or = if word.is_empty() { String::new() } else { format!(" or \"{word}\"") };
    if good { Ok(()) } else { Err(format!("must be a number from {from} to {to}{or}")) }
}
fn delay(value: &Value) -> Result<(), String> {
    number_in(value, 0, 3600, "")
}
fn check_port(value: &Value) -> Result<(), String> {
    number_in(value, 1, 65_536, "traffic-port")
}
fn count_or_off(value: &Value) -> Result<(), String> {
    number_in(value, 1, i64::MAX, "off")
}
fn percent_or_off(value: &Value) -> Result<(), String> {
    number_in(value, 1, 100, "off")
}
fn slow_start(value: &Value) -> Result<(), String> {
    let good = value.as_i64().is_some_and(|s| s == 0 || (30..=900).contains(&s));
    if good { Ok(()) } else { Err("must be 0, or lie between 30 and 900".into()) }
}
fn path(value: &Value) -> Result<(), String> {
    if value.as_str().is_some_and(|p| p.starts_with('/')) { Ok(()) } else { Err("must begin with /".into()) }
}
fn one_of_any_case(value: &Value, words: &[&str]) -> Result<(), String> {
    let good = value.as_str().is_some_and(|v| words.contains(&v.to_uppercase().as_str()));
    if good { Ok(()) } else { Err(format!("must be one of {}", words.join(", "))) }
}
fn check_protocol(value: &Value) -> Result<(), String> {
    one_of_any_case(value, &["HTTP", "HTTPS", "TCP"])
}
fn protocol_version(value: &Value) -> Result<(), String> {
    one_of_any_case(value, &["HTTP1", "HTTP2", "GRPC"])
}

#[async_trait]
impl Resource for TargetGroup {
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        check(cx)
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let kind = planned.target_type.clone().unwrap_or_default();
        let mut call = elb(cx)
            .create_target_group()
            .name(name_of(&planned.name, &planned.name_prefix, "tf-", &step.token))
            .target_type(types::TargetTypeEnum::from(kind.as_str()));
        if kind != "lambda" {
            call = call
                .set_port(int(planned.port))
                .set_protocol(text(&planned.protocol).map(|p| ProtocolEnum::from(p.as_str())))
                .set_vpc_id(text(&planned.vpc_id));
        }
        if group_settings::speaks_http(&planned.protocol) {
            call = call.set_protocol_version(text(&planned.protocol_version));
        }
        if ["instance", "ip"].contains(&kind.as_str()) {
            let address_type = text(&planned.ip_address_type);
            call = call.set_ip_address_type(address_type.as_deref().map(Into::into));
        }
        if let Some(check) = &planned.health_check {
            let asks = Asks::of(check, planned);
            call = call
                .set_health_check_enabled(check.enabled)
                .set_health_check_interval_seconds(int(check.interval))
                .set_healthy_threshold_count(int(check.healthy_threshold))
                .set_unhealthy_threshold_count(int(check.unhealthy_threshold))
                .set_health_check_timeout_seconds(int(check.timeout).filter(|t| *t != 0))
                .set_health_check_path(asks.path)
                .set_matcher(asks.matcher)
                .set_health_check_port(asks.port)
                .set_health_check_protocol(asks.protocol);
        }
        let made = tagged(cx, step, |tags| {
            let call = call.clone().set_tags(tags);
            async move { Ok(call.send().await?) }
        });
        let made = made.await?.target_groups.unwrap_or_default().into_iter().next();
        Created::new(made.and_then(|g| g.target_group_arn))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = async {
            let groups = describe(cx, reqs.iter().map(|r| r.key.as_str())).await?;
            let looked_at = reqs.iter().filter(|r| r.phase != Phase::Deleted);
            let arns = looked_at.filter_map(|r| Some((groups.get(&r.key)?.target_group_arn.as_ref()?, r)));
            let tags = tags_read(cx, &arns.collect::<Vec<_>>()).await?;
            Ok::<_, Error>((groups, tags))
        };
        let (groups, tags) = match told.await {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        each(reqs, 10, |req| async {
            let Some(group) = groups.get(&req.key) else { return Ok(None) };
            let arn = group.target_group_arn.clone().unwrap_or_default();
            let pairs = match req.phase {
                Phase::Deleted => Pairs::new(),
                _ => settings(cx, &arn).await?,
            };
            let tags = tags.get(&arn).cloned().unwrap_or_default();
            Ok(Some(Found::ready(found(group, &pairs, &req.prior)).tagged(tags)))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if let (true, Some(check)) = (change.changed("health_check"), &to.health_check) {
            modify_check(cx, to, check).await?;
        }
        let kind = to.target_type.clone().unwrap_or_default();
        let mut pairs = setting::to_send(&SETTINGS, &kind, &to.to_value(0), |n| change.changed(n));
        if ["instance", "ip"].contains(&kind.as_str()) {
            pairs.extend(group_settings::of_blocks(to, |name| change.changed(name)));
        }
        if !pairs.is_empty() {
            let pair = |(k, v)| types::TargetGroupAttribute::builder().key(k).value(v).build();
            let call = elb(cx).modify_target_group_attributes().target_group_arn(&to.id);
            call.set_attributes(Some(pairs.into_iter().map(pair).collect())).send().await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        elb(cx).delete_target_group().target_group_arn(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, "tf-", &intent.token);
        let named = describe(cx, [name.as_str()]).await?;
        let arns: Vec<String> = named.into_values().filter_map(|g| g.target_group_arn).collect();
        ours(cx, intent, arns).await
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

/// What a health check asks for, as far as its protocol and the kind of target have it.
struct Asks {
    path: Option<String>,
    matcher: Option<types::Matcher>,
    port: Option<String>,
    protocol: Option<ProtocolEnum>,
}

impl Asks {
    fn of(check: &HealthCheck, group: &TargetGroup) -> Asks {
        let http = check.protocol.as_deref() != Some("TCP");
        let function = group.target_type.as_deref() == Some("lambda");
        let grpc = group.protocol_version.as_deref() == Some("GRPC");
        let matcher = |codes: String| match grpc {
            true => types::Matcher::builder().grpc_code(codes).build(),
            false => types::Matcher::builder().http_code(codes).build(),
        };
        Asks {
            path: text(&check.path).filter(|_| http),
            matcher: text(&check.matcher).filter(|_| http).map(matcher),
            port: text(&check.port).filter(|_| !function),
            protocol: text(&check.protocol).filter(|_| !function).map(|p| ProtocolEnum::from(p.as_str())),
        }
    }
}

async fn modify_check(cx: &Cx, to: &TargetGroup, check: &HealthCheck) -> Result<(), Error> {
    let asks = Asks::of(check, to);
    elb(cx)
        .modify_target_group()
        .target_group_arn(&to.id)
        .set_health_check_enabled(check.enabled)
        .set_health_check_interval_seconds(int(check.interval))
        .set_healthy_threshold_count(int(check.healthy_threshold))
        .set_unhealthy_threshold_count(int(check.unhealthy_threshold))
        .set_health_check_timeout_seconds(int(check.timeout).filter(|t| *t != 0))
        .set_health_check_path(asks.path)
        .set_matcher(asks.matcher)
        .set_health_check_port(asks.port)
        .set_health_check_protocol(asks.protocol)
        .send()
        .await?;
    Ok(())
}

/// Target groups that one page of all of them holds.
const PAGE: i32 = 400;

/// Target groups by ARN or name, whichever they were asked for by.
pub(crate) async fn describe<'a>(
    cx: &Cx,
    keys: impl IntoIterator<Item = &'a str>,
) -> Result<HashMap<Key, types::TargetGroup>, Error> {
    let (arns, names): (Vec<&str>, Vec<&str>) = keys.into_iter().partition(|k| is_arn(k));
    let some = |arns: Vec<String>| async move {
        let call = elb(cx).describe_target_groups().set_target_group_arns(Some(arns));
        Ok(call.into_paginator().items().send().try_collect().await?)
    };
    let named = |names: Vec<String>| async move {
        let call = elb(cx).describe_target_groups().set_names(Some(names));
        Ok(call.into_paginator().items().send().try_collect().await?)
    };
    let all = |_: String| async move {
        let call = elb(cx).describe_target_groups().page_size(PAGE).into_paginator();
        Ok(call.items().send().try_collect().await?)
    };
    let account = |_: &str| String::new();
    let owned = |keys: Vec<&str>| keys.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let arn = types::TargetGroup::target_group_arn;
    let mut found = Describe { arn, parent: account, some, all }.by_arn(owned(arns)).await?;
    let arn = types::TargetGroup::target_group_name;
    found.extend(Describe { arn, parent: account, some: named, all }.by_arn(owned(names)).await?);
    Ok(found)
}

/// The settings that AWS tells one group a call.
pub(crate) async fn settings(cx: &Cx, arn: &str) -> Result<Pairs, Error> {
    let told = elb(cx).describe_target_group_attributes().target_group_arn(arn).send().await?;
    let pairs = told.attributes.unwrap_or_default().into_iter();
    Ok(pairs.filter_map(|a| Some((a.key?, a.value.unwrap_or_default()))).collect())
}

/// The end of a group's ARN.
fn suffix_of(arn: &str) -> String {
    arn.find(":targetgroup/").map(|at| arn[at + 1..].to_owned()).unwrap_or_default()
}

pub(crate) fn found(group: &types::TargetGroup, pairs: &Pairs, prior: &TargetGroup) -> TargetGroup {
    let arn = group.target_group_arn.clone().unwrap_or_default();
    let told = TargetGroup {
        id: arn.clone(),
        arn_suffix: suffix_of(&arn),
        arn,
        health_check: Some(told_check(group)),
        ip_address_type: group.ip_address_type().map(|t| t.as_str().to_owned()),
        load_balancer_arns: group.load_balancer_arns().iter().cloned().collect(),
        name: group.target_group_name.clone(),
        name_prefix: group.target_group_name.as_deref().map(prefix_of),
        target_type: group.target_type().map(|t| t.as_str().to_owned()),
        // A group of functions has none of these.
        port: group.port.map(i64::from).or(prior.port),
        protocol: group.protocol().map(|p| p.as_str().to_owned()).or_else(|| prior.protocol.clone()),
        protocol_version: group.protocol_version.clone().or_else(|| prior.protocol_version.clone()),
        vpc_id: group.vpc_id.clone().or_else(|| prior.vpc_id.clone()),
        ..prior.clone()
    };
    let kind = told.target_type.clone().unwrap_or_default();
    let own = SETTINGS.iter().filter(|s| s.kinds.contains(&kind.as_str())).map(|s| s.key);
    let own: Pairs = own.filter_map(|k| Some((k.to_owned(), pairs.get(k)?.clone()))).collect();
    let mut group = TargetGroup::from_value(&setting::told(&SETTINGS, &own, told.to_value(0)));
    group_settings::tell_blocks(&mut group, pairs);
    group
}

fn told_check(group: &types::TargetGroup) -> HealthCheck {
    let codes = |m: &types::Matcher| m.grpc_code.clone().or_else(|| m.http_code.clone());
    HealthCheck {
        enabled: group.health_check_enabled,
        healthy_threshold: group.healthy_threshold_count.map(i64::from),
        interval: group.health_check_interval_seconds.map(i64::from),
        matcher: group.matcher().and_then(codes),
        path: group.health_check_path.clone(),
        port: group.health_check_port.clone(),
        protocol: group.health_check_protocol().map(|p| p.as_str().to_owned()),
        timeout: group.health_check_timeout_seconds.map(i64::from),
        unhealthy_threshold: group.unhealthy_threshold_count.map(i64::from),
    }
}

/// Refuses what the kind of target lacks, and health checks that do not go together.
fn check(cx: &PlanCx<'_>) -> Result<(), Diagnostics> {
    let error = |detail: String, help: &str| {
        Err(Diagnostic::error("Target group that cannot be", detail).help(help).into())
    };
    let kind = cx.get("target_type").as_str().unwrap_or_default().to_owned();
    let missing = |name: &&str| cx.config.get(name).is_some_and(Value::is_null);
    if let (false, Some(name)) =
        (kind == "lambda", ["port", "protocol", "vpc_id"].iter().find(|n| missing(n)))
    {
        let detail = format!("A target group for targets of the type \"{kind}\" needs `{name}`.");
        return error(detail, "Add the argument.");
    }
    let checks = cx.get("health_check");
    let Some(check) = checks.as_seq().and_then(<[Value]>::first) else { return Ok(()) };
    let of = |name: &str| check.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    if of("protocol").to_uppercase() != "TCP" {
        return Ok(());
    }
    if let Some(name) = ["matcher", "path"].iter().find(|n| !of(n).is_empty()) {
        let detail = format!("`health_check` has `{name}`, but a check by TCP asks for nothing.");
        return error(detail, "Take the argument out, or check by HTTP or HTTPS.");
    }
    let protocol = cx.get("protocol").as_str().unwrap_or_default().to_owned();
    if kind == "lambda" || ["HTTP", "HTTPS"].contains(&protocol.as_str()) {
        let detail =
            "`health_check` is by TCP, which AWS does not do for functions nor for groups of HTTP and HTTPS.";
        return error(detail.into(), "Set `protocol` of the health check to HTTP or HTTPS.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_and_checks() {
        assert_eq!(
            suffix_of("arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web/a"),
            "targetgroup/web/a"
        );
        assert!(same_bool("1", "true") && !same_bool("", "false"));
        assert!(
            percent_or_off(&Value::string("101")).is_err() && percent_or_off(&Value::string("off")).is_ok()
        );
    }
}
