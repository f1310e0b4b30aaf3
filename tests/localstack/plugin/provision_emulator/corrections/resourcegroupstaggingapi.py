"""The Resource Groups Tagging API: GetResources of some ARNs."""

import functools
import json
from types import SimpleNamespace

from botocore.exceptions import ClientError
from moto.resourcegroupstaggingapi.models import ResourceGroupsTaggingAPIBackend
from moto.resourcegroupstaggingapi.responses import ResourceGroupsTaggingAPIResponse


def without_none(original):
    """What ECS has, where a cluster without tags has an empty list of them: moto has None, at which GetResources breaks."""

    @functools.wraps(original)
    def wrapped(self):
        ecs = original(self)
        clusters = {name: SimpleNamespace(arn=one.arn, tags=one.tags or []) for name, one in ecs.clusters.items()}
        return SimpleNamespace(clusters=clusters, services=ecs.services, tasks=ecs.tasks, task_definitions=ecs.task_definitions)

    return wrapped


def listed(tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]


# Services that moto's tagging API does not look at, and how each of them tells the tags of an ARN.
ELSEWHERE = {
    "cloudwatch": lambda client, arn: client.list_tags_for_resource(ResourceARN=arn)["Tags"],
    "codepipeline": lambda client, arn: listed({t["key"]: t["value"] for t in client.list_tags_for_resource(resourceArn=arn)["tags"]}),
    "logs": lambda client, arn: listed(client.list_tags_for_resource(resourceArn=arn)["tags"]),
    "quicksight": lambda client, arn: client.list_tags_for_resource(ResourceArn=arn)["Tags"],
}


def told_elsewhere(account, region, arns):
    """What carries tags of these, as the services themselves tell it."""
    from localstack.aws.connect import connect_to

    clients = connect_to(aws_access_key_id=account, region_name=region)
    for arn in arns:
        service = arn.split(":")[2]
        if service not in ELSEWHERE:
            continue
        try:
            tags = ELSEWHERE[service](clients.get_client(service), arn)
        except ClientError:
            continue
        if tags:
            yield {"ResourceARN": arn, "Tags": tags}


def get_resources(original):
    """A list of ARNs goes with nothing else, and what does not exist is left out.

    https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
    """

    @functools.wraps(original)
    def wrapped(self):
        wanted = self._get_param("ResourceARNList")
        if not wanted:
            return original(self)
        token, found = None, []
        while True:
            token, page = self.backend.get_resources(
                pagination_token=token, resources_per_page=100, tag_filters=[], resource_type_filters=[])
            found += [resource for resource in page if resource["ResourceARN"] in wanted]
            if not token:
                left = set(wanted) - {resource["ResourceARN"] for resource in found}
                found += told_elsewhere(self.current_account, self.region, sorted(left))
                return json.dumps({"ResourceTagMappingList": found, "PaginationToken": ""})

    return wrapped


def apply():
    backend = ResourceGroupsTaggingAPIBackend
    backend.ecs_backend = property(without_none(backend.ecs_backend.fget))
    response = ResourceGroupsTaggingAPIResponse
    response.get_resources = get_resources(response.get_resources)
