"""Lambda: functions with their code, versions, aliases, permissions, URLs, what becomes of events, and event source mappings.

moto keeps functions without half of their settings and forgets most changes of them, so that they are kept here; layers stay moto's.
Nothing is run. https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
"""

import base64
import copy
import datetime
import hashlib
import json
import uuid

from provision_emulator.extras import OPS, backend, err, op

LATEST = "$LATEST"

# Members of CreateFunction and UpdateFunctionConfiguration that are told as they were given.
PLAIN = ("Description", "Handler", "KMSKeyArn", "MemorySize", "Role", "Runtime", "Timeout", "FileSystemConfigs")


class Function:
    """What hangs on one function."""

    def __init__(self, config, code, tags):
        self.config, self.code, self.tags = config, code, dict(tags or {})
        self.versions, self.aliases, self.policies, self.urls, self.events = {}, {}, {}, {}, {}
        self.concurrency = self.signing = None


def store(ctx, kind):
    # Kept with moto's backend, so that a reset of moto's takes it along.
    return backend("lambda", ctx).__dict__.setdefault("provision", {}).setdefault(kind, {})


def stamp():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def absent(message):
    return err("ResourceNotFoundException", message, 404)


def conflict(message):
    return err("ResourceConflictException", message, 409)


def invalid(message):
    return err("InvalidParameterValueException", message)


def arn(ctx, name, qualifier=None):
    return f"arn:aws:lambda:{ctx.region}:{ctx.account_id}:function:{name}" + (f":{qualifier}" if qualifier else "")


def named(text, qualifier=None):
    """The name and the qualifier of NAME, NAME:QUALIFIER or either's ARN."""
    rest = text.split(":function:", 1)[-1]
    name, _, inside = rest.partition(":")
    return name, qualifier or inside or None


def function_of(ctx, r, member="FunctionName"):
    name, qualifier = named(r[member], r.get("Qualifier"))
    function = store(ctx, "function").get(name)
    if function is None:
        raise absent(f"Function not found: {arn(ctx, name, qualifier)}")
    return name, qualifier, function


def version_of(ctx, name, qualifier, function):
    """The settings that a qualifier stands for."""
    if qualifier in function.aliases:
        qualifier = function.aliases[qualifier]["FunctionVersion"]
    if qualifier in (None, LATEST):
        return function.config
    if qualifier not in function.versions:
        raise absent(f"Function not found: {arn(ctx, name, qualifier)}")
    return function.versions[qualifier]


# -- settings: https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
def role_exists(ctx, role):
    """https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html"""
    import moto.backends as mb

    if role not in {known.arn for known in mb.get_backend("iam")[ctx.account_id]["aws"].roles.values()}:
        raise invalid("The role defined for the function cannot be assumed by Lambda.")


def network(ctx, asked):
    subnets, groups = list(asked.get("SubnetIds") or []), list(asked.get("SecurityGroupIds") or [])
    if bool(subnets) != bool(groups):
        raise invalid("SecurityGroupIds and SubnetIds must be given together.")
    vpc = ""
    if subnets:
        known = {subnet.id: subnet for zone in backend("ec2", ctx).subnets.values() for subnet in zone.values()}
        if subnets[0] not in known:
            raise invalid(f"Error occurred while DescribeSubnets. The subnet ID '{subnets[0]}' does not exist")
        vpc = known[subnets[0]].vpc_id
    return {"SubnetIds": subnets, "SecurityGroupIds": groups, "VpcId": vpc,
            "Ipv6AllowedForDualStack": bool(asked.get("Ipv6AllowedForDualStack"))}


