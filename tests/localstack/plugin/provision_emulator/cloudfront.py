"""CloudFront: distributions, origin access controls, policies (AWS's own too) and functions, each with its ETag.

moto has no policies and no functions, its origin access controls know no ETag, and its distributions lose much of their configuration.
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


def unused(ctx, name, code):
    """What a distribution uses stays (API_DeleteCachePolicy, CachePolicyInUse; API_DeleteFunction, FunctionInUse)."""
    if any(name in values(held["Config"]) for held in store(ctx, "Distribution").values()):
        raise err(code, "It is associated with at least one distribution.", 409)


def values(config):
    """All texts of a configuration."""
    if isinstance(config, dict):
        return {text for part in config.values() for text in values(part)}
    if isinstance(config, (list, tuple)):
        return {text for part in config for text in values(part)}
    return {config} if isinstance(config, str) else set()


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
        unused(ctx, r["Id"], f"{kind}InUse")
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
    unused(ctx, f"arn:aws:cloudfront::{ctx.account_id}:function/{r['Name']}", "FunctionInUse")
    del store(ctx, "Function")[r["Name"]]
    return {}


@op("cloudfront", "ListFunctions")
def list_functions(ctx, r):
    """Of all stages, where none is named (API_ListFunctions, Stage)."""
    stages = [r["Stage"]] if r.get("Stage") else ["DEVELOPMENT", "LIVE"]
    every = [summary(ctx, name, stage) for name, held in store(ctx, "Function").items() for stage in stages if stage in held]
    return {"FunctionList": page(every, r)}


# -- distributions


def counted(part, **more):
    """A list that is there though nothing was sent for it."""
    return {"Quantity": 0} | more | {key: value for key, value in (part or {}).items() if value not in (None, [])}


def behaviour(ctx, told):
    """A cache behaviour with what AWS completes it with (API_DefaultCacheBehavior)."""
    policy, forwarded = told.get("CachePolicyId"), told.get("ForwardedValues")
    if policy and forwarded:
        raise err("InvalidArgument", "The parameter ForwardedValues cannot be used when a cache policy is associated to the cache behavior.")
    if not policy and not forwarded:
        raise err("InvalidArgument", "The parameter ForwardedValues is required.")
    for member, kind, managed in (("CachePolicyId", "CachePolicy", CACHE_POLICIES),
                                  ("OriginRequestPolicyId", "OriginRequestPolicy", REQUEST_POLICIES),
                                  ("ResponseHeadersPolicyId", "ResponseHeadersPolicy", HEADERS_POLICIES)):
        if told.get(member) and told[member] not in managed and told[member] not in store(ctx, kind):
            raise err(f"NoSuch{kind}", f"The {kind} does not exist.", 404)
    for one in (told.get("FunctionAssociations") or {}).get("Items") or []:
        if "LIVE" not in store(ctx, "Function").get(one["FunctionARN"].rsplit("/", 1)[-1], {}):
            raise err("InvalidFunctionAssociation", "A CloudFront function association is invalid: the function is not published.")
    told = {key: value for key, value in told.items() if value not in (None, "")}
    for member in ("LambdaFunctionAssociations", "FunctionAssociations"):
        told[member] = counted(told.get(member))
    for member in ("TrustedSigners", "TrustedKeyGroups"):
        told[member] = counted(told.get(member), Enabled=False)
    told = {"FieldLevelEncryptionId": "", "SmoothStreaming": False, "GrpcConfig": {"Enabled": False}} | told
    if forwarded:
        told |= {"MinTTL": told.get("MinTTL", 0), "DefaultTTL": told.get("DefaultTTL", 86400), "MaxTTL": told.get("MaxTTL", YEAR)}
        cookies = forwarded["Cookies"]
        if cookies["Forward"] != "whitelist":
            cookies.pop("WhitelistedNames", None)
        for member in ("Headers", "QueryStringCacheKeys"):
            forwarded[member] = counted(forwarded.get(member))
    return told


def origin(ctx, told):
    """An origin with what AWS completes it with (API_Origin)."""
    kinds = [kind for kind in ("S3OriginConfig", "CustomOriginConfig", "VpcOriginConfig") if told.get(kind)]
    if len(kinds) != 1:
        raise err("InvalidOrigin", "The origin must be one of S3OriginConfig, CustomOriginConfig and VpcOriginConfig.")
    control = told.get("OriginAccessControlId")
    if control and control not in store(ctx, "OriginAccessControl"):
        raise err("InvalidOriginAccessControl", "The origin access control is not valid.")
    if control and (told.get("S3OriginConfig") or {}).get("OriginAccessIdentity"):
        raise err("InvalidOriginAccessControl", "An origin cannot have both an origin access control and an origin access identity.")
    if "S3OriginConfig" in kinds and "amazonaws.com" not in told["DomainName"]:
        raise err("InvalidArgument", "The parameter Origin DomainName does not refer to a valid S3 bucket.")
    for kind in ("CustomOriginConfig", "VpcOriginConfig"):
        if kind in kinds:
            told[kind] = {"OriginReadTimeout": 30, "OriginKeepaliveTimeout": 5} | told[kind]
    told = {key: value for key, value in told.items() if value is not None}
    complete = {"OriginPath": "", "ConnectionAttempts": 3, "ConnectionTimeout": 10, "OriginShield": {"Enabled": False}, "OriginAccessControlId": ""}
    return complete | told | {"CustomHeaders": counted(told.get("CustomHeaders"))}


def certificate(told):
    """The certificate with its source; CloudFront's own has the oldest policy, whatever is asked for (API_ViewerCertificate)."""
    own = told.get("ACMCertificateArn") or told.get("IAMCertificateId")
    if not own:
        return {"CloudFrontDefaultCertificate": True, "SSLSupportMethod": "vip", "MinimumProtocolVersion": "TLSv1",
                "CertificateSource": "cloudfront"}
    if not told.get("SSLSupportMethod"):
        raise err("InvalidViewerCertificate", "A viewer certificate specified is not valid: it has no SSLSupportMethod.")
    source = "acm" if told.get("ACMCertificateArn") else "iam"
    told = {key: value for key, value in told.items() if value not in (None, "")}
    return told | {"CloudFrontDefaultCertificate": False, "Certificate": own, "CertificateSource": source}


