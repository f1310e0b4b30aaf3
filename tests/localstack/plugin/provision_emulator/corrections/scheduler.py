"""EventBridge Scheduler: groups that are not there, and groups that are."""

import functools

from moto.core.exceptions import JsonRESTError
from moto.scheduler.exceptions import ScheduleGroupNotFound
from moto.scheduler.models import EventBridgeSchedulerBackend


class Conflict(JsonRESTError):
    code = 409

    def __init__(self, message):
        super().__init__("ConflictException", message)


def in_a_group(original):
    """https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html"""

    @functools.wraps(original)
    def wrapped(self, **kwargs):
        self.get_schedule_group(kwargs.get("group_name"))
        return original(self, **kwargs)

    return wrapped


def create_schedule_group(original):
    """https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html"""

    @functools.wraps(original)
    def wrapped(self, name, tags):
        if name in self.schedule_groups:
            raise Conflict(f"Schedule group {name} already exists.")
        return original(self, name=name, tags=tags)

    return wrapped


def delete_schedule_group(original):
    """A group's schedules go with it, and so do its tags.

    https://docs.aws.amazon.com/scheduler/latest/APIReference/API_DeleteScheduleGroup.html
    """

    @functools.wraps(original)
    def wrapped(self, name):
        if name not in self.schedule_groups:
            raise ScheduleGroupNotFound(name)
        self.tagger.delete_all_tags_for_resource(self.schedule_groups[name].arn)
        return original(self, name)

    return wrapped


def update_schedule(original):
    """What is not given is what a new one would have.

    https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
    """

    @functools.wraps(original)
    def wrapped(self, **kwargs):
        return original(self, **kwargs | {"state": kwargs.get("state") or "ENABLED"})

    return wrapped


def apply():
    backend = EventBridgeSchedulerBackend
    backend.create_schedule = in_a_group(backend.create_schedule)
    backend.update_schedule = update_schedule(backend.update_schedule)
    backend.create_schedule_group = create_schedule_group(backend.create_schedule_group)
    backend.delete_schedule_group = delete_schedule_group(backend.delete_schedule_group)