def logging(name, asked):
    told = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{name}", **asked}
    if told["LogFormat"] == "JSON":
        told = {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO", **told}
    return told


def configure(ctx, config, r):
    """Takes in what a request gives; what it does not give stays."""
    if r.get("Role"):
        role_exists(ctx, r["Role"])
    config.update({key: copy.deepcopy(r[key]) for key in PLAIN if r.get(key) is not None})
    for key in ("KMSKeyArn", "FileSystemConfigs"):
        if not config.get(key):
            config.pop(key, None)
    if r.get("DeadLetterConfig") is not None:
        config["DeadLetterConfig"] = {"TargetArn": r["DeadLetterConfig"]["TargetArn"]} if r["DeadLetterConfig"].get("TargetArn") else None
    if r.get("Environment") is not None:
        variables = dict(r["Environment"].get("Variables") or {})
        config["Environment"] = {"Variables": variables} if variables else None
    if r.get("EphemeralStorage"):
        config["EphemeralStorage"] = dict(r["EphemeralStorage"])
    if r.get("ImageConfig") is not None:
        given = {key: value for key, value in r["ImageConfig"].items() if value}
        config["ImageConfigResponse"] = {"ImageConfig": given} if given else None
    if r.get("Layers") is not None:
        config["Layers"] = [{"Arn": layer, "CodeSize": 1024} for layer in r["Layers"]] or None
    if r.get("LoggingConfig"):
        config["LoggingConfig"] = logging(config["FunctionName"], r["LoggingConfig"])
    if r.get("SnapStart"):
        config["SnapStart"] = {"ApplyOn": r["SnapStart"].get("ApplyOn") or "None", "OptimizationStatus": "Off"}
    if r.get("TracingConfig"):
        config["TracingConfig"] = dict(r["TracingConfig"])
    if r.get("VpcConfig") is not None:
        config["VpcConfig"] = network(ctx, r["VpcConfig"])
    touch(config)


def touch(config):
    config |= {"LastModified": stamp(), "RevisionId": str(uuid.uuid4())}


# -- code: https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCode.html
def bucket_code(ctx, r):
    from botocore.exceptions import ClientError
    from localstack.aws.connect import connect_to

    s3 = connect_to(aws_access_key_id=ctx.account_id, region_name=ctx.region).s3
    place = {"Bucket": r["S3Bucket"], "Key": r["S3Key"]}
    if r.get("S3ObjectVersion"):
        place["VersionId"] = r["S3ObjectVersion"]
    try:
        return s3.get_object(**place)["Body"].read()
    except ClientError as error:
        told = error.response["Error"]
        raise invalid(f"Error occurred while GetObject. S3 Error Code: {told['Code']}. S3 Error Message: {told['Message']}") from error


def take_code(ctx, config, r):
    """Code with its hash and its size in the settings; what GetFunction tells of it."""
    if r.get("ImageUri"):
        config |= {"CodeSha256": hashlib.sha256(r["ImageUri"].encode()).hexdigest(), "CodeSize": 0}
        return {"RepositoryType": "ECR", "ImageUri": r["ImageUri"], "ResolvedImageUri": r["ImageUri"]}
    content = r["ZipFile"] if r.get("ZipFile") is not None else bucket_code(ctx, r)
    config |= {"CodeSha256": base64.b64encode(hashlib.sha256(content).digest()).decode(), "CodeSize": len(content)}
    return {"RepositoryType": "S3", "Location": f"https://awslambda.s3.amazonaws.com/{config['FunctionName']}"}


# -- functions: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
@op("lambda", "CreateFunction")
def create_function(ctx, r):
    name, _ = named(r["FunctionName"])
    if name in store(ctx, "function"):
        raise conflict(f"Function already exist: {name}")
    config = {
        "FunctionName": name, "FunctionArn": arn(ctx, name), "Version": LATEST, "Description": "", "MemorySize": 128, "Timeout": 3,
        "PackageType": r.get("PackageType") or "Zip", "Architectures": list(r.get("Architectures") or ["x86_64"]),
        "EphemeralStorage": {"Size": 512}, "TracingConfig": {"Mode": "PassThrough"}, "LoggingConfig": logging(name, {}),
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"}, "State": "Active", "LastUpdateStatus": "Successful",
    }
    configure(ctx, config, r)
    function = Function(config, take_code(ctx, config, r["Code"]), r.get("Tags"))
    function.signing = r.get("CodeSigningConfigArn")
    store(ctx, "function")[name] = function
    return publish(ctx, name, function) if r.get("Publish") else config


@op("lambda", "GetFunction")
def get_function(ctx, r):
    name, qualifier, function = function_of(ctx, r)
    told = {"Configuration": version_of(ctx, name, qualifier, function), "Code": function.code}
    if function.tags:
        told["Tags"] = function.tags
    if function.concurrency is not None:
        told["Concurrency"] = {"ReservedConcurrentExecutions": function.concurrency}
    return told


@op("lambda", "GetFunctionConfiguration")
def get_function_configuration(ctx, r):
    name, qualifier, function = function_of(ctx, r)
    return version_of(ctx, name, qualifier, function)


@op("lambda", "ListFunctions")
def list_functions(ctx, r):
    return {"Functions": [function.config for function in store(ctx, "function").values()]}


@op("lambda", "UpdateFunctionConfiguration")
def update_function_configuration(ctx, r):
    """https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html"""
    _, _, function = function_of(ctx, r)
    configure(ctx, function.config, r)
    return function.config


@op("lambda", "UpdateFunctionCode")
def update_function_code(ctx, r):
    """https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html"""
    name, _, function = function_of(ctx, r)
    function.code = take_code(ctx, function.config, r)
    if r.get("Architectures"):
        function.config["Architectures"] = list(r["Architectures"])
    touch(function.config)
    return publish(ctx, name, function) if r.get("Publish") else function.config


@op("lambda", "DeleteFunction")
def delete_function(ctx, r):
    name, qualifier, function = function_of(ctx, r)
    if qualifier and qualifier != LATEST:
        function.versions.pop(qualifier, None)
        return {}
    del store(ctx, "function")[name]
    return {}


def publish(ctx, name, function):
    """A version is made only of what differs from the last. https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html"""
    last = list(function.versions.values())[-1:]
    if last and last[0]["OfRevision"] == function.config["RevisionId"]:
        return last[0]
    number = str(max((int(each) for each in function.versions), default=0) + 1)
    made = copy.deepcopy(function.config) | {
        "Version": number, "FunctionArn": arn(ctx, name, number), "OfRevision": function.config["RevisionId"],
    }
    function.versions[number] = made
    return made


@op("lambda", "PublishVersion")
def publish_version(ctx, r):
    name, _, function = function_of(ctx, r)
    return publish(ctx, name, function)


@op("lambda", "ListVersionsByFunction")
def list_versions(ctx, r):
    name, _, function = function_of(ctx, r)
    latest = {**function.config, "FunctionArn": arn(ctx, name, LATEST)}
    return {"Versions": [latest, *function.versions.values()]}


@op("lambda", "PutFunctionConcurrency")
def put_concurrency(ctx, r):
    """https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html"""
    _, _, function = function_of(ctx, r)
    function.concurrency = r["ReservedConcurrentExecutions"]
    return {"ReservedConcurrentExecutions": function.concurrency}


@op("lambda", "GetFunctionConcurrency")
def get_concurrency(ctx, r):
    _, _, function = function_of(ctx, r)
    return {} if function.concurrency is None else {"ReservedConcurrentExecutions": function.concurrency}


@op("lambda", "DeleteFunctionConcurrency")
def delete_concurrency(ctx, r):
    function_of(ctx, r)[2].concurrency = None
    return {}


@op("lambda", "GetFunctionCodeSigningConfig")
def get_signing(ctx, r):
    """https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionCodeSigningConfig.html"""
    name, _, function = function_of(ctx, r)
    return {"FunctionName": name, "CodeSigningConfigArn": function.signing or ""}


@op("lambda", "PutFunctionCodeSigningConfig")
def put_signing(ctx, r):
    name, _, function = function_of(ctx, r)
    function.signing = r["CodeSigningConfigArn"]
    return {"FunctionName": name, "CodeSigningConfigArn": function.signing}


@op("lambda", "DeleteFunctionCodeSigningConfig")
def delete_signing(ctx, r):
    function_of(ctx, r)[2].signing = None
    return {}


# -- tags: https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html
def tagged(ctx, r):
    if ":event-source-mapping:" in r["Resource"]:
        return mapping_of(ctx, r["Resource"].rsplit(":", 1)[-1])[1]
    return function_of(ctx, r, "Resource")[2].tags


@op("lambda", "TagResource")
def tag_resource(ctx, r):
    tagged(ctx, r).update(r["Tags"])
    return {}


@op("lambda", "UntagResource")
def untag_resource(ctx, r):
    tags = tagged(ctx, r)
    for key in r["TagKeys"]:
        tags.pop(key, None)
    return {}


@op("lambda", "ListTags")
def list_tags(ctx, r):
    return {"Tags": tagged(ctx, r)}


# -- permissions: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
def principal(told):
    if told == "*":
        return "*"
    if told.isdigit():
        return {"AWS": f"arn:aws:iam::{told}:root"}
    return {"AWS": told} if told.startswith("arn:") else {"Service": told}


def condition(r):
    equal = {"AWS:SourceAccount": r.get("SourceAccount"), "lambda:EventSourceToken": r.get("EventSourceToken"),
             "lambda:FunctionUrlAuthType": r.get("FunctionUrlAuthType"), "aws:PrincipalOrgID": r.get("PrincipalOrgID")}
    equal = {key: value for key, value in equal.items() if value is not None}
    told = {"StringEquals": equal} if equal else {}
    return told | ({"ArnLike": {"AWS:SourceArn": r["SourceArn"]}} if r.get("SourceArn") else {})


@op("lambda", "AddPermission")
def add_permission(ctx, r):
    name, qualifier, function = function_of(ctx, r)
    version_of(ctx, name, qualifier, function)
    statements = function.policies.setdefault(qualifier, {})
    if r["StatementId"] in statements:
        raise conflict(f"The statement id ({r['StatementId']}) provided already exists. Please provide a new statement id, or remove "
                       "the existing statement.")
    statement = {"Sid": r["StatementId"], "Effect": "Allow", "Principal": principal(r["Principal"]), "Action": r["Action"],
                 "Resource": arn(ctx, name, qualifier)}
    statements[r["StatementId"]] = statement | ({"Condition": condition(r)} if condition(r) else {})
    return {"Statement": json.dumps(statements[r["StatementId"]])}


@op("lambda", "GetPolicy")
def get_policy(ctx, r):
    _, qualifier, function = function_of(ctx, r)
    statements = function.policies.get(qualifier)
    if not statements:
        raise absent("The resource you requested does not exist.")
    policy = {"Version": "2012-10-17", "Id": "default", "Statement": list(statements.values())}
    return {"Policy": json.dumps(policy), "RevisionId": str(uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(policy)))}


