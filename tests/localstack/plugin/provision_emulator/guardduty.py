"""GuardDuty: the detector of a region, its sources and its tags.

moto makes as many detectors as one likes, and has no tags. https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Operations.html
"""

import datetime
import uuid

from provision_emulator.extras import backend, err, op

ALWAYS = {name: {"Status": "ENABLED"} for name in ("CloudTrail", "DNSLogs", "FlowLogs")}


def store(ctx):
    # Kept with moto's backend, so that a reset of moto's takes it along.
    return backend("guardduty", ctx).__dict__.setdefault("provision", {})


def found(ctx, identifier):
    if identifier not in store(ctx):
        raise err("BadRequestException", "The request is rejected because the input detectorId is not owned by the current account.")
    return store(ctx)[identifier]


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def status(on):
    return {"Status": "ENABLED" if on else "DISABLED"}


def sources(before, r):
    """What is not said stays; of a new detector all that can be on without more is on.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DataSourceConfigurations.html
    """
    r, after = r or {}, dict(before)
    if r.get("S3Logs"):
        after["S3Logs"] = r["S3Logs"]["Enable"]
    if r.get("Kubernetes"):
        after["Kubernetes"] = r["Kubernetes"]["AuditLogs"]["Enable"]
    if r.get("MalwareProtection"):
        after["MalwareProtection"] = r["MalwareProtection"]["ScanEc2InstanceWithFindings"]["EbsVolumes"]
    return after


@op("guardduty", "CreateDetector")
def create_detector(ctx, r):
    """https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html"""
    for identifier, detector in store(ctx).items():
        if r.get("ClientToken") and detector["token"] == r["ClientToken"]:
            return {"DetectorId": identifier}
        raise err("BadRequestException", "The request is rejected because a detector already exists for the current account.")
    identifier = uuid.uuid4().hex
    store(ctx)[identifier] = {
        "token": r.get("ClientToken"), "enable": r["Enable"], "frequency": r.get("FindingPublishingFrequency") or "SIX_HOURS",
        "sources": sources({"S3Logs": True, "Kubernetes": True, "MalwareProtection": True}, r.get("DataSources")),
        "tags": dict(r.get("Tags") or {}), "created": now(), "updated": now(),
    }
    return {"DetectorId": identifier}


@op("guardduty", "GetDetector")
def get_detector(ctx, r):
    """https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetDetector.html"""
    one = found(ctx, r["DetectorId"])
    role = f"arn:aws:iam::{ctx.account_id}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty"
    return {
        "CreatedAt": one["created"], "UpdatedAt": one["updated"], "FindingPublishingFrequency": one["frequency"], "ServiceRole": role,
        **status(one["enable"]), "Tags": one["tags"],
        "DataSources": ALWAYS | {
            "S3Logs": status(one["sources"]["S3Logs"]),
            "Kubernetes": {"AuditLogs": status(one["sources"]["Kubernetes"])},
            "MalwareProtection": {"ScanEc2InstanceWithFindings": {"EbsVolumes": status(one["sources"]["MalwareProtection"])}},
        },
    }


@op("guardduty", "UpdateDetector")
def update_detector(ctx, r):
    """https://docs.aws.amazon.com/guardduty/latest/APIReference/API_UpdateDetector.html"""
    one = found(ctx, r["DetectorId"])
    if r.get("Enable") is not None:
        one["enable"] = r["Enable"]
    one["frequency"] = r.get("FindingPublishingFrequency") or one["frequency"]
    one["sources"] = sources(one["sources"], r.get("DataSources"))
    one["updated"] = now()
    return {}


@op("guardduty", "ListDetectors")
def list_detectors(ctx, r):
    return {"DetectorIds": list(store(ctx))}


@op("guardduty", "DeleteDetector")
def delete_detector(ctx, r):
    found(ctx, r["DetectorId"])
    del store(ctx)[r["DetectorId"]]
    return {}


# -- tags: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_TagResource.html
@op("guardduty", "TagResource")
def tag(ctx, r):
    found(ctx, r["ResourceArn"].rsplit("/", 1)[-1])["tags"].update(r["Tags"])
    return {}


@op("guardduty", "UntagResource")
def untag(ctx, r):
    for key in r["TagKeys"]:
        found(ctx, r["ResourceArn"].rsplit("/", 1)[-1])["tags"].pop(key, None)
    return {}


@op("guardduty", "ListTagsForResource")
def tags(ctx, r):
    return {"Tags": found(ctx, r["ResourceArn"].rsplit("/", 1)[-1])["tags"]}
