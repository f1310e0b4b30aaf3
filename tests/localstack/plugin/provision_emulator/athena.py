"""Athena: workgroups, saved queries, prepared statements, data catalogues, their tags, and databases made by queries.

moto cannot change or delete most of them and runs no query, so that they are kept here; all queries end at once.
https://docs.aws.amazon.com/athena/latest/APIReference/API_Operations.html
"""

import datetime
import re
import uuid

from provision_emulator.extras import backend, err, op

ENGINE = "Athena engine version 3"

CREATE = re.compile(r"create (?:database|schema) (if not exists )?`(?P<name>[^`]+)`(?P<rest>.*);?$", re.I | re.S)
DROP = re.compile(r"drop (?:database|schema) (if exists )?`(?P<name>[^`]+)`(?P<cascade> cascade)?;?$", re.I)
COMMENT = re.compile(r" comment '((?:[^'\\]|\\.)*)'", re.I)
PROPERTY = re.compile(r"'((?:[^'\\]|\\.)*)'\s*=\s*'((?:[^'\\]|\\.)*)'")


def store(ctx, kind):
    # Kept with moto's backend, so that a reset of moto's takes it along.
    kept = backend("athena", ctx).__dict__.setdefault("provision", {})
    if "workgroup" not in kept:
        kept["workgroup"] = {"primary": workgroup("primary", {"Configuration": {"EnforceWorkGroupConfiguration": False}})}
    return kept.setdefault(kind, {})


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def refused(message):
    return err("InvalidRequestException", message)


def found(ctx, kind, key, message):
    thing = store(ctx, kind).get(key)
    if thing is None:
        raise refused(message)
    return thing


def make(ctx, kind, key, thing, message):
    if key in store(ctx, kind):
        raise refused(message)
    store(ctx, kind)[key] = thing


def arn(ctx, kind, name):
    return f"arn:aws:athena:{ctx.region}:{ctx.account_id}:{kind}/{name}"


def without(request, *members):
    return {key: value for key, value in request.items() if key not in members and value is not None}


# -- tags: https://docs.aws.amazon.com/athena/latest/APIReference/API_TagResource.html
def tag(ctx, resource, tags):
    if tags:
        backend("athena", ctx).tagger.tag_resource(resource, [dict(each) for each in tags])


def untagged(ctx, kind, name):
    """Tags end with their thing."""
    backend("athena", ctx).tagger.delete_all_tags_for_resource(arn(ctx, kind, name))


@op("athena", "TagResource")
def tag_resource(ctx, r):
    tag(ctx, r["ResourceARN"], r["Tags"])
    return {}


@op("athena", "UntagResource")
def untag_resource(ctx, r):
    backend("athena", ctx).tagger.untag_resource_using_names(r["ResourceARN"], r["TagKeys"])
    return {}


@op("athena", "ListTagsForResource")
def list_tags(ctx, r):
    return backend("athena", ctx).tagger.list_tags_for_resource(r["ResourceARN"])


# -- workgroups: https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html
def workgroup(name, given):
    settings = {
        "EnforceWorkGroupConfiguration": True, "PublishCloudWatchMetricsEnabled": True, "RequesterPaysEnabled": False,
        "EnableMinimumEncryptionConfiguration": False, "ResultConfiguration": {}, **(given.get("Configuration") or {}),
    }
    settings["EngineVersion"] = engine(settings.get("EngineVersion"))
    told = {"Name": name, "State": "ENABLED", "CreationTime": now(), "Configuration": settings}
    return told | ({"Description": given["Description"]} if given.get("Description") else {})


def engine(asked):
    selected = (asked or {}).get("SelectedEngineVersion") or "AUTO"
    return {"SelectedEngineVersion": selected, "EffectiveEngineVersion": ENGINE if selected == "AUTO" else selected}


def workgroup_of(ctx, name):
    return found(ctx, "workgroup", name, f"WorkGroup {name} is not found.")


