"""Route 53: health checks with all of their settings, changed and set back, and query logs by zone.

https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
"""

import copy
import functools
import uuid

from localstack.aws.api import CommonServiceException
from moto.route53.models import Route53Backend, route53_backends

# Kinds of checks that ask nobody themselves.
DERIVED = ("CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL")


def checks(context):
    return route53_backends[context.account_id][context.partition].__dict__.setdefault("provision_checks", {})


def refused(code, message, status=400):
    return CommonServiceException(code, message, status_code=status, sender_fault=True)


def check(context, check_id):
    if check_id not in checks(context):
        raise refused("NoSuchHealthCheck", f"No health check exists with the specified ID {check_id}", 404)
    return checks(context)[check_id]


def complete(config):
    """What a check has that was not said of it."""
    defaults = {"Inverted": False, "Disabled": False, "EnableSNI": config["Type"].startswith("HTTPS")}
    if config["Type"] not in DERIVED:
        defaults |= {"RequestInterval": 30, "FailureThreshold": 3, "MeasureLatency": False}
    return defaults | config


def create_health_check(self, context, caller_reference, health_check_config, **_):
    """A caller reference stands for one check: https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHealthCheck.html"""
    config = complete(copy.deepcopy({k: v for k, v in health_check_config.items() if v is not None}))
    for made in checks(context).values():
        if made["CallerReference"] == caller_reference:
            if made["HealthCheckConfig"] == config:
                return {"HealthCheck": made, "Location": f"https://route53.amazonaws.com/2013-04-01/healthcheck/{made['Id']}"}
            raise refused("HealthCheckAlreadyExists", "A health check with this caller reference has been created with other settings.", 409)
    for child in config.get("ChildHealthChecks") or []:
        check(context, child)
    made = {"Id": str(uuid.uuid4()), "CallerReference": caller_reference, "HealthCheckConfig": config, "HealthCheckVersion": 1}
    checks(context)[made["Id"]] = made
    return {"HealthCheck": made, "Location": f"https://route53.amazonaws.com/2013-04-01/healthcheck/{made['Id']}"}


def get_health_check(self, context, health_check_id, **_):
    return {"HealthCheck": check(context, health_check_id)}


def list_health_checks(self, context, marker=None, max_items=None, **_):
    """https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHealthChecks.html: a hundred a page"""
    every, size = list(checks(context).values()), int(max_items or 100)
    start = next((i for i, made in enumerate(every) if made["Id"] == marker), 0)
    after = every[start + size:]
    told = {"HealthChecks": every[start:start + size], "Marker": marker or "", "IsTruncated": bool(after), "MaxItems": str(size)}
    return told | ({"NextMarker": after[0]["Id"]} if after else {})


def update_health_check(self, context, health_check_id, **_):
    """What is not given stays; ResetElements takes away: https://docs.aws.amazon.com/Route53/latest/APIReference/API_UpdateHealthCheck.html"""
    request = {k: v for k, v in dict(context.service_request).items() if v is not None}
    made = check(context, health_check_id)
    request.pop("HealthCheckId")
    for element in request.pop("ResetElements", []):
        made["HealthCheckConfig"].pop(element, None)
    expected = request.pop("HealthCheckVersion", made["HealthCheckVersion"])
    if expected != made["HealthCheckVersion"]:
        raise refused("HealthCheckVersionMismatch", "The health check has another version.", 409)
    made["HealthCheckConfig"].update(copy.deepcopy(request))
    made["HealthCheckVersion"] += 1
    return {"HealthCheck": made}


def delete_health_check(self, context, health_check_id, **_):
    """https://docs.aws.amazon.com/Route53/latest/APIReference/API_DeleteHealthCheck.html: not while a calculated check uses it"""
    check(context, health_check_id)
    if any(health_check_id in (made["HealthCheckConfig"].get("ChildHealthChecks") or []) for made in checks(context).values()):
        raise refused("HealthCheckInUse", f"The health check {health_check_id} is used by another.")
    del checks(context)[health_check_id]
    return {}


def list_query_logging_configs(original):
    """Those of a zone, where one is named: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListQueryLoggingConfigs.html"""

    @functools.wraps(original)
    def listed(self, *args, **kwargs):
        configs, token = original(self, *args, **kwargs)
        zone = kwargs.get("hosted_zone_id")
        return [config for config in configs if not zone or config.hosted_zone_id == zone], token

    return listed


def create_query_logging_config(original):
    """The ARN of a log group ends with its name: https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateQueryLoggingConfig.html"""

    @functools.wraps(original)
    def create(self, hosted_zone_id, log_group_arn):
        plain = log_group_arn.removesuffix(":*")
        made = original(self, hosted_zone_id, f"{plain}:*")
        made.cloudwatch_logs_log_group_arn = plain
        return made

    return create


def apply():
    from localstack.services.route53.provider import Route53Provider

    Route53Provider.create_health_check = create_health_check
    Route53Provider.get_health_check = get_health_check
    Route53Provider.list_health_checks = list_health_checks
    Route53Provider.update_health_check = update_health_check
    Route53Provider.delete_health_check = delete_health_check
    Route53Backend.list_query_logging_configs = list_query_logging_configs(Route53Backend.list_query_logging_configs)
    Route53Backend.create_query_logging_config = create_query_logging_config(Route53Backend.create_query_logging_config)
