"""CloudWatch Logs: filters that are put again, distribution of subscriptions, saved queries."""

import functools
import uuid

from localstack.aws.api.logs import ResourceNotFoundException
from localstack.services.logs.provider import LogsProvider
from moto.core.utils import unix_time_millis
from moto.logs.metric_filters import MetricFilters
from moto.logs.models import LogGroup, LogsBackend, SubscriptionFilter
from moto.logs.responses import LogsResponse

RANDOM = "distribution"


def add_filter(original):
    """A filter of the name takes the place of that which has it.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
    """

    @functools.wraps(original)
    def wrapped(self, filter_name, filter_pattern, log_group_name, metric_transformations):
        self.delete_filter(filter_name, log_group_name)
        original(self, filter_name, filter_pattern, log_group_name, metric_transformations)

    return wrapped


def delete_log_group(original):
    """A group's filters go with it.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html
    """

    @functools.wraps(original)
    def wrapped(self, log_group_name):
        answer = original(self, log_group_name)
        left = [one for one in self.filters.metric_filters if one["logGroupName"] != log_group_name]
        self.filters.metric_filters = left
        return answer

    return wrapped


def put_into_group(original):
    """A group takes two filters; one of them may be put again.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html
    """

    @functools.wraps(original)
    def wrapped(self, filter_name, filter_pattern, destination_arn, role_arn):
        if known := self.subscription_filters.get(filter_name):
            known.update(filter_pattern, destination_arn, role_arn)
        else:
            original(self, filter_name, filter_pattern, destination_arn, role_arn)

    return wrapped


def put_subscription_filter(original):
    @functools.wraps(original)
    def wrapped(self):
        answer = original(self)
        group = self.logs_backend.groups[self._get_param("logGroupName")]
        made = group.subscription_filters[self._get_param("filterName")]
        setattr(made, RANDOM, self._get_param("distribution") or "ByLogStream")
        return answer

    return wrapped


def subscription_told(original):
    @functools.wraps(original)
    def wrapped(self):
        return original(self) | {"distribution": getattr(self, RANDOM, "ByLogStream")}

    return wrapped


class Queries:
    """Saved queries: moto has none. One dictionary for each account and region, by id."""

    store: dict = {}

    @classmethod
    def of(cls, context):
        return cls.store.setdefault((context.account_id, context.region), {})


def put_query_definition(self, context, name, query_string, query_definition_id=None, client_token=None, **kwargs):
    """A token stands for the definition that it made.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
    """
    queries = Queries.of(context)
    if query_definition_id and query_definition_id not in queries:
        raise ResourceNotFoundException("The specified query definition does not exist.")
    made = next((one for one in queries.values() if client_token and one["token"] == client_token), None)
    if made and not query_definition_id:
        return {"queryDefinitionId": made["queryDefinitionId"]}
    new = query_definition_id or str(uuid.uuid4())
    queries[new] = {
        "queryDefinitionId": new,
        "name": name,
        "queryString": query_string,
        "logGroupNames": kwargs.get("log_group_names") or [],
        "lastModified": int(unix_time_millis()),
        "token": client_token,
    }
    return {"queryDefinitionId": new}


def describe_query_definitions(self, context, query_definition_name_prefix=None, **kwargs):
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeQueryDefinitions.html"""
    found = [one for one in Queries.of(context).values() if one["name"].startswith(query_definition_name_prefix or "")]
    return {"queryDefinitions": [{key: value for key, value in one.items() if key != "token"} for one in found]}


def delete_query_definition(self, context, query_definition_id, **kwargs):
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteQueryDefinition.html"""
    if Queries.of(context).pop(query_definition_id, None) is None:
        raise ResourceNotFoundException("The specified query definition does not exist.")
    return {"success": True}


def apply():
    MetricFilters.add_filter = add_filter(MetricFilters.add_filter)
    LogsBackend.delete_log_group = delete_log_group(LogsBackend.delete_log_group)
    LogGroup.put_subscription_filter = put_into_group(LogGroup.put_subscription_filter)
    LogsResponse.put_subscription_filter = put_subscription_filter(LogsResponse.put_subscription_filter)
    SubscriptionFilter.to_json = subscription_told(SubscriptionFilter.to_json)
    LogsProvider.put_query_definition = put_query_definition
    LogsProvider.describe_query_definitions = describe_query_definitions
    LogsProvider.delete_query_definition = delete_query_definition
