"""CodeBuild over moto's projects, which are all that moto has: whole projects, webhooks, credentials of sources, report groups.

https://docs.aws.amazon.com/codebuild/latest/APIReference; each operation's page is API_<Operation>.html there.
"""

import copy
import datetime
import uuid
import zlib

from provision_emulator.extras import backend, err, op

NOW = datetime.timezone.utc

# Sources whose host can tell of changes (API_CreateWebhook).
HOOKED = ("BITBUCKET", "GITHUB", "GITHUB_ENTERPRISE", "GITLAB", "GITLAB_SELF_MANAGED")


def builds(ctx):
    return backend("codebuild", ctx)


def kept(ctx, kind):
    """What moto has no place for, by name or ARN."""
    return builds(ctx).__dict__.setdefault(kind, {})


def arn(ctx, kind, name):
    return f"arn:aws:codebuild:{ctx.region}:{ctx.account_id}:{kind}/{name}"


def known_role(ctx, role):
    """A role that is not there, or not yet, cannot be assumed (API_CreateProject, InvalidInputException)."""
    import moto.backends as mb

    roles = mb.get_backend("iam")[ctx.account_id]["aws"].roles.values()
    if all(one.arn != role for one in roles):
        raise err("InvalidInputException", f"CodeBuild is not authorized to perform: sts:AssumeRole on service role. Please verify that: "
                                           f"1) The provided service role exists, 2) The role name is case-sensitive and matches exactly "
                                           f"({role})")


def project(ctx, name):
    found = builds(ctx).codebuild_projects.get(name.rsplit("/", 1)[-1])
    if not found:
        raise err("ResourceNotFoundException", f"Project cannot be found: {name}")
    return found.project_metadata


def told(ctx, made):
    """A project as it is told: with its webhook, of which the secret is told once only."""
    made = copy.deepcopy(made)
    if hook := kept(ctx, "webhooks").get(made["name"]):
        made["webhook"] = {key: value for key, value in hook.items() if key != "secret"}
    return made


def completed(ctx, made):
    """What AWS fills in (API_Project, API_ProjectArtifacts)."""
    made.setdefault("encryptionKey", f"arn:aws:kms:{ctx.region}:{ctx.account_id}:alias/aws/s3")
    defaults = {
        "timeoutInMinutes": 60, "queuedTimeoutInMinutes": 480, "projectVisibility": "PRIVATE", "cache": {"type": "NO_CACHE"},
        "secondarySources": [], "secondarySourceVersions": [], "secondaryArtifacts": [],
    }
    for key, value in defaults.items():
        made.setdefault(key, value)
    for artifacts in [made["artifacts"], *made["secondaryArtifacts"]]:
        if artifacts["type"] == "S3":
            artifacts.setdefault("name", made["name"])
            artifacts.setdefault("packaging", "NONE")
            artifacts.setdefault("namespaceType", "NONE")
        elif artifacts["type"] == "CODEPIPELINE":
            artifacts.setdefault("name", made["name"])
            artifacts.setdefault("packaging", "NONE")
    made["lastModified"] = datetime.datetime.now(NOW)
    return made


def changed(ctx, made, r):
    """What is asked for, over what there is: what is empty takes away what was there (API_UpdateProject)."""
    asked = {key: copy.deepcopy(value) for key, value in r.items() if value is not None and key not in ("name", "badgeEnabled")}
    for key, value in asked.items():
        gone = value in ("", {}) or (key == "vpcConfig" and not value.get("vpcId")) or (key == "concurrentBuildLimit" and value < 0)
        made.pop(key, None) if gone else made.update({key: value})
    if r.get("badgeEnabled") is not None:
        made["badge"] = {"badgeEnabled": r["badgeEnabled"]}
        if r["badgeEnabled"]:
            made["badge"]["badgeRequestUrl"] = f"https://codebuild.{ctx.region}.amazonaws.com/badges?uuid={uuid.uuid4()}"
    return completed(ctx, made)