@op("lambda", "RemovePermission")
def remove_permission(ctx, r):
    _, qualifier, function = function_of(ctx, r)
    if function.policies.get(qualifier, {}).pop(r["StatementId"], None) is None:
        raise absent(f"Statement {r['StatementId']} is not found in resource policy.")
    return {}


@op("lambda", "Invoke")
def invoke(ctx, r):
    """https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: a dry run tells whether the caller may; nothing runs here."""
    # A service calls as itself; the function is that of the account that its ARN names.
    if r["FunctionName"].startswith("arn:"):
        ctx = copy.copy(ctx)
        ctx.account_id = r["FunctionName"].split(":")[4]
    _, qualifier, function = function_of(ctx, r)
    service = (ctx.internal_request_params or {}).get("service_principal")
    allowed = [statement["Principal"] for statement in function.policies.get(qualifier, {}).values()]
    if service and {"Service": f"{service}.amazonaws.com"} not in allowed:
        raise err("AccessDeniedException", f"{service} may not call {function.config['FunctionArn']}", 403)
    if r.get("InvocationType") != "DryRun":
        raise err("ServiceException", "Functions do not run here.", 500)
    return {"StatusCode": 204}


# -- aliases: https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html
def alias_of(ctx, r):
    name, _, function = function_of(ctx, r)
    if r["Name"] not in function.aliases:
        raise absent(f"Alias not found: {arn(ctx, name, r['Name'])}")
    return name, function, function.aliases[r["Name"]]


