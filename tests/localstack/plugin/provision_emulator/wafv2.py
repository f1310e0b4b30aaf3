"""WAF: web ACLs, rule groups, sets of addresses and expressions with their lock tokens, what they are associated with, and logging.

moto keeps half of it: it knows no scope, forgets what an update takes away, and checks neither what is used nor what is referred to.
"""

import copy
import uuid

from provision_emulator.extras import backend, err, op

DOCS = "https://docs.aws.amazon.com/waf/latest/APIReference"  # each operation's page: DOCS/API_<Operation>.html

# The kinds: the member of an answer, the word in an ARN, the list of all, and what Create and Update take alike.
KINDS = {
    "WebACL": ("webacl", "WebACLs", (
        "DefaultAction", "Description", "Rules", "VisibilityConfig", "DataProtectionConfig", "CustomResponseBodies",
        "CaptchaConfig", "ChallengeConfig", "TokenDomains", "AssociationConfig")),
    "RuleGroup": ("rulegroup", "RuleGroups", ("Description", "Rules", "VisibilityConfig", "CustomResponseBodies")),
    "IPSet": ("ipset", "IPSets", ("Description", "Addresses")),
    "RegexPatternSet": ("regexpatternset", "RegexPatternSets", ("Description", "RegularExpressionList")),
}
CREATE_ONLY = {"RuleGroup": ("Capacity",), "IPSet": ("IPAddressVersion",)}


def store(ctx):
    """What an account has in a region."""
    return backend("wafv2", ctx).__dict__.setdefault("provision", {"kept": {}, "tags": {}, "logging": {}, "associated": {}})


def placed(ctx, scope):
    """What is for CloudFront is kept in one region (API_CreateWebACL, Scope)."""
    if scope == "CLOUDFRONT" and ctx.region != "us-east-1":
        raise err("WAFInvalidParameterException", "Error reason: The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT")


def missing():
    return err("WAFNonexistentItemException", "AWS WAF couldn’t perform the operation because your resource doesn’t exist.")


def thing(ctx, kind, r):
    placed(ctx, r["Scope"])
    held = store(ctx)["kept"].get((kind, r["Scope"], r["Id"]))
    if held is None or held["told"]["Name"] != r["Name"]:
        raise missing()
    return held


def unlocked(ctx, kind, r):
    """A thing that is as the caller last saw it (API_UpdateWebACL, LockToken)."""
    held = thing(ctx, kind, r)
    if held["lock"] != r["LockToken"]:
        raise err("WAFOptimisticLockException", "AWS WAF couldn’t save your changes because someone changed the resource after you "
                  "started to edit it. Reapply your changes.")
    return held


def by_arn(ctx, arn):
    return next((held for held in store(ctx)["kept"].values() if held["told"]["ARN"] == arn), None)


def statements(statement):
    """A statement and all that are inside it."""
    yield statement
    for member in ("AndStatement", "OrStatement"):
        for inner in (statement.get(member) or {}).get("Statements") or []:
            yield from statements(inner)
    for member in ("NotStatement", "RateBasedStatement", "ManagedRuleGroupStatement"):
        for name in ("Statement", "ScopeDownStatement"):
            if inner := (statement.get(member) or {}).get(name):
                yield from statements(inner)


def referred(rules):
    """The ARNs that rules refer to."""
    for rule in rules or []:
        for statement in statements(rule["Statement"]):
            for member in ("IPSetReferenceStatement", "RegexPatternSetReferenceStatement", "RuleGroupReferenceStatement"):
                if statement.get(member):
                    yield statement[member]["ARN"]