def distribution_config(ctx, r, own_id=None):
    """A configuration as AWS keeps it (API_DistributionConfig), or why it does not."""
    config = {key: value for key, value in copy.deepcopy(r["DistributionConfig"]).items() if value is not None}
    config["Origins"]["Items"] = [origin(ctx, one) for one in config["Origins"].get("Items") or []]
    config["OriginGroups"] = counted(config.get("OriginGroups"))
    config["CacheBehaviors"] = counted(config.get("CacheBehaviors"))
    origins = {one["Id"] for part in ("Origins", "OriginGroups") for one in config[part].get("Items", [])}
    behaviours = [config["DefaultCacheBehavior"], *config["CacheBehaviors"].get("Items", [])]
    members = [one["OriginId"] for group in config["OriginGroups"].get("Items", []) for one in group["Members"]["Items"]]
    if any(name not in origins for name in [*members, *(one["TargetOriginId"] for one in behaviours)]):
        raise err("NoSuchOrigin", "One or more of your origins or origin groups do not exist.", 404)
    config["DefaultCacheBehavior"] = behaviour(ctx, config["DefaultCacheBehavior"])
    if config["CacheBehaviors"]["Quantity"]:
        config["CacheBehaviors"]["Items"] = [behaviour(ctx, one) for one in config["CacheBehaviors"]["Items"]]
    config["CustomErrorResponses"] = counted(config.get("CustomErrorResponses"))
    config["Aliases"] = counted(config.get("Aliases"))
    config["ViewerCertificate"] = certificate(config.get("ViewerCertificate") or {})
    names = set(config["Aliases"].get("Items", []))
    if names and config["ViewerCertificate"]["CertificateSource"] == "cloudfront":
        raise err("InvalidViewerCertificate", "To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a "
                  "trusted certificate that validates your authorization to use the domain name.")
    others = [held for key, held in store(ctx, "Distribution").items() if key != own_id]
    if any(names & set(held["Config"]["Aliases"].get("Items", [])) for held in others):
        raise err("CNAMEAlreadyExists", "One or more of the CNAMEs you provided are already associated with a different resource.", 409)
    countries = (config.get("Restrictions") or {}).get("GeoRestriction")
    config["Restrictions"] = {"GeoRestriction": counted(countries or {"RestrictionType": "none"})}
    defaults = {"DefaultRootObject": "", "Logging": {"Enabled": False, "IncludeCookies": False, "Bucket": "", "Prefix": ""}, "WebACLId": "",
                "PriceClass": "PriceClass_All", "HttpVersion": "http2", "IsIPV6Enabled": True, "ContinuousDeploymentPolicyId": "", "Staging": False}
    return defaults | config


def distribution(ctx, r):
    if r["Id"] not in store(ctx, "Distribution"):
        raise err("NoSuchDistribution", "The specified distribution does not exist.", 404)
    return store(ctx, "Distribution")[r["Id"]]


def signers(config, member, item):
    """Who may sign, over all behaviours (API_ActiveTrustedKeyGroups)."""
    behaviours = [config["DefaultCacheBehavior"], *config["CacheBehaviors"].get("Items", [])]
    found = sorted({one for part in behaviours for one in part[member].get("Items", [])})
    items = {"Items": [{item: one, "KeyPairIds": {"Quantity": 0}} for one in found]} if found else {}
    return {"Enabled": bool(found), "Quantity": len(found), **items}