def alias_changed(ctx, name, function, alias, r):
    if r.get("FunctionVersion"):
        version_of(ctx, name, r["FunctionVersion"], function)
        alias["FunctionVersion"] = r["FunctionVersion"]
    if r.get("Description") is not None:
        alias["Description"] = r["Description"]
    if r.get("RoutingConfig") is not None:
        weights = dict(r["RoutingConfig"].get("AdditionalVersionWeights") or {})
        alias["RoutingConfig"] = {"AdditionalVersionWeights": weights} if weights else None
    alias["RevisionId"] = str(uuid.uuid4())
    return alias


@op("lambda", "CreateAlias")
def create_alias(ctx, r):
    name, _, function = function_of(ctx, r)
    if r["Name"] in function.aliases:
        raise conflict(f"Alias already exists: {arn(ctx, name, r['Name'])}")
    alias = alias_changed(ctx, name, function, {"AliasArn": arn(ctx, name, r["Name"]), "Name": r["Name"], "Description": ""}, r)
    function.aliases[r["Name"]] = alias
    return alias


@op("lambda", "GetAlias")
def get_alias(ctx, r):
    return alias_of(ctx, r)[2]


@op("lambda", "ListAliases")
def list_aliases(ctx, r):
    return {"Aliases": list(function_of(ctx, r)[2].aliases.values())}


