"""CodeDeploy over moto's applications and groups: other names, deployment configurations, whole groups.

https://docs.aws.amazon.com/codedeploy/latest/APIReference; each operation's page is API_<Operation>.html there.
"""

import copy
import datetime
import uuid

from provision_emulator.extras import backend, err, op

# https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
AWS_OWN = "CodeDeployDefault."

GROUP = (
    "deploymentConfigName", "ec2TagFilters", "onPremisesInstanceTagFilters", "serviceRoleArn", "triggerConfigurations", "alarmConfiguration",
    "autoRollbackConfiguration", "outdatedInstancesStrategy", "deploymentStyle", "blueGreenDeploymentConfiguration", "loadBalancerInfo",
    "ec2TagSet", "ecsServices", "onPremisesTagSet", "terminationHookEnabled",
)


def deploys(ctx):
    return backend("codedeploy", ctx)


def arn(ctx, kind, name):
    return f"arn:aws:codedeploy:{ctx.region}:{ctx.account_id}:{kind}:{name}"


def configs(ctx):
    return deploys(ctx).__dict__.setdefault("configs", {})


# -- applications


def told_app(app):
    return app.to_dict() | {"linkedToGitHub": False}


@op("codedeploy", "GetApplication")
def get_application(ctx, r):
    return {"application": told_app(deploys(ctx).get_application(r["applicationName"]))}


@op("codedeploy", "BatchGetApplications")
def batch_get_applications(ctx, r):
    """One that is not there fails the call (API_BatchGetApplications, ApplicationDoesNotExistException)."""
    return {"applicationsInfo": [told_app(app) for app in deploys(ctx).batch_get_applications(r["applicationNames"])]}


def moved_tags(ctx, before, after):
    tags = deploys(ctx).tagger.list_tags_for_resource(before)["Tags"]
    deploys(ctx).tagger.delete_all_tags_for_resource(before)
    if after and tags:
        deploys(ctx).tagger.tag_resource(after, tags)


@op("codedeploy", "UpdateApplication")
def update_application(ctx, r):
    old, new = r["applicationName"], r.get("newApplicationName")
    app = deploys(ctx).get_application(old)
    if not new or new == old:
        return {}
    if new in deploys(ctx).applications:
        raise err("ApplicationAlreadyExistsException", f"Application already exists: {new}")
    app.application_name = new
    deploys(ctx).applications[new] = deploys(ctx).applications.pop(old)
    groups = deploys(ctx).deployment_groups.pop(old, {})
    deploys(ctx).deployment_groups[new] = groups
    for name, group in groups.items():
        group.told["applicationName"] = new
        moved_tags(ctx, arn(ctx, "deploymentgroup", f"{old}/{name}"), arn(ctx, "deploymentgroup", f"{new}/{name}"))
    moved_tags(ctx, arn(ctx, "application", old), arn(ctx, "application", new))
    return {}


@op("codedeploy", "DeleteApplication")
def delete_application(ctx, r):
    """Its groups go with it; one that is not there is gone already."""
    name = r["applicationName"]
    for group in list(deploys(ctx).deployment_groups.get(name, {})):
        delete_group(ctx, {"applicationName": name, "deploymentGroupName": group})
    deploys(ctx).deployment_groups.pop(name, None)
    deploys(ctx).applications.pop(name, None)
    moved_tags(ctx, arn(ctx, "application", name), None)
    return {}


# -- configurations


def config(ctx, name):
    if name not in configs(ctx):
        raise err("DeploymentConfigDoesNotExistException", f"No Deployment Configuration found for name: {name}")
    return configs(ctx)[name]


@op("codedeploy", "CreateDeploymentConfig")
def create_config(ctx, r):
    name, platform = r["deploymentConfigName"], r.get("computePlatform") or "Server"
    if name in configs(ctx) or name.startswith(AWS_OWN):
        raise err("DeploymentConfigAlreadyExistsException", f"Deployment Configuration already exists: {name}")
    if platform == "Server" and not r.get("minimumHealthyHosts"):
        raise err("InvalidMinimumHealthyHostValueException", "A minimum number of healthy hosts is needed for Server")
    if platform != "Server" and not r.get("trafficRoutingConfig"):
        raise err("InvalidTrafficRoutingConfigurationException", f"A traffic routing configuration is needed for {platform}")
    made = {key: r[key] for key in ("minimumHealthyHosts", "trafficRoutingConfig", "zonalConfig") if r.get(key)}
    configs(ctx)[name] = made | {"deploymentConfigId": str(uuid.uuid4()), "deploymentConfigName": name, "computePlatform": platform,
                                 "createTime": datetime.datetime.now(datetime.timezone.utc)}
    return {"deploymentConfigId": configs(ctx)[name]["deploymentConfigId"]}


@op("codedeploy", "GetDeploymentConfig")
def get_config(ctx, r):
    return {"deploymentConfigInfo": config(ctx, r["deploymentConfigName"])}


@op("codedeploy", "ListDeploymentConfigs")
def list_configs(ctx, r):
    return {"deploymentConfigsList": sorted(configs(ctx))}


