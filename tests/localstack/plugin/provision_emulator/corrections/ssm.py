"""Systems Manager: parameters beyond the first page, tags that go with their parameter, associations."""

import functools
import json
import time
import uuid

from localstack.aws.api import CommonServiceException
from moto.ssm.models import SimpleSystemManagerBackend
from moto.ssm.responses import SimpleSystemManagerResponse

# Members of an association as CreateAssociation and UpdateAssociation take them.
MEMBERS = (
    "ApplyOnlyAtCronInterval", "AssociationName", "AutomationTargetParameterName", "ComplianceSeverity", "DocumentVersion", "InstanceId",
    "MaxConcurrency", "MaxErrors", "Name", "OutputLocation", "Parameters", "ScheduleExpression", "SyncCompliance", "Targets",
)


def describe_parameters(self):
    """https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html: pages of MaxResults, ARNs told."""
    start = int((self._get_param("NextToken") or "0").strip() or 0)
    end = start + (self._get_param("MaxResults") or 50)
    found = self.ssm_backend.describe_parameters(self._get_param("Filters"), self._get_param("ParameterFilters"))
    page = [parameter.describe_response_object(False) for parameter in found[start:end]]
    for parameter in page:
        parameter.pop("Value", None)
    return json.dumps({"Parameters": page} | ({"NextToken": str(end)} if len(found) > end else {}))


def delete_parameter(original):
    """Tags end with their parameter."""

    @functools.wraps(original)
    def delete(self, name):
        self._resource_tags["Parameter"].pop(name, None)
        return original(self, name)

    return delete


def associations(self):
    return self.ssm_backend.__dict__.setdefault("associations", {})


def association_of(self):
    found = associations(self).get(self._get_param("AssociationId"))
    if found is None:
        raise CommonServiceException("AssociationDoesNotExist", "The specified association does not exist.", sender_fault=True)
    return found


def asked(self):
    return {member: self._get_param(member) for member in MEMBERS if self._get_param(member) is not None}


def told(association):
    return json.dumps({"AssociationDescription": association})


def create_association(self):
    """https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateAssociation.html"""
    name = self._get_param("Name")
    if not name.startswith("AWS-") and name not in self.ssm_backend._documents:
        raise CommonServiceException("InvalidDocument", f"Document with name {name} does not exist.", sender_fault=True)
    identifier = str(uuid.uuid4())
    association = {
        "DocumentVersion": "$DEFAULT", "ApplyOnlyAtCronInterval": False, **asked(self), "AssociationId": identifier,
        "AssociationVersion": "1", "Date": time.time(), "Overview": {"Status": "Success", "DetailedStatus": "Success"},
    }
    associations(self)[identifier] = association
    tags = {tag["Key"]: tag["Value"] for tag in self._get_param("Tags") or []}
    self.ssm_backend._resource_tags["Association"][identifier] = tags
    return told(association)


def describe_association(self):
    """https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeAssociation.html"""
    return told(association_of(self))


def update_association(self):
    """https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateAssociation.html: what is left out is taken away."""
    association = association_of(self)
    kept = ("AssociationId", "Date", "Overview", "Name", "InstanceId")
    left = {member: association[member] for member in kept if member in association}
    version = str(int(association["AssociationVersion"]) + 1)
    association.clear()
    association.update({"DocumentVersion": "$DEFAULT", "ApplyOnlyAtCronInterval": False, **left, **asked(self), "AssociationVersion": version})
    return told(association)


def delete_association(self):
    """https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteAssociation.html"""
    identifier = association_of(self)["AssociationId"]
    del associations(self)[identifier]
    self.ssm_backend._resource_tags["Association"].pop(identifier, None)
    return "{}"


def list_associations(self):
    """https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListAssociations.html"""
    filters = {one["key"]: one["value"] for one in self._get_param("AssociationFilterList") or []}
    members = ("AssociationId", "AssociationName", "AssociationVersion", "DocumentVersion", "InstanceId", "Name", "Overview",
               "ScheduleExpression", "Targets")
    found = [one for one in associations(self).values() if all(one.get(key) == value for key, value in filters.items())]
    return json.dumps({"Associations": [{key: one[key] for key in members if key in one} for one in found]})


def tagged(original):
    """Associations have tags, too (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html)."""

    @functools.wraps(original)
    def validate(self, resource_type, resource_id):
        if resource_type == "Association" and resource_id in self.__dict__.get("associations", {}):
            return resource_id
        return original(self, resource_type, resource_id)

    return validate


def apply():
    backend = SimpleSystemManagerBackend
    backend.delete_parameter = delete_parameter(backend.delete_parameter)
    backend._validate_resource_type_and_id = tagged(backend._validate_resource_type_and_id)
    for operation in (describe_parameters, create_association, describe_association, update_association, delete_association,
                      list_associations):
        setattr(SimpleSystemManagerResponse, operation.__name__, operation)