@op("athena", "CreateWorkGroup")
def create_work_group(ctx, r):
    make(ctx, "workgroup", r["Name"], workgroup(r["Name"], r), "WorkGroup is already created")
    tag(ctx, arn(ctx, "workgroup", r["Name"]), r.get("Tags"))
    return {}


@op("athena", "GetWorkGroup")
def get_work_group(ctx, r):
    return {"WorkGroup": workgroup_of(ctx, r["WorkGroup"])}


@op("athena", "ListWorkGroups")
def list_work_groups(ctx, r):
    return {"WorkGroups": [without(each, "Configuration") for each in store(ctx, "workgroup").values()]}


def changed(before, updates):
    """What is not given stays; what a Remove member names goes."""
    gone = {key.removeprefix("Remove") for key, value in updates.items() if key.startswith("Remove") and value}
    given = {key: value for key, value in updates.items() if not key.startswith("Remove") and value is not None}
    return {key: value for key, value in {**before, **given}.items() if key not in gone}


@op("athena", "UpdateWorkGroup")
def update_work_group(ctx, r):
    """https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfigurationUpdates.html"""
    group = workgroup_of(ctx, r["WorkGroup"])
    updates = dict(r.get("ConfigurationUpdates") or {})
    results = updates.pop("ResultConfigurationUpdates", None) or {}
    settings = changed(group["Configuration"], updates)
    settings["EngineVersion"] = engine(settings.get("EngineVersion"))
    settings["ResultConfiguration"] = changed(settings.get("ResultConfiguration") or {}, results)
    group["Configuration"] = settings
    if r.get("Description") is not None:
        group["Description"] = r["Description"]
    if not group.get("Description"):
        group.pop("Description", None)
    group["State"] = r.get("State") or group["State"]
    return {}


@op("athena", "DeleteWorkGroup")
def delete_work_group(ctx, r):
    """https://docs.aws.amazon.com/athena/latest/APIReference/API_DeleteWorkGroup.html"""
    name = r["WorkGroup"]
    workgroup_of(ctx, name)
    queries = [key for key, query in store(ctx, "query").items() if query["WorkGroup"] == name]
    statements = [key for key in store(ctx, "statement") if key[0] == name]
    if (queries or statements) and not r.get("RecursiveDeleteOption"):
        raise refused(f"WorkGroup {name} is not empty")
    for key in queries:
        del store(ctx, "query")[key]
    for key in statements:
        del store(ctx, "statement")[key]
    del store(ctx, "workgroup")[name]
    untagged(ctx, "workgroup", name)
    return {}


# -- saved queries: https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateNamedQuery.html
@op("athena", "CreateNamedQuery")
def create_named_query(ctx, r):
    query = {"WorkGroup": "primary", **without(r, "ClientRequestToken"), "NamedQueryId": str(uuid.uuid4())}
    workgroup_of(ctx, query["WorkGroup"])
    store(ctx, "query")[query["NamedQueryId"]] = query
    return {"NamedQueryId": query["NamedQueryId"]}


def query_of(ctx, identifier):
    return found(ctx, "query", identifier, f"NamedQuery {identifier} was not found")


@op("athena", "GetNamedQuery")
def get_named_query(ctx, r):
    return {"NamedQuery": query_of(ctx, r["NamedQueryId"])}


@op("athena", "BatchGetNamedQuery")
def batch_get_named_query(ctx, r):
    """https://docs.aws.amazon.com/athena/latest/APIReference/API_BatchGetNamedQuery.html"""
    kept = store(ctx, "query")
    missing = [{"NamedQueryId": key, "ErrorCode": "INVALID_INPUT", "ErrorMessage": f"NamedQuery {key} was not found"}
               for key in r["NamedQueryIds"] if key not in kept]
    return {"NamedQueries": [kept[key] for key in r["NamedQueryIds"] if key in kept], "UnprocessedNamedQueryIds": missing}