def units(ctx, statement):
    """https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html: the statements' own pages say what they cost."""
    inner = sum(units(ctx, s) for member in ("AndStatement", "OrStatement") for s in (statement.get(member) or {}).get("Statements") or [])
    if nested := (statement.get("NotStatement") or {}).get("Statement"):
        inner += units(ctx, nested)
    if rate := statement.get("RateBasedStatement"):
        inner += 2 + 30 * len(rate.get("CustomKeys") or []) + (units(ctx, rate["ScopeDownStatement"]) if rate.get("ScopeDownStatement") else 0)
    if managed := statement.get("ManagedRuleGroupStatement"):
        inner += {"AWSManagedRulesBotControlRuleSet": 50, "AWSManagedRulesATPRuleSet": 50, "AWSManagedRulesACFPRuleSet": 50}.get(managed["Name"], 700)
    if reference := statement.get("RuleGroupReferenceStatement"):
        group = by_arn(ctx, reference["ARN"])
        inner += group["told"]["Capacity"] if group else 0
    own = {"GeoMatchStatement": 1, "IPSetReferenceStatement": 1, "LabelMatchStatement": 1, "AsnMatchStatement": 1, "SizeConstraintStatement": 1,
           "ByteMatchStatement": 2, "RegexMatchStatement": 3, "RegexPatternSetReferenceStatement": 25, "SqliMatchStatement": 20, "XssMatchStatement": 40}
    for member, cost in own.items():
        if found := statement.get(member):
            if found.get("PositionalConstraint") in ("CONTAINS", "CONTAINS_WORD"):
                cost = 10
            if found.get("SensitivityLevel") == "HIGH":
                cost = 30
            field = found.get("FieldToMatch") or {}
            cost += 10 if "AllQueryArguments" in field else 0
            cost *= 2 if "JsonBody" in field else 1
            inner += cost + 10 * sum(t["Type"] != "NONE" for t in found.get("TextTransformations") or [])
    return inner


def check(ctx, kind, r):
    """A rule has an action, or what overrides the actions of a group; what it refers to is there (API_CreateWebACL, Errors)."""
    priorities = [rule["Priority"] for rule in r.get("Rules") or []]
    if len(priorities) != len(set(priorities)):
        raise err("WAFInvalidParameterException", "Error reason: You have used the same priority for two rules., field: RULE")
    for rule in r.get("Rules") or []:
        groups = {"ManagedRuleGroupStatement", "RuleGroupReferenceStatement"} & set(rule["Statement"])
        if len([v for v in rule["Statement"].values() if v is not None]) != 1:
            raise err("WAFInvalidParameterException", "Error reason: You must specify exactly one statement., field: STATEMENT")
        if bool(groups) != bool(rule.get("OverrideAction")) or bool(groups) == bool(rule.get("Action")):
            raise err("WAFInvalidParameterException", "Error reason: A reference in your rule statement is not valid., field: RULE_ACTION")
    for arn in referred(r.get("Rules")):
        if by_arn(ctx, arn) is None:
            raise missing()
    used = sum(units(ctx, rule["Statement"]) for rule in r.get("Rules") or [])
    if kind == "RuleGroup" and used > r["Capacity"]:
        raise err("WAFLimitsExceededException", f"AWS WAF couldn’t perform the operation because you exceeded your resource limit: {used} WCU.")
    return used


def taken(kind, r):
    """What a call says of a thing: what it leaves out is not there."""
    empty = {"Description": "", "Rules": [], "Addresses": [], "RegularExpressionList": []}
    members = {member: r.get(member, empty.get(member)) for member in KINDS[kind][2]}
    return {member: copy.deepcopy(value) for member, value in members.items() if value is not None}


def summary(held):
    told = held["told"]
    return {"Name": told["Name"], "Id": told["Id"], "Description": told["Description"], "LockToken": held["lock"], "ARN": told["ARN"]}


def page(ctx, items, r):
    """Pages of at most 100 (API_ListWebACLs, Limit and NextMarker)."""
    start, size = int(r.get("NextMarker") or 0), r.get("Limit") or 100
    some, after = items[start:start + size], start + size
    return some, {"NextMarker": str(after)} if after < len(items) else {}


