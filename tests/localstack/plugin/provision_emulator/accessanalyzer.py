"""IAM Access Analyzer: analyzers and their tags; nothing is found.

https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Operations.html
"""

import datetime
import re

from provision_emulator.extras import err, op

STORE = {}


def store(ctx):
    return STORE.setdefault((ctx.account_id, ctx.region), {})


def found(ctx, name):
    if name not in store(ctx):
        raise err("ResourceNotFoundException", f"Unable to get analyzer {name}", 404)
    return store(ctx)[name]


@op("accessanalyzer", "CreateAnalyzer")
def create_analyzer(ctx, r):
    """https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateAnalyzer.html"""
    name, kind, settings = r["analyzerName"], r["type"], r.get("configuration") or {}
    if name in store(ctx):
        raise err("ConflictException", f"Analyzer {name} already exists.", 409)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", name):
        raise err("ValidationException", f"Invalid analyzer name {name}.")
    if kind.startswith("ORGANIZATION"):
        raise err("ValidationException", "You must create an organization before you can create an analyzer with organization type.")
    if "unusedAccess" in settings and not kind.endswith("UNUSED_ACCESS"):
        raise err("ValidationException", "A configuration of unused access goes with an analyzer of unused access.")
    if kind.endswith("UNUSED_ACCESS"):
        settings = {"unusedAccess": {"unusedAccessAge": 90} | (settings.get("unusedAccess") or {})}
    arn = f"arn:aws:access-analyzer:{ctx.region}:{ctx.account_id}:analyzer/{name}"
    store(ctx)[name] = {
        "arn": arn, "name": name, "type": kind, "createdAt": datetime.datetime.now(datetime.timezone.utc), "status": "ACTIVE",
        "tags": dict(r.get("tags") or {}), **({"configuration": settings} if settings else {}),
    }
    return {"arn": arn}


@op("accessanalyzer", "GetAnalyzer")
def get_analyzer(ctx, r):
    return {"analyzer": found(ctx, r["analyzerName"])}


@op("accessanalyzer", "ListAnalyzers")
def list_analyzers(ctx, r):
    return {"analyzers": [one for one in store(ctx).values() if r.get("type") in (None, one["type"])]}


@op("accessanalyzer", "DeleteAnalyzer")
def delete_analyzer(ctx, r):
    found(ctx, r["analyzerName"])
    del store(ctx)[r["analyzerName"]]
    return {}


# -- tags: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_TagResource.html
@op("accessanalyzer", "TagResource")
def tag(ctx, r):
    found(ctx, r["resourceArn"].rsplit("/", 1)[-1])["tags"].update(r["tags"])
    return {}


@op("accessanalyzer", "UntagResource")
def untag(ctx, r):
    for key in r["tagKeys"]:
        found(ctx, r["resourceArn"].rsplit("/", 1)[-1])["tags"].pop(key, None)
    return {}


@op("accessanalyzer", "ListTagsForResource")
def tags(ctx, r):
    return {"tags": found(ctx, r["resourceArn"].rsplit("/", 1)[-1])["tags"]}
