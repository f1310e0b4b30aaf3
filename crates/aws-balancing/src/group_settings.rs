//! The settings of target groups that AWS keeps as pairs of texts.

use crate::setting::{Pairs, Setting};
use crate::target_group::{
    DnsFailover, GroupHealth, HealthState, Stickiness, TargetFailover, TargetGroup, UnhealthyRouting,
};

const HOSTS: &[&str] = &["instance", "ip"];
const FUNCTIONS: &[&str] = &["lambda"];

/// Those that are attributes. (ELBv2 TargetGroupAttribute)
pub const SETTINGS: [Setting; 9] = [
    Setting {
        name: "connection_termination",
        key: "deregistration_delay.connection_termination.enabled",
        kinds: HOSTS,
    },
    Setting { name: "deregistration_delay", key: "deregistration_delay.timeout_seconds", kinds: HOSTS },
    Setting {
        name: "lambda_multi_value_headers_enabled",
        key: "lambda.multi_value_headers.enabled",
        kinds: FUNCTIONS,
    },
    Setting { name: "load_balancing_algorithm_type", key: "load_balancing.algorithm.type", kinds: HOSTS },
    Setting {
        name: "load_balancing_anomaly_mitigation",
        key: "load_balancing.algorithm.anomaly_mitigation",
        kinds: HOSTS,
    },
    Setting {
        name: "load_balancing_cross_zone_enabled",
        key: "load_balancing.cross_zone.enabled",
        kinds: HOSTS,
    },
    Setting { name: "preserve_client_ip", key: "preserve_client_ip.enabled", kinds: HOSTS },
    Setting { name: "proxy_protocol_v2", key: "proxy_protocol_v2.enabled", kinds: HOSTS },
    Setting { name: "slow_start", key: "slow_start.duration_seconds", kinds: HOSTS },
];

const STICKY: &str = "stickiness.enabled";
const STICKY_TYPE: &str = "stickiness.type";
const LB_COOKIE_SECONDS: &str = "stickiness.lb_cookie.duration_seconds";
const APP_COOKIE_NAME: &str = "stickiness.app_cookie.cookie_name";
const APP_COOKIE_SECONDS: &str = "stickiness.app_cookie.duration_seconds";
const ON_DEREGISTRATION: &str = "target_failover.on_deregistration";
const ON_UNHEALTHY: &str = "target_failover.on_unhealthy";
const DNS_COUNT: &str = "target_group_health.dns_failover.minimum_healthy_targets.count";
const DNS_PERCENTAGE: &str = "target_group_health.dns_failover.minimum_healthy_targets.percentage";
const ROUTING_COUNT: &str = "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count";
const ROUTING_PERCENTAGE: &str =
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage";
const TERMINATION: &str = "target_health_state.unhealthy.connection_termination.enabled";
const DRAINING: &str = "target_health_state.unhealthy.draining_interval_seconds";

/// True where targets are spoken to by HTTP.
pub fn speaks_http(protocol: &Option<String>) -> bool {
    is_one_of(protocol, &["HTTP", "HTTPS"])
}

fn is_one_of(protocol: &Option<String>, all: &[&str]) -> bool {
    protocol.as_deref().is_some_and(|p| all.contains(&p))
}

/// What to send for the blocks that `changed`, as far as the group's protocol has them.
pub fn of_blocks(to: &TargetGroup, changed: impl Fn(&str) -> bool) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    if changed("stickiness") {
        match &to.stickiness {
            Some(s) => pairs.extend(sticky(s, speaks_http(&to.protocol))),
            None => pairs.push((STICKY, false.to_string())),
        }
    }
    let gateway = is_one_of(&to.protocol, &["GENEVE"]);
    if let (true, true, Some(f)) = (changed("target_failover"), gateway, to.target_failover.first()) {
        pairs.extend(given(ON_DEREGISTRATION, f.on_deregistration.as_ref()));
        pairs.extend(given(ON_UNHEALTHY, f.on_unhealthy.as_ref()));
    }
    if let (true, false, Some(h)) = (changed("target_group_health"), gateway, &to.target_group_health) {
        pairs.extend(health(h));
    }
    let tcp = is_one_of(&to.protocol, &["TCP", "TLS"]);
    if let (true, true, Some(s)) = (changed("target_health_state"), tcp, to.target_health_state.first()) {
        pairs.extend(given(TERMINATION, s.enable_unhealthy_connection_termination));
        pairs.extend(given(DRAINING, s.unhealthy_draining_interval));
    }
    pairs
}