def register(kind):
    word, plural, _ = KINDS[kind]

    @op("wafv2", f"Create{kind}")
    def create(ctx, r):
        placed(ctx, r["Scope"])
        kept = store(ctx)["kept"]
        if any(key[:2] == (kind, r["Scope"]) and held["told"]["Name"] == r["Name"] for key, held in kept.items()):
            raise err("WAFDuplicateItemException", "AWS WAF couldn’t perform the operation because some resource in your request is a duplicate "
                      "of an existing one.")
        used = check(ctx, kind, r)
        thing_id = str(uuid.uuid4())
        place = "global" if r["Scope"] == "CLOUDFRONT" else "regional"
        arn = f"arn:aws:wafv2:{ctx.region}:{ctx.account_id}:{place}/{word}/{r['Name']}/{thing_id}"
        told = {"Name": r["Name"], "Id": thing_id, "ARN": arn, **taken(kind, r), **{member: r[member] for member in CREATE_ONLY.get(kind, ())}}
        if kind in ("WebACL", "RuleGroup"):
            told["LabelNamespace"] = f"awswaf:{ctx.account_id}:{word}:{r['Name']}:"
        if kind == "WebACL":
            told |= {"Capacity": used, "ManagedByFirewallManager": False}
        kept[kind, r["Scope"], thing_id] = held = {"told": told, "lock": str(uuid.uuid4())}
        store(ctx)["tags"][arn] = {tag["Key"]: tag["Value"] for tag in r.get("Tags") or []}
        return {"Summary": summary(held)}

    @op("wafv2", f"Get{kind}")
    def get(ctx, r):
        held = thing(ctx, kind, r)
        return {kind: held["told"], "LockToken": held["lock"]}

    @op("wafv2", f"Update{kind}")
    def update(ctx, r):
        held = unlocked(ctx, kind, r)
        used = check(ctx, kind, {"Capacity": held["told"].get("Capacity"), **r})
        for member in KINDS[kind][2]:
            held["told"].pop(member, None)
        held["told"].update(taken(kind, r))
        if kind == "WebACL":
            held["told"]["Capacity"] = used
        held["lock"] = str(uuid.uuid4())
        return {"NextLockToken": held["lock"]}

    @op("wafv2", f"Delete{kind}")
    def delete(ctx, r):
        held = unlocked(ctx, kind, r)
        arn = held["told"]["ARN"]
        users = [other for other in store(ctx)["kept"].values() if arn in referred(other["told"].get("Rules"))]
        if users or arn in associations(ctx).values():
            raise err("WAFAssociatedItemException", "AWS WAF couldn’t perform the operation because your resource is being used by another "
                      "resource or it’s associated with another resource.")
        del store(ctx)["kept"][kind, r["Scope"], r["Id"]]
        store(ctx)["tags"].pop(arn, None)
        store(ctx)["logging"].pop(arn, None)
        return {}

    @op("wafv2", f"List{plural}")
    def listed(ctx, r):
        placed(ctx, r["Scope"])
        of_scope = [summary(held) for key, held in store(ctx)["kept"].items() if key[:2] == (kind, r["Scope"])]
        some, marker = page(ctx, of_scope, r)
        return {plural: some, **marker}


for name in KINDS:
    register(name)


# -- tags


def tagged(ctx, arn):
    tags = store(ctx)["tags"]
    if arn not in tags:
        raise missing()
    return tags[arn]


@op("wafv2", "ListTagsForResource")
def list_tags(ctx, r):
    tags = [{"Key": key, "Value": value} for key, value in tagged(ctx, r["ResourceARN"]).items()]
    some, marker = page(ctx, tags, r)
    return {"TagInfoForResource": {"ResourceARN": r["ResourceARN"], "TagList": some}, **marker}


@op("wafv2", "TagResource")
def tag(ctx, r):
    tagged(ctx, r["ResourceARN"]).update({tag["Key"]: tag["Value"] for tag in r["Tags"]})
    return {}


@op("wafv2", "UntagResource")
def untag(ctx, r):
    for key in r["TagKeys"]:
        tagged(ctx, r["ResourceARN"]).pop(key, None)
    return {}


# -- associations

