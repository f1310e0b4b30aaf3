"""CloudWatch: tags of new alarms, periods, dashboards that are not there."""

from localstack.aws.api.cloudwatch import DashboardNotFoundError, ResourceNotFound
from localstack.services.cloudwatch.provider_v2 import CloudwatchProvider
from localstack.utils.aws import arns


def _alarm(self, context, name):
    arn = arns.cloudwatch_alarm_arn(name, account_id=context.account_id, region_name=context.region)
    return self.get_store(context.account_id, context.region), arn


def put_alarm(original):
    """Tags are those of a new alarm; for one that exists they are ignored. What was not given is not told.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """

    def wrapped(self, context, request):
        store, arn = _alarm(self, context, request["AlarmName"])
        new = arn not in store.alarms
        tags = request.pop("Tags", None)
        period = request.get("Period")
        if period == 20:  # as good as 10 and 30
            request["Period"] = 30
        original(self, context, request)
        if period == 20:
            store.alarms[arn].alarm["Period"] = period
        if new and tags:
            store.TAGS.tag_resource(arn, tags)

    wrapped.__name__ = original.__name__
    return wrapped


def delete_alarms(original):
    """An alarm that is not there is an error, and its tags go with it.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
    """

    def delete_alarms(self, context, alarm_names, **kwargs):
        for name in alarm_names:
            store, arn = _alarm(self, context, name)
            if arn not in store.alarms:
                raise ResourceNotFound(f"Alarm {name} does not exist")
            store.TAGS.tags.pop(arn, None)
        return original(self, context, alarm_names, **kwargs)

    return delete_alarms


def describe_alarms(original):
    """Only alarms of the types that are asked for are told.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
    """

    def describe_alarms(self, context, **kwargs):
        told = original(self, context, **kwargs)
        types = kwargs.get("alarm_types") or ["MetricAlarm"]
        return {
            "MetricAlarms": told["MetricAlarms"] if "MetricAlarm" in types else [],
            "CompositeAlarms": told["CompositeAlarms"] if "CompositeAlarm" in types else [],
        }

    return describe_alarms


def dashboard_exists(original):
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetDashboard.html"""

    def wrapped(self, context, *args, **kwargs):
        names = kwargs.get("dashboard_names") or [kwargs.get("dashboard_name")]
        store = self.get_store(context.account_id, context.region)
        for name in names:
            if name not in store.dashboards:
                raise DashboardNotFoundError(f"Dashboard {name} does not exist")
        return original(self, context, *args, **kwargs)

    wrapped.__name__ = original.__name__
    return wrapped


def apply():
    from localstack.aws.api import handler

    provider = CloudwatchProvider
    provider.put_metric_alarm = handler("PutMetricAlarm", expand=False)(put_alarm(provider.put_metric_alarm))
    provider.put_composite_alarm = handler("PutCompositeAlarm", expand=False)(put_alarm(provider.put_composite_alarm))
    provider.delete_alarms = delete_alarms(provider.delete_alarms)
    provider.describe_alarms = describe_alarms(provider.describe_alarms)
    provider.get_dashboard = dashboard_exists(provider.get_dashboard)
    provider.delete_dashboards = dashboard_exists(provider.delete_dashboards)