fn given(key: &'static str, value: Option<impl ToString>) -> Option<(&'static str, String)> {
    value.map(|v| (key, v.to_string()))
}

fn sticky(s: &Stickiness, http: bool) -> Vec<(&'static str, String)> {
    let mut pairs = vec![(STICKY, s.enabled.unwrap_or(true).to_string())];
    pairs.extend(given(STICKY_TYPE, s.r#type.as_ref()));
    match s.r#type.as_deref() {
        Some("lb_cookie") if http => pairs.extend(given(LB_COOKIE_SECONDS, s.cookie_duration)),
        Some("app_cookie") if http => {
            pairs.extend(given(APP_COOKIE_NAME, s.cookie_name.as_ref()));
            pairs.extend(given(APP_COOKIE_SECONDS, s.cookie_duration));
        }
        _ => {}
    }
    pairs
}

fn health(h: &GroupHealth) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    if let Some(d) = &h.dns_failover {
        pairs.extend(given(DNS_COUNT, d.minimum_healthy_targets_count.as_ref()));
        pairs.extend(given(DNS_PERCENTAGE, d.minimum_healthy_targets_percentage.as_ref()));
    }
    if let Some(r) = &h.unhealthy_state_routing {
        pairs.extend(given(ROUTING_COUNT, r.minimum_healthy_targets_count));
        pairs.extend(given(ROUTING_PERCENTAGE, r.minimum_healthy_targets_percentage.as_ref()));
    }
    pairs
}

/// Fills in the blocks from what AWS told. Each stands always, be it empty, as the provider writes it.
pub fn tell_blocks(group: &mut TargetGroup, pairs: &Pairs) {
    if pairs.is_empty() {
        return;
    }
    let gateway = is_one_of(&group.protocol, &["GENEVE"]);
    let tcp = is_one_of(&group.protocol, &["TCP", "TLS"]);
    let text = |key: &str, has: bool| pairs.get(key).filter(|_| has).cloned();
    let number = |key: &str, has: bool| pairs.get(key).filter(|_| has).and_then(|n| n.parse().ok());
    let yes = |key: &str, has: bool| pairs.get(key).filter(|_| has).map(|b| b == "true");
    group.stickiness = Some(told_sticky(pairs, speaks_http(&group.protocol)));
    group.target_failover = vec![TargetFailover {
        on_deregistration: text(ON_DEREGISTRATION, gateway),
        on_unhealthy: text(ON_UNHEALTHY, gateway),
    }];
    group.target_group_health = Some(GroupHealth {
        dns_failover: Some(DnsFailover {
            minimum_healthy_targets_count: text(DNS_COUNT, !gateway),
            minimum_healthy_targets_percentage: text(DNS_PERCENTAGE, !gateway),
        }),
        unhealthy_state_routing: Some(UnhealthyRouting {
            minimum_healthy_targets_count: number(ROUTING_COUNT, !gateway),
            minimum_healthy_targets_percentage: text(ROUTING_PERCENTAGE, !gateway),
        }),
    });
    group.target_health_state = vec![HealthState {
        enable_unhealthy_connection_termination: yes(TERMINATION, tcp),
        unhealthy_draining_interval: number(DRAINING, tcp),
    }];
}

/// Nothing at all where AWS tells nothing; else what does not apply is zero.
fn told_sticky(pairs: &Pairs, http: bool) -> Stickiness {
    let Some(enabled) = pairs.get(STICKY) else { return Stickiness::default() };
    let kind = pairs.get(STICKY_TYPE).cloned();
    let of = |word: &str, key: &str| {
        let has = http && kind.as_deref() == Some(word);
        pairs.get(key).filter(|_| has).cloned()
    };
    let seconds = of("lb_cookie", LB_COOKIE_SECONDS).or_else(|| of("app_cookie", APP_COOKIE_SECONDS));
    Stickiness {
        cookie_duration: Some(seconds.and_then(|s| s.parse().ok()).unwrap_or_default()),
        cookie_name: Some(of("app_cookie", APP_COOKIE_NAME).unwrap_or_default()),
        enabled: Some(enabled == "true"),
        r#type: Some(kind.unwrap_or_default()),
    }
}