@op("codebuild", "CreateProject")
def create_project(ctx, r):
    if r["name"] in builds(ctx).codebuild_projects:
        raise err("ResourceAlreadyExistsException", f"Project already exists: {arn(ctx, 'project', r['name'])}")
    known_role(ctx, r["serviceRole"])
    if r["artifacts"]["type"] == "NO_ARTIFACTS" and r["artifacts"].get("encryptionDisabled") is not None:
        raise err("InvalidInputException", "Invalid artifacts: artifact type NO_ARTIFACTS should have null encryptionDisabled")
    if r["source"]["type"] == "NO_SOURCE" and not r["source"].get("buildspec"):
        raise err("InvalidInputException", "Source type NO_SOURCE must have a buildspec")
    builds(ctx).create_project(
        project_name=r["name"], description=None, project_source=r["source"], artifacts=r["artifacts"], environment=r["environment"],
        service_role=r["serviceRole"], tags=r.get("tags") or [], cache=None, timeout=None, queued_timeout=None, source_version=None,
        logs_config=None, vpc_config=None)
    made = builds(ctx).codebuild_projects[r["name"]].project_metadata
    for key in ("timeoutInMinutes", "queuedTimeoutInMinutes", "lastModifiedDate"):  # moto's zero; a member that AWS does not have
        del made[key]
    made["created"] = datetime.datetime.now(NOW)
    return {"project": told(ctx, changed(ctx, made, r))}


@op("codebuild", "UpdateProject")
def update_project(ctx, r):
    made = project(ctx, r["name"])
    if r.get("serviceRole"):
        known_role(ctx, r["serviceRole"])
    return {"project": told(ctx, changed(ctx, made, r))}


@op("codebuild", "UpdateProjectVisibility")
def update_visibility(ctx, r):
    made = project(ctx, r["projectArn"])
    made["projectVisibility"] = r["projectVisibility"]
    if r.get("resourceAccessRole"):
        made["resourceAccessRole"] = r["resourceAccessRole"]
    else:
        made.pop("resourceAccessRole", None)
    if r["projectVisibility"] == "PUBLIC_READ":
        made.setdefault("publicProjectAlias", str(uuid.uuid4()))
    else:
        made.pop("publicProjectAlias", None)
    return {key: made[key] for key in ("publicProjectAlias", "projectVisibility") if key in made} | {"projectArn": made["arn"]}


@op("codebuild", "BatchGetProjects")
def batch_get_projects(ctx, r):
    found, missing = [], []
    for name in r["names"]:
        one = builds(ctx).codebuild_projects.get(name.rsplit("/", 1)[-1])
        if one and name in (one.arn, one.project_metadata["name"]):
            found.append(told(ctx, one.project_metadata))
        else:
            missing.append(name)
    return {"projects": found, "projectsNotFound": missing}


@op("codebuild", "DeleteProject")
def delete_project(ctx, r):
    """By name or ARN; its webhook goes with it."""
    name = r["name"].rsplit("/", 1)[-1]
    builds(ctx).delete_project(name)
    kept(ctx, "webhooks").pop(name, None)
    return {}


# -- webhooks


def hook_of(ctx, name):
    if name not in kept(ctx, "webhooks"):
        raise err("ResourceNotFoundException", f"Webhook not found for project {name}")
    return kept(ctx, "webhooks")[name]


@op("codebuild", "CreateWebhook")
def create_webhook(ctx, r):
    made = project(ctx, r["projectName"])
    if made["name"] in kept(ctx, "webhooks"):
        raise err("ResourceAlreadyExistsException", f"Webhook already exists for project: {made['name']}")
    if made["source"]["type"] not in HOOKED:
        raise err("InvalidInputException", f"Source type {made['source']['type']} does not support webhooks")
    hook = {key: r[key] for key in ("branchFilter", "filterGroups", "buildType", "manualCreation", "scopeConfiguration") if r.get(key)}
    hook |= {
        "payloadUrl": f"https://codebuild.{ctx.region}.amazonaws.com/webhooks?t={uuid.uuid4()}&v=1",
        "secret": str(uuid.uuid4()), "lastModifiedSecret": datetime.datetime.now(NOW),
    }
    if not r.get("manualCreation"):
        hook["url"] = f"https://api.github.com/repos/hooks/{zlib.crc32(made['name'].encode())}"
    kept(ctx, "webhooks")[made["name"]] = hook
    return {"webhook": hook}


