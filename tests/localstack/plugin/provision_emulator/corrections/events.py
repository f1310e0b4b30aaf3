"""EventBridge: keys, dead letters and changes of buses; statements of their policies; pipelines as targets."""

import datetime

from localstack.aws.api import handler
from localstack.services.events.event_bus import EventBusService
from localstack.services.events.provider import EventsProvider
from localstack.services.events.target import TargetSender, TargetSenderFactory

# What a bus has beside what LocalStack keeps, by the argument's name.
MORE = {
    "kms_key_identifier": "KmsKeyIdentifier",
    "dead_letter_config": "DeadLetterConfig",
    "log_config": "LogConfig",
}


def create_event_bus(original):
    """https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html"""

    def create_event_bus(self, context, **kwargs):
        answer = original(self, context, **kwargs)
        bus = self.get_event_bus(kwargs["name"], self.get_store(context.region, context.account_id))
        bus.more = {MORE[name]: kwargs[name] for name in MORE if kwargs.get(name)}
        return answer | bus.more

    return create_event_bus


def describe(original):
    """https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html"""

    def _event_bus_to_api_type_event_bus(self, event_bus):
        return original(self, event_bus) | getattr(event_bus, "more", {})

    return _event_bus_to_api_type_event_bus


def update_event_bus(self, context, name=None, description=None, **kwargs):
    """What is not given is gone.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateEventBus.html
    """
    bus = self.get_event_bus(name or "default", self.get_store(context.region, context.account_id))
    bus.description = description
    bus.more = {MORE[argument]: kwargs[argument] for argument in MORE if kwargs.get(argument)}
    bus.last_modified_time = datetime.datetime.now(datetime.timezone.utc)
    return {"Arn": bus.arn, "Name": bus.name} | ({"Description": description} if description else {}) | bus.more


def put_permission(original):
    """A statement of an id takes the place of that which had it.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
    """

    def put_permission(self, action, principal, statement_id, condition, policy):
        if policy or not self.event_bus.policy:
            return original(self, action, principal, statement_id, condition, policy)
        statement = self._parse_statement(statement_id, action, principal, self.arn, condition)
        others = [one for one in self.event_bus.policy["Statement"] if one.get("Sid") != statement_id]
        self.event_bus.policy["Statement"] = others + [statement]
        return None

    return put_permission


def parse_statement(original):
    """A condition is an operator over a key, as in every policy.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
    """

    def _parse_statement(self, statement_id, action, principal, resource_arn, condition):
        if condition:
            condition = {condition["Type"]: {condition["Key"]: condition["Value"]}}
        return original(self, statement_id, action, principal, resource_arn, condition)

    return _parse_statement


class PipelineTarget(TargetSender):
    """A pipeline, which an event starts. Pipelines do not run here.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
    """

    def send_event(self, event, trace_header):
        pass


def apply():
    TargetSenderFactory.register_target_sender("codepipeline", PipelineTarget)
    provider = EventsProvider
    provider.create_event_bus = handler("CreateEventBus")(create_event_bus(provider.create_event_bus))
    provider._event_bus_to_api_type_event_bus = describe(provider._event_bus_to_api_type_event_bus)
    provider.update_event_bus = handler("UpdateEventBus")(update_event_bus)
    EventBusService.put_permission = put_permission(EventBusService.put_permission)
    EventBusService._parse_statement = parse_statement(EventBusService._parse_statement)
