"""DynamoDB: attributes that no key has any more, what a table is given when it is paid for by request, how far back it can be restored."""

import functools

from moto.dynamodb.models import DynamoDBBackend


def changed_table(original):
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html: the attributes are those of the keys of the
    table and its indexes, and a table that is paid for by request is given nothing."""

    @functools.wraps(original)
    def update_table(self, *args, **kwargs):
        table = original(self, *args, **kwargs)
        schemas = [table.schema, *(index.schema for index in [*table.indexes, *table.global_indexes])]
        used = {key["AttributeName"] for schema in schemas for key in schema}
        table.attr = [attribute for attribute in table.attr if attribute["AttributeName"] in used]
        if table.billing_mode == "PAY_PER_REQUEST":
            table.throughput = {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}
        return table

    return update_table


def recovery_period(original):
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PointInTimeRecoveryDescription.html: 35 days where none are given."""

    @functools.wraps(original)
    def update(self, table_name, point_in_time_spec):
        told = original(self, table_name, point_in_time_spec)
        description = told["PointInTimeRecoveryDescription"]
        if description["PointInTimeRecoveryStatus"] == "ENABLED":
            description["RecoveryPeriodInDays"] = point_in_time_spec.get("RecoveryPeriodInDays") or 35
        return told

    return update


def apply():
    DynamoDBBackend.update_table = changed_table(DynamoDBBackend.update_table)
    DynamoDBBackend.update_continuous_backups = recovery_period(DynamoDBBackend.update_continuous_backups)
