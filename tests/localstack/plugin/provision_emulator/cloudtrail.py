"""CloudTrail: trails with their selectors, whether they log, and tags.

moto forgets that selectors were set, adds insights where they replace, knows a trail to start or stop by its name only, and does not tell
who may not write into a bucket or a topic, so that trails are kept here.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Operations.html
"""

import datetime
import json
import re

from provision_emulator.extras import backend, err, op

# What a trail has of which nothing was said. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html
UNSAID = [{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": [], "ExcludeManagementEventSources": []}]

SETTINGS = ("S3BucketName", "S3KeyPrefix", "SnsTopicName", "IncludeGlobalServiceEvents", "IsMultiRegionTrail", "CloudWatchLogsLogGroupArn",
            "CloudWatchLogsRoleArn", "KmsKeyId", "IsOrganizationTrail")


def store(ctx):
    # Kept with moto's backend, so that a reset of moto's takes it along.
    return backend("cloudtrail", ctx).__dict__.setdefault("provision", {})


def found(ctx, name):
    """https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrail.html"""
    if not re.fullmatch(r"[A-Za-z0-9._-]{3,128}", name.rsplit("/", 1)[-1]):
        raise err("InvalidTrailNameException", f"Trail name or ARN can not be {name}.")
    for trail in store(ctx).values():
        if name in (trail["Name"], trail["TrailARN"]):
            return trail
    raise err("TrailNotFoundException", f"Unknown trail: {name} for the user: {ctx.account_id}")


def lets_in(ctx, bucket):
    """CloudTrail looks whether it may write into the bucket.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    from localstack.services.s3.models import s3_stores

    held = s3_stores[ctx.account_id][ctx.region].buckets.get(bucket)
    if held is None:
        raise err("S3BucketDoesNotExistException", f"S3 bucket {bucket} does not exist!")
    for statement in json.loads(held.policy or "{}").get("Statement", []):
        principal, actions = statement.get("Principal"), statement.get("Action")
        services = principal.get("Service", []) if isinstance(principal, dict) else [principal]
        services = services if isinstance(services, list) else [services]
        actions = actions if isinstance(actions, list) else [actions]
        if statement.get("Effect") == "Allow" and {"cloudtrail.amazonaws.com", "*"} & set(services) \
                and {"s3:PutObject", "s3:*", "*"} & set(actions):
            return
    raise err("InsufficientS3BucketPolicyException", f"Incorrect S3 bucket policy is detected for bucket: {bucket}")


def topic(ctx, name):
    """A topic may be named by its ARN. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html"""
    return name if name.startswith("arn:") else f"arn:aws:sns:{ctx.region}:{ctx.account_id}:{name}"


def settle(ctx, trail, r):
    """What is given as it is given; an empty text takes away. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html"""
    if bucket := r.get("S3BucketName"):
        lets_in(ctx, bucket)
    after = {**trail, **{key: r[key] for key in SETTINGS if r.get(key) is not None}}
    if r.get("EnableLogFileValidation") is not None:
        after["LogFileValidationEnabled"] = r["EnableLogFileValidation"]
    if bool(after.get("CloudWatchLogsLogGroupArn")) != bool(after.get("CloudWatchLogsRoleArn")):
        raise err("InvalidParameterCombinationException", "You must specify both the log group and the role.")
    if after["IsMultiRegionTrail"] and not after["IncludeGlobalServiceEvents"]:
        raise err("InvalidParameterCombinationException", "Multi-Region trail must include global service events.")
    if name := after.pop("SnsTopicName", None):
        after |= {"SnsTopicName": name, "SnsTopicARN": topic(ctx, name)}
    else:
        after.pop("SnsTopicARN", None)
    trail.clear()
    trail.update({key: value for key, value in after.items() if value != ""})
    return trail


def told(trail):
    return {key: value for key, value in trail.items() if key[0].isupper()}


def answered(trail):
    """CreateTrail and UpdateTrail tell less than DescribeTrails."""
    return {key: value for key, value in told(trail).items() if key not in ("HomeRegion", "HasCustomEventSelectors", "HasInsightSelectors")}


@op("cloudtrail", "CreateTrail")
def create_trail(ctx, r):
    name = r["Name"]
    if name in store(ctx):
        raise err("TrailAlreadyExistsException", f"Trail {name} already exists for customer: {ctx.account_id}")
    trail = {
        "Name": name, "TrailARN": f"arn:aws:cloudtrail:{ctx.region}:{ctx.account_id}:trail/{name}", "HomeRegion": ctx.region,
        "IncludeGlobalServiceEvents": True, "IsMultiRegionTrail": False, "IsOrganizationTrail": False, "LogFileValidationEnabled": False,
        "HasCustomEventSelectors": False, "HasInsightSelectors": False,
        # Logging begins with StartLogging.
        "logging": False, "selectors": UNSAID, "advanced": [], "insights": [],
        "tags": {tag["Key"]: tag.get("Value") or "" for tag in r.get("TagsList") or []},
    }
    store(ctx)[name] = settle(ctx, trail, r)
    return answered(trail)


@op("cloudtrail", "UpdateTrail")
def update_trail(ctx, r):
    return answered(settle(ctx, found(ctx, r["Name"]), r))


@op("cloudtrail", "DescribeTrails")
def describe_trails(ctx, r):
    """Names that are not there are left out. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html"""
    wanted = r.get("trailNameList")
    return {"trailList": [told(trail) for trail in store(ctx).values() if not wanted or {trail["Name"], trail["TrailARN"]} & set(wanted)]}


@op("cloudtrail", "ListTrails")
def list_trails(ctx, r):
    return {"Trails": [{key: trail[key] for key in ("Name", "TrailARN", "HomeRegion")} for trail in store(ctx).values()]}


@op("cloudtrail", "GetTrail")
def get_trail(ctx, r):
    return {"Trail": told(found(ctx, r["Name"]))}


@op("cloudtrail", "DeleteTrail")
def delete_trail(ctx, r):
    del store(ctx)[found(ctx, r["Name"])["Name"]]
    return {}


@op("cloudtrail", "GetTrailStatus")
def get_trail_status(ctx, r):
    trail = found(ctx, r["Name"])
    return {"IsLogging": trail["logging"], "TimeLoggingStarted": trail.get("started", ""), "TimeLoggingStopped": trail.get("stopped", "")}


def switch(on, when):
    def call(ctx, r):
        trail = found(ctx, r["Name"])
        trail["logging"] = on
        trail[when] = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {}

    return call


op("cloudtrail", "StartLogging")(switch(True, "started"))
op("cloudtrail", "StopLogging")(switch(False, "stopped"))


@op("cloudtrail", "PutEventSelectors")
def put_event_selectors(ctx, r):
    """The one kind takes the place of the other.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
    """
    trail, basic, advanced = found(ctx, r["TrailName"]), r.get("EventSelectors"), r.get("AdvancedEventSelectors")
    if bool(basic) == bool(advanced):
        raise err("InvalidEventSelectorsException", "You must specify either event selectors or advanced event selectors.")
    trail["selectors"] = [UNSAID[0] | one for one in basic or []]
    trail["advanced"] = advanced or []
    trail["HasCustomEventSelectors"] = trail["selectors"] != UNSAID
    return get_event_selectors(ctx, r)


@op("cloudtrail", "GetEventSelectors")
def get_event_selectors(ctx, r):
    trail = found(ctx, r["TrailName"])
    kind = {"AdvancedEventSelectors": trail["advanced"]} if trail["advanced"] else {"EventSelectors": trail["selectors"]}
    return {"TrailARN": trail["TrailARN"], **kind}


@op("cloudtrail", "PutInsightSelectors")
def put_insight_selectors(ctx, r):
    """An empty list turns insights off.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutInsightSelectors.html
    """
    trail = found(ctx, r["TrailName"])
    trail["insights"] = r["InsightSelectors"]
    trail["HasInsightSelectors"] = bool(trail["insights"])
    return {"TrailARN": trail["TrailARN"], "InsightSelectors": trail["insights"]}


@op("cloudtrail", "GetInsightSelectors")
def get_insight_selectors(ctx, r):
    trail = found(ctx, r["TrailName"])
    if not trail["insights"]:
        raise err("InsightNotEnabledException", f"Insights are not enabled for the trail: {trail['TrailARN']}")
    return {"TrailARN": trail["TrailARN"], "InsightSelectors": trail["insights"]}


@op("cloudtrail", "AddTags")
def add_tags(ctx, r):
    found(ctx, r["ResourceId"])["tags"].update({tag["Key"]: tag.get("Value") or "" for tag in r["TagsList"]})
    return {}


@op("cloudtrail", "RemoveTags")
def remove_tags(ctx, r):
    for tag in r["TagsList"]:
        found(ctx, r["ResourceId"])["tags"].pop(tag["Key"], None)
    return {}


@op("cloudtrail", "ListTags")
def list_tags(ctx, r):
    """Twenty trails at most. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTags.html"""
    if len(r["ResourceIdList"]) > 20:
        raise err("InvalidParameterException", "Too many resources.")
    return {"ResourceTagList": [
        {"ResourceId": arn, "TagsList": [{"Key": key, "Value": value} for key, value in found(ctx, arn)["tags"].items()]}
        for arn in r["ResourceIdList"]
    ]}
