"""CodeCommit over moto's repositories: many at once, other names, keys, tags, triggers. No commits come here, so there are no branches.

https://docs.aws.amazon.com/codecommit/latest/APIReference; each operation's page is API_<Operation>.html there.
"""

import uuid

from provision_emulator.extras import backend, err, op


def repositories(ctx):
    return backend("codecommit", ctx).repositories


def repository(ctx, name):
    if name not in repositories(ctx):
        raise err("RepositoryDoesNotExistException", f"{name} does not exist")
    return repositories(ctx)[name]


def beside(one, name, default):
    """What moto has no place for."""
    return one.__dict__.setdefault(name, default)


def own_key(ctx):
    """The key of AWS's own that encrypts what no key is given for (API_CreateRepository)."""
    return f"arn:aws:kms:{ctx.region}:{ctx.account_id}:key/{uuid.uuid5(uuid.NAMESPACE_URL, f'aws/codecommit {ctx.account_id} {ctx.region}')}"


@op("codecommit", "CreateRepository")
def create_repository(ctx, r):
    made = backend("codecommit", ctx).create_repository(r["repositoryName"], r.get("repositoryDescription"))
    if r.get("repositoryDescription") is None:
        del made["repositoryDescription"]
    made["kmsKeyId"] = r.get("kmsKeyId") or own_key(ctx)
    beside(repository(ctx, r["repositoryName"]), "tags", {}).update(r.get("tags") or {})
    return {"repositoryMetadata": made}


@op("codecommit", "BatchGetRepositories")
def batch_get_repositories(ctx, r):
    names = r["repositoryNames"]
    if len(names) > 100:
        raise err("MaximumRepositoryNamesExceededException", "The maximum number of repository names is 100.")
    known = repositories(ctx)
    return {"repositories": [known[name].repository_metadata for name in names if name in known],
            "repositoriesNotFound": [name for name in names if name not in known]}


@op("codecommit", "ListRepositories")
def list_repositories(ctx, r):
    told = [one.repository_metadata for one in repositories(ctx).values()]
    return {"repositories": [{key: one[key] for key in ("repositoryName", "repositoryId")} for one in told]}


@op("codecommit", "UpdateRepositoryName")
def update_repository_name(ctx, r):
    if r["newName"] in repositories(ctx):
        raise err("RepositoryNameExistsException", f"Repository named {r['newName']} already exists")
    one = repository(ctx, r["oldName"])
    told, old = one.repository_metadata, r["oldName"]
    told["repositoryName"] = r["newName"]
    for key in ("Arn", "cloneUrlHttp", "cloneUrlSsh"):
        told[key] = told[key].removesuffix(old) + r["newName"]
    repositories(ctx)[r["newName"]] = repositories(ctx).pop(old)
    return {}


@op("codecommit", "UpdateRepositoryDescription")
def update_repository_description(ctx, r):
    told = repository(ctx, r["repositoryName"]).repository_metadata
    told.pop("repositoryDescription", None)
    if r.get("repositoryDescription"):
        told["repositoryDescription"] = r["repositoryDescription"]
    return {}


@op("codecommit", "UpdateRepositoryEncryptionKey")
def update_repository_encryption_key(ctx, r):
    told = repository(ctx, r["repositoryName"]).repository_metadata
    before, told["kmsKeyId"] = told["kmsKeyId"], r["kmsKeyId"]
    return {"repositoryId": told["repositoryId"], "kmsKeyId": r["kmsKeyId"], "originalKmsKeyId": before}


@op("codecommit", "ListBranches")
def list_branches(ctx, r):
    repository(ctx, r["repositoryName"])
    return {"branches": []}


@op("codecommit", "UpdateDefaultBranch")
def update_default_branch(ctx, r):
    repository(ctx, r["repositoryName"])
    raise err("BranchDoesNotExistException", f"{r['defaultBranchName']} does not exist")


# -- triggers: all of a repository are put together


@op("codecommit", "PutRepositoryTriggers")
def put_repository_triggers(ctx, r):
    one = repository(ctx, r["repositoryName"])
    for trigger in r["triggers"]:
        if trigger.get("branches") is None:
            raise err("RepositoryTriggerBranchNameListRequiredException", "Repository trigger branch name list cannot be null")
        if "all" in trigger["events"] and len(trigger["events"]) > 1:
            raise err("InvalidRepositoryTriggerEventsException", "The event all goes with no other")
    one.triggers, one.configuration_id = r["triggers"], str(uuid.uuid4())
    return {"configurationId": one.configuration_id}


@op("codecommit", "GetRepositoryTriggers")
def get_repository_triggers(ctx, r):
    one = repository(ctx, r["repositoryName"])
    return {"configurationId": beside(one, "configuration_id", str(uuid.uuid4())), "triggers": beside(one, "triggers", [])}


# -- tags


def tagged(ctx, arn):
    found = [one for one in repositories(ctx).values() if one.repository_metadata["Arn"] == arn]
    if not found:
        raise err("RepositoryDoesNotExistException", f"{arn.rsplit(':', 1)[-1]} does not exist")
    return beside(found[0], "tags", {})


@op("codecommit", "ListTagsForResource")
def list_tags(ctx, r):
    return {"tags": tagged(ctx, r["resourceArn"])}


@op("codecommit", "TagResource")
def tag(ctx, r):
    tagged(ctx, r["resourceArn"]).update(r["tags"])
    return {}


@op("codecommit", "UntagResource")
def untag(ctx, r):
    for key in r["tagKeys"]:
        tagged(ctx, r["resourceArn"]).pop(key, None)
    return {}


def apply():
    """The operations stand in for moto's by their names."""