@op("lambda", "UpdateAlias")
def update_alias(ctx, r):
    return alias_changed(ctx, *alias_of(ctx, r), r)


@op("lambda", "DeleteAlias")
def delete_alias(ctx, r):
    """No error where there is no such alias. https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html"""
    function_of(ctx, r)[2].aliases.pop(r["Name"], None)
    return {}


# -- URLs: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html
def url_of(ctx, r):
    name, qualifier, function = function_of(ctx, r)
    if qualifier not in function.urls:
        raise absent("The resource you requested does not exist.")
    return name, qualifier, function, function.urls[qualifier]


@op("lambda", "CreateFunctionUrlConfig")
def create_url(ctx, r):
    name, qualifier, function = function_of(ctx, r)
    if qualifier in function.urls:
        raise conflict(f"Failed to create function url config for [functionArn = {arn(ctx, name, qualifier)}]. Error message:  "
                       "FunctionUrlConfig exists for this Lambda function")
    label = hashlib.sha256(arn(ctx, name, qualifier).encode()).hexdigest()[:32]
    url = {"FunctionUrl": f"https://{label}.lambda-url.{ctx.region}.on.aws/", "FunctionArn": arn(ctx, name, qualifier),
           "AuthType": r["AuthType"], "InvokeMode": r.get("InvokeMode") or "BUFFERED", "CreationTime": stamp(), "LastModifiedTime": stamp()}
    function.urls[qualifier] = url | ({"Cors": r["Cors"]} if r.get("Cors") else {})
    return function.urls[qualifier]


@op("lambda", "GetFunctionUrlConfig")
def get_url(ctx, r):
    return url_of(ctx, r)[3]


@op("lambda", "UpdateFunctionUrlConfig")
def update_url(ctx, r):
    """https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionUrlConfig.html"""
    url = url_of(ctx, r)[3]
    url.update({key: r[key] for key in ("AuthType", "InvokeMode", "Cors") if r.get(key) is not None})
    if not url.get("Cors"):
        url.pop("Cors", None)
    url["LastModifiedTime"] = stamp()
    return url


@op("lambda", "ListFunctionUrlConfigs")
def list_urls(ctx, r):
    return {"FunctionUrlConfigs": list(function_of(ctx, r)[2].urls.values())}


@op("lambda", "DeleteFunctionUrlConfig")
def delete_url(ctx, r):
    _, qualifier, function, _ = url_of(ctx, r)
    del function.urls[qualifier]
    return {}


# -- what becomes of events: https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
@op("lambda", "PutFunctionEventInvokeConfig")
def put_events(ctx, r):
    name, qualifier, function = function_of(ctx, r)
    version_of(ctx, name, qualifier, function)
    told = {key: r[key] for key in ("MaximumRetryAttempts", "MaximumEventAgeInSeconds") if r.get(key) is not None}
    function.events[qualifier] = told | {
        "FunctionArn": arn(ctx, name, qualifier or LATEST), "LastModified": now(),
        "DestinationConfig": {"OnSuccess": {}, "OnFailure": {}, **(r.get("DestinationConfig") or {})},
    }
    return function.events[qualifier]


