"""Glue: jobs, crawlers, triggers, workflows, connections, classifiers, rulesets of data quality, security configurations, the policy of
the catalogue, and partition indexes.

moto keeps these without some members, cannot update most of them, tells some times as texts, and has no classifiers and no rulesets, so
that they are kept here; databases, tables and tags stay moto's.
https://docs.aws.amazon.com/glue/latest/webapi/API_Operations.html
"""

import datetime
import hashlib

from moto.core.exceptions import RESTError
from provision_emulator.extras import OPS, backend, err, op

# The states that a trigger is in after StartTrigger and StopTrigger.
# https://docs.aws.amazon.com/glue/latest/dg/about-triggers.html
STARTED, STOPPED = "ACTIVATED", "DEACTIVATED"

# DPUs of one worker. https://docs.aws.amazon.com/glue/latest/webapi/API_Job.html
DPUS = {"Standard": 1, "G.025X": 0.25, "G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8, "Z.2X": 2}


def store(ctx, kind):
    # Kept with moto's backend, so that a reset of moto's takes it along.
    return backend("glue", ctx).__dict__.setdefault("provision", {}).setdefault(kind, {})


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def absent(what, name):
    return err("EntityNotFoundException", f"{what} {name} not found.")


def arn(ctx, kind, name):
    return f"arn:aws:glue:{ctx.region}:{ctx.account_id}:{kind}/{name}"


def found(ctx, kind, name):
    thing = store(ctx, kind).get(name)
    if thing is None:
        raise absent(kind, name)
    return thing


def make(ctx, kind, name, thing, tags):
    """A new thing with its tags; a name is used once."""
    if name in store(ctx, kind):
        raise err("AlreadyExistsException", f"{kind} with name {name} already submitted")
    store(ctx, kind)[name] = thing
    if tags:
        backend("glue", ctx).tag_resource(arn(ctx, kind, name), tags)
    return {"Name": name}


def drop(ctx, kind, name):
    """The thing and its tags; whether there was one."""
    backend("glue", ctx).tagger.delete_all_tags_for_resource(arn(ctx, kind, name))
    return store(ctx, kind).pop(name, None) is not None


def without(request, *members):
    return {key: value for key, value in request.items() if key not in members and value is not None}


def filled(thing):
    """As Glue tells a text that was set to nothing: not at all."""
    return {key: value for key, value in thing.items() if value not in (None, "")}


def several(kind, names, listed, missing):
    """BatchGet*: the things that are there, and the names of those that are not."""

    def get(ctx, r):
        things = store(ctx, kind)
        return {listed: [things[name] for name in r[names] if name in things], missing: [name for name in r[names] if name not in things]}

    return get


# -- jobs: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateJob.html
def job(definition, created):
    """A definition with what Glue fills in."""
    told = {"ExecutionProperty": {"MaxConcurrentRuns": 1}, "MaxRetries": 0, **definition, "CreatedOn": created, "LastModifiedOn": now()}
    shell = told["Command"].get("Name") == "pythonshell"
    told.setdefault("GlueVersion", "1.0" if shell else "0.9")
    told.setdefault("Timeout", 480 if told["GlueVersion"] >= "5.0" else 2880)
    if told.get("WorkerType") in DPUS and told.get("NumberOfWorkers"):
        told["MaxCapacity"] = float(DPUS[told["WorkerType"]] * told["NumberOfWorkers"])
    told.setdefault("MaxCapacity", 0.0625 if shell else 10.0)
    told["AllocatedCapacity"] = int(told["MaxCapacity"])
    return told


@op("glue", "CreateJob")
def create_job(ctx, r):
    return make(ctx, "job", r["Name"], job(without(r, "Tags"), now()), r.get("Tags"))


@op("glue", "UpdateJob")
def update_job(ctx, r):
    """The previous definition is completely overwritten. https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateJob.html"""
    before = found(ctx, "job", r["JobName"])
    store(ctx, "job")[r["JobName"]] = job({"Name": r["JobName"], **without(r["JobUpdate"])}, before["CreatedOn"])
    return {"JobName": r["JobName"]}


@op("glue", "GetJob")
def get_job(ctx, r):
    return {"Job": found(ctx, "job", r["JobName"])}


@op("glue", "GetJobs")
def get_jobs(ctx, r):
    return {"Jobs": list(store(ctx, "job").values())}


@op("glue", "DeleteJob")
def delete_job(ctx, r):
    """No error where there is no such job. https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteJob.html"""
    drop(ctx, "job", r["JobName"])
    return {"JobName": r["JobName"]}


OPS["glue", "BatchGetJobs"] = several("job", "JobNames", "Jobs", "JobsNotFound")


# -- crawlers: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateCrawler.html
def crawler(definition, version, created):
    told = {
        "Classifiers": [], "SchemaChangePolicy": {}, "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVERYTHING"},
        "LineageConfiguration": {"CrawlerLineageSettings": "DISABLE"}, **definition, "State": "READY", "CrawlElapsedTime": 0,
        "CreationTime": created, "LastUpdated": now(), "Version": version,
    }
    told["SchemaChangePolicy"] = {
        "UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DEPRECATE_IN_DATABASE", **told["SchemaChangePolicy"],
    }
    if isinstance(told.get("Schedule"), str):
        told["Schedule"] = {"ScheduleExpression": told["Schedule"], "State": "SCHEDULED"} if told["Schedule"] else None
    return filled(told)