@op("codedeploy", "DeleteDeploymentConfig")
def delete_config(ctx, r):
    name = r["deploymentConfigName"]
    groups = [group for groups in deploys(ctx).deployment_groups.values() for group in groups.values()]
    if any(group.told["deploymentConfigName"] == name for group in groups):
        raise err("DeploymentConfigInUseException", f"The deployment configuration {name} is still in use")
    configs(ctx).pop(name, None)
    return {}


# -- groups


def known(ctx, r):
    """The role can be assumed, and the configuration is there."""
    import moto.backends as mb

    roles = mb.get_backend("iam")[ctx.account_id]["aws"].roles.values()
    if r.get("serviceRoleArn") and all(one.arn != r["serviceRoleArn"] for one in roles):
        raise err("InvalidRoleException", f"AWS CodeDeploy does not have the permissions required to assume the role {r['serviceRoleArn']}.")
    name = r.get("deploymentConfigName")
    if name and not name.startswith(AWS_OWN):
        config(ctx, name)


def group(ctx, app, name):
    return deploys(ctx).get_deployment_group(app, name)


def asked(r):
    """What is said of a group; what is empty is none, but for what is on or off."""
    said = {key: copy.deepcopy(r[key]) for key in GROUP if r.get(key) is not None}
    if r.get("autoScalingGroups") is not None:
        said["autoScalingGroups"] = [{"name": name, "hook": f"CodeDeploy-managed-automatic-launch-deployment-hook-{name}"}
                                     for name in r["autoScalingGroups"]]
    return said


@op("codedeploy", "CreateDeploymentGroup")
def create_group(ctx, r):
    app, name = deploys(ctx).get_application(r["applicationName"]), r["deploymentGroupName"]
    known(ctx, r)
    if app.compute_platform == "ECS" and not r.get("ecsServices"):
        raise err("InvalidECSServiceException", "A deployment group of ECS needs an ECS service")
    made_id = deploys(ctx).create_deployment_group(
        r["applicationName"], name, r.get("deploymentConfigName"), None, None, None, r["serviceRoleArn"], tags=r.get("tags"))
    defaults = {
        "deploymentConfigName": f"{AWS_OWN}OneAtATime", "outdatedInstancesStrategy": "UPDATE", "terminationHookEnabled": False,
        "deploymentStyle": {"deploymentType": "IN_PLACE", "deploymentOption": "WITHOUT_TRAFFIC_CONTROL"},
    }
    group(ctx, r["applicationName"], name).told = defaults | asked(r) | {
        "applicationName": r["applicationName"], "deploymentGroupName": name, "deploymentGroupId": made_id,
        "computePlatform": app.compute_platform,
    }
    return {"deploymentGroupId": made_id}


@op("codedeploy", "UpdateDeploymentGroup")
def update_group(ctx, r):
    """What is left out stays, what is empty goes."""
    app, old, new = r["applicationName"], r["currentDeploymentGroupName"], r.get("newDeploymentGroupName")
    one = group(ctx, app, old)
    known(ctx, r)
    one.told |= asked(r)
    for key in ("loadBalancerInfo", "ec2TagSet"):
        if not any((one.told.get(key) or {}).values()):
            one.told.pop(key, None)
    if new and new != old:
        groups = deploys(ctx).deployment_groups[app]
        if new in groups:
            raise err("DeploymentGroupAlreadyExistsException", f"Deployment group {new} already exists.")
        groups[new] = groups.pop(old)
        one.deployment_group_name = one.told["deploymentGroupName"] = new
        moved_tags(ctx, arn(ctx, "deploymentgroup", f"{app}/{old}"), arn(ctx, "deploymentgroup", f"{app}/{new}"))
    return {"hooksNotCleanedUp": []}


@op("codedeploy", "GetDeploymentGroup")
def get_group(ctx, r):
    return {"deploymentGroupInfo": group(ctx, r["applicationName"], r["deploymentGroupName"]).told}


@op("codedeploy", "BatchGetDeploymentGroups")
def batch_get_groups(ctx, r):
    """Those that are there; of the others a message speaks."""
    deploys(ctx).get_application(r["applicationName"])
    groups = deploys(ctx).deployment_groups.get(r["applicationName"], {})
    missing = [name for name in r["deploymentGroupNames"] if name not in groups]
    told = {"deploymentGroupsInfo": [groups[name].told for name in r["deploymentGroupNames"] if name in groups]}
    return told | ({"errorMessage": f"Deployment groups not found: {', '.join(missing)}"} if missing else {})


@op("codedeploy", "DeleteDeploymentGroup")
def delete_group(ctx, r):
    app, name = r["applicationName"], r["deploymentGroupName"]
    deploys(ctx).deployment_groups.get(app, {}).pop(name, None)
    moved_tags(ctx, arn(ctx, "deploymentgroup", f"{app}/{name}"), None)
    return {"hooksNotCleanedUp": []}


def apply():
    """The operations stand in for moto's by their names."""