KIND_OF = {
    "amplify": "AMPLIFY", "apigateway": "API_GATEWAY", "apprunner": "APP_RUNNER_SERVICE", "appsync": "APPSYNC",
    "cognito-idp": "COGNITO_USER_POOL", "ec2": "VERIFIED_ACCESS_INSTANCE", "elasticloadbalancing": "APPLICATION_LOAD_BALANCER",
}


def is_there(ctx, arn):
    """Of what a web ACL can stand before, load balancers are emulated."""
    return ":loadbalancer/" not in arn or arn in backend("elbv2", ctx).load_balancers


def associations(ctx):
    """Web ACLs by what they stand before: that goes with the thing."""
    associated = store(ctx)["associated"]
    for arn in [arn for arn in associated if not is_there(ctx, arn)]:
        del associated[arn]
    return associated


@op("wafv2", "AssociateWebACL")
def associate(ctx, r):
    """A thing has one web ACL; another takes its place (API_AssociateWebACL)."""
    acl = by_arn(ctx, r["WebACLArn"])
    if acl is None or not is_there(ctx, r["ResourceArn"]):
        raise missing()
    associations(ctx)[r["ResourceArn"]] = r["WebACLArn"]
    return {}


@op("wafv2", "DisassociateWebACL")
def disassociate(ctx, r):
    if not is_there(ctx, r["ResourceArn"]):
        raise missing()
    associations(ctx).pop(r["ResourceArn"], None)
    return {}


@op("wafv2", "GetWebACLForResource")
def web_acl_for_resource(ctx, r):
    if not is_there(ctx, r["ResourceArn"]):
        raise missing()
    acl = by_arn(ctx, associations(ctx).get(r["ResourceArn"]))
    return {"WebACL": acl["told"]} if acl else {}


@op("wafv2", "ListResourcesForWebACL")
def resources_for_web_acl(ctx, r):
    """Load balancers, where no kind is given (API_ListResourcesForWebACL, ResourceType)."""
    if by_arn(ctx, r["WebACLArn"]) is None:
        raise missing()
    kind = r.get("ResourceType") or "APPLICATION_LOAD_BALANCER"
    arns = [arn for arn, acl in associations(ctx).items() if acl == r["WebACLArn"] and KIND_OF.get(arn.split(":")[2]) == kind]
    return {"ResourceArns": arns}


# -- logging


@op("wafv2", "PutLoggingConfiguration")
def put_logging(ctx, r):
    """https://docs.aws.amazon.com/waf/latest/developerguide/logging-destinations.html: one destination, of that name."""
    config = copy.deepcopy(r["LoggingConfiguration"])
    if by_arn(ctx, config["ResourceArn"]) is None:
        raise missing()
    for arn in config["LogDestinationConfigs"]:
        if not arn.split(":", 5)[-1].split(":")[-1].split("/")[-1].startswith("aws-waf-logs-"):
            raise err("WAFInvalidParameterException", f"Error reason: The ARN isn't valid., field: LOG_DESTINATION, parameter: {arn}")
    store(ctx)["logging"][config["ResourceArn"]] = config = {"ManagedByFirewallManager": False, "LogType": "WAF_LOGS", "LogScope": "CUSTOMER", **config}
    return {"LoggingConfiguration": config}


@op("wafv2", "GetLoggingConfiguration")
def get_logging(ctx, r):
    if r["ResourceArn"] not in store(ctx)["logging"]:
        raise missing()
    return {"LoggingConfiguration": store(ctx)["logging"][r["ResourceArn"]]}


@op("wafv2", "ListLoggingConfigurations")
def list_logging(ctx, r):
    placed(ctx, r["Scope"])
    place = ":global/" if r["Scope"] == "CLOUDFRONT" else ":regional/"
    some, marker = page(ctx, [config for arn, config in store(ctx)["logging"].items() if place in arn], r)
    return {"LoggingConfigurations": some, **marker}


@op("wafv2", "DeleteLoggingConfiguration")
def delete_logging(ctx, r):
    get_logging(ctx, r)
    del store(ctx)["logging"][r["ResourceArn"]]
    return {}