@op("glue", "CreateCrawler")
def create_crawler(ctx, r):
    make(ctx, "crawler", r["Name"], crawler(without(r, "Tags"), 1, now()), r.get("Tags"))
    return {}


@op("glue", "UpdateCrawler")
def update_crawler(ctx, r):
    """What is not given stays. https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateCrawler.html"""
    before = found(ctx, "crawler", r["Name"])
    store(ctx, "crawler")[r["Name"]] = crawler({**before, **without(r)}, before["Version"] + 1, before["CreationTime"])
    return {}


@op("glue", "GetCrawler")
def get_crawler(ctx, r):
    return {"Crawler": found(ctx, "crawler", r["Name"])}


@op("glue", "GetCrawlers")
def get_crawlers(ctx, r):
    return {"Crawlers": list(store(ctx, "crawler").values())}


@op("glue", "DeleteCrawler")
def delete_crawler(ctx, r):
    """https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteCrawler.html"""
    if not drop(ctx, "crawler", r["Name"]):
        raise absent("crawler", r["Name"])
    return {}


OPS["glue", "BatchGetCrawlers"] = several("crawler", "CrawlerNames", "Crawlers", "CrawlersNotFound")


# -- triggers: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateTrigger.html
@op("glue", "CreateTrigger")
def create_trigger(ctx, r):
    started = r.get("StartOnCreation") and r["Type"] != "ON_DEMAND"
    trigger = filled({**without(r, "Tags", "StartOnCreation"), "State": STARTED if started else "CREATED"})
    if "WorkflowName" in trigger:
        found(ctx, "workflow", trigger["WorkflowName"])
    return make(ctx, "trigger", r["Name"], trigger, r.get("Tags"))


@op("glue", "UpdateTrigger")
def update_trigger(ctx, r):
    """The previous definition is completely overwritten. https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateTrigger.html"""
    before = found(ctx, "trigger", r["Name"])
    stays = {key: before[key] for key in ("Name", "Type", "State", "WorkflowName") if key in before}
    store(ctx, "trigger")[r["Name"]] = filled({**without(r["TriggerUpdate"]), **stays})
    return {"Trigger": store(ctx, "trigger")[r["Name"]]}


@op("glue", "GetTrigger")
def get_trigger(ctx, r):
    return {"Trigger": found(ctx, "trigger", r["Name"])}


@op("glue", "GetTriggers")
def get_triggers(ctx, r):
    return {"Triggers": list(store(ctx, "trigger").values())}


@op("glue", "StartTrigger")
def start_trigger(ctx, r):
    """A trigger on demand fires once and stays created. https://docs.aws.amazon.com/glue/latest/dg/about-triggers.html"""
    trigger = found(ctx, "trigger", r["Name"])
    if trigger["Type"] != "ON_DEMAND":
        trigger["State"] = STARTED
    return {"Name": r["Name"]}