@op("codebuild", "UpdateWebhook")
def update_webhook(ctx, r):
    """Groups of filters take the place of the filter of branches, and the other way round; one that is empty is none."""
    hook = hook_of(ctx, r["projectName"])
    if r.get("filterGroups"):
        hook["filterGroups"] = r["filterGroups"]
        hook.pop("branchFilter", None)
    elif r.get("branchFilter") is not None:
        hook.pop("filterGroups", None)
        hook["branchFilter"] = r["branchFilter"]
        if not r["branchFilter"]:
            del hook["branchFilter"]
    if r.get("buildType"):
        hook["buildType"] = r["buildType"]
    return {"webhook": {key: value for key, value in hook.items() if key != "secret"}}


@op("codebuild", "DeleteWebhook")
def delete_webhook(ctx, r):
    hook_of(ctx, r["projectName"])
    del kept(ctx, "webhooks")[r["projectName"]]
    return {}


# -- credentials of sources: one for each kind of host


@op("codebuild", "ImportSourceCredentials")
def import_source_credentials(ctx, r):
    if r["authType"] == "BASIC_AUTH" and not r.get("username"):
        raise err("InvalidInputException", "Username is required for BASIC_AUTH")
    one = {"arn": arn(ctx, "token", r["serverType"].lower()), "serverType": r["serverType"], "authType": r["authType"]}
    if r["authType"] in ("CODECONNECTIONS", "SECRETS_MANAGER"):
        one["resource"] = r["token"]
    if one["arn"] in kept(ctx, "credentials") and r.get("shouldOverwrite") is False:
        raise err("ResourceAlreadyExistsException", f"Access token with server type {r['serverType']} already exists.")
    kept(ctx, "credentials")[one["arn"]] = one
    return {"arn": one["arn"]}


@op("codebuild", "ListSourceCredentials")
def list_source_credentials(ctx, r):
    return {"sourceCredentialsInfos": list(kept(ctx, "credentials").values())}


@op("codebuild", "DeleteSourceCredentials")
def delete_source_credentials(ctx, r):
    if kept(ctx, "credentials").pop(r["arn"], None) is None:
        raise err("ResourceNotFoundException", f"Source credentials not found: {r['arn']}")
    return {"arn": r["arn"]}


# -- report groups


@op("codebuild", "CreateReportGroup")
def create_report_group(ctx, r):
    own = arn(ctx, "report-group", r["name"])
    if own in kept(ctx, "report_groups"):
        raise err("ResourceAlreadyExistsException", f"Report group already exists: {own}")
    now = datetime.datetime.now(NOW)
    made = {"arn": own, "created": now, "lastModified": now, "status": "ACTIVE", "tags": r.get("tags") or []}
    made |= {key: r[key] for key in ("name", "type", "exportConfig")}
    kept(ctx, "report_groups")[own] = made
    return {"reportGroup": made}


@op("codebuild", "BatchGetReportGroups")
def batch_get_report_groups(ctx, r):
    groups = kept(ctx, "report_groups")
    asked = r["reportGroupArns"]
    return {"reportGroups": [groups[one] for one in asked if one in groups],
            "reportGroupsNotFound": [one for one in asked if one not in groups]}


@op("codebuild", "UpdateReportGroup")
def update_report_group(ctx, r):
    groups = kept(ctx, "report_groups")
    if r["arn"] not in groups:
        raise err("ResourceNotFoundException", f"Report group not found: {r['arn']}")
    groups[r["arn"]].update({key: r[key] for key in ("exportConfig", "tags") if r.get(key) is not None})
    groups[r["arn"]]["lastModified"] = datetime.datetime.now(NOW)
    return {"reportGroup": groups[r["arn"]]}


@op("codebuild", "ListReportGroups")
def list_report_groups(ctx, r):
    return {"reportGroups": sorted(kept(ctx, "report_groups"))}


@op("codebuild", "DeleteReportGroup")
def delete_report_group(ctx, r):
    kept(ctx, "report_groups").pop(r["arn"], None)
    return {}


def apply():
    """The operations stand in for moto's by their names."""
