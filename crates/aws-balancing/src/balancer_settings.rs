//! The settings of load balancers that AWS keeps as pairs of texts, and what planning a change of subnets knows.

use crate::load_balancer::{AccessLogs, ConnectionLogs, LoadBalancer};
use crate::setting::{self, Pairs, Setting};
use provision_aws_core::attr::Attr;
use provision_aws_core::prelude::*;

const ALL: &[&str] = &["application", "network", "gateway"];
const APPLICATION: &[&str] = &["application"];
const NETWORK: &[&str] = &["network"];
/// Those of application load balancers use all zones always.
const LOWER: &[&str] = &["network", "gateway"];
const LOGGING: &[&str] = &["application", "network"];

/// Those that are attributes. (ELBv2 LoadBalancerAttribute)
pub const SETTINGS: [Setting; 14] = [
    Setting { name: "client_keep_alive", key: "client_keep_alive.seconds", kinds: APPLICATION },
    Setting {
        name: "desync_mitigation_mode",
        key: "routing.http.desync_mitigation_mode",
        kinds: APPLICATION,
    },
    Setting {
        name: "dns_record_client_routing_policy",
        key: "dns_record.client_routing_policy",
        kinds: NETWORK,
    },
    Setting {
        name: "drop_invalid_header_fields",
        key: "routing.http.drop_invalid_header_fields.enabled",
        kinds: APPLICATION,
    },
    Setting {
        name: "enable_cross_zone_load_balancing",
        key: "load_balancing.cross_zone.enabled",
        kinds: LOWER,
    },
    Setting { name: "enable_deletion_protection", key: "deletion_protection.enabled", kinds: ALL },
    Setting { name: "enable_http2", key: "routing.http2.enabled", kinds: APPLICATION },
    Setting {
        name: "enable_tls_version_and_cipher_suite_headers",
        key: "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
        kinds: APPLICATION,
    },
    Setting { name: "enable_waf_fail_open", key: "waf.fail_open.enabled", kinds: APPLICATION },
    Setting {
        name: "enable_xff_client_port",
        key: "routing.http.xff_client_port.enabled",
        kinds: APPLICATION,
    },
    Setting { name: "enable_zonal_shift", key: "zonal_shift.config.enabled", kinds: LOGGING },
    Setting { name: "idle_timeout", key: "idle_timeout.timeout_seconds", kinds: APPLICATION },
    Setting {
        name: "preserve_host_header",
        key: "routing.http.preserve_host_header.enabled",
        kinds: APPLICATION,
    },
    Setting {
        name: "xff_header_processing_mode",
        key: "routing.http.xff_header_processing.mode",
        kinds: APPLICATION,
    },
];