@op("glue", "StopTrigger")
def stop_trigger(ctx, r):
    """https://docs.aws.amazon.com/glue/latest/webapi/API_StopTrigger.html"""
    found(ctx, "trigger", r["Name"])["State"] = STOPPED
    return {"Name": r["Name"]}


@op("glue", "DeleteTrigger")
def delete_trigger(ctx, r):
    """No error where there is no such trigger. https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteTrigger.html"""
    drop(ctx, "trigger", r["Name"])
    return {"Name": r["Name"]}


OPS["glue", "BatchGetTriggers"] = several("trigger", "TriggerNames", "Triggers", "TriggersNotFound")


# -- workflows: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateWorkflow.html
@op("glue", "CreateWorkflow")
def create_workflow(ctx, r):
    workflow = filled({**without(r, "Tags"), "CreatedOn": now(), "LastModifiedOn": now()})
    return make(ctx, "workflow", r["Name"], workflow, r.get("Tags"))


@op("glue", "UpdateWorkflow")
def update_workflow(ctx, r):
    """https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateWorkflow.html"""
    before = found(ctx, "workflow", r["Name"])
    store(ctx, "workflow")[r["Name"]] = filled({**before, **without(r), "LastModifiedOn": now()})
    return {"Name": r["Name"]}


@op("glue", "GetWorkflow")
def get_workflow(ctx, r):
    return {"Workflow": found(ctx, "workflow", r["Name"])}


@op("glue", "ListWorkflows")
def list_workflows(ctx, r):
    return {"Workflows": list(store(ctx, "workflow"))}


@op("glue", "DeleteWorkflow")
def delete_workflow(ctx, r):
    drop(ctx, "workflow", r["Name"])
    return {"Name": r["Name"]}


OPS["glue", "BatchGetWorkflows"] = several("workflow", "Names", "Workflows", "MissingWorkflows")


# -- connections: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateConnection.html
@op("glue", "CreateConnection")
def create_connection(ctx, r):
    given = filled(without(r["ConnectionInput"], "ValidateCredentials", "ValidateForComputeEnvironments"))
    connection = {**given, "Status": "READY", "CreationTime": now(), "LastUpdatedTime": now()}
    make(ctx, "connection", given["Name"], connection, r.get("Tags"))
    return {"CreateConnectionStatus": "READY"}


@op("glue", "UpdateConnection")
def update_connection(ctx, r):
    """https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateConnection.html"""
    before = found(ctx, "connection", r["Name"])
    given = filled(without(r["ConnectionInput"], "Name", "ValidateCredentials", "ValidateForComputeEnvironments"))
    store(ctx, "connection")[r["Name"]] = {
        "Name": r["Name"], **given, "Status": "READY", "CreationTime": before["CreationTime"], "LastUpdatedTime": now(),
    }
    return {}


def connection_told(connection, hide):
    """https://docs.aws.amazon.com/glue/latest/webapi/API_GetConnection.html: without the password where that is asked."""
    properties = connection.get("ConnectionProperties") or {}
    if hide:
        properties = without(properties, "PASSWORD")
    return {**connection, "ConnectionProperties": properties}


@op("glue", "GetConnection")
def get_connection(ctx, r):
    return {"Connection": connection_told(found(ctx, "connection", r["Name"]), r.get("HidePassword"))}


@op("glue", "GetConnections")
def get_connections(ctx, r):
    return {"ConnectionList": [connection_told(each, r.get("HidePassword")) for each in store(ctx, "connection").values()]}


@op("glue", "DeleteConnection")
def delete_connection(ctx, r):
    """https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteConnection.html"""
    if not drop(ctx, "connection", r["ConnectionName"]):
        raise absent("connection", r["ConnectionName"])
    return {}


# -- classifiers: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateClassifier.html
def classifier_of(r):
    kind = next(kind for kind in ("GrokClassifier", "XMLClassifier", "JsonClassifier", "CsvClassifier") if r.get(kind))
    return kind, without(r[kind])


@op("glue", "CreateClassifier")
def create_classifier(ctx, r):
    kind, given = classifier_of(r)
    make(ctx, "classifier", given["Name"], {kind: {**given, "CreationTime": now(), "LastUpdated": now(), "Version": 1}}, None)
    return {}


