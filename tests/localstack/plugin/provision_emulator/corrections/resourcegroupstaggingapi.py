"""The Resource Groups Tagging API: GetResources of some ARNs."""

import functools
import json

from moto.resourcegroupstaggingapi.responses import ResourceGroupsTaggingAPIResponse


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
                return json.dumps({"ResourceTagMappingList": found, "PaginationToken": ""})

    return wrapped


def apply():
    response = ResourceGroupsTaggingAPIResponse
    response.get_resources = get_resources(response.get_resources)
