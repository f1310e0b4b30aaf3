"""Resource Groups: groups of a query or of a configuration, and their tags.

moto tells of every group that it has both, in another region than the one that it is in, and gives a description no end.
https://docs.aws.amazon.com/ARG/latest/APIReference/API_Operations.html
"""

import json

from provision_emulator.extras import backend, err, op

SERVICE = "resource-groups"


def store(ctx):
    # Kept with moto's backend, so that a reset of moto's takes it along.
    return backend(SERVICE, ctx).__dict__.setdefault("provision", {})


def found(ctx, r):
    """A group by its name or its ARN, in whichever member it is named."""
    name = next(r[key] for key in ("Group", "GroupName", "Arn") if r.get(key)).rsplit("group/", 1)[-1]
    if name not in store(ctx):
        raise err("NotFoundException", f"Cannot find group: {name}", 404)
    return store(ctx)[name]


def told(group):
    return {"GroupArn": group["arn"], "Name": group["name"], "Description": group["description"]}


def checked(query):
    """https://docs.aws.amazon.com/ARG/latest/APIReference/API_ResourceQuery.html"""
    try:
        filters = json.loads(query["Query"])
    except ValueError as error:
        raise err("BadRequestException", "Invalid query: Invalid query format: check JSON syntax") from error
    if query["Type"] == "TAG_FILTERS_1_0" and not filters.get("TagFilters"):
        raise err("BadRequestException", "Invalid query: The TagFilters list must contain between 1 and 50 elements")
    return query


@op(SERVICE, "CreateGroup")
def create_group(ctx, r):
    """https://docs.aws.amazon.com/ARG/latest/APIReference/API_CreateGroup.html"""
    name, query, settings = r["Name"], r.get("ResourceQuery"), r.get("Configuration")
    if name in store(ctx):
        raise err("BadRequestException", "Cannot create group: group already exists")
    if name.upper().startswith("AWS"):
        raise err("BadRequestException", "Group name must not start with 'AWS'")
    if bool(query) == bool(settings):
        raise err("BadRequestException", "A group has either a resource query or a configuration.")
    group = store(ctx)[name] = {
        "name": name, "arn": f"arn:aws:resource-groups:{ctx.region}:{ctx.account_id}:group/{name}",
        "description": r.get("Description") or "", "query": query and checked(query), "configuration": settings,
        "tags": dict(r.get("Tags") or {}),
    }
    answer = {"ResourceQuery": query} if query else {"GroupConfiguration": {"Configuration": settings, "Status": "UPDATE_COMPLETE"}}
    return {"Group": told(group), "Tags": group["tags"], **answer}


@op(SERVICE, "GetGroup")
def get_group(ctx, r):
    return {"Group": told(found(ctx, r))}


@op(SERVICE, "ListGroups")
def list_groups(ctx, r):
    """https://docs.aws.amazon.com/ARG/latest/APIReference/API_ListGroups.html"""
    groups = list(store(ctx).values())
    return {"Groups": [told(one) for one in groups],
            "GroupIdentifiers": [{"GroupName": one["name"], "GroupArn": one["arn"], "Description": one["description"]} for one in groups]}


@op(SERVICE, "UpdateGroup")
def update_group(ctx, r):
    group = found(ctx, r)
    if r.get("Description") is not None:
        group["description"] = r["Description"]
    return {"Group": told(group)}


@op(SERVICE, "GetGroupQuery")
def get_query(ctx, r):
    """https://docs.aws.amazon.com/ARG/latest/APIReference/API_GetGroupQuery.html"""
    group = found(ctx, r)
    if not group["query"]:
        raise err("BadRequestException", "The group is not of a resource query.")
    return {"GroupQuery": {"GroupName": group["name"], "ResourceQuery": group["query"]}}


@op(SERVICE, "UpdateGroupQuery")
def update_query(ctx, r):
    get_query(ctx, r)
    found(ctx, r)["query"] = checked(r["ResourceQuery"])
    return get_query(ctx, r)


@op(SERVICE, "GetGroupConfiguration")
def get_configuration(ctx, r):
    """https://docs.aws.amazon.com/ARG/latest/APIReference/API_GetGroupConfiguration.html"""
    group = found(ctx, r)
    if not group["configuration"]:
        raise err("BadRequestException", "The group has no configuration.")
    return {"GroupConfiguration": {"Configuration": group["configuration"], "Status": "UPDATE_COMPLETE"}}


@op(SERVICE, "PutGroupConfiguration")
def put_configuration(ctx, r):
    get_configuration(ctx, r)
    found(ctx, r)["configuration"] = r["Configuration"]
    return {}


@op(SERVICE, "DeleteGroup")
def delete_group(ctx, r):
    group = found(ctx, r)
    del store(ctx)[group["name"]]
    return {"Group": told(group)}


# -- tags: https://docs.aws.amazon.com/ARG/latest/APIReference/API_Tag.html
@op(SERVICE, "Tag")
def tag(ctx, r):
    found(ctx, r)["tags"].update(r["Tags"])
    return {"Arn": r["Arn"], "Tags": r["Tags"]}


@op(SERVICE, "Untag")
def untag(ctx, r):
    for key in r["Keys"]:
        found(ctx, r)["tags"].pop(key, None)
    return {"Arn": r["Arn"], "Keys": r["Keys"]}


@op(SERVICE, "GetTags")
def tags(ctx, r):
    return {"Arn": r["Arn"], "Tags": found(ctx, r)["tags"]}