@op("glue", "UpdateClassifier")
def update_classifier(ctx, r):
    """https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateClassifier.html"""
    kind, given = classifier_of(r)
    before = found(ctx, "classifier", given["Name"]).get(kind)
    if before is None:
        raise err("InvalidInputException", "The type of a classifier cannot be changed.")
    store(ctx, "classifier")[given["Name"]] = {kind: {**before, **given, "LastUpdated": now(), "Version": before["Version"] + 1}}
    return {}


@op("glue", "GetClassifier")
def get_classifier(ctx, r):
    return {"Classifier": found(ctx, "classifier", r["Name"])}


@op("glue", "GetClassifiers")
def get_classifiers(ctx, r):
    return {"Classifiers": list(store(ctx, "classifier").values())}


@op("glue", "DeleteClassifier")
def delete_classifier(ctx, r):
    if not drop(ctx, "classifier", r["Name"]):
        raise absent("classifier", r["Name"])
    return {}


# -- rulesets: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateDataQualityRuleset.html
@op("glue", "CreateDataQualityRuleset")
def create_ruleset(ctx, r):
    ruleset = filled({**without(r, "Tags", "ClientToken"), "CreatedOn": now(), "LastModifiedOn": now()})
    return make(ctx, "dataQualityRuleset", r["Name"], ruleset, r.get("Tags"))


@op("glue", "UpdateDataQualityRuleset")
def update_ruleset(ctx, r):
    """https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateDataQualityRuleset.html"""
    ruleset = found(ctx, "dataQualityRuleset", r["Name"])
    after = filled({**ruleset, **without(r), "LastModifiedOn": now()})
    store(ctx, "dataQualityRuleset")[r["Name"]] = after
    return {key: after[key] for key in ("Name", "Description", "Ruleset") if key in after}


@op("glue", "GetDataQualityRuleset")
def get_ruleset(ctx, r):
    return found(ctx, "dataQualityRuleset", r["Name"])


@op("glue", "ListDataQualityRulesets")
def list_rulesets(ctx, r):
    """https://docs.aws.amazon.com/glue/latest/webapi/API_DataQualityRulesetListDetails.html: without the rules."""
    return {"Rulesets": [without(each, "Ruleset") for each in store(ctx, "dataQualityRuleset").values()]}


@op("glue", "DeleteDataQualityRuleset")
def delete_ruleset(ctx, r):
    if not drop(ctx, "dataQualityRuleset", r["Name"]):
        raise absent("dataQualityRuleset", r["Name"])
    return {}


# -- security configurations: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateSecurityConfiguration.html
@op("glue", "CreateSecurityConfiguration")
def create_security_configuration(ctx, r):
    when = now()
    make(ctx, "security configuration", r["Name"], {**without(r), "CreatedTimeStamp": when}, None)
    return {"Name": r["Name"], "CreatedTimestamp": when}


@op("glue", "GetSecurityConfiguration")
def get_security_configuration(ctx, r):
    return {"SecurityConfiguration": found(ctx, "security configuration", r["Name"])}


@op("glue", "GetSecurityConfigurations")
def get_security_configurations(ctx, r):
    return {"SecurityConfigurations": list(store(ctx, "security configuration").values())}


@op("glue", "DeleteSecurityConfiguration")
def delete_security_configuration(ctx, r):
    """https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteSecurityConfiguration.html"""
    if not drop(ctx, "security configuration", r["Name"]):
        raise absent("security configuration", r["Name"])
    return {}


# -- the policy of the catalogue: https://docs.aws.amazon.com/glue/latest/webapi/API_PutResourcePolicy.html
@op("glue", "PutResourcePolicy")
def put_resource_policy(ctx, r):
    held = store(ctx, "policy").get("catalog")
    if {"MUST_EXIST": held is None, "NOT_EXIST": held is not None}.get(r.get("PolicyExistsCondition"), False):
        raise err("ConditionCheckFailureException", "The condition on the policy that is there does not hold.")
    digest = hashlib.sha256(r["PolicyInJson"].encode()).hexdigest()[:24]
    created = held["CreateTime"] if held else now()
    store(ctx, "policy")["catalog"] = {
        "PolicyInJson": r["PolicyInJson"], "PolicyHash": digest, "CreateTime": created, "UpdateTime": now(),
    }
    return {"PolicyHash": digest}