/// The three keys of a kind of log: whether, where, under what.
struct Log([&'static str; 3]);

const ACCESS: Log = Log(["access_logs.s3.enabled", "access_logs.s3.bucket", "access_logs.s3.prefix"]);
const CONNECTION: Log =
    Log(["connection_logs.s3.enabled", "connection_logs.s3.bucket", "connection_logs.s3.prefix"]);

impl Log {
    fn to_send(&self, wanted: Option<(bool, Option<String>, Option<String>)>) -> Vec<(&'static str, String)> {
        let Log([enabled, bucket, prefix]) = *self;
        match wanted {
            Some((true, place, under)) => vec![
                (enabled, true.to_string()),
                (bucket, place.unwrap_or_default()),
                (prefix, under.unwrap_or_default()),
            ],
            _ => vec![(enabled, false.to_string())],
        }
    }
    fn told(&self, pairs: &Pairs) -> (bool, Option<String>, Option<String>) {
        let Log([enabled, bucket, prefix]) = *self;
        (
            pairs.get(enabled).is_some_and(|e| e == "true"),
            pairs.get(bucket).cloned(),
            pairs.get(prefix).cloned(),
        )
    }
}

/// What to send for the settings that `changed`, as far as the type of load balancer has them.
pub fn to_send(to: &LoadBalancer, changed: impl Fn(&str) -> bool) -> Vec<(&'static str, String)> {
    let kind = to.load_balancer_type.clone().unwrap_or_default();
    let mut pairs = Vec::new();
    if changed("access_logs") && LOGGING.contains(&kind.as_str()) {
        let logs = to.access_logs.clone();
        pairs.extend(ACCESS.to_send(logs.map(|l| (l.enabled == Some(true), l.bucket, l.prefix))));
    }
    if changed("connection_logs") && APPLICATION.contains(&kind.as_str()) {
        let logs = to.connection_logs.clone();
        pairs.extend(CONNECTION.to_send(logs.map(|l| (l.enabled == Some(true), l.bucket, l.prefix))));
    }
    pairs.extend(setting::to_send(&SETTINGS, &kind, &to.to_value(0), changed));
    pairs
}

/// Fills in where is logged, be it nowhere, as the provider writes it.
pub fn tell_logs(balancer: &mut LoadBalancer, pairs: &Pairs) {
    if pairs.is_empty() {
        return;
    }
    let (enabled, bucket, prefix) = ACCESS.told(pairs);
    balancer.access_logs = Some(AccessLogs { bucket, enabled: Some(enabled), prefix });
    if balancer.load_balancer_type.as_deref() == Some("application") {
        let (enabled, bucket, prefix) = CONNECTION.told(pairs);
        balancer.connection_logs = Some(ConnectionLogs { bucket, enabled: Some(enabled), prefix });
    }
}

/// Which changes of subnets and security groups need a new load balancer, and what they leave to AWS.
pub fn plan(cx: &mut PlanCx<'_>) {
    let network = match cx.get("load_balancer_type").as_str() {
        Some("network") => true,
        Some("application") => false,
        _ => return,
    };
    if cx.is_create() || cx.changed("load_balancer_type") {
        return;
    }
    let mappings = has_change(cx, "subnet_mapping");
    let subnets = has_change(cx, "subnets") || !known(cx, "subnets");
    if mappings {
        if known(cx, "subnet_mapping") && !mappings_in_place(cx, network) {
            cx.force_replace("subnet_mapping");
        }
        cx.set_unknown("subnets");
    }
    if subnets {
        // Those of a network load balancer can only become more.
        let (before, after) = (count(&cx.before("subnets")), count(&cx.get("subnets")));
        if network && known(cx, "subnets") && after <= before {
            cx.force_replace("subnets");
        }
        cx.set_unknown("subnet_mapping");
    }
    if network && has_change(cx, "security_groups") && known(cx, "security_groups") {
        let (before, after) = (count(&cx.before("security_groups")), count(&cx.get("security_groups")));
        if (before == 0) != (after == 0) {
            cx.force_replace("security_groups");
        }
    }
}

fn known(cx: &PlanCx<'_>, name: &str) -> bool {
    cx.configured(name).is_wholly_known()
}

fn count(v: &Value) -> usize {
    v.as_seq().map_or(0, <[Value]>::len)
}

/// The addresses in a subnet stay as they are. From a network load balancer no subnet can be taken away.
fn mappings_in_place(cx: &PlanCx<'_>, network: bool) -> bool {
    let before = mappings(&cx.before("subnet_mapping"));
    let after = mappings(&cx.get("subnet_mapping"));
    let same = |old: &Vec<String>| match after.iter().find(|new| new[0] == old[0]) {
        Some(new) => new == old,
        None => !network,
    };
    before.iter().all(same)
}

/// Of each mapping its subnet and then the addresses.
fn mappings(v: &Value) -> Vec<Vec<String>> {
    let parts = ["subnet_id", "allocation_id", "private_ipv4_address", "ipv6_address"];
    let text = |m: &Value, name: &str| m.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    v.as_seq().unwrap_or_default().iter().map(|m| parts.iter().map(|p| text(m, p)).collect()).collect()
}
