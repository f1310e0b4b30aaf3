"""CloudFront: origin access controls, policies (AWS's own too) and functions, each with its ETag.

moto has no policies and no functions, and its origin access controls know no ETag.
"""

import copy
import datetime
import random
import string
import uuid

from provision_emulator.extras import err, op

DOCS = "https://docs.aws.amazon.com/cloudfront/latest/APIReference"  # each operation's page: DOCS/API_<Operation>.html

NONE = {"Quantity": 0}


def names(*items):
    return {"Quantity": len(items), "Items": list(items)}


def cache_policy(name, comment, least, default, most, compressed, headers=(), cookies="none", queries="none"):
    parameters = {
        "EnableAcceptEncodingGzip": compressed, "EnableAcceptEncodingBrotli": compressed,
        "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": names(*headers)} if headers else {"HeaderBehavior": "none"},
        "CookiesConfig": {"CookieBehavior": cookies}, "QueryStringsConfig": {"QueryStringBehavior": queries},
    }
    return {"Name": name, "Comment": comment, "MinTTL": least, "DefaultTTL": default, "MaxTTL": most,
            "ParametersInCacheKeyAndForwardedToOrigin": parameters}


YEAR = 31536000
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")

# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
CACHE_POLICIES = {
    "658327ea-f89d-4fab-a63d-7e88639e58f6": cache_policy(
        "Managed-CachingOptimized", "Policy with caching enabled. Supports Gzip and Brotli compression.", 1, 86400, YEAR, True),
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": cache_policy("Managed-CachingDisabled", "Policy with caching disabled", 0, 0, 0, False),
    "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": cache_policy(
        "Managed-CachingOptimizedForUncompressedObjects", "Default policy when compression is disabled", 1, 86400, YEAR, False),
    "83da9c7e-98b4-4e11-a168-04f0df8e2c65": cache_policy(
        "UseOriginCacheControlHeaders", "Policy for origins that return Cache-Control headers. Query strings are not included in the cache key.",
        0, 0, YEAR, True, ("Host", "Origin", *OVERRIDES), "all"),
    "4cc15a8a-d715-48a4-82b8-cc0b614638fe": cache_policy(
        "UseOriginCacheControlHeaders-QueryStrings",
        "Policy for origins that return Cache-Control headers and serve different content based on values present in the query string.",
        0, 0, YEAR, True, ("Host", "Origin", *OVERRIDES), "all", "all"),
}


def request_policy(name, comment, headers, listed=(), cookies="none", queries="none"):
    config = {"HeaderBehavior": headers} | ({"Headers": names(*listed)} if listed else {})
    return {"Name": name, "Comment": comment, "HeadersConfig": config, "CookiesConfig": {"CookieBehavior": cookies},
            "QueryStringsConfig": {"QueryStringBehavior": queries}}


# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
REQUEST_POLICIES = {
    "216adef6-5c7f-47e4-b989-5492eafa07d3": request_policy(
        "Managed-AllViewer", "Policy to forward all parameters in viewer requests", "allViewer", (), "all", "all"),
    "b689b0a8-53d0-40ab-baf2-68738e2966ac": request_policy(
        "Managed-AllViewerExceptHostHeader", "Policy to forward all parameters in viewer requests except for the Host header", "allExcept",
        ("Host",), "all", "all"),
    "59781a5b-3903-41f3-afcb-af62929ccde1": request_policy(
        "Managed-CORS-CustomOrigin", "Policy for use with an origin that is not an S3 bucket", "whitelist", ("Origin",)),
    "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": request_policy(
        "Managed-CORS-S3Origin", "Policy for S3 origin with CORS", "whitelist",
        ("Origin", "Access-Control-Request-Headers", "Access-Control-Request-Method")),
    "acba4595-bd28-49b8-b9fe-13317c0390fa": request_policy(
        "Managed-UserAgentRefererHeaders", "Policy to forward the User-Agent and Referer headers", "whitelist", ("User-Agent", "Referer")),
}


def security_headers():
    """https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html"""
    return {
        "ReferrerPolicy": {"Override": False, "ReferrerPolicy": "strict-origin-when-cross-origin"},
        "ContentTypeOptions": {"Override": True},
        "FrameOptions": {"Override": False, "FrameOption": "SAMEORIGIN"},
        "StrictTransportSecurity": {"Override": False, "AccessControlMaxAgeSec": YEAR},
        "XSSProtection": {"Override": False, "Protection": True, "ModeBlock": True},
    }


def cors(*methods):
    return {"AccessControlAllowOrigins": names("*"), "AccessControlAllowHeaders": names("*"), "AccessControlAllowMethods": names(*methods),
            "AccessControlAllowCredentials": False, "OriginOverride": False}


PREFLIGHT = ("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS")

# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html
HEADERS_POLICIES = {
    "e61eb60c-9c35-4d20-a928-2b84e02af89c": {
        "Name": "Managed-CORS-and-SecurityHeadersPolicy", "CorsConfig": cors("GET", "HEAD"), "SecurityHeadersConfig": security_headers()},
    "5cc3b908-e619-4b99-88e5-2cf7f45965bd": {
        "Name": "Managed-CORS-With-Preflight", "CorsConfig": cors(*PREFLIGHT) | {"AccessControlExposeHeaders": names("*")}},
    "eaab4381-ed33-4a86-88ca-d9558dc6cd63": {
        "Name": "Managed-CORS-with-preflight-and-SecurityHeadersPolicy",
        "CorsConfig": cors(*PREFLIGHT) | {"AccessControlExposeHeaders": names("*")}, "SecurityHeadersConfig": security_headers()},
    "67f7725c-6f97-4210-82d7-5512b31e9d03": {"Name": "Managed-SecurityHeadersPolicy", "SecurityHeadersConfig": security_headers()},
    "60669652-455b-4ae9-85a4-c4c02393f86c": {"Name": "Managed-SimpleCORS", "CorsConfig": cors("GET", "HEAD")},
}


def new_id(length=14):
    return "E" + "".join(random.choices(string.ascii_uppercase + string.digits, k=length - 1))


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def store(ctx, kind):
    """What an account has of a kind; CloudFront is global."""
    import moto.backends as mb

    return mb.get_backend("cloudfront")[ctx.account_id]["aws"].__dict__.setdefault("provision", {}).setdefault(kind, {})


def matched(held, r):
    """The version that the caller last saw (API_UpdateCachePolicy, If-Match)."""
    if not r.get("IfMatch"):
        raise err("InvalidIfMatchVersion", "The If-Match version is missing or not valid for the resource.")
    if held["ETag"] != r["IfMatch"]:
        raise err("PreconditionFailed", "The request failed because it didn't meet the preconditions in one or more request-header fields.", 412)
    return held


def page(items, r):
    """Pages of at most 100 (API_ListCachePolicies, MaxItems and Marker)."""
    start, size = int(r.get("Marker") or 0), int(r.get("MaxItems") or 100)
    some, after = items[start:start + size], start + size
    told = {"MaxItems": size, "Quantity": len(some), "Items": some}
    return told | ({"NextMarker": str(after)} if after < len(items) else {})


def register(kind, plural, managed):
    """A kind that is known by its id, has a configuration with a name, and an ETag."""

    def held_by(ctx, r, writable=False):
        if r["Id"] in managed:
            if writable:
                raise err("IllegalUpdate", f"You cannot change a managed {kind}.")
            return {"Id": r["Id"], "Config": managed[r["Id"]], "ETag": "E23ZP02F085DFQ", "At": datetime.datetime(2020, 7, 22)}
        if r["Id"] not in store(ctx, kind):
            raise err(f"NoSuch{kind}", f"The {kind} {r['Id']} does not exist.", 404)
        return store(ctx, kind)[r["Id"]]

    def told(held):
        thing = {"Id": held["Id"], f"{kind}Config": held["Config"]}
        return thing if kind == "OriginAccessControl" else thing | {"LastModifiedTime": held["At"]}

    def unique(ctx, config, thing_id=None):
        if any(held["Config"]["Name"] == config["Name"] and held["Id"] != thing_id for held in store(ctx, kind).values()):
            raise err(f"{kind}AlreadyExists", f"A {kind} with this name already exists.", 409)

    @op("cloudfront", f"Create{kind}")
    def create(ctx, r):
        config = copy.deepcopy(r[f"{kind}Config"])
        unique(ctx, config)
        thing_id = new_id() if kind == "OriginAccessControl" else str(uuid.uuid4())
        store(ctx, kind)[thing_id] = held = {"Id": thing_id, "Config": config, "ETag": new_id(), "At": now()}
        return {kind: told(held), "ETag": held["ETag"], "Location": f"https://cloudfront.amazonaws.com/2020-05-31/{thing_id}"}

    @op("cloudfront", f"Get{kind}")
    def get(ctx, r):
        held = held_by(ctx, r)
        return {kind: told(held), "ETag": held["ETag"]}

    @op("cloudfront", f"Update{kind}")
    def update(ctx, r):
        held = matched(held_by(ctx, r, True), r)
        unique(ctx, r[f"{kind}Config"], r["Id"])
        held.update(Config=copy.deepcopy(r[f"{kind}Config"]), ETag=new_id(), At=now())
        return {kind: told(held), "ETag": held["ETag"]}

    @op("cloudfront", f"Delete{kind}")
    def delete(ctx, r):
        matched(held_by(ctx, r, True), r)
        del store(ctx, kind)[r["Id"]]
        return {}

    @op("cloudfront", f"List{plural}")
    def listed(ctx, r):
        own = list(store(ctx, kind).values())
        if kind == "OriginAccessControl":
            items = page([{"Id": held["Id"], **held["Config"]} for held in own], r)
            return {f"{kind}List": items | {"Marker": r.get("Marker") or "", "IsTruncated": "NextMarker" in items}}
        theirs = [held_by(ctx, {"Id": thing_id}) for thing_id in managed]
        kinds = {"managed": theirs, "custom": own}
        chosen = [r["Type"]] if r.get("Type") else ["managed", "custom"]
        return {f"{kind}List": page([{"Type": of, kind: told(held)} for of in chosen for held in kinds[of]], r)}


