"""Elastic Load Balancing: ARNs by type, the settings that each kind of thing has, policies of listeners that speak TLS only."""

import contextvars
import functools

from moto.elbv2.models import ELBv2Backend, FakeListener, FakeLoadBalancer, FakeTargetGroup
from moto.elbv2 import models

# The word that an ARN has for the type.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
WORDS = {"application": "app", "network": "net", "gateway": "gwy"}

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
OF_ALL = {"deletion_protection.enabled": "false", "load_balancing.cross_zone.enabled": "false"}
OF_LOGGING = {
    "access_logs.s3.enabled": "false", "access_logs.s3.bucket": "", "access_logs.s3.prefix": "",
    "ipv6.deny_all_igw_traffic": "false", "zonal_shift.config.enabled": "false",
}
OF_BALANCERS = {
    "application": OF_ALL | OF_LOGGING | {
        "client_keep_alive.seconds": "3600", "connection_logs.s3.bucket": "", "connection_logs.s3.enabled": "false",
        "connection_logs.s3.prefix": "", "idle_timeout.timeout_seconds": "60", "load_balancing.cross_zone.enabled": "true",
        "routing.http.desync_mitigation_mode": "defensive", "routing.http.drop_invalid_header_fields.enabled": "false",
        "routing.http.preserve_host_header.enabled": "false",
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": "false", "routing.http.xff_client_port.enabled": "false",
        "routing.http.xff_header_processing.mode": "append", "routing.http2.enabled": "true", "waf.fail_open.enabled": "false",
    },
    "network": OF_ALL | OF_LOGGING | {"dns_record.client_routing_policy": "any_availability_zone"},
    "gateway": OF_ALL,
}

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ListenerAttribute.html
OF_RESPONSES = {"routing.http.response.server.enabled": "true"} | {
    f"routing.http.response.{header}.header_value": "" for header in (
        "access_control_allow_credentials", "access_control_allow_headers", "access_control_allow_methods",
        "access_control_allow_origin", "access_control_expose_headers", "access_control_max_age", "content_security_policy",
        "strict_transport_security", "x_content_type_options", "x_frame_options",
    )
}
OF_REQUESTS = {
    f"routing.http.request.{header}.header_name": "-".join(part.capitalize() for part in header.split("_")) for header in (
        "x_amzn_mtls_clientcert", "x_amzn_mtls_clientcert_issuer", "x_amzn_mtls_clientcert_leaf",
        "x_amzn_mtls_clientcert_serial_number", "x_amzn_mtls_clientcert_subject", "x_amzn_mtls_clientcert_validity",
        "x_amzn_tls_cipher_suite", "x_amzn_tls_version",
    )
}
IDLE = {"tcp.idle_timeout.seconds": "350"}
OF_LISTENERS = {"HTTP": OF_RESPONSES, "HTTPS": OF_RESPONSES | OF_REQUESTS, "TCP": IDLE, "": IDLE}

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
OF_HEALTH = {
    "target_group_health.dns_failover.minimum_healthy_targets.count": "1",
    "target_group_health.dns_failover.minimum_healthy_targets.percentage": "off",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": "1",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": "off",
}
OF_HOSTS = {
    "deregistration_delay.timeout_seconds": "300", "stickiness.enabled": "false",
    "load_balancing.cross_zone.enabled": "use_load_balancer_configuration",
}
OF_HTTP_GROUPS = OF_HOSTS | OF_HEALTH | {
    "load_balancing.algorithm.anomaly_mitigation": "off", "load_balancing.algorithm.type": "round_robin",
    "slow_start.duration_seconds": "0", "stickiness.app_cookie.cookie_name": "",
    "stickiness.app_cookie.duration_seconds": "86400", "stickiness.lb_cookie.duration_seconds": "86400",
    "stickiness.type": "lb_cookie",
}
OF_TCP_GROUPS = OF_HOSTS | OF_HEALTH | {
    "deregistration_delay.connection_termination.enabled": "false", "proxy_protocol_v2.enabled": "false",
    "stickiness.type": "source_ip",
}
OF_UNHEALTHY = {
    "target_health_state.unhealthy.connection_termination.enabled": "true",
    "target_health_state.unhealthy.draining_interval_seconds": "0",
}


def of_group(group):
    """The settings of a new target group. Clients' addresses are kept for instances, and for addresses by UDP."""
    if group.target_type == "lambda":
        return {"lambda.multi_value_headers.enabled": "false"}
    if group.protocol in ("HTTP", "HTTPS"):
        return dict(OF_HTTP_GROUPS)
    if group.protocol == "GENEVE":
        return OF_HOSTS | {
            "stickiness.type": "source_ip_dest_ip_proto", "target_failover.on_deregistration": "no_rebalance",
            "target_failover.on_unhealthy": "no_rebalance",
        }
    keeps = group.target_type == "instance" or group.protocol in ("UDP", "TCP_UDP")
    unhealthy = OF_UNHEALTHY if group.protocol in ("TCP", "TLS") else {}
    return OF_TCP_GROUPS | unhealthy | {"preserve_client_ip.enabled": str(keeps).lower()}


def after(original, change):
    """A constructor whose object is then changed."""

    @functools.wraps(original)
    def wrapped(self, *args, **kwargs):
        original(self, *args, **kwargs)
        change(self)

    return wrapped


def balancer_settings(balancer):
    balancer.attrs = dict(OF_BALANCERS[balancer.type])
    balancer.scheme = balancer.scheme or "internet-facing"


def listener_settings(listener):
    listener.attributes = dict(OF_LISTENERS.get(listener.protocol, {}))
    speaks_tls = listener.protocol in ("HTTPS", "TLS")
    listener.ssl_policy = listener.ssl_policy if speaks_tls else None


def group_settings(group):
    group.attributes = of_group(group)


WORD = contextvars.ContextVar("WORD", default="app")


def arn_of_load_balancer(original):
    @functools.wraps(original)
    def wrapped(**parts):
        return original(**parts).replace(":loadbalancer/app/", f":loadbalancer/{WORD.get()}/")

    return wrapped


def create_load_balancer(original):
    """The ARN names the type, which moto does not hand to what makes the ARN."""

    @functools.wraps(original)
    def wrapped(self, *args, **kwargs):
        before = WORD.set(WORDS[kwargs.get("loadbalancer_type") or "application"])
        try:
            return original(self, *args, **kwargs)
        finally:
            WORD.reset(before)

    return wrapped


def modify_listener(original):
    """Only listeners that speak TLS have a policy."""

    @functools.wraps(original)
    def wrapped(self, *args, **kwargs):
        listener = original(self, *args, **kwargs)
        if listener.protocol not in ("HTTPS", "TLS"):
            listener.ssl_policy = None
        return listener

    return wrapped


def apply():
    models.make_arn_for_load_balancer = arn_of_load_balancer(models.make_arn_for_load_balancer)
    FakeLoadBalancer.__init__ = after(FakeLoadBalancer.__init__, balancer_settings)
    FakeListener.__init__ = after(FakeListener.__init__, listener_settings)
    FakeTargetGroup.__init__ = after(FakeTargetGroup.__init__, group_settings)
    backend = ELBv2Backend
    backend.create_load_balancer = create_load_balancer(backend.create_load_balancer)
    backend.modify_listener = modify_listener(backend.modify_listener)
