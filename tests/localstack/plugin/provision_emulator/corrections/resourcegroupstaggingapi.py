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


def name(arn):
    """What follows the kind, or the account where none is told."""
    return arn.split(":", 5)[-1].split("/", 1)[-1]


def of_policy_or_profile(iam, arn):
    if arn.split(":", 5)[-1].startswith("policy/"):
        return iam.list_policy_tags(PolicyArn=arn)["Tags"]
    return iam.list_instance_profile_tags(InstanceProfileName=arn.rsplit("/", 1)[-1])["Tags"]


def of_queue(sqs, arn):
    return sqs.list_queue_tags(QueueUrl=sqs.get_queue_url(QueueName=name(arn))["QueueUrl"]).get("Tags", {})


def of_zone(route53, arn):
    return route53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=name(arn))["ResourceTagSet"]["Tags"]


# Services that moto's tagging API does not look at, or not at everything of theirs, by what their ARNs call them, and how each tells
# the tags of an ARN.
ELSEWHERE = {
    "application-autoscaling": lambda client, arn: client.list_tags_for_resource(ResourceARN=arn)["Tags"],
    "athena": lambda client, arn: client.list_tags_for_resource(ResourceARN=arn)["Tags"],
    "backup": lambda client, arn: client.list_tags(ResourceArn=arn)["Tags"],
    "cloudtrail": lambda client, arn: client.list_tags(ResourceIdList=[arn])["ResourceTagList"][0]["TagsList"],
    "cloudwatch": lambda client, arn: client.list_tags_for_resource(ResourceARN=arn)["Tags"],
    "codecommit": lambda client, arn: client.list_tags_for_resource(resourceArn=arn)["tags"],
    "codeconnections": lambda client, arn: client.list_tags_for_resource(ResourceArn=arn)["Tags"],
    "codedeploy": lambda client, arn: client.list_tags_for_resource(ResourceArn=arn)["Tags"],
    "codepipeline": lambda client, arn: client.list_tags_for_resource(resourceArn=arn)["tags"],
    "codestar-connections": lambda client, arn: client.list_tags_for_resource(ResourceArn=arn)["Tags"],
    "ecr": lambda client, arn: client.list_tags_for_resource(resourceArn=arn)["tags"],
    "elasticloadbalancing": lambda client, arn: client.describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"],
    "events": lambda client, arn: client.list_tags_for_resource(ResourceARN=arn)["Tags"],
    "firehose": lambda client, arn: client.list_tags_for_delivery_stream(DeliveryStreamName=name(arn))["Tags"],
    "glue": lambda client, arn: client.get_tags(ResourceArn=arn)["Tags"],
    "iam": of_policy_or_profile,
    "kms": lambda client, arn: client.list_resource_tags(KeyId=arn)["Tags"],
    "logs": lambda client, arn: client.list_tags_for_resource(resourceArn=arn)["tags"],
    "quicksight": lambda client, arn: client.list_tags_for_resource(ResourceArn=arn)["Tags"],
    "rds": lambda client, arn: client.list_tags_for_resource(ResourceName=arn)["TagList"],
    "route53": of_zone,
    "s3": lambda client, arn: client.get_bucket_tagging(Bucket=name(arn))["TagSet"],
    "shield": lambda client, arn: client.list_tags_for_resource(ResourceARN=arn)["Tags"],
    "sns": lambda client, arn: client.list_tags_for_resource(ResourceArn=arn)["Tags"],
    "sqs": of_queue,
    "ssm": lambda client, arn: client.list_tags_for_resource(ResourceType="Association", ResourceId=name(arn))["TagList"],
    "wafv2": lambda client, arn: client.list_tags_for_resource(ResourceARN=arn)["TagInfoForResource"]["TagList"],
}


def listed(tags):
    """Tags as this API writes them, of whichever way a service does."""
    if isinstance(tags, dict):
        return [{"Key": key, "Value": value} for key, value in tags.items()]
    spelled = [{key.lower().removeprefix("tag"): value for key, value in tag.items()} for tag in tags]
    return [{"Key": tag["key"], "Value": tag.get("value", "")} for tag in spelled]


def told_elsewhere(account, region, arns):
    """What carries tags of these, as the services themselves tell it."""
    from localstack.aws.connect import connect_to

    clients = connect_to(aws_access_key_id=account, region_name=region)
    for arn in arns:
        service = arn.split(":")[2]
        if service not in ELSEWHERE:
            continue
        try:
            client = clients.get_client("elbv2" if service == "elasticloadbalancing" else service)
            tags = ELSEWHERE[service](client, arn)
        except ClientError:
            continue
        if tags:
            yield {"ResourceARN": arn, "Tags": listed(tags)}


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