def events_of(ctx, r):
    name, qualifier, function = function_of(ctx, r)
    if qualifier not in function.events:
        raise absent(f"The function {arn(ctx, name, qualifier or LATEST)} doesn't have an EventInvokeConfig")
    return qualifier, function


@op("lambda", "GetFunctionEventInvokeConfig")
def get_events(ctx, r):
    qualifier, function = events_of(ctx, r)
    return function.events[qualifier]


@op("lambda", "ListFunctionEventInvokeConfigs")
def list_events(ctx, r):
    return {"FunctionEventInvokeConfigs": list(function_of(ctx, r)[2].events.values())}


@op("lambda", "DeleteFunctionEventInvokeConfig")
def delete_events(ctx, r):
    qualifier, function = events_of(ctx, r)
    del function.events[qualifier]
    return {}


OPS["lambda", "UpdateFunctionEventInvokeConfig"] = put_events


# -- event source mappings: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
def mapping_of(ctx, identifier):
    if identifier not in store(ctx, "mapping"):
        raise absent("The resource you requested does not exist.")
    return store(ctx, "mapping")[identifier]


def mapping_told(mapping, r):
    mapping |= {key: copy.deepcopy(value) for key, value in r.items() if value is not None}
    enabled = mapping.pop("Enabled", True)
    return mapping | {"State": "Enabled" if enabled else "Disabled", "StateTransitionReason": "User action", "LastModified": now()}


@op("lambda", "CreateEventSourceMapping")
def create_mapping(ctx, r):
    name, qualifier, _ = function_of(ctx, r)
    identifier, source = str(uuid.uuid4()), r.get("EventSourceArn") or ""
    stream = ":kinesis:" in source or ":dynamodb:" in source
    told = {"UUID": identifier, "FunctionArn": arn(ctx, name, qualifier), "BatchSize": 10 if ":sqs:" in source else 100,
            "MaximumBatchingWindowInSeconds": 0,
            "EventSourceMappingArn": f"arn:aws:lambda:{ctx.region}:{ctx.account_id}:event-source-mapping:{identifier}"}
    if stream:
        told |= {"ParallelizationFactor": 1, "MaximumRecordAgeInSeconds": -1, "MaximumRetryAttempts": -1,
                 "BisectBatchOnFunctionError": False, "TumblingWindowInSeconds": 0}
    given = {key: value for key, value in r.items() if key not in ("FunctionName", "Tags")}
    store(ctx, "mapping")[identifier] = (mapping_told(told, given), dict(r.get("Tags") or {}))
    return mapping_of(ctx, identifier)[0]


@op("lambda", "GetEventSourceMapping")
def get_mapping(ctx, r):
    return mapping_of(ctx, r["UUID"])[0]


@op("lambda", "ListEventSourceMappings")
def list_mappings(ctx, r):
    return {"EventSourceMappings": [told for told, _ in store(ctx, "mapping").values()]}


@op("lambda", "UpdateEventSourceMapping")
def update_mapping(ctx, r):
    told, tags = mapping_of(ctx, r["UUID"])
    given = {key: value for key, value in r.items() if key not in ("FunctionName", "UUID")}
    given.setdefault("Enabled", told["State"] == "Enabled")
    if r.get("FunctionName"):
        name, qualifier, _ = function_of(ctx, r)
        given["FunctionArn"] = arn(ctx, name, qualifier)
    told = mapping_told(told, given)
    # Empty criteria take those away that there were.
    # https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
    if not told.get("FilterCriteria", {}).get("Filters"):
        told.pop("FilterCriteria", None)
    store(ctx, "mapping")[r["UUID"]] = (told, tags)
    return told


@op("lambda", "DeleteEventSourceMapping")
def delete_mapping(ctx, r):
    told = mapping_of(ctx, r["UUID"])[0]
    del store(ctx, "mapping")[r["UUID"]]
    return {**told, "State": "Deleting"}