register("OriginAccessControl", "OriginAccessControls", {})
register("CachePolicy", "CachePolicies", CACHE_POLICIES)
register("OriginRequestPolicy", "OriginRequestPolicies", REQUEST_POLICIES)
register("ResponseHeadersPolicy", "ResponseHeadersPolicies", HEADERS_POLICIES)


# -- functions


def function(ctx, r):
    """A stage of a function (API_DescribeFunction, Stage); without one, DEVELOPMENT."""
    stages = store(ctx, "Function").get(r["Name"], {})
    held = stages.get(r.get("Stage") or "DEVELOPMENT")
    if held is None:
        raise err("NoSuchFunctionExists", "The function does not exist.", 404)
    return held


def summary(ctx, name, stage):
    held = store(ctx, "Function")[name][stage]
    meta = {"FunctionARN": f"arn:aws:cloudfront::{ctx.account_id}:function/{name}", "Stage": stage, "CreatedTime": held["Made"],
            "LastModifiedTime": held["At"]}
    published = "LIVE" in store(ctx, "Function")[name]
    status = "UNASSOCIATED" if published and held["Published"] else "UNPUBLISHED"
    return {"Name": name, "Status": status, "FunctionConfig": held["Config"], "FunctionMetadata": meta}


def stage_of(r, made):
    config = {"KeyValueStoreAssociations": NONE} | {k: v for k, v in copy.deepcopy(r["FunctionConfig"]).items() if v is not None}
    return {"Config": config, "Code": r["FunctionCode"], "ETag": new_id(), "Made": made, "At": now(), "Published": False}


@op("cloudfront", "CreateFunction")
def create_function(ctx, r):
    if r["Name"] in store(ctx, "Function"):
        raise err("FunctionAlreadyExists", "A function with the same name already exists in this AWS account.", 409)
    held = stage_of(r, now())
    store(ctx, "Function")[r["Name"]] = {"DEVELOPMENT": held}
    return {"FunctionSummary": summary(ctx, r["Name"], "DEVELOPMENT"), "ETag": held["ETag"],
            "Location": f"https://cloudfront.amazonaws.com/2020-05-31/function/{r['Name']}"}


@op("cloudfront", "DescribeFunction")
def describe_function(ctx, r):
    held = function(ctx, r)
    return {"FunctionSummary": summary(ctx, r["Name"], r.get("Stage") or "DEVELOPMENT"), "ETag": held["ETag"]}


@op("cloudfront", "GetFunction")
def get_function(ctx, r):
    held = function(ctx, r)
    return {"FunctionCode": held["Code"], "ETag": held["ETag"], "ContentType": "application/octet-stream"}


@op("cloudfront", "UpdateFunction")
def update_function(ctx, r):
    before = matched(function(ctx, {"Name": r["Name"]}), r)
    store(ctx, "Function")[r["Name"]]["DEVELOPMENT"] = held = stage_of(r, before["Made"])
    return {"FunctionSummary": summary(ctx, r["Name"], "DEVELOPMENT"), "ETag": held["ETag"]}


@op("cloudfront", "PublishFunction")
def publish_function(ctx, r):
    held = matched(function(ctx, {"Name": r["Name"]}), r)
    held["Published"] = True
    store(ctx, "Function")[r["Name"]]["LIVE"] = copy.deepcopy(held) | {"ETag": new_id(), "At": now()}
    return {"FunctionSummary": summary(ctx, r["Name"], "LIVE")}


@op("cloudfront", "DeleteFunction")
def delete_function(ctx, r):
    matched(function(ctx, {"Name": r["Name"]}), r)
    del store(ctx, "Function")[r["Name"]]
    return {}


@op("cloudfront", "ListFunctions")
def list_functions(ctx, r):
    """Of all stages, where none is named (API_ListFunctions, Stage)."""
    stages = [r["Stage"]] if r.get("Stage") else ["DEVELOPMENT", "LIVE"]
    every = [summary(ctx, name, stage) for name, held in store(ctx, "Function").items() for stage in stages if stage in held]
    return {"FunctionList": page(every, r)}