def told_of(ctx, held):
    config = held["Config"]
    return {
        "Id": held["Id"], "ARN": f"arn:aws:cloudfront::{ctx.account_id}:distribution/{held['Id']}", "DomainName": held["DomainName"],
        "Status": "InProgress" if held["Looks"] else "Deployed", "LastModifiedTime": held["At"], "InProgressInvalidationBatches": 0,
        "ActiveTrustedSigners": signers(config, "TrustedSigners", "AwsAccountNumber"),
        "ActiveTrustedKeyGroups": signers(config, "TrustedKeyGroups", "KeyGroupId"), "DistributionConfig": config,
    }


def answered(ctx, held):
    location = f"https://cloudfront.amazonaws.com/2020-05-31/distribution/{held['Id']}"
    return {"Distribution": told_of(ctx, held), "ETag": held["ETag"], "Location": location}


def new_distribution(ctx, r, tags):
    config = distribution_config(ctx, r)
    if any(held["Config"]["CallerReference"] == config["CallerReference"] for held in store(ctx, "Distribution").values()):
        raise err("DistributionAlreadyExists", "The caller reference that you are using to create a distribution is associated with another "
                  "distribution.", 409)
    thing_id, host = new_id(), "d" + "".join(random.choices(string.ascii_lowercase + string.digits, k=13))
    # All edges know of it at the second look.
    held = {"Id": thing_id, "Config": config, "ETag": new_id(), "At": now(), "DomainName": f"{host}.cloudfront.net", "Looks": 1, "Tags": tags}
    store(ctx, "Distribution")[thing_id] = held
    return answered(ctx, held)


@op("cloudfront", "CreateDistribution")
def create_distribution(ctx, r):
    return new_distribution(ctx, r, {})


@op("cloudfront", "CreateDistributionWithTags")
def create_distribution_with_tags(ctx, r):
    both = r["DistributionConfigWithTags"]
    return new_distribution(ctx, both, tag_map(both["Tags"]))


@op("cloudfront", "GetDistribution")
def get_distribution(ctx, r):
    held = distribution(ctx, r)
    told = {"Distribution": told_of(ctx, held), "ETag": held["ETag"]}
    held["Looks"] = max(0, held["Looks"] - 1)
    return told


@op("cloudfront", "GetDistributionConfig")
def get_distribution_config(ctx, r):
    held = distribution(ctx, r)
    return {"DistributionConfig": held["Config"], "ETag": held["ETag"]}


@op("cloudfront", "UpdateDistribution")
def update_distribution(ctx, r):
    held = matched(distribution(ctx, r), r)
    config = distribution_config(ctx, r, r["Id"])
    if any(config[member] != held["Config"][member] for member in ("CallerReference", "Staging")):
        raise err("IllegalUpdate", "The update contains modifications that are not allowed.")
    held.update(Config=config, ETag=new_id(), At=now(), Looks=1)
    return {"Distribution": told_of(ctx, held), "ETag": held["ETag"]}


@op("cloudfront", "DeleteDistribution")
def delete_distribution(ctx, r):
    held = matched(distribution(ctx, r), r)
    if held["Config"]["Enabled"] or held["Looks"]:
        raise err("DistributionNotDisabled", "The distribution you are trying to delete has not been disabled.", 409)
    del store(ctx, "Distribution")[r["Id"]]
    return {}


@op("cloudfront", "ListDistributions")
def list_distributions(ctx, r):
    """Summaries (API_DistributionSummary): not all of a configuration."""
    left_out = ("CallerReference", "DefaultRootObject", "Logging", "ContinuousDeploymentPolicyId")
    every = []
    for held in store(ctx, "Distribution").values():
        told = {key: value for key, value in told_of(ctx, held).items() if key in ("Id", "ARN", "Status", "LastModifiedTime", "DomainName")}
        every.append(told | {key: value for key, value in held["Config"].items() if key not in left_out})
    items = page(every, r)
    return {"DistributionList": items | {"Marker": r.get("Marker") or "", "IsTruncated": "NextMarker" in items}}


# -- tags: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_TagResource.html


def tag_map(tags):
    return {tag["Key"]: tag.get("Value") or "" for tag in tags.get("Items") or []}


def tagged(ctx, r):
    kind, _, name = r["Resource"].split(":")[-1].partition("/")
    if kind != "distribution" or name not in store(ctx, "Distribution"):
        raise err("NoSuchResource", "A resource that was specified is not valid.", 404)
    return store(ctx, "Distribution")[name]["Tags"]


@op("cloudfront", "ListTagsForResource")
def list_tags(ctx, r):
    return {"Tags": {"Items": [{"Key": key, "Value": value} for key, value in tagged(ctx, r).items()]}}


@op("cloudfront", "TagResource")
def tag(ctx, r):
    tagged(ctx, r).update(tag_map(r["Tags"]))
    return {}


@op("cloudfront", "UntagResource")
def untag(ctx, r):
    for key in r["TagKeys"].get("Items") or []:
        tagged(ctx, r).pop(key, None)
    return {}