@op("athena", "ListNamedQueries")
def list_named_queries(ctx, r):
    group = r.get("WorkGroup") or "primary"
    return {"NamedQueryIds": [key for key, query in store(ctx, "query").items() if query["WorkGroup"] == group]}


@op("athena", "UpdateNamedQuery")
def update_named_query(ctx, r):
    """https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateNamedQuery.html"""
    query_of(ctx, r["NamedQueryId"]).update(without(r))
    return {}


@op("athena", "DeleteNamedQuery")
def delete_named_query(ctx, r):
    query_of(ctx, r["NamedQueryId"])
    del store(ctx, "query")[r["NamedQueryId"]]
    return {}


# -- prepared statements: https://docs.aws.amazon.com/athena/latest/APIReference/API_CreatePreparedStatement.html
def statement_key(r):
    return r["WorkGroup"], r["StatementName"]


def statement_of(ctx, r):
    if statement_key(r) not in store(ctx, "statement"):
        raise err("ResourceNotFoundException", f"PreparedStatement {r['StatementName']} was not found in workGroup {r['WorkGroup']}")
    return store(ctx, "statement")[statement_key(r)]


def statement(r):
    told = {"StatementName": r["StatementName"], "WorkGroupName": r["WorkGroup"], "QueryStatement": r["QueryStatement"]}
    return told | ({"Description": r["Description"]} if r.get("Description") else {}) | {"LastModifiedTime": now()}


@op("athena", "CreatePreparedStatement")
def create_prepared_statement(ctx, r):
    workgroup_of(ctx, r["WorkGroup"])
    make(ctx, "statement", statement_key(r), statement(r), f"PreparedStatement {r['StatementName']} already exists")
    return {}


@op("athena", "GetPreparedStatement")
def get_prepared_statement(ctx, r):
    return {"PreparedStatement": statement_of(ctx, r)}


@op("athena", "BatchGetPreparedStatement")
def batch_get_prepared_statement(ctx, r):
    """https://docs.aws.amazon.com/athena/latest/APIReference/API_BatchGetPreparedStatement.html"""
    kept = store(ctx, "statement")
    names = r["PreparedStatementNames"]
    missing = [{"StatementName": name, "ErrorCode": "STATEMENT_NOT_FOUND", "ErrorMessage": f"PreparedStatement {name} was not found"}
               for name in names if (r["WorkGroup"], name) not in kept]
    there = [kept[r["WorkGroup"], name] for name in names if (r["WorkGroup"], name) in kept]
    return {"PreparedStatements": there, "UnprocessedPreparedStatementNames": missing}


@op("athena", "ListPreparedStatements")
def list_prepared_statements(ctx, r):
    there = [each for (group, _), each in store(ctx, "statement").items() if group == r["WorkGroup"]]
    return {"PreparedStatements": [{key: each[key] for key in ("StatementName", "LastModifiedTime")} for each in there]}


@op("athena", "UpdatePreparedStatement")
def update_prepared_statement(ctx, r):
    statement_of(ctx, r)
    store(ctx, "statement")[statement_key(r)] = statement(r)
    return {}


@op("athena", "DeletePreparedStatement")
def delete_prepared_statement(ctx, r):
    statement_of(ctx, r)
    del store(ctx, "statement")[statement_key(r)]
    return {}


# -- data catalogues: https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateDataCatalog.html
def catalog_of(ctx, name):
    return found(ctx, "catalog", name, f"DataCatalog {name} was not found")


@op("athena", "CreateDataCatalog")
def create_data_catalog(ctx, r):
    make(ctx, "catalog", r["Name"], without(r, "Tags"), f"DataCatalog {r['Name']} has already been created")
    tag(ctx, arn(ctx, "datacatalog", r["Name"]), r.get("Tags"))
    return {"DataCatalog": catalog_of(ctx, r["Name"])}