@op("glue", "GetResourcePolicy")
def get_resource_policy(ctx, r):
    """https://docs.aws.amazon.com/glue/latest/webapi/API_GetResourcePolicy.html"""
    if "catalog" not in store(ctx, "policy"):
        raise err("EntityNotFoundException", "Policy not found")
    return store(ctx, "policy")["catalog"]


@op("glue", "DeleteResourcePolicy")
def delete_resource_policy(ctx, r):
    get_resource_policy(ctx, r)
    del store(ctx, "policy")["catalog"]
    return {}


# -- scripts: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateScript.html
@op("glue", "CreateScript")
def create_script(ctx, r):
    """A script that names its nodes; Glue's own text is longer."""
    scala = r.get("Language") == "SCALA"
    comment = "//" if scala else "##"
    lines = [f"{comment} @type: {node['NodeType']} @id: {node['Id']}" for node in r.get("DagNodes") or []]
    return {"ScalaCode" if scala else "PythonScript": "\n".join([*lines, ""])}


# -- partition indexes, which moto forgets: https://docs.aws.amazon.com/glue/latest/webapi/API_CreatePartitionIndex.html
def asked(call, *arguments):
    """What moto's backend answers."""
    try:
        return call(*arguments)
    except RESTError as error:
        raise err(error.error_type, error.message) from error


def indexes(ctx, r, table):
    asked(backend("glue", ctx).get_table, r["DatabaseName"], table)
    return store(ctx, "indexes").setdefault((r["DatabaseName"], table), {})


def index(ctx, r, table, given):
    keys = asked(backend("glue", ctx).get_table, r["DatabaseName"], table).as_dict().get("PartitionKeys") or []
    types = {key["Name"]: key.get("Type") for key in keys}
    unknown = [name for name in given["Keys"] if name not in types]
    if unknown:
        raise err("InvalidInputException", f"{unknown[0]} is not a partition key")
    indexes(ctx, r, table)[given["IndexName"]] = {
        "IndexName": given["IndexName"], "Keys": [{"Name": name, "Type": types[name]} for name in given["Keys"]], "IndexStatus": "ACTIVE",
    }


@op("glue", "CreateTable")
def create_table(ctx, r):
    """https://docs.aws.amazon.com/glue/latest/webapi/API_CreateTable.html"""
    name = r["TableInput"]["Name"]
    asked(backend("glue", ctx).create_table, r["DatabaseName"], name, r["TableInput"])
    store(ctx, "indexes").pop((r["DatabaseName"], name), None)
    for given in r.get("PartitionIndexes") or []:
        index(ctx, r, name, given)
    return {}


@op("glue", "GetPartitionIndexes")
def get_partition_indexes(ctx, r):
    """https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitionIndexes.html"""
    return {"PartitionIndexDescriptorList": list(indexes(ctx, r, r["TableName"]).values())}


@op("glue", "CreatePartitionIndex")
def create_partition_index(ctx, r):
    index(ctx, r, r["TableName"], r["PartitionIndex"])
    return {}


@op("glue", "DeletePartitionIndex")
def delete_partition_index(ctx, r):
    if indexes(ctx, r, r["TableName"]).pop(r["IndexName"], None) is None:
        raise absent("Index", r["IndexName"])
    return {}


# -- databases, of which moto forgets these: https://docs.aws.amazon.com/glue/latest/webapi/API_Database.html
@op("glue", "GetDatabase")
def get_database(ctx, r):
    database = asked(backend("glue", ctx).get_database, r["Name"])
    return {"Database": {**database.as_dict(), "FederatedDatabase": database.input.get("FederatedDatabase")}}


@op("glue", "DeleteDatabase")
def delete_database(ctx, r):
    """Tags end with their database. https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteDatabase.html"""
    asked(backend("glue", ctx).delete_database, r["Name"])
    backend("glue", ctx).tagger.delete_all_tags_for_resource(arn(ctx, "database", r["Name"]))
    return {}
