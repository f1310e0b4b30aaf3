"""Application Auto Scaling: tags of scalable targets.

https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TagResource.html
"""

import functools
import json

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse


def _target(response):
    arn = response._get_param("ResourceARN")
    for targets in response.applicationautoscaling_backend.targets.values():
        for target in targets.values():
            if target.arn == arn:
                return target.__dict__.setdefault("provision_tags", {})
    return {}


def register_scalable_target(original):
    """Tags are taken by the call that registers."""

    @functools.wraps(original)
    def wrapped(self):
        answer = original(self)
        tags, resource = self._get_param("Tags"), self._get_param("ResourceId")
        for targets in self.applicationautoscaling_backend.targets.values() if tags else ():
            for target in targets.values():
                if target.resource_id == resource:
                    target.__dict__.setdefault("provision_tags", {}).update(tags)
        return answer

    return wrapped


def list_tags_for_resource(self):
    return json.dumps({"Tags": _target(self)})


def tag_resource(self):
    _target(self).update(self._get_param("Tags"))
    return json.dumps({})


def untag_resource(self):
    tags = _target(self)
    for key in self._get_param("TagKeys"):
        tags.pop(key, None)
    return json.dumps({})


def apply():
    response = ApplicationAutoScalingResponse
    response.register_scalable_target = register_scalable_target(response.register_scalable_target)
    response.list_tags_for_resource = list_tags_for_resource
    response.tag_resource = tag_resource
    response.untag_resource = untag_resource