@op("athena", "GetDataCatalog")
def get_data_catalog(ctx, r):
    return {"DataCatalog": catalog_of(ctx, r["Name"])}


@op("athena", "ListDataCatalogs")
def list_data_catalogs(ctx, r):
    return {"DataCatalogsSummary": [{"CatalogName": each["Name"], "Type": each["Type"]} for each in store(ctx, "catalog").values()]}


@op("athena", "UpdateDataCatalog")
def update_data_catalog(ctx, r):
    """https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateDataCatalog.html"""
    catalog_of(ctx, r["Name"]).update(without(r))
    return {}


@op("athena", "DeleteDataCatalog")
def delete_data_catalog(ctx, r):
    catalog_of(ctx, r["Name"])
    untagged(ctx, "datacatalog", r["Name"])
    return {"DataCatalog": store(ctx, "catalog").pop(r["Name"])}


# -- queries that make and drop databases: https://docs.aws.amazon.com/athena/latest/ug/create-database.html
def plain(text):
    return re.sub(r"\\(.)", r"\1", text)


def run(ctx, query):
    """What a query failed with, or nothing."""
    databases = backend("glue", ctx).databases
    if made := CREATE.match(query.strip()):
        name, rest = made["name"], made["rest"]
        if name in databases:
            return f"FAILED: Execution Error, return code 1. Database {name} already exists"
        comment, *rest = re.split("with dbproperties", rest, flags=re.IGNORECASE)
        properties = "".join(rest)
        given = {"Name": name, "Parameters": {plain(key): plain(value) for key, value in PROPERTY.findall(properties)}}
        if told := COMMENT.match(comment):
            given["Description"] = plain(told[1])
        backend("glue", ctx).create_database(name, given)
    elif dropped := DROP.match(query.strip()):
        name = dropped["name"]
        if name not in databases:
            return f"FAILED: SemanticException [Error 10072]: Database does not exist: {name}"
        if databases[name].tables and not dropped["cascade"]:
            return f"FAILED: Execution Error, return code 1. InvalidOperationException(message:Database {name} is not empty. One or more tables exist.)"
        backend("glue", ctx).delete_database(name)
    return None


@op("athena", "StartQueryExecution")
def start_query_execution(ctx, r):
    """https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html"""
    group = workgroup_of(ctx, r.get("WorkGroup") or "primary")
    own = (r.get("ResultConfiguration") or {}).get("OutputLocation")
    if not own and not group["Configuration"]["ResultConfiguration"].get("OutputLocation"):
        raise refused("No output location provided. An output location is required either through the Workgroup result configuration "
                      "setting or as an API input.")
    failure, identifier = run(ctx, r["QueryString"]), str(uuid.uuid4())
    status = {"State": "FAILED" if failure else "SUCCEEDED", "SubmissionDateTime": now(), "CompletionDateTime": now()}
    store(ctx, "execution")[identifier] = {
        **without(r, "ClientRequestToken"), "Query": r["QueryString"], "WorkGroup": group["Name"], "QueryExecutionId": identifier,
        "Status": status | ({"StateChangeReason": failure} if failure else {}),
    }
    return {"QueryExecutionId": identifier}


@op("athena", "GetQueryExecution")
def get_query_execution(ctx, r):
    identifier = r["QueryExecutionId"]
    return {"QueryExecution": without(found(ctx, "execution", identifier, f"QueryExecution {identifier} was not found"), "QueryString")}


@op("athena", "GetDatabase")
def get_database(ctx, r):
    """https://docs.aws.amazon.com/athena/latest/APIReference/API_GetDatabase.html"""
    database = backend("glue", ctx).databases.get(r["DatabaseName"])
    if database is None:
        raise err("MetadataException", f"Database {r['DatabaseName']} not found.")
    return {"Database": {"Name": database.name, "Description": database.input.get("Description"),
                         "Parameters": database.input.get("Parameters")}}
